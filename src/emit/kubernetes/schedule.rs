//! When a job runs, as a crontab line.

use crate::model::quantity::Millis;

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// The crontab line that runs once in every such span, if there is one: a whole number of minutes that divides an hour, of
/// hours that divides a day, one day, or a week.
pub(super) fn crontab(Millis(span): Millis) -> Option<String> {
    let within = |unit: u64, whole: u64| {
        (span.is_multiple_of(unit) && (unit..whole).contains(&span) && whole.is_multiple_of(span)).then(|| span / unit)
    };
    if let Some(minutes) = within(MINUTE, HOUR) {
        return Some(if minutes == 1 { "* * * * *".to_owned() } else { format!("*/{minutes} * * * *") });
    }
    if let Some(hours) = within(HOUR, DAY) {
        return Some(if hours == 1 { "0 * * * *".to_owned() } else { format!("0 */{hours} * * *") });
    }
    match span {
        DAY => Some("0 0 * * *".to_owned()),
        _ if span == 7 * DAY => Some("0 0 * * 0".to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_even_spans_have_a_line() {
        let line = |span| crontab(Millis(span));
        assert_eq!(
            [MINUTE, 15 * MINUTE, HOUR, 6 * HOUR, DAY, 7 * DAY].map(|span| line(span).unwrap_or_default()),
            ["* * * * *", "*/15 * * * *", "0 * * * *", "0 */6 * * *", "0 0 * * *", "0 0 * * 0"]
        );
        for odd in [0, 1, 30_000, 7 * MINUTE, 45 * MINUTE, 90 * MINUTE, 5 * HOUR, 2 * DAY, 30 * DAY] {
            assert_eq!(line(odd), None, "{odd}");
        }
    }
}
