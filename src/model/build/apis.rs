//! APIs, operations and resources.

use super::Builder;

/// Resolves them all.
pub(super) fn resolve(_b: &mut Builder<'_>) {}
