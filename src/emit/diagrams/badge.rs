//! Numbers of steps, the same in a sequence diagram and on the elements that take part.

use super::card::text;
use crate::font::{self, Style};
use crate::scene::{Anchor, Color, Form, Item, Outline, Point, Rect};

const NUMBER: Style = Style::bold(9.5);
/// How high a badge is.
pub(super) const HEIGHT: f64 = 15.0;

/// How wide the badge of a number is: a circle for few digits, longer for more.
pub(super) fn width(number: u32) -> f64 {
    (font::width(&number.to_string(), NUMBER) + 7.0).max(HEIGHT)
}

/// The badge of a number round a place.
pub(super) fn draw(number: u32, center: Point) -> [Item; 2] {
    let width = width(number);
    let rect = Rect::new(center.x - width / 2.0, center.y - HEIGHT / 2.0, width, HEIGHT);
    let at = Point::new(center.x, center.y + NUMBER.size * font::CAP / 2.0);
    [
        Item::Form(Form { outline: Outline::Box(rect, HEIGHT / 2.0), fill: Some(Color::Ink), stroke: None }),
        text(&number.to_string(), at, Anchor::Middle, NUMBER, Color::Canvas),
    ]
}
