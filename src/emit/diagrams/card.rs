//! Boxes with text in them, measured before they are placed: cards that hold text alone, and the frames round other boxes.
//! Text begins at the left, beside and below the symbol of a technology or kind.

use super::rich::{self, Rich};
use super::shape::{Paint, Shape};
use super::table::{self, Table};
use crate::font::{self, Style};
use crate::model::BaseKind;
use crate::scene::{Anchor, Color, Dash, Form, Icon, Item, Outline, Point, Rect, Size, Stroke, Symbol, Text};

/// The styles of text in boxes.
const TITLE: Style = Style::bold(13.5);
const KIND: Style = Style::regular(11.0);
const BODY: Style = Style::regular(11.5);
const TAG: Style = Style::regular(10.0);
const FRAME: Style = Style::bold(13.0);
/// No title of a card is wider, and no line below it.
const ROOM: f64 = 152.0;
const BODY_ROOM: f64 = 186.0;
/// No description has more lines.
const BODY_LINES: usize = 3;
/// No title of a frame is wider, and what stands below it has no more lines.
const WIDEST: f64 = 320.0;
const KIND_LINES: usize = 2;
/// The ground of a card's symbol, and the symbol on it.
const TILE: f64 = 30.0;
const SYMBOL: f64 = 18.0;
/// Between a symbol and what stands beside it, and between the head of a card and what stands below it.
const BESIDE: f64 = 10.0;
const BELOW: f64 = 8.0;
/// The height of a tag, and the room round its text and round itself.
const TAG_HEIGHT: f64 = 16.0;
const TAG_ROOM: f64 = 7.0;
const TAG_GAP: f64 = 5.0;
/// The symbol of a frame, with the room beside it.
const FRAME_SYMBOL: f64 = 20.0;
const FRAME_BESIDE: f64 = 8.0;

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
    pub symbol: Option<Symbol>,
    title: Vec<String>,
    kind: Vec<String>,
    body: Vec<rich::Line>,
    /// Tags in rows.
    tags: Vec<Vec<String>>,
    /// It is no smaller; where this is given, its text begins at the left however wide it is.
    least: Size,
}

/// A box round others.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    title: String,
    kind: Vec<String>,
    pub symbol: Option<Symbol>,
    edge: Color,
    dash: Dash,
    pub ground: Color,
    pub highlight: bool,
}

impl Plain {
    /// A card with a title, its kind, and a description of at most three lines.
    pub fn new(shape: Shape, foreign: bool, title: &str, kind: &str, description: Option<&Rich>) -> Self {
        Self {
            shape,
            paint: shape.paint(foreign),
            symbol: shape.symbol(foreign),
            title: font::balanced(title, TITLE, ROOM, 3),
            kind: font::wrap(kind, KIND, ROOM, 2),
            body: description.map(|description| description.evenly(BODY, BODY_ROOM, BODY_LINES)).unwrap_or_default(),
            tags: Vec::new(),
            least: Size::default(),
        }
    }

    /// Whether a description has room in a card as it is.
    pub fn fits(description: &Rich) -> bool {
        description.wrap(BODY, BODY_ROOM, BODY_LINES + 1).len() <= BODY_LINES
    }

    /// With this symbol, or none.
    pub fn with_symbol(self, symbol: Option<Symbol>) -> Self {
        Self { symbol, ..self }
    }

    /// With tags below all else.
    pub fn with_tags<'t>(mut self, tags: impl IntoIterator<Item = &'t str>) -> Self {
        let mut used = 0.0;
        for tag in tags {
            let tag = font::ellipsize(&format!("#{tag}"), TAG, BODY_ROOM - 2.0 * TAG_ROOM);
            let wide = tag_width(&tag) + TAG_GAP;
            match self.tags.last_mut() {
                Some(row) if used + wide <= BODY_ROOM + TAG_GAP => {
                    row.push(tag);
                    used += wide;
                }
                _ => {
                    self.tags.push(vec![tag]);
                    used = wide;
                }
            }
        }
        self
    }

    /// As large as this at least, so that it stands in rows and columns with others.
    pub fn grow(&mut self, least: Size) {
        self.least = least;
    }

    /// How far from the left the title stands, beside the symbol.
    fn indent(&self) -> f64 {
        if self.symbol.is_some() { TILE + BESIDE } else { 0.0 }
    }

    pub fn size(&self) -> Size {
        let insets = self.shape.insets(self.paint.foreign);
        let content = self.content();
        let width = (content.width + insets.left + insets.right).max(124.0);
        let height = (content.height + insets.top + insets.bottom).max(56.0);
        Size::new(even(width).max(self.least.width), even(height).max(self.least.height))
    }

    /// The extent of all that stands in it.
    fn content(&self) -> Size {
        let head = self.indent() + font::widest(&self.title, TITLE).max(font::widest(&self.kind, KIND));
        let body = rich::widest(&self.body);
        let tag_rows = self.tags.iter().map(|row| row.iter().map(|tag| tag_width(tag) + TAG_GAP).sum::<f64>() - TAG_GAP);
        let tags = tag_rows.fold(0.0, f64::max);
        Size::new(head.max(body).max(tags), self.head_height() + self.body_height() + self.tags_height())
    }

    fn head_text(&self) -> f64 {
        count(&self.title) * TITLE.line() + count(&self.kind) * KIND.line() + 1.0
    }

    fn head_height(&self) -> f64 {
        if self.symbol.is_some() { self.head_text().max(TILE) } else { self.head_text() }
    }

    fn body_height(&self) -> f64 {
        if self.body.is_empty() { 0.0 } else { BELOW + count(&self.body) * BODY.line() }
    }

    fn tags_height(&self) -> f64 {
        if self.tags.is_empty() { 0.0 } else { BELOW + count(&self.tags) * (TAG_HEIGHT + 4.0) - 4.0 }
    }

    fn draw(&self, rect: Rect) -> Vec<Item> {
        let insets = self.shape.insets(self.paint.foreign);
        let content = self.content();
        let beside = if self.least.width > 0.0 { 0.0 } else { rect.width - insets.left - insets.right - content.width };
        let x = rect.x + insets.left + (beside / 2.0).max(0.0);
        let y = rect.y + insets.top + ((rect.height - insets.top - insets.bottom - content.height) / 2.0).max(0.0);
        let mut items = self.shape.draw(rect, self.paint);
        items.extend(self.head(Point::new(x, y)));
        let mut top = y + self.head_height() + BELOW;
        for line in &self.body {
            items.extend(line.draw(Point::new(x, top), BODY));
            top += BODY.line();
        }
        top = y + self.head_height() + self.body_height() + BELOW;
        for row in &self.tags {
            items.extend(tag_row(row, Point::new(x, top), self.paint.edge));
            top += TAG_HEIGHT + 4.0;
        }
        items
    }

    /// The symbol, and the title and kind beside it.
    fn head(&self, at: Point) -> Vec<Item> {
        let mut items = Vec::new();
        let height = self.head_height();
        if let Some(symbol) = self.symbol {
            let tile = Rect::new(at.x, at.y + (height - TILE).min(6.0) / 2.0, TILE, TILE);
            let ground = match self.shape {
                Shape::Of(BaseKind::Person) => Outline::Circle(tile.center(), TILE / 2.0),
                _ => Outline::Box(tile, 7.0),
            };
            items.push(Item::Form(Form { outline: ground, fill: Some(self.paint.edge), stroke: None }));
            let inset = (TILE - SYMBOL) / 2.0;
            let corner = Point::new(tile.x + inset, tile.y + inset);
            items.push(Item::Icon(Icon { symbol, at: corner, size: SYMBOL, color: Color::Canvas }));
        }
        let x = at.x + self.indent();
        let mut top = at.y + (height - self.head_text()) / 2.0;
        let lines = self.title.iter().map(|line| (line, TITLE, Color::Ink)).chain(self.kind.iter().map(|line| (line, KIND, Color::Muted)));
        for (line, style, color) in lines {
            items.push(text(line, Point::new(x, top + baseline(style)), Anchor::Start, style, color));
            top += style.line();
        }
        items
    }
}

fn tag_width(tag: &str) -> f64 {
    font::width(tag, TAG) + 2.0 * TAG_ROOM
}

/// Tags beside each other.
fn tag_row(tags: &[String], at: Point, edge: Color) -> Vec<Item> {
    let stroke = Some(Stroke { color: edge, width: 0.7, dash: Dash::Solid });
    let mut items = Vec::new();
    let mut x = at.x;
    for tag in tags {
        let rect = Rect::new(x, at.y, tag_width(tag), TAG_HEIGHT);
        items.push(Item::Form(Form { outline: Outline::Box(rect, TAG_HEIGHT / 2.0), fill: Some(Color::Canvas), stroke }));
        let y = at.y + (TAG_HEIGHT + TAG.size * font::CAP) / 2.0;
        items.push(text(tag, Point::new(x + TAG_ROOM, y), Anchor::Start, TAG, Color::Muted));
        x += rect.width + TAG_GAP;
    }
    items
}

fn count<T>(lines: &[T]) -> f64 {
    f64::from(u32::try_from(lines.len()).unwrap_or(u32::MAX))
}

impl Frame {
    /// A frame with its symbol, title and kind; `depth` tells how many frames are round it.
    pub fn new(symbol: Option<Symbol>, title: &str, kind: &str, (edge, dash): (Color, Dash), depth: usize) -> Self {
        let ground = if depth.is_multiple_of(2) { Color::Ground } else { Color::Within };
        // A dot between two parts is none between two lines.
        let lines = font::wrap(kind, KIND, WIDEST, KIND_LINES).into_iter().map(|line| line.trim_matches([' ', '·']).to_owned());
        Self { title: font::ellipsize(title, FRAME, WIDEST), kind: lines.collect(), symbol, edge, dash, ground, highlight: false }
    }

    fn indent(&self) -> f64 {
        if self.symbol.is_some() { FRAME_SYMBOL + FRAME_BESIDE } else { 0.0 }
    }

    /// The corner that its title takes.
    fn title_size(&self) -> Size {
        let width = self.indent() + font::width(&self.title, FRAME).max(font::widest(&self.kind, KIND));
        Size::new(even(width + 22.0), even(10.0 + FRAME.line() + count(&self.kind) * KIND.line() + 9.0))
    }

    fn draw(&self, rect: Rect) -> Vec<Item> {
        let stroke = match self.highlight {
            true => Stroke { color: Color::Highlight, width: 2.5, dash: self.dash },
            false => Stroke { color: self.edge, width: 1.1, dash: self.dash },
        };
        let mut items = vec![Item::Form(Form { outline: Outline::Box(rect, 10.0), fill: Some(self.ground), stroke: Some(stroke) })];
        let kind = count(&self.kind) * KIND.line();
        if let Some(symbol) = self.symbol {
            let at = Point::new(rect.x + 14.0, rect.y + 10.0 + (FRAME.line() + kind - FRAME_SYMBOL) / 2.0);
            items.push(Item::Icon(Icon { symbol, at, size: FRAME_SYMBOL, color: Color::Muted }));
        }
        let (x, y) = (rect.x + 14.0 + self.indent(), rect.y + 10.0 + baseline(FRAME));
        items.push(text(&self.title, Point::new(x, y), Anchor::Start, FRAME, Color::Ink));
        let mut below = y;
        for line in &self.kind {
            below += KIND.line();
            items.push(text(line, Point::new(x, below), Anchor::Start, KIND, Color::Muted));
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
            Self::Plain(plain) => plain.title.join(" "),
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

    /// Takes its symbol away.
    pub fn take_symbol(&mut self) {
        match self {
            Self::Plain(plain) => plain.symbol = None,
            Self::Frame(frame) => frame.symbol = None,
            Self::Table(_) => {}
        }
    }

    /// Makes it stand out.
    pub fn highlight(&mut self) {
        match self {
            Self::Plain(plain) => plain.paint.highlight = true,
            Self::Frame(frame) => frame.highlight = true,
            Self::Table(_) => {}
        }
    }

    pub fn draw(&self, rect: Rect) -> Vec<Item> {
        match self {
            Self::Plain(plain) => plain.draw(rect),
            Self::Table(table) => table.draw(rect),
            Self::Frame(frame) => frame.draw(rect),
        }
    }

    /// How far from the rectangle's corners lines are to begin and end at least, so that their ends stand on its own border.
    pub fn corner(&self) -> f64 {
        match self {
            Self::Plain(plain) => plain.shape.corner(),
            Self::Table(_) => table::CORNER,
            Self::Frame(_) => 0.0,
        }
    }

    /// How much room round it belongs to it.
    pub fn margin(&self) -> f64 {
        match self {
            Self::Table(_) => table::MARGIN,
            Self::Plain(_) | Self::Frame(_) => 0.0,
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
