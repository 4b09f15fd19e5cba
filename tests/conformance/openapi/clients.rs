//! Clients that others make from the documents: they compile, or can be imported.

use super::super::{root, run, tool};
use super::{documents, folder, name, older_documents};
use std::path::PathBuf;

/// Every module of the packages in the folder that is handed over is imported.
const IMPORT: &str = "
import importlib, pkgutil, sys
sys.path.insert(0, sys.argv[1])
count = 0
for module in pkgutil.walk_packages([sys.argv[1]], onerror=lambda name: sys.exit('cannot import ' + name)):
    importlib.import_module(module.name)
    count += 1
print(count)
";

fn all(test: &str) -> Vec<(String, PathBuf)> {
    let newer = documents(test).into_iter().map(|document| (name(&document), document));
    let older = older_documents(&format!("{test}-older")).into_iter().map(|document| (format!("{}-older", name(&document)), document));
    newer.chain(older).collect()
}

#[test]
#[ignore = "needs openapi-typescript and typescript: run tests/run"]
fn typescript_clients_compile() {
    let made = folder("typescript-clients");
    let mut files = Vec::new();
    for (name, document) in all("typescript") {
        let file = made.join(format!("{name}.ts"));
        run(tool("clients/node/node_modules/.bin/openapi-typescript").arg(document).arg("-o").arg(&file).current_dir(&made));
        let text = std::fs::read_to_string(&file).expect("it was made");
        assert!(text.contains("export interface operations"), "{name}");
        files.push(file);
    }
    let mut compiler = tool("clients/node/node_modules/.bin/tsc");
    compiler.args(["--noEmit", "--strict", "--target", "es2022", "--module", "nodenext"]).args(files);
    run(compiler.current_dir(&made));
}

#[test]
#[ignore = "needs openapi-python-client: run tests/run"]
fn python_clients_can_be_imported() {
    let made = folder("python-clients");
    let config = root().join("tests/tools/clients/python.yaml");
    let all = all("python");
    for (name, document) in &all {
        let package = made.join(name.replace('-', "_"));
        let mut generator = tool("clients/python/bin/openapi-python-client");
        generator.args(["generate", "--meta", "none", "--fail-on-warning"]).arg("--config").arg(&config);
        run(generator.arg("--path").arg(document).arg("--output-path").arg(package));
    }
    let modules = run(tool("clients/python/bin/python").args(["-B", "-c", IMPORT]).arg(&made));
    let modules: usize = modules.trim().parse().expect("it is a number");
    assert!(modules > 10 * all.len(), "{modules} modules for {} documents", all.len());
}
