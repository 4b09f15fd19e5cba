//! Resources: the usual operations on a collection of things, and actions on one of them.

use super::super::properties::twice;
use super::super::types::{self, Base};
use super::super::{ApiPart, Builder};
use super::properties::{self, Said};
use super::{add, http, operations, responses};
use crate::diag::{Diagnostic, codes, nearest};
use crate::model::api::{Resource, ResourceAction, ResourceUse};
use crate::model::types::{Attributes, TypeExpr};
use crate::model::{ApiId, Call, Field, Method, Operation, Payload, Response, Segment, Shape, TypeId};
use crate::source::Span;
use crate::syntax::ast;
use std::collections::BTreeMap;

/// The usual operations.
const USUAL: [(&str, ResourceAction); 5] = [
    ("list", ResourceAction::List),
    ("create", ResourceAction::Create),
    ("get", ResourceAction::Get),
    ("update", ResourceAction::Update),
    ("delete", ResourceAction::Delete),
];

/// A resource while its operations are made.
struct Open<'a> {
    api: ApiId,
    part: ApiPart<'a>,
    index: usize,
    /// The plural, as it stands in paths.
    plural: String,
    /// The name of one of its things, for names of operations.
    singular: String,
    /// The type, as it is written.
    written: TypeExpr,
    of: TypeId,
    keys: Vec<Field>,
}

/// Reads a resource and adds its operations.
pub(super) fn resource(b: &mut Builder<'_>, api: ApiId, part: ApiPart<'_>, tree: &ast::Resource) {
    if let Some(known) = b.model[api].resources.iter().find(|known| known.name == tree.name.text) {
        let report =
            Diagnostic::error(&codes::api::RESOURCE, tree.name.span, format!("the resource `{}` is declared twice", tree.name.text))
                .label("declared again here")
                .also(known.span, "first declared here");
        b.report(report.help("put what it stands for into one"));
        return;
    }
    let Some(ty) = &tree.ty else { return };
    let Some(written) = types::read_value(b, part.scope, ty) else { return };
    let Some(of) = record(b, &written) else { return };
    let keys = keys(b, of, &written);
    let index = b.model[api].resources.len();
    let stmts = tree.body.as_ref().map(|body| body.stmts.as_slice()).unwrap_or_default();
    b.model[api].resources.push(Resource {
        name: tree.name.text.clone(),
        of,
        description: responses::description(tree.doc.as_ref()),
        keys: keys.clone(),
        etag: stmts.iter().any(|stmt| matches!(stmt, ast::ResourceStmt::Usual(usual) if usual.word.text == "etag")),
        operations: Vec::new(),
        span: tree.name.span,
    });
    let named = match written.shape {
        Shape::Named(id) => b.model[id].name.clone(),
        _ => tree.name.text.clone(),
    };
    let open = Open { api, part, index, plural: tree.name.text.clone(), singular: pascal(&named), written, of, keys };
    statements(b, &open, stmts);
}

/// The type with fields that a resource is a collection of; reports if it is none.
fn record(b: &mut Builder<'_>, written: &TypeExpr) -> Option<TypeId> {
    let base = types::base_of(&b.model, written);
    let found = match base {
        Base::Record(id) if !written.nullable => return Some(id),
        Base::Record(_) => "a nullable type".to_owned(),
        _ => base.noun(&b.model),
    };
    let report =
        Diagnostic::error(&codes::api::RESOURCE, written.span, format!("a resource is a collection of a type with fields, found {found}"));
    b.report(match base {
        Base::List => report.help("name the type of one of them, without the brackets"),
        _ => report.help("declare it: `type NAME { id: uuid @key }`"),
    });
    None
}

/// The key of a type; where it has none, which is reported, a string takes its place.
fn keys(b: &mut Builder<'_>, of: TypeId, written: &TypeExpr) -> Vec<Field> {
    let keys = b.model.fields(of).into_iter().filter(|field| field.attributes.key);
    let keys: Vec<Field> = keys.map(|field| Field { default: None, attributes: of_value(field), ..field.clone() }).collect();
    if !keys.is_empty() {
        return keys;
    }
    let message = format!("`{}` has no key, so nothing tells one from another in a path", b.model[of].name);
    let report = Diagnostic::error(&codes::api::RESOURCE, written.span, message)
        .also(b.model[of].span, "declared here")
        .help("mark the field that tells them apart: `id: uuid @key`");
    b.report(report);
    vec![http::parameter("id", http::string(written.span), written.span)]
}

/// What is said of a field's values, not of the field in its type.
fn of_value(field: &Field) -> Attributes {
    let said = &field.attributes;
    Attributes {
        deprecated: said.deprecated,
        pii: said.pii,
        pci: said.pci,
        format: said.format.clone(),
        pattern: said.pattern.clone(),
        example: said.example.clone(),
        ..Attributes::default()
    }
}

fn statements(b: &mut Builder<'_>, open: &Open<'_>, stmts: &[ast::ResourceStmt]) {
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    for stmt in stmts {
        match stmt {
            ast::ResourceStmt::Action(tree) => action(b, open, tree),
            ast::ResourceStmt::Usual(tree) => {
                let word = tree.word.text.as_str();
                let stands_for: Vec<(&'static str, ResourceAction)> = match word {
                    "crud" => USUAL.to_vec(),
                    "etag" => {
                        etag(b, tree, &mut seen);
                        continue;
                    }
                    _ => USUAL.into_iter().filter(|(name, _)| *name == word).collect(),
                };
                if stands_for.is_empty() {
                    if !tree.broken {
                        b.report(unknown(tree));
                    }
                    continue;
                }
                usual(b, open, tree, &stands_for, &mut seen);
            }
        }
    }
}

fn unknown(tree: &ast::Usual) -> Diagnostic {
    let word = &tree.word.text;
    let report = Diagnostic::error(&codes::api::RESOURCE_WORD, tree.word.span, format!("a resource has no `{word}`"));
    let known = ["list", "create", "get", "update", "delete", "crud", "action", "etag"];
    let elsewhere = match word.to_ascii_lowercase().as_str() {
        "read" | "fetch" | "show" => Some("get"),
        "put" | "patch" | "edit" => Some("update"),
        "post" | "add" | "new" => Some("create"),
        "remove" | "destroy" => Some("delete"),
        "index" | "all" | "search" => Some("list"),
        _ => None,
    };
    match elsewhere.or_else(|| nearest(word, known)) {
        Some(near) => report.help(format!("did you mean `{near}`?")).edit(tree.word.span, near),
        None => report.help("it has `list`, `create`, `get`, `update`, `delete`, `crud` for the five, `action NAME -> …` and `etag`"),
    }
}

fn etag<'t>(b: &mut Builder<'_>, tree: &'t ast::Usual, seen: &mut BTreeMap<&'t str, Span>) {
    if let Some(first) = seen.insert("etag", tree.word.span) {
        b.report(twice("etag", tree.word.span, first));
    }
    let more = tree.args.first().map(|arg| arg.span).or(tree.properties.as_ref().map(|block| block.span));
    if let Some(span) = more.filter(|_| !tree.broken) {
        b.report(Diagnostic::error(&codes::api::RESOURCE_WORD, span, "`etag` stands alone"));
    }
}

fn usual<'t>(
    b: &mut Builder<'_>,
    open: &Open<'_>,
    tree: &'t ast::Usual,
    stands_for: &[(&'static str, ResourceAction)],
    seen: &mut BTreeMap<&'t str, Span>,
) {
    let said = properties::of_operation(b, open.part.scope, open.api, tree.properties.as_ref());
    let summary = match properties::summary(&tree.word.text, &tree.args) {
        Ok(summary) => summary,
        Err(report) => {
            if !tree.broken {
                b.report(*report);
            }
            None
        }
    };
    if let (Some(paged), false) = (said.paged, stands_for.iter().any(|(_, action)| *action == ResourceAction::List)) {
        let report = Diagnostic::error(&codes::api::PAGED, paged, "only a list comes in pages, and this operation gives none");
        b.report(report.help("the `list` of a resource comes in pages without a word"));
    }
    for (word, action) in stands_for {
        if let Some(first) = seen.insert(word, tree.word.span) {
            b.report(twice(word, tree.word.span, first));
            continue;
        }
        let mut operation = one_usual(b, open, *action, &said, tree.word.span);
        operation.summary = summary.clone().filter(|_| tree.word.text != "crud");
        operation.description = responses::description(tree.doc.as_ref());
        join(b, open, operation);
    }
}

fn join(b: &mut Builder<'_>, open: &Open<'_>, operation: Operation) {
    let Some(id) = add(b, operation) else { return };
    if let Some(resource) = b.model[open.api].resources.get_mut(open.index) {
        resource.operations.push(id);
    }
}

fn one_usual(b: &Builder<'_>, open: &Open<'_>, action: ResourceAction, said: &Said, span: Span) -> Operation {
    let payload = Payload::Type(open.written.clone());
    let answer = |status: u16, payload: Option<Payload>| Response { status, payload, error: None, span };
    let (verb, method, body, mut responses) = match action {
        ResourceAction::List => ("list", Method::Get, None, vec![answer(200, Some(Payload::Page(open.written.clone())))]),
        ResourceAction::Create => ("create", Method::Post, Some(Payload::Create(open.of)), vec![answer(201, Some(payload))]),
        ResourceAction::Update => ("update", Method::Patch, Some(Payload::Patch(open.of)), vec![answer(200, Some(payload))]),
        ResourceAction::Delete => ("delete", Method::Delete, None, vec![answer(204, None)]),
        ResourceAction::Get | ResourceAction::Action => ("get", Method::Get, None, vec![answer(200, Some(payload))]),
    };
    let of_all = matches!(action, ResourceAction::List | ResourceAction::Create);
    if !of_all {
        responses.push(answer(404, None));
    }
    let query = if action == ResourceAction::List { filters(b, open.of) } else { Vec::new() };
    let headers = said.headers.clone();
    let call = Call::Http { method, path: open.path(of_all), query, headers, body, responses };
    let noun = if action == ResourceAction::List { pascal(&open.plural) } else { open.singular.clone() };
    let name = ast::Ident { text: format!("{verb}{noun}"), span };
    let mut operation = operations::new(b, open.api, open.part, &name, call, said);
    if action == ResourceAction::List {
        operation.paged = true;
        operation.sorts = sorts(b, open.of);
    }
    operation.resource = Some(ResourceUse { resource: open.index, action });
    operation
}

impl Open<'_> {
    /// The path of the collection, or of one of its things.
    fn path(&self, of_all: bool) -> Vec<Segment> {
        let mut path = vec![Segment::Text(self.plural.clone())];
        if !of_all {
            path.extend(self.keys.iter().cloned().map(Segment::Parameter));
        }
        path
    }
}

/// The query parameters of a list: the fields to filter by.
fn filters(b: &Builder<'_>, of: TypeId) -> Vec<Field> {
    let fields = b.model.fields(of);
    let filters = fields.iter().filter(|field| field.attributes.filter && !field.attributes.writeonly).map(|field| Field {
        optional: true,
        of: TypeExpr { nullable: false, ..field.of.clone() },
        default: None,
        attributes: of_value(field),
        ..(*field).clone()
    });
    filters.collect()
}

/// The fields to sort a list by; none where it is filtered by a field `sort`.
fn sorts(b: &Builder<'_>, of: TypeId) -> Vec<String> {
    let fields = b.model.fields(of);
    if fields.iter().any(|field| field.attributes.filter && field.name == "sort") {
        return Vec::new();
    }
    fields.iter().filter(|field| field.attributes.sort && !field.attributes.writeonly).map(|field| field.name.clone()).collect()
}

fn action(b: &mut Builder<'_>, open: &Open<'_>, tree: &ast::Action) {
    let scope = open.part.scope;
    let said = properties::of_operation(b, scope, open.api, tree.properties.as_ref());
    let body = tree.request.as_ref().and_then(|ty| types::read_value(b, scope, ty)).map(Payload::Type);
    let mut answers = responses::responses(b, scope, &tree.responses, said.paged);
    if answers.iter().all(|response| response.status != 404) {
        answers.push(Response { status: 404, payload: None, error: None, span: tree.name.span });
    }
    let mut path = open.path(false);
    path.push(Segment::Text(tree.name.text.clone()));
    let headers = said.headers.clone();
    let call = Call::Http { method: Method::Post, path, query: Vec::new(), headers, body, responses: answers };
    let name = ast::Ident { text: format!("{}{}", camel(&tree.name.text), open.singular), span: tree.name.span };
    let mut operation = operations::new(b, open.api, open.part, &name, call, &said);
    operation.summary = responses::words(tree.summary.as_ref());
    operation.description = responses::description(tree.doc.as_ref());
    operation.resource = Some(ResourceUse { resource: open.index, action: ResourceAction::Action });
    join(b, open, operation);
}

/// `order-lines` and `order_lines` as `OrderLines`.
fn pascal(name: &str) -> String {
    let upper = |word: &str| {
        let mut chars = word.chars();
        chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
    };
    name.split(['-', '_']).map(upper).collect()
}

/// `mark-paid` as `markPaid`.
fn camel(name: &str) -> String {
    let whole = pascal(name);
    let mut chars = whole.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::{camel, pascal};

    #[test]
    fn names_of_operations_are_one_word() {
        assert_eq!(pascal("order-lines"), "OrderLines");
        assert_eq!(pascal("customers"), "Customers");
        assert_eq!(camel("mark-paid"), "markPaid");
        assert_eq!(camel("cancel"), "cancel");
    }
}
