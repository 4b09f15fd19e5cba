//! Chooses for every level whether it runs as the page does or across it, so that the page gets a shape that fits a
//! screen. Choices are made from the inside out, for either way in which what is around may run.

use super::super::{Direction, Size};
use super::ledges;
use super::columns::even_breaks;
use super::place::{Placed, Plan, Setting, Way};
use super::table::Table;
use super::turn::Turn;

/// What running across its surroundings counts, in sizes.
const ACROSS: f64 = 1.2;
/// The widths, in heights, that are tried as the best for what is within a page.
const INNER_SHAPES: [f64; 2] = [1.25, 0.4];
/// With more boxes than this, only some ways are tried.
const MANY: usize = 400;

/// The shapes of a page, in heights for its width, that are left as they are, and the best one.
const FINE: (f64, f64) = (0.62, 2.1);
const BEST: f64 = 1.2;
/// Into how many columns a level is folded at most.
const COLUMNS: usize = 12;
/// What one column more counts.
const FOLDED: f64 = 1.05;

/// All levels in their places.
#[derive(Debug)]
pub(super) struct Arrangement {
    /// Placed as is best where the surroundings run that way.
    best: [Table<Placed>; 4],
}

/// How levels may run.
#[derive(Clone, Copy)]
struct Ways {
    /// As the page does, and across.
    turns: [Turn; 2],
    /// The best shape within the page, where levels may run across.
    shape: Option<f64>,
    /// Whether levels that are too long may be folded.
    folds: bool,
}

impl Ways {
    fn turn(self, way: Way) -> Turn {
        let [page, other] = self.turns;
        let turn = if way & 1 == 0 { page } else { other };
        if way & 2 == 0 { turn } else { turn.half() }
    }
}

/// All levels arranged in the graph's direction, or in every way of which one may make the best page.
pub(super) fn arrangements(setting: &Setting) -> Vec<Arrangement> {
    let arranged = |(direction, shape, folds)| {
        let turn = Turn::of(direction);
        Arrangement::new(setting, Ways { turns: [turn, turn.quarter()], shape, folds })
    };
    match setting.graph.direction {
        Some(direction) => vec![arranged((direction, None, false))],
        None => vec![arranged((Direction::Down, None, true))],
    }
}

/// Large is bad, and so is long.
fn inner_cost(size: Size, best: f64) -> f64 {
    let (width, height) = (size.width.max(1.0), size.height.max(1.0));
    let shape = width / height / best;
    (width * height).sqrt() * shape.max(1.0 / shape)
}

impl Arrangement {
    fn new(setting: &Setting, ways: Ways) -> Self {
        let empty = || Table::filled(setting.tree.len(), Placed::default());
        let mut made = Self { best: [empty(), empty(), empty(), empty()] };
        for at in setting.tree.outer_first().into_iter().rev() {
            if at == setting.tree.page() || ways.shape.is_none() {
                let placed = made.place(setting, ways, at, (0, 0), &[]);
                let folded = if ways.folds { made.fold(setting, ways, at, &placed) } else { None };
                made.best[0][at] = folded.unwrap_or(placed);
                continue;
            }
            for around in [0, 1] {
                let placed = made.choose(setting, ways, at, around);
                made.best_mut(around)[at] = placed;
            }
        }
        made
    }

    fn best(&self, around: Way) -> &Table<Placed> {
        let [along, across, back, back_across] = &self.best;
        match around {
            0 => along,
            1 => across,
            2 => back,
            _ => back_across,
        }
    }

    fn best_mut(&mut self, around: Way) -> &mut Table<Placed> {
        let [along, across, back, back_across] = &mut self.best;
        match around {
            0 => along,
            1 => across,
            2 => back,
            _ => back_across,
        }
    }

    /// The page itself.
    pub(super) fn page(&self, setting: &Setting) -> &Placed {
        &self.best[0][setting.tree.page()]
    }

    /// A level, within another one that runs as `around` says.
    pub(super) fn level(&self, at: usize, around: Way) -> &Placed {
        &self.best(around)[at]
    }

    /// The better way to place a level where what is around it runs as `around` says.
    fn choose(&self, setting: &Setting, ways: Ways, at: usize, around: Way) -> Placed {
        let along = self.place(setting, ways, at, (around, around), &[]);
        let level = &setting.levels.each[at];
        let across_turn = ways.turn(1 - around);
        if (across_turn.swap && level.has_in) || level.layers.len() == 0 {
            return along;
        }
        let across = self.place(setting, ways, at, (1 - around, around), &[]);
        let shape = ways.shape.unwrap_or(1.0);
        if inner_cost(across.size, shape) * ACROSS < inner_cost(along.size, shape) { across } else { along }
    }

    /// Places a level that runs as `own` says within one that runs as `around` says.
    fn place(&self, setting: &Setting, ways: Ways, at: usize, (own, around): (Way, Way), breaks: &[usize]) -> Placed {
        let turn = ways.turn(own);
        let is_across = own != around;
        let placed = [self.best(own), self.best(own ^ 2)];
        let mut placed = setting.place(at, Plan { turn, way: own, is_across, breaks, placed });
        let level = &setting.levels.each[at];
        match (is_across, turn.swap) {
            (true, false) => ledges::down_in_right(level, &mut placed, setting.head(at)),
            (true, true) => ledges::right_in_down(level, &mut placed),
            (false, _) => {}
        }
        placed
    }

    /// The same level in columns, where it would be too long otherwise.
    fn fold(&mut self, setting: &Setting, ways: Ways, at: usize, whole: &Placed) -> Option<Placed> {
        let level = &setting.levels.each[at];
        let turn = ways.turn(0);
        let long = turn.size(whole.size);
        let fine = if turn.swap { (1.0 / FINE.1, 1.0 / FINE.0) } else { FINE };
        if !setting.tree.is_hidden(at) || level.has_in || level.has_out || whole.layers.len() < 2 || long.width >= long.height * fine.0 {
            return None;
        }
        let best = if turn.swap { 1.0 / BEST } else { BEST };
        let reached: Vec<f64> = whole.layers.iter().map(|&(reached, ..)| reached).collect();
        let cost = |size: Size| size.height.max(size.width / best);
        let folds = (2..=COLUMNS).filter_map(|count| {
            let breaks = even_breaks(&reached, count)?;
            let size = folded_size(&whole.layers, &breaks);
            Some((cost(size) * FOLDED.powi(count as i32), breaks))
        });
        let (_, breaks) = folds.min_by(|a, b| a.0.total_cmp(&b.0))?;
        self.turn_within(setting, ways, at);
        Some(self.place(setting, ways, at, (0, 0), &breaks))
    }

    /// Places everything within a level turned by half.
    fn turn_within(&mut self, setting: &Setting, ways: Ways, at: usize) {
        let mut inner = vec![at];
        let mut next = 0;
        while let Some(&outer) = inner.get(next) {
            inner.extend(setting.tree.children[outer].iter().copied().filter(|&child| setting.tree.holds(child)));
            next += 1;
        }
        for &at in inner.iter().skip(1).rev() {
            self.best[2][at] = self.place(setting, ways, at, (2, 2), &[]);
        }
    }
}

/// How large a level will be about, in columns that begin at `breaks`.
fn folded_size(layers: &[(f64, f64, f64)], breaks: &[usize]) -> Size {
    let ends = breaks.iter().copied().chain([layers.len()]);
    let firsts = std::iter::once(0).chain(breaks.iter().copied());
    let mut size = Size::default();
    for (first, end) in firsts.zip(ends) {
        let Some(here) = layers.get(first..end) else { continue };
        let left = here.iter().map(|&(_, left, _)| left).fold(f64::MAX, f64::min);
        let right = here.iter().map(|&(.., right)| right).fold(left, f64::max);
        let top = first.checked_sub(1).and_then(|above| layers.get(above)).map_or(0.0, |above| above.0);
        let bottom = here.last().map_or(top, |last| last.0);
        size = Size::new(size.width + right - left + 36.0, size.height.max(bottom - top));
    }
    size
}
