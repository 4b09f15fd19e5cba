//! The way from a mended text back to the text as it was written.

use std::ops::Range;

/// A change that lets the grammar read on after a mistake that was reported.
#[derive(Clone, Debug)]
pub(super) struct Mend {
    /// What is replaced; empty for an insertion.
    pub range: Range<usize>,
    /// What the grammar reads instead.
    pub text: String,
}

/// Where the pieces of the mended text come from, in order.
#[derive(Debug, Default)]
pub(super) struct Positions {
    pieces: Vec<Piece>,
}

#[derive(Debug)]
struct Piece {
    mended: usize,
    written: usize,
    written_len: usize,
}

impl Positions {
    /// The offset in the text as it was written of an offset in the mended text.
    pub fn written(&self, mended: usize) -> usize {
        if self.pieces.is_empty() {
            return mended;
        }
        let after = self.pieces.partition_point(|piece| piece.mended <= mended);
        let Some(piece) = self.pieces.get(after.saturating_sub(1)) else { return mended };
        piece.written + (mended - piece.mended.min(mended)).min(piece.written_len)
    }
}

/// Applies `mends`; where two overlap, the first counts.
pub(super) fn mend(text: &str, mut mends: Vec<Mend>) -> (String, Positions) {
    mends.sort_by_key(|mend| mend.range.start);
    let mut out = String::with_capacity(text.len() + mends.len() * 2);
    let mut pieces = Vec::with_capacity(mends.len() * 2 + 1);
    let mut at = 0;
    for mend in mends.iter().filter(|mend| text.get(mend.range.clone()).is_some()) {
        if mend.range.start < at {
            continue;
        }
        pieces.push(Piece { mended: out.len(), written: at, written_len: mend.range.start - at });
        out.push_str(text.get(at..mend.range.start).unwrap_or(""));
        pieces.push(Piece { mended: out.len(), written: mend.range.start, written_len: mend.range.len() });
        out.push_str(&mend.text);
        at = mend.range.end;
    }
    pieces.push(Piece { mended: out.len(), written: at, written_len: text.len() - at });
    out.push_str(text.get(at..).unwrap_or(""));
    (out, Positions { pieces })
}

#[cfg(test)]
mod tests {
    use super::{Mend, mend};

    #[test]
    fn offsets_lead_back() {
        let mends = vec![Mend { range: 2..5, text: "->".into() }, Mend { range: 7..7, text: " }".into() }];
        let (out, positions) = mend("a --> b\nc", mends);
        assert_eq!(out, "a -> b }\nc");
        let back: Vec<usize> = (0..=out.len()).map(|i| positions.written(i)).collect();
        assert_eq!(back, [0, 1, 2, 3, 5, 6, 7, 7, 7, 8, 9]);
    }
}
