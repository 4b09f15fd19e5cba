//! Custom resources, by those who own their kinds: values as their schemas want them, and no field that they do not have.

use super::super::{root, run, tool};
use super::flat::{ALL, Object};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Command;

/// The packages that know the kinds of a group.
const PACKAGES: [(&str, &str); 4] = [
    ("external-secrets.io", "external-secrets"),
    ("gateway.networking.k8s.io", "gateway-api"),
    ("keda.sh", "keda"),
    ("monitoring.coreos.com", "prometheus-operator"),
];

fn folder() -> PathBuf {
    root().join("target/tools/crds/node")
}

/// The module that describes an object's kind.
fn module(object: &Object) -> String {
    let version = object.value["apiVersion"].as_str().unwrap_or_default();
    let group = version.split('/').next().unwrap_or_default();
    let package = PACKAGES.iter().find(|(of, _)| *of == group).unwrap_or_else(|| panic!("nothing knows the kinds of {group}"));
    format!("@kubernetes-models/{}/{version}/{}", package.1, object.kind())
}

fn objects() -> Vec<&'static Object> {
    let custom: Vec<&Object> = ALL.iter().flat_map(|flat| &flat.objects).filter(|object| !object.is_native()).collect();
    for (group, _) in PACKAGES {
        assert!(custom.iter().any(|object| module(object).contains(group)), "no example has something of {group}");
    }
    custom
}

#[test]
#[ignore = "needs the schemas of custom resources: run tests/run"]
fn custom_resources_fit_their_schemas() {
    let listed: Vec<Value> = objects().iter().map(|object| json!({ "module": module(object), "object": object.value })).collect();
    assert!(folder().exists(), "{} is missing: run `tests/run tools crds`", folder().display());
    std::fs::write(folder().join("objects.json"), json!(listed).to_string()).expect("the folder is writable");
    std::fs::copy(root().join("tests/tools/crds/validate.mjs"), folder().join("validate.mjs")).expect("it can be copied");
    run(Command::new("node").arg("validate.mjs").current_dir(folder()));
}

#[test]
#[ignore = "needs the types of custom resources: run tests/run"]
fn custom_resources_have_no_unknown_fields() {
    let mut text = String::new();
    for (at, object) in objects().into_iter().enumerate() {
        let _ = writeln!(text, "export const o{at}: import(\"{}\").I{} = {};", module(object), object.kind(), object.value);
    }
    let mut compiler = tool("crds/node/node_modules/.bin/tsc");
    std::fs::write(folder().join("objects.ts"), text).expect("the folder is writable");
    compiler.args(["--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--moduleResolution", "nodenext", "objects.ts"]);
    run(compiler.current_dir(folder()));
}
