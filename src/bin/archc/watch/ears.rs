//! Being told of changes: which directories are watched, and what is done where the system tells nothing.

use super::stir::changes;
use crate::disk::{Places, tells_nothing};
use notify::{ErrorKind, Event, RecommendedWatcher, RecursiveMode, Watcher as _};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::time::Instant;

/// What is told.
pub type News = notify::Result<Event>;

/// What was heard, and when.
pub type Heard = (Instant, News);

/// Listens to directories; never to files, for a watch on a file ends when it is replaced.
pub struct Ears {
    to: Sender<Heard>,
    watcher: Option<RecommendedWatcher>,
    watched: BTreeSet<PathBuf>,
    /// Why nothing is listened to, and has to be looked for instead.
    deaf: Option<String>,
}

impl Ears {
    /// Listens to nothing yet; with `--poll` it never will.
    pub fn new(to: Sender<Heard>, polls: bool) -> Self {
        Self { to, watcher: None, watched: BTreeSet::new(), deaf: polls.then(String::new) }
    }

    /// Why changes have to be looked for, if they have to; empty where that was asked for.
    pub fn deaf(&self) -> Option<&str> {
        self.deaf.as_deref()
    }

    /// Forgets all directories, so that they are listened to as they are now.
    pub fn forget(&mut self) {
        self.watcher = None;
        self.watched.clear();
    }

    /// Listens to these directories and no others. Tells whether there is one among them that it did not listen to before, so
    /// that something may have happened there unheard.
    pub fn listen(&mut self, places: &Places) -> bool {
        if self.deaf.is_some() {
            return false;
        }
        let wanted = places.directories();
        if let Some(kind) = wanted.difference(&self.watched).find_map(|directory| tells_nothing(directory)) {
            return self.give_up(format!("{kind} tells nothing of changes"));
        }
        match self.change_to(wanted) {
            Ok(more) => more,
            Err(error) => {
                let why = match error.kind {
                    ErrorKind::MaxFilesWatch => "the system lets nobody watch so many directories".to_owned(),
                    _ => crate::disk::said(&std::io::Error::other(error)),
                };
                self.give_up(why)
            }
        }
    }

    fn change_to(&mut self, wanted: BTreeSet<PathBuf>) -> notify::Result<bool> {
        let watcher = match &mut self.watcher {
            Some(watcher) => watcher,
            none => {
                let to = self.to.clone();
                let hear = move |news: News| {
                    if news.as_ref().map_or(true, changes) {
                        let _ = to.send((Instant::now(), news));
                    }
                };
                none.insert(notify::recommended_watcher(hear)?)
            }
        };
        for gone in self.watched.difference(&wanted) {
            // It may be gone in truth, and the watch with it.
            let _ = watcher.unwatch(gone);
        }
        self.watched.retain(|directory| wanted.contains(directory));
        let before = self.watched.len();
        for directory in wanted {
            if self.watched.contains(&directory) {
                continue;
            }
            match watcher.watch(&directory, RecursiveMode::NonRecursive) {
                Ok(()) => {
                    self.watched.insert(directory);
                }
                // It has gone meanwhile, of which its own folder tells.
                Err(error) if is_gone(&error) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(self.watched.len() > before)
    }

    fn give_up(&mut self, why: String) -> bool {
        self.forget();
        self.deaf = Some(why);
        true
    }
}

fn is_gone(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::PathNotFound => true,
        ErrorKind::Io(error) => matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::PermissionDenied),
        _ => false,
    }
}
