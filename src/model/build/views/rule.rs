//! Rules: what they say, and whether the model keeps them.

use super::super::{Builder, ScopeId, properties};
use super::select::{self, Use};
use super::{is_in, may_relate, outwards, relation_words};
use crate::diag::{Diagnostic, codes, nearest};
use crate::model::views::{Rule, RuleBody};
use crate::model::{At, ElementId, Relation, Selector, UnitId};
use crate::syntax::ast;
use crate::syntax::ast::{RuleForm, RuleStmt, RuleVerb};
use std::collections::BTreeSet;

/// Adds a rule to the model, and reports where it is not kept.
pub(super) fn resolve(b: &mut Builder<'_>, scope: ScopeId, tree: &ast::Rule) {
    let mut rule = Rule {
        unit: UnitId(0),
        name: tree.name.text.clone(),
        why: tree.why.as_ref().map(|text| text.value.clone()),
        body: Vec::new(),
        span: tree.name.span,
    };
    for stmt in tree.body.iter().flat_map(|body| &body.stmts) {
        if let Some(clause) = clause(b, scope, stmt) {
            hold(b, &rule, &clause);
            rule.body.push(clause);
        }
    }
    b.model.rules.push(rule);
}

fn clause(b: &mut Builder<'_>, scope: ScopeId, stmt: &RuleStmt) -> Option<RuleBody> {
    let subject = select::term(b, scope, &stmt.subject, Use::Guards);
    let target = match &stmt.form {
        RuleForm::Relation(term) => Some(select::term(b, scope, term, Use::Guards)),
        RuleForm::Property(_) => None,
    };
    let except: Vec<Option<At<Selector>>> = stmt.except.iter().map(|term| select::term(b, scope, term, Use::Guards)).collect();
    // With an exception that is not understood, everything it was meant for would be reported.
    let except: Vec<At<Selector>> = except.into_iter().collect::<Option<_>>()?;
    match (&stmt.form, target, stmt.verb) {
        (RuleForm::Relation(_), Some(target), RuleVerb::Deny) => Some(RuleBody::Deny { source: subject?, target: target?, except }),
        (RuleForm::Relation(_), Some(target), RuleVerb::Require) => {
            Some(RuleBody::RequireRelation { source: subject?, target: target?, except })
        }
        (RuleForm::Property(name), ..) => {
            let property = property(b, name)?;
            Some(RuleBody::RequireProperty { subject: subject?, property, except })
        }
        _ => None,
    }
}

fn property(b: &mut Builder<'_>, name: &ast::Ident) -> Option<At<String>> {
    if properties::is_property(&name.text) {
        return Some(At::new(name.text.clone(), name.span));
    }
    let report = Diagnostic::error(&codes::properties::UNKNOWN_PROPERTY, name.span, format!("there is no property `{}`", name.text));
    let report = match nearest(&name.text, properties::names()) {
        None => {
            report.help("a rule requires a relation, as in `require service -> database`, or a property, as in `require service owner`")
        }
        Some(_) => report.suggest(name.span, &name.text, properties::names()),
    };
    b.report(report);
    None
}

fn hold(b: &mut Builder<'_>, rule: &Rule, clause: &RuleBody) {
    let reports = match clause {
        RuleBody::Deny { source, target, except } => denied(b, rule, source, target, except),
        RuleBody::RequireRelation { source, target, except } => unrelated(b, rule, source, target, except),
        RuleBody::RequireProperty { subject, property, except } => unsaid(b, rule, subject, property, except),
    };
    for report in reports {
        b.report(report);
    }
}

fn denied(b: &Builder<'_>, rule: &Rule, source: &At<Selector>, target: &At<Selector>, except: &[At<Selector>]) -> Vec<Diagnostic> {
    let hit = |relation: &&Relation| {
        relation.unit == UnitId(0)
            && meets(b, relation, source, target)
            && !stands_in(b, except, relation.source)
            && !stands_in(b, except, relation.element)
    };
    let report = |relation: &Relation| {
        let span = relation.spans.first().copied().unwrap_or(rule.span);
        let message = format!("`{}` breaks the rule `{}`{}", relation_words(b, relation), rule.name, why(rule));
        Diagnostic::error(&codes::views::RULE_BROKEN, span, message).also(source.span.to(target.span), "denied here")
    };
    b.model.relations.iter().filter(hit).map(report).collect()
}

/// Whether a relation goes from what one selector picks to what the other picks. A box stands for what is inside it,
/// but not where a relation stays inside it.
fn meets(b: &Builder<'_>, relation: &Relation, source: &Selector, target: &Selector) -> bool {
    let (from, to) = (relation.source, relation.element);
    if select::picks(b, source, from) && select::picks(b, target, to) {
        return true;
    }
    let leaves = outwards(b, from).any(|at| select::picks(b, source, at) && !is_in(b, to, at));
    let enters = outwards(b, to).any(|at| select::picks(b, target, at) && !is_in(b, from, at));
    leaves && enters
}

/// Whether an element, or a box round it, is picked by any of some selectors.
fn stands_in(b: &Builder<'_>, selectors: &[At<Selector>], id: ElementId) -> bool {
    outwards(b, id).any(|at| selectors.iter().any(|selector| select::picks(b, selector, at)))
}

/// The elements that a rule can demand something of.
fn subjects<'b>(b: &'b Builder<'_>, picked: &'b Selector, except: &'b [At<Selector>]) -> impl Iterator<Item = ElementId> + 'b {
    let all = (0..b.model.elements.len()).map(ElementId::at);
    all.filter(move |id| {
        let element = &b.model[*id];
        let named = matches!(picked, Selector::Element(one) if one == id);
        let own = element.unit == UnitId(0) && !element.implied && (named || !element.external);
        own && select::picks(b, picked, *id) && !stands_in(b, except, *id)
    })
}

fn unrelated(b: &Builder<'_>, rule: &Rule, source: &At<Selector>, target: &At<Selector>, except: &[At<Selector>]) -> Vec<Diagnostic> {
    let mut related: BTreeSet<ElementId> = BTreeSet::new();
    for relation in b.model.relations.iter().filter(|relation| !stands_in(b, except, relation.element)) {
        let to = relation.element;
        let aims: Vec<ElementId> = outwards(b, to).filter(|at| select::picks(b, target, *at)).collect();
        let leads = |id: &ElementId| aims.iter().any(|at| *at == to || !is_in(b, *id, *at));
        related.extend(outwards(b, relation.source).filter(leads));
    }
    let report = |id: ElementId| {
        let element = &b.model[id];
        let message =
            format!("the {} `{}` has no relation that the rule `{}` requires{}", element.kind.name, element.path, rule.name, why(rule));
        Diagnostic::error(&codes::views::RULE_BROKEN, element.span, message).also(source.span.to(target.span), "required here")
    };
    subjects(b, source, except).filter(|id| !related.contains(id) && !may_relate(b, *id)).map(report).collect()
}

fn unsaid(b: &Builder<'_>, rule: &Rule, subject: &At<Selector>, property: &At<String>, except: &[At<Selector>]) -> Vec<Diagnostic> {
    let lacks = |id: &ElementId| !properties::is_said(&b.model[*id], &property.value) && !properties::may_be_said(b, *id, &property.value);
    let report = |id: ElementId| {
        let element = &b.model[id];
        let message = format!(
            "the {} `{}` has no `{}`, which the rule `{}` requires{}",
            element.kind.name,
            element.path,
            property.value,
            rule.name,
            why(rule)
        );
        let report =
            Diagnostic::error(&codes::views::RULE_BROKEN, element.span, message).also(subject.span.to(property.span), "required here");
        report.help(properties::help(&property.value))
    };
    subjects(b, subject, except).filter(lacks).map(report).collect()
}

fn why(rule: &Rule) -> String {
    rule.why.as_ref().map_or_else(String::new, |why| format!(": {why}"))
}
