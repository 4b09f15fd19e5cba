//! Where vertices stand along their layers. Four extreme placements with straight runs and their middle, of which the
//! cheapest is taken (U. Brandes, B. Köpf, "Fast and Simple Horizontal Coordinate Assignment", 2002; with offsets of
//! ports as in U. Rüegg et al., "Size- and Port-Aware Horizontal Node Coordinate Assignment", 2015).

use super::levels::{Kind, Level};
use super::table::Table;
use super::{BOX_GAP, LINE_GAP, MIXED_GAP};

/// A placement is made narrower where that brings more than this.
const NARROWER: f64 = 24.0;

/// With more segments than this, only one narrower placement is tried.
const MANY: usize = 200;

/// A level that is to be placed.
pub(super) struct Problem<'a> {
    pub level: &'a Level,
    /// The layers, with the title where lines come in beside it.
    pub layers: &'a Table<Vec<usize>>,
    /// The width of each vertex.
    pub widths: &'a Table<f64>,
    /// Where at its upper vertex each segment begins, from the left.
    pub from: &'a Table<f64>,
    /// Where at its lower vertex each segment ends.
    pub to: &'a Table<f64>,
    /// Segments that lead to another column, where places are others.
    pub is_bow: &'a Table<bool>,
}

/// Which of the four placements: vertices are aligned to the layer below instead of above, and from the right.
#[derive(Clone, Copy)]
struct Corner {
    upwards: bool,
    from_right: bool,
}

/// What holds for all four placements.
struct Facts {
    place: Table<usize>,
    /// Segments that give way where they cross one between bends.
    crossing: Table<bool>,
}

/// Runs of vertices that stand in line.
struct Blocks {
    root: Table<usize>,
    shift: Table<f64>,
}

impl Problem<'_> {
    /// The left side of each vertex.
    pub(super) fn solve(&self) -> Table<f64> {
        let facts = Facts { place: self.places(false), crossing: self.crossing() };
        let mut placements: Vec<Table<f64>> = Vec::with_capacity(5);
        for upwards in [false, true] {
            for from_right in [false, true] {
                placements.push(self.place(&facts, Corner { upwards, from_right }));
            }
        }
        self.align(&mut placements);
        // The middle of all is no better than the best, but a small change does not move everything.
        (0..self.widths.len())
            .map(|v| {
                let mut all: Vec<f64> = placements.iter().map(|x| x[v]).collect();
                all.sort_by(f64::total_cmp);
                all.get(1..3).map_or(0.0, |inner| inner.iter().sum::<f64>() / 2.0)
            })
            .collect()
    }

    /// Narrower versions of a placement: as narrow as the widest layer allows, and half way there, moved to the left, to
    /// the middle and to the right.
    pub(super) fn squeezed(&self, x: &Table<f64>) -> Vec<Table<f64>> {
        let (left, right) = self.extent(x);
        let gaps = |layer: &[usize]| layer.windows(2).map(|pair| if let &[a, b] = pair { self.gap(a, b) } else { 0.0 }).sum::<f64>();
        let wide = |layer: &Vec<usize>| layer.iter().map(|&v| self.widths[v]).sum::<f64>() + gaps(layer);
        let least = self.layers.iter().map(wide).fold(0.0, f64::max);
        let mut made = Vec::new();
        if right - left - least < NARROWER {
            return made;
        }
        let few = self.level.segments.len() <= MANY;
        let (widths, places): (&[f64], &[f64]) = if few { (&[0.0, 0.3, 0.6], &[0.0, 0.5, 1.0]) } else { (&[0.3], &[0.5]) };
        for width in widths.iter().map(|share| (least + share * (right - left - least)).round()) {
            for share in places {
                let start = left + ((right - left - width) * share).round();
                let mut narrow = x.clone();
                for layer in self.layers.iter() {
                    let (mut low, mut high) = (start, start + width);
                    for (at, &v) in layer.iter().enumerate() {
                        narrow[v] = narrow[v].max(low);
                        low += self.widths[v] + layer.get(at + 1).map_or(0.0, |&next| self.gap(v, next));
                    }
                    for (at, &v) in layer.iter().enumerate().rev() {
                        high -= self.widths[v];
                        narrow[v] = narrow[v].min(high);
                        high -= at.checked_sub(1).and_then(|at| layer.get(at)).map_or(0.0, |&before| self.gap(before, v));
                    }
                }
                made.push(narrow);
            }
        }
        made
    }

    fn places(&self, from_right: bool) -> Table<usize> {
        let mut place = Table::filled(self.widths.len(), 0);
        for layer in self.layers.iter() {
            for (at, &v) in layer.iter().enumerate() {
                place[v] = if from_right { layer.len() - 1 - at } else { at };
            }
        }
        place
    }

    fn is_inner(&self, v: usize) -> bool {
        matches!(self.level.kinds[v], Kind::Bend | Kind::Label(_))
    }

    /// Segments that cross one between two bends, or one between two bends that is kept: these stay straight.
    fn crossing(&self) -> Table<bool> {
        let place = self.places(false);
        let segments = &self.level.segments;
        let mut crossing = Table::filled(segments.len(), false);
        for layer in self.layers.iter() {
            let (mut inner, mut others) = (Vec::new(), Vec::new());
            for &s in layer.iter().flat_map(|&v| &self.level.below[v]) {
                let ends = (place[segments[s].from], place[segments[s].to], s);
                if self.is_inner(segments[s].from) && self.is_inner(segments[s].to) { inner.push(ends) } else { others.push(ends) }
            }
            inner.sort_unstable();
            let mut furthest = None;
            inner.retain(|&(_, to, s)| {
                crossing[s] = furthest.is_some_and(|known| to < known);
                furthest = furthest.max(Some(to));
                !crossing[s]
            });
            // What is left of `inner` ascends on both sides.
            for (from, to, s) in others {
                let left = inner.partition_point(|&(f, ..)| f < from);
                let right = inner.partition_point(|&(f, ..)| f <= from);
                let over = left.checked_sub(1).and_then(|at| inner.get(at)).is_some_and(|&(_, t, _)| t > to);
                crossing[s] = over || inner.get(right).is_some_and(|&(_, t, _)| t < to);
            }
        }
        crossing
    }

    /// Room between two neighbours.
    pub(super) fn gap(&self, a: usize, b: usize) -> f64 {
        let wide = |v: usize| matches!(self.level.kinds[v], Kind::Item(_));
        match (wide(a), wide(b)) {
            (true, true) => BOX_GAP,
            (false, false) if self.level.kinds[a] == Kind::Title || self.level.kinds[b] == Kind::Title => MIXED_GAP,
            (false, false) => LINE_GAP,
            _ => MIXED_GAP,
        }
    }

    fn place(&self, facts: &Facts, corner: Corner) -> Table<f64> {
        let blocks = self.blocks(facts, corner);
        let count = self.widths.len();
        let mut after: Table<Vec<(usize, f64)>> = Table::filled(count, Vec::new());
        let mut waits = Table::filled(count, 0_usize);
        for layer in self.layers.iter() {
            for pair in layer.windows(2) {
                let Some((&a, &b)) = pair.first().zip(pair.last()) else { continue };
                let (first, second) = if corner.from_right { (b, a) } else { (a, b) };
                let apart = blocks.shift[first] + self.widths[first] + self.gap(a, b) - blocks.shift[second];
                after[blocks.root[first]].push((blocks.root[second], apart));
                waits[blocks.root[second]] += 1;
            }
        }
        let mut x = Table::filled(count, 0.0_f64);
        let mut order: Vec<usize> = (0..count).filter(|&v| blocks.root[v] == v && waits[v] == 0).collect();
        let mut next = 0;
        while let Some(&at) = order.get(next) {
            next += 1;
            for &(to, apart) in &after[at] {
                x[to] = x[to].max(x[at] + apart);
                waits[to] -= 1;
                if waits[to] == 0 {
                    order.push(to);
                }
            }
        }
        for &at in order.iter().rev() {
            let room = after[at].iter().map(|&(to, apart)| x[to] - apart).fold(f64::MAX, f64::min);
            if room < f64::MAX {
                x[at] = x[at].max(room);
            }
        }
        let left = |v: usize| x[blocks.root[v]] + blocks.shift[v];
        (0..count).map(|v| if corner.from_right { -(left(v) + self.widths[v]) } else { left(v) }).collect()
    }

    /// Puts each vertex in line with the middle one of its neighbours, where that crosses nothing.
    fn blocks(&self, facts: &Facts, corner: Corner) -> Blocks {
        let count = self.widths.len();
        let mirrored = self.places(true);
        let place = if corner.from_right { &mirrored } else { &facts.place };
        let mut blocks = Blocks { root: (0..count).collect(), shift: Table::filled(count, 0.0) };
        let mut taken = Table::filled(count, false);
        let port = |v: usize, offset: f64| if corner.from_right { self.widths[v] - offset } else { offset };
        let layers = self.layers.len();
        for step in 1..layers {
            let layer = &self.layers[if corner.upwards { layers - 1 - step } else { step }];
            let mut reached: Option<usize> = None;
            let mut visit = |v: usize| {
                let mut near: Vec<(usize, f64, f64, usize)> = self.neighbours(v, corner, &port);
                near.sort_by(|a, b| (place[a.0]).cmp(&place[b.0]).then(a.1.total_cmp(&b.1)));
                let count = near.len();
                if count == 0 {
                    return;
                }
                for middle in [(count - 1) / 2, count / 2] {
                    let Some(&(u, at, own, segment)) = near.get(middle) else { continue };
                    if !facts.crossing[segment] && !taken[u] && reached.is_none_or(|r| r < place[u]) {
                        taken[u] = true;
                        blocks.root[v] = blocks.root[u];
                        blocks.shift[v] = blocks.shift[u] + at - own;
                        reached = Some(place[u]);
                        return;
                    }
                }
            };
            if corner.from_right {
                layer.iter().rev().copied().for_each(&mut visit);
            } else {
                layer.iter().copied().for_each(&mut visit);
            }
        }
        blocks
    }

    /// The neighbours of a vertex in the layer before: which, where the line is there and here, and the segment.
    fn neighbours(&self, v: usize, corner: Corner, port: &impl Fn(usize, f64) -> f64) -> Vec<(usize, f64, f64, usize)> {
        let side = if corner.upwards { &self.level.below[v] } else { &self.level.above[v] };
        side.iter()
            .map(|&s| {
                let segment = self.level.segments[s];
                let (from, to) = (port(segment.from, self.from[s]), port(segment.to, self.to[s]));
                if corner.upwards { (segment.to, to, from, s) } else { (segment.from, from, to, s) }
            })
            .collect()
    }

    pub(super) fn extent(&self, x: &Table<f64>) -> (f64, f64) {
        let vertices = || self.layers.iter().flatten().copied();
        let left = vertices().map(|v| x[v]).fold(f64::MAX, f64::min);
        (left, vertices().map(|v| x[v] + self.widths[v]).fold(left, f64::max))
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

    /// Wide, long and bent is bad.
    pub(super) fn cost(&self, x: &Table<f64>, (wide, aside): (f64, f64)) -> f64 {
        let (left, right) = self.extent(x);
        let mut cost = (right - left) * wide;
        let segments = self.layers.iter().flatten().flat_map(|&v| self.level.below[v].iter().copied());
        for at in segments.filter(|&s| !self.is_bow[s]) {
            let segment = self.level.segments[at];
            let off = (x[segment.from] + self.from[at] - x[segment.to] - self.to[at]).abs();
            cost += off * aside + if off > 0.25 { 24.0 } else { 0.0 };
        }
        cost
    }
}
