//! Finds a place for each line's label: on the line, clear of boxes, titles and other labels, and off other lines.

use super::super::Note;
use super::super::geometry::{Point, Rect, Size};
use super::Field;

/// Labels keep this far from boxes and titles.
const CLEAR: f64 = 5.0;
/// Between two places that are tried.
const STEP: f64 = 8.0;
/// Prices in pixels along the line.
const COVERS_LINE: f64 = 250.0;
const COVERS_BORDER: f64 = 150.0;
const BESIDE: f64 = 60.0;
const ROUND_A_CORNER: f64 = 50.0;

/// The places of the labels, in the order of the lines. A label without a place is noted, one that has to lie on another
/// line is counted.
pub(super) fn place(field: &Field<'_>, paths: &[Vec<Point>], notes: &mut Vec<Note>, covering_lines: &mut usize) -> Vec<Option<Rect>> {
    let mut labels: Vec<Option<Rect>> = vec![None; paths.len()];
    let mut order: Vec<(f64, usize)> = paths.iter().enumerate().filter(|(_, p)| p.len() > 1).map(|(e, p)| (length(p), e)).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    for (_, edge) in order {
        let Some(size) = field.graph.edges[edge].label else { continue };
        let (mut best, mut covering): (Option<(f64, Rect)>, bool) = (None, false);
        for (rect, price) in candidates(&paths[edge], size.width, size.height) {
            if best.as_ref().is_some_and(|b| b.0 <= price) {
                break;
            }
            if !is_clear(field, &labels, rect) {
                continue;
            }
            let (price, lines) = (price + covered(field, &paths[edge], rect), lines_under(paths, edge, rect));
            let price = price + COVERS_LINE * f64::from(lines);
            if best.as_ref().is_none_or(|b| price < b.0) {
                best = Some((price, rect));
                covering = lines > 0;
            }
        }
        *covering_lines += usize::from(covering);
        if best.is_none() {
            best = near_by(&paths[edge], size).find(|&rect| is_clear(field, &labels, rect)).map(|rect| (0.0, rect));
        }
        labels[edge] = best.map(|(_, rect)| rect);
        if best.is_none() {
            notes.push(Note::LabelLeftOut(edge));
        }
    }
    labels
}

fn length(path: &[Point]) -> f64 {
    path.windows(2).map(|p| (p[0].x - p[1].x).abs() + (p[0].y - p[1].y).abs()).sum()
}

/// Places on the line and beside it, each with its price: the distance from the line's middle. The cheapest first.
fn candidates(path: &[Point], width: f64, height: f64) -> Vec<(Rect, f64)> {
    let half = length(path) / 2.0;
    let mut found = Vec::new();
    let mut before = 0.0;
    let last = path.len().saturating_sub(2);
    for (index, pair) in path.windows(2).enumerate() {
        let (a, b) = (pair[0], pair[1]);
        let long = (a.x - b.x).abs() + (a.y - b.y).abs();
        let level = a.y == b.y;
        let extent = if level { width } else { height };
        // The arrow's head, and a stub at the other end, stay in sight.
        let head = extent / 2.0 + if index == last { 14.0 } else { 2.0 };
        let tail = extent / 2.0 + if index == 0 { 8.0 } else { 2.0 };
        let steps = (long / STEP) as usize;
        for step in 0..=steps {
            let along = long * (step as f64 + 0.5) / (steps as f64 + 1.0);
            let share = along / long.max(0.001);
            let at = Point::new(a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share);
            let ends = (index == 0 && along < tail) || (index == last && long - along < head);
            let price = (before + along - half).abs() * 0.3;
            let on = Rect::new(at.x - width / 2.0, at.y - height / 2.0, width, height);
            if !ends {
                found.push((on, price));
            }
            let (dx, dy) = if level { (0.0, height / 2.0 + 4.0) } else { (width / 2.0 + 6.0, 0.0) };
            found.push((on.moved(dx, -dy), price + BESIDE));
            found.push((on.moved(-dx, dy), price + BESIDE));
        }
        before += long;
    }
    found.sort_by(|a, b| a.1.total_cmp(&b.1));
    found
}

/// Places round the middle of a line, from the nearest outwards, for a label that finds none at the line.
fn near_by(path: &[Point], size: Size) -> impl Iterator<Item = Rect> {
    const WAYS: [(f64, f64); 8] = [(1.0, 0.0), (-1.0, 0.0), (0.0, -1.0), (0.0, 1.0), (0.7, -0.7), (-0.7, -0.7), (0.7, 0.7), (-0.7, 0.7)];
    let middle = path.get(path.len() / 2).zip(path.get(path.len().saturating_sub(1) / 2));
    let middle = middle.map_or(Point::default(), |(a, b)| Point::new((a.x + b.x) / 2.0, (a.y + b.y) / 2.0));
    let rings = (1..=10u8).map(|ring| 14.0 * f64::from(ring));
    rings.flat_map(move |out| {
        WAYS.into_iter().map(move |(dx, dy)| {
            let center = Point::new(middle.x + dx * (out + size.width / 2.0), middle.y + dy * (out + size.height / 2.0));
            Rect::around(center, size)
        })
    })
}

/// Whether a label here touches no box, title or other label.
fn is_clear(field: &Field<'_>, labels: &[Option<Rect>], rect: Rect) -> bool {
    let (wide, tight) = (rect.grown(CLEAR), rect.grown(3.0));
    let leaves = field.boxes.iter().zip(&field.holds).filter(|(_, holds)| !**holds).map(|(b, _)| b);
    !leaves.chain(&field.titles).any(|b| b.overlaps(wide)) && !labels.iter().flatten().any(|l| l.overlaps(tight))
}

/// The price of what a label here would cover besides other lines: borders of boxes that hold others, and corners of its
/// own line.
fn covered(field: &Field<'_>, path: &[Point], rect: Rect) -> f64 {
    let near = rect.grown(2.0);
    let borders = field.boxes.iter().zip(&field.holds).filter(|(outer, holds)| **holds && outer.overlaps(near) && !outer.contains(near));
    let corners = path.windows(2).filter(|p| runs_under(p, rect.grown(7.0))).count().saturating_sub(1);
    COVERS_BORDER * count(borders.count()) + ROUND_A_CORNER * count(corners)
}

/// How many other lines a label here would lie on.
fn lines_under(paths: &[Vec<Point>], edge: usize, rect: Rect) -> u32 {
    let near = rect.grown(2.0);
    let others = paths.iter().enumerate().filter(|(other, path)| *other != edge && path.windows(2).any(|p| runs_under(p, near)));
    u32::try_from(others.count()).unwrap_or(u32::MAX)
}

fn runs_under(piece: &[Point], rect: Rect) -> bool {
    let (a, b) = (piece[0], piece[1]);
    Rect::new(a.x.min(b.x), a.y.min(b.y), (a.x - b.x).abs(), (a.y - b.y).abs()).grown(0.5).overlaps(rect)
}

fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}
