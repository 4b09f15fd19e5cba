//! All tests that look at the compiler from outside, in one program.

mod check;
mod cli;
mod conformance;
mod disk;
mod environments;
mod explain;
mod folder;
mod fonts;
mod formats;
mod geometry;
mod golden;
mod kubernetes;
mod looks;
mod overlay;
mod pictures;
mod pipelines;
mod properties;
mod readme;
mod schemas;
mod serve;
mod session;
mod site;
mod suite;
mod tidy;
mod trust;
mod watch;
