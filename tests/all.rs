//! All tests that look at the compiler from outside, in one program.

mod conformance;
mod suite;
mod tidy;
