//! Diagnostics: what is wrong, where, and what to do about it. Owns their form, their codes and their rendering.
//! Knows source texts, and nothing of the language.

pub mod codes;
pub mod render;
mod suggest;

use crate::source::{FileId, Span};
pub use codes::Code;
pub use suggest::nearest;

/// How much a diagnostic weighs. Errors stop the build, warnings do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The program has no meaning until this is mended.
    Error,
    /// The program has a meaning, but probably not the one that was wanted.
    Warning,
}

impl Severity {
    /// `error` or `warning`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// A place with a few words on its part in the matter; the text may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is to be said of it.
    pub text: String,
}

/// A change to the source that mends the mistake: the bytes of `span` become `replacement`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty for an insertion.
    pub span: Span,
    /// The new text.
    pub replacement: String,
}

/// One mistake, or one thing worth a warning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which kind of mistake, with its explain page.
    pub code: &'static Code,
    /// Error or warning.
    pub severity: Severity,
    /// One line that makes sense alone: lower case, no full stop, the user's words in backticks.
    pub message: String,
    /// Where it was found.
    pub primary: Label,
    /// Other places that have a part in it.
    pub secondary: Vec<Label>,
    /// What to do, a sentence each.
    pub help: Vec<String>,
    /// Edits that mend it, applied together.
    pub edits: Vec<Edit>,
}

impl Diagnostic {
    /// An error of kind `code` at `span`.
    #[must_use]
    pub fn error(code: &'static Code, span: Span, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, span, message.into())
    }

    /// A warning of kind `code` at `span`.
    #[must_use]
    pub fn warning(code: &'static Code, span: Span, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, span, message.into())
    }

    fn new(code: &'static Code, severity: Severity, span: Span, message: String) -> Self {
        let message = one_line(message);
        let primary = Label { span, text: String::new() };
        Self { code, severity, message, primary, secondary: Vec::new(), help: Vec::new(), edits: Vec::new() }
    }

    /// Says a few words under the primary place.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Self {
        self.primary.text = text.into();
        self
    }

    /// Shows another place that has a part in it.
    #[must_use]
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.secondary.push(Label { span, text: text.into() });
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// Offers a replacement of `span` that mends it.
    #[must_use]
    pub fn edit(mut self, span: Span, replacement: impl Into<String>) -> Self {
        self.edits.push(Edit { span, replacement: replacement.into() });
        self
    }

    /// Adds "did you mean `x`?" with the edit, where one of `known` is near to `found`.
    #[must_use]
    pub fn suggest<'a>(self, span: Span, found: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        match nearest(found, known) {
            Some(name) => self.help(format!("did you mean `{name}`?")).edit(span, name),
            None => self,
        }
    }
}

/// A message as one line of bearable length, though the user's words in it may run on.
fn one_line(message: String) -> String {
    const LONG: usize = 400;
    let message = if message.contains('\n') { message.split_whitespace().collect::<Vec<_>>().join(" ") } else { message };
    match message.char_indices().nth(LONG) {
        Some((end, _)) => format!("{}…", message.get(..end).unwrap_or_default()),
        None => message,
    }
}

/// How many diagnostics of each severity are kept. What has more mistakes is not read to the end by anybody, and need not
/// fill the memory.
pub const MOST: usize = 1000;

/// Diagnostics in the order in which they were found: the first [`MOST`] errors, and as many warnings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    errors: usize,
    warnings: usize,
}

impl Diagnostics {
    /// Adds one, unless there are so many already that one more says nothing.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let seen = if diagnostic.severity == Severity::Error { &mut self.errors } else { &mut self.warnings };
        if *seen < MOST {
            *seen += 1;
            self.list.push(diagnostic);
        }
    }

    /// Adds all of `other`, in order.
    pub fn extend(&mut self, other: Self) {
        other.list.into_iter().for_each(|diagnostic| self.push(diagnostic));
    }

    /// The same of a file that has become `file` among others; all of them are of one file.
    #[must_use]
    pub fn moved(mut self, file: FileId) -> Self {
        for diagnostic in &mut self.list {
            diagnostic.primary.span.file = file;
            diagnostic.secondary.iter_mut().for_each(|label| label.span.file = file);
            diagnostic.edits.iter_mut().for_each(|edit| edit.span.file = file);
        }
        self
    }

    /// Sorted by file, place, then code: the order in which a reader goes through the files. What was said twice of one
    /// place is kept once.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        fn key(d: &Diagnostic) -> (Span, &'static str, &str) {
            (d.primary.span, d.code.id, &d.message)
        }
        self.list.sort_by(|a, b| key(a).cmp(&key(b)));
        self.list.dedup_by(|a, b| key(a) == key(b));
        self.errors = self.list.iter().filter(|d| d.severity == Severity::Error).count();
        self.warnings = self.list.len() - self.errors;
        self
    }

    /// Whether there is at least one error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// How many errors and how many warnings there are.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        (self.errors, self.warnings)
    }

    /// Whether there are none at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All of them, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;
    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}
