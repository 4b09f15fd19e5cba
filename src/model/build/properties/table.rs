//! The table of all properties: what each takes, what it is a property of, and how it is read.

use super::super::super::properties::{Backup, DataClass, Engine, Latency, Link, Pattern, Promise, Slo};
use super::super::{Builder, ScopeId};
use super::values::{self, Args, Fault, Form, Read, count32, name, one_of, percentile, some_text, some_time};
use super::{add, addresses, run, scheduling};
use crate::diag::{Diagnostic, codes};
use crate::icons;
use crate::model::quantity::Millis;
use crate::model::{BaseKind, Properties};
use crate::syntax::ast;

/// A property.
pub(super) struct Property {
    pub form: Form,
    /// Whether it may be given several times.
    pub lists: bool,
    pub of: Of,
    read: fn(&mut Builder<'_>, ScopeId, &mut Args<'_>, &mut Properties) -> Read<()>,
}

impl Property {
    /// Reads a statement of this property.
    pub(super) fn read(&'static self, b: &mut Builder<'_>, scope: ScopeId, item: &ast::Item, into: &mut Properties) -> Read<()> {
        let mut args = Args::new(&self.form, item);
        (self.read)(b, scope, &mut args, into)?;
        args.end()
    }
}

/// What a property can be a property of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Anything,
    Running,
    Replicated,
    Lasting,
    Jobs,
    Engines,
    Stores,
    Expiring,
    Channels,
    DeadLetters,
    /// Environments, nodes and what is deployed, but no elements.
    Nodes,
}

impl Of {
    /// Whether it says something about this kind.
    pub(super) fn fits(self, kind: BaseKind) -> bool {
        use BaseKind::{Broker, Component, Daemon, Job, Worker};
        match self {
            Self::Anything => true,
            Self::Running => kind.runs() || kind == Component,
            Self::Replicated => kind.runs() && !matches!(kind, Job | Daemon),
            Self::Lasting => (kind.runs() || kind == Component) && kind != Job,
            Self::Jobs => kind == Job,
            Self::Engines => kind.is_store() || kind.is_channel() || kind == Broker,
            Self::Stores => kind.is_store() || kind == Broker,
            Self::Expiring => kind.is_store() || kind.is_channel() || kind == Job,
            Self::Channels => kind.is_channel(),
            Self::DeadLetters => kind.is_channel() || kind == Worker,
            Self::Nodes => false,
        }
    }

    /// What it is a property of, in words.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Anything => "anything",
            Self::Running => "what runs",
            Self::Replicated => "what runs several times: services, gateways, apps, workers, stores and brokers",
            Self::Lasting => "what keeps running",
            Self::Jobs => "jobs",
            Self::Engines => "stores, topics, queues and brokers",
            Self::Stores => "stores and brokers",
            Self::Expiring => "stores, topics, queues and jobs",
            Self::Channels => "topics and queues",
            Self::DeadLetters => "topics, queues and workers",
            Self::Nodes => "environments and what stands in them",
        }
    }
}

/// Shortens the table below: name, what it takes, an example, what it is of, and how it is read.
macro_rules! table {
    ($($name:literal $takes:literal, $example:literal, $lists:ident $of:ident, $read:expr;)*) => {
        &[$(Property { form: Form { name: $name, takes: $takes, example: $example }, lists: table!(@$lists), of: Of::$of, read: $read }),*]
    };
    (@once) => { false };
    (@lists) => { true };
}

/// The property of this name.
pub(super) fn find(name: &str) -> Option<&'static Property> {
    ALL.iter().find(|property| property.form.name == name)
}

/// All properties.
pub(super) static ALL: &[Property] = table! {
    "tech" "\"…\"", "tech \"Rust\"", once Anything, |_, _, args, p| { p.tech = Some(at(args, "a string", some_text)?); Ok(()) };
    "owner" "TEAM", "owner commerce", once Anything, owner;
    "link" "\"Title\" \"url\"", "link \"Runbook\" \"https://wiki.example.com/orders\"", lists Anything, |_, _, args, p| link(args, p);
    "icon" "NAME", "icon postgres", once Anything, |_, _, args, p| { p.icon = Some(at(args, "an icon", icon)?); Ok(()) };
    "url" "\"…\"", "url \"https://api.example.com\"", once Anything,
        |_, _, args, p| { p.url = Some(at(args, "an address", addresses::url)?); Ok(()) };
    "version" "VERSION", "version 3.2.0", once Anything,
        |_, _, args, p| { p.version = Some(at(args, "a version", values::version)?); Ok(()) };
    "name" "\"…\"", "name \"orders.v1\"", once Anything,
        |_, _, args, p| { p.runtime_name = Some(at(args, "a string", some_text)?); Ok(()) };
    "image" "\"…\"", "image \"registry.example.com/shop/{name}:{version}\"", once Running,
        |_, _, args, p| { let image = run::image(args)?; p.image = Some(args.at(image)); Ok(()) };
    "command" "[\"…\", …]", "command [\"/bin/server\", \"run\"]", once Running,
        |_, _, args, p| { p.command = Some(at(args, "a list", values::strings)?); Ok(()) };
    "args" "[\"…\", …]", "args [\"--verbose\"]", once Running,
        |_, _, args, p| { p.args = Some(at(args, "a list", values::strings)?); Ok(()) };
    "listen" "PROTOCOL PORT [as NAME] [published PORT]", "listen http 8080", lists Running, |_, _, args, p| run::listen(args, p);
    "health" "PROTOCOL [PORT] [PATH]` or `exec [\"…\", …]", "health http /healthz", once Running, |_, _, args, p| { p.health = Some(run::probe(args)?); Ok(()) };
    "ready" "PROTOCOL [PORT] [PATH]` or `exec [\"…\", …]", "ready http /ready", once Running, |_, _, args, p| { p.ready = Some(run::probe(args)?); Ok(()) };
    "startup" "PROTOCOL [PORT] [PATH]` or `exec [\"…\", …]", "startup http /healthz", once Running,
        |_, _, args, p| { p.startup = Some(run::probe(args)?); Ok(()) };
    "expose" "PATH on HOST` or `PROTOCOL PORT", "expose / on shop.example.com", lists Running, |_, _, args, p| run::expose(args, p);
    "env" "NAME \"value\"", "env LOG_LEVEL \"info\"", lists Running, |_, _, args, p| run::env(args, p);
    "secret" "NAME [from \"store/key\"]", "secret STRIPE_KEY", lists Running, |_, _, args, p| run::secret(args, p);
    "config" "PATH \"content\"", "config /etc/app.toml \"debug = false\"", lists Running, |_, _, args, p| run::config(args, p);
    "replicas" "N` or `A..B at cpu P%|memory P%|queue N [of PATH]|rate N/s", "replicas 3..20 at cpu 70%", once Replicated,
        |b, scope, args, p| { let replicas = run::replicas(b, scope, args)?; p.replicas = Some(args.at(replicas)); Ok(()) };
    "cpu" "REQUEST[..LIMIT]", "cpu 250m..1", once Running, |_, _, args, p| { let cpu = run::cpu(args)?; p.cpu = Some(args.at(cpu)); Ok(()) };
    "memory" "REQUEST[..LIMIT]", "memory 256Mi..512Mi", once Running,
        |_, _, args, p| { let memory = run::memory(args)?; p.memory = Some(args.at(memory)); Ok(()) };
    "storage" "SIZE [at PATH] [class NAME]", "storage 50Gi", once Running, |_, _, args, p| { p.storage = Some(run::storage(args)?); Ok(()) };
    "mount" "PATH SIZE", "mount /tmp 64Mi", lists Running, |_, _, args, p| run::mount(args, p);
    "user" "UID", "user 1000", once Running,
        |_, _, args, p| { p.user = Some(at(args, "a user id", |arg| count32(arg, "a user id", 0..=u32::MAX))?); Ok(()) };
    "writable" "", "writable", once Running, |_, _, args, p| { p.writable = Some(args.at(true)); Ok(()) };
    "drain" "DURATION", "drain 30s", once Running, |_, _, args, p| { p.drain = Some(at(args, "a duration", values::duration)?); Ok(()) };
    "linger" "DURATION", "linger 10s", once Lasting,
        |_, _, args, p| { p.linger = Some(at(args, "a duration", values::duration)?); Ok(()) };
    "disk" "REQUEST[..LIMIT]", "disk 64Mi..1Gi", once Running,
        |_, _, args, p| { let disk = run::memory(args)?; p.disk = Some(args.at(disk)); Ok(()) };
    "pull" "always|missing|never", "pull missing", once Running,
        |_, _, args, p| { let pull = scheduling::pull(args)?; p.pull = Some(args.at(pull)); Ok(()) };
    "nodes" "LABEL \"value\"", "nodes pool \"gpu\"", lists Running, |_, _, args, p| scheduling::nodes(args, p);
    "tolerate" "TAINT [\"value\"]", "tolerate gpu", lists Running, |_, _, args, p| scheduling::tolerate(args, p);
    "spread" "soft|strict|off", "spread strict", once Replicated,
        |_, _, args, p| { let spread = scheduling::spread(args)?; p.spread = Some(args.at(spread)); Ok(()) };
    "priority" "NAME", "priority high", once Running,
        |_, _, args, p| { p.priority = Some(at(args, "a name", scheduling::object_name)?); Ok(()) };
    "metrics" "PROTOCOL [PORT] [PATH]", "metrics http 9090 /metrics", once Running,
        |_, _, args, p| { p.metrics = Some(run::metrics(args)?); Ok(()) };
    "admit" "\"NAMESPACE[/NAME]\"", "admit \"billing/invoices\"", lists Running, |_, _, args, p| scheduling::admit(args, p);
    "cidr" "\"RANGE\"", "cidr \"203.0.113.0/24\"", lists Anything, |_, _, args, p| scheduling::cidr(args, p);
    "deadline" "DURATION", "deadline 30m", once Jobs,
        |_, _, args, p| { p.deadline = Some(at(args, "a duration", some_time)?); Ok(()) };
    "attempts" "N", "attempts 5", once Jobs,
        |_, _, args, p| { p.attempts = Some(at(args, "a number", |arg| count32(arg, "a number of attempts", 1..=u32::MAX))?); Ok(()) };
    "history" "N [failed N]", "history 3 failed 1", once Jobs, |_, _, args, p| run::history(args, p);
    "via" "OPERATOR", "via cnpg", once Stores,
        |_, _, args, p| { let via = scheduling::via(args)?; p.via = Some(args.at(via)); Ok(()) };
    "every" "DURATION` or `\"CRON\"", "every \"0 3 * * *\"", once Jobs,
        |_, _, args, p| { let schedule = run::schedule(args)?; p.schedule = Some(args.at(schedule)); Ok(()) };
    "engine" "NAME [VERSION]", "engine postgres 16", once Engines, |_, _, args, p| engine(args, p);
    "backup" "every DURATION keep DURATION", "backup every 1h keep 14d", once Stores, |_, _, args, p| backup(args, p);
    "rpo" "DURATION", "rpo 1h", once Anything, |_, _, args, p| { p.rpo = Some(at(args, "a duration", values::duration)?); Ok(()) };
    "rto" "DURATION", "rto 30m", once Anything, |_, _, args, p| { p.rto = Some(at(args, "a duration", values::duration)?); Ok(()) };
    "ttl" "DURATION", "ttl 15m", once Expiring, |_, _, args, p| { p.ttl = Some(at(args, "a duration", some_time)?); Ok(()) };
    "partitions" "N", "partitions 12", once Channels,
        |_, _, args, p| { p.partitions = Some(at(args, "a number", |arg| count32(arg, "a number of partitions", 1..=u32::MAX))?); Ok(()) };
    "retention" "DURATION", "retention 7d", once Engines, |_, _, args, p| { p.retention = Some(at(args, "a duration", some_time)?); Ok(()) };
    "key" "FIELD", "key orderId", once Channels, |_, _, args, p| { p.key = Some(at(args, "a field", |arg| values::path(arg).map(|path| path.text()))?); Ok(()) };
    "dead-letter" "PATH", "dead-letter failed-orders", once DeadLetters, dead_letter;
    "slo" "availability P% [over DURATION]` or `latency pNN DURATION", "slo latency p99 300ms", lists Anything, |_, _, args, p| {
        let slo = slo(args)?;
        add(&mut p.slos, slo)
    };
    "capacity" "N/s", "capacity 500/s", once Anything, |_, _, args, p| { p.capacity = Some(at(args, "a rate", values::rate)?); Ok(()) };
    "latency" "pNN DURATION", "latency p99 20ms", once Anything, |_, _, args, p| latency(args, p);
    "cost" "N per month", "cost 120 per month", once Anything, |_, _, args, p| cost(args, p);
    "data" "CLASS", "data pii", once Anything, |_, _, args, p| { p.data = Some(at(args, "a class of data", data_class)?); Ok(()) };
    "pattern" "NAME", "pattern outbox", once Anything, |_, _, args, p| { p.pattern = Some(at(args, "a pattern", pattern)?); Ok(()) };
    "patch" "KIND \"\"\"YAML\"\"\"", "patch Deployment \"\"\"…\"\"\"", lists Running, |_, _, args, p| run::patch(args, p);
    "label" "NAME \"value\"", "label tier \"gold\"", lists Nodes, |_, _, args, p| run::label(args, p);
};

fn at<T>(args: &mut Args<'_>, what: &str, read: impl FnOnce(&ast::Arg) -> Read<T>) -> Read<crate::model::At<T>> {
    let value = args.take(what, read)?;
    Ok(args.at(value))
}

fn owner(b: &mut Builder<'_>, scope: ScopeId, args: &mut Args<'_>, p: &mut Properties) -> Read<()> {
    let path = args.take("a team", values::path)?;
    let team = b.lookup_team(scope, &path).ok_or(Fault::REPORTED)?;
    p.owner = Some(args.at(team));
    Ok(())
}

fn dead_letter(b: &mut Builder<'_>, scope: ScopeId, args: &mut Args<'_>, p: &mut Properties) -> Read<()> {
    let path = args.take("a topic or queue", values::path)?;
    let channel = run::channel(b, scope, &path)?;
    p.dead_letter = Some(args.at(channel));
    Ok(())
}

fn icon(arg: &ast::Arg) -> Read<String> {
    let name = name(arg)?;
    if name == icons::NONE || icons::find(&name).is_some() {
        return Ok(name);
    }
    let report = Diagnostic::error(&codes::properties::WRONG_FORM, arg.span, format!("there is no icon `{name}`"));
    let report = report.suggest(arg.span, &name, icons::names().chain([icons::NONE]));
    Err(report.help(format!("icons are called after technologies, and after kinds; `icon {}` draws none", icons::NONE)).into())
}

fn link(args: &mut Args<'_>, p: &mut Properties) -> Read<()> {
    let title = args.take("a title", some_text)?;
    let url = args.take("an address", addresses::page)?;
    let span = args.span();
    add(&mut p.links, Link { title, url, span })
}

fn engine(args: &mut Args<'_>, p: &mut Properties) -> Read<()> {
    let name = args.take("the name of an engine", name)?.to_ascii_lowercase();
    let version = args.maybe(values::version)?;
    p.engine = Some(Engine { name, version, span: args.span() });
    Ok(())
}

fn backup(args: &mut Args<'_>, p: &mut Properties) -> Read<()> {
    args.demand("every")?;
    let every = args.take("a duration", some_time)?;
    args.demand("keep")?;
    let keep = args.take("a duration", some_time)?;
    p.backup = Some(Backup { every, keep, span: args.span() });
    Ok(())
}

/// A month, over which availability is counted unless another time is given.
const MONTH: Millis = Millis(30 * 86_400_000);

/// What is promised: of an element, or of a whole flow.
fn slo(args: &mut Args<'_>) -> Read<Slo> {
    let known = [("availability", true), ("latency", false)];
    let promise = if args.take("`availability` or `latency`", |arg| one_of(arg, "`availability` or `latency`", &known))? {
        let percent = args.take("a share", values::percent)?;
        let over = if args.word("over") { args.take("a duration", some_time)? } else { MONTH };
        Promise::Availability { percent, over }
    } else {
        let percentile = args.take("a percentile", percentile)?;
        Promise::Latency { percentile, within: args.take("a duration", some_time)? }
    };
    Ok(Slo { promise, span: args.span() })
}

/// Reads a `slo` outside of elements.
pub(in crate::model::build) fn read_slo(item: &ast::Item, into: &mut Vec<Slo>) -> Read<()> {
    static FORM: Form =
        Form { name: "slo", takes: "availability P% [over DURATION]` or `latency pNN DURATION", example: "slo latency p99 300ms" };
    let mut args = Args::new(&FORM, item);
    let promise = slo(&mut args)?;
    args.end()?;
    add(into, promise)
}

fn latency(args: &mut Args<'_>, p: &mut Properties) -> Read<()> {
    let percentile = args.take("a percentile", percentile)?;
    let within = args.take("a duration", some_time)?;
    p.latency = Some(Latency { percentile, within, span: args.span() });
    Ok(())
}

fn cost(args: &mut Args<'_>, p: &mut Properties) -> Read<()> {
    let cost = args.take("a number", |arg| {
        let digits = |c: char| c.is_ascii_digit() || c == '.';
        let number = arg.number().filter(|text| text.chars().all(digits)).and_then(|text| text.parse::<f64>().ok());
        match number {
            Some(number) if number.is_finite() => Ok(number),
            _ if arg.number().is_some_and(|text| text.strip_prefix('-').is_some_and(|rest| rest.chars().all(digits))) => {
                Err(values::out_of_range(arg, format!("`{}` is below zero", arg.raw)).into())
            }
            _ => Err(values::expected(arg, "a number").into()),
        }
    })?;
    args.demand("per")?;
    args.demand("month")?;
    p.cost = Some(args.at(cost));
    Ok(())
}

/// A class of data.
pub(in crate::model::build) fn data_class(arg: &ast::Arg) -> Read<DataClass> {
    let known = [
        ("public", DataClass::Public),
        ("internal", DataClass::Internal),
        ("confidential", DataClass::Confidential),
        ("pii", DataClass::Pii),
        ("pci", DataClass::Pci),
        ("phi", DataClass::Phi),
    ];
    one_of(arg, "a class of data", &known)
}

fn pattern(arg: &ast::Arg) -> Read<Pattern> {
    let known = [
        ("outbox", Pattern::Outbox),
        ("saga", Pattern::Saga),
        ("cqrs", Pattern::Cqrs),
        ("event-sourcing", Pattern::EventSourcing),
        ("bff", Pattern::Bff),
        ("strangler", Pattern::Strangler),
        ("sidecar", Pattern::Sidecar),
        ("cache-aside", Pattern::CacheAside),
        ("write-through", Pattern::WriteThrough),
    ];
    one_of(arg, "a pattern", &known)
}
