//! Where lines jump over others: at each crossing the level line does, so that nobody takes it for a corner.

use super::geometry::{Point, Rect};
use super::{Layout, Route};

/// Half the width of a jump.
pub const JUMP: f64 = 5.0;
/// In a picture with more crossings than this, or more for each line, jumps would be noise.
const MANY: (usize, f64) = (120, 1.5);
/// With more lines than this, nobody looks for crossings.
const CROWD: usize = 1500;

/// For each line the places where it jumps over another, none where jumps would be noise. A jump touches no label.
#[must_use]
pub fn jumps(layout: &Layout) -> Vec<Vec<Point>> {
    let lines = layout.routes.len();
    let nowhere = vec![Vec::new(); lines];
    if lines > CROWD {
        return nowhere;
    }
    let mut upright = pieces(&layout.routes, |a, b| a.x == b.x);
    upright.sort_by(|(_, a, _), (_, b, _)| a.x.total_cmp(&b.x));
    let level = pieces(&layout.routes, |a, b| a.y == b.y);
    let mut jumps = nowhere.clone();
    for (line, a, b) in level {
        let left = upright.partition_point(|(_, c, _)| c.x <= a.x.min(b.x));
        let near = upright.iter().skip(left).take_while(|(_, c, _)| c.x < a.x.max(b.x));
        let over = near.filter(|(other, c, d)| *other != line && between(c.x, a.x, b.x) && between(a.y, c.y, d.y));
        if let Some(jumps) = jumps.get_mut(line) {
            jumps.extend(over.map(|(_, c, _)| Point::new(c.x, a.y)));
        }
    }
    // Lines that run together are crossed, and cross, as one.
    let mut places: Vec<Point> = jumps.iter().flatten().copied().collect();
    sort(&mut places);
    if places.len() > MANY.0 || places.len() as f64 > MANY.1 * lines as f64 {
        return nowhere;
    }
    let labels: Vec<Rect> = layout.routes.iter().filter_map(|route| route.label).collect();
    for of_line in &mut jumps {
        sort(of_line);
        of_line.retain(|&at| {
            let room = Rect::new(at.x - JUMP, at.y - JUMP, 2.0 * JUMP, 2.0 * JUMP);
            !labels.iter().any(|label| label.overlaps(room))
        });
    }
    jumps
}

fn pieces(routes: &[Route], which: impl Fn(Point, Point) -> bool) -> Vec<(usize, Point, Point)> {
    let of = |(line, route): (usize, &Route)| {
        let pairs = route.points.windows(2).filter_map(|pair| pair.first().copied().zip(pair.last().copied()));
        pairs.filter(|&(a, b)| which(a, b)).map(|(a, b)| (line, a, b)).collect::<Vec<_>>()
    };
    routes.iter().enumerate().flat_map(of).collect()
}

fn between(x: f64, a: f64, b: f64) -> bool {
    x > a.min(b) + 0.01 && x < a.max(b) - 0.01
}

/// From the top left to the bottom right, each place once.
fn sort(places: &mut Vec<Point>) {
    places.sort_by(|p, q| p.y.total_cmp(&q.y).then(p.x.total_cmp(&q.x)));
    places.dedup();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(points: &[(f64, f64)]) -> Route {
        Route { points: points.iter().map(|&(x, y)| Point::new(x, y)).collect(), label: None }
    }

    fn crossed() -> Layout {
        let across = route(&[(0.0, 50.0), (100.0, 50.0), (100.0, 90.0)]);
        let down = route(&[(40.0, 0.0), (40.0, 100.0)]);
        let corner = route(&[(70.0, 0.0), (70.0, 50.0), (90.0, 50.0)]);
        Layout { routes: vec![across, down, corner], ..Layout::default() }
    }

    #[test]
    fn level_lines_jump_over_upright_ones_and_corners_are_no_crossings() {
        assert_eq!(jumps(&crossed()), [vec![Point::new(40.0, 50.0)], vec![], vec![]]);
    }

    #[test]
    fn nothing_jumps_at_a_label_or_in_a_thicket() {
        let mut layout = crossed();
        layout.routes[1].label = Some(Rect::new(30.0, 53.0, 20.0, 10.0));
        assert!(jumps(&layout).iter().all(Vec::is_empty));
        let level = (0..20).map(|at| route(&[(0.0, 5.0 * f64::from(at)), (200.0, 5.0 * f64::from(at))]));
        let upright = (1..20).map(|at| route(&[(8.0 * f64::from(at), -9.0), (8.0 * f64::from(at), 300.0)]));
        let thicket = Layout { routes: level.chain(upright).collect(), ..Layout::default() };
        assert!(jumps(&thicket).iter().all(Vec::is_empty));
    }
}
