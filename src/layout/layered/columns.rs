//! Folds a level that is too long: its layers go on beside themselves. Columns are read like those of a page, each from
//! the top down, with the lines to the next one led up between them; what is too large to be read in one go runs down
//! and up by turns instead, like the course of a river in a plain, which bends fewer lines. No line crosses another that
//! it would not cross otherwise.

use super::super::{Point, Rect, Size};
use super::levels::Level;
use super::table::Table;
use super::{MIXED_GAP, TRACK_GAP};

/// Room between columns.
const COLUMN_GAP: f64 = 2.0 * MIXED_GAP;
/// Room between a column and the lines that lead to the next.
const LEAD: f64 = 19.0;

/// How a level goes on from one column to the next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Course {
    /// From the top again.
    #[default]
    Again,
    /// Upwards, every other column turned by half.
    Meander,
}

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
pub(super) fn columns(breaks: &[usize], layers: usize, course: Course) -> Vec<Column> {
    let firsts = std::iter::once(0).chain(breaks.iter().copied());
    let ends = breaks.iter().copied().chain([layers]);
    let is_turned = |nth| course == Course::Meander && nth % 2 == 1;
    firsts.zip(ends).enumerate().map(|(nth, (first, end))| Column { first, end, is_turned: is_turned(nth), ..Column::default() }).collect()
}

/// A line from one column to the next: its segment, and where it begins and ends in the level.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bow {
    pub segment: usize,
    pub from: f64,
    pub to: f64,
}

/// Columns that are put beside one another: how large that is, and the corners of the lines between them.
#[derive(Debug, Default)]
pub(super) struct Beside {
    pub size: Size,
    pub corners: Vec<(usize, Vec<Point>)>,
}

/// How deep some lines beside one another are.
fn deep(lines: usize) -> f64 {
    if lines > 0 { LEAD + (lines - 1) as f64 * TRACK_GAP } else { 0.0 }
}

/// How much room lines take above columns that begin from the top again, by how many lead to each next one.
pub(super) fn room_above(lines: &[usize]) -> f64 {
    lines.iter().map(|&n| deep(n)).fold(0.0, f64::max)
}

/// Puts columns that begin from the top again beside one another; the first one has its own head in its size, the others
/// begin at `head`, which lines have room above.
pub(super) fn set_again(columns: &mut [Column], lines: &[usize], head: f64, bows: impl Fn(&[Column], usize) -> Vec<Bow>) -> Beside {
    let (mut x, mut high) = (0.0, 0.0_f64);
    for (nth, column) in columns.iter_mut().enumerate() {
        let between = lines.get(nth).copied().unwrap_or_default();
        column.corner = Point::new(x, if nth == 0 { 0.0 } else { head });
        x += column.size.width + COLUMN_GAP + between.saturating_sub(1) as f64 * TRACK_GAP;
        high = high.max(column.corner.y + column.size.height + deep(between));
    }
    let mut beside = Beside { size: Size::new((x - COLUMN_GAP).max(0.0), high), corners: Vec::new() };
    for (nth, column) in columns.iter().enumerate().take(lines.len()) {
        let mut here = bows(columns, nth);
        // What begins furthest to the right is innermost below, furthest to the left between, and outermost above.
        here.sort_by(|a, b| b.from.total_cmp(&a.from).then(b.to.total_cmp(&a.to)));
        let (right, bottom) = (column.corner.x + column.size.width + COLUMN_GAP / 2.0, column.corner.y + column.size.height + LEAD);
        let top = head - deep(here.len());
        for (track, bow) in here.iter().enumerate() {
            let out = track as f64 * TRACK_GAP;
            let (up, low, high) = (right + out, bottom + out, top + out);
            let corners = vec![Point::new(bow.from, low), Point::new(up, low), Point::new(up, high), Point::new(bow.to, high)];
            beside.corners.push((bow.segment, corners));
        }
    }
    beside
}

/// Puts columns that run down and up by turns beside one another.
pub(super) fn set_meander(columns: &mut [Column], lines: &[usize], bows: impl Fn(&[Column], usize) -> Vec<Bow>) -> Beside {
    let deepest = |from: usize| lines.iter().skip(from).step_by(2).map(|&n| deep(n)).fold(0.0, f64::max);
    let (below, above) = (deepest(0), deepest(1));
    let high = columns.iter().map(|c| c.size.height).fold(0.0, f64::max);
    let mut x = 0.0;
    for column in columns.iter_mut() {
        let spare = if column.is_turned { high - column.size.height } else { 0.0 };
        column.corner = Point::new(x, above + spare);
        x += column.size.width + COLUMN_GAP;
    }
    let mut beside = Beside { size: Size::new((x - COLUMN_GAP).max(0.0), above + high + below), corners: Vec::new() };
    for nth in 0..lines.len() {
        let mut here = bows(columns, nth);
        // The innermost bow is the shortest: what begins furthest to the right.
        here.sort_by(|a, b| b.from.total_cmp(&a.from).then(a.to.total_cmp(&b.to)));
        for (track, bow) in here.iter().enumerate() {
            let out = LEAD + track as f64 * TRACK_GAP;
            let y = if nth % 2 == 0 { above + high + out } else { above - out };
            beside.corners.push((bow.segment, vec![Point::new(bow.from, y), Point::new(bow.to, y)]));
        }
    }
    beside
}

/// How many segments lead from each column to the next.
pub(super) fn lines_between(level: &Level, layers: &Table<Vec<usize>>, columns: &[Column]) -> Vec<usize> {
    let count = |column: &Column| layers[column.end - 1].iter().map(|&v| level.below[v].len()).sum();
    columns.iter().take(columns.len().saturating_sub(1)).map(count).collect()
}
