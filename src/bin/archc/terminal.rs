//! What is said, and where: messages on standard error, what was asked for on standard output.

use crate::Failure;
use crate::cli::{self, Color};
use crate::disk;
use archc::diag::render::{Colour, Part, escape, render_all};
use std::io::{self, IsTerminal as _, Write};

/// Where messages go, and whether in colour.
pub struct Terminal {
    /// Of standard error.
    colour: Colour,
    stdout: Colour,
}

/// Whether standard output carries something else than messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stdout {
    /// Messages for programs go there.
    Free,
    /// Messages go to standard error, in whatever form.
    Taken,
}

impl Terminal {
    pub fn new(color: Color) -> Self {
        let shows = |auto: anstream::ColorChoice| match color {
            Color::Always => Colour::Ansi,
            Color::Never => Colour::Plain,
            Color::Auto if auto == anstream::ColorChoice::Never => Colour::Plain,
            Color::Auto => Colour::Ansi,
        };
        Self { colour: shows(anstream::AutoStream::choice(&io::stderr())), stdout: shows(anstream::AutoStream::choice(&io::stdout())) }
    }

    /// Says what is wrong with programs, and writes it to the file that was asked for.
    pub fn report(&self, report: &cli::Report, stdout: Stdout, parts: &[Part<'_>]) -> Result<(), Failure> {
        Self::record(report, parts)?;
        self.tell(report, stdout, parts)
    }

    /// Writes what is wrong to the file that was asked for.
    pub fn record(report: &cli::Report, parts: &[Part<'_>]) -> Result<(), Failure> {
        let Some(path) = &report.report else { return Ok(()) };
        let text = render_all(report.format.into(), parts, Colour::Plain);
        disk::put(path, text.as_bytes()).map_err(|error| Failure::io("cannot write", path, &error))
    }

    /// Says what is wrong.
    pub fn tell(&self, report: &cli::Report, stdout: Stdout, parts: &[Part<'_>]) -> Result<(), Failure> {
        let text = render_all(report.spoken().into(), parts, self.colour);
        match (report.spoken(), stdout) {
            (cli::Format::Human | cli::Format::Short, _) | (_, Stdout::Taken) => say(&text),
            _ => return out(text.as_bytes()),
        }
        Ok(())
    }

    /// Shows what is not what it should be: on standard output, unless messages are there.
    pub fn show(&self, report: &cli::Report, text: impl FnOnce(Colour) -> String) -> Result<(), Failure> {
        match report.spoken() {
            cli::Format::Human | cli::Format::Short => out(text(self.stdout).as_bytes()),
            _ => {
                say(&text(self.colour));
                Ok(())
            }
        }
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

    /// Whether a reader looks at a screen, on which what is old is in the way.
    pub fn clears(&self) -> bool {
        self.colour == Colour::Ansi && io::stderr().is_terminal()
    }

    /// Empties the screen; what was scrolled out of it stays.
    pub fn clear(&self) {
        say("\u{1b}[H\u{1b}[2J");
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
            Err(Failure::new(format!("standard output cannot be written: {}", disk::said(&error))))
        }
        _ => Ok(()),
    }
}
