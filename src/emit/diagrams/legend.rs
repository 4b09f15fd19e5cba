//! The legend of a picture: what occurs in it that is not said in it.

use super::card::{Card, Plain, text};
use super::dress::{Dress, Group};
use super::feet::Foot;
use super::map::{ArrowKind, Head, Map, line};
use super::shape::{Paint, Shape};
use super::sheet::moved;
use crate::font::{self, Style};
use crate::model::BaseKind;
use crate::scene::{Anchor, Color, Dash, Form, Hue, Item, Outline, Point, Rect, Size, Stroke};

const NAME: Style = Style::regular(11.0);
/// No name is wider.
const ROOM: f64 = 260.0;
/// The size in which shapes are drawn, and what they are brought down to.
const SAMPLE: Size = Size::new(84.0, 62.0);
const SCALE: f64 = 0.36;
const SYMBOL: Size = Size::new(SAMPLE.width * SCALE, SAMPLE.height * SCALE);
const HEIGHT: f64 = 30.0;

/// What occurs in a picture, for its legend.
#[derive(Debug, Default)]
pub(super) struct Legend {
    /// Groups that share a colour.
    groups: Vec<Group>,
    /// Forms of boxes, each with the names of the kinds that have it.
    boxes: Vec<(Shape, Paint, Vec<String>)>,
    arrows: Vec<ArrowKind>,
    feet: Vec<Foot>,
    /// Tags that stand out, and whether a box bears one.
    highlight: (Vec<String>, bool),
}

impl Legend {
    /// The legend of a map.
    pub fn of(map: &Map, dress: &Dress<'_>) -> Self {
        let mut legend = Self::default();
        for placed in &map.boxes {
            if let (Card::Plain(plain), Some(name)) = (&placed.card, &placed.legend) {
                legend.put_box(plain.shape, plain.paint, placed.group.as_ref(), name);
            }
            legend.highlight.1 |= matches!(&placed.card, Card::Plain(Plain { paint: Paint { highlight: true, .. }, .. }))
                || matches!(&placed.card, Card::Frame(frame) if frame.highlight);
        }
        legend.highlight.0 = dress.highlighted(map);
        legend.groups.extend(map.arrows.iter().filter_map(|arrow| arrow.data).map(Group::of_data));
        // Lines that say at their ends what they mean need no words for themselves.
        legend.arrows.extend(map.arrows.iter().map(|arrow| arrow.kind).filter(|kind| *kind != ArrowKind::Reference));
        legend.feet.extend(map.arrows.iter().filter_map(|arrow| arrow.feet).flat_map(|(from, to)| [from, to]));
        legend.sorted()
    }

    /// Takes in a box of some kind.
    pub fn put_box(&mut self, shape: Shape, paint: Paint, group: Option<&Group>, name: &str) {
        self.groups.extend(group.cloned());
        // Where colours tell something else, a kind is its form alone.
        let (fill, edge) = if group.is_some() { (Color::Canvas, Color::Edge(Hue::Foreign)) } else { (paint.fill, paint.edge) };
        let paint = Paint { fill, edge, highlight: false, ..paint };
        match self.boxes.iter_mut().find(|(known, its, _)| (*known, *its) == (shape, paint)) {
            Some((_, _, names)) if names.iter().any(|known| known == name) => {}
            Some((_, _, names)) => names.push(name.to_owned()),
            None => self.boxes.push((shape, paint, vec![name.to_owned()])),
        }
    }

    /// Takes in an arrow.
    pub fn put_arrow(&mut self, kind: ArrowKind) {
        self.arrows.push(kind);
    }

    /// All that was taken in, once and in order.
    pub fn sorted(mut self) -> Self {
        self.boxes.iter_mut().for_each(|(_, _, names)| names.sort());
        self.boxes.sort_by(|a, b| (a.1.foreign, a.0, &a.2).cmp(&(b.1.foreign, b.0, &b.2)));
        self.groups.sort();
        self.groups.dedup();
        self.arrows.sort_unstable();
        self.arrows.dedup();
        self.feet.sort_unstable();
        self.feet.dedup();
        self
    }

    /// Each entry: what it looks like, and what it means.
    fn entries(&self) -> Vec<(Vec<Item>, String)> {
        let mut entries: Vec<(Vec<Item>, String)> = Vec::new();
        entries.extend(self.groups.iter().map(|group| (swatch(group), group.name.clone())));
        entries.extend(self.boxes.iter().map(|(shape, paint, names)| (sample(*shape, *paint), names.join(", "))));
        let tags = self.highlight.0.iter().map(|tag| format!("#{tag}")).collect::<Vec<_>>().join(", ");
        if !tags.is_empty() {
            entries.push((highlight(self.highlight.1), tags));
        }
        entries.extend(self.arrows.iter().map(|kind| (stroke(Color::Line, 1.3, kind.dash(), kind.head()), kind.name().to_owned())));
        entries.extend(self.feet.iter().map(|foot| (foot.sample(SYMBOL), foot.name().to_owned())));
        entries
    }

    /// The legend in rows no wider than `room`, and its height.
    pub fn draw(&self, room: f64) -> (Vec<Item>, f64) {
        let mut items = Vec::new();
        let (mut x, mut y) = (0.0, 0.0);
        for (sample, name) in self.entries() {
            let name = font::ellipsize(&name, NAME, ROOM);
            let width = SYMBOL.width + 8.0 + font::width(&name, NAME);
            if x > 0.0 && x + width > room {
                (x, y) = (0.0, y + HEIGHT);
            }
            items.extend(sample.into_iter().map(|item| moved(item, 1.0, x, y)));
            let at = Point::new(x + SYMBOL.width + 8.0, y + (SYMBOL.height + NAME.size * font::CAP) / 2.0);
            items.push(text(&name, at, Anchor::Start, NAME, Color::Muted));
            x += width + 24.0;
        }
        let height = if items.is_empty() { 0.0 } else { y + SYMBOL.height };
        (items, height)
    }
}

fn sample(shape: Shape, paint: Paint) -> Vec<Item> {
    let drawn = shape.draw(Rect::new(0.0, 0.0, SAMPLE.width, SAMPLE.height), paint);
    drawn.into_iter().map(|item| moved(item, SCALE, 0.0, 0.0)).collect()
}

/// A spot of a colour.
fn swatch(group: &Group) -> Vec<Item> {
    let outline = Outline::Circle(Point::new(SYMBOL.width / 2.0, SYMBOL.height / 2.0), 8.0);
    vec![Item::Form(Form { outline, fill: Some(group.fill), stroke: Some(Stroke { color: group.edge, width: 2.2, dash: Dash::Solid }) })]
}

fn stroke(color: Color, width: f64, dash: Dash, head: Head) -> Vec<Item> {
    let y = SYMBOL.height / 2.0;
    line(&[Point::new(0.0, y), Point::new(SYMBOL.width, y)], Stroke { color, width, dash }, head)
}

/// What stands out: a box, or where none does a line.
fn highlight(boxed: bool) -> Vec<Item> {
    let shape = Shape::Of(BaseKind::Service);
    match boxed {
        true => sample(shape, Paint { fill: Color::Canvas, highlight: true, ..shape.paint(false) }),
        false => stroke(Color::Highlight, 2.0, Dash::Solid, Head::Full),
    }
}
