//! Carries out an overlay's actions on a document, by the rules of OpenAPI Overlay 1.1. Knows nothing of APIs. An action that
//! fails may have changed a part of the document: it is not to be used then.

use super::place::{Place, Step, at, select};
use super::{Action, Change};
use serde_json::Value;

/// The most values that one action may put into a document, and how deep a document may be.
const MOST: usize = 1_000_000;
const DEEPEST: usize = 256;

/// What an action did to a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// There is something where nothing was.
    Added,
    /// There is something else.
    Changed,
    /// There is nothing any more.
    Removed,
}

/// A place and what an action did there.
pub type Touched = (Place, Done);

/// Why an action cannot be carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The target selects nothing.
    Nothing,
    /// What is copied is not one value, but so many.
    Source(usize),
    /// The whole document would be removed.
    Root,
    /// The target selects values of several kinds.
    Mixed(&'static str, &'static str),
    /// At this place stands the first, with which the second cannot be merged.
    Clash(Place, &'static str, &'static str),
    /// The document would become too large or too deep.
    TooLarge,
}

/// Carries out an action, and gives the places that it touched, in order.
///
/// # Errors
/// When the document is not as the action wants it.
pub fn apply(document: &mut Value, action: &Action) -> Result<Vec<Touched>, Failure> {
    let places = select(&action.target.path, document);
    if places.is_empty() {
        return Err(Failure::Nothing);
    }
    match &action.change {
        Change::Nothing => Ok(Vec::new()),
        Change::Remove => remove(document, places),
        Change::Update { value, .. } => update(document, &places, value),
        Change::Copy(source) => {
            let found = select(&source.path, document);
            let [place] = found.as_slice() else { return Err(Failure::Source(found.len())) };
            let value = at(document, place).cloned().unwrap_or_default();
            update(document, &places, &value)
        }
    }
}

/// Removes what is selected, the last first, so that no place moves before its turn.
fn remove(document: &mut Value, mut places: Vec<Place>) -> Result<Vec<Touched>, Failure> {
    places.sort();
    for place in places.iter().rev() {
        let Some((last, before)) = place.split_last() else { return Err(Failure::Root) };
        match (at(document, before), last) {
            (Some(Value::Object(map)), Step::Name(name)) => _ = map.shift_remove(name),
            (Some(Value::Array(items)), Step::Index(index)) if *index < items.len() => _ = items.remove(*index),
            _ => {}
        }
    }
    Ok(places.into_iter().map(|place| (place, Done::Removed)).collect())
}

fn update(document: &mut Value, places: &[Place], value: &Value) -> Result<Vec<Touched>, Failure> {
    let deepest = places.iter().map(Vec::len).max().unwrap_or_default();
    if size(value).saturating_mul(places.len()) > MOST || deepest + depth(value) > DEEPEST {
        return Err(Failure::TooLarge);
    }
    let mut first = None;
    for place in places {
        let kind = at(document, place).map_or("", |found| group(found));
        match first {
            Some(first) if first != kind => return Err(Failure::Mixed(first, kind)),
            _ => first = Some(kind),
        }
    }
    let mut touched = Vec::new();
    for place in places {
        let mut merge = Merge { place: place.clone(), touched: &mut touched };
        match at(document, place) {
            Some(Value::Array(items)) if !value.is_array() => merge.append(items, std::slice::from_ref(value)),
            Some(into) => merge.merge(into, value)?,
            None => {}
        }
    }
    Ok(touched)
}

struct Merge<'t> {
    place: Place,
    touched: &'t mut Vec<Touched>,
}

impl Merge<'_> {
    fn merge(&mut self, into: &mut Value, value: &Value) -> Result<(), Failure> {
        match (into, value) {
            (Value::Object(into), Value::Object(map)) => {
                for (name, value) in map {
                    self.place.push(Step::Name(name.clone()));
                    match into.get_mut(name) {
                        Some(known) => self.merge(known, value)?,
                        None => {
                            into.insert(name.clone(), value.clone());
                            self.touched.push((self.place.clone(), Done::Added));
                        }
                    }
                    self.place.pop();
                }
            }
            (Value::Array(into), Value::Array(items)) => self.append(into, items),
            (into, value) if group(into) == PLAIN && group(value) == PLAIN => {
                if into != value {
                    into.clone_from(value);
                    self.touched.push((self.place.clone(), Done::Changed));
                }
            }
            (into, value) => return Err(Failure::Clash(self.place.clone(), group(into), group(value))),
        }
        Ok(())
    }

    fn append(&mut self, into: &mut Vec<Value>, items: &[Value]) {
        for item in items {
            self.place.push(Step::Index(into.len()));
            self.touched.push((self.place.clone(), Done::Added));
            self.place.pop();
            into.push(item.clone());
        }
    }
}

const PLAIN: &str = "a plain value";

/// The three groups of values that a merge tells apart.
fn group(value: &Value) -> &'static str {
    match value {
        Value::Object(_) => "a map",
        Value::Array(_) => "a list",
        _ => PLAIN,
    }
}

fn size(value: &Value) -> usize {
    match value {
        Value::Object(map) => 1 + map.values().map(size).sum::<usize>(),
        Value::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        _ => 1,
    }
}

fn depth(value: &Value) -> usize {
    match value {
        Value::Object(map) => 1 + map.values().map(depth).max().unwrap_or_default(),
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or_default(),
        _ => 1,
    }
}
