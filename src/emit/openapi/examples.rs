//! Tells of patterns for which no example is given and none can be made.

use super::forms::Forms;
use super::reach::Reach;
use super::schema::count;
use super::{parameter, pattern};
use crate::diag::codes::emit::NO_EXAMPLE;
use crate::diag::{Diagnostic, Diagnostics};
use crate::model::{Attributes, Model, Operation, TypeBody, TypeExpr};

/// A warning for each pattern without an example among what a document reaches.
pub fn missing(model: &Model, forms: &Forms<'_>, reach: &Reach<'_>, operations: &[&Operation]) -> Diagnostics {
    let mut found = Diagnostics::default();
    let mut look = |attributes: &Attributes, of: &TypeExpr| {
        if let Some(warning) = without(attributes, of) {
            found.push(warning);
        }
    };
    for operation in operations {
        for declared in parameter::declared(operation) {
            look(&declared.field.attributes, &declared.field.of);
        }
    }
    for key in reach.keys() {
        match &model[key.0].body {
            TypeBody::Alias { of, attributes } => look(attributes, of),
            _ => {
                for field in forms.fields_in(key) {
                    look(&field.attributes, &field.of);
                }
            }
        }
    }
    found
}

fn without(attributes: &Attributes, of: &TypeExpr) -> Option<Diagnostic> {
    let written = attributes.pattern.as_ref().filter(|_| attributes.example.is_none())?;
    let (min, max) = (of.limits.min.and_then(count), of.limits.max.and_then(count));
    if pattern::example(&written.value, min, max).is_some() {
        return None;
    }
    let message = format!("no example can be made for the pattern `{}`", written.value);
    Some(Diagnostic::warning(&NO_EXAMPLE, written.span, message).help("give one with `@example(\"…\")`"))
}
