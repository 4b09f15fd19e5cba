//! The words in pictures: kinds, technologies, what arrows say.

use crate::font::{self, Style};
use crate::model::engines;
use crate::model::properties::{Replicas, Schedule, Trigger};
use crate::model::quantity::RateUnit;
use crate::model::types::{Limits, Number};
use crate::model::{BaseKind, Element, ElementId, Meaning, Model, Properties, Relation, Scalar, Shape, Target, TypeExpr};

/// The kind of an element for a reader: `Service`, `External system`, the title of a declared kind.
pub(in crate::emit) fn kind(model: &Model, element: &Element) -> String {
    let name = match element.kind.declared {
        Some(kind) => model[kind].title.clone(),
        None => capital(element.kind.base.word()),
    };
    if element.is_foreign() && element.kind.base != BaseKind::Person { format!("External {}", lower_first(&name)) } else { name }
}

/// `Service · Rust`.
pub(super) fn kind_and_tech(model: &Model, element: &Element, properties: &Properties) -> String {
    match tech(properties) {
        Some(tech) => format!("{} · {tech}", kind(model, element)),
        None => kind(model, element),
    }
}

/// The technology of an element: as given, else its engine.
pub(super) fn tech(properties: &Properties) -> Option<String> {
    let engine = properties.engine.as_ref().map(|engine| {
        let name = engines::find(&engine.name).map_or(engine.name.as_str(), |known| known.title);
        match engine.version.as_deref().and_then(version) {
            Some(version) => format!("{name} {version}"),
            None => name.to_owned(),
        }
    });
    properties.tech.as_ref().map(|tech| tech.value.clone()).or(engine)
}

/// The part of an image's tag that tells a reader which version it is: `16` of `16-alpine`, the day of a dated release;
/// nothing of `alpine`.
fn version(tag: &str) -> Option<&str> {
    let dated = tag.strip_prefix("RELEASE.");
    let text = dated.or_else(|| tag.strip_prefix('v')).unwrap_or(tag);
    let is_part = |c: char| c.is_ascii_digit() || c == if dated.is_some() { '-' } else { '.' };
    let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    let number = text.get(..end)?.trim_end_matches(['.', '-']);
    number.starts_with(|c: char| c.is_ascii_digit()).then_some(number)
}

/// The first letter large.
pub(super) fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The first letter small, unless the word is all capitals.
fn lower_first(word: &str) -> String {
    let mut letters = word.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => first.to_lowercase().chain(letters).collect(),
        _ => word.to_owned(),
    }
}

/// The first paragraph of a Markdown text, in one line.
pub(super) fn paragraph(markdown: &str) -> String {
    let lines = markdown.lines().map(str::trim).skip_while(|line| line.is_empty()).take_while(|line| !line.is_empty());
    let text = lines.collect::<Vec<_>>().join(" ");
    text.trim_start_matches(['#', '>', '-', ' ']).to_owned()
}

/// The first paragraph of a Markdown text, as plain words.
pub(super) fn plain(markdown: &str) -> String {
    unlinked(&paragraph(markdown)).replace(['`', '*'], "")
}

/// A text in which links are their words alone.
pub(super) fn unlinked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('[') {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        let (words, behind) = link(from).unwrap_or_else(|| from.split_at_checked(1).unwrap_or((from, "")));
        out.push_str(words);
        rest = behind;
    }
    out + rest
}

/// The words of a Markdown link that a text begins with, and what follows the link.
pub(super) fn link(text: &str) -> Option<(&str, &str)> {
    let (words, rest) = text.strip_prefix('[')?.split_once("](")?;
    let (_, behind) = rest.split_once(')')?;
    Some((words, behind))
}

/// What some relations that are drawn as one arrow say: their labels, else what they point at.
pub(super) fn label(model: &Model, relations: &[&Relation]) -> String {
    joined(&labels(model, relations))
}

/// The first three of some parts, and how many more there are.
fn joined(parts: &[&str]) -> String {
    let more = parts.len().saturating_sub(3);
    let shown = if more == 1 { parts.len() } else { parts.len().min(3) };
    let text = parts.iter().take(shown).copied().collect::<Vec<_>>().join(", ");
    if shown < parts.len() { format!("{text} + {more} more") } else { text }
}

/// What each of some relations says, once.
fn labels<'a>(model: &'a Model, relations: &[&'a Relation]) -> Vec<&'a str> {
    once(relations.iter().map(|relation| relation.label.as_deref().unwrap_or_else(|| target(model, relation.target))))
}

/// What some relations point at that is not drawn itself, only the box round it.
fn hidden<'a>(model: &'a Model, relations: &[&Relation], drawn: [ElementId; 2]) -> Vec<&'a str> {
    let hidden = relations.iter().map(|relation| relation.element).filter(|element| !drawn.contains(element));
    once(hidden.map(|element| model[element].title.as_str()))
}

fn once<'a>(parts: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut once: Vec<&str> = Vec::new();
    for part in parts {
        if !part.is_empty() && !once.contains(&part) {
            once.push(part);
        }
    }
    once
}

/// What an arrow between boxes that are `drawn` says, else what it points at in them, and below that which operations and by what
/// means. One that stands for relations of what is not shown bears their count: below what they say where that is little, else in
/// its place.
pub(super) fn saying(model: &Model, relations: &[&Relation], counted: Option<String>, drawn: Option<[ElementId; 2]>) -> (String, Means) {
    let mut labels = labels(model, relations);
    if let (true, Some(drawn)) = (labels.is_empty(), drawn) {
        labels = hidden(model, relations, drawn);
    }
    let (label, by) = (joined(&labels), means(model, relations));
    let Some(count) = counted else {
        return (label, Means { names: targets(model, relations), by });
    };
    if label.is_empty() || labels.len() > 2 {
        return (count, Means::by(by));
    }
    (label, Means::by(if by.is_empty() { count } else { format!("{count}, {by}") }))
}

/// The operations, events and tables that relations with words of their own point at.
fn targets(model: &Model, relations: &[&Relation]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for relation in relations.iter().filter(|relation| relation.label.is_some()) {
        let name = target(model, relation.target);
        if !name.is_empty() && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// What stands below the words of an arrow: what it points at, and by what means.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Means {
    names: Vec<String>,
    by: String,
}

impl Means {
    /// The means alone.
    pub fn by(by: impl Into<String>) -> Self {
        Self { names: Vec::new(), by: by.into() }
    }

    /// In one line no wider than `room`: as many names as there is room for, how many more there are, and the means, which
    /// are kept whole where that can be.
    pub fn line(&self, style: Style, room: f64) -> String {
        let said = |names: &[String]| {
            let rest = self.names.len() - names.len();
            let names = names.join(", ");
            let names = if rest > 0 { format!("{names} + {rest}") } else { names };
            [names, self.by.clone()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
        };
        let fits = |line: &String| font::width(line, style) <= room;
        let some = (1..=self.names.len()).rev().filter_map(|count| self.names.get(..count));
        if let Some(line) = some.map(said).find(fits) {
            return line;
        }
        let Some(first) = self.names.first() else { return font::ellipsize(&self.by, style, room) };
        // The line without a letter of the first name is what the rest takes.
        let rest = font::width(&said(&[" ".to_owned()]), style);
        let cut = font::ellipsize(first, style, room - rest);
        font::ellipsize(&said(&[cut]), style, room)
    }
}

/// What within an element a relation points at; empty where it is the element.
fn target(model: &Model, target: Target) -> &str {
    match target {
        Target::Element(_) => "",
        Target::Operation(id) => &model[id].name,
        Target::Table(id) => &model[id].name,
        Target::Collection(id) => &model[id].name,
        Target::KeySpace(id) => &model[id].pattern,
        Target::Event(id) => &model[id].name,
    }
}

/// How many relations there are of each meaning, as they are drawn: `3 calls, 1 message`. Whoever calls and does not wait sends
/// a message.
pub(super) fn count(relations: &[&Relation]) -> String {
    let meant = |relation: &Relation| if relation.asynchronous { Meaning::Message } else { relation.meaning };
    let of = |meaning: Meaning| relations.iter().filter(|relation| meant(relation) == meaning).count();
    let words =
        [(of(Meaning::Call), "call", "calls"), (of(Meaning::Access), "access", "accesses"), (of(Meaning::Message), "message", "messages")];
    let some = words.iter().filter(|(count, _, _)| *count > 0);
    let said = some.map(|(count, one, many)| format!("{count} {}", if *count == 1 { one } else { many }));
    said.collect::<Vec<_>>().join(", ")
}

/// By what means some relations work: what is said, else what the target listens for.
pub(super) fn means(model: &Model, relations: &[&Relation]) -> String {
    let mut all: Vec<String> = Vec::new();
    for relation in relations {
        let source = &model[relation.source];
        let said = relation.tech.as_ref().map(|tech| tech.value.clone());
        let protocol = relation.protocol.as_ref().map(|protocol| protocol_name(&protocol.value));
        let found = said.or(protocol).or_else(|| {
            let listens = &model[relation.element].properties.listens;
            let port = relation.port.as_ref();
            let listen = listens
                .iter()
                .find(|l| port.is_some_and(|p| p.value == l.name))
                .or_else(|| by_operation(model, relation))
                .or(listens.first());
            let spoken = relation.meaning == Meaning::Call && source.kind.base != BaseKind::Person;
            listen.filter(|_| spoken).map(|l| protocol_name(l.protocol.word()))
        });
        all.extend(found.filter(|f| !all.contains(f)));
    }
    all.join(", ")
}

/// The port that an operation is served on: gRPC where it is a gRPC method.
fn by_operation<'a>(model: &'a Model, relation: &Relation) -> Option<&'a crate::model::properties::Listen> {
    let Target::Operation(operation) = relation.target else { return None };
    let rpc = matches!(model[operation].call, crate::model::Call::Rpc { .. });
    let fits = |protocol: &str| if rpc { protocol == "grpc" } else { matches!(protocol, "http" | "https") };
    model[relation.element].properties.listens.iter().find(|l| fits(l.protocol.word()))
}

/// A protocol as readers know it.
pub(super) fn protocol_name(word: &str) -> String {
    match word {
        "grpc" => "gRPC".to_owned(),
        "ws" => "WebSocket".to_owned(),
        "http" | "https" | "tcp" | "udp" | "amqp" | "mqtt" | "smtp" | "ftp" | "sftp" | "tls" => word.to_uppercase(),
        other => other.to_owned(),
    }
}

/// How many run: `3 replicas`, `6–40 replicas at CPU 70 %`.
pub(in crate::emit) fn replicas(replicas: &Replicas) -> String {
    match replicas {
        Replicas::Fixed(1) => "1 replica".to_owned(),
        Replicas::Fixed(count) => format!("{count} replicas"),
        Replicas::Auto { min, max, at } => format!("{min}–{max} replicas {}", trigger(at)),
    }
}

/// When a job runs: `every 30 min`, `daily at 03:00`, `cron 0 3 1,15 * *` where that is not said in few words.
pub(super) fn schedule(schedule: &Schedule) -> String {
    match schedule {
        Schedule::Cron(line) => crontab(line).unwrap_or_else(|| format!("cron {line}")),
        Schedule::Every(span) => format!("every {}", duration(span.0)),
    }
}

/// The common lines of a crontab in words.
fn crontab(line: &str) -> Option<String> {
    let fields: Vec<&str> = line.split_whitespace().collect();
    let [minute, hour, day, "*", weekday] = fields[..] else { return None };
    let number = |field: &str| field.parse::<u32>().ok();
    if let (Some(minute), Some(hour)) = (number(minute), number(hour)) {
        let at = format!("at {hour:02}:{minute:02}");
        return match (day, weekday) {
            ("*", "*") => Some(format!("daily {at}")),
            ("*", days) => Some(format!("{} {at}", weekdays(days)?)),
            (day, "*") => Some(format!("on day {} of the month {at}", number(day)?)),
            _ => None,
        };
    }
    // Steps that do not fill an hour or a day are not of one length.
    let even = |step: &str, whole: u32| number(step.strip_prefix("*/")?).filter(|step| *step > 0 && whole.is_multiple_of(*step));
    match (minute, hour, day, weekday) {
        ("*", "*", "*", "*") => Some("every minute".to_owned()),
        (step, "*", "*", "*") if step.starts_with("*/") => Some(format!("every {} min", even(step, 60)?)),
        (minute, "*", "*", "*") => Some(format!("hourly at :{:02}", number(minute)?)),
        ("0", step, "*", "*") => Some(format!("every {} h", even(step, 24)?)),
        _ => None,
    }
}

/// A day of the week or a range of them: `Mon`, `Mon–Fri`.
fn weekdays(field: &str) -> Option<String> {
    const NAMES: [&str; 8] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let name = |word: &str| match word.parse::<usize>() {
        Ok(number) => NAMES.get(number).copied(),
        Err(_) => NAMES.into_iter().find(|name| name.eq_ignore_ascii_case(word)),
    };
    match field.split_once('-') {
        Some((first, last)) => Some(format!("{}–{}", name(first)?, name(last)?)),
        None => Some(name(field)?.to_owned()),
    }
}

/// What an autoscaler goes by.
fn trigger(at: &Trigger) -> String {
    match at {
        Trigger::Cpu(percent) => format!("at CPU {} %", percent.0),
        Trigger::Memory(percent) => format!("at memory {} %", percent.0),
        Trigger::Queue { length, .. } => format!("at {length} waiting"),
        Trigger::Rate(rate) => {
            let per = match rate.per {
                RateUnit::Second => "s",
                RateUnit::Minute => "min",
                RateUnit::Hour => "h",
                RateUnit::Day => "day",
            };
            format!("at {}/{per}", rate.count)
        }
    }
}

/// A time in its largest whole unit: `800 ms`, `30 days`.
pub(in crate::emit) fn duration(millis: u64) -> String {
    const UNITS: [(u64, &str); 4] = [(86_400_000, "days"), (3_600_000, "h"), (60_000, "min"), (1_000, "s")];
    let unit = UNITS.iter().find(|(length, _)| millis >= *length && millis.is_multiple_of(*length));
    unit.map_or_else(|| format!("{millis} ms"), |(length, name)| format!("{} {name}", millis / length))
}

/// A type as it is written: `string(3..254)?`.
pub(in crate::emit) fn type_of(model: &Model, of: &TypeExpr) -> String {
    let shape = match &of.shape {
        Shape::Scalar(scalar) => scalar_name(*scalar),
        Shape::Named(id) => model[*id].name.clone(),
        Shape::List(item) => format!("[{}]", type_of(model, item)),
        Shape::Map(item) => format!("map<{}>", type_of(model, item)),
        Shape::Problem => "Problem".to_owned(),
    };
    format!("{shape}{}{}", limits(of.limits), if of.nullable { "?" } else { "" })
}

fn scalar_name(scalar: Scalar) -> String {
    match scalar {
        Scalar::Decimal { precision, scale } => format!("{}({precision},{scale})", scalar.word()),
        _ => scalar.word().to_owned(),
    }
}

fn limits(limits: Limits) -> String {
    let number = |n: Option<Number>| match n {
        Some(Number::Int(n)) => n.to_string(),
        Some(Number::Float(n)) => n.to_string(),
        None => String::new(),
    };
    if limits == Limits::default() { String::new() } else { format!("({}..{})", number(limits.min), number(limits.max)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_lose_their_marks() {
        assert_eq!(plain("Sells `things` on the **web**, see [docs](https://a).\n\nMore."), "Sells things on the web, see docs.");
        assert_eq!(plain("a [b and c_d"), "a [b and c_d");
        assert_eq!((lower_first("Software system"), lower_first("API")), ("software system".to_owned(), "API".to_owned()));
    }

    #[test]
    fn versions_are_what_readers_know() {
        let tags =
            ["16", "16-alpine", "v2.11", "RELEASE.2025-04-22T22-12-26Z", "8.0.36-debian-12", "alpine", "latest", "RELEASE", "v", "é"];
        let known = [Some("16"), Some("16"), Some("2.11"), Some("2025-04-22"), Some("8.0.36"), None, None, None, None, None];
        assert_eq!(tags.map(version), known);
    }

    #[test]
    fn means_keep_to_their_room() {
        const STYLE: Style = Style::regular(10.0);
        let means = |names: &[&str], by: &str| Means { names: names.iter().map(|&name| name.to_owned()).collect(), by: by.to_owned() };
        let names = ["searchRooms", "showPhoto", "bookRoom", "cancelBooking"];
        let two = "searchRooms, showPhoto · HTTP";
        for (means, line) in [
            (means(&names[..2], "HTTP"), two),
            (means(&names, "HTTP"), "searchRooms + 3 · HTTP"),
            (means(&[], "TCP"), "TCP"),
            (Means::default(), ""),
        ] {
            assert_eq!(means.line(STYLE, font::width(two, STYLE)), line);
        }
        let cut = means(&["aSingleNameThatIsFarTooLongForTheLine"], "gRPC").line(STYLE, 150.0);
        assert!(cut.starts_with("aSingleName") && cut.ends_with("… · gRPC"), "{cut}");
        for room in 0..40 {
            let room = f64::from(room) * 5.0;
            assert!(font::width(&means(&names, "HTTP").line(STYLE, room), STYLE) <= room.max(font::width("…", STYLE)));
        }
    }
}
