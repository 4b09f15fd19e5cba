//! What elements take from their kinds and from what they stand in; brokers that the compiler adds.

use super::super::{At, BaseKind, ElementId, KindId, KindUse, UnitId, engines};
use super::bounds::MOST_TAGS;
use super::{Builder, ScopeOwner, declare};
use crate::diag::{Diagnostic, codes};
use petgraph::algo::tarjan_scc;
use petgraph::graphmap::DiGraphMap;
use std::collections::BTreeMap;

/// Finds out what each kind builds on, and which kind each element is of.
pub(super) fn inherit(b: &mut Builder<'_>) {
    resolve_kinds(b);
    for index in 0..b.model.elements.len() {
        let id = ElementId::at(index);
        let word = b.model[id].kind.name.clone();
        if BaseKind::from_word(&word).is_none() {
            use_kind(b, id, &word);
        }
    }
}

fn resolve_kinds(b: &mut Builder<'_>) {
    let mut graph: DiGraphMap<usize, ()> = DiGraphMap::new();
    for index in 0..b.model.kinds.len() {
        graph.add_node(index);
        if let Some(parent) = resolve_base(b, KindId::at(index)) {
            graph.add_edge(index, parent.index(), ());
            b.model[KindId::at(index)].parent = Some(parent);
        }
    }
    // Tarjan's components come with what is built on before what builds on it.
    for component in tarjan_scc(&graph) {
        let closed = component.len() > 1 || component.first().is_some_and(|index| graph.contains_edge(*index, *index));
        if closed {
            report_kind_cycle(b, &component);
            continue;
        }
        for index in component {
            if let Some(parent) = b.model[KindId::at(index)].parent {
                b.model[KindId::at(index)].base = b.model[parent].base;
            }
        }
    }
}

/// The kind of the program's own that a kind builds on; sets the base where that is a built-in one.
fn resolve_base(b: &mut Builder<'_>, id: KindId) -> Option<KindId> {
    let part = b.kind_part(id)?;
    let path = part.tree.base.as_ref()?;
    if let Some(base) = path.single().and_then(|word| BaseKind::from_word(&word.text)) {
        b.model[id].base = base;
        return None;
    }
    if let Some(parent) = b.find_kind_path(part.scope, path) {
        return Some(parent);
    }
    if !b.is_unread(path.last()) {
        let own: Vec<String> = b.model.kinds.iter().filter(|kind| kind.name != part.tree.name.text).map(|kind| kind.name.clone()).collect();
        let known = BaseKind::ALL.iter().map(|kind| kind.word()).chain(own.iter().map(String::as_str));
        let report = Diagnostic::error(&codes::names::UNKNOWN_KIND, path.span, format!("there is no kind `{}` to build on", path.text()));
        b.report(report.suggest(path.span, path.last(), known));
    }
    None
}

fn report_kind_cycle(b: &mut Builder<'_>, component: &[usize]) {
    let Some(start) = component.iter().min().copied() else { return };
    let mut path = vec![KindId::at(start)];
    while let Some(next) = path.last().and_then(|id| b.model[*id].parent) {
        path.push(next);
        if next == KindId::at(start) || path.len() > component.len() {
            break;
        }
    }
    let names: Vec<String> = path.iter().map(|id| format!("`{}`", b.model[*id].name)).collect();
    let message = format!("kinds build on each other: {}", names.join(" on "));
    let mut report = Diagnostic::error(&codes::names::KIND_CYCLE, b.model[KindId::at(start)].span, message);
    for id in path.iter().skip(1).filter(|id| id.index() != start) {
        report = report.also(b.model[*id].span, format!("`{}` is part of the circle", b.model[*id].name));
    }
    b.report(report.help("let one of them build on a built-in kind"));
    for index in component {
        b.model[KindId::at(*index)].parent = None;
    }
}

fn use_kind(b: &mut Builder<'_>, id: ElementId, word: &str) {
    let own = b.scopes.of_element(id);
    let scope = b.scopes.parent(own).unwrap_or(own);
    let Some(kind) = b.find_kind(scope, word) else {
        let span = b.element_items.get(id.index()).copied().flatten().map_or(b.model[id].span, |item| item.head.span);
        let declared = b.model.kinds.iter().find(|kind| kind.name == word).map(|kind| kind.span);
        let mut report = Diagnostic::error(&codes::names::UNKNOWN_KIND, span, format!("there is no kind `{word}` here"));
        if let Some(declared) = declared {
            report = report.also(declared, "one is declared here, inside another element").help("declare the kind at the top of the file");
        }
        b.report(report);
        return;
    };
    let mut chain = Vec::new();
    let mut tags = Vec::new();
    let mut at = Some(kind);
    while let Some(id) = at {
        chain.push(b.model[id].name.clone());
        if let Some(part) = b.kind_part(id) {
            tags.splice(0..0, declare::tag_names(&part.tree.tags));
        }
        at = b.model[id].parent;
    }
    let base = b.model[kind].base;
    chain.push(base.word().to_owned());
    let element = &mut b.model[id];
    element.kind = KindUse { name: word.to_owned(), base, declared: Some(kind), chain };
    let own = std::mem::replace(&mut element.tags, tags);
    add_tags(&mut element.tags, own);
}

fn add_tags(tags: &mut Vec<String>, more: Vec<String>) {
    for tag in more {
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
}

/// Hands owners, data classes and tags down, and checks what stands in what.
pub(super) fn resolve(b: &mut Builder<'_>) {
    let unread = b.unread_elements();
    for index in 0..b.model.elements.len() {
        let id = ElementId::at(index);
        hand_down(b, id);
        if b.model[id].is_foreign() {
            continue;
        }
        check_place(b, id);
        if !unread.contains(&id) {
            check_running(b, id);
        }
    }
}

fn hand_down(b: &mut Builder<'_>, id: ElementId) {
    let element = &b.model[id];
    let parent = element.parent.map(|parent| &b.model[parent]);
    let owner = element.properties.owner.or_else(|| parent.and_then(|parent| parent.owner));
    let data = element.properties.data.or_else(|| parent.and_then(|parent| parent.data));
    let tags = parent.map(|parent| parent.tags.clone()).unwrap_or_default();
    let broker = ancestors(b, id).find(|ancestor| b.model[*ancestor].kind.base == BaseKind::Broker);
    let element = &mut b.model[id];
    element.owner = owner;
    element.data = data;
    add_tags(&mut element.tags, tags);
    let (span, is_over) = (element.span, element.tags.len() > MOST_TAGS);
    element.tags.truncate(MOST_TAGS);
    if element.kind.base.is_channel() {
        element.broker = broker;
    }
    if is_over {
        b.outgrown(span, MOST_TAGS, "tags on one element", "tags of what it stands in and of its kinds count, too: take some away");
    }
}

fn ancestors<'b>(b: &'b Builder<'_>, id: ElementId) -> impl Iterator<Item = ElementId> + 'b {
    std::iter::successors(b.model[id].parent, |at| b.model[*at].parent)
}

fn check_place(b: &mut Builder<'_>, id: ElementId) {
    let element = &b.model[id];
    let alone = element.kind.base == BaseKind::Component && !ancestors(b, id).any(|ancestor| b.model[ancestor].kind.base.runs());
    if alone {
        let message = format!("component `{}` is a part of nothing that runs", element.name);
        let report = Diagnostic::error(&codes::names::COMPONENT_ALONE, element.span, message);
        b.report(report.help("put it into a service, worker, job or store, or make it one of these"));
    }
}

fn check_running(b: &mut Builder<'_>, id: ElementId) {
    let element = &b.model[id];
    let base = element.kind.base;
    let properties = &element.properties;
    let mut reports = Vec::new();
    if matches!(base, BaseKind::Service | BaseKind::Gateway | BaseKind::App) && properties.listens.is_empty() && !b.may_say(id, "listen") {
        let message = format!("{} `{}` listens on nothing: it gets no Service", element.kind.name, element.name);
        let report = Diagnostic::warning(&codes::names::NO_LISTEN, element.span, message);
        let otherwise = match base {
            BaseKind::App => format!("one that runs on people's own devices is an `external app {}`", element.name),
            _ => "what only works off messages is a `worker`".to_owned(),
        };
        reports.push(report.help(format!("say where, as in `listen http 8080`; {otherwise}")));
    }
    if base.is_workload() && properties.version.is_none() && !b.may_say(id, "version") {
        match &properties.image {
            None if b.may_say(id, "image") => {}
            None => {
                let message = format!(
                    "{} `{}` has no image and no version: it would run as `{}:latest`",
                    element.kind.name, element.name, element.name
                );
                let report = Diagnostic::warning(&codes::names::IMAGE_UNSAID, element.span, message);
                reports.push(report.help("name an `image \"registry/name:1.0.0\"`, or give a `version`"));
            }
            Some(image) if image.contains("{version}") => {
                let message =
                    format!("the image of `{}` says `{{version}}`, and there is no version: it would run as `latest`", element.name);
                reports.push(Diagnostic::warning(&codes::names::IMAGE_UNSAID, image.span, message).help("give a `version`"));
            }
            Some(_) => {}
        }
    }
    for report in reports {
        b.report(report);
    }
}

/// Adds a broker for the channels of each engine that stand in none, under the lowest box that holds them all.
pub(super) fn imply_brokers(b: &mut Builder<'_>) {
    let mut engines: BTreeMap<(UnitId, String), Vec<ElementId>> = BTreeMap::new();
    for index in 0..b.model.elements.len() {
        let id = ElementId::at(index);
        let element = &b.model[id];
        if !element.kind.base.is_channel() || element.broker.is_some() || element.external {
            continue;
        }
        if let Some(engine) = &element.properties.engine {
            engines.entry((element.unit, engine.name.clone())).or_default().push(id);
        } else if element.unit == UnitId(0) && !b.may_say(id, "engine") {
            report_no_broker(b, id);
        }
    }
    for ((unit, engine), channels) in engines {
        add_broker(b, unit, &engine, &channels);
    }
}

fn report_no_broker(b: &mut Builder<'_>, id: ElementId) {
    let element = &b.model[id];
    let part = b.parts.iter().find(|part| part.element == Some(id));
    if part.is_some_and(|part| part.broken) {
        return;
    }
    let message = format!("{} `{}` stands in no broker and names no engine", element.kind.name, element.name);
    let report = Diagnostic::error(&codes::names::NO_BROKER, element.span, message);
    b.report(report.help("say which, as in `engine kafka`, or put it into a `broker`"));
}

fn add_broker(b: &mut Builder<'_>, unit: UnitId, engine: &str, channels: &[ElementId]) {
    let Some(first) = channels.first().copied() else { return };
    let parent = channels.iter().fold(b.model[first].parent, |shared, id| lowest_common(b, shared, *id));
    let scope = parent.map_or_else(|| b.scopes.of_unit(unit), |parent| b.scopes.of_element(parent));
    let Some(name) = free_name(b, scope, engine) else { return };
    let id = ElementId::at(b.model.elements.len());
    let path = match parent {
        Some(parent) => format!("{}.{name}", b.model[parent].path),
        None => b.model[unit].alias.as_ref().map_or_else(|| name.clone(), |alias| format!("{alias}.{name}")),
    };
    let declared = b.model[first].properties.engine.clone();
    let span = declared.as_ref().map_or(b.model[first].span, |engine| engine.span);
    let mut element = declare::bare_element(unit, parent, &name, path, span);
    element.kind = KindUse { name: "broker".to_owned(), base: BaseKind::Broker, declared: None, chain: vec!["broker".to_owned()] };
    element.implied = true;
    if let Some(known) = engines::find(engine).filter(|known| known.name == name) {
        known.title.clone_into(&mut element.title);
    }
    if let Some(parent) = parent {
        element.owner = b.model[parent].owner.map(|owner| At::new(owner.value, owner.span));
        element.tags.clone_from(&b.model[parent].tags);
        b.model[parent].children.push(id);
    }
    element.properties.engine = declared;
    b.scopes.open(ScopeOwner::Element(id), Some(scope));
    b.model.elements.push(element);
    b.element_items.push(None);
    for channel in channels {
        b.model[*channel].broker = Some(id);
    }
}

/// A name that nothing else in the scope bears: the engine's, else with `-broker` behind it.
fn free_name(b: &Builder<'_>, scope: super::ScopeId, engine: &str) -> Option<String> {
    let numbered = (2..).map(|n| format!("{engine}-broker-{n}"));
    [engine.to_owned(), format!("{engine}-broker")].into_iter().chain(numbered).find(|name| b.scopes.local(scope, name).is_none())
}

/// The lowest element that holds both `shared` (or is it) and `id`.
fn lowest_common(b: &Builder<'_>, shared: Option<ElementId>, id: ElementId) -> Option<ElementId> {
    let mut at = shared;
    while let Some(candidate) = at {
        if ancestors(b, id).any(|ancestor| ancestor == candidate) {
            return Some(candidate);
        }
        at = b.model[candidate].parent;
    }
    None
}
