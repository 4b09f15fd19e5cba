//! The sheet that a picture is drawn on: its title above, its legend below, and room around.

use super::card::{baseline, text};
use super::legend::Legend;
use super::map::Drawn;
use super::rich::Rich;
use crate::font::{self, Fonts, Style};
use crate::scene::{Anchor, Color, Form, Item, Move, Outline, Point, Rect, Scene, Size};

const TITLE: Style = Style::bold(21.0);
const CAPTION: Style = Style::regular(13.0);
/// Room around everything.
const MARGIN: f64 = 32.0;
/// A sheet is at least so wide within its margins, for the title and the legend.
const NARROWEST: f64 = 420.0;

/// What stands above a picture.
#[derive(Debug)]
pub(super) struct Heading {
    pub title: String,
    pub caption: String,
    pub description: Rich,
}

/// Puts a picture on a sheet.
pub(super) fn sheet(heading: &Heading, legend: &Legend, drawn: Drawn, alternative: String) -> Scene {
    let room = drawn.size.width.max(NARROWEST);
    let mut items = Vec::new();
    let mut y = MARGIN;
    for (content, style, color, most) in [(&heading.title, TITLE, Color::Ink, 2), (&heading.caption, CAPTION, Color::Muted, 2)] {
        for line in font::wrap(content, style, room.clamp(NARROWEST, 760.0), most) {
            items.push(text(&line, Point::new(MARGIN, y + baseline(style)), Anchor::Start, style, color));
            y += style.line();
        }
        y += 3.0;
    }
    for line in heading.description.wrap(CAPTION, room.clamp(NARROWEST, 760.0), 3) {
        items.extend(line.draw(Point::new(MARGIN, y), CAPTION));
        y += CAPTION.line();
    }
    y += 21.0;
    let left = MARGIN + (room - drawn.size.width) / 2.0;
    items.extend(drawn.items.into_iter().map(|item| moved(item, 1.0, left, y)));
    y += drawn.size.height;
    let (entries, height) = legend.draw(room);
    if !entries.is_empty() {
        y += 24.0;
        items.extend(entries.into_iter().map(|item| moved(item, 1.0, MARGIN, y)));
        y += height;
    }
    let size = Size::new((room + 2.0 * MARGIN).ceil(), (y + MARGIN).ceil());
    let canvas = Outline::Box(Rect::new(0.0, 0.0, size.width, size.height), 0.0);
    items.insert(0, Item::Form(Form { outline: canvas, fill: Some(Color::Canvas), stroke: None }));
    Scene { size, title: heading.title.clone(), description: alternative, fonts: Fonts::default(), items }
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
