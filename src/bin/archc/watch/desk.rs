//! The work of a watch: reads, builds and writes when something is different, says so, and publishes what came of it.

use super::publish::{Good, Publisher, Snapshot};
use super::reading::{Change, Reading};
use super::status::{Built, Status};
use crate::build::{Out, blocked};
use crate::disk::{self, Beside, Claim, Places};
use crate::terminal::Terminal;
use crate::{Failure, cli};
use archc::artifact::ArtifactSet;
use archc::session::{Checked, Session};
use archc::settings::Format as Picture;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

pub struct Desk<'a> {
    arguments: &'a cli::Watch,
    session: Session,
    status: Status<'a>,
    /// The last look at the program, or why there was none to be had.
    last: Option<Result<Reading, String>>,
    places: Places,
    skipped: Option<PathBuf>,
    claim: Option<Claim>,
    publisher: Arc<Publisher>,
    /// Held while files are written.
    writing: Arc<Mutex<()>>,
    newest: Snapshot,
}

impl<'a> Desk<'a> {
    pub fn new(arguments: &'a cli::Watch, terminal: &'a Terminal, publisher: Arc<Publisher>, writing: Arc<Mutex<()>>) -> Self {
        let status = Status::new(terminal, &arguments.report);
        let (places, newest) = (Places::default(), Snapshot::default());
        let session = Session::default();
        Self { arguments, session, status, last: None, places, skipped: None, claim: None, publisher, writing, newest }
    }

    /// Where changes matter.
    pub fn places(&self) -> &Places {
        &self.places
    }

    /// The folder that artifacts go to, if it lies in the program.
    pub fn skipped(&self) -> Option<&Path> {
        self.skipped.as_deref()
    }

    /// Says, where it has changed, why changes are looked for instead of listened to.
    pub fn says_how(&mut self, deaf: Option<&str>) {
        self.status.listens(deaf);
    }

    /// Builds if the program is another than at the last time, and tells whether it is. `since` is when it began to change.
    ///
    /// # Errors
    /// When it is not this program's to write there. All else is said, and may be mended.
    pub fn build_if_changed(&mut self, since: Instant) -> Result<bool, Failure> {
        let now = Reading::open(&self.arguments.path, self.arguments.out.as_deref());
        let same = match (&now, &self.last) {
            (Ok(now), Some(Ok(last))) => now.agrees(last),
            (Err(now), Some(Err(last))) => now.message == *last,
            _ => false,
        };
        if !same {
            self.newest.generation += 1;
            self.newest.failure = None;
        }
        match now {
            Ok(mut reading) => {
                self.skipped = reading.project.world.skipped().map(Path::to_path_buf);
                if !same {
                    self.build(&mut reading, since)?;
                }
                // What was read shows where to listen, also where it was the same.
                self.places = reading.places();
                self.last = Some(Ok(reading));
            }
            Err(failure) => {
                self.places.seek(&self.arguments.path);
                if !same {
                    self.fail(&failure, None);
                }
                self.last = Some(Err(failure.message));
            }
        }
        if !same {
            self.publisher.publish(self.newest.clone());
        }
        Ok(!same)
    }

    /// Reads the program and makes what comes of it.
    fn build(&mut self, reading: &mut Reading, since: Instant) -> Result<(), Failure> {
        self.newest.base.clone_from(&reading.project.base);
        if self.arguments.png && !reading.project.settings.diagrams.formats.contains(&Picture::Png) {
            reading.project.settings.diagrams.formats.push(Picture::Png);
        }
        // Who comes second is told at once, also while there is nothing to be written.
        if let Ok(out) = Out::of(self.arguments.out.as_deref(), &reading.project) {
            self.claim = Some(claim(self.claim.take(), &out)?);
        }
        let checked = self.session.check(reading).map(|mut checked| {
            let theme = reading.project.complete(&mut checked, reading);
            (checked, theme)
        });
        self.status.begins(&reading.project, &self.changes(reading));
        let (mut checked, theme) = match checked {
            Ok(read) => read,
            Err(error) => {
                self.fail(&reading.project.unread(&error), None);
                return Ok(());
            }
        };
        if let Some(theme) = theme {
            reading.project.settings.diagrams.theme = theme;
        }
        let artifacts = self.session.build(&mut checked, &reading.project.settings);
        let checked = Arc::new(checked);
        self.newest.work = self.session.work();
        self.newest.checked = Some(Arc::clone(&checked));
        self.status.report(reading.project.said(&checked))?;
        match artifacts {
            Some(artifacts) => self.keep(reading, checked, artifacts, since),
            None => {
                self.status.broken(&checked, self.newest.good.is_some());
                Ok(())
            }
        }
    }

    /// What is different since the last look, now that all was read that matters.
    fn changes(&self, now: &Reading) -> Vec<(String, Change)> {
        match &self.last {
            None => Vec::new(),
            Some(Ok(last)) => now.changes(last),
            Some(Err(_)) => vec![(self.arguments.path.display().to_string(), Change::Added)],
        }
    }

    /// Writes and publishes a build without errors.
    fn keep(&mut self, reading: &mut Reading, checked: Arc<Checked>, artifacts: ArtifactSet, since: Instant) -> Result<(), Failure> {
        match self.write(reading, &artifacts, since) {
            Ok(()) => {}
            Err(failure) if self.claim.is_none() => return Err(failure),
            Err(failure) => self.fail(&failure, Some(&checked)),
        }
        let (generation, settings) = (self.newest.generation, reading.project.settings.clone());
        self.newest.good = Some(Arc::new(Good { generation, checked, settings, artifacts }));
        Ok(())
    }

    fn write(&mut self, reading: &mut Reading, artifacts: &ArtifactSet, since: Instant) -> Result<(), Failure> {
        let project = &mut reading.project;
        let out = Out::of(self.arguments.out.as_deref(), project)?;
        let claim = claim(self.claim.take(), &out)?;
        let claim = self.claim.insert(claim);
        let plan = disk::plan(&out.folder, artifacts).map_err(|error| out.failure(&error))?;
        let obstacles: Vec<_> = plan.conflicts.iter().collect();
        if !obstacles.is_empty() {
            return Err(blocked(&obstacles, &out.shown));
        }
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let beside: Vec<Beside<'_>> = disk::beside(project.world.root(), artifacts).collect();
        for file in beside {
            let (place, shown) = (project.world.root().join(file.name), project.shown(file.name));
            disk::replace(&place, file.bytes).map_err(|error| Failure::io("cannot write", Path::new(&shown), &error))?;
            self.status.wrote_beside(&shown);
            // What was written by this build is not a change that asks for another one.
            project.lock = String::from_utf8(file.bytes.to_vec()).ok();
        }
        let applied = plan.apply(claim);
        if applied.as_ref().is_err_and(|error| error.kind() == std::io::ErrorKind::ResourceBusy) {
            self.claim = None;
        }
        applied.map_err(|error| out.failure(&error))?;
        self.status.wrote(&Built { plan: &plan, artifacts, out: &out.shown, work: self.newest.work, took: since.elapsed() });
        Ok(())
    }

    /// Says why there is nothing new.
    fn fail(&mut self, failure: &Failure, checked: Option<&Arc<Checked>>) {
        self.newest.checked = checked.cloned();
        self.newest.failure = Some(failure.message.clone());
        self.status.failed(failure);
    }
}

/// The right to write to a folder, which may not be the one that it was for.
fn claim(held: Option<Claim>, out: &Out) -> Result<Claim, Failure> {
    let claim = match held {
        Some(mut claim) => claim.renew(&out.folder).map(|()| claim),
        None => Claim::of(&out.folder),
    };
    claim.map_err(|error| out.failure(&error))
}
