//! What makes one object of another: the operations of a JSON patch (RFC 6902), which say exactly that and nothing more.

use crate::emit::value::Value;
use serde::Serialize;

/// One operation. Paths are JSON pointers.
#[derive(Debug, PartialEq, Serialize)]
#[serde(tag = "op", rename_all = "lowercase")]
pub(super) enum Change<'v> {
    Add { path: String, value: &'v Value },
    Remove { path: String },
    Replace { path: String, value: &'v Value },
}

/// The operations that make `to` of `from`, in the order of their paths.
pub(super) fn between<'v>(from: &Value, to: &'v Value) -> Vec<Change<'v>> {
    let mut changes = Vec::new();
    if from != to {
        compare(&mut String::new(), from, to, &mut changes);
    }
    changes
}

/// The same for two values at a path that are known to be different.
fn compare<'v>(path: &mut String, from: &Value, to: &'v Value, changes: &mut Vec<Change<'v>>) {
    let length = path.len();
    match (from, to) {
        (Value::Object(before), Value::Object(after)) => {
            let mut keys: Vec<&str> = before.keys().chain(after.keys().filter(|key| !before.contains_key(key))).collect();
            keys.sort_unstable();
            for key in keys {
                let (old, new) = (before.get(key), after.get(key));
                if old == new {
                    continue;
                }
                path.push('/');
                path.push_str(&key.replace('~', "~0").replace('/', "~1"));
                match (old, new) {
                    (Some(old), Some(new)) => compare(path, old, new, changes),
                    (None, Some(value)) => changes.push(Change::Add { path: path.clone(), value }),
                    (_, None) => changes.push(Change::Remove { path: path.clone() }),
                }
                path.truncate(length);
            }
        }
        (Value::Array(before), Value::Array(after)) if alike(before, after) => {
            for (index, (old, new)) in before.iter().zip(after).enumerate().filter(|(_, (old, new))| old != new) {
                path.push_str(&format!("/{index}"));
                match old.get("name") {
                    Some(_) => compare(path, old, new, changes),
                    // The rule of a policy, say: its parts mean nothing without one another.
                    None => changes.push(Change::Replace { path: path.clone(), value: new }),
                }
                path.truncate(length);
            }
        }
        _ => changes.push(Change::Replace { path: path.clone(), value: to }),
    }
}

/// Whether two lists hold the same things in the same places, so that it is plain what has changed. Others are replaced as a whole.
fn alike(before: &[Value], after: &[Value]) -> bool {
    let same = |(a, b): (&Value, &Value)| a.is_object() && b.is_object() && a.get("name") == b.get("name");
    before.len() == after.len() && before.iter().zip(after).all(same)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_change_says_what_it_changes_and_no_more() {
        let from = json!({
            "a": 1, "b": { "x/y": 1, "z": [1] }, "l": [{ "name": "p", "v": 1 }, { "name": "q" }], "m": [{ "name": "p" }],
            "r": [{ "port": 1 }, { "port": 2, "to": "p" }],
        });
        let to = json!({
            "b": { "x/y": 2, "z": [2] }, "c": 3, "l": [{ "name": "p", "v": 2 }, { "name": "q" }], "m": [{ "name": "r" }],
            "r": [{ "port": 1 }, { "port": 3, "to": "p" }],
        });
        let (from, to) = (Value::from(from), Value::from(to));
        let changes = serde_json::to_value(between(&from, &to)).expect("changes are JSON");
        assert_eq!(
            changes,
            json!([
                { "op": "remove", "path": "/a" },
                { "op": "replace", "path": "/b/x~1y", "value": 2 },
                { "op": "replace", "path": "/b/z", "value": [2] },
                { "op": "add", "path": "/c", "value": 3 },
                { "op": "replace", "path": "/l/0/v", "value": 2 },
                { "op": "replace", "path": "/m", "value": [{ "name": "r" }] },
                { "op": "replace", "path": "/r/1", "value": { "port": 3, "to": "p" } },
            ])
        );
        assert_eq!(between(&from, &from), Vec::new());
    }
}
