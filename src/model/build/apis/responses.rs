//! Responses of an operation: statuses, types and errors, and which go together.

use super::super::types::{self, Base};
use super::super::{Builder, ScopeId, declare};
use crate::diag::{Diagnostic, codes};
use crate::model::{Payload, Response, Shape, TypeBody, TypeExpr};
use crate::source::Span;
use crate::syntax::ast;

/// The responses of an operation, each once; in pages, if it says so.
pub(super) fn responses(b: &mut Builder<'_>, scope: ScopeId, trees: &[ast::Response], paged: Option<Span>) -> Vec<Response> {
    let mut read: Vec<Response> = Vec::new();
    let mut whole = !trees.is_empty();
    for tree in trees {
        let Some(response) = response(b, scope, tree) else {
            whole = false;
            continue;
        };
        match read.iter().find(|known| is_same(known, &response)) {
            Some(known) => {
                let message = format!("the response {} is declared twice", name(b, &response));
                let report = Diagnostic::error(&codes::api::DUPLICATE_RESPONSE, response.span, message)
                    .label("declared again here")
                    .also(known.span, "first declared here")
                    .help("leave one of them out");
                b.report(report);
            }
            None => read.push(response),
        }
    }
    if let Some(paged) = paged {
        page(b, &mut read, paged, whole);
    }
    read
}

fn response(b: &mut Builder<'_>, scope: ScopeId, tree: &ast::Response) -> Option<Response> {
    let status = match &tree.status {
        Some(arg) => Some((status(b, arg)?, arg.span)),
        None => None,
    };
    let of = match &tree.ty {
        Some(ty) => Some(types::read(b, scope, ty)?),
        None => None,
    };
    if let Some((error, own)) = of.as_ref().and_then(|of| error(b, of)) {
        let differs = status.filter(|(given, _)| *given != own && types::says_status(b, error));
        if let Some((given, span)) = differs {
            let message = format!("`{}` has the status {own}, not {given}", b.model[error].name);
            let report = Diagnostic::error(&codes::api::STATUS, span, message)
                .also(b.model[error].span, format!("declared with {own} here"))
                .help("leave the status out")
                .edit(Span { end: tree.ty.as_ref().map_or(span.end, |ty| ty.span.start), ..span }, "");
            b.report(report);
        }
        return Some(Response { status: own, payload: None, error: Some(error), span: tree.span });
    }
    let default = if tree.ty.is_some() { 200 } else { 204 };
    let (status, span) = status.unwrap_or((default, tree.span));
    let payload = of.filter(|of| carries(b, status, span, of)).map(Payload::Type);
    Some(Response { status, payload, error: None, span: tree.span })
}

fn status(b: &mut Builder<'_>, arg: &ast::Arg) -> Option<u16> {
    let status = arg.number().and_then(|text| text.parse::<u16>().ok()).filter(|status| (100..=599).contains(status));
    if status.is_none() {
        let message = format!("expected an HTTP status, 100 to 599, found `{}`", arg.raw);
        b.report(Diagnostic::error(&codes::api::STATUS, arg.span, message));
    }
    status
}

/// The error that a type names, with its status.
fn error(b: &Builder<'_>, of: &TypeExpr) -> Option<(crate::model::TypeId, u16)> {
    match of.shape {
        Shape::Named(id) => match b.model[id].body {
            TypeBody::Error { status, .. } => Some((id, status)),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a response of this status has a body of this type. Nothing is said where it goes without saying.
fn carries(b: &mut Builder<'_>, status: u16, span: Span, of: &TypeExpr) -> bool {
    if matches!(status, 100..=199 | 204 | 205 | 304) {
        let message = format!("a response with status {status} has no body");
        let report = Diagnostic::error(&codes::api::NO_BODY, of.span, message)
            .also(span, "the status")
            .help("leave the type out, or choose another status");
        b.report(report);
        return false;
    }
    status < 400 || types::base_of(&b.model, of) != Base::Problem
}

fn name(b: &Builder<'_>, response: &Response) -> String {
    match response.error {
        Some(error) => format!("`{}`", b.model[error].name),
        None => response.status.to_string(),
    }
}

fn is_same(one: &Response, other: &Response) -> bool {
    let payloads = match (&one.payload, &other.payload) {
        (Some(Payload::Type(one)), Some(Payload::Type(other))) => same(one, other),
        (one, other) => one == other,
    };
    one.status == other.status && one.error == other.error && payloads
}

fn same(one: &TypeExpr, other: &TypeExpr) -> bool {
    let shapes = match (&one.shape, &other.shape) {
        (Shape::List(one), Shape::List(other)) | (Shape::Map(one), Shape::Map(other)) => same(one, other),
        (one, other) => one == other,
    };
    shapes && one.limits == other.limits && one.nullable == other.nullable
}

/// Makes the list that an operation gives back a list in pages; reports if it gives none, and all could be read.
fn page(b: &mut Builder<'_>, responses: &mut [Response], paged: Span, whole: bool) {
    for response in responses.iter_mut().filter(|response| (200..300).contains(&response.status)) {
        let Some(Payload::Type(of)) = &response.payload else { continue };
        if let Shape::List(item) = &b.model.behind(of).shape {
            response.payload = Some(Payload::Page((**item).clone()));
            return;
        }
    }
    if !whole {
        return;
    }
    let found = responses.iter().find(|response| response.status < 300);
    let mut report = Diagnostic::error(&codes::api::PAGED, paged, "only a list comes in pages, and this operation gives none");
    if let Some(found) = found {
        report = report.also(found.span, "what it gives");
    }
    b.report(report.help("write the type of the response as `[T]`"));
}

/// The text of a summary.
pub(super) fn words(text: Option<&ast::Str>) -> Option<String> {
    text.map(|text| text.value.clone())
}

/// The text of a description.
pub(super) fn description(doc: Option<&ast::Doc>) -> Option<String> {
    declare::description(doc)
}
