//! What `archc.toml` says: where artifacts go, which emitters are on, and how they work. Owns the form of the file and
//! its defaults; reads no file itself.

mod diagrams;
mod theme;

use crate::diag::codes::project::{CONFIG_KEY, CONFIG_SYNTAX, CONFIG_VALUE};
use crate::diag::{Diagnostic, Diagnostics};
use crate::font::Fonts;
use crate::source::{FileId, Span};
use crate::theme::{Builtin, Coloring, Theme};
use serde::Serialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Everything that can be set. The default is what holds without an `archc.toml`.
#[derive(Clone, Debug, PartialEq, Serialize, Default)]
pub struct Settings {
    /// Where artifacts go and which are made.
    pub output: Output,
    /// How diagrams are made.
    pub diagrams: Diagrams,
    /// How Kubernetes manifests are made.
    pub kubernetes: Kubernetes,
    /// How API documents are made.
    pub openapi: OpenApi,
    /// What is checked beside what always is.
    pub checks: Checks,
    /// On how many threads artifacts are made, one where it is 0; the artifacts are the same. No `archc.toml` sets it.
    #[serde(skip)]
    pub threads: usize,
}

/// `[output]`: where artifacts go and which are made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Output {
    /// The folder that artifacts are written to, seen from the folder of `archc.toml`.
    pub directory: String,
    /// The folder that the program lies in, seen from there.
    pub program: String,
    /// The emitters that are on.
    pub emit: Vec<Emitter>,
}

/// A maker of artifacts that can be switched on and off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Emitter {
    /// `diagrams/`
    Diagrams,
    /// `kubernetes/`
    Kubernetes,
    /// `openapi/`
    OpenApi,
    /// `proto/`
    Proto,
    /// `site/`; off unless it is asked for.
    Site,
    /// `markdown/`; off unless it is asked for.
    Markdown,
}

/// `[diagrams]`: how diagrams are made.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Diagrams {
    /// The file formats of each diagram.
    pub formats: Vec<Format>,
    /// How many pixels of a PNG stand for one unit of the SVG.
    pub scale: f32,
    /// The colours.
    #[serde(skip)]
    pub theme: Theme,
    /// A file of the user's own that the colours are to be read from.
    pub theme_file: Option<Named>,
    /// Fonts for characters that the bundled one lacks.
    #[serde(skip)]
    pub fonts: Fonts,
    /// The files that they are to be read from.
    #[serde(rename = "fonts")]
    pub font_files: Vec<Named>,
    /// Whether boxes bear the symbols of technologies and kinds.
    pub icons: bool,
    /// What colours tell apart in pictures of views that do not say it themselves.
    pub color: Coloring,
    /// The layout engine of all pictures, whatever their views say. No `archc.toml` sets it: it is for trying engines.
    pub engine: Option<String>,
}

/// A file that the settings name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Named {
    /// Its path, seen from the folder of `archc.toml`.
    pub path: String,
    /// Where it is named.
    #[serde(skip)]
    pub span: Span,
}

/// A file format of diagrams.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Scalable Vector Graphics.
    Svg,
    /// Portable Network Graphics.
    Png,
}

/// `[kubernetes]`: how Kubernetes manifests are made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Default)]
pub struct Kubernetes {
    /// What leads to what is exposed.
    pub ingress: Ingress,
    /// The Gateway that routes attach to.
    pub gateway: Gateway,
    /// Where that runs which the program's own needs.
    pub namespaces: Namespaces,
}

/// `[kubernetes.namespaces]`: where that runs which the program's own needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Namespaces {
    /// KEDA, which asks brokers how much waits.
    pub keda: String,
    /// Prometheus, which reads metrics.
    pub prometheus: String,
    /// The operator of `via cnpg`.
    pub cnpg: String,
    /// The operator of `via strimzi`.
    pub strimzi: String,
}

/// What leads from outside to what is exposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum Ingress {
    /// Routes of the Gateway API.
    #[default]
    Gateway,
    /// An Ingress.
    Ingress,
}

/// Which part of the Gateway API the cluster has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// What will stay.
    #[default]
    Standard,
    /// That, and what may change: routes that try again.
    Experimental,
}

/// `[kubernetes.gateway]`: the Gateway that routes attach to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Gateway {
    /// Its name.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// Which part of the Gateway API it knows.
    pub channel: Channel,
}

/// `[openapi]`: how API documents are made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Default)]
pub struct OpenApi {
    /// The version of OpenAPI that they are written in.
    pub version: Version,
}

/// `[checks]`: what is checked beside what always is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Default)]
pub struct Checks {
    /// Operations that no relation leads to.
    pub uncalled_operations: Level,
}

/// How much weight a check has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Nothing is said.
    #[default]
    Off,
    /// What is found is a warning.
    Warn,
}

/// A version of OpenAPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Default)]
pub enum Version {
    /// 3.0.3
    #[serde(rename = "3.0")]
    V30,
    /// 3.1.0
    #[default]
    #[serde(rename = "3.1")]
    V31,
}

impl Default for Output {
    fn default() -> Self {
        Self { directory: "out".to_owned(), program: "..".to_owned(), emit: USUAL.to_vec() }
    }
}

impl Default for Diagrams {
    fn default() -> Self {
        Self {
            formats: vec![Format::Svg],
            scale: 2.0,
            engine: None,
            theme: Builtin::Auto.theme(),
            theme_file: None,
            fonts: Fonts::default(),
            font_files: Vec::new(),
            icons: true,
            color: Coloring::default(),
        }
    }
}

impl Default for Gateway {
    fn default() -> Self {
        Self { name: "gateway".to_owned(), namespace: "gateway-system".to_owned(), channel: Channel::Standard }
    }
}

impl Default for Namespaces {
    fn default() -> Self {
        let [keda, prometheus, cnpg, strimzi] = ["keda", "monitoring", "cnpg-system", "strimzi"].map(str::to_owned);
        Self { keda, prometheus, cnpg, strimzi }
    }
}

impl Output {
    /// Whether an emitter is on.
    #[must_use]
    pub fn emits(&self, emitter: Emitter) -> bool {
        self.emit.contains(&emitter)
    }
}

const EMITTERS: &[(&str, Emitter)] = &[
    ("diagrams", Emitter::Diagrams),
    ("kubernetes", Emitter::Kubernetes),
    ("openapi", Emitter::OpenApi),
    ("proto", Emitter::Proto),
    ("site", Emitter::Site),
    ("markdown", Emitter::Markdown),
];
/// Those of them that are on where nothing is said.
const USUAL: &[Emitter] = &[Emitter::Diagrams, Emitter::Kubernetes, Emitter::OpenApi, Emitter::Proto];
const INGRESSES: &[(&str, Ingress)] = &[("gateway", Ingress::Gateway), ("ingress", Ingress::Ingress)];
const CHANNELS: &[(&str, Channel)] = &[("standard", Channel::Standard), ("experimental", Channel::Experimental)];
const VERSIONS: &[(&str, Version)] = &[("3.1", Version::V31), ("3.0", Version::V30)];
const LEVELS: &[(&str, Level)] = &[("off", Level::Off), ("warn", Level::Warn)];

/// The settings in the text of an `archc.toml`, and what is wrong with it. What is wrong keeps its default.
#[must_use]
pub fn parse(file: FileId, text: &str) -> (Settings, Diagnostics) {
    let mut reader = Reader { file, name: "`archc.toml`", diagnostics: Diagnostics::default() };
    let mut settings = Settings::default();
    if let Some(document) = reader.document(text) {
        reader.settings(document.get_ref(), &mut settings);
    }
    (settings, reader.diagnostics)
}

/// The colours in the text of a theme's file, and what is wrong with it. What is wrong keeps its default.
#[must_use]
pub fn parse_theme(file: FileId, text: &str) -> (Theme, Diagnostics) {
    let mut reader = Reader { file, name: "a theme", diagnostics: Diagnostics::default() };
    let theme = reader.document(text).map(|document| reader.theme_of(document.get_ref()));
    (theme.unwrap_or(Builtin::Auto.theme()), reader.diagnostics)
}

struct Reader {
    file: FileId,
    /// What the file is called in messages.
    name: &'static str,
    diagnostics: Diagnostics,
}

type Value<'i> = Spanned<DeValue<'i>>;

impl Reader {
    /// The document in a text, if it is one.
    fn document<'t>(&mut self, text: &'t str) -> Option<Spanned<DeTable<'t>>> {
        let (document, errors) = DeTable::parse_recoverable(text);
        for error in &errors {
            let range = error.span().unwrap_or(0..0);
            let message = format!("{} is not valid TOML: {}", self.name, error.message().to_lowercase());
            self.diagnostics.push(Diagnostic::error(&CONFIG_SYNTAX, Span::new(self.file, range.start, range.end), message));
        }
        errors.is_empty().then_some(document)
    }

    fn settings(&mut self, document: &DeTable<'_>, settings: &mut Settings) {
        self.keys("", document, &["output", "diagrams", "kubernetes", "openapi", "checks"]);
        if let Some(output) = self.table(document, "output", &["directory", "emit"]) {
            self.directory(output, &mut settings.output);
            self.words(output, "emit", EMITTERS, &mut settings.output.emit);
        }
        if let Some(diagrams) = self.table(document, "diagrams", diagrams::KEYS) {
            self.diagrams(diagrams, &mut settings.diagrams);
        }
        if let Some(kubernetes) = self.table(document, "kubernetes", &["ingress", "gateway", "namespaces"]) {
            self.kubernetes(kubernetes, &mut settings.kubernetes);
        }
        if let Some(openapi) = self.table(document, "openapi", &["version"]) {
            self.version(openapi, &mut settings.openapi.version);
        }
        if let Some(checks) = self.table(document, "checks", &["uncalled-operations"]) {
            self.word(checks, "uncalled-operations", LEVELS, &mut settings.checks.uncalled_operations);
        }
    }

    fn kubernetes(&mut self, table: &DeTable<'_>, settings: &mut Kubernetes) {
        self.word(table, "ingress", INGRESSES, &mut settings.ingress);
        if let Some(gateway) = self.table(table, "gateway", &["name", "namespace", "channel"]) {
            self.word(gateway, "channel", CHANNELS, &mut settings.gateway.channel);
            self.object_name(gateway, "name", &mut settings.gateway.name);
            self.object_name(gateway, "namespace", &mut settings.gateway.namespace);
        }
        if let Some(namespaces) = self.table(table, "namespaces", &["keda", "prometheus", "cnpg", "strimzi"]) {
            self.object_name(namespaces, "keda", &mut settings.namespaces.keda);
            self.object_name(namespaces, "prometheus", &mut settings.namespaces.prometheus);
            self.object_name(namespaces, "cnpg", &mut settings.namespaces.cnpg);
            self.object_name(namespaces, "strimzi", &mut settings.namespaces.strimzi);
        }
    }

    fn version(&mut self, table: &DeTable<'_>, into: &mut Version) {
        let Some(value) = table.get("version") else { return };
        let found = value.get_ref().as_str().and_then(|text| VERSIONS.iter().find(|(name, _)| *name == text));
        match found {
            Some((_, version)) => *into = *version,
            None => self.wrong(value, format!("`version` takes `\"3.1\"` or `\"3.0\"`, found {}", described(value))),
        }
    }

    fn span(&self, range: &std::ops::Range<usize>) -> Span {
        Span::new(self.file, range.start, range.end)
    }

    fn wrong(&mut self, value: &Value<'_>, message: String) {
        let span = self.span(&value.span());
        self.diagnostics.push(Diagnostic::error(&CONFIG_VALUE, span, message));
    }

    fn keys(&mut self, table: &str, found: &DeTable<'_>, known: &[&str]) {
        for key in found.keys() {
            let name = key.get_ref();
            if !known.contains(&name.as_ref()) {
                let place = if table.is_empty() { self.name.to_owned() } else { format!("`[{table}]`") };
                let span = self.span(&key.span());
                let list: Vec<String> = known.iter().map(|k| format!("`{k}`")).collect();
                let error = Diagnostic::error(&CONFIG_KEY, span, format!("{place} has no setting `{name}`")).suggest(
                    span,
                    name,
                    known.iter().copied(),
                );
                let error = if error.help.is_empty() { error.help(format!("it has {}", list.join(", "))) } else { error };
                self.diagnostics.push(error);
            }
        }
    }

    fn table<'t, 'i>(&mut self, parent: &'t DeTable<'i>, key: &str, known: &[&str]) -> Option<&'t DeTable<'i>> {
        let value = parent.get(key)?;
        if let Some(table) = value.get_ref().as_table() {
            self.keys(key, table, known);
            return Some(table);
        }
        self.wrong(value, format!("`{key}` takes a table, found {}", described(value)));
        None
    }

    fn string<'t>(&mut self, table: &'t DeTable<'_>, key: &str) -> Option<(&'t str, Span)> {
        let value = table.get(key)?;
        if let Some(text) = value.get_ref().as_str() {
            return Some((text, self.span(&value.span())));
        }
        self.wrong(value, format!("`{key}` takes a string, found {}", described(value)));
        None
    }

    fn directory(&mut self, table: &DeTable<'_>, into: &mut Output) {
        let Some((text, span)) = self.string(table, "directory") else { return };
        let path = crate::source::join("", text);
        if path.is_empty() || path.starts_with("..") || text.starts_with('/') || !crate::artifact::is_safe(&path) {
            let message = format!("`directory` takes a folder below that of `archc.toml`, found `{text}`");
            self.diagnostics.push(Diagnostic::error(&CONFIG_VALUE, span, message));
        } else {
            into.program = vec![".."; path.split('/').count()].join("/");
            into.directory = path;
        }
    }

    fn words<T: Copy + PartialEq>(&mut self, table: &DeTable<'_>, key: &str, known: &[(&'static str, T)], into: &mut Vec<T>) {
        let Some(value) = table.get(key) else { return };
        let Some(items) = value.get_ref().as_array() else {
            self.wrong(value, format!("`{key}` takes a list of strings, found {}", described(value)));
            return;
        };
        into.clear();
        for item in items {
            let found = item.get_ref().as_str().and_then(|text| known.iter().find(|(name, _)| *name == text));
            match found {
                Some((_, word)) if !into.contains(word) => into.push(*word),
                Some(_) => {}
                None => self.unknown_word(item, key, known),
            }
        }
    }

    fn word<T: Copy>(&mut self, table: &DeTable<'_>, key: &str, known: &[(&'static str, T)], into: &mut T) {
        let Some(value) = table.get(key) else { return };
        match value.get_ref().as_str().and_then(|text| known.iter().find(|(name, _)| *name == text)) {
            Some((_, word)) => *into = *word,
            None => self.unknown_word(value, key, known),
        }
    }

    fn unknown_word<T>(&mut self, item: &Value<'_>, key: &str, known: &[(&'static str, T)]) {
        let names: Vec<String> = known.iter().map(|(name, _)| format!("`{name}`")).collect();
        let message = format!("`{key}` takes {}, found {}", names.join(", "), described(item));
        self.wrong_word(item, message, known.iter().map(|(name, _)| *name));
    }

    /// Reports a value that is none of some words, with the nearest of them.
    fn wrong_word<'w>(&mut self, value: &Value<'_>, message: String, words: impl Iterator<Item = &'w str>) {
        let span = self.span(&value.span());
        let mut error = Diagnostic::error(&CONFIG_VALUE, span, message);
        if let Some(near) = value.get_ref().as_str().and_then(|text| crate::diag::nearest(text, words)) {
            error = error.help(format!("did you mean `{near}`?")).edit(span, format!("\"{near}\""));
        }
        self.diagnostics.push(error);
    }

    fn object_name(&mut self, table: &DeTable<'_>, key: &str, into: &mut String) {
        let Some((text, span)) = self.string(table, key) else { return };
        let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if text.is_empty() || text.len() > 63 || !text.chars().all(inner) || text.starts_with('-') || text.ends_with('-') {
            let message = format!("`{key}` takes a Kubernetes name, found `{text}`");
            let error = Diagnostic::error(&CONFIG_VALUE, span, message);
            self.diagnostics.push(error.help("a name has small letters, digits and `-` between them, 63 at most"));
        } else {
            text.clone_into(into);
        }
    }
}

fn described(value: &Value<'_>) -> String {
    match value.get_ref() {
        DeValue::String(text) => format!("`{text}`"),
        DeValue::Integer(number) => format!("`{}`", number.as_str()),
        DeValue::Float(number) => format!("`{}`", number.as_str()),
        DeValue::Boolean(truth) => format!("`{truth}`"),
        DeValue::Datetime(_) => "a date".to_owned(),
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_is_read() {
        let text = "output = { directory = \"./build/arch\", emit = [\"openapi\"] }\n[diagrams]\nformats = [\"svg\", \"png\"]\n\
                    scale = 3\n[kubernetes.gateway]\nname = \"public\"\nnamespace = \"edge\"\n\
                    [openapi]\nversion = \"3.0\"\n[checks]\nuncalled-operations = \"warn\"\n";
        let (settings, diagnostics) = parse(FileId(0), text);
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        assert_eq!(
            settings.output,
            Output { directory: "build/arch".to_owned(), program: "../..".to_owned(), emit: vec![Emitter::OpenApi] }
        );
        assert_eq!(settings.diagrams, Diagrams { formats: vec![Format::Svg, Format::Png], scale: 3.0, ..Diagrams::default() });
        assert_eq!(
            settings.kubernetes.gateway,
            Gateway { name: "public".to_owned(), namespace: "edge".to_owned(), channel: Channel::Standard }
        );
        assert_eq!(settings.openapi.version, Version::V30);
        assert_eq!(settings.checks.uncalled_operations, Level::Warn);
    }

    #[test]
    fn every_mistake_is_reported() {
        let text = "colour = 1\n[output]\ndirectroy = \"x\"\ndirectory = \"../x\"\nemit = [\"openapy\", 1]\n[diagrams]\nscale = 0\n\
                    formats = 1\n[kubernetes]\ngateway = \"Public\"\n[openapi]\nversion = 3.0\n[checks]\nuncalled-operations = \"error\"\n";
        let (_, diagnostics) = parse(FileId(0), text);
        let messages: Vec<&str> = diagnostics.iter().map(|d| d.message.as_str()).collect();
        assert_eq!(
            messages,
            [
                "`archc.toml` has no setting `colour`",
                "`[output]` has no setting `directroy`",
                "`directory` takes a folder below that of `archc.toml`, found `../x`",
                "`emit` takes `diagrams`, `kubernetes`, `openapi`, `proto`, `site`, `markdown`, found `openapy`",
                "`emit` takes `diagrams`, `kubernetes`, `openapi`, `proto`, `site`, `markdown`, found `1`",
                "`formats` takes a list of strings, found `1`",
                "`scale` takes a number from 0.1 to 10, found `0`",
                "`gateway` takes a table, found `Public`",
                "`version` takes `\"3.1\"` or `\"3.0\"`, found `3.0`",
                "`uncalled-operations` takes `off`, `warn`, found `error`",
            ]
        );
    }

    #[test]
    fn broken_toml_is_one_diagnostic_with_its_place() {
        let (settings, diagnostics) = parse(FileId(0), "[output\ndirectory = 1");
        assert_eq!(settings, Settings::default());
        assert!(diagnostics.has_errors());
    }
}
