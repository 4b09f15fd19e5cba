//! Moves boxes, and the bends of a line together, along their layers into free room where that makes lines straight.

use super::ports::Ports;
use super::problem::Problem;
use super::table::Table;

/// How often everything is gone through at most.
const ROUNDS: usize = 4;
/// Lines that step aside less are straight.
const STRAIGHT: f64 = 0.25;
/// What a line that is not straight costs, and each pixel that it steps aside.
const BENT: f64 = 24.0;
const ASIDE: f64 = 0.5;

impl Problem {
    /// Straightens lines; `x` keeps its order and its extent.
    pub(super) fn straighten(&self, x: &mut Table<f64>, ports: &Ports) {
        let extent = self.extent(x);
        // Where nothing that it depends on has moved, a unit stays where it is.
        let mut is_idle = Table::filled(self.units.len(), false);
        let mut aside = Vec::new();
        for _ in 0..ROUNDS {
            let mut moved = false;
            for unit in 0..self.units.len() {
                if std::mem::replace(&mut is_idle[unit], true) {
                    continue;
                }
                if let Some(by) = self.best_move(unit, (x, ports), extent, &mut aside) {
                    self.units.row(unit).iter().for_each(|&v| x[v] += by);
                    self.wake(unit, &mut is_idle);
                    moved = true;
                }
            }
            if !moved {
                break;
            }
        }
    }

    /// Notes which units may move now that one has moved: itself, those that lines join to it, and those beside it.
    fn wake(&self, unit: usize, is_idle: &mut Table<bool>) {
        for &v in self.units.row(unit) {
            let vertex = self.vertices[v];
            let beside = [(!vertex.is_first).then(|| v - 1), (!vertex.is_last).then_some(v + 1), Some(v)];
            let joined = self.links.row(v).iter().filter_map(|link| link.other);
            for other in beside.into_iter().flatten().chain(joined) {
                if self.unit[other] != usize::MAX {
                    is_idle[self.unit[other]] = false;
                }
            }
        }
    }

    /// By how much a unit is best moved, where that is any better; `aside` is room to work in.
    fn best_move(&self, unit: usize, (x, ports): (&Table<f64>, &Ports), extent: (f64, f64), aside: &mut Vec<f64>) -> Option<f64> {
        let members = self.units.row(unit);
        aside.clear();
        for &v in members {
            for &link in self.links.row(v) {
                if let Some(other) = link.other.filter(|&other| self.unit[other] != unit) {
                    aside.push(x[other] + ports.other(link) - x[v] - ports.own(link));
                }
            }
        }
        if aside.iter().all(|off| off.abs() < STRAIGHT) {
            return None;
        }
        let mut room = (f64::MIN, f64::MAX);
        for &v in members {
            let free = self.room(v, x, extent);
            room = (room.0.max(free.0), room.1.min(free.1));
        }
        let cost = |by: f64| {
            let each = |off: &f64| if (off - by).abs() < STRAIGHT { 0.0 } else { BENT + (off - by).abs() * ASIDE };
            aside.iter().map(each).sum::<f64>()
        };
        let moves = aside.iter().copied().filter(|by| *by >= room.0 && *by <= room.1 && *by != 0.0);
        let best = moves.map(|by| (cost(by), by)).min_by(|a, b| a.0.total_cmp(&b.0).then(a.1.abs().total_cmp(&b.1.abs())))?;
        (best.0 < cost(0.0) - 1.0).then_some(best.1)
    }

    /// How far a vertex can move to the left, below zero, and to the right.
    fn room(&self, v: usize, x: &Table<f64>, extent: (f64, f64)) -> (f64, f64) {
        let vertex = &self.vertices[v];
        let left = if vertex.is_first { extent.0 } else { x[v - 1] + self.vertices[v - 1].width + self.vertices[v - 1].gap };
        let right = if vertex.is_last { extent.1 } else { x[v + 1] - vertex.gap };
        ((left - x[v]).min(0.0), (right - vertex.width - x[v]).max(0.0))
    }
}
