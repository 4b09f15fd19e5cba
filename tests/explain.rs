//! Each explain page shows the mistake that it speaks of: its example gets the code, and no other error.

use archc::diag::{Severity, codes};
use archc::session::{build, check};
use archc::settings::Settings;
use archc::world::MemoryWorld;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Examples that cannot stand alone: they import a program that is not there.
const NOT_ALONE: [&str; 1] = ["E0213"];

#[test]
fn examples_get_the_code_that_they_explain() {
    let mut mistakes = String::new();
    for code in codes::all().filter(|code| !NOT_ALONE.contains(&code.id)) {
        if let Some(example) = example(code.explain) {
            let found = found(example);
            let others = found.iter().any(|(id, severity)| *severity == Severity::Error && *id != code.id);
            if others || !found.iter().any(|(id, _)| *id == code.id) {
                writeln!(mistakes, "{}: its example gets {found:?}", code.id).expect("a string takes all");
            }
        }
    }
    assert!(mistakes.is_empty(), "{mistakes}");
}

fn found(example: &str) -> BTreeSet<(&'static str, Severity)> {
    let mut checked = check(&MemoryWorld::single(example)).expect("there is a program");
    build(&mut checked, &Settings::default());
    checked.diagnostics.iter().map(|diagnostic| (diagnostic.code.id, diagnostic.severity)).collect()
}

/// The first program in a page; those behind it show how to mend it.
pub fn example(page: &str) -> Option<&str> {
    page.split("```arch\n").nth(1)?.split("```").next()
}
