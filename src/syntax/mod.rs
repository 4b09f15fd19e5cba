//! From text to tree. The only place that names pest. Owns the grammar's reading, the tree's form and the comments
//! beside it; knows no names and no meanings.

pub mod ast;
mod bounds;
mod grammar;
mod lower;
mod outline;
mod positions;
mod scan;

#[cfg(test)]
mod tests;

pub use bounds::{MOST_IN_BLOCK, MOST_LETTERS, MOST_STATEMENTS, MOST_WORDS};
pub(crate) use bounds::{too_long, too_many};
pub use lower::raw_text;
pub use outline::{Block, Entry, Form, Outline, Part, PartKind, Statement, Token, outline};
pub use scan::Comment;

use crate::diag::{Diagnostic, Diagnostics, Severity};
use crate::source::{FileId, Span};
use std::collections::BTreeSet;

/// How many diagnostics of one file are given; a text with more is not a program.
const MOST_DIAGNOSTICS: usize = 1000;

/// Reads a text. Every text gives a tree; what could not be read is in the diagnostics and marked in the tree.
#[must_use]
pub fn parse(file: FileId, text: &str) -> (ast::File, Diagnostics) {
    let scan = scan::scan(file, text);
    let (mut found, deep) = (scan.diagnostics, scan.deep);
    let (tree, problems) = if scan.mends.is_empty() {
        lower(file, text, &positions::Positions::default())
    } else {
        let (mended, positions) = positions::mend(text, scan.mends);
        lower(file, &mended, &positions)
    };
    // What was mended before may still stand where nothing can, and something is missing where a part is not read: one
    // mistake, said once. A warning mends nothing.
    let slips: BTreeSet<u32> =
        found.iter().filter(|problem| problem.severity == Severity::Error).map(|problem| problem.primary.span.start).collect();
    let said = |start: u32| slips.contains(&start) || deep.iter().any(|range| range.contains(&(start as usize)));
    found.extend(problems.into_iter().filter(|problem| !said(problem.primary.span.start)));
    found.sort_by_key(|problem| problem.primary.span);
    let mut diagnostics = Diagnostics::default();
    for problem in found.into_iter().take(MOST_DIAGNOSTICS) {
        diagnostics.push(problem);
    }
    let broken = tree.broken || diagnostics.has_errors();
    (ast::File { broken, ..tree }, diagnostics)
}

fn lower(file: FileId, text: &str, positions: &positions::Positions) -> (ast::File, Vec<Diagnostic>) {
    let unread = || ast::File { broken: true, span: Span::new(file, 0, positions.written(text.len())), ..ast::File::default() };
    let Some(node) = grammar::file(text) else { return (unread(), Vec::new()) };
    match bounds::count(file, &node, positions) {
        Ok(statements) => {
            let mut lower = lower::Lower::new(file, text, positions);
            let tree = lower.file(node);
            (ast::File { statements, ..tree }, lower.diagnostics)
        }
        Err(problem) => (unread(), vec![*problem]),
    }
}

/// The comments of a text, in order, with the `///` lines.
#[must_use]
pub fn comments(text: &str) -> Vec<Comment> {
    scan::scan(FileId::default(), text).comments
}
