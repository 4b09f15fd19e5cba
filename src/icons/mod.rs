//! Symbols of technologies, and of kinds of elements: what each is called, which fits the words that a program uses for
//! a technology, and its outline. Draws nothing.

mod own;

use std::collections::BTreeMap;
use std::sync::OnceLock;

/// What a symbol looks like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Symbol {
    /// What it is called: small letters, digits and `-`.
    pub name: &'static str,
    /// The course of its path, as SVG has it.
    pub course: &'static str,
    /// Width and height of the square that it lies in.
    pub extent: f64,
    /// The width of its lines; none where it is filled.
    pub line: Option<f64>,
}

/// The word for no symbol at all.
pub const NONE: &str = "none";

/// Symbols of technologies, a line each.
const TECHNOLOGIES: &str = include_str!("../../assets/icons/simple-icons.txt");

/// Other names of technologies: what they are called by their users, and by the symbols.
const ALIASES: &[(&str, &str)] = &[
    ("aks", "kubernetes"),
    ("airflow", "apacheairflow"),
    ("alpine", "linux"),
    ("aspdotnet", "dotnet"),
    ("aspdotnetcore", "dotnet"),
    ("bigquery", "googlebigquery"),
    ("cassandra", "apachecassandra"),
    ("cockroach", "cockroachlabs"),
    ("cockroachdb", "cockroachlabs"),
    ("couchdb", "apachecouchdb"),
    ("cpp", "cplusplus"),
    ("csharp", "dotnet"),
    ("dotnetcore", "dotnet"),
    ("ecmascript", "javascript"),
    ("eks", "kubernetes"),
    ("elastic", "elasticsearch"),
    ("envoy", "envoyproxy"),
    ("expressjs", "express"),
    ("gcp", "googlecloud"),
    ("gke", "kubernetes"),
    ("golang", "go"),
    ("html", "html5"),
    ("java", "openjdk"),
    ("js", "javascript"),
    ("jvm", "openjdk"),
    ("k8s", "kubernetes"),
    ("kafka", "apachekafka"),
    ("maria", "mariadb"),
    ("mongo", "mongodb"),
    ("nats", "natsdotio"),
    ("next", "nextdotjs"),
    ("nextjs", "nextdotjs"),
    ("node", "nodedotjs"),
    ("nodejs", "nodedotjs"),
    ("openshift", "kubernetes"),
    ("postgis", "postgresql"),
    ("postgres", "postgresql"),
    ("pubsub", "googlepubsub"),
    ("pulsar", "apachepulsar"),
    ("reactdotjs", "react"),
    ("reactjs", "react"),
    ("reactnative", "react"),
    ("socketio", "socketdotio"),
    ("solr", "apachesolr"),
    ("spark", "apachespark"),
    ("springframework", "spring"),
    ("sveltekit", "svelte"),
    ("swiftui", "swift"),
    ("timescaledb", "timescale"),
    ("tomcat", "apachetomcat"),
    ("traefik", "traefikproxy"),
    ("ts", "typescript"),
    ("wasm", "webassembly"),
];

fn all() -> &'static BTreeMap<&'static str, Symbol> {
    static ALL: OnceLock<BTreeMap<&'static str, Symbol>> = OnceLock::new();
    ALL.get_or_init(|| {
        let named = TECHNOLOGIES.lines().filter_map(|line| line.split_once(' '));
        let filled = named.map(|(name, course)| Symbol { name, course, extent: 24.0, line: None });
        filled.chain(own::SYMBOLS.iter().copied()).map(|symbol| (symbol.name, symbol)).collect()
    })
}

/// The symbol of this name, or of a usual other name for the same.
#[must_use]
pub fn find(name: &str) -> Option<Symbol> {
    let name = key(name);
    let known = ALIASES.iter().find(|(alias, _)| *alias == name).map_or(name.as_str(), |(_, known)| known);
    all().get(known).copied()
}

/// The symbol of a kind, by its word: there is a technology, too, that is called `node` by its users.
#[must_use]
pub fn of_kind(word: &str) -> Option<Symbol> {
    all().get(word).copied()
}

/// All names under which symbols are found.
pub fn names() -> impl Iterator<Item = &'static str> {
    all().keys().copied().chain(ALIASES.iter().map(|(alias, _)| *alias))
}

/// The symbol of the first technology in a text that has one: `Spring Boot 3`, `Rust, axum`, `Redis on Kubernetes`.
#[must_use]
pub fn of_technology(text: &str) -> Option<Symbol> {
    let parts = || text.split([',', '/', ';', '(', ')', '&', '|']).map(str::trim).filter(|part| !part.is_empty());
    parts().find_map(|part| {
        let words: Vec<&str> = part.split_whitespace().collect();
        let starts = (1..=words.len()).rev().filter_map(|count| words.get(..count));
        starts.map(|words| words.join("")).find_map(|name| technology(&name)).or_else(|| {
            // Words in the middle of a name may be anybody's; long ones hardly are.
            words.iter().filter(|word| word.len() >= 5).find_map(|word| technology(word))
        })
    })
}

/// The symbol of a technology, not one of our own kinds: a queue is no technology.
fn technology(name: &str) -> Option<Symbol> {
    find(name).filter(|symbol| !own::is_kind(symbol.name))
}

/// A name without what people write differently: capitals, spaces, dots.
fn key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for (at, c) in name.char_indices() {
        match c {
            'a'..='z' | '0'..='9' | '-' => key.push(c),
            'A'..='Z' => key.push(c.to_ascii_lowercase()),
            '.' if at + 1 < name.len() => key.push_str("dot"),
            '#' => key.push_str("sharp"),
            '+' => key.push_str("plus"),
            _ => {}
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_are_found_by_what_people_call_them() {
        for (said, name) in [
            ("Go", "go"),
            ("Node.js", "nodedotjs"),
            ("node", "nodedotjs"),
            ("postgres 16", "postgresql"),
            ("PostgreSQL", "postgresql"),
            (".NET 8", "dotnet"),
            ("C#", "dotnet"),
            ("C++", "cplusplus"),
            ("Spring Boot 3", "springboot"),
            ("Java 21, Spring", "openjdk"),
            ("unheard-of, Rust", "rust"),
            ("Google Kubernetes Engine", "kubernetes"),
            ("Memorystore for Redis", "redis"),
            ("Next.js", "nextdotjs"),
        ] {
            assert_eq!(of_technology(said).map(|symbol| symbol.name), Some(name), "{said}");
        }
        for said in ["", "a queue", "COBOL", "let us go there", "queue"] {
            assert_eq!(of_technology(said).map(|symbol| symbol.name), None, "{said}");
        }
        assert_eq!(find("queue").map(|symbol| symbol.name), Some("queue"));
    }

    #[test]
    fn every_name_leads_to_a_symbol_that_can_be_written_as_it_is() {
        for name in names() {
            let symbol = find(name).unwrap_or_else(|| panic!("{name}"));
            assert!(symbol.name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{name}");
            let odd = |c: char| !(c.is_ascii_alphanumeric() || " .,-".contains(c));
            assert!(symbol.course.starts_with(['M', 'm']) && !symbol.course.contains(odd), "{name}");
        }
        assert!(all().len() > 100);
    }
}
