//! Packs rectangles into rows, in their order.

use super::geometry::{Rect, Size};

/// Puts rectangles into rows, one after the other, so that the whole is about `aspect` times as wide as high.
pub(super) fn pack(sizes: &[Size], gap: f64, aspect: f64) -> Vec<Rect> {
    let widest = sizes.iter().map(|s| s.width).fold(0.0, f64::max);
    let mut best: Option<(f64, Vec<Rect>)> = None;
    let mut tried: Vec<f64> = Vec::new();
    let mut row = 0.0;
    for size in sizes {
        row += size.width;
        tried.push(f64::max(row, widest));
        row += gap;
    }
    for room in tried {
        let rects = rows(sizes, gap, room);
        let bounds = rects.iter().copied().reduce(Rect::union).unwrap_or_default();
        let ratio = bounds.width / bounds.height.max(1.0) / aspect;
        let off = if ratio < 1.0 { 1.0 / ratio.max(0.001) } else { ratio };
        let empty = 1.0 - sizes.iter().map(|s| s.width * s.height).sum::<f64>() / (bounds.width * bounds.height).max(1.0);
        let cost = off + empty;
        if best.as_ref().is_none_or(|(least, _)| cost + 0.001 < *least) {
            best = Some((cost, rects));
        }
    }
    best.map(|(_, rects)| rects).unwrap_or_default()
}

fn rows(sizes: &[Size], gap: f64, room: f64) -> Vec<Rect> {
    let (mut x, mut y, mut tallest) = (0.0, 0.0, 0.0f64);
    let mut rects = Vec::with_capacity(sizes.len());
    for size in sizes {
        if x > 0.0 && x + size.width > room + 0.001 {
            (x, y, tallest) = (0.0, y + tallest + gap, 0.0);
        }
        rects.push(Rect::new(x, y, size.width, size.height));
        x += size.width + gap;
        tallest = tallest.max(size.height);
    }
    rects
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_rectangles_stand_apart() {
        let sizes: Vec<Size> = (0..11).map(|i| Size::new(100.0 + f64::from(i % 3) * 40.0, 60.0 + f64::from(i % 4) * 10.0)).collect();
        let rects = pack(&sizes, 20.0, 1.6);
        assert_eq!(rects.len(), sizes.len());
        for (i, a) in rects.iter().enumerate() {
            assert!(rects.iter().skip(i + 1).all(|b| !a.grown(19.0).overlaps(*b)));
        }
        let bounds = rects.into_iter().reduce(Rect::union).unwrap_or_default();
        assert!((0.8..3.0).contains(&(bounds.width / bounds.height)), "{bounds:?}");
        assert!(pack(&[], 20.0, 1.6).is_empty());
    }
}
