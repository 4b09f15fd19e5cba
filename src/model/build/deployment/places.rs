//! Where each element stands: what an environment takes over, and what its own words change. In two nodes a thing stands
//! in both; in one node a more precise statement beats a less precise one, then a later an earlier; what an environment
//! says itself beats what it takes over, and changes a thing where it stands.

use super::super::super::{ElementId, NodeId};
use super::layer::{Placing, What};
use super::nodes::Stage;
use crate::model::deployment::Managed;
use std::collections::BTreeMap;

/// A place where an element stands, and what was said of it there, the weakest first.
#[derive(Clone)]
pub(super) struct Place<'m> {
    pub node: Option<NodeId>,
    /// Who else runs it.
    pub managed: Option<Managed>,
    pub statements: Vec<Statement<'m>>,
    /// Nobody said where: it goes to where the rest of its system stands.
    homeless: bool,
}

/// A `deploy` or `managed` as it counts for one element.
#[derive(Clone, Copy)]
pub(super) struct Statement<'m> {
    pub layer: usize,
    pub placing: &'m Placing,
    node: Option<NodeId>,
    /// How deep the element that it names stands: the deeper, the more precise.
    precision: usize,
    order: usize,
}

/// Where an element stands while layer after layer is applied.
#[derive(Default)]
struct State<'m> {
    /// Where it runs, or would if nobody else ran it.
    run: Vec<Place<'m>>,
    /// Where somebody else runs it.
    managed: Vec<Place<'m>>,
    /// In which of the nodes it runs beside what somebody else runs.
    beside: Vec<Option<NodeId>>,
}

/// Where everything stands, in order of elements.
pub(super) type Places<'m> = BTreeMap<ElementId, Vec<Place<'m>>>;

/// Where everything stands that runs or is a channel; none where that is in more than `most` places.
pub(super) fn places<'m>(stage: &Stage<'m, '_>, most: usize) -> Option<Places<'m>> {
    let mut count = 0;
    let statements = statements(stage);
    let mut places = Places::new();
    for (index, element) in stage.model.elements.iter().enumerate() {
        let id = ElementId::at(index);
        let base = element.kind.base;
        if element.unit != stage.environment.unit || element.implied || !(base.runs() || base.is_channel()) {
            continue;
        }
        let of_it: Vec<&Statement<'m>> = stage.model.outwards(id).filter_map(|at| statements.get(&at)).flatten().collect();
        let found = fold(stage, &of_it, element.external);
        count += found.len();
        if count > most {
            return None;
        }
        if !found.is_empty() {
            places.insert(id, found);
        }
    }
    settle(stage, &mut places);
    brokers(stage, &mut places);
    Some(places)
}

/// All statements by the element that they name.
fn statements<'m>(stage: &Stage<'m, '_>) -> BTreeMap<ElementId, Vec<Statement<'m>>> {
    let mut all: BTreeMap<ElementId, Vec<Statement<'m>>> = BTreeMap::new();
    for (layer, said) in stage.chain.iter().enumerate() {
        for (order, placing) in said.placings.iter().enumerate() {
            let node = stage.node(layer, placing.node);
            let precision = stage.model.outwards(placing.element).count();
            all.entry(placing.element).or_default().push(Statement { layer, placing, node, precision, order });
        }
    }
    all
}

fn fold<'m>(stage: &Stage<'m, '_>, statements: &[&Statement<'m>], external: bool) -> Vec<Place<'m>> {
    let mut state = State::default();
    for layer in 0..stage.chain.len() {
        let here = statements.iter().filter(|statement| statement.layer == layer);
        let (deploys, managed): (Vec<Statement<'m>>, Vec<Statement<'m>>) =
            here.map(|statement| **statement).partition(|statement| matches!(statement.placing.what, What::Deploy(_)));
        apply(stage, &mut state, if external { &[] } else { &deploys }, &managed);
    }
    let State { run, managed, beside } = state;
    let alone = managed.is_empty();
    let managed = managed.into_iter().map(|place| Place { managed: Some(who(&place.statements)), ..place });
    let mut all: Vec<Place<'m>> = run.into_iter().filter(|place| alone || beside.contains(&place.node)).chain(managed).collect();
    all.sort_by_key(|place| place.node);
    all
}

fn apply<'m>(stage: &Stage<'m, '_>, state: &mut State<'m>, deploys: &[Statement<'m>], managed: &[Statement<'m>]) {
    let homeless = state.run.is_empty() && !state.managed.is_empty();
    if !deploys.is_empty() {
        step(stage, &mut state.run, deploys);
    }
    if managed.is_empty() {
        if !deploys.is_empty() {
            for place in &mut state.run {
                place.homeless = homeless && place.node.is_none();
            }
            state.managed.clear();
        }
        return;
    }
    let beaten = |deploy: &&Statement<'m>| {
        managed.iter().any(|other| {
            let same = other.precision == deploy.precision && other.node == deploy.node && other.order > deploy.order;
            other.precision > deploy.precision || same
        })
    };
    if state.managed.is_empty() || !deploys.is_empty() {
        state.beside = deploys.iter().filter(|deploy| !beaten(deploy)).map(|deploy| deploy.node).collect();
    }
    step(stage, &mut state.managed, managed);
    state.managed.retain(|place| !state.beside.contains(&place.node));
}

/// Puts a thing into the nodes that a layer names, or changes it where it stands.
fn step<'m>(stage: &Stage<'m, '_>, places: &mut Vec<Place<'m>>, statements: &[Statement<'m>]) {
    let mut nodes: Vec<NodeId> = Vec::new();
    for node in statements.iter().filter_map(|statement| statement.node) {
        if !nodes.contains(&node) {
            nodes.push(node);
        }
    }
    let within = |place: &Place<'m>, node: NodeId| place.node.is_some_and(|at| stage.environment.is_within(at, node));
    let taken_over = places.clone();
    let is_fresh = |node: &NodeId| taken_over.iter().all(|place| !within(place, *node));
    let empty = |node| Place { node, managed: None, statements: Vec::new(), homeless: false };
    if nodes.is_empty() && taken_over.is_empty() {
        places.push(empty(None));
    } else if nodes.iter().any(is_fresh) {
        places.clear();
        let before = taken_over.first().map(|place| place.statements.clone()).unwrap_or_default();
        for node in nodes {
            if is_fresh(&node) {
                places.push(Place { statements: before.clone(), ..empty(Some(node)) });
            } else {
                places.extend(taken_over.iter().filter(|place| within(place, node)).cloned());
            }
        }
        places.sort_by_key(|place| place.node);
        places.dedup_by_key(|place| place.node);
    }
    for place in places {
        let stood = taken_over.iter().any(|other| other.node == place.node);
        let counts = |statement: &&Statement<'m>| match statement.node {
            None => true,
            Some(node) => place.node == Some(node) || stood && within(place, node),
        };
        let mut said: Vec<Statement<'m>> = statements.iter().filter(counts).copied().collect();
        said.sort_by_key(|statement| (statement.precision, stage.depth(statement.node), statement.order));
        place.statements.extend(said);
    }
}

/// What all statements together say of who runs a thing.
fn who(statements: &[Statement<'_>]) -> Managed {
    let mut managed = Managed { provider: None, endpoint: None, cidrs: Vec::new(), span: crate::source::Span::default() };
    for placing in statements.iter().map(|statement| statement.placing) {
        if let What::Managed { provider, endpoint, cidrs } = &placing.what {
            // Another endpoint has other addresses.
            if endpoint.is_some() || !cidrs.is_empty() {
                managed.cidrs.clone_from(cidrs);
            }
            managed.provider = provider.clone().or(managed.provider.take());
            managed.endpoint = endpoint.clone().or(managed.endpoint.take());
            managed.span = placing.span;
        }
    }
    managed
}

/// Puts what nobody gave a place to where the rest of its system stands.
fn settle(stage: &Stage<'_, '_>, places: &mut Places<'_>) {
    let homeless: Vec<ElementId> = places.iter().filter(|(_, all)| all.iter().any(|place| place.homeless)).map(|(id, _)| *id).collect();
    for id in homeless {
        let home = stage.model.outwards(id).skip(1).find_map(|round| {
            let in_cluster =
                |place: &&Place<'_>| !place.homeless && place.managed.is_none() && stage.environment.is_in_kubernetes(place.node);
            let mut inside = places.iter().filter(|(other, _)| stage.model.outwards(**other).any(|at| at == round));
            inside.find_map(|(_, all)| all.iter().find(in_cluster).map(|place| place.node))
        });
        for place in places.get_mut(&id).into_iter().flatten().filter(|place| place.homeless) {
            place.node = home.flatten();
            place.homeless = false;
        }
    }
}

/// Lets the brokers that the compiler added stand where the first of their channels stands that nobody else runs.
fn brokers(stage: &Stage<'_, '_>, places: &mut Places<'_>) {
    for (index, element) in stage.model.elements.iter().enumerate() {
        let id = ElementId::at(index);
        if !element.implied || element.unit != stage.environment.unit {
            continue;
        }
        let channels = stage.model.elements.iter().enumerate().filter(|(_, channel)| channel.broker == Some(id));
        let mut standing = channels.filter_map(|(index, _)| {
            let own = places.get(&ElementId::at(index))?;
            let own: Vec<Place<'_>> = own.iter().filter(|place| place.managed.is_none()).cloned().collect();
            (!own.is_empty()).then_some((ElementId::at(index), own))
        });
        let Some((channel, mut own)) = standing.next() else { continue };
        for place in &mut own {
            place.statements.retain(|statement| statement.placing.element != channel);
        }
        places.insert(id, own);
    }
}

impl<'m> Statement<'m> {
    /// A statement that names a component: it changes it, and says nothing of where it stands.
    pub(super) fn of_part(layer: usize, placing: &'m Placing) -> Self {
        Self { layer, placing, node: None, precision: 0, order: 0 }
    }
}
