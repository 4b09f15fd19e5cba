//! Operations that are written out: over HTTP and over gRPC.

use super::super::types::{self, Base};
use super::super::{ApiPart, Builder, ScopeId, declare};
use super::properties::{self, Said};
use super::{add, http, responses};
use crate::diag::{Diagnostic, codes};
use crate::model::{ApiId, Call, Method, Operation, Payload, Scalar, TypeExpr};
use crate::source::Span;
use crate::syntax::ast;

/// Reads an operation.
pub(super) fn declared(b: &mut Builder<'_>, api: ApiId, part: ApiPart<'_>, tree: &ast::Operation) {
    let mut said = properties::of_operation(b, part.scope, api, tree.properties.as_ref());
    let call = match &tree.form {
        ast::OperationForm::Http(form) => over_http(b, part.scope, form, !tree.broken, &mut said),
        ast::OperationForm::Rpc(form) => {
            over_grpc(b, &said);
            rpc(b, part.scope, form)
        }
        ast::OperationForm::Missing => return,
    };
    let mut operation = new(b, api, part, &tree.name, call, &said);
    operation.summary = responses::words(tree.summary.as_ref());
    operation.description = declare::description(tree.doc.as_ref());
    operation.tags = declare::tag_names(&tree.tags);
    add(b, operation);
}

/// An operation with what its block says of it.
pub(super) fn new(b: &Builder<'_>, api: ApiId, part: ApiPart<'_>, name: &ast::Ident, call: Call, said: &Said) -> Operation {
    Operation {
        api,
        element: part.element,
        name: name.text.clone(),
        summary: None,
        description: None,
        tags: Vec::new(),
        call,
        auth: said.auth.clone().or_else(|| b.model[api].auth.clone()),
        needs: said.needs.clone(),
        paged: said.paged.is_some(),
        sorts: Vec::new(),
        idempotent: said.idempotent.is_some(),
        deprecated: said.deprecated,
        resource: None,
        span: name.span,
    }
}

/// What an operation over HTTP is called by; `whole` is whether all of it could be read.
fn over_http(b: &mut Builder<'_>, scope: ScopeId, form: &ast::HttpOperation, whole: bool, said: &mut Said) -> Call {
    let method = http::method(b, &form.method);
    let path = http::path(b, scope, &form.path);
    let query = http::query(b, scope, &form.query);
    let body = form.request.as_ref().and_then(|ty| types::read_value(b, scope, ty));
    let body = body.filter(|of| takes(b, method, of, form.method.span)).map(Payload::Type);
    let responses = responses::responses(b, scope, &form.responses, said.paged.filter(|_| whole));
    let headers = std::mem::take(&mut said.headers);
    Call::Http { method: method.unwrap_or(Method::Get), path, query, headers, body, responses }
}

/// Whether a call of this method takes a body; reports if not.
fn takes(b: &mut Builder<'_>, method: Option<Method>, of: &TypeExpr, span: Span) -> bool {
    let Some(method) = method.filter(|method| !http::has_body(*method)) else { return true };
    let name = http::method_name(method);
    let report = Diagnostic::error(&codes::api::BODY, of.span, format!("a {name} carries no body")).also(span, "the method");
    b.report(match method {
        Method::Get | Method::Head => report.help("ask with query parameters, `?{status?: string}`, or send a POST"),
        _ => report.help("send a POST, PUT or PATCH, or leave the type out"),
    });
    false
}

/// What says nothing of a call over gRPC.
fn over_grpc(b: &mut Builder<'_>, said: &Said) {
    let headers = said.headers.iter().map(|field| ("header", field.span));
    let wrong: Vec<(&str, Span)> = said.paged.map(|span| ("paged", span)).into_iter().chain(headers).collect();
    for (word, span) in wrong {
        let report = Diagnostic::error(&codes::api::NOT_GRPC, span, format!("`{word}` says nothing of a call over gRPC"));
        b.report(report.help("put what it is about into the messages"));
    }
}

fn rpc(b: &mut Builder<'_>, scope: ScopeId, form: &ast::RpcOperation) -> Call {
    let span = form.method.span;
    let request = message(b, scope, form.request.as_ref(), span);
    let response = message(b, scope, form.response.as_ref(), span);
    let streams = |message: Option<&ast::RpcMessage>| message.is_some_and(|message| message.stream.is_some());
    Call::Rpc {
        method: form.method.text.clone(),
        request,
        request_stream: streams(form.request.as_ref()),
        response,
        response_stream: streams(form.response.as_ref()),
    }
}

fn message(b: &mut Builder<'_>, scope: ScopeId, tree: Option<&ast::RpcMessage>, span: Span) -> TypeExpr {
    let Some(of) = tree.and_then(|tree| types::read_value(b, scope, &tree.ty)) else { return types::any(span) };
    let base = types::base_of(&b.model, &of);
    let found = match base {
        _ if of.nullable => "a nullable type".to_owned(),
        Base::Record(_) => return of,
        // What another name of a type stands for could not be read, and that was reported.
        Base::Scalar(Scalar::Json) if matches!(of.shape, crate::model::Shape::Named(_)) => return of,
        _ => base.noun(&b.model),
    };
    let report = Diagnostic::error(&codes::api::MESSAGE, of.span, format!("a message of gRPC is a type with fields, found {found}"));
    b.report(report.help("declare one: `type NAME { field: TYPE }`"));
    of
}
