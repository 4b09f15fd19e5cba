//! Draws lines apart that share a channel: each group of overlapping pieces is ordered so that lines cross as seldom
//! as can be, then given tracks of their own, within the room that boxes leave.

use super::super::geometry::{Point, Rect};
use super::Field;

/// Between two tracks, where there is room.
const TRACK: f64 = 13.0;
/// Nearer tracks are hard to tell apart.
const TIGHT: f64 = 7.0;
/// Lines keep this far from boxes that they do not end at, and from the corners of those they do.
const CLEAR: f64 = 9.0;
/// And this far from the box that they turn towards at last, so that the arrow's head has a stem.
const STEM: f64 = 16.0;

/// A straight piece of a line.
#[derive(Clone, Copy, Debug)]
struct Piece {
    edge: usize,
    /// Index of its first point.
    at: usize,
    /// Its place across: `x` of an upright piece, `y` of a level one.
    place: f64,
    /// Its extent along.
    low: f64,
    high: f64,
    /// Between which places it may be moved.
    min: f64,
    max: f64,
}

/// Moves the pieces of all lines apart; their ends stay on the borders of their boxes. Gives how
/// many pieces lie too near to others.
pub(super) fn nudge(field: &Field<'_>, paths: &mut [Vec<Point>]) -> usize {
    let mut squeezed = 0;
    for round in 0..2 {
        for upright in [true, false] {
            let mut pieces = pieces(field, paths, upright);
            for group in groups(&pieces) {
                let tight = separate(paths, &mut pieces, &group, upright);
                squeezed += if round == 1 && tight { group.len() } else { 0 };
            }
            for piece in &pieces {
                for point in paths[piece.edge].iter_mut().skip(piece.at).take(2) {
                    *(if upright { &mut point.x } else { &mut point.y }) = piece.place;
                }
            }
        }
    }
    squeezed
}

/// A point with the axes exchanged for level pieces, so that both kinds read alike: across first, then along.
fn seen(point: Point, upright: bool) -> (f64, f64) {
    if upright { (point.x, point.y) } else { (point.y, point.x) }
}

fn pieces(field: &Field<'_>, paths: &[Vec<Point>], upright: bool) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (edge, path) in paths.iter().enumerate() {
        for (at, pair) in path.windows(2).enumerate() {
            let [a, b] = [seen(pair[0], upright), seen(pair[1], upright)];
            if a.0 != b.0 || a.1 == b.1 || field.graph.edges[edge].from == field.graph.edges[edge].to {
                continue;
            }
            let mut piece =
                Piece { edge, at, place: a.0, low: a.1.min(b.1), high: a.1.max(b.1), min: f64::NEG_INFINITY, max: f64::INFINITY };
            (piece.min, piece.max) = room(field, path, &piece, upright);
            pieces.push(piece);
        }
    }
    pieces
}

/// Between which places a piece may be moved: boxes beside it, borders, and for a first or last piece the side that it
/// ends on. Where that is not possible at all, with less distance.
fn room(field: &Field<'_>, path: &[Point], piece: &Piece, upright: bool) -> (f64, f64) {
    let found = [(CLEAR, STEM), (CLEAR / 2.0, CLEAR), (2.0, 2.0)].into_iter();
    let mut found = found.map(|(clear, stem)| room_with(field, path, piece, upright, clear, stem));
    found.find(|(min, max)| min <= max).unwrap_or((piece.place, piece.place))
}

fn room_with(field: &Field<'_>, path: &[Point], piece: &Piece, upright: bool, clear: f64, stem: f64) -> (f64, f64) {
    let edge = field.graph.edges[piece.edge];
    let (first, last) = (piece.at == 0, piece.at + 2 == path.len());
    let (mut min, mut max) = (f64::NEG_INFINITY, f64::INFINITY);
    let span = |r: Rect| if upright { (r.x, r.right(), r.y, r.bottom()) } else { (r.y, r.bottom(), r.x, r.right()) };
    for (index, &rect) in field.boxes.iter().enumerate() {
        let (left, right, top, bottom) = span(rect);
        if (first && index == edge.from) || (last && index == edge.to) {
            let inset = 10.0f64.min((right - left) / 4.0);
            (min, max) = (min.max(left + inset), max.min(right - inset));
        } else if piece.high > top - 1.0 && piece.low < bottom + 1.0 {
            let clear = if index == edge.to && piece.at + 3 == path.len() { stem } else { clear };
            for border in [left, right] {
                if border <= piece.place {
                    min = min.max(border + clear);
                } else {
                    max = max.min(border - clear);
                }
            }
        }
    }
    for &title in &field.titles {
        let (left, right, top, bottom) = span(title);
        if piece.high > top && piece.low < bottom {
            if right <= piece.place + 1.0 {
                min = min.max(right + 4.0);
            } else if left >= piece.place - 1.0 {
                max = max.min(left - 4.0);
            }
        }
    }
    (min, max)
}

/// Pieces that lie on or beside one another, directly or by others between them.
fn groups(pieces: &[Piece]) -> Vec<Vec<usize>> {
    let mut sorted: Vec<usize> = (0..pieces.len()).collect();
    sorted.sort_by(|&a, &b| pieces[a].place.total_cmp(&pieces[b].place).then(a.cmp(&b)));
    let mut group_of: Vec<usize> = (0..pieces.len()).collect();
    for (at, &a) in sorted.iter().enumerate() {
        for &b in sorted.iter().skip(at + 1) {
            if pieces[b].place - pieces[a].place >= TRACK - 0.5 {
                break;
            }
            if overlap(&pieces[a], &pieces[b]) && group_of[a] != group_of[b] {
                let (keep, drop) = (group_of[a].min(group_of[b]), group_of[a].max(group_of[b]));
                group_of.iter_mut().filter(|g| **g == drop).for_each(|g| *g = keep);
            }
        }
    }
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); pieces.len()];
    for (piece, &group) in group_of.iter().enumerate() {
        groups[group].push(piece);
    }
    groups.retain(|g| !g.is_empty());
    groups
}

fn overlap(a: &Piece, b: &Piece) -> bool {
    a.low < b.high + 4.0 && b.low < a.high + 4.0
}

/// Gives the pieces of a group tracks of their own; tells whether these lie too near to one another.
fn separate(paths: &[Vec<Point>], pieces: &mut [Piece], group: &[usize], upright: bool) -> bool {
    if let &[alone] = group {
        let piece = &mut pieces[alone];
        piece.place = piece.place.clamp(piece.min, piece.max);
        return false;
    }
    let before = |a: usize, b: usize| {
        let (a, b) = (&pieces[a], &pieces[b]);
        let sign = if (a.place - b.place).abs() > 3.0 { sign(a.place - b.place) } else { order(paths, a, b, upright) };
        sign < 0 || (sign == 0 && (a.edge, a.at) < (b.edge, b.at))
    };
    let mut ranked: Vec<(usize, usize)> = group.iter().map(|&p| (group.iter().filter(|&&q| q != p && before(q, p)).count(), p)).collect();
    ranked.sort_unstable();
    let mut tracks: Vec<(usize, f64)> = Vec::new();
    for (_, piece) in ranked {
        let under = tracks.iter().filter(|(other, _)| overlap(&pieces[*other], &pieces[piece])).map(|t| t.1 + 1.0);
        let track = under.fold(0.0, f64::max);
        tracks.push((piece, track));
    }
    let count = tracks.len() as f64;
    let mut step = TRACK;
    loop {
        let low = tracks.iter().map(|&(p, t)| pieces[p].min - t * step).fold(f64::NEG_INFINITY, f64::max);
        let high = tracks.iter().map(|&(p, t)| pieces[p].max - t * step).fold(f64::INFINITY, f64::min);
        let middle = tracks.iter().map(|&(p, t)| pieces[p].place - t * step).sum::<f64>() / count;
        if low <= high || step < 3.0 {
            let base = if low <= high { middle.clamp(low, high) } else { middle };
            for (p, t) in tracks {
                pieces[p].place = (base + t * step).clamp(pieces[p].min, pieces[p].max);
            }
            return step < TIGHT;
        }
        step *= 0.8;
    }
}

fn sign(difference: f64) -> i32 {
    match difference {
        d if d < -0.5 => -1,
        d if d > 0.5 => 1,
        _ => 0,
    }
}

/// Which of two overlapping pieces is to lie first, so that the lines cross least: -1 the first, 1 the second, 0 either.
fn order(paths: &[Vec<Point>], a: &Piece, b: &Piece, upright: bool) -> i32 {
    let low = end_order(paths, (a.edge, a.at, heads_low(paths, a, upright)), (b.edge, b.at, heads_low(paths, b, upright)), upright, 0);
    let high = end_order(paths, (a.edge, a.at, !heads_low(paths, a, upright)), (b.edge, b.at, !heads_low(paths, b, upright)), upright, 0);
    if low == 0 || low == high { high } else { low }
}

/// Whether the piece's last point, not its first, is its low end.
fn heads_low(paths: &[Vec<Point>], piece: &Piece, upright: bool) -> bool {
    let path = &paths[piece.edge];
    seen(path[piece.at + 1], upright).1 < seen(path[piece.at], upright).1
}

/// Looks at one end of two pieces, each given by line, piece and whether the end is where the piece ends (or begins).
fn end_order(paths: &[Vec<Point>], a: (usize, usize, bool), b: (usize, usize, bool), upright: bool, depth: usize) -> i32 {
    let look = |(edge, at, forward): (usize, usize, bool)| {
        let path = &paths[edge];
        let (end, start) = if forward { (at + 1, at) } else { (at, at + 1) };
        let next = if forward { (at + 2 < path.len()).then_some(at + 2) } else { at.checked_sub(1) };
        let (across, along) = seen(path[end], upright);
        let toward = sign(along - seen(path[start], upright).1);
        let turn = next.map_or(0, |next| sign(seen(path[next], upright).0 - across));
        (along, toward, turn)
    };
    let ((along_a, toward, turn_a), (along_b, _, turn_b)) = (look(a), look(b));
    // The one that ends first turns beside the other, which goes on.
    if (along_a - along_b).abs() > 1.0 {
        let a_first = (along_a < along_b) == (toward > 0);
        return if a_first { turn_a } else { -turn_b };
    }
    if turn_a != turn_b || turn_a == 0 || depth > 12 {
        return (turn_a - turn_b).signum();
    }
    let next = |(edge, at, forward): (usize, usize, bool)| (edge, if forward { at + 1 } else { at - 1 }, forward);
    let further = end_order(paths, next(a), next(b), !upright, depth + 1);
    -toward * turn_a * further
}
