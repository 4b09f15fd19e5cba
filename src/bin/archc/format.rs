//! `archc fmt`: source files laid out the one way.

use crate::cli;
use crate::disk;
use crate::project::Project;
use crate::stale::differs;
use crate::terminal::{Stdout, Terminal, Word, out, say};
use crate::{Failure, Outcome};
use archc::diag::codes::project::UNFORMATTED;
use archc::diag::render::{Part, escape};
use archc::diag::{Diagnostic, Diagnostics};
use archc::source::{FileId, Sources, Span};
use archc::world::{MAX_BYTES, WorldError};
use std::io::Read as _;
use std::path::Path;

pub fn run(arguments: &cli::Fmt, terminal: &Terminal) -> Result<Outcome, Failure> {
    let is_stdin = |path: &Path| path == Path::new("-");
    let mut run = Run {
        arguments,
        outcome: Outcome::Clean,
        changed: 0,
        seen: 0,
        found: Diagnostics::default(),
        unlaid: Diagnostics::default(),
        sources: Sources::default(),
    };
    let done = arguments.paths.iter().try_for_each(|path| if is_stdin(path) { run.stdin() } else { run.program(path) });
    let stdout = if arguments.paths.iter().any(|path| is_stdin(path)) { Stdout::Taken } else { Stdout::Free };
    let found = Part { diagnostics: &run.found, sources: &run.sources, base: "" };
    let mut all = run.found.clone();
    all.extend(run.unlaid.clone());
    let all = Part { diagnostics: &all.sorted(), ..found };
    Terminal::record(&arguments.report, &[all])?;
    terminal.tell(&arguments.report, stdout, &[if arguments.report.is_human() { found } else { all }])?;
    done?;
    run.close(terminal);
    Ok(run.outcome)
}

struct Run<'a> {
    arguments: &'a cli::Fmt,
    outcome: Outcome,
    changed: usize,
    seen: usize,
    /// What is wrong with the files, all of them in `sources` as the command line would call them.
    found: Diagnostics,
    /// Files that `--check` would change.
    unlaid: Diagnostics,
    sources: Sources,
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
        let Some((file, formatted)) = self.formatted(&shown, &text) else { return Ok(()) };
        if formatted == text {
            return Ok(());
        }
        if self.arguments.check {
            self.unformatted(file, &shown, &text, &formatted);
            return Ok(());
        }
        self.changed += 1;
        let place = project.world.locate(path);
        let place = disk::real(&place).unwrap_or(place);
        place.parent().into_iter().for_each(disk::sweep);
        disk::replace(&place, formatted.as_bytes()).map_err(|error| Failure::io("cannot write", &place, &error))
    }

    fn stdin(&mut self) -> Result<(), Failure> {
        let mut bytes = Vec::new();
        std::io::stdin()
            .take(MAX_BYTES + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| Failure::new(format!("cannot read standard input: {error}")))?;
        if u64::try_from(bytes.len()).is_ok_and(|length| length > MAX_BYTES) {
            return Err(Failure::new(format!(
                "standard input cannot be read: {}",
                WorldError::TooLarge { bytes: MAX_BYTES + 1, most: MAX_BYTES }
            )));
        }
        let text = String::from_utf8(bytes).map_err(|_| Failure::new("standard input is not UTF-8"))?;
        let Some((file, formatted)) = self.formatted("<stdin>", &text) else { return Ok(()) };
        if !self.arguments.check {
            return out(formatted.as_bytes());
        }
        if formatted != text {
            self.unformatted(file, "<stdin>", &text, &formatted);
        }
        Ok(())
    }

    /// Notes that a file would change.
    fn unformatted(&mut self, file: FileId, shown: &str, text: &str, formatted: &str) {
        self.changed += 1;
        self.outcome = self.outcome.max(Outcome::Stale);
        if self.arguments.report.is_human() {
            say(&format!("would change `{}`\n", escape(shown)));
        }
        let at = differs(text, formatted.as_bytes());
        let message = format!("`{shown}` is not laid out the one way");
        self.unlaid.push(Diagnostic::error(&UNFORMATTED, Span::new(file, at, at), message).help("run `archc fmt`"));
    }

    /// The text laid out, unless it cannot be read; then what is wrong is noted.
    fn formatted(&mut self, path: &str, text: &str) -> Option<(FileId, String)> {
        self.seen += 1;
        let file = self.sources.add(path, text);
        match archc::fmt::format(text) {
            Ok(formatted) => Some((file, formatted)),
            Err(diagnostics) => {
                self.outcome = self.outcome.max(Outcome::Errors);
                self.found.extend(diagnostics.moved(file));
                None
            }
        }
    }

    fn close(&self, terminal: &Terminal) {
        let files = |n: usize| if n == 1 { "1 file".to_owned() } else { format!("{n} files") };
        if !self.arguments.report.is_human() || self.arguments.paths.iter().any(|path| path == Path::new("-")) {
            return;
        }
        match (self.outcome, self.arguments.check) {
            (Outcome::Errors | Outcome::Failed, _) => terminal.close(Word::Error, "files with errors were not changed"),
            (_, true) if self.changed > 0 => {
                terminal.close(Word::Error, &format!("{} of {} would change; run `archc fmt`", self.changed, files(self.seen)));
            }
            (_, true) => terminal.close(Word::Note("checked"), &format!("{}: all are laid out", files(self.seen))),
            (_, false) => terminal.close(Word::Note("formatted"), &format!("{} of {}", self.changed, files(self.seen))),
        }
    }
}
