//! Properties, elements and relations.

use super::Lower;
use crate::diag::{Diagnostic, codes::syntax as codes};
use crate::syntax::ast::{Arrow, Body, Doc, Item, Path, Properties, Relation, Stmt, Str, Tag};
use crate::syntax::grammar::{Node, Rule};

/// Declarations whose blocks have the form of an element's.
const GENERAL: &[&str] = &["kind", "team", "extend", "deploy", "managed", "environment"];

/// What begins an operation after its `:`.
pub(super) const METHODS: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "rpc"];

/// What a line that begins with a word turns out to be.
pub(super) enum Line {
    Item(Item),
    Relation(Relation),
}

/// Title and tags of a declaration, as they are met.
#[derive(Default)]
pub(super) struct Rest {
    pub title: Option<Str>,
    pub tags: Vec<Tag>,
}

impl<'t> Lower<'t> {
    pub(super) fn body(&mut self, node: Node<'t>) -> Body {
        self.block(node, "a property, a declaration or a relation", Self::stmt)
    }

    pub(super) fn properties(&mut self, node: Node<'t>, place: &'static str) -> Properties {
        self.block(node, "a property", |lower, node, doc| lower.property(node, doc, place))
    }

    /// A statement of a block that holds properties and no relations; `place` names the block.
    pub(super) fn property(&mut self, node: Node<'t>, doc: Option<Doc>, place: &str) -> Option<Item> {
        match self.line(node, doc)? {
            Line::Item(item) => Some(item),
            Line::Relation(relation) => {
                let message = format!("a relation cannot stand in {place}");
                let problem = Diagnostic::error(&codes::MISPLACED, relation.arrow_span, message);
                self.problem(problem.help("relations stand in the body of an element, or at the top of a file with both ends"));
                None
            }
        }
    }

    pub(super) fn line(&mut self, node: Node<'t>, doc: Option<Doc>) -> Option<Line> {
        let span = self.span(&node);
        let mut nodes = node.into_inner().peekable();
        if nodes.peek().is_some_and(|node| node.as_rule() == Rule::arrow) {
            return Some(Line::Relation(self.relation(doc, None, nodes, span)?));
        }
        let external = nodes.next_if(|node| node.as_rule() == Rule::external).map(|node| self.span(&node));
        let head = nodes.next()?;
        if nodes.peek().is_some_and(|node| node.as_rule() == Rule::arrow) {
            let source = self.path(&head);
            if let Some(external) = external {
                let problem = Diagnostic::error(&codes::UNEXPECTED, external, "expected a relation, found `external`");
                self.problem(problem.help("`external` stands before the declaration of an element"));
            }
            return Some(Line::Relation(self.relation(doc, Some(source), nodes, span)?));
        }
        let item = self.item(doc, external, &head, nodes);
        Some(Line::Item(Item { span, ..item }))
    }

    fn item(
        &mut self,
        doc: Option<Doc>,
        external: Option<crate::source::Span>,
        head_node: &Node<'t>,
        nodes: impl Iterator<Item = Node<'t>>,
    ) -> Item {
        let text = head_node.as_str();
        if text.contains('.') && text.split('.').all(super::values::is_name) {
            let problem = self.expected_at(head_node.as_span().start(), "a property, a declaration or a relation");
            self.problem(problem.help(format!("a relation is written `{text} -> TARGET`")));
        }
        let head = if self.reported {
            crate::syntax::ast::Ident { text: text.to_owned(), span: self.span(head_node) }
        } else {
            self.ident(head_node)
        };
        let mut item =
            Item { doc, external, head, args: Vec::new(), tags: Vec::new(), body: None, span: self.span(head_node), broken: false };
        let mut nodes = nodes.peekable();
        while let Some(node) = nodes.next() {
            match node.as_rule() {
                Rule::tag => item.tags.push(self.tag(&node)),
                Rule::bad => {
                    let next = nodes.peek().cloned();
                    self.sign(&node, next.as_ref(), &item);
                }
                Rule::block => {
                    self.check_declaration(&item, true);
                    let own_form = must_follow(&item.head.text).is_some() && !GENERAL.contains(&item.head.text.as_str());
                    if !own_form {
                        item.body = Some(self.body(node));
                    }
                }
                _ => item.args.extend(self.arg(node)),
            }
        }
        self.check_declaration(&item, false);
        item.broken = self.reported;
        item
    }

    /// A sign among the values of a property.
    fn sign(&mut self, node: &Node<'t>, next: Option<&Node<'t>>, item: &Item) {
        if self.reported || must_follow(&item.head.text).is_some() {
            return;
        }
        let sign = node.as_str();
        let value_follows = next.is_some_and(|node| !matches!(node.as_rule(), Rule::bad | Rule::block | Rule::tag));
        if sign == ":" && item.args.is_empty() && next.is_some_and(|node| METHODS.contains(&node.as_str())) {
            let problem = Diagnostic::error(&codes::MISPLACED, item.head.span, "an operation cannot stand outside an `api`");
            return self.problem(problem.help("put it into the block of an `api` of the service: `api v1 { … }`"));
        }
        let head = &item.head.text;
        let span = self.span(node);
        let gap = self.gap(node);
        match sign {
            "=" | ":" | ":=" | "==" if value_follows => {
                let expected = if item.args.is_empty() { format!("a value after `{head}`") } else { format!("the next value of `{head}`") };
                let problem = Diagnostic::error(&codes::SIGN_BEFORE_VALUE, span, format!("expected {expected}, found `{sign}`"));
                self.slip(problem.help("a value follows after a space, without a sign before it").edit(gap, " "));
            }
            "," if !item.args.is_empty() && next.is_some_and(|node| self.begins_property(node)) => {
                let problem = Diagnostic::error(&codes::WRONG_SEPARATOR, span, "statements are not separated by `,`");
                self.problem(problem.help("put each statement on a line of its own, or `;` between two on one line").edit(span, ";"));
            }
            "," if value_follows || next.is_none() => {
                let place = if value_follows { "between the values" } else { "at the end" };
                let problem = Diagnostic::error(&codes::WRONG_SEPARATOR, span, format!("no `,` stands {place} of `{head}`"));
                let help = if value_follows { "the values of a property stand side by side; a list is `[a, b]`" } else { "remove the `,`" };
                self.slip(problem.help(help).edit(gap, if value_follows { " " } else { "" }));
            }
            _ => {
                let expected =
                    if item.args.is_empty() { format!("a value or a name after `{head}`") } else { "the end of the statement".to_owned() };
                self.unexpected(node, &expected);
            }
        }
    }

    /// Whether a word with a value behind it stands here.
    fn begins_property(&self, node: &Node<'t>) -> bool {
        let after = self.text.get(node.as_span().end()..).unwrap_or("").trim_start_matches([' ', '\t']);
        let ends = after.is_empty() || after.starts_with(['\n', '\r', ';', '}', ',', '{']);
        node.as_rule() == Rule::bare && super::values::is_name(node.as_str()) && !ends
    }

    /// A node with the white space round it.
    fn gap(&self, node: &Node<'t>) -> crate::source::Span {
        let (start, end) = (node.as_span().start(), node.as_span().end());
        let before = self.text.get(..start).map_or(start, |text| text.trim_end_matches([' ', '\t']).len());
        let after = self.text.get(end..).map_or(end, |text| end + (text.len() - text.trim_start_matches([' ', '\t']).len()));
        self.at(before..after)
    }

    /// A word that begins a declaration, without what must follow it.
    fn check_declaration(&mut self, item: &Item, block_follows: bool) {
        let Some(expected) = must_follow(&item.head.text).filter(|_| !self.reported) else { return };
        let word = &item.head.text;
        let (span, found) = match item.args.first() {
            Some(arg) if arg.path().is_some() && expected != "a number" && expected != "a string" => {
                let problem = Diagnostic::error(&codes::MISPLACED, item.head.span, format!("`{word}` cannot be declared in this block"));
                return self.problem(problem.help("move the declaration out of the block"));
            }
            Some(arg) if arg.str().is_some() => (arg.span, "a string".to_owned()),
            Some(arg) => (arg.span, format!("`{}`", arg.raw)),
            None if block_follows => (item.head.span.after(), "`{`".to_owned()),
            None => (item.head.span.after(), "the end of the statement".to_owned()),
        };
        let problem = Diagnostic::error(&codes::UNEXPECTED, span, format!("expected {expected} after `{word}`, found {found}"));
        let titled = ["kind", "team", "environment", "view", "flow", "rule", "api"].contains(&word.as_str());
        let title = item.args.first().and_then(|arg| arg.str()).filter(|_| titled).map(name_of).unwrap_or_default();
        self.problem(if title.is_empty() {
            problem
        } else {
            problem
                .help(format!("a name comes before the title: `{word} {title} …`"))
                .edit(self.at(span.range().start..span.range().start), format!("{title} "))
        });
    }

    fn relation(
        &mut self,
        doc: Option<Doc>,
        source: Option<Path>,
        nodes: impl Iterator<Item = Node<'t>>,
        span: crate::source::Span,
    ) -> Option<Relation> {
        let mut nodes = nodes;
        let arrow_node = nodes.next()?;
        let (arrow, arrow_span) = (arrow(&arrow_node), self.span(&arrow_node));
        let mut targets = Vec::new();
        let mut rest = Rest::default();
        let mut properties = None;
        for node in nodes {
            match node.as_rule() {
                Rule::path => targets.push(self.path(&node)),
                Rule::missing_path => self.missing(&node, "the target of the relation"),
                Rule::label_colon => {
                    let place = self.span(&node);
                    let problem = Diagnostic::error(&codes::SIGN_BEFORE_VALUE, place, "expected a label, found `:`");
                    self.slip(problem.help("the label follows after a space, without a sign before it").edit(place, ""));
                }
                Rule::junk if node.as_str().starts_with(':') => {
                    let problem = self.expected_at(node.as_span().start(), "a label, a tag, `{` or the end of the relation");
                    self.problem(problem.help("a label is a string after a space: `-> target \"label\"`"));
                }
                Rule::properties => properties = Some(self.properties(node, "the block of a relation")),
                Rule::junk if node.as_str().starts_with("->") || node.as_str().starts_with("<-") => {
                    let problem = self.expected_at(node.as_span().start(), "a label, a tag, `{` or the end of the relation");
                    self.problem(problem.help("a relation has one arrow; write each step on a line of its own"));
                }
                _ => self.rest(&node, &mut rest, "a label, a tag, `{` or the end of the relation"),
            }
        }
        let broken = self.reported;
        Some(Relation { doc, source, arrow, arrow_span, targets, label: rest.title, tags: rest.tags, properties, span, broken })
    }

    /// A title, a tag, or what does not belong behind the name of a declaration.
    pub(super) fn rest(&mut self, node: &Node<'t>, rest: &mut Rest, expected: &str) {
        match node.as_rule() {
            Rule::tag => rest.tags.push(self.tag(node)),
            Rule::string | Rule::text => {
                let text = self.quoted(node);
                match &rest.title {
                    Some(first) => self.given_twice(&codes::GIVEN_TWICE, text.span, first.span, "the text"),
                    None => rest.title = Some(text),
                }
            }
            _ => self.unexpected(node, expected),
        }
    }

    /// What stands in a block where only properties may stand, taken from a general body.
    pub(super) fn only_items(&mut self, body: &Body, place: &str) {
        for stmt in &body.stmts {
            if !matches!(stmt, Stmt::Item(_)) {
                let message = format!("`{}` cannot stand in {place}", stmt.keyword());
                self.slip(Diagnostic::error(&codes::MISPLACED, stmt.span(), message));
            }
        }
    }
}

/// A title as a name; empty where no letter of it could stand in one.
fn name_of(title: &str) -> String {
    let words: Vec<&str> = title.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let name = words.join("-").to_ascii_lowercase();
    name.trim_start_matches(|c: char| !c.is_ascii_alphabetic()).to_owned()
}

/// What must follow a word that begins a declaration; a statement that begins with it and is read as a property lacks that.
fn must_follow(word: &str) -> Option<&'static str> {
    Some(match word {
        "kind" | "team" | "type" | "enum" | "error" | "table" | "event" | "api" | "environment" | "view" | "flow" | "rule"
        | "collection" => "a name",
        "deploy" | "managed" | "extend" => "the path of an element",
        "adr" => "a number",
        "keys" | "import" => "a string",
        _ => return None,
    })
}

pub(super) fn arrow(node: &Node<'_>) -> Arrow {
    if node.as_str() == "->" { Arrow::To } else { Arrow::From }
}
