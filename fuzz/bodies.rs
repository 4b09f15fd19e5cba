//! What holds for every input, right or wrong. The fuzz targets run these on what libFuzzer finds, the tests on what they make of programs
//! that people wrote (`tests/properties.rs`).

use archc::artifact::{ArtifactSet, is_safe};
use archc::diag::render::{Format, Look, render};
use archc::diag::{Diagnostic, Diagnostics, codes};
use archc::emit::openapi::overlay::{self, Action, Change, Done, Place, Step};
use archc::emit::yaml;
use archc::session::{self, Checked};
use archc::settings::{self, Settings};
use archc::source::{FileId, Sources, Span};
use archc::syntax;
use archc::world::MemoryWorld;
use serde_json::Value;
use std::fmt::Debug;

/// Something that must not panic, whatever the bytes.
pub type Body = fn(&[u8]);

/// All of them, by the names of the fuzz targets.
pub const ALL: &[(&str, Body)] = &[("parse", parse), ("format", format), ("compile", compile), ("overlay", overlay)];

/// Parsing never fails, and all places in the tree, of comments and of what is said lie in the text, on character borders.
pub fn parse(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let (tree, found) = syntax::parse(FileId::default(), text);
    let inside = |start: usize, end: usize| text.get(start..end).is_some();
    let places = places(&tree);
    assert!(!places.is_empty(), "a tree has the place of its file");
    for (start, end) in places {
        assert!(inside(start, end), "{start}..{end} in the tree of {text:?}");
    }
    for comment in syntax::comments(text) {
        assert!(inside(comment.range.start, comment.range.end), "{comment:?} in {text:?}");
    }
    let mut sources = Sources::default();
    sources.add("main.arch", text);
    well_said(&found, &sources);
    assert!(tree.broken || !found.has_errors(), "a tree that was read with errors is marked");
    assert_eq!((tree, found), syntax::parse(FileId::default(), text), "the same text gives the same tree");
}

/// A text without mistakes of syntax can be formatted; formatting twice is formatting once, and the formatted program means the same.
pub fn format(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let (_, found) = syntax::parse(FileId::default(), text);
    let formatted = match archc::fmt::format(text) {
        Ok(formatted) => formatted,
        Err(said) => {
            assert!(found.has_errors() && said.has_errors(), "a text without mistakes is not formatted: {said:?}\n{text}");
            return;
        }
    };
    assert!(!found.has_errors(), "a text with mistakes is formatted: {found:?}\n{text}");
    let twice = archc::fmt::format(&formatted).unwrap_or_else(|d| panic!("formatted text is text: {d:?}\n{formatted}"));
    assert_eq!(formatted, twice, "formatting is done after once");
    let (before, after) = (meaning(text), meaning(&formatted));
    let differing = before.lines().zip(after.lines()).find(|(a, b)| a != b);
    assert!(before == after, "the formatted program means something else: {differing:?}\n{text}\n----\n{formatted}");
}

/// A whole build: artifacts come of a program without errors and of no other, they have paths that are safe to write, the same
/// program gives the same bytes on any number of threads, and what is said can be shown in every form.
pub fn compile(bytes: &[u8]) {
    let made = |threads: usize| {
        let world = MemoryWorld::default().with("main.arch", bytes);
        let mut checked = session::check(&world).ok()?;
        let artifacts = session::build(&mut checked, &Settings { threads, ..Settings::default() });
        Some((checked, artifacts))
    };
    let Some((checked, artifacts)) = made(1) else { panic!("there is a program") };
    well_said(&checked.diagnostics, &checked.sources);
    assert_eq!(artifacts.is_none(), checked.diagnostics.has_errors(), "artifacts come of a program without errors");
    for (path, _) in artifacts.iter().flat_map(ArtifactSet::iter) {
        assert!(is_safe(path), "{path:?} is written");
    }
    let Some((again, same)) = made(3) else { panic!("there is a program again") };
    assert_eq!(artifacts, same, "the same text gives the same bytes");
    assert_eq!(checked.diagnostics, again.diagnostics, "the same text gives the same diagnostics");
}

/// The program whose API document overlays are applied to.
const PROGRAM: &str = r#"system shop {
  service web {
    image "web:1"
    listen http 80
    api v1 {
      type Item { id: uuid; name: string(1..40); price: decimal(12,2); tags: [string]? }
      items: GET /items ?{ page: int = 1 } -> [Item]
      item: GET /items/{id: uuid} -> Item | 404
      add: POST /items (Item) -> 201 Item
    }
  }
}
"#;

/// An overlay on a document: each of its actions changes the document or is reported, and what is written is the document with all
/// actions carried out, one after the other.
pub fn overlay(bytes: &[u8]) {
    let settings = settings::parse(FileId::default(), "[output]\nemit = [\"openapi\"]\n").0;
    let world = MemoryWorld::single(PROGRAM).with("web-v1.overlay.yaml", bytes);
    let Ok(mut checked) = session::check(&world) else { panic!("there is a program") };
    let fresh = session::documents(&checked, &settings);
    let Some(mut document) = fresh.iter().find(|fresh| fresh.name == "web-v1").map(|fresh| fresh.content.clone()) else {
        panic!("there is a document: {:?}", checked.diagnostics)
    };
    let before = checked.diagnostics.has_errors();
    let artifacts = session::build(&mut checked, &settings);
    well_said(&checked.diagnostics, &checked.sources);
    assert_eq!(artifacts.is_none(), checked.diagnostics.has_errors(), "a document comes of an overlay without errors");
    let Some(text) = text(bytes) else { return assert!(before || artifacts.is_none(), "what is no text is reported") };
    let read = overlay::read(FileId::default(), text);
    assert_eq!(read.0.is_none(), read.1.has_errors(), "an overlay is read or reported");
    let Some(overlay) = read.0 else { return assert!(artifacts.is_none(), "what is said of an overlay is an error") };
    for action in &overlay.actions {
        if !holds_after(&mut document, action) {
            return assert!(artifacts.is_none(), "an action that fails is reported: {}", action.target.text);
        }
    }
    let Some(artifacts) = artifacts else {
        return assert!(overlay.extends.is_some(), "nothing stands in the way: {:?}", checked.diagnostics);
    };
    let Some(written) = artifacts.get("openapi/web-v1.yaml").and_then(|artifact| std::str::from_utf8(&artifact.bytes).ok()) else {
        panic!("the document is written")
    };
    let Ok(written) = yaml::read(FileId::default(), written) else { panic!("the document is YAML:\n{written}") };
    assert_eq!(written.value(), document, "what is written is the document with the overlay on it");
}

/// Carries out an action, and compares what it tells of with what became of the document; whether it could be carried out.
fn holds_after(document: &mut Value, action: &Action) -> bool {
    let before = document.clone();
    let selected = action.target.path.query(&before).len();
    let Ok(touched) = overlay::apply(document, action) else { return false };
    let what = &action.target.text;
    assert!(selected > 0, "{what} selects nothing, and that is no failure");
    assert!(!touched.is_empty() || *document == before, "{what} changes something and does not tell");
    assert!(selected > 1 || touched.is_empty() || *document != before, "{what} tells of a change and makes none");
    if matches!(action.change, Change::Remove) {
        assert!(*document != before, "{what} removes nothing, and that is no failure");
    }
    for (place, _) in touched.iter().filter(|(_, done)| *done != Done::Removed) {
        assert!(document.pointer(&pointer(place)).is_some(), "{what} tells of {place:?}, and there is nothing");
    }
    true
}

/// A place as a JSON pointer.
fn pointer(place: &Place) -> String {
    let step = |step: &Step| match step {
        Step::Name(name) => format!("/{}", name.replace('~', "~0").replace('/', "~1")),
        Step::Index(index) => format!("/{index}"),
    };
    place.iter().map(step).collect()
}

/// The bytes as a text, as a source file has it.
fn text(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    Some(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// What is said has places in the files, says it in one line, and can be shown in every form.
fn well_said(diagnostics: &Diagnostics, sources: &Sources) {
    let inside = |span: Span| sources.get(span.file).is_some_and(|file| file.text().get(span.range()).is_some());
    let well = |it: &Diagnostic| {
        let places = [it.primary.span].into_iter().chain(it.secondary.iter().map(|label| label.span));
        places.chain(it.edits.iter().map(|edit| edit.span)).all(inside) && !it.message.is_empty() && !it.message.contains('\n')
    };
    for diagnostic in diagnostics {
        assert!(well(diagnostic), "{diagnostic:?}");
    }
    for format in [Format::Human, Format::Short, Format::Json, Format::Github, Format::Sarif, Format::Junit] {
        let shown = render(format, diagnostics, sources, Look::default());
        assert!(!shown.contains(['\0', '\u{1b}', '\u{202e}']), "{format:?} shows what steers a terminal: {shown:?}");
    }
}

/// All places in a tree. A derived `Debug` shows all that is there, and it alone knows every field; what stands in quotes is text.
fn places(tree: &impl Debug) -> Vec<(usize, usize)> {
    let shown = format!("{tree:?}");
    let (mut places, mut rest) = (Vec::new(), shown.as_str());
    while let Some(at) = rest.find(['"', '\'', 'S']) {
        let (sign, behind) = (rest.as_bytes()[at], &rest[at + 1..]);
        rest = match sign {
            b'S' => {
                places.extend(place(behind));
                behind
            }
            quote => behind_literal(behind, quote),
        };
    }
    places
}

/// The numbers of `Span { file: …, start: 1, end: 2 }`, behind its first letter.
fn place(shown: &str) -> Option<(usize, usize)> {
    let fields = shown.strip_prefix("pan { file: FileId(")?;
    let (start, rest) = fields.split_once("start: ")?.1.split_once(", end: ")?;
    Some((start.parse().ok()?, rest.split_once(' ')?.0.parse().ok()?))
}

/// What stands behind the end of a literal in quotes.
fn behind_literal(shown: &str, quote: u8) -> &str {
    let mut bytes = shown.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        if byte == b'\\' {
            bytes.next();
        } else if byte == quote {
            return &shown[at + 1..];
        }
    }
    ""
}

/// What is wrong with a program, and its model without places. What is said of white space alone is left out: formatting sets it right.
fn meaning(text: &str) -> String {
    let Ok(checked) = session::check(&MemoryWorld::single(text)) else { panic!("there is a program") };
    let Checked { diagnostics, .. } = &checked;
    let said = diagnostics.iter().filter(|d| d.code.id != codes::syntax::ASKEW.id);
    let mut said: Vec<String> = said.map(|d| format!("{} {}\n", d.code.id, d.message)).collect();
    said.sort();
    let Ok(mut model) = serde_json::from_str(&session::export(&checked)) else { panic!("the export is JSON") };
    without_places(&mut model);
    format!("{}{model:#}", said.concat())
}

fn without_places(value: &mut Value) {
    let is_place = |value: &Value| value.as_object().is_some_and(|it| it.len() == 3 && it.contains_key("start"));
    match value {
        Value::Object(fields) => {
            fields.retain(|_, value| !is_place(value));
            fields.values_mut().for_each(without_places);
        }
        Value::Array(items) => {
            items.retain(|value| !is_place(value));
            items.iter_mut().for_each(without_places);
        }
        _ => {}
    }
}
