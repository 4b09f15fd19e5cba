//! Draws an SVG as PNG, with the bundled font, fonts of the user's, and nothing else: no file and no address that it names is read.

mod held;

use std::sync::{Arc, OnceLock};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{ImageHrefResolver, Options, Tree, fontdb};

use crate::font::{FAMILY, Fonts, Weight};

use held::{Budget, Held};

/// The largest number of pixels that a picture may have.
pub const LARGEST: u64 = 25_000_000;

/// How many pixels the pictures that are being drawn may have together, on however many threads they are drawn.
const TOGETHER: u64 = 2 * LARGEST;

/// A pixel takes four bytes, and four more while the picture is encoded, which is done from a copy.
const BYTES: u64 = 8;

const _: () = assert!(TOGETHER * BYTES < 400 * 1024 * 1024, "pictures leave room for the rest in half a GiB");

static BUDGET: Budget = Budget::new(TOGETHER);

/// How large a picture becomes, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fit {
    /// Width and height at the scale that is asked for.
    pub asked: (u64, u64),
    /// Width and height as it is drawn: the same, or less where that would be too large to hold.
    pub drawn: (u32, u32),
}

impl Fit {
    /// That of a picture of so many units, with `scale` pixels to a unit.
    #[must_use]
    pub fn of(width: f32, height: f32, scale: f32) -> Self {
        let pixels = |length: f32| (length * scale).ceil().max(1.0) as u64;
        let asked = (pixels(width), pixels(height));
        if asked.0.saturating_mul(asked.1) <= LARGEST {
            return Self { asked, drawn: (asked.0 as u32, asked.1 as u32) };
        }
        let (width, height, most) = (f64::from(width), f64::from(height), LARGEST as f64);
        // The second bound is for pictures so long that they are a pixel high.
        let scale = (most / (width * height)).sqrt().min(most / width.max(height));
        let pixels = |length: f64| (length * scale).floor().max(1.0) as u32;
        Self { asked, drawn: (pixels(width), pixels(height)) }
    }

    /// Whether the picture is drawn smaller than it was asked for.
    #[must_use]
    pub fn is_smaller(&self) -> bool {
        self.asked != (u64::from(self.drawn.0), u64::from(self.drawn.1))
    }
}

/// The picture in `svg` with `scale` pixels to a unit; smaller where [`Fit`] says so. Waits where other pictures are being drawn
/// that need much memory. What the bundled font lacks is set in `fonts`. Nothing where `svg` is no SVG.
#[must_use]
pub fn write(svg: &str, fonts: &Fonts, scale: f32) -> Option<Vec<u8>> {
    let tree = Tree::from_str(svg, &options(fonts)).ok()?;
    let size = tree.size();
    let fit = Fit::of(size.width(), size.height(), scale);
    let (width, height) = fit.drawn;
    let _held: Held<'_> = BUDGET.take(u64::from(width) * u64::from(height));
    let mut pixmap = Pixmap::new(width, height)?;
    let scales = if fit.is_smaller() { (width as f32 / size.width(), height as f32 / size.height()) } else { (scale, scale) };
    resvg::render(&tree, Transform::from_scale(scales.0, scales.1), &mut pixmap.as_mut());
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
    fn a_picture_that_is_too_large_becomes_as_large_as_may_be() {
        assert_eq!(Fit::of(300.0, 200.5, 0.1), Fit { asked: (30, 21), drawn: (30, 21) });
        assert_eq!(Fit::of(2500.0, 2500.0, 2.0).drawn, (5000, 5000));
        let large = Fit::of(1000.0, 4000.0, 10.0);
        assert_eq!((large, large.is_smaller()), (Fit { asked: (10_000, 40_000), drawn: (2500, 10_000) }, true));
        for (width, height) in [(1e9, 1.0), (1.0, 1e9), (3e6, 7.0), (1e15, 1e15), (12_345.6, 6_543.2), (0.0, 0.0), (0.0, 1e12)] {
            let (wide, high) = Fit::of(width, height, 10.0).drawn;
            assert!(wide > 0 && high > 0 && u64::from(wide) * u64::from(high) <= LARGEST, "{width} × {height}: {wide} × {high}");
        }
    }

    #[test]
    fn a_picture_waits_for_its_memory() {
        let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>";
        let all = BUDGET.take(TOGETHER);
        std::thread::scope(|scope| {
            let drawn = scope.spawn(|| write(svg, &Fonts::default(), 1.0));
            std::thread::sleep(std::time::Duration::from_millis(100));
            assert!(!drawn.is_finished(), "it is drawn where there is no memory for it");
            drop(all);
            assert!(drawn.join().is_ok_and(|png| png.is_some()));
        });
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
