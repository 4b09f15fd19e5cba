//! Fonts of the user's, for characters that the bundled font lacks: reading TrueType, OpenType and WOFF files, which font a piece
//! of a text is set in, and the part of a font that a picture needs.

use sha2::{Digest as _, Sha256};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use unicode_bidi::BidiInfo;

use super::sfnt::{self, Face};
use super::{Style, Weight, retain, woff};

/// Fonts that stand in for the bundled one, in the order in which they are asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fonts(Arc<Vec<Extra>>);

/// A font file that was read.
#[derive(PartialEq, Eq)]
pub struct Extra {
    /// The unpacked file.
    file: Vec<u8>,
    /// Its SHA-256, which stands for it.
    hash: [u8; 32],
    /// Whether it is a bold one.
    bold: bool,
}

impl fmt::Debug for Extra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Extra").field(&self.hash).finish()
    }
}

/// What a piece of a text is set in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    Bundled,
    /// One of the user's, by its place.
    Extra(usize),
    /// No font has it.
    Nothing,
}

/// A piece of a text that is set in one font.
#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    /// The place of the font, where it is not the bundled one.
    pub place: Option<usize>,
    /// What it says.
    pub text: String,
    /// How far right of the text's left end it begins, in pixels.
    pub x: f64,
}

thread_local! {
    // What is measured is measured for one picture, deep within its drawing; its fonts are the same all the while.
    static FONTS: RefCell<Fonts> = RefCell::default();
}

/// What `work` gives, in which all text is measured with these fonts behind the bundled one. Only on this thread.
pub fn using<T>(fonts: &Fonts, work: impl FnOnce() -> T) -> T {
    let before = FONTS.replace(fonts.clone());
    let given = work();
    FONTS.set(before);
    given
}

/// The fonts that text is measured with now.
pub(super) fn current() -> Fonts {
    FONTS.with_borrow(Clone::clone)
}

impl Extra {
    /// Reads a font file.
    ///
    /// # Errors
    /// When it is none, or of a form that is not read; the message goes on behind the file's name.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let file = match bytes.get(..4) {
            Some(b"wOFF") => woff::unpack(bytes).ok_or("it is no whole WOFF file")?,
            Some(b"wOF2") => return Err("it is WOFF 2, which is not read: take the WOFF, TrueType or OpenType file".to_owned()),
            Some(b"ttcf") => return Err("it is a collection of fonts: take a file with one font".to_owned()),
            Some([0, 1, 0, 0] | b"true" | b"OTTO") => bytes.to_vec(),
            _ => return Err("it is no TrueType, OpenType or WOFF font".to_owned()),
        };
        let face = Face::open(&file);
        let needed = [*b"cmap", *b"head", *b"hhea", *b"hmtx", *b"maxp", *b"name"];
        let outlines = [*b"glyf", *b"CFF "];
        if let Some(tag) = needed.iter().find(|tag| face.table(**tag).is_empty()) {
            return Err(format!("it has no table `{}`", String::from_utf8_lossy(tag)));
        }
        if outlines.iter().all(|tag| face.table(*tag).is_empty()) {
            return Err("it has no outlines that can be drawn".to_owned());
        }
        harfrust::FontRef::new(&file).map_err(|error| format!("it is no font: {error}"))?;
        // The weight in `OS/2`, where 600 is semibold.
        let bold = sfnt::u16_at(face.table(*b"OS/2"), 4) >= Weight::SemiBold.number();
        let hash = Sha256::digest(&file).into();
        Ok(Self { file, hash, bold })
    }
}

impl Fonts {
    /// These fonts, asked in this order.
    #[must_use]
    pub fn new(fonts: Vec<Extra>) -> Self {
        Self(Arc::new(fonts))
    }

    /// The unpacked files.
    pub fn files(&self) -> impl Iterator<Item = &[u8]> {
        self.0.iter().map(|font| font.file.as_slice())
    }

    /// The family name under which a picture carries the font at a place.
    #[must_use]
    pub fn family(place: usize) -> String {
        format!("{}-{}", super::FAMILY, place + 2)
    }

    /// A text in pieces that are each set in one font: of those that have a letter the first of the weight, else the first. Marks and joiners stay with what they belong to.
    pub(super) fn pieces(&self, text: &str, weight: Weight) -> Vec<(Source, String)> {
        let bundled = weight.face();
        let faces: Vec<(Face<'_>, bool)> = self.0.iter().map(|font| (Face::open(&font.file), font.bold)).collect();
        let place = |c: char| {
            let fits = faces.iter().position(|(face, bold)| *bold == (weight == Weight::SemiBold) && face.glyph(c) != 0);
            fits.or_else(|| faces.iter().position(|(face, _)| face.glyph(c) != 0))
        };
        let mut pieces: Vec<(Source, String)> = Vec::new();
        for c in text.chars().filter(|c| !c.is_control()) {
            // A space is the bundled font's, so that the words of a line add up.
            let before = pieces.last().map(|(source, _)| *source);
            let found = if let Some(before) = before.filter(|_| super::is_mark(c)) {
                before
            } else if bundled.glyph(c) != 0 || super::is_mark(c) {
                Source::Bundled
            } else {
                place(c).map_or(Source::Nothing, Source::Extra)
            };
            match pieces.last_mut() {
                Some((source, piece)) if *source == found => piece.push(c),
                _ => pieces.push((found, c.to_string())),
            }
        }
        pieces
    }

    /// A text in the pieces that are set in one font each, from left to right, and its width; nothing where all of it is set in the
    /// bundled font. Pieces have places of their own, since those who draw do not agree on text in several fonts.
    #[must_use]
    pub fn spans(&self, text: &str, style: Style) -> Option<(Vec<Span>, f64)> {
        if self.0.is_empty() || text.is_ascii() {
            return None;
        }
        let pieces = self.pieces(text, style.weight);
        pieces.iter().find(|(source, _)| matches!(source, Source::Extra(_)))?;
        let mut x = 0.0;
        let mut spans = Vec::with_capacity(pieces.len());
        for (source, piece) in in_sight(pieces) {
            let place = if let Source::Extra(place) = source { Some(place) } else { None };
            let bare = piece.trim_start_matches(' ');
            let gap = using(self, || super::width(piece.get(..piece.len() - bare.len()).unwrap_or_default(), style));
            let wide = using(self, || super::width(bare, style));
            spans.push(Span { place, text: bare.to_owned(), x: x + gap });
            x += gap + wide;
        }
        Some((spans, x))
    }

    /// The width of a piece that is set in the font at a place, over the font's size.
    pub(super) fn advance(&self, place: usize, piece: &str) -> f64 {
        let Some(font) = self.0.get(place) else { return 0.0 };
        let units: i64 = shaped(&font.file, piece).into_iter().map(|glyph| i64::from(glyph.advance)).sum();
        units.max(0) as f64 / Face::open(&font.file).units_per_em
    }

    /// The characters of a text that no font has.
    #[must_use]
    pub fn lacking(&self, text: &str, weight: Weight) -> BTreeSet<char> {
        if text.is_ascii() {
            return BTreeSet::new();
        }
        let nowhere = self.pieces(text, weight).into_iter().filter(|(source, _)| *source == Source::Nothing);
        nowhere.flat_map(|(_, piece)| piece.chars().collect::<Vec<_>>()).filter(|c| !super::is_mark(*c)).collect()
    }

    /// For each font that some texts need, its place and a file with what they need of it, packed as WOFF.
    #[must_use]
    pub fn packed<'t>(&self, texts: impl IntoIterator<Item = (&'t str, Weight)>) -> Vec<(usize, Vec<u8>)> {
        let mut needs: Vec<BTreeSet<String>> = vec![BTreeSet::new(); self.0.len()];
        for (text, weight) in texts.into_iter().filter(|(text, _)| !text.is_ascii()) {
            for (source, piece) in self.pieces(text, weight) {
                if let Source::Extra(place) = source
                    && let Some(needs) = needs.get_mut(place)
                {
                    needs.insert(piece);
                }
            }
        }
        let needed = self.0.iter().zip(needs).enumerate().filter(|(_, (_, pieces))| !pieces.is_empty());
        needed.map(|(place, (font, pieces))| (place, woff::pack(&part(&font.file, &pieces)))).collect()
    }
}

/// Pieces from left to right as a reader sees them, by the Unicode bidirectional algorithm: a text is read the way of its first
/// letter, and what is read the other way within it is turned round.
fn in_sight(pieces: Vec<(Source, String)>) -> Vec<(Source, String)> {
    let text: String = pieces.iter().map(|(_, piece)| piece.as_str()).collect();
    if !text.chars().any(is_leftward) {
        return pieces;
    }
    let bidi = BidiInfo::new(&text, None);
    let Some(paragraph) = bidi.paragraphs.first() else { return pieces };
    let (levels, runs) = bidi.visual_runs(paragraph, paragraph.range.clone());
    let mut seen = Vec::with_capacity(pieces.len());
    for run in runs {
        let from_right = levels.get(run.start).is_some_and(unicode_bidi::Level::is_rtl);
        let mut parts: Vec<(Source, String)> = Vec::new();
        let mut start = 0;
        for (source, piece) in &pieces {
            let end = start + piece.len();
            let part = text.get(run.start.max(start)..run.end.min(end)).unwrap_or_default();
            // Brackets turn round between marks that say where they stand.
            let bare = from_right && !part.trim().is_empty() && !part.chars().any(char::is_alphabetic);
            if !part.is_empty() {
                parts.push((*source, if bare { format!("\u{200f}{part}\u{200f}") } else { part.to_owned() }));
            }
            start = end;
        }
        if from_right {
            parts.reverse();
        }
        seen.extend(parts);
    }
    seen
}

/// Whether a text is read from right to left, which its first letter says; `None` where it has none.
#[must_use]
pub fn leftwards(text: &str) -> Option<bool> {
    text.chars().find(|c| c.is_alphabetic()).map(is_leftward)
}

/// Whether a letter belongs to a script that is read from right to left.
fn is_leftward(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// The part of a font that sets some pieces of text.
fn part(file: &[u8], pieces: &BTreeSet<String>) -> Vec<u8> {
    let face = Face::open(file);
    let chars: BTreeSet<char> = pieces.iter().flat_map(|piece| piece.chars()).filter(|c| face.glyph(*c) != 0).collect();
    let mut glyphs: BTreeSet<u16> = chars.iter().map(|c| face.glyph(*c)).collect();
    let mut plain = true;
    for piece in pieces {
        let shaped = shaped(file, piece);
        // Without substitution and kerning the tables for them say nothing.
        plain &= shaped.iter().all(|glyph| !glyph.moved && u32::try_from(glyph.advance) == Ok(u32::from(face.glyph_advance(glyph.id))))
            && shaped.iter().map(|glyph| glyph.id).collect::<BTreeSet<_>>().is_subset(&glyphs);
        glyphs.extend(shaped.iter().map(|glyph| glyph.id));
    }
    retain::retain(&face, &chars, glyphs, plain)
}

struct Glyph {
    id: u16,
    advance: i32,
    /// Whether it is set off from where the ones before it end.
    moved: bool,
}

fn shaped(file: &[u8], text: &str) -> Vec<Glyph> {
    let Ok(font) = harfrust::FontRef::new(file) else { return Vec::new() };
    let shapes = harfrust::ShaperData::new(&font);
    let shaper = shapes.shaper(&font).build();
    let mut buffer = harfrust::UnicodeBuffer::new();
    buffer.push_str(text);
    buffer.guess_segment_properties();
    let glyphs = shaper.shape(buffer, harfrust::ShapeOptions::new());
    let places = glyphs.glyph_infos().iter().zip(glyphs.glyph_positions());
    let glyph = |(info, place): (&harfrust::GlyphInfo, &harfrust::GlyphPosition)| Glyph {
        id: u16::try_from(info.glyph_id).unwrap_or(0),
        advance: place.x_advance,
        moved: place.x_offset != 0 || place.y_offset != 0,
    };
    places.map(glyph).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_from_the_right_stands_the_other_way_round() {
        let sight = |pieces: &[&str]| -> Vec<String> {
            let pieces = pieces.iter().map(|piece| (Source::Nothing, (*piece).to_owned())).collect();
            in_sight(pieces).into_iter().map(|(_, piece)| piece).collect()
        };
        assert_eq!(sight(&["a ", "אב", " (", "גד", ") b"]), ["a ", "\u{200f})\u{200f}", "גד", "\u{200f} (\u{200f}", "אב", " b"]);
        assert_eq!(sight(&["אב", " ", "גד", "!"]), ["\u{200f}!\u{200f}", "גד", " ", "אב"]);
        assert_eq!(sight(&["אב", " API 2.0"]), ["API 2.0", " ", "אב"]);
        assert_eq!(sight(&["a", "注文", "b", "אב", "c", "גד"]), ["a", "注文", "b", "אב", "c", "גד"]);
        assert_eq!(sight(&[]), [""; 0]);
    }

    #[test]
    fn what_is_no_font_is_refused() {
        for bytes in [&b""[..], b"wOFF", b"wOF2....", b"ttcf", b"OTTO", b"\0\x01\0\0\xff\xff", &[b"wOFF".as_slice(), &[0xff; 80]].concat()]
        {
            assert!(Extra::read(bytes).is_err(), "{bytes:?}");
        }
        let whole = Weight::Regular.file();
        assert!(Extra::read(whole).is_ok() && Extra::read(&woff::pack(whole)).is_ok());
        // Whatever is cut off or wrong in it, nothing panics.
        for at in (0..2000).chain((0..whole.len()).step_by(9973)) {
            let mut broken = whole.to_vec();
            if let Some(byte) = broken.get_mut(at) {
                *byte = !*byte;
            }
            let read = [Extra::read(&broken), Extra::read(whole.get(..at).unwrap_or(whole))];
            for font in read.into_iter().flatten() {
                let fonts = Fonts::new(vec![font]);
                using(&fonts, || super::super::width("Ωé注", Style::regular(12.0)));
                assert!(fonts.packed([("Ωé注", Weight::Regular)]).len() < 2);
            }
        }
    }

    #[test]
    fn a_part_sets_what_the_whole_sets() {
        let (text, whole) = ("Größe", Weight::Regular.file());
        let part = part(whole, &BTreeSet::from([text.to_owned()]));
        let units = |file: &[u8]| shaped(file, text).iter().map(|glyph| (glyph.id, glyph.advance)).collect::<Vec<_>>();
        assert_eq!(units(&part), units(whole));
        let (face, all) = (Face::open(&part), Face::open(whole));
        assert!(text.chars().all(|c| face.outline(face.glyph(c)) == all.outline(all.glyph(c)) || face.glyph(c) != 0));
        assert_eq!((face.glyph('z'), face.outline(all.glyph('z'))), (0, &[][..]));
        assert!(woff::pack(&part).len() < 8000, "{}", woff::pack(&part).len());
    }
}
