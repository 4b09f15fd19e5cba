//! The table of diagnostic codes, an area a file. Each code has one meaning for ever, a title and an explain page.

pub mod api;
pub mod deployment;
pub mod emit;
pub mod names;
pub mod overlay;
pub mod project;
pub mod properties;
pub mod relations;
pub mod stores;
pub mod syntax;
pub mod types;
pub mod views;

/// A kind of mistake.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// `E0301`: unique, stable, never used again for something else. `W….` for what is always a warning.
    pub id: &'static str,
    /// A few words that name it.
    pub title: &'static str,
    /// What it means, an example that shows it, and how to mend it (Markdown).
    pub explain: &'static str,
}

/// Declares an area's codes as statics and lists them in `ALL`.
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $id:literal, $title:literal, $explain:expr;)*) => {
        use super::Code;
        $($(#[$doc])* #[doc = $title] pub static $name: Code = Code { id: $id, title: $title, explain: $explain };)*
        /// All codes of this area, in order.
        pub static ALL: &[&Code] = &[$(&$name),*];
    };
}
pub(crate) use codes;

/// Every code there is, in the order of the areas.
pub fn all() -> impl Iterator<Item = &'static Code> {
    [
        project::ALL,
        syntax::ALL,
        names::ALL,
        properties::ALL,
        relations::ALL,
        types::ALL,
        api::ALL,
        stores::ALL,
        deployment::ALL,
        views::ALL,
        emit::ALL,
        overlay::ALL,
    ]
    .into_iter()
    .flatten()
    .copied()
}

/// The code with this id, in whatever case it is written.
#[must_use]
pub fn find(id: &str) -> Option<&'static Code> {
    all().find(|code| code.id.eq_ignore_ascii_case(id))
}
