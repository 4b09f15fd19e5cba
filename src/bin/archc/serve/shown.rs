//! What the page shows of a snapshot: the parts of the last good build, and what is wrong with the program as it is now. Made
//! once for each snapshot, on a thread of its own, so that neither the build nor a reader waits for the other.

use crate::watch::{Publisher, Snapshot};
use archc::diag::render::{Format, Look, render};
use archc::diag::{Diagnostic, Diagnostics};
use archc::emit::site::style;
use archc::session::{Checked, page};
use archc::theme::{Builtin, Theme};
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long there is nothing new before the wait for it begins anew.
const LONG: Duration = Duration::from_secs(3600);

/// What there is to be asked for.
#[derive(Clone)]
pub struct Shown {
    /// The generation of the snapshot.
    pub generation: u64,
    /// The build that the parts are of.
    good: u64,
    /// The parts of the page by name: a mark of their content, and the content.
    pub parts: BTreeMap<String, (String, Arc<str>)>,
    /// The page's style, behind a mark of it.
    pub style: (String, Arc<str>),
    /// What is told of the build.
    pub news: String,
    /// The files of the program, as the page calls them, with where they are.
    pub files: BTreeMap<String, std::path::PathBuf>,
}

/// What is shown before there was a build.
impl Default for Shown {
    fn default() -> Self {
        let (parts, files) = (BTreeMap::new(), BTreeMap::new());
        Self { generation: 0, good: 0, parts, style: styled(&Builtin::Auto.theme()), news: String::new(), files }
    }
}

/// A mistake, as the page tells it.
#[derive(Serialize)]
struct Told {
    severity: &'static str,
    code: &'static str,
    message: String,
    /// `main.arch:3:7`
    place: String,
    /// The file of the program, to be opened.
    file: String,
    frame: String,
}

/// The newest of what is shown; any number wait for it.
#[derive(Default)]
pub struct Stage {
    newest: Mutex<Arc<Shown>>,
    changed: Condvar,
}

impl Stage {
    /// Shows every snapshot that is published, for ever.
    pub fn follow(&self, publisher: &Publisher) {
        let mut seen = 0;
        loop {
            if let Some(snapshot) = publisher.newer(seen, LONG) {
                seen = snapshot.generation;
                let shown = shown(&self.newest(), &snapshot);
                *self.open() = Arc::new(shown);
                self.changed.notify_all();
            }
        }
    }

    pub fn newest(&self) -> Arc<Shown> {
        Arc::clone(&self.open())
    }

    /// What is newer than `seen`, as soon as there is something; nothing if there is none within the time.
    pub fn newer(&self, seen: u64, within: Duration) -> Option<Arc<Shown>> {
        let waited = self.changed.wait_timeout_while(self.open(), within, |newest| newest.generation <= seen);
        let (newest, _) = waited.unwrap_or_else(PoisonError::into_inner);
        (newest.generation > seen).then(|| Arc::clone(&newest))
    }

    fn open(&self) -> MutexGuard<'_, Arc<Shown>> {
        self.newest.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn shown(before: &Shown, snapshot: &Snapshot) -> Shown {
    let mut shown = Shown { generation: snapshot.generation, ..before.clone() };
    if let Some(good) = snapshot.good.as_ref().filter(|good| good.generation != before.good) {
        shown.good = good.generation;
        shown.style = styled(&good.settings.diagrams.theme);
        let parts = page(&good.checked, &good.settings, &good.artifacts);
        shown.parts = parts.into_iter().map(|part| (part.name, (mark(&part.json), part.json.into()))).collect();
    }
    if let Some(checked) = &snapshot.checked {
        let base = std::path::absolute(&snapshot.base).unwrap_or_default();
        shown.files = checked.sources.iter().map(|(_, file)| (file.path().to_owned(), base.join(file.path()))).collect();
    }
    shown.news = news(&shown, snapshot);
    shown
}

fn styled(theme: &Theme) -> (String, Arc<str>) {
    let style = style(theme);
    (mark(&style), style.into())
}

fn mark(text: &str) -> String {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

fn news(shown: &Shown, snapshot: &Snapshot) -> String {
    let marks: BTreeMap<&str, &str> = shown.parts.iter().map(|(name, (mark, _))| (name.as_str(), mark.as_str())).collect();
    let wrong = snapshot.checked.iter().flat_map(|checked| checked.diagnostics.iter().map(|one| told(checked, &snapshot.base, one)));
    let failed = snapshot.failure.iter().map(|message| Told {
        severity: "error",
        code: "",
        message: message.clone(),
        place: String::new(),
        file: String::new(),
        frame: String::new(),
    });
    let all: Vec<Told> = failed.chain(wrong).collect();
    json!({ "generation": shown.generation, "style": shown.style.0, "parts": marks, "diagnostics": all }).to_string()
}

fn told(checked: &Checked, base: &str, diagnostic: &Diagnostic) -> Told {
    let mut alone = Diagnostics::default();
    alone.push(diagnostic.clone());
    let look = Look { base, ..Look::default() };
    let text = render(Format::Human, &alone, &checked.sources, look);
    // The first line is the message, which stands above the frame.
    let frame = text.split_once('\n').map_or("", |(_, frame)| frame).trim_end().to_owned();
    let span = diagnostic.primary.span;
    let source = checked.sources.get(span.file);
    let at = source.map(|source| source.line_column(span.start));
    let file = source.map_or(String::new(), |source| source.path().to_owned());
    let place = at.map_or(String::new(), |at| format!("{file}:{}:{}", at.line, at.column));
    Told { severity: diagnostic.severity.word(), code: diagnostic.code.id, message: diagnostic.message.clone(), place, file, frame }
}
