//! What is noticed, what is not, and what is said of it.

use super::{PICTURE, Watched, contents, shop};
use std::fs;
use std::time::Duration;

#[test]
fn every_kind_of_save_is_noticed() {
    let watched = Watched::new("saves", &[("main.arch", &shop("First"))], &[]);
    watched.until_titled("First");
    watched.write("main.arch", shop("In place"));
    watched.until_titled("In place");
    watched.write_over("main.arch", shop("Renamed over"));
    watched.until_titled("Renamed over");
    // The watch outlives the file that it began with.
    watched.write("main.arch", shop("In place again"));
    watched.until_titled("In place again");
    fs::remove_file(watched.path("main.arch")).expect("it is there");
    watched.write("main.arch", shop("Made anew"));
    watched.until_titled("Made anew");
    fs::write(watched.path("main.arch"), "").expect("it is writable");
    Watched::rest();
    watched.write("main.arch", shop("Emptied first"));
    watched.until_titled("Emptied first");
    fs::rename(watched.path("main.arch"), watched.path("main.arch~")).expect("it is there");
    fs::write(watched.path("main.arch"), shop("Backed up")).expect("the folder is writable");
    watched.until_titled("Backed up");
    fs::rename(watched.path("main.arch"), watched.path("shop.arch")).expect("it is there");
    watched.write("shop.arch", shop("Under another name"));
    watched.until_titled("Under another name");
}

#[test]
fn a_block_says_what_changed_what_was_rebuilt_and_how_long_it_took() {
    let more = "system more \"More\" {\n  service m { image \"m:1\"; listen http 80 }\n}\n";
    let mut watched = Watched::new("status", &[("main.arch", &shop("Web")), ("more.arch", more)], &[]);
    let said = watched.said();
    assert!(said.starts_with("watching `.`; Ctrl-C ends it\nrebuilt 2 files, 5 diagrams, "), "{said}");
    watched.write("main.arch", shop("Web shop"));
    let block = watched.until_said(&[" ms\n"]);
    let block = block.trim_start();
    assert!(block.starts_with("changed main.arch\nrebuilt 1 of 2 files parsed, 2 of 5 diagrams drawn"), "{block}");
    assert!(block.contains("\nwrote 4 files (") && block.contains(" unchanged) to out/ in "), "{block}");
    watched.write("new.arch", "// nothing yet\n");
    let block = watched.until_said(&[" ms\n"]);
    assert!(block.contains("changed new.arch (new)\nrebuilt 1 of 3 files parsed\nwrote nothing new"), "{block}");
    fs::remove_file(watched.path("new.arch")).expect("it is there");
    let block = watched.until_said(&[" ms\n"]);
    assert!(block.contains("changed new.arch (gone)\nrebuilt nothing\nwrote nothing new"), "{block}");
}

#[test]
fn a_program_of_one_file_is_told_by_what_was_rebuilt_too() {
    let mut watched = Watched::new("one-file", &[("main.arch", &shop("Web"))], &[]);
    watched.write("main.arch", shop("Web shop"));
    let block = watched.until_said(&[" ms\n"]);
    assert!(block.contains("rebuilt 1 of 1 file parsed, 2 of 3 diagrams drawn"), "{block}");
}

#[test]
fn a_broken_program_says_so_and_leaves_the_last_good_artifacts() {
    let mut watched = Watched::new("broken", &[("main.arch", &shop("Good"))], &[]);
    let before = contents(&watched.path("out"));
    watched.write("main.arch", shop("Bad").replace("http 3000", "http 70000"));
    let block = watched.until_said(&["what was built before them stays\n"]);
    assert!(block.contains("changed main.arch\nerror[E") && block.contains(" --> main.arch:4:"), "{block}");
    assert!(block.contains("listen http 70000") && block.contains("error: 1 error; "), "{block}");
    assert_eq!(before, contents(&watched.path("out")));
    watched.write("main.arch", shop("Mended"));
    watched.until_titled("Mended");
}

#[test]
fn a_watch_may_begin_with_a_broken_program_or_none() {
    let mut watched = Watched::new("begins-broken", &[("main.arch", "oops {")], &[]);
    assert!(watched.said().contains("nothing was written"), "{}", watched.said());
    assert!(!watched.path("out").exists());
    watched.write("main.arch", shop("Whole"));
    watched.until_titled("Whole");
    fs::remove_file(watched.path("main.arch")).expect("it is there");
    watched.until_said(&["there is no `.arch` file in `.`"]);
    watched.until_titled("Whole");
    watched.write("other.arch", shop("Back"));
    watched.until_titled("Back");
    watched.write("other.arch", "");
    watched.until_said(&["error[E0015]: the program declares nothing"]);
    watched.until_titled("Back");
}

#[test]
fn what_holds_the_same_as_before_is_not_built() {
    let mut watched = Watched::new("same", &[("main.arch", &shop("Same"))], &[]);
    Watched::rest();
    assert_eq!(watched.count("wrote "), 1, "its own output is no change: {}", watched.said());
    watched.write("main.arch", shop("Same"));
    watched.write_over("main.arch", shop("Same"));
    watched.write("notes.md", "not read");
    watched.write("out/more.arch", "not read, either {");
    watched.write("out/diagrams/notes.svg", "mine");
    watched.write(".hidden/more.arch", "not read");
    Watched::rest();
    assert_eq!(watched.count("wrote "), 1, "{}", watched.said());
    watched.write("main.arch", shop("Other"));
    watched.until_said(&[" ms\n"]);
    assert_eq!(watched.count("wrote "), 2, "{}", watched.said());
}

#[test]
fn numbers_that_a_build_gives_out_are_no_change_but_those_that_a_hand_gives_are() {
    let rpc = |fields: &str| {
        format!(
            "system shop {{\n  service web {{\n    image \"web:1\"\n    listen grpc 1\n    api v1 {{ base shop.v1.Web; ping: rpc Ping (Ping) -> Ping }}\n    type Ping {{ {fields} }}\n  }}\n}}\n"
        )
    };
    let mut watched = Watched::new("numbers", &[("main.arch", &rpc("a: string"))], &[]);
    Watched::rest();
    let ms = |watched: &Watched| watched.count(" ms\n");
    assert_eq!(ms(&watched), 1, "{}", watched.said());
    assert!(watched.said().contains("wrote `archc.proto.lock`: commit it with the program\n"), "{}", watched.said());
    watched.write("main.arch", rpc("a: string; b: string"));
    watched.until_said(&[" ms\n"]);
    Watched::rest();
    assert_eq!(ms(&watched), 2, "{}", watched.said());
    let lock = watched.read("archc.proto.lock").expect("it was written");
    assert!(lock.ends_with("a = 1\nb = 2\n"), "{lock}");
    watched.write("archc.proto.lock", lock.replace("b = 2", "b = 7"));
    watched.until("another number", |watched| watched.read("out/proto/shop/v1/web.proto").is_some_and(|proto| proto.contains("b = 7;")));
}

#[test]
fn a_storm_of_events_ends_with_the_last_word() {
    let mut watched = Watched::new("storm", &[("main.arch", &shop("Calm"))], &[]);
    for number in 0..400 {
        watched.write("main.arch", shop(&format!("Gust {number}")));
        watched.write(&format!("leaf{}.arch", number % 40), format!("// {number}\n"));
        watched.write(&format!("other{number}.md"), "not read");
    }
    watched.write("main.arch", shop("After the storm"));
    watched.until_titled("After the storm");
    watched.until_said(&[" ms\n"]);
    assert!(watched.count(" ms\n") < 200, "a burst is one change: {}", watched.count(" ms\n"));
}

/// The system keeps 16,384 events for one that does not listen, and then says that some were lost.
#[cfg(target_os = "linux")]
#[test]
fn lost_events_are_made_up_for() {
    let _ = fs::remove_dir_all(super::folder("overflow-out"));
    let watched = Watched::new("overflow", &[("main.arch", &shop("Before"))], &["--out", "../overflow-out"]);
    watched.signal("STOP");
    for number in 0..6000 {
        fs::write(watched.path(&format!("noise{number}.md")), "not read").expect("the folder is writable");
    }
    watched.write("sub/deep/more.arch", "system more \"More\"\n");
    watched.write("main.arch", shop("After"));
    watched.signal("CONT");
    let picture = |name: &str| format!("../overflow-out/diagrams/{name}.svg");
    watched.until("what changed unheard", |watched| watched.read(&picture("shop-containers")).is_some_and(|svg| svg.contains("After")));
    watched.until("what came unheard", |watched| watched.path(&picture("more-context")).exists());
    watched.write("sub/deep/more.arch", "system other \"Other\"\n");
    watched.until("what changed since", |watched| watched.path(&picture("other-context")).exists());
    let _ = fs::remove_dir_all(watched.path("."));
}

#[test]
fn other_programs_are_told_in_other_forms() {
    let folder = super::folder("forms");
    super::write(&folder.join("main.arch"), "oops {");
    let mut watched = Watched::start(folder, &["--format", "short"]);
    watched.until_said(&["main.arch:1:1: error[E0207]: "]);
    watched.write("main.arch", shop("Whole"));
    watched.until("a picture", |watched| watched.path(PICTURE).exists());
    assert!(!watched.said().contains("changed "), "{}", watched.said());
}

#[test]
fn a_file_that_is_cut_before_it_is_written_takes_nothing_away() {
    let mut watched = Watched::new("cut", &[("main.arch", &shop("First")), ("teams.arch", "team commerce\n")], &[]);
    watched.write("main.arch", "");
    std::thread::sleep(Duration::from_millis(400));
    assert!(watched.read(PICTURE).is_some_and(|svg| svg.contains("First")));
    watched.write("main.arch", shop("Second"));
    watched.until_titled("Second");
    assert!(!watched.said().contains("removed"), "{}", watched.said());
    // What stays empty is meant to be.
    watched.write("main.arch", "");
    watched.until_said(&["removed"]);
    assert_eq!(watched.read(PICTURE), None);
}
