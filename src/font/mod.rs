//! The bundled font: how wide a text is, where it breaks, and the part of the font that a picture needs.
//! Every picture is drawn with these two faces, and with fonts of the user's for what they lack, so a box that was measured here
//! fits wherever it is shown.

mod extra;
mod retain;
mod sfnt;
mod subset;
mod woff;

pub use extra::{Extra, Fonts, Span, leftwards, using};

use std::sync::OnceLock;

use extra::Source;
use sfnt::Face;

/// The family name under which pictures ask for the font.
pub const FAMILY: &str = "Inter";
/// Height of a line over its font size.
pub const LINE: f64 = 1.3;
/// Height of a capital letter over its font size.
pub const CAP: f64 = 0.727;
/// Width over font size that is reserved for a character which the font lacks; wide enough for whatever font stands in.
const MISSING: f64 = 1.3;
const ELLIPSIS: &str = "…";

/// Which of the two faces a text is set in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Weight {
    /// 400, for running text.
    #[default]
    Regular,
    /// 600, for titles.
    SemiBold,
}

impl Weight {
    /// Both weights.
    pub const ALL: [Self; 2] = [Self::Regular, Self::SemiBold];

    /// The number that CSS and SVG know it by.
    #[must_use]
    pub fn number(self) -> u16 {
        match self {
            Self::Regular => 400,
            Self::SemiBold => 600,
        }
    }

    /// The whole font file.
    #[must_use]
    pub fn file(self) -> &'static [u8] {
        match self {
            Self::Regular => include_bytes!("../../assets/fonts/Inter-Regular.ttf"),
            Self::SemiBold => include_bytes!("../../assets/fonts/Inter-SemiBold.ttf"),
        }
    }

    fn face(self) -> &'static Face<'static> {
        static REGULAR: OnceLock<Face<'static>> = OnceLock::new();
        static SEMIBOLD: OnceLock<Face<'static>> = OnceLock::new();
        let cell = match self {
            Self::Regular => &REGULAR,
            Self::SemiBold => &SEMIBOLD,
        };
        cell.get_or_init(|| Face::parse(self.file()))
    }
}

/// How a run of text is set.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Style {
    /// Font size in pixels.
    pub size: f64,
    /// Which face.
    pub weight: Weight,
}

impl Style {
    /// Regular text of this size.
    #[must_use]
    pub const fn regular(size: f64) -> Self {
        Self { size, weight: Weight::Regular }
    }

    /// Semibold text of this size.
    #[must_use]
    pub const fn bold(size: f64) -> Self {
        Self { size, weight: Weight::SemiBold }
    }

    /// Distance from one baseline to the next.
    #[must_use]
    pub fn line(self) -> f64 {
        self.size * LINE
    }
}

/// The width of `text` on one line. Control characters count as nothing.
#[must_use]
pub fn width(text: &str, style: Style) -> f64 {
    let face = style.weight.face();
    // The font has neither kerning nor ligatures, so shaping would add up the same numbers where no mark combines with a letter.
    let advance = |c: char| if c.is_control() { Some(0) } else { face.advance(c).filter(|_| !is_mark(c)) };
    if let Some(units) = text.chars().map(advance).sum::<Option<u32>>() {
        return f64::from(units) * style.size / face.units_per_em;
    }
    let fonts = extra::current();
    let pieces = fonts.pieces(text, style.weight);
    let width = |(source, piece): &(Source, String)| match source {
        Source::Bundled => f64::from(shaped_units(piece, style.weight)) / face.units_per_em,
        Source::Extra(place) => fonts.advance(*place, piece),
        Source::Nothing => MISSING * piece.chars().filter(|c| !is_mark(*c)).count() as f64,
    };
    pieces.iter().map(width).sum::<f64>() * style.size
}

/// Combining marks, joiners and variation selectors take no place of their own.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}')
}

fn shaped_units(text: &str, weight: Weight) -> u32 {
    let Ok(font) = harfrust::FontRef::new(weight.file()) else { return 0 };
    let shapes = harfrust::ShaperData::new(&font);
    let shaper = shapes.shaper(&font).build();
    let mut buffer = harfrust::UnicodeBuffer::new();
    buffer.push_str(text);
    buffer.set_direction(harfrust::Direction::LeftToRight);
    buffer.guess_segment_properties();
    let glyphs = shaper.shape(buffer, harfrust::ShapeOptions::new());
    glyphs.glyph_positions().iter().filter_map(|p| u32::try_from(p.x_advance).ok()).sum()
}

/// The widest of some lines.
#[must_use]
pub fn widest(lines: &[String], style: Style) -> f64 {
    lines.iter().map(|line| width(line, style)).fold(0.0, f64::max)
}

/// `text` on one line no wider than `room`, cut with an ellipsis where it is longer.
#[must_use]
pub fn ellipsize(text: &str, style: Style, room: f64) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if width(&text, style) <= room {
        return text;
    }
    let mut kept = String::new();
    let mut used = width(ELLIPSIS, style);
    for c in text.chars() {
        used += width(c.encode_utf8(&mut [0; 4]), style);
        if used > room {
            break;
        }
        kept.push(c);
    }
    // Rather a word less than half a word, where that does not cost too much.
    let whole = kept.rfind(' ').filter(|&at| at * 5 > kept.len() * 3 && !text.get(kept.len()..).is_some_and(|rest| rest.starts_with(' ')));
    let kept = whole.and_then(|at| kept.get(..at)).unwrap_or(&kept);
    format!("{}{ELLIPSIS}", kept.trim_end_matches([' ', ',', ';', ':', '.', '…']))
}

/// Breaks `text` into at most `max_lines` lines no wider than `room`: between words, else after a joint of a long
/// name, else anywhere. What is left over ends in an ellipsis. Line ends in the text are kept.
#[must_use]
pub fn wrap(text: &str, style: Style, room: f64, max_lines: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for paragraph in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        lines.extend(wrap_paragraph(paragraph, style, room));
    }
    if lines.len() > max_lines {
        let rest = lines.split_off(max_lines.saturating_sub(1));
        lines.push(ellipsize(&format!("{}{ELLIPSIS}", rest.first().map_or("", String::as_str)), style, room));
    }
    lines
}

/// The same, with lines as long as each other as may be, so that no word stands alone below a full line.
#[must_use]
pub fn balanced(text: &str, style: Style, room: f64, max_lines: usize) -> Vec<String> {
    let lines = wrap(text, style, room, usize::MAX);
    if lines.len() < 2 || lines.len() > max_lines {
        return wrap(text, style, room, max_lines);
    }
    let longest = text.split_whitespace().map(|word| width(word, style)).fold(0.0, f64::max);
    // No less would do for so many lines, and no more than the widest now has.
    let (mut low, mut high) = (longest, widest(&lines, style));
    let mut best = lines;
    while high - low > 1.0 {
        let middle = f64::midpoint(low, high);
        let tried = wrap(text, style, middle, usize::MAX);
        if tried.len() == best.len() {
            (best, high) = (tried, middle);
        } else {
            low = middle;
        }
    }
    best
}

fn wrap_paragraph(text: &str, style: Style, room: f64) -> Vec<String> {
    let space = width(" ", style);
    let (mut lines, mut line, mut used) = (Vec::new(), String::new(), 0.0);
    for word in text.split_whitespace() {
        for (part, joined) in parts(word, style, room) {
            let wide = width(&part, style);
            let gap = if joined || line.is_empty() { 0.0 } else { space };
            if !line.is_empty() && used + gap + wide > room {
                lines.push(std::mem::take(&mut line));
                used = 0.0;
            }
            if !line.is_empty() && !joined {
                line.push(' ');
                used += space;
            }
            line.push_str(&part);
            used += wide;
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// A word in pieces that each fit `room`; `true` marks a piece that follows the one before it without a space.
fn parts(word: &str, style: Style, room: f64) -> Vec<(String, bool)> {
    if width(word, style) <= room {
        return vec![(word.to_owned(), false)];
    }
    let mut pieces: Vec<(String, bool)> = Vec::new();
    let (mut piece, mut used) = (String::new(), 0.0);
    for c in word.chars() {
        let wide = width(c.encode_utf8(&mut [0; 4]), style);
        if !piece.is_empty() && used + wide > room {
            let cut = piece.rfind(['-', '_', '.', '/', ',', ':']).map(|at| at + 1).filter(|&at| at * 3 > piece.len() && at < piece.len());
            let rest = cut.map_or_else(String::new, |at| piece.split_off(at));
            used = width(&rest, style);
            pieces.push((std::mem::replace(&mut piece, rest), !pieces.is_empty()));
        }
        piece.push(c);
        used += wide;
    }
    pieces.push((piece, !pieces.is_empty()));
    pieces
}

/// A font file with the glyphs of `chars` alone, for embedding. Characters that the font lacks are left out.
#[must_use]
pub fn subset(weight: Weight, chars: impl IntoIterator<Item = char>) -> Vec<u8> {
    subset::subset(weight.face(), chars.into_iter().collect())
}

/// The same, packed as WOFF.
#[must_use]
pub fn packed(weight: Weight, chars: impl IntoIterator<Item = char>) -> Vec<u8> {
    woff::pack(&subset(weight, chars))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: Style = Style::regular(12.0);

    #[test]
    fn adding_up_gives_what_the_shaper_gives() {
        for text in [
            "Storefront",
            "AVATAR To fi ffi Wa.",
            "[Service: Rust] -> {x}",
            "0123456789 (a/b)",
            "Größe · naïve – 3 × 4…",
            "Заказы, Ωμέγα → Łódź",
        ] {
            for weight in Weight::ALL {
                let summed = width(text, Style { size: 2048.0, weight });
                assert!((summed - f64::from(shaped_units(text, weight))).abs() < 0.01, "{text}");
            }
        }
    }

    #[test]
    fn a_lacking_character_is_given_room() {
        assert!(width("注文", BODY) >= 2.0 * 12.0);
        assert!(width("é", BODY) < 12.0);
    }

    #[test]
    fn text_wraps_at_words_and_breaks_long_names_at_joints() {
        assert_eq!(wrap("reads and writes orders", BODY, 80.0, 5), ["reads and", "writes orders"]);
        let lines = wrap("registry.example.com/shop/orders-service-internal", BODY, 120.0, 9);
        assert!(lines.len() > 1 && lines.iter().all(|l| width(l, BODY) <= 120.0), "{lines:?}");
        assert_eq!(lines.concat(), "registry.example.com/shop/orders-service-internal");
        assert!(wrap(&"x".repeat(100), BODY, 50.0, 99).iter().all(|l| width(l, BODY) <= 50.0));
    }

    #[test]
    fn balanced_lines_leave_no_word_alone() {
        let text = "browses, buys and returns things";
        assert_eq!(wrap(text, BODY, 160.0, 3), ["browses, buys and returns", "things"]);
        assert_eq!(balanced(text, BODY, 160.0, 3), ["browses, buys", "and returns things"]);
        for text in ["one", "", "a\nb", "registry.example.com/shop/orders-service-internal and more", "one two three four five six seven"] {
            for room in [20.0, 60.0, 120.0] {
                let (plain, even) = (wrap(text, BODY, room, 4), balanced(text, BODY, room, 4));
                assert_eq!(even.len(), plain.len(), "{text} {room}");
                assert!(widest(&even, BODY) <= widest(&plain, BODY) && even.join("").len() >= plain.join("").len().min(4), "{even:?}");
            }
        }
    }

    #[test]
    fn what_does_not_fit_ends_in_an_ellipsis() {
        let lines = wrap("one two three four five six seven eight", BODY, 60.0, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|l| width(l, BODY) <= 60.0) && lines.last().is_some_and(|l| l.ends_with('…')), "{lines:?}");
        assert_eq!(ellipsize("short", BODY, 200.0), "short");
    }

    #[test]
    fn a_subset_keeps_the_widths() {
        let bytes = subset(Weight::Regular, "Héllo → Ä".chars());
        assert!(bytes.len() < 8000, "{}", bytes.len());
        let (small, whole) = (Face::parse(&bytes), Weight::Regular.face());
        for c in "Héllo →Ä".chars() {
            assert_ne!(small.glyph(c), 0, "{c}");
            assert_eq!(small.advance(c), whole.advance(c), "{c}");
        }
        assert_eq!(small.glyph('z'), 0);
        let font = harfrust::FontRef::new(&bytes);
        assert!(font.is_ok());
    }
}
