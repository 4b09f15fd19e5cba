//! Views, flows, rules and decisions of the program itself; those of imported programs belong to them. What they refer
//! to is resolved, flows are held against the declared relations, and rules against the whole model.

mod adr;
mod flow;
mod rule;
mod select;
mod view;

use super::{Builder, Part, ScopeId};
use crate::diag::{Diagnostic, codes};
use crate::model::{ElementId, Relation, Target, UnitId};
use crate::source::Span;
use crate::syntax::ast;
use std::collections::BTreeMap;

/// Resolves them all.
pub(super) fn resolve(b: &mut Builder<'_>) {
    let parts: Vec<Part<'_>> = b.parts.iter().filter(|part| part.unit == UnitId(0) && part.element.is_none()).copied().collect();
    let mut names: BTreeMap<(&'static str, String), Span> = BTreeMap::new();
    let mut decisions: Vec<(ScopeId, &ast::Adr)> = Vec::new();
    let mut views: Vec<(ScopeId, &ast::View)> = Vec::new();
    for (part, stmt) in parts.iter().flat_map(|part| part.stmts.iter().map(move |stmt| (part, stmt))) {
        match stmt {
            ast::Stmt::View(tree) if is_new(b, &mut names, "view", &tree.name) => views.push((part.scope, tree)),
            ast::Stmt::Flow(tree) if is_new(b, &mut names, "flow", &tree.name) => flow::resolve(b, part.scope, tree),
            ast::Stmt::Rule(tree) if is_new(b, &mut names, "rule", &tree.name) => rule::resolve(b, part.scope, tree),
            ast::Stmt::Adr(tree) => decisions.push((part.scope, tree)),
            _ => {}
        }
    }
    // Views come last: they may be of flows.
    for (scope, tree) in views {
        view::resolve(b, scope, tree);
    }
    adr::resolve(b, &decisions);
}

/// Whether a name is the first of its sort; reports both places if it is not.
fn is_new(b: &mut Builder<'_>, names: &mut BTreeMap<(&'static str, String), Span>, sort: &'static str, name: &ast::Ident) -> bool {
    let ast::Ident { text: name, span } = name;
    let Some(first) = names.get(&(sort, name.clone())) else {
        names.insert((sort, name.clone()), *span);
        return true;
    };
    let report = Diagnostic::error(&codes::views::DUPLICATE, *span, format!("the {sort} `{name}` is declared twice"));
    b.report(report.label("declared again here").also(*first, "first declared here").help("give one of them another name"));
    false
}

/// Whether an element is another one or stands in it.
fn is_in(b: &Builder<'_>, id: ElementId, whole: ElementId) -> bool {
    outwards(b, id).any(|at| at == whole)
}

/// An element and all that it stands in, the innermost first.
fn outwards<'b>(b: &'b Builder<'_>, id: ElementId) -> impl Iterator<Item = ElementId> + 'b {
    std::iter::successors(Some(id), |at| b.model[*at].parent)
}

/// Whether an arrow of an element, or of what is inside it, was reported: what seems to be missing may be meant there.
fn may_relate(b: &Builder<'_>, id: ElementId) -> bool {
    let is_reported = |span: Span| {
        let within = |at: Span| at.file == span.file && span.start <= at.start && at.end <= span.end;
        b.diagnostics.iter().any(|report| report.severity == crate::diag::Severity::Error && within(report.primary.span))
    };
    b.parts.iter().any(|part| {
        let inside = part.element.is_some_and(|element| is_in(b, element, id));
        (inside && part.broken)
            || part.stmts.iter().any(|stmt| match stmt {
                ast::Stmt::Relation(tree) => {
                    let named =
                        tree.source.as_ref().is_some_and(|path| b.try_element(part.scope, path).is_some_and(|source| is_in(b, source, id)));
                    (inside || named) && (tree.broken || is_reported(tree.span))
                }
                _ => false,
            })
    })
}

/// A target as a reader would write it.
fn target_words(b: &Builder<'_>, target: Target) -> String {
    let model = &b.model;
    let path = &model[b.element_of(target)].path;
    match target {
        Target::Element(_) => path.clone(),
        Target::Operation(id) => format!("{path}.{}", model[id].name),
        Target::Table(id) => format!("{path}.{}", model[id].name),
        Target::Collection(id) => format!("{path}.{}", model[id].name),
        Target::KeySpace(id) => format!("{path}.{}", super::lookup::key_name(&model[id].pattern)),
        Target::Event(id) => format!("{path}.{}", model[id].name),
    }
}

/// A relation as a reader would write it.
fn relation_words(b: &Builder<'_>, relation: &Relation) -> String {
    let arrow = match relation.direction {
        crate::model::Direction::Forth => "->",
        crate::model::Direction::Back => "<-",
    };
    format!("{} {arrow} {}", b.model[relation.source].path, target_words(b, relation.target))
}
