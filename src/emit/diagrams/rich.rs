//! Running text with marks: Markdown's emphasis and code in what users write, set in lines of whole words.

use super::card::{baseline, text};
use super::words;
use crate::font::{self, Style, Weight};
use crate::scene::{Anchor, Color, Dash, Form, Item, Outline, Point, Rect, Stroke};

/// How a piece of text is marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Plain,
    /// `*a*` or `_a_`
    Emphasis,
    /// `**a**` or `__a__`
    Strong,
    /// `***a***`
    Both,
    /// A backtick on either side.
    Code,
}

/// Text with marks.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Rich(Vec<(String, Mark)>);

/// A line of text with marks, measured.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    pieces: Vec<Piece>,
    pub width: f64,
}

#[derive(Clone, Debug)]
struct Piece {
    text: String,
    mark: Mark,
    /// How far from the line's beginning it begins, and how wide it is.
    x: f64,
    width: f64,
}

/// A last line that is shorter than so much of the widest looks lost.
const SHORT: f64 = 0.4;
/// So much wider than they have to be lines are tried, to be more like each other.
const WIDER: [f64; 4] = [1.04, 1.08, 1.12, 1.16];
/// Between the ground of code and what stands beside it without a space.
const CODE_GAP: f64 = 1.5;
/// Room on either side of code within its ground.
const CODE_ROOM: f64 = 3.0;

impl Mark {
    fn style(self, style: Style) -> Style {
        match self {
            Self::Strong | Self::Both => Style { weight: Weight::SemiBold, ..style },
            Self::Code => Style { size: style.size - 0.5, ..style },
            Self::Plain | Self::Emphasis => style,
        }
    }

    fn width(self, text: &str, style: Style) -> f64 {
        let room = match self {
            Self::Code => 2.0 * CODE_ROOM,
            // What leans over reaches beyond its end.
            Self::Emphasis | Self::Both => 1.5,
            Self::Plain | Self::Strong => 0.0,
        };
        font::width(text, self.style(style)) + room
    }
}

impl Rich {
    /// Text as it is; line ends in it are kept.
    pub fn literal(text: &str) -> Self {
        Self(vec![(text.to_owned(), Mark::Plain)])
    }

    /// The first paragraph of a Markdown text.
    pub fn markdown(text: &str) -> Self {
        Self::marked(&words::paragraph(text))
    }

    /// All of a text with Markdown's marks; line ends in it are kept.
    pub fn marked(text: &str) -> Self {
        let mut rich = Self::default();
        let (mut rest, mut before) = (text, None);
        while let Some(c) = rest.chars().next() {
            if let Some((inner, mark, after)) = marked(rest, before) {
                rich.push(&words::unlinked(inner), mark);
                (rest, before) = (after, Some('*'));
                continue;
            }
            if let Some((inner, after)) = words::link(rest) {
                rich.push(inner, Mark::Plain);
                (rest, before) = (after, Some(')'));
                continue;
            }
            let (one, after) = rest.split_at_checked(c.len_utf8()).unwrap_or((rest, ""));
            rich.push(one, Mark::Plain);
            (rest, before) = (after, Some(c));
        }
        rich
    }

    fn push(&mut self, text: &str, mark: Mark) {
        match self.0.last_mut() {
            Some((last, same)) if *same == mark && mark == Mark::Plain => last.push_str(text),
            _ => self.0.push((text.to_owned(), mark)),
        }
    }

    /// The same as [`Self::wrap`], but where the last line is a word or two, the lines are about as long as each other.
    pub fn evenly(&self, style: Style, room: f64, most: usize) -> Vec<Line> {
        let lines = self.wrap(style, room, most);
        let is_short = lines.last().is_some_and(|last| last.reach() < SHORT * widest(&lines));
        if is_short { self.balanced(style, room, most) } else { lines }
    }

    /// The same as [`Self::wrap`], with lines about as long as each other, where nothing is left over.
    pub fn balanced(&self, style: Style, room: f64, most: usize) -> Vec<Line> {
        let mut lines = self.wrap(style, room, usize::MAX);
        if lines.len() > most {
            return self.wrap(style, room, most);
        }
        let words = |(text, mark): &(String, Mark)| match mark {
            Mark::Code => mark.width(text, style),
            _ => text.split_whitespace().map(|word| mark.width(word, style)).fold(0.0, f64::max),
        };
        let (mut low, mut high) = (self.0.iter().map(words).fold(0.0, f64::max), widest(&lines));
        while high - low > 1.0 {
            let middle = f64::midpoint(low, high);
            let tried = self.wrap(style, middle, usize::MAX);
            if tried.len() == lines.len() {
                (lines, high) = (tried, middle);
            } else {
                low = middle;
            }
        }
        // A little more room than the least may leave much less of it empty.
        for wider in WIDER {
            let tried = self.wrap(style, (high * wider).min(room), usize::MAX);
            if tried.len() == lines.len() && raggedness(&tried) + 0.01 < raggedness(&lines) {
                lines = tried;
            }
        }
        lines
    }

    /// In at most `most` lines no wider than `room`; what is left over ends in an ellipsis.
    pub fn wrap(&self, style: Style, room: f64, most: usize) -> Vec<Line> {
        let mut setter = Setter { style, room, lines: Vec::new(), line: Line::default(), joined: true };
        for (index, (text, mark)) in self.0.iter().enumerate() {
            let sign = self.0.get(index + 1).map_or("", |(next, _)| closing(next));
            for (at, paragraph) in text.split('\n').enumerate() {
                if at > 0 {
                    setter.end_line();
                }
                setter.put(paragraph, *mark, sign);
            }
        }
        setter.end_line();
        let mut lines = setter.lines;
        if lines.len() > most {
            lines.truncate(most);
            if let Some(last) = lines.last_mut() {
                last.end_in_ellipsis(style, room);
            }
        }
        if self.0.iter().find_map(|(text, _)| font::leftwards(text)) == Some(true) {
            turn(&mut lines);
        }
        lines
    }
}

/// How much of the room of some lines is empty: the more, the more of it is in one line. In the last one it is less of a gap.
fn raggedness(lines: &[Line]) -> f64 {
    let widest = widest(lines);
    let empty = |line: &Line| ((widest - line.width) / widest.max(1.0)).powi(2);
    let last = lines.last().map_or(0.0, empty);
    lines.iter().map(empty).sum::<f64>() - last / 2.0
}

/// How wide the widest of some lines is.
pub(super) fn widest(lines: &[Line]) -> f64 {
    lines.iter().map(|line| line.width).fold(0.0, f64::max)
}

/// Turns lines round that are read from right to left: they begin at the right.
fn turn(lines: &mut [Line]) {
    let right = widest(lines);
    for line in lines {
        line.pieces.iter_mut().for_each(|piece| piece.x = right - piece.x - piece.width);
        line.width = right;
    }
}

/// The signs that a text begins with and that belong to what stands before it: a full stop, a bracket that closes.
fn closing(text: &str) -> &str {
    let end = text.find(|c: char| !matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '…' | '"' | '\'')).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// What stands between marks at the beginning of a text, its mark, and what follows.
fn marked(text: &str, before: Option<char>) -> Option<(&str, Mark, &str)> {
    const MARKS: [(&str, Mark); 6] =
        [("***", Mark::Both), ("**", Mark::Strong), ("__", Mark::Strong), ("`", Mark::Code), ("*", Mark::Emphasis), ("_", Mark::Emphasis)];
    let (sign, mark) = MARKS.iter().find(|(sign, _)| text.starts_with(sign))?;
    // Within a word an underscore is a letter of a name.
    if sign.starts_with('_') && before.is_some_and(char::is_alphanumeric) {
        return None;
    }
    let (inner, after) = text.strip_prefix(sign)?.split_once(sign)?;
    let runs_on = sign.starts_with('_') && after.starts_with(char::is_alphanumeric);
    let loose = inner.is_empty() || (*mark != Mark::Code && (inner.starts_with(' ') || inner.ends_with(' ')));
    (!runs_on && !loose).then_some((inner, *mark, after))
}

/// Sets words in lines.
struct Setter {
    style: Style,
    room: f64,
    lines: Vec<Line>,
    line: Line,
    /// Whether the next word follows what is there without a space.
    joined: bool,
}

impl Setter {
    /// Sets a text; `sign` follows it at once and stays on its line.
    fn put(&mut self, text: &str, mark: Mark, sign: &str) {
        self.joined &= !text.starts_with(char::is_whitespace);
        let sign = if text.ends_with(char::is_whitespace) { 0.0 } else { font::width(sign, self.style) };
        // Code is one word as long as it fits a line.
        let code = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let whole = mark == Mark::Code && mark.width(&code, self.style) + sign <= self.room;
        let mut words: Vec<&str> = if whole { vec![code.as_str()] } else { text.split_whitespace().collect() };
        let last = words.pop();
        for (word, sign) in words.into_iter().map(|word| (word, 0.0)).chain(last.map(|word| (word, sign))) {
            for part in self.parts(word, mark) {
                self.put_word(&part, mark, sign);
                self.joined = true;
            }
            self.joined = false;
        }
        self.joined = !text.ends_with(char::is_whitespace);
    }

    /// A word in parts that each fit a line.
    fn parts(&self, word: &str, mark: Mark) -> Vec<String> {
        if mark.width(word, self.style) <= self.room {
            return vec![word.to_owned()];
        }
        font::wrap(word, mark.style(self.style), self.room - 2.0 * CODE_ROOM, usize::MAX)
    }

    /// Sets a word; `sign` is the room that what follows it at once takes.
    fn put_word(&mut self, word: &str, mark: Mark, sign: f64) {
        let space = if self.joined || self.line.pieces.is_empty() { 0.0 } else { font::width(" ", self.style) };
        let is_sign = self.joined && closing(word).len() == word.len();
        if self.line.width + space + mark.width(word, self.style) + sign > self.room && !self.line.pieces.is_empty() && !is_sign {
            self.end_line();
        }
        let style = self.style;
        let beside = self.joined && self.line.pieces.last().is_some_and(|last| (last.mark == Mark::Code) != (mark == Mark::Code));
        let gap = if self.line.pieces.is_empty() { 0.0 } else { space + if beside { CODE_GAP } else { 0.0 } };
        match self.line.pieces.last_mut() {
            // Words of one mark are one piece.
            Some(last) if last.mark == mark => {
                if gap > 0.0 {
                    last.text.push(' ');
                }
                last.text.push_str(word);
                last.width = mark.width(&last.text, style);
                self.line.width = last.x + last.width;
            }
            _ => {
                let x = self.line.width + gap;
                let width = mark.width(word, style);
                self.line.pieces.push(Piece { text: word.to_owned(), mark, x, width });
                self.line.width = x + width;
            }
        }
    }

    fn end_line(&mut self) {
        if !self.line.pieces.is_empty() {
            self.lines.push(std::mem::take(&mut self.line));
        }
        self.joined = true;
    }
}

impl Line {
    /// How far what stands in it goes.
    fn reach(&self) -> f64 {
        self.pieces.iter().map(|piece| piece.width).sum()
    }

    /// Cuts it so that it ends in an ellipsis.
    fn end_in_ellipsis(&mut self, style: Style, room: f64) {
        let Some(last) = self.pieces.last_mut() else { return };
        last.text = font::ellipsize(&format!("{}…", last.text), last.mark.style(style), (room - last.x - 2.0 * CODE_ROOM).max(0.0));
        last.width = last.mark.width(&last.text, style);
        self.width = last.x + last.width;
    }

    /// The line from its upper left corner on.
    pub fn draw(&self, at: Point, style: Style) -> Vec<Item> {
        let mut items = Vec::new();
        for piece in &self.pieces {
            let x = at.x + piece.x;
            let place = Point::new(x, at.y + baseline(style));
            if piece.mark == Mark::Code {
                let ground = Rect::new(x, at.y + 0.5, piece.width, style.line() - 1.0);
                let stroke = Some(Stroke { color: Color::Frame, width: 0.7, dash: Dash::Solid });
                items.push(Item::Form(Form { outline: Outline::Box(ground, 3.0), fill: Some(Color::Canvas), stroke }));
            }
            let place = if piece.mark == Mark::Code { Point::new(x + CODE_ROOM, place.y) } else { place };
            let item = text(&piece.text, place, Anchor::Start, piece.mark.style(style), Color::Ink);
            items.push(match item {
                Item::Text(mut set) => {
                    set.slanted = matches!(piece.mark, Mark::Emphasis | Mark::Both);
                    Item::Text(set)
                }
                other => other,
            });
        }
        items
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: Style = Style::regular(12.0);

    fn pieces(text: &str) -> Vec<(String, Mark)> {
        Rich::markdown(text).0
    }

    #[test]
    fn marks_are_read() {
        let plain = |text: &str| (text.to_owned(), Mark::Plain);
        assert_eq!(
            pieces("Sells *all* **the** `things`, [see](https://a)."),
            [
                plain("Sells "),
                ("all".to_owned(), Mark::Emphasis),
                plain(" "),
                ("the".to_owned(), Mark::Strong),
                plain(" "),
                ("things".to_owned(), Mark::Code),
                plain(", see."),
            ]
        );
        for text in ["2 * 3 * 4", "snake_case_name", "a ` b", "** a", "_"] {
            assert_eq!(pieces(text), [plain(text)], "{text}");
        }
    }

    #[test]
    fn code_stays_on_one_line_and_signs_stay_with_their_words() {
        for (text, room) in [("Runs with `archc build`.", 100.0), ("Has *one*, **two**, ***three***, `four`; and ends in *five*.", 90.0)] {
            for room in [room, room + 3.0, room + 7.0, room + 12.0] {
                let lines = Rich::markdown(text).wrap(BODY, room, 9);
                for line in &lines {
                    let first = line.pieces.first().map_or("", |piece| piece.text.as_str());
                    assert!(closing(first).is_empty() && line.width <= room + 2.0, "{lines:?}");
                }
                let code = lines.iter().flat_map(|line| &line.pieces).filter(|piece| piece.mark == Mark::Code);
                assert_eq!(code.count(), 1, "{lines:?}");
            }
        }
        assert_eq!(pieces("***a b***"), [("a b".to_owned(), Mark::Both)]);
    }

    #[test]
    fn no_word_is_left_alone_in_the_last_line() {
        let said = |lines: &[Line]| -> Vec<String> {
            let pieces = |line: &Line| line.pieces.iter().map(|piece| piece.text.clone()).collect::<Vec<_>>().join(" ");
            lines.iter().map(pieces).collect()
        };
        let rich = Rich::markdown("Knows which room is whose, and `when`.");
        assert_eq!(said(&rich.wrap(BODY, 200.0, 3)), ["Knows which room is whose, and", "when ."]);
        assert_eq!(said(&rich.evenly(BODY, 200.0, 3)), ["Knows which room", "is whose, and when ."]);
        let full = Rich::markdown("Suggests products that go with those in the cart, and others.");
        assert_eq!(said(&full.evenly(BODY, 200.0, 3)), said(&full.wrap(BODY, 186.0, 3)));
        assert_eq!(said(&rich.evenly(BODY, 90.0, 2)), said(&rich.wrap(BODY, 90.0, 2)), "what is cut off stays as it is");
    }

    #[test]
    fn no_line_is_left_short_where_a_little_more_room_fills_it() {
        let said = |text: &str| -> Vec<String> {
            let lines = Rich::markdown(text).evenly(Style::regular(11.5), 186.0, 3);
            lines.iter().map(|line| line.pieces.iter().map(|piece| piece.text.as_str()).collect::<String>()).collect()
        };
        let records = said("Electronic health records of a university hospital with 1,500 beds.");
        assert_eq!(records, ["Electronic health records", "of a university hospital", "with 1,500 beds."]);
        let rebuilt = said("Rebuilt from the products within the hour, so nobody keeps a copy of it.");
        assert_eq!(rebuilt, ["Rebuilt from the products", "within the hour, so nobody", "keeps a copy of it."]);
    }

    #[test]
    fn lines_that_are_read_from_the_right_begin_there() {
        let lines = Rich::markdown("זה **מודגש** ועוד `code` כאן").wrap(BODY, 90.0, 9);
        assert!(lines.len() > 1, "{lines:?}");
        for line in &lines {
            let begins: Vec<f64> = line.pieces.iter().map(|piece| piece.x).collect();
            assert!(begins.is_sorted_by(|a, b| a > b), "{lines:?}");
            let right = line.pieces.first().map_or(0.0, |piece| piece.x + piece.width);
            assert!((right - line.width).abs() < 0.01, "{lines:?}");
        }
    }

    #[test]
    fn lines_hold_whole_words_and_keep_to_their_room() {
        let rich =
            Rich::markdown("reads **and** writes `orders`, all of them, one after the other, whatever_their_long_name_may_be_in_the_end");
        for room in [60.0, 90.0, 400.0] {
            let lines = rich.wrap(BODY, room, 20);
            assert!(lines.iter().all(|line| line.width <= room + 2.0), "{lines:?}");
            let said: String =
                lines.iter().flat_map(|line| &line.pieces).flat_map(|piece| piece.text.chars()).filter(|c| *c != ' ').collect();
            assert_eq!(said, "readsandwritesorders,allofthem,oneaftertheother,whatever_their_long_name_may_be_in_the_end");
        }
        let lines = rich.wrap(BODY, 90.0, 2);
        assert!(lines.len() == 2 && lines.last().is_some_and(|line| line.pieces.last().is_some_and(|piece| piece.text.ends_with('…'))));
        assert_eq!(Rich::literal("3 replicas\nshop.example.com").wrap(BODY, 200.0, 3).len(), 2);
    }
}
