//! Places boxes within boxes and leads the lines between them. Pure geometry: knows sizes, no texts and no model.
//! An [`Engine`] turns a [`Graph`] into a [`Layout`]; the same graph always gives the same layout.

mod geometry;
mod jumps;
mod layered;
mod level;
mod order;
mod pack;
mod place;
#[cfg(test)]
mod properties;
mod route;
mod trunks;

pub use geometry::{Point, Rect, Size};
pub use jumps::{JUMP, jumps};
pub use trunks::bundle;

/// A way to lay a graph out.
pub type Engine = fn(&Graph) -> Layout;

/// The engines by the name that a view's `layout` gives.
pub const ENGINES: &[(&str, Engine)] = &[("layered", layered::layout), ("layout-rs", level_by_level)];

/// The engine where a view names none.
pub const DEFAULT: Engine = layered::layout;

/// The engine of this name.
#[must_use]
pub fn engine(name: &str) -> Option<Engine> {
    ENGINES.iter().find(|(known, _)| *known == name).map(|(_, engine)| *engine)
}

/// Which way lines mainly go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// From the top to the bottom.
    #[default]
    Down,
    /// From the left to the right.
    Right,
    /// From the bottom to the top.
    Up,
    /// From the right to the left.
    Left,
}

impl Direction {
    fn is_horizontal(self) -> bool {
        matches!(self, Self::Right | Self::Left)
    }

    fn is_reversed(self) -> bool {
        matches!(self, Self::Up | Self::Left)
    }
}

/// Boxes within boxes, and lines between them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Graph {
    /// Which way lines mainly go; where nothing is said, down, or right where that makes a better shape.
    pub direction: Option<Direction>,
    /// The boxes, one that holds others before those it holds.
    pub boxes: Vec<Node>,
    /// The lines.
    pub edges: Vec<Edge>,
}

/// A box.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Node {
    /// The box round it, by its index, which is smaller than this box's own.
    pub parent: Option<usize>,
    /// Its size; the least size, where it holds others.
    pub size: Size,
    /// The part at its upper left corner that is kept free for a title, where it holds others.
    pub title: Size,
    /// How far from its corners lines begin and end at least, where its sides are long enough.
    pub corner: f64,
    /// How far from one another lines begin and end at one side of it, where that is long enough.
    pub apart: f64,
}

/// A line from one box to another, by their indices.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Edge {
    /// Where it begins.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
    /// The size of its label, where it has one.
    pub label: Option<Size>,
}

/// Where everything is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    /// The size of the whole; everything lies within it, from the origin.
    pub size: Size,
    /// The boxes, in the graph's order.
    pub boxes: Vec<Rect>,
    /// The lines, in the graph's order.
    pub routes: Vec<Route>,
    /// What could not be done as it should.
    pub notes: Vec<Note>,
}

/// How a line runs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Route {
    /// Its corners, from the border of the box where it begins to the border of the box where it ends.
    pub points: Vec<Point>,
    /// Where its label lies.
    pub label: Option<Rect>,
}

/// What could not be done as it should.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// There was no free place for the label of this line.
    LabelLeftOut(usize),
    /// This line found no way round the boxes and runs straight.
    RoutedStraight(usize),
    /// On so many levels there were more boxes than the engine can order well.
    OrderedPlainly(usize),
}

/// Which way lines go in a picture: between boxes that hold others, and in those that hold none that do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Flow {
    outer: Direction,
    inner: Direction,
}

/// How much room there is.
#[derive(Clone, Copy, Debug)]
struct Room {
    /// Between boxes, 1 for as usual.
    between: f64,
    /// Between the border of a box and what it holds, 1 for as usual.
    within: f64,
}

/// Lays each box's inside out in layers, from the innermost box outwards, then leads the lines round the boxes.
/// Where labels find no place, or lines lie too near to one another, everything is moved further apart.
#[must_use]
pub fn level_by_level(graph: &Graph) -> Layout {
    let graph = &sound(graph);
    let flow = place::best_flow(graph);
    let mut best: Option<(usize, Layout)> = None;
    let mut room = Room { between: 1.0, within: 1.0 };
    for attempt in 0..ATTEMPTS {
        let (boxes, plain) = place::place(graph, flow, room);
        let mut routed = route::route(graph, flow, &boxes);
        let labels = routed.notes.len() * 4 + routed.covering;
        let faults = labels + routed.squeezed;
        let better = best.as_ref().is_none_or(|(least, _)| faults < *least);
        if better {
            routed.notes.extend((plain > 0).then_some(Note::OrderedPlainly(plain)));
            best = Some((faults, framed(boxes, routed.routes, routed.notes)));
        }
        // More room that does not help by now will not help.
        if faults == 0 || graph.edges.len() > MANY || (!better && attempt > 1) {
            break;
        }
        room.between *= if labels > 0 { 1.35 } else { 1.1 };
        room.within *= if routed.squeezed > 0 { 1.6 } else { 1.0 };
    }
    best.map(|(_, layout)| layout).unwrap_or_default()
}

/// How often the room is widened at most.
const ATTEMPTS: usize = 4;
/// With more lines than this, a second attempt would take too long.
const MANY: usize = 300;

/// The same graph without ends and parents that do not exist.
fn sound(graph: &Graph) -> Graph {
    let count = graph.boxes.len();
    let mut graph = graph.clone();
    for (index, node) in graph.boxes.iter_mut().enumerate() {
        node.parent = node.parent.filter(|&parent| parent < index);
    }
    for edge in &mut graph.edges {
        if edge.from >= count || edge.to >= count {
            *edge = Edge { from: usize::MAX, to: usize::MAX, label: None };
        }
    }
    graph
}

/// Moves everything so that it begins at the origin.
fn framed(mut boxes: Vec<Rect>, mut routes: Vec<Route>, notes: Vec<Note>) -> Layout {
    let mut bounds: Option<Rect> = None;
    let points = routes.iter().flat_map(|r| r.points.iter().map(|p| Rect::new(p.x, p.y, 0.0, 0.0)).chain(r.label));
    for rect in boxes.iter().copied().chain(points) {
        bounds = Some(bounds.map_or(rect, |b| b.union(rect)));
    }
    let Some(bounds) = bounds else { return Layout::default() };
    for rect in boxes.iter_mut().chain(routes.iter_mut().filter_map(|r| r.label.as_mut())) {
        rect.x -= bounds.x;
        rect.y -= bounds.y;
    }
    for point in routes.iter_mut().flat_map(|r| r.points.iter_mut()) {
        point.x -= bounds.x;
        point.y -= bounds.y;
    }
    Layout { size: bounds.size(), boxes, routes, notes }
}
