//! A text as the formatter sees it: statements, their tokens and blocks, and the comments among them, each with its
//! place. Says nothing of what a statement means.

use super::grammar::{self, Node, Rule};
use super::scan::{self, Comment};
use crate::source::FileId;
use std::ops::Range;

/// The contents of a file or block, in order.
#[derive(Debug, Default)]
pub struct Outline {
    /// Comments that stand by themselves, and statements.
    pub entries: Vec<Entry>,
    /// Comments on the line of the `{`.
    pub opening: Vec<Range<usize>>,
}

/// A line or more of a block.
#[derive(Debug)]
pub enum Entry {
    /// A comment on lines of its own, also a `///` line.
    Comment(Range<usize>),
    /// A statement.
    Statement(Statement),
}

/// A statement.
#[derive(Debug)]
pub struct Statement {
    /// From its first token to its last.
    pub range: Range<usize>,
    /// What its columns are.
    pub form: Form,
    /// Its tokens, comments and blocks, in order.
    pub parts: Vec<Part>,
    /// Comments behind it on its last line.
    pub trailing: Vec<Range<usize>>,
}

/// What the columns of a statement are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `name: type …`
    Field,
    /// `name: type …` in a table, whose third column is what follows the type.
    Column,
    /// `name: METHOD …`
    Operation,
    /// `type name { … }`, `deploy path { … }`
    Declaration,
    /// There are no columns.
    Other,
}

/// A part of a statement.
#[derive(Debug)]
pub struct Part {
    /// Where it stands.
    pub range: Range<usize>,
    /// Whether it stands on a later line than what is before it.
    pub newline_before: bool,
    /// What it is.
    pub kind: PartKind,
}

/// What a part of a statement is.
#[derive(Debug)]
pub enum PartKind {
    /// A word, value or sign.
    Token(Token),
    /// A comment within the statement.
    Comment,
    /// `{ … }`.
    Block(Block),
}

/// How a token stands to its neighbours.
#[derive(Clone, Copy, Debug, Default)]
pub struct Token {
    /// No space before it.
    pub glued: bool,
    /// No space after it.
    pub glues: bool,
    /// `1` where it opens a bracket, `-1` where it closes one.
    pub nesting: i8,
    /// Whether it ends the first column.
    pub ends_name: bool,
    /// Whether it begins the third column.
    pub begins_tail: bool,
}

/// A block of a statement.
#[derive(Debug)]
pub struct Block {
    /// What stands in it.
    pub outline: Outline,
    /// Whether commas separate what stands in it.
    pub commas: bool,
}

/// The outline of a text in which there is no syntax error; `None` where the grammar does not take it.
#[must_use]
pub fn outline(text: &str) -> Option<Outline> {
    let comments = scan::scan(FileId::default(), text).comments;
    let mut reader = Reader { text, comments: &comments };
    let node = grammar::file(text)?;
    Some(reader.block(node, 0..text.len()))
}

struct Reader<'t> {
    text: &'t str,
    comments: &'t [Comment],
}

impl<'t> Reader<'t> {
    fn newline_in(&self, range: Range<usize>) -> bool {
        self.text.get(range).is_some_and(|text| text.contains('\n'))
    }

    /// Takes the comments that begin before `end`.
    fn comments_before(&mut self, end: usize) -> &'t [Comment] {
        let count = self.comments.partition_point(|comment| comment.range.start < end);
        let (taken, rest) = self.comments.split_at(count);
        self.comments = rest;
        taken
    }

    fn block(&mut self, node: Node<'t>, inside: Range<usize>) -> Outline {
        let form = match node.as_rule() {
            Rule::table_body => Form::Column,
            Rule::fields => Form::Field,
            Rule::api_body => Form::Operation,
            _ => Form::Other,
        };
        let mut outline = Outline::default();
        let mut at = inside.start;
        for child in node.into_inner() {
            if matches!(child.as_rule(), Rule::doc | Rule::EOI) {
                continue;
            }
            self.between(&mut outline, at, child.as_span().start());
            let statement = self.statement(child, form);
            at = statement.range.end;
            outline.entries.push(Entry::Statement(statement));
        }
        self.between(&mut outline, at, inside.end);
        outline
    }

    /// Puts the comments between two statements where they belong.
    fn between(&mut self, outline: &mut Outline, from: usize, to: usize) {
        let mut last = from;
        for comment in self.comments_before(to) {
            let range = comment.range.clone();
            let before = self.text.get(last..range.start).unwrap_or("");
            // Behind a `;` a description is the next statement's.
            let describes = before.contains(';') && self.text.get(range.clone()).is_some_and(|text| text.starts_with("///"));
            let same_line = !before.contains('\n') && !describes;
            match outline.entries.last_mut() {
                Some(Entry::Statement(statement)) if same_line => statement.trailing.push(range.clone()),
                None if same_line && last > 0 => outline.opening.push(range.clone()),
                _ => outline.entries.push(Entry::Comment(range.clone())),
            }
            last = range.end;
        }
    }

    fn statement(&mut self, node: Node<'t>, form: Form) -> Statement {
        let start = node.as_span().start();
        let form = match (form, node.as_rule()) {
            (Form::Field | Form::Column, Rule::field) | (Form::Operation, Rule::operation) => form,
            (_, Rule::type_decl | Rule::deploy) => Form::Declaration,
            _ => Form::Other,
        };
        let mut parts = Parts { reader: self, found: Vec::new(), at: start };
        parts.node(node, Rule::file);
        let parts = parts.found;
        let end = parts.last().map_or(start, |part| part.range.end);
        Statement { range: start..end, form, parts, trailing: Vec::new() }
    }
}

/// The parts of a statement, as they are met.
struct Parts<'r, 't> {
    reader: &'r mut Reader<'t>,
    found: Vec<Part>,
    /// Up to where the text is taken.
    at: usize,
}

impl<'t> Parts<'_, 't> {
    fn node(&mut self, node: Node<'t>, within: Rule) {
        let (matched, span) = (node.as_rule(), node.as_span());
        if span.start() == span.end() {
            return;
        }
        if is_block(matched) {
            self.gap(span.start(), within);
            return self.block(node);
        }
        if is_token(matched) && (matched == Rule::url_path || !self.holds_comment(span.start()..span.end())) {
            self.gap(span.start(), within);
            let previous = self.found.len();
            self.push(span.start()..span.end(), PartKind::Token(token_of(matched, within)));
            self.at = span.end();
            // What stands within a path stays there.
            self.reader.comments_before(span.end());
            self.begin_tail(previous, matched);
            return;
        }
        self.gap(span.start(), within);
        let previous = self.found.len();
        for child in node.into_inner() {
            self.node(child, matched);
        }
        self.gap(span.end(), matched);
        self.begin_tail(previous, matched);
    }

    fn holds_comment(&self, range: Range<usize>) -> bool {
        self.reader.comments.iter().take_while(|comment| comment.range.start < range.end).any(|comment| comment.range.start >= range.start)
    }

    /// Marks the first part of an attribute, default or reference as the beginning of the third column.
    fn begin_tail(&mut self, first: usize, matched: Rule) {
        let tail = matches!(matched, Rule::attribute | Rule::default | Rule::reference);
        if let Some(Part { kind: PartKind::Token(token), .. }) = self.found.get_mut(first).filter(|_| tail) {
            token.begins_tail = true;
        }
    }

    fn push(&mut self, range: Range<usize>, kind: PartKind) {
        let last = self.found.last().map_or(range.start, |part| part.range.end);
        let newline_before = self.reader.newline_in(last..range.start);
        self.found.push(Part { range, newline_before, kind });
    }

    fn block(&mut self, node: Node<'t>) {
        let span = node.as_span();
        let commas = node.as_rule() == Rule::enum_values;
        let inside = span.start() + 1..span.end().saturating_sub(1);
        let outline = self.reader.block(node, inside);
        let ends_name = self.found.len() == 2;
        if let Some(Part { kind: PartKind::Token(token), .. }) = self.found.last_mut().filter(|_| ends_name) {
            token.ends_name = true;
        }
        self.push(span.start()..span.end(), PartKind::Block(Block { outline, commas }));
        self.at = span.end();
    }

    /// Takes the comments, signs and words up to `end`, which no rule names.
    fn gap(&mut self, end: usize, within: Rule) {
        while self.at < end {
            let rest = self.reader.text.get(self.at..end).unwrap_or("");
            let start = end - rest.trim_start_matches([' ', '\t', '\r', '\n', ';']).len();
            if start >= end {
                break;
            }
            let rest = self.reader.text.get(start..end).unwrap_or("");
            if rest.starts_with("//") || rest.starts_with("/*") {
                let range = self.comment_at(start);
                self.at = range.end.max(start + 1);
                self.push(range, PartKind::Comment);
                continue;
            }
            let word = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric()).len();
            let len = match word {
                0 if rest.starts_with("?{") || rest.starts_with("->") || rest.starts_with("<-") => 2,
                0 => rest.chars().next().map_or(1, char::len_utf8),
                n => n,
            };
            let sign = rest.get(..len).unwrap_or("");
            self.push(start..start + len, PartKind::Token(sign_in(sign, within)));
            self.at = start + len;
        }
        self.at = self.at.max(end);
    }

    fn comment_at(&mut self, start: usize) -> Range<usize> {
        let taken = self.reader.comments_before(start + 1);
        taken.last().map_or(start..start + 2, |comment| comment.range.clone())
    }
}

pub(super) fn is_block(matched: Rule) -> bool {
    matches!(
        matched,
        Rule::block
            | Rule::properties
            | Rule::fields
            | Rule::enum_values
            | Rule::table_body
            | Rule::api_body
            | Rule::operation_body
            | Rule::resource_body
            | Rule::view_body
            | Rule::flow_body
            | Rule::rule_body
            | Rule::adr_body
    )
}

fn is_token(matched: Rule) -> bool {
    matches!(
        matched,
        Rule::name
            | Rule::path
            | Rule::head
            | Rule::bare
            | Rule::tag
            | Rule::term
            | Rule::string
            | Rule::text
            | Rule::url_path
            | Rule::status
            | Rule::index_word
            | Rule::pick_word
            | Rule::demand_word
            | Rule::view_form
            | Rule::external
            | Rule::stream
            | Rule::arrow
            | Rule::assign
            | Rule::nullable
            | Rule::optional
    )
}

fn token_of(matched: Rule, within: Rule) -> Token {
    let glued = matches!(matched, Rule::nullable | Rule::optional) || (matched == Rule::name && within == Rule::attribute);
    Token { glued, ..Token::default() }
}

/// How a sign stands that a rule writes itself.
fn sign_in(sign: &str, within: Rule) -> Token {
    let attached = matches!(within, Rule::limits | Rule::attribute | Rule::call);
    let token = Token::default();
    match sign {
        "(" => Token { glued: attached, glues: true, nesting: 1, ..token },
        "[" | "?{" => Token { glues: true, nesting: 1, ..token },
        ")" | "]" | "}" => Token { glued: true, nesting: -1, ..token },
        "," => Token { glued: true, glues: within == Rule::limits, ..token },
        ":" if matches!(within, Rule::kind | Rule::base) => token,
        ":" => Token { glued: true, ends_name: matches!(within, Rule::field | Rule::operation), ..token },
        "@" => Token { glues: true, ..token },
        "<" => Token { glued: true, glues: true, ..token },
        ">" => Token { glued: true, ..token },
        _ => token,
    }
}
