//! Words in Markdown: what a program says as plain text, and what it says in Markdown, neither of which may become markup that
//! does something.

/// A text as it stands: nothing in it is Markdown or HTML.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => out.push(' '),
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '{' | '}' | '!' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// A text as code, also within a table.
pub(super) fn code(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let room = if text.starts_with('`') || text.ends_with('`') || text.is_empty() { " " } else { "" };
    format!("{fence}{room}{}{room}{fence}", text.replace('|', "\\|"))
}

/// A link to another page, by its path from the folder of the Markdown; `from` is the page that it stands on.
pub(super) fn link(words: &str, from: &str, to: &str) -> String {
    let up = "../".repeat(from.matches('/').count());
    format!("[{}]({up}{to})", plain(words))
}

/// A link to the web or a mail address; the words alone where it leads elsewhere.
pub(super) fn outside(words: &str, url: &str) -> String {
    match is_allowed(url) {
        true => format!("[{}](<{}>)", plain(words), url.replace('<', "%3C").replace('>', "%3E")),
        false => plain(words),
    }
}

fn is_allowed(url: &str) -> bool {
    let lower = url.to_ascii_lowercase();
    let odd = |c: char| c.is_control() || c.is_whitespace();
    !url.contains(odd) && ["http://", "https://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme))
}

/// What a program says in Markdown, to stand below a heading of a page: HTML in it is shown, links lead to the web or nowhere, and
/// its headings are below those of the page.
pub(super) fn prose(text: &str) -> String {
    let mut out = String::new();
    let mut fence: Option<&str> = None;
    for line in text.lines() {
        let trimmed = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|mark| trimmed.starts_with(mark));
        if let Some(open) = fence {
            if trimmed.starts_with(open) {
                fence = None;
            }
            out.push_str(line);
        } else if mark.is_some() {
            fence = mark;
            out.push_str(line);
        } else {
            if trimmed.starts_with('#') {
                out.push_str("##");
            }
            // A place for links that are named elsewhere could lead anywhere.
            if trimmed.starts_with('[') && trimmed.contains("]:") {
                out.push('\\');
                out.push_str(&harmless(trimmed));
            } else {
                out.push_str(&harmless(line));
            }
        }
        out.push('\n');
    }
    if let Some(open) = fence {
        out.push_str(open);
        out.push('\n');
    }
    out
}

/// A line of Markdown in which HTML is only shown, and links lead to the web or nowhere. What stands between backticks is code.
fn harmless(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['`', '<', ']']) {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        let ticks = from.len() - from.trim_start_matches('`').len();
        if ticks > 0 {
            let (open, behind) = from.split_at_checked(ticks).unwrap_or((from, ""));
            let end = behind.find(open).map(|end| end + ticks);
            let (inside, behind) = end.and_then(|end| behind.split_at_checked(end)).unwrap_or(("", behind));
            if inside.is_empty() {
                // They open nothing, and must not seem to, for what follows them is not looked at as code.
                out.push_str(&"\\`".repeat(ticks));
            } else {
                out.push_str(open);
                out.push_str(inside);
            }
            rest = behind;
        } else if let Some(behind) = from.strip_prefix("](") {
            let target = behind.split([')', ' ']).next().unwrap_or_default();
            out.push_str(if is_allowed(target.trim_matches(['<', '>'])) { "](" } else { "\\](" });
            rest = behind;
        } else {
            out.push_str(if from.starts_with('<') { "&lt;" } else { "]" });
            rest = from.get(1..).unwrap_or_default();
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_no_markup() {
        assert_eq!(plain("a [b](c) <i> *d* | `e`\nf"), "a \\[b\\](c) &lt;i> \\*d\\* \\| \\`e\\` f");
        assert_eq!((code("a|b"), code("`x`"), code("a``b")), ("`a\\|b`".into(), "`` `x` ``".into(), "```a``b```".into()));
        assert_eq!(outside("x", "https://a.example/(1)"), "[x](<https://a.example/(1)>)");
        assert_eq!(outside("x", "javascript:alert(1)"), "x");
    }

    #[test]
    fn prose_does_nothing() {
        for (text, expected) in [
            ("see [this](https://a.example)", "see [this](https://a.example)\n"),
            ("[x](javascript:alert(1))", "[x\\](javascript:alert(1))\n"),
            ("[x](data:text/html,y)", "[x\\](data:text/html,y)\n"),
            ("[x]: javascript:alert(1)", "\\[x]: javascript:alert(1)\n"),
            ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)>\n"),
            ("`<b>` and <b>", "`<b>` and &lt;b>\n"),
            ("` <b>", "\\` &lt;b>\n"),
            ("# Why", "### Why\n"),
            ("```\n<b>\n# x\n```", "```\n<b>\n# x\n```\n"),
            ("```\n<b>", "```\n<b>\n```\n"),
        ] {
            assert_eq!(prose(text), expected, "{text}");
        }
    }
}
