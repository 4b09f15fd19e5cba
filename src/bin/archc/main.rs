//! The program `archc`: everything that talks to the world. It uses the library's public API alone.

mod build;
mod check;
mod cli;
mod diff;
mod disk;
mod explain;
mod export;
mod format;
mod layout;
mod manual;
mod overlay;
mod project;
mod serve;
mod stale;
mod terminal;
mod watch;

use clap::Parser as _;
use cli::{Cli, Command};
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = Cli::parse_from(cli::joined(std::env::args_os()));
    let terminal = terminal::Terminal::new(cli.color);
    let done = match &cli.command {
        Command::Check(arguments) => check::run(arguments, &terminal),
        Command::Build(arguments) => build::run(arguments, &terminal),
        Command::Watch(arguments) => watch::run(arguments, &terminal),
        Command::Explain(arguments) => explain::run(arguments, &terminal),
        Command::Fmt(arguments) => format::run(arguments, &terminal),
        Command::Export(arguments) => export::run(arguments, &terminal),
        Command::Overlay(arguments) => overlay::run(arguments, &terminal),
        Command::Completions(arguments) => manual::completions(arguments),
        Command::Man(arguments) => manual::pages(arguments, &terminal),
        Command::Layout(arguments) => layout::run(arguments),
    };
    match done {
        Ok(outcome) => outcome.into(),
        Err(failure) => {
            terminal.fail(&failure);
            Outcome::Failed.into()
        }
    }
}

/// How a command ended: the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// All is well.
    Clean,
    /// `--check` found something to do.
    Stale,
    /// The program has errors.
    Errors,
    /// Wrong use, or the disk did not play along.
    Failed,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(match outcome {
            Outcome::Clean => 0,
            Outcome::Errors => 1,
            Outcome::Failed => 2,
            Outcome::Stale => 3,
        })
    }
}

/// Why a command could not do its work: a line, and what to do about it.
#[derive(Debug)]
struct Failure {
    message: String,
    help: Vec<String>,
}

impl Failure {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: Vec::new() }
    }

    fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    /// Something could not be done to a path.
    fn io(what: &str, path: &std::path::Path, error: &std::io::Error) -> Self {
        Self::new(format!("{what} `{}`: {}", path.display(), disk::said(error)))
    }
}
