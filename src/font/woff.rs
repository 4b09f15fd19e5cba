//! Packs a font file as WOFF 1.0, the form that browsers take and that is a quarter smaller: each table deflated
//! (<https://www.w3.org/TR/WOFF/>).

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::sfnt::{u16_at, u32_at};

const HEADER: usize = 44;
const ENTRY: usize = 20;

/// The font file `font`, packed.
pub(super) fn pack(font: &[u8]) -> Vec<u8> {
    let count = usize::from(u16_at(font, 4));
    let (mut entries, mut data) = (Vec::new(), Vec::new());
    let mut unpacked = 12 + 16 * count;
    for record in (0..count).map(|at| 12 + 16 * at) {
        let (start, length) = (u32_at(font, record + 8) as usize, u32_at(font, record + 12) as usize);
        let table = font.get(start..start.saturating_add(length)).unwrap_or(&[]);
        unpacked += length.next_multiple_of(4);
        let deflated = deflated(table).filter(|packed| packed.len() < table.len());
        let stored = deflated.as_deref().unwrap_or(table);
        entries.extend(font.get(record..record + 4).unwrap_or(b"    "));
        for number in [HEADER + ENTRY * count + data.len(), stored.len(), table.len(), u32_at(font, record + 4) as usize] {
            entries.extend(word(number));
        }
        data.extend(stored);
        data.resize(data.len().next_multiple_of(4), 0);
    }
    let mut file = b"wOFF".to_vec();
    file.extend([0, 1, 0, 0]);
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

fn deflated(table: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(table).ok()?;
    encoder.finish().ok()
}

fn word(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap_or(u32::MAX).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::font::{Weight, subset};
    use std::io::Read;

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
