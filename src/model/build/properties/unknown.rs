//! Statements whose first word is no property that may stand where it does.

use super::super::{Builder, meant, misplaced};
use super::Place;
use crate::diag::{Diagnostic, codes, nearest};
use crate::model::BaseKind;
use crate::syntax::ast;

/// Words that are properties of something else than elements, and of what.
const ELSEWHERE: [(&str, &str); 32] = [
    ("access", "relations"),
    ("async", "relations"),
    ("breaker", "relations"),
    ("mtls", "relations"),
    ("optional", "relations"),
    ("port", "relations"),
    ("protocol", "relations"),
    ("rate", "relations"),
    ("retry", "relations"),
    ("route", "relations"),
    ("timeout", "relations"),
    ("tls", "relations"),
    ("auth", "an `api`"),
    ("base", "an `api`"),
    ("cors", "an `api`"),
    ("errors", "an `api`"),
    ("license", "an `api`"),
    ("limit", "an `api`"),
    ("count", "nodes of an environment"),
    ("domain", "environments and their nodes"),
    ("endpoint", "`managed` in an environment"),
    ("label", "environments and their nodes"),
    ("contact", "teams"),
    ("email", "teams"),
    ("affects", "an `adr`"),
    ("depth", "views"),
    ("direction", "views"),
    ("exclude", "views"),
    ("color", "views"),
    ("highlight", "views"),
    ("include", "views"),
    ("layout", "views"),
];

/// Whether a word is a property of something else than elements.
pub(in crate::model::build) fn is_word_elsewhere(word: &str) -> bool {
    ELSEWHERE.iter().any(|(known, _)| *known == word)
}

/// Reports a statement that is no property of what it stands in; gives the property that it was probably meant to be.
pub(super) fn report(b: &mut Builder<'_>, item: &ast::Item, place: Place) -> Option<&'static str> {
    match place {
        Place::Element(id) => in_element(b, item, &b.model[id].kind.name.clone()),
        Place::Kind(_) => in_element(b, item, "kind"),
        Place::Deploy => report_among(b, item, "a `deploy`", &super::names().chain(["label"]).collect::<Vec<_>>()),
        Place::Node => {
            let known = ["tech", "count", "domain", "env", "secret", "label", "region", "zone", "cluster", "namespace", "node"];
            report_among(b, item, "an environment", &known);
        }
    }
    nearest(&item.head.text, super::names())
}

/// Reports a statement that is none of those that stand in such a thing.
pub(in crate::model::build) fn report_among(b: &mut Builder<'_>, item: &ast::Item, whole: &str, known: &[&str]) {
    if item.broken {
        return;
    }
    let word = &item.head.text;
    let known_here = nearest(word, known.iter().copied());
    let other = if super::is_property(word) { Some("elements") } else { elsewhere(word) };
    let message = match other {
        Some(of) if known_here.is_none() => format!("`{word}` is a property of {of}, not of {whole}"),
        _ => format!("{whole} has no property `{word}`"),
    };
    let report = Diagnostic::error(&codes::properties::UNKNOWN_PROPERTY, item.head.span, message);
    let report = report.suggest(item.head.span, word, known.iter().copied());
    let few: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
    b.report(if known_here.is_none() && few.len() <= 12 { report.help(format!("what it takes is {}", few.join(", "))) } else { report });
}

fn elsewhere(word: &str) -> Option<&'static str> {
    ELSEWHERE.iter().find(|(known, _)| *known == word).map(|(_, of)| *of)
}

fn in_element(b: &mut Builder<'_>, item: &ast::Item, kind: &str) {
    if item.broken {
        return;
    }
    let word = &item.head.text;
    let span = item.head.span;
    let of_node = matches!(word.as_str(), "region" | "cluster" | "namespace" | "node");
    if of_node && item.name().is_some() {
        let message = format!("a `{word}` stands in an environment, not in a {kind}");
        b.report(Diagnostic::error(&codes::names::MISPLACED, span, message).help("write `environment NAME { … }` round it"));
        return;
    }
    if let Some(of) = elsewhere(word) {
        let message = format!("`{word}` is a property of {of}, not of a {kind}");
        let report = Diagnostic::error(&codes::properties::UNKNOWN_PROPERTY, span, message);
        let help = (of == "relations").then(|| format!("put it into the braces of an arrow: `-> TARGET {{ {} … }}`", item.head.text));
        b.report(help.into_iter().fold(report, Diagnostic::help));
        return;
    }
    let looks_declared = item.body.is_some() || item.title().is_some();
    let own: Vec<String> = b.kind_words.iter().map(|(_, word)| word.clone()).collect();
    let kinds: Vec<&str> = BaseKind::ALL.iter().map(|kind| kind.word()).chain(own.iter().map(String::as_str)).collect();
    let words: Vec<&str> = misplaced::words().collect();
    let properties: Vec<&str> = super::names().collect();
    let known: Vec<&str> = if looks_declared { [kinds, words, properties].concat() } else { [properties, kinds, words].concat() };
    let report = if looks_declared {
        Diagnostic::error(&codes::names::UNKNOWN_KIND, span, format!("there is no kind or property `{word}`"))
    } else {
        Diagnostic::error(&codes::properties::UNKNOWN_PROPERTY, span, format!("there is no property `{word}`"))
    };
    let meant = if looks_declared { meant::declared(word) } else { meant::said(word) };
    let report = match meant {
        Some(meant) => meant::suggest(report, span, meant),
        None => match meant::arrow(word, item.args.first().map(|arg| arg.raw.as_str())) {
            Some(help) => report.help(help),
            None => report.suggest(span, word, known.iter().copied()),
        },
    };
    let lost = report.help.is_empty() && looks_declared;
    b.report(if lost {
        report.help(format!("declare it: `kind {word} : service`, or use a built-in kind such as `service`"))
    } else {
        report
    });
}
