//! Single moves that leave fewer crossings, over all levels that are joined: lines and boxes along their layers, lines
//! past one another at the border of a box, and boxes mirrored with all that is in them.

use std::collections::BTreeMap;

use super::crossings;
use super::levels::Level;
use super::order::{Order, share_at};
use super::sift::sift;
use super::table::Table;

/// How often all levels are gone through at most.
const ROUNDS: usize = 4;

/// Where the lines of a box come from and lead to outside, across the layer there, by its vertices at its border.
type Outside = BTreeMap<usize, u64>;

/// Improves the orders of levels that are joined.
pub(super) struct Improver<'a> {
    levels: &'a Table<Level>,
    members: &'a [usize],
    /// How each level was when nothing in it could be moved any more.
    idle: Table<Option<(Order, Outside)>>,
}

impl<'a> Improver<'a> {
    pub(super) fn new(levels: &'a Table<Level>, members: &'a [usize]) -> Self {
        Self { levels, members, idle: Table::filled(levels.len(), None) }
    }

    /// Moves things until no move is left that helps, or that takes too long.
    pub(super) fn improve(&mut self, orders: &mut Table<Order>) {
        for _ in 0..ROUNDS {
            let mut moved = self.members.first().is_some_and(|&top| self.sift(top, orders, Outside::new()));
            for &at in self.members {
                for &(vertex, child) in &self.levels[at].frames {
                    moved |= self.exchange(orders, (at, vertex, child));
                    moved |= self.flip(orders, (at, vertex, child));
                    let outside = self.outside(&orders[at], at, vertex);
                    if self.sift(child, orders, outside) {
                        share_at(self.levels, orders, (at, vertex, child));
                        moved = true;
                    }
                }
            }
            if !moved {
                break;
            }
        }
    }

    fn sift(&mut self, at: usize, orders: &mut Table<Order>, outside: Outside) -> bool {
        let order = &mut orders[at];
        if self.idle[at].as_ref().is_some_and(|(known, around)| known == order && *around == outside) {
            return false;
        }
        let moved = sift(&self.levels[at], order, &outside);
        self.idle[at] = (!moved).then(|| (order.clone(), outside));
        moved
    }

    fn outside(&self, order: &Order, at: usize, vertex: usize) -> Outside {
        let level = &self.levels[at];
        let above = level.above[vertex].iter().filter_map(|&s| Some((level.segments[s].to_port?, order.start(level, s))));
        let below = level.below[vertex].iter().filter_map(|&s| Some((level.segments[s].from_port?, order.end(level, s))));
        above.chain(below).collect()
    }

    /// Exchanges neighbours at the border of a box where that leaves fewer crossings within and without together.
    fn exchange(&self, orders: &mut Table<Order>, (at, vertex, child): (usize, usize, usize)) -> bool {
        let (inner, outside) = (&self.levels[child], self.outside(&orders[at], at, vertex));
        let gain = |a: usize, b: usize| match (outside.get(&a), outside.get(&b)) {
            (Some(a), Some(b)) => i64::from(a > b) - i64::from(a < b),
            _ => 0,
        };
        let borders = [inner.has_in.then_some(0), inner.has_out.then(|| inner.layers.len().saturating_sub(1))];
        let mut moved = false;
        for layer in borders.into_iter().flatten() {
            moved |= crossings::exchange_in(inner, &mut orders[child], layer, gain);
        }
        if moved {
            share_at(self.levels, orders, (at, vertex, child));
        }
        moved
    }

    /// Mirrors a box with all that is in it where that leaves fewer crossings outside.
    fn flip(&self, orders: &mut Table<Order>, (at, vertex, child): (usize, usize, usize)) -> bool {
        let (level, order) = (&self.levels[at], &orders[at]);
        let above: Vec<(u64, u64)> = level.above[vertex].iter().map(|&s| (order.end(level, s), order.start(level, s))).collect();
        let below: Vec<(u64, u64)> = level.below[vertex].iter().map(|&s| (order.start(level, s), order.end(level, s))).collect();
        if twists(&above) + twists(&below) <= 0 {
            return false;
        }
        let mut within = vec![child];
        let mut next = 0;
        while let Some(&inner) = within.get(next) {
            orders[inner].mirror();
            within.extend(self.levels[inner].frames.iter().map(|&(_, deeper)| deeper));
            next += 1;
        }
        super::order::share(self.levels, orders, &within);
        share_at(self.levels, orders, (at, vertex, child));
        true
    }
}

/// How many more pairs of lines cross than do not, by their ends on both sides.
fn twists(ends: &[(u64, u64)]) -> i64 {
    let mut twists = 0;
    for (nth, a) in ends.iter().enumerate() {
        for b in ends.iter().skip(nth + 1) {
            let (own, other) = (a.0.cmp(&b.0), a.1.cmp(&b.1));
            if own.is_ne() && other.is_ne() {
                twists += if own == other { -1 } else { 1 };
            }
        }
    }
    twists
}
