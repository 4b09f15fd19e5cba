//! Hands what the examples become to the tools that others read it with. `tests/run` installs them.

mod kubernetes;
mod model;
mod openapi;
mod page;
mod pipelines;
mod proto;

use std::path::{Path, PathBuf};
use std::process::Command;

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A tool that `tests/run` installs.
pub fn tool(path: &str) -> Command {
    let path = root().join("target/tools").join(path);
    assert!(path.exists(), "{} is missing: run `tests/run tools`", path.display());
    Command::new(path)
}

/// Runs a command that must succeed, and gives what it wrote.
pub fn run(command: &mut Command) -> String {
    let output = command.output().expect("the command starts");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?}\n{out}{err}");
    out.into_owned()
}

/// Builds every example anew into a folder of the test's own.
pub fn built(test: &str) -> Vec<PathBuf> {
    built_with(test, "")
}

/// Builds a copy of every example with these settings.
pub fn built_with(test: &str, settings: &str) -> Vec<PathBuf> {
    let folder = root().join("target/conformance").join(test);
    let _ = std::fs::remove_dir_all(&folder);
    let mut built = Vec::new();
    for example in crate::folder::examples() {
        let program = folder.join(example.file_name().expect("it has a name"));
        copy(&example, &program);
        std::fs::write(program.join("archc.toml"), settings).expect("the folder is writable");
        let out = program.join("out");
        run(Command::new(env!("CARGO_BIN_EXE_archc")).arg("build").arg(&program).arg("--out").arg(&out));
        built.push(out);
    }
    assert!(!built.is_empty(), "there are no examples");
    built
}

/// Copies a program with all that lies beside its sources, but nothing that was built.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("the folder can be made");
    for entry in entries(from) {
        let name = entry.file_name().expect("it has a name");
        if entry.is_dir() && name != "out" {
            copy(&entry, &to.join(name));
        } else if entry.is_file() {
            std::fs::copy(&entry, to.join(name)).expect("it can be copied");
        }
    }
}

/// What is in a folder, sorted; nothing where there is no such folder.
pub fn entries(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("it is readable").path()).collect();
    paths.sort();
    paths
}
