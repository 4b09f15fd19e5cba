//! Where vertices stand along their layers. Four extreme placements with straight runs and their middle, of which the
//! cheapest is taken (U. Brandes, B. Köpf, "Fast and Simple Horizontal Coordinate Assignment", 2002; with offsets of
//! ports as in U. Rüegg et al., "Size- and Port-Aware Horizontal Node Coordinate Assignment", 2015).

use super::ports::Ports;
use super::problem::{Link, Problem};
use super::table::{Lists, Table};

/// A placement is made narrower where that brings more than this.
const NARROWER: f64 = 24.0;

/// With more segments than this, it is left as wide as it is: bends would count for more than the width.
const MANY: usize = 200;

/// Which of the four placements: vertices are aligned to the layer below instead of above, and from the right.
#[derive(Clone, Copy)]
struct Corner {
    upwards: bool,
    from_right: bool,
}

/// What holds for all four placements.
struct Facts<'a> {
    ports: &'a Ports,
    /// The links of each vertex upwards, and downwards, from the left.
    near: [Lists<Link>; 2],
    /// Segments that give way where they cross one between bends.
    crossing: Table<bool>,
}

/// Runs of vertices that stand in line.
struct Blocks {
    root: Table<usize>,
    shift: Table<f64>,
}

impl Problem {
    /// The left side of each vertex.
    pub(super) fn solve(&self, ports: &Ports) -> Table<f64> {
        let facts = Facts { ports, near: [self.near(ports, false), self.near(ports, true)], crossing: self.crossing() };
        let mut placements: Vec<Table<f64>> = Vec::with_capacity(4);
        for upwards in [false, true] {
            for from_right in [false, true] {
                placements.push(self.place(&facts, Corner { upwards, from_right }));
            }
        }
        self.align(&mut placements);
        let [a, b, c, d] = placements.as_slice() else { return Table::default() };
        // The middle of all is no better than the best, but a small change does not move everything.
        let middle = |v: usize| {
            let (low, high) = ((a[v].min(b[v]), a[v].max(b[v])), (c[v].min(d[v]), c[v].max(d[v])));
            let inner = (low.0.max(high.0), low.1.min(high.1));
            (inner.0.min(inner.1) + inner.0.max(inner.1)) / 2.0
        };
        (0..self.vertices.len()).map(middle).collect()
    }

    /// Narrower versions of a placement: as narrow as the widest layer allows, and half way there, moved to the left, to
    /// the middle and to the right. `many` are the segments of the whole level.
    pub(super) fn squeezed(&self, x: &Table<f64>, many: usize) -> Vec<Table<f64>> {
        let (left, right) = self.extent(x);
        let row = |&(start, end): &(usize, usize)| (start..end).map(|v| &self.vertices[v]);
        let wide = |layer| row(layer).map(|v| v.width).sum::<f64>() + row(layer).map(|v| v.gap).sum::<f64>();
        let least = self.layers.iter().map(wide).fold(0.0, f64::max);
        let mut made = Vec::new();
        if right - left - least < NARROWER || many > MANY {
            return made;
        }
        for width in [0.0, 0.3, 0.6].map(|share| (least + share * (right - left - least)).round()) {
            for share in [0.0, 0.5, 1.0] {
                let start = left + ((right - left - width) * share).round();
                made.push(self.narrow(x, start, start + width));
            }
        }
        made
    }

    /// The same between two places.
    fn narrow(&self, x: &Table<f64>, left: f64, right: f64) -> Table<f64> {
        let mut narrow = x.clone();
        for &(start, end) in &self.layers {
            let mut low = left;
            for v in start..end {
                narrow[v] = narrow[v].max(low);
                low += self.vertices[v].width + self.vertices[v].gap;
            }
            let mut high = right;
            for v in (start..end).rev() {
                high -= self.vertices[v].gap;
                high -= self.vertices[v].width;
                narrow[v] = narrow[v].min(high);
            }
        }
        narrow
    }

    /// The links of each vertex to one side, by where their other ends are.
    fn near(&self, ports: &Ports, is_below: bool) -> Lists<Link> {
        let links = |v: usize| self.links.row(v).iter().filter(move |link| link.is_below == is_below).map(move |link| (v, *link));
        let mut near: Vec<(usize, Link)> = (0..self.vertices.len()).flat_map(links).collect();
        near.sort_by(|(v, a), (w, b)| v.cmp(w).then(a.other.cmp(&b.other)).then(ports.other(*a).total_cmp(&ports.other(*b))));
        Lists::new(self.vertices.len(), near.iter().copied())
    }

    /// Segments that cross one between two bends, or one between two bends that is kept: these stay straight.
    pub(super) fn crossing(&self) -> Table<bool> {
        let mut crossing = Table::filled(self.segments.len(), false);
        let (mut inner, mut others) = (Vec::new(), Vec::new());
        for &(start, end) in &self.layers {
            inner.clear();
            others.clear();
            for s in (start..end).flat_map(|v| self.below(v)) {
                let (from, to) = self.segments[s];
                let is_inner = self.vertices[from].is_inner() && self.vertices[to].is_inner();
                if is_inner { inner.push((from, to, s)) } else { others.push((from, to, s)) }
            }
            inner.sort_unstable();
            let mut furthest = None;
            inner.retain(|&(_, to, s)| {
                crossing[s] = furthest.is_some_and(|known| to < known);
                furthest = furthest.max(Some(to));
                !crossing[s]
            });
            // What is left of `inner` ascends on both sides.
            for &(from, to, s) in &others {
                let left = inner.partition_point(|&(f, ..)| f < from);
                let right = inner.partition_point(|&(f, ..)| f <= from);
                let over = left.checked_sub(1).and_then(|at| inner.get(at)).is_some_and(|&(_, t, _)| t > to);
                crossing[s] = over || inner.get(right).is_some_and(|&(_, t, _)| t < to);
            }
        }
        crossing
    }

    fn place(&self, facts: &Facts, corner: Corner) -> Table<f64> {
        let blocks = self.blocks(facts, corner);
        let count = self.vertices.len();
        let pairs = (0..count).filter(|&a| !self.vertices[a].is_last).map(|a| {
            let (first, second) = if corner.from_right { (a + 1, a) } else { (a, a + 1) };
            let apart = blocks.shift[first] + self.vertices[first].width + self.vertices[a].gap - blocks.shift[second];
            (blocks.root[first], (blocks.root[second], apart))
        });
        let after = Lists::new(count, pairs);
        let mut waits = Table::filled(count, 0_usize);
        after.all().iter().for_each(|&(to, _)| waits[to] += 1);
        let mut x = Table::filled(count, 0.0_f64);
        let mut order: Vec<usize> = (0..count).filter(|&v| blocks.root[v] == v && waits[v] == 0).collect();
        let mut next = 0;
        while let Some(&at) = order.get(next) {
            next += 1;
            for &(to, apart) in after.row(at) {
                x[to] = x[to].max(x[at] + apart);
                waits[to] -= 1;
                if waits[to] == 0 {
                    order.push(to);
                }
            }
        }
        for &at in order.iter().rev() {
            let room = after.row(at).iter().map(|&(to, apart)| x[to] - apart).fold(f64::MAX, f64::min);
            if room < f64::MAX {
                x[at] = x[at].max(room);
            }
        }
        let left = |v: usize| x[blocks.root[v]] + blocks.shift[v];
        (0..count).map(|v| if corner.from_right { -(left(v) + self.vertices[v].width) } else { left(v) }).collect()
    }

    /// Puts each vertex in line with the middle one of its neighbours, where that crosses nothing.
    fn blocks(&self, facts: &Facts, corner: Corner) -> Blocks {
        let count = self.vertices.len();
        let mut blocks = Blocks { root: (0..count).collect(), shift: Table::filled(count, 0.0) };
        let mut taken = Table::filled(count, false);
        let port = |v: usize, offset: f64| if corner.from_right { self.vertices[v].width - offset } else { offset };
        let [above, below] = &facts.near;
        let near = if corner.upwards { below } else { above };
        let mut align = |v: usize, reached: &mut Option<usize>| {
            let near = near.row(v);
            for middle in [near.len().saturating_sub(1) / 2, near.len() / 2] {
                let middle = if corner.from_right { near.len().saturating_sub(middle + 1) } else { middle };
                let Some(&link) = near.get(middle) else { continue };
                let Some(u) = link.other else { continue };
                let is_free = reached.is_none_or(|r| if corner.from_right { u < r } else { r < u });
                if !facts.crossing[link.segment] && !taken[u] && is_free {
                    taken[u] = true;
                    blocks.root[v] = blocks.root[u];
                    blocks.shift[v] = blocks.shift[u] + port(u, facts.ports.other(link)) - port(v, facts.ports.own(link));
                    *reached = Some(u);
                    return;
                }
            }
        };
        let layers = self.layers.len();
        for step in 1..layers {
            let layer = if corner.upwards { layers - 1 - step } else { step };
            let &(start, end) = self.layers.get(layer).unwrap_or(&(0, 0));
            let mut reached: Option<usize> = None;
            if corner.from_right {
                (start..end).rev().for_each(|v| align(v, &mut reached));
            } else {
                (start..end).for_each(|v| align(v, &mut reached));
            }
        }
        blocks
    }

    /// Moves the four placements over the narrowest.
    fn align(&self, placements: &mut [Table<f64>]) {
        let extents: Vec<(f64, f64)> = placements.iter().map(|x| self.extent(x)).collect();
        let Some(&narrowest) = extents.iter().min_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0))) else { return };
        for (at, (x, own)) in placements.iter_mut().zip(&extents).enumerate() {
            let by = if at % 2 == 0 { narrowest.0 - own.0 } else { narrowest.1 - own.1 };
            x.iter_mut().for_each(|x| *x += by);
        }
    }
}
