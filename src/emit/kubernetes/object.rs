//! Objects on their way out: any typed value that has a kind and a name, as the document it becomes. Owns the order of
//! keys and what every object's metadata says.

use crate::emit::value::{self, Key, Value};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The label that everything selects on.
pub(super) const NAME: &str = "app.kubernetes.io/name";

/// Labels or annotations.
pub(super) type Labels = BTreeMap<String, String>;

/// A Kubernetes object as the document that it becomes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Object(pub(super) Value);

impl Object {
    /// The document of a typed object.
    pub(super) fn of<T: Serialize>(object: &T) -> Self {
        // Only a map whose keys are no strings has no such form, and no object has one.
        let mut value = value::of(object).unwrap_or(Value::Null);
        order(&mut value);
        if let Value::Object(map) = &mut value {
            map.arrange(|key| match key {
                "apiVersion" => 0,
                "kind" => 1,
                "metadata" => 2,
                _ => 3,
            });
        }
        Self(value)
    }

    /// Gives it labels where it says none itself.
    pub(super) fn label(&mut self, labels: &Value) {
        if let Some(metadata) = self.0.map_mut(&["metadata"]).filter(|metadata| !metadata.contains_key("labels")) {
            metadata.insert(Key::new_static("labels"), labels.clone());
        }
    }

    /// Its kind.
    pub(super) fn kind(&self) -> &str {
        self.0.get("kind").and_then(Value::as_str).unwrap_or_default()
    }

    /// Its namespace; nothing for what stands in none.
    pub(super) fn namespace(&self) -> &str {
        self.0.at(&["metadata", "namespace"]).and_then(Value::as_str).unwrap_or_default()
    }

    /// Whether it is a Service that leads to no pods, but to a name outside.
    pub(super) fn is_alias(&self) -> bool {
        self.0.at(&["spec", "type"]).and_then(Value::as_str) == Some("ExternalName")
    }

    /// What no two objects of a cluster share: kind, namespace and name.
    pub(super) fn identity(&self) -> (&str, &str, &str) {
        (self.kind(), self.namespace(), self.name())
    }

    /// Its name.
    pub(super) fn name(&self) -> &str {
        self.0.at(&["metadata", "name"]).and_then(Value::as_str).unwrap_or_default()
    }
}

/// Puts what tells one from another first, as people write it: the name in metadata and in the items of lists, and what a
/// container runs behind its name.
fn order(value: &mut Value) {
    match value {
        Value::Array(items) => {
            for item in items {
                if let Value::Object(map) = item {
                    map.arrange(|key| match key {
                        "name" => 0,
                        "image" => 1,
                        "imagePullPolicy" => 2,
                        "command" => 3,
                        "args" => 4,
                        "ports" => 5,
                        "env" => 6,
                        _ => 7,
                    });
                }
                order(item);
            }
        }
        Value::Object(map) => {
            if let Some(Value::Object(metadata)) = map.get_mut("metadata") {
                metadata.arrange(|key| match key {
                    "name" => 0,
                    "namespace" => 1,
                    _ => 2,
                });
            }
            map.values_mut().for_each(order);
        }
        _ => {}
    }
}

/// Metadata of an object in a namespace.
pub(super) fn metadata(name: &str, namespace: &str, labels: &Labels) -> ObjectMeta {
    ObjectMeta { labels: some(labels.clone()), ..named(name, namespace) }
}

/// Metadata of an object of a workload, which bears the workload's labels.
pub(super) fn named(name: &str, namespace: &str) -> ObjectMeta {
    ObjectMeta { name: Some(name.to_owned()), namespace: Some(namespace.to_owned()), ..ObjectMeta::default() }
}

/// A selector on the one label that tells what a pod is of.
pub(super) fn selector(name: &str) -> LabelSelector {
    LabelSelector { match_labels: Some(one(NAME, name)), ..LabelSelector::default() }
}

/// A selector on any one label.
pub(super) fn selector_on(key: &str, value: &str) -> LabelSelector {
    LabelSelector { match_labels: Some(one(key, value)), ..LabelSelector::default() }
}

/// A map of one entry.
pub(super) fn one(key: &str, value: &str) -> Labels {
    BTreeMap::from([(key.to_owned(), value.to_owned())])
}

/// Nothing where there is nothing in it: an empty list or map is never written.
pub(super) fn some<T: IntoIterator>(collection: T) -> Option<T>
where
    for<'a> &'a T: IntoIterator,
{
    let empty = (&collection).into_iter().next().is_none();
    (!empty).then_some(collection)
}

/// Eight hexadecimal digits that change when any of the parts does.
pub(super) fn hash<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a text is a label's value: at most 63 letters, digits, `-`, `_` and `.`, a letter or digit at both ends.
pub(super) fn is_label_value(text: &str) -> bool {
    let allowed = text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
    let ends = |c: Option<char>| c.is_none_or(|c| c.is_ascii_alphanumeric());
    allowed && text.len() <= 63 && ends(text.chars().next()) && ends(text.chars().last())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_labels_are_told_apart_from_others() {
        assert!(["", "1.2.3", "v0.10.6", "A_b"].into_iter().all(is_label_value));
        assert!(["-a", "a.", "a b", "ä"].into_iter().all(|text| !is_label_value(text)));
    }

    #[test]
    fn parts_of_a_hash_do_not_run_together() {
        assert_ne!(hash(["ab", "c"]), hash(["a", "bc"]));
        assert_eq!(hash(["a"]).len(), 8);
    }
}
