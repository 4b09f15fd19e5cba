//! The command line: which commands there are, what they take, and how they are explained.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::path::PathBuf;

const EXIT_CODES: &str = "\
Exit codes: 0 all is well, 1 the program has errors, 2 wrong use or a file that cannot be read or written, \
3 `--check` found something to do, 130 interrupted.";

/// The architecture compiler: one checked model becomes diagrams, manifests and API documents.
#[derive(Debug, Parser)]
#[command(version, after_help = EXIT_CODES, max_term_width = 100)]
pub struct Cli {
    /// Whether messages are coloured; `NO_COLOR` is honoured.
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub color: Color,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Report every mistake in a program
    #[command(after_help = "\
Examples:
  archc check                         the program in this directory
  archc check shop/main.arch          a single file
  archc check --format short shop     one line for each mistake
  archc check --format json shop      a JSON object for each mistake, on standard output
  archc check --format sarif --report archc.sarif")]
    Check(Check),
    /// Check a program, then write its diagrams, manifests and API documents
    #[command(after_help = "\
Artifacts go to `out` below the program, unless `archc.toml` or `--out` says otherwise. Nothing is written where \
the program has errors. Files that archc wrote earlier and no longer makes are removed; a file that it did not write, \
or that was changed since, is neither overwritten nor removed.

Examples:
  archc build                         the program in this directory, to `out`
  archc build shop --out artifacts    another directory, to `artifacts` in this one
  archc build --check                 fail where what is written is not what would be written now
  archc build --check --format github the same as annotations in a workflow")]
    Build(Build),
    /// Build a program, and again whenever something of it changes
    #[command(after_help = "\
Whatever the program is read from is watched: its directory and those that it imports, settings, themes, overlays and \
patches. A program with errors leaves the artifacts of the last one without. Ctrl-C ends it, with exit code 130.

Examples:
  archc watch                         the program in this directory, to `out`
  archc watch shop --out artifacts    another directory, to `artifacts` in this one
  archc watch --poll                  look for changes instead of being told: for file systems that tell nothing
  archc watch shop --serve            a page at http://127.0.0.1:7878/, or at the next port that is free
  archc watch --serve 8000 --editor 'code -g {file}:{line}'")]
    Watch(Watch),
    /// Explain an error code, or list them all
    #[command(after_help = "\
Examples:
  archc explain E0004
  archc explain")]
    Explain(Explain),
    /// Lay out source files the one way they are laid out
    #[command(after_help = "\
Examples:
  archc fmt                           all files of the program in this directory
  archc fmt --check shop              name the files that would change, and change none
  archc fmt - < main.arch             standard input to standard output")]
    Fmt(Fmt),
    /// Write the checked model as JSON, for other tools to build on
    #[command(after_help = "\
Examples:
  archc export shop > model.json
  archc export --schema > model.schema.json
  archc export --geometry=overview    where the boxes and lines of `diagrams/overview.svg` lie")]
    Export(Export),
    /// Keep changes to API documents in overlays, which every build applies
    Overlay(Overlay),
    /// Write a script with which a shell completes archc's commands
    #[command(after_help = "\
Examples:
  archc completions bash > ~/.local/share/bash-completion/completions/archc
  archc completions fish > ~/.config/fish/completions/archc.fish
  archc completions zsh > ~/.zfunc/_archc             where `fpath` names `~/.zfunc`")]
    Completions(Completions),
    /// Write the manual page, or those of all commands into a folder
    #[command(after_help = "\
Examples:
  archc man | man -l -
  archc man --out ~/.local/share/man/man1")]
    Man(Man),
    /// Lay out a graph that is given as JSON
    #[command(hide = true)]
    Layout(Layout),
}

#[derive(Debug, Args)]
pub struct Check {
    /// The program: a directory with `.arch` files below it, or a single file
    #[arg(default_value = ".")]
    pub path: PathBuf,
    #[command(flatten)]
    pub report: Report,
}

#[derive(Debug, Args)]
pub struct Report {
    /// The form of messages: `human` and `short` go to standard error, the others to standard output where that is free
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
    /// Write messages to a file in that form; the terminal then gets them as `human`
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
}

impl Report {
    /// The form of what the terminal gets.
    pub fn spoken(&self) -> Format {
        if self.report.is_some() { Format::Human } else { self.format }
    }

    /// Whether people read what the terminal gets.
    pub fn is_human(&self) -> bool {
        self.spoken() == Format::Human
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// With the lines they speak of.
    Human,
    /// `path:line:column: error[E0301]: message`.
    Short,
    /// A JSON object a line.
    Json,
    /// Annotations of GitHub, ten of each level.
    Github,
    /// A log in SARIF 2.1.0, for code scanning.
    Sarif,
    /// Test results in XML, as GitLab and Jenkins take them.
    Junit,
}

impl From<Format> for archc::diag::render::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Human => Self::Human,
            Format::Short => Self::Short,
            Format::Json => Self::Json,
            Format::Github => Self::Github,
            Format::Sarif => Self::Sarif,
            Format::Junit => Self::Junit,
        }
    }
}

/// `2x`, `0.5x`: pixels for one unit of a picture.
fn scale(text: &str) -> Result<f32, String> {
    let scale: Option<f32> = text.strip_suffix('x').unwrap_or(text).parse().ok();
    scale.filter(|scale| (0.1..=10.0).contains(scale)).ok_or_else(|| "a scale is a number from 0.1 to 10 and an `x`, as in `2x`".to_owned())
}

/// The words of the command line, with a scale joined to the `--png` before it, and a port to the `--serve`: behind either, a
/// path may stand as well.
pub fn joined(words: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let is_scale =
        |word: &OsString| word.to_str().and_then(|word| word.strip_suffix('x')).is_some_and(|number| number.parse::<f32>().is_ok());
    let is_port = |word: &OsString| word.to_str().is_some_and(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit()));
    let mut joined: Vec<OsString> = Vec::new();
    for word in words {
        match joined.last_mut() {
            Some(last) if (last == "--png" && is_scale(&word)) || (last == "--serve" && is_port(&word)) => {
                last.push("=");
                last.push(word);
            }
            _ => joined.push(word),
        }
    }
    joined
}

#[derive(Debug, Args)]
pub struct Build {
    /// The program: a directory with `.arch` files below it, or a single file
    #[arg(default_value = ".")]
    pub path: PathBuf,
    /// The folder that artifacts are written to
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Draw diagrams as PNG, too; at a scale where one is given, as in `--png 2x`
    #[arg(long, value_name = "SCALE", num_args = 0..=1, require_equals = true, value_parser = scale)]
    #[expect(clippy::option_option, reason = "the flag, and its value")]
    pub png: Option<Option<f32>>,
    /// Make a page of it all, too: `site/index.html`, which opens without a server
    #[arg(long)]
    pub html: bool,
    /// Make it as Markdown, too: the folder `markdown`, for mdBook, MkDocs and wikis
    #[arg(long)]
    pub markdown: bool,
    /// The layout engine of all pictures, whatever their views say: `layered` or `layout-rs`
    #[arg(long, value_name = "NAME")]
    pub engine: Option<String>,
    /// Write nothing; say what is stale, with the differences, and fail where anything is
    #[arg(long, conflicts_with = "force")]
    pub check: bool,
    /// Overwrite files that archc did not write, or that were changed since
    #[arg(long)]
    pub force: bool,
    #[command(flatten)]
    pub report: Report,
}

#[derive(Debug, Args)]
pub struct Watch {
    /// The program: a directory with `.arch` files below it, or a single file
    #[arg(default_value = ".")]
    pub path: PathBuf,
    /// The folder that artifacts are written to
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Draw diagrams as PNG, too
    #[arg(long)]
    pub png: bool,
    /// Look for changes again and again instead of being told of them; where files come over a network it is done anyway
    #[arg(long)]
    pub poll: bool,
    /// Show the pictures, manifests and API documents on a page of this machine's own, which follows every change
    #[arg(long, value_name = "PORT", num_args = 0..=1, require_equals = true)]
    #[expect(clippy::option_option, reason = "the flag, and its value")]
    pub serve: Option<Option<u16>>,
    /// The command by which the page opens a source, with `{file}` and `{line}` in it; `ARCHC_EDITOR` without it
    #[arg(long, value_name = "COMMAND", requires = "serve")]
    pub editor: Option<String>,
    #[command(flatten)]
    pub report: Report,
}

#[derive(Debug, Args)]
pub struct Explain {
    /// A code, such as `E0004`
    pub code: Option<String>,
    /// Write the JSON Schema of a message in `--format json` instead
    #[arg(long, conflicts_with = "code")]
    pub schema: bool,
}

#[derive(Debug, Args)]
pub struct Fmt {
    /// Name the files that would change, change none, and fail where there are any
    #[arg(long)]
    pub check: bool,
    /// Directories or files; `-` is standard input
    #[arg(default_value = ".", value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    #[command(flatten)]
    pub report: Report,
}

#[derive(Debug, Args)]
pub struct Export {
    /// The program: a directory with `.arch` files below it, or a single file
    #[arg(default_value = ".")]
    pub path: PathBuf,
    /// The file to write; standard output without it
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Write the JSON Schema of the model instead
    #[arg(long)]
    pub schema: bool,
    /// Write where the boxes and lines of all pictures lie instead, or those of one, by the name of its file
    #[arg(long, value_name = "PICTURE", num_args = 0..=1, require_equals = true, conflicts_with = "schema")]
    #[expect(clippy::option_option, reason = "the flag, and its value")]
    pub geometry: Option<Option<String>>,
    /// The layout engine of all pictures, whatever their views say: `layered` or `layout-rs`
    #[arg(long, value_name = "NAME", requires = "geometry")]
    pub engine: Option<String>,
    #[command(flatten)]
    pub report: Report,
}

#[derive(Debug, Args)]
pub struct Overlay {
    #[command(subcommand)]
    pub command: OverlayCommand,
}

#[derive(Debug, Subcommand)]
pub enum OverlayCommand {
    /// Turn a document that was edited by hand into an overlay beside the source
    #[command(after_help = "\
The document is told by the name of the file; where the program has only one, any name will do. The overlay holds what \
was changed since `archc build` wrote the document, and every build applies it from then on. An overlay that is there \
already is applied to nothing here: the new one says all.

Examples:
  archc overlay init out/openapi/orders-v1.yaml          writes `orders-v1.overlay.yaml` beside the source of the API
  archc overlay init orders-v1.yaml shop --out -         to standard output")]
    Init(OverlayInit),
}

#[derive(Debug, Args)]
pub struct OverlayInit {
    /// The edited document, in YAML or JSON
    pub file: PathBuf,
    /// The program: a directory with `.arch` files below it, or a single file
    #[arg(default_value = ".")]
    pub program: PathBuf,
    /// The file to write; `-` is standard output
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Overwrite an overlay that is there already
    #[arg(long)]
    pub force: bool,
    #[command(flatten)]
    pub report: Report,
}

#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    pub shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub struct Man {
    /// Write a page for each command to a folder instead
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Layout {
    /// The graph: a JSON file
    pub graph: PathBuf,
    /// The engine; the usual one without it
    #[arg(long, value_name = "NAME")]
    pub engine: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_serve_and_is_no_port_is_the_program() {
        let watched = |words: &[&str]| {
            let words = ["archc", "watch"].iter().chain(words).map(OsString::from);
            match Cli::try_parse_from(joined(words)).map(|cli| cli.command) {
                Ok(Command::Watch(watch)) => Some((watch.path.to_string_lossy().into_owned(), watch.serve)),
                _ => None,
            }
        };
        let shop = || "shop".to_owned();
        assert_eq!(watched(&["--serve", "shop"]), Some((shop(), Some(None))));
        assert_eq!(watched(&["shop", "--serve"]), Some((shop(), Some(None))));
        assert_eq!(watched(&["--serve", "8000", "shop"]), Some((shop(), Some(Some(8000)))));
        assert_eq!(watched(&["--serve=8000", "shop"]), Some((shop(), Some(Some(8000)))));
        assert_eq!(watched(&["--serve", "./8000"]), Some(("./8000".to_owned(), Some(None))));
        assert_eq!(watched(&["--serve", "80000"]), None, "no port is so high");
    }
}
