//! What holds of every layout, tried on generated graphs of any depth.

use proptest::prelude::*;

use super::super::properties::{holds, on_border, piece, title, within};
use super::super::{Direction, Edge, Graph, Layout, Node, Point, Rect, Size, bundle};
use super::levels::{self, Kind, Level};
use super::place::Setting;
use super::ratchet::Dice;
use super::table::Table;
use super::tree::Tree;
use super::{laid, layout, order};

const DIRECTIONS: [Option<Direction>; 5] =
    [None, Some(Direction::Down), Some(Direction::Right), Some(Direction::Up), Some(Direction::Left)];

fn graphs() -> impl Strategy<Value = Graph> {
    let boxes = prop::collection::vec((any::<prop::sample::Index>(), 0..4u8, 60..260u16, 40..140u16), 1..30);
    let edges = prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..150u16, 1..4u8), 0..45);
    (boxes, edges, 0..5_usize, 0..5_usize).prop_map(|(boxes, edges, direction, deepest)| {
        let mut nodes: Vec<Node> = Vec::new();
        let mut depths: Vec<usize> = Vec::new();
        for (at, nested, width, height) in &boxes {
            let may_hold: Vec<usize> = (0..nodes.len()).filter(|&p| depths[p] < deepest && p % 2 == 0).collect();
            let parent = (*nested > 0 && !may_hold.is_empty()).then(|| may_hold[at.index(may_hold.len())]);
            depths.push(parent.map_or(0, |p| depths[p] + 1));
            let (width, height) = (f64::from(*width) + 0.3, f64::from(*height) + 0.7);
            nodes.push(Node { parent, size: Size::new(width, height), title: Size::new(width / 2.0, 40.0), ..Node::default() });
        }
        let edges = edges.iter().map(|(from, to, width, lines)| Edge {
            from: from.index(nodes.len()),
            to: to.index(nodes.len()),
            label: (*width > 20).then(|| Size::new(f64::from(*width), f64::from(*lines) * 15.0)),
        });
        Graph { direction: DIRECTIONS[direction], edges: edges.collect(), boxes: nodes }
    })
}

/// What is wrong with the boxes of a layout.
fn wrong_boxes(graph: &Graph, layout: &Layout) -> Option<String> {
    let whole = Rect::new(-0.01, -0.01, layout.size.width + 0.02, layout.size.height + 0.02);
    for (a, node) in graph.boxes.iter().enumerate() {
        let rect = layout.boxes[a];
        if !whole.contains(rect) {
            return Some(format!("{a} stands out of the page"));
        }
        if rect.width < node.size.width - 0.01 || rect.height < node.size.height - 0.01 {
            return Some(format!("{a} is too small"));
        }
        if let Some(parent) = node.parent {
            if !layout.boxes[parent].grown(-8.0).contains(rect) {
                return Some(format!("{a} stands out of {parent}: {rect:?} {:?}", layout.boxes[parent]));
            }
            if title(graph, layout, parent).grown(-0.01).overlaps(rect) {
                return Some(format!("{a} covers the title of {parent}"));
            }
        }
        let beside = |b: &usize| graph.boxes[*b].parent == node.parent && rect.grown(8.0).overlaps(layout.boxes[*b]);
        if let Some(b) = (a + 1..graph.boxes.len()).find(beside) {
            return Some(format!("{a} and {b} overlap"));
        }
    }
    None
}

/// What is wrong with the lines of a layout.
fn wrong_lines(graph: &Graph, layout: &Layout) -> Option<String> {
    let whole = Rect::new(-0.01, -0.01, layout.size.width + 0.02, layout.size.height + 0.02);
    for (index, (edge, route)) in graph.edges.iter().zip(&layout.routes).enumerate() {
        let (Some(&first), Some(&last)) = (route.points.first(), route.points.last()) else {
            return Some(format!("line {index} is not drawn"));
        };
        if !on_border(layout.boxes[edge.from], first) || !on_border(layout.boxes[edge.to], last) {
            return Some(format!("line {index} hangs loose: {route:?}"));
        }
        for pair in route.points.windows(2) {
            if pair[0].x != pair[1].x && pair[0].y != pair[1].y {
                return Some(format!("line {index} runs askew: {route:?}"));
            }
            let piece = piece(pair[0], pair[1]);
            if !whole.contains(piece.grown(-0.01)) {
                return Some(format!("line {index} leaves the page"));
            }
            for at in 0..graph.boxes.len() {
                let open = within(graph, edge.from, at) || within(graph, edge.to, at);
                let kept = if open { title(graph, layout, at) } else { layout.boxes[at] };
                if kept.grown(-1.0).overlaps(piece) {
                    return Some(format!("line {index} from {} to {} runs through {at}: {route:?}", edge.from, edge.to));
                }
            }
            let mut others = layout.routes.iter().enumerate().filter(|(other, _)| *other != index);
            if others.any(|(_, other)| other.label.is_some_and(|label| label.grown(-1.0).overlaps(piece))) {
                return Some(format!("line {index} runs through a label"));
            }
        }
    }
    None
}

/// What is wrong with the labels of a layout.
fn wrong_labels(graph: &Graph, layout: &Layout) -> Option<String> {
    let whole = Rect::new(-0.01, -0.01, layout.size.width + 0.02, layout.size.height + 0.02);
    let labels: Vec<Rect> = layout.routes.iter().filter_map(|r| r.label).collect();
    if labels.len() != graph.edges.iter().filter(|e| e.label.is_some()).count() {
        return Some("a label is missing".to_owned());
    }
    for (at, label) in labels.iter().enumerate() {
        if !whole.contains(*label) || labels[at + 1..].iter().any(|other| other.overlaps(*label)) {
            return Some(format!("label {at} covers another, or stands out"));
        }
        for index in 0..graph.boxes.len() {
            let kept = if holds(graph, index) { title(graph, layout, index) } else { layout.boxes[index] };
            if kept.grown(-0.01).overlaps(*label) {
                return Some(format!("label {at} covers {index}"));
            }
        }
    }
    None
}

pub(super) fn wrong(graph: &Graph, layout: &Layout) -> Option<String> {
    wrong_boxes(graph, layout).or_else(|| wrong_lines(graph, layout)).or_else(|| wrong_labels(graph, layout))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_covers_anything(graph in graphs()) {
        let made = layout(&graph);
        prop_assert_eq!(wrong(&graph, &made), None);
        prop_assert_eq!(made, layout(&graph));
    }

    #[test]
    fn lines_that_lead_round_cover_nothing(graph in graphs(), chosen in prop::collection::vec(any::<bool>(), 1..40)) {
        let graph = Graph { direction: None, ..graph };
        prop_assert_eq!(wrong(&graph, &led_round(&graph, &chosen)), None);
    }

    #[test]
    fn lines_that_are_led_together_cover_nothing(graph in graphs()) {
        let mut made = layout(&graph);
        bundle(&graph, &vec![Some(0); graph.edges.len()], &mut made);
        prop_assert_eq!(wrong(&graph, &made), None);
    }

    #[test]
    fn a_wider_box_moves_nothing_past_another(links in prop::collection::vec((0..12_usize, 0..12_usize), 14..30), which in 0..12_usize) {
        let graph = Graph { direction: Some(Direction::Down), ..flat(12, links) };
        let mut renamed = graph.clone();
        renamed.boxes[which].size.width += 90.0;
        let (before, after) = (layout(&graph), layout(&renamed));
        let linked = |at: usize| graph.edges.iter().any(|e| e.from != e.to && (e.from == at || e.to == at));
        for row in rows(&graph) {
            let row: Vec<usize> = row.into_iter().filter(|&at| linked(at)).collect();
            for (a, b) in row.iter().flat_map(|&a| row.iter().map(move |&b| (a, b))) {
                let beside = before.boxes[a].x < before.boxes[b].x;
                prop_assert!(!beside || after.boxes[a].x < after.boxes[b].x, "{a} and {b} changed places");
            }
        }
    }
}

/// A graph laid out with those of its lines led round that are chosen, over and over from the first, and may be.
fn led_round(graph: &Graph, chosen: &[bool]) -> Layout {
    let tree = Tree::new(graph);
    let none = Table::filled(tree.len(), Vec::new());
    let mut choice = chosen.iter().copied().cycle();
    let levels = levels::cut(graph, &tree, &none);
    let round = levels.each.iter().map(|level| {
        let is_item = |v: Option<&usize>| v.is_some_and(|&v| matches!(level.kinds[v], Kind::Item(_)));
        let may = |chain: &levels::Chain| is_item(chain.vertices.first()) && is_item(chain.vertices.last());
        level.chains.iter().map(|chain| may(chain) && choice.next() == Some(true)).collect()
    });
    let levels = &levels::cut(graph, &tree, &round.collect());
    laid(&Setting { graph, tree: &tree, levels, orders: &order::order(&levels.each, &tree) }, false).0
}

/// The boxes that stand side by side in a layer. Parts that no line joins are none of each other's: they are packed.
fn rows(graph: &Graph) -> Vec<Vec<usize>> {
    let tree = Tree::new(graph);
    let levels = levels::cut(graph, &tree, &Table::filled(tree.len(), Vec::new()));
    let item = |kind: &Kind| if let Kind::Item(at) = kind { Some(*at) } else { None };
    let rows =
        |level: &Level| level.layers.iter().map(|row| row.iter().filter_map(|&v| item(&level.kinds[v])).collect()).collect::<Vec<_>>();
    levels.each.iter().flat_map(rows).collect()
}

fn flat(count: usize, edges: Vec<(usize, usize)>) -> Graph {
    let boxes = vec![Node { size: Size::new(120.0, 60.0), ..Node::default() }; count];
    let edges = edges.into_iter().map(|(from, to)| Edge { from, to, label: None }).collect();
    Graph { direction: None, boxes, edges }
}

/// A title is where it is drawn, not beside the line that comes in next to it.
#[test]
fn a_line_that_leads_round_keeps_clear_of_the_title() {
    let parents = [None, Some(0), None, Some(0), Some(2), Some(0), Some(0), Some(2), None, None];
    let node = |parent| Node { parent, size: Size::new(60.0, 40.0), title: Size::new(72.0, 40.0), ..Node::default() };
    let boxes = parents.map(node).to_vec();
    let plain = [(5, 7), (3, 2), (9, 1), (2, 8), (3, 7), (4, 5), (2, 7), (2, 7), (2, 0)].map(|(from, to)| (from, to, None));
    let named = [(1, 0, 105.0), (5, 3, 76.0)].map(|(from, to, width)| (from, to, Some(Size::new(width, 15.0))));
    let edges = plain.into_iter().chain(named).map(|(from, to, label)| Edge { from, to, label });
    let graph = Graph { direction: None, boxes, edges: edges.collect() };
    for chosen in (0..32_u8).map(|bits| (0..5).map(|bit| bits >> bit & 1 == 1).collect::<Vec<_>>()) {
        assert_eq!(wrong(&graph, &led_round(&graph, &chosen)), None, "{chosen:?}");
    }
}

#[test]
fn nothing_is_laid_out_as_nothing() {
    assert_eq!(layout(&Graph::default()), Layout::default());
}

#[test]
fn one_box_fills_the_page() {
    let graph = flat(1, Vec::new());
    assert_eq!(layout(&graph).size, Size::new(120.0, 60.0));
    assert_eq!(wrong(&flat(1, vec![(0, 0), (0, 0)]), &layout(&flat(1, vec![(0, 0), (0, 0)]))), None);
}

#[test]
fn ends_and_parents_that_do_not_exist_do_no_harm() {
    let mut graph = flat(1, vec![(0, 9)]);
    graph.boxes[0].parent = Some(7);
    let made = layout(&graph);
    assert_eq!((made.boxes.len(), made.routes.len()), (1, 1));
    assert!(made.routes[0].points.is_empty());
}

#[test]
fn sizes_that_are_none_do_no_harm() {
    let mut graph = flat(3, vec![(0, 1), (1, 2), (2, 0)]);
    graph.boxes[0].size = Size::new(f64::NAN, f64::INFINITY);
    graph.boxes[1].size = Size::new(-5.0, 1e300);
    assert!(layout(&graph).size.width.is_finite());
}

#[test]
fn a_chain_of_a_thousand() {
    let mut graph = flat(1000, (1..1000).map(|to| (to - 1, to)).collect());
    let made = layout(&graph);
    assert!(made.routes.iter().all(|r| r.points.len() == 2 || r.points.len() == 4), "a chain runs straight, but where it is folded");
    assert!((0.6..2.2).contains(&(made.size.width / made.size.height)), "{:?}", made.size);
    graph.direction = Some(Direction::Down);
    assert!(layout(&graph).routes.iter().all(|r| r.points.len() == 2), "a chain runs straight");
}

#[test]
fn a_thousand_boxes_in_one_another() {
    let mut graph = flat(1001, vec![(1000, 0), (0, 1000)]);
    for (at, node) in graph.boxes.iter_mut().enumerate().take(1000) {
        node.parent = at.checked_sub(1);
    }
    let made = layout(&graph);
    assert_eq!(made.boxes.len(), 1001);
    assert!(made.routes.iter().all(|r| r.points.len() >= 2));
}

#[test]
fn a_star_of_five_thousand() {
    let graph = flat(5001, (1..=5000).map(|to| (0, to)).collect());
    let made = layout(&graph);
    assert!(made.routes.iter().all(|r| r.points.len() >= 2));
}

#[test]
fn what_no_line_joins_is_packed() {
    let made = layout(&flat(40, Vec::new()));
    assert_eq!(wrong(&flat(40, Vec::new()), &made), None);
    let shape = made.size.width / made.size.height;
    assert!((0.6..2.2).contains(&shape), "{shape}");
}

#[test]
fn boxes_stand_beside_one_another_where_few_lines_join_them() {
    // A system between two others, with three domains one after the other in it, each a chain of five services.
    let title = Size::new(100.0, 40.0);
    let frame = |parent: Option<usize>| Node { parent, title, ..Node::default() };
    let plain = |parent: Option<usize>| Node { parent, size: Size::new(150.0, 60.0), ..Node::default() };
    let mut boxes = vec![plain(None), frame(None)];
    let mut lines = Vec::new();
    for domain in 0..3 {
        let at = boxes.len();
        boxes.push(frame(Some(1)));
        boxes.extend((0..5).map(|_| plain(Some(at))));
        lines.extend((1..5).map(|nth| (at + nth, at + nth + 1)));
        lines.extend((domain > 0).then_some((at - 1, at + 1)));
    }
    boxes.push(plain(None));
    lines.extend([(0, 3), (boxes.len() - 2, boxes.len() - 1)]);
    let edges = lines.into_iter().map(|(from, to)| Edge { from, to, label: None }).collect();
    let made = layout(&Graph { direction: None, boxes, edges });
    let domains: Vec<Rect> = [2, 8, 14].iter().map(|&at| made.boxes[at]).collect();
    let beside = |a: &Rect, b: &Rect| a.y < b.bottom() && b.y < a.bottom();
    assert!(domains.windows(2).any(|pair| beside(&pair[0], &pair[1])), "{domains:?}");
    // The line between them leads round: from below the one, up between the two, to above the other.
    let round = |route: &&super::super::Route| route.points.windows(2).any(|pair| pair[1].y < pair[0].y - 100.0);
    let rounds: Vec<_> = made.routes.iter().filter(round).collect();
    assert!((1..=2).contains(&rounds.len()) && rounds.iter().all(|route| route.points.len() == 6), "{rounds:?}");
}

#[test]
fn lines_keep_from_the_corners_of_a_box_as_it_says() {
    for corner in [0.0, 30.0] {
        let node = |width: f64| Node { size: Size::new(width, 60.0), corner, ..Node::default() };
        let boxes = [200.0, 700.0, 90.0, 700.0].map(node).to_vec();
        let edges = [(0, 1), (0, 2), (0, 3), (2, 1), (3, 2)].map(|(from, to)| Edge { from, to, label: None }).to_vec();
        let made = layout(&Graph { direction: Some(Direction::Down), boxes, edges });
        let at_ends = made.routes.iter().flat_map(|route| [route.points[0], route.points[route.points.len() - 1]]);
        let ends: Vec<Point> = at_ends.collect();
        let nearest = |at: usize| {
            let rect = made.boxes[at];
            let here = ends.iter().filter(|&&end| on_border(rect, end) && end.x >= rect.x && end.x <= rect.right());
            here.map(|end| (end.x - rect.x).min(rect.right() - end.x)).fold(f64::MAX, f64::min)
        };
        // A side of 90 is too short for more than a fourth of it.
        let least = [corner.max(10.0), corner.max(10.0), 22.5_f64.min(corner.max(10.0)), corner.max(10.0)];
        assert!((0..4).all(|at| nearest(at) >= least[at]), "{:?}", made.routes);
    }
}

/// Boxes of a frame that are joined to nothing but one box beyond it stand in rows, as they do around a box beside them, whichever
/// way the lines run.
#[test]
fn many_boxes_that_lines_join_to_the_border_stand_in_rows() {
    let node = |parent: Option<usize>| Node { size: Size::new(120.0, 60.0), parent, ..Node::default() };
    let boxes: Vec<Node> = std::iter::once(node(None)).chain((0..40).map(|_| node(Some(0)))).chain([node(None)]).collect();
    let label = Some(Size::new(36.0, 18.0));
    for arrives in [false, true] {
        let edge = |at: usize| if arrives { Edge { from: at, to: 41, label } } else { Edge { from: 41, to: at, label } };
        let graph = Graph { direction: None, boxes: boxes.clone(), edges: (1..=40).map(edge).collect() };
        let made = layout(&graph);
        assert_eq!(wrong(&graph, &made), None);
        let shape = made.size.width / made.size.height;
        assert!((0.5..2.2).contains(&shape), "{shape}");
        let mut columns: Vec<i64> = made.boxes[1..=40].iter().map(|rect| rect.x as i64).collect();
        columns.sort_unstable();
        columns.dedup();
        assert!(columns.len() >= 4, "{columns:?}");
    }
}

/// However many boxes there are round one, the page is about as wide as it is high.
#[test]
fn a_star_of_any_size_has_a_shape_that_can_be_read() {
    for count in [12, 25, 60, 100, 200, 400] {
        for arrives in [false, true] {
            let node = Node { size: Size::new(120.0, 60.0), ..Node::default() };
            let label = Some(Size::new(50.0, 18.0));
            let edge = |at: usize| if arrives { Edge { from: at, to: 0, label } } else { Edge { from: 0, to: at, label } };
            let graph = Graph { direction: None, boxes: vec![node; count + 1], edges: (1..=count).map(edge).collect() };
            let made = layout(&graph);
            assert_eq!(wrong(&graph, &made), None);
            let shape = made.size.width / made.size.height;
            assert!((0.5..2.2).contains(&shape), "{count}: {shape}");
        }
    }
}

/// Sixty boxes in six others, all joined to one box beside these, and some of them to one another.
#[test]
fn lines_to_a_box_with_many_run_straight_past_others() {
    let node = |parent: Option<usize>| Node { size: Size::new(140.0, 60.0), parent, ..Node::default() };
    let boxes: Vec<Node> = (0..6).map(|_| node(None)).chain((0..60).map(|at| node(Some(at % 6)))).chain([node(None)]).collect();
    let label = Some(Size::new(60.0, 16.0));
    let mut dice = Dice(5);
    let mut edges: Vec<Edge> =
        (6..66).map(|at| if dice.happens(60) { (at, 66) } else { (66, at) }).map(|(from, to)| Edge { from, to, label }).collect();
    edges.extend((0..20).map(|_| Edge { from: 6 + dice.below(60), to: 6 + dice.below(60), label }));
    edges.retain(|edge| edge.from != edge.to);
    let graph = Graph { direction: None, boxes, edges };
    let made = layout(&graph);
    assert_eq!(wrong(&graph, &made), None);
    let bends: usize = made.routes.iter().map(|route| route.points.len() - 2).sum();
    assert!(bends * 2 <= made.routes.len() * 7, "{bends} of {}", made.routes.len());
}

#[test]
fn lines_end_as_far_apart_as_a_box_says() {
    for apart in [0.0, 16.0] {
        let node = |width: f64| Node { size: Size::new(width, 40.0), apart, ..Node::default() };
        let boxes = std::iter::once(node(200.0)).chain((0..9).map(|_| node(40.0))).collect();
        let edges = (1..=9).map(|from| Edge { from, to: 0, label: None }).collect();
        let made = layout(&Graph { direction: Some(Direction::Down), boxes, edges });
        let mut ends: Vec<f64> = made.routes.iter().map(|route| route.points[route.points.len() - 1].x).collect();
        ends.sort_by(f64::total_cmp);
        assert!(ends.windows(2).all(|pair| pair[1] - pair[0] >= apart.max(10.0)), "{ends:?}");
    }
}

#[test]
fn lines_of_a_box_to_itself_keep_from_its_corners() {
    let loops = |corner: f64| {
        let node = Node { size: Size::new(120.0, 60.0), corner, ..Node::default() };
        let lines = vec![Edge { from: 0, to: 0, label: None }];
        let made = layout(&Graph { direction: Some(Direction::Down), boxes: vec![node], edges: lines });
        [made.routes[0].points[0].y, made.routes[0].points[3].y]
    };
    assert_eq!(loops(0.0), [15.0, 45.0]);
    assert_eq!(loops(19.0), [20.0, 40.0]);
}

/// Boxes of these sizes, with lines that have labels of these sizes.
fn drawn(boxes: &[(f64, f64)], edges: &[(usize, usize, f64, f64)]) -> Graph {
    let node = |&(width, height): &(f64, f64)| Node { size: Size::new(width, height), ..Node::default() };
    let edge = |&(from, to, width, height): &(usize, usize, f64, f64)| Edge { from, to, label: Some(Size::new(width, height)) };
    Graph { direction: Some(Direction::Down), boxes: boxes.iter().map(node).collect(), edges: edges.iter().map(edge).collect() }
}

#[test]
fn two_lines_that_go_where_the_other_comes_from_are_drawn_apart() {
    let boxes = [(284.0, 150.0), (314.0, 266.0), (308.0, 172.0), (248.0, 130.0), (192.0, 130.0), (228.0, 172.0)];
    let edges = [(1, 0, 90.0, 32.0), (1, 5, 48.0, 18.0), (1, 1, 72.0, 18.0), (2, 1, 96.0, 32.0), (2, 4, 54.0, 18.0), (3, 1, 96.0, 32.0)];
    let graph = drawn(&boxes, &edges);
    let made = layout(&graph);
    assert_eq!(wrong(&graph, &made), None);
    let uprights: Vec<(usize, Rect)> = made
        .routes
        .iter()
        .enumerate()
        .flat_map(|(at, route)| {
            route.points.windows(2).filter(|pair| pair[0].x == pair[1].x).map(move |pair| (at, piece(pair[0], pair[1]))).collect::<Vec<_>>()
        })
        .collect();
    for (nth, (a, one)) in uprights.iter().enumerate() {
        for (b, other) in &uprights[nth + 1..] {
            let beside = one.y < other.bottom() && other.y < one.bottom();
            assert!(a == b || !beside || (one.x - other.x).abs() >= 5.0, "{a} and {b}: {one:?} {other:?}");
        }
    }
}

#[test]
fn a_line_does_not_step_aside_a_little_where_its_end_can_be_moved() {
    let boxes = [
        (0.0, 0.0),
        (124.0, 60.0),
        (124.0, 60.0),
        (186.0, 118.0),
        (172.0, 66.0),
        (156.0, 72.0),
        (210.0, 122.0),
        (124.0, 60.0),
        (206.0, 72.0),
        (220.0, 74.0),
        (150.0, 62.0),
    ];
    let edges = [
        (1, 5, 140.0, 18.0),
        (2, 5, 76.0, 18.0),
        (5, 6, 156.0, 46.0),
        (3, 6, 130.0, 32.0),
        (6, 8, 146.0, 18.0),
        (6, 9, 148.0, 18.0),
        (6, 4, 52.0, 32.0),
        (6, 10, 110.0, 46.0),
        (10, 7, 158.0, 46.0),
    ];
    let mut graph = drawn(&boxes, &edges);
    graph.boxes[0].title = Size::new(90.0, 52.0);
    graph.boxes.iter_mut().skip(5).for_each(|node| node.parent = Some(0));
    let made = layout(&graph);
    assert_eq!(wrong(&graph, &made), None);
    assert_eq!(made.routes[5].points.len(), 2, "{:?}", made.routes[5].points);
}
