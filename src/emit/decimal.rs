//! Numbers of a drawing, printed short: with at most two decimals, without needless zeros and without a negative zero.
//! A picture has thousands of them, so they are not sent through the general formatter.

use std::fmt;

/// No number is longer: a sign, nineteen digits and a point.
const LONGEST: usize = 24;

/// A number as it is printed.
#[derive(Clone, Copy)]
pub(super) struct Decimal {
    /// Its letters stand at the end.
    letters: [u8; LONGEST],
    start: usize,
}

/// `value` to the nearest hundredth; what is no number is 0.
pub(super) fn decimal(value: f64) -> Decimal {
    let mut decimal = Decimal { letters: [b'0'; LONGEST], start: LONGEST };
    // The cast saturates, and gives 0 for what is no number.
    let hundredths = if value.is_finite() { (value * 100.0).round_ties_even() as i64 } else { 0 };
    let (mut whole, part) = (hundredths.unsigned_abs() / 100, hundredths.unsigned_abs() % 100);
    if part > 0 {
        if part % 10 > 0 {
            decimal.put(part % 10);
        }
        decimal.put(part / 10);
        decimal.put_letter(b'.');
    }
    loop {
        decimal.put(whole % 10);
        whole /= 10;
        if whole == 0 {
            break;
        }
    }
    if hundredths < 0 {
        decimal.put_letter(b'-');
    }
    decimal
}

impl Decimal {
    /// Its letters.
    pub fn as_str(&self) -> &str {
        self.letters.get(self.start..).and_then(|letters| std::str::from_utf8(letters).ok()).unwrap_or("0")
    }

    /// Puts a digit before what is there.
    fn put(&mut self, digit: u64) {
        self.put_letter(b'0' + u8::try_from(digit).unwrap_or(0));
    }

    fn put_letter(&mut self, letter: u8) {
        self.start = self.start.saturating_sub(1);
        if let Some(place) = self.letters.get_mut(self.start) {
            *place = letter;
        }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn numbers_are_short() {
        let written = [1.0, -0.001, 0.126, 10.5, 100.0, f64::NAN, -7.25, 0.09, 1234.0, -0.5].map(|value| decimal(value).to_string());
        assert_eq!(written, ["1", "0", "0.13", "10.5", "100", "0", "-7.25", "0.09", "1234", "-0.5"]);
    }

    #[test]
    fn they_read_as_the_general_formatter_would_write_them() {
        for hundredths in -30_000..30_000 {
            let value = f64::from(hundredths) / 99.7;
            let text = format!("{value:.2}");
            let text = text.trim_end_matches('0').trim_end_matches('.');
            assert_eq!(decimal(value).as_str(), if text == "-0" { "0" } else { text });
        }
        for huge in [1e300, f64::INFINITY, -1e300] {
            assert!(decimal(huge).as_str().parse::<f64>().is_ok());
        }
    }
}
