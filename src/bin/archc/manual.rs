//! `archc completions` and `archc man`: what the command line knows of itself, for shells and for `man`.

use crate::cli::{self, Cli};
use crate::disk;
use crate::terminal::{Terminal, Word, out};
use crate::{Failure, Outcome};
use archc::diag::render::escape;
use clap::{Command, CommandFactory as _};
use clap_mangen::Man;
use std::path::Path;

pub fn completions(arguments: &cli::Completions) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "archc", &mut script);
    out(&script)?;
    Ok(Outcome::Clean)
}

pub fn pages(arguments: &cli::Man, terminal: &Terminal) -> Result<Outcome, Failure> {
    let mut whole = Cli::command();
    whole.build();
    let Some(folder) = &arguments.out else {
        out(&page(&whole, "archc")?)?;
        return Ok(Outcome::Clean);
    };
    let mut pages = vec![("archc".to_owned(), page(&whole, "archc")?)];
    below(&whole, "archc", &mut pages)?;
    for (name, page) in &pages {
        let path = folder.join(format!("{name}.1"));
        disk::make(folder).and_then(|()| disk::put(&path, page)).map_err(|error| Failure::io("cannot write", &path, &error))?;
    }
    terminal.close(Word::Note("wrote"), &format!("{} pages to {}", pages.len(), shown(folder)));
    Ok(Outcome::Clean)
}

fn below(command: &Command, name: &str, pages: &mut Vec<(String, Vec<u8>)>) -> Result<(), Failure> {
    for part in command.get_subcommands().filter(|part| !part.is_hide_set() && part.get_name() != "help") {
        let name = format!("{name}-{}", part.get_name());
        pages.push((name.clone(), page(part, &name)?));
        below(part, &name, pages)?;
    }
    Ok(())
}

fn page(command: &Command, name: &str) -> Result<Vec<u8>, Failure> {
    let command = command.clone().version(env!("CARGO_PKG_VERSION"));
    let mut page = Vec::new();
    // No date: the same version has the same page.
    let man = Man::new(command).title(name.to_uppercase()).section("1").date("").manual("archc");
    man.render(&mut page).map_err(|error| Failure::new(format!("the page cannot be made: {error}")))?;
    Ok(page)
}

fn shown(folder: &Path) -> String {
    escape(&folder.to_string_lossy()).into_owned()
}
