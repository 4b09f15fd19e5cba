//! Which environments there are, what each of them extends, and all bodies that say something of one.

use super::super::super::{ElementId, EnvironmentId, UnitId};
use super::super::{Builder, bounds, declare};
use crate::diag::{Diagnostic, codes};
use crate::model::deployment::{Environment, plain_name};
use crate::syntax::ast;

/// An environment as it is declared; its index is its [`EnvironmentId`].
pub(super) struct Declared<'a> {
    pub unit: UnitId,
    /// Nothing for the implied one.
    pub tree: Option<&'a ast::Environment>,
    /// Its own body, then those of its extensions.
    pub bodies: Vec<&'a ast::Body>,
    /// The environment that it extends.
    pub base: Option<usize>,
    /// Whether something in it could not be read or resolved: nobody should miss anything in it.
    pub broken: bool,
}

/// Declares the environments of all programs.
pub(super) fn environments<'a>(b: &mut Builder<'a>) -> Vec<Declared<'a>> {
    let mut all = Vec::new();
    for (index, unit) in b.program.units.iter().enumerate() {
        let first = all.len();
        let files = unit.files.iter().flat_map(|parsed| &parsed.tree.stmts);
        for stmt in files {
            if let ast::Stmt::Environment(tree) = stmt {
                declare_one(b, UnitId::at(index), tree, &mut all);
            }
        }
        if all.len() == first {
            b.model.environments.push(implied(UnitId::at(index)));
            let broken = b.is_unread("environment");
            all.push(Declared { unit: UnitId::at(index), tree: None, bodies: Vec::new(), base: None, broken });
        }
    }
    extensions(b, &mut all);
    for index in 0..all.len() {
        find_base(b, &mut all, index);
    }
    report_cycles(b, &mut all);
    bounds_of_chains(b, &all);
    for (index, declared) in all.iter().enumerate() {
        b.model[EnvironmentId::at(index)].extends = declared.base.map(EnvironmentId::at);
    }
    all
}

fn declare_one<'a>(b: &mut Builder<'a>, unit: UnitId, tree: &'a ast::Environment, all: &mut Vec<Declared<'a>>) {
    let known = b.model.environments.iter().find(|other| other.unit == unit && plain_name(&other.name) == plain_name(&tree.name.text));
    if let Some((other, span)) = known.and_then(|known| Some((&known.name, known.span?))) {
        let name = &tree.name.text;
        let message = if other == name {
            format!("environment `{name}` is declared twice")
        } else {
            format!("environments `{other}` and `{name}` would have one name, `{}`, in file names", plain_name(name))
        };
        let report = Diagnostic::error(&codes::deployment::DUPLICATE_ENVIRONMENT, tree.name.span, message);
        let help = format!("rename one of them, or say more of the first with `extend {other} {{ … }}`");
        b.report(report.label("declared again here").also(span, "first declared here").help(help));
        return;
    }
    if !bounds::takes_environment(b, tree) {
        return;
    }
    b.model.environments.push(Environment {
        name: tree.name.text.clone(),
        title: declare::title(tree.title.as_ref(), &tree.name.text),
        description: declare::description(tree.doc.as_ref()),
        tags: declare::tag_names(&tree.tags),
        implied: false,
        span: Some(tree.name.span),
        ..implied(unit)
    });
    let broken = tree.broken || tree.body.as_ref().is_some_and(|body| body.broken);
    all.push(Declared { unit, tree: Some(tree), bodies: tree.body.iter().collect(), base: None, broken });
}

/// The environment of a program that declares none.
fn implied(unit: UnitId) -> Environment {
    Environment {
        unit,
        name: "default".to_owned(),
        title: "Default".to_owned(),
        description: None,
        tags: Vec::new(),
        extends: None,
        implied: true,
        domain: None,
        nodes: Vec::new(),
        instances: Vec::new(),
        relations: Vec::new(),
        span: None,
    }
}

/// Adds the bodies of `extend NAME { … }` where the name is an environment's and no element's.
fn extensions<'a>(b: &mut Builder<'a>, all: &mut [Declared<'a>]) {
    for part in b.parts.clone() {
        for stmt in part.stmts {
            let ast::Stmt::Extend(tree) = stmt else { continue };
            let Some(name) = tree.target.single() else { continue };
            if b.try_element(part.scope, &tree.target).is_some() {
                continue;
            }
            if let Some(index) = find(b, part.unit, &name.text) {
                let Some(declared) = all.get_mut(index).filter(|declared| declared.tree.is_some()) else { continue };
                declared.bodies.extend(&tree.body);
                declared.broken |= tree.broken || tree.body.as_ref().is_some_and(|body| body.broken);
                let environment = &mut b.model[EnvironmentId::at(index)];
                environment.description = environment.description.take().or_else(|| declare::description(tree.doc.as_ref()));
            } else if let Some(span) = b.model.environments.iter().find(|other| other.name == name.text).and_then(|other| other.span) {
                let message = format!("environment `{}` is imported and cannot be extended", name.text);
                b.report(Diagnostic::error(&codes::names::IMPORTED, name.span, message).also(span, "declared here"));
            }
        }
    }
}

fn find(b: &Builder<'_>, unit: UnitId, name: &str) -> Option<usize> {
    b.model.environments.iter().position(|environment| environment.unit == unit && environment.name == name && !environment.implied)
}

fn find_base(b: &mut Builder<'_>, all: &mut [Declared<'_>], index: usize) {
    let Some(declared) = all.get_mut(index) else { return };
    let Some(path) = declared.tree.and_then(|tree| tree.extends.as_ref()) else { return };
    declared.base = path.single().and_then(|name| find(b, declared.unit, &name.text));
    if declared.base.is_some() {
        return;
    }
    declared.broken = true;
    if b.is_unread(path.last()) {
        return;
    }
    let own = declared.tree.map(|tree| tree.name.text.clone());
    let names = b.model.environments.iter().filter(|other| other.unit == declared.unit && Some(&other.name) != own.as_ref());
    let names: Vec<String> = names.map(|other| other.name.clone()).collect();
    let message = format!("there is no environment `{}`", path.text());
    let mut report = Diagnostic::error(&codes::deployment::UNKNOWN_ENVIRONMENT, path.span, message);
    report = report.suggest(path.span, &path.text(), names.iter().map(String::as_str));
    if report.help.is_empty() && !names.is_empty() {
        let list: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        report = report.help(format!("the program declares {}", list.join(", ")));
    }
    b.report(report);
}

/// Reports environments that extend each other, each circle once, and cuts them.
fn report_cycles(b: &mut Builder<'_>, all: &mut [Declared<'_>]) {
    for start in 0..all.len() {
        let mut path = vec![start];
        while let Some(next) = path.last().and_then(|at| all.get(*at)).and_then(|declared| declared.base) {
            if next == start {
                report_cycle(b, &path);
                for index in &path {
                    if let Some(declared) = all.get_mut(*index) {
                        declared.base = None;
                        declared.broken = true;
                    }
                }
                break;
            }
            if path.contains(&next) {
                break;
            }
            path.push(next);
        }
    }
}

fn bounds_of_chains(b: &mut Builder<'_>, all: &[Declared<'_>]) {
    for (index, declared) in all.iter().enumerate() {
        let chain = std::iter::successors(Some(index), |at| all.get(*at).and_then(|one| one.base));
        if let Some(tree) = declared.tree.filter(|_| chain.take(bounds::MOST_DEEP + 1).count() > bounds::MOST_DEEP) {
            let help = "let one of them stand alone";
            return b.outgrown(tree.name.span, bounds::MOST_DEEP, "environments that extend one another", help);
        }
    }
}

fn report_cycle(b: &mut Builder<'_>, path: &[usize]) {
    let Some(first) = path.first().copied().map(EnvironmentId::at) else { return };
    let Some(span) = b.model[first].span else { return };
    let named = |id: EnvironmentId| format!("`{}`", b.model[id].name);
    let mut names: Vec<String> = path.iter().copied().map(EnvironmentId::at).map(named).collect();
    names.push(named(first));
    let message = match path {
        [_] => format!("environment `{}` extends itself", b.model[first].name),
        _ => format!("environments extend each other: {}", names.join(" extends ")),
    };
    let mut report = Diagnostic::error(&codes::deployment::ENVIRONMENT_CYCLE, span, message);
    for id in path.iter().skip(1).copied().map(EnvironmentId::at) {
        if let Some(span) = b.model[id].span {
            report = report.also(span, format!("`{}` is part of the circle", b.model[id].name));
        }
    }
    b.report(report.help("let one of them stand alone"));
}

/// The elements at the top of a program.
pub(super) fn tops(b: &Builder<'_>, unit: UnitId) -> Vec<ElementId> {
    let all = b.model.elements.iter().enumerate();
    all.filter(|(_, element)| element.unit == unit && element.parent.is_none()).map(|(index, _)| ElementId::at(index)).collect()
}
