//! Diagnostics as test results in the XML that came from `JUnit`: a suite for each file, a case for each diagnostic. Errors
//! are failures; the form has no warnings, so they are cases that passed and say something.

use super::{Part, escape};
use crate::diag::{Diagnostic, Severity};
use crate::source::SourceFile;
use std::fmt::Write as _;

pub fn render(parts: &[Part<'_>]) -> String {
    let mut suites = String::new();
    let (mut cases, mut failures) = (0, 0);
    for part in parts {
        for (id, file) in part.sources.iter() {
            let found: Vec<&Diagnostic> = part.diagnostics.iter().filter(|diagnostic| diagnostic.primary.span.file == id).collect();
            let failed = found.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
            cases += found.len().max(1);
            failures += failed;
            suite(&mut suites, &part.look().path(Some(file)), file, &found, failed);
        }
    }
    let totals = counts(cases, failures);
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"archc\" {totals}>\n{suites}</testsuites>\n")
}

fn counts(cases: usize, failures: usize) -> String {
    format!("tests=\"{cases}\" failures=\"{failures}\" errors=\"0\" skipped=\"0\" time=\"0\"")
}

fn suite(out: &mut String, path: &str, file: &SourceFile, found: &[&Diagnostic], failed: usize) {
    let path = xml(path);
    let _ = writeln!(out, "  <testsuite name=\"{path}\" {}>", counts(found.len().max(1), failed));
    if found.is_empty() {
        let _ = writeln!(out, "    <testcase name=\"no mistakes\" classname=\"{path}\" time=\"0\"/>");
    }
    for diagnostic in found {
        case(out, &path, file, diagnostic);
    }
    out.push_str("  </testsuite>\n");
}

fn case(out: &mut String, path: &str, file: &SourceFile, diagnostic: &Diagnostic) {
    let at = file.line_column(diagnostic.primary.span.start);
    let (id, word) = (diagnostic.code.id, diagnostic.severity.word());
    let message = xml(&diagnostic.message);
    let mut text = format!("{path}:{}:{}: {word}[{id}]: {message}\n", at.line, at.column);
    for help in &diagnostic.help {
        let _ = writeln!(text, "help: {}", xml(help));
    }
    let name = format!("{id} in line {}: {message}", at.line);
    let _ = writeln!(out, "    <testcase name=\"{name}\" classname=\"{path}\" file=\"{path}\" line=\"{}\" time=\"0\">", at.line);
    let _ = match diagnostic.severity {
        Severity::Error => writeln!(out, "      <failure message=\"{message}\" type=\"{id}\">{text}</failure>"),
        Severity::Warning => writeln!(out, "      <system-out>{text}</system-out>"),
    };
    out.push_str("    </testcase>\n");
}

/// Text on one line of an element or in an attribute. What XML cannot hold, not even as a reference, is spelt out.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in escape(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' => out.push_str("&#9;"),
            '\u{fffe}' | '\u{ffff}' => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            _ => out.push(c),
        }
    }
    out
}
