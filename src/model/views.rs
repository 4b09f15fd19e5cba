//! Views, flows and rules.

use super::ids::{ElementId, EnvironmentId, FlowId, RelationId, UnitId};
use super::properties::{At, Slo};
use super::relation::Target;
use crate::source::Span;
use crate::theme::Coloring;
use schemars::JsonSchema;
use serde::Serialize;

/// A declared view: which part of the model a picture shows, and how.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct View {
    /// Which program declares it.
    pub unit: UnitId,
    /// Its name.
    pub name: String,
    /// Its title; the name in words where none is given.
    pub title: String,
    /// Its description (Markdown).
    pub description: Option<String>,
    /// What it is a view of.
    pub kind: ViewKind,
    /// What it shows; `*` where nothing is said.
    pub include: Vec<At<Selector>>,
    /// What it does not show.
    pub exclude: Vec<At<Selector>>,
    /// How deep it goes, counted from what it is of, or from the top.
    pub depth: Option<At<u32>>,
    /// Which way its arrows go.
    pub direction: Option<At<FlowDirection>>,
    /// Boxes that are drawn without what they hold.
    pub collapse: Vec<At<ElementId>>,
    /// Tags that stand out, without `#`.
    pub highlight: Vec<At<String>>,
    /// What its colours tell apart, where that is said.
    pub color: Option<At<Coloring>>,
    /// The layout engine.
    pub layout: Option<At<String>>,
    /// The name where it is declared.
    pub span: Span,
}

/// What a view is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ViewKind {
    /// The inside of an element with its neighbours, or the top of the program.
    Elements(Option<ElementId>),
    /// What stands where.
    Deployment(EnvironmentId),
    /// The tables of a database.
    Data(ElementId),
    /// Who may talk to whom.
    Network(EnvironmentId),
    /// Topics and queues with those who write to them and read from them: all, or those in an element.
    Events(Option<ElementId>),
    /// What runs, by the team that owns it: all, or what is in an element.
    Ownership(Option<ElementId>),
    /// Domains and what they have to do with each other: all, or those in an element.
    Domain(Option<ElementId>),
    /// The steps of a flow as numbers on the elements that take part.
    Flow(FlowId),
}

/// Ways that arrows mainly go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum FlowDirection {
    #[default]
    Down,
    Right,
    Up,
    Left,
}

/// The layout engines that a view can name, in the words of its `layout`.
pub const LAYOUTS: &[&str] = &["layered", "layout-rs"];

/// Picks elements.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Selector {
    /// An element.
    Element(ElementId),
    /// Its children: `PATH.*`.
    Children(ElementId),
    /// All below it: `PATH.**`.
    Descendants(ElementId),
    /// All with a tag, without `#`.
    Tag(String),
    /// All of a kind, and of the kinds built on it.
    Kind(String),
    /// `* -> PATH`: what points at it or at what is inside it.
    PointingAt(ElementId),
    /// `PATH -> *`: what it, or what is inside it, points at.
    PointedAtBy(ElementId),
    /// `*`.
    All,
}

/// A way through the system.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Flow {
    /// Which program declares it.
    pub unit: UnitId,
    /// Its name.
    pub name: String,
    /// Its title; the name in words where none is given.
    pub title: String,
    /// Its description (Markdown).
    pub description: Option<String>,
    /// What is promised of the whole way.
    pub slos: Vec<Slo>,
    /// Its steps.
    pub steps: Vec<Step>,
    /// The name where it is declared.
    pub span: Span,
}

impl Flow {
    /// All messages in it, in the order in which they are drawn and numbered.
    #[must_use]
    pub fn messages(&self) -> Vec<&Step> {
        fn collect<'a>(steps: &'a [Step], into: &mut Vec<&'a Step>) {
            for step in steps {
                match step {
                    Step::Message { .. } => into.push(step),
                    Step::Par { branches, .. } => branches.iter().for_each(|steps| collect(steps, into)),
                    Step::Alt { branches, .. } => branches.iter().for_each(|branch| collect(&branch.steps, into)),
                    Step::Loop { steps, .. } => collect(steps, into),
                    Step::Note { .. } => {}
                }
            }
        }
        let mut messages = Vec::new();
        collect(&self.steps, &mut messages);
        messages
    }
}

impl Step {
    /// From which element a message goes to which; nothing for all but messages.
    #[must_use]
    pub fn ends(&self) -> Option<(ElementId, ElementId)> {
        match *self {
            Self::Message { source, element, back: false, .. } => Some((source, element)),
            Self::Message { source, element, back: true, .. } => Some((element, source)),
            _ => None,
        }
    }
}

/// A step of a flow.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// One talks to the other.
    Message {
        /// The left side.
        source: ElementId,
        /// The right side, as precisely as it is said.
        target: Target,
        /// The element that is, or holds, the right side.
        element: ElementId,
        /// `<-`: drawn from the right side to the left; a reply or a delivery.
        back: bool,
        /// Its label.
        label: Option<String>,
        /// The declared relation that it follows.
        relation: Option<RelationId>,
        /// Where it stands.
        span: Span,
    },
    /// Several at the same time.
    Par {
        /// The branches.
        branches: Vec<Vec<Step>>,
        /// Where it stands.
        span: Span,
    },
    /// One of several.
    Alt {
        /// The branches: a condition, nothing for the last `else`, and the steps.
        branches: Vec<Branch>,
        /// Where it stands.
        span: Span,
    },
    /// Again and again.
    Loop {
        /// How long, in words.
        title: Option<String>,
        /// The steps.
        steps: Vec<Step>,
        /// Where it stands.
        span: Span,
    },
    /// A remark.
    Note {
        /// The remark.
        text: String,
        /// Where it stands.
        span: Span,
    },
}

/// A branch of an `alt`.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Branch {
    /// When it is taken, in words.
    pub condition: Option<String>,
    /// What happens then.
    pub steps: Vec<Step>,
}

/// A rule that the program keeps.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Rule {
    /// Which program declares it.
    pub unit: UnitId,
    /// Its name.
    pub name: String,
    /// Why it is there.
    pub why: Option<String>,
    /// What it says, a clause each.
    pub body: Vec<RuleBody>,
    /// The name where it is declared.
    pub span: Span,
}

/// What a rule says.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RuleBody {
    /// No relation from one to the other.
    Deny {
        /// The left side.
        source: At<Selector>,
        /// The right side.
        target: At<Selector>,
        /// Elements that may, on either side.
        except: Vec<At<Selector>>,
    },
    /// Each on the left has a relation to one on the right.
    RequireRelation {
        /// The left side.
        source: At<Selector>,
        /// The right side.
        target: At<Selector>,
        /// Elements that need not, on either side.
        except: Vec<At<Selector>>,
    },
    /// Each has a property.
    RequireProperty {
        /// Which elements.
        subject: At<Selector>,
        /// The property's name.
        property: At<String>,
        /// Elements that need not.
        except: Vec<At<Selector>>,
    },
}
