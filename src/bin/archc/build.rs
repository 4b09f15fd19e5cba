//! `archc build`: check, make the artifacts, write them.

use crate::cli;
use crate::disk::{self, Beside, Claim, Conflict, Known, Plan};
use crate::layout;
use crate::project::Project;
use crate::stale::{compare, stale};
use crate::terminal::{Stdout, Terminal, Word, say};
use crate::{Failure, Outcome};
use archc::artifact::{ArtifactSet, Kind};
use archc::diag::render::{escape, tally};
use archc::session::build;
use archc::settings::{Emitter, Format as Picture};
use std::io;
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::time::Instant;

pub fn run(arguments: &cli::Build, terminal: &Terminal) -> Result<Outcome, Failure> {
    let start = Instant::now();
    let mut project = open(arguments)?;
    // The program ends with this: what the system takes back at once is not taken apart before.
    let mut checked = ManuallyDrop::new(project.check()?);
    let artifacts = build(&mut checked, &project.settings).map(ManuallyDrop::new);
    let Some(artifacts) = artifacts else {
        terminal.report(&arguments.report, Stdout::Free, &[project.said(&checked)])?;
        if arguments.report.is_human() {
            terminal.close(Word::Error, &format!("{}; nothing was written", tally(&checked.diagnostics)));
        }
        return Ok(crate::check::outcome(&checked));
    };
    if !arguments.check {
        terminal.report(&arguments.report, Stdout::Free, &[project.said(&checked)])?;
    }
    let out = Out::of(arguments.out.as_deref(), &project)?;
    // To look is everybody's right.
    let claim = if arguments.check { None } else { Some(out.claim()?) };
    let plan = disk::plan(&out.folder, &artifacts, &mut Known::default()).map_err(|error| out.failure(&error))?;
    let beside: Vec<(String, Beside<'_>)> =
        disk::beside(project.world.root(), &artifacts).map(|file| (project.shown(file.name), file)).collect();
    let Some(claim) = claim else {
        let list = stale(&plan, &beside, &out.shown);
        compare(&list, plan.unchanged, project.said(&checked), (&arguments.report, &out.shown), terminal)?;
        return Ok(if list.is_empty() { Outcome::Clean } else { Outcome::Stale });
    };
    write(arguments.force, &project, &out, &plan, (&beside, claim))?;
    if arguments.report.is_human() {
        let summary = summary(&plan, &artifacts, &out.shown);
        terminal.close(Word::Note("wrote"), &format!("{summary} in {} ms: {}", start.elapsed().as_millis(), kinds(&artifacts)));
    }
    Ok(Outcome::Clean)
}

fn open(arguments: &cli::Build) -> Result<Project, Failure> {
    let mut project = Project::open(&arguments.path, arguments.out.as_deref())?;
    let diagrams = &mut project.settings.diagrams;
    if arguments.png.is_some() && !diagrams.formats.contains(&Picture::Png) {
        diagrams.formats.push(Picture::Png);
    }
    diagrams.scale = arguments.png.flatten().unwrap_or(diagrams.scale);
    let emit = &mut project.settings.output.emit;
    for (asked, emitter) in [(arguments.html, Emitter::Site), (arguments.markdown, Emitter::Markdown)] {
        if asked && !emit.contains(&emitter) {
            emit.push(emitter);
        }
    }
    if let Some(name) = &arguments.engine {
        layout::engine(name)?;
        project.settings.diagrams.engine = Some(name.clone());
    }
    Ok(project)
}

/// Writes what is to be written, beside the program and in the folder, to which there is a claim.
fn write(
    force: bool,
    project: &Project,
    out: &Out,
    plan: &Plan<'_>,
    (beside, mut claim): (&[(String, Beside<'_>)], Claim),
) -> Result<(), Failure> {
    let obstacles: Vec<&Conflict> = plan.conflicts.iter().filter(|conflict| !force || !conflict.can_be_forced).collect();
    if !obstacles.is_empty() {
        return Err(blocked(&obstacles, &out.shown));
    }
    disk::sweep(project.world.root());
    // First, so that no number is ever given out that the next build does not know.
    for (shown, file) in beside {
        let place = project.world.root().join(file.name);
        disk::replace(&place, file.bytes).map_err(|error| Failure::io("cannot write", Path::new(shown), &error))?;
        say(&format!("wrote `{}`: commit it with the program\n", escape(shown)));
    }
    plan.apply(&mut claim).map_err(|error| out.failure(&error))?;
    for path in &plan.kept {
        say(&format!("kept `{}`: it is no longer made, but was changed by hand\n", escape(&out.shown.join(path).to_string_lossy())));
    }
    Ok(())
}

/// The folder that artifacts go to: where it is, and what the reader calls it.
pub struct Out {
    pub folder: PathBuf,
    pub shown: PathBuf,
}

impl Out {
    /// The folder that is named, else the one that the settings say.
    pub fn of(named: Option<&Path>, project: &Project) -> Result<Self, Failure> {
        if let Some(out) = named {
            return Ok(Self { folder: out.to_path_buf(), shown: out.to_path_buf() });
        }
        let directory = &project.settings.output.directory;
        let out = Self { folder: project.world.root().join(directory), shown: PathBuf::from(project.shown(directory)) };
        match disk::real(&out.folder) {
            Ok(real) if !real.starts_with(project.world.root()) => {
                let message = format!("`{}` is a link that leads out of the program", out.shown.display());
                Err(Failure::new(message).help("name the folder with `--out` if it is the one you mean"))
            }
            _ => Ok(out),
        }
    }

    /// The right to write there.
    pub fn claim(&self) -> Result<Claim, Failure> {
        Claim::of(&self.folder).map_err(|error| self.failure(&error))
    }

    /// Why nothing can be written there.
    pub fn failure(&self, error: &io::Error) -> Failure {
        let failure = Failure::io("cannot write to", &self.shown, error);
        match error.kind() {
            io::ErrorKind::ResourceBusy => {
                failure.help("a watch writes there until it is ended: end it, or name another folder with `--out`")
            }
            _ => failure,
        }
    }
}

/// Why nothing is written where something is in the way.
pub fn blocked(obstacles: &[&Conflict], out: &Path) -> Failure {
    const SHOWN: usize = 10;
    let list = obstacles.iter().take(SHOWN).map(|conflict| format!("`{}` {}", out.join(&conflict.path).display(), conflict.why));
    let mut failure = Failure::new(format!("nothing was written: {}", list.collect::<Vec<_>>().join("; ")));
    if let Some(more) = obstacles.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        failure.message += "; and ";
        failure.message += &more.to_string();
        failure.message += " more";
    }
    let help = if obstacles.iter().all(|conflict| conflict.can_be_forced) {
        "move them away, or overwrite them with `--force`"
    } else {
        "move them away, or write to another folder with `--out`"
    };
    failure.help(help)
}

/// `14 files (3 unchanged, 1 removed) to out/`
pub fn summary(plan: &Plan<'_>, artifacts: &ArtifactSet, out: &Path) -> String {
    let written = plan.written.len();
    let mut asides = Vec::new();
    if plan.unchanged > 0 {
        asides.push(format!("{} unchanged", plan.unchanged));
    }
    if !plan.removed.is_empty() {
        asides.push(format!("{} removed", plan.removed.len()));
    }
    let asides = if asides.is_empty() { String::new() } else { format!(" ({})", asides.join(", ")) };
    let noun = if written == 1 { "file" } else { "files" };
    let count = if written == 0 && !artifacts.is_empty() { "nothing new".to_owned() } else { format!("{written} {noun}") };
    format!("{count}{asides} to {}/", escape(out.to_string_lossy().trim_end_matches('/')))
}

/// `6 diagrams, 31 manifests, 2 API documents`
pub fn kinds(artifacts: &ArtifactSet) -> String {
    let counts = Kind::ALL.map(|kind| (kind, artifacts.count(kind)));
    let list: Vec<_> = counts.iter().filter(|(_, n)| *n > 0).map(|(kind, n)| format!("{n} {}", kind.noun(*n))).collect();
    if list.is_empty() { "no artifacts".to_owned() } else { list.join(", ") }
}
