//! Lines that share no trunk and end at a hub all but on another line: how they could join a trunk, or stand clear.

use super::super::super::Layout;
use super::super::super::geometry::{Point, Rect};
use super::super::fan::{Lead, Member, ends, through};
use super::{APART, Course, Ground, Place, ROOM, crossings};

impl Ground<'_> {
    /// A line that ends at the hub too near to a trunk which these lines share, or to any other line, with that trunk from the hub
    /// to where it turns; `None` where it stands clear, or where something is in its way.
    pub(in crate::layout::trunks) fn joined(&self, layout: &Layout, member: &Member, with: &[usize], port: f64) -> Option<Lead> {
        let (fan, track, begins) = (member.fan, member.track()?, member.points.first()?.y);
        if (begins - port).abs() >= ROOM && self.beside(layout, member, begins) >= APART {
            return None;
        }
        let place = Place { port, track, is_crowded: true, more: 1.0 };
        let led = vec![member.led(port, track, true)?];
        let lead = led.first()?;
        let others: Vec<usize> = (0..layout.routes.len()).filter(|other| *other != lead.edge).collect();
        let labels = others.iter().filter_map(|&other| layout.routes.get(other)?.label);
        let strangers: Vec<usize> = others.iter().copied().filter(|other| !with.contains(other)).collect();
        let crosses = |points: &[Point]| {
            let lines = others.iter().filter_map(|&at| Some((at, *self.lines.get(at)?, layout.routes.get(at)?.points.as_slice())));
            crossings(&[points], &lines.collect::<Vec<Course<'_>>>())
        };
        let is_free = layout.routes.get(lead.edge).is_some_and(|route| crosses(&lead.points) <= crosses(&route.points) + 1)
            && self.is_clear(lead.edge, &lead.points, &labels)
            && self.is_apart(layout, (fan, place), lead, &strangers)
            && self.crammed(layout, &led, &[lead.label]).is_empty();
        led.into_iter().next().filter(|_| is_free)
    }

    /// A line that turns right away a little to the side of another one which it all but lies on, as it runs without that turn, if
    /// it stands farther from others then; on the page.
    pub(in crate::layout::trunks) fn straightened(&self, layout: &Layout, member: &Member) -> Option<Vec<Point>> {
        let (points, fan) = (member.straightened()?, member.fan);
        let at = |points: &[Point]| {
            let end = if fan.arrives { points.last() } else { points.first() };
            end.map(|&end| fan.side.seen(end).y)
        };
        let (begins, straight) = (member.points.first()?.y, at(&points)?);
        let (hub, known) = (self.graph.boxes.get(fan.hub)?, self.beside(layout, member, begins));
        let side = fan.side.seen_whole(*layout.boxes.get(fan.hub)?).grown(-hub.corner);
        let is_better = known < APART && (straight - begins).abs() <= ROOM && self.beside(layout, member, straight) > known + APART;
        if !is_better || straight < side.y || straight > side.bottom() {
            return None;
        }
        let others: Vec<usize> = (0..layout.routes.len()).filter(|other| *other != member.edge).collect();
        let labels = others.iter().filter_map(|&other| layout.routes.get(other)?.label);
        let is_on_it = |label: Rect| points.windows(2).any(|pair| through(label.center(), pair));
        let is_free = self.is_clear(member.edge, &points, &labels) && member.label.is_none_or(is_on_it);
        is_free.then_some(points)
    }

    /// How far a place along the side of a line's hub is from the ends of other lines there.
    fn beside(&self, layout: &Layout, member: &Member, place: f64) -> f64 {
        let others = ends(self.graph, layout, member.fan).filter(|(other, _)| *other != member.edge);
        others.map(|(_, at)| (at - place).abs()).fold(f64::INFINITY, f64::min)
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::super::{Edge, Graph, Node, Route};
    use super::super::{Fan, Side};
    use super::*;

    /// A box with two lines that leave it below at 100 and turn to the right, a third one that leaves it there at 102 and turns to 108
    /// at once, and a fourth one that arrives there at `other`.
    fn lines(other: f64) -> (Graph, Layout) {
        let boxes = vec![
            Rect::new(0.0, 0.0, 200.0, 50.0),
            Rect::new(150.0, 200.0, 40.0, 40.0),
            Rect::new(210.0, 200.0, 40.0, 40.0),
            Rect::new(90.0, 200.0, 40.0, 40.0),
            Rect::new(20.0, 200.0, 40.0, 40.0),
        ];
        let course = |points: &[(f64, f64)]| Route { points: points.iter().map(|&(x, y)| Point::new(x, y)).collect(), label: None };
        let routes = vec![
            course(&[(100.0, 50.0), (100.0, 120.0), (170.0, 120.0), (170.0, 200.0)]),
            course(&[(100.0, 50.0), (100.0, 120.0), (230.0, 120.0), (230.0, 200.0)]),
            course(&[(102.0, 50.0), (102.0, 70.0), (108.0, 70.0), (108.0, 200.0)]),
            course(&[(40.0, 200.0), (40.0, 180.0), (other, 180.0), (other, 50.0)]),
        ];
        let edge = |from: usize, to: usize| Edge { from, to, label: None };
        let graph = Graph {
            direction: None,
            boxes: boxes.iter().map(|rect| Node { size: rect.size(), apart: 12.0, ..Node::default() }).collect(),
            edges: vec![edge(0, 1), edge(0, 2), edge(0, 3), edge(4, 0)],
        };
        (graph, Layout { boxes, routes, ..Layout::default() })
    }

    const FAN: Fan = Fan { hub: 0, arrives: false, side: Side::Below, kind: 0 };

    #[test]
    fn a_line_beside_a_trunk_joins_it() {
        let (graph, layout) = lines(40.0);
        let member = Member::new(&layout, 2, FAN).expect("there is a line");
        let ground = Ground::new(&graph, &layout);
        let joined = ground.joined(&layout, &member, &[0, 1], 100.0).expect("nothing is in its way");
        let ends: Vec<(f64, f64)> = joined.points.iter().map(|p| (p.x, p.y)).collect();
        assert_eq!(ends, [(100.0, 50.0), (100.0, 70.0), (108.0, 70.0), (108.0, 200.0)]);
        assert!(ground.joined(&layout, &member, &[0, 1], 120.0).is_some(), "it all but lies on another line");
    }

    #[test]
    fn a_line_beside_another_one_does_without_its_first_turn() {
        let straight = |other: f64| {
            let (graph, mut layout) = lines(other);
            layout.routes.iter_mut().take(2).flat_map(|route| route.points.iter_mut().take(2)).for_each(|point| point.x = 180.0);
            let member = Member::new(&layout, 2, FAN).expect("there is a line");
            Ground::new(&graph, &layout).straightened(&layout, &member).map(|points| points.first().map(|p| p.x))
        };
        assert_eq!(straight(101.0), Some(Some(108.0)));
        assert_eq!(straight(90.0), None, "it can be told from that");
        assert_eq!(straight(105.0), None, "it would be as near to it");
    }
}
