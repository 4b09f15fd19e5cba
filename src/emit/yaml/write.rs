//! The block form of documents: byte for byte what the YAML crate writes, without asking it of each key and each text whether it is
//! plain, which most plainly are. What is not is left to it.

use crate::emit::value::{Map, Value};
use serde_json::Number;
use std::fmt::Write as _;

/// Puts a document with a line end behind it to the end of a text; nothing, and half of it, for what the crate has to write as a whole.
pub(super) fn document(value: &Value, out: &mut String) -> Option<()> {
    let mut writer = Writer { out };
    match value {
        Value::Object(map) if map.len() > 0 => writer.map(map, 0, true),
        Value::Array(items) if !items.is_empty() => writer.list(items, 0),
        _ => None,
    }
}

struct Writer<'o> {
    out: &'o mut String,
}

const SPACES: &str = "                                                                ";

impl Writer<'_> {
    fn indent(&mut self, indent: usize) {
        match SPACES.get(..indent) {
            Some(spaces) => self.out.push_str(spaces),
            None => self.out.extend(std::iter::repeat_n(' ', indent)),
        }
    }

    /// The entries of a map; the first one where the line has begun already, if it has.
    fn map(&mut self, map: &Map, indent: usize, begun: bool) -> Option<()> {
        for (at, (key, value)) in map.iter().enumerate() {
            if at > 0 || !begun {
                self.indent(indent);
            }
            self.key(key)?;
            match value {
                Value::Object(map) if map.len() == 0 => self.out.push_str(" {}\n"),
                Value::Object(map) => {
                    self.out.push('\n');
                    self.map(map, indent + 2, false)?;
                }
                Value::Array(items) if items.is_empty() => self.out.push_str(" []\n"),
                Value::Array(items) => {
                    self.out.push('\n');
                    self.list(items, indent)?;
                }
                scalar => {
                    self.out.push(' ');
                    self.scalar(scalar, indent, super::entry)?;
                }
            }
        }
        Some(())
    }

    fn list(&mut self, items: &[Value], indent: usize) -> Option<()> {
        for item in items {
            self.indent(indent);
            self.out.push_str("- ");
            match item {
                Value::Object(map) if map.len() > 0 => self.map(map, indent + 2, true)?,
                Value::Object(_) | Value::Array(_) => return None,
                scalar => self.scalar(scalar, indent, super::item)?,
            }
        }
        Some(())
    }

    fn key(&mut self, key: &str) -> Option<()> {
        let inner = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'_' | b'.' | b'/' | b'-');
        if key.starts_with(|c: char| c.is_ascii_alphabetic()) && key.bytes().all(inner) && !is_word(key) {
            self.out.push_str(key);
        } else {
            self.out.push_str(&super::key(key)?);
        }
        self.out.push(':');
        Some(())
    }

    /// A value on the line that has begun. `awkward` is how the crate writes a text that is not plain, on its own and with a line end.
    fn scalar(&mut self, value: &Value, indent: usize, awkward: fn(&str) -> Option<String>) -> Option<()> {
        match value {
            Value::Null => self.out.push_str("null"),
            Value::Bool(truth) => self.out.push_str(if *truth { "true" } else { "false" }),
            Value::Number(number) if !Number::is_f64(number) => _ = write!(self.out, "{number}"),
            Value::String(text) if is_plain(text) => self.out.push_str(text),
            Value::String(text) if is_number(text) => {
                self.out.push('"');
                self.out.push_str(text);
                self.out.push('"');
            }
            Value::String(text) => {
                // How deep lines begin that begin with a space is for the crate to say.
                let first = text.lines().find(|line| !line.is_empty()).unwrap_or_default();
                if text.contains('\n') && first.starts_with([' ', '\t']) {
                    return None;
                }
                let written = awkward(text)?;
                let mut lines = written.split_inclusive('\n');
                self.out.push_str(lines.next()?);
                for line in lines {
                    if line != "\n" {
                        self.indent(indent);
                    }
                    self.out.push_str(line);
                }
                return Some(());
            }
            Value::Number(_) | Value::Object(_) | Value::Array(_) => return None,
        }
        self.out.push('\n');
        Some(())
    }
}

/// Whether a text is a number, or a version that some reader takes for one.
fn is_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit()) && text.bytes().all(|c| c.is_ascii_digit() || c == b'.')
}

/// Whether a text is a plain scalar for certain: it begins with a letter or `/`, or is a number with a unit or a range of addresses,
/// and nothing in it would end it.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else { return false };
    if first.is_ascii_digit() {
        let rest = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        let unit = matches!(rest, "m" | "s" | "h" | "d" | "Ki" | "Mi" | "Gi" | "Ti");
        return unit || rest.strip_prefix('/').is_some_and(|width| width.bytes().all(|c| c.is_ascii_digit()));
    }
    let begins = first.is_ascii_alphabetic() || *first == b'/';
    if !begins || matches!(last, b' ' | b':') || !bytes.iter().all(|c| matches!(c, b' '..=b'~')) {
        return false;
    }
    let ends = bytes.windows(2).any(|pair| matches!(pair, [b':', b' '] | [b' ', b'#']));
    !ends && !is_word(text)
}

/// Whether a text is a word for something that is no text, to some reader of YAML.
fn is_word(text: &str) -> bool {
    const WORDS: [&str; 12] = ["y", "n", "on", "no", "yes", "off", "nan", "inf", "null", "true", "false", "none"];
    text.len() <= 5 && WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::super::document as crates;
    use super::{Number, Value, document as put};
    use proptest::prelude::*;

    fn document(value: &Value) -> Option<String> {
        let mut out = String::new();
        put(value, &mut out).map(|()| out)
    }

    fn text() -> impl Strategy<Value = String> {
        let pieces = prop::sample::select(vec![
            "a", "B", "y", "no", "On", "null", "~", "/", "-", "- ", ".", "..", ": ", ":", " #", "#", " ", "\n", "\n\n", "\t", "1", "0x",
            "e", "_", "512Mi", "2d", "5", "10.1", "/8", "\"", "'", "{", "}", "[", "]", "|", ">", "%", "&", "*", "!", "@", "`", "=", "<<",
            "?", ",", "ü", "\u{85}", "\u{7f}", "😀", "true", "inf", "---",
        ]);
        prop::collection::vec(pieces, 0..6).prop_map(|pieces| pieces.concat())
    }

    fn value() -> impl Strategy<Value = Value> {
        let scalar = prop_oneof![
            6 => text().prop_map(|text| Value::String(text.into())),
            1 => any::<i64>().prop_map(|number| Value::Number(Number::from(number))),
            1 => any::<u64>().prop_map(|number| Value::Number(Number::from(number))),
            1 => any::<bool>().prop_map(Value::Bool),
            1 => Just(Value::Null),
        ];
        scalar.prop_recursive(4, 24, 4, |inner| {
            let entries = prop::collection::btree_map(text(), inner.clone(), 0..4);
            let map = entries.prop_map(|map| Value::Object(map.into_iter().map(|(key, value)| (key.into(), value)).collect()));
            prop_oneof![2 => map, 1 => prop::collection::vec(inner, 0..4).prop_map(Value::Array)]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn a_document_is_what_the_crate_writes(value in value()) {
            if let Some(written) = document(&value) {
                prop_assert_eq!(Ok(written), crates(&value));
            }
        }

        #[test]
        fn a_text_is_what_the_crate_writes(text in text(), deep in any::<bool>()) {
            let entry = |value: Value| Value::Object(std::iter::once(("key".into(), value)).collect());
            let texts = Value::Array(vec![Value::String(text.as_str().into()), entry(Value::String(text.as_str().into()))]);
            let value = entry(if deep { entry(texts) } else { texts });
            if let Some(written) = document(&value) {
                prop_assert_eq!(Ok(written), crates(&value));
            }
        }
    }

    #[test]
    fn what_manifests_are_made_of_is_written_here() {
        let json = serde_json::json!({
            "kind": "ConfigMap", "spec": { "on": "yes", "list": [{ "name": "a", "args": ["--x", "0"] }, { "port": 80 }], "none": {} },
            "data": { "a.yaml": "a: 1\nb:\n- 2\n", "app.kubernetes.io/name": "x", "cpu": "100m", "text": "Two words: three" },
        });
        let value = Value::from(json);
        let written = document(&value).expect("it is all written here");
        assert_eq!(Ok(written), crates(&value));
    }
}
