//! What a pipeline asks of the program: whether what is written is what a build would write, in a form that it reads.

use crate::folder::Folder;
use serde_json::Value;
use std::fs;
use std::process::{Command, Stdio};

const SHOP: &str = r#"system shop {
  service web {
    image "registry.example.com/web:1"
    listen http 3000
    api v1 { ping: GET /ping -> string }
  }
}
"#;

const DOCUMENT: &str = "out/openapi/web-v1.yaml";

fn built(name: &str) -> Folder {
    let folder = Folder::new(name).with("main.arch", SHOP);
    folder.run(&["build"]).ends(0, "wrote ");
    folder.run(&["build", "--check"]).ends(0, "are what they should be");
    folder
}

#[test]
fn what_is_stale_is_told_apart_and_shown() {
    let folder = built("check-kinds").with("archc.toml", "[diagrams]\nformats = [\"svg\", \"png\"]\nscale = 0.1\n");
    folder.run(&["build"]).ends(0, "wrote ");
    let written: Vec<String> = files(&folder);
    folder.write("main.arch", SHOP.replace("ping: GET /ping", "pong: GET /pong"));
    fs::remove_file(folder.path.join("out/kubernetes/base/shop/web.yaml")).expect("it is there");
    folder.write("out/diagrams/shop-context.svg", "mine");
    folder.write("out/diagrams/shop-context.png", b"\x89PNG\0mine");
    let run = folder.run(&["build", "--check"]);
    run.ends(3, "would write `out/kubernetes/base/shop/web.yaml`: it is not there\n");
    run.ends(3, "would write `out/openapi/web-v1.yaml`: it is not what the program makes\n");
    run.ends(3, "would write `out/diagrams/shop-context.svg`: it was changed by hand since archc wrote it\n");
    run.ends(3, "error: 4 files are not what the program makes, and some of them are not archc's alone\n");
    assert!(
        run.out.starts_with("Binary files a/out/diagrams/shop-context.png and b/out/diagrams/shop-context.png differ\n"),
        "{}",
        run.out
    );
    assert!(run.out.contains("\n--- a/out/openapi/web-v1.yaml\n+++ b/out/openapi/web-v1.yaml\n@@ "), "{}", run.out);
    assert!(run.out.contains("\n-  /ping:\n+  /pong:\n"), "{}", run.out);
    assert!(!run.out.contains('\u{1b}'), "colours are for terminals");
    assert!(folder.run(&["build", "--check", "--color", "always"]).out.contains("\u{1b}[32m+  /pong:\u{1b}[0m\n"));
    folder.write("main.arch", SHOP.replace("api v1", "api v2"));
    let run = folder.run(&["build", "--check"]);
    run.ends(3, "would remove `out/openapi/web-v1.yaml`: it is no longer made\n");
    folder.write(DOCUMENT, "mine");
    folder.run(&["build", "--check"]).ends(3, "would keep `out/openapi/web-v1.yaml`: it is no longer made, but was changed by hand\n");
    let still: Vec<String> = files(&folder);
    assert_eq!(written.iter().filter(|path| !path.ends_with("base/shop/web.yaml")).collect::<Vec<_>>(), still.iter().collect::<Vec<_>>());
}

/// The paths of all that is written.
fn files(folder: &Folder) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![folder.path.join("out")];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).expect("it is readable").flatten() {
            if entry.path().is_dir() { open.push(entry.path()) } else { found.push(entry.path().display().to_string()) }
        }
    }
    found.sort();
    found
}

#[test]
fn the_difference_is_one_that_can_be_applied() {
    let folder = built("check-apply");
    folder.write("main.arch", SHOP.replace("ping: GET /ping", "pong: GET /pong").replace("listen http 3000", "listen http 3001"));
    let run = folder.run(&["build", "--check"]);
    // Pictures have long lines, which are cut.
    let texts: Vec<&str> = run.out.split("--- a/").filter(|part| part.starts_with("out/") && part.contains(".yaml\n")).collect();
    assert!(texts.len() >= 2, "{}", run.out);
    let patch: String = texts.iter().map(|text| format!("--- a/{text}")).collect();
    folder.write("drift.patch", patch);
    let applied =
        Command::new("git").args(["apply", "-p1", "drift.patch"]).current_dir(&folder.path).env("GIT_DIR", "/nonexistent").output();
    let applied = applied.expect("there is a git");
    assert!(applied.status.success(), "{}", String::from_utf8_lossy(&applied.stderr));
    let run = folder.run(&["build", "--check"]);
    assert!(!run.said.contains(".yaml`: it is not what"), "{}", run.said);
}

#[test]
fn what_is_stale_has_a_place_in_every_form() {
    let folder = built("check-forms");
    folder.write("main.arch", SHOP.replace("GET /ping", "GET /pong"));
    let build = |format: &str| folder.run(&["build", "--check", "--format", format]);
    let short = build("short");
    short.ends(3, "out/openapi/web-v1.yaml:15:1: error[E0011]: `out/openapi/web-v1.yaml` is not what the program makes\n");
    assert!(short.out.starts_with("--- a/out/openapi/web-v1.yaml\n"), "{}", short.out);
    let github = build("github");
    github.ends(3, "-  /ping:\n+  /pong:\n");
    let line = "::error file=out/openapi/web-v1.yaml,line=15,endLine=15,col=1,endColumn=1,title=archc E0011::`out/openapi/web-v1.yaml` is not \
                what the program makes%0Ahelp: run `archc build`\n";
    assert_eq!(github.out, line);
    let json: Value = serde_json::from_str(&build("json").out).expect("it is one object");
    assert_eq!((&json["code"], &json["file"], &json["line"]), (&"E0011".into(), &DOCUMENT.into(), &15.into()));
    let run = build("sarif");
    let sarif: Value = serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {} {}", run.code, run.said));
    assert_eq!(sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], DOCUMENT);
    let junit = build("junit").out;
    assert!(roxmltree::Document::parse(&junit).is_ok() && junit.contains("type=\"E0011\""), "{junit}");
    folder.write("main.arch", SHOP);
    assert_eq!(build("github").out, "");
    build("junit").ends(0, "testcase name=\"no mistakes\" classname=\"main.arch\"");
}

#[test]
fn files_that_are_not_laid_out_have_a_place_in_every_form() {
    let folder = Folder::new("check-fmt").with("good.arch", "system good\n").with("main.arch", "system shop {\n  zone   a\n}\n");
    let fmt = |format: &str| folder.run(&["fmt", "--check", "--format", format]);
    assert_eq!(fmt("short").said, "main.arch:2:1: error[E0012]: `main.arch` is not laid out the one way\n");
    fmt("short").ends(3, "");
    fmt("github").ends(3, "::error file=main.arch,line=2,");
    assert!(fmt("junit").out.contains("tests=\"2\" failures=\"1\""), "{}", fmt("junit").out);
    assert_eq!(fmt("sarif").out.matches("\"ruleId\": \"E0012\"").count(), 1);
    assert_eq!(fmt("json").out.lines().count(), 1);
    folder.write("main.arch", "system {\n");
    fmt("json").ends(1, "\"file\":\"main.arch\"");
}

#[test]
fn messages_go_to_a_file_beside_the_terminal() {
    let folder = Folder::new("check-report").with("main.arch", "system {\n").with("there.xml", "old");
    let run = folder.run(&["check", "--format", "sarif", "--report", "a.sarif"]);
    run.ends(1, "main.arch:1:");
    assert_eq!(run.out, "");
    let sarif: Value = serde_json::from_str(&folder.read("a.sarif")).expect("it is JSON");
    assert_eq!(sarif["runs"][0]["results"][0]["level"], "error");
    folder.run(&["build", "--check", "--format", "junit", "--report", "there.xml"]).ends(1, "nothing was written");
    assert!(roxmltree::Document::parse(&folder.read("there.xml")).is_ok());
    folder.run(&["check", "--report", "nowhere/a"]).ends(2, "cannot write `nowhere/a`: there is no such file or directory");
    folder.run(&["check", "--report", ".git"]).ends(2, "cannot write `.git`: it is a directory");
    folder.write("main.arch", SHOP);
    folder.run(&["build"]).ends(0, "wrote");
    folder.write(DOCUMENT, "mine");
    let run = folder.run(&["build", "--check", "--format", "json", "--report", "stale.json"]);
    run.ends(3, "would write `out/openapi/web-v1.yaml`: it was changed by hand since archc wrote it\n");
    assert!(run.out.starts_with("--- a/out/openapi") && folder.read("stale.json").contains("\"E0011\""), "{}", run.out);
}

#[test]
fn messages_of_export_leave_standard_output_to_the_model() {
    let folder = Folder::new("check-export").with("main.arch", "system shop {\n  service web { listen http 1 }\n}\n");
    for format in ["json", "github", "sarif", "junit"] {
        let run = folder.run(&["export", "--format", format]);
        run.ends(0, "W0217");
        assert!(serde_json::from_str::<Value>(&run.out).is_ok(), "{}", run.out);
    }
}

/// What a program makes of a text that it is handed, if the program is there.
fn judged(program: &str, arguments: &[&str], text: &str) -> Option<String> {
    use std::io::Write as _;
    let mut command = Command::new(program);
    let child = command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = child.ok()?;
    child.stdin.take()?.write_all(text.as_bytes()).ok()?;
    let output = child.wait_with_output().ok()?;
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout))
}

#[test]
fn shells_read_their_completions() {
    let folder = Folder::new("completions");
    for (shell, arguments) in [("bash", &["-n"][..]), ("zsh", &["-n"]), ("fish", &["--no-execute"]), ("elvish", &[]), ("powershell", &[])] {
        let run = folder.run(&["completions", shell]);
        run.ends(0, "report");
        assert!(run.out.contains("overlay") && !run.out.contains("layout-graph"), "{shell}");
        if !arguments.is_empty() {
            judged(shell, arguments, &run.out);
        }
    }
    let completed = "source /dev/stdin; COMP_WORDS=(archc build --che); COMP_CWORD=2; _archc archc --che build; echo \"${COMPREPLY[@]}\"";
    let script = folder.run(&["completions", "bash"]).out;
    let said = judged("bash", &["-c", completed], &script);
    assert!(said.is_none_or(|said| said.trim() == "--check"));
    folder.run(&["completions", "tcsh"]).ends(2, "possible values: bash, elvish, fish, powershell, zsh");
}

#[test]
fn the_manual_has_a_page_for_each_command() {
    let folder = Folder::new("manual");
    let page = folder.run(&["man"]).out;
    assert!(page.contains(".TH ARCHC 1 ") && page.contains("archc\\-build(1)"), "{page}");
    folder.run(&["man", "--out", "share/man1"]).ends(0, "pages to share/man1");
    for name in ["archc", "archc-build", "archc-check", "archc-overlay", "archc-overlay-init", "archc-man"] {
        let page = folder.read(&format!("share/man1/{name}.1"));
        assert!(page.contains(&format!(".TH {} 1 ", name.to_uppercase())), "{page}");
        // Where there is a formatter, it has nothing to say against the page.
        let path = folder.path.join(format!("share/man1/{name}.1")).display().to_string();
        let output = Command::new("man").args(["--warnings", "-E", "UTF-8", "-l", "-Tutf8", &path]).env("MANPAGER", "cat").output();
        if let Ok(output) = output {
            assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{name}");
        }
    }
    assert!(!folder.exists("share/man1/archc-layout.1"), "hidden commands have none");
}

#[test]
fn pictures_are_drawn_at_the_scale_that_is_asked_for() {
    let folder = Folder::new("scale").with("main.arch", "system shop\n");
    let width = |arguments: &[&str]| {
        folder.run(&[&["build", "--force"], arguments].concat()).ends(0, "wrote ");
        let png = fs::read(folder.path.join("out/diagrams/shop-context.png")).expect("it is there");
        u32::from_be_bytes(png[16..20].try_into().expect("four bytes"))
    };
    let one = width(&["--png", "1x"]);
    assert_eq!((width(&["--png=0.5x", "."]), width(&["--png", "."])), (one.div_ceil(2), 2 * one));
    folder.run(&["build", "--png", "20x"]).ends(2, "a scale is a number from 0.1 to 10 and an `x`, as in `2x`");
}

#[test]
fn a_picture_that_would_be_too_large_is_drawn_smaller_and_that_is_said() {
    let services: String = (1..9).map(|n| format!("service s{n} {{ image \"s:1\"; listen http 80; -> s{} \"asks\" }}\n", n + 1)).collect();
    let program = format!("system shop {{\n{services}service s9 {{ image \"s:1\"; listen http 80 }}\n}}\nview whole of shop\n");
    let folder = Folder::new("large").with("main.arch", &program).with("archc.toml", "[output]\nemit = [\"diagrams\"]\n");
    let said = folder.run(&["build", "--png", "10x"]);
    let png = fs::read(folder.path.join("out/diagrams/whole.png")).expect("it is there");
    let [width, height] = [16, 20].map(|at| u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes")));
    assert!((24_000_000..=25_000_000).contains(&(width * height)), "{width} × {height}");
    let svg = folder.read("out/diagrams/whole.svg");
    let asked = |name: &str| {
        let value = svg.split(&format!(" {name}=\"")).nth(1).and_then(|rest| rest.split('"').next()).expect("it has a size");
        (value.parse::<f32>().expect("a number") * 10.0).ceil()
    };
    let (wide, high) = (asked("width"), asked("height"));
    said.ends(0, &format!("warning[W1005]: the PNG of `whole` has {width} × {height} pixels, not the {wide} × {high} that were asked for: 25 million pixels are the most"));
    said.ends(0, "ask for less, as `--png ");
}
