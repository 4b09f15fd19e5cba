//! Where levels of a page that is too long are folded: which of them, and at which of their layers columns begin.

use super::super::{Graph, Size};
use super::columns::Course;
use super::estimate::{Sizes, stacked};
use super::levels::Level;
use super::table::Table;
use super::tree::Tree;
use super::turn::Turn;
use super::{BOX_GAP, LARGE, TRACK_GAP};

/// The least shape of a page, in heights for its width, that is left as it is, the one that folding aims at, and the one that
/// it is content with.
const SHAPES: (f64, f64, f64) = (0.57, 0.64, 0.62);
/// The same for pages too large to be read in one go.
const LARGE_SHAPES: (f64, f64, f64) = (0.5, 0.6, 0.5);
/// The same for a page in rows, as a share of these: no lines make them wider than what is in them.
const ROWS: f64 = 1.1;
/// A page of no more boxes is quickly read as it is, and folded only where it is this many times too long.
const FEW: usize = 12;
const FEW_MISSHAPE: f64 = 1.3;
/// What is this share of the least shape is too long, whatever it seemed.
const SURELY: f64 = 1.05;
/// Into how many columns a level is folded at most, and how many levels are.
const COLUMNS: usize = 40;
const FOLDS: usize = 3;

/// How a level is folded.
#[derive(Clone, Debug)]
pub(super) struct Fold {
    /// The layers at which it goes on in a new column.
    pub breaks: Vec<usize>,
    pub course: Course,
}

impl Fold {
    /// Whether a layer is in a column that is turned by half.
    pub(super) fn turns(&self, layer: usize) -> bool {
        self.course == Course::Meander && self.breaks.partition_point(|first| *first <= layer) % 2 == 1
    }
}

/// Pages of a graph, and which of their shapes are too long.
pub(super) struct Page<'a> {
    pub sizes: Sizes<'a>,
    least: f64,
    aim: f64,
    enough: f64,
}

impl<'a> Page<'a> {
    /// The page of a graph in one piece, turned so.
    pub(super) fn new(graph: &Graph, tree: &'a Tree, levels: &'a Table<Level>, turn: Turn) -> Self {
        let plain = (0..graph.boxes.len()).filter(|&at| !tree.holds(at)).count();
        let (least, aim, enough) = if graph.boxes.len() > LARGE { LARGE_SHAPES } else { SHAPES };
        let share = if turn.swap { ROWS } else { 1.0 };
        let few = if plain > FEW { 1.0 } else { FEW_MISSHAPE };
        Self { sizes: Sizes::new(graph, tree, levels, turn), least: least * share / few, aim: aim * share, enough: enough * share }
    }

    /// Whether the page is too long, as far as that can be told before anything has its place.
    pub(super) fn is_long(&self) -> bool {
        let page = self.sizes.page();
        page.width < page.height * self.least
    }

    /// Whether a page that did not seem so has become too long.
    pub(super) fn is_longer(&self, page: Size) -> bool {
        page.width < page.height * self.least * SURELY
    }

    /// How each level is folded, from the outside in, until the page is no longer too long.
    pub(super) fn folds(mut self) -> Table<Option<Fold>> {
        let mut folds = Table::filled(self.sizes.tree.len(), None);
        for _ in 0..FOLDS {
            let Some((at, breaks)) = self.sizes.longest().and_then(|at| Some((at, self.breaks(at)?))) else { break };
            self.sizes.known[at] = Some(self.folded(at, &breaks));
            self.sizes.measure();
            let level = &self.sizes.levels[at];
            // What lines lead into, or out of, keeps its upper and its lower end.
            let is_closed = self.sizes.tree.is_hidden(at) && !level.has_in && !level.has_out;
            folds[at] = Some(Fold { breaks, course: if is_closed { Course::Meander } else { Course::Again } });
            let page = self.sizes.page();
            if page.width >= page.height * self.enough {
                break;
            }
        }
        folds
    }

    /// Where columns of a level begin, so few that the page is no longer too long.
    fn breaks(&self, at: usize) -> Option<Vec<usize>> {
        let (page, own) = (self.sizes.page(), self.sizes.whole[at]);
        let heights: Vec<f64> = self.sizes.layers(at).iter().map(|layer| layer.height).collect();
        let mut best: Option<(f64, Vec<usize>)> = None;
        for count in 2..=COLUMNS.min(heights.len()) {
            let Some(breaks) = even_breaks(&heights, count) else { continue };
            let folded = self.folded(at, &breaks);
            let shape = (page.width - own.width + folded.width) / (page.height - own.height + folded.height);
            if best.as_ref().is_none_or(|(known, _)| shape > *known) {
                best = Some((shape, breaks));
            }
            if shape >= self.aim {
                break;
            }
        }
        best.map(|(_, breaks)| breaks)
    }

    /// The extent of a level in columns.
    fn folded(&self, at: usize, breaks: &[usize]) -> Size {
        let (layers, level) = (self.sizes.layers(at), &self.sizes.levels[at]);
        let firsts = std::iter::once(0).chain(breaks.iter().copied());
        let ends = breaks.iter().copied().chain([layers.len()]);
        let mut whole = Size::new(-BOX_GAP, 0.0);
        for (first, end) in firsts.zip(ends) {
            let column = stacked(layers.get(first..end).unwrap_or_default());
            let leads: usize = level.layers[end - 1].iter().map(|&v| level.below[v].len()).sum();
            whole = Size::new(whole.width + column.width + BOX_GAP, whole.height.max(column.height + leads as f64 * TRACK_GAP));
        }
        whole
    }
}

/// The layers at which columns of nearly the same height begin.
fn even_breaks(heights: &[f64], count: usize) -> Option<Vec<usize>> {
    // Columns that are filled up to a height; the least one for which so many of them are enough.
    let fill = |most: f64| {
        let (mut breaks, mut filled) = (Vec::new(), 0.0);
        for (layer, height) in heights.iter().enumerate() {
            filled += height;
            if layer > 0 && filled > most {
                breaks.push(layer);
                filled = *height;
            }
        }
        breaks
    };
    let total: f64 = heights.iter().sum();
    let (mut low, mut high) = (total / count as f64, total);
    for _ in 0..24 {
        let middle = f64::midpoint(low, high);
        if fill(middle).len() < count { high = middle } else { low = middle }
    }
    let breaks = fill(high);
    (breaks.len() + 1 == count).then_some(breaks)
}
