//! What others say of the manifests: Kubernetes' own schemas, those who look for bad habits, those who read policies.

mod checks;
mod custom;
mod flat;
mod graph;
mod rules;

use super::{root, run, tool};
use flat::ALL;

/// The oldest and the newest version that the manifests are for.
const VERSIONS: [&str; 2] = ["1.33", "1.37"];

#[test]
#[ignore = "needs kubectl and kubernetes-validate: run tests/run"]
fn kubernetes_manifests_are_valid() {
    let folder = root().join("target/conformance/native");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    let mut files = Vec::new();
    for flat in ALL.iter() {
        let native: Vec<&str> = flat.objects.iter().filter(|object| object.is_native()).map(|object| object.text.as_str()).collect();
        let file = folder.join(format!("{}-{}.yaml", flat.example, flat.environment.replace('/', "-")));
        std::fs::write(&file, native.join("\n---\n")).expect("the folder is writable");
        files.push(file);
    }
    for version in VERSIONS {
        let mut command = tool("kubernetes/python/bin/kubernetes-validate");
        run(command.args(["--strict", "--quiet", "--kubernetes-version", version]).args(&files));
    }
}
