//! Trunks: lines of one kind that leave one side of a box, or arrive there, are led together as far as they go the same way,
//! so that a fan of many lines is one line that parts. Nothing else moves, and no line comes to lie on anything: what cannot
//! join stays as it was.

mod fan;
mod ground;

use std::collections::{BTreeMap, BTreeSet};

use fan::{FAN, Fan, Lead, Member, Side};
use ground::{Ground, ROUNDS};

use super::geometry::Point;
use super::{Graph, Layout};

/// With more lines than this, nobody would follow a trunk.
const MANY: usize = 1500;

/// Leads fans of lines together. `kinds` says for each line what it looks like; only lines that look alike can share a part,
/// and those without a kind do not. Gives back for each line whether it shares its last part: such lines are alike when they
/// are drawn from their ends.
pub fn bundle(graph: &Graph, kinds: &[Option<usize>], layout: &mut Layout) -> Vec<bool> {
    let mut arriving = vec![false; graph.edges.len()];
    if graph.edges.len() > MANY {
        return arriving;
    }
    let mut ground = Ground::new(graph, layout);
    for (fan, members) in fans(graph, kinds, layout) {
        let mut members: Vec<Member> = members.into_iter().filter_map(|edge| Member::new(layout, edge, fan)).collect();
        // What one trunk could not take may be the next one's.
        for _ in 0..ROUNDS {
            let best = ground.best(layout, fan, &members);
            if best.is_empty() {
                break;
            }
            members.retain(|member| best.iter().all(|lead| lead.edge != member.edge));
            for Lead { edge, points, label } in best {
                if let (Some(route), Some(arriving)) = (layout.routes.get_mut(edge), arriving.get_mut(edge)) {
                    ground.lead(edge, &points);
                    (route.points, route.label) = (points, label);
                    *arriving |= fan.arrives;
                }
            }
        }
    }
    arriving
}

/// The fans of a layout, each with its lines.
fn fans(graph: &Graph, kinds: &[Option<usize>], layout: &Layout) -> Vec<(Fan, Vec<usize>)> {
    let mut fans: BTreeMap<Fan, Vec<usize>> = BTreeMap::new();
    let holders: BTreeSet<usize> = graph.boxes.iter().filter_map(|node| node.parent).collect();
    for (at, (edge, route)) in graph.edges.iter().zip(&layout.routes).enumerate() {
        let Some(kind) = kinds.get(at).copied().flatten().filter(|_| edge.from != edge.to) else { continue };
        let backwards: Vec<Point> = route.points.iter().rev().copied().collect();
        for (hub, arrives, points) in [(edge.from, false, &route.points), (edge.to, true, &backwards)] {
            if let (Some(side), false) = (Side::of(points), holders.contains(&hub)) {
                fans.entry(Fan { hub, arrives, side, kind }).or_default().push(at);
            }
        }
    }
    let mut fans: Vec<(Fan, Vec<usize>)> = fans.into_iter().filter(|(_, members)| members.len() >= FAN).collect();
    fans.sort_by_key(|(fan, members)| (std::cmp::Reverse(members.len()), *fan));
    fans
}

#[cfg(test)]
mod tests {
    use super::super::geometry::Rect;
    use super::super::{DEFAULT, Direction, Edge, Node, Size};
    use super::fan::through;
    use super::*;

    /// A box, and so many others that it points at or that point at it, each line with a label.
    fn star(spokes: usize, arrives: bool) -> Graph {
        let node = Node { size: Size::new(120.0, 60.0), ..Node::default() };
        let label = Some(Size::new(50.0, 18.0));
        let edge = |at: usize| if arrives { Edge { from: at, to: 0, label } } else { Edge { from: 0, to: at, label } };
        Graph { direction: Some(Direction::Down), boxes: vec![node; spokes + 1], edges: (1..=spokes).map(edge).collect() }
    }

    /// The places at the hub that lines have, and how many lines were turned to be drawn from their ends.
    fn ports(graph: &Graph, kind: impl Fn(usize) -> Option<usize>) -> (usize, usize) {
        let mut layout = DEFAULT(graph);
        let kinds: Vec<Option<usize>> = (0..graph.edges.len()).map(kind).collect();
        let arriving = bundle(graph, &kinds, &mut layout);
        let at_hub = graph.edges.iter().zip(&layout.routes).filter_map(|(edge, route)| match edge.from {
            0 => route.points.first(),
            _ => route.points.last(),
        });
        let ports: BTreeSet<(i64, i64)> = at_hub.map(|p| (p.x as i64, p.y as i64)).collect();
        (ports.len(), arriving.iter().filter(|arriving| **arriving).count())
    }

    #[test]
    fn a_fan_is_one_line_that_parts() {
        assert_eq!(ports(&star(9, false), |_| Some(0)), (1, 0));
        assert_eq!(ports(&star(9, true), |_| Some(0)), (1, 9));
    }

    #[test]
    fn labels_stand_in_line_behind_the_trunk_and_leave_its_corners_in_sight() {
        for arrives in [false, true] {
            let graph = star(9, arrives);
            let mut layout = DEFAULT(&graph);
            bundle(&graph, &[Some(0); 9], &mut layout);
            let labels: Vec<Rect> = layout.routes.iter().filter_map(|route| route.label).collect();
            assert_eq!(labels.len(), 9);
            for (at, route) in layout.routes.iter().enumerate() {
                let (label, points) = (route.label.expect("it has one"), &route.points);
                assert!(points.windows(2).any(|pair| through(label.center(), pair)), "on its own line");
                let corners = || points.iter().skip(1).take(points.len().saturating_sub(2));
                assert!(!corners().any(|&corner| label.grown(7.0).overlaps(Rect::new(corner.x, corner.y, 0.0, 0.0))), "off the corners");
                assert!(!labels.iter().enumerate().any(|(other, rect)| other != at && rect.overlaps(label)), "off the others");
            }
        }
    }

    /// How many places at the hub lines have, where so many of forty are led to it from the others.
    fn of_forty(arrives: impl Fn(usize) -> bool) -> usize {
        let label = Some(Size::new(36.0, 18.0));
        let node = |parent: Option<usize>| Node { size: Size::new(120.0, 60.0), parent, ..Node::default() };
        let boxes = std::iter::once(node(None)).chain((0..40).map(|_| node(Some(0)))).chain([node(None)]).collect();
        let edge = |at: usize| if arrives(at) { Edge { from: at, to: 41, label } } else { Edge { from: 41, to: at, label } };
        let graph = Graph { direction: None, boxes, edges: (1..=40).map(edge).collect() };
        let mut layout = DEFAULT(&graph);
        bundle(&graph, &[Some(0); 40], &mut layout);
        let ends = graph.edges.iter().zip(&layout.routes);
        let ports = ends.filter_map(|(edge, route)| if edge.from == 41 { route.points.first() } else { route.points.last() });
        ports.map(|p| ((p.x * 4.0) as i64, (p.y * 4.0) as i64)).collect::<BTreeSet<_>>().len()
    }

    #[test]
    fn a_hub_with_more_lines_than_room_has_a_trunk_for_each_way() {
        let counts = [of_forty(|_| false), of_forty(|at| at > 32), of_forty(|at| at > 20), of_forty(|at| at == 7 || at == 20)];
        assert_eq!(counts, [1, 2, 2, 3]);
    }

    #[test]
    fn trunks_of_lines_that_look_different_do_not_end_side_by_side() {
        for count in 8..24 {
            let mut graph = star(count, true);
            graph.boxes.iter_mut().for_each(|node| (node.size.width, node.apart) = (200.0, 12.0));
            let mut layout = DEFAULT(&graph);
            let kinds: Vec<Option<usize>> = (0..count).map(|at| Some(usize::from(at % 4 > 1))).collect();
            bundle(&graph, &kinds, &mut layout);
            let mut ends: Vec<f64> = layout.routes.iter().filter_map(|route| route.points.last()).map(|end| end.x).collect();
            ends.sort_by(f64::total_cmp);
            ends.dedup();
            assert!(ends.windows(2).all(|pair| pair[1] - pair[0] >= 11.0), "{count}: {ends:?}");
        }
    }

    #[test]
    fn few_lines_and_lines_that_look_different_stay_apart() {
        assert_eq!(ports(&star(3, false), |_| Some(0)), (3, 0));
        assert_eq!(ports(&star(9, false), |_| None), (9, 0));
        let two = ports(&star(10, false), |at| Some(at % 2)).0;
        assert!((2..=10).contains(&two), "{two}");
    }
}
