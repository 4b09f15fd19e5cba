//! What an operation takes beside its body: path, query and headers, declared and implied.

use super::forms::Form;
use super::schema::Schemas;
use super::spec::{Kind, Parameter, Schema};
use super::words;
use crate::model::api::ResourceAction;
use crate::model::types::Number;
use crate::model::{Call, Field, Method, Model, Operation, Payload, Segment};
use serde_json::Value;

/// A declared parameter and where it stands.
pub struct Declared<'m> {
    /// `path`, `query` or `header`.
    pub place: &'static str,
    /// What is declared.
    pub field: &'m Field,
}

/// All declared parameters of an operation.
pub fn declared(operation: &Operation) -> Vec<Declared<'_>> {
    let Call::Http { path, query, headers, .. } = &operation.call else { return Vec::new() };
    let segments = path.iter().filter_map(|segment| match segment {
        Segment::Parameter(field) => Some(field),
        Segment::Text(_) => None,
    });
    let of = |place| move |field| Declared { place, field };
    segments.map(of("path")).chain(query.iter().map(of("query"))).chain(headers.iter().map(of("header"))).collect()
}

/// All parameters of an operation, those in the path first, headers last.
pub fn parameters(schemas: &Schemas<'_>, operation: &Operation) -> Vec<Parameter> {
    let mut parameters: Vec<Parameter> = declared(operation).iter().map(|declared| parameter(schemas, operation, declared)).collect();
    for implied in implied(schemas.model, operation) {
        if !parameters.iter().any(|known| known.place == implied.place && known.name.eq_ignore_ascii_case(&implied.name)) {
            parameters.push(implied);
        }
    }
    let rank = |place: &str| ["path", "query", "header"].iter().position(|known| *known == place);
    parameters.sort_by_key(|parameter| rank(parameter.place));
    parameters
}

fn parameter(schemas: &Schemas<'_>, operation: &Operation, declared: &Declared<'_>) -> Parameter {
    let Declared { place, field } = declared;
    let mut schema = schemas.field(field, Form::Create);
    let description = if schema.reference.is_some() { field.description.clone() } else { schema.description.take() };
    let description = description.or_else(|| self::description(schemas.model, operation, declared));
    if schema.reference.is_some() {
        schema.description = None;
    }
    let required = *place == "path" || !field.optional && field.default.is_none();
    let deprecated = std::mem::take(&mut schema.deprecated);
    Parameter { name: field.name.clone(), place, description, required, deprecated, schema }
}

/// What is said of a resource's parameter where the program says nothing.
fn description(model: &Model, operation: &Operation, declared: &Declared<'_>) -> Option<String> {
    let part = operation.resource.as_ref()?;
    let resource = model[operation.api].resources.get(part.resource)?;
    match (declared.place, part.action) {
        ("path", _) => Some(format!("Which {} is meant.", words::words(&model[resource.of].name).join(" "))),
        ("query", ResourceAction::List) => Some(format!("Only those whose `{}` is this.", declared.field.name)),
        _ => None,
    }
}

/// What follows from marks on the operation and its resource.
fn implied(model: &Model, operation: &Operation) -> Vec<Parameter> {
    let mut implied = Vec::new();
    implied.extend(sort(operation));
    if is_paged(operation) {
        implied.extend([limit(), cursor()]);
    }
    match operation.resource.as_ref().map(|part| part.action) {
        Some(ResourceAction::Get) => {
            implied.push(header("If-None-Match", "The `ETag` of what the client has: 304 where it is still that.", false));
        }
        Some(ResourceAction::Update | ResourceAction::Delete) if is_locked(model, operation) => {
            implied.push(header("If-Match", "The `ETag` of what is to be changed: 412 where it is no longer that.", true));
        }
        _ => {}
    }
    if has_key(operation) {
        let mut key = header("Idempotency-Key", "The same for every try of one request: it is carried out once.", true);
        key.schema.min_length = Some(1);
        key.schema.max_length = Some(255);
        implied.push(key);
    }
    implied
}

/// Whether an operation gives a page of a list.
pub fn is_paged(operation: &Operation) -> bool {
    let Call::Http { responses, .. } = &operation.call else { return false };
    operation.paged || responses.iter().any(|response| matches!(response.payload, Some(Payload::Page(_))))
}

/// Whether an operation is part of a resource with optimistic locking.
pub fn is_locked(model: &Model, operation: &Operation) -> bool {
    let resource = operation.resource.as_ref().and_then(|part| model[operation.api].resources.get(part.resource));
    resource.is_some_and(|resource| resource.etag)
}

/// Whether an operation takes a key that tells its tries from one another. What HTTP says is idempotent needs none.
pub fn has_key(operation: &Operation) -> bool {
    operation.idempotent && matches!(operation.call, Call::Http { method: Method::Post | Method::Patch, .. })
}

/// The order of a list: each field upwards and downwards.
fn sort(operation: &Operation) -> Option<Parameter> {
    if operation.sorts.is_empty() {
        return None;
    }
    let words = operation.sorts.iter().flat_map(|field| [Value::from(field.as_str()), Value::from(format!("-{field}"))]);
    let schema = Schema { words: words.collect(), ..Schema::of("string") };
    Some(query("sort", "The field to sort by; with a `-` before it from the last to the first.", schema))
}

/// The most things that a page holds, where no operation has a `limit` of its own.
const LONGEST_PAGE: u32 = 100;

/// The most things on any page that these operations give; nothing where one sets no limit.
pub fn longest_page(operations: &[&Operation]) -> Option<u64> {
    let longest =
        |operation: &Operation| match declared(operation).iter().find(|known| known.place == "query" && known.field.name == "limit") {
            Some(own) => match own.field.of.limits.max {
                Some(Number::Int(most)) => u64::try_from(most).ok(),
                _ => None,
            },
            None => Some(u64::from(LONGEST_PAGE)),
        };
    operations
        .iter()
        .filter(|operation| is_paged(operation))
        .map(|operation| longest(operation))
        .try_fold(0, |most, next| Some(next?.max(most)))
}

/// What tells where a page begins.
pub fn cursor_schema() -> Schema {
    Schema { min_length: Some(1), max_length: Some(512), ..Schema::of("string") }
}

fn limit() -> Parameter {
    let number = |number: u32| Some(Value::from(number));
    let schema = Schema { minimum: number(1), maximum: number(LONGEST_PAGE), default: number(20), ..Schema::of("integer") };
    query("limit", "How many there are on a page at most.", Schema { format: Some("int32".to_owned()), ..schema })
}

fn cursor() -> Parameter {
    query("cursor", "Where the page begins: the `next` of the page before it.", cursor_schema())
}

fn query(name: &str, description: &str, schema: Schema) -> Parameter {
    Parameter { name: name.to_owned(), place: "query", description: Some(description.to_owned()), schema, ..Parameter::default() }
}

fn header(name: &str, description: &str, required: bool) -> Parameter {
    let schema = Schema { kind: Some(Kind::One("string")), ..Schema::default() };
    Parameter { place: "header", required, ..query(name, description, schema) }
}
