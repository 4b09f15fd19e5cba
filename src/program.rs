//! Reads a whole program: the files of its directory and of all that it imports, parsed, and which import names which.
//! Owns the diagnostics on files and imports; gives no name in a file a meaning.

mod patches;

use crate::diag::codes::project::{EMPTY, IMPORT, IMPORT_OVERLAP, LINK, NOT_UTF8, OUTSIDE, UNREADABLE};
use crate::diag::{Diagnostic, Diagnostics, Severity};
use crate::source::{FileId, SourceFile, Sources, Span};
use crate::syntax::{MOST_STATEMENTS, ast, too_many};
use crate::world::{Directory, MAX_BYTES, MAX_PROGRAM, World, WorldError, contains};
use std::collections::BTreeSet;
use std::sync::Arc;

pub use patches::PatchFolder;

/// The files of a program and of those that it imports.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// The texts of all files.
    pub sources: Sources,
    /// The program itself, first, then those that it imports, in the order in which they were found.
    pub units: Vec<Unit>,
    /// What stands beside the program's own sources for artifacts: overlays on API documents.
    pub companions: Vec<FileId>,
    /// The program is a single file: what stands beside it may belong to others.
    pub alone: bool,
    /// Words in lines that could not be read: a name among them may be declared there, so nothing is said of its lack.
    pub unread: BTreeSet<String>,
    /// Whether a file could not be read at all: any name may be declared in it.
    pub partly: bool,
    /// The folders of Kubernetes patches that stand beside the program.
    pub patches: Vec<PatchFolder>,
}

/// One directory (or single file) that is read as a whole.
#[derive(Clone, Debug, Default)]
pub struct Unit {
    /// Its path from the program's root: `../payments`; empty for the program itself, unless that is a single file.
    pub path: String,
    /// Its files, sorted by path.
    pub files: Vec<ParsedFile>,
    /// What its files import; imports that came to nothing were reported and are left out.
    pub imports: Vec<Import>,
}

/// A file and its tree.
#[derive(Clone, Debug)]
pub struct ParsedFile {
    /// Which file.
    pub file: FileId,
    /// What stands in it.
    pub tree: Arc<ast::File>,
}

/// An import that was found.
#[derive(Clone, Debug)]
pub struct Import {
    /// The name before which the other program's names are put.
    pub alias: Option<ast::Ident>,
    /// The program it names: an index into [`Program::units`].
    pub unit: usize,
    /// The whole statement.
    pub span: Span,
}

/// What turns a file's text into its tree; also told the file's path.
pub type Parse<'p> = dyn FnMut(FileId, &SourceFile) -> (Arc<ast::File>, Diagnostics) + 'p;

/// Reads and parses all that the world's program is made of.
///
/// # Errors
/// When there is no program at all: no such directory, or no source file in it.
pub fn read(world: &dyn World, parse: &mut Parse<'_>) -> Result<(Program, Diagnostics), WorldError> {
    let main = world.main()?;
    let mut reader = Reader { world, parse, program: Program::default(), diagnostics: Diagnostics::default(), bytes: 0, statements: 0 };
    let mut waiting = vec![main];
    // Imports are found while files are read, and the directories they name are read after those found before.
    while reader.program.units.len() < waiting.len() {
        let Some(directory) = waiting.get(reader.program.units.len()).cloned() else { break };
        if reader.program.units.is_empty() {
            reader.program.alone = directory.files.contains(&directory.path);
            reader.program.companions = directory.companions.iter().filter_map(|path| reader.text(path)).collect();
        }
        reader.unit(&directory, &mut waiting);
        if let ([only], false) = (reader.program.units.as_slice(), reader.diagnostics.has_errors())
            && let Some(report) = nothing_declared(only)
        {
            reader.diagnostics.push(report);
        }
    }
    reader.program.patches = patches::find(world, &mut reader.program.sources);
    Ok((reader.program, reader.diagnostics))
}

struct Reader<'w, 'p> {
    world: &'w dyn World,
    parse: &'w mut Parse<'p>,
    program: Program,
    diagnostics: Diagnostics,
    /// How many bytes were read so far.
    bytes: u64,
    /// How many statements were read so far; no more are taken than there may be.
    statements: usize,
}

impl Reader<'_, '_> {
    fn unit(&mut self, directory: &Directory, known: &mut Vec<Directory>) {
        let mut unit = Unit { path: directory.path.clone(), ..Unit::default() };
        for path in &directory.links {
            let file = self.program.sources.add(path.as_str(), "");
            self.diagnostics.push(link(Span::new(file, 0, 0), path));
        }
        for path in &directory.files {
            let Some(parsed) = self.file(path) else { continue };
            for stmt in &parsed.tree.stmts {
                if let ast::Stmt::Import(import) = stmt {
                    unit.imports.extend(self.import(import, path, directory, known));
                }
            }
            unit.files.push(parsed);
        }
        self.program.units.push(unit);
    }

    /// Reads a text; what stands in the way is reported.
    fn text(&mut self, path: &str) -> Option<FileId> {
        let bytes = match self.world.bytes(path).and_then(|bytes| self.within_bounds(bytes)) {
            Ok(bytes) => bytes,
            Err(error) => {
                let file = self.program.sources.add(path, "");
                self.diagnostics.push(unreadable(Span::new(file, 0, 0), path, &error));
                return None;
            }
        };
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let file = self.program.sources.add(path, String::from_utf8_lossy(error.as_bytes()));
                self.diagnostics.push(not_utf8(file, at, path));
                return None;
            }
        };
        Some(self.program.sources.add(path, text))
    }

    /// The bytes, unless all files together have become too many.
    fn within_bounds(&mut self, bytes: Vec<u8>) -> Result<Vec<u8>, WorldError> {
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if length > MAX_BYTES {
            return Err(WorldError::TooLarge { bytes: length, most: MAX_BYTES });
        }
        self.bytes = self.bytes.saturating_add(length);
        if self.bytes > MAX_PROGRAM { Err(WorldError::TooMuch) } else { Ok(bytes) }
    }

    fn file(&mut self, path: &str) -> Option<ParsedFile> {
        let file = self.text(path)?;
        let source = self.program.sources.get(file)?;
        let (mut tree, mut diagnostics) = (self.parse)(file, source);
        if self.statements <= MOST_STATEMENTS {
            self.statements += tree.statements;
            if self.statements > MOST_STATEMENTS {
                diagnostics.push(too_many(Span::new(file, 0, 0)));
            }
        }
        if self.statements > MOST_STATEMENTS {
            tree = Arc::new(ast::File { broken: true, span: tree.span, ..ast::File::default() });
        }
        self.program.partly |= tree.broken && tree.stmts.is_empty();
        self.program.unread.extend(unread_words(source.text(), &diagnostics));
        self.diagnostics.extend(diagnostics);
        Some(ParsedFile { file, tree })
    }

    fn import(&mut self, import: &ast::Import, from: &str, importer: &Directory, known: &mut Vec<Directory>) -> Option<Import> {
        if import.broken {
            return None;
        }
        let (written, span) = (&import.path.value, import.path.span);
        let directory = match self.world.resolve(written, from) {
            Ok(directory) => directory,
            Err(error) => {
                self.diagnostics.push(not_imported(span, written, &error));
                self.not_there(import);
                return None;
            }
        };
        if let Some(overlapped) = known.iter().find(|other| other.overlaps(&directory, importer)) {
            self.diagnostics.push(overlap(span, written, overlapped, importer));
            return None;
        }
        let unit = known.iter().position(|other| other.path == directory.path).unwrap_or(known.len());
        if unit == known.len() {
            known.push(directory);
        }
        Some(Import { alias: import.alias.clone(), unit, span: import.span })
    }

    /// Nothing is said of names that a missing import would have declared: with a name of its own all behind that, without
    /// one any.
    fn not_there(&mut self, import: &ast::Import) {
        match &import.alias {
            Some(alias) => _ = self.program.unread.insert(alias.text.clone()),
            None => self.program.partly = true,
        }
    }
}

/// A program without a statement. Its artifacts would be none, and those of an earlier build would all go: nobody means that who has
/// emptied a file by mistake, and who means it deletes the file.
fn nothing_declared(unit: &Unit) -> Option<Diagnostic> {
    let first = unit.files.first()?;
    let is_empty = unit.files.iter().all(|file| file.tree.stmts.is_empty() && !file.tree.broken);
    let report = Diagnostic::error(&EMPTY, Span::new(first.file, 0, 0), "the program declares nothing")
        .help("begin with an element, as in `service web { version 1.0.0; listen http 8080 }`; if it is to go, delete its files and its artifacts");
    is_empty.then_some(report)
}

fn link(span: Span, path: &str) -> Diagnostic {
    Diagnostic::warning(&LINK, span, format!("the sources in `{path}` are not read: it is a link to a folder"))
        .help("move the folder here, or `import` it where it is")
}

impl Directory {
    /// Whether reading `other` for `importer` beside this directory would read files twice.
    fn overlaps(&self, other: &Self, importer: &Self) -> bool {
        if self.path == other.path {
            return self.path == importer.path;
        }
        let shared = |file: &String| self.files.contains(file);
        (contains(&self.path, &other.path) || contains(&other.path, &self.path)) && other.files.iter().any(shared)
    }
}

fn unreadable(span: Span, path: &str, error: &WorldError) -> Diagnostic {
    match error {
        WorldError::Outside(said) => Diagnostic::error(&OUTSIDE, span, format!("`{path}` is not read: {said}")),
        _ => Diagnostic::error(&UNREADABLE, span, format!("`{path}` cannot be read: {error}")),
    }
}

fn not_utf8(file: FileId, at: usize, path: &str) -> Diagnostic {
    let replaced = '\u{fffd}'.len_utf8();
    Diagnostic::error(&NOT_UTF8, Span::new(file, at, at + replaced), format!("`{path}` is not UTF-8"))
        .label("the first byte that is not")
        .help("save the file as UTF-8")
}

fn not_imported(span: Span, written: &str, error: &WorldError) -> Diagnostic {
    match error {
        WorldError::Outside(said) => Diagnostic::error(&OUTSIDE, span, format!("`{written}` is not read: {said}"))
            .help("an import reads directories of the same Git repository"),
        _ => Diagnostic::error(&IMPORT, span, format!("nothing can be imported from `{written}`: {error}"))
            .help("an import takes the path of a directory with `.arch` files, seen from this file"),
    }
}

fn overlap(span: Span, written: &str, overlapped: &Directory, importer: &Directory) -> Diagnostic {
    let message = if overlapped.path == importer.path {
        format!("files in `{written}` are part of this program already")
    } else if overlapped.path.is_empty() {
        format!("files in `{written}` are part of the program that imports this one")
    } else {
        format!("files in `{written}` are part of `{}`, which is imported, too", overlapped.path)
    };
    Diagnostic::error(&IMPORT_OVERLAP, span, message).help("take the import out")
}

/// The words of all lines that a syntax error touches.
fn unread_words(text: &str, diagnostics: &Diagnostics) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    // Mistakes come in the order of the text, and many may stand in one line: each line is taken once.
    let mut taken = 0;
    for diagnostic in diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error) {
        let range = diagnostic.primary.span.range();
        if range.end < taken {
            continue;
        }
        let start = text.get(..range.start).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        let end = text.get(range.end..).and_then(|behind| behind.find('\n')).map_or(text.len(), |at| at + range.end);
        let lines = text.get(start..end).unwrap_or_default();
        words.extend(words_in(lines));
        taken = end + 1;
    }
    words
}

/// What may be a name in a text.
pub fn words_in(text: &str) -> impl Iterator<Item = String> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    text.split(move |c| !is_name(c)).filter(|word| !word.is_empty()).map(str::to_owned)
}
