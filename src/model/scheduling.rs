//! What is said of something that runs for the sake of the cluster that it runs in: on which nodes, how images come there, what
//! it may reach and who may reach it.

use crate::source::Span;
use schemars::JsonSchema;
use serde::Serialize;

/// An operator that runs a store or broker in the place of the compiler's own manifests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Operator {
    /// `CloudNativePG`, which runs postgres.
    Cnpg,
    /// Strimzi, which runs kafka.
    Strimzi,
}

impl Operator {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Cnpg => "cnpg",
            Self::Strimzi => "strimzi",
        }
    }

    /// The engine that it runs.
    #[must_use]
    pub fn engine(self) -> &'static str {
        match self {
            Self::Cnpg => "postgres",
            Self::Strimzi => "kafka",
        }
    }

    /// The Service at which it lets clients reach what it runs.
    #[must_use]
    pub fn service(self, name: &str) -> String {
        match self {
            Self::Cnpg => format!("{name}-rw"),
            Self::Strimzi => format!("{name}-kafka-bootstrap"),
        }
    }
}

/// A taint that is borne.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Toleration {
    /// The taint's key.
    pub key: String,
    /// Its value; whatever it is where none is given.
    pub value: Option<String>,
    /// Where this is said.
    pub span: Span,
}

/// How replicas are spread over zones and hosts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Spread {
    /// As far as there is room.
    Soft,
    /// Or they don't run.
    Strict,
    /// Wherever.
    Off,
}

/// When an image is fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Pull {
    /// At each start, so that who may not read it does not run it.
    Always,
    /// Where the node has none of that name.
    Missing,
    /// Not at all: somebody puts it there.
    Never,
}

/// Addresses of something outside the cluster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AddressRange {
    /// The range: `203.0.113.0/24`.
    pub range: String,
    /// Where this is said.
    pub span: Span,
}

/// Somebody else in the cluster who is let in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Admission {
    /// The namespace, and the name of what runs there behind a slash, or all of it: `monitoring`, `billing/invoices`.
    pub whom: String,
    /// Where this is said.
    pub span: Span,
}
