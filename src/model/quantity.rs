//! Quantities with their units: processor time, bytes, durations, shares and rates.

use schemars::JsonSchema;
use serde::Serialize;

/// Processor time in thousandths of a core.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Cpu(pub u64);

/// A number of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Bytes(pub u64);

/// A duration in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Millis(pub u64);

/// A share in percent: 99.95 is 99.95 %.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Percent(pub f64);

/// How often something happens.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Rate {
    /// How many times.
    pub count: u64,
    /// In which span of time.
    pub per: RateUnit,
}

/// The span of time that a rate counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum RateUnit {
    Second,
    Minute,
    Hour,
    Day,
}

/// What is asked for and what is allowed at most; at least one of them is there, and `request` is not above `limit`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Allotment<T> {
    /// What is set aside.
    pub request: Option<T>,
    /// What is allowed at most.
    pub limit: Option<T>,
}
