//! What a stranger makes of the network policies: kubedian rebuilds from them who may reach whom, and that is what the model's
//! relations say.

use super::super::{root, run, tool};
use super::flat::{ALL, Flat};
use crate::kubernetes::{examples, facts, operated};
use archc::session;
use archc::world::MemoryWorld;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Prints the two ends of each connection that some policy allows.
const EDGES: &str = "
import sqlite3, sys
query = \"select src_id, dst_id from edges where type = 'allows_to'\"
for source, target in sqlite3.connect(sys.argv[1]).execute(query):
    print(source.removeprefix('svc:'), target.removeprefix('svc:'))
";

type Edges = BTreeSet<(String, String)>;

/// What it is shown of an environment: the objects, and pods in the place of those that operators make, which policies then name as
/// they name all others.
fn shown(flat: &Flat) -> Vec<Value> {
    let mut objects: Vec<Value> = flat.objects.iter().map(|object| object.value.clone()).collect();
    let made = operated::stand_ins(&objects).into_iter().filter(|made| made["kind"] == "Operated").map(|mut made| {
        made["apiVersion"] = "apps/v1".into();
        made["kind"] = "Deployment".into();
        made["spec"]["selector"] = json!({ "matchLabels": made["spec"]["template"]["metadata"]["labels"] });
        made
    });
    objects.iter_mut().filter(|object| object["kind"] == "NetworkPolicy").for_each(operated::unify);
    objects.extend(made);
    objects
}

/// The edges that it finds in an environment. It wants a folder for each namespace, and in it one called after an environment.
fn found(flat: &Flat) -> Edges {
    let repository = root().join("target/conformance/graph").join(&flat.example).join(&flat.environment);
    let _ = std::fs::remove_dir_all(&repository);
    let mut namespaces: BTreeMap<String, String> = BTreeMap::new();
    for object in shown(flat) {
        let metadata = &object["metadata"];
        let namespace = metadata["namespace"].as_str().or(metadata["name"].as_str()).unwrap_or_default().to_owned();
        let text = archc::emit::yaml::document(&object).expect("it has a form");
        let _ = writeln!(namespaces.entry(namespace).or_default(), "---\n{text}");
    }
    for (namespace, text) in namespaces {
        let folder = repository.join(namespace).join("overlays/production");
        std::fs::create_dir_all(&folder).expect("the folder can be made");
        std::fs::write(folder.join("all.yaml"), text).expect("the folder is writable");
        std::fs::write(folder.join("kustomization.yaml"), "resources:\n- all.yaml\n").expect("the folder is writable");
    }
    let database = repository.join("graph.db");
    run(tool("kubedian/python/bin/kubedian").arg("index").arg("--repo").arg(&repository).arg("--db").arg(&database));
    let lines = run(tool("kubedian/python/bin/python").args(["-c", EDGES]).arg(&database));
    let edge = |line: &str| line.split_once(' ').map(|(from, to)| (from.to_owned(), to.to_owned()));
    lines.lines().map(|line| edge(line).expect("two ends")).collect()
}

#[test]
#[ignore = "needs kubedian: run tests/run"]
fn policies_show_the_relations_of_the_model() {
    let mut edges = 0;
    for (example, files) in examples() {
        let world = files.into_iter().fold(MemoryWorld::default(), |world, (path, text)| world.with(&path, text));
        let model = session::check(&world).expect("it is a program").model;
        for flat in ALL.iter().filter(|flat| flat.example == example) {
            let (_, environment) = model.own_environments().find(|(_, known)| known.name == flat.environment).expect("it is the model's");
            let whole = |(namespace, name): (String, String)| format!("{namespace}/{name}");
            let wanted = facts::wanted(&model, environment).into_iter().filter(|(from, to)| from != to);
            let wanted: Edges = wanted.map(|(from, to)| (whole(from), whole(to))).collect();
            assert_eq!(found(flat), wanted, "{example}: {}", flat.environment);
            edges += wanted.len();
        }
    }
    assert!(edges > 0, "no example has relations");
}
