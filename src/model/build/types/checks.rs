//! What holds for declared types among each other: what they build on, cycles, types without an end, unions.

use super::super::{Builder, ScopeId};
use super::{any, at, expr};
use crate::diag::{Diagnostic, codes};
use crate::model::types::Number;
use crate::model::{At, Field, Model, Shape, TypeBody, TypeExpr, TypeId};
use crate::source::Span;
use crate::syntax::ast;

/// The record type that another one builds on.
pub(super) fn base(b: &mut Builder<'_>, scope: ScopeId, path: &ast::Path) -> Option<At<TypeId>> {
    let id = match path.single().filter(|name| super::BUILT_IN.contains(&name.text.as_str())) {
        Some(name) if b.declared_type(scope, &name.text).is_none() => Err(format!("the built-in type `{}`", name.text)),
        _ => Ok(b.lookup_type(scope, path)?),
    };
    let found = match id {
        Ok(id) if matches!(b.model[id].body, TypeBody::Record { .. }) => return Some(at(id, path.span)),
        Ok(id) => expr::base_of(&b.model, &named(id, path.span)).noun(&b.model),
        Err(found) => found,
    };
    let message = format!("a type takes over the fields of another type, and this is {found}");
    let report = Diagnostic::error(&codes::types::BASE, path.span, message).help("for another name of a type write `type NAME = TYPE`");
    b.report(report);
    None
}

fn named(id: TypeId, span: Span) -> TypeExpr {
    TypeExpr { shape: Shape::Named(id), ..any(span) }
}

/// The members of a union: records, each once.
pub(super) fn members(b: &mut Builder<'_>, scope: ScopeId, trees: &[ast::TypeExpr]) -> Vec<At<TypeId>> {
    let mut members: Vec<At<TypeId>> = Vec::new();
    for tree in trees {
        let Some(of) = super::read(b, scope, tree) else { continue };
        let id = match of.shape {
            Shape::Named(id) if matches!(b.model[id].body, TypeBody::Record { .. }) && !of.nullable => id,
            _ => {
                b.report(not_a_member(b, &of));
                continue;
            }
        };
        if let Some(known) = members.iter().find(|known| known.value == id) {
            let message = format!("`{}` stands in the union twice", b.model[id].name);
            let report =
                Diagnostic::error(&codes::types::UNION_MEMBER, tree.span, message).label("again here").also(known.span, "first here");
            b.report(report);
            continue;
        }
        members.push(at(id, tree.span));
    }
    members
}

fn not_a_member(b: &Builder<'_>, of: &TypeExpr) -> Diagnostic {
    let found = match (&of.shape, of.nullable) {
        (_, true) => "a nullable type".to_owned(),
        (Shape::Named(id), _) if matches!(b.model[*id].body, TypeBody::Alias { .. }) => format!("`{}`, another name", b.model[*id].name),
        _ => expr::base_of(&b.model, of).noun(&b.model),
    };
    Diagnostic::error(&codes::types::UNION_MEMBER, of.span, format!("a union is one of several types with fields, found {found}"))
        .help("its members are told apart by the name of their type: declare each as `type NAME { … }`")
}

/// Names of types that stand for each other. The cycle is broken where it closes.
pub(super) fn alias_cycles(b: &mut Builder<'_>) {
    let target = |model: &Model, id: TypeId| match &model[id].body {
        TypeBody::Alias { of: TypeExpr { shape: Shape::Named(next), .. }, .. } => Some(*next),
        _ => None,
    };
    for cycle in cycles(&b.model, target) {
        let report = cycle_report(b, &cycle, "stands for", "`TYPE` in `type NAME = TYPE` must be another type in the end");
        b.report(report);
        for id in cycle {
            let span = b.model[id].span;
            if let TypeBody::Alias { of, .. } = &mut b.model[id].body {
                *of = any(span);
            }
        }
    }
}

/// Types that take over from each other in a circle.
pub(super) fn inheritance_cycles(b: &mut Builder<'_>) {
    let target = |model: &Model, id: TypeId| match &model[id].body {
        TypeBody::Record { base, .. } => base.as_ref().map(|base| base.value),
        _ => None,
    };
    for cycle in cycles(&b.model, target) {
        let report = cycle_report(b, &cycle, "builds on", "take the `: BASE` of one of them out");
        b.report(report);
        for id in cycle {
            if let TypeBody::Record { base, .. } = &mut b.model[id].body {
                *base = None;
            }
        }
    }
}

/// Fields that types take over and have already.
pub(super) fn inheritance(b: &mut Builder<'_>) {
    let mut reports = Vec::new();
    for def in &b.model.types {
        let TypeBody::Record { base: Some(base), fields } = &def.body else { continue };
        let inherited = b.model.fields(base.value);
        for field in fields {
            let Some(known) = inherited.iter().find(|known| known.name == field.name) else { continue };
            let message = format!("`{}` has the field `{}` already, from `{}`", def.name, field.name, b.model[base.value].name);
            let report = Diagnostic::error(&codes::types::DUPLICATE_FIELD, field.span, message)
                .label("declared again here")
                .also(known.span, "first declared here");
            reports.push(report);
        }
    }
    for report in reports {
        b.report(report);
    }
}

fn cycle_report(b: &Builder<'_>, cycle: &[TypeId], verb: &str, help: &str) -> Diagnostic {
    let names: Vec<String> = cycle.iter().chain(cycle.first()).map(|id| format!("`{}`", b.model[*id].name)).collect();
    let first = cycle.first().map_or(Span::default(), |id| b.model[*id].span);
    let message = format!("a type {verb} itself: {}", names.join(" → "));
    let mut report = Diagnostic::error(&codes::types::TYPE_CYCLE, first, message);
    for id in cycle.iter().skip(1) {
        report = report.also(b.model[*id].span, "and this one is part of it");
    }
    report.help(help)
}

/// The cycles of a relation in which each type has one target at most; each cycle begins with the type declared first.
fn cycles(model: &Model, target: impl Fn(&Model, TypeId) -> Option<TypeId>) -> Vec<Vec<TypeId>> {
    let mut seen: Vec<Option<usize>> = vec![None; model.types.len()];
    let mut found = Vec::new();
    for start in 0..model.types.len() {
        let mut path: Vec<TypeId> = Vec::new();
        let mut next = Some(TypeId::at(start));
        while let Some(id) = next {
            let Some(mark) = seen.get_mut(id.index()) else { break };
            if let Some(walk) = *mark {
                if walk == start {
                    found.push(path.iter().copied().skip_while(|other| *other != id).collect());
                }
                break;
            }
            *mark = Some(start);
            path.push(id);
            next = target(model, id);
        }
    }
    found
}

/// Types whose values would have no end: each holds, through what must always be there, itself.
pub(super) fn endless(b: &mut Builder<'_>) {
    let count = b.model.types.len();
    let finite = finite(&b.model);
    let mut told = vec![false; count];
    for start in (0..count).map(TypeId::at) {
        let mut path: Vec<(TypeId, Step)> = Vec::new();
        let mut at = start;
        while !finite.get(at.index()).copied().unwrap_or(true) && told.get(at.index()) == Some(&false) {
            if let Some(mark) = told.get_mut(at.index()) {
                *mark = true;
            }
            let Some(step) = blocker(&b.model, at, &finite) else { break };
            let to = step.to;
            path.push((at, step));
            at = to;
        }
        let cycle: Vec<(TypeId, Step)> = path.into_iter().skip_while(|(id, _)| *id != at).collect();
        if !cycle.is_empty() {
            b.report(endless_report(&b.model, &cycle));
        }
    }
}

/// Which types have values with an end. A type is looked at again when one that it holds turns out to have.
fn finite(model: &Model) -> Vec<bool> {
    let count = model.types.len();
    let mut holders: Vec<Vec<TypeId>> = vec![Vec::new(); count];
    for id in (0..count).map(TypeId::at) {
        for held in held(model, id) {
            if let Some(holders) = holders.get_mut(held.index()) {
                holders.push(id);
            }
        }
    }
    let mut finite = vec![false; count];
    let mut waiting: Vec<TypeId> = (0..count).map(TypeId::at).collect();
    while let Some(id) = waiting.pop() {
        let ends = finite.get(id.index()) == Some(&false) && blocker(model, id, &finite).is_none();
        if let Some(mark) = finite.get_mut(id.index()).filter(|_| ends) {
            *mark = true;
            waiting.extend(holders.get(id.index()).into_iter().flatten());
        }
    }
    finite
}

/// All types that a type must or may hold in its values, as far as that decides whether they have an end.
fn held(model: &Model, id: TypeId) -> Vec<TypeId> {
    match &model[id].body {
        TypeBody::Record { base, fields } => {
            let fields = fields.iter().filter(|field| !field.optional).filter_map(|field| must_hold(&field.of));
            base.iter().map(|base| base.value).chain(fields).collect()
        }
        TypeBody::Alias { of, .. } => must_hold(of).into_iter().collect(),
        TypeBody::Union(members) => members.iter().map(|member| member.value).collect(),
        TypeBody::Error { .. } | TypeBody::Enum(_) => Vec::new(),
    }
}

/// Why a type has no end: what it must hold.
struct Step {
    field: Option<At<String>>,
    to: TypeId,
}

/// The first thing in a type that has no end, as far as is known.
fn blocker(model: &Model, id: TypeId, finite: &[bool]) -> Option<Step> {
    let ends = |id: TypeId| finite.get(id.index()).copied().unwrap_or(true);
    match &model[id].body {
        TypeBody::Record { base, fields } => {
            let base = base.as_ref().filter(|base| !ends(base.value)).map(|base| Step { field: None, to: base.value });
            base.or_else(|| fields.iter().find_map(|field| through(field, &ends)))
        }
        TypeBody::Alias { of, .. } => must_hold(of).filter(|id| !ends(*id)).map(|to| Step { field: None, to }),
        TypeBody::Union(members) => {
            let none_ends = members.iter().all(|member| !ends(member.value));
            members.first().filter(|_| none_ends).map(|member| Step { field: None, to: member.value })
        }
        TypeBody::Error { .. } | TypeBody::Enum(_) => None,
    }
}

fn through(field: &Field, ends: &impl Fn(TypeId) -> bool) -> Option<Step> {
    let to = must_hold(&field.of).filter(|id| !field.optional && !ends(*id))?;
    Some(Step { field: Some(At::new(field.name.clone(), field.span)), to })
}

/// The declared type of which a value of this type holds at least one.
fn must_hold(of: &TypeExpr) -> Option<TypeId> {
    if of.nullable {
        return None;
    }
    let at_least_one = match of.limits.min {
        Some(Number::Int(n)) => n > 0,
        Some(Number::Float(n)) => n > 0.0,
        None => false,
    };
    match &of.shape {
        Shape::Named(id) => Some(*id),
        Shape::List(item) | Shape::Map(item) if at_least_one => must_hold(item),
        _ => None,
    }
}

fn endless_report(model: &Model, cycle: &[(TypeId, Step)]) -> Diagnostic {
    let first = cycle.first().map_or(TypeId(0), |(id, _)| *id);
    let steps = cycle.iter().map(|(id, step)| {
        let field = step.field.as_ref().map_or(String::new(), |field| format!(".{}", field.value));
        format!("`{}{field}`", model[*id].name)
    });
    let path = steps.chain([format!("`{}`", model[first].name)]).collect::<Vec<_>>().join(" → ");
    let message = format!("a value of `{}` would have no end: {path}", model[first].name);
    let mut report = Diagnostic::error(&codes::types::ENDLESS, model[first].span, message);
    for (id, step) in cycle {
        report = match &step.field {
            Some(field) => report.also(field.span, format!("always holds a `{}`", model[step.to].name)),
            None if *id != first => report.also(model[*id].span, format!("always holds a `{}`", model[step.to].name)),
            None => report,
        };
    }
    report.help("make one of the fields optional (`name?: T`), nullable (`T?`) or a list (`[T]`)")
}

/// Names of fields that the compiler itself puts beside them.
pub(super) fn reserved(b: &mut Builder<'_>) {
    let mut reports = Vec::new();
    for def in &b.model.types {
        match &def.body {
            TypeBody::Union(members) => {
                for member in members {
                    let fields = b.model.fields(member.value);
                    let Some(field) = fields.iter().find(|field| field.name == "type") else { continue };
                    let message = format!("`{}` has a field `type` of its own and cannot be part of a union", b.model[member.value].name);
                    let report = Diagnostic::error(&codes::types::RESERVED_FIELD, member.span, message)
                        .also(field.span, "the field")
                        .help("members of a union are told apart by a field `type` that the compiler adds: rename this one");
                    reports.push(report);
                }
            }
            TypeBody::Error { fields, .. } => {
                for field in fields.iter().filter(|field| ["type", "title", "status", "detail", "instance"].contains(&field.name.as_str()))
                {
                    let message = format!("every problem has a `{}` already", field.name);
                    let report = Diagnostic::error(&codes::types::RESERVED_FIELD, field.span, message).help(
                        "errors are sent as problems (RFC 9457), with `type`, `title`, `status`, `detail` and `instance`: rename the field",
                    );
                    reports.push(report);
                }
            }
            _ => {}
        }
    }
    for report in reports {
        b.report(report);
    }
}
