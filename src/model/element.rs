//! Elements, the kinds that they are of, the teams that own them, and the decisions about them.

use super::ids::{ApiId, CollectionId, DecisionId, ElementId, EventId, KeySpaceId, KindId, TableId, TeamId, TypeId, UnitId};
use super::properties::{At, DataClass, Properties};
use crate::source::{FileId, Span};
use schemars::JsonSchema;
use serde::Serialize;

/// A program: the one that is compiled, or one that it imports.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Unit {
    /// The name behind which its declarations are found (`import … as NAME`), if there is one.
    pub alias: Option<String>,
    /// The path that the import names; empty for the program itself.
    pub path: String,
    /// Its files.
    pub files: Vec<FileId>,
    /// The first import that reads it; nothing for the program itself.
    pub span: Option<Span>,
}

/// Those who own things.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Team {
    /// Which program declares it.
    pub unit: UnitId,
    /// Its name.
    pub name: String,
    /// Its title; the name in words where none is given.
    pub title: String,
    /// Its description (Markdown).
    pub description: Option<String>,
    /// Where to talk to it: a channel, a phone number.
    pub contact: Option<At<String>>,
    /// Its mail address.
    pub email: Option<At<String>>,
    /// Its page.
    pub url: Option<At<String>>,
    /// The name where it is declared.
    pub span: Span,
}

/// A kind that the program declares. Its defaults are already part of the elements of that kind.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Kind {
    /// Which program declares it.
    pub unit: UnitId,
    /// Its name.
    pub name: String,
    /// Its title; the name in words where none is given.
    pub title: String,
    /// Its description (Markdown).
    pub description: Option<String>,
    /// The kind that it builds on, where that is one of the program's own.
    pub parent: Option<KindId>,
    /// The built-in kind at the end of what it builds on.
    pub base: BaseKind,
    /// The name where it is declared.
    pub span: Span,
}

/// The kinds that are built in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it; the language guide says the rest")]
pub enum BaseKind {
    Person,
    System,
    Domain,
    Group,
    Zone,
    Service,
    Gateway,
    App,
    Worker,
    Job,
    Daemon,
    Component,
    Database,
    Cache,
    Search,
    Bucket,
    Topic,
    Queue,
    Broker,
}

impl BaseKind {
    /// All of them, in the order of the language reference.
    pub const ALL: [Self; 19] = [
        Self::Person,
        Self::System,
        Self::Domain,
        Self::Group,
        Self::Zone,
        Self::Service,
        Self::Gateway,
        Self::App,
        Self::Worker,
        Self::Job,
        Self::Daemon,
        Self::Component,
        Self::Database,
        Self::Cache,
        Self::Search,
        Self::Bucket,
        Self::Topic,
        Self::Queue,
        Self::Broker,
    ];

    /// The word that declares it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::System => "system",
            Self::Domain => "domain",
            Self::Group => "group",
            Self::Zone => "zone",
            Self::Service => "service",
            Self::Gateway => "gateway",
            Self::App => "app",
            Self::Worker => "worker",
            Self::Job => "job",
            Self::Daemon => "daemon",
            Self::Component => "component",
            Self::Database => "database",
            Self::Cache => "cache",
            Self::Search => "search",
            Self::Bucket => "bucket",
            Self::Topic => "topic",
            Self::Queue => "queue",
            Self::Broker => "broker",
        }
    }

    /// The kind that this word declares.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// A box round others: `system`, `domain`, `group`, `zone`.
    #[must_use]
    pub fn is_box(self) -> bool {
        matches!(self, Self::System | Self::Domain | Self::Group | Self::Zone)
    }

    /// A store of data: `database`, `cache`, `search`, `bucket`.
    #[must_use]
    pub fn is_store(self) -> bool {
        matches!(self, Self::Database | Self::Cache | Self::Search | Self::Bucket)
    }

    /// Holds messages: `topic`, `queue`.
    #[must_use]
    pub fn is_channel(self) -> bool {
        matches!(self, Self::Topic | Self::Queue)
    }

    /// The user's own program: `service`, `gateway`, `app`, `worker`, `job`, `daemon`. A `component` runs only with an
    /// image of its own, as a sidecar.
    #[must_use]
    pub fn is_workload(self) -> bool {
        matches!(self, Self::Service | Self::Gateway | Self::App | Self::Worker | Self::Job | Self::Daemon)
    }

    /// Runs as something of its own in a cluster: a workload, a store or a broker.
    #[must_use]
    pub fn runs(self) -> bool {
        self.is_workload() || self.is_store() || self == Self::Broker
    }
}

/// The kind of an element.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct KindUse {
    /// The word that declares the element: a built-in kind's or one of the program's own.
    pub name: String,
    /// The built-in kind at the end of what it builds on.
    pub base: BaseKind,
    /// The program's own kind, where it is one.
    pub declared: Option<KindId>,
    /// Names of the kind and of all that it builds on, the most special first: what a selector may call it.
    pub chain: Vec<String>,
}

/// An element: a person, a box round others, something that runs, a store, a channel.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Element {
    /// Which program declares it.
    pub unit: UnitId,
    /// What it stands in.
    pub parent: Option<ElementId>,
    /// What stands in it, in declaration order.
    pub children: Vec<ElementId>,
    /// Its name, unique in its parent.
    pub name: String,
    /// Its names from the top, joined by dots, behind its program's alias if that has one: unique in the model.
    pub path: String,
    /// Its title; the name in words where none is given.
    pub title: String,
    /// Its description (Markdown).
    pub description: Option<String>,
    /// Its kind.
    pub kind: KindUse,
    /// Declared `external`, or inside something that is. Imported elements are drawn as external, too: see
    /// [`Element::is_foreign`].
    pub external: bool,
    /// Added by the compiler: the broker of channels that only name an engine.
    pub implied: bool,
    /// Its tags without `#`: its kinds', its own, then those that hold from what it stands in. Each once.
    pub tags: Vec<String>,
    /// The team that owns it, said here or by what it stands in.
    pub owner: Option<At<TeamId>>,
    /// The class of its data, said here or by what it stands in.
    pub data: Option<At<DataClass>>,
    /// Its properties, defaults of its kind included; see [`super::Instance`] for what environments make of them.
    pub properties: Box<Properties>,
    /// Its APIs.
    pub apis: Vec<ApiId>,
    /// Its tables.
    pub tables: Vec<TableId>,
    /// Its collections.
    pub collections: Vec<CollectionId>,
    /// Its key spaces.
    pub key_spaces: Vec<KeySpaceId>,
    /// Its events.
    pub events: Vec<EventId>,
    /// The types that are declared in its body.
    pub types: Vec<TypeId>,
    /// For a topic or queue: the broker that holds it, the one round it or one that the compiler added.
    pub broker: Option<ElementId>,
    /// The decisions that affect it.
    pub decisions: Vec<DecisionId>,
    /// The name where it is declared.
    pub span: Span,
    /// The whole declaration, from its first word to its closing brace.
    pub declaration: Span,
}

impl Element {
    /// Whether it is run by somebody else: declared external or imported. Nothing is emitted for it.
    #[must_use]
    pub fn is_foreign(&self) -> bool {
        self.external || self.unit != UnitId(0)
    }
}

/// An architecture decision record.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Decision {
    /// Which program declares it.
    pub unit: UnitId,
    /// Its number, unique in its program.
    pub number: u32,
    /// Its title.
    pub title: String,
    /// What became of it.
    pub status: At<DecisionStatus>,
    /// The day it was taken: `2026-03-02`.
    pub date: Option<At<String>>,
    /// The elements that it is about.
    pub affects: Vec<At<ElementId>>,
    /// Its text (Markdown).
    pub text: String,
    /// The number where it is declared.
    pub span: Span,
}

/// What became of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DecisionStatus {
    /// Not yet taken.
    Proposed,
    /// In force.
    Accepted,
    /// Another one took its place.
    Superseded(DecisionId),
    /// No longer in force.
    Deprecated,
}
