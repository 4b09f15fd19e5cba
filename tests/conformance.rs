//! Hands what the examples become to the tools that others read it with. `tests/run` installs them.

use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A tool that `tests/run` installs.
fn tool(path: &str) -> Command {
    let path = root().join("target/tools").join(path);
    assert!(path.exists(), "{} is missing: run `tests/run tools`", path.display());
    Command::new(path)
}

/// Runs a command that must succeed, and gives what it wrote.
fn run(command: &mut Command) -> String {
    let output = command.output().expect("the command starts");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?}\n{out}{err}");
    out.into_owned()
}

/// Builds every example anew into a folder of the test's own.
fn built(test: &str) -> Vec<PathBuf> {
    built_with(test, "")
}

/// Builds a copy of every example with these settings.
fn built_with(test: &str, settings: &str) -> Vec<PathBuf> {
    let folder = root().join("target/conformance").join(test);
    let _ = std::fs::remove_dir_all(&folder);
    let mut built = Vec::new();
    for example in entries(&root().join("examples")) {
        let program = folder.join(example.file_name().expect("it has a name"));
        std::fs::create_dir_all(&program).expect("the folder can be made");
        for file in entries(&example).into_iter().filter(|file| file.extension().is_some_and(|extension| extension == "arch")) {
            std::fs::copy(&file, program.join(file.file_name().expect("it has a name"))).expect("it can be copied");
        }
        std::fs::write(program.join("archc.toml"), settings).expect("the folder is writable");
        let out = program.join("out");
        run(Command::new(env!("CARGO_BIN_EXE_archc")).arg("build").arg(&program).arg("--out").arg(&out));
        built.push(out);
    }
    assert!(!built.is_empty(), "there are no examples");
    built
}

/// Builds every example that has protobuf files, and gives the folders of these.
fn protos(test: &str) -> Vec<PathBuf> {
    let protos: Vec<PathBuf> = built(test).iter().map(|out| out.join("proto")).filter(|folder| folder.exists()).collect();
    assert!(!protos.is_empty(), "no example has protobuf files");
    protos
}

/// What is in a folder, sorted; nothing where there is no such folder.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("it is readable").path()).collect();
    paths.sort();
    paths
}

#[test]
#[ignore = "needs kubectl and kubernetes-validate: run tests/run"]
fn kubernetes_manifests_build_and_validate() {
    let mut manifests = Vec::new();
    for out in built("kubernetes") {
        let environments = entries(&out.join("kubernetes"));
        // An environment of several clusters has a folder for each.
        let folders = environments.iter().flat_map(|path| std::iter::once(path.clone()).chain(entries(path)));
        for environment in folders.filter(|path| path.join("kustomization.yaml").exists()) {
            let text = run(tool("python/bin/kubectl").arg("kustomize").arg(&environment));
            let flat = environment.with_extension("flat.yaml");
            std::fs::write(&flat, native(&text)).expect("the folder is writable");
            manifests.push(flat);
        }
    }
    assert!(!manifests.is_empty(), "no example has manifests");
    for version in ["1.33", "1.37"] {
        run(tool("python/bin/kubernetes-validate").args(["--strict", "--quiet", "--kubernetes-version", version]).args(&manifests));
    }
}

/// The objects whose schemas come with Kubernetes; those of the Gateway API do not.
fn native(manifests: &str) -> String {
    let of_extensions = |document: &str| {
        let groups = ["gateway.networking.k8s.io", "keda.sh", "external-secrets.io"];
        groups.iter().any(|group| document.contains(&format!("apiVersion: {group}/")))
    };
    let documents = manifests.split("\n---\n").filter(|document| !of_extensions(document));
    documents.collect::<Vec<_>>().join("\n---\n")
}

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
    run(tool("python/bin/openapi-spec-validator").args(documents("openapi-spec-validator")));
}

#[test]
#[ignore = "needs @redocly/cli: run tests/run"]
fn api_documents_satisfy_redocly() {
    let config = root().join("tests/tools/redocly.yaml");
    let mut command = tool("node/node_modules/.bin/redocly");
    command.env("REDOCLY_TELEMETRY", "off").env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
    run(command.arg("lint").args(documents("redocly")).arg("--config").arg(config).args(["--format", "stylish", "--max-problems", "50"]));
}

#[test]
#[ignore = "needs @stoplight/spectral-cli: run tests/run"]
fn api_documents_satisfy_spectral() {
    let ruleset = root().join("tests/tools/spectral.yaml");
    let mut command = tool("node/node_modules/.bin/spectral");
    run(command.arg("lint").args(documents("spectral")).arg("--ruleset").arg(ruleset).args(["--fail-severity", "warn", "--quiet"]));
}

#[test]
#[ignore = "needs @bufbuild/buf: run tests/run"]
fn protobuf_files_compile_and_satisfy_buf() {
    let config = root().join("tests/tools/buf.yaml");
    for folder in protos("buf") {
        for command in [&["build"][..], &["lint"], &["format", "--diff", "--exit-code"]] {
            run(tool("node/node_modules/.bin/buf").args(command).arg("--config").arg(&config).current_dir(&folder));
        }
    }
}

#[test]
#[ignore = "needs openapi-spec-validator, @redocly/cli and @stoplight/spectral-cli: run tests/run"]
fn older_api_documents_validate_and_satisfy_linters() {
    let documents = older_documents("older");
    run(tool("python/bin/openapi-spec-validator").args(&documents));
    let mut redocly = tool("node/node_modules/.bin/redocly");
    redocly.env("REDOCLY_TELEMETRY", "off").env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
    run(redocly.arg("lint").args(&documents).arg("--config").arg(root().join("tests/tools/redocly-3.0.yaml")));
    let mut spectral = tool("node/node_modules/.bin/spectral");
    spectral.arg("lint").args(&documents).arg("--ruleset").arg(root().join("tests/tools/spectral.yaml"));
    run(spectral.args(["--fail-severity", "warn", "--quiet"]));
}

#[test]
#[ignore = "needs @bufbuild/buf: run tests/run"]
fn protobuf_files_of_the_suite_compile() {
    let folder = root().join("target/conformance/suite");
    let _ = std::fs::remove_dir_all(&folder);
    let suite = std::fs::read_to_string(root().join("tests/suite/proto.md")).expect("the suite is readable");
    for (at, case) in suite.split("\n```arch\n").enumerate() {
        let program = folder.join(at.to_string());
        for (path, text) in case.split("\n```proto path=proto/").skip(1).filter_map(|block| block.split_once('\n')) {
            let path = program.join(path);
            std::fs::create_dir_all(path.parent().expect("it has a folder")).expect("the folder can be made");
            std::fs::write(path, text.split("```").next().unwrap_or_default()).expect("the folder is writable");
        }
    }
    assert!(!entries(&folder).is_empty(), "the suite shows no protobuf file");
    for program in entries(&folder) {
        run(tool("node/node_modules/.bin/buf").arg("build").current_dir(&program));
        run(tool("node/node_modules/.bin/buf").args(["format", "--diff", "--exit-code"]).current_dir(&program));
    }
}

#[test]
#[ignore = "needs jsonschema: run tests/run"]
fn exported_models_satisfy_their_schema() {
    let folder = root().join("target/conformance/export");
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    let export = |arguments: &[&Path], file: &str| {
        let path = folder.join(file);
        let text = run(Command::new(env!("CARGO_BIN_EXE_archc")).arg("export").args(arguments));
        std::fs::write(&path, text).expect("the folder is writable");
        path
    };
    let schema = export(&[Path::new("--schema")], "schema.json");
    let validate = "import json, sys, jsonschema\n\
        schema, model = (json.load(open(path, encoding='utf-8')) for path in sys.argv[1:])\n\
        jsonschema.Draft202012Validator.check_schema(schema)\n\
        jsonschema.Draft202012Validator(schema).validate(model)";
    let examples = entries(&root().join("examples"));
    assert!(!examples.is_empty(), "there are no examples");
    for example in examples {
        let model = export(&[&example], "model.json");
        run(tool("python/bin/python").arg("-c").arg(validate).arg(&schema).arg(&model));
    }
}
