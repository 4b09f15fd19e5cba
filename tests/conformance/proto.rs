//! What buf says of the protobuf files.

use super::{built, entries, root, run, tool};
use std::path::PathBuf;

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

#[test]
#[ignore = "needs @bufbuild/buf: run tests/run"]
fn protobuf_files_of_the_suite_compile() {
    let folder = root().join("target/conformance/suite");
    let _ = std::fs::remove_dir_all(&folder);
    let suite = std::fs::read_to_string(root().join("tests/suite/proto.md")).expect("the suite is readable");
    for (at, case) in suite.split("\n```arch\n").enumerate() {
        let program = folder.join(at.to_string());
        for (path, text) in case.split("\n```proto path=proto/").skip(1).filter_map(|block| block.split_once('\n')) {
            let path = program.join(path);
            std::fs::create_dir_all(path.parent().expect("it has a folder")).expect("the folder can be made");
            std::fs::write(path, text.split("```").next().unwrap_or_default()).expect("the folder is writable");
        }
    }
    assert!(!entries(&folder).is_empty(), "the suite shows no protobuf file");
    for program in entries(&folder) {
        run(tool("proto/node/node_modules/.bin/buf").arg("build").current_dir(&program));
        run(tool("proto/node/node_modules/.bin/buf").args(["format", "--diff", "--exit-code"]).current_dir(&program));
    }
}
