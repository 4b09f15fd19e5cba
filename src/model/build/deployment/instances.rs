//! Elements where they stand: their properties with all that the environment and its nodes set, their names and hosts.

use super::super::super::{BaseKind, Element, ElementId, Instance, NodeId, Properties};
use super::super::properties::overlay;
use super::layer::What;
use super::nodes::Stage;
use super::places::{Place, Places, Statement};
use crate::diag::{Diagnostic, codes};
use crate::model::deployment::{NodeKind, plain_name};
use crate::model::engines;
use crate::model::properties::{Exposure, Replicas};

/// Fills in all that stands in an environment.
pub(super) fn instances(stage: &mut Stage<'_, '_>, places: &Places<'_>) {
    let mut all = Vec::new();
    for (id, places) in places {
        let kept: Vec<(&Place<'_>, Instance)> = places
            .iter()
            .map(|place| (place, instance(stage, *id, place)))
            .filter(|(_, instance)| instance.managed.is_some() || !is_left_out(&instance.properties))
            .collect();
        for sidecar in sidecars(stage, *id) {
            let beside = kept.iter().filter(|(_, whole)| whole.managed.is_none());
            all.extend(beside.map(|(place, whole)| beside_whole(stage, sidecar, place, whole)));
        }
        all.extend(kept.into_iter().map(|(_, instance)| instance));
    }
    all.sort_by_key(|instance| (instance.element, instance.node));
    for instance in &mut all {
        complete_hosts(stage, instance);
    }
    stage.environment.instances = all;
}

fn is_left_out(properties: &Properties) -> bool {
    properties.replicas.as_ref().is_some_and(|replicas| replicas.value == Replicas::Fixed(0))
}

/// The components with an image of their own that run in the pod of an element.
fn sidecars(stage: &Stage<'_, '_>, whole: ElementId) -> Vec<ElementId> {
    let mut found = Vec::new();
    let mut waiting: Vec<ElementId> = stage.model[whole].children.iter().rev().copied().collect();
    while let Some(id) = waiting.pop() {
        let element = &stage.model[id];
        if element.kind.base != BaseKind::Component || element.external {
            continue;
        }
        if element.properties.image.is_some() {
            found.push(id);
        }
        waiting.extend(element.children.iter().rev());
    }
    found
}

fn instance(stage: &Stage<'_, '_>, id: ElementId, place: &Place<'_>) -> Instance {
    let element = &stage.model[id];
    let base = element.kind.base;
    let emitted =
        stage.is_own() && base.runs() && place.managed.is_none() && !element.external && stage.environment.is_in_kubernetes(place.node);
    let said = place.statements.last().map_or(element.span, |statement| statement.placing.span);
    let mut outwards = stage.environment.outwards(place.node);
    let properties = Box::new(properties(stage, id, place));
    Instance {
        element: id,
        node: place.node,
        cluster: outwards.find(|at| stage.environment[*at].kind == NodeKind::Cluster),
        name: plain_name(&element.name),
        namespace: namespace(stage, id, place.node),
        emitted,
        managed: place.managed.clone(),
        domain: domain(stage, place.node),
        labels: properties.labels.clone(),
        properties,
        bindings: Vec::new(),
        span: said,
    }
}

/// A component with an image, where its whole stands.
fn beside_whole(stage: &Stage<'_, '_>, id: ElementId, place: &Place<'_>, whole: &Instance) -> Instance {
    let mut own = place.clone();
    own.statements.clear();
    for (layer, said) in stage.chain.iter().enumerate() {
        for placing in said.placings.iter().filter(|placing| placing.element == id) {
            let node = stage.node(layer, placing.node);
            if node.is_none_or(|node| place.node.is_some_and(|at| stage.environment.is_within(at, node))) {
                own.statements.push(Statement::of_part(layer, placing));
            }
        }
    }
    Instance { emitted: false, namespace: whole.namespace.clone(), span: whole.span, ..instance(stage, id, &own) }
}

/// The namespace that an element goes to: the nearest `namespace` node's, else its top element's.
fn namespace(stage: &Stage<'_, '_>, id: ElementId, node: Option<NodeId>) -> String {
    let named = stage.environment.outwards(node).find(|at| stage.environment[*at].kind == NodeKind::Namespace);
    if let Some(node) = named {
        return plain_name(&stage.environment[node].name);
    }
    let top = |id: ElementId| stage.model.outwards(id).last().unwrap_or(id);
    let mut own = top(id);
    // A broker of channels of several systems stands in none of them.
    if own == id && stage.model[id].implied {
        let channel = stage.model.elements.iter().position(|channel| channel.broker == Some(id));
        own = channel.map_or(own, |channel| top(ElementId::at(channel)));
    }
    plain_name(&stage.model[own].name)
}

fn domain(stage: &Stage<'_, '_>, node: Option<NodeId>) -> Option<String> {
    let mut layers = (0..stage.chain.len()).rev();
    layers.find_map(|layer| stage.settings(layer, node).into_iter().rev().find_map(|settings| settings.domain.clone())).map(|at| at.value)
}

/// An element's properties, and over them layer after layer what the environment, its nodes and its statements say.
fn properties(stage: &Stage<'_, '_>, id: ElementId, place: &Place<'_>) -> Properties {
    let element = &stage.model[id];
    let mut all = Properties::clone(&element.properties);
    for layer in 0..stage.chain.len() {
        for settings in stage.settings(layer, place.node).into_iter().filter(|settings| settings.count() > 0) {
            all = overlay(&all, &for_kind(&settings.said, element));
        }
        for statement in place.statements.iter().filter(|statement| statement.layer == layer) {
            if let What::Deploy(over) = &statement.placing.what {
                let precise = statement.placing.element == id;
                all = if precise { overlay(&all, over) } else { overlay(&all, &for_kind(over, element)) };
            }
        }
    }
    all
}

/// What of the words on a node or box counts for an element in it: variables, files and programs are for what the program
/// itself runs, and a number of copies is for what can be copied.
fn for_kind(said: &Properties, element: &Element) -> Properties {
    let base = element.kind.base;
    let mut said = said.clone();
    if !base.is_workload() && base != BaseKind::Component {
        said.env.clear();
        said.secrets.clear();
        said.configs.clear();
        said.image = None;
        said.version = None;
        said.command = None;
        said.args = None;
    }
    let copied = match said.replicas.as_ref().map(|replicas| &replicas.value) {
        None | Some(Replicas::Fixed(0)) => true,
        Some(Replicas::Fixed(1)) => !matches!(base, BaseKind::Job | BaseKind::Daemon),
        Some(_) => base.is_workload() && !matches!(base, BaseKind::Job | BaseKind::Daemon),
    };
    if !copied {
        said.replicas = None;
    }
    let engine = engines::of(base, &element.properties).map(|engine| engine.name);
    said.via = said.via.filter(|via| (base.is_store() || base == BaseKind::Broker) && engine == Some(via.engine()));
    said
}

/// Puts hosts without a dot before the domain.
fn complete_hosts(stage: &mut Stage<'_, '_>, instance: &mut Instance) {
    if instance.managed.is_some() {
        return;
    }
    for expose in &mut instance.properties.exposes {
        let Exposure::Route { host, .. } = &mut expose.what else { continue };
        if host.contains('.') {
            continue;
        }
        if let Some(domain) = &instance.domain {
            *host = format!("{host}.{domain}");
        } else if stage.is_own() && stage.is_whole() {
            let mut report = match stage.environment.span {
                Some(span) => {
                    let message = format!("the host `{host}` has no dot, and there is no `domain` in `{}`", stage.environment.name);
                    let report = Diagnostic::error(&codes::deployment::NO_DOMAIN, expose.span, message);
                    report.also(span, "the environment").help("say the whole host here, or a `domain` in the environment")
                }
                None => {
                    let message = format!("the host `{host}` has no dot, and no environment gives a `domain`");
                    let report = Diagnostic::error(&codes::deployment::NO_DOMAIN, expose.span, message);
                    report.help("say the whole host, or declare an environment: `environment prod { domain example.com }`")
                }
            };
            report.primary.text = format!("`{}` is opened here", stage.model[instance.element].name);
            stage.reports.push(report);
        }
    }
}
