//! Where the vertices of some layers stand: the usual placement and narrower ones, each straightened; the best is taken.

use super::ports::Ports;
use super::problem::Problem;
use super::table::Table;

/// So often boxes are moved after their ports, which are moved after them: those placements that cost no more than so many
/// times the cheapest, before each time.
const PROMISES: [f64; 2] = [1.5, 1.1];
/// What the whole width counts, in bends of every line, what a bend counts, and each pixel that a line steps aside.
const WIDE: f64 = 0.8;
/// The width counts less on a page that is too large to be read in one go.
const WIDE_OF_LARGE: f64 = 0.5;
/// By how much a placement may become wider on both sides where that makes lines straight; on a large page, more.
const SPARES: &[f64] = &[0.0, 24.0];
const SPARES_OF_LARGE: &[f64] = &[60.0];
const BEND: f64 = 24.0;
const ASIDE: f64 = 0.1;

/// A placement that may be the best.
struct Try {
    x: Table<f64>,
    ports: Ports,
    /// How much wider it may become where that makes lines straight.
    spare: f64,
    cost: f64,
}

impl Problem {
    /// The left sides of vertices, and the ports that go with them, of a level of so many lines and segments.
    pub(super) fn best(&self, ports: &Ports, (lines, segments): (usize, usize), is_large: bool) -> (Table<f64>, Ports) {
        let usual = if self.has_frames { self.relaxed(ports) } else { self.solve(ports) };
        let (left, right) = self.extent(&usual);
        let wide = if is_large { WIDE_OF_LARGE } else { WIDE } * BEND * lines as f64 / (right - left).max(1.0);
        let spares = match (self.has_frames, is_large) {
            (true, true) => SPARES_OF_LARGE,
            (true, false) => SPARES,
            _ => &[0.0],
        };
        let narrower = if self.has_frames { Vec::new() } else { self.squeezed(&usual, segments) };
        let usual = spares.iter().map(|&spare| (usual.clone(), spare));
        let tried = usual.chain(narrower.into_iter().map(|x| (x, 0.0)));
        let mut tries: Vec<Try> = tried.map(|(x, spare)| Try { x, ports: ports.clone(), spare, cost: 0.0 }).collect();
        for promise in PROMISES {
            for one in &mut tries {
                self.slide(&mut one.ports, &one.x);
                one.cost = self.cost(&one.x, &one.ports, (wide, ASIDE));
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
            one.cost = self.cost(&one.x, &one.ports, (wide, ASIDE));
        }
        let best = tries.into_iter().min_by(|a, b| a.cost.total_cmp(&b.cost));
        best.map(|one| (one.x, one.ports)).unwrap_or_default()
    }

    /// Wide, long and bent is bad.
    fn cost(&self, x: &Table<f64>, ports: &Ports, (wide, aside): (f64, f64)) -> f64 {
        let (left, right) = self.extent(x);
        let mut cost = (right - left) * wide;
        for segment in (0..self.vertices.len()).flat_map(|v| self.below(v)) {
            let off = self.off(segment, x, ports).abs();
            cost += off * aside + if off > 0.25 { BEND } else { 0.0 };
        }
        cost
    }
}
