//! The ways between pictures: from a box to the picture of its inside, and back out from that.

use super::{Picture, Subject, shows_inside};
use crate::model::{ElementId, Model};
use std::collections::BTreeMap;

/// Finds for each picture where the elements in it lead to.
pub(super) fn join(model: &Model, pictures: &mut [Picture]) {
    let links: Vec<_> = pictures.iter().map(|picture| from(model, picture, pictures)).collect();
    for (picture, links) in pictures.iter_mut().zip(links) {
        picture.links = links;
    }
}

/// The elements that lead from a picture to another, each with the file of that.
fn from(model: &Model, picture: &Picture, all: &[Picture]) -> BTreeMap<ElementId, String> {
    let others = || all.iter().filter(|other| other.file != picture.file);
    let here = inside(picture);
    let mut links = BTreeMap::new();
    for other in others() {
        let within = match other.subject {
            Subject::Data(database) => Some(database),
            _ => inside(other),
        };
        if let Some(id) = within.filter(|id| here != Some(*id)) {
            links.entry(id).or_insert_with(|| other.file.clone());
        }
    }
    // Out to where it is one box among others: to its own surroundings first, then to what holds it.
    if let Some(id) = here {
        let around = || others().filter(|other| is_box_in(other, id));
        let near = |other: &&Picture| other.of.is_none_or(|outer| model[id].parent == Some(outer));
        let found = around().find(|other| other.of == Some(id)).or_else(|| around().find(near)).or_else(|| around().next());
        links.extend(found.map(|other| (id, other.file.clone())));
    }
    links
}

/// The element whose inside a picture shows.
fn inside(picture: &Picture) -> Option<ElementId> {
    picture.of.filter(|of| shows_inside(&picture.subject, *of))
}

/// Whether a picture of elements shows one without what it holds.
fn is_box_in(picture: &Picture, id: ElementId) -> bool {
    let Subject::Elements(selection) = &picture.subject else { return false };
    selection.boxes.iter().any(|shown| shown.element == id) && !shows_inside(&picture.subject, id)
}
