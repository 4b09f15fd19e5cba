//! A hierarchical layered layout: every box that holds others is a layered graph of its own, lines are cut where they
//! cross borders, and orders are found for all levels together. Lines run along the axes, through no box, no title and
//! no label. No step reads a clock or draws lots: the same graph always gives the same layout.

mod apart;
mod arrange;
mod beside;
mod breaks;
mod channels;
mod columns;
mod coordinates;
mod crossings;
mod cycles;
mod effort;
mod estimate;
mod fold;
mod improve;
mod jogs;
mod levels;
mod merge;
mod order;
mod pack;
mod place;
mod ports;
mod problem;
mod rank;
#[cfg(test)]
mod ratchet;
mod relax;
mod rigid;
mod sides;
mod sift;
mod skyline;
mod slide;
mod stack;
mod straighten;
mod table;
#[cfg(test)]
mod tests;
mod tree;
mod turn;
mod units;

use super::geometry::without_idle;
use super::{Edge, Graph, Layout, Node, Point, Rect, Route, Size};
use arrange::Arrangement;
use effort::effort;
use place::{Setting, Way};
use table::Table;
use tree::Tree;

/// Room between boxes of a layer.
const BOX_GAP: f64 = 28.0;
/// Room between a box and a line that passes it.
const MIXED_GAP: f64 = 18.0;
/// Room between lines that pass a layer.
const LINE_GAP: f64 = 12.0;
/// Room between layers that lines go straight down between.
const LAYER_GAP: f64 = 24.0;
/// Room between the level parts of lines.
const TRACK_GAP: f64 = 12.0;
/// Room between a border and what is within.
const PAD: f64 = 16.0;
/// Room between the end of a line and the corner of its box.
const CORNER: f64 = 10.0;
/// Room between the ends of two lines at a side of a box.
const APART: f64 = 10.0;
/// How far a line from a box to itself stands out.
const LOOP_GAP: f64 = 14.0;
/// A page of more boxes, plain ones and others, is too large to be read in one go.
const LARGE: usize = 150;
/// A page that is too long counts for so many times harder to read than it is, so that a small change does not unfold it.
const DOUBTFUL: f64 = 1.25;
/// A page that is less wide than this, for its height, is folded however it is read.
const LONG: f64 = 0.52;
/// No extent is larger than this, so that sums of them stay exact.
const LARGEST: f64 = 100_000.0;

/// Lays a graph out.
#[must_use]
pub fn layout(graph: &Graph) -> Layout {
    let graph = &sound(graph);
    let tree = &Tree::new(graph);
    let levels = &levels::cut(graph, tree, &Table::filled(tree.len(), Vec::new()));
    let setting = Setting { graph, tree, levels, orders: &order::order(&levels.each, tree) };
    let (made, is_parted, is_doubtful) = laid(&setting, true);
    // Columns part what belongs together; where few lines have to lead round, boxes stand beside one another instead.
    let is_small = is_parted && beside::is_small(graph, tree);
    let rounds = if is_small { beside::rounds(graph, tree, &levels.each) } else { Vec::new() };
    let beside = rounds.iter().map(|round| {
        let levels = &levels::cut(graph, tree, round);
        laid(&Setting { levels, orders: &order::order(&levels.each, tree), ..setting }, false).0
    });
    // A page that hardly was too long is left in one piece where that is read far more easily.
    let whole = (is_small || is_doubtful).then(|| laid(&setting, false).0);
    let whole = whole.filter(|made| is_doubtful || made.size.width >= made.size.height * LONG);
    if rounds.is_empty() && whole.is_none() {
        return made;
    }
    let tries = std::iter::once(made).chain(beside).map(|made| (effort(&made), made));
    let tries = tries.chain(whole.map(|made| (effort(&made) * DOUBTFUL, made)));
    tries.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, made)| made).unwrap_or_default()
}

/// Lays out what is cut into levels and ordered, and says whether lines had to be led up between columns, and whether it is doubtful
/// that it had to be folded.
fn laid(setting: &Setting, may_fold: bool) -> (Layout, bool, bool) {
    let made = arrange::arranged(setting, may_fold);
    (compose(setting, &made), made.is_parted, made.is_doubtful)
}

/// The same graph with extents that can be reckoned with.
fn sound(graph: &Graph) -> Graph {
    let extent = |x: f64| if x.is_finite() { x.clamp(0.0, LARGEST) } else { 0.0 };
    let size = |s: Size| Size::new(extent(s.width), extent(s.height));
    let boxes = graph
        .boxes
        .iter()
        .map(|node| Node {
            size: size(node.size),
            title: size(node.title),
            corner: extent(node.corner),
            apart: extent(node.apart),
            ..*node
        })
        .collect();
    let edges = graph.edges.iter().map(|edge| Edge { label: edge.label.map(size), ..*edge }).collect();
    Graph { direction: graph.direction, boxes, edges }
}

/// Puts the levels into one another.
fn compose(setting: &Setting, made: &Arrangement) -> Layout {
    let Setting { graph, tree, levels, .. } = *setting;
    let mut corners = Table::filled(tree.len(), Point::default());
    // For each level, which way what is around it runs.
    let mut around = Table::filled(tree.len(), Way::Along);
    let mut layout = Layout { routes: vec![Route::default(); graph.edges.len()], ..Layout::default() };
    layout.boxes = graph.boxes.iter().map(|node| Rect::new(0.0, 0.0, node.size.width, node.size.height)).collect();
    let moved = |points: &[Point], by: Point| points.iter().map(|p| Point::new(p.x + by.x, p.y + by.y)).collect::<Vec<_>>();
    for at in tree.outer_first() {
        let corner = corners[at];
        let placed = made.level(at, around[at]);
        if let Some(rect) = layout.boxes.get_mut(at) {
            (rect.width, rect.height) = (placed.size.width, placed.size.height);
        }
        for &(child, way, place) in &placed.boxes {
            corners[child] = Point::new(corner.x + place.x, corner.y + place.y);
            around[child] = way;
            if let Some(rect) = layout.boxes.get_mut(child) {
                (rect.x, rect.y) = (corners[child].x, corners[child].y);
            }
        }
        for &(edge, rect) in &placed.labels {
            if let Some(route) = layout.routes.get_mut(edge) {
                route.label = Some(rect.moved(corner.x, corner.y));
            }
        }
        for (edge, points) in &placed.loops {
            if let Some(route) = layout.routes.get_mut(*edge) {
                route.points = moved(points, corner);
            }
        }
    }
    for (edge, (route, way)) in layout.routes.iter_mut().zip(&levels.ways).enumerate() {
        let parts = way.iter().map(|&(level, chain)| moved(&made.level(level, around[level]).runs[chain], corners[level]));
        let mut points = parts.flatten().collect::<Vec<_>>();
        if levels.turned.get(edge).copied().unwrap_or_default() {
            points.reverse();
        }
        if !points.is_empty() {
            route.points = without_idle(&points);
        }
    }
    layout.size = made.page(setting).size;
    layout
}
