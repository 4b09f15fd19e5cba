//! Packs what no line joins: rows of boxes, the highest first, as wide as makes the best shape.

use super::super::{Point, Size};
use super::BOX_GAP;

/// How many times as wide as high what is packed should be, and the same where nobody sees what it is packed in.
const WANTED: f64 = 1.4;
const WANTED_HIDDEN: f64 = 1.6;

/// Where each of `sizes` goes, and how large that is.
pub(super) fn pack(sizes: &[Size], is_hidden: bool) -> (Vec<Point>, Size) {
    let wanted = if is_hidden { WANTED_HIDDEN } else { WANTED };
    let mut order: Vec<(usize, Size)> = sizes.iter().copied().enumerate().collect();
    order.sort_by(|a, b| b.1.height.total_cmp(&a.1.height));
    let widest = sizes.iter().map(|s| s.width).fold(0.0, f64::max);
    let total: f64 = sizes.iter().map(|s| (s.width + BOX_GAP) * (s.height + BOX_GAP)).sum();
    let ideal = (total * wanted).sqrt();
    let mut best: Option<(f64, Vec<Point>, Size)> = None;
    for share in [0.7, 0.85, 1.0, 1.15, 1.3, 1.6, 2.0] {
        let (places, size) = rows(&order, (ideal * share).max(widest));
        // The side of the smallest rectangle of the wanted shape that holds it all.
        let cost = size.width.max(size.height * wanted);
        if best.as_ref().is_none_or(|(least, ..)| cost < *least - 0.5) {
            best = Some((cost, places, size));
        }
    }
    best.map(|(_, places, size)| (places, size)).unwrap_or_default()
}

fn rows(order: &[(usize, Size)], width: f64) -> (Vec<Point>, Size) {
    let mut places: Vec<(usize, Point)> = Vec::with_capacity(order.len());
    let (mut x, mut y, mut height, mut widest) = (0.0, 0.0, 0.0_f64, 0.0_f64);
    for &(at, size) in order {
        if x > 0.0 && x + size.width > width {
            (x, y, height) = (0.0, y + height + BOX_GAP, 0.0);
        }
        places.push((at, Point::new(x, y)));
        height = height.max(size.height);
        widest = widest.max(x + size.width);
        x += size.width + BOX_GAP;
    }
    places.sort_by_key(|&(at, _)| at);
    (places.into_iter().map(|(_, point)| point).collect(), Size::new(widest, y + height))
}
