//! What is said of elements and relations, as words for a reader: a name and one or more values each.

use crate::emit::diagrams::words as drawn;
use crate::emit::words::phrase;
use crate::model::properties::{DataClass, Exposure, LabelValue, Pattern, Probe, Promise, Replicas, Schedule, Trigger};
use crate::model::quantity::Percent;
use crate::model::relation::Access;
use crate::model::scheduling::{Pull, Spread};
use crate::model::{At, Element, Model, Properties, Relation};
use serde::Serialize;
use std::fmt::Display;

/// Something that is said, with its values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Fact(pub String, pub Vec<String>);

/// What is said, in the order in which a reader asks for it.
#[derive(Default)]
struct Facts(Vec<Fact>);

impl Facts {
    fn one<T: Display>(&mut self, name: &str, value: Option<T>) {
        self.all(name, value);
    }

    fn at<T: Display>(&mut self, name: &str, value: Option<&At<T>>) {
        self.all(name, value.map(|at| &at.value));
    }

    fn all<T: Display>(&mut self, name: &str, values: impl IntoIterator<Item = T>) {
        let values: Vec<String> = values.into_iter().map(|value| value.to_string()).collect();
        if !values.is_empty() {
            self.0.push(Fact(name.to_owned(), values));
        }
    }
}

/// What is said of an element itself.
pub(super) fn of_element(model: &Model, element: &Element) -> Vec<Fact> {
    let mut facts = of_properties(model, &element.properties);
    if let Some(data) = &element.data {
        facts.push(Fact("Data".to_owned(), vec![data_class(data.value).to_owned()]));
    }
    if let Some(broker) = element.broker {
        facts.push(Fact("Broker".to_owned(), vec![model[broker].path.clone()]));
    }
    facts
}

/// What properties say, but for links, the owner and the class of data, which are shown by themselves.
pub(super) fn of_properties(model: &Model, properties: &Properties) -> Vec<Fact> {
    let mut facts = Facts::default();
    identity(properties, &mut facts);
    network(properties, &mut facts);
    size(model, properties, &mut facts);
    container(properties, &mut facts);
    store(model, properties, &mut facts);
    promises(properties, &mut facts);
    facts.0
}

fn identity(p: &Properties, facts: &mut Facts) {
    facts.at("Technology", p.tech.as_ref());
    let engine = p.engine.as_ref().map(|engine| match &engine.version {
        Some(version) => format!("{} {version}", engine.name),
        None => engine.name.clone(),
    });
    facts.one("Engine", engine);
    facts.one("Run by", p.via.as_ref().map(|via| via.value.word()));
    facts.at("Version", p.version.as_ref());
    facts.at("Image", p.image.as_ref());
    facts.at("Address", p.url.as_ref());
    facts.at("Name at run time", p.runtime_name.as_ref());
    facts.one("Pattern", p.pattern.as_ref().map(|pattern| pattern_word(pattern.value)));
}

fn network(p: &Properties, facts: &mut Facts) {
    let listens = p.listens.iter().map(|listen| {
        let name = if listen.name == listen.protocol.word() { String::new() } else { format!(" as {}", listen.name) };
        let published = if listen.published == listen.port { String::new() } else { format!(" published {}", listen.published) };
        format!("{} {}{name}{published}", listen.protocol.word(), listen.port)
    });
    facts.all("Listens", listens);
    let exposes = p.exposes.iter().map(|expose| match &expose.what {
        Exposure::Route { path, host } => format!("{path} on {host}"),
        Exposure::Port { protocol, port } => format!("{} {port}", protocol.word()),
    });
    facts.all("Exposed", exposes);
    facts.one("Health check", p.health.as_ref().map(probe));
    facts.one("Readiness check", p.ready.as_ref().map(probe));
    facts.one("Startup check", p.startup.as_ref().map(probe));
    facts.one("Metrics", p.metrics.as_ref().map(probe));
    facts.all("Lets in", p.admits.iter().map(|admission| &admission.whom));
    facts.all("Address ranges", p.cidrs.iter().map(|range| &range.range));
}

fn size(model: &Model, p: &Properties, facts: &mut Facts) {
    facts.one("Replicas", p.replicas.as_ref().map(|replicas| replicas_words(model, &replicas.value)));
    facts.one("CPU", p.cpu.as_ref().map(|cpu| range(cpu.request, cpu.limit)));
    facts.one("Memory", p.memory.as_ref().map(|memory| range(memory.request, memory.limit)));
    facts.one("Disk", p.disk.as_ref().map(|disk| range(disk.request, disk.limit)));
    let storage = p.storage.as_ref().map(|storage| {
        let at = storage.path.as_ref().map(|path| format!(" at {path}")).unwrap_or_default();
        let class = storage.class.as_ref().map(|class| format!(" of class {class}")).unwrap_or_default();
        format!("{}{at}{class}", storage.size)
    });
    facts.one("Storage", storage);
    facts.all("Scratch space", p.mounts.iter().map(|mount| format!("{} {}", mount.path, mount.size)));
    facts.at("Drains within", p.drain.as_ref());
    facts.at("Lingers for", p.linger.as_ref());
    let schedule = p.schedule.as_ref().map(|schedule| match &schedule.value {
        Schedule::Cron(line) => line.clone(),
        Schedule::Every(span) => format!("every {span}"),
    });
    facts.one("Runs", schedule);
    facts.at("Deadline", p.deadline.as_ref());
    facts.at("Attempts", p.attempts.as_ref());
    facts.one("Past runs kept", p.history.as_ref().map(|history| format!("{} good, {} failed", history.succeeded, history.failed)));
    facts.all("Nodes", p.nodes.iter().map(label));
    let tolerations = p.tolerations.iter().map(|t| t.value.as_ref().map_or_else(|| t.key.clone(), |value| format!("{}={value}", t.key)));
    facts.all("Tolerates", tolerations);
    facts.one("Spread", p.spread.as_ref().map(|spread| spread_word(spread.value)));
    facts.at("Priority", p.priority.as_ref());
}

fn container(p: &Properties, facts: &mut Facts) {
    facts.one("Command", p.command.as_ref().map(|command| command.value.join(" ")));
    facts.one("Arguments", p.args.as_ref().map(|args| args.value.join(" ")));
    facts.all("Environment", p.env.iter().map(|env| format!("{}={}", env.name, env.value)));
    let secrets = p.secrets.iter().map(|secret| match &secret.from {
        Some(from) => format!("{} from {from}", secret.name),
        None => secret.name.clone(),
    });
    facts.all("Secrets", secrets);
    facts.all("Files", p.configs.iter().map(|config| &config.path));
    facts.at("User", p.user.as_ref());
    facts.one("Root file system", p.writable.as_ref().map(|writable| if writable.value { "writable" } else { "read-only" }));
    facts.one("Image is fetched", p.pull.as_ref().map(|pull| pull_word(pull.value)));
    facts.all("Labels", p.labels.iter().map(label));
    facts.all("Patches", p.patches.iter().map(|patch| &patch.kind));
}

fn store(model: &Model, p: &Properties, facts: &mut Facts) {
    facts.one("Backup", p.backup.as_ref().map(|backup| format!("every {}, kept {}", backup.every, backup.keep)));
    facts.at("Recovery point", p.rpo.as_ref());
    facts.at("Recovery time", p.rto.as_ref());
    facts.at("Entries live", p.ttl.as_ref());
    facts.at("Partitions", p.partitions.as_ref());
    facts.at("Retention", p.retention.as_ref());
    facts.at("Key", p.key.as_ref());
    facts.one("Dead letters", p.dead_letter.as_ref().map(|to| &model[to.value].path));
}

fn promises(p: &Properties, facts: &mut Facts) {
    facts.all("Promises", p.slos.iter().map(|slo| promise(&slo.promise)));
    facts.at("Capacity", p.capacity.as_ref());
    facts.one("Latency", p.latency.as_ref().map(|latency| latency_words(latency.percentile, latency.within)));
    facts.one("Cost", p.cost.as_ref().map(|cost| format!("{} per month", cost.value)));
}

/// What is said of a relation.
pub(super) fn of_relation(relation: &Relation) -> Vec<Fact> {
    let mut facts = Facts::default();
    facts.at("Protocol", relation.protocol.as_ref());
    facts.at("Technology", relation.tech.as_ref());
    facts.at("Port", relation.port.as_ref());
    facts.at("Route", relation.route.as_ref());
    facts.at("Timeout", relation.timeout.as_ref());
    let retry = relation.retry.as_ref().map(|retry| {
        let times = if retry.attempts == 1 { "once".to_owned() } else { format!("{} times", retry.attempts) };
        retry.backoff.map_or_else(|| times.clone(), |backoff| format!("{times}, waiting {backoff}"))
    });
    facts.one("Tries again", retry);
    facts.one("Breaker", relation.breaker.as_ref().map(|share| format!("at {} failures", share.value)));
    facts.at("Rate", relation.rate.as_ref());
    facts.one("Access", relation.access.as_ref().map(|access| if access.value == Access::Read { "read" } else { "write" }));
    facts.one("Data", relation.data.as_ref().map(|data| data_class(data.value)));
    let marks = [
        (relation.asynchronous, "does not wait for the answer"),
        (relation.optional, "the caller lives without it"),
        (relation.mtls, "both ends show certificates"),
        (relation.tls && !relation.mtls, "encrypted"),
    ];
    facts.all("Also", marks.iter().filter(|(holds, _)| *holds).map(|(_, words)| words));
    facts.0
}

pub(super) fn promise(promise: &Promise) -> String {
    match promise {
        Promise::Availability { percent, over } => format!("{percent} available over {}", drawn::duration(over.0)),
        Promise::Latency { percentile, within } => latency_words(*percentile, *within),
    }
}

fn latency_words(percentile: Percent, within: impl Display) -> String {
    format!("p{} within {within}", percentile.0)
}

fn label(label: &LabelValue) -> String {
    format!("{}={}", label.name, label.value)
}

fn probe(probe: &Probe) -> String {
    let port = probe.port.map(|port| format!(" {port}")).unwrap_or_default();
    let path = probe.path.as_ref().map(|path| format!(" {path}")).unwrap_or_default();
    match probe.protocol {
        Some(protocol) => format!("{}{port}{path}", protocol.word()),
        None => probe.command.join(" "),
    }
}

/// `250m..1`, `..512Mi`, `1`.
fn range<T: Display + PartialEq>(request: Option<T>, limit: Option<T>) -> String {
    match (request, limit) {
        (Some(request), Some(limit)) if request == limit => request.to_string(),
        (Some(request), Some(limit)) => format!("{request}..{limit}"),
        (Some(request), None) => request.to_string(),
        (None, Some(limit)) => format!("..{limit}"),
        (None, None) => String::new(),
    }
}

fn replicas_words(model: &Model, replicas: &Replicas) -> String {
    match replicas {
        Replicas::Auto { at: Trigger::Queue { length, of: Some(of) }, min, max } => {
            format!("{min}–{max} at {length} waiting in {}", model[*of].path)
        }
        Replicas::Fixed(count) => count.to_string(),
        Replicas::Auto { .. } => drawn::replicas(replicas).replacen(" replicas", "", 1),
    }
}

fn data_class(class: DataClass) -> &'static str {
    match class {
        DataClass::Public => "public",
        DataClass::Internal => "internal",
        DataClass::Confidential => "confidential",
        DataClass::Pii => "personal (pii)",
        DataClass::Pci => "payment cards (pci)",
        DataClass::Phi => "health (phi)",
    }
}

fn pattern_word(pattern: Pattern) -> String {
    phrase(&format!("{pattern:?}"))
}

fn spread_word(spread: Spread) -> &'static str {
    match spread {
        Spread::Soft => "soft",
        Spread::Strict => "strict",
        Spread::Off => "off",
    }
}

fn pull_word(pull: Pull) -> &'static str {
    match pull {
        Pull::Always => "always",
        Pull::Missing => "where it is missing",
        Pull::Never => "never",
    }
}
