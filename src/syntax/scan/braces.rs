//! Which braces do not match. Where their numbers agree, they are taken as they stand, however they are indented. Where
//! not, the indentation tells which one is missing or too many, unless it makes less sense than the braces alone.

use crate::diag::{Diagnostic, codes::syntax as codes};
use crate::source::{FileId, Span};

/// Something that matters for matching braces, in the order of the text.
pub(super) struct Event {
    pub kind: EventKind,
    pub offset: usize,
    /// Where its line begins.
    pub line_start: usize,
    /// Where the token before it ends.
    pub previous_end: usize,
}

pub(super) enum EventKind {
    /// The first token of a line; `closer` if it is a `}` or goes on with the line above.
    Line { closer: bool },
    /// `{`
    Open,
    /// `}`; `first` on its line or not.
    Close { first: bool },
}

/// A `{` without a `}`.
pub(super) struct Missing {
    pub open: usize,
    /// Where the line of the `{` begins.
    pub line_start: usize,
    /// Where the `}` is missing.
    pub place: usize,
}

#[derive(Default)]
pub(super) struct Repair {
    pub missing: Vec<Missing>,
    pub stray: Vec<usize>,
}

impl Repair {
    pub fn is_empty(&self) -> bool {
        self.cost() == 0
    }

    fn cost(&self) -> usize {
        self.missing.len() + self.stray.len()
    }
}

/// How many open blocks a closer is compared with.
const LOOK_BACK: usize = 256;

#[derive(Clone, Copy)]
struct Open {
    offset: usize,
    indent: usize,
    line_start: usize,
}

/// What is missing and what is too many; nothing where the braces match. The last token stands before `end`.
pub(super) fn repair(text: &str, events: &[Event], end: usize) -> Repair {
    let plain = by_braces(events, end);
    if plain.cost() == 0 {
        return plain;
    }
    let indented = by_indentation(text, events, end);
    let pairs = events.iter().filter(|event| matches!(event.kind, EventKind::Open)).count();
    if indented.cost() <= plain.cost() + pairs / 8 { indented } else { plain }
}

/// What would be missing and too many if the indentation were right, where the numbers of braces agree, but closers stand
/// elsewhere than their openers: one that is missing and one too many cancel out. Nothing where all stands as it should, or
/// nothing can be told from the indentation.
pub(super) fn doubted(text: &str, events: &[Event], end: usize) -> Option<Repair> {
    if !some_pair_is_askew(text, events) {
        return None;
    }
    let repair = by_indentation(text, events, end);
    let pairs = events.iter().filter(|event| matches!(event.kind, EventKind::Open)).count();
    let is_plain = repair.missing.len() == repair.stray.len() && repair.cost() <= 2 + pairs / 8;
    (is_plain && something_is_between(events, &repair)).then_some(repair)
}

/// Whether a statement stands between the place where a block should have been closed and a closer that is too many. Where
/// none does, only closers are askew, and each statement is in the block where it seems to be.
fn something_is_between(events: &[Event], repair: &Repair) -> bool {
    let is_statement = |event: &&Event| matches!(event.kind, EventKind::Line { closer: false });
    let statements: Vec<usize> = events.iter().filter(is_statement).map(|event| event.offset).collect();
    repair.missing.iter().zip(&repair.stray).any(|(missing, stray)| {
        let next = statements.partition_point(|offset| *offset < missing.place);
        statements.get(next).is_some_and(|offset| offset < stray)
    })
}

/// Whether a `}` that begins its line is indented otherwise than the line of its `{`.
fn some_pair_is_askew(text: &str, events: &[Event]) -> bool {
    let mut open = Vec::new();
    for event in events {
        match event.kind {
            EventKind::Line { .. } => {}
            EventKind::Open => open.push(event.line_start),
            EventKind::Close { first } => {
                let begun = open.pop();
                if first && begun.is_some_and(|line| indent(text, line) != indent(text, event.line_start)) {
                    return true;
                }
            }
        }
    }
    false
}

/// The warning that a block goes on further than its indentation.
pub(super) fn report_doubted(file: FileId, text: &str, missing: &Missing, stray: usize) -> Diagnostic {
    let message = match statement(text, missing) {
        Some(statement) => format!("the block of `{statement}` goes on behind what is indented in it"),
        None => "this block goes on behind what is indented in it".to_owned(),
    };
    Diagnostic::warning(&codes::ASKEW, Span::new(file, missing.open, missing.open + 1), message)
        .label("opened here")
        .also(Span::new(file, missing.place, missing.place), "by its indentation the block ends here")
        .also(Span::new(file, stray, stray + 1), "and this closes nothing")
        .help("move the `}` to where the block ends, or lay the file out with `archc fmt`")
}

/// The beginning of the statement whose block is not closed.
fn statement(text: &str, missing: &Missing) -> Option<String> {
    // No more of a long line than can be shown.
    let begin = missing.line_start.max(missing.open.saturating_sub(256));
    let begin = (begin..missing.open).find(|at| text.is_char_boundary(*at)).unwrap_or(missing.open);
    let statement = text.get(begin..missing.open).unwrap_or("");
    let statement = statement.rsplit(['{', ';', '}']).next().unwrap_or("");
    let statement = statement.split(['"', '#']).next().unwrap_or("").trim();
    let short: String = statement.chars().take(48).collect();
    (!short.is_empty()).then_some(short)
}

fn by_braces(events: &[Event], end: usize) -> Repair {
    let mut open = Vec::new();
    let mut repair = Repair::default();
    for event in events {
        match event.kind {
            EventKind::Line { .. } => {}
            EventKind::Open => open.push((event.offset, event.line_start)),
            EventKind::Close { .. } => {
                if open.pop().is_none() {
                    repair.stray.push(event.offset);
                }
            }
        }
    }
    repair.missing.extend(open.into_iter().rev().map(|(open, line_start)| Missing { open, line_start, place: end }));
    repair
}

fn by_indentation(text: &str, events: &[Event], end: usize) -> Repair {
    let mut open: Vec<Open> = Vec::new();
    let mut repair = Repair::default();
    let mut line = (usize::MAX, 0);
    for event in events {
        if line.0 != event.line_start {
            line = (event.line_start, indent(text, event.line_start));
        }
        let indent = line.1;
        match event.kind {
            EventKind::Line { closer: true } => {}
            EventKind::Line { closer: false } => close_down_to(&mut open, &mut repair, event, |top| top.indent >= indent),
            EventKind::Open => open.push(Open { offset: event.offset, indent, line_start: event.line_start }),
            EventKind::Close { first: true } if open.iter().rev().take(LOOK_BACK).any(|o| o.indent == indent) => {
                close_down_to(&mut open, &mut repair, event, |top| top.indent > indent);
                open.pop();
            }
            EventKind::Close { first } => match open.last() {
                Some(top) if !first || top.indent >= indent => {
                    open.pop();
                }
                _ => repair.stray.push(event.offset),
            },
        }
    }
    let missing = |open: Open| Missing { open: open.offset, line_start: open.line_start, place: end };
    repair.missing.extend(open.into_iter().rev().map(missing));
    repair
}

fn close_down_to(open: &mut Vec<Open>, repair: &mut Repair, event: &Event, too_far_in: impl Fn(&Open) -> bool) {
    while let Some(top) = open.last().copied().filter(|top| too_far_in(top) && top.line_start != event.line_start) {
        repair.missing.push(Missing { open: top.offset, line_start: top.line_start, place: event.previous_end });
        open.pop();
    }
}

/// The parts that lie deeper than `limit` blocks, each from its `{` to its `}`; the missing and stray are counted right.
pub(super) fn too_deep(text: &str, events: &[Event], repair: &Repair, limit: usize) -> Vec<std::ops::Range<usize>> {
    let braces = events.iter().filter_map(|event| match event.kind {
        EventKind::Line { .. } => None,
        EventKind::Open => Some((event.offset, true)),
        EventKind::Close { .. } => repair.stray.binary_search(&event.offset).is_err().then_some((event.offset, false)),
    });
    let mut all: Vec<(usize, bool)> = braces.chain(repair.missing.iter().map(|missing| (missing.place, false))).collect();
    all.sort_by_key(|(offset, _)| *offset);
    let (mut depth, mut parts, mut start) = (0usize, Vec::new(), None);
    for (offset, opens) in all {
        if opens {
            depth += 1;
            if depth == limit + 1 {
                start = Some(offset);
            }
        } else {
            if let Some(start) = start.take_if(|_| depth == limit + 1) {
                parts.push(start..(offset + usize::from(text.as_bytes().get(offset) == Some(&b'}'))).max(start + 1));
            }
            depth = depth.saturating_sub(1);
        }
    }
    parts.extend(start.map(|start| start..text.len()));
    parts
}

fn indent(text: &str, line_start: usize) -> usize {
    let line = text.as_bytes().get(line_start..).unwrap_or(&[]);
    line.iter().take_while(|b| matches!(b, b' ' | b'\t')).map(|b| if *b == b'\t' { 4 } else { 1 }).sum()
}

/// The diagnostic for a `{` without a `}`.
pub(super) fn report_missing(file: FileId, text: &str, missing: &Missing) -> Diagnostic {
    let line_start = missing.line_start;
    let message = match statement(text, missing) {
        Some(statement) => format!("the block of `{statement}` has no closing `}}`"),
        None => "this block has no closing `}`".to_owned(),
    };
    let indent: String = text.get(line_start..).unwrap_or("").chars().take_while(|c| matches!(c, ' ' | '\t')).collect();
    let place = Span::new(file, missing.place, missing.place);
    Diagnostic::error(&codes::UNCLOSED_BLOCK, Span::new(file, missing.open, missing.open + 1), message)
        .label("opened here")
        .also(place, "by its indentation the block ends here")
        .help("add `}` where the block ends")
        .edit(place, format!("\n{indent}}}"))
}
