//! Looks for bytes for which `bodies::overlay` does not hold.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| bodies::overlay(bytes));
