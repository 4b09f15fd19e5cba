//! Arrows, comments and quotation marks of other languages. Each is reported with what archc writes instead, and then
//! read as that.

use super::{Scanner, codes};
use crate::diag::Diagnostic;

/// Arrows of other languages, longer ones before those with which they begin, and what is meant.
const ARROWS: &[(&str, &str)] = &[
    ("<-->", "->"),
    ("<->", "->"),
    ("<==>", "->"),
    ("<=>", "->"),
    ("<<--", "<-"),
    ("<<-", "<-"),
    ("<--", "<-"),
    ("-->>", "->"),
    ("->>", "->"),
    ("--|>", "->"),
    ("-|>", "->"),
    ("-->", "->"),
    ("-.->", "->"),
    ("==>", "->"),
    ("=>", "->"),
    ("~>", "->"),
];

/// How far a test looks along a line, so that a line of millions of signs takes no longer than as many short ones.
const LOOK_BACK: usize = 500;

impl Scanner<'_> {
    /// Takes what another language would write here; `false` if there is no such thing.
    pub(super) fn foreign(&mut self, byte: u8) -> bool {
        match byte {
            b'#' => self.hash_comment(),
            b'\'' => self.foreign_quotes("'", "'"),
            _ if !matches!(self.byte(self.at + 1), b'-' | b'>' | b'.' | b'|' | b'=' | b'<') => false,
            _ => !self.in_url_path() && (self.foreign_arrow() || (byte == b'-' && self.dashes())),
        }
    }

    pub(super) fn foreign_beyond_ascii(&mut self, character: char) -> bool {
        match character {
            '→' | '⇒' | '⟶' | '➔' | '➜' | '⟹' | '↦' | '↔' | '⇔' => self.arrow(character.len_utf8(), "->"),
            '←' | '⇐' | '⟵' => self.arrow(character.len_utf8(), "<-"),
            '“' | '”' | '„' => self.foreign_quotes(&character.to_string(), "”“\""),
            '‘' | '’' | '‚' => self.foreign_quotes(&character.to_string(), "’‘'"),
            '«' => self.foreign_quotes("«", "»"),
            _ => false,
        }
    }

    fn foreign_arrow(&mut self) -> bool {
        let rest = self.rest();
        let Some((arrow, meant)) = ARROWS.iter().find(|(arrow, _)| rest.starts_with(arrow)) else { return false };
        self.arrow(arrow.len(), meant)
    }

    fn arrow(&mut self, len: usize, meant: &'static str) -> bool {
        let (start, end) = (self.at, self.at + len);
        let written = self.text.get(start..end).unwrap_or("").to_owned();
        let both = written.starts_with('<') && written.ends_with('>') || matches!(written.as_str(), "↔" | "⇔");
        let help = if both {
            "an arrow points one way; write a second relation for the other direction".to_owned()
        } else {
            format!("write `{meant}`")
        };
        let span = self.span(start..end);
        let problem = Diagnostic::error(&codes::FOREIGN_ARROW, span, format!("expected `{meant}`, found `{written}`")).help(help);
        self.report(problem.edit(span, meant));
        self.mend(start..end, meant);
        self.token(start..end);
        true
    }

    /// `--`: an arrow between two paths, else a comment.
    fn dashes(&mut self) -> bool {
        if self.byte(self.at + 1) != b'-' {
            return false;
        }
        let after = self.byte(self.at + 2);
        let spaced = matches!(after, b' ' | b'\t' | b'\n' | b'\r' | 0);
        let before = self.text.get(self.line_start..self.at).unwrap_or("");
        let statement = before.get(before.len().saturating_sub(LOOK_BACK)..).unwrap_or("").rsplit(['{', ';', '}']).next().unwrap_or("");
        let path = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        if before.len() > LOOK_BACK {
            return false;
        }
        if self.line_first.is_some() && !statement.trim().is_empty() && statement.trim().chars().all(path) && after != b'-' {
            return self.arrow(2, "->");
        }
        if spaced && (self.line_first.is_none() || before.ends_with([' ', '\t'])) {
            return self.foreign_comment(2);
        }
        false
    }

    /// `#` where no tag can stand.
    fn hash_comment(&mut self) -> bool {
        let first = self.line_first.is_none() && !self.continues(b'#');
        let before = self.at.checked_sub(1).map_or(b' ', |at| self.byte(at));
        let spaced = matches!(self.byte(self.at + 1), b' ' | b'\t' | b'#' | b'!' | b'\n' | b'\r' | 0) && before.is_ascii_whitespace();
        (first || spaced) && self.foreign_comment(1)
    }

    fn foreign_comment(&mut self, sign_len: usize) -> bool {
        let (start, end) = (self.at, self.line_end(self.at));
        let sign = self.text.get(start..end).unwrap_or("");
        let sign_len = (sign.len() - sign.trim_start_matches(['#', '-', '!']).len()).max(sign_len);
        let span = self.span(start..start + sign_len);
        let gap = self.foreign_comment_end.and_then(|last| self.text.get(last..start));
        let follows = self.line_first.is_none() && gap.is_some_and(|gap| gap.trim().is_empty());
        let earlier = self.found.diagnostics.last_mut().filter(|last| follows && last.code.id == codes::FOREIGN_COMMENT.id);
        if let Some(last) = earlier {
            last.edits.push(crate::diag::Edit { span, replacement: "//".into() });
        } else {
            let written = self.text.get(span.range()).unwrap_or("");
            let problem = Diagnostic::error(&codes::FOREIGN_COMMENT, span, format!("a comment begins with `//`, not with `{written}`"));
            self.report(problem.help("write `//`").edit(span, "//"));
        }
        self.mend(start..end, "");
        self.foreign_comment_end = Some(end);
        self.at = end;
        true
    }

    /// A string between other quotation marks, if it is closed on its line.
    fn foreign_quotes(&mut self, open: &str, closers: &str) -> bool {
        let start = self.at;
        let before = start.checked_sub(1).map_or(b' ', |at| self.byte(at));
        let inner_start = start + open.len();
        let line = self.text.get(inner_start..).unwrap_or("");
        let near = line.char_indices().take(LOOK_BACK).take_while(|(_, c)| *c != '\n');
        let Some((len, closer)) = near.into_iter().find(|(_, c)| closers.contains(*c)) else { return false };
        let inner = line.get(..len).unwrap_or("").to_owned();
        if before.is_ascii_alphanumeric() || inner.contains(['"', '\\']) {
            return false;
        }
        let end = inner_start + len + closer.len_utf8();
        let span = self.span(start..end);
        let problem = Diagnostic::error(&codes::FOREIGN_QUOTES, span, "a string stands between straight double quotation marks")
            .help(format!("write `\"{inner}\"`"))
            .edit(span, format!("\"{inner}\""));
        self.report(problem);
        self.mend(start..inner_start, "\"");
        self.mend(end - closer.len_utf8()..end, "\"");
        self.token(start..end);
        true
    }

    /// Whether the run of characters that ends here began with a `/`.
    fn in_url_path(&self) -> bool {
        let before = self.bytes.get(self.line_start..self.at).unwrap_or(&[]);
        let run = before.iter().rev().take(LOOK_BACK).take_while(|b| !b.is_ascii_whitespace() && **b != b'"').count();
        run > 0 && self.byte(self.at - run) == b'/'
    }
}
