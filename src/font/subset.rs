//! Cuts the font down to the glyphs that a picture uses, renumbered. Writes a complete TrueType file that browsers
//! accept; knows only what the bundled font has (outlines in `glyf`, no hinting, no layout tables).

use std::collections::{BTreeMap, BTreeSet};

use super::sfnt::{Face, u16_at};

/// A font file with the glyphs of `chars`, and `.notdef`.
pub(super) fn subset(face: &Face<'_>, chars: BTreeSet<char>) -> Vec<u8> {
    let mapped: BTreeMap<u16, u16> =
        chars.into_iter().filter_map(|c| Some((u16::try_from(c as u32).ok()?, face.glyph(c)))).filter(|&(_, glyph)| glyph != 0).collect();
    let glyphs = closure(face, mapped.values().copied());
    let renumber: BTreeMap<u16, u16> = (0u16..).zip(&glyphs).map(|(new, &old)| (old, new)).collect();
    let new_id = |old: u16| renumber.get(&old).copied().unwrap_or(0);

    let (mut glyf, mut loca, mut hmtx) = (Vec::new(), vec![0u8; 4], Vec::new());
    for &glyph in &glyphs {
        glyf.extend(with_components(face.outline(glyph), new_id));
        glyf.resize(glyf.len().next_multiple_of(4), 0);
        loca.extend(u32::try_from(glyf.len()).unwrap_or(u32::MAX).to_be_bytes());
        hmtx.extend(face.long_metric(glyph));
    }
    let count = u16::try_from(glyphs.len()).unwrap_or(u16::MAX);
    let mapped: Vec<(u16, u16)> = mapped.into_iter().map(|(c, glyph)| (c, new_id(glyph))).collect();
    assemble(
        [0, 1, 0, 0],
        &[
            (*b"OS/2", face.table(*b"OS/2").to_vec()),
            (*b"cmap", character_map(&mapped)),
            (*b"glyf", glyf),
            (*b"head", patched(face.table(*b"head"), &[(8, 0), (10, 0), (50, 1)])),
            (*b"hhea", patched(face.table(*b"hhea"), &[(34, count)])),
            (*b"hmtx", hmtx),
            (*b"loca", loca),
            (*b"maxp", patched(face.table(*b"maxp"), &[(4, count)])),
            (*b"name", vec![0, 0, 0, 0, 0, 6]),
            (*b"post", patched(face.table(*b"post").get(..32).unwrap_or(&[]), &[(0, 3), (2, 0)])),
        ],
    )
}

/// The glyphs that are asked for, `.notdef`, and all that these are composed of.
pub(super) fn closure(face: &Face<'_>, wanted: impl Iterator<Item = u16>) -> BTreeSet<u16> {
    let mut glyphs = BTreeSet::from([0]);
    let mut open: Vec<u16> = wanted.collect();
    while let Some(glyph) = open.pop() {
        if glyphs.insert(glyph) {
            let outline = face.outline(glyph);
            open.extend(components(outline).into_iter().map(|at| u16_at(outline, at)));
        }
    }
    glyphs
}

/// The offsets at which a composite outline names its components.
fn components(outline: &[u8]) -> Vec<usize> {
    const WORDS: u16 = 0x1;
    const SCALE: u16 = 0x8;
    const MORE: u16 = 0x20;
    const SCALES: u16 = 0x40;
    const MATRIX: u16 = 0x80;
    let mut found = Vec::new();
    if u16_at(outline, 0) & 0x8000 == 0 {
        return found;
    }
    let mut at = 10;
    while at + 4 <= outline.len() {
        let flags = u16_at(outline, at);
        found.push(at + 2);
        at += 4 + if flags & WORDS != 0 { 4 } else { 2 };
        at += match flags {
            f if f & SCALE != 0 => 2,
            f if f & SCALES != 0 => 4,
            f if f & MATRIX != 0 => 8,
            _ => 0,
        };
        if flags & MORE == 0 {
            break;
        }
    }
    found
}

fn with_components(outline: &[u8], new_id: impl Fn(u16) -> u16) -> Vec<u8> {
    let patches: Vec<(usize, u16)> = components(outline).into_iter().map(|at| (at, new_id(u16_at(outline, at)))).collect();
    patched(outline, &patches)
}

/// `table` with some of its 16-bit words replaced.
pub(super) fn patched(table: &[u8], words: &[(usize, u16)]) -> Vec<u8> {
    let mut table = table.to_vec();
    for &(at, word) in words {
        if let Some(place) = table.get_mut(at..at + 2) {
            place.copy_from_slice(&word.to_be_bytes());
        }
    }
    table
}

/// A character map with a table of format 4 alone.
fn character_map(mapped: &[(u16, u16)]) -> Vec<u8> {
    let mut map: Vec<u8> = [0u16, 1, 3, 1, 0, 12].into_iter().flat_map(u16::to_be_bytes).collect();
    map.extend(format_4(mapped));
    map
}

/// A table of format 4: a segment for each run of characters whose glyphs run along with them.
pub(super) fn format_4(mapped: &[(u16, u16)]) -> Vec<u8> {
    let mut segments: Vec<(u16, u16, u16)> = Vec::new();
    for &(code, glyph) in mapped {
        let delta = glyph.wrapping_sub(code);
        match segments.last_mut() {
            Some((_, end, same)) if *same == delta && end.checked_add(1) == Some(code) => *end = code,
            _ => segments.push((code, code, delta)),
        }
    }
    if segments.last().is_none_or(|&(_, end, _)| end != 0xffff) {
        segments.push((0xffff, 0xffff, 1));
    }
    // The length of the table is a word; no picture says so much.
    segments.truncate(8000);
    let count = u16::try_from(segments.len()).unwrap_or(1);
    let power = 1u16 << count.ilog2();
    let mut words = vec![4, 16 + 8 * count, 0, 2 * count, 2 * power, count.ilog2() as u16, 2 * (count - power)];
    words.extend(segments.iter().map(|s| s.1));
    words.push(0);
    words.extend(segments.iter().map(|s| s.0));
    words.extend(segments.iter().map(|s| s.2));
    words.extend(segments.iter().map(|_| 0));
    words.into_iter().flat_map(u16::to_be_bytes).collect()
}

fn checksum(table: &[u8]) -> u32 {
    table.chunks(4).fold(0, |sum: u32, chunk| {
        let mut word = [0; 4];
        word.iter_mut().zip(chunk).for_each(|(to, from)| *to = *from);
        sum.wrapping_add(u32::from_be_bytes(word))
    })
}

/// Puts tables, given in the order of their tags, into one file.
pub(super) fn assemble(flavor: [u8; 4], tables: &[([u8; 4], Vec<u8>)]) -> Vec<u8> {
    let count = u16::try_from(tables.len()).unwrap_or(u16::MAX);
    let power = 1u16 << count.max(1).ilog2();
    let mut file = flavor.to_vec();
    for word in [count, power * 16, power.ilog2() as u16, (count - power) * 16] {
        file.extend(word.to_be_bytes());
    }
    let long = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let (mut at, mut head) = (12 + 16 * tables.len(), 0);
    for (tag, table) in tables {
        file.extend(tag);
        for word in [checksum(table), long(at), long(table.len())] {
            file.extend(word.to_be_bytes());
        }
        if tag == b"head" {
            head = at;
        }
        at += table.len().next_multiple_of(4);
    }
    for (_, table) in tables {
        file.extend(table);
        file.resize(file.len().next_multiple_of(4), 0);
    }
    let adjustment = 0xb1b0_afba_u32.wrapping_sub(checksum(&file));
    if let Some(place) = file.get_mut(head + 8..head + 12) {
        place.copy_from_slice(&adjustment.to_be_bytes());
    }
    file
}
