//! Moves boxes, and lines as a whole, along their layers to where they cross least, one after the other and then a few
//! neighbours together: global sifting (C. Bachmaier, F. Brandenburg, W. Brunner, F. Hübner, "Global k-Level Crossing
//! Reduction", 2011). Every move leaves fewer crossings, so what is found stays near to the order from which it began.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::crossings;
use super::levels::{Kind, Level};
use super::order::{Order, STEP};
use super::table::Table;
use super::units::{Stub, Units};

/// How often everything in a level is gone through at most.
const ROUNDS: usize = 3;
/// How many neighbours are moved together at most.
const TOGETHER: usize = 3;
/// How far anything is moved at most, and how many pairs that may cross are looked at in a level in all.
const REACH: usize = 40;
const EFFORT: usize = 40_000;
/// From one unit of the line to the next, so that places at a unit have room, and between two a run that is moved.
const PLACE: u64 = (TOGETHER as u64 + 1) * STEP;

struct Sifter {
    units: Units,
    /// All units from the left to the right, and where each stands, from 1 on in steps of [`PLACE`].
    line: Table<usize>,
    place: Table<u64>,
    /// How many segments cross those of each unit: so that they are to its left, and to its right, at its own ends of these.
    crossed: Table<[i64; 2]>,
    effort: usize,
}

/// Moves what stands in a level; says whether that left fewer crossings. `outside` says where the lines at its border come
/// from and lead to.
pub(super) fn sift(level: &Level, order: &mut Order, outside: &BTreeMap<usize, u64>) -> bool {
    let mut sifter = Sifter::new(level, order, outside);
    // Lines that twist round one another are untwisted on the way, which may bring no good.
    let is_as_it_was = order.layers.iter().all(|layer| layer.is_sorted_by_key(|&v| sifter.place[sifter.units.of[v]]));
    let before = if is_as_it_was { sifter.crossings() } else { crossings::count(level, order) + beyond(level, order, outside) };
    if before == 0 {
        return false;
    }
    for _ in 0..ROUNDS {
        let mut moved = false;
        for count in 1..=TOGETHER {
            moved |= sifter.round(count);
        }
        if !moved {
            break;
        }
    }
    if sifter.crossings() >= before {
        return false;
    }
    order.layers.iter_mut().for_each(|layer| layer.sort_by_key(|&v| sifter.place[sifter.units.of[v]]));
    order.number();
    true
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

/// Which way a run is moved.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    Left,
    Right,
}

/// Units that follow one another.
#[derive(Clone, Copy)]
struct Run {
    start: usize,
    count: usize,
    /// The first `count` of these.
    units: [usize; TOGETHER],
}

/// What becomes of two neighbours' segments when these are exchanged.
#[derive(Clone, Copy, Default)]
struct Exchange {
    /// How many pairs cross now, and how many then.
    now: i64,
    then: i64,
    /// How many of the latter cross for good, however far the run is moved.
    lasting: i64,
}

impl Sifter {
    fn new(level: &Level, order: &Order, outside: &BTreeMap<usize, u64>) -> Self {
        let units = Units::new(level, order, outside);
        let line: Table<usize> = units.line_up(order).into();
        let mut place = Table::filled(units.each.len(), 0);
        line.iter().enumerate().for_each(|(at, &unit)| place[unit] = (at as u64 + 1) * PLACE);
        let crossed = Table::filled(units.each.len(), [0; 2]);
        let mut sifter = Self { units, line, place, crossed, effort: EFFORT };
        sifter.count(level, order, outside);
        sifter
    }

    /// Counts what crosses each unit's segments.
    fn count(&mut self, level: &Level, order: &Order, outside: &BTreeMap<usize, u64>) {
        let rest = self.units.count();
        let mut segments: Vec<[Stub; 2]> = Vec::new();
        for layer in order.layers.iter() {
            let below = layer.iter().flat_map(|&v| &level.below[v]).map(|&s| (s, level.segments[s]));
            segments.extend(below.map(|(s, segment)| {
                let (upper, lower) = (self.units.of[segment.from], self.units.of[segment.to]);
                [Stub { unit: upper, share: order.from_share[s] }, Stub { unit: lower, share: order.to_share[s] }]
            }));
            self.count_between(&mut segments);
        }
        for kind in [Kind::In, Kind::Out] {
            segments.extend(outside.iter().filter(|&(&v, _)| level.kinds[v] == kind).map(|(&v, &share)| {
                let (outer, inner) = (Stub { unit: rest, share }, Stub { unit: self.units.of[v], share: 0 });
                if kind == Kind::In { [outer, inner] } else { [inner, outer] }
            }));
            self.count_between(&mut segments);
        }
    }

    /// The same for the segments between two layers, which are taken.
    fn count_between(&mut self, segments: &mut Vec<[Stub; 2]>) {
        let places: Vec<(u64, u64)> = segments.iter().map(|[upper, lower]| (self.at(*upper), self.at(*lower))).collect();
        for ([upper, lower], [left, right]) in segments.drain(..).zip(crossings::of_each(&places)) {
            self.crossed[upper.unit][0] += left;
            self.crossed[upper.unit][1] += right;
            self.crossed[lower.unit][0] += right;
            self.crossed[lower.unit][1] += left;
        }
    }

    /// How many segments cross.
    fn crossings(&self) -> u64 {
        // Each crossing is counted at four ends.
        (self.crossed.iter().flatten().sum::<i64>() / 4).unsigned_abs()
    }

    fn at(&self, stub: Stub) -> u64 {
        self.place[stub.unit] + stub.share
    }

    /// Moves every run of `count` units to where it crosses least; says whether any was moved.
    fn round(&mut self, count: usize) -> bool {
        let mut moved = false;
        let starts: Vec<usize> = if count == 1 { (0..self.line.len()).collect() } else { self.line.iter().copied().collect() };
        for unit in starts {
            let start = (self.place[unit] / PLACE - 1) as usize;
            if self.effort > 0 && start + count <= self.line.len() {
                moved |= self.sift(start, count);
            }
        }
        moved
    }

    /// Moves a run of units to where it crosses least, the nearest such place.
    fn sift(&mut self, start: usize, count: usize) -> bool {
        let run = self.run(start, count);
        if !self.is_joint(run) {
            return false;
        }
        let (mut best, mut place) = (0, start);
        let most = self.most(run);
        for (way, mut most) in [(Way::Left, most[0]), (Way::Right, most[1])] {
            let mut gain = 0;
            for step in 1..=REACH {
                let Some(to) = self.place_at(run, step, way).filter(|_| most > best && self.effort > 0) else { break };
                let met = self.pass(run, to, way, false);
                gain += met.now - met.then;
                // What then crosses for good takes from what there is to gain.
                most -= met.lasting;
                if gain > best {
                    (best, place) = (gain, to);
                }
            }
            self.number(start, start + count);
        }
        self.carry(run, place);
        place != start
    }

    fn run(&self, start: usize, count: usize) -> Run {
        let mut units = [usize::MAX; TOGETHER];
        units.iter_mut().take(count).enumerate().for_each(|(nth, unit)| *unit = self.line[start + nth]);
        Run { start, count, units }
    }

    /// Whether the units of a run matter to one another; otherwise each, or some of them, move as well alone.
    fn is_joint(&self, run: Run) -> bool {
        let meet = |a: usize, b: usize| {
            let (first, last) = self.shared(a, b);
            first <= last + 1
        };
        match run {
            Run { count: 2, units: [a, b, _], .. } => meet(a, b),
            Run { count: 3, units: [a, b, c], .. } => meet(a, c) || (meet(a, b) && meet(b, c)),
            _ => true,
        }
    }

    /// How many crossings fewer there can be when a run is moved to the left, and to the right: what crosses at that side may
    /// cross no longer.
    fn most(&mut self, run: Run) -> [i64; 2] {
        let units = || run.units.into_iter().take(run.count);
        let [left, right] = units().map(|unit| self.crossed[unit]).fold([0; 2], |sum, crossed| [sum[0] + crossed[0], sum[1] + crossed[1]]);
        if left.max(right) == 0 || run.count == 1 {
            return [left, right];
        }
        let mut met = Exchange::default();
        for (nth, a) in units().enumerate() {
            units().skip(nth + 1).for_each(|b| self.exchange(a, b, run, &mut met));
        }
        [left - met.now, right - met.now]
    }

    /// Where a run begins after so many steps.
    fn place_at(&self, run: Run, step: usize, way: Way) -> Option<usize> {
        match way {
            Way::Left => run.start.checked_sub(step),
            Way::Right => Some(run.start + step).filter(|to| to + run.count <= self.line.len()),
        }
    }

    /// Puts a run where it is to begin.
    fn carry(&mut self, run: Run, place: usize) {
        let Run { start, count, .. } = run;
        let (way, steps) = if place < start { (Way::Left, start - place) } else { (Way::Right, place - start) };
        for step in 1..=steps {
            if let Some(to) = self.place_at(run, step, way) {
                self.pass(run, to, way, true);
            }
        }
        let (first, middle, end) = if place < start { (place, start, start + count) } else { (start, start + count, place + count) };
        if steps > 0 {
            self.line.rotate(first, middle, end);
            self.number(first, end);
        }
    }

    /// Moves a run past the next unit, so that it begins at `to`, without noting that in the line, but in what is crossed if
    /// that is to be kept.
    fn pass(&mut self, run: Run, to: usize, way: Way, keep: bool) -> Exchange {
        let mut met = Exchange::default();
        for nth in 0..run.count {
            let (nth, at) = if way == Way::Left { (nth, to) } else { (run.count - 1 - nth, to + run.count - 1) };
            let (unit, other) = (self.line[run.start + nth], self.line[at]);
            let (a, b) = if way == Way::Left { (other, unit) } else { (unit, other) };
            if keep {
                self.keep(a, b);
            } else {
                self.exchange(a, b, run, &mut met);
            }
            let before = if way == Way::Left { at } else { at + 1 };
            self.place[unit] = before as u64 * PLACE + (nth as u64 + 1) * STEP;
        }
        met
    }

    /// Says where the units of a part of the line stand.
    fn number(&mut self, from: usize, to: usize) {
        for at in from..to {
            let unit = self.line[at];
            self.place[unit] = (at as u64 + 1) * PLACE;
        }
    }

    /// The layers in which both have a vertex, the first and the last one.
    fn shared(&self, a: usize, b: usize) -> (usize, usize) {
        let (one, two) = (&self.units.each[a], &self.units.each[b]);
        (one.first.max(two.first), one.last.min(two.last))
    }

    /// What becomes of crossings when a unit is exchanged with the next one, which is `b`. Where both only pass a layer, both
    /// ends of their segments are exchanged, and nothing changes.
    fn exchange(&mut self, a: usize, b: usize, run: Run, met: &mut Exchange) {
        let (first, last) = self.shared(a, b);
        self.effort = self.effort.saturating_sub(usize::from(first <= last + 1));
        if first <= last {
            self.meet(self.units.above(a, first), self.units.above(b, first), run, met);
            self.meet(self.units.below(a, last), self.units.below(b, last), run, met);
        }
    }

    /// The same for segments at one side, by their other ends.
    #[inline]
    fn meet(&self, ends: &[Stub], others: &[Stub], run: Run, met: &mut Exchange) {
        for one in ends {
            let place = self.at(*one);
            for two in others {
                let other = self.at(*two);
                if place > other {
                    met.now += 1;
                } else if place < other {
                    met.then += 1;
                    met.lasting += i64::from(!run.units.contains(&one.unit) && !run.units.contains(&two.unit));
                }
            }
        }
    }

    /// Notes what is crossed when a unit is exchanged with the next one, which is `b`.
    fn keep(&mut self, a: usize, b: usize) {
        let (first, last) = self.shared(a, b);
        if first > last {
            return;
        }
        let Self { units, place, crossed, .. } = self;
        // A crossing: the ends of the segment that begins to the left, then those of the other one.
        let mut note = |left: [usize; 2], right: [usize; 2], by: i64| {
            crossed[left[0]][1] += by;
            crossed[left[1]][0] += by;
            crossed[right[0]][0] += by;
            crossed[right[1]][1] += by;
        };
        let order = |one: &Stub, two: &Stub| (place[one.unit] + one.share).cmp(&(place[two.unit] + two.share));
        for one in units.below(a, last) {
            for two in units.below(b, last) {
                match order(one, two) {
                    Ordering::Greater => note([a, one.unit], [b, two.unit], -1),
                    Ordering::Equal => {}
                    Ordering::Less => note([b, two.unit], [a, one.unit], 1),
                }
            }
        }
        for one in units.above(a, first) {
            for two in units.above(b, first) {
                match order(one, two) {
                    Ordering::Greater => note([two.unit, b], [one.unit, a], -1),
                    Ordering::Equal => {}
                    Ordering::Less => note([one.unit, a], [two.unit, b], 1),
                }
            }
        }
    }
}
