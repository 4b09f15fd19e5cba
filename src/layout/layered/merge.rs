//! Straightens lines by moving what is already in line together: the end of a bent line is moved until it is straight,
//! with everything that straight lines join to it and everything that would be in the way.

use super::ports::Ports;
use super::problem::{Link, Problem};
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
    problem: &'a Problem,
    ports: &'a Ports,
    /// The round in which each vertex was last found to move.
    seen: Table<usize>,
    round: usize,
    is_straight: Table<bool>,
    members: Vec<usize>,
    extent: (f64, f64),
    /// How many vertices may still be looked at.
    effort: usize,
}

impl Problem {
    /// Straightens lines; `x` keeps its order, and its extent but for so much to the left and to the right.
    pub(super) fn merge(&self, x: &mut Table<f64>, ports: &Ports, spare: f64) {
        let (left, right) = self.extent(x);
        let (seen, extent) = (Table::filled(self.vertices.len(), 0), (left - spare, right + spare));
        let is_straight = Table::filled(self.segments.len(), true);
        let mut mover = Mover { problem: self, ports, seen, round: 0, is_straight, members: Vec::new(), extent, effort: EFFORT };
        for _ in 0..ROUNDS {
            let mut bent: Vec<(f64, usize)> = Vec::new();
            for s in (0..self.vertices.len()).flat_map(|v| self.below(v)) {
                let off = self.off(s, x, ports).abs();
                mover.is_straight[s] = off < STRAIGHT;
                if off >= STRAIGHT {
                    bent.push((off, s));
                }
            }
            bent.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            let mut changed = false;
            for (_, s) in bent {
                changed |= mover.straighten(s, x);
            }
            if !changed {
                break;
            }
        }
    }
}

impl Mover<'_> {
    /// Moves either end of a segment, where that makes lines better.
    fn straighten(&mut self, s: usize, x: &mut Table<f64>) -> bool {
        if self.is_straight[s] || self.effort == 0 {
            return false;
        }
        let off = self.problem.off(s, x, self.ports);
        let (from, to) = self.problem.segments[s];
        for (moved, fixed, by) in [(to, from, -off), (from, to, off)] {
            if self.gather(moved, fixed, by, x) && self.gain(by, x) > 1.0 {
                self.carry(by, x);
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
            let vertex = &problem.vertices[v];
            let (left, right) = (x[v] + by, x[v] + by + vertex.width);
            if left < self.extent.0 - 0.01 || right > self.extent.1 + 0.01 || next > MOST {
                return false;
            }
            if by > 0.0 && !vertex.is_last && right + vertex.gap > x[v + 1] + 0.01 {
                self.add(v + 1);
            }
            if by <= 0.0 && !vertex.is_first {
                let before = &problem.vertices[v - 1];
                if x[v - 1] + before.width + before.gap > left + 0.01 {
                    self.add(v - 1);
                }
            }
            for &link in problem.links.row(v) {
                if let Some(other) = link.other.filter(|_| self.is_straight[link.segment]) {
                    self.add(other);
                }
            }
            if self.seen[fixed] == self.round {
                return false;
            }
        }
        true
    }

    /// Moves what was found, and notes which lines are straight now.
    fn carry(&mut self, by: f64, x: &mut Table<f64>) {
        self.members.iter().for_each(|&v| x[v] += by);
        for link in self.members.iter().flat_map(|&v| self.problem.links.row(v)) {
            if link.other.is_some_and(|other| self.seen[other] != self.round) {
                self.is_straight[link.segment] = self.problem.off(link.segment, x, self.ports).abs() < STRAIGHT;
            }
        }
    }

    fn add(&mut self, v: usize) {
        if std::mem::replace(&mut self.seen[v], self.round) != self.round {
            self.members.push(v);
        }
    }

    /// How much better lines are after the move.
    fn gain(&self, by: f64, x: &Table<f64>) -> f64 {
        let cost = |off: f64| if off.abs() < STRAIGHT { 0.0 } else { BENT + off.abs() * ASIDE };
        let links = self.members.iter().flat_map(|&v| self.problem.links.row(v));
        let outside = links.filter(|link| link.other.is_some_and(|other| self.seen[other] != self.round));
        let gain = |link: &Link| {
            let off = self.problem.off(link.segment, x, self.ports);
            cost(off) - cost(if link.is_below { off - by } else { off + by })
        };
        outside.map(gain).fold(0.0, |sum, gain| sum + gain)
    }
}
