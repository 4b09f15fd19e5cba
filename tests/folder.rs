//! A folder of a test's own, and the program run in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder of a test's own.
pub struct Folder {
    /// Where it is.
    pub path: PathBuf,
}

impl Folder {
    /// An empty folder below `target`; a Git repository, so that nothing above it counts.
    pub fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/disk").join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(path.join(".git")).expect("the folder can be made");
        Self { path }
    }

    pub fn with(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        self.write(path, content);
        self
    }

    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path.join(path);
        fs::create_dir_all(path.parent().expect("it has a folder")).expect("the folder can be made");
        fs::write(path, content).expect("the file is writable");
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub fn exists(&self, path: &str) -> bool {
        self.path.join(path).exists()
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        Run::of(&self.command(arguments).output().expect("the program starts"))
    }

    /// The program in this folder, about to start.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_archc"));
        command.args(arguments).current_dir(&self.path);
        command
    }
}

pub struct Run {
    pub code: i32,
    /// Standard error, then standard output.
    pub said: String,
    /// Standard output alone.
    pub out: String,
}

impl Run {
    pub fn of(output: &Output) -> Self {
        let out = String::from_utf8_lossy(&output.stdout).into_owned();
        let said = String::from_utf8_lossy(&output.stderr).into_owned() + &out;
        Self { code: output.status.code().unwrap_or(-1), said, out }
    }

    #[track_caller]
    pub fn ends(&self, code: i32, said: &str) {
        assert_eq!(self.code, code, "{}", self.said);
        assert!(self.said.contains(said), "`{said}` is not in:\n{}", self.said);
    }
}

/// The examples that are programs, sorted: folders of `examples/` with a source in them.
pub fn examples() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let inside = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect::<Vec<_>>();
    let is_source = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "arch");
    let mut examples = inside(&root);
    examples.retain(|folder| inside(folder).iter().any(is_source));
    examples.sort();
    assert!(examples.len() > 5, "{examples:?}");
    examples
}
