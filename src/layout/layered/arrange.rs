//! Arranges all levels from the inside out; a page that would be too long is folded, or runs to the right.

use super::super::{Direction, Size};
use super::breaks::{Fold, Page};
use super::columns::Course;
use super::levels::{Kind, Level};
use super::place::{Placed, Plan, Setting, Way};
use super::table::Table;
use super::turn::Turn;

/// The shapes of a page, in heights for its width, that are left as they are.
const FINE: std::ops::Range<f64> = 0.6..2.1;
/// What it counts that a page does not run down: a small change should not turn it over.
const UNUSUAL: f64 = 1.2;

/// All levels in their places.
#[derive(Debug)]
pub(super) struct Arrangement {
    /// Placed to run as the page does, and turned by half.
    ways: [Table<Placed>; 2],
    /// Whether lines had to be led up between columns.
    pub is_parted: bool,
}

/// The best arrangement: in the graph's direction, or else down, folded where that is too long; to the right where it is
/// too wide, and in rows where there is one chain of plain boxes.
pub(super) fn arranged(setting: &Setting, may_fold: bool) -> Arrangement {
    let Setting { graph, tree, levels, .. } = *setting;
    let unfolded = Table::filled(tree.len(), None);
    if let Some(direction) = graph.direction {
        return Arrangement::new(setting, Turn::of(direction), &unfolded);
    }
    let (down, right) = (Turn::of(Direction::Down), Turn::of(Direction::Right));
    let page = Page::new(graph, tree, &levels.each, down);
    if may_fold && page.is_long() {
        if is_chain(&levels.each) {
            return Arrangement::new(setting, right, &Page::new(graph, tree, &levels.each, right).folds());
        }
        return Arrangement::new(setting, down, &page.folds());
    }
    let made = Arrangement::new(setting, down, &unfolded);
    let size = made.page(setting).size;
    if may_fold && page.is_longer(size) {
        return Arrangement::new(setting, down, &page.folds());
    }
    if size.width <= size.height * FINE.end {
        return made;
    }
    let other = Arrangement::new(setting, right, &unfolded);
    if misshape(other.page(setting).size) * UNUSUAL < misshape(size) { other } else { made }
}

/// How many times too wide or too long a page is; 1 or less where its shape is fine.
pub(super) fn misshape(size: Size) -> f64 {
    (size.width / (size.height * FINE.end)).max(size.height * FINE.start / size.width)
}

/// Whether all that a page holds is one plain box after the other, nearly.
fn is_chain(levels: &Table<Level>) -> bool {
    let is_item = |level: &Level, v: usize| matches!(level.kinds[v], Kind::Item(_));
    levels.iter().filter(|level| level.kinds.iter().any(|kind| matches!(kind, Kind::Item(_)))).all(|level| {
        let items = level.kinds.iter().filter(|kind| matches!(kind, Kind::Item(_))).count();
        let rows = level.layers.iter().filter(|layer| layer.iter().any(|&v| is_item(level, v))).count();
        level.frames.is_empty() && items * 4 <= rows * 5
    })
}

impl Arrangement {
    fn new(setting: &Setting, turn: Turn, folds: &Table<Option<Fold>>) -> Self {
        let empty = || Table::filled(setting.tree.len(), Placed::default());
        let mut made = Self { ways: [empty(), empty()], is_parted: false };
        for at in setting.tree.outer_first().into_iter().rev() {
            if folds[at].as_ref().is_some_and(|fold| fold.course == Course::Meander) {
                made.turn_within(setting, turn, at);
            }
            made.is_parted |= folds[at].as_ref().is_some_and(|fold| fold.course == Course::Again);
            let fold = folds[at].as_ref().map_or((&[][..], Course::Again), |fold| (&fold.breaks, fold.course));
            made.ways[0][at] = made.place(setting, at, (turn, Way::Along), fold);
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

    fn place(&self, setting: &Setting, at: usize, (turn, way): (Turn, Way), (breaks, course): (&[usize], Course)) -> Placed {
        let turn = if way == Way::Along { turn } else { turn.half() };
        setting.place(at, Plan { turn, way, breaks, course, placed: [self.way(way), self.way(way.back())] })
    }

    /// Places everything within a level turned by half.
    fn turn_within(&mut self, setting: &Setting, turn: Turn, at: usize) {
        for at in within(setting, at).into_iter().skip(1).rev() {
            self.ways[1][at] = self.place(setting, at, (turn, Way::Back), (&[], Course::Again));
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
