//! Who may talk to whom, read from the `NetworkPolicy`s that are written: what a picture of them shows cannot differ from
//! them. Traffic passes where the policies of both ends let it; looking names up, which all may do, is left out.

use super::network::{outside, peers};
use super::object::{NAME, Object};
use super::operator;
use super::site::{Callee, Site, Workload};
use super::tree;
use crate::diag::Diagnostics;
use crate::emit::value::{Map, Value};
use crate::model::scheduling::Operator;
use crate::model::{Environment, Model, NodeId};
use crate::settings;
use k8s_openapi::api::networking::v1::{NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use std::collections::{BTreeMap, BTreeSet};

/// Something that may pass from one end to another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::emit) struct Passage {
    pub from: End,
    pub to: End,
    /// The ports, such as `:5432` or `:53/UDP`, with what is reached there where that is outside and known.
    pub ports: BTreeSet<String>,
}

/// One end of a passage.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::emit) enum End {
    /// The pods of a name in a namespace.
    Pods { namespace: String, name: String },
    /// Somebody that this program does not run: a title, what that is, and all that a policy says of it.
    Outside { title: String, kind: String, about: String },
}

/// All that may pass in the clusters of an environment, by cluster.
pub(in crate::emit) fn passages(
    model: &Model,
    environment: &Environment,
    settings: &settings::Kubernetes,
) -> Vec<(Option<NodeId>, Passage)> {
    let mut found = Vec::new();
    for cluster in tree::clusters(environment) {
        let site = Site::new(model, environment, settings, cluster);
        let workloads = site.workloads();
        // What stands in the way of these manifests is said where they are written.
        let objects = tree::objects(&site, &mut Diagnostics::default());
        let purposes = workloads.iter().flat_map(|workload| purposes(&site, workload)).collect();
        let cluster_wide = Cluster::of(objects.iter().map(|placed| &placed.object), purposes);
        found.extend(cluster_wide.passages().into_iter().map(|passage| (cluster, passage)));
    }
    found
}

/// A way out: the namespace and name of a workload, what its policy says of the place, and the port.
type Exit = (String, String, String, String);
/// Whom workloads reach by their ways out.
type Purposes = BTreeMap<Exit, BTreeSet<String>>;

fn purposes(site: &Site<'_>, workload: &Workload<'_>) -> Purposes {
    let (namespace, name) = (&workload.instance.namespace, &workload.instance.name);
    let reached = site.relations(workload).filter_map(|(id, relation)| {
        let Some(Callee::Outside { host, port }) = site.callee(workload, id) else { return None };
        let (peer, (port, transport)) = outside(site, relation, host, port);
        let place = described(peers(namespace, &peer).unwrap_or_default().iter())?;
        let title = site.model[site.model.whole(relation.element)].title.clone();
        Some(((namespace.clone(), name.clone(), place.about, said(port, port, transport)), title))
    });
    let mut all: Purposes = BTreeMap::new();
    for (key, title) in reached {
        all.entry(key).or_default().insert(title);
    }
    all
}

/// What runs in a cluster, and the policies there.
struct Cluster {
    pods: Vec<Pod>,
    /// The labels of each namespace.
    namespaces: BTreeMap<String, BTreeMap<String, String>>,
    policies: Vec<NetworkPolicy>,
    purposes: Purposes,
}

/// Pods that are made from one template.
struct Pod {
    namespace: String,
    name: String,
    labels: BTreeMap<String, String>,
    /// Its ports by name.
    ports: BTreeMap<String, u16>,
}

/// Open ports: all, or from one to another for a transport.
#[derive(Clone, Debug)]
enum Ports {
    All,
    Some(Vec<(u16, u16, String)>),
}

/// A rule of a policy that selects a pod.
struct Rule<'p> {
    /// Nothing where it holds for everybody.
    peers: Option<&'p [NetworkPolicyPeer]>,
    ports: Option<&'p [NetworkPolicyPort]>,
    /// The namespace of the policy.
    namespace: &'p str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Ingress,
    Egress,
}

impl Cluster {
    fn of<'o>(objects: impl Iterator<Item = &'o Object>, purposes: Purposes) -> Self {
        let mut cluster = Self { pods: Vec::new(), namespaces: BTreeMap::new(), policies: Vec::new(), purposes };
        for Object(object) in objects {
            match object.get("kind").and_then(Value::as_str) {
                Some("NetworkPolicy") => cluster.policies.extend(serde_json::to_value(object).and_then(serde_json::from_value).ok()),
                Some("Namespace") => {
                    let mut labels = labels(object.pointer("/metadata/labels"));
                    let name = text(object, "/metadata/name");
                    labels.insert("kubernetes.io/metadata.name".to_owned(), name.clone());
                    cluster.namespaces.insert(name, labels);
                }
                _ => cluster.pods.extend(Pod::of(object).or_else(|| Pod::operated(object))),
            }
        }
        cluster
    }

    fn passages(&self) -> Vec<Passage> {
        let mut found: BTreeMap<(End, End), BTreeSet<String>> = BTreeMap::new();
        let mut open = |from: End, to: End, ports: Vec<String>| {
            if !ports.is_empty() {
                found.entry((from, to)).or_default().extend(ports);
            }
        };
        for from in &self.pods {
            for to in &self.pods {
                open(from.end(), to.end(), self.between(from, to));
            }
        }
        for pod in &self.pods {
            for rule in self.rules(pod, Way::Ingress).into_iter().flatten() {
                for stranger in self.strangers(&rule) {
                    open(stranger.end(), pod.end(), words(&Ports::of(rule.ports, Some(pod))));
                }
            }
            for rule in self.rules(pod, Way::Egress).into_iter().flatten() {
                for stranger in self.strangers(&rule) {
                    let ports = words(&Ports::of(rule.ports, None)).into_iter().map(|port| self.purposed(pod, &stranger.about, port));
                    open(pod.end(), stranger.end(), ports.collect());
                }
            }
        }
        found.into_iter().map(|((from, to), ports)| Passage { from, to, ports }).collect()
    }

    /// A port with whom it is for, where that is known.
    fn purposed(&self, pod: &Pod, about: &str, port: String) -> String {
        let key = (pod.namespace.clone(), pod.name.clone(), about.to_owned(), port);
        match self.purposes.get(&key) {
            Some(titles) => format!("{} {}", titles.iter().map(String::as_str).collect::<Vec<_>>().join(" and "), key.3),
            None => key.3,
        }
    }

    /// The ports on which one pod may reach another: those that both sides allow.
    fn between(&self, from: &Pod, to: &Pod) -> Vec<String> {
        let (out, into) = (self.rules(from, Way::Egress), self.rules(to, Way::Ingress));
        let open = |rules: Option<Vec<Rule<'_>>>, other: &Pod| match rules {
            None => vec![Ports::All],
            Some(rules) => {
                let fits = rules.iter().filter(|rule| rule.peers.is_none_or(|peers| peers.iter().any(|peer| self.fits(rule, peer, other))));
                fits.map(|rule| Ports::of(rule.ports, Some(to))).collect()
            }
        };
        let (out, into) = (open(out, to), open(into, from));
        out.iter().flat_map(|a| into.iter().flat_map(|b| words(&a.and(b)))).collect()
    }

    /// The rules for a pod, one way; nothing where no policy selects it, and everything may pass.
    fn rules<'p>(&'p self, pod: &Pod, way: Way) -> Option<Vec<Rule<'p>>> {
        let mut rules: Option<Vec<Rule<'p>>> = None;
        for policy in self.policies.iter().filter(|policy| policy.metadata.namespace.as_ref() == Some(&pod.namespace)) {
            let Some(spec) = &policy.spec else { continue };
            let word = if way == Way::Ingress { "Ingress" } else { "Egress" };
            let said = spec.policy_types.as_ref().map(|types| types.iter().any(|t| t == word));
            let meant = said.unwrap_or(way == Way::Ingress || spec.egress.is_some());
            if !meant || !spec.pod_selector.as_ref().is_none_or(|selector| selects(selector, &pod.labels)) {
                continue;
            }
            let (namespace, rules) = (pod_namespace(policy), rules.get_or_insert_default());
            match way {
                Way::Ingress => rules.extend(spec.ingress.iter().flatten().map(|rule| Rule {
                    peers: rule.from.as_deref().filter(|peers| !peers.is_empty()),
                    ports: rule.ports.as_deref(),
                    namespace,
                })),
                Way::Egress => rules.extend(spec.egress.iter().flatten().filter(|rule| !is_lookup(rule.ports.as_deref())).map(|rule| {
                    Rule { peers: rule.to.as_deref().filter(|peers| !peers.is_empty()), ports: rule.ports.as_deref(), namespace }
                })),
            }
        }
        rules
    }

    /// Whether a rule's peer is a pod.
    fn fits(&self, rule: &Rule<'_>, peer: &NetworkPolicyPeer, pod: &Pod) -> bool {
        if peer.ip_block.is_some() {
            return false;
        }
        let there = match &peer.namespace_selector {
            Some(selector) => self.namespaces.get(&pod.namespace).is_some_and(|labels| selects(selector, labels)),
            None => rule.namespace == pod.namespace,
        };
        there && peer.pod_selector.as_ref().is_none_or(|selector| selects(selector, &pod.labels))
    }

    /// Whom a rule allows that is not among the pods: addresses, what stands in other namespaces, everybody.
    fn strangers(&self, rule: &Rule<'_>) -> Vec<Place> {
        let Some(peers) = rule.peers else {
            return vec![Place { title: "Anybody".to_owned(), kind: "[any address]".to_owned(), about: "any address".to_owned() }];
        };
        let mut places: Vec<Place> = described(peers.iter().filter(|peer| peer.ip_block.is_some())).into_iter().collect();
        let unknown = peers.iter().filter(|peer| peer.ip_block.is_none() && !self.pods.iter().any(|pod| self.fits(rule, peer, pod)));
        places.extend(unknown.map(|peer| elsewhere(peer, rule.namespace)));
        places
    }
}

impl Pod {
    /// The pods of a workload, a job or what starts jobs.
    fn of(object: &Value) -> Option<Self> {
        let template = object.pointer("/spec/template").or_else(|| object.pointer("/spec/jobTemplate/spec/template"))?;
        let labels = labels(template.pointer("/metadata/labels"));
        let containers = template.pointer("/spec/containers").and_then(Value::as_array);
        let ports = containers.into_iter().flatten().filter_map(|container| container.get("ports")?.as_array()).flatten();
        let named =
            |port: &Value| Some((port.get("name")?.as_str()?.to_owned(), u16::try_from(port.get("containerPort")?.as_u64()?).ok()?));
        Some(Self {
            namespace: text(object, "/metadata/namespace"),
            name: labels.get(NAME).cloned().unwrap_or_else(|| text(object, "/metadata/name")),
            ports: ports.filter_map(named).collect(),
            labels,
        })
    }

    /// The pods that an operator makes of what it is told.
    fn operated(object: &Value) -> Option<Self> {
        let name = text(object, "/metadata/name");
        let operator = match object.get("kind")?.as_str()? {
            "Cluster" => Operator::Cnpg,
            "Kafka" => Operator::Strimzi,
            _ => return None,
        };
        let (label, value) = operator::selection(Some(operator), &name);
        let labels = BTreeMap::from([(label.to_owned(), value)]);
        Some(Self { namespace: text(object, "/metadata/namespace"), name, labels, ports: BTreeMap::new() })
    }

    fn end(&self) -> End {
        End::Pods { namespace: self.namespace.clone(), name: self.name.clone() }
    }
}

/// Somebody that this program does not run.
#[derive(Clone, Debug)]
struct Place {
    title: String,
    kind: String,
    about: String,
}

impl Place {
    fn end(&self) -> End {
        End::Outside { title: self.title.clone(), kind: self.kind.clone(), about: self.about.clone() }
    }
}

impl Ports {
    fn of(ports: Option<&[NetworkPolicyPort]>, pod: Option<&Pod>) -> Self {
        let Some(ports) = ports.filter(|ports| !ports.is_empty()) else { return Self::All };
        let number = |n: i32| u16::try_from(n).ok();
        let range = |port: &NetworkPolicyPort| {
            let transport = port.protocol.clone().unwrap_or_else(|| "TCP".to_owned());
            let first = match &port.port {
                None => return Some((0, u16::MAX, transport)),
                Some(IntOrString::Int(n)) => number(*n)?,
                Some(IntOrString::String(name)) => *pod?.ports.get(name)?,
            };
            Some((first, port.end_port.and_then(number).unwrap_or(first), transport))
        };
        Self::Some(ports.iter().filter_map(range).collect())
    }

    /// What is open in both.
    fn and(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::All, ports) | (ports, Self::All) => ports.clone(),
            (Self::Some(a), Self::Some(b)) => {
                let shared = a.iter().flat_map(|(low, high, transport)| {
                    let same = b.iter().filter(move |(_, _, other)| other == transport);
                    same.map(move |(from, to, _)| (*low.max(from), *high.min(to), transport.clone()))
                });
                Self::Some(shared.filter(|(low, high, _)| low <= high).collect())
            }
        }
    }
}

/// Ports as a reader knows them.
fn words(ports: &Ports) -> Vec<String> {
    match ports {
        Ports::All => vec!["any port".to_owned()],
        Ports::Some(ports) => ports.iter().map(|(low, high, transport)| said(*low, *high, transport)).collect(),
    }
}

fn said(low: u16, high: u16, transport: &str) -> String {
    let behind = if transport == "TCP" { String::new() } else { format!("/{transport}") };
    match (low, high) {
        (0, u16::MAX) => format!("any port{behind}"),
        (low, high) if low == high => format!(":{low}{behind}"),
        (low, high) => format!(":{low}-{high}{behind}"),
    }
}

/// Whether ports are those of the name service alone.
fn is_lookup(ports: Option<&[NetworkPolicyPort]>) -> bool {
    ports.is_some_and(|ports| !ports.is_empty() && ports.iter().all(|port| port.port == Some(IntOrString::Int(53))))
}

fn pod_namespace(policy: &NetworkPolicy) -> &str {
    policy.metadata.namespace.as_deref().unwrap_or_default()
}

/// Addresses in words: one, all that are public, any; else as they are written.
fn described<'p>(peers: impl Iterator<Item = &'p NetworkPolicyPeer>) -> Option<Place> {
    let blocks: Vec<_> = peers.filter_map(|peer| peer.ip_block.as_ref()).collect();
    let written = |cidr: &str, except: &[String]| match except {
        [] => cidr.to_owned(),
        _ => format!("{cidr} but {}", except.join(", ")),
    };
    let all: Vec<String> = blocks.iter().map(|block| written(&block.cidr, block.except.as_deref().unwrap_or_default())).collect();
    let first = blocks.first()?;
    let but_private = first.except.iter().flatten().any(|range| range == "10.0.0.0/8");
    let (title, kind) = match first.cidr.as_str() {
        "0.0.0.0/0" if but_private => ("Public addresses".to_owned(), "not private ones"),
        "0.0.0.0/0" => ("Any address".to_owned(), "but the node's own"),
        cidr => (cidr.trim_end_matches("/32").trim_end_matches("/128").to_owned(), "Address"),
    };
    Some(Place { title, kind: kind.to_owned(), about: all.join("; ") })
}

/// Pods that this program does not run.
fn elsewhere(peer: &NetworkPolicyPeer, own: &str) -> Place {
    let named = |selector: &Option<LabelSelector>| {
        let labels = selector.as_ref().and_then(|selector| selector.match_labels.clone()).unwrap_or_default();
        labels.values().cloned().collect::<Vec<_>>().join(", ")
    };
    let (pods, namespace) = (named(&peer.pod_selector), named(&peer.namespace_selector));
    let namespace = if namespace.is_empty() { own.to_owned() } else { namespace };
    match pods.as_str() {
        "" => Place { title: namespace.clone(), kind: "Namespace".to_owned(), about: format!("namespace {namespace}") },
        _ => Place { title: pods.clone(), kind: format!("Pods in {namespace}"), about: format!("{pods} in namespace {namespace}") },
    }
}

/// Whether a selector picks what bears some labels.
fn selects(selector: &LabelSelector, labels: &BTreeMap<String, String>) -> bool {
    let same = selector.match_labels.iter().flatten().all(|(key, value)| labels.get(key) == Some(value));
    same && selector.match_expressions.iter().flatten().all(|wanted| {
        let value = labels.get(&wanted.key);
        let listed = value.is_some_and(|value| wanted.values.iter().flatten().any(|one| one == value));
        match wanted.operator.as_str() {
            "In" => listed,
            "NotIn" => !listed,
            "Exists" => value.is_some(),
            _ => value.is_none(),
        }
    })
}

fn labels(value: Option<&Value>) -> BTreeMap<String, String> {
    let pairs = value.and_then(Value::as_object).into_iter().flat_map(Map::iter);
    pairs.filter_map(|(key, value)| Some((key.to_owned(), value.as_str()?.to_owned()))).collect()
}

fn text(object: &Value, pointer: &str) -> String {
    object.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}
