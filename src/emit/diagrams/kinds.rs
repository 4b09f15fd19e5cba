//! Pictures of events, owners, domains, and of the steps of a flow on the elements that take part.

use super::card::{Card, Frame, Plain};
use super::elements::{self, card, placed};
use super::map::{ArrowKind, Map, Placed};
use super::rich::Rich;
use super::sequence::{Act, said};
use super::words::{self, Means};
use crate::icons;
use crate::model::{Element, FlowId, Model, Relation, TeamId};
use crate::scene::{Color, Dash, Link, Size};
use crate::view::Selection;

/// Topics and queues with the events in them, and who writes to them and reads from them.
pub(super) fn events(model: &Model, selection: &Selection) -> Map {
    let describe = |element: &Element| {
        let events: Vec<&str> = element.events.iter().map(|&id| model[id].name.as_str()).collect();
        (!events.is_empty()).then(|| listed(&events))
    };
    elements::map_with(model, selection, &describe)
}

/// Some names in a list, as many as a card has room for, and how many more there are.
fn listed(names: &[&str]) -> Rich {
    let said = |count: usize| {
        let list = names.get(..count).unwrap_or_default().join(", ");
        Rich::literal(&if count < names.len() { format!("{list} + {} more", names.len() - count) } else { list })
    };
    (1..=names.len()).rev().map(said).find(Plain::fits).unwrap_or_else(|| said(1))
}

/// What runs in a frame for each team, and in one for what nobody owns.
pub(super) fn ownership(model: &Model, selection: &Selection) -> Map {
    let owner = |at: usize| selection.boxes.get(at).and_then(|shown| model[shown.element].owner.as_ref()).map(|owner| owner.value);
    let mut teams: Vec<Option<TeamId>> = (0..selection.boxes.len()).map(owner).collect();
    // Those without an owner come last.
    teams.sort_by_key(|team| (team.is_none(), *team));
    teams.dedup();
    let mut map = Map { boxes: teams.iter().map(|team| frame(model, *team)).collect(), arrows: Vec::new() };
    let mut known: Vec<usize> = Vec::new();
    for (at, shown) in selection.boxes.iter().enumerate() {
        let parent = teams.iter().position(|team| *team == owner(at));
        known.push(map.boxes.len());
        map.boxes.push(placed(model, shown.element, card(model, &model[shown.element]), parent));
    }
    for line in &selection.lines {
        let (Some(&from), Some(&to)) = (known.get(line.from), known.get(line.to)) else { continue };
        let mut arrow = elements::arrow(model, selection, line);
        (arrow.from, arrow.to) = (from, to);
        map.arrows.push(arrow);
    }
    map
}

/// The frame of a team, or of what no team owns.
fn frame(model: &Model, team: Option<TeamId>) -> Placed {
    let Some(team) = team.map(|id| &model[id]) else {
        let frame = Frame::new(None, "Nobody", "without an owner", (Color::Highlight, Dash::Dashed), 0);
        return Placed::new(Card::Frame(frame), None, "team".to_owned(), String::new());
    };
    let contact = team.contact.as_ref().or(team.email.as_ref());
    let kind = contact.map_or_else(|| "Team".to_owned(), |contact| format!("Team · {}", contact.value));
    let link = team.url.as_ref().map(|url| url.value.clone()).or(team.email.as_ref().map(|email| format!("mailto:{}", email.value)));
    let frame = Frame::new(icons::of_kind("person"), &team.title, &kind, (Color::Frame, Dash::Solid), 0);
    let about = team.description.as_deref().map_or_else(|| team.name.clone(), words::plain);
    Placed { link: link.map(Link::Page), ..Placed::new(Card::Frame(frame), None, format!("team {}", team.name), about) }
}

/// Domains with what is right in them; the arrows between domains count the relations, and say what one alone is for.
pub(super) fn domains(model: &Model, selection: &Selection) -> Map {
    let mut map = elements::map_with(model, selection, &|_| None);
    for (arrow, line) in map.arrows.iter_mut().zip(&selection.lines) {
        let relations: Vec<&Relation> = line.relations.iter().map(|&id| &model[id]).collect();
        if relations.len() == 1 && !arrow.label.is_empty() {
            continue;
        }
        (arrow.label, arrow.means) = (words::count(&relations), Means::default());
    }
    even_out(&mut map);
    map
}

/// Makes the boxes in each frame as large as each other where no arrow ends at one of them, so that they stand in rows and columns.
fn even_out(map: &mut Map) {
    let mut largest: Vec<Option<Size>> = vec![None; map.boxes.len()];
    for placed in &map.boxes {
        let (Some(parent), Card::Plain(plain)) = (placed.parent, &placed.card) else { continue };
        let Some(known) = largest.get_mut(parent) else { continue };
        let (size, other) = (plain.size(), known.unwrap_or_default());
        *known = Some(Size::new(size.width.max(other.width), size.height.max(other.height)));
    }
    for end in map.arrows.iter().flat_map(|arrow| [arrow.from, arrow.to]) {
        if let Some(known) = map.boxes.get(end).and_then(|placed| largest.get_mut(placed.parent?)) {
            *known = None;
        }
    }
    for placed in &mut map.boxes {
        let least = placed.parent.and_then(|parent| largest.get(parent).copied().flatten());
        if let (Some(least), Card::Plain(plain)) = (least, &mut placed.card) {
            plain.grow(least);
        }
    }
}

/// The elements that take part in a flow; its steps stand as numbers at the lines that they go along.
pub(super) fn steps(model: &Model, flow: FlowId, selection: &Selection, numbers: &[Vec<u32>]) -> Map {
    let messages = model[flow].messages();
    let mut map = elements::map_with(model, selection, &|_| None);
    for (arrow, numbers) in map.arrows.iter_mut().zip(numbers) {
        let step = |number: u32| messages.get(usize::try_from(number).ok()?.checked_sub(1)?).and_then(|step| said(model, step));
        let steps: Vec<(u32, _)> = numbers.iter().filter_map(|&number| Some((number, step(number)?))).collect();
        (arrow.label, arrow.means) = (String::new(), Means::default());
        arrow.kind = match &steps[..] {
            all if all.iter().any(|(_, said)| said.act == Act::Call) => ArrowKind::Call,
            all if all.iter().any(|(_, said)| said.act == Act::Tell) => ArrowKind::Message,
            _ => ArrowKind::Reply,
        };
        let about = steps.iter().map(|(number, said)| format!("{number}: {}", said.about));
        arrow.about = about.collect::<Vec<_>>().join("; ");
        arrow.steps = steps.into_iter().map(|(number, said)| (number, said.text)).collect();
    }
    map
}
