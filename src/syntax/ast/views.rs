//! Views, flows, rules and decisions.

use super::{Arg, Arrow, Block, Doc, Ident, Item, Path, Str, Tag};
use crate::source::Span;

/// `[FORM] view name ["Title"] [of path] [{ … }]`.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// The `///` lines above it.
    pub doc: Option<Doc>,
    /// What it shows.
    pub form: ViewForm,
    /// Its name.
    pub name: Ident,
    /// Its title.
    pub title: Option<Str>,
    /// What it is of.
    pub of: Option<Path>,
    /// What is in it; a view without a block shows what an empty one shows.
    pub body: Option<Block<ViewStmt>>,
    /// The whole statement.
    pub span: Span,
    /// Whether a part of its head was reported.
    pub broken: bool,
}

/// The forms of a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ViewForm {
    /// `view`: elements and relations.
    Elements,
    /// `deployment view`: an environment.
    Deployment,
    /// `data view`: a database.
    Data,
    /// `network view`: who may talk to whom in an environment.
    Network,
    /// `events view`: topics and queues with those who write to them and read from them.
    Events,
    /// `ownership view`: what runs, by the team that owns it.
    Ownership,
    /// `domain view`: domains and what they have to do with each other.
    Domain,
    /// `flow view`: the steps of a flow as numbers on the elements that take part.
    Flow,
}

impl ViewForm {
    /// All of them.
    pub const ALL: [Self; 8] =
        [Self::Elements, Self::Deployment, Self::Data, Self::Network, Self::Events, Self::Ownership, Self::Domain, Self::Flow];

    /// The words that begin it.
    #[must_use]
    pub fn keyword(self) -> &'static str {
        match self {
            Self::Elements => "view",
            Self::Deployment => "deployment view",
            Self::Data => "data view",
            Self::Network => "network view",
            Self::Events => "events view",
            Self::Ownership => "ownership view",
            Self::Domain => "domain view",
            Self::Flow => "flow view",
        }
    }
}

/// A statement in a view.
#[derive(Clone, Debug, PartialEq)]
pub enum ViewStmt {
    /// `include selector, …`.
    Include(Vec<Selector>, Span),
    /// `exclude selector, …`.
    Exclude(Vec<Selector>, Span),
    /// `collapse path, …`.
    Collapse(Vec<Path>, Span),
    /// `depth 2`, `direction down`, `highlight #tag`, `color owner`, `layout engine`, or whatever word was written.
    Item(Item),
}

/// What a view includes or excludes.
#[derive(Clone, Debug, PartialEq)]
pub enum Selector {
    /// Elements.
    Elements(Term),
    /// `* -> path` or `path -> *`.
    Relation(Term, Term),
}

impl Selector {
    /// Where it stands.
    #[must_use]
    pub fn span(&self) -> Span {
        match self {
            Self::Elements(term) => term.span,
            Self::Relation(from, to) => from.span.to(to.span),
        }
    }
}

/// One end of a selector.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// What it picks.
    pub kind: TermKind,
    /// Where it stands.
    pub span: Span,
}

/// What an end of a selector picks.
#[derive(Clone, Debug, PartialEq)]
pub enum TermKind {
    /// `*`
    All,
    /// A path or a kind's name.
    Path(Path),
    /// `path.*`
    Children(Path),
    /// `path.**`
    Descendants(Path),
    /// `#tag`
    Tag(Tag),
}

/// `flow name ["Title"] { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    /// The `///` lines above it.
    pub doc: Option<Doc>,
    /// Its name.
    pub name: Ident,
    /// Its title.
    pub title: Option<Str>,
    /// Its tags.
    pub tags: Vec<Tag>,
    /// Its steps; none only where their lack was reported.
    pub body: Option<Block<FlowStmt>>,
    /// The whole statement.
    pub span: Span,
    /// Whether a part of its head was reported.
    pub broken: bool,
}

/// A statement in a flow.
#[derive(Clone, Debug, PartialEq)]
pub enum FlowStmt {
    /// `a -> b "label"`.
    Step(Step),
    /// `par { … } and { … }`.
    Par(Vec<Block<FlowStmt>>, Span),
    /// `alt "condition" { … } else { … }`.
    Alt(Vec<AltBranch>, Span),
    /// `loop "…" { … }`.
    Loop {
        /// How often, or until when.
        label: Option<Str>,
        /// The steps.
        body: Block<FlowStmt>,
        /// The whole statement.
        span: Span,
    },
    /// `note "…"`.
    Note(Str, Span),
    /// A property: `slo latency p99 800ms`.
    Item(Item),
}

/// A step of a flow. `a <- b` is drawn from `b` to `a`.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The `///` lines above it.
    pub doc: Option<Doc>,
    /// What stands before the arrow.
    pub left: Path,
    /// `->` or `<-`.
    pub arrow: Arrow,
    /// What stands after the arrow.
    pub right: Path,
    /// The words on the arrow.
    pub label: Option<Str>,
    /// The whole step.
    pub span: Span,
}

/// A branch of an `alt`.
#[derive(Clone, Debug, PartialEq)]
pub struct AltBranch {
    /// When it is taken; the `else` may have none.
    pub condition: Option<Str>,
    /// The steps.
    pub body: Block<FlowStmt>,
}

/// `rule name ["Why"] { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// The `///` lines above it.
    pub doc: Option<Doc>,
    /// Its name.
    pub name: Ident,
    /// Why it holds.
    pub why: Option<Str>,
    /// What it says; none only where its lack was reported.
    pub body: Option<Block<RuleStmt>>,
    /// The whole statement.
    pub span: Span,
    /// Whether a part of its head was reported.
    pub broken: bool,
}

/// `deny selector -> selector`, `require selector -> selector`, `require selector property`, each with `except`.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleStmt {
    /// Whether it forbids or demands.
    pub verb: RuleVerb,
    /// Whom it is about.
    pub subject: Term,
    /// What is forbidden or demanded.
    pub form: RuleForm,
    /// What it does not hold for.
    pub except: Vec<Term>,
    /// The whole statement.
    pub span: Span,
}

/// Whether a rule forbids or demands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleVerb {
    /// `deny`
    Deny,
    /// `require`
    Require,
}

/// What a rule is about.
#[derive(Clone, Debug, PartialEq)]
pub enum RuleForm {
    /// A relation to what the selector picks.
    Relation(Term),
    /// A property; only after `require`.
    Property(Ident),
}

/// `adr number "Title" { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct Adr {
    /// The `///` lines above it.
    pub doc: Option<Doc>,
    /// Its number as it was written.
    pub number: Arg,
    /// Its title; none only where its lack was reported.
    pub title: Option<Str>,
    /// Its tags.
    pub tags: Vec<Tag>,
    /// What was decided.
    pub body: Option<Block<AdrStmt>>,
    /// The whole statement.
    pub span: Span,
    /// Whether a part of its head was reported.
    pub broken: bool,
}

/// A statement in a decision.
#[derive(Clone, Debug, PartialEq)]
pub enum AdrStmt {
    /// `affects path, …`.
    Affects(Vec<Path>, Span),
    /// The text.
    Text(Str),
    /// `status accepted`, `status superseded by 3`, `date 2026-03-02`, or whatever word was written.
    Item(Item),
}
