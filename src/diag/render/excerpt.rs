//! The lines of a source file that some places stand in: escaped, long lines cut, with the way from an offset in the
//! file to one in the excerpt.

use super::escape;
use crate::source::{SourceFile, Span};
use std::borrow::Cow;
use std::ops::Range;

/// Places further apart than this many lines are shown in excerpts of their own.
pub const NEAR: u32 = 12;
/// Lines of more bytes than this are cut.
const LONG: usize = 400;
/// How many bytes stay on each side of a place in a line that is cut.
const AROUND: usize = 60;

/// Part of a source file, fit to be shown.
#[derive(Debug)]
pub struct Excerpt {
    /// The line it begins with, from 1.
    pub line: u32,
    /// Its text.
    pub text: String,
    /// Whether the text stands in the file just so.
    pub is_verbatim: bool,
    pieces: Vec<Piece>,
}

/// Bytes of the file that stand in the excerpt from `at` on.
#[derive(Debug)]
struct Piece {
    bytes: Range<usize>,
    at: usize,
}

impl Excerpt {
    /// The lines from the first to the last of `spans`, which all lie in `file`.
    pub fn new(file: &SourceFile, spans: &[Range<usize>]) -> Self {
        let offset = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let line_of = |n: usize| file.line_column(offset(n)).line;
        let first = spans.iter().map(|s| line_of(s.start)).min().unwrap_or(1);
        let last = spans.iter().map(|s| line_of(s.end)).max().unwrap_or(first);
        let mut excerpt = Self { line: first, text: String::new(), is_verbatim: true, pieces: Vec::new() };
        for line in first..=last {
            if line > first {
                excerpt.text.push('\n');
            }
            excerpt.push_line(file, file.line_range(line), spans);
        }
        excerpt
    }

    fn push_line(&mut self, file: &SourceFile, line: Range<usize>, spans: &[Range<usize>]) {
        if line.len() <= LONG {
            self.push(file, line);
            return;
        }
        self.is_verbatim = false;
        let mut shown = kept(file.text(), &line, spans);
        if shown.is_empty() {
            shown.push(line.start..floor(file.text(), line.start + AROUND));
        }
        for (i, bytes) in shown.iter().enumerate() {
            if i > 0 || bytes.start > line.start {
                self.text.push('…');
            }
            self.push(file, bytes.clone());
        }
        if shown.last().is_some_and(|bytes| bytes.end < line.end) {
            self.text.push('…');
        }
    }

    fn push(&mut self, file: &SourceFile, bytes: Range<usize>) {
        self.pieces.push(Piece { bytes: bytes.clone(), at: self.text.len() });
        let text = escape(file.text().get(bytes).unwrap_or(""));
        self.is_verbatim &= matches!(text, Cow::Borrowed(_));
        self.text.push_str(&text);
    }

    /// Where the bytes of `span` stand in the excerpt.
    pub fn place(&self, file: &SourceFile, span: &Range<usize>) -> Range<usize> {
        let start = self.offset(file, span.start);
        start..self.offset(file, span.end).max(start)
    }

    fn offset(&self, file: &SourceFile, offset: usize) -> usize {
        let after = self.pieces.partition_point(|piece| piece.bytes.start <= offset);
        let Some(piece) = self.pieces.get(after.saturating_sub(1)) else { return 0 };
        let before = file.text().get(piece.bytes.start..offset.clamp(piece.bytes.start, piece.bytes.end)).unwrap_or("");
        piece.at + escape(before).len()
    }
}

/// The parts of a long line round the starts and ends of the spans in it, in order, none touching another.
fn kept(text: &str, line: &Range<usize>, spans: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut ends: Vec<usize> = spans.iter().flat_map(|s| [s.start, s.end]).filter(|n| (line.start..=line.end).contains(n)).collect();
    ends.sort_unstable();
    let mut kept: Vec<Range<usize>> = Vec::new();
    for end in ends {
        let from = floor(text, end.saturating_sub(AROUND).max(line.start));
        let to = floor(text, (end + AROUND).min(line.end));
        match kept.last_mut() {
            Some(last) if from <= last.end => last.end = to.max(last.end),
            _ => kept.push(from..to),
        }
    }
    kept
}

/// The bytes of `span` in `file`: inside its text, on character borders, and at most a few lines of it.
pub fn range(file: &SourceFile, span: Span) -> Range<usize> {
    let text = file.text();
    let start = floor(text, span.start as usize);
    let end = floor(text, span.end as usize).max(start);
    let line = file.line_column(span.start).line;
    if file.line_column(span.end).line > line + NEAR {
        return start..file.line_range(line).end.max(start);
    }
    start..end
}

/// The nearest character border at or before `offset`.
fn floor(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}
