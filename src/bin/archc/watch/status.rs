//! What a watch says: one block for each change, with what changed, what was made anew, what is wrong, and how long it took.

use super::reading::Change;
use crate::build::{kinds, summary};
use crate::disk::Plan;
use crate::project::Project;
use crate::terminal::{Stdout, Terminal, Word, say};
use crate::{Failure, cli};
use archc::artifact::{ArtifactSet, Kind};
use archc::diag::render::{Part, escape, tally};
use archc::session::{Checked, Work};
use std::path::Path;
use std::time::Duration;

/// The most files that are named.
const NAMED: usize = 5;

/// Says how a watch goes.
pub struct Status<'a> {
    terminal: &'a Terminal,
    report: &'a cli::Report,
    /// Whether this is not the first block.
    again: bool,
    /// What is written above each block.
    heading: String,
    /// Why changes are looked for.
    deaf: Option<String>,
    /// Where the page is.
    address: Option<String>,
}

/// A build that was written.
pub struct Built<'b> {
    pub plan: &'b Plan<'b>,
    pub artifacts: &'b ArtifactSet,
    pub out: &'b Path,
    pub work: Work,
    /// Whether none was written before it.
    pub is_first: bool,
    /// From the change to here.
    pub took: Duration,
}

impl<'a> Status<'a> {
    pub fn new(terminal: &'a Terminal, report: &'a cli::Report) -> Self {
        Self { terminal, report, again: false, heading: String::new(), deaf: None, address: None }
    }

    /// Says the address of the page whenever the screen was emptied.
    pub fn served(&mut self, address: Option<String>) {
        self.address = address;
    }

    /// Begins a block: these files of a program have changed.
    pub fn begins(&mut self, project: &Project, changes: &[(String, Change)]) {
        let name = project.shown("");
        self.heading = format!("`{}`; Ctrl-C ends it", escape(if name.is_empty() { "." } else { &name }));
        self.opens();
        if self.report.is_human() && !changes.is_empty() {
            self.line("changed", &named(changes));
        }
    }

    /// Begins a block on an empty screen, where there is a screen, else after an empty line.
    pub fn opens(&mut self) {
        let is_first = !std::mem::replace(&mut self.again, true);
        if !self.report.is_human() {
            return;
        }
        if self.terminal.clears() && !is_first {
            self.terminal.clear();
        } else if !is_first {
            return say("\n");
        }
        if !self.heading.is_empty() {
            self.head();
        }
        if let Some(address) = self.address.as_ref().filter(|_| !is_first) {
            self.line("serving", address);
        }
    }

    fn head(&self) {
        let looks = match self.deaf.as_deref() {
            None => String::new(),
            Some("") => ", looking for changes".to_owned(),
            Some(why) => format!(", looking for changes, for {why}"),
        };
        self.line("watching", &format!("{}{looks}", self.heading));
    }

    /// Says, where it has changed, why changes are looked for.
    pub fn listens(&mut self, deaf: Option<&str>) {
        if self.deaf.as_deref() == deaf {
            return;
        }
        self.deaf = deaf.map(str::to_owned);
        if let (true, Some(why)) = (self.report.is_human(), deaf.filter(|why| !why.is_empty())) {
            self.line("looking", &format!("for changes again and again, for {why}"));
        }
    }

    /// All that is wrong.
    pub fn report(&self, said: Part<'_>) -> Result<(), Failure> {
        self.terminal.report(self.report, Stdout::Free, &[said])
    }

    /// Ends a block: the program has errors.
    pub fn broken(&self, checked: &Checked, is_there: bool) {
        if self.report.is_human() {
            let rest = if is_there { "what was built before them stays" } else { "nothing was written" };
            self.terminal.close(Word::Error, &format!("{}; {rest}", tally(&checked.diagnostics)));
        }
    }

    /// A file beside the program was written.
    pub fn wrote_beside(&self, path: &str) {
        if self.report.is_human() {
            self.line("wrote", &format!("`{}`: commit it with the program", escape(path)));
        }
    }

    /// Ends a block: all is well.
    pub fn wrote(&self, built: &Built<'_>) {
        for path in &built.plan.kept {
            let path = built.out.join(path);
            say(&format!("kept `{}`: it is no longer made, but was changed by hand\n", escape(&path.to_string_lossy())));
        }
        if !self.report.is_human() {
            return;
        }
        self.line("rebuilt", &rebuilt(built));
        let summary = summary(built.plan, built.artifacts, built.out);
        self.line("wrote", &format!("{summary} in {} ms", built.took.as_millis()));
    }

    /// Ends a block: nothing could be made or written.
    pub fn failed(&self, failure: &Failure) {
        self.terminal.fail(failure);
    }

    fn line(&self, word: &'static str, text: &str) {
        self.terminal.close(Word::Note(word), text);
    }
}

/// `shop/orders.arch, shop/stock.arch (new), shop/old.arch (gone)`
fn named(changes: &[(String, Change)]) -> String {
    let shown = changes.iter().take(NAMED).map(|(path, change)| match change {
        Change::Edited => escape(path).to_string(),
        Change::Added => format!("{} (new)", escape(path)),
        Change::Removed => format!("{} (gone)", escape(path)),
    });
    let mut list = shown.collect::<Vec<_>>().join(", ");
    if changes.len() > NAMED {
        list.push_str(&format!(" and {} more", changes.len() - NAMED));
    }
    list
}

/// `1 of 12 files read, 2 of 30 diagrams drawn, 3 other files encoded`; everything at first: `6 diagrams, 31 manifests`.
fn rebuilt(built: &Built<'_>) -> String {
    let work = built.work;
    let files = |count: usize| if count == 1 { "1 file".to_owned() } else { format!("{count} files") };
    if built.is_first {
        return format!("{}, {}", files(work.files), kinds(built.artifacts));
    }
    let mut parts = Vec::new();
    if work.parsed > 0 {
        parts.push(format!("{} of {} parsed", work.parsed, files(work.files)));
    }
    if work.drawn > 0 {
        let is_svg = |path: &str| Path::new(path).extension().is_some_and(|ending| ending == "svg");
        let all = built.artifacts.iter().filter(|(path, artifact)| artifact.kind == Kind::Diagram && is_svg(path)).count();
        parts.push(format!("{} of {all} diagrams drawn", work.drawn));
    }
    if work.encoded > 0 {
        parts.push(format!("{} encoded", files(work.encoded)));
    }
    if parts.is_empty() { "nothing".to_owned() } else { parts.join(", ") }
}
