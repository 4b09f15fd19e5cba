//! What Prometheus makes of the rules that watch over promises: promtool reads them all, and plays one of them a service that
//! fails and one that does not.

use super::super::{root, run, tool};
use super::flat::{ALL, Object};
use std::path::{Path, PathBuf};

const PROMTOOL: &str = "prometheus/debian/usr/bin/promtool";

/// The rules of an object in a file as Prometheus itself reads it.
fn written(object: &Object, folder: &str) -> PathBuf {
    let folder = root().join("target/conformance").join(folder);
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    let path = object.file.strip_prefix(root().join("target/conformance/objects")).expect("it stands below");
    let file = folder.join(path.display().to_string().replace('/', "."));
    let groups = archc::emit::yaml::document(&object.value["spec"]).expect("it is a map");
    std::fs::write(&file, groups).expect("the folder is writable");
    file
}

#[test]
#[ignore = "needs promtool: run tests/run"]
fn prometheus_reads_the_rules() {
    let rules = ALL.iter().flat_map(|flat| &flat.objects).filter(|object| object.kind() == "PrometheusRule");
    let files: Vec<PathBuf> = rules.map(|object| written(object, "rules")).collect();
    assert!(!files.is_empty(), "no example promises anything");
    run(tool(PROMTOOL).args(["check", "rules", "--lint=all", "--lint-fatal"]).args(&files));
}

/// Two days of a service whose requests all go well, or of which these of a hundred fail, and how many alerts wake somebody then.
fn played(file: &Path, failing: u32) -> String {
    let series = |code: u32, each_minute: u32| {
        format!(
            "  - series: 'http_requests_total{{job=\"orders\",namespace=\"shop\",code=\"{code}\"}}'\n    values: '0+{each_minute}x2880'\n"
        )
    };
    let (failed, fine) = (series(500, failing), series(200, 100 - failing));
    let pages = "count(ALERTS{alertname=\"ErrorBudgetBurn\",alertstate=\"firing\",severity=\"page\",slo=\"availability\"}) or vector(0)";
    let expected = if failing > 0 { 2 } else { 0 };
    format!(
        "rule_files: ['{}']\nevaluation_interval: 1m\ntests:\n- interval: 1m\n  input_series:\n{failed}{fine}  promql_expr_test:\n  \
         - expr: {pages}\n    eval_time: 2d\n    exp_samples:\n    - labels: '{{}}'\n      value: {expected}\n",
        file.display()
    )
}

#[test]
#[ignore = "needs promtool: run tests/run"]
fn alerts_fire_when_a_promise_is_broken_and_not_before() {
    let prod = ALL.iter().find(|flat| flat.example == "shop" && flat.environment == "prod").expect("the shop has an environment");
    let rule = prod.objects.iter().find(|object| object.kind() == "PrometheusRule" && object.name() == "orders");
    let file = written(rule.expect("orders promises something"), "burns");
    for failing in [0, 5] {
        let test = file.with_file_name(format!("failing-{failing}.yaml"));
        std::fs::write(&test, played(&file, failing)).expect("the folder is writable");
        run(tool(PROMTOOL).args(["test", "rules"]).arg(&test));
    }
}
