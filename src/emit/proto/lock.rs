//! The numbers that fields and enum values have, and those that they had: `archc.proto.lock`. Owns the form of the file
//! and what may stand in it; gives no number itself, and reads no file.

use crate::diag::codes::emit::LOCK;
use crate::diag::{Diagnostic, Diagnostics};
use crate::model::numbers::Taken;
use crate::source::{FileId, Span};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

const HEAD: &str = "\
# The numbers of protobuf fields and enum values, also of those that are gone. `archc build` keeps this file: commit it.
";

/// All that have numbers, by their full names: `shop.orders.v1.Order`.
#[derive(Clone, Debug, Default)]
pub struct Lock {
    /// The fields of messages.
    pub messages: BTreeMap<String, Numbers>,
    /// The values of enums.
    pub enums: BTreeMap<String, Numbers>,
    /// Whether its lines end as those of Windows do. They are written as they were read.
    crlf: bool,
}

/// The numbers in one message or enum, by the names of fields or values.
pub type Numbers = BTreeMap<String, Entry>;

/// A field or value, there or gone.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// Its number, while it is there.
    pub number: Option<u32>,
    /// The numbers that it had before, the last of them last. Nothing else may ever have them.
    pub reserved: Vec<u32>,
    /// Where it stands in the file that was read.
    pub span: Option<Span>,
}

impl Entry {
    /// All its numbers.
    pub fn numbers(&self) -> impl Iterator<Item = u32> {
        self.number.iter().chain(&self.reserved).copied()
    }
}

/// What has numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// A message.
    Message,
    /// An enum.
    Enum,
}

impl Holder {
    /// The word for it, in the file as in a protobuf file.
    pub fn word(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Enum => "enum",
        }
    }

    fn most(self) -> u32 {
        match self {
            Self::Message => 536_870_911,
            Self::Enum => i32::MAX.unsigned_abs(),
        }
    }

    /// Whether something in it may have the number. Protobuf keeps some numbers of fields for itself.
    pub fn takes(self, number: u32) -> bool {
        match self {
            Self::Message => (1..=self.most()).contains(&number) && !(19_000..=19_999).contains(&number),
            Self::Enum => number <= self.most(),
        }
    }

    /// The first number behind `before` that it takes and that is not taken; where there is none, the first of all.
    pub fn free(self, before: u32, taken: &mut Taken) -> u32 {
        let next = before.saturating_add(1);
        let mut find = |from: u32| {
            let mut free = taken.free_from(from);
            if self == Self::Message && (19_000..=19_999).contains(&free) {
                free = taken.free_from(20_000);
            }
            self.takes(free).then_some(free)
        };
        find(next).or_else(|| find(1)).unwrap_or(next)
    }
}

impl Lock {
    /// What the file is called; it lies beside `archc.toml`.
    pub const PATH: &str = "archc.proto.lock";

    /// Reads the text of the file; gives what is wrong with it, too.
    #[must_use]
    pub fn parse(file: FileId, text: &str) -> (Self, Diagnostics) {
        let mut reader = Reader { file, text, diagnostics: Diagnostics::default() };
        let mut lock = Self { crlf: text.contains("\r\n"), ..Self::default() };
        let (document, errors) = DeTable::parse_recoverable(text);
        match errors.first() {
            Some(error) => reader.no_toml(error),
            None => reader.document(document.get_ref(), &mut lock),
        }
        (lock, reader.diagnostics)
    }

    /// Whether nothing was ever numbered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.messages.is_empty() && self.enums.is_empty()
    }

    /// The text of the file: messages and enums by name, what is in them by number, a line each.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = HEAD.to_owned();
        for (holder, all) in [(Holder::Enum, &self.enums), (Holder::Message, &self.messages)] {
            for (name, numbers) in all {
                let _ = write!(text, "\n[{}.\"{name}\"]\n", holder.word());
                let mut entries: Vec<_> = numbers.iter().collect();
                entries.sort_by_key(|(name, entry)| (entry.numbers().min(), *name));
                for (name, entry) in entries {
                    let _ = writeln!(text, "{name} = {}", value(entry));
                }
            }
        }
        if self.crlf { text.replace('\n', "\r\n") } else { text }
    }
}

fn value(entry: &Entry) -> String {
    let reserved = entry.reserved.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
    match entry.number {
        Some(number) if reserved.is_empty() => number.to_string(),
        Some(number) => format!("{{ number = {number}, reserved = [{reserved}] }}"),
        None => format!("{{ reserved = [{reserved}] }}"),
    }
}

struct Reader<'t> {
    file: FileId,
    text: &'t str,
    diagnostics: Diagnostics,
}

/// A line of the file.
struct Line {
    name: String,
    span: Range,
    entry: Entry,
}

type Value<'i> = Spanned<DeValue<'i>>;
type Range = std::ops::Range<usize>;

impl Reader<'_> {
    fn span(&self, range: &Range) -> Span {
        Span::new(self.file, range.start, range.end)
    }

    fn wrong(&mut self, range: &Range, message: String, help: &str) {
        self.diagnostics.push(Diagnostic::error(&LOCK, self.span(range), message).help(help));
    }

    /// What stands at a place, on one line.
    fn found(&self, value: &Value<'_>) -> String {
        let text = self.text.get(value.span()).unwrap_or_default();
        format!("`{}`", text.lines().next().unwrap_or_default())
    }

    /// The first mistake in the form of the text: what comes behind it is most often no mistake of its own.
    fn no_toml(&mut self, error: &toml::de::Error) {
        let lines = self.text.split_inclusive('\n').scan(0, |end, line| {
            *end += line.len();
            Some((*end - line.len(), line))
        });
        let mark = |line: &str| ["<<<<<<<", "=======", ">>>>>>>"].into_iter().any(|mark| line.starts_with(mark));
        if let Some((start, line)) = lines.clone().find(|(_, line)| mark(line)) {
            let message = format!("`{}` holds the marks of a merge that was not finished", Lock::PATH);
            self.wrong(&(start..start + line.trim_end().len()), message, "take the lines of both sides, and give no number twice");
            return;
        }
        let message = format!("`{}` is not valid TOML: {}", Lock::PATH, error.message().to_lowercase());
        self.wrong(&error.span().unwrap_or(0..0), message, "take the file as it was committed last, and build again");
    }

    fn document(&mut self, document: &DeTable<'_>, lock: &mut Lock) {
        for (key, value) in document {
            let (holder, all) = match key.get_ref().as_ref() {
                "message" => (Holder::Message, &mut lock.messages),
                "enum" => (Holder::Enum, &mut lock.enums),
                other => {
                    let message = format!("expected `[message.\"NAME\"]` or `[enum.\"NAME\"]`, found `{other}`");
                    self.wrong(&key.span(), message, "numbers stand below the message or enum that they belong to");
                    continue;
                }
            };
            let Some(tables) = self.table(value, "the names of messages or enums") else { continue };
            for (name, value) in tables {
                if !self.is_name(name, |name| name.split('.').all(is_identifier)) {
                    continue;
                }
                if let Some(table) = self.table(value, "names with their numbers") {
                    let numbers = self.numbers(holder, table);
                    all.insert(name.get_ref().to_string(), numbers);
                }
            }
        }
    }

    fn numbers(&mut self, holder: Holder, table: &DeTable<'_>) -> Numbers {
        let mut lines = Vec::new();
        for (name, value) in table {
            let entry = if self.is_name(name, is_identifier) { self.entry(holder, value) } else { None };
            let span = name.span().start..value.span().end;
            lines.extend(entry.map(|entry| Line { name: name.get_ref().to_string(), span, entry }));
        }
        // In the order of the text, so that what is said of a number names the lines in that order.
        lines.sort_by_key(|line| line.span.start);
        let mut all: Taken = lines.iter().flat_map(|line| line.entry.numbers()).collect();
        let mut taken: BTreeMap<u32, &Line> = BTreeMap::new();
        for line in &lines {
            for number in line.entry.numbers() {
                match taken.get(&number) {
                    Some(other) => self.shared(number, other, line, holder.free(0, &mut all)),
                    None => drop(taken.insert(number, line)),
                }
            }
        }
        let entry = |line: Line| (line.name, Entry { span: Some(Span::new(self.file, line.span.start, line.span.end)), ..line.entry });
        lines.into_iter().map(entry).collect()
    }

    /// Two lines with one number: what a merge makes of two branches that each have something new.
    fn shared(&mut self, number: u32, first: &Line, second: &Line, free: u32) {
        if first.name == second.name {
            self.wrong(&second.span, format!("`{}` has the number {number} twice", second.name), "take one of them out");
            return;
        }
        let message = format!("`{}` and `{}` both have the number {number}", first.name, second.name);
        let error = Diagnostic::error(&LOCK, self.span(&second.span), message)
            .also(self.span(&first.span), format!("`{}` has it here", first.name))
            .help(format!("give the one that nobody uses yet another: {free} is free"));
        self.diagnostics.push(error);
    }

    fn entry(&mut self, holder: Holder, value: &Value<'_>) -> Option<Entry> {
        let Some(table) = value.get_ref().as_table() else {
            return Some(Entry { number: Some(self.number(holder, value)?), ..Entry::default() });
        };
        let mut entry = Entry::default();
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "number" => entry.number = Some(self.number(holder, value)?),
                "reserved" => {
                    let Some(items) = value.get_ref().as_array() else {
                        let message = format!("`reserved` takes a list of numbers, found {}", self.found(value));
                        self.wrong(&value.span(), message, "write `reserved = [2]`");
                        return None;
                    };
                    entry.reserved = items.iter().map(|item| self.number(holder, item)).collect::<Option<_>>()?;
                }
                other => {
                    let message = format!("expected `number` or `reserved`, found `{other}`");
                    self.wrong(&key.span(), message, "what is gone is written `NAME = { reserved = [2] }`");
                    return None;
                }
            }
        }
        Some(entry)
    }

    fn number(&mut self, holder: Holder, value: &Value<'_>) -> Option<u32> {
        let number = plain(value.get_ref()).filter(|number| holder.takes(*number));
        if number.is_none() {
            let (what, help) = match holder {
                Holder::Message => ("a field", "numbers of fields are 1 to 536870911, without 19000 to 19999"),
                Holder::Enum => ("an enum value", "numbers of enum values are 0 to 2147483647"),
            };
            self.wrong(&value.span(), format!("expected the number of {what}, found {}", self.found(value)), help);
        }
        number
    }

    fn table<'t, 'i>(&mut self, value: &'t Value<'i>, what: &str) -> Option<&'t DeTable<'i>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            let message = format!("expected a table of {what}, found {}", self.found(value));
            self.wrong(&value.span(), message, "numbers stand below `[message.\"NAME\"]` or `[enum.\"NAME\"]`");
        }
        table
    }

    fn is_name(&mut self, key: &Spanned<std::borrow::Cow<'_, str>>, fits: impl Fn(&str) -> bool) -> bool {
        let holds = fits(key.get_ref());
        if !holds {
            let message = format!("`{}` is no name in a protobuf file", key.get_ref());
            self.wrong(&key.span(), message, "names have letters, digits and `_`, and `.` between those of packages and messages");
        }
        holds
    }
}

fn plain(value: &DeValue<'_>) -> Option<u32> {
    value.as_integer().and_then(|number| number.as_str().replace('_', "").parse().ok())
}

fn is_identifier(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
