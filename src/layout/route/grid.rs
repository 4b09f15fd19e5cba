//! The lines on which routes may run: one in the middle of each channel between boxes, and one through each box's
//! middle; and for each place where two of them cross, the innermost box that it lies in.

use super::super::geometry::Rect;
use super::Field;

/// Channels wider than this get a line beside each of the two boxes instead of one in the middle.
const WIDE: f64 = 90.0;
/// How far such a line keeps from its box.
const ASIDE: f64 = 24.0;
/// With no more boxes than this, lines may also leave a box at a quarter of its side.
const FEW: usize = 40;
/// Lines nearer than this are one.
const SAME: f64 = 4.0;
/// How near to a box counts as in it.
pub(super) const NEAR: f64 = 3.0;

/// No box.
pub(super) const OUTSIDE: u32 = u32::MAX;
/// A title: nothing runs here.
pub(super) const CLOSED: u32 = u32::MAX - 1;

/// Upright lines at `xs`, level lines at `ys`, and the box at each crossing, row by row.
pub(super) struct Grid {
    pub xs: Vec<f64>,
    pub ys: Vec<f64>,
    pub cells: Vec<u32>,
}

impl Grid {
    pub fn new(field: &Field<'_>) -> Self {
        let xs = lines(field, |r| (r.x, r.right()), |r| (r.y, r.bottom()));
        let ys = lines(field, |r| (r.y, r.bottom()), |r| (r.x, r.right()));
        let mut grid = Self { cells: vec![OUTSIDE; xs.len() * ys.len()], xs, ys };
        for (index, rect) in (0u32..).zip(field.boxes) {
            grid.paint(rect.grown(NEAR), index);
        }
        for title in &field.titles {
            grid.paint(title.grown(-1.0), CLOSED);
        }
        grid
    }

    pub fn len(&self) -> usize {
        self.cells.len()
    }

    fn paint(&mut self, rect: Rect, value: u32) {
        let columns = within(&self.xs, rect.x, rect.right());
        for row in within(&self.ys, rect.y, rect.bottom()) {
            let start = row * self.xs.len();
            if let Some(cells) = self.cells.get_mut(start + columns.start..start + columns.end) {
                cells.fill(value);
            }
        }
    }
}

/// The indices of the lines strictly between two places.
pub(super) fn within(lines: &[f64], low: f64, high: f64) -> std::ops::Range<usize> {
    let start = lines.partition_point(|&at| at <= low);
    start..lines.partition_point(|&at| at < high).max(start)
}

/// The lines across one axis, sorted: `along` gives a box's extent on that axis, `across` on the other.
fn lines(field: &Field<'_>, along: impl Fn(&Rect) -> (f64, f64), across: impl Fn(&Rect) -> (f64, f64)) -> Vec<f64> {
    let few = field.boxes.len() <= FEW;
    let (mut centers, mut quarters) = (Vec::new(), Vec::new());
    let mut channels = Vec::new();
    for (index, rect) in field.boxes.iter().enumerate() {
        let parent = field.graph.boxes.get(index).and_then(|node| node.parent);
        let (low, high) = along(rect);
        let (start, end) = across(rect);
        centers.push((low + high) / 2.0);
        if few && field.holds.get(index) == Some(&false) {
            quarters.extend([(3.0 * low + high) / 4.0, (low + 3.0 * high) / 4.0]);
        }
        let siblings =
            field.graph.boxes.iter().zip(field.boxes).enumerate().filter(|(other, (node, _))| *other != index && node.parent == parent);
        let (mut before, mut after) = (f64::NEG_INFINITY, f64::INFINITY);
        if let Some(outer) = parent.and_then(|p| field.boxes.get(p)) {
            (before, after) = along(outer);
        }
        for (_, (_, other)) in siblings {
            let (s, e) = across(other);
            if s < end + ASIDE && start < e + ASIDE {
                let (l, h) = along(other);
                if h <= low {
                    before = before.max(h);
                }
                if l >= high {
                    after = after.min(l);
                }
            }
        }
        channels.push(if low - before > WIDE { low - ASIDE } else { (low + before) / 2.0 });
        channels.push(if after - high > WIDE { high + ASIDE } else { (high + after) / 2.0 });
    }
    // Titles need no line of their own beside them, but one through them, so that no line can slip across unseen.
    centers.extend(field.titles.iter().map(|title| {
        let (l, h) = along(title);
        (l + h) / 2.0
    }));
    merged(merged(centers, channels, 1.0), quarters, 12.0)
}

/// Both kinds of lines, without those of the second that lie nearer than `least` to one of the first.
fn merged(mut centers: Vec<f64>, mut channels: Vec<f64>, least: f64) -> Vec<f64> {
    centers.sort_by(f64::total_cmp);
    centers.dedup_by(|b, a| *b - *a < 0.5);
    channels.sort_by(f64::total_cmp);
    channels.dedup_by(|b, a| *b - *a < SAME);
    channels.retain(|&c| {
        let at = centers.partition_point(|&m| m < c);
        let near = |i: usize| centers.get(i).is_some_and(|m| (m - c).abs() < least);
        !(near(at) || at > 0 && near(at - 1))
    });
    centers.extend(channels);
    centers.sort_by(f64::total_cmp);
    centers
}
