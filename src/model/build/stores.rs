//! Tables, collections, key spaces and events.

use super::Builder;

/// Resolves them all.
pub(super) fn resolve(_b: &mut Builder<'_>) {}
