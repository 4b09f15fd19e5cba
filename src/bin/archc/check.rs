//! `archc check`: every mistake in a program.

use crate::cli;
use crate::project::Project;
use crate::terminal::{Stdout, Terminal, Word};
use crate::{Failure, Outcome};
use archc::diag::codes::project::UNREADABLE;
use archc::diag::render::tally;
use archc::session::{Checked, build};
use archc::settings::Format as Picture;
use std::mem::ManuallyDrop;
use std::path::Path;
use std::time::Instant;

pub fn run(arguments: &cli::Check, terminal: &Terminal) -> Result<Outcome, Failure> {
    let start = Instant::now();
    let mut project = Project::open(&arguments.path, None)?;
    // The program ends with this: what the system takes back at once is not taken apart before.
    let mut checked = ManuallyDrop::new(project.check()?);
    // What stands in the way of an artifact is a mistake, too. A picture's mistakes show in SVG as in PNG.
    project.settings.diagrams.formats = vec![Picture::Svg];
    let _artifacts = build(&mut checked, &project.settings).map(ManuallyDrop::new);
    terminal.report(&arguments.report, Stdout::Free, &[project.said(&checked)])?;
    if arguments.report.is_human() {
        let tally = tally(&checked.diagnostics);
        if checked.diagnostics.has_errors() {
            terminal.close(Word::Error, &tally);
        } else {
            // Folders that are not read have a place for what is said of them.
            let files = checked.sources.iter().filter(|(_, file)| Path::new(file.path()).extension().is_some()).count();
            let files = if files == 1 { "1 file".to_owned() } else { format!("{files} files") };
            terminal.close(Word::Note("checked"), &format!("{files} in {} ms: {tally}", start.elapsed().as_millis()));
        }
    }
    Ok(outcome(&checked))
}

/// What a program's diagnostics make of a command.
pub fn outcome(checked: &Checked) -> Outcome {
    if checked.diagnostics.iter().any(|diagnostic| diagnostic.code.id == UNREADABLE.id) {
        return Outcome::Failed;
    }
    if checked.diagnostics.has_errors() { Outcome::Errors } else { Outcome::Clean }
}
