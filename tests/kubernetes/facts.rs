//! What must hold among the objects of any model, whoever applies them.

use super::fixture::Emitted;
use super::{doors, values};
use archc::model::{Address, ElementId, Environment, Model, engines};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const NAME: &str = "app.kubernetes.io/name";

/// Checks all of them for an environment of one cluster.
pub(super) fn hold(model: &Model, environment: &Environment, emitted: &Emitted) {
    emitted.objects.iter().for_each(|object| nothing_empty(object, object, ""));
    names_are_unique_labels(emitted);
    selectors_match(emitted);
    ports_exist(emitted);
    references_exist(emitted);
    addresses_exist(environment, emitted);
    policies_are_the_relations(model, environment, emitted);
    life_and_traffic_differ(emitted);
    replicas_have_one_owner(emitted);
    resources_are_listed(emitted);
    doors::hold(model, environment, emitted);
    values::hold(model, environment, emitted);
}

pub(super) fn text<'v>(value: &'v Value, path: &str) -> &'v str {
    value.pointer(path).and_then(Value::as_str).unwrap_or_default()
}

pub(super) fn items<'v>(value: &'v Value, path: &str) -> impl Iterator<Item = &'v Value> {
    value.pointer(path).and_then(Value::as_array).into_iter().flatten()
}

pub(super) fn name(object: &Value) -> &str {
    text(object, "/metadata/name")
}

pub(super) fn namespace(object: &Value) -> &str {
    text(object, "/metadata/namespace")
}

/// The pod that an object makes.
pub(super) fn pod(object: &Value) -> Option<&Value> {
    let templates = ["/spec/template", "/spec/jobTemplate/spec/template"].iter();
    templates.filter_map(|path| object.pointer(path)).find(|pod| pod.pointer("/spec/containers").is_some())
}

pub(super) fn containers(pod: &Value) -> impl Iterator<Item = &Value> {
    items(pod, "/spec/containers").chain(items(pod, "/spec/initContainers"))
}

pub(super) fn label(value: &Value, path: &str) -> String {
    value.pointer(path).and_then(|labels| labels.get(NAME)).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Pods by namespace and name.
pub(super) fn pods(emitted: &Emitted) -> BTreeMap<(String, String), &Value> {
    let pods = emitted.objects.iter().chain(&emitted.operated).filter_map(|object| Some((object, pod(object)?)));
    pods.map(|(object, pod)| ((namespace(object).to_owned(), label(pod, "/metadata/labels")), pod)).collect()
}

fn nothing_empty(object: &Value, value: &Value, path: &str) {
    let empty = match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty() && path != "/spec/podSelector",
        _ => false,
    };
    assert!(!empty && !["/status", "/metadata/creationTimestamp"].contains(&path), "{path} in {object}");
    match value {
        Value::Array(items) => items.iter().for_each(|item| nothing_empty(object, item, &format!("{path}/-"))),
        Value::Object(map) => map.iter().for_each(|(key, item)| nothing_empty(object, item, &format!("{path}/{key}"))),
        _ => {}
    }
}

fn names_are_unique_labels(emitted: &Emitted) {
    let mut known = BTreeSet::new();
    for object in &emitted.objects {
        let name = name(object);
        let plain = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        assert!(plain && (1..=63).contains(&name.len()) && !name.starts_with('-') && !name.ends_with('-'), "{name}");
        assert!(known.insert((text(object, "/kind"), namespace(object), name)), "{object}");
        let keys: Vec<&String> = object.as_object().into_iter().flat_map(|map| map.keys()).collect();
        assert_eq!(keys.iter().take(3).map(|key| key.as_str()).collect::<Vec<_>>(), ["apiVersion", "kind", "metadata"]);
    }
}

fn selectors_match(emitted: &Emitted) {
    let pods = pods(emitted);
    for object in &emitted.objects {
        let path = match text(object, "/kind") {
            "Service" => "/spec/selector",
            "Deployment" | "StatefulSet" | "DaemonSet" | "PodDisruptionBudget" => "/spec/selector/matchLabels",
            "NetworkPolicy" => "/spec/podSelector/matchLabels",
            _ => continue,
        };
        let Some(selected) = object.pointer(path) else { continue };
        assert_eq!(selected.as_object().map(serde_json::Map::len), Some(1));
        let key = (namespace(object).to_owned(), label(object, path));
        assert!(pods.contains_key(&key), "{object}");
        if let Some(pod) = pod(object) {
            assert_eq!(label(pod, "/metadata/labels"), key.1);
        }
    }
}

fn ports_exist(emitted: &Emitted) {
    let pods = pods(emitted);
    for service in emitted.of_kind("Service").filter(|service| text(service, "/spec/type") != "ExternalName") {
        let pod = pods[&(namespace(service).to_owned(), label(service, "/spec/selector"))];
        for port in items(service, "/spec/ports") {
            let target = containers(pod).flat_map(|c| items(c, "/ports")).find(|known| known["name"] == port["targetPort"]);
            let target = target.unwrap_or_else(|| panic!("no {} for {service}", port["targetPort"]));
            assert_eq!(target["protocol"], port["protocol"]);
            if text(service, "/spec/clusterIP") == "None" {
                assert_eq!(target["containerPort"], port["port"]);
            }
        }
    }
    for container in pods.values().flat_map(|pod| containers(pod)) {
        let mut known = BTreeSet::new();
        assert!(items(container, "/ports").all(|port| known.insert((port["containerPort"].as_u64(), text(port, "/protocol")))));
        for probe in ["startupProbe", "readinessProbe", "livenessProbe"].iter().filter_map(|probe| container.get(probe)) {
            let port = ["/httpGet/port", "/tcpSocket/port", "/grpc/port"].iter().find_map(|path| probe.pointer(path));
            let known = |port: &Value| items(container, "/ports").any(|p| p["name"] == *port || p["containerPort"] == *port);
            assert!(port.is_none_or(known), "{probe} of {container}");
        }
    }
}

fn references_exist(emitted: &Emitted) {
    let exists = |kind: &str, of: &str, called: &str| emitted.of_kind(kind).any(|object| namespace(object) == of && name(object) == called);
    for (object, pod) in emitted.objects.iter().filter_map(|object| Some((object, pod(object)?))) {
        let of = namespace(object);
        assert!(exists("ServiceAccount", of, text(pod, "/spec/serviceAccountName")));
        let claimed = items(object, "/spec/volumeClaimTemplates").map(name);
        let volumes: BTreeSet<&str> = items(pod, "/spec/volumes").map(|volume| text(volume, "/name")).chain(claimed).collect();
        for mount in containers(pod).flat_map(|container| items(container, "/volumeMounts")) {
            assert!(volumes.contains(text(mount, "/name")), "{mount}");
        }
        for volume in items(pod, "/spec/volumes") {
            for (path, kind) in [("/configMap/name", "ConfigMap"), ("/persistentVolumeClaim/claimName", "PersistentVolumeClaim")] {
                assert!(volume.pointer(path).is_none_or(|called| exists(kind, of, called.as_str().unwrap_or_default())), "{volume}");
            }
        }
        let paths: Vec<&str> = containers(pod).flat_map(|c| items(c, "/volumeMounts").map(|mount| text(mount, "/mountPath"))).collect();
        assert!(!paths.contains(&""));
        if object["kind"] == "StatefulSet" {
            assert!(object.pointer("/spec/serviceName").is_none_or(|service| exists("Service", of, service.as_str().unwrap_or_default())));
        }
    }
    for scaler in ["HorizontalPodAutoscaler", "ScaledObject"].iter().flat_map(|kind| emitted.of_kind(kind)) {
        let target = &scaler["spec"]["scaleTargetRef"];
        assert!(exists(text(target, "/kind"), namespace(scaler), text(target, "/name")));
    }
    for route in ["HTTPRoute", "GRPCRoute"].iter().flat_map(|kind| emitted.of_kind(kind)) {
        for backend in items(route, "/spec/rules").flat_map(|rule| items(rule, "/backendRefs")) {
            let mut services =
                emitted.of_kind("Service").filter(|s| namespace(s) == namespace(route) && s["metadata"]["name"] == backend["name"]);
            assert!(services.any(|service| items(service, "/spec/ports").any(|port| port["port"] == backend["port"])), "{route}");
        }
    }
}

/// Addresses that are written into variables lead to Services and ports that are there.
fn addresses_exist(environment: &Environment, emitted: &Emitted) {
    let pods = pods(emitted);
    for (_, instance) in environment.placed().filter(|(_, instance)| instance.emitted) {
        let pod = pods[&(instance.namespace.clone(), instance.name.clone())];
        let variables: Vec<&Value> = containers(pod).flat_map(|container| items(container, "/env")).collect();
        for binding in &instance.bindings {
            assert!(variables.iter().any(|variable| variable["name"] == binding.variable.as_str()), "{}", binding.variable);
            let Address::Service { instance, published, .. } = &binding.address else { continue };
            let callee = &environment[*instance];
            if !callee.emitted {
                // It stands in another cluster, of which the model has warned.
                continue;
            }
            let leads = |service: &&Value| namespace(service) == callee.namespace && label(service, "/spec/selector") == callee.name;
            let mut services = emitted.services().filter(leads);
            assert!(
                services.any(|service| items(service, "/spec/ports").any(|port| port["port"] == *published)),
                "{binding:?} leads nowhere"
            );
        }
    }
}

pub(crate) type End = (String, String);
type Edge = (End, End, u64);

/// What policies let through: an edge for each rule, from one end or the other.
fn allowed(emitted: &Emitted, rules: &str, peers: &str) -> BTreeSet<Edge> {
    let mut edges = BTreeSet::new();
    for policy in emitted.of_kind("NetworkPolicy") {
        let own = (namespace(policy).to_owned(), label(policy, "/spec/podSelector/matchLabels"));
        for rule in items(policy, &format!("/spec/{rules}")) {
            for peer in items(rule, &format!("/{peers}"))
                .filter(|peer| peer.pointer("/podSelector/matchLabels").is_some_and(|l| l.get(NAME).is_some()))
            {
                let of = text(peer, "/namespaceSelector/matchLabels/kubernetes.io~1metadata.name");
                let of = if of.is_empty() { own.0.clone() } else { of.to_owned() };
                let other = (of, label(peer, "/podSelector/matchLabels"));
                for port in items(rule, "/ports").filter_map(|port| port["port"].as_u64()) {
                    let (from, to) = if rules == "egress" { (own.clone(), other.clone()) } else { (other.clone(), own.clone()) };
                    edges.insert((from, to, port));
                }
            }
        }
    }
    edges
}

/// What the model asks for: relations between what runs here, and the members of one store among themselves, and what backs it up.
pub(crate) fn wanted(model: &Model, environment: &Environment) -> BTreeSet<(End, End)> {
    let ends = |element: ElementId| -> Vec<End> {
        let runner = model[model.whole(element)].broker.unwrap_or(model.whole(element));
        let instances = environment.instances_of(runner).filter(|(_, instance)| instance.emitted);
        instances.map(|(_, instance)| (instance.namespace.clone(), instance.name.clone())).collect()
    };
    let mut edges = BTreeSet::new();
    for relation in &model.relations {
        for from in ends(relation.source) {
            edges.extend(ends(relation.element).into_iter().take(1).filter(|to| *to != from).map(|to| (from.clone(), to)));
        }
    }
    for (_, instance) in environment.placed().filter(|(_, instance)| instance.emitted) {
        let base = model[instance.element].kind.base;
        let own = (instance.namespace.clone(), instance.name.clone());
        let Some(engine) = engines::of(base, &instance.properties).filter(|_| base.runs() && !base.is_workload()) else { continue };
        let operator = engines::operator(base, &instance.properties);
        if operator.is_some_and(|operator| operator.engine() == "kafka") {
            edges.insert(((own.0.clone(), format!("{}-entity-operator", own.1)), own.clone()));
        }
        if !engine.peers.is_empty() || operator.is_some() {
            edges.insert((own.clone(), own.clone()));
        }
        if instance.properties.backup.is_some() && ["mariadb", "mongodb", "mysql", "postgres"].contains(&engine.name) {
            edges.insert(((own.0.clone(), format!("{}-backup", own.1)), own));
        }
    }
    edges
}

/// What the program's own workloads reach of programs that it imports.
fn imported(model: &Model, environment: &Environment) -> BTreeSet<Edge> {
    let mut edges = BTreeSet::new();
    for (_, caller) in environment.placed().filter(|(_, instance)| instance.emitted) {
        for binding in &caller.bindings {
            if let Address::Imported { environment, instance, port, .. } = &binding.address {
                let callee = &model[*environment][*instance];
                let ends = [caller, callee].map(|end| (end.namespace.clone(), end.name.clone()));
                let [from, to] = ends;
                edges.insert((from, to, u64::from(*port)));
            }
        }
    }
    edges
}

fn policies_are_the_relations(model: &Model, environment: &Environment, emitted: &Emitted) {
    let (out, into) = (allowed(emitted, "egress", "to"), allowed(emitted, "ingress", "from"));
    let pods = pods(emitted);
    // The other end of what is imported stands in the other program's manifests.
    let (home, abroad): (BTreeSet<Edge>, BTreeSet<Edge>) = out.into_iter().partition(|(_, to, _)| pods.contains_key(to));
    assert_eq!(abroad, imported(model, environment));
    assert_eq!(home, into, "both ends agree");
    let listens = |end: &End| pods.get(end).is_some_and(|pod| containers(pod).any(|c| items(c, "/ports").next().is_some()));
    let drawn: BTreeSet<(End, End)> = home.iter().map(|(from, to, _)| (from.clone(), to.clone())).collect();
    assert_eq!(drawn, wanted(model, environment).into_iter().filter(|(_, to)| listens(to)).collect());
    for (_, to, port) in &home {
        let known = containers(pods[to]).flat_map(|container| items(container, "/ports"));
        assert!(known.into_iter().any(|known| known["containerPort"].as_u64() == Some(*port)), "{to:?} has no {port}");
    }
    for namespace in emitted.of_kind("Namespace").map(name) {
        for policy in ["default-deny", "allow-dns"] {
            assert!(emitted.of_kind("NetworkPolicy").any(|p| p["metadata"]["name"] == policy && p["metadata"]["namespace"] == namespace));
        }
    }
}

/// What is only busy is not ended: whether a container lives is asked in another way than whether it takes traffic.
fn life_and_traffic_differ(emitted: &Emitted) {
    let asked = |container: &Value, probe: &str| {
        let mut handlers = ["httpGet", "tcpSocket", "grpc", "exec"].into_iter();
        handlers.find_map(|handler| container.get(probe)?.get(handler)).cloned()
    };
    for container in emitted.objects.iter().filter_map(pod).flat_map(containers) {
        let [alive, ready] = ["livenessProbe", "readinessProbe"].map(|probe| asked(container, probe));
        assert!(alive.is_none() || alive != ready, "{container}");
    }
}

fn replicas_have_one_owner(emitted: &Emitted) {
    for kind in ["Deployment", "StatefulSet"] {
        for object in emitted.of_kind(kind) {
            let mut scalers = ["HorizontalPodAutoscaler", "ScaledObject"].iter().flat_map(|kind| emitted.of_kind(kind));
            let scaled =
                scalers.any(|s| namespace(s) == namespace(object) && s["spec"]["scaleTargetRef"]["name"] == object["metadata"]["name"]);
            assert_eq!(object.pointer("/spec/replicas").is_some(), !scaled, "{object}");
        }
    }
}

fn resources_are_listed(emitted: &Emitted) {
    let (kustomizations, files): (Vec<_>, Vec<_>) = emitted.files.iter().partition(|(path, _)| path.ends_with("/kustomization.yaml"));
    let mut found = BTreeSet::new();
    for (path, text) in kustomizations {
        let folder = path.trim_end_matches("kustomization.yaml");
        let value = archc::emit::yaml::parse(text).expect("it is YAML");
        let patches = items(&value, "/patches").filter_map(|patch| patch["path"].as_str());
        let listed = items(&value, "/resources").filter_map(Value::as_str).filter(|path| !path.starts_with("..")).chain(patches);
        found.extend(listed.map(|file| format!("{folder}{file}")));
    }
    assert_eq!(found, files.into_iter().map(|(path, _)| path.clone()).collect());
}
