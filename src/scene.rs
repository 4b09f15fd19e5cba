//! A picture as drawing primitives at fixed places, in colours named by what they are for. Knows no model and no file
//! format; everything in it is already measured.

use crate::font::{Fonts, Style};
pub use crate::icons::Symbol;
pub use crate::layout::{Point, Rect, Size};
pub use crate::theme::{Color, Hue};

/// A whole picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scene {
    /// Its extent, from the origin.
    pub size: Size,
    /// What it is called.
    pub title: String,
    /// What it shows, in words, for those who do not see it.
    pub description: String,
    /// The fonts that its text was measured with, behind the bundled one.
    pub fonts: Fonts,
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
    /// A symbol.
    Icon(Icon),
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
    /// Where a click on it leads.
    pub link: Option<Link>,
    /// What is in it, the undermost first.
    pub items: Vec<Item>,
}

/// Where a click leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// To an address; only followed where it is on the web or a mail address.
    Page(String),
    /// To the picture beside it with this file name, without the ending.
    Picture(String),
}

/// A symbol at a place, in one colour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Icon {
    /// What it looks like.
    pub symbol: Symbol,
    /// Its upper left corner.
    pub at: Point,
    /// Its width and height.
    pub size: f64,
    /// Its colour.
    pub color: Color,
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
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Text {
    /// The text.
    pub text: String,
    /// A place on its baseline.
    pub at: Point,
    /// Which part of the text lies there.
    pub anchor: Anchor,
    /// How it is set.
    pub style: Style,
    /// Whether it leans over.
    pub slanted: bool,
    /// Its colour.
    pub color: Color,
}

impl Text {
    /// Where its left end lies if it is so wide.
    #[must_use]
    pub fn left(&self, width: f64) -> f64 {
        match self.anchor {
            Anchor::Start => self.at.x,
            Anchor::Middle => self.at.x - width / 2.0,
            Anchor::End => self.at.x - width,
        }
    }
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

impl Scene {
    /// All texts in it, from the undermost on.
    #[must_use]
    pub fn texts(&self) -> Vec<&Text> {
        fn collect<'a>(items: &'a [Item], into: &mut Vec<&'a Text>) {
            for item in items {
                match item {
                    Item::Group(group) => collect(&group.items, into),
                    Item::Text(text) => into.push(text),
                    Item::Form(_) | Item::Icon(_) => {}
                }
            }
        }
        let mut texts = Vec::new();
        collect(&self.items, &mut texts);
        texts
    }
}
