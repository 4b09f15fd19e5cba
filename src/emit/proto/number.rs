//! Which number each field and each enum value of a file has: the one that the program gives it, else the one that it had
//! before, else the next that nothing has or had. Notes them in the lock, and in the file what is reserved.

use super::lock::{Entry, Holder, Lock, Numbers};
use super::spec::{Definition, Enum, File, Message, Number, Reserved};
use crate::diag::codes::emit::LOCKED;
use crate::diag::{Diagnostic, Diagnostics};
use crate::model::numbers::Taken;
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Numbers all that is in a file.
pub fn number(file: &mut File, lock: &mut Lock, diagnostics: &mut Diagnostics) {
    let scope = file.package.clone();
    for definition in &mut file.definitions {
        match definition {
            Definition::Message(message) => fields(message, &scope, lock, diagnostics),
            Definition::Enum(of) => values(of, &scope, lock, diagnostics),
        }
    }
}

fn fields(message: &mut Message, scope: &str, lock: &mut Lock, diagnostics: &mut Diagnostics) {
    let name = full_name(scope, &message.name);
    let slots = message.fields.iter_mut().map(|field| (field.name.as_str(), &mut field.number)).collect();
    message.reserved = renumber(Holder::Message, &name, slots, &mut lock.messages, diagnostics);
    for nested in &mut message.nested {
        fields(nested, &name, lock, diagnostics);
    }
}

fn values(of: &mut Enum, scope: &str, lock: &mut Lock, diagnostics: &mut Diagnostics) {
    let name = full_name(scope, &of.name);
    let slots = of.values.iter_mut().map(|value| (value.name.as_str(), &mut value.number)).collect();
    of.reserved = renumber(Holder::Enum, &name, slots, &mut lock.enums, diagnostics);
}

fn full_name(scope: &str, name: &str) -> String {
    if scope.is_empty() { name.to_owned() } else { format!("{scope}.{name}") }
}

fn renumber(
    holder: Holder,
    name: &str,
    mut slots: Vec<(&str, &mut Number)>,
    all: &mut BTreeMap<String, Numbers>,
    diagnostics: &mut Diagnostics,
) -> Reserved {
    let mut known = all.remove(name).unwrap_or_default();
    for (slot, number) in &slots {
        if let Some(span) = number.given {
            if let Some(other) = holds(&known, &slots, slot, number.value) {
                diagnostics.push(locked(span, slot, number.value, other, &known));
            }
            take(&mut known, slot, number.value);
        }
    }
    settle(holder, &mut slots, &mut known);
    let there: BTreeSet<&str> = slots.iter().map(|(slot, _)| *slot).collect();
    for (_, entry) in known.iter_mut().filter(|(name, _)| !there.contains(name.as_str())) {
        entry.reserved.extend(entry.number.take());
    }
    let reserved = reserved(&known);
    if !known.is_empty() {
        all.insert(name.to_owned(), known);
    }
    reserved
}

/// What else has a number that the program gives: something that is there, and that it gives no number of its own.
fn holds<'s>(known: &Numbers, slots: &[(&'s str, &mut Number)], name: &str, number: u32) -> Option<&'s str> {
    let has = |other: &str| known.get(other).is_some_and(|entry| entry.number == Some(number));
    slots.iter().filter(|(other, of)| *other != name && of.given.is_none()).map(|(other, _)| *other).find(|other| has(other))
}

/// Gives a number to a name. It may be that of something which goes, so that a new name takes its place.
fn take(known: &mut Numbers, name: &str, number: u32) {
    for entry in known.values_mut() {
        entry.reserved.retain(|reserved| *reserved != number);
    }
    for (other, entry) in known.iter_mut() {
        if other != name && entry.number == Some(number) {
            entry.number = None;
        }
    }
    let entry = known.entry(name.to_owned()).or_default();
    entry.reserved.extend(entry.number.filter(|old| *old != number));
    entry.number = Some(number);
}

/// Gives all others the number that they had, or one that is free.
fn settle(holder: Holder, slots: &mut [(&str, &mut Number)], known: &mut Numbers) {
    let mut taken: Taken = known.values().flat_map(Entry::numbers).collect();
    let mut before = 0;
    for (name, number) in slots {
        let had = known.get_mut(*name).and_then(|entry| entry.number.or_else(|| entry.reserved.pop()));
        number.value = had.unwrap_or_else(|| holder.free(before, &mut taken));
        before = number.value;
        taken.take(before);
        known.entry((*name).to_owned()).or_default().number = Some(number.value);
    }
}

fn reserved(known: &Numbers) -> Reserved {
    let mut numbers: Vec<u32> = known.values().flat_map(|entry| entry.reserved.iter().copied()).collect();
    numbers.sort_unstable();
    let gone = |(name, entry): (&String, &Entry)| entry.number.is_none().then(|| name.clone());
    Reserved { numbers, names: known.iter().filter_map(gone).collect() }
}

fn locked(span: Span, name: &str, number: u32, other: &str, known: &Numbers) -> Diagnostic {
    let error = Diagnostic::error(&LOCKED, span, format!("`{name}` takes the number {number}, which `{other}` has"));
    let error = match known.get(other).and_then(|entry| entry.span) {
        Some(place) => error.also(place, format!("`{other}` has it here")),
        None => error,
    };
    error.help(format!("take another number for `{name}`, or give `{other}` one of its own with `@field`"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::proto::spec::{Field, FieldType, Label};
    use proptest::prelude::*;

    fn file(names: &[u8]) -> File {
        let field = |name: &u8| Field {
            comment: String::new(),
            of: FieldType { label: Label::None, name: "string".to_owned() },
            name: format!("f{name}"),
            number: Number::free(0),
            deprecated: false,
        };
        let fields = names.iter().map(field).collect();
        let (name, nested, reserved) = ("M".to_owned(), Vec::new(), Reserved::default());
        let message = Message { comment: String::new(), name, choice: None, fields, nested, reserved };
        File { definitions: vec![Definition::Message(message)], ..File::default() }
    }

    proptest! {
        // However fields come and go: a name has one number for ever, and no two names ever share one. What is written is
        // read back as it was.
        #[test]
        fn numbers_never_change(builds in prop::collection::vec(prop::sample::subsequence((0..12_u8).collect::<Vec<_>>(), 0..12).prop_shuffle(), 1..8)) {
            let mut text = String::new();
            let mut known: BTreeMap<String, u32> = BTreeMap::new();
            for names in builds {
                let (mut lock, wrong) = Lock::parse(crate::source::FileId::default(), &text);
                prop_assert!(wrong.is_empty(), "{wrong:?}");
                let (mut file, mut wrong) = (file(&names), Diagnostics::default());
                number(&mut file, &mut lock, &mut wrong);
                prop_assert!(wrong.is_empty(), "{wrong:?}");
                let Some(Definition::Message(message)) = file.definitions.first() else { return Ok(()) };
                for field in &message.fields {
                    prop_assert_eq!(*known.entry(field.name.clone()).or_insert(field.number.value), field.number.value);
                }
                let numbers: BTreeSet<u32> = known.values().copied().collect();
                prop_assert_eq!(numbers.len(), known.len());
                let here: BTreeSet<u32> = message.fields.iter().map(|field| field.number.value).collect();
                prop_assert_eq!(&message.reserved.numbers, &numbers.difference(&here).copied().collect::<Vec<_>>());
                text = lock.text();
                let (again, _) = Lock::parse(crate::source::FileId::default(), &text);
                prop_assert_eq!(again.text(), text.clone());
            }
        }
    }
}
