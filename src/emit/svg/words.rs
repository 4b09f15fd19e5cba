//! What stands in an SVG as text: courses, escaped words, bytes in base 64.

use std::borrow::Cow;

use super::super::decimal::decimal;
use crate::scene::{Move, Point};

/// Puts the course of a path.
pub(super) fn course(moves: &[Move], out: &mut String) {
    let put = |out: &mut String, before: char, p: &Point| {
        out.push(before);
        out.push_str(decimal(p.x).as_str());
        out.push(' ');
        out.push_str(decimal(p.y).as_str());
    };
    for piece in moves {
        match piece {
            Move::To(p) => put(out, 'M', p),
            Move::Line(p) => put(out, 'L', p),
            Move::Bend(c, p) => {
                put(out, 'Q', c);
                put(out, ' ', p);
            }
            Move::Curve(c, d, p) => {
                put(out, 'C', c);
                put(out, ' ', d);
                put(out, ' ', p);
            }
            Move::Close => out.push('Z'),
        }
    }
}

/// `text` for content or a quoted attribute. What would end both, `<` and `&`, is written as
/// an entity; `>` alone ends nothing. Characters that XML does not allow, and those that turn the direction of
/// what follows, are left out.
pub(in crate::emit) fn escaped(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'&' | b'<' | b'"')) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Bytes in base 64, padded.
pub(super) fn base64(bytes: &[u8]) -> String {
    const DIGITS: [u8; 64] = *b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits = |[a, b, c]: [u8; 3]| {
        [a >> 2, (a << 4 | b >> 4) & 63, (b << 2 | c >> 6) & 63, c & 63].map(|six| DIGITS.get(usize::from(six)).copied().unwrap_or(b'='))
    };
    let mut out = Vec::with_capacity(bytes.len().div_ceil(3) * 4);
    let (whole, rest) = bytes.as_chunks();
    out.extend(whole.iter().flat_map(|three| digits(*three)));
    match *rest {
        [a] => out.extend(digits([a, 0, 0]).into_iter().take(2).chain(*b"==")),
        [a, b] => out.extend(digits([a, b, 0]).into_iter().take(3).chain(*b"=")),
        _ => {}
    }
    String::from_utf8(out).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_pads() {
        assert_eq!(["", "f", "fo", "foo", "foob"].map(|t| base64(t.as_bytes())), ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg=="]);
    }
}
