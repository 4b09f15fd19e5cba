//! What a program was read from, answer by answer: so it can be told whether anything of it is different now, and a build
//! sees each file as it was at one time.

use crate::Failure;
use crate::disk::Places;
use crate::project::{CONFIG, Project};
use archc::emit::proto::Lock;
use archc::world::{Directory, World, WorldError};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;

/// A program on disk, with all that was asked of it so far. What was answered once is answered the same ever after.
pub struct Reading {
    pub project: Project,
    answers: RefCell<Answers>,
}

#[derive(Default)]
struct Answers {
    main: Option<Result<Directory, WorldError>>,
    /// By the import and the file that it stands in.
    directories: BTreeMap<(String, String), Result<Directory, WorldError>>,
    bytes: BTreeMap<String, Result<Vec<u8>, WorldError>>,
    below: BTreeMap<String, Vec<String>>,
}

/// How a file differs between two readings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    Edited,
    Added,
    Removed,
}

impl Reading {
    /// The program at `path`, of which nothing but its settings was read yet.
    pub fn open(path: &Path, out: Option<&Path>) -> Result<Self, Failure> {
        Ok(Self { project: Project::open(path, out)?, answers: RefCell::default() })
    }

    /// Whether everything is as an earlier reading found it: asks all that was asked then.
    pub fn agrees(&self, earlier: &Self) -> bool {
        let (now, then) = (&self.project, &earlier.project);
        let asked = earlier.answers.borrow();
        now.world.root() == then.world.root()
            && now.config == then.config
            && now.lock == then.lock
            && asked.main.as_ref().is_none_or(|answer| self.main() == *answer)
            && asked.directories.iter().all(|((import, from), answer)| self.resolve(import, from) == *answer)
            && asked.below.iter().all(|(folder, answer)| self.below(folder) == *answer)
            && asked.bytes.iter().all(|(path, answer)| self.bytes(path) == *answer)
    }

    /// Where it was looked for all this.
    pub fn places(&self) -> Places {
        self.project.world.places()
    }

    /// The files that differ from an earlier reading, as they are called on the command line.
    pub fn changes(&self, earlier: &Self) -> Vec<(String, Change)> {
        let (now, then) = (self.texts(), earlier.texts());
        let mut changes: Vec<(String, Change)> = Vec::new();
        for (path, text) in &now {
            match then.get(path) {
                Some(before) if before == text => {}
                Some(_) => changes.push((self.project.shown(path), Change::Edited)),
                None => changes.push((self.project.shown(path), Change::Added)),
            }
        }
        changes.extend(then.keys().filter(|path| !now.contains_key(*path)).map(|path| (self.project.shown(path), Change::Removed)));
        changes.sort();
        changes
    }

    /// Whether a file is empty that held something in an earlier reading: many editors cut a file before they write it.
    pub fn is_cut(&self, earlier: &Self) -> bool {
        let (now, then) = (self.texts(), earlier.texts());
        then.iter().any(|(path, text)| !text.is_empty() && now.get(path).is_some_and(Vec::is_empty))
    }

    /// All files that were read, with what they hold; what could not be read is not there.
    fn texts(&self) -> BTreeMap<String, Vec<u8>> {
        let answers = self.answers.borrow();
        let read = answers.bytes.iter().filter_map(|(path, answer)| Some((path.clone(), answer.clone().ok()?)));
        let beside = [(CONFIG, &self.project.config), (Lock::PATH, &self.project.lock)];
        let beside = beside.into_iter().filter_map(|(path, text)| Some((path.to_owned(), text.clone()?.into_bytes())));
        read.chain(beside).collect()
    }
}

impl World for Reading {
    fn main(&self) -> Result<Directory, WorldError> {
        if let Some(answer) = &self.answers.borrow().main {
            return answer.clone();
        }
        let answer = self.project.world.main();
        self.answers.borrow_mut().main = Some(answer.clone());
        answer
    }

    fn resolve(&self, import: &str, from: &str) -> Result<Directory, WorldError> {
        let question = (import.to_owned(), from.to_owned());
        if let Some(answer) = self.answers.borrow().directories.get(&question) {
            return answer.clone();
        }
        let answer = self.project.world.resolve(import, from);
        self.answers.borrow_mut().directories.insert(question, answer.clone());
        answer
    }

    fn bytes(&self, path: &str) -> Result<Vec<u8>, WorldError> {
        if let Some(answer) = self.answers.borrow().bytes.get(path) {
            return answer.clone();
        }
        let answer = self.project.world.bytes(path);
        self.answers.borrow_mut().bytes.insert(path.to_owned(), answer.clone());
        answer
    }

    fn below(&self, folder: &str) -> Vec<String> {
        if let Some(answer) = self.answers.borrow().below.get(folder) {
            return answer.clone();
        }
        let answer = self.project.world.below(folder);
        self.answers.borrow_mut().below.insert(folder.to_owned(), answer.clone());
        answer
    }
}
