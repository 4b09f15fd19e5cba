//! The order of vertices in their layers, with few crossings. Layer-by-layer sweeps (K. Sugiyama, S. Tagawa, M. Toda,
//! 1981) go down into the boxes of each layer and come out again with the order of what leaves them; adjacent vertices
//! are then exchanged where that helps, and lines and boxes moved. There is one order to start from, that of declaration,
//! and nothing is drawn by lot, so that a small change of a graph leaves most of it where it was. Reads no sizes, so that
//! a longer name never changes an order.

use super::crossings;
use super::improve::Improver;
use super::levels::{Kind, Level};
use super::table::Table;
use super::tree::Tree;

/// How many sweeps there are at most, and how many of them in a row may bring nothing.
const SWEEPS: (usize, usize) = (8, 4);
/// With no more segments than this, things are moved singly after each sweep, otherwise after the last one.
const FEW: usize = 1000;
/// How far a vertex goes from the middle of its neighbours towards their mean.
const TO_MEAN: f64 = 0.1;
/// A vertex's place is a multiple of this, so that places within it have room.
pub(super) const STEP: u64 = 1 << 16;

/// The order within one level.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Order {
    pub layers: Table<Vec<usize>>,
    /// Where each vertex stands in its layer.
    pub place: Table<u64>,
    /// Where at its upper vertex each segment begins, below [`STEP`].
    pub from_share: Table<u64>,
    /// Where at its lower vertex each segment ends.
    pub to_share: Table<u64>,
}

/// Which way a sweep goes.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    Down,
    Up,
}

impl Order {
    fn new(level: &Level) -> Self {
        let half = Table::filled(level.segments.len(), STEP / 2);
        let mut order =
            Self { layers: level.layers.clone(), place: Table::filled(level.kinds.len(), 0), from_share: half.clone(), to_share: half };
        order.number();
        order
    }

    pub(super) fn number(&mut self) {
        for layer in self.layers.iter() {
            for (at, &v) in layer.iter().enumerate() {
                self.place[v] = at as u64 * STEP;
            }
        }
    }

    /// Where a segment begins, across the layer.
    pub(super) fn start(&self, level: &Level, segment: usize) -> u64 {
        self.place[level.segments[segment].from] + self.from_share[segment]
    }

    /// Where a segment ends, across the layer.
    pub(super) fn end(&self, level: &Level, segment: usize) -> u64 {
        self.place[level.segments[segment].to] + self.to_share[segment]
    }

    /// Left and right exchanged.
    pub(super) fn mirror(&mut self) {
        self.layers.iter_mut().for_each(|layer| layer.reverse());
        self.number();
    }
}

/// Orders every level.
pub(super) fn order(levels: &Table<Level>, tree: &Tree) -> Table<Order> {
    let mut orders: Table<Order> = levels.iter().map(Order::new).collect();
    let outer = tree.outer_first();
    let loose = outer.iter().flat_map(|&at| tree.loose[at].iter().copied()).filter(|&at| tree.holds(at));
    for top in std::iter::once(tree.page()).chain(loose) {
        let mut members = vec![top];
        let mut next = 0;
        while let Some(&at) = members.get(next) {
            members.extend(levels[at].frames.iter().map(|&(_, child)| child));
            next += 1;
        }
        Sweeper { levels, orders: &mut orders }.settle(top, &members);
    }
    orders
}

struct Sweeper<'a> {
    levels: &'a Table<Level>,
    orders: &'a mut Table<Order>,
}

impl Sweeper<'_> {
    /// Orders what is joined to one level from within: sweeps until that brings nothing any more, and keeps the best.
    fn settle(&mut self, top: usize, members: &[usize]) {
        let segments: usize = members.iter().map(|&at| self.levels[at].segments.len()).sum();
        let mut improver = Improver::new(self.levels, members);
        let (mut least, mut best, mut idle) = (u64::MAX, Vec::new(), 0);
        // What came of the last two sweeps: after the same as after the last one that went this way, all would come again.
        let mut known = [Vec::new(), Vec::new()];
        share(self.levels, self.orders, members);
        for sweep in 0..SWEEPS.0 {
            self.sweep(top, if sweep % 2 == 0 { Way::Down } else { Way::Up });
            for &at in members {
                crossings::exchange(&self.levels[at], &mut self.orders[at]);
            }
            share(self.levels, self.orders, members);
            if segments <= FEW {
                improver.improve(self.orders);
            }
            let now = members.iter().map(|&at| crossings::count(&self.levels[at], &self.orders[at])).sum();
            idle += 1;
            let made: Vec<Order> = members.iter().map(|&at| self.orders[at].clone()).collect();
            if now < least {
                (least, idle) = (now, 0);
                best.clone_from(&made);
            }
            let [last, other] = &mut known;
            let before = if sweep % 2 == 0 { last } else { other };
            if now == 0 || idle >= SWEEPS.1 || *before == made {
                break;
            }
            *before = made;
        }
        for (&at, order) in members.iter().zip(best) {
            self.orders[at] = order;
        }
        share(self.levels, self.orders, members);
        if segments > FEW {
            improver.improve(self.orders);
        }
    }

    /// Orders each layer by that before it, and goes down into the boxes of each before it goes on.
    fn sweep(&mut self, at: usize, way: Way) {
        let level = &self.levels[at];
        let count = level.layers.len();
        for step in 0..count {
            let layer = if way == Way::Down { step } else { count - 1 - step };
            if step > 0 {
                by_neighbours(level, &mut self.orders[at], layer, way);
            }
            for vertex in self.orders[at].layers[layer].clone() {
                if let Kind::Item(child) = level.kinds[vertex]
                    && self.levels[child].kinds.len() > 0
                {
                    self.push_ports(at, vertex, child, way);
                    self.sweep(child, way);
                    share_at(self.levels, self.orders, (at, vertex, child));
                }
            }
        }
    }

    /// Gives the vertices at a box's border the order in which their lines come from outside.
    fn push_ports(&mut self, at: usize, vertex: usize, child: usize, way: Way) {
        let (level, inner) = (&self.levels[at], &self.levels[child]);
        let Some((inside, outside)) = self.orders.pair(child, at) else { return };
        let mut ports: Vec<(u64, usize)> = match way {
            Way::Down => level.above[vertex].iter().filter_map(|&s| Some((outside.start(level, s), level.segments[s].to_port?))).collect(),
            Way::Up => level.below[vertex].iter().filter_map(|&s| Some((outside.end(level, s), level.segments[s].from_port?))).collect(),
        };
        let Some(&(_, port)) = ports.first() else { return };
        ports.sort_by_key(|&(place, _)| place);
        let layer = &mut inside.layers[inner.ranks[port]];
        let (mut wanted, kept): (Vec<usize>, Vec<usize>) =
            (ports.iter().map(|&(_, p)| p).collect(), layer.iter().copied().filter(|v| ports.iter().all(|(_, p)| p != v)).collect());
        wanted.extend(kept);
        *layer = wanted;
        inside.number();
    }
}

/// Sorts a layer by the middle place of each vertex's neighbours; those without any stay where they are.
fn by_neighbours(level: &Level, order: &mut Order, layer: usize, way: Way) {
    let mut places = Vec::new();
    let mut middle = |v: usize| {
        places.clear();
        match way {
            Way::Down => places.extend(level.above[v].iter().map(|&s| order.start(level, s) as f64)),
            Way::Up => places.extend(level.below[v].iter().map(|&s| order.end(level, s) as f64)),
        }
        middle(&mut places)
    };
    let wanted: Vec<(usize, Option<f64>)> = order.layers[layer].iter().map(|&v| (v, middle(v))).collect();
    let mut movable: Vec<(usize, f64)> = wanted.iter().filter_map(|&(v, place)| Some((v, place?))).collect();
    movable.sort_by(|a, b| a.1.total_cmp(&b.1));
    let mut movable = movable.into_iter();
    let sorted: Vec<usize> =
        wanted.iter().filter_map(|&(v, place)| if place.is_some() { movable.next().map(|(v, _)| v) } else { Some(v) }).collect();
    for (at, &v) in sorted.iter().enumerate() {
        order.place[v] = at as u64 * STEP;
    }
    order.layers[layer] = sorted;
}

/// The middle one of some places, or between the two in the middle where these are, nearer to the side where others are closer
/// together (the weighted median of E. Gansner, E. Koutsofios, S. North, K.-P. Vo, "A Technique for Drawing Directed Graphs",
/// 1993), and a little towards their mean, which tells those apart that have the same in the middle.
fn middle(places: &mut [f64]) -> Option<f64> {
    places.sort_unstable_by(f64::total_cmp);
    let (&[first, ..], &[.., last]) = (&*places, &*places) else { return None };
    let (left, right) = (*places.get((places.len() - 1) / 2)?, *places.get(places.len() / 2)?);
    let (before, after) = (left - first, last - right);
    let share = if before + after > 0.0 { before / (before + after) } else { 0.5 };
    let mean = places.iter().sum::<f64>() / places.len() as f64;
    let middle = left + (right - left) * share;
    Some(middle + (mean - middle) * TO_MEAN)
}

/// Works out where segments begin and end at boxes, from the order of the lines within these.
pub(super) fn share(levels: &Table<Level>, orders: &mut Table<Order>, members: &[usize]) {
    for &at in members {
        for &(vertex, child) in &levels[at].frames {
            share_at(levels, orders, (at, vertex, child));
        }
    }
}

/// The same at one vertex of a level, for the box that it stands for.
pub(super) fn share_at(levels: &Table<Level>, orders: &mut Table<Order>, (at, vertex, child): (usize, usize, usize)) {
    let (level, inner) = (&levels[at], &levels[child]);
    let Some((outside, inside)) = orders.pair(at, child) else { return };
    let share = |port: Option<usize>| {
        let port = port?;
        let count = inside.layers[inner.ranks[port]].len().max(1) as u64;
        Some((inside.place[port] * 2 + STEP) / (2 * count))
    };
    for &segment in &level.below[vertex] {
        outside.from_share[segment] = share(level.segments[segment].from_port).unwrap_or(STEP / 2);
    }
    for &segment in &level.above[vertex] {
        outside.to_share[segment] = share(level.segments[segment].to_port).unwrap_or(STEP / 2);
    }
}
