//! Autoscalers: by processor, memory or requests with a `HorizontalPodAutoscaler`, by messages that wait with KEDA.

use super::Findings;
use super::custom::{AuthenticationSpec, Custom, NameRef, ScaleTarget, ScaleTrigger, ScaledSpec, SecretTarget};
use super::object::{self, Labels, Object};
use super::operator;
use super::quantity::count;
use super::site::{self, Callee, Runs, Site, Workload};
use crate::diag::Diagnostic;
use crate::diag::codes::emit::SCALE;
use crate::model::deployment::plain_name;
use crate::model::properties::Trigger;
use crate::model::quantity::{Percent, Rate, RateUnit};
use crate::model::{Direction, Element, ElementId, Meaning, RelationId, engines};
use crate::source::Span;
use k8s_openapi::api::autoscaling::v2 as scaling;
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use std::collections::BTreeMap;

/// What scales a workload, if something does.
pub(super) fn objects(site: &Site<'_>, workload: &Workload<'_>, labels: &Labels, findings: &mut Findings) -> Vec<Object> {
    let Some(trigger) = workload.trigger() else { return Vec::new() };
    let span = workload.instance.properties.replicas.as_ref().map_or(workload.element.span, |replicas| replicas.span);
    let name = &workload.element.name;
    if !matches!(workload.runs, Runs::Deployment | Runs::StatefulSet) {
        let error =
            Diagnostic::error(&SCALE, span, format!("`{name}` is a {} and cannot be scaled by its load", workload.element.kind.name));
        findings.push(error.help("give a fixed number: `replicas 2`"));
        return Vec::new();
    }
    if workload.is_store() {
        let error = Diagnostic::error(&SCALE, span, format!("`{name}` keeps data and cannot be scaled by its load"));
        findings.push(error.help("give a fixed number: `replicas 3`"));
        return Vec::new();
    }
    match trigger {
        Trigger::Cpu(share) => vec![horizontal(workload, labels, utilization("cpu", *share))],
        Trigger::Memory(share) => vec![horizontal(workload, labels, utilization("memory", *share))],
        Trigger::Rate(rate) => vec![horizontal(workload, labels, requests(*rate))],
        Trigger::Queue { length, of } => match queue(site, workload, *of, span, findings) {
            Some(queue) => waiting(site, workload, labels, &queue, *length, span, findings),
            None => Vec::new(),
        },
    }
}

fn target(workload: &Workload<'_>) -> ScaleTarget {
    let kind = if workload.runs == Runs::StatefulSet { "StatefulSet" } else { "Deployment" };
    ScaleTarget { api_version: "apps/v1", kind, name: workload.instance.name.clone() }
}

fn horizontal(workload: &Workload<'_>, labels: &Labels, metric: scaling::MetricSpec) -> Object {
    let (min, max) = workload.replicas();
    let target = target(workload);
    let slowly = scaling::HPAScalingPolicy { type_: "Percent".to_owned(), value: 50, period_seconds: 60 };
    let down = scaling::HPAScalingRules { stabilization_window_seconds: Some(300), policies: Some(vec![slowly]), ..Default::default() };
    let spec = scaling::HorizontalPodAutoscalerSpec {
        scale_target_ref: scaling::CrossVersionObjectReference {
            api_version: Some(target.api_version.to_owned()),
            kind: target.kind.to_owned(),
            name: target.name,
        },
        min_replicas: Some(count(min)),
        max_replicas: count(max),
        metrics: Some(vec![metric]),
        behavior: Some(scaling::HorizontalPodAutoscalerBehavior { scale_down: Some(down), scale_up: None }),
    };
    let metadata = object::metadata(&workload.instance.name, &workload.instance.namespace, labels);
    Object::of(&scaling::HorizontalPodAutoscaler { metadata, spec, status: None })
}

#[expect(clippy::cast_possible_truncation, reason = "a share is between 0 and 100, and rounded")]
fn utilization(resource: &str, Percent(share): Percent) -> scaling::MetricSpec {
    let average_utilization = Some((share.round() as i32).max(1));
    let target = scaling::MetricTarget { type_: "Utilization".to_owned(), average_utilization, ..Default::default() };
    let source = scaling::ResourceMetricSource { name: resource.to_owned(), target };
    scaling::MetricSpec { type_: "Resource".to_owned(), resource: Some(source), ..Default::default() }
}

/// Requests for each pod, as the metrics adapter counts them.
fn requests(rate: Rate) -> scaling::MetricSpec {
    let seconds: u64 = match rate.per {
        RateUnit::Second => 1,
        RateUnit::Minute => 60,
        RateUnit::Hour => 3600,
        RateUnit::Day => 86_400,
    };
    let thousandths = rate.count.saturating_mul(1000).div_ceil(seconds);
    let value = if thousandths.is_multiple_of(1000) { (thousandths / 1000).to_string() } else { format!("{thousandths}m") };
    let target = scaling::MetricTarget { type_: "AverageValue".to_owned(), average_value: Some(Quantity(value)), ..Default::default() };
    let metric = scaling::MetricIdentifier { name: "http_requests_per_second".to_owned(), selector: None };
    scaling::MetricSpec { type_: "Pods".to_owned(), pods: Some(scaling::PodsMetricSource { metric, target }), ..Default::default() }
}

/// A topic or queue that a workload receives from, by the relation that says so.
struct Queue<'m> {
    channel: &'m Element,
    relation: RelationId,
}

fn received<'a, 'm>(site: &'a Site<'m>, workload: &'a Workload<'m>) -> impl Iterator<Item = (RelationId, ElementId)> + 'a {
    let receives =
        site.relations(workload).filter(|(_, relation)| relation.meaning == Meaning::Message && relation.direction == Direction::Back);
    receives.map(|(id, relation)| (id, relation.element))
}

fn queue<'m>(site: &Site<'m>, workload: &Workload<'m>, of: Option<ElementId>, span: Span, findings: &mut Findings) -> Option<Queue<'m>> {
    let mut sources: Vec<(RelationId, ElementId)> = Vec::new();
    for (relation, channel) in received(site, workload).filter(|(_, channel)| of.is_none_or(|of| of == *channel)) {
        if sources.iter().all(|(_, known)| *known != channel) {
            sources.push((relation, channel));
        }
    }
    let name = &workload.element.name;
    match sources.as_slice() {
        [(relation, channel)] => Some(Queue { channel: &site.model[*channel], relation: *relation }),
        [] => {
            let what = of.map_or("no topic or queue".to_owned(), |of| format!("nothing from `{}`", site.model[of].name));
            let error = Diagnostic::error(&SCALE, span, format!("`{name}` scales by messages that wait, but receives {what}"));
            findings.push(error.help("say what it receives: `<- QUEUE`"));
            None
        }
        several => {
            let names: Vec<String> = several.iter().map(|(_, channel)| format!("`{}`", site.model[*channel].name)).collect();
            let error = Diagnostic::error(
                &SCALE,
                span,
                format!("`{name}` receives from {}, and does not say by which of them it scales", names.join(", ")),
            );
            findings.push(error.help("name it: `replicas 1..10 at queue 100 of PATH`"));
            None
        }
    }
}

/// The broker of this site that KEDA asks on behalf of a workload, and the port on which.
pub(super) fn asked_broker<'w, 'm>(
    site: &Site<'m>,
    workloads: &'w [Workload<'m>],
    workload: &Workload<'m>,
) -> Option<(&'w Workload<'m>, u16)> {
    let Some(Trigger::Queue { of, .. }) = workload.trigger() else { return None };
    let (relation, _) = received(site, workload).find(|(_, channel)| of.is_none_or(|of| of == *channel))?;
    let Some(Callee::Instance(instance)) = site.callee(workload, relation) else { return None };
    let broker = site::find(workloads, instance)?;
    let port = match broker.engine.map(|engine| engine.name) {
        Some("nats") => 8222,
        _ => broker.listens().next()?.port,
    };
    Some((broker, port))
}

fn waiting(
    site: &Site<'_>,
    workload: &Workload<'_>,
    labels: &Labels,
    queue: &Queue<'_>,
    length: u64,
    span: Span,
    findings: &mut Findings,
) -> Vec<Object> {
    let broker = site.runner(site.model[queue.relation].element);
    let element = &site.model[broker];
    let engine = engines::of(element.kind.base, &element.properties).map_or("", |engine| engine.name);
    let Some(mut trigger) = scaler(site, workload, queue, engine, length) else {
        let product = element.properties.engine.as_ref().map_or("its broker", |engine| engine.name.as_str());
        let error = Diagnostic::error(&SCALE, span, format!("how much waits in `{}` cannot be asked of {product}", queue.channel.name));
        findings.push(error.help(
            "messages are counted in kafka, rabbitmq, nats, redis and valkey; scale by another measure: `replicas 1..10 at cpu 70%`",
        ));
        return Vec::new();
    };
    let instance = workload.instance;
    let metadata = || object::metadata(&instance.name, &instance.namespace, labels);
    let (min, max) = workload.replicas();
    let mut objects = Vec::new();
    if trigger.r#type == "rabbitmq" {
        let key = |parameter, key| SecretTarget { parameter, name: plain_name(&element.name), key };
        let spec = AuthenticationSpec {
            secret_target_ref: vec![key("username", "RABBITMQ_DEFAULT_USER"), key("password", "RABBITMQ_DEFAULT_PASS")],
        };
        objects.push(Object::of(&Custom { api_version: "keda.sh/v1alpha1", kind: "TriggerAuthentication", metadata: metadata(), spec }));
        trigger.authentication_ref = Some(NameRef { name: instance.name.clone() });
    }
    let spec = ScaledSpec { scale_target_ref: target(workload), min_replica_count: min, max_replica_count: max, triggers: vec![trigger] };
    objects.push(Object::of(&Custom { api_version: "keda.sh/v1alpha1", kind: "ScaledObject", metadata: metadata(), spec }));
    objects
}

/// How KEDA asks a broker. The consumer group, or durable consumer, is called like the workload.
fn scaler(site: &Site<'_>, workload: &Workload<'_>, queue: &Queue<'_>, engine: &str, length: u64) -> Option<ScaleTrigger> {
    let (host, port) = match site.callee(workload, queue.relation).or_else(|| site.named(workload, queue.relation))? {
        Callee::Instance(instance) => {
            let port = engines::listens(site.model[instance.element].kind.base, &instance.properties, instance.span).first()?.port;
            (format!("{}.{}.svc.cluster.local", operator::service(site.model, instance), instance.namespace), port)
        }
        Callee::Imported { instance, port } => {
            (format!("{}.{}.svc.cluster.local", operator::service(site.model, instance), instance.namespace), port)
        }
        Callee::Outside { host, port } => (host?.to_owned(), port.or_else(|| Some(engines::find(engine)?.ports.first()?.port))?),
    };
    let name = queue.channel.properties.runtime_name.as_ref().map_or(&queue.channel.name, |name| &name.value).clone();
    let (own, length) = (workload.instance.name.clone(), length.to_string());
    let (r#type, metadata) = match engine {
        "kafka" => {
            let entries =
                [("bootstrapServers", format!("{host}:{port}")), ("consumerGroup", own), ("topic", name), ("lagThreshold", length)];
            ("kafka", entries.to_vec())
        }
        "rabbitmq" => {
            let entries =
                [("host", format!("amqp://{host}:{port}/")), ("mode", "QueueLength".to_owned()), ("queueName", name), ("value", length)];
            ("rabbitmq", entries.to_vec())
        }
        "nats" => {
            let entries = [("natsServerMonitoringEndpoint", format!("{host}:8222")), ("account", "$G".to_owned()), ("stream", name)];
            ("nats-jetstream", [entries.to_vec(), vec![("consumer", own), ("lagThreshold", length)]].concat())
        }
        "redis" | "valkey" => ("redis", vec![("address", format!("{host}:{port}")), ("listName", name), ("listLength", length)]),
        _ => return None,
    };
    Some(ScaleTrigger { r#type, metadata: metadata.into_iter().collect::<BTreeMap<_, _>>(), authentication_ref: None })
}
