//! The table of all that the page knows: views, elements, relations, APIs, decisions, environments, teams, rules and files.

use super::apis::{self, Documents};
use super::element;
use super::facts::{self, Fact};
use super::files::{Files, Piece, within};
use super::place::{Place, place};
use super::views;
use crate::emit::Input;
use crate::model::{
    BaseKind, Decision, DecisionStatus, Direction, Environment, Meaning, Model, NodeId, Relation, RelationId, Rule, Target, Team, UnitId,
};
use crate::view::Picture;
use serde::Serialize;
use std::collections::BTreeMap;

/// Everything but drawings and texts.
#[derive(Serialize)]
pub(super) struct Index<'a> {
    /// What the program is called.
    pub title: &'a str,
    pub views: Vec<views::Entry<'a>>,
    pub elements: Vec<element::Entry<'a>>,
    pub relations: Vec<RelationEntry<'a>>,
    pub apis: Vec<apis::Entry<'a>>,
    pub decisions: Vec<DecisionEntry<'a>>,
    pub environments: Vec<EnvironmentEntry<'a>>,
    pub teams: Vec<TeamEntry<'a>>,
    pub rules: Vec<RuleEntry<'a>>,
    /// The texts among the artifacts, by the part that holds them.
    pub files: BTreeMap<String, Vec<&'a str>>,
}

#[derive(Serialize)]
pub(super) struct RelationEntry<'a> {
    pub source: &'a str,
    pub target: &'a str,
    /// The operation, table or event within the target.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<&'a str>,
    /// The API of the operation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<&'a str>,
    pub meaning: Meaning,
    /// The message goes from the target to the source.
    pub back: bool,
    pub tags: &'a [String],
    pub facts: Vec<Fact>,
    pub places: Vec<Place>,
    pub made: Vec<Piece>,
}

#[derive(Serialize)]
pub(super) struct DecisionEntry<'a> {
    pub number: u32,
    pub title: &'a str,
    pub status: &'static str,
    /// The decision that took its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<&'a str>,
    pub affects: Vec<&'a str>,
    pub text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

#[derive(Serialize)]
pub(super) struct EnvironmentEntry<'a> {
    pub name: &'a str,
    pub title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extends: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<&'a str>,
    pub nodes: Vec<NodeEntry<'a>>,
    /// Elements right in the environment or in a node, by the node's path as pictures know it.
    pub instances: Vec<(String, &'a str)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

#[derive(Serialize)]
pub(super) struct NodeEntry<'a> {
    /// As pictures know it: `production.eu.main`.
    pub id: String,
    pub parent: String,
    pub kind: &'static str,
    pub title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tech: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

#[derive(Serialize)]
pub(super) struct TeamEntry<'a> {
    pub name: &'a str,
    pub title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

#[derive(Serialize)]
pub(super) struct RuleEntry<'a> {
    pub name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

/// The part in which the texts of a folder stand: that of the environment for manifests, else the first folder.
pub(super) fn part_of(path: &str) -> String {
    let folders: Vec<&str> = path.rsplit_once('/').map_or("", |(folder, _)| folder).split('/').take(2).collect();
    format!("files/{}", folders.join("/"))
}

pub(super) fn index<'a>(input: &Input<'a>, pictures: &'a [Picture], files: &Files<'a>, documents: &Documents) -> Index<'a> {
    let model = input.model;
    let mut by_part: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (path, ..) in files.texts() {
        by_part.entry(part_of(path)).or_default().push(path);
    }
    let own_decisions = model.decisions.iter().filter(|decision| decision.unit == UnitId(0));
    Index {
        title: title(model),
        views: pictures.iter().map(|picture| views::entry(input, picture)).collect(),
        elements: element::entries(input, files),
        relations: (0..model.relations.len()).map(RelationId::at).map(|id| relation(input, files, documents, id)).collect(),
        apis: apis::entries(input, documents),
        decisions: own_decisions.map(|one| decision(input, one)).collect(),
        environments: model.own_environments().map(|(_, one)| environment(input, one)).collect(),
        teams: model.teams.iter().map(|one| team(input, one)).collect(),
        rules: model.rules.iter().filter(|rule| rule.unit == UnitId(0)).map(|one| rule(input, one)).collect(),
        files: by_part,
    }
}

/// What the program is called: its only system's title, else that of the first one, else what it is.
pub(super) fn title(model: &Model) -> &str {
    let mut systems = model.elements.iter().filter(|e| e.parent.is_none() && !e.is_foreign() && e.kind.base == BaseKind::System);
    systems.next().map_or("Architecture", |system| system.title.as_str())
}

fn relation<'a>(input: &Input<'a>, files: &Files<'_>, documents: &Documents, id: RelationId) -> RelationEntry<'a> {
    let model = input.model;
    let relation: &Relation = &model[id];
    let mut made = Vec::new();
    let mut api = None;
    if let Target::Operation(operation) = relation.target {
        let operation = &model[operation];
        api = Some(apis::id(model, operation.api));
        let (call, path) = apis::called(model, operation);
        let name = if call == "rpc" { &path } else { &operation.name };
        made.extend(documents.of_operation(operation).and_then(|file| files.operation(file, name, format!("{call} {path}"))));
    }
    made.extend(files.of_relation(model, id, relation));
    RelationEntry {
        source: &model[relation.source].path,
        target: &model[relation.element].path,
        within: within(model, relation.target),
        api,
        label: relation.label.as_deref(),
        meaning: relation.meaning,
        back: relation.direction == Direction::Back,
        tags: &relation.tags,
        facts: facts::of_relation(relation),
        places: relation.spans.iter().filter_map(|span| place(input.sources, *span)).collect(),
        made,
    }
}

fn decision<'a>(input: &Input<'a>, decision: &'a Decision) -> DecisionEntry<'a> {
    let (status, by) = match decision.status.value {
        DecisionStatus::Proposed => ("proposed", None),
        DecisionStatus::Accepted => ("accepted", None),
        DecisionStatus::Superseded(by) => ("superseded", Some(input.model[by].number)),
        DecisionStatus::Deprecated => ("deprecated", None),
    };
    DecisionEntry {
        number: decision.number,
        title: &decision.title,
        status,
        by,
        date: decision.date.as_ref().map(|date| date.value.as_str()),
        affects: decision.affects.iter().map(|element| input.model[element.value].path.as_str()).collect(),
        text: &decision.text,
        place: place(input.sources, decision.span),
    }
}

/// A node as pictures know it.
fn node_id(environment: &Environment, node: Option<NodeId>) -> String {
    let mut names: Vec<&str> = environment.outwards(node).map(|node| environment[node].name.as_str()).collect();
    names.push(&environment.name);
    names.reverse();
    names.join(".")
}

fn environment<'a>(input: &Input<'a>, environment: &'a Environment) -> EnvironmentEntry<'a> {
    let model = input.model;
    let node = |(at, node): (usize, &'a crate::model::Node)| NodeEntry {
        id: node_id(environment, Some(NodeId::at(at))),
        parent: node_id(environment, node.parent),
        kind: node.kind.word(),
        title: &node.title,
        tech: node.tech.as_ref().map(|tech| tech.value.as_str()),
        count: node.count.as_ref().map(|count| count.value),
        description: node.description.as_deref(),
        place: place(input.sources, node.span),
    };
    let instances = environment.instances.iter();
    EnvironmentEntry {
        name: &environment.name,
        title: &environment.title,
        description: environment.description.as_deref(),
        extends: environment.extends.map(|id| model[id].name.as_str()),
        domain: environment.domain.as_ref().map(|domain| domain.value.as_str()),
        nodes: environment.nodes.iter().enumerate().map(node).collect(),
        instances: instances.map(|one| (node_id(environment, one.node), model[one.element].path.as_str())).collect(),
        place: environment.span.and_then(|span| place(input.sources, span)),
    }
}

fn team<'a>(input: &Input<'a>, team: &'a Team) -> TeamEntry<'a> {
    TeamEntry {
        name: &team.name,
        title: &team.title,
        description: team.description.as_deref(),
        contact: team.contact.as_ref().map(|at| at.value.as_str()),
        email: team.email.as_ref().map(|at| at.value.as_str()),
        url: team.url.as_ref().map(|at| at.value.as_str()),
        place: place(input.sources, team.span),
    }
}

fn rule<'a>(input: &Input<'a>, rule: &'a Rule) -> RuleEntry<'a> {
    RuleEntry { name: &rule.name, why: rule.why.as_deref(), place: place(input.sources, rule.span) }
}
