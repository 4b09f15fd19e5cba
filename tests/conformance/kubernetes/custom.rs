//! Custom resources, by those who own their kinds: values as their schemas want them, and no field that they do not have. Schemas of
//! most come as packages of models, those of operators as types made from what they publish.

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

/// The groups of operators that run stores.
const OPERATORS: [&str; 2] = ["kafka.strimzi.io", "postgresql.cnpg.io"];

fn folder() -> PathBuf {
    root().join("target/tools/crds/node")
}

fn group(object: &Object) -> &str {
    object.value["apiVersion"].as_str().and_then(|version| version.split('/').next()).unwrap_or_default()
}

/// The module that describes an object's kind.
fn module(object: &Object) -> String {
    let version = object.value["apiVersion"].as_str().unwrap_or_default();
    let group = group(object);
    let package = PACKAGES.iter().find(|(of, _)| *of == group).unwrap_or_else(|| panic!("nothing knows the kinds of {group}"));
    format!("@kubernetes-models/{}/{version}/{}", package.1, object.kind())
}

/// All custom resources of the examples that belong to some groups, each of which has some.
fn of_groups(groups: &[&str]) -> Vec<&'static Object> {
    let custom = ALL.iter().flat_map(|flat| &flat.objects).filter(|object| groups.contains(&group(object)));
    let custom: Vec<&Object> = custom.collect();
    for wanted in groups {
        assert!(custom.iter().any(|object| group(object) == *wanted), "no example has something of {wanted}");
    }
    custom
}

fn objects() -> Vec<&'static Object> {
    of_groups(&PACKAGES.map(|(group, _)| group))
}

#[test]
#[ignore = "needs the types of operators' resources: run tests/run"]
fn resources_of_operators_fit_their_schemas() {
    let built = root().join("target/tools/operators/rust");
    assert!(built.exists(), "{} is missing: run `tests/run tools operators`", built.display());
    let all: Vec<&Value> = of_groups(&OPERATORS).into_iter().map(|object| &object.value).collect();
    let file = root().join("target/conformance/operated.json");
    std::fs::write(&file, json!(all).to_string()).expect("the folder is writable");
    let manifest = root().join("tests/tools/operators/Cargo.toml");
    let mut command = Command::new(env!("CARGO"));
    command.args(["run", "--quiet", "--locked", "--offline", "--manifest-path"]).arg(manifest).arg("--target-dir").arg(built);
    run(command.arg("--").arg(file));
}

#[test]
#[ignore = "needs kubectl: run tests/run"]
fn every_custom_resource_is_held_against_a_schema() {
    let known: Vec<&str> = PACKAGES.iter().map(|(group, _)| *group).chain(OPERATORS).collect();
    for object in ALL.iter().flat_map(|flat| &flat.objects).filter(|object| !object.is_native()) {
        assert!(known.contains(&group(object)), "nothing knows the kinds of {}", group(object));
    }
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
