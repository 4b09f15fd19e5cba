//! Documents as they are made, changed, compared and written: JSON's kinds of values, with maps as short lists in the order in which
//! their keys came. An environment is thousands of small maps and texts, which cost most where each map has a hash table and each text
//! an allocation.

mod make;

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Number;
use smol_str::SmolStr;

pub(in crate::emit) use make::of;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::emit) enum Value {
    Null,
    Bool(bool),
    Number(Number),
    String(SmolStr),
    Array(Vec<Self>),
    Object(Map),
}

/// The key of an entry.
pub(in crate::emit) type Key = SmolStr;

/// A map that keeps the order in which keys were put in; each key once.
#[derive(Clone, Debug, Default)]
pub(in crate::emit) struct Map(Vec<(Key, Value)>);

impl Value {
    pub(in crate::emit) fn get(&self, key: &str) -> Option<&Self> {
        self.as_object()?.get(key)
    }

    pub(in crate::emit) fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    pub(in crate::emit) fn as_u64(&self) -> Option<u64> {
        match self {
            Self::Number(number) => number.as_u64(),
            _ => None,
        }
    }

    pub(in crate::emit) fn as_array(&self) -> Option<&[Self]> {
        match self {
            Self::Array(items) => Some(items),
            _ => None,
        }
    }

    pub(in crate::emit) fn as_object(&self) -> Option<&Map> {
        match self {
            Self::Object(map) => Some(map),
            _ => None,
        }
    }

    pub(in crate::emit) fn is_object(&self) -> bool {
        self.as_object().is_some()
    }

    /// The value at a path of keys, and of indices in lists: `/spec/ports/0/name`. A key with a `/` in it has no path.
    pub(in crate::emit) fn pointer(&self, path: &str) -> Option<&Self> {
        path.split('/').skip(1).try_fold(self, |value, step| match value {
            Self::Object(map) => map.get(step),
            Self::Array(items) => items.get(step.parse::<usize>().ok()?),
            _ => None,
        })
    }

    /// The value at a path of keys.
    pub(in crate::emit) fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |value, key| value.get(key))
    }

    /// The map at a path of keys.
    pub(in crate::emit) fn map_mut(&mut self, path: &[&str]) -> Option<&mut Map> {
        let found = path.iter().try_fold(self, |value, key| match value {
            Self::Object(map) => map.get_mut(key),
            _ => None,
        });
        match found? {
            Self::Object(map) => Some(map),
            _ => None,
        }
    }
}

impl Map {
    pub(in crate::emit) fn with_capacity(capacity: usize) -> Self {
        Self(Vec::with_capacity(capacity))
    }

    pub(in crate::emit) fn len(&self) -> usize {
        self.0.len()
    }

    fn position(&self, key: &str) -> Option<usize> {
        self.0.iter().position(|(known, _)| known == key)
    }

    pub(in crate::emit) fn get(&self, key: &str) -> Option<&Value> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    pub(in crate::emit) fn get_mut(&mut self, key: &str) -> Option<&mut Value> {
        self.0.iter_mut().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    pub(in crate::emit) fn contains_key(&self, key: &str) -> bool {
        self.position(key).is_some()
    }

    /// Puts an entry in the place of the one of that key, or behind all others.
    pub(in crate::emit) fn insert(&mut self, key: Key, value: Value) {
        match self.get_mut(&key) {
            Some(old) => *old = value,
            None => self.0.push((key, value)),
        }
    }

    /// Puts an entry behind all others, whose key is known to be new.
    fn push(&mut self, key: Key, value: Value) {
        self.0.push((key, value));
    }

    /// Takes an entry out; those behind it move up.
    pub(in crate::emit) fn remove(&mut self, key: &str) -> Option<Value> {
        self.position(key).map(|at| self.0.remove(at).1)
    }

    /// Puts entries in the order of their keys' ranks; those of one rank stay in the order that they have.
    pub(in crate::emit) fn arrange(&mut self, rank: impl Fn(&str) -> u8) {
        if !self.0.is_sorted_by_key(|(key, _)| rank(key)) {
            self.0.sort_by_key(|(key, _)| rank(key));
        }
    }

    pub(in crate::emit) fn retain(&mut self, keep: impl Fn(&Value) -> bool) {
        self.0.retain(|(_, value)| keep(value));
    }

    pub(in crate::emit) fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(key, _)| key.as_str())
    }

    pub(in crate::emit) fn values_mut(&mut self) -> impl Iterator<Item = &mut Value> {
        self.0.iter_mut().map(|(_, value)| value)
    }

    pub(in crate::emit) fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }
}

impl IntoIterator for Map {
    type Item = (Key, Value);
    type IntoIter = std::vec::IntoIter<(Key, Value)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl FromIterator<(Key, Value)> for Map {
    /// The keys have to be different.
    fn from_iter<I: IntoIterator<Item = (Key, Value)>>(entries: I) -> Self {
        Self(entries.into_iter().collect())
    }
}

impl PartialEq for Map {
    /// Whatever the order of the keys, though it is the same nearly always.
    fn eq(&self, other: &Self) -> bool {
        if self.len() != other.len() {
            return false;
        }
        for ((key, value), (other_key, other_value)) in self.0.iter().zip(&other.0) {
            if key != other_key {
                return self.iter().all(|(key, value)| other.get(key) == Some(value));
            }
            if value != other_value {
                return false;
            }
        }
        true
    }
}

impl From<serde_json::Value> for Value {
    fn from(value: serde_json::Value) -> Self {
        match value {
            serde_json::Value::Null => Self::Null,
            serde_json::Value::Bool(truth) => Self::Bool(truth),
            serde_json::Value::Number(number) => Self::Number(number),
            serde_json::Value::String(text) => Self::String(text.into()),
            serde_json::Value::Array(items) => Self::Array(items.into_iter().map(Self::from).collect()),
            serde_json::Value::Object(map) => Self::Object(map.into_iter().map(|(key, value)| (key.into(), Self::from(value))).collect()),
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(truth) => serializer.serialize_bool(*truth),
            Self::Number(number) => number.serialize(serializer),
            Self::String(text) => serializer.serialize_str(text),
            Self::Array(items) => items.serialize(serializer),
            Self::Object(map) => {
                let mut entries = serializer.serialize_map(Some(map.len()))?;
                map.iter().try_for_each(|(key, value)| entries.serialize_entry(key, value))?;
                entries.end()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn value(json: serde_json::Value) -> Value {
        Value::from(json)
    }

    #[test]
    fn maps_are_equal_whatever_their_order() {
        assert_eq!(value(json!({ "a": 1, "b": { "c": 2, "d": 3 } })), value(json!({ "b": { "d": 3, "c": 2 }, "a": 1 })));
        for other in [json!({ "a": 1 }), json!({ "a": 1, "b": 2 }), json!({ "b": 1, "a": 2 }), json!({ "a": 1, "c": 1 }), json!([1])] {
            assert_ne!(value(json!({ "a": 1, "b": 1 })), value(other));
        }
    }

    #[test]
    fn keys_are_arranged_and_the_others_stay_in_order() {
        let Value::Object(mut map) = value(json!({ "d": 1, "b": 2, "c": 3, "a": 4 })) else { panic!("it is a map") };
        map.arrange(|key| ["a", "b"].iter().position(|known| *known == key).map_or(2, |at| at as u8));
        assert_eq!(map.keys().collect::<Vec<_>>(), ["a", "b", "d", "c"]);
        assert_eq!(map.remove("d"), Some(Value::Number(1.into())));
        map.insert("b".into(), Value::Null);
        map.insert("e".into(), Value::Bool(true));
        assert_eq!(serde_json::to_string(&Value::Object(map)).ok().as_deref(), Some(r#"{"a":4,"b":null,"c":3,"e":true}"#));
    }

    #[test]
    fn paths_lead_through_maps_and_lists() {
        let it = value(json!({ "spec": { "ports": [{ "port": 80 }] } }));
        assert_eq!(it.pointer("/spec/ports/0/port").and_then(Value::as_u64), Some(80));
        assert_eq!([it.pointer("/spec/ports/1"), it.pointer("/spec/ports/x"), it.pointer("/spec/ports/0/port/y")], [None; 3]);
        assert_eq!(it.pointer(""), Some(&it));
        assert_eq!(it.at(&["spec", "ports"]), it.pointer("/spec/ports"));
        assert_eq!([it.at(&["spec", "x"]), it.at(&["spec", "ports", "0"])], [None; 2]);
    }
}
