//! Cuts every line at the borders that it crosses, so that each box that holds others becomes a small layered graph of
//! its own: its items, a vertex for each line that comes in (first layer) or goes out (last layer), a vertex for each
//! label, and bends where a line passes a layer.
//!
//! The cut into levels follows F. Schreiber et al., "A Graph Layout Algorithm for Hierarchical Graphs" (ELK's layered
//! algorithm handles cross-hierarchy edges in the same spirit).

use super::super::Graph;
use super::cycles::turned;
use super::rank::{self, Line};
use super::table::Table;
use super::tree::{Lift, Tree};

/// What a vertex stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A box in this level.
    Item(usize),
    /// Where a line comes in.
    In,
    /// Where a line goes out.
    Out,
    /// Where a line passes a layer.
    Bend,
    /// Where a line that leads round turns: below what it begins at, and above what it ends at.
    Turn,
    /// The label of a line.
    Label(usize),
    /// The title, where lines come in beside it. It is in no layer until places are worked out.
    Title,
}

/// A part of a line from one layer to the next.
#[derive(Clone, Copy, Debug)]
pub(super) struct Segment {
    pub from: usize,
    pub to: usize,
    /// The vertex within `from` that it goes on from, where `from` is a box that holds others.
    pub from_port: Option<usize>,
    /// The vertex within `to` that it goes on to.
    pub to_port: Option<usize>,
}

/// A line's way through a level: the vertices, and the segments between them.
#[derive(Clone, Debug, Default)]
pub(super) struct Chain {
    pub vertices: Vec<usize>,
    pub segments: Vec<usize>,
}

/// The graph of one box that holds others, or of the page.
#[derive(Clone, Debug, Default)]
pub(super) struct Level {
    pub kinds: Table<Kind>,
    pub ranks: Table<usize>,
    pub segments: Table<Segment>,
    /// Segments that end at each vertex.
    pub above: Table<Vec<usize>>,
    /// Segments that begin at each vertex.
    pub below: Table<Vec<usize>>,
    pub chains: Table<Chain>,
    pub layers: Table<Vec<usize>>,
    pub has_in: bool,
    pub has_out: bool,
    /// The vertices that are boxes which hold others.
    pub frames: Vec<(usize, usize)>,
    pub title: usize,
    lines: Vec<Line>,
}

/// All levels, by the number of their box, and how lines run through them.
#[derive(Debug)]
pub(super) struct Levels {
    pub each: Table<Level>,
    /// For each line, the chains that make it up, as level and number in it, in the direction of layers.
    pub ways: Vec<Vec<(usize, usize)>>,
    /// Whether each line runs against its ways.
    pub turned: Vec<bool>,
    /// The lines from a box to itself, by box.
    pub loops: Table<Vec<usize>>,
}

impl Level {
    /// Whether a segment only joins a box to where its line turns.
    pub(super) fn joins_turn(&self, segment: usize) -> bool {
        let Segment { from, to, .. } = self.segments[segment];
        let is_item = |v: usize| matches!(self.kinds[v], Kind::Item(_));
        (is_item(from) && self.kinds[to] == Kind::Turn) || (self.kinds[from] == Kind::Turn && is_item(to))
    }

    fn add(&mut self, kind: Kind) -> usize {
        self.ranks.push(0);
        self.kinds.push(kind)
    }

    fn add_port(&mut self, kind: Kind) -> usize {
        match kind {
            Kind::In => self.has_in = true,
            _ => self.has_out = true,
        }
        self.add(kind)
    }
}

/// Cuts the lines of a graph and gives every level its layers; `round` says which chains of a level lead round.
pub(super) fn cut(graph: &Graph, tree: &Tree, round: &Table<Vec<bool>>) -> Levels {
    let lifts: Vec<Lift> = graph
        .edges
        .iter()
        .map(|e| if e.from < tree.boxes && e.to < tree.boxes { tree.lift(e.from, e.to) } else { Lift::default() })
        .collect();
    let mut cut = Cutter {
        tree,
        vertex: Table::filled(tree.len(), 0),
        levels: Table::filled(tree.len(), Level::default()),
        ways: vec![Vec::new(); lifts.len()],
    };
    cut.add_items();
    let turned = against(tree, &lifts);
    let mut loops = Table::filled(tree.len(), Vec::new());
    for (edge, (lift, turned)) in lifts.iter().zip(&turned).enumerate() {
        let labelled = graph.edges.get(edge).is_some_and(|e| e.label.is_some());
        match graph.edges.get(edge) {
            Some(e) if e.from == e.to && e.from < tree.boxes => loops[e.from].push(edge),
            _ if *turned => cut.cut(edge, lift.level, &lift.to, &lift.from, labelled),
            _ => cut.cut(edge, lift.level, &lift.from, &lift.to, labelled),
        }
    }
    for (level, round) in cut.levels.iter_mut().zip(round.iter()) {
        let rows = rank::wrap(&level.kinds, &mut level.lines);
        for (line, leads_round) in level.lines.iter_mut().zip(round) {
            line.leads_round = *leads_round;
        }
        rank::rank_with_rounds(&level.kinds, &mut level.ranks, &mut level.lines, level.has_in);
        split(level);
        first_order(level, &rows);
    }
    Levels { each: cut.levels, ways: cut.ways, turned, loops }
}

/// Which lines are turned: cycles are broken among the children of each box.
fn against(tree: &Tree, lifts: &[Lift]) -> Vec<bool> {
    let mut by_level: Table<Vec<(usize, usize, usize)>> = Table::filled(tree.len(), Vec::new());
    for (edge, lift) in lifts.iter().enumerate() {
        if let (Some(&a), Some(&b)) = (lift.from.first(), lift.to.first()) {
            by_level[lift.level].push((edge, a, b));
        }
    }
    let mut against = Table::filled(lifts.len(), false);
    let mut number = Table::filled(tree.len(), 0);
    for (level, lines) in by_level.iter().enumerate() {
        for (at, &child) in tree.children[level].iter().enumerate() {
            number[child] = at;
        }
        let pairs: Vec<(usize, usize)> = lines.iter().map(|&(_, a, b)| (number[a], number[b])).collect();
        for (&(edge, ..), back) in lines.iter().zip(turned(tree.children[level].len(), &pairs)) {
            against[edge] = back;
        }
    }
    against.iter().copied().collect()
}

struct Cutter<'a> {
    tree: &'a Tree,
    /// The vertex of each box in the level that it lies in.
    vertex: Table<usize>,
    levels: Table<Level>,
    ways: Vec<Vec<(usize, usize)>>,
}

impl Cutter<'_> {
    fn add_items(&mut self) {
        for outer in self.tree.outer_first() {
            let mut loose = self.tree.loose[outer].clone();
            loose.sort_unstable();
            for &child in self.tree.children[outer].iter().filter(|c| loose.binary_search(c).is_err()) {
                let level = &mut self.levels[outer];
                self.vertex[child] = level.add(Kind::Item(child));
                if self.tree.holds(child) {
                    level.frames.push((self.vertex[child], child));
                }
            }
            let level = &mut self.levels[outer];
            level.title = level.add(Kind::Title);
        }
    }

    /// Adds a line that runs from the last of `from` to the last of `to`, both below `level`.
    fn cut(&mut self, edge: usize, level: usize, from: &[usize], to: &[usize], labelled: bool) {
        let label = labelled.then_some(edge);
        let outs = self.add_ports(from, Kind::Out);
        let ins = self.add_ports(to, Kind::In);
        let mut way = Vec::new();
        for (pair, ports) in from.windows(2).zip(outs.windows(2)).rev() {
            if let (&[outer, inner], &[Some(port), within]) = (pair, ports) {
                way.push(self.add_line(outer, (self.vertex[inner], within), (port, None), None));
            }
        }
        match (from.first(), to.first()) {
            (Some(&a), Some(&b)) => {
                let (start, end) = (outs.first().copied().flatten(), ins.first().copied().flatten());
                way.push(self.add_line(level, (self.vertex[a], start), (self.vertex[b], end), label));
            }
            (Some(&a), None) => {
                let port = self.levels[level].add_port(Kind::Out);
                way.push(self.add_line(level, (self.vertex[a], outs.first().copied().flatten()), (port, None), label));
            }
            (None, Some(&b)) => {
                let port = self.levels[level].add_port(Kind::In);
                way.push(self.add_line(level, (port, None), (self.vertex[b], ins.first().copied().flatten()), label));
            }
            (None, None) => {}
        }
        for (pair, ports) in to.windows(2).zip(ins.windows(2)) {
            if let (&[outer, inner], &[Some(port), within]) = (pair, ports) {
                way.push(self.add_line(outer, (port, None), (self.vertex[inner], within), None));
            }
        }
        if let Some(known) = self.ways.get_mut(edge) {
            *known = way;
        }
    }

    /// A vertex at the border of each box on the way that holds others.
    fn add_ports(&mut self, way: &[usize], kind: Kind) -> Vec<Option<usize>> {
        way.iter().map(|&at| self.tree.holds(at).then(|| self.levels[at].add_port(kind))).collect()
    }

    fn add_line(&mut self, level: usize, from: (usize, Option<usize>), to: (usize, Option<usize>), label: Option<usize>) -> (usize, usize) {
        let lines = &mut self.levels[level].lines;
        lines.push(Line { from: from.0, to: to.0, from_port: from.1, to_port: to.1, label, more: 0, leads_round: false });
        (level, lines.len() - 1)
    }
}

/// Splits each line into segments from one layer to the next.
fn split(level: &mut Level) {
    for line in std::mem::take(&mut level.lines) {
        let (first, last) = (level.ranks[line.from], level.ranks[line.to]);
        // What leads round rises from below where it begins to above where it ends.
        let rising = || (last.saturating_sub(1)..first + 2).rev().collect();
        let ranks: Vec<usize> = if line.leads_round { rising() } else { (first + 1..last).collect() };
        let middle = ranks.len().saturating_sub(1) / 2;
        let mut chain = Chain { vertices: vec![line.from], segments: Vec::new() };
        for (nth, &rank) in ranks.iter().enumerate() {
            let turns = line.leads_round && (nth == 0 || nth + 1 == ranks.len());
            let kind = if turns { Kind::Turn } else { line.label.filter(|_| nth == middle).map_or(Kind::Bend, Kind::Label) };
            chain.vertices.push(level.kinds.push(kind));
            level.ranks.push(rank);
        }
        chain.vertices.push(line.to);
        let count = chain.vertices.len() - 1;
        for (at, pair) in chain.vertices.windows(2).enumerate() {
            if let &[from, to] = pair {
                let rises = line.leads_round && at > 0 && at + 1 < count;
                let (from, to) = if rises { (to, from) } else { (from, to) };
                let from_port = line.from_port.filter(|_| at == 0);
                let to_port = line.to_port.filter(|_| at + 1 == count);
                chain.segments.push(level.segments.push(Segment { from, to, from_port, to_port }));
            }
        }
        level.chains.push(chain);
    }
}

/// Puts vertices into their layers in the order of a depth-first walk, as if what stands in rows stood in one.
fn first_order(level: &mut Level, rows: &Table<usize>) {
    let count = level.kinds.len();
    level.above = Table::filled(count, Vec::new());
    level.below = Table::filled(count, Vec::new());
    for (at, segment) in level.segments.iter().enumerate() {
        level.below[segment.from].push(at);
        level.above[segment.to].push(at);
    }
    let layers = (0..count).filter(|&v| level.kinds[v] != Kind::Title).map(|v| level.ranks[v] + 1).max().unwrap_or(0);
    level.layers = Table::filled(layers, Vec::new());
    let mut seen = Table::filled(count, false);
    let mut starts: Vec<usize> = (0..count).filter(|&v| level.kinds[v] != Kind::Title && level.above[v].is_empty()).collect();
    let row = |v: usize| if v < rows.len() { rows[v] } else { 0 };
    starts.sort_by_key(|&v| (level.ranks[v] + row(v), v));
    for start in starts {
        let mut stack = vec![start];
        while let Some(at) = stack.pop() {
            if !std::mem::replace(&mut seen[at], true) {
                level.layers[level.ranks[at]].push(at);
                stack.extend(level.below[at].iter().rev().map(|&s| level.segments[s].to));
            }
        }
    }
}
