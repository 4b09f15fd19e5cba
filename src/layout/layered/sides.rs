//! Where the vertices of some layers stand: the usual placement and narrower ones, or those by springs, each straightened; the
//! best is taken.

use super::ports::Ports;
use super::problem::Problem;
use super::table::Table;

/// So often boxes are moved after their ports, which are moved after them: those placements that cost no more than so many
/// times the cheapest, before each time.
const PROMISES: [f64; 2] = [1.5, 1.1];
/// What the whole width counts, in bends of every line, what a bend counts, and each pixel that a line steps aside.
const WIDE: f64 = 0.8;
const BEND: f64 = 24.0;
const ASIDE: f64 = 0.1;
/// The width counts less on a page that is too large to be read in one go.
const WIDE_OF_LARGE: f64 = 0.5;
/// By how much a placement may become wider on both sides where that makes lines straight; on a large page, more.
const SPARES: &[f64] = &[0.0, 24.0];
const SPARES_OF_LARGE: &[f64] = &[60.0];
/// Where springs are used, the usual placement is taken to cost so many times what it does: of it, a small change moves more.
const USUAL: f64 = 1.06;
/// With more lines at a side of a box, these run side by side past others, and only straight ones can be followed.
const HUB: usize = 16;

/// A placement that may be the best.
struct Try {
    x: Table<f64>,
    ports: Ports,
    /// How much wider it may become where that makes lines straight.
    spare: f64,
    /// How many times what it costs it is taken to cost.
    counts: f64,
    cost: f64,
}

impl Problem {
    /// The left sides of vertices, and the ports that go with them, of a level of so many lines and segments.
    pub(super) fn best(&self, ports: &Ports, (lines, segments): (usize, usize), is_large: bool) -> (Table<f64>, Ports) {
        let mut tries = self.tries(ports, segments, is_large);
        let (left, right) = tries.first().map(|one| self.extent(&one.x)).unwrap_or_default();
        let wide = if is_large { WIDE_OF_LARGE } else { WIDE } * BEND * lines as f64 / (right - left).max(1.0);
        for promise in PROMISES {
            for one in &mut tries {
                self.slide(&mut one.ports, &one.x);
                one.cost = self.cost(&one.x, &one.ports, wide) * one.counts;
            }
            let least = tries.iter().map(|one| one.cost).fold(f64::MAX, f64::min);
            tries.retain(|one| one.cost <= least * promise);
            for one in &mut tries {
                self.straighten(&mut one.x, &one.ports);
                self.merge(&mut one.x, &one.ports, one.spare);
            }
        }
        for one in &mut tries {
            self.slide(&mut one.ports, &one.x);
            one.cost = self.cost(&one.x, &one.ports, wide) * one.counts;
        }
        let best = tries.into_iter().min_by(|a, b| a.cost.total_cmp(&b.cost));
        best.map(|one| (one.x, one.ports)).unwrap_or_default()
    }

    /// Where boxes hold others, the placement by springs, and the usual one as well while that takes little time; the one by springs
    /// made straight where there is a hub; elsewhere the usual one and narrower ones.
    fn tries(&self, ports: &Ports, segments: usize, is_large: bool) -> Vec<Try> {
        let one = |x: Table<f64>, spare: f64, counts: f64| Try { x, ports: ports.clone(), spare, counts, cost: 0.0 };
        if !self.has_frames {
            let usual = self.solve(ports);
            let narrower = self.squeezed(&usual, segments);
            return std::iter::once(usual).chain(narrower).map(|x| one(x, 0.0, 1.0)).collect();
        }
        let relaxed = self.relaxed(ports);
        if (0..self.vertices.len()).any(|v| self.most_at_a_side(v) > HUB) {
            return vec![one(self.rigid(&relaxed, ports), 0.0, 1.0)];
        }
        let spares = if is_large { SPARES_OF_LARGE } else { SPARES };
        let mut tries: Vec<Try> = spares.iter().map(|&spare| one(relaxed.clone(), spare, 1.0)).collect();
        if !is_large {
            tries.push(one(self.solve(ports), 0.0, USUAL));
        }
        tries
    }

    /// How many lines there are above a vertex, or below it, where there are more.
    fn most_at_a_side(&self, v: usize) -> usize {
        let below = self.below(v).count();
        below.max(self.links.row(v).len() - below)
    }

    /// Wide, long and bent is bad.
    fn cost(&self, x: &Table<f64>, ports: &Ports, wide: f64) -> f64 {
        let (left, right) = self.extent(x);
        let mut cost = (right - left) * wide;
        for segment in (0..self.vertices.len()).flat_map(|v| self.below(v)) {
            let off = self.off(segment, x, ports).abs();
            cost += off * ASIDE + if off > 0.25 { BEND } else { 0.0 };
        }
        cost
    }
}
