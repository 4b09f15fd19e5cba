//! How far two colours are told apart, as WCAG 2.2 measures it: text needs 4.5 to 1 and what else has to be seen 3 to 1
//! (success criteria 1.4.3 and 1.4.11, level AA).

use super::{Color, Hue, Palette, Rgb};
use std::fmt;

/// What two colours that meet are used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// Letters on a ground.
    Text,
    /// Borders, lines and symbols on a ground.
    Graphic,
}

impl Use {
    /// The least contrast that is enough.
    #[must_use]
    pub fn least(self) -> f64 {
        match self {
            Self::Text => 4.5,
            Self::Graphic => 3.0,
        }
    }
}

/// Two colours that meet in pictures, and how far they are told apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// What is to be seen.
    pub front: Color,
    /// What it lies on.
    pub ground: Color,
    /// What it is used for.
    pub used: Use,
    /// The contrast, from 1 to 21.
    pub contrast: f64,
}

/// `ink` on `canvas` (3.9 to 1, 4.5 are needed).
impl fmt::Display for Pair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Rounded down, so that what is not enough never looks as if it were.
        let contrast = (self.contrast * 100.0).floor() / 100.0;
        write!(f, "`{}` on `{}` ({contrast} to 1, {} are needed)", self.front.name(), self.ground.name(), self.used.least())
    }
}

impl Palette {
    /// The pairs of colours that meet in pictures and are not told apart well enough.
    pub fn faint(&self) -> impl Iterator<Item = Pair> {
        let pair = |(front, ground, used)| Pair { front, ground, used, contrast: contrast(self.get(front), self.get(ground)) };
        meeting().map(pair).filter(|pair| pair.contrast < pair.used.least())
    }
}

/// All pairs that meet.
fn meeting() -> impl Iterator<Item = (Color, Color, Use)> {
    const SHEETS: [Color; 3] = [Color::Canvas, Color::Ground, Color::Within];
    let texts = [Color::Ink, Color::Muted].into_iter().flat_map(|front| {
        let grounds = SHEETS.into_iter().chain(Hue::all().map(Color::Fill));
        grounds.map(move |ground| (front, ground, Use::Text))
    });
    let marked = SHEETS.into_iter().map(|ground| (Color::Highlight, ground, Use::Text));
    let edges = || Hue::all().map(Color::Edge);
    let lines = SHEETS.into_iter().flat_map(move |ground| {
        let fronts = [Color::Line, Color::Frame].into_iter().chain(edges());
        fronts.map(move |front| (front, ground, Use::Graphic))
    });
    let borders = Hue::all().map(|hue| (Color::Edge(hue), Color::Fill(hue), Use::Graphic));
    let symbols = Hue::all().map(|hue| (Color::Canvas, Color::Edge(hue), Use::Graphic));
    texts.chain(marked).chain(lines).chain(borders).chain(symbols)
}

/// The contrast of two colours: from 1, where they are the same, to 21.
fn contrast(a: Rgb, b: Rgb) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// How bright a colour is, from 0 to 1.
fn luminance(Rgb(r, g, b): Rgb) -> f64 {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { to_the_2_4((part + 0.055) / 1.055) }
    };
    0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

/// `x` to the power of 2.4 for `x` from 0.05 to 1, the same on every machine: its square times the fifth root of that.
fn to_the_2_4(x: f64) -> f64 {
    let square = x * x;
    let mut root = 1.0;
    // Newton's method; from 1 it is as near as numbers get after some fifteen steps.
    for _ in 0..30 {
        let power = root * root * root * root;
        root -= (power * root - square) / (5.0 * power);
    }
    square * root
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        let white = Rgb(255, 255, 255);
        assert!((contrast(white, Rgb(0, 0, 0)) - 21.0).abs() < 1e-9);
        assert!((to_the_2_4(0.5) - 0.189_464_570_814).abs() < 1e-9 && (to_the_2_4(0.09) - 0.003_091_6).abs() < 1e-6);
        assert!((contrast(white, white) - 1.0).abs() < 1e-9);
        // The grey that the guidelines' readers know as the lightest that passes on white.
        assert!(contrast(white, Rgb(0x76, 0x76, 0x76)) >= 4.5 && contrast(white, Rgb(0x77, 0x77, 0x77)) < 4.5);
    }
}
