//! What holds for the operations of an element among each other, and for an API and what its element listens on.

use super::super::Builder;
use super::http;
use crate::diag::{Diagnostic, codes};
use crate::model::properties::Protocol;
use crate::model::{ApiId, Call, ElementId, Method, Operation, OperationId, Segment, TypeBody, TypeId, UnitId};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// The report of an operation whose name another one in the API bears.
pub(super) fn same_name(b: &Builder<'_>, operation: &Operation, known: OperationId) -> Diagnostic {
    let message = format!("the operation `{}` is declared twice", operation.name);
    let report = Diagnostic::error(&codes::api::DUPLICATE_OPERATION, operation.span, message);
    let report = report.label(place(b, operation, "again")).also(b.model[known].span, place(b, &b.model[known], "first"));
    match (&operation.resource, &b.model[known].resource) {
        (Some(one), Some(other)) if one.resource != other.resource => {
            report.help("operations of a resource are called by its type: give one of them a type of its own, `type NAME = TYPE`")
        }
        _ => report.help("give one of them another name"),
    }
}

fn place(b: &Builder<'_>, operation: &Operation, when: &str) -> String {
    let resource = operation.resource.as_ref().and_then(|part| b.model[operation.api].resources.get(part.resource));
    match resource {
        Some(resource) => format!("{when} by the resource `{}`", resource.name),
        None => format!("{when} declared here"),
    }
}

/// Two operations of an element that are called by one method on one path, or by one gRPC method.
pub(super) fn routes(b: &mut Builder<'_>) {
    for index in 0..b.model.elements.len() {
        let element = ElementId::at(index);
        let mut taken: BTreeMap<(String, Option<Method>), OperationId> = BTreeMap::new();
        let operations: Vec<OperationId> = b.model[element].apis.iter().flat_map(|api| b.model[*api].operations.iter().copied()).collect();
        for id in operations {
            match taken.get(&route(b, id)) {
                Some(known) => {
                    let report = same_route(b, id, *known);
                    b.report(report);
                }
                None => {
                    taken.insert(route(b, id), id);
                }
            }
        }
    }
}

/// How an operation is called, whatever its parameters are called.
fn route(b: &Builder<'_>, id: OperationId) -> (String, Option<Method>) {
    let operation = &b.model[id];
    let api = &b.model[operation.api];
    let base = api.base.as_ref().map_or("", |base| base.value.as_str());
    match &operation.call {
        Call::Rpc { method, .. } => (format!("{base}/{method}"), None),
        Call::Http { method, path, .. } => {
            let mut route = if base.starts_with('/') { base.to_owned() } else { String::new() };
            for segment in path {
                route.push('/');
                route.push_str(match segment {
                    Segment::Text(text) => text,
                    Segment::Parameter(_) => "{}",
                });
            }
            (route, Some(*method))
        }
    }
}

fn same_route(b: &Builder<'_>, id: OperationId, known: OperationId) -> Diagnostic {
    let (operation, other) = (&b.model[id], &b.model[known]);
    let called = match &operation.call {
        Call::Rpc { method, .. } => format!("rpc {method}"),
        Call::Http { method, path, .. } => format!("{} {}", http::method_name(*method), http::path_text(path)),
    };
    let message = format!("`{}` and `{}` are both called by `{called}`", other.name, operation.name);
    let label = |operation: &Operation, when: &str| format!("`{}`, {}", operation.name, place(b, operation, when));
    let report = Diagnostic::error(&codes::api::SAME_ROUTE, operation.span, message)
        .label(label(operation, "again"))
        .also(other.span, label(other, "first"));
    match &operation.call {
        Call::Http { .. } => report.help("names of parameters do not tell paths apart: choose another path or method"),
        Call::Rpc { .. } => report.help("choose another method"),
    }
}

/// The base of an API fits its operations: a path for HTTP, a protobuf service for gRPC.
pub(super) fn base(b: &mut Builder<'_>, id: ApiId) {
    let Some(base) = b.model[id].base.clone() else { return };
    let (http, rpc) = forms(b, id);
    let is_path = base.value.is_empty() || base.value.starts_with('/');
    let wrong = match (is_path, http, rpc) {
        (true, None, Some(rpc)) => Some((rpc, "gRPC", "a protobuf service such as `shop.v1.Payments`")),
        (false, Some(http), None) => Some((http, "HTTP", "a path such as `/v1`")),
        _ => None,
    };
    if let Some((operation, form, fits)) = wrong {
        let message = format!("expected {fits} as the base of operations over {form}");
        b.report(Diagnostic::error(&codes::api::BASE, base.span, message).also(operation, format!("an operation over {form}")));
    }
}

/// Errors that no operation answers with, in a program that has operations over HTTP.
pub(super) fn unreachable_errors(b: &mut Builder<'_>) {
    let own = |operation: &&Operation| !b.model[operation.element].is_foreign();
    let mut answered = BTreeSet::new();
    let mut has_http = false;
    for operation in b.model.operations.iter().filter(own) {
        if let Call::Http { responses, .. } = &operation.call {
            has_http = true;
            answered.extend(responses.iter().filter_map(|response| response.error));
        }
    }
    if !has_http {
        return;
    }
    let mut reports = Vec::new();
    for (index, declared) in b.model.types.iter().enumerate() {
        let is_own = declared.unit == UnitId(0) && matches!(declared.body, TypeBody::Error { .. });
        if is_own && !answered.contains(&TypeId::at(index)) && !b.is_unread(&declared.name) {
            let message = format!("no operation answers with the error `{}`", declared.name);
            let report = Diagnostic::warning(&codes::api::UNREACHABLE_ERROR, declared.span, message);
            reports.push(report.help(format!("add it to the responses of those that can fail so, `| {}`, or take it out", declared.name)));
        }
    }
    for report in reports {
        b.report(report);
    }
}

/// The first operation over HTTP and the first over gRPC.
fn forms(b: &Builder<'_>, id: ApiId) -> (Option<Span>, Option<Span>) {
    let operations = || b.model[id].operations.iter().map(|id| &b.model[*id]);
    let rpc = operations().find(|operation| matches!(operation.call, Call::Rpc { .. }));
    let http = operations().find(|operation| matches!(operation.call, Call::Http { .. }));
    (http.map(|operation| operation.span), rpc.map(|operation| operation.span))
}

/// Whether the element listens on something that the operations of its API can be called by.
pub(super) fn listens(b: &mut Builder<'_>, id: ApiId) {
    let element = &b.model[b.model[id].element];
    let listens = &element.properties.listens;
    if listens.is_empty() || element.is_foreign() {
        return;
    }
    let speaks = |protocols: &[Protocol]| listens.iter().any(|listen| protocols.contains(&listen.protocol));
    let (http, rpc) = forms(b, id);
    let wrong = match (http, rpc) {
        (Some(http), _) if !speaks(&[Protocol::Http, Protocol::Https]) => Some(("HTTP", "listen http 8080", http)),
        (_, Some(rpc)) if !speaks(&[Protocol::Grpc, Protocol::Https]) => Some(("gRPC", "listen grpc 50051", rpc)),
        _ => None,
    };
    let Some((form, help, operation)) = wrong else { return };
    let message = format!("`{}` listens on nothing that answers {form}", element.name);
    let mut report = Diagnostic::warning(&codes::api::NO_FITTING_LISTEN, b.model[id].span, message);
    report = report.also(operation, format!("an operation over {form}"));
    if let Some(first) = listens.first() {
        report = report.also(first.span, "it listens here");
    }
    b.report(report.help(format!("add `{help}`")));
}
