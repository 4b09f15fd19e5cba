//! Words of other languages and tools that newcomers write, and the word that this language has for them. The nearest
//! name by its letters is seldom what they mean.

use crate::diag::Diagnostic;
use crate::source::Span;

/// What is declared: a word that is not known, and the kind or declaration that it most likely stands for.
const DECLARED: [(&str, &[&str]); 17] = [
    ("person", &["actor", "user", "role", "persona", "customer"]),
    ("system", &["softwareSystem", "product", "platform", "solution", "project"]),
    ("service", &["microservice", "server", "backend", "api-service", "container", "deployment", "application", "webservice"]),
    ("app", &["frontend", "ui", "webapp", "website", "spa", "client", "mobile"]),
    ("gateway", &["proxy", "ingress", "loadbalancer", "lb", "router"]),
    ("worker", &["consumer", "processor", "listener", "subscriber"]),
    ("job", &["cronjob", "cron", "batch", "task", "schedule"]),
    ("daemon", &["daemonset", "agent"]),
    ("component", &["module", "library", "sidecar", "package"]),
    ("database", &["db", "datastore", "store", "storage", "schema", "postgres", "mysql", "mongodb"]),
    ("cache", &["redis", "memcached", "valkey"]),
    ("search", &["elasticsearch", "opensearch"]),
    ("bucket", &["blob", "s3", "volume", "filestore"]),
    ("topic", &["stream", "channel", "eventbus"]),
    ("broker", &["kafka", "rabbitmq", "nats", "messagebus"]),
    ("flow", &["sequence", "scenario", "usecase", "process"]),
    ("type", &["struct", "message", "record", "model", "class", "interface", "entity"]),
];

/// What is said of an element: a word that is not known, and the property that it most likely stands for.
const SAID: [(&str, &[&str]); 12] = [
    ("tech", &["technology", "language", "framework", "stack"]),
    ("listen", &["ports", "expose-port", "bind"]),
    ("health", &["healthcheck", "liveness", "livenessProbe", "probe"]),
    ("ready", &["readiness", "readinessProbe"]),
    ("replicas", &["instances", "scale", "autoscale", "hpa"]),
    ("expose", &["ingress", "host", "domainname"]),
    ("env", &["environment-variable", "variable", "var"]),
    ("secret", &["password", "credentials"]),
    ("every", &["cron", "schedule"]),
    ("storage", &["volume", "pvc"]),
    ("slo", &["sla", "availability"]),
    ("owner", &["team", "maintainer"]),
];

/// What is said of a relation.
const OF_RELATIONS: [(&str, &[&str]); 3] =
    [("retry", &["retries", "attempts"]), ("breaker", &["circuit-breaker", "circuitbreaker", "fallback"]), ("protocol", &["via", "over"])];

/// Verbs with which other tools say what an arrow says here, and whether the arrow is one that receives.
const ARROWS: [(&str, bool); 12] = [
    ("uses", false),
    ("calls", false),
    ("depends", false),
    ("depends-on", false),
    ("dependsOn", false),
    ("requires", false),
    ("publish", false),
    ("publishes", false),
    ("subscribe", true),
    ("subscribes", true),
    ("consume", true),
    ("consumes", true),
];

/// The kind or declaration that a word stands for.
pub(super) fn declared(word: &str) -> Option<&'static str> {
    of(&DECLARED, word)
}

/// The property of elements that a word stands for.
pub(super) fn said(word: &str) -> Option<&'static str> {
    of(&SAID, word)
}

/// The property of relations that a word stands for.
pub(super) fn of_relations(word: &str) -> Option<&'static str> {
    of(&OF_RELATIONS, word)
}

fn of(table: &[(&'static str, &[&str])], word: &str) -> Option<&'static str> {
    table.iter().find(|(_, others)| others.iter().any(|other| other.eq_ignore_ascii_case(word))).map(|(meant, _)| *meant)
}

/// What to write for a verb that says what an arrow says.
pub(super) fn arrow(word: &str, target: Option<&str>) -> Option<String> {
    let (_, receives) = ARROWS.iter().find(|(verb, _)| verb.eq_ignore_ascii_case(word))?;
    let target = target.unwrap_or("TARGET");
    Some(format!("a relation is an arrow: `{} {target}`", if *receives { "<-" } else { "->" }))
}

/// Suggests what a word stands for, with the edit.
pub(super) fn suggest(report: Diagnostic, span: Span, meant: &str) -> Diagnostic {
    report.help(format!("did you mean `{meant}`?")).edit(span, meant)
}
