//! A picture as drawing primitives at fixed places, in colours named by what they are for. Knows no model and no file
//! format; everything in it is already measured.

use crate::font::Style;
pub use crate::layout::{Point, Rect, Size};

/// A whole picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// Its extent, from the origin.
    pub size: Size,
    /// What it is called.
    pub title: String,
    /// What it shows, in words, for those who do not see it.
    pub description: String,
    /// What is drawn, the undermost first.
    pub items: Vec<Item>,
}

/// Something that is drawn.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// Things that belong together.
    Group(Group),
    /// A filled or outlined form.
    Form(Form),
    /// A line of text.
    Text(Text),
}

/// Things that belong together: a box with its text, a line with its label.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Group {
    /// What it stands for, for scripts and tests: an element's path.
    pub id: Option<String>,
    /// What is said of it when it is pointed at.
    pub title: Option<String>,
    /// Where a click on it leads; only followed where it is a link to the web or a mail address.
    pub link: Option<String>,
    /// What is in it, the undermost first.
    pub items: Vec<Item>,
}

/// A filled or outlined form.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// Its course.
    pub outline: Outline,
    /// What it is filled with.
    pub fill: Option<Color>,
    /// How its border is drawn.
    pub stroke: Option<Stroke>,
}

/// The course of a form.
#[derive(Clone, Debug, PartialEq)]
pub enum Outline {
    /// A rectangle with rounded corners.
    Box(Rect, f64),
    /// A circle.
    Circle(Point, f64),
    /// Any other.
    Path(Vec<Move>),
}

/// A piece of a path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Move {
    /// Begins at a place.
    To(Point),
    /// A straight line to a place.
    Line(Point),
    /// A curve with one control point.
    Bend(Point, Point),
    /// A curve with two control points.
    Curve(Point, Point, Point),
    /// Back to where it began.
    Close,
}

/// How a border or line is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    /// Its colour.
    pub color: Color,
    /// Its width.
    pub width: f64,
    /// Whether it is broken.
    pub dash: Dash,
}

/// Whether a line is broken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dash {
    /// It is not.
    #[default]
    Solid,
    /// Into long pieces.
    Dashed,
    /// Into dots.
    Dotted,
}

/// A line of text.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// The text.
    pub text: String,
    /// A place on its baseline.
    pub at: Point,
    /// Which part of the text lies there.
    pub anchor: Anchor,
    /// How it is set.
    pub style: Style,
    /// Its colour.
    pub color: Color,
}

/// Which part of a text lies at its place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Anchor {
    /// Its beginning.
    #[default]
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// A colour by what it is for; what it looks like, on light and on dark, is the palette's business.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Color {
    /// What everything lies on.
    Canvas,
    /// Text that is read first.
    Ink,
    /// Text that is read second.
    Muted,
    /// Lines between boxes.
    Line,
    /// The border of a box that holds others.
    Frame,
    /// The inside of a box that holds others.
    Ground,
    /// The inside of a box in such a box.
    Within,
    /// The user's own programs: inside and border.
    Software,
    /// See [`Color::Software`].
    SoftwareEdge,
    /// People.
    Person,
    /// See [`Color::Person`].
    PersonEdge,
    /// Stores.
    Store,
    /// See [`Color::Store`].
    StoreEdge,
    /// Messages.
    Message,
    /// See [`Color::Message`].
    MessageEdge,
    /// What somebody else runs.
    Foreign,
    /// See [`Color::Foreign`].
    ForeignEdge,
    /// Remarks.
    Note,
    /// See [`Color::Note`].
    NoteEdge,
    /// What is to stand out.
    Highlight,
}

impl Color {
    /// All colours.
    pub const ALL: [Self; 20] = [
        Self::Canvas,
        Self::Ink,
        Self::Muted,
        Self::Line,
        Self::Frame,
        Self::Ground,
        Self::Within,
        Self::Software,
        Self::SoftwareEdge,
        Self::Person,
        Self::PersonEdge,
        Self::Store,
        Self::StoreEdge,
        Self::Message,
        Self::MessageEdge,
        Self::Foreign,
        Self::ForeignEdge,
        Self::Note,
        Self::NoteEdge,
        Self::Highlight,
    ];
}

impl Scene {
    /// All texts in it, from the undermost on.
    #[must_use]
    pub fn texts(&self) -> Vec<&Text> {
        fn collect<'a>(items: &'a [Item], into: &mut Vec<&'a Text>) {
            for item in items {
                match item {
                    Item::Group(group) => collect(&group.items, into),
                    Item::Text(text) => into.push(text),
                    Item::Form(_) => {}
                }
            }
        }
        let mut texts = Vec::new();
        collect(&self.items, &mut texts);
        texts
    }
}
