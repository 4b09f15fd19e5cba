//! Regular expressions of `@pattern`: whether they are any, and whether a text matches. They are written as in JSON
//! Schema; what only that dialect has (looking ahead, references back) is taken as it is.

use regex_automata::meta::Regex;
use regex_syntax::ast::{Error, ErrorKind, parse::Parser};

/// What is wrong with a regular expression, in a few words.
pub(super) fn check(pattern: &str) -> Result<(), String> {
    match Parser::new().parse(pattern) {
        Ok(_) => Ok(()),
        Err(error) if is_other_dialect(&error) => Ok(()),
        Err(error) => Err(format!("{} at character {}", error.kind(), place(pattern, &error))),
    }
}

/// The most bytes that an expression is worked out to. One that repeats a repetition is short, and takes seconds.
const MOST_MEMORY: usize = 128 * 1024;

/// Whether the whole text matches; true where that cannot be told.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    // It matches one short text: what makes an engine fast for long ones would only take time to build.
    let plain = Regex::config().hybrid(false).onepass(false).auto_prefilter(false).nfa_size_limit(Some(MOST_MEMORY));
    let regex = Regex::builder().configure(plain).build(&format!("^(?:{pattern})$"));
    regex.map_or(true, |regex| regex.is_match(text))
}

fn is_other_dialect(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::UnsupportedLookAround | ErrorKind::UnsupportedBackreference)
}

fn place(pattern: &str, error: &Error) -> usize {
    pattern.get(..error.span().start.offset).map_or(0, |before| before.chars().count()) + 1
}

#[cfg(test)]
mod tests {
    use super::{check, matches};

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        assert_eq!(check("[A-Z]{3}"), Ok(()));
        assert_eq!(check("(?=a)b"), Ok(()));
        assert_eq!(check("a(b"), Err("unclosed group at character 2".to_owned()));
    }

    #[test]
    fn the_whole_text_matches() {
        assert!(matches("[A-Z]{3}", "EUR"));
        assert!(!matches("[A-Z]{3}", "EURO"));
        assert!(matches(r"\d+|x", "12"));
        assert!(matches("(?=a)b", "anything"));
    }
}
