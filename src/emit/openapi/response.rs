//! What an operation answers: declared and implied responses by status, bodies by media type, problems (RFC 9457).

use super::forms::Form;
use super::header;
use super::parameter::{has_key, is_locked, is_paged};
use super::schema::Schemas;
use super::security;
use super::spec::{MediaType, Named, OrReference, Reference, Response, Schema};
use super::words;
use crate::model::api::{ResourceAction, Response as Declared};
use crate::model::quantity::RateUnit;
use crate::model::{Api, Call, Method, Model, Operation, Payload, Scalar, Segment, Shape, TypeBody, TypeExpr, TypeId};
use std::collections::BTreeMap;

/// What is declared for one status.
#[derive(Default)]
struct Answers<'m> {
    payloads: Vec<&'m Payload>,
    errors: Vec<TypeId>,
    /// Declared without a body.
    bare: bool,
}

/// The statuses of an operation in order, with what is declared for each.
fn answers<'m>(model: &'m Model, operation: &'m Operation) -> BTreeMap<u16, Answers<'m>> {
    let Call::Http { responses, .. } = &operation.call else { return BTreeMap::new() };
    let mut answers: BTreeMap<u16, Answers<'_>> = BTreeMap::new();
    for Declared { status, payload, error, .. } in responses {
        let answer = answers.entry(*status).or_default();
        answer.payloads.extend(payload.as_ref());
        answer.errors.extend(*error);
        answer.bare |= payload.is_none() && error.is_none();
    }
    for status in implied(model, operation) {
        answers.entry(status).or_insert_with(|| Answers { bare: true, ..Answers::default() });
    }
    if has_key(operation) {
        for status in [409, 422] {
            answers.entry(status).or_default().bare = true;
        }
    }
    if !answers.keys().any(|status| (400..500).contains(status)) {
        answers.insert(400, Answers { bare: true, ..Answers::default() });
    }
    answers
}

/// Statuses that follow from what else is said.
fn implied(model: &Model, operation: &Operation) -> Vec<u16> {
    let Call::Http { method, path, query, headers, body, .. } = &operation.call else { return Vec::new() };
    let mut statuses = Vec::new();
    let typed = |segment: &Segment| matches!(segment, Segment::Parameter(field) if !is_any_text(&field.of));
    if body.is_some() || !query.is_empty() || !headers.is_empty() || path.iter().any(typed) || is_paged(operation) || has_key(operation) {
        statuses.push(400);
    }
    if security::required(model, operation).is_some() {
        statuses.extend([401, 403]);
    }
    if operation.resource.is_some() && path.iter().any(|segment| matches!(segment, Segment::Parameter(_))) {
        statuses.push(404);
    }
    match operation.resource.as_ref().map(|part| part.action) {
        Some(ResourceAction::Get) => statuses.push(304),
        Some(ResourceAction::Update | ResourceAction::Delete) if is_locked(model, operation) => statuses.extend([412, 428]),
        _ => {}
    }
    if model[operation.api].limit.is_some() && *method != Method::Options {
        statuses.push(429);
    }
    statuses
}

fn is_any_text(of: &TypeExpr) -> bool {
    of.shape == Shape::Scalar(Scalar::String) && of.limits.min.is_none() && of.limits.max.is_none()
}

/// The responses of an operation by status. One that never succeeds by itself, a redirect say, leaves the rest open.
pub fn responses(schemas: &Schemas<'_>, operation: &Operation) -> Named<OrReference<Response>> {
    let answers = answers(schemas.model, operation);
    let mut responses: Named<_> =
        answers.iter().map(|(status, answer)| (status.to_string(), response(schemas, operation, *status, answer))).collect();
    if !answers.keys().any(|status| (200..300).contains(status)) {
        let rest = Response { description: "Whatever else happens.".to_owned(), ..Response::default() };
        responses.insert("default".to_owned(), OrReference::Thing(rest));
    }
    responses
}

/// The statuses at which operations answer with nothing but a problem: these responses stand among the components.
pub fn shared(model: &Model, api: &Api, operations: &[&Operation], problem: &str) -> Named<Response> {
    let mut shared = BTreeMap::new();
    for operation in operations {
        for (status, answer) in answers(model, operation) {
            if is_shared(status, &answer) {
                shared.entry(status).or_insert_with(|| plain_problem(api, status, problem));
            }
        }
    }
    shared.into_iter().map(|(status, response)| (component(status), response)).collect()
}

/// Whether operations answer with a problem that no type declares.
pub fn has_plain_problem(model: &Model, operations: &[&Operation]) -> bool {
    operations.iter().any(|operation| answers(model, operation).iter().any(|(status, answer)| *status >= 400 && answer.bare))
}

fn is_shared(status: u16, answer: &Answers<'_>) -> bool {
    status >= 400 && answer.bare && answer.payloads.is_empty() && answer.errors.is_empty()
}

fn component(status: u16) -> String {
    let name: String = phrase(status).split([' ', '-', '\'']).map(words::capital).collect();
    if name.is_empty() { format!("Status{status}") } else { name }
}

fn response(schemas: &Schemas<'_>, operation: &Operation, status: u16, answer: &Answers<'_>) -> OrReference<Response> {
    if is_shared(status, answer) {
        return OrReference::Reference(Reference { to: format!("#/components/responses/{}", component(status)) });
    }
    let mut content: Named<Vec<Schema>> = Named::new();
    for payload in &answer.payloads {
        let (media, schema) = media(schemas, payload, Form::Read);
        content.entry(media).or_default().push(schema);
    }
    let errors = answer.errors.iter().map(|id| Schema::component(schemas.reach.name_of(*id, Form::Read)));
    let mut problems: Vec<Schema> = errors.collect();
    if answer.bare && status >= 400 {
        problems.push(Schema::component(schemas.reach.problem()));
    }
    if !problems.is_empty() {
        content.entry("application/problem+json".to_owned()).or_default().extend(problems);
    }
    OrReference::Thing(Response {
        description: description(schemas.model, operation, status, answer),
        headers: header::headers(schemas.model, operation, status),
        content: content.into_iter().map(|(media, schemas)| (media, MediaType { schema: any_of(schemas) })).collect(),
    })
}

fn any_of(schemas: Vec<Schema>) -> Schema {
    let mut each: Vec<Schema> = Vec::new();
    for schema in schemas {
        if !each.contains(&schema) {
            each.push(schema);
        }
    }
    match each.pop() {
        Some(only) if each.is_empty() => only,
        Some(last) => {
            each.push(last);
            Schema { any_of: each, ..Schema::default() }
        }
        None => Schema::default(),
    }
}

/// A payload's media type and schema.
pub fn media(schemas: &Schemas<'_>, payload: &Payload, form: Form) -> (String, Schema) {
    let json = "application/json".to_owned();
    match payload {
        Payload::Type(of) => match written(schemas.model, of) {
            Some((media, of)) if of.shape == Shape::Scalar(Scalar::Bytes) => (media.to_owned(), Schema::string("binary")),
            Some((media, of)) => (media.to_owned(), schemas.expression(of, form)),
            None => (json, schemas.expression(of, form)),
        },
        Payload::Create(id) => (json, Schema::component(schemas.reach.name_of(*id, Form::Create))),
        Payload::Patch(id) => ("application/merge-patch+json".to_owned(), Schema::component(schemas.reach.name_of(*id, Form::Patch))),
        Payload::Page(of) => match of.shape {
            Shape::Named(id) => (json, Schema::component(schemas.reach.name_of(id, Form::Page))),
            _ => (json, schemas.page(schemas.expression(of, Form::Read), None)),
        },
    }
}

/// What is not written as JSON in a body: bytes, and types of which an alias says that they are written as a media type.
/// Gives the media type and what is written.
pub fn written<'m>(model: &'m Model, of: &'m TypeExpr) -> Option<(&'m str, &'m TypeExpr)> {
    let (mut of, mut media) = (of, None);
    for _ in 0..=model.types.len() {
        let Shape::Named(id) = of.shape else { break };
        let TypeBody::Alias { of: next, attributes } = &model[id].body else { break };
        let format = attributes.format.as_ref().map(|format| format.value.as_str());
        media = media.or(format.filter(|format| format.contains('/')));
        of = next;
    }
    let own = match of.shape {
        Shape::Scalar(Scalar::Bytes) => Some("application/octet-stream"),
        Shape::Problem => Some("application/problem+json"),
        _ => None,
    };
    Some((media.or(own)?, of))
}

fn description(model: &Model, operation: &Operation, status: u16, answer: &Answers<'_>) -> String {
    let messages: Vec<String> = answer
        .errors
        .iter()
        .map(|id| match &model[*id].body {
            TypeBody::Error { message: Some(message), .. } => words::sentence(message),
            _ => words::sentence(&words::phrase(&model[*id].name)),
        })
        .collect();
    if !messages.is_empty() {
        return messages.join(" Or: ");
    }
    let resource = operation.resource.as_ref().and_then(|part| model[operation.api].resources.get(part.resource).map(|r| (part.action, r)));
    let thing = resource.map(|(_, resource)| words::words(&model[resource.of].name).join(" ")).unwrap_or_default();
    match (status, resource.map(|(action, _)| action)) {
        (200, Some(ResourceAction::List)) => {
            format!("A page of {}.", words::words(&resource.map(|(_, r)| r.name.clone()).unwrap_or_default()).join(" "))
        }
        (201, Some(ResourceAction::Create)) => format!("The {thing} is there now."),
        (200, Some(ResourceAction::Get)) => format!("The {thing}."),
        (200, Some(ResourceAction::Update)) => format!("The {thing} as it is now."),
        (204, Some(ResourceAction::Delete)) => format!("The {thing} is gone."),
        (200..=202, action) => given(model, answer, resource.filter(|_| action == Some(ResourceAction::Action)).map(|(_, r)| r.of))
            .unwrap_or_else(|| said(status)),
        _ => said(status),
    }
}

/// What is given back where no resource says it: a page, bytes, or what an action was done to.
fn given(model: &Model, answer: &Answers<'_>, done_to: Option<TypeId>) -> Option<String> {
    let [payload] = answer.payloads.as_slice() else { return None };
    match payload {
        Payload::Page(_) => Some("A page of the list.".to_owned()),
        Payload::Type(of) => {
            let Shape::Named(id) = of.shape else { return None };
            let name = words::words(&model[id].name).join(" ");
            let is_bytes = written(model, of).is_some_and(|(_, of)| of.shape == Shape::Scalar(Scalar::Bytes));
            let is_same = done_to == Some(id);
            (is_bytes || is_same).then(|| if is_same { format!("The {name} as it is now.") } else { format!("The {name}.") })
        }
        _ => None,
    }
}

fn plain_problem(api: &Api, status: u16, problem: &str) -> Response {
    let mut description = said(status);
    if let (429, Some(limit)) = (status, &api.limit) {
        let unit = match limit.per {
            RateUnit::Second => "second",
            RateUnit::Minute => "minute",
            RateUnit::Hour => "hour",
            RateUnit::Day => "day",
        };
        description = format!("More than {} requests in a {unit}.", limit.count).replace("a hour", "an hour");
    }
    let schema = Schema::component(problem);
    let content = Named::from([("application/problem+json".to_owned(), MediaType { schema })]);
    Response { description, headers: header::of_problem(api, status), content }
}

/// What a status says, as a sentence.
fn said(status: u16) -> String {
    let special = match status {
        204 => "Done.",
        301 | 308 => "It has moved for good.",
        302 | 303 | 307 => "It goes on elsewhere.",
        304 => "It is still what the client has.",
        400 => "The request is not what the operation takes.",
        401 => "It is not known who calls.",
        403 => "The caller may not do this.",
        404 => "There is no such thing.",
        409 => "It does not go together with the state of things.",
        412 => "It is no longer what the client has.",
        422 => "The request is well formed, but cannot be carried out.",
        428 => "The request has to say which state of it is meant.",
        429 => "Too many requests.",
        _ => "",
    };
    match (special, phrase(status)) {
        ("", "") => format!("Status {status}."),
        ("", "OK") => "OK.".to_owned(),
        ("", phrase) => format!("{}.", words::capital(&phrase.to_lowercase())),
        (special, _) => special.to_owned(),
    }
}

/// The reason phrase of a status (RFC 9110 and its kin).
fn phrase(status: u16) -> &'static str {
    match status {
        100 => "Continue",
        101 => "Switching Protocols",
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        203 => "Non-Authoritative Information",
        204 => "No Content",
        205 => "Reset Content",
        206 => "Partial Content",
        207 => "Multi-Status",
        300 => "Multiple Choices",
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        304 => "Not Modified",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        402 => "Payment Required",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        408 => "Request Timeout",
        409 => "Conflict",
        410 => "Gone",
        411 => "Length Required",
        412 => "Precondition Failed",
        413 => "Content Too Large",
        414 => "URI Too Long",
        415 => "Unsupported Media Type",
        416 => "Range Not Satisfiable",
        417 => "Expectation Failed",
        421 => "Misdirected Request",
        422 => "Unprocessable Content",
        423 => "Locked",
        424 => "Failed Dependency",
        425 => "Too Early",
        426 => "Upgrade Required",
        428 => "Precondition Required",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        451 => "Unavailable For Legal Reasons",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        507 => "Insufficient Storage",
        _ => "",
    }
}
