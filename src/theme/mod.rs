//! What the colours of a picture look like: colours are named by what they are for, and a theme gives each of them a
//! value, for reading on light, on dark, or both. Owns the names, the themes that are built in, and how far two colours
//! are told apart; draws nothing and reads no file.

mod builtin;
mod contrast;

use schemars::JsonSchema;
use serde::{Serialize, Serializer};
use std::fmt;

pub use contrast::{Pair, Use};

/// A colour by what it is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Color {
    /// What everything lies on; also symbols on a ground of a border's colour.
    Canvas,
    /// Text that is read first.
    #[default]
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
    /// What is to stand out.
    Highlight,
    /// The inside of a box of this group.
    Fill(Hue),
    /// The border of such a box, and the ground of its symbol.
    Edge(Hue),
}

/// A group of things that share a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hue {
    /// The user's own programs.
    Software,
    /// People.
    Person,
    /// Stores.
    Store,
    /// Messages.
    Message,
    /// What somebody else runs.
    Foreign,
    /// Remarks.
    Note,
    /// One of the groups that are told apart by colour alone, such as teams: below [`Hue::GROUPS`].
    Group(u8),
}

impl Hue {
    /// How many groups can be told apart.
    pub const GROUPS: u8 = 8;

    /// All hues.
    pub fn all() -> impl Iterator<Item = Self> {
        let kinds = [Self::Software, Self::Person, Self::Store, Self::Message, Self::Foreign, Self::Note];
        kinds.into_iter().chain((0..Self::GROUPS).map(Self::Group))
    }

    fn index(self) -> usize {
        match self {
            Self::Software => 0,
            Self::Person => 1,
            Self::Store => 2,
            Self::Message => 3,
            Self::Foreign => 4,
            Self::Note => 5,
            Self::Group(group) => 6 + usize::from(group % Self::GROUPS),
        }
    }

    fn name(self) -> &'static str {
        const NAMES: [&str; 14] = [
            "software", "person", "store", "message", "foreign", "note", "group-1", "group-2", "group-3", "group-4", "group-5", "group-6",
            "group-7", "group-8",
        ];
        NAMES.get(self.index()).copied().unwrap_or_default()
    }
}

/// The colours that are no group's.
const PLAIN: [Color; 8] =
    [Color::Canvas, Color::Ink, Color::Muted, Color::Line, Color::Frame, Color::Ground, Color::Within, Color::Highlight];

/// How many colours there are.
pub const COLORS: usize = PLAIN.len() + 2 * (6 + Hue::GROUPS as usize);

impl Color {
    /// All colours.
    pub fn all() -> impl Iterator<Item = Self> {
        PLAIN.into_iter().chain(Hue::all().flat_map(|hue| [Self::Fill(hue), Self::Edge(hue)]))
    }

    /// Its place among all colours: below [`COLORS`].
    #[must_use]
    pub fn index(self) -> usize {
        match self {
            Self::Fill(hue) => PLAIN.len() + 2 * hue.index(),
            Self::Edge(hue) => PLAIN.len() + 2 * hue.index() + 1,
            plain => PLAIN.iter().position(|color| *color == plain).unwrap_or(0),
        }
    }

    /// What a theme's file calls it: `ink`, `software`, `software-edge`.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Canvas => "canvas".to_owned(),
            Self::Ink => "ink".to_owned(),
            Self::Muted => "muted".to_owned(),
            Self::Line => "line".to_owned(),
            Self::Frame => "frame".to_owned(),
            Self::Ground => "ground".to_owned(),
            Self::Within => "within".to_owned(),
            Self::Highlight => "highlight".to_owned(),
            Self::Fill(hue) => hue.name().to_owned(),
            Self::Edge(hue) => format!("{}-edge", hue.name()),
        }
    }
}

/// What the colours of boxes and lines tell apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Coloring {
    /// People, programs, stores, messages, and what somebody else runs.
    #[default]
    Kind,
    /// The teams that own things.
    Owner,
    /// The classes of the data that things hold and lines carry.
    Data,
}

impl Coloring {
    /// All of them, with the words that name them.
    pub const ALL: [(&'static str, Self); 3] = [("kind", Self::Kind), ("owner", Self::Owner), ("data", Self::Data)];
}

/// A colour as a screen shows it: red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// Reads `#rgb` or `#rrggbb`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits: Vec<u8> = text.strip_prefix('#')?.chars().map(|c| c.to_digit(16).map(|d| d as u8)).collect::<Option<_>>()?;
        match digits.as_slice() {
            [r, g, b] => Some(Self(r * 17, g * 17, b * 17)),
            digits => match digits.chunks(2).map(|pair| pair.iter().fold(0, |part, digit| part * 16 + digit)).collect::<Vec<u8>>()[..] {
                [r, g, b] if digits.len() == 6 => Some(Self(r, g, b)),
                _ => None,
            },
        }
    }
}

/// `#rrggbb`, or `#rgb` where that is the same.
impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(r, g, b) = *self;
        if [r, g, b].iter().all(|part| part % 17 == 0) {
            return write!(f, "#{:x}{:x}{:x}", r / 17, g / 17, b / 17);
        }
        write!(f, "#{r:02x}{g:02x}{b:02x}")
    }
}

/// A value for each colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette([Rgb; COLORS]);

impl Palette {
    /// What a colour looks like.
    #[must_use]
    pub fn get(&self, color: Color) -> Rgb {
        self.0.get(color.index()).copied().unwrap_or(Rgb(0, 0, 0))
    }

    /// Gives a colour another look.
    pub fn set(&mut self, color: Color, look: Rgb) {
        if let Some(place) = self.0.get_mut(color.index()) {
            *place = look;
        }
    }
}

/// What the colours of a picture look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    /// What they look like where nothing else is asked for, and in a PNG.
    pub first: Palette,
    /// What they look like for readers who have set their screen to dark.
    pub dark: Option<Palette>,
}

/// A theme that is built in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Builtin {
    /// Light, and dark for those who read on dark.
    #[default]
    Auto,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
    /// Without colour, for print.
    Mono,
}

impl Builtin {
    /// All of them, with the words that name them.
    pub const ALL: [(&'static str, Self); 4] = [("auto", Self::Auto), ("light", Self::Light), ("dark", Self::Dark), ("mono", Self::Mono)];

    /// The colours.
    #[must_use]
    pub fn theme(self) -> Theme {
        match self {
            Self::Auto => Theme { first: builtin::light(), dark: Some(builtin::dark()) },
            Self::Light => Theme { first: builtin::light(), dark: None },
            Self::Dark => Theme { first: builtin::dark(), dark: None },
            Self::Mono => Theme { first: builtin::mono(), dark: None },
        }
    }

    /// The word that names it.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, theme)| *theme == self).map_or("", |(word, _)| word)
    }
}

impl Serialize for Builtin {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_color_has_a_place_and_a_name_of_its_own() {
        let all: Vec<Color> = Color::all().collect();
        assert_eq!(all.len(), COLORS);
        assert!(all.iter().enumerate().all(|(at, color)| color.index() == at));
        let mut names: Vec<String> = all.iter().map(|color| color.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), COLORS);
    }

    #[test]
    fn values_are_read_and_written() {
        for (text, value) in [("#fff", Rgb(255, 255, 255)), ("#16202c", Rgb(0x16, 0x20, 0x2c))] {
            assert_eq!((Rgb::parse(text), value.to_string()), (Some(value), text.to_owned()));
        }
        assert_eq!(Rgb::parse("#AaBbCc"), Some(Rgb(0xaa, 0xbb, 0xcc)));
        for text in ["", "fff", "#ff", "#ggg", "#ffff", "red", "#é12"] {
            assert_eq!(Rgb::parse(text), None, "{text}");
        }
    }

    #[test]
    fn every_builtin_theme_can_be_read() {
        for (word, builtin) in Builtin::ALL {
            let Theme { first, dark } = builtin.theme();
            for palette in std::iter::once(first).chain(dark) {
                let faint: Vec<String> = palette.faint().map(|pair| pair.to_string()).collect();
                assert!(faint.is_empty(), "{word}: {faint:#?}");
            }
        }
    }
}
