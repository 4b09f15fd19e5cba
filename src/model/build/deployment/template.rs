//! How an address is written into a variable: `{host}`, `{port}`, `{url}`, `{name}` and `{topic}`, all of the target.

use super::super::super::{Model, Relation};
use super::reach::{Caller, Reached, runtime_name};
use crate::diag::{Diagnostic, codes, nearest};

const WORDS: [&str; 5] = ["host", "port", "url", "name", "topic"];

/// A piece of a template.
enum Piece<'t> {
    Text(&'t str),
    Word(&'t str),
    /// A brace that is not closed, and what follows it.
    Open,
}

fn pieces(template: &str) -> Vec<Piece<'_>> {
    let mut all = Vec::new();
    let mut rest = template;
    while let Some((text, behind)) = rest.split_once('{') {
        all.push(Piece::Text(text));
        let Some((word, after)) = behind.split_once('}') else {
            all.push(Piece::Open);
            return all;
        };
        all.push(Piece::Word(word));
        rest = after;
    }
    all.push(Piece::Text(rest));
    all
}

/// What is wrong with the templates of a relation, wherever its ends stand.
pub(super) fn check(model: &Model, relation: &Relation) -> Vec<Diagnostic> {
    let target = &model[relation.element];
    let mut reports = Vec::new();
    for var in &relation.env {
        for piece in var.template.iter().flat_map(|template| pieces(template)) {
            let error = |message: String| Diagnostic::error(&codes::properties::PLACEHOLDER, var.span, message);
            match piece {
                Piece::Word("topic") if !target.kind.base.is_channel() => {
                    let report = error(format!("`{{topic}}` is the name of a topic or queue, and `{}` is none", target.name));
                    reports.push(report.also(target.span, "declared here").help("the name of anything else is `{name}`"));
                }
                Piece::Word(word) if !WORDS.contains(&word) => {
                    let report = error(format!("there is nothing to put for `{{{word}}}`"));
                    reports.push(match nearest(word, WORDS) {
                        Some(near) => report.help(format!("did you mean `{{{near}}}`?")),
                        None => report.help("what can be filled in is `{host}`, `{port}`, `{url}`, `{name}`, `{topic}`"),
                    });
                }
                Piece::Open => reports.push(error("a `{` is not closed".to_owned())),
                Piece::Text(_) | Piece::Word(_) => {}
            }
        }
    }
    reports
}

/// The template with everything filled in, or the word that nothing is known for.
pub(super) fn fill<'t>(
    model: &Model,
    caller: Caller<'_>,
    relation: &Relation,
    template: &'t str,
    found: &Reached,
) -> Result<String, &'t str> {
    let mut value = String::new();
    for piece in pieces(template) {
        match piece {
            Piece::Text(text) => value.push_str(text),
            Piece::Word("host") => value.push_str(&found.host),
            Piece::Word(word @ "port") => value.push_str(&found.port.ok_or(word)?.to_string()),
            Piece::Word("url") => value.push_str(&found.url),
            Piece::Word("name" | "topic") => {
                let mut standing = caller.standings.of(caller.id, relation.element);
                let here = standing.next().map(|at| &caller.environment[at].properties);
                let target = &model[relation.element];
                value.push_str(&runtime_name(target, here.unwrap_or(&target.properties)));
            }
            Piece::Word(_) | Piece::Open => {}
        }
    }
    Ok(value)
}
