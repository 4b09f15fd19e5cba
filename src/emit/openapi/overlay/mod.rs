//! Overlays (OpenAPI Overlay 1.0 and 1.1): what a reader wants changed in a document stands beside the source in
//! `NAME.overlay.yaml` and is applied to `openapi/NAME.yaml` when all else is done. The document itself is never edited.

mod apply;
mod difference;
mod owned;
mod place;
mod read;

pub use apply::{Done, Failure, Touched, apply};
pub use difference::{Edit, difference, written};
pub use owned::Origins;
pub use place::{Place, Step};
pub use read::read;

use crate::diag::codes::overlay::{EXTENDS, MISSES, OWNED, SAME, UNFIT, UNUSED};
use crate::diag::{Diagnostic, Diagnostics, nearest};
use crate::emit::Input;
use crate::source::{FileId, SourceFile, Span};
use serde_json::Value;
use serde_json_path::JsonPath;
use std::collections::BTreeMap;

/// An overlay as it is read.
#[derive(Clone, Debug)]
pub struct Overlay {
    /// Where it stands.
    pub file: FileId,
    /// The document that it says it is for.
    pub extends: Option<(String, Span)>,
    /// What is to be done, in order.
    pub actions: Vec<Action>,
}

/// A change to all places that a path selects.
#[derive(Clone, Debug)]
pub struct Action {
    /// The places.
    pub target: Target,
    /// What is done there.
    pub change: Change,
    /// Where the action begins.
    pub span: Span,
}

/// A path (RFC 9535).
#[derive(Clone, Debug)]
pub struct Target {
    /// What it selects.
    pub path: JsonPath,
    /// As it is written.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// What an action does.
#[derive(Clone, Debug)]
pub enum Change {
    /// Merges a value into maps, appends it to lists, or takes the place of plain values.
    Update {
        /// The value.
        value: Value,
        /// Where it stands.
        span: Span,
    },
    /// The same with a value of the document.
    Copy(Target),
    /// Removes.
    Remove,
    /// Nothing: `remove: false`.
    Nothing,
}

const ENDING: &str = ".overlay.yaml";

/// The overlays of a program by the names of their documents.
pub struct Overlays<'a> {
    input: &'a Input<'a>,
    files: BTreeMap<String, Vec<(FileId, &'a SourceFile)>>,
}

impl<'a> Overlays<'a> {
    /// Finds them among what stands beside the sources.
    #[must_use]
    pub fn of(input: &'a Input<'a>) -> Self {
        let mut files: BTreeMap<String, Vec<(FileId, &SourceFile)>> = BTreeMap::new();
        for id in input.companions {
            let Some(file) = input.sources.get(*id) else { continue };
            let name = file.path().rsplit('/').next().and_then(|name| name.strip_suffix(ENDING));
            if let Some(name) = name {
                files.entry(name.to_owned()).or_default().push((*id, file));
            }
        }
        Self { input, files }
    }

    /// Whether there is one on the document of this name.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    /// Applies the overlay on the document of this name, if there is one.
    pub fn apply(&self, name: &str, document: &mut Value, origins: &Origins<'_>, diagnostics: &mut Diagnostics) {
        let Some([(file, source), others @ ..]) = self.files.get(name).map(Vec::as_slice) else { return };
        for (other, _) in others {
            let error = Diagnostic::error(&SAME, Span::new(*other, 0, 0), format!("there are two overlays on `{name}.yaml`"));
            diagnostics.push(error.also(Span::new(*file, 0, 0), "the other one").help("put the actions of both into one file"));
        }
        let (overlay, found) = read(*file, source.text());
        diagnostics.extend(found);
        let Some(overlay) = overlay else { return };
        if let Some((extends, span)) = &overlay.extends
            && extends.split(['?', '#']).next().and_then(|path| path.rsplit('/').next()) != Some(&format!("{name}.yaml"))
        {
            let error = Diagnostic::error(&EXTENDS, *span, format!("the overlay on `{name}.yaml` says that it is for `{extends}`"));
            diagnostics.push(error.help("an overlay is for the document whose name it bears: rename the file, or take `extends` out"));
        }
        for action in &overlay.actions {
            match apply(document, action) {
                Ok(touched) => diagnostics.extend(owned::warnings(self.input.model, origins, action, &touched)),
                Err(failure) => diagnostics.push(failed(action, &failure)),
            }
        }
    }

    /// Tells of the overlays on documents that there are not: these are all that there are. Beside a single file there may be
    /// overlays of others, so only what looks like a slip is told of there.
    pub fn left_over(&self, names: &[String], diagnostics: &mut Diagnostics) {
        for (name, files) in self.files.iter().filter(|(name, _)| !names.contains(name)) {
            let near = nearest(name, names.iter().map(String::as_str));
            if near.is_none() && self.input.alone {
                continue;
            }
            let help = match (near, names) {
                (Some(near), _) => format!("did you mean `{near}{ENDING}`?"),
                (None, []) => "the program has no API by HTTP".to_owned(),
                (None, names) => format!("there are {}", names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
            };
            for (file, _) in files {
                let message = format!("no API document is called `{name}`: the overlay is not applied");
                diagnostics.push(Diagnostic::warning(&UNUSED, Span::new(*file, 0, 0), message).help(help.clone()));
            }
        }
    }
}

fn failed(action: &Action, failure: &Failure) -> Diagnostic {
    let Target { text, span, .. } = &action.target;
    let value = match &action.change {
        Change::Update { span, .. } => *span,
        Change::Copy(source) => source.span,
        Change::Remove | Change::Nothing => *span,
    };
    let unfit = |span: Span, message: String| Diagnostic::error(&UNFIT, span, message);
    match failure {
        Failure::Nothing => Diagnostic::error(&MISSES, *span, format!("`{text}` matches nothing in the document"))
            .help("look at the document that `archc build` wrote before, and at what the actions above have changed"),
        Failure::Source(count) => {
            let count = if *count == 0 { "nothing".to_owned() } else { format!("{count} values") };
            Diagnostic::error(&MISSES, value, format!("what is copied is one value, and this path matches {count}"))
        }
        Failure::Root => unfit(*span, "the whole document cannot be removed".to_owned()),
        Failure::Mixed(first, other) => {
            unfit(*span, format!("`{text}` matches {first} and {other}: one change cannot fit both")).help("write an action for each")
        }
        Failure::Clash(place, there, new) => {
            let place = place.iter().fold("$".to_owned(), |path, step| match step {
                Step::Name(name) => place::key(&path, name),
                Step::Index(index) => format!("{path}[{index}]"),
            });
            unfit(value, format!("{new} cannot be merged into {there}: that is what stands at `{place}`"))
                .help("remove what stands there with an action of its own before")
        }
        Failure::TooLarge => unfit(value, "the document would become too large".to_owned()),
    }
}
