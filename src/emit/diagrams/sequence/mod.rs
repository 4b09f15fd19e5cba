//! Flows as sequence diagrams: who takes part side by side, steps below each other.

mod activity;
mod frame;
mod said;

pub(super) use activity::Act;
pub(super) use said::{Said, said};

use super::badge;
use super::card::{Card, Plain, baseline, even, text};
use super::dress::{self, Dress};
use super::elements::{about, link, plain};
use super::legend::Legend;
use super::map::{ArrowKind, Drawn, line};
use super::words;
use crate::font::{self, Style};
use crate::model::{BaseKind, ElementId, Flow, Model, Step};
use crate::scene::{Anchor, Color, Dash, Form, Group, Item, Link, Move, Outline, Point, Rect, Size, Stroke};
use activity::{Activity, HALF, offset};

const LABEL: Style = Style::regular(11.5);
const LABEL_ROOM: f64 = 200.0;
/// Words are not broken to be narrower than this.
const LEAST_ROOM: f64 = 60.0;
/// A label has no more lines.
const LINES: usize = 4;
/// Between two steps.
const STEP: f64 = 20.0;
/// How far a step to oneself goes out.
const LOOP: f64 = 34.0;
/// Between a label and the lifelines beside it.
const BESIDE: f64 = 5.0;
/// A flow of more steps names those who take part at its foot, too.
const LONG: u32 = 14;

/// Draws a flow, and says what its legend has to explain.
pub(super) fn draw(model: &Model, flow: &Flow, dress: &Dress<'_>) -> (Drawn, Legend) {
    let mut chart = Chart::new(model, flow, dress);
    let bottom = chart.block(&flow.steps, chart.top, 0).0 + STEP;
    chart.activity.end();
    let mut items = chart.lifelines(bottom);
    items.append(&mut chart.frames);
    items.extend(chart.bars());
    items.append(&mut chart.items);
    items.extend(chart.heads());
    let foot = if chart.count > LONG { chart.feet(bottom, &mut items) } else { bottom };
    let bounds = chart.bounds(foot);
    let moved = items.into_iter().map(|item| shifted(item, -bounds.x)).collect();
    (Drawn { size: bounds.size(), items: moved, notes: Vec::new() }, chart.legend())
}

/// One who takes part.
struct Party {
    element: ElementId,
    card: Plain,
    group: Option<dress::Group>,
    link: Option<Link>,
    size: Size,
    /// Where the lifeline stands.
    x: f64,
}

struct Chart<'a> {
    model: &'a Model,
    parties: Vec<Party>,
    activity: Activity,
    /// Where the first step may begin.
    top: f64,
    items: Vec<Item>,
    /// The borders of frames, which lie below the steps in them.
    frames: Vec<Item>,
    /// Outermost places that frames and notes reach.
    low: f64,
    high: f64,
    count: u32,
    /// The lifelines between which the last step went.
    last: Span,
    acts: Vec<Act>,
}

/// The lifelines that a block uses, from the leftmost to the rightmost, with the room a step to oneself takes.
type Span = Option<(f64, f64)>;

fn joined(a: Span, b: Span) -> Span {
    match (a, b) {
        (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
        (one, other) => one.or(other),
    }
}

/// A message, as it is drawn.
struct Message {
    from: usize,
    to: usize,
    said: Said,
}

impl<'a> Chart<'a> {
    fn new(model: &'a Model, flow: &Flow, dress: &Dress<'_>) -> Self {
        let steps = flow.messages();
        let mut elements: Vec<ElementId> = Vec::new();
        for step in &steps {
            let Step::Message { source, element, back, .. } = step else { continue };
            for id in if *back { [*element, *source] } else { [*source, *element] } {
                if !elements.contains(&id) {
                    elements.push(id);
                }
            }
        }
        let messages: Vec<Message> = steps.into_iter().filter_map(|step| message(model, step, &elements)).collect();
        let idle = |id: &ElementId| model[*id].kind.base == BaseKind::Person || model[*id].kind.base.is_channel();
        let activity = Activity::new(elements.iter().map(idle).collect());
        let mut parties: Vec<Party> = elements.into_iter().map(|id| party(model, id, dress)).collect();
        space_out(&mut parties, &messages);
        let top = parties.iter().map(|p| p.size.height).fold(0.0, f64::max) + STEP;
        let (items, frames, acts) = (Vec::new(), Vec::new(), Vec::new());
        Self { model, parties, activity, top, items, frames, low: 0.0, high: 0.0, count: 0, last: None, acts }
    }

    /// Draws steps below each other from `y` on; gives where the next may begin, and the lifelines that they use.
    fn block(&mut self, steps: &[Step], mut y: f64, depth: usize) -> (f64, Span) {
        let mut span = None;
        for (at, step) in steps.iter().enumerate() {
            let used;
            (y, used) = match step {
                Step::Message { .. } => self.message(step, y),
                Step::Par { branches, .. } => {
                    let branches: Vec<(String, &[Step])> = branches.iter().map(|steps| (String::new(), steps.as_slice())).collect();
                    self.frame("par", "and", &branches, y, depth)
                }
                Step::Alt { branches, .. } => {
                    let branches: Vec<(String, &[Step])> =
                        branches.iter().map(|b| (b.condition.clone().unwrap_or_default(), b.steps.as_slice())).collect();
                    self.frame("alt", "else", &branches, y, depth)
                }
                Step::Loop { title, steps, .. } => {
                    self.frame("loop", "", &[(title.clone().unwrap_or_default(), steps.as_slice())], y, depth)
                }
                Step::Note { text, .. } => {
                    // What a branch begins with is said of what it goes on with, not of the branch before it.
                    let ahead = if depth > 0 && span.is_none() { steps.get(at..).and_then(|rest| self.first_between(rest)) } else { None };
                    self.last = ahead.or(self.last);
                    self.note(text, y)
                }
            };
            span = joined(span, used);
        }
        (y, span)
    }

    fn message(&mut self, step: &Step, y: f64) -> (f64, Span) {
        let parties: Vec<ElementId> = self.parties.iter().map(|p| p.element).collect();
        let Some(Message { from, to, said }) = message(self.model, step, &parties) else { return (y, None) };
        let at = |index: usize| self.parties.get(index).map_or(0.0, |p| p.x);
        let (from_x, to_x) = (at(from), at(to));
        self.count += 1;
        if !self.acts.contains(&said.act) {
            self.acts.push(said.act);
        }
        let label = self.label(&said.text, from_x, to_x);
        let line_y = y + label.size.height + 4.0;
        let (left, right) = self.activity.step(said.act, from, to, line_y);
        let mut items = Vec::new();
        let (label_at, bottom, span) = if from == to {
            let out = from_x + HALF + left.map_or(0.0, offset);
            let back = to_x + right.map_or(0.0, |level| offset(level) + HALF);
            let (start, end) = (y + 4.0, line_y.max(y + 16.0));
            let far = out.max(back) + LOOP - HALF;
            let points = [Point::new(out, start), Point::new(far, start), Point::new(far, end), Point::new(back, end)];
            items.extend(arrow(&points, said.act));
            (Point::new(far + 4.0, y), end, (from_x, far + 4.0 + label.size.width))
        } else {
            let way = if to_x > from_x { 1.0 } else { -1.0 };
            let edge = |x: f64, level: Option<u32>, side: f64| level.map_or(x, |level| x + offset(level) + side * HALF);
            let (start, end) = (edge(from_x, left, way), edge(to_x, right, -way));
            items.extend(arrow(&[Point::new(start, line_y), Point::new(end, line_y)], said.act));
            (Point::new(self.label_x(start, end, label.size.width), y), line_y, (from_x.min(to_x), from_x.max(to_x)))
        };
        items.extend(label.draw(label_at));
        self.high = self.high.max(label_at.x + label.size.width);
        self.last = Some(span);
        self.items.push(Item::Group(Group { id: Some(said.id), title: Some(said.about), items, ..Group::default() }));
        (bottom + STEP, Some(span))
    }

    /// The label of a step between two lifelines, broken into more lines where otherwise those that it passes would run through it.
    fn label(&self, said: &str, from: f64, to: f64) -> Label {
        let whole = Label::new(self.count, said, LABEL_ROOM);
        let (low, high) = (from.min(to), from.max(to));
        let passed = self.parties.iter().map(|party| party.x).filter(|&x| x > low && x < high);
        // Those who talk have bars, perhaps one on another.
        let ends = (low + HALF + offset(1), high - HALF - offset(1));
        let stops: Vec<f64> = std::iter::once(ends.0).chain(passed).chain(std::iter::once(ends.1)).collect();
        let widest = stops.windows(2).map(|pair| pair.iter().rev().copied().reduce(|b, a| b - a).unwrap_or(0.0)).fold(0.0, f64::max);
        let room = widest - 2.0 * BESIDE;
        if from == to || whole.size.width <= room {
            return whole;
        }
        let words = room - (whole.size.width - font::widest(&whole.lines, LABEL));
        let narrow = Label::new(self.count, said, words);
        let is_whole = words >= LEAST_ROOM && font::wrap(said, LABEL, words, LINES + 1).len() <= LINES;
        if is_whole { narrow } else { whole }
    }

    /// Where a label begins: in the middle of the first room between two lifelines on the way of its arrow in which it fits, so
    /// that no lifeline runs through it; where there is none, in the middle of the arrow.
    fn label_x(&self, start: f64, end: f64, width: f64) -> f64 {
        let (low, high) = (start.min(end), start.max(end));
        let passed = self.parties.iter().map(|party| party.x).filter(|&x| x > low + BESIDE && x < high - BESIDE);
        let mut stops: Vec<f64> = std::iter::once(low).chain(passed).chain(std::iter::once(high)).collect();
        if end < start {
            stops.reverse();
        }
        let rooms = || stops.windows(2).filter_map(|pair| pair.first().copied().zip(pair.last().copied()));
        let (from, to) = rooms().find(|(from, to)| (to - from).abs() >= width + 2.0 * BESIDE).unwrap_or((start, end));
        (from + to - width) / 2.0
    }

    /// The lifelines between which the first of some steps goes.
    fn first_between(&self, steps: &[Step]) -> Span {
        let at = |id: &ElementId| self.parties.iter().find(|party| party.element == *id).map(|party| party.x);
        steps.iter().find_map(|step| match step {
            Step::Message { source, element, .. } => {
                at(source).zip(at(element)).map(|(one, other): (f64, f64)| (one.min(other), one.max(other)))
            }
            Step::Par { branches, .. } => branches.iter().find_map(|steps| self.first_between(steps)),
            Step::Alt { branches, .. } => branches.iter().find_map(|branch| self.first_between(&branch.steps)),
            Step::Loop { steps, .. } => self.first_between(steps),
            Step::Note { .. } => None,
        })
    }

    /// From the leftmost to the rightmost lifeline that some steps go between.
    fn between(&self, steps: &[Step]) -> Span {
        let at = |id: &ElementId| self.parties.iter().find(|party| party.element == *id).map(|party| (party.x, party.x));
        steps.iter().fold(None, |span, step| {
            let used = match step {
                Step::Message { source, element, .. } => joined(at(source), at(element)),
                Step::Par { branches, .. } => branches.iter().fold(None, |span, steps| joined(span, self.between(steps))),
                Step::Alt { branches, .. } => branches.iter().fold(None, |span, branch| joined(span, self.between(&branch.steps))),
                Step::Loop { steps, .. } => self.between(steps),
                Step::Note { .. } => None,
            };
            joined(span, used)
        })
    }

    /// A remark between the lifelines that were last gone between, else across all, and between the bars there, if it has room;
    /// a frame round it is as wide as the remark.
    fn note(&mut self, remark: &str, y: f64) -> (f64, Span) {
        let all = self.parties.first().zip(self.parties.last()).map(|(a, b)| (a.x, b.x));
        let (left, right) = self.last.or(all).unwrap_or((0.0, 0.0));
        let middle = (left + right) / 2.0;
        let (low, high) = self.bars_now().into_iter().fold((left, right), |(low, high), bar| match bar {
            (_, end) if end <= middle => (end.max(low), high),
            (start, _) if start >= middle => (low, start.min(high)),
            _ => (low, high),
        });
        let room = high - low - 2.0 * BESIDE;
        let (rect, items) = frame::note(remark, Point::new((low + high) / 2.0, y), room);
        let (rect, items) = if rect.width <= room { (rect, items) } else { frame::note(remark, Point::new(middle, y), room) };
        self.items.extend(items);
        (self.low, self.high) = (self.low.min(rect.x), self.high.max(rect.right()));
        (rect.bottom() + STEP, Some(((rect.x + frame::INNER).min(middle), (rect.right() - frame::INNER).max(middle))))
    }

    fn lifelines(&self, bottom: f64) -> Vec<Item> {
        let stroke = Stroke { color: Color::Frame, width: 1.2, dash: Dash::Dashed };
        let line = |party: &Party| vec![Move::To(Point::new(party.x, self.top - STEP)), Move::Line(Point::new(party.x, bottom))];
        self.parties.iter().map(|p| Item::Form(Form { outline: Outline::Path(line(p)), fill: None, stroke: Some(stroke) })).collect()
    }

    /// The times at which each is at work, those that lie on others last.
    fn bars(&mut self) -> Vec<Item> {
        self.activity.bars.sort_by(|a, b| (a.level, a.party).cmp(&(b.level, b.party)).then(a.top.total_cmp(&b.top)));
        let bar = |bar: &activity::Bar| {
            let party = self.parties.get(bar.party)?;
            let rect = Rect::new(party.x + offset(bar.level) - HALF, bar.top, 2.0 * HALF, bar.bottom - bar.top);
            let stroke = Stroke { color: party.card.paint.edge, width: 1.1, dash: Dash::Solid };
            Some(Item::Form(Form { outline: Outline::Box(rect, 2.0), fill: Some(party.card.paint.fill), stroke: Some(stroke) }))
        };
        self.activity.bars.iter().filter_map(bar).collect()
    }

    fn heads(&self) -> Vec<Item> {
        let foot = self.top - STEP;
        let head = |party: &Party| {
            let element = &self.model[party.element];
            let rect = Rect::new(party.x - party.size.width / 2.0, foot - party.size.height, party.size.width, party.size.height);
            let items = Card::Plain(party.card.clone()).draw(rect);
            Item::Group(Group { id: Some(element.path.clone()), title: Some(about(element)), link: party.link.clone(), items })
        };
        self.parties.iter().map(head).collect()
    }

    /// Names those who take part once more; gives where that ends.
    fn feet(&self, top: f64, items: &mut Vec<Item>) -> f64 {
        let height = self.parties.iter().map(|party| party.size.height).fold(0.0, f64::max);
        items.extend(self.parties.iter().map(|party| {
            let rect = Rect::new(party.x - party.size.width / 2.0, top, party.size.width, party.size.height);
            Item::Group(Group { items: Card::Plain(party.card.clone()).draw(rect), ..Group::default() })
        }));
        top + height
    }

    fn bounds(&self, bottom: f64) -> Rect {
        let low = self.parties.iter().map(|p| p.x - p.size.width / 2.0).fold(self.low, f64::min);
        let high = self.parties.iter().map(|p| p.x + p.size.width / 2.0).fold(self.high, f64::max);
        Rect::new(low, 0.0, high - low, bottom)
    }

    fn legend(&self) -> Legend {
        let mut legend = Legend::default();
        for party in &self.parties {
            let name = words::kind(self.model, &self.model[party.element]);
            legend.put_box(party.card.shape, party.card.paint, party.group.as_ref(), &name);
        }
        self.acts.iter().for_each(|act| legend.put_arrow(kind(*act)));
        legend.sorted()
    }
}

/// How a step is drawn.
pub(super) fn kind(act: Act) -> ArrowKind {
    match act {
        Act::Call => ArrowKind::Call,
        Act::Tell => ArrowKind::Message,
        Act::Reply => ArrowKind::Reply,
    }
}

fn arrow(points: &[Point], act: Act) -> Vec<Item> {
    let kind = kind(act);
    line(points, Stroke { color: Color::Line, width: 1.3, dash: kind.dash() }, kind.head())
}

/// A step's number and what it says.
struct Label {
    number: u32,
    lines: Vec<String>,
    size: Size,
}

impl Label {
    /// The words are no wider than `room`.
    fn new(number: u32, said: &str, room: f64) -> Self {
        let lines = font::balanced(said, LABEL, room, LINES);
        let count = f64::from(u32::try_from(lines.len()).unwrap_or(u32::MAX));
        let words = if lines.is_empty() { 0.0 } else { font::widest(&lines, LABEL) + 5.0 };
        let width = even(badge::width(number) + words + 8.0);
        Self { number, lines, size: Size::new(width, (count * LABEL.line()).max(badge::HEIGHT)) }
    }

    /// The label with its upper left corner at a place.
    fn draw(&self, at: Point) -> Vec<Item> {
        let badge = badge::width(self.number);
        let ground = Outline::Box(Rect::new(at.x, at.y, self.size.width, self.size.height), 3.0);
        let mut items = vec![Item::Form(Form { outline: ground, fill: Some(Color::Canvas), stroke: None })];
        let middle = at.y + LABEL.line().max(badge::HEIGHT) / 2.0;
        items.extend(badge::draw(self.number, Point::new(at.x + 4.0 + badge / 2.0, middle)));
        let mut top = middle - LABEL.line() / 2.0;
        for line in &self.lines {
            items.push(text(line, Point::new(at.x + 9.0 + badge, top + baseline(LABEL)), Anchor::Start, LABEL, Color::Ink));
            top += LABEL.line();
        }
        items
    }
}

fn party(model: &Model, id: ElementId, dress: &Dress<'_>) -> Party {
    let element = &model[id];
    let mut card = plain(model, element, &element.properties, None);
    let group = dress.card(id, &mut card);
    let size = Card::Plain(card.clone()).size();
    Party { element: id, card, group, link: dress.link(id).or(link(element)), size, x: 0.0 }
}

/// A step as a message between parties.
fn message(model: &Model, step: &Step, parties: &[ElementId]) -> Option<Message> {
    let Step::Message { source, element, back, .. } = step else { return None };
    let at = |id: &ElementId| parties.iter().position(|p| p == id);
    let (left, right) = (at(source)?, at(element)?);
    let (from, to) = if *back { (right, left) } else { (left, right) };
    Some(Message { from, to, said: said(model, step)? })
}

/// Puts the lifelines so far apart that heads and labels have room.
fn space_out(parties: &mut [Party], messages: &[Message]) {
    let mut gaps: Vec<f64> = parties.windows(2).map(|pair| pair.iter().map(|p| p.size.width / 2.0).sum::<f64>() + 28.0).collect();
    let mut needs: Vec<(usize, usize, f64)> = messages
        .iter()
        .map(|message| {
            let width = Label::new(99, &message.said.text, LABEL_ROOM).size.width + 34.0;
            match message.from == message.to {
                true => (message.from, message.from + 1, width + LOOP),
                false => (message.from.min(message.to), message.from.max(message.to), width),
            }
        })
        .collect();
    needs.sort_by_key(|&(low, high, _)| (high - low, low));
    for (low, high, need) in needs {
        let Some(between) = gaps.get_mut(low..high) else { continue };
        let lacking = need - between.iter().sum::<f64>();
        if lacking > 0.0 {
            let share = lacking / f64::from(u32::try_from(between.len()).unwrap_or(1).max(1));
            for gap in between.iter_mut() {
                *gap += share;
            }
        }
    }
    let mut x = 0.0;
    for (party, gap) in parties.iter_mut().zip(gaps.into_iter().map(even).chain([0.0])) {
        party.x = x;
        x += gap;
    }
}

fn shifted(item: Item, dx: f64) -> Item {
    super::sheet::moved(item, 1.0, dx, 0.0)
}
