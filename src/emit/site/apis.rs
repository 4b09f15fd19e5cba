//! APIs as the page shows them: which there are, and their operations. What an HTTP API's document says stands in a part of
//! its own.

use super::files::Files;
use super::place::{Place, place};
use crate::emit::diagrams::words as drawn;
use crate::emit::{Input, openapi, proto};
use crate::model::{Api, ApiId, Call, Method, Model, Operation, Segment, TypeExpr};
use serde::Serialize;
use std::collections::BTreeMap;

/// An API.
#[derive(Serialize)]
pub(super) struct Entry<'a> {
    /// `shop.orders/v1`
    pub id: String,
    pub element: &'a str,
    pub name: &'a str,
    pub title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<&'a str>,
    /// The OpenAPI document, where it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// The protobuf file, where it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proto: Option<String>,
    pub operations: Vec<OperationEntry<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

#[derive(Serialize)]
pub(super) struct OperationEntry<'a> {
    pub name: &'a str,
    /// `POST`, or `rpc`.
    pub call: &'static str,
    /// `/orders/{id}`, or the method's name.
    pub path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<&'a str>,
    pub deprecated: bool,
    /// What goes in and what comes out, for gRPC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub types: Option<(String, String)>,
}

/// What an API is called on the page.
pub(super) fn id(model: &Model, api: ApiId) -> String {
    format!("{}/{}", model[model[api].element].path, model[api].name)
}

/// The artifacts that describe the APIs.
pub(super) struct Documents {
    pub http: BTreeMap<ApiId, String>,
    pub proto: BTreeMap<ApiId, String>,
}

impl Documents {
    pub fn of(model: &Model, files: &Files<'_>) -> Self {
        let there = |(_, path): &(ApiId, String)| files.text(path).is_some();
        Self {
            http: openapi::paths(model).into_iter().filter(there).collect(),
            proto: proto::paths(model).into_iter().filter(there).collect(),
        }
    }

    /// The artifact that describes an operation of an API.
    pub fn of_operation(&self, operation: &Operation) -> Option<&str> {
        let documents = if matches!(operation.call, Call::Rpc { .. }) { &self.proto } else { &self.http };
        documents.get(&operation.api).map(String::as_str)
    }

    /// The OpenAPI documents.
    pub fn http(&self) -> impl Iterator<Item = (ApiId, &str)> {
        self.http.iter().map(|(id, path)| (*id, path.as_str()))
    }
}

/// All APIs, in the order of the model.
pub(super) fn entries<'a>(input: &Input<'a>, documents: &Documents) -> Vec<Entry<'a>> {
    let model = input.model;
    let entry = |id: ApiId| {
        let api: &Api = &model[id];
        Entry {
            id: self::id(model, id),
            element: &model[api.element].path,
            name: &api.name,
            title: &api.title,
            description: api.description.as_deref(),
            document: documents.http.get(&id).cloned(),
            proto: documents.proto.get(&id).cloned(),
            operations: api.operations.iter().map(|id| operation(model, &model[*id])).collect(),
            place: place(input.sources, api.span),
        }
    };
    (0..model.apis.len()).map(ApiId::at).map(entry).collect()
}

fn operation<'a>(model: &Model, operation: &'a Operation) -> OperationEntry<'a> {
    let (call, path) = called(model, operation);
    let types = match &operation.call {
        Call::Rpc { request, request_stream, response, response_stream, .. } => {
            Some((streamed(model, request, *request_stream), streamed(model, response, *response_stream)))
        }
        Call::Http { .. } => None,
    };
    OperationEntry {
        name: &operation.name,
        call,
        path,
        summary: operation.summary.as_deref(),
        description: operation.description.as_deref(),
        deprecated: operation.deprecated,
        types,
    }
}

fn streamed(model: &Model, of: &TypeExpr, streams: bool) -> String {
    let name = drawn::type_of(model, of);
    if streams { format!("stream {name}") } else { name }
}

/// How an operation is called: `POST` and `/v1/orders`, or `rpc` and its method.
pub(super) fn called(model: &Model, operation: &Operation) -> (&'static str, String) {
    match &operation.call {
        Call::Rpc { method, .. } => ("rpc", method.clone()),
        Call::Http { method, path, .. } => {
            let base = model[operation.api].base.as_ref().map(|base| base.value.as_str()).unwrap_or_default();
            let segments = path.iter().map(|segment| match segment {
                Segment::Text(text) => format!("/{text}"),
                Segment::Parameter(field) => format!("/{{{}}}", field.name),
            });
            let path: String = segments.collect();
            let path = format!("{}{path}", base.trim_end_matches('/'));
            (method_word(*method), if path.is_empty() { "/".to_owned() } else { path })
        }
    }
}

fn method_word(method: Method) -> &'static str {
    match method {
        Method::Get => "GET",
        Method::Put => "PUT",
        Method::Post => "POST",
        Method::Delete => "DELETE",
        Method::Options => "OPTIONS",
        Method::Head => "HEAD",
        Method::Patch => "PATCH",
        Method::Trace => "TRACE",
    }
}
