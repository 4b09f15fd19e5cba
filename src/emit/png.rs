//! Draws an SVG as PNG, with the bundled font, fonts of the user's, and nothing else: no file and no address that it names is read.

use std::sync::{Arc, OnceLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{ImageHrefResolver, Options, Tree, fontdb};

use crate::font::{FAMILY, Fonts, Weight};

/// The largest number of pixels that a picture may have.
const LARGEST: f32 = 100_000_000.0;

/// The picture in `svg` with `scale` pixels to a unit; a smaller scale where the picture would be too large to hold.
/// What the bundled font lacks is set in `fonts`. Nothing where `svg` is no SVG.
#[must_use]
pub fn write(svg: &str, fonts: &Fonts, scale: f32) -> Option<Vec<u8>> {
    let tree = Tree::from_str(svg, &options(fonts)).ok()?;
    let size = tree.size();
    let most = (LARGEST / (size.width() * size.height()).max(1.0)).sqrt();
    let scale = scale.min(most).max(0.01);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the size is positive and bounded above")]
    let pixels = |length: f32| (length * scale).ceil().max(1.0) as u32;
    let mut pixmap = Pixmap::new(pixels(size.width()), pixels(size.height()))?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    pixmap.encode_png().ok()
}

fn options(extra: &Fonts) -> Options<'static> {
    static FONTS: OnceLock<Arc<fontdb::Database>> = OnceLock::new();
    let fonts = FONTS.get_or_init(|| {
        let mut fonts = fontdb::Database::new();
        for weight in Weight::ALL {
            fonts.load_font_data(weight.file().to_vec());
        }
        Arc::new(fonts)
    });
    Options {
        font_family: FAMILY.to_owned(),
        image_href_resolver: ImageHrefResolver { resolve_data: Box::new(|_, _, _| None), resolve_string: Box::new(|_, _| None) },
        fontdb: with(fonts, extra),
        ..Options::default()
    }
}

/// The bundled font and others.
fn with(bundled: &Arc<fontdb::Database>, extra: &Fonts) -> Arc<fontdb::Database> {
    let mut files = extra.files().peekable();
    if files.peek().is_none() {
        return Arc::clone(bundled);
    }
    let mut fonts = fontdb::Database::clone(bundled);
    for (place, file) in files.enumerate() {
        let faces = fonts.load_font_source(fontdb::Source::Binary(Arc::new(file.to_vec())));
        // The picture asks for them by the names that it gives them.
        for mut face in faces.iter().filter_map(|id| fonts.face(*id).cloned()).collect::<Vec<_>>() {
            face.families = vec![(Fonts::family(place), fontdb::Language::English_UnitedStates)];
            fonts.push_face_info(face);
        }
    }
    Arc::new(fonts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_drawn_at_its_scale() {
        let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='20' height='10'><rect width='20' height='10' fill='#f00'/></svg>";
        let png = write(svg, &Fonts::default(), 2.0).unwrap_or_default();
        assert_eq!(png.get(1..4), Some(b"PNG".as_slice()));
        assert_eq!(png.get(16..24), Some([0, 0, 0, 40, 0, 0, 0, 20].as_slice()));
        assert_eq!(write("no picture", &Fonts::default(), 1.0), None);
    }

    #[test]
    fn files_that_a_picture_names_are_not_read() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
        let with = |href: &str| {
            format!("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><image href='{href}' width='9' height='9'/></svg>")
        };
        let drawn = |href: &str| write(&with(href), &Fonts::default(), 1.0);
        assert_eq!(drawn(path), drawn(""));
    }
}
