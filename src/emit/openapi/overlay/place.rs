//! Places in a JSON document: as steps from its root, and as the path (RFC 9535) that selects them.

use serde_json::Value;
use serde_json_path::{JsonPath, LocatedNode, NormalizedPath, PathElement};
use std::fmt::Write as _;

/// A step into a map or a list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// To the value of a key.
    Name(String),
    /// To an item, from 0.
    Index(usize),
}

impl Step {
    /// The key, where it is a step to one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Name(name) => Some(name),
            Self::Index(_) => None,
        }
    }
}

/// Steps from the root of a document.
pub type Place = Vec<Step>;

/// The places that a path selects, each once, in the order of the document.
pub fn select(path: &JsonPath, document: &Value) -> Vec<Place> {
    let mut places: Vec<Place> = path.query_located(document).iter().map(LocatedNode::location).map(steps).collect();
    let mut seen = std::collections::BTreeSet::new();
    places.retain(|place| seen.insert(place.clone()));
    places
}

fn steps(path: &NormalizedPath<'_>) -> Place {
    let step = |element: &PathElement<'_>| match element {
        PathElement::Name(name) => Step::Name((*name).to_owned()),
        PathElement::Index(index) => Step::Index(*index),
    };
    path.iter().map(step).collect()
}

/// What stands at a place.
pub fn at<'d>(document: &'d mut Value, place: &[Step]) -> Option<&'d mut Value> {
    place.iter().try_fold(document, |value, step| match step {
        Step::Name(name) => value.get_mut(name),
        Step::Index(index) => value.get_mut(index),
    })
}

/// A path and one key more.
pub fn key(path: &str, name: &str) -> String {
    let first = |c: char| c.is_ascii_alphabetic() || c == '_';
    if name.starts_with(first) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        return format!("{path}.{name}");
    }
    format!("{path}[{}]", quoted(name))
}

/// A text as it stands in a path.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::from("'");
    for c in text.chars() {
        match c {
            '\'' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    let _ = write!(quoted, "\\u{unit:04x}");
                }
            }
            c => quoted.push(c),
        }
    }
    quoted.push('\'');
    quoted
}
