//! Packs a font file as WOFF 1.0, the form that browsers take and that is a quarter smaller: each table deflated
//! (<https://www.w3.org/TR/WOFF/>).

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::Read;

use flate2::read::ZlibDecoder;
use flate2::{Compress, Compression, FlushCompress, Status};

use super::sfnt::{u16_at, u32_at};
use super::subset::assemble;

/// No font is larger when it is unpacked: 64 MiB.
const MOST_BYTES: usize = 64 * 1024 * 1024;
/// No font has more tables; there are not so many kinds.
const MOST_TABLES: usize = 128;
const HEADER: usize = 44;
const ENTRY: usize = 20;
/// The header and the checksum of deflated data (RFC 1950), and the least that is between them.
const FRAME: usize = 8;
/// A table of so many bytes is short, and what has become of so many is known.
const SHORT: usize = 128;
const MOST_KNOWN: usize = 256;

/// The font file `font`, packed.
pub(super) fn pack(font: &[u8]) -> Vec<u8> {
    let count = usize::from(u16_at(font, 4));
    let (mut entries, mut data) = (Vec::new(), Vec::new());
    let mut unpacked = 12 + 16 * count;
    for record in (0..count).map(|at| 12 + 16 * at) {
        let (start, length) = (u32_at(font, record + 8) as usize, u32_at(font, record + 12) as usize);
        let table = font.get(start..start.saturating_add(length)).unwrap_or(&[]);
        unpacked += length.next_multiple_of(4);
        let deflated = deflated(table);
        let stored = deflated.as_deref().unwrap_or(table);
        entries.extend(font.get(record..record + 4).unwrap_or(b"    "));
        for number in [HEADER + ENTRY * count + data.len(), stored.len(), table.len(), u32_at(font, record + 4) as usize] {
            entries.extend(word(number));
        }
        data.extend(stored);
        data.resize(data.len().next_multiple_of(4), 0);
    }
    let mut file = b"wOFF".to_vec();
    file.extend(font.get(..4).unwrap_or(&[0, 1, 0, 0]));
    file.extend(word(HEADER + entries.len() + data.len()));
    file.extend(u16::try_from(count).unwrap_or(u16::MAX).to_be_bytes());
    file.extend([0, 0]);
    file.extend(word(unpacked));
    // The version of the font, and nothing of metadata or private data.
    file.extend([0, 1, 0, 0]);
    file.resize(HEADER, 0);
    file.extend(entries);
    file.extend(data);
    file
}

/// The font file in a WOFF file; nothing where that is not whole.
pub(super) fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    let count = usize::from(u16_at(packed, 12));
    if !(1..=MOST_TABLES).contains(&count) {
        return None;
    }
    let mut tables = Vec::new();
    let mut room = MOST_BYTES;
    for entry in (0..count).map(|at| HEADER + ENTRY * at) {
        let tag: [u8; 4] = packed.get(entry..entry + 4)?.try_into().ok()?;
        let [start, stored, length] = [4, 8, 12].map(|field| u32_at(packed, entry + field) as usize);
        let stored = packed.get(start..start.checked_add(stored)?)?;
        room = room.checked_sub(length)?;
        let table = if stored.len() < length { inflated(stored, length)? } else { stored.get(..length)?.to_vec() };
        tables.push((tag, table));
    }
    tables.sort_by_key(|(tag, _)| *tag);
    Some(assemble(u32_at(packed, 4).to_be_bytes(), &tables))
}

fn inflated(stored: &[u8], length: usize) -> Option<Vec<u8>> {
    let mut table = Vec::new();
    ZlibDecoder::new(stored).take(length as u64 + 1).read_to_end(&mut table).ok()?;
    (table.len() == length).then_some(table)
}

/// A table deflated, where that makes it shorter.
fn deflated(table: &[u8]) -> Option<Vec<u8>> {
    thread_local! {
        static PACKER: RefCell<Packer> = RefCell::new(Packer::default());
    }
    // What frames a packed table takes as much.
    if table.len() <= FRAME { None } else { PACKER.with_borrow_mut(|packer| packer.deflated(table)) }
}

/// Deflates tables. What a compressor remembers of a text takes far more room than a table of a picture's font, and is cleared for
/// each table however short that is; so a thread has one packer, which knows what has become of short tables: those are nearly the
/// same in every picture.
struct Packer {
    compressor: Compress,
    short: BTreeMap<Vec<u8>, Option<Vec<u8>>>,
}

impl Default for Packer {
    fn default() -> Self {
        Self { compressor: Compress::new(Compression::best(), true), short: BTreeMap::new() }
    }
}

impl Packer {
    fn deflated(&mut self, table: &[u8]) -> Option<Vec<u8>> {
        if let Some(known) = self.short.get(table) {
            return known.clone();
        }
        self.compressor.reset();
        let mut packed = Vec::with_capacity(table.len());
        let status = self.compressor.compress_vec(table, &mut packed, FlushCompress::Finish);
        let packed = (status.is_ok_and(|status| status == Status::StreamEnd) && packed.len() < table.len()).then_some(packed);
        if table.len() <= SHORT && self.short.len() < MOST_KNOWN {
            self.short.insert(table.to_vec(), packed.clone());
        }
        packed
    }
}

fn word(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap_or(u32::MAX).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::font::{Weight, subset};

    #[test]
    fn what_is_packed_can_be_unpacked() {
        let font = subset(Weight::Regular, "Storefront".chars());
        let packed = pack(&font);
        assert!(packed.len() < font.len(), "{} {}", packed.len(), font.len());
        assert_eq!((packed.get(..4), u32_at(&packed, 8) as usize), (Some(b"wOFF".as_slice()), packed.len()));
        for at in 0..usize::from(u16_at(&packed, 12)) {
            let entry = HEADER + ENTRY * at;
            let [start, stored, length] = [4, 8, 12].map(|field| u32_at(&packed, entry + field) as usize);
            let mut table = packed.get(start..start + stored).expect("it is in the file").to_vec();
            if stored < length {
                let mut unpacked = Vec::new();
                flate2::read::ZlibDecoder::new(table.as_slice()).read_to_end(&mut unpacked).expect("it was deflated");
                table = unpacked;
            }
            let record = 12 + 16 * at;
            let original = u32_at(&font, record + 8) as usize;
            assert_eq!(font.get(original..original + length), Some(table.as_slice()));
            assert_eq!(font.get(record..record + 4), packed.get(entry..entry + 4));
        }
    }
}
