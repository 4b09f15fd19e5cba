//! What watches over promises: where metrics are read, and alerts for budgets of errors that are spent too fast, measured in a long
//! window and a short one at once (the SRE Workbook, chapter 5).

use super::Findings;
use super::custom::Custom;
use super::object::{self, Labels, NAME, Object, one};
use super::site::Workload;
use crate::diag::Diagnostic;
use crate::diag::codes::emit::UNMEASURED;
use crate::model::properties::{Listen, Probe, Promise, Protocol};
use crate::model::quantity::Millis;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use serde::Serialize;
use smol_str::SmolStr;
use std::collections::BTreeMap;

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
const MONTH: Millis = Millis(30 * DAY);

/// An alert: the share of the budget that is spent in the long window when it fires, and whether somebody is woken.
struct Burn {
    long: Window,
    short: Window,
    percent: u64,
    page: bool,
}

struct Window {
    name: &'static str,
    millis: u64,
}

const fn window(name: &'static str, millis: u64) -> Window {
    Window { name, millis }
}

const BURNS: [Burn; 4] = [
    Burn { long: window("1h", HOUR), short: window("5m", 5 * MINUTE), percent: 2, page: true },
    Burn { long: window("6h", 6 * HOUR), short: window("30m", 30 * MINUTE), percent: 5, page: true },
    Burn { long: window("1d", DAY), short: window("2h", 2 * HOUR), percent: 10, page: false },
    Burn { long: window("3d", 3 * DAY), short: window("6h", 6 * HOUR), percent: 10, page: false },
];

/// The port and path at which the metrics of a workload are read, if it promises something.
pub(super) fn scraped<'w>(workload: &'w Workload<'_>) -> Option<(&'w Listen, &'w str)> {
    let properties = &workload.instance.properties;
    if properties.slos.is_empty() {
        return None;
    }
    let web = |listen: &&Listen| matches!(listen.protocol, Protocol::Http | Protocol::Https);
    let path = |probe: &'w Probe| probe.path.as_deref().unwrap_or("/metrics");
    if let Some(said) = &properties.metrics {
        let fits = |listen: &&Listen| said.port.map_or(Some(listen.protocol) == said.protocol, |port| listen.port == port);
        return workload.listens().find(fits).map(|listen| (listen, path(said)));
    }
    let named = workload.listens().filter(web).find(|listen| listen.name == "metrics");
    named.or_else(|| workload.listens().find(web)).map(|listen| (listen, "/metrics"))
}

/// Everything that watches over what a workload promises.
pub(super) fn objects(workload: &Workload<'_>, labels: &Labels, findings: &mut Findings) -> Vec<Object> {
    let promises = &workload.instance.properties.slos;
    let Some(first) = promises.first() else { return Vec::new() };
    let serves = workload.listens().find(|listen| listen.name != "metrics" && spoken(listen).is_some()).or(workload.listens().next());
    let (Some((listen, path)), Some(spoken)) = (scraped(workload), serves.and_then(spoken)) else {
        let message = format!("nothing measures what `{}` promises", workload.element.name);
        let warning = Diagnostic::warning(&UNMEASURED, first.span, message);
        findings.push(warning.help("requests are counted where http or grpc is spoken, and read over http: `listen http 9090 as metrics`"));
        return Vec::new();
    };
    let (name, namespace) = (&workload.instance.name, &workload.instance.namespace);
    let metadata = || object::named(name, namespace);
    let mut matched = one(NAME, name);
    matched.insert("app.kubernetes.io/component".to_owned(), workload.element.kind.base.word().to_owned());
    let monitor = MonitorSpec {
        job_label: NAME,
        selector: LabelSelector { match_labels: Some(matched), ..LabelSelector::default() },
        endpoints: vec![Endpoint {
            port: listen.name.clone(),
            path: path.to_owned(),
            scheme: (listen.protocol == Protocol::Https).then_some("https"),
            interval: "30s",
        }],
    };
    let groups: Vec<Group> = promises.iter().map(|slo| group(workload, &slo.promise, &spoken, labels.get("owner"))).collect();
    vec![
        Object::of(&Custom { api_version: "monitoring.coreos.com/v1", kind: "ServiceMonitor", metadata: metadata(), spec: monitor }),
        Object::of(&Custom {
            api_version: "monitoring.coreos.com/v1",
            kind: "PrometheusRule",
            metadata: metadata(),
            spec: Rules { groups },
        }),
    ]
}

/// How requests are counted where a protocol is spoken, by the names that its usual libraries give.
struct Spoken {
    total: &'static str,
    failed: &'static str,
    seconds: &'static str,
}

fn spoken(listen: &Listen) -> Option<Spoken> {
    match listen.protocol {
        Protocol::Http | Protocol::Https | Protocol::Ws => {
            Some(Spoken { total: "http_requests_total", failed: r#"code=~"5..""#, seconds: "http_request_duration_seconds" })
        }
        Protocol::Grpc => Some(Spoken {
            total: "grpc_server_handled_total",
            failed: r#"grpc_code=~"Unknown|DeadlineExceeded|Unimplemented|Internal|Unavailable|DataLoss""#,
            seconds: "grpc_server_handling_seconds",
        }),
        Protocol::Tcp | Protocol::Udp => None,
    }
}

/// The rules for one promise: the share of failures in each window, and the alerts on it.
fn group(workload: &Workload<'_>, promise: &Promise, spoken: &Spoken, owner: Option<&String>) -> Group {
    let (name, namespace) = (&workload.instance.name, &workload.instance.namespace);
    let (slo, budget, over) = match promise {
        Promise::Availability { percent, over } => ("availability".to_owned(), 100.0 - percent.0, *over),
        Promise::Latency { percentile, .. } => (format!("latency-p{}", percentile.0), 100.0 - percentile.0, MONTH),
    };
    let burns: Vec<&Burn> = BURNS.iter().filter(|burn| burn.long.millis < over.0 && burn.factor(over) * budget < 100.0).collect();
    let mut windows: Vec<&Window> = burns.iter().flat_map(|burn| [&burn.short, &burn.long]).collect();
    windows.sort_by_key(|window| window.millis);
    windows.dedup_by_key(|window| window.millis);
    let chosen = format!(r#"job="{name}",namespace="{namespace}""#);
    let labels = BTreeMap::from([("service", SmolStr::new(name)), ("slo", SmolStr::new(&slo))]);
    let of_namespace = SmolStr::new(namespace);
    let recorded = windows.iter().map(|window| Rule {
        record: Some(record(window)),
        expr: failures(promise, spoken, &chosen, window.name),
        labels: labels.clone().into_iter().chain([("namespace", of_namespace.clone())]).collect(),
        ..Rule::default()
    });
    let picked = format!(r#"{{namespace="{namespace}",service="{name}",slo="{slo}"}}"#);
    let share = number(budget / 100.0);
    let promised = promised(promise);
    let alerts = burns.iter().map(|burn| {
        let limit = format!("({} * {share})", number(burn.factor(over)));
        let above = |window: &Window| format!("{}{picked} > {limit}", record(window));
        let severity = if burn.page { "page" } else { "ticket" };
        let mut labels = labels.clone();
        labels.insert("severity", SmolStr::new_static(severity));
        labels.insert("window", SmolStr::new_static(burn.long.name));
        labels.extend(owner.map(|owner| ("owner", SmolStr::new(owner))));
        Rule {
            alert: Some("ErrorBudgetBurn".to_owned()),
            expr: format!("{}\nand\n{}", above(&burn.long), above(&burn.short)),
            r#for: Some(if burn.page { "2m" } else { "15m" }),
            labels,
            annotations: annotations(workload, &promised, burn),
            ..Rule::default()
        }
    });
    Group { name: format!("{name}-{slo}"), rules: recorded.chain(alerts).collect() }
}

impl Burn {
    /// How many times faster than it may the budget is spent when the alert fires: 14.4 where 2 % of a month's go in an hour.
    fn factor(&self, Millis(over): Millis) -> f64 {
        let thousandths = u128::from(over) * u128::from(self.percent) * 10 / u128::from(self.long.millis);
        f64::from(u32::try_from(thousandths).unwrap_or(u32::MAX)) / 1000.0
    }
}

fn record(window: &Window) -> String {
    format!("slo:errors:ratio_rate{}", window.name)
}

/// The share of requests that failed, or came late, in a window.
fn failures(promise: &Promise, spoken: &Spoken, chosen: &str, window: &str) -> String {
    let rate = |metric: &str, more: &str| format!("sum(rate({metric}{{{chosen}{more}}}[{window}]))");
    match promise {
        Promise::Availability { .. } => {
            let failed = rate(spoken.total, &format!(",{}", spoken.failed));
            format!("{failed}\n/\n{}", rate(spoken.total, ""))
        }
        Promise::Latency { within, .. } => {
            let in_time = rate(&format!("{}_bucket", spoken.seconds), &format!(",{}", bucket(*within)));
            format!("1 - (\n{in_time}\n/\n{}\n)", rate(&format!("{}_count", spoken.seconds), ""))
        }
    }
}

/// The bucket of a histogram that ends at a time; whole seconds are written with or without a fraction.
fn bucket(Millis(within): Millis) -> String {
    let (seconds, rest) = (within / 1000, within % 1000);
    if rest == 0 {
        return format!(r#"le=~"{seconds}|{seconds}\\.0""#);
    }
    format!(r#"le="{seconds}.{}""#, format!("{rest:03}").trim_end_matches('0'))
}

/// With at most six digits behind the point.
fn number(value: f64) -> String {
    let written = format!("{value:.6}");
    written.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn promised(promise: &Promise) -> String {
    match promise {
        Promise::Availability { percent, .. } => format!("{}% of requests are answered", percent.0),
        Promise::Latency { percentile, within } => format!("{}% of requests are answered within {} ms", percentile.0, within.0),
    }
}

fn annotations(workload: &Workload<'_>, promised: &str, burn: &Burn) -> BTreeMap<&'static str, String> {
    let title = &workload.element.title;
    let said = format!("{title} promises that {promised}. In the last {} too many were not.", burn.long.name);
    let mut annotations = BTreeMap::from([("summary", format!("{title} spends its budget of errors too fast")), ("description", said)]);
    let runbook = workload.instance.properties.links.iter().find(|link| link.title.eq_ignore_ascii_case("runbook"));
    annotations.extend(runbook.map(|link| ("runbook_url", link.url.clone())));
    annotations
}

/// What a `ServiceMonitor` says.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MonitorSpec {
    job_label: &'static str,
    selector: LabelSelector,
    endpoints: Vec<Endpoint>,
}

#[derive(Serialize)]
struct Endpoint {
    port: String,
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    scheme: Option<&'static str>,
    interval: &'static str,
}

/// What a `PrometheusRule` says.
#[derive(Serialize)]
struct Rules {
    groups: Vec<Group>,
}

#[derive(Serialize)]
struct Group {
    name: String,
    rules: Vec<Rule>,
}

#[derive(Default, Serialize)]
struct Rule {
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alert: Option<String>,
    expr: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    r#for: Option<&'static str>,
    labels: BTreeMap<&'static str, SmolStr>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    annotations: BTreeMap<&'static str, String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_are_those_of_the_workbook() {
        let factors = BURNS.map(|burn| number(burn.factor(MONTH)));
        assert_eq!(factors, ["14.4", "6", "3", "1"]);
        assert_eq!(number(BURNS[0].factor(Millis(7 * DAY))), "3.36");
        assert_eq!(number((100.0 - 99.95) / 100.0), "0.0005");
    }

    #[test]
    fn buckets_are_named_as_libraries_name_them() {
        assert_eq!([250, 5, 1500].map(|millis| bucket(Millis(millis))), [r#"le="0.25""#, r#"le="0.005""#, r#"le="1.5""#]);
        assert_eq!(bucket(Millis(2000)), r#"le=~"2|2\\.0""#);
    }
}
