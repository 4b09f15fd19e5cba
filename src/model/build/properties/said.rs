//! Whether an element says something of a property, as rules ask it.

use super::super::Builder;
use super::table;
use crate::model::{Element, ElementId};

/// Whether an element has a property, said by itself, by its kind, or for owners and classes of data by what it stands in.
pub(in crate::model::build) fn is_said(element: &Element, property: &str) -> bool {
    let p = &element.properties;
    match property {
        "tech" => p.tech.is_some(),
        "owner" => element.owner.is_some(),
        "link" => !p.links.is_empty(),
        "icon" => p.icon.is_some(),
        "url" => p.url.is_some(),
        "version" => p.version.is_some(),
        "name" => p.runtime_name.is_some(),
        "image" => p.image.is_some(),
        "command" => p.command.is_some(),
        "args" => p.args.is_some(),
        "listen" => !p.listens.is_empty(),
        "health" => p.health.is_some(),
        "ready" => p.ready.is_some(),
        "startup" => p.startup.is_some(),
        "expose" => !p.exposes.is_empty(),
        "env" => !p.env.is_empty(),
        "secret" => !p.secrets.is_empty(),
        "config" => !p.configs.is_empty(),
        "replicas" => p.replicas.is_some(),
        "cpu" => p.cpu.is_some(),
        "memory" => p.memory.is_some(),
        "storage" => p.storage.is_some(),
        "mount" => !p.mounts.is_empty(),
        "user" => p.user.is_some(),
        "writable" => p.writable.is_some(),
        "disk" => p.disk.is_some(),
        "pull" => p.pull.is_some(),
        "nodes" => !p.nodes.is_empty(),
        "tolerate" => !p.tolerations.is_empty(),
        "spread" => p.spread.is_some(),
        "priority" => p.priority.is_some(),
        "metrics" => p.metrics.is_some(),
        "admit" => !p.admits.is_empty(),
        "cidr" => !p.cidrs.is_empty(),
        "deadline" => p.deadline.is_some(),
        "attempts" => p.attempts.is_some(),
        "history" => p.history.is_some(),
        "via" => p.via.is_some(),
        "drain" => p.drain.is_some(),
        "linger" => p.linger.is_some(),
        "every" => p.schedule.is_some(),
        "engine" => p.engine.is_some(),
        "backup" => p.backup.is_some(),
        "rpo" => p.rpo.is_some(),
        "rto" => p.rto.is_some(),
        "ttl" => p.ttl.is_some(),
        "partitions" => p.partitions.is_some(),
        "retention" => p.retention.is_some(),
        "key" => p.key.is_some(),
        "dead-letter" => p.dead_letter.is_some(),
        "slo" => !p.slos.is_empty(),
        "capacity" => p.capacity.is_some(),
        "latency" => p.latency.is_some(),
        "cost" => p.cost.is_some(),
        "data" => element.data.is_some(),
        "pattern" => p.pattern.is_some(),
        "patch" => !p.patches.is_empty(),
        _ => false,
    }
}

/// Whether a property of an element, or of what hands it down, could not be read.
pub(in crate::model::build) fn may_be_said(b: &Builder<'_>, element: ElementId, property: &str) -> bool {
    let Some(known) = table::find(property) else { return true };
    let handed_down = matches!(property, "owner" | "data");
    let wholes = std::iter::successors(Some(element), |at| b.model[*at].parent.filter(|_| handed_down));
    wholes.take(b.model.elements.len()).any(|at| b.may_say(at, known.form.name))
}

/// What a property takes, in a sentence.
pub(in crate::model::build) fn help(property: &str) -> String {
    table::find(property).map_or_else(String::new, |property| property.form.help())
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_property_can_be_required() {
        let source = include_str!("said.rs");
        for name in super::super::names() {
            assert!(source.contains(&format!("\"{name}\" =>")), "{name}");
        }
    }
}
