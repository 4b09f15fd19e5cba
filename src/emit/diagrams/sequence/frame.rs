//! Frames round branches, and remarks.

use super::super::card::{baseline, text};
use super::activity::{HALF, offset};
use super::{Chart, LABEL, LEAST_ROOM, LINES, STEP, Span, joined};
use crate::font::{self, Style};
use crate::model::Step;
use crate::scene::{Anchor, Color, Dash, Form, Hue, Item, Move, Outline, Point, Rect, Size, Stroke};

const TAG: Style = Style::bold(11.0);
const NOTE_ROOM: f64 = 320.0;
/// The room beside the words of a remark.
const NOTE_INSET: f64 = 24.0 + FOLD;
/// How far a frame reaches beyond the outermost lifelines in it, and how much less for each frame round it.
const REACH: f64 = 46.0;
const NESTED: f64 = 9.0;
/// So much of a remark may reach beyond the outermost lifelines in a frame, however deep that is nested, and stay in it.
pub(super) const INNER: f64 = REACH - 4.0 * NESTED - 8.0;
const TAG_HEIGHT: f64 = 20.0;
/// Between the end of a branch and the bars that end with it.
const BELOW: f64 = 8.0;
/// Between the tag of a branch and its condition, and between a condition and the bars beside it.
const ASIDE: f64 = 5.0;
/// The size of a remark's folded corner.
const FOLD: f64 = 8.0;

/// A branch as its frame shows it: where it begins, its word, and its condition in brackets.
struct Row {
    top: f64,
    word: String,
    condition: String,
    /// From where to where bars stand beside its word and condition, from left to right.
    bars: Vec<(f64, f64)>,
}

impl Row {
    fn tag_width(&self) -> f64 {
        font::width(&self.word, TAG) + 18.0
    }

    /// The width of the ground that the condition stands on.
    fn ground(&self) -> f64 {
        font::width(&self.condition, LABEL) + 6.0
    }

    /// Where that begins in a frame from `left` to `right`: beside the bars, which it would cut through; where it has no room
    /// beside all of them, beside those that stand where it begins.
    fn condition_x(&self, left: f64, right: f64) -> f64 {
        let first = left + self.tag_width() + ASIDE;
        let beside = |room: f64| {
            let step = |x: f64, &(low, high): &(f64, f64)| if low < x + room && high > x - ASIDE { x.max(high + ASIDE) } else { x };
            self.bars.iter().fold(first, step)
        };
        let whole = beside(self.ground() + ASIDE);
        if whole + self.ground() + ASIDE <= right { whole } else { beside(2.0 * HALF) }
    }
}

impl Chart<'_> {
    /// A frame round branches, parted by broken lines.
    pub(super) fn frame(&mut self, word: &str, next: &str, branches: &[(String, &[Step])], y: f64, depth: usize) -> (f64, Span) {
        let mut at = y + 4.0;
        let mut span: Span = None;
        let place = self.frames.len();
        let mut rows: Vec<Row> = Vec::new();
        for (index, (condition, steps)) in branches.iter().enumerate() {
            let word = if index == 0 { word } else { next }.to_owned();
            let condition = font::ellipsize(condition, LABEL, NOTE_ROOM);
            let condition = if condition.is_empty() { condition } else { format!("[{condition}]") };
            rows.push(Row { top: at, word, condition, bars: self.bars_now() });
            self.activity.enter();
            let (end, used) = self.block(steps, at + TAG_HEIGHT + 12.0, depth + 1);
            at = self.activity.leave().map_or(end, |bottom| end.max(bottom + BELOW));
            span = joined(span, used);
        }
        // Whoever waited for what was done in it may have nothing to do behind it.
        at = self.activity.reach().map_or(at, |bottom| at.max(bottom + BELOW));
        let all = self.parties.first().zip(self.parties.last()).map(|(a, b)| (a.x, b.x));
        let (low, high) = span.or(all).unwrap_or((0.0, 0.0));
        let reach = REACH - NESTED * f64::from(u32::try_from(depth.min(4)).unwrap_or(4));
        let (left, right) = (low - reach, high + reach);
        let tags = rows.iter().map(|row| row.condition_x(left, right) - left + row.ground() + 11.0).fold(0.0, f64::max);
        let rect = Rect::new(left, y + 4.0, (right - left).max(tags), at - y - 8.0);
        (self.low, self.high) = (self.low.min(rect.x), self.high.max(rect.right()));
        self.frames.insert(place, border(rect));
        for (index, row) in rows.iter().enumerate() {
            self.items.extend(marked(rect, row, row.condition_x(left, right), index == 0));
        }
        (at + STEP - 6.0, joined(span, Some((rect.x + reach, rect.right() - reach))))
    }

    /// From where to where bars stand that have not ended, from left to right.
    pub(super) fn bars_now(&self) -> Vec<(f64, f64)> {
        let middle = |(party, level): (usize, u32)| self.parties.get(party).map(|party| party.x + offset(level));
        let mut bars: Vec<(f64, f64)> = self.activity.busy().filter_map(middle).map(|x| (x - HALF, x + HALF)).collect();
        bars.sort_by(|a, b| a.0.total_cmp(&b.0));
        bars
    }
}

fn stroke(dash: Dash) -> Stroke {
    Stroke { color: Color::Edge(Hue::Foreign), width: 1.2, dash }
}

fn border(rect: Rect) -> Item {
    Item::Form(Form { outline: Outline::Box(rect, 6.0), fill: None, stroke: Some(stroke(Dash::Solid)) })
}

/// What a frame says of a branch: a tag with its word in the corner, or above the others a broken line; and when it is
/// taken, from `condition_x` on.
fn marked(rect: Rect, row: &Row, condition_x: f64, first: bool) -> Vec<Item> {
    let tag_width = row.tag_width();
    let mut items = Vec::new();
    if first {
        let (x, y) = (rect.x, rect.y);
        let tag = vec![
            Move::To(Point::new(x, y + 6.0)),
            Move::Bend(Point::new(x, y), Point::new(x + 6.0, y)),
            Move::Line(Point::new(x + tag_width, y)),
            Move::Line(Point::new(x + tag_width, y + TAG_HEIGHT - 7.0)),
            Move::Line(Point::new(x + tag_width - 7.0, y + TAG_HEIGHT)),
            Move::Line(Point::new(x, y + TAG_HEIGHT)),
            Move::Close,
        ];
        items.push(Item::Form(Form { outline: Outline::Path(tag), fill: Some(Color::Within), stroke: Some(stroke(Dash::Solid)) }));
    } else {
        let apart = Outline::Path(vec![Move::To(Point::new(rect.x, row.top)), Move::Line(Point::new(rect.right(), row.top))]);
        items.push(Item::Form(Form { outline: apart, fill: None, stroke: Some(stroke(Dash::Dashed)) }));
    }
    let y = row.top + (TAG_HEIGHT + TAG.size * font::CAP) / 2.0;
    if !row.condition.is_empty() {
        let ground = Rect::new(condition_x, row.top + 2.0, row.ground(), TAG_HEIGHT - 3.0);
        items.push(Item::Form(Form { outline: Outline::Box(ground, 3.0), fill: Some(Color::Canvas), stroke: None }));
        items.push(text(&row.condition, Point::new(condition_x + 3.0, y), Anchor::Start, LABEL, Color::Ink));
    }
    if !row.word.is_empty() {
        items.push(text(&row.word, Point::new(rect.x + 8.0, y), Anchor::Start, TAG, Color::Muted));
    }
    items
}

/// A remark on a sheet with a folded corner, below a place and in its middle; no wider than `room`, if its words can be read in
/// few lines then.
pub(super) fn note(remark: &str, at: Point, room: f64) -> (Rect, Vec<Item>) {
    let wide = font::balanced(remark, LABEL, NOTE_ROOM, 6);
    let words = room - NOTE_INSET;
    let is_narrow = words >= LEAST_ROOM && font::widest(&wide, LABEL) > words && font::wrap(remark, LABEL, words, LINES + 1).len() <= LINES;
    let lines = if is_narrow { font::balanced(remark, LABEL, words, LINES) } else { wide };
    let count = u32::try_from(lines.len()).unwrap_or(u32::MAX);
    let size = Size::new((font::widest(&lines, LABEL) + NOTE_INSET).ceil(), f64::from(count) * LABEL.line() + 12.0);
    let rect = Rect::new(at.x - size.width / 2.0, at.y, size.width, size.height);
    let (right, bottom) = (rect.right(), rect.bottom());
    let sheet = vec![
        Move::To(Point::new(rect.x, rect.y)),
        Move::Line(Point::new(right - FOLD, rect.y)),
        Move::Line(Point::new(right, rect.y + FOLD)),
        Move::Line(Point::new(right, bottom)),
        Move::Line(Point::new(rect.x, bottom)),
        Move::Close,
    ];
    let fold = vec![
        Move::To(Point::new(right - FOLD, rect.y)),
        Move::Line(Point::new(right - FOLD, rect.y + FOLD)),
        Move::Line(Point::new(right, rect.y + FOLD)),
    ];
    let stroke = Stroke { color: Color::Edge(Hue::Note), width: 1.1, dash: Dash::Solid };
    let mut items = vec![
        Item::Form(Form { outline: Outline::Path(sheet), fill: Some(Color::Fill(Hue::Note)), stroke: Some(stroke) }),
        Item::Form(Form { outline: Outline::Path(fold), fill: None, stroke: Some(stroke) }),
    ];
    let mut top = rect.y + 6.0;
    for line in &lines {
        let middle = Point::new(rect.center().x - FOLD / 2.0, top + baseline(LABEL));
        items.push(text(line, middle, Anchor::Middle, LABEL, Color::Ink));
        top += LABEL.line();
    }
    (rect, items)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_stands_beside_the_bars() {
        let row = |bars: &[(f64, f64)]| Row { top: 0.0, word: "loop".to_owned(), condition: "[each item]".to_owned(), bars: bars.to_vec() };
        let free = row(&[]).condition_x(0.0, 400.0);
        assert!(free > row(&[]).tag_width(), "beside the tag");
        let end = free + row(&[]).ground();
        assert_eq!(row(&[(free, free + 9.0)]).condition_x(0.0, 400.0), free + 14.0, "behind the bar where it would begin");
        assert_eq!(row(&[(end - 4.0, end + 5.0)]).condition_x(0.0, 400.0), end + 10.0, "and behind one farther on");
        assert_eq!(row(&[(end - 4.0, end + 5.0)]).condition_x(0.0, end + 20.0), free, "if there is room");
        assert_eq!(row(&[(end + 20.0, end + 29.0)]).condition_x(0.0, 400.0), free, "not where it is in nobody's way");
    }
}
