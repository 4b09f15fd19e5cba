//! What holds of every layout, tried on generated graphs.

use proptest::prelude::*;

use super::geometry::{Point, Rect, Size};
use super::{Direction, Edge, Graph, Layout, Node, Note, level_by_level};

fn graphs() -> impl Strategy<Value = Graph> {
    let boxes = prop::collection::vec((any::<prop::sample::Index>(), 0..3u8, 60..260u16, 40..140u16), 1..28);
    let edges = prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..150u16, 1..4u8), 0..40);
    let direction =
        prop::sample::select(vec![None, Some(Direction::Down), Some(Direction::Right), Some(Direction::Up), Some(Direction::Left)]);
    (boxes, edges, direction).prop_map(|(boxes, edges, direction)| {
        let count = boxes.len();
        let nodes = boxes.iter().enumerate().map(|(at, (parent, nested, width, height))| Node {
            parent: (at > 0 && *nested > 0).then(|| parent.index(at)).filter(|p| p % 3 == 0),
            size: Size::new(f64::from(*width), f64::from(*height)),
            title: Size::new(f64::from(*width) / 2.0, 40.0),
            corner: f64::from(*width) / 8.0,
            apart: f64::from(*height) / 4.0,
        });
        let edges = edges.iter().map(|(from, to, width, lines)| Edge {
            from: from.index(count),
            to: to.index(count),
            label: (*width > 20).then(|| Size::new(f64::from(*width), f64::from(*lines) * 15.0)),
        });
        Graph { direction, boxes: nodes.collect(), edges: edges.collect() }
    })
}

pub(super) fn holds(graph: &Graph, at: usize) -> bool {
    graph.boxes.iter().any(|node| node.parent == Some(at))
}

pub(super) fn within(graph: &Graph, inner: usize, outer: usize) -> bool {
    std::iter::successors(graph.boxes[inner].parent, |&at| graph.boxes[at].parent).any(|at| at == outer)
}

pub(super) fn title(graph: &Graph, layout: &Layout, at: usize) -> Rect {
    let (rect, size) = (layout.boxes[at], graph.boxes[at].title);
    Rect::new(rect.x, rect.y, size.width, size.height)
}

pub(super) fn on_border(rect: Rect, at: Point) -> bool {
    let near = |a: f64, b: f64| (a - b).abs() < 0.01;
    let upright = (near(at.x, rect.x) || near(at.x, rect.right())) && at.y > rect.y - 0.01 && at.y < rect.bottom() + 0.01;
    let level = (near(at.y, rect.y) || near(at.y, rect.bottom())) && at.x > rect.x - 0.01 && at.x < rect.right() + 0.01;
    upright || level
}

pub(super) fn piece(a: Point, b: Point) -> Rect {
    Rect::new(a.x.min(b.x), a.y.min(b.y), (a.x - b.x).abs(), (a.y - b.y).abs()).grown(0.01)
}

/// What is wrong with the lines of a layout.
fn wrong_line(graph: &Graph, layout: &Layout) -> Option<String> {
    for (index, (edge, route)) in graph.edges.iter().zip(&layout.routes).enumerate() {
        let (Some(&first), Some(&last)) = (route.points.first(), route.points.last()) else {
            return Some(format!("line {index} has no points"));
        };
        if !on_border(layout.boxes[edge.from], first) || !on_border(layout.boxes[edge.to], last) {
            return Some(format!("line {index} hangs loose: {route:?}"));
        }
        if layout.notes.contains(&Note::RoutedStraight(index)) || edge.from == edge.to {
            continue;
        }
        for pair in route.points.windows(2) {
            if pair[0].x != pair[1].x && pair[0].y != pair[1].y {
                return Some(format!("line {index} runs askew: {route:?}"));
            }
            let piece = piece(pair[0], pair[1]);
            for at in 0..graph.boxes.len() {
                let open = within(graph, edge.from, at) || within(graph, edge.to, at);
                let closed = if open { holds(graph, at).then(|| title(graph, layout, at)) } else { Some(layout.boxes[at]) };
                if closed.is_some_and(|rect| rect.grown(-1.0).overlaps(piece)) {
                    return Some(format!("line {index} from {} to {} runs through {at}: {route:?}", edge.from, edge.to));
                }
            }
        }
    }
    None
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn boxes_nest_and_do_not_overlap(graph in graphs()) {
        let layout = level_by_level(&graph);
        prop_assert_eq!(&layout, &level_by_level(&graph));
        for (a, node) in graph.boxes.iter().enumerate() {
            let whole = Rect::new(-0.01, -0.01, layout.size.width + 0.02, layout.size.height + 0.02);
            prop_assert!(whole.contains(layout.boxes[a]));
            if let Some(parent) = node.parent {
                prop_assert!(layout.boxes[parent].grown(-8.0).contains(layout.boxes[a]), "{a} stands out of {parent}");
                prop_assert!(!title(&graph, &layout, parent).overlaps(layout.boxes[a]), "{a} covers the title of {parent}");
            }
            for b in a + 1..graph.boxes.len() {
                if graph.boxes[b].parent == node.parent {
                    prop_assert!(!layout.boxes[a].grown(8.0).overlaps(layout.boxes[b]), "{a} and {b} overlap");
                }
            }
        }
    }

    #[test]
    fn lines_run_from_border_to_border_and_through_nothing(graph in graphs()) {
        prop_assert_eq!(wrong_line(&graph, &level_by_level(&graph)), None);
    }

    #[test]
    fn labels_cover_neither_boxes_nor_each_other(graph in graphs()) {
        let layout = level_by_level(&graph);
        let labels: Vec<Rect> = layout.routes.iter().filter_map(|r| r.label).collect();
        for (at, label) in labels.iter().enumerate() {
            prop_assert!(Rect::new(-0.01, -0.01, layout.size.width + 0.02, layout.size.height + 0.02).contains(*label));
            prop_assert!(!labels[at + 1..].iter().any(|other| other.overlaps(*label)));
            for index in 0..graph.boxes.len() {
                let kept = if holds(&graph, index) { title(&graph, &layout, index) } else { layout.boxes[index] };
                prop_assert!(!kept.overlaps(*label), "a label covers {index}");
            }
        }
        for (index, (edge, route)) in graph.edges.iter().zip(&layout.routes).enumerate() {
            prop_assert!(edge.label.is_none() || route.label.is_some() || layout.notes.contains(&Note::LabelLeftOut(index)));
        }
    }
}

#[test]
fn empty_and_lonely_graphs_are_no_trouble() {
    assert_eq!(level_by_level(&Graph::default()), Layout::default());
    let alone = Graph { boxes: vec![Node { size: Size::new(50.0, 30.0), ..Node::default() }], ..Graph::default() };
    assert_eq!(level_by_level(&alone).size, Size::new(50.0, 30.0));
}

#[test]
fn ends_that_do_not_exist_are_no_trouble() {
    let node = Node { parent: Some(7), size: Size::new(50.0, 30.0), ..Node::default() };
    let edge = Edge { from: 0, to: 9, label: Some(Size::new(20.0, 10.0)) };
    let layout = level_by_level(&Graph { direction: None, boxes: vec![node], edges: vec![edge] });
    assert_eq!((layout.boxes.len(), layout.routes.len()), (1, 1));
    assert!(layout.routes[0].points.is_empty());
}

#[test]
fn hundreds_of_boxes_take_no_time() {
    let boxes: Vec<Node> = (0..400).map(|_| Node { size: Size::new(120.0, 60.0), ..Node::default() }).collect();
    let edges = (0..800).map(|i| Edge { from: (i * 7) % 400, to: (i * 13 + 5) % 400, label: None }).collect();
    let layout = level_by_level(&Graph { direction: None, boxes, edges });
    assert_eq!(layout.routes.iter().filter(|r| r.points.len() > 1).count(), 800);
}

#[test]
fn a_line_that_is_moved_aside_draws_no_other_piece_of_it_through_a_box() {
    // Parent, or none where it is no smaller number, width and height.
    let boxes: [(usize, u16, u16); 25] = [
        (99, 193, 62),
        (0, 255, 83),
        (0, 132, 64),
        (99, 120, 99),
        (0, 66, 95),
        (3, 119, 102),
        (99, 154, 89),
        (99, 176, 123),
        (3, 113, 95),
        (99, 160, 116),
        (99, 138, 98),
        (6, 259, 97),
        (99, 82, 106),
        (6, 211, 96),
        (99, 200, 47),
        (99, 201, 63),
        (99, 90, 133),
        (99, 140, 52),
        (99, 185, 76),
        (99, 168, 46),
        (99, 157, 64),
        (99, 248, 127),
        (99, 149, 64),
        (6, 124, 129),
        (99, 87, 122),
    ];
    let node = |&(parent, width, height): &(usize, u16, u16)| {
        let (width, height) = (f64::from(width), f64::from(height));
        Node {
            parent: Some(parent).filter(|&p| p < 99),
            size: Size::new(width, height),
            title: Size::new(width / 2.0, 40.0),
            ..Node::default()
        }
    };
    let edge = |(from, to, label): (usize, usize, Option<Size>)| Edge { from, to, label };
    let edges =
        [(10, 2, Some(Size::new(124.0, 15.0))), (4, 16, None), (10, 0, Some(Size::new(145.0, 15.0))), (18, 4, Some(Size::new(87.0, 30.0)))];
    let graph = Graph { direction: None, boxes: boxes.iter().map(node).collect(), edges: edges.map(edge).into() };
    assert_eq!(wrong_line(&graph, &level_by_level(&graph)), None);
}
