//! Types: declares their names and resolves what they are made of.

use super::{Builder, Part, ScopeId, TypeTree};
use crate::model::ApiId;

/// The names of the built-in types.
pub(super) const BUILT_IN: [&str; 15] =
    ["string", "int", "long", "float", "double", "decimal", "bool", "uuid", "date", "datetime", "time", "duration", "bytes", "url", "json"];

/// Declares the name of a type, in the scope of the part or in that of an API.
pub(super) fn declare_one<'a>(_b: &mut Builder<'a>, _part: Part<'a>, _api: Option<(ApiId, ScopeId)>, _tree: TypeTree<'a>) {}

/// Declares APIs and the types in them.
pub(super) fn declare(_b: &mut Builder<'_>) {}

/// Resolves all types.
pub(super) fn resolve(_b: &mut Builder<'_>) {}
