//! What one environment says itself, without the one that it extends: nodes, what is set in them, what is put where.

use super::super::super::{ElementId, Node, Properties, UnitId};
use crate::model::deployment::Endpoint;
use crate::model::properties::At;
use crate::model::scheduling::AddressRange;
use crate::source::Span;
use crate::syntax::ast;

/// What an environment says itself.
pub(super) struct Layer<'a> {
    pub unit: UnitId,
    /// What is set for the whole environment.
    pub settings: Settings,
    /// Its nodes, a parent before its children.
    pub nodes: Vec<LayerNode>,
    /// Its `deploy` and `managed` statements, in order.
    pub placings: Vec<Placing>,
    /// Relations among nodes, and the node that each stands in.
    pub relations: Vec<(Option<usize>, &'a ast::Relation)>,
    /// Whether something in it could not be read or resolved.
    pub broken: bool,
}

impl Layer<'_> {
    /// How much it sets for all that stands in it.
    pub(super) fn count(&self) -> usize {
        self.settings.count() + self.nodes.iter().map(|node| node.settings.count()).sum::<usize>()
    }
}

/// A node as one environment declares it.
pub(super) struct LayerNode {
    /// The node round it, an index into the layer's nodes.
    pub parent: Option<usize>,
    /// What is said of it; its parent is not yet known.
    pub node: Node,
    /// Whether its title is given.
    pub titled: bool,
    /// What is set in it.
    pub settings: Settings,
    /// The body that opened it last: in one body a node stands once.
    pub opened: usize,
}

/// What an environment or node sets for all that stands in it.
#[derive(Default)]
pub(super) struct Settings {
    pub domain: Option<At<String>>,
    /// `env`, `secret` and `label` alone.
    pub said: Properties,
}

impl Settings {
    /// How much is set but the domain.
    pub(super) fn count(&self) -> usize {
        self.said.env.len() + self.said.secrets.len() + self.said.labels.len()
    }
}

/// A `deploy` or `managed` statement.
pub(super) struct Placing {
    /// The node that it stands in, an index into the layer's nodes.
    pub node: Option<usize>,
    pub element: ElementId,
    pub what: What,
    pub span: Span,
}

/// What a statement says of an element.
pub(super) enum What {
    /// It runs here, with these properties.
    Deploy(Box<Properties>),
    /// Somebody else runs it.
    Managed { provider: Option<String>, endpoint: Option<At<Endpoint>>, cidrs: Vec<AddressRange> },
}
