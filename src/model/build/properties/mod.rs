//! Properties: reads what bodies say of elements, adds what their kinds say, and reports what is said twice or wrongly.

mod addresses;
mod check;
mod cron;
mod overlay;
mod run;
mod said;
mod scheduling;
mod table;
mod unknown;
mod values;

use super::{Builder, Part, ScopeId, bounds, declare};
use crate::diag::{Diagnostic, codes};
use crate::model::{BaseKind, ElementId, KindId, Properties, TeamId};
use crate::source::Span;
use crate::syntax::ast;
use std::collections::BTreeMap;

pub(super) use addresses::{host, url, url_path, variable};
pub(super) use check::ports as check_ports;
pub(super) use overlay::overlay;
pub(super) use said::{help, is_said, may_be_said};
pub(super) use scheduling::address_range;
pub(super) use table::{data_class, read_slo};
pub(super) use unknown::{is_word_elsewhere, report_among};
pub(super) use values::{
    Args, Fault, Form, Read, count32, expected, flag, found, keep, keep_arg, name, one, one_of, percent, rate, some_text, some_time, text,
};

/// Where properties stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In the body of an element, or an `extend` of it.
    Element(ElementId),
    /// In the body of a kind.
    Kind(KindId),
    /// In a `deploy`.
    Deploy,
    /// In an environment or a node: `tech`, `env`, `secret`, `label` and `patch`.
    Node,
}

impl Place {
    /// Whether a property may stand here.
    fn takes(self, property: &table::Property) -> bool {
        match self {
            Self::Element(_) | Self::Kind(_) => property.of != table::Of::Nodes,
            Self::Deploy => true,
            Self::Node => matches!(property.form.name, "tech" | "env" | "secret" | "label" | "patch"),
        }
    }

    /// The built-in kind of what it is said of, where that is known and there is a use in knowing it.
    fn kind(self, b: &Builder<'_>) -> Option<BaseKind> {
        match self {
            Self::Element(id) => {
                let element = &b.model[id];
                let known =
                    element.kind.declared.is_some_and(|kind| has_base(b, kind)) || BaseKind::from_word(&element.kind.name).is_some();
                (known && !element.external).then_some(element.kind.base)
            }
            Self::Kind(id) => has_base(b, id).then(|| b.model[id].base),
            Self::Deploy | Self::Node => None,
        }
    }
}

/// Whether a kind builds, in the end, on a built-in one.
fn has_base(b: &Builder<'_>, kind: KindId) -> bool {
    let last = std::iter::successors(Some(kind), |kind| b.model[*kind].parent).take(b.model.kinds.len()).last().unwrap_or(kind);
    let base = b.kind_part(last).and_then(|part| part.tree.base.as_ref());
    base.and_then(ast::Path::single).is_some_and(|word| BaseKind::from_word(&word.text).is_some())
}

/// Whether a word is the name of a property of elements.
pub(super) fn is_property(word: &str) -> bool {
    table::find(word).is_some_and(|property| property.of != table::Of::Nodes)
}

/// The names of all properties of elements.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    table::ALL.iter().filter(|property| property.of != table::Of::Nodes).map(|property| property.form.name)
}

/// Reads the properties among the statements of one body, or of all bodies of one element; reports what is wrong.
pub(super) fn read<'t>(b: &mut Builder<'_>, scope: ScopeId, items: impl Iterator<Item = &'t ast::Item>, place: Place) -> Properties {
    read_all(b, scope, items, place).0
}

/// The same, and the names of those properties that could not be read.
fn read_all<'t>(
    b: &mut Builder<'_>,
    scope: ScopeId,
    items: impl Iterator<Item = &'t ast::Item>,
    place: Place,
) -> (Properties, Vec<&'static str>) {
    let mut properties = Properties::default();
    let mut faulty = Vec::new();
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    for item in items {
        let Some(property) = table::find(&item.head.text).filter(|property| place.takes(property)) else {
            faulty.extend(unknown::report(b, item, place));
            continue;
        };
        let name = property.form.name;
        if !property.lists {
            if let Some(first) = seen.get(name) {
                b.report(twice(name, item.head_span(), *first));
                continue;
            }
            seen.insert(name, item.head_span());
        }
        check_fit(b, property, item, place);
        let outcome = property.read(b, scope, item, &mut properties);
        if keep(b, item, outcome).is_none() {
            faulty.push(name);
        }
    }
    (properties, faulty)
}

/// The report of something that may be said once and is said again.
pub(super) fn twice(name: &str, again: Span, first: Span) -> Diagnostic {
    Diagnostic::error(&codes::properties::TWICE, again, format!("`{name}` is given twice"))
        .label("given again here")
        .also(first, "first given here")
        .help("leave one of them out")
}

fn check_fit(b: &mut Builder<'_>, property: &table::Property, item: &ast::Item, place: Place) {
    if let Some(kind) = place.kind(b).filter(|kind| !property.of.fits(*kind)) {
        let name = property.form.name;
        let message = format!("`{name}` says nothing about a {}", kind.word());
        let report = Diagnostic::warning(&codes::properties::MISFIT, item.head.span, message);
        b.report(report.help(format!("it is a property of {}", property.of.words())));
    }
}

/// Adds an entry to a property that lists, unless another one says the same.
fn add<T: overlay::Entry>(list: &mut Vec<T>, entry: T) -> Read<()> {
    let clash = list.iter().find_map(|other| other.clash(&entry).map(|what| (what, other.span())));
    if let Some((what, span)) = clash {
        let report = Diagnostic::error(&codes::properties::DUPLICATE_ENTRY, entry.span(), format!("{what} is given twice"));
        return Err(report.label("given again here").also(span, "first given here").into());
    }
    list.push(entry);
    Ok(())
}

/// Reads what is said of a team.
pub(super) fn read_team(b: &mut Builder<'_>, team: TeamId, tree: &ast::Team) {
    static CONTACT: Form = Form { name: "contact", takes: "\"…\"", example: "contact \"#commerce\"" };
    static EMAIL: Form = Form { name: "email", takes: "\"…\"", example: "email \"commerce@example.com\"" };
    static URL: Form = Form { name: "url", takes: "\"…\"", example: "url \"https://wiki.example.com/commerce\"" };
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    for item in tree.properties.iter().flat_map(|block| &block.stmts) {
        if let Some(first) = seen.insert(&item.head.text, item.head_span()) {
            b.report(twice(&item.head.text, item.head_span(), first));
            continue;
        }
        match item.head.text.as_str() {
            "contact" => b.model[team].contact = keep_one(b, item, one(&CONTACT, item, "a string", some_text)),
            "email" => b.model[team].email = keep_one(b, item, one(&EMAIL, item, "a mail address", addresses::email)),
            "url" => b.model[team].url = keep_one(b, item, one(&URL, item, "an address", addresses::url)),
            _ => unknown::report_among(b, item, "a team", &["contact", "email", "url"]),
        }
    }
}

fn keep_one<T>(b: &mut Builder<'_>, item: &ast::Item, read: Read<T>) -> Option<T> {
    keep(b, item, read)
}

/// Fills in the properties of every element.
pub(super) fn resolve(b: &mut Builder<'_>) {
    let kinds: Vec<(Properties, Vec<&'static str>)> = (0..b.kinds.len()).map(|index| read_kind(b, KindId::at(index))).collect();
    let parts: Vec<Part<'_>> = b.parts.clone();
    let mut of_elements: Vec<Vec<Part<'_>>> = vec![Vec::new(); b.model.elements.len()];
    for part in parts {
        if let Some(list) = part.element.and_then(|id| of_elements.get_mut(id.index())) {
            list.push(part);
        }
    }
    for (index, parts) in of_elements.into_iter().enumerate() {
        let id = ElementId::at(index);
        let scope = b.scopes.of_element(id);
        let mut items: Vec<&ast::Item> = parts.iter().flat_map(|part| properties_in(b, part.scope, part.stmts)).collect();
        bounds::properties(b, &mut items);
        let (own, faulty) = read_all(b, scope, items.into_iter(), Place::Element(id));
        let chain = kind_chain(b, id);
        let said = chain.iter().rev().filter_map(|kind| kinds.get(kind.index()));
        let all = overlay(&said.fold(Properties::default(), |all, (kind, _)| overlay(&all, kind)), &own);
        let of_kinds = chain.iter().filter_map(|kind| kinds.get(kind.index())).flat_map(|(_, faulty)| faulty);
        let unread = parts.iter().any(|part| part.broken).then_some("");
        b.faulty.extend(of_kinds.copied().chain(faulty).chain(unread).map(|name| (id, name)));
        if !b.may_say(id, "listen") {
            check::ports(b, b.model[id].kind.base, &all, b.model[id].span);
        }
        *b.model[id].properties = all;
    }
}

impl Builder<'_> {
    /// Whether an element says something of this property that could not be read, so that it must not be missed.
    pub(super) fn may_say(&self, element: ElementId, property: &'static str) -> bool {
        self.faulty.contains(&(element, "")) || self.faulty.contains(&(element, property))
    }
}

/// The items of a body that are properties.
fn properties_in<'a>(b: &Builder<'a>, scope: ScopeId, stmts: &'a [ast::Stmt]) -> Vec<&'a ast::Item> {
    let unit = b.scopes.unit(scope);
    let item = |stmt: &'a ast::Stmt| match stmt {
        ast::Stmt::Item(item) if !declare::is_element(b, unit, item) => Some(item),
        _ => None,
    };
    stmts.iter().filter_map(item).collect()
}

/// The declared kinds of an element, the most special first.
fn kind_chain(b: &Builder<'_>, element: ElementId) -> Vec<KindId> {
    let first = b.model[element].kind.declared;
    std::iter::successors(first, |kind| b.model[*kind].parent).take(b.model.kinds.len()).collect()
}

fn read_kind(b: &mut Builder<'_>, kind: KindId) -> (Properties, Vec<&'static str>) {
    let Some(part) = b.kind_part(kind) else { return Default::default() };
    let Some(body) = &part.tree.body else { return Default::default() };
    let unit = b.scopes.unit(part.scope);
    for stmt in &body.stmts {
        let (what, span) = match stmt {
            ast::Stmt::Relation(_) => continue,
            ast::Stmt::Item(item) if !declare::is_element(b, unit, item) => continue,
            ast::Stmt::Item(item) => (format!("the element `{}`", item.name().map_or_else(String::new, |name| name.text)), item.head.span),
            other => (format!("`{}`", other.keyword()), Span { end: other.span().start, ..other.span() }),
        };
        let message = format!("a kind holds properties and relations, not {what}");
        b.report(Diagnostic::error(&codes::names::MISPLACED, span, message).help("put it into the elements of that kind"));
    }
    let items = properties_in(b, part.scope, &body.stmts);
    let (properties, mut faulty) = read_all(b, part.scope, items.into_iter(), Place::Kind(kind));
    faulty.extend(body.broken.then_some(""));
    (properties, faulty)
}
