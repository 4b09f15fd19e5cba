//! Diagnostics as text: for people, for a line of a log, for programs. Gives strings; prints nothing and asks no
//! terminal what it can. What a user wrote is escaped before it goes into any of them.

mod escape;
mod excerpt;
mod github;
mod human;
mod json;
mod junit;
mod sarif;
mod short;

use super::{Diagnostics, MOST};
use crate::source::{SourceFile, Sources};
pub use escape::escape;
pub use json::schema as json_schema;

/// How diagnostics are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// With the source they speak of, for people.
    Human,
    /// One line each: `path:line:column: error[E0301]: message`.
    Short,
    /// One JSON object each on a line of its own.
    Json,
    /// Workflow commands of GitHub, which become annotations.
    Github,
    /// A log in SARIF 2.1.0.
    Sarif,
    /// Test results in the XML of `JUnit`.
    Junit,
}

/// Diagnostics with what they speak of: a program, or a file of one.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    /// What was found.
    pub diagnostics: &'a Diagnostics,
    /// The texts that the places lie in.
    pub sources: &'a Sources,
    /// The root as the reader would name it, see [`Look::base`].
    pub base: &'a str,
}

impl Part<'_> {
    fn look(&self) -> Look<'_> {
        Look { base: self.base, colour: Colour::Plain }
    }
}

/// What rendering depends on beside the diagnostics.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// The program's root as the reader would name it; put before the paths of files.
    pub base: &'a str,
    /// Whether to colour (human form alone).
    pub colour: Colour,
}

/// Whether there is to be colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// ANSI colours.
    Ansi,
    /// Plain text.
    Plain,
}

impl Default for Look<'_> {
    fn default() -> Self {
        Self { base: "", colour: Colour::Plain }
    }
}

impl Look<'_> {
    fn path(&self, file: Option<&SourceFile>) -> String {
        let path = file.map_or("?", SourceFile::path);
        let shown = if let Some(base) = self.base.strip_prefix('/') {
            format!("/{}", crate::source::join(base, path))
        } else {
            crate::source::join(self.base, path)
        };
        let shown = escape(&shown);
        // A runner of GitHub would take a line that began so for a command.
        if shown.trim_start().starts_with("::") { format!("./{shown}") } else { shown.into_owned() }
    }
}

/// The diagnostics in their order, in the given form. Empty when there are none, but for documents, which say so.
#[must_use]
pub fn render(format: Format, diagnostics: &Diagnostics, sources: &Sources, look: Look<'_>) -> String {
    render_all(format, &[Part { diagnostics, sources, base: look.base }], look.colour)
}

/// The diagnostics of all parts, one part behind the other, as one document where the form is one.
#[must_use]
pub fn render_all(format: Format, parts: &[Part<'_>], colour: Colour) -> String {
    let each = |form: fn(&Diagnostics, &Sources, Look<'_>) -> String| {
        parts.iter().map(|part| form(part.diagnostics, part.sources, Look { base: part.base, colour })).collect()
    };
    match format {
        Format::Human => each(human::render),
        Format::Short => each(short::render),
        Format::Json => each(json::render),
        Format::Github => github::render(parts),
        Format::Sarif => sarif::render(parts),
        Format::Junit => junit::render(parts),
    }
}

/// `2 errors, 1 warning`; `no errors` when there is nothing.
#[must_use]
pub fn tally(diagnostics: &Diagnostics) -> String {
    let count = |n: usize, what: &str| match n {
        1 => format!("1 {what}"),
        MOST => format!("{n} {what}s or more"),
        _ => format!("{n} {what}s"),
    };
    match diagnostics.counts() {
        (0, 0) => "no errors".to_owned(),
        (0, warnings) => format!("no errors, {}", count(warnings, "warning")),
        (errors, 0) => count(errors, "error"),
        (errors, warnings) => format!("{}, {}", count(errors, "error"), count(warnings, "warning")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Diagnostic;
    use crate::diag::codes::project::IMPORT;
    use crate::source::{FileId, Span};

    fn both(text: &str, diagnostic: Diagnostic) -> String {
        let mut sources = Sources::default();
        sources.add("a.arch", text);
        sources.add("b.arch", "team x\n");
        let mut diagnostics = Diagnostics::default();
        diagnostics.push(diagnostic);
        let look = Look { base: "shop", colour: Colour::Plain };
        [Format::Human, Format::Short, Format::Json].map(|format| render(format, &diagnostics, &sources, look)).concat()
    }

    fn documents(text: &str, diagnostic: Diagnostic) -> String {
        let mut sources = Sources::default();
        sources.add("a.arch", text);
        let mut diagnostics = Diagnostics::default();
        diagnostics.push(diagnostic);
        let look = Look { base: "shop", colour: Colour::Plain };
        [Format::Github, Format::Sarif, Format::Junit].map(|format| render(format, &diagnostics, &sources, look)).concat()
    }

    fn at(start: usize, end: usize) -> Span {
        Span::new(FileId(0), start, end)
    }

    #[test]
    fn places_in_two_files_help_and_an_edit() {
        let diagnostic = Diagnostic::error(&IMPORT, at(8, 11), "no `abc` here")
            .label("not known")
            .also(Span::new(FileId(1), 5, 6), "the first is here")
            .help("look again")
            .help("did you mean `abd`?")
            .edit(at(8, 11), "abd");
        insta::assert_snapshot!(both("service abc {\n\treplicas 1\n}\n", diagnostic));
    }

    #[test]
    fn what_could_steer_a_terminal_is_escaped() {
        let diagnostic = Diagnostic::error(&IMPORT, at(15, 18), "no `\u{1b}[31m\u{202e}` here or there").label("\u{9b}2J");
        insta::assert_snapshot!(both("\u{1b}[31m \u{202e}x \t b\u{7}c def", diagnostic));
    }

    #[test]
    fn a_long_line_is_shown_in_part() {
        let text = format!("{} wrong {}\n", "a".repeat(5000), "b".repeat(5000));
        insta::assert_snapshot!(both(&text, Diagnostic::warning(&IMPORT, at(5001, 5006), "a long one").edit(at(5001, 5006), "right")));
    }

    #[test]
    fn a_place_far_away_gets_a_frame_of_its_own() {
        let text = format!("first\n{}second\n", "\n".repeat(100));
        let diagnostic = Diagnostic::error(&IMPORT, at(106, 112), "twice").also(at(0, 5), "the first is here");
        insta::assert_snapshot!(both(&text, diagnostic));
    }

    #[test]
    fn any_place_renders() {
        let texts = ["", "\n", "é", "a\r\nb\r\n", "x\n\n\ny"];
        for text in texts {
            for start in 0..8 {
                for end in start..9 {
                    let diagnostic = Diagnostic::error(&IMPORT, at(start, end), "m").also(at(end, end), "").edit(at(start, end), "é\nü");
                    assert!(!both(text, diagnostic.clone()).is_empty());
                    assert!(!documents(text, diagnostic).is_empty());
                }
            }
        }
        assert!(!both("", Diagnostic::error(&IMPORT, Span::new(FileId(9), 3, 4), "no such file")).is_empty());
    }
}
