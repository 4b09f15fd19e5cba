//! What is said, and where: messages on standard error, what was asked for on standard output.

use crate::Failure;
use crate::cli::{self, Color};
use archc::diag::Diagnostics;
use archc::diag::render::{Colour, Format, Look, escape, render};
use archc::source::Sources;
use std::io::{self, Write};

/// Where messages go, and whether in colour.
pub struct Terminal {
    colour: Colour,
}

/// Which of the two streams diagnostics in JSON go to: the one that carries nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Json {
    /// Standard output.
    Stdout,
    /// Standard error, because standard output is taken.
    Stderr,
}

impl Terminal {
    pub fn new(color: Color) -> Self {
        let wanted = match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => anstream::AutoStream::choice(&io::stderr()) != anstream::ColorChoice::Never,
        };
        Self { colour: if wanted { Colour::Ansi } else { Colour::Plain } }
    }

    /// Says what is wrong with a program. `base` is what its root is called on the command line.
    pub fn report(&self, format: cli::Format, json: Json, base: &str, diagnostics: &Diagnostics, sources: &Sources) -> Result<(), Failure> {
        let look = Look { base, colour: self.colour };
        match format {
            cli::Format::Human => say(&render(Format::Human, diagnostics, sources, look)),
            cli::Format::Short => say(&render(Format::Short, diagnostics, sources, look)),
            cli::Format::Json if json == Json::Stderr => say(&render(Format::Json, diagnostics, sources, look)),
            cli::Format::Json => return out(render(Format::Json, diagnostics, sources, look).as_bytes()),
        }
        Ok(())
    }

    /// Says why a command could not do its work.
    pub fn fail(&self, failure: &Failure) {
        say(&format!("{} {}\n", self.coloured("error:", "1;31"), escape(&failure.message)));
        for help in &failure.help {
            say(&format!("{} {}\n", self.coloured("help:", "1;36"), escape(help)));
        }
    }

    /// Says a line that ends a command.
    pub fn close(&self, word: Word, text: &str) {
        let (word, style) = match word {
            Word::Error => ("error:", "1;31"),
            Word::Note(word) => (word, "1;32"),
        };
        say(&format!("{} {text}\n", self.coloured(word, style)));
    }

    fn coloured(&self, text: &str, style: &str) -> String {
        match self.colour {
            Colour::Ansi => format!("\u{1b}[{style}m{text}\u{1b}[0m"),
            Colour::Plain => text.to_owned(),
        }
    }
}

/// How a closing line begins.
#[derive(Clone, Copy, Debug)]
pub enum Word {
    /// `error:`
    Error,
    /// Some other word, for good news.
    Note(&'static str),
}

/// Says something on standard error; when that is gone there is nobody to tell.
pub fn say(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Gives what was asked for on standard output. A reader that has gone away is no mistake.
pub fn out(bytes: &[u8]) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::new(format!("standard output cannot be written: {}", crate::disk::said(&error))))
        }
        _ => Ok(()),
    }
}
