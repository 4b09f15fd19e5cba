//! All tests that look at the compiler from outside, in one program.

mod cli;
mod conformance;
mod disk;
mod environments;
mod explain;
mod geometry;
mod golden;
mod kubernetes;
mod overlay;
mod pictures;
mod properties;
mod readme;
mod schemas;
mod suite;
mod tidy;
