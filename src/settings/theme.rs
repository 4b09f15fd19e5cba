//! A theme's file: which built-in theme it builds on, and the colours that are to look otherwise on light and on dark.

use super::{Reader, described};
use crate::diag::Diagnostic;
use crate::diag::codes::project::FAINT;
use crate::theme::{Builtin, Color, Pair, Palette, Rgb, Theme, Use};
use toml::de::DeTable;

impl Reader {
    /// The theme that a document describes.
    pub(super) fn theme_of(&mut self, document: &DeTable<'_>) -> Theme {
        self.keys("", document, &["base", "light", "dark"]);
        let base = self.base(document);
        let Theme { mut first, mut dark } = base.theme();
        let on_dark = base == Builtin::Dark;
        if let Some(second) = &mut dark {
            self.palette(document, "dark", second);
        }
        let (own, other) = if on_dark { ("dark", "light") } else { ("light", "dark") };
        self.palette(document, own, &mut first);
        if dark.is_none()
            && let Some((key, _)) = document.get_key_value(other)
        {
            let message = format!("a theme with the base `{}` has no colours on {other}", base.word());
            let span = self.span(&key.span());
            let error = Diagnostic::error(&crate::diag::codes::project::CONFIG_KEY, span, message);
            self.diagnostics.push(error.help(format!("name them in `[{own}]`, or take `base = \"auto\"`, which has both")));
        }
        Theme { first, dark }
    }

    fn base(&mut self, document: &DeTable<'_>) -> Builtin {
        let Some(value) = document.get("base") else { return Builtin::default() };
        let found = value.get_ref().as_str().and_then(|text| Builtin::ALL.iter().find(|(word, _)| *word == text));
        if let Some((_, builtin)) = found {
            return *builtin;
        }
        let words = Builtin::ALL.iter().map(|(word, _)| *word);
        let names: Vec<String> = words.clone().map(|word| format!("`{word}`")).collect();
        self.wrong_word(value, format!("`base` takes {}, found {}", names.join(", "), described(value)), words);
        Builtin::default()
    }

    /// Gives colours the looks in a table, and warns of text that can no longer be read on its ground.
    fn palette(&mut self, document: &DeTable<'_>, key: &'static str, into: &mut Palette) {
        let names: Vec<(String, Color)> = Color::all().map(|color| (color.name(), color)).collect();
        let known: Vec<&str> = names.iter().map(|(name, _)| name.as_str()).collect();
        let Some(table) = self.table(document, key, &known) else { return };
        for (name, color) in &names {
            let Some(value) = table.get(name.as_str()) else { continue };
            match value.get_ref().as_str().and_then(Rgb::parse) {
                Some(look) => into.set(*color, look),
                None => self.wrong(value, format!("`{name}` takes a colour such as `\"#2f66c8\"`, found {}", described(value))),
            }
        }
        let given = |color: Color| table.get_key_value(color.name().as_str()).map(|(key, _)| key.span());
        let mut faint: Vec<Pair> = into.faint().filter(|pair| pair.used == Use::Text).collect();
        faint.sort_by(|a, b| a.contrast.total_cmp(&b.contrast));
        let mut told: Vec<std::ops::Range<usize>> = Vec::new();
        for pair in faint {
            // A colour that is wrong is so on most grounds: the worst is said.
            let Some(range) = given(pair.front).or_else(|| given(pair.ground)).filter(|range| !told.contains(range)) else { continue };
            let span = self.span(&range);
            let warning = Diagnostic::warning(&FAINT, span, format!("text is hard to read in `[{key}]`: {pair}"));
            self.diagnostics.push(warning.help("take colours that differ more in brightness"));
            told.push(range);
        }
    }
}
