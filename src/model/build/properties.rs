//! Properties: reads what bodies say of elements, adds what their kinds say, and reports what is said twice or wrongly.

use super::Builder;
use crate::model::TeamId;
use crate::syntax::ast;

/// Whether a word is the name of a property of elements.
pub(super) fn is_property(_word: &str) -> bool {
    false
}

/// Reads what is said of a team.
pub(super) fn read_team(_b: &mut Builder<'_>, _team: TeamId, _tree: &ast::Team) {}

/// Fills in the properties of every element.
pub(super) fn resolve(_b: &mut Builder<'_>) {}
