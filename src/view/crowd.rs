//! Pictures that show more than a reader takes in, and what to collapse in them.

use super::{Picture, Stage, Subject};
use crate::model::{ElementId, Model};
use std::collections::{BTreeMap, BTreeSet};

/// A picture with more boxes than this is said to be too large.
pub const MOST_BOXES: usize = 60;
/// No more is offered to be collapsed.
const MOST_OFFERED: usize = 5;

/// A picture that shows too much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crowd {
    /// How many boxes it has.
    pub boxes: usize,
    /// What to collapse, what helps most first; nothing where that does not help.
    pub collapse: Vec<ElementId>,
    /// How many boxes it has then.
    pub left: usize,
}

/// Whether a picture has more than [`MOST_BOXES`], and what could be done.
#[must_use]
pub fn crowd(model: &Model, picture: &Picture) -> Option<Crowd> {
    let (shown, others) = boxes(model, picture);
    let boxes = shown.len() + others;
    if boxes <= MOST_BOXES {
        return None;
    }
    let stage = Stage::new(model);
    // What each box would hold, and in how many places.
    let mut held: BTreeMap<ElementId, (usize, BTreeSet<usize>)> = BTreeMap::new();
    for (element, place) in &shown {
        for whole in stage.outwards(*element) {
            let (count, places) = held.entry(whole).or_default();
            *count += 1;
            places.insert(*place);
        }
    }
    let mut crowd = Crowd { boxes, collapse: Vec::new(), left: boxes };
    while crowd.left > MOST_BOXES && crowd.collapse.len() < MOST_OFFERED {
        let free = |whole: &ElementId| !crowd.collapse.iter().any(|&taken| stage.is_in(*whole, taken) || stage.is_in(taken, *whole));
        let savings = held.iter().map(|(whole, (count, places))| (count - places.len(), *whole)).filter(|(_, whole)| free(whole));
        // What holds most of the picture is the picture.
        let savings = savings.filter(|(saved, _)| *saved > 0 && *saved * 3 < boxes * 2);
        let Some((saved, whole)) = savings.max_by_key(|&(saved, whole)| (saved, std::cmp::Reverse(whole))) else { break };
        crowd.collapse.push(whole);
        crowd.left -= saved;
    }
    Some(crowd)
}

/// The elements that a picture shows, each with the place in which boxes are merged when they are collapsed; and how many
/// other boxes there are.
fn boxes(model: &Model, picture: &Picture) -> (Vec<(ElementId, usize)>, usize) {
    match &picture.subject {
        Subject::Elements(selection) | Subject::Events(selection) | Subject::Ownership(selection) | Subject::Domains(selection) => {
            (selection.boxes.iter().map(|shown| (shown.element, 0)).collect(), 0)
        }
        Subject::Steps(_, selection, _) => (selection.boxes.iter().map(|shown| (shown.element, 0)).collect(), 0),
        Subject::Deployment(id, placing) | Subject::Network(id, placing) => {
            let environment = &model[*id];
            let runs = |element: ElementId| matches!(picture.subject, Subject::Deployment(..)) || model[element].kind.base.runs();
            let place = |node: Option<crate::model::NodeId>| node.map_or(0, |node| node.index() + 1);
            let mut shown: Vec<(ElementId, usize)> = environment
                .instances
                .iter()
                .filter(|instance| runs(instance.element))
                .filter_map(|instance| Some((placing.shown_as(instance.element)?, place(instance.node))))
                .collect();
            let mut once = BTreeSet::new();
            let placed: BTreeSet<ElementId> = environment.instances.iter().map(|instance| instance.element).collect();
            shown.retain(|&(element, place)| placed.contains(&element) || once.insert((element, place)));
            (shown, environment.nodes.len())
        }
        Subject::Data(database) => (Vec::new(), model[*database].tables.len()),
        Subject::Flow(_) => (Vec::new(), 0),
    }
}
