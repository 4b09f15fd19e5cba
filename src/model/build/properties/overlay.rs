//! Lays properties over properties: what is said nearer beats what is said further away, and lists add up.

use super::super::super::properties::{
    ConfigFile, EnvVar, Expose, Exposure, LabelValue, Link, Listen, Mount, Patch, Promise, Protocol, Secret, Slo,
};
use crate::model::Properties;
use crate::source::Span;

/// An entry of a property that lists.
pub(super) trait Entry: Clone {
    /// Where it is said.
    fn span(&self) -> Span;
    /// What both are: of two such entries in one body one is too many, and a nearer one takes the place of the other.
    fn clash(&self, other: &Self) -> Option<String>;
}

/// Whether two protocols share the ports of one transport.
pub(super) fn same_transport(a: Protocol, b: Protocol) -> bool {
    (a == Protocol::Udp) == (b == Protocol::Udp)
}

impl Entry for Listen {
    fn span(&self) -> Span {
        self.span
    }
    fn clash(&self, other: &Self) -> Option<String> {
        if self.port == other.port && same_transport(self.protocol, other.protocol) {
            return Some(format!("port {}", self.port));
        }
        (self.name == other.name).then(|| format!("a port named `{}`", self.name))
    }
}

impl Entry for Expose {
    fn span(&self) -> Span {
        self.span
    }
    fn clash(&self, other: &Self) -> Option<String> {
        match (&self.what, &other.what) {
            (Exposure::Route { path, host }, Exposure::Route { path: other_path, host: other_host }) => {
                (path == other_path && host == other_host).then(|| format!("`{path}` on `{host}`"))
            }
            (Exposure::Port { protocol, port }, Exposure::Port { protocol: other_protocol, port: other_port }) => {
                (port == other_port && same_transport(*protocol, *other_protocol)).then(|| format!("port {port}"))
            }
            _ => None,
        }
    }
}

/// Entries that are told apart by one text.
macro_rules! keyed {
    ($($entry:ident: $key:ident, $what:literal;)*) => {$(
        impl Entry for $entry {
            fn span(&self) -> Span {
                self.span
            }
            fn clash(&self, other: &Self) -> Option<String> {
                (self.$key == other.$key).then(|| format!($what, self.$key))
            }
        }
    )*};
}

keyed! {
    EnvVar: name, "the variable `{}`";
    Secret: name, "the variable `{}`";
    ConfigFile: path, "`{}`";
    Mount: path, "`{}`";
    Link: title, "a link \"{}\"";
    Patch: kind, "a patch of the `{}`";
    LabelValue: name, "the label `{}`";
}

impl Entry for Slo {
    fn span(&self) -> Span {
        self.span
    }
    fn clash(&self, other: &Self) -> Option<String> {
        match (&self.promise, &other.promise) {
            (Promise::Availability { .. }, Promise::Availability { .. }) => Some("an availability".to_owned()),
            (Promise::Latency { percentile: p, .. }, Promise::Latency { percentile: q, .. }) => {
                (p == q).then(|| format!("a latency of p{}", p.0))
            }
            _ => None,
        }
    }
}

/// What `over` says over what `base` says: single values beat, lists add up, and the same name or port takes the place of
/// the other.
#[must_use]
pub(in crate::model::build) fn overlay(base: &Properties, over: &Properties) -> Properties {
    let mut all = singles(base, over);
    all.links = entries(&base.links, &over.links);
    all.listens = entries(&base.listens, &over.listens);
    all.exposes = entries(&base.exposes, &over.exposes);
    let env: Vec<EnvVar> = base.env.iter().filter(|e| over.secrets.iter().all(|s| s.name != e.name)).cloned().collect();
    let secrets: Vec<Secret> = base.secrets.iter().filter(|s| over.env.iter().all(|e| e.name != s.name)).cloned().collect();
    all.env = entries(&env, &over.env);
    all.secrets = entries(&secrets, &over.secrets);
    let configs: Vec<ConfigFile> = base.configs.iter().filter(|c| over.mounts.iter().all(|m| m.path != c.path)).cloned().collect();
    let mounts: Vec<Mount> = base.mounts.iter().filter(|m| over.configs.iter().all(|c| c.path != m.path)).cloned().collect();
    all.configs = entries(&configs, &over.configs);
    all.mounts = entries(&mounts, &over.mounts);
    all.slos = entries(&base.slos, &over.slos);
    all.patches = entries(&base.patches, &over.patches);
    all.labels = entries(&base.labels, &over.labels);
    all
}

fn singles(base: &Properties, over: &Properties) -> Properties {
    fn pick<T: Clone>(over: &Option<T>, base: &Option<T>) -> Option<T> {
        over.clone().or_else(|| base.clone())
    }
    Properties {
        tech: pick(&over.tech, &base.tech),
        owner: pick(&over.owner, &base.owner),
        icon: pick(&over.icon, &base.icon),
        url: pick(&over.url, &base.url),
        version: pick(&over.version, &base.version),
        runtime_name: pick(&over.runtime_name, &base.runtime_name),
        image: pick(&over.image, &base.image),
        command: pick(&over.command, &base.command),
        args: pick(&over.args, &base.args),
        health: pick(&over.health, &base.health),
        ready: pick(&over.ready, &base.ready),
        startup: pick(&over.startup, &base.startup),
        replicas: pick(&over.replicas, &base.replicas),
        cpu: pick(&over.cpu, &base.cpu),
        memory: pick(&over.memory, &base.memory),
        storage: pick(&over.storage, &base.storage),
        user: pick(&over.user, &base.user),
        writable: pick(&over.writable, &base.writable),
        drain: pick(&over.drain, &base.drain),
        schedule: pick(&over.schedule, &base.schedule),
        engine: pick(&over.engine, &base.engine),
        backup: pick(&over.backup, &base.backup),
        rpo: pick(&over.rpo, &base.rpo),
        rto: pick(&over.rto, &base.rto),
        ttl: pick(&over.ttl, &base.ttl),
        partitions: pick(&over.partitions, &base.partitions),
        retention: pick(&over.retention, &base.retention),
        key: pick(&over.key, &base.key),
        dead_letter: pick(&over.dead_letter, &base.dead_letter),
        capacity: pick(&over.capacity, &base.capacity),
        latency: pick(&over.latency, &base.latency),
        cost: pick(&over.cost, &base.cost),
        data: pick(&over.data, &base.data),
        pattern: pick(&over.pattern, &base.pattern),
        ..Properties::default()
    }
}

/// The entries of both, each of `over` in the place of the one that it clashes with.
fn entries<T: Entry>(base: &[T], over: &[T]) -> Vec<T> {
    let mut all: Vec<T> = base.to_vec();
    for entry in over {
        let place = all.iter().position(|other| other.clash(entry).is_some());
        let at = place.unwrap_or(all.len());
        all.retain(|other| other.clash(entry).is_none());
        all.insert(at.min(all.len()), entry.clone());
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listen(port: u16, name: &str) -> Listen {
        Listen { protocol: Protocol::Http, port, name: name.to_owned(), published: port, span: Span::default() }
    }

    #[test]
    fn the_same_name_or_port_takes_the_place_of_the_other() {
        let base = [listen(8080, "http"), listen(9090, "metrics")];
        let ports = |over: &[Listen]| entries(&base, over).iter().map(|l| (l.port, l.name.clone())).collect::<Vec<_>>();
        assert_eq!(ports(&[listen(80, "http")]), [(80, "http".into()), (9090, "metrics".into())]);
        assert_eq!(ports(&[listen(9090, "m")]), [(8080, "http".into()), (9090, "m".into())]);
        assert_eq!(ports(&[listen(1, "x")]), [(8080, "http".into()), (9090, "metrics".into()), (1, "x".into())]);
        assert_eq!(ports(&[listen(9090, "http")]), [(9090, "http".into())]);
    }
}
