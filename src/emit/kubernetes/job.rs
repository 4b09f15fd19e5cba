//! Jobs: what runs to its end, once or again and again.

use super::Findings;
use super::object::hash;
use super::schedule::crontab;
use crate::diag::Diagnostic;
use crate::diag::codes::emit::SCHEDULE;
use crate::model::quantity::Millis;
use crate::source::Span;
use k8s_openapi::api::batch::v1::{CronJob, CronJobSpec, Job, JobSpec, JobTemplateSpec};
use k8s_openapi::api::core::v1::PodTemplateSpec;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

/// A day, in seconds: how long what has no span of its own may take.
pub(super) const DAY: i64 = 86_400;

/// How often a run that failed is tried again, after the first attempt.
const RETRIES: i32 = 2;

/// Runs a pod to its end, in at most so many seconds.
pub(super) fn spec(template: PodTemplateSpec, deadline: i64) -> JobSpec {
    JobSpec {
        active_deadline_seconds: Some(deadline),
        backoff_limit: Some(RETRIES),
        template,
        ttl_seconds_after_finished: Some(86_400),
        ..JobSpec::default()
    }
}

/// A job that runs once. What it runs can't be changed once it is there: its name bears the hash of it, so that a change makes
/// another job.
pub(super) fn once(mut metadata: ObjectMeta, spec: JobSpec) -> Job {
    let digest = hash([serde_json::to_string(&spec).unwrap_or_default().as_str()]);
    metadata.name = metadata.name.map(|name| format!("{name}-{digest}"));
    Job { metadata, spec: Some(spec), status: None }
}

/// A job that runs at the times of a crontab line, one at a time.
pub(super) fn repeated(metadata: ObjectMeta, spec: JobSpec, schedule: String) -> CronJob {
    let labels = metadata.labels.clone();
    let spec = CronJobSpec {
        concurrency_policy: Some("Forbid".to_owned()),
        failed_jobs_history_limit: Some(3),
        job_template: JobTemplateSpec { metadata: Some(ObjectMeta { labels, ..ObjectMeta::default() }), spec: Some(spec) },
        schedule,
        starting_deadline_seconds: Some(300),
        successful_jobs_history_limit: Some(3),
        time_zone: Some("Etc/UTC".to_owned()),
        ..CronJobSpec::default()
    };
    CronJob { metadata, spec, status: None }
}

/// The crontab line that runs once in a span; an error that says what no line does, where there is none.
pub(super) fn line(every: Millis, place: Span, what: &str, findings: &mut Findings) -> String {
    crontab(every).unwrap_or_else(|| {
        let error = Diagnostic::error(&SCHEDULE, place, format!("no crontab line {what}"));
        findings.push(error.help("take a number of minutes that divides an hour, of hours that divides a day, `1d` or `7d`"));
        String::new()
    })
}
