//! Boxes at which many lines end grow until the ends stand so far apart that no head covers another. How many end at which
//! side, and which of them are led together, is seen only once everything has a place; so that is done again with larger boxes.

use super::card::even;
use crate::layout::{self, Engine, Graph, Layout, Point, Rect, Size};

/// Ends of lines at one side of a box are so far apart, where the box can grow.
pub(super) const APART: f64 = 12.0;
/// Nearer than this, a head and what is beside it seem to touch.
const NEAR: f64 = 11.0;
/// How far from corners ends are at least, whatever the box says.
const CORNER: f64 = 10.0;
/// No box grows beyond this, in either direction.
const MOST: f64 = 400.0;
/// How often boxes grow: larger ones may stand elsewhere, with their lines at other sides.
const ROUNDS: usize = 2;
/// With more lines than this, nobody sees where one ends.
const MANY: usize = 1000;

/// A graph with its layout.
pub(super) struct Laid {
    /// The graph, with boxes as large as they became.
    pub graph: Graph,
    /// What the engine made of it.
    pub plain: Layout,
    /// The same with lines led together.
    pub bundled: Layout,
    /// For each line whether it shares its last part.
    pub arriving: Vec<bool>,
    tight: Vec<Tight>,
}

/// Which way a side of a box runs.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Level,
    Upright,
}

/// A side of a box where ends are too near to one another.
struct Tight {
    at: usize,
    side: Side,
    /// How long it would have to be.
    need: f64,
    /// How much room the ends lack.
    lacks: f64,
}

/// Lays a graph out, with larger boxes where more lines end than they have room for; `grows` says which boxes may, and `kinds`
/// are those of lines, as [`layout::bundle`] takes them.
pub(super) fn laid_out(graph: Graph, kinds: &[Option<usize>], grows: &[bool], engine: Engine) -> Laid {
    let mut best = Laid::of(graph, kinds, grows, engine);
    for _ in 0..ROUNDS {
        let Some(roomier) = best.roomier() else { break };
        let next = Laid::of(roomier, kinds, grows, engine);
        if next.lacks() >= best.lacks() {
            break;
        }
        best = next;
    }
    best
}

impl Laid {
    fn of(graph: Graph, kinds: &[Option<usize>], grows: &[bool], engine: Engine) -> Self {
        let plain = engine(&graph);
        let mut bundled = plain.clone();
        let arriving = layout::bundle(&graph, kinds, &mut bundled);
        let mut laid = Self { graph, plain, bundled, arriving, tight: Vec::new() };
        if laid.graph.edges.len() <= MANY {
            laid.tight = laid.find_tight(grows);
        }
        laid
    }

    fn lacks(&self) -> f64 {
        self.tight.iter().map(|tight| tight.lacks).sum()
    }

    fn find_tight(&self, grows: &[bool]) -> Vec<Tight> {
        let (ends, drawn) = (ends(&self.graph, &self.plain), ends(&self.graph, &self.bundled));
        let mut tight = Vec::new();
        for (at, (ends, drawn)) in ends.iter().zip(drawn).enumerate().filter(|(at, _)| grows.get(*at) == Some(&true)) {
            let corner = self.graph.boxes.get(at).map_or(0.0, |node| node.corner).max(CORNER);
            for ((side, ends), (_, drawn)) in ends.iter().zip(drawn) {
                let (need, lacks) = (even(count(ends.len().min(2 * places(&drawn))) * APART + 2.0 * corner), lacking(drawn));
                tight.extend((lacks > 0.0).then_some(Tight { at, side: *side, need, lacks }));
            }
        }
        tight
    }

    /// The graph with boxes that have room for the ends of lines; `None` where there is nothing to gain.
    fn roomier(&self) -> Option<Graph> {
        let mut graph = self.graph.clone();
        for &Tight { at, side, need, .. } in &self.tight {
            let Some(Size { width, height }) = graph.boxes.get_mut(at).map(|node| &mut node.size) else { continue };
            let length = if side == Side::Level { width } else { height };
            *length = length.max(need.min(MOST));
        }
        (graph != self.graph).then_some(graph)
    }
}

/// An end of a line: where along the side, and whether it has a head.
type End = (f64, bool);

/// The ends of lines at the four sides of each box, without those of lines from a box to itself.
fn ends(graph: &Graph, layout: &Layout) -> Vec<[(Side, Vec<End>); 4]> {
    let sides = || [Side::Level, Side::Level, Side::Upright, Side::Upright].map(|side| (side, Vec::new()));
    let mut found: Vec<[(Side, Vec<End>); 4]> = layout.boxes.iter().map(|_| sides()).collect();
    for (edge, route) in graph.edges.iter().zip(&layout.routes).filter(|(edge, _)| edge.from != edge.to) {
        for (at, point, has_head) in [(edge.from, route.points.first(), false), (edge.to, route.points.last(), true)] {
            let (Some(sides), Some(&rect), Some(&point)) = (found.get_mut(at), layout.boxes.get(at), point) else { continue };
            if let Some((nth, along)) = side(rect, point)
                && let Some((_, ends)) = sides.get_mut(nth)
            {
                ends.push((along, has_head));
            }
        }
    }
    found
}

/// The side of a rectangle that a place is on, upper, lower, left or right, and where along it.
fn side(rect: Rect, Point { x, y }: Point) -> Option<(usize, f64)> {
    let near = |a: f64, b: f64| (a - b).abs() < 0.01;
    match () {
        () if near(y, rect.y) => Some((0, x)),
        () if near(y, rect.bottom()) => Some((1, x)),
        () if near(x, rect.x) => Some((2, y)),
        () if near(x, rect.right()) => Some((3, y)),
        () => None,
    }
}

/// How much room heads lack that stand too near to what is beside them; lines that end in one place are led together.
fn lacking(mut ends: Vec<End>) -> f64 {
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let gap = |pair: &[End]| matches!(pair, [a, b] if a.1 || b.1).then(|| pair.iter().map(|end| end.0).reduce(|a, b| b - a)).flatten();
    ends.windows(2).filter_map(gap).filter(|&gap| gap > 0.1 && gap < NEAR).map(|gap| APART - gap).sum()
}

/// In how many places lines end: fewer than lines where these are led together.
fn places(ends: &[End]) -> usize {
    let mut places: Vec<i64> = ends.iter().map(|end| end.0.round() as i64).collect();
    places.sort_unstable();
    places.dedup();
    places.len()
}

fn count(of: usize) -> f64 {
    f64::from(u32::try_from(of).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::{DEFAULT, Direction, Edge, Node};

    /// A box at which so many lines end, with others that they come from.
    fn hub(lines: usize, direction: Direction) -> Graph {
        let node = Node { size: Size::new(120.0, 60.0), apart: APART, ..Node::default() };
        let edges = (1..=lines).map(|from| Edge { from, to: 0, label: None }).collect();
        Graph { direction: Some(direction), boxes: vec![node; lines + 1], edges }
    }

    fn laid(lines: usize, direction: Direction) -> (Size, bool) {
        let laid = laid_out(hub(lines, direction), &vec![None; lines], &vec![true; lines + 1], DEFAULT);
        (laid.bundled.boxes[0].size(), laid.tight.is_empty())
    }

    #[test]
    fn a_box_grows_with_the_lines_that_end_at_it() {
        assert_eq!(laid(6, Direction::Down), (Size::new(120.0, 60.0), true), "what has room stays as it is");
        assert_eq!(laid(16, Direction::Down), (Size::new(212.0, 60.0), true));
        assert_eq!(laid(9, Direction::Right), (Size::new(120.0, 128.0), true));
        assert_eq!(laid(60, Direction::Down), (Size::new(MOST, 60.0), false), "but not without end");
    }

    #[test]
    fn lines_that_are_led_together_need_no_room() {
        let laid = laid_out(hub(16, Direction::Down), &[Some(0); 16], &[true; 17], DEFAULT);
        assert_eq!(laid.bundled.boxes[0].size(), Size::new(120.0, 60.0));
    }

    #[test]
    fn a_box_grows_for_trunks_and_not_for_the_lines_that_share_them() {
        let node = |parent: Option<usize>| Node { size: Size::new(120.0, 60.0), apart: APART, parent, ..Node::default() };
        let boxes = [node(None), node(None)].into_iter().chain((0..40).map(|_| node(Some(1)))).collect();
        let label = Some(Size::new(36.0, 18.0));
        let to = |at: usize| (!at.is_multiple_of(5)).then_some(Edge { from: 0, to: at, label });
        let from = |at: usize| at.is_multiple_of(5).then_some(Edge { from: at, to: 0, label });
        let edges: Vec<Edge> = (2..42).flat_map(|at| [to(at), from(at)]).flatten().collect();
        let kinds = vec![Some(0); edges.len()];
        let laid = laid_out(Graph { direction: None, boxes, edges }, &kinds, &[true; 42], DEFAULT);
        let Size { width, height } = laid.bundled.boxes[0].size();
        assert!(width.max(height) < 240.0, "{width} × {height}");
    }
}
