//! Frames round branches, and remarks.

use super::super::card::text;
use super::super::rich::{self, Rich};
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
/// How much wider than its words the ground of a condition is.
const GROUND: f64 = 6.0;
/// A condition has no more lines.
const CONDITION_LINES: usize = 3;
/// The size of a remark's folded corner.
const FOLD: f64 = 8.0;

/// A branch as its frame shows it: where it begins, its word, and its condition in brackets.
struct Row {
    top: f64,
    word: String,
    condition: Vec<String>,
    /// From where to where bars stand beside its word and condition, from left to right.
    bars: Vec<(f64, f64)>,
}

impl Row {
    /// A branch in a frame from `left` to `right`: its condition stands right behind its word, and is broken into lines where
    /// bars leave less room there.
    fn new(top: f64, word: &str, condition: &str, bars: Vec<(f64, f64)>, (left, right): (f64, f64)) -> Self {
        let mut row = Self { top, word: word.to_owned(), condition: Vec::new(), bars };
        if condition.is_empty() {
            return row;
        }
        let said = format!("[{condition}]");
        let whole = font::width(&said, LABEL);
        let fits = |words: f64| {
            (words >= LEAST_ROOM.min(whole) && font::wrap(&said, LABEL, words, usize::MAX).len() <= CONDITION_LINES).then_some(words)
        };
        let rooms = row.rooms(left);
        let room = rooms.iter().find_map(|&(from, to)| fits((to.min(right - ASIDE) - from - GROUND).min(NOTE_ROOM)));
        row.condition = font::balanced(&said, LABEL, room.unwrap_or(NOTE_ROOM), CONDITION_LINES);
        row
    }

    /// The height of its word and condition.
    fn height(&self) -> f64 {
        let more = u32::try_from(self.condition.len().saturating_sub(1)).unwrap_or(0);
        TAG_HEIGHT + f64::from(more) * LABEL.line()
    }

    /// The rooms between the bars behind its word in a frame that begins at `left`; the last has no end.
    fn rooms(&self, left: f64) -> Vec<(f64, f64)> {
        let (mut rooms, mut from) = (Vec::new(), left + self.tag_width() + ASIDE);
        for &(low, high) in &self.bars {
            if low - ASIDE > from {
                rooms.push((from, low - ASIDE));
            }
            from = from.max(high + ASIDE);
        }
        rooms.push((from, f64::INFINITY));
        rooms
    }

    fn tag_width(&self) -> f64 {
        font::width(&self.word, TAG) + 18.0
    }

    /// The width of the ground that the condition stands on.
    fn ground(&self) -> f64 {
        font::widest(&self.condition, LABEL) + GROUND
    }

    /// Where that begins in a frame that begins at `left`: in the first room beside the bars, which it would cut through.
    fn condition_x(&self, left: f64) -> f64 {
        let rooms = self.rooms(left);
        let fits = |&&(from, to): &&(f64, f64)| to - from >= self.ground() - 0.01;
        rooms.iter().find(fits).map_or(left, |&(from, _)| from)
    }
}

impl Chart<'_> {
    /// A frame round branches, parted by broken lines.
    pub(super) fn frame(&mut self, word: &str, next: &str, branches: &[(String, &[Step])], y: f64, depth: usize) -> (f64, Span) {
        let mut at = y + 4.0;
        let mut span: Span = None;
        let place = self.frames.len();
        let mut rows: Vec<Row> = Vec::new();
        let reach = REACH - NESTED * f64::from(u32::try_from(depth.min(4)).unwrap_or(4));
        let all = self.parties.first().zip(self.parties.last()).map(|(a, b)| (a.x, b.x));
        let about = branches.iter().fold(None, |about, (_, steps)| joined(about, self.between(steps))).or(all).unwrap_or((0.0, 0.0));
        for (index, (condition, steps)) in branches.iter().enumerate() {
            let word = if index == 0 { word } else { next };
            let row = Row::new(at, word, condition, self.bars_now(), (about.0 - reach, about.1 + reach));
            let top = at + row.height() + 12.0;
            rows.push(row);
            self.activity.enter();
            let (end, used) = self.block(steps, top, depth + 1);
            at = self.activity.leave().map_or(end, |bottom| end.max(bottom + BELOW));
            span = joined(span, used);
        }
        // Whoever waited for what was done in it may have nothing to do behind it.
        at = self.activity.reach().map_or(at, |bottom| at.max(bottom + BELOW));
        let (low, high) = span.or(all).unwrap_or((0.0, 0.0));
        let (left, right) = (low - reach, high + reach);
        let tags = rows.iter().map(|row| row.condition_x(left) - left + row.ground() + ASIDE).fold(0.0, f64::max);
        let rect = Rect::new(left, y + 4.0, (right - left).max(tags), at - y - 8.0);
        (self.low, self.high) = (self.low.min(rect.x), self.high.max(rect.right()));
        self.frames.insert(place, border(rect));
        for (index, row) in rows.iter().enumerate() {
            self.items.extend(marked(rect, row, index == 0));
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
/// taken.
fn marked(rect: Rect, row: &Row, first: bool) -> Vec<Item> {
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
    let mut y = row.top + (TAG_HEIGHT + TAG.size * font::CAP) / 2.0;
    if !row.condition.is_empty() {
        let x = row.condition_x(rect.x);
        let ground = Rect::new(x, row.top + 2.0, row.ground(), row.height() - 3.0);
        items.push(Item::Form(Form { outline: Outline::Box(ground, 3.0), fill: Some(Color::Canvas), stroke: None }));
    }
    let first_y = y;
    for line in &row.condition {
        let x = row.condition_x(rect.x) + GROUND / 2.0;
        items.push(text(line, Point::new(x, y), Anchor::Start, LABEL, Color::Ink));
        y += LABEL.line();
    }
    if !row.word.is_empty() {
        items.push(text(&row.word, Point::new(rect.x + 8.0, first_y), Anchor::Start, TAG, Color::Muted));
    }
    items
}

/// A remark on a sheet with a folded corner, below a place and in its middle; no wider than `room`, if its words can be read in
/// few lines then.
pub(super) fn note(remark: &str, at: Point, room: f64) -> (Rect, Vec<Item>) {
    let remark = Rich::marked(remark);
    let wide = remark.balanced(LABEL, NOTE_ROOM, 6);
    let words = room - NOTE_INSET;
    let is_narrow = words >= LEAST_ROOM && rich::widest(&wide) > words && remark.wrap(LABEL, words, usize::MAX).len() <= LINES;
    let lines = if is_narrow { remark.balanced(LABEL, words, LINES) } else { wide };
    let count = u32::try_from(lines.len()).unwrap_or(u32::MAX);
    let size = Size::new((rich::widest(&lines) + NOTE_INSET).ceil(), f64::from(count) * LABEL.line() + 12.0);
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
        items.extend(line.draw(Point::new(rect.center().x - (FOLD + line.width) / 2.0, top), LABEL));
        top += LABEL.line();
    }
    (rect, items)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_stands_beside_the_bars() {
        let placed = |bars: &[(f64, f64)]| {
            let row = Row::new(0.0, "loop", "each item", bars.to_vec(), (0.0, 400.0));
            (row.condition_x(0.0), row.condition.len())
        };
        let row = Row::new(0.0, "loop", "each item", Vec::new(), (0.0, 400.0));
        let (free, lines) = placed(&[]);
        assert!(free > row.tag_width() && lines == 1, "beside the tag");
        let end = free + row.ground();
        assert_eq!(placed(&[(free, free + 9.0)]), (free + 14.0, 1), "behind the bar where it would begin");
        assert_eq!(placed(&[(end - 4.0, end + 5.0)]), (end + 10.0, 1), "and behind one farther on");
        assert_eq!(placed(&[(end + 20.0, end + 29.0)]), (free, 1), "not where it is in nobody's way");
    }

    #[test]
    fn a_condition_is_broken_into_lines_beside_its_word_before_it_goes_farther_away() {
        let said = "the order is known and the patient is still admitted";
        let free = Row::new(0.0, "alt", said, Vec::new(), (0.0, 900.0));
        assert_eq!(free.condition.len(), 1);
        let row = Row::new(0.0, "alt", said, vec![(220.0, 229.0), (400.0, 409.0)], (0.0, 900.0));
        assert_eq!((row.condition.len(), row.condition_x(0.0)), (2, free.condition_x(0.0)));
        assert!(row.height() > free.height() && row.condition_x(0.0) + row.ground() < 220.0);
        let narrow = Row::new(0.0, "alt", said, vec![(70.0, 79.0)], (0.0, 900.0));
        assert_eq!((narrow.condition.len(), narrow.condition_x(0.0)), (1, 84.0));
        // Nothing is left out because a frame is narrow: it grows.
        let all = Row::new(0.0, "alt", said, Vec::new(), (0.0, 60.0));
        assert_eq!(all.condition.join(" "), format!("[{said}]"));
    }
}
