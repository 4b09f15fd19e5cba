//! What must hold for the values in the objects: quantities as Kubernetes writes them, secrets as references, and every host name
//! that stands in a text as the name of something that is there.

use super::facts::{containers, items, name, namespace, pod, pods, text};
use super::fixture::Emitted;
use archc::model::{Address, Environment, Model, engines};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn hold(model: &Model, environment: &Environment, emitted: &Emitted) {
    emitted.objects.iter().for_each(|object| quantities_are_canonical(object, object));
    for container in emitted.objects.iter().filter_map(pod).flat_map(containers) {
        requests_fit_limits(container);
    }
    emitted.of_kind("ResourceQuota").for_each(|quota| quota_holds_all(quota, emitted));
    secrets_are_references(model, environment, emitted);
    host_names_lead_somewhere(environment, emitted);
}

const QUANTITIES: [&str; 5] = ["cpu", "memory", "storage", "ephemeral-storage", "sizeLimit"];

fn quantities_are_canonical(object: &Value, value: &Value) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| quantities_are_canonical(object, item)),
        Value::Object(map) => {
            for (key, value) in map {
                let is_quantity = QUANTITIES.contains(&key.rsplit('.').next().unwrap_or_default()) && !value.is_object();
                assert!(!is_quantity || value.as_str().is_some_and(is_canonical), "{key}: {value} in {object}");
                quantities_are_canonical(object, value);
            }
        }
        _ => {}
    }
}

/// Digits and a unit.
fn parts(quantity: &str) -> (u128, &str) {
    let (digits, unit) = quantity.split_at(quantity.find(|c: char| !c.is_ascii_digit()).unwrap_or(quantity.len()));
    (digits.parse().unwrap_or_else(|_| panic!("{quantity} is no quantity")), unit)
}

/// Whether it is written with the largest unit that leaves no fraction.
fn is_canonical(quantity: &str) -> bool {
    let (count, unit) = parts(quantity);
    let whole = match unit {
        "m" | "k" | "M" | "G" | "T" | "P" | "" => 1000,
        "Ki" | "Mi" | "Gi" | "Ti" | "Pi" => 1024,
        "E" | "Ei" => u128::MAX,
        _ => return false,
    };
    !quantity.starts_with('0') && !count.is_multiple_of(whole) || quantity == "0"
}

fn thousandths(quantity: &str) -> u128 {
    let (count, unit) = parts(quantity);
    let power = |base: u128, at: Option<usize>| base.pow(u32::try_from(at.unwrap_or_default()).expect("it is small") + 1);
    let sizes = "KMGTPE";
    match unit {
        "m" => count,
        "" => count * 1000,
        "k" => count * 1_000_000,
        unit if unit.ends_with('i') => count * 1000 * power(1024, sizes.find(&unit[..1])),
        unit => count * 1000 * power(1000, sizes.find(unit)),
    }
}

fn requests_fit_limits(container: &Value) {
    for resource in ["cpu", "memory", "ephemeral-storage"] {
        let amount = |which: &str| container["resources"][which][resource].as_str().map(thousandths);
        let (request, limit) = (amount("requests"), amount("limits"));
        assert!(request.is_some() && limit.is_some() && request <= limit, "{resource} of {container}");
    }
}

/// How many pods of an object may run at once, at least.
fn copies(object: &Value, emitted: &Emitted) -> u128 {
    let targets = |scaler: &&Value| namespace(scaler) == namespace(object) && text(scaler, "/spec/scaleTargetRef/name") == name(object);
    let scaler = ["HorizontalPodAutoscaler", "ScaledObject"].iter().flat_map(|kind| emitted.of_kind(kind)).find(targets);
    let most = scaler.and_then(|scaler| scaler["spec"].get("maxReplicas").or(scaler["spec"].get("maxReplicaCount")));
    u128::from(most.or(object["spec"].get("replicas")).and_then(Value::as_u64).unwrap_or(1))
}

/// All that a namespace's pods may ask for at once fits its quota.
fn quota_holds_all(quota: &Value, emitted: &Emitted) {
    let hard = |key: &str| thousandths(quota["spec"]["hard"][key].as_str().unwrap_or_else(|| panic!("{quota} says nothing of {key}")));
    let of_namespace = emitted.objects.iter().filter(|object| namespace(object) == namespace(quota));
    let running: Vec<(&Value, u128)> =
        of_namespace.filter_map(|object| Some((pod(object)?, copies(object, emitted)))).filter(|(_, copies)| *copies > 0).collect();
    assert!(running.iter().map(|(_, copies)| copies * 1000).sum::<u128>() <= hard("pods"), "{quota}");
    for side in ["requests", "limits"] {
        for resource in ["cpu", "memory", "ephemeral-storage"] {
            let asked = |container: &Value| container["resources"][side][resource].as_str().map_or(0, thousandths);
            let all = running.iter().map(|(pod, copies)| containers(pod).map(asked).sum::<u128>() * copies).sum::<u128>();
            assert!(all <= hard(&format!("{side}.{resource}")), "{side} of {resource} in {quota}");
        }
    }
}

/// The keys of each engine's Secret, as the guide lists them.
fn documented() -> BTreeMap<String, BTreeSet<String>> {
    let guide = include_str!("../../docs/kubernetes.md");
    let rows = guide.lines().filter_map(|line| line.strip_prefix("| `")).map(|row| row.split(" | ").collect::<Vec<_>>());
    let quoted = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    rows.filter(|cells| cells.len() == 6).map(|cells| (cells[0].trim_end_matches('`').to_owned(), quoted(cells[4]))).collect()
}

/// No value of a secret stands anywhere: a variable refers to a key that the program or the guide names, of the Secret that is
/// called like the workload.
fn secrets_are_references(model: &Model, environment: &Environment, emitted: &Emitted) {
    assert!(emitted.of_kind("Secret").next().is_none());
    let documented = documented();
    assert!(engines::ALL.iter().all(|engine| documented.contains_key(engine.name)), "{documented:?}");
    let mut known: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    let of_cluster = |made| ["app", "superuser"].map(|whose| (namespace(made), format!("{}-{whose}", name(made))));
    let made: Vec<(&str, String)> = emitted.of_kind("Cluster").flat_map(of_cluster).collect();
    known.extend(made.iter().map(|(of, secret)| ((*of, secret.as_str()), BTreeSet::from(["username", "password"]))));
    for (_, instance) in environment.placed() {
        let element = &model[instance.element];
        let pod = model.outwards(instance.element).find(|at| model[*at].kind.base != archc::model::BaseKind::Component);
        let whole = environment.placed().find(|(_, other)| Some(other.element) == pod && other.namespace == instance.namespace);
        let Some((_, whole)) = whole else { continue };
        let keys = known.entry((&whole.namespace, &whole.name)).or_default();
        keys.extend(instance.properties.secrets.iter().chain(&element.properties.secrets).map(|secret| secret.name.as_str()));
        let engine = engines::of(element.kind.base, &instance.properties);
        keys.extend(engine.into_iter().flat_map(|engine| &documented[engine.name]).map(String::as_str));
    }
    let check = |of: &str, secret: &str, key: &str| {
        assert!(known.get(&(of, secret)).is_some_and(|keys| keys.contains(key)), "nobody knows the key {key} of {of}/{secret}");
    };
    for (object, pod) in emitted.objects.iter().filter_map(|object| Some((object, pod(object)?))) {
        for variable in containers(pod).flat_map(|container| items(container, "/env")) {
            let reference = variable.pointer("/valueFrom/secretKeyRef");
            reference.inspect(|reference| check(namespace(object), text(reference, "/name"), text(reference, "/key")));
            let own = known.get(&(namespace(object), name(object)));
            let secret = own.is_some_and(|keys| keys.contains(text(variable, "/name")));
            assert!(!secret || reference.is_some(), "{variable} of {}", name(object));
        }
    }
    for object in emitted.of_kind("ExternalSecret") {
        for fetched in items(object, "/spec/data") {
            check(namespace(object), text(object, "/spec/target/name"), text(fetched, "/secretKey"));
        }
    }
    for object in emitted.of_kind("TriggerAuthentication") {
        // KEDA reads the broker's Secret beside the worker, wherever the broker stands.
        for target in items(object, "/spec/secretTargetRef") {
            let (secret, key) = (text(target, "/name"), text(target, "/key"));
            assert!(known.iter().any(|((_, name), keys)| *name == secret && keys.contains(key)), "nobody knows the key {key} of {secret}");
        }
    }
}

/// All texts in which addresses stand: variables, arguments, files, what autoscalers ask.
fn texts<'v>(object: &'v Value, found: &mut Vec<&'v str>) {
    match object {
        Value::String(text) => found.push(text),
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Object(map) => map.values().for_each(|item| texts(item, found)),
        _ => {}
    }
}

const DOMAIN: &str = ".svc.cluster.local";

/// The host names of this cluster in a text, each with the port behind it.
fn hosts(text: &str) -> Vec<(&str, Option<u64>)> {
    let part = |c: char| c.is_ascii_alphanumeric() || "-._$()".contains(c);
    let found = text.match_indices(DOMAIN).map(|(at, _)| {
        let start = text[..at].rfind(|c| !part(c)).map_or(0, |before| before + 1);
        let digits = text[at + DOMAIN.len()..].strip_prefix(':').unwrap_or_default();
        let digits = &digits[..digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len())];
        (&text[start..at], digits.parse().ok())
    });
    found.collect()
}

fn host_names_lead_somewhere(environment: &Environment, emitted: &Emitted) {
    let elsewhere = |name: &str, of: &str| {
        let bindings = environment.placed().flat_map(|(_, instance)| &instance.bindings);
        let leaves = |address: &Address| match address {
            Address::Imported { .. } => true,
            Address::Service { instance, .. } => !environment[*instance].emitted,
            Address::Outside { .. } => false,
        };
        let host = format!("{name}.{of}{DOMAIN}");
        bindings.filter(|binding| leaves(&binding.address)).any(|binding| binding.value.contains(&host))
    };
    let pods = pods(emitted);
    for object in &emitted.objects {
        let mut found = Vec::new();
        texts(object, &mut found);
        for (host, port) in found.into_iter().flat_map(hosts) {
            let labels: Vec<&str> = host.split('.').collect();
            let (member, called, of) = match labels.as_slice() {
                [called, of] => (None, *called, *of),
                [member, called, of] => (Some(*member), *called, *of),
                _ => panic!("{host} in {object}"),
            };
            let service = emitted.services().find(|service| namespace(service) == of && name(service) == called);
            let Some(service) = service else {
                assert!(elsewhere(called, of), "{host} leads nowhere in {object}");
                continue;
            };
            let of_service = items(service, "/spec/ports").any(|known| known["port"].as_u64() == port);
            let pod = pods.get(&(of.to_owned(), called.to_owned()));
            let of_pod = pod
                .is_some_and(|pod| containers(pod).flat_map(|c| items(c, "/ports")).any(|known| known["containerPort"].as_u64() == port));
            assert!(port.is_none() || of_service || member.is_some() && of_pod, "{host} has no {port:?} in {object}");
            member.inspect(|member| is_member(emitted, member, called, of));
        }
    }
}

/// Whether a name is that of one of a set's pods; the pod may be left to say which.
fn is_member(emitted: &Emitted, member: &str, set: &str, of: &str) {
    let found = emitted.of_kind("StatefulSet").find(|found| namespace(found) == of && name(found) == set);
    let replicas = found.and_then(|found| found["spec"]["replicas"].as_u64()).unwrap_or_else(|| panic!("no StatefulSet {of}/{set}"));
    let index = member.strip_prefix(&format!("{set}-")).and_then(|index| index.parse::<u64>().ok());
    assert!(member == "$(POD_NAME)" || index.is_some_and(|index| index < replicas), "{member} of {set}, of which there are {replicas}");
}
