//! From what the grammar matched to the tree. Turns the grammar's fallbacks and junk into diagnostics: one for each
//! statement's head, so that a mistake has no followers.

mod api;
mod declarations;
mod items;
mod types;
mod values;
mod views;

pub use values::raw_text;

use super::MOST_DIAGNOSTICS;
use super::ast::{Block, Doc, File, Stmt};
use super::grammar::{Node, Rule};
use super::positions::Positions;
use crate::diag::{Code, Diagnostic, codes::syntax as codes};
use crate::source::{FileId, Span};
use std::ops::Range;

pub(super) struct Lower<'t> {
    file: FileId,
    /// The text that the grammar has read.
    text: &'t str,
    positions: &'t Positions,
    pub diagnostics: Vec<Diagnostic>,
    /// Whether the head of the statement in hand was reported.
    reported: bool,
}

impl<'t> Lower<'t> {
    pub fn new(file: FileId, text: &'t str, positions: &'t Positions) -> Self {
        Self { file, text, positions, diagnostics: Vec::new(), reported: false }
    }

    pub fn file(&mut self, node: Node<'t>) -> File {
        let block = self.block(node, "a declaration", Self::stmt);
        let span = self.at(0..self.text.len());
        File { stmts: block.stmts, broken: block.broken, span, statements: 0 }
    }

    /// The place in the text as it was written.
    fn at(&self, range: Range<usize>) -> Span {
        Span::new(self.file, self.positions.written(range.start), self.positions.written(range.end))
    }

    /// Where a node stands, without the white space at its end.
    fn span(&self, node: &Node<'t>) -> Span {
        let start = node.as_span().start();
        self.at(start..start + node.as_str().trim_end().len())
    }

    /// Reports a mistake in the head of the statement in hand, if it is the first.
    fn problem(&mut self, diagnostic: Diagnostic) {
        if !self.reported {
            self.slip(diagnostic);
        }
        self.reported = true;
    }

    /// Reports a mistake after which it is clear what was meant.
    fn slip(&mut self, diagnostic: Diagnostic) {
        if self.diagnostics.len() < MOST_DIAGNOSTICS {
            self.diagnostics.push(diagnostic);
        }
    }

    /// What stands at an offset, as a reader would call it, and where.
    fn found_at(&self, offset: usize) -> (Range<usize>, String) {
        let rest = self.text.get(offset..).unwrap_or("");
        let start = offset + (rest.len() - rest.trim_start_matches([' ', '\t', '\r']).len());
        let rest = self.text.get(start..).unwrap_or("");
        let before = self.text.get(..start).map_or(start, |text| text.trim_end().len());
        let Some(first) = rest.chars().next() else { return (before..before, "the end of the file".into()) };
        if first == '\n' || rest.starts_with("//") || rest.starts_with("/*") {
            return (before..before, "the end of the line".into());
        }
        if first == '"' {
            let len = rest.get(1..).and_then(|rest| rest.find(['"', '\n'])).map_or(rest.len(), |n| n + 2);
            return (start..start + len, "a string".into());
        }
        let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '%');
        let len = match rest.find(|c| !word(c) && c != '-').unwrap_or(rest.len()) {
            0 if rest.starts_with("->") || rest.starts_with("<-") || rest.starts_with(":=") || rest.starts_with("==") => 2,
            0 if rest.starts_with(['@', '#']) => 1 + rest.get(1..).and_then(|rest| rest.find(|c| !word(c))).unwrap_or(rest.len() - 1),
            0 if first == '/' => rest.find(|c: char| c.is_whitespace() || matches!(c, '{' | '}' | ';')).unwrap_or(rest.len()),
            0 => first.len_utf8(),
            _ if first == '-' => {
                if rest.starts_with("->") {
                    2
                } else {
                    1
                }
            }
            n => n - usize::from(rest.get(n - 1..).is_some_and(|rest| rest.starts_with("->"))),
        };
        let shown: String = rest.chars().take(rest.get(..len).map_or(1, |text| text.chars().count()).min(40)).collect();
        (start..start + len, format!("`{shown}`"))
    }

    /// "expected X, found Y" at an offset.
    fn expected_at(&self, offset: usize, expected: &str) -> Diagnostic {
        let (range, found) = self.found_at(offset);
        Diagnostic::error(&codes::UNEXPECTED, self.at(range), format!("expected {expected}, found {found}"))
    }

    /// A fallback of the grammar's: something had to stand here.
    fn missing(&mut self, node: &Node<'t>, expected: &str) {
        let problem = self.expected_at(node.as_span().start(), expected);
        self.problem(problem);
    }

    /// Text that has no place where it stands.
    fn unexpected(&mut self, node: &Node<'t>, expected: &str) {
        let problem = self.expected_at(node.as_span().start(), expected);
        let text = node.as_str();
        let problem = if text.starts_with('@') {
            problem.help("attributes belong to fields and columns; elements have `#tags`")
        } else if text.starts_with("->") || text.starts_with("<-") {
            problem.help("a relation is a statement of its own: `SOURCE -> TARGET`")
        } else if text.starts_with('\'') {
            problem.help("a string stands between double quotation marks")
        } else if text.starts_with('(') {
            problem.help("limits stand behind their type without a space: `string(3..80)`; a block stands between `{` and `}`")
        } else if text.starts_with("[]") {
            let before = self.text.get(..node.as_span().start()).unwrap_or_default();
            let item =
                before.get(before.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || "_-.".contains(c)).len()..).unwrap_or_default();
            let all = self.at(before.len() - item.len()..before.len() + 2);
            problem.help(format!("a list is written `[{item}]`")).edit(all, format!("[{item}]"))
        } else if expected == ENUM_VALUE && text.starts_with('"') {
            problem.help("a value is a name, without quotes")
        } else if expected == ENUM_VALUE && text.starts_with('|') {
            problem.help("the values are separated by `,`: `enum NAME { a, b }`")
        } else if text.starts_with('<') {
            problem.help("the only type with `<` and `>` is `map<T>`, from strings to `T`")
        } else {
            problem
        };
        self.problem(problem);
    }

    /// A bracket that was opened at `open` and is not closed where it must be.
    fn unclosed(&mut self, node: &Node<'t>, open: usize, closer: &str) {
        let offset = node.as_span().start();
        let (mut range, mut found) = self.found_at(offset);
        let end = self.text.get(..offset).map_or(offset, |text| text.trim_end().len());
        if self.text.get(end..offset).is_some_and(|text| text.contains('\n')) {
            (range, found) = (end..end, "the end of the line".to_owned());
        }
        let opened = self.text.get(open..).and_then(|text| text.chars().next()).map_or(0, char::len_utf8);
        let problem = Diagnostic::error(&codes::UNCLOSED_BRACKET, self.at(range), format!("expected `{closer}`, found {found}"))
            .also(self.at(open..open + opened), "opened here")
            .help(format!("add `{closer}`"))
            .edit(self.at(end..end), closer);
        self.problem(problem);
    }

    fn given_twice(&mut self, code: &'static Code, span: Span, first: Span, what: &str) {
        let problem =
            Diagnostic::error(code, span, format!("{what} is given twice")).also(first, "first given here").help("remove one of them");
        self.problem(problem);
    }

    /// The statements of a block; `expected` says what stands in it.
    fn block<T>(
        &mut self,
        node: Node<'t>,
        expected: &str,
        mut each: impl FnMut(&mut Self, Node<'t>, Option<Doc>) -> Option<T>,
    ) -> Block<T> {
        let span = self.span(&node);
        let mut state = BlockState::default();
        let mut block = Block { stmts: Vec::new(), broken: false, span };
        for child in node.into_inner() {
            match child.as_rule() {
                Rule::doc => self.describe(&child, &mut state.doc),
                Rule::wrong_comma => state.commas.push((self.span(&child), self.ends_line(child.as_span().end()))),
                Rule::missing_comma => self.slip_missing_comma(&child),
                Rule::missing_end => self.missing_end(&child, &mut state),
                Rule::junk | Rule::junk_stmt => self.junk(&child, &mut state, expected, &mut block.broken),
                Rule::missing_close | Rule::stray_close => block.broken = true,
                Rule::EOI => {}
                _ => {
                    let outer = std::mem::replace(&mut self.reported, false);
                    let stmt = each(self, child, state.doc.take());
                    state.broken = std::mem::replace(&mut self.reported, outer);
                    state.same_line = false;
                    block.broken |= state.broken && stmt.is_none();
                    block.stmts.extend(stmt);
                }
            }
        }
        self.wrong_commas(&state.commas);
        if let Some(doc) = state.doc {
            self.dangling(&doc);
        }
        block
    }

    fn describe(&mut self, node: &Node<'t>, doc: &mut Option<Doc>) {
        let next = Doc { text: values::doc_text(node.as_str()), span: self.span(node) };
        *doc = Some(match doc.take() {
            Some(first) => Doc { text: format!("{}\n{}", first.text, next.text), span: first.span.to(next.span) },
            None => next,
        });
    }

    fn dangling(&mut self, doc: &Doc) {
        let problem = Diagnostic::warning(&codes::DANGLING_DESCRIPTION, doc.span, "this description describes nothing");
        self.slip(problem.help("put it above a declaration, or begin it with `//`"));
    }

    fn slip_missing_comma(&mut self, node: &Node<'t>) {
        let offset = node.as_span().start();
        let end = self.text.get(..offset).map_or(offset, |text| text.trim_end().len());
        let problem = self.expected_at(offset, "`,` between the items of a list");
        self.slip(Diagnostic { code: &codes::WRONG_SEPARATOR, ..problem }.help("add `,`").edit(self.at(end..end), ","));
    }

    fn wrong_commas(&mut self, commas: &[(Span, bool)]) {
        let Some(((first, _), others)) = commas.split_first() else { return };
        let mut problem = Diagnostic::error(&codes::WRONG_SEPARATOR, *first, "statements are not separated by `,`")
            .help("put each statement on a line of its own, or `;` between two on one line");
        for (comma, ends_line) in commas {
            problem = problem.edit(*comma, if *ends_line { "" } else { ";" });
        }
        for (comma, _) in others.iter().take(3) {
            problem = problem.also(*comma, "here, too");
        }
        self.slip(problem);
    }

    /// Whether nothing but white space follows on the line, or the block ends.
    fn ends_line(&self, offset: usize) -> bool {
        let rest = self.text.get(offset..).unwrap_or("").trim_start_matches([' ', '\t', '\r']);
        rest.is_empty() || rest.starts_with(['\n', '}']) || rest.starts_with("//")
    }

    fn missing_end(&mut self, node: &Node<'t>, state: &mut BlockState) {
        state.same_line = true;
        if state.broken {
            return;
        }
        let offset = node.as_span().start();
        let (range, found) = self.found_at(offset);
        let statement = self.text.get(range.clone()).is_some_and(|text| text.starts_with(|c: char| c.is_alphabetic() || c == '_'));
        let span = self.at(range.clone());
        let message = format!("expected the end of the statement, found {found}");
        if statement {
            let end = self.text.get(..range.start).map_or(range.start, |text| text.trim_end().len());
            let problem = Diagnostic::error(&codes::TWO_STATEMENTS, span, message)
                .help("put it on a line of its own, or put `;` before it")
                .edit(self.at(end..end), ";");
            self.slip(problem);
        } else {
            self.slip(Diagnostic::error(&codes::UNEXPECTED, span, message));
            state.broken = true;
        }
    }

    fn junk(&mut self, node: &Node<'t>, state: &mut BlockState, expected: &str, broken: &mut bool) {
        *broken = true;
        let after = node.as_rule() == Rule::junk;
        if !(state.broken && (after || state.same_line)) {
            let outer = std::mem::replace(&mut self.reported, false);
            self.unexpected(node, if after { "the end of the statement" } else { expected });
            self.reported = outer;
        }
        state.doc = None;
        state.broken = true;
        state.same_line = false;
    }

    fn stmt(&mut self, node: Node<'t>, doc: Option<Doc>) -> Option<Stmt> {
        Some(match node.as_rule() {
            Rule::line | Rule::received => match self.line(node, doc)? {
                items::Line::Item(item) => Stmt::Item(item),
                items::Line::Relation(relation) => Stmt::Relation(relation),
            },
            Rule::type_decl => Stmt::Type(self.type_decl(node, doc)?),
            Rule::enum_decl => Stmt::Enum(self.enum_decl(node, doc)?),
            Rule::error_decl => Stmt::Error(self.error_decl(node, doc)?),
            Rule::table => Stmt::Table(self.table(node, doc)?),
            Rule::event => Stmt::Event(self.event(node, doc)?),
            Rule::collection => Stmt::Collection(self.collection(node, doc)?),
            Rule::keys => Stmt::Keys(self.keys(node, doc)?),
            Rule::api => Stmt::Api(self.api(node, doc)?),
            Rule::kind => Stmt::Kind(self.kind(node, doc)?),
            Rule::team => Stmt::Team(self.team(node, doc)?),
            Rule::extend => Stmt::Extend(self.extend(node, doc)?),
            Rule::deploy => Stmt::Deploy(self.deploy(node, doc)?),
            Rule::managed => Stmt::Managed(self.managed(node, doc)?),
            Rule::environment => Stmt::Environment(self.environment(node, doc)?),
            Rule::view => Stmt::View(self.view(node, doc)?),
            Rule::flow => Stmt::Flow(self.flow(node, doc)?),
            Rule::rule => Stmt::Rule(self.rule(node, doc)?),
            Rule::adr => Stmt::Adr(self.adr(node, doc)?),
            Rule::import => Stmt::Import(self.import(node)?),
            _ => return None,
        })
    }
}

/// What stands in the block of an enum.
const ENUM_VALUE: &str = "a value of the enum";

/// What is to be remembered from one statement of a block to the next.
#[derive(Default)]
struct BlockState {
    doc: Option<Doc>,
    /// Whether the last statement was reported.
    broken: bool,
    /// Whether the next statement stands on the line of the last.
    same_line: bool,
    /// Commas between statements, and whether each stands at its line's end.
    commas: Vec<(Span, bool)>,
}
