//! The nearest known name for a misspelt one.

/// The name among `known` that `found` was most likely meant to be, if one is near enough: at most a third of the
/// longer name's characters differ (optimal string alignment), or it is the same but for case and `-`/`_`. The first
/// of equally near names is taken.
#[must_use]
pub fn nearest<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = fold(found);
    let mut best: Option<(usize, &str)> = None;
    for name in known {
        if name == found {
            continue;
        }
        let distance = strsim::osa_distance(&folded, &fold(name));
        let limit = (found.chars().count().max(name.chars().count()) / 3).max(1);
        if distance <= limit && distance < name.chars().count() && best.is_none_or(|(d, _)| distance < d) {
            best = Some((distance, name));
        }
    }
    best.map(|(_, name)| name)
}

fn fold(name: &str) -> String {
    name.chars().filter(|c| *c != '-' && *c != '_').flat_map(char::to_lowercase).collect()
}
