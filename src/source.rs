//! Source texts and places in them. Owns file identity, byte spans and the way from an offset to a line and column.
//! Reads nothing: texts are handed in.

use schemars::JsonSchema;
use serde::Serialize;

/// Identity of a source file within one compilation: its index in [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct FileId(pub u32);

/// A range of bytes in one source file: `start` inclusive, `end` exclusive, both on character borders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, JsonSchema)]
pub struct Span {
    /// The file, an index into the program's list of files.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span of `file` from byte `start` up to, not including, byte `end`.
    #[must_use]
    pub fn new(file: FileId, start: usize, end: usize) -> Self {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { file, start: clamp(start), end: clamp(end.max(start)) }
    }

    /// The smallest span that covers both; `other` is ignored when it lies in another file.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        if self.file != other.file {
            return self;
        }
        Self { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The empty span at this span's start.
    #[must_use]
    pub fn before(self) -> Self {
        Self { end: self.start, ..self }
    }

    /// The empty span at this span's end.
    #[must_use]
    pub fn after(self) -> Self {
        Self { start: self.end, ..self }
    }

    /// The bytes as a range, for slicing the file's text.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A place counted from one: `line`, and `column` in characters (Unicode scalar values).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// Column in UTF-16 code units, from 1, as editors count.
    pub column_utf16: u32,
}

/// One source file: the path it is shown under, its text, and where its lines begin.
#[derive(Clone, Debug)]
pub struct SourceFile {
    path: String,
    text: String,
    line_starts: Vec<u32>,
}

impl SourceFile {
    fn new(path: String, text: String) -> Self {
        let mut line_starts = vec![0];
        line_starts.extend(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| u32::try_from(i + 1).unwrap_or(u32::MAX)));
        Self { path, text, line_starts }
    }

    /// The path it is shown under, with `/` between its parts, relative to the program's root.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole text, without a byte order mark.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Line and column of a byte offset; an offset beyond the text is taken as its end.
    #[must_use]
    pub fn line_column(&self, offset: u32) -> LineColumn {
        let offset = offset.min(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        let line = self.line_starts.partition_point(|&start| start <= offset).max(1);
        let start = self.line_starts.get(line - 1).copied().unwrap_or(0);
        let before = self.text.get(start as usize..offset as usize).unwrap_or("");
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        // A line may be long, and most are plain.
        let (characters, units) =
            if before.is_ascii() { (before.len(), before.len()) } else { (before.chars().count(), before.encode_utf16().count()) };
        LineColumn { line: count(line), column: count(characters + 1), column_utf16: count(units + 1) }
    }

    /// The text of a line counted from 1, without its line end; empty when there is no such line.
    #[must_use]
    pub fn line(&self, line: u32) -> &str {
        self.text.get(self.line_range(line)).unwrap_or("")
    }

    /// The bytes of a line counted from 1, without its line end; empty at the text's end when there is no such line.
    #[must_use]
    pub fn line_range(&self, line: u32) -> std::ops::Range<usize> {
        let at = (line as usize).saturating_sub(1);
        let Some(&start) = self.line_starts.get(at) else { return self.text.len()..self.text.len() };
        let end = self.line_starts.get(at + 1).map_or(self.text.len(), |&e| e as usize);
        let line = self.text.get(start as usize..end).unwrap_or("").trim_end_matches(['\n', '\r']);
        start as usize..start as usize + line.len()
    }
}

/// All source files of one compilation, in the order in which they were read.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Adds a file and gives its identity. A byte order mark at the start of `text` is dropped.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> FileId {
        let mut text = text.into();
        if text.starts_with('\u{feff}') {
            text.drain(..'\u{feff}'.len_utf8());
        }
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(SourceFile::new(path.into(), text));
        id
    }

    /// The file with this identity, if there is one.
    #[must_use]
    pub fn get(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize)
    }

    /// All files with their identities, in order.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files.iter().enumerate().map(|(i, f)| (FileId(u32::try_from(i).unwrap_or(u32::MAX)), f))
    }

    /// The text that a span covers; empty when the span lies outside its file.
    #[must_use]
    pub fn text(&self, span: Span) -> &str {
        self.get(span.file).and_then(|f| f.text.get(span.range())).unwrap_or("")
    }
}

/// `path` as seen from `base`, with `.` and `..` worked out by their letters; `..` above the root stays.
#[must_use]
pub fn join(base: &str, path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in base.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.join("/")
}
