//! Arranges all levels from the inside out; a page that would be too long runs to the right or, if it is large, is folded.

use super::super::{Direction, Size};
use super::columns::{even_breaks, folded_width};
use super::levels::Kind;
use super::place::{Extent, Placed, Plan, Setting, Way};
use super::table::Table;
use super::turn::Turn;

/// The shapes of a page, in heights for its width, that are left as they are, and the best one.
const FINE: std::ops::Range<f64> = 0.62..2.1;
const BEST: f64 = 1.2;
/// Into how many columns a level is folded at most.
const COLUMNS: usize = 40;
/// What one column more counts.
const FOLDED: f64 = 1.05;
/// A box counts as deep in steps of this, what is no box as this share of a step.
const DEPTH_STEP: f64 = 64.0;
const THIN: f64 = 0.25;
/// A page of more boxes than this may be folded.
const MANY: usize = 60;
/// What it counts that a page does not run down: a small change should not turn it over.
const UNUSUAL: f64 = 1.2;

/// All levels in their places.
#[derive(Debug)]
pub(super) struct Arrangement {
    /// Placed to run as the page does, and turned by half.
    ways: [Table<Placed>; 2],
}

/// The best arrangement: in the graph's direction, or else down; to the right where a page would be too wide or too long.
/// Only what is too large to be read in one go anyway is folded, for every second column of a folded page runs upwards.
pub(super) fn arranged(setting: &Setting) -> Arrangement {
    if let Some(direction) = setting.graph.direction {
        return Arrangement::new(setting, Turn::of(direction), false);
    }
    let folds = setting.graph.boxes.len() > MANY;
    let arrangement = |direction| Arrangement::new(setting, Turn::of(direction), folds);
    let badness = |made: &Arrangement| if folds { side(made.page(setting).size) } else { misshape(made.page(setting).size) };
    let down = arrangement(Direction::Down);
    let size = down.page(setting).size;
    if misshape(size) <= 1.0 || (folds && size.width < size.height) {
        return down;
    }
    let right = arrangement(Direction::Right);
    if badness(&right) * UNUSUAL < badness(&down) { right } else { down }
}

/// How many times too wide or too long a page is; 1 or less where its shape is fine.
fn misshape(size: Size) -> f64 {
    (size.width / (size.height * FINE.end)).max(size.height * FINE.start / size.width)
}

/// The height of the page of the best shape that holds it all.
fn side(size: Size) -> f64 {
    size.height.max(size.width / BEST)
}

impl Arrangement {
    fn new(setting: &Setting, turn: Turn, folds: bool) -> Self {
        let empty = || Table::filled(setting.tree.len(), Placed::default());
        let mut made = Self { ways: [empty(), empty()] };
        for at in setting.tree.outer_first().into_iter().rev() {
            let placed = made.place(setting, at, (turn, Way::Along), &[]);
            let folded = if folds { made.fold(setting, turn, at, &placed) } else { None };
            made.ways[0][at] = folded.unwrap_or(placed);
        }
        made
    }

    fn way(&self, way: Way) -> &Table<Placed> {
        let [along, back] = &self.ways;
        if way == Way::Along { along } else { back }
    }

    /// The page itself.
    pub(super) fn page(&self, setting: &Setting) -> &Placed {
        &self.ways[0][setting.tree.page()]
    }

    /// A level, within another one that runs as `around` says.
    pub(super) fn level(&self, at: usize, around: Way) -> &Placed {
        &self.way(around)[at]
    }

    fn place(&self, setting: &Setting, at: usize, (turn, way): (Turn, Way), breaks: &[usize]) -> Placed {
        let turn = if way == Way::Along { turn } else { turn.half() };
        setting.place(at, Plan { turn, way, breaks, placed: [self.way(way), self.way(way.back())] })
    }

    /// The same level in columns, where it would be too long otherwise.
    fn fold(&mut self, setting: &Setting, turn: Turn, at: usize, whole: &Placed) -> Option<Placed> {
        let level = &setting.levels.each[at];
        let long = turn.size(whole.size);
        let (least, best) = if turn.swap { (1.0 / FINE.end, 1.0 / BEST) } else { (FINE.start, BEST) };
        let is_closed = setting.tree.is_hidden(at) && !level.has_in && !level.has_out;
        if !is_closed || whole.layers.len() < 2 || long.width >= long.height * least {
            return None;
        }
        let reached = running_sum(&depths(setting, turn, at));
        let folds = (2..=COLUMNS).filter_map(|count| {
            let breaks = even_breaks(&reached, count)?;
            let size = folded_size(&whole.layers, &breaks);
            let dearer: f64 = std::iter::repeat_n(FOLDED, count).product();
            Some((size.height.max(size.width / best) * dearer, breaks))
        });
        let (_, breaks) = folds.min_by(|a, b| a.0.total_cmp(&b.0))?;
        self.turn_within(setting, turn, at);
        Some(self.place(setting, at, (turn, Way::Along), &breaks))
    }

    /// Places everything within a level turned by half.
    fn turn_within(&mut self, setting: &Setting, turn: Turn, at: usize) {
        for at in within(setting, at).into_iter().skip(1).rev() {
            self.ways[1][at] = self.place(setting, at, (turn, Way::Back), &[]);
        }
    }
}

/// A level and those within it, each before what it holds.
fn within(setting: &Setting, at: usize) -> Vec<usize> {
    let mut inner = vec![at];
    let mut next = 0;
    while let Some(&outer) = inner.get(next) {
        inner.extend(setting.tree.children[outer].iter().copied().filter(|&child| setting.tree.holds(child)));
        next += 1;
    }
    inner
}

/// About how deep each layer of a level is, with all that is within it. Boxes count in steps, and places not at all, so
/// that few changes of a graph change where it is folded.
fn depths(setting: &Setting, turn: Turn, top: usize) -> Vec<f64> {
    let tree = setting.tree;
    let mut depths: Table<Vec<f64>> = Table::filled(tree.len(), Vec::new());
    for at in within(setting, top).into_iter().rev() {
        let level = &setting.levels.each[at];
        let depth = |vertex: usize| match level.kinds[vertex] {
            Kind::Item(child) if tree.holds(child) => depths[child].iter().sum::<f64>() + 1.0,
            Kind::Item(child) => {
                let size = setting.graph.boxes.get(child).map_or(Size::default(), |node| turn.size(node.size));
                (size.height / DEPTH_STEP).ceil().max(1.0)
            }
            _ => THIN,
        };
        depths[at] = level.layers.iter().map(|layer| layer.iter().map(|&v| depth(v)).fold(THIN, f64::max)).collect();
    }
    std::mem::take(&mut depths[top])
}

fn running_sum(values: &[f64]) -> Vec<f64> {
    let mut sum = 0.0;
    let add = |value: &f64| {
        sum += value;
        sum
    };
    values.iter().map(add).collect()
}

/// How large a level will be about, in columns that begin at `breaks`.
fn folded_size(layers: &[Extent], breaks: &[usize]) -> Size {
    let ends = breaks.iter().copied().chain([layers.len()]);
    let firsts = std::iter::once(0).chain(breaks.iter().copied());
    let (mut widths, mut height) = (Vec::new(), 0.0_f64);
    for (first, end) in firsts.zip(ends) {
        let Some(here) = layers.get(first..end) else { continue };
        let left = here.iter().map(|layer| layer.left).fold(f64::MAX, f64::min);
        widths.push(here.iter().map(|layer| layer.right).fold(left, f64::max) - left);
        let top = first.checked_sub(1).and_then(|above| layers.get(above)).map_or(0.0, |above| above.reached);
        height = height.max(here.last().map_or(top, |last| last.reached) - top);
    }
    Size::new(folded_width(&widths), height)
}
