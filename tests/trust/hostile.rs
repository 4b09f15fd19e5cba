//! Programs that mean harm: each gets an ordinary message, within bounds of time and memory, and reads nothing that is not its own.

use super::cost;
use crate::folder::{Folder, Run};
use archc::world::MAX_BYTES;
use std::fs;

/// Runs a command of the program, which takes no more than any may.
#[track_caller]
fn bounded(folder: &Folder, arguments: &[&str]) -> Run {
    cost::bounded(folder, arguments).0
}

/// Checks a program and lays it out.
fn programs(name: &str, programs: &[(&str, String, i32, &str)]) {
    for (case, text, code, said) in programs {
        let folder = Folder::new(&format!("hostile-{name}-{case}")).with("main.arch", text);
        bounded(&folder, &["check", "--format", "short"]).ends(*code, said);
        bounded(&folder, &["fmt", "--check", "--format", "json"]);
    }
}

/// As much of a text as a source file may have.
fn much(before: &str, part: &str, after: &str) -> String {
    let most = usize::try_from(MAX_BYTES).expect("it is small");
    format!("{before}{}{after}", part.repeat((most - before.len() - after.len()) / part.len()))
}

#[test]
fn more_than_can_be_read_is_refused() {
    let folder = Folder::new("hostile-large").with("main.arch", "=> ".repeat(3_000_000));
    bounded(&folder, &["check"]).ends(2, "it has 9000000 bytes, and 2097152 are the most that is read");
    // Fonts are larger than sources.
    let fonts = "[diagrams]\nfonts = [\"large.ttf\"]\n";
    let folder = Folder::new("hostile-font").with("main.arch", "system s\n").with("archc.toml", fonts);
    folder.write("large.ttf", "=> ".repeat(3_000_000));
    bounded(&folder, &["check"]).ends(1, "it is no TrueType, OpenType or WOFF font");
    folder.write("large.ttf", "=> ".repeat(12_000_000));
    bounded(&folder, &["check"]).ends(1, "it has 36000000 bytes, and 33554432 are the most that is read");
    let folder = Folder::new("hostile-many");
    for n in 0..5 {
        folder.write(&format!("{n}.arch"), format!("//{}\n", " ".repeat(1_800_000)));
    }
    bounded(&folder, &["check"]).ends(2, "with it, the program has more than 8388608 bytes, which are the most that are read");
}

#[test]
fn long_lines_are_read() {
    programs(
        "lines",
        &[
            ("arrows", much("", "=> ", "\n"), 1, "error[E0"),
            ("relations", much("system a {\n  ", "-> ", "\n}\n"), 1, "error[E0"),
            ("letters", much("", "a", ""), 1, "error[E0124]: a name has 200 letters at most"),
            ("quotes", much("", "\"", ""), 1, "error[E0"),
            // Not as many that open as that close.
            ("texts", much("", "\"\"\" \"\"\" ", "\"\"\""), 1, "error[E0"),
            ("list", much("system a {\n  service s { image \"s:1\"; command [", "a, ", "a] }\n}\n"), 1, "error[E0124]"),
            ("targets", much("system a { service s { -> ", "b, ", "b } }\n"), 1, "error[E0124]"),
        ],
    );
}

#[test]
fn odd_characters_are_read() {
    programs(
        "characters",
        &[
            ("nul", much("", "\0", ""), 1, "error[E0115]"),
            ("bidi", much("", "\u{202e}", ""), 1, "error[E0115]"),
            ("escapes", much("system a \"", "\\u{1b}[2J", "\"\n"), 0, ""),
            ("dots", much("", "a.", ""), 1, "error[E0124]"),
            ("semicolons", much("system a", ";", ""), 0, ""),
            ("returns", much("system a\n", "\r", ""), 0, ""),
        ],
    );
    let folder = Folder::new("hostile-latin").with("main.arch", b"system a\n\xff\xfe\x00".repeat(100_000));
    bounded(&folder, &["check", "--format", "short"]).ends(1, "main.arch:2:1: error[E0002]");
}

#[test]
fn nesting_is_read() {
    programs(
        "nesting",
        &[
            ("openers", much("", "{", ""), 1, "error[E0"),
            ("closers", much("", "}", ""), 1, "error[E0103]"),
            ("blocks", much("", "system a {\n", ""), 1, "error[E0"),
            ("closed", "system a { ".repeat(100_000) + &"}".repeat(100_000), 1, "error[E0116]"),
            ("brackets", format!("type A {{ a: {}int{} }}\n", "[".repeat(250_000), "]".repeat(250_000)), 1, "error[E0116]"),
            ("round", much("type A = int", "(", ""), 1, "error[E0"),
            ("comments", much("", "/*", ""), 1, "error[E0"),
        ],
    );
}

#[test]
fn the_same_again_and_again_is_read() {
    programs(
        "again",
        &[
            ("names", much("", "system a\n", ""), 1, "error[E0124]: this file has more than 5000 statements"),
            (
                "calls",
                much("system a { service b\nservice s {\n", "-> b\n", "} }\n"),
                1,
                "error[E0124]: this block has more than 5000 statements",
            ),
            ("mistakes", much("", "frob x\n", ""), 1, "error[E0"),
            ("fields", much("type A {\n", "a: int\n", "}\n"), 1, "error[E0"),
            ("attributes", much("type A { a: int ", "@a ", "}\n"), 1, "error[E0"),
            ("tags", much("system a ", "#t ", "\n"), 1, "error[E0124]: this statement has more than 1000 words"),
            ("union", much("type A = B", " | B", "\n"), 1, "error[E0"),
            ("lines", much("", "\n", "system a"), 0, ""),
        ],
    );
}

#[cfg(unix)]
mod files {
    use super::{Folder, bounded, fs};
    use std::os::unix::fs::symlink;
    use std::process::Command;

    fn pipe(folder: &Folder, path: &str) {
        folder.write(path, "");
        fs::remove_file(folder.path.join(path)).expect("it is there");
        assert!(Command::new("mkfifo").arg(folder.path.join(path)).status().is_ok_and(|status| status.success()));
    }

    const SHOP: &str = "system shop { service web { image \"web:1\"; listen http 1; api v1 { a: GET /a -> string } } }\n";

    #[test]
    fn nothing_is_waited_for() {
        for (path, program, settings, code, said) in [
            ("pipe.arch", SHOP, "", 2, "error[E0001]: `pipe.arch` cannot be read: it is not a regular file"),
            ("pipe", "import \"pipe\"\nsystem a\n", "", 1, "error[E0004]"),
            ("web-v1.overlay.yaml", SHOP, "", 2, "cannot be read: it is not a regular file"),
            ("archc.proto.lock", SHOP, "", 2, "it is not a regular file"),
            ("theme.toml", SHOP, "[diagrams]\ntheme = \"theme.toml\"\n", 1, "error[E0009]"),
            ("out/.archc-manifest.json", SHOP, "", 2, "it is not a regular file"),
            (".gitignore", SHOP, "", 2, "the `.gitignore` in `hostile-pipe` is not a regular file"),
            ("deep/.gitignore", SHOP, "", 2, "the `.gitignore` in `deep` is not a regular file"),
        ] {
            let folder = Folder::new("hostile-pipe").with("main.arch", program).with("archc.toml", settings);
            pipe(&folder, path);
            bounded(&folder, &["build", "--format", "short"]).ends(code, said);
        }
        let folder = Folder::new("hostile-pipe").with("main.arch", SHOP);
        pipe(&folder, "archc.toml");
        bounded(&folder, &["build"]).ends(2, "archc.toml`: it is not a regular file");
        for icon in ["pipe.svg", "icons/pipe.svg"] {
            let folder = Folder::new("hostile-pipe").with("main.arch", format!("system a {{ icon \"{icon}\" }}\n"));
            pipe(&folder, icon);
            bounded(&folder, &["build", "--format", "short"]);
        }
    }

    #[test]
    fn devices_and_secrets_are_not_read() {
        let folder = Folder::new("hostile-links").with("shop/main.arch", SHOP).with("secret", "key = \"s3cret\"\n");
        let secret = |name: &str| {
            let _ = fs::remove_file(folder.path.join("shop").join(name));
            symlink("../secret", folder.path.join("shop").join(name)).expect("it can be made");
        };
        let no_secret = |code: i32, said: &str| {
            let run = bounded(&folder, &["build", "shop", "--format", "short"]);
            run.ends(code, said);
            assert!(!run.said.contains("s3cret") && !bounded(&folder, &["check", "shop"]).said.contains("s3cret"), "{}", run.said);
        };
        for name in ["archc.toml", "archc.proto.lock"] {
            secret(name);
            no_secret(2, "it is a link that leads out of the program");
            fs::remove_file(folder.path.join("shop").join(name)).expect("it is there");
        }
        secret("more.arch");
        no_secret(1, "error[E0003]");
        fs::remove_file(folder.path.join("shop/more.arch")).expect("it is there");
        secret("web-v1.overlay.yaml");
        no_secret(1, "error[E0003]");
        fs::remove_file(folder.path.join("shop/web-v1.overlay.yaml")).expect("it is there");
        secret("theme.toml");
        for theme in ["theme.toml", "../secret", "/dev/zero", "/etc/passwd"] {
            folder.write("shop/archc.toml", format!("[diagrams]\ntheme = \"{theme}\"\n"));
            no_secret(1, "error[E0");
        }
        fs::remove_file(folder.path.join("shop/archc.toml")).expect("it is there");
        for icon in ["../secret", "/etc/passwd", "theme.toml", "icons/a.svg"] {
            folder.write("shop/icons/a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><image href=\"../../secret\"/></svg>");
            folder.write("shop/main.arch", format!("system a {{ icon \"{icon}\" }}\n"));
            let run = bounded(&folder, &["build", "shop", "--format", "short"]);
            let made = super::super::files(&folder.path.join("shop"));
            assert!(!run.said.contains("s3cret"), "{}", run.said);
            let is_made = |path: &String| path.starts_with("out/");
            assert!(made.iter().filter(|(path, _)| is_made(path)).all(|(_, bytes)| !String::from_utf8_lossy(bytes).contains("s3cret")));
        }
    }

    #[test]
    fn folders_that_are_links_are_said_and_not_followed() {
        let folder = Folder::new("hostile-folders").with("shop/main.arch", SHOP).with("other/more.arch", "system other\n");
        symlink("../other", folder.path.join("shop/other")).expect("it can be made");
        symlink(".", folder.path.join("shop/round")).expect("it can be made");
        fs::create_dir(folder.path.join("none")).expect("it can be made");
        symlink("../none", folder.path.join("shop/none")).expect("it can be made");
        let run = bounded(&folder, &["check", "shop", "--format", "short"]);
        run.ends(0, "shop/other:1:1: warning[W0013]: the sources in `other` are not read: it is a link to a folder");
        run.ends(0, "shop/round:1:1: warning[W0013]");
        assert_eq!(run.said.lines().count(), 2, "{}", run.said);
    }

    #[test]
    fn what_a_user_ignores_is_read_all_the_same() {
        let folder = Folder::new("hostile-user").with("main.arch", SHOP).with("more.arch", "system more\n");
        folder.write("home/git/ignore", "more.arch\n");
        folder.write(".git/info/exclude", "more.arch\n");
        let mut command = folder.command(&["check"]);
        let output = command.env("XDG_CONFIG_HOME", folder.path.join("home")).env("HOME", folder.path.join("home")).output();
        super::Run::of(&output.expect("it starts")).ends(0, "2 files");
    }
}

#[test]
fn names_are_data_wherever_they_stand() {
    let names = [
        "no",
        "~",
        "- a",
        "a: b",
        "&x",
        "*x",
        "{{x}}",
        "%TAG",
        "!!js x",
        "$(id)",
        "`id`",
        "'; DROP",
        "a\\u{1b}[31mb",
        "\\u{202e}x",
        "::error::x",
    ];
    for name in names {
        let program = format!(
            "/// {name}\nsystem shop \"{name}\" {{\n  service web \"{name}\" #t {{\n    image \"web:1\"\n    listen http 1\n    env A \"{name}\"\n    \
             api v1 \"{name}\" {{ a: GET /a -> string \"{name}\" }}\n  }}\n}}\n"
        );
        let folder = Folder::new("hostile-names").with("main.arch", program);
        bounded(&folder, &["build", "--format", "github"]);
        bounded(&folder, &["export"]);
        for (path, bytes) in super::files(&folder.path.join("out")) {
            let text = String::from_utf8(bytes).expect("it is text");
            assert!(!text.contains(['\u{1b}', '\0']), "{path} holds `{name}` as it is");
        }
    }
}
