//! Types where they are used: which type a name means, and the limits in brackets after it.

use super::super::{Builder, ScopeId, TypeTree};
use crate::diag::{Diagnostic, codes};
use crate::model::types::{Limits, Number};
use crate::model::{Model, Scalar, Shape, TypeBody, TypeExpr, TypeId};
use crate::source::Span;
use crate::syntax::ast;

/// What a type is behind its other names.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::model::build) enum Base {
    Scalar(Scalar),
    List,
    Map,
    Record(TypeId),
    Union(TypeId),
    Enum(TypeId),
    Error(TypeId),
    Problem,
}

impl Base {
    /// Whether it is one plain value: a scalar other than `json`, or a word of an enum. What could not be read counts.
    pub(in crate::model::build) fn is_plain(self) -> bool {
        matches!(self, Self::Scalar(_) | Self::Enum(_))
    }

    /// Whether its values are written as strings that patterns and formats speak of.
    pub(super) fn is_text(self) -> bool {
        matches!(self, Self::Scalar(Scalar::String | Scalar::Url))
    }

    /// What a reader calls it.
    pub(in crate::model::build) fn noun(self, model: &Model) -> String {
        match self {
            Self::Scalar(scalar) => format!("`{}`", scalar.word()),
            Self::List => "a list".to_owned(),
            Self::Map => "a map".to_owned(),
            Self::Record(id) => format!("the type `{}`", model[id].name),
            Self::Union(id) => format!("the union `{}`", model[id].name),
            Self::Enum(id) => format!("the enum `{}`", model[id].name),
            Self::Error(id) => format!("the error `{}`", model[id].name),
            Self::Problem => "`Problem`".to_owned(),
        }
    }
}

/// What a type is behind its other names.
pub(in crate::model::build) fn base_of(model: &Model, of: &TypeExpr) -> Base {
    match &model.behind(of).shape {
        Shape::Scalar(scalar) => Base::Scalar(*scalar),
        Shape::List(_) => Base::List,
        Shape::Map(_) => Base::Map,
        Shape::Problem => Base::Problem,
        Shape::Named(id) => match &model[*id].body {
            TypeBody::Record { .. } => Base::Record(*id),
            TypeBody::Union(_) => Base::Union(*id),
            TypeBody::Enum(_) => Base::Enum(*id),
            TypeBody::Error { .. } => Base::Error(*id),
            TypeBody::Alias { .. } => Base::Scalar(Scalar::Json),
        },
    }
}

fn scalar(word: &str) -> Option<Scalar> {
    Some(match word {
        "string" => Scalar::String,
        "int" => Scalar::Int,
        "long" => Scalar::Long,
        "float" => Scalar::Float,
        "double" => Scalar::Double,
        "decimal" => Scalar::Decimal { precision: 38, scale: 9 },
        "bool" => Scalar::Bool,
        "uuid" => Scalar::Uuid,
        "date" => Scalar::Date,
        "datetime" => Scalar::Datetime,
        "time" => Scalar::Time,
        "duration" => Scalar::Duration,
        "bytes" => Scalar::Bytes,
        "url" => Scalar::Url,
        "json" => Scalar::Json,
        _ => return None,
    })
}

/// What other languages call the built-in types.
const ELSEWHERE: [(&str, &str); 24] = [
    ("str", "string"),
    ("text", "string"),
    ("varchar", "string"),
    ("char", "string"),
    ("email", "string @format(email)"),
    ("integer", "int"),
    ("int32", "int"),
    ("i32", "int"),
    ("smallint", "int"),
    ("int64", "long"),
    ("i64", "long"),
    ("bigint", "long"),
    ("number", "double"),
    ("real", "float"),
    ("numeric", "decimal(12,2)"),
    ("boolean", "bool"),
    ("guid", "uuid"),
    ("timestamp", "datetime"),
    ("timestamptz", "datetime"),
    ("uri", "url"),
    ("binary", "bytes"),
    ("blob", "bytes"),
    ("jsonb", "json"),
    ("object", "json"),
];

/// A type as it is used, its limits not yet read; none where something in it was reported.
pub(super) fn shape(b: &mut Builder<'_>, scope: ScopeId, tree: &ast::TypeExpr) -> Option<TypeExpr> {
    let shape = match &tree.kind {
        ast::TypeKind::Named(path) => named(b, scope, path)?,
        ast::TypeKind::List(item) => Shape::List(Box::new(value_shape(b, scope, item)?)),
        ast::TypeKind::Map(item) => Shape::Map(Box::new(value_shape(b, scope, item)?)),
    };
    Some(TypeExpr { shape, limits: Limits::default(), nullable: tree.nullable.is_some(), span: tree.span })
}

fn value_shape(b: &mut Builder<'_>, scope: ScopeId, tree: &ast::TypeExpr) -> Option<TypeExpr> {
    let of = shape(b, scope, tree)?;
    is_value(b, &of).then_some(of)
}

fn named(b: &mut Builder<'_>, scope: ScopeId, path: &ast::Path) -> Option<Shape> {
    if let Some(name) = path.single()
        && b.declared_type(scope, &name.text).is_none()
    {
        if let Some(scalar) = scalar(&name.text) {
            return Some(Shape::Scalar(scalar));
        }
        if name.text == "Problem" {
            return Some(Shape::Problem);
        }
        if let Some((_, ours)) = ELSEWHERE.iter().find(|(word, _)| *word == name.text.to_ascii_lowercase())
            && !b.is_unread(&name.text)
        {
            let report = Diagnostic::error(&codes::names::UNKNOWN_NAME, path.span, format!("there is no type `{}`", name.text))
                .help(format!("did you mean `{ours}`?"))
                .edit(path.span, *ours);
            b.report(report);
            return None;
        }
    }
    b.lookup_type(scope, path).map(Shape::Named)
}

/// Whether a type has values: an error has none. Reports where it has not.
pub(super) fn is_value(b: &mut Builder<'_>, of: &TypeExpr) -> bool {
    let Shape::Named(id) = of.shape else { return true };
    let Some(TypeTree::Error(tree)) = b.types.get(id.index()).map(|part| part.tree) else { return true };
    let message = format!("expected a type, found the error `{}`", tree.name.text);
    let report = Diagnostic::error(&codes::types::ERROR_AS_TYPE, of.span, message)
        .also(tree.name.span, "declared as an error here")
        .help("an error is only a response of an operation; for its fields elsewhere, declare a `type`");
    b.report(report);
    false
}

/// Reads the limits of a type and of the types in it.
pub(super) fn limit(b: &mut Builder<'_>, tree: &ast::TypeExpr, of: &mut TypeExpr) {
    match (&tree.kind, &mut of.shape) {
        (ast::TypeKind::List(item), Shape::List(inner)) | (ast::TypeKind::Map(item), Shape::Map(inner)) => limit(b, item, inner),
        _ => {}
    }
    if let Shape::Scalar(Scalar::Decimal { .. }) = of.shape {
        if let Some((precision, scale)) = decimal(b, tree) {
            of.shape = Shape::Scalar(Scalar::Decimal { precision, scale });
        }
    } else if let Some(limits) = &tree.limits {
        of.limits = read_limits(b, limits, base_of(&b.model, of)).unwrap_or_default();
    }
}

fn decimal(b: &mut Builder<'_>, tree: &ast::TypeExpr) -> Option<(u8, u8)> {
    let form = "`decimal(12,2)` has 12 digits in all, 2 of them behind the point";
    let Some(limits) = &tree.limits else {
        let report = Diagnostic::error(&codes::types::DECIMAL, tree.span, "a `decimal` says how many digits it has").help(form);
        b.report(report);
        return None;
    };
    let digits: Vec<Option<u8>> = limits.args.iter().map(|arg| arg.number().and_then(|text| text.parse().ok())).collect();
    let wrong = match digits.as_slice() {
        [Some(precision @ 1..=38), Some(scale)] if scale <= precision => return Some((*precision, *scale)),
        [Some(precision @ 1..=38), Some(scale)] => format!("a decimal of {precision} digits cannot have {scale} of them behind the point"),
        [Some(precision), Some(_)] => format!("a decimal has 1 to 38 digits, not {precision}"),
        _ => "expected the number of digits and of those behind the point".to_owned(),
    };
    b.report(Diagnostic::error(&codes::types::DECIMAL, limits.span, wrong).help(form));
    None
}

/// What the limits of a type measure.
#[derive(Clone, Copy, PartialEq)]
enum Measure {
    Length,
    Items,
    Int,
    Long,
    Float,
}

impl Measure {
    fn of(base: Base) -> Option<Self> {
        match base {
            Base::Scalar(Scalar::String | Scalar::Bytes | Scalar::Url) => Some(Self::Length),
            Base::Scalar(Scalar::Int) => Some(Self::Int),
            Base::Scalar(Scalar::Long) => Some(Self::Long),
            Base::Scalar(Scalar::Float | Scalar::Double) => Some(Self::Float),
            Base::List | Base::Map => Some(Self::Items),
            _ => None,
        }
    }

    fn noun(self) -> &'static str {
        match self {
            Self::Length => "a length",
            Self::Items => "a number of items",
            Self::Int | Self::Long => "a whole number",
            Self::Float => "a number",
        }
    }

    /// What is wrong with a bound, if anything.
    fn wrong(self, bound: Number) -> Option<String> {
        match (self, bound) {
            (Self::Float, _) | (Self::Long, Number::Int(_)) => None,
            (_, Number::Float(_)) => Some(format!("expected {}, found a fraction", self.noun())),
            (Self::Length | Self::Items, Number::Int(n)) => (n < 0).then(|| format!("{} cannot be negative", self.noun())),
            (Self::Int, Number::Int(n)) => i32::try_from(n).is_err().then(|| "an `int` has 32 bits: use `long` for more".to_owned()),
        }
    }
}

fn read_limits(b: &mut Builder<'_>, limits: &ast::Limits, base: Base) -> Option<Limits> {
    let Some(measure) = Measure::of(base) else {
        let message = format!("{} takes no limits", base.noun(&b.model));
        b.report(Diagnostic::error(&codes::types::LIMITS, limits.span, message).edit(limits.span, "").help("leave the brackets out"));
        return None;
    };
    let [arg] = limits.args.as_slice() else {
        let message = format!("expected one range, found {} values", limits.args.len());
        b.report(limits_report(limits.span, message, measure));
        return None;
    };
    let Some((min, max)) = range(&arg.raw) else {
        b.report(not_a_range(arg, measure));
        return None;
    };
    for bound in [min, max].into_iter().flatten() {
        if let Some(wrong) = measure.wrong(bound) {
            b.report(limits_report(arg.span, wrong, measure));
            return None;
        }
    }
    if let (Some(low), Some(high)) = (min, max)
        && high.is_less_than(low)
    {
        let message = format!("the range `{}` is empty: {} is more than {}", arg.raw, text(low), text(high));
        let swapped = format!("{}..{}", text(high), text(low));
        let report =
            Diagnostic::error(&codes::types::EMPTY_RANGE, arg.span, message).help("the smaller end comes first").edit(arg.span, swapped);
        b.report(report);
        return None;
    }
    Some(Limits { min, max })
}

fn not_a_range(arg: &ast::Arg, measure: Measure) -> Diagnostic {
    let message = format!("expected a range, found `{}`", arg.raw);
    let report = Diagnostic::error(&codes::types::LIMITS, arg.span, message);
    match number(&arg.raw) {
        Some(_) => report.help(format!("write `..{0}` for at most {0}, `{0}..{0}` for exactly {0}", arg.raw)),
        None => report.help(example(measure)),
    }
}

fn limits_report(span: Span, message: String, measure: Measure) -> Diagnostic {
    Diagnostic::error(&codes::types::LIMITS, span, message).help(example(measure))
}

fn example(measure: Measure) -> &'static str {
    match measure {
        Measure::Length => "a length is limited as in `(3..80)`, `(..500)` or `(1..)`",
        Measure::Items => "the number of items is limited as in `(1..10)`, `(..100)` or `(1..)`",
        Measure::Int | Measure::Long => "a whole number is limited as in `(1..100)`, `(0..)` or `(-5..5)`",
        Measure::Float => "a number is limited as in `(0.5..1.5)` or `(0..)`",
    }
}

/// A range of numbers as it is written: `3..80`, `..500`, `1..`.
fn range(text: &str) -> Option<(Option<Number>, Option<Number>)> {
    let (low, high) = text.split_once("..")?;
    let bound = |text: &str| if text.is_empty() { Some(None) } else { number(text).map(Some) };
    match (bound(low)?, bound(high)?) {
        (None, None) => None,
        ends => Some(ends),
    }
}

/// A number as it is written: `3`, `-5`, `0.5`.
pub(super) fn number(text: &str) -> Option<Number> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, fraction)| (whole, Some(fraction)));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(whole) {
        return None;
    }
    match fraction {
        None => text.parse().ok().map(Number::Int),
        Some(fraction) if is_digits(fraction) => text.parse().ok().map(Number::Float),
        Some(_) => None,
    }
}

/// A number in the form in which it is written.
pub(super) fn text(number: Number) -> String {
    match number {
        Number::Int(n) => n.to_string(),
        Number::Float(n) => n.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{number, range};
    use crate::model::types::Number::{Float, Int};

    #[test]
    fn numbers_are_read_as_they_are_written() {
        assert_eq!(number("-5"), Some(Int(-5)));
        assert_eq!(number("0.5"), Some(Float(0.5)));
        for wrong in ["", "-", ".5", "1.", "1e3", "1_000", "99999999999999999999", "3x"] {
            assert_eq!(number(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn ranges_have_an_end_at_least() {
        assert_eq!(range("-5..5"), Some((Some(Int(-5)), Some(Int(5)))));
        assert_eq!(range("0.5..1.5"), Some((Some(Float(0.5)), Some(Float(1.5)))));
        assert_eq!(range("..500"), Some((None, Some(Int(500)))));
        assert_eq!(range("1.."), Some((Some(Int(1)), None)));
        for wrong in ["..", "3", "1..x", "1...5", "1..2..3"] {
            assert_eq!(range(wrong), None, "{wrong}");
        }
    }
}
