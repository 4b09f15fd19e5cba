//! Boxes with text in them, measured before they are placed: cards that hold text alone, tables, and the frames round
//! other boxes.

use super::shape::{Paint, Shape};
use super::table::{self, Table};
use crate::font::{self, Style};
use crate::scene::{Anchor, Color, Dash, Form, Item, Outline, Point, Rect, Size, Stroke, Text};

/// The styles of text in boxes.
const TITLE: Style = Style::bold(13.5);
const KIND: Style = Style::regular(11.0);
const BODY: Style = Style::regular(11.5);
const FRAME: Style = Style::bold(13.0);
/// No line of text in a card is wider.
const ROOM: f64 = 178.0;
/// No title of a frame is wider.
const WIDEST: f64 = 320.0;

/// A box that is drawn.
#[derive(Clone, Debug)]
pub(super) enum Card {
    /// A shape with text.
    Plain(Plain),
    /// A table with columns.
    Table(Table),
    /// A box round others.
    Frame(Frame),
}

/// A shape with text.
#[derive(Clone, Debug)]
pub(super) struct Plain {
    pub shape: Shape,
    pub paint: Paint,
    lines: Vec<(String, Style, Color)>,
}

/// A box round others.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    title: String,
    kind: String,
    edge: Color,
    dash: Dash,
    pub ground: Color,
    highlight: bool,
}

impl Plain {
    /// A card with a title, its kind in brackets, and a description of at most three lines.
    pub fn new(shape: Shape, paint: Paint, title: &str, kind: &str, description: Option<&str>) -> Self {
        let mut lines: Vec<(String, Style, Color)> = Vec::new();
        let mut add = |text: &str, style: Style, color: Color, most: usize| {
            lines.extend(font::wrap(text, style, ROOM, most).into_iter().map(|line| (line, style, color)));
        };
        add(title, TITLE, Color::Ink, 3);
        add(kind, KIND, Color::Muted, 2);
        if let Some(description) = description {
            add(description, BODY, Color::Ink, 3);
        }
        Self { shape, paint, lines }
    }

    fn size(&self) -> Size {
        let insets = self.shape.insets();
        let text = self.lines.iter().map(|(line, style, _)| font::width(line, *style)).fold(0.0, f64::max);
        let width = (text + insets.left + insets.right).max(132.0);
        Size::new(even(width), even((self.text_height() + insets.top + insets.bottom).max(58.0)))
    }

    fn text_height(&self) -> f64 {
        let mut height = 0.0;
        let mut before: Option<Style> = None;
        for (_, style, _) in &self.lines {
            height += style.line() + if before.is_some_and(|b| b != *style) { 3.0 } else { 0.0 };
            before = Some(*style);
        }
        height
    }

    fn draw(&self, rect: Rect) -> Vec<Item> {
        let insets = self.shape.insets();
        let mut items = self.shape.draw(rect, self.paint);
        let center = rect.x + insets.left + (rect.width - insets.left - insets.right) / 2.0;
        let mut y = rect.y + insets.top + (rect.height - insets.top - insets.bottom - self.text_height()) / 2.0;
        let mut before: Option<Style> = None;
        for (line, style, color) in &self.lines {
            y += if before.is_some_and(|b| b != *style) { 3.0 } else { 0.0 };
            before = Some(*style);
            items.push(text(line, Point::new(center, y + baseline(*style)), Anchor::Middle, *style, *color));
            y += style.line();
        }
        items
    }
}

impl Frame {
    /// A frame with its title and kind; `depth` tells how many frames are round it.
    pub fn new(title: &str, kind: &str, edge: Color, dash: Dash, depth: usize, highlight: bool) -> Self {
        let ground = if depth.is_multiple_of(2) { Color::Ground } else { Color::Within };
        let (title, kind) = (font::ellipsize(title, FRAME, WIDEST), font::ellipsize(kind, KIND, WIDEST));
        Self { title, kind, edge, dash, ground, highlight }
    }

    /// The corner that its title takes.
    fn title_size(&self) -> Size {
        let width = font::width(&self.title, FRAME).max(font::width(&self.kind, KIND));
        let kind = if self.kind.is_empty() { 0.0 } else { KIND.line() };
        Size::new(even(width + 20.0), even(10.0 + FRAME.line() + kind + 4.0))
    }

    fn draw(&self, rect: Rect) -> Vec<Item> {
        let stroke = match self.highlight {
            true => Stroke { color: Color::Highlight, width: 2.5, dash: self.dash },
            false => Stroke { color: self.edge, width: 1.3, dash: self.dash },
        };
        let y = rect.y + 10.0 + baseline(FRAME);
        let mut items = vec![
            Item::Form(Form { outline: Outline::Box(rect, 10.0), fill: Some(self.ground), stroke: Some(stroke) }),
            text(&self.title, Point::new(rect.x + 14.0, y), Anchor::Start, FRAME, Color::Ink),
        ];
        if !self.kind.is_empty() {
            items.push(text(&self.kind, Point::new(rect.x + 14.0, y + KIND.line() + 1.0), Anchor::Start, KIND, Color::Muted));
        }
        items
    }
}

impl Card {
    /// The size that it needs; for a frame the least, without what it holds.
    pub fn size(&self) -> Size {
        match self {
            Self::Plain(plain) => plain.size(),
            Self::Table(table) => table.size(),
            Self::Frame(frame) => frame.title_size(),
        }
    }

    /// What stands first in it.
    pub fn name(&self) -> String {
        match self {
            Self::Plain(plain) => {
                let first = plain.lines.first().map(|(_, style, _)| *style);
                let title = plain.lines.iter().take_while(|(_, style, _)| Some(*style) == first);
                title.map(|(line, _, _)| line.as_str()).collect::<Vec<_>>().join(" ")
            }
            Self::Table(table) => table.name().to_owned(),
            Self::Frame(frame) => frame.title.clone(),
        }
    }

    /// The corner that is kept free for a frame's title.
    pub fn title(&self) -> Size {
        match self {
            Self::Frame(frame) => frame.title_size(),
            _ => Size::default(),
        }
    }

    pub fn draw(&self, rect: Rect) -> Vec<Item> {
        match self {
            Self::Plain(plain) => plain.draw(rect),
            Self::Table(table) => table.draw(rect),
            Self::Frame(frame) => frame.draw(rect),
        }
    }

    /// How far behind the rectangle's border its own border lies at a place on it.
    pub fn depth(&self, rect: Rect, at: Point) -> f64 {
        match self {
            Self::Plain(plain) => plain.shape.depth(rect, at),
            Self::Table(_) => table::MARGIN,
            Self::Frame(_) => 0.0,
        }
    }
}

/// A line of text.
pub(super) fn text(text: &str, at: Point, anchor: Anchor, style: Style, color: Color) -> Item {
    Item::Text(Text { text: text.to_owned(), at, anchor, style, color, slanted: false })
}

/// From the top of a line to its baseline.
pub(super) fn baseline(style: Style) -> f64 {
    (style.line() + style.size * font::CAP) / 2.0
}

/// The next even number, so that middles lie on whole pixels.
pub(super) fn even(length: f64) -> f64 {
    (length / 2.0).ceil() * 2.0
}
