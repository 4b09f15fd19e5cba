//! Quantities with their units: processor time, bytes, durations, shares and rates. Reads them as they are written and
//! writes them the same way again; knows no diagnostics.

use schemars::JsonSchema;
use serde::Serialize;
use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

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

impl RateUnit {
    /// Its length.
    #[must_use]
    pub fn millis(self) -> Millis {
        match self {
            Self::Second => Millis(1_000),
            Self::Minute => Millis(60_000),
            Self::Hour => Millis(3_600_000),
            Self::Day => Millis(86_400_000),
        }
    }

    /// The letter for it: `s` of `120/s`.
    #[must_use]
    pub fn letter(self) -> &'static str {
        match self {
            Self::Second => "s",
            Self::Minute => "m",
            Self::Hour => "h",
            Self::Day => "d",
        }
    }
}

/// What is asked for and what is allowed at most; at least one of them is there, and `request` is not above `limit`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Allotment<T> {
    /// What is set aside.
    pub request: Option<T>,
    /// What is allowed at most.
    pub limit: Option<T>,
}

/// Why a text is no quantity of the wanted sort.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Malformed {
    /// It is nothing of that sort.
    Form,
    /// It is a number with a unit that is not one of this sort, or without any; with what was probably meant.
    Unit(Option<String>),
    /// It is below zero.
    Negative,
    /// It is finer than the smallest part that can be told apart.
    TooFine,
    /// It is too large to be counted.
    TooLarge,
}

/// A non-negative decimal number and what stands behind it.
struct Decimal<'a> {
    whole: u64,
    /// The digits behind the point, none of them a trailing zero.
    fraction: &'a str,
    digits: &'a str,
    unit: &'a str,
}

impl<'a> Decimal<'a> {
    fn read(text: &'a str) -> Result<Self, Malformed> {
        if text.strip_prefix('-').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
            return Err(Malformed::Negative);
        }
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        let (digits, unit) = text.split_at_checked(end).ok_or(Malformed::Form)?;
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let no_fraction = digits.contains('.') && fraction.is_empty();
        if whole.is_empty() || no_fraction || fraction.contains('.') {
            return Err(Malformed::Form);
        }
        let whole = whole.parse().map_err(|_| Malformed::TooLarge)?;
        Ok(Self { whole, fraction: fraction.trim_end_matches('0'), digits, unit })
    }

    /// The number times `scale`, if that is whole.
    fn times(&self, scale: u64) -> Result<u64, Malformed> {
        let whole = self.whole.checked_mul(scale).ok_or(Malformed::TooLarge)?;
        if self.fraction.is_empty() {
            return Ok(whole);
        }
        let places = u32::try_from(self.fraction.len()).map_err(|_| Malformed::TooFine)?;
        let parts: u128 = self.fraction.parse().map_err(|_| Malformed::TooFine)?;
        let divisor = 10_u128.checked_pow(places).ok_or(Malformed::TooFine)?;
        let scaled = parts.checked_mul(u128::from(scale)).ok_or(Malformed::TooFine)?;
        if scaled % divisor != 0 {
            return Err(Malformed::TooFine);
        }
        let part = u64::try_from(scaled / divisor).map_err(|_| Malformed::TooLarge)?;
        whole.checked_add(part).ok_or(Malformed::TooLarge)
    }

    /// The number with another unit.
    fn with(&self, unit: &str) -> Malformed {
        Malformed::Unit(Some(format!("{}{unit}", self.digits)))
    }
}

impl FromStr for Cpu {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let number = Decimal::read(text)?;
        match number.unit {
            "" => number.times(1_000).map(Self),
            "m" => number.times(1).map(Self),
            unit => match unit.to_ascii_lowercase().as_str() {
                "c" | "core" | "cores" | "cpu" | "cpus" | "vcpu" => Err(number.with("")),
                "m" | "mi" | "mc" | "milli" | "millicores" | "mcpu" => Err(number.with("m")),
                _ => Err(Malformed::Unit(None)),
            },
        }
    }
}

impl Display for Cpu {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.0.is_multiple_of(1_000) { write!(f, "{}", self.0 / 1_000) } else { write!(f, "{}m", self.0) }
    }
}

const BYTE_UNITS: [(&str, u64); 6] = [("Ei", 1 << 60), ("Pi", 1 << 50), ("Ti", 1 << 40), ("Gi", 1 << 30), ("Mi", 1 << 20), ("Ki", 1 << 10)];

impl FromStr for Bytes {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let number = Decimal::read(text)?;
        if let Some((_, scale)) = BYTE_UNITS.iter().find(|(unit, _)| *unit == number.unit) {
            return number.times(*scale).map(Self);
        }
        let first = number.unit.chars().next().map(|c| c.to_ascii_uppercase());
        let meant = match number.unit.to_ascii_lowercase().as_str() {
            "k" | "m" | "g" | "t" | "p" | "e" => true,
            unit => ["b", "i", "ib", "bytes", "byte"].iter().any(|tail| unit.get(1..) == Some(tail)),
        };
        let known = BYTE_UNITS.iter().find(|(unit, _)| meant && unit.chars().next() == first);
        Err(known.map_or(Malformed::Unit(None), |(unit, _)| number.with(unit)))
    }
}

impl Display for Bytes {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match BYTE_UNITS.iter().find(|(_, scale)| self.0 > 0 && self.0.is_multiple_of(*scale)) {
            Some((unit, scale)) => write!(f, "{}{unit}", self.0 / scale),
            None => write!(f, "{}", self.0),
        }
    }
}

const TIME_UNITS: [(&str, u64); 5] = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

impl FromStr for Millis {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let number = Decimal::read(text)?;
        if let Some((_, scale)) = TIME_UNITS.iter().find(|(unit, _)| *unit == number.unit) {
            return number.times(*scale).map(Self);
        }
        let days = |each: u64| number.times(each).map_or(Malformed::Unit(None), |days| Malformed::Unit(Some(format!("{days}d"))));
        Err(match number.unit.to_ascii_lowercase().as_str() {
            "ms" | "msec" | "msecs" | "millis" => number.with("ms"),
            "s" | "sec" | "secs" | "second" | "seconds" => number.with("s"),
            "m" | "min" | "mins" | "minute" | "minutes" => number.with("m"),
            "h" | "hr" | "hrs" | "hour" | "hours" => number.with("h"),
            "d" | "day" | "days" => number.with("d"),
            "w" | "week" | "weeks" => days(7),
            "mo" | "month" | "months" => days(30),
            "y" | "year" | "years" => days(365),
            _ => Malformed::Unit(None),
        })
    }
}

impl Display for Millis {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match TIME_UNITS.iter().find(|(_, scale)| self.0 > 0 && self.0.is_multiple_of(*scale)) {
            Some((unit, scale)) => write!(f, "{}{unit}", self.0 / scale),
            None => write!(f, "{}s", self.0),
        }
    }
}

impl FromStr for Percent {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let number = Decimal::read(text)?;
        match number.unit {
            "%" => number.digits.parse().map(Self).map_err(|_| Malformed::Form),
            "" => Err(number.with("%")),
            _ => Err(Malformed::Unit(None)),
        }
    }
}

impl Display for Percent {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}%", self.0)
    }
}

impl FromStr for Rate {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let number = Decimal::read(text)?;
        let unit = match number.unit.to_ascii_lowercase().trim_start_matches('/') {
            "" | "s" | "sec" | "second" | "ps" | "rps" | "qps" => RateUnit::Second,
            "m" | "min" | "minute" | "rpm" => RateUnit::Minute,
            "h" | "hr" | "hour" => RateUnit::Hour,
            "d" | "day" => RateUnit::Day,
            _ => return Err(Malformed::Unit(None)),
        };
        if number.unit.strip_prefix('/') != Some(unit.letter()) {
            return Err(number.with(&format!("/{}", unit.letter())));
        }
        number.times(1).map(|count| Self { count, per: unit })
    }
}

impl Display for Rate {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.count, self.per.letter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_written_the_same_way() {
        for text in ["250m", "1", "1500m", "0"] {
            assert_eq!(text.parse::<Cpu>().map(|q| q.to_string()), Ok(text.to_owned()));
        }
        for text in ["512Mi", "1Gi", "3Ki", "15Ei"] {
            assert_eq!(text.parse::<Bytes>().map(|q| q.to_string()), Ok(text.to_owned()));
        }
        for text in ["2s", "300ms", "7d", "5m", "36h", "0s"] {
            assert_eq!(text.parse::<Millis>().map(|q| q.to_string()), Ok(text.to_owned()));
        }
        for text in ["99.95%", "70%"] {
            assert_eq!(text.parse::<Percent>().map(|q| q.to_string()), Ok(text.to_owned()));
        }
        for text in ["120/s", "5000/m", "3/d"] {
            assert_eq!(text.parse::<Rate>().map(|q| q.to_string()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn fractions_are_exact_or_nothing() {
        assert_eq!("0.5".parse(), Ok(Cpu(500)));
        assert_eq!("1.50".parse(), Ok(Cpu(1500)));
        assert_eq!("0.0005".parse::<Cpu>(), Err(Malformed::TooFine));
        assert_eq!("1.5Gi".parse(), Ok(Bytes(3 << 29)));
        assert_eq!("1.5s".parse(), Ok(Millis(1500)));
        assert_eq!("0.5m".parse::<Cpu>(), Err(Malformed::TooFine));
    }

    #[test]
    fn other_units_are_understood_but_not_taken() {
        let meant = |text: &str| Malformed::Unit(Some(text.to_owned()));
        assert_eq!("512MB".parse::<Bytes>(), Err(meant("512Mi")));
        assert_eq!("512M".parse::<Bytes>(), Err(meant("512Mi")));
        assert_eq!("2gib".parse::<Bytes>(), Err(meant("2Gi")));
        assert_eq!("512".parse::<Bytes>(), Err(Malformed::Unit(None)));
        assert_eq!("2w".parse::<Millis>(), Err(meant("14d")));
        assert_eq!("30".parse::<Millis>(), Err(Malformed::Unit(None)));
        assert_eq!("70".parse::<Percent>(), Err(meant("70%")));
        assert_eq!("10/sec".parse::<Rate>(), Err(meant("10/s")));
        assert_eq!("2cores".parse::<Cpu>(), Err(meant("2")));
    }

    #[test]
    fn what_is_no_quantity_says_why() {
        assert_eq!("-5s".parse::<Millis>(), Err(Malformed::Negative));
        assert_eq!("99999999999999999999s".parse::<Millis>(), Err(Malformed::TooLarge));
        assert_eq!("16Ei".parse::<Bytes>(), Err(Malformed::TooLarge));
        assert_eq!("1.2.3".parse::<Cpu>(), Err(Malformed::Form));
        assert_eq!(".5".parse::<Cpu>(), Err(Malformed::Form));
        assert_eq!("x".parse::<Cpu>(), Err(Malformed::Form));
        assert_eq!("1.".parse::<Cpu>(), Err(Malformed::Form));
    }
}
