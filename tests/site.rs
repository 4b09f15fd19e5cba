//! The page as a folder: what is in it, and that nothing a program says gets out of its place. What it does in a browser is
//! tried in `conformance/page.rs`.

use archc::artifact::ArtifactSet;
use archc::session::{build, check};
use archc::settings::{Emitter, Settings};
use archc::world::MemoryWorld;
use serde_json::Value;

const SHOP: &str = r#"
team sales "Sales" { contact "sales-chat"; email "sales@example.com" }
/// Sells **things**.
system shop "Shop" {
  owner sales
  person visitor { -> web "looks round" }
  service web "Web" #public {
    image "web:1"; listen http 3000; env MODE "plain"
    link "Runbook" "https://example.com/run"
    -> orders.place "orders" { timeout 2s; retry 2 }
  }
  service orders {
    image "orders:2"; listen http 8080; replicas 2..4 at cpu 70%
    api v1 { place: POST /orders (Order) -> 201 Order "Places an order" }
    -> db
    -> told.Placed
  }
  database db { engine postgres 16; storage 1Gi; table orders { id: uuid @key; mail: string? @pii } }
  topic told { engine kafka; event Placed { id: uuid } }
  type Order { sku: string(1..64) }
}
environment prod { cluster main { deploy shop } }
environment dev extends prod { deploy shop.orders { replicas 1 } }
view all "All" of shop { include * }
flow buy "Buying" { shop.visitor -> shop.web; shop.web -> shop.orders.place }
rule owned "Somebody answers" { require service owner }
adr 1 "Postgres" { status accepted; date 2026-01-02; affects shop.db
  """
  It is there.
  """
}
"#;

fn built(text: &str) -> ArtifactSet {
    let mut settings = Settings::default();
    settings.output.emit.push(Emitter::Site);
    let mut checked = check(&MemoryWorld::single(text)).expect("there is a program");
    let artifacts = build(&mut checked, &settings);
    artifacts.unwrap_or_else(|| panic!("{:?}", checked.diagnostics))
}

fn text<'a>(artifacts: &'a ArtifactSet, path: &str) -> &'a str {
    let artifact = artifacts.get(path).unwrap_or_else(|| panic!("{path} is not made"));
    std::str::from_utf8(&artifact.bytes).expect("it is text")
}

/// A part of the page.
fn part(artifacts: &ArtifactSet, name: &str) -> Value {
    let script = text(artifacts, &format!("site/data/{name}.js"));
    let inside = script.strip_prefix(&format!("archcPart(\"{name}\",")).and_then(|rest| rest.strip_suffix(");\n"));
    serde_json::from_str(inside.expect("it hands over its name and a value")).expect("it is JSON")
}

#[test]
fn the_table_of_a_small_program() {
    let mut index = part(&built(SHOP), "index");
    // What was made is the business of those who make it; that the right lines are named is tested below.
    for list in ["elements", "relations"] {
        for entry in index[list].as_array_mut().expect("a list") {
            let entry = entry.as_object_mut().expect("an object");
            assert!(entry.remove("made").is_some_and(|made| made.is_array()), "what was made is told of each");
        }
    }
    insta::assert_snapshot!(serde_json::to_string_pretty(&index).expect("it is JSON"));
}

#[test]
fn the_folder_holds_the_page_and_its_parts() {
    let artifacts = built(SHOP);
    let paths: Vec<&str> = artifacts.iter().filter_map(|(path, _)| path.strip_prefix("site/")).collect();
    assert_eq!(
        paths,
        [
            "data/apis/orders-v1.js",
            "data/files/kubernetes/base.js",
            "data/files/kubernetes/dev.js",
            "data/files/kubernetes/prod.js",
            "data/files/openapi.js",
            "data/index.js",
            "data/views/all.js",
            "data/views/buy-flow.js",
            "index.html",
            "page.css",
            "page.js"
        ]
    );
    assert_eq!(part(&artifacts, "apis/orders-v1")["paths"]["/orders"]["post"]["operationId"], "place");
    let drawing = part(&artifacts, "views/all");
    let drawing = drawing.as_str().expect("it is a text");
    assert!(drawing.starts_with("<svg") && !drawing.contains("@font-face"), "the page has the font");
    assert!(text(&artifacts, "site/page.css").matches("@font-face").count() == 2, "both faces are in the style");
}

#[test]
fn what_was_made_for_a_relation_stands_in_the_lines_that_are_named() {
    let artifacts = built(SHOP);
    let index = part(&artifacts, "index");
    let relations = index["relations"].as_array().expect("a list");
    let relation = relations.iter().find(|relation| relation["target"] == "shop.orders").expect("web calls orders");
    let lines = |piece: &Value| {
        let path = piece["path"].as_str().expect("a path");
        let (from, to) = (piece["lines"][0].as_u64().expect("a line"), piece["lines"][1].as_u64().expect("a line"));
        let lines = text(&artifacts, path).lines().skip(from as usize - 1).take((to - from) as usize + 1);
        format!("{} {path}\n{}", piece["what"].as_str().expect("words"), lines.collect::<Vec<_>>().join("\n"))
    };
    let made: Vec<String> = relation["made"].as_array().expect("a list").iter().map(lines).collect();
    insta::assert_snapshot!(made.join("\n\n"));
}

#[test]
fn a_program_without_pictures_among_its_artifacts_has_them_on_its_page() {
    let mut settings = Settings::default();
    settings.output.emit = vec![Emitter::Site];
    let mut checked = check(&MemoryWorld::single(SHOP)).expect("there is a program");
    let artifacts = build(&mut checked, &settings).expect("nothing is wrong with it");
    assert!(artifacts.get("diagrams/all.svg").is_none());
    assert!(part(&artifacts, "views/all").as_str().is_some_and(|drawing| drawing.contains("data-id=\"shop.web\"")));
}

#[test]
fn what_a_program_says_stays_within_the_document_and_the_scripts() {
    let title = "</title></script><script>alert(1)</script>";
    let artifacts = built(&format!("system s \"{title}\" {{ service a {{ image \"a:1\"; listen http 80 }} }}"));
    let document = text(&artifacts, "site/index.html");
    assert_eq!(document.matches("<script").count(), 1, "{document}");
    assert!(document.contains("default-src 'none'"), "{document}");
    assert_eq!(part(&artifacts, "index")["title"], title);
}

/// The targets of the links and pictures of a Markdown text that lead to files.
fn targets(text: &str) -> Vec<&str> {
    let behind = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    behind.filter(|target| !target.starts_with('<') && !target.contains("://")).collect()
}

fn is_page(path: &str) -> bool {
    std::path::Path::new(path).extension().is_some_and(|ending| ending == "md")
}

#[test]
fn markdown_pages_link_to_pages_that_are_there_and_the_summary_to_all() {
    let mut settings = Settings::default();
    settings.output.emit = vec![Emitter::Markdown];
    let mut checked = check(&MemoryWorld::single(SHOP)).expect("there is a program");
    let artifacts = build(&mut checked, &settings).expect("nothing is wrong with it");
    let pages: Vec<&str> = artifacts.iter().map(|(path, _)| path).filter(|path| is_page(path)).collect();
    for page in &pages {
        let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
        for target in targets(text(&artifacts, page)) {
            let path = archc::source::join(folder, target);
            assert!(artifacts.get(&path).is_some(), "{page} leads to {path}");
        }
    }
    let summary = targets(text(&artifacts, "markdown/SUMMARY.md"));
    for page in pages.iter().filter_map(|page| page.strip_prefix("markdown/")).filter(|page| *page != "SUMMARY.md") {
        assert!(summary.contains(&page), "{page} is in no table of contents");
    }
    assert!(text(&artifacts, "markdown/pictures/all.svg").contains("@font-face"), "a picture carries its font");
    insta::assert_snapshot!(text(&artifacts, "markdown/elements/shop.orders.md"));
}

#[test]
fn nothing_that_a_program_says_becomes_markup_in_markdown() {
    let hostile = "<img src=x onerror=alert(1)> [x](javascript:alert(2))";
    let program = format!(
        "/// {hostile}\nsystem s \"{hostile}\" {{ service a \"{hostile}\" {{ image \"a:1\"; listen http 80 }} }}\n\
         adr 1 \"{hostile}\" {{ status accepted\n\"\"\"\n{hostile}\n\"\"\"\n}}"
    );
    let mut settings = Settings::default();
    settings.output.emit = vec![Emitter::Markdown];
    let mut checked = check(&MemoryWorld::single(&program)).expect("there is a program");
    let artifacts = build(&mut checked, &settings).expect("nothing is wrong with it");
    for (path, _) in artifacts.iter().filter(|(path, _)| is_page(path)) {
        let text = text(&artifacts, path).replace("\\](", "");
        assert!(!text.contains("<img") && !text.contains("](javascript:") && !text.contains("(<javascript:"), "{path}\n{text}");
    }
}
