//! Opening a file in an editor: a program with arguments, started without a shell.

use crate::Failure;
use std::path::Path;
use std::process::{Command, Stdio};

/// The variable that names the editor where `--editor` does not.
const VARIABLE: &str = "ARCHC_EDITOR";

/// A command that opens a file at a line: words, in which `{file}` and `{line}` stand for these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Editor(Vec<String>);

impl Editor {
    /// The editor that a command line or the environment asks for.
    pub fn find(asked: Option<&str>) -> Result<Option<Self>, Failure> {
        match (asked, std::env::var(VARIABLE)) {
            (Some(command), _) => Self::read(command).map(Some),
            (None, Ok(command)) if !command.trim().is_empty() => Self::read(&command).map(Some),
            _ => Ok(None),
        }
    }

    /// Words between spaces; one in quotes may hold spaces.
    fn read(command: &str) -> Result<Self, Failure> {
        let mut words: Vec<String> = Vec::new();
        let mut quote: Option<char> = None;
        let mut fresh = true;
        for c in command.chars() {
            match quote {
                Some(open) if c == open => quote = None,
                None if c == '"' || c == '\'' => {
                    quote = Some(c);
                    if fresh {
                        words.push(String::new());
                    }
                    fresh = false;
                }
                None if c.is_whitespace() => fresh = true,
                _ => {
                    if fresh {
                        words.push(String::new());
                    }
                    fresh = false;
                    words.last_mut().into_iter().for_each(|word| word.push(c));
                }
            }
        }
        if quote.is_some() || words.first().is_none_or(String::is_empty) {
            return Err(Failure::new(format!("`{command}` is no command of an editor"))
                .help("name a program with its arguments, as in `--editor 'code -g {file}:{line}'`"));
        }
        if !words.iter().any(|word| word.contains("{file}")) {
            words.push("{file}".to_owned());
        }
        Ok(Self(words))
    }

    fn words(&self, file: &Path, line: u32) -> Vec<String> {
        let file = file.to_string_lossy();
        // The line first: a file's name may hold anything.
        self.0.iter().map(|word| word.replace("{line}", &line.to_string()).replace("{file}", &file)).collect()
    }

    /// Opens a file; whether the editor could be started.
    pub fn open(&self, file: &Path, line: u32) -> bool {
        let words = self.words(file, line);
        let Some((program, arguments)) = words.split_first() else { return false };
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        match command.spawn() {
            Ok(mut editor) => {
                // So that it is not left behind as a process that has ended and nobody has asked after.
                std::thread::spawn(move || editor.wait());
                true
            }
            Err(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(command: &str) -> Vec<String> {
        Editor::read(command).expect("it is a command").words(Path::new("/a b/$(x);{line}.arch"), 7)
    }

    #[test]
    fn a_file_is_one_argument_whatever_its_name_is() {
        assert_eq!(words("code -g {file}:{line}"), ["code", "-g", "/a b/$(x);{line}.arch:7"]);
        assert_eq!(words("edit +{line}"), ["edit", "+7", "/a b/$(x);{line}.arch"]);
        assert_eq!(words("'/opt/my editor/run' \"--at={line}\""), ["/opt/my editor/run", "--at=7", "/a b/$(x);{line}.arch"]);
    }

    #[test]
    fn what_is_no_command_is_refused() {
        for command in ["", "  ", "'", "code \"x", "''"] {
            assert!(Editor::read(command).is_err(), "{command}");
        }
    }
}
