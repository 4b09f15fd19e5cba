//! The products that stores, channels and brokers can run on: what each is called, what it listens on and how its
//! addresses are written. How one is run belongs to the emitter that runs it.

use super::element::BaseKind;
use super::properties::{Listen, Properties, Protocol};
use super::scheduling::Operator;
use crate::source::Span;

/// A product behind a store or broker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Engine {
    /// Its name, as `engine` takes it.
    pub name: &'static str,
    /// What readers know it as.
    pub title: &'static str,
    /// The kind of store or broker that it is made for.
    pub made_for: BaseKind,
    /// What stands before `://` in its addresses.
    pub scheme: &'static str,
    /// Whether an address ends with the name of what is meant in it: `postgres://host:5432/orders`.
    pub named: bool,
    /// Whether topics and queues can be held in it.
    pub carries: bool,
    /// What its clients connect to, the usual port first.
    pub ports: &'static [Port],
    /// What only its own members connect to, where several form one whole. Empty where they cannot.
    pub peers: &'static [Port],
}

/// A port that an engine listens on.
#[derive(Debug, PartialEq, Eq)]
pub struct Port {
    /// Its name: a DNS label of at most fifteen characters.
    pub name: &'static str,
    /// Its number.
    pub port: u16,
    /// What is spoken there, as far as a port's protocols tell.
    pub protocol: Protocol,
}

const fn tcp(name: &'static str, port: u16) -> Port {
    Port { name, port, protocol: Protocol::Tcp }
}

const fn http(name: &'static str, port: u16) -> Port {
    Port { name, port, protocol: Protocol::Http }
}

const fn store(name: &'static str, title: &'static str, made_for: BaseKind, scheme: &'static str, ports: &'static [Port]) -> Engine {
    Engine { name, title, made_for, scheme, named: false, carries: false, ports, peers: &[] }
}

const fn named(engine: Engine) -> Engine {
    Engine { named: true, ..engine }
}

const fn carries(engine: Engine) -> Engine {
    Engine { carries: true, ..engine }
}

const fn peers(engine: Engine, peers: &'static [Port]) -> Engine {
    Engine { peers, ..engine }
}

/// Every engine that is known, in alphabetical order.
pub static ALL: [Engine; 14] = [
    peers(store("cassandra", "Cassandra", BaseKind::Database, "cassandra", &[tcp("cql", 9042)]), &[tcp("gossip", 7000)]),
    store("elasticsearch", "Elasticsearch", BaseKind::Search, "http", &[http("http", 9200)]),
    peers(carries(store("kafka", "Kafka", BaseKind::Broker, "kafka", &[tcp("kafka", 9092)])), &[tcp("controller", 9093)]),
    named(store("mariadb", "MariaDB", BaseKind::Database, "mysql", &[tcp("mysql", 3306)])),
    store("memcached", "Memcached", BaseKind::Cache, "memcached", &[tcp("memcached", 11211)]),
    named(store("minio", "MinIO", BaseKind::Bucket, "http", &[http("s3", 9000)])),
    named(store("mongodb", "MongoDB", BaseKind::Database, "mongodb", &[tcp("mongodb", 27017)])),
    named(store("mysql", "MySQL", BaseKind::Database, "mysql", &[tcp("mysql", 3306)])),
    peers(carries(store("nats", "NATS", BaseKind::Broker, "nats", &[tcp("nats", 4222), http("monitor", 8222)])), &[tcp("cluster", 6222)]),
    peers(store("opensearch", "OpenSearch", BaseKind::Search, "http", &[http("http", 9200)]), &[tcp("transport", 9300)]),
    named(store("postgres", "PostgreSQL", BaseKind::Database, "postgres", &[tcp("postgres", 5432)])),
    peers(carries(store("rabbitmq", "RabbitMQ", BaseKind::Broker, "amqp", &[tcp("amqp", 5672)])), &[tcp("epmd", 4369), tcp("dist", 25672)]),
    carries(store("redis", "Redis", BaseKind::Cache, "redis", &[tcp("redis", 6379)])),
    carries(store("valkey", "Valkey", BaseKind::Cache, "redis", &[tcp("valkey", 6379)])),
];

/// The engine of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Engine> {
    ALL.iter().find(|engine| engine.name == name)
}

/// The engine that something of this kind runs on where it names none.
#[must_use]
pub fn default_for(kind: BaseKind) -> Option<&'static Engine> {
    match kind {
        BaseKind::Database => find("postgres"),
        BaseKind::Cache => find("valkey"),
        BaseKind::Search => find("opensearch"),
        BaseKind::Bucket => find("minio"),
        BaseKind::Broker | BaseKind::Topic | BaseKind::Queue => find("kafka"),
        _ => None,
    }
}

/// The engine of something of this kind: the one that it names, if that is known, else the kind's default. Nothing for a
/// store that names an engine unknown here, nor for one with an `image` and a `listen` of its own and no `engine`.
#[must_use]
pub fn of(kind: BaseKind, properties: &Properties) -> Option<&'static Engine> {
    match &properties.engine {
        Some(engine) => find(&engine.name),
        None if properties.image.is_some() && !properties.listens.is_empty() => None,
        None => default_for(kind),
    }
}

/// The operator that runs something of this kind: the one that `via` names, if it runs that engine.
#[must_use]
pub fn operator(kind: BaseKind, properties: &Properties) -> Option<Operator> {
    let via = properties.via.as_ref()?.value;
    let engine = of(kind, properties)?;
    (engine.name == via.engine()).then_some(via)
}

/// What something of this kind listens on: what it says itself, else its engine's ports. The place of the latter is the
/// `engine`, else `span`.
#[must_use]
pub fn listens(kind: BaseKind, properties: &Properties, span: Span) -> Vec<Listen> {
    if !properties.listens.is_empty() {
        return properties.listens.clone();
    }
    let span = properties.engine.as_ref().map_or(span, |engine| engine.span);
    let ports = of(kind, properties).map_or(&[][..], |engine| engine.ports);
    ports
        .iter()
        .map(|port| Listen { protocol: port.protocol, port: port.port, name: port.name.to_owned(), published: port.port, span })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_ports_told_apart() {
        assert!(ALL.is_sorted_by_key(|engine| engine.name));
        for engine in &ALL {
            let ports: Vec<&Port> = engine.ports.iter().chain(engine.peers).collect();
            assert!(!engine.ports.is_empty(), "{}", engine.name);
            for (at, port) in ports.iter().enumerate() {
                assert!(port.name.len() <= 15);
                assert!(ports.iter().skip(at + 1).all(|other| other.name != port.name && other.port != port.port), "{}", engine.name);
            }
        }
    }

    #[test]
    fn a_store_with_an_engine_of_its_own_gets_no_default() {
        let engine = |name: &str| crate::model::properties::Engine { name: name.to_owned(), version: None, span: Span::default() };
        let with = |engine| Properties { engine, ..Properties::default() };
        assert_eq!(of(BaseKind::Database, &with(Some(engine("mysql")))).map(|e| e.scheme), Some("mysql"));
        assert_eq!(of(BaseKind::Database, &with(Some(engine("cockroach")))), None);
        assert_eq!(listens(BaseKind::Cache, &with(None), Span::default()).iter().map(|l| l.port).collect::<Vec<_>>(), [6379]);
    }
}
