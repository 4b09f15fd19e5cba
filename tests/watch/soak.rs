//! An hour of somebody's work in a minute: five hundred edits of all kinds, and in the end what a build from nothing makes.

use super::{Watched, archc, contents, folder};
use crate::session::{Dice, Files, edit, program};
use std::fs;
use std::path::Path;

/// Makes a directory hold these files, each saved in one way or another.
fn save(root: &Path, before: &Files, after: &Files, dice: &mut Dice) {
    for path in before.keys().filter(|path| !after.contains_key(*path)) {
        let place = root.join(path);
        match place.parent().filter(|folder| *folder != root) {
            Some(folder) if dice.roll(2) == 0 => fs::remove_dir_all(folder).expect("it is there"),
            _ => fs::remove_file(place).expect("it is there"),
        }
    }
    for (path, text) in after.iter().filter(|(path, text)| before.get(*path) != Some(*text)) {
        let place = root.join(path);
        fs::create_dir_all(place.parent().expect("it has a folder")).expect("the folder can be made");
        match dice.roll(5) {
            0 => fs::write(&place, text).expect("it is writable"),
            1 => {
                let beside = root.join("saved~");
                fs::write(&beside, text).expect("it is writable");
                fs::rename(beside, place).expect("it can take its place");
            }
            2 => {
                let _ = fs::remove_file(&place);
                fs::write(place, text).expect("it is writable");
            }
            3 => {
                fs::write(&place, "").expect("it is writable");
                fs::write(place, text).expect("it is writable");
            }
            _ => {
                let half = text.len() / 2;
                fs::write(&place, &text.as_bytes()[..half]).expect("it is writable");
                fs::write(place, text).expect("it is writable");
            }
        }
    }
}

#[test]
fn five_hundred_edits_end_with_what_a_build_from_nothing_makes() {
    let root = folder("soak");
    let mut dice = Dice::new(23);
    let mut files = Files::new();
    let start = program();
    save(&root, &files, &start, &mut dice);
    files = start;
    let _ = fs::remove_dir_all(root.join("../soak-out"));
    let mut watched = Watched::at(root.clone(), &["--out", "../soak-out"]);
    for step in 1..=500 {
        let before = files.clone();
        edit(&mut files, &mut dice);
        save(&root, &before, &files, &mut dice);
        if dice.roll(20) == 0 {
            fs::create_dir_all(root.join(format!("empty{}", dice.roll(3)))).expect("it can be made");
        }
        if dice.roll(4) == 0 {
            std::thread::sleep(std::time::Duration::from_millis(u64::try_from(dice.roll(90)).expect("it is small")));
        }
        if step % 50 == 0 {
            let before = std::mem::replace(&mut files, program());
            files.insert("zz.arch".to_owned(), format!("system marker{step} \"Marker {step}\"\n"));
            save(&root, &before, &files, &mut dice);
            let marker = format!("Marker {step}");
            let picture = "../soak-out/diagrams/all.svg";
            watched.until(&marker, |watched| watched.read(picture).is_some_and(|svg| svg.contains(&marker)));
            same_as_cold(&watched, &root);
        }
    }
    watched.signal("INT");
    assert_eq!(watched.end().0.code(), Some(130));
}

/// That the folder holds what a build from nothing makes of the program.
#[track_caller]
fn same_as_cold(watched: &Watched, root: &Path) {
    let cold = root.join("../soak-cold");
    let _ = fs::remove_dir_all(&cold);
    let (code, said) = archc(root, &["build", "--out", "../soak-cold"]);
    assert_eq!(code, 0, "{said}");
    let expected = contents(&cold);
    watched.until("the same bytes", |_| contents(&root.join("../soak-out")) == expected);
}
