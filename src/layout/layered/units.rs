//! What sifting moves as one, and all of it in one line from the left to the right.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use super::levels::{Kind, Level};
use super::order::Order;
use super::table::{Lists, Table};

/// What moves as one: a box, or the bends, the label and the ends at a border of a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit {
    /// Its first and last layer.
    pub first: usize,
    pub last: usize,
    /// Its stubs: from `above` those of segments that end at its first layer, from `below` those of segments that begin at its
    /// last one, and at `within` how a segment in itself ends.
    above: usize,
    below: usize,
    within: usize,
}

/// The other end of a segment: the unit there, and where at it the segment ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stub {
    pub unit: usize,
    pub share: u64,
}

/// The units of a level, and the segments between them.
#[derive(Debug)]
pub(super) struct Units {
    /// The unit of each vertex.
    pub of: Table<usize>,
    /// The last one stands for all that is outside, where lines at the border come from and lead to; it never moves.
    pub each: Table<Unit>,
    stubs: Vec<Stub>,
}

impl Unit {
    fn new(first: usize, last: usize) -> Self {
        Self { first, last, above: 0, below: 0, within: 0 }
    }
}

impl Units {
    /// Lines come first, then boxes, from the left to the right and down.
    pub(super) fn new(level: &Level, order: &Order, outside: &BTreeMap<usize, u64>) -> Self {
        let mut of = Table::filled(level.kinds.len(), usize::MAX);
        let mut each: Table<Unit> = Table::default();
        for chain in level.chains.iter() {
            // Where a line turns, it has two segments on one side: each turn moves by itself.
            let mut inner = chain.vertices.iter().copied().filter(|&v| !matches!(level.kinds[v], Kind::Item(_) | Kind::Turn));
            let Some(top) = inner.next() else { continue };
            let bottom = inner.next_back().unwrap_or(top);
            let (first, last) = (level.ranks[top].min(level.ranks[bottom]), level.ranks[top].max(level.ranks[bottom]));
            let number = each.push(Unit::new(first, last));
            of[bottom] = number;
            of[top] = number;
            inner.for_each(|v| of[v] = number);
        }
        for &v in order.layers.iter().flatten() {
            if of[v] == usize::MAX {
                of[v] = each.push(Unit::new(level.ranks[v], level.ranks[v]));
            }
        }
        let rest = each.push(Unit::new(usize::MAX, usize::MAX));
        let joins = || {
            let ends = level.segments.iter().enumerate().map(|(at, segment)| (at, of[segment.from], of[segment.to]));
            ends.filter(|(_, upper, lower)| upper != lower)
        };
        let beyond = |kind: Kind| {
            let ends = outside.iter().filter(move |&(&vertex, _)| level.kinds[vertex] == kind);
            ends.map(|(&vertex, &share)| (of[vertex], Stub { unit: rest, share }))
        };
        // Each unit has three lists: of what is above, below and within.
        let above = joins().map(|(at, unit, lower)| (lower, Stub { unit, share: order.from_share[at] }));
        let below = joins().map(|(at, upper, unit)| (upper, Stub { unit, share: order.to_share[at] }));
        let above = above.chain(beyond(Kind::In)).map(|(unit, stub)| (unit * 3, stub));
        let below = below.chain(beyond(Kind::Out)).map(|(unit, stub)| (unit * 3 + 1, stub));
        let within = (0..each.len()).map(|unit| (unit * 3 + 2, Stub { unit, share: 0 }));
        let (starts, stubs) = Lists::new(each.len() * 3, above.chain(below).chain(within)).into_parts();
        for (unit, starts) in each.iter_mut().zip(starts.chunks_exact(3)) {
            if let &[above, below, within] = starts {
                (unit.above, unit.below, unit.within) = (above, below, within);
            }
        }
        Self { of, each, stubs }
    }

    /// How many of them move.
    pub(super) fn count(&self) -> usize {
        self.each.len() - 1
    }

    /// The ends of segments above the vertex that a unit has in a layer.
    pub(super) fn above(&self, unit: usize, layer: usize) -> &[Stub] {
        let unit = &self.each[unit];
        let stubs = if unit.first == layer { unit.above..unit.below } else { unit.within..unit.within + 1 };
        self.stubs.get(stubs).unwrap_or_default()
    }

    /// The ends of segments below it.
    pub(super) fn below(&self, unit: usize, layer: usize) -> &[Stub] {
        let unit = &self.each[unit];
        let stubs = if unit.last == layer { unit.below..unit.within } else { unit.within..unit.within + 1 };
        self.stubs.get(stubs).unwrap_or_default()
    }

    /// All units in one line that keeps the order of each layer; where lines twist round one another, that of their means.
    pub(super) fn line_up(&self, order: &Order) -> Vec<usize> {
        const WIDE: u64 = 1_000_000;
        let count = self.count();
        let mut sum = Table::filled(count, (0, 0));
        for layer in order.layers.iter() {
            for (at, &v) in layer.iter().enumerate() {
                let known = &mut sum[self.of[v]];
                *known = (known.0 + (2 * at as u64 + 1) * WIDE / layer.len() as u64, known.1 + 1);
            }
        }
        let key = |unit: usize| (sum[unit].0 / sum[unit].1.max(1), unit);
        let pairs = order.layers.iter().flat_map(|layer| layer.iter().zip(layer.iter().skip(1)));
        let after = Lists::new(count, pairs.map(|(&a, &b)| (self.of[a], self.of[b])));
        let mut waits = Table::filled(count, 0_usize);
        after.all().iter().for_each(|&unit| waits[unit] += 1);
        let mut free: BinaryHeap<Reverse<(u64, usize)>> =
            (0..count).filter(|&unit| waits[unit] == 0).map(|unit| Reverse(key(unit))).collect();
        let mut rest: Vec<(u64, usize)> = (0..count).map(key).collect();
        rest.sort_unstable();
        let mut rest = rest.into_iter();
        let mut is_lined = Table::filled(count, false);
        let mut line = Vec::with_capacity(count);
        while let Some((_, next)) = free.pop().map(|Reverse(next)| next).or_else(|| rest.find(|&(_, unit)| !is_lined[unit])) {
            is_lined[next] = true;
            line.push(next);
            for &to in after.row(next) {
                waits[to] = waits[to].saturating_sub(1);
                if waits[to] == 0 && !is_lined[to] {
                    free.push(Reverse(key(to)));
                }
            }
        }
        line
    }
}
