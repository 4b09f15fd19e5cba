//! From the outline of a text to its canonical form.

use super::WIDTH;
use super::columns::{Line, align, belong_together};
use crate::syntax::{Block, Entry, Form, Outline, Part, PartKind, Statement, Token};
use std::ops::Range;

/// The whole file.
pub(super) fn file(text: &str, outline: &Outline) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let printer = Printer { text };
    printer.entries(outline, 0, &mut out);
    out
}

struct Printer<'t> {
    text: &'t str,
}

/// What is to be printed of an entry.
struct Printed {
    line: Line,
    blank_before: bool,
    comment: bool,
    trailing: String,
}

impl<'t> Printer<'t> {
    fn slice(&self, range: &Range<usize>) -> &'t str {
        self.text.get(range.clone()).unwrap_or("")
    }

    fn comment(&self, range: &Range<usize>) -> String {
        self.slice(range).trim_end().replace('\r', "")
    }

    /// Whether an empty line stands in `range`.
    fn blank_in(&self, range: Range<usize>) -> bool {
        self.slice(&range).bytes().filter(|b| *b == b'\n').count() > 1
    }

    fn entries(&self, outline: &Outline, indent: usize, out: &mut String) {
        self.lines(outline, indent, "", out);
    }

    /// The entries on lines of their own, each statement with `separator` behind it.
    fn lines(&self, outline: &Outline, indent: usize, separator: &str, out: &mut String) {
        let mut printed = Vec::with_capacity(outline.entries.len());
        let mut last: Option<usize> = None;
        for entry in &outline.entries {
            let (start, end) = match entry {
                Entry::Comment(range) => (range.start, range.end),
                Entry::Statement(s) => (s.range.start, s.trailing.last().map_or(s.range.end, |range| range.end)),
            };
            let blank_before = last.is_some_and(|last| self.blank_in(last..start));
            printed.push(self.entry(entry, indent, blank_before, separator));
            last = Some(end);
        }
        align_runs(&mut printed, indent);
        for entry in printed {
            if entry.blank_before {
                out.push('\n');
            }
            spaces(out, indent);
            out.push_str(&entry.line.text);
            out.push_str(&entry.trailing);
            out.push('\n');
        }
    }

    fn entry(&self, entry: &Entry, indent: usize, blank_before: bool, separator: &str) -> Printed {
        match entry {
            Entry::Comment(range) => {
                let line = Line { text: self.comment(range), form: Form::Other, name_end: None, tail_start: None };
                Printed { line, blank_before, comment: true, trailing: String::new() }
            }
            Entry::Statement(statement) => {
                let mut line = self.statement(statement, indent);
                line.text.push_str(separator);
                let mut trailing = String::new();
                for range in &statement.trailing {
                    trailing.push(' ');
                    trailing.push_str(&self.comment(range));
                }
                Printed { line, blank_before, comment: false, trailing }
            }
        }
    }

    fn statement(&self, statement: &Statement, indent: usize) -> Line {
        let mut pen = Pen::new(self, indent, statement.form);
        for part in &statement.parts {
            pen.part(part);
        }
        pen.line
    }

    /// The block on one line, if it was written so and nothing in it needs lines of its own.
    fn inline(&self, block: &Block, range: &Range<usize>) -> Option<String> {
        if self.slice(range).contains('\n') || !block.outline.opening.is_empty() {
            return None;
        }
        let mut statements = Vec::with_capacity(block.outline.entries.len());
        for entry in &block.outline.entries {
            match entry {
                Entry::Statement(statement) if statement.trailing.is_empty() => statements.push(self.inline_statement(statement)?),
                _ => return None,
            }
        }
        if statements.is_empty() {
            return Some("{}".to_owned());
        }
        Some(format!("{{ {} }}", statements.join(if block.commas { ", " } else { "; " })))
    }

    fn inline_statement(&self, statement: &Statement) -> Option<String> {
        let mut pen = Pen::new(self, 0, Form::Other);
        for part in &statement.parts {
            match &part.kind {
                PartKind::Comment => return None,
                PartKind::Block(block) => pen.word(&self.inline(block, &part.range)?, Token::default()),
                PartKind::Token(token) => pen.word(&self.token(&part.range, 0), *token),
            }
        }
        Some(pen.line.text)
    }

    /// A token's text: as it was written, but for white space in it.
    fn token(&self, range: &Range<usize>, indent: usize) -> String {
        let text = self.slice(range);
        if text.starts_with("\"\"\"") {
            return raw_text(text, indent);
        }
        if text.starts_with('/') && text.contains('{') && !text.contains("/*") {
            return url_path(text);
        }
        if text.starts_with('"') {
            return text.to_owned();
        }
        if text.contains([' ', '\t']) && !text.contains("/*") {
            return text.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        text.to_owned()
    }
}

/// Writes the parts of one statement.
struct Pen<'p, 't> {
    printer: &'p Printer<'t>,
    indent: usize,
    line: Line,
    nesting: usize,
    /// What stands before: a token that glues, nothing, a line comment.
    glue: bool,
    after_comment: bool,
    after_block: bool,
}

impl<'p, 't> Pen<'p, 't> {
    fn new(printer: &'p Printer<'t>, indent: usize, form: Form) -> Self {
        let line = Line { text: String::new(), form, name_end: None, tail_start: None };
        Self { printer, indent, line, nesting: 0, glue: true, after_comment: false, after_block: false }
    }

    fn part(&mut self, part: &Part) {
        match &part.kind {
            PartKind::Token(token) => {
                if token.nesting < 0 {
                    self.nesting = self.nesting.saturating_sub(1);
                }
                self.line_break(part.newline_before && !self.after_block, token.nesting < 0);
                let text = self.printer.token(&part.range, self.indent);
                self.write(&text, *token);
                if token.nesting > 0 {
                    self.nesting += 1;
                }
            }
            PartKind::Comment => {
                let text = self.printer.comment(&part.range);
                self.line_break(part.newline_before, false);
                self.glue &= self.line.text.is_empty() || self.line.text.ends_with(' ');
                self.write(&text, Token::default());
                self.after_comment = text.starts_with("//");
            }
            PartKind::Block(block) => {
                self.line_break(false, false);
                self.block(block, &part.range);
            }
        }
        self.after_block = matches!(part.kind, PartKind::Block(_));
    }

    /// A word on one line.
    fn word(&mut self, text: &str, token: Token) {
        self.write(text, token);
    }

    fn write(&mut self, text: &str, token: Token) {
        if !self.glue && !token.glued {
            self.line.text.push(' ');
        }
        if token.begins_tail && self.line.tail_start.is_none() {
            self.line.tail_start = Some(self.line.text.len());
        }
        self.line.text.push_str(text);
        if token.ends_name && self.line.name_end.is_none() && self.nesting == 0 {
            self.line.name_end = Some(self.line.text.len());
        }
        self.glue = token.glues;
    }

    /// Goes to the next line if it is wanted or a comment demands it; `closes` where a closing bracket follows.
    fn line_break(&mut self, wanted: bool, closes: bool) {
        if (!wanted && !self.after_comment) || self.line.text.is_empty() {
            return;
        }
        self.after_comment = false;
        let depth = if self.nesting > 0 || closes { self.nesting * 2 } else { 4 };
        self.line.text.push('\n');
        spaces(&mut self.line.text, self.indent + depth);
        self.glue = true;
    }

    fn column(&self) -> usize {
        match self.line.text.rsplit_once('\n') {
            Some((_, last)) => last.chars().count(),
            None => self.indent + self.line.text.chars().count(),
        }
    }

    fn block(&mut self, block: &Block, range: &Range<usize>) {
        let fits = |text: &String| self.column() + 1 + text.chars().count() <= WIDTH;
        if let Some(text) = self.printer.inline(block, range).filter(fits) {
            return self.write(&text, Token::default());
        }
        self.write("{", Token::default());
        for range in &block.outline.opening {
            let comment = self.printer.comment(range);
            self.write(&comment, Token::default());
        }
        self.line.text.push('\n');
        let separator = if block.commas { "," } else { "" };
        self.printer.lines(&block.outline, self.indent + 2, separator, &mut self.line.text);
        spaces(&mut self.line.text, self.indent);
        self.glue = true;
        self.write("}", Token::default());
    }
}

fn align_runs(printed: &mut [Printed], indent: usize) {
    let mut rest = printed;
    while !rest.is_empty() {
        let joined = |pair: &[Printed]| match pair {
            [before, line] => !line.blank_before && !line.comment && !before.comment && belong_together(&before.line, &line.line),
            _ => false,
        };
        let len = 1 + rest.windows(2).take_while(|pair| joined(pair)).count();
        let (run, others) = rest.split_at_mut(len);
        align(&mut run.iter_mut().map(|printed| &mut printed.line).collect::<Vec<_>>(), indent);
        rest = others;
    }
}

fn spaces(out: &mut String, count: usize) {
    out.extend(std::iter::repeat_n(' ', count));
}

/// A raw text whose quotes stand on lines of their own, moved to where its statement stands; any other as it is.
fn raw_text(text: &str, indent: usize) -> String {
    let text = text.replace('\r', "");
    let inner = text.strip_prefix("\"\"\"").and_then(|text| text.strip_suffix("\"\"\"")).unwrap_or("");
    let (Some((first, _)), Some((_, last))) = (inner.split_once('\n'), inner.rsplit_once('\n')) else { return text };
    if !first.trim().is_empty() || !last.trim().is_empty() {
        return text;
    }
    let mut out = String::from("\"\"\"\n");
    for line in crate::syntax::raw_text(&text).split('\n') {
        if !line.is_empty() {
            spaces(&mut out, indent);
            out.push_str(line);
        }
        out.push('\n');
    }
    spaces(&mut out, indent);
    out.push_str("\"\"\"");
    out
}

/// `/orders/{id: uuid}` with white space in the parameters as it is here.
fn url_path(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 4);
    let mut inside = false;
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        out.push(c);
        match c {
            '{' => inside = true,
            '}' => inside = false,
            ':' if inside => out.push(' '),
            _ => {}
        }
    }
    out
}
