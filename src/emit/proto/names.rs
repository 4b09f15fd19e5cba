//! Names as protobuf takes them and its linters like them. Knows no model.

use std::collections::BTreeSet;

/// A name in small letters with `_` between its words: `orderId` is `order_id`. What is written so already stays.
pub fn snake(name: &str) -> String {
    let chars: Vec<char> = name.trim_matches(['_', '-']).chars().collect();
    let mut written = String::new();
    for (at, &c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| chars.get(before)).copied();
        let goes_on = chars.get(at + 1).is_some_and(char::is_ascii_lowercase);
        let starts = c.is_ascii_uppercase() && before.is_some_and(|before| before.is_ascii_lowercase() || goes_on);
        if starts && !written.ends_with('_') {
            written.push('_');
        }
        written.push(if c == '-' { '_' } else { c.to_ascii_lowercase() });
    }
    identifier(written, 'x')
}

/// A name in capitals with `_` between its words: `OrderStatus` is `ORDER_STATUS`.
pub fn shout(name: &str) -> String {
    snake(name).to_ascii_uppercase()
}

/// A name as a message's or an enum's name: `order-line` is `OrderLine`.
pub fn pascal(name: &str) -> String {
    identifier(crate::emit::words::pascal(name), 'X')
}

/// A name with a letter at its front, put there if need be.
fn identifier(name: String, front: char) -> String {
    if name.starts_with(|c: char| c.is_ascii_alphabetic()) { name } else { format!("{front}{name}") }
}

/// The name, with a number behind it where it is taken; it is taken then.
pub fn unique(taken: &mut BTreeSet<String>, name: &str) -> String {
    let free = free(name, |name| taken.contains(name));
    taken.insert(free.clone());
    free
}

/// The name, with a number behind it where it is taken.
pub fn free(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let mut free = name.to_owned();
    let mut number = 2;
    while is_taken(&free) {
        free = format!("{name}{number}");
        number += 1;
    }
    free
}

/// Names of the fields of one message: `a_b` and `aB` would be one name in JSON, so only one of them can be had.
#[derive(Default)]
pub struct FieldNames {
    taken: BTreeSet<String>,
}

impl FieldNames {
    /// The name of a field.
    pub fn claim(&mut self, name: &str) -> String {
        let snake = snake(name);
        let mut free = snake.clone();
        let mut number = 2;
        while !self.taken.insert(free.replace('_', "")) {
            free = format!("{snake}_{number}");
            number += 1;
        }
        free
    }
}

/// Whether the name of an API can end a package as its version: `v1`, `v2beta1`.
pub fn is_version(name: &str) -> bool {
    let Some(rest) = name.strip_prefix('v') else { return false };
    let kind = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = rest.strip_suffix(kind).unwrap_or(rest);
    let unstable = kind.strip_prefix("alpha").or_else(|| kind.strip_prefix("beta"));
    let kind_fits = kind.is_empty() || unstable.is_some_and(|count| count.chars().all(|c| c.is_ascii_digit()) && !count.starts_with('0'));
    !number.is_empty() && !number.starts_with('0') && kind_fits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fall_into_words_as_linters_expect() {
        let names = ["orderId", "user_id", "HTTPStatus", "Cart2D", "ChargeV2Request", "order-line", "_x", "_1st", "IDs"];
        let snakes = names.map(snake);
        assert_eq!(
            snakes,
            ["order_id", "user_id", "http_status", "cart2d", "charge_v2_request", "order_line", "x", "x1st", "i_ds"].map(str::to_owned)
        );
        assert_eq!(shout("OrderStatus"), "ORDER_STATUS");
        assert_eq!(pascal("order-line"), "OrderLine");
    }

    #[test]
    fn fields_that_json_could_not_tell_apart_get_a_number() {
        let mut names = FieldNames::default();
        assert_eq!(
            ["orderId", "order_id", "order-id2"].map(|name| names.claim(name)),
            ["order_id", "order_id_2", "order_id2_2"].map(str::to_owned)
        );
    }

    #[test]
    fn versions_are_told_from_names() {
        assert!(["v1", "v12", "v1beta1", "v2alpha"].into_iter().all(is_version));
        assert!(!["v", "v0", "public", "v1x", "v1beta0", "version1"].into_iter().any(is_version));
    }
}
