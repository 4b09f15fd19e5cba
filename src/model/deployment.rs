//! Environments: what stands where, with which properties, and how one finds the other.

use super::ids::{ElementId, EnvironmentId, InstanceId, NodeId, RelationId, UnitId};
use super::properties::{At, LabelValue, Patch, Properties};
use super::scheduling::AddressRange;
use super::{BaseKind, Model};
use crate::source::Span;
use schemars::JsonSchema;
use serde::Serialize;

/// An environment, with all that it takes over from the one it extends.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Environment {
    /// Which program declares it.
    pub unit: UnitId,
    /// Its name.
    pub name: String,
    /// Its title; the name in words where none is given.
    pub title: String,
    /// Its description (Markdown).
    pub description: Option<String>,
    /// Its tags without `#`.
    pub tags: Vec<String>,
    /// The environment that it extends.
    pub extends: Option<EnvironmentId>,
    /// The `default` environment of a program that declares none.
    pub implied: bool,
    /// The domain behind hosts without a dot, where said for the whole environment.
    pub domain: Option<At<String>>,
    /// Its deployment nodes, a parent before its children.
    pub nodes: Vec<Node>,
    /// What stands in it, in order of elements, then nodes. What `replicas 0` leaves out is not here.
    pub instances: Vec<Instance>,
    /// Relations among its nodes, for the picture.
    pub relations: Vec<NodeRelation>,
    /// The name where it is declared; nothing for the implied one.
    pub span: Option<Span>,
}

/// A deployment node: a place where things stand.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Node {
    /// What it stands in.
    pub parent: Option<NodeId>,
    /// What it is.
    pub kind: NodeKind,
    /// Its name, unique in its parent.
    pub name: String,
    /// Its title; the name in words where none is given.
    pub title: String,
    /// Its description (Markdown).
    pub description: Option<String>,
    /// The technology, as words for a picture.
    pub tech: Option<At<String>>,
    /// How many there are of it.
    pub count: Option<At<u32>>,
    /// Its tags without `#`.
    pub tags: Vec<String>,
    /// Changes to the objects that are made for a namespace as a whole.
    pub patches: Vec<Patch>,
    /// The name where it is declared.
    pub span: Span,
}

/// Kinds of deployment nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum NodeKind {
    Region,
    Zone,
    Cluster,
    Namespace,
    Node,
}

impl NodeKind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Region, Self::Zone, Self::Cluster, Self::Namespace, Self::Node];

    /// The kind that this word declares.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The word that declares it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Region => "region",
            Self::Zone => "zone",
            Self::Cluster => "cluster",
            Self::Namespace => "namespace",
            Self::Node => "node",
        }
    }
}

/// A relation between deployment nodes.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct NodeRelation {
    /// From.
    pub source: NodeId,
    /// To.
    pub target: NodeId,
    /// Its label.
    pub label: Option<String>,
    /// The technology, as words for a picture.
    pub tech: Option<At<String>>,
    /// Its tags without `#`.
    pub tags: Vec<String>,
    /// Where this is said.
    pub span: Span,
}

/// An element where it stands in an environment, or where somebody else runs it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Instance {
    /// Which element: what runs, a channel, or a component with an image, which stands in the pod of its whole. Boxes round
    /// others have no instances; their parts have.
    pub element: ElementId,
    /// The node that it stands in; none where it stands in the environment itself.
    pub node: Option<NodeId>,
    /// The cluster round it.
    pub cluster: Option<NodeId>,
    /// Its name in Kubernetes: the element's with `_` as `-` and in small letters, unique in its namespace.
    pub name: String,
    /// The Kubernetes namespace that it goes to: the nearest `namespace` node's name, else its top element's.
    pub namespace: String,
    /// Whether manifests of its own are emitted for it: it is the program's own, it runs, nobody else runs it, and it does
    /// not stand in a `node` without a cluster or namespace round it.
    pub emitted: bool,
    /// Who else runs it.
    pub managed: Option<Managed>,
    /// The element's properties with all that the environment and its nodes set; hosts are whole, `env`, `secret` and
    /// `label` of nodes are included.
    pub properties: Box<Properties>,
    /// The domain that counts here.
    pub domain: Option<String>,
    /// Labels that the environment and its nodes give, the outermost first, each name once.
    pub labels: Vec<LabelValue>,
    /// Where it finds what it has relations to, a variable each, in order of names. The relations of components count
    /// for the whole, but those of a component with an image for its own container.
    pub bindings: Vec<Binding>,
    /// The `deploy` or `managed` that put it here; the element's name where nothing did.
    pub span: Span,
}

/// Somebody else who runs a store, broker or channel.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Managed {
    /// Who, in words.
    pub provider: Option<String>,
    /// The host and port where it is reached.
    pub endpoint: Option<At<Endpoint>>,
    /// The addresses behind that host.
    pub cidrs: Vec<AddressRange>,
    /// Where this is said.
    pub span: Span,
}

/// A host and a port.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Endpoint {
    /// The host.
    pub host: String,
    /// The port; the engine's own where none is given.
    pub port: Option<u16>,
}

/// An environment variable that holds the address of a relation's target.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Binding {
    /// The variable's name.
    pub variable: String,
    /// Its value.
    pub value: String,
    /// The relations that it serves, at least one.
    pub relations: Vec<RelationId>,
    /// What the value names.
    pub address: Address,
}

/// Where a relation's target is reached.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Address {
    /// By a Service of the same environment. The instance is the target's or, for a channel, its broker's.
    Service {
        /// What stands behind the Service.
        instance: InstanceId,
        /// The port's name.
        port_name: String,
        /// The container's port.
        port: u16,
        /// The Service's port.
        published: u16,
    },
    /// By a Service that another program emits, the imported one whose environment this is.
    Imported {
        /// The other program's environment.
        environment: EnvironmentId,
        /// What stands behind the Service, there.
        instance: InstanceId,
        /// The port's name.
        port_name: String,
        /// The container's port.
        port: u16,
        /// The Service's port.
        published: u16,
    },
    /// Where somebody else runs it.
    Outside {
        /// The host.
        host: String,
        /// The port, where it is known.
        port: Option<u16>,
    },
}

impl Environment {
    /// A node and those round it, the innermost first.
    pub fn outwards(&self, node: Option<NodeId>) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(node, |at| self[*at].parent)
    }

    /// Whether `node` is `outer` or stands in it.
    #[must_use]
    pub fn is_within(&self, node: NodeId, outer: NodeId) -> bool {
        self.outwards(Some(node)).any(|at| at == outer)
    }

    /// Whether what runs at a place gets manifests: it is no `node` without a cluster or namespace round it.
    #[must_use]
    pub fn is_in_kubernetes(&self, node: Option<NodeId>) -> bool {
        let kinds = || self.outwards(node).map(|at| self[at].kind);
        !kinds().any(|kind| kind == NodeKind::Node) || kinds().any(|kind| matches!(kind, NodeKind::Cluster | NodeKind::Namespace))
    }

    /// The nodes that stand right in this one, or right in the environment.
    pub fn nodes_in(&self, parent: Option<NodeId>) -> impl Iterator<Item = NodeId> + '_ {
        self.nodes.iter().enumerate().filter(move |(_, node)| node.parent == parent).map(|(index, _)| NodeId::at(index))
    }

    /// What stands right in a node, or right in the environment.
    pub fn instances_in(&self, node: Option<NodeId>) -> impl Iterator<Item = (InstanceId, &Instance)> {
        self.placed().filter(move |(_, instance)| instance.node == node)
    }

    /// An element wherever it stands.
    pub fn instances_of(&self, element: ElementId) -> impl Iterator<Item = (InstanceId, &Instance)> {
        self.placed().filter(move |(_, instance)| instance.element == element)
    }

    /// All that stands here, with its ids.
    pub fn placed(&self) -> impl Iterator<Item = (InstanceId, &Instance)> {
        self.instances.iter().enumerate().map(|(index, instance)| (InstanceId::at(index), instance))
    }
}

impl Model {
    /// The environments of the program itself, with their ids.
    pub fn own_environments(&self) -> impl Iterator<Item = (EnvironmentId, &Environment)> {
        let all = self.environments.iter().enumerate().map(|(index, environment)| (EnvironmentId::at(index), environment));
        all.filter(|(_, environment)| environment.unit == UnitId(0))
    }

    /// What a component is a part of in the end; anything else is whole in itself.
    #[must_use]
    pub fn whole(&self, element: ElementId) -> ElementId {
        self.outwards(element).find(|at| self[*at].kind.base != BaseKind::Component).unwrap_or(element)
    }

    /// The element whose container an element's words count for: a component without an image runs in what is round it.
    #[must_use]
    pub fn container(&self, element: ElementId) -> ElementId {
        let own = |at: &ElementId| self[*at].kind.base != BaseKind::Component || self[*at].properties.image.is_some();
        self.outwards(element).find(own).unwrap_or(element)
    }

    /// An element and those round it, the innermost first.
    pub fn outwards(&self, element: ElementId) -> impl Iterator<Item = ElementId> + '_ {
        std::iter::successors(Some(element), |at| self[*at].parent)
    }
}

/// A name as Kubernetes and file names take it: `_` as `-`, and in small letters.
#[must_use]
pub fn plain_name(name: &str) -> String {
    name.replace('_', "-").to_ascii_lowercase()
}
