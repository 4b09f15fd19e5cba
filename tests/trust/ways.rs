//! What can be in a build's way: each time a message, exit code 2, and nothing lost.

use super::{SETTINGS, files, program};
use crate::folder::{Folder, Run};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn shop(name: &str) -> Folder {
    Folder::new(name).with("main.arch", program(0)).with("archc.toml", SETTINGS)
}

/// A file system of a few pages, where this user may have one.
struct Small {
    path: PathBuf,
}

impl Small {
    fn new(path: PathBuf, size: &str) -> Option<Self> {
        fs::create_dir_all(&path).expect("it can be made");
        let mut command = Command::new("mount");
        command.args(["-t", "tmpfs", "-o", &format!("size={size}"), "archc-test"]).arg(&path).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success()).then_some(Self { path })
    }

    fn resize(&self, size: &str) {
        let mut command = Command::new("mount");
        assert!(command.args(["-o", &format!("remount,size={size}")]).arg(&self.path).status().is_ok_and(|status| status.success()));
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.path).status();
    }
}

#[test]
fn a_full_disk_is_said_and_loses_nothing() {
    let folder = shop("ways-full");
    let Some(small) = Small::new(folder.path.join("small"), "1m") else { return };
    folder.run(&["build", "--out", "small/out"]).ends(0, "wrote ");
    let before = files(&small.path.join("out"));
    let size = |files: &std::collections::BTreeMap<String, Vec<u8>>| files.values().map(Vec::len).sum::<usize>();
    assert!(size(&before) > 10_000);
    // What is written needs pages and more of them than there are.
    small.resize(&format!("{}k", 4 * (before.len() + 12)));
    let filled = fs::write(small.path.join("filler"), vec![0; 1 << 20]);
    assert!(filled.is_err(), "it is full");
    folder.write("main.arch", program(1));
    let run = folder.run(&["build", "--out", "small/out"]);
    run.ends(2, "error: cannot write to `small/out`: ");
    run.ends(2, "no space left on device");
    let after = files(&small.path.join("out"));
    assert!(before.iter().all(|(path, bytes)| after.get(path) == Some(bytes) || !path.starts_with('.')), "nothing is torn or lost");
    assert!(!after.keys().any(|path| path.contains(".tmp")));
    fs::remove_file(small.path.join("filler")).expect("it is there");
    small.resize("4m");
    folder.run(&["build", "--out", "small/out"]).ends(0, "wrote ");
    folder.run(&["build", "--out", "small/out", "--check"]).ends(0, "what they should be");
}

#[cfg(target_os = "linux")]
#[test]
fn a_device_is_written_to_and_stays_one() {
    use std::os::unix::fs::FileTypeExt as _;
    let folder = shop("ways-device");
    folder.run(&["export", "--out", "/dev/full"]).ends(2, "error: cannot write `/dev/full`: no space left on device");
    folder.run(&["export", "--out", "/dev/null"]).ends(0, "");
    folder.run(&["check", "--format", "sarif", "--report", "/dev/full"]).ends(2, "no space left on device");
    for device in ["/dev/full", "/dev/null"] {
        assert!(fs::metadata(device).expect("it is there").file_type().is_char_device(), "{device}");
    }
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("it is there");
    let output = folder.command(&["export"]).stdout(full).output().expect("it starts");
    Run::of(&output).ends(2, "standard output cannot be written: no space left on device");
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("it is there");
    let output = folder.command(&["check"]).stderr(full).output().expect("it starts");
    assert_eq!(output.status.code(), Some(0), "nobody is there to be told");
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_is_said() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    use std::os::unix::process::CommandExt as _;
    let folder = shop("ways-read-only");
    folder.run(&["build"]).ends(0, "wrote ");
    folder.write("main.arch", program(1));
    let before = files(&folder.path);
    for path in ["out", "out/openapi", "out/proto", "out/kubernetes", "."] {
        fs::set_permissions(folder.path.join(path), fs::Permissions::from_mode(0o555)).expect("it is ours");
    }
    // The superuser may write everywhere, and is nobody here.
    let is_root = fs::metadata("/proc/self").is_ok_and(|meta| meta.uid() == 0);
    let run = |arguments: &[&str]| {
        let mut command = folder.command(arguments);
        if is_root {
            command.uid(65534).gid(65534);
        }
        Run::of(&command.output().expect("it starts"))
    };
    run(&["build"]).ends(2, "error: cannot write to `out`: permission is denied");
    run(&["build", "--check"]).ends(3, "would write `out/");
    run(&["build", "--out", "new"]).ends(2, "error: cannot write to `new`: permission is denied");
    run(&["export", "--out", "new"]).ends(2, "error: cannot write `new`: permission is denied");
    for path in [".", "out"] {
        fs::set_permissions(folder.path.join(path), fs::Permissions::from_mode(0o755)).expect("it is ours");
    }
    assert_eq!(files(&folder.path), before);
}

#[test]
fn a_folder_where_a_file_should_be_is_said() {
    let folder = shop("ways-folder").with("out/openapi/s0-v1.yaml/keep", "mine").with("out/proto", "mine");
    let run = folder.run(&["build", "--force"]);
    run.ends(2, "`out/openapi/s0-v1.yaml` cannot be written, for a folder is there");
    run.ends(2, "cannot be written, for a file is where its folder should be");
    run.ends(2, "help: move them away, or write to another folder with `--out`");
    assert_eq!(folder.read("out/openapi/s0-v1.yaml/keep") + &folder.read("out/proto"), "minemine");
    assert!(!folder.exists("out/.archc-manifest.json") && !folder.exists("out/kubernetes"));
    folder.run(&["build", "--check"]).ends(3, "would fail to write `out/openapi/s0-v1.yaml`: it cannot be written, for a folder is there");
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_where_it_was_named_and_nowhere_else() {
    use std::os::unix::fs::symlink;
    let folder = shop("ways-links").with("real/keep", "mine");
    symlink("real", folder.path.join("link")).expect("it can be made");
    folder.run(&["build", "--out", "link"]).ends(0, "to link/");
    assert!(folder.exists("real/openapi/s0-v1.yaml") && folder.exists("real/keep"));
    symlink("nowhere", folder.path.join("dangling")).expect("it can be made");
    folder.run(&["build", "--out", "dangling"]).ends(2, "error: cannot write to `dangling`: ");
    assert!(!folder.exists("nowhere"));
    symlink("keep", folder.path.join("real/model.json")).expect("it can be made");
    folder.run(&["export", "--out", "real/model.json"]).ends(0, "");
    assert!(folder.read("real/keep").starts_with('{'), "the link stays, and leads to what was written");
    assert!(fs::symlink_metadata(folder.path.join("real/model.json")).expect("it is there").is_symlink());
}

#[test]
fn a_manifest_of_somebody_else_is_not_believed() {
    let folder = shop("ways-manifest").with("keep", "mine");
    let hash = "9a9568ba2a58d5a4f7ad2ebb72d1ea1d0d8d9d5d6dc4cf7ee3fe3c4a7d9c06a7";
    for path in ["../keep", "/etc/passwd", "a/../../keep", "C:x"] {
        for list in [".archc-manifest.json", ".archc-pending.json"] {
            let _ = fs::remove_dir_all(folder.path.join("out"));
            folder.write(&format!("out/{list}"), format!("{{\"version\": 1, \"files\": {{\"{path}\": \"{hash}\"}}}}"));
            folder.run(&["build"]).ends(2, "it lists a path outside its folder; remove it");
        }
    }
    assert_eq!(folder.read("keep"), "mine");
    assert!(Path::new("/etc/passwd").exists() || cfg!(windows));
}

#[test]
fn two_builds_at_once_do_not_mix() {
    let folder = shop("ways-two").with("other/main.arch", program(1)).with("other/archc.toml", SETTINGS).with(".gitignore", "other/\n");
    folder.run(&["build"]).ends(0, "wrote ");
    for round in 1..4 {
        folder.write("main.arch", program(round * 2));
        folder.write("other/main.arch", program(round * 2 + 1));
        let start = |path: &str| folder.command(&["build", path, "--out", "out"]).stderr(Stdio::piped()).spawn().expect("it starts");
        let builds: Vec<_> = [".", "other", ".", "other"].into_iter().map(start).collect();
        for build in builds {
            let run = Run::of(&build.wait_with_output().expect("it ends"));
            match run.code {
                0 => run.ends(0, "to out/"),
                _ => run.ends(2, "cannot write to `out`: another archc is at work there"),
            }
        }
        let check = |path: &str| folder.run(&["build", path, "--out", "out", "--check"]).code;
        assert!([check("."), check("other")].contains(&0), "the folder holds what one of them makes, and all of it");
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_another_holds_is_said() {
    let folder = shop("ways-held");
    folder.run(&["build"]).ends(0, "wrote ");
    let held = fs::File::open(folder.path.join("out")).expect("it is there");
    held.lock().expect("it can be locked");
    folder.write("main.arch", program(1));
    let before = files(&folder.path);
    folder.run(&["build"]).ends(2, "error: cannot write to `out`: another archc is at work there");
    assert_eq!(files(&folder.path), before);
    folder.run(&["build", "--check"]).ends(3, "would write `out/");
    drop(held);
    folder.run(&["build"]).ends(0, "wrote ");
}
