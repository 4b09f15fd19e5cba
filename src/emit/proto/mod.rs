//! Protobuf files (proto3): one for each API with operations over gRPC, `proto/<package as folders>/<service>.proto`, and
//! one for what the services of a package share. A pure function of the model.

mod lock;
mod message;
mod names;
mod number;
mod package;
mod reach;
mod spec;

use crate::artifact::{ArtifactSet, Kind, Refused};
use crate::diag::codes::emit::PATH;
use crate::diag::{Diagnostic, Diagnostics};
use crate::emit::words;
use crate::model::{ApiId, Call, Model, TypeId};
pub use lock::Lock;
use message::{Messages, said};
use number::number;
use package::{Home, Method, Package, Service, Slot};
use spec::{Definition, File, Rpc};
use std::collections::{BTreeMap, BTreeSet};

/// Makes the protobuf files of a model's gRPC APIs, and beside the program the lock of their numbers. `lock` says which
/// numbers there were before.
///
/// # Errors
/// When a file's path is taken.
pub fn emit(model: &Model, lock: &Lock, artifacts: &mut ArtifactSet, diagnostics: &mut Diagnostics) -> Result<(), Refused> {
    let mut taken: BTreeMap<String, ApiId> = BTreeMap::new();
    let mut lock = lock.clone();
    for package in &package::packages(model) {
        let mut values = BTreeSet::new();
        for (at, service) in package.services.iter().enumerate() {
            let path = format!("proto/{}", package.path(&names::snake(&service.name)));
            if let Some(first) = taken.insert(path.to_lowercase(), service.api) {
                diagnostics.push(same_file(model, &path, first, service.api));
                continue;
            }
            let mut file = service_file(model, package, (at, service), &mut values);
            number(&mut file, &mut lock, diagnostics);
            artifacts.insert(Kind::Proto, path, file.text())?;
        }
        let mut common = common_file(model, package, &mut values);
        if !common.definitions.is_empty() {
            number(&mut common, &mut lock, diagnostics);
            artifacts.insert(Kind::Proto, format!("proto/{}", package.common), common.text())?;
        }
    }
    if !lock.is_empty() {
        artifacts.keep(Lock::PATH, lock.text());
    }
    Ok(())
}

/// The paths of the services' files, each with its API.
#[must_use]
pub fn paths(model: &Model) -> Vec<(ApiId, String)> {
    let file = |package: &Package, service: &Service| format!("proto/{}", package.path(&names::snake(&service.name)));
    let packages = package::packages(model);
    packages.iter().flat_map(|package| package.services.iter().map(move |service| (service.api, file(package, service)))).collect()
}

fn same_file(model: &Model, path: &str, first: ApiId, second: ApiId) -> Diagnostic {
    let place = |id: ApiId| model[id].base.as_ref().map_or(model[id].span, |base| base.span);
    Diagnostic::error(&PATH, place(second), format!("two gRPC services want to be written to `{path}`"))
        .also(place(first), "the other one")
        .help("name each by a `base PACKAGE.SERVICE` of its own")
}

/// What one service alone needs.
fn service_file<'p>(model: &'p Model, package: &'p Package, (at, service): (usize, &Service), values: &'p mut BTreeSet<String>) -> File {
    let mut messages = Messages::new(model, package, false, values);
    messages.shadowed = service.methods.iter().map(|method| method.name.clone()).collect();
    let rpcs = service.methods.iter().map(|method| rpc(&mut messages, method)).collect();
    messages.shadowed.clear();
    let mut definitions = Vec::new();
    let mut waiting = package.types_in(Home::Service(at));
    for slot in service.methods.iter().flat_map(|method| [&method.request, &method.response]) {
        if let Some(name) = &slot.name {
            definitions.push(Definition::Message(messages.record(slot.of, name.clone())));
        } else if let Some(at) = waiting.iter().position(|id| *id == slot.of) {
            definitions.push(messages.definition(waiting.remove(at)));
        }
    }
    types(&mut messages, waiting, &mut definitions);
    if package.holds_problem(Home::Service(at)) {
        definitions.push(Definition::Message(messages.problem()));
    }
    let api = &model[service.api];
    let description = api.description.as_deref().or(model[api.element].description.as_deref());
    let comment = said(description, || api.title.clone());
    let service = spec::Service { comment, name: service.name.clone(), rpcs };
    File { package: package.name.clone(), imports: messages.imports, service: Some(service), definitions }
}

/// What several services of a package need.
fn common_file<'p>(model: &'p Model, package: &'p Package, values: &'p mut BTreeSet<String>) -> File {
    let mut messages = Messages::new(model, package, true, values);
    let mut definitions = Vec::new();
    types(&mut messages, package.types_in(Home::Common), &mut definitions);
    if package.holds_problem(Home::Common) {
        definitions.push(Definition::Message(messages.problem()));
    }
    File { package: package.name.clone(), imports: messages.imports, service: None, definitions }
}

fn types(messages: &mut Messages<'_>, types: Vec<TypeId>, definitions: &mut Vec<Definition>) {
    definitions.extend(types.into_iter().map(|id| messages.definition(id)));
}

fn rpc(messages: &mut Messages<'_>, method: &Method) -> Rpc {
    let operation = &messages.model[method.operation];
    let (request_stream, response_stream) = match operation.call {
        Call::Rpc { request_stream, response_stream, .. } => (request_stream, response_stream),
        Call::Http { .. } => (false, false),
    };
    let mut message = |slot: &Slot, streams: bool| {
        let name = match &slot.name {
            Some(name) => messages.qualified(name),
            None => messages.reference(slot.of),
        };
        if streams { format!("stream {name}") } else { name }
    };
    let request = message(&method.request, request_stream);
    let response = message(&method.response, response_stream);
    let options = [(operation.deprecated, "deprecated = true"), (operation.idempotent, "idempotency_level = IDEMPOTENT")];
    let options = options.into_iter().filter_map(|(holds, option)| holds.then_some(option)).collect();
    let summary = operation.summary.as_deref().map(words::sentence);
    let comment = match (summary, operation.description.as_deref()) {
        (Some(summary), Some(description)) => format!("{summary}\n\n{description}"),
        (summary, description) => said(summary.as_deref().or(description), || words::phrase(&operation.name)),
    };
    Rpc { comment, name: method.name.clone(), request, response, options }
}
