//! Where lines begin and end along the sides of boxes: first spread evenly in the order in which they come.

use super::levels::{Kind, Level};
use super::order::Order;
use super::problem::Link;
use super::table::Table;

/// Where segments begin at their upper vertices, and end at their lower ones, from the left.
#[derive(Clone, Debug, Default)]
pub(super) struct Ports {
    pub from: Table<f64>,
    pub to: Table<f64>,
}

/// What ends of lines at a box keep from: its corners, and one another, where its sides are long enough.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ends {
    pub corner: f64,
    pub apart: f64,
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

    /// Those of some segments.
    pub(super) fn of(&self, segments: &[usize]) -> Self {
        Self { from: segments.iter().map(|&s| self.from[s]).collect(), to: segments.iter().map(|&s| self.to[s]).collect() }
    }

    /// Where a link is at its own vertex.
    pub(super) fn own(&self, link: Link) -> f64 {
        if link.is_below { self.from[link.segment] } else { self.to[link.segment] }
    }

    /// Where it is at the other one.
    pub(super) fn other(&self, link: Link) -> f64 {
        if link.is_below { self.to[link.segment] } else { self.from[link.segment] }
    }

    pub(super) fn own_mut(&mut self, link: Link) -> &mut f64 {
        if link.is_below { &mut self.from[link.segment] } else { &mut self.to[link.segment] }
    }
}
