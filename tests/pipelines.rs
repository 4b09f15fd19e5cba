//! The pipelines in `examples/ci` run as they stand there: what they run is run here, in a repository of the test's own.

use crate::folder::{Folder, Run};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Command;

const SHOP: &str = "system shop {\n  service web {\n    image \"web:1\"\n    listen http 3000\n    api v1 {\n      ping: GET /ping -> string\n    }\n  }\n}\n";

fn example(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/ci").join(name)).expect("it is there")
}

/// A repository with a program, laid out and built, and one commit.
pub fn repository(name: &str) -> Folder {
    let folder = Folder::new(name);
    fs::remove_dir(folder.path.join(".git")).expect("it is empty");
    git(&folder, &["init", "--quiet"]).ends(0, "");
    for (key, value) in [("user.name", "A"), ("user.email", "a@example.com"), ("commit.gpgsign", "false"), ("core.hooksPath", ".git/hooks")]
    {
        git(&folder, &["config", key, value]).ends(0, "");
    }
    folder.write("main.arch", SHOP);
    folder.run(&["fmt"]).ends(0, "");
    folder.run(&["build"]).ends(0, "wrote ");
    git(&folder, &["add", "--all"]).ends(0, "");
    git(&folder, &["commit", "--quiet", "--message", "shop"]).ends(0, "");
    folder
}

/// With the program where the pipelines look for it.
fn with_path(command: &mut Command) -> &mut Command {
    let folder = Path::new(env!("CARGO_BIN_EXE_archc")).parent().expect("it has a folder");
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap_or_default());
    command.env("PATH", path).env("GIT_CONFIG_GLOBAL", "/dev/null").env_remove("GIT_DIR").env_remove("GIT_INDEX_FILE")
}

pub fn git(folder: &Folder, arguments: &[&str]) -> Run {
    let mut command = Command::new("git");
    Run::of(&with_path(&mut command).args(arguments).current_dir(&folder.path).output().expect("there is a git"))
}

/// A line of a pipeline, as GitHub runs it.
fn bash(folder: &Folder, line: &str) -> Run {
    let mut command = Command::new("bash");
    command.args(["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", line]).current_dir(&folder.path);
    Run::of(&with_path(&mut command).output().expect("there is a bash"))
}

fn yaml(name: &str) -> Value {
    archc::emit::yaml::parse(&example(name)).expect("it is YAML")
}

/// What a workflow runs but the installation.
fn steps() -> Vec<String> {
    let workflow = yaml("github-workflow.yml");
    let steps = workflow["jobs"]["archc"]["steps"].as_array().expect("it has steps").clone();
    let runs: Vec<String> =
        steps.iter().filter_map(|step| step["run"].as_str()).filter(|run| run.starts_with("archc ")).map(str::to_owned).collect();
    assert_eq!(runs.len(), 4);
    runs
}

#[test]
fn the_workflow_passes_and_fails_as_it_should() {
    let folder = repository("pipeline-github");
    let run_all = || steps().iter().map(|step| bash(&folder, step)).collect::<Vec<_>>();
    assert!(run_all().iter().all(|run| run.code == 0), "all is well: {}", run_all().iter().map(|run| run.said.clone()).collect::<String>());
    let log: Value = serde_json::from_str(&folder.read("archc.sarif")).expect("it is JSON");
    assert_eq!(log["runs"][0]["results"], serde_json::json!([]));
    folder.write("main.arch", SHOP.replace("3000", "3001").replace("      ping", "   ping"));
    let runs = run_all();
    runs[0].ends(3, "::error file=main.arch,line=6,");
    runs[1].ends(0, "");
    runs[2].ends(3, "::error file=out/kubernetes/base/shop/web.yaml,line=");
    folder.write("main.arch", SHOP.replace("http 3000", "htpp 3000"));
    let runs = run_all();
    runs[1].ends(1, "::error file=main.arch,line=4,");
    runs[2].ends(1, "::error file=main.arch,line=4,");
    runs[3].ends(0, "");
    let log: Value = serde_json::from_str(&folder.read("archc.sarif")).expect("it is JSON");
    assert_eq!(log["runs"][0]["results"][0]["level"], "error");
}

#[test]
fn the_job_passes_and_fails_as_it_should() {
    let folder = repository("pipeline-gitlab");
    let job = yaml("gitlab-ci.yml");
    let script: Vec<String> = job["architecture"]["script"]
        .as_array()
        .expect("it has lines")
        .iter()
        .map(|line| line.as_str().expect("a line").to_owned())
        .collect();
    let script = script.join("\n");
    bash(&folder, &script).ends(0, "are what they should be");
    assert!(roxmltree::Document::parse(&folder.read("archc.xml")).is_ok());
    assert_eq!(folder.read("drift.patch"), "");
    folder.write("main.arch", SHOP.replace("3000", "3001"));
    bash(&folder, &script).ends(3, "is not what the program makes");
    assert!(
        folder.read("drift.patch").contains("-          containerPort: 3000\n+          containerPort: 3001\n"),
        "{}",
        folder.read("drift.patch")
    );
    folder.write("main.arch", SHOP.replace("http 3000", "htpp 3000"));
    bash(&folder, &script).ends(1, "error");
    assert!(folder.read("archc.xml").contains("failures=\"1\""));
}

#[cfg(unix)]
#[test]
fn the_hook_looks_at_what_is_to_be_committed() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = repository("pipeline-hook").with(".git/hooks/pre-commit", example("pre-commit"));
    fs::set_permissions(folder.path.join(".git/hooks/pre-commit"), fs::Permissions::from_mode(0o755)).expect("it is ours");
    let commit = || {
        git(&folder, &["add", "main.arch"]).ends(0, "");
        git(&folder, &["commit", "--message", "more"])
    };
    folder.write("main.arch", SHOP.replace("3000", "3001"));
    commit().ends(1, "would write `out/kubernetes/base/shop/web.yaml`: it is not what the program makes");
    folder.run(&["build"]).ends(0, "wrote ");
    // Built, but not to be committed.
    commit().ends(1, "would write `out/kubernetes/base/shop/web.yaml`");
    git(&folder, &["add", "--all"]).ends(0, "");
    commit().ends(0, "more");
    folder.write("main.arch", SHOP.replace("3000", "3001").replace("      ping", "   ping"));
    commit().ends(1, "would change `main.arch`");
    // What is not to be committed does not count.
    folder.run(&["fmt"]).ends(0, "");
    git(&folder, &["add", "main.arch"]).ends(0, "");
    folder.write("main.arch", "system {\n");
    folder.write("note", "");
    git(&folder, &["add", "note"]).ends(0, "");
    git(&folder, &["commit", "--message", "a note"]).ends(0, "a note");
}
