//! What the README shows is what is there: its program is the minimal example, and its links lead somewhere.

use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The targets of the links and pictures in a text: what stands in round brackets after a square one,
/// but in programs, where that is something else.
fn links(text: &str) -> Vec<String> {
    // Every other part stands between fences.
    let prose = text.split("\n```").step_by(2);
    let behind = prose.flat_map(|prose| prose.split("](").skip(1));
    behind.filter_map(|rest| rest.split_once(')')).map(|(link, _)| link.to_owned()).collect()
}

#[test]
fn the_readme_shows_the_minimal_example() {
    let readme = read("README.md");
    let block = readme.split("```arch\n").nth(1).and_then(|rest| rest.split("```").next()).expect("the README has a program");
    assert_eq!(block, read("examples/minimal/tea.arch"), "the README's program is not examples/minimal/tea.arch");
}

#[test]
fn links_lead_somewhere() {
    for page in ["README.md", "ARCHITECTURE.md", "docs/language.md", "docs/artifacts.md", "docs/command-line.md", "docs/kubernetes.md"] {
        let folder: PathBuf = root().join(page).parent().expect("a page has a folder").to_owned();
        for link in links(&read(page)).into_iter().filter(|link| !link.contains("://")) {
            let (path, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let target = if path.is_empty() { root().join(page) } else { folder.join(path) };
            assert!(target.exists(), "{page}: `{link}` leads nowhere");
            let heading = |line: &str| line.starts_with('#') && slug(line) == anchor;
            let anchored = || std::fs::read_to_string(&target).is_ok_and(|text| text.lines().any(heading));
            assert!(anchor.is_empty() || anchored(), "{page}: `{link}` names no heading");
        }
    }
}

/// The anchor of a heading, as Markdown renderers make it.
fn slug(heading: &str) -> String {
    let words = heading.trim_start_matches('#').trim().to_lowercase();
    words.chars().filter_map(|c| if c == ' ' { Some('-') } else { (c.is_alphanumeric() || c == '-').then_some(c) }).collect()
}
