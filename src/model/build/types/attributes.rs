//! Attributes of fields, aliases and enum values: which there are, what they take, and which go together.

use super::super::Builder;
use super::expr::{Base, base_of, number};
use super::fields::Place;
use super::{at, pattern, values};
use crate::diag::{Diagnostic, codes, nearest};
use crate::model::types::{Attributes, Number};
use crate::model::{At, Scalar, TypeExpr};
use crate::source::Span;
use crate::syntax::ast;

/// All attributes.
const NAMES: [&str; 15] = [
    "key",
    "readonly",
    "createonly",
    "writeonly",
    "filter",
    "sort",
    "deprecated",
    "unique",
    "pii",
    "pci",
    "secret",
    "format",
    "pattern",
    "example",
    "field",
];

/// Attributes that say something of a type or a parameter; the others speak of the fields of a thing.
const OF_TYPES: [&str; 7] = ["deprecated", "pii", "pci", "secret", "format", "pattern", "example"];

/// Attributes that contradict each other, and why.
const CONFLICTS: [(&str, &str, &str); 3] = [
    ("readonly", "writeonly", "it could neither be set nor be seen"),
    ("readonly", "createonly", "only the server would set it, and the caller, too"),
    ("key", "writeonly", "what tells one from another must be seen"),
];

/// Formats that readers of JSON Schema and OpenAPI know.
const FORMATS: [&str; 27] = [
    "date-time",
    "date",
    "time",
    "duration",
    "email",
    "idn-email",
    "hostname",
    "idn-hostname",
    "ipv4",
    "ipv6",
    "uri",
    "uri-reference",
    "uri-template",
    "iri",
    "iri-reference",
    "uuid",
    "json-pointer",
    "relative-json-pointer",
    "regex",
    "password",
    "byte",
    "binary",
    "phone",
    "e164",
    "iban",
    "html",
    "markdown",
];

/// What the attributes of a field or alias say of it.
pub(super) fn read(b: &mut Builder<'_>, trees: &[ast::Attribute], place: Place, of: &TypeExpr) -> Attributes {
    let mut read = Attributes::default();
    let mut example = None;
    let known = known(b, trees, place);
    for tree in &known {
        match tree.name.text.as_str() {
            "format" => read.format = format(b, tree, of),
            "pattern" => read.pattern = a_pattern(b, tree, of),
            "example" => example = one_arg(b, tree, "a value, as in `@example(42)`"),
            "field" => read.number = field_number(b, tree, 1),
            flag => {
                set(&mut read, flag);
                no_args(b, tree);
            }
        }
    }
    conflicts(b, &known);
    suits(b, &known, of);
    if let Some(arg) = example {
        read.example = checked(b, values::literal(&b.model, arg, of, &read)).map(|value| at(value, arg.span));
    }
    read
}

/// What the attributes of an enum's value say of it: whether it is deprecated, and its protobuf number.
pub(super) fn of_enum_value(b: &mut Builder<'_>, trees: &[ast::Attribute]) -> (bool, Option<At<u32>>) {
    let mut read = (false, None);
    for tree in known(b, trees, Place::EnumValue) {
        match tree.name.text.as_str() {
            "deprecated" => {
                read.0 = true;
                no_args(b, tree);
            }
            _ => read.1 = field_number(b, tree, 0),
        }
    }
    read
}

/// A value, or nothing where it was wrong, which is reported.
pub(super) fn checked<T>(b: &mut Builder<'_>, value: Result<T, Box<Diagnostic>>) -> Option<T> {
    value.map_err(|report| b.report(*report)).ok()
}

/// The attributes that there are and that may stand here, each once.
fn known<'t>(b: &mut Builder<'_>, trees: &'t [ast::Attribute], place: Place) -> Vec<&'t ast::Attribute> {
    let mut known: Vec<&ast::Attribute> = Vec::new();
    for tree in trees {
        let name = tree.name.text.as_str();
        if !NAMES.contains(&name) {
            b.report(unknown(tree));
        } else if !allowed(place, name) {
            b.report(not_here(tree, place));
        } else if let Some(first) = known.iter().find(|first| first.name.text == name) {
            let report = Diagnostic::error(&codes::types::ATTRIBUTE_CONFLICT, tree.span, format!("`@{name}` is given twice"))
                .label("again here")
                .also(first.span, "first given here");
            b.report(report);
        } else {
            known.push(tree);
        }
    }
    known
}

fn allowed(place: Place, name: &str) -> bool {
    match place {
        Place::Field | Place::Column => true,
        Place::Alias | Place::Parameter => OF_TYPES.contains(&name),
        Place::EnumValue => matches!(name, "deprecated" | "field"),
    }
}

fn unknown(tree: &ast::Attribute) -> Diagnostic {
    let name = &tree.name.text;
    let report = Diagnostic::error(&codes::types::UNKNOWN_ATTRIBUTE, tree.name.span, format!("there is no attribute `@{name}`"));
    let elsewhere = match name.as_str() {
        "id" | "primary" | "pk" | "primarykey" => Some("key"),
        "sensitive" | "password" => Some("secret"),
        "regex" => Some("pattern"),
        "immutable" => Some("createonly"),
        _ => None,
    };
    match elsewhere.or_else(|| nearest(name, NAMES)) {
        Some(ours) => report.help(format!("did you mean `@{ours}`?")).edit(tree.name.span, ours),
        None => report.help(format!("there are {}", NAMES.map(|name| format!("`@{name}`")).join(", "))),
    }
}

fn not_here(tree: &ast::Attribute, place: Place) -> Diagnostic {
    let name = &tree.name.text;
    let what = match place {
        Place::Alias => "another name of a type",
        Place::EnumValue => "a value of an enum",
        _ => "a parameter",
    };
    Diagnostic::error(&codes::types::ATTRIBUTE_PLACE, tree.span, format!("`@{name}` says nothing of {what}"))
        .help("it is said of a field of a type or a column of a table")
}

fn set(read: &mut Attributes, flag: &str) {
    match flag {
        "key" => read.key = true,
        "readonly" => read.readonly = true,
        "createonly" => read.createonly = true,
        "writeonly" => read.writeonly = true,
        "filter" => read.filter = true,
        "sort" => read.sort = true,
        "deprecated" => read.deprecated = true,
        "unique" => read.unique = true,
        "pii" => read.pii = true,
        "pci" => read.pci = true,
        "secret" => read.secret = true,
        _ => {}
    }
}

fn no_args(b: &mut Builder<'_>, tree: &ast::Attribute) {
    let (Some(first), Some(last)) = (tree.args.first(), tree.args.last()) else { return };
    let message = format!("`@{}` takes no value, found `{}`", tree.name.text, first.raw);
    let rest = Span { start: tree.name.span.end, ..tree.span };
    let report = Diagnostic::error(&codes::types::ATTRIBUTE_VALUE, first.span.to(last.span), message).edit(rest, "");
    b.report(report.help(format!("write `@{}`", tree.name.text)));
}

fn one_arg<'t>(b: &mut Builder<'_>, tree: &'t ast::Attribute, takes: &str) -> Option<&'t ast::Arg> {
    if let [only] = tree.args.as_slice() {
        return Some(only);
    }
    let found = match tree.args.len() {
        0 => "nothing".to_owned(),
        n => format!("{n} values"),
    };
    let message = format!("`@{}` takes {takes}, found {found}", tree.name.text);
    b.report(Diagnostic::error(&codes::types::ATTRIBUTE_VALUE, tree.span, message));
    None
}

fn format(b: &mut Builder<'_>, tree: &ast::Attribute, of: &TypeExpr) -> Option<At<String>> {
    let takes = "a format, as in `@format(email)`";
    let arg = one_arg(b, tree, takes)?;
    let Some(name) = arg.word().or_else(|| arg.str()).filter(|name| !name.is_empty()) else {
        let message = format!("`@format` takes {takes}, found {} `{}`", arg.describe(), arg.raw);
        b.report(Diagnostic::error(&codes::types::ATTRIBUTE_VALUE, arg.span, message));
        return None;
    };
    if !FORMATS.contains(&name)
        && let Some(near) = nearest(name, FORMATS)
    {
        let report = Diagnostic::warning(&codes::types::UNKNOWN_FORMAT, arg.span, format!("no tool knows the format `{name}`"))
            .help(format!("did you mean `{near}`?"))
            .edit(arg.span, near);
        b.report(report);
    }
    // A media type says how a whole body is written, whatever is in it.
    (name.contains('/') || of_text(b, tree, of)).then(|| at(name.to_owned(), arg.span))
}

fn a_pattern(b: &mut Builder<'_>, tree: &ast::Attribute, of: &TypeExpr) -> Option<At<String>> {
    let takes = "a regular expression, as in `@pattern(\"[A-Z]{3}\")`";
    let arg = one_arg(b, tree, takes)?;
    let Some(text) = arg.str() else {
        let message = format!("`@pattern` takes {takes}, found {} `{}`", arg.describe(), arg.raw);
        b.report(Diagnostic::error(&codes::types::ATTRIBUTE_VALUE, arg.span, message));
        return None;
    };
    if let Err(why) = pattern::check(text) {
        let message = format!("`{text}` is not a regular expression: {why}");
        b.report(Diagnostic::error(&codes::types::PATTERN, arg.span, message));
        return None;
    }
    of_text(b, tree, of).then(|| at(text.to_owned(), arg.span))
}

/// Whether a pattern or format stands on a type whose values are strings; reports if not.
fn of_text(b: &mut Builder<'_>, tree: &ast::Attribute, of: &TypeExpr) -> bool {
    let base = base_of(&b.model, of);
    if base.is_text() || base == Base::Scalar(Scalar::Json) {
        return true;
    }
    let message = format!("`@{}` speaks of strings, and this is {}", tree.name.text, base.noun(&b.model));
    let help = if base == Base::List { "put it on a type of the items: `type NAME = string @…`, then `[NAME]`" } else { "leave it out" };
    b.report(Diagnostic::error(&codes::types::ATTRIBUTE_PLACE, tree.span, message).also(of.span, "the type").help(help));
    false
}

fn field_number(b: &mut Builder<'_>, tree: &ast::Attribute, least: u32) -> Option<At<u32>> {
    let arg = one_arg(b, tree, "a protobuf number, as in `@field(3)`")?;
    let most = 536_870_911;
    let value = arg.number().and_then(number);
    let message = match value {
        Some(Number::Int(19_000..=19_999)) if least > 0 => {
            format!("protobuf keeps the numbers 19000 to 19999 for itself, found {}", arg.raw)
        }
        Some(Number::Int(n)) => match u32::try_from(n).ok().filter(|n| (least..=most).contains(n)) {
            Some(n) => return Some(at(n, arg.span)),
            None => format!("a protobuf number is {least} to {most}, found {}", arg.raw),
        },
        _ => format!("`@field` takes a protobuf number, found {} `{}`", arg.describe(), arg.raw),
    };
    b.report(Diagnostic::error(&codes::types::FIELD_NUMBER, arg.span, message));
    None
}

fn conflicts(b: &mut Builder<'_>, known: &[&ast::Attribute]) {
    let find = |name: &str| known.iter().find(|tree| tree.name.text == name);
    for (one, other, why) in CONFLICTS {
        let (Some(first), Some(second)) = (find(one), find(other)) else { continue };
        let (first, second) = if first.span <= second.span { (first, second) } else { (second, first) };
        let message = format!("`@{one}` and `@{other}` contradict each other: {why}");
        let report = Diagnostic::error(&codes::types::ATTRIBUTE_CONFLICT, second.span, message)
            .also(first.span, format!("`@{}` is said here", first.name.text))
            .help("leave one of them out");
        b.report(report);
    }
}

/// Whether what is said fits the type: keys, filters and orders are of plain values.
fn suits(b: &mut Builder<'_>, known: &[&ast::Attribute], of: &TypeExpr) {
    let base = base_of(&b.model, of);
    if base.is_plain() {
        return;
    }
    for tree in known.iter().filter(|tree| matches!(tree.name.text.as_str(), "key" | "filter" | "sort" | "unique")) {
        let name = &tree.name.text;
        let message = format!("`@{name}` needs a plain value such as `uuid` or `string`, and this is {}", base.noun(&b.model));
        b.report(Diagnostic::error(&codes::types::ATTRIBUTE_PLACE, tree.span, message).also(of.span, "the type"));
    }
}
