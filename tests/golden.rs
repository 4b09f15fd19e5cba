//! What the examples become is checked in below `tests/golden` and compared byte for byte. `UPDATE=1` rewrites it.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// The files below a folder, by their paths from it.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    collect(folder, "", &mut found);
    found
}

fn collect(folder: &Path, prefix: &str, found: &mut BTreeMap<String, Vec<u8>>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.map(|entry| entry.expect("the folder is readable")) {
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{path}/"), found);
        } else if !path.starts_with('.') {
            found.insert(path, std::fs::read(entry.path()).expect("the file is readable"));
        }
    }
}

fn replace(folder: &Path, files: &BTreeMap<String, Vec<u8>>) {
    let _ = std::fs::remove_dir_all(folder);
    for (path, bytes) in files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().expect("it has a folder")).expect("the folder can be made");
        std::fs::write(path, bytes).expect("the file is writable");
    }
}

/// What differs between two sets of files, a line each.
fn differences(expected: &BTreeMap<String, Vec<u8>>, actual: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let mut differences = Vec::new();
    for (path, bytes) in expected {
        match actual.get(path) {
            None => differences.push(format!("{path}: is no longer made")),
            Some(there) if there != bytes => differences.push(format!("{path}: differs in line {}", first_line(bytes, there))),
            Some(_) => {}
        }
    }
    differences.extend(actual.keys().filter(|path| !expected.contains_key(*path)).map(|path| format!("{path}: is new")));
    differences
}

/// The first line in which two files differ, from 1.
fn first_line(a: &[u8], b: &[u8]) -> usize {
    let shared = a.iter().zip(b).take_while(|(a, b)| a == b);
    shared.filter(|(byte, _)| **byte == b'\n').count() + 1
}

#[test]
fn examples_become_what_is_checked_in() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let update = std::env::var_os("UPDATE").is_some_and(|value| value == "1");
    let mut mistakes = Vec::new();
    for example in crate::folder::examples() {
        let name = example.file_name().expect("it has a name").to_string_lossy().into_owned();
        let out = root.join("target/golden").join(&name);
        let _ = std::fs::remove_dir_all(&out);
        let before = files(&example);
        let built = Command::new(env!("CARGO_BIN_EXE_archc")).arg("build").arg(&example).arg("--out").arg(&out).output();
        let built = built.expect("the program starts");
        if !built.status.success() {
            mistakes.push(format!("{name} does not build:\n{}", String::from_utf8_lossy(&built.stderr)));
        } else if String::from_utf8_lossy(&built.stderr).contains("warning[") {
            mistakes.push(format!("{name} has warnings:\n{}", String::from_utf8_lossy(&built.stderr)));
        } else if files(&example) != before && !update {
            mistakes.push(format!("{name}: the build changed what is committed beside the program"));
        } else if update {
            replace(&root.join("tests/golden").join(&name), &files(&out));
        } else {
            let differences = differences(&files(&root.join("tests/golden").join(&name)), &files(&out));
            mistakes.extend(differences.into_iter().map(|difference| format!("{name}/{difference}")));
        }
    }
    assert!(mistakes.is_empty(), "\n{}\n`UPDATE=1 cargo test golden` writes what is there now", mistakes.join("\n"));
}

/// Whoever reads the examples learns from them how programs look, and `archc fmt --check` is what the README tells them to run.
#[test]
fn examples_are_laid_out_as_the_formatter_lays_them_out() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_archc"));
    let output = command.args(["fmt", "--check", "examples"]).current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("the program starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
