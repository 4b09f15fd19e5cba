//! `archc export`: the checked model as JSON.

use crate::cli::{self, Format};
use crate::disk;
use crate::project::Project;
use crate::terminal::{Json, Terminal, Word, out};
use crate::{Failure, Outcome};
use archc::diag::render::tally;
use archc::session::{export, export_schema};

pub fn run(arguments: &cli::Export, terminal: &Terminal) -> Result<Outcome, Failure> {
    if arguments.schema {
        write(arguments, &export_schema())?;
        return Ok(Outcome::Clean);
    }
    let project = Project::open(&arguments.path, None)?;
    let checked = project.check()?;
    terminal.report(arguments.report.format, Json::Stderr, &project.base, &checked.diagnostics, &checked.sources)?;
    if !checked.diagnostics.has_errors() {
        write(arguments, &export(&checked))?;
    } else if arguments.report.format == Format::Human {
        terminal.close(Word::Error, &format!("{}; nothing was exported", tally(&checked.diagnostics)));
    }
    Ok(crate::check::outcome(&checked))
}

fn write(arguments: &cli::Export, json: &str) -> Result<(), Failure> {
    match &arguments.out {
        Some(path) => disk::replace(path, json.as_bytes()).map_err(|error| Failure::io("cannot write", path, &error)),
        None => out(json.as_bytes()),
    }
}
