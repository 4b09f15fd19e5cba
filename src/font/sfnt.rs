//! Reads the few tables of a TrueType file that measuring and cutting need. Anything malformed reads as absent.

/// A font face: its tables, and the advance of each of its characters.
pub(super) struct Face<'a> {
    data: &'a [u8],
    /// Units of the em square.
    pub units_per_em: f64,
    h_metrics: usize,
    long_loca: bool,
    hmtx: &'a [u8],
    loca: &'a [u8],
    glyf: &'a [u8],
    ascii: [Option<(u16, u16)>; 128],
}

/// A big-endian `u16` at `at`, 0 beyond the end.
pub(super) fn u16_at(data: &[u8], at: usize) -> u16 {
    match data.get(at..at + 2) {
        Some([a, b]) => u16::from_be_bytes([*a, *b]),
        _ => 0,
    }
}

/// A big-endian `u32` at `at`, 0 beyond the end.
pub(super) fn u32_at(data: &[u8], at: usize) -> u32 {
    u32::from(u16_at(data, at)) << 16 | u32::from(u16_at(data, at + 2))
}

impl<'a> Face<'a> {
    /// Reads the table directory of `data`.
    pub fn parse(data: &'a [u8]) -> Self {
        let mut face =
            Self { data, units_per_em: 1.0, h_metrics: 0, long_loca: false, hmtx: &[], loca: &[], glyf: &[], ascii: [None; 128] };
        (face.hmtx, face.loca, face.glyf) = (face.table(*b"hmtx"), face.table(*b"loca"), face.table(*b"glyf"));
        let head = face.table(*b"head");
        face.units_per_em = f64::from(u16_at(head, 18).max(1));
        face.long_loca = u16_at(head, 50) != 0;
        face.h_metrics = usize::from(u16_at(face.table(*b"hhea"), 34));
        let mut ascii = [None; 128];
        for (c, slot) in ('\0'..='\x7f').zip(ascii.iter_mut()) {
            let glyph = face.look_up(c);
            *slot = Some((glyph, if c.is_control() { 0 } else { face.glyph_advance(glyph) }));
        }
        face.ascii = ascii;
        face
    }

    /// The bytes of a table, empty where there is none.
    pub fn table(&self, tag: [u8; 4]) -> &'a [u8] {
        let count = usize::from(u16_at(self.data, 4));
        let record = (0..count).map(|i| 12 + 16 * i).find(|&at| self.data.get(at..at + 4) == Some(&tag));
        let range = record.map(|at| {
            let start = u32_at(self.data, at + 8) as usize;
            start..start.saturating_add(u32_at(self.data, at + 12) as usize)
        });
        range.and_then(|r| self.data.get(r)).unwrap_or(&[])
    }

    /// The glyph of a character, 0 where the font lacks it.
    pub fn glyph(&self, c: char) -> u16 {
        match self.ascii.get(c as usize) {
            Some(Some((glyph, _))) => *glyph,
            _ => self.look_up(c),
        }
    }

    /// The advance of a character in font units, `None` where the font lacks it.
    pub fn advance(&self, c: char) -> Option<u32> {
        if let Some(Some((_, advance))) = self.ascii.get(c as usize) {
            return Some(u32::from(*advance));
        }
        match self.look_up(c) {
            0 => None,
            glyph => Some(u32::from(self.glyph_advance(glyph))),
        }
    }

    fn glyph_advance(&self, glyph: u16) -> u16 {
        u16_at(self.hmtx, usize::from(glyph).min(self.h_metrics.saturating_sub(1)) * 4)
    }

    /// The advance and left side bearing of a glyph as the four bytes of a long metric.
    pub fn long_metric(&self, glyph: u16) -> [u8; 4] {
        let at = usize::from(glyph);
        let bearing = if at < self.h_metrics { at * 4 + 2 } else { self.h_metrics * 4 + (at - self.h_metrics) * 2 };
        let ([a, b], [c, d]) = (self.glyph_advance(glyph).to_be_bytes(), u16_at(self.hmtx, bearing).to_be_bytes());
        [a, b, c, d]
    }

    /// The outline of a glyph, empty for a blank one.
    pub fn outline(&self, glyph: u16) -> &'a [u8] {
        let offset = |index: usize| match self.long_loca {
            true => u32_at(self.loca, index * 4) as usize,
            false => usize::from(u16_at(self.loca, index * 2)) * 2,
        };
        let at = usize::from(glyph);
        self.glyf.get(offset(at)..offset(at + 1)).unwrap_or(&[])
    }

    /// Looks a character up in the character map of format 4.
    fn look_up(&self, c: char) -> u16 {
        let Ok(code) = u16::try_from(c as u32) else { return 0 };
        let cmap = self.table(*b"cmap");
        let tables = usize::from(u16_at(cmap, 2));
        let subtable = (0..tables).map(|i| u32_at(cmap, 8 + 8 * i) as usize).find(|&at| u16_at(cmap, at) == 4);
        let Some(map) = subtable.and_then(|at| cmap.get(at..)) else { return 0 };
        let twice = usize::from(u16_at(map, 6));
        let (ends, starts, deltas, offsets) = (14, 16 + twice, 16 + 2 * twice, 16 + 3 * twice);
        let Some(segment) = (0..twice).step_by(2).find(|&s| u16_at(map, ends + s) >= code) else { return 0 };
        let (start, delta, offset) = (u16_at(map, starts + segment), u16_at(map, deltas + segment), u16_at(map, offsets + segment));
        if start > code {
            return 0;
        }
        if offset == 0 {
            return code.wrapping_add(delta);
        }
        match u16_at(map, offsets + segment + usize::from(offset) + 2 * usize::from(code - start)) {
            0 => 0,
            glyph => glyph.wrapping_add(delta),
        }
    }
}
