//! All tests that look at the compiler from outside, in one program.

mod suite;
mod tidy;
