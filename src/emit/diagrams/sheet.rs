//! The sheet that a picture is drawn on: its title above, its legend below, and room around.

use super::card::{baseline, text};
use super::map::{Drawn, Legend, line};
use crate::font::{self, Style};
use crate::scene::{Anchor, Color, Form, Item, Move, Outline, Point, Rect, Scene, Size, Stroke};

const TITLE: Style = Style::bold(21.0);
const CAPTION: Style = Style::regular(13.0);
const NAME: Style = Style::regular(11.0);
/// Room around everything.
const MARGIN: f64 = 32.0;
/// A sheet is at least so wide within its margins, for the title and the legend.
const NARROWEST: f64 = 420.0;
/// The size in which shapes are drawn for the legend, and what they are brought down to.
const SAMPLE: Size = Size::new(84.0, 62.0);
const SYMBOL: f64 = 0.36;
const ENTRY_HEIGHT: f64 = 30.0;

/// What stands above a picture.
pub(super) struct Heading {
    pub title: String,
    pub caption: String,
    pub description: String,
}

/// Puts a picture on a sheet.
pub(super) fn sheet(heading: &Heading, legend: &Legend, drawn: Drawn, alternative: String) -> Scene {
    let room = drawn.size.width.max(NARROWEST);
    let mut items = Vec::new();
    let mut y = MARGIN;
    for (content, style, color, most) in [
        (&heading.title, TITLE, Color::Ink, 2),
        (&heading.caption, CAPTION, Color::Muted, 2),
        (&heading.description, CAPTION, Color::Ink, 3),
    ] {
        for line in font::wrap(content, style, room.clamp(NARROWEST, 760.0), most) {
            items.push(text(&line, Point::new(MARGIN, y + baseline(style)), Anchor::Start, style, color));
            y += style.line();
        }
        y += 3.0;
    }
    y += 18.0;
    let left = MARGIN + (room - drawn.size.width) / 2.0;
    items.extend(drawn.items.into_iter().map(|item| moved(item, 1.0, left, y)));
    y += drawn.size.height;
    let (entries, height) = entries(legend, room);
    if !entries.is_empty() {
        y += 24.0;
        items.extend(entries.into_iter().map(|item| moved(item, 1.0, MARGIN, y)));
        y += height;
    }
    let size = Size::new((room + 2.0 * MARGIN).ceil(), (y + MARGIN).ceil());
    let canvas = Outline::Box(Rect::new(0.0, 0.0, size.width, size.height), 0.0);
    items.insert(0, Item::Form(Form { outline: canvas, fill: Some(Color::Canvas), stroke: None }));
    Scene { size, title: heading.title.clone(), description: alternative, items }
}

/// The legend in rows no wider than `room`, and its height.
fn entries(legend: &Legend, room: f64) -> (Vec<Item>, f64) {
    let symbol = Size::new(SAMPLE.width * SYMBOL, SAMPLE.height * SYMBOL);
    let boxes = legend.boxes.iter().map(|(shape, paint, name)| {
        let sample = shape.draw(Rect::new(0.0, 0.0, SAMPLE.width, SAMPLE.height), *paint);
        (sample.into_iter().map(|item| moved(item, SYMBOL, 0.0, 0.0)).collect::<Vec<_>>(), name.as_str())
    });
    let arrows = legend.arrows.iter().map(|kind| {
        let y = symbol.height / 2.0;
        let stroke = Stroke { color: Color::Line, width: 1.3, dash: kind.dash() };
        (line(&[Point::new(0.0, y), Point::new(symbol.width, y)], stroke, kind.head()), kind.name())
    });
    let mut items = Vec::new();
    let (mut x, mut y) = (0.0, 0.0);
    let feet = legend.feet.iter().map(|foot| (foot.sample(symbol), foot.name()));
    for (sample, name) in boxes.chain(arrows).chain(feet) {
        let name = font::ellipsize(name, NAME, 180.0);
        let width = symbol.width + 8.0 + font::width(&name, NAME);
        if x > 0.0 && x + width > room {
            (x, y) = (0.0, y + ENTRY_HEIGHT);
        }
        items.extend(sample.into_iter().map(|item| moved(item, 1.0, x, y)));
        let at = Point::new(x + symbol.width + 8.0, y + (symbol.height + NAME.size * font::CAP) / 2.0);
        items.push(text(&name, at, Anchor::Start, NAME, Color::Muted));
        x += width + 24.0;
    }
    let height = if items.is_empty() { 0.0 } else { y + symbol.height };
    (items, height)
}

/// An item made `scale` times as large, seen from the origin, then moved. Text and the width of lines keep their size.
pub(super) fn moved(item: Item, scale: f64, dx: f64, dy: f64) -> Item {
    let at = |p: Point| Point::new(p.x * scale + dx, p.y * scale + dy);
    match item {
        Item::Group(mut group) => {
            group.items = group.items.into_iter().map(|item| moved(item, scale, dx, dy)).collect();
            Item::Group(group)
        }
        Item::Icon(mut icon) => {
            (icon.at, icon.size) = (at(icon.at), icon.size * scale);
            Item::Icon(icon)
        }
        Item::Text(mut text) => {
            text.at = at(text.at);
            Item::Text(text)
        }
        Item::Form(form) => {
            let outline = match form.outline {
                Outline::Box(rect, radius) => {
                    let corner = at(Point::new(rect.x, rect.y));
                    Outline::Box(Rect::new(corner.x, corner.y, rect.width * scale, rect.height * scale), radius * scale)
                }
                Outline::Circle(center, radius) => Outline::Circle(at(center), radius * scale),
                Outline::Path(moves) => Outline::Path(moves.into_iter().map(|piece| piece_moved(piece, at)).collect()),
            };
            Item::Form(Form { outline, ..form })
        }
    }
}

fn piece_moved(piece: Move, at: impl Fn(Point) -> Point) -> Move {
    match piece {
        Move::To(p) => Move::To(at(p)),
        Move::Line(p) => Move::Line(at(p)),
        Move::Bend(c, p) => Move::Bend(at(c), at(p)),
        Move::Curve(c, d, p) => Move::Curve(at(c), at(d), at(p)),
        Move::Close => Move::Close,
    }
}
