//! What elements take from their kinds and from what they stand in; brokers that the compiler adds.

use super::Builder;

/// Resolves kinds.
pub(super) fn inherit(_b: &mut Builder<'_>) {}

/// Hands owners, data classes and tags down, and checks what stands in what.
pub(super) fn resolve(_b: &mut Builder<'_>) {}

/// Adds brokers for channels that only name an engine.
pub(super) fn imply_brokers(_b: &mut Builder<'_>) {}
