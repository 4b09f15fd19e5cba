//! What holds for every input, right or wrong: the bodies of the fuzz targets, run on programs that people wrote, on what slips of
//! the hand make of them, and on noise.

#[path = "../fuzz/bodies.rs"]
mod bodies;

use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestRunner};
use std::collections::BTreeSet;
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

/// The end of the character before a place.
fn border(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn slip_once(text: &mut String, place: f64, length: usize, snippet: &str, kind: usize) {
    let start = border(text, (place * text.len() as f64) as usize);
    let end = border(text, start + length).max(start);
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

/// One program up to somewhere, and another from somewhere on.
fn splices() -> impl Strategy<Value = String> {
    (slips(), slips(), 0.0..1.0f64, 0.0..1.0f64).prop_map(|(first, second, until, from)| {
        let at = |text: &str, part: f64| border(text, (part * text.len() as f64) as usize);
        first[..at(&first, until)].to_owned() + &second[at(&second, from)..]
    })
}

/// A program some of whose lines are left out, said twice, or stand elsewhere.
fn shuffles() -> impl Strategy<Value = String> {
    let change = (0.0..1.0f64, 0.0..1.0f64, 0usize..3);
    (0..programs().len(), prop::collection::vec(change, 1..5)).prop_map(|(program, changes)| {
        let mut lines: Vec<&str> = programs()[program].split_inclusive('\n').collect();
        for (place, other, kind) in changes {
            let at = |part: f64| (part * lines.len() as f64) as usize;
            let (place, other) = (at(place), at(other));
            match kind {
                _ if lines.is_empty() => {}
                0 => _ = lines.remove(place),
                1 => lines.insert(place, lines[place]),
                _ => lines.swap(place, other),
            }
        }
        lines.concat()
    })
}

/// Source files, and what might be taken for one.
fn sources() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        6 => slips().prop_map(String::into_bytes),
        3 => splices().prop_map(String::into_bytes),
        3 => shuffles().prop_map(String::into_bytes),
        3 => "[ -~\n\t{}\"/é\u{202e}]{0,200}".prop_map(String::into_bytes),
        1 => any::<String>().prop_map(String::into_bytes),
        1 => prop::collection::vec(any::<u8>(), 0..200),
    ]
}

/// Paths into the document that `bodies::overlay` is about, and others.
const TARGETS: &[&str] = &[
    "$",
    "$.info",
    "$.info.title",
    "$.info['title','title']",
    "$.tags",
    "$.paths",
    "$.paths.*",
    "$.paths.*.*",
    "$.paths['/items'].get.parameters",
    "$.paths['/items'].get.parameters[0]",
    "$.paths['/items'].get.parameters[0,0]",
    "$.paths['/items'].*.responses[?@.description]",
    "$.components.schemas.Item.required",
    "$.components.schemas.Item.required[0:9:2]",
    "$.components.schemas.Item.properties.name",
    "$..description",
    "$..schema",
    "$..[?@.type == 'string']",
    "$..*",
    "$.nowhere",
    "$.paths[",
    "info",
];

/// Values as they stand in documents.
fn values() -> impl Strategy<Value = String> {
    let plain = prop::sample::select(&[
        "null",
        "true",
        "-0",
        "1.50",
        "1e400",
        "12345678901234567890",
        "\"a\"",
        "\"\\u0000\"",
        "''",
        "~",
        "&a b",
        "*a",
    ]);
    plain.prop_map(str::to_owned).prop_recursive(3, 12, 3, |inside| {
        let key = prop::sample::select(&["a", "title", "description", "x-y", "type", "'a/~b'"]);
        prop_oneof![
            prop::collection::vec(inside.clone(), 0..3).prop_map(|items| format!("[{}]", items.join(", "))),
            prop::collection::btree_map(key, inside, 0..3)
                .prop_map(|map| format!("{{{}}}", map.iter().map(|(key, value)| format!("{key}: {value}")).collect::<Vec<_>>().join(", "))),
        ]
    })
}

/// Overlays, right ones and such with slips.
fn overlays() -> impl Strategy<Value = Vec<u8>> {
    let target = || prop::sample::select(TARGETS);
    let change = prop_oneof![
        4 => values().prop_map(|value| format!("update: {value}")),
        2 => Just("remove: true".to_owned()),
        1 => Just("remove: false".to_owned()),
        2 => target().prop_map(|from| format!("copy: \"{from}\"")),
    ];
    let action = (target(), change).prop_map(|(target, change)| format!("  - target: \"{target}\"\n    {change}\n"));
    let slip = (0.0..1.0f64, 0usize..12, prop::sample::select(SNIPPETS), 0usize..6);
    let slips = prop_oneof![3 => Just(Vec::new()), 1 => prop::collection::vec(slip, 1..3)];
    let version = prop::sample::select(&["1.0.0", "1.1.0", "1.1.0", "1.1.0"]);
    let extends = prop::sample::select(&["", "", "extends: openapi/web-v1.yaml\n", "extends: other.yaml\n"]);
    (version, extends, prop::collection::vec(action, 1..4), slips).prop_map(|(version, extends, actions, slips)| {
        let head = format!("overlay: {version}\ninfo: {{ title: T, version: 1.0.0 }}\n{extends}actions:\n");
        let mut text = head + &actions.concat();
        for (place, length, snippet, kind) in slips {
            slip_once(&mut text, place, length, snippet, kind);
        }
        text.into_bytes()
    })
}

/// The same cases each time; `PROPTEST_CASES` and `PROPTEST_RNG_SEED` look further.
fn config(cases: u32) -> ProptestConfig {
    let default = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { default.cases } else { cases };
    let rng_seed = if std::env::var_os("PROPTEST_RNG_SEED").is_some() { default.rng_seed } else { RngSeed::Fixed(7) };
    ProptestConfig { cases, rng_seed, ..default }
}

fn body(name: &str) -> bodies::Body {
    bodies::ALL.iter().find(|(known, _)| *known == name).expect("there is such a body").1
}

/// Runs a body on so many inputs.
fn holds(name: &str, cases: u32, inputs: impl Strategy<Value = Vec<u8>>) {
    let body = body(name);
    let run = |bytes: Vec<u8>| {
        body(&bytes);
        Ok(())
    };
    if let Err(error) = TestRunner::new(config(cases)).run(&inputs, run) {
        panic!("{name}: {error}");
    }
}

/// A test for each body that says how often it is run, and on what.
macro_rules! hold {
    ($($name:ident: $cases:literal $inputs:ident,)*) => {
        /// The bodies that are run.
        const RUN: &[&str] = &[$(stringify!($name)),*];
        mod hold {
            $(#[test] fn $name() { super::holds(stringify!($name), $cases, super::$inputs()); })*
        }
    };
}

hold! {
    parse: 400 sources,
    format: 300 sources,
    compile: 250 sources,
    overlay: 250 overlays,
}

#[test]
fn what_people_wrote_holds() {
    for program in programs() {
        for name in ["parse", "format", "compile"] {
            body(name)(program.as_bytes());
        }
    }
}

#[test]
fn fuzz_targets_are_the_bodies_that_run() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let entries = std::fs::read_dir(folder.join("fuzz_targets")).expect("the folder is readable");
    let targets: BTreeSet<String> =
        entries.map(|entry| entry.expect("it is readable").file_name().into_string().expect("it is text")).collect();
    let files = |names: &[&str]| names.iter().map(|name| format!("{name}.rs")).collect::<BTreeSet<String>>();
    assert_eq!(targets, files(RUN), "the tests run all targets, and nothing else");
    assert_eq!(targets, files(&bodies::ALL.iter().map(|(name, _)| *name).collect::<Vec<_>>()));
    let manifest: toml::Table = std::fs::read_to_string(folder.join("Cargo.toml")).expect("it is there").parse().expect("it is TOML");
    let declared: BTreeSet<&str> =
        manifest["bin"].as_array().expect("a list").iter().filter_map(|bin| bin["path"].as_str()?.strip_prefix("fuzz_targets/")).collect();
    assert_eq!(declared, targets.iter().map(String::as_str).collect(), "cargo-fuzz knows all targets");
    let readme = std::fs::read_to_string(folder.join("README.md")).expect("it is there");
    for name in RUN {
        let text = std::fs::read_to_string(folder.join(format!("fuzz_targets/{name}.rs"))).expect("it is there");
        assert!(text.contains(&format!("|bytes: &[u8]| bodies::{name}(bytes)")), "{name} runs its body");
        assert!(readme.contains(&format!("| `{name}` |")), "{name} is described");
    }
}
