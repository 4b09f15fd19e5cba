//! The right to write to a folder, which one archc has at a time. The system takes it back however the program ends.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

/// How long another one may take that is about to end.
const PATIENCE: Duration = Duration::from_millis(800);

/// The right to write to a folder, as long as this lives.
#[derive(Debug)]
pub struct Claim {
    /// Nothing while there is no such folder.
    held: Option<File>,
}

impl Claim {
    /// Takes the right to write to a folder. One that is not there is nobody's yet.
    ///
    /// # Errors
    /// [`io::ErrorKind::ResourceBusy`] when another one has it and does not let go.
    pub fn of(folder: &Path) -> io::Result<Self> {
        let held = match handle(folder) {
            Ok(file) => file,
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => return Ok(Self { held: None }),
            Err(error) => return Err(error),
        };
        let start = Instant::now();
        loop {
            match held.try_lock() {
                Ok(()) => return Ok(Self { held: Some(held) }),
                Err(TryLockError::WouldBlock) if start.elapsed() < PATIENCE => std::thread::sleep(Duration::from_millis(20)),
                Err(TryLockError::WouldBlock) => return Err(busy()),
                // Some file systems know no locks: there nobody can be told.
                Err(TryLockError::Error(_)) => return Ok(Self { held: Some(held) }),
            }
        }
    }

    /// Takes it again where the folder has come or was replaced since.
    ///
    /// # Errors
    /// As [`Claim::of`].
    pub fn renew(&mut self, folder: &Path) -> io::Result<()> {
        if !self.held.as_ref().is_some_and(|held| is_at(held, folder)) {
            self.held = None;
            *self = Self::of(folder)?;
        }
        Ok(())
    }
}

fn busy() -> io::Error {
    io::Error::new(io::ErrorKind::ResourceBusy, "another archc is at work there")
}

/// The folder itself, so that nothing is left in it.
#[cfg(unix)]
fn handle(folder: &Path) -> io::Result<File> {
    let file = File::open(folder)?;
    if file.metadata()?.is_dir() { Ok(file) } else { Err(io::ErrorKind::NotADirectory.into()) }
}

/// A file in the folder, where folders cannot be locked.
#[cfg(not(unix))]
fn handle(folder: &Path) -> io::Result<File> {
    fs::metadata(folder)?;
    File::options().create(true).truncate(false).write(true).open(folder.join(".archc-lock"))
}

#[cfg(unix)]
fn is_at(held: &File, folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let number = |meta: fs::Metadata| (meta.dev(), meta.ino());
    let same = held.metadata().and_then(|held| Ok(number(held) == number(fs::metadata(folder)?)));
    same.unwrap_or(false)
}

#[cfg(not(unix))]
fn is_at(_: &File, folder: &Path) -> bool {
    folder.is_dir()
}
