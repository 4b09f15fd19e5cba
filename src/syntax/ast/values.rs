//! Words, strings, paths and the values of properties. Numbers stay as they are written: what a unit means follows from
//! the property, so the model reads them.

use super::TypeExpr;
use crate::source::Span;

/// A single name: a letter or `_`, then letters, digits, `_`, and `-` before a letter or digit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ident {
    /// The name.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// Names with dots between them: `shop.orders.createOrder`. There is at least one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// The names, outermost first.
    pub parts: Vec<Ident>,
    /// From the first to the last.
    pub span: Span,
}

impl Path {
    /// The last name; that of an empty path is empty.
    #[must_use]
    pub fn last(&self) -> &str {
        self.parts.last().map_or("", |part| part.text.as_str())
    }

    /// The only name, if there is just one.
    #[must_use]
    pub fn single(&self) -> Option<&Ident> {
        match self.parts.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// The names as they were written, dots between them.
    #[must_use]
    pub fn text(&self) -> String {
        self.parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(".")
    }
}

/// A tag: `#critical`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// The name without `#`.
    pub name: String,
    /// With its `#`.
    pub span: Span,
}

/// A `"string"` with its escapes read, or a `"""raw text"""` with its common indentation removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Str {
    /// The text that is meant.
    pub value: String,
    /// Where it stands, with its quotes.
    pub span: Span,
}

/// The `///` lines before a declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doc {
    /// Their text (Markdown), a line each, without the slashes and one space after them.
    pub text: String,
    /// From the first line to the last.
    pub span: Span,
}

/// One value of a property, default or attribute.
#[derive(Clone, Debug, PartialEq)]
pub struct Arg {
    /// What it looks like.
    pub kind: ArgKind,
    /// Exactly as it was written: `512Mi`, `"a\n"`, `[a, b]`.
    pub raw: String,
    /// Where it stands.
    pub span: Span,
}

/// What a value looks like. A run of characters without space is one value, so that `512MB` arrives whole and the model
/// can say that it is not a size.
#[derive(Clone, Debug, PartialEq)]
pub enum ArgKind {
    /// `"text"`; holds what is meant.
    Str(String),
    /// `"""text"""`; holds what is meant.
    Text(String),
    /// One name: `bearer`, `p99`, `eu-west-1`.
    Word,
    /// Two names or more with dots between them: `shop.orders`, and just as well a host `shop.example.com`.
    Path(Path),
    /// Starts with a digit, or with `-`, `.` or `..` and a digit: `3`, `50Gi`, `250m..1`, `..500`, `-5..5`, `99.95%`,
    /// `120/s`, `30d`, `2026-03-02`, `3.2.0`, `10.0.0.1:80`, and also `512MB` or `3x`. The model reads it from `raw`.
    Number,
    /// `/orders/{id: uuid}`.
    UrlPath(UrlPath),
    /// `[a, "b", 3]`.
    List(Vec<Arg>),
    /// `now()`, `uuid()`; only in defaults and attributes. Holds the name and what stands in the brackets.
    Call(Ident, Vec<Arg>),
    /// Any other run of characters: `*.example.com`, `v0.10.6`, `example.internal:5432`, `*`.
    Other,
}

impl Arg {
    /// What a string or raw text says.
    #[must_use]
    pub fn str(&self) -> Option<&str> {
        match &self.kind {
            ArgKind::Str(value) | ArgKind::Text(value) => Some(value),
            _ => None,
        }
    }

    /// The value as a [`Str`], if it is one.
    #[must_use]
    pub fn string(&self) -> Option<Str> {
        self.str().map(|value| Str { value: value.to_owned(), span: self.span })
    }

    /// The word, if it is a single one.
    #[must_use]
    pub fn word(&self) -> Option<&str> {
        (self.kind == ArgKind::Word).then_some(self.raw.as_str())
    }

    /// The word as a name, if it is a single one.
    #[must_use]
    pub fn ident(&self) -> Option<Ident> {
        self.word().map(|word| Ident { text: word.to_owned(), span: self.span })
    }

    /// The value as a path of one name or more, if it is a word or a path.
    #[must_use]
    pub fn path(&self) -> Option<Path> {
        match &self.kind {
            ArgKind::Word => Some(Path { parts: vec![Ident { text: self.raw.clone(), span: self.span }], span: self.span }),
            ArgKind::Path(path) => Some(path.clone()),
            _ => None,
        }
    }

    /// The number with its unit as it was written, if it looks like one.
    #[must_use]
    pub fn number(&self) -> Option<&str> {
        (self.kind == ArgKind::Number).then_some(self.raw.as_str())
    }

    /// The characters of a word, path, number or other run: whatever was written without quotes, brackets and slashes at
    /// the start. Good for versions and hosts.
    #[must_use]
    pub fn bare(&self) -> Option<&str> {
        matches!(self.kind, ArgKind::Word | ArgKind::Path(_) | ArgKind::Number | ArgKind::Other).then_some(self.raw.as_str())
    }

    /// The URL path, if it is one.
    #[must_use]
    pub fn url_path(&self) -> Option<&UrlPath> {
        match &self.kind {
            ArgKind::UrlPath(path) => Some(path),
            _ => None,
        }
    }

    /// The items of a list.
    #[must_use]
    pub fn list(&self) -> Option<&[Arg]> {
        match &self.kind {
            ArgKind::List(items) => Some(items),
            _ => None,
        }
    }

    /// What a reader calls a value of this form: `a string`, `a number`, ….
    #[must_use]
    pub fn describe(&self) -> &'static str {
        match self.kind {
            ArgKind::Str(_) => "a string",
            ArgKind::Text(_) => "a raw text",
            ArgKind::Word => "a word",
            ArgKind::Path(_) => "a dotted name",
            ArgKind::Number => "a number",
            ArgKind::UrlPath(_) => "a path",
            ArgKind::List(_) => "a list",
            ArgKind::Call(..) => "a call",
            ArgKind::Other => "a value",
        }
    }
}

/// A path of a URL: `/orders/{id: uuid}/-/ready`. The root `/` has no segments.
#[derive(Clone, Debug, PartialEq)]
pub struct UrlPath {
    /// What stands between the slashes; a slash at the very end adds an empty literal.
    pub segments: Vec<UrlSegment>,
    /// Where it stands.
    pub span: Span,
}

/// A part of a URL path between two slashes.
#[derive(Clone, Debug, PartialEq)]
pub enum UrlSegment {
    /// Characters as they are.
    Literal(Ident),
    /// `{id}` or `{id: uuid}`.
    Parameter {
        /// The parameter.
        name: Ident,
        /// Its type; a string where none is given. Boxed, for types are seldom.
        ty: Option<Box<TypeExpr>>,
        /// With its braces.
        span: Span,
    },
}
