//! The compiler's one window on the world: which files a program has, what an import names, what a file holds.
//! Owns the trait and a world in memory; the world of disks is the program's.

use crate::source::join;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

/// A directory or single file that is read as one program, and the source files in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directory {
    /// Its path from the root of the compilation, without a slash at the end: empty for the root itself, `../payments`.
    /// Two imports that name the same directory get the same path.
    pub path: String,
    /// The paths of its files from the root of the compilation, sorted by bytes.
    pub files: Vec<String>,
    /// The paths of what stands beside them for artifacts, see [`is_companion`]; sorted by bytes.
    pub companions: Vec<String>,
    /// The paths of folders in it that are links, with sources behind them: they are not followed.
    pub links: Vec<String>,
}

/// Why the world does not give what it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WorldError {
    /// There is nothing of this name, with what the system says of it.
    NotFound(String),
    /// The import is no path to a directory: absolute, or a file.
    NoDirectory,
    /// The directory holds no `.arch` file.
    Empty,
    /// It lies outside what the program may read.
    Outside(String),
    /// It is there but cannot be read, with what the system says of it.
    Unreadable(String),
    /// It is no regular file: a pipe, a socket, a device.
    NoFile,
    /// It has more bytes than are read of such a file.
    TooLarge {
        /// How many it has.
        bytes: u64,
        /// [`most_bytes`].
        most: u64,
    },
    /// With it, the program is larger than [`MAX_PROGRAM`].
    TooMuch,
}

impl fmt::Display for WorldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound(said) | Self::Outside(said) | Self::Unreadable(said) => f.write_str(said),
            Self::NoDirectory => f.write_str("it is not a directory"),
            Self::Empty => f.write_str("there is no `.arch` file in it"),
            Self::NoFile => f.write_str("it is not a regular file"),
            Self::TooMuch => write!(f, "with it, the program has more than {MAX_PROGRAM} bytes, which are the most that are read"),
            Self::TooLarge { bytes, most } => write!(f, "it has {bytes} bytes, and {most} are the most that is read"),
        }
    }
}

impl std::error::Error for WorldError {}

/// Whether a file is no source, but read together with the sources for what becomes of them: an overlay on an API document.
#[must_use]
pub fn is_companion(path: &str) -> bool {
    path.ends_with(".overlay.yaml")
}

/// The most bytes that a source file may have: 2 MiB. What is larger was made to do harm, or by mistake, and reading it would
/// take hundreds of times the memory.
pub const MAX_BYTES: u64 = 2 * 1024 * 1024;

/// The most bytes that a font may have: 32 MiB, for those of Chinese, Japanese and Korean have tens of thousands of glyphs.
pub const MAX_FONT: u64 = 16 * MAX_BYTES;

/// The most bytes that are read of the file at a path, which depends on whether it is a font.
#[must_use]
pub fn most_bytes(path: &str) -> u64 {
    let kind = path.rsplit('.').next().unwrap_or_default();
    let is_font = ["ttf", "otf", "woff"].iter().any(|font| kind.eq_ignore_ascii_case(font));
    if is_font { MAX_FONT } else { MAX_BYTES }
}

/// The most bytes that all files of a program may have together, those that it imports included: 8 MiB.
pub const MAX_PROGRAM: u64 = 4 * MAX_BYTES;

/// Where a program is read from.
pub trait World {
    /// The directory or file that is compiled.
    ///
    /// # Errors
    /// When there is none, or it holds no source file.
    fn main(&self) -> Result<Directory, WorldError>;

    /// The directory that `import` names in the file `from`, whose path is one that this world gave.
    ///
    /// # Errors
    /// When there is none, it holds no source file, or it may not be read.
    fn resolve(&self, import: &str, from: &str) -> Result<Directory, WorldError>;

    /// What a file holds; `path` is one that this world gave.
    ///
    /// # Errors
    /// When it cannot or may not be read.
    fn bytes(&self, path: &str) -> Result<Vec<u8>, WorldError>;

    /// The paths of all files below a folder of the program, sorted by bytes; none where there is no such folder.
    fn below(&self, folder: &str) -> Vec<String>;
}

/// A world in memory: files under paths relative to the program's root; those that begin with `../` lie outside it
/// and are reached by imports alone. The root itself is called `program`.
#[derive(Clone, Debug, Default)]
pub struct MemoryWorld {
    files: BTreeMap<String, Vec<u8>>,
}

impl MemoryWorld {
    /// A world with one file, `main.arch`.
    #[must_use]
    pub fn single(text: &str) -> Self {
        Self::default().with("main.arch", text)
    }

    /// This world and one file more.
    #[must_use]
    pub fn with(mut self, path: &str, content: impl Into<Vec<u8>>) -> Self {
        self.files.insert(join("", path), content.into());
        self
    }

    fn directory(&self, path: &str) -> Result<Directory, WorldError> {
        let inside = self.files.keys().filter(|file| contains(path, file)).cloned();
        let (files, others): (Vec<String>, Vec<String>) = inside.partition(|file| Path::new(file).extension().is_some_and(|e| e == "arch"));
        if files.is_empty() {
            return Err(WorldError::Empty);
        }
        let companions = others.into_iter().filter(|file| is_companion(file)).collect();
        Ok(Directory { path: path.to_owned(), files, companions, links: Vec::new() })
    }
}

impl World for MemoryWorld {
    fn main(&self) -> Result<Directory, WorldError> {
        self.directory("")
    }

    fn resolve(&self, import: &str, from: &str) -> Result<Directory, WorldError> {
        if import.starts_with('/') {
            return Err(WorldError::NoDirectory);
        }
        let path = join(parent(from), import);
        let path = match path.strip_prefix("../program") {
            Some(rest) if rest.is_empty() || rest.starts_with('/') => join("", rest),
            _ => path,
        };
        if self.files.contains_key(&path) {
            return Err(WorldError::NoDirectory);
        }
        if !self.files.keys().any(|file| contains(&path, file)) {
            return Err(WorldError::NotFound("there is no such directory".to_owned()));
        }
        self.directory(&path)
    }

    fn bytes(&self, path: &str) -> Result<Vec<u8>, WorldError> {
        self.files.get(path).cloned().ok_or_else(|| WorldError::NotFound("there is no such file".to_owned()))
    }

    fn below(&self, folder: &str) -> Vec<String> {
        let inside = |file: &&String| file.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        self.files.keys().filter(inside).cloned().collect()
    }
}

/// The path without its last part; empty when it has only one.
#[must_use]
pub fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whether the file or directory `path` is `directory` or lies below it; both are worked out as [`join`] does.
#[must_use]
pub fn contains(directory: &str, path: &str) -> bool {
    let (above, inside) = (Steps::of(directory), Steps::of(path));
    if above.up == inside.up {
        return inside.down.starts_with(&above.down);
    }
    above.up > inside.up && above.down.is_empty()
}

/// A path as steps up and then down.
struct Steps<'a> {
    up: usize,
    down: Vec<&'a str>,
}

impl<'a> Steps<'a> {
    fn of(path: &'a str) -> Self {
        let mut down: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let up = down.iter().take_while(|part| **part == "..").count();
        down.drain(..up);
        Self { up, down }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_worked_out_by_their_letters() {
        assert_eq!(join("", "./a//b/../c"), "a/c");
        assert_eq!(join("shop", "../../payments"), "../payments");
        assert_eq!(parent("a/b.arch"), "a");
        assert_eq!(parent("b.arch"), "");
    }

    #[test]
    fn a_directory_contains_what_is_below_it() {
        for (directory, path) in [("", "a"), ("a", "a/b"), ("a", "a"), ("..", "a"), ("..", "../b"), ("../..", "a"), ("../b", "../b/c")] {
            assert!(contains(directory, path), "{directory} {path}");
        }
        for (directory, path) in [("a", "ab"), ("", "../a"), ("../b", "a"), ("../b", "../c"), ("..", "../../a"), ("../../b", "../a")] {
            assert!(!contains(directory, path), "{directory} {path}");
        }
    }

    #[test]
    fn a_world_in_memory_keeps_its_outside_out() {
        let world = MemoryWorld::single("").with("sub/b.arch", "").with("../payments/p.arch", "").with("notes.md", "");
        assert_eq!(world.main().expect("has files").files, ["main.arch", "sub/b.arch"]);
        let payments = world.resolve("../../payments", "sub/b.arch").expect("is there");
        assert_eq!((payments.path.as_str(), payments.files), ("../payments", vec!["../payments/p.arch".to_owned()]));
        assert!(matches!(world.resolve("../paymentz", "main.arch"), Err(WorldError::NotFound(_))));
    }
}
