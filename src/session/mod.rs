//! The way from a world to a checked model and on to artifacts, stage by stage, once or again and again. Decides nothing itself.

mod kept;

use crate::artifact::ArtifactSet;
use crate::diag::codes::project::NAMED;
use crate::diag::{Diagnostic, Diagnostics};
pub use crate::emit::openapi::Fresh;
use crate::emit::openapi::overlay::{difference, written};
use crate::emit::proto::Lock;
use crate::emit::{self, Memo, openapi, site, yaml};
use crate::font::{Extra, Fonts};
use crate::model::{self, Model, uncalled_operations};
use crate::program::{self, Parse, Program};
use crate::settings::{self, Level, Named, Settings};
use crate::source::{FileId, SourceFile, Sources};
use crate::syntax;
use crate::theme::Theme;
use crate::world::{World, WorldError};
pub use kept::{Session, Work};
use schemars::JsonSchema;
use serde::Serialize;
use std::sync::Arc;

/// A program, read and checked.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The texts of all files that were read.
    pub sources: Sources,
    /// What the program means. Without errors it is whole; with errors, what could not be resolved is left out.
    pub model: Model,
    /// What stands beside the sources for artifacts: overlays on API documents.
    pub companions: Vec<FileId>,
    /// The program is a single file: what stands beside it may belong to others.
    pub alone: bool,
    /// All that is wrong, in the order in which a reader goes through the files.
    pub diagnostics: Diagnostics,
    /// The protobuf numbers of earlier builds.
    lock: Lock,
}

/// Reads and checks the program of a world.
///
/// # Errors
/// When there is no program: no such directory, or no source file in it. Whatever else is wrong is in the diagnostics.
pub fn check(world: &dyn World) -> Result<Checked, WorldError> {
    check_with(world, &mut |file, source| {
        let (tree, found) = syntax::parse(file, source.text());
        (Arc::new(tree), found)
    })
}

fn check_with(world: &dyn World, parse: &mut Parse<'_>) -> Result<Checked, WorldError> {
    let (program, mut diagnostics) = program::read(world, parse)?;
    let (model, found) = model::build(&program);
    diagnostics.extend(found);
    let Program { sources, companions, alone, .. } = program;
    Ok(Checked { sources, model, companions, alone, diagnostics: diagnostics.sorted(), lock: Lock::default() })
}

impl Checked {
    /// Reads the settings in the text of the program's `archc.toml`, and the files that they name, which the world gives;
    /// what is wrong with any of them joins the diagnostics.
    pub fn configure(&mut self, world: &dyn World, path: &str, text: &str) -> Settings {
        let file = self.sources.add(path, text);
        let (mut settings, found) = settings::parse(file, self.sources.get(file).map_or("", SourceFile::text));
        self.add(found);
        if let Some(named) = settings.diagrams.theme_file.clone() {
            settings.diagrams.theme = self.theme(world, &named).unwrap_or(settings.diagrams.theme);
        }
        let fonts = settings.diagrams.font_files.iter().filter_map(|named| self.font(world, named));
        settings.diagrams.fonts = Fonts::new(fonts.collect());
        settings
    }

    /// The colours in a theme's file.
    fn theme(&mut self, world: &dyn World, named: &Named) -> Option<Theme> {
        let text = world.bytes(&named.path).map_err(|error| error.to_string());
        let text = text.and_then(|bytes| String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned()));
        match text {
            Ok(text) => {
                let file = self.sources.add(&named.path, &text);
                let (theme, found) = settings::parse_theme(file, self.sources.get(file).map_or("", SourceFile::text));
                self.add(found);
                Some(theme)
            }
            Err(why) => {
                let mut found = Diagnostics::default();
                found.push(unread(named, &why));
                self.add(found);
                None
            }
        }
    }

    /// The font in a file.
    fn font(&mut self, world: &dyn World, named: &Named) -> Option<Extra> {
        let font = world.bytes(&named.path).map_err(|error| error.to_string()).and_then(|bytes| Extra::read(&bytes));
        let mut found = Diagnostics::default();
        let font = font.map_err(|why| found.push(unread(named, &why))).ok();
        self.add(found);
        font
    }

    /// What emitters work from.
    fn input<'c>(&'c self, settings: &'c Settings, memo: &'c Memo) -> emit::Input<'c> {
        emit::Input {
            model: &self.model,
            settings,
            sources: &self.sources,
            companions: &self.companions,
            alone: self.alone,
            lock: &self.lock,
            memo,
        }
    }

    /// Takes in the numbers of earlier builds, from the text of the program's `archc.proto.lock`; what is wrong with it joins
    /// the diagnostics.
    pub fn remember(&mut self, path: &str, text: &str) {
        let file = self.sources.add(path, text);
        let (lock, found) = Lock::parse(file, self.sources.get(file).map_or("", SourceFile::text));
        self.lock = lock;
        self.add(found);
    }

    fn add(&mut self, found: Diagnostics) {
        let mut diagnostics = std::mem::take(&mut self.diagnostics);
        diagnostics.extend(found);
        self.diagnostics = diagnostics.sorted();
    }
}

/// A file that the settings name and the world does not give.
fn unread(named: &Named, why: &str) -> Diagnostic {
    Diagnostic::error(&NAMED, named.span, format!("`{}` cannot be read: {why}", named.path))
}

/// Makes all artifacts of a checked program that the settings ask for. Nothing comes of a program with errors; what
/// stands in the way of an artifact is added to the diagnostics.
pub fn build(checked: &mut Checked, settings: &Settings) -> Option<ArtifactSet> {
    build_with(checked, settings, &Memo::default())
}

fn build_with(checked: &mut Checked, settings: &Settings, memo: &Memo) -> Option<ArtifactSet> {
    if checked.diagnostics.has_errors() {
        return None;
    }
    let (artifacts, diagnostics) = emit::emit(&checked.input(settings, memo));
    checked.add(diagnostics);
    if settings.checks.uncalled_operations == Level::Warn {
        checked.add(uncalled_operations(&checked.model));
    }
    (!checked.diagnostics.has_errors()).then_some(artifacts)
}

/// The documents of a checked program's HTTP APIs, before any overlay.
#[must_use]
pub fn documents(checked: &Checked, settings: &Settings) -> Vec<Fresh> {
    openapi::fresh(&checked.input(settings, &Memo::default()))
}

/// What the page of a program shows, in parts; `artifacts` are what was made of it.
#[must_use]
pub fn page(checked: &Checked, settings: &Settings, artifacts: &ArtifactSet) -> Vec<site::Part> {
    site::parts(&checked.input(settings, &Memo::default()), artifacts)
}

/// The text of an overlay that makes a document what it was edited into, and how many actions it has; nothing where the two
/// are the same.
///
/// # Errors
/// When the edited text is no document; the message goes on behind its name.
pub fn overlay(fresh: &Fresh, edited: &str) -> Result<Option<(String, usize)>, String> {
    let mut sources = Sources::default();
    let file = sources.add("", edited);
    let edited = sources.get(file).map_or("", SourceFile::text);
    let node = yaml::read(file, edited).map_err(|mistake| {
        let line = sources.get(file).map_or(0, |file| file.line_column(mistake.span.start).line);
        format!("is not YAML: line {line}: {}", mistake.message)
    })?;
    let edits = difference(&fresh.content, &node.value()).ok_or("is no OpenAPI document: that is a map")?;
    if edits.is_empty() {
        return Ok(None);
    }
    Ok(Some((written(&format!("Changes to {}", fresh.name), &edits)?, edits.len())))
}

/// The checked model as other tools read it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(title = "archc model")]
struct Export<'a> {
    /// The form of this document; it changes when a field goes or changes its meaning, not when one is added.
    version: u32,
    /// The paths of all source files from the program's root. The `file` of a span is an index into this list.
    files: Vec<&'a str>,
    /// The program.
    model: &'a Model,
}

/// The model as JSON, with the source files that its spans point into.
#[must_use]
pub fn export(checked: &Checked) -> String {
    let files = checked.sources.iter().map(|(_, file)| file.path()).collect();
    json(&Export { version: 1, files, model: &checked.model })
}

/// The JSON Schema of what [`export`] gives.
#[must_use]
pub fn export_schema() -> String {
    json(&schemars::schema_for!(Export<'_>))
}

fn json(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}
