//! What kustomize makes of a folder, as far as we use it: resources of files and folders, components that patch them, and labels on
//! all of them.

use archc::emit::yaml;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The objects that a folder comes to.
pub(super) fn build(files: &BTreeMap<String, String>, folder: &str) -> Vec<Value> {
    if !files.keys().any(|path| path.starts_with(&format!("{folder}/"))) {
        return Vec::new();
    }
    let root = yaml::parse(&files[&format!("{folder}/kustomization.yaml")]).expect("it is YAML");
    assert_eq!(root["kind"], "Kustomization");
    let mut objects = Vec::new();
    for path in strings(&root["resources"]).map(|path| archc::source::join(folder, path)) {
        match files.get(&path) {
            Some(text) => objects.extend(text.split("\n---\n").map(|document| yaml::parse(document).expect("it is YAML"))),
            None => objects.extend(build(files, &path)),
        }
    }
    for component in strings(&root["components"]).map(|path| archc::source::join(folder, path)) {
        let list = yaml::parse(&files[&format!("{component}/kustomization.yaml")]).expect("it is YAML");
        assert_eq!(list["kind"], "Component");
        for patch in list["patches"].as_array().into_iter().flatten() {
            let changes = yaml::parse(&files[&format!("{component}/{}", patch["path"].as_str().expect("it is text"))]);
            let mut hit = objects.iter_mut().filter(|object| is_target(object, &patch["target"]));
            apply(hit.next().expect("a patch hits an object"), &changes.expect("it is YAML"));
            assert!(hit.next().is_none(), "a patch hits one object");
        }
    }
    for put in root["labels"].as_array().into_iter().flatten() {
        let fields = put["fields"].as_array().into_iter().flatten().map(|field| field["path"].as_str().expect("it is text"));
        let paths: Vec<String> = fields.map(|path| format!("/{path}")).collect();
        for object in &mut objects {
            label(object, &put["pairs"], &paths);
        }
    }
    objects
}

/// Puts labels on an object, and at those paths that lead to something in it.
fn label(object: &mut Value, pairs: &Value, paths: &[String]) {
    let own = object["metadata"].as_object_mut().expect("it is a map").entry("labels").or_insert_with(|| Value::Object(Map::new()));
    let pairs = || pairs.as_object().expect("it is a map").clone();
    own.as_object_mut().expect("it is a map").extend(pairs());
    for path in paths {
        if let Some(labels) = object.pointer_mut(path) {
            labels.as_object_mut().expect("it is a map").extend(pairs());
        }
    }
}

fn strings(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str)
}

fn is_target(object: &Value, target: &Value) -> bool {
    let text = |name: &str| target[name].as_str().unwrap_or_default();
    let api = if target.get("group").is_some() { format!("{}/{}", text("group"), text("version")) } else { text("version").to_owned() };
    object["apiVersion"] == api.as_str()
        && object["kind"] == target["kind"]
        && object["metadata"]["name"] == target["name"]
        && object["metadata"].get("namespace") == target.get("namespace")
}

/// Applies a JSON patch.
fn apply(object: &mut Value, changes: &Value) {
    for change in changes.as_array().expect("it is a list") {
        let (parent, key) = change["path"].as_str().and_then(|path| path.rsplit_once('/')).expect("it is a pointer");
        let key = key.replace("~1", "/").replace("~0", "~");
        match object.pointer_mut(parent).expect("the place is there") {
            Value::Object(map) => {
                let there = if change["op"] == "remove" { map.shift_remove(&key) } else { map.insert(key, change["value"].clone()) };
                assert_eq!(there.is_some(), change["op"] != "add", "{change}");
            }
            Value::Array(items) => {
                assert_eq!(change["op"], "replace");
                items[key.parse::<usize>().expect("it is an index")] = change["value"].clone();
            }
            _ => panic!("{change} in {object}"),
        }
    }
}
