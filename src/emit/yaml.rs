//! YAML out and in: the only file that names the YAML crate. What is written reads back the same with every reader, keys
//! stay in the order in which they come, and lines are never folded.

use serde::Serialize;
use serde_json::Value;
use serde_saphyr::{SerializerOptions, ser_options};

/// A value as one YAML document, with a line end behind it and no `---` before it.
///
/// # Errors
/// When the value has no YAML form: a map whose key is no scalar.
pub fn document<T: Serialize>(value: &T) -> Result<String, String> {
    serde_saphyr::to_string_with_options(value, options()).map_err(|error| error.to_string())
}

/// Several values as the documents of one YAML file, `---` between them.
///
/// # Errors
/// When one of them has no YAML form.
pub fn documents<T: Serialize>(values: &[T]) -> Result<String, String> {
    let documents: Result<Vec<String>, String> = values.iter().map(document).collect();
    Ok(documents?.join("---\n"))
}

/// The value of a text of one YAML document; nothing but JSON's kinds of values is taken.
///
/// # Errors
/// When the text is not YAML; the message names the line and column in it.
pub fn parse(text: &str) -> Result<Value, String> {
    serde_saphyr::from_str(text).map_err(|error| error.to_string())
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
    fn long_lines_are_not_folded_and_keys_keep_their_order() {
        let long = "word ".repeat(60);
        let written =
            document(&json!({ "z": long.trim_end(), "a": 1, "list": [{ "name": "x", "value": "why" }] })).expect("it can be written");
        assert_eq!(written, format!("z: {}\na: 1\nlist:\n- name: x\n  value: why\n", long.trim_end()));
        assert_eq!(documents(&[json!({ "a": 1 }), json!({ "b": 2 })]), Ok("a: 1\n---\nb: 2\n".to_owned()));
    }
}
