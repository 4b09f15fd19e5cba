//! Cuts a font of the user's down to the glyphs that a picture uses. Glyphs keep their numbers, so that the tables by which
//! letters are joined and marks are placed stay true; what is not used is empty, and packs to nearly nothing.

use std::collections::BTreeSet;

use super::sfnt::{Face, u16_at, u32_at};
use super::subset::{assemble, closure, format_4, patched};

/// A font file with these characters and glyphs; `plain` tells that nothing in it is to be substituted or moved.
pub(super) fn retain(face: &Face<'_>, chars: &BTreeSet<char>, glyphs: BTreeSet<u16>, plain: bool) -> Vec<u8> {
    let glyphs = closure(face, glyphs.into_iter());
    let mut tables: Vec<([u8; 4], Vec<u8>)> = vec![
        (*b"cmap", character_map(face, chars)),
        (*b"head", patched(face.table(*b"head"), &[(8, 0), (10, 0), (50, 1)])),
        (*b"hmtx", metrics(face, &glyphs)),
        (*b"post", post(face)),
    ];
    let whole: &[[u8; 4]] = &[*b"OS/2", *b"hhea", *b"maxp", *b"name", *b"cvt ", *b"fpgm", *b"prep", *b"gasp"];
    let layout: &[[u8; 4]] = if plain { &[] } else { &[*b"GDEF", *b"GPOS", *b"GSUB"] };
    tables.extend(whole.iter().chain(layout).map(|tag| (*tag, face.table(*tag).to_vec())));
    if face.table(*b"CFF ").is_empty() {
        let (glyf, loca) = outlines(face, &glyphs);
        tables.extend([(*b"glyf", glyf), (*b"loca", loca)]);
    } else {
        tables.push((*b"CFF ", programs(face.table(*b"CFF "), &glyphs)));
    }
    tables.retain(|(_, table)| !table.is_empty());
    tables.sort_by_key(|(tag, _)| *tag);
    assemble(face.flavor(), &tables)
}

/// Characters on glyphs: in format 4 as far as that reaches, and in format 12.
fn character_map(face: &Face<'_>, chars: &BTreeSet<char>) -> Vec<u8> {
    let mapped: Vec<(u32, u16)> = chars.iter().map(|&c| (c as u32, face.glyph(c))).collect();
    let short: Vec<(u16, u16)> = mapped.iter().filter_map(|&(code, glyph)| Some((u16::try_from(code).ok()?, glyph))).collect();
    let short = format_4(&short);
    let mut groups: Vec<[u32; 3]> = Vec::new();
    for &(code, glyph) in &mapped {
        match groups.last_mut() {
            Some([first, last, start]) if *last + 1 == code && *start + (code - *first) == u32::from(glyph) => *last = code,
            _ => groups.push([code, code, u32::from(glyph)]),
        }
    }
    let count = u32::try_from(groups.len()).unwrap_or(u32::MAX);
    let start = u32::try_from(20 + short.len()).unwrap_or(u32::MAX);
    let mut map: Vec<u8> = [0u16, 2, 3, 1, 0, 20, 3, 10].into_iter().flat_map(u16::to_be_bytes).collect();
    map.extend(start.to_be_bytes());
    map.extend(short);
    map.extend([12u16, 0].into_iter().flat_map(u16::to_be_bytes));
    map.extend([16 + 12 * count, 0, count].into_iter().chain(groups.into_iter().flatten()).flat_map(u32::to_be_bytes));
    map
}

/// Advances and bearings of the glyphs that are used.
fn metrics(face: &Face<'_>, glyphs: &BTreeSet<u16>) -> Vec<u8> {
    let mut table = face.table(*b"hmtx").to_vec();
    let count = usize::from(u16_at(face.table(*b"hhea"), 34));
    for (at, entry) in table.chunks_mut(4).enumerate().take(count.saturating_sub(1)) {
        if !u16::try_from(at).is_ok_and(|glyph| glyphs.contains(&glyph)) {
            entry.fill(0);
        }
    }
    table
}

/// The table without the names of glyphs.
fn post(face: &Face<'_>) -> Vec<u8> {
    patched(face.table(*b"post").get(..32).unwrap_or(&[]), &[(0, 3), (2, 0)])
}

fn outlines(face: &Face<'_>, glyphs: &BTreeSet<u16>) -> (Vec<u8>, Vec<u8>) {
    let (mut glyf, mut loca) = (Vec::new(), vec![0u8; 4]);
    for glyph in 0..u16_at(face.table(*b"maxp"), 4) {
        if glyphs.contains(&glyph) {
            glyf.extend(face.outline(glyph));
            glyf.resize(glyf.len().next_multiple_of(4), 0);
        }
        loca.extend(u32::try_from(glyf.len()).unwrap_or(u32::MAX).to_be_bytes());
    }
    // A font whose glyphs are all blank has an outline table nonetheless.
    if glyf.is_empty() {
        glyf.resize(4, 0);
    }
    (glyf, loca)
}

/// A CFF table in which the programs of unused glyphs do nothing. What it holds stays where it is, since most of it is found by
/// its offset; the list of programs is as long as before, filled up with zeros.
fn programs(cff: &[u8], glyphs: &BTreeSet<u16>) -> Vec<u8> {
    const END: u8 = 14;
    let mut table = cff.to_vec();
    let names = Index::at(cff, usize::from(cff.get(2).copied().unwrap_or(4)));
    let tops = Index::at(cff, names.end());
    let Some(start) = tops.item(0).and_then(|range| char_strings(cff.get(range)?)) else { return table };
    let programs = Index::at(cff, start);
    let mut kept = Vec::new();
    let mut offsets = vec![1u32];
    for at in 0..programs.count {
        let used = u16::try_from(at).is_ok_and(|glyph| glyphs.contains(&glyph));
        match programs.item(at).and_then(|range| cff.get(range)).filter(|program| used && !program.is_empty()) {
            Some(program) => kept.extend(program),
            None => kept.push(END),
        }
        offsets.push(u32::try_from(kept.len() + 1).unwrap_or(u32::MAX));
    }
    let mut list = cff.get(start..start + 3).unwrap_or(&[]).to_vec();
    for offset in offsets {
        list.extend(offset.to_be_bytes().get(4 - programs.size..).unwrap_or(&[]));
    }
    list.extend(kept);
    if let Some(place) = table.get_mut(start..programs.end())
        && list.len() <= place.len()
    {
        place.fill(0);
        place.iter_mut().zip(list).for_each(|(to, from)| *to = from);
    }
    table
}

/// A list of pieces of data in a CFF table.
struct Index<'a> {
    data: &'a [u8],
    start: usize,
    count: usize,
    /// How many bytes an offset has: 1 to 4.
    size: usize,
}

impl<'a> Index<'a> {
    fn at(data: &'a [u8], start: usize) -> Self {
        let size = usize::from(data.get(start + 2).copied().unwrap_or(1)).clamp(1, 4);
        Self { data, start, count: usize::from(u16_at(data, start)), size }
    }

    /// Where the piece with a number begins, from the start of the table.
    fn offset(&self, at: usize) -> usize {
        let place = self.start + 3 + at * self.size;
        let digits = self.data.get(place..place + self.size).unwrap_or(&[]);
        let offset = digits.iter().fold(0usize, |number, &digit| number << 8 | usize::from(digit));
        self.start + 2 + (self.count + 1) * self.size + offset
    }

    fn item(&self, at: usize) -> Option<std::ops::Range<usize>> {
        (at < self.count).then(|| self.offset(at)..self.offset(at + 1))
    }

    fn end(&self) -> usize {
        if self.count == 0 { self.start + 2 } else { self.offset(self.count) }
    }
}

/// Where the list of glyph programs stands, as a top dictionary says.
fn char_strings(dictionary: &[u8]) -> Option<usize> {
    const CHAR_STRINGS: u8 = 17;
    let (mut at, mut number) = (0, 0i64);
    while let Some(&byte) = dictionary.get(at) {
        at += match byte {
            CHAR_STRINGS => return usize::try_from(number).ok(),
            12 => 2,
            0..=21 => 1,
            28 => {
                number = i64::from(u16_at(dictionary, at + 1).cast_signed());
                3
            }
            29 => {
                number = i64::from(u32_at(dictionary, at + 1).cast_signed());
                5
            }
            // A real number ends at a nibble of ones.
            30 => 1 + dictionary.get(at + 1..)?.iter().position(|byte| byte & 0xf == 0xf || byte >> 4 == 0xf)? + 1,
            32..=246 => {
                number = i64::from(byte) - 139;
                1
            }
            247..=250 => {
                number = (i64::from(byte) - 247) * 256 + i64::from(dictionary.get(at + 1).copied().unwrap_or(0)) + 108;
                2
            }
            251..=254 => {
                number = -(i64::from(byte) - 251) * 256 - i64::from(dictionary.get(at + 1).copied().unwrap_or(0)) - 108;
                2
            }
            _ => 1,
        };
    }
    None
}
