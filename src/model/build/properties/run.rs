//! Reads what is said of something that runs: its ports, probes, surroundings, resources and numbers.

use super::super::super::properties::{
    ConfigFile, EnvVar, Expose, Exposure, History, LabelValue, Listen, Mount, Patch, Probe, Protocol, Replicas, Schedule, Secret, Storage,
    Trigger,
};
use super::super::{Builder, ScopeId};
use super::addresses::{file_path, host, url_path, variable};
use super::overlay::same_transport;
use super::values::{
    self, Args, Fault, Read, count, count32, expected, found, name, one_of, out_of_range, percent, port, protocol, quantity, rate, size,
    some_text, text,
};
use super::{add, cron};
use crate::diag::{Diagnostic, codes};
use crate::model::quantity::{Allotment, Bytes, Cpu, Malformed, Millis};
use crate::model::{ElementId, Properties};
use crate::syntax::ast;
use std::str::FromStr;

pub(super) fn image(args: &mut Args<'_>) -> Read<String> {
    args.take("an image", |arg| {
        let image = some_text(arg)?;
        check_placeholders(arg, &image, &["name", "version"])?;
        if image.chars().any(char::is_whitespace) {
            return Err(expected(arg, "an image without a space in its name").into());
        }
        Ok(image)
    })
}

/// Reports what stands in braces and is none of these words, and braces that are not closed.
fn check_placeholders(arg: &ast::Arg, template: &str, known: &[&str]) -> Read<()> {
    let mut rest = template;
    while let Some((_, behind)) = rest.split_once('{') {
        let Some((word, after)) = behind.split_once('}') else {
            let message = format!("a `{{` in `{template}` is not closed");
            return Err(Diagnostic::error(&codes::properties::PLACEHOLDER, arg.span, message).into());
        };
        if !known.contains(&word) {
            let words: Vec<String> = known.iter().map(|word| format!("`{{{word}}}`")).collect();
            let report = Diagnostic::error(&codes::properties::PLACEHOLDER, arg.span, format!("there is nothing to put for `{{{word}}}`"));
            return Err(report.help(format!("what can be filled in is {}", words.join(", "))).into());
        }
        rest = after;
    }
    Ok(())
}

pub(super) fn listen(args: &mut Args<'_>, p: &mut Properties) -> Read<()> {
    let protocol = args.take("a protocol", protocol)?;
    let number = args.take("a port", port)?;
    let (mut given, mut published) = (None, None);
    while let Some(arg) = args.peek() {
        if given.is_none() && args.word("as") {
            given = Some(args.take("a name", port_name)?);
        } else if published.is_none() && args.word("published") {
            published = Some(args.take("a port", port)?);
        } else {
            return Err(args.wrong(arg, "`as`, `published` or the end of the `listen`"));
        }
    }
    let published = published.unwrap_or(number);
    let word = protocol.word();
    let taken = p.listens.iter().any(|other| other.name == word);
    let name = given.unwrap_or_else(|| if taken { format!("{word}-{number}") } else { word.to_owned() });
    let listen = Listen { protocol, port: number, name, published, span: args.span() };
    let published_twice = p.listens.iter().find(|other| other.published == published && same_transport(other.protocol, protocol));
    if let Some(other) = published_twice.filter(|other| other.port != number) {
        let message = format!("port {published} is published twice");
        let report = Diagnostic::error(&codes::properties::DUPLICATE_ENTRY, args.span(), message);
        return Err(report.also(other.span, "first published here").into());
    }
    add(&mut p.listens, listen)
}

fn port_name(arg: &ast::Arg) -> Read<String> {
    let given = name(arg)?;
    let kube = given.to_ascii_lowercase().replace('_', "-");
    if kube.len() > 15 || kube.starts_with('-') || kube.ends_with('-') || !kube.contains(|c: char| c.is_ascii_lowercase()) {
        let message = format!("`{given}` cannot be the name of a port");
        let report = Diagnostic::error(&codes::properties::INVALID_ADDRESS, arg.span, message);
        return Err(report.help("a port's name has at most 15 characters, and begins and ends with a letter or digit").into());
    }
    Ok(given)
}

/// The protocols that a port can be asked in.
const ASKED: [(&str, Option<Protocol>); 4] =
    [("http", Some(Protocol::Http)), ("https", Some(Protocol::Https)), ("grpc", Some(Protocol::Grpc)), ("tcp", Some(Protocol::Tcp))];

/// A check: a question to a port, or a command.
pub(super) fn probe(args: &mut Args<'_>) -> Read<Probe> {
    let [http, https, grpc, tcp] = ASKED;
    let known = [http, https, grpc, tcp, ("exec", None)];
    match args.take("a protocol", |arg| one_of(arg, "a protocol that can be asked, or `exec`", &known))? {
        Some(protocol) => question(args, protocol),
        None => {
            let command = args.take("a list", |arg| match values::strings(arg)? {
                words if words.is_empty() => Err(expected(arg, "a command in `[` and `]`").into()),
                words => Ok(words),
            })?;
            Ok(Probe { protocol: None, port: None, path: None, command, span: args.span() })
        }
    }
}

/// Where metrics are read.
pub(super) fn metrics(args: &mut Args<'_>) -> Read<Probe> {
    match args.take("a protocol", |arg| one_of(arg, "a protocol that can be asked", &ASKED))? {
        Some(protocol) => question(args, protocol),
        None => Err(args.lacks("a protocol")),
    }
}

fn question(args: &mut Args<'_>, protocol: Protocol) -> Read<Probe> {
    let number = if args.peek().is_some_and(|arg| arg.number().is_some()) { args.maybe(port)? } else { None };
    let by_path = matches!(protocol, Protocol::Http | Protocol::Https);
    let path = match args.peek() {
        Some(arg) if !by_path => {
            let what = if number.is_some() { "the end of the probe" } else { "a port or the end of the probe" };
            return Err(expected(arg, what).help(format!("{} is asked under no path", protocol.word())).into());
        }
        _ => args.maybe(url_path)?,
    };
    Ok(Probe { protocol: Some(protocol), port: number, path, command: Vec::new(), span: args.span() })
}

pub(super) fn expose(args: &mut Args<'_>, p: &mut Properties) -> Read<()> {
    let by_path = args.peek().is_some_and(|arg| arg.url_path().is_some() || arg.str().is_some());
    let what = if by_path {
        let path = args.take("a path", url_path)?;
        args.demand("on")?;
        Exposure::Route { path, host: args.take("a host", host)? }
    } else {
        let known = Protocol::ALL.map(|protocol| (protocol.word(), protocol));
        let protocol = args.take("a path or a protocol", |arg| one_of(arg, "a path or a protocol", &known))?;
        Exposure::Port { protocol, port: args.take("a port", port)? }
    };
    let span = args.span();
    add(&mut p.exposes, Expose { what, span })
}

pub(super) fn env(args: &mut Args<'_>, p: &mut Properties) -> Read<()> {
    let name = args.take("a name", variable)?;
    let value = args.take("a string", text)?;
    let span = args.span();
    if let Some(other) = p.secrets.iter().find(|other| other.name == name) {
        return Err(both(&format!("the variable `{name}`"), span, other.span));
    }
    add(&mut p.env, EnvVar { name, value, span })
}

pub(super) fn secret(args: &mut Args<'_>, p: &mut Properties) -> Read<()> {
    let name = args.take("a name", variable)?;
    let from = if args.word("from") { Some(args.take("a string", secret_place)?) } else { None };
    let span = args.span();
    if let Some(value) = args.peek().filter(|arg| arg.str().is_some()) {
        let wrong = args.wrong(value, "the end of `secret`");
        return Err(wrong.help(|| "no secret stands in a program: take it out, and `from \"store/key\"` says where it is kept".to_owned()));
    }
    if let Some(other) = p.env.iter().find(|other| other.name == name) {
        return Err(both(&format!("the variable `{name}`"), span, other.span));
    }
    add(&mut p.secrets, Secret { name, from, span })
}

fn secret_place(arg: &ast::Arg) -> Read<String> {
    let place = some_text(arg)?;
    let whole = place.split_once('/').is_some_and(|(store, key)| !store.is_empty() && !key.is_empty());
    if whole { Ok(place) } else { Err(expected(arg, "a place of the form `\"store/key\"`").into()) }
}

pub(super) fn config(args: &mut Args<'_>, p: &mut Properties) -> Read<()> {
    let path = args.take("a path", file_path)?;
    let content = args.take("its content", text)?;
    let span = args.span();
    if let Some(other) = p.mounts.iter().find(|other| other.path == path) {
        return Err(both(&format!("`{path}`"), span, other.span));
    }
    add(&mut p.configs, ConfigFile { path, content, span })
}

pub(super) fn mount(args: &mut Args<'_>, p: &mut Properties) -> Read<()> {
    let path = args.take("a path", file_path)?;
    let size = args.take("a size", size)?;
    let span = args.span();
    if let Some(other) = p.configs.iter().find(|other| other.path == path) {
        return Err(both(&format!("`{path}`"), span, other.span));
    }
    add(&mut p.mounts, Mount { path, size, span })
}

fn both(what: &str, span: crate::source::Span, other: crate::source::Span) -> Fault {
    Diagnostic::error(&codes::properties::DUPLICATE_ENTRY, span, format!("{what} is given twice")).also(other, "first given here").into()
}

pub(super) fn label(args: &mut Args<'_>, p: &mut Properties) -> Read<()> {
    let name = args.take("a name", label_name)?;
    let value = args.take("a string", label_value)?;
    let span = args.span();
    add(&mut p.labels, LabelValue { name, value, span })
}

/// The value of a label.
pub(super) fn label_value(arg: &ast::Arg) -> Read<String> {
    let value = text(arg)?;
    let inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let ends = |c: char| c.is_ascii_alphanumeric();
    let fits = value.len() <= 63 && value.chars().all(inner) && (value.is_empty() || value.starts_with(ends) && value.ends_with(ends));
    if fits {
        return Ok(value);
    }
    let report = Diagnostic::error(&codes::properties::INVALID_ADDRESS, arg.span, format!("{} cannot be a label's value", found(arg)));
    Err(report.help("it is made of at most 63 letters, digits, `-`, `_` and `.`, and begins and ends with a letter or digit").into())
}

/// The name of a label, or of a taint.
pub(super) fn label_name(arg: &ast::Arg) -> Read<String> {
    let Some(key) = arg.bare().or(arg.str()) else { return Err(expected(arg, "a label's name").into()) };
    let name = key.rsplit('/').next().unwrap_or_default();
    let ends = |c: char| c.is_ascii_alphanumeric();
    let fits = name.len() <= 63 && name.starts_with(ends) && name.ends_with(ends) && key.matches('/').count() <= 1;
    if fits && key.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_' | b'.' | b'/')) {
        return Ok(key.to_owned());
    }
    Err(Diagnostic::error(&codes::properties::INVALID_ADDRESS, arg.span, format!("{} cannot be a label's name", found(arg))).into())
}

pub(super) fn replicas(b: &mut Builder<'_>, scope: ScopeId, args: &mut Args<'_>) -> Read<Replicas> {
    let Some(arg) = args.peek() else { return Err(args.lacks("a number")) };
    if !arg.raw.contains("..") {
        let fixed = args.take("a number", |arg| count32(arg, "a number of replicas", 0..=u32::MAX))?;
        if let Some(at) = args.peek().filter(|arg| arg.word() == Some("at")) {
            let report = expected(at, "the end of the `replicas`");
            return Err(report
                .help(format!("an autoscaler needs a range, as in `{fixed}..{} at cpu 70%`", fixed.saturating_mul(3).max(2)))
                .into());
        }
        return Ok(Replicas::Fixed(fixed));
    }
    let (min, max, span) = args.take("a range", replica_range)?;
    if args.peek().is_none() {
        let message = format!("`replicas {min}..{max}` does not say what the number goes by");
        let report = Diagnostic::error(&codes::properties::WRONG_FORM, args.span(), message);
        let report = report.help(format!("say it, as in `replicas {min}..{max} at cpu 70%`"));
        return Err(report.edit(args.span().after(), " at cpu 70%").into());
    }
    args.demand("at")?;
    let at = trigger(b, scope, args)?;
    if min == 0 && !matches!(at, Trigger::Queue { .. }) {
        let report = Diagnostic::error(&codes::properties::OUT_OF_RANGE, span, "what measures itself keeps at least one replica");
        return Err(report.help("begin the range with 1; only `at queue` can wake what does not run").into());
    }
    Ok(Replicas::Auto { min, max, at })
}

fn replica_range(arg: &ast::Arg) -> Read<(u32, u32, crate::source::Span)> {
    let wrong = || expected(arg, "a range of replicas such as `3..20`");
    let Some((low, high)) = arg.raw.split_once("..") else { return Err(wrong().into()) };
    let number = |text: &str| text.parse::<u32>().ok().filter(|_| text.bytes().all(|c| c.is_ascii_digit()));
    let (Some(min), Some(max)) = (number(low), number(high)) else { return Err(wrong().into()) };
    if min > max {
        let turned = format!("{max}..{min}");
        let report = out_of_range(arg, format!("`{}` is no range: `{low}` is above `{high}`", arg.raw));
        return Err(report.help(format!("did you mean `{turned}`?")).edit(arg.span, turned).into());
    }
    Ok((min, max, arg.span))
}

fn trigger(b: &mut Builder<'_>, scope: ScopeId, args: &mut Args<'_>) -> Read<Trigger> {
    let known = [("cpu", 0), ("memory", 1), ("queue", 2), ("rate", 3)];
    match args.take("`cpu`, `memory`, `queue` or `rate`", |arg| one_of(arg, "`cpu`, `memory`, `queue` or `rate`", &known))? {
        0 => Ok(Trigger::Cpu(args.take("a share", percent)?)),
        1 => Ok(Trigger::Memory(args.take("a share", percent)?)),
        2 => {
            let length = args.take("a number of messages", |arg| count(arg, "a number of messages", 1..=u64::from(u32::MAX)))?;
            let of = if args.word("of") { Some(args.take("a topic or queue", values::path)?) } else { None };
            let of = of.map(|path| channel(b, scope, &path)).transpose()?;
            Ok(Trigger::Queue { length, of })
        }
        _ => Ok(Trigger::Rate(args.take("a rate", rate)?)),
    }
}

/// The topic or queue that a path names.
pub(super) fn channel(b: &mut Builder<'_>, scope: ScopeId, path: &ast::Path) -> Read<ElementId> {
    let Some(id) = b.lookup_element(scope, path) else { return Err(Fault::REPORTED) };
    let element = &b.model[id];
    if element.kind.base.is_channel() {
        return Ok(id);
    }
    let message = format!("expected a topic or queue, found the {} `{}`", element.kind.name, element.path);
    Err(Diagnostic::error(&codes::properties::WRONG_FORM, path.span, message).also(element.span, "declared here").into())
}

pub(super) fn cpu(args: &mut Args<'_>) -> Read<Allotment<Cpu>> {
    args.take("processor time", |arg| allotment(arg, "processor time such as `250m` or `1`", |cpu: &Cpu| cpu.0 == 0))
}

pub(super) fn memory(args: &mut Args<'_>) -> Read<Allotment<Bytes>> {
    args.take("a size", |arg| allotment(arg, "a size such as `512Mi`", |bytes: &Bytes| bytes.0 == 0))
}

fn allotment<T: FromStr<Err = Malformed> + PartialOrd>(arg: &ast::Arg, what: &str, is_zero: fn(&T) -> bool) -> Read<Allotment<T>> {
    let (request, limit) = values::range::<T>(arg, what)?;
    if request.as_ref().is_some_and(is_zero) || limit.as_ref().is_some_and(is_zero) {
        return Err(out_of_range(arg, format!("expected something above zero, found `{}`", arg.raw)).into());
    }
    if arg.raw.ends_with("..") {
        return Err(expected(arg, &format!("a limit behind the `..` of `{}`", arg.raw))
            .help("leave the dots out where there is no limit")
            .into());
    }
    Ok(Allotment { request, limit })
}

pub(super) fn storage(args: &mut Args<'_>) -> Read<Storage> {
    let size = args.take("a size", size)?;
    let (mut path, mut class) = (None, None);
    while let Some(arg) = args.peek() {
        if path.is_none() && args.word("at") {
            path = Some(args.take("a path", file_path)?);
        } else if class.is_none() && args.word("class") {
            class = Some(args.take("a name", |arg| match arg.bare().or(arg.str()) {
                Some(name) if !name.is_empty() => Ok(name.to_owned()),
                _ => Err(expected(arg, "the name of a storage class").into()),
            })?);
        } else {
            return Err(args.wrong(arg, "`at`, `class` or the end of the `storage`"));
        }
    }
    Ok(Storage { size, path, class, span: args.span() })
}

pub(super) fn schedule(args: &mut Args<'_>) -> Read<Schedule> {
    args.take("a duration or a schedule", |arg| {
        if arg.str().is_some() {
            return cron::cron(arg).map(Schedule::Cron);
        }
        let every: Millis = quantity(arg, "a duration such as `1h` or a schedule such as `\"0 3 * * *\"`")?;
        if every.0 < 60_000 || !every.0.is_multiple_of(60_000) {
            return Err(out_of_range(arg, format!("expected whole minutes, found `{}`", arg.raw)).into());
        }
        Ok(Schedule::Every(every))
    })
}

/// How many past runs are kept: of each sort, unless another number is given for those that failed.
pub(super) fn history(args: &mut Args<'_>, p: &mut Properties) -> Read<()> {
    let runs = |arg: &ast::Arg| count32(arg, "a number of runs", 0..=u32::MAX);
    let succeeded = args.take("a number", runs)?;
    let failed = if args.word("failed") { args.take("a number", runs)? } else { succeeded };
    p.history = Some(History { succeeded, failed, span: args.span() });
    Ok(())
}

pub(super) fn patch(args: &mut Args<'_>, p: &mut Properties) -> Read<()> {
    let kind = args.take("the kind of a Kubernetes object", |arg| {
        let kind = name(arg)?;
        let fits = kind.starts_with(|c: char| c.is_ascii_uppercase()) && kind.bytes().all(|c| c.is_ascii_alphanumeric());
        if fits {
            return Ok(kind);
        }
        let objects = ["Deployment", "Service", "StatefulSet", "DaemonSet", "Job", "CronJob", "HTTPRoute", "NetworkPolicy", "ConfigMap"];
        Err(expected(arg, "the kind of a Kubernetes object such as `Deployment`").suggest(arg.span, &kind, objects).into())
    })?;
    let yaml = args.take("a patch in YAML", some_text)?;
    let span = args.span();
    add(&mut p.patches, Patch { kind, yaml, span })
}
