//! What makes one object of another: the operations of a JSON patch (RFC 6902), which say exactly that and nothing more.

use serde::Serialize;
use serde_json::Value;

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
    compare("", from, to, &mut changes);
    changes
}

fn compare<'v>(path: &str, from: &Value, to: &'v Value, changes: &mut Vec<Change<'v>>) {
    match (from, to) {
        _ if from == to => {}
        (Value::Object(before), Value::Object(after)) => {
            let mut keys: Vec<&String> = before.keys().chain(after.keys().filter(|key| !before.contains_key(*key))).collect();
            keys.sort();
            for key in keys {
                let path = format!("{path}/{}", key.replace('~', "~0").replace('/', "~1"));
                match (before.get(key), after.get(key)) {
                    (Some(before), Some(after)) => compare(&path, before, after, changes),
                    (None, Some(value)) => changes.push(Change::Add { path, value }),
                    (_, None) => changes.push(Change::Remove { path }),
                }
            }
        }
        (Value::Array(before), Value::Array(after)) if alike(before, after) => {
            for (index, (before, after)) in before.iter().zip(after).enumerate() {
                compare(&format!("{path}/{index}"), before, after, changes);
            }
        }
        _ => changes.push(Change::Replace { path: path.to_owned(), value: to }),
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
        let from = json!({ "a": 1, "b": { "x/y": 1, "z": [1] }, "l": [{ "name": "p", "v": 1 }, { "name": "q" }], "m": [{ "name": "p" }] });
        let to = json!({ "b": { "x/y": 2, "z": [2] }, "c": 3, "l": [{ "name": "p", "v": 2 }, { "name": "q" }], "m": [{ "name": "r" }] });
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
            ])
        );
        assert_eq!(between(&from, &from), Vec::new());
    }
}
