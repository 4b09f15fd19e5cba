//! Pictures of elements: boxes within boxes, and what they have to do with each other.

use super::card::{Card, Frame, Plain};
use super::map::{Arrow, ArrowKind, Map, Placed};
use super::rich::Rich;
use super::shape::{Paint, Shape};
use super::words;
use crate::icons;
use crate::model::{BaseKind, Element, ElementId, Meaning, Model, Properties, Relation};
use crate::scene::{Color, Dash, Link, Symbol};
use crate::view::{Line, Selection};

/// The boxes and arrows of a selection.
pub(super) fn map(model: &Model, selection: &Selection) -> Map {
    map_with(model, selection, &|element| element.description.as_deref().map(Rich::markdown))
}

/// The boxes and arrows of a selection, with what `describe` says in the boxes that hold no others.
pub(super) fn map_with(model: &Model, selection: &Selection, describe: &dyn Fn(&Element) -> Option<Rich>) -> Map {
    let mut holds = vec![false; selection.boxes.len()];
    for parent in selection.boxes.iter().filter_map(|shown| shown.parent) {
        if let Some(holds) = holds.get_mut(parent) {
            *holds = true;
        }
    }
    let mut depths: Vec<usize> = Vec::with_capacity(holds.len());
    let mut boxes = Vec::with_capacity(holds.len());
    for (shown, holds) in selection.boxes.iter().zip(holds) {
        let depth = shown.parent.and_then(|parent| depths.get(parent)).map_or(0, |depth| depth + 1);
        depths.push(depth);
        let element = &model[shown.element];
        let card = if holds {
            Card::Frame(frame(model, element, depth))
        } else {
            let described = plain(model, element, &element.properties, describe(element).as_ref());
            Card::Plain(described.with_tags(own_tags(model, element)))
        };
        boxes.push(placed(model, shown.element, card, shown.parent));
    }
    let arrows = selection.lines.iter().map(|line| arrow(model, selection, line)).collect();
    Map { boxes, arrows }
}

/// A box that stands for an element.
pub(super) fn placed(model: &Model, id: ElementId, card: Card, parent: Option<usize>) -> Placed {
    let element = &model[id];
    let (legend, tags) = (Some(words::kind(model, element)), element.tags.clone());
    Placed { element: Some(id), legend, tags, link: link(element), ..Placed::new(card, parent, element.path.clone(), about(element)) }
}

/// The card of an element without a description.
pub(super) fn card(model: &Model, element: &Element) -> Card {
    Card::Plain(plain(model, element, &element.properties, None))
}

/// The card of an element with these properties: its symbol, title, kind and description.
pub(super) fn plain(model: &Model, element: &Element, properties: &Properties, description: Option<&Rich>) -> Plain {
    let kind = words::kind_and_tech(model, element, properties);
    let card = Plain::new(Shape::of(element), element.is_foreign(), &element.title, &kind, description);
    let symbol = symbol(properties, of_broker(model, element).or(card.symbol));
    card.with_symbol(symbol)
}

/// The symbol that a topic or queue has from the technology of the broker that it stands in.
fn of_broker(model: &Model, element: &Element) -> Option<Symbol> {
    let broker = element.parent.map(|parent| &model[parent]).filter(|parent| parent.kind.base == BaseKind::Broker)?;
    if element.kind.base.is_channel() { symbol(&broker.properties, None) } else { None }
}

/// The tags of an element that are not handed down to it.
fn own_tags<'m>(model: &'m Model, element: &'m Element) -> impl Iterator<Item = &'m str> {
    let inherited = element.parent.map_or(&[][..], |parent| model[parent].tags.as_slice());
    element.tags.iter().filter(|tag| !inherited.contains(tag)).map(String::as_str)
}

/// The symbol of something with these properties: the one they name, else that of the technology, of the engine, of the kind.
pub(super) fn symbol(properties: &Properties, of_kind: Option<Symbol>) -> Option<Symbol> {
    let tech = || properties.tech.as_ref().and_then(|tech| icons::of_technology(&tech.value));
    let engine = || properties.engine.as_ref().and_then(|engine| icons::of_technology(&engine.name));
    match &properties.icon {
        Some(name) if name.value == icons::NONE => None,
        Some(name) => icons::find(&name.value).or(of_kind),
        None => tech().or_else(engine).or(of_kind),
    }
}

/// The frame of an element that is drawn with what it holds.
fn frame(model: &Model, element: &Element, depth: usize) -> Frame {
    let shape = Shape::of(element);
    let Paint { edge, .. } = shape.paint(element.is_foreign());
    let dash = match element.kind.base {
        _ if element.is_foreign() => Dash::Dashed,
        BaseKind::Domain | BaseKind::Group => Dash::Dashed,
        BaseKind::Zone => Dash::Dotted,
        _ => Dash::Solid,
    };
    let edge = if element.kind.base == BaseKind::System { Color::Frame } else { edge };
    let kind = words::kind_and_tech(model, element, &element.properties);
    let symbol = symbol(&element.properties, shape.symbol(element.is_foreign()));
    Frame::new(symbol, &element.title, &kind, (edge, dash), depth)
}

/// What is said of an element when it is pointed at: where it stands, and its whole description.
pub(super) fn about(element: &Element) -> String {
    match &element.description {
        Some(description) => format!("{}: {}", element.path, words::plain(description)),
        None => element.path.clone(),
    }
}

/// The page of an element: its address, else the first link.
pub(super) fn link(element: &Element) -> Option<Link> {
    let properties = &element.properties;
    let page = properties.url.as_ref().map(|url| &url.value).or_else(|| properties.links.first().map(|link| &link.url));
    page.cloned().map(Link::Page)
}

/// The arrow of a line.
pub(super) fn arrow(model: &Model, selection: &Selection, line: &Line) -> Arrow {
    let relations: Vec<&Relation> = line.relations.iter().map(|&id| &model[id]).collect();
    let path = |at: usize| selection.boxes.get(at).map_or("", |shown| model[shown.element].path.as_str());
    let counted = (line.lifted && relations.len() > 1).then(|| words::count(&relations));
    let drawn = selection.boxes.get(line.from).zip(selection.boxes.get(line.to)).map(|(from, to)| [from.element, to.element]);
    let (label, means) = words::saying(model, &relations, counted, drawn);
    let about = relations.iter().map(|relation| sentence(model, relation)).collect::<Vec<_>>().join("; ");
    let about = if about.is_empty() { format!("{} -> {}", path(line.from), path(line.to)) } else { about };
    Arrow { means, ..Arrow::new(line.from, line.to, arrow_kind(&relations), label, about) }.of(&relations)
}

/// A relation in a line: `shop.web -> shop.orders: places orders`.
pub(super) fn sentence(model: &Model, relation: &Relation) -> String {
    let path = |id: ElementId| model[id].path.as_str();
    let way = if relation.direction == crate::model::Direction::Forth { "->" } else { "<-" };
    let ends = format!("{} {way} {}", path(relation.source), path(relation.element));
    match words::label(model, &[relation]) {
        label if label.is_empty() => ends,
        label => format!("{ends}: {label}"),
    }
}

/// How relations that are drawn as one arrow are drawn: the weaker kind only where all are of it.
pub(super) fn arrow_kind(relations: &[&Relation]) -> ArrowKind {
    if relations.iter().all(|r| r.optional) && !relations.is_empty() {
        ArrowKind::Optional
    } else if relations.iter().all(|r| r.meaning == Meaning::Message || r.asynchronous) {
        ArrowKind::Message
    } else {
        ArrowKind::Call
    }
}
