//! Pictures as the page shows them: which there are, what each shows, and their drawings without the font, which the page has.

use super::place::{Place, place};
use crate::artifact::ArtifactSet;
use crate::emit::{Input, diagrams, svg};
use crate::font;
use crate::model::{ElementId, FlowId, Model, Step};
use crate::view::{Picture, Selection, Subject};
use indexmap::IndexMap;
use serde::Serialize;
use std::collections::BTreeSet;

/// A picture.
#[derive(Serialize)]
pub(super) struct Entry<'a> {
    pub name: &'a str,
    pub title: &'a str,
    pub caption: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<&'a str>,
    /// Under which heading it is listed.
    pub group: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// The elements in it.
    pub shows: Vec<&'a str>,
    /// The relations that each of its lines stands for, where the model knows; others are told by their ends.
    pub lines: IndexMap<String, Vec<u32>>,
}

pub(super) fn entry<'a>(input: &Input<'a>, picture: &'a Picture) -> Entry<'a> {
    let model = input.model;
    Entry {
        name: &picture.file,
        title: &picture.title,
        caption: &picture.caption,
        description: picture.description.as_deref(),
        group: group(&picture.subject),
        place: place(input.sources, picture.span),
        shows: shows(model, &picture.subject).into_iter().map(|id| model[id].path.as_str()).collect(),
        lines: match &picture.subject {
            Subject::Flow(flow) => messages(model, *flow),
            subject => selection(subject).map(|selection| lines(model, selection)).unwrap_or_default(),
        },
    }
}

fn group(subject: &Subject) -> &'static str {
    match subject {
        Subject::Elements(_) | Subject::Domains(_) | Subject::Ownership(_) | Subject::Events(_) => "Structure",
        Subject::Flow(_) | Subject::Steps(..) => "Flows",
        Subject::Data(_) => "Data",
        Subject::Deployment(..) | Subject::Network(..) => "Deployment",
    }
}

fn selection(subject: &Subject) -> Option<&Selection> {
    match subject {
        Subject::Elements(selection)
        | Subject::Events(selection)
        | Subject::Ownership(selection)
        | Subject::Domains(selection)
        | Subject::Steps(_, selection, _) => Some(selection),
        Subject::Deployment(..) | Subject::Network(..) | Subject::Data(_) | Subject::Flow(_) => None,
    }
}

fn shows(model: &Model, subject: &Subject) -> BTreeSet<ElementId> {
    if let Some(selection) = selection(subject) {
        return selection.boxes.iter().map(|shown| shown.element).collect();
    }
    match subject {
        Subject::Deployment(environment, placing) | Subject::Network(environment, placing) => {
            let instances = model[*environment].instances.iter();
            instances.filter_map(|instance| placing.shown_as(instance.element)).collect()
        }
        Subject::Data(database) => BTreeSet::from([*database]),
        Subject::Flow(flow) => {
            let ends = |step: &&Step| match step {
                Step::Message { source, element, .. } => vec![*source, *element],
                _ => Vec::new(),
            };
            model[*flow].messages().iter().flat_map(ends).collect()
        }
        _ => BTreeSet::new(),
    }
}

fn lines(model: &Model, selection: &Selection) -> IndexMap<String, Vec<u32>> {
    let path = |at: usize| selection.boxes.get(at).map_or("", |shown| model[shown.element].path.as_str());
    let mut lines: IndexMap<String, Vec<u32>> = IndexMap::new();
    for line in &selection.lines {
        let relations = lines.entry(format!("{} -> {}", path(line.from), path(line.to))).or_default();
        relations.extend(line.relations.iter().map(|id| id.0));
    }
    lines
}

/// The relations that the messages of a flow follow; a reply follows the one of its call.
fn messages(model: &Model, flow: FlowId) -> IndexMap<String, Vec<u32>> {
    let mut lines: IndexMap<String, Vec<u32>> = IndexMap::new();
    for step in model[flow].messages() {
        let (Some((from, to)), Step::Message { relation, .. }) = (step.ends(), step) else { continue };
        let relations = lines.entry(format!("{} -> {}", model[from].path, model[to].path)).or_default();
        relations.extend(relation.map(|id| id.0).filter(|id| !relations.contains(id)));
    }
    lines
}

/// The drawing of a picture: the artifact, or drawn anew where there is none.
pub(super) fn whole_drawing(input: &Input<'_>, artifacts: &ArtifactSet, picture: &Picture) -> String {
    let written = artifacts.get(&format!("diagrams/{}.svg", picture.file));
    match written.and_then(|artifact| std::str::from_utf8(&artifact.bytes).ok()) {
        Some(text) => text.to_owned(),
        None => {
            let (scene, _) = diagrams::scene(input.model, picture, input.settings);
            svg::write(&scene, &input.settings.diagrams.theme)
        }
    }
}

/// The drawing of a picture without the glyphs that it carries.
pub(super) fn drawing(input: &Input<'_>, artifacts: &ArtifactSet, picture: &Picture) -> String {
    without_faces(&whole_drawing(input, artifacts, picture))
}

/// A drawing without the glyphs of the bundled font, which stand in lines of their own; those of the user's fonts it keeps.
fn without_faces(svg: &str) -> String {
    let face = format!("@font-face{{font-family:{};", font::FAMILY);
    svg.split_inclusive('\n').filter(|line| !line.starts_with(&face)).collect()
}
