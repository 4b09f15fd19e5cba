//! APIs, operations and resources.

use super::{Arg, Block, Doc, EnumDecl, ErrorDecl, Field, Ident, Item, Str, Tag, TypeDecl, TypeExpr, UrlPath};
use crate::source::Span;

/// `api name ["Title"] { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Api {
    /// The `///` lines above it.
    pub doc: Option<Doc>,
    /// Its name, which is its version.
    pub name: Ident,
    /// Its title.
    pub title: Option<Str>,
    /// Its tags.
    pub tags: Vec<Tag>,
    /// What it holds; none only where its lack was reported.
    pub body: Option<Block<ApiStmt>>,
    /// The whole statement.
    pub span: Span,
    /// Whether a part of its head was reported.
    pub broken: bool,
}

/// A statement in an API.
#[derive(Clone, Debug, PartialEq)]
pub enum ApiStmt {
    /// `name: GET /path -> Type`, `name: rpc Method (Type) -> Type`.
    Operation(Operation),
    /// `resource plural: Type { … }`.
    Resource(Resource),
    /// A property: `base /v1`, `auth oauth2 "url" { scope "a" "b" }` (the block holds only items).
    Item(Item),
    /// `type …`.
    Type(TypeDecl),
    /// `enum …`.
    Enum(EnumDecl),
    /// `error …`.
    Error(ErrorDecl),
}

/// An operation of an API.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// The `///` lines above it.
    pub doc: Option<Doc>,
    /// Its name.
    pub name: Ident,
    /// What is called.
    pub form: OperationForm,
    /// What it does in a line.
    pub summary: Option<Str>,
    /// Its tags.
    pub tags: Vec<Tag>,
    /// `{ needs "scope"; paged }`.
    pub properties: Option<Block<OperationStmt>>,
    /// The whole statement.
    pub span: Span,
    /// Whether a part of it was reported.
    pub broken: bool,
}

/// What an operation is.
#[derive(Clone, Debug, PartialEq)]
pub enum OperationForm {
    /// `METHOD PATH [?{query}] [(TYPE)] -> RESPONSES`.
    Http(HttpOperation),
    /// `rpc METHOD (TYPE) -> TYPE`.
    Rpc(RpcOperation),
    /// What it is could not be read, which was reported.
    Missing,
}

/// An operation over HTTP.
#[derive(Clone, Debug, PartialEq)]
pub struct HttpOperation {
    /// `GET`, `POST`, or whatever word was written.
    pub method: Ident,
    /// The path, with its parameters.
    pub path: UrlPath,
    /// The query parameters, in order.
    pub query: Vec<Field>,
    /// What is sent.
    pub request: Option<TypeExpr>,
    /// What comes back; empty only where its lack was reported.
    pub responses: Vec<Response>,
}

/// One of the responses of an operation: `201 Order`, `Order`, `404`, or the name of an error.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// The status, a number as it was written.
    pub status: Option<Arg>,
    /// The type, or an error's name (the model knows which it is). There is at least one of the two.
    pub ty: Option<TypeExpr>,
    /// The whole response.
    pub span: Span,
}

/// An operation over gRPC.
#[derive(Clone, Debug, PartialEq)]
pub struct RpcOperation {
    /// The method's name in the protobuf service.
    pub method: Ident,
    /// What is sent; none only where its lack was reported.
    pub request: Option<RpcMessage>,
    /// What comes back; none only where its lack was reported.
    pub response: Option<RpcMessage>,
}

/// `TYPE` or `stream TYPE`.
#[derive(Clone, Debug, PartialEq)]
pub struct RpcMessage {
    /// Where `stream` stands, if it does.
    pub stream: Option<Span>,
    /// The message.
    pub ty: TypeExpr,
}

/// A statement in an operation's block.
#[derive(Clone, Debug, PartialEq)]
pub enum OperationStmt {
    /// `header NAME: TYPE`; the name may hold `-`. An optional header has `?` after the name.
    Header(Field),
    /// Any other property: `auth bearer`, `needs "scope"`, `paged`.
    Item(Item),
}

/// `resource plural: Type { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Resource {
    /// The `///` lines above it.
    pub doc: Option<Doc>,
    /// The plural, which is the path's first segment.
    pub name: Ident,
    /// The type; none only where its lack was reported.
    pub ty: Option<TypeExpr>,
    /// Its operations; none only where their lack was reported.
    pub body: Option<Block<ResourceStmt>>,
    /// The whole statement.
    pub span: Span,
    /// Whether a part of its head was reported.
    pub broken: bool,
}

/// A statement in a resource.
#[derive(Clone, Debug, PartialEq)]
pub enum ResourceStmt {
    /// `action name [(TYPE)] -> RESPONSES ["summary"] [{ … }]`.
    Action(Action),
    /// `list`, `create`, `get`, `update`, `delete`, `crud`, `etag`, or whatever word was written.
    Usual(Usual),
}

/// One of the usual operations of a resource, or another word about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Usual {
    /// The `///` lines above it.
    pub doc: Option<Doc>,
    /// The word.
    pub word: Ident,
    /// What follows it; none of the usual operations takes anything but a summary.
    pub args: Vec<Arg>,
    /// The operation's block.
    pub properties: Option<Block<OperationStmt>>,
    /// The whole statement.
    pub span: Span,
    /// Whether a part of it was reported.
    pub broken: bool,
}

/// `action name [(TYPE)] -> RESPONSES ["summary"] [{ … }]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    /// The `///` lines above it.
    pub doc: Option<Doc>,
    /// Its name, the path's last segment.
    pub name: Ident,
    /// What is sent.
    pub request: Option<TypeExpr>,
    /// What comes back; empty only where its lack was reported.
    pub responses: Vec<Response>,
    /// What it does in a line.
    pub summary: Option<Str>,
    /// The operation's block.
    pub properties: Option<Block<OperationStmt>>,
    /// The whole statement.
    pub span: Span,
    /// Whether a part of it was reported.
    pub broken: bool,
}
