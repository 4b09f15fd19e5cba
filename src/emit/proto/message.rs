//! Types of the model as messages and enums of a package.

use super::names::{self, FieldNames, unique};
use super::package::{Home, Package};
use super::reach::{collection, fields};
use super::spec::{Definition, Enum, Field, FieldType, Label, Message, Number, Reserved, Value};
use crate::emit::words;
use crate::model::types::EnumValue;
use crate::model::{At, Model, Scalar, Shape, TypeBody, TypeExpr, TypeId};
use crate::source::Span;
use std::collections::BTreeSet;

/// Makes what one file of a package holds, and notes what that file must import.
pub struct Messages<'p> {
    pub model: &'p Model,
    pub package: &'p Package,
    /// Whether the file is the one of all.
    pub is_common: bool,
    pub imports: BTreeSet<String>,
    /// Names that mean something else where types are named: methods in a service; the messages that protobuf makes of maps.
    pub shadowed: BTreeSet<String>,
    /// Names of enum values, which share the package's name space.
    values: &'p mut BTreeSet<String>,
}

/// The messages that stand in the message that is made, and their names.
#[derive(Default)]
struct Nested {
    messages: Vec<Message>,
    names: BTreeSet<String>,
}

impl<'p> Messages<'p> {
    /// For one file, with the names of the enum values in the package's other files.
    pub fn new(model: &'p Model, package: &'p Package, is_common: bool, values: &'p mut BTreeSet<String>) -> Self {
        Self { model, package, is_common, imports: BTreeSet::new(), shadowed: BTreeSet::new(), values }
    }

    /// A declared type.
    pub fn definition(&mut self, id: TypeId) -> Definition {
        let name = self.package.name_of(id).to_owned();
        match &self.model[id].body {
            TypeBody::Enum(values) => Definition::Enum(self.enumeration(id, name, values)),
            TypeBody::Union(members) => Definition::Message(self.union(id, name, members)),
            TypeBody::Alias { of, .. } => {
                let mut message = self.holder(name, of);
                message.comment = self.comment(id, &self.model[id].name);
                Definition::Message(message)
            }
            TypeBody::Record { .. } | TypeBody::Error { .. } => Definition::Message(self.record(id, name)),
        }
    }

    /// A record or an error, under a name.
    pub fn record(&mut self, id: TypeId, name: String) -> Message {
        let declared = fields(self.model, id);
        let entry = |of: &TypeExpr| matches!(self.model.behind(of).shape, Shape::Map(_));
        self.shadowed =
            declared.iter().filter(|field| entry(&field.of)).map(|field| format!("{}Entry", names::pascal(&field.name))).collect();
        let (mut taken, mut nested) = (FieldNames::default(), Nested::default());
        let mut made = Vec::new();
        for field in declared {
            made.push(Field {
                comment: said(field.description.as_deref(), || words::phrase(&field.name)),
                of: self.field(&field.of, field.optional, &field.name, &mut nested),
                name: taken.claim(&field.name),
                number: number(field.attributes.number, field.span),
                deprecated: field.attributes.deprecated,
            });
        }
        self.shadowed.clear();
        Message {
            comment: self.comment(id, &name),
            name,
            choice: None,
            fields: made,
            nested: nested.messages,
            reserved: Reserved::default(),
        }
    }

    /// The problem details that are built in.
    pub fn problem(&self) -> Message {
        let field = |number, name: &str, of: &str, label, comment: &str| Field {
            comment: comment.to_owned(),
            of: FieldType { label, name: of.to_owned() },
            name: name.to_owned(),
            number: Number::free(number),
            deprecated: false,
        };
        let fields = vec![
            field(1, "type", "string", Label::Optional, "A URI that says what kind of problem it is."),
            field(2, "title", "string", Label::None, "The kind of problem, in a few words."),
            field(3, "status", "int32", Label::None, "The HTTP status."),
            field(4, "detail", "string", Label::Optional, "What happened this time."),
            field(5, "instance", "string", Label::Optional, "A URI that says which occurrence it is."),
        ];
        let comment = "A problem (RFC 9457).".to_owned();
        Message { comment, name: self.package.problem.clone(), choice: None, fields, nested: Vec::new(), reserved: Reserved::default() }
    }

    /// What the author wrote of a type, else a sentence made from a name.
    fn comment(&self, id: TypeId, name: &str) -> String {
        let declared = &self.model[id];
        let happened = match &declared.body {
            TypeBody::Error { message, .. } => message.as_deref(),
            _ => None,
        };
        said(declared.description.as_deref().or(happened), || words::one(name))
    }

    fn union(&mut self, id: TypeId, name: String, members: &[At<TypeId>]) -> Message {
        let mut taken = FieldNames::default();
        let choice = taken.claim("type");
        let mut fields = Vec::new();
        for (member, number) in members.iter().zip(1..) {
            fields.push(Field {
                comment: words::sentence(&words::one(&self.model[member.value].name)),
                of: FieldType { label: Label::None, name: self.reference(member.value) },
                name: taken.claim(&self.model[member.value].name),
                number: Number::free(number),
                deprecated: false,
            });
        }
        let comment = self.comment(id, &self.model[id].name);
        Message { comment, name, choice: Some(choice), fields, nested: Vec::new(), reserved: Reserved::default() }
    }

    fn enumeration(&mut self, id: TypeId, name: String, values: &[EnumValue]) -> Enum {
        let front = names::shout(&name);
        let mut made = Vec::new();
        if values.iter().all(|value| number(value.number, value.span).value != 0) {
            made.push(Value {
                comment: format!("No {} is given.", words::words(&self.model[id].name).join(" ")),
                name: unique(self.values, &format!("{front}_UNSPECIFIED")),
                number: Number { value: 0, given: Some(self.model[id].span) },
                deprecated: false,
            });
        }
        for value in values {
            made.push(Value {
                comment: said(value.description.as_deref(), || words::phrase(&value.name)),
                name: unique(self.values, &format!("{front}_{}", names::shout(&value.name))),
                number: number(value.number, value.span),
                deprecated: value.deprecated,
            });
        }
        // In proto3 the first value must be the one with the number 0.
        made.sort_by_key(|value| value.number.value != 0);
        Enum { comment: self.comment(id, &self.model[id].name), name, values: made, reserved: Reserved::default() }
    }

    /// The type of a field. Lists and maps that are left out are empty; all else tells the two apart where it may be left out.
    fn field(&mut self, of: &TypeExpr, optional: bool, name: &str, nested: &mut Nested) -> FieldType {
        let (of, nullable) = self.settled(of);
        let label = if optional || nullable { Label::Optional } else { Label::None };
        let plain = |name: String| FieldType { label: Label::None, name };
        match &of.shape {
            Shape::List(item) => FieldType { label: Label::Repeated, name: self.item(item, name, "Item", nested) },
            Shape::Map(value) => plain(format!("map<string, {}>", self.item(value, name, "Value", nested))),
            Shape::Problem => plain(self.problem_reference()),
            Shape::Named(id) if matches!(self.model[*id].body, TypeBody::Enum(_)) => FieldType { label, name: self.reference(*id) },
            Shape::Named(id) => plain(self.reference(*id)),
            Shape::Scalar(scalar) => match self.known(*scalar) {
                Some(known) => plain(known),
                None => FieldType { label, name: keyword(*scalar).to_owned() },
            },
        }
    }

    /// The type of what is in a list or a map: a message of its own where protobuf cannot put it there.
    fn item(&mut self, of: &TypeExpr, name: &str, what: &str, nested: &mut Nested) -> String {
        if let Some(id) = collection(self.model, of) {
            return self.reference(id);
        }
        let (settled, nullable) = self.settled(of);
        let says_null = matches!(settled.shape, Shape::Scalar(Scalar::Json));
        if !matches!(settled.shape, Shape::List(_) | Shape::Map(_)) && (!nullable || says_null) {
            return self.field(of, false, name, nested).name;
        }
        // Names in a message hide those of the package, so that none of these may be taken there.
        let is_taken = |name: &str| self.package.taken.contains(name) || nested.names.contains(name);
        let own = names::free(&format!("{}{what}", names::pascal(name)), is_taken);
        nested.names.insert(own.clone());
        let mut message = self.holder(own.clone(), of);
        message.comment = format!("What is in `{}`.", names::snake(name));
        nested.messages.push(message);
        own
    }

    /// A message round a list, a map or something that may be null.
    fn holder(&mut self, name: String, of: &TypeExpr) -> Message {
        let (field, comment) = match self.settled(of).0.shape {
            Shape::List(_) => ("items", "The items, in order."),
            Shape::Map(_) => ("entries", "The values, by name."),
            _ => ("value", "The value; not there where it is null."),
        };
        let mut nested = Nested::default();
        nested.names.insert(name.clone());
        let of = self.field(of, false, field, &mut nested);
        let field = Field { comment: comment.to_owned(), of, name: field.to_owned(), number: Number::free(1), deprecated: false };
        Message { comment: String::new(), name, choice: None, fields: vec![field], nested: nested.messages, reserved: Reserved::default() }
    }

    /// The type that is meant in the end, and whether one of the names on the way says that it may be null.
    fn settled<'t>(&self, of: &'t TypeExpr) -> (&'t TypeExpr, bool)
    where
        'p: 't,
    {
        let mut of = of;
        let mut nullable = of.nullable;
        for _ in 0..self.model.types.len() {
            let Shape::Named(id) = of.shape else { break };
            let TypeBody::Alias { of: next, .. } = &self.model[id].body else { break };
            of = next;
            nullable |= of.nullable;
        }
        (of, nullable)
    }

    /// How a type of the package is named in this file.
    pub fn reference(&mut self, id: TypeId) -> String {
        if !self.is_common && self.package.is_common(id) {
            self.imports.insert(self.package.common.clone());
        }
        self.qualified(self.package.name_of(id))
    }

    fn problem_reference(&mut self) -> String {
        if !self.is_common && self.package.holds_problem(Home::Common) {
            self.imports.insert(self.package.common.clone());
        }
        self.qualified(&self.package.problem)
    }

    /// A name of the package, such that it means that.
    pub fn qualified(&self, name: &str) -> String {
        match self.package.name.as_str() {
            _ if !self.shadowed.contains(name) => name.to_owned(),
            "" => format!(".{name}"),
            package => format!(".{package}.{name}"),
        }
    }

    /// The message of protobuf's own that stands for a built-in type.
    fn known(&mut self, scalar: Scalar) -> Option<String> {
        let (file, name) = match scalar {
            Scalar::Datetime => ("timestamp", "Timestamp"),
            Scalar::Duration => ("duration", "Duration"),
            Scalar::Json => ("struct", "Value"),
            _ => return None,
        };
        self.imports.insert(format!("google/protobuf/{file}.proto"));
        // A part of the package called `google` would be found first.
        let front = if self.package.name.split('.').any(|part| part == "google") { "." } else { "" };
        Some(format!("{front}google.protobuf.{name}"))
    }
}

/// The number of a field or enum value that stands at `span`. One that the program does not give stands there, too.
fn number(number: Option<At<u32>>, span: Span) -> Number {
    number.map_or(Number::free(0), |number| Number { value: number.value, given: (number.span != span).then_some(number.span) })
}

/// Protobuf's word for a built-in type. Those that it has no word for are strings, as they are in JSON.
fn keyword(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Int => "int32",
        Scalar::Long => "int64",
        Scalar::Float => "float",
        Scalar::Double => "double",
        Scalar::Bool => "bool",
        Scalar::Bytes => "bytes",
        _ => "string",
    }
}

/// What the author wrote, else a sentence.
pub fn said(description: Option<&str>, otherwise: impl Fn() -> String) -> String {
    let text = description.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let text = text.unwrap_or_else(|| words::sentence(&otherwise()));
    if text.is_empty() { "Not described.".to_owned() } else { text }
}
