//! Which boxes of a page that is too long stand beside one another, though lines join them: these lines lead round instead,
//! from below the one, up between the two, to above the other. Where few lines do, a picture is read more easily so than in
//! columns. Told from counts and sizes alone, before anything has its place.

use std::collections::BTreeMap;

use super::super::{Direction, Graph, Size};
use super::estimate::{LABEL, Sizes};
use super::levels::{Kind, Level};
use super::table::Table;
use super::tree::Tree;
use super::turn::Turn;

/// A page of more boxes, or with more lines that would have to lead round, stands in columns.
const MOST_BOXES: usize = 60;
const MOST_ROUNDS: usize = 6;
/// The least shapes, in heights for its width, that are aimed at: of the pages that come of it, the one is taken that is the easiest
/// to read.
const AIMS: [f64; 2] = [0.62, 0.8];
/// In how many levels boxes are put beside one another, and beside how many.
const LEVELS: usize = 3;
const COLUMNS: usize = 4;
/// How often the height of columns is halved to find the least one.
const HALVINGS: usize = 16;

/// A level in which boxes stand beside one another: which of its chains lead round, and about how large it is.
#[derive(Clone, Debug, Default)]
struct Split {
    round: Vec<bool>,
    columns: usize,
    size: Size,
}

/// Whether a page has so few boxes that other ways to lay it out are tried.
pub(super) fn is_small(graph: &Graph, tree: &Tree) -> bool {
    (0..graph.boxes.len()).filter(|&at| !tree.holds(at)).count() <= MOST_BOXES
}

/// For each level, which of its chains lead round, for each shape that is aimed at; nothing where a page is better left in columns.
pub(super) fn rounds(graph: &Graph, tree: &Tree, levels: &Table<Level>) -> Vec<Table<Vec<bool>>> {
    let mut tries: Vec<Table<Vec<bool>>> = AIMS.iter().filter_map(|&aim| round(graph, tree, levels, aim)).collect();
    tries.dedup();
    tries
}

fn round(graph: &Graph, tree: &Tree, levels: &Table<Level>, aim: f64) -> Option<Table<Vec<bool>>> {
    let mut sizes = Sizes::new(graph, tree, levels, Turn::of(Direction::Down));
    let mut round = Table::filled(tree.len(), Vec::new());
    for _ in 0..LEVELS {
        if is_done(sizes.page(), aim) {
            break;
        }
        let Some((at, split)) = sizes.longest().and_then(|at| Some((at, sizes.split(at, aim)?))) else { break };
        sizes.known[at] = Some(split.size);
        round[at] = split.round;
        sizes.measure();
    }
    let count = round.iter().flatten().filter(|leads| **leads).count();
    (1..=MOST_ROUNDS).contains(&count).then_some(round)
}

fn is_done(page: Size, aim: f64) -> bool {
    page.width >= page.height * aim
}

impl Sizes<'_> {
    /// A level with as few columns as make the page no longer too long.
    fn split(&self, at: usize, aim: f64) -> Option<Split> {
        let (page, own) = (self.page(), self.whole[at]);
        let mut best: Option<Split> = None;
        for count in 2..=COLUMNS {
            let split = self.even(at, count);
            if split.columns < 2 || best.as_ref().is_some_and(|best| best.size.height <= split.size.height) {
                continue;
            }
            let size = Size::new(page.width - own.width + split.size.width, page.height - own.height + split.size.height);
            best = Some(split);
            if is_done(size, aim) {
                break;
            }
        }
        best
    }

    /// A level in so many columns, as low as that can be.
    fn even(&self, at: usize, count: usize) -> Split {
        let (mut low, mut high) = (0.0, self.whole[at].height);
        for _ in 0..HALVINGS {
            let middle = f64::midpoint(low, high);
            if self.filled(at, middle).columns > count { low = middle } else { high = middle }
        }
        self.filled(at, high)
    }

    /// A level in columns of no more than that height, where boxes that hold others stand below one another as long as there is
    /// room: one for which there is none begins a column, and lines to it from those before lead round.
    fn filled(&self, at: usize, most: f64) -> Split {
        let level = &self.levels[at];
        let count = level.kinds.len();
        let mut items: Vec<usize> = (0..count).filter(|&v| matches!(level.kinds[v], Kind::Item(_))).collect();
        items.sort_by_key(|&v| (level.ranks[v], v));
        let mut filling = Filling {
            level,
            into: arriving(level),
            most,
            split: Split { round: vec![false; level.chains.len()], columns: 1, size: Size::default() },
            bottom: Table::filled(count, 0.0),
            column: Table::filled(count, 0),
            is_below: Table::filled(count, false),
        };
        // How wide each column is made by boxes that hold others, and each layer by plain ones.
        let (mut widths, mut rows) = (vec![0.0_f64; count + 1], BTreeMap::new());
        for v in items {
            let size = self.vertex(level, v);
            let is_frame = matches!(level.kinds[v], Kind::Item(child) if self.tree.holds(child));
            match widths.get_mut(filling.stand(v, size.height, is_frame)) {
                Some(width) if is_frame => *width = width.max(size.width),
                _ => *rows.entry(level.ranks[v]).or_insert(0.0) += size.width,
            }
        }
        filling.split.size.width = rows.values().copied().fold(widths.iter().sum(), f64::max);
        filling.split
    }
}

/// A level whose columns are being filled.
struct Filling<'a> {
    level: &'a Level,
    /// The chains from box to box that end at each vertex.
    into: Table<Vec<usize>>,
    most: f64,
    split: Split,
    /// How far down each vertex reaches, its column, and whether it stands below a box that holds others, or is one.
    bottom: Table<f64>,
    column: Table<usize>,
    is_below: Table<bool>,
}

impl Filling<'_> {
    /// Stands a vertex below what leads to it, and says in which column.
    fn stand(&mut self, v: usize, height: f64, is_frame: bool) -> usize {
        let into = std::mem::take(&mut self.into[v]);
        let (below, above): (Vec<usize>, Vec<usize>) = into.iter().partition(|&&chain| self.is_below[self.begins(chain)]);
        let is_beside = is_frame && self.lowest(&into) + height > self.most && !below.is_empty();
        let latest = into.iter().map(|&chain| self.column[self.begins(chain)]).max().unwrap_or_default();
        self.column[v] = latest + usize::from(is_beside);
        self.bottom[v] = self.lowest(if is_beside { &above } else { &into }) + height;
        self.is_below[v] = is_frame || !below.is_empty();
        for chain in below.into_iter().filter(|_| is_beside) {
            if let Some(leads_round) = self.split.round.get_mut(chain) {
                *leads_round = true;
            }
        }
        self.split.columns = self.split.columns.max(self.column[v] + 1);
        self.split.size.height = self.split.size.height.max(self.bottom[v]);
        self.column[v]
    }

    fn begins(&self, chain: usize) -> usize {
        self.level.chains[chain].vertices.first().copied().unwrap_or_default()
    }

    /// How far down some chains reach, with the boxes that they begin at and their labels.
    fn lowest(&self, chains: &[usize]) -> f64 {
        let is_labelled = |chain: usize| self.level.chains[chain].vertices.iter().any(|&v| matches!(self.level.kinds[v], Kind::Label(_)));
        let end = |chain: usize| self.bottom[self.begins(chain)] + if is_labelled(chain) { LABEL } else { 0.0 };
        chains.iter().map(|&chain| end(chain)).fold(0.0, f64::max)
    }
}

/// The chains from box to box that end at each vertex.
fn arriving(level: &Level) -> Table<Vec<usize>> {
    let is_item = |v: usize| matches!(level.kinds[v], Kind::Item(_));
    let mut into = Table::filled(level.kinds.len(), Vec::new());
    for (nth, chain) in level.chains.iter().enumerate() {
        if let (Some(&from), Some(&to)) = (chain.vertices.first(), chain.vertices.last())
            && is_item(from)
            && is_item(to)
        {
            into[to].push(nth);
        }
    }
    into
}
