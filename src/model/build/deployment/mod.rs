//! Environments: what stands where, with which properties, and how one finds the other. Layers are read once; each
//! environment is then put together from its own and those that it extends, and addresses come last.

mod bindings;
mod checks;
mod declare;
mod instances;
mod layer;
mod nodes;
mod places;
mod reach;
mod read;
mod template;
mod values;

use super::super::{ElementId, EnvironmentId, UnitId};
use super::{Builder, bounds, properties};
use crate::diag::Diagnostic;
use declare::Declared;
use layer::Layer;
use nodes::Stage;
use std::collections::BTreeSet;

/// Resolves them all.
pub(super) fn resolve(b: &mut Builder<'_>) {
    let declared = declare::environments(b);
    if b.is_outgrown() {
        return;
    }
    let layers: Vec<Layer<'_>> = declared.iter().map(|one| read::layer(b, one)).collect();
    let whole: Vec<bool> = (0..declared.len()).map(|index| chain(&declared, &layers, index).iter().all(|layer| !layer.broken)).collect();
    let mut room = Room { instances: bounds::MOST_INSTANCES, taken_over: bounds::MOST_TAKEN_OVER };
    for index in 0..declared.len() {
        put_together(b, &declared, &layers, EnvironmentId::at(index), &mut room);
        if b.is_outgrown() {
            return;
        }
    }
    check_ports(b);
    let missed = bind(b, whole.clone());
    let nowhere = checks::stand_nowhere(&b.model, &layers, &whole, missed);
    report_all(b, nowhere);
}

/// What an environment is made of: the one that extends none first, itself last.
fn chain<'l, 'a>(declared: &[Declared<'a>], layers: &'l [Layer<'a>], index: usize) -> Vec<&'l Layer<'a>> {
    let bases = std::iter::successors(Some(index), |at| declared.get(*at).and_then(|one| one.base));
    let mut chain: Vec<&Layer<'a>> = bases.take(declared.len()).filter_map(|at| layers.get(at)).collect();
    chain.reverse();
    chain
}

/// How much more may stand in environments, and be taken over from them.
struct Room {
    instances: usize,
    taken_over: usize,
}

fn put_together(b: &mut Builder<'_>, declared: &[Declared<'_>], layers: &[Layer<'_>], id: EnvironmentId, room: &mut Room) {
    let environment = b.model[id].clone();
    let span = environment.span.or_else(|| b.model.elements.first().map(|element| element.span)).unwrap_or_default();
    let chain = chain(declared, layers, id.index());
    // What the environments and nodes set may hold for everything in them.
    let settings: usize = chain.iter().map(|layer| layer.count()).sum();
    let mut stage = Stage::new(&b.model, chain, environment);
    let Some(places) = places::places(&stage, room.instances) else {
        let what = "elements that stand in environments, counted in each";
        return b.outgrown(
            span,
            bounds::MOST_INSTANCES,
            what,
            "leave some out, with `replicas 0`, or build the environments from several programs",
        );
    };
    let instances: usize = places.values().map(Vec::len).sum();
    let Some(left) = room.taken_over.checked_sub(instances.saturating_mul(settings)) else {
        let what = "settings that elements take over from environments";
        return b.outgrown(span, bounds::MOST_TAKEN_OVER, what, "say less in the environments and their nodes");
    };
    room.taken_over = left;
    room.instances = room.instances.saturating_sub(instances);
    instances::instances(&mut stage, &places);
    checks::collisions(&mut stage);
    let Stage { environment, reports, .. } = stage;
    b.model[id] = environment;
    report_all(b, reports);
}

fn report_all(b: &mut Builder<'_>, reports: Vec<Diagnostic>) {
    for report in reports {
        b.report(report);
    }
}

/// Checks that ports which are spoken of are there, too, after an environment has changed them.
fn check_ports(b: &mut Builder<'_>) {
    let mut changed = Vec::new();
    for (_, environment) in b.model.own_environments() {
        for instance in environment.instances.iter().filter(|instance| instance.managed.is_none()) {
            let element = &b.model[instance.element];
            let (here, said) = (&instance.properties, &element.properties);
            let same_probes = (&here.health, &here.ready, &here.startup) == (&said.health, &said.ready, &said.startup);
            let same_exposes = here.exposes.iter().map(|expose| expose.span).eq(said.exposes.iter().map(|expose| expose.span));
            if here.listens != said.listens || !same_probes || !same_exposes {
                changed.push((element.kind.base, here.clone(), element.span));
            }
        }
    }
    for (base, here, span) in changed {
        properties::check_ports(b, base, &here, span);
    }
}

/// Gives every instance its variables; what is missed somewhere comes back.
fn bind(b: &mut Builder<'_>, whole: Vec<bool>) -> BTreeSet<ElementId> {
    let standings = reach::Standings::new(&b.model);
    let mut ledger = bindings::Ledger::new(&b.model, &standings, whole, b.unread_elements());
    let all = ledger.bind();
    let (reports, missed) = (ledger.reports, ledger.missed);
    for bound in all {
        let instance = &mut b.model[bound.environment][bound.instance];
        instance.bindings = bound.bindings;
        instance.properties.env.retain(|var| !bound.replaced.contains(&var.name));
    }
    report_all(b, reports);
    missed
}

/// Whether a unit is the program that is compiled.
fn is_own(unit: UnitId) -> bool {
    unit == UnitId(0)
}
