//! What the OWASP rules for Spectral say of the APIs that have something to protect.

use super::super::{root, run, tool};
use super::{documents, older_documents};
use std::path::{Path, PathBuf};

const RULES: &str = "tests/tools/openapi/owasp.yaml";

/// Whether an API says how callers prove who they are, and how often they may call: one that is meant to be protected.
fn is_protected(document: &Path) -> bool {
    let text = std::fs::read_to_string(document).expect("it is readable");
    text.contains("\n  securitySchemes:\n") && text.contains("\n    TooManyRequests:\n")
}

#[test]
#[ignore = "needs @stoplight/spectral-cli and @stoplight/spectral-owasp-ruleset: run tests/run"]
fn protected_apis_satisfy_owasp() {
    for documents in [documents("owasp"), older_documents("owasp-older")] {
        let protected: Vec<PathBuf> = documents.into_iter().filter(|document| is_protected(document)).collect();
        assert!(!protected.is_empty(), "no example has an API with `auth` and `limit`");
        let mut command = tool("openapi/node/node_modules/.bin/spectral");
        command.arg("lint").args(protected).arg("--ruleset").arg(root().join(RULES));
        run(command.args(["--fail-severity", "warn", "--quiet"]));
    }
}

#[test]
fn each_rule_that_is_waived_has_a_reason() {
    let rules = std::fs::read_to_string(root().join(RULES)).expect("it is readable");
    let lines: Vec<&str> = rules.lines().map(str::trim).collect();
    let waived = |line: &str| line.starts_with("owasp:") && line.ends_with(": off");
    assert!(lines.iter().any(|line| waived(line)));
    for pair in lines.windows(2).filter(|pair| waived(pair[1])) {
        assert!(pair[0].starts_with("# ") || waived(pair[0]), "{}: why?", pair[1]);
    }
}
