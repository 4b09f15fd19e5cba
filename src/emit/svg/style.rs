//! The style sheet of a picture: its fonts, and a class for each colour, width and size of text that it uses.

use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use std::fmt::Write;

use super::super::decimal::decimal;
use super::words::base64;
use crate::font::{self, Fonts, Style, Weight};
use crate::scene::{Anchor, Dash, Scene};
use crate::theme::{Color, Palette, Theme};

/// The families that text is set in: the one that the picture carries, then what a system has for letters it lacks.
pub(super) const FAMILIES: &str = "Inter, 'Helvetica Neue', Arial, sans-serif";
/// The width of a line without a class.
pub(super) const WIDTH: f64 = 1.3;

/// How a colour is used: to fill or to draw a line.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    Fill,
    Stroke,
}

impl Way {
    fn property(self) -> &'static str {
        match self {
            Self::Fill => "fill",
            Self::Stroke => "stroke",
        }
    }

    fn letter(self) -> char {
        match self {
            Self::Fill => 'f',
            Self::Stroke => 's',
        }
    }
}

/// Whatever else has a class. Lengths are in tenths.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// The lines of symbols.
    Symbol(u32),
    Dashed,
    Dotted,
    /// Text whose place is its middle, or its end.
    Middle,
    End,
    Text(u32, Weight),
    /// The width of a line; after those of broken lines, which it may change.
    Width(u32),
}

impl Class {
    /// The class of a line's width, where it is not the usual one.
    pub fn width(width: f64) -> Option<Self> {
        (width != WIDTH).then(|| Self::Width(tenths(width)))
    }

    /// The class of a line's pieces, where it is broken.
    pub fn dash(dash: Dash) -> Option<Self> {
        match dash {
            Dash::Solid => None,
            Dash::Dashed => Some(Self::Dashed),
            Dash::Dotted => Some(Self::Dotted),
        }
    }

    /// The class of where the place of a text lies, where it is not at its beginning.
    pub fn anchor(anchor: Anchor) -> Option<Self> {
        match anchor {
            Anchor::Start => None,
            Anchor::Middle => Some(Self::Middle),
            Anchor::End => Some(Self::End),
        }
    }

    /// The class of the lines of a symbol.
    pub fn symbol(width: f64) -> Self {
        Self::Symbol(tenths(width))
    }

    /// The class of a style of text.
    pub fn text(style: Style) -> Self {
        Self::Text(tenths(style.size), style.weight)
    }

    fn put_name(self, out: &mut String) {
        let _ = match self {
            Self::Symbol(width) => write!(out, "k{width}"),
            Self::Dashed => write!(out, "da"),
            Self::Dotted => write!(out, "do"),
            Self::Middle => write!(out, "m"),
            Self::End => write!(out, "e"),
            Self::Text(size, Weight::Regular) => write!(out, "t{size}"),
            Self::Text(size, Weight::SemiBold) => write!(out, "b{size}"),
            Self::Width(width) => write!(out, "w{width}"),
        };
    }

    fn put_rule(self, out: &mut String) {
        let length = |tenths: u32| decimal(f64::from(tenths) / 10.0);
        let _ = match self {
            Self::Symbol(width) => write!(out, "stroke-width:{};stroke-linecap:round;stroke-linejoin:round", length(width)),
            Self::Dashed => write!(out, "stroke-dasharray:6 4"),
            Self::Dotted => write!(out, "stroke-dasharray:.1 4.4;stroke-linecap:round;stroke-width:1.9"),
            Self::Middle => write!(out, "text-anchor:middle"),
            Self::End => write!(out, "text-anchor:end"),
            Self::Text(size, Weight::Regular) => write!(out, "font-size:{}px", length(size)),
            Self::Text(size, weight) => write!(out, "font-size:{}px;font-weight:{}", length(size), weight.number()),
            Self::Width(width) => write!(out, "stroke-width:{}", length(width)),
        };
    }
}

fn tenths(length: f64) -> u32 {
    (length * 10.0).round() as u32
}

/// The classes that are used.
#[derive(Default)]
pub(super) struct Sheet {
    colors: BTreeSet<(Way, Color)>,
    others: BTreeSet<Class>,
}

impl Sheet {
    /// Marks a colour as used.
    pub fn use_color(&mut self, way: Way, color: Color) {
        self.colors.insert((way, color));
    }

    /// Puts the class of a colour.
    pub fn color(&mut self, way: Way, color: Color, out: &mut String) {
        self.use_color(way, color);
        put_color(way, color, out);
    }

    /// Puts another class.
    pub fn class(&mut self, class: Class, out: &mut String) {
        self.others.insert(class);
        class.put_name(out);
    }

    /// The rules; those for dark hold only where the reader asks for them.
    pub fn write(&self, theme: &Theme, out: &mut String) {
        for class in &self.others {
            out.push('.');
            class.put_name(out);
            out.push('{');
            class.put_rule(out);
            out.push_str("}\n");
        }
        self.colors(&theme.first, out);
        if let Some(dark) = theme.dark.as_ref().filter(|_| !self.colors.is_empty()) {
            out.push_str("@media (prefers-color-scheme:dark){\n");
            self.colors(dark, out);
            out.push_str("}\n");
        }
    }

    fn colors(&self, palette: &Palette, out: &mut String) {
        for (way, color) in &self.colors {
            if (*way, *color) == (Way::Fill, Color::Ink) {
                out.push_str("text,");
            }
            out.push('.');
            put_color(*way, *color, out);
            let _ = writeln!(out, "{{{}:{}}}", way.property(), palette.get(*color));
        }
    }
}

fn put_color(way: Way, color: Color, out: &mut String) {
    out.push(way.letter());
    out.push_str(decimal(color.index() as f64).as_str());
}

/// The two faces with all their glyphs, for a page that shows many pictures.
pub(in crate::emit) fn whole_faces() -> String {
    let mut out = String::new();
    for weight in Weight::ALL {
        face(weight, '\u{20}'..='\u{2fff}', &mut out);
    }
    out
}

/// The two faces with the glyphs that the scene uses.
pub(super) fn faces(scene: &Scene, out: &mut String) {
    let texts = scene.texts();
    for weight in Weight::ALL {
        let chars: BTreeSet<char> = texts.iter().filter(|t| t.style.weight == weight).flat_map(|t| t.text.chars()).collect();
        if !chars.is_empty() {
            face(weight, chars, out);
        }
    }
}

fn face(weight: Weight, chars: impl IntoIterator<Item = char>, out: &mut String) {
    let file = base64(&font::packed(weight, chars));
    let _ =
        writeln!(out, "@font-face{{font-family:{};font-weight:{};src:url(data:font/woff;base64,{file})}}", font::FAMILY, weight.number());
}

/// The part of a font of the user's that a picture carries.
pub(super) struct ExtraFace {
    pub place: usize,
    /// Its name, with a hash of what it holds: a page may show several pictures with parts of their own.
    pub family: String,
    file: Vec<u8>,
}

/// Those of the user's fonts that a picture needs.
pub(super) fn extra_faces(scene: &Scene) -> Vec<ExtraFace> {
    let texts = scene.texts().into_iter().map(|text| (text.text.as_str(), text.style.weight));
    let face = |(place, file): (usize, Vec<u8>)| {
        let hash: String = Sha256::digest(&file).iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        ExtraFace { place, family: format!("{}-{hash}", Fonts::family(place)), file }
    };
    scene.fonts.packed(texts).into_iter().map(face).collect()
}

impl ExtraFace {
    /// Its rule: for all weights, so that nothing is made bold that has but one.
    pub fn write(&self, out: &mut String) {
        let (family, file) = (&self.family, base64(&self.file));
        let _ = writeln!(out, "@font-face{{font-family:{family};font-weight:1 1000;src:url(data:font/woff;base64,{file})}}");
    }
}
