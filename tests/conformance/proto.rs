//! What buf and protox say of the protobuf files.

use super::{built, entries, root, run, tool};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Builds every example that has protobuf files, and gives the folders of these.
fn protos(test: &str) -> Vec<PathBuf> {
    let protos: Vec<PathBuf> = built(test).iter().map(|out| out.join("proto")).filter(|folder| folder.exists()).collect();
    assert!(!protos.is_empty(), "no example has protobuf files");
    protos
}

#[test]
#[ignore = "needs @bufbuild/buf: run tests/run"]
fn protobuf_files_compile_and_satisfy_buf() {
    let config = root().join("tests/tools/proto/buf.yaml");
    for folder in protos("buf") {
        for command in [&["build"][..], &["lint"], &["format", "--diff", "--exit-code"]] {
            run(tool("proto/node/node_modules/.bin/buf").args(command).arg("--config").arg(&config).current_dir(&folder));
        }
    }
}

/// Writes the protobuf files that the suite shows, and gives a folder for each program there.
fn shown(test: &str) -> Vec<PathBuf> {
    let folder = root().join("target/conformance").join(test);
    let _ = std::fs::remove_dir_all(&folder);
    for document in ["proto", "proto-numbers"] {
        let suite = std::fs::read_to_string(root().join(format!("tests/suite/{document}.md"))).expect("the suite is readable");
        for (at, case) in suite.split("\n```arch\n").enumerate() {
            for (path, text) in case.split("\n```proto path=proto/").skip(1).filter_map(|block| block.split_once('\n')) {
                let path = folder.join(format!("{document}-{at}")).join(path);
                std::fs::create_dir_all(path.parent().expect("it has a folder")).expect("the folder can be made");
                std::fs::write(path, text.split("```").next().unwrap_or_default()).expect("the folder is writable");
            }
        }
    }
    assert!(!entries(&folder).is_empty(), "the suite shows no protobuf file");
    entries(&folder)
}

/// The protobuf files below a folder, by their paths from it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for path in entries(&next) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "proto") {
                found.push(path.strip_prefix(folder).expect("it is below").to_path_buf());
            }
        }
    }
    found
}

#[test]
fn protox_compiles_every_protobuf_file() {
    for folder in protos("protox").into_iter().chain(shown("suite-protox")) {
        let files = files(&folder);
        let compiled = protox::compile(&files, [&folder]).unwrap_or_else(|error| panic!("{}: {error:?}", folder.display()));
        let own = compiled.file.iter().filter(|file| !file.name().starts_with("google/")).count();
        assert_eq!(own, files.len(), "{}", folder.display());
    }
}

/// Changes a text, which must be there.
fn edit(file: &Path, from: &str, to: &str) {
    let text = std::fs::read_to_string(file).expect("it is readable");
    assert!(text.contains(from), "`{from}` is not in {}", file.display());
    std::fs::write(file, text.replace(from, to)).expect("it is writable");
}

#[test]
#[ignore = "needs @bufbuild/buf: run tests/run"]
fn edited_programs_do_not_break_their_clients() {
    let config = root().join("tests/tools/proto/buf.yaml");
    let out = built("breaking").into_iter().find(|out| out.parent().is_some_and(|program| program.ends_with("online-boutique")));
    let program = out.expect("there is such an example").parent().expect("it has a folder").to_path_buf();
    let build = |to: &str| run(Command::new(env!("CARGO_BIN_EXE_archc")).arg("build").arg(&program).arg("--out").arg(program.join(to)));
    let breaking = |before: &str, after: &str| {
        let mut buf = tool("proto/node/node_modules/.bin/buf");
        buf.arg("breaking").arg(program.join(after).join("proto")).arg("--against").arg(program.join(before).join("proto"));
        buf.arg("--config").arg(&config).arg("--against-config").arg(&config);
        buf
    };
    let catalog = program.join("catalog.arch");
    // One field goes, one is new and stands first, two change places.
    edit(
        &catalog,
        "        name:        string(1..128)\n        description: string\n",
        "        rank: int\n        description: string\n",
    );
    edit(&catalog, "price_usd: Money\n", "price: [Money]\n        price_usd: Money\n");
    build("second");
    run(&mut breaking("out", "second"));
    edit(&catalog, "        rank: int\n", "        size: int\n        name: string\n        rank: int\n");
    build("third");
    // What came back has its number again, but its name is no longer reserved: no other mistake than that is found.
    let found = breaking("second", "third").output().expect("buf starts");
    let found = String::from_utf8_lossy(&found.stdout).into_owned();
    assert!(!found.is_empty() && found.lines().all(|line| line.contains("reserved")), "{found}");
    run(&mut breaking("out", "third"));
    // And without the lock, buf finds what would have happened.
    std::fs::remove_file(program.join("archc.proto.lock")).expect("it is there");
    build("unlocked");
    assert!(!breaking("out", "unlocked").output().expect("buf starts").status.success());
}

#[test]
#[ignore = "needs @bufbuild/buf: run tests/run"]
fn protobuf_files_of_the_suite_compile() {
    for program in shown("suite") {
        run(tool("proto/node/node_modules/.bin/buf").arg("build").current_dir(&program));
        run(tool("proto/node/node_modules/.bin/buf").args(["format", "--diff", "--exit-code"]).current_dir(&program));
    }
}
