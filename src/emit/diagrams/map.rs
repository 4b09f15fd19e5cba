//! Boxes and arrows: lays cards out, draws them with the lines between them, and says what the legend has to explain.

use std::collections::BTreeMap;

use super::badge;
use super::card::{Card, baseline, even, text};
use super::dress::{Group, weight};
use super::feet::Foot;
use super::hops::{hop, turn};
use super::hubs::{self, Laid};
use super::sheet::moved;
use super::words::Means;
use crate::emit::geometry::{Name, Named};
use crate::font::{self, Style};
use crate::layout::{self, Direction, Edge, Engine, Graph, JUMP, Layout, Node, Note, Route};
use crate::model::properties::DataClass;
use crate::model::{ElementId, Relation};
use crate::scene::{self, Anchor, Color, Dash, Form, Item, Link, Move, Outline, Point, Rect, Size, Stroke};

const LABEL: Style = Style::regular(11.0);
/// By what means, below a label.
const MEANS: Style = Style::regular(10.0);
/// No label is wider.
const LABEL_ROOM: f64 = 150.0;
/// Radius of a line's corners.
const CORNER: f64 = 7.0;
/// And the least, where a jump is near.
const SHARP: f64 = 2.0;
/// Length and half the width of an arrow's head.
const HEAD: (f64, f64) = (9.0, 4.3);

/// Boxes and the arrows between them, before they have places.
#[derive(Debug, Default)]
pub(super) struct Map {
    pub boxes: Vec<Placed>,
    pub arrows: Vec<Arrow>,
}

/// A box with what it stands for.
#[derive(Debug)]
pub(super) struct Placed {
    pub card: Card,
    pub parent: Option<usize>,
    /// The element that it stands for, if it is one.
    pub element: Option<ElementId>,
    /// The path of what it stands for.
    pub id: String,
    /// What is said of it when it is pointed at.
    pub about: String,
    pub link: Option<Link>,
    /// What the legend calls its kind.
    pub legend: Option<String>,
    pub tags: Vec<String>,
    /// The group whose colour it has.
    pub group: Option<Group>,
}

impl Placed {
    /// A box that stands for no element and leads nowhere.
    pub fn new(card: Card, parent: Option<usize>, id: String, about: String) -> Self {
        Self { card, parent, element: None, id, about, link: None, legend: None, tags: Vec::new(), group: None }
    }
}

/// An arrow between two boxes.
#[derive(Debug)]
pub(super) struct Arrow {
    pub from: usize,
    pub to: usize,
    /// What it says, and below that by what means.
    pub label: String,
    pub means: Means,
    /// The numbers of the steps of a flow that go along it, with what each says.
    pub steps: Vec<(u32, String)>,
    /// How many there may be at either end, for references between tables.
    pub feet: Option<(Foot, Foot)>,
    pub kind: ArrowKind,
    pub tags: Vec<String>,
    pub highlight: bool,
    /// The most sensitive class of data that goes along it, where its look tells that.
    pub data: Option<DataClass>,
    pub about: String,
}

impl Arrow {
    /// An arrow with a label, and what is said of it when it is pointed at.
    pub fn new(from: usize, to: usize, kind: ArrowKind, label: String, about: String) -> Self {
        let (means, steps, feet, tags) = (Means::default(), Vec::new(), None, Vec::new());
        Self { from, to, label, means, steps, feet, kind, tags, highlight: false, data: None, about }
    }

    /// The arrow with the tags and the class of data of the relations that it stands for.
    pub fn of(mut self, relations: &[&Relation]) -> Self {
        self.tags.extend(relations.iter().flat_map(|relation| relation.tags.iter().cloned()));
        self.data = relations.iter().filter_map(|relation| relation.data.as_ref()).map(|class| class.value).max();
        self
    }

    /// How its line is drawn.
    fn stroke(&self) -> Stroke {
        let (color, width) = match self.data {
            _ if self.highlight => (Color::Highlight, 2.0),
            Some(class) => (Group::of_data(class).edge, weight(class)),
            None => (Color::Line, 1.3),
        };
        Stroke { color, width, dash: self.kind.dash() }
    }
}

/// How an arrow is drawn, by what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ArrowKind {
    Call,
    Message,
    Optional,
    Reference,
    Allowed,
    Reply,
}

impl ArrowKind {
    pub fn dash(self) -> Dash {
        match self {
            Self::Call | Self::Reference | Self::Allowed => Dash::Solid,
            Self::Message | Self::Reply => Dash::Dashed,
            Self::Optional => Dash::Dotted,
        }
    }

    /// What the legend calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Call => "calls or uses",
            Self::Message => "message, asynchronous",
            Self::Optional => "optional",
            Self::Reference => "refers to",
            Self::Allowed => "may reach",
            Self::Reply => "reply",
        }
    }

    /// What its end looks like.
    pub fn head(self) -> Head {
        match self {
            Self::Reply => Head::Open,
            Self::Reference => Head::Bare,
            _ => Head::Full,
        }
    }
}

/// The end of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Head {
    /// A filled point.
    Full,
    /// Two strokes.
    Open,
    /// None.
    Bare,
}

/// What was drawn, from the origin.
#[derive(Debug)]
pub(super) struct Drawn {
    pub size: Size,
    pub items: Vec<Item>,
    pub notes: Vec<Note>,
}

/// A line of a label.
struct LabelLine {
    text: String,
    style: Style,
    color: Color,
    /// The number of the step that begins here.
    step: Option<u32>,
}

/// The text of a label in lines: what it says, then by what means; or the steps, each with its number.
fn label_lines(arrow: &Arrow) -> Vec<LabelLine> {
    let plain = |text: String, color: Color| LabelLine { text, style: LABEL, color, step: None };
    let mut lines: Vec<LabelLine> =
        font::balanced(&arrow.label, LABEL, LABEL_ROOM, 3).into_iter().map(|line| plain(line, Color::Ink)).collect();
    for (number, said) in &arrow.steps {
        let mut said = font::balanced(said, LABEL, LABEL_ROOM, 2).into_iter();
        lines.push(LabelLine { text: said.next().unwrap_or_default(), style: LABEL, color: Color::Ink, step: Some(*number) });
        lines.extend(said.map(|line| plain(line, Color::Ink)));
    }
    let means = arrow.means.line(MEANS, LABEL_ROOM);
    if !means.is_empty() {
        lines.push(LabelLine { text: means, style: MEANS, color: Color::Muted, step: None });
    }
    lines
}

/// The height of a line of a label, and how far from the left its text begins, where there are steps in it.
fn label_form(lines: &[LabelLine]) -> (f64, f64) {
    let widest = lines.iter().filter_map(|line| line.step).map(badge::width).fold(0.0, f64::max);
    if widest > 0.0 { (badge::HEIGHT + 2.0, widest + 5.0) } else { (LABEL.line(), 0.0) }
}

fn label_size(lines: &[LabelLine]) -> Option<Size> {
    let (height, indent) = label_form(lines);
    let width = lines.iter().map(|line| font::width(&line.text, line.style)).fold(0.0, f64::max);
    let count = u32::try_from(lines.len()).unwrap_or(0);
    (count > 0).then(|| Size::new(even(indent + width + 8.0), even(f64::from(count) * height + 3.0)))
}

/// A map as a graph, from the lines of its labels.
fn graph(map: &Map, labels: &[Vec<LabelLine>], direction: Option<Direction>) -> Graph {
    Graph {
        direction,
        boxes: map
            .boxes
            .iter()
            .map(|b| Node { parent: b.parent, size: b.card.size(), title: b.card.title(), corner: b.card.corner(), apart: hubs::APART })
            .collect(),
        edges: map.arrows.iter().zip(labels).map(|(a, l)| Edge { from: a.from, to: a.to, label: label_size(l) }).collect(),
    }
}

/// A map as a graph with names, and what the engine makes of it: boxes by what they stand for, those that stand for the same told apart by a number; lines
/// by number.
pub(super) fn named(map: &Map, direction: Option<Direction>, engine: Engine) -> (Named, Layout) {
    let labels: Vec<Vec<LabelLine>> = map.arrows.iter().map(label_lines).collect();
    let Laid { graph, plain, .. } = laid_out(map, &labels, direction, engine);
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    let boxes = map.boxes.iter().map(|placed| {
        let time = times.entry(&placed.id).or_default();
        *time += 1;
        let id = if *time == 1 { placed.id.clone() } else { format!("{}#{time}", placed.id) };
        Name { id, label: placed.card.name() }
    });
    let edges = labels.iter().enumerate().map(|(at, lines)| {
        let lines: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
        Name { id: format!("e{at}"), label: lines.join("\n") }
    });
    (Named { graph, boxes: boxes.collect(), edges: edges.collect() }, plain)
}

/// A map in its places, with boxes that have room for the lines at them. A table is as large as its rows.
fn laid_out(map: &Map, labels: &[Vec<LabelLine>], direction: Option<Direction>, engine: Engine) -> Laid {
    let grows: Vec<bool> = map.boxes.iter().map(|placed| matches!(placed.card, Card::Plain(_))).collect();
    hubs::laid_out(graph(map, labels, direction), &kinds(map), &grows, engine)
}

/// A number for each arrow that all have that look like it, and none for those that are not to share a part.
fn kinds(map: &Map) -> Vec<Option<usize>> {
    let class = |arrow: &Arrow| arrow.data.map_or(0, |class| class as usize + 1);
    let number = |arrow: &Arrow| (arrow.kind as usize * 8 + class(arrow)) * 2 + usize::from(arrow.highlight);
    map.arrows.iter().map(|arrow| (arrow.kind != ArrowKind::Reference).then(|| number(arrow))).collect()
}

/// Lays a map out and draws it.
pub(super) fn draw(map: &Map, direction: Option<Direction>, engine: Engine) -> Drawn {
    let labels: Vec<Vec<LabelLine>> = map.arrows.iter().map(label_lines).collect();
    let Laid { bundled: layout, arriving, .. } = laid_out(map, &labels, direction, engine);
    let jumps = layout::jumps(&layout);
    let mut items = Vec::new();
    let frames = |b: &&(&Placed, &Rect)| matches!(b.0.card, Card::Frame(_));
    let placed: Vec<(&Placed, &Rect)> = map.boxes.iter().zip(&layout.boxes).collect();
    items.extend(placed.iter().filter(frames).map(|(b, rect)| boxed(b, **rect)));
    // A label is of one piece with its line; one that another line runs through comes after that.
    let astray = layout.notes.iter().any(|note| matches!(note, Note::RoutedStraight(_)));
    let mut lines: Vec<(bool, Item)> = Vec::new();
    for ((((arrow, route), jumps), from_end), words) in map.arrows.iter().zip(&layout.routes).zip(&jumps).zip(arriving).zip(&labels) {
        let label = route.label.map(|rect| labelled(map, &layout, arrow, rect, words));
        let course = Course { points: &route.points, jumps, from_end };
        lines.push((astray && is_struck(&layout, route), lined(map, &layout, arrow, &course, label)));
    }
    lines.sort_by_key(|(struck, _)| *struck);
    items.extend(lines.into_iter().map(|(_, line)| line));
    items.extend(placed.iter().filter(|b| !frames(b)).map(|(b, rect)| boxed(b, **rect)));
    let ink = ink(map, &layout);
    let items = items.into_iter().map(|item| moved(item, 1.0, -ink.x, -ink.y)).collect();
    Drawn { size: ink.size(), items, notes: layout.notes }
}

/// What is drawn in: without the room that tables keep round themselves, where nothing else is in it.
fn ink(map: &Map, layout: &Layout) -> Rect {
    let boxes = map.boxes.iter().zip(&layout.boxes).map(|(placed, rect)| rect.grown(-placed.card.margin()));
    let lines = layout.routes.iter().flat_map(|route| route.points.iter().map(|p| Rect::new(p.x, p.y, 0.0, 0.0)).chain(route.label));
    boxes.chain(lines).reduce(Rect::union).unwrap_or_default()
}

/// Whether another line runs through a line's label.
fn is_struck(layout: &Layout, route: &Route) -> bool {
    let Some(label) = route.label else { return false };
    let runs_through = |other: &Route| {
        let bounds = |a: &Point, b: &Point| Rect::new(a.x.min(b.x), a.y.min(b.y), (a.x - b.x).abs(), (a.y - b.y).abs());
        other.points.windows(2).any(|pair| matches!(pair, [a, b] if bounds(a, b).grown(0.5).overlaps(label)))
    };
    layout.routes.iter().filter(|other| !std::ptr::eq(*other, route)).any(runs_through)
}

fn boxed(placed: &Placed, rect: Rect) -> Item {
    Item::Group(scene::Group {
        id: Some(placed.id.clone()),
        title: Some(placed.about.clone()).filter(|about| !about.is_empty()),
        link: placed.link.clone(),
        items: placed.card.draw(rect),
    })
}

/// How an arrow runs.
struct Course<'a> {
    points: &'a [Point],
    jumps: &'a [Point],
    /// Whether its dashes begin at its end, because it shares its last part with others.
    from_end: bool,
}

fn lined(map: &Map, layout: &Layout, arrow: &Arrow, course: &Course, label: Option<Item>) -> Item {
    let mut points = course.points.to_vec();
    reach_in(map, layout, arrow.from, &mut points, End::First);
    reach_in(map, layout, arrow.to, &mut points, End::Last);
    let stroke = arrow.stroke();
    let mut items = line_with(&points, course.jumps, stroke, arrow.kind.head());
    hop(&mut items, course.jumps);
    if course.from_end && stroke.dash != Dash::Solid {
        turn(&mut items);
    }
    if let Some((from, to)) = arrow.feet {
        items.extend(from.draw(&points, stroke));
        points.reverse();
        items.extend(to.draw(&points, stroke));
    }
    items.extend(label);
    let id = |at: usize| map.boxes.get(at).map_or("", |b| b.id.as_str());
    Item::Group(scene::Group {
        id: Some(format!("{} -> {}", id(arrow.from), id(arrow.to))),
        title: Some(arrow.about.clone()),
        link: None,
        items,
    })
}

#[derive(Clone, Copy)]
enum End {
    First,
    Last,
}

/// Moves an end of a line from the rectangle's border to that of the shape in it.
fn reach_in(map: &Map, layout: &Layout, index: usize, points: &mut [Point], end: End) {
    let (Some(placed), Some(&rect)) = (map.boxes.get(index), layout.boxes.get(index)) else { return };
    let point = match end {
        End::First => points.first_mut(),
        End::Last => points.last_mut(),
    };
    let Some(point) = point else { return };
    let depth = placed.card.depth(rect, *point);
    let near = |a: f64, b: f64| (a - b).abs() < 0.01;
    match *point {
        Point { y, .. } if near(y, rect.y) => point.y += depth,
        Point { y, .. } if near(y, rect.bottom()) => point.y -= depth,
        Point { x, .. } if near(x, rect.x) => point.x += depth,
        _ => point.x -= depth,
    }
}

/// A line with rounded corners, and a head at its end.
pub(super) fn line(points: &[Point], stroke: Stroke, head: Head) -> Vec<Item> {
    line_with(points, &[], stroke, head)
}

/// The same, with corners that leave room for jumps.
fn line_with(points: &[Point], jumps: &[Point], stroke: Stroke, head: Head) -> Vec<Item> {
    let mut points = points.to_vec();
    let mut items = Vec::new();
    if let [.., before, tip] = points.as_mut_slice()
        && head != Head::Bare
    {
        let (dx, dy) = ((tip.x - before.x).clamp(-1.0, 1.0), (tip.y - before.y).clamp(-1.0, 1.0));
        let long = (dx * dx + dy * dy).sqrt().max(0.001);
        let (dx, dy) = (dx / long, dy / long);
        let base = Point::new(tip.x - dx * HEAD.0, tip.y - dy * HEAD.0);
        let wing = |side: f64| Point::new(base.x - dy * HEAD.1 * side, base.y + dx * HEAD.1 * side);
        if head == Head::Open {
            let outline = Outline::Path(vec![Move::To(wing(1.0)), Move::Line(*tip), Move::Line(wing(-1.0))]);
            items.push(Item::Form(Form { outline, fill: None, stroke: Some(Stroke { dash: Dash::Solid, ..stroke }) }));
        } else {
            let outline = Outline::Path(vec![Move::To(*tip), Move::Line(wing(1.0)), Move::Line(wing(-1.0)), Move::Close]);
            items.push(Item::Form(Form { outline, fill: Some(stroke.color), stroke: None }));
            *tip = Point::new(tip.x - dx * (HEAD.0 - 1.0), tip.y - dy * (HEAD.0 - 1.0));
        }
    }
    items.insert(0, Item::Form(Form { outline: Outline::Path(rounded(&points, jumps)), fill: None, stroke: Some(stroke) }));
    items
}

fn rounded(points: &[Point], jumps: &[Point]) -> Vec<Move> {
    let mut moves: Vec<Move> = points.first().map(|&p| Move::To(p)).into_iter().collect();
    for window in points.windows(3) {
        let [a, b, c] = window else { continue };
        let length = |p: &Point, q: &Point| (p.x - q.x).abs() + (p.y - q.y).abs();
        let before_jump = |radius: f64, jump: &Point| {
            let room = (jump.x - b.x).abs() - JUMP;
            if jump.y == b.y && (SHARP..radius).contains(&room) { room } else { radius }
        };
        let radius = jumps.iter().fold(CORNER.min(length(a, b) / 2.0).min(length(b, c) / 2.0), before_jump);
        let toward = |p: &Point| {
            let share = radius / length(b, p).max(0.001);
            Point::new(b.x + (p.x - b.x) * share, b.y + (p.y - b.y) * share)
        };
        moves.push(Move::Line(toward(a)));
        moves.push(Move::Bend(*b, toward(c)));
    }
    moves.extend(points.iter().skip(1).last().map(|&p| Move::Line(p)));
    moves
}

/// A label on the ground of what it lies in, so that its line does not run through the letters.
fn labelled(map: &Map, layout: &Layout, arrow: &Arrow, rect: Rect, lines: &[LabelLine]) -> Item {
    let around = map.boxes.iter().zip(&layout.boxes).rev().find_map(|(b, outer)| match &b.card {
        Card::Frame(frame) if outer.contains(rect) => Some(frame.ground),
        _ => None,
    });
    let mut items = vec![Item::Form(Form { outline: Outline::Box(rect, 0.0), fill: Some(around.unwrap_or(Color::Canvas)), stroke: None })];
    let (height, indent) = label_form(lines);
    let (x, anchor) = if indent > 0.0 { (rect.x + 4.0 + indent, Anchor::Start) } else { (rect.center().x, Anchor::Middle) };
    let mut top = rect.y + 1.5;
    for line in lines {
        let color = if arrow.highlight { Color::Highlight } else { line.color };
        if let Some(number) = line.step {
            items.extend(badge::draw(number, Point::new(rect.x + 4.0 + (indent - 5.0) / 2.0, top + height / 2.0)));
        }
        let y = top + (height - LABEL.line()) / 2.0 + baseline(LABEL);
        items.push(text(&line.text, Point::new(x, y), anchor, line.style, color));
        top += height;
    }
    items.retain(|item| !matches!(item, Item::Text(text) if text.text.is_empty()));
    Item::Group(scene::Group { items, ..scene::Group::default() })
}

impl Map {
    /// The picture in words, for those who do not see it.
    pub fn alternative(&self, title: &str, caption: &str) -> String {
        let mut parts = vec![format!("{title}: {caption}.")];
        let ids: Vec<&str> = self.boxes.iter().map(|b| b.id.as_str()).collect();
        parts.push(format!("Shows {}.", ids.join(", ")));
        parts.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corners_leave_room_for_jumps_beside_them() {
        let points = [Point::new(0.0, 0.0), Point::new(40.0, 0.0), Point::new(40.0, 40.0)];
        let turns_at = |jumps: &[Point]| match rounded(&points, jumps).as_slice() {
            [Move::To(_), Move::Line(at), Move::Bend(..), ..] => at.x,
            other => panic!("{other:?}"),
        };
        assert_eq!(turns_at(&[]), 33.0);
        assert_eq!(turns_at(&[Point::new(32.0, 0.0)]), 37.0);
        assert_eq!(turns_at(&[Point::new(38.0, 0.0), Point::new(20.0, 0.0)]), 33.0, "one that finds no room, and one that has it");
    }
}
