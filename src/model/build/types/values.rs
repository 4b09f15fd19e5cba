//! Values that are written out, as defaults and examples: whether they are of their type, within its limits, and match
//! its patterns.

use super::super::Builder;
use super::attributes::checked;
use super::expr;
use super::{at, pattern};
use crate::diag::{Diagnostic, codes, nearest};
use crate::model::types::{Attributes, Default, EnumValue, Limits, Literal, Number};
use crate::model::{At, Model, Scalar, Shape, TypeBody, TypeExpr};
use crate::syntax::ast;

type Read<T> = Result<T, Box<Diagnostic>>;

/// What a field is where nothing is said: a value, `now()` or `uuid()`.
pub(super) fn default(b: &mut Builder<'_>, arg: &ast::Arg, of: &TypeExpr, own: &Attributes) -> Option<At<Default>> {
    let read = match &arg.kind {
        ast::ArgKind::Call(name, args) => call(&b.model, arg, name, args, of),
        _ => literal(&b.model, arg, of, own).map(Default::Value),
    };
    checked(b, read).map(|value| at(value, arg.span))
}

fn call(model: &Model, arg: &ast::Arg, name: &ast::Ident, args: &[ast::Arg], of: &TypeExpr) -> Read<Default> {
    let shape = &model.behind(of).shape;
    let (value, fits, needs) = match name.text.as_str() {
        "now" => {
            let moment = matches!(shape, Shape::Scalar(Scalar::Date | Scalar::Datetime | Scalar::Time | Scalar::Json));
            (Default::Now, moment, "a `datetime`, `date` or `time`")
        }
        "uuid" => (Default::Uuid, matches!(shape, Shape::Scalar(Scalar::Uuid | Scalar::Json)), "a `uuid`"),
        other => {
            let report = Diagnostic::error(&codes::types::VALUE, arg.span, format!("there is no function `{other}()`"));
            return Err(Box::new(match nearest(other, ["now", "uuid"]) {
                Some(near) => report.help(format!("did you mean `{near}()`?")).edit(name.span, near),
                None => report.help("a default is a value, `now()` or `uuid()`"),
            }));
        }
    };
    if !args.is_empty() {
        let message = format!("`{}()` takes nothing in its brackets", name.text);
        return Err(Box::new(Diagnostic::error(&codes::types::VALUE, arg.span, message)));
    }
    if fits {
        return Ok(value);
    }
    let message = format!("`{}()` is {needs}, and this is {}", name.text, expr::base_of(model, of).noun(model));
    Err(Box::new(Diagnostic::error(&codes::types::VALUE, arg.span, message).also(of.span, "the type")))
}

/// A value of a type; `own` is what attributes say of the place beside the type.
pub(super) fn literal(model: &Model, arg: &ast::Arg, of: &TypeExpr, own: &Attributes) -> Read<Literal> {
    let value = match &model.behind(of).shape {
        Shape::Scalar(scalar) => scalar_value(arg, *scalar)?,
        Shape::List(item) => list(model, arg, item)?,
        Shape::Named(id) => match &model[*id].body {
            TypeBody::Enum(values) => enum_word(arg, values, &model[*id].name)?,
            _ => return Err(no_values(model, arg, of)),
        },
        Shape::Map(_) | Shape::Problem => return Err(no_values(model, arg, of)),
    };
    let in_base64 = model.behind(of).shape == Shape::Scalar(Scalar::Bytes);
    let layers = std::iter::once((of.limits, own)).chain(model.layers(of));
    for (limits, attributes) in layers {
        within(arg, &value, if in_base64 { Limits::default() } else { limits }, attributes)?;
    }
    Ok(value)
}

fn no_values(model: &Model, arg: &ast::Arg, of: &TypeExpr) -> Box<Diagnostic> {
    let message = format!("a value of {} cannot be written out here", expr::base_of(model, of).noun(model));
    Box::new(Diagnostic::error(&codes::types::VALUE, arg.span, message).help("leave it out"))
}

fn list(model: &Model, arg: &ast::Arg, item: &TypeExpr) -> Read<Literal> {
    let Some(items) = arg.list() else { return Err(expected("a list, as in `[a, b]`", arg)) };
    let read: Read<Vec<Literal>> = items.iter().map(|one| literal(model, one, item, &Attributes::default())).collect();
    Ok(Literal::List(read?))
}

fn enum_word(arg: &ast::Arg, values: &[EnumValue], name: &str) -> Read<Literal> {
    let Some(text) = arg.word().or_else(|| arg.str()) else { return Err(expected(&format!("a word of `{name}`"), arg)) };
    if values.iter().any(|value| value.name == text) {
        return Ok(Literal::String(text.to_owned()));
    }
    let report = Diagnostic::error(&codes::types::VALUE, arg.span, format!("`{text}` is not a word of `{name}`"));
    let words = values.iter().map(|value| value.name.as_str());
    Err(Box::new(match nearest(text, words.clone()) {
        Some(near) => report.help(format!("did you mean `{near}`?")).edit(arg.span, near),
        None => report.help(format!("it has {}", words.map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", "))),
    }))
}

fn scalar_value(arg: &ast::Arg, scalar: Scalar) -> Read<Literal> {
    let text = || arg.bare().or_else(|| arg.str()).unwrap_or_default();
    let texted = |fits: bool, form: &str| if fits { Ok(Literal::String(text().to_owned())) } else { Err(expected(form, arg)) };
    match scalar {
        Scalar::String => string(arg),
        Scalar::Int | Scalar::Long => whole(arg, scalar),
        Scalar::Float | Scalar::Double => {
            arg.number().and_then(expr::number).map(Literal::Number).ok_or_else(|| expected("a number, as in `0.5`", arg))
        }
        Scalar::Decimal { precision, scale } => decimal(arg, precision, scale),
        Scalar::Bool => match arg.word() {
            Some("true") => Ok(Literal::Bool(true)),
            Some("false") => Ok(Literal::Bool(false)),
            _ => Err(expected("`true` or `false`", arg)),
        },
        Scalar::Uuid => texted(is_uuid(text()), "a UUID, as in `\"3fa85f64-5717-4562-b3fc-2c963f66afa6\"`"),
        Scalar::Date => texted(is_date(text()), "a date, as in `2026-03-02`"),
        Scalar::Datetime => texted(is_datetime(text()), "a date with its time, as in `\"2026-03-02T09:30:00Z\"`"),
        Scalar::Time => texted(is_time(text()), "a time, as in `\"09:30:00\"`"),
        Scalar::Duration => {
            let iso = duration(text()).ok_or_else(|| expected("a duration, as in `30s` or `\"PT30S\"`", arg))?;
            Ok(Literal::String(iso))
        }
        Scalar::Bytes => texted(arg.str().is_some_and(is_base64), "bytes in Base64, as in `\"aGVsbG8=\"`"),
        Scalar::Url => texted(arg.str().is_some_and(is_url), "a URL, as in `\"https://example.com/\"`"),
        Scalar::Json => Ok(json(arg)),
    }
}

fn string(arg: &ast::Arg) -> Read<Literal> {
    if let Some(text) = arg.str() {
        return Ok(Literal::String(text.to_owned()));
    }
    let mut report = expected(&format!("a {}", Scalar::String.word()), arg);
    if arg.bare().is_some() {
        *report = report.help("put it in quotes").edit(arg.span, format!("\"{}\"", arg.raw));
    }
    Err(report)
}

fn whole(arg: &ast::Arg, scalar: Scalar) -> Read<Literal> {
    match arg.number().and_then(expr::number) {
        Some(Number::Int(n)) if scalar == Scalar::Long || i32::try_from(n).is_ok() => Ok(Literal::Number(Number::Int(n))),
        Some(Number::Int(_)) => {
            let message = format!("`{}` does not fit into an `int`, which has 32 bits", arg.raw);
            Err(Box::new(Diagnostic::error(&codes::types::VALUE, arg.span, message).help("use `long`")))
        }
        _ => Err(expected("a whole number", arg)),
    }
}

fn decimal(arg: &ast::Arg, precision: u8, scale: u8) -> Read<Literal> {
    let value = arg.number().and_then(expr::number).ok_or_else(|| expected("a decimal number, as in `9.99`", arg))?;
    let digits = arg.raw.trim_start_matches('-');
    let (before, behind) = digits.split_once('.').unwrap_or((digits, ""));
    let before = before.trim_start_matches('0').len();
    if behind.len() <= usize::from(scale) && before <= usize::from(precision - scale.min(precision)) {
        return Ok(Literal::Number(value));
    }
    let message = format!("`{}` has more digits than `decimal({precision},{scale})` holds", arg.raw);
    Err(Box::new(Diagnostic::error(&codes::types::VALUE, arg.span, message)))
}

fn json(arg: &ast::Arg) -> Literal {
    match &arg.kind {
        ast::ArgKind::List(items) => Literal::List(items.iter().map(json).collect()),
        ast::ArgKind::Str(text) | ast::ArgKind::Text(text) => Literal::String(text.clone()),
        _ => match (arg.raw.as_str(), expr::number(&arg.raw)) {
            (_, Some(number)) => Literal::Number(number),
            ("true", _) => Literal::Bool(true),
            ("false", _) => Literal::Bool(false),
            (raw, _) => Literal::String(raw.to_owned()),
        },
    }
}

fn expected(form: &str, arg: &ast::Arg) -> Box<Diagnostic> {
    let message = format!("expected {form}, found {} `{}`", arg.describe(), arg.raw);
    Box::new(Diagnostic::error(&codes::types::VALUE, arg.span, message))
}

/// Whether a value keeps within limits and matches the pattern and format.
fn within(arg: &ast::Arg, value: &Literal, limits: Limits, attributes: &Attributes) -> Read<()> {
    let (size, one, many) = match value {
        Literal::String(text) => (Number::Int(length(text.chars().count())), "character", "characters"),
        Literal::List(items) => (Number::Int(length(items.len())), "item", "items"),
        Literal::Number(number) => (*number, "", ""),
        Literal::Bool(_) | Literal::Map(_) => return Ok(()),
    };
    let wrong = match (limits.min, limits.max) {
        (Some(min), _) if size.is_less_than(min) => Some(("less", "fewer", min)),
        (_, Some(max)) if max.is_less_than(size) => Some(("more", "more", max)),
        _ => None,
    };
    if let Some((how, how_many, bound)) = wrong {
        let unit = if bound == Number::Int(1) { one } else { many };
        let message = match unit {
            "" => format!("`{}` is {how} than {}", arg.raw, expr::text(bound)),
            _ => format!("`{}` has {how_many} than {} {unit}", arg.raw, expr::text(bound)),
        };
        return Err(Box::new(Diagnostic::error(&codes::types::VALUE, arg.span, message)));
    }
    if let Literal::String(text) = value {
        written_as(arg, text, attributes)?;
    }
    Ok(())
}

fn written_as(arg: &ast::Arg, text: &str, attributes: &Attributes) -> Read<()> {
    if let Some(wanted) = &attributes.pattern
        && !pattern::matches(&wanted.value, text)
    {
        let message = format!("`{text}` does not match the pattern `{}`", wanted.value);
        return Err(Box::new(Diagnostic::error(&codes::types::VALUE, arg.span, message).also(wanted.span, "the pattern")));
    }
    if let Some(wanted) = &attributes.format
        && !has_format(text, &wanted.value)
    {
        let message = format!("`{text}` is not written as the format `{}` wants", wanted.value);
        return Err(Box::new(Diagnostic::error(&codes::types::VALUE, arg.span, message).also(wanted.span, "the format")));
    }
    Ok(())
}

fn length(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn has_format(text: &str, format: &str) -> bool {
    match format {
        "email" => text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@')),
        "ipv4" => text.parse::<std::net::Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<std::net::Ipv6Addr>().is_ok(),
        "uuid" => is_uuid(text),
        "date" => is_date(text),
        "date-time" => is_datetime(text),
        "time" => is_time(text),
        "uri" => is_url(text),
        _ => true,
    }
}

fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups.iter().all(|group| group.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Numbers of fixed widths with one character between them.
fn digits<const N: usize>(text: &str, between: char, widths: [usize; N]) -> Option<[u32; N]> {
    let parts: Vec<&str> = text.split(between).collect();
    let fits = parts.iter().map(|part| part.len()).eq(widths) && parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    let read: Vec<u32> = if fits { parts.iter().filter_map(|part| part.parse().ok()).collect() } else { Vec::new() };
    read.try_into().ok()
}

/// A day of the calendar: `2026-03-02`.
pub(in crate::model::build) fn is_date(text: &str) -> bool {
    let Some([year, month, day]) = digits(text, '-', [4, 2, 2]) else { return false };
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    };
    (1..=days).contains(&day)
}

fn is_time(text: &str) -> bool {
    let (clock, zone) = match text.find(['Z', '+']).or_else(|| text.rfind('-')) {
        Some(at) => (text.get(..at).unwrap_or_default(), text.get(at..).unwrap_or_default()),
        None => (text, ""),
    };
    let zone_fits = match zone.strip_prefix(['+', '-']) {
        Some(offset) => matches!(digits(offset, ':', [2, 2]), Some([0..=23, 0..=59])),
        None => zone.is_empty() || zone == "Z",
    };
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let is_fraction = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    zone_fits && is_fraction && matches!(digits(clock, ':', [2, 2, 2]), Some([0..=23, 0..=59, 0..=60]))
}

fn is_datetime(text: &str) -> bool {
    let zoned = |time: &str| time.ends_with('Z') || time.contains(['+', '-']);
    text.split_once('T').is_some_and(|(date, time)| is_date(date) && is_time(time) && zoned(time))
}

/// A duration in the form of ISO 8601, from that form or from one with a unit.
fn duration(text: &str) -> Option<String> {
    if let Some(iso) = text.strip_prefix('P') {
        let fits = !iso.is_empty() && iso != "T" && iso.chars().all(|c| c.is_ascii_digit() || "YMWDTHS.".contains(c));
        return (fits && !iso.ends_with(|c: char| c.is_ascii_digit() || c == 'T')).then(|| text.to_owned());
    }
    let at = text.find(|c: char| !c.is_ascii_digit()).filter(|at| *at > 0)?;
    let (count, unit) = (text.get(..at)?, text.get(at..)?);
    match unit {
        "ms" => {
            let all: u64 = count.parse().ok()?;
            Some(format!("PT{}.{:03}S", all / 1000, all % 1000))
        }
        "s" => Some(format!("PT{count}S")),
        "m" => Some(format!("PT{count}M")),
        "h" => Some(format!("PT{count}H")),
        "d" => Some(format!("P{count}D")),
        _ => None,
    }
}

fn is_base64(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    text.len().is_multiple_of(4)
        && text.len() - body.len() <= 2
        && body.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'+' || c == b'/')
}

/// Whether a text begins with a scheme.
pub(in crate::model::build) fn is_url(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let starts = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    starts
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+.-".contains(c))
        && !rest.trim_start_matches('/').is_empty()
        && !text.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::{duration, is_base64, is_date, is_datetime, is_time, is_url, is_uuid};

    #[test]
    fn dates_are_days_of_the_calendar() {
        assert!(is_date("2024-02-29") && is_date("2000-02-29"));
        for wrong in ["2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "26-01-01", "2026-01-00", ""] {
            assert!(!is_date(wrong), "{wrong}");
        }
    }

    #[test]
    fn times_may_name_their_zone_and_moments_must() {
        assert!(is_time("09:30:00") && is_time("09:30:00.5Z") && is_time("09:30:00-05:00"));
        assert!(!is_time("24:00:00") && !is_time("09:30") && !is_time("09:30:00+5"));
        assert!(is_datetime("2026-03-02T09:30:00Z") && is_datetime("2026-03-02T09:30:00+01:00"));
        assert!(!is_datetime("2026-03-02T09:30:00") && !is_datetime("2026-03-02 09:30:00Z"));
    }

    #[test]
    fn durations_become_iso_8601() {
        assert_eq!(duration("30s").as_deref(), Some("PT30S"));
        assert_eq!(duration("1500ms").as_deref(), Some("PT1.500S"));
        assert_eq!(duration("P1DT2H").as_deref(), Some("P1DT2H"));
        for wrong in ["", "30", "30x", "s", "P", "PT", "PT30"] {
            assert_eq!(duration(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn other_forms() {
        assert!(is_uuid("3fa85f64-5717-4562-b3fc-2c963f66afa6") && !is_uuid("3fa85f64"));
        assert!(is_base64("aGVsbG8=") && is_base64("") && !is_base64("a==="));
        assert!(is_url("https://example.com/") && is_url("mailto:a@example.com") && !is_url("example.com") && !is_url("https://"));
    }
}
