//! All tests that look at the compiler from outside, in one program.

mod cli;
mod conformance;
mod golden;
mod suite;
mod tidy;
