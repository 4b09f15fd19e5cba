//! One walk over the text before it is parsed: comments, depth of nesting, strings that do not end, braces that do not
//! match, and what other languages write. What it reports it mends, so that the grammar reads on as if nothing were wrong.

mod braces;
mod foreign;
mod strings;

use super::MOST_DIAGNOSTICS;
use super::positions::Mend;
use crate::diag::{Diagnostic, codes::syntax as codes};
use crate::source::{FileId, Span};
use braces::{Event, EventKind};
use std::ops::{Range, RangeInclusive};

/// How deep blocks, brackets and types may stand within one another.
const DEPTH_LIMIT: usize = 64;

/// A comment: from its first slash to its end, line end left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Where it stands.
    pub range: Range<usize>,
    /// Whether it begins a line, so that it belongs to what follows.
    pub own_line: bool,
}

/// What the walk found.
pub(super) struct Scan {
    pub comments: Vec<Comment>,
    pub diagnostics: Vec<Diagnostic>,
    pub mends: Vec<Mend>,
    /// What lies too deep and is not read, with the place after it.
    pub deep: Vec<RangeInclusive<usize>>,
}

/// The last token before a place.
#[derive(Clone, Copy)]
struct Token {
    last_byte: u8,
    end: usize,
}

struct Scanner<'t> {
    text: &'t str,
    bytes: &'t [u8],
    file: FileId,
    at: usize,
    line_start: usize,
    /// Where the first token of the line stands, once it was met.
    line_first: Option<usize>,
    /// How many braces were opened on this line and are open still.
    line_open: usize,
    previous: Option<Token>,
    brackets: usize,
    events: Vec<Event>,
    odd_texts: bool,
    foreign_comment_end: Option<usize>,
    /// Whether no `*/` stands in the rest of the text.
    last_comment_close: bool,
    found: Scan,
}

/// Walks over `text`.
pub(super) fn scan(file: FileId, text: &str) -> Scan {
    let mut scanner = Scanner {
        text,
        bytes: text.as_bytes(),
        file,
        at: 0,
        line_start: 0,
        line_first: None,
        line_open: 0,
        previous: None,
        brackets: 0,
        events: Vec::new(),
        odd_texts: text.matches("\"\"\"").count() % 2 == 1,
        foreign_comment_end: None,
        last_comment_close: false,
        found: Scan { comments: Vec::new(), diagnostics: Vec::new(), mends: Vec::new(), deep: Vec::new() },
    };
    while scanner.at < text.len() {
        scanner.step();
    }
    scanner.match_braces();
    scanner.found
}

impl Scanner<'_> {
    fn byte(&self, offset: usize) -> u8 {
        self.bytes.get(offset).copied().unwrap_or(0)
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range.start, range.end)
    }

    fn line_end(&self, from: usize) -> usize {
        self.text.get(from..).and_then(|rest| rest.find('\n')).map_or(self.text.len(), |n| from + n)
    }

    fn mend(&mut self, range: Range<usize>, text: &str) {
        self.found.mends.push(Mend { range, text: text.to_owned() });
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        // More are not shown; what is mended without a word is still an error.
        if self.found.diagnostics.len() < MOST_DIAGNOSTICS {
            self.found.diagnostics.push(diagnostic);
        }
    }

    fn step(&mut self) {
        let byte = self.byte(self.at);
        match byte {
            b' ' | b'\t' | b'\r' => self.at += 1,
            b'\n' => self.new_line(),
            b'/' if self.byte(self.at + 1) == b'/' => self.line_comment(),
            b'/' if self.byte(self.at + 1) == b'*' => self.block_comment(),
            b'#' | b'-' | b'=' | b'~' | b'<' | b'\'' if self.foreign(byte) => {}
            b'"' => self.quoted(),
            b'{' => self.open_brace(),
            b'}' => self.close_brace(),
            b'(' | b'[' => self.open_bracket(),
            b')' | b']' => {
                self.brackets = self.brackets.saturating_sub(1);
                self.token(self.at..self.at + 1);
            }
            b'<' if self.text.get(..self.at).is_some_and(|before| before.ends_with("map")) => self.open_bracket(),
            0..0x20 | 0x7f => self.bad_character(),
            0x80.. => self.beyond_ascii(),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' => self.word(),
            _ => self.token(self.at..self.at + 1),
        }
    }

    /// Takes a token of one line and goes on after it.
    fn token(&mut self, range: Range<usize>) {
        if self.line_first.is_none() {
            self.line_first = Some(range.start);
            let first = self.byte(range.start);
            self.event(EventKind::Line { closer: first == b'}' || self.continues(first) }, range.start);
        }
        self.previous = Some(Token { last_byte: self.byte(range.end.saturating_sub(1)), end: range.end });
        self.at = range.end;
    }

    /// Whether a line that begins with `first` goes on with the statement above it.
    fn continues(&self, first: u8) -> bool {
        self.brackets > 0 || first == b'|' || self.previous.is_some_and(|token| token.last_byte == b',')
    }

    fn event(&mut self, kind: EventKind, offset: usize) {
        let previous_end = self.previous.map_or(0, |token| token.end);
        self.events.push(Event { kind, offset, line_start: self.line_start, previous_end });
    }

    fn word(&mut self) {
        let start = self.at;
        let mut end = start + 1;
        while self.byte(end).is_ascii_alphanumeric() || self.byte(end) == b'_' {
            end += 1;
        }
        self.token(start..end);
    }

    fn new_line(&mut self) {
        self.at += 1;
        self.line_start = self.at;
        self.line_first = None;
        self.line_open = 0;
        if !self.previous.is_some_and(|token| matches!(token.last_byte, b',' | b'(' | b'[')) {
            self.brackets = 0;
        }
    }

    fn line_comment(&mut self) {
        let end = self.line_end(self.at);
        let trimmed = self.text.get(self.at..end).map_or(end, |line| self.at + line.trim_end().len());
        self.description_behind_a_statement(trimmed);
        self.comment(self.at..trimmed);
        self.invisible_in(self.at..trimmed);
        self.at = end;
    }

    /// A `///` behind something is read as a comment, which its writer cannot have meant; what follows a `{` or a `;`
    /// can still be described by it.
    fn description_behind_a_statement(&mut self, end: usize) {
        let is_description = self.rest().starts_with("///") && !self.rest().starts_with("////");
        let is_behind = self.line_first.is_some() && self.previous.is_some_and(|token| !matches!(token.last_byte, b'{' | b';'));
        if is_description && is_behind {
            let problem = Diagnostic::warning(&codes::DANGLING_DESCRIPTION, self.span(self.at..end), "this description describes nothing")
                .help("put it on a line above what it describes, or begin it with `//`")
                .edit(self.span(self.at..self.at + 3), "//");
            self.report(problem);
        }
    }

    fn comment(&mut self, range: Range<usize>) {
        self.found.comments.push(Comment { range, own_line: self.line_first.is_none() });
    }

    fn block_comment(&mut self) {
        let start = self.at;
        let close = if self.last_comment_close { None } else { self.text.get(start + 2..).and_then(|rest| rest.find("*/")) };
        if let Some(n) = close {
            let end = start + 2 + n + 2;
            self.comment(start..end);
            self.invisible_in(start..end);
            let newline = self.text.get(start..end).and_then(|text| text.rfind('\n'));
            if let Some(newline) = newline {
                self.line_start = start + newline + 1;
            }
            self.at = end;
            return;
        }
        self.last_comment_close = true;
        let end = self.line_end(start);
        if start > 0 && !self.byte(start - 1).is_ascii_whitespace() {
            let span = self.span(start..start + 2);
            let problem = Diagnostic::error(&codes::BAD_PATH, span, "a path holds no `*`: `/*` begins a comment");
            self.report(problem.help("write the path as a string, or leave `*` out"));
            self.mend(start + 1..start + 2, "");
            return self.token(start..start + 2);
        }
        let problem = Diagnostic::error(&codes::UNCLOSED_COMMENT, self.span(start..start + 2), "this comment is not closed")
            .help("add `*/`, or begin the comment with `//`")
            .edit(self.span(start..start + 2), "//");
        self.report(problem);
        self.mend(start..end, "");
        self.at = end;
    }

    fn open_bracket(&mut self) {
        let start = self.at;
        if self.brackets < DEPTH_LIMIT {
            self.brackets += 1;
            return self.token(start..start + 1);
        }
        let end = self.end_of_group(start);
        self.too_deep(start..end);
        self.token(start..end);
    }

    fn open_brace(&mut self) {
        let previous = self.at.checked_sub(1).map_or(0, |before| self.byte(before));
        if previous == b'/' {
            return self.url_parameter();
        }
        self.brace_on_next_line();
        self.brackets = 0;
        self.line_open += 1;
        let offset = self.at;
        self.token(offset..offset + 1);
        self.event(EventKind::Open, offset);
    }

    fn close_brace(&mut self) {
        self.brackets = 0;
        self.line_open = self.line_open.saturating_sub(1);
        let offset = self.at;
        let first = self.line_first.is_none();
        if first {
            self.line_first = Some(offset);
        }
        self.event(EventKind::Close { first }, offset);
        self.previous = Some(Token { last_byte: b'}', end: offset + 1 });
        self.at = offset + 1;
    }

    /// A `{` that follows a `/` at once: closed on the same line, or reported.
    fn url_parameter(&mut self) {
        let start = self.at;
        let inside = |c: &u8| !matches!(c, b'{' | b'\n' | b'}' | b'"' | b';');
        let len = self.bytes.get(start + 1..).unwrap_or(&[]).iter().take_while(|c| inside(c)).count();
        let end = start + 1 + len;
        if self.byte(end) == b'}' {
            return self.token(start..end + 1);
        }
        let named = |c: &u8| c.is_ascii_alphanumeric() || matches!(c, b'_' | b'-');
        let name_end = start + 1 + self.bytes.get(start + 1..).unwrap_or(&[]).iter().take_while(|c| named(c)).count();
        let problem = Diagnostic::error(&codes::UNCLOSED_BRACKET, self.span(start..start + 1), "missing `}` after the path's parameter")
            .help("a parameter is `{name}` or `{name: type}`; a block's `{` stands after a space")
            .edit(self.span(name_end..name_end), "}");
        self.report(problem);
        self.mend(name_end..name_end, "}");
        self.token(start..name_end.max(start + 1));
    }

    fn brace_on_next_line(&mut self) {
        let Some(previous) = self.previous else { return };
        if self.line_first.is_some() || matches!(previous.last_byte, b',' | b';' | b'{' | b'}' | b'(' | b'[' | b'|') {
            return;
        }
        let (start, end) = (self.at, self.at + 1);
        let gap = self.span(previous.end..start);
        let mut problem =
            Diagnostic::error(&codes::BRACE_ON_NEXT_LINE, self.span(start..end), "a block's `{` stands on the line of its statement")
                .also(gap.before(), "the statement ends here")
                .help("move the `{` to the end of the line above");
        if self.text.get(gap.range()).is_some_and(|between| between.trim().is_empty()) {
            problem = problem.edit(gap, " ");
        }
        self.report(problem);
        self.mend(gap.range(), " ");
    }

    /// Reports what lies too deep, and leaves it out.
    fn too_deep(&mut self, range: Range<usize>) {
        let span = self.span(range.start..range.start + 1);
        let problem = Diagnostic::error(&codes::TOO_DEEP, span, format!("more than {DEPTH_LIMIT} blocks or brackets within one another"))
            .label("what lies deeper is not read")
            .help("give the inner parts declarations of their own");
        self.report(problem);
        self.found.deep.push(range.start..=range.end);
        self.mend(range, "");
    }

    fn end_of_group(&self, start: usize) -> usize {
        let mut depth = 0usize;
        for (i, byte) in self.bytes.iter().enumerate().skip(start) {
            match byte {
                b'[' | b'(' | b'<' => depth += 1,
                b']' | b')' | b'>' if depth <= 1 => return i + 1,
                b']' | b')' | b'>' => depth -= 1,
                b'{' | b'}' | b'"' => return i,
                _ => {}
            }
        }
        self.text.len()
    }

    fn bad_character(&mut self) {
        let (start, character) = (self.at, self.rest().chars().next().unwrap_or('\0'));
        let end = start + character.len_utf8();
        let first = self
            .found
            .diagnostics
            .last()
            .is_some_and(|last| last.code.id == codes::BAD_CHARACTER.id && last.primary.span.end as usize == start);
        if first {
            let end = self.span(end..end).end;
            if let Some(last) = self.found.diagnostics.last_mut() {
                last.primary.span.end = end;
            }
        } else if !(character == '\u{feff}' && start == 0) {
            let name = format!("U+{:04X}", u32::from(character));
            let what = if character == '\u{a0}' { "a no-break space".to_owned() } else { format!("the invisible character {name}") };
            let problem = Diagnostic::error(&codes::BAD_CHARACTER, self.span(start..end), format!("{what} may not stand outside strings"))
                .help("remove it; in a string it is written as `\\u{…}`")
                .edit(self.span(start..end), if character == '\u{a0}' { " " } else { "" });
            self.report(problem);
        }
        self.mend(start..end, " ");
        self.at = end;
    }

    fn beyond_ascii(&mut self) {
        let character = self.rest().chars().next().unwrap_or('\0');
        if is_invisible(character) {
            self.bad_character();
        } else if !self.foreign_beyond_ascii(character) {
            self.token(self.at..self.at + character.len_utf8());
        }
    }

    /// Reports characters in a comment that would make it look like code, or code like a comment.
    fn invisible_in(&mut self, range: Range<usize>) {
        let Some(text) = self.text.get(range.clone()) else { return };
        if text.is_ascii() {
            return;
        }
        if let Some((i, c)) = text.char_indices().find(|(_, c)| is_direction(*c)) {
            let span = self.span(range.start + i..range.start + i + c.len_utf8());
            let message = format!("the invisible character U+{:04X} may not stand outside strings", u32::from(c));
            self.report(Diagnostic::error(&codes::BAD_CHARACTER, span, message).help("remove it").edit(span, ""));
        }
    }

    fn match_braces(&mut self) {
        let end = self.previous.map_or(self.text.len(), |token| token.end);
        let repair = braces::repair(self.text, &self.events, end);
        if repair.is_empty()
            && let Some(doubted) = braces::doubted(self.text, &self.events, end)
        {
            for (missing, stray) in doubted.missing.iter().zip(&doubted.stray) {
                let problem = braces::report_doubted(self.file, self.text, missing, *stray);
                self.report(problem);
            }
        }
        for part in braces::too_deep(self.text, &self.events, &repair, DEPTH_LIMIT) {
            self.too_deep(part);
        }
        for missing in repair.missing {
            if self.found.diagnostics.len() < MOST_DIAGNOSTICS {
                let problem = braces::report_missing(self.file, self.text, &missing);
                self.report(problem);
            }
            self.mend(missing.place..missing.place, " }");
        }
        for stray in repair.stray {
            let span = self.span(stray..stray + 1);
            let problem = Diagnostic::error(&codes::STRAY_CLOSER, span, "this `}` closes nothing")
                .help("remove it, or add the `{` that is missing above it")
                .edit(span, "");
            self.report(problem);
            self.mend(stray..stray + 1, " ");
        }
    }
}

fn is_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_invisible(c: char) -> bool {
    is_direction(c)
        || matches!(c, '\u{80}'..='\u{a0}' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2028}' | '\u{2029}' | '\u{2060}' | '\u{feff}')
}
