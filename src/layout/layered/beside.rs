//! Which boxes of a page that is too long stand beside one another, though lines join them: these lines lead round instead,
//! from below the one, up between the two, to above the other. Where few lines do, a picture is read more easily so than in
//! columns. Told from counts and sizes alone, before anything has its place.

use super::super::{Graph, Size};
use super::levels::{Kind, Level};
use super::pack::pack;
use super::table::Table;
use super::tree::Tree;
use super::{BOX_GAP, LINE_GAP, PAD};

/// A page of more boxes, or with more lines that would have to lead round, stands in columns.
const MOST_BOXES: usize = 60;
const MOST_ROUNDS: usize = 6;
/// The least shape, in heights for its width, that is aimed at.
const AIM: f64 = 0.8;
/// In how many levels boxes are put beside one another, and beside how many.
const LEVELS: usize = 3;
const COLUMNS: usize = 4;
/// A box that makes out this share of the length of what it is in is looked into.
const MAIN: f64 = 0.65;
/// About how deep lines between two layers are, a label, and a layer of lines alone, and how much deeper a box is than what
/// it holds.
const CHANNEL: f64 = 40.0;
const LABEL: f64 = 40.0;
const THIN: f64 = 6.0;
const FRAME: f64 = 64.0;
/// How much wider layers become than what is in them, about.
const SLACK: f64 = 1.25;
/// How often the height of columns is halved to find the least one.
const HALVINGS: usize = 16;

/// A level in which boxes stand beside one another: which of its chains lead round, and about how large it is.
#[derive(Clone, Debug, Default)]
struct Split {
    round: Vec<bool>,
    columns: usize,
    size: Size,
}

/// About how large each level is, as if lines ran down.
struct Sizes<'a> {
    graph: &'a Graph,
    tree: &'a Tree,
    levels: &'a Table<Level>,
    splits: Table<Option<Split>>,
    whole: Table<Size>,
}

/// For each level, which of its chains lead round; nothing where a page is better left in columns.
pub(super) fn rounds(graph: &Graph, tree: &Tree, levels: &Table<Level>) -> Option<Table<Vec<bool>>> {
    if (0..graph.boxes.len()).filter(|&at| !tree.holds(at)).count() > MOST_BOXES {
        return None;
    }
    let none = || Table::filled(tree.len(), None);
    let mut sizes = Sizes { graph, tree, levels, splits: none(), whole: Table::filled(tree.len(), Size::default()) };
    sizes.measure();
    for _ in 0..LEVELS {
        if sizes.is_done(sizes.whole[tree.page()]) {
            break;
        }
        let Some(at) = sizes.longest() else { break };
        let Some(split) = sizes.split(at) else { break };
        sizes.splits[at] = Some(split);
        sizes.measure();
    }
    let round: Table<Vec<bool>> = sizes.splits.iter().map(|split| split.as_ref().map(|s| s.round.clone()).unwrap_or_default()).collect();
    let count = round.iter().flatten().filter(|leads| **leads).count();
    (1..=MOST_ROUNDS).contains(&count).then_some(round)
}

impl Sizes<'_> {
    fn is_done(&self, page: Size) -> bool {
        page.width >= page.height * AIM
    }

    /// Measures all levels, from the inside out.
    fn measure(&mut self) {
        for at in self.tree.outer_first().into_iter().rev() {
            let own = self.splits[at].as_ref().map_or_else(|| self.stacked(at), |split| split.size);
            let rooms: Vec<Size> = self.tree.loose[at].iter().map(|&child| self.room(child)).collect();
            let loose = pack(&rooms, self.tree.is_hidden(at)).1;
            self.whole[at] = Size::new(own.width + loose.width, own.height.max(loose.height));
        }
    }

    /// The extent of a level whose layers stand below one another.
    fn stacked(&self, at: usize) -> Size {
        let level = &self.levels[at];
        let mut whole = Size::default();
        for layer in level.layers.iter() {
            let (mut width, mut height) = (0.0, THIN);
            for &vertex in layer {
                let room = self.vertex(level, vertex);
                width += room.width;
                height = room.height.max(height);
            }
            whole = Size::new(whole.width.max(if layer.len() > 1 { width * SLACK } else { width }), whole.height + height);
        }
        whole
    }

    fn vertex(&self, level: &Level, vertex: usize) -> Size {
        match level.kinds[vertex] {
            Kind::Item(child) => Size::new(self.room(child).width + BOX_GAP, self.room(child).height + CHANNEL),
            Kind::Label(edge) => {
                let label = self.graph.edges.get(edge).and_then(|edge| edge.label).unwrap_or_default();
                Size::new(label.width + LINE_GAP, LABEL)
            }
            _ => Size::new(LINE_GAP, THIN),
        }
    }

    fn room(&self, child: usize) -> Size {
        if self.tree.is_hidden(child) {
            return self.whole[child];
        }
        if self.tree.holds(child) {
            return Size::new(self.whole[child].width + 2.0 * PAD, self.whole[child].height + FRAME);
        }
        self.graph.boxes.get(child).map_or(Size::default(), |node| node.size)
    }

    /// The level that makes the page long, and in which nothing is beside anything yet.
    fn longest(&self) -> Option<usize> {
        let long = |at: usize| self.whole[at].height;
        let mut at = self.tree.page();
        loop {
            let inner = self.tree.children[at].iter().copied().filter(|&child| self.tree.holds(child) && self.splits[child].is_none());
            match inner.max_by(|&a, &b| long(a).total_cmp(&long(b)).then(b.cmp(&a))) {
                Some(child) if long(child) >= long(at) * MAIN || self.splits[at].is_some() => at = child,
                _ => return self.splits[at].is_none().then_some(at),
            }
        }
    }

    /// A level with as few columns as make the page no longer too long.
    fn split(&self, at: usize) -> Option<Split> {
        let (page, own) = (self.whole[self.tree.page()], self.whole[at]);
        let mut best: Option<Split> = None;
        for count in 2..=COLUMNS {
            let split = self.even(at, count);
            if split.columns < 2 || best.as_ref().is_some_and(|best| best.size.height <= split.size.height) {
                continue;
            }
            let size = Size::new(page.width - own.width + split.size.width, page.height - own.height + split.size.height);
            best = Some(split);
            if self.is_done(size) {
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
        let into = arriving(level);
        let begins = |chain: usize| level.chains[chain].vertices.first().copied().unwrap_or_default();
        let is_labelled = |chain: usize| level.chains[chain].vertices.iter().any(|&v| matches!(level.kinds[v], Kind::Label(_)));
        let mut split = Split { round: vec![false; level.chains.len()], columns: 1, size: Size::default() };
        let (mut bottom, mut column, mut is_below) = (Table::filled(count, 0.0_f64), Table::filled(count, 0), Table::filled(count, false));
        let (mut widths, mut rows) = (vec![0.0_f64; count + 1], std::collections::BTreeMap::new());
        let mut items: Vec<usize> = (0..count).filter(|&v| matches!(level.kinds[v], Kind::Item(_))).collect();
        items.sort_by_key(|&v| (level.ranks[v], v));
        for v in items {
            let size = self.vertex(level, v);
            let is_frame = matches!(level.kinds[v], Kind::Item(child) if self.tree.holds(child));
            let end = |chain: usize| bottom[begins(chain)] + if is_labelled(chain) { LABEL } else { 0.0 };
            let lowest = |chains: &[usize]| chains.iter().map(|&chain| end(chain)).fold(0.0, f64::max);
            let mut top = lowest(&into[v]);
            column[v] = into[v].iter().map(|&chain| column[begins(chain)]).max().unwrap_or_default();
            let (below, above): (Vec<usize>, Vec<usize>) = into[v].iter().partition(|&&chain| is_below[begins(chain)]);
            if is_frame && top + size.height > most && !below.is_empty() {
                top = lowest(&above);
                column[v] += 1;
                below.iter().filter_map(|&chain| split.round.get_mut(chain).map(|leads| *leads = true)).for_each(drop);
            } else {
                is_below[v] = !below.is_empty();
            }
            is_below[v] |= is_frame;
            bottom[v] = top + size.height;
            split.columns = split.columns.max(column[v] + 1);
            split.size.height = split.size.height.max(bottom[v]);
            match widths.get_mut(column[v]) {
                Some(width) if is_frame => *width = width.max(size.width),
                _ => *rows.entry(level.ranks[v]).or_insert(0.0) += size.width,
            }
        }
        split.size.width = rows.values().copied().fold(widths.iter().sum(), f64::max);
        split
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
