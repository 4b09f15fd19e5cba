//! Overlays: the cases that the Overlay Specification publishes, and that an overlay made from two documents makes the one the other.

use archc::emit::openapi::overlay::{apply, difference, read, written};
use archc::emit::yaml;
use archc::source::FileId;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/overlay").join(name)
}

fn entries(name: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder(name)).expect("the folder is readable");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("it is readable").path()).collect();
    paths.sort();
    paths
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn value(path: &Path) -> Value {
    yaml::read(FileId::default(), &text(path)).expect("it is YAML").value()
}

/// A document with an overlay on it.
fn overlaid(mut document: Value, overlay: &str) -> Value {
    let (overlay, diagnostics) = read(FileId::default(), overlay);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    for action in overlay.expect("it can be read").actions {
        if let Err(failure) = apply(&mut document, &action) {
            panic!("{}: {failure:?}", action.target.text);
        }
    }
    document
}

#[test]
fn published_sets_come_out_as_published() {
    let sets = entries("sets");
    assert_eq!(sets.len(), 13);
    for set in sets {
        let own = set.join("openapi.yaml");
        let document = if own.exists() { own } else { folder("sets/add-a-license/openapi.yaml") };
        let result = overlaid(value(&document), &text(&set.join("overlay.yaml")));
        assert_eq!(result, value(&set.join("output.yaml")), "{}", set.display());
    }
}

#[test]
fn published_files_are_taken_and_refused_as_published() {
    let (pass, fail) = (entries("pass"), entries("fail"));
    assert_eq!((pass.len(), fail.len()), (7, 23));
    for path in pass {
        let (overlay, diagnostics) = read(FileId::default(), &text(&path));
        assert!(overlay.is_some() && diagnostics.is_empty(), "{}: {diagnostics:?}", path.display());
    }
    for path in fail {
        let (overlay, diagnostics) = read(FileId::default(), &text(&path));
        assert!(overlay.is_none() && diagnostics.has_errors(), "{} is taken", path.display());
    }
}

/// Values as they occur in documents: few names, so that edited documents share much.
fn values() -> impl Strategy<Value = Value> {
    let plain = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-3..4_i64).prop_map(Value::from),
        Just(json!(1.5)),
        prop::sample::select(vec!["", "a", "b", "it's", "a\\b\n\u{7f}", "no", "\u{1f600}"]).prop_map(Value::from),
    ];
    plain.prop_recursive(4, 40, 5, |inside| {
        prop_oneof![prop::collection::vec(inside.clone(), 0..5).prop_map(Value::from), maps(inside).prop_map(Value::from)]
    })
}

fn maps(inside: impl Strategy<Value = Value>) -> impl Strategy<Value = Map<String, Value>> {
    let names = vec!["name", "in", "/a/{b}", "x-y", "$ref", "it's", "200", ""];
    let entry = (prop::sample::select(names).prop_map(str::to_owned), inside);
    prop::collection::vec(entry, 0..5).prop_map(|entries| entries.into_iter().collect())
}

/// A value with a few parts of it changed.
fn edited(value: Value, changes: &mut impl Iterator<Item = (u8, Value)>) -> Value {
    match (changes.next(), value) {
        (Some((0, new)), _) => new,
        (Some((kind, new)), Value::Array(mut items)) => {
            match kind {
                1 => items.push(new),
                2 => items.insert(0, new),
                3 => _ = items.pop(),
                4 if !items.is_empty() => _ = items.remove(0),
                5 => items.reverse(),
                _ => {}
            }
            items.into_iter().map(|item| edited(item, changes)).collect()
        }
        (Some((kind, new)), Value::Object(mut map)) => {
            match kind {
                1 => _ = map.insert("name".to_owned(), new),
                2 => _ = map.shift_remove("name"),
                3 => _ = map.shift_remove("x-y"),
                _ => {}
            }
            map.into_iter().map(|(name, value)| (name, edited(value, changes))).collect()
        }
        (_, value) => value,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, rng_seed: RngSeed::Fixed(7), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_overlay_made_from_two_documents_makes_the_one_the_other(
        old in maps(values()),
        changes in prop::collection::vec((0_u8..12, values()), 0..12),
    ) {
        let old = Value::from(old);
        let mut new = edited(old.clone(), &mut changes.into_iter());
        if !new.is_object() {
            new = json!({ "name": new });
        }
        let edits = difference(&old, &new).expect("both are maps");
        prop_assert_eq!(edits.is_empty(), old == new);
        if !edits.is_empty() {
            let overlay = written("Edits", &edits).expect("JSON has a YAML form");
            prop_assert_eq!(overlaid(old, &overlay), new, "{}", overlay);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, rng_seed: RngSeed::Fixed(11), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_an_overlay_says_its_mistakes_have_places(
        which in any::<prop::sample::Index>(),
        slips in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..9, prop::sample::select(SLIPS)), 0..5),
    ) {
        let paths = entries("pass");
        let mut overlay = text(which.get::<PathBuf>(&paths));
        for (place, length, slip) in slips {
            let borders: Vec<usize> = overlay.char_indices().map(|(at, _)| at).chain([overlay.len()]).collect();
            let at = place.index(borders.len());
            let end = (at + length).min(borders.len() - 1);
            overlay.replace_range(borders[at]..borders[end], slip);
        }
        let (read, diagnostics) = read(FileId::default(), &overlay);
        prop_assert_eq!(read.is_none(), diagnostics.has_errors(), "{}", overlay);
        for diagnostic in &diagnostics {
            prop_assert!(overlay.get(diagnostic.primary.span.range()).is_some(), "{}", overlay);
        }
        for action in read.into_iter().flat_map(|overlay| overlay.actions) {
            let _ = apply(&mut json!({ "info": {}, "paths": { "/bar": {}, "/foo": { "get": {} } } }), &action);
        }
    }
}

const SLIPS: &[&str] = &[
    "",
    "\n",
    "  ",
    "- ",
    ": ",
    "&a ",
    "*a",
    "<<: ",
    "{",
    "}",
    "[",
    "]",
    "'",
    "\"",
    "#",
    "|\n",
    "$..",
    "[?@.x == ",
    "((((",
    "!",
    "\u{fc}",
    "\u{feff}",
    "\t",
    "\r",
    "---\n",
    "...\n",
    "0x1f",
    "1e999",
    "~",
    "copy: $",
    "remove: true",
];

#[test]
fn an_overlay_says_no_more_than_was_edited() {
    let old = json!({
        "info": { "title": "Notes" },
        "servers": [{ "url": "https://a.example" }, { "url": "https://b.example" }],
        "paths": { "/notes": { "get": {
            "summary": "List notes",
            "tags": ["notes"],
            "parameters": [{ "name": "limit", "in": "query" }, { "name": "cursor", "in": "query" }],
        } } },
    });
    let mut new = old.clone();
    new["info"]["x-audience"] = json!("partners");
    new["servers"].as_array_mut().expect("it is a list").remove(0);
    let get = &mut new["paths"]["/notes"]["get"];
    get["summary"] = json!("Lists notes");
    get["tags"].as_array_mut().expect("it is a list").push(json!("public"));
    get["parameters"][1]["description"] = json!("Where to go on.");
    let edits = difference(&old, &new).expect("both are maps");
    let overlay = written("Edits to notes-v1", &edits).expect("it has a YAML form");
    assert_eq!(
        overlay,
        "overlay: \"1.1.0\"
info:
  title: Edits to notes-v1
  version: \"1.0.0\"
actions:
- target: $.info
  update:
    x-audience: partners
- target: $.servers[?@.url == 'https://a.example']
  remove: true
- target: $.paths['/notes'].get
  update:
    summary: Lists notes
    tags:
    - public
- target: $.paths['/notes'].get.parameters[?@.name == 'cursor']
  update:
    description: Where to go on.
"
    );
    assert_eq!(overlaid(old, &overlay), new);
}
