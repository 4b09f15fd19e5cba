//! APIs: their properties, their operations, and resources, which become the operations that they stand for.

mod checks;
mod http;
mod operations;
mod properties;
mod resources;
mod responses;

use super::super::{ApiId, OperationId};
use super::{ApiPart, Builder};
use crate::syntax::ast;

/// Resolves them all.
pub(super) fn resolve(b: &mut Builder<'_>) {
    let parts: Vec<(ApiId, ApiPart<'_>)> = b.apis.iter().enumerate().map(|(index, part)| (ApiId::at(index), *part)).collect();
    for (id, part) in &parts {
        api(b, *id, *part);
    }
    checks::routes(b);
    for (id, _) in &parts {
        checks::base(b, *id);
        checks::listens(b, *id);
    }
    checks::unreachable_errors(b);
}

fn api(b: &mut Builder<'_>, id: ApiId, part: ApiPart<'_>) {
    let stmts = part.tree.body.as_ref().map(|body| body.stmts.as_slice()).unwrap_or_default();
    let items = stmts.iter().filter_map(|stmt| match stmt {
        ast::ApiStmt::Item(item) => Some(item),
        _ => None,
    });
    properties::of_api(b, id, items);
    for stmt in stmts {
        match stmt {
            ast::ApiStmt::Operation(tree) => operations::declared(b, id, part, tree),
            ast::ApiStmt::Resource(tree) => resources::resource(b, id, part, tree),
            _ => {}
        }
    }
}

/// Adds an operation to its API, if nothing there bears its name.
fn add(b: &mut Builder<'_>, operation: super::super::Operation) -> Option<OperationId> {
    let api = operation.api;
    let known = b.model[api].operations.iter().find(|id| b.model[**id].name == operation.name);
    if let Some(known) = known.copied() {
        let report = checks::same_name(b, &operation, known);
        b.report(report);
        return None;
    }
    let id = OperationId::at(b.model.operations.len());
    b.model.operations.push(operation);
    b.model[api].operations.push(id);
    Some(id)
}
