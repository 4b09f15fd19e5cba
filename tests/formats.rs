//! The forms of messages that other programs read: each is what its readers take, whatever stands in a program.

use archc::diag::codes::project::IMPORT;
use archc::diag::render::{Colour, Format, Part, json_schema, render_all};
use archc::diag::{Diagnostic, Diagnostics, codes};
use archc::session::{build, check};
use archc::settings::Settings;
use archc::source::{FileId, Sources, Span};
use archc::world::MemoryWorld;
use serde_json::Value;

/// Texts that would break out of a form that does not look out for them.
const HOSTILE: [&str; 12] = [
    "::error::x",
    "\n::set-output name=a::b",
    "a\r\n::stop-commands::x",
    "%0A::error::x",
    "]]>&amp;<x a=\"'\">",
    "\u{1b}[31m\u{0}\u{7}\u{9b}2J",
    "\u{202e}\u{2066}\u{feff}\u{200b}",
    "\u{fffe}\u{ffff}\u{10ffff}",
    "[click](https://example.com) {0} {",
    "a,b:c=d\tx",
    "\"\\u0000\\",
    "##[error]x",
];

/// A file of a hostile name with hostile lines, and a diagnostic that says the same in every place where it can.
fn hostile(said: &str) -> (Diagnostics, Sources) {
    let (mut diagnostics, mut sources) = (Diagnostics::default(), Sources::default());
    let text = format!("{said}\n{said} 😀 é {said}\n");
    let file = sources.add(format!("{said}.arch"), text.as_str());
    let last = text.trim_end().rfind(' ').expect("there is a space") + 1;
    for (start, end) in [(0, text.len()), (last, text.len() - 1), (last, last)] {
        let span = Span::new(file, start, end);
        let diagnostic = Diagnostic::error(&IMPORT, span, said).label(said).also(span, said).help(said).edit(span, said);
        diagnostics.push(diagnostic.clone());
        diagnostics.push(Diagnostic::warning(&IMPORT, span, said).help(said));
    }
    (diagnostics, sources)
}

fn rendered(format: Format, base: &str, found: &(Diagnostics, Sources)) -> String {
    render_all(format, &[Part { diagnostics: &found.0, sources: &found.1, base }], Colour::Plain)
}

/// What each explain page's example gets, and each hostile text.
fn samples() -> Vec<(Diagnostics, Sources)> {
    let examples = codes::all().filter_map(|code| {
        let example = crate::explain::example(code.explain)?;
        let mut checked = check(&MemoryWorld::single(example)).ok()?;
        build(&mut checked, &Settings::default());
        Some((checked.diagnostics, checked.sources))
    });
    let samples: Vec<_> = examples.chain(HOSTILE.map(hostile)).collect();
    assert!(samples.len() > 60);
    samples
}

fn sarif(found: &(Diagnostics, Sources)) -> Value {
    serde_json::from_str(&rendered(Format::Sarif, "shop", found)).expect("it is JSON")
}

#[test]
fn logs_satisfy_the_schema_of_sarif() {
    let mut schema: Value = serde_json::from_str(include_str!("schemas/sarif-2.1.0.json")).expect("it is JSON");
    // Patterns with a bracket too many, on properties that are not used.
    for owner in ["run", "toolComponent"] {
        schema["definitions"][owner]["properties"]["language"].as_object_mut().expect("it has a schema").remove("pattern");
    }
    let schema = jsonschema::options().should_validate_formats(true).build(&schema).expect("it is a schema");
    for found in &samples() {
        let log = sarif(found);
        let mistakes: Vec<String> = schema.iter_errors(&log).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(mistakes.is_empty(), "{log:#}\n{}", mistakes.join("\n"));
        let results = log["runs"][0]["results"].as_array().expect("it has results");
        assert_eq!(results.len(), found.0.iter().count());
        for result in results {
            let rule = &log["runs"][0]["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().expect("it has a rule") as usize];
            assert_eq!(rule["id"], result["ruleId"]);
            assert!(rule["help"]["markdown"].as_str().is_some_and(|help| help.len() > 40));
        }
        let mut broken = log;
        broken["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0.into();
        assert!(results_are_empty(found) || !schema.is_valid(&broken), "the schema looks at places");
    }
}

#[test]
fn messages_in_json_satisfy_their_schema() {
    let schema: Value = serde_json::from_str(&json_schema()).expect("it is JSON");
    let schema = jsonschema::draft202012::new(&schema).expect("it is a schema");
    for found in &samples() {
        let text = rendered(Format::Json, "shop", found);
        assert_eq!(text.lines().count(), found.0.iter().count());
        for line in text.lines() {
            let mut message: Value = serde_json::from_str(line).expect("it is JSON");
            assert!(schema.is_valid(&message), "{:?}\n{message:#}", schema.validate(&message));
            message.as_object_mut().expect("it is an object").remove("severity");
            assert!(!schema.is_valid(&message), "the schema looks at fields");
        }
    }
}

fn results_are_empty(found: &(Diagnostics, Sources)) -> bool {
    found.0.is_empty()
}

#[test]
fn places_in_sarif_count_utf16_and_paths_are_uris() {
    let (mut diagnostics, mut sources) = (Diagnostics::default(), Sources::default());
    let file = sources.add("a b/c#d?%é:x.arch", "😀é x\ny\n");
    let edited = Diagnostic::error(&IMPORT, Span::new(file, 7, 8), "m").help("say y").edit(Span::new(file, 7, 8), "y");
    diagnostics.push(edited);
    let log = sarif(&(diagnostics, sources));
    let result = &log["runs"][0]["results"][0];
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "shop/a%20b/c%23d%3F%25%C3%A9%3Ax.arch");
    // The smiley is two units, the letter with its accent one.
    assert_eq!(place["region"], serde_json::json!({ "startLine": 1, "startColumn": 5, "endLine": 1, "endColumn": 6 }));
    let fix = &result["fixes"][0];
    assert_eq!(fix["description"]["text"], "say y");
    assert_eq!(fix["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"], "y");
    assert_eq!(fix["artifactChanges"][0]["replacements"][0]["deletedRegion"], place["region"]);
}

#[test]
fn logs_of_junit_are_xml_whose_numbers_agree() {
    for found in &samples() {
        let text = rendered(Format::Junit, "shop", found);
        let document = roxmltree::Document::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let root = document.root_element();
        let count = |node: &roxmltree::Node<'_, '_>, name: &str| node.descendants().filter(|n| n.has_tag_name(name)).count().to_string();
        let (errors, warnings) = found.0.counts();
        assert_eq!(root.tag_name().name(), "testsuites");
        assert_eq!(count(&root, "failure"), errors.to_string());
        assert_eq!(count(&root, "system-out"), warnings.to_string());
        for suite in root.children().filter(|node| node.has_tag_name("testsuite")).chain([root]) {
            assert_eq!(suite.attribute("tests"), Some(count(&suite, "testcase").as_str()), "{text}");
            assert_eq!(suite.attribute("failures"), Some(count(&suite, "failure").as_str()), "{text}");
        }
        let cases: Vec<_> = root.descendants().filter(|node| node.has_tag_name("testcase")).collect();
        assert!(!cases.is_empty() && cases.iter().all(|case| case.has_attribute("name") && case.has_attribute("classname")));
    }
}

/// The commands in a log as GitHub's runner reads it: lines that begin with `::` behind white space.
fn commands(log: &str) -> Vec<&str> {
    // The frames of people's messages have lines with three colons before a path, which name no command.
    let frame = |line: &str| line == ":::" || line.starts_with("::: ") && !line.starts_with("::: ::");
    log.split(['\n', '\r']).map(str::trim).filter(|line| line.starts_with("::") && !frame(line)).collect()
}

#[test]
fn nothing_in_a_program_is_a_command_of_github() {
    for found in &samples() {
        for format in [Format::Human, Format::Short, Format::Json, Format::Sarif, Format::Junit] {
            for base in ["", "shop", "::error::x", "/"] {
                let log = rendered(format, base, found);
                assert_eq!(commands(&log), Vec::<&str>::new(), "{format:?}:\n{log}");
            }
        }
        let log = rendered(Format::Github, "", found);
        let (errors, warnings) = found.0.counts();
        let begin = |start: &str| commands(&log).iter().filter(|line| line.starts_with(start)).count();
        assert_eq!((begin("::error file="), begin("::warning file=")), (errors.min(10), warnings.min(10)), "{log}");
        let more = usize::from(errors > 10 || warnings > 10);
        assert_eq!(commands(&log).len(), errors.min(10) + warnings.min(10) + more, "{log}");
        assert!(log.lines().all(|line| !line.contains('\u{1b}') && !line.contains('\r')));
    }
}

#[test]
fn annotations_of_github_are_escaped_and_at_most_ten_of_a_level() {
    let (mut diagnostics, mut sources) = (Diagnostics::default(), Sources::default());
    let file = sources.add("a,b:c%.arch", "x\ny\n");
    diagnostics.push(Diagnostic::error(&IMPORT, Span::new(file, 0, 1), "50% of `a: b, c`").help("look"));
    for at in 0..11 {
        diagnostics.push(Diagnostic::error(&IMPORT, Span::new(file, 2, 3), format!("error {at}")));
    }
    diagnostics.push(Diagnostic::warning(&IMPORT, Span::new(file, 0, 3), "a warning"));
    let log = rendered(Format::Github, "", &(diagnostics, sources));
    let lines: Vec<&str> = log.lines().collect();
    let name = "file=a%2Cb%3Ac%25.arch";
    assert_eq!(lines[0], format!("::error {name},line=1,endLine=1,col=1,endColumn=2,title=archc E0004::50%25 of `a: b, c`%0Ahelp: look"));
    assert_eq!(lines[10], format!("::warning {name},line=1,endLine=2,title=archc E0004::a warning"));
    assert_eq!(&lines[11..13], ["a,b:c%.arch:2:1: error[E0004]: error 9", "a,b:c%.arch:2:1: error[E0004]: error 10"]);
    assert_eq!(lines[13], "::notice title=archc::2 more errors in the log of this step, for only ten of each are shown");
    assert_eq!(lines.len(), 14);
}

#[test]
fn a_part_without_a_file_is_no_mistake_of_the_forms() {
    let mut diagnostics = Diagnostics::default();
    diagnostics.push(Diagnostic::error(&IMPORT, Span::new(FileId(7), 3, 4), "m"));
    for format in [Format::Github, Format::Sarif, Format::Junit] {
        assert!(!rendered(format, "", &(diagnostics.clone(), Sources::default())).is_empty());
        assert!(rendered(format, "", &(Diagnostics::default(), Sources::default())).is_empty() == (format == Format::Github));
    }
}
