//! The ends of lines between tables: how many rows there may be for one of the other side, in crow's feet.

use super::map::Head;
use super::map::line;
use crate::scene::{Color, Dash, Form, Hue, Item, Move, Outline, Point, Size, Stroke};

/// How many there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Foot {
    One,
    NoneOrOne,
    NoneOrMany,
}

/// How far a crow's foot reaches along the line, and to either side of it.
const REACH: f64 = 12.0;
const SPREAD: f64 = 6.5;
/// The half of a bar across the line, and where it and a second one stand.
const BAR: f64 = 5.5;
const FIRST: f64 = 6.0;
const SECOND: f64 = 10.5;
const RING: f64 = 3.8;

impl Foot {
    /// What the legend calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::One => "exactly one",
            Self::NoneOrOne => "none or one",
            Self::NoneOrMany => "none or many",
        }
    }

    /// The foot at the beginning of a line.
    pub fn draw(self, points: &[Point], stroke: Stroke) -> Vec<Item> {
        let [tip, next, ..] = points else { return Vec::new() };
        let (dx, dy) = (next.x - tip.x, next.y - tip.y);
        let long = (dx * dx + dy * dy).sqrt().max(0.001);
        // Where the first piece of the line is short, the foot is smaller.
        let scale = (long / (REACH + 2.0 * RING)).min(1.0);
        let (dx, dy) = (dx / long, dy / long);
        let at = |along: f64, aside: f64| {
            let (along, aside) = (along * scale, aside * scale);
            Point::new(tip.x + dx * along - dy * aside, tip.y + dy * along + dx * aside)
        };
        let stroke = Stroke { dash: Dash::Solid, ..stroke };
        let drawn = |moves: Vec<Move>| Item::Form(Form { outline: Outline::Path(moves), fill: None, stroke: Some(stroke) });
        let bar = |along: f64| drawn(vec![Move::To(at(along, -BAR)), Move::Line(at(along, BAR))]);
        let ring = |along: f64| {
            let outline = Outline::Circle(at(along, 0.0), RING * scale);
            Item::Form(Form { outline, fill: Some(Color::Canvas), stroke: Some(stroke) })
        };
        match self {
            Self::One => vec![bar(FIRST), bar(SECOND)],
            Self::NoneOrOne => vec![bar(FIRST), ring(FIRST + RING + 2.0)],
            Self::NoneOrMany => {
                let foot = vec![Move::To(at(0.0, -SPREAD)), Move::Line(at(REACH, 0.0)), Move::Line(at(0.0, SPREAD))];
                vec![drawn(foot), ring(REACH + RING)]
            }
        }
    }

    /// The foot at the border of a table, for a legend.
    pub fn sample(self, size: Size) -> Vec<Item> {
        let stroke = Stroke { color: Color::Line, width: 1.3, dash: Dash::Solid };
        let (y, right) = (size.height / 2.0, size.width - 2.0);
        let ends = [Point::new(right, y), Point::new(0.0, y)];
        let border = vec![Move::To(Point::new(right, y - 9.0)), Move::Line(Point::new(right, y + 9.0))];
        let mut items = line(&ends, stroke, Head::Bare);
        items.extend(self.draw(&ends, stroke));
        let stroke = Stroke { color: Color::Edge(Hue::Store), width: 1.6, dash: Dash::Solid };
        items.push(Item::Form(Form { outline: Outline::Path(border), fill: None, stroke: Some(stroke) }));
        items
    }
}
