//! Places the boxes of one level in layers from the top down: the order within a layer comes from [`super::order`],
//! the coordinates from here, with room for lines and labels between the layers.
#![expect(clippy::indexing_slicing, reason = "every index is made here, for lists that are as long as the graph")]

use super::geometry::{Rect, Size};
use super::order::{Layers, layers};

/// Between two boxes of a layer.
const BESIDE: f64 = 46.0;
/// Between a line that passes a layer and what stands beside it.
const PASSING: f64 = 22.0;
/// Between two layers, before labels and lines take their room.
const BETWEEN: f64 = 44.0;
/// For each line between two layers that has to step aside.
const TRACK: f64 = 9.0;

/// A line from one box of the level to another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    pub from: usize,
    pub to: usize,
    /// How far right of the box's middle it begins, as it may begin inside.
    pub from_offset: f64,
    /// How far right of the box's middle it ends.
    pub to_offset: f64,
    pub label: Option<Size>,
}

/// Places boxes that are all linked with each other, the upper left corner at the origin; and tells whether there were too
/// many of them to be ordered well.
pub(super) fn arrange(sizes: &[Size], links: &[Link], spread: f64) -> (Vec<Rect>, bool) {
    let edges: Vec<(usize, usize)> = links.iter().map(|l| (l.from, l.to)).collect();
    let layers = layers(sizes.len(), &edges);
    let is_plain = layers.is_plain;
    let mut rows = Rows::new(sizes, links, layers, spread);
    for _ in 0..4 {
        rows.spread_out();
        if !rows.swap_crossing() {
            break;
        }
    }
    rows.spread_out();
    (rows.rects(sizes, links), is_plain)
}

/// One end of a piece of a line, seen from the node at its other end.
#[derive(Clone, Copy)]
struct Pull {
    node: usize,
    /// Where it holds that node, from its middle.
    there: f64,
    /// Where it holds this node, from its middle.
    here: f64,
    weight: f64,
    /// The line, by its index.
    edge: usize,
}

/// Neighbours that move as one.
struct Block {
    sum: f64,
    weight: f64,
    members: usize,
}

struct Rows {
    layers: Layers,
    spread: f64,
    /// Width of each node, room for passing lines included.
    widths: Vec<f64>,
    above: Vec<Vec<Pull>>,
    below: Vec<Vec<Pull>>,
    /// The middle of each node.
    x: Vec<f64>,
    real: usize,
}

impl Rows {
    fn new(sizes: &[Size], links: &[Link], layers: Layers, spread: f64) -> Self {
        let (real, count) = (sizes.len(), layers.count);
        let mut widths: Vec<f64> = sizes.iter().map(|s| s.width).collect();
        widths.resize(count, 4.0);
        let (mut above, mut below) = (vec![Vec::new(); count], vec![Vec::new(); count]);
        for &(upper, lower, edge) in &layers.links {
            let link = links[edge];
            let offset = |node: usize| match node {
                n if n == link.from => link.from_offset,
                n if n == link.to => link.to_offset,
                _ => 0.0,
            };
            let weight = match (upper >= real, lower >= real) {
                (true, true) => 8.0,
                (false, false) => 1.0,
                _ => 2.0,
            };
            below[upper].push(Pull { node: lower, there: offset(lower), here: offset(upper), weight, edge });
            above[lower].push(Pull { node: upper, there: offset(upper), here: offset(lower), weight, edge });
        }
        let mut rows = Self { layers, spread, widths, above, below, x: vec![0.0; count], real };
        for row in 0..rows.layers.rows.len() {
            let nowhere = vec![(0.0, 1.0); rows.layers.rows[row].len()];
            rows.settle(row, &nowhere);
        }
        rows
    }

    /// How far apart the middles of two neighbours of a layer have to be.
    fn apart(&self, left: usize, right: usize) -> f64 {
        let gap = if left >= self.real || right >= self.real { PASSING } else { BESIDE };
        (self.widths[left] + self.widths[right]) / 2.0 + gap * self.spread
    }

    /// Brings each node near to what it is linked with: first from above and from below in turn, then from both.
    fn spread_out(&mut self) {
        let depth = self.layers.rows.len();
        for sweep in 0..6 {
            for step in 0..depth {
                let row = if sweep % 2 == 0 { step } else { depth - 1 - step };
                let (up, down) = (sweep % 2 == 0 || sweep > 3, sweep % 2 == 1 || sweep > 3);
                let wanted: Vec<(f64, f64)> = self.layers.rows[row].iter().map(|&node| self.wanted(node, up, down)).collect();
                self.settle(row, &wanted);
            }
        }
    }

    /// Where a node wants to be, seen from the layer above, below or both, and how much.
    fn wanted(&self, node: usize, up: bool, down: bool) -> (f64, f64) {
        let pulls = self.above[node].iter().filter(|_| up).chain(self.below[node].iter().filter(|_| down));
        let (mut sum, mut weight) = (0.0, 0.0);
        for pull in pulls {
            sum += pull.weight * (self.x[pull.node] + pull.there - pull.here);
            weight += pull.weight;
        }
        if weight > 0.0 { (sum / weight, weight) } else { (self.x[node], 0.1) }
    }

    /// Puts the nodes of a layer as near as can be, in the least squares, to where each wants to be, given with its
    /// weight. Neighbours that would come too near move as one.
    fn settle(&mut self, row: usize, wanted: &[(f64, f64)]) {
        let nodes = &self.layers.rows[row];
        let mut shifts = Vec::with_capacity(nodes.len());
        let mut blocks: Vec<Block> = Vec::new();
        let mut shift = 0.0;
        for (at, (&node, &(x, weight))) in nodes.iter().zip(wanted).enumerate() {
            if at > 0 {
                shift += self.apart(nodes[at - 1], node);
            }
            shifts.push(shift);
            blocks.push(Block { sum: (x - shift) * weight, weight, members: 1 });
            while let [.., a, b] = blocks.as_slice() {
                if a.sum / a.weight <= b.sum / b.weight {
                    break;
                }
                let merged = Block { sum: a.sum + b.sum, weight: a.weight + b.weight, members: a.members + b.members };
                blocks.truncate(blocks.len() - 2);
                blocks.push(merged);
            }
        }
        let starts = blocks.iter().flat_map(|b| std::iter::repeat_n(b.sum / b.weight, b.members));
        for ((&node, start), shift) in nodes.iter().zip(starts).zip(shifts) {
            self.x[node] = start + shift;
        }
    }

    /// Exchanges neighbours of a layer whose lines cross less so, now that it is known where lines begin and end.
    fn swap_crossing(&mut self) -> bool {
        let mut swapped = false;
        for row in 0..self.layers.rows.len() {
            for at in 1..self.layers.rows[row].len() {
                let (a, b) = (self.layers.rows[row][at - 1], self.layers.rows[row][at]);
                let crossings = |left: &[Pull], right: &[Pull]| {
                    let place = |p: &Pull| self.x[p.node] + p.there;
                    left.iter().map(|l| right.iter().filter(|r| place(l) > place(r) + 0.5).count()).sum::<usize>()
                };
                let both = |left: usize, right: usize| {
                    crossings(&self.above[left], &self.above[right]) + crossings(&self.below[left], &self.below[right])
                };
                if both(a, b) > both(b, a) {
                    self.layers.rows[row].swap(at - 1, at);
                    swapped = true;
                }
            }
        }
        swapped
    }

    /// The boxes: layers below each other, each as high as its highest box, and gaps that hold labels and lines.
    fn rects(&self, sizes: &[Size], links: &[Link]) -> Vec<Rect> {
        let mut rects = vec![Rect::default(); self.real];
        let mut top = 0.0;
        for (index, row) in self.layers.rows.iter().enumerate() {
            let boxes = row.iter().copied().filter(|&n| n < self.real);
            let height = boxes.clone().map(|n| sizes[n].height).fold(0.0, f64::max);
            for node in boxes {
                let size = sizes[node];
                rects[node] = Rect::new(self.x[node] - size.width / 2.0, top + (height - size.height) / 2.0, size.width, size.height);
            }
            top += height + self.gap_below(index, links);
        }
        let left = rects.iter().map(|r| r.x).fold(f64::INFINITY, f64::min);
        rects.iter().map(|r| r.moved(-left, 0.0)).collect()
    }

    fn gap_below(&self, row: usize, links: &[Link]) -> f64 {
        let (mut label, mut tracks) = (0.0f64, 0.0f64);
        for &node in &self.layers.rows[row] {
            for pull in &self.below[node] {
                let aside = (self.x[node] + pull.here - self.x[pull.node] - pull.there).abs();
                tracks += if aside > 12.0 { 1.0 } else { 0.0 };
                if node < self.real || pull.node < self.real {
                    label = label.max(links[pull.edge].label.map_or(0.0, |l| l.height));
                }
            }
        }
        (BETWEEN + label + TRACK * (tracks - 1.0).clamp(0.0, 8.0)) * self.spread
    }
}
