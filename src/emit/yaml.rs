//! YAML out and in: the only file that names the YAML crate. What is written reads back the same with every reader, keys
//! stay in the order in which they come, and lines are never folded.

mod write;

use crate::emit::value::Value as DocumentValue;
use crate::source::{FileId, Span};
use serde::Serialize;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};
use serde_saphyr::{Location, SerializerOptions, Spanned, ser_options};
use std::collections::BTreeMap;
use std::fmt;

/// A value as one YAML document, with a line end behind it and no `---` before it.
///
/// # Errors
/// When the value has no YAML form: a map whose key is no scalar.
pub fn document<T: Serialize>(value: &T) -> Result<String, String> {
    serde_saphyr::to_string_with_options(value, options()).map_err(|error| error.to_string())
}

/// Several values as the documents of one YAML file, `---` between them, each as [`document`] has it.
pub(in crate::emit) fn documents(values: &[&DocumentValue]) -> String {
    let mut out = String::with_capacity(4096);
    for value in values {
        if !out.is_empty() {
            out.push_str("---\n");
        }
        let begin = out.len();
        if write::document(value, &mut out).is_none() {
            out.truncate(begin);
            // Its keys are texts, so that it always has a form.
            out.push_str(&document(value).unwrap_or_default());
        }
    }
    out
}

/// A text as the value of an entry of a map, with the line end behind it.
fn entry(text: &str) -> Option<String> {
    let written = document(&BTreeMap::from([("k", text)])).ok()?;
    written.strip_prefix("k: ").map(str::to_owned)
}

/// A text as an item of a list, with the line end behind it.
fn item(text: &str) -> Option<String> {
    let written = document(&[text]).ok()?;
    written.strip_prefix("- ").map(str::to_owned)
}

/// A text as a key.
fn key(text: &str) -> Option<String> {
    let written = document(&BTreeMap::from([(text, true)])).ok()?;
    written.strip_suffix(": true\n").filter(|key| !key.contains('\n') && !key.starts_with("? ")).map(str::to_owned)
}

/// The value of a text of one YAML document; nothing but JSON's kinds of values is taken.
///
/// # Errors
/// When the text is not YAML; the message names the line and column in it.
pub fn parse(text: &str) -> Result<Value, String> {
    serde_saphyr::from_str(text).map_err(|error| error.to_string())
}

/// A value of a YAML text and the place where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Where: a plain value as it is written, a list or map where it begins.
    pub span: Span,
    /// What stands there.
    pub content: Content,
}

/// What a [`Node`] is.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Nothing, `true`, a number or a text.
    Scalar(Value),
    /// A list.
    List(Vec<Node>),
    /// A map, in the order of the text; each key once.
    Map(Vec<(Key, Node)>),
}

/// The key of an entry of a map and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// As it is written, also where it is a number.
    pub name: String,
    /// Where.
    pub span: Span,
}

/// What is wrong with a text that is not YAML, or says what JSON cannot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Where.
    pub span: Span,
    /// What, without a place.
    pub message: String,
}

impl Node {
    /// The value without its places.
    #[must_use]
    pub fn value(&self) -> Value {
        match &self.content {
            Content::Scalar(value) => value.clone(),
            Content::List(items) => items.iter().map(Self::value).collect(),
            Content::Map(entries) => entries.iter().map(|(key, node)| (key.name.clone(), node.value())).collect(),
        }
    }

    /// The text, where it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Scalar(Value::String(text)) => Some(text),
            _ => None,
        }
    }
}

/// The value of a text of one YAML document with the places of all its parts; only JSON's kinds of values are taken.
///
/// # Errors
/// When the text is not YAML, a key stands twice in a map, or a value has no form in JSON.
pub fn read(file: FileId, text: &str) -> Result<Node, Mistake> {
    match serde_saphyr::from_str::<Spanned<Raw>>(text) {
        Ok(raw) => Ok(raw.value.placed(file, text, &raw.referenced)),
        Err(error) => {
            let error = error.without_snippet();
            let at = error.location();
            let said = error.to_string();
            let message = said.split(" at line ").next().unwrap_or_default();
            let message = message.split(", set DuplicateKeyPolicy").next().unwrap_or_default().to_owned();
            let span = at.map_or(Span::new(file, 0, 0), |at| span(file, text, &at));
            Err(Mistake { span, message })
        }
    }
}

/// The bytes of a place; one without bytes is found by its line and column.
fn span(file: FileId, text: &str, at: &Location) -> Span {
    let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let (start, length) = match (at.span().byte_offset(), at.span().byte_len()) {
        (Some(start), Some(length)) => (count(start), count(length)),
        _ => {
            let line = count(at.line()).saturating_sub(1);
            let before: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
            let rest = text.get(before..).unwrap_or_default();
            let column = count(at.column()).saturating_sub(1);
            (before + rest.chars().take(column).map(char::len_utf8).sum::<usize>(), 0)
        }
    };
    let start = floor(text, start);
    let end = floor(text, start.saturating_add(length));
    let written = text.get(start..end).unwrap_or_default().trim_end();
    Span::new(file, start, start + written.len())
}

/// The last border of a character that is not behind `at`.
fn floor(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// A value as the YAML crate hands it over.
enum Raw {
    Scalar(Value),
    List(Vec<Spanned<Self>>),
    Map(Vec<(Spanned<String>, Spanned<Self>)>),
}

impl Raw {
    fn placed(self, file: FileId, text: &str, at: &Location) -> Node {
        let node = |raw: Spanned<Self>| raw.value.placed(file, text, &raw.referenced);
        let content = match self {
            Self::Scalar(value) => Content::Scalar(value),
            Self::List(items) => Content::List(items.into_iter().map(node).collect()),
            Self::Map(entries) => {
                let key = |key: Spanned<String>| Key { span: span(file, text, &key.referenced), name: key.value };
                Content::Map(entries.into_iter().map(|(name, value)| (key(name), node(value))).collect())
            }
        };
        Node { span: span(file, text, at), content }
    }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value that JSON has, too")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Scalar(Value::Null))
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Scalar(Value::Null))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Raw, E> {
        Ok(Raw::Scalar(truth.into()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Raw, E> {
        Ok(Raw::Scalar(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Raw, E> {
        Ok(Raw::Scalar(number.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Raw, E> {
        let number = Number::from_f64(number).ok_or_else(|| E::custom("no number of JSON"))?;
        Ok(Raw::Scalar(Value::Number(number)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Raw, E> {
        Ok(Raw::Scalar(text.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Raw::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Raw, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = access.next_entry()? {
            entries.push(entry);
        }
        Ok(Raw::Map(entries))
    }
}

fn options() -> SerializerOptions {
    ser_options! { folded_wrap_chars: usize::MAX, compact_list_indent: true }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn awkward_strings_read_back_the_same() {
        let awkward = [
            "no",
            "y",
            "Yes",
            "on",
            "null",
            "~",
            "",
            " ",
            "1",
            "1.0",
            "1_000",
            "0x1f",
            "0o17",
            "017",
            "1e3",
            "12:30",
            "=",
            "<<",
            "2026-03-02",
            "a: b",
            "a #b",
            "- a",
            "? a",
            "!tag",
            "&a",
            "*a",
            "%a",
            "@a",
            "`a",
            "|",
            ">",
            "{a}",
            "[a]",
            "a\nb",
            "a\n",
            "\na",
            "a\n\n",
            " a ",
            "\ttab",
            "\u{85}",
            "\u{2028}",
            "\u{feff}",
            "\u{7f}",
            "ü",
            "😀",
            "'",
            "\"",
            "\\",
            "a\\nb",
            ".inf",
            ".nan",
            "+1",
            "-",
            "---",
            "...",
        ];
        for text in awkward {
            let value = json!({ "key": text, text: [text] });
            let written = document(&value).expect("strings can be written");
            assert_eq!(parse(&written), Ok(value), "{written}");
        }
    }

    #[test]
    fn what_is_read_has_its_place() {
        let text = "a: \u{fc} x\nlist: [1, {b: no}]\n200: |\n  two\n  lines\n";
        let node = read(FileId(3), text).expect("it is YAML");
        assert_eq!(node.value(), json!({ "a": "\u{fc} x", "list": [1, { "b": false }], "200": "two\nlines\n" }));
        let Content::Map(entries) = &node.content else { panic!("it is a map") };
        let written: Vec<&str> = entries.iter().flat_map(|(key, node)| [key.span, node.span]).map(|span| &text[span.range()]).collect();
        assert_eq!(written, ["a", "\u{fc} x", "list", "[", "200", "two\n  lines"]);
        assert!(entries.iter().all(|(key, node)| key.span.file == FileId(3) && node.span.file == FileId(3)));
    }

    #[test]
    fn what_cannot_be_read_has_a_place() {
        for (text, start, message) in [
            ("a: \u{fc}\nb: [", 9, "unclosed bracket '['"),
            ("a: 1\na: 2\n", 5, "duplicate mapping key: a"),
            ("a: .inf\n", 3, "non-finite float `.inf` rejected by the configured policy"),
            ("a: b\n---\nc: d\n", 9, "multiple YAML documents detected; use from_str_multiple or from_str_multiple_with_options"),
        ] {
            let mistake = read(FileId(0), text).expect_err("it cannot be read");
            assert_eq!((mistake.span.start, mistake.message.as_str()), (start, message));
        }
        assert!(read(FileId(0), &"[".repeat(100_000)).is_err());
    }

    #[test]
    fn long_lines_are_not_folded_and_keys_keep_their_order() {
        let long = "word ".repeat(60);
        let written =
            document(&json!({ "z": long.trim_end(), "a": 1, "list": [{ "name": "x", "value": "why" }] })).expect("it can be written");
        assert_eq!(written, format!("z: {}\na: 1\nlist:\n- name: x\n  value: why\n", long.trim_end()));
        let [one, two] = [json!({ "a": 1 }), json!({ "b": 2 })].map(DocumentValue::from);
        assert_eq!(documents(&[&one, &two]), "a: 1\n---\nb: 2\n");
    }
}
