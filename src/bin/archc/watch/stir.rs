//! What an event of the file system means for a watch: whether something of the program may have changed, and when enough
//! has been waited for more.

use crate::disk::{Places, is_directory};
use crate::project::CONFIG;
use archc::emit::proto::Lock;
use archc::world::is_companion;
use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind, RemoveKind};
use notify::{Event, EventKind};
use std::path::Path;
use std::time::{Duration, Instant};

/// How long it has to be quiet before a build: a save is several events.
const QUIET: Duration = Duration::from_millis(30);
/// The longest that is waited for it.
const LONGEST: Duration = Duration::from_millis(250);
/// How long is waited for the rest of a file that was cut, if nothing more is heard of it.
const REST: Duration = Duration::from_secs(1);

/// What an event calls for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stir {
    /// To look whether the program is another.
    Look,
    /// That, and to watch all directories anew: some may be gone, or be others under the same name.
    Renew,
}

/// Whether something was done to a file or directory, and not just read.
pub fn changes(event: &Event) -> bool {
    !matches!(event.kind, EventKind::Access(kind) if kind != AccessKind::Close(AccessMode::Write))
}

/// What an event calls for, where it calls for anything. `skipped` is the folder that artifacts go to.
pub fn stir(event: &Event, places: &Places, skipped: Option<&Path>) -> Option<Stir> {
    if event.need_rescan() || (event.paths.is_empty() && changes(event)) {
        return Some(Stir::Renew);
    }
    if !changes(event) {
        return None;
    }
    event
        .paths
        .iter()
        .filter(|path| !skipped.is_some_and(|skipped| path.starts_with(skipped)))
        .filter_map(|path| at(event, path, places))
        .max()
}

fn at(event: &Event, path: &Path, places: &Places) -> Option<Stir> {
    let is_within = path.parent().is_some_and(|folder| places.inside.contains(folder));
    let is_way = places.inside.contains(path) || places.sought.iter().any(|sought| sought != path && sought.starts_with(path));
    match event.kind {
        EventKind::Modify(ModifyKind::Metadata(_)) if is_way => Some(Stir::Look),
        EventKind::Create(_) | EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)) if is_way => Some(Stir::Renew),
        EventKind::Create(CreateKind::Folder) | EventKind::Remove(RemoveKind::Folder) if is_within => Some(Stir::Renew),
        EventKind::Modify(ModifyKind::Name(_)) if is_within && is_directory(path) => Some(Stir::Renew),
        // Systems that do not say what something is.
        EventKind::Any | EventKind::Create(CreateKind::Any | CreateKind::Other) if is_within && is_directory(path) => Some(Stir::Renew),
        _ if places.sought.contains(path) || (is_within && is_read(path, places)) => Some(Stir::Look),
        _ => None,
    }
}

/// Whether a file of this name is read where it stands.
fn is_read(path: &Path, places: &Places) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let is_patch = || path.ancestors().any(|above| above.ends_with("kubernetes-patches") && places.inside.contains(above));
    path.extension().is_some_and(|extension| extension == "arch")
        || is_companion(&name)
        || [CONFIG, Lock::PATH, ".gitignore"].contains(&name.as_ref())
        || is_patch()
}

/// Waiting for the end of a burst of events.
#[derive(Clone, Copy, Debug)]
pub struct Quiet {
    first: Instant,
    last: Instant,
    /// Until when is waited for the rest of a file.
    held: Option<Instant>,
}

impl Quiet {
    /// Begins with an event.
    pub fn since(now: Instant) -> Self {
        Self { first: now, last: now, held: None }
    }

    /// When it began.
    pub fn began(self) -> Instant {
        self.first
    }

    /// When the last event came.
    pub fn last(self) -> Instant {
        self.last
    }

    /// Waits for one more.
    pub fn stirred(&mut self, now: Instant) {
        self.last = self.last.max(now);
        self.held = None;
    }

    /// Waits for the rest of a file that was cut.
    pub fn hold(&mut self) {
        self.held = Some(self.last + REST);
    }

    /// Whether that is waited for, or was.
    pub fn is_held(self) -> bool {
        self.held.is_some()
    }

    /// When enough has been waited.
    pub fn until(self) -> Instant {
        self.held.unwrap_or_else(|| (self.last + QUIET).min(self.first + LONGEST))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::event::{DataChange, Flag, RenameMode};

    fn places() -> Places {
        let mut places = Places::default();
        places.inside.extend(["/p/shop", "/p/shop/sub", "/p/shop/kubernetes-patches"].map(Into::into));
        places.sought.extend(["/p/shop", "/p/shop/archc.toml", "/p/payments/api", "/p/shop/brand.toml"].map(Into::into));
        places.near.extend(["/p", "/p/shop"].map(Into::into));
        places
    }

    fn of(kind: EventKind, path: &str) -> Option<Stir> {
        stir(&Event::new(kind).add_path(path.into()), &places(), Some(Path::new("/p/shop/out")))
    }

    const WRITE: EventKind = EventKind::Modify(ModifyKind::Data(DataChange::Any));
    const MAKE: EventKind = EventKind::Create(CreateKind::Folder);
    const MOVE: EventKind = EventKind::Modify(ModifyKind::Name(RenameMode::Any));

    #[test]
    fn what_is_read_stirs_and_nothing_else() {
        for path in [
            "/p/shop/a.arch",
            "/p/shop/sub/x.overlay.yaml",
            "/p/shop/archc.toml",
            "/p/shop/brand.toml",
            "/p/shop/kubernetes-patches/a.yaml",
        ] {
            assert_eq!(of(WRITE, path), Some(Stir::Look), "{path}");
            assert_eq!(of(MOVE, path), Some(Stir::Look), "{path}");
        }
        for path in ["/p/shop/a.arch~", "/p/shop/notes.md", "/p/other/a.arch", "/p/a.arch", "/p/shop/out/a.arch", "/p/shop/.a.arch.swp"] {
            assert_eq!(of(WRITE, path), None, "{path}");
        }
        let read = EventKind::Access(AccessKind::Open(AccessMode::Any));
        assert_eq!(of(read, "/p/shop/a.arch"), None);
        assert_eq!(of(EventKind::Access(AccessKind::Close(AccessMode::Write)), "/p/shop/a.arch"), Some(Stir::Look));
    }

    #[test]
    fn directories_that_come_and_go_have_all_watched_anew() {
        for path in ["/p/shop/new", "/p/shop/sub", "/p/shop", "/p/payments", "/p"] {
            assert_eq!(of(MAKE, path), Some(Stir::Renew), "{path}");
            assert_eq!(of(EventKind::Remove(RemoveKind::Folder), path), Some(Stir::Renew), "{path}");
        }
        assert_eq!(of(MOVE, "/p/shop/sub"), Some(Stir::Renew));
        assert_eq!(of(MAKE, "/p/other"), None, "it is not on the way to anything");
        assert_eq!(of(MAKE, "/p/shop/out/diagrams"), None);
    }

    #[test]
    fn lost_events_have_everything_looked_through() {
        let lost = Event::new(EventKind::Other).set_flag(Flag::Rescan);
        assert_eq!(stir(&lost, &places(), None), Some(Stir::Renew));
    }

    #[test]
    fn a_burst_is_waited_for_but_not_for_ever() {
        let start = Instant::now();
        let mut quiet = Quiet::since(start);
        assert_eq!(quiet.until(), start + QUIET);
        quiet.stirred(start + Duration::from_millis(20));
        assert_eq!(quiet.until(), start + Duration::from_millis(50));
        quiet.stirred(start + Duration::from_millis(245));
        assert_eq!(quiet.until(), start + LONGEST);
    }
}
