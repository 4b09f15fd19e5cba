//! About how large levels will be, told from what is in them before anything has its place. Every plain box counts as the
//! middle one of the graph, so that a longer name changes nothing, and one box more not much: what is decided by this stays
//! decided when a graph changes a little.

use super::super::{Graph, Size};
use super::levels::{Kind, Level};
use super::pack::pack;
use super::table::Table;
use super::tree::Tree;
use super::turn::Turn;
use super::{BOX_GAP, LINE_GAP, PAD};

/// How deep lines between two layers are, and a layer of labels, or of lines alone.
const CHANNEL: f64 = 30.0;
pub(super) const LABEL: f64 = 32.0;
const THIN: f64 = 6.0;
/// How much deeper a box is than what it holds.
const FRAME: f64 = 52.0;
/// What the widest layer of a level counts for its width, and the mean of all.
const WIDEST: f64 = 0.6;
const MEAN: f64 = 0.7;
/// A box that makes out this share of the length of what it is in is looked into for what makes a page long.
const MAIN: f64 = 0.65;

/// About how large each level is, as if lines ran down.
pub(super) struct Sizes<'a> {
    pub tree: &'a Tree,
    pub levels: &'a Table<Level>,
    /// Every plain box, and every label.
    plain: Size,
    label: f64,
    /// What is known to be of another extent than its layers below one another.
    pub known: Table<Option<Size>>,
    pub whole: Table<Size>,
}

impl<'a> Sizes<'a> {
    /// Measures all levels of a graph that is turned so.
    pub(super) fn new(graph: &Graph, tree: &'a Tree, levels: &'a Table<Level>, turn: Turn) -> Self {
        let plain = || graph.boxes.iter().enumerate().filter(|&(at, _)| !tree.holds(at)).map(|(_, node)| turn.size(node.size));
        let labels = graph.edges.iter().filter_map(|edge| edge.label).map(|size| turn.size(size));
        let mut sizes = Self {
            tree,
            levels,
            plain: Size::new(middle(plain().map(|size| size.width)), middle(plain().map(|size| size.height))),
            label: middle(labels.map(|size| size.width)),
            known: Table::filled(tree.len(), None),
            whole: Table::filled(tree.len(), Size::default()),
        };
        sizes.measure();
        sizes
    }

    /// The page.
    pub(super) fn page(&self) -> Size {
        self.whole[self.tree.page()]
    }

    /// Measures all levels again, from the inside out.
    pub(super) fn measure(&mut self) {
        for at in self.tree.outer_first().into_iter().rev() {
            let own = self.known[at].unwrap_or_else(|| stacked(&self.layers(at)));
            let rooms: Vec<Size> = self.tree.loose[at].iter().map(|&child| self.room(child)).collect();
            let loose = pack(&rooms, self.tree.is_hidden(at)).1;
            self.whole[at] = Size::new(own.width + loose.width, own.height.max(loose.height));
        }
    }

    /// The extent of each layer of a level.
    pub(super) fn layers(&self, at: usize) -> Vec<Size> {
        let level = &self.levels[at];
        let extent = |layer: &Vec<usize>| {
            let rooms = layer.iter().map(|&vertex| self.vertex(level, vertex));
            rooms.fold(Size::new(0.0, THIN), |size, room| Size::new(size.width + room.width, size.height.max(room.height)))
        };
        level.layers.iter().map(extent).collect()
    }

    /// The extent of a vertex with the room round it.
    pub(super) fn vertex(&self, level: &Level, vertex: usize) -> Size {
        match level.kinds[vertex] {
            Kind::Item(child) => Size::new(self.room(child).width + BOX_GAP, self.room(child).height + CHANNEL),
            Kind::Label(_) => Size::new(self.label + LINE_GAP, LABEL),
            _ => Size::new(LINE_GAP, THIN),
        }
    }

    fn room(&self, child: usize) -> Size {
        match self.whole[child] {
            inner if self.tree.is_hidden(child) => inner,
            inner if self.tree.holds(child) => Size::new(inner.width + 2.0 * PAD, inner.height + FRAME),
            _ => self.plain,
        }
    }

    /// The level that makes the page long, of those of no known extent.
    pub(super) fn longest(&self) -> Option<usize> {
        let long = |at: usize| self.whole[at].height;
        let mut at = self.tree.page();
        loop {
            let inner = self.tree.children[at].iter().copied().filter(|&child| self.tree.holds(child) && self.known[child].is_none());
            match inner.max_by(|&a, &b| long(a).total_cmp(&long(b)).then(b.cmp(&a))) {
                Some(child) if long(child) >= long(at) * MAIN || self.known[at].is_some() => at = child,
                _ => return self.known[at].is_none().then_some(at),
            }
        }
    }
}

/// Layers below one another: nearly as wide as the widest, less so where the others leave much room beside it, and wider for the lines
/// between them. The mean is in it so that one box more is a small change. Where one layer makes out most of the height, there are few
/// lines to lead past it, and its own width counts the more.
pub(super) fn stacked(layers: &[Size]) -> Size {
    let height: f64 = layers.iter().map(|layer| layer.height).sum();
    if height <= 0.0 {
        return Size::default();
    }
    let mean = layers.iter().map(|layer| layer.width * layer.height).sum::<f64>() / height;
    let widest = layers.iter().map(|layer| layer.width).fold(0.0, f64::max);
    let highest = layers.iter().fold(Size::default(), |known, layer| if layer.height > known.height { *layer } else { known });
    let (usual, own) = (widest * WIDEST + mean * MEAN, highest.width.max(mean));
    // None for a half of the height, all of it for the whole.
    let alone = (highest.height / height * 2.0 - 1.0).max(0.0);
    Size::new(usual + (own - usual) * alone, height)
}

/// The middle one of some extents; 0 where there is none.
fn middle(extents: impl Iterator<Item = f64>) -> f64 {
    let mut extents: Vec<f64> = extents.collect();
    extents.sort_by(f64::total_cmp);
    extents.get(extents.len() / 2).copied().unwrap_or_default()
}
