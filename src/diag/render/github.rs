//! Diagnostics as workflow commands of GitHub, which shows them beside the lines that they speak of.

use super::{Part, escape, short};
use crate::diag::{Diagnostic, Diagnostics, Severity};
use std::fmt::Write as _;

/// GitHub shows so many annotations of each level in a step, and drops the others without a word.
const SHOWN: usize = 10;

pub fn render(parts: &[Part<'_>]) -> String {
    let mut out = String::new();
    let (mut errors, mut warnings) = (0, 0);
    for part in parts {
        // What gets no annotation is at least in the log.
        let mut rest = Diagnostics::default();
        for diagnostic in part.diagnostics {
            let seen = if diagnostic.severity == Severity::Error { &mut errors } else { &mut warnings };
            *seen += 1;
            if *seen <= SHOWN {
                command(&mut out, part, diagnostic);
            } else {
                rest.push(diagnostic.clone());
            }
        }
        out += &short::render(&rest, part.sources, part.look());
    }
    let more: Vec<String> = [(errors, "error"), (warnings, "warning")].into_iter().filter_map(|(seen, noun)| more(seen, noun)).collect();
    if !more.is_empty() {
        let _ = writeln!(out, "::notice title=archc::{} in the log of this step, for only ten of each are shown", more.join(" and "));
    }
    out
}

/// `3 more errors are`
fn more(seen: usize, noun: &str) -> Option<String> {
    match seen.saturating_sub(SHOWN) {
        0 => None,
        1 => Some(format!("1 more {noun}")),
        n => Some(format!("{n} more {noun}s")),
    }
}

fn command(out: &mut String, part: &Part<'_>, diagnostic: &Diagnostic) {
    let span = diagnostic.primary.span;
    let source = part.sources.get(span.file);
    let path = property(&part.look().path(source));
    let _ = write!(out, "::{} file={path}", diagnostic.severity.word());
    if let Some(file) = source {
        let (start, end) = (file.line_column(span.start), file.line_column(span.end));
        let _ = write!(out, ",line={},endLine={}", start.line, end.line);
        // Columns are taken within one line alone.
        if start.line == end.line {
            let _ = write!(out, ",col={},endColumn={}", start.column, end.column);
        }
    }
    let help = diagnostic.help.iter().map(|help| format!("\nhelp: {help}"));
    let text = format!("{}{}", diagnostic.message, help.collect::<String>());
    let _ = writeln!(out, ",title={}::{}", property(&format!("archc {}", diagnostic.code.id)), data(&text));
}

/// The text behind a command: on one line, and no other command in it.
fn data(text: &str) -> String {
    let lines: Vec<_> = text.split('\n').map(escape).collect();
    lines.join("\n").replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A value in a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
