//! The difference between two states of a file, as `diff -u` writes it.

use archc::diag::render::{Colour, escape};
use similar::{Algorithm, ChangeTag, TextDiff};
use std::fmt::Write as _;

/// Lines that stand round a difference.
const AROUND: usize = 3;
/// Lines of more bytes than this are cut: a picture carries its glyphs in one.
const LONG: usize = 400;

/// What must change in `path` so that `there` becomes `made`. Whoever applies it gets `made`, unless a line was cut or holds
/// what would steer a terminal, which is spelt out.
pub fn unified(path: &str, there: &[u8], made: &[u8], colour: Colour) -> String {
    let path = escape(path);
    let (Some(old), Some(new)) = (text(there), text(made)) else {
        return format!("Binary files a/{path} and b/{path} differ\n");
    };
    let mut out = Lines { text: String::new(), colour };
    out.push("1", &format!("--- a/{path}"));
    out.push("1", &format!("+++ b/{path}"));
    let diff = TextDiff::configure().algorithm(Algorithm::Histogram).diff_lines(old, new);
    for hunk in diff.unified_diff().context_radius(AROUND).iter_hunks() {
        out.push("36", &hunk.header().to_string());
        for change in hunk.iter_changes() {
            out.change(change.tag(), change.value());
        }
    }
    out.text
}

fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))
}

struct Lines {
    text: String,
    colour: Colour,
}

impl Lines {
    fn push(&mut self, style: &str, line: &str) {
        let _ = match self.colour {
            Colour::Ansi => writeln!(self.text, "\u{1b}[{style}m{line}\u{1b}[0m"),
            Colour::Plain => writeln!(self.text, "{line}"),
        };
    }

    fn change(&mut self, tag: ChangeTag, value: &str) {
        let (line, ends) = value.strip_suffix('\n').map_or((value, false), |line| (line, true));
        let shown = cut(line);
        let shown = escape(&shown);
        // In a log of GitHub's, a line that begins so behind its spaces is a command. Taken out and put in, it is not.
        let is_command = line.trim_start().starts_with("::");
        match tag {
            ChangeTag::Equal if !is_command => {
                let _ = writeln!(self.text, " {shown}");
            }
            ChangeTag::Equal => {
                self.push("31", &format!("-{shown}"));
                self.push("32", &format!("+{shown}"));
            }
            ChangeTag::Delete => self.push("31", &format!("-{shown}")),
            ChangeTag::Insert => self.push("32", &format!("+{shown}")),
        }
        if !ends {
            self.text.push_str("\\ No newline at end of file\n");
        }
    }
}

fn cut(line: &str) -> std::borrow::Cow<'_, str> {
    if line.len() <= LONG {
        return line.into();
    }
    let end = (0..=LONG).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(0);
    format!("{}… ({} bytes more)", &line[..end], line.len() - end).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_shown_with_what_stands_round_them() {
        let old = "a\nb\nc\nd\ne\nf\ng\n";
        let new = "a\nb\nc\nD\ne\nf\ng";
        let shown = unified("x.yaml", old.as_bytes(), new.as_bytes(), Colour::Plain);
        let expected = "--- a/x.yaml\n+++ b/x.yaml\n@@ -1,7 +1,7 @@\n a\n b\n c\n-d\n+D\n e\n f\n-g\n+g\n\\ No newline at end of file\n";
        assert_eq!(shown, expected);
        assert!(unified("x", old.as_bytes(), new.as_bytes(), Colour::Ansi).contains("\n\u{1b}[31m-d\u{1b}[0m\n"));
    }

    #[test]
    fn nothing_in_a_file_is_taken_for_a_command_or_steers_a_terminal() {
        let old = "  ::error::x\n\u{1b}[2J\na\n";
        let shown = unified("::x", old.as_bytes(), "  ::error::x\n\u{1b}[2J\nb\n".as_bytes(), Colour::Plain);
        assert!(shown.lines().all(|line| !line.trim_start().starts_with("::")), "{shown}");
        assert!(shown.contains("-  ::error::x\n+  ::error::x\n \\u{1b}[2J\n"), "{shown}");
    }

    #[test]
    fn what_is_no_text_is_named_and_long_lines_are_cut() {
        assert_eq!(unified("a.png", b"\x89PNG\0", b"\x89PNG", Colour::Plain), "Binary files a/a.png and b/a.png differ\n");
        let long = format!("{}\n", "é".repeat(9000));
        let shown = unified("a.svg", long.as_bytes(), b"", Colour::Plain);
        assert!(shown.len() < 600 && shown.contains("… (17600 bytes more)"), "{shown}");
    }
}
