//! What of a document the model owns: paths, operations, parameters, types, what is required, status codes. Whoever changes
//! these in an overlay is shown the line of the model where they are said.

use super::{Action, Diagnostic, Diagnostics, Done, OWNED, Step, Touched};
use crate::emit::openapi::forms::Forms;
use crate::model::{ApiId, Call, Field, Model, Operation, OperationId, TypeId};
use crate::source::Span;
use std::collections::BTreeMap;

/// What the parts of a document were made from.
pub struct Origins<'m> {
    /// The API.
    pub api: ApiId,
    /// Its operations by path and method, as they stand in the document.
    pub operations: BTreeMap<(String, String), OperationId>,
    /// The types by the names of their schemas.
    pub schemas: BTreeMap<String, TypeId>,
    /// The fields of all types.
    pub forms: &'m Forms<'m>,
}

/// A part of a document that the model owns.
struct Owned {
    what: String,
    span: Span,
}

/// A warning for each line of the model that an action goes against.
pub fn warnings(model: &Model, origins: &Origins<'_>, action: &Action, touched: &[Touched]) -> Diagnostics {
    let mut told: Vec<Span> = Vec::new();
    let mut warnings = Diagnostics::default();
    for (place, done) in touched {
        let Some(owned) = (Finder { model, origins, done: *done }).find(place) else { continue };
        if told.contains(&owned.span) {
            continue;
        }
        told.push(owned.span);
        let (verb, label) = match done {
            Done::Added => ("adds", "it would be said here"),
            Done::Changed => ("changes", "it is said here"),
            Done::Removed => ("removes", "it is said here"),
        };
        let message = format!("the overlay {verb} {}, which is for the model to say", owned.what);
        let warning = Diagnostic::warning(&OWNED, action.target.span, message);
        warnings.push(warning.also(owned.span, label).help("change it in the model, so that all that comes of it agrees"));
    }
    warnings
}

struct Finder<'f> {
    model: &'f Model,
    origins: &'f Origins<'f>,
    done: Done,
}

impl Finder<'_> {
    fn find(&self, place: &[Step]) -> Option<Owned> {
        match place {
            [first] if first.name() == Some("paths") => Some(self.api("its paths")),
            [first, path, rest @ ..] if first.name() == Some("paths") => self.path(path.name()?, rest),
            [first] | [first, _] if first.name() == Some("components") && self.done == Done::Removed => {
                let group = place.get(1).and_then(Step::name).unwrap_or("components");
                matches!(group, "components" | "schemas" | "responses").then(|| self.api(&format!("`{group}`")))
            }
            [first, group, name, rest @ ..] if first.name() == Some("components") => match group.name()? {
                "schemas" => self.component(name.name()?, rest),
                "responses" if rest.is_empty() && self.done != Done::Removed => None,
                "responses" => {
                    let name = name.name()?;
                    self.response(rest).then(|| self.api(&format!("the response `{name}`")))
                }
                _ => None,
            },
            _ => None,
        }
    }

    fn api(&self, what: &str) -> Owned {
        Owned { what: what.to_owned(), span: self.model[self.origins.api].span }
    }

    fn path(&self, path: &str, rest: &[Step]) -> Option<Owned> {
        let first = self.origins.operations.iter().find(|((known, _), _)| known == path).map(|(_, id)| self.model[*id].span);
        let span = first.unwrap_or(self.model[self.origins.api].span);
        let Some((method, rest)) = rest.split_first() else {
            return Some(Owned { what: format!("the path `{path}`"), span });
        };
        let method = method.name()?;
        if !METHODS.contains(&method) {
            return (method == "parameters").then(|| Owned { what: format!("parameters of `{path}`"), span });
        }
        match self.origins.operations.get(&(path.to_owned(), method.to_owned())) {
            Some(id) if !rest.is_empty() => self.operation(&self.model[*id], rest),
            Some(id) => Some(Owned { what: format!("the operation `{}`", self.model[*id].name), span: self.model[*id].span }),
            None => Some(Owned { what: format!("the operation `{} {path}`", method.to_uppercase()), span }),
        }
    }

    fn operation(&self, operation: &Operation, rest: &[Step]) -> Option<Owned> {
        let owned = |what: String, span: Span| Some(Owned { what: format!("{what} of `{}`", operation.name), span });
        let (part, rest) = rest.split_first()?;
        match (part.name()?, rest) {
            ("parameters", [] | [_]) => owned("parameters".to_owned(), operation.span),
            ("parameters", [_, key, rest @ ..]) => {
                let key = key.name()?;
                let is_owned = matches!(key, "name" | "in" | "required") || key == "schema" && schema(rest, self.done).is_some();
                if is_owned { owned("a parameter".to_owned(), operation.span) } else { None }
            }
            ("requestBody", rest) => {
                let is_owned = matches!(rest, []) || matches!(rest, [key] if key.name() == Some("required")) || self.response(rest);
                if is_owned { owned("the body".to_owned(), operation.span) } else { None }
            }
            ("responses", []) => owned("the responses".to_owned(), operation.span),
            ("responses", [status, rest @ ..]) if rest.is_empty() || self.response(rest) => {
                let status = status.name()?;
                owned(format!("the response {status}"), said_status(operation, status).unwrap_or(operation.span))
            }
            _ => None,
        }
    }

    /// Whether a place in a response or a body is the model's: the whole, its media types and their schemas.
    fn response(&self, rest: &[Step]) -> bool {
        match rest {
            [] => true,
            [key] => matches!(key.name(), Some("$ref" | "content")),
            [content, _, inside @ ..] if content.name() == Some("content") => match inside {
                [] => true,
                [key, rest @ ..] => key.name() == Some("schema") && schema(rest, self.done).is_some(),
            },
            _ => false,
        }
    }

    fn component(&self, name: &str, rest: &[Step]) -> Option<Owned> {
        let known = self.origins.schemas.get(name);
        if rest.is_empty() && (known.is_none() || self.done != Done::Removed) {
            return None;
        }
        let inside = schema(rest, self.done)?;
        let span = known.map_or(self.model[self.origins.api].span, |id| self.model[*id].span);
        let field = match rest {
            [properties, field, ..] if properties.name() == Some("properties") => field.name(),
            _ => None,
        };
        let Some(field) = field else {
            let what = if inside.is_empty() { format!("the type `{name}`") } else { format!("`{inside}` of `{name}`") };
            return Some(Owned { what, span });
        };
        let declared =
            known.and_then(|id| self.origins.forms.fields(*id).into_iter().find(|known| known.name == field).map(|f: &Field| f.span));
        let what = if inside.is_empty() { format!("`{field}` of `{name}`") } else { format!("`{inside}` of `{name}.{field}`") };
        Some(Owned { what, span: declared.unwrap_or(span) })
    }
}

const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// Where the response of a status is declared.
fn said_status(operation: &Operation, status: &str) -> Option<Span> {
    let Call::Http { responses, .. } = &operation.call else { return None };
    responses.iter().find(|response| response.status.to_string() == status).map(|response| response.span)
}

/// The word of a schema that says of a place in it what values there are; an empty one for a whole schema. Nothing for what
/// only speaks to people: descriptions, examples, extensions.
fn schema(place: &[Step], done: Done) -> Option<&str> {
    const SHAPES: &[&str] = &[
        "$ref",
        "type",
        "required",
        "format",
        "enum",
        "const",
        "pattern",
        "minLength",
        "maxLength",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minItems",
        "maxItems",
        "uniqueItems",
        "minProperties",
        "maxProperties",
        "properties",
        "additionalProperties",
        "items",
        "allOf",
        "anyOf",
        "oneOf",
        "not",
        "discriminator",
        "nullable",
        "readOnly",
        "writeOnly",
        "contentEncoding",
        "contentMediaType",
    ];
    match place {
        [] => Some(""),
        [key, rest @ ..] => {
            let key = key.name()?;
            match (key, rest) {
                ("properties" | "allOf" | "anyOf" | "oneOf" | "patternProperties" | "$defs", [_]) => {
                    Some(if done == Done::Changed { key } else { "" })
                }
                ("properties" | "allOf" | "anyOf" | "oneOf" | "patternProperties" | "$defs", [_, rest @ ..]) => schema(rest, done),
                ("items" | "additionalProperties" | "not", [_, ..]) => schema(rest, done),
                _ => SHAPES.contains(&key).then_some(key),
            }
        }
    }
}
