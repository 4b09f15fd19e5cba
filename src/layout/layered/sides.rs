//! Where the vertices of some layers stand: the usual placement and narrower ones, each straightened; the best is taken.

use super::coordinates::Problem;
use super::levels::Level;
use super::ports::Ports;
use super::table::Table;

/// How often boxes are moved after their ports, which are moved after them.
const STRAIGHTENED: usize = 2;
/// What the whole width counts, in bends of every line, what a bend counts, and each pixel that a line steps aside.
const WIDE: f64 = 0.5;
const BEND: f64 = 24.0;
const ASIDE: f64 = 0.1;

/// What is to be placed.
pub(super) struct Sides<'a> {
    pub level: &'a Level,
    pub layers: &'a Table<Vec<usize>>,
    /// The widths of vertices with all that belongs to them, and of what they stand for alone.
    pub widths: &'a Table<f64>,
    pub own: &'a Table<f64>,
    pub is_bow: &'a Table<bool>,
}

impl Sides<'_> {
    /// The left sides of vertices, and the ports that go with them; those of vertices that are plain may be moved.
    pub(super) fn best(&self, ports: &Ports, is_plain: impl Fn(usize) -> bool) -> (Table<f64>, Ports) {
        let usual = self.problem(ports).solve();
        let (left, right) = self.problem(ports).extent(&usual);
        let wide = WIDE * BEND * self.level.chains.len() as f64 / (right - left).max(1.0);
        let mut tried = self.problem(ports).squeezed(&usual);
        tried.insert(0, usual);
        let straightened = |mut x: Table<f64>| {
            let mut ports = ports.clone();
            for _ in 0..STRAIGHTENED {
                self.slide(&mut ports, &x, &is_plain);
                self.problem(&ports).straighten(&mut x);
                self.problem(&ports).merge(&mut x);
            }
            self.slide(&mut ports, &x, &is_plain);
            (self.problem(&ports).cost(&x, (wide, ASIDE)), x, ports)
        };
        let best = tried.into_iter().map(straightened).min_by(|a, b| a.0.total_cmp(&b.0));
        best.map(|(_, x, ports)| (x, ports)).unwrap_or_default()
    }

    fn problem<'b>(&'b self, ports: &'b Ports) -> Problem<'b> {
        let Self { level, layers, widths, is_bow, .. } = *self;
        Problem { level, layers, widths, from: &ports.from, to: &ports.to, is_bow }
    }

    fn slide(&self, ports: &mut Ports, x: &Table<f64>, is_plain: impl Fn(usize) -> bool) {
        ports.slide(self, x, is_plain);
    }
}
