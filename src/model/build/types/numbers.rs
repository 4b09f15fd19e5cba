//! Protobuf numbers: `@field(N)`, else one more than the field before it; unique in a type.

use super::super::Builder;
use crate::diag::{Diagnostic, codes};
use crate::model::types::EnumValue;
use crate::model::{At, Field, TypeBody, TypeId};
use std::collections::BTreeMap;

/// Numbers the fields of all records and errors, and the values of all enums.
pub(super) fn number(b: &mut Builder<'_>) {
    let mut done = vec![false; b.model.types.len()];
    for index in 0..b.model.types.len() {
        number_type(b, TypeId::at(index), &mut done);
    }
}

fn number_type(b: &mut Builder<'_>, id: TypeId, done: &mut [bool]) {
    // Cycles of inheritance were broken before, so that the way up ends; a long chain is walked, not recursed.
    let mut chain = Vec::new();
    let mut next = Some(id);
    while let Some(id) = next.filter(|id| done.get(id.index()) == Some(&false)) {
        chain.push(id);
        next = match &b.model[id].body {
            TypeBody::Record { base, .. } => base.as_ref().map(|base| base.value),
            _ => None,
        };
    }
    for id in chain.into_iter().rev() {
        if let Some(mark) = done.get_mut(id.index()) {
            *mark = true;
        }
        let mut body = std::mem::replace(&mut b.model[id].body, TypeBody::Union(Vec::new()));
        let reports = match &mut body {
            TypeBody::Record { base, fields } => {
                let inherited: Vec<Field> = base.as_ref().map(|base| inherited(b, base.value)).unwrap_or_default();
                number_fields(fields, &inherited)
            }
            TypeBody::Error { fields, .. } => number_fields(fields, &[]),
            TypeBody::Enum(values) => number_values(values),
            TypeBody::Alias { .. } | TypeBody::Union(_) => Vec::new(),
        };
        b.model[id].body = body;
        for report in reports {
            b.report(report);
        }
    }
}

fn inherited(b: &Builder<'_>, base: TypeId) -> Vec<Field> {
    b.model.fields(base).into_iter().cloned().collect()
}

/// Numbers fields behind those that are inherited; gives what is wrong.
pub(super) fn number_fields(fields: &mut [Field], inherited: &[Field]) -> Vec<Diagnostic> {
    let mut taken: BTreeMap<u32, At<String>> = BTreeMap::new();
    let mut before = 0;
    for field in inherited {
        if let Some(number) = field.attributes.number {
            before = number.value;
            taken.insert(number.value, At::new(field.name.clone(), number.span));
        }
    }
    let mut reports = Vec::new();
    for field in fields {
        let number = field.attributes.number.unwrap_or(At::new(after(before), field.span));
        before = number.value;
        field.attributes.number = Some(number);
        reports.extend(claim(&mut taken, number, &field.name));
    }
    reports
}

fn number_values(values: &mut [EnumValue]) -> Vec<Diagnostic> {
    let mut taken = BTreeMap::new();
    let mut before = 0;
    let mut reports = Vec::new();
    for value in values {
        let number = value.number.unwrap_or(At::new(after(before), value.span));
        before = number.value;
        value.number = Some(number);
        reports.extend(claim(&mut taken, number, &value.name));
    }
    reports
}

/// The number behind another one: protobuf keeps 19000 to 19999 for itself.
fn after(number: u32) -> u32 {
    match number.saturating_add(1) {
        19_000..=19_999 => 20_000,
        next => next,
    }
}

fn claim(taken: &mut BTreeMap<u32, At<String>>, number: At<u32>, name: &str) -> Option<Diagnostic> {
    let Some(known) = taken.get(&number.value) else {
        taken.insert(number.value, At::new(name.to_owned(), number.span));
        return None;
    };
    let message = format!("`{}` and `{name}` both have the protobuf number {}", known.value, number.value);
    let report = Diagnostic::error(&codes::types::FIELD_NUMBER, number.span, message)
        .also(known.span, format!("`{}` has it here", known.value))
        .help("a field without `@field` takes the number after that of the field before it: give one of them another");
    Some(report)
}
