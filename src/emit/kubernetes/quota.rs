//! What a namespace as a whole may take: a quota that is the sum of all that its pods may ask for, and what a container gets that
//! asks for nothing.

use super::container::requirements;
use super::object::{self, Labels, Object};
use super::quantity::{self, MEBIBYTE};
use crate::emit::value::{Map, Value};
use crate::model::quantity::{Bytes, Cpu};
use k8s_openapi::api::core::v1::{LimitRange, LimitRangeItem, LimitRangeSpec, ResourceQuota, ResourceQuotaSpec};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The quota and the defaults of a namespace, from all other objects in it. `nodes` says on how many nodes a daemon runs; where there
/// is one and that is not known, there is no quota.
pub(super) fn objects<'o>(
    namespace: &str,
    labels: &Labels,
    all: impl Iterator<Item = &'o Object> + Clone,
    nodes: Option<u64>,
) -> Vec<Object> {
    let quota = Sum::of(all, nodes).map(|sum| {
        let spec = ResourceQuotaSpec { hard: Some(sum.hard()), ..ResourceQuotaSpec::default() };
        let metadata = object::metadata("resources", namespace, labels);
        Object::of(&ResourceQuota { metadata, spec: Some(spec), status: None })
    });
    quota.into_iter().chain([defaults(namespace, labels)]).collect()
}

/// What a container gets that says nothing, made by hand say.
fn defaults(namespace: &str, labels: &Labels) -> Object {
    let request = (Cpu(100), Bytes(128 * MEBIBYTE), Bytes(64 * MEBIBYTE));
    let limit = (Cpu(1000), Bytes(512 * MEBIBYTE), Bytes(512 * MEBIBYTE));
    let both = requirements(request, limit);
    let item =
        LimitRangeItem { type_: "Container".to_owned(), default: both.limits, default_request: both.requests, ..LimitRangeItem::default() };
    let metadata = object::metadata("containers", namespace, labels);
    Object::of(&LimitRange { metadata, spec: Some(LimitRangeSpec { limits: vec![item] }) })
}

/// What all pods of a namespace may ask for at once, in thousandths of the units.
#[derive(Default)]
struct Sum {
    pods: u64,
    claims: u64,
    balancers: u64,
    amounts: BTreeMap<String, u128>,
}

impl Sum {
    fn of<'o>(all: impl Iterator<Item = &'o Object> + Clone, nodes: Option<u64>) -> Option<Self> {
        let mut most: BTreeMap<&str, u64> = BTreeMap::new();
        for scaler in all.clone() {
            let path = match scaler.kind() {
                "HorizontalPodAutoscaler" => "maxReplicas",
                "ScaledObject" => "maxReplicaCount",
                _ => continue,
            };
            let target = scaler.0.at(&["spec", "scaleTargetRef", "name"]).and_then(Value::as_str).unwrap_or_default();
            most.insert(target, number(&scaler.0, &["spec", path]).unwrap_or(1));
        }
        let mut sum = Self::default();
        for object in all {
            sum.add(object, most.get(object.name()).copied(), nodes)?;
        }
        Some(sum)
    }

    fn add(&mut self, object: &Object, most: Option<u64>, nodes: Option<u64>) -> Option<()> {
        let value = &object.0;
        let replicas = || most.or_else(|| number(value, &["spec", "replicas"])).unwrap_or(1);
        let copies = match object.kind() {
            // While it is replaced there are those that come and those that go, besides.
            "Deployment" => replicas().saturating_add(surge(value, replicas()).saturating_mul(2)),
            "StatefulSet" => replicas(),
            "DaemonSet" => nodes?,
            "Job" => number(value, &["spec", "parallelism"]).unwrap_or(1),
            "CronJob" => number(value, &["spec", "jobTemplate", "spec", "parallelism"]).unwrap_or(1),
            "PersistentVolumeClaim" => return self.claim(value, 1),
            "Service" => {
                self.balancers += u64::from(value.at(&["spec", "type"]).and_then(Value::as_str) == Some("LoadBalancer"));
                return Some(());
            }
            "Cluster" | "KafkaNodePool" | "Kafka" => return self.operated(object),
            _ => return Some(()),
        };
        let template = [&["spec", "template", "spec"][..], &["spec", "jobTemplate", "spec", "template", "spec"]]
            .into_iter()
            .find_map(|path| value.at(path))?;
        self.pods = self.pods.saturating_add(copies);
        for container in ["containers", "initContainers"].iter().filter_map(|list| template.get(list).and_then(Value::as_array)).flatten() {
            self.resources(container.get("resources"), copies)?;
        }
        let claims = value.at(&["spec", "volumeClaimTemplates"]).and_then(Value::as_array);
        claims.into_iter().flatten().try_for_each(|claim| self.claim(claim, copies))
    }

    /// What an operator makes of what it is told: pods of one size, and jobs or helpers beside them.
    fn operated(&mut self, object: &Object) -> Option<()> {
        let value = &object.0;
        let (pods, resources, sizes) = match object.kind() {
            // A job sets up, or copies, one member at a time.
            "Cluster" => {
                (number(value, &["spec", "instances"]).unwrap_or(1).saturating_add(1), "/spec/resources", vec!["/spec/storage/size"])
            }
            "KafkaNodePool" => (number(value, &["spec", "replicas"]).unwrap_or(1), "/spec/resources", vec!["/spec/storage/volumes/0/size"]),
            _ => (1, "/spec/entityOperator/topicOperator/resources", Vec::new()),
        };
        self.pods = self.pods.saturating_add(pods);
        self.resources(value.pointer(resources), pods)?;
        for size in sizes.into_iter().filter_map(|path| value.pointer(path)) {
            self.claims = self.claims.saturating_add(pods);
            self.amount("requests.storage".to_owned(), size, pods)?;
        }
        Some(())
    }

    fn resources(&mut self, resources: Option<&Value>, copies: u64) -> Option<()> {
        for side in ["requests", "limits"] {
            let amounts = resources.and_then(|resources| resources.get(side)).and_then(Value::as_object);
            for (name, amount) in amounts.into_iter().flat_map(Map::iter) {
                self.amount(format!("{side}.{name}"), amount, copies)?;
            }
        }
        Some(())
    }

    fn claim(&mut self, claim: &Value, copies: u64) -> Option<()> {
        self.claims = self.claims.saturating_add(copies);
        match claim.at(&["spec", "resources", "requests", "storage"]) {
            Some(size) => self.amount("requests.storage".to_owned(), size, copies),
            None => Some(()),
        }
    }

    /// Adds an amount; nothing where it cannot be read, as a patch may write what it likes.
    fn amount(&mut self, name: String, amount: &Value, copies: u64) -> Option<()> {
        let written = match amount {
            Value::String(text) => Cow::Borrowed(text.as_str()),
            Value::Number(number) => Cow::Owned(number.to_string()),
            _ => return None,
        };
        let thousandths = quantity::thousandths(&written)?.saturating_mul(u128::from(copies));
        let entry = self.amounts.entry(name).or_default();
        *entry = entry.saturating_add(thousandths);
        Some(())
    }

    fn hard(&self) -> BTreeMap<String, Quantity> {
        let counts = [("pods", self.pods), ("persistentvolumeclaims", self.claims), ("services.loadbalancers", self.balancers)];
        let counts = counts.into_iter().map(|(name, count)| (name.to_owned(), Quantity(count.to_string())));
        let amounts = self.amounts.iter().map(|(name, thousandths)| {
            let whole = u64::try_from(*thousandths).unwrap_or(u64::MAX);
            let quantity = if name.split_once('.').is_some_and(|(_, what)| what == "cpu") {
                quantity::cpu(Cpu(whole))
            } else {
                quantity::bytes(Bytes(whole.div_ceil(1000)))
            };
            (name.clone(), quantity)
        });
        counts.chain(amounts).collect()
    }
}

fn number(value: &Value, path: &[&str]) -> Option<u64> {
    value.at(path).and_then(Value::as_u64)
}

/// How many more than asked for a rolling update may start.
fn surge(deployment: &Value, replicas: u64) -> u64 {
    let said = deployment.at(&["spec", "strategy", "rollingUpdate", "maxSurge"]);
    let percent = said.and_then(Value::as_str).and_then(|text| text.strip_suffix('%')).and_then(|text| text.parse::<u64>().ok());
    match (said.and_then(Value::as_u64), percent) {
        (Some(count), _) => count,
        (None, Some(percent)) => replicas.saturating_mul(percent).div_ceil(100),
        (None, None) => 0,
    }
}
