//! What is said of an element in its body, as values of the right type.

use super::ids::{ElementId, TeamId};
use super::quantity::{Allotment, Bytes, Cpu, Millis, Percent, Rate};
use super::scheduling::{AddressRange, Admission, Operator, Pull, Spread, Toleration};
use crate::source::Span;
use schemars::JsonSchema;
use serde::Serialize;
use std::ops::Deref;

/// A value and the place that says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

impl<T> At<T> {
    /// A value and its place.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

impl<T> Deref for At<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

/// The properties of an element, or of an element where it stands. What is not said is empty; defaults that depend on
/// the artifact (a probe's period, say) are the emitter's.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct Properties {
    /// The technology, as words for a picture.
    pub tech: Option<At<String>>,
    /// The team that owns it, if said right here.
    pub owner: Option<At<TeamId>>,
    /// Pages about it.
    pub links: Vec<Link>,
    /// The name of its icon.
    pub icon: Option<At<String>>,
    /// Where somebody else runs it.
    pub url: Option<At<String>>,
    /// Its version.
    pub version: Option<At<String>>,
    /// What it is called at run time, if not by its name.
    pub runtime_name: Option<At<String>>,
    /// Its container image as written, with `{name}` and `{version}` not yet filled in.
    pub image: Option<At<String>>,
    /// The command that the container runs, if not the image's.
    pub command: Option<At<Vec<String>>>,
    /// The command's arguments, if not the image's.
    pub args: Option<At<Vec<String>>>,
    /// The ports that it listens on. Names and ports are unique.
    pub listens: Vec<Listen>,
    /// The check that it is alive.
    pub health: Option<Probe>,
    /// The check that it can take work.
    pub ready: Option<Probe>,
    /// The check that it has started.
    pub startup: Option<Probe>,
    /// What of it can be reached from outside.
    pub exposes: Vec<Expose>,
    /// Environment variables with plain values.
    pub env: Vec<EnvVar>,
    /// Environment variables whose values are secrets.
    pub secrets: Vec<Secret>,
    /// Files that are mounted into it.
    pub configs: Vec<ConfigFile>,
    /// How many of it run.
    pub replicas: Option<At<Replicas>>,
    /// Processor time.
    pub cpu: Option<At<Allotment<Cpu>>>,
    /// Memory.
    pub memory: Option<At<Allotment<Bytes>>>,
    /// Storage that is kept.
    pub storage: Option<Storage>,
    /// Scratch space.
    pub mounts: Vec<Mount>,
    /// What its writable layer, its logs and its scratch space may take of a node's disk.
    pub disk: Option<At<Allotment<Bytes>>>,
    /// The user id that it runs as.
    pub user: Option<At<u32>>,
    /// Whether its root file system can be written.
    pub writable: Option<At<bool>>,
    /// How long it may take to shut down.
    pub drain: Option<At<Millis>>,
    /// How long it goes on as before once it is told to shut down, because traffic still comes.
    pub linger: Option<At<Millis>>,
    /// When its image is fetched.
    pub pull: Option<At<Pull>>,
    /// Labels of the nodes that it runs on.
    pub nodes: Vec<LabelValue>,
    /// Taints of nodes that it bears.
    pub tolerations: Vec<Toleration>,
    /// How its replicas are spread.
    pub spread: Option<At<Spread>>,
    /// The priority class of its pods.
    pub priority: Option<At<String>>,
    /// Where its metrics are read.
    pub metrics: Option<Probe>,
    /// Who else is let in.
    pub admits: Vec<Admission>,
    /// The addresses that it has, where it is outside the cluster.
    pub cidrs: Vec<AddressRange>,
    /// How long one run of a job may take.
    pub deadline: Option<At<Millis>>,
    /// How often one run of a job is tried.
    pub attempts: Option<At<u32>>,
    /// How many past runs of a job are kept.
    pub history: Option<History>,
    /// When a job runs.
    pub schedule: Option<At<Schedule>>,
    /// The product behind a store, channel or broker.
    pub engine: Option<Engine>,
    /// The operator that runs it, where it does not run as the compiler's own manifests say.
    pub via: Option<At<Operator>>,
    /// How it is backed up.
    pub backup: Option<Backup>,
    /// How much data may be lost, as time.
    pub rpo: Option<At<Millis>>,
    /// How long it may take to be back.
    pub rto: Option<At<Millis>>,
    /// How long entries live, or what a job leaves behind once it has ended.
    pub ttl: Option<At<Millis>>,
    /// Partitions of a topic.
    pub partitions: Option<At<u32>>,
    /// How long messages are kept.
    pub retention: Option<At<Millis>>,
    /// The field that messages are partitioned by.
    pub key: Option<At<String>>,
    /// Where messages go that nobody could handle.
    pub dead_letter: Option<At<ElementId>>,
    /// What is promised of it.
    pub slos: Vec<Slo>,
    /// The load it is built for.
    pub capacity: Option<At<Rate>>,
    /// The latency it is built for.
    pub latency: Option<Latency>,
    /// What it costs in a month, in whatever currency the program counts in.
    pub cost: Option<At<f64>>,
    /// The class of its data, if said right here.
    pub data: Option<At<DataClass>>,
    /// The architecture pattern that it follows.
    pub pattern: Option<At<Pattern>>,
    /// Changes to the Kubernetes objects made for it.
    pub patches: Vec<Patch>,
    /// Labels for the Kubernetes objects made for it (environments and nodes give them).
    pub labels: Vec<LabelValue>,
}

/// A page about an element.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Link {
    /// What the page is.
    pub title: String,
    /// Where it is.
    pub url: String,
    /// Where this is said.
    pub span: Span,
}

/// Protocols of ports, probes and relations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Protocol {
    Http,
    Https,
    Grpc,
    Tcp,
    Udp,
    Ws,
}

impl Protocol {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
            Self::Grpc => "grpc",
            Self::Tcp => "tcp",
            Self::Udp => "udp",
            Self::Ws => "ws",
        }
    }

    /// All of them.
    pub const ALL: [Self; 6] = [Self::Http, Self::Https, Self::Grpc, Self::Tcp, Self::Udp, Self::Ws];

    /// The protocol that this word means.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.word() == word)
    }
}

/// A port that an element listens on.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Listen {
    /// What is spoken there.
    pub protocol: Protocol,
    /// The container's port.
    pub port: u16,
    /// The port's name: the given one, else the protocol (with the port behind it, `http-8081`, where that name is taken).
    pub name: String,
    /// The port of the Service; the container's unless another is given.
    pub published: u16,
    /// Where this is said.
    pub span: Span,
}

/// A check of something that runs.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Probe {
    /// How it is asked; nothing where a command is run.
    pub protocol: Option<Protocol>,
    /// On which container port; the first that fits where none is given.
    pub port: Option<u16>,
    /// Under which path, for http.
    pub path: Option<String>,
    /// The command that is run in the container instead, which ends with 0 where all is well.
    pub command: Vec<String>,
    /// Where this is said.
    pub span: Span,
}

/// What can be reached from outside.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Expose {
    /// What is opened.
    pub what: Exposure,
    /// Where this is said.
    pub span: Span,
}

/// A route by host and path, or a port of its own.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Exposure {
    /// All below a path of a host. In an instance the host is whole: the environment's domain is behind it.
    Route {
        /// The path prefix, beginning with `/`.
        path: String,
        /// The host, as written in an element, whole in an instance.
        host: String,
    },
    /// A load balancer's port.
    Port {
        /// What is spoken there.
        protocol: Protocol,
        /// The published port.
        port: u16,
    },
}

/// An environment variable with a plain value.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct EnvVar {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Where this is said.
    pub span: Span,
}

/// An environment variable whose value is a secret.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Secret {
    /// Its name.
    pub name: String,
    /// Where the value is kept: `store/key`.
    pub from: Option<String>,
    /// Where this is said.
    pub span: Span,
}

/// A file that is mounted.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ConfigFile {
    /// Its absolute path in the container.
    pub path: String,
    /// What is in it.
    pub content: String,
    /// Where this is said.
    pub span: Span,
}

/// Scratch space.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Mount {
    /// Its absolute path in the container.
    pub path: String,
    /// How large it may grow.
    pub size: Bytes,
    /// Where this is said.
    pub span: Span,
}

/// Storage that is kept.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Storage {
    /// How large it is.
    pub size: Bytes,
    /// Its absolute path in the container; the engine's own where none is given.
    pub path: Option<String>,
    /// The storage class.
    pub class: Option<String>,
    /// Where this is said.
    pub span: Span,
}

/// How many run.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Replicas {
    /// Always this many; 0 leaves the thing out.
    Fixed(u32),
    /// As many as the load asks for.
    Auto {
        /// At least.
        min: u32,
        /// At most.
        max: u32,
        /// What is measured.
        at: Trigger,
    },
}

/// What an autoscaler goes by.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Trigger {
    /// Processor use, as a share of the request.
    Cpu(Percent),
    /// Memory use, as a share of the request.
    Memory(Percent),
    /// Messages that wait, for each replica.
    Queue {
        /// How many.
        length: u64,
        /// Of which topic or queue; the one that it receives from where it is but one.
        of: Option<ElementId>,
    },
    /// Requests, for each replica.
    Rate(Rate),
}

/// When a job runs.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Schedule {
    /// A crontab line of five fields.
    Cron(String),
    /// Once in every such span.
    Every(Millis),
}

/// How many past runs of a job are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct History {
    /// Of those that went well.
    pub succeeded: u32,
    /// Of those that failed.
    pub failed: u32,
    /// Where this is said.
    pub span: Span,
}

/// The product behind a store, channel or broker.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Engine {
    /// Its name, in small letters.
    pub name: String,
    /// Its version.
    pub version: Option<String>,
    /// Where this is said.
    pub span: Span,
}

/// How something is backed up.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Backup {
    /// How often.
    pub every: Millis,
    /// How long a copy is kept.
    pub keep: Millis,
    /// Where this is said.
    pub span: Span,
}

/// What is promised.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Slo {
    /// The promise.
    pub promise: Promise,
    /// Where this is said.
    pub span: Span,
}

/// A promise that can be measured.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Promise {
    /// The share of requests that are answered.
    Availability {
        /// The share.
        percent: Percent,
        /// Over which time; 30 days unless given.
        over: Millis,
    },
    /// The time in which a share of the requests is answered.
    Latency {
        /// Which share: 99 for p99.
        percentile: Percent,
        /// In which time.
        within: Millis,
    },
}

/// The latency that something is built for.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Latency {
    /// Which share of the requests: 99 for p99.
    pub percentile: Percent,
    /// In which time.
    pub within: Millis,
    /// Where this is said.
    pub span: Span,
}

/// Classes of data, the least sensitive first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum DataClass {
    Public,
    Internal,
    Confidential,
    Pii,
    Pci,
    Phi,
}

/// Architecture patterns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Pattern {
    Outbox,
    Saga,
    Cqrs,
    EventSourcing,
    Bff,
    Strangler,
    Sidecar,
    CacheAside,
    WriteThrough,
}

/// A strategic merge patch on the Kubernetes object of a kind that an element makes.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Patch {
    /// The object's kind, `Deployment` say.
    pub kind: String,
    /// The patch, YAML.
    pub yaml: String,
    /// Where this is said.
    pub span: Span,
}

/// A label and its value.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct LabelValue {
    /// Its key.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Where this is said.
    pub span: Span,
}
