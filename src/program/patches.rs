//! The folders of hand-made Kubernetes patches beside a program: `kubernetes-patches/ENVIRONMENT/`, or a folder of a cluster
//! in it. Knows what they call themselves; never what they change.

use crate::source::{FileId, Sources, Span};
use crate::world::World;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// Where they stand, seen from the program's root.
const ROOT: &str = "kubernetes-patches";
/// The names that kustomize looks for.
const NAMES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// A folder of patches that a user has written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PatchFolder {
    /// Its path from the program's root: `kubernetes-patches/production`, `kubernetes-patches/production/eu`.
    pub path: String,
    /// The kind of its kustomization, `Component` where all is well; nothing where it has none, or says none.
    pub kind: Option<String>,
    /// Whether it has a kustomization.
    pub listed: bool,
    /// The kind where it is said, else the start of a file in the folder.
    pub span: Span,
}

/// All of them, sorted by path.
pub(super) fn find(world: &dyn World, sources: &mut Sources) -> Vec<PatchFolder> {
    let mut folders: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in world.below(ROOT) {
        let parts: Vec<&str> = file.split('/').collect();
        let folder = match parts.as_slice() {
            [root, environment, cluster, name] if NAMES.contains(name) => format!("{root}/{environment}/{cluster}"),
            [root, environment, _, ..] => format!("{root}/{environment}"),
            _ => continue,
        };
        folders.entry(folder).or_default().push(file);
    }
    let clusters: Vec<String> = folders.keys().cloned().collect();
    let of_clusters = |path: &str| clusters.iter().any(|other| other.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')));
    let found = folders.iter().filter_map(|(path, files)| {
        let own = |file: &&String| NAMES.iter().any(|name| **file == format!("{path}/{name}"));
        match files.iter().find(own) {
            Some(file) => Some(listed(world, sources, path, file)),
            // A folder that only holds those of clusters lists nothing itself.
            None if of_clusters(path) => None,
            None => {
                let file = sources.add(files.first()?, "");
                Some(PatchFolder { path: path.clone(), kind: None, listed: false, span: Span::new(file, 0, 0) })
            }
        }
    });
    found.collect()
}

fn listed(world: &dyn World, sources: &mut Sources, path: &str, file: &str) -> PatchFolder {
    let text = world.bytes(file).ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
    let id = sources.add(file, text);
    let said = sources.get(id).and_then(|source| kind(id, source.text()));
    let (kind, span) = said.map_or((None, Span::new(id, 0, 0)), |(kind, span)| (Some(kind), span));
    PatchFolder { path: path.to_owned(), kind, listed: true, span }
}

/// What a kustomization in block style calls itself, with the place.
fn kind(file: FileId, text: &str) -> Option<(String, Span)> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if let Some(rest) = line.strip_prefix("kind:") {
            let value = rest.split(" #").next().unwrap_or_default().trim().trim_matches(['"', '\'']);
            return Some((value.to_owned(), Span::new(file, start, start + line.trim_end().len())));
        }
        start += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::MemoryWorld;

    #[test]
    fn folders_of_environments_and_clusters_are_found() {
        let world = MemoryWorld::single("")
            .with("kubernetes-patches/prod/kustomization.yaml", "apiVersion: a\nkind: 'Component' # it is\n")
            .with("kubernetes-patches/prod/eu/kustomization.yaml", "kind: Kustomization\n")
            .with("kubernetes-patches/prod/more/web.yaml", "")
            .with("kubernetes-patches/dev/web.yaml", "")
            .with("kubernetes-patches/test/us/Kustomization", "{}")
            .with("kubernetes-patches/README.md", "");
        let folders = find(&world, &mut Sources::default());
        let shown: Vec<_> = folders.iter().map(|folder| (folder.path.as_str(), folder.kind.as_deref(), folder.listed)).collect();
        assert_eq!(
            shown,
            [
                ("kubernetes-patches/dev", None, false),
                ("kubernetes-patches/prod", Some("Component"), true),
                ("kubernetes-patches/prod/eu", Some("Kustomization"), true),
                ("kubernetes-patches/test/us", None, true),
            ]
        );
    }
}
