//! What a pipeline must be able to trust: the same bytes wherever and however it runs, nothing torn or lost whatever happens
//! to it, and never more than a message for a program that means harm.

mod bounds;
mod cost;
mod crash;
mod hostile;
mod same;
mod ways;

use crate::folder::Folder;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Artifacts of all kinds but pictures, which take a build without optimisation long, and a file beside the program.
fn program(version: usize) -> String {
    let services: String = (0..8)
        .map(|n| {
            format!(
                "  service s{n} {{\n    image \"registry.example.com/s{n}:{version}\"\n    listen http 3000\n    listen grpc 50051\n    \
                 api v1 {{ ping: GET /ping{version} -> string }}\n    api r1 {{ base shop.s{n}; call: rpc Call (M) -> M }}\n    \
                 type M {{ a: string }}\n  }}\n"
            )
        })
        .collect();
    format!("system shop {{\n{services}}}\n")
}

const SETTINGS: &str = "[output]\nemit = [\"kubernetes\", \"openapi\", \"proto\"]\n";

/// All files below a folder but those of Git, by path.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).expect("it is readable").flatten() {
            let path = entry.path();
            match path.is_dir() {
                true if !path.ends_with(".git") => open.push(path),
                true => {}
                false => {
                    let name = path.strip_prefix(folder).expect("it is below").display().to_string();
                    found.insert(name, fs::read(&path).unwrap_or_default());
                }
            }
        }
    }
    found
}

/// What a whole build of this version makes, the files of the folder included.
fn whole(name: &str, version: usize) -> BTreeMap<String, Vec<u8>> {
    let folder = Folder::new(name).with("main.arch", program(version)).with("archc.toml", SETTINGS);
    folder.run(&["build"]).ends(0, "wrote ");
    files(&folder.path)
}
