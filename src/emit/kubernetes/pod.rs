//! The pod of a workload, and the object that keeps it running.

use super::Findings;
use super::container::{self, Built, Claim};
use super::job;
use super::object::{self, Labels, NAME, Object, hash, one, selector, some};
use super::quantity::{count, seconds};
use super::secret;
use super::security;
use super::site::{Runs, Workload};
use crate::diag::Diagnostic;
use crate::diag::codes::emit::ROOT;
use crate::model::properties::{At, Properties, Schedule};
use crate::model::quantity::Millis;
use crate::model::scheduling::Spread;
use k8s_openapi::api::apps::v1 as apps;
use k8s_openapi::api::batch::v1 as batch;
use k8s_openapi::api::core::v1 as core;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, ObjectMeta};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

/// How long traffic still comes after a pod has been told to stop.
const LAST_TRAFFIC: i64 = 5;
/// How long a pod may take to stop where the program says nothing.
const DRAIN: Millis = Millis(25_000);
/// The same for a store, which has to write down what it knows.
const STORE_DRAIN: Millis = Millis(60_000);

/// What keeps a workload running, with the claims and files that only it uses before it.
pub(super) fn objects(workload: &Workload<'_>, labels: &Labels, annotations: &Labels, findings: &mut Findings) -> Vec<Object> {
    let built: Vec<Built> =
        workload.parts.iter().enumerate().map(|(index, part)| container::build(workload, part, index == 0, findings)).collect();
    if let Some(user) = workload.parts.iter().filter_map(|part| part.properties.user.as_ref()).find(|user| user.value == 0) {
        let warning = Diagnostic::warning(&ROOT, user.span, format!("`{}` runs as root", workload.element.name));
        findings.push(warning.help("its namespace enforces the `baseline` security standard, not `restricted`; give it another `user`"));
    }
    let mut objects: Vec<Object> = built.iter().filter_map(|built| built.config.as_ref()).map(Object::of).collect();
    let metadata = ObjectMeta {
        annotations: some(annotations.clone()),
        ..object::metadata(&workload.instance.name, &workload.instance.namespace, labels)
    };
    objects.extend(secret::external(workload, built.iter().map(|built| &built.container)));
    let (template, claims) = pod(workload, built, labels);
    objects.extend(controller(workload, metadata, template, &claims, findings));
    objects
}

fn controller(
    workload: &Workload<'_>,
    metadata: ObjectMeta,
    mut template: core::PodTemplateSpec,
    claims: &[Claim],
    findings: &mut Findings,
) -> Vec<Object> {
    match &workload.runs {
        Runs::Deployment => vec![Object::of(&deployment(workload, metadata, template))],
        Runs::StatefulSet => vec![Object::of(&stateful_set(workload, metadata, template, claims))],
        Runs::DaemonSet => vec![Object::of(&daemon_set(workload, metadata, template))],
        Runs::Job(schedule) => {
            let mut objects: Vec<Object> = Vec::new();
            for claim in claims {
                let name = format!("{}-{}", workload.instance.name, claim.volume);
                let labels = metadata.labels.clone().unwrap_or_default();
                objects.push(Object::of(&volume_claim(object::metadata(&name, &workload.instance.namespace, &labels), claim)));
                use_claim(&mut template, claim, name);
            }
            objects.push(job(workload, &metadata, template, schedule.as_ref(), findings));
            objects
        }
    }
}

/// The pod, with volumes for everything but the claims that a set makes itself.
fn pod(workload: &Workload<'_>, built: Vec<Built>, labels: &Labels) -> (core::PodTemplateSpec, Vec<Claim>) {
    let identity = built.first().map(|own| own.identity);
    let keeps = built.iter().any(|built| !built.claims.is_empty());
    let low_ports = workload.listens().any(|listen| listen.port < 1024);
    let (mut containers, mut sidecars, mut volumes, mut claims) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (grace, last) = grace(workload);
    let digests: Vec<String> = built.iter().filter_map(|built| built.config.as_ref()?.metadata.name.clone()).collect();
    for (index, mut built) in built.into_iter().enumerate() {
        volumes.append(&mut built.volumes);
        claims.append(&mut built.claims);
        built.container.lifecycle = last.map(|seconds| core::Lifecycle {
            pre_stop: Some(core::LifecycleHandler { sleep: Some(core::SleepAction { seconds }), ..Default::default() }),
            ..Default::default()
        });
        if index == 0 {
            containers.push(built.container);
        } else {
            sidecars.push(core::Container { restart_policy: Some("Always".to_owned()), ..built.container });
        }
    }
    let properties = &workload.instance.properties;
    let everywhere =
        || core::Toleration { operator: Some("Exists".to_owned()), effect: Some("NoSchedule".to_owned()), ..Default::default() };
    let daemon = (workload.runs == Runs::DaemonSet).then(everywhere);
    let spec = core::PodSpec {
        service_account_name: Some(workload.instance.name.clone()),
        automount_service_account_token: Some(false),
        enable_service_links: Some(false),
        security_context: identity.map(|identity| security::pod(identity, keeps, low_ports)),
        containers,
        init_containers: some(sidecars),
        volumes: some(volumes),
        restart_policy: matches!(workload.runs, Runs::Job(_)).then(|| "Never".to_owned()),
        termination_grace_period_seconds: Some(grace),
        node_selector: some(properties.nodes.iter().map(|label| (label.name.clone(), label.value.clone())).collect::<Labels>()),
        priority_class_name: properties.priority.as_ref().map(|priority| priority.value.clone()),
        tolerations: some(daemon.into_iter().chain(tolerations(properties)).collect::<Vec<_>>()),
        topology_spread_constraints: spread(workload),
        ..core::PodSpec::default()
    };
    let names: Vec<&str> = digests.iter().map(String::as_str).collect();
    let checksum = (!names.is_empty()).then(|| one("checksum/config", &hash(names)));
    let metadata = ObjectMeta { labels: some(labels.clone()), annotations: checksum, ..ObjectMeta::default() };
    (core::PodTemplateSpec { metadata: Some(metadata), spec: Some(spec) }, claims)
}

/// The taints that a pod bears, as the program says.
pub(super) fn tolerations(properties: &Properties) -> impl Iterator<Item = core::Toleration> {
    properties.tolerations.iter().map(|toleration| core::Toleration {
        key: Some(toleration.key.clone()),
        operator: Some(if toleration.value.is_some() { "Equal" } else { "Exists" }.to_owned()),
        value: toleration.value.clone(),
        ..Default::default()
    })
}

/// How long a pod has to stop, and how much of that it waits because traffic still comes.
fn grace(workload: &Workload<'_>) -> (i64, Option<i64>) {
    let default = if workload.is_store() { STORE_DRAIN } else { DRAIN };
    let drain = seconds(workload.instance.properties.drain.as_ref().map_or(default, |drain| drain.value)).max(1);
    let serves = workload.listens().next().is_some() && !workload.is_store();
    let usual = if serves { LAST_TRAFFIC } else { 0 };
    let last = workload.instance.properties.linger.as_ref().map_or(usual, |linger| seconds(linger.value));
    let last = Some(last).filter(|last| *last > 0 && !matches!(workload.runs, Runs::Job(_)));
    (drain.saturating_add(last.unwrap_or(0)), last)
}

/// Spreads what runs more than once over zones and hosts, as well as these allow.
fn spread(workload: &Workload<'_>) -> Option<Vec<core::TopologySpreadConstraint>> {
    spread_on(workload, &selector(&workload.instance.name))
}

/// The same for pods that another label finds.
pub(super) fn spread_on(workload: &Workload<'_>, pods: &LabelSelector) -> Option<Vec<core::TopologySpreadConstraint>> {
    if workload.replicas().1 < 2 || !matches!(workload.runs, Runs::Deployment | Runs::StatefulSet) {
        return None;
    }
    let spread = workload.instance.properties.spread.as_ref().map_or(Spread::Soft, |spread| spread.value);
    let otherwise = match spread {
        Spread::Off => return None,
        Spread::Soft => "ScheduleAnyway",
        Spread::Strict => "DoNotSchedule",
    };
    let over = |key: &str| core::TopologySpreadConstraint {
        max_skew: 1,
        topology_key: key.to_owned(),
        when_unsatisfiable: otherwise.to_owned(),
        label_selector: Some(pods.clone()),
        match_label_keys: (workload.runs == Runs::Deployment).then(|| vec!["pod-template-hash".to_owned()]),
        ..Default::default()
    };
    Some(vec![over("topology.kubernetes.io/zone"), over("kubernetes.io/hostname")])
}

/// How many are to run, where nothing else decides it.
fn replicas(workload: &Workload<'_>) -> Option<i32> {
    workload.trigger().is_none().then(|| count(workload.replicas().0))
}

fn deployment(workload: &Workload<'_>, metadata: ObjectMeta, template: core::PodTemplateSpec) -> apps::Deployment {
    let rolling = apps::RollingUpdateDeployment {
        max_surge: Some(IntOrString::String("25%".to_owned())),
        max_unavailable: Some(IntOrString::Int(0)),
    };
    let strategy = apps::DeploymentStrategy { type_: Some("RollingUpdate".to_owned()), rolling_update: Some(rolling) };
    let spec = apps::DeploymentSpec {
        replicas: replicas(workload),
        revision_history_limit: Some(5),
        selector: selector(&workload.instance.name),
        strategy: Some(strategy),
        template,
        ..apps::DeploymentSpec::default()
    };
    apps::Deployment { metadata, spec, status: None }
}

fn stateful_set(workload: &Workload<'_>, metadata: ObjectMeta, template: core::PodTemplateSpec, claims: &[Claim]) -> apps::StatefulSet {
    let of_volume = |claim: &Claim| {
        let labels = one(NAME, &workload.instance.name);
        volume_claim(ObjectMeta { name: Some(claim.volume.clone()), labels: Some(labels), ..ObjectMeta::default() }, claim)
    };
    let retain = || Some("Retain".to_owned());
    let retention = apps::StatefulSetPersistentVolumeClaimRetentionPolicy { when_deleted: retain(), when_scaled: retain() };
    let together = workload.engine.is_some() && workload.replicas().0 > 1;
    let spec = apps::StatefulSetSpec {
        persistent_volume_claim_retention_policy: (!claims.is_empty()).then_some(retention),
        pod_management_policy: together.then(|| "Parallel".to_owned()),
        replicas: replicas(workload),
        revision_history_limit: Some(5),
        selector: selector(&workload.instance.name),
        service_name: workload.listens().next().map(|_| workload.instance.name.clone()),
        template,
        update_strategy: Some(apps::StatefulSetUpdateStrategy { type_: Some("RollingUpdate".to_owned()), rolling_update: None }),
        volume_claim_templates: some(claims.iter().map(of_volume).collect::<Vec<_>>()),
        ..apps::StatefulSetSpec::default()
    };
    apps::StatefulSet { metadata, spec, status: None }
}

fn daemon_set(workload: &Workload<'_>, metadata: ObjectMeta, template: core::PodTemplateSpec) -> apps::DaemonSet {
    let rolling = apps::RollingUpdateDaemonSet { max_surge: None, max_unavailable: Some(IntOrString::String("10%".to_owned())) };
    let spec = apps::DaemonSetSpec {
        revision_history_limit: Some(5),
        selector: selector(&workload.instance.name),
        template,
        update_strategy: Some(apps::DaemonSetUpdateStrategy { type_: Some("RollingUpdate".to_owned()), rolling_update: Some(rolling) }),
        ..apps::DaemonSetSpec::default()
    };
    apps::DaemonSet { metadata, spec, status: None }
}

/// What a job runs, as many at a time as there are replicas of it.
fn job(
    workload: &Workload<'_>,
    metadata: &ObjectMeta,
    template: core::PodTemplateSpec,
    schedule: Option<&Schedule>,
    findings: &mut Findings,
) -> Object {
    let parallel = Some(count(workload.replicas().0)).filter(|&count| count > 1);
    let said = &workload.instance.properties;
    let deadline = said.deadline.as_ref().map(|deadline| seconds(deadline.value));
    let spec = |template, usual| {
        let usual = job::spec(template, deadline.unwrap_or(usual));
        let retries = said.attempts.as_ref().map(|attempts| count(attempts.value.saturating_sub(1)));
        let kept = said.ttl.as_ref().map(|ttl| i32::try_from(seconds(ttl.value)).unwrap_or(i32::MAX));
        batch::JobSpec {
            completions: parallel,
            parallelism: parallel,
            backoff_limit: retries.or(usual.backoff_limit),
            ttl_seconds_after_finished: kept.or(usual.ttl_seconds_after_finished),
            ..usual
        }
    };
    let repeated = |spec, line| {
        let mut repeated = job::repeated(metadata.clone(), spec, line);
        if let Some(history) = &said.history {
            repeated.spec.successful_jobs_history_limit = Some(count(history.succeeded));
            repeated.spec.failed_jobs_history_limit = Some(count(history.failed));
        }
        Object::of(&repeated)
    };
    match schedule {
        None => Object::of(&job::once(metadata.clone(), spec(template, job::DAY))),
        Some(Schedule::Cron(line)) => repeated(spec(template, job::DAY), line.clone()),
        Some(Schedule::Every(span)) => {
            let place = workload.instance.properties.schedule.as_ref().map_or(workload.element.span, |At { span, .. }| *span);
            let line = job::line(*span, place, &format!("runs `{}` that often", workload.element.name), findings);
            repeated(spec(template, seconds(*span)), line)
        }
    }
}

pub(super) fn volume_claim(metadata: ObjectMeta, claim: &Claim) -> core::PersistentVolumeClaim {
    let requests = [("storage".to_owned(), super::quantity::bytes(claim.size))].into_iter().collect();
    let spec = core::PersistentVolumeClaimSpec {
        access_modes: Some(vec!["ReadWriteOnce".to_owned()]),
        resources: Some(core::VolumeResourceRequirements { requests: Some(requests), limits: None }),
        storage_class_name: claim.class.clone(),
        ..Default::default()
    };
    core::PersistentVolumeClaim { metadata, spec: Some(spec), status: None }
}

/// Fills a pod's volume from a claim that is an object of its own.
fn use_claim(template: &mut core::PodTemplateSpec, claim: &Claim, claim_name: String) {
    if let Some(spec) = &mut template.spec {
        let source = core::PersistentVolumeClaimVolumeSource { claim_name, read_only: None };
        let volume = core::Volume { name: claim.volume.clone(), persistent_volume_claim: Some(source), ..Default::default() };
        spec.volumes.get_or_insert_default().push(volume);
    }
}
