//! What is to be placed along some layers, in a form that is quick to go through again and again: vertices and segments
//! have numbers of their own, those of a layer follow one another, and what is next to what is known.

use super::levels::{Kind, Level};
use super::ports::{Ends, Ports};
use super::table::{Lists, Table};
use super::{BOX_GAP, LINE_GAP, MIXED_GAP};

/// A vertex that is to be placed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Vertex {
    pub kind: Kind,
    /// Its width with all that belongs to it, and that of what it stands for alone.
    pub width: f64,
    pub own: f64,
    /// What its ports keep from, where they may be slid.
    pub ends: Ends,
    /// Room to the next one of its layer.
    pub gap: f64,
    pub is_first: bool,
    pub is_last: bool,
}

impl Vertex {
    /// Whether a line only passes here.
    pub(super) fn is_inner(&self) -> bool {
        matches!(self.kind, Kind::Bend | Kind::Turn | Kind::Label(_))
    }
}

/// A segment, as it is seen from one of its vertices.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Link {
    pub segment: usize,
    /// The other vertex; none where that is in another column, or where the line only turns: it is never straight.
    pub other: Option<usize>,
    pub is_below: bool,
}

/// The vertices and segments of a level for as long as it is placed.
pub(super) struct Names<'a> {
    pub level: &'a Level,
    /// The number of each vertex among all those in layers.
    number: Table<usize>,
    /// The line of each vertex that is not at the end of one.
    chain: Table<usize>,
}

/// Some layers that are to be placed.
pub(super) struct Problem {
    /// The first vertex of each layer, and the one after its last.
    pub layers: Vec<(usize, usize)>,
    pub vertices: Table<Vertex>,
    /// The vertices that each segment joins.
    pub segments: Table<(usize, usize)>,
    /// The segments at each vertex that lead to others here, those above it first.
    pub links: Lists<Link>,
    /// What moves as one: vertices, or all that a line only passes.
    pub units: Lists<usize>,
    /// The unit of each vertex.
    pub unit: Table<usize>,
    /// Whether boxes are among them that hold others.
    pub has_frames: bool,
    /// The boxes whose ports may be slid, each side on its own, and the ports there from the left.
    pub sides: Vec<(usize, bool)>,
    pub at_side: Lists<Link>,
    /// The segments' numbers in the level.
    names: Vec<usize>,
}

impl<'a> Names<'a> {
    pub(super) fn new(level: &'a Level, layers: &Table<Vec<usize>>) -> Self {
        let mut number = Table::filled(level.kinds.len(), usize::MAX);
        layers.iter().flatten().enumerate().for_each(|(at, &v)| number[v] = at);
        let mut chain = Table::filled(level.kinds.len(), usize::MAX);
        for (at, known) in level.chains.iter().enumerate() {
            known.vertices.iter().for_each(|&v| chain[v] = at);
        }
        Self { level, number, chain }
    }
}

/// Room between two neighbours.
pub(super) fn gap(a: Kind, b: Kind) -> f64 {
    let wide = |kind: Kind| matches!(kind, Kind::Item(_));
    match (wide(a), wide(b)) {
        (true, true) => BOX_GAP,
        (false, false) if a == Kind::Title || b == Kind::Title => MIXED_GAP,
        (false, false) => LINE_GAP,
        _ => MIXED_GAP,
    }
}

impl Problem {
    /// Some layers of a level that follow one another; `widths` and `own` are those of a level's vertices, and `ends_at` says
    /// of boxes whose ports may be slid what these keep from.
    pub(super) fn new(
        names: &Names,
        layers: &[Vec<usize>],
        (widths, own): (&Table<f64>, &Table<f64>),
        ports: &Ports,
        ends_at: impl Fn(usize) -> Option<Ends>,
    ) -> (Self, Ports) {
        let level = names.level;
        let own_names: Vec<usize> = layers.iter().flatten().copied().collect();
        let base = own_names.first().map_or(0, |&v| names.number[v]);
        let number = |v: usize| names.number[v].checked_sub(base).filter(|&at| at < own_names.len());
        let mut vertices = Table::default();
        let mut rows = Vec::with_capacity(layers.len());
        for layer in layers {
            let start = vertices.len();
            for (at, &v) in layer.iter().enumerate() {
                let next = layer.get(at + 1).map(|&next| level.kinds[next]);
                let kind = level.kinds[v];
                let gap = next.map_or(0.0, |next| gap(kind, next));
                let ends = ends_at(v).unwrap_or_default();
                vertices.push(Vertex { kind, width: widths[v], own: own[v], ends, gap, is_first: at == 0, is_last: next.is_none() });
            }
            rows.push((start, vertices.len()));
        }
        let mut segments: Vec<usize> = own_names.iter().flat_map(|&v| &level.below[v]).copied().collect();
        segments.extend(layers.iter().take(1).flatten().flat_map(|&v| &level.above[v]));
        segments.sort_unstable();
        let ends: Vec<(Option<usize>, Option<usize>)> =
            segments.iter().map(|&s| (number(level.segments[s].from), number(level.segments[s].to))).collect();
        let own_ports = ports.of(&segments);
        let turns: Vec<bool> = segments.iter().map(|&s| level.joins_turn(s)).collect();
        let seen = |at: usize, (from, to): (Option<usize>, Option<usize>)| {
            let meets = |other: Option<usize>| other.filter(|_| turns.get(at) == Some(&false));
            let above = to.map(|v| (v, Link { segment: at, other: meets(from), is_below: false }));
            (above, from.map(|v| (v, Link { segment: at, other: meets(to), is_below: true })))
        };
        let each = || ends.iter().enumerate().map(|(at, &ends)| seen(at, ends));
        let all = each().filter_map(|(above, _)| above).chain(each().filter_map(|(_, below)| below));
        let links = Lists::new(vertices.len(), all.clone().filter(|(_, link)| link.other.is_some()));
        let mut made = Self {
            layers: rows,
            unit: Table::filled(vertices.len(), usize::MAX),
            has_frames: own_names.iter().any(|&v| matches!(level.kinds[v], Kind::Item(_)) && ends_at(v).is_none()),
            vertices,
            segments: ends.iter().map(|&(from, to)| (from.unwrap_or_default(), to.unwrap_or_default())).collect(),
            links,
            units: Lists::default(),
            sides: Vec::new(),
            at_side: Lists::default(),
            names: segments,
        };
        made.find_units(&own_names, &names.chain);
        made.find_sides(&Lists::new(made.vertices.len(), all), &own_ports, |at| own_names.get(at).is_some_and(|&v| ends_at(v).is_some()));
        (made, own_ports)
    }

    /// The bends and labels of a line are a unit, everything else is one by itself.
    fn find_units(&mut self, names: &[usize], chain: &Table<usize>) {
        let mut count = 0;
        let mut inner: Vec<(usize, usize)> = Vec::new();
        for (at, vertex) in self.vertices.iter().enumerate() {
            if vertex.is_inner() {
                inner.extend(names.get(at).map(|&name| (chain[name], at)));
            } else if vertex.kind != Kind::Title {
                self.unit[at] = count;
                count += 1;
            }
        }
        inner.sort_unstable();
        for line in inner.chunk_by(|a, b| a.0 == b.0) {
            for &(_, at) in line {
                self.unit[at] = count;
            }
            count += 1;
        }
        let members = self.unit.iter().enumerate().filter(|(_, unit)| **unit != usize::MAX).map(|(at, &unit)| (unit, at));
        self.units = Lists::new(count, members);
    }

    /// The sides of boxes, with the ports there from the left.
    fn find_sides(&mut self, links: &Lists<Link>, ports: &Ports, is_plain: impl Fn(usize) -> bool) {
        let mut at_side: Vec<(usize, Link)> = Vec::new();
        for vertex in (0..self.vertices.len()).filter(|&at| is_plain(at)) {
            for is_below in [false, true] {
                let mut here: Vec<Link> = links.row(vertex).iter().copied().filter(|link| link.is_below == is_below).collect();
                if here.is_empty() {
                    continue;
                }
                here.sort_by(|a, b| ports.own(*a).total_cmp(&ports.own(*b)));
                at_side.extend(here.into_iter().map(|link| (self.sides.len(), link)));
                self.sides.push((vertex, is_below));
            }
        }
        self.at_side = Lists::new(self.sides.len(), at_side.iter().copied());
    }

    /// Writes ports back to those of the level.
    pub(super) fn give_back(&self, ports: &Ports, to: &mut Ports) {
        for (at, &name) in self.names.iter().enumerate() {
            to.from[name] = ports.from[at];
            to.to[name] = ports.to[at];
        }
    }

    /// How far to the right of its beginning a segment ends.
    pub(super) fn off(&self, segment: usize, x: &Table<f64>, ports: &Ports) -> f64 {
        let (from, to) = self.segments[segment];
        x[to] + ports.to[segment] - x[from] - ports.from[segment]
    }

    /// The leftmost and the rightmost place.
    pub(super) fn extent(&self, x: &Table<f64>) -> (f64, f64) {
        let ends = || x.iter().zip(self.vertices.iter());
        let left = ends().map(|(&x, _)| x).fold(f64::MAX, f64::min);
        (left, ends().map(|(x, vertex)| x + vertex.width).fold(left, f64::max))
    }

    /// The segments that begin at a vertex and lead to others here.
    pub(super) fn below(&self, vertex: usize) -> impl Iterator<Item = usize> {
        self.links.row(vertex).iter().filter(|link| link.is_below).map(|link| link.segment)
    }
}
