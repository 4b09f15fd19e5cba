//! Arranges all levels from the inside out; a page that would be too long is folded, or runs to the right.

use super::super::{Direction, Size};
use super::columns::{Course, even_breaks};
use super::levels::Kind;
use super::place::{Placed, Plan, Setting, Way};
use super::table::Table;
use super::turn::Turn;
use super::{BOX_GAP, LINE_GAP, PAD};

/// The shapes of a page, in heights for its width, that are left as they are.
const FINE: std::ops::Range<f64> = 0.62..2.1;
/// The least shape that folding aims at, and that it is content with; then for pages too large to be read in one go.
const AIM: (f64, f64) = (0.8, 0.6);
const LARGE_AIM: (f64, f64) = (0.8, 0.3);
/// The same in rows, that is for a page that runs to the right, as a share of that.
const ROWS: f64 = 0.65;
/// Into how many columns a level is folded at most, and how many levels are.
const COLUMNS: usize = 40;
const FOLDS: usize = 3;
/// A box that makes out this share of the length of what it is in is folded itself.
const MAIN: f64 = 0.65;
/// A box counts as deep in steps of this, what is no box as this share of a step.
const DEPTH_STEP: f64 = 64.0;
const THIN: f64 = 0.25;
/// How much wider levels become than what is in their widest layers, about.
const SLACK: f64 = 1.6;
/// A page of more boxes than this is too large to be read in one go.
const LARGE: usize = 200;
/// A page of no more boxes is quickly read as it is, and folded only where it is this many times too long.
const FEW: usize = 12;
const FEW_MISSHAPE: f64 = 1.4;
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
    let unfolded = |direction| Arrangement::new(setting, Turn::of(direction));
    if let Some(direction) = setting.graph.direction {
        return unfolded(direction);
    }
    let mut down = unfolded(Direction::Down);
    let size = down.page(setting).size;
    let boxes = (0..setting.graph.boxes.len()).filter(|&at| !setting.tree.holds(at)).count();
    if !may_fold || misshape(size) <= if boxes > FEW || size.width > size.height { 1.0 } else { FEW_MISSHAPE } {
        return down;
    }
    if size.width < size.height {
        if is_chain(setting) {
            down = unfolded(Direction::Right);
            down.fold(setting, Turn::of(Direction::Right));
        } else {
            down.fold(setting, Turn::of(Direction::Down));
        }
        return down;
    }
    let right = unfolded(Direction::Right);
    if misshape(right.page(setting).size) * UNUSUAL < misshape(size) { right } else { down }
}

/// How many times too wide or too long a page is; 1 or less where its shape is fine.
pub(super) fn misshape(size: Size) -> f64 {
    (size.width / (size.height * FINE.end)).max(size.height * FINE.start / size.width)
}

/// Whether all that a page holds is one plain box after the other, nearly.
fn is_chain(setting: &Setting) -> bool {
    let levels = || setting.levels.each.iter().filter(|level| level.kinds.iter().any(|kind| matches!(kind, Kind::Item(_))));
    let items = |level: &super::levels::Level| level.kinds.iter().filter(|kind| matches!(kind, Kind::Item(_))).count();
    levels().all(|level| {
        let rows = level.layers.iter().filter(|layer| layer.iter().any(|&v| matches!(level.kinds[v], Kind::Item(_)))).count();
        level.frames.is_empty() && items(level) * 4 <= rows * 5
    })
}

impl Arrangement {
    fn new(setting: &Setting, turn: Turn) -> Self {
        let empty = || Table::filled(setting.tree.len(), Placed::default());
        let mut made = Self { ways: [empty(), empty()], is_parted: false };
        for at in setting.tree.outer_first().into_iter().rev() {
            made.ways[0][at] = made.place(setting, at, (turn, Way::Along), (&[], Course::Again));
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

    /// Folds what makes a page too long, from the outside in.
    fn fold(&mut self, setting: &Setting, turn: Turn) {
        let mut folds: Table<Option<(Vec<usize>, Course)>> = Table::filled(setting.tree.len(), None);
        for _ in 0..FOLDS {
            let way = self.longest(setting, turn, &folds);
            let Some((at, breaks)) = way.last().and_then(|&at| Some((at, self.breaks(setting, turn, at)?))) else { break };
            let level = &setting.levels.each[at];
            let is_closed = setting.tree.is_hidden(at) && !level.has_in && !level.has_out;
            let course = if is_closed { Course::Meander } else { Course::Again };
            if course == Course::Meander {
                self.turn_within(setting, turn, at);
            }
            self.is_parted |= course == Course::Again;
            folds[at] = Some((breaks, course));
            for &at in way.iter().rev() {
                let fold = folds[at].as_ref().map_or((&[][..], Course::Again), |(breaks, course)| (breaks.as_slice(), *course));
                self.ways[0][at] = self.place(setting, at, (turn, Way::Along), fold);
            }
            if self.is_wide(setting, turn) {
                break;
            }
        }
    }

    fn is_wide(&self, setting: &Setting, turn: Turn) -> bool {
        let size = turn.size(self.page(setting).size);
        size.width >= size.height * least(turn, aim(setting).1)
    }

    /// From the page down to the level that makes it long and is not yet folded.
    fn longest(&self, setting: &Setting, turn: Turn, folds: &Table<Option<(Vec<usize>, Course)>>) -> Vec<usize> {
        let long = |at: usize| turn.size(self.ways[0][at].size).height;
        let mut way = vec![setting.tree.page()];
        while let Some(&at) = way.last() {
            let inner = setting.tree.children[at].iter().copied().filter(|&child| setting.tree.holds(child) && folds[child].is_none());
            let longest = inner.max_by(|&a, &b| long(a).total_cmp(&long(b)).then(b.cmp(&a)));
            match longest {
                Some(child) if long(child) >= long(at) * MAIN || folds[at].is_some() => way.push(child),
                _ => break,
            }
        }
        if way.last().is_some_and(|&at| folds[at].is_some()) { Vec::new() } else { way }
    }

    /// Where columns of a level begin, with which the page is no longer too long.
    fn breaks(&self, setting: &Setting, turn: Turn, at: usize) -> Option<Vec<usize>> {
        let (page, own) = (turn.size(self.page(setting).size), turn.size(self.ways[0][at].size));
        let aim = least(turn, aim(setting).0);
        let reached = running_sum(&depths(setting, turn, at));
        let (wide, all) = (width(setting, turn, at), width(setting, turn, setting.tree.page()));
        let shape = |count: f64| (all.max(wide) + (count - 1.0) * wide) / (page.height - own.height + own.height / count);
        let count = (2..COLUMNS).find(|&count| shape(count as f64) >= aim).unwrap_or(COLUMNS);
        (2..=count).rev().find_map(|count| even_breaks(&reached, count))
    }

    /// Places everything within a level turned by half.
    fn turn_within(&mut self, setting: &Setting, turn: Turn, at: usize) {
        for at in within(setting, at).into_iter().skip(1).rev() {
            self.ways[1][at] = self.place(setting, at, (turn, Way::Back), (&[], Course::Again));
        }
    }
}

/// The least shape that folding aims at, and that it is content with.
fn aim(setting: &Setting) -> (f64, f64) {
    if setting.graph.boxes.len() > LARGE { LARGE_AIM } else { AIM }
}

/// The least width over height of a level, as if lines ran down, for the least one of the page.
fn least(turn: Turn, shape: f64) -> f64 {
    if turn.swap { shape * ROWS } else { shape }
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

/// About how wide a level is, with all that is within it. Counts rather than places, so that few changes of a graph
/// change it much.
fn width(setting: &Setting, turn: Turn, top: usize) -> f64 {
    let tree = setting.tree;
    let mut widths = Table::filled(tree.len(), 0.0_f64);
    for at in within(setting, top).into_iter().rev() {
        let level = &setting.levels.each[at];
        let width = |vertex: usize| match level.kinds[vertex] {
            Kind::Item(child) if tree.holds(child) => widths[child] + 2.0 * PAD + BOX_GAP,
            Kind::Item(child) => {
                let size = setting.graph.boxes.get(child).map_or(Size::default(), |node| turn.size(node.size));
                (size.width / DEPTH_STEP).ceil() * DEPTH_STEP + BOX_GAP
            }
            _ => LINE_GAP,
        };
        widths[at] = level.layers.iter().map(|layer| layer.iter().map(|&v| width(v)).sum::<f64>()).fold(0.0, f64::max);
    }
    let is_thin = setting.levels.each[top].layers.iter().all(|layer| layer.len() < 2);
    if is_thin { widths[top] } else { widths[top] * SLACK }
}

fn running_sum(values: &[f64]) -> Vec<f64> {
    let mut sum = 0.0;
    let add = |value: &f64| {
        sum += value;
        sum
    };
    values.iter().map(add).collect()
}
