//! `archc fmt`: source files laid out the one way.

use crate::cli;
use crate::disk;
use crate::project::Project;
use crate::terminal::{Json, Terminal, Word, out, say};
use crate::{Failure, Outcome};
use archc::diag::Diagnostics;
use archc::diag::render::escape;
use archc::source::Sources;
use std::io::Read as _;
use std::path::Path;

pub fn run(arguments: &cli::Fmt, terminal: &Terminal) -> Result<Outcome, Failure> {
    let mut run = Run { arguments, terminal, outcome: Outcome::Clean, changed: 0, seen: 0 };
    for path in &arguments.paths {
        if path == Path::new("-") {
            run.stdin()?;
        } else {
            run.program(path)?;
        }
    }
    run.close();
    Ok(run.outcome)
}

struct Run<'a> {
    arguments: &'a cli::Fmt,
    terminal: &'a Terminal,
    outcome: Outcome,
    changed: usize,
    seen: usize,
}

impl Run<'_> {
    fn program(&mut self, path: &Path) -> Result<(), Failure> {
        let project = Project::open(path, None)?;
        for file in project.files()? {
            self.file(&project, &file)?;
        }
        Ok(())
    }

    fn file(&mut self, project: &Project, path: &str) -> Result<(), Failure> {
        use archc::world::World as _;
        let shown = project.shown(path);
        let bytes = project.world.bytes(path).map_err(|error| Failure::new(format!("cannot read `{shown}`: {error}")))?;
        let text = String::from_utf8(bytes).map_err(|_| Failure::new(format!("cannot read `{shown}`: it is not UTF-8")))?;
        let Some(formatted) = self.formatted(&shown, &text)? else { return Ok(()) };
        if formatted == text {
            return Ok(());
        }
        self.changed += 1;
        if self.arguments.check {
            say(&format!("would change `{}`\n", escape(&shown)));
            self.outcome = self.outcome.max(Outcome::Stale);
            return Ok(());
        }
        let place = project.world.locate(path);
        let place = disk::real(&place).unwrap_or(place);
        disk::replace(&place, formatted.as_bytes()).map_err(|error| Failure::io("cannot write", &place, &error))
    }

    fn stdin(&mut self) -> Result<(), Failure> {
        let mut bytes = Vec::new();
        std::io::stdin()
            .take(archc::world::MAX_BYTES)
            .read_to_end(&mut bytes)
            .map_err(|error| Failure::new(format!("cannot read standard input: {error}")))?;
        let text = String::from_utf8(bytes).map_err(|_| Failure::new("standard input is not UTF-8"))?;
        let Some(formatted) = self.formatted("<stdin>", &text)? else { return Ok(()) };
        if !self.arguments.check {
            return out(formatted.as_bytes());
        }
        if formatted != text {
            self.changed += 1;
            self.outcome = self.outcome.max(Outcome::Stale);
        }
        Ok(())
    }

    /// The text laid out, unless it cannot be read; then what is wrong was said.
    fn formatted(&mut self, path: &str, text: &str) -> Result<Option<String>, Failure> {
        self.seen += 1;
        match archc::fmt::format(text) {
            Ok(formatted) => Ok(Some(formatted)),
            Err(diagnostics) => {
                self.broken(path, text, &diagnostics)?;
                Ok(None)
            }
        }
    }

    fn broken(&mut self, path: &str, text: &str, diagnostics: &Diagnostics) -> Result<(), Failure> {
        let mut sources = Sources::default();
        sources.add(path, text);
        self.outcome = self.outcome.max(Outcome::Errors);
        self.terminal.report(self.arguments.report.format, Json::Stderr, "", diagnostics, &sources)
    }

    fn close(&self) {
        let files = |n: usize| if n == 1 { "1 file".to_owned() } else { format!("{n} files") };
        if self.arguments.report.format != cli::Format::Human || self.arguments.paths.iter().any(|path| path == Path::new("-")) {
            return;
        }
        match (self.outcome, self.arguments.check) {
            (Outcome::Errors | Outcome::Failed, _) => self.terminal.close(Word::Error, "files with errors were not changed"),
            (_, true) if self.changed > 0 => {
                self.terminal.close(Word::Error, &format!("{} of {} would change; run `archc fmt`", self.changed, files(self.seen)));
            }
            (_, true) => self.terminal.close(Word::Note("checked"), &format!("{}: all are laid out", files(self.seen))),
            (_, false) => self.terminal.close(Word::Note("formatted"), &format!("{} of {}", self.changed, files(self.seen))),
        }
    }
}
