//! Leads each line round the boxes: upright and level pieces on a grid through the free channels, drawn apart where
//! several share a channel, and their labels where nothing else is.
#![expect(clippy::indexing_slicing, reason = "every index is made here, for lists that are as long as the graph")]

mod grid;
mod labels;
mod nudge;
mod search;

use super::geometry::{Point, Rect};
use super::place::{LOOP, innermost};
use super::{Direction, Edge, Flow, Graph, Note, Route};
use grid::Grid;
use search::Search;

/// Grids with more crossings than this would take too long: lines then run through the gap in the middle.
const LARGEST: usize = 60_000;

/// What stands in the way: the boxes, who holds whom, and titles.
pub(super) struct Field<'a> {
    pub graph: &'a Graph,
    pub boxes: &'a [Rect],
    flow: Flow,
    innermost: Vec<bool>,
    /// Whether a box holds others.
    pub holds: Vec<bool>,
    /// The titles of boxes that hold others, where they have one.
    pub titles: Vec<Rect>,
}

impl<'a> Field<'a> {
    fn new(graph: &'a Graph, boxes: &'a [Rect], flow: Flow) -> Self {
        let mut holds = vec![false; boxes.len()];
        for parent in graph.boxes.iter().filter_map(|node| node.parent) {
            holds[parent] = true;
        }
        let titles = graph.boxes.iter().zip(boxes).zip(&holds).filter(|((node, _), holds)| **holds && node.title.height > 0.0);
        let titles = titles.map(|((node, rect), _)| Rect::new(rect.x, rect.y, node.title.width, node.title.height)).collect();
        Self { graph, boxes, flow, innermost: innermost(graph), holds, titles }
    }

    /// Whether `outer` holds `inner`, however deep.
    pub fn within(&self, inner: usize, outer: usize) -> bool {
        std::iter::successors(self.graph.boxes[inner].parent, |&at| self.graph.boxes[at].parent).any(|at| at == outer)
    }

    /// Which way lines between two boxes mainly go.
    pub fn direction(&self, a: usize, b: usize) -> Direction {
        self.flow.of(&self.innermost, self.house(a, b))
    }

    /// The innermost box that holds both.
    pub fn house(&self, a: usize, b: usize) -> Option<usize> {
        std::iter::successors(self.graph.boxes[a].parent, |&at| self.graph.boxes[at].parent).find(|&at| self.within(b, at))
    }

    /// Whether a line runs through no box and no title that it may not run through.
    fn is_clear(&self, edge: usize, path: &[Point]) -> bool {
        let Edge { from, to, .. } = self.graph.edges[edge];
        if path.is_empty() || from == to {
            return true;
        }
        let met = |rect: Rect| {
            let inner = rect.grown(-1.0);
            path.windows(2).any(|pair| {
                let (a, b) = (pair[0], pair[1]);
                let piece = Rect::new(a.x.min(b.x), a.y.min(b.y), (a.x - b.x).abs(), (a.y - b.y).abs());
                inner.overlaps(piece.grown(0.01))
            })
        };
        let closed = (0..self.boxes.len()).filter(|&at| !self.open(at, from, to)).map(|at| self.boxes[at]);
        !closed.chain(self.titles.iter().copied()).any(met)
    }

    /// Whether the line between two boxes may run through a box: one that holds an end of it.
    pub fn open(&self, at: usize, from: usize, to: usize) -> bool {
        self.holds[at] && (self.within(from, at) || self.within(to, at))
    }
}

/// How all lines run.
pub(super) struct Routed {
    pub routes: Vec<Route>,
    pub notes: Vec<Note>,
    /// How many lines lie too near to others.
    pub squeezed: usize,
    /// How many labels lie on lines that are not theirs.
    pub covering: usize,
}

/// Leads all lines, and places their labels.
pub(super) fn route(graph: &Graph, flow: Flow, boxes: &[Rect]) -> Routed {
    let field = Field::new(graph, boxes, flow);
    let mut notes = Vec::new();
    let mut paths: Vec<Vec<Point>> = vec![Vec::new(); graph.edges.len()];
    let mut order: Vec<usize> = (0..graph.edges.len()).filter(|&e| graph.edges[e].from < boxes.len()).collect();
    let distance = |e: usize| {
        let (a, b) = (boxes[graph.edges[e].from].center(), boxes[graph.edges[e].to].center());
        (a.x - b.x).abs() + (a.y - b.y).abs()
    };
    order.sort_by(|&a, &b| distance(a).total_cmp(&distance(b)).then(a.cmp(&b)));

    let grid = Grid::new(&field);
    let mut search = (grid.len() <= LARGEST).then(|| Search::new(&field, &grid));
    for edge in order {
        let (from, to) = (graph.edges[edge].from, graph.edges[edge].to);
        paths[edge] = match &mut search {
            _ if from == to => looped(boxes[from]),
            Some(search) => search.lead(from, to).unwrap_or_else(|| {
                notes.push(Note::RoutedStraight(edge));
                through_the_middle(boxes[from], boxes[to])
            }),
            None => {
                notes.push(Note::RoutedStraight(edge));
                through_the_middle(boxes[from], boxes[to])
            }
        };
    }
    let led = paths.clone();
    let squeezed = nudge::nudge(&field, &mut paths);
    for (edge, (path, led)) in paths.iter_mut().zip(led).enumerate() {
        // A piece that was moved draws others out, which may then meet a box.
        if !field.is_clear(edge, path) {
            *path = led;
            if !field.is_clear(edge, path) && !notes.contains(&Note::RoutedStraight(edge)) {
                notes.push(Note::RoutedStraight(edge));
            }
        }
    }
    let mut covering = 0;
    let labels = labels::place(&field, &paths, &mut notes, &mut covering);
    notes.sort_by_key(|note| match note {
        Note::LabelLeftOut(edge) | Note::RoutedStraight(edge) | Note::OrderedPlainly(edge) => *edge,
    });
    let routes = paths.into_iter().zip(labels).map(|(points, label)| Route { points, label }).collect();
    Routed { routes, notes, squeezed, covering }
}

/// A line from a box to itself, at its upper right corner.
fn looped(rect: Rect) -> Vec<Point> {
    let (out, down) = (LOOP, (rect.height / 3.0).min(26.0));
    let (right, top) = (rect.right(), rect.y);
    let left = right - (rect.width / 3.0).min(26.0);
    vec![
        Point::new(left, top),
        Point::new(left, top - out),
        Point::new(right + out, top - out),
        Point::new(right + out, top + down),
        Point::new(right, top + down),
    ]
}

/// A line with at most two corners, through the gap between two boxes, whatever stands there.
fn through_the_middle(from: Rect, to: Rect) -> Vec<Point> {
    let (a, b) = (from.center(), to.center());
    let (below, above) = (to.y - from.bottom(), from.y - to.bottom());
    let (right, left) = (to.x - from.right(), from.x - to.right());
    if below.max(above) >= right.max(left) {
        let (start, end) = if below >= above { (from.bottom(), to.y) } else { (from.y, to.bottom()) };
        let middle = (start + end) / 2.0;
        vec![Point::new(a.x, start), Point::new(a.x, middle), Point::new(b.x, middle), Point::new(b.x, end)]
    } else {
        let (start, end) = if right >= left { (from.right(), to.x) } else { (from.x, to.right()) };
        let middle = (start + end) / 2.0;
        vec![Point::new(start, a.y), Point::new(middle, a.y), Point::new(middle, b.y), Point::new(end, b.y)]
    }
}
