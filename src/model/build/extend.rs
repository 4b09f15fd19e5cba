//! `extend PATH { … }`: finds the elements that are extended, and declares what the extensions declare, until nothing
//! new turns up. Extensions of environments are left to the deployment phase.

use super::super::{ElementId, UnitId};
use super::{Builder, Part, declare};
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::ast;
use petgraph::algo::tarjan_scc;
use petgraph::graphmap::DiGraphMap;

/// An extension that waits for its target.
#[derive(Clone, Copy)]
struct Pending<'a> {
    part: Part<'a>,
    tree: &'a ast::Extend,
}

/// Applies all extensions of elements.
pub(super) fn extend(b: &mut Builder<'_>) {
    let mut seen = 0;
    let mut pending: Vec<Pending<'_>> = Vec::new();
    loop {
        let fresh: Vec<Part<'_>> = b.parts.get(seen..).unwrap_or_default().to_vec();
        seen = b.parts.len();
        for part in fresh {
            for stmt in part.stmts {
                if let ast::Stmt::Extend(tree) = stmt {
                    pending.push(Pending { part, tree });
                }
            }
        }
        let before = pending.len();
        pending.retain(|waiting| !apply(b, *waiting));
        if pending.len() == before && seen == b.parts.len() {
            break;
        }
    }
    pending.retain(|waiting| !is_environment(b, waiting.tree));
    report(b, &pending);
}

fn apply<'a>(b: &mut Builder<'a>, waiting: Pending<'a>) -> bool {
    let Pending { part, tree } = waiting;
    let Some(id) = b.try_element(part.scope, &tree.target) else { return false };
    if b.model[id].unit != part.unit {
        let message = format!("`{}` is imported and cannot be extended", tree.target.text());
        b.report(Diagnostic::error(&codes::names::IMPORTED, tree.target.span, message).also(b.model[id].span, "declared here"));
        return true;
    }
    if let Some(doc) = &tree.doc
        && b.model[id].description.is_none()
    {
        b.model[id].description = Some(doc.text.clone());
    }
    if let Some(inner) = &tree.body {
        let scope = b.scopes.of_element(id);
        declare::body(b, Part { unit: part.unit, scope, element: Some(id), stmts: &inner.stmts, broken: inner.broken });
    }
    true
}

/// Whether an `extend` names an environment of the program.
pub(super) fn is_environment(b: &Builder<'_>, tree: &ast::Extend) -> bool {
    let Some(name) = tree.target.single() else { return false };
    let files = b.program.units.iter().flat_map(|unit| &unit.files);
    files.flat_map(|parsed| &parsed.tree.stmts).any(|stmt| matches!(stmt, ast::Stmt::Environment(tree) if tree.name.text == name.text))
}

/// What waits to the end: extensions whose targets are declared in each other, or nowhere.
fn report(b: &mut Builder<'_>, pending: &[Pending<'_>]) {
    let mut graph: DiGraphMap<usize, ()> = DiGraphMap::new();
    for (i, waiting) in pending.iter().enumerate() {
        graph.add_node(i);
        for (j, other) in pending.iter().enumerate() {
            if declared_in(b, other.part.unit, other.tree, waiting.tree.target.last()).is_some() {
                graph.add_edge(i, j, ());
            }
        }
    }
    let mut in_cycle: Vec<usize> = Vec::new();
    for mut cycle in tarjan_scc(&graph) {
        cycle.sort_unstable();
        let closed = cycle.len() > 1 || cycle.first().is_some_and(|i| graph.contains_edge(*i, *i));
        if closed {
            report_cycle(b, pending, &cycle);
            in_cycle.extend(cycle);
        }
    }
    for (i, waiting) in pending.iter().enumerate() {
        let leads_to_cycle = || graph.neighbors(i).next().is_some();
        if !in_cycle.contains(&i) && !leads_to_cycle() {
            let _: Option<ElementId> = b.lookup_element(waiting.part.scope, &waiting.tree.target);
        }
    }
}

fn report_cycle(b: &mut Builder<'_>, pending: &[Pending<'_>], cycle: &[usize]) {
    let trees: Vec<&ast::Extend> = cycle.iter().filter_map(|i| pending.get(*i)).map(|waiting| waiting.tree).collect();
    let Some(first) = trees.first() else { return };
    let mut names: Vec<String> = trees.iter().map(|tree| format!("`{}`", tree.target.text())).collect();
    names.push(format!("`{}`", first.target.text()));
    let message = format!("elements are declared only inside each other: {}", names.join(" in "));
    let mut report = Diagnostic::error(&codes::names::CONTAINMENT_CYCLE, first.target.span, message);
    for waiting in cycle.iter().filter_map(|i| pending.get(*i)) {
        for other in &trees {
            if let Some(span) = declared_in(b, waiting.part.unit, waiting.tree, other.target.last()) {
                report = report.also(span, format!("`{}` is declared here, in `{}`", other.target.last(), waiting.tree.target.text()));
            }
        }
    }
    b.report(report.help("declare one of them outside of the others"));
}

/// Where an extension declares an element of this name.
fn declared_in(b: &Builder<'_>, unit: UnitId, tree: &ast::Extend, name: &str) -> Option<Span> {
    fn within(b: &Builder<'_>, unit: UnitId, stmts: &[ast::Stmt], name: &str) -> Option<Span> {
        stmts.iter().find_map(|stmt| match stmt {
            ast::Stmt::Item(item) if declare::is_element(b, unit, item) => match item.name() {
                Some(found) if found.text == name => Some(found.span),
                _ => item.body.as_ref().and_then(|body| within(b, unit, &body.stmts, name)),
            },
            _ => None,
        })
    }
    within(b, unit, &tree.body.as_ref()?.stmts, name)
}
