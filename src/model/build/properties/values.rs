//! Reads the values of a property, argument by argument. A mistake is given back as the diagnostic that says it, with
//! what the property takes; nothing is reported here but by [`keep`].

use super::super::Builder;
use crate::diag::{Diagnostic, codes};
use crate::model::At;
use crate::model::properties::Protocol;
use crate::model::quantity::{Bytes, Malformed, Millis, Percent, Rate};
use crate::source::Span;
use crate::syntax::ast;
use std::ops::RangeInclusive;
use std::str::FromStr;

/// What a property takes, in words.
pub(in crate::model::build) struct Form {
    /// Its name.
    pub name: &'static str,
    /// What stands behind the name: `REQUEST[..LIMIT]`.
    pub takes: &'static str,
    /// A whole example: `cpu 250m..1`.
    pub example: &'static str,
}

impl Form {
    /// A sentence of help.
    pub(in crate::model::build) fn help(&self) -> String {
        if self.takes.is_empty() {
            return format!("`{}` stands alone", self.name);
        }
        format!("`{}` takes `{}`, as in `{}`", self.name, self.takes, self.example)
    }
}

/// Why a value could not be read: what to report, or nothing where that is done.
pub(in crate::model::build) struct Fault(Option<Box<Diagnostic>>);

impl Fault {
    /// Somebody else has reported it.
    pub(in crate::model::build) const REPORTED: Self = Self(None);

    /// Where the mistake is.
    #[cfg(test)]
    pub(super) fn span(&self) -> Option<Span> {
        self.0.as_ref().map(|report| report.primary.span)
    }

    pub(super) fn help(self, text: impl FnOnce() -> String) -> Self {
        Self(self.0.map(|report| Box::new(report.help(text()))))
    }
}

impl From<Diagnostic> for Fault {
    fn from(report: Diagnostic) -> Self {
        Self(Some(Box::new(report)))
    }
}

/// A value, or why there is none.
pub(in crate::model::build) type Read<T> = Result<T, Fault>;

/// The value, if it could be read; reports why not, unless the parser has done so for the same statement.
pub(in crate::model::build) fn keep<T>(b: &mut Builder<'_>, item: &ast::Item, read: Read<T>) -> Option<T> {
    match read {
        Ok(value) => Some(value),
        Err(Fault(Some(report))) if !item.broken => {
            b.report(*report);
            None
        }
        Err(_) => None,
    }
}

/// The value of something else than a property, if it could be read; reports why not.
pub(in crate::model::build) fn keep_arg<T>(b: &mut Builder<'_>, read: Read<T>) -> Option<T> {
    match read {
        Ok(value) => Some(value),
        Err(Fault(report)) => {
            if let Some(report) = report {
                b.report(*report);
            }
            None
        }
    }
}

/// The arguments of a property, from left to right.
pub(in crate::model::build) struct Args<'t> {
    form: &'static Form,
    item: &'t ast::Item,
    rest: std::slice::Iter<'t, ast::Arg>,
}

impl<'t> Args<'t> {
    /// Those of this statement.
    pub(in crate::model::build) fn new(form: &'static Form, item: &'t ast::Item) -> Self {
        Self { form, item, rest: item.args.iter() }
    }

    /// Reads the next one; `what` says what it is to be, with its article.
    pub(in crate::model::build) fn take<T>(&mut self, what: &str, read: impl FnOnce(&'t ast::Arg) -> Read<T>) -> Read<T> {
        match self.rest.next() {
            Some(arg) => read(arg).map_err(|fault| fault.help(|| self.form.help())),
            None => Err(self.lacks(what)),
        }
    }

    /// Reads the next one, if there is any left.
    pub(in crate::model::build) fn maybe<T>(&mut self, read: impl FnOnce(&'t ast::Arg) -> Read<T>) -> Read<Option<T>> {
        if self.peek().is_none() { Ok(None) } else { self.take("", read).map(Some) }
    }

    /// Goes past this word, if it is the next.
    pub(in crate::model::build) fn word(&mut self, word: &str) -> bool {
        let found = self.peek().and_then(ast::Arg::word) == Some(word);
        if found {
            self.rest.next();
        }
        found
    }

    /// Goes past this word, which has to be the next.
    pub(in crate::model::build) fn demand(&mut self, word: &str) -> Read<()> {
        match self.peek() {
            _ if self.word(word) => Ok(()),
            Some(arg) => Err(Fault::from(expected(arg, &format!("`{word}`"))).help(|| self.form.help())),
            None => Err(self.lacks(&format!("`{word}`"))),
        }
    }

    /// The next one.
    pub(in crate::model::build) fn peek(&self) -> Option<&'t ast::Arg> {
        self.rest.as_slice().first()
    }

    /// Nothing may be left.
    pub(in crate::model::build) fn end(&self) -> Read<()> {
        let name = self.form.name;
        let wrong = |span: Span, message: String| Diagnostic::error(&codes::properties::WRONG_FORM, span, message);
        let report = if let Some(arg) = self.peek() {
            wrong(arg.span, format!("expected the end of `{name}`, found {}", found(arg)))
        } else if let Some(tag) = self.item.tags.first() {
            wrong(tag.span, format!("`{name}` is a property and bears no tags"))
        } else if let Some(span) = self.item.external {
            wrong(span, format!("`{name}` is a property and cannot be external"))
        } else if let Some(body) = &self.item.body {
            wrong(body.span, format!("`{name}` takes no block"))
        } else {
            return Ok(());
        };
        Err(report.help(self.form.help()).into())
    }

    /// The property from its name to its last argument.
    pub(in crate::model::build) fn span(&self) -> Span {
        self.item.head_span()
    }

    /// A value that this property says.
    pub(in crate::model::build) fn at<T>(&self, value: T) -> At<T> {
        At::new(value, self.span())
    }

    /// The report of something that is not there.
    pub(in crate::model::build) fn lacks(&self, what: &str) -> Fault {
        let message = format!("expected {what} after `{}`", self.written());
        Diagnostic::error(&codes::properties::WRONG_FORM, self.span(), message).help(self.form.help()).into()
    }

    /// The report of something that is not what stands there.
    pub(in crate::model::build) fn wrong(&self, arg: &ast::Arg, what: &str) -> Fault {
        expected(arg, what).help(self.form.help()).into()
    }

    fn written(&self) -> String {
        let short = self.item.args.iter().filter(|arg| arg.bare().is_some()).map(|arg| arg.raw.as_str());
        std::iter::once(self.form.name).chain(short).collect::<Vec<_>>().join(" ")
    }
}

/// Reads a property that takes one argument.
pub(in crate::model::build) fn one<'t, T>(
    form: &'static Form,
    item: &'t ast::Item,
    what: &str,
    read: impl FnOnce(&'t ast::Arg) -> Read<T>,
) -> Read<At<T>> {
    let mut args = Args::new(form, item);
    let value = args.take(what, read)?;
    args.end()?;
    Ok(args.at(value))
}

/// Reads a property that takes no argument.
pub(in crate::model::build) fn flag(form: &'static Form, item: &ast::Item) -> Read<At<bool>> {
    let args = Args::new(form, item);
    args.end()?;
    Ok(args.at(true))
}

/// An argument as a reader would speak of it.
pub(in crate::model::build) fn found(arg: &ast::Arg) -> String {
    match arg.kind {
        ast::ArgKind::Text(_) => arg.describe().to_owned(),
        ast::ArgKind::Word | ast::ArgKind::Number | ast::ArgKind::Other => format!("`{}`", arg.raw),
        _ => format!("{} `{}`", arg.describe(), arg.raw),
    }
}

/// "expected …, found …".
pub(in crate::model::build) fn expected(arg: &ast::Arg, what: &str) -> Diagnostic {
    Diagnostic::error(&codes::properties::WRONG_FORM, arg.span, format!("expected {what}, found {}", found(arg)))
}

/// A value that has the right form, but not in this range.
pub(in crate::model::build) fn out_of_range(arg: &ast::Arg, message: impl Into<String>) -> Diagnostic {
    Diagnostic::error(&codes::properties::OUT_OF_RANGE, arg.span, message)
}

/// What a string says. A bare value is shown in its quotes.
pub(in crate::model::build) fn text(arg: &ast::Arg) -> Read<String> {
    match arg.str() {
        Some(value) => Ok(value.to_owned()),
        None if arg.bare().is_some() || arg.url_path().is_some() => {
            let quoted = format!("\"{}\"", arg.raw);
            Err(expected(arg, "a string").help(format!("put it in quotes: `{quoted}`")).edit(arg.span, quoted).into())
        }
        None => Err(expected(arg, "a string").into()),
    }
}

/// A string that says something.
pub(in crate::model::build) fn some_text(arg: &ast::Arg) -> Read<String> {
    let value = text(arg)?;
    if value.trim().is_empty() { Err(expected(arg, "a string that says something").into()) } else { Ok(value) }
}

/// A single name.
pub(in crate::model::build) fn name(arg: &ast::Arg) -> Read<String> {
    arg.word().map(str::to_owned).ok_or_else(|| expected(arg, "a name").into())
}

/// A dotted name.
pub(in crate::model::build) fn path(arg: &ast::Arg) -> Read<ast::Path> {
    arg.path().ok_or_else(|| expected(arg, "a name").into())
}

/// A version: any run of characters without space, or a string.
pub(in crate::model::build) fn version(arg: &ast::Arg) -> Read<String> {
    match arg.bare().or(arg.str()) {
        Some(value) if !value.trim().is_empty() => Ok(value.to_owned()),
        _ => Err(expected(arg, "a version").into()),
    }
}

/// The items of a list of strings and bare words.
pub(in crate::model::build) fn strings(arg: &ast::Arg) -> Read<Vec<String>> {
    let Some(items) = arg.list() else { return Err(expected(arg, "a list in `[` and `]`").into()) };
    let item = |arg: &ast::Arg| {
        let bare = arg.bare().or(arg.url_path().map(|_| arg.raw.as_str()));
        arg.str().or(bare).map(str::to_owned).ok_or_else(|| expected(arg, "a string").into())
    };
    items.iter().map(item).collect()
}

/// One of a few words.
pub(in crate::model::build) fn one_of<T: Copy>(arg: &ast::Arg, what: &str, known: &[(&str, T)]) -> Read<T> {
    let said = arg.word().or(arg.str());
    if let Some((_, value)) = known.iter().find(|(word, _)| arg.word() == Some(*word)) {
        return Ok(*value);
    }
    let words: Vec<String> = known.iter().map(|(word, _)| format!("`{word}`")).collect();
    let report = expected(arg, what);
    let report = match said {
        Some(said) if known.iter().any(|(word, _)| *word == said) => {
            report.help(format!("write it without quotes: `{said}`")).edit(arg.span, said)
        }
        Some(said) => report.suggest(arg.span, said, known.iter().map(|(word, _)| *word)),
        None => report,
    };
    Err(report.help(format!("it is one of {}", words.join(", "))).into())
}

/// A protocol of ports.
pub(in crate::model::build) fn protocol(arg: &ast::Arg) -> Read<Protocol> {
    one_of(arg, "a protocol", &Protocol::ALL.map(|protocol| (protocol.word(), protocol)))
}

/// A whole number within limits.
pub(in crate::model::build) fn count(arg: &ast::Arg, what: &str, limits: RangeInclusive<u64>) -> Read<u64> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
    let number = arg.number().filter(|text| digits(text.strip_prefix('-').unwrap_or(text)));
    let Some(number) = number else { return Err(unquoted(arg, what, digits)) };
    match number.parse::<u64>() {
        Ok(value) if limits.contains(&value) => Ok(value),
        _ => {
            let within = match (*limits.start(), *limits.end()) {
                (0, end) => format!("of at most {end}"),
                (start, end) if end >= u64::from(u32::MAX) => format!("of at least {start}"),
                (start, end) => format!("from {start} to {end}"),
            };
            let within = if number.starts_with('-') && *limits.start() == 0 { "not below 0".to_owned() } else { within };
            Err(out_of_range(arg, format!("expected {what} {within}, found `{number}`")).into())
        }
    }
}

/// A whole number that fits in 32 bits.
pub(in crate::model::build) fn count32(arg: &ast::Arg, what: &str, limits: RangeInclusive<u32>) -> Read<u32> {
    let value = count(arg, what, u64::from(*limits.start())..=u64::from(*limits.end()))?;
    u32::try_from(value).map_err(|_| out_of_range(arg, format!("`{value}` is too large")).into())
}

/// A port.
pub(in crate::model::build) fn port(arg: &ast::Arg) -> Read<u16> {
    let value = count(arg, "a port", 1..=65_535)?;
    u16::try_from(value).map_err(|_| out_of_range(arg, format!("`{value}` is too large")).into())
}

/// A duration.
pub(in crate::model::build) fn duration(arg: &ast::Arg) -> Read<Millis> {
    quantity(arg, "a duration such as `30s`")
}

/// A duration above zero.
pub(in crate::model::build) fn some_time(arg: &ast::Arg) -> Read<Millis> {
    let value = duration(arg)?;
    if value.0 == 0 { Err(out_of_range(arg, format!("expected a duration above zero, found `{}`", arg.raw)).into()) } else { Ok(value) }
}

/// A size above zero.
pub(in crate::model::build) fn size(arg: &ast::Arg) -> Read<Bytes> {
    let value: Bytes = quantity(arg, "a size such as `512Mi`")?;
    if value.0 == 0 { Err(out_of_range(arg, format!("expected a size above zero, found `{}`", arg.raw)).into()) } else { Ok(value) }
}

/// A share of at most 100 %, above zero.
pub(in crate::model::build) fn percent(arg: &ast::Arg) -> Read<Percent> {
    let value: Percent = quantity(arg, "a share such as `70%`")?;
    if value.0 > 100.0 {
        return Err(out_of_range(arg, format!("expected a share of at most 100%, found `{}`", arg.raw)).into());
    }
    if value.0 <= 0.0 { Err(out_of_range(arg, format!("expected a share above zero, found `{}`", arg.raw)).into()) } else { Ok(value) }
}

/// A rate above zero.
pub(in crate::model::build) fn rate(arg: &ast::Arg) -> Read<Rate> {
    let value: Rate = quantity(arg, "a rate such as `120/s`")?;
    if value.count == 0 { Err(out_of_range(arg, format!("expected a rate above zero, found `{}`", arg.raw)).into()) } else { Ok(value) }
}

/// A percentile: `p99`, `p99.9`.
pub(in crate::model::build) fn percentile(arg: &ast::Arg) -> Read<Percent> {
    let digits = arg.bare().and_then(|text| text.strip_prefix('p'));
    let number = digits.filter(|text| text.starts_with(|c: char| c.is_ascii_digit())).and_then(|text| text.parse::<f64>().ok());
    match number {
        Some(value) if value > 0.0 && value < 100.0 => Ok(Percent(value)),
        Some(_) => Err(out_of_range(arg, format!("expected a percentile between `p0` and `p100`, found `{}`", arg.raw)).into()),
        None => Err(expected(arg, "a percentile such as `p99`").into()),
    }
}

/// A number with its unit.
pub(in crate::model::build) fn quantity<T: FromStr<Err = Malformed>>(arg: &ast::Arg, what: &str) -> Read<T> {
    let Some(number) = arg.number() else { return Err(unquoted(arg, what, |text| text.parse::<T>().is_ok())) };
    number.parse().map_err(|why| malformed(arg, number, &why, what))
}

/// What two dots stand between.
type Ends<T> = (Option<T>, Option<T>);

/// `A..B`, `A..`, `..B`, or `A` alone, which is both given as the first; the first is not above the second.
pub(in crate::model::build) fn range<T: FromStr<Err = Malformed> + PartialOrd>(arg: &ast::Arg, what: &str) -> Read<Ends<T>> {
    let fits = |text: &str| text.split("..").all(|end| end.is_empty() || end.parse::<T>().is_ok());
    let Some(number) = arg.number() else { return Err(unquoted(arg, what, fits)) };
    let end = |text: &str| -> Read<Option<T>> {
        if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|why| malformed(arg, text, &why, what)) }
    };
    let Some((low, high)) = number.split_once("..") else { return Ok((end(number)?, None)) };
    match (end(low)?, end(high)?) {
        (Some(from), Some(to)) if from > to => {
            let turned = format!("{high}..{low}");
            let report = out_of_range(arg, format!("`{number}` is no range: `{low}` is above `{high}`"));
            Err(report.help(format!("did you mean `{turned}`?")).edit(arg.span, turned).into())
        }
        ends => Ok(ends),
    }
}

/// Something else than a number was written; perhaps the number stands in quotes.
fn unquoted(arg: &ast::Arg, what: &str, fits: impl Fn(&str) -> bool) -> Fault {
    let report = expected(arg, what);
    match arg.str().filter(|text| fits(text)) {
        Some(inner) => report.help(format!("write it without quotes: `{inner}`")).edit(arg.span, inner).into(),
        None => report.into(),
    }
}

fn malformed(arg: &ast::Arg, number: &str, why: &Malformed, what: &str) -> Fault {
    let wrong = |rest: &str| {
        let message = format!("expected {what}, found `{number}`{rest}");
        Diagnostic::error(&codes::properties::WRONG_FORM, arg.span, message)
    };
    let report = match why {
        Malformed::Unit(None) if number.bytes().all(|c| c.is_ascii_digit() || c == b'.') => wrong(" without a unit"),
        Malformed::Form | Malformed::Unit(None) => wrong(""),
        Malformed::Unit(Some(meant)) => {
            let whole = arg.raw.replacen(number, meant, 1);
            wrong("").help(format!("did you mean `{whole}`?")).edit(arg.span, whole)
        }
        Malformed::Negative => out_of_range(arg, format!("`{number}` is below zero")),
        Malformed::TooFine => out_of_range(arg, format!("`{number}` is finer than can be told apart")),
        Malformed::TooLarge => out_of_range(arg, format!("`{number}` is too large")),
    };
    report.into()
}
