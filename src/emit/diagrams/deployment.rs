//! Pictures of environments: nodes within nodes, and what stands in them.

use std::collections::BTreeMap;

use super::card::{Card, Frame, Plain};
use super::elements::{about, arrow_kind, link, sentence, stands_out};
use super::map::{Arrow, ArrowKind, Map, Placed};
use super::shape::{Shape, node_border};
use super::words;
use crate::model::properties::Exposure;
use crate::model::{
    Address, Direction, Element, ElementId, Environment, EnvironmentId, Instance, InstanceId, Model, NodeId, Properties, Relation,
    RelationId,
};
use crate::scene::{Color, Dash};
use crate::view::Picture;

/// The boxes and arrows of an environment, of the elements in `shown` alone.
pub(super) fn map(model: &Model, picture: &Picture, environment: EnvironmentId, shown: &[ElementId]) -> Map {
    let environment = &model[environment];
    let mut site = Site { model, picture, environment, map: Map::default(), nodes: BTreeMap::new(), instances: BTreeMap::new() };
    let standing: Vec<InstanceId> =
        (0..environment.instances.len()).map(InstanceId::at).filter(|&id| shown.binary_search(&environment[id].element).is_ok()).collect();
    site.put_nodes(&standing);
    site.put_instances(&standing);
    site.put_arrows(&standing);
    site.map
}

struct Site<'a> {
    model: &'a Model,
    picture: &'a Picture,
    environment: &'a Environment,
    map: Map,
    /// The box of each node.
    nodes: BTreeMap<NodeId, usize>,
    instances: BTreeMap<InstanceId, usize>,
}

impl Site<'_> {
    fn put_nodes(&mut self, standing: &[InstanceId]) {
        let environment = self.environment;
        let mut holds = vec![false; environment.nodes.len()];
        let within = environment.nodes.iter().filter_map(|node| node.parent);
        for node in within.chain(standing.iter().filter_map(|&id| environment[id].node)) {
            if let Some(holds) = holds.get_mut(node.index()) {
                *holds = true;
            }
        }
        for (index, (node, holds)) in environment.nodes.iter().zip(holds).enumerate() {
            let parent = node.parent.and_then(|parent| self.nodes.get(&parent).copied());
            let depth = self.depth(node.parent);
            let highlight = stands_out(self.picture, &node.tags);
            let what = words::capital(node.kind.word());
            let kind = match &node.tech {
                Some(tech) => format!("[{what}: {}]", tech.value),
                None => format!("[{what}]"),
            };
            let title = node.count.as_ref().map_or_else(|| node.title.clone(), |count| format!("{} × {}", node.title, count.value));
            let description = node.description.as_deref().map(words::plain);
            let card = if holds {
                Card::Frame(Frame::new(&title, &kind, Color::ForeignEdge, node_border(node.kind), depth, highlight))
            } else {
                Card::Plain(Plain::new(Shape::Node, Shape::Node.paint(false, highlight), &title, &kind, description.as_deref()))
            };
            let about = description.unwrap_or_else(|| node.name.clone());
            self.nodes.insert(NodeId::at(index), self.map.boxes.len());
            let names: Vec<&str> = self.outwards(Some(NodeId::at(index))).map(|at| environment[at].name.as_str()).collect();
            let path: Vec<&str> = names.into_iter().chain([environment.name.as_str()]).rev().collect();
            self.map.boxes.push(Placed { card, parent, id: path.join("."), about, link: None, legend: None });
        }
    }

    /// A node and those round it, the innermost first.
    fn outwards(&self, node: Option<NodeId>) -> impl Iterator<Item = NodeId> {
        std::iter::successors(node, |&at| self.environment[at].parent)
    }

    fn depth(&self, node: Option<NodeId>) -> usize {
        self.outwards(node).count()
    }

    fn put_instances(&mut self, standing: &[InstanceId]) {
        let mut namespaces: BTreeMap<&str, usize> = BTreeMap::new();
        // Brokers first: channels stand in them.
        let (channels, others): (Vec<InstanceId>, Vec<InstanceId>) =
            standing.iter().partition(|&&id| self.broker_of(id, standing).is_some());
        for id in others.into_iter().chain(channels) {
            let instance = &self.environment[id];
            let element = &self.model[instance.element];
            let broker = self.broker_of(id, standing);
            let parent = match instance.node {
                _ if broker.is_some() => broker.and_then(|broker| self.instances.get(&broker).copied()),
                Some(node) => self.nodes.get(&node).copied(),
                // Where the program places nothing, namespaces are what there is.
                None if instance.emitted => Some(*namespaces.entry(&instance.namespace).or_insert_with(|| {
                    let frame = Frame::new(&instance.namespace, "[Namespace]", Color::ForeignEdge, Dash::Dotted, 0, false);
                    let (id, about) = (instance.namespace.clone(), String::new());
                    self.map.boxes.push(Placed { card: Card::Frame(frame), parent: None, id, about, link: None, legend: None });
                    self.map.boxes.len() - 1
                })),
                None => None,
            };
            let shape = Shape::of(element);
            let kind = words::kind_and_tech(self.model, element, &instance.properties);
            let paint = shape.paint(element.is_foreign(), stands_out(self.picture, &element.tags));
            let facts = facts(instance, element);
            let card = if standing.iter().any(|&other| self.broker_of(other, standing) == Some(id)) {
                let details = facts.replace('\n', ", ");
                let kind = if details.is_empty() { kind } else { format!("{kind} {details}") };
                Card::Frame(Frame::new(&element.title, &kind, paint.edge, Dash::Solid, self.depth(instance.node), paint.highlight))
            } else {
                Card::Plain(Plain::new(shape, paint, &element.title, &kind, Some(&facts)))
            };
            self.instances.insert(id, self.map.boxes.len());
            self.map.boxes.push(Placed {
                card,
                parent,
                id: element.path.clone(),
                about: about(element),
                link: link(element),
                legend: Some(words::kind(self.model, element)),
            });
        }
    }

    /// The broker beside a topic or queue that it is in.
    fn broker_of(&self, id: InstanceId, standing: &[InstanceId]) -> Option<InstanceId> {
        let instance = &self.environment[id];
        let broker = self.model[instance.element].broker?;
        let beside = |other: &Instance| other.element == broker && other.node == instance.node && other.namespace == instance.namespace;
        standing.iter().copied().find(|&other| beside(&self.environment[other]))
    }

    /// Arrows between what stands here, and the relations of nodes.
    fn put_arrows(&mut self, standing: &[InstanceId]) {
        let mut found: BTreeMap<(InstanceId, InstanceId), Found> = BTreeMap::new();
        for &id in standing {
            for (relation_id, target, port) in self.bound(id) {
                let relation = &self.model[relation_id];
                let ends = if relation.direction == Direction::Forth { (id, target) } else { (target, id) };
                let entry = found.entry(ends).or_default();
                entry.relations.push(relation);
                entry.ports.extend(port.filter(|p| !entry.ports.contains(p)));
            }
        }
        for ((from, to), Found { relations, ports }) in found {
            let (Some(&from), Some(&to)) = (self.instances.get(&from), self.instances.get(&to)) else { continue };
            self.map.arrows.push(Arrow {
                from,
                to,
                label: ports.join(", "),
                means: String::new(),
                kind: arrow_kind(&relations),
                highlight: relations.iter().any(|r| stands_out(self.picture, &r.tags)),
                about: relations.iter().map(|r| sentence(self.model, r)).collect::<Vec<_>>().join("; "),
            });
        }
        for relation in &self.environment.relations {
            let (Some(&from), Some(&to)) = (self.nodes.get(&relation.source), self.nodes.get(&relation.target)) else { continue };
            let label = relation.label.clone().unwrap_or_default();
            let about = label.clone();
            self.map.arrows.push(Arrow { from, to, label, means: String::new(), kind: ArrowKind::Call, highlight: false, about });
        }
    }

    /// The relations of an instance with the instances that they reach, and the port.
    fn bound(&self, id: InstanceId) -> Vec<(RelationId, InstanceId, Option<String>)> {
        let instance = &self.environment[id];
        let mut bound = Vec::new();
        for (at, relation) in self.model.relations.iter().enumerate() {
            if !self.counts_for(relation.source, instance) {
                continue;
            }
            let relation_id = RelationId::at(at);
            let address = instance.bindings.iter().filter(|b| b.relations.contains(&relation_id)).map(|b| &b.address);
            let by_service = address.filter_map(|address| match address {
                Address::Service { instance, published, .. } => Some((*instance, Some(format!(":{published}")))),
                Address::Imported { .. } | Address::Outside { .. } => None,
            });
            match by_service.into_iter().next() {
                Some((target, port)) if self.instances.contains_key(&target) => {
                    // The address is the broker's; the arrow goes to the channel in it, where that is drawn.
                    let channel = self.instances.keys().copied().find(|&other| {
                        let other = &self.environment[other];
                        other.element == relation.element && other.node == self.environment[target].node
                    });
                    bound.push((relation_id, channel.unwrap_or(target), port));
                }
                _ => bound.extend(self.nearest(id, relation).into_iter().map(|target| (relation_id, target, None))),
            }
        }
        bound
    }

    /// Whether the relations of an element are those of an instance: it is its element, or a part of it without an
    /// instance of its own.
    fn counts_for(&self, source: ElementId, instance: &Instance) -> bool {
        let own = |element: ElementId| self.environment.instances.iter().any(|i| i.element == element);
        let mut at = Some(source);
        while let Some(element) = at {
            if element == instance.element {
                return true;
            }
            if own(element) {
                return false;
            }
            at = self.model[element].parent;
        }
        false
    }

    /// The instances of a relation's target, or of what holds it, that share the innermost node with the caller.
    fn nearest(&self, id: InstanceId, relation: &Relation) -> Vec<InstanceId> {
        let chain = std::iter::successors(Some(relation.element), |&at| self.model[at].parent);
        let candidates = chain.chain(self.model[relation.element].broker);
        for element in candidates {
            let all: Vec<(usize, InstanceId)> = self
                .instances
                .keys()
                .filter(|&&other| other != id && self.environment[other].element == element)
                .map(|&other| (self.shared_depth(id, other), other))
                .collect();
            if let Some(deepest) = all.iter().map(|(depth, _)| *depth).max() {
                return all.into_iter().filter(|(depth, _)| *depth == deepest).map(|(_, other)| other).collect();
            }
        }
        Vec::new()
    }

    fn shared_depth(&self, a: InstanceId, b: InstanceId) -> usize {
        let nodes = |id: InstanceId| -> Vec<NodeId> { self.outwards(self.environment[id].node).collect() };
        let other = nodes(b);
        nodes(a).into_iter().filter(|node| other.contains(node)).count()
    }
}

/// The relations between two instances, and the ports they go to.
#[derive(Default)]
struct Found<'a> {
    relations: Vec<&'a Relation>,
    ports: Vec<String>,
}

/// What an environment says of something that stands in it: who runs it, how many there are, where it is reached.
fn facts(instance: &Instance, element: &Element) -> String {
    let properties: &Properties = &instance.properties;
    let mut facts: Vec<String> = Vec::new();
    if let Some(managed) = &instance.managed {
        facts.push(managed.provider.clone().unwrap_or_else(|| "managed".to_owned()));
        facts.extend(managed.endpoint.as_ref().map(|endpoint| endpoint.host.clone()));
    } else if let Some(replicas) = properties.replicas.as_ref().filter(|_| element.kind.base.runs()) {
        facts.push(words::replicas(&replicas.value));
    }
    for expose in &properties.exposes {
        let fact = match &expose.what {
            Exposure::Route { path, host } => format!("{host}{}", if path == "/" { "" } else { path }),
            Exposure::Port { protocol, port } => format!("{} {port}", words::protocol_name(protocol.word())),
        };
        if !facts.contains(&fact) {
            facts.push(fact);
        }
    }
    facts.join("\n")
}
