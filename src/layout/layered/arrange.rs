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
    /// Whether it was folded though it did not seem too long, or has become too wide by that.
    pub is_doubtful: bool,
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
        let made = Arrangement::new(setting, down, &page.folds());
        // One that is too wide now was not that long.
        let is_doubtful = is_wide(made.page(setting).size);
        return Arrangement { is_doubtful, ..made };
    }
    let made = Arrangement::new(setting, down, &unfolded);
    let size = made.page(setting).size;
    if may_fold && page.is_longer(size) {
        return Arrangement { is_doubtful: true, ..Arrangement::new(setting, down, &page.folds()) };
    }
    if !is_wide(size) {
        return made;
    }
    let other = Arrangement::new(setting, right, &unfolded);
    if misshape(other.page(setting).size) * UNUSUAL < misshape(size) { other } else { made }
}

/// Whether a page is too wide.
fn is_wide(size: Size) -> bool {
    size.width > size.height * FINE.end
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
        let mut made = Self { ways: [empty(), empty()], is_parted: false, is_doubtful: false };
        // What is turned by half is in one piece.
        let fold = |at: usize, way: Way| folds[at].as_ref().filter(|_| way == Way::Along);
        let mut ways = Table::filled(setting.tree.len(), Way::Along);
        let levels = setting.tree.outer_first();
        for &at in &levels {
            let turns = |vertex: usize| fold(at, ways[at]).is_some_and(|fold| fold.turns(setting.levels.each[at].ranks[vertex]));
            let frames = setting.levels.each[at].frames.iter().map(|&(vertex, child)| (child, turns(vertex)));
            let inner: Vec<(usize, bool)> = frames.chain(setting.tree.loose[at].iter().map(|&child| (child, false))).collect();
            for (child, is_turned) in inner {
                ways[child] = if is_turned { ways[at].back() } else { ways[at] };
            }
        }
        for &at in levels.iter().rev() {
            let fold = fold(at, ways[at]);
            made.is_parted |= fold.is_some_and(|fold| fold.course == Course::Again);
            let fold = fold.map_or((&[][..], Course::Again), |fold| (&fold.breaks, fold.course));
            let placed = made.place(setting, at, (turn, ways[at]), fold);
            let [along, back] = &mut made.ways;
            (if ways[at] == Way::Along { along } else { back })[at] = placed;
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
}
