//! Lays properties over properties: what is said nearer beats what is said further away, and lists add up.

use super::super::super::properties::{
    ConfigFile, EnvVar, Expose, Exposure, LabelValue, Link, Listen, Mount, Patch, Promise, Protocol, Secret, Slo,
};
use crate::model::Properties;
use crate::model::scheduling::{AddressRange, Admission, Toleration};
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
    Toleration: key, "the taint `{}`";
    AddressRange: range, "the range `{}`";
    Admission: whom, "`{}`";
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
    all.nodes = entries(&base.nodes, &over.nodes);
    all.tolerations = entries(&base.tolerations, &over.tolerations);
    all.cidrs = entries(&base.cidrs, &over.cidrs);
    all.admits = entries(&base.admits, &over.admits);
    all
}

fn singles(base: &Properties, over: &Properties) -> Properties {
    fn pick<T: Clone>(over: Option<&T>, base: Option<&T>) -> Option<T> {
        over.or(base).cloned()
    }
    Properties {
        tech: pick(over.tech.as_ref(), base.tech.as_ref()),
        owner: pick(over.owner.as_ref(), base.owner.as_ref()),
        icon: pick(over.icon.as_ref(), base.icon.as_ref()),
        url: pick(over.url.as_ref(), base.url.as_ref()),
        version: pick(over.version.as_ref(), base.version.as_ref()),
        runtime_name: pick(over.runtime_name.as_ref(), base.runtime_name.as_ref()),
        image: pick(over.image.as_ref(), base.image.as_ref()),
        command: pick(over.command.as_ref(), base.command.as_ref()),
        args: pick(over.args.as_ref(), base.args.as_ref()),
        health: pick(over.health.as_ref(), base.health.as_ref()),
        ready: pick(over.ready.as_ref(), base.ready.as_ref()),
        startup: pick(over.startup.as_ref(), base.startup.as_ref()),
        replicas: pick(over.replicas.as_ref(), base.replicas.as_ref()),
        cpu: pick(over.cpu.as_ref(), base.cpu.as_ref()),
        memory: pick(over.memory.as_ref(), base.memory.as_ref()),
        storage: pick(over.storage.as_ref(), base.storage.as_ref()),
        user: pick(over.user.as_ref(), base.user.as_ref()),
        writable: pick(over.writable.as_ref(), base.writable.as_ref()),
        drain: pick(over.drain.as_ref(), base.drain.as_ref()),
        linger: pick(over.linger.as_ref(), base.linger.as_ref()),
        disk: pick(over.disk.as_ref(), base.disk.as_ref()),
        pull: pick(over.pull.as_ref(), base.pull.as_ref()),
        spread: pick(over.spread.as_ref(), base.spread.as_ref()),
        priority: pick(over.priority.as_ref(), base.priority.as_ref()),
        metrics: pick(over.metrics.as_ref(), base.metrics.as_ref()),
        deadline: pick(over.deadline.as_ref(), base.deadline.as_ref()),
        attempts: pick(over.attempts.as_ref(), base.attempts.as_ref()),
        history: pick(over.history.as_ref(), base.history.as_ref()),
        via: pick(over.via.as_ref(), base.via.as_ref()),
        schedule: pick(over.schedule.as_ref(), base.schedule.as_ref()),
        engine: pick(over.engine.as_ref(), base.engine.as_ref()),
        backup: pick(over.backup.as_ref(), base.backup.as_ref()),
        rpo: pick(over.rpo.as_ref(), base.rpo.as_ref()),
        rto: pick(over.rto.as_ref(), base.rto.as_ref()),
        ttl: pick(over.ttl.as_ref(), base.ttl.as_ref()),
        partitions: pick(over.partitions.as_ref(), base.partitions.as_ref()),
        retention: pick(over.retention.as_ref(), base.retention.as_ref()),
        key: pick(over.key.as_ref(), base.key.as_ref()),
        dead_letter: pick(over.dead_letter.as_ref(), base.dead_letter.as_ref()),
        capacity: pick(over.capacity.as_ref(), base.capacity.as_ref()),
        latency: pick(over.latency.as_ref(), base.latency.as_ref()),
        cost: pick(over.cost.as_ref(), base.cost.as_ref()),
        data: pick(over.data.as_ref(), base.data.as_ref()),
        pattern: pick(over.pattern.as_ref(), base.pattern.as_ref()),
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
