//! Chooses for every level whether it runs as the page does or across it, so that the page gets a shape that fits a
//! screen. Choices are made from the inside out, for either way in which what is around may run.

use super::super::{Direction, Size};
use super::ledges;
use super::place::{Placed, Setting};
use super::table::Table;
use super::turn::Turn;

/// What running across its surroundings counts, in sizes.
const ACROSS: f64 = 1.2;
/// The widths, in heights, that are tried as the best for what is within a page.
const INNER_SHAPES: [f64; 2] = [1.25, 0.4];
/// With more boxes than this, only some ways are tried.
const MANY: usize = 400;

/// All levels in their places.
#[derive(Debug)]
pub(super) struct Arrangement {
    /// Placed as is best where the surroundings run as the page does, and where they run across.
    best: [Table<Placed>; 2],
}

/// How levels may run.
#[derive(Clone, Copy)]
struct Ways {
    /// As the page does, and across.
    turns: [Turn; 2],
    /// The best shape within the page, where levels may run across.
    shape: Option<f64>,
}

/// All levels arranged in the graph's direction, or in every way of which one may make the best page.
pub(super) fn arrangements(setting: &Setting) -> Vec<Arrangement> {
    let arranged = |(direction, shape)| {
        let turn = Turn::of(direction);
        Arrangement::new(setting, Ways { turns: [turn, turn.quarter()], shape })
    };
    let [usual, high] = INNER_SHAPES.map(Some);
    match setting.graph.direction {
        Some(direction) => vec![arranged((direction, None))],
        None if setting.tree.boxes > MANY => [(Direction::Down, None), (Direction::Right, high)].map(arranged).into(),
        None => {
            let tried = [(Direction::Down, None), (Direction::Down, usual), (Direction::Right, None)];
            tried.into_iter().chain([(Direction::Right, usual), (Direction::Right, high)]).map(arranged).collect()
        }
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
        let empty = Table::filled(setting.tree.len(), Placed::default());
        let mut made = Self { best: [empty.clone(), empty] };
        for at in setting.tree.outer_first().into_iter().rev() {
            if at == setting.tree.page() || ways.shape.is_none() {
                made.best[0][at] = made.place(setting, ways, at, 0, 0);
                continue;
            }
            for around in [0, 1] {
                let placed = made.choose(setting, ways, at, around);
                made.best_mut(around)[at] = placed;
            }
        }
        made
    }

    fn best(&self, around: usize) -> &Table<Placed> {
        let [along, across] = &self.best;
        if around == 0 { along } else { across }
    }

    fn best_mut(&mut self, around: usize) -> &mut Table<Placed> {
        let [along, across] = &mut self.best;
        if around == 0 { along } else { across }
    }

    /// The page itself.
    pub(super) fn page(&self, setting: &Setting) -> &Placed {
        &self.best[0][setting.tree.page()]
    }

    /// A level, within another one that runs as `around` says.
    pub(super) fn level(&self, at: usize, around: usize) -> &Placed {
        &self.best(around)[at]
    }

    /// The better way to place a level where what is around it runs as `around` says.
    fn choose(&self, setting: &Setting, ways: Ways, at: usize, around: usize) -> Placed {
        let along = self.place(setting, ways, at, around, around);
        let level = &setting.levels.each[at];
        let [page, other] = ways.turns;
        let across_turn = if around == 0 { other } else { page };
        if (across_turn.swap && level.has_in) || level.layers.len() == 0 {
            return along;
        }
        let across = self.place(setting, ways, at, 1 - around, around);
        let shape = ways.shape.unwrap_or(1.0);
        if inner_cost(across.size, shape) * ACROSS < inner_cost(along.size, shape) { across } else { along }
    }

    /// Places a level that runs as `own` says within one that runs as `around` says.
    fn place(&self, setting: &Setting, ways: Ways, at: usize, own: usize, around: usize) -> Placed {
        let [page, other] = ways.turns;
        let turn = if own == 0 { page } else { other };
        let is_across = own != around;
        let mut placed = setting.place(at, turn, is_across, self.best(own));
        placed.way = own;
        let level = &setting.levels.each[at];
        match (is_across, turn.swap) {
            (true, false) => ledges::down_in_right(level, &mut placed, setting.head(at)),
            (true, true) => ledges::right_in_down(level, &mut placed),
            (false, _) => {}
        }
        placed
    }
}
