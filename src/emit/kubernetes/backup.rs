//! Backups of stores that the cluster runs itself: a job that dumps one to a disk of its own and clears away what is old.

use super::Findings;
use super::container;
use super::job;
use super::network::{self, Peer};
use super::object::{self, Labels, NAME, Object, hash, some};
use super::pod;
use super::profile::{Dump, Profile};
use super::quantity::{self, MEBIBYTE, seconds};
use super::security;
use super::site::Workload;
use crate::diag::Diagnostic;
use crate::diag::codes::emit::BACKUP;
use crate::model::properties::Backup;
use crate::model::quantity::{Bytes, Cpu, Millis};
use k8s_openapi::api::core::v1 as core;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

/// The name of what backs a store up, if something does. A job that is scheduled has at most 52 characters.
pub(super) fn name(workload: &Workload<'_>) -> Option<String> {
    workload.instance.properties.backup.as_ref()?;
    container::store_profile(workload)?.dump?;
    let name = &workload.instance.name;
    let stem =
        if name.len() <= 45 { name.clone() } else { format!("{}-{}", name.chars().take(36).collect::<String>(), hash([name.as_str()])) };
    Some(format!("{stem}-backup"))
}

/// All that backs a store up, where the program asks for it.
pub(super) fn objects(workload: &Workload<'_>, labels: &Labels, findings: &mut Findings) -> Vec<Object> {
    let Some(backup) = workload.instance.properties.backup.as_ref().filter(|_| workload.is_store()) else { return Vec::new() };
    let profile = container::store_profile(workload);
    let (Some(name), Some(Profile { dump: Some(dump), .. })) = (name(workload), &profile) else {
        let warning = Diagnostic::warning(&BACKUP, backup.span, format!("nothing here backs `{}` up", workload.element.name));
        findings.push(warning.help("back it up with a `job` of your own, or have it `managed` by somebody who does"));
        return Vec::new();
    };
    let namespace = &workload.instance.namespace;
    let mut labels = labels.clone();
    labels.insert(NAME.to_owned(), name.clone());
    labels.insert("app.kubernetes.io/component".to_owned(), "backup".to_owned());
    let metadata = || object::metadata(&name, namespace, &labels);
    let account = core::ServiceAccount { metadata: metadata(), automount_service_account_token: Some(false), ..Default::default() };
    let claim = container::kept(workload, "backup");
    let schedule = job::line(backup.every, backup.span, &format!("backs `{}` up that often", workload.element.name), findings);
    let template = template(workload, &name, backup, dump, &labels);
    let store = Peer::of(namespace, workload.operator, &workload.instance.name);
    vec![
        Object::of(&account),
        Object::of(&pod::volume_claim(metadata(), &claim)),
        Object::of(&job::repeated(metadata(), job::spec(template, seconds(backup.every)), schedule)),
        network::only_to(metadata(), &store, (dump.port, "TCP")),
    ]
}

fn template(workload: &Workload<'_>, name: &str, backup: &Backup, dump: &Dump, labels: &Labels) -> core::PodTemplateSpec {
    let identity = container::identity(workload);
    let mount = |name: &str, path: &str| core::VolumeMount { name: name.to_owned(), mount_path: path.to_owned(), ..Default::default() };
    let claim = core::PersistentVolumeClaimVolumeSource { claim_name: name.to_owned(), read_only: None };
    let tmp = core::EmptyDirVolumeSource { size_limit: Some(quantity::bytes(Bytes(64 * MEBIBYTE))), ..Default::default() };
    let image = container::store_image(workload);
    let container = core::Container {
        name: "backup".to_owned(),
        image_pull_policy: Some(container::pull_policy(&workload.instance.properties).to_owned()),
        image: Some(image),
        command: Some(vec!["/bin/sh".to_owned(), "-ec".to_owned(), script(dump, backup.keep)]),
        env: some(
            dump.env.iter().map(|(variable, key)| container::secret(variable, &container::dump_secret(workload), key)).collect::<Vec<_>>(),
        ),
        resources: Some(container::requirements(
            (Cpu(100), Bytes(128 * MEBIBYTE), Bytes(64 * MEBIBYTE)),
            (Cpu(1000), Bytes(512 * MEBIBYTE), Bytes(256 * MEBIBYTE)),
        )),
        security_context: Some(security::container(false, None)),
        volume_mounts: Some(vec![mount("backup", "/backup"), mount("tmp", "/tmp")]),
        ..Default::default()
    };
    let volumes = vec![
        core::Volume { name: "backup".to_owned(), persistent_volume_claim: Some(claim), ..Default::default() },
        core::Volume { name: "tmp".to_owned(), empty_dir: Some(tmp), ..Default::default() },
    ];
    let spec = core::PodSpec {
        service_account_name: Some(name.to_owned()),
        automount_service_account_token: Some(false),
        enable_service_links: Some(false),
        security_context: Some(security::pod(identity, true, false)),
        containers: vec![container],
        volumes: Some(volumes),
        restart_policy: Some("Never".to_owned()),
        ..Default::default()
    };
    core::PodTemplateSpec { metadata: Some(ObjectMeta { labels: some(labels.clone()), ..ObjectMeta::default() }), spec: Some(spec) }
}

/// Dumps to a file that has its name only once it is whole, then clears away what is older than it need be.
fn script(dump: &Dump, Millis(keep): Millis) -> String {
    let lines = [
        "umask 077".to_owned(),
        "file=/backup/$(date -u +%Y%m%dT%H%M%SZ)".to_owned(),
        dump.command.clone(),
        "gzip \"$file.part\"".to_owned(),
        "mv \"$file.part.gz\" \"$file.gz\"".to_owned(),
        format!("find /backup -maxdepth 1 -type f -mmin +{} -delete", keep.div_ceil(60_000)),
    ];
    lines.join("\n") + "\n"
}
