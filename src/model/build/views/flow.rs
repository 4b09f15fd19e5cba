//! Flows: their steps, each of which follows a declared relation.

use super::super::{Builder, ScopeId, declare, properties};
use super::{is_in, may_relate, relation_words, target_words};
use crate::diag::{Diagnostic, codes};
use crate::model::views::{Branch, Flow, Step};
use crate::model::{BaseKind, Direction, ElementId, Relation, RelationId, Target, UnitId};
use crate::syntax::ast;
use crate::syntax::ast::{Arrow, FlowStmt};

/// Adds a flow to the model.
pub(super) fn resolve(b: &mut Builder<'_>, scope: ScopeId, tree: &ast::Flow) {
    let mut flow = Flow {
        unit: UnitId(0),
        name: tree.name.text.clone(),
        title: declare::title(tree.title.as_ref(), &tree.name.text),
        description: declare::description(tree.doc.as_ref()),
        slos: Vec::new(),
        steps: Vec::new(),
        span: tree.name.span,
    };
    let Some(body) = &tree.body else { return };
    for stmt in &body.stmts {
        match stmt {
            FlowStmt::Item(item) if item.head.text == "slo" => {
                let outcome = properties::read_slo(item, &mut flow.slos);
                properties::keep(b, item, outcome);
            }
            _ => flow.steps.extend(step(b, scope, stmt)),
        }
    }
    if body.stmts.is_empty() && !body.broken {
        let message = format!("the flow `{}` has no steps", flow.name);
        b.report(Diagnostic::warning(&codes::views::EMPTY_FLOW, flow.span, message).help("a step is `A -> B \"what happens\"`"));
    }
    b.model.flows.push(flow);
}

fn steps(b: &mut Builder<'_>, scope: ScopeId, body: &ast::Block<FlowStmt>) -> Vec<Step> {
    body.stmts.iter().filter_map(|stmt| step(b, scope, stmt)).collect()
}

fn step(b: &mut Builder<'_>, scope: ScopeId, stmt: &FlowStmt) -> Option<Step> {
    match stmt {
        FlowStmt::Step(tree) => message(b, scope, tree),
        FlowStmt::Par(branches, span) => {
            Some(Step::Par { branches: branches.iter().map(|body| steps(b, scope, body)).collect(), span: *span })
        }
        FlowStmt::Alt(branches, span) => {
            let branch = |branch: &ast::AltBranch| Branch {
                condition: branch.condition.as_ref().map(|text| text.value.clone()),
                steps: steps(b, scope, &branch.body),
            };
            Some(Step::Alt { branches: branches.iter().map(branch).collect(), span: *span })
        }
        FlowStmt::Loop { label, body, span } => {
            let title = label.as_ref().map(|text| text.value.clone());
            Some(Step::Loop { title, steps: steps(b, scope, body), span: *span })
        }
        FlowStmt::Note(text, span) => Some(Step::Note { text: text.value.clone(), span: *span }),
        FlowStmt::Item(item) => {
            if item.head.text == "slo" && !item.broken {
                let message = "an `slo` is a promise for the whole flow, not for a branch of it";
                b.report(Diagnostic::error(&codes::names::MISPLACED, item.head.span, message).help("move it to the top of the flow"));
            } else {
                properties::report_among(b, item, "a flow", &["slo", "par", "alt", "loop", "note"]);
            }
            None
        }
    }
}

fn message(b: &mut Builder<'_>, scope: ScopeId, tree: &ast::Step) -> Option<Step> {
    let left = b.lookup_target(scope, &tree.left);
    let right = b.lookup_target(scope, &tree.right);
    let (left, target) = (left?, right?);
    let Target::Element(source) = left else {
        let holder = b.model[b.element_of(left)].path.clone();
        let message = format!("a step begins with an element, and `{}` is none", tree.left.text());
        let report = Diagnostic::error(&codes::views::FLOW_STEP, tree.left.span, message);
        let report = report.help(format!("begin it with `{holder}`, and name what is used on the right side"));
        b.report(report.edit(tree.left.span, holder));
        return None;
    };
    let back = tree.arrow == Arrow::From;
    let element = b.element_of(target);
    let relation = follows(b, source, target, back);
    if relation.is_none() && !may_relate(b, source) && !tree.right.parts.iter().any(|part| b.is_unread(&part.text)) {
        let report = astray(b, tree, source, target);
        b.report(report);
    }
    let label = tree.label.as_ref().map(|text| text.value.clone());
    Some(Step::Message { source, target, element, back, label, relation, span: tree.span })
}

/// The declared relation that a step follows, the one to the very target before others.
fn follows(b: &Builder<'_>, source: ElementId, target: Target, back: bool) -> Option<RelationId> {
    let fits = |relation: &Relation| {
        let way = relation.direction == Direction::Forth || back;
        way && is_in(b, relation.source, source) && serves(b, relation, target)
    };
    let all = || b.model.relations.iter().enumerate().filter(|(_, relation)| fits(relation));
    let exact = all().find(|(_, relation)| relation.target == target && relation.source == source);
    exact.or_else(|| all().find(|(_, relation)| relation.target == target)).or_else(|| all().next()).map(|(at, _)| RelationId::at(at))
}

/// Whether a relation leads to a target: to it, to something in it, or to the whole that answers for it.
fn serves(b: &Builder<'_>, relation: &Relation, target: Target) -> bool {
    if relation.target == target {
        return true;
    }
    let element = b.element_of(target);
    match (relation.target, target) {
        (_, Target::Element(_)) if is_in(b, relation.element, element) => true,
        (Target::Element(whole), Target::Element(part)) => b.model[part].kind.base == BaseKind::Component && is_in(b, part, whole),
        (Target::Element(whole), _) => is_in(b, whole, element) || whole_of(b, element) == whole,
        _ => false,
    }
}

/// What a component is a part of; anything else is its own whole.
fn whole_of(b: &Builder<'_>, id: ElementId) -> ElementId {
    super::outwards(b, id).find(|at| b.model[*at].kind.base != BaseKind::Component).unwrap_or(id)
}

fn astray(b: &Builder<'_>, tree: &ast::Step, source: ElementId, target: Target) -> Diagnostic {
    let element = b.element_of(target);
    let (left, right) = (&b.model[source].path, target_words(b, target));
    let arrow = tree.arrow.as_str();
    let message = format!("no declared relation goes the way of `{} {arrow} {}`", tree.left.text(), tree.right.text());
    let mut report = Diagnostic::error(&codes::views::FLOW_STEP, tree.left.span.to(tree.right.span), message);
    let between = |relation: &&Relation| {
        (is_in(b, relation.source, source) && is_in(b, relation.element, element))
            || (is_in(b, relation.source, element) && is_in(b, relation.element, source))
    };
    let known: Vec<&Relation> = b.model.relations.iter().filter(between).collect();
    for relation in known.iter().take(8) {
        if let Some(span) = relation.spans.first() {
            report = report.also(*span, format!("`{}` is declared here", relation_words(b, relation)));
        }
    }
    let turned = known.iter().any(|relation| is_in(b, relation.source, element));
    if turned && matches!(target, Target::Element(_)) {
        let other = if arrow == "->" { "<-" } else { "->" };
        let meant = format!("{} {other} {}", tree.right.text(), tree.left.text());
        return report.help(format!("a step is written from the side whose arrow it follows: `{meant}`"));
    }
    if known.is_empty() {
        return report.help(format!("declare it, as in `{left} {arrow} {right}`, or follow what is declared"));
    }
    let words: Vec<String> = known.iter().take(8).map(|relation| format!("`{}`", relation_words(b, relation))).collect();
    report.help(format!("between the two there is {}", words.join(", ")))
}
