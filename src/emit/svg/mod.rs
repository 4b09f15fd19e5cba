//! Writes a scene as SVG that needs nothing besides itself: the glyphs and symbols it uses are in it, and where the theme
//! has dark colours they follow the reader's setting. All text is escaped; links lead to the web, a mail address, or the
//! picture beside it, or nowhere.

mod style;
mod words;

use std::collections::BTreeMap;
use std::fmt::Write;

use super::decimal::decimal;
use crate::font::{self, Fonts, Span};
use crate::scene::{Form, Group, Icon, Item, Link, Outline, Point, Scene, Stroke, Text};
use crate::theme::{Color, Theme};
pub(super) use style::whole_faces;
use style::{Class, Sheet, Way};
use words::course;
pub(super) use words::escaped;

/// The scene as an SVG document, in the colours of a theme.
#[must_use]
pub fn write(scene: &Scene, theme: &Theme) -> String {
    let faces = style::extra_faces(scene);
    let families = faces.iter().map(|face| (face.place, face.family.clone())).collect();
    let mut writer = Writer { fonts: scene.fonts.clone(), families, ..Writer::default() };
    writer.items(&scene.items);
    let (width, height) = (decimal(scene.size.width), decimal(scene.size.height));
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         role=\"graphics-document document\" font-family=\"{}\" fill=\"none\" stroke-width=\"{}\">\n",
        style::FAMILIES,
        decimal(style::WIDTH)
    );
    let _ = writeln!(out, "<title>{}</title>", escaped(&scene.title));
    let _ = writeln!(out, "<desc>{}</desc>", escaped(&scene.description));
    out.push_str("<style>\n");
    style::faces(scene, &mut out);
    for face in &faces {
        face.write(&mut out);
    }
    writer.sheet.write(theme, &mut out);
    out.push_str("</style>\n");
    writer.symbols(&mut out);
    out.push_str(&writer.out);
    out.push_str("</svg>\n");
    out
}

#[derive(Default)]
struct Writer {
    out: String,
    fonts: Fonts,
    /// The family names of those of them that are carried, by their places.
    families: BTreeMap<usize, String>,
    sheet: Sheet,
    /// The courses of the symbols that are used, by their names.
    symbols: BTreeMap<&'static str, &'static str>,
}

impl Writer {
    fn items(&mut self, items: &[Item]) {
        for item in items {
            match item {
                Item::Group(group) => self.group(group),
                Item::Form(form) => self.form(form),
                Item::Icon(icon) => self.icon(icon),
                Item::Text(text) => self.text(text),
            }
        }
    }

    /// What the symbols look like, each once.
    fn symbols(&self, out: &mut String) {
        if self.symbols.is_empty() {
            return;
        }
        out.push_str("<defs>\n");
        for (name, course) in &self.symbols {
            let _ = writeln!(out, "<path id=\"i-{name}\" d=\"{course}\"/>");
        }
        out.push_str("</defs>\n");
    }

    fn group(&mut self, group: &Group) {
        let link = group.link.as_ref().and_then(address);
        if link.is_none() && group.id.is_none() && group.title.is_none() {
            self.items(&group.items);
            return;
        }
        let tag = if link.is_some() { "a" } else { "g" };
        let _ = write!(self.out, "<{tag}");
        if let Some(id) = &group.id {
            let _ = write!(self.out, " data-id=\"{}\"", escaped(id));
        }
        match &link {
            Some((href, target)) => {
                let _ = write!(self.out, " href=\"{}\"{target}", escaped(href));
            }
            // What holds no text is a picture to those who do not see it, called by its title.
            None if group.title.is_some() && group.items.iter().all(|item| matches!(item, Item::Form(_))) => {
                self.out.push_str(" role=\"img\"");
            }
            None => {}
        }
        self.out.push('>');
        if let Some(title) = &group.title {
            let _ = write!(self.out, "<title>{}</title>", escaped(title));
        }
        self.out.push('\n');
        self.items(&group.items);
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
        if fill.is_none() && stroke.is_none() {
            return;
        }
        self.out.push_str(" class=\"");
        if let Some(color) = fill {
            self.sheet.color(Way::Fill, color, &mut self.out);
        }
        if let Some(Stroke { color, width, dash }) = stroke {
            if fill.is_some() {
                self.out.push(' ');
            }
            self.sheet.color(Way::Stroke, color, &mut self.out);
            for class in Class::dash(dash).into_iter().chain(Class::width(width)) {
                self.out.push(' ');
                self.sheet.class(class, &mut self.out);
            }
        }
        self.out.push('"');
    }

    fn icon(&mut self, icon: &Icon) {
        self.symbols.insert(icon.symbol.name, icon.symbol.course);
        let scale = icon.size / icon.symbol.extent;
        let [x, y] = [icon.at.x, icon.at.y].map(decimal);
        // Three decimals: at this size they are less than a hundredth of a unit.
        let scale = (scale * 1000.0).round() / 1000.0;
        let _ = write!(self.out, "<use href=\"#i-{}\" transform=\"translate({x} {y}) scale({scale})\" class=\"", icon.symbol.name);
        match icon.symbol.line {
            None => self.sheet.color(Way::Fill, icon.color, &mut self.out),
            Some(width) => {
                self.sheet.color(Way::Stroke, icon.color, &mut self.out);
                self.out.push(' ');
                self.sheet.class(Class::symbol(width), &mut self.out);
            }
        }
        self.out.push_str("\"/>\n");
    }

    fn text(&mut self, text: &Text) {
        let spans = self.fonts.spans(&text.text, text.style);
        let at = spans.as_ref().map_or(text.at, |(_, width)| Point::new(text.left(*width), text.at.y));
        let (x, y) = (decimal(at.x), decimal(at.y));
        match text.slanted {
            // No face of the font is slanted; leaning it over looks the same wherever the picture is shown.
            true => {
                let _ = write!(self.out, "<text transform=\"translate({x} {y}) skewX(-10)\"");
            }
            false => {
                let _ = write!(self.out, "<text x=\"{x}\" y=\"{y}\"");
            }
        }
        self.out.push_str(" class=\"");
        if text.color == Color::Ink {
            // What most text has needs no class.
            self.sheet.use_color(Way::Fill, text.color);
        } else {
            self.sheet.color(Way::Fill, text.color, &mut self.out);
            self.out.push(' ');
        }
        self.sheet.class(Class::text(text.style), &mut self.out);
        if let Some(class) = Class::anchor(text.anchor).filter(|_| spans.is_none()) {
            self.out.push(' ');
            self.sheet.class(class, &mut self.out);
        }
        self.out.push_str("\">");
        match spans {
            // It is the reader's own font that has them, and the reader that turns them round, by the first letter.
            None if font::leftwards(&text.text) == Some(true) => {
                let _ = write!(self.out, "\u{2067}{}\u{2069}", escaped(&text.text));
            }
            None => self.out.push_str(&escaped(&text.text)),
            Some((spans, _)) => spans.iter().for_each(|span| self.span(span, if text.slanted { 0.0 } else { at.x })),
        }
        self.out.push_str("</text>\n");
    }

    /// A piece of a text whose left end is at `left`, in the font in which it was measured.
    fn span(&mut self, span: &Span, left: f64) {
        let _ = write!(self.out, "<tspan x=\"{}\"", decimal(left + span.x));
        if let Some((place, family)) = span.place.and_then(|place| self.families.get_key_value(&place)) {
            let _ = write!(self.out, " font-family=\"{family}, {}\"", Fonts::family(*place));
        }
        let _ = write!(self.out, ">{}</tspan>", escaped(&span.text));
    }
}

/// Where a link leads, and in which frame it opens: pages take the place of all, pictures that of this picture.
fn address(link: &Link) -> Option<(String, &'static str)> {
    match link {
        Link::Page(url) => is_allowed(url).then(|| (url.clone(), " target=\"_top\"")),
        Link::Picture(file) => Some((format!("{file}.svg"), "")),
    }
}

/// Whether a link may be followed: to the web or a mail address, without anything odd in it.
fn is_allowed(link: &str) -> bool {
    let odd = |c: char| c.is_control() || c.is_whitespace();
    let lower = link.to_ascii_lowercase();
    !link.contains(odd) && ["http://", "https://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::font::Style;
    use crate::scene::{Anchor, Point, Rect, Size};
    use crate::theme::Builtin;

    fn written(items: Vec<Item>) -> String {
        let scene = Scene { size: Size::new(100.0, 50.0), title: "T & <b>".into(), items, ..Scene::default() };
        write(&scene, &Builtin::Auto.theme())
    }

    #[test]
    fn what_users_write_stays_text() {
        let link = Some(Link::Page("java\nscript:alert(1)".into()));
        let text = written(vec![Item::Group(Group { id: Some("a\"b".into()), title: Some("<script>".into()), link, items: vec![] })]);
        assert!(
            !text.contains("<script") && !text.contains("script:") && text.contains("a&quot;b") && text.contains("T &amp; &lt;b>"),
            "{text}"
        );
    }

    #[test]
    fn what_is_read_from_the_right_is_so_where_no_font_is_named_for_it() {
        let text = |said: &str| {
            let style = Style::regular(12.0);
            Item::Text(Text {
                at: Point::new(0.0, 0.0),
                anchor: Anchor::Start,
                text: said.to_owned(),
                style,
                color: Color::Ink,
                slanted: false,
            })
        };
        let svg = written(vec![text("משפט שלם."), text("Acme (משפט)")]);
        assert!(svg.contains(">\u{2067}משפט שלם.\u{2069}<") && svg.contains(">Acme (משפט)<"), "{svg}");
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
    fn only_used_glyphs_and_colours_are_in_it() {
        let text = Text { text: "Hi".into(), at: Point::new(1.0, 2.0), style: Style::bold(12.0), color: Color::Ink, ..Text::default() };
        let form = Form { outline: Outline::Box(Rect::new(0.0, 0.0, 10.0, 5.0), 2.0), fill: Some(Color::Canvas), stroke: None };
        let text = written(vec![Item::Form(form), Item::Text(text)]);
        assert_eq!(text.matches("@font-face").count(), 1);
        // On light and on dark.
        assert_eq!(text.matches("fill:#").count(), 4);
        assert!(text.len() < 6000, "{}", text.len());
    }

    #[test]
    fn a_theme_of_one_palette_does_not_ask_for_the_readers_setting() {
        let form = Form { outline: Outline::Box(Rect::new(0.0, 0.0, 10.0, 5.0), 2.0), fill: Some(Color::Canvas), stroke: None };
        let scene = Scene { size: Size::new(10.0, 5.0), items: vec![Item::Form(form)], ..Scene::default() };
        for (builtin, asks) in [(Builtin::Auto, true), (Builtin::Light, false), (Builtin::Dark, false), (Builtin::Mono, false)] {
            assert_eq!(write(&scene, &builtin.theme()).contains("prefers-color-scheme"), asks);
        }
    }
}
