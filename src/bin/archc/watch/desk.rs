//! The work of a watch: reads and builds when something is different, writes it, says so, and publishes what came of it.

use super::draft::{Draft, Made};
use super::publish::{Good, Publisher, Snapshot};
use super::reading::{Change, Reading};
use super::status::{Built, Status};
use crate::build::{Out, blocked};
use crate::disk::{self, Beside, Claim, Known, Places};
use crate::project::Project;
use crate::terminal::Terminal;
use crate::{Failure, cli};
use archc::artifact::ArtifactSet;
use archc::session::{Checked, Session};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

pub struct Desk<'a> {
    arguments: &'a cli::Watch,
    session: Session,
    status: Status<'a>,
    /// What was last published.
    last: Option<Draft>,
    /// What is going to be, if nothing else changes.
    next: Option<Draft>,
    places: Places,
    skipped: Option<PathBuf>,
    claim: Option<Claim>,
    known: Known,
    publisher: Arc<Publisher>,
    /// Held while files are written.
    writing: Arc<Mutex<()>>,
    newest: Snapshot,
}

impl<'a> Desk<'a> {
    pub fn new(arguments: &'a cli::Watch, terminal: &'a Terminal, publisher: Arc<Publisher>, writing: Arc<Mutex<()>>) -> Self {
        Self {
            arguments,
            session: Session::default(),
            status: Status::new(terminal, &arguments.report),
            last: None,
            next: None,
            places: Places::default(),
            skipped: None,
            claim: None,
            known: Known::default(),
            publisher,
            writing,
            newest: Snapshot::default(),
        }
    }

    /// The same, with the address of its page in what it says.
    pub fn served(mut self, address: Option<String>) -> Self {
        self.status.served(address);
        self
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

    /// Reads the program, and makes what comes of it if it is another than at the last time. Nothing is written or said yet.
    pub fn draft(&mut self) {
        let now = Reading::open(&self.arguments.path, self.arguments.out.as_deref());
        match &now {
            Ok(reading) => self.skipped = reading.project.world.skipped().map(Path::to_path_buf),
            Err(_) => self.places.seek(&self.arguments.path),
        }
        let draft = self.next.as_mut().or(self.last.as_mut());
        match draft.filter(|draft| draft.agrees(&now)) {
            // Where it was looked may be other places, even if all that was found there is the same.
            Some(draft) => draft.reading = now.ok(),
            None => self.next = Some(Draft::of(now, &mut self.session, self.arguments)),
        }
        let draft = self.next.as_ref().or(self.last.as_ref());
        if let Some(reading) = draft.and_then(|draft| draft.reading.as_ref()) {
            self.places = reading.places();
        }
    }

    /// Whether the draft was made of a file that was cut, and may be about to be written.
    pub fn is_cut(&self) -> bool {
        let both = self.next.as_ref().zip(self.last.as_ref());
        both.and_then(|(next, last)| next.reading.as_ref().zip(last.reading.as_ref())).is_some_and(|(now, then)| now.is_cut(then))
    }

    /// Writes, says and publishes the draft, if there is one that differs from what was published, and tells whether there was.
    /// `since` is when it began to change.
    ///
    /// # Errors
    /// When it is not this program's to write there. All else is said, and may be mended.
    pub fn publish(&mut self, since: Instant) -> Result<bool, Failure> {
        let Some(mut draft) = self.next.take() else { return Ok(false) };
        if let (Some(last), Some(now)) = (self.last.as_ref().and_then(|last| last.reading.as_ref()), draft.reading.as_ref())
            && now.agrees(last)
        {
            // What was changed was changed back before anything came of it.
            return Ok(false);
        }
        self.newest.generation += 1;
        (self.newest.failure, self.newest.checked) = (None, None);
        if let Some(reading) = &draft.reading {
            self.newest.base.clone_from(&reading.project.base);
            self.status.begins(&reading.project, &self.changes(reading));
            self.claim(&reading.project)?;
        } else {
            self.status.opens();
        }
        match (&mut draft.reading, std::mem::replace(&mut draft.made, Err(Failure::new("")))) {
            (Some(reading), Ok(made)) => self.tell(&mut reading.project, made, since)?,
            (_, Err(failure)) => {
                self.fail(&failure);
                // By which another look that fails is told to be the same.
                draft.made = Err(failure);
            }
            (None, Ok(_)) => {}
        }
        self.last = Some(draft);
        self.publisher.publish(self.newest.clone());
        Ok(true)
    }

    /// Takes the right to write, also while there is nothing to be written: who comes second is told at once.
    fn claim(&mut self, project: &Project) -> Result<(), Failure> {
        // What is wrong with the folder is said when something is to be written there.
        let Ok(out) = Out::of(self.arguments.out.as_deref(), project) else { return Ok(()) };
        let claim = match self.claim.take() {
            Some(mut claim) => claim.renew(&out.folder).map(|()| claim),
            None => Claim::of(&out.folder),
        };
        self.claim = Some(claim.map_err(|error| out.failure(&error))?);
        Ok(())
    }

    /// Says what is wrong with a program, and writes what was made of it.
    fn tell(&mut self, project: &mut Project, made: Made, since: Instant) -> Result<(), Failure> {
        let checked = Arc::new(made.checked);
        self.newest.work = made.work;
        self.newest.checked = Some(Arc::clone(&checked));
        self.status.report(project.said(&checked))?;
        let Some(artifacts) = made.artifacts else {
            self.status.broken(&checked, self.newest.good.is_some());
            return Ok(());
        };
        match self.write(project, &artifacts, since) {
            Err(failure) if self.claim.is_none() => return Err(failure),
            Err(failure) => self.fail(&failure),
            Ok(()) => {}
        }
        self.keep(checked, project, artifacts);
        Ok(())
    }

    fn keep(&mut self, checked: Arc<Checked>, project: &Project, artifacts: ArtifactSet) {
        let (generation, settings) = (self.newest.generation, project.settings.clone());
        self.newest.good = Some(Arc::new(Good { generation, checked, settings, artifacts }));
    }

    fn write(&mut self, project: &mut Project, artifacts: &ArtifactSet, since: Instant) -> Result<(), Failure> {
        let out = Out::of(self.arguments.out.as_deref(), project)?;
        let plan = disk::plan(&out.folder, artifacts, &mut self.known).map_err(|error| out.failure(&error))?;
        let obstacles: Vec<_> = plan.conflicts.iter().collect();
        if !obstacles.is_empty() {
            return Err(blocked(&obstacles, &out.shown));
        }
        let writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let beside: Vec<Beside<'_>> = disk::beside(project.world.root(), artifacts).collect();
        for file in beside {
            let (place, shown) = (project.world.root().join(file.name), project.shown(file.name));
            disk::replace(&place, file.bytes).map_err(|error| Failure::io("cannot write", Path::new(&shown), &error))?;
            self.status.wrote_beside(&shown);
            // What was written by this build is not a change that asks for another one.
            project.lock = String::from_utf8(file.bytes.to_vec()).ok();
        }
        let applied = match &mut self.claim {
            Some(claim) => plan.apply(claim),
            None => Claim::of(&out.folder).and_then(|claim| plan.apply(self.claim.insert(claim))),
        };
        drop(writing);
        if applied.as_ref().is_err_and(|error| error.kind() == std::io::ErrorKind::ResourceBusy) {
            self.claim = None;
        }
        applied.map_err(|error| out.failure(&error))?;
        let (work, is_first, took) = (self.newest.work, self.newest.good.is_none(), since.elapsed());
        self.status.wrote(&Built { plan: &plan, artifacts, out: &out.shown, work, is_first, took });
        Ok(())
    }

    /// What is different since the last build.
    fn changes(&self, now: &Reading) -> Vec<(String, Change)> {
        match &self.last {
            None => Vec::new(),
            Some(Draft { reading: Some(last), .. }) => now.changes(last),
            Some(_) => vec![(self.arguments.path.display().to_string(), Change::Added)],
        }
    }

    /// Says why there is nothing new.
    fn fail(&mut self, failure: &Failure) {
        self.newest.failure = Some(failure.message.clone());
        self.status.failed(failure);
    }
}
