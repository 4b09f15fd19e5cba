//! Quantities as Kubernetes writes them back, so that a later diff is empty.

use crate::model::quantity::{Bytes, Cpu, Millis};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

const BINARY: [(&str, u64); 6] = [("Ei", 1 << 60), ("Pi", 1 << 50), ("Ti", 1 << 40), ("Gi", 1 << 30), ("Mi", 1 << 20), ("Ki", 1 << 10)];
const DECIMAL: [(&str, u64); 6] = [
    ("E", 1_000_000_000_000_000_000),
    ("P", 1_000_000_000_000_000),
    ("T", 1_000_000_000_000),
    ("G", 1_000_000_000),
    ("M", 1_000_000),
    ("k", 1_000),
];

/// `512Mi`, `1G`: with the largest unit that leaves no fraction.
pub(super) fn bytes(Bytes(count): Bytes) -> Quantity {
    let unit = BINARY.iter().chain(&DECIMAL).find(|(_, size)| count > 0 && count.is_multiple_of(*size));
    Quantity(unit.map_or_else(|| count.to_string(), |(name, size)| format!("{}{name}", count / size)))
}

/// `250m`, `2`.
pub(super) fn cpu(Cpu(thousandths): Cpu) -> Quantity {
    Quantity(if thousandths.is_multiple_of(1000) { (thousandths / 1000).to_string() } else { format!("{thousandths}m") })
}

/// A quantity as anybody may have written it, in thousandths, rounded up; nothing where it is none.
pub(super) fn thousandths(written: &str) -> Option<u128> {
    let end = written.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(written.len());
    let (number, unit) = written.split_at_checked(end)?;
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let factor = match unit {
        "" => 1000,
        "m" => 1,
        unit => 1000 * u128::from(BINARY.iter().chain(&DECIMAL).find(|(name, _)| *name == unit)?.1),
    };
    let digits = u32::try_from(fraction.len()).ok().filter(|digits| *digits <= 9 && !number.is_empty())?;
    let scaled: u128 = format!("{whole}{fraction}").parse().ok()?;
    Some(scaled.checked_mul(factor)?.div_ceil(10_u128.pow(digits)))
}

/// Whole seconds, rounded up.
pub(super) fn seconds(Millis(millis): Millis) -> i64 {
    i64::try_from(millis.div_ceil(1000)).unwrap_or(i64::MAX)
}

/// A count as the API's numbers take it.
pub(super) fn count(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

pub(super) const MEBIBYTE: u64 = 1 << 20;
pub(super) const GIBIBYTE: u64 = 1 << 30;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_canonical() {
        let written = |n| bytes(Bytes(n)).0;
        assert_eq!(
            [0, 1, 1000, 1024, 1536 * MEBIBYTE, 2 * GIBIBYTE, 1_000_000_000].map(written),
            ["0", "1", "1k", "1Ki", "1536Mi", "2Gi", "1G"]
        );
        assert_eq!([0, 1, 250, 1000, 1500].map(|n| cpu(Cpu(n)).0), ["0", "1m", "250m", "1", "1500m"]);
        assert_eq!(["250m", "1.5", "1Ki", "2M", "0.5m"].map(thousandths), [250, 1500, 1_024_000, 2_000_000_000, 1].map(Some));
        assert_eq!(["", "x", "1e3", "."].map(thousandths), [None; 4]);
        assert_eq!([0, 1, 1000, 1001].map(|n| seconds(Millis(n))), [0, 1, 1, 2]);
    }
}
