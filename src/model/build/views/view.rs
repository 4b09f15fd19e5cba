//! Declared views.

use super::super::properties::{self, Form, Read, count32, keep, one, one_of};
use super::super::{Builder, ScopeId, declare};
use super::select::{self, Use};
use crate::diag::{Diagnostic, codes};
use crate::model::views::{FlowDirection, LAYOUTS, View, ViewKind};
use crate::model::{At, BaseKind, ElementId, EnvironmentId, FlowId, UnitId};
use crate::source::Span;
use crate::syntax::ast;
use crate::syntax::ast::{ViewForm, ViewStmt};
use crate::theme::Coloring;
use std::collections::BTreeMap;

static DEPTH: Form = Form { name: "depth", takes: "N", example: "depth 2" };
static DIRECTION: Form = Form { name: "direction", takes: "down|right|up|left", example: "direction right" };
static HIGHLIGHT: Form = Form { name: "highlight", takes: "#TAG", example: "highlight #critical" };
static COLOR: Form = Form { name: "color", takes: "kind|owner|data", example: "color owner" };
static LAYOUT: Form = Form { name: "layout", takes: "ENGINE", example: "layout layered" };

/// Adds a view to the model.
pub(super) fn resolve(b: &mut Builder<'_>, scope: ScopeId, tree: &ast::View) {
    let kind = subject(b, scope, tree);
    let mut view = View {
        unit: UnitId(0),
        name: tree.name.text.clone(),
        title: declare::title(tree.title.as_ref(), &tree.name.text),
        description: declare::description(tree.doc.as_ref()),
        kind: kind.unwrap_or(ViewKind::Elements(None)),
        include: Vec::new(),
        exclude: Vec::new(),
        depth: None,
        direction: None,
        collapse: Vec::new(),
        highlight: Vec::new(),
        color: None,
        layout: None,
        span: tree.name.span,
    };
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    for stmt in tree.body.iter().flat_map(|body| &body.stmts) {
        match stmt {
            ViewStmt::Include(selectors, _) => {
                view.include.extend(selectors.iter().filter_map(|one| select::of_view(b, scope, one, Use::Picks)));
            }
            ViewStmt::Exclude(selectors, _) => {
                view.exclude.extend(selectors.iter().filter_map(|one| select::of_view(b, scope, one, Use::Guards)));
            }
            ViewStmt::Collapse(paths, _) => {
                for path in paths {
                    view.collapse.extend(b.lookup_element(scope, path).map(|id| At::new(id, path.span)));
                }
            }
            ViewStmt::Item(item) => {
                let first = seen.insert(&item.head.text, item.head_span()).filter(|_| item.head.text != "highlight");
                match first {
                    Some(first) => b.report(properties::twice(&item.head.text, item.head_span(), first)),
                    None => read(b, item, &mut view),
                }
            }
        }
    }
    if kind.is_some() {
        b.model.views.push(view);
    }
}

fn read(b: &mut Builder<'_>, item: &ast::Item, view: &mut View) {
    match item.head.text.as_str() {
        "depth" => {
            let depth = one(&DEPTH, item, "a number", |arg| count32(arg, "a depth", 0..=1000));
            view.depth = keep(b, item, depth);
        }
        "direction" => {
            let known =
                [("down", FlowDirection::Down), ("right", FlowDirection::Right), ("up", FlowDirection::Up), ("left", FlowDirection::Left)];
            let direction = one(&DIRECTION, item, "a direction", |arg| one_of(arg, "a direction", &known));
            view.direction = keep(b, item, direction);
        }
        "color" => {
            let color = one(&COLOR, item, "what colours tell apart", |arg| one_of(arg, "what colours tell apart", &Coloring::ALL));
            view.color = keep(b, item, color);
        }
        "layout" => {
            let engines: Vec<(&str, &str)> = LAYOUTS.iter().map(|name| (*name, *name)).collect();
            let layout = one(&LAYOUT, item, "a layout engine", |arg| one_of(arg, "a layout engine", &engines).map(str::to_owned));
            view.layout = keep(b, item, layout);
        }
        "highlight" => {
            let outcome = highlight(item);
            for tag in keep(b, item, outcome).into_iter().flatten() {
                select::check_tag(b, tag, Use::Picks);
                view.highlight.push(At::new(tag.name.clone(), tag.span));
            }
        }
        _ => {
            let known = ["include", "exclude", "depth", "direction", "collapse", "highlight", "color", "layout"];
            properties::report_among(b, item, "a view", &known);
        }
    }
}

fn highlight(item: &ast::Item) -> Read<&[ast::Tag]> {
    let wrong = |span: Span, message: String| Diagnostic::error(&codes::properties::WRONG_FORM, span, message).help(HIGHLIGHT.help());
    if let Some(arg) = item.args.first() {
        return Err(wrong(arg.span, format!("expected a tag, found {}", properties::found(arg))).into());
    }
    if let Some(body) = &item.body {
        return Err(wrong(body.span, "`highlight` takes no block".to_owned()).into());
    }
    if item.tags.is_empty() {
        return Err(wrong(item.head.span, "expected a tag after `highlight`".to_owned()).into());
    }
    Ok(&item.tags)
}

/// What a view is of.
fn subject(b: &mut Builder<'_>, scope: ScopeId, tree: &ast::View) -> Option<ViewKind> {
    let Some(path) = &tree.of else {
        let wanted = match tree.form {
            ViewForm::Elements => return Some(ViewKind::Elements(None)),
            ViewForm::Events => return Some(ViewKind::Events(None)),
            ViewForm::Ownership => return Some(ViewKind::Ownership(None)),
            ViewForm::Domain => return Some(ViewKind::Domain(None)),
            ViewForm::Deployment | ViewForm::Network => "environment",
            ViewForm::Data => "database",
            ViewForm::Flow => "flow",
        };
        if !tree.broken {
            let message = format!("the {} `{}` does not say of which {wanted}", tree.form.keyword(), tree.name.text);
            let report = Diagnostic::error(&codes::views::VIEW_OF, tree.name.span, message);
            b.report(report.help(format!("write `{} {} of {}`", tree.form.keyword(), tree.name.text, wanted.to_uppercase())));
        }
        return None;
    };
    match tree.form {
        ViewForm::Elements => of_element(b, scope, path).map(|id| ViewKind::Elements(Some(id))),
        ViewForm::Events => of_element(b, scope, path).map(|id| ViewKind::Events(Some(id))),
        ViewForm::Ownership => of_element(b, scope, path).map(|id| ViewKind::Ownership(Some(id))),
        ViewForm::Domain => of_element(b, scope, path).map(|id| ViewKind::Domain(Some(id))),
        ViewForm::Deployment => of_environment(b, scope, path).map(ViewKind::Deployment),
        ViewForm::Network => of_environment(b, scope, path).map(ViewKind::Network),
        ViewForm::Data => of_database(b, scope, path),
        ViewForm::Flow => of_flow(b, scope, path),
    }
}

fn environment(b: &Builder<'_>, path: &ast::Path) -> Option<EnvironmentId> {
    let name = path.single()?;
    let own = |environment: &crate::model::Environment| environment.unit == UnitId(0) && environment.name == name.text;
    b.model.environments.iter().position(own).map(EnvironmentId::at)
}

fn of_element(b: &mut Builder<'_>, scope: ScopeId, path: &ast::Path) -> Option<ElementId> {
    if b.try_element(scope, path).is_none() && environment(b, path).is_some() {
        let message = format!("expected an element, found the environment `{}`", path.text());
        let report = Diagnostic::error(&codes::views::VIEW_OF, path.span, message);
        b.report(
            report.help("what stands in an environment is shown by a `deployment view`, who may talk to whom there by a `network view`"),
        );
        return None;
    }
    b.lookup_element(scope, path)
}

fn of_environment(b: &mut Builder<'_>, scope: ScopeId, path: &ast::Path) -> Option<EnvironmentId> {
    if let Some(id) = environment(b, path) {
        return Some(id);
    }
    if b.is_unread(path.last()) {
        return None;
    }
    let report = match b.try_element(scope, path) {
        Some(id) => {
            let element = &b.model[id];
            let message = format!("expected an environment, found the {} `{}`", element.kind.name, path.text());
            Diagnostic::error(&codes::views::VIEW_OF, path.span, message).also(element.span, "declared here")
        }
        None => Diagnostic::error(&codes::names::UNKNOWN_NAME, path.span, format!("there is no environment `{}`", path.text())),
    };
    let known: Vec<String> = b.model.environments.iter().filter(|e| e.unit == UnitId(0)).map(|e| e.name.clone()).collect();
    b.report(report.suggest(path.span, &path.text(), known.iter().map(String::as_str)));
    None
}

fn of_database(b: &mut Builder<'_>, scope: ScopeId, path: &ast::Path) -> Option<ViewKind> {
    let id = b.lookup_element(scope, path)?;
    let element = &b.model[id];
    if element.kind.base == BaseKind::Database {
        return Some(ViewKind::Data(id));
    }
    let message = format!("expected a database, found the {} `{}`", element.kind.name, path.text());
    let report = Diagnostic::error(&codes::views::VIEW_OF, path.span, message).also(element.span, "declared here");
    b.report(report.help("a data view shows the tables of a database"));
    None
}

fn of_flow(b: &mut Builder<'_>, scope: ScopeId, path: &ast::Path) -> Option<ViewKind> {
    let named = path.single().and_then(|name| b.model.flows.iter().position(|flow| flow.name == name.text));
    if let Some(at) = named {
        return Some(ViewKind::Flow(FlowId::at(at)));
    }
    if b.is_unread(path.last()) {
        return None;
    }
    let report = match b.try_element(scope, path) {
        Some(id) => {
            let element = &b.model[id];
            let message = format!("expected a flow, found the {} `{}`", element.kind.name, path.text());
            Diagnostic::error(&codes::views::VIEW_OF, path.span, message).also(element.span, "declared here")
        }
        None => Diagnostic::error(&codes::names::UNKNOWN_NAME, path.span, format!("there is no flow `{}`", path.text())),
    };
    let known: Vec<String> = b.model.flows.iter().map(|flow| flow.name.clone()).collect();
    b.report(report.suggest(path.span, &path.text(), known.iter().map(String::as_str)));
    None
}
