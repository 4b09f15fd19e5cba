//! The parser, from the outside.

use super::ast::{ArgKind, Stmt};
use super::{comments, parse};
use crate::diag::render::{Format, Look, render};
use crate::source::Sources;
use proptest::prelude::*;
use std::path::Path;

fn rendered(text: &str) -> String {
    let mut sources = Sources::default();
    let file = sources.add("main.arch", text);
    let (_, found) = parse(file, sources.get(file).map_or("", |file| file.text()));
    render(Format::Short, &found, &sources, Look::default())
}

/// The text of every example file.
fn examples() -> Vec<String> {
    let mut texts = Vec::new();
    for folder in ["shop", "minimal", "online-boutique"] {
        let entries = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(folder));
        for entry in entries.expect("the example is there") {
            let path = entry.expect("the example can be read").path();
            if path.extension().is_some_and(|e| e == "arch") {
                texts.push(std::fs::read_to_string(&path).expect("the example is text"));
            }
        }
    }
    texts
}

#[test]
fn examples_read_clean() {
    for text in examples() {
        assert_eq!(rendered(&text), "");
    }
}

#[test]
fn no_word_is_reserved() {
    let words = [
        "type", "view", "order", "index", "include", "api", "external", "kind", "event", "table", "import", "par", "note", "rpc", "stream",
        "map", "header", "action", "data", "deploy", "and", "else", "on", "unique", "check",
    ];
    for word in words {
        let program = format!(
            "system {word} \"x\" {{\n  service {word} {{ -> {word} }}\n  {word} -> {word}.{word}\n  type {word} {{ {word}: {word}; {word}?: [{word}] }}\n  \
             service s {{ api {word} {{ {word}: GET /{word}/{{{word}}} -> {word}; type {word} {{ a: int }} }} }}\n  \
             database d {{ table {word} {{ {word}: int; index ({word}) }} }}\n  topic t {{ event {word} {{ {word}: int }} }}\n}}\n\
             view {word} of {word} {{ include {word}, {word}.* }}\nflow {word} {{ {word} -> {word} }}\n\
             rule {word} {{ deny {word} -> {word} except {word} }}\nenvironment {word} {{ deploy {word} }}\n"
        );
        assert_eq!(rendered(&program), "", "{program}");
    }
}

#[test]
fn values_are_told_apart() {
    let (tree, found) = parse(
        crate::source::FileId(0),
        "p word a.b 512Mi 250m..1 ..500 -5..5 99.95% 2026-03-02 /a/{id: uuid}/ *.example.com v0.10.6 a.b:80 \"s\" [x, 1] -- c\n",
    );
    assert!(found.has_errors());
    let Some(Stmt::Item(item)) = tree.stmts.first() else { panic!("an item") };
    let letters: String = item
        .args
        .iter()
        .map(|arg| match arg.kind {
            ArgKind::Word => 'w',
            ArgKind::Path(_) => 'p',
            ArgKind::Number => 'n',
            ArgKind::UrlPath(_) => 'u',
            ArgKind::Other => 'o',
            ArgKind::Str(_) => 's',
            ArgKind::List(_) => 'l',
            _ => '?',
        })
        .collect();
    assert_eq!(letters, "wpnnnnnnuooosl");
}

#[test]
fn hostile_texts_take_linear_time() {
    let texts = [
        "service a {\n".repeat(2_000),
        "{".repeat(50_000),
        "[".repeat(50_000),
        format!("x {}", "a-".repeat(20_000)),
        format!("x {}", "--> ".repeat(20_000)),
        "/*".repeat(50_000),
        "\"".repeat(20_001),
        "'".repeat(20_001),
        "a, ".repeat(50_000),
        format!("x {}", "[a\n".repeat(50_000)),
        format!("type T {{ a: {}", "[map<".repeat(50_000)),
        "}\n".repeat(20_000),
        "\"\"\"\n".repeat(10_001),
        "« “ ".repeat(50_000),
        "x # y\n".repeat(50_000),
        " ".repeat(200_000) + &"{}".repeat(20_000),
        "service a { /* x */ // y\n".repeat(5_000),
    ];
    for text in texts {
        let start = std::time::Instant::now();
        let _ = rendered(&text);
        let shown: String = text.chars().take(20).collect();
        assert!(start.elapsed().as_secs() < 20, "{shown}: {:?}", start.elapsed());
    }
}

/// Pieces out of which hostile programs are made.
const PIECES: &[&str] = &[
    "{", "}", "(", ")", "[", "]", "\"", "\"\"\"", "'", "/", "//", "///", "/*", "*/", "->", "<-", "-->", "=>", ":", ";", ",", "?", "?{",
    "=", "@", "#", "|", "<", ">", ".", "..", "-", "\n", "\r\n", " ", "\t", "\\", "é", "“", "\u{202e}", "\0", "type", "api", "rpc", "view",
    "of", "a", "1", "map<", "*", "\u{feff}", "enum", "table", "index", "else", "flow",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gives_a_tree(text in "\\PC{0,200}") {
        check(&text)?;
    }

    #[test]
    fn any_pieces_give_a_tree(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60)) {
        check(&pieces.concat())?;
    }

    #[test]
    fn mutated_programs_give_a_tree(which in any::<prop::sample::Index>(), changes in prop::collection::vec(
        (any::<prop::sample::Index>(), 0usize..6, prop::sample::select(PIECES)), 1..8)) {
        let examples = examples();
        let mut chars: Vec<char> = which.get(&examples).chars().collect();
        for (place, remove, piece) in changes {
            let at = place.index(chars.len() + 1);
            let end = (at + remove).min(chars.len());
            chars.splice(at..end, piece.chars());
        }
        check(&chars.into_iter().collect::<String>())?;
    }
}

/// Whatever the text: no panic, all places inside the text and on borders of characters.
fn check(text: &str) -> Result<(), TestCaseError> {
    let (tree, found) = parse(crate::source::FileId(0), text);
    for problem in &found {
        let labels = problem.secondary.iter().map(|label| label.span);
        let edits = problem.edits.iter().map(|edit| edit.span);
        for span in std::iter::once(problem.primary.span).chain(labels).chain(edits) {
            prop_assert!(text.get(span.range()).is_some(), "{:?} in {:?}", problem, text);
        }
    }
    for stmt in &tree.stmts {
        prop_assert!(text.get(stmt.span().range()).is_some(), "{:?} in {:?}", stmt, text);
    }
    for comment in comments(text) {
        prop_assert!(text.get(comment.range).is_some());
    }
    Ok(())
}
