//! Moves boxes, and the bends of a line together, along their layers into free room where that makes lines straight.

use super::coordinates::Problem;
use super::levels::Kind;
use super::table::Table;

/// How often everything is gone through at most.
const ROUNDS: usize = 4;
/// What a line that is not straight costs, and each pixel that it steps aside.
const BENT: f64 = 24.0;
const ASIDE: f64 = 0.5;

/// Where each vertex stands between its neighbours, and what moves as one.
struct Units {
    /// The layer and the number in it of each vertex.
    place: Table<(usize, usize)>,
    /// The unit of each vertex.
    unit: Table<usize>,
    members: Vec<Vec<usize>>,
}

impl Problem<'_> {
    /// Straightens lines; `x` keeps its order and its extent.
    pub(super) fn straighten(&self, x: &mut Table<f64>) {
        let units = self.units();
        let vertices = || self.layers.iter().flatten().copied();
        let left = vertices().map(|v| x[v]).fold(f64::MAX, f64::min);
        let right = vertices().map(|v| x[v] + self.widths[v]).fold(left, f64::max);
        for _ in 0..ROUNDS {
            let mut moved = false;
            for (unit, members) in units.members.iter().enumerate() {
                if let Some(by) = self.best_move(&units, unit, x, (left, right)) {
                    for &v in members {
                        x[v] += by;
                    }
                    moved = true;
                }
            }
            if !moved {
                break;
            }
        }
    }

    /// The bends and labels of a line are a unit, everything else is one by itself.
    fn units(&self) -> Units {
        let count = self.widths.len();
        let mut units = Units { place: Table::filled(count, (0, 0)), unit: Table::filled(count, usize::MAX), members: Vec::new() };
        for (layer, vertices) in self.layers.iter().enumerate() {
            for (at, &v) in vertices.iter().enumerate() {
                units.place[v] = (layer, at);
                if matches!(self.level.kinds[v], Kind::Item(_) | Kind::In | Kind::Out) {
                    units.unit[v] = units.members.len();
                    units.members.push(vec![v]);
                }
            }
        }
        let mut is_here = Table::filled(count, false);
        self.layers.iter().flatten().for_each(|&v| is_here[v] = true);
        for chain in self.level.chains.iter() {
            let inner: Vec<usize> = chain.vertices.iter().copied().filter(|&v| is_here[v] && units.unit[v] == usize::MAX).collect();
            if !inner.is_empty() {
                for &v in &inner {
                    units.unit[v] = units.members.len();
                }
                units.members.push(inner);
            }
        }
        units
    }

    /// By how much a unit is best moved, where that is any better.
    fn best_move(&self, units: &Units, unit: usize, x: &Table<f64>, extent: (f64, f64)) -> Option<f64> {
        let members = units.members.get(unit)?;
        let mut room = (f64::MIN, f64::MAX);
        let mut aside: Vec<f64> = Vec::new();
        for &v in members {
            let free = self.room(units, v, x, extent);
            room = (room.0.max(free.0), room.1.min(free.1));
            for &s in self.level.above[v].iter().filter(|&&s| !self.is_bow[s] && units.unit[self.level.segments[s].from] != unit) {
                aside.push(x[self.level.segments[s].from] + self.from[s] - x[v] - self.to[s]);
            }
            for &s in self.level.below[v].iter().filter(|&&s| !self.is_bow[s] && units.unit[self.level.segments[s].to] != unit) {
                aside.push(x[self.level.segments[s].to] + self.to[s] - x[v] - self.from[s]);
            }
        }
        let cost = |by: f64| {
            let each = |off: &f64| if (off - by).abs() < 0.25 { 0.0 } else { BENT + (off - by).abs() * ASIDE };
            aside.iter().map(each).sum::<f64>()
        };
        let now = cost(0.0);
        let moves = aside.iter().copied().filter(|by| *by >= room.0 && *by <= room.1 && *by != 0.0);
        let best = moves.map(|by| (cost(by), by)).min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.abs().total_cmp(&b.1.abs())))?;
        (best.0 < now - 1.0).then_some(best.1)
    }

    /// How far a vertex can move to the left, below zero, and to the right.
    fn room(&self, units: &Units, v: usize, x: &Table<f64>, extent: (f64, f64)) -> (f64, f64) {
        let (layer, at) = units.place[v];
        let layer = &self.layers[layer];
        let before = at.checked_sub(1).and_then(|at| layer.get(at));
        let left = before.map_or(extent.0, |&b| x[b] + self.widths[b] + self.gap(b, v));
        let right = layer.get(at + 1).map_or(extent.1, |&a| x[a] - self.gap(v, a));
        ((left - x[v]).min(0.0), (right - self.widths[v] - x[v]).max(0.0))
    }
}
