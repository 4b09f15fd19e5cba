//! How much may stand in one place. All that comes later compares what stands side by side, and a text with more than this
//! was made by a mistake or to do harm: it is said, and the text is not read.

use super::grammar::{Node, Rule};
use super::outline::is_block;
use super::positions::Positions;
use crate::diag::{Diagnostic, codes::syntax as codes};
use crate::source::{FileId, Span};

/// The most statements in one block, or in one file outside of blocks.
pub const MOST_IN_BLOCK: usize = 5_000;

/// The most statements in a program.
pub const MOST_STATEMENTS: usize = 50_000;

/// The most words in one statement, those of its blocks aside.
pub const MOST_WORDS: usize = 1_000;

/// The most letters in a name.
pub const MOST_LETTERS: usize = 200;

/// The most letters in a path.
const MOST_OF_PATH: usize = 1_000;

/// How many statements a text has.
///
/// # Errors
/// The first place in it where more stands than may; what is read there cannot be told.
pub(super) fn count(file: FileId, node: &Node<'_>, positions: &Positions) -> Result<usize, Box<Diagnostic>> {
    let mut counter = Counter { file, positions, statements: 0 };
    counter.block(node)?;
    Ok(counter.statements)
}

/// Says that a program has more statements than may be; `span` is where the file begins in which they become too many.
pub(crate) fn too_many(span: Span) -> Diagnostic {
    let message = format!("with this file, the program has more than {MOST_STATEMENTS} statements, which are the most that are read");
    Diagnostic::error(&codes::TOO_MANY, span, message)
        .help("divide it into several programs: each is built for itself, and one may `import` another")
}

/// Says that a name or path is too long.
pub(crate) fn too_long(what: &str, most: usize, written: &str, span: Span) -> Diagnostic {
    let begin: String = written.chars().take(24).collect();
    let message = format!("{what} has {most} letters at most, and `{begin}…` has {}", written.len());
    Diagnostic::error(&codes::TOO_MANY, span, message).help("choose a shorter one; a title may be any text")
}

struct Counter<'p> {
    file: FileId,
    positions: &'p Positions,
    statements: usize,
}

type Counted = Result<(), Box<Diagnostic>>;

impl Counter<'_> {
    fn block(&mut self, node: &Node<'_>) -> Counted {
        let mut here = 0;
        for child in node.clone().into_inner() {
            if !is_statement(child.as_rule()) {
                continue;
            }
            here += 1;
            self.statements += 1;
            if here > MOST_IN_BLOCK {
                let place = if node.as_rule() == Rule::file { "this file has" } else { "this block has" };
                let message = format!("{place} more than {MOST_IN_BLOCK} statements, and this is the next");
                return Err(self.too_many(&child, message, "put some of them into blocks or files of their own"));
            }
            if self.statements > MOST_STATEMENTS {
                let message = format!("a program has {MOST_STATEMENTS} statements at most, and this is the next");
                return Err(self.too_many(
                    &child,
                    message,
                    "divide it into several programs: each is built for itself, and one may `import` another",
                ));
            }
            self.statement(&child)?;
        }
        Ok(())
    }

    /// Counts the words of a statement, and what stands in its blocks.
    fn statement(&mut self, node: &Node<'_>) -> Counted {
        let mut words = 0;
        self.words(node, &mut words)
    }

    fn words(&mut self, node: &Node<'_>, words: &mut usize) -> Counted {
        self.length(node)?;
        let mut is_leaf = true;
        for child in node.clone().into_inner() {
            is_leaf = false;
            if is_block(child.as_rule()) {
                self.block(&child)?;
            } else {
                self.words(&child, words)?;
            }
        }
        *words += usize::from(is_leaf);
        if *words > MOST_WORDS {
            let message = format!("this statement has more than {MOST_WORDS} words, and this is the next");
            return Err(self.too_many(node, message, "make several statements of it"));
        }
        Ok(())
    }

    /// Names become parts of paths and of other names, again and again.
    fn length(&self, node: &Node<'_>) -> Counted {
        let (what, most) = match node.as_rule() {
            Rule::name | Rule::tag | Rule::head => ("a name", MOST_LETTERS),
            Rule::path | Rule::term => ("a path", MOST_OF_PATH),
            _ => return Ok(()),
        };
        if node.as_str().len() <= most {
            return Ok(());
        }
        Err(Box::new(too_long(what, most, node.as_str(), self.begin(node))))
    }

    fn too_many(&self, node: &Node<'_>, message: String, help: &str) -> Box<Diagnostic> {
        Box::new(Diagnostic::error(&codes::TOO_MANY, self.begin(node), message).help(help))
    }

    /// The first letters of what stands at a node, which may be as long as the file.
    fn begin(&self, node: &Node<'_>) -> Span {
        let start = node.as_span().start();
        let len = node.as_str().chars().take(24).take_while(|c| !matches!(c, '\n' | '{')).map(char::len_utf8).sum::<usize>();
        Span::new(self.file, self.positions.written(start), self.positions.written(start + len))
    }
}

/// Whether what stands in a block is a statement or a value of an enum; a mistake counts, too.
fn is_statement(matched: Rule) -> bool {
    !matches!(matched, Rule::doc | Rule::EOI | Rule::missing_close | Rule::missing_end | Rule::missing_comma | Rule::wrong_comma)
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::{MOST_IN_BLOCK, MOST_LETTERS, MOST_WORDS};
    use crate::source::FileId;

    fn said(text: &str) -> Vec<String> {
        let (tree, found) = parse(FileId::default(), text);
        assert_eq!(found.has_errors(), tree.broken, "{text:.200}");
        found.iter().map(|one| format!("{}: {}", one.code.id, one.message)).collect()
    }

    #[test]
    fn what_is_just_within_the_bounds_is_read() {
        let name = "a".repeat(MOST_LETTERS);
        let texts = [
            "system a\n".repeat(MOST_IN_BLOCK),
            format!("system a {{\n{}}}\n", "service b\n".repeat(MOST_IN_BLOCK)),
            format!("system a {}\n", "#t ".repeat(MOST_WORDS - 2)),
            format!("type {name} = int\n"),
        ];
        for text in texts {
            assert!(said(&text).is_empty(), "{:?}", said(&text));
        }
    }

    #[test]
    fn one_more_is_said() {
        let name = "a".repeat(MOST_LETTERS + 1);
        for (text, message) in [
            ("system a\n".repeat(MOST_IN_BLOCK + 1), "this file has more than 5000 statements"),
            (format!("system a {{\n{}}}\n", "service b\n".repeat(MOST_IN_BLOCK + 1)), "this block has more than 5000 statements"),
            (format!("enum A {{ {} }}\n", "b, ".repeat(MOST_IN_BLOCK + 1)), "this block has more than 5000 statements"),
            (format!("system a {}\n", "#t ".repeat(MOST_WORDS)), "this statement has more than 1000 words"),
            (format!("type {name} = int\n"), "a name has 200 letters at most, and `aaaaaaaaaaaaaaaaaaaaaaaa…` has 201"),
            ("system a {\n".to_owned() + &"service b\n".repeat(4_500) + "}\n", ""),
            (("system a {\n".to_owned() + &"service b\n".repeat(4_500) + "}\n").repeat(12), "a program has 50000 statements at most"),
        ] {
            let said = said(&text);
            assert_eq!(said.len(), usize::from(!message.is_empty()), "{said:?}");
            assert!(said.iter().all(|said| said.starts_with("E0124: ") && said.contains(message)), "{said:?}");
        }
    }
}
