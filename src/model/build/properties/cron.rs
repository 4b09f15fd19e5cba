//! Crontab lines of five fields.

use super::values::Read;
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::ast;

struct Field {
    name: &'static str,
    low: u32,
    high: u32,
    words: &'static [&'static str],
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

const FIELDS: [Field; 5] = [
    Field { name: "minute", low: 0, high: 59, words: &[] },
    Field { name: "hour", low: 0, high: 23, words: &[] },
    Field { name: "day of the month", low: 1, high: 31, words: &[] },
    Field { name: "month", low: 1, high: 12, words: &MONTHS },
    Field { name: "day of the week", low: 0, high: 7, words: &DAYS },
];

/// A crontab line, its fields one space apart.
pub(super) fn cron(arg: &ast::Arg) -> Read<String> {
    let line = arg.str().unwrap_or_default();
    let fields = words(line);
    if fields.len() != FIELDS.len() {
        let message = match fields.len() {
            0 => "a schedule has five fields, and this one has none".to_owned(),
            count => format!("a schedule has five fields, `{line}` has {count}"),
        };
        let report = Diagnostic::error(&codes::properties::CRON, arg.span, message);
        let report =
            report.help("they are minute, hour, day of the month, month and day of the week: `\"0 3 * * *\"` is at three each night");
        let seconds = fields.len() == 6 && fields.first().is_some_and(|(_, field)| *field == "0");
        let mended = format!("\"{}\"", joined(fields.get(1..).unwrap_or_default()));
        let hint = "there is no field for seconds: leave the first one out";
        return Err(if seconds { report.help(hint).edit(arg.span, mended) } else { report }.into());
    }
    for (field, (start, written)) in FIELDS.iter().zip(&fields) {
        if let Err(why) = check(field, written) {
            let message = format!("the {} of a schedule cannot be `{written}`: {why}", field.name);
            return Err(Diagnostic::error(&codes::properties::CRON, place(arg, *start, written), message).help(field.help()).into());
        }
    }
    Ok(joined(&fields))
}

fn joined(fields: &[(usize, &str)]) -> String {
    fields.iter().map(|(_, field)| *field).collect::<Vec<_>>().join(" ")
}

impl Field {
    fn help(&self) -> String {
        let words = match self.words {
            [] => String::new(),
            [first, .., last] => format!(" or `{first}` to `{last}`"),
            [only] => format!(" or `{only}`"),
        };
        format!("it is `*`, a number from {} to {}{words}, a range `A-B`, a list `A,B`, or a step `*/N`", self.low, self.high)
    }
}

fn check(field: &Field, written: &str) -> Result<(), String> {
    written.split(',').try_for_each(|part| check_part(field, part))
}

fn check_part(field: &Field, part: &str) -> Result<(), String> {
    let (span, step) = part.split_once('/').map_or((part, None), |(span, step)| (span, Some(step)));
    if let Some(step) = step {
        match number(step) {
            Some(n) if n >= 1 && n <= field.high => {}
            _ => return Err(format!("`{step}` is no step from 1 to {}", field.high)),
        }
    }
    if span == "*" {
        return Ok(());
    }
    let Some((from, to)) = span.split_once('-') else { return value(field, span).map(|_| ()) };
    let (low, high) = (value(field, from)?, value(field, to)?);
    if low > high { Err(format!("`{from}` is above `{to}`")) } else { Ok(()) }
}

fn value(field: &Field, text: &str) -> Result<u32, String> {
    let lower = text.to_ascii_lowercase();
    if let Some(at) = field.words.iter().position(|word| *word == lower) {
        return Ok(u32::try_from(at).unwrap_or(0) + field.low);
    }
    match number(text) {
        Some(n) if (field.low..=field.high).contains(&n) => Ok(n),
        Some(_) => Err(format!("`{text}` is not from {} to {}", field.low, field.high)),
        None if text.is_empty() => Err("something is missing".to_owned()),
        None => Err(format!("`{text}` is not known")),
    }
}

fn number(text: &str) -> Option<u32> {
    text.parse().ok().filter(|_| text.bytes().all(|c| c.is_ascii_digit()))
}

/// The words of a line with the bytes at which they begin.
fn words(line: &str) -> Vec<(usize, &str)> {
    let mut at = 0;
    let mut words = Vec::new();
    for word in line.split_whitespace() {
        at += line.get(at..).and_then(|rest| rest.find(word)).unwrap_or(0);
        words.push((at, word));
        at += word.len();
    }
    words
}

/// Where a field stands in a string that is written without escapes, else the whole string.
fn place(arg: &ast::Arg, start: usize, field: &str) -> Span {
    if arg.str().is_none_or(|line| arg.raw != format!("\"{line}\"")) {
        return arg.span;
    }
    let at = arg.span.range().start + 1 + start;
    Span::new(arg.span.file, at, at + field.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn read(line: &str) -> Result<String, Span> {
        let raw = format!("\"{line}\"");
        let span = Span::new(FileId(0), 10, 10 + raw.len());
        let arg = ast::Arg { kind: ast::ArgKind::Str(line.to_owned()), raw, span };
        cron(&arg).map_err(|fault| fault.span().unwrap_or(span))
    }

    #[test]
    fn lines_of_five_fields_are_taken() {
        for line in ["0 3 * * *", "*/5 * * * *", "0 0 1,15 * *", "30 8-18/2 * jan-mar MON-FRI", "0 0 * * 7"] {
            assert_eq!(read(line), Ok(line.to_owned()));
        }
        assert_eq!(read("0  3 * * *"), Ok("0 3 * * *".to_owned()));
    }

    #[test]
    fn the_wrong_field_is_shown() {
        let at = |start, end| Err(Span::new(FileId(0), start, end));
        assert_eq!(read("60 3 * * *"), at(11, 13));
        assert_eq!(read("0 24 * * *"), at(13, 15));
        assert_eq!(read("0 0 0 * *"), at(15, 16));
        assert_eq!(read("0 0 * 13 *"), at(17, 19));
        assert_eq!(read("0 0 * * 5-2"), at(19, 22));
        assert_eq!(read("*/0 * * * *"), at(11, 14));
        assert_eq!(read("0 0 0 * * *"), at(10, 23));
    }
}
