//! What Kubernetes' own tools say of the manifests.

mod checks;
mod flat;
mod graph;

use super::{built, entries, run, tool};

#[test]
#[ignore = "needs kubectl and kubernetes-validate: run tests/run"]
fn kubernetes_manifests_build_and_validate() {
    let mut manifests = Vec::new();
    for out in built("kubernetes") {
        let environments = entries(&out.join("kubernetes"));
        // An environment of several clusters has a folder for each.
        let folders = environments.iter().flat_map(|path| std::iter::once(path.clone()).chain(entries(path)));
        // `patches` is a part of its environment and nothing in itself.
        for environment in folders.filter(|path| path.join("kustomization.yaml").exists() && !path.ends_with("patches")) {
            let text = run(tool("kubernetes/python/bin/kubectl").arg("kustomize").arg(&environment));
            let flat = environment.with_extension("flat.yaml");
            std::fs::write(&flat, native(&text)).expect("the folder is writable");
            manifests.push(flat);
        }
    }
    assert!(!manifests.is_empty(), "no example has manifests");
    for version in ["1.33", "1.37"] {
        run(tool("kubernetes/python/bin/kubernetes-validate")
            .args(["--strict", "--quiet", "--kubernetes-version", version])
            .args(&manifests));
    }
}

/// The objects whose schemas come with Kubernetes; those of the Gateway API do not.
fn native(manifests: &str) -> String {
    let of_extensions = |document: &str| {
        let groups = ["gateway.networking.k8s.io", "keda.sh", "external-secrets.io"];
        groups.iter().any(|group| document.contains(&format!("apiVersion: {group}/")))
    };
    let documents = manifests.split("\n---\n").filter(|document| !of_extensions(document));
    documents.collect::<Vec<_>>().join("\n---\n")
}
