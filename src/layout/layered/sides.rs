//! Where the vertices of some layers stand: the usual placement and narrower ones, each straightened; the best is taken.

use super::ports::Ports;
use super::problem::Problem;
use super::table::Table;

/// How often boxes are moved after their ports, which are moved after them.
const STRAIGHTENED: usize = 2;
/// What the whole width counts, in bends of every line, what a bend counts, and each pixel that a line steps aside.
const WIDE: f64 = 0.5;
const BEND: f64 = 24.0;
const ASIDE: f64 = 0.1;

impl Problem {
    /// The left sides of vertices, and the ports that go with them, of a level of so many lines
    /// and segments.
    pub(super) fn best(&self, ports: &Ports, (lines, segments): (usize, usize)) -> (Table<f64>, Ports) {
        let usual = self.solve(ports);
        let (left, right) = self.extent(&usual);
        let wide = WIDE * BEND * lines as f64 / (right - left).max(1.0);
        let mut tried = self.squeezed(&usual, segments);
        tried.insert(0, usual);
        let straightened = |mut x: Table<f64>| {
            let mut ports = ports.clone();
            for _ in 0..STRAIGHTENED {
                self.slide(&mut ports, &x);
                self.straighten(&mut x, &ports);
                self.merge(&mut x, &ports);
            }
            self.slide(&mut ports, &x);
            (self.cost(&x, &ports, (wide, ASIDE)), x, ports)
        };
        let best = tried.into_iter().map(straightened).min_by(|a, b| a.0.total_cmp(&b.0));
        best.map(|(_, x, ports)| (x, ports)).unwrap_or_default()
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
