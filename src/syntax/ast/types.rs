//! Types, fields, tables and events.

use super::{Arg, Block, Doc, Ident, Path, Str};
use crate::source::Span;

/// A type where it is used: `string(3..80)`, `[OrderLine](1..100)?`, `map<Money>`, `pay.Order`.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeExpr {
    /// What it is without limits.
    pub kind: TypeKind,
    /// What stands in brackets after it.
    pub limits: Option<Limits>,
    /// Where the `?` for nullable stands, if it does.
    pub nullable: Option<Span>,
    /// The whole type.
    pub span: Span,
}

/// What a type is without its limits.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeKind {
    /// A built-in or declared type.
    Named(Path),
    /// `[T]`.
    List(Box<TypeExpr>),
    /// `map<T>`.
    Map(Box<TypeExpr>),
}

/// Limits of a type: `(3..80)`, `(12,2)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    /// What stands between the commas: numbers and ranges as they were written.
    pub args: Vec<Arg>,
    /// With the brackets.
    pub span: Span,
}

/// `@name` or `@name(args)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    /// The name without `@`.
    pub name: Ident,
    /// What stands in the brackets; empty without brackets.
    pub args: Vec<Arg>,
    /// With `@` and brackets.
    pub span: Span,
}

/// `name[?]: type [= value] [-> table.column [on delete action]] [@attribute …]`: a field of a type, a column, a field of
/// an event or error, a query parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The `///` lines above it.
    pub doc: Option<Doc>,
    /// The field.
    pub name: Ident,
    /// Where the `?` after the name stands, if the field may be left out.
    pub optional: Option<Span>,
    /// Its type; none only where its lack was reported.
    pub ty: Option<TypeExpr>,
    /// The value after `=`.
    pub default: Option<Arg>,
    /// What it refers to.
    pub reference: Option<Reference>,
    /// Its attributes, in order.
    pub attributes: Vec<Attribute>,
    /// The whole field.
    pub span: Span,
    /// Whether a part of it was reported.
    pub broken: bool,
}

/// `-> table.column [on delete action]` of a column.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// The column, behind its table.
    pub target: Path,
    /// `cascade`, `restrict`, `set-null`, or whatever word was written.
    pub on_delete: Option<Ident>,
    /// From the arrow on.
    pub span: Span,
}

/// `type name …`.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeDecl {
    /// The `///` lines above it.
    pub doc: Option<Doc>,
    /// The type.
    pub name: Ident,
    /// What it is.
    pub form: TypeForm,
    /// The whole statement.
    pub span: Span,
    /// Whether a part of its head was reported.
    pub broken: bool,
}

/// What a declared type is.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeForm {
    /// `[: base] { fields }`.
    Record {
        /// The type whose fields it has, too.
        base: Option<Path>,
        /// Its own fields; none only where their lack was reported.
        fields: Option<Block<Field>>,
    },
    /// `= type [@attribute …]`.
    Alias {
        /// The type that is meant; none only where its lack was reported.
        ty: Option<TypeExpr>,
        /// Further limits.
        attributes: Vec<Attribute>,
    },
    /// `= A | B`.
    Union(Vec<TypeExpr>),
}

/// `enum name { a, b }`.
#[derive(Clone, Debug, PartialEq)]
pub struct EnumDecl {
    /// The `///` lines above it.
    pub doc: Option<Doc>,
    /// The type.
    pub name: Ident,
    /// Its values; none only where their lack was reported.
    pub values: Option<Block<EnumValue>>,
    /// The whole statement.
    pub span: Span,
    /// Whether a part of its head was reported.
    pub broken: bool,
}

/// A value of an enum.
#[derive(Clone, Debug, PartialEq)]
pub struct EnumValue {
    /// The `///` lines above it.
    pub doc: Option<Doc>,
    /// The value.
    pub name: Ident,
    /// Its attributes: `@field(1)`, `@deprecated`.
    pub attributes: Vec<Attribute>,
    /// With its attributes.
    pub span: Span,
}

/// `error name status ["what happened"] [{ fields }]`.
#[derive(Clone, Debug, PartialEq)]
pub struct ErrorDecl {
    /// The `///` lines above it.
    pub doc: Option<Doc>,
    /// The error.
    pub name: Ident,
    /// The HTTP status, a number as it was written; none only where its lack was reported.
    pub status: Option<Arg>,
    /// What happened.
    pub message: Option<Str>,
    /// What it tells beside that.
    pub fields: Option<Block<Field>>,
    /// The whole statement.
    pub span: Span,
    /// Whether a part of its head was reported.
    pub broken: bool,
}

/// `table name ["Title"] { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The `///` lines above it.
    pub doc: Option<Doc>,
    /// The table.
    pub name: Ident,
    /// Its title.
    pub title: Option<Str>,
    /// Its tags.
    pub tags: Vec<super::Tag>,
    /// Columns and what holds over several; none only where their lack was reported.
    pub body: Option<Block<TableStmt>>,
    /// The whole statement.
    pub span: Span,
    /// Whether a part of its head was reported.
    pub broken: bool,
}

/// A statement in a table.
#[derive(Clone, Debug, PartialEq)]
pub enum TableStmt {
    /// `name: type …`.
    Column(Field),
    /// `index (a, b desc)` or `unique (a, b)`.
    Index(Index),
    /// `check "sql"`.
    Check {
        /// The condition.
        sql: Str,
        /// The whole statement.
        span: Span,
    },
    /// `partition by range (a)`.
    Partition {
        /// `range`, `list`, `hash`, or whatever word was written.
        by: Ident,
        /// The columns.
        columns: Vec<Ident>,
        /// The whole statement.
        span: Span,
    },
    /// A property of the table: a word and its values; the model knows which there are.
    Item(super::Item),
}

/// `index (a, b desc)` or `unique (a, b)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Index {
    /// Whether it is `unique`.
    pub unique: bool,
    /// The columns, in order; not empty.
    pub columns: Vec<IndexColumn>,
    /// The whole statement.
    pub span: Span,
}

/// A column of an index.
#[derive(Clone, Debug, PartialEq)]
pub struct IndexColumn {
    /// The column.
    pub name: Ident,
    /// `asc`, `desc`, or whatever word was written.
    pub order: Option<Ident>,
}

/// `collection name: type`.
#[derive(Clone, Debug, PartialEq)]
pub struct Collection {
    /// The `///` lines above it.
    pub doc: Option<Doc>,
    /// The collection.
    pub name: Ident,
    /// What it holds; none only where its lack was reported.
    pub ty: Option<TypeExpr>,
    /// The whole statement.
    pub span: Span,
    /// Whether a part of it was reported.
    pub broken: bool,
}

/// `keys "pattern": type [ttl duration]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Keys {
    /// The `///` lines above it.
    pub doc: Option<Doc>,
    /// The pattern, with `{name}` where something is put in.
    pub pattern: Str,
    /// What is stored; none only where its lack was reported.
    pub ty: Option<TypeExpr>,
    /// How long it is kept, a duration as it was written.
    pub ttl: Option<Arg>,
    /// The whole statement.
    pub span: Span,
    /// Whether a part of it was reported.
    pub broken: bool,
}

/// `event name { fields }` or `event name: type`.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The `///` lines above it.
    pub doc: Option<Doc>,
    /// The event.
    pub name: Ident,
    /// What it carries.
    pub form: EventForm,
    /// The whole statement.
    pub span: Span,
    /// Whether a part of it was reported.
    pub broken: bool,
}

/// What an event carries.
#[derive(Clone, Debug, PartialEq)]
pub enum EventForm {
    /// `{ fields }`.
    Fields(Block<Field>),
    /// `: type`.
    Type(TypeExpr),
    /// Neither, which was reported.
    Missing,
}
