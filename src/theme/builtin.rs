//! The palettes that are built in. Each table holds the plain colours, then for each hue its inside and its border.

#![expect(clippy::unreadable_literal, reason = "a colour is six digits, as everywhere")]

use super::{COLORS, Palette, Rgb};

/// Values as hexadecimal numbers, in the order of [`super::Color::all`].
fn palette(values: [u32; COLORS]) -> Palette {
    Palette(values.map(|value| {
        let [_, r, g, b] = value.to_be_bytes();
        Rgb(r, g, b)
    }))
}

/// Dark on light.
#[rustfmt::skip]
pub(super) fn light() -> Palette {
    palette([
        // canvas, ink, muted, line, frame, ground, within, highlight
        0xffffff, 0x16202c, 0x546072, 0x5a6676, 0x7d8898, 0xf5f7fa, 0xebeff4, 0xc4235a,
        0xeaf1fd, 0x2f66c8, // software
        0xfdf1e3, 0xa95f12, // person
        0xe6f5ee, 0x1b7a5c, // store
        0xf4edfc, 0x7a49b4, // message
        0xf0f2f5, 0x6c7785, // foreign
        0xfff8dc, 0x8f7718, // note
        0xe6f1fd, 0x1f6fb5, // group-1
        0xfdf0e4, 0xb2560f, // group-2
        0xe7f6ec, 0x2a7d46, // group-3
        0xf5ecfc, 0x8447ad, // group-4
        0xfdecef, 0xbb3550, // group-5
        0xe3f5f6, 0x0f7880, // group-6
        0xfbf4dc, 0x86690b, // group-7
        0xeeeefa, 0x5a57b5, // group-8
    ])
}

/// Light on dark.
#[rustfmt::skip]
pub(super) fn dark() -> Palette {
    palette([
        // canvas, ink, muted, line, frame, ground, within, highlight
        0x0d1117, 0xe8edf4, 0xa3afbf, 0x8d9aab, 0x66748a, 0x151c25, 0x1c2530, 0xff7fa9,
        0x172a47, 0x74a3f6, // software
        0x35260f, 0xe3a45f, // person
        0x113029, 0x55c49f, // store
        0x2b1e3e, 0xbb92ea, // message
        0x232b34, 0x8d98a6, // foreign
        0x332d16, 0xc2a84a, // note
        0x13294a, 0x6fb1f0, // group-1
        0x38240f, 0xf0a35e, // group-2
        0x12301d, 0x62c98a, // group-3
        0x2c1d3b, 0xc391e8, // group-4
        0x3b1920, 0xf38a9d, // group-5
        0x0d2f33, 0x4fc3cb, // group-6
        0x322a10, 0xd6b74b, // group-7
        0x212145, 0x9c9af0, // group-8
    ])
}

/// Without colour: what is told apart by colour elsewhere is told apart by its form, its words and shades of grey.
#[rustfmt::skip]
pub(super) fn mono() -> Palette {
    palette([
        // canvas, ink, muted, line, frame, ground, within, highlight
        0xffffff, 0x000000, 0x4a4a4a, 0x333333, 0x767676, 0xfafafa, 0xf2f2f2, 0x000000,
        0xffffff, 0x1a1a1a, // software
        0xffffff, 0x1a1a1a, // person
        0xf0f0f0, 0x1a1a1a, // store
        0xf7f7f7, 0x1a1a1a, // message
        0xffffff, 0x6b6b6b, // foreign
        0xffffff, 0x4a4a4a, // note
        0xffffff, 0x1a1a1a, // group-1
        0xd9d9d9, 0x1a1a1a, // group-2
        0xefefef, 0x1a1a1a, // group-3
        0xc4c4c4, 0x1a1a1a, // group-4
        0xe4e4e4, 0x1a1a1a, // group-5
        0xcecece, 0x1a1a1a, // group-6
        0xf7f7f7, 0x1a1a1a, // group-7
        0xbdbdbd, 0x1a1a1a, // group-8
    ])
}
