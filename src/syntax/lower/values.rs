//! Names, strings and values.

use super::Lower;
use crate::diag::{Diagnostic, codes::syntax as codes};
use crate::syntax::ast::{Arg, ArgKind, Ident, Path, Str, Tag, UrlPath, UrlSegment};
use crate::syntax::grammar::{Node, Rule};

impl<'t> Lower<'t> {
    pub(super) fn ident(&mut self, node: &Node<'t>) -> Ident {
        let start = node.as_span().start();
        self.ident_at(start, node.as_str())
    }

    /// A name that stands at `start`, or is reported as none.
    pub(super) fn ident_at(&mut self, start: usize, text: &str) -> Ident {
        let span = self.at(start..start + text.len());
        if text.is_empty() {
            let problem = self.expected_at(start, "a name");
            self.problem(problem.help("names of a path stand with single dots between them: `shop.orders`"));
        } else if !is_name(text) {
            let help = if text.is_ascii() {
                "a name is a letter or `_`, then letters, digits, `_`, and `-` before a letter or digit"
            } else {
                "names are of ASCII letters; a title may be any text: `service cafe \"Café\"`"
            };
            self.problem(Diagnostic::error(&codes::BAD_NAME, span, format!("`{text}` is not a name")).help(help));
        }
        Ident { text: text.to_owned(), span }
    }

    pub(super) fn path(&mut self, node: &Node<'t>) -> Path {
        self.path_at(node.as_span().start(), node.as_str())
    }

    pub(super) fn path_at(&mut self, start: usize, text: &str) -> Path {
        let mut at = start;
        let mut parts = Vec::with_capacity(1);
        for part in text.split('.') {
            parts.push(self.ident_at(at, part));
            at += part.len() + 1;
        }
        Path { parts, span: self.at(start..start + text.len()) }
    }

    pub(super) fn tag(&mut self, node: &Node<'t>) -> Tag {
        let start = node.as_span().start();
        let name = node.as_str().get(1..).unwrap_or("");
        Tag { name: self.ident_at(start + 1, name).text, span: self.span(node) }
    }

    /// A string or a raw text.
    pub(super) fn quoted(&mut self, node: &Node<'t>) -> Str {
        let value = if node.as_rule() == Rule::text { raw_text(node.as_str()) } else { self.string_value(node) };
        Str { value, span: self.span(node) }
    }

    fn string_value(&mut self, node: &Node<'t>) -> String {
        let text = node.as_str();
        let inner = text.get(1..text.len().saturating_sub(1)).unwrap_or("");
        if !inner.contains('\\') {
            return inner.to_owned();
        }
        let mut out = String::with_capacity(inner.len());
        let mut rest = inner;
        while let Some(n) = rest.find('\\') {
            out.push_str(rest.get(..n).unwrap_or(""));
            rest = rest.get(n..).unwrap_or("");
            let (character, len) = escape(rest);
            if let Some(character) = character {
                out.push(character);
            } else {
                let start = node.as_span().start() + 1 + (inner.len() - rest.len());
                self.bad_escape(start, rest.get(..len).unwrap_or(rest));
                out.push_str(rest.get(..len).unwrap_or(""));
            }
            rest = rest.get(len..).unwrap_or("");
        }
        out.push_str(rest);
        out
    }

    fn bad_escape(&mut self, start: usize, escape: &str) {
        let span = self.at(start..start + escape.len());
        let problem = Diagnostic::error(&codes::BAD_ESCAPE, span, format!("`{escape}` is not an escape"))
            .help("there are `\\\"`, `\\\\`, `\\n`, `\\t` and `\\u{…}`; a backslash itself is written `\\\\`");
        let first = self.at(start..start + 1);
        self.slip(problem.edit(first, "\\\\"));
    }

    /// A value. `None` for what is not one.
    pub(super) fn arg(&mut self, node: Node<'t>) -> Option<Arg> {
        let span = self.span(&node);
        let raw = node.as_str();
        let kind = match node.as_rule() {
            Rule::bare => self.bare(node.as_span().start(), raw),
            Rule::string => ArgKind::Str(self.string_value(&node)),
            Rule::text => ArgKind::Text(raw_text(raw)),
            Rule::url_path => ArgKind::UrlPath(self.url_path(node)),
            Rule::list => {
                let open = node.as_span().start();
                ArgKind::List(self.values(node.into_inner(), open, "]"))
            }
            Rule::call => {
                let open = node.as_span().start() + raw.find('(').unwrap_or(0);
                let mut inner = node.into_inner();
                let name = self.ident(&inner.next()?);
                ArgKind::Call(name, self.values(inner, open, ")"))
            }
            _ => return None,
        };
        Some(Arg { kind, raw: raw.to_owned(), span })
    }

    /// The values of a list, with what is wrong between them.
    pub(super) fn values(&mut self, nodes: impl Iterator<Item = Node<'t>>, open: usize, closer: &str) -> Vec<Arg> {
        let mut args = Vec::new();
        for node in nodes {
            match node.as_rule() {
                Rule::missing_close => self.unclosed(&node, open, closer),
                Rule::missing_comma => self.slip_missing_comma(&node),
                Rule::wrong_semicolon => self.wrong_semicolon(&node),
                _ => args.extend(self.arg(node)),
            }
        }
        args
    }

    pub(super) fn wrong_semicolon(&mut self, node: &Node<'t>) {
        let span = self.span(node);
        let problem = Diagnostic::error(&codes::WRONG_SEPARATOR, span, "the items of a list are separated by `,`, not by `;`");
        self.slip(problem.help("write `,`").edit(span, ","));
    }

    fn bare(&mut self, start: usize, raw: &str) -> ArgKind {
        match classify(raw) {
            Bare::Word => ArgKind::Word,
            Bare::Path => ArgKind::Path(self.path_at(start, raw)),
            Bare::Number => ArgKind::Number,
            Bare::Other => {
                if !raw.is_ascii() {
                    self.ident_at(start, raw);
                }
                ArgKind::Other
            }
        }
    }

    pub(super) fn url_path(&mut self, node: Node<'t>) -> UrlPath {
        let span = self.span(&node);
        let ends_open = node.as_str().len() > 1 && node.as_str().ends_with('/');
        let mut segments = Vec::new();
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::url_literal => {
                    segments.push(UrlSegment::Literal(Ident { text: child.as_str().to_owned(), span: self.span(&child) }));
                }
                Rule::url_parameter => segments.extend(self.url_parameter(child)),
                _ => {
                    let place = self.at(child.as_span().start()..child.as_span().start() + 2);
                    let problem = Diagnostic::error(&codes::BAD_PATH, place, "a path holds no `//` and no `/*`: they begin comments");
                    self.problem(problem.help("write the path as a string, or put a space before the comment"));
                }
            }
        }
        if ends_open {
            segments.push(UrlSegment::Literal(Ident { text: String::new(), span: span.after() }));
        }
        UrlPath { segments, span }
    }

    fn url_parameter(&mut self, node: Node<'t>) -> Option<UrlSegment> {
        let span = self.span(&node);
        let open = node.as_span().start();
        let (mut name, mut ty) = (None, None);
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::name => name = Some(self.ident(&child)),
                Rule::ty => ty = self.ty(child).map(Box::new),
                Rule::missing_name => self.missing(&child, "the name of the path's parameter"),
                _ => self.unclosed(&child, open, "}"),
            }
        }
        Some(UrlSegment::Parameter { name: name?, ty, span })
    }
}

/// What a run of characters looks like.
enum Bare {
    Word,
    Path,
    Number,
    Other,
}

fn classify(raw: &str) -> Bare {
    let mut bytes = raw.bytes();
    match (bytes.next(), bytes.next(), bytes.next()) {
        (Some(b'0'..=b'9'), ..)
        | (Some(b'-' | b'.'), Some(b'0'..=b'9'), _)
        | (Some(b'.'), Some(b'.'), Some(b'0'..=b'9' | b'-'))
        | (Some(b'-'), Some(b'.'), Some(b'0'..=b'9')) => Bare::Number,
        _ if is_name(raw) => Bare::Word,
        _ if raw.contains('.') && raw.split('.').all(is_name) => Bare::Path,
        _ => Bare::Other,
    }
}

/// Whether `text` is a name of the language.
pub(in crate::syntax) fn is_name(text: &str) -> bool {
    let bytes = text.as_bytes();
    let first = bytes.first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_');
    let joined = |pair: &[u8]| !matches!(pair, [b'-', next] if !next.is_ascii_alphanumeric());
    first
        && bytes.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
        && bytes.last() != Some(&b'-')
        && bytes.windows(2).all(joined)
}

/// The character that an escape at the start of `text` stands for, and the length of the escape.
fn escape(text: &str) -> (Option<char>, usize) {
    let mut chars = text.chars();
    chars.next();
    match chars.next() {
        Some('"') => (Some('"'), 2),
        Some('\\') => (Some('\\'), 2),
        Some('n') => (Some('\n'), 2),
        Some('t') => (Some('\t'), 2),
        Some('u') => unicode_escape(text),
        Some(other) => (None, 1 + other.len_utf8()),
        None => (None, 1),
    }
}

fn unicode_escape(text: &str) -> (Option<char>, usize) {
    let Some(inner) = text.strip_prefix("\\u{") else { return (None, 2) };
    let Some(len) = inner.find('}').filter(|len| *len <= 8) else { return (None, 3) };
    let digits = inner.get(..len).unwrap_or("");
    let valid = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit());
    let character = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32).filter(|c| valid && *c != '\0');
    (character, len + 4)
}

/// What a `"""raw text"""` says: without the line breaks next to its quotes and without the indentation that all of its
/// lines have. A carriage return is a part of none.
#[must_use]
pub fn raw_text(text: &str) -> String {
    let text = text.replace('\r', "");
    let inner = text.strip_prefix("\"\"\"").and_then(|text| text.strip_suffix("\"\"\"")).unwrap_or("");
    let mut lines: Vec<&str> = inner.split('\n').collect();
    let starts_below = lines.len() > 1 && lines.first().is_some_and(|line| line.trim().is_empty());
    if starts_below {
        lines.remove(0);
    }
    if lines.len() > 1 && lines.last().is_some_and(|line| line.trim().is_empty()) {
        lines.pop();
    }
    let skip = usize::from(!starts_below);
    let indent = |line: &&str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let common = lines.iter().skip(skip).filter(|line| !line.trim().is_empty()).map(indent).min().unwrap_or(0);
    let cut = |(i, line): (usize, &&str)| {
        let line = if i < skip { *line } else { line.get(common.min(indent(line))..).unwrap_or("") };
        line.trim_end().to_owned()
    };
    lines.iter().enumerate().map(cut).collect::<Vec<_>>().join("\n")
}

/// The text of `///` lines, without the carriage returns in them.
pub(super) fn doc_text(text: &str) -> String {
    let line = |line: &str| {
        let line = line.trim().trim_start_matches("///");
        line.strip_prefix(' ').unwrap_or(line).trim_end().to_owned()
    };
    text.replace('\r', "").lines().map(line).collect::<Vec<_>>().join("\n")
}
