//! `archc watch` as its users meet it: a real process on a real directory. Every wait ends as soon as what is waited for has come,
//! and gives up after a time that no machine needs.

mod changes;
mod ends;
mod places;
mod soak;

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Nothing takes this long.
const PATIENCE: Duration = Duration::from_secs(120);

/// A program that is watched.
pub struct Watched {
    folder: PathBuf,
    child: Child,
    said: Arc<Mutex<String>>,
    /// How much of what was said a test has seen.
    seen: usize,
}

/// An empty folder below `target`; a Git repository, so that nothing above it counts.
pub fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/watch").join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(path.join(".git")).expect("the folder can be made");
    path
}

pub fn write(path: &Path, content: impl AsRef<[u8]>) {
    fs::create_dir_all(path.parent().expect("it has a folder")).expect("the folder can be made");
    fs::write(path, content).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// A small program whose picture bears a title.
pub fn shop(title: &str) -> String {
    format!(
        "system shop {{\n  service web \"{title}\" {{\n    image \"web:1\"\n    listen http 3000\n    api v1 {{ ping: GET /ping -> string }}\n  }}\n}}\n"
    )
}

/// The picture that [`shop`] makes.
pub const PICTURE: &str = "out/diagrams/shop-containers.svg";

impl Watched {
    /// Watches a program in a folder of this name, which is written first, and waits for its first build.
    pub fn new(name: &str, files: &[(&str, &str)], arguments: &[&str]) -> Self {
        let folder = folder(name);
        for (path, text) in files {
            write(&folder.join(path), text);
        }
        Self::at(folder, arguments)
    }

    /// Watches in a folder, and waits for the first block.
    pub fn at(folder: PathBuf, arguments: &[&str]) -> Self {
        let mut watched = Self::start(folder, arguments);
        watched.until_said(&[" ms\n", "error: "]);
        watched
    }

    pub fn start(folder: PathBuf, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_archc"));
        command.arg("watch").args(arguments).current_dir(&folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let said = Arc::new(Mutex::new(String::new()));
        let (mut from, into) = (child.stderr.take().expect("it is piped"), Arc::clone(&said));
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(read @ 1..) = from.read(&mut buffer) {
                into.lock().expect("nobody panics with it").push_str(&String::from_utf8_lossy(&buffer[..read]));
            }
        });
        Self { folder, child, said, seen: 0 }
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.join(path)
    }

    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        write(&self.path(path), content);
    }

    /// Writes beside a file and takes its place, as editors do.
    pub fn write_over(&self, path: &str, content: impl AsRef<[u8]>) {
        let beside = self.path(&format!("{path}.new~"));
        fs::write(&beside, content).expect("the folder is writable");
        fs::rename(beside, self.path(path)).expect("it can take its place");
    }

    pub fn read(&self, path: &str) -> Option<String> {
        fs::read_to_string(self.path(path)).ok()
    }

    /// All that was said.
    pub fn said(&self) -> String {
        self.said.lock().expect("nobody panics with it").clone()
    }

    /// Waits until one of these is said, after what was seen before; what was said until then.
    #[track_caller]
    pub fn until_said(&mut self, texts: &[&str]) -> String {
        let start = self.seen;
        let mut found = None;
        self.until("something is said", |watched| {
            let said = watched.said();
            let fresh = said.get(start..).unwrap_or_default();
            found = texts.iter().filter_map(|text| fresh.find(text).map(|at| start + at + text.len())).min().map(|end| (end, said.clone()));
            found.is_some()
        });
        let (end, said) = found.expect("it was found");
        self.seen = end;
        said[start..end].to_owned()
    }

    /// Waits until the picture bears a title.
    #[track_caller]
    pub fn until_titled(&self, title: &str) {
        self.until(title, |watched| watched.read(PICTURE).is_some_and(|svg| svg.contains(title)));
    }

    /// Waits until something holds.
    #[track_caller]
    pub fn until(&self, what: &str, mut holds: impl FnMut(&Self) -> bool) {
        let start = Instant::now();
        while !holds(self) {
            assert!(start.elapsed() < PATIENCE, "waited for `{what}` in vain; it was said:\n{}", self.said());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// How many times something was said.
    pub fn count(&self, text: &str) -> usize {
        self.said().matches(text).count()
    }

    /// Sends a signal by its name.
    pub fn signal(&self, name: &str) {
        let status = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status();
        assert!(status.is_ok_and(|status| status.success()), "the process is there");
    }

    /// Waits for its end; how it ended, and how long that took.
    #[track_caller]
    pub fn end(&mut self) -> (ExitStatus, Duration) {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("it can be asked") {
                return (status, start.elapsed());
            }
            assert!(start.elapsed() < PATIENCE, "it does not end; it said:\n{}", self.said());
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits for longer than a burst of events lasts, so that what was going to be built is.
    pub fn rest() {
        std::thread::sleep(Duration::from_millis(800));
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs archc in a folder; its exit code and what it said.
pub fn archc(folder: &Path, arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_archc")).args(arguments).current_dir(folder).output().expect("the program starts");
    (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// All files below a folder with what they hold.
pub fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(root: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(root, &path, found);
            } else if let (Ok(bytes), Ok(name)) = (fs::read(&path), path.strip_prefix(root)) {
                found.insert(name.to_string_lossy().into_owned(), bytes);
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(folder, folder, &mut found);
    found
}
