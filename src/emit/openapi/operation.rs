//! Operations: what they are called, what they take and give, and who calls them.

use super::forms::Form;
use super::schema::Schemas;
use super::security::Schemes;
use super::spec::{MediaType, Named, Operation as Written, RequestBody, Tag};
use super::{parameter, response, words};
use crate::model::api::ResourceAction;
use crate::model::{Api, Call, ElementId, Method, Model, Operation, OperationId, Segment};
use std::collections::BTreeMap;

/// Operations by path and method, as they stand in a document.
pub type Made = BTreeMap<(String, String), OperationId>;

/// The paths of a document, in the order in which their first operations are declared, and which operation is where.
pub fn paths(schemas: &Schemas<'_>, schemes: &Schemes<'_>, operations: &[(OperationId, &Operation)]) -> (Named<Named<Written>>, Made) {
    let mut paths: Named<Named<Written>> = Named::new();
    let mut made = Made::new();
    let mut known: Named<Vec<String>> = Named::new();
    for (id, operation) in operations {
        let Call::Http { method, path, .. } = &operation.call else { continue };
        let mut written = write(schemas, schemes, *id, operation);
        let names = known.entry(template(path, |_, _| String::new())).or_insert_with(|| own_names(path));
        for (position, name) in own_names(path).iter().enumerate() {
            let common = names.get(position).unwrap_or(name);
            for parameter in written.parameters.iter_mut().filter(|parameter| parameter.place == "path" && parameter.name == *name) {
                parameter.name.clone_from(common);
            }
        }
        let path = template(path, |position, name| names.get(position).map_or(name, String::as_str).to_owned());
        made.insert((path.clone(), word(*method).to_owned()), *id);
        paths.entry(path).or_default().insert(word(*method).to_owned(), written);
    }
    (paths, made)
}

fn write(schemas: &Schemas<'_>, schemes: &Schemes<'_>, id: OperationId, operation: &Operation) -> Written {
    let model = schemas.model;
    Written {
        id: operation.name.clone(),
        summary: summary(model, operation),
        description: description(model, id, operation),
        tags: vec![tag(model, operation)],
        deprecated: operation.deprecated,
        security: schemes.own(model, operation),
        parameters: parameter::parameters(schemas, operation),
        body: body(schemas, operation),
        responses: response::responses(schemas, operation),
    }
}

fn body(schemas: &Schemas<'_>, operation: &Operation) -> Option<RequestBody> {
    let Call::Http { body: Some(payload), .. } = &operation.call else { return None };
    let (media, schema) = response::media(schemas, payload, Form::Create);
    Some(RequestBody { required: true, content: Named::from([(media, MediaType { schema })]) })
}

fn own_names(path: &[Segment]) -> Vec<String> {
    path.iter()
        .filter_map(|segment| match segment {
            Segment::Parameter(field) => Some(field.name.clone()),
            Segment::Text(_) => None,
        })
        .collect()
}

/// A path as a template; `name` says what the parameter at a position is called.
fn template(path: &[Segment], name: impl Fn(usize, &str) -> String) -> String {
    let mut text = String::new();
    let mut position = 0;
    for segment in path {
        text.push('/');
        match segment {
            Segment::Text(segment) => text.push_str(segment),
            Segment::Parameter(field) => {
                text.extend(["{", &name(position, &field.name), "}"]);
                position += 1;
            }
        }
    }
    if text.is_empty() { "/".to_owned() } else { text }
}

fn word(method: Method) -> &'static str {
    match method {
        Method::Get => "get",
        Method::Put => "put",
        Method::Post => "post",
        Method::Delete => "delete",
        Method::Options => "options",
        Method::Head => "head",
        Method::Patch => "patch",
        Method::Trace => "trace",
    }
}

fn summary(model: &Model, operation: &Operation) -> String {
    if let Some(summary) = &operation.summary {
        return words::capital(summary.trim());
    }
    let part = operation.resource.as_ref();
    let resource = part.and_then(|part| Some((part.action, model[operation.api].resources.get(part.resource)?)));
    let Some((action, resource)) = resource else { return words::phrase(&operation.name) };
    let one = words::one(&model[resource.of].name);
    match action {
        ResourceAction::List => format!("List {}", words::words(&resource.name).join(" ")),
        ResourceAction::Create => format!("Create {one}"),
        ResourceAction::Get => format!("Get {one}"),
        ResourceAction::Update => format!("Update {one}"),
        ResourceAction::Delete => format!("Delete {one}"),
        ResourceAction::Action => words::phrase(&operation.name),
    }
}

fn description(model: &Model, id: OperationId, operation: &Operation) -> String {
    let own = operation.description.clone().unwrap_or_else(|| words::sentence(&summary(model, operation)));
    let caller = |id: ElementId| format!("{} (`{}`)", model[id].title, model[id].path);
    let callers: Vec<String> = model.callers(id).into_iter().map(caller).collect();
    if callers.is_empty() { own } else { format!("{own}\n\nCalled by: {}.", callers.join(", ")) }
}

/// What an operation is grouped under: its resource, else the first fixed part of its path.
fn tag(model: &Model, operation: &Operation) -> String {
    let api = &model[operation.api];
    let resource = operation.resource.as_ref().and_then(|part| api.resources.get(part.resource));
    let Call::Http { path, .. } = &operation.call else { return String::new() };
    let first = path.iter().find_map(|segment| match segment {
        Segment::Text(text) => Some(text.as_str()),
        Segment::Parameter(_) => None,
    });
    resource.map(|resource| resource.name.as_str()).or(first).unwrap_or(&model[api.element].name).to_owned()
}

/// The tags of a document's operations, in the order in which they first occur.
pub fn tags(model: &Model, api: &Api, operations: &[&Operation]) -> Vec<Tag> {
    let mut tags: Vec<Tag> = Vec::new();
    for name in operations.iter().map(|operation| tag(model, operation)) {
        if tags.iter().any(|known| known.name == name) {
            continue;
        }
        let resource = api.resources.iter().find(|resource| resource.name == name);
        let said = resource.and_then(|resource| resource.description.clone().or_else(|| model[resource.of].description.clone()));
        let description = said.unwrap_or_else(|| format!("Operations of `{name}`."));
        tags.push(Tag { name, description });
    }
    tags
}
