//! Lays the nodes of an environment over those of the ones that it extends, and finds the ends of relations among them.

use super::super::super::{Model, Node, NodeId, NodeRelation};
use super::layer::{Layer, LayerNode, Settings};
use crate::diag::{Diagnostic, codes, nearest};
use crate::model::deployment::Environment;
use crate::syntax::ast;
use std::collections::BTreeMap;

/// An environment while it is put together.
pub(super) struct Stage<'m, 'a> {
    pub model: &'m Model,
    /// What it is made of: the environment that extends none first, its own words last.
    pub chain: Vec<&'m Layer<'a>>,
    pub environment: Environment,
    /// For each layer, the ids of its nodes.
    ids: Vec<Vec<NodeId>>,
    /// For each layer, its nodes by their ids.
    said: Vec<BTreeMap<NodeId, usize>>,
    /// All nodes by what they stand in and their names.
    names: BTreeMap<(Option<NodeId>, &'m str), NodeId>,
    pub reports: Vec<Diagnostic>,
}

impl<'m, 'a> Stage<'m, 'a> {
    /// The environment with all of its nodes, and nothing in them.
    pub(super) fn new(model: &'m Model, chain: Vec<&'m Layer<'a>>, environment: Environment) -> Self {
        let (ids, said, names) = (Vec::new(), Vec::new(), BTreeMap::new());
        let mut stage = Self { model, chain, environment, ids, said, names, reports: Vec::new() };
        for index in 0..stage.chain.len() {
            stage.add_nodes(index);
        }
        stage.environment.domain = stage.chain.iter().rev().find_map(|layer| layer.settings.domain.clone());
        for index in 0..stage.chain.len() {
            stage.add_relations(index);
        }
        stage
    }

    /// Whether it is one of the program's own, and so answers for what it says.
    pub(super) fn is_own(&self) -> bool {
        self.environment.unit.index() == 0
    }

    /// Whether nothing in it could not be read: what seems to be missing is missing.
    pub(super) fn is_whole(&self) -> bool {
        self.chain.iter().all(|layer| !layer.broken)
    }

    fn is_last(&self, layer: usize) -> bool {
        layer + 1 == self.chain.len()
    }

    /// The id of a layer's node.
    pub(super) fn node(&self, layer: usize, node: Option<usize>) -> Option<NodeId> {
        self.ids.get(layer)?.get(node?).copied()
    }

    /// How deep a node stands; the environment itself is 0.
    pub(super) fn depth(&self, node: Option<NodeId>) -> usize {
        self.environment.outwards(node).count()
    }

    /// What a layer sets round a place, the outermost first.
    pub(super) fn settings(&self, layer: usize, node: Option<NodeId>) -> Vec<&'m Settings> {
        let Some(said) = self.chain.get(layer).copied() else { return Vec::new() };
        let here = |id: NodeId| said.nodes.get(*self.said.get(layer)?.get(&id)?);
        let mut all: Vec<&Settings> = self.environment.outwards(node).filter_map(here).map(|node| &node.settings).collect();
        all.push(&said.settings);
        all.reverse();
        all
    }

    fn add_nodes(&mut self, layer: usize) {
        let Some(said) = self.chain.get(layer).copied() else { return };
        let mut ids: Vec<NodeId> = Vec::new();
        for declared in &said.nodes {
            let parent = declared.parent.and_then(|index| ids.get(index)).copied();
            let id = if let Some(id) = self.child(parent, &declared.node.name) {
                self.reopen(layer, id, declared);
                id
            } else {
                self.environment.nodes.push(Node { parent, ..declared.node.clone() });
                NodeId::at(self.environment.nodes.len() - 1)
            };
            self.names.insert((parent, &declared.node.name), id);
            ids.push(id);
        }
        self.said.push(ids.iter().enumerate().map(|(index, id)| (*id, index)).collect());
        self.ids.push(ids);
    }

    /// What an environment says of a node that the one it extends declares.
    fn reopen(&mut self, layer: usize, id: NodeId, declared: &LayerNode) {
        let last = self.is_last(layer);
        let node = &mut self.environment[id];
        let said = &declared.node;
        if node.kind != said.kind && last {
            self.reports.push(other_kind(node, said));
            return;
        }
        if declared.titled {
            node.title.clone_from(&said.title);
        }
        node.description = said.description.clone().or(node.description.take());
        node.tech = said.tech.clone().or(node.tech.take());
        node.count = said.count.or(node.count);
        node.patches.retain(|patch| said.patches.iter().all(|other| other.kind != patch.kind));
        node.patches.extend(said.patches.iter().cloned());
        for tag in &said.tags {
            if !node.tags.contains(tag) {
                node.tags.push(tag.clone());
            }
        }
    }

    fn add_relations(&mut self, layer: usize) {
        let Some(said) = self.chain.get(layer).copied() else { return };
        for (at, tree) in &said.relations {
            let at = self.node(layer, *at);
            let source = match &tree.source {
                Some(path) => self.find(layer, at, path),
                None => at,
            };
            for target in &tree.targets {
                let target = self.find(layer, at, target);
                let (Some(source), Some(target)) = (source, target) else { continue };
                let (source, target) = if tree.arrow == ast::Arrow::To { (source, target) } else { (target, source) };
                self.environment.relations.push(relation(source, target, tree));
            }
        }
    }

    /// The node that a path names, seen from a node: looked up outwards, then down its dots, then anywhere.
    fn find(&mut self, layer: usize, at: Option<NodeId>, path: &ast::Path) -> Option<NodeId> {
        let names: Vec<&str> = path.parts.iter().map(|part| part.text.as_str()).collect();
        let rounds: Vec<Option<NodeId>> = self.environment.outwards(at).map(Some).chain([None]).collect();
        let near = rounds.into_iter().find_map(|round| names.iter().try_fold(round, |parent, name| self.child(parent, name).map(Some)));
        if let Some(found) = near.flatten() {
            return Some(found);
        }
        let all = (0..self.environment.nodes.len()).map(NodeId::at);
        let fits: Vec<NodeId> = all.filter(|id| self.ends_with(*id, &names)).collect();
        match fits.as_slice() {
            [only] => return Some(*only),
            _ if !self.is_last(layer) || !self.is_whole() => {}
            [] => self.report_no_node(path),
            several => self.report_several(path, several),
        }
        None
    }

    fn child(&self, parent: Option<NodeId>, name: &str) -> Option<NodeId> {
        self.names.get(&(parent, name)).copied()
    }

    fn ends_with(&self, id: NodeId, names: &[&str]) -> bool {
        let own: Vec<&str> = self.environment.outwards(Some(id)).map(|at| self.environment[at].name.as_str()).collect();
        own.len() >= names.len() && names.iter().rev().zip(&own).all(|(name, own)| name == own)
    }

    /// A node's names from the outermost, dots between them.
    pub(super) fn path(&self, id: NodeId) -> String {
        let mut names: Vec<&str> = self.environment.outwards(Some(id)).map(|at| self.environment[at].name.as_str()).collect();
        names.reverse();
        names.join(".")
    }

    fn report_no_node(&mut self, path: &ast::Path) {
        let message = format!("there is no node `{}` in `{}`", path.text(), self.environment.name);
        let mut report = Diagnostic::error(&codes::deployment::UNKNOWN_NODE, path.span, message);
        let paths: Vec<String> = (0..self.environment.nodes.len()).map(|index| self.path(NodeId::at(index))).collect();
        let known = self.environment.nodes.iter().map(|node| node.name.as_str()).chain(paths.iter().map(String::as_str));
        report = match nearest(&path.text(), known) {
            Some(name) => report.help(format!("did you mean `{name}`?")).edit(path.span, name),
            None if self.model.elements.iter().any(|element| element.name == path.last()) => {
                report.help("relations in an environment are among its nodes; one of elements stands outside of it")
            }
            None => report.help(format!("declare it, as in `node {}`", path.last())),
        };
        self.reports.push(report);
    }

    fn report_several(&mut self, path: &ast::Path, fits: &[NodeId]) {
        let message = format!("`{}` fits {} nodes of `{}`", path.text(), fits.len(), self.environment.name);
        let mut report = Diagnostic::error(&codes::deployment::UNKNOWN_NODE, path.span, message);
        for id in fits {
            report = report.also(self.environment[*id].span, format!("`{}`", self.path(*id)));
        }
        self.reports.push(report.help("say more of the path"));
    }
}

fn relation(source: NodeId, target: NodeId, tree: &ast::Relation) -> NodeRelation {
    let tech = tree.properties.iter().flat_map(|block| &block.stmts).find(|item| item.head.text == "tech");
    let tech = tech.and_then(|item| item.args.first()).and_then(ast::Arg::string);
    NodeRelation {
        source,
        target,
        label: tree.label.as_ref().map(|label| label.value.clone()),
        tech: tech.map(|tech| crate::model::At::new(tech.value, tech.span)),
        tags: super::super::declare::tag_names(&tree.tags),
        span: tree.span,
    }
}

/// Two nodes of one name in one place, of which the second is of another kind.
pub(super) fn other_kind(known: &Node, said: &Node) -> Diagnostic {
    let message = format!("`{}` is a {} here, and a {} before", said.name, said.kind.word(), known.kind.word());
    Diagnostic::error(&codes::deployment::DUPLICATE_NODE, said.span, message)
        .also(known.span, format!("the {}", known.kind.word()))
        .help("rename one of them, or say the same kind of both")
}
