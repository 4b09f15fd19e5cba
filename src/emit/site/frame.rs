//! What is round the data: the document, its style in the colours of the pictures, its script.

use crate::emit::svg;
use crate::theme::{Color, Palette, Theme};
use std::fmt::Write;

/// The script, in the pieces that it is written in.
pub const SCRIPT: &[&str] = &[
    "\"use strict\";\n(() => {\n",
    include_str!("../../../assets/page/base.js"),
    include_str!("../../../assets/page/text.js"),
    include_str!("../../../assets/page/store.js"),
    include_str!("../../../assets/page/canvas.js"),
    include_str!("../../../assets/page/details.js"),
    include_str!("../../../assets/page/panel.js"),
    include_str!("../../../assets/page/pages.js"),
    include_str!("../../../assets/page/api.js"),
    include_str!("../../../assets/page/search.js"),
    include_str!("../../../assets/page/live.js"),
    include_str!("../../../assets/page/shell.js"),
    "})();\n",
];

/// Where the page stands.
#[derive(Clone, Copy, Debug)]
pub enum Frame<'a> {
    /// In a folder that opens without a server.
    Folder {
        /// What the program is called.
        title: &'a str,
    },
    /// Behind a server that tells of changes.
    Served {
        /// What allows the script and the style, and nothing else.
        nonce: &'a str,
        /// What allows the page to ask for something to be done.
        token: &'a str,
        /// Whether files can be opened in an editor.
        editor: Editor,
        /// A mark of the style, so that the page sees when it is another one.
        style: &'a str,
    },
}

/// Whether files can be opened in an editor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Editor {
    /// They can.
    There,
    /// They cannot.
    Missing,
}

/// The page's document.
#[must_use]
pub fn document(frame: &Frame<'_>) -> String {
    let template = include_str!("../../../assets/page/index.html");
    let (title, mode, head, script) = match frame {
        Frame::Folder { title } => {
            let policy = "default-src 'none'; script-src 'self' file:; style-src 'self' file:; font-src data:; img-src data:; \
                          base-uri 'none'; form-action 'none'";
            let head =
                format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n<link rel=\"stylesheet\" href=\"page.css\">");
            (svg::escaped(title), "folder", head, "<script src=\"page.js\"></script>".to_owned())
        }
        Frame::Served { nonce, token, editor, style } => {
            let editor = if *editor == Editor::There { "yes" } else { "no" };
            let head = format!(
                "<meta name=\"archc-token\" content=\"{token}\">\n<meta name=\"archc-editor\" content=\"{editor}\">\n\
                 <link rel=\"stylesheet\" href=\"/page.css?{style}\" nonce=\"{nonce}\">"
            );
            ("archc".into(), "served", head, format!("<script src=\"/page.js\" nonce=\"{nonce}\"></script>"))
        }
    };
    template.replacen("{{mode}}", mode, 1).replacen("{{head}}", &head, 1).replacen("{{script}}", &script, 1).replacen(
        "{{title}}",
        &title,
        1,
    )
}

/// The page's style: the font, the colours of a theme, the rules.
#[must_use]
pub fn style(theme: &Theme) -> String {
    let mut out = svg::whole_faces();
    let both = theme.dark.as_ref();
    let _ = writeln!(out, ":root{{--themes:{};{}}}", if both.is_some() { 2 } else { 1 }, colors(&theme.first));
    if let Some(dark) = both {
        let dark = colors(dark);
        let _ = writeln!(out, "@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{color-scheme:dark;{dark}}}}}");
        let _ = writeln!(out, ":root[data-theme=dark]{{color-scheme:dark;{dark}}}");
    }
    out.push_str(include_str!("../../../assets/page/page.css"));
    out
}

/// A custom property for each colour, by its name.
fn colors(palette: &Palette) -> String {
    Color::all().map(|color| format!("--{}:{};", color.name(), palette.get(color))).collect()
}
