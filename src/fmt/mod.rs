//! The canonical form of a program's text: two spaces of indentation, a statement a line, comments where they were.
//! Changes nothing but white space, `;` and the commas of enums, so that a program means the same before and after.

mod columns;
mod print;

#[cfg(test)]
mod tests;

use crate::diag::Diagnostics;
use crate::source::FileId;
use crate::syntax;

/// The longest line that a block may stand on.
pub const WIDTH: usize = 100;

/// The text in its canonical form.
///
/// # Errors
///
/// The diagnostics of the text, if there is a syntax error in it.
pub fn format(text: &str) -> Result<String, Diagnostics> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (_, diagnostics) = syntax::parse(FileId::default(), text);
    if diagnostics.has_errors() {
        return Err(diagnostics);
    }
    let Some(outline) = syntax::outline(text) else { return Err(diagnostics) };
    Ok(print::file(text, &outline))
}
