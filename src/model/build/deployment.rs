//! Environments: what stands where, with which properties, and how one finds the other.

use super::Builder;

/// Resolves them all.
pub(super) fn resolve(_b: &mut Builder<'_>) {}
