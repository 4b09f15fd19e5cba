//! What holds for every text, right or wrong: nothing panics, places lie in the text, the same text gives the same bytes,
//! and the formatter neither hesitates nor changes a meaning.

use archc::artifact::ArtifactSet;
use archc::session::{Checked, build, check, export};
use archc::settings::Settings;
use archc::source::Span;
use archc::world::MemoryWorld;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::path::Path;
use std::sync::OnceLock;

/// Programs that people wrote: the examples, and the blocks of the suite and of the guide.
pub fn programs() -> &'static [String] {
    static PROGRAMS: OnceLock<Vec<String>> = OnceLock::new();
    PROGRAMS.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut programs = Vec::new();
        for folder in ["tests/suite", "docs", "examples"] {
            collect(&root.join(folder), &mut programs);
        }
        assert!(!programs.is_empty(), "there are programs");
        programs
    })
}

fn collect(folder: &Path, programs: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("the folder is readable").path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, programs);
            continue;
        }
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        match path.extension().and_then(|e| e.to_str()) {
            Some("arch") => programs.push(text),
            Some("md") => programs.extend(blocks(&text)),
            _ => {}
        }
    }
}

/// The `arch` blocks of a Markdown file.
fn blocks(text: &str) -> Vec<String> {
    let parts = text.split("\n```arch").skip(1);
    parts.filter_map(|part| Some(part.split_once('\n')?.1.split("\n```").next()?.to_owned() + "\n")).collect()
}

fn run(text: &str) -> (Checked, Option<ArtifactSet>) {
    let mut checked = check(&MemoryWorld::single(text)).expect("there is a file");
    let artifacts = build(&mut checked, &Settings::default());
    (checked, artifacts)
}

fn inside(text: &str, span: Span) -> bool {
    text.get(span.range()).is_some()
}

/// A program with a few changes that a slip of the hand makes.
fn slips() -> impl Strategy<Value = String> {
    let slip = (0.0..1.0f64, 0usize..12, prop::sample::select(SNIPPETS), 0usize..6);
    (0..programs().len(), prop::collection::vec(slip, 0..5)).prop_map(|(program, slips)| {
        let mut text = programs()[program].clone();
        for (place, length, snippet, kind) in slips {
            slip_once(&mut text, place, length, snippet, kind);
        }
        text
    })
}

const SNIPPETS: &[&str] = &[
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "\"",
    "\"\"\"",
    "/*",
    "*/",
    "//",
    "///",
    "\n",
    ";",
    ",",
    ":",
    "->",
    "<-",
    "|",
    "?",
    "..",
    "=",
    "@",
    "#",
    "%",
    " ",
    "\t",
    "\r\n",
    "\u{0}",
    "\u{7}",
    "é",
    "𝄞",
    "\u{202e}",
    "service",
    "system a {",
    "-1",
    "9999999999999999999999",
    "1e400",
    "a.b.c",
    "*",
    "**",
    "type T = T",
    "extends",
    "?{",
    "\\",
    "\\u{110000}",
    "0x",
    "-> x",
    "of",
    "{id}",
    "//~",
];

fn slip_once(text: &mut String, place: f64, length: usize, snippet: &str, kind: usize) {
    let border = |at: usize, text: &str| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let start = border((place * text.len() as f64) as usize, text);
    let end = border(start + length, text).max(start);
    match kind {
        0 => text.replace_range(start..end, ""),
        1 => text.replace_range(start..end, snippet),
        2 => text.truncate(start),
        3 => {
            let again = text[start..end].to_owned();
            text.insert_str(start, &again);
        }
        _ => text.insert_str(start, snippet),
    }
}

/// The same cases each time; `PROPTEST_CASES` and `PROPTEST_RNG_SEED` look further.
fn config() -> ProptestConfig {
    let default = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { default.cases } else { 200 };
    let rng_seed = if std::env::var_os("PROPTEST_RNG_SEED").is_some() { default.rng_seed } else { RngSeed::Fixed(7) };
    ProptestConfig { cases, rng_seed, ..default }
}

#[test]
fn what_people_wrote_holds() {
    for program in programs() {
        hold(program);
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_a_hand_slipped_in_holds(text in slips()) {
        hold(&text);
    }

    #[test]
    fn noise_holds(text in "[ -~\n\t{}\"/é\u{202e}]{0,200}") {
        hold(&text);
    }
}

fn hold(text: &str) {
    let (checked, artifacts) = run(text);
    places_lie_in_the_text(&checked);
    let (again, same) = run(text);
    assert_eq!(artifacts, same, "the same text gives the same bytes");
    assert_eq!(checked.diagnostics, again.diagnostics, "the same text gives the same diagnostics");
    assert_eq!(artifacts.is_none(), checked.diagnostics.has_errors(), "artifacts come of a program without errors");
    formatting_keeps_the_meaning(text, &checked);
}

fn places_lie_in_the_text(checked: &Checked) {
    let file = checked.sources.iter().next().expect("there is a file").1;
    for diagnostic in &checked.diagnostics {
        assert!(inside(file.text(), diagnostic.primary.span), "{diagnostic:?}");
        assert!(diagnostic.secondary.iter().all(|label| inside(file.text(), label.span)), "{diagnostic:?}");
        assert!(diagnostic.edits.iter().all(|edit| inside(file.text(), edit.span)), "{diagnostic:?}");
        assert!(!diagnostic.message.is_empty() && !diagnostic.message.contains('\n'), "{diagnostic:?}");
    }
}

/// Formatting twice is formatting once, and the formatted program means the same.
fn formatting_keeps_the_meaning(text: &str, checked: &Checked) {
    let Ok(formatted) = archc::fmt::format(text) else { return };
    let twice = archc::fmt::format(&formatted).unwrap_or_else(|d| panic!("formatted text is text: {d:?}\n{formatted}"));
    assert_eq!(formatted, twice, "formatting is done after once");
    let (after, _) = run(&formatted);
    let (before, after) = (meaning(checked), meaning(&after));
    let differing = before.lines().zip(after.lines()).find(|(a, b)| a != b);
    assert!(before == after, "the formatted program means something else: {differing:?}\n{text}\n----\n{formatted}");
}

/// What is wrong with a program, and its model without places.
fn meaning(checked: &Checked) -> String {
    let mut said: Vec<String> = checked.diagnostics.iter().map(|d| format!("{} {}\n", d.code.id, d.message)).collect();
    said.sort();
    let mut model = serde_json::from_str(&export(checked)).expect("the export is JSON");
    without_places(&mut model);
    said.concat() + &serde_json::to_string_pretty(&model).expect("a value is JSON")
}

fn without_places(value: &mut serde_json::Value) {
    let is_place = |value: &serde_json::Value| value.as_object().is_some_and(|it| it.len() == 3 && it.contains_key("start"));
    match value {
        serde_json::Value::Object(fields) => {
            fields.retain(|_, value| !is_place(value));
            fields.values_mut().for_each(without_places);
        }
        serde_json::Value::Array(items) => {
            items.retain(|value| !is_place(value));
            items.iter_mut().for_each(without_places);
        }
        _ => {}
    }
}
