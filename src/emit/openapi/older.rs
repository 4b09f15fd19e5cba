//! A document in the words of OpenAPI 3.0, for readers that know no newer ones. What 3.0 says in another way is said so;
//! what it cannot say is left out and told.

use super::spec::{Additional, Components, Document, Kind, OrReference, Response, Schema, SecurityScheme};
use serde_json::Value;
use std::collections::BTreeSet;

/// Puts a document into the words of OpenAPI 3.0, and gives what is lost by that.
pub fn lower(document: &mut Document) -> BTreeSet<String> {
    let mut lost = BTreeSet::new();
    document.openapi = "3.0.3";
    document.info.license.identifier = None;
    certificates(document, &mut lost);
    let Components { schemas, responses, headers, .. } = &mut document.components;
    headers.values_mut().for_each(|header| lower_schema(&mut header.schema, &mut lost));
    schemas.values_mut().for_each(|schema| lower_schema(schema, &mut lost));
    responses.values_mut().for_each(|response| lower_response(response, &mut lost));
    for operation in document.paths.values_mut().flat_map(|path| path.values_mut()) {
        operation.parameters.iter_mut().for_each(|parameter| lower_schema(&mut parameter.schema, &mut lost));
        let bodies = operation.body.iter_mut().flat_map(|body| body.content.values_mut());
        bodies.for_each(|media| lower_schema(&mut media.schema, &mut lost));
        for response in operation.responses.values_mut() {
            if let OrReference::Thing(response) = response {
                lower_response(response, &mut lost);
            }
        }
    }
    lost
}

/// Client certificates are no security scheme of 3.0: they go, and with them what requires them.
fn certificates(document: &mut Document, lost: &mut BTreeSet<String>) {
    let is_certificate = |scheme: &SecurityScheme| scheme.kind == "mutualTLS";
    let schemes = &mut document.components.security_schemes;
    let gone: Vec<String> = schemes.iter().filter(|(_, scheme)| is_certificate(scheme)).map(|(name, _)| name.clone()).collect();
    if gone.is_empty() {
        return;
    }
    schemes.retain(|_, scheme| !is_certificate(scheme));
    let operations = document.paths.values_mut().flat_map(|path| path.values_mut()).filter_map(|operation| operation.security.as_mut());
    for security in operations.chain(std::iter::once(&mut document.security)) {
        security.retain(|required| !required.keys().any(|name| gone.contains(name)));
    }
    lost.insert("that callers show a certificate (`auth mtls`)".to_owned());
}

fn lower_response(response: &mut Response, lost: &mut BTreeSet<String>) {
    for header in response.headers.values_mut() {
        if let OrReference::Thing(header) = header {
            lower_schema(&mut header.schema, lost);
        }
    }
    response.content.values_mut().for_each(|media| lower_schema(&mut media.schema, lost));
}

fn lower_schema(schema: &mut Schema, lost: &mut BTreeSet<String>) {
    let values = match &mut schema.additional_properties {
        Some(Additional::Values(values)) => Some(values),
        _ => None,
    };
    let boxed = schema.items.iter_mut().chain(values).map(AsMut::as_mut);
    let inner = boxed.chain(schema.properties.values_mut()).chain(&mut schema.any_of).chain(&mut schema.one_of);
    inner.for_each(|inner| lower_schema(inner, lost));
    schema.words.extend(schema.fixed.take());
    let mut examples = std::mem::take(&mut schema.examples).into_iter();
    schema.example = examples.next();
    if schema.content_encoding.take().is_some() {
        schema.format.get_or_insert_with(|| "byte".to_owned());
    }
    if let Some(media) = schema.content_media_type.take() {
        lost.insert(format!("that a string is of the media type `{media}`"));
    }
    lower_null(schema);
    let alone = schema.reference.take().map(|to| Schema { reference: Some(to), ..Schema::default() });
    match alone {
        // Beside a reference, 3.0 reads nothing.
        Some(alone) if *schema != Schema::default() => schema.all_of.push(alone),
        Some(alone) => *schema = alone,
        None => {}
    }
}

/// `null` is no type of 3.0, but a mark on one.
fn lower_null(schema: &mut Schema) {
    match schema.kind {
        Some(Kind::OrNull(kind)) => {
            schema.kind = Some(Kind::One(kind));
            schema.nullable = true;
        }
        Some(Kind::One("null")) => {
            *schema = Schema { nullable: true, words: vec![Value::Null], ..Schema::of("object") };
        }
        _ => {}
    }
}
