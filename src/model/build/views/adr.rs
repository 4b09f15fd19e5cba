//! Architecture decisions.

use super::super::properties::{self, Args, Form, Read, count32, expected, keep, keep_arg, one, one_of};
use super::super::types::is_date;
use super::super::{Builder, ScopeId};
use crate::diag::{Diagnostic, codes};
use crate::model::{At, Decision, DecisionId, DecisionStatus, ElementId, UnitId};
use crate::source::Span;
use crate::syntax::ast;
use crate::syntax::ast::AdrStmt;
use std::collections::BTreeMap;

static STATUS: Form = Form { name: "status", takes: "proposed|accepted|superseded by N|deprecated", example: "status superseded by 7" };
static DATE: Form = Form { name: "date", takes: "YEAR-MONTH-DAY", example: "date 2026-03-02" };

/// A status as it is written: which decision takes the place of a superseded one is looked up when all are known.
#[derive(Clone, Copy)]
enum Written {
    Plain(DecisionStatus),
    Superseded(At<u32>),
}

/// Adds all decisions to the model.
pub(super) fn resolve(b: &mut Builder<'_>, trees: &[(ScopeId, &ast::Adr)]) {
    let mut numbers: BTreeMap<u32, DecisionId> = BTreeMap::new();
    let mut superseded: Vec<(DecisionId, At<u32>)> = Vec::new();
    for (scope, tree) in trees {
        let number = count32(&tree.number, "a decision's number", 0..=u32::MAX);
        let number = if tree.broken { number.ok() } else { keep_arg(b, number) };
        let Some(number) = number else { continue };
        let id = DecisionId::at(b.model.decisions.len());
        if let Some(other) = numbers.get(&number) {
            let report = Diagnostic::error(&codes::views::DUPLICATE, tree.number.span, format!("the adr `{number}` is declared twice"));
            let report = report.label("declared again here").also(b.model[*other].span, "first declared here");
            b.report(report.help("give one of them another number"));
            continue;
        }
        numbers.insert(number, id);
        let (decision, by) = read(b, *scope, number, tree);
        superseded.extend(by.map(|by| (id, by)));
        for affected in &decision.affects {
            b.model[affected.value].decisions.push(id);
        }
        b.model.decisions.push(decision);
    }
    for (id, by) in &superseded {
        supersede(b, &numbers, *id, *by);
    }
    report_cycles(b);
}

fn read(b: &mut Builder<'_>, scope: ScopeId, number: u32, tree: &ast::Adr) -> (Decision, Option<At<u32>>) {
    let mut decision = Decision {
        unit: UnitId(0),
        number,
        title: tree.title.as_ref().map_or_else(String::new, |title| title.value.clone()),
        status: At::new(DecisionStatus::Proposed, tree.number.span),
        date: None,
        affects: Vec::new(),
        text: String::new(),
        span: tree.number.span,
    };
    let mut by = None;
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    for stmt in tree.body.iter().flat_map(|body| &body.stmts) {
        match stmt {
            AdrStmt::Affects(paths, _) => affects(b, scope, paths, &mut decision.affects),
            AdrStmt::Text(text) => match seen.insert("\"", text.span) {
                Some(first) => {
                    let report = Diagnostic::error(&codes::properties::TWICE, text.span, format!("decision {number} has two texts"));
                    b.report(report.label("another text").also(first, "the first text").help("write it as one text"));
                }
                None => decision.text.clone_from(&text.value),
            },
            AdrStmt::Item(item) => {
                if let Some(first) = seen.insert(&item.head.text, item.head_span()) {
                    b.report(properties::twice(&item.head.text, item.head_span(), first));
                    continue;
                }
                match item.head.text.as_str() {
                    "status" => {
                        let status = keep(b, item, status(item));
                        match status.as_ref().map(|status| status.value) {
                            Some(Written::Superseded(number)) => by = Some(number),
                            Some(Written::Plain(plain)) => decision.status = At::new(plain, item.head_span()),
                            None => {}
                        }
                    }
                    "date" => decision.date = keep(b, item, one(&DATE, item, "a date", date)),
                    _ => properties::report_among(b, item, "a decision", &["status", "date", "affects"]),
                }
            }
        }
    }
    (decision, by)
}

fn affects(b: &mut Builder<'_>, scope: ScopeId, paths: &[ast::Path], into: &mut Vec<At<ElementId>>) {
    for path in paths {
        let id = b.lookup_element(scope, path);
        into.extend(id.filter(|id| into.iter().all(|known| known.value != *id)).map(|id| At::new(id, path.span)));
    }
}

fn status(item: &ast::Item) -> Read<At<Written>> {
    let known = [
        ("proposed", Some(DecisionStatus::Proposed)),
        ("accepted", Some(DecisionStatus::Accepted)),
        ("superseded", None),
        ("deprecated", Some(DecisionStatus::Deprecated)),
    ];
    let mut args = Args::new(&STATUS, item);
    let plain = args.take("a status", |arg| one_of(arg, "a status", &known))?;
    let status = if let Some(plain) = plain {
        Written::Plain(plain)
    } else {
        args.demand("by")?;
        let number = |arg: &ast::Arg| count32(arg, "the number of a decision", 0..=u32::MAX).map(|number| At::new(number, arg.span));
        Written::Superseded(args.take("the number of a decision", number)?)
    };
    args.end()?;
    Ok(args.at(status))
}

/// A day of the calendar.
fn date(arg: &ast::Arg) -> Read<String> {
    let wrong = || expected(arg, "a date such as `2026-03-02`");
    let Some(written) = arg.number() else {
        let inner = arg.str().filter(|text| is_date_form(text));
        return Err(match inner {
            Some(inner) => wrong().help(format!("write it without quotes: `{inner}`")).edit(arg.span, inner).into(),
            None => wrong().into(),
        });
    };
    if !is_date_form(written) {
        return Err(wrong().into());
    }
    if !is_date(written) {
        let message = format!("there is no day `{written}` in the calendar");
        return Err(Diagnostic::error(&codes::properties::OUT_OF_RANGE, arg.span, message).into());
    }
    Ok(written.to_owned())
}

fn is_date_form(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [4, 2, 2] && text.bytes().all(|c| c.is_ascii_digit() || c == b'-')
}

fn supersede(b: &mut Builder<'_>, numbers: &BTreeMap<u32, DecisionId>, id: DecisionId, by: At<u32>) {
    if let Some(other) = numbers.get(&by.value) {
        b.model[id].status = At::new(DecisionStatus::Superseded(*other), by.span);
        return;
    }
    if b.is_unread(&by.value.to_string()) {
        return;
    }
    let known: Vec<String> = numbers.keys().take(12).map(|number| format!("`{number}`")).collect();
    let report = Diagnostic::error(&codes::views::UNKNOWN_DECISION, by.span, format!("there is no decision `{}`", by.value));
    b.report(report.help(format!("there is {}", known.join(", "))));
}

/// Decisions that take each other's place have none that holds.
fn report_cycles(b: &mut Builder<'_>) {
    let next = |b: &Builder<'_>, id: DecisionId| match b.model[id].status.value {
        DecisionStatus::Superseded(other) => Some(other),
        _ => None,
    };
    let count = b.model.decisions.len();
    for start in (0..count).map(DecisionId::at) {
        let path: Vec<DecisionId> = std::iter::successors(next(b, start), |id| next(b, *id).filter(|_| *id != start)).take(count).collect();
        // Each circle is reported once, at its first decision.
        if path.last() != Some(&start) || path.iter().any(|id| *id < start) {
            continue;
        }
        let words: Vec<String> = std::iter::once(&start).chain(&path).map(|id| format!("`{}`", b.model[*id].number)).collect();
        let message = format!("decisions supersede each other: {}", words.join(" by "));
        let mut report = Diagnostic::error(&codes::views::SUPERSEDE_CYCLE, b.model[start].status.span, message);
        for id in path.iter().filter(|id| **id != start) {
            report = report.also(b.model[*id].status.span, format!("`{}` is superseded here", b.model[*id].number));
        }
        b.report(report.help("let the last one be `accepted`"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        for day in ["2026-03-02", "2024-02-29", "2000-02-29", "2026-12-31"] {
            assert!(is_date_form(day) && is_date(day), "{day}");
        }
        for day in ["2026-02-29", "1900-02-29", "2026-13-01", "2026-04-31", "2026-00-10", "2026-01-00"] {
            assert!(is_date_form(day) && !is_date(day), "{day}");
        }
        assert!(!is_date_form("26-3-2") && !is_date_form("2026/03/02"));
    }
}
