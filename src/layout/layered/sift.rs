//! Moves boxes, and lines as a whole, along their layers to where they cross least, one after the other and then a few
//! neighbours together: global sifting (C. Bachmaier, F. Brandenburg, W. Brunner, F. Hübner, "Global k-Level Crossing
//! Reduction", 2011). Every move leaves fewer crossings, so what is found stays near to the order from which it began.

use std::collections::BTreeMap;

use super::crossings;
use super::levels::Level;
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
    let known = order.layers.clone();
    order.layers.iter_mut().for_each(|layer| layer.sort_by_key(|&v| sifter.place[sifter.units.of[v]]));
    order.number();
    // Lines that twist round one another are untwisted on the way, which may bring no good.
    let is_better = order.layers != known && crossings(order) < before;
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

/// Which way a run is moved.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    Left,
    Right,
}

impl Sifter {
    fn new(level: &Level, order: &Order, outside: &BTreeMap<usize, u64>) -> Self {
        let units = Units::new(level, order, outside);
        let line: Table<usize> = units.line_up(order).into();
        let mut place = Table::filled(line.len(), 0);
        line.iter().enumerate().for_each(|(at, &unit)| place[unit] = (at as u64 + 1) * PLACE);
        Self { units, line, place, effort: EFFORT }
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
        let (mut best, mut place) = (0, start);
        for way in [Way::Left, Way::Right] {
            let mut gain = 0;
            for step in 1..=REACH {
                let Some(to) = (if way == Way::Left { start.checked_sub(step) } else { Some(start + step) }) else { break };
                if to + count > self.line.len() || self.effort == 0 {
                    break;
                }
                gain += self.pass(start, count, to, way);
                if gain > best {
                    (best, place) = (gain, to);
                }
            }
            self.number(start, start + count);
        }
        if place < start {
            self.line.rotate(place, start, start + count);
            self.number(place, start + count);
        } else if place > start {
            self.line.rotate(start, start + count, place + count);
            self.number(start, place + count);
        }
        place != start
    }

    /// Moves the run at `start` past the next unit, so that it begins at `to`, without noting that in the line; says how many
    /// crossings fewer there are.
    fn pass(&mut self, start: usize, count: usize, to: usize, way: Way) -> i64 {
        let mut gain = 0;
        for nth in 0..count {
            let (unit, place) = match way {
                Way::Left => {
                    let (unit, passed) = (self.line[start + nth], self.line[to]);
                    gain += self.gain(passed, unit);
                    (unit, to as u64 * PLACE + (nth as u64 + 1) * STEP)
                }
                Way::Right => {
                    let (nth, at) = (count - 1 - nth, to + count - 1);
                    let (unit, passed) = (self.line[start + nth], self.line[at]);
                    gain += self.gain(unit, passed);
                    (unit, (at as u64 + 1) * PLACE + (nth as u64 + 1) * STEP)
                }
            };
            self.place[unit] = place;
        }
        gain
    }

    /// Says where the units of a part of the line stand.
    fn number(&mut self, from: usize, to: usize) {
        for at in from..to {
            let unit = self.line[at];
            self.place[unit] = (at as u64 + 1) * PLACE;
        }
    }

    /// How many crossings fewer there are when a unit is exchanged with the next one, which is `b`.
    fn gain(&mut self, a: usize, b: usize) -> i64 {
        let units = &self.units;
        let (one, two) = (&units.each[a], &units.each[b]);
        let (first, last) = (one.first.max(two.first), one.last.min(two.last));
        if first > last + 1 {
            return 0;
        }
        self.effort = self.effort.saturating_sub(1);
        // `a` is to the left: what is in the other order outside crosses now, and would not then.
        let ends = one.outside.iter().zip(&two.outside).filter_map(|(one, two)| Some(one.as_ref()?.cmp(two.as_ref()?)));
        let beyond = ends.map(|order| order as i64).sum::<i64>();
        if first > last {
            return beyond;
        }
        // Where both only pass, both ends of their segments are exchanged, and nothing changes.
        let above = self.twists(units.above(a, first), units.above(b, first));
        beyond + above + self.twists(units.below(a, last), units.below(b, last))
    }

    /// How many more pairs of segments cross than do not, by their other ends, where the first ones begin to the left.
    fn twists(&self, first: &[Stub], second: &[Stub]) -> i64 {
        let place = |stub: &Stub| self.place[stub.unit] + stub.share;
        let twist = |one: u64, two: u64| i64::from(one > two) - i64::from(one < two);
        first.iter().map(place).map(|one| second.iter().map(|two| twist(one, place(two))).sum::<i64>()).sum()
    }
}
