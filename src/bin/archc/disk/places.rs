//! Where a program was read from: the directories in which a change may make it another.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Where a program was read from. All paths are real ones, as far as they exist.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// Directories that were read: whatever comes or goes in one may matter.
    pub inside: BTreeSet<PathBuf>,
    /// Paths that were looked for, whether there was something or not.
    pub sought: BTreeSet<PathBuf>,
    /// The directories nearest to what was looked for.
    pub near: BTreeSet<PathBuf>,
}

impl Places {
    /// Takes in a directory that was read.
    pub fn read(&mut self, directory: &Path) {
        self.inside.extend(fs::canonicalize(directory));
        self.seek(directory);
    }

    /// Takes in a path that was looked for.
    pub fn seek(&mut self, path: &Path) {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
        let found = path.ancestors().skip(1).find_map(|above| {
            let real = fs::canonicalize(above).ok().filter(|real| real.is_dir())?;
            Some((real, path.strip_prefix(above).ok()?))
        });
        if let Some((near, rest)) = found {
            self.sought.insert(near.join(rest));
            self.near.insert(near);
        }
        // What a link leads to may change without the link.
        if let Ok(target) = fs::read_link(&path) {
            self.seek_target(&path.parent().unwrap_or(&path).join(target));
        }
    }

    /// Takes in what a link leads to, at one remove: links to links are found out by looking again now and then.
    fn seek_target(&mut self, target: &Path) {
        let found = target.ancestors().skip(1).find_map(|above| fs::canonicalize(above).ok().map(|real| (real, above)));
        if let Some((near, above)) = found {
            self.sought.insert(near.join(target.strip_prefix(above).unwrap_or(target)));
            self.near.insert(near);
        }
    }

    /// All directories that are to be watched.
    pub fn directories(&self) -> BTreeSet<PathBuf> {
        self.inside.union(&self.near).cloned().collect()
    }
}

/// Why changes below a directory have to be looked for: the system tells nobody of what other machines do to it.
#[cfg(target_os = "linux")]
pub fn tells_nothing(directory: &Path) -> Option<&'static str> {
    // Numbers of `linux/magic.h`, and those that NFS, CIFS, 9p and FUSE have in `statfs(2)`.
    const SILENT: [(u32, &str); 6] =
        [(0x6969, "NFS"), (0x0102_1997, "9p"), (0xFF53_4D42, "CIFS"), (0xFE53_4D42, "SMB"), (0x517B, "SMB"), (0x6573_5546, "FUSE")];
    // The field has another width and sign on other processors; the number is one of 32 bits everywhere.
    let kind = rustix::fs::statfs(directory).ok()?.f_type as u32;
    SILENT.iter().find(|(number, _)| *number == kind).map(|(_, name)| *name)
}

/// Other systems tell, or say themselves that they cannot.
#[cfg(not(target_os = "linux"))]
pub fn tells_nothing(_: &Path) -> Option<&'static str> {
    None
}
