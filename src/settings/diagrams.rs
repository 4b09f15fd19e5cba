//! `[diagrams]`: how diagrams are made.

use super::{Diagrams, Format, Named, Reader, Value, described};
use crate::theme::{Builtin, Coloring};
use toml::de::{DeTable, DeValue};

const FORMATS: &[(&str, Format)] = &[("svg", Format::Svg), ("png", Format::Png)];
/// The settings in the table.
pub(super) const KEYS: &[&str] = &["formats", "scale", "theme", "icons", "color", "fonts"];

impl Reader {
    pub(super) fn diagrams(&mut self, table: &DeTable<'_>, into: &mut Diagrams) {
        self.words(table, "formats", FORMATS, &mut into.formats);
        self.scale(table, &mut into.scale);
        self.theme(table, into);
        self.switch(table, "icons", &mut into.icons);
        self.word(table, "color", &Coloring::ALL, &mut into.color);
        self.fonts(table, &mut into.font_files);
    }

    fn scale(&mut self, table: &DeTable<'_>, into: &mut f32) {
        let Some(value) = table.get("scale") else { return };
        let number = match value.get_ref() {
            DeValue::Integer(number) => number.as_str().parse::<f32>().ok(),
            DeValue::Float(number) => number.as_str().parse::<f32>().ok(),
            _ => None,
        };
        match number {
            Some(number) if (0.1..=10.0).contains(&number) => *into = number,
            _ => self.wrong(value, format!("`scale` takes a number from 0.1 to 10, found {}", described(value))),
        }
    }

    /// The word of a theme, or the path of its file.
    fn theme(&mut self, table: &DeTable<'_>, into: &mut Diagrams) {
        let Some(value) = table.get("theme") else { return };
        let text = value.get_ref().as_str().unwrap_or_default();
        if let Some((_, builtin)) = Builtin::ALL.iter().find(|(word, _)| *word == text) {
            into.theme = builtin.theme();
        } else if std::path::Path::new(text).extension().is_some_and(|ending| ending == "toml") {
            into.theme_file = self.named(value, text);
        } else {
            let words: Vec<&str> = Builtin::ALL.iter().map(|(word, _)| *word).collect();
            self.unknown_theme(value, &words);
        }
    }

    fn unknown_theme(&mut self, value: &Value<'_>, words: &[&str]) {
        let names: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
        let message = format!("`theme` takes {} or the path of a `.toml` file, found {}", names.join(", "), described(value));
        self.wrong_word(value, message, words.iter().copied());
    }

    /// A file below the folder of `archc.toml`.
    fn named(&mut self, value: &Value<'_>, text: &str) -> Option<Named> {
        let path = crate::source::join("", text);
        if path.starts_with("..") || text.starts_with('/') {
            self.wrong(value, format!("expected a file below the folder of `archc.toml`, found `{text}`"));
            return None;
        }
        Some(Named { path, span: self.span(&value.span()) })
    }

    /// The paths of font files.
    fn fonts(&mut self, table: &DeTable<'_>, into: &mut Vec<Named>) {
        let Some(value) = table.get("fonts") else { return };
        let Some(items) = value.get_ref().as_array() else {
            self.wrong(value, format!("`fonts` takes a list of font files, found {}", described(value)));
            return;
        };
        for item in items {
            match item.get_ref().as_str() {
                Some(path) => into.extend(self.named(item, path)),
                None => self.wrong(item, format!("`fonts` takes a list of font files, found {}", described(item))),
            }
        }
    }

    fn switch(&mut self, table: &DeTable<'_>, key: &str, into: &mut bool) {
        let Some(value) = table.get(key) else { return };
        match value.get_ref() {
            DeValue::Boolean(truth) => *into = *truth,
            _ => self.wrong(value, format!("`{key}` takes `true` or `false`, found {}", described(value))),
        }
    }
}
