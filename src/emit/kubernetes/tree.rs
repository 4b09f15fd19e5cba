//! The objects of an environment: a folder for each cluster where there are several, in it one for each namespace, in that a
//! file for each workload. What of a folder is written where is for [`layers`] to say.

use super::Findings;
use super::backup;
use super::checks;
use super::layers;
use super::managed;
use super::network::{self, Traffic};
use super::object::{Labels, NAME, Object, is_label_value};
use super::operator;
use super::patch;
use super::pod;
use super::quota;
use super::route;
use super::scale;
use super::service;
use super::site::{Site, Workload};
use super::slo;
use crate::diag::Diagnostic;
use crate::diag::codes::emit::NAME as NAME_CODE;
use crate::emit::value::{self, Value};
use crate::model::deployment::plain_name;
use crate::model::scheduling::Operator;
use crate::model::{BaseKind, Element, ElementId, Environment, Model, NodeId};
use crate::settings;
use k8s_openapi::api::core::v1::Namespace;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};

/// The objects of one cluster of an environment, and the folder that they go to.
pub(super) struct Folder {
    /// `kubernetes/production`, with the cluster behind it where there are several.
    pub(super) path: String,
    /// The environment, as its folder is called.
    pub(super) environment: String,
    /// The cluster, where there are several.
    pub(super) cluster: Option<String>,
    /// Whether the environment extends no other.
    pub(super) is_root: bool,
    pub(super) objects: Vec<Placed>,
}

/// An object with the file that it stands in.
pub(super) struct Placed {
    /// The element that it is made for; nothing for what holds for a whole namespace.
    pub(super) of: Option<ElementId>,
    /// The file, seen from the folder: `shop/orders.yaml`.
    pub(super) file: String,
    pub(super) object: Object,
}

/// All objects of an environment.
pub(super) fn folders(model: &Model, environment: &Environment, settings: &settings::Kubernetes, findings: &mut Findings) -> Vec<Folder> {
    let clusters = clusters(environment);
    let own = match plain_name(&environment.name) {
        // The folder of what all environments share.
        name if name == layers::BASE => format!("{name}.environment"),
        name => name,
    };
    let names = names(environment, &clusters);
    let folder = |(cluster, name): (&Option<NodeId>, String)| {
        let site = Site::new(model, environment, settings, *cluster);
        let cluster = (clusters.len() > 1).then_some(name);
        let path = format!("kubernetes/{own}{}", cluster.iter().map(|name| format!("/{name}")).collect::<String>());
        let is_root = environment.extends.is_none();
        Folder { path, environment: own.clone(), cluster, is_root, objects: objects(&site, findings) }
    };
    clusters.iter().zip(names).map(folder).filter(|folder| !folder.objects.is_empty()).collect()
}

/// The clusters that something stands in; nothing stands for what is in none.
pub(super) fn clusters(environment: &Environment) -> Vec<Option<NodeId>> {
    let mut clusters: Vec<Option<NodeId>> = Vec::new();
    for instance in environment.instances.iter().filter(|instance| instance.emitted) {
        if !clusters.contains(&instance.cluster) {
            clusters.push(instance.cluster);
        }
    }
    clusters
}

/// A name for each cluster: its own; behind those of all that it stands in, where another one has the same.
fn names(environment: &Environment, clusters: &[Option<NodeId>]) -> Vec<String> {
    let short = |cluster: &Option<NodeId>| cluster.map_or("elsewhere".to_owned(), |id| plain_name(&environment[id].name));
    let long = |cluster: &Option<NodeId>| {
        let mut names: Vec<String> = environment.outwards(*cluster).map(|id| plain_name(&environment[id].name)).collect();
        names.reverse();
        names.join("-")
    };
    let shorts: Vec<String> = clusters.iter().map(short).collect();
    let mut names: Vec<String> = Vec::new();
    for (cluster, short) in clusters.iter().zip(&shorts) {
        let alone = shorts.iter().filter(|other| *other == short).count() == 1;
        let name = if alone || cluster.is_none() { short.clone() } else { long(cluster) };
        let mut numbered = std::iter::once(name.clone()).chain((2u32..).map(|number| format!("{name}-{number}")));
        names.extend(numbered.find(|name| !names.contains(name)));
    }
    names
}

/// All objects of a cluster.
pub(super) fn objects(site: &Site<'_>, findings: &mut Findings) -> Vec<Placed> {
    let workloads = site.workloads();
    let traffic = Traffic::of(site, &workloads);
    let mut placed: Vec<Placed> = Vec::new();
    let mut namespaces: BTreeMap<&str, bool> = BTreeMap::new();
    for workload in &workloads {
        *namespaces.entry(&workload.instance.namespace).or_default() |= is_root(workload);
    }
    let own = own_labels(&workloads);
    for (namespace, root_runs) in &namespaces {
        let file = format!("{namespace}/namespace.yaml");
        placed.extend(namespace_objects(namespace, *root_runs, own_of(&own, namespace)).into_iter().map(|object| Placed {
            of: None,
            file: file.clone(),
            object,
        }));
    }
    let mut known: BTreeSet<(SmolStr, SmolStr, SmolStr)> = placed.iter().map(|placed| owned(&placed.object)).collect();
    for workload in &workloads {
        checks::check(site, workload, findings);
        let objects = workload_objects(site, workload, &traffic, findings);
        for object in &objects {
            if !known.insert(owned(object)) {
                let (kind, name, namespace) = (object.kind(), object.name(), &workload.instance.namespace);
                let message = format!("two objects want to be the {kind} `{name}` of namespace `{namespace}`");
                findings.push(Diagnostic::error(&NAME_CODE, workload.element.span, message).help("give one of the elements another name"));
            }
        }
        let file = match workload.instance.name.as_str() {
            name @ ("namespace" | "kustomization") => format!("{}/{name}.element.yaml", workload.instance.namespace),
            name => format!("{}/{name}.yaml", workload.instance.namespace),
        };
        let of = Some(workload.instance.element);
        placed.extend(objects.into_iter().map(|object| Placed { of, file: file.clone(), object }));
    }
    for alias in managed::aliases(site, &workloads, &own) {
        if known.insert(owned(&alias.object)) {
            placed.push(alias);
        }
    }
    let mut by_namespace: BTreeMap<SmolStr, Vec<Placed>> = BTreeMap::new();
    for placed in placed {
        let namespace = if placed.object.kind() == "Namespace" { placed.object.name() } else { placed.object.namespace() };
        by_namespace.entry(SmolStr::new(namespace)).or_default().push(placed);
    }
    let whole = |(namespace, all): (SmolStr, Vec<Placed>)| whole_namespace(site, &namespace, own_of(&own, &namespace), all, findings);
    by_namespace.into_iter().flat_map(whole).collect()
}

/// The labels of what belongs to a namespace as a whole: those that the environment and its nodes give to all that runs there.
fn own_labels(workloads: &[Workload<'_>]) -> BTreeMap<String, Labels> {
    let mut own: BTreeMap<String, Labels> = BTreeMap::new();
    for instance in workloads.iter().map(|workload| workload.instance) {
        let said = || instance.labels.iter().map(|label| (label.name.clone(), label.value.clone())).collect::<Labels>();
        let labels = own.entry(instance.namespace.clone()).or_insert_with(said);
        labels.retain(|name, value| instance.labels.iter().any(|label| label.name == *name && label.value == *value));
    }
    for labels in own.values_mut() {
        labels.insert("app.kubernetes.io/managed-by".to_owned(), "archc".to_owned());
    }
    own
}

fn own_of<'l>(own: &'l BTreeMap<String, Labels>, namespace: &str) -> &'l Labels {
    static NONE: Labels = Labels::new();
    own.get(namespace).unwrap_or(&NONE)
}

/// All objects of a namespace, with what it may take as a whole now that they are known, and with what is its own as the program
/// changes it.
fn whole_namespace(site: &Site<'_>, namespace: &str, own: &Labels, all: Vec<Placed>, findings: &mut Findings) -> Vec<Placed> {
    let quotas = quota::objects(namespace, own, all.iter().map(|placed| &placed.object), site.nodes());
    let (shared, rest): (Vec<Placed>, Vec<Placed>) = all.into_iter().partition(|placed| placed.of.is_none());
    let mut objects: Vec<Object> = shared.into_iter().map(|placed| placed.object).chain(quotas).collect();
    for change in site.namespace_patches(namespace) {
        patch::apply(change, namespace, &mut objects, findings);
    }
    let file = format!("{namespace}/namespace.yaml");
    objects.into_iter().map(|object| Placed { of: None, file: file.clone(), object }).chain(rest).collect()
}

fn owned(object: &Object) -> (SmolStr, SmolStr, SmolStr) {
    let (kind, namespace, name) = object.identity();
    (SmolStr::new(kind), SmolStr::new(namespace), SmolStr::new(name))
}

fn is_root(workload: &Workload<'_>) -> bool {
    workload.parts.iter().any(|part| part.properties.user.as_ref().is_some_and(|user| user.value == 0))
}

/// The namespace itself, and what holds for everything in it.
fn namespace_objects(namespace: &str, root_runs: bool, own: &Labels) -> Vec<Object> {
    let enforced = if root_runs { "baseline" } else { "restricted" };
    let mut labels = own.clone();
    for (mode, level) in [("enforce", enforced), ("audit", "restricted"), ("warn", "restricted")] {
        labels.insert(format!("pod-security.kubernetes.io/{mode}"), level.to_owned());
        labels.insert(format!("pod-security.kubernetes.io/{mode}-version"), "latest".to_owned());
    }
    let metadata = ObjectMeta { name: Some(namespace.to_owned()), labels: Some(labels), ..ObjectMeta::default() };
    let mut objects = vec![Object::of(&Namespace { metadata, spec: None, status: None })];
    objects.extend(network::of_namespace(namespace, own));
    objects
}

/// All objects of a workload, in the order in which a reader asks for them.
fn workload_objects(site: &Site<'_>, workload: &Workload<'_>, traffic: &Traffic, findings: &mut Findings) -> Vec<Object> {
    let labels = labels(site, workload);
    let annotations = annotations(site, workload);
    let mut objects = match workload.operator {
        Some(operator) => operated(site, workload, operator, &labels, traffic),
        None => run(site, workload, &labels, &annotations, findings),
    };
    objects.extend(traffic.policy(workload));
    objects.extend(backup::objects(workload, &labels, findings));
    objects.extend(slo::objects(workload, &labels, findings));
    // Its keys are texts, so that it always has a form.
    let own = value::of(&labels).unwrap_or(Value::Null);
    for object in &mut objects {
        object.label(&own);
    }
    for part in &workload.parts {
        for patch in part.all().flat_map(|properties| &properties.patches) {
            patch::apply(patch, &part.element.name, &mut objects, findings);
        }
    }
    objects
}

/// What runs as pods of ours.
fn run(site: &Site<'_>, workload: &Workload<'_>, labels: &Labels, annotations: &Labels, findings: &mut Findings) -> Vec<Object> {
    let mut objects = vec![service::account(workload)];
    objects.extend(pod::objects(workload, labels, annotations, findings));
    objects.extend(service::service(workload, findings));
    objects.extend(service::load_balancer(workload, labels));
    objects.extend(route::objects(site, workload, labels));
    objects.extend(scale::objects(site, workload, labels, findings));
    objects.extend(service::budget(workload));
    objects
}

/// What an operator runs.
fn operated(site: &Site<'_>, workload: &Workload<'_>, operator: Operator, labels: &Labels, traffic: &Traffic) -> Vec<Object> {
    let port = workload.listens().next().map_or(0, |listen| listen.port);
    let mut objects = operator::objects(site, workload, operator, labels, traffic.clients(workload, port));
    if operator == Operator::Strimzi {
        objects.push(network::of_entity_operator(workload, labels));
    }
    objects
}

fn labels(site: &Site<'_>, workload: &Workload<'_>) -> Labels {
    let properties = &workload.instance.properties;
    let version = properties.version.as_ref().map(|version| version.value.as_str());
    let engine = properties.engine.as_ref().and_then(|engine| engine.version.as_deref());
    let image = properties.image.as_ref().and_then(|image| tag(&image.value));
    let mut labels: Labels = workload.instance.labels.iter().map(|label| (label.name.clone(), label.value.clone())).collect();
    let mut put = |key: &str, value: &str| {
        if !value.is_empty() && is_label_value(value) {
            labels.insert(key.to_owned(), value.to_owned());
        }
    };
    put(NAME, &workload.instance.name);
    put("app.kubernetes.io/part-of", &part_of(site.model, workload.element));
    put("app.kubernetes.io/component", workload.element.kind.base.word());
    put("app.kubernetes.io/version", version.or(engine).or(image).unwrap_or_default());
    put("app.kubernetes.io/managed-by", "archc");
    if let Some(owner) = &workload.element.owner {
        put("owner", &site.model[owner.value].name);
    }
    labels
}

/// What people want to know who find the object in a cluster.
fn annotations(site: &Site<'_>, workload: &Workload<'_>) -> Labels {
    let mut annotations = Labels::new();
    let element = workload.element;
    let description = element.description.as_deref().and_then(|text| text.lines().next()).unwrap_or(&element.title);
    annotations.insert("kubernetes.io/description".to_owned(), description.to_owned());
    let team = element.owner.as_ref().map(|owner| &site.model[owner.value]);
    if let Some(contact) = team.and_then(|team| team.contact.as_ref().or(team.email.as_ref())) {
        annotations.insert("owner-contact".to_owned(), contact.value.clone());
    }
    annotations
}

/// The system that an element belongs to, as its label says it.
pub(super) fn part_of(model: &Model, element: &Element) -> String {
    plain_name(&top(model, element).name)
}

fn top<'m>(model: &'m Model, element: &'m Element) -> &'m Element {
    let mut current = element;
    let mut parent: Option<ElementId> = element.parent;
    while let Some(id) = parent {
        current = &model[id];
        parent = current.parent;
        if current.kind.base == BaseKind::System {
            break;
        }
    }
    current
}

/// An image's tag, if it is written out.
fn tag(image: &str) -> Option<&str> {
    let name = image.rsplit('/').next()?.split('@').next()?;
    name.split_once(':').map(|(_, tag)| tag).filter(|tag| !tag.contains('{') && *tag != "latest")
}
