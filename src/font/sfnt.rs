//! Reads the few tables of a TrueType file that measuring and cutting need. Anything malformed reads as absent.

/// The characters of ASCII and Latin 1.
const FIRST: usize = 256;

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
    /// The maps of characters of formats 4 and 12.
    short_map: &'a [u8],
    long_map: &'a [u8],
    /// The glyphs and advances of the first characters, where they were looked up.
    first: [Option<(u16, u16)>; FIRST],
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
    pub fn open(data: &'a [u8]) -> Self {
        let nothing: &[u8] = &[];
        let mut face = Self {
            data,
            units_per_em: 1.0,
            h_metrics: 0,
            long_loca: false,
            hmtx: nothing,
            loca: nothing,
            glyf: nothing,
            short_map: nothing,
            long_map: nothing,
            first: [None; FIRST],
        };
        (face.hmtx, face.loca, face.glyf) = (face.table(*b"hmtx"), face.table(*b"loca"), face.table(*b"glyf"));
        let head = face.table(*b"head");
        face.units_per_em = f64::from(u16_at(head, 18).max(1));
        face.long_loca = u16_at(head, 50) != 0;
        face.h_metrics = usize::from(u16_at(face.table(*b"hhea"), 34));
        (face.short_map, face.long_map) = (face.map(4), face.map(12));
        face
    }

    /// The same, with the first characters looked up once and for all.
    pub fn parse(data: &'a [u8]) -> Self {
        let mut face = Self::open(data);
        let mut first = [None; FIRST];
        for (c, slot) in ('\0'..='\u{ff}').zip(first.iter_mut()) {
            let glyph = face.look_up(c);
            *slot = Some((glyph, if c.is_control() { 0 } else { face.glyph_advance(glyph) }));
        }
        face.first = first;
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
        match self.first.get(c as usize) {
            Some(Some((glyph, _))) => *glyph,
            _ => self.look_up(c),
        }
    }

    /// The advance of a character in font units, `None` where the font lacks it.
    pub fn advance(&self, c: char) -> Option<u32> {
        if let Some(Some((glyph, advance))) = self.first.get(c as usize) {
            return (*glyph != 0 || c.is_control()).then_some(u32::from(*advance));
        }
        match self.look_up(c) {
            0 => None,
            glyph => Some(u32::from(self.glyph_advance(glyph))),
        }
    }

    /// The four bytes that tell the form of its outlines.
    pub fn flavor(&self) -> [u8; 4] {
        u32_at(self.data, 0).to_be_bytes()
    }

    /// The advance of a glyph in font units.
    pub fn glyph_advance(&self, glyph: u16) -> u16 {
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

    /// The map of characters of a format, empty where there is none.
    fn map(&self, format: u16) -> &'a [u8] {
        let cmap = self.table(*b"cmap");
        let tables = usize::from(u16_at(cmap, 2));
        let subtable = (0..tables).map(|i| u32_at(cmap, 8 + 8 * i) as usize).find(|&at| u16_at(cmap, at) == format);
        subtable.and_then(|at| cmap.get(at..)).unwrap_or(&[])
    }

    /// Looks a character up in the map of format 4, else in that of format 12.
    fn look_up(&self, c: char) -> u16 {
        match u16::try_from(c as u32).map_or(0, |code| look_up_short(self.short_map, code)) {
            0 => look_up_long(self.long_map, c as u32),
            glyph => glyph,
        }
    }
}

/// Looks a character up in a map of format 12.
fn look_up_long(map: &[u8], code: u32) -> u16 {
    let groups = map.get(16..).unwrap_or(&[]).chunks_exact(12).take(u32_at(map, 12) as usize);
    let found = groups.into_iter().find(|group| (u32_at(group, 0)..=u32_at(group, 4)).contains(&code));
    found.map_or(0, |group| u16::try_from(u32_at(group, 8).saturating_add(code - u32_at(group, 0))).unwrap_or(0))
}

/// Looks a character up in a map of format 4.
fn look_up_short(map: &[u8], code: u16) -> u16 {
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
