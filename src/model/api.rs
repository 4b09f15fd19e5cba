//! APIs and their operations. Resources are here as the operations that they stand for.

use super::ids::{ApiId, ElementId, OperationId, TypeId};
use super::properties::At;
use super::quantity::Rate;
use super::types::{Field, TypeExpr};
use crate::source::Span;
use schemars::JsonSchema;
use serde::Serialize;

/// An API of an element.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Api {
    /// Whose it is.
    pub element: ElementId,
    /// Its name, which is its version: `v1`.
    pub name: String,
    /// Its title; the element's where none is given.
    pub title: String,
    /// Its description (Markdown).
    pub description: Option<String>,
    /// Its tags, without `#`.
    pub tags: Vec<String>,
    /// The path before all of its paths (`/v1`), or the protobuf package and service (`shop.v1.Payments`).
    pub base: Option<At<String>>,
    /// How callers prove who they are, where all operations have that in common.
    pub auth: Option<At<Auth>>,
    /// Base of the problem types' URIs.
    pub errors: Option<At<String>>,
    /// How often a caller may call.
    pub limit: Option<At<Rate>>,
    /// Origins whose pages may call.
    pub cors: Vec<At<String>>,
    /// The licence that it is under.
    pub license: Option<License>,
    /// All operations, those of resources included, in declaration order.
    pub operations: Vec<OperationId>,
    /// Its resources.
    pub resources: Vec<Resource>,
    /// The name where it is declared.
    pub span: Span,
}

/// A licence.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct License {
    /// Its name.
    pub name: String,
    /// Where its text is.
    pub url: Option<String>,
    /// Where this is said.
    pub span: Span,
}

/// How callers prove who they are.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Auth {
    /// Not at all.
    None,
    /// User and password.
    Basic,
    /// A bearer token.
    Bearer,
    /// A key in a header.
    ApiKey {
        /// The header.
        header: String,
    },
    /// A client certificate.
    Mtls,
    /// A token from an authorization server.
    OAuth2 {
        /// The token endpoint.
        url: String,
        /// What tokens can allow.
        scopes: Vec<Scope>,
    },
}

/// Something that a token can allow.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Scope {
    /// Its name.
    pub name: String,
    /// What it allows, in words.
    pub description: Option<String>,
    /// Where this is said.
    pub span: Span,
}

/// A resource: a collection of things with the usual operations.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Resource {
    /// Its name, a plural: `customers`.
    pub name: String,
    /// What it is a collection of.
    pub of: TypeId,
    /// Its description (Markdown).
    pub description: Option<String>,
    /// The type's key fields, in order: what follows the name in a path. At least one.
    pub keys: Vec<Field>,
    /// `etag`: optimistic locking.
    pub etag: bool,
    /// The operations that it stands for.
    pub operations: Vec<OperationId>,
    /// The name where it is declared.
    pub span: Span,
}

/// An operation.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Operation {
    /// Whose it is.
    pub api: ApiId,
    /// The element that answers it.
    pub element: ElementId,
    /// Its name, unique in its API.
    pub name: String,
    /// What it does, in a few words.
    pub summary: Option<String>,
    /// Its description (Markdown).
    pub description: Option<String>,
    /// Its tags, without `#`.
    pub tags: Vec<String>,
    /// How it is called.
    pub call: Call,
    /// How callers prove who they are: its own, else the API's.
    pub auth: Option<At<Auth>>,
    /// The scopes that a caller needs.
    pub needs: Vec<At<String>>,
    /// Its list comes in pages (`limit`, `cursor`).
    pub paged: bool,
    /// The fields that its list can be sorted by (`sort=FIELD`, `sort=-FIELD`).
    pub sorts: Vec<String>,
    /// It may be sent again without harm (`Idempotency-Key`).
    pub idempotent: bool,
    /// Not to be used any more.
    pub deprecated: bool,
    /// The resource that it belongs to and what it does there.
    pub resource: Option<ResourceUse>,
    /// The name where it is declared; the word in the resource for one that follows from it.
    pub span: Span,
}

/// The part that an operation has in a resource.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ResourceUse {
    /// The index of the resource in its API.
    pub resource: usize,
    /// What it does.
    pub action: ResourceAction,
}

/// What an operation does with a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum ResourceAction {
    List,
    Create,
    Get,
    Update,
    Delete,
    /// An `action` of its own.
    Action,
}

/// How an operation is called.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Call {
    /// By HTTP.
    Http {
        /// The method.
        method: Method,
        /// The path behind the API's base.
        path: Vec<Segment>,
        /// Query parameters.
        query: Vec<Field>,
        /// Request headers.
        headers: Vec<Field>,
        /// The request's body.
        body: Option<Payload>,
        /// The responses, in declaration order; each status with each payload once.
        responses: Vec<Response>,
    },
    /// By gRPC.
    Rpc {
        /// The method's name.
        method: String,
        /// What goes in.
        request: TypeExpr,
        /// Several go in.
        request_stream: bool,
        /// What comes out.
        response: TypeExpr,
        /// Several come out.
        response_stream: bool,
    },
}

/// HTTP methods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Method {
    Get,
    Put,
    Post,
    Delete,
    Options,
    Head,
    Patch,
    Trace,
}

/// A part of a path.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Segment {
    /// Fixed text between two slashes.
    Text(String),
    /// A parameter.
    Parameter(Field),
}

/// What is in a body.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Payload {
    /// A value of a type.
    Type(TypeExpr),
    /// What creates a value of a type: without what only the server sets.
    Create(TypeId),
    /// A merge patch (RFC 7396) on a value of a type: without what can't be changed.
    Patch(TypeId),
    /// A page of values of a type: a list `items` of them, and `next`, the cursor of the page behind it.
    Page(TypeExpr),
}

/// A response of an operation.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Response {
    /// The HTTP status, 100 to 599.
    pub status: u16,
    /// What is in its body.
    pub payload: Option<Payload>,
    /// The declared error that it is.
    pub error: Option<TypeId>,
    /// Where this is said, or what it follows from.
    pub span: Span,
}
