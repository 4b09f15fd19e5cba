//! What linters and validators say of the OpenAPI documents; what generators and servers make of them.

mod clients;
mod mock;
mod owasp;

use super::{built_with, entries, root, run, tool};
use std::path::{Path, PathBuf};

fn documents(test: &str) -> Vec<PathBuf> {
    in_openapi(&built_with(test, "[output]\nemit = [\"openapi\"]\n"))
}

/// The documents in OpenAPI 3.0.
fn older_documents(test: &str) -> Vec<PathBuf> {
    in_openapi(&built_with(test, "[output]\nemit = [\"openapi\"]\n[openapi]\nversion = \"3.0\"\n"))
}

/// What a document is called among others: `shop-orders-v1`. Each lies in `PROGRAM/out/openapi`.
fn name(document: &Path) -> String {
    let stem = document.file_stem().expect("it has a name").to_string_lossy();
    let program = document.ancestors().nth(3).and_then(Path::file_name).expect("it lies in a program");
    format!("{}-{stem}", program.to_string_lossy())
}

/// A folder of a test's own, empty.
fn folder(test: &str) -> PathBuf {
    let folder = root().join("target/conformance").join(test);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    folder
}

fn in_openapi(built: &[PathBuf]) -> Vec<PathBuf> {
    let documents: Vec<PathBuf> = built.iter().flat_map(|out| entries(&out.join("openapi"))).collect();
    assert!(!documents.is_empty(), "no example has API documents");
    documents
}

#[test]
#[ignore = "needs openapi-spec-validator: run tests/run"]
fn api_documents_validate() {
    run(tool("openapi/python/bin/openapi-spec-validator").args(documents("openapi-spec-validator")));
}

#[test]
#[ignore = "needs @redocly/cli: run tests/run"]
fn api_documents_satisfy_redocly() {
    let config = root().join("tests/tools/openapi/redocly.yaml");
    let mut command = tool("openapi/node/node_modules/.bin/redocly");
    command.env("REDOCLY_TELEMETRY", "off").env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
    run(command.arg("lint").args(documents("redocly")).arg("--config").arg(config).args(["--format", "stylish", "--max-problems", "50"]));
}

#[test]
#[ignore = "needs @stoplight/spectral-cli: run tests/run"]
fn api_documents_satisfy_spectral() {
    let ruleset = root().join("tests/tools/openapi/spectral.yaml");
    let mut command = tool("openapi/node/node_modules/.bin/spectral");
    run(command.arg("lint").args(documents("spectral")).arg("--ruleset").arg(ruleset).args(["--fail-severity", "warn", "--quiet"]));
}

#[test]
#[ignore = "needs openapi-spec-validator, @redocly/cli and @stoplight/spectral-cli: run tests/run"]
fn older_api_documents_validate_and_satisfy_linters() {
    let documents = older_documents("older");
    run(tool("openapi/python/bin/openapi-spec-validator").args(&documents));
    let mut redocly = tool("openapi/node/node_modules/.bin/redocly");
    redocly.env("REDOCLY_TELEMETRY", "off").env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
    run(redocly.arg("lint").args(&documents).arg("--config").arg(root().join("tests/tools/openapi/redocly-3.0.yaml")));
    let mut spectral = tool("openapi/node/node_modules/.bin/spectral");
    spectral.arg("lint").args(&documents).arg("--ruleset").arg(root().join("tests/tools/openapi/spectral.yaml"));
    run(spectral.args(["--fail-severity", "warn", "--quiet"]));
}
