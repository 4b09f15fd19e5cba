//! One cluster of an environment: what stands in it and which parts belong together. Everything else here asks it.

use crate::model::deployment::plain_name;
use crate::model::engines::{self, Engine};
use crate::model::properties::{Listen, Patch, Properties, Replicas, Schedule, Secret, Trigger};
use crate::model::scheduling::Operator;
use crate::model::{
    Address, BaseKind, Binding, Element, ElementId, Environment, Instance, InstanceId, Managed, Model, Node, NodeId, NodeKind, Relation,
    RelationId, UnitId,
};
use crate::settings;
use std::collections::BTreeMap;

/// A cluster of an environment, or what stands outside all of its clusters.
pub(super) struct Site<'m> {
    pub(super) model: &'m Model,
    pub(super) environment: &'m Environment,
    pub(super) settings: &'m settings::Kubernetes,
    pub(super) cluster: Option<NodeId>,
    placed: BTreeMap<ElementId, Vec<InstanceId>>,
    /// The relations that leave the pod of what runs, by what runs.
    leaving: BTreeMap<ElementId, Vec<RelationId>>,
    /// The relations of people and of what others run, by what they end at.
    entering: BTreeMap<ElementId, Vec<RelationId>>,
}

/// Something that runs, with all that belongs to its pod.
pub(super) struct Workload<'m> {
    pub(super) instance: &'m Instance,
    pub(super) element: &'m Element,
    pub(super) runs: Runs,
    /// Its containers: its own first, then those of components that have an image.
    pub(super) parts: Vec<Part<'m>>,
    /// The product that it is, for a store or broker that the compiler knows how to run.
    pub(super) engine: Option<&'static Engine>,
    /// The operator that runs it in the place of pods of ours.
    pub(super) operator: Option<Operator>,
}

/// As what something runs.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Runs {
    Deployment,
    StatefulSet,
    DaemonSet,
    Job(Option<Schedule>),
}

/// What one container is made from.
pub(super) struct Part<'m> {
    /// The container's name.
    pub(super) name: String,
    pub(super) element: &'m Element,
    pub(super) properties: &'m Properties,
    /// What components without an image add to it.
    pub(super) absorbed: Vec<&'m Properties>,
    /// What it listens on; names are unique in the pod.
    pub(super) listens: Vec<Listen>,
    pub(super) bindings: Vec<&'m Binding>,
}

/// What a relation ends at, seen from one caller.
pub(super) enum Callee<'m> {
    /// Something in a cluster that a selector finds.
    Instance(&'m Instance),
    /// Something in a cluster that another program puts there.
    Imported { instance: &'m Instance, port: u16 },
    /// Something that is reached by an address alone.
    Outside { host: Option<&'m str>, port: Option<u16> },
}

impl<'m> Site<'m> {
    pub(super) fn new(model: &'m Model, environment: &'m Environment, settings: &'m settings::Kubernetes, cluster: Option<NodeId>) -> Self {
        let mut placed: BTreeMap<ElementId, Vec<InstanceId>> = BTreeMap::new();
        for (id, instance) in environment.placed() {
            placed.entry(instance.element).or_default().push(id);
        }
        let mut site = Self { model, environment, settings, cluster, placed, leaving: BTreeMap::new(), entering: BTreeMap::new() };
        for (index, relation) in model.relations.iter().enumerate() {
            let outside = &model[relation.source];
            if outside.kind.base == BaseKind::Person || outside.is_foreign() {
                site.entering.entry(model.whole(relation.element)).or_default().push(RelationId::at(index));
                continue;
            }
            let source = site.runner(relation.source);
            if source != site.runner(relation.element) {
                site.leaving.entry(source).or_default().push(RelationId::at(index));
            }
        }
        site
    }

    /// Everything that runs here and gets manifests.
    pub(super) fn workloads(&self) -> Vec<Workload<'m>> {
        let here = self.environment.placed();
        here.filter(|(_, instance)| instance.emitted && instance.cluster == self.cluster && self.model[instance.element].kind.base.runs())
            .map(|(_, instance)| self.workload(instance))
            .collect()
    }

    fn workload(&self, instance: &'m Instance) -> Workload<'m> {
        let element = &self.model[instance.element];
        let base = element.kind.base;
        let properties = &instance.properties;
        let engine = (base.is_store() || base == BaseKind::Broker).then(|| engines::of(base, properties)).flatten();
        let listens = engines::listens(base, properties, element.span);
        let own = Part {
            name: instance.name.clone(),
            element,
            properties,
            absorbed: Vec::new(),
            listens,
            bindings: instance.bindings.iter().collect(),
        };
        let mut parts = vec![own];
        self.gather(instance, element, 0, &mut parts);
        name_ports(&mut parts);
        let operator = engines::operator(base, properties).filter(|_| engine.is_some());
        Workload { instance, element, runs: runs(base, properties), parts, engine, operator }
    }

    /// Adds the components below an element: to the part that holds them, or as parts of their own.
    fn gather(&self, whole: &'m Instance, element: &'m Element, into: usize, parts: &mut Vec<Part<'m>>) {
        for child in element.children.iter().map(|&id| (id, &self.model[id])) {
            let (id, component) = child;
            if component.kind.base != BaseKind::Component || component.is_foreign() {
                continue;
            }
            let instance = self.beside(id, whole);
            let properties = instance.map_or(&component.properties, |instance| &instance.properties);
            let bindings = instance.map_or(&[][..], |instance| &instance.bindings).iter();
            let index = if properties.image.is_some() {
                let name = plain_name(&component.name);
                let listens = properties.listens.clone();
                parts.push(Part { name, element: component, properties, absorbed: Vec::new(), listens, bindings: bindings.collect() });
                parts.len() - 1
            } else {
                if let Some(part) = parts.get_mut(into) {
                    part.absorbed.push(properties);
                    part.bindings.extend(bindings);
                    part.listens.extend(properties.listens.iter().cloned());
                }
                into
            };
            self.gather(whole, component, index, parts);
        }
    }

    /// The instance of an element that stands where another instance stands.
    fn beside(&self, element: ElementId, instance: &Instance) -> Option<&'m Instance> {
        self.instances(element).find(|other| other.node == instance.node && other.namespace == instance.namespace)
    }

    fn instances(&self, element: ElementId) -> impl Iterator<Item = &'m Instance> {
        let ids = self.placed.get(&element).map_or(&[][..], Vec::as_slice);
        let environment = self.environment;
        ids.iter().map(move |&id| &environment[id])
    }

    /// The element that runs for this one: the whole round a component, the broker of a topic or queue.
    pub(super) fn runner(&self, element: ElementId) -> ElementId {
        let id = self.model.whole(element);
        match self.model[id].broker {
            Some(broker) if self.model[id].kind.base.is_channel() && self.instances(id).all(|instance| instance.managed.is_none()) => {
                broker
            }
            _ => id,
        }
    }

    /// What a relation of this workload ends at, and nothing where it ends at nothing that can be reached.
    pub(super) fn callee(&self, caller: &Workload<'m>, relation: RelationId) -> Option<Callee<'m>> {
        let arrow = &self.model[relation];
        match caller.binding(relation).map(|binding| &binding.address) {
            Some(Address::Service { instance, .. }) => {
                // A name leads to another cluster no more than a policy does; the model warns of it.
                return Some(&self.environment[*instance]).filter(|instance| instance.cluster == self.cluster).map(Callee::Instance);
            }
            Some(Address::Outside { host, port }) => return Some(Callee::Outside { host: Some(host), port: *port }),
            Some(Address::Imported { environment, instance, port, .. }) => {
                return Some(Callee::Imported { instance: &self.model[*environment][*instance], port: *port });
            }
            None => {}
        }
        let element = self.runner(arrow.element);
        if self.model[element].is_foreign() {
            return Some(Callee::Outside { host: None, port: None });
        }
        let near = |instance: &&Instance| (instance.cluster != self.cluster, instance.namespace != caller.instance.namespace);
        let instance = self.instances(element).min_by_key(near)?;
        if let Some(managed) = &instance.managed {
            let endpoint = managed.endpoint.as_ref();
            return Some(Callee::Outside { host: endpoint.map(|e| e.host.as_str()), port: endpoint.and_then(|e| e.port) });
        }
        (instance.emitted && instance.cluster == self.cluster).then_some(Callee::Instance(instance))
    }

    /// What the address of a relation names, even where no name leads to it: in another cluster. The model warns of that.
    pub(super) fn named(&self, caller: &Workload<'m>, relation: RelationId) -> Option<Callee<'m>> {
        match &caller.binding(relation)?.address {
            Address::Service { instance, .. } => Some(Callee::Instance(&self.environment[*instance])),
            _ => None,
        }
    }

    /// Who else runs what a relation ends at.
    pub(super) fn managed(&self, relation: &Relation) -> Option<&'m Managed> {
        self.managed_instance(relation)?.managed.as_ref()
    }

    /// What a relation ends at, where somebody else runs it: the broker of what goes through one, unless that is managed by itself.
    pub(super) fn managed_instance(&self, relation: &Relation) -> Option<&'m Instance> {
        let managed = |element: ElementId| self.instances(element).find(|instance| instance.managed.is_some());
        let whole = self.model[self.model.whole(relation.element)].broker.and_then(managed);
        let own = managed(relation.element).or_else(|| managed(self.runner(relation.element)));
        own.filter(|own| whole.is_none_or(|whole| whole.managed != own.managed)).or(whole)
    }

    /// The topics and queues that stand here and that a broker holds.
    pub(super) fn channels(&self, broker: ElementId) -> impl Iterator<Item = &'m Instance> {
        let (model, cluster) = (self.model, self.cluster);
        let mut known: Vec<ElementId> = Vec::new();
        self.environment.instances.iter().filter(move |instance| {
            let element = &model[instance.element];
            let held = element.kind.base.is_channel() && element.broker == Some(broker) && instance.managed.is_none();
            let new = held && instance.cluster == cluster && !known.contains(&instance.element);
            if new {
                known.push(instance.element);
            }
            new
        })
    }

    /// How many nodes there are in this cluster, where the program counts them.
    pub(super) fn nodes(&self) -> Option<u64> {
        let environment = self.environment;
        let within =
            |node: &Node| self.cluster.is_none_or(|cluster| node.parent.is_some_and(|parent| environment.is_within(parent, cluster)));
        let nodes = environment.nodes.iter().filter(|node| node.kind == NodeKind::Node && within(node));
        let counted: Option<Vec<u64>> = nodes.map(|node| node.count.map(|count| u64::from(count.value))).collect();
        counted.filter(|counts| !counts.is_empty()).map(|counts| counts.iter().sum())
    }

    /// The patches of a namespace's own objects.
    pub(super) fn namespace_patches(&self, namespace: &str) -> impl Iterator<Item = &'m Patch> {
        let (environment, cluster) = (self.environment, self.cluster);
        let nodes = environment.nodes.iter().filter(move |node| node.kind == NodeKind::Namespace && plain_name(&node.name) == namespace);
        let here =
            nodes.filter(move |node| environment.outwards(node.parent).find(|at| environment[*at].kind == NodeKind::Cluster) == cluster);
        here.flat_map(|node| &node.patches)
    }

    /// The environment of an imported program that stands for this one: of the same name, else its `default` or only one.
    pub(super) fn environment_of(&self, unit: UnitId) -> Option<&'m Environment> {
        let own: Vec<&Environment> = self.model.environments.iter().filter(|environment| environment.unit == unit).collect();
        let named = |name: &str| own.iter().find(|environment| environment.name == name);
        named(&self.environment.name).or_else(|| named("default")).or(own.first().filter(|_| own.len() == 1)).copied()
    }

    /// The relations of people, and of what others run, that end at an element.
    pub(super) fn entering(&self, element: ElementId) -> impl Iterator<Item = &'m Relation> {
        let model = self.model;
        self.entering.get(&element).into_iter().flatten().map(move |&id| &model[id])
    }

    /// The relations whose caller runs in this workload, leaving out those that stay inside its pod.
    pub(super) fn relations(&self, workload: &Workload<'m>) -> impl Iterator<Item = (RelationId, &'m Relation)> {
        let own = self.leaving.get(&workload.instance.element).map_or(&[][..], Vec::as_slice);
        let model = self.model;
        own.iter().map(move |&id| (id, &model[id]))
    }
}

/// The workload that an instance is, among those of its site: they stand in the order of the environment's list.
pub(super) fn find<'w, 'm>(workloads: &'w [Workload<'m>], instance: &Instance) -> Option<&'w Workload<'m>> {
    let at = workloads.binary_search_by(|workload| std::ptr::from_ref(workload.instance).cmp(&std::ptr::from_ref(instance)));
    workloads.get(at.ok()?)
}

impl<'m> Workload<'m> {
    /// The binding of its pod that serves a relation.
    pub(super) fn binding(&self, relation: RelationId) -> Option<&'m Binding> {
        let mut bindings = self.parts.iter().flat_map(|part| part.bindings.iter().copied());
        bindings.find(|binding| binding.relations.contains(&relation))
    }

    /// Everything that its pod listens on.
    pub(super) fn listens(&self) -> impl Iterator<Item = &Listen> {
        self.parts.iter().flat_map(|part| &part.listens)
    }

    /// How many run at least, and at most.
    pub(super) fn replicas(&self) -> (u32, u32) {
        match self.instance.properties.replicas.as_ref().map(|replicas| &replicas.value) {
            None => (1, 1),
            Some(Replicas::Fixed(count)) => (*count, *count),
            Some(Replicas::Auto { min, max, .. }) => (*min, *max),
        }
    }

    /// What its autoscaler goes by.
    pub(super) fn trigger(&self) -> Option<&'m Trigger> {
        match self.instance.properties.replicas.as_ref().map(|replicas| &replicas.value) {
            Some(Replicas::Auto { at, .. }) => Some(at),
            _ => None,
        }
    }

    /// Whether it is a store or broker.
    pub(super) fn is_store(&self) -> bool {
        self.element.kind.base.is_store() || self.element.kind.base == BaseKind::Broker
    }
}

impl<'m> Part<'m> {
    /// Its own properties and those of the components that it absorbed.
    pub(super) fn all(&self) -> impl Iterator<Item = &'m Properties> + '_ {
        std::iter::once(self.properties).chain(self.absorbed.iter().copied())
    }

    /// Its secrets, each name once.
    pub(super) fn secrets(&self) -> Vec<&'m Secret> {
        let mut secrets: Vec<&Secret> = Vec::new();
        for secret in self.all().flat_map(|properties| &properties.secrets) {
            if secrets.iter().all(|known| known.name != secret.name) {
                secrets.push(secret);
            }
        }
        secrets
    }
}

fn runs(base: BaseKind, properties: &Properties) -> Runs {
    match base {
        BaseKind::Job => Runs::Job(properties.schedule.as_ref().map(|schedule| schedule.value.clone())),
        BaseKind::Daemon => Runs::DaemonSet,
        _ if base.is_store() || base == BaseKind::Broker || properties.storage.is_some() => Runs::StatefulSet,
        _ => Runs::Deployment,
    }
}

/// Puts the port behind a name that another port of the pod has already.
fn name_ports(parts: &mut [Part<'_>]) {
    let mut taken: Vec<String> = Vec::new();
    for listen in parts.iter_mut().flat_map(|part| &mut part.listens) {
        if taken.contains(&listen.name) {
            listen.name = format!("{}-{}", listen.protocol.word(), listen.port);
        }
        taken.push(listen.name.clone());
    }
}
