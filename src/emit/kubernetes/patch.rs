//! Strategic merge patches: what a program asks to change in an object. Maps are merged, `null` takes away, and lists whose
//! items have a key of their own are merged by it, as `kubectl` does.

use super::Findings;
use super::object::Object;
use crate::diag::codes::emit::{PATCH, PATCH_MISSES};
use crate::diag::{Diagnostic, nearest};
use crate::emit::value::{Map, Value};
use crate::emit::yaml;
use crate::model::properties::Patch;

/// Applies a patch to the object that it means.
pub(super) fn apply(patch: &Patch, element: &str, objects: &mut [Object], findings: &mut Findings) {
    let changes = match yaml::parse(&patch.yaml).map(Value::from) {
        Ok(Value::Object(changes)) => changes,
        Ok(_) => {
            let error = Diagnostic::error(&PATCH, patch.span, format!("the patch of `{element}` is not a map"));
            findings.push(error.help(format!("write what is to change as it stands in the {}: `spec:` and below", patch.kind)));
            return;
        }
        Err(message) => {
            let line = message.lines().next().unwrap_or_default().trim_start_matches("error: ");
            findings.push(Diagnostic::error(&PATCH, patch.span, format!("the patch of `{element}` is not YAML: {line}")));
            return;
        }
    };
    let named = changes.get("metadata").and_then(|metadata| metadata.get("name")).and_then(Value::as_str).map(str::to_owned);
    let wanted = |object: &&mut Object| object.kind() == patch.kind && named.as_ref().is_none_or(|name| object.name() == name);
    let kinds: Vec<String> = objects.iter().map(|object| object.kind().to_owned()).collect();
    let Some(object) = objects.iter_mut().find(wanted) else {
        findings.push(missed(patch, element, named.as_deref(), &kinds));
        return;
    };
    let before = object.0.clone();
    if let Value::Object(target) = &mut object.0 {
        merge(target, changes, &patch.kind);
    }
    if let Some(list) = half_item(&object.0) {
        let error = Diagnostic::error(
            &PATCH_MISSES,
            patch.span,
            format!("the patch of `{element}` makes a container without an image in `{list}`"),
        );
        findings.push(error.help("an item of a list is found by its name: a container is called like its element"));
        object.0 = before;
    }
}

fn missed(patch: &Patch, element: &str, named: Option<&str>, kinds: &[String]) -> Diagnostic {
    let what = named.map_or_else(|| format!("no {}", patch.kind), |name| format!("no {} called `{name}`", patch.kind));
    let error = Diagnostic::error(&PATCH_MISSES, patch.span, format!("the patch of `{element}` hits nothing: it makes {what}"));
    let mut distinct: Vec<&str> = Vec::new();
    for kind in kinds {
        if !distinct.contains(&kind.as_str()) {
            distinct.push(kind);
        }
    }
    match nearest(&patch.kind, distinct.iter().copied()) {
        Some(near) => error.help(format!("did you mean `{near}`?")),
        None => error.help(format!("it makes {}", distinct.iter().map(|kind| format!("`{kind}`")).collect::<Vec<_>>().join(", "))),
    }
}

/// The list in which a patch made a container of which nobody knows the image.
fn half_item(object: &Value) -> Option<&'static str> {
    let spec = ["/spec/template/spec", "/spec/jobTemplate/spec/template/spec"].iter().find_map(|path| object.pointer(path))?;
    ["containers", "initContainers"].into_iter().find(|list| {
        let containers = spec.get(list).and_then(Value::as_array);
        containers.is_some_and(|containers| containers.iter().any(|container| container.get("image").is_none()))
    })
}

fn merge(target: &mut Map, changes: Map, under: &str) {
    if changes.get("$patch").and_then(Value::as_str) == Some("replace") {
        *target = changes.into_iter().filter(|(key, _)| key != "$patch").collect();
        return;
    }
    for (key, change) in changes {
        match (target.get_mut(&key), change) {
            (_, Value::Null) => {
                target.remove(&key);
            }
            (Some(Value::Object(map)), Value::Object(changes)) => merge(map, changes, &key),
            (Some(Value::Array(items)), Value::Array(changes)) => {
                let merged = merge_key(&key, under);
                match merged {
                    Some(merge_key) => merge_items(items, changes, merge_key, &key),
                    None => *items = changes,
                }
            }
            (_, change) if !key.starts_with('$') => {
                target.insert(key, clean(change));
            }
            _ => {}
        }
    }
    target.retain(|value| !matches!(value, Value::Array(items) if items.is_empty()));
}

fn merge_items(items: &mut Vec<Value>, changes: Vec<Value>, key: &str, list: &str) {
    if changes.iter().any(|change| change.get("$patch").and_then(Value::as_str) == Some("replace")) {
        *items = changes.into_iter().filter(|change| change.get("$patch").is_none()).collect();
        return;
    }
    for change in changes {
        let same = |item: &Value| item.get(key).is_some() && item.get(key) == change.get(key);
        let Some(at) = items.iter().position(same) else {
            if change.get("$patch").is_none() {
                items.push(clean(change));
            }
            continue;
        };
        if change.get("$patch").and_then(Value::as_str) == Some("delete") {
            items.remove(at);
        } else if let (Some(Value::Object(item)), Value::Object(change)) = (items.get_mut(at), change) {
            merge(item, change, list);
        }
    }
}

/// What is put in anew: without what only takes away.
fn clean(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let kept = map.into_iter().filter(|(key, value)| *value != Value::Null && !key.starts_with("$patch"));
            Value::Object(kept.map(|(key, value)| (key, clean(value))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(clean).collect()),
        other => other,
    }
}

/// The key by which the items of a list are merged, as the API's own schemas say it.
fn merge_key(list: &str, under: &str) -> Option<&'static str> {
    Some(match list {
        "containers" | "initContainers" | "ephemeralContainers" | "env" | "volumes" | "imagePullSecrets" | "secrets" => "name",
        "ports" if under == "spec" => "port",
        "ports" => "containerPort",
        "volumeMounts" => "mountPath",
        "volumeDevices" => "devicePath",
        "topologySpreadConstraints" => "topologyKey",
        "hostAliases" => "ip",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Diagnostics;
    use crate::source::Span;
    use serde_json::json;

    fn deployment() -> Object {
        let container =
            json!({ "name": "orders", "image": "i", "env": [{ "name": "A", "value": "1" }], "ports": [{ "containerPort": 80 }] });
        let spec = json!({ "replicas": 1, "template": { "spec": { "containers": [container], "tolerations": [{ "key": "a" }] } } });
        Object(Value::from(json!({ "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "orders" }, "spec": spec })))
    }

    fn patched(kind: &str, yaml: &str) -> (serde_json::Value, Vec<String>) {
        let (mut objects, mut findings) = ([deployment()], Diagnostics::default());
        apply(&Patch { kind: kind.to_owned(), yaml: yaml.to_owned(), span: Span::default() }, "orders", &mut objects, &mut findings);
        let [object] = objects;
        (json!(object.0), findings.iter().map(|finding| format!("{} {}", finding.code.id, finding.message)).collect())
    }

    #[test]
    fn maps_and_keyed_lists_are_merged_and_others_replaced() {
        let yaml = "
spec:
  replicas: null
  template:
    spec:
      priorityClassName: high
      tolerations: [{key: b}]
      containers:
      - name: orders
        env: [{name: A, value: '2'}, {name: B, value: '3'}]
        ports: [{containerPort: 80, name: http}]
";
        let (object, messages) = patched("Deployment", yaml);
        assert!(messages.is_empty(), "{messages:?}");
        assert_eq!(object.pointer("/spec/replicas"), None);
        let pod = object.pointer("/spec/template/spec").expect("the pod is there");
        assert_eq!(pod["priorityClassName"], "high");
        assert_eq!(pod["tolerations"], json!([{ "key": "b" }]));
        assert_eq!(pod["containers"][0]["env"], json!([{ "name": "A", "value": "2" }, { "name": "B", "value": "3" }]));
        assert_eq!(pod["containers"][0]["ports"], json!([{ "containerPort": 80, "name": "http" }]));
        assert_eq!(pod["containers"][0]["image"], "i");
    }

    #[test]
    fn directives_delete_and_replace() {
        let yaml = "{spec: {template: {spec: {containers: [{name: orders, env: [{name: A, $patch: delete}]}]}}}}";
        let (object, _) = patched("Deployment", yaml);
        assert_eq!(object.pointer("/spec/template/spec/containers/0/env"), None);
        let (object, _) = patched("Deployment", "{spec: {$patch: replace, paused: true}}");
        assert_eq!(object["spec"], json!({ "paused": true }));
    }

    #[test]
    fn a_patch_that_hits_nothing_is_an_error() {
        let message = |kind, yaml| patched(kind, yaml).1.join("; ");
        assert!(message("Deploymnet", "spec: {}").contains("makes no Deploymnet"));
        assert!(message("Deployment", "metadata: {name: other}").contains("no Deployment called `other`"));
        assert!(message("Deployment", "spec: [").contains("is not YAML"));
        assert!(message("Deployment", "- 1").contains("is not a map"));
        assert!(message("Deployment", "spec: {template: {spec: {containers: [{name: app, tty: true}]}}}").contains("without an image"));
        assert_eq!(message("Deployment", "spec: {paused: true}"), "");
    }
}
