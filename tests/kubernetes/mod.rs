//! Manifests of models made by hand, and what holds for those of any model.

mod doors;
pub(crate) mod facts;
mod fixture;
mod kustomize;
pub(crate) mod operated;
mod program;
mod values;

use archc::diag::Severity;
use archc::model::properties::{
    Backup, ConfigFile, EnvVar, Expose, Exposure, LabelValue, Mount, Probe, Properties, Protocol, Replicas, Schedule, Secret, Storage,
    Trigger,
};
use archc::model::quantity::{Allotment, Bytes, Cpu, Millis};
use archc::model::relation::{Direction, Meaning};
use archc::model::{BaseKind, EnvironmentId};
use archc::session;
use archc::source::Span;
use archc::world::MemoryWorld;
use fixture::{Emitted, Fixture, at, engine, fixed, image, listen, scaled, serving};
use proptest::prelude::*;

fn checked(fixture: &Fixture) -> Emitted {
    let emitted = fixture.emit();
    assert_eq!(emitted.messages, Vec::<String>::new());
    facts::hold(&fixture.model, &fixture.model[EnvironmentId(0)], &emitted);
    emitted
}

#[test]
fn a_service_is_whole() {
    let mut it = Fixture::new();
    let span = Span::default();
    let properties = Properties {
        health: Some(Probe { protocol: Some(Protocol::Http), port: None, path: Some("/healthz".to_owned()), command: Vec::new(), span }),
        exposes: vec![Expose { what: Exposure::Route { path: "/".to_owned(), host: "shop.example.com".to_owned() }, span }],
        env: vec![EnvVar { name: "LOG_LEVEL".to_owned(), value: "no".to_owned(), span }],
        secrets: vec![Secret { name: "STRIPE_KEY".to_owned(), from: None, span }],
        configs: vec![ConfigFile { path: "/etc/shop/app.yaml".to_owned(), content: "a: 1\n".to_owned(), span }],
        mounts: vec![Mount { path: "/var/cache/shop".to_owned(), size: Bytes(1 << 30), span }],
        replicas: Some(scaled(3, 20)),
        cpu: Some(at(Allotment { request: Some(Cpu(250)), limit: Some(Cpu(1000)) })),
        memory: Some(at(Allotment { request: Some(Bytes(256 << 20)), limit: Some(Bytes(512 << 20)) })),
        ..serving(Protocol::Http, 8080)
    };
    let web = it.runs("shop", BaseKind::Service, "web", properties);
    let orders = it.runs("orders", BaseKind::Service, "orders_api", serving(Protocol::Grpc, 50051));
    it.calls(web, orders);
    let emitted = checked(&it);
    insta::assert_snapshot!("service", emitted.file("kubernetes/base/shop/web.yaml"));
    insta::assert_snapshot!("namespace", emitted.file("kubernetes/base/shop/namespace.yaml"));
    insta::assert_snapshot!("kustomization", emitted.file("kubernetes/prod/kustomization.yaml"));
}

#[test]
fn a_store_is_whole() {
    let mut it = Fixture::new();
    let storage = Some(Storage { size: Bytes(50 << 30), path: None, class: Some("fast".to_owned()), span: Span::default() });
    let backup = Some(Backup { every: Millis(3_600_000), keep: Millis(1_209_600_000), span: Span::default() });
    it.runs("shop", BaseKind::Database, "orders-db", Properties { storage, backup, replicas: Some(fixed(1)), ..engine("postgres") });
    it.runs("shop", BaseKind::Broker, "kafka", Properties { replicas: Some(fixed(3)), ..engine("kafka") });
    let emitted = checked(&it);
    insta::assert_snapshot!("postgres", emitted.file("kubernetes/base/shop/orders-db.yaml"));
    insta::assert_snapshot!("kafka", emitted.file("kubernetes/base/shop/kafka.yaml"));
}

#[test]
fn jobs_and_daemons_run_as_such() {
    let mut it = Fixture::new();
    let every = |span| Properties { schedule: Some(at(Schedule::Every(Millis(span)))), ..image() };
    it.runs("shop", BaseKind::Job, "migrate", image());
    it.runs("shop", BaseKind::Job, "report", every(3_600_000));
    it.runs("shop", BaseKind::Daemon, "agent", image());
    let emitted = checked(&it);
    assert_eq!(emitted.object("CronJob", "report")["spec"]["schedule"], "0 * * * *");
    let job = emitted.of_kind("Job").next().expect("there is one");
    assert!(job["metadata"]["name"].as_str().is_some_and(|name| name.starts_with("migrate-")));
    assert_eq!(emitted.object("DaemonSet", "agent")["spec"]["template"]["spec"]["tolerations"][0]["operator"], "Exists");
    it.runs("shop", BaseKind::Job, "odd", every(420_000));
    assert_eq!(it.emit().messages, ["E1015: no crontab line runs `odd` that often"]);
}

#[test]
fn a_component_with_an_image_is_a_sidecar() {
    let mut it = Fixture::new();
    let web = it.runs("shop", BaseKind::Service, "web", serving(Protocol::Http, 8080));
    let user = Some(at(999));
    let proxy = it.element(Some(web), BaseKind::Component, "log_proxy", Properties { user, ..serving(Protocol::Http, 9090) });
    it.place(proxy, "shop");
    let cache = it.element(
        Some(web),
        BaseKind::Component,
        "cache",
        Properties { listens: vec![listen(Protocol::Tcp, 7000)], ..Properties::default() },
    );
    let orders = it.runs("shop", BaseKind::Service, "orders", serving(Protocol::Http, 80));
    it.calls(proxy, orders);
    it.calls(orders, cache);
    it.calls(web, proxy);
    let emitted = checked(&it);
    let pod = &emitted.object("Deployment", "web")["spec"]["template"]["spec"];
    assert_eq!(pod["initContainers"][0]["name"], "log-proxy");
    assert_eq!(pod["initContainers"][0]["restartPolicy"], "Always");
    assert_eq!(pod["initContainers"][0]["securityContext"]["runAsUser"], 999);
    assert_eq!(pod["initContainers"][0]["ports"][0]["name"], "http-9090");
    assert_eq!(pod["initContainers"][0]["env"][0]["name"], "ORDERS_URL");
    assert_eq!(pod["containers"][0]["ports"][1]["containerPort"], 7000);
    let low = &emitted.object("Deployment", "orders")["spec"]["template"]["spec"]["securityContext"]["sysctls"];
    assert_eq!(low[0]["name"], "net.ipv4.ip_unprivileged_port_start");
}

#[test]
fn what_somebody_else_runs_is_only_let_out_to() {
    let mut it = Fixture::new();
    let orders = it.runs("shop", BaseKind::Service, "orders", serving(Protocol::Http, 8080));
    let db = it.runs("shop", BaseKind::Database, "db", engine("postgres"));
    it.managed(db, "orders.example.internal", Some(5432));
    let url = Some(at("https://api.stripe.com/v1".to_owned()));
    let stripe = it.element(None, BaseKind::System, "stripe", Properties { url, ..Properties::default() });
    it.model[stripe].external = true;
    it.calls(orders, db);
    it.calls(orders, stripe);
    let emitted = checked(&it);
    assert!(emitted.of_kind("StatefulSet").next().is_none());
    let egress = emitted.object("NetworkPolicy", "orders")["spec"]["egress"].as_array().cloned().unwrap_or_default();
    let ports: Vec<_> = egress.iter().map(|rule| rule["ports"][0]["port"].as_u64()).collect();
    assert_eq!(ports, [Some(443), Some(5432)]);
    let open = egress.iter().map(|rule| rule["to"][0]["ipBlock"]["except"].as_array().map_or(0, Vec::len)).collect::<Vec<_>>();
    assert_eq!(open, [4, 1], "a public host is not inside; a managed one may be");
}

#[test]
fn workers_scale_by_what_waits() {
    for (name, kind) in [("kafka", "kafka"), ("rabbitmq", "rabbitmq"), ("nats", "nats-jetstream"), ("valkey", "redis")] {
        let mut it = Fixture::new();
        let broker = it.runs("infra", BaseKind::Broker, "mq", Properties { replicas: Some(fixed(1)), ..engine(name) });
        let mails = it.element(Some(broker), BaseKind::Queue, "mails", Properties::default());
        it.model[mails].broker = Some(broker);
        let queue = Trigger::Queue { length: 50, of: None };
        let replicas = Some(at(Replicas::Auto { min: 0, max: 9, at: queue }));
        let mailer = it.runs("shop", BaseKind::Worker, "mailer", Properties { replicas, ..image() });
        it.relation(mailer, mails, Meaning::Message, Direction::Back);
        let emitted = checked(&it);
        assert_eq!(emitted.object("ScaledObject", "mailer")["spec"]["triggers"][0]["type"], kind);
        let ingress = emitted.object("NetworkPolicy", "mq")["spec"]["ingress"].to_string();
        assert!(ingress.contains(r#"{"kubernetes.io/metadata.name":"keda"}"#), "{ingress}");
    }
}

#[test]
fn secrets_are_fetched_from_where_they_are_kept() {
    let mut it = Fixture::new();
    let secret = |name: &str, from: Option<&str>| Secret { name: name.to_owned(), from: from.map(str::to_owned), span: Span::default() };
    let secrets = vec![secret("A", Some("vault/shop/a")), secret("B", Some("aws/b")), secret("C", None)];
    it.runs("shop", BaseKind::Worker, "mailer", Properties { secrets, ..image() });
    let emitted = checked(&it);
    let spec = &emitted.object("ExternalSecret", "mailer")["spec"];
    assert_eq!(spec["data"][0]["remoteRef"]["key"], "shop/a");
    assert_eq!(spec["data"][1]["sourceRef"]["storeRef"]["name"], "aws");
    assert_eq!(spec["target"]["creationPolicy"], "Merge");
}

/// A workload in short: what it is, its port, how many run, and in which of two namespaces.
type Drawn = (u8, u16, u32, bool);

/// A model in short: its workloads, and who calls whom.
fn drawn() -> impl Strategy<Value = (Vec<Drawn>, Vec<(usize, usize)>)> {
    let workloads = prop::collection::vec((0u8..20, 1u16..60000, 0u32..5, any::<bool>()), 1..9);
    (workloads, prop::collection::vec((0usize..9, 0usize..9), 0..20))
}

fn made(workloads: &[Drawn], calls: &[(usize, usize)]) -> Fixture {
    let mut it = Fixture::new();
    let mut ids = Vec::new();
    for (index, &(what, port, replicas, other)) in workloads.iter().enumerate() {
        let namespace = if other { "shop" } else { "back-office" };
        let several = |properties: Properties| Properties {
            replicas: Some(if other { fixed(replicas + 1) } else { scaled(replicas + 1, replicas + 3) }),
            ..properties
        };
        let (base, properties) = match what {
            0 => (BaseKind::Service, several(serving(Protocol::Http, port))),
            1 => (BaseKind::Gateway, several(serving(Protocol::Grpc, port))),
            2 => (BaseKind::App, serving(Protocol::Udp, port)),
            3 => (BaseKind::Worker, several(image())),
            4 => (BaseKind::Job, image()),
            5 => (BaseKind::Daemon, serving(Protocol::Tcp, port)),
            _ => {
                let known = &archc::model::engines::ALL[usize::from(what - 6)];
                let count = if known.peers.is_empty() { 1 } else { replicas + 1 };
                let dumped = ["mariadb", "mongodb", "mysql", "postgres"].contains(&known.name) && port % 2 == 0;
                let backup = dumped.then_some(Backup { every: Millis(3_600_000), keep: Millis(604_800_000), span: Span::default() });
                (known.made_for, Properties { replicas: Some(fixed(count)), backup, ..engine(known.name) })
            }
        };
        ids.push(it.runs(namespace, base, &format!("w_{index}"), properties));
    }
    for &(from, to) in calls {
        if let (Some(&from), Some(&to)) = (ids.get(from), ids.get(to))
            && it.model[from].kind.base.is_workload()
        {
            it.calls(from, to);
        }
    }
    it
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn facts_hold_for_any_model((workloads, calls) in drawn()) {
        let it = made(&workloads, &calls);
        checked(&it);
        let (once, again) = (it.emit(), it.emit());
        prop_assert_eq!(once.files, again.files);
    }
}

/// Another environment: some things are left out of it, some stand in another namespace, all others have more replicas. Labels tell
/// the two apart.
fn varied(it: &mut Fixture, left_out: usize, moved: usize) {
    let mut other = it.model[EnvironmentId(0)].clone();
    "dev".clone_into(&mut other.name);
    other.extends = Some(EnvironmentId(0));
    it.model.environments.push(other);
    for environment in &mut it.model.environments {
        let name = environment.name.clone();
        let label = |(key, value): (&str, &str)| LabelValue { name: key.to_owned(), value: value.to_owned(), span: Span::default() };
        let labels: Vec<_> = [("tier", "gold"), ("environment", &name)].into_iter().map(label).collect();
        environment.instances.iter_mut().for_each(|instance| instance.labels.clone_from(&labels));
    }
    let other = it.model.environments.last_mut().expect("there are two");
    for instance in &mut other.instances {
        if instance.element.index() % 4 == moved {
            instance.namespace.push_str("-dev");
        } else if instance.properties.replicas.is_none() && it.model.elements[instance.element.index()].kind.base == BaseKind::Service {
            instance.properties.replicas = Some(fixed(2));
        }
    }
    for instance in other.instances.iter_mut().filter(|instance| instance.element.index() % 3 == left_out) {
        instance.emitted = false;
    }
}

fn sorted(mut objects: Vec<serde_json::Value>) -> Vec<serde_json::Value> {
    objects.sort_by_key(|object| ["/kind", "/metadata/namespace", "/metadata/name"].map(|path| facts::text(object, path).to_owned()));
    objects
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn layers_come_to_what_each_environment_is((workloads, calls) in drawn(), left_out in 0usize..4, moved in 0usize..6) {
        let mut it = made(&workloads, &calls);
        varied(&mut it, left_out, moved);
        for (index, name) in ["prod", "dev"].into_iter().enumerate() {
            let folder = format!("kubernetes/{name}");
            let layered = Emitted::of(&it.model, &folder);
            let mut alone = it.model.clone();
            alone.environments = vec![it.model.environments[index].clone()];
            let alone = Emitted::of(&alone, &folder);
            prop_assert_eq!(sorted(layered.objects), sorted(alone.objects));
        }
    }
}

/// The programs below `examples/`, each with its files.
pub(crate) fn examples() -> Vec<(String, Vec<(String, String)>)> {
    let entries = |folder: &std::path::Path| {
        let mut paths: Vec<_> =
            std::fs::read_dir(folder).expect("it is readable").map(|entry| entry.expect("it is there").path()).collect();
        paths.sort();
        paths
    };
    let name = |path: &std::path::Path| path.file_name().expect("it has a name").to_string_lossy().into_owned();
    let source = |path: std::path::PathBuf| {
        path.extension().is_some_and(|e| e == "arch").then(|| (name(&path), std::fs::read_to_string(&path).expect("it is text")))
    };
    crate::folder::examples().into_iter().map(|folder| (name(&folder), entries(&folder).into_iter().filter_map(source).collect())).collect()
}

#[test]
fn facts_hold_for_the_examples() {
    for (example, files) in examples() {
        let world = files.into_iter().fold(MemoryWorld::default(), |world, (path, text)| world.with(&path, text));
        let checked = session::check(&world).expect("it is a program");
        assert!(!checked.diagnostics.has_errors(), "{example}");
        for (_, environment) in checked.model.own_environments() {
            let emitted = Emitted::of(&checked.model, &format!("kubernetes/{}", environment.name));
            assert!(!emitted.objects.is_empty(), "{example}: {}", environment.name);
            facts::hold(&checked.model, environment, &emitted);
        }
    }
}

/// The clusters of an environment from which something is emitted, each with the folder of its manifests.
fn clusters(environment: &archc::model::Environment) -> Vec<(Option<archc::model::NodeId>, String)> {
    let mut clusters: Vec<_> =
        environment.placed().filter(|(_, instance)| instance.emitted).map(|(_, instance)| instance.cluster).collect();
    clusters.sort();
    clusters.dedup();
    let several = clusters.len() > 1;
    let folder = |cluster: Option<archc::model::NodeId>| match cluster.filter(|_| several) {
        Some(cluster) => format!("kubernetes/{}/{}", environment.name, environment[cluster].name),
        None => format!("kubernetes/{}", environment.name),
    };
    clusters.into_iter().map(|cluster| (cluster, folder(cluster))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn facts_hold_for_any_program(plan in program::plan()) {
        let checked = session::check(&plan.world()).expect("it is a program");
        let errors = checked.diagnostics.iter().filter(|found| found.severity == Severity::Error);
        prop_assert_eq!(errors.map(|found| &found.message).collect::<Vec<_>>(), Vec::<&String>::new(), "{}", plan.text());
        for (_, environment) in checked.model.own_environments() {
            for (cluster, folder) in clusters(environment) {
                let mut here = environment.clone();
                here.instances.iter_mut().filter(|instance| instance.cluster != cluster).for_each(|instance| instance.emitted = false);
                let emitted = Emitted::of(&checked.model, &folder);
                prop_assert!(!emitted.messages.iter().any(|message| message.starts_with('E')), "{:?}", emitted.messages);
                facts::hold(&checked.model, &here, &emitted);
            }
        }
    }
}
