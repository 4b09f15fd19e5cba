//! The tree that the parser gives: what the user wrote, form by form, each part with its place.
//! Nothing is resolved here. Where a word decides what an [`Item`] is (a property, an element of some kind), the
//! model decides. A part that was reported as a mistake is left out, and its surroundings say `broken`.

mod api;
mod types;
mod values;
mod views;

pub use api::*;
pub use types::*;
pub use values::*;
pub use views::*;

use crate::source::Span;

/// One source file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct File {
    /// The statements at the top of the file, in order.
    pub stmts: Vec<Stmt>,
    /// Whether anything in the file was reported as a syntax error: what seems to be missing may stand in that part.
    pub broken: bool,
    /// The whole file.
    pub span: Span,
    /// How many statements stand in it, those of blocks included.
    pub statements: usize,
}

/// Statements between `{` and `}`.
#[derive(Clone, Debug, PartialEq)]
pub struct Block<T> {
    /// The statements, in order, without those that could not be read.
    pub stmts: Vec<T>,
    /// Whether a statement in this very block could not be read (and was reported): do not complain that something
    /// is missing from the block.
    pub broken: bool,
    /// From `{` to `}`.
    pub span: Span,
}

/// The body of an element, kind, environment, node, `extend`, `deploy`, `managed`: all of them share one form, and the
/// model says what may stand where.
pub type Body = Block<Stmt>;

/// A block that holds properties only: of a relation, a team.
pub type Properties = Block<Item>;

/// A statement at the top of a file or in a [`Body`]. The same forms parse in both; the model rejects those that stand in
/// the wrong place (an `api` at the top of a file, an `import` in a service).
#[derive(Clone, Debug, PartialEq)]
pub enum Stmt {
    /// A property or an element: `replicas 3`, `service web "Web" { … }`, `region eu "Ireland" { … }`.
    Item(Item),
    /// `-> target`, `<- target`, `source -> target`.
    Relation(Relation),
    /// `kind name : base { … }`.
    Kind(Kind),
    /// `team name { … }`.
    Team(Team),
    /// `type name …`.
    Type(TypeDecl),
    /// `enum name { … }`.
    Enum(EnumDecl),
    /// `error name status …`.
    Error(ErrorDecl),
    /// `api name { … }`.
    Api(Api),
    /// `table name { … }`.
    Table(Table),
    /// `collection name: type`.
    Collection(Collection),
    /// `keys "pattern": type`.
    Keys(Keys),
    /// `event name { … }`, `event name: type`.
    Event(Event),
    /// `extend path { … }`.
    Extend(Extend),
    /// `environment name { … }`.
    Environment(Environment),
    /// `deploy path { … }`.
    Deploy(Deploy),
    /// `managed path "provider" { … }`.
    Managed(Managed),
    /// `view name { … }`, `deployment view …`, and the other forms of a view.
    View(View),
    /// `flow name { … }`.
    Flow(Flow),
    /// `rule name { … }`.
    Rule(Rule),
    /// `adr 1 "title" { … }`.
    Adr(Adr),
    /// `import "path" as name`.
    Import(Import),
}

impl Stmt {
    /// The whole statement, without its description.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Self::Item(s) => s.span,
            Self::Relation(s) => s.span,
            Self::Kind(s) => s.span,
            Self::Team(s) => s.span,
            Self::Type(s) => s.span,
            Self::Enum(s) => s.span,
            Self::Error(s) => s.span,
            Self::Api(s) => s.span,
            Self::Table(s) => s.span,
            Self::Collection(s) => s.span,
            Self::Keys(s) => s.span,
            Self::Event(s) => s.span,
            Self::Extend(s) => s.span,
            Self::Environment(s) => s.span,
            Self::Deploy(s) => s.span,
            Self::Managed(s) => s.span,
            Self::View(s) => s.span,
            Self::Flow(s) => s.span,
            Self::Rule(s) => s.span,
            Self::Adr(s) => s.span,
            Self::Import(s) => s.span,
        }
    }

    /// The word that begins the form, as a reader calls it: `api`, `deployment view`, an item's first word.
    #[must_use]
    pub fn keyword(&self) -> &str {
        match self {
            Self::Item(s) => &s.head.text,
            Self::Relation(s) => s.arrow.as_str(),
            Self::Kind(_) => "kind",
            Self::Team(_) => "team",
            Self::Type(_) => "type",
            Self::Enum(_) => "enum",
            Self::Error(_) => "error",
            Self::Api(_) => "api",
            Self::Table(_) => "table",
            Self::Collection(_) => "collection",
            Self::Keys(_) => "keys",
            Self::Event(_) => "event",
            Self::Extend(_) => "extend",
            Self::Environment(_) => "environment",
            Self::Deploy(_) => "deploy",
            Self::Managed(_) => "managed",
            Self::View(s) => s.form.keyword(),
            Self::Flow(_) => "flow",
            Self::Rule(_) => "rule",
            Self::Adr(_) => "adr",
            Self::Import(_) => "import",
        }
    }
}

/// A statement that is told by its first word alone: a property (`replicas 3..20 at cpu 70%`), an element
/// (`external system stripe "Stripe" #partner { … }`), a node of an environment (`region eu-west-1 "Ireland" { … }`).
/// An element's name is the first of `args` (a [`ArgKind::Word`]), its title the second (a [`ArgKind::Str`]).
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The `///` lines above it.
    pub doc: Option<Doc>,
    /// Where `external` stands before the first word, if it does and the first word is followed by something.
    pub external: Option<Span>,
    /// The first word: a property's name or a kind.
    pub head: Ident,
    /// What follows, in order, tags left out.
    pub args: Vec<Arg>,
    /// The `#tags`, wherever they stood.
    pub tags: Vec<Tag>,
    /// The block, if there is one. In a [`Properties`] block and in an `api` it holds only items.
    pub body: Option<Body>,
    /// The whole statement.
    pub span: Span,
    /// Whether a part of the head was reported: declare what can be declared, complain about nothing in it.
    pub broken: bool,
}

impl Item {
    /// The first argument, if it is a single word: an element's name.
    #[must_use]
    pub fn name(&self) -> Option<Ident> {
        self.args.first().and_then(Arg::ident)
    }

    /// The second argument, if it is a string: an element's title.
    #[must_use]
    pub fn title(&self) -> Option<&Arg> {
        self.args.get(1).filter(|arg| arg.str().is_some())
    }

    /// From the first word to the last argument, without the block.
    #[must_use]
    pub fn head_span(&self) -> Span {
        let last = self.args.last().map_or(self.head.span, |arg| arg.span);
        self.head.span.to(last)
    }
}

/// `[source] -> target, … ["label"] [#tag …] [{ properties }]`, or with `<-`.
#[derive(Clone, Debug, PartialEq)]
pub struct Relation {
    /// The `///` lines above it.
    pub doc: Option<Doc>,
    /// What stands before the arrow; none in `-> target`, where it is the element round the statement.
    pub source: Option<Path>,
    /// `->` or `<-`.
    pub arrow: Arrow,
    /// Where the arrow stands.
    pub arrow_span: Span,
    /// What stands after the arrow; empty only where that was reported.
    pub targets: Vec<Path>,
    /// The words on the arrow.
    pub label: Option<Str>,
    /// Its tags.
    pub tags: Vec<Tag>,
    /// `{ timeout 2s; retry 3 }`.
    pub properties: Option<Properties>,
    /// The whole statement.
    pub span: Span,
    /// Whether a part of it was reported.
    pub broken: bool,
}

/// The direction of an arrow as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrow {
    /// `->`
    To,
    /// `<-`
    From,
}

impl Arrow {
    /// As it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::To => "->",
            Self::From => "<-",
        }
    }
}

/// `kind name : base ["Title"] [#tag …] [{ defaults }]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Kind {
    /// The `///` lines above it.
    pub doc: Option<Doc>,
    /// The new kind.
    pub name: Ident,
    /// The kind that it builds on; none only where its lack was reported.
    pub base: Option<Path>,
    /// Its title.
    pub title: Option<Str>,
    /// Tags that elements of the kind bear.
    pub tags: Vec<Tag>,
    /// The defaults.
    pub body: Option<Body>,
    /// The whole statement.
    pub span: Span,
    /// Whether a part of its head was reported.
    pub broken: bool,
}

/// `team name ["Title"] [{ contact "…"; email "…"; url "…" }]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Team {
    /// The `///` lines above it.
    pub doc: Option<Doc>,
    /// The team.
    pub name: Ident,
    /// Its title.
    pub title: Option<Str>,
    /// How to reach it.
    pub properties: Option<Properties>,
    /// The whole statement.
    pub span: Span,
    /// Whether a part of its head was reported.
    pub broken: bool,
}

/// `extend path { … }`: an element or an environment.
#[derive(Clone, Debug, PartialEq)]
pub struct Extend {
    /// The `///` lines above it.
    pub doc: Option<Doc>,
    /// What is extended.
    pub target: Path,
    /// What is added; none only where its lack was reported.
    pub body: Option<Body>,
    /// The whole statement.
    pub span: Span,
    /// Whether a part of its head was reported.
    pub broken: bool,
}

/// `environment name ["Title"] [extends environment] [#tag …] [{ … }]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Environment {
    /// The `///` lines above it.
    pub doc: Option<Doc>,
    /// The environment.
    pub name: Ident,
    /// Its title.
    pub title: Option<Str>,
    /// The environment that it takes over.
    pub extends: Option<Path>,
    /// Its tags.
    pub tags: Vec<Tag>,
    /// Nodes ([`Stmt::Item`]), deploys, properties, relations.
    pub body: Option<Body>,
    /// The whole statement.
    pub span: Span,
    /// Whether a part of its head was reported.
    pub broken: bool,
}

/// `deploy path [{ overrides }]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Deploy {
    /// The `///` lines above it.
    pub doc: Option<Doc>,
    /// What is deployed.
    pub target: Path,
    /// Properties that hold here.
    pub body: Option<Body>,
    /// The whole statement.
    pub span: Span,
    /// Whether a part of its head was reported.
    pub broken: bool,
}

/// `managed path ["Provider"] [{ endpoint "host:port" }]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Managed {
    /// The `///` lines above it.
    pub doc: Option<Doc>,
    /// What somebody else runs.
    pub target: Path,
    /// Who runs it.
    pub provider: Option<Str>,
    /// Its properties.
    pub body: Option<Body>,
    /// The whole statement.
    pub span: Span,
    /// Whether a part of its head was reported.
    pub broken: bool,
}

/// `import "path" [as name]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Import {
    /// The directory, as it is written.
    pub path: Str,
    /// The name before which its names are put.
    pub alias: Option<Ident>,
    /// The whole statement.
    pub span: Span,
    /// Whether a part of it was reported.
    pub broken: bool,
}
