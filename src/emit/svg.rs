//! Writes a scene as SVG that needs nothing besides itself: the glyphs it uses are in it, and its colours follow the
//! reader's light or dark setting. All text is escaped; links lead to the web or a mail address or nowhere.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::decimal::decimal;
use crate::font::{self, Weight};
use crate::scene::{Anchor, Color, Dash, Form, Group, Item, Move, Outline, Point, Scene, Stroke, Text};

/// The scene as an SVG document.
#[must_use]
pub fn write(scene: &Scene) -> String {
    let mut svg = Writer { out: String::new(), used: BTreeSet::new() };
    svg.items(&scene.items, 1);
    let (width, height) = (decimal(scene.size.width), decimal(scene.size.height));
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
         aria-labelledby=\"title desc\" font-family=\"{}, 'Helvetica Neue', Arial, sans-serif\">\n",
        font::FAMILY
    );
    let _ = writeln!(out, "  <title id=\"title\">{}</title>", escaped(&scene.title));
    let _ = writeln!(out, "  <desc id=\"desc\">{}</desc>", escaped(&scene.description));
    out.push_str("  <style>\n");
    faces(scene, &mut out);
    dark(&svg.used, &mut out);
    out.push_str("  </style>\n");
    out.push_str(&svg.out);
    out.push_str("</svg>\n");
    out
}

/// The two faces with the glyphs that the scene uses.
fn faces(scene: &Scene, out: &mut String) {
    let texts = scene.texts();
    for weight in Weight::ALL {
        let chars: BTreeSet<char> = texts.iter().filter(|t| t.style.weight == weight).flat_map(|t| t.text.chars()).collect();
        if !chars.is_empty() {
            let file = base64(&font::subset(weight, chars));
            let _ = writeln!(
                out,
                "    @font-face {{ font-family: {}; font-weight: {}; src: url(data:font/ttf;base64,{file}) format('truetype'); }}",
                font::FAMILY,
                weight.number()
            );
        }
    }
}

/// How a colour is used: to fill or to draw a line.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Use {
    Fill,
    Stroke,
}

impl Use {
    fn attribute(self) -> &'static str {
        match self {
            Self::Fill => "fill",
            Self::Stroke => "stroke",
        }
    }

    fn class(self, color: Color) -> String {
        let letter = match self {
            Self::Fill => 'f',
            Self::Stroke => 's',
        };
        format!("{letter}{}", color as u8)
    }
}

/// The colours for those who read on dark; light ones stand beside each form.
fn dark(used: &BTreeSet<(Use, Color)>, out: &mut String) {
    if used.is_empty() {
        return;
    }
    out.push_str("    @media (prefers-color-scheme: dark) {\n");
    for (way, color) in used {
        let _ = writeln!(out, "      .{} {{ {}: {} }}", way.class(*color), way.attribute(), shades(*color).1);
    }
    out.push_str("    }\n");
}

/// The palette: what a colour looks like on light and on dark.
fn shades(color: Color) -> (&'static str, &'static str) {
    match color {
        Color::Canvas => ("#ffffff", "#0e131a"),
        Color::Ink => ("#18212d", "#e7ecf3"),
        Color::Muted => ("#536071", "#9daaba"),
        Color::Line => ("#5c6878", "#909dae"),
        Color::Frame => ("#b6c0cd", "#3b4858"),
        Color::Ground => ("#f6f8fb", "#141b24"),
        Color::Within => ("#eef2f7", "#1a232e"),
        Color::Software => ("#e8f0fe", "#182945"),
        Color::SoftwareEdge => ("#3b6fd4", "#6f9ff5"),
        Color::Person => ("#fdf0e2", "#36260f"),
        Color::PersonEdge => ("#b96a16", "#e3a25f"),
        Color::Store => ("#e3f5ee", "#10302a"),
        Color::StoreEdge => ("#1b8565", "#52c29d"),
        Color::Message => ("#f4ebfc", "#2b1d3d"),
        Color::MessageEdge => ("#8350b9", "#b98ee8"),
        Color::Foreign => ("#f0f2f5", "#20272f"),
        Color::ForeignEdge => ("#7f8996", "#7d8896"),
        Color::Note => ("#fff8dc", "#332d16"),
        Color::NoteEdge => ("#b79a2d", "#c2a84a"),
        Color::Highlight => ("#d02c63", "#ff7aa6"),
    }
}

struct Writer {
    out: String,
    used: BTreeSet<(Use, Color)>,
}

impl Writer {
    fn items(&mut self, items: &[Item], depth: usize) {
        for item in items {
            for _ in 0..depth {
                self.out.push_str("  ");
            }
            match item {
                Item::Group(group) => self.group(group, depth),
                Item::Form(form) => self.form(form),
                Item::Text(text) => self.text(text),
            }
        }
    }

    fn group(&mut self, group: &Group, depth: usize) {
        let link = group.link.as_deref().filter(|link| is_allowed(link));
        let tag = if link.is_some() { "a" } else { "g" };
        let _ = write!(self.out, "<{tag}");
        if let Some(id) = &group.id {
            let _ = write!(self.out, " data-id=\"{}\"", escaped(id));
        }
        if let Some(link) = link {
            let _ = write!(self.out, " href=\"{}\" target=\"_top\"", escaped(link));
        }
        self.out.push_str(">\n");
        if let Some(title) = &group.title {
            for _ in 0..=depth {
                self.out.push_str("  ");
            }
            let _ = writeln!(self.out, "<title>{}</title>", escaped(title));
        }
        self.items(&group.items, depth + 1);
        for _ in 0..depth {
            self.out.push_str("  ");
        }
        let _ = writeln!(self.out, "</{tag}>");
    }

    fn form(&mut self, form: &Form) {
        match &form.outline {
            Outline::Box(rect, radius) => {
                let [x, y, width, height] = [rect.x, rect.y, rect.width, rect.height].map(decimal);
                let _ = write!(self.out, "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"");
                if *radius > 0.0 {
                    let _ = write!(self.out, " rx=\"{}\"", decimal(*radius));
                }
            }
            Outline::Circle(center, radius) => {
                let _ = write!(self.out, "<circle cx=\"{}\" cy=\"{}\" r=\"{}\"", decimal(center.x), decimal(center.y), decimal(*radius));
            }
            Outline::Path(moves) => {
                self.out.push_str("<path d=\"");
                course(moves, &mut self.out);
                self.out.push('"');
            }
        }
        self.paint(form.fill, form.stroke);
        self.out.push_str("/>\n");
    }

    fn paint(&mut self, fill: Option<Color>, stroke: Option<Stroke>) {
        let mut classes: Vec<String> = Vec::new();
        match fill {
            Some(color) => {
                let _ = write!(self.out, " fill=\"{}\"", shades(color).0);
                classes.push(self.mark(Use::Fill, color));
            }
            None => self.out.push_str(" fill=\"none\""),
        }
        if let Some(Stroke { color, width, dash }) = stroke {
            let _ = write!(self.out, " stroke=\"{}\" stroke-width=\"{}\"", shades(color).0, decimal(width));
            match dash {
                Dash::Solid => {}
                Dash::Dashed => self.out.push_str(" stroke-dasharray=\"6 4\""),
                Dash::Dotted => self.out.push_str(" stroke-dasharray=\"0.1 4.5\" stroke-linecap=\"round\""),
            }
            classes.push(self.mark(Use::Stroke, color));
        }
        if !classes.is_empty() {
            let _ = write!(self.out, " class=\"{}\"", classes.join(" "));
        }
    }

    fn mark(&mut self, way: Use, color: Color) -> String {
        self.used.insert((way, color));
        way.class(color)
    }

    fn text(&mut self, text: &Text) {
        let _ =
            write!(self.out, "<text x=\"{}\" y=\"{}\" font-size=\"{}\"", decimal(text.at.x), decimal(text.at.y), decimal(text.style.size));
        if text.style.weight != Weight::Regular {
            let _ = write!(self.out, " font-weight=\"{}\"", text.style.weight.number());
        }
        match text.anchor {
            Anchor::Start => {}
            Anchor::Middle => self.out.push_str(" text-anchor=\"middle\""),
            Anchor::End => self.out.push_str(" text-anchor=\"end\""),
        }
        self.paint(Some(text.color), None);
        let _ = writeln!(self.out, ">{}</text>", escaped(&text.text));
    }
}

fn course(moves: &[Move], out: &mut String) {
    let put = |out: &mut String, before: &str, p: &Point| {
        out.push_str(before);
        out.push_str(decimal(p.x).as_str());
        out.push(' ');
        out.push_str(decimal(p.y).as_str());
    };
    for (at, piece) in moves.iter().enumerate() {
        if at > 0 {
            out.push(' ');
        }
        match piece {
            Move::To(p) => put(out, "M", p),
            Move::Line(p) => put(out, "L", p),
            Move::Bend(c, p) => {
                put(out, "Q", c);
                put(out, " ", p);
            }
            Move::Curve(c, d, p) => {
                put(out, "C", c);
                put(out, " ", d);
                put(out, " ", p);
            }
            Move::Close => out.push('Z'),
        }
    }
}

/// Whether a link may be followed: to the web or a mail address, without anything odd in it.
fn is_allowed(link: &str) -> bool {
    let odd = |c: char| c.is_control() || c.is_whitespace();
    let lower = link.to_ascii_lowercase();
    !link.contains(odd) && ["http://", "https://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme))
}

/// `text` for content or a quoted attribute. Characters that XML does not allow, and those that turn the direction of
/// what follows, are left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: [u8; 64] = *b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().fold(0u32, |word, &byte| word << 8 | u32::from(byte)) << (8 * (3 - chunk.len()));
        for digit in 0..4 {
            let value = (word >> (18 - 6 * digit)) & 63;
            let letter = DIGITS.get(value as usize).copied().unwrap_or(b'=');
            out.push(if digit <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::font::Style;
    use crate::scene::{Rect, Size};

    fn scene(items: Vec<Item>) -> Scene {
        Scene { size: Size::new(100.0, 50.0), title: "T & <b>".into(), description: String::new(), items }
    }

    #[test]
    fn what_users_write_stays_text() {
        let group =
            Group { id: Some("a\"b".into()), title: Some("<script>".into()), link: Some("java\nscript:alert(1)".into()), items: vec![] };
        let text = write(&scene(vec![Item::Group(group)]));
        assert!(
            !text.contains("<script") && !text.contains("script:") && text.contains("a&quot;b") && text.contains("T &amp; &lt;b&gt;"),
            "{text}"
        );
    }

    #[test]
    fn only_links_to_the_web_are_followed() {
        for link in ["https://a.example/x?y=1", "HTTP://a.example", "mailto:a@b.example"] {
            assert!(is_allowed(link), "{link}");
        }
        for link in
            ["javascript:alert(1)", "data:text/html,x", "java\u{a}script:x", " https://a", "file:///etc/passwd", "//a", "https://a b"]
        {
            assert!(!is_allowed(link), "{link}");
        }
    }

    #[test]
    fn base64_pads() {
        assert_eq!(["", "f", "fo", "foo", "foob"].map(|t| base64(t.as_bytes())), ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg=="]);
    }

    #[test]
    fn only_used_glyphs_and_colours_are_in_it() {
        let text =
            Text { text: "Hi".into(), at: Point::new(1.0, 2.0), anchor: Anchor::Middle, style: Style::bold(12.0), color: Color::Ink };
        let form = Form { outline: Outline::Box(Rect::new(0.0, 0.0, 10.0, 5.0), 2.0), fill: Some(Color::Canvas), stroke: None };
        let text = write(&scene(vec![Item::Form(form), Item::Text(text)]));
        assert_eq!(text.matches("@font-face").count(), 1);
        assert_eq!(text.matches("fill: #").count(), 2);
        assert!(text.len() < 6000, "{}", text.len());
    }
}
