//! What a watch has to show: the last build, for all who want to see it.

use archc::artifact::ArtifactSet;
use archc::session::{Checked, Work};
use archc::settings::Settings;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A program as it is after a change, whether it can be built or not.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// Counts what was published: 1 is the first, 0 is before it.
    pub generation: u64,
    /// What the program's root is called on the command line; paths of sources are seen from there.
    pub base: String,
    /// The program as it is now, with its sources and all that is wrong with it; nothing where there is none to be read.
    pub checked: Option<Arc<Checked>>,
    /// Why there is no program, or why nothing could be written, in a line.
    pub failure: Option<String>,
    /// The last build without errors; nothing before there was one. It is the current one if its generation is.
    pub good: Option<Arc<Good>>,
    /// How much was done anew for this.
    pub work: Work,
}

/// A build without errors.
#[derive(Clone, Debug)]
pub struct Good {
    /// The snapshot that it came with.
    pub generation: u64,
    /// The program that it was made from.
    pub checked: Arc<Checked>,
    /// How.
    pub settings: Settings,
    /// All that was made. Artifacts that did not change share their bytes with those of the build before.
    pub artifacts: ArtifactSet,
}

/// Holds the newest snapshot. One thread publishes, any number look, or wait until there is something new.
#[derive(Debug, Default)]
pub struct Publisher {
    newest: Mutex<Arc<Snapshot>>,
    published: Condvar,
}

impl Publisher {
    /// Takes the place of the newest snapshot and wakes all who wait.
    pub fn publish(&self, snapshot: Snapshot) {
        *self.open() = Arc::new(snapshot);
        self.published.notify_all();
    }

    /// The newest snapshot.
    #[cfg(test)]
    pub fn newest(&self) -> Arc<Snapshot> {
        Arc::clone(&self.open())
    }

    /// The newest snapshot as soon as its generation is above `seen`; nothing if there is none within the time.
    pub fn newer(&self, seen: u64, within: Duration) -> Option<Arc<Snapshot>> {
        let newest = self.open();
        let waited = self.published.wait_timeout_while(newest, within, |newest| newest.generation <= seen);
        let (newest, _) = waited.unwrap_or_else(PoisonError::into_inner);
        (newest.generation > seen).then(|| Arc::clone(&newest))
    }

    fn open(&self) -> MutexGuard<'_, Arc<Snapshot>> {
        self.newest.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_waits_is_woken_by_what_is_newer() {
        let publisher = Publisher::default();
        assert!(publisher.newer(0, Duration::ZERO).is_none());
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| publisher.newer(1, Duration::from_secs(60)).map(|snapshot| snapshot.generation));
            for generation in 1..=2 {
                publisher.publish(Snapshot { generation, ..Snapshot::default() });
            }
            assert_eq!(waiting.join().expect("it waits in peace"), Some(2));
        });
        assert_eq!(publisher.newest().generation, 2);
    }
}
