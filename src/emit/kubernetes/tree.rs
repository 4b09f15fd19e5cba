//! The files of an environment: a folder for each cluster where there are several, in it one for each namespace, in that a
//! file for each workload, and the `kustomization.yaml` that lists them all.

use super::Findings;
use super::backup;
use super::checks;
use super::network::{self, Traffic};
use super::object::{Labels, NAME, Object, is_label_value, one};
use super::patch;
use super::pod;
use super::route;
use super::scale;
use super::service;
use super::site::{Site, Workload};
use crate::artifact::{ArtifactSet, Kind, Refused};
use crate::diag::Diagnostic;
use crate::diag::codes::emit::NAME as NAME_CODE;
use crate::emit::yaml;
use crate::model::deployment::plain_name;
use crate::model::{BaseKind, Element, ElementId, Environment, Model, NodeId};
use crate::settings;
use k8s_openapi::api::core::v1::Namespace;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Puts the manifests of an environment into the set.
pub(super) fn emit(
    model: &Model,
    environment: &Environment,
    settings: &settings::Kubernetes,
    artifacts: &mut ArtifactSet,
    findings: &mut Findings,
) -> Result<(), Refused> {
    let mut clusters: Vec<Option<NodeId>> = Vec::new();
    for instance in environment.instances.iter().filter(|instance| instance.emitted) {
        if !clusters.contains(&instance.cluster) {
            clusters.push(instance.cluster);
        }
    }
    let root = format!("kubernetes/{}", plain_name(&environment.name));
    let single = clusters.len() == 1;
    let folders = folders(environment, &clusters);
    for (cluster, folder) in clusters.iter().zip(folders) {
        let root = if single { root.clone() } else { format!("{root}/{folder}") };
        let site = Site::new(model, environment, settings, *cluster);
        emit_site(&site, &root, artifacts, findings)?;
    }
    Ok(())
}

/// A folder's name for each cluster: the cluster's, with what it stands in before it where two have the same.
fn folders(environment: &Environment, clusters: &[Option<NodeId>]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for cluster in clusters {
        let mut node = *cluster;
        let mut name = node.map_or("elsewhere".to_owned(), |id| plain_name(&environment[id].name));
        while names.contains(&name) {
            let parent = node.and_then(|id| environment[id].parent);
            name = parent.map_or_else(|| format!("{name}-2"), |id| format!("{}-{name}", plain_name(&environment[id].name)));
            node = parent;
        }
        names.push(name);
    }
    names
}

fn emit_site(site: &Site<'_>, root: &str, artifacts: &mut ArtifactSet, findings: &mut Findings) -> Result<(), Refused> {
    let workloads = site.workloads();
    if workloads.is_empty() {
        return Ok(());
    }
    let traffic = Traffic::of(site, &workloads);
    let mut resources: Vec<String> = Vec::new();
    let mut known: BTreeSet<(String, String, String)> = BTreeSet::new();
    let mut namespaces: BTreeMap<&str, bool> = BTreeMap::new();
    for workload in &workloads {
        *namespaces.entry(&workload.instance.namespace).or_default() |= is_root(workload);
    }
    for (namespace, root_runs) in &namespaces {
        let objects = namespace_objects(namespace, *root_runs);
        known.extend(objects.iter().map(|object| identity(namespace, object)));
        write(artifacts, root, format!("{namespace}/namespace.yaml"), &objects, &mut resources)?;
    }
    for workload in &workloads {
        checks::check(workload, findings);
        let objects = workload_objects(site, workload, &traffic, findings);
        for object in &objects {
            if !known.insert(identity(&workload.instance.namespace, object)) {
                let message = format!(
                    "two objects want to be the {} `{}` of namespace `{}`",
                    object.kind(),
                    object.name(),
                    workload.instance.namespace
                );
                findings.push(Diagnostic::error(&NAME_CODE, workload.element.span, message).help("give one of the elements another name"));
            }
        }
        let file = match workload.instance.name.as_str() {
            name @ ("namespace" | "kustomization") => format!("{name}.element"),
            name => name.to_owned(),
        };
        write(artifacts, root, format!("{}/{file}.yaml", workload.instance.namespace), &objects, &mut resources)?;
    }
    resources.sort();
    let kustomization = Kustomization { api_version: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization", resources };
    let text = yaml::document(&kustomization).unwrap_or_default();
    artifacts.insert(Kind::Manifest, format!("{root}/kustomization.yaml"), text)
}

fn identity(namespace: &str, object: &Object) -> (String, String, String) {
    (object.kind().to_owned(), namespace.to_owned(), object.name().to_owned())
}

fn write(artifacts: &mut ArtifactSet, root: &str, file: String, objects: &[Object], resources: &mut Vec<String>) -> Result<(), Refused> {
    let values: Vec<&serde_json::Value> = objects.iter().map(|object| &object.0).collect();
    // An object is a map with strings as keys, which always has a YAML form.
    let text = yaml::documents(&values).unwrap_or_default();
    artifacts.insert(Kind::Manifest, format!("{root}/{file}"), text)?;
    resources.push(file);
    Ok(())
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Kustomization {
    api_version: &'static str,
    kind: &'static str,
    resources: Vec<String>,
}

fn is_root(workload: &Workload<'_>) -> bool {
    workload.parts.iter().any(|part| part.properties.user.as_ref().is_some_and(|user| user.value == 0))
}

/// The namespace itself, and what holds for everything in it.
fn namespace_objects(namespace: &str, root_runs: bool) -> Vec<Object> {
    let own = one("app.kubernetes.io/managed-by", "archc");
    let enforced = if root_runs { "baseline" } else { "restricted" };
    let mut labels = own.clone();
    for (mode, level) in [("enforce", enforced), ("audit", "restricted"), ("warn", "restricted")] {
        labels.insert(format!("pod-security.kubernetes.io/{mode}"), level.to_owned());
        labels.insert(format!("pod-security.kubernetes.io/{mode}-version"), "latest".to_owned());
    }
    let metadata = ObjectMeta { name: Some(namespace.to_owned()), labels: Some(labels), ..ObjectMeta::default() };
    let mut objects = vec![Object::of(&Namespace { metadata, spec: None, status: None })];
    objects.extend(network::of_namespace(namespace, &own));
    objects
}

/// All objects of a workload, in the order in which a reader asks for them.
fn workload_objects(site: &Site<'_>, workload: &Workload<'_>, traffic: &Traffic, findings: &mut Findings) -> Vec<Object> {
    let labels = labels(site, workload);
    let annotations = annotations(site, workload);
    let mut objects = vec![service::account(workload, &labels)];
    objects.extend(pod::objects(workload, &labels, &annotations, findings));
    objects.extend(service::service(workload, &labels, findings));
    objects.extend(service::load_balancer(workload, &labels));
    objects.extend(route::objects(site, workload, &labels));
    objects.extend(scale::objects(site, workload, &labels, findings));
    objects.extend(service::budget(workload, &labels));
    objects.extend(traffic.policy(workload, &labels));
    objects.extend(backup::objects(workload, &labels, findings));
    for part in &workload.parts {
        for patch in part.all().flat_map(|properties| &properties.patches) {
            patch::apply(patch, &part.element.name, &mut objects, findings);
        }
    }
    objects
}

fn labels(site: &Site<'_>, workload: &Workload<'_>) -> Labels {
    let properties = &workload.instance.properties;
    let version = properties.version.as_ref().map(|version| version.value.as_str());
    let engine = properties.engine.as_ref().and_then(|engine| engine.version.as_deref());
    let image = properties.image.as_ref().and_then(|image| tag(&image.value));
    let mut labels: Labels = workload.instance.labels.iter().map(|label| (label.name.clone(), label.value.clone())).collect();
    let mut put = |key: &str, value: &str| {
        if !value.is_empty() && is_label_value(value) {
            labels.insert(key.to_owned(), value.to_owned());
        }
    };
    put(NAME, &workload.instance.name);
    put("app.kubernetes.io/part-of", &plain_name(&top(site.model, workload.element).name));
    put("app.kubernetes.io/component", workload.element.kind.base.word());
    put("app.kubernetes.io/version", version.or(engine).or(image).unwrap_or_default());
    put("app.kubernetes.io/managed-by", "archc");
    if let Some(owner) = &workload.element.owner {
        put("owner", &site.model[owner.value].name);
    }
    labels
}

/// What people want to know who find the object in a cluster.
fn annotations(site: &Site<'_>, workload: &Workload<'_>) -> Labels {
    let mut annotations = Labels::new();
    let element = workload.element;
    let description = element.description.as_deref().and_then(|text| text.lines().next()).unwrap_or(&element.title);
    annotations.insert("kubernetes.io/description".to_owned(), description.to_owned());
    let team = element.owner.as_ref().map(|owner| &site.model[owner.value]);
    if let Some(contact) = team.and_then(|team| team.contact.as_ref().or(team.email.as_ref())) {
        annotations.insert("owner-contact".to_owned(), contact.value.clone());
    }
    annotations
}

fn top<'m>(model: &'m Model, element: &'m Element) -> &'m Element {
    let mut current = element;
    let mut parent: Option<ElementId> = element.parent;
    while let Some(id) = parent {
        current = &model[id];
        parent = current.parent;
        if current.kind.base == BaseKind::System {
            break;
        }
    }
    current
}

/// An image's tag, if it is written out.
fn tag(image: &str) -> Option<&str> {
    let name = image.rsplit('/').next()?.split('@').next()?;
    name.split_once(':').map(|(_, tag)| tag).filter(|tag| !tag.contains('{') && *tag != "latest")
}
