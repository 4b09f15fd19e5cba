//! What the page does in a browser: from its folder, and while a program is watched.

use super::{root, run, tool};
use crate::fonts::boxes;
use crate::serve::Served;
use std::path::{Path, PathBuf};
use std::process::Command;

const SHOP: &str = r#"/// Sells things.
system shop "Shop" {
  person visitor { -> web "looks round" }
  service web "Web" {
    image "web:1"; listen http 3000; replicas 2; cpu 100m..1; memory 64Mi..128Mi; health http /healthz
    env MODE "plain"
    -> orders "orders" { timeout 2s }
  }
  service orders { image "orders:2"; listen http 8080; -> db }
  database db { engine postgres 16; storage 1Gi; table orders { id: uuid @key } }
  // more
}
view all "All" of shop
"#;

/// What the compiler takes: it refuses links that are no web addresses.
const HOSTILE: &str = r#"/// See <img src=x onerror=harm()> and [this](javascript:harm()).
system shop "Shop" {
  /// Text with <img src=x onerror=harm()> in it, and [a link](javascript:harm()), <https://example.com/"onload=harm()>.
  service web "<img src=x onerror=harm()>" #x {
    image "web:1"; listen http 3000; url "https://example.com/\"onclick=\"harm()"
    link "Run this" "https://example.com/run"
    link "</script><script>harm()</script>" "https://example.com/'><script>harm()</script>"
    -> orders "</text></svg><script>harm()</script>"
  }
  service orders "\"><svg onload=harm()>" { image "orders:1"; listen http 80 }
}
view all "All" of shop
adr 1 "</title><script>harm()</script>" {
  status accepted
  """
  <iframe srcdoc="<script>harm()</script>"></iframe> [x](javascript:harm()) <img src=x onerror=harm()>
  """
}
"#;

/// Runs a scenario in a browser.
fn browse(scenario: &str, arguments: &[String]) {
    let names = ["chromium", "chromium-browser"];
    let programs = names.iter().map(|name| Path::new("/usr/bin").join(name));
    let browser = programs.clone().find(|path| path.exists()).expect("there is no chromium: run `tests/run tools`");
    let tools = root().join("target/tools/page/node");
    assert!(tools.exists(), "{} is missing: run `tests/run tools`", tools.display());
    let script = root().join("tests/conformance/page/run.mjs");
    run(Command::new("node").arg(script).arg(scenario).args(arguments).env("BROWSER", browser).env("TOOLS", tools));
}

fn address(path: &Path) -> String {
    format!("file://{}", path.display())
}

/// A program of a test's own, built with its page.
fn folder(test: &str, program: Option<&str>) -> PathBuf {
    let folder = root().join("target/conformance").join(test);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    let source = match program {
        Some(text) => {
            std::fs::write(folder.join("main.arch"), text).expect("the folder is writable");
            folder.clone()
        }
        None => root().join("examples/online-boutique"),
    };
    run(Command::new(env!("CARGO_BIN_EXE_archc")).args(["build", "--html", "--out"]).arg(folder.join("out")).arg(source));
    folder.join("out/site/index.html")
}

#[test]
#[ignore = "needs page: run tests/run"]
fn the_page_opens_from_its_folder_with_search_deep_links_keys_and_touch() {
    browse("folder", &[address(&folder("page-folder", None))]);
}

#[test]
#[ignore = "needs page: run tests/run"]
fn what_changes_on_disk_is_swapped_in_and_nothing_is_lost_by_it() {
    let served = Served::new("live", SHOP, &[]);
    browse("live", &[format!("http://127.0.0.1:{}/", served.port), served.folder.join("main.arch").display().to_string()]);
}

#[test]
#[ignore = "needs page: run tests/run"]
fn a_picture_in_a_readme_has_its_font_and_follows_the_readers_colours() {
    let index = folder("page-image", Some(SHOP));
    let picture = index.ancestors().nth(2).expect("the page lies in the output").join("diagrams/all.svg");
    browse("image", &[picture.display().to_string()]);
}

#[test]
#[ignore = "needs page: run tests/run"]
fn everybody_can_use_the_page() {
    browse("everybody", &[address(&folder("page-everybody", None))]);
}

#[test]
#[ignore = "needs page: run tests/run"]
fn mkdocs_finds_every_link_of_the_markdown_pages_to_lead_somewhere() {
    let folder = root().join("target/conformance/page-mkdocs");
    let _ = std::fs::remove_dir_all(&folder);
    for example in ["online-boutique", "orders-platform"] {
        let (source, out) = (root().join("examples").join(example), folder.join(example));
        run(Command::new(env!("CARGO_BIN_EXE_archc")).args(["build", "--markdown", "--out"]).arg(&out).arg(source));
        let settings = "site_name: Architecture\ndocs_dir: markdown\nplugins: []\nvalidation:\n  links:\n    anchors: warn\n    unrecognized_links: warn\n";
        std::fs::write(out.join("mkdocs.yml"), settings).expect("the folder is writable");
        run(tool("page/python/bin/mkdocs").args(["build", "--strict", "--quiet", "--config-file"]).arg(out.join("mkdocs.yml")));
        let page = std::fs::read_to_string(out.join("site/index.html")).expect("there is a first page");
        assert!(page.contains("href=\"views/"), "the first page leads to the views:\n{page}");
    }
}

#[test]
#[ignore = "needs page: run tests/run"]
fn the_users_fonts_come_with_the_pictures_that_need_them() {
    let folder = root().join("target/conformance/page-fonts");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    std::fs::write(folder.join("boxes.ttf"), boxes(&['א', 'ב'])).expect("the folder is writable");
    std::fs::write(folder.join("archc.toml"), "[diagrams]\nfonts = [\"boxes.ttf\"]\n").expect("the folder is writable");
    let program = "system s { service a \"אב\" { image \"a:1\"; listen http 80 }; service b { image \"b:1\"; listen http 80 } }\n\
                   view with { include s.a }\nview without { include s.b }\n";
    std::fs::write(folder.join("main.arch"), program).expect("the folder is writable");
    run(Command::new(env!("CARGO_BIN_EXE_archc")).args(["build", "--html"]).arg(&folder));
    browse("fonts", &[address(&folder.join("out/site/index.html"))]);
}

#[test]
#[ignore = "needs page: run tests/run"]
fn hostile_labels_and_links_do_nothing() {
    let served = Served::new("hostile", HOSTILE, &[]);
    let file = served.folder.join("main.arch").display().to_string();
    browse("hostile", &[format!("http://127.0.0.1:{}/", served.port), file]);
    browse("hostile", &[address(&folder("page-hostile", Some(HOSTILE)))]);
}
