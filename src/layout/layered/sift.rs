//! Moves boxes, and lines as a whole, along their layers to where they cross least, one after the other and then a few
//! neighbours together: global sifting (C. Bachmaier, F. Brandenburg, W. Brunner, F. Hübner, "Global k-Level Crossing
//! Reduction", 2011). Every move leaves fewer crossings, so what is found stays near to the order from which it began.

use std::collections::{BTreeMap, BTreeSet};

use super::crossings;
use super::levels::{Kind, Level};
use super::order::Order;
use super::table::Table;

/// How often everything in a level is gone through at most.
const ROUNDS: usize = 3;
/// How many neighbours are moved together at most.
const TOGETHER: usize = 3;
/// How far anything is moved at most, and how many pairs that may cross are looked at in a level in all.
const REACH: usize = 40;
const EFFORT: usize = 40_000;

/// What moves as one: a box, or the bends, the label and the ends at a border of a line.
#[derive(Clone, Debug, Default)]
struct Unit {
    /// Its first and last layer.
    first: usize,
    last: usize,
    /// The segments that end in each of its layers, then those below the last one.
    by_gap: Vec<Vec<usize>>,
    /// Where its line comes from, and leads to, outside.
    outside: [Option<u64>; 2],
}

impl Unit {
    /// Its segments that end in a layer, one of its own or the next one.
    fn gap(&self, layer: usize) -> &[usize] {
        layer.checked_sub(self.first).and_then(|at| self.by_gap.get(at)).map_or(&[], Vec::as_slice)
    }
}

/// The units that a segment joins, and where it begins and ends at them.
#[derive(Clone, Copy)]
struct Join {
    units: [usize; 2],
    shares: [u64; 2],
}

struct Sifter<'a> {
    order: &'a Order,
    joins: Table<Join>,
    /// The unit of each vertex.
    unit: Table<usize>,
    units: Table<Unit>,
    /// All units from the left to the right, and where each stands among them.
    line: Table<usize>,
    rank: Table<usize>,
    effort: usize,
}

/// Moves what stands in a level; says whether that left fewer crossings. `outside` says where the lines at its border come
/// from and lead to.
pub(super) fn sift(level: &Level, order: &mut Order, outside: &BTreeMap<usize, u64>) -> bool {
    let crossings = |order: &Order| crossings::count(level, order) + beyond(level, order, outside);
    let before = crossings(order);
    if before == 0 {
        return false;
    }
    let mut sifter = Sifter::new(level, order, outside);
    for _ in 0..ROUNDS {
        let mut moved = false;
        for count in 1..=TOGETHER {
            moved |= sifter.round(count);
        }
        if !moved {
            break;
        }
    }
    let layers = sifter.layers();
    let known = std::mem::replace(&mut order.layers, layers);
    order.number();
    // Lines that twist round one another are untwisted on the way, which may bring no good.
    let is_better = crossings(order) < before;
    if !is_better {
        order.layers = known;
        order.number();
    }
    is_better
}

/// How often lines cross just outside a border.
fn beyond(level: &Level, order: &Order, outside: &BTreeMap<usize, u64>) -> u64 {
    let borders = [level.has_in.then_some(0), level.has_out.then(|| level.layers.len().saturating_sub(1))];
    let crossings = |layer: usize| {
        let ends: Vec<u64> = order.layers[layer].iter().filter_map(|v| outside.get(v).copied()).collect();
        ends.iter().enumerate().map(|(at, end)| ends.iter().skip(at + 1).filter(|other| *other < end).count() as u64).sum::<u64>()
    };
    borders.into_iter().flatten().map(crossings).sum()
}

impl<'a> Sifter<'a> {
    fn new(level: &'a Level, order: &'a Order, outside: &BTreeMap<usize, u64>) -> Self {
        let (unit, mut units) = units(level, order, outside);
        for (at, segment) in level.segments.iter().enumerate() {
            let layer = level.ranks[segment.to];
            let (upper, lower) = (unit[segment.from], unit[segment.to]);
            for of in std::iter::once(upper).chain((lower != upper).then_some(lower)) {
                let known = &mut units[of];
                if let Some(here) = layer.checked_sub(known.first).and_then(|at| known.by_gap.get_mut(at)) {
                    here.push(at);
                }
            }
        }
        let line = line_up(order, &unit, units.len());
        let mut rank = Table::filled(units.len(), 0);
        line.iter().enumerate().for_each(|(at, &of)| rank[of] = at);
        let joins = level.segments.iter().enumerate().map(|(at, segment)| Join {
            units: [unit[segment.from], unit[segment.to]],
            shares: [order.from_share[at], order.to_share[at]],
        });
        Self { order, joins: joins.collect(), unit, units, line, rank, effort: EFFORT }
    }

    /// Moves every run of `count` units to where it crosses least; says whether any was moved.
    fn round(&mut self, count: usize) -> bool {
        let mut moved = false;
        let starts: Vec<usize> = if count == 1 { (0..self.units.len()).collect() } else { self.line.iter().copied().collect() };
        for unit in starts {
            let start = self.rank[unit];
            if self.effort > 0 && start + count <= self.line.len() {
                moved |= self.sift(start, count);
            }
        }
        moved
    }

    /// Moves a run of units to where it crosses least, the nearest such place.
    fn sift(&mut self, start: usize, count: usize) -> bool {
        let (mut best, mut place) = (0, start);
        for to_left in [true, false] {
            let (mut gain, mut at) = (0, start);
            for _ in 0..REACH {
                let Some(next) = (if to_left { at.checked_sub(1) } else { Some(at + 1) }) else { break };
                if next + count > self.line.len() || self.effort == 0 {
                    break;
                }
                gain += self.step(at, next, count);
                at = next;
                if gain > best {
                    (best, place) = (gain, at);
                }
            }
            self.carry(at, start, count);
        }
        self.carry(start, place, count);
        place != start
    }

    /// Moves a run by one place, and says how many crossings fewer there are.
    fn step(&mut self, from: usize, to: usize, count: usize) -> i64 {
        let mut gain = 0;
        for nth in 0..count {
            let at = if to < from { to + nth } else { from + count - 1 - nth };
            gain += self.gain(at);
            self.swap(at);
        }
        gain
    }

    fn carry(&mut self, mut from: usize, to: usize, count: usize) {
        while from != to {
            let next = if to < from { from - 1 } else { from + 1 };
            for nth in 0..count {
                self.swap(if to < from { next + nth } else { from + count - 1 - nth });
            }
            from = next;
        }
    }

    /// Exchanges a unit with the next one.
    fn swap(&mut self, at: usize) {
        let (a, b) = (self.line[at], self.line[at + 1]);
        self.line[at] = b;
        self.line[at + 1] = a;
        self.rank[a] = at + 1;
        self.rank[b] = at;
    }

    /// How many crossings fewer there are when a unit is exchanged with the next one.
    fn gain(&mut self, at: usize) -> i64 {
        let (a, b) = (self.line[at], self.line[at + 1]);
        let (one, two) = (&self.units[a], &self.units[b]);
        let (first, last) = (one.first.max(two.first), one.last.min(two.last) + 1);
        if first > last {
            return 0;
        }
        self.effort = self.effort.saturating_sub(1);
        // `a` is to the left: what is in the other order outside crosses now, and would not then.
        let ends = one.outside.iter().zip(&two.outside).filter_map(|(one, two)| Some(one.as_ref()?.cmp(two.as_ref()?)));
        let mut gain = ends.map(|order| order as i64).sum::<i64>();
        for layer in first..=last {
            for &s in one.gap(layer) {
                for &t in two.gap(layer) {
                    gain += self.gain_of(s, t, (a, b));
                }
            }
        }
        gain
    }

    /// The same for a segment of either.
    fn gain_of(&self, s: usize, t: usize, (a, b): (usize, usize)) -> i64 {
        let (one, two) = (self.joins[s], self.joins[t]);
        let units = || one.units.into_iter().zip(two.units);
        let shares = one.shares.iter().zip(&two.shares);
        let mut turned = units().filter(|&(one, two)| (one == a && two == b) || (one == b && two == a));
        if turned.next().is_none() || turned.next().is_some() {
            return 0;
        }
        let order = |((one, two), (here, there)): ((usize, usize), (&u64, &u64))| self.rank[one].cmp(&self.rank[two]).then(here.cmp(there));
        // Exactly one side is turned: what crossed does no longer, and the other way round.
        -units().zip(shares).map(|ends| order(ends) as i64).product::<i64>()
    }

    fn layers(&self) -> Table<Vec<usize>> {
        let mut layers = self.order.layers.clone();
        layers.iter_mut().for_each(|layer| layer.sort_by_key(|&v| self.rank[self.unit[v]]));
        layers
    }
}

/// The unit of each vertex, and all units.
fn units(level: &Level, order: &Order, outside: &BTreeMap<usize, u64>) -> (Table<usize>, Table<Unit>) {
    let mut unit = Table::filled(level.kinds.len(), usize::MAX);
    let mut units: Table<Unit> = Table::default();
    let mut add = |vertices: &[usize], unit: &mut Table<usize>| {
        let Some((&top, &bottom)) = vertices.first().zip(vertices.last()) else { return };
        let (first, last) = (level.ranks[top], level.ranks[bottom]);
        let end = |vertex: usize, kind: Kind| outside.get(&vertex).copied().filter(|_| level.kinds[vertex] == kind);
        let number = units.push(Unit {
            first,
            last,
            by_gap: vec![Vec::new(); last - first + 2],
            outside: [end(top, Kind::In), end(bottom, Kind::Out)],
        });
        for &v in vertices {
            unit[v] = number;
        }
    };
    for chain in level.chains.iter() {
        let inner: Vec<usize> = chain.vertices.iter().copied().filter(|&v| !matches!(level.kinds[v], Kind::Item(_))).collect();
        add(&inner, &mut unit);
    }
    for &v in order.layers.iter().flatten() {
        if unit[v] == usize::MAX {
            add(&[v], &mut unit);
        }
    }
    (unit, units)
}

/// All units in one line that keeps the order of each layer; where lines twist round one another, that of their means.
fn line_up(order: &Order, unit: &Table<usize>, count: usize) -> Table<usize> {
    const WIDE: u64 = 1_000_000;
    let mut sum = Table::filled(count, (0, 0));
    let mut after: Table<Vec<usize>> = Table::filled(count, Vec::new());
    let mut waits = Table::filled(count, 0_usize);
    for layer in order.layers.iter() {
        for (at, &v) in layer.iter().enumerate() {
            let known = &mut sum[unit[v]];
            *known = (known.0 + (2 * at as u64 + 1) * WIDE / layer.len() as u64, known.1 + 1);
        }
        for pair in layer.windows(2) {
            if let &[a, b] = pair {
                after[unit[a]].push(unit[b]);
                waits[unit[b]] += 1;
            }
        }
    }
    let key = |of: usize| (sum[of].0 / sum[of].1.max(1), of);
    let mut free: BTreeSet<(u64, usize)> = (0..count).filter(|&of| waits[of] == 0).map(key).collect();
    let mut rest: BTreeSet<(u64, usize)> = (0..count).map(key).collect();
    let mut line = Table::default();
    while let Some(next) = free.pop_first().or_else(|| rest.first().copied()) {
        rest.remove(&next);
        line.push(next.1);
        for &to in &after[next.1] {
            waits[to] = waits[to].saturating_sub(1);
            if waits[to] == 0 && rest.contains(&key(to)) {
                free.insert(key(to));
            }
        }
    }
    line
}
