//! The disk: the only place in the project that touches files.

mod claim;
mod known;
mod output;
mod places;
mod replace;
mod world;

pub use claim::Claim;
pub use known::Known;
pub use output::{Beside, Conflict, Plan, beside, plan};
pub use places::{Places, tells_nothing};
pub use replace::{replace, sweep};
pub use world::DiskWorld;
use world::relative;

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::Path;

/// The most bytes of a file that is no source: a document or a list of what was written.
const LARGEST: u64 = 16 * 1024 * 1024;

/// The text of a small file, if it is there.
pub fn text(path: &Path) -> io::Result<Option<String>> {
    match regular(path) {
        Ok(bytes) => String::from_utf8(bytes).map(Some).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The text of a small file in a folder, if it is there. A link that leads out of the folder is none that belongs there.
pub fn text_inside(folder: &Path, name: &str) -> io::Result<Option<String>> {
    match real(&folder.join(name)) {
        Ok(path) if !path.starts_with(folder) => {
            Err(io::Error::new(io::ErrorKind::InvalidInput, "it is a link that leads out of the program"))
        }
        Ok(path) => text(&path),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// What a regular file holds; a pipe or a device is not even opened.
fn regular(path: &Path) -> io::Result<Vec<u8>> {
    let meta = fs::metadata(path)?;
    if !meta.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file"));
    }
    if meta.len() > LARGEST {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is too large"));
    }
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Writes a file that the command line names: a link is followed, and what is no regular file, as a pipe, is written to.
pub fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(meta) if meta.is_dir() => Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a directory")),
        Ok(meta) if !meta.is_file() => fs::OpenOptions::new().write(true).open(path)?.write_all(bytes),
        Ok(_) => replace(&real(path)?, bytes),
        Err(_) => replace(path, bytes),
    }
}

/// Makes a folder, and those above it, if they are not there.
pub fn make(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

/// Whether a directory is at a path, links not followed.
pub fn is_directory(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|meta| meta.is_dir())
}

/// The path that a path leads to, links followed.
pub fn real(path: &Path) -> io::Result<std::path::PathBuf> {
    fs::canonicalize(path)
}

/// A folder as it is reached from another one, which need not be there yet.
pub fn between(from: &Path, to: &Path) -> String {
    let from = std::path::absolute(from).unwrap_or_else(|_| from.to_path_buf());
    let there = from.ancestors().find_map(|above| Some((real(above).ok()?, from.strip_prefix(above).ok()?)));
    let from = there.map_or(from.clone(), |(real, rest)| if rest.as_os_str().is_empty() { real } else { real.join(rest) });
    relative(&from, to)
}

/// What the system says of a failure, in the style of our messages.
pub fn said(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or directory".to_owned(),
        io::ErrorKind::PermissionDenied => "permission is denied".to_owned(),
        _ => {
            let text = error.to_string();
            let text = text.split(" (os error").next().unwrap_or_default();
            let mut letters = text.chars();
            letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
        }
    }
}
