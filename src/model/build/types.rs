//! Types: declares their names and resolves what they are made of. Words of enums and other names of types are resolved
//! first: with them known, every other field, wherever it stands, is read in one go, its default and example checked.

mod attributes;
mod checks;
mod expr;
mod fields;
mod numbers;
mod pattern;
mod values;

use super::super::{ApiId, ElementId, Scalar, Shape, TypeBody, TypeDef, TypeExpr, TypeId};
use super::{ApiPart, Builder, Part, ScopeId, ScopeOwner, Symbol, TypePart, TypeTree, bounds, declare};
use crate::diag::{Diagnostic, codes};
use crate::model::types::{Attributes, EnumValue, Limits};
use crate::model::{Api, At, Field};
use crate::source::Span;
use crate::syntax::ast;

pub(super) use expr::{Base, base_of};
pub(super) use fields::{Place, field, fields};
pub(super) use values::is_date;

/// The names of the built-in types.
pub(super) const BUILT_IN: [&str; 16] = [
    "string", "int", "long", "float", "double", "decimal", "bool", "uuid", "date", "datetime", "time", "duration", "bytes", "url", "json",
    "Problem",
];

/// Declares the name of a type, in the scope of the part or in that of an API.
pub(super) fn declare_one<'a>(b: &mut Builder<'a>, part: Part<'a>, api: Option<(ApiId, ScopeId)>, tree: TypeTree<'a>) {
    let (name, doc) = match tree {
        TypeTree::Type(tree) => (&tree.name, &tree.doc),
        TypeTree::Enum(tree) => (&tree.name, &tree.doc),
        TypeTree::Error(tree) => (&tree.name, &tree.doc),
    };
    let id = TypeId::at(b.model.types.len());
    let scope = api.map_or(part.scope, |(_, scope)| scope);
    if !declare::declare_name(b, scope, name, Symbol::Type(id)) {
        return;
    }
    b.model.types.push(TypeDef {
        unit: part.unit,
        element: part.element,
        api: api.map(|(id, _)| id),
        name: name.text.clone(),
        description: declare::description(doc.as_ref()),
        body: empty_body(tree),
        span: name.span,
    });
    b.types.push(TypePart { scope, tree });
    if let (Some(element), None) = (part.element, api) {
        b.model[element].types.push(id);
    }
}

/// A body of the right form with nothing in it.
fn empty_body(tree: TypeTree<'_>) -> TypeBody {
    match tree {
        TypeTree::Enum(_) => TypeBody::Enum(Vec::new()),
        TypeTree::Error(_) => TypeBody::Error { status: 500, message: None, fields: Vec::new() },
        TypeTree::Type(tree) => match &tree.form {
            ast::TypeForm::Record { .. } => TypeBody::Record { base: None, fields: Vec::new() },
            ast::TypeForm::Alias { .. } => TypeBody::Alias { of: any(tree.name.span), attributes: Attributes::default() },
            ast::TypeForm::Union(_) => TypeBody::Union(Vec::new()),
        },
    }
}

/// What stands in for a type that could not be read: it takes every value, and nothing is said of it.
pub(super) fn any(span: Span) -> TypeExpr {
    TypeExpr { shape: Shape::Scalar(Scalar::Json), limits: Limits::default(), nullable: false, span }
}

/// A type where it is used; none where that was reported.
pub(super) fn read(b: &mut Builder<'_>, scope: ScopeId, tree: &ast::TypeExpr) -> Option<TypeExpr> {
    let mut of = expr::shape(b, scope, tree)?;
    expr::limit(b, tree, &mut of);
    Some(of)
}

/// The same for the place of a value: an error is none.
pub(super) fn read_value(b: &mut Builder<'_>, scope: ScopeId, tree: &ast::TypeExpr) -> Option<TypeExpr> {
    let of = read(b, scope, tree)?;
    expr::is_value(b, &of).then_some(of)
}

/// Fields of a message, numbered.
pub(super) fn numbered_fields(b: &mut Builder<'_>, scope: ScopeId, trees: &[ast::Field]) -> Vec<Field> {
    let mut fields = fields::fields(b, scope, trees, Place::Field);
    for report in numbers::number_fields(&mut fields, &[]) {
        b.report(report);
    }
    fields
}

/// Declares an API of an element, and the types in it.
pub(super) fn declare_api<'a>(b: &mut Builder<'a>, part: Part<'a>, tree: &'a ast::Api) {
    let Some(element) = part.element else { return };
    if let Some(known) = b.model[element].apis.iter().find(|id| b.model[**id].name == tree.name.text) {
        let message = format!("`{}` has two APIs called `{}`", b.model[element].name, tree.name.text);
        let report = Diagnostic::error(&codes::api::DUPLICATE_API, tree.name.span, message)
            .label("declared again here")
            .also(b.model[*known].span, "first declared here")
            .help("an API's name is its version: give each its own, or put the operations into one");
        b.report(report);
        return;
    }
    let id = ApiId::at(b.model.apis.len());
    let scope = b.scopes.open(ScopeOwner::Api(id), Some(part.scope));
    let api = new_api(b, element, tree);
    b.model.apis.push(api);
    b.apis.push(ApiPart { scope, element, tree });
    b.model[element].apis.push(id);
    for stmt in tree.body.iter().flat_map(|body| &body.stmts) {
        let form = match stmt {
            ast::ApiStmt::Type(tree) => TypeTree::Type(tree),
            ast::ApiStmt::Enum(tree) => TypeTree::Enum(tree),
            ast::ApiStmt::Error(tree) => TypeTree::Error(tree),
            _ => continue,
        };
        declare_one(b, part, Some((id, scope)), form);
    }
}

fn new_api(b: &Builder<'_>, element: ElementId, tree: &ast::Api) -> Api {
    Api {
        element,
        name: tree.name.text.clone(),
        title: tree.title.as_ref().map_or_else(|| b.model[element].title.clone(), |title| title.value.clone()),
        description: declare::description(tree.doc.as_ref()),
        tags: declare::tag_names(&tree.tags),
        base: None,
        auth: None,
        errors: None,
        limit: None,
        cors: Vec::new(),
        license: None,
        operations: Vec::new(),
        resources: Vec::new(),
        span: tree.name.span,
    }
}

/// Resolves all types.
pub(super) fn resolve(b: &mut Builder<'_>) {
    let parts: Vec<(TypeId, TypePart<'_>)> = b.types.iter().enumerate().map(|(index, part)| (TypeId::at(index), *part)).collect();
    for (id, part) in &parts {
        if let TypeTree::Enum(tree) = part.tree {
            b.model[*id].body = TypeBody::Enum(enum_values(b, tree));
        }
    }
    aliases(b, &parts);
    if b.is_outgrown() {
        return;
    }
    for (id, part) in &parts {
        match part.tree {
            TypeTree::Error(tree) => error(b, *id, part.scope, tree),
            TypeTree::Type(tree) => match &tree.form {
                ast::TypeForm::Record { base, fields } => record(b, *id, part.scope, base.as_ref(), fields.as_ref()),
                ast::TypeForm::Union(members) => b.model[*id].body = TypeBody::Union(checks::members(b, part.scope, members)),
                ast::TypeForm::Alias { .. } => {}
            },
            TypeTree::Enum(_) => {}
        }
    }
    checks::inheritance_cycles(b);
    bounds::types(b);
    if b.is_outgrown() {
        return;
    }
    checks::inheritance(b);
    checks::endless(b);
    checks::reserved(b);
    numbers::number(b);
}

/// Other names of types: what they stand for, cycles among them, then limits and attributes.
fn aliases(b: &mut Builder<'_>, parts: &[(TypeId, TypePart<'_>)]) {
    let mut trees = Vec::new();
    for (id, part) in parts {
        let TypeTree::Type(ast::TypeDecl { form: ast::TypeForm::Alias { ty, attributes }, .. }) = part.tree else { continue };
        let read = ty.as_ref().and_then(|ty| expr::shape(b, part.scope, ty));
        if let Some(of) = read {
            b.model[*id].body = TypeBody::Alias { of, attributes: Attributes::default() };
        }
        trees.push((*id, ty.as_ref(), attributes));
    }
    checks::alias_cycles(b);
    bounds::types(b);
    if b.is_outgrown() {
        return;
    }
    for (id, ty, _) in &trees {
        let (Some(ty), TypeBody::Alias { of, .. }) = (ty, &b.model[*id].body) else { continue };
        let mut of = of.clone();
        expr::is_value(b, &of);
        expr::limit(b, ty, &mut of);
        b.model[*id].body = TypeBody::Alias { of, attributes: Attributes::default() };
    }
    for (id, _, attributes) in &trees {
        let TypeBody::Alias { of, .. } = &b.model[*id].body else { continue };
        let of = of.clone();
        let attributes = attributes::read(b, attributes, Place::Alias, &of);
        b.model[*id].body = TypeBody::Alias { of, attributes };
    }
}

fn record(b: &mut Builder<'_>, id: TypeId, scope: ScopeId, base: Option<&ast::Path>, trees: Option<&ast::Block<ast::Field>>) {
    let base = base.and_then(|path| checks::base(b, scope, path));
    let fields = trees.map(|block| fields::fields(b, scope, &block.stmts, Place::Field)).unwrap_or_default();
    b.model[id].body = TypeBody::Record { base, fields };
}

fn error(b: &mut Builder<'_>, id: TypeId, scope: ScopeId, tree: &ast::ErrorDecl) {
    let status = match &tree.status {
        Some(arg) => status_of(arg).or_else(|| no_error_status(b, arg)).unwrap_or(500),
        None => 500,
    };
    let fields = tree.fields.as_ref().map(|block| fields::fields(b, scope, &block.stmts, Place::Field)).unwrap_or_default();
    let message = tree.message.as_ref().map(|message| message.value.clone());
    b.model[id].body = TypeBody::Error { status, message, fields };
}

/// Whether an error says which status it has, so that another one can contradict it.
pub(super) fn says_status(b: &Builder<'_>, id: TypeId) -> bool {
    let status = b.types.get(id.index()).and_then(|part| match part.tree {
        TypeTree::Error(tree) => tree.status.as_ref(),
        _ => None,
    });
    status.and_then(status_of).is_some()
}

fn status_of(arg: &ast::Arg) -> Option<u16> {
    arg.number().and_then(|text| text.parse::<u16>().ok()).filter(|status| (400..=599).contains(status))
}

fn no_error_status(b: &mut Builder<'_>, arg: &ast::Arg) -> Option<u16> {
    let message = format!("expected an HTTP status of an error, 400 to 599, found `{}`", arg.raw);
    b.report(Diagnostic::error(&codes::types::ERROR_STATUS, arg.span, message).help("write `error NAME 409 \"what happened\"`"));
    None
}

fn enum_values(b: &mut Builder<'_>, tree: &ast::EnumDecl) -> Vec<EnumValue> {
    let mut values: Vec<EnumValue> = Vec::new();
    let Some(block) = &tree.values else { return values };
    for value in &block.stmts {
        if let Some(known) = values.iter().find(|known| known.name == value.name.text) {
            let message = format!("`{}` stands in `{}` twice", value.name.text, tree.name.text);
            let report =
                Diagnostic::error(&codes::types::ENUM_VALUES, value.name.span, message).label("again here").also(known.span, "first here");
            b.report(report);
            continue;
        }
        let (deprecated, number) = attributes::of_enum_value(b, &value.attributes);
        values.push(EnumValue {
            name: value.name.text.clone(),
            description: declare::description(value.doc.as_ref()),
            deprecated,
            number,
            span: value.name.span,
        });
    }
    if block.stmts.is_empty() && !block.broken && !tree.broken {
        let message = format!("`{}` has no values", tree.name.text);
        let report = Diagnostic::error(&codes::types::ENUM_VALUES, tree.name.span, message)
            .help(format!("list them: `enum {} {{ open, closed }}`", tree.name.text));
        b.report(report);
    }
    values
}

/// A value at its place, for lists of such.
fn at<T>(value: T, span: Span) -> At<T> {
    At::new(value, span)
}
