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
    // The field has another width and sign on other processors; the number is one of 32 bits everywhere.
    silent(rustix::fs::statfs(directory).ok()?.f_type as u32)
}

/// The file systems whose changes the system does not tell of, by the numbers that `statfs(2)` lists.
#[cfg(target_os = "linux")]
fn silent(kind: u32) -> Option<&'static str> {
    match kind {
        0x6969 => Some("NFS"),
        0x0102_1997 => Some("9p"),
        0xFF53_4D42 => Some("CIFS"),
        0xFE53_4D42 | 0x517B => Some("SMB"),
        0x6573_5546 => Some("FUSE"),
        _ => None,
    }
}

/// Other systems tell, or say themselves that they cannot.
#[cfg(not(target_os = "linux"))]
pub fn tells_nothing(_: &Path) -> Option<&'static str> {
    None
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn file_systems_of_other_machines_are_known_by_their_numbers() {
        use rustix::fs::NFS_SUPER_MAGIC;
        assert_eq!(silent(NFS_SUPER_MAGIC as u32), Some("NFS"));
        for (kind, name) in [(0x0102_1997, "9p"), (0xFF53_4D42, "CIFS"), (0xFE53_4D42, "SMB"), (0x6573_5546, "FUSE")] {
            assert_eq!(silent(kind), Some(name));
        }
        // ext4, tmpfs, btrfs, overlayfs.
        for local in [0xEF53, 0x0102_1994, 0x9123_683E, 0x794C_7630] {
            assert_eq!(silent(local), None);
        }
        assert_eq!(tells_nothing(Path::new("/proc")), None);
    }
}
