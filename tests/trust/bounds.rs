//! Programs that are as large as they may be, and such as stand for much more than they say: what they take grows with what they say, and
//! is bounded. What is too much is said.

use super::cost::{Cost, bounded};
use crate::folder::{Folder, Run};
use std::fmt::Write as _;

/// As many statements as stand in a block without being too many, and as words in a statement.
const BLOCK: usize = 4_990;
const WORDS: usize = 990;

/// A part for each number below `count`, between two texts.
fn each(before: &str, count: usize, part: impl Fn(usize) -> String, after: &str) -> String {
    let mut text = before.to_owned();
    (0..count).for_each(|n| text.push_str(&part(n)));
    text + after
}

/// Without pictures: laying out some that are just small enough to be drawn takes long where nothing is optimised.
const PLAIN: &str = "[output]\nemit = [\"kubernetes\", \"openapi\", \"proto\"]\n";

fn checked(name: &str, text: &str, settings: &str) -> (Run, Cost) {
    let folder = Folder::new(&format!("bounds-{name}")).with("main.arch", text).with("archc.toml", settings);
    bounded(&folder, &["check", "--format", "short"])
}

/// Checks a program of a quarter of a size, and of the whole: that takes four times as long, or a little more, never sixteen times.
#[track_caller]
fn grows_evenly(name: &str, size: usize, text: impl Fn(usize) -> String, code: i32, said: &str) {
    let (_, quarter) = checked(name, &text(size / 4), PLAIN);
    let (run, whole) = checked(name, &text(size), PLAIN);
    run.ends(code, said);
    // What takes no time is not measured well.
    let most = 8.0 * quarter.seconds.max(0.3);
    assert!(whole.seconds < most, "`{name}` takes {} s, and a quarter of it {} s", whole.seconds, quarter.seconds);
}

const IN_A_SYSTEM: &str = "system a {\n";
const IN_A_SERVICE: &str = "system a { service s {\n  image \"a:1\"\n  listen http 1\n";
const IN_AN_API: &str = "system a { service s {\n  image \"a:1\"\n  listen http 1\n  api v1 {\n";

#[test]
fn many_elements_grow_evenly() {
    let service = |n| format!("  service s{n} {{ image \"a:1\"; listen http 1 }}\n");
    grows_evenly("services", BLOCK, |size| each(IN_A_SYSTEM, size, service, "}\n"), 0, "");
    let person = |n| format!("person p{n}\n");
    grows_evenly("persons", BLOCK, |size| each("", size, person, ""), 0, "");
    let system = |n| format!("system s{n}\n");
    grows_evenly("systems", BLOCK, |size| each("", size, system, ""), 0, "");
    let topic = |n| format!("  topic t{n} {{ engine kafka }}\n");
    grows_evenly("topics", BLOCK, |size| each(IN_A_SYSTEM, size, topic, "}\n"), 0, "");
}

#[test]
fn many_relations_grow_evenly() {
    let b = "system a {\n  service b { image \"a:1\"; listen http 1 }\n";
    let caller = |n| format!("  service s{n} {{ image \"a:1\"; -> b }}\n");
    grows_evenly("callers", BLOCK, |size| each(b, size, caller, "}\n"), 0, "");
    // One relation, said again and again, in many blocks.
    let again = |size: usize| {
        let block = each("extend a.s {\n", size / 8, |n| format!("  -> b \"{n}\"\n"), "}\n");
        format!("{b}  service s {{ image \"a:1\" }}\n}}\n{}", block.repeat(8))
    };
    grows_evenly("again", 8 * BLOCK, again, 0, "");
    let target = |size: usize| format!("{b}  service s {{ image \"a:1\"; -> {}b }}\n}}\n", "b, ".repeat(size));
    grows_evenly("targets", WORDS, target, 0, "");
}

#[test]
fn many_members_grow_evenly() {
    for (name, before, part, after) in [
        ("listens", IN_A_SERVICE, "listen http {n} as p{n}", "}}\n"),
        ("variables", IN_A_SERVICE, "env A{n} \"x\"", "}}\n"),
        ("secrets", IN_A_SERVICE, "secret A{n}", "}}\n"),
        ("configs", IN_A_SERVICE, "config \"/a/{n}\" \"x\"", "}}\n"),
        ("routes", IN_A_SERVICE, "expose /{n} on a{n}.example.com", "}}\n"),
        ("operations", IN_AN_API, "o{n}: GET /o{n} -> string", "}}}\n"),
        ("fields", "system a { service s { image \"a:1\"; listen http 1; api v1 { o: GET /o -> T }\ntype T {\n", "f{n}: int", "}}}\n"),
        ("columns", "system a { database d { engine postgres 16; table t { id: int @key\n", "c{n}: int", "}}}\n"),
        ("tables", "system a { database d { engine postgres 16\n", "table t{n} { id: int @key }", "}}\n"),
        ("rules", "system a { service s { image \"a:1\"; listen http 1 } }\n", "rule r{n} { deny * -> a }", ""),
        (
            "flow",
            "system a { service b { image \"a:1\"; listen http 1 }\nservice s { image \"a:1\"; -> b } }\nflow f {\n",
            "a.s -> a.b",
            "}\n",
        ),
    ] {
        let line = |n: usize| part.replace("{n}", &(n + 2).to_string()) + "\n";
        grows_evenly(name, BLOCK - 10, |size| each(before, size, line, after), 0, "");
    }
}

#[test]
fn what_is_a_product_of_two_things_is_bounded() {
    let services = |count: usize| each(IN_A_SYSTEM, count, |n| format!("  service s{n} {{ image \"a:1\"; listen http 1 }}\n"), "}\n");
    let chain = |before: &str, part: fn(usize) -> String| each(before, 100, part, "");
    for (name, text, said) in [
        ("elements", each("", 3, |n| each(&format!("system a{n} {{\n"), 4_000, |m| format!("group g{m}\n"), "}\n"), ""), "10000 elements"),
        (
            "statements",
            each("", 11, |n| each(&format!("system a{n} {{\n"), 4_990, |m| format!("group g{m}\n"), "}\n"), ""),
            "a program has 50000 statements at most",
        ),
        (
            "environments",
            services(1_000) + &each("", 100, |n| format!("environment e{n} {{ namespace n {{ deploy a }} }}\n"), ""),
            "20000 elements that stand in environments",
        ),
        (
            "nodes",
            services(1_000) + &each("environment e {\n", 4_000, |n| format!("  namespace n{n} {{ deploy a }}\n"), "}\n"),
            "20000 elements",
        ),
        (
            "settings",
            services(1_000) + &each("environment e {\n", 1_000, |n| format!("  env A{n} \"x\"\n"), "  namespace n { deploy a }\n}\n"),
            "500000 settings that elements take over",
        ),
        (
            "kinds",
            each("kind k : service {\n", 1_000, |n| format!("  env A{n} \"x\"\n"), "}\n") + &each("", 1_000, |n| format!("k s{n}\n"), ""),
            "500000 properties that elements have from their kinds",
        ),
        ("many", each("", 300, |n| format!("environment e{n}\n"), "system a\n"), "200 environments"),
        (
            "extended",
            chain("system a\nenvironment e0\n", |n| format!("environment e{} extends e{n}\n", n + 1)),
            "64 environments that extend",
        ),
        ("built", chain("kind k0 : service\n", |n| format!("kind k{} : k{n}\n", n + 1)), "64 kinds that build on one another"),
        ("lists", chain("type T0 = string\n", |n| format!("type T{} = [T{n}]\n", n + 1)), "64 types that stand for"),
        ("bases", chain("type T0 { a: int }\n", |n| format!("type T{} : T{n} {{ a{n}: int }}\n", n + 1)), "64 types that stand for"),
        (
            "taken",
            each("type T {\n", 1_000, |n| format!("  a{n}: int\n"), "}\n")
                + &each("", 1_000, |n| format!("type T{n} : T {{ b: int }}\n"), ""),
            "500000 fields, counted in each type",
        ),
        (
            "pairs",
            services(300) + &each("", 300, |n| format!("a.s{n} -> {}a.s{n}\n", each("", 299, |m| format!("a.s{m}, "), "")), ""),
            "20000 relations",
        ),
    ] {
        let (run, _) = checked(name, &text, "");
        run.ends(1, said);
        assert!(run.said.contains("error[E0014]") || run.said.contains("error[E0124]"), "{}", run.said);
    }
}

#[test]
fn pictures_that_nobody_can_read_are_not_drawn() {
    let persons = |count: usize| each("", count, |n| format!("person p{n}\n"), "");
    let calls = |count: usize| {
        let call = |n: usize| if n / 30 == n % 30 { "\n".to_owned() } else { format!("a.s{} -> a.s{}\n", n / 30, n % 30) };
        let service = |n| format!("  service s{n} {{ image \"a:1\"; listen http 1 }}\n");
        each(&each(IN_A_SYSTEM, 30, service, "}\n"), count, call, "view dense of a\n")
    };
    for (name, text, said) in [
        ("boxes", persons(2_001), "warning[W1006]: the picture `overview` is not drawn: it would show 2001 boxes, and 2000 are the most"),
        (
            "lines",
            calls(900),
            "warning[W1006]: the picture `dense` is not drawn: it would show 870 lines, and 393 are the most between 31 boxes",
        ),
        (
            "pictures",
            persons(1) + &each("", 501, |n| format!("view v{n}\n"), ""),
            "main.arch:502:6: warning[W1006]: 1 more picture is not drawn: a program has 500 at the most",
        ),
    ] {
        let folder = Folder::new(&format!("bounds-picture-{name}")).with("main.arch", text);
        let (run, _) = bounded(&folder, &["build", "--format", "short"]);
        run.ends(0, said);
        assert!(folder.exists("out/.archc-manifest.json") && !folder.exists("out/diagrams/dense.svg"));
    }
}

#[test]
fn files_are_counted_together() {
    let folder = Folder::new("bounds-files");
    for n in 0..12 {
        folder.write(&format!("{n:02}.arch"), each(&format!("system a{n} {{\n"), 4_500, |m| format!("  person p{m}\n"), "}\n"));
    }
    let (run, _) = bounded(&folder, &["check", "--format", "short"]);
    run.ends(1, "11.arch:1:1: error[E0124]: with this file, the program has more than 50000 statements");
    assert_eq!(run.said.lines().filter(|line| line.contains("error[")).count(), 2, "{}", run.said);
}

#[test]
fn large_files_together_take_no_more() {
    // Four files of two MiB, all words.
    let folder = Folder::new("bounds-large");
    for n in 0..4 {
        let mut text = String::new();
        let mut line = 0;
        while text.len() < 2_097_152 - 1_000 {
            let _ = writeln!(text, "service s{n}x{line} {{ {}}}", "#t ".repeat(90));
            line += 1;
        }
        folder.write(&format!("{n}.arch"), text);
    }
    let (run, _) = bounded(&folder, &["check", "--format", "short"]);
    run.ends(1, "error[E0124]");
}

#[test]
fn the_largest_pictures_are_drawn_within_bounds() {
    let column = |n| format!("    c{n}: int\n");
    let database = |n| each(&format!("  database d{n} {{ engine postgres 16; table t {{\n    id: int @key\n"), 60, column, "  } }\n");
    let views = each("", 3, |n| format!("data view v{n} of a.d{n}\n"), "");
    let folder = Folder::new("bounds-png").with("main.arch", each(IN_A_SYSTEM, 3, database, "}\n") + &views);
    folder.write("archc.toml", "[output]\nemit = [\"diagrams\"]\n");
    let (run, cost) = bounded(&folder, &["build", "--png", "10x", "--format", "short"]);
    run.ends(0, "warning[W1005]: the PNG of `v0` has 2946 × 8485 pixels");
    // A single one takes a hundred MiB before it is written.
    assert!(cost.memory > 120 || !cfg!(target_os = "linux"), "{} MiB are too few to be true", cost.memory);
}
