//! Strimzi: a `Kafka` with one pool of nodes, and its topics.

use super::super::container;
use super::super::custom::Custom;
use super::super::object::{self, Labels, Object, one, selector_on};
use super::super::pod::tolerations;
use super::super::quantity::{self, MEBIBYTE};
use super::super::site::{Site, Workload};
use crate::model::deployment::plain_name;
use crate::model::quantity::{Bytes, Cpu};
use k8s_openapi::api::core::v1 as core;
use k8s_openapi::api::networking::v1::NetworkPolicyPeer;
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

const API: &str = "kafka.strimzi.io/v1";
/// The label that says which cluster something belongs to.
const CLUSTER: &str = "strimzi.io/cluster";

/// Who may connect as a client.
pub(in crate::emit::kubernetes) type Client = NetworkPolicyPeer;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct KafkaSpec {
    kafka: Brokers,
    entity_operator: EntityOperator,
}

#[derive(Serialize)]
struct Brokers {
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    listeners: Vec<Listener>,
    config: BTreeMap<&'static str, Value>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Listener {
    name: &'static str,
    port: u16,
    r#type: &'static str,
    tls: bool,
    /// The operator's own policy lets everybody in where nobody is named.
    network_policy_peers: Vec<NetworkPolicyPeer>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EntityOperator {
    topic_operator: TopicOperator,
    template: Template,
}

#[derive(Serialize)]
struct TopicOperator {
    resources: core::ResourceRequirements,
}

/// How the operator's pods differ from what it makes by itself.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Template {
    pod: PodTemplate,
    #[serde(skip_serializing_if = "Option::is_none")]
    kafka_container: Option<ContainerTemplate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    topic_operator_container: Option<ContainerTemplate>,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct PodTemplate {
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<ObjectMeta>,
    security_context: core::PodSecurityContext,
    #[serde(skip_serializing_if = "Option::is_none")]
    priority_class_name: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tolerations: Vec<core::Toleration>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    topology_spread_constraints: Vec<core::TopologySpreadConstraint>,
    #[serde(skip_serializing_if = "Option::is_none")]
    affinity: Option<core::Affinity>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ContainerTemplate {
    security_context: core::SecurityContext,
}

#[derive(Serialize)]
struct PoolSpec {
    replicas: u32,
    roles: [&'static str; 2],
    storage: Storage,
    resources: core::ResourceRequirements,
    template: Template,
}

#[derive(Serialize)]
struct Storage {
    r#type: &'static str,
    volumes: Vec<Volume>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Volume {
    id: u32,
    r#type: &'static str,
    size: Quantity,
    #[serde(skip_serializing_if = "Option::is_none")]
    class: Option<String>,
    delete_claim: bool,
    kraft_metadata: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TopicSpec {
    topic_name: String,
    partitions: u32,
    replicas: u32,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    config: BTreeMap<&'static str, Value>,
}

/// The cluster, its pool and its topics.
pub(super) fn objects(site: &Site<'_>, workload: &Workload<'_>, labels: &Labels, clients: Vec<Client>) -> Vec<Object> {
    let replicas = workload.replicas().0;
    let copies = replicas.clamp(1, 3);
    let mut owned = labels.clone();
    owned.insert(CLUSTER.to_owned(), workload.instance.name.clone());
    let (name, namespace) = (&workload.instance.name, &workload.instance.namespace);
    let pool =
        Custom { api_version: API, kind: "KafkaNodePool", metadata: object::metadata(name, namespace, &owned), spec: pool(workload) };
    let spec = KafkaSpec { kafka: brokers(workload, copies, clients), entity_operator: entity_operator(labels) };
    let kafka = Custom { api_version: API, kind: "Kafka", metadata: object::metadata(name, namespace, labels), spec };
    let mut objects = vec![Object::of(&pool), Object::of(&kafka)];
    let channels = site.channels(workload.instance.element);
    objects.extend(channels.map(|instance| {
        let element = &site.model[instance.element];
        let said = &instance.properties;
        let retention = said.retention.as_ref().map(|retention| ("retention.ms", Value::from(retention.value.0)));
        let spec = TopicSpec {
            topic_name: said.runtime_name.as_ref().map_or(&element.name, |name| &name.value).clone(),
            partitions: said.partitions.as_ref().map_or(1, |partitions| partitions.value),
            replicas: copies,
            config: retention.into_iter().collect(),
        };
        let metadata = object::metadata(&plain_name(&element.name), namespace, &owned);
        Object::of(&Custom { api_version: API, kind: "KafkaTopic", metadata, spec })
    }));
    objects
}

fn brokers(workload: &Workload<'_>, copies: u32, clients: Vec<Client>) -> Brokers {
    let version = workload.instance.properties.engine.as_ref().and_then(|engine| engine.version.clone());
    // The operator knows whole versions alone.
    let version = version.map(|version| {
        let points = version.matches('.').count();
        format!("{version}{}", ".0".repeat(2_usize.saturating_sub(points)))
    });
    let in_step = if copies >= 3 { 2 } else { 1 };
    let config = [
        ("auto.create.topics.enable", Value::from(false)),
        ("default.replication.factor", Value::from(copies)),
        ("min.insync.replicas", Value::from(in_step)),
        ("offsets.topic.replication.factor", Value::from(copies)),
        ("transaction.state.log.min.isr", Value::from(in_step)),
        ("transaction.state.log.replication.factor", Value::from(copies)),
    ];
    // A list without anybody would let everybody in.
    let own = NetworkPolicyPeer { pod_selector: Some(selector_on(CLUSTER, &workload.instance.name)), ..NetworkPolicyPeer::default() };
    let clients = if clients.is_empty() { vec![own] } else { clients };
    let listener = Listener { name: "plain", port: 9092, r#type: "internal", tls: false, network_policy_peers: clients };
    Brokers { version, listeners: vec![listener], config: config.into_iter().collect() }
}

fn pool(workload: &Workload<'_>) -> PoolSpec {
    let properties = &workload.instance.properties;
    let claim = container::kept(workload, "storage");
    let volume = Volume {
        id: 0,
        r#type: "persistent-claim",
        size: quantity::bytes(claim.size),
        class: claim.class,
        delete_claim: false,
        kraft_metadata: "shared",
    };
    let (label, pods) = super::selection(workload.operator, &workload.instance.name);
    let pod = PodTemplate {
        metadata: None,
        // The files of its image belong to the root group.
        security_context: core::PodSecurityContext { fs_group: Some(0), ..restricted_pod() },
        priority_class_name: properties.priority.as_ref().map(|priority| priority.value.clone()),
        tolerations: tolerations(properties).collect(),
        topology_spread_constraints: super::super::pod::spread_on(workload, &selector_on(label, &pods)).unwrap_or_default(),
        affinity: node_affinity(workload),
    };
    PoolSpec {
        replicas: workload.replicas().0,
        roles: ["controller", "broker"],
        storage: Storage { r#type: "jbod", volumes: vec![volume] },
        resources: container::store_resources(workload),
        template: Template { pod, kafka_container: Some(restricted()), topic_operator_container: None },
    }
}

/// The nodes that the program names: Strimzi takes no plain selector.
fn node_affinity(workload: &Workload<'_>) -> Option<core::Affinity> {
    let wanted: Vec<core::NodeSelectorRequirement> = workload
        .instance
        .properties
        .nodes
        .iter()
        .map(|label| core::NodeSelectorRequirement {
            key: label.name.clone(),
            operator: "In".to_owned(),
            values: Some(vec![label.value.clone()]),
        })
        .collect();
    let terms = vec![core::NodeSelectorTerm { match_expressions: Some(wanted.clone()), match_fields: None }];
    let nodes = core::NodeAffinity {
        required_during_scheduling_ignored_during_execution: Some(core::NodeSelector { node_selector_terms: terms }),
        ..Default::default()
    };
    (!wanted.is_empty()).then(|| core::Affinity { node_affinity: Some(nodes), ..Default::default() })
}

fn entity_operator(labels: &Labels) -> EntityOperator {
    let part = labels.get("app.kubernetes.io/part-of").map(|part| one("app.kubernetes.io/part-of", part));
    let metadata = part.map(|labels| ObjectMeta { labels: Some(labels), ..ObjectMeta::default() });
    let resources = container::requirements(
        (Cpu(100), Bytes(256 * MEBIBYTE), Bytes(64 * MEBIBYTE)),
        (Cpu(500), Bytes(512 * MEBIBYTE), Bytes(256 * MEBIBYTE)),
    );
    let pod = PodTemplate { metadata, security_context: restricted_pod(), ..PodTemplate::default() };
    let template = Template { pod, kafka_container: None, topic_operator_container: Some(restricted()) };
    EntityOperator { topic_operator: TopicOperator { resources }, template }
}

fn restricted_pod() -> core::PodSecurityContext {
    core::PodSecurityContext {
        run_as_non_root: Some(true),
        seccomp_profile: Some(core::SeccompProfile { type_: "RuntimeDefault".to_owned(), localhost_profile: None }),
        ..Default::default()
    }
}

fn restricted() -> ContainerTemplate {
    let dropped = core::Capabilities { add: None, drop: Some(vec!["ALL".to_owned()]) };
    let security_context =
        core::SecurityContext { allow_privilege_escalation: Some(false), capabilities: Some(dropped), ..Default::default() };
    ContainerTemplate { security_context }
}
