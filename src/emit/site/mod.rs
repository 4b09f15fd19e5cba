//! The page of a program: its pictures, elements, decisions and documents to look at in a browser. Makes the data that the
//! page shows, in parts that are loaded when they are asked for, and a folder that opens without a server. The same page is
//! served while a program is watched; that is for the program `archc` to do.

mod apis;
mod element;
mod facts;
mod files;
mod frame;
mod index;
mod markdown;
mod place;
mod views;

use super::{Input, parallel, yaml};
use crate::artifact::{ArtifactSet, Kind, Refused};
use crate::view::pictures;
use apis::Documents;
use files::Files;
pub use frame::{Editor, Frame, SCRIPT, document, style};
use serde_json::{Map, Value, json};

/// The folder of the page.
const FOLDER: &str = "site";
/// The folder of the page as Markdown.
const MARKDOWN: &str = "markdown";

/// A part of what the page shows: the table of everything, a drawing, an API document, the texts of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its name, a path of safe parts: `index`, `views/checkout`, `apis/orders-v1`, `files/kubernetes/base`.
    pub name: String,
    /// Its content, JSON.
    pub json: String,
}

/// All parts of a program's page, the table first. `artifacts` are what else was made of the program: drawings and texts are
/// taken from there.
#[must_use]
pub fn parts(input: &Input<'_>, artifacts: &ArtifactSet) -> Vec<Part> {
    let pictures = pictures(input.model);
    let files = Files::of(input.model, artifacts);
    let documents = Documents::of(input.model, &files);
    let index = index::index(input, &pictures, &files, &documents);
    let mut parts = vec![Part { name: "index".to_owned(), json: serde_json::to_string(&index).unwrap_or_default() }];
    parts.extend(parallel::each(input.settings.threads, &pictures, |picture| Part {
        name: format!("views/{}", picture.file),
        json: json!(views::drawing(input, artifacts, picture)).to_string(),
    }));
    for (_, path) in documents.http() {
        let document = files.text(path).and_then(|text| yaml::parse(text).ok()).unwrap_or_default();
        let name = path.rsplit('/').next().and_then(|file| file.strip_suffix(".yaml")).unwrap_or_default();
        parts.push(Part { name: format!("apis/{name}"), json: document.to_string() });
    }
    parts.extend(texts(&files));
    parts
}

/// The texts of the artifacts, a part for each folder.
fn texts(files: &Files<'_>) -> Vec<Part> {
    let mut folders: std::collections::BTreeMap<String, Map<String, Value>> = std::collections::BTreeMap::new();
    for (path, _, text) in files.texts() {
        folders.entry(index::part_of(path)).or_default().insert(path.to_owned(), text.into());
    }
    folders.into_iter().map(|(name, texts)| Part { name, json: Value::Object(texts).to_string() }).collect()
}

/// Puts the page as a folder that opens without a server into a set that holds everything else.
///
/// # Errors
/// When a path is taken.
pub fn emit(input: &Input<'_>, artifacts: &mut ArtifactSet) -> Result<(), Refused> {
    let parts = parts(input, artifacts);
    let theme = &input.settings.diagrams.theme;
    let title = index::title(input.model);
    let mut put = |path: &str, text: String| artifacts.insert(Kind::Site, format!("{FOLDER}/{path}"), text);
    put("index.html", document(&Frame::Folder { title }))?;
    put("page.css", style(theme))?;
    put("page.js", SCRIPT.concat())?;
    for part in parts {
        put(&format!("data/{}.js", part.name), format!("archcPart({},{});\n", json!(part.name), part.json))?;
    }
    Ok(())
}

/// Puts the page as Markdown, with the pictures that it shows, into a set that holds everything else.
///
/// # Errors
/// When a path is taken: by an element, say, whose name differs from another one's in letter case alone.
pub fn emit_markdown(input: &Input<'_>, artifacts: &mut ArtifactSet) -> Result<(), Refused> {
    let pictures = pictures(input.model);
    let files = Files::of(input.model, artifacts);
    let documents = Documents::of(input.model, &files);
    let pages = markdown::pages(&index::index(input, &pictures, &files, &documents));
    let drawn = parallel::each(input.settings.threads, &pictures, |picture| views::whole_drawing(input, artifacts, picture));
    for (picture, drawing) in pictures.iter().zip(drawn) {
        artifacts.insert(Kind::Markdown, format!("{MARKDOWN}/pictures/{}.svg", picture.file), drawing)?;
    }
    pages.into_iter().try_for_each(|(path, text)| artifacts.insert(Kind::Markdown, format!("{MARKDOWN}/{path}"), text))
}
