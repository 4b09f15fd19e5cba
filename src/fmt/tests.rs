//! The formatter: what it writes, and that it changes nothing else.

use super::format;
use crate::source::FileId;
use crate::syntax;
use proptest::prelude::*;
use std::path::Path;

fn formatted(text: &str) -> String {
    match format(text) {
        Ok(text) => text,
        Err(found) => panic!("{:?}", found.iter().map(|d| &d.message).collect::<Vec<_>>()),
    }
}

/// The tree without places and without the white space that was written in values.
fn meaning(text: &str) -> String {
    let (tree, _) = syntax::parse(FileId(0), text);
    let shown = format!("{tree:?}");
    let mut out = String::with_capacity(shown.len());
    for (i, piece) in shown.split("Span { ").enumerate() {
        out.push_str(if i == 0 { piece } else { piece.split_once('}').map_or("", |(_, rest)| rest) });
    }
    let mut clean = String::with_capacity(out.len());
    for (i, piece) in out.split("raw: \"").enumerate() {
        let end = if i == 0 { 0 } else { end_of_string(piece) };
        let (raw, rest) = piece.split_at(end);
        clean.extend(raw.replace("\\n", "").replace("\\r", "").chars().filter(|c| !c.is_whitespace()));
        clean.push_str(rest);
    }
    clean
}

fn end_of_string(text: &str) -> usize {
    let mut escaped = false;
    for (i, c) in text.char_indices() {
        match c {
            '"' if !escaped => return i,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    text.len()
}

/// Comments in order, without the indentation of their later lines and carriage returns.
fn remarks(text: &str) -> Vec<String> {
    let text = &text.replace('\r', "");
    let comments = syntax::comments(text).into_iter();
    comments.map(|comment| text.get(comment.range).unwrap_or("").lines().map(str::trim).collect::<Vec<_>>().join("\n")).collect()
}

fn check(text: &str) {
    let once = formatted(text);
    assert_eq!(formatted(&once), once, "not idempotent:\n{text}");
    assert_eq!(meaning(&once), meaning(text), "means something else:\n{text}\n---\n{once}");
    assert_eq!(remarks(&once), remarks(text), "comments differ:\n{text}\n---\n{once}");
}

#[test]
fn a_crooked_program_is_straightened() {
    let crooked = "\u{feff}team   a \"A\"{contact \"x\";email   \"y\"}\r\n\r\n\r\n\r\n// remark   \r\nservice orders   \"Orders\"   #critical{\n\n\
        tech \"Rust\";image \"x\" // which\n      /// A doc.\n type T{id:uuid @key;longer_name?:string( 3 .. 80)}\n  }\n";
    let crooked = crooked.replace("( 3 .. 80)", "(3..80)");
    assert_eq!(
        formatted(&crooked),
        "team a \"A\" { contact \"x\"; email \"y\" }\n\n// remark\nservice orders \"Orders\" #critical {\n  tech \"Rust\"\n  \
         image \"x\" // which\n  /// A doc.\n  type T { id: uuid @key; longer_name?: string(3..80) }\n}\n"
    );
}

#[test]
fn a_comment_behind_a_value_describes_none() {
    let text = "enum A { p, s/// d\nh\n, c, // e\n d }\n";
    check(text);
    assert_eq!(formatted(text), "enum A {\n  p,\n  s, /// d\n  h,\n  c, // e\n  d,\n}\n");
}

#[test]
fn comments_within_words_and_paths_stay_there_once() {
    for text in ["deployment /* one */ view p \"P\" of prod {}\n", "deployment/*\n*/ view p \"P\" of prod {}\n"] {
        check(text);
    }
    let text = "service a { api v { x: GET /a/{ /* one */ id: uuid } -> string } } // two\n";
    check(text);
    assert_eq!(formatted(text).matches("one").count(), 1);
}

#[test]
fn what_goes_on_with_a_statement_does_so_behind_a_semicolon() {
    let text = "flow f {\n  alt \"x\" { a -> b }; else { a -> c }\n  par { a -> b };; and { a -> c };\n}\n";
    check(text);
    assert_eq!(formatted(text), "flow f {\n  alt \"x\" { a -> b } else { a -> c }\n  par { a -> b } and { a -> c }\n}\n");
}

#[test]
fn carriage_returns_say_nothing() {
    check(
        "/// one\r two\r\n/// three\r\nsystem a {\r\n  // four\r five\r\n  link \"\"\"\r\n  six\r seven\r\n  \"\"\" \"https://example.com\"\r\n}\r\n",
    );
}

#[test]
fn columns_are_aligned() {
    let text = "database d {\ntable t {\nid: uuid @key = uuid()\ncustomer_id: uuid -> customers.id on delete cascade\nstatus: OrderStatus = pending\ntotal: decimal(12,2)\n\nx: int\n}\n}\n";
    let expected = "database d {\n  table t {\n    id:          uuid        @key = uuid()\n    customer_id: uuid        -> customers.id on delete cascade\n    \
                    status:      OrderStatus = pending\n    total:       decimal(12,2)\n\n    x: int\n  }\n}\n";
    assert_eq!(formatted(text), expected);
}

#[test]
fn operations_keep_their_parts_apart() {
    let text = "service s {\napi v1 {\na: GET /x/{id:uuid}?{q?:int,r:[string](1..3)=[a,b]}(T)->201 T|404 \"s\"{auth bearer;header X-A:int}\n\
                longer: rpc Do(stream T)->stream map<U>?\nb: GET /y\n-> T\n| 404\nresource xs:T{crud;action go(T)->U}\n}\n}\n";
    let expected = "service s {\n  api v1 {\n    a:      GET /x/{id: uuid} ?{q?: int, r: [string](1..3) = [a, b]} (T) -> 201 T | 404 \"s\" { auth bearer; header X-A: int }\n    \
                    longer: rpc Do (stream T) -> stream map<U>?\n    b: GET /y\n        -> T\n        | 404\n    resource xs: T { crud; action go (T) -> U }\n  }\n}\n";
    let expected = expected.replace(
        " -> 201 T | 404 \"s\" { auth bearer; header X-A: int }\n    longer",
        " -> 201 T | 404 \"s\" {\n      auth bearer\n      header X-A: int\n    }\n    longer",
    );
    let expected = expected.replace("a:      GET", "a: GET");
    assert_eq!(formatted(text), expected);
    check(text);
}

#[test]
fn comments_stay_where_they_are() {
    let text = "// top\n\nservice a { // opening\n  tech \"x\" // behind\n\n  // between\n\n  /* block\n     comment */\n  args [ // in a list\n    \"a\", // first\n    // own\n    \"b\"\n  ]\n  // last\n}\n// end\n";
    assert_eq!(formatted(text), text);
    check("a /* x */ b /* y */; c { /* z */ d }\nflow f { par { a -> b } // one\n and { a -> b } }\n");
    check("enum E {\n  a, // one\n  /// two\n  b\n  c @field(3) }\n");
}

#[test]
fn short_declarations_are_aligned() {
    let text = "type A { a: int }\ntype Long { a: int }\ntype B : A { a: int }\ntype C = int\ntype D { a: int }\n// apart\ntype Longer { a: int }\n";
    let expected = "type A    { a: int }\ntype Long { a: int }\ntype B : A { a: int }\ntype C = int\ntype D { a: int }\n// apart\ntype Longer { a: int }\n";
    assert_eq!(formatted(text), expected);
}

#[test]
fn raw_texts_move_with_their_statement() {
    let text = "adr 1 \"x\" {\n\"\"\"\n      one\n        two\n\n      three\n      \"\"\"\n}\n";
    assert_eq!(formatted(text), "adr 1 \"x\" {\n  \"\"\"\n  one\n    two\n\n  three\n  \"\"\"\n}\n");
    check("patch Deployment \"\"\"a: b\n   c\"\"\"\n");
    check("patch Deployment \"\"\"\n\"\"\"\n");
}

#[test]
fn short_blocks_stay_short_and_long_ones_do_not() {
    check("service a { b \"1\"; c { d; e { f } } }\n");
    let long = format!("service a {{ tech \"{}\"; c {{ d }} }}\n", "x".repeat(100));
    assert_eq!(formatted(&long), format!("service a {{\n  tech \"{}\"\n  c {{ d }}\n}}\n", "x".repeat(100)));
    assert_eq!(formatted("service a {   }\n\n\nservice b { \n }"), "service a {}\n\nservice b {\n}\n");
}

#[test]
fn a_program_with_errors_is_left_alone() {
    assert!(format("service a {").is_err());
}

fn examples() -> Vec<String> {
    let mut texts = Vec::new();
    for folder in ["shop", "minimal", "online-boutique"] {
        let entries = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(folder));
        let paths = entries.expect("the example is there").map(|entry| entry.expect("the example can be read").path());
        let sources = paths.filter(|path| path.extension().is_some_and(|e| e == "arch"));
        texts.extend(sources.map(|path| std::fs::read_to_string(path).expect("the example is text")));
    }
    texts
}

#[test]
fn examples_are_in_their_canonical_form() {
    for text in examples() {
        check(&text);
        assert_eq!(formatted(&text), text);
    }
}

/// Changes that keep a text a program most of the time.
const INSERTIONS: &[&str] = &[" ", "\n", "\n\n\n", ";", "// c\n", " /* c */ ", "\t", ",", "/// d\n", "\r\n", " {", "}", "( ", "/*\n*/"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutated_programs_mean_the_same(which in any::<prop::sample::Index>(), changes in prop::collection::vec(
        (any::<prop::sample::Index>(), 0usize..2, prop::sample::select(INSERTIONS)), 1..6)) {
        let examples = examples();
        let mut chars: Vec<char> = which.get(&examples).chars().collect();
        for (place, remove, insertion) in changes {
            let at = place.index(chars.len() + 1);
            let end = (at + remove).min(chars.len());
            chars.splice(at..end, insertion.chars());
        }
        let text: String = chars.into_iter().collect();
        if format(&text).is_ok() {
            check(&text);
        }
    }
}
