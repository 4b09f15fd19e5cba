//! What is made once and kept from build to build: pictures and encoded files, by the hash of all that went into them.
//! Knows nothing of what they hold. What was not asked for in several builds is forgotten.

use super::value::Value;
use super::yaml;
use crate::layout::{Note, Size};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Debug, Write as _};
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many builds something is kept for that none of them asks for: a change that is taken back soon costs nothing, nor does
/// a file that is read while it is being saved.
const PATIENCE: u8 = 4;

/// The SHA-256 of what something was made from.
type Key = [u8; 32];

/// What emitters have made, for the next build that would make the same.
///
/// What is kept is looked up by a hash of everything that its making reads, so that it is what would be made now.
#[derive(Debug, Default)]
pub struct Memo {
    /// Whether anything is kept; hashing is not for free.
    keeps: bool,
    drawings: Shelf<Drawing>,
    files: Shelf<Arc<[u8]>>,
}

/// A picture that was laid out and written.
#[derive(Clone, Debug)]
pub(super) struct Drawing {
    pub svg: Arc<str>,
    /// The sheet's extent.
    pub size: Size,
    /// What could not be drawn as it should.
    pub notes: Arc<[Note]>,
    /// The characters that no font has, by what they stand at.
    pub lacking: Arc<[(String, BTreeSet<char>)]>,
}

impl Memo {
    /// One that keeps what it is shown.
    #[must_use]
    pub fn keeping() -> Self {
        Self { keeps: true, ..Self::default() }
    }

    /// How many pictures were laid out, and how many other files were encoded, since the last call.
    pub(crate) fn take_counts(&mut self) -> (usize, usize) {
        (std::mem::take(self.drawings.made.get_mut()), std::mem::take(self.files.made.get_mut()))
    }

    /// Ends a build: forgets what was not asked for in [`PATIENCE`] builds.
    pub(crate) fn forget_unused(&mut self) {
        self.drawings.forget_unused();
        self.files.forget_unused();
    }

    /// The picture that `draw` makes of these parts, and of nothing else.
    pub(super) fn drawing<P: Debug>(&self, parts: P, draw: impl FnOnce(P) -> Drawing) -> Drawing {
        self.drawings.get(self.keeps.then(|| shown(&parts)), || draw(parts))
    }

    /// The file that `encode` makes of a text and a number, and of nothing else.
    pub(super) fn encoded(&self, text: &str, scale: f32, encode: impl FnOnce() -> Vec<u8>) -> Arc<[u8]> {
        self.files.get(self.keeps.then(|| shown(&(text, scale))), || encode().into())
    }

    /// A typed value as a YAML document.
    pub(super) fn document<T: Serialize>(&self, value: &T) -> Arc<[u8]> {
        self.files.get(self.keeps.then(|| written(value)), || yaml::document(value).unwrap_or_default().into_bytes().into())
    }

    /// Values as the documents of one YAML file. To write them takes half as long as to find out whether they were written before,
    /// so the text itself is looked up.
    pub(super) fn yaml(&self, values: &[&Value]) -> Arc<[u8]> {
        let text = yaml::documents(values);
        self.files.get(self.keeps.then(|| Sha256::digest(&text).into()), || text.as_bytes().into())
    }
}

/// The hash of all that a derived `Debug` shows, which is all that is there.
fn shown(parts: &impl Debug) -> Key {
    let mut hasher = Hasher(Sha256::new());
    let _ = write!(hasher, "{parts:?}");
    hasher.0.finalize().into()
}

/// The hash of all that is written of a value, and of what it is called.
fn written<T: Serialize>(value: &T) -> Key {
    let mut hasher = io::BufWriter::new(Hasher(Sha256::new()));
    let _ = io::Write::write_all(&mut hasher, std::any::type_name::<T>().as_bytes());
    let _ = serde_json::to_writer(&mut hasher, value);
    hasher.into_inner().map(|hasher| hasher.0.finalize().into()).unwrap_or_default()
}

/// Takes in text as well as bytes.
struct Hasher(Sha256);

impl fmt::Write for Hasher {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text);
        Ok(())
    }
}

impl io::Write for Hasher {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Things of one kind that are kept.
#[derive(Debug)]
struct Shelf<T> {
    kept: Mutex<BTreeMap<Key, Kept<T>>>,
    made: AtomicUsize,
}

#[derive(Debug)]
struct Kept<T> {
    thing: T,
    /// How many builds have not asked for it.
    idle: u8,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self { kept: Mutex::default(), made: AtomicUsize::new(0) }
    }
}

impl<T: Clone> Shelf<T> {
    /// What is kept under a key, else what is made now; it is kept where there is a key.
    fn get(&self, key: Option<Key>, make: impl FnOnce() -> T) -> T {
        if let Some(kept) = key.and_then(|key| self.open().get_mut(&key).map(Kept::take)) {
            return kept;
        }
        self.made.fetch_add(1, Ordering::Relaxed);
        let thing = make();
        if let Some(key) = key {
            self.open().insert(key, Kept { thing: thing.clone(), idle: 0 });
        }
        thing
    }

    fn open(&self) -> MutexGuard<'_, BTreeMap<Key, Kept<T>>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn forget_unused(&mut self) {
        let kept = self.kept.get_mut().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|_, kept| {
            kept.idle += 1;
            kept.idle <= PATIENCE
        });
    }
}

impl<T: Clone> Kept<T> {
    fn take(&mut self) -> T {
        self.idle = 0;
        self.thing.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists<const N: usize>(numbers: [i64; N]) -> Value {
        Value::Array(numbers.into_iter().map(|number| Value::Number(number.into())).collect())
    }

    #[test]
    fn what_is_kept_is_not_made_again_until_it_went_unused_for_long() {
        let mut memo = Memo::keeping();
        let (two, three) = (lists([1, 2]), lists([1, 3]));
        assert_eq!(memo.yaml(&[&two]), memo.yaml(&[&two]));
        memo.yaml(&[&three]);
        assert_eq!(memo.take_counts(), (0, 2));
        for _ in 0..PATIENCE {
            memo.forget_unused();
            memo.yaml(&[&two]);
        }
        assert_eq!(memo.take_counts(), (0, 0));
        memo.forget_unused();
        memo.yaml(&[&two]);
        memo.yaml(&[&three]);
        assert_eq!(memo.take_counts(), (0, 1));
    }

    #[test]
    fn what_differs_in_anything_is_made_for_itself() {
        let mut memo = Memo::keeping();
        memo.encoded("a", 1.0, || vec![1]);
        memo.encoded("a", 2.0, || vec![2]);
        assert_eq!(*memo.encoded("a", 2.0, Vec::new), [2]);
        let (one, many) = (lists([1]), Value::Array(vec![lists([1])]));
        memo.yaml(&[&one]);
        memo.yaml(&[&one, &one]);
        memo.yaml(&[&many]);
        memo.document(&one);
        assert_eq!(memo.take_counts(), (0, 6));
        let mut nothing = Memo::default();
        nothing.yaml(&[&one]);
        nothing.yaml(&[&one]);
        assert_eq!(nothing.take_counts(), (0, 2));
    }
}
