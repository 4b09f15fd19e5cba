//! Headers of responses: what holds for every answer of an API, and what an answer says of the thing that it is about.

use super::parameter::is_locked;
use super::spec::{Header, Named, OrReference, Reference, Schema};
use crate::model::api::ResourceAction;
use crate::model::{Api, Model, Operation};

/// The headers that every answer of an API has; they stand among the components.
pub fn common(api: &Api) -> Named<Header> {
    let mut headers = Named::new();
    if api.limit.is_some() {
        let left = "What is left of the limit, and when it starts anew.";
        headers.insert("RateLimit".to_owned(), header(left, Schema::of("string")));
    }
    if !api.cors.is_empty() {
        let origins: Vec<String> = api.cors.iter().map(|origin| format!("`{}`", origin.value)).collect();
        let from = format!("The origin whose pages may read the answer: {}.", origins.join(" or "));
        headers.insert("Access-Control-Allow-Origin".to_owned(), header(&from, Schema::of("string")));
    }
    headers
}

fn references(api: &Api) -> Named<OrReference<Header>> {
    let reference = |name: String| {
        let to = format!("#/components/headers/{name}");
        (name, OrReference::Reference(Reference { to }))
    };
    common(api).into_keys().map(reference).collect()
}

/// The headers of what an operation answers with a status.
pub fn headers(model: &Model, operation: &Operation, status: u16) -> Named<OrReference<Header>> {
    let mut headers = Named::new();
    let action = operation.resource.as_ref().map(|part| part.action);
    let creates = status == 201 && action == Some(ResourceAction::Create);
    if creates || matches!(status, 301 | 302 | 303 | 307 | 308) {
        let description = if creates { "Where it is." } else { "Where to go on." };
        insert(&mut headers, "Location", description, Schema::string("uri-reference"));
    }
    let given = match action {
        Some(ResourceAction::Get) => true,
        Some(ResourceAction::Create | ResourceAction::Update) => is_locked(model, operation),
        _ => false,
    };
    if given && matches!(status, 200 | 201 | 304) {
        insert(&mut headers, "ETag", "What tells this state of it from every other.", Schema::of("string"));
    }
    headers.extend(references(&model[operation.api]));
    headers
}

/// The headers of a problem that no type declares.
pub fn of_problem(api: &Api, status: u16) -> Named<OrReference<Header>> {
    let mut headers = Named::new();
    if status == 401 {
        insert(&mut headers, "WWW-Authenticate", "How to prove who calls.", Schema::of("string"));
    }
    if status == 429 && api.limit.is_some() {
        let seconds = Schema { format: Some("int32".to_owned()), minimum: Some(0.into()), ..Schema::of("integer") };
        insert(&mut headers, "Retry-After", "How many seconds to wait.", seconds);
    }
    headers.extend(references(api));
    headers
}

fn insert(headers: &mut Named<OrReference<Header>>, name: &str, description: &str, schema: Schema) {
    headers.insert(name.to_owned(), OrReference::Thing(header(description, schema)));
}

fn header(description: &str, schema: Schema) -> Header {
    Header { description: description.to_owned(), schema }
}
