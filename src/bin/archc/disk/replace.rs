//! Files that appear whole or not at all, and what is left of them where the program was killed.
//!
//! A file is written beside the one that it is to replace, and locked while it is. The system takes the lock back however
//! the program ends, so that what nobody has locked is litter.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;
use tempfile::NamedTempFile;

const PREFIX: &str = ".archc-";
const SUFFIX: &str = ".tmp";

/// Replaces a file at once, or makes it: readers see the old content or the new. The folder must be there.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    match beside(path, bytes)?.persist(path) {
        // Somebody swept between its making and its lock.
        Err(error) if error.error.kind() == io::ErrorKind::NotFound => beside(path, bytes)?.persist(path),
        done => done,
    }
    .map_err(|error| error.error)?;
    Ok(())
}

/// A file with this content in the same folder.
fn beside(path: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX);
    let permissions = fs::metadata(path).ok().map(|meta| meta.permissions());
    #[cfg(unix)]
    let default = <fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o666);
    #[cfg(unix)]
    builder.permissions(default);
    let mut file = builder.tempfile_in(folder)?;
    // Where the file system knows no locks, nothing is ever swept.
    let _ = file.as_file().lock();
    file.write_all(bytes)?;
    if let Some(permissions) = permissions {
        file.as_file().set_permissions(permissions)?;
    }
    Ok(file)
}

/// Removes what killed programs have left in a folder. What cannot be removed stays, and is no mistake.
pub fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let is_ours = name.to_str().is_some_and(|name| name.starts_with(PREFIX) && name.ends_with(SUFFIX));
        if is_ours && entry.file_type().is_ok_and(|kind| kind.is_file()) && is_nobodys(&entry.path()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn is_nobodys(path: &Path) -> bool {
    File::open(path).is_ok_and(|file| file.try_lock().is_ok())
}
