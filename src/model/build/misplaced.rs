//! Statements that are well formed but stand where they mean nothing.

use super::super::BaseKind;
use super::{Builder, Part, declare, meant};
use crate::diag::{Diagnostic, codes};
use crate::syntax::ast;

/// Words that begin a declaration of their own.
const WORDS: [&str; 28] = [
    "action",
    "adr",
    "api",
    "collection",
    "cluster",
    "data",
    "deploy",
    "deployment",
    "enum",
    "environment",
    "error",
    "event",
    "extend",
    "external",
    "flow",
    "import",
    "index",
    "keys",
    "kind",
    "managed",
    "namespace",
    "node",
    "region",
    "resource",
    "rule",
    "table",
    "team",
    "type",
];

/// Whether a word begins a declaration of the language.
pub(super) fn is_word(word: &str) -> bool {
    WORDS.contains(&word) || word == "view"
}

/// All words that begin a declaration of the language.
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    WORDS.iter().copied().chain(["view", "network", "events", "ownership"])
}

/// Reports every statement that cannot stand where it does.
pub(super) fn report(b: &mut Builder<'_>) {
    let parts: Vec<Part<'_>> = b.parts.clone();
    for part in parts {
        for stmt in part.stmts {
            if let Some(diagnostic) = check(b, part, stmt) {
                b.report(diagnostic);
            }
        }
    }
}

fn check(b: &Builder<'_>, part: Part<'_>, stmt: &ast::Stmt) -> Option<Diagnostic> {
    let Some(element) = part.element else { return at_top(b, part, stmt) };
    let holder = &b.model[element];
    let base = holder.kind.base;
    match stmt {
        ast::Stmt::Item(item) if declare::is_element(b, part.unit, item) => {
            let barren = base == BaseKind::Person || base.is_channel();
            let what =
                format!("a {} holds no elements, and `{}` is one", base.word(), item.name().map_or_else(String::new, |name| name.text));
            barren.then(|| misplaced(stmt, what).also(holder.span, format!("the {}", base.word())).help("put it beside this one"))
        }
        ast::Stmt::Table(_) => holds(base, &[BaseKind::Database], stmt, "a database"),
        ast::Stmt::Collection(_) => {
            holds(base, &[BaseKind::Database, BaseKind::Search, BaseKind::Bucket], stmt, "a database, search or bucket")
        }
        ast::Stmt::Keys(_) => holds(base, &[BaseKind::Cache, BaseKind::Database, BaseKind::Bucket], stmt, "a cache, database or bucket"),
        ast::Stmt::Event(_) => holds(base, &[BaseKind::Topic, BaseKind::Queue], stmt, "a topic or queue"),
        ast::Stmt::Api(_) if base.is_box() || base == BaseKind::Person || base.is_channel() => {
            let external_system = holder.external && base == BaseKind::System;
            let what = format!("an `api` stands in something that answers calls, not in a {}", base.word());
            (!external_system).then(|| misplaced(stmt, what).help("put it into the service that answers"))
        }
        ast::Stmt::Environment(_)
        | ast::Stmt::View(_)
        | ast::Stmt::Flow(_)
        | ast::Stmt::Rule(_)
        | ast::Stmt::Adr(_)
        | ast::Stmt::Import(_) => {
            let what = format!("`{}` stands at the top of a file, not inside `{}`", stmt.keyword(), holder.name);
            Some(misplaced(stmt, what).help("move it out of the braces"))
        }
        ast::Stmt::Deploy(_) | ast::Stmt::Managed(_) => {
            let what = format!("`{}` stands in an environment, not inside `{}`", stmt.keyword(), holder.name);
            Some(misplaced(stmt, what).help("move it into an `environment`"))
        }
        _ => None,
    }
}

fn at_top(b: &Builder<'_>, part: Part<'_>, stmt: &ast::Stmt) -> Option<Diagnostic> {
    match stmt {
        ast::Stmt::Item(item) if declare::is_element(b, part.unit, item) || item.broken => None,
        ast::Stmt::Item(item) => Some(unknown_at_top(b, part, item)),
        ast::Stmt::Relation(relation) if relation.source.is_none() => {
            let what = "an arrow at the top of a file needs a source".to_owned();
            Some(misplaced(stmt, what).help("write `SOURCE -> TARGET`, or put it into the element that calls"))
        }
        ast::Stmt::Api(_) => Some(misplaced(stmt, "an `api` stands in the service that answers it, not at the top of a file".to_owned())),
        ast::Stmt::Table(_) | ast::Stmt::Collection(_) | ast::Stmt::Keys(_) => {
            let what = format!("a `{}` stands in the store that holds it, not at the top of a file", stmt.keyword());
            Some(misplaced(stmt, what))
        }
        ast::Stmt::Event(_) => {
            Some(misplaced(stmt, "an `event` stands in the topic or queue that carries it, not at the top of a file".to_owned()))
        }
        ast::Stmt::Deploy(_) | ast::Stmt::Managed(_) => {
            let what = format!("`{}` stands in an environment, not at the top of a file", stmt.keyword());
            Some(misplaced(stmt, what).help("move it into an `environment`"))
        }
        _ => None,
    }
}

fn unknown_at_top(b: &Builder<'_>, part: Part<'_>, item: &ast::Item) -> Diagnostic {
    let word = &item.head.text;
    if super::properties::is_property(word) {
        let what = format!("`{word}` is a property and stands in an element, not at the top of a file");
        return Diagnostic::error(&codes::names::MISPLACED, item.head.span, what)
            .help("move it into the braces of the element that it is said of");
    }
    let nodes = ["region", "cluster", "namespace", "node"];
    if nodes.contains(&word.as_str()) {
        let what = format!("a `{word}` stands in an environment, not at the top of a file");
        return Diagnostic::error(&codes::names::MISPLACED, item.head.span, what).help("write `environment NAME { … }` round it");
    }
    let kinds: Vec<&str> = BaseKind::ALL.iter().map(|kind| kind.word()).collect();
    let own = b.kind_words.iter().filter(|(unit, _)| *unit == part.unit).map(|(_, word)| word.as_str());
    let others = WORDS.iter().copied().chain(["view"]);
    let report = Diagnostic::error(&codes::names::UNKNOWN_KIND, item.head.span, format!("there is no kind `{word}`"));
    if let Some(meant) = meant::declared(word) {
        return meant::suggest(report, item.head.span, meant);
    }
    let suggested = report.clone().suggest(item.head.span, word, kinds.into_iter().chain(own).chain(others));
    if suggested.help.is_empty() {
        return report.help(format!("declare it: `kind {word} : service`, or use a built-in kind such as `service` or `system`"));
    }
    suggested
}

fn holds(base: BaseKind, allowed: &[BaseKind], stmt: &ast::Stmt, place: &str) -> Option<Diagnostic> {
    let what = format!("`{}` stands in {place}, not in a {}", stmt.keyword(), base.word());
    (!allowed.contains(&base)).then(|| misplaced(stmt, what))
}

fn misplaced(stmt: &ast::Stmt, what: String) -> Diagnostic {
    Diagnostic::error(&codes::names::MISPLACED, head_of(stmt), what)
}

/// The first word of a statement, so that a report does not underline a whole body.
fn head_of(stmt: &ast::Stmt) -> crate::source::Span {
    let span = stmt.span();
    let len = u32::try_from(stmt.keyword().len()).unwrap_or(0);
    crate::source::Span { end: (span.start + len).min(span.end), ..span }
}
