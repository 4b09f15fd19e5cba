//! Labels that all objects of an environment bear and that tell it from the others. They are taken off the objects, and kustomize puts
//! them on again, so that what an environment patches is only what is different there.

use super::object::{Labels, NAME};
use super::tree::Folder;
use crate::emit::value::{Map, Value};

/// Where pods and jobs that are made from an object get their labels.
const TEMPLATES: [&[&str]; 3] = [
    &["spec", "template", "metadata", "labels"],
    &["spec", "jobTemplate", "metadata", "labels"],
    &["spec", "jobTemplate", "spec", "template", "metadata", "labels"],
];
/// Where an object has its own.
const OWN: &[&str] = &["metadata", "labels"];

/// What kustomize puts on all objects of a folder.
#[derive(Default)]
pub(super) struct Common {
    pub(super) labels: Labels,
    /// Paths at which objects have them beside `metadata/labels`, as kustomize writes paths.
    pub(super) templates: Vec<String>,
}

/// Takes them off the objects of each folder.
pub(super) fn take(folders: &mut [Folder]) -> Vec<Common> {
    let borne: Vec<Labels> = folders.iter().map(borne).collect();
    let everywhere = |key: &String, value: &String| borne.iter().all(|other| other.get(key) == Some(value));
    let own = |all: &Labels| -> Labels {
        let own = all.iter().filter(|(key, value)| !everywhere(key, value));
        own.map(|(key, value)| (key.clone(), value.clone())).collect()
    };
    let own: Vec<Labels> = borne.iter().map(own).collect();
    folders.iter_mut().zip(own).map(|(folder, labels)| off(folder, labels)).collect()
}

/// The labels that all objects of a folder bear, and all templates in them.
fn borne(folder: &Folder) -> Labels {
    let mut objects = folder.objects.iter().map(|placed| &placed.object.0);
    let Some(first) = objects.next() else { return Labels::new() };
    let mut borne: Labels = labels(first, OWN).into_iter().flat_map(Map::iter).filter_map(pair).collect();
    borne.remove(NAME);
    let bears = |map: Option<&Map>, key: &str, value: &str| map.and_then(|map| map.get(key)?.as_str()) == Some(value);
    for object in std::iter::once(first).chain(objects) {
        borne.retain(|key, value| bears(labels(object, OWN), key, value));
        for template in TEMPLATES.iter().filter_map(|path| labels(object, path)) {
            // Without its name among them nothing would be left to put the others on.
            borne.retain(|key, value| template.contains_key(NAME) && bears(Some(template), key, value));
        }
    }
    borne
}

fn pair((key, value): (&str, &Value)) -> Option<(String, String)> {
    Some((key.to_owned(), value.as_str()?.to_owned()))
}

fn labels<'v>(object: &'v Value, path: &[&str]) -> Option<&'v Map> {
    object.at(path)?.as_object()
}

fn without(map: &mut Map, labels: &Labels) {
    for key in labels.keys() {
        map.remove(key);
    }
}

fn off(folder: &mut Folder, own: Labels) -> Common {
    if own.is_empty() {
        return Common::default();
    }
    let there = |path: &&&[&str]| folder.objects.iter().any(|placed| labels(&placed.object.0, path).is_some());
    let templates = TEMPLATES.iter().filter(there).map(|path| path.join("/")).collect();
    for placed in &mut folder.objects {
        let object = &mut placed.object.0;
        for path in TEMPLATES {
            if let Some(map) = object.map_mut(path) {
                without(map, &own);
            }
        }
        let Some(metadata) = object.map_mut(&["metadata"]) else { continue };
        if let Some(Value::Object(map)) = metadata.get_mut("labels") {
            without(map, &own);
            if map.len() == 0 {
                metadata.remove("labels");
            }
        }
    }
    Common { labels: own, templates }
}
