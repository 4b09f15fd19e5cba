//! OpenAPI documents, 3.1 or on request 3.0: one for each HTTP API of the program's own elements, `openapi/<service>-<version>.yaml`.
//! A pure function of the model. gRPC operations have no place in these documents.

mod examples;
mod forms;
mod header;
mod older;
mod operation;
pub mod overlay;
mod parameter;
mod pattern;
mod reach;
mod response;
mod sample;
mod schema;
mod security;
mod server;
mod spec;

use crate::artifact::{ArtifactSet, Kind, Refused};
use crate::diag::codes::emit::{OLDER, PATH};
use crate::diag::{Diagnostic, Diagnostics};
use crate::emit::{Input, words};
use crate::model::{Api, ApiId, Call, Model, Operation, OperationId, Payload};
use crate::settings::{Settings, Version};
use crate::source::FileId;
use forms::{Form, Forms};
use overlay::{Origins, Overlays};
use reach::{Reach, Way};
use schema::Schemas;
use security::Schemes;
use serde_json::Value;
use spec::{Components, Contact, Document, Info, License};
use std::collections::BTreeMap;

/// Makes the documents of a model's HTTP APIs.
///
/// # Errors
/// When a document's path is taken.
pub fn emit(input: &Input<'_>, artifacts: &mut ArtifactSet, diagnostics: &mut Diagnostics) -> Result<(), Refused> {
    let Input { model, settings, .. } = *input;
    let forms = Forms::of(model);
    let apis = described(model);
    let stems = stems(model, &apis);
    let overlays = Overlays::of(input);
    let mut taken: BTreeMap<&str, ApiId> = BTreeMap::new();
    for (id, stem) in apis.iter().zip(&stems) {
        if let Some(first) = taken.insert(stem, *id) {
            diagnostics.push(same_name(model, stem, first, *id));
            continue;
        }
        let (document, origins) = lowered(model, settings, &forms, *id, diagnostics);
        let written = if overlays.has(stem) {
            let mut value = serde_json::to_value(&document).unwrap_or_default();
            overlays.apply(stem, &mut value, &origins, diagnostics);
            input.memo.document(&value)
        } else {
            input.memo.document(&document)
        };
        artifacts.share(Kind::Document, format!("openapi/{stem}.yaml"), written)?;
    }
    overlays.left_over(&stems, diagnostics);
    Ok(())
}

/// A document as the model says it, before any overlay.
#[derive(Clone, Debug)]
pub struct Fresh {
    /// Its name: that of its file without the ending.
    pub name: String,
    /// What is in it.
    pub content: Value,
    /// The file that declares its API.
    pub source: FileId,
}

/// The documents of a model's HTTP APIs before any overlay.
#[must_use]
pub fn fresh(input: &Input<'_>) -> Vec<Fresh> {
    let Input { model, settings, .. } = *input;
    let forms = Forms::of(model);
    let apis = described(model);
    let stems = stems(model, &apis);
    let fresh = |(id, name): (&ApiId, String)| {
        let (document, _) = lowered(model, settings, &forms, *id, &mut Diagnostics::default());
        Fresh { name, content: serde_json::to_value(&document).unwrap_or_default(), source: model[*id].span.file }
    };
    apis.iter().zip(stems).map(fresh).collect()
}

/// An API's document in the version that the settings ask for.
fn lowered<'m>(
    model: &'m Model,
    settings: &Settings,
    forms: &'m Forms<'m>,
    id: ApiId,
    diagnostics: &mut Diagnostics,
) -> (Document, Origins<'m>) {
    let (mut document, origins) = document(model, forms, id, diagnostics);
    if settings.openapi.version == Version::V30 {
        for lost in older::lower(&mut document) {
            diagnostics.push(left_out(model, id, &lost));
        }
    }
    (document, origins)
}

fn same_name(model: &Model, stem: &str, first: ApiId, second: ApiId) -> Diagnostic {
    Diagnostic::error(&PATH, model[second].span, format!("two APIs want to be written to `openapi/{stem}.yaml`"))
        .also(model[first].span, "the other one")
        .help("in file names `_` becomes `-` and capitals become small: rename one of the two")
}

fn left_out(model: &Model, id: ApiId, lost: &str) -> Diagnostic {
    let place = &model[id];
    Diagnostic::warning(&OLDER, place.span, format!("OpenAPI 3.0 cannot say {lost}: the document of `{}` leaves it out", place.title))
        .help("set `version = \"3.1\"` below `[openapi]` in `archc.toml` if its readers know that")
}

/// The APIs that have a document: those of the program's own elements with an operation by HTTP.
fn described(model: &Model) -> Vec<ApiId> {
    let own = |api: &Api| !model[api.element].is_foreign();
    let http = |api: &Api| api.operations.iter().any(|id| matches!(model[*id].call, Call::Http { .. }));
    (0..model.apis.len()).map(ApiId::at).filter(|id| own(&model[*id]) && http(&model[*id])).collect()
}

/// The paths of the documents, each with its API.
#[must_use]
pub fn paths(model: &Model) -> Vec<(ApiId, String)> {
    let apis = described(model);
    let stems = stems(model, &apis);
    apis.into_iter().zip(stems).map(|(id, stem)| (id, format!("openapi/{stem}.yaml"))).collect()
}

/// The files' names without their ending: the service's name and the version, or its path where two services share a name.
fn stems(model: &Model, apis: &[ApiId]) -> Vec<String> {
    let short = |id: ApiId| file_name(&format!("{}-{}", model[model[id].element].name, model[id].name));
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for id in apis {
        *count.entry(short(*id)).or_default() += 1;
    }
    let stem = |id: &ApiId| match count.get(&short(*id)) {
        Some(1) => short(*id),
        _ => file_name(&format!("{}-{}", model[model[*id].element].path, model[*id].name)),
    };
    apis.iter().map(stem).collect()
}

fn file_name(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect()
}

fn document<'m>(model: &'m Model, forms: &'m Forms<'m>, id: ApiId, diagnostics: &mut Diagnostics) -> (Document, Origins<'m>) {
    let api = &model[id];
    let listed: Vec<(OperationId, &Operation)> =
        api.operations.iter().map(|id| (*id, &model[*id])).filter(|(_, operation)| matches!(operation.call, Call::Http { .. })).collect();
    let operations: Vec<&Operation> = listed.iter().map(|(_, operation)| *operation).collect();
    let mut reach = Reach::new(model, forms);
    for operation in &operations {
        take_in(&mut reach, model, operation);
    }
    reach.name();
    diagnostics.extend(examples::missing(model, forms, &reach, &operations));
    let errors = errors(api);
    let longest_page = parameter::longest_page(&operations);
    let schemas = Schemas { model, api, forms, reach: &reach, errors: &errors, longest_page };
    let schemes = Schemes::of(model, api, &operations);
    let mut components = Components {
        schemas: schemas.components(),
        responses: response::shared(model, api, &operations, reach.problem()),
        headers: header::common(api),
        security_schemes: schemes.components(),
    };
    if reach.holds_problem() || response::has_plain_problem(model, &operations) {
        components.schemas.insert(reach.problem().to_owned(), schema::problem());
    }
    sample::complete(&mut components.schemas);
    let (paths, made) = operation::paths(&schemas, &schemes, &listed);
    let types = reach.keys().map(|(id, form)| (reach.name_of(id, form).to_owned(), id)).collect();
    let document = Document {
        openapi: "3.1.0",
        info: info(model, api),
        servers: server::servers(model, api),
        tags: operation::tags(model, api, &operations),
        paths,
        components,
        security: schemes.common(),
    };
    (document, Origins { api: id, operations: made, schemas: types, forms })
}

/// Takes in all types of an operation.
fn take_in(reach: &mut Reach<'_>, model: &Model, operation: &Operation) {
    for parameter in parameter::declared(operation) {
        reach.expression(&parameter.field.of, Form::Create, Way::Request);
    }
    let Call::Http { body, responses, .. } = &operation.call else { return };
    if let Some(payload) = body {
        take_in_payload(reach, model, payload, Way::Request);
    }
    for response in responses {
        if let Some(payload) = &response.payload {
            take_in_payload(reach, model, payload, Way::Response);
        }
        if let Some(error) = response.error {
            reach.declared(error, Form::Read, Way::Response);
        }
    }
}

fn take_in_payload(reach: &mut Reach<'_>, model: &Model, payload: &Payload, way: Way) {
    let written = match payload {
        Payload::Type(of) => response::written(model, of),
        _ => None,
    };
    match written {
        Some((_, of)) => reach.payload(&Payload::Type(of.clone()), way),
        None => reach.payload(payload, way),
    }
}

/// Base of the problem types' URIs, such that a name can stand right behind it.
fn errors(api: &Api) -> String {
    match &api.errors {
        Some(base) if base.ends_with(['/', '#', ':', '=']) => base.value.clone(),
        Some(base) => format!("{}/", base.value),
        None => "urn:problem:".to_owned(),
    }
}

fn info(model: &Model, api: &Api) -> Info {
    let element = &model[api.element];
    let whole = element.parent.map(|parent| format!(" of {}", model[parent].title)).unwrap_or_default();
    let description = api.description.clone().or_else(|| element.description.clone());
    Info {
        title: api.title.clone(),
        version: api.name.clone(),
        description: description.unwrap_or_else(|| format!("{}{whole}.", element.title)),
        contact: contact(model, api),
        license: license(api),
    }
}

fn contact(model: &Model, api: &Api) -> Contact {
    let mut top = &model[api.element];
    let Some(owner) = &top.owner else {
        while let Some(parent) = top.parent {
            top = &model[parent];
        }
        return Contact { name: top.title.clone(), ..Contact::default() };
    };
    let team = &model[owner.value];
    let name = team.contact.as_ref().map_or_else(|| team.title.clone(), |contact| format!("{} ({})", team.title, contact.value));
    let text = |at: &Option<crate::model::At<String>>| at.as_ref().map(|at| at.value.clone());
    Contact { name, url: text(&team.url), email: text(&team.email) }
}

/// The licence; without one nobody is given any right, and the document says so.
fn license(api: &Api) -> License {
    let Some(license) = &api.license else {
        let identifier = Some("LicenseRef-All-Rights-Reserved".to_owned());
        return License { name: "All rights reserved".to_owned(), identifier, url: None };
    };
    let is_identifier = license.name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+'));
    let identifier = match (&license.url, is_identifier) {
        (Some(_), _) => None,
        (None, true) => Some(license.name.clone()),
        (None, false) => Some(format!("LicenseRef-{}", file_name(&license.name))),
    };
    License { name: license.name.clone(), identifier, url: license.url.clone() }
}
