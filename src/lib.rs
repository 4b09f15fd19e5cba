//! The architecture compiler.
//!
//! ```text
//!          World ─┐
//! text ─ syntax ─▶ tree ─ model ─▶ Model ─┬─ view ─▶ layout ─▶ Scene ─▶ svg ─▶ png
//!                                  │      ├─ kubernetes      └─ openapi, proto
//!                             Diagnostics │
//!                                         └─▶ ArtifactSet ─ only if no error ─▶ disk
//! ```

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::panic,
        clippy::disallowed_methods,
        clippy::print_stdout,
        clippy::print_stderr
    )
)]

// The derived parser names its boxes by this crate.
extern crate alloc;

pub mod artifact;
pub mod diag;
pub mod emit;
pub mod fmt;
pub mod font;
pub mod icons;
pub mod layout;
pub mod model;
pub mod program;
pub mod scene;
pub mod session;
pub mod settings;
pub mod source;
pub mod syntax;
pub mod theme;
pub mod view;
pub mod world;
