//! Diagnostics as a log in SARIF 2.1.0, the form in which analysers hand over what they found. Columns count UTF-16 code
//! units and ends are exclusive, as in editors; paths are URI references from where the command was run.

use super::json::harmless;
use super::{Part, escape};
use crate::diag::{Code, Diagnostic, Edit, Severity};
use crate::source::{FileId, SourceFile, Span};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

pub fn render(parts: &[Part<'_>]) -> String {
    let found = || parts.iter().flat_map(|part| part.diagnostics.iter().map(move |diagnostic| (part, diagnostic)));
    let codes: BTreeMap<&str, &Code> = found().map(|(_, diagnostic)| (diagnostic.code.id, diagnostic.code)).collect();
    let rules: Vec<Value> = codes.values().map(|code| rule(code)).collect();
    let index = |code: &Code| codes.keys().position(|id| *id == code.id);
    let results: Vec<Value> = found().map(|(part, diagnostic)| result(part, diagnostic, index(diagnostic.code))).collect();
    let driver =
        json!({ "name": "archc", "version": env!("CARGO_PKG_VERSION"), "semanticVersion": env!("CARGO_PKG_VERSION"), "rules": rules });
    let run = json!({ "tool": { "driver": driver }, "columnKind": "utf16CodeUnits", "results": results });
    let log = json!({ "$schema": SCHEMA, "version": "2.1.0", "runs": [run] });
    let text = serde_json::to_string_pretty(&log).unwrap_or_default();
    text.lines().map(|line| harmless(line) + "\n").collect()
}

fn rule(code: &Code) -> Value {
    let explain = code.explain.trim();
    let first = explain.split("\n\n").next().unwrap_or(code.title).replace('\n', " ");
    json!({
        "id": code.id,
        "shortDescription": { "text": code.title },
        "fullDescription": { "text": first },
        "help": { "text": explain, "markdown": explain },
        "defaultConfiguration": { "level": if code.id.starts_with('W') { "warning" } else { "error" } },
    })
}

fn result(part: &Part<'_>, diagnostic: &Diagnostic, index: Option<usize>) -> Value {
    let help = diagnostic.help.iter().fold(String::new(), |text, help| text + "\nhelp: " + help);
    let mut result = json!({
        "ruleId": diagnostic.code.id,
        "ruleIndex": index,
        "level": match diagnostic.severity { Severity::Error => "error", Severity::Warning => "warning" },
        "message": { "text": plain(&format!("{}{help}", diagnostic.message)) },
        "locations": [location(part, diagnostic.primary.span, &diagnostic.primary.text)],
    });
    let related: Vec<Value> = diagnostic.secondary.iter().map(|label| location(part, label.span, &label.text)).collect();
    let Some(fields) = result.as_object_mut() else { return result };
    if !related.is_empty() {
        fields.insert("relatedLocations".to_owned(), related.into());
    }
    if !diagnostic.edits.is_empty() {
        fields.insert("fixes".to_owned(), json!([fix(part, diagnostic)]));
    }
    result
}

fn location(part: &Part<'_>, span: Span, text: &str) -> Value {
    let mut location = json!({ "physicalLocation": { "artifactLocation": artifact(part, span.file), "region": region(part, span) } });
    if let (Some(fields), false) = (location.as_object_mut(), text.is_empty()) {
        fields.insert("message".to_owned(), json!({ "text": plain(text) }));
    }
    location
}

/// The edits of a diagnostic, which are made together, by file.
fn fix(part: &Part<'_>, diagnostic: &Diagnostic) -> Value {
    let mut files: Vec<(FileId, Vec<&Edit>)> = Vec::new();
    for edit in &diagnostic.edits {
        match files.iter_mut().find(|(file, _)| *file == edit.span.file) {
            Some((_, edits)) => edits.push(edit),
            None => files.push((edit.span.file, vec![edit])),
        }
    }
    let replacement = |edit: &&Edit| json!({ "deletedRegion": region(part, edit.span), "insertedContent": { "text": edit.replacement } });
    let change = |(file, edits): &(FileId, Vec<&Edit>)| json!({ "artifactLocation": artifact(part, *file), "replacements": edits.iter().map(replacement).collect::<Vec<_>>() });
    let title = diagnostic.help.last().map_or("change it so", String::as_str);
    json!({ "description": { "text": plain(title) }, "artifactChanges": files.iter().map(change).collect::<Vec<_>>() })
}

fn region(part: &Part<'_>, span: Span) -> Value {
    let at = |file: &SourceFile, offset: u32| (file.line_column(offset).line, file.line_column(offset).column_utf16);
    let source = part.sources.get(span.file);
    let ((line, column), (end_line, end_column)) = source.map_or(((1, 1), (1, 1)), |file| (at(file, span.start), at(file, span.end)));
    json!({ "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column })
}

fn artifact(part: &Part<'_>, file: FileId) -> Value {
    json!({ "uri": uri(&path(part, part.sources.get(file))) })
}

/// The path as it is, for a URI can hold what a terminal must not see.
fn path(part: &Part<'_>, file: Option<&SourceFile>) -> String {
    let path = file.map_or("", SourceFile::path);
    let root = if part.base.starts_with('/') { "/" } else { "" };
    format!("{root}{}", crate::source::join(part.base.trim_start_matches('/'), path))
}

/// A path as a URI reference: all but what is plain everywhere is percent-encoded, so that no part of it is taken for a
/// scheme, a host, a query or a fragment.
fn uri(path: &str) -> String {
    let mut uri = if path.starts_with('/') { "file://".to_owned() } else { String::new() };
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            _ => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}

/// A message of a log: nothing that steers a terminal, and nothing that readers of logs would take for a link.
fn plain(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').map(escape).collect();
    lines.join("\n").replace("](", "] (")
}
