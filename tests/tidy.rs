//! The invariants of `ARCHITECTURE.md` that no lint knows.

use archc::diag::codes;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Modules of the library; each may use itself and those before it.
const ORDER: &[&str] = &[
    "source", "diag", "world", "artifact", "theme", "font", "settings", "syntax", "fmt", "icons", "program", "model", "view", "layout",
    "scene", "emit", "session",
];

/// The most lines of a file.
const LINES: usize = 600;

struct File {
    path: String,
    text: String,
}

impl File {
    /// Lines that are code, with their numbers.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(at, line)| (at + 1, line));
        lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    fn is_library(&self) -> bool {
        self.path.starts_with("src/") && !self.path.starts_with("src/bin/")
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Files of the repository with one of these extensions.
fn files(extensions: &[&str]) -> Vec<File> {
    let mut found = Vec::new();
    for folder in ["src", "tests", "benches", "fuzz", "docs", "examples", "grammar", ".ci"] {
        walk(&root().join(folder), &mut found);
    }
    found.extend(["README.md", "ARCHITECTURE.md", "Cargo.toml", "clippy.toml"].map(|name| root().join(name)));
    found.sort();
    let wanted = |path: &PathBuf| path.extension().is_some_and(|e| extensions.iter().any(|wanted| e == *wanted)) && path.is_file();
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        File { path: path.strip_prefix(root()).expect("it is below the root").to_string_lossy().replace('\\', "/"), text }
    };
    found.into_iter().filter(wanted).map(read).collect()
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.map(|entry| entry.expect("the folder is readable")) {
        let name = entry.file_name();
        if entry.path().is_dir() {
            if name != "target" && name != "node_modules" && name != "out" {
                walk(&entry.path(), found);
            }
        } else {
            found.push(entry.path());
        }
    }
}

fn none(mistakes: &[String]) {
    assert!(mistakes.is_empty(), "\n{}\n", mistakes.join("\n"));
}

/// Lines of the files that hold one of the words, where the file may not.
fn holding(files: &[File], words: &[&str], may: impl Fn(&File) -> bool) -> Vec<String> {
    let mut mistakes = Vec::new();
    for file in files.iter().filter(|file| !may(file)) {
        for (at, line) in file.code().filter(|(_, line)| words.iter().any(|word| line.contains(word))) {
            mistakes.push(format!("{}:{at}: {}", file.path, line.trim()));
        }
    }
    mistakes
}

#[test]
fn files_are_short() {
    let long = files(&["rs"]).into_iter().filter(|file| file.text.lines().count() > LINES);
    none(&long.map(|file| format!("{}: {} lines, {LINES} are the most", file.path, file.text.lines().count())).collect::<Vec<_>>());
}

#[test]
fn modules_say_what_they_own() {
    let dumb = files(&["rs"]).into_iter().filter(|file| !file.text.starts_with("//! "));
    none(&dumb.map(|file| format!("{}: does not begin with `//! `", file.path)).collect::<Vec<_>>());
}

#[test]
fn modules_use_only_those_before_them() {
    let rank: BTreeMap<&str, usize> = ORDER.iter().enumerate().map(|(at, name)| (*name, at)).collect();
    let mut mistakes = Vec::new();
    for file in files(&["rs"]).iter().filter(|file| file.is_library() && file.path != "src/lib.rs") {
        let own = file.path.trim_start_matches("src/").split(['/', '.']).next().unwrap_or_default();
        let Some(own_rank) = rank.get(own) else {
            mistakes.push(format!("{}: `{own}` has no place in the order of modules", file.path));
            continue;
        };
        for (at, line) in file.code() {
            for used in line.split("crate::").skip(1) {
                let name = used.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
                if rank.get(name).is_some_and(|rank| rank > own_rank) {
                    mistakes.push(format!("{}:{at}: `{own}` uses `{name}`, which comes after it", file.path));
                }
            }
        }
    }
    none(&mistakes);
}

#[test]
fn crates_are_named_in_their_place_alone() {
    let is_test = |file: &File| file.path.ends_with("tests.rs") || file.path.contains("/tests/");
    let files: Vec<File> = files(&["rs"]).into_iter().filter(|file| file.path.starts_with("src/") && !is_test(file)).collect();
    let below = |folder: &'static str| move |file: &File| file.path.starts_with(folder);
    let mut mistakes = holding(&files, &["pest::", "pest_derive"], below("src/syntax/"));
    mistakes.extend(holding(&files, &["annotate_snippets"], below("src/diag/render/")));
    mistakes.extend(holding(&files, &["layout::core", "layout::std_shapes", "layout::topo"], below("src/layout/")));
    mistakes.extend(holding(&files, &["std::fs", "tempfile::", "ignore::"], below("src/bin/archc/disk/")));
    mistakes.extend(holding(&files, &["clap::"], below("src/bin/archc/")));
    none(&mistakes);
    let yaml: Vec<&File> = files.iter().filter(|file| file.code().any(|(_, line)| line.contains("serde_saphyr"))).collect();
    assert!(yaml.len() <= 1, "YAML is written in one file, not in {:?}", yaml.iter().map(|f| &f.path).collect::<Vec<_>>());
}

#[test]
fn nothing_is_left_undone_or_tied_to_one_machine() {
    let marks = [["TO", "DO"].concat(), ["FIX", "ME"].concat(), ["XX", "X:"].concat()];
    let homes = [["/ho", "me/"].concat(), ["/wo", "rk/"].concat(), ["/Use", "rs/"].concat(), ["C:", "\\"].concat()];
    let mut mistakes = Vec::new();
    for file in files(&["rs", "md", "toml", "arch", "pest", "json", "txt", "trycmd"]) {
        for (at, line) in file.text.lines().enumerate() {
            if marks.iter().chain(&homes).any(|word| line.contains(word.as_str())) {
                mistakes.push(format!("{}:{}: {}", file.path, at + 1, line.trim()));
            }
            if line.contains('\t') && !file.path.ends_with("Makefile") {
                mistakes.push(format!("{}:{}: a tab", file.path, at + 1));
            }
            if line.ends_with(' ') && !["md", "trycmd"].iter().any(|e| file.path.rsplit('.').next() == Some(e)) {
                mistakes.push(format!("{}:{}: a space at the end", file.path, at + 1));
            }
        }
    }
    none(&mistakes);
}

#[test]
fn codes_are_in_order_and_explained() {
    let all: Vec<&codes::Code> = codes::all().collect();
    let mut mistakes = Vec::new();
    for pair in all.windows(2) {
        if pair[0].id[1..] >= pair[1].id[1..] {
            mistakes.push(format!("{} comes after {}", pair[1].id, pair[0].id));
        }
    }
    for code in all {
        let digits = code.id.get(1..).unwrap_or_default();
        if !code.id.starts_with(['E', 'W']) || digits.len() != 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            mistakes.push(format!("{}: no code looks like this", code.id));
        }
        if code.title.is_empty() || code.title.ends_with('.') || code.explain.trim().len() < 60 {
            mistakes.push(format!("{}: is not explained", code.id));
        }
    }
    none(&mistakes);
}

#[test]
fn codes_are_tested() {
    let tests: Vec<File> = files(&["md", "rs", "trycmd", "stderr"]).into_iter().filter(|file| file.path.starts_with("tests/")).collect();
    let tested = |id: &str| tests.iter().any(|file| file.text.contains(&format!("[{id}]")));
    none(&codes::all().filter(|code| !tested(code.id)).map(|code| format!("{}: no test shows it", code.id)).collect::<Vec<_>>());
}

#[test]
fn codes_are_used() {
    let sources: Vec<File> = files(&["rs"]).into_iter().filter(|file| file.is_library() || file.path.starts_with("src/bin/")).collect();
    let declared = sources.iter().filter(|file| file.path.starts_with("src/diag/codes/"));
    let mut mistakes = Vec::new();
    for (file, line) in declared.flat_map(|file| file.text.lines().map(move |line| (file, line))) {
        let Some((name, _)) = line.trim().split_once(" = \"") else { continue };
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
        let used = |other: &File| other.path != file.path && other.code().any(|(_, line)| line.contains(name));
        if is_name && !sources.iter().any(used) {
            mistakes.push(format!("{}: `{name}` is never reported", file.path));
        }
    }
    none(&mistakes);
}

#[test]
fn settings_that_are_written_down_are_the_defaults() {
    let guide = std::fs::read_to_string(root().join("docs/command-line.md")).expect("the guide is readable");
    let explained = codes::project::CONFIG_KEY.explain;
    let block = guide.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("it shows all settings");
    let listed = explained.split_once("\n\n").map_or("", |(_, rest)| rest);
    for text in [block, listed] {
        let (settings, diagnostics) = archc::settings::parse(archc::source::FileId::default(), text);
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        assert_eq!(settings, archc::settings::Settings::default());
        let words = |text: &str| text.lines().map(|line| line.split('#').next().unwrap_or_default().trim().to_owned()).collect::<Vec<_>>();
        assert_eq!(words(block), words(listed), "the guide and the explain page say the same");
    }
}
