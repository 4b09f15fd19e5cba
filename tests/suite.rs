//! Runs the programs in `tests/suite/*.md` and `docs/*.md`; `tests/suite/README.md` says how they are written.

use archc::diag::Diagnostics;
use archc::diag::render::{Format, Look, render};
use archc::emit::proto::Lock;
use archc::session::{Checked, build, check, export};
use archc::source::FileId;
use archc::world::MemoryWorld;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

#[test]
fn suite() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let wanted = std::env::var("SUITE").unwrap_or_default();
    let update = std::env::var_os("UPDATE").is_some_and(|value| value == "1");
    let mut failures = String::new();
    let mut cases = 0;
    for path in documents(root) {
        let shown = path.strip_prefix(root).unwrap_or(&path).display().to_string();
        if !shown.contains(&wanted) {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("the document is readable");
        let mut document = Document::parse(&text);
        cases += document.run(&shown, update, &mut failures);
        let updated = document.text();
        if update && updated != text {
            std::fs::write(&path, updated).expect("the document is writable");
            eprintln!("updated {shown}");
        }
    }
    assert!(failures.is_empty(), "{failures}\n`UPDATE=1 cargo test suite` writes what is there now, but for blocks with `has=`");
    assert!(cases > 0, "no document matches `SUITE={wanted}`");
}

#[test]
fn what_is_rewritten_passes_and_what_is_not_does_not() {
    let text = "```arch\nsystem shop\n```\n```text paths\nnone\n```\n```yaml has=kubernetes/nothing.yaml\nkind: X\n```\n";
    for (update, failing) in [(false, vec!["text paths", "yaml has="]), (true, vec!["yaml has="])] {
        let (mut document, mut failures) = (Document::parse(text), String::new());
        document.run("x.md", update, &mut failures);
        for info in ["text paths", "yaml has="] {
            assert_eq!(failures.contains(info), failing.contains(&info), "{failures}");
        }
        assert!(document.text().contains("kind: X"));
        assert_eq!(document.text().contains("none"), !update);
    }
}

fn documents(root: &Path) -> Vec<PathBuf> {
    let mut paths = Vec::new();
    let mut folders = vec![root.join("tests/suite"), root.join("docs")];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(folder) else { continue };
        for path in entries.map(|entry| entry.expect("the folder is readable").path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "md") && !path.ends_with("README.md") {
                paths.push(path);
            }
        }
    }
    paths.sort();
    paths
}

/// A Markdown file: prose and fenced blocks in turn.
struct Document {
    parts: Vec<Part>,
}

enum Part {
    Prose(String),
    Block(Block),
}

/// A fenced block.
struct Block {
    fence: String,
    info: Info,
    /// The line that its content begins at, from 1.
    line: usize,
    content: Vec<String>,
}

/// What stands after a fence: `arch file=a.arch`.
struct Info {
    text: String,
    language: String,
    words: Vec<String>,
}

impl Info {
    fn parse(text: &str) -> Self {
        let mut words = text.split_whitespace().map(str::to_owned);
        let language = words.next().unwrap_or_default();
        Self { text: text.to_owned(), language, words: words.collect() }
    }

    fn has(&self, word: &str) -> bool {
        self.words.iter().any(|w| w == word)
    }

    fn value(&self, key: &str) -> Option<&str> {
        self.words.iter().find_map(|w| w.strip_prefix(key)?.strip_prefix('='))
    }

    /// The file of the program that the block is, if it is one.
    fn file(&self) -> Option<&str> {
        match self.value("file") {
            Some(file) => Some(file),
            None if self.language == "arch" && self.words.is_empty() => Some("main.arch"),
            None => None,
        }
    }
}

/// A program and what is expected of it: indices of parts.
#[derive(Default)]
struct Case {
    sources: Vec<usize>,
    outputs: Vec<usize>,
}

impl Document {
    fn parse(text: &str) -> Self {
        let mut parts = Vec::new();
        let mut open: Option<Block> = None;
        for (at, line) in text.lines().enumerate() {
            match &mut open {
                Some(block) if line == block.fence => parts.extend(open.take().map(Part::Block)),
                Some(block) => block.content.push(line.to_owned()),
                None => {
                    let info = line.trim_start_matches('`');
                    let fence = &line[..line.len() - info.len()];
                    if fence.len() >= 3 {
                        open = Some(Block { fence: fence.to_owned(), info: Info::parse(info), line: at + 2, content: Vec::new() });
                    } else {
                        parts.push(Part::Prose(line.to_owned()));
                    }
                }
            }
        }
        assert!(open.is_none(), "a fence is not closed");
        Self { parts }
    }

    fn text(&self) -> String {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Prose(line) => text.push_str(line),
                Part::Block(block) => {
                    let content: String = block.content.iter().map(|line| format!("{line}\n")).collect();
                    let _ = write!(text, "{fence}{info}\n{content}{fence}", fence = block.fence, info = block.info.text);
                }
            }
            text.push('\n');
        }
        text
    }

    fn block(&self, at: usize) -> &Block {
        match &self.parts[at] {
            Part::Block(block) => block,
            Part::Prose(_) => unreachable!("cases hold blocks"),
        }
    }

    /// A heading begins a case, and so does a file that the case has already.
    fn cases(&self) -> Vec<Case> {
        let mut cases = vec![Case::default()];
        for (at, part) in self.parts.iter().enumerate() {
            let begun = cases.last().is_some_and(|case| !case.sources.is_empty());
            match part {
                Part::Prose(line) if line.starts_with('#') && begun => cases.push(Case::default()),
                Part::Prose(_) => {}
                Part::Block(block) if block.info.has("ignore") => {}
                Part::Block(block) if block.info.file().is_some() => {
                    let again = |at: &usize| self.block(*at).info.file() == block.info.file();
                    if cases.last().is_some_and(|case| case.sources.iter().any(again)) {
                        cases.push(Case::default());
                    }
                    cases.last_mut().expect("there is one").sources.push(at);
                }
                Part::Block(_) => cases.last_mut().expect("there is one").outputs.push(at),
            }
        }
        cases.retain(|case| !case.sources.is_empty());
        cases
    }

    /// Runs every case; puts what came out in the place of what was expected, or says how they differ.
    fn run(&mut self, shown: &str, update: bool, failures: &mut String) -> usize {
        let cases = self.cases();
        for case in &cases {
            for (at, actual) in self.actual(case) {
                let Part::Block(block) = &mut self.parts[at] else { continue };
                if block.content == actual {
                    continue;
                }
                if update && block.info.value("has").is_none() {
                    block.content = actual;
                } else {
                    let _ = writeln!(failures, "\n{shown}:{}: ```{}", block.line, block.info.text);
                    failures.push_str(&difference(&block.content, &actual));
                }
            }
        }
        cases.len()
    }

    /// What each block of a case should hold.
    fn actual(&self, case: &Case) -> Vec<(usize, Vec<String>)> {
        let program = Program::run(case.sources.iter().map(|at| self.block(*at)));
        let sources = case.sources.iter().map(|at| (*at, program.annotated(self.block(*at))));
        let outputs = case.outputs.iter().filter_map(|at| Some((*at, program.output(self.block(*at))?)));
        sources.chain(outputs).collect()
    }
}

/// A program that was run.
struct Program {
    checked: Checked,
    artifacts: BTreeMap<String, String>,
    /// The files that a build keeps beside the program.
    beside: BTreeMap<String, String>,
}

impl Program {
    fn run<'a>(blocks: impl Iterator<Item = &'a Block>) -> Self {
        let mut world = MemoryWorld::default();
        let (mut config, mut lock) = (None, None);
        for block in blocks {
            let file = block.info.file().unwrap_or_default();
            let text: String = block.program().map(|line| format!("{line}\n")).collect();
            if file == "archc.toml" {
                config = Some(text);
                continue;
            }
            if file == Lock::PATH {
                lock = Some(text);
                continue;
            }
            world = world.with(file, text);
        }
        let mut checked = check(&world).expect("the program has files");
        let settings = config.map(|text| checked.configure(&world, "archc.toml", &text)).unwrap_or_default();
        if let Some(text) = lock {
            checked.remember(Lock::PATH, &text);
        }
        let built = build(&mut checked, &settings).unwrap_or_default();
        let beside = built.beside().map(|(name, bytes)| (name.to_owned(), String::from_utf8_lossy(bytes).into_owned())).collect();
        let artifacts = built.iter().map(|(path, a)| (path.to_owned(), String::from_utf8_lossy(&a.bytes).into_owned())).collect();
        Self { checked, artifacts, beside }
    }

    /// A block of the program with the diagnostics that its lines get.
    fn annotated(&self, block: &Block) -> Vec<String> {
        let path = archc::source::join("", block.info.file().unwrap_or_default());
        let file = self.checked.sources.iter().find(|(_, file)| file.path() == path).map(|(id, _)| id);
        let mut below = file.map(|file| self.by_line(file)).unwrap_or_default();
        let mut lines = Vec::new();
        let mark = block.mark();
        for (at, line) in block.program().enumerate() {
            lines.push(line.to_owned());
            let indent = &line[..line.len() - line.trim_start().len()];
            lines.extend(below.remove(&(at + 1)).into_iter().flatten().map(|said| format!("{indent}{mark} {said}")));
        }
        lines.extend(below.into_values().flatten().map(|said| format!("{mark} {said}")));
        lines
    }

    fn by_line(&self, file: FileId) -> BTreeMap<usize, Vec<String>> {
        let mut lines: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        let source = self.checked.sources.get(file).expect("it was found there");
        for diagnostic in self.checked.diagnostics.iter().filter(|d| d.primary.span.file == file) {
            let line = source.line_column(diagnostic.primary.span.start).line as usize;
            let said = format!("{}[{}]: {}", diagnostic.severity.word(), diagnostic.code.id, diagnostic.message);
            lines.entry(line).or_default().push(said);
        }
        lines
    }

    /// What a block of output should hold; nothing where the block is not one, or holds what it should.
    fn output(&self, block: &Block) -> Option<Vec<String>> {
        let info = &block.info;
        if let Some(path) = info.value("path") {
            return Some(self.artifact(path));
        }
        if let Some(name) = info.value("beside") {
            return Some(self.beside.get(name).map_or_else(|| vec!["no such file".to_owned()], |text| lines(text)));
        }
        if let Some(path) = info.value("has") {
            let whole = self.artifact(path);
            let found = match info.language.as_str() {
                "svg" => !names(&block.content).is_empty() && occurs(&apart(&names(&block.content)), &names(&whole)),
                _ => occurs(&block.content, &whole),
            };
            return Some(if found { block.content.clone() } else { whole });
        }
        if let Some(pointer) = info.value("model") {
            return Some(self.model(pointer));
        }
        if info.has("check") {
            return Some(self.report(info));
        }
        if info.has("paths") {
            return Some(self.artifacts.keys().cloned().collect());
        }
        if info.language == "arch" && info.has("fmt") {
            return Some(lines(&formatted(self.checked.sources.iter().next().map_or("", |(_, file)| file.text()))));
        }
        None
    }

    fn artifact(&self, path: &str) -> Vec<String> {
        match self.artifacts.get(path) {
            Some(text) => lines(text),
            None if self.artifacts.is_empty() => self.report(&Info::parse("text short")),
            None => std::iter::once("no such artifact; there are:".to_owned()).chain(self.artifacts.keys().cloned()).collect(),
        }
    }

    fn report(&self, info: &Info) -> Vec<String> {
        let format = match () {
            () if info.has("short") => Format::Short,
            () if info.has("json") => Format::Json,
            () => Format::Human,
        };
        lines(render(format, &self.checked.diagnostics, &self.checked.sources, Look::default()).trim_end())
    }

    /// Part of the exported model, without places.
    fn model(&self, pointer: &str) -> Vec<String> {
        let mut model: serde_json::Value = serde_json::from_str(&export(&self.checked)).expect("the export is JSON");
        without_places(&mut model);
        let Some(part) = model.pointer(&format!("/model{pointer}")) else { return vec![format!("nothing at {pointer}")] };
        lines(&serde_json::to_string_pretty(part).expect("a value is JSON"))
    }
}

impl Block {
    fn mark(&self) -> &'static str {
        if matches!(self.info.language.as_str(), "toml" | "yaml") { "#~" } else { "//~" }
    }

    /// The lines of the program, without those that say what is expected.
    fn program(&self) -> impl Iterator<Item = &str> {
        self.content.iter().map(String::as_str).filter(|line| !line.trim_start().starts_with(self.mark()))
    }
}

fn formatted(text: &str) -> String {
    let said = |diagnostics: Diagnostics| diagnostics.iter().map(|d| format!("{}\n", d.message)).collect();
    archc::fmt::format(text).unwrap_or_else(said)
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

/// Whether `part` occurs in `whole` as neighbouring lines, wherever it is indented to.
fn occurs(part: &[String], whole: &[String]) -> bool {
    let behind = |from: usize, piece: &[String]| Some(from + found(piece, whole.get(from..)?)? + piece.len());
    part.split(|line| line.trim() == "…").try_fold(0, behind).is_some()
}

/// What an SVG names, however its tags are written: the `data-id` of groups, and titles.
fn names(lines: &[String]) -> Vec<String> {
    let text = lines.join("\n").replace("&gt;", ">");
    let piece = |piece: &str| {
        let group = piece.strip_prefix("g ").or_else(|| piece.strip_prefix("a "));
        let id = group.and_then(|rest| rest.split_once("data-id=\"")).and_then(|(_, rest)| rest.split_once('"'));
        let title = piece.strip_prefix("title").and_then(|rest| rest.split_once('>'));
        id.map(|(id, _)| format!("data-id {id}")).or(title.map(|(_, title)| format!("title {}", title.trim())))
    };
    text.split('<').filter_map(piece).collect()
}

/// Lines between all of which others may stand.
fn apart(lines: &[String]) -> Vec<String> {
    lines.iter().flat_map(|line| [line.clone(), "…".to_owned()]).collect()
}

/// Where lines begin to occur, indented as they like.
fn found(part: &[String], whole: &[String]) -> Option<usize> {
    let indent = |line: &String| line.len() - line.trim_start().len();
    let same = |window: &[String]| {
        let by = window.first().map_or(0, indent).saturating_sub(part.first().map_or(0, indent));
        window.iter().zip(part).all(|(a, b)| a.trim().is_empty() && b.trim().is_empty() || *a == format!("{}{b}", " ".repeat(by)))
    };
    if part.is_empty() { Some(0) } else { whole.windows(part.len()).position(same) }
}

fn without_places(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(fields) => {
            fields.retain(|name, value| !matches!(name.as_str(), "span" | "spans" | "files") && !value.is_null());
            fields.values_mut().for_each(without_places);
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(without_places),
        _ => {}
    }
}

/// The lines that differ, with what stands on both sides of them left out.
fn difference(expected: &[String], actual: &[String]) -> String {
    let before = expected.iter().zip(actual).take_while(|(a, b)| a == b).count();
    let rest = (&expected[before..], &actual[before..]);
    let after = rest.0.iter().rev().zip(rest.1.iter().rev()).take_while(|(a, b)| a == b).count();
    let mut text = String::new();
    if let Some(line) = before.checked_sub(1).and_then(|at| expected.get(at)) {
        let _ = writeln!(text, "    {line}");
    }
    for (sign, side) in [('-', rest.0), ('+', rest.1)] {
        for line in side[..side.len() - after].iter().take(40) {
            let shown: String = line.chars().take(200).collect();
            let _ = writeln!(text, "  {sign} {shown}");
        }
    }
    text
}
