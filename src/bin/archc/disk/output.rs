//! Writing artifacts: whole files or none, nothing touched that is not ours, nothing left behind that was.
//!
//! A manifest in the folder lists what was written with its hash. While a build writes, a second one lists what each file may
//! hold, before and after, so that builds that were killed, one after the other, leave nothing that the next takes for the user's.

use super::Claim;
use super::known::{Known, Stamp};
use archc::artifact::{ArtifactSet, is_safe};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

const MANIFEST: &str = ".archc-manifest.json";
const PENDING: &str = ".archc-pending.json";

/// What was written: paths with the hashes of their contents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
struct Manifest {
    /// The form of this file.
    version: u32,
    /// SHA-256 of each file, by path.
    files: BTreeMap<String, String>,
}

/// What may be there while a build writes: paths with the hashes of what builds have written and are about to write.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pending {
    version: u32,
    files: BTreeMap<String, Hashes>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum Hashes {
    One(String),
    Many(BTreeSet<String>),
}

/// Something that must not be overwritten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The path, from the folder.
    pub path: String,
    /// What is the matter with it.
    pub why: &'static str,
    /// Whether `--force` would overwrite it.
    pub can_be_forced: bool,
}

/// A file that is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write<'a> {
    /// The path, from the folder.
    pub path: &'a str,
    /// What it is to hold.
    pub bytes: &'a [u8],
    /// What it holds, where it is a file.
    pub there: Option<Vec<u8>>,
}

/// A file beside the program that is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside<'a> {
    /// Its name in the program's root.
    pub name: &'static str,
    /// What it is to hold.
    pub bytes: &'a [u8],
    /// What it holds, where it is there.
    pub there: Option<Vec<u8>>,
}

/// What is to be done so that a folder holds a set of artifacts.
#[derive(Debug)]
pub struct Plan<'a> {
    folder: PathBuf,
    manifest: Manifest,
    owned: Owned,
    /// Artifacts that are not there yet, or differ.
    pub written: Vec<Write<'a>>,
    /// How many are there already.
    pub unchanged: usize,
    /// Files of earlier builds that are no longer made.
    pub removed: Vec<String>,
    /// Files of earlier builds that are no longer made, but were changed by somebody else since.
    pub kept: Vec<String>,
    /// What stands in the way.
    pub conflicts: Vec<Conflict>,
}

/// Works out what is to be done; touches nothing. What is known of the folder from earlier is not looked up again.
///
/// # Errors
/// When the folder or its manifest cannot be read.
pub fn plan<'a>(folder: &Path, artifacts: &'a ArtifactSet, known: &mut Known) -> io::Result<Plan<'a>> {
    let owned = Owned::read(folder)?;
    let mut plan = Plan {
        folder: folder.to_path_buf(),
        manifest: Manifest { version: 1, files: BTreeMap::new() },
        owned: Owned::default(),
        written: Vec::new(),
        unchanged: 0,
        removed: Vec::new(),
        kept: Vec::new(),
        conflicts: Vec::new(),
    };
    for (path, artifact) in artifacts.iter() {
        plan.manifest.files.insert(path.to_owned(), known.hash(path, &artifact.bytes, hash));
        plan.artifact(path, &artifact.bytes, &owned, known);
    }
    known.keep(|path| artifacts.get(path).is_some());
    for path in owned.hashes.keys().filter(|path| artifacts.get(path).is_none()) {
        plan.stale(path, &owned);
    }
    plan.owned = owned;
    Ok(plan)
}

/// The files beside the program that are not there yet, or differ.
pub fn beside<'a>(root: &Path, artifacts: &'a ArtifactSet) -> impl Iterator<Item = Beside<'a>> {
    let files = artifacts.beside().map(|(name, bytes)| Beside { name, bytes, there: fs::read(root.join(name)).ok() });
    files.filter(|file| file.there.as_deref() != Some(file.bytes))
}

impl<'a> Plan<'a> {
    fn artifact(&mut self, path: &'a str, bytes: &'a [u8], owned: &Owned, known: &mut Known) {
        let mut conflict = |why, can_be_forced| {
            self.conflicts.push(Conflict { path: path.to_owned(), why, can_be_forced });
        };
        let there = match state(&self.folder, path, |meta| known.holds(path, meta)) {
            State::Known => {
                self.unchanged += 1;
                return;
            }
            State::Absent => None,
            State::File(there, looks) if there == bytes => {
                known.found(path, looks);
                self.unchanged += 1;
                return;
            }
            State::File(there, _) => {
                if !owned.hashes.contains_key(path) {
                    conflict("is there, and archc did not write it", true);
                } else if !owned.wrote(path, &there) {
                    conflict("was changed by hand since archc wrote it", true);
                }
                Some(there)
            }
            State::Link => {
                conflict("is a link", true);
                None
            }
            State::Blocked(why) => return conflict(why, false),
        };
        self.written.push(Write { path, bytes, there });
    }

    fn stale(&mut self, path: &str, owned: &Owned) {
        match state(&self.folder, path, |_| false) {
            State::Absent => {}
            State::File(there, _) if owned.wrote(path, &there) => self.removed.push(path.to_owned()),
            _ => self.kept.push(path.to_owned()),
        }
    }

    /// Does it, with the right to do so.
    ///
    /// # Errors
    /// When something cannot be written; what was written stays and is known to the next build.
    pub fn apply(&self, claim: &mut Claim) -> io::Result<()> {
        let (manifest, pending) = (self.folder.join(MANIFEST), self.folder.join(PENDING));
        // One that was killed at the very first has left nothing but the list that it was about to write.
        super::sweep(&self.folder);
        let is_written = |path: &Path| fs::read(path).is_ok_and(|there| there == self.manifest.text().as_bytes());
        if self.written.is_empty() && self.removed.is_empty() && !self.owned.was_killed && is_written(&manifest) {
            return Ok(());
        }
        fs::create_dir_all(&self.folder)?;
        claim.renew(&self.folder)?;
        super::replace(&pending, self.pending().text().as_bytes())?;
        if self.owned.was_killed {
            self.sweep();
        }
        for Write { path, bytes, .. } in &self.written {
            let target = self.folder.join(path);
            if let Some(folder) = target.parent() {
                fs::create_dir_all(folder)?;
            }
            super::replace(&target, bytes).map_err(|error| about(path, &error))?;
        }
        for path in &self.removed {
            fs::remove_file(self.folder.join(path)).map_err(|error| about(path, &error))?;
        }
        self.prune();
        super::replace(&manifest, self.manifest.text().as_bytes())?;
        fs::remove_file(pending)
    }

    /// What each file may hold from now on until all is done.
    fn pending(&self) -> Pending {
        let mut all: BTreeMap<String, BTreeSet<String>> = self.owned.hashes.clone();
        for (path, hash) in &self.manifest.files {
            all.entry(path.clone()).or_default().insert(hash.clone());
        }
        Pending { version: 1, files: all.into_iter().map(|(path, hashes)| (path, Hashes::Many(hashes))).collect() }
    }

    /// Removes what a build that was killed has left of files that it was writing.
    fn sweep(&self) {
        let paths = self.owned.hashes.keys().chain(self.manifest.files.keys());
        let folders: BTreeSet<&str> = paths.map(|path| path.rsplit_once('/').map_or("", |(folder, _)| folder)).chain([""]).collect();
        for folder in folders {
            // Nothing is removed through a link, either.
            if matches!(state(&self.folder, &format!("{folder}/{PENDING}"), |_| false), State::Absent | State::File(..)) {
                super::sweep(&self.folder.join(folder));
            }
        }
    }

    /// Removes the folders that have become empty with the files that went.
    fn prune(&self) {
        let above = |path: &str| path.match_indices('/').map(|(at, _)| path[..at].to_owned()).collect::<Vec<_>>();
        let folders: BTreeSet<String> = self.removed.iter().flat_map(|path| above(path)).collect();
        for folder in folders.iter().rev() {
            // One that still holds something is not removed, and that is no mistake.
            let _ = fs::remove_dir(self.folder.join(folder));
        }
    }
}

impl Pending {
    fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default() + "\n"
    }
}

impl Manifest {
    fn text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}

/// What earlier builds wrote: by path, the hashes that a file of ours may have.
#[derive(Debug, Default)]
struct Owned {
    hashes: BTreeMap<String, BTreeSet<String>>,
    /// The last build did not come to its end.
    was_killed: bool,
}

impl Owned {
    fn read(folder: &Path) -> io::Result<Self> {
        let mut owned = Self::default();
        match fs::metadata(folder) {
            Ok(meta) if !meta.is_dir() => {
                return Err(io::Error::new(io::ErrorKind::NotADirectory, "it is not a directory; name another with `--out`"));
            }
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(owned),
            Err(error) => return Err(error),
        }
        for name in [MANIFEST, PENDING] {
            let Some(text) = super::text(&folder.join(name)).map_err(|error| about(name, &error))? else { continue };
            let listed: Pending = match serde_json::from_str(&text) {
                Ok(listed) => listed,
                Err(_) => return Err(about(name, &io::Error::other("it is damaged; remove it, and with it what archc wrote there"))),
            };
            owned.was_killed |= name == PENDING;
            for (path, hashes) in listed.files {
                if !is_safe(&path) {
                    return Err(about(name, &io::Error::other("it lists a path outside its folder; remove it")));
                }
                let all = owned.hashes.entry(path).or_default();
                match hashes {
                    Hashes::One(hash) => all.extend([hash]),
                    Hashes::Many(hashes) => all.extend(hashes),
                }
            }
        }
        Ok(owned)
    }

    fn wrote(&self, path: &str, bytes: &[u8]) -> bool {
        self.hashes.get(path).is_some_and(|hashes| hashes.contains(&hash(bytes)))
    }
}

/// What stands at a path.
enum State {
    Absent,
    /// A file that is known to hold what it should.
    Known,
    /// Any other file, and what it looked like from outside.
    File(Vec<u8>, Option<Stamp>),
    Link,
    Blocked(&'static str),
}

/// Looks at each folder on the way, so that nothing is written or removed through a link.
fn state(root: &Path, path: &str, is_known: impl FnOnce(&fs::Metadata) -> bool) -> State {
    let mut folder = root.to_path_buf();
    let (above, name) = path.rsplit_once('/').unwrap_or(("", path));
    for part in above.split('/').filter(|part| !part.is_empty()) {
        folder.push(part);
        match fs::symlink_metadata(&folder) {
            Ok(meta) if meta.is_dir() => {}
            Ok(meta) if meta.is_symlink() => return State::Blocked("lies behind a link, and nothing is written through links"),
            Ok(_) => return State::Blocked("cannot be written, for a file is where its folder should be"),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return State::Absent,
            Err(_) => return State::Blocked("lies in a folder that cannot be read"),
        }
    }
    let target = folder.join(name);
    match fs::symlink_metadata(&target) {
        Ok(meta) if meta.is_symlink() => State::Link,
        Ok(meta) if meta.is_dir() => State::Blocked("cannot be written, for a folder is there"),
        Ok(meta) if !meta.is_file() => State::Blocked("cannot be written, for something that is no file is there"),
        Ok(meta) if is_known(&meta) => State::Known,
        Ok(meta) => match fs::read(&target) {
            Ok(there) => State::File(there, Stamp::of(&meta)),
            Err(_) => State::Blocked("is there and cannot be read"),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => State::Absent,
        Err(_) => State::Blocked("cannot be looked at"),
    }
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn about(path: &str, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("`{path}`: {}", super::said(error)))
}
