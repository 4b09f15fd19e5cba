//! Types become schemas. A decimal is a string with a pattern, so that no digit is lost on the way; what a type builds
//! on is written out in it, which every generator reads the same way.

use super::forms::{Form, Forms, Key};
use super::parameter;
use super::pattern;
use super::reach::{Reach, inside_list, spelt_out};
use super::spec::{Additional, Discriminator, Kind, Named, Schema};
use super::words;
use crate::model::types::{Default as Preset, Limits, Literal, Number};
use crate::model::{Api, Attributes, Field, Model, Scalar, Shape, TypeBody, TypeExpr, TypeId};
use serde_json::Value;

/// Makes the schemas of a document.
pub struct Schemas<'m> {
    /// The model.
    pub model: &'m Model,
    /// The API that the document describes.
    pub api: &'m Api,
    /// The forms of its types.
    pub forms: &'m Forms<'m>,
    /// What the document reaches.
    pub reach: &'m Reach<'m>,
    /// Base of the problem types' URIs.
    pub errors: &'m str,
    /// The most things on a page, if there is a limit.
    pub longest_page: Option<u64>,
}

impl Schemas<'_> {
    /// Everything that is reached, by name.
    pub fn components(&self) -> Named<Schema> {
        self.reach.keys().map(|key| (self.reach.name_of(key.0, key.1).to_owned(), self.component(key))).collect()
    }

    fn component(&self, key: Key) -> Schema {
        let (id, form) = key;
        let definition = &self.model[id];
        let mut schema = match &definition.body {
            _ if form == Form::Page => return self.page(Schema::component(self.reach.name_of(id, Form::Read)), Some(id)),
            TypeBody::Record { .. } => self.record(key),
            TypeBody::Alias { of, attributes } => {
                let mut schema = self.expression(of, form);
                self.attribute(&mut schema, attributes, of);
                schema
            }
            TypeBody::Union(members) => self.union(members.iter().map(|member| member.value), inside_list(form)),
            TypeBody::Enum(values) => {
                let mut schema = Schema::of("string");
                schema.words = values.iter().map(|value| Value::from(value.name.as_str())).collect();
                schema.description = enumeration(values.iter().map(|value| (value.name.as_str(), value.description.as_deref())));
                schema
            }
            TypeBody::Error { status, message, .. } => self.error(key, *status, message.as_deref()),
        };
        let name = format!("A merge patch for `{}`: what is left out stays as it is.", definition.name);
        let own = if form == Form::Patch { Some(name.as_str()) } else { definition.description.as_deref() };
        schema.description = match (own, schema.description) {
            (Some(own), Some(made)) => Some(format!("{own}\n\n{made}")),
            (own, made) => own.map(str::to_owned).or(made),
        };
        schema
    }

    fn record(&self, key: Key) -> Schema {
        let (id, form) = key;
        let mut schema = Schema::of("object");
        if form != Form::Patch && self.forms.is_member(id) {
            schema.properties.insert("type".to_owned(), fixed("string", self.model[id].name.as_str()));
            schema.required.push("type".to_owned());
        }
        self.fields(&mut schema, key);
        if form == Form::Patch && !schema.properties.is_empty() {
            schema.min_properties = Some(1);
        }
        if self.reach.is_only_sent(key) {
            schema.additional_properties = Some(Additional::Open(false));
        }
        schema
    }

    fn fields(&self, schema: &mut Schema, key: Key) {
        for field in self.forms.fields_in(key) {
            if is_required(field, key.1) && !schema.required.contains(&field.name) {
                schema.required.push(field.name.clone());
            }
            if !schema.properties.contains_key(&field.name) {
                schema.properties.insert(field.name.clone(), self.field(field, key.1));
            }
        }
    }

    /// A page of what a schema describes: of things of a type, where it has a name.
    pub fn page(&self, of: Schema, id: Option<TypeId>) -> Schema {
        let resource = self.api.resources.iter().find(|resource| Some(resource.of) == id);
        let what = resource.map_or("a list".to_owned(), |resource| words::words(&resource.name).join(" "));
        let mut schema = Schema::of("object").described(&format!("A page of {what}."));
        let items = Schema { items: Some(Box::new(of)), max_items: self.longest_page, ..Schema::of("array") };
        schema.properties.insert("items".to_owned(), items.described("What is on this page."));
        let next = parameter::cursor_schema().described("The cursor of the page behind this one; not there on the last.");
        schema.properties.insert("next".to_owned(), next);
        schema.required.push("items".to_owned());
        schema
    }

    /// The schema of a field in a form of what it is a field of.
    pub fn field(&self, field: &Field, form: Form) -> Schema {
        let mut schema = self.expression(&field.of, form);
        if form == Form::Patch && field.optional {
            schema = schema.or_null();
        }
        self.attribute(&mut schema, &field.attributes, &field.of);
        schema.read_only = form == Form::Read && field.attributes.readonly;
        schema.write_only = form != Form::Read && field.attributes.writeonly;
        if schema.description.is_none() || field.description.is_some() {
            schema.description.clone_from(&field.description);
        }
        if form == Form::Create
            && let Some(Preset::Value(literal)) = field.default.as_ref().map(|default| &default.value)
        {
            schema.default = Some(self.value(literal, &field.of));
        }
        schema
    }

    fn attribute(&self, schema: &mut Schema, attributes: &Attributes, of: &TypeExpr) {
        schema.deprecated |= attributes.deprecated;
        let text = matches!(schema.kind, Some(Kind::One("string") | Kind::OrNull("string"))) && schema.words.is_empty();
        if text && attributes.secret && schema.format.is_none() {
            schema.format = Some("password".to_owned());
        }
        match attributes.format.as_ref().map(|format| &format.value) {
            Some(format) if format.contains('/') => schema.content_media_type = Some(format.clone()),
            Some(format) => schema.format = Some(format.clone()),
            None => {}
        }
        if let Some(pattern) = &attributes.pattern {
            schema.pattern = Some(pattern::anchored(&pattern.value));
            let example = pattern::example(&pattern.value, schema.min_length, schema.max_length);
            schema.examples = example.map(Value::from).into_iter().collect();
        }
        if let Some(example) = &attributes.example {
            schema.examples = vec![self.value(&example.value, of)];
        }
    }

    /// The schema of the use of a type.
    pub fn expression(&self, of: &TypeExpr, form: Form) -> Schema {
        let schema = match spelt_out(self.model, of) {
            Some((of, said)) => {
                let mut schema = self.shape(&of, form);
                for attributes in said.into_iter().rev() {
                    self.attribute(&mut schema, attributes, &of);
                }
                if of.nullable { schema.or_null() } else { schema }
            }
            None => self.shape(of, form),
        };
        if of.nullable { schema.or_null() } else { schema }
    }

    fn shape(&self, of: &TypeExpr, form: Form) -> Schema {
        let (min, max) = (of.limits.min.and_then(count), of.limits.max.and_then(count));
        match &of.shape {
            Shape::Scalar(scalar) => self::scalar(*scalar, of.limits),
            Shape::Named(id) => Schema::component(self.reach.name_of(*id, form)),
            Shape::Problem => Schema::component(self.reach.problem()),
            Shape::List(of) => {
                let items = Some(Box::new(self.expression(of, inside_list(form))));
                Schema { items, min_items: min, max_items: max, ..Schema::of("array") }
            }
            Shape::Map(of) => {
                let values = self.expression(of, form);
                let values = if form == Form::Patch { values.or_null() } else { values };
                let values = Some(Additional::Values(Box::new(values)));
                let (min, max) = if form == Form::Patch { (None, None) } else { (min, max) };
                Schema { additional_properties: values, min_properties: min, max_properties: max, ..Schema::of("object") }
            }
        }
    }

    fn union(&self, members: impl Iterator<Item = TypeId>, form: Form) -> Schema {
        let mut schema = Schema::default();
        let mut mapping = Named::new();
        for id in members {
            let member = Schema::component(self.reach.name_of(id, form));
            mapping.insert(self.model[id].name.clone(), member.reference.clone().unwrap_or_default());
            schema.one_of.push(member);
        }
        schema.discriminator = Some(Discriminator { property_name: "type", mapping });
        schema
    }

    fn error(&self, key: Key, status: u16, message: Option<&str>) -> Schema {
        let name = &self.model[key.0].name;
        let mut schema = Schema::of("object");
        schema.description = Some(words::sentence(&message.map_or_else(|| words::phrase(name), str::to_owned)));
        let uri = format!("{}{}", self.errors, words::kebab(name));
        let kind = Schema { format: Some("uri".to_owned()), ..fixed("string", uri) };
        schema.properties.insert("type".to_owned(), kind.described("What kind of problem it is."));
        schema.properties.insert("title".to_owned(), Schema::of("string").described("The kind of problem, in a few words."));
        schema.properties.insert("status".to_owned(), status_schema(fixed("integer", status)));
        occurrence(&mut schema);
        schema.required = ["type", "title", "status"].map(str::to_owned).to_vec();
        self.fields(&mut schema, key);
        schema
    }

    /// A literal as JSON, in the form that its type has there.
    fn value(&self, literal: &Literal, of: &TypeExpr) -> Value {
        match (literal, &of.shape) {
            (Literal::Number(number), Shape::Scalar(Scalar::Decimal { scale, .. })) => Value::from(decimal(*number, *scale)),
            (_, Shape::Named(id)) => match &self.model[*id].body {
                TypeBody::Alias { of, .. } => self.value(literal, of),
                _ => self.object(literal, *id),
            },
            (Literal::List(items), Shape::List(of)) => items.iter().map(|item| self.value(item, of)).collect(),
            (Literal::Map(entries), Shape::Map(of)) => entries.iter().map(|(name, item)| (name.clone(), self.value(item, of))).collect(),
            _ => plain(literal),
        }
    }

    fn object(&self, literal: &Literal, id: TypeId) -> Value {
        let Literal::Map(entries) = literal else { return plain(literal) };
        let fields = self.forms.fields(id);
        let of = |name: &str| fields.iter().find(|field| field.name == name).map(|field| &field.of);
        entries.iter().map(|(name, item)| (name.clone(), of(name).map_or_else(|| plain(item), |of| self.value(item, of)))).collect()
    }
}

/// The schema of a problem that no type declares.
pub fn problem() -> Schema {
    let mut schema = Schema::of("object").described("A problem (RFC 9457).");
    let kind = Schema::string("uri-reference").described("What kind of problem it is.");
    schema.properties.insert("type".to_owned(), kind);
    schema.properties.insert("title".to_owned(), Schema::of("string").described("The kind of problem, in a few words."));
    let status = Schema { minimum: Some(400.into()), maximum: Some(599.into()), ..Schema::of("integer") };
    schema.properties.insert("status".to_owned(), status_schema(status));
    occurrence(&mut schema);
    schema.required = ["title", "status"].map(str::to_owned).to_vec();
    schema
}

fn status_schema(schema: Schema) -> Schema {
    Schema { format: Some("int32".to_owned()), ..schema }.described("The HTTP status.")
}

/// What every problem says of this occurrence of it.
fn occurrence(schema: &mut Schema) {
    schema.properties.insert("detail".to_owned(), Schema::of("string").described("What happened this time."));
    let instance = Schema::string("uri-reference").described("Which occurrence it is.");
    schema.properties.insert("instance".to_owned(), instance);
}

fn is_required(field: &Field, form: Form) -> bool {
    match form {
        Form::Read | Form::Page => !field.optional,
        Form::Create => !field.optional && field.default.is_none(),
        Form::Patch => false,
    }
}

fn fixed(kind: &'static str, value: impl Into<Value>) -> Schema {
    Schema { fixed: Some(value.into()), ..Schema::of(kind) }
}

fn enumeration<'v>(values: impl Iterator<Item = (&'v str, Option<&'v str>)>) -> Option<String> {
    let lines: Vec<String> = values.filter_map(|(name, said)| Some(format!("- `{name}`: {}", said?.replace('\n', "\n  ")))).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn scalar(scalar: Scalar, limits: Limits) -> Schema {
    let number = |kind, format: &str| Schema {
        format: Some(format.to_owned()),
        minimum: limits.min.map(json),
        maximum: limits.max.map(json),
        ..Schema::of(kind)
    };
    let (min_length, max_length) = (limits.min.and_then(count), limits.max.and_then(count));
    match scalar {
        Scalar::String => Schema { min_length, max_length, ..Schema::of("string") },
        Scalar::Int => number("integer", "int32"),
        Scalar::Long => number("integer", "int64"),
        Scalar::Float => number("number", "float"),
        Scalar::Double => number("number", "double"),
        Scalar::Decimal { precision, scale } => decimal_string(precision, scale, limits),
        Scalar::Bool => Schema::of("boolean"),
        Scalar::Uuid => Schema::string("uuid"),
        Scalar::Date => Schema::string("date"),
        Scalar::Datetime => Schema::string("date-time"),
        Scalar::Time => Schema { examples: vec![Value::from("12:30:00Z")], ..Schema::string("time") },
        Scalar::Duration => Schema { examples: vec![Value::from("PT1H30M")], ..Schema::string("duration") },
        Scalar::Bytes => {
            let (min_length, max_length) = (min_length.map(base64_length), max_length.map(base64_length));
            Schema { content_encoding: Some("base64"), min_length, max_length, ..Schema::of("string") }
        }
        Scalar::Url => Schema { min_length, max_length, ..Schema::string("uri") },
        Scalar::Json => Schema::default(),
    }
}

/// A decimal number as a string: as many digits before and behind the point as the type has, no zero too many in front.
fn decimal_string(precision: u8, scale: u8, limits: Limits) -> Schema {
    let before = precision.saturating_sub(scale);
    let sign = if limits.min.is_some_and(|min| float(min) >= 0.0) { "" } else { "-?" };
    let whole = match before {
        0 => "0".to_owned(),
        1 => "[0-9]".to_owned(),
        _ => format!("(?:0|[1-9][0-9]{{0,{}}})", before - 1),
    };
    let fraction = if scale == 0 { String::new() } else { format!("(?:\\.[0-9]{{1,{scale}}})?") };
    let mut schema = Schema::string("decimal");
    schema.pattern = Some(format!("^{sign}{whole}{fraction}$"));
    schema.description = match (limits.min, limits.max) {
        (Some(min), Some(max)) => Some(format!("From {} to {}.", json(min), json(max))),
        (Some(min), None) => Some(format!("At least {}.", json(min))),
        (None, Some(max)) => Some(format!("At most {}.", json(max))),
        (None, None) => None,
    };
    let fits = |number: f64| {
        let within = limits.min.is_none_or(|min| float(min) <= number) && limits.max.is_none_or(|max| number <= float(max));
        within && (before > 1 || number < if before == 1 { 10.0 } else { 1.0 })
    };
    let candidates = [Number::Float(19.0), Number::Int(1), Number::Int(0)].into_iter().chain(limits.min).chain(limits.max);
    let example = candidates.into_iter().find(|number| fits(float(*number))).map(|number| decimal(number, scale));
    schema.examples = example.map(Value::from).into_iter().collect();
    schema
}

/// A number with a fixed count of digits behind the point.
fn decimal(number: Number, scale: u8) -> String {
    match number {
        Number::Int(number) if scale == 0 => number.to_string(),
        Number::Int(number) => format!("{number}.{}", "0".repeat(usize::from(scale))),
        Number::Float(number) => format!("{number:.*}", usize::from(scale)),
    }
}

fn base64_length(bytes: u64) -> u64 {
    bytes.div_ceil(3).saturating_mul(4)
}

/// A limit of a length, as a count.
pub fn count(number: Number) -> Option<u64> {
    match number {
        Number::Int(number) => u64::try_from(number).ok(),
        Number::Float(_) => None,
    }
}

#[expect(clippy::cast_precision_loss, reason = "only compared with small numbers")]
fn float(number: Number) -> f64 {
    match number {
        Number::Int(number) => number as f64,
        Number::Float(number) => number,
    }
}

fn json(number: Number) -> Value {
    match number {
        Number::Int(number) => Value::from(number),
        Number::Float(number) => Value::from(number),
    }
}

fn plain(literal: &Literal) -> Value {
    match literal {
        Literal::Bool(truth) => Value::from(*truth),
        Literal::Number(number) => json(*number),
        Literal::String(text) => Value::from(text.as_str()),
        Literal::List(items) => items.iter().map(plain).collect(),
        Literal::Map(entries) => entries.iter().map(|(name, item)| (name.clone(), plain(item))).collect(),
    }
}
