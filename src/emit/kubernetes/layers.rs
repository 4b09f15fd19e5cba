//! From all objects of all environments to kustomize's layers: `base/` with what every environment has, a folder for each
//! environment with what only it has, and in that `patches/` with what it has otherwise.

use super::Findings;
use super::common::{self, Common};
use super::difference::{self, Change};
use super::object::{Labels, Object};
use super::tree::{Folder, Placed};
use crate::artifact::{ArtifactSet, Kind, Refused};
use crate::diag::codes::emit::PATCH_FOLDER;
use crate::diag::{Diagnostic, nearest};
use crate::emit::Memo;
use crate::emit::value::{self, Value};
use crate::model::{ElementId, Model};
use crate::program::PatchFolder;
use crate::settings::Settings;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The folder of what all environments share.
pub(super) const BASE: &str = "base";
/// Where hand-made patches lie, seen from the program.
const HAND_MADE: &str = "kubernetes-patches";

/// What makes an object of one environment the same as one of another. The namespace tells apart only what stands in several
/// namespaces of one cluster: else an environment may call it as it likes. A name for something outside is nothing that leads to pods.
type Key<'o> = (Option<ElementId>, &'o str, &'o str, Option<&'o str>, bool);

/// The objects of a folder, or some of them, in their order.
type Keyed<'o> = Vec<(Key<'o>, &'o Placed)>;

/// Where manifests go.
pub(super) struct Files<'a> {
    pub(super) artifacts: &'a mut ArtifactSet,
    pub(super) memo: &'a Memo,
}

/// Puts the layers into the set.
pub(super) fn write(
    model: &Model,
    settings: &Settings,
    mut folders: Vec<Folder>,
    out: &mut Files<'_>,
    findings: &mut Findings,
) -> Result<(), Refused> {
    let common = common::take(&mut folders);
    let folders = folders.as_slice();
    let repeated = repeated(folders);
    let keyed: Vec<Keyed<'_>> =
        folders.iter().map(|folder| folder.objects.iter().map(|placed| (placed.key(&repeated), placed)).collect()).collect();
    let shared = shared(&keyed);
    let parts: Vec<(Keyed<'_>, Keyed<'_>)> =
        keyed.into_iter().map(|objects| objects.into_iter().partition(|(key, _)| shared.contains(key))).collect();
    let reference = folders.iter().position(|folder| folder.is_root).unwrap_or(0);
    let Some((base, _)) = parts.get(reference) else { return Ok(()) };
    if !base.is_empty() {
        let resources = out.objects(&format!("kubernetes/{BASE}"), base)?;
        out.put(&format!("kubernetes/{BASE}/kustomization.yaml"), &Kustomization { resources, ..Kustomization::root() })?;
    }
    let origins: BTreeMap<Key<'_>, &Placed> = base.iter().copied().collect();
    for ((folder, common), (same, own)) in folders.iter().zip(common).zip(&parts) {
        let mut resources = out.objects(&folder.path, own)?;
        if !base.is_empty() {
            resources.insert(0, format!("{}{BASE}", "../".repeat(folder.path.split('/').count() - 1)));
        }
        let patches = patches(out, folder, same, &origins)?;
        let up = "../".repeat(folder.path.split('/').count());
        let hand_made = folder.patched_by(&model.patches).map(|patches| join(&up, &settings.output.program, &patches.path));
        let components = patches.then(|| "patches".to_owned()).into_iter().chain(hand_made).collect();
        let labels = Put::of(common).into_iter().collect();
        let root = Kustomization { resources, components, labels, ..Kustomization::root() };
        out.put(&format!("{}/kustomization.yaml", folder.path), &root)?;
    }
    check(&model.patches, folders, findings);
    Ok(())
}

/// A path of kustomize's to a folder of the program.
fn join(up: &str, program: &str, path: &str) -> String {
    let program = if program.is_empty() { String::new() } else { format!("{program}/") };
    format!("{up}{program}{path}")
}

/// The elements that stand in several namespaces of one cluster.
fn repeated(folders: &[Folder]) -> BTreeSet<ElementId> {
    let mut repeated = BTreeSet::new();
    for folder in folders {
        let mut namespaces: BTreeMap<ElementId, &str> = BTreeMap::new();
        for (of, placed) in folder.objects.iter().filter_map(|placed| Some((placed.of?, placed))) {
            if *namespaces.entry(of).or_insert(placed.object.namespace()) != placed.object.namespace() {
                repeated.insert(of);
            }
        }
    }
    repeated
}

/// What is in every environment, so that the base may hold it: all that has the same key everywhere. Left out is what would bear,
/// in the base, the name of something that an environment has beside it.
fn shared<'o>(folders: &[Keyed<'o>]) -> BTreeSet<Key<'o>> {
    let keys = |folder: &Keyed<'o>| folder.iter().map(|(key, _)| *key).collect::<BTreeSet<_>>();
    let everywhere = folders.iter().map(keys).reduce(|shared, other| &shared & &other);
    let mut shared = everywhere.unwrap_or_default();
    loop {
        let (common, own): (Vec<_>, Vec<_>) = folders.iter().flatten().partition(|(key, _)| shared.contains(key));
        let names: BTreeSet<_> = own.into_iter().map(|(_, placed)| placed.object.identity()).collect();
        let taken: Vec<_> = common.into_iter().filter(|(_, placed)| names.contains(&placed.object.identity())).collect();
        if taken.is_empty() {
            return shared;
        }
        for (key, _) in taken {
            shared.remove(&key);
        }
    }
}

impl Placed {
    fn key(&self, repeated: &BTreeSet<ElementId>) -> Key<'_> {
        let namespace = self.of.is_none_or(|of| repeated.contains(&of)).then(|| self.object.namespace());
        let (kind, _, name) = self.object.identity();
        (self.of, kind, name, namespace, kind == "Service" && self.object.is_alias())
    }
}

impl Files<'_> {
    /// Writes objects to their files, and gives the files' paths.
    fn objects(&mut self, root: &str, objects: &Keyed<'_>) -> Result<Vec<String>, Refused> {
        let mut files: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
        for (_, placed) in objects {
            files.entry(&placed.file).or_default().push(&placed.object.0);
        }
        for (file, objects) in &files {
            self.artifacts.share(Kind::Manifest, format!("{root}/{file}"), self.memo.yaml(objects))?;
        }
        Ok(files.into_keys().map(str::to_owned).collect())
    }

    fn put<T: Serialize>(&mut self, path: &str, value: &T) -> Result<(), Refused> {
        // Its keys are texts, so that it always has a form.
        let value = value::of(value).unwrap_or(Value::Null);
        self.artifacts.share(Kind::Manifest, path, self.memo.yaml(&[&value]))
    }
}

/// Writes what a folder has otherwise than the base; whether there is any such thing.
fn patches(out: &mut Files<'_>, folder: &Folder, objects: &Keyed<'_>, base: &BTreeMap<Key<'_>, &Placed>) -> Result<bool, Refused> {
    let mut patches = Vec::new();
    for (key, placed) in objects {
        let Some(origin) = base.get(key).filter(|origin| !std::ptr::eq(**origin, *placed)) else { continue };
        let changes: Vec<Change<'_>> = difference::between(&origin.object.0, &placed.object.0);
        if changes.is_empty() {
            continue;
        }
        let directory = origin.file.rsplit_once('/').map_or("", |(directory, _)| directory);
        let path = format!("{directory}/{}.{}.yaml", origin.object.name(), origin.object.kind().to_ascii_lowercase());
        out.put(&format!("{}/patches/{path}", folder.path), &changes)?;
        patches.push(Patch { path, target: Target::of(&origin.object) });
    }
    if patches.is_empty() {
        return Ok(false);
    }
    patches.sort_by(|a, b| a.path.cmp(&b.path));
    let component = Kustomization { patches, ..Kustomization::component() };
    out.put(&format!("{}/patches/kustomization.yaml", folder.path), &component)?;
    Ok(true)
}

impl Folder {
    /// The folders of hand-made patches that are for this one.
    fn patched_by<'p>(&self, patches: &'p [PatchFolder]) -> impl Iterator<Item = &'p PatchFolder> {
        let whole = format!("{HAND_MADE}/{}", self.environment);
        let of_cluster = self.cluster.as_ref().map(|cluster| format!("{whole}/{cluster}"));
        patches.iter().filter(move |folder| folder.path == whole || of_cluster.as_ref() == Some(&folder.path))
    }
}

/// Reports folders of hand-made patches that would never count, or that kustomize would refuse.
fn check(patches: &[PatchFolder], folders: &[Folder], findings: &mut Findings) {
    let used: BTreeSet<&str> = folders.iter().flat_map(|folder| folder.patched_by(patches)).map(|patches| patches.path.as_str()).collect();
    for folder in patches {
        let mut parts = folder.path.split('/').skip(1);
        let environment = parts.next().unwrap_or_default();
        let known = folders.iter().any(|other| other.environment == environment);
        let error = |message: String| Diagnostic::error(&PATCH_FOLDER, folder.span, message);
        let name = &folder.path;
        if !known {
            let error = error(format!("`{name}` is for no environment"));
            findings.push(match nearest(environment, folders.iter().map(|folder| folder.environment.as_str())) {
                Some(near) => error.help(format!("did you mean `{HAND_MADE}/{near}`?")),
                None => error.help("it has to be called like an environment that something runs in"),
            });
        } else if !used.contains(name.as_str()) {
            // A folder of the user's own, which the environment's kustomization may refer to.
            if parts.next().is_none() {
                findings.push(error(format!("`{name}` is used by nothing")));
            }
        } else if !folder.listed {
            let error = error(format!("`{name}` has no `kustomization.yaml`"));
            findings.push(error.help("list the patches in one, as `kind: Component`"));
        } else if folder.kind.as_deref().is_some_and(|kind| kind != "Component") {
            let error = error(format!("the kustomization of `{name}` is no `Component`"));
            let help = "write `apiVersion: kustomize.config.k8s.io/v1alpha1` and `kind: Component`: only a component changes what is there";
            findings.push(error.help(help));
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Kustomization {
    api_version: &'static str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    resources: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    components: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    labels: Vec<Put>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    patches: Vec<Patch>,
}

impl Kustomization {
    fn root() -> Self {
        let (resources, components, labels, patches) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { api_version: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization", resources, components, labels, patches }
    }

    /// Components are applied one after another, where the patches of a root come last of all: so hand-made ones come last.
    fn component() -> Self {
        Self { api_version: "kustomize.config.k8s.io/v1alpha1", kind: "Component", ..Self::root() }
    }
}

/// Labels that are put on all objects, and on what is made from them.
#[derive(Serialize)]
struct Put {
    pairs: Labels,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<Field>,
}

#[derive(Serialize)]
struct Field {
    path: String,
}

impl Put {
    fn of(Common { labels, templates }: Common) -> Option<Self> {
        let fields = templates.into_iter().map(|path| Field { path }).collect();
        (!labels.is_empty()).then_some(Self { pairs: labels, fields })
    }
}

#[derive(Serialize)]
struct Patch {
    path: String,
    target: Target,
}

#[derive(Serialize)]
struct Target {
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<String>,
    version: String,
    kind: String,
    name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    namespace: String,
}

impl Target {
    fn of(object: &Object) -> Self {
        let api = object.0.get("apiVersion").and_then(Value::as_str).unwrap_or_default();
        let (group, version) = api.split_once('/').map_or((None, api), |(group, version)| (Some(group.to_owned()), version));
        let own = |text: &str| text.to_owned();
        Self { group, version: own(version), kind: own(object.kind()), name: own(object.name()), namespace: own(object.namespace()) }
    }
}
