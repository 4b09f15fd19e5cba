//! Diagnostics for programs: a JSON object a line. Its fields are a promise; new ones may be added.

use super::Look;
use super::escape::is_steering;
use crate::diag::Diagnostics;
use crate::source::{Sources, Span};
use schemars::JsonSchema;
use serde::Serialize;

/// One diagnostic: what, where, and what to do.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "archc message")]
struct Report<'a> {
    /// `E0301`: a code has one meaning for ever.
    code: &'a str,
    /// `error` or `warning`.
    severity: &'a str,
    /// One line that makes sense alone.
    message: &'a str,
    #[serde(flatten)]
    place: Place,
    /// A few words on the place, often empty.
    label: &'a str,
    /// Other places that have a part in it.
    labels: Vec<Labelled<'a>>,
    /// What to do, a sentence each.
    help: &'a [String],
    /// Replacements that mend it, applied together.
    edits: Vec<Replacement<'a>>,
}

/// Lines and columns count from 1, columns in characters; `start` and `end` are offsets in bytes. The end is exclusive.
#[derive(Serialize, JsonSchema)]
struct Place {
    /// The path, as it would be named on this command line.
    file: String,
    /// Line of the start, from 1.
    line: u32,
    /// Column of the start in characters, from 1.
    column: u32,
    /// Line of the end.
    end_line: u32,
    /// Column behind the last character.
    end_column: u32,
    /// The start as an offset in bytes.
    start: u32,
    /// The offset behind the last byte.
    end: u32,
}

#[derive(Serialize, JsonSchema)]
struct Labelled<'a> {
    #[serde(flatten)]
    place: Place,
    /// What part it has.
    text: &'a str,
}

#[derive(Serialize, JsonSchema)]
struct Replacement<'a> {
    #[serde(flatten)]
    place: Place,
    /// What is to stand there instead.
    replacement: &'a str,
}

/// The JSON Schema of what [`render`] gives for each diagnostic.
#[must_use]
pub fn schema() -> String {
    let mut text = serde_json::to_string_pretty(&schemars::schema_for!(Report<'_>)).unwrap_or_default();
    text.push('\n');
    text
}

pub fn render(diagnostics: &Diagnostics, sources: &Sources, look: Look<'_>) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        let at = |span: Span| place(span, sources, look);
        let report = Report {
            code: diagnostic.code.id,
            severity: diagnostic.severity.word(),
            message: &diagnostic.message,
            place: at(diagnostic.primary.span),
            label: &diagnostic.primary.text,
            labels: diagnostic.secondary.iter().map(|label| Labelled { place: at(label.span), text: &label.text }).collect(),
            help: &diagnostic.help,
            edits: diagnostic.edits.iter().map(|edit| Replacement { place: at(edit.span), replacement: &edit.replacement }).collect(),
        };
        out.push_str(&harmless(&serde_json::to_string(&report).unwrap_or_default()));
        out.push('\n');
    }
    out
}

fn place(span: Span, sources: &Sources, look: Look<'_>) -> Place {
    let source = sources.get(span.file);
    let at = |offset: u32| source.map_or((1, 1), |file| (file.line_column(offset).line, file.line_column(offset).column));
    let ((line, column), (end_line, end_column)) = (at(span.start), at(span.end));
    Place { file: look.path(source), line, column, end_line, end_column, start: span.start, end: span.end }
}

/// JSON that a terminal may show: what would steer it stands in strings alone, where `\uXXXX` means the same.
pub fn harmless(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if is_steering(c) {
            out.extend(c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
    out
}
