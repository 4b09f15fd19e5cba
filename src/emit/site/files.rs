//! What of the artifacts was made for which element and which relation: paths, and lines in them. Reads the texts that were
//! written, and so says nothing that is not in them.

use crate::artifact::{ArtifactSet, Kind};
use crate::model::deployment::plain_name;
use crate::model::{ElementId, Model, Relation, Target};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A piece of an artifact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Piece {
    /// The artifact.
    pub path: String,
    /// What it is: `Deployment`, `GET /orders`, `variable ORDERS_URL`.
    pub what: String,
    /// Its lines, from 1, the last one included.
    pub lines: (usize, usize),
}

/// The texts among the artifacts, and the elements that manifests are made for.
pub(super) struct Files<'a> {
    texts: BTreeMap<&'a str, (Kind, &'a str)>,
    /// The manifests of each element, by path.
    manifests: BTreeMap<ElementId, Vec<&'a str>>,
    /// How the manifests are made up.
    outlines: BTreeMap<&'a str, Outline<'a>>,
}

impl<'a> Files<'a> {
    pub fn of(model: &Model, artifacts: &'a ArtifactSet) -> Self {
        let read = |(path, artifact): (&'a str, &'a crate::artifact::Artifact)| {
            let is_text = matches!(artifact.kind, Kind::Manifest | Kind::Document | Kind::Proto);
            let text = std::str::from_utf8(&artifact.bytes).ok().filter(|_| is_text)?;
            Some((path, (artifact.kind, text)))
        };
        let texts: BTreeMap<&str, (Kind, &str)> = artifacts.iter().filter_map(read).collect();
        let owners = owners(model);
        let mut manifests: BTreeMap<ElementId, Vec<&str>> = BTreeMap::new();
        let mut outlines = BTreeMap::new();
        for (path, text) in texts.iter().filter(|(_, (kind, _))| *kind == Kind::Manifest).map(|(path, (_, text))| (*path, *text)) {
            let elements = owner(&owners, path);
            if !elements.is_empty() {
                outlines.insert(path, Outline::of(path, text));
            }
            for element in elements {
                manifests.entry(element).or_default().push(path);
            }
        }
        Self { texts, manifests, outlines }
    }

    /// All texts with their paths and kinds.
    pub fn texts(&self) -> impl Iterator<Item = (&'a str, Kind, &'a str)> {
        self.texts.iter().map(|(path, (kind, text))| (*path, *kind, *text))
    }

    pub fn text(&self, path: &str) -> Option<&'a str> {
        self.texts.get(path).map(|(_, text)| *text)
    }

    /// The objects that were made for an element.
    pub fn of_element(&self, element: ElementId) -> Vec<Piece> {
        let paths = self.manifests.get(&element).into_iter().flatten();
        paths.filter_map(|path| self.outlines.get(path)).flat_map(|outline| outline.objects.iter().cloned()).collect()
    }

    /// What was made for a relation: the variables that hold its target's address, the rules of policies and the routes that let
    /// it through.
    pub fn of_relation(&self, model: &Model, id: crate::model::RelationId, relation: &Relation) -> Vec<Piece> {
        let source = model.container(relation.source);
        let reached = reached(model, relation.element);
        let mut pieces = Vec::new();
        for (_, environment) in model.own_environments() {
            for (_, instance) in environment.instances_of(source) {
                for binding in instance.bindings.iter().filter(|binding| binding.relations.contains(&id)) {
                    pieces.extend(self.mentions(
                        model.whole(source),
                        &["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "Patch"],
                        &binding.variable,
                        &|line| line.starts_with("- name: "),
                    ));
                }
            }
        }
        let name = |element: ElementId| plain_name(&model[element].name);
        let is_label = |line: &str| line.starts_with("app.kubernetes.io/name: ");
        pieces.extend(self.mentions(model.whole(source), &["NetworkPolicy", "Patch"], &name(reached), &is_label));
        pieces.extend(self.mentions(reached, &["NetworkPolicy", "Patch"], &name(model.whole(source)), &is_label));
        let routes = &["HTTPRoute", "GRPCRoute", "Ingress"];
        let is_name = |line: &str| line.trim_start_matches("- ").starts_with("name: ");
        pieces.extend(self.mentions(model.whole(source), routes, &name(reached), &is_name));
        let mut known = BTreeSet::new();
        pieces.retain(|piece| known.insert((piece.path.clone(), piece.lines)));
        pieces
    }

    /// The entries of lists that hold a line in which something is named so, in objects of some kinds that were made for an element.
    fn mentions(&self, element: ElementId, kinds: &[&str], name: &str, wanted: &dyn Fn(&str) -> bool) -> Vec<Piece> {
        let mut found = Vec::new();
        for outline in self.manifests.get(&element).into_iter().flatten().filter_map(|path| self.outlines.get(path)) {
            let places = outline.names.get(name).map(Vec::as_slice).unwrap_or_default();
            for object in &outline.objects {
                if !kinds.iter().any(|kind| object.what.strip_prefix(kind).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))) {
                    continue;
                }
                let body = object.lines.0.saturating_sub(1)..object.lines.1.min(outline.lines.len());
                let here = places.iter().copied().filter(|at| body.contains(at));
                for at in here.filter(|at| outline.lines.get(*at).is_some_and(|line| wanted(line.trim_start()))) {
                    if let Some(entry) = outline.entry(&body, at) {
                        let lines = (entry.start + 1, entry.end);
                        found.push(Piece { path: object.path.clone(), what: object.what.clone(), lines });
                    }
                }
            }
        }
        found
    }

    /// An operation in a document.
    pub fn operation(&self, path: &str, name: &str, what: String) -> Option<Piece> {
        let lines: Vec<&str> = self.text(path)?.lines().collect();
        let is_wanted = |line: &str| {
            let line = line.trim_start();
            line.strip_prefix("operationId: ").is_some_and(|id| id.trim_matches('"') == name)
                || line.strip_prefix("rpc ").is_some_and(|rest| rest.strip_prefix(name).is_some_and(|rest| rest.starts_with([' ', '('])))
        };
        let at = lines.iter().position(|line| is_wanted(line))?;
        let is_rpc = lines.get(at).is_some_and(|line| line.trim_start().starts_with("rpc "));
        let (start, end) = if is_rpc { (at, at + 1) } else { method(&lines, at) };
        Some(Piece { path: path.to_owned(), what, lines: (start + 1, end) })
    }
}

/// The element behind whose Service another one is reached: itself, what it is a part of, or the broker of a channel.
fn reached(model: &Model, element: ElementId) -> ElementId {
    let whole = model.whole(element);
    model[whole].broker.unwrap_or(whole)
}

/// The elements by environment, namespace and name.
fn owners(model: &Model) -> BTreeMap<(String, String), Vec<(String, ElementId)>> {
    let mut owners: BTreeMap<(String, String), Vec<(String, ElementId)>> = BTreeMap::new();
    for (_, environment) in model.own_environments() {
        for instance in environment.instances.iter().filter(|instance| instance.emitted || instance.managed.is_some()) {
            let key = (instance.namespace.clone(), instance.name.clone());
            owners.entry(key).or_default().push((plain_name(&environment.name), model.whole(instance.element)));
        }
    }
    owners
}

/// Whose manifest stands at a path such as `kubernetes/base/shop/orders.yaml`.
fn owner(owners: &BTreeMap<(String, String), Vec<(String, ElementId)>>, path: &str) -> BTreeSet<ElementId> {
    let mut parts = path.rsplit('/');
    let name = parts.next().and_then(|file| file.split('.').next()).unwrap_or_default();
    let namespace = parts.next().unwrap_or_default();
    let folder = path.split('/').nth(1).unwrap_or_default();
    let is_here = |environment: &str| folder == "base" || folder == environment || folder.strip_suffix(".environment") == Some(environment);
    let found = owners.get(&(namespace.to_owned(), name.to_owned()));
    found.into_iter().flatten().filter(|(environment, _)| is_here(environment)).map(|(_, element)| *element).collect()
}

/// The objects in a manifest; a patch is one, told by its file's name.
fn objects(path: &str, text: &str) -> Vec<Piece> {
    let lines: Vec<&str> = text.lines().collect();
    let mut starts: Vec<usize> = vec![0];
    starts.extend(lines.iter().enumerate().filter(|(_, line)| **line == "---").map(|(at, _)| at + 1));
    let ends = starts.iter().skip(1).map(|start| start - 1).chain([lines.len()]);
    let kind_of = |range: Range<usize>| lines.get(range).into_iter().flatten().find_map(|line| line.strip_prefix("kind: "));
    let piece = |(start, end): (&usize, usize)| {
        let what = if path.contains("/patches/") {
            let kind = path.rsplit('/').next().and_then(|file| file.split('.').nth(1)).unwrap_or_default();
            format!("Patch of the {kind}")
        } else {
            kind_of(*start..end).unwrap_or("Object").to_owned()
        };
        Piece { path: path.to_owned(), what, lines: (start + 1, end) }
    };
    starts.iter().zip(ends).map(piece).collect()
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// How a manifest is made up, read once: a policy may have thousands of rules, and each is looked for.
struct Outline<'a> {
    lines: Vec<&'a str>,
    objects: Vec<Piece>,
    /// For each line the nearest above it that is indented less.
    parents: Vec<Option<usize>>,
    /// Lines behind which no list goes on, in order.
    stops: Vec<usize>,
    /// The lines in which something is named, by that name.
    names: BTreeMap<&'a str, Vec<usize>>,
}

impl<'a> Outline<'a> {
    fn of(path: &str, text: &'a str) -> Self {
        let lines: Vec<&str> = text.lines().collect();
        let (mut parents, mut stops, mut open) = (Vec::new(), Vec::new(), Vec::<(usize, usize)>::new());
        let mut names: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, line) in lines.iter().enumerate() {
            let depth = indent(line);
            while open.pop_if(|(_, other)| *other >= depth).is_some() {}
            parents.push(open.last().map(|(above, _)| *above));
            open.push((at, depth));
            let line = line.trim_start();
            if line == "spec:" || line.starts_with("value:") {
                stops.push(at);
            }
            if let Some((key, name)) = line.split_once("name: ")
                && matches!(key, "" | "- " | "app.kubernetes.io/")
            {
                names.entry(name.trim_matches('"')).or_default().push(at);
            }
        }
        Self { objects: objects(path, text), lines, parents, stops, names }
    }

    /// The entry of the outermost list round a line that is not the list of containers or of an object's parts: the nearest one
    /// for a line that begins an entry itself, else the furthest one in whose first key the line stands.
    fn entry(&self, body: &Range<usize>, at: usize) -> Option<Range<usize>> {
        let is_entry = |at: usize| self.lines.get(at).is_some_and(|line| line.trim_start().starts_with("- "));
        let mut start = at;
        if !is_entry(at) {
            let stop = self.stops.partition_point(|stop| *stop < at).checked_sub(1).and_then(|last| self.stops.get(last));
            let first = stop.map_or(body.start, |stop| body.start.max(*stop));
            let outwards = std::iter::successors(self.parents.get(at).copied().flatten(), |at| self.parents.get(*at).copied().flatten());
            start = outwards.take_while(|above| *above >= first).filter(|above| is_entry(*above)).last()?;
        }
        let depth = indent(self.lines.get(start)?);
        let more = self.lines.get(start + 1..body.end)?.iter().take_while(|line| indent(line) > depth).count();
        Some(start..start + 1 + more)
    }
}

/// The lines of the operation of an OpenAPI document that hold its id.
fn method(lines: &[&str], at: usize) -> (usize, usize) {
    let start = (0..at).rev().find(|above| lines.get(*above).is_some_and(|line| indent(line) <= 4)).unwrap_or(at);
    let depth = lines.get(start).map_or(0, |line| indent(line));
    let more = lines.iter().skip(start + 1).take_while(|line| line.is_empty() || indent(line) > depth).count();
    (start, start + 1 + more)
}

/// What within an element a relation points at.
pub(super) fn within(model: &Model, target: Target) -> Option<&str> {
    match target {
        Target::Element(_) => None,
        Target::Operation(id) => Some(&model[id].name),
        Target::Table(id) => Some(&model[id].name),
        Target::Collection(id) => Some(&model[id].name),
        Target::KeySpace(id) => Some(&model[id].pattern),
        Target::Event(id) => Some(&model[id].name),
    }
}
