//! What a call over HTTP is made of: methods, paths, query parameters.

use super::super::types::{self, Base, Place};
use super::super::{Builder, ScopeId};
use crate::diag::{Diagnostic, codes, nearest};
use crate::model::types::{Attributes, Limits};
use crate::model::{Field, Method, Scalar, Segment, Shape, TypeExpr};
use crate::source::Span;
use crate::syntax::ast;

/// The methods by their names.
pub(super) const METHODS: [(&str, Method); 8] = [
    ("GET", Method::Get),
    ("PUT", Method::Put),
    ("POST", Method::Post),
    ("DELETE", Method::Delete),
    ("OPTIONS", Method::Options),
    ("HEAD", Method::Head),
    ("PATCH", Method::Patch),
    ("TRACE", Method::Trace),
];

/// The name of a method.
pub(super) fn method_name(method: Method) -> &'static str {
    METHODS.iter().find(|(_, known)| *known == method).map_or("GET", |(name, _)| *name)
}

/// The method that is written; reports if there is none of that name.
pub(super) fn method(b: &mut Builder<'_>, word: &ast::Ident) -> Option<Method> {
    if let Some((_, method)) = METHODS.iter().find(|(name, _)| *name == word.text) {
        return Some(*method);
    }
    let report = Diagnostic::error(&codes::api::METHOD, word.span, format!("there is no method `{}`", word.text));
    let names = METHODS.map(|(name, _)| name);
    b.report(match nearest(&word.text, names.into_iter().chain(["rpc"])) {
        Some(near) => report.help(format!("did you mean `{near}`?")).edit(word.span, near),
        None => report.help(format!("it is one of {}, or `rpc` for gRPC", names.join(", "))),
    });
    None
}

/// Reads a path with its parameters.
pub(super) fn path(b: &mut Builder<'_>, scope: ScopeId, tree: &ast::UrlPath) -> Vec<Segment> {
    let mut segments = Vec::new();
    let mut known: Vec<(String, Span)> = Vec::new();
    for segment in &tree.segments {
        let (name, ty) = match segment {
            ast::UrlSegment::Literal(text) => {
                segments.push(Segment::Text(text.text.clone()));
                continue;
            }
            ast::UrlSegment::Parameter { name, ty, .. } => (name, ty),
        };
        if let Some((_, first)) = known.iter().find(|(known, _)| *known == name.text) {
            let report = Diagnostic::error(&codes::api::PARAMETER, name.span, format!("`{{{}}}` stands in the path twice", name.text))
                .label("again here")
                .also(*first, "first here");
            b.report(report.help("give one of them another name"));
        }
        known.push((name.text.clone(), name.span));
        let of = ty.as_ref().and_then(|ty| types::read_value(b, scope, ty)).unwrap_or_else(|| string(name.span));
        let of = if is_plain(b, &of, &name.text) { of } else { string(name.span) };
        segments.push(Segment::Parameter(parameter(&name.text, of, name.span)));
    }
    segments
}

/// A string of any length.
pub(super) fn string(span: Span) -> TypeExpr {
    TypeExpr { shape: Shape::Scalar(Scalar::String), limits: Limits::default(), nullable: false, span }
}

/// A parameter that is always there.
pub(super) fn parameter(name: &str, of: TypeExpr, span: Span) -> Field {
    Field {
        name: name.to_owned(),
        description: None,
        optional: false,
        of,
        default: None,
        references: None,
        attributes: Attributes::default(),
        span,
    }
}

fn is_plain(b: &mut Builder<'_>, of: &TypeExpr, name: &str) -> bool {
    let base = types::base_of(&b.model, of);
    let found = match base {
        _ if of.nullable => "a nullable type".to_owned(),
        Base::Scalar(Scalar::Json) => base.noun(&b.model),
        _ if base.is_plain() => return true,
        _ => base.noun(&b.model),
    };
    let message = format!("expected a plain type for `{{{name}}}` in a path, found {found}");
    let report = Diagnostic::error(&codes::api::PARAMETER, of.span, message);
    b.report(report.help("it stands in a URL: use a `string`, a number, a `uuid` or an enum"));
    false
}

/// Reads query parameters.
pub(super) fn query(b: &mut Builder<'_>, scope: ScopeId, trees: &[ast::Field]) -> Vec<Field> {
    let fields = types::fields(b, scope, trees, Place::Parameter);
    for field in &fields {
        is_parameter(b, field, "query parameter");
    }
    fields
}

/// Whether a parameter is a plain value or a list of such; reports if not.
pub(super) fn is_parameter(b: &mut Builder<'_>, field: &Field, noun: &str) {
    let model = &b.model;
    let base = types::base_of(model, &field.of);
    let fits = match &model.behind(&field.of).shape {
        Shape::List(item) => types::base_of(model, item).is_plain(),
        _ => base.is_plain(),
    };
    if fits {
        return;
    }
    let message = format!("expected a plain type or a list of such for the {noun} `{}`, found {}", field.name, base.noun(model));
    let report = Diagnostic::error(&codes::api::PARAMETER, field.of.span, message);
    b.report(report.help("send a value with fields in the body: `POST /orders (NewOrder)`"));
}

/// Whether a call of this method carries a body.
pub(super) fn has_body(method: Method) -> bool {
    matches!(method, Method::Put | Method::Post | Method::Patch)
}

/// A path as it is written, without the types of its parameters.
pub(super) fn path_text(path: &[Segment]) -> String {
    let mut text = String::new();
    for segment in path {
        text.push('/');
        match segment {
            Segment::Text(part) => text.push_str(part),
            Segment::Parameter(field) => {
                text.push('{');
                text.push_str(&field.name);
                text.push('}');
            }
        }
    }
    if text.is_empty() { "/".to_owned() } else { text }
}
