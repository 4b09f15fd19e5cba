//! Declarations of files, bodies and environments.

use super::Lower;
use super::items::Rest;
use crate::diag::codes::syntax as codes;
use crate::source::Span;
use crate::syntax::ast::{Body, Deploy, Doc, Environment, Extend, Import, Kind, Managed, Path, Team};
use crate::syntax::grammar::{Node, Rule};

const TITLE_TAG_BLOCK: &str = "a title, a tag or `{`";

/// Path, title and body of a declaration that is about something declared elsewhere.
struct About {
    target: Path,
    rest: Rest,
    body: Option<Body>,
    span: Span,
}

impl<'t> Lower<'t> {
    pub(super) fn kind(&mut self, node: Node<'t>, doc: Option<Doc>) -> Option<Kind> {
        let span = self.span(&node);
        let mut nodes = node.into_inner();
        let name = self.ident(&nodes.next()?);
        let (mut base, mut rest, mut body) = (None, Rest::default(), None);
        for node in nodes {
            match node.as_rule() {
                Rule::path => base = Some(self.path(&node)),
                Rule::missing_path => self.missing(&node, "the kind that it builds on"),
                Rule::missing_colon => self.missing(&node, &format!("`:` and the kind that `{}` builds on", name.text)),
                Rule::block => body = Some(self.body(node)),
                _ => self.rest(&node, &mut rest, TITLE_TAG_BLOCK),
            }
        }
        Some(Kind { doc, name, base, title: rest.title, tags: rest.tags, body, span, broken: self.reported })
    }

    pub(super) fn team(&mut self, node: Node<'t>, doc: Option<Doc>) -> Option<Team> {
        let span = self.span(&node);
        let mut nodes = node.into_inner();
        let name = self.ident(&nodes.next()?);
        let (mut rest, mut properties) = (Rest::default(), None);
        for node in nodes {
            match node.as_rule() {
                Rule::properties => properties = Some(self.properties(node, "a team")),
                _ => self.rest(&node, &mut rest, "a title or `{`"),
            }
        }
        Some(Team { doc, name, title: rest.title, properties, span, broken: self.reported })
    }

    fn about(&mut self, node: Node<'t>, what: &str, expected: &str) -> Option<About> {
        let span = self.span(&node);
        let mut nodes = node.into_inner();
        let target = self.path(&nodes.next()?);
        let (mut rest, mut body) = (Rest::default(), None);
        for node in nodes {
            match node.as_rule() {
                Rule::block => body = Some(self.body(node)),
                Rule::missing_block => self.missing(&node, &format!("`{{` and what is added to {what}")),
                _ => self.rest(&node, &mut rest, expected),
            }
        }
        Some(About { target, rest, body, span })
    }

    pub(super) fn extend(&mut self, node: Node<'t>, doc: Option<Doc>) -> Option<Extend> {
        let About { target, rest, body, span } = self.about(node, "it", "`{`")?;
        self.no_title(&rest, "`extend` gives no title");
        Some(Extend { doc, target, body, span, broken: self.reported })
    }

    pub(super) fn deploy(&mut self, node: Node<'t>, doc: Option<Doc>) -> Option<Deploy> {
        let About { target, rest, body, span } = self.about(node, "it", "`{` or the end of the statement")?;
        self.no_title(&rest, "`deploy` gives no title");
        Some(Deploy { doc, target, body, span, broken: self.reported })
    }

    fn no_title(&mut self, rest: &Rest, message: &str) {
        let place = rest.title.as_ref().map(|title| title.span).or(rest.tags.first().map(|tag| tag.span));
        if let Some(span) = place {
            let problem = crate::diag::Diagnostic::error(&codes::UNEXPECTED, span, message);
            self.problem(problem.help("titles and tags stand where the element is declared"));
        }
    }

    pub(super) fn managed(&mut self, node: Node<'t>, doc: Option<Doc>) -> Option<Managed> {
        let About { target, rest, body, span } = self.about(node, "it", "the provider as a string, `{` or the end of the statement")?;
        Some(Managed { doc, target, provider: rest.title, body, span, broken: self.reported })
    }

    pub(super) fn environment(&mut self, node: Node<'t>, doc: Option<Doc>) -> Option<Environment> {
        let span = self.span(&node);
        let mut nodes = node.into_inner();
        let name = self.ident(&nodes.next()?);
        let (mut extends, mut rest, mut body) = (None::<Path>, Rest::default(), None);
        for node in nodes {
            match node.as_rule() {
                Rule::extends => {
                    let base = self.one_path(node, "the environment that it extends");
                    match (&extends, base) {
                        (Some(first), Some(base)) => self.given_twice(&codes::GIVEN_TWICE, base.span, first.span, "`extends`"),
                        (_, base) => extends = base,
                    }
                }
                Rule::block => body = Some(self.body(node)),
                _ => self.rest(&node, &mut rest, "a title, `extends`, a tag or `{`"),
            }
        }
        Some(Environment { doc, name, title: rest.title, extends, tags: rest.tags, body, span, broken: self.reported })
    }

    /// The path in a node that holds a path or its lack.
    pub(super) fn one_path(&mut self, node: Node<'t>, expected: &str) -> Option<Path> {
        let inner = node.into_inner().next()?;
        if inner.as_rule() == Rule::path {
            return Some(self.path(&inner));
        }
        self.missing(&inner, expected);
        None
    }

    pub(super) fn import(&mut self, node: Node<'t>) -> Option<Import> {
        let span = self.span(&node);
        let mut nodes = node.into_inner();
        let path = self.quoted(&nodes.next()?);
        let mut alias = None;
        for node in nodes {
            if node.as_rule() == Rule::alias {
                let inner = node.into_inner().next()?;
                match inner.as_rule() {
                    Rule::name => alias = Some(self.ident(&inner)),
                    _ => self.missing(&inner, "the name after `as`"),
                }
            } else {
                self.unexpected(&node, "`as` or the end of the statement");
            }
        }
        Some(Import { path, alias, span, broken: self.reported })
    }
}
