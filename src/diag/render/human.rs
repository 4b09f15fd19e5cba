//! Diagnostics for people: the source they speak of in a frame, what to do, and what it would look like. The only place
//! that names the renderer of frames.

use super::excerpt::{Excerpt, NEAR, range};
use super::{Colour, Look, escape};
use crate::diag::{Diagnostic, Diagnostics, Edit, Severity};
use crate::source::{FileId, SourceFile, Sources, Span};
use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Patch, Renderer, Snippet};
use std::borrow::Cow;

/// Columns that a frame takes at most.
const WIDTH: usize = 140;

pub fn render(diagnostics: &Diagnostics, sources: &Sources, look: Look<'_>) -> String {
    let renderer = match look.colour {
        Colour::Ansi => Renderer::styled(),
        Colour::Plain => Renderer::plain(),
    };
    let renderer = renderer.term_width(WIDTH);
    let mut out = String::new();
    for diagnostic in diagnostics {
        out.push_str(&renderer.render(&report(diagnostic, sources, look)));
        out.push_str("\n\n");
    }
    out
}

fn report<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources, look: Look<'_>) -> Vec<Group<'a>> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = Group::with_title(level.primary_title(escape(&diagnostic.message)).id(diagnostic.code.id));
    for frame in frames(diagnostic, sources) {
        group = group.elements(frame.elements(look));
    }
    let (messages, title) = help(diagnostic);
    group = group.elements(messages.into_iter().map(|text| Level::HELP.message(text)));
    let mut groups = vec![group];
    if let Some(title) = title {
        let mut change = Group::with_title(Level::HELP.secondary_title(title));
        for (file, edits) in edits_by_file(diagnostic, sources) {
            change = change.element(patched(file, &edits, look));
        }
        groups.push(change);
    }
    groups
}

/// The help that stands by itself, and the words over the change where there is one: the question whether it was meant,
/// else what was said last.
fn help(diagnostic: &Diagnostic) -> (Vec<Cow<'_, str>>, Option<Cow<'_, str>>) {
    let mut help: Vec<_> = diagnostic.help.iter().map(|text| escape(text)).collect();
    if diagnostic.edits.is_empty() {
        return (help, None);
    }
    let question = help.iter().position(|text| text.starts_with("did you mean"));
    let title = match question.or(help.len().checked_sub(1)) {
        Some(at) => help.remove(at),
        None => "change it so".into(),
    };
    (help, Some(title))
}

/// Places of one file that stand near each other; the first was named first.
struct Frame<'a> {
    file: Option<&'a SourceFile>,
    id: FileId,
    places: Vec<Place<'a>>,
}

struct Place<'a> {
    span: Span,
    text: &'a str,
    kind: AnnotationKind,
}

fn frames<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Vec<Frame<'a>> {
    let primary = std::iter::once((&diagnostic.primary, AnnotationKind::Primary));
    let secondary = diagnostic.secondary.iter().map(|label| (label, AnnotationKind::Context));
    let mut frames: Vec<Frame<'a>> = Vec::new();
    for (label, kind) in primary.chain(secondary) {
        let place = Place { span: label.span, text: &label.text, kind };
        match frames.iter_mut().find(|frame| frame.is_near(label.span)) {
            Some(frame) => frame.places.push(place),
            None => frames.push(Frame { file: sources.get(label.span.file), id: label.span.file, places: vec![place] }),
        }
    }
    frames
}

impl<'a> Frame<'a> {
    fn is_near(&self, span: Span) -> bool {
        let line = |offset: u32| self.file.map_or(0, |file| file.line_column(offset).line);
        let first = self.places.first().map_or(0, |place| line(place.span.start));
        self.id == span.file && line(span.start).abs_diff(first) <= NEAR
    }

    fn elements(&self, look: Look<'_>) -> Vec<Element<'a>> {
        let path = look.path(self.file);
        let Some(file) = self.file else { return vec![Origin::path(path).into()] };
        let spans: Vec<_> = self.places.iter().map(|place| range(file, place.span)).collect();
        let excerpt = Excerpt::new(file, &spans);
        let annotations = self.places.iter().zip(&spans).map(|(place, span)| {
            let label = (!place.text.is_empty()).then(|| escape(place.text));
            place.kind.span(excerpt.place(file, span)).label(label)
        });
        let annotations: Vec<_> = annotations.collect();
        let snippet = |text: String| Snippet::source(text).line_start(excerpt.line as usize).annotations(annotations);
        if excerpt.is_verbatim {
            return vec![snippet(excerpt.text).path(path).into()];
        }
        // The renderer counts columns in the text that it is given, so where that is not the file's they are told it.
        let at = file.line_column(self.places.first().map_or(0, |place| place.span.start));
        let origin = Origin::path(path).line(at.line as usize).char_column(at.column as usize);
        vec![origin.into(), snippet(excerpt.text).into()]
    }
}

fn edits_by_file<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Vec<(&'a SourceFile, Vec<&'a Edit>)> {
    let mut files: Vec<(FileId, &SourceFile, Vec<&Edit>)> = Vec::new();
    for edit in &diagnostic.edits {
        match files.iter_mut().find(|(id, ..)| *id == edit.span.file) {
            Some((_, _, edits)) => edits.push(edit),
            None => files.extend(sources.get(edit.span.file).map(|file| (edit.span.file, file, vec![edit]))),
        }
    }
    files.into_iter().map(|(_, file, edits)| (file, edits)).collect()
}

fn patched<'a>(file: &SourceFile, edits: &[&'a Edit], look: Look<'_>) -> Snippet<'a, Patch<'a>> {
    let spans: Vec<_> = edits.iter().map(|edit| range(file, edit.span)).collect();
    let excerpt = Excerpt::new(file, &spans);
    let patches: Vec<_> =
        edits.iter().zip(&spans).map(|(edit, span)| Patch::new(excerpt.place(file, span), lines(&edit.replacement))).collect();
    Snippet::source(excerpt.text).line_start(excerpt.line as usize).path(look.path(Some(file))).patches(patches)
}

/// A replacement with its line ends kept and all else escaped.
fn lines(text: &str) -> String {
    text.split('\n').map(escape).collect::<Vec<_>>().join("\n")
}
