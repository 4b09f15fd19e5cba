//! How a watch ends, who else may write where it writes, and what it costs while nothing happens.

use super::{PICTURE, Watched, archc, contents, shop};
use std::fs;
use std::time::Duration;

/// That it ended because it was told to.
#[track_caller]
fn interrupted(watched: &mut Watched, signal: &str) {
    watched.signal(signal);
    let (status, took) = watched.end();
    assert_eq!(status.code(), Some(130), "{}", watched.said());
    assert!(took < Duration::from_secs(1), "{signal}: it took {took:?}");
}

/// That every file is whole and known, and nothing lies about.
#[track_caller]
fn nothing_is_half_written(watched: &Watched) {
    let files = contents(&watched.path("out"));
    let odd: Vec<&String> = files.keys().filter(|path| path.contains(".tmp") || path.contains("pending")).collect();
    assert!(odd.is_empty(), "{odd:?}");
    let (code, said) = archc(&watched.path("."), &["build"]);
    assert_eq!(code, 0, "all that is there is known to be ours: {said}");
}

#[test]
fn an_interrupt_ends_it_at_once_with_nothing_half_written() {
    let mut watched = Watched::new("interrupt", &[("main.arch", &shop("Quiet"))], &[]);
    interrupted(&mut watched, "INT");
    nothing_is_half_written(&watched);
    for (round, signal) in ["INT", "TERM", "INT", "TERM", "INT", "TERM"].into_iter().enumerate() {
        let mut again = Watched::at(watched.path("."), &[]);
        // Whatever it is doing: waiting, reading, drawing, writing.
        again.write("main.arch", shop(&format!("Busy {round}")));
        std::thread::sleep(Duration::from_millis(25 * u64::try_from(round).expect("it is small")));
        interrupted(&mut again, signal);
        nothing_is_half_written(&watched);
    }
}

#[test]
fn an_interrupt_counts_from_the_beginning() {
    let folder = super::folder("interrupt-early");
    super::write(&folder.join("main.arch"), shop("Early"));
    let mut watched = Watched::start(folder, &[]);
    watched.until_said(&["watching "]);
    interrupted(&mut watched, "TERM");
    nothing_is_half_written(&watched);
}

#[test]
fn a_second_one_is_told_that_there_is_a_first() {
    let mut first = Watched::new("second", &[("main.arch", &shop("First"))], &[]);
    for arguments in [&["watch"][..], &["build"], &["build", "--force"]] {
        let (code, said) = archc(&first.path("."), arguments);
        assert_eq!(code, 2, "{said}");
        assert!(said.contains("cannot write to `out`: another archc is at work there"), "{said}");
        assert!(said.contains("a watch writes there until it is ended"), "{said}");
    }
    assert_eq!(archc(&first.path("."), &["build", "--check"]).0, 0, "to look is free");
    assert_eq!(archc(&first.path("."), &["build", "--out", "elsewhere"]).0, 0, "and so is another folder");
    first.write("main.arch", shop("Still at work"));
    first.until_titled("Still at work");
    // However it ends, the folder is free.
    first.signal("KILL");
    first.end();
    assert_eq!(archc(&first.path("."), &["build"]).0, 0);
}

#[test]
fn what_a_hand_changed_is_not_overwritten() {
    let mut watched = Watched::new("by-hand", &[("main.arch", &shop("First"))], &[]);
    watched.write(PICTURE, "mine");
    watched.write("main.arch", shop("Second"));
    watched.until_said(&["was changed by hand since archc wrote it"]);
    assert_eq!(watched.read(PICTURE).as_deref(), Some("mine"));
    fs::remove_file(watched.path(PICTURE)).expect("it is there");
    watched.write("main.arch", shop("Third"));
    watched.until_titled("Third");
}

#[test]
fn what_was_found_to_be_right_is_looked_at_again_when_it_was_touched() {
    let mut watched = Watched::new("touched", &[("main.arch", &shop("First"))], &[]);
    // The document was written by the first build and is found as it should be by the others.
    for title in ["Second", "Third"] {
        Watched::rest();
        watched.write("main.arch", shop(title));
        watched.until_said(&[" ms\n"]);
    }
    let document = "out/openapi/web-v1.yaml";
    let edited = watched.read(document).expect("it was written").replace("3.1.0", "3.1.9");
    watched.write(document, &edited);
    watched.write("main.arch", shop("Fourth"));
    watched.until_said(&["was changed by hand since archc wrote it"]);
    assert_eq!(watched.read(document), Some(edited));
}

/// Clock ticks that a process has used so far: fields 14 and 15 of `/proc/PID/stat`, see proc(5).
#[cfg(target_os = "linux")]
fn ticks(id: u32) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).expect("it runs");
    let behind = stat.rsplit_once(')').expect("it has a name").1;
    behind.split_whitespace().skip(11).take(2).map(|field| field.parse::<u64>().expect("it is a number")).sum()
}

#[cfg(target_os = "linux")]
#[test]
fn while_nothing_happens_it_takes_next_to_nothing() {
    let folder = super::folder("idle");
    for file in 0..40 {
        super::write(&folder.join(format!("part{file}.arch")), format!("system s{file} \"System {file}\"\n"));
    }
    for arguments in [&[][..], &["--poll"]] {
        let mut watched = Watched::at(folder.clone(), arguments);
        Watched::rest();
        let before = ticks(watched.id());
        std::thread::sleep(Duration::from_secs(5));
        let used = ticks(watched.id()) - before;
        // A tick is a hundredth of a second: 0.5 % of five seconds are 2.5 of them.
        assert!(used <= 2, "{arguments:?}: {used} ticks in five seconds");
        interrupted(&mut watched, "INT");
    }
}
