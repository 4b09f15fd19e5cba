//! `archc overlay`: what was changed in a document by hand becomes an overlay.

use crate::cli::{self, OverlayCommand};
use crate::disk;
use crate::project::Project;
use crate::terminal::{Stdout, Terminal, Word, out};
use crate::{Failure, Outcome};
use archc::diag::nearest;
use archc::diag::render::{escape, tally};
use archc::session::{Fresh, documents, overlay};
use archc::source::SourceFile;
use archc::world::parent;
use std::path::{Path, PathBuf};

pub fn run(arguments: &cli::Overlay, terminal: &Terminal) -> Result<Outcome, Failure> {
    match &arguments.command {
        OverlayCommand::Init(arguments) => init(arguments, terminal),
    }
}

fn init(arguments: &cli::OverlayInit, terminal: &Terminal) -> Result<Outcome, Failure> {
    let path = &arguments.file;
    let read = disk::text(path).map_err(|error| Failure::io("cannot read", path, &error))?;
    let edited = read.ok_or_else(|| Failure::new(format!("`{}` does not exist", path.display())))?;
    let mut project = Project::open(&arguments.program, None)?;
    let checked = project.check()?;
    terminal.report(&arguments.report, Stdout::Taken, &[project.said(&checked)])?;
    if checked.diagnostics.has_errors() {
        if arguments.report.is_human() {
            terminal.close(Word::Error, &format!("{}; no overlay was made", tally(&checked.diagnostics)));
        }
        return Ok(crate::check::outcome(&checked));
    }
    let documents = documents(&checked, &project.settings);
    let fresh = meant(path, &documents)?;
    let made = overlay(fresh, &edited).map_err(|why| Failure::new(format!("`{}` {why}", path.display())))?;
    let Some((text, actions)) = made else {
        terminal.close(
            Word::Note("same"),
            &format!("nothing was changed in `{}`: there is nothing to overlay", escape(&path.to_string_lossy())),
        );
        return Ok(Outcome::Clean);
    };
    if arguments.out.as_deref() == Some(Path::new("-")) {
        out(text.as_bytes())?;
        return Ok(Outcome::Clean);
    }
    let beside = format!("{}.overlay.yaml", fresh.name);
    let folder = checked.sources.get(fresh.source).map(SourceFile::path).map(parent).unwrap_or_default();
    let beside = archc::source::join(folder, &beside);
    let (place, shown) = match &arguments.out {
        Some(out) => (out.clone(), out.clone()),
        None => (project.world.locate(&beside), PathBuf::from(project.shown(&beside))),
    };
    let there = disk::text(&place).map_err(|error| Failure::io("cannot read", &shown, &error))?;
    if there.is_some_and(|there| there != text) && !arguments.force {
        let failure = Failure::new(format!("there is an overlay `{}` already", shown.display()));
        return Err(failure.help("overwrite it with `--force`: the new one says all that was changed, in the old one and since"));
    }
    disk::put(&place, text.as_bytes()).map_err(|error| Failure::io("cannot write", &shown, &error))?;
    let actions = if actions == 1 { "1 action".to_owned() } else { format!("{actions} actions") };
    terminal.close(Word::Note("wrote"), &format!("`{}`: {actions}", escape(&shown.to_string_lossy())));
    Ok(Outcome::Clean)
}

/// The document that a file was made from.
fn meant<'d>(path: &Path, documents: &'d [Fresh]) -> Result<&'d Fresh, Failure> {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    match (documents.iter().find(|fresh| fresh.name == stem), documents) {
        (Some(fresh), _) | (None, [fresh]) => Ok(fresh),
        (None, []) => Err(Failure::new("the program has no API by HTTP, and so no document to overlay")),
        (None, _) => {
            let names = documents.iter().map(|fresh| fresh.name.as_str());
            let failure = Failure::new(format!("no API document is called `{stem}`"));
            Err(match nearest(&stem, names.clone()) {
                Some(near) => failure.help(format!("did you mean `{near}`?")),
                None => failure.help(format!("there are {}", names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))),
            })
        }
    }
}
