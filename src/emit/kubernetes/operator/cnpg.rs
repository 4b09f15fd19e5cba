//! `CloudNativePG`: a `Cluster` of postgres.

use super::super::container;
use super::super::custom::Custom;
use super::super::object::{self, Labels, NAME, Object};
use super::super::pod::tolerations;
use super::super::quantity::seconds;
use super::super::site::Workload;
use crate::model::properties::Properties;
use crate::model::scheduling::Spread;
use k8s_openapi::api::core::v1 as core;
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use serde::Serialize;

/// The image that it runs where the program names none.
pub(in crate::emit::kubernetes) fn image(properties: &Properties) -> String {
    let version = properties.engine.as_ref().and_then(|engine| engine.version.as_deref()).unwrap_or("17");
    format!("ghcr.io/cloudnative-pg/postgresql:{version}")
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ClusterSpec {
    instances: u32,
    image_name: String,
    image_pull_policy: &'static str,
    inherited_metadata: Inherited,
    bootstrap: Bootstrap,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    enable_superuser_access: bool,
    storage: Storage,
    resources: core::ResourceRequirements,
    affinity: Affinity,
    #[serde(skip_serializing_if = "Option::is_none")]
    priority_class_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stop_delay: Option<i64>,
}

#[derive(Serialize)]
struct Inherited {
    labels: Labels,
}

#[derive(Serialize)]
struct Bootstrap {
    initdb: Database,
}

#[derive(Serialize)]
struct Database {
    database: String,
    owner: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Storage {
    size: Quantity,
    #[serde(skip_serializing_if = "Option::is_none")]
    storage_class: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Affinity {
    #[serde(rename = "enablePodAntiAffinity")]
    apart: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pod_anti_affinity_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    topology_key: Option<&'static str>,
    #[serde(skip_serializing_if = "Labels::is_empty")]
    node_selector: Labels,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tolerations: Vec<core::Toleration>,
}

/// The cluster that stands for a database.
pub(super) fn cluster(workload: &Workload<'_>, labels: &Labels) -> Object {
    let properties = &workload.instance.properties;
    let mut inherited = labels.clone();
    inherited.remove(NAME);
    let claim = container::kept(workload, "storage");
    let database = properties.runtime_name.as_ref().map_or(&workload.element.name, |name| &name.value).clone();
    let spec = ClusterSpec {
        instances: workload.replicas().0,
        image_name: container::store_image(workload),
        image_pull_policy: container::pull_policy(properties),
        inherited_metadata: Inherited { labels: inherited },
        bootstrap: Bootstrap { initdb: Database { owner: database.clone(), database } },
        // What dumps it has to read all of it.
        enable_superuser_access: properties.backup.is_some(),
        storage: Storage { size: super::super::quantity::bytes(claim.size), storage_class: claim.class },
        resources: container::store_resources(workload),
        affinity: affinity(properties),
        priority_class_name: properties.priority.as_ref().map(|priority| priority.value.clone()),
        stop_delay: properties.drain.as_ref().map(|drain| seconds(drain.value)),
    };
    let metadata = object::metadata(&workload.instance.name, &workload.instance.namespace, labels);
    Object::of(&Custom { api_version: "postgresql.cnpg.io/v1", kind: "Cluster", metadata, spec })
}

fn affinity(properties: &Properties) -> Affinity {
    let spread = properties.spread.as_ref().map_or(Spread::Soft, |spread| spread.value);
    let apart = spread != Spread::Off;
    Affinity {
        apart,
        pod_anti_affinity_type: apart.then_some(if spread == Spread::Strict { "required" } else { "preferred" }),
        topology_key: apart.then_some("topology.kubernetes.io/zone"),
        node_selector: properties.nodes.iter().map(|label| (label.name.clone(), label.value.clone())).collect(),
        tolerations: tolerations(properties).collect(),
    }
}
