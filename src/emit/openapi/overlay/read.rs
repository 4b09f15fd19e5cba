//! An overlay's text (OpenAPI Overlay 1.0 and 1.1) becomes its actions; whatever is not of that form is reported at its place.

use super::{Action, Change, Overlay, Target};
use crate::diag::codes::overlay::{FORM, NOT_YAML, PATH};
use crate::diag::{Diagnostic, Diagnostics};
use crate::emit::yaml::{self, Content, Key, Node};
use crate::source::{FileId, Span};
use serde_json::Value;
use serde_json_path::JsonPath;

/// Brackets that a path may hold in one another, and the bytes that it may have: what reads it goes as deep as they do.
const DEEPEST: usize = 64;
const LONGEST: usize = 4096;

/// Reads an overlay. Nothing comes of one with mistakes.
#[must_use]
pub fn read(file: FileId, text: &str) -> (Option<Overlay>, Diagnostics) {
    let mut reader = Reader { text, diagnostics: Diagnostics::default() };
    let overlay = match yaml::read(file, text) {
        Ok(node) => reader.overlay(file, &node),
        Err(mistake) => {
            let message = format!("the overlay is not YAML: {}", mistake.message);
            reader.diagnostics.push(Diagnostic::error(&NOT_YAML, mistake.span, message));
            None
        }
    };
    let overlay = overlay.filter(|_| !reader.diagnostics.has_errors());
    (overlay, reader.diagnostics)
}

struct Reader<'t> {
    text: &'t str,
    diagnostics: Diagnostics,
}

impl Reader<'_> {
    fn overlay(&mut self, file: FileId, node: &Node) -> Option<Overlay> {
        let root = self.map(node, "an overlay", &["overlay", "info", "extends", "actions"])?;
        let copies = self.version(node, root)?;
        match entry(root, "info") {
            Some(info) => self.info(info),
            None => self.missing(node, "an overlay", "info"),
        }
        let extends = entry(root, "extends").and_then(|extends| Some((self.string(extends, "extends")?, extends.span)));
        let Some(actions) = entry(root, "actions") else {
            self.missing(node, "an overlay", "actions");
            return None;
        };
        let items = match &actions.content {
            Content::List(items) if !items.is_empty() => items.as_slice(),
            _ => {
                self.wrong(actions.span, format!("`actions` takes a list of at least one action, found {}", described(actions)));
                &[]
            }
        };
        let mut read: Vec<(Value, Span)> = Vec::new();
        for item in items {
            let value = item.value();
            if let Some((_, first)) = read.iter().find(|(known, _)| *known == value) {
                let error = Diagnostic::error(&FORM, item.span, "the same action stands here twice");
                self.diagnostics.push(error.also(*first, "the other one"));
            }
            read.push((value, item.span));
        }
        let actions = items.iter().filter_map(|item| self.action(item, copies)).collect();
        Some(Overlay { file, extends, actions })
    }

    /// Reads the version; whether it is one that knows `copy`.
    fn version(&mut self, node: &Node, root: &[(Key, Node)]) -> Option<bool> {
        let Some(version) = entry(root, "overlay") else {
            self.missing(node, "an overlay", "overlay");
            return None;
        };
        let patch = |prefix: &str| {
            let rest = version.text()?.strip_prefix(prefix)?;
            (!rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit())).then_some(())
        };
        match (patch("1.0."), patch("1.1.")) {
            (Some(()), _) => Some(false),
            (_, Some(())) => Some(true),
            _ => {
                let message = format!("`overlay` takes the version `1.1.0` or `1.0.0`, found {}", described(version));
                self.wrong(version.span, message);
                None
            }
        }
    }

    fn info(&mut self, node: &Node) {
        let Some(info) = self.map(node, "`info`", &["title", "version", "description"]) else { return };
        for key in ["title", "version", "description"] {
            match entry(info, key) {
                Some(value) => _ = self.string(value, key),
                None if key == "description" => {}
                None => self.missing(node, "`info`", key),
            }
        }
    }

    fn action(&mut self, node: &Node, copies: bool) -> Option<Action> {
        let known: &[&str] =
            if copies { &["target", "description", "update", "copy", "remove"] } else { &["target", "description", "update", "remove"] };
        if let (false, Content::Map(entries)) = (copies, &node.content)
            && let Some((key, _)) = entries.iter().find(|(key, _)| key.name == "copy")
        {
            let error = Diagnostic::error(&FORM, key.span, "`copy` is a word of Overlay 1.1");
            self.diagnostics.push(error.help("say `overlay: 1.1.0` at the top"));
            return None;
        }
        let map = self.map(node, "an action", known)?;
        if let Some(description) = entry(map, "description") {
            self.string(description, "description");
        }
        let Some(target) = entry(map, "target") else {
            self.missing(node, "an action", "target");
            return None;
        };
        let target = self.path(target, "target");
        let change = self.change(node, map, copies);
        Some(Action { target: target?, change: change?, span: node.span })
    }

    fn change(&mut self, node: &Node, map: &[(Key, Node)], one: bool) -> Option<Change> {
        let (update, copy, remove) = (entry(map, "update"), entry(map, "copy"), entry(map, "remove"));
        let removes = match remove.map(|remove| (remove, &remove.content)) {
            Some((_, Content::Scalar(Value::Bool(truth)))) => *truth,
            Some((remove, _)) => {
                self.wrong(remove.span, format!("`remove` takes `true` or `false`, found {}", described(remove)));
                return None;
            }
            None => false,
        };
        let given = [update, copy, remove].iter().flatten().count();
        if given == 0 || given > 1 && one {
            let message = if given == 0 { "an action says what to do" } else { "an action does one thing" };
            let error = Diagnostic::error(&FORM, node.span, format!("{message}: `update`, `copy` or `remove`"));
            self.diagnostics.push(error);
            return None;
        }
        match (update, copy) {
            _ if removes => Some(Change::Remove),
            (Some(value), _) => Some(Change::Update { value: value.value(), span: value.span }),
            (None, Some(source)) => Some(Change::Copy(self.path(source, "copy")?)),
            (None, None) => Some(Change::Nothing),
        }
    }

    fn path(&mut self, node: &Node, key: &str) -> Option<Target> {
        let text = self.string(node, key)?;
        let deepest = text.bytes().fold((0_usize, 0), |(depth, deepest), byte| match byte {
            b'(' | b'[' | b'!' => (depth + 1, deepest.max(depth + 1)),
            b')' | b']' => (depth.saturating_sub(1), deepest),
            _ => (depth, deepest),
        });
        if text.len() > LONGEST || deepest.1 > DEEPEST {
            self.diagnostics.push(Diagnostic::error(&PATH, node.span, format!("the path of `{key}` is too long, or too deep")));
            return None;
        }
        match JsonPath::parse(&text) {
            Ok(path) => Some(Target { path, text, span: node.span }),
            Err(error) => {
                let span = self.within(node.span, &text, error.position());
                let error = Diagnostic::error(&PATH, span, format!("`{text}` is no JSONPath")).label("it cannot be read from here on");
                self.diagnostics.push(
                    error.help("a path begins with `$`, and goes on with `.name`, `['name']`, `[0]`, `[?@.name == 'x']`, `.*` or `..`"),
                );
                None
            }
        }
    }

    /// The rest of a path from a byte of it on, where it is written as it is read; else the whole.
    fn within(&self, span: Span, text: &str, from: usize) -> Span {
        let written = self.text.get(span.range()).unwrap_or_default();
        match written.find(text) {
            Some(at) if text.is_char_boundary(from) && from < text.len() => {
                let start = span.start as usize + at;
                Span::new(span.file, start + from, start + text.len())
            }
            _ => span,
        }
    }

    /// The entries of a map that has none but these keys and extensions.
    fn map<'n>(&mut self, node: &'n Node, what: &str, known: &[&str]) -> Option<&'n [(Key, Node)]> {
        let Content::Map(entries) = &node.content else {
            self.wrong(node.span, format!("{what} is a map, found {}", described(node)));
            return None;
        };
        for (key, _) in entries {
            let name = key.name.as_str();
            if !known.contains(&name) && !name.starts_with("x-") {
                let error = Diagnostic::error(&FORM, key.span, format!("{what} has no key `{name}`"));
                let error = error.suggest(key.span, name, known.iter().copied());
                let list: Vec<String> = known.iter().map(|known| format!("`{known}`")).collect();
                self.diagnostics.push(if error.help.is_empty() { error.help(format!("it has {}", list.join(", "))) } else { error });
            }
        }
        Some(entries)
    }

    fn string(&mut self, node: &Node, key: &str) -> Option<String> {
        let text = node.text().map(str::to_owned);
        if text.is_none() {
            self.wrong(node.span, format!("`{key}` takes a text, found {}", described(node)));
        }
        text
    }

    fn missing(&mut self, node: &Node, what: &str, key: &str) {
        self.wrong(node.span, format!("{what} needs `{key}`"));
    }

    fn wrong(&mut self, span: Span, message: String) {
        self.diagnostics.push(Diagnostic::error(&FORM, span, message));
    }
}

fn entry<'n>(entries: &'n [(Key, Node)], name: &str) -> Option<&'n Node> {
    entries.iter().find(|(key, _)| key.name == name).map(|(_, node)| node)
}

fn described(node: &Node) -> String {
    match &node.content {
        Content::Scalar(Value::Null) => "nothing".to_owned(),
        Content::Scalar(Value::String(text)) => format!("`{text}`"),
        Content::Scalar(value) => format!("`{value}`"),
        Content::List(items) if items.is_empty() => "an empty list".to_owned(),
        Content::List(_) => "a list".to_owned(),
        Content::Map(_) => "a map".to_owned(),
    }
}
