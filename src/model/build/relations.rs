//! Relations: finds their ends, reads their properties and joins those that are declared more than once.

mod terms;

use super::super::{BaseKind, Direction, ElementId, Meaning, Relation, RelationId, Target, UnitId};
use super::bounds::MOST_RELATIONS;
use super::{Builder, Part, ScopeId};
use crate::diag::{Diagnostic, codes};
use crate::syntax::ast;
use std::collections::BTreeMap;

/// What makes two declarations the same relation.
type Key = (ElementId, Target, Direction);

/// The relations that were found so far.
#[derive(Default)]
struct Known {
    ids: BTreeMap<Key, RelationId>,
    labels: terms::Labels,
}

/// Resolves them all: those of bodies and files, then those that elements have from their kinds.
pub(super) fn resolve(b: &mut Builder<'_>) {
    let mut known = Known::default();
    for (part, tree) in in_order(b) {
        declared(b, &mut known, part, tree);
    }
    for index in 0..b.model.elements.len() {
        from_kinds(b, &mut known, ElementId::at(index));
    }
}

/// All declarations in the order in which they stand, whatever body they stand in.
fn in_order<'a>(b: &Builder<'a>) -> Vec<(Part<'a>, &'a ast::Relation)> {
    let of_part = |part: &Part<'a>| {
        let part = *part;
        part.stmts.iter().filter_map(move |stmt| match stmt {
            ast::Stmt::Relation(tree) => Some((part, tree)),
            _ => None,
        })
    };
    let mut all: Vec<(Part<'a>, &'a ast::Relation)> = b.parts.iter().flat_map(of_part).collect();
    all.sort_by_key(|(_, tree)| tree.span);
    all
}

fn declared(b: &mut Builder<'_>, known: &mut Known, part: Part<'_>, tree: &ast::Relation) {
    let source = match &tree.source {
        None => part.element,
        Some(path) => source(b, part.scope, path),
    };
    let Some(source) = source else {
        // The other end is looked up all the same, so that what is wrong with it is said in the same run.
        for path in &tree.targets {
            let _: Option<Target> = b.lookup_target(part.scope, path);
        }
        return;
    };
    add(b, known, part.unit, part.scope, source, tree);
}

fn source(b: &mut Builder<'_>, scope: ScopeId, path: &ast::Path) -> Option<ElementId> {
    match b.lookup_target(scope, path)? {
        Target::Element(id) => Some(id),
        other => {
            let holder = b.element_of(other);
            let message = format!("an arrow starts at an element, and `{}` is none", path.text());
            let report = Diagnostic::error(&codes::relations::RELATION_SOURCE, path.span, message);
            let path_of_holder = b.model[holder].path.clone();
            b.report(report.help(format!("start it at `{path_of_holder}`")).edit(path.span, path_of_holder));
            None
        }
    }
}

/// Relations that an element has because a kind of its says so.
fn from_kinds(b: &mut Builder<'_>, known: &mut Known, id: ElementId) {
    let mut at = b.model[id].kind.declared;
    while let Some(kind) = at {
        at = b.model[kind].parent;
        let Some(part) = b.kind_part(kind) else { continue };
        let Some(body) = &part.tree.body else { continue };
        for stmt in &body.stmts {
            if let ast::Stmt::Relation(tree) = stmt
                && tree.source.is_none()
            {
                let unit = b.model[id].unit;
                add(b, known, unit, part.scope, id, tree);
            }
        }
    }
}

fn add(b: &mut Builder<'_>, known: &mut Known, unit: UnitId, scope: ScopeId, source: ElementId, tree: &ast::Relation) {
    let direction = match tree.arrow {
        ast::Arrow::To => Direction::Forth,
        ast::Arrow::From => Direction::Back,
    };
    let terms = terms::read(b, tree);
    for path in &tree.targets {
        let Some(target) = b.lookup_target(scope, path) else { continue };
        let element = b.element_of(target);
        let meaning = meaning(b, target);
        if direction == Direction::Back && meaning != Meaning::Message {
            report_receives_from(b, tree, path, source, element);
            continue;
        }
        let relation = terms.relation(terms::Ends { unit, source, target, element, direction, meaning, span: tree.span });
        report_idle(b, &relation, tree);
        let key = (source, target, direction);
        if let Some(id) = known.ids.get(&key) {
            terms::join(b, &mut known.labels, *id, relation);
        } else if b.model.relations.len() >= MOST_RELATIONS {
            return b.outgrown(path.span, MOST_RELATIONS, "relations", "divide it into several programs: each is built for itself");
        } else {
            known.ids.insert(key, RelationId::at(b.model.relations.len()));
            b.model.relations.push(relation);
        }
    }
}

/// What an arrow means follows from what it points at.
fn meaning(b: &Builder<'_>, target: Target) -> Meaning {
    match target {
        Target::Operation(_) => Meaning::Call,
        Target::Table(_) | Target::Collection(_) | Target::KeySpace(_) => Meaning::Access,
        Target::Event(_) => Meaning::Message,
        Target::Element(id) => match b.model[id].kind.base {
            kind if kind.is_store() => Meaning::Access,
            kind if kind.is_channel() => Meaning::Message,
            _ => Meaning::Call,
        },
    }
}

fn report_receives_from(b: &mut Builder<'_>, tree: &ast::Relation, path: &ast::Path, source: ElementId, element: ElementId) {
    let (from, to) = (&b.model[source], &b.model[element]);
    let message = format!("`<-` receives from a topic or queue, and `{}` is a {}", path.text(), to.kind.name);
    let mut report = Diagnostic::error(&codes::relations::RECEIVES_FROM, path.span, message).also(to.span, format!("the {}", to.kind.name));
    report = if to.kind.base == BaseKind::Broker {
        report.help("name the topic or queue in the broker")
    } else {
        let help =
            format!("if `{}` calls `{}`, write `->`; if it is the other way about, put the arrow into `{}`", from.name, to.name, to.name);
        report.help(help).edit(tree.arrow_span, "->")
    };
    b.report(report);
}

/// Warns of properties that mean nothing here.
fn report_idle(b: &mut Builder<'_>, relation: &Relation, tree: &ast::Relation) {
    let Some(properties) = &tree.properties else { return };
    for item in &properties.stmts {
        let idle = match item.head.text.as_str() {
            "access" if relation.meaning != Meaning::Access => "`access` is for a store, and this is none",
            "route" if b.model[relation.source].kind.base != BaseKind::Gateway => "`route` says what a gateway sends on, and this is none",
            _ => continue,
        };
        b.report(Diagnostic::warning(&codes::relations::RELATION_IDLE, item.head.span, idle).help("leave it out"));
    }
}
