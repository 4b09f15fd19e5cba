//! Names as words, words as names, and the sentences that stand where the author wrote none.

/// A name as its words in small letters: `createOrder`, `create_order` and `create-order` are `create order`.
/// Runs of capitals stay together: `getHTTPStatus` is `get HTTP status`.
#[must_use]
pub fn words(name: &str) -> Vec<String> {
    let chars: Vec<char> = name.chars().collect();
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    for (at, &c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| chars.get(before)).copied().unwrap_or('_');
        let after = chars.get(at + 1).copied().unwrap_or('_');
        let starts =
            c.is_uppercase() && (before.is_lowercase() || before.is_ascii_digit() || (before.is_uppercase() && after.is_lowercase()));
        if (!c.is_alphanumeric() || starts) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.push(c);
        }
    }
    words.extend((!word.is_empty()).then_some(word));
    words.iter().map(|word| if is_acronym(word) { word.clone() } else { word.to_lowercase() }).collect()
}

fn is_acronym(word: &str) -> bool {
    word.chars().count() > 1 && word.chars().all(|c| c.is_uppercase() || c.is_ascii_digit()) && word.chars().any(char::is_uppercase)
}

/// A name as a phrase with a capital at its front: `createOrder` is `Create order`.
#[must_use]
pub fn phrase(name: &str) -> String {
    capital(&words(name).join(" "))
}

/// A name as a path segment: `OutOfStock` is `out-of-stock`.
#[must_use]
pub fn kebab(name: &str) -> String {
    words(name).join("-").to_lowercase()
}

/// A name as a type's name: `order-events` is `OrderEvents`.
#[must_use]
pub fn pascal(name: &str) -> String {
    words(name).iter().map(|word| capital(word)).collect()
}

/// A name as a property's name: `X-API-Key` is `xApiKey`.
#[must_use]
pub fn camel(name: &str) -> String {
    let pascal: String = words(name).iter().map(|word| capital(&word.to_lowercase())).collect();
    let mut chars = pascal.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

/// A name with its article: `Order` is `an order`.
#[must_use]
pub fn one(name: &str) -> String {
    let thing = words(name).join(" ");
    let article = if thing.starts_with(['a', 'e', 'i', 'o', 'u', 'A', 'E', 'I', 'O', 'U']) { "an" } else { "a" };
    format!("{article} {thing}")
}

/// Text with a capital at its front.
#[must_use]
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// A sentence: with a capital at its front and a full stop behind.
#[must_use]
pub fn sentence(text: &str) -> String {
    let text = capital(text.trim());
    if text.is_empty() || text.ends_with(['.', '!', '?', ':', '。']) { text } else { format!("{text}.") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fall_into_words() {
        assert_eq!(phrase("createOrder"), "Create order");
        assert_eq!(phrase("getHTTPStatus2"), "Get HTTP status2");
        assert_eq!(kebab("OutOfStock"), "out-of-stock");
        assert_eq!(kebab("IOError"), "io-error");
        assert_eq!(pascal("order-events"), "OrderEvents");
        assert_eq!(camel("X-API-Key"), "xApiKey");
        assert_eq!(one("OrderLine"), "an order line");
        assert_eq!(sentence("places an order"), "Places an order.");
        assert_eq!(words("--"), Vec::<String>::new());
    }
}
