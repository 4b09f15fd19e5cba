//! Pictures of environments: nodes within nodes, and what stands in them.

use std::collections::BTreeMap;

use super::card::{Card, Frame, Plain};
use super::elements::{arrow_kind, card, placed, plain, sentence, symbol};
use super::map::{Arrow, ArrowKind, Map, Placed};
use super::rich::Rich;
use super::shape::{Shape, node_border};
use super::words;
use crate::icons;
use crate::model::properties::{Expose, Exposure};
use crate::model::{
    Address, BaseKind, Direction, Element, ElementId, Environment, EnvironmentId, Instance, InstanceId, Model, NodeId, Properties,
    Relation, RelationId,
};
use crate::scene::{Color, Dash, Hue};
use crate::view::Placing;

/// The boxes and arrows of an environment.
pub(super) fn map(model: &Model, environment: EnvironmentId, placing: &Placing) -> Map {
    let mut site = Site::new(model, environment, placing);
    site.put_boxes(|_, _| true);
    site.put_arrows();
    site.map
}

/// Where things stand: the boxes of nodes, and in them those of what stands there.
pub(super) struct Site<'a> {
    model: &'a Model,
    pub environment: &'a Environment,
    placing: &'a Placing,
    pub map: Map,
    /// The box of each node.
    nodes: BTreeMap<NodeId, usize>,
    pub instances: BTreeMap<InstanceId, usize>,
    /// The frames of namespaces where the program places nothing.
    namespaces: BTreeMap<String, usize>,
    /// The brokers that topics and queues are drawn in.
    brokers: BTreeMap<InstanceId, InstanceId>,
}

impl<'a> Site<'a> {
    pub fn new(model: &'a Model, environment: EnvironmentId, placing: &'a Placing) -> Self {
        let environment = &model[environment];
        let (map, nodes, instances, namespaces) = (Map::default(), BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Self { model, environment, placing, map, nodes, instances, namespaces, brokers: BTreeMap::new() }
    }

    /// Puts the nodes, and in them what is shown and `fits`.
    pub fn put_boxes(&mut self, fits: impl Fn(&Element, &Instance) -> bool) {
        let (model, placing) = (self.model, self.placing);
        let standing: Vec<InstanceId> = self
            .environment
            .placed()
            .filter(|(_, instance)| placing.shown_as(instance.element).is_some() && fits(&model[instance.element], instance))
            .map(|(id, _)| id)
            .collect();
        self.brokers = standing.iter().filter_map(|&id| Some((id, self.broker_of(id, &standing)?))).collect();
        self.put_nodes(&standing);
        self.put_instances(&standing);
    }

    /// The nearest node from this one outwards that is drawn.
    fn drawn(&self, node: Option<NodeId>) -> Option<NodeId> {
        self.outwards(node).find(|&at| self.placing.depth.is_none_or(|depth| self.depth(Some(at)) <= depth))
    }

    fn put_nodes(&mut self, standing: &[InstanceId]) {
        let environment = self.environment;
        let mut holds = vec![false; environment.nodes.len()];
        let within = (0..environment.nodes.len()).map(NodeId::at).filter_map(|at| environment[at].parent);
        for node in
            within.chain(standing.iter().filter(|id| !self.brokers.contains_key(id)).filter_map(|&id| self.drawn(environment[id].node)))
        {
            if let Some(holds) = holds.get_mut(node.index()) {
                *holds = true;
            }
        }
        for (index, holds) in holds.into_iter().enumerate() {
            let id = NodeId::at(index);
            if self.drawn(Some(id)) == Some(id) {
                let placed = self.node(id, holds);
                self.nodes.insert(id, self.map.boxes.len());
                self.map.boxes.push(placed);
            }
        }
    }

    /// The box of a node: a frame where something stands in it.
    fn node(&self, id: NodeId, holds: bool) -> Placed {
        let node = &self.environment[id];
        let parent = node.parent.and_then(|parent| self.nodes.get(&parent).copied());
        let depth = self.depth(node.parent);
        let what = words::capital(node.kind.word());
        let kind = match &node.tech {
            Some(tech) => format!("{what} · {}", tech.value),
            None => what,
        };
        let title = node.count.as_ref().map_or_else(|| node.title.clone(), |count| format!("{} × {}", node.title, count.value));
        let description = node.description.as_deref().map(words::plain);
        let tech = node.tech.as_ref().and_then(|tech| icons::of_technology(&tech.value));
        let symbol = tech.or_else(|| icons::of_kind(node.kind.word()));
        let card = if holds {
            let border = (Color::Edge(Hue::Foreign), node_border(node.kind));
            Card::Frame(Frame::new(symbol, &title, &kind, border, depth))
        } else {
            let rich = node.description.as_deref().map(Rich::markdown);
            Card::Plain(Plain::new(Shape::Node, false, &title, &kind, rich.as_ref()).with_symbol(symbol))
        };
        let about = description.unwrap_or_else(|| node.name.clone());
        let names: Vec<&str> = self.outwards(Some(id)).map(|at| self.environment[at].name.as_str()).collect();
        let path: Vec<&str> = names.into_iter().chain([self.environment.name.as_str()]).rev().collect();
        Placed { tags: node.tags.clone(), ..Placed::new(card, parent, path.join("."), about) }
    }

    /// A node and those round it, the innermost first.
    fn outwards(&self, node: Option<NodeId>) -> impl Iterator<Item = NodeId> + use<'a> {
        self.environment.outwards(node)
    }

    fn depth(&self, node: Option<NodeId>) -> usize {
        self.outwards(node).count()
    }

    fn put_instances(&mut self, standing: &[InstanceId]) {
        let mut wholes: BTreeMap<(ElementId, Option<usize>), usize> = BTreeMap::new();
        // Brokers first: channels stand in them.
        let (channels, others): (Vec<InstanceId>, Vec<InstanceId>) = standing.iter().partition(|id| self.brokers.contains_key(id));
        for id in others.into_iter().chain(channels) {
            let instance = &self.environment[id];
            let shown = self.placing.shown_as(instance.element).unwrap_or(instance.element);
            let index = if shown == instance.element {
                let broker = self.brokers.get(&id).and_then(|broker| self.instances.get(broker).copied());
                let parent = broker.or_else(|| self.stands_in(instance));
                let holds = self.brokers.values().any(|&broker| broker == id);
                let placed = self.instance(instance, parent, holds);
                self.put(placed)
            } else {
                let parent = self.stands_in(instance);
                let known = wholes.get(&(shown, parent)).copied();
                known.unwrap_or_else(|| {
                    let index = self.put(placed(self.model, shown, card(self.model, &self.model[shown]), parent));
                    wholes.insert((shown, parent), index);
                    index
                })
            };
            self.instances.insert(id, index);
        }
    }

    fn put(&mut self, placed: Placed) -> usize {
        self.map.boxes.push(placed);
        self.map.boxes.len() - 1
    }

    /// The box of the node that an instance stands in.
    fn stands_in(&mut self, instance: &Instance) -> Option<usize> {
        if let Some(node) = self.drawn(instance.node) {
            return self.nodes.get(&node).copied();
        }
        if instance.node.is_some() || !instance.emitted || self.placing.depth == Some(0) {
            return None;
        }
        // Where the program places nothing, namespaces are what there is.
        let known = self.namespaces.get(&instance.namespace).copied();
        Some(known.unwrap_or_else(|| {
            let border = (Color::Edge(Hue::Foreign), Dash::Dotted);
            let frame = Frame::new(icons::of_kind("namespace"), &instance.namespace, "Namespace", border, 0);
            let id = instance.namespace.clone();
            let index = self.put(Placed::new(Card::Frame(frame), None, id.clone(), String::new()));
            self.namespaces.insert(id, index);
            index
        }))
    }

    /// The box of an instance; a frame where its channels stand in it.
    fn instance(&self, instance: &Instance, parent: Option<usize>, holds: bool) -> Placed {
        let element = &self.model[instance.element];
        let shape = Shape::of(element);
        let kind = words::kind_and_tech(self.model, element, &instance.properties);
        let facts = facts(instance, element);
        let card = if holds {
            let kind = std::iter::once(kind.as_str()).chain(facts.lines()).collect::<Vec<_>>().join(" · ");
            let border = (shape.paint(element.is_foreign()).edge, Dash::Solid);
            let symbol = symbol(&instance.properties, shape.symbol(false));
            Card::Frame(Frame::new(symbol, &element.title, &kind, border, self.depth(instance.node)))
        } else {
            Card::Plain(plain(self.model, element, &instance.properties, Some(&Rich::literal(&facts))))
        };
        placed(self.model, instance.element, card, parent)
    }

    /// The broker that a topic or queue is in, where both are drawn as themselves: the one beside it, else the only one, wherever that
    /// stands.
    fn broker_of(&self, id: InstanceId, standing: &[InstanceId]) -> Option<InstanceId> {
        let instance = &self.environment[id];
        let broker = self.model[instance.element].broker?;
        let itself = |element: ElementId| self.placing.shown_as(element) == Some(element);
        let beside = |other: &Instance| other.element == broker && other.node == instance.node && other.namespace == instance.namespace;
        let all = |wanted: ElementId| standing.iter().copied().filter(move |&other| self.environment[other].element == wanted);
        let only = || all(broker).next().filter(|_| all(broker).count() == 1 && all(instance.element).count() == 1);
        let found = all(broker).find(|&other| beside(&self.environment[other])).or_else(only);
        found.filter(|_| itself(broker) && itself(instance.element))
    }

    /// Arrows between what stands here, from outside to what is exposed, and the relations of nodes.
    fn put_arrows(&mut self) {
        let mut found: BTreeMap<(usize, usize), Found> = BTreeMap::new();
        for (&id, &source) in &self.instances {
            for (relation_id, target, port) in self.bound(id) {
                let relation = &self.model[relation_id];
                let Some(&target) = self.instances.get(&target) else { continue };
                let whole = self.placing.shown_as(relation.source) != Some(relation.source) || target != source;
                if target == source && whole {
                    continue;
                }
                let ends = if relation.direction == Direction::Forth { (source, target) } else { (target, source) };
                let entry = found.entry(ends).or_default();
                if !entry.relations.iter().any(|known| std::ptr::eq(*known, relation)) {
                    entry.relations.push(relation);
                }
                entry.ports.extend(port.filter(|p| !entry.ports.contains(p)));
            }
        }
        for ((from, to), Found { relations, ports }) in found {
            let many = if ports.len() > 3 { words::count(&relations) } else { ports.join(", ") };
            let about = relations.iter().map(|r| sentence(self.model, r)).collect::<Vec<_>>().join("; ");
            self.map.arrows.push(Arrow::new(from, to, arrow_kind(&relations), many, about).of(&relations));
        }
        for relation in &self.environment.relations {
            let (Some(&from), Some(&to)) = (self.nodes.get(&relation.source), self.nodes.get(&relation.target)) else { continue };
            let label = relation.label.clone().unwrap_or_default();
            let arrow = Arrow::new(from, to, ArrowKind::Call, label.clone(), label);
            self.map.arrows.push(arrow);
        }
        self.put_entries();
    }

    /// An arrow from outside to everything that is exposed, with the hosts and ports under which it is reached.
    fn put_entries(&mut self) {
        let mut entries: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for (&id, &index) in &self.instances {
            let known = entries.entry(index).or_default();
            for fact in exposures(&self.environment[id]) {
                if !known.contains(&fact) {
                    known.push(fact);
                }
            }
        }
        entries.retain(|_, facts| !facts.is_empty());
        if entries.is_empty() {
            return;
        }
        let outside = self.put(outside("Outside", "whoever reaches it", "outside", ""));
        for (to, facts) in entries {
            let about = format!("reached as {}", facts.join(", "));
            self.map.arrows.push(Arrow::new(outside, to, ArrowKind::Call, facts.join(", "), about));
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
            let outside = address.clone().find_map(|address| match address {
                Address::Outside { port, .. } => port.map(|port| format!(":{port}")),
                Address::Service { .. } | Address::Imported { .. } => None,
            });
            let by_service = address.filter_map(|address| match address {
                Address::Service { instance, published, .. } => Some((*instance, Some(format!(":{published}")))),
                Address::Imported { .. } | Address::Outside { .. } => None,
            });
            match by_service.into_iter().next() {
                Some((target, port)) if self.instances.contains_key(&target) => {
                    // The address is the broker's; the arrow goes to the channel in it, where that is drawn.
                    let channel = self.instances.keys().copied().find(|id| {
                        let (other, broker) = (&self.environment[*id], &self.environment[target]);
                        other.element == relation.element && (other.node == broker.node || self.brokers.get(id) == Some(&target))
                    });
                    bound.push((relation_id, channel.unwrap_or(target), port));
                }
                _ => bound.extend(self.nearest(id, relation).into_iter().map(|target| (relation_id, target, outside.clone()))),
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

/// What an environment says of something that stands in it: who runs it, how many there are, when it runs, where it is reached.
fn facts(instance: &Instance, element: &Element) -> String {
    let properties: &Properties = &instance.properties;
    let mut facts: Vec<String> = Vec::new();
    if let Some(managed) = &instance.managed {
        facts.push(managed.provider.clone().unwrap_or_else(|| "managed".to_owned()));
        facts.extend(managed.endpoint.as_ref().map(|endpoint| endpoint.host.clone()));
    } else if let Some(replicas) = properties.replicas.as_ref().filter(|_| element.kind.base.runs()) {
        facts.push(words::replicas(&replicas.value));
    }
    if instance.managed.is_none() {
        facts.extend(properties.schedule.as_ref().map(|schedule| words::schedule(&schedule.value)));
    }
    facts.join("\n")
}

/// Under which hosts and ports an instance is reached from outside.
fn exposures(instance: &Instance) -> Vec<String> {
    let said = |expose: &Expose| match &expose.what {
        Exposure::Route { path, host } => format!("{host}{}", if path == "/" { "" } else { path.as_str() }),
        Exposure::Port { protocol, port } => format!("{} {port}", words::protocol_name(protocol.word())),
    };
    instance.properties.exposes.iter().map(said).collect()
}

/// A box for what is not in the environment.
pub(super) fn outside(title: &str, kind: &str, id: &str, about: &str) -> Placed {
    let shape = Shape::Of(BaseKind::Zone);
    let card = Plain::new(shape, true, title, kind, None).with_symbol(icons::of_kind("external"));
    Placed::new(Card::Plain(card), None, id.to_owned(), about.to_owned())
}
