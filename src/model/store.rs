//! What stores and channels hold: tables, collections, key spaces, events.

use super::ids::{ElementId, TypeId};
use super::properties::At;
use super::quantity::Millis;
use super::types::{Field, TypeExpr};
use crate::source::Span;
use schemars::JsonSchema;
use serde::Serialize;

/// A table of a database.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Table {
    /// The store that holds it.
    pub element: ElementId,
    /// Its name.
    pub name: String,
    /// Its title; the name in words where none is given.
    pub title: String,
    /// Its description (Markdown).
    pub description: Option<String>,
    /// Its tags, without `#`.
    pub tags: Vec<String>,
    /// Its columns.
    pub columns: Vec<Field>,
    /// Its indexes.
    pub indexes: Vec<TableIndex>,
    /// Columns that are unique together.
    pub uniques: Vec<Vec<At<String>>>,
    /// Conditions that each row fulfils, SQL.
    pub checks: Vec<At<String>>,
    /// How it is divided.
    pub partition: Option<Partition>,
    /// The name where it is declared.
    pub span: Span,
}

/// An index of a table.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct TableIndex {
    /// Its columns, in order.
    pub columns: Vec<IndexColumn>,
    /// Where this is said.
    pub span: Span,
}

/// A column of an index.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct IndexColumn {
    /// The column's name.
    pub name: String,
    /// From the largest to the smallest.
    pub descending: bool,
}

/// How a table is divided.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Partition {
    /// By what.
    pub by: PartitionBy,
    /// Of which columns.
    pub columns: Vec<At<String>>,
    /// Where this is said.
    pub span: Span,
}

/// Ways to divide a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum PartitionBy {
    Range,
    List,
    Hash,
}

/// A collection of a document store.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Collection {
    /// The store that holds it.
    pub element: ElementId,
    /// Its name.
    pub name: String,
    /// Its description (Markdown).
    pub description: Option<String>,
    /// What is in it.
    pub of: TypeExpr,
    /// The name where it is declared.
    pub span: Span,
}

/// A space of keys of a key-value store.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct KeySpace {
    /// The store that holds it.
    pub element: ElementId,
    /// The form of its keys: `session:{id}`.
    pub pattern: String,
    /// Its description (Markdown).
    pub description: Option<String>,
    /// What is under a key.
    pub of: TypeExpr,
    /// How long entries live.
    pub ttl: Option<At<Millis>>,
    /// The key's form where it is declared.
    pub span: Span,
}

/// An event of a topic or queue.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Event {
    /// The channel that carries it.
    pub element: ElementId,
    /// Its name.
    pub name: String,
    /// Its description (Markdown).
    pub description: Option<String>,
    /// What is in it.
    pub payload: EventPayload,
    /// The name where it is declared.
    pub span: Span,
}

/// What is in an event.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum EventPayload {
    /// Fields of its own.
    Fields(Vec<Field>),
    /// A declared type.
    Type(TypeId),
}
