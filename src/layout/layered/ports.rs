//! Where lines begin and end along the sides of boxes: first spread evenly in the order in which they come, then, with
//! boxes in their places, slid along the side until their lines are straight.

use super::levels::{Kind, Level};
use super::order::Order;
use super::sides::Sides;
use super::table::Table;

/// Room between a port and the corner of its box.
const CORNER: f64 = 10.0;
/// Room between two ports.
const APART: f64 = 10.0;
/// How often ports are slid: each time, those of the other side have come nearer.
const ROUNDS: usize = 3;

/// Where segments begin at their upper vertices, and end at their lower ones, from the left.
#[derive(Clone, Debug, Default)]
pub(super) struct Ports {
    pub from: Table<f64>,
    pub to: Table<f64>,
}

/// A side of a box.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Top,
    Bottom,
}

impl Ports {
    /// Spreads them along the sides of boxes that hold no others; `within` says where they are at those that do.
    pub(super) fn spread(level: &Level, order: &Order, bodies: &Table<f64>, within: impl Fn(usize, usize) -> Option<f64>) -> Self {
        let count = level.segments.len();
        let mut ports = Self { from: Table::filled(count, 0.5), to: Table::filled(count, 0.5) };
        for (vertex, kind) in level.kinds.iter().enumerate() {
            match *kind {
                Kind::Item(_) => {
                    ports.spread_side(level, order, vertex, Side::Top, bodies[vertex]);
                    ports.spread_side(level, order, vertex, Side::Bottom, bodies[vertex]);
                }
                Kind::Label(_) => {
                    let middle = (bodies[vertex] / 2.0).round();
                    level.above[vertex].iter().for_each(|&s| ports.to[s] = middle);
                    level.below[vertex].iter().for_each(|&s| ports.from[s] = middle);
                }
                _ => {}
            }
        }
        for (at, segment) in level.segments.iter().enumerate() {
            if let Some(x) = segment.from_port.and_then(|port| within(segment.from, port)) {
                ports.from[at] = x;
            }
            if let Some(x) = segment.to_port.and_then(|port| within(segment.to, port)) {
                ports.to[at] = x;
            }
        }
        ports
    }

    fn spread_side(&mut self, level: &Level, order: &Order, vertex: usize, side: Side, width: f64) {
        let mut here = match side {
            Side::Top => level.above[vertex].clone(),
            Side::Bottom => level.below[vertex].clone(),
        };
        here.sort_by_key(|&s| if side == Side::Top { order.start(level, s) } else { order.end(level, s) });
        let step = width / (here.len() as f64 + 1.0);
        for (at, &s) in here.iter().enumerate() {
            *self.at(s, side) = (step * (at as f64 + 1.0)).round();
        }
    }

    fn at(&mut self, segment: usize, side: Side) -> &mut f64 {
        match side {
            Side::Top => &mut self.to[segment],
            Side::Bottom => &mut self.from[segment],
        }
    }

    /// Slides the ports of boxes that hold no others towards the other ends of their lines; their order stays.
    pub(super) fn slide(&mut self, sides: &Sides, x: &Table<f64>, is_plain: impl Fn(usize) -> bool) {
        for _ in 0..ROUNDS {
            for vertex in sides.layers.iter().flatten().copied().filter(|&v| is_plain(v)) {
                self.slide_side(sides, x, vertex, Side::Top);
                self.slide_side(sides, x, vertex, Side::Bottom);
            }
        }
    }

    fn slide_side(&mut self, sides: &Sides, x: &Table<f64>, vertex: usize, side: Side) {
        let (level, width) = (sides.level, sides.own[vertex]);
        let mut here: Vec<(f64, usize)> = match side {
            Side::Top => level.above[vertex].iter().map(|&s| (self.to[s], s)).collect(),
            Side::Bottom => level.below[vertex].iter().map(|&s| (self.from[s], s)).collect(),
        };
        if here.is_empty() {
            return;
        }
        here.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (left, right) = (x[vertex] + CORNER.min(width / 4.0), x[vertex] + width - CORNER.min(width / 4.0));
        let count = here.len() as f64;
        let gap = if (right - left) / count >= APART { APART } else { ((right - left) / count * 4.0).floor() / 4.0 };
        let mut wanted: Vec<f64> = Vec::with_capacity(here.len());
        let mut least = left;
        for &(now, s) in &here {
            let segment = level.segments[s];
            let other = if side == Side::Top { x[segment.from] + self.from[s] } else { x[segment.to] + self.to[s] };
            let want = match other {
                _ if sides.is_bow[s] => x[vertex] + now,
                _ if other < left => (x[vertex] + now).min(left + ((right - left) * 0.35).round()),
                _ if other > right => (x[vertex] + now).max(left + ((right - left) * 0.65).round()),
                _ => other,
            };
            wanted.push(want.max(least));
            least = wanted.last().map_or(left, |last| last + gap);
        }
        let mut most = right;
        for (want, &(_, s)) in wanted.iter().zip(&here).rev() {
            let place = want.min(most);
            *self.at(s, side) = place - x[vertex];
            most = place - gap;
        }
    }
}
