//! The parts of an OpenAPI document that we write, in the words of 3.1, with their keys in the order in which they are written.
//! Empty parts are left out. Knows nothing of the model.

use indexmap::IndexMap;
use serde::{Serialize, Serializer};
use serde_json::Value;

/// Things by name, in the order in which they were put in.
pub type Named<T> = IndexMap<String, T>;

/// A requirement: a scheme's name and the scopes that it must allow.
pub type Security = Vec<Named<Vec<String>>>;

/// A whole document.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Document {
    pub openapi: &'static str,
    pub info: Info,
    pub servers: Vec<Server>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
    pub paths: Named<Named<Operation>>,
    pub components: Components,
    pub security: Security,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Info {
    pub title: String,
    pub version: String,
    pub description: String,
    pub contact: Contact,
    pub license: License,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Contact {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct License {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identifier: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Server {
    pub url: String,
    pub description: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Tag {
    pub name: String,
    pub description: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Operation {
    #[serde(rename = "operationId")]
    pub id: String,
    pub summary: String,
    pub description: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    #[serde(skip_serializing_if = "is_false")]
    pub deprecated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub security: Option<Security>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<Parameter>,
    #[serde(rename = "requestBody", skip_serializing_if = "Option::is_none")]
    pub body: Option<RequestBody>,
    pub responses: Named<OrReference<Response>>,
}

/// A thing, or where among the components it is.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum OrReference<T> {
    Thing(T),
    Reference(Reference),
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reference {
    #[serde(rename = "$ref")]
    pub to: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Parameter {
    pub name: String,
    #[serde(rename = "in")]
    pub place: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "is_false")]
    pub required: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub deprecated: bool,
    pub schema: Schema,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct RequestBody {
    pub required: bool,
    pub content: Named<MediaType>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct MediaType {
    pub schema: Schema,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Response {
    pub description: String,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub headers: Named<OrReference<Header>>,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub content: Named<MediaType>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Header {
    pub description: String,
    pub schema: Schema,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Components {
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub schemas: Named<Schema>,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub responses: Named<Response>,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub headers: Named<Header>,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub security_schemes: Named<SecurityScheme>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SecurityScheme {
    #[serde(rename = "type")]
    pub kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheme: Option<&'static str>,
    #[serde(rename = "in", skip_serializing_if = "Option::is_none")]
    pub place: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flows: Option<Flows>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Flows {
    pub client_credentials: Flow,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Flow {
    pub token_url: String,
    pub scopes: Named<String>,
}

/// A JSON Schema, as far as types need one. An empty one takes every value.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Schema {
    #[serde(rename = "$ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// In OpenAPI 3.0 only, instead of the type `null`.
    #[serde(skip_serializing_if = "is_false")]
    pub nullable: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "is_false")]
    pub deprecated: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub read_only: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub write_only: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_encoding: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content_media_type: Option<String>,
    #[serde(rename = "enum", skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<Value>,
    #[serde(rename = "const", skip_serializing_if = "Option::is_none")]
    pub fixed: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_items: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_items: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<Box<Schema>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_properties: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_properties: Option<u64>,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub properties: Named<Schema>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub required: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub additional_properties: Option<Additional>,
    /// In OpenAPI 3.0 only, round a reference that something stands beside.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub all_of: Vec<Schema>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub any_of: Vec<Schema>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub one_of: Vec<Schema>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discriminator: Option<Discriminator>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<Value>,
    /// In OpenAPI 3.0 only, instead of several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example: Option<Value>,
}

impl Schema {
    /// A schema of one JSON type.
    #[must_use]
    pub fn of(kind: &'static str) -> Self {
        Self { kind: Some(Kind::One(kind)), ..Self::default() }
    }

    /// A schema that stands among the components.
    #[must_use]
    pub fn component(name: &str) -> Self {
        Self { reference: Some(format!("#/components/schemas/{name}")), ..Self::default() }
    }

    /// A string of some format.
    #[must_use]
    pub fn string(format: &str) -> Self {
        Self { format: Some(format.to_owned()), ..Self::of("string") }
    }

    /// The same with a description.
    #[must_use]
    pub fn described(mut self, description: &str) -> Self {
        self.description = Some(description.to_owned());
        self
    }

    /// The same, or null.
    #[must_use]
    pub fn or_null(mut self) -> Self {
        match self.kind {
            Some(Kind::One(kind)) => {
                self.kind = Some(Kind::OrNull(kind));
                if !self.words.is_empty() {
                    self.words.push(Value::Null);
                }
                self
            }
            None if self.reference.is_some() || !self.any_of.is_empty() || !self.one_of.is_empty() => {
                Self { any_of: vec![self, Self::of("null")], ..Self::default() }
            }
            _ => self,
        }
    }
}

/// A JSON type, or it and null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    One(&'static str),
    OrNull(&'static str),
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::One(kind) => kind.serialize(serializer),
            Self::OrNull(kind) => [kind, "null"].serialize(serializer),
        }
    }
}

/// What may stand in an object beside its properties.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Additional {
    /// Everything, or nothing.
    Open(bool),
    /// Values of this form.
    Values(Box<Schema>),
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Discriminator {
    pub property_name: &'static str,
    pub mapping: Named<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_false(truth: &bool) -> bool {
    !truth
}
