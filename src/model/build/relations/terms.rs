//! What a relation says in its braces, and how two declarations of one relation are joined.

use super::super::properties::{
    Args, Form, Read, count32, data_class, flag, keep, name, one, one_of, percent, rate, some_text, some_time, twice, url_path, variable,
};
use super::super::{Builder, meant};
use crate::diag::{Diagnostic, codes, nearest};
use crate::model::properties::{DataClass, Protocol};
use crate::model::quantity::{Percent, Rate};
use crate::model::relation::{Access, AddressVar, Retry};
use crate::model::{At, Direction, ElementId, Meaning, Relation, RelationId, Target, UnitId};
use crate::source::Span;
use crate::syntax::ast;
use std::collections::BTreeSet;

/// What is said of a relation, apart from its ends.
#[derive(Default)]
pub(super) struct Terms {
    label: Option<String>,
    tags: Vec<String>,
    protocol: Option<At<String>>,
    tech: Option<At<String>>,
    port: Option<At<String>>,
    route: Option<At<String>>,
    timeout: Option<At<crate::model::quantity::Millis>>,
    retry: Option<At<Retry>>,
    breaker: Option<At<Percent>>,
    rate: Option<At<Rate>>,
    access: Option<At<Access>>,
    asynchronous: Option<At<bool>>,
    optional: Option<At<bool>>,
    env: Vec<AddressVar>,
    data: Option<At<DataClass>>,
    tls: Option<At<bool>>,
    mtls: Option<At<bool>>,
}

const FORMS: [Form; 15] = [
    Form { name: "protocol", takes: "PROTOCOL", example: "protocol https" },
    Form { name: "tech", takes: "\"…\"", example: "tech \"REST over HTTP/2\"" },
    Form { name: "port", takes: "NAME", example: "port metrics" },
    Form { name: "route", takes: "PATH", example: "route /orders" },
    Form { name: "timeout", takes: "DURATION", example: "timeout 2s" },
    Form { name: "retry", takes: "N [backoff DURATION]", example: "retry 3 backoff 100ms" },
    Form { name: "breaker", takes: "P%", example: "breaker 50%" },
    Form { name: "rate", takes: "N/s", example: "rate 120/s" },
    Form { name: "access", takes: "read|write", example: "access read" },
    Form { name: "async", takes: "", example: "async" },
    Form { name: "optional", takes: "", example: "optional" },
    Form { name: "env", takes: "NAME [\"template\"]", example: "env ORDERS_ADDR \"{host}:{port}\"" },
    Form { name: "data", takes: "CLASS", example: "data pii" },
    Form { name: "tls", takes: "", example: "tls" },
    Form { name: "mtls", takes: "", example: "mtls" },
];

const ACCESS: [(&str, Access); 2] = [("read", Access::Read), ("write", Access::Write)];

/// Reads what a declaration says of its relations.
pub(super) fn read(b: &mut Builder<'_>, tree: &ast::Relation) -> Terms {
    let mut terms = Terms {
        label: tree.label.as_ref().map(|label| label.value.clone()).filter(|label| !label.trim().is_empty()),
        tags: super::super::declare::tag_names(&tree.tags),
        ..Terms::default()
    };
    let mut seen: Vec<&ast::Ident> = Vec::new();
    for item in tree.properties.iter().flat_map(|properties| &properties.stmts) {
        let word = item.head.text.as_str();
        let Some(form) = FORMS.iter().find(|form| form.name == word) else {
            report_unknown(b, item);
            continue;
        };
        if let Some(first) = seen.iter().find(|first| first.text == word && word != "env") {
            b.report(twice(word, item.head.span, first.span));
            continue;
        }
        seen.push(&item.head);
        let read = terms.property(form, item);
        keep(b, item, read);
    }
    terms
}

fn report_unknown(b: &mut Builder<'_>, item: &ast::Item) {
    let word = &item.head.text;
    let names = FORMS.iter().map(|form| form.name);
    let report = Diagnostic::error(&codes::relations::RELATION_PROPERTY, item.head.span, format!("a relation has no property `{word}`"));
    let report = match meant::of_relations(word) {
        Some(meant) => meant::suggest(report, item.head.span, meant),
        None => report.suggest(item.head.span, word, names.clone()),
    };
    let list: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    b.report(if report.help.is_empty() { report.help(format!("it has {}", list.join(", "))) } else { report });
}

impl Terms {
    fn property(&mut self, form: &'static Form, item: &ast::Item) -> Read<()> {
        match form.name {
            "protocol" => self.protocol = Some(one(form, item, "a protocol", spoken)?),
            "tech" => self.tech = Some(one(form, item, "a string", some_text)?),
            "port" => self.port = Some(one(form, item, "the name of a port", name)?),
            "route" => self.route = Some(one(form, item, "a path", url_path)?),
            "timeout" => self.timeout = Some(one(form, item, "a duration", some_time)?),
            "retry" => self.retry = Some(retry(form, item)?),
            "breaker" => self.breaker = Some(one(form, item, "a share", percent)?),
            "rate" => self.rate = Some(one(form, item, "a rate", rate)?),
            "access" => self.access = Some(one(form, item, "`read` or `write`", |arg| one_of(arg, "`read` or `write`", &ACCESS))?),
            "async" => self.asynchronous = Some(flag(form, item)?),
            "optional" => self.optional = Some(flag(form, item)?),
            "env" => self.env.push(address_var(form, item)?),
            "data" => self.data = Some(one(form, item, "a class of data", data_class)?),
            "tls" => self.tls = Some(flag(form, item)?),
            _ => self.mtls = Some(flag(form, item)?),
        }
        Ok(())
    }

    /// The relation between these ends.
    pub(super) fn relation(&self, ends: Ends) -> Relation {
        Relation {
            unit: ends.unit,
            source: ends.source,
            target: ends.target,
            element: ends.element,
            direction: ends.direction,
            meaning: ends.meaning,
            label: self.label.clone(),
            tags: self.tags.clone(),
            protocol: self.protocol.clone(),
            tech: self.tech.clone(),
            port: self.port.clone(),
            route: self.route.clone(),
            timeout: self.timeout,
            retry: self.retry,
            breaker: self.breaker,
            rate: self.rate,
            access: self.access,
            asynchronous: self.asynchronous.is_some(),
            optional: self.optional.is_some(),
            env: self.env.clone(),
            data: self.data,
            tls: self.tls.is_some() || self.mtls.is_some(),
            mtls: self.mtls.is_some(),
            spans: vec![ends.span],
        }
    }
}

/// The ends of a relation and what follows from them.
#[derive(Clone, Copy)]
pub(super) struct Ends {
    pub unit: UnitId,
    pub source: ElementId,
    pub target: Target,
    pub element: ElementId,
    pub direction: Direction,
    pub meaning: Meaning,
    pub span: Span,
}

/// What is spoken: any word, as there are more protocols than ports tell apart (`amqp`, say), but not a misspelt one.
fn spoken(arg: &ast::Arg) -> Read<String> {
    let word = name(arg)?;
    let known = Protocol::ALL.map(Protocol::word);
    if !known.contains(&word.as_str()) && nearest(&word, known).is_some() {
        let report = Diagnostic::error(&codes::properties::WRONG_FORM, arg.span, format!("expected a protocol, found `{word}`"));
        return Err(report.suggest(arg.span, &word, known).into());
    }
    Ok(word)
}

fn retry(form: &'static Form, item: &ast::Item) -> Read<At<Retry>> {
    let mut args = Args::new(form, item);
    let attempts = args.take("a number", |arg| count32(arg, "a number", 0..=100))?;
    let backoff = if args.word("backoff") { Some(args.take("a duration", some_time)?) } else { None };
    args.end()?;
    Ok(args.at(Retry { attempts, backoff }))
}

fn address_var(form: &'static Form, item: &ast::Item) -> Read<AddressVar> {
    let mut args = Args::new(form, item);
    let name = args.take("the name of a variable", variable)?;
    let template = args.maybe(some_text)?;
    args.end()?;
    Ok(AddressVar { name, template, span: args.span() })
}

/// Joins another declaration of a relation to it: labels join, tags and variables add up, all else must agree.
pub(super) fn join(b: &mut Builder<'_>, labels: &mut Labels, id: RelationId, other: Relation) {
    let relation = &mut b.model[id];
    let mut disagreements: Vec<(&str, Span, Span)> = Vec::new();
    if let Some(label) = other.label {
        join_label(labels, id, relation, label);
    }
    for tag in other.tags {
        if !relation.tags.contains(&tag) {
            relation.tags.push(tag);
        }
    }
    macro_rules! agree {
        ($($field:ident),*) => {$(
            match (&relation.$field, other.$field) {
                (Some(first), Some(second)) if first.value != second.value => {
                    disagreements.push((stringify!($field), first.span, second.span));
                }
                (None, second) => relation.$field = second,
                _ => {}
            }
        )*};
    }
    agree!(protocol, tech, port, route, timeout, retry, breaker, rate, access, data);
    relation.asynchronous |= other.asynchronous;
    relation.optional |= other.optional;
    relation.tls |= other.tls;
    relation.mtls |= other.mtls;
    for var in other.env {
        match relation.env.iter().find(|known| known.name == var.name) {
            Some(known) if known.template != var.template => disagreements.push(("env", known.span, var.span)),
            Some(_) => {}
            None => relation.env.push(var),
        }
    }
    // One statement may name a target twice.
    relation.spans.extend(other.spans.into_iter().filter(|span| relation.spans.last() != Some(span)).collect::<Vec<_>>());
    for (what, first, second) in disagreements {
        let message = format!("this relation is declared twice, and `{what}` disagrees");
        let report = Diagnostic::error(&codes::relations::RELATION_DISAGREES, second, message).also(first, "it is said here, too");
        b.report(report.help("say it once, or say the same"));
    }
}

/// What the labels of relations that were joined are made of.
pub(super) type Labels = BTreeSet<(RelationId, String)>;

fn join_label(labels: &mut Labels, id: RelationId, relation: &mut Relation, other: String) {
    let Some(label) = &mut relation.label else {
        relation.label = Some(other);
        return;
    };
    if !labels.contains(&(id, String::new())) {
        // The first that is joined to another.
        labels.insert((id, String::new()));
        labels.extend(label.split(", ").map(|part| (id, part.to_owned())));
    }
    if labels.insert((id, other.clone())) {
        label.push_str(", ");
        label.push_str(&other);
        labels.extend(other.split(", ").map(|part| (id, part.to_owned())));
    }
}
