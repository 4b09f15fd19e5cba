//! What linters and validators say of the OpenAPI documents.

use super::{built, built_with, entries, root, run, tool};
use std::path::PathBuf;

fn documents(test: &str) -> Vec<PathBuf> {
    in_openapi(&built(test))
}

/// The documents in OpenAPI 3.0.
fn older_documents(test: &str) -> Vec<PathBuf> {
    in_openapi(&built_with(test, "[openapi]\nversion = \"3.0\"\n"))
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
