//! Types: what fields, bodies and events are made of.

use super::Model;
use super::ids::{ApiId, ElementId, TableId, TypeId, UnitId};
use super::properties::At;
use crate::source::Span;
use schemars::JsonSchema;
use serde::Serialize;

/// A declared type.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct TypeDef {
    /// Which program declares it.
    pub unit: UnitId,
    /// The element in whose body it is declared.
    pub element: Option<ElementId>,
    /// The API in whose body it is declared.
    pub api: Option<ApiId>,
    /// Its name.
    pub name: String,
    /// Its description (Markdown).
    pub description: Option<String>,
    /// What it is.
    pub body: TypeBody,
    /// The name where it is declared.
    pub span: Span,
}

/// What a declared type is.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TypeBody {
    /// Fields under names.
    Record {
        /// The type whose fields it has, too.
        base: Option<At<TypeId>>,
        /// Its own fields.
        fields: Vec<Field>,
    },
    /// Another name for a type, with limits and attributes of its own.
    Alias {
        /// The type.
        of: TypeExpr,
        /// What attributes say of it.
        attributes: Attributes,
    },
    /// One of several record types, told apart by a field `type` that holds the type's name.
    Union(Vec<At<TypeId>>),
    /// One of several words.
    Enum(Vec<EnumValue>),
    /// Something that can go wrong with an operation.
    Error {
        /// The HTTP status, 400 to 599.
        status: u16,
        /// What happened, in a sentence.
        message: Option<String>,
        /// What is said with it.
        fields: Vec<Field>,
    },
}

/// A word of an enum.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct EnumValue {
    /// The word.
    pub name: String,
    /// Its description (Markdown).
    pub description: Option<String>,
    /// `@deprecated`: not to be used any more.
    pub deprecated: bool,
    /// The protobuf number: `@field(N)`, else one more than the value before it.
    pub number: Option<At<u32>>,
    /// Where it stands.
    pub span: Span,
}

/// A field of a record, a parameter, or a column.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Its description (Markdown).
    pub description: Option<String>,
    /// `name?:`: it may be left out.
    pub optional: bool,
    /// Its type.
    pub of: TypeExpr,
    /// What it is where nothing is said; of the field's type.
    pub default: Option<At<Default>>,
    /// The column that it points at, for a column.
    pub references: Option<Reference>,
    /// What attributes say of it.
    pub attributes: Attributes,
    /// The name where it is declared.
    pub span: Span,
}

/// The use of a type.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct TypeExpr {
    /// Which type.
    pub shape: Shape,
    /// The limits: length of a string or bytes, value of a number, items of a list or map.
    pub limits: Limits,
    /// `T?`: it may be null.
    pub nullable: bool,
    /// Where it stands.
    pub span: Span,
}

/// Which type is used.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Shape {
    /// A built-in type.
    Scalar(Scalar),
    /// A declared type.
    Named(TypeId),
    /// A list.
    List(Box<TypeExpr>),
    /// A map from strings.
    Map(Box<TypeExpr>),
    /// The problem details of RFC 9457, which are built in.
    Problem,
}

/// The built-in types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Scalar {
    String,
    Int,
    Long,
    Float,
    Double,
    /// A decimal number: `precision` digits in all (1 to 38), `scale` of them behind the point.
    Decimal {
        precision: u8,
        scale: u8,
    },
    Bool,
    Uuid,
    Date,
    Datetime,
    Time,
    Duration,
    Bytes,
    Url,
    Json,
}

impl Scalar {
    /// The word for it, without the digits of a decimal.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Int => "int",
            Self::Long => "long",
            Self::Float => "float",
            Self::Double => "double",
            Self::Decimal { .. } => "decimal",
            Self::Bool => "bool",
            Self::Uuid => "uuid",
            Self::Date => "date",
            Self::Datetime => "datetime",
            Self::Time => "time",
            Self::Duration => "duration",
            Self::Bytes => "bytes",
            Self::Url => "url",
            Self::Json => "json",
        }
    }
}

/// Lower and upper limits, both included.
#[derive(Clone, Copy, Debug, std::default::Default, PartialEq, Serialize, JsonSchema)]
pub struct Limits {
    /// At least.
    pub min: Option<Number>,
    /// At most.
    pub max: Option<Number>,
}

/// A number as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Number {
    Int(i64),
    Float(f64),
}

impl Number {
    /// Whether a number is less than another, in whichever of the two forms each is written: `1.0` is no less than `1`.
    #[must_use]
    pub fn is_less_than(self, other: Self) -> bool {
        match (self, other) {
            (Self::Int(a), Self::Int(b)) => a < b,
            _ => self.as_float() < other.as_float(),
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "a number with a fraction is as exact as a float is, and so is a comparison with it")]
    fn as_float(self) -> f64 {
        match self {
            Self::Int(n) => n as f64,
            Self::Float(n) => n,
        }
    }
}

/// A value that is written out.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Literal {
    Bool(bool),
    Number(Number),
    /// A string, or a word of an enum.
    String(String),
    List(Vec<Literal>),
    Map(Vec<(String, Literal)>),
}

/// What a field is where nothing is said.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Default {
    /// A fixed value.
    Value(Literal),
    /// `now()`: the moment of creation.
    Now,
    /// `uuid()`: a new one.
    Uuid,
}

/// The column that a column points at.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Reference {
    /// The table.
    pub table: TableId,
    /// The column's name.
    pub column: String,
    /// What happens to this row when that row goes.
    pub on_delete: Option<OnDelete>,
    /// Where this is said.
    pub span: Span,
}

/// What happens to a row when the row it points at goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum OnDelete {
    Cascade,
    Restrict,
    SetNull,
}

/// What attributes say of a field or an alias.
#[derive(Clone, Debug, std::default::Default, PartialEq, Serialize, JsonSchema)]
#[expect(clippy::struct_excessive_bools, reason = "each is a mark of its own that a field bears or not")]
pub struct Attributes {
    /// `@key`: (part of) what tells one from another.
    pub key: bool,
    /// `@readonly`: only the server sets it.
    pub readonly: bool,
    /// `@createonly`: set when created, never changed.
    pub createonly: bool,
    /// `@writeonly`: never given back.
    pub writeonly: bool,
    /// `@filter`: lists can be filtered by it.
    pub filter: bool,
    /// `@sort`: lists can be sorted by it.
    pub sort: bool,
    /// `@deprecated`: not to be used any more.
    pub deprecated: bool,
    /// `@unique`: no two have the same.
    pub unique: bool,
    /// `@pii`: tells of a person.
    pub pii: bool,
    /// `@pci`: card data.
    pub pci: bool,
    /// `@secret`: never shown.
    pub secret: bool,
    /// `@format(x)`: a JSON Schema format.
    pub format: Option<At<String>>,
    /// `@pattern("re")`: a regular expression that the whole string matches.
    pub pattern: Option<At<String>>,
    /// `@example(value)`: a value that shows what it is.
    pub example: Option<At<Literal>>,
    /// The protobuf number: `@field(N)`, else one more than the field before it.
    pub number: Option<At<u32>>,
}

impl Model {
    /// The type that is meant in the end, behind other names of types: its shape is never the name of an alias.
    #[must_use]
    pub fn behind<'m>(&'m self, of: &'m TypeExpr) -> &'m TypeExpr {
        self.aliases(of).last().map_or(of, |(of, _)| of)
    }

    /// What each name on the way to the type that is meant in the end says of it, the outermost first: its limits and its
    /// attributes. The limits of `of` itself are not among them.
    pub fn layers<'m>(&'m self, of: &'m TypeExpr) -> impl Iterator<Item = (Limits, &'m Attributes)> {
        self.aliases(of).map(|(of, attributes)| (of.limits, attributes))
    }

    fn aliases<'m>(&'m self, of: &'m TypeExpr) -> impl Iterator<Item = (&'m TypeExpr, &'m Attributes)> {
        let next = |of: &TypeExpr| match of.shape {
            Shape::Named(id) => match &self[id].body {
                TypeBody::Alias { of, attributes } => Some((of, attributes)),
                _ => None,
            },
            _ => None,
        };
        std::iter::successors(next(of), move |(of, _)| next(of)).take(self.types.len())
    }

    /// All fields of a record (those that it takes over first) or of an error; other types have none.
    #[must_use]
    pub fn fields(&self, id: TypeId) -> Vec<&Field> {
        let mut bodies = Vec::new();
        let mut next = Some(id);
        while let Some(id) = next.filter(|_| bodies.len() <= self.types.len()) {
            match &self[id].body {
                TypeBody::Record { base, fields } => {
                    bodies.push(fields);
                    next = base.as_ref().map(|base| base.value);
                }
                TypeBody::Error { fields, .. } => {
                    bodies.push(fields);
                    next = None;
                }
                TypeBody::Alias { .. } | TypeBody::Union(_) | TypeBody::Enum(_) => next = None,
            }
        }
        bodies.into_iter().rev().flatten().collect()
    }
}
