//! The nearest known name for a misspelt one.

/// The name among `known` that `found` was most likely meant to be, if one is near enough: at most a third of the
/// longer name's characters differ (optimal string alignment), or it is the same but for case and `-`/`_`. The first
/// of equally near names is taken.
#[must_use]
pub fn nearest<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let (folded, length, letters) = (fold(found), found.chars().count(), letters(found));
    let characters = folded.chars().count();
    let mut best: Option<(usize, &str)> = None;
    for name in known {
        let limit = (length.max(name.chars().count()) / 3).max(1);
        // What cannot be near is not measured: a program may have very many names, or a very long one.
        let others = name.chars().filter(|c| *c != '-' && *c != '_').count();
        if name == found || others.abs_diff(characters) > limit || least(letters, self::letters(name)) > limit {
            continue;
        }
        let distance = strsim::osa_distance(&folded, &fold(name));
        if distance <= limit && distance < name.chars().count() && best.is_none_or(|(d, _)| distance < d) {
            best = Some((distance, name));
        }
    }
    best.map(|(_, name)| name)
}

/// Which letters and digits a name has, whatever their case: a bit for each.
fn letters(name: &str) -> u64 {
    let bit = |byte: u8| match byte.to_ascii_lowercase() {
        letter @ b'a'..=b'z' => 1 << (letter - b'a'),
        digit @ b'0'..=b'9' => 1 << (26 + digit - b'0'),
        _ => 0,
    };
    name.bytes().fold(0, |all, byte| all | bit(byte))
}

/// The least that two names differ in, by their letters: each that only one of them has takes a change, which may bring one
/// that only the other has.
fn least(one: u64, other: u64) -> usize {
    (one & !other).count_ones().max((other & !one).count_ones()) as usize
}

fn fold(name: &str) -> String {
    name.chars().filter(|c| *c != '-' && *c != '_').flat_map(char::to_lowercase).collect()
}
