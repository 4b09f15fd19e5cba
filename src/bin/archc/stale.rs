//! `archc build --check`: what is there against what a build would make of the program.

use crate::diff::unified;
use crate::disk::{Beside, Plan};
use crate::terminal::{Stdout, Terminal, Word, say};
use crate::{Failure, cli};
use archc::diag::codes::project::STALE;
use archc::diag::render::{Part, escape};
use archc::diag::{Diagnostic, Diagnostics};
use archc::source::{Sources, Span};
use std::path::Path;

/// A file that is not what it should be.
pub struct Stale<'a> {
    /// What it is called on the command line.
    path: String,
    /// What a build would do.
    verb: &'static str,
    /// What is the matter.
    why: &'static str,
    /// What must be done so that `archc build` mends it.
    help: &'static str,
    there: Option<&'a [u8]>,
    made: Option<&'a [u8]>,
}

const BUILD: &str = "run `archc build`";

/// All that is stale, in the order of the list.
pub fn stale<'a>(plan: &'a Plan<'_>, beside: &'a [(String, Beside<'_>)], out: &Path) -> Vec<Stale<'a>> {
    let shown = |path: &str| out.join(path).to_string_lossy().into_owned();
    let why = |there: bool| if there { "is not what the program makes" } else { "is not there" };
    let mut list: Vec<Stale<'a>> = Vec::new();
    for (path, file) in beside {
        let there = file.there.as_deref();
        list.push(Stale { path: path.clone(), verb: "write", why: why(there.is_some()), help: BUILD, there, made: Some(file.bytes) });
    }
    for write in &plan.written {
        let conflict = plan.conflicts.iter().find(|conflict| conflict.path == write.path);
        let help = if conflict.is_some() { "run `archc build --force`, if nothing of it is to stay" } else { BUILD };
        let there = write.there.as_deref();
        let why = conflict.map_or(why(there.is_some()), |conflict| conflict.why);
        list.push(Stale { path: shown(write.path), verb: "write", why, help, there, made: Some(write.bytes) });
    }
    for conflict in plan.conflicts.iter().filter(|conflict| !conflict.can_be_forced) {
        let help = "move it away, or write to another folder with `--out`";
        list.push(Stale { path: shown(&conflict.path), verb: "fail to write", why: conflict.why, help, there: None, made: None });
    }
    for path in &plan.removed {
        list.push(Stale { path: shown(path), verb: "remove", why: "is no longer made", help: BUILD, there: None, made: None });
    }
    for path in &plan.kept {
        let why = "is no longer made, but was changed by hand";
        list.push(Stale { path: shown(path), verb: "keep", why, help: "remove it, if it is not yours", there: None, made: None });
    }
    list
}

/// Says what is stale, and shows the differences. `of` is what the folder of artifacts is called, `unchanged` how many
/// files are what they should be.
pub fn compare(
    list: &[Stale<'_>],
    unchanged: usize,
    program: Part<'_>,
    asked: (&cli::Report, &Path),
    to: &Terminal,
) -> Result<(), Failure> {
    let (report, of) = asked;
    let (diagnostics, sources) = diagnostics(list);
    let all = [program, Part { diagnostics: &diagnostics, sources: &sources, base: "" }];
    Terminal::record(report, &all)?;
    if report.is_human() {
        to.tell(report, Stdout::Free, &[program])?;
        for stale in list {
            say(&format!("would {} `{}`: it {}\n", stale.verb, escape(&stale.path), stale.why));
        }
    } else {
        to.tell(report, Stdout::Free, &all)?;
    }
    to.show(report, |colour| {
        let changed = list.iter().filter_map(|stale| Some((stale, stale.there?, stale.made?)));
        changed.map(|(stale, there, made)| unified(&stale.path, there, made, colour)).collect()
    })?;
    if report.is_human() {
        close(list, unchanged, of, to);
    }
    Ok(())
}

fn close(list: &[Stale<'_>], unchanged: usize, of: &Path, terminal: &Terminal) {
    let of = of.to_string_lossy();
    let text = match list {
        [] => return terminal.close(Word::Note("checked"), &format!("`{}`: {unchanged} files are what they should be", escape(&of))),
        [only] => format!("`{}` {}; {}", escape(&only.path), only.why, only.help),
        _ if list.iter().all(|stale| stale.help == BUILD) => format!("{} files are not what the program makes; {BUILD}", list.len()),
        _ => format!("{} files are not what the program makes, and some of them are not archc's alone", list.len()),
    };
    terminal.close(Word::Error, &text);
}

/// The same as diagnostics, each at the first line that differs.
fn diagnostics(list: &[Stale<'_>]) -> (Diagnostics, Sources) {
    let (mut diagnostics, mut sources) = (Diagnostics::default(), Sources::default());
    for stale in list {
        let text = stale.there.and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or("");
        let at = stale.made.map_or(0, |made| differs(text, made));
        let file = sources.add(stale.path.as_str(), text);
        let span = Span::new(file, at, at);
        diagnostics.push(Diagnostic::error(&STALE, span, format!("`{}` {}", stale.path, stale.why)).help(stale.help));
    }
    (diagnostics, sources)
}

/// Where the first line begins that differs.
pub fn differs(there: &str, made: &[u8]) -> usize {
    let same = there.bytes().zip(made).take_while(|(a, b)| a == *b).count();
    there.as_bytes()[..same].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1)
}
