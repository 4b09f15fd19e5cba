//! What becomes of a line's path once it is drawn: arcs where it jumps over others, and which end it begins at.

use crate::layout::JUMP;
use crate::scene::{Form, Item, Move, Outline, Point};

/// How high a jump is.
const HEIGHT: f64 = 5.0;
/// How far its control points stand out for it to be round.
const ROUND: f64 = 0.55;

/// Puts a jump into the paths of a line at each of these places, as far as the straight parts of it have room.
pub(super) fn hop(items: &mut [Item], places: &[Point]) {
    if places.is_empty() {
        return;
    }
    for item in items {
        if let Item::Form(Form { outline: Outline::Path(moves), fill: None, .. }) = item {
            *moves = with_jumps(moves, places);
        }
    }
}

/// Turns the paths of a line round, so that dashes begin at its end.
pub(super) fn turn(items: &mut [Item]) {
    for item in items {
        if let Item::Form(Form { outline: Outline::Path(moves), fill: None, .. }) = item {
            *moves = turned(moves);
        }
    }
}

fn turned(moves: &[Move]) -> Vec<Move> {
    let end = |piece: &Move| match piece {
        Move::To(p) | Move::Line(p) | Move::Bend(_, p) | Move::Curve(_, _, p) => Some(*p),
        Move::Close => None,
    };
    let mut made: Vec<Move> = moves.last().and_then(end).map(Move::To).into_iter().collect();
    for pair in moves.windows(2).rev() {
        let [before, piece] = pair else { continue };
        let Some(to) = end(before) else { return moves.to_vec() };
        made.push(match piece {
            Move::To(_) => Move::To(to),
            Move::Line(_) => Move::Line(to),
            Move::Bend(c, _) => Move::Bend(*c, to),
            Move::Curve(c, d, _) => Move::Curve(*d, *c, to),
            Move::Close => return moves.to_vec(),
        });
    }
    made
}

fn with_jumps(moves: &[Move], places: &[Point]) -> Vec<Move> {
    let mut made = Vec::with_capacity(moves.len());
    let mut at = Point::default();
    for piece in moves {
        if let Move::Line(to) = piece {
            jump(at, *to, places, &mut made);
        }
        made.push(*piece);
        at = match piece {
            Move::To(p) | Move::Line(p) | Move::Bend(_, p) | Move::Curve(_, _, p) => *p,
            Move::Close => at,
        };
    }
    made
}

/// The jumps of a straight part, up to but without its end. Those that would touch become one.
fn jump(from: Point, to: Point, places: &[Point], made: &mut Vec<Move>) {
    if from.y != to.y {
        return;
    }
    let way = if to.x > from.x { 1.0 } else { -1.0 };
    let room = |x: f64| (x - from.x) * way >= JUMP && (to.x - x) * way >= JUMP;
    let mut spans: Vec<(f64, f64)> = Vec::new();
    let mut on: Vec<f64> = places.iter().filter(|p| p.y == from.y && room(p.x)).map(|p| p.x).collect();
    on.sort_by(|a, b| (a * way).total_cmp(&(b * way)));
    for x in on {
        match spans.last_mut() {
            Some((_, last)) if (x - *last) * way < 2.0 * JUMP + 2.0 => *last = x,
            _ => spans.push((x, x)),
        }
    }
    for (first, last) in spans {
        let (y, top) = (from.y, from.y - HEIGHT);
        let (start, end) = (first - JUMP * way, last + JUMP * way);
        let lift = HEIGHT * ROUND;
        let side = JUMP * ROUND * way;
        made.push(Move::Line(Point::new(start, y)));
        made.push(Move::Curve(Point::new(start, y - lift), Point::new(first - side, top), Point::new(first, top)));
        if first != last {
            made.push(Move::Line(Point::new(last, top)));
        }
        made.push(Move::Curve(Point::new(last + side, top), Point::new(end, y - lift), Point::new(end, y)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: fn(f64) -> Point = |x| Point::new(x, 20.0);

    fn curves(places: &[f64], to: f64) -> usize {
        let line = [Move::To(AT(0.0)), Move::Line(AT(to)), Move::Line(Point::new(to, 90.0))];
        let places: Vec<Point> = places.iter().copied().map(AT).chain([Point::new(30.0, 55.0)]).collect();
        let moves = with_jumps(&line, &places);
        assert_eq!(moves.last(), line.last());
        moves.iter().filter(|piece| matches!(piece, Move::Curve(..))).count()
    }

    #[test]
    fn a_jump_is_two_arcs_wherever_the_line_goes() {
        assert_eq!([curves(&[30.0], 100.0), curves(&[30.0, 60.0], 100.0), curves(&[-30.0], -100.0)], [2, 4, 2]);
    }

    #[test]
    fn a_path_turned_twice_is_as_it_was() {
        let path = [Move::To(AT(0.0)), Move::Line(AT(10.0)), Move::Bend(AT(15.0), AT(20.0)), Move::Curve(AT(25.0), AT(26.0), AT(30.0))];
        assert_eq!(turned(&path).first(), Some(&Move::To(AT(30.0))));
        assert_eq!(turned(&turned(&path)), path);
        let closed = [Move::To(AT(0.0)), Move::Line(AT(10.0)), Move::Close];
        assert_eq!(turned(&closed), closed);
    }

    #[test]
    fn near_ones_become_one_and_ends_are_left_alone() {
        assert_eq!([curves(&[30.0, 40.0], 100.0), curves(&[3.0, 98.0], 100.0), curves(&[], 100.0)], [2, 0, 0]);
    }
}
