//! What has to hold in an environment as a whole: names that do not fall together, hosts that are one element's, and that
//! everything stands somewhere.

use super::super::super::{BaseKind, ElementId, Instance, Model, NodeId};
use super::is_own;
use super::layer::{Layer, What};
use super::nodes::Stage;
use crate::diag::{Diagnostic, codes};
use crate::model::deployment::{NodeKind, plain_name};
use crate::model::properties::Exposure;
use std::collections::{BTreeMap, BTreeSet};

/// Reports names that Kubernetes would not take or could not tell apart, and paths of a host that two elements want.
pub(super) fn collisions(stage: &mut Stage<'_, '_>) {
    if !stage.is_own() {
        return;
    }
    let mut reports = namespaces(stage);
    reports.extend(names(stage));
    reports.extend(routes(stage));
    stage.reports.extend(reports);
}

fn namespaces(stage: &Stage<'_, '_>) -> Vec<Diagnostic> {
    let environment = &stage.environment;
    let mut known: BTreeMap<(Option<NodeId>, String), NodeId> = BTreeMap::new();
    let mut reports = Vec::new();
    for (index, node) in environment.nodes.iter().enumerate().filter(|(_, node)| node.kind == NodeKind::Namespace) {
        let id = NodeId::at(index);
        let plain = plain_name(&node.name);
        reports.extend(form(&plain, 63, &node.name, "namespace", node.span));
        let cluster = environment.outwards(Some(id)).find(|at| environment[*at].kind == NodeKind::Cluster);
        let first = *known.entry((cluster, plain.clone())).or_insert(id);
        let other = &environment[first];
        if other.name != node.name {
            let message = format!("namespaces `{}` and `{}` would both be called `{plain}`", other.name, node.name);
            let report = Diagnostic::error(&codes::deployment::NAME_COLLISION, node.span, message);
            reports.push(report.also(other.span, "the other one").help("rename one of them"));
        }
    }
    reports
}

/// How long the name of what an element runs as may be: some kinds have names of their own made from it.
fn longest(base: BaseKind, instance: &Instance) -> usize {
    let scheduled = matches!(base, BaseKind::Job | BaseKind::Daemon);
    let numbered = base.is_store() || base == BaseKind::Broker || instance.properties.storage.is_some();
    if scheduled || numbered { 52 } else { 63 }
}

fn names(stage: &Stage<'_, '_>) -> Vec<Diagnostic> {
    let model = stage.model;
    let mut known: BTreeMap<(Option<NodeId>, &str, &str), ElementId> = BTreeMap::new();
    let mut reports = Vec::new();
    for instance in stage.environment.instances.iter().filter(|instance| instance.emitted) {
        let element = &model[instance.element];
        let (name, namespace) = (instance.name.as_str(), instance.namespace.as_str());
        reports.extend(form(name, longest(element.kind.base, instance), &element.name, &element.kind.name, element.span));
        let Some(first) = known.insert((instance.cluster, namespace, name), instance.element) else { continue };
        let other = &model[first];
        let message = if first == instance.element {
            format!("`{}` stands twice in namespace `{namespace}`", element.path)
        } else {
            format!("`{}` and `{}` would both be called `{name}` in namespace `{namespace}`", other.path, element.path)
        };
        let span = if first == instance.element { instance.span } else { element.span };
        let report = Diagnostic::error(&codes::deployment::NAME_COLLISION, span, message).also(other.span, "the other one");
        reports.push(report.help("rename one of them, or give them namespaces or clusters of their own"));
    }
    reports
}

/// What is wrong with a name that Kubernetes is to take: a DNS label that begins with a letter.
fn form(plain: &str, longest: usize, name: &str, what: &str, span: crate::source::Span) -> Option<Diagnostic> {
    let error = |message: String| Diagnostic::error(&codes::deployment::NAME_FORM, span, message);
    if !plain.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Some(
            error(format!("{what} `{name}` would be called `{plain}`, which Kubernetes does not take")).help("begin it with a letter"),
        );
    }
    if plain.len() > longest {
        let message = format!("the name of {what} `{name}` has {} characters, and Kubernetes takes {longest}", plain.len());
        return Some(error(message).help("shorten it, and say the long one in its title"));
    }
    None
}

fn routes(stage: &Stage<'_, '_>) -> Vec<Diagnostic> {
    let model = stage.model;
    let mut known: BTreeMap<(String, String), (ElementId, crate::source::Span)> = BTreeMap::new();
    let mut reports = Vec::new();
    for instance in stage.environment.instances.iter().filter(|instance| instance.managed.is_none()) {
        for expose in &instance.properties.exposes {
            let Exposure::Route { path, host } = &expose.what else { continue };
            let key = (host.clone(), format!("{}/", path.trim_end_matches('/')));
            let (other, span) = *known.entry(key).or_insert((instance.element, expose.span));
            if other != instance.element {
                let (first, second) = (&model[other].name, &model[instance.element].name);
                let message = format!("`{path}` on `{host}` is exposed by `{first}` and by `{second}`");
                let report = Diagnostic::error(&codes::deployment::ROUTE_TWICE, expose.span, message);
                reports.push(report.also(span, format!("`{first}` exposes it here")).help("give one of them another path or host"));
            }
        }
    }
    reports
}

/// Warns of what stands in none of the environments that the program declares, a box with all that it holds at once, unless
/// it was `missed` already.
pub(super) fn stand_nowhere(model: &Model, layers: &[Layer<'_>], whole: &[bool], missed: BTreeSet<ElementId>) -> Vec<Diagnostic> {
    let own = || model.own_environments();
    let certain = own().all(|(id, environment)| !environment.implied && whole.get(id.index()).copied().unwrap_or_default());
    if !certain {
        return Vec::new();
    }
    let mut named = missed;
    named.extend(own().flat_map(|(_, environment)| environment.instances.iter().map(|instance| instance.element)));
    let placings = layers.iter().filter(|layer| is_own(layer.unit)).flat_map(|layer| &layer.placings);
    named.extend(placings.filter(|placing| matches!(placing.what, What::Deploy(_))).map(|placing| placing.element));
    let mut reports = Vec::new();
    let tops = model.elements.iter().enumerate().filter(|(_, element)| is_own(element.unit) && element.parent.is_none());
    for (index, _) in tops {
        search(model, &named, ElementId::at(index), &mut reports);
    }
    reports
}

/// Whether nothing in an element stands anywhere; reports the outermost such elements.
fn search(model: &Model, named: &BTreeSet<ElementId>, id: ElementId, reports: &mut Vec<Diagnostic>) {
    let things: Vec<ElementId> = running(model, id);
    if things.is_empty() || named.contains(&id) && !model[id].kind.base.runs() {
        return;
    }
    let element = &model[id];
    if things.iter().all(|thing| !model.outwards(*thing).any(|at| named.contains(&at))) {
        let message = format!("{} `{}` stands in no environment", element.kind.name, element.name);
        let report = Diagnostic::warning(&codes::deployment::STANDS_NOWHERE, element.span, message);
        reports.push(report.help(format!("put it somewhere: `deploy {}` in an environment", element.path)));
        return;
    }
    for child in &element.children {
        search(model, named, *child, reports);
    }
}

/// What runs in an element, itself included.
fn running(model: &Model, id: ElementId) -> Vec<ElementId> {
    let element = &model[id];
    if element.external || element.implied {
        return Vec::new();
    }
    let own = element.kind.base.runs().then_some(id);
    own.into_iter().chain(element.children.iter().flat_map(|child| running(model, *child))).collect()
}
