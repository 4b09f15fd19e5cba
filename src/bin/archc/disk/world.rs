//! A program on disk: which files it has, what its imports name, and what may be read at all.

use super::places::Places;
use archc::source::join;
use archc::world::{Directory, World, WorldError, is_companion, most_bytes, parent};
use ignore::{DirEntry, WalkBuilder};
use std::cell::RefCell;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// The program at a path. All paths that it gives are relative to the program's root.
pub struct DiskWorld {
    root: PathBuf,
    /// The only file, where a file was named.
    single: Option<String>,
    /// The folder that artifacts go to, which is not read.
    skipped: Option<PathBuf>,
    repository: Option<PathBuf>,
    /// Directories that are read, with their paths from the root: nothing else is.
    opened: RefCell<Vec<(String, PathBuf)>>,
    /// Where it was looked.
    places: RefCell<Places>,
}

impl DiskWorld {
    /// The program at `path`, a directory or a file.
    ///
    /// # Errors
    /// When there is nothing that can be read.
    pub fn open(path: &Path) -> io::Result<Self> {
        let real = fs::canonicalize(path)?;
        let meta = fs::metadata(&real)?;
        let (root, single) = if meta.is_dir() {
            (real, None)
        } else if meta.is_file() {
            let name = real.file_name().map(|name| name.to_string_lossy().into_owned());
            (real.parent().map(Path::to_path_buf).unwrap_or_default(), name)
        } else {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is neither a directory nor a regular file"));
        };
        let repository = root.ancestors().find(|above| above.join(".git").exists()).map(Path::to_path_buf);
        let opened = RefCell::new(vec![(String::new(), root.clone())]);
        let mut places = Places::default();
        places.seek(path);
        if let Some(repository) = &repository {
            for above in root.ancestors().take_while(|above| above.starts_with(repository)) {
                places.seek(&above.join(".gitignore"));
            }
        }
        Ok(Self { root, single, skipped: None, repository, opened, places: RefCell::new(places) })
    }

    /// The folder that the program lies in.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where it was looked for the program so far.
    pub fn places(&self) -> Places {
        self.places.borrow().clone()
    }

    /// The folder that is left out.
    pub fn skipped(&self) -> Option<&Path> {
        self.skipped.as_deref()
    }

    /// Leaves a folder out, if it lies below the root.
    pub fn skip(&mut self, folder: &Path) {
        let real = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_path_buf());
        self.skipped = (real.starts_with(&self.root) && real != self.root).then_some(real);
    }

    /// Where a path that this world gave lies on disk.
    pub fn locate(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    fn walk(&self, directory: &Path) -> Result<Directory, WorldError> {
        let skipped = self.skipped.clone();
        let mut above = directory.ancestors().take_while(|above| self.repository.as_ref().is_some_and(|root| above.starts_with(root)));
        if let Some(above) = above.find(|above| !can_say_what_is_ignored(above)) {
            return Err(odd_ignore(above));
        }
        let odd = Arc::new(Mutex::new(None));
        let found = Arc::clone(&odd);
        let walk = WalkBuilder::new(directory)
            .ignore(false)
            // What the user's own settings or this clone ignore, others do not: the program would not be the same for them.
            .git_global(false)
            .git_exclude(false)
            .require_git(false)
            .parents(self.repository.is_some())
            .filter_entry(move |entry| {
                let is_odd = entry.file_type().is_some_and(|kind| kind.is_dir()) && !can_say_what_is_ignored(entry.path());
                if is_odd {
                    found.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(entry.path().to_path_buf());
                }
                !is_odd && Some(entry.path()) != skipped.as_deref()
            })
            .build();
        let (mut files, mut companions, mut links) = (Vec::new(), Vec::new(), Vec::new());
        for entry in walk {
            let entry = entry.map_err(|error| WorldError::Unreadable(error.to_string()))?;
            let kind = entry.file_type();
            if kind.is_some_and(|kind| kind.is_dir()) {
                self.places.borrow_mut().read(entry.path());
                continue;
            }
            let path = relative(&self.root, entry.path());
            if kind.is_some_and(|kind| kind.is_symlink()) && has_sources(entry.path()) {
                links.push(path);
            } else if entry.path().extension().is_some_and(|extension| extension == "arch") {
                files.push(path);
            } else if is_companion(&entry.file_name().to_string_lossy()) {
                companions.push(path);
            }
        }
        if let Some(odd) = odd.lock().unwrap_or_else(PoisonError::into_inner).take() {
            return Err(odd_ignore(&odd));
        }
        if files.is_empty() {
            return Err(WorldError::Empty);
        }
        files.sort_unstable();
        companions.sort_unstable();
        links.sort_unstable();
        Ok(Directory { path: relative(&self.root, directory), files, companions, links })
    }

    /// A single file and what stands in its folder for artifacts.
    fn alone(&self, name: &str) -> Directory {
        self.places.borrow_mut().read(&self.root);
        let entries = fs::read_dir(&self.root).into_iter().flatten().flatten();
        let mut companions: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        companions.retain(|name| is_companion(name));
        companions.sort_unstable();
        Directory { path: name.to_owned(), files: vec![name.to_owned()], companions, links: Vec::new() }
    }

    /// The real path of a file, if it stays in the directory that it was found in.
    fn inside(&self, path: &str) -> Result<PathBuf, WorldError> {
        let real = fs::canonicalize(self.root.join(path)).map_err(|error| unreadable(&error))?;
        let opened = self.opened.borrow();
        let found = opened.iter().filter(|(shown, _)| archc::world::contains(shown, path)).max_by_key(|(shown, _)| shown.len());
        match found {
            Some((_, directory)) if real.starts_with(directory) => Ok(real),
            _ => Err(WorldError::Outside("it is a link that leads out of the directory".to_owned())),
        }
    }
}

impl World for DiskWorld {
    fn main(&self) -> Result<Directory, WorldError> {
        match &self.single {
            Some(name) => Ok(self.alone(name)),
            None => self.walk(&self.root),
        }
    }

    fn resolve(&self, import: &str, from: &str) -> Result<Directory, WorldError> {
        if Path::new(import).has_root() || Path::new(import).is_absolute() {
            return Err(WorldError::NotFound("it is not a relative path".to_owned()));
        }
        if import.contains('\0') {
            return Err(WorldError::NotFound("no path holds a null character".to_owned()));
        }
        let target = self.root.join(parent(from)).join(import);
        self.places.borrow_mut().seek(&target);
        let real = fs::canonicalize(target).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => WorldError::NotFound("there is no such directory".to_owned()),
            _ => unreadable(&error),
        })?;
        let within = |above: &PathBuf| real.starts_with(above);
        if !within(&self.root) && !self.repository.as_ref().is_some_and(within) {
            let why = match self.repository {
                Some(_) => "it lies outside the Git repository",
                None => "it lies outside the program, which is in no Git repository",
            };
            return Err(WorldError::Outside(why.to_owned()));
        }
        if !real.is_dir() {
            return Err(WorldError::NoDirectory);
        }
        let directory = self.walk(&real)?;
        self.opened.borrow_mut().push((directory.path.clone(), real));
        Ok(directory)
    }

    fn bytes(&self, path: &str) -> Result<Vec<u8>, WorldError> {
        if path.contains('\u{fffd}') {
            return Err(WorldError::Unreadable("its name is not UTF-8".to_owned()));
        }
        self.places.borrow_mut().seek(&self.root.join(path));
        let real = self.inside(path)?;
        self.places.borrow_mut().seek(&real);
        let meta = fs::metadata(&real).map_err(|error| unreadable(&error))?;
        if !meta.is_file() {
            return Err(WorldError::NoFile);
        }
        let most = most_bytes(path);
        if meta.len() > most {
            return Err(WorldError::TooLarge { bytes: meta.len(), most });
        }
        let mut bytes = Vec::new();
        let file = fs::File::open(&real).map_err(|error| unreadable(&error))?;
        file.take(most + 1).read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
        match u64::try_from(bytes.len()) {
            Ok(length) if length <= most => Ok(bytes),
            _ => Err(WorldError::TooLarge { bytes: most + 1, most }),
        }
    }

    fn below(&self, folder: &str) -> Vec<String> {
        let folder = self.root.join(folder);
        self.places.borrow_mut().seek(&folder);
        let walk = WalkBuilder::new(folder).standard_filters(false).build().filter_map(Result::ok);
        let looked = |entry: &DirEntry| {
            if entry.file_type().is_some_and(|kind| kind.is_dir()) {
                self.places.borrow_mut().read(entry.path());
            }
            entry.file_type().is_some_and(|kind| kind.is_file())
        };
        let files = walk.filter(looked);
        let mut paths: Vec<String> = files.map(|entry| relative(&self.root, entry.path())).collect();
        paths.sort_unstable();
        paths
    }
}

/// Whether the folder's list of what Git ignores is a file of bearable size, or there is none: a pipe would be waited for.
fn can_say_what_is_ignored(folder: &Path) -> bool {
    fs::metadata(folder.join(".gitignore")).map_or(true, |meta| meta.is_file() && meta.len() <= 1024 * 1024)
}

fn odd_ignore(folder: &Path) -> WorldError {
    let name = folder.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    WorldError::Unreadable(format!("the `.gitignore` in `{name}` is not a regular file, or has more than 1 MiB"))
}

/// Whether a path leads to a folder with a source in it; it is not looked further down.
fn has_sources(path: &Path) -> bool {
    let Ok(entries) = fs::read_dir(path) else { return false };
    entries.flatten().any(|entry| Path::new(&entry.file_name()).extension().is_some_and(|extension| extension == "arch"))
}

fn unreadable(error: &io::Error) -> WorldError {
    WorldError::Unreadable(super::said(error))
}

/// `path` as seen from `root`, both real, with `/` between its parts.
pub fn relative(root: &Path, path: &Path) -> String {
    let shared = root.components().zip(path.components()).take_while(|(a, b)| a == b).count();
    let up = root.components().skip(shared).map(|_| "..".to_owned());
    let down = path.components().skip(shared).filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
        _ => None,
    });
    join("", &up.chain(down).collect::<Vec<_>>().join("/"))
}
