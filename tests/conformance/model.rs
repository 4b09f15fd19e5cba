//! What a JSON Schema validator says of exported models.

use super::{root, run, tool};
use crate::folder::examples;
use std::path::Path;
use std::process::Command;

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
    for example in examples() {
        let model = export(&[&example], "model.json");
        run(tool("openapi/python/bin/python").arg("-c").arg(validate).arg(&schema).arg(&model));
    }
}
