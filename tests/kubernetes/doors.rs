//! What policies open beside the relations: to gateways what is routed, to everybody what is published, to autoscalers the brokers
//! that they ask, to the world outside what is called there; and nothing else, but that names may be looked up.

use super::facts::{containers, items, label, name, namespace, pods, text};
use super::fixture::Emitted;
use super::operated;
use archc::model::{Address, ElementId, Environment, Model};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A door: the namespace and name of the pods, the container's port, and whom it lets through.
type Doors = BTreeSet<(String, String, u64, String)>;

const ANYBODY: &str = "anybody";

pub(super) fn hold(model: &Model, environment: &Environment, emitted: &Emitted) {
    namespaces_are_closed(emitted);
    assert_eq!(opened(emitted), asked_for(emitted), "what is let in is what is routed, published, measured or asked");
    only_callers_leave(model, environment, emitted);
}

/// Nothing goes in or out of a namespace, but names may be looked up.
fn namespaces_are_closed(emitted: &Emitted) {
    for namespace in emitted.of_kind("Namespace").map(name) {
        let policy = |called: &str| {
            let mut policies = emitted.of_kind("NetworkPolicy").filter(|p| p["metadata"]["namespace"] == namespace);
            &policies.find(|policy| name(policy) == called).unwrap_or_else(|| panic!("no {called} in {namespace}"))["spec"]
        };
        assert_eq!(*policy("default-deny"), json!({ "podSelector": {}, "policyTypes": ["Ingress", "Egress"] }));
        let lookup = policy("allow-dns");
        assert_eq!((&lookup["podSelector"], &lookup["policyTypes"], lookup.get("ingress")), (&json!({}), &json!(["Egress"]), None));
        let rules: Vec<&Value> = items(lookup, "/egress").collect();
        let [rule] = rules.as_slice() else { panic!("{lookup}") };
        assert_eq!(rule["ports"], json!([{ "port": 53, "protocol": "UDP" }, { "port": 53, "protocol": "TCP" }]));
        for peer in items(rule, "/to") {
            let system = text(peer, "/namespaceSelector/matchLabels/kubernetes.io~1metadata.name") == "kube-system";
            assert!(system && peer.get("podSelector").is_some() || text(peer, "/ipBlock/cidr").ends_with("/32"), "{peer}");
        }
    }
}

fn opened(emitted: &Emitted) -> Doors {
    let mut doors = Doors::new();
    for policy in emitted.of_kind("NetworkPolicy") {
        let own = label(policy, "/spec/podSelector/matchLabels");
        for rule in items(policy, "/spec/ingress") {
            let whom: Vec<String> = match rule.get("from") {
                None => vec![ANYBODY.to_owned()],
                Some(_) => items(rule, "/from").filter_map(whole_namespace).collect(),
            };
            for port in items(rule, "/ports") {
                let port = port["port"].as_u64().expect("policies name ports by number");
                doors.extend(whom.iter().map(|whom| (namespace(policy).to_owned(), own.clone(), port, whom.clone())));
            }
        }
    }
    doors
}

/// The namespace that a peer lets in as a whole.
fn whole_namespace(peer: &Value) -> Option<String> {
    assert!(peer.get("ipBlock").is_none(), "{peer}");
    let named = text(peer, "/namespaceSelector/matchLabels/kubernetes.io~1metadata.name");
    let of_pods = peer.pointer("/podSelector/matchLabels").is_some();
    assert!(of_pods || !named.is_empty(), "{peer} is everybody");
    (!of_pods).then(|| named.to_owned())
}

fn asked_for(emitted: &Emitted) -> Doors {
    let mut doors: Doors = operated::doors(&emitted.objects).collect();
    for route in ["HTTPRoute", "GRPCRoute"].iter().flat_map(|kind| emitted.of_kind(kind)) {
        let gateway = items(route, "/spec/parentRefs").next().map_or("", |parent| text(parent, "/namespace"));
        for backend in items(route, "/spec/rules").flat_map(|rule| items(rule, "/backendRefs")) {
            let service = service(emitted, namespace(route), text(backend, "/name"));
            let ports = items(service, "/spec/ports").filter(|port| port["port"] == backend["port"]);
            doors.extend(ports.map(|port| door(emitted, service, port, gateway)));
        }
    }
    for service in emitted.of_kind("Service").filter(|service| service["spec"]["type"] == "LoadBalancer") {
        doors.extend(items(service, "/spec/ports").map(|port| door(emitted, service, port, ANYBODY)));
    }
    for monitor in emitted.of_kind("ServiceMonitor") {
        let service = monitored(emitted, monitor);
        assert!(service["metadata"]["labels"].get(text(monitor, "/spec/jobLabel")).is_some(), "{monitor} has no job");
        for endpoint in items(monitor, "/spec/endpoints") {
            let port = items(service, "/spec/ports").find(|port| port["name"] == endpoint["port"]);
            doors.insert(door(emitted, service, port.unwrap_or_else(|| panic!("no such port: {monitor}")), "monitoring"));
        }
    }
    for asked in emitted.of_kind("ScaledObject").flat_map(|scaled| items(scaled, "/spec/triggers")) {
        let metadata = asked["metadata"].as_object().into_iter().flat_map(serde_json::Map::values).filter_map(Value::as_str);
        for address in metadata.filter_map(|value| value.split_once(".svc.cluster.local:")) {
            let host = address.0.rsplit("//").next().unwrap_or_default();
            let port = address.1.trim_end_matches('/').parse::<u64>().expect("a port is a number");
            let (called, of) = host.split_once('.').expect("a host is a name and a namespace");
            // What another cluster has is warned of, and has its doors there.
            if emitted.of_kind("Namespace").all(|namespace| name(namespace) != of) {
                continue;
            }
            let service = service(emitted, of, called);
            let asked = items(service, "/spec/ports").filter(|known| known["port"].as_u64() == Some(port));
            doors.extend(asked.map(|port| door(emitted, service, port, "keda")));
        }
    }
    doors
}

/// The one Service that a monitor selects.
fn monitored<'e>(emitted: &'e Emitted, monitor: &Value) -> &'e Value {
    let wanted = monitor["spec"]["selector"]["matchLabels"].as_object().expect("it selects by labels");
    let fits = |service: &&Value| wanted.iter().all(|(key, value)| service["metadata"]["labels"].get(key) == Some(value));
    let selected: Vec<&Value> = emitted.of_kind("Service").filter(|s| namespace(s) == namespace(monitor)).filter(fits).collect();
    let [service] = selected.as_slice() else { panic!("{monitor} reads {selected:?}") };
    service
}

fn service<'e>(emitted: &'e Emitted, of: &str, called: &str) -> &'e Value {
    let mut services = emitted.services().filter(|service| namespace(service) == of && name(service) == called);
    services.next().unwrap_or_else(|| panic!("no Service {of}/{called}"))
}

/// The door behind a Service's port.
fn door(emitted: &Emitted, service: &Value, port: &Value, whom: &str) -> (String, String, u64, String) {
    let own = (namespace(service).to_owned(), label(service, "/spec/selector"));
    let mut ports = containers(pods(emitted)[&own]).flat_map(|container| items(container, "/ports"));
    let target = ports.find(|known| known["name"] == port["targetPort"]).and_then(|known| known["containerPort"].as_u64());
    (own.0, own.1, target.expect("the port is a container's"), whom.to_owned())
}

/// Whoever leaves the cluster calls something outside, and whoever calls something outside may leave, at its port.
fn only_callers_leave(model: &Model, environment: &Environment, emitted: &Emitted) {
    let mut leaving = BTreeSet::new();
    let mut ports = BTreeSet::new();
    for policy in emitted.of_kind("NetworkPolicy").filter(|policy| name(policy) != "allow-dns") {
        let own = (namespace(policy).to_owned(), label(policy, "/spec/podSelector/matchLabels"));
        for rule in items(policy, "/spec/egress") {
            assert!(rule.get("to").is_some() && rule.get("ports").is_some(), "{rule} lets out to everywhere");
            if items(rule, "/to").any(|peer| peer.get("ipBlock").is_some()) {
                leaving.insert(own.clone());
                ports.extend(items(rule, "/ports").filter_map(|port| Some((own.clone(), port["port"].as_u64()?))));
            }
        }
    }
    let mut calling: BTreeSet<(String, String)> = operated::governed(&emitted.objects).collect();
    for (_, instance) in environment.placed().filter(|(_, instance)| instance.emitted) {
        let own = (instance.namespace.clone(), instance.name.clone());
        for binding in &instance.bindings {
            if let Address::Outside { port, .. } = &binding.address {
                calling.insert(own.clone());
                let open = port.is_none_or(|port| ports.contains(&(own.clone(), u64::from(port))));
                assert!(open, "{own:?} is not let out to {binding:?}");
            }
        }
        let relations = model.relations.iter().filter(|relation| model.whole(relation.source) == instance.element);
        let foreign = |element: ElementId| model[element].external && model[element].unit == environment.unit;
        if relations.into_iter().any(|relation| foreign(relation.element)) {
            calling.insert(own);
        }
    }
    assert_eq!(leaving, calling, "who leaves is who calls something outside");
}
