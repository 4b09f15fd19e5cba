//! What a build makes, in memory: files under relative paths, sorted by path. Knows nothing of disks; that a set is
//! written at all, and how, is the program's business.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// What an artifact is for: how the summary counts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A picture of the architecture.
    Diagram,
    /// A Kubernetes object, or what binds objects together.
    Manifest,
    /// A description of an API.
    Document,
    /// A protobuf file.
    Proto,
    /// A part of the page of the program.
    Site,
    /// A part of the page as Markdown.
    Markdown,
}

impl Kind {
    /// Every kind, in the order of the summary.
    pub const ALL: [Self; 6] = [Self::Diagram, Self::Manifest, Self::Document, Self::Proto, Self::Site, Self::Markdown];

    /// What `count` of them are called.
    #[must_use]
    pub fn noun(self, count: usize) -> &'static str {
        match (self, count) {
            (Self::Diagram, 1) => "diagram",
            (Self::Diagram, _) => "diagrams",
            (Self::Manifest, 1) => "manifest",
            (Self::Manifest, _) => "manifests",
            (Self::Document, 1) => "API document",
            (Self::Document, _) => "API documents",
            (Self::Proto, 1) => "protobuf file",
            (Self::Proto, _) => "protobuf files",
            (Self::Site, 1) => "file of the site",
            (Self::Site, _) => "files of the site",
            (Self::Markdown, 1) => "file of Markdown pages",
            (Self::Markdown, _) => "files of Markdown pages",
        }
    }
}

/// One file that a build makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    /// What it is for.
    pub kind: Kind,
    /// Its whole content.
    pub bytes: Arc<[u8]>,
}

/// Why an artifact was not taken into a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The path is there already, if only in other letter case, or one path is a folder of the other.
    Taken {
        /// The path that was to be put in.
        path: String,
        /// The path that is there.
        by: String,
    },
    /// The path is empty, absolute, or has a part that is empty, `.`, `..` or holds `\`, `:` or a control character.
    Unsafe {
        /// The path.
        path: String,
    },
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken { path, by } if path == by => write!(f, "two artifacts want to be written to `{path}`"),
            Self::Taken { path, by } => write!(f, "the artifacts `{path}` and `{by}` cannot stand side by side in one folder"),
            Self::Unsafe { path } => write!(f, "`{path}` is no path that can be written on every system"),
        }
    }
}

impl std::error::Error for Refused {}

/// Artifacts by path, `/` between its parts. Iterates in the order of the paths' bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArtifactSet {
    artifacts: BTreeMap<String, Artifact>,
    /// Each path and each of its folders, in small letters, with the path that brought it.
    taken: BTreeMap<String, Place>,
    /// Files beside the program, by name.
    beside: BTreeMap<&'static str, Vec<u8>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    File(String),
    Folder(String),
}

impl ArtifactSet {
    /// Puts an artifact in.
    ///
    /// # Errors
    /// When the path is taken, also by a path that differs in letter case alone, or cannot be written everywhere.
    pub fn insert(&mut self, kind: Kind, path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Result<(), Refused> {
        self.share(kind, path, Arc::from(bytes.into()))
    }

    /// Puts an artifact in whose content is held elsewhere, too.
    ///
    /// # Errors
    /// As [`ArtifactSet::insert`].
    pub fn share(&mut self, kind: Kind, path: impl Into<String>, bytes: Arc<[u8]>) -> Result<(), Refused> {
        let path = path.into();
        if !is_safe(&path) {
            return Err(Refused::Unsafe { path });
        }
        let folded = path.to_lowercase();
        if let Some(Place::File(by) | Place::Folder(by)) = self.taken.get(&folded) {
            return Err(Refused::Taken { by: by.clone(), path });
        }
        for folder in folders(&folded) {
            if let Some(Place::File(by)) = self.taken.get(folder) {
                return Err(Refused::Taken { by: by.clone(), path });
            }
        }
        for folder in folders(&folded) {
            self.taken.entry(folder.to_owned()).or_insert_with(|| Place::Folder(path.clone()));
        }
        self.taken.insert(folded, Place::File(path.clone()));
        self.artifacts.insert(path, Artifact { kind, bytes });
        Ok(())
    }

    /// Adds all artifacts of another set, and what it keeps beside the program.
    ///
    /// # Errors
    /// When a path is taken; see [`ArtifactSet::insert`].
    pub fn extend(&mut self, mut other: Self) -> Result<(), Refused> {
        self.beside.extend(std::mem::take(&mut other.beside));
        if self.is_empty() {
            self.artifacts = other.artifacts;
            self.taken = other.taken;
            return Ok(());
        }
        other.artifacts.into_iter().try_for_each(|(path, artifact)| self.share(artifact.kind, path, artifact.bytes))
    }

    /// The artifact at a path.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&Artifact> {
        self.artifacts.get(path)
    }

    /// All artifacts with their paths, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Artifact)> {
        self.artifacts.iter().map(|(path, artifact)| (path.as_str(), artifact))
    }

    /// Puts in a file that lies beside the program's sources and is committed with them: what the next build must know.
    pub fn keep(&mut self, name: &'static str, bytes: impl Into<Vec<u8>>) {
        self.beside.insert(name, bytes.into());
    }

    /// The files that lie beside the program's sources, with their names. They are no artifacts, and are not counted.
    pub fn beside(&self) -> impl Iterator<Item = (&'static str, &[u8])> {
        self.beside.iter().map(|(name, bytes)| (*name, bytes.as_slice()))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.artifacts.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.artifacts.is_empty()
    }

    /// How many there are of a kind.
    #[must_use]
    pub fn count(&self, kind: Kind) -> usize {
        self.artifacts.values().filter(|artifact| artifact.kind == kind).count()
    }
}

/// Whether a path can be written below a folder on every system, and leads nowhere else.
#[must_use]
pub fn is_safe(path: &str) -> bool {
    let odd = |c: char| c.is_control() || matches!(c, '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    path.split('/').all(|part| !matches!(part, "" | "." | "..") && !part.contains(odd) && !part.ends_with(['.', ' ']))
}

fn folders(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').filter_map(|(at, _)| path.get(..at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_meet_on_some_system_are_refused() {
        let mut set = ArtifactSet::default();
        set.insert(Kind::Diagram, "a/B.svg", "x").expect("the first is free");
        for path in ["a/B.svg", "A/b.svg", "a", "a/b.svg/c"] {
            assert!(matches!(set.insert(Kind::Diagram, path, ""), Err(Refused::Taken { .. })), "{path}");
        }
        for path in ["", "/a", "../a", "a//b", "a/./b", "c:x", "a\\b", "a\u{7}"] {
            assert!(matches!(set.insert(Kind::Diagram, path, ""), Err(Refused::Unsafe { .. })), "{path}");
        }
        set.insert(Kind::Manifest, "a/c.yaml", "y").expect("another name in the folder");
        assert_eq!(set.iter().map(|(path, _)| path).collect::<Vec<_>>(), ["a/B.svg", "a/c.yaml"]);
        assert_eq!((set.count(Kind::Diagram), set.count(Kind::Document), set.len()), (1, 0, 2));
    }
}
