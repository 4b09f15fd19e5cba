//! A placement in which lines that pass layers are straight all the way: the bends of each are one block, as near as blocks beside
//! it allow to where they were. Blocks beside one another are in one order throughout, since lines that cross are cut there, so all
//! can be put into a line: once from the left and once from the right, and in the middle of the two (as U. Brandes and B. Köpf,
//! "Fast and Simple Horizontal Coordinate Assignment", 2002, compact blocks); then each in turn to where its lines pull it.

use super::ports::Ports;
use super::problem::Problem;
use super::table::{Lists, Table};

/// How often all blocks are gone through, from the left and from the right by turns.
const SWEEPS: usize = 4;

/// Vertices that stand in line, and how far apart blocks are that are beside one another.
struct Blocks {
    /// The first vertex of each block, for each of its vertices, and how far to the right of that each is.
    root: Table<usize>,
    shift: Table<f64>,
    /// The vertices of each block.
    members: Lists<usize>,
    /// What is to the right of each block, and to the left, and how far away at least.
    after: Lists<(usize, f64)>,
    before: Lists<(usize, f64)>,
    /// All blocks from the left to the right.
    order: Vec<usize>,
}

impl Problem {
    /// The left side of each vertex; `x` is where they were.
    pub(super) fn rigid(&self, x: &Table<f64>, ports: &Ports) -> Table<f64> {
        let blocks = self.runs(ports);
        // Were blocks to stand round one another, they would have no order, and all stay where they were.
        if blocks.order.len() < (0..self.vertices.len()).filter(|&v| blocks.root[v] == v).count() {
            return x.clone();
        }
        let mean = |at: usize| {
            let members = blocks.members.row(at);
            members.iter().map(|&v| x[v] - blocks.shift[v]).sum::<f64>() / members.len().max(1) as f64
        };
        let wanted: Table<f64> = (0..self.vertices.len()).map(mean).collect();
        let (mut left, mut right) = (wanted.clone(), wanted);
        for &at in &blocks.order {
            left[at] = blocks.room(at, &left).0.max(left[at]);
        }
        for &at in blocks.order.iter().rev() {
            right[at] = blocks.room(at, &right).1.min(right[at]);
        }
        let mut place: Table<f64> = left.iter().zip(right.iter()).map(|(left, right)| f64::midpoint(*left, *right)).collect();
        for sweep in 0..SWEEPS {
            for nth in 0..blocks.order.len() {
                let nth = if sweep % 2 == 0 { nth } else { blocks.order.len() - 1 - nth };
                let Some(&at) = blocks.order.get(nth) else { continue };
                let (least, most) = blocks.room(at, &place);
                place[at] = self.pull(at, &blocks, (&place, ports)).min(most).max(least);
            }
        }
        for &at in &blocks.order {
            place[at] = place[at].round().max(blocks.room(at, &place).0);
        }
        (0..self.vertices.len()).map(|v| place[blocks.root[v]] + blocks.shift[v]).collect()
    }

    /// The bends of each line from where it crosses another one to where it does so again; everything else is by itself.
    fn runs(&self, ports: &Ports) -> Blocks {
        let (count, crossing) = (self.vertices.len(), self.crossing());
        let mut root: Table<usize> = (0..count).collect();
        let mut shift = Table::filled(count, 0.0);
        for v in (0..count).filter(|&v| self.vertices[v].is_inner()) {
            for link in self.links.row(v).iter().filter(|link| link.is_below && !crossing[link.segment]) {
                if let Some(next) = link.other.filter(|&next| self.vertices[next].is_inner()) {
                    root[next] = root[v];
                    shift[next] = shift[v] + ports.own(*link) - ports.other(*link);
                }
            }
        }
        let pairs = || {
            (0..count).filter(|&a| !self.vertices[a].is_last).map(|a| {
                let apart = shift[a] + self.vertices[a].width + self.vertices[a].gap - shift[a + 1];
                (root[a], root[a + 1], apart)
            })
        };
        let after = Lists::new(count, pairs().map(|(a, b, apart)| (a, (b, apart))));
        let before = Lists::new(count, pairs().map(|(a, b, apart)| (b, (a, apart))));
        let members = Lists::new(count, (0..count).map(|v| (root[v], v)));
        let mut waits: Table<usize> = (0..count).map(|at| before.row(at).len()).collect();
        let mut order: Vec<usize> = (0..count).filter(|&v| root[v] == v && waits[v] == 0).collect();
        let mut next = 0;
        while let Some(&at) = order.get(next) {
            next += 1;
            for &(to, _) in after.row(at) {
                waits[to] -= 1;
                if waits[to] == 0 {
                    order.push(to);
                }
            }
        }
        Blocks { root, shift, members, after, before, order }
    }

    /// Where the lines of a block pull it, those to other blocks.
    fn pull(&self, at: usize, blocks: &Blocks, (place, ports): (&Table<f64>, &Ports)) -> f64 {
        let (mut sum, mut count) = (0.0, 0);
        for &v in blocks.members.row(at) {
            for link in self.links.row(v) {
                let Some(other) = link.other.filter(|&other| blocks.root[other] != at) else { continue };
                sum += place[blocks.root[other]] + blocks.shift[other] + ports.other(*link) - ports.own(*link) - blocks.shift[v];
                count += 1;
            }
        }
        if count > 0 { sum / f64::from(count) } else { place[at] }
    }
}

impl Blocks {
    /// How far to the left and to the right a block may be, between those beside it.
    fn room(&self, at: usize, place: &Table<f64>) -> (f64, f64) {
        let least = self.before.row(at).iter().map(|&(other, apart)| place[other] + apart).fold(f64::MIN, f64::max);
        let most = self.after.row(at).iter().map(|&(other, apart)| place[other] - apart).fold(f64::MAX, f64::min);
        (least, most)
    }
}
