//! Views, flows, rules and decisions.

use super::Lower;
use super::items::{Line, Rest, arrow};
use crate::diag::{Diagnostic, codes::syntax as codes};
use crate::syntax::ast::{
    Adr, AdrStmt, AltBranch, Arrow, Block, Doc, Flow, FlowStmt, Path, Relation, Rule as RuleDecl, RuleForm, RuleStmt, RuleVerb, Selector,
    Step, Tag, Term, TermKind, View, ViewForm, ViewStmt,
};
use crate::syntax::grammar::{Node, Rule};

impl<'t> Lower<'t> {
    pub(super) fn view(&mut self, node: Node<'t>, doc: Option<Doc>) -> Option<View> {
        let span = self.span(&node);
        let mut nodes = node.into_inner();
        let words = nodes.next()?.as_str();
        // A comment may stand between the two words.
        let first = words.split(|c: char| !c.is_ascii_alphanumeric()).next();
        let form = ViewForm::ALL.into_iter().find(|form| form.keyword().split(' ').next() == first).unwrap_or(ViewForm::Elements);
        let name = self.ident(&nodes.next()?);
        let (mut of, mut rest, mut body) = (None::<Path>, Rest::default(), None);
        for node in nodes {
            match node.as_rule() {
                Rule::of => {
                    let path = self.one_path(node, "what the view is of");
                    match (&of, path) {
                        (Some(first), Some(path)) => self.given_twice(&codes::GIVEN_TWICE, path.span, first.span, "`of`"),
                        (_, path) => of = path,
                    }
                }
                Rule::view_body => body = Some(self.block(node, "a statement of a view, such as `include`", Self::view_stmt)),
                _ => self.rest(&node, &mut rest, "a title, `of` or `{`"),
            }
        }
        self.no_tags(&rest.tags, "a view");
        Some(View { doc, form, name, title: rest.title, of, body, span, broken: self.reported })
    }

    fn no_tags(&mut self, tags: &[Tag], what: &str) {
        if let Some(tag) = tags.first() {
            let problem = Diagnostic::error(&codes::UNEXPECTED, tag.span, format!("{what} has no tags"));
            self.problem(problem.help("remove the tag"));
        }
    }

    fn view_stmt(&mut self, node: Node<'t>, doc: Option<Doc>) -> Option<ViewStmt> {
        let span = self.span(&node);
        match node.as_rule() {
            Rule::picks => {
                let mut nodes = node.into_inner();
                let include = nodes.next()?.as_str() == "include";
                let selectors: Vec<Selector> = nodes.filter_map(|node| self.selector(node)).collect();
                if self.reported && selectors.is_empty() {
                    return None;
                }
                Some(if include { ViewStmt::Include(selectors, span) } else { ViewStmt::Exclude(selectors, span) })
            }
            Rule::collapse => Some(ViewStmt::Collapse(self.paths(node, "the path of what is collapsed"), span)),
            _ => self.property(node, doc, "a view").map(ViewStmt::Item),
        }
    }

    fn paths(&mut self, node: Node<'t>, expected: &str) -> Vec<Path> {
        let mut paths = Vec::new();
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::path => paths.push(self.path(&child)),
                _ => self.missing(&child, expected),
            }
        }
        paths
    }

    fn selector(&mut self, node: Node<'t>) -> Option<Selector> {
        let mut terms = Vec::new();
        let mut backwards = None;
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::arrow if arrow(&child) == Arrow::From => backwards = Some(self.span(&child)),
                Rule::arrow => {}
                Rule::term => terms.push(self.term(&child)),
                _ => self.missing(&child, "a selector: a path, a kind, `#tag` or `*`"),
            }
        }
        if let Some(span) = backwards {
            self.slip_backwards(span);
            terms.reverse();
        }
        let mut terms = terms.into_iter();
        match (terms.next(), terms.next(), self.reported) {
            (Some(from), Some(to), _) => Some(Selector::Relation(from, to)),
            (Some(term), None, false) => Some(Selector::Elements(term)),
            _ => None,
        }
    }

    fn slip_backwards(&mut self, span: crate::source::Span) {
        let problem = Diagnostic::error(&codes::UNEXPECTED, span, "expected `->`, found `<-`");
        self.slip(problem.help("a selector's arrow is `->`: put the two ends the other way about"));
    }

    fn term(&mut self, node: &Node<'t>) -> Term {
        let (span, start, text) = (self.span(node), node.as_span().start(), node.as_str());
        let kind = if text == "*" {
            TermKind::All
        } else if text.starts_with('#') {
            TermKind::Tag(self.tag(node))
        } else if let Some(path) = text.strip_suffix(".**") {
            TermKind::Descendants(self.path_at(start, path))
        } else if let Some(path) = text.strip_suffix(".*") {
            TermKind::Children(self.path_at(start, path))
        } else {
            TermKind::Path(self.path_at(start, text))
        };
        Term { kind, span }
    }

    pub(super) fn flow(&mut self, node: Node<'t>, doc: Option<Doc>) -> Option<Flow> {
        let span = self.span(&node);
        let mut nodes = node.into_inner();
        let name = self.ident(&nodes.next()?);
        let (mut rest, mut body) = (Rest::default(), None);
        for node in nodes {
            match node.as_rule() {
                Rule::flow_body => body = Some(self.flow_body(node)),
                Rule::missing_block => self.missing(&node, "`{` and the steps of the flow"),
                _ => self.rest(&node, &mut rest, "a title, a tag or `{`"),
            }
        }
        Some(Flow { doc, name, title: rest.title, tags: rest.tags, body, span, broken: self.reported })
    }

    fn flow_body(&mut self, node: Node<'t>) -> Block<FlowStmt> {
        self.block(node, "a step `a -> b`", Self::flow_stmt)
    }

    fn flow_stmt(&mut self, node: Node<'t>, doc: Option<Doc>) -> Option<FlowStmt> {
        let span = self.span(&node);
        match node.as_rule() {
            Rule::par => {
                let blocks: Vec<_> = node.into_inner().map(|node| self.flow_body(node)).collect();
                Some(FlowStmt::Par(blocks, span))
            }
            Rule::alt => Some(FlowStmt::Alt(self.branches(node), span)),
            Rule::repeat => {
                let (mut label, mut body) = (None, None);
                for child in node.into_inner() {
                    match child.as_rule() {
                        Rule::flow_body => body = Some(self.flow_body(child)),
                        Rule::missing_block => self.missing(&child, "`{` and the steps of the loop"),
                        _ => label = Some(self.quoted(&child)),
                    }
                }
                Some(FlowStmt::Loop { label, body: body?, span })
            }
            Rule::note => {
                let text = self.quoted(&node.into_inner().next()?);
                Some(FlowStmt::Note(text, span))
            }
            _ => match self.line(node, doc)? {
                Line::Item(item) => Some(FlowStmt::Item(item)),
                Line::Relation(relation) => self.step(relation).map(FlowStmt::Step),
            },
        }
    }

    /// The branches of an `alt`: those of its `else` parts are children, too.
    fn branches(&mut self, node: Node<'t>) -> Vec<AltBranch> {
        let (mut condition, mut branches) = (None, Vec::new());
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::string | Rule::text => condition = Some(self.quoted(&child)),
                Rule::missing_string => self.missing(&child, "a condition as a string after `alt`"),
                Rule::flow_body => {
                    let body = self.flow_body(child);
                    branches.push(AltBranch { condition: condition.take(), body });
                }
                Rule::missing_block => self.missing(&child, "`{` and steps"),
                _ => branches.extend(self.branches(child)),
            }
        }
        branches
    }

    fn step(&mut self, relation: Relation) -> Option<Step> {
        let Relation { doc, source, arrow, arrow_span, targets, label, tags, properties, span, .. } = relation;
        let Some(left) = source else {
            let problem =
                Diagnostic::error(&codes::UNEXPECTED, arrow_span, format!("expected a step `a -> b`, found `{}`", arrow.as_str()));
            self.problem(problem.help("a step names both of its ends"));
            return None;
        };
        if let Some(second) = targets.get(1) {
            let problem = Diagnostic::error(&codes::UNEXPECTED, second.span, "a step has one target");
            self.problem(problem.help("write a step for each target, or put them into `par { } and { }`"));
        }
        if let Some(block) = properties {
            let problem = Diagnostic::error(&codes::UNEXPECTED, block.span, "a step has no block");
            self.problem(problem.help("properties belong to the relation that the step follows"));
        }
        self.no_tags(&tags, "a step");
        let right = targets.into_iter().next()?;
        Some(Step { doc, left, arrow, right, label, span })
    }

    pub(super) fn rule(&mut self, node: Node<'t>, doc: Option<Doc>) -> Option<RuleDecl> {
        let span = self.span(&node);
        let mut nodes = node.into_inner();
        let name = self.ident(&nodes.next()?);
        let (mut rest, mut body) = (Rest::default(), None);
        for node in nodes {
            match node.as_rule() {
                Rule::rule_body => body = Some(self.block(node, "`deny` or `require`", Self::rule_stmt)),
                Rule::missing_block => self.missing(&node, "`{` and what the rule denies or requires"),
                _ => self.rest(&node, &mut rest, "the reason as a string, or `{`"),
            }
        }
        self.no_tags(&rest.tags, "a rule");
        Some(RuleDecl { doc, name, why: rest.title, body, span, broken: self.reported })
    }

    fn rule_stmt(&mut self, node: Node<'t>, _: Option<Doc>) -> Option<RuleStmt> {
        let span = self.span(&node);
        let (mut verb, mut terms, mut property, mut except, mut is_relation) = (RuleVerb::Deny, Vec::new(), None, Vec::new(), false);
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::demand_word => verb = if child.as_str() == "deny" { RuleVerb::Deny } else { RuleVerb::Require },
                Rule::arrow => {
                    is_relation = true;
                    if arrow(&child) == Arrow::From {
                        let place = self.span(&child);
                        self.slip_backwards(place);
                    }
                }
                Rule::term => terms.push(self.term(&child)),
                Rule::name => property = Some(self.ident(&child)),
                Rule::except => except = self.except(child),
                Rule::missing_form => {
                    let expected = if verb == RuleVerb::Deny { "`->` and a selector" } else { "`->` and a selector, or a property" };
                    self.missing(&child, expected);
                }
                _ => self.missing(&child, "a selector: a path, a kind, `#tag` or `*`"),
            }
        }
        if let Some(property) = property.as_ref().filter(|_| verb == RuleVerb::Deny) {
            let problem = Diagnostic::error(&codes::UNEXPECTED, property.span, format!("expected `->`, found `{}`", property.text));
            self.problem(problem.help("`deny` forbids relations: `deny SELECTOR -> SELECTOR`"));
        }
        let mut terms = terms.into_iter();
        let subject = terms.next()?;
        let form = match (terms.next(), property) {
            (Some(target), _) if is_relation => RuleForm::Relation(target),
            (None, Some(property)) if !self.reported => RuleForm::Property(property),
            _ => return None,
        };
        Some(RuleStmt { verb, subject, form, except, span })
    }

    fn except(&mut self, node: Node<'t>) -> Vec<Term> {
        let mut terms = Vec::new();
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::term => terms.push(self.term(&child)),
                _ => self.missing(&child, "a selector after `except`"),
            }
        }
        terms
    }

    pub(super) fn adr(&mut self, node: Node<'t>, doc: Option<Doc>) -> Option<Adr> {
        let span = self.span(&node);
        let mut nodes = node.into_inner();
        let number = nodes.next().and_then(|node| self.arg(node))?;
        let (mut rest, mut body) = (Rest::default(), None);
        for node in nodes {
            match node.as_rule() {
                Rule::adr_body => body = Some(self.block(node, "a property or the text of the decision", Self::adr_stmt)),
                Rule::missing_block => self.missing(&node, "`{` and the decision"),
                _ => self.rest(&node, &mut rest, "a title, a tag or `{`"),
            }
        }
        if rest.title.is_none() {
            let problem =
                Diagnostic::error(&codes::UNEXPECTED, number.span.after(), format!("expected a title after `adr {}`", number.raw));
            self.problem(problem.help("write what was decided as a string: `adr 1 \"Orders are published\" { … }`"));
        }
        Some(Adr { doc, number, title: rest.title, tags: rest.tags, body, span, broken: self.reported })
    }

    fn adr_stmt(&mut self, node: Node<'t>, doc: Option<Doc>) -> Option<AdrStmt> {
        let span = self.span(&node);
        match node.as_rule() {
            Rule::affects => Some(AdrStmt::Affects(self.paths(node, "the path of what is affected"), span)),
            Rule::string | Rule::text => Some(AdrStmt::Text(self.quoted(&node))),
            _ => self.property(node, doc, "a decision").map(AdrStmt::Item),
        }
    }
}
