//! What `kubectl kustomize` makes of each environment of each example: an object a file, for whoever judges it.

use super::super::{built_with, entries, root, run, tool};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// An environment of an example, or one cluster of it.
pub struct Flat {
    pub example: String,
    /// Its folder below `kubernetes/`: `production`, or `production/frankfurt` where there are several clusters.
    pub environment: String,
    /// Where each of its objects has a file of its own.
    pub folder: PathBuf,
    pub objects: Vec<Object>,
}

/// An object, as it is applied.
pub struct Object {
    pub value: Value,
    pub text: String,
    pub file: PathBuf,
}

impl Object {
    pub fn kind(&self) -> &str {
        self.value["kind"].as_str().unwrap_or_default()
    }

    pub fn name(&self) -> &str {
        self.value["metadata"]["name"].as_str().unwrap_or_default()
    }

    /// The namespace that it stands in; its own name for one that is a namespace.
    pub fn namespace(&self) -> &str {
        self.value["metadata"]["namespace"].as_str().unwrap_or_else(|| self.name())
    }

    /// Whether its kind comes with Kubernetes itself.
    pub fn is_native(&self) -> bool {
        let group = self.value["apiVersion"].as_str().and_then(|version| version.split_once('/')).map_or("", |(group, _)| group);
        !group.contains('.') || group.ends_with(".k8s.io") && !group.starts_with("gateway.")
    }

    /// The images that its pods run, without registry and tag.
    pub fn images(&self) -> Vec<&str> {
        let pods = ["/spec/template/spec", "/spec/jobTemplate/spec/template/spec"];
        let pod = pods.iter().find_map(|path| self.value.pointer(path));
        let lists = ["containers", "initContainers"].into_iter().filter_map(|list| pod?[list].as_array());
        let images = lists.flatten().filter_map(|container| container["image"].as_str());
        images.filter_map(|image| image.rsplit('/').next()?.split(':').next()).collect()
    }
}

/// All of them, made once for all tests.
pub static ALL: LazyLock<Vec<Flat>> = LazyLock::new(|| {
    let mut all = Vec::new();
    let _ = std::fs::remove_dir_all(root().join("target/conformance/objects"));
    for out in built_with("flat", "[output]\nemit = [\"kubernetes\"]\n") {
        let example = file_name(out.parent().expect("it stands in the example's folder"));
        let top = out.join("kubernetes");
        let below = entries(&top).into_iter().flat_map(|path| [vec![path.clone()], entries(&path)].concat());
        for folder in below.filter(|path| is_environment(path)) {
            let environment = folder.strip_prefix(&top).expect("it is below").display().to_string();
            all.push(flat(&example, environment, &folder));
        }
    }
    assert!(!all.is_empty(), "no example has manifests");
    all
});

fn file_name(path: &Path) -> String {
    path.file_name().expect("it has a name").to_string_lossy().into_owned()
}

/// Whether a folder is applied: not what environments share, and not a component of one.
fn is_environment(folder: &Path) -> bool {
    let text = std::fs::read_to_string(folder.join("kustomization.yaml")).unwrap_or_default();
    text.contains("\nkind: Kustomization\n") && !folder.ends_with("base")
}

fn flat(example: &str, environment: String, built: &Path) -> Flat {
    let text = run(tool("kubernetes/python/bin/kubectl").arg("kustomize").arg(built));
    let folder = root().join("target/conformance/objects").join(example).join(&environment);
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    let object = |text: &str| {
        let value = archc::emit::yaml::parse(text).expect("kubectl writes YAML");
        let mut object = Object { value, text: text.to_owned(), file: PathBuf::new() };
        object.file = folder.join(format!("{}.{}.{}.yaml", object.namespace(), object.kind(), object.name()));
        assert!(!object.file.exists(), "two objects are one: {}", object.file.display());
        std::fs::write(&object.file, text).expect("the folder is writable");
        object
    };
    let objects = text.split("\n---\n").map(object).collect();
    Flat { example: example.to_owned(), environment, folder, objects }
}
