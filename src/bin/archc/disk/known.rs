//! What files of an output folder were found to hold, so that one that nobody has touched since need not be read again.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// Files change unnoticed only within one tick of the file system's clock, which is far shorter.
const TICK: Duration = Duration::from_millis(100);

/// What is known of the artifacts in a folder, by their paths.
#[derive(Debug, Default)]
pub struct Known {
    files: BTreeMap<String, Seen>,
}

#[derive(Debug)]
struct Seen {
    bytes: Arc<[u8]>,
    hash: String,
    /// What the file looked like from outside when it was found to hold this.
    stamp: Option<Stamp>,
}

/// What changes with a file's content: its length, its two times, and which file it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    length: u64,
    modified: SystemTime,
    identity: (u64, u64, i64, i64),
}

impl Stamp {
    /// That of a file, if it is old enough to tell.
    pub fn of(meta: &Metadata) -> Option<Self> {
        let modified = meta.modified().ok()?;
        let stamp = Self { length: meta.len(), modified, identity: identity(meta) };
        SystemTime::now().duration_since(modified).is_ok_and(|age| age > TICK).then_some(stamp)
    }
}

#[cfg(unix)]
fn identity(meta: &Metadata) -> (u64, u64, i64, i64) {
    use std::os::unix::fs::MetadataExt as _;
    (meta.dev(), meta.ino(), meta.ctime(), meta.ctime_nsec())
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> (u64, u64, i64, i64) {
    (0, 0, 0, 0)
}

impl Known {
    /// The hash of an artifact's content, worked out only where it is new.
    pub fn hash(&mut self, path: &str, bytes: &Arc<[u8]>, work_out: impl FnOnce(&[u8]) -> String) -> String {
        if let Some(seen) = self.files.get(path).filter(|seen| seen.bytes == *bytes) {
            return seen.hash.clone();
        }
        let hash = work_out(bytes);
        self.files.insert(path.to_owned(), Seen { bytes: Arc::clone(bytes), hash: hash.clone(), stamp: None });
        hash
    }

    /// Whether the file at a path is known to hold what it should, going by its looks.
    pub fn holds(&self, path: &str, meta: &Metadata) -> bool {
        let seen = self.files.get(path).and_then(|seen| seen.stamp.as_ref());
        seen.is_some_and(|seen| Stamp::of(meta).as_ref() == Some(seen))
    }

    /// Notes that a file was found to hold what it should, when it looked like this before it was read.
    pub fn found(&mut self, path: &str, looks: Option<Stamp>) {
        if let Some(seen) = self.files.get_mut(path) {
            seen.stamp = looks;
        }
    }

    /// Forgets all artifacts that there are no longer.
    pub fn keep(&mut self, is_made: impl Fn(&str) -> bool) {
        self.files.retain(|path, _| is_made(path));
    }
}
