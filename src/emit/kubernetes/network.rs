//! Who may talk to whom: nothing by default, then exactly what the relations, the exposures and the probes of autoscalers
//! ask for, each at both ends, on the container's port. Selects on one label.

use super::backup;
use super::container::{self, transport};
use super::object::{self, Labels, Object, one, selector, selector_on, some};
use super::operator;
use super::route;
use super::scale;
use super::service::exposed_ports;
use super::site::{self, Callee, Part, Site, Workload};
use super::slo;
use crate::model::ports;
use crate::model::properties::{Listen, Protocol};
use crate::model::scheduling::Operator;
use crate::model::{Address, Relation, RelationId};
use k8s_openapi::api::networking::v1::{
    IPBlock, NetworkPolicy, NetworkPolicyEgressRule, NetworkPolicyIngressRule, NetworkPolicyPeer, NetworkPolicyPort, NetworkPolicySpec,
};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};

/// The label by which a namespace is known, which Kubernetes itself gives it.
const NAMESPACE: &str = "kubernetes.io/metadata.name";
/// Addresses that belong to nobody outside: a node's own metadata service is one.
const NEVER: &str = "169.254.0.0/16";
const PRIVATE: [&str; 3] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

/// The ports at which a cluster's API server is usually found.
const API_SERVER: [u16; 2] = [443, 6443];
/// The port at which a broker of Strimzi's talks to others and to those who care for it.
const REPLICATION: u16 = 9091;

/// One end of what is allowed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Peer {
    /// Pods in a namespace that a label finds.
    Pods {
        namespace: String,
        label: &'static str,
        name: String,
    },
    /// Everything in a namespace.
    Namespace(String),
    /// Everybody.
    Anybody,
    /// Whoever is outside the cluster: a public address, any but the node's own, or this one.
    Public,
    Elsewhere,
    Ranges(Vec<String>),
}

impl Peer {
    /// The pods of what has this name, wherever the label comes from that finds them.
    pub(super) fn of(namespace: &str, operator: Option<Operator>, name: &str) -> Self {
        let (label, name) = operator::selection(operator, name);
        Self::Pods { namespace: namespace.to_owned(), label, name }
    }
}

/// A port with its transport.
pub(super) type Port = (u16, &'static str);
/// Which ports are open, by peer.
type Rules = BTreeMap<Peer, BTreeSet<Port>>;

/// What is allowed to and from each workload, by namespace and name.
#[derive(Default)]
pub(super) struct Traffic {
    ingress: BTreeMap<(SmolStr, SmolStr), Rules>,
    egress: BTreeMap<(SmolStr, SmolStr), Rules>,
}

impl Traffic {
    /// What the relations and exposures of a site's workloads ask for.
    pub(super) fn of(site: &Site<'_>, workloads: &[Workload<'_>]) -> Self {
        let mut traffic = Self::default();
        traffic.imported(site, workloads);
        for workload in workloads {
            for (id, relation) in site.relations(workload) {
                traffic.relation(site, workloads, workload, id, relation);
            }
            traffic.members(workload);
            traffic.operated(site, workload);
            traffic.exposures(site, workload);
            traffic.backup(workload);
            traffic.admitted(workload);
            if let Some((listen, _)) = slo::scraped(workload) {
                traffic.open_to(workload, Peer::Namespace(site.settings.namespaces.prometheus.clone()), (listen.port, "TCP"));
            }
            if let Some((broker, port)) = scale::asked_broker(site, workloads, workload) {
                traffic.open_to(broker, Peer::Namespace(site.settings.namespaces.keda.clone()), (port, "TCP"));
            }
        }
        traffic
    }

    fn relation(&mut self, site: &Site<'_>, workloads: &[Workload<'_>], caller: &Workload<'_>, id: RelationId, relation: &Relation) {
        match site.callee(caller, id) {
            Some(Callee::Instance(instance)) => {
                let callee = site::find(workloads, instance);
                let from = Peer::of(&caller.instance.namespace, caller.operator, &caller.instance.name);
                let to = Peer::of(&instance.namespace, operator::of(site.model, instance), &instance.name);
                for port in target_ports(site, caller, callee, id, relation) {
                    self.leave(caller, to.clone(), port);
                    if let Some(callee) = callee {
                        self.open_to(callee, from.clone(), port);
                    }
                }
            }
            Some(Callee::Imported { instance, port }) => {
                let to = Peer::of(&instance.namespace, operator::of(site.model, instance), &instance.name);
                let udp = instance.properties.listens.iter().any(|listen| listen.port == port && listen.protocol == Protocol::Udp);
                self.leave(caller, to, (port, if udp { "UDP" } else { "TCP" }));
            }
            Some(Callee::Outside { host, port }) => {
                let (peer, port) = outside(site, relation, host, port);
                self.leave(caller, peer, port);
            }
            None => {}
        }
    }

    /// Members of one store or broker talk to each other.
    fn members(&mut self, workload: &Workload<'_>) {
        if workload.operator.is_some() {
            return;
        }
        let Some(engine) = workload.engine.filter(|engine| !engine.peers.is_empty()) else { return };
        let own = Peer::of(&workload.instance.namespace, workload.operator, &workload.instance.name);
        for port in engine.ports.iter().chain(engine.peers) {
            let port = (port.port, transport(port.protocol));
            self.leave(workload, own.clone(), port);
            self.open_to(workload, own.clone(), port);
        }
    }

    /// Members that an operator runs talk to each other, to it, and to the API server, whose address nobody knows.
    fn operated(&mut self, site: &Site<'_>, workload: &Workload<'_>) {
        let Some(operator) = workload.operator else { return };
        let own = Peer::of(&workload.instance.namespace, Some(operator), &workload.instance.name);
        let above = Peer::Namespace(operator::namespace(operator, &site.settings.namespaces).to_owned());
        for &port in operator::inner_ports(operator) {
            self.leave(workload, own.clone(), (port, "TCP"));
            self.open_to(workload, own.clone(), (port, "TCP"));
            self.open_to(workload, above.clone(), (port, "TCP"));
        }
        match operator {
            Operator::Cnpg => API_SERVER.iter().for_each(|port| self.leave(workload, Peer::Elsewhere, (*port, "TCP"))),
            Operator::Strimzi => self.open_to(workload, entity_operator(workload), (REPLICATION, "TCP")),
        }
    }

    /// Who may connect to a workload as a client, on this port.
    pub(super) fn clients(&self, workload: &Workload<'_>, port: u16) -> Vec<NetworkPolicyPeer> {
        let rules = self.ingress.get(&key(workload)).into_iter().flatten();
        let may = rules.filter(|(_, ports)| ports.contains(&(port, "TCP")));
        may.filter_map(|(peer, _)| peers(&workload.instance.namespace, peer)).flatten().collect()
    }

    fn backup(&mut self, workload: &Workload<'_>) {
        let port = container::store_profile(workload).and_then(|profile| profile.dump).map(|dump| dump.port);
        if let (Some(name), Some(port)) = (backup::name(workload), port) {
            self.open_to(workload, Peer::of(&workload.instance.namespace, None, &name), (port, "TCP"));
        }
    }

    /// What imported programs, which import this one in turn, reach here.
    fn imported(&mut self, site: &Site<'_>, workloads: &[Workload<'_>]) {
        for relation in &site.model.relations {
            let source = &site.model[relation.source];
            if source.unit == site.environment.unit {
                continue;
            }
            let callee = site.runner(relation.element);
            let Some(callee) = workloads.iter().find(|workload| workload.instance.element == callee) else { continue };
            let Some(environment) = site.environment_of(source.unit) else { continue };
            let listens: Vec<Listen> = callee.listens().cloned().collect();
            let Some(listen) = ports::of_relation(site.model, relation, &listens) else { continue };
            for (_, caller) in environment.instances_of(site.model.whole(relation.source)) {
                let from = Peer::of(&caller.namespace, operator::of(site.model, caller), &caller.name);
                self.open_to(callee, from, (listen.port, transport(listen.protocol)));
            }
        }
    }

    /// Those whom the program lets in by name.
    fn admitted(&mut self, workload: &Workload<'_>) {
        for admission in workload.parts.iter().flat_map(Part::all).flat_map(|properties| &properties.admits) {
            let peer = match admission.whom.split_once('/') {
                Some((namespace, name)) => Peer::of(namespace, None, name),
                None => Peer::Namespace(admission.whom.clone()),
            };
            for listen in workload.listens() {
                self.open_to(workload, peer.clone(), (listen.port, transport(listen.protocol)));
            }
        }
    }

    fn exposures(&mut self, site: &Site<'_>, workload: &Workload<'_>) {
        if let Some(listen) = route::routed(workload) {
            let gateway = Peer::Namespace(site.settings.gateway.namespace.clone());
            self.open_to(workload, gateway, (listen.port, transport(listen.protocol)));
        }
        for number in exposed_ports(workload) {
            if let Some(listen) = workload.listens().find(|listen| listen.published == number) {
                self.open_to(workload, Peer::Anybody, (listen.port, transport(listen.protocol)));
            }
        }
    }

    fn open_to(&mut self, workload: &Workload<'_>, peer: Peer, port: Port) {
        self.ingress.entry(key(workload)).or_default().entry(peer).or_default().insert(port);
    }

    fn leave(&mut self, workload: &Workload<'_>, peer: Peer, port: Port) {
        self.egress.entry(key(workload)).or_default().entry(peer).or_default().insert(port);
    }

    /// The policy of one workload; nothing where nobody may talk to it and it talks to nobody.
    pub(super) fn policy(&self, workload: &Workload<'_>) -> Option<Object> {
        let key = key(workload);
        let (namespace, name) = &key;
        let (label, value) = operator::selection(workload.operator, name);
        let ingress: Vec<_> =
            self.ingress.get(&key).into_iter().flatten().map(|(peer, ports)| ingress_rule(namespace, peer, ports)).collect();
        let egress: Vec<_> = self.egress.get(&key).into_iter().flatten().map(|(peer, ports)| egress_rule(namespace, peer, ports)).collect();
        if ingress.is_empty() && egress.is_empty() {
            return None;
        }
        let types = [(!ingress.is_empty()).then_some("Ingress"), (!egress.is_empty()).then_some("Egress")];
        let spec = NetworkPolicySpec {
            pod_selector: Some(selector_on(label, &value)),
            policy_types: Some(types.into_iter().flatten().map(str::to_owned).collect()),
            ingress: some(ingress),
            egress: some(egress),
        };
        Some(Object::of(&NetworkPolicy { metadata: object::named(name, namespace), spec: Some(spec) }))
    }
}

/// A policy of what reaches one port of one peer, and is not reached itself.
pub(super) fn only_to(metadata: ObjectMeta, peer: &Peer, open: Port) -> Object {
    let namespace = metadata.namespace.clone().unwrap_or_default();
    let rule = egress_rule(&namespace, peer, &BTreeSet::from([open]));
    let spec = NetworkPolicySpec {
        pod_selector: metadata.name.as_deref().map(selector),
        policy_types: Some(vec!["Egress".to_owned()]),
        egress: Some(vec![rule]),
        ingress: None,
    };
    Object::of(&NetworkPolicy { metadata, spec: Some(spec) })
}

/// What a part of Strimzi may reach that stands beside the brokers it cares for: them, and the API server.
pub(super) fn of_entity_operator(workload: &Workload<'_>, labels: &Labels) -> Object {
    let namespace = &workload.instance.namespace;
    let brokers = Peer::of(namespace, workload.operator, &workload.instance.name);
    let server = API_SERVER.iter().map(|port| (*port, "TCP")).collect();
    let rules =
        [egress_rule(namespace, &brokers, &BTreeSet::from([(REPLICATION, "TCP")])), egress_rule(namespace, &Peer::Elsewhere, &server)];
    let Peer::Pods { label, name, .. } = entity_operator(workload) else { return Object::of(&NetworkPolicy::default()) };
    let spec = NetworkPolicySpec {
        pod_selector: Some(selector_on(label, &name)),
        policy_types: Some(vec!["Egress".to_owned()]),
        egress: Some(rules.to_vec()),
        ingress: None,
    };
    Object::of(&NetworkPolicy { metadata: object::metadata(&name, namespace, labels), spec: Some(spec) })
}

fn entity_operator(workload: &Workload<'_>) -> Peer {
    let name = format!("{}-entity-operator", workload.instance.name);
    Peer::Pods { namespace: workload.instance.namespace.clone(), label: "strimzi.io/name", name }
}

fn key(workload: &Workload<'_>) -> (SmolStr, SmolStr) {
    (SmolStr::new(&workload.instance.namespace), SmolStr::new(&workload.instance.name))
}

/// The container ports that a relation goes to: the one that it means, and the one whose address its caller has.
fn target_ports(
    site: &Site<'_>,
    caller: &Workload<'_>,
    callee: Option<&Workload<'_>>,
    id: RelationId,
    relation: &Relation,
) -> BTreeSet<Port> {
    let bound = match caller.binding(id).map(|binding| &binding.address) {
        Some(Address::Service { port, .. }) => Some(*port),
        _ => None,
    };
    let Some(callee) = callee else { return bound.map(|port| (port, "TCP")).into_iter().collect() };
    let all: Vec<Listen> = callee.listens().cloned().collect();
    let of_part = callee.parts.iter().find(|part| std::ptr::eq(part.element, &raw const site.model[relation.element]));
    let pool = of_part.map(|part| &part.listens).filter(|listens| !listens.is_empty()).unwrap_or(&all);
    let meant = ports::of_relation(site.model, relation, pool).or_else(|| ports::of_relation(site.model, relation, &all));
    let bound = bound.and_then(|port| all.iter().find(|listen| listen.port == port));
    meant.into_iter().chain(bound).map(|listen| (listen.port, transport(listen.protocol))).collect()
}

/// Where a relation leaves the cluster to: the addresses that are said. An address that names a host cannot be told to a policy:
/// without any, a host that looks public stands for all public addresses, any other for all but the node's own.
pub(super) fn outside(site: &Site<'_>, relation: &Relation, host: Option<&str>, port: Option<u16>) -> (Peer, Port) {
    let url = site.model[relation.element].properties.url.as_ref().map(|url| url.value.as_str());
    let (url_host, url_port) = url.map_or((None, None), host_and_port);
    let host = host.or(url_host);
    let spoken = relation.protocol.as_ref().and_then(|protocol| Protocol::from_word(&protocol.value));
    let cidrs = site.managed(relation).map_or(&[][..], |managed| &managed.cidrs);
    let said = site.model.outwards(relation.element).map(|at| &site.model[at].properties.cidrs).find(|cidrs| !cidrs.is_empty());
    let cidrs = if cidrs.is_empty() { said.map_or(&[][..], Vec::as_slice) } else { cidrs };
    let ranges: Vec<String> = cidrs.iter().map(|cidr| cidr.range.clone()).collect();
    let port = port.or(url_port).unwrap_or(if spoken == Some(Protocol::Http) { 80 } else { 443 });
    let peer = match host {
        _ if !ranges.is_empty() => Peer::Ranges(ranges),
        Some(host) if host.parse::<std::net::IpAddr>().is_ok() => Peer::Ranges(vec![range(host)]),
        Some(host) if is_private(host) => Peer::Elsewhere,
        Some(_) if site.model[site.runner(relation.element)].is_foreign() => Peer::Public,
        Some(_) => Peer::Elsewhere,
        None => Peer::Public,
    };
    (peer, (port, if spoken == Some(Protocol::Udp) { "UDP" } else { "TCP" }))
}

/// One address as a range.
fn range(address: &str) -> String {
    format!("{address}/{}", if address.contains(':') { 128 } else { 32 })
}

fn is_private(host: &str) -> bool {
    !host.contains('.') || [".internal", ".local", ".lan", ".corp", ".home", ".private", ".intranet"].iter().any(|end| host.ends_with(end))
}

/// Host and port of a URL.
fn host_and_port(url: &str) -> (Option<&str>, Option<u16>) {
    let (scheme, rest) = url.split_once("://").unwrap_or(("https", url));
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let authority = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => (host, port.parse().ok()),
        _ => (authority, None),
    };
    let usual = match scheme {
        "http" | "ws" => Some(80),
        "https" | "wss" => Some(443),
        _ => None,
    };
    ((!host.is_empty()).then_some(host), port.or(usual))
}

fn ingress_rule(namespace: &str, peer: &Peer, ports: &BTreeSet<Port>) -> NetworkPolicyIngressRule {
    NetworkPolicyIngressRule { from: peers(namespace, peer), ports: some(ports.iter().map(port).collect::<Vec<_>>()) }
}

fn egress_rule(namespace: &str, peer: &Peer, ports: &BTreeSet<Port>) -> NetworkPolicyEgressRule {
    NetworkPolicyEgressRule { to: peers(namespace, peer), ports: some(ports.iter().map(port).collect::<Vec<_>>()) }
}

fn port((number, protocol): &Port) -> NetworkPolicyPort {
    NetworkPolicyPort { port: Some(IntOrString::Int(i32::from(*number))), protocol: Some((*protocol).to_owned()), end_port: None }
}

pub(super) fn peers(own_namespace: &str, peer: &Peer) -> Option<Vec<NetworkPolicyPeer>> {
    let namespaced = |namespace: &str| LabelSelector { match_labels: Some(one(NAMESPACE, namespace)), ..LabelSelector::default() };
    Some(match peer {
        Peer::Anybody => return None,
        Peer::Pods { namespace, label, name } => vec![NetworkPolicyPeer {
            namespace_selector: (namespace != own_namespace).then(|| namespaced(namespace)),
            pod_selector: Some(selector_on(label, name)),
            ip_block: None,
        }],
        Peer::Namespace(namespace) => {
            vec![NetworkPolicyPeer { namespace_selector: Some(namespaced(namespace)), ..NetworkPolicyPeer::default() }]
        }
        Peer::Public => vec![block("0.0.0.0/0", &[&PRIVATE[..], &[NEVER]].concat()), block("::/0", &["fc00::/7", "fe80::/10"])],
        Peer::Elsewhere => vec![block("0.0.0.0/0", &[NEVER]), block("::/0", &["fe80::/10"])],
        Peer::Ranges(ranges) => ranges.iter().map(|range| block(range, &[])).collect(),
    })
}

fn block(cidr: &str, except: &[&str]) -> NetworkPolicyPeer {
    let except = some(except.iter().map(|&range| range.to_owned()).collect::<Vec<_>>());
    NetworkPolicyPeer { ip_block: Some(IPBlock { cidr: cidr.to_owned(), except }), ..NetworkPolicyPeer::default() }
}

/// The policies of a namespace: nothing in or out, but names may be looked up.
pub(super) fn of_namespace(namespace: &str, labels: &Labels) -> [Object; 2] {
    let both = || Some(vec!["Ingress".to_owned(), "Egress".to_owned()]);
    let deny = NetworkPolicySpec { pod_selector: Some(LabelSelector::default()), policy_types: both(), ..NetworkPolicySpec::default() };
    let resolver = NetworkPolicyPeer {
        namespace_selector: Some(LabelSelector { match_labels: Some(one(NAMESPACE, "kube-system")), ..LabelSelector::default() }),
        pod_selector: Some(LabelSelector { match_labels: Some(one("k8s-app", "kube-dns")), ..LabelSelector::default() }),
        ip_block: None,
    };
    // A cache on each node, where there is one, answers at this address.
    let on_node = block("169.254.20.10/32", &[]);
    let lookup =
        NetworkPolicyEgressRule { to: Some(vec![resolver, on_node]), ports: Some([(53, "UDP"), (53, "TCP")].iter().map(port).collect()) };
    let allow = NetworkPolicySpec {
        pod_selector: Some(LabelSelector::default()),
        policy_types: Some(vec!["Egress".to_owned()]),
        egress: Some(vec![lookup]),
        ingress: None,
    };
    [("default-deny", deny), ("allow-dns", allow)]
        .map(|(name, spec)| Object::of(&NetworkPolicy { metadata: object::metadata(name, namespace, labels), spec: Some(spec) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_have_hosts_and_ports() {
        for (url, host, port) in [
            ("https://api.stripe.com", Some("api.stripe.com"), Some(443)),
            ("http://a.example.com:8080/x?y", Some("a.example.com"), Some(8080)),
            ("amqp://user:word@mq.internal/x", Some("mq.internal"), None),
            ("sftp.example.com:22", Some("sftp.example.com"), Some(22)),
            ("", None, Some(443)),
        ] {
            assert_eq!(host_and_port(url), (host, port), "{url}");
        }
        assert!(is_private("db.example.internal") && is_private("legacy") && !is_private("api.stripe.com"));
    }
}
