//! What the program does to a disk, and what it refuses to.

use crate::folder::{Folder, Run};
use std::fs;
use std::process::{Command, Stdio};

const SHOP: &str = r#"
system shop {
  service web {
    image "registry.example.com/web:1"
    listen http 3000
    api v1 { ping: GET /ping -> string }
  }
}
"#;

const DOCUMENT: &str = "out/openapi/web-v1.yaml";
const MANIFEST: &str = "out/.archc-manifest.json";

#[test]
fn a_second_build_touches_nothing() {
    let folder = Folder::new("twice").with("main.arch", SHOP);
    folder.run(&["build"]).ends(0, "wrote ");
    let modified = |path: &str| fs::metadata(folder.path.join(path)).and_then(|meta| meta.modified()).expect("it is there");
    let before = (modified(DOCUMENT), modified(MANIFEST));
    folder.run(&["build"]).ends(0, "wrote nothing new (");
    assert_eq!(before, (modified(DOCUMENT), modified(MANIFEST)));
    folder.run(&["build", "--check"]).ends(0, "what they should be");
}

#[test]
fn what_is_no_longer_made_goes_and_what_is_the_users_stays() {
    let folder = Folder::new("stale").with("main.arch", SHOP);
    folder.run(&["build"]).ends(0, "wrote ");
    folder.write("out/openapi/notes.md", "mine");
    folder.write("main.arch", SHOP.replace("api v1", "api v2"));
    folder.run(&["build", "--check"]).ends(3, "would remove `out/openapi/web-v1.yaml`");
    folder.run(&["build"]).ends(0, "1 removed");
    assert!(!folder.exists(DOCUMENT) && folder.exists("out/openapi/web-v2.yaml"));
    assert_eq!(folder.read("out/openapi/notes.md"), "mine");
    folder.write("out/openapi/web-v2.yaml", "edited");
    folder.write("main.arch", SHOP);
    folder.run(&["build"]).ends(0, "kept `out/openapi/web-v2.yaml`");
    assert_eq!(folder.read("out/openapi/web-v2.yaml"), "edited");
    folder.write("archc.toml", "[output]\nemit = []\n");
    folder.run(&["build"]).ends(0, "removed");
    assert!(!folder.exists("out/diagrams"), "folders that become empty go, too");
}

#[test]
fn a_file_that_is_not_ours_is_not_overwritten() {
    let folder = Folder::new("foreign").with("main.arch", SHOP).with(DOCUMENT, "mine");
    folder.run(&["build"]).ends(2, "`out/openapi/web-v1.yaml` is there, and archc did not write it");
    assert!(!folder.exists(MANIFEST) && !folder.exists("out/diagrams"), "nothing is written");
    folder.run(&["build", "--force"]).ends(0, "wrote ");
    folder.write(DOCUMENT, "edited");
    folder.run(&["build"]).ends(2, "was changed by hand since archc wrote it");
    assert_eq!(folder.read(DOCUMENT), "edited");
    folder.run(&["build", "--force"]).ends(0, "wrote 1 file ");
}

/// An API over gRPC with these fields in its message.
fn rpc(fields: &str) -> String {
    let api = "api v1 { base shop.v1.Web; ping: rpc Ping (Ping) -> Ping }";
    format!("system shop {{\n  service web {{\n    image \"web:1\"\n    listen grpc 1\n    {api}\n    type Ping {{ {fields} }}\n  }}\n}}\n")
}

const LOCK: &str = "shop/archc.proto.lock";

#[test]
fn protobuf_numbers_are_kept_beside_the_program() {
    let folder = Folder::new("lock").with("shop/main.arch", rpc("a: string; b: string"));
    folder.run(&["build", "shop", "--check"]).ends(3, "would write `shop/archc.proto.lock`");
    assert!(!folder.exists(LOCK));
    folder.run(&["check", "shop"]).ends(0, "checked");
    assert!(!folder.exists(LOCK));
    folder.run(&["build", "shop", "--out", "elsewhere"]).ends(0, "wrote `shop/archc.proto.lock`: commit it");
    assert!(folder.read(LOCK).ends_with("\n[message.\"shop.v1.Ping\"]\na = 1\nb = 2\n"), "{}", folder.read(LOCK));
    folder.write("shop/main.arch", rpc("b: string; c: string"));
    folder.run(&["build", "shop", "--out", "elsewhere"]).ends(0, "wrote `shop/archc.proto.lock`");
    assert!(folder.read(LOCK).ends_with("a = { reserved = [1] }\nb = 2\nc = 3\n"), "{}", folder.read(LOCK));
    let modified = fs::metadata(folder.path.join(LOCK)).and_then(|meta| meta.modified()).expect("it is there");
    folder.run(&["build", "shop", "--out", "elsewhere"]).ends(0, "wrote nothing new (");
    assert_eq!(modified, fs::metadata(folder.path.join(LOCK)).and_then(|meta| meta.modified()).expect("it is there"));
    folder.run(&["build", "shop", "--out", "elsewhere", "--check"]).ends(0, "what they should be");
    fs::remove_file(folder.path.join(LOCK)).expect("it is there");
    folder.run(&["build", "shop", "--out", "elsewhere", "--check"]).ends(3, "would write `shop/archc.proto.lock`");
}

#[test]
fn protobuf_numbers_outlive_what_goes_wrong() {
    let folder = Folder::new("lock-broken").with("shop/main.arch", rpc("a: string")).with(LOCK, "[message");
    folder.run(&["check", "shop"]).ends(1, "E1050");
    folder.run(&["build", "shop"]).ends(1, "nothing was written");
    assert_eq!(folder.read(LOCK), "[message");
    folder.write(LOCK, "[message.\"shop.v1.Ping\"]\r\na = 1\r\nold = { reserved = [2] }\r\n");
    folder.run(&["build", "shop"]).ends(0, "wrote ");
    assert!(folder.read(LOCK).ends_with("\"]\r\na = 1\r\nold = { reserved = [2] }\r\n"), "lines end as they did");
    let before = folder.read(LOCK);
    folder.write("shop/main.arch", rpc("a: sting"));
    folder.run(&["build", "shop"]).ends(1, "nothing was written");
    folder.write("shop/main.arch", rpc("a: string; c: string"));
    folder.write("shop/out/proto/shop/v1/web.proto", "edited");
    folder.run(&["build", "shop"]).ends(2, "was changed by hand");
    folder.write("shop/archc.toml", "[output]\nemit = [\"openapi\"]\n");
    folder.run(&["build", "shop", "--force"]).ends(0, "wrote ");
    assert_eq!(folder.read(LOCK), before);
    folder.write(LOCK, b"\xff");
    folder.run(&["build", "shop"]).ends(2, "archc.proto.lock`: it is not UTF-8");
}

#[test]
fn a_program_with_errors_leaves_what_is_there() {
    let folder = Folder::new("errors").with("main.arch", SHOP);
    folder.run(&["build"]).ends(0, "wrote ");
    let before = folder.read(DOCUMENT);
    folder.write("main.arch", SHOP.replace("http 3000", "http 70000"));
    folder.run(&["build"]).ends(1, "nothing was written");
    assert_eq!(folder.read(DOCUMENT), before);
}

#[test]
fn a_build_that_was_killed_is_taken_up() {
    let folder = Folder::new("killed").with("main.arch", SHOP);
    folder.run(&["build"]).ends(0, "wrote ");
    fs::rename(folder.path.join(MANIFEST), folder.path.join("out/.archc-pending.json")).expect("it is there");
    folder.write("main.arch", SHOP.replace("string", "int"));
    folder.run(&["build"]).ends(0, "wrote 1 file ");
    assert!(folder.exists(MANIFEST) && !folder.exists("out/.archc-pending.json"));
}

#[test]
fn a_damaged_manifest_is_said() {
    let folder = Folder::new("damaged").with("main.arch", SHOP).with(MANIFEST, "{");
    folder.run(&["build"]).ends(2, "it is damaged");
    folder.write(MANIFEST, r#"{"version": 1, "files": {"../main.arch": "00"}}"#);
    folder.run(&["build"]).ends(2, "it lists a path outside its folder");
    assert!(folder.exists("main.arch"));
}

#[test]
fn the_folder_must_be_one() {
    let folder = Folder::new("out-file").with("main.arch", SHOP).with("out", "a file");
    folder.run(&["build"]).ends(2, "it is not a directory");
    folder.run(&["build", "--out", "elsewhere/deep"]).ends(0, "to elsewhere/deep/");
}

#[test]
fn what_git_ignores_is_left_out() {
    let folder = Folder::new("ignored")
        .with("main.arch", "system shop\n")
        .with(".gitignore", "old/\n")
        .with("old/main.arch", "system shop\n")
        .with(".hidden/main.arch", "system shop\n")
        .with("out/main.arch", "system shop\n")
        .with("deep/er/more.arch", "system more\n");
    folder.run(&["check"]).ends(0, "2 files");
    fs::remove_dir(folder.path.join(".git")).expect("it is empty");
    folder.run(&["check"]).ends(0, "2 files");
}

#[test]
fn an_import_stays_in_the_repository() {
    let folder = Folder::new("imports")
        .with("shop/main.arch", "import \"../payments\"\nimport \"../../elsewhere\"\nsystem shop\n")
        .with("payments/main.arch", "system payments\n")
        .with("../elsewhere/main.arch", "system elsewhere\n");
    folder.run(&["check", "shop", "--format", "short"]).ends(1, "shop/main.arch:2:8: error[E0003]: `../../elsewhere` is not read");
    folder.write("shop/main.arch", "import \"../payments\"\nsystem shop\n");
    folder.run(&["check", "shop"]).ends(0, "2 files");
}

#[test]
fn what_is_no_text_is_said() {
    let folder = Folder::new("no-text").with("main.arch", "system shop\n").with("latin.arch", b"// caf\xe9\n");
    folder.run(&["check", "--format", "short"]).ends(1, "latin.arch:1:7: error[E0002]: `latin.arch` is not UTF-8");
    fs::remove_file(folder.path.join("latin.arch")).expect("it is there");
    let large = fs::File::create(folder.path.join("large.arch")).expect("it can be made");
    large.set_len(17 * 1024 * 1024).expect("it can grow");
    let said = "large.arch:1:1: error[E0001]: `large.arch` cannot be read: it has 17825792 bytes, and 2097152 are the most that is read";
    folder.run(&["check", "--format", "short"]).ends(2, said);
}

#[test]
fn there_must_be_a_program() {
    let folder = Folder::new("empty");
    folder.run(&["check"]).ends(2, "there is no `.arch` file in `.`");
    folder.run(&["check", "nowhere"]).ends(2, "cannot read `nowhere`: there is no such file or directory");
    folder.run(&["check", "--format", "shor"]).ends(2, "a similar value exists");
}

#[test]
fn files_are_formatted_where_they_stand() {
    let folder = Folder::new("fmt").with("main.arch", "system   shop{}\n").with("good.arch", "system good\n");
    folder.run(&["fmt", "--check"]).ends(3, "would change `main.arch`");
    folder.run(&["fmt"]).ends(0, "1 of 2 files");
    folder.run(&["fmt", "--check"]).ends(0, "all are laid out");
    folder.write("bad.arch", "system {\n");
    folder.run(&["fmt"]).ends(1, "files with errors were not changed");
    assert_eq!(folder.read("bad.arch"), "system {\n");
}

#[test]
fn a_reader_that_goes_away_is_no_mistake() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_archc"));
    let mut child = command.arg("export").arg("--schema").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    drop(child.stdout.take());
    Run::of(&child.wait_with_output().expect("it ends")).ends(0, "");
}

#[cfg(unix)]
mod unix {
    use super::{DOCUMENT, Folder, SHOP, fs};
    use std::os::unix::fs::symlink;
    use std::process::Command;

    #[test]
    fn nothing_is_written_through_a_link() {
        let folder = Folder::new("links").with("main.arch", SHOP).with("target/keep", "");
        fs::create_dir(folder.path.join("out")).expect("it can be made");
        symlink("../target", folder.path.join("out/openapi")).expect("it can be made");
        folder.run(&["build"]).ends(2, "lies behind a link");
        assert!(!folder.exists("target/web-v1.yaml"));
        fs::remove_file(folder.path.join("out/openapi")).expect("it is there");
        folder.run(&["build"]).ends(0, "wrote ");
        fs::rename(folder.path.join(DOCUMENT), folder.path.join("moved")).expect("it is there");
        symlink("../../moved", folder.path.join(DOCUMENT)).expect("it can be made");
        folder.run(&["build"]).ends(2, "`out/openapi/web-v1.yaml` is a link");
    }

    #[test]
    fn the_default_folder_does_not_lead_out_of_the_program() {
        let folder = Folder::new("out-link").with("shop/main.arch", SHOP);
        symlink("..", folder.path.join("shop/out")).expect("it can be made");
        folder.run(&["build", "shop"]).ends(2, "`shop/out` is a link that leads out of the program");
        assert!(!folder.exists("openapi"));
    }

    #[test]
    fn a_link_that_leads_out_is_not_read() {
        let folder = Folder::new("link-out").with("shop/main.arch", "system shop\n").with("other.arch", "system other\n");
        symlink("../other.arch", folder.path.join("shop/other.arch")).expect("it can be made");
        folder.run(&["check", "shop", "--format", "short"]).ends(1, "shop/other.arch:1:1: error[E0003]: `other.arch` is not read");
        symlink("..", folder.path.join("shop/round")).expect("it can be made");
        fs::remove_file(folder.path.join("shop/other.arch")).expect("it is there");
        folder.run(&["check", "shop"]).ends(0, "1 file ");
    }

    #[test]
    fn a_pipe_is_not_waited_for() {
        let folder = Folder::new("pipe").with("main.arch", "system shop\n");
        let made = Command::new("mkfifo").arg(folder.path.join("pipe.arch")).status();
        if made.is_ok_and(|status| status.success()) {
            folder.run(&["check"]).ends(2, "`pipe.arch` cannot be read: it is not a regular file");
            folder.run(&["check", "pipe.arch"]).ends(2, "neither a directory nor a regular file");
        }
    }

    #[test]
    fn a_file_keeps_its_permissions() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = Folder::new("permissions").with("main.arch", "system   shop\n");
        fs::set_permissions(folder.path.join("main.arch"), fs::Permissions::from_mode(0o640)).expect("it is ours");
        folder.run(&["fmt"]).ends(0, "1 of 1 file");
        let mode = fs::metadata(folder.path.join("main.arch")).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
    }
}

#[test]
fn edits_by_hand_become_an_overlay_that_every_build_applies() {
    let folder = Folder::new("overlay").with("shop/main.arch", SHOP);
    folder.run(&["build", "shop", "--out", "out"]).ends(0, "wrote ");
    folder.run(&["overlay", "init", DOCUMENT, "shop"]).ends(0, "nothing was changed in `out/openapi/web-v1.yaml`");
    let edited =
        folder.read(DOCUMENT).replace("summary: Ping", "summary: Says that it is there").replace("  title: Web\n", "  title: The web\n");
    folder.write(DOCUMENT, &edited);
    folder.run(&["build", "shop", "--out", "out"]).ends(2, "`out/openapi/web-v1.yaml` was changed by hand since");
    folder.run(&["overlay", "init", DOCUMENT, "shop"]).ends(0, "wrote `shop/web-v1.overlay.yaml`: 2 actions");
    folder.run(&["build", "shop", "--out", "out", "--force"]).ends(0, "wrote ");
    assert_eq!(folder.read(DOCUMENT), edited);
    folder.run(&["overlay", "init", DOCUMENT, "shop"]).ends(0, "2 actions");
    folder.write(DOCUMENT, edited.replace("The web", "Our web"));
    folder.run(&["overlay", "init", DOCUMENT, "shop"]).ends(2, "there is an overlay `shop/web-v1.overlay.yaml` already");
    folder.run(&["overlay", "init", DOCUMENT, "shop", "--out", "-"]).ends(0, "    title: Our web\n");
    folder.run(&["overlay", "init", DOCUMENT, "shop", "--force"]).ends(0, "2 actions");
    folder.run(&["build", "shop", "--out", "out", "--force"]).ends(0, "wrote ");
    assert!(folder.read(DOCUMENT).contains("title: Our web"));
    // A document that an overlay no longer fits stays as it is.
    folder.write("shop/main.arch", SHOP.replace("/ping", "/pong"));
    folder.run(&["build", "shop", "--out", "out"]).ends(1, "error[E1104]: `$.paths['/ping'].get` matches nothing");
    assert!(folder.read(DOCUMENT).contains("title: Our web"));
    // Beside a single file, overlays of others are nobody's mistake; a slip is.
    folder.write("shop/main.arch", SHOP);
    folder.write("shop/billing-v2.overlay.yaml", "overlay: 1.1.0");
    folder.run(&["check", "shop/main.arch"]).ends(0, "checked 3 files");
    folder.write("shop/wed-v1.overlay.yaml", "overlay: 1.1.0");
    folder.run(&["check", "shop/main.arch"]).ends(0, "warning[W1109]: no API document is called `wed-v1`");
    folder.run(&["check", "shop"]).ends(0, "warning[W1109]: no API document is called `billing-v2`");
}

#[test]
fn an_overlay_that_cannot_be_made_says_why() {
    let folder = Folder::new("no-overlay").with("main.arch", SHOP).with("none.yaml", "a: [").with("list.yaml", "- a\n");
    folder.run(&["overlay", "init", "gone.yaml"]).ends(2, "`gone.yaml` does not exist");
    folder.run(&["overlay", "init", "none.yaml"]).ends(2, "`none.yaml` is not YAML: line 1: unclosed bracket");
    folder.run(&["overlay", "init", "list.yaml"]).ends(2, "`list.yaml` is no OpenAPI document: that is a map");
    folder.write("main.arch", SHOP.replace("api v1 {", "api v2 { pong: GET /pong -> 204 }\n    api v1 {"));
    folder.run(&["overlay", "init", "list.yaml"]).ends(2, "there are `web-v2`, `web-v1`");
    folder.write("web-v3.yaml", "a: b");
    folder.run(&["overlay", "init", "web-v3.yaml"]).ends(2, "did you mean `web-v2`?");
    folder.write("main.arch", "service web");
    folder.run(&["overlay", "init", "list.yaml"]).ends(2, "the program has no API by HTTP");
    folder.write("main.arch", "service web {");
    folder.run(&["overlay", "init", "list.yaml"]).ends(1, "no overlay was made");
}

#[test]
fn colours_of_a_file_are_those_of_the_pictures() {
    let folder = Folder::new("theme").with("main.arch", SHOP).with("archc.toml", "[diagrams]\ntheme = \"brand.toml\"\n");
    folder.write("brand.toml", "[light]\nsoftware = \"#12ab34\"\n");
    folder.run(&["build"]).ends(0, "wrote ");
    assert!(folder.read("out/diagrams/shop-containers.svg").contains("#12ab34"));
}

#[test]
fn a_file_that_was_emptied_leaves_the_artifacts_where_they_are() {
    let folder = Folder::new("emptied").with("main.arch", "service web { version 1.0.0; listen http 8080 }\n");
    assert_eq!(folder.run(&["build"]).code, 0);
    let made = folder.read("out/kubernetes/base/web/web.yaml");
    folder.write("main.arch", "");
    for arguments in [&["check"][..], &["build"], &["build", "--force"], &["build", "--check"]] {
        let run = folder.run(arguments);
        assert_eq!(run.code, 1, "{arguments:?}: {}", run.said);
        assert!(run.said.contains("error[E0015]: the program declares nothing"), "{arguments:?}: {}", run.said);
        assert_eq!(folder.read("out/kubernetes/base/web/web.yaml"), made, "{arguments:?}");
    }
    assert_eq!(folder.run(&["fmt", "--check"]).code, 0);
}
