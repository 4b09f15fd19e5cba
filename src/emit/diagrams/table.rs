//! Tables of a database as boxes: a name, the columns below each other, and what holds for several of them.

use super::card::{baseline, even, text};
use crate::font::{self, Style};
use crate::scene::{Anchor, Color, Dash, Form, Hue, Item, Move, Outline, Point, Rect, Size, Stroke};

const NAME: Style = Style::bold(13.5);
const COLUMN: Style = Style::regular(11.5);
const KEY: Style = Style::bold(11.5);
const MARK: Style = Style::bold(9.5);
const RULE: Style = Style::regular(10.5);
/// No name is wider, no type or rule, no default.
const WIDEST: f64 = 320.0;
const ROOM: f64 = 200.0;
const DEFAULT_ROOM: f64 = 120.0;
const ROW: f64 = 20.0;
const HEAD: f64 = 30.0;
/// From the border to the text.
const INSET: f64 = 12.0;
/// Room round a table, in which lines have their feet.
pub(super) const MARGIN: f64 = 16.0;
/// How far from the corners of that lines begin and end: a crow's foot is so wide that it does not reach past the table.
pub(super) const CORNER: f64 = MARGIN + 12.0;

/// A table with its columns.
#[derive(Clone, Debug)]
pub(super) struct Table {
    name: String,
    rows: Vec<Row>,
    rules: Vec<String>,
}

/// A column of a table.
#[derive(Clone, Debug)]
pub(super) struct Row {
    name: String,
    of: String,
    default: String,
    mark: String,
    key: bool,
}

impl Row {
    /// A column: its name, its type, its default, and marks such as `PK` for a key, `FK` for a reference and `PII` for what
    /// tells of a person.
    pub fn new(name: &str, of: &str, default: &str, mark: String, key: bool) -> Self {
        let name = font::ellipsize(name, if key { KEY } else { COLUMN }, WIDEST);
        Self { name, of: font::ellipsize(of, COLUMN, ROOM), default: font::ellipsize(default, COLUMN, DEFAULT_ROOM), mark, key }
    }

    fn style(&self) -> Style {
        if self.key { KEY } else { COLUMN }
    }
}

impl Table {
    /// A table with its columns, and below them what holds for several: indexes, checks, how it is divided.
    pub fn new(name: &str, rows: Vec<Row>, rules: &[String]) -> Self {
        let rules = rules.iter().map(|rule| font::ellipsize(rule, RULE, WIDEST)).collect();
        Self { name: font::ellipsize(name, NAME, WIDEST), rows, rules }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// How much room marks, names, types and defaults take from left to right, each with the gap behind it.
    fn widths(&self) -> [f64; 4] {
        let widest = |of: &dyn Fn(&Row) -> f64, gap: f64| {
            let widest = self.rows.iter().map(of).fold(0.0, f64::max);
            if widest > 0.0 { widest + gap } else { 0.0 }
        };
        let default = widest(&|row| font::width(&row.default, COLUMN), 0.0);
        [
            widest(&|row| font::width(&row.mark, MARK), 9.0),
            widest(&|row| font::width(&row.name, row.style()), 18.0),
            widest(&|row| font::width(&row.of, COLUMN), if default > 0.0 { 14.0 } else { 0.0 }),
            default,
        ]
    }

    /// The size that it needs, with the room round it.
    pub fn size(&self) -> Size {
        let rules = self.rules.iter().map(|rule| font::width(rule, RULE)).fold(0.0, f64::max);
        let columns = self.widths().iter().sum::<f64>().max(rules) + 2.0 * INSET;
        let width = columns.max(font::width(&self.name, NAME) + 28.0).max(120.0);
        let many = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
        let rows = if self.rows.is_empty() { 0.0 } else { many(self.rows.len()) * ROW + 8.0 };
        let rules = if self.rules.is_empty() { 0.0 } else { many(self.rules.len()) * RULE.line() + 9.0 };
        Size::new(even(width) + 2.0 * MARGIN, HEAD + rows + rules + 2.0 * MARGIN)
    }

    pub fn draw(&self, around: Rect) -> Vec<Item> {
        let rect = Rect::new(around.x + MARGIN, around.y + MARGIN, around.width - 2.0 * MARGIN, around.height - 2.0 * MARGIN);
        let stroke = Stroke { color: Color::Edge(Hue::Store), width: 1.3, dash: Dash::Solid };
        let mut items = vec![
            Item::Form(Form { outline: Outline::Box(rect, 6.0), fill: Some(Color::Canvas), stroke: None }),
            Item::Form(Form { outline: head(rect, self.rows.is_empty()), fill: Some(Color::Fill(Hue::Store)), stroke: None }),
            Item::Form(Form { outline: Outline::Box(rect, 6.0), fill: None, stroke: Some(stroke) }),
        ];
        let name_at = Point::new(rect.center().x, middle(rect.y, HEAD, NAME));
        items.push(text(&self.name, name_at, Anchor::Middle, NAME, Color::Ink));
        let [mark, name, of, _] = self.widths();
        let left = rect.x + INSET;
        let mut top = rect.y + HEAD + 4.0;
        for row in &self.rows {
            let mut put = |content: &str, x: f64, style: Style, color: Color| {
                items.push(text(content, Point::new(x, middle(top, ROW, style)), Anchor::Start, style, color));
            };
            put(&row.mark, left, MARK, Color::Edge(Hue::Store));
            put(&row.name, left + mark, row.style(), Color::Ink);
            put(&row.of, left + mark + name, COLUMN, Color::Muted);
            put(&row.default, left + mark + name + of, COLUMN, Color::Muted);
            top += ROW;
        }
        if !self.rules.is_empty() {
            top += 4.0;
            let across = vec![Move::To(Point::new(rect.x, top)), Move::Line(Point::new(rect.right(), top))];
            let thin = Stroke { color: Color::Frame, width: 1.0, dash: Dash::Solid };
            items.push(Item::Form(Form { outline: Outline::Path(across), fill: None, stroke: Some(thin) }));
            top += 3.0;
            for rule in &self.rules {
                items.push(text(rule, Point::new(left, top + baseline(RULE)), Anchor::Start, RULE, Color::Muted));
                top += RULE.line();
            }
        }
        items.retain(|item| !matches!(item, Item::Text(text) if text.text.is_empty()));
        items
    }
}

/// The part of a table that bears its name: round above, straight below unless it is all there is.
fn head(rect: Rect, whole: bool) -> Outline {
    if whole {
        return Outline::Box(rect, 6.0);
    }
    let (x, y, right, bottom) = (rect.x, rect.y, rect.right(), rect.y + HEAD);
    Outline::Path(vec![
        Move::To(Point::new(x, y + 6.0)),
        Move::Bend(Point::new(x, y), Point::new(x + 6.0, y)),
        Move::Line(Point::new(right - 6.0, y)),
        Move::Bend(Point::new(right, y), Point::new(right, y + 6.0)),
        Move::Line(Point::new(right, bottom)),
        Move::Line(Point::new(x, bottom)),
        Move::Close,
    ])
}

/// The baseline of a line of text in the middle of a row.
fn middle(top: f64, height: f64, style: Style) -> f64 {
    top + (height + style.size * font::CAP) / 2.0
}
