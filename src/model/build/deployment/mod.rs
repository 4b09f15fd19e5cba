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
use super::{Builder, properties};
use crate::diag::Diagnostic;
use declare::Declared;
use layer::Layer;
use nodes::Stage;
use std::collections::BTreeSet;

/// Resolves them all.
pub(super) fn resolve(b: &mut Builder<'_>) {
    let declared = declare::environments(b);
    let layers: Vec<Layer<'_>> = declared.iter().map(|one| read::layer(b, one)).collect();
    let whole: Vec<bool> = (0..declared.len()).map(|index| chain(&declared, &layers, index).iter().all(|layer| !layer.broken)).collect();
    for index in 0..declared.len() {
        put_together(b, &declared, &layers, EnvironmentId::at(index));
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

fn put_together(b: &mut Builder<'_>, declared: &[Declared<'_>], layers: &[Layer<'_>], id: EnvironmentId) {
    let environment = b.model[id].clone();
    let mut stage = Stage::new(&b.model, chain(declared, layers, id.index()), environment);
    let places = places::places(&stage);
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
