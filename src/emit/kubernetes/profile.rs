//! How each engine is run: image, user, data path, configuration, checks. What an engine is called and listens on is the
//! model's; here is what a container of it needs.

use super::probe::Check;
use super::quantity::{GIBIBYTE, MEBIBYTE};
use super::security::Identity;
use crate::model::quantity::Bytes;

/// What a profile is made for.
pub(super) struct Store<'a> {
    /// The name of its objects.
    pub(super) name: &'a str,
    pub(super) namespace: &'a str,
    pub(super) replicas: u32,
    /// What it is called at run time: the database that clients ask for.
    pub(super) database: &'a str,
    pub(super) version: Option<&'a str>,
    /// Whether what it holds outlives it.
    pub(super) kept: bool,
    /// How much memory it may use.
    pub(super) memory: Option<Bytes>,
}

/// How an engine is run.
pub(super) struct Profile {
    pub(super) image: String,
    pub(super) identity: Identity,
    /// Where its data is, if it has any.
    pub(super) data: Option<&'static str>,
    /// Whether it wants that path for itself, without what a fresh disk holds.
    pub(super) sub_path: bool,
    /// Further paths that it writes to.
    pub(super) scratch: Vec<&'static str>,
    /// Whether it writes to its root file system.
    pub(super) writable: bool,
    pub(super) args: Vec<String>,
    pub(super) env: Vec<(&'static str, Setting)>,
    /// Files that it reads.
    pub(super) files: Vec<(&'static str, String)>,
    pub(super) ready: Check,
    /// Nothing where no more is known than that it can be connected to.
    pub(super) alive: Option<Check>,
    /// Memory that it gets where the program says nothing.
    pub(super) memory: (Bytes, Bytes),
    /// Whether it keeps data even where the program names no storage.
    pub(super) keeps: bool,
    /// How all that it holds is written to a file.
    pub(super) dump: Option<Dump>,
}

/// How all that a store holds is written to a file.
pub(super) struct Dump {
    /// The command, which writes to `"$file.part"`.
    pub(super) command: String,
    /// Variables that it needs, with the keys in the store's Secret.
    pub(super) env: &'static [(&'static str, &'static str)],
    /// The port that it connects to.
    pub(super) port: u16,
}

/// Where an environment variable's value comes from.
pub(super) enum Setting {
    Text(String),
    /// A key of the same name in the store's Secret.
    Secret,
    /// A field of the pod.
    Field(&'static str),
}

fn text(value: impl Into<String>) -> Setting {
    Setting::Text(value.into())
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

impl Store<'_> {
    fn tag<'a>(&'a self, default: &'a str) -> &'a str {
        self.version.unwrap_or(default)
    }

    /// A version of three numbers, where the program names but two.
    fn full_tag(&self, default: &str) -> String {
        let tag = self.tag(default);
        let short = tag.bytes().all(|b| b.is_ascii_digit() || b == b'.') && tag.matches('.').count() == 1;
        if short { format!("{tag}.0") } else { tag.to_owned() }
    }

    fn memory(&self, default: u64) -> u64 {
        self.memory.map_or(default, |Bytes(bytes)| bytes)
    }

    /// Half of the memory in whole mebibytes: what a heap may take.
    fn heap(&self, default: u64) -> u64 {
        (self.memory(default) / 2 / MEBIBYTE).max(64)
    }

    /// The DNS name of one of its members.
    fn member(&self, index: &str) -> String {
        format!("{0}-{index}.{0}.{1}.svc.cluster.local", self.name, self.namespace)
    }

    fn members(&self, form: impl Fn(u32, String) -> String) -> String {
        let members: Vec<String> = (0..self.replicas).map(|index| form(index, self.member(&index.to_string()))).collect();
        members.join(",")
    }
}

impl Profile {
    fn new(image: String, user: u32, ready: Check, alive: impl Into<Option<Check>>) -> Self {
        Self {
            image,
            identity: Identity { user, group: user },
            data: None,
            sub_path: false,
            scratch: Vec::new(),
            writable: false,
            args: Vec::new(),
            env: Vec::new(),
            files: Vec::new(),
            ready,
            alive: alive.into(),
            memory: (Bytes(256 * MEBIBYTE), Bytes(512 * MEBIBYTE)),
            keeps: true,
            dump: None,
        }
    }

    fn at(self, path: &'static str) -> Self {
        Self { data: Some(path), sub_path: true, ..self }
    }

    fn heavy(self) -> Self {
        Self { memory: (Bytes(GIBIBYTE), Bytes(2 * GIBIBYTE)), ..self }
    }
}

/// The profile of an engine.
pub(super) fn of(engine: &str, store: &Store<'_>) -> Option<Profile> {
    Some(match engine {
        "postgres" => postgres(store),
        "mysql" => mysql(store),
        "mariadb" => mariadb(store),
        "mongodb" => mongodb(store),
        "cassandra" => cassandra(store),
        "redis" => redis(store, "redis", "7.4"),
        "valkey" => redis(store, "valkey", "8.1"),
        "memcached" => memcached(store),
        "elasticsearch" => elasticsearch(store),
        "opensearch" => opensearch(store),
        "minio" => minio(store),
        "kafka" => kafka(store),
        "rabbitmq" => rabbitmq(store),
        "nats" => nats(store),
        _ => return None,
    })
}

fn postgres(store: &Store<'_>) -> Profile {
    // While it sets itself up it listens on a socket only: asked over TCP it is ready when it really is.
    let ready = Check::exec(&["pg_isready", "-h", "127.0.0.1", "-U", "postgres"]);
    let command = format!("pg_dumpall --host={} --username=postgres --clean --if-exists --file=\"$file.part\"", store.name);
    Profile {
        dump: Some(Dump { command, env: &[("PGPASSWORD", "POSTGRES_PASSWORD")], port: 5432 }),
        data: Some("/var/lib/postgresql"),
        scratch: vec!["/var/run/postgresql"],
        env: vec![
            ("POSTGRES_DB", text(store.database)),
            ("POSTGRES_PASSWORD", Setting::Secret),
            ("PGDATA", text("/var/lib/postgresql/pgdata")),
        ],
        ..Profile::new(format!("postgres:{}", store.tag("17")), 999, ready, Check::Tcp { port: 5432 })
    }
}

fn mysql(store: &Store<'_>) -> Profile {
    let ready = Check::exec(&["mysqladmin", "ping", "-h", "127.0.0.1", "--silent"]);
    let command = sql_dump("mysqldump", store.name);
    Profile {
        dump: Some(Dump { command, env: &[("MYSQL_PWD", "MYSQL_ROOT_PASSWORD")], port: 3306 }),
        scratch: vec!["/var/run/mysqld"],
        env: vec![("MYSQL_DATABASE", text(store.database)), ("MYSQL_ROOT_PASSWORD", Setting::Secret)],
        ..Profile::new(format!("mysql:{}", store.tag("8.4")), 999, ready, Check::Tcp { port: 3306 }).at("/var/lib/mysql")
    }
}

fn sql_dump(tool: &str, host: &str) -> String {
    format!("{tool} --host={host} --user=root --all-databases --single-transaction --routines --events --result-file=\"$file.part\"")
}

fn mariadb(store: &Store<'_>) -> Profile {
    let ready = Check::exec(&["healthcheck.sh", "--connect", "--innodb_initialized"]);
    let command = sql_dump("mariadb-dump", store.name);
    Profile {
        dump: Some(Dump { command, env: &[("MYSQL_PWD", "MARIADB_ROOT_PASSWORD")], port: 3306 }),
        scratch: vec!["/run/mysqld"],
        env: vec![("MARIADB_DATABASE", text(store.database)), ("MARIADB_ROOT_PASSWORD", Setting::Secret)],
        ..Profile::new(format!("mariadb:{}", store.tag("11.4")), 999, ready, Check::Tcp { port: 3306 }).at("/var/lib/mysql")
    }
}

fn mongodb(store: &Store<'_>) -> Profile {
    let ready = Check::exec(&["mongosh", "--quiet", "--eval", "db.adminCommand('ping').ok"]);
    let login = "--username=\"$MONGO_INITDB_ROOT_USERNAME\" --password=\"$MONGO_INITDB_ROOT_PASSWORD\" --authenticationDatabase=admin";
    let command = format!("mongodump --host={} {login} --archive=\"$file.part\"", store.name);
    let keys =
        &[("MONGO_INITDB_ROOT_USERNAME", "MONGO_INITDB_ROOT_USERNAME"), ("MONGO_INITDB_ROOT_PASSWORD", "MONGO_INITDB_ROOT_PASSWORD")];
    Profile {
        dump: Some(Dump { command, env: keys, port: 27017 }),
        scratch: vec!["/data/configdb"],
        env: vec![
            ("MONGO_INITDB_DATABASE", text(store.database)),
            ("MONGO_INITDB_ROOT_USERNAME", Setting::Secret),
            ("MONGO_INITDB_ROOT_PASSWORD", Setting::Secret),
            ("HOME", text("/tmp")),
        ],
        ..Profile::new(format!("mongo:{}", store.tag("8.0")), 999, ready, Check::Tcp { port: 27017 }).at("/data/db")
    }
}

fn cassandra(store: &Store<'_>) -> Profile {
    let heap = store.heap(2 * GIBIBYTE);
    Profile {
        // Its entry point writes the configuration in place.
        writable: true,
        env: vec![
            ("CASSANDRA_CLUSTER_NAME", text(store.name)),
            ("CASSANDRA_SEEDS", text(store.member("0"))),
            ("MAX_HEAP_SIZE", text(format!("{heap}M"))),
            ("HEAP_NEWSIZE", text(format!("{}M", (heap / 4).max(16)))),
        ],
        ..Profile::new(format!("cassandra:{}", store.tag("5.0")), 999, Check::Tcp { port: 9042 }, Check::Tcp { port: 7000 })
            .at("/var/lib/cassandra")
            .heavy()
    }
}

fn redis(store: &Store<'_>, name: &'static str, default: &str) -> Profile {
    let cli = if name == "redis" { "redis-cli" } else { "valkey-cli" };
    let mut args = words(&["--dir", "/data"]);
    if store.kept {
        args.extend(words(&["--appendonly", "yes"]));
    } else {
        let share = store.memory(512 * MEBIBYTE) / 4 * 3;
        args.extend(words(&["--save", "", "--maxmemory", &share.to_string(), "--maxmemory-policy", "allkeys-lru"]));
    }
    Profile {
        args,
        keeps: false,
        ..Profile::new(format!("{name}:{}", store.tag(default)), 999, Check::exec(&[cli, "ping"]), Check::Tcp { port: 6379 }).at("/data")
    }
}

fn memcached(store: &Store<'_>) -> Profile {
    let megabytes = store.memory(512 * MEBIBYTE) / MEBIBYTE / 4 * 3;
    Profile {
        args: words(&["--memory-limit", &megabytes.max(16).to_string()]),
        keeps: false,
        ..Profile::new(format!("memcached:{}", store.tag("1.6")), 11211, Check::Tcp { port: 11211 }, None)
    }
}

fn elasticsearch(store: &Store<'_>) -> Profile {
    let image = format!("docker.elastic.co/elasticsearch/elasticsearch:{}", store.full_tag("8.17.0"));
    let asked = "curl --silent --fail --user \"elastic:$ELASTIC_PASSWORD\" \"http://127.0.0.1:9200/_cluster/health?local=true\"";
    let ready = Check::exec(&["/bin/sh", "-c", asked]);
    Profile {
        // It keeps its key store beside its configuration; the image's files belong to the root group.
        identity: Identity { user: 1000, group: 0 },
        writable: true,
        env: vec![
            ("discovery.type", text("single-node")),
            ("cluster.name", text(store.name)),
            ("node.store.allow_mmap", text("false")),
            ("xpack.security.http.ssl.enabled", text("false")),
            ("ELASTIC_PASSWORD", Setting::Secret),
        ],
        ..Profile::new(image, 1000, ready, Check::Tcp { port: 9200 }).at("/usr/share/elasticsearch/data").heavy()
    }
}

fn opensearch(store: &Store<'_>) -> Profile {
    let heap = store.heap(2 * GIBIBYTE);
    let mut env = vec![
        ("POD_NAME", Setting::Field("metadata.name")),
        ("node.name", text("$(POD_NAME)")),
        ("cluster.name", text(store.name)),
        ("node.store.allow_mmap", text("false")),
        ("OPENSEARCH_JAVA_OPTS", text(format!("-Xms{heap}m -Xmx{heap}m"))),
        ("DISABLE_INSTALL_DEMO_CONFIG", text("true")),
        ("DISABLE_SECURITY_PLUGIN", text("true")),
    ];
    if store.replicas > 1 {
        env.push(("discovery.seed_hosts", text(store.members(|_, host| host))));
        env.push(("cluster.initial_cluster_manager_nodes", text(store.members(|index, _| format!("{}-{index}", store.name)))));
    } else {
        env.push(("discovery.type", text("single-node")));
    }
    let ready = Check::Http { port: 9200, path: "/_cluster/health?local=true".to_owned(), secure: false };
    Profile {
        writable: true,
        env,
        ..Profile::new(format!("opensearchproject/opensearch:{}", store.full_tag("2.19.1")), 1000, ready, Check::Tcp { port: 9200 })
            .at("/usr/share/opensearch/data")
            .heavy()
    }
}

fn minio(store: &Store<'_>) -> Profile {
    let at = |path: &str| Check::Http { port: 9000, path: path.to_owned(), secure: false };
    let image = format!("quay.io/minio/minio:{}", store.tag("RELEASE.2025-04-22T22-12-26Z"));
    Profile {
        args: words(&["server", "/data"]),
        env: vec![("MINIO_ROOT_USER", Setting::Secret), ("MINIO_ROOT_PASSWORD", Setting::Secret), ("HOME", text("/tmp"))],
        ..Profile::new(image, 1000, at("/minio/health/ready"), at("/minio/health/live")).at("/data")
    }
}

fn kafka(store: &Store<'_>) -> Profile {
    let copies = store.replicas.clamp(1, 3).to_string();
    let in_step = if store.replicas >= 3 { "2" } else { "1" };
    let heap = store.heap(2 * GIBIBYTE);
    Profile {
        scratch: vec!["/opt/kafka/config", "/opt/kafka/logs"],
        env: vec![
            ("POD_NAME", Setting::Field("metadata.name")),
            ("KAFKA_NODE_ID", Setting::Field("metadata.labels['apps.kubernetes.io/pod-index']")),
            ("CLUSTER_ID", text(cluster_id(store))),
            ("KAFKA_PROCESS_ROLES", text("broker,controller")),
            ("KAFKA_LISTENERS", text("PLAINTEXT://:9092,CONTROLLER://:9093")),
            (
                "KAFKA_ADVERTISED_LISTENERS",
                text(format!("PLAINTEXT://$(POD_NAME).{}.{}.svc.cluster.local:9092", store.name, store.namespace)),
            ),
            ("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", text("CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT")),
            ("KAFKA_CONTROLLER_LISTENER_NAMES", text("CONTROLLER")),
            ("KAFKA_CONTROLLER_QUORUM_VOTERS", text(store.members(|index, host| format!("{index}@{host}:9093")))),
            ("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", text(&copies)),
            ("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", text(&copies)),
            ("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", text(in_step)),
            ("KAFKA_DEFAULT_REPLICATION_FACTOR", text(&copies)),
            ("KAFKA_MIN_INSYNC_REPLICAS", text(in_step)),
            ("KAFKA_LOG_DIRS", text("/var/lib/kafka/data")),
            ("KAFKA_HEAP_OPTS", text(format!("-Xms{heap}m -Xmx{heap}m"))),
        ],
        ..Profile::new(format!("apache/kafka:{}", store.full_tag("4.0.0")), 1000, Check::Tcp { port: 9092 }, Check::Tcp { port: 9093 })
            .at("/var/lib/kafka/data")
            .heavy()
    }
}

/// Twenty-two characters that the members of one cluster share: any sixteen bytes, in the URL form of Base64.
fn cluster_id(store: &Store<'_>) -> String {
    let hash = |salt: &str| super::object::hash([salt, store.namespace, store.name]);
    let digits: String = ["a", "b", "c"].iter().map(|salt| hash(salt)).collect();
    format!("{}A", digits.chars().take(21).collect::<String>())
}

fn rabbitmq(store: &Store<'_>) -> Profile {
    let mut env = vec![("RABBITMQ_DEFAULT_USER", Setting::Secret), ("RABBITMQ_DEFAULT_PASS", Setting::Secret)];
    let mut files = Vec::new();
    if store.replicas > 1 {
        let node = format!("rabbit@$(POD_NAME).{}.{}.svc.cluster.local", store.name, store.namespace);
        env.splice(0..0, [("POD_NAME", Setting::Field("metadata.name"))]);
        env.extend([
            ("RABBITMQ_USE_LONGNAME", text("true")),
            ("RABBITMQ_NODENAME", text(node)),
            ("RABBITMQ_ERLANG_COOKIE", Setting::Secret),
        ]);
        let mut lines = vec!["cluster_formation.peer_discovery_backend = classic_config".to_owned()];
        lines.extend(
            (0..store.replicas)
                .map(|n| format!("cluster_formation.classic_config.nodes.{} = rabbit@{}", n + 1, store.member(&n.to_string()))),
        );
        lines.push("cluster_partition_handling = pause_minority".to_owned());
        lines.push("queue_leader_locator = balanced".to_owned());
        files.push(("/etc/rabbitmq/conf.d/20-cluster.conf", lines.join("\n") + "\n"));
    }
    Profile {
        scratch: vec!["/var/log/rabbitmq"],
        env,
        files,
        ..Profile::new(
            format!("rabbitmq:{}", store.tag("4.1")),
            999,
            Check::Tcp { port: 5672 },
            Check::exec(&["rabbitmq-diagnostics", "--quiet", "ping"]),
        )
        .at("/var/lib/rabbitmq")
    }
}

fn nats(store: &Store<'_>) -> Profile {
    let mut args = words(&["--jetstream", "--store_dir", "/data", "--http_port", "8222", "--server_name", "$(POD_NAME)"]);
    if store.replicas > 1 {
        let routes = store.members(|_, host| format!("nats://{host}:6222"));
        args.extend(words(&["--cluster_name", store.name, "--cluster", "nats://0.0.0.0:6222", "--routes", &routes]));
    }
    let at = |path: &str| Check::Http { port: 8222, path: path.to_owned(), secure: false };
    Profile {
        args,
        env: vec![("POD_NAME", Setting::Field("metadata.name"))],
        ..Profile::new(format!("nats:{}", store.tag("2.11")), 1000, at("/healthz?js-enabled-only=true"), at("/healthz?js-server-only=true"))
            .at("/data")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::engines;

    #[test]
    fn every_engine_is_run_and_asked_on_a_port_that_it_has() {
        for replicas in [1, 3] {
            let store = Store { name: "it", namespace: "here", replicas, database: "it", version: None, kept: true, memory: None };
            for engine in &engines::ALL {
                let profile = of(engine.name, &store).unwrap_or_else(|| panic!("`{}` has no profile", engine.name));
                for port in [Some(&profile.ready), profile.alive.as_ref()].into_iter().flatten().filter_map(Check::port) {
                    assert!(engine.ports.iter().chain(engine.peers).any(|p| p.port == port), "{}: {port}", engine.name);
                }
                assert_ne!(profile.alive.as_ref(), Some(&profile.ready), "{}", engine.name);
                assert_ne!(profile.identity.user, 0);
            }
        }
    }

    #[test]
    fn tags_are_made_whole() {
        let store = |version| Store { name: "k", namespace: "n", replicas: 3, database: "k", version, kept: true, memory: None };
        assert_eq!(kafka(&store(Some("3.9"))).image, "apache/kafka:3.9.0");
        assert_eq!(kafka(&store(Some("3.9.1"))).image, "apache/kafka:3.9.1");
        assert_eq!(cluster_id(&store(None)).len(), 22);
    }
}
