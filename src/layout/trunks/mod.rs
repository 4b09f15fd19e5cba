//! Trunks: lines of one kind that leave one side of a box, or arrive there, are led together as far as they go the same way,
//! so that a fan of many lines is one line that parts, and those that then turn to the same side part later. Nothing else moves,
//! and no line comes to lie on anything: what cannot join stays as it was.

mod fan;
mod ground;

use std::collections::{BTreeMap, BTreeSet};

use fan::{FAN, Fan, Lead, Led, Member, Side, ends_of};
use ground::{Ground, ROUNDS};

use super::geometry::{Point, Rect};
use super::{Graph, Layout, Route};

/// So many crossings more are put up with for each line where trunks for both ways make room at a box.
const BOTH_WAYS: f64 = 1.5;
/// With more lines than this, nobody would follow a trunk.
const MANY: usize = 1500;

/// Leads fans of lines together. `kinds` says for each line what it looks like; only lines that look alike can share a part,
/// and those without a kind do not. Gives back for each line whether it shares its last part: such lines are alike when they
/// are drawn from their ends.
pub fn bundle(graph: &Graph, kinds: &[Option<usize>], layout: &mut Layout) -> Vec<bool> {
    let count = graph.edges.len();
    if count > MANY {
        return vec![false; count];
    }
    let (fans, ground) = (fans(graph, kinds, layout), Ground::new(graph, layout));
    let mut trunks = Trunks { ground, layout, arriving: vec![false; count], aligned: Vec::new() };
    trunks.lead_both_ways(&fans);
    for (fan, edges) in &fans {
        trunks.lead_fan(*fan, edges);
    }
    for (fan, edges) in &fans {
        trunks.gather(*fan, edges);
    }
    trunks.align();
    trunks.arriving
}

/// A fan, and its lines.
type Edges = (Fan, Vec<usize>);

/// A layout whose lines are led together.
struct Trunks<'a> {
    ground: Ground<'a>,
    layout: &'a mut Layout,
    /// The lines that share their last part.
    arriving: Vec<bool>,
    /// Where labels would stand right behind their trunks.
    aligned: Vec<(usize, Rect)>,
}

impl Trunks<'_> {
    /// Where a box has more lines at a side than room, and they leave it and arrive by turns, one trunk alone would cross all that
    /// have none yet: those for both ways are tried together.
    fn lead_both_ways(&mut self, fans: &[Edges]) {
        let mut sides: BTreeMap<(usize, Side), Vec<&Edges>> = BTreeMap::new();
        for each in fans {
            sides.entry((each.0.hub, each.0.side)).or_default().push(each);
        }
        for mut fans in sides.into_values().filter(|fans| fans.len() > 1) {
            // A line that runs straight leaves its trunk no other place.
            fans.sort_by_key(|(fan, edges)| !self.members(*fan, edges).iter().any(Member::is_straight));
            let Some((fan, _)) = fans.first() else { continue };
            if !self.ground.is_crowded(self.layout, *fan) {
                continue;
            }
            let edges: Vec<usize> = fans.iter().flat_map(|(_, edges)| edges).copied().collect();
            let was: Vec<Route> = edges.iter().map(|&edge| self.layout.routes.get(edge).cloned().unwrap_or_default()).collect();
            let before = self.ground.crossings(self.layout, &edges);
            let mut parted = Vec::new();
            for (fan, edges) in &fans {
                let best = self.ground.best(self.layout, &self.members(*fan, edges), true);
                parted.push((*fan, self.lead(*fan, best)));
            }
            let more = self.ground.crossings(self.layout, &edges).saturating_sub(before) as f64;
            if more <= edges.len() as f64 * BOTH_WAYS {
                for (fan, members) in parted {
                    self.lead_on(fan, members);
                }
                continue;
            }
            for (edge, route) in edges.into_iter().zip(was) {
                self.ground.lead(edge, &route.points, false);
                if let (Some(known), Some(arriving)) = (self.layout.routes.get_mut(edge), self.arriving.get_mut(edge)) {
                    (*known, *arriving) = (route, false);
                }
            }
        }
    }

    /// Leads lines of a fan together; what one trunk could not take may be the next one's.
    fn lead_fan(&mut self, fan: Fan, edges: &[usize]) {
        for _ in 0..ROUNDS {
            let best = self.ground.best(self.layout, &self.members(fan, edges), false);
            if best.is_empty() {
                break;
            }
            let members = self.lead(fan, best);
            self.lead_on(fan, members);
        }
    }

    /// Lets lines that share no trunk, and whose end at the hub is so near to another's that they could not be told apart, join one
    /// there, or else stand clear of it where they turned away from it anyway.
    fn gather(&mut self, fan: Fan, edges: &[usize]) {
        let mut trunks: Vec<(f64, Vec<usize>)> = Vec::new();
        for (edge, port) in ends_of(self.layout, fan, edges).filter(|(edge, _)| self.ground.is_led(*edge)) {
            match trunks.iter_mut().find(|(known, _)| *known == port) {
                Some((_, with)) => with.push(edge),
                None => trunks.push((port, vec![edge])),
            }
        }
        trunks.retain(|(_, with)| with.len() > 1);
        let stray: Vec<(usize, f64)> = ends_of(self.layout, fan, edges).filter(|(edge, _)| !self.ground.is_led(*edge)).collect();
        for (edge, own) in stray {
            let nearest = trunks.iter().min_by(|(a, _), (b, _)| (a - own).abs().total_cmp(&(b - own).abs()));
            let Some(member) = Member::new(self.layout, edge, fan) else { continue };
            if let Some(lead) = nearest.and_then(|(port, with)| self.ground.joined(self.layout, &member, with, *port)) {
                self.lead(fan, vec![lead]);
            } else if let Some(points) = self.ground.straightened(self.layout, &member)
                && let Some(route) = self.layout.routes.get_mut(edge)
            {
                self.ground.lead(edge, &points, false);
                route.points = points;
            }
        }
    }

    /// The lines of a fan that share no trunk yet.
    fn members(&self, fan: Fan, edges: &[usize]) -> Vec<Member> {
        let free = edges.iter().filter(|&&edge| !self.ground.is_led(edge));
        free.filter_map(|&edge| Member::new(self.layout, edge, fan)).collect()
    }

    /// Leads lines that turn to the same side after a trunk by way of another one, and so on.
    fn lead_on(&mut self, fan: Fan, members: Vec<Member>) {
        let mut parted = vec![members];
        while let Some(members) = parted.pop() {
            for way in [1.0, -1.0] {
                let next = self.ground.next(self.layout, &members, way);
                if !next.is_empty() {
                    parted.push(self.lead(fan, next));
                }
            }
        }
    }

    /// Leads lines by way of a trunk, and gives back those that turn after it.
    fn lead(&mut self, fan: Fan, led: Led) -> Vec<Member> {
        let members = led.iter().filter_map(|lead| Member::parted(lead, fan)).collect();
        for Lead { edge, points, label, aligned, .. } in led {
            if let (Some(route), Some(arriving)) = (self.layout.routes.get_mut(edge), self.arriving.get_mut(edge)) {
                self.ground.lead(edge, &points, true);
                (route.points, route.label) = (points, label);
                *arriving |= fan.arrives;
                self.aligned.extend(aligned.map(|label| (edge, label)));
            }
        }
        members
    }

    /// Puts labels right behind their trunks: what stood in their way may since have joined another one.
    fn align(&mut self) {
        for (edge, label) in std::mem::take(&mut self.aligned) {
            if self.ground.has_room(self.layout, edge, label)
                && let Some(route) = self.layout.routes.get_mut(edge)
            {
                route.label = Some(label);
            }
        }
    }
}

/// The fans of a layout, each with its lines.
fn fans(graph: &Graph, kinds: &[Option<usize>], layout: &Layout) -> Vec<Edges> {
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
    let mut fans: Vec<Edges> = fans.into_iter().filter(|(_, members)| members.len() >= FAN).collect();
    fans.sort_by_key(|(fan, members)| (std::cmp::Reverse(members.len()), *fan));
    fans
}

#[cfg(test)]
mod tests {
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
        // Both ways by turns.
        let by_turns = [3, 5].map(|nth| of_forty(|at| at % nth == 0));
        assert!(by_turns.iter().all(|count| *count <= 14), "{by_turns:?}");
    }

    /// Two boxes with twelve others in each, of which every one has a line to the same box far below them.
    #[test]
    fn lines_that_part_from_a_trunk_to_one_side_share_their_way_on() {
        let node = |parent: Option<usize>| Node { size: Size::new(120.0, 60.0), parent, ..Node::default() };
        let frames = [None, None, None, Some(2)].map(node);
        let boxes: Vec<Node> = frames.into_iter().chain((0..24).map(|at| node(Some(at / 12)))).collect();
        let within = |at: usize| Edge { from: at, to: at + 4, label: None };
        let edges = (4..28).map(|from| Edge { from, to: 3, label: None }).chain((4..12).chain(16..24).map(within)).collect();
        let graph = Graph { direction: None, boxes, edges };
        let mut layout = DEFAULT(&graph);
        let pieces = |layout: &Layout| {
            let points = |p: &Point| (p.x as i64, p.y as i64);
            let each = layout.routes.iter().take(24).flat_map(|route| route.points.windows(2));
            each.map(|pair| (points(&pair[0]), points(&pair[1]))).collect::<BTreeSet<_>>().len()
        };
        let before = pieces(&layout);
        let kinds = (0..graph.edges.len()).map(|at| (at < 24).then_some(0)).collect::<Vec<_>>();
        bundle(&graph, &kinds, &mut layout);
        assert!(pieces(&layout) * 3 <= before * 2, "{before}, then {}", pieces(&layout));
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
