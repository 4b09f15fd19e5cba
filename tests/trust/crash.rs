//! Builds that are killed: every file is the old one or the new one, and the next build is as if nothing had been.

use super::{SETTINGS, files, program, whole};
use crate::folder::Folder;
use serde_json::Value;
use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const KILLS: usize = 100;

/// Numbers that look like chance and are the same in each run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end.max(1)
    }
}

fn start(folder: &Folder) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_archc"));
    command.arg("build").current_dir(&folder.path).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("it starts")
}

/// Kills a build: half of the time at any moment, half of the time while it writes. Whether it was still at work.
fn kill(folder: &Folder, chance: &mut Chance, whole: Duration) -> bool {
    let micros = |time: Duration| u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
    let mut child = start(folder);
    if chance.below(2) == 0 {
        std::thread::sleep(Duration::from_micros(chance.below(micros(whole))));
    } else {
        let begin = Instant::now();
        while !folder.exists("out/.archc-pending.json") && begin.elapsed() < whole * 2 {
            std::thread::sleep(Duration::from_micros(100));
        }
        std::thread::sleep(Duration::from_micros(chance.below(12_000)));
    }
    let was_at_work = child.try_wait().expect("it can be asked").is_none();
    child.kill().expect("it can be killed");
    child.wait().expect("it ends");
    was_at_work
}

fn is_litter(path: &str) -> bool {
    path.contains(".archc-") && path.contains(".tmp")
}

/// Each file is that of one version or another, and the lists can be read.
fn nothing_is_torn(there: &BTreeMap<String, Vec<u8>>, versions: &[BTreeMap<String, Vec<u8>>]) {
    for (path, bytes) in there.iter().filter(|(path, _)| !is_litter(path) && *path != "main.arch") {
        if path.contains(".archc-") {
            serde_json::from_slice::<Value>(bytes).unwrap_or_else(|error| panic!("{path}: {error}"));
        } else {
            assert!(versions.iter().any(|version| version.get(path) == Some(bytes)), "{path} is torn");
        }
    }
}

#[test]
fn a_build_that_is_killed_leaves_old_files_or_new_ones() {
    let versions: Vec<_> = (0..3).map(|version| whole("crash-whole", version)).collect();
    let folder = Folder::new("crash").with("main.arch", program(0)).with("archc.toml", SETTINGS);
    let begin = Instant::now();
    assert!(start(&folder).wait().expect("it ends").success());
    let whole = begin.elapsed();
    let mut chance = Chance(0x2545_F491_4F6C_DD1D);
    let (mut at_work, mut while_writing) = (0, 0);
    for round in 0..KILLS {
        let version = usize::try_from(chance.below(3)).expect("it is small");
        folder.write("main.arch", program(version));
        at_work += usize::from(kill(&folder, &mut chance, whole));
        let there = files(&folder.path);
        while_writing += usize::from(there.contains_key("out/.archc-pending.json"));
        nothing_is_torn(&there, &versions);
        if round % 5 == 4 {
            let run = folder.run(&["build"]);
            assert_eq!(run.code, 0, "{}", run.said);
            let there = files(&folder.path);
            assert!(!there.keys().any(|path| is_litter(path) || path.contains("pending")), "{:?}", there.keys());
            assert_eq!(there, versions[version]);
            folder.run(&["build", "--check"]).ends(0, "what they should be");
        }
    }
    assert!(at_work > KILLS / 3 && while_writing > KILLS / 10, "{at_work} builds were killed at work, {while_writing} after writes");
}

#[test]
fn builds_that_were_killed_one_after_the_other_are_taken_up() {
    let folder = Folder::new("crash-twice").with("main.arch", program(0)).with("archc.toml", SETTINGS);
    folder.run(&["build"]).ends(0, "wrote ");
    let manifest = folder.read("out/.archc-manifest.json");
    // As if the second build had been killed after all its files were written, and the third before its first.
    folder.write("main.arch", program(1));
    folder.run(&["build"]).ends(0, "wrote ");
    let written = folder.read("out/.archc-manifest.json");
    folder.write("out/.archc-manifest.json", manifest);
    folder.write("out/.archc-pending.json", written);
    folder.write("main.arch", program(2));
    let mut third = start(&folder);
    while folder.read("out/.archc-pending.json").contains("\"version\": 1") && third.try_wait().expect("it can be asked").is_none() {
        std::thread::sleep(Duration::from_micros(50));
    }
    third.kill().expect("it can be killed");
    third.wait().expect("it ends");
    folder.write("main.arch", program(0));
    folder.run(&["build"]).ends(0, "wrote ");
    folder.run(&["build", "--check"]).ends(0, "what they should be");
}

#[test]
fn what_a_killed_build_left_goes_and_what_is_anothers_stays() {
    let folder = Folder::new("crash-litter").with("main.arch", program(0)).with("archc.toml", SETTINGS);
    folder.run(&["build"]).ends(0, "wrote ");
    for litter in ["out/.archc-AbCdEf.tmp", ".archc-AbCdEf.tmp"] {
        folder.write(litter, "half of it");
    }
    folder.write("out/.archc-notes.md", "mine");
    let held = folder.path.join("out/.archc-held.tmp");
    std::fs::write(&held, "somebody writes").expect("it can be written");
    let lock = std::fs::File::open(&held).expect("it is there");
    lock.lock().expect("it can be locked");
    folder.run(&["build"]).ends(0, "nothing new");
    assert!(!folder.exists("out/.archc-AbCdEf.tmp") && !folder.exists(".archc-AbCdEf.tmp"));
    // Below the folder it is looked for where a build did not come to its end.
    folder.write("out/openapi/.archc-AbCdEf.tmp", "half of it");
    std::fs::copy(folder.path.join("out/.archc-manifest.json"), folder.path.join("out/.archc-pending.json")).expect("it is there");
    folder.run(&["build"]).ends(0, "nothing new");
    assert!(!folder.exists("out/openapi/.archc-AbCdEf.tmp") && !folder.exists("out/.archc-pending.json"));
    assert!(folder.exists("out/.archc-notes.md") && folder.exists("out/.archc-held.tmp"));
}
