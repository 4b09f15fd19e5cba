//! The parser that pest derives from `grammar/archc.pest`.

use pest::Parser as _;
use pest::iterators::Pair;
use pest_derive::Parser;

#[derive(Parser)]
#[grammar = "grammar/archc.pest"]
struct Grammar;

/// A piece of the text that a rule has matched.
pub(super) type Node<'t> = Pair<'t, Rule>;

/// The whole text as one piece. The grammar matches every text; `None` would be a fault of the grammar's.
pub(super) fn file(text: &str) -> Option<Node<'_>> {
    Grammar::parse(Rule::file, text).ok()?.next()
}
