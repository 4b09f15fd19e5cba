//! How hard a page is to read.

use super::super::{Layout, Point, Route};
use super::arrange::misshape;
use super::crossings::Sums;

/// What a crossing and a bend count, in the length of a line.
const CROSSING: f64 = 120.0;
const BEND: f64 = 40.0;

/// How far lines have to be followed, with what each of their bends and crossings counts, and how far the shape of the page is
/// from one that fits.
pub(super) fn effort(layout: &Layout) -> f64 {
    let length = |(a, b): (Point, Point)| (a.x - b.x).abs() + (a.y - b.y).abs();
    let (count, long) = layout.routes.iter().flat_map(pieces).fold((0, 0.0), |(count, long), piece| (count + 1, long + length(piece)));
    (long + crossings(layout) as f64 * CROSSING + f64::from(count) * BEND) * misshape(layout.size).max(1.0)
}

/// In how many places lines cross others, each within a straight part of both.
pub(super) fn crossings(layout: &Layout) -> i64 {
    let own: i64 = layout.routes.iter().map(|route| between(pieces(route))).sum();
    between(layout.routes.iter().flat_map(pieces)) - own
}

/// The straight parts of a line.
fn pieces(route: &Route) -> impl Iterator<Item = (Point, Point)> + '_ {
    route.points.windows(2).filter_map(|pair| pair.first().copied().zip(pair.last().copied()))
}

/// What is come to on the way from the left to the right; of what is at one place, in this order.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Event {
    Ends,
    Upright,
    Begins,
}

/// How many level pieces upright ones cross: gone through from the left, with the heights of the level ones that are there in a
/// Fenwick tree.
fn between(pieces: impl Iterator<Item = (Point, Point)>) -> i64 {
    let mut events: Vec<(f64, Event, [f64; 2])> = Vec::new();
    for (a, b) in pieces {
        let (left, right) = (a.x.min(b.x), a.x.max(b.x));
        let heights = [a.y.min(b.y), a.y.max(b.y)];
        if left == right {
            events.push((left, Event::Upright, heights));
        } else if a.y == b.y {
            events.extend([(left, Event::Begins, heights), (right, Event::Ends, heights)]);
        }
    }
    events.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut rows: Vec<f64> = events.iter().filter(|(_, event, _)| *event == Event::Begins).map(|(_, _, [y, _])| *y).collect();
    rows.sort_by(f64::total_cmp);
    rows.dedup();
    let (above, down_to) = (|y: f64| rows.partition_point(|&row| row < y), |y: f64| rows.partition_point(|&row| row <= y));
    let mut there = Sums::new(rows.len());
    let mut crossings = 0;
    for (_, event, [upper, lower]) in events {
        match event {
            Event::Begins => there.add(down_to(upper), 1),
            Event::Ends => there.add(down_to(upper), -1),
            Event::Upright => crossings += (there.up_to(above(lower)) - there.up_to(down_to(upper))).max(0),
        }
    }
    crossings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(lines: &[&[(f64, f64)]]) -> Layout {
        let route = |points: &&[(f64, f64)]| Route { points: points.iter().map(|&(x, y)| Point::new(x, y)).collect(), label: None };
        Layout { routes: lines.iter().map(route).collect(), ..Layout::default() }
    }

    #[test]
    fn lines_cross_within_their_parts_and_not_themselves() {
        let across: &[(f64, f64)] = &[(0.0, 50.0), (100.0, 50.0), (100.0, 90.0)];
        let down: &[(f64, f64)] = &[(40.0, 0.0), (40.0, 100.0)];
        let corner: &[(f64, f64)] = &[(70.0, 0.0), (70.0, 50.0), (90.0, 50.0)];
        let knot: &[(f64, f64)] = &[(0.0, 20.0), (50.0, 20.0), (50.0, 30.0), (20.0, 30.0), (20.0, 0.0)];
        assert_eq!(crossings(&layout(&[across, down])), 1);
        assert_eq!(crossings(&layout(&[across, corner])), 0);
        assert_eq!(crossings(&layout(&[knot])), 0);
        assert_eq!(crossings(&layout(&[knot, across, down])), 3);
    }
}
