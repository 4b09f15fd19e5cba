//! Where the values of secrets come from. No value is ever in a manifest: containers refer to keys of the workload's Secret,
//! and what names a store is fetched from there.

use super::custom::{Custom, ExternalSecretSpec, ExternalValue, RemoteRef, SecretTargetName, SourceRef, StoreRef};
use super::object::{self, Object};
use super::site::{Part, Workload};
use crate::model::properties::Secret;
use k8s_openapi::api::core::v1::Container;
use std::collections::BTreeSet;

/// Fetches the workload's secrets that name where they are kept, `store/key`, from the `ClusterSecretStore` of that name.
pub(super) fn external<'c>(workload: &Workload<'_>, containers: impl Iterator<Item = &'c Container>) -> Option<Object> {
    let mut kept: Vec<(&Secret, &str, &str)> = Vec::new();
    for secret in workload.parts.iter().flat_map(Part::secrets) {
        let Some(from) = &secret.from else { continue };
        let (store, key) = from.split_once('/').unwrap_or((from, &secret.name));
        if kept.iter().all(|(known, _, _)| known.name != secret.name) {
            kept.push((secret, store, key));
        }
    }
    let (_, first, _) = *kept.first()?;
    let store = |name: &str| StoreRef { kind: "ClusterSecretStore", name: name.to_owned() };
    let value = |(secret, name, key): &(&Secret, &str, &str)| ExternalValue {
        secret_key: secret.name.clone(),
        remote_ref: RemoteRef { key: (*key).to_owned() },
        source_ref: (*name != first).then(|| SourceRef { store_ref: store(name) }),
    };
    let used: BTreeSet<&str> = containers.flat_map(keys).collect();
    let whole = used.iter().all(|key| kept.iter().any(|(secret, _, _)| secret.name == **key));
    let spec = ExternalSecretSpec {
        refresh_interval: "1h",
        secret_store_ref: store(first),
        target: SecretTargetName {
            name: workload.instance.name.clone(),
            // Where others put keys into the same Secret, it is theirs.
            creation_policy: if whole { "Owner" } else { "Merge" },
        },
        data: kept.iter().map(value).collect(),
    };
    let metadata = object::named(&workload.instance.name, &workload.instance.namespace);
    Some(Object::of(&Custom { api_version: "external-secrets.io/v1", kind: "ExternalSecret", metadata, spec }))
}

fn keys(container: &Container) -> impl Iterator<Item = &str> {
    let variables = container.env.iter().flatten();
    variables.filter_map(|variable| variable.value_from.as_ref()?.secret_key_ref.as_ref()).map(|reference| reference.key.as_str())
}
