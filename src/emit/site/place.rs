//! Places in the source as the page names them.

use crate::source::{Sources, Span};
use serde::Serialize;

/// The longest line that is shown, in characters.
const LONG: usize = 160;

/// A line of a source file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Place {
    pub file: String,
    pub line: u32,
    /// What stands there.
    pub text: String,
}

/// Where a span begins; nothing where it is in no file.
pub(super) fn place(sources: &Sources, span: Span) -> Option<Place> {
    let file = sources.get(span.file)?;
    let line = file.line_column(span.start).line;
    let text: String = file.line(line).trim().chars().take(LONG).collect();
    Some(Place { file: file.path().to_owned(), line, text })
}
