//! The same program makes the same bytes, wherever and however it is built.

use super::files;
use crate::folder::{Folder, Run};
use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

const FILES: [(&str, &str); 4] = [
    ("a.arch", "system shop {\n  service web { image \"web:1\"; listen http 3000; -> api.list, store \"reads\" }\n}\n"),
    (
        "b/api.arch",
        "extend shop {\n  service api {\n    image \"api:1\"\n    listen http 8080\n    listen grpc 50051\n    api v1 { list: GET /things -> [Thing] }\n    \
         api r1 { base shop.things; call: rpc Call (Thing) -> Thing }\n    type Thing { id: uuid @key; size: float = 0.1 }\n  }\n}\n",
    ),
    ("c.arch", "extend shop {\n  database store { engine postgres 16; storage 1Gi; table t { id: uuid @key } }\n}\n"),
    ("archc.toml", "[diagrams]\nformats = [\"svg\", \"png\"]\nscale = 0.5\n"),
];

/// The program in a folder, its files made in this order.
fn program(name: &str, order: [usize; 4]) -> Folder {
    let folder = Folder::new(name);
    for at in order {
        folder.write(FILES[at].0, FILES[at].1);
    }
    folder
}

/// What a build makes, its manifest included, and the file beside the program.
fn made(folder: &Folder, command: &mut Command) -> BTreeMap<String, Vec<u8>> {
    let output = command.output().expect("it starts");
    assert!(output.status.success(), "{command:?}: {}", Run::of(&output).said);
    let mut made = files(&folder.path.join("out"));
    made.insert("archc.proto.lock".to_owned(), fs::read(folder.path.join("archc.proto.lock")).expect("it is written"));
    made
}

fn shell(folder: &Folder, before: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{before} exec \"$0\" build"), env!("CARGO_BIN_EXE_archc")]).current_dir(&folder.path);
    command
}

#[test]
fn the_tour() {
    let folder = program("same", [0, 1, 2, 3]);
    let first = made(&folder, &mut folder.command(&["build"]));
    assert!(first.len() > 15 && first.contains_key("diagrams/shop-context.png"), "{:?}", first.keys());
    let again = |what: &str, folder: &Folder, command: &mut Command| {
        let _ = fs::remove_dir_all(folder.path.join("out"));
        let made = made(folder, command);
        let paths = |made: &BTreeMap<String, Vec<u8>>| made.keys().cloned().collect::<Vec<_>>();
        assert_eq!(paths(&made), paths(&first), "{what}");
        let other: Vec<_> = made.iter().filter(|(path, bytes)| first.get(*path) != Some(bytes)).map(|(path, _)| path).collect();
        assert!(other.is_empty(), "{what}: {other:?} differ");
    };
    let elsewhere = program("same-elsewhere/deep er/é", [3, 2, 1, 0]);
    again("another order of files, another folder", &elsewhere, &mut elsewhere.command(&["build"]));
    let path = folder.path.display().to_string();
    again("from another directory", &folder, elsewhere.command(&["build", &path]).env("PWD", "/nonexistent"));
    again("from below", &folder, folder.command(&["build", ".."]).current_dir(folder.path.join("b")));
    for (name, value) in
        [("LC_ALL", "tr_TR.UTF-8"), ("LANG", "C"), ("TZ", "Asia/Kathmandu"), ("USER", "somebody"), ("SOURCE_DATE_EPOCH", "1")]
    {
        again(name, &folder, folder.command(&["build"]).env(name, value).env("HOME", "/nonexistent"));
    }
    again("without an environment", &folder, folder.command(&["build"]).env_clear());
    again("a umask", &folder, &mut shell(&folder, "umask 077;"));
    if Command::new("taskset").arg("-V").output().is_ok() {
        again("one processor, one thread", &folder, &mut shell(&folder, "taskset -p -c 0 $$ >/dev/null;"));
    }
    #[cfg(unix)]
    as_somebody_else(&folder, &again);
}

/// As a user who owns nothing, where this one may become another.
#[cfg(unix)]
fn as_somebody_else(folder: &Folder, again: &dyn Fn(&str, &Folder, &mut Command)) {
    use std::os::unix::fs::{PermissionsExt as _, chown};
    use std::os::unix::process::CommandExt as _;
    let nobody = 65534;
    if chown(&folder.path, Some(nobody), Some(nobody)).is_err() {
        return;
    }
    fs::set_permissions(&folder.path, fs::Permissions::from_mode(0o777)).expect("it is ours");
    if folder.command(&["--version"]).uid(nobody).gid(nobody).output().is_ok() {
        again("another user", folder, folder.command(&["build"]).uid(nobody).gid(nobody));
    }
}
