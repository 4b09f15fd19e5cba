//! Relations: who talks to whom, by what, and how.

use super::ids::{CollectionId, ElementId, EventId, KeySpaceId, OperationId, TableId, UnitId};
use super::properties::{At, DataClass};
use super::quantity::{Millis, Percent, Rate};
use crate::source::Span;
use schemars::JsonSchema;
use serde::Serialize;

/// A relation between two elements. Declared more than once it is here once.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Relation {
    /// Which program declares it.
    pub unit: UnitId,
    /// The element whose arrow it is: the side that opens the connection.
    pub source: ElementId,
    /// What the arrow points at, as precisely as it is said.
    pub target: Target,
    /// The element that is, or holds, the target.
    pub element: ElementId,
    /// Which way the message goes.
    pub direction: Direction,
    /// What the arrow means; follows from the target.
    pub meaning: Meaning,
    /// Its label; labels of several declarations are joined by `, `.
    pub label: Option<String>,
    /// Its tags without `#`.
    pub tags: Vec<String>,
    /// What is spoken, where said.
    pub protocol: Option<At<String>>,
    /// The technology, as words for a picture.
    pub tech: Option<At<String>>,
    /// The name of the target's port, where said.
    pub port: Option<At<String>>,
    /// What a gateway sends there: a path prefix.
    pub route: Option<At<String>>,
    /// How long the caller waits.
    pub timeout: Option<At<Millis>>,
    /// How often the caller tries again.
    pub retry: Option<At<Retry>>,
    /// The share of failures at which the caller stops trying.
    pub breaker: Option<At<Percent>>,
    /// How often it is used.
    pub rate: Option<At<Rate>>,
    /// What is done with the data of a store; both where nothing is said.
    pub access: Option<At<Access>>,
    /// The caller does not wait for the answer.
    pub asynchronous: bool,
    /// The caller lives without it.
    pub optional: bool,
    /// Variables for the target's address, with their templates.
    pub env: Vec<AddressVar>,
    /// The class of the data that goes over it.
    pub data: Option<At<DataClass>>,
    /// Encrypted.
    pub tls: bool,
    /// Encrypted, and both ends show certificates.
    pub mtls: bool,
    /// All declarations of it, the first one first.
    pub spans: Vec<Span>,
}

/// What an arrow points at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Target {
    Element(ElementId),
    Operation(OperationId),
    Table(TableId),
    Collection(CollectionId),
    KeySpace(KeySpaceId),
    Event(EventId),
}

/// The way that a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// `->`: from the source to the target.
    Forth,
    /// `<-`: the source opens the connection and receives.
    Back,
}

/// What an arrow means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Meaning {
    /// A synchronous call, or a person's use of something.
    Call,
    /// Access to a store.
    Access,
    /// A message to a topic or queue, or from one when the direction is back.
    Message,
}

/// What is done with the data of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Access {
    Read,
    Write,
}

/// How often a caller tries again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Retry {
    /// How many times more.
    pub attempts: u32,
    /// How long it waits in between at first.
    pub backoff: Option<Millis>,
}

/// A variable that is to hold the target's address.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct AddressVar {
    /// Its name.
    pub name: String,
    /// How the address is written in it, with `{host}`, `{port}`, `{url}`, `{name}`, `{topic}`.
    pub template: Option<String>,
    /// Where this is said.
    pub span: Span,
}
