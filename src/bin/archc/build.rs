//! `archc build`: check, make the artifacts, write them.

use crate::cli::{self, Format};
use crate::disk::{self, Conflict, Plan};
use crate::layout;
use crate::project::Project;
use crate::terminal::{Json, Terminal, Word, say};
use crate::{Failure, Outcome};
use archc::artifact::{ArtifactSet, Kind};
use archc::diag::render::{escape, tally};
use archc::session::build;
use archc::settings::Format as Picture;
use std::path::{Path, PathBuf};
use std::time::Instant;

pub fn run(arguments: &cli::Build, terminal: &Terminal) -> Result<Outcome, Failure> {
    let start = Instant::now();
    let mut project = Project::open(&arguments.path, arguments.out.as_deref())?;
    if arguments.png && !project.settings.diagrams.formats.contains(&Picture::Png) {
        project.settings.diagrams.formats.push(Picture::Png);
    }
    if let Some(name) = &arguments.engine {
        layout::engine(name)?;
        project.settings.diagrams.engine = Some(name.clone());
    }
    let mut checked = project.check()?;
    let artifacts = build(&mut checked, &project.settings);
    terminal.report(arguments.report.format, Json::Stdout, &project.base, &checked.diagnostics, &checked.sources)?;
    let Some(artifacts) = artifacts else {
        if arguments.report.format == Format::Human {
            terminal.close(Word::Error, &format!("{}; nothing was written", tally(&checked.diagnostics)));
        }
        return Ok(crate::check::outcome(&checked));
    };
    let out = Out::of(arguments, &project)?;
    let plan = disk::plan(&out.folder, &artifacts).map_err(|error| Failure::io("cannot write to", &out.shown, &error))?;
    let beside = disk::beside(project.world.root(), &artifacts);
    if arguments.check {
        let stale: Vec<String> = beside.iter().map(|(name, _)| project.shown(name)).collect();
        return Ok(compare(&plan, &stale, &out.shown, terminal));
    }
    let obstacles: Vec<&Conflict> = plan.conflicts.iter().filter(|conflict| !arguments.force || !conflict.can_be_forced).collect();
    if !obstacles.is_empty() {
        return Err(blocked(&obstacles, &out.shown));
    }
    // First, so that no number is ever given out that the next build does not know.
    for (name, bytes) in beside {
        let shown = project.shown(name);
        disk::replace(&project.world.root().join(name), bytes).map_err(|error| Failure::io("cannot write", Path::new(&shown), &error))?;
        say(&format!("wrote `{}`: commit it with the program\n", escape(&shown)));
    }
    plan.apply().map_err(|error| Failure::io("cannot write to", &out.shown, &error))?;
    for path in &plan.kept {
        say(&format!("kept `{}`: it is no longer made, but was changed by hand\n", escape(&out.shown.join(path).to_string_lossy())));
    }
    if arguments.report.format == Format::Human {
        let summary = summary(&plan, &artifacts, &out.shown);
        terminal.close(Word::Note("wrote"), &format!("{summary} in {} ms: {}", start.elapsed().as_millis(), kinds(&artifacts)));
    }
    Ok(Outcome::Clean)
}

/// The folder that artifacts go to: where it is, and what the reader calls it.
struct Out {
    folder: PathBuf,
    shown: PathBuf,
}

impl Out {
    fn of(arguments: &cli::Build, project: &Project) -> Result<Self, Failure> {
        if let Some(out) = &arguments.out {
            return Ok(Self { folder: out.clone(), shown: out.clone() });
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
}

fn blocked(obstacles: &[&Conflict], out: &Path) -> Failure {
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

/// Says what a build would do, and whether there is anything.
fn compare(plan: &Plan<'_>, beside: &[String], out: &Path, terminal: &Terminal) -> Outcome {
    for path in beside {
        say(&format!("would write `{}`\n", escape(path)));
    }
    for (path, _) in &plan.written {
        say(&format!("would write `{}`\n", out.join(path).display()));
    }
    for path in &plan.removed {
        say(&format!("would remove `{}`\n", out.join(path).display()));
    }
    if plan.is_empty() && beside.is_empty() {
        terminal.close(Word::Note("checked"), &format!("`{}`: {} files are what they should be", out.display(), plan.unchanged));
        return Outcome::Clean;
    }
    let what = if plan.is_empty() { beside.join("`, `") } else { out.display().to_string() };
    terminal.close(Word::Error, &format!("`{what}` is not what the program makes; run `archc build`"));
    Outcome::Stale
}

/// `14 files (3 unchanged, 1 removed) to out/`
fn summary(plan: &Plan<'_>, artifacts: &ArtifactSet, out: &Path) -> String {
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
fn kinds(artifacts: &ArtifactSet) -> String {
    let counts = Kind::ALL.map(|kind| (kind, artifacts.count(kind)));
    let list: Vec<_> = counts.iter().filter(|(_, n)| *n > 0).map(|(kind, n)| format!("{n} {}", kind.noun(*n))).collect();
    if list.is_empty() { "no artifacts".to_owned() } else { list.join(", ") }
}
