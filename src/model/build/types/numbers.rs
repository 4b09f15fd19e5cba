//! Protobuf numbers: `@field(N)`, else the next one behind that of the field before it that is free; unique in a type.

use super::super::Builder;
use crate::diag::{Diagnostic, codes};
use crate::model::numbers::Taken;
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
    let mut claims = Claims::default();
    let mut before = 0;
    for field in inherited {
        if let Some(number) = field.attributes.number {
            before = number.value;
            claims.taken.take(number.value);
            if number.span != field.span {
                let _: Option<Diagnostic> = claims.claim(number, &field.name);
            }
        }
    }
    let given = fields.iter().filter_map(|field| Some((field.attributes.number?, field.name.as_str())));
    let reports = given.filter_map(|(number, name)| claims.claim(number, name)).collect();
    for field in fields {
        let number = field.attributes.number.unwrap_or_else(|| At::new(claims.free_after(before), field.span));
        before = number.value;
        field.attributes.number = Some(number);
    }
    reports
}

fn number_values(values: &mut [EnumValue]) -> Vec<Diagnostic> {
    let mut claims = Claims::default();
    let given = values.iter().filter_map(|value| Some((value.number?, value.name.as_str())));
    let reports = given.filter_map(|(number, name)| claims.claim(number, name)).collect();
    let mut before = 0;
    for value in values {
        let number = value.number.unwrap_or_else(|| At::new(claims.free_after(before), value.span));
        before = number.value;
        value.number = Some(number);
    }
    reports
}

/// Which numbers there are in a type, and which of them are given with `@field`, by what.
#[derive(Default)]
struct Claims {
    given: BTreeMap<u32, At<String>>,
    taken: Taken,
}

impl Claims {
    /// Takes a number that is given, unless something else was given it: then that is the report.
    fn claim(&mut self, number: At<u32>, name: &str) -> Option<Diagnostic> {
        self.taken.take(number.value);
        let Some(known) = self.given.get(&number.value) else {
            self.given.insert(number.value, At::new(name.to_owned(), number.span));
            return None;
        };
        let message = format!("`{}` and `{name}` both have the protobuf number {}", known.value, number.value);
        let report = Diagnostic::error(&codes::types::FIELD_NUMBER, number.span, message)
            .also(known.span, format!("`{}` has it here", known.value))
            .help("give one of them another; a field without `@field` takes the next that is free");
        Some(report)
    }

    /// The next number that is free, which is taken then: protobuf keeps 19000 to 19999 for itself.
    fn free_after(&mut self, number: u32) -> u32 {
        let mut free = self.taken.free_from(number.saturating_add(1));
        if (19_000..=19_999).contains(&free) {
            free = self.taken.free_from(20_000);
        }
        self.taken.take(free);
        free
    }
}
