//! Relations: finds their ends, reads their properties and joins those that are declared more than once.

use super::Builder;

/// Resolves them all.
pub(super) fn resolve(_b: &mut Builder<'_>) {}
