//! From a document and an edited form of it to the few actions that make the one the other. What is told apart by a name keeps
//! being found by it: list items are selected by what is in them where that is one of a kind, else by their number.

use super::place::{key, quoted};
use crate::emit::yaml;
use serde_json::{Map, Value, json};

/// An action of an overlay, as it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Edit {
    /// The path that selects what is changed.
    pub target: String,
    /// What is merged or appended there; without it, what is there is removed.
    pub update: Option<Value>,
}

/// The actions that turn `old` into `new`, both maps; none where they are the same. Nothing where one is no map.
#[must_use]
pub fn difference(old: &Value, new: &Value) -> Option<Vec<Edit>> {
    let mut edits = Vec::new();
    object("$", old.as_object()?, new.as_object()?, &mut edits);
    Some(edits)
}

/// The text of an overlay.
///
/// # Errors
/// When a value has no YAML form.
pub fn written(title: &str, edits: &[Edit]) -> Result<String, String> {
    let action = |edit: &Edit| match &edit.update {
        Some(update) => json!({ "target": edit.target, "update": update }),
        None => json!({ "target": edit.target, "remove": true }),
    };
    let actions: Vec<Value> = edits.iter().map(action).collect();
    yaml::document(&json!({ "overlay": "1.1.0", "info": { "title": title, "version": "1.0.0" }, "actions": actions }))
}

fn object(path: &str, old: &Map<String, Value>, new: &Map<String, Value>, edits: &mut Vec<Edit>) {
    let mut own = Map::new();
    let mut inside = Vec::new();
    for (name, before) in old {
        let place = key(path, name);
        match (before, new.get(name)) {
            (_, Some(after)) if after == before => {}
            (Value::Object(before), Some(Value::Object(after))) => object(&place, before, after, &mut inside),
            (Value::Array(before), Some(Value::Array(after))) => match after.strip_prefix(before.as_slice()) {
                Some(more) => _ = own.insert(name.clone(), more.into()),
                None => inside.extend(list(&place, before, after)),
            },
            (before, Some(after)) => {
                if is_plain(before) != is_plain(after) || !is_plain(before) {
                    edits.push(Edit { target: place, update: None });
                }
                own.insert(name.clone(), after.clone());
            }
            (_, None) => edits.push(Edit { target: place, update: None }),
        }
    }
    own.extend(new.iter().filter(|(name, _)| !old.contains_key(*name)).map(|(name, value)| (name.clone(), value.clone())));
    if !own.is_empty() {
        edits.push(Edit { target: path.to_owned(), update: Some(own.into()) });
    }
    edits.append(&mut inside);
}

/// The shorter of two ways: item by item, or by removing and appending.
fn list(path: &str, old: &[Value], new: &[Value]) -> Vec<Edit> {
    let shorter = fewer(path, old, new);
    match item_by_item(path, old, new) {
        Some(same) if weight(&same) <= weight(&shorter) => same,
        _ => shorter,
    }
}

fn weight(edits: &[Edit]) -> usize {
    edits.iter().map(|edit| edit.target.len() + edit.update.as_ref().map_or(0, |value| value.to_string().len())).sum()
}

/// Removes what is not at the front of the new list, and appends the rest of it.
fn fewer(path: &str, old: &[Value], new: &[Value]) -> Vec<Edit> {
    let mut kept = 0;
    let mut gone = Vec::new();
    for (index, item) in old.iter().enumerate() {
        if new.get(kept) == Some(item) {
            kept += 1;
        } else {
            gone.push(index);
        }
    }
    let mut edits: Vec<Edit> = Vec::new();
    for index in gone.into_iter().rev() {
        edits.push(Edit { target: format!("{path}[{}]", selector(old, index, &[])), update: None });
    }
    if let Some(rest) = new.get(kept..).filter(|rest| !rest.is_empty()) {
        edits.push(Edit { target: path.to_owned(), update: Some(rest.into()) });
    }
    edits
}

/// Changes each item where it stands, if there are as many and each is of the kind that it was.
fn item_by_item(path: &str, old: &[Value], new: &[Value]) -> Option<Vec<Edit>> {
    if old.len() != new.len() {
        return None;
    }
    let mut edits = Vec::new();
    for (index, (before, after)) in old.iter().zip(new).enumerate().filter(|(_, (before, after))| before != after) {
        match (before, after) {
            (Value::Object(before), Value::Object(after)) => {
                object(&format!("{path}[{}]", selector(old, index, new)), before, after, &mut edits);
            }
            (Value::Array(before), Value::Array(after)) => edits.extend(list(&format!("{path}[{index}]"), before, after)),
            (before, after) if is_plain(before) && is_plain(after) => {
                edits.push(Edit { target: format!("{path}[{index}]"), update: Some(after.clone()) });
            }
            _ => return None,
        }
    }
    Some(edits)
}

fn is_plain(value: &Value) -> bool {
    !value.is_object() && !value.is_array()
}

/// Selects one item of a list, by what tells it from the others, and stays the same in `new` if that is not empty.
fn selector(items: &[Value], index: usize, new: &[Value]) -> String {
    const NAMES: &[&[&str]] = &[&["name"], &["name", "in"], &["url"], &["$ref"]];
    let Some(item) = items.get(index) else { return index.to_string() };
    if let Some(text) = item.as_str().filter(|_| new.is_empty() && items.iter().filter(|other| *other == item).count() == 1) {
        return format!("?@ == {}", quoted(text));
    }
    let values = |item: &Value, names: &[&str]| -> Option<Vec<String>> {
        names.iter().map(|name| item.get(name)?.as_str().map(str::to_owned)).collect()
    };
    for names in NAMES {
        let Some(own) = values(item, names) else { continue };
        let alone = items.iter().filter(|other| values(other, names).as_ref() == Some(&own)).count() == 1;
        let stays = new.is_empty() || items.iter().zip(new).all(|(old, new)| values(old, names) == values(new, names));
        if alone && stays {
            let test = |(name, value): (&&str, &String)| format!("{} == {}", key("@", name), quoted(value));
            return format!("?{}", names.iter().zip(&own).map(test).collect::<Vec<_>>().join(" && "));
        }
    }
    index.to_string()
}
