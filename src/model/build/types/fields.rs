//! Fields of types, errors and events, columns of tables, parameters of operations: one form for all of them.

use super::super::{Builder, ScopeId, declare};
use super::{any, attributes, read_value, values};
use crate::diag::{Diagnostic, codes};
use crate::model::Field;
use crate::syntax::ast;

/// Where attributes stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::model::build) enum Place {
    /// A field of a type, an error or an event.
    Field,
    /// A column of a table.
    Column,
    /// A parameter of an operation.
    Parameter,
    /// Another name of a type.
    Alias,
    /// A value of an enum.
    EnumValue,
}

impl Place {
    fn noun(self) -> &'static str {
        match self {
            Self::Column => "column",
            Self::Parameter => "parameter",
            _ => "field",
        }
    }
}

/// Fields of one body, each name once. What columns refer to is left to the stores.
pub(in crate::model::build) fn fields<'t>(
    b: &mut Builder<'_>,
    scope: ScopeId,
    trees: impl IntoIterator<Item = &'t ast::Field>,
    place: Place,
) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    for tree in trees {
        let field = field(b, scope, tree, place);
        match fields.iter().find(|known| known.name == field.name) {
            Some(known) => {
                let report = twice(&field, known, place);
                b.report(report);
            }
            None => fields.push(field),
        }
    }
    fields
}

fn twice(field: &Field, known: &Field, place: Place) -> Diagnostic {
    let message = format!("the {} `{}` is declared twice", place.noun(), field.name);
    Diagnostic::error(&codes::types::DUPLICATE_FIELD, field.span, message)
        .label("declared again here")
        .also(known.span, "first declared here")
}

/// One field. Where its type could not be read, it takes every value.
pub(in crate::model::build) fn field(b: &mut Builder<'_>, scope: ScopeId, tree: &ast::Field, place: Place) -> Field {
    let of = tree.ty.as_ref().and_then(|ty| read_value(b, scope, ty)).unwrap_or_else(|| any(tree.name.span));
    let attributes = attributes::read(b, &tree.attributes, place, &of);
    let default = tree.default.as_ref().filter(|_| !tree.broken).and_then(|arg| values::default(b, arg, &of, &attributes));
    if let Some(reference) = tree.reference.as_ref().filter(|_| place != Place::Column) {
        let message = format!("only a column of a table refers to another, and `{}` is a {}", tree.name.text, place.noun());
        b.report(Diagnostic::error(&codes::types::FIELD_REFERENCE, reference.span, message).help("leave the arrow out"));
    }
    if attributes.key
        && let Some(wrong) = tree.optional.or(of.nullable.then_some(of.span))
    {
        let message = format!("the key `{}` must always be there", tree.name.text);
        b.report(Diagnostic::error(&codes::types::OPTIONAL_KEY, wrong, message).help("leave the `?` out"));
    }
    Field {
        name: tree.name.text.clone(),
        description: declare::description(tree.doc.as_ref()),
        optional: tree.optional.is_some(),
        of,
        default,
        references: None,
        attributes,
        span: tree.name.span,
    }
}
