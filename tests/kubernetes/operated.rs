//! What operators make of what they are told, as far as others depend on it: their pods' ports, the Services that lead there, and
//! the labels by which policies find them.

use super::facts::{name, namespace};
use serde_json::{Value, json};

const NAME: &str = "app.kubernetes.io/name";

/// A store that an operator runs.
struct Operated {
    /// Behind the store's name, the Service at which clients reach it.
    service: &'static str,
    client: u16,
    /// The ports at which its members, and the operator from its namespace, talk to it.
    inner: &'static [u16],
    operator: &'static str,
}

fn of(object: &Value) -> Option<Operated> {
    let cnpg = Operated { service: "-rw", client: 5432, inner: &[5432, 8000], operator: "cnpg-system" };
    let strimzi = Operated { service: "-kafka-bootstrap", client: 9092, inner: &[8443, 9090, 9091], operator: "strimzi" };
    match (object["apiVersion"].as_str()?, object["kind"].as_str()?) {
        ("postgresql.cnpg.io/v1", "Cluster") => Some(cnpg),
        ("kafka.strimzi.io/v1", "Kafka") => Some(strimzi),
        _ => None,
    }
}

/// What stands in for the objects that an operator makes: pods, and the Service that leads to them.
pub(crate) fn stand_ins(objects: &[Value]) -> Vec<Value> {
    let mut made = Vec::new();
    for (object, operated) in objects.iter().filter_map(|object| Some((object, of(object)?))) {
        let (name, namespace) = (name(object), namespace(object));
        let inner = operated.inner.iter().filter(|port| **port != operated.client);
        let port = |name: String, number: u16| json!({ "name": name, "containerPort": number, "protocol": "TCP" });
        let ports: Vec<Value> = std::iter::once(port("client".to_owned(), operated.client))
            .chain(inner.map(|number| port(format!("inner-{number}"), *number)))
            .collect();
        let pod = |name: &str, container: Value| {
            json!({
                "kind": "Operated",
                "metadata": { "name": name, "namespace": namespace },
                "spec": { "template": { "metadata": { "labels": { NAME: name } }, "spec": { "containers": [container] } } },
            })
        };
        made.push(pod(name, json!({ "ports": ports })));
        made.extend((object["kind"] == "Kafka").then(|| pod(&format!("{name}-entity-operator"), json!({}))));
        made.push(json!({
            "kind": "Service",
            "metadata": { "name": format!("{name}{}", operated.service), "namespace": namespace },
            "spec": {
                "selector": { NAME: name },
                "ports": [{ "port": operated.client, "targetPort": "client", "protocol": "TCP" }],
            },
        }));
    }
    made
}

/// The ports of each such store that its operator is let in to, with the namespace where the operator runs.
pub(super) fn doors(objects: &[Value]) -> impl Iterator<Item = (String, String, u64, String)> + '_ {
    objects.iter().filter_map(|object| Some((object, of(object)?))).flat_map(|(object, operated)| {
        let own = (namespace(object).to_owned(), name(object).to_owned());
        operated.inner.iter().map(move |port| (own.0.clone(), own.1.clone(), u64::from(*port), operated.operator.to_owned()))
    })
}

/// The pods that ask the API server what they are to do.
pub(super) fn governed(objects: &[Value]) -> impl Iterator<Item = (String, String)> + '_ {
    objects.iter().filter(|object| of(object).is_some()).map(|object| {
        let part = if object["kind"] == "Kafka" { "-entity-operator" } else { "" };
        (namespace(object).to_owned(), format!("{}{part}", name(object)))
    })
}

/// Has policies name the pods of operators as they name all others.
pub(crate) fn unify(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(unify),
        Value::Object(map) => {
            let cluster = map.get("cnpg.io/cluster").and_then(Value::as_str).map(str::to_owned);
            let named = map.get("strimzi.io/name").and_then(Value::as_str);
            let pool = named.map(|name| name.strip_suffix("-kafka").unwrap_or(name).to_owned());
            if let Some(name) = cluster.or(pool).filter(|_| map.len() == 1) {
                map.clear();
                map.insert(NAME.to_owned(), Value::String(name));
            }
            map.values_mut().for_each(unify);
        }
        _ => {}
    }
}
