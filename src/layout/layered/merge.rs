//! Straightens lines by moving what is already in line together: the end of a bent line is moved until it is straight,
//! with everything that straight lines join to it and everything that would be in the way.

use super::coordinates::Problem;
use super::table::Table;

/// How often all lines are gone through at most.
const ROUNDS: usize = 3;
/// How many vertices are moved together at most.
const MOST: usize = 160;
/// How many vertices are looked at in all.
const EFFORT: usize = 200_000;
/// Lines that step aside less are straight.
const STRAIGHT: f64 = 0.25;
/// What a line that is not straight costs, and each pixel that it steps aside.
const BENT: f64 = 24.0;
const ASIDE: f64 = 0.1;

/// The search for what moves together.
struct Mover<'a> {
    problem: &'a Problem<'a>,
    /// The layer and the number in it of each vertex.
    place: Table<(usize, usize)>,
    /// The round in which each vertex was last found to move.
    seen: Table<usize>,
    round: usize,
    members: Vec<usize>,
    extent: (f64, f64),
    /// How many vertices may still be looked at.
    effort: usize,
}

impl Problem<'_> {
    /// Straightens lines; `x` keeps its order and its extent.
    pub(super) fn merge(&self, x: &mut Table<f64>) {
        let count = self.widths.len();
        let mut place = Table::filled(count, (usize::MAX, 0));
        for (layer, vertices) in self.layers.iter().enumerate() {
            vertices.iter().enumerate().for_each(|(at, &v)| place[v] = (layer, at));
        }
        let vertices = || self.layers.iter().flatten().copied();
        let left = vertices().map(|v| x[v]).fold(f64::MAX, f64::min);
        let right = vertices().map(|v| x[v] + self.widths[v]).fold(left, f64::max);
        let seen = Table::filled(count, 0);
        let mut mover = Mover { problem: self, place, seen, round: 0, members: Vec::new(), extent: (left, right), effort: EFFORT };
        for _ in 0..ROUNDS {
            let mut bent: Vec<(f64, usize)> = vertices()
                .flat_map(|v| self.level.below[v].iter().copied())
                .filter(|&s| !self.is_bow[s])
                .map(|s| (self.off(s, x).abs(), s))
                .filter(|&(off, _)| off >= STRAIGHT)
                .collect();
            bent.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let mut changed = false;
            for (_, s) in bent {
                changed |= mover.straighten(s, x);
            }
            if !changed {
                break;
            }
        }
    }

    /// How far to the right of its beginning a segment ends.
    fn off(&self, s: usize, x: &Table<f64>) -> f64 {
        let segment = self.level.segments[s];
        x[segment.to] + self.to[s] - x[segment.from] - self.from[s]
    }
}

impl Mover<'_> {
    /// Moves either end of a segment, where that makes lines better.
    fn straighten(&mut self, s: usize, x: &mut Table<f64>) -> bool {
        let off = self.problem.off(s, x);
        if off.abs() < STRAIGHT || self.effort == 0 {
            return false;
        }
        let segment = self.problem.level.segments[s];
        for (moved, fixed, by) in [(segment.to, segment.from, -off), (segment.from, segment.to, off)] {
            if self.gather(moved, fixed, by, x) && self.gain(by, x) > 1.0 {
                self.members.iter().for_each(|&v| x[v] += by);
                return true;
            }
        }
        false
    }

    /// Finds all that has to move with a vertex; false where that cannot be.
    fn gather(&mut self, first: usize, fixed: usize, by: f64, x: &Table<f64>) -> bool {
        self.round += 1;
        self.members.clear();
        self.members.push(first);
        self.seen[first] = self.round;
        let problem = self.problem;
        let mut next = 0;
        while let Some(&v) = self.members.get(next) {
            next += 1;
            self.effort = self.effort.saturating_sub(1);
            let (left, right) = (x[v] + by, x[v] + by + problem.widths[v]);
            if left < self.extent.0 - 0.01 || right > self.extent.1 + 0.01 || next > MOST {
                return false;
            }
            let (layer, at) = self.place[v];
            let beside = if by > 0.0 { Some(at + 1) } else { at.checked_sub(1) };
            if let Some(&other) = beside.and_then(|at| problem.layers[layer].get(at)) {
                let is_free = if by > 0.0 {
                    right + problem.gap(v, other) <= x[other] + 0.01
                } else {
                    x[other] + problem.widths[other] + problem.gap(other, v) <= left + 0.01
                };
                if !is_free {
                    self.add(other);
                }
            }
            for &s in problem.level.above[v].iter().chain(&problem.level.below[v]) {
                if !problem.is_bow[s] && problem.off(s, x).abs() < STRAIGHT {
                    let segment = problem.level.segments[s];
                    self.add(if segment.from == v { segment.to } else { segment.from });
                }
            }
            if self.seen[fixed] == self.round {
                return false;
            }
        }
        true
    }

    fn add(&mut self, v: usize) {
        if std::mem::replace(&mut self.seen[v], self.round) != self.round {
            self.members.push(v);
        }
    }

    /// How much better lines are after the move.
    fn gain(&self, by: f64, x: &Table<f64>) -> f64 {
        let problem = self.problem;
        let cost = |off: f64| if off.abs() < STRAIGHT { 0.0 } else { BENT + off.abs() * ASIDE };
        let mut gain = 0.0;
        for &v in &self.members {
            let above = problem.level.above[v].iter().map(|&s| (s, problem.level.segments[s].from, by));
            let below = problem.level.below[v].iter().map(|&s| (s, problem.level.segments[s].to, -by));
            for (s, other, by) in above.chain(below) {
                if self.seen[other] != self.round && !problem.is_bow[s] {
                    let off = problem.off(s, x);
                    gain += cost(off) - cost(off + by);
                }
            }
        }
        gain
    }
}
