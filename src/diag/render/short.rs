//! Diagnostics as one line each, in the form that editors and logs read.

use super::{Look, escape};
use crate::diag::Diagnostics;
use crate::source::Sources;
use std::fmt::Write as _;

pub fn render(diagnostics: &Diagnostics, sources: &Sources, look: Look<'_>) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics {
        let span = diagnostic.primary.span;
        let file = sources.get(span.file);
        let (path, word, id, message) = (look.path(file), diagnostic.severity.word(), diagnostic.code.id, escape(&diagnostic.message));
        let at = file.map_or((1, 1), |file| {
            let at = file.line_column(span.start);
            (at.line, at.column)
        });
        let _ = writeln!(out, "{path}:{}:{}: {word}[{id}]: {message}", at.0, at.1);
    }
    out
}
