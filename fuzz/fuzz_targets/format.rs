//! Looks for bytes for which `bodies::format` does not hold.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| bodies::format(bytes));
