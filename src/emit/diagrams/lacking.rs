//! Characters that no font has: the bundled one lacks them, and no font that the settings name has them.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::Diagnostic;
use crate::diag::codes::emit::GLYPHS;
use crate::model::Model;
use crate::scene::{Item, Scene};
use crate::settings::{Format, Settings};
use crate::source::Span;
use crate::view::Picture;

/// No more characters, and no more elements, are named in one message.
const MOST: usize = 8;

/// The characters of a picture that no font has, by what they stand at: the path of an element, of two with an arrow between
/// them, or nothing for what is said of the picture as a whole.
pub(super) fn of(scene: &Scene) -> Vec<(String, BTreeSet<char>)> {
    let mut found = BTreeMap::new();
    look(&scene.items, "", scene, &mut found);
    found.into_iter().collect()
}

fn look(items: &[Item], id: &str, scene: &Scene, found: &mut BTreeMap<String, BTreeSet<char>>) {
    for item in items {
        match item {
            Item::Group(group) => look(&group.items, group.id.as_deref().unwrap_or(id), scene, found),
            Item::Text(text) => {
                let chars = scene.fonts.lacking(&text.text, text.style.weight);
                if !chars.is_empty() {
                    found.entry(id.to_owned()).or_default().extend(chars);
                }
            }
            Item::Form(_) | Item::Icon(_) => {}
        }
    }
}

/// Such characters of all pictures.
#[derive(Default)]
pub(super) struct Lacking {
    found: BTreeMap<String, BTreeSet<char>>,
    /// Where the first picture with one is declared.
    place: Option<Span>,
}

impl Lacking {
    /// Takes in those of a picture.
    pub fn join(&mut self, found: &[(String, BTreeSet<char>)], picture: &Picture) {
        for (id, chars) in found {
            self.found.entry(id.clone()).or_default().extend(chars);
            self.place.get_or_insert(picture.span);
        }
    }

    /// Says it where somebody would see it: in PNGs, which have no other fonts, and where fonts were named.
    pub fn said(&self, model: &Model, settings: &Settings) -> Option<Diagnostic> {
        let place = self.place?;
        let diagrams = &settings.diagrams;
        if !diagrams.formats.contains(&Format::Png) && diagrams.font_files.is_empty() {
            return None;
        }
        let chars: BTreeSet<char> = self.found.values().flatten().copied().collect();
        let named = |c: &char| format!("`{c}` (U+{:04X})", *c as u32);
        let chars = listed(&chars.iter().map(named).collect::<Vec<_>>());
        let element = |id: &str| model.elements.iter().find(|element| element.path == id);
        let first = self.found.keys().find_map(|id| element(id));
        let ids: Vec<String> = self.found.keys().filter(|id| !id.is_empty()).map(|id| format!("`{id}`")).collect();
        let at = if ids.is_empty() { String::new() } else { format!(" at {}", listed(&ids)) };
        let warning = Diagnostic::warning(&GLYPHS, first.map_or(place, |element| element.span), format!("no font has {chars}{at}"));
        Some(warning.help("name a font that has them in `archc.toml`: `fonts = [\"fonts/NotoSansHebrew.ttf\"]` in `[diagrams]`"))
    }
}

/// Some of a list, and how many more there are.
fn listed(all: &[String]) -> String {
    let rest = all.len().saturating_sub(MOST);
    let some = all.iter().take(MOST).cloned().collect::<Vec<_>>().join(", ");
    if rest > 0 { format!("{some} and {rest} more") } else { some }
}
