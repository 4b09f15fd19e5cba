//! Where vertices stand along their layers, found as if lines were springs: each layer in turn is put as near as its order
//! allows to where its lines lead. A small change pulls a little at everything, where straight runs of vertices would snap
//! over to another one. (E. Gansner, E. Koutsofios, S. North, K.-P. Vo, "A Technique for Drawing Directed Graphs", 1993,
//! weigh lines in this way; a layer is solved by pooling neighbours that would overlap, as in M. J. Best, N. Chakravarti,
//! "Active set algorithms for isotonic regression", 1990.)

use super::ports::Ports;
use super::problem::{Link, Problem};
use super::table::Table;

/// How often all layers are gone through, downwards and upwards by turns. More would bring little, and carry a change further.
const SWEEPS: usize = 2;
/// How much a line pulls between boxes, from a box to one of its own bends, and from bend to bend, which keeps it straight.
const PULLS: (f64, f64, f64) = (1.0, 4.0, 10.0);
/// How much a vertex stays where it is.
const STAY: f64 = 0.3;

/// Neighbours that touch: how much where they want to be counts, times where that is, from the first of their layer; that
/// weight; and how many they are.
struct Pool {
    sum: f64,
    weight: f64,
    count: usize,
}

impl Problem {
    /// The left side of each vertex, in whole pixels.
    pub(super) fn relaxed(&self, ports: &Ports) -> Table<f64> {
        let mut x = self.packed();
        let mut pools = Vec::new();
        for sweep in 0..SWEEPS {
            for at in 0..self.layers.len() {
                let layer = if sweep % 2 == 0 { at } else { self.layers.len() - 1 - at };
                self.relax(self.layers.get(layer).copied().unwrap_or_default(), (&mut x, ports), &mut pools);
            }
        }
        for &(start, end) in &self.layers {
            let mut least = f64::MIN;
            for v in start..end {
                x[v] = x[v].round().max(least);
                least = x[v] + self.vertices[v].width + self.vertices[v].gap;
            }
        }
        x
    }

    /// Each layer as narrow as can be, its middle over those of all others.
    fn packed(&self) -> Table<f64> {
        let mut x = Table::filled(self.vertices.len(), 0.0);
        for &(start, end) in &self.layers {
            let mut next = 0.0;
            for v in start..end {
                x[v] = next;
                next += self.vertices[v].width + self.vertices[v].gap;
            }
            (start..end).for_each(|v| x[v] -= next / 2.0);
        }
        x
    }

    /// Puts the vertices of a layer where their lines pull them, in their order; `pools` is room to work in.
    fn relax(&self, (start, end): (usize, usize), (x, ports): (&mut Table<f64>, &Ports), pools: &mut Vec<Pool>) {
        pools.clear();
        let mut before = 0.0;
        for v in start..end {
            let (wanted, weight) = self.pulled(v, x, ports);
            let mut pool = Pool { sum: wanted - weight * before, weight, count: 1 };
            while let Some(last) = pools.pop_if(|last| last.sum * pool.weight >= pool.sum * last.weight) {
                pool = Pool { sum: last.sum + pool.sum, weight: last.weight + pool.weight, count: last.count + pool.count };
            }
            pools.push(pool);
            before += self.vertices[v].width + self.vertices[v].gap;
        }
        let mut v = start;
        before = 0.0;
        for pool in pools {
            for _ in 0..pool.count {
                x[v] = pool.sum / pool.weight + before;
                before += self.vertices[v].width + self.vertices[v].gap;
                v += 1;
            }
        }
    }

    /// Where a vertex's lines pull it, times how much they do, and how much that is.
    fn pulled(&self, v: usize, x: &Table<f64>, ports: &Ports) -> (f64, f64) {
        let pull = |(sum, weight): (f64, f64), link: &Link| {
            let Some(other) = link.other else { return (sum, weight) };
            let pull = match (self.vertices[v].is_inner(), self.vertices[other].is_inner()) {
                (false, false) => PULLS.0,
                (true, true) => PULLS.2,
                _ => PULLS.1,
            };
            (sum + pull * (x[other] + ports.other(*link) - ports.own(*link)), weight + pull)
        };
        self.links.row(v).iter().fold((x[v] * STAY, STAY), pull)
    }
}
