//! Folds a level that is too long: its layers go on beside themselves, first down, then up again and so forth, like the
//! course of a river in a plain. Every other column is turned by half, so that no line crosses another that it would not
//! cross otherwise, and none has more bends.

use super::super::{Point, Rect, Size};
use super::levels::Level;
use super::table::Table;
use super::{MIXED_GAP, TRACK_GAP};

/// Room between columns.
const COLUMN_GAP: f64 = 2.0 * MIXED_GAP;
/// Room between a column and the lines that lead to the next.
const LEAD: f64 = 19.0;

/// Some layers of a level that follow one another.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Column {
    /// The layers from the first one on, up to that of the next column.
    pub first: usize,
    pub end: usize,
    pub is_turned: bool,
    /// Where its upper left corner is in the level, and its extent.
    pub corner: Point,
    pub size: Size,
}

impl Column {
    /// A rectangle of a column, in the level.
    pub(super) fn rect(&self, rect: Rect) -> Rect {
        if self.is_turned {
            let (x, y) = (self.size.width - rect.right(), self.size.height - rect.bottom());
            return Rect::new(self.corner.x + x, self.corner.y + y, rect.width, rect.height);
        }
        rect.moved(self.corner.x, self.corner.y)
    }

    /// A place of a column, in the level.
    pub(super) fn point(&self, point: Point) -> Point {
        let rect = self.rect(Rect::new(point.x, point.y, 0.0, 0.0));
        Point::new(rect.x, rect.y)
    }
}

/// The columns that begin at the layer 0 and at each of `breaks`.
pub(super) fn columns(breaks: &[usize], layers: usize) -> Vec<Column> {
    let firsts = std::iter::once(0).chain(breaks.iter().copied());
    let ends = breaks.iter().copied().chain([layers]);
    let column = |(nth, (first, end))| Column { first, end, is_turned: nth % 2 == 1, ..Column::default() };
    firsts.zip(ends).enumerate().map(column).collect()
}

/// The lines from one column to the next: where they begin and end in the level, and their segments.
pub(super) type Bows = Vec<(f64, f64, usize)>;

/// Puts columns beside one another, and gives the lines between them their heights; says how large that is.
pub(super) fn set(columns: &mut [Column], count_lines: &[usize], bar: &mut Table<f64>, bows: impl Fn(&[Column], usize) -> Bows) -> Size {
    let deep = |from: usize| count_lines.iter().skip(from).step_by(2).map(|&n| if n > 0 { LEAD + (n - 1) as f64 * TRACK_GAP } else { 0.0 });
    let (below, above) = (deep(0).fold(0.0, f64::max), deep(1).fold(0.0, f64::max));
    let high = columns.iter().map(|c| c.size.height).fold(0.0, f64::max);
    let mut x = 0.0;
    for column in columns.iter_mut() {
        let spare = if column.is_turned { high - column.size.height } else { 0.0 };
        column.corner = Point::new(x, above + spare);
        x += column.size.width + COLUMN_GAP;
    }
    for nth in 0..count_lines.len() {
        let mut here = bows(columns, nth);
        // The innermost bow is the shortest: what begins furthest to the right.
        here.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.total_cmp(&b.1)));
        for (track, &(.., segment)) in here.iter().enumerate() {
            let out = LEAD + track as f64 * TRACK_GAP;
            bar[segment] = if nth % 2 == 0 { above + high + out } else { above - out };
        }
    }
    Size::new((x - COLUMN_GAP).max(0.0), above + high + below)
}

/// How wide columns are together.
pub(super) fn folded_width(columns: &[f64]) -> f64 {
    columns.iter().sum::<f64>() + COLUMN_GAP * columns.len().saturating_sub(1) as f64
}

/// The layers at which columns of nearly the same height begin, where `reached` says how far down each layer reaches.
pub(super) fn even_breaks(reached: &[f64], count: usize) -> Option<Vec<usize>> {
    let total = reached.last().copied()?;
    if count < 2 || reached.len() < count {
        return None;
    }
    // The least height of columns for which `count` of them are enough.
    let fill = |most: f64| {
        let (mut breaks, mut top) = (Vec::new(), 0.0);
        for (layer, &bottom) in reached.iter().enumerate() {
            let before = layer.checked_sub(1).and_then(|at| reached.get(at)).copied().unwrap_or(0.0);
            if layer > 0 && bottom - top > most {
                breaks.push(layer);
                top = before;
            }
        }
        breaks
    };
    let (mut low, mut high) = (total / count as f64, total);
    for _ in 0..24 {
        let middle = f64::midpoint(low, high);
        if fill(middle).len() < count { high = middle } else { low = middle }
    }
    let breaks = fill(high);
    (breaks.len() + 1 == count).then_some(breaks)
}

/// How many segments lead from each column to the next.
pub(super) fn lines_between(level: &Level, layers: &Table<Vec<usize>>, columns: &[Column]) -> Vec<usize> {
    let count = |column: &Column| layers[column.end - 1].iter().map(|&v| level.below[v].len()).sum();
    columns.iter().take(columns.len().saturating_sub(1)).map(count).collect()
}
