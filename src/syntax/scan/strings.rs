//! Strings and raw texts: where they end, and where they should have ended.

use super::{Scanner, codes};
use crate::diag::Diagnostic;
use std::ops::Range;

impl Scanner<'_> {
    /// A `"`: a string or a raw text begins.
    pub(super) fn quoted(&mut self) {
        if self.rest().starts_with("\"\"\"") {
            self.raw_text();
        } else {
            self.string();
        }
    }

    fn string(&mut self) {
        let start = self.at;
        let mut at = start + 1;
        loop {
            match self.byte(at) {
                b'"' => {
                    self.control_in(start..at);
                    return self.token(start..at + 1);
                }
                b'\\' if at + 1 < self.text.len() && self.byte(at + 1) != b'\n' => at += 2,
                b'\n' => break,
                _ if at >= self.text.len() => break,
                _ => at += 1,
            }
        }
        self.unclosed_string(start, at.min(self.text.len()));
    }

    fn unclosed_string(&mut self, start: usize, line_end: usize) {
        let end = start + self.unclosed_len(start, line_end);
        let problem = Diagnostic::error(&codes::UNCLOSED_STRING, self.span(start..end), "this string has no closing `\"`")
            .help("a string ends on its line; text over several lines stands between `\"\"\"` and `\"\"\"`")
            .edit(self.span(end..end), "\"");
        self.report(problem);
        let slashes = self.text.get(start..end).map_or(0, |text| text.len() - text.trim_end_matches('\\').len());
        if slashes % 2 == 1 {
            self.mend(end - 1..end, " \"");
        } else {
            self.mend(end..end, "\"");
        }
        self.token(start..end);
    }

    /// How much of the line an unclosed string takes: a `{` at the line's end opens the statement's block, and a `}` there
    /// closes one that was opened on the line.
    fn unclosed_len(&self, start: usize, line_end: usize) -> usize {
        let line = self.text.get(start..line_end).unwrap_or("\"").trim_end();
        if let Some(before) = line.strip_suffix('{').filter(|before| before.ends_with([' ', '\t'])) {
            return before.trim_end().len().max(1);
        }
        let closers = line.len() - line.trim_end_matches(['}', ' ']).len();
        if self.line_open > 0 && closers > 0 {
            return line.trim_end_matches(['}', ' ']).len().max(1);
        }
        line.len()
    }

    fn raw_text(&mut self) {
        let start = self.at;
        let close = self.text.get(start + 3..).and_then(|rest| rest.find("\"\"\"")).map(|n| start + 3 + n + 3);
        let dedent = self.dedent_after(start, close.unwrap_or(self.text.len()));
        match close {
            Some(end) if !(self.odd_texts && dedent.is_some_and(|dedent| dedent < end)) => {
                self.control_in(start..end);
                let newline = self.text.get(start..end).and_then(|text| text.rfind('\n'));
                self.token(start..end);
                if let Some(newline) = newline {
                    self.line_start = start + newline + 1;
                }
            }
            _ => self.unclosed_text(start, dedent.unwrap_or(self.text.len())),
        }
    }

    fn unclosed_text(&mut self, start: usize, end: usize) {
        self.odd_texts = false;
        let len = self.text.get(start..end).map_or(3, |text| text.trim_end().len()).max(3);
        let end = start + len;
        let problem = Diagnostic::error(&codes::UNCLOSED_TEXT, self.span(start..start + 3), "this text has no closing `\"\"\"`")
            .also(self.span(end..end), "by its indentation it ends here")
            .help("add `\"\"\"` on a line of its own where the text ends");
        self.report(problem);
        self.mend(end..end, "\n\"\"\"");
        self.token(start..end);
    }

    /// Where the first line begins that is indented less than the line on which a raw text begins, or closes a block.
    fn dedent_after(&self, start: usize, limit: usize) -> Option<usize> {
        let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
        let opening = indent(self.text.get(self.line_start..).unwrap_or(""));
        if !self.odd_texts {
            return None;
        }
        // No further than the text is closed: it may be one of a million on a line.
        let within = self.text.get(start..limit).and_then(|rest| rest.find('\n'));
        let mut at = within.map_or(limit, |n| start + n);
        while at < limit {
            at += 1;
            let end = self.line_end(at);
            let line = self.text.get(at..end).unwrap_or("");
            let dedented = indent(line) < opening || (indent(line) == opening && line.trim_start().starts_with('}'));
            if dedented && !line.trim().is_empty() {
                return Some(at);
            }
            at = end;
        }
        None
    }

    /// Control characters in a string: they would travel into artifacts unseen.
    fn control_in(&mut self, range: Range<usize>) {
        let bad = |b: &u8| matches!(b, 0..=8 | 0x0b | 0x0c | 0x0e..=0x1f | 0x7f);
        let Some(i) = self.bytes.get(range.clone()).and_then(|bytes| bytes.iter().position(bad)) else { return };
        let at = range.start + i;
        let span = self.span(at..at + 1);
        let escape = format!("\\u{{{:x}}}", self.byte(at));
        let problem = Diagnostic::error(&codes::BAD_CHARACTER, span, format!("a control character stands in a string: `{escape}`"))
            .help("remove it, or write it as an escape")
            .edit(span, escape);
        self.report(problem);
    }
}
