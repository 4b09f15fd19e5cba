//! Flows as sequence diagrams: who takes part side by side, steps below each other.

use super::card::{Card, Plain, baseline, even, text};
use super::elements::{about, link};
use super::map::{ArrowKind, Drawn, Legend, line};
use super::shape::{Paint, Shape};
use super::words;
use crate::font::{self, Style};
use crate::model::{Direction, ElementId, Flow, Meaning, Model, Step, Target};
use crate::scene::{Anchor, Color, Dash, Form, Group, Hue, Item, Move, Outline, Point, Rect, Size, Stroke};

const LABEL: Style = Style::regular(11.5);
const TAG: Style = Style::bold(11.0);
const LABEL_ROOM: f64 = 200.0;
const NOTE_ROOM: f64 = 320.0;
/// Between two steps.
const STEP: f64 = 20.0;
/// How far a step to oneself goes out.
const LOOP: f64 = 34.0;
/// How far a frame reaches beyond the outermost lifelines in it, and how much less for each frame round it.
const REACH: f64 = 46.0;
const NESTED: f64 = 9.0;
const TAG_HEIGHT: f64 = 20.0;

/// Draws a flow, and says what its legend has to explain.
pub(super) fn draw(model: &Model, flow: &Flow) -> (Drawn, Legend) {
    let mut chart = Chart::new(model, flow);
    let bottom = chart.block(&flow.steps, chart.top, 0).0 + STEP;
    let mut items = chart.lifelines(bottom);
    items.append(&mut chart.items);
    items.extend(chart.heads());
    let bounds = chart.bounds(bottom);
    let moved = items.into_iter().map(|item| shifted(item, -bounds.x)).collect();
    (Drawn { size: bounds.size(), items: moved, notes: Vec::new() }, chart.legend())
}

/// One who takes part.
struct Party {
    element: ElementId,
    card: Plain,
    size: Size,
    /// Where the lifeline stands.
    x: f64,
}

struct Chart<'a> {
    model: &'a Model,
    parties: Vec<Party>,
    /// Where the first step may begin.
    top: f64,
    items: Vec<Item>,
    /// Outermost places that frames and notes reach.
    low: f64,
    high: f64,
    count: u32,
    dashed: bool,
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
    text: String,
    dashed: bool,
    about: String,
}

impl<'a> Chart<'a> {
    fn new(model: &'a Model, flow: &Flow) -> Self {
        let mut messages = Vec::new();
        let mut elements: Vec<ElementId> = Vec::new();
        collect(model, &flow.steps, &mut elements, &mut messages);
        let mut parties: Vec<Party> = elements
            .into_iter()
            .map(|id| {
                let element = &model[id];
                let shape = Shape::of(element);
                let kind = words::kind_and_tech(model, element, &element.properties);
                let card = Plain::new(shape, shape.paint(element.is_foreign(), false), &element.title, &kind, None);
                let size = Card::Plain(card.clone()).size();
                Party { element: id, card, size, x: 0.0 }
            })
            .collect();
        space_out(&mut parties, &messages);
        let top = parties.iter().map(|p| p.size.height).fold(0.0, f64::max) + STEP;
        Self { model, parties, top, items: Vec::new(), low: 0.0, high: 0.0, count: 0, dashed: false }
    }

    /// Draws steps below each other from `y` on; gives where the next may begin, and the lifelines that they use.
    fn block(&mut self, steps: &[Step], mut y: f64, depth: usize) -> (f64, Span) {
        let mut span = None;
        for step in steps {
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
                Step::Note { text, .. } => self.note(text, y),
            };
            span = joined(span, used);
        }
        (y, span)
    }

    fn message(&mut self, step: &Step, y: f64) -> (f64, Span) {
        let parties: Vec<ElementId> = self.parties.iter().map(|p| p.element).collect();
        let Some(message) = message(self.model, step, &parties) else { return (y, None) };
        let at = |index: usize| self.parties.get(index).map_or(0.0, |p| p.x);
        let (from, to) = (at(message.from), at(message.to));
        self.count += 1;
        self.dashed |= message.dashed;
        let lines = font::wrap(&format!("{}. {}", self.count, message.text), LABEL, LABEL_ROOM, 4);
        let count = u32::try_from(lines.len()).unwrap_or(u32::MAX);
        let (width, height) = (even(font::widest(&lines, LABEL) + 8.0), f64::from(count) * LABEL.line());
        let stroke = Stroke { color: Color::Line, width: 1.3, dash: if message.dashed { Dash::Dashed } else { Dash::Solid } };
        let mut items = Vec::new();
        let line_y = y + height + 5.0;
        let (label, bottom, span) = if message.from == message.to {
            let down = line_y.max(y + 14.0);
            let points =
                [Point::new(from, y + 4.0), Point::new(from + LOOP, y + 4.0), Point::new(from + LOOP, down), Point::new(from, down)];
            items.extend(line(&points, stroke));
            (Rect::new(from + LOOP + 4.0, y, width, height), down, (from, from + LOOP + 4.0 + width))
        } else {
            items.extend(line(&[Point::new(from, line_y), Point::new(to, line_y)], stroke));
            let label = Rect::new((from + to) / 2.0 - width / 2.0, y, width, height);
            (label, line_y, (from.min(to), from.max(to)))
        };
        items.push(Item::Form(Form { outline: Outline::Box(label, 3.0), fill: Some(Color::Canvas), stroke: None }));
        let (x, anchor) = if message.from == message.to { (label.x + 4.0, Anchor::Start) } else { (label.center().x, Anchor::Middle) };
        for (row, content) in lines.iter().enumerate() {
            let top = y + f64::from(u32::try_from(row).unwrap_or(0)) * LABEL.line();
            items.push(text(content, Point::new(x, top + baseline(LABEL)), anchor, LABEL, Color::Ink));
        }
        self.high = self.high.max(label.right());
        self.items.push(Item::Group(Group { title: Some(message.about), items, ..Group::default() }));
        (bottom + STEP, Some(span))
    }

    /// A frame round branches, parted by broken lines.
    fn frame(&mut self, word: &str, next: &str, branches: &[(String, &[Step])], y: f64, depth: usize) -> (f64, Span) {
        let mut at = y + 4.0;
        let mut span: Span = None;
        let place = self.items.len();
        let mut rows: Vec<(f64, String, String)> = Vec::new();
        for (index, (condition, steps)) in branches.iter().enumerate() {
            let word = if index == 0 { word } else { next };
            let condition = font::ellipsize(condition, LABEL, NOTE_ROOM);
            rows.push((at, word.to_owned(), if condition.is_empty() { condition } else { format!("[{condition}]") }));
            let (end, used) = self.block(steps, at + TAG_HEIGHT + 12.0, depth + 1);
            at = end;
            span = joined(span, used);
        }
        let all = self.parties.first().zip(self.parties.last()).map(|(a, b)| (a.x, b.x));
        let (low, high) = span.or(all).unwrap_or((0.0, 0.0));
        let reach = REACH - NESTED * f64::from(u32::try_from(depth.min(4)).unwrap_or(4));
        let tags =
            rows.iter().map(|(_, word, condition)| font::width(word, TAG) + font::width(condition, LABEL) + 40.0).fold(0.0, f64::max);
        let rect = Rect::new(low - reach, y + 4.0, (high - low + 2.0 * reach).max(tags), at - y - 8.0);
        (self.low, self.high) = (self.low.min(rect.x), self.high.max(rect.right()));
        let frame = self.frame_items(rect, &rows);
        self.items.splice(place..place, frame);
        (at + STEP - 6.0, joined(span, Some((rect.x + reach, rect.right() - reach))))
    }

    fn frame_items(&self, rect: Rect, rows: &[(f64, String, String)]) -> Vec<Item> {
        let stroke = Stroke { color: Color::Edge(Hue::Foreign), width: 1.2, dash: Dash::Solid };
        let mut items = vec![Item::Form(Form { outline: Outline::Box(rect, 6.0), fill: None, stroke: Some(stroke) })];
        for (index, (top, word, condition)) in rows.iter().enumerate() {
            let tag_width = font::width(word, TAG) + 18.0;
            if index > 0 {
                let apart = Outline::Path(vec![Move::To(Point::new(rect.x, *top)), Move::Line(Point::new(rect.right(), *top))]);
                items.push(Item::Form(Form { outline: apart, fill: None, stroke: Some(Stroke { dash: Dash::Dashed, ..stroke }) }));
            } else {
                let (x, y) = (rect.x, rect.y);
                let tag = vec![
                    Move::To(Point::new(x, y + 6.0)),
                    Move::Bend(Point::new(x, y), Point::new(x + 6.0, y)),
                    Move::Line(Point::new(x + tag_width, y)),
                    Move::Line(Point::new(x + tag_width, y + TAG_HEIGHT - 7.0)),
                    Move::Line(Point::new(x + tag_width - 7.0, y + TAG_HEIGHT)),
                    Move::Line(Point::new(x, y + TAG_HEIGHT)),
                    Move::Close,
                ];
                items.push(Item::Form(Form { outline: Outline::Path(tag), fill: Some(Color::Within), stroke: Some(stroke) }));
            }
            let y = top + (TAG_HEIGHT + TAG.size * font::CAP) / 2.0;
            items.push(text(word, Point::new(rect.x + 8.0, y), Anchor::Start, TAG, Color::Muted));
            if !condition.is_empty() {
                items.push(text(condition, Point::new(rect.x + tag_width + 8.0, y), Anchor::Start, LABEL, Color::Ink));
            }
        }
        items.retain(|item| !matches!(item, Item::Text(text) if text.text.is_empty()));
        items
    }

    /// A remark across the lifelines.
    fn note(&mut self, remark: &str, y: f64) -> (f64, Span) {
        let lines = font::wrap(remark, LABEL, NOTE_ROOM, 6);
        let count = u32::try_from(lines.len()).unwrap_or(u32::MAX);
        let (left, right) = self.parties.first().zip(self.parties.last()).map_or((0.0, 0.0), |(a, b)| (a.x, b.x));
        let size = Size::new(even(font::widest(&lines, LABEL) + 24.0), f64::from(count) * LABEL.line() + 12.0);
        let rect = Rect::new((left + right - size.width) / 2.0, y, size.width, size.height);
        let stroke = Stroke { color: Color::Edge(Hue::Note), width: 1.1, dash: Dash::Solid };
        self.items.push(Item::Form(Form { outline: Outline::Box(rect, 3.0), fill: Some(Color::Fill(Hue::Note)), stroke: Some(stroke) }));
        let mut top = y + 6.0;
        for line in &lines {
            self.items.push(text(line, Point::new(rect.center().x, top + baseline(LABEL)), Anchor::Middle, LABEL, Color::Ink));
            top += LABEL.line();
        }
        (self.low, self.high) = (self.low.min(rect.x), self.high.max(rect.right()));
        (rect.bottom() + STEP, None)
    }

    fn lifelines(&self, bottom: f64) -> Vec<Item> {
        let stroke = Stroke { color: Color::Frame, width: 1.2, dash: Dash::Dashed };
        let line = |party: &Party| vec![Move::To(Point::new(party.x, self.top - STEP)), Move::Line(Point::new(party.x, bottom))];
        self.parties.iter().map(|p| Item::Form(Form { outline: Outline::Path(line(p)), fill: None, stroke: Some(stroke) })).collect()
    }

    fn heads(&self) -> Vec<Item> {
        let foot = self.top - STEP;
        let head = |party: &Party| {
            let element = &self.model[party.element];
            let rect = Rect::new(party.x - party.size.width / 2.0, foot - party.size.height, party.size.width, party.size.height);
            let items = Card::Plain(party.card.clone()).draw(rect);
            Item::Group(Group { id: Some(element.path.clone()), title: Some(about(element)), link: link(element), items })
        };
        self.parties.iter().map(head).collect()
    }

    fn bounds(&self, bottom: f64) -> Rect {
        let low = self.parties.iter().map(|p| p.x - p.size.width / 2.0).fold(self.low, f64::min);
        let high = self.parties.iter().map(|p| p.x + p.size.width / 2.0).fold(self.high, f64::max);
        Rect::new(low, 0.0, high - low, bottom)
    }

    fn legend(&self) -> Legend {
        let mut legend = Legend::default();
        for party in &self.parties {
            let entry: (Shape, Paint, String) = (party.card.shape, party.card.paint, words::kind(self.model, &self.model[party.element]));
            if !legend.boxes.contains(&entry) {
                legend.boxes.push(entry);
            }
        }
        legend.boxes.sort_by(|a, b| (a.1.foreign, a.0, &a.2).cmp(&(b.1.foreign, b.0, &b.2)));
        legend.arrows.push(ArrowKind::Step);
        if self.dashed {
            legend.arrows.push(ArrowKind::Reply);
        }
        legend
    }
}

/// All who take part, in the order in which they come up, and all messages between them.
fn collect(model: &Model, steps: &[Step], parties: &mut Vec<ElementId>, messages: &mut Vec<Message>) {
    for step in steps {
        match step {
            Step::Message { source, element, .. } => {
                for id in [*source, *element] {
                    if !parties.contains(&id) {
                        parties.push(id);
                    }
                }
                messages.extend(message(model, step, parties));
            }
            Step::Par { branches, .. } => branches.iter().for_each(|steps| collect(model, steps, parties, messages)),
            Step::Alt { branches, .. } => branches.iter().for_each(|branch| collect(model, &branch.steps, parties, messages)),
            Step::Loop { steps, .. } => collect(model, steps, parties, messages),
            Step::Note { .. } => {}
        }
    }
}

/// What a step says.
pub(super) struct Said {
    pub text: String,
    /// It answers a call.
    pub reply: bool,
    /// Nobody waits for an answer to it.
    pub message: bool,
    /// The step in a line.
    pub about: String,
}

/// What a step says: its label, else the operation or event, else what its relation says.
pub(super) fn said(model: &Model, step: &Step) -> Option<Said> {
    let Step::Message { source, target, element, back, label, relation, .. } = step else { return None };
    let relation = relation.map(|id| &model[id]);
    let named = match target {
        Target::Operation(id) => Some(model[*id].name.clone()),
        Target::Event(id) => Some(model[*id].name.clone()),
        Target::Table(id) => Some(model[*id].name.clone()),
        Target::Collection(id) => Some(model[*id].name.clone()),
        Target::KeySpace(id) => Some(model[*id].pattern.clone()),
        Target::Element(_) => relation.and_then(|r| r.label.clone()).filter(|_| !*back),
    };
    let text = label.clone().or(named).unwrap_or_default();
    let delivers = relation.is_some_and(|r| r.direction == Direction::Back);
    let reply = *back && !delivers;
    let message = !reply && (delivers || relation.is_some_and(|r| r.asynchronous || r.meaning == Meaning::Message));
    let (from, to) = if *back { (element, source) } else { (source, element) };
    let ends = format!("{} -> {}", model[*from].path, model[*to].path);
    let about = if text.is_empty() { ends } else { format!("{ends}: {text}") };
    Some(Said { text, reply, message, about })
}

/// A step as a message between parties.
fn message(model: &Model, step: &Step, parties: &[ElementId]) -> Option<Message> {
    let Step::Message { source, element, back, .. } = step else { return None };
    let at = |id: &ElementId| parties.iter().position(|p| p == id);
    let (left, right) = (at(source)?, at(element)?);
    let (from, to) = if *back { (right, left) } else { (left, right) };
    let Said { text, reply, message, about } = said(model, step)?;
    Some(Message { from, to, text, dashed: reply || message, about })
}

/// Puts the lifelines so far apart that heads and labels have room.
fn space_out(parties: &mut [Party], messages: &[Message]) {
    let mut gaps: Vec<f64> = parties.windows(2).map(|pair| pair.iter().map(|p| p.size.width / 2.0).sum::<f64>() + 28.0).collect();
    let mut needs: Vec<(usize, usize, f64)> = messages
        .iter()
        .map(|message| {
            let lines = font::wrap(&format!("99. {}", message.text), LABEL, LABEL_ROOM, 4);
            let width = font::widest(&lines, LABEL) + 34.0;
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
