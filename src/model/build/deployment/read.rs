//! Reads the bodies of an environment into its layer: nodes, what is set in them, and what is put where.

use super::super::super::{BaseKind, ElementId, Node};
use super::super::properties::{self, Place};
use super::super::{Builder, ScopeId, declare};
use super::declare::{Declared, tops};
use super::layer::{Layer, LayerNode, Placing, Settings, What};
use super::nodes::other_kind;
use super::values;
use crate::diag::{Diagnostic, codes};
use crate::model::deployment::NodeKind;
use crate::model::properties::Patch;
use crate::source::Span;
use crate::syntax::ast;

/// What an environment says itself.
pub(super) fn layer<'a>(b: &mut Builder<'a>, declared: &Declared<'a>) -> Layer<'a> {
    let layer = Layer {
        unit: declared.unit,
        settings: Settings::default(),
        nodes: Vec::new(),
        placings: Vec::new(),
        relations: Vec::new(),
        broken: declared.broken,
    };
    let scope = b.scopes.of_unit(declared.unit);
    let mut reader = Reader { b, scope, layer, body: 0 };
    if declared.tree.is_none() {
        reader.implied();
    }
    for (index, body) in declared.bodies.iter().enumerate() {
        reader.body = index;
        reader.body(body, None);
    }
    reader.layer
}

struct Reader<'b, 'a> {
    b: &'b mut Builder<'a>,
    /// Where its words are looked up.
    scope: ScopeId,
    layer: Layer<'a>,
    /// Which of the environment's bodies is read.
    body: usize,
}

impl<'a> Reader<'_, 'a> {
    /// A namespace for each top element that holds anything that runs.
    fn implied(&mut self) {
        for id in tops(self.b, self.layer.unit) {
            let element = &self.b.model[id];
            if element.external || element.implied || !holds_anything(self.b, id) {
                continue;
            }
            let (title, span) = (element.title.clone(), element.span);
            let node = Node { title, ..bare_node(NodeKind::Namespace, &element.name, span) };
            let node = LayerNode { parent: None, node, titled: true, settings: Settings::default(), opened: 0 };
            self.layer.nodes.push(node);
            let what = What::Deploy(Box::default());
            self.layer.placings.push(Placing { node: Some(self.layer.nodes.len() - 1), element: id, what, span });
        }
    }

    fn body(&mut self, block: &'a ast::Body, node: Option<usize>) {
        self.layer.broken |= block.broken;
        self.settings(block, node);
        for stmt in &block.stmts {
            match stmt {
                ast::Stmt::Item(item) => {
                    self.layer.broken |= item.broken;
                    if let Some(kind) = NodeKind::from_word(&item.head.text) {
                        self.node(item, kind, node);
                    }
                }
                ast::Stmt::Deploy(tree) => self.deploy(tree, node),
                ast::Stmt::Managed(tree) => self.managed(tree, node),
                ast::Stmt::Relation(tree) => self.relation(tree, node),
                other => self.misplaced(other.keyword(), other.span(), "an environment", "it holds nodes and what stands in them"),
            }
        }
    }

    fn misplaced(&mut self, word: &str, span: Span, whole: &str, help: &str) {
        let len = u32::try_from(word.len()).unwrap_or(0);
        let head = Span { end: (span.start + len).min(span.end), ..span };
        let message = format!("`{word}` cannot stand in {whole}");
        self.b.report(Diagnostic::error(&codes::names::MISPLACED, head, message).help(help));
    }

    /// Reads what is set for all that stands in a node, or in the environment.
    fn settings(&mut self, block: &'a ast::Body, node: Option<usize>) {
        let items = block.stmts.iter().filter_map(|stmt| match stmt {
            ast::Stmt::Item(item) if NodeKind::from_word(&item.head.text).is_none() => Some(item),
            _ => None,
        });
        let (own, said): (Vec<&ast::Item>, Vec<&ast::Item>) = items.partition(|item| self.is_own_word(item, node));
        for item in own {
            self.own_word(item, node);
        }
        let mut said = properties::read(self.b, self.scope, said.into_iter(), Place::Node);
        for label in said.labels.iter().filter(|label| label.name == "app.kubernetes.io/name") {
            let message = format!("the label `{}` is the compiler's own", label.name);
            self.b.report(Diagnostic::error(&codes::deployment::NODE_FORM, label.span, message).help("choose another name"));
        }
        if let (Some(tech), Some(node)) = (said.tech.clone(), node.and_then(|node| self.layer.nodes.get_mut(node))) {
            let first = node.node.tech.replace(tech.clone());
            self.twice("tech", tech.span, first.map(|first| first.span));
        }
        let patches = std::mem::take(&mut said.patches);
        self.patches(node, patches);
        let settings = self.settings_of(node);
        settings.said = properties::overlay(&settings.said, &crate::model::Properties { tech: None, ..said });
    }

    /// Changes to what is made for a whole namespace stand in it.
    fn patches(&mut self, node: Option<usize>, patches: Vec<Patch>) {
        let node = node.and_then(|node| self.layer.nodes.get_mut(node)).map(|node| &mut node.node);
        match node.filter(|node| node.kind == NodeKind::Namespace) {
            Some(node) => node.patches.extend(patches),
            None => {
                for patch in patches {
                    let report =
                        Diagnostic::error(&codes::names::MISPLACED, patch.span, "a `patch` stands in an element, or in a namespace");
                    self.b.report(report.help("put it into the element whose objects it changes"));
                }
            }
        }
    }

    fn settings_of(&mut self, node: Option<usize>) -> &mut Settings {
        match node.and_then(|node| self.layer.nodes.get_mut(node)) {
            Some(node) => &mut node.settings,
            None => &mut self.layer.settings,
        }
    }

    /// Whether it is not for the table of properties to say what an item is.
    fn is_own_word(&self, item: &ast::Item, node: Option<usize>) -> bool {
        let word = item.head.text.as_str();
        let declares = item.name().is_some() && declare::is_element(self.b, self.layer.unit, item);
        declares || matches!(word, "domain" | "count") || word == "tech" && node.is_none()
    }

    fn own_word(&mut self, item: &'a ast::Item, node: Option<usize>) {
        match (item.head.text.as_str(), node) {
            ("domain", _) => {
                let read = values::domain(item);
                if let Some(domain) = properties::keep(self.b, item, read) {
                    let span = domain.span;
                    let first = self.settings_of(node).domain.replace(domain);
                    self.twice("domain", span, first.map(|first| first.span));
                }
            }
            ("count", Some(node)) => {
                let read = values::node_count(item);
                let count = properties::keep(self.b, item, read);
                if let (Some(count), Some(node)) = (count, self.layer.nodes.get_mut(node)) {
                    let first = node.node.count.replace(count);
                    self.twice("count", count.span, first.map(|first| first.span));
                }
            }
            (word @ ("count" | "tech"), None) => {
                let message = format!("`{word}` is said of a node, not of the environment itself");
                let report = Diagnostic::error(&codes::properties::UNKNOWN_PROPERTY, item.head.span, message);
                self.b.report(report.help("an environment takes `domain`, `env`, `secret` and `label`"));
            }
            (word, _) => {
                let word = word.to_owned();
                self.misplaced(&word, item.span, "an environment", "declare the element outside of it, and `deploy` it here");
            }
        }
    }

    fn twice(&mut self, name: &str, again: Span, first: Option<Span>) {
        if let Some(first) = first {
            self.b.report(properties::twice(name, again, first));
        }
    }

    fn node(&mut self, item: &'a ast::Item, kind: NodeKind, parent: Option<usize>) {
        let Some(name) = item.name() else {
            self.layer.broken = true;
            self.report_no_name(item);
            return;
        };
        let rest = if item.title().is_some() { item.args.get(2) } else { item.args.get(1) };
        if let Some(extra) = rest.filter(|_| !item.broken) {
            let message = format!("expected `{{` or the end of the line, found {} `{}`", extra.describe(), extra.raw);
            let help = format!("a node is declared as `{} NAME \"Title\" #tag {{ … }}`", kind.word());
            self.b.report(Diagnostic::error(&codes::deployment::NODE_FORM, extra.span, message).help(help));
        }
        self.check_nesting(kind, &name, parent);
        let index = self.open(item, kind, &name, parent);
        if let Some(body) = &item.body {
            self.body(body, Some(index));
        }
    }

    fn report_no_name(&mut self, item: &ast::Item) {
        if item.broken {
            return;
        }
        let word = &item.head.text;
        let (span, message) = declare::no_name(item);
        let help = format!("write `{word} NAME \"Title\" {{ … }}`; a name is a letter, then letters, digits, `_` and `-`");
        self.b.report(Diagnostic::error(&codes::deployment::NODE_FORM, span, message).help(help));
    }

    /// Declares a node, or goes on with one that another body of the environment declares.
    fn open(&mut self, item: &ast::Item, kind: NodeKind, name: &ast::Ident, parent: Option<usize>) -> usize {
        let title = item.title().and_then(ast::Arg::str).map(str::to_owned);
        let mut node = bare_node(kind, &name.text, name.span);
        node.description = declare::description(item.doc.as_ref());
        node.tags = declare::tag_names(&item.tags);
        let titled = title.is_some();
        node.title = title.unwrap_or(node.title);
        let known = self.layer.nodes.iter().position(|other| other.parent == parent && other.node.name == name.text);
        let Some(index) = known else {
            self.layer.nodes.push(LayerNode { parent, node, titled, settings: Settings::default(), opened: self.body });
            return self.layer.nodes.len() - 1;
        };
        let Some(first) = self.layer.nodes.get_mut(index) else { return index };
        if first.opened == self.body {
            let message = format!("{} `{}` is declared twice", kind.word(), name.text);
            let report = Diagnostic::error(&codes::deployment::DUPLICATE_NODE, name.span, message);
            let report = report.label("declared again here").also(first.node.span, "first declared here");
            self.b.report(report.help("rename one of them, or put all that stands in it into one block"));
        } else if first.node.kind == kind {
            first.opened = self.body;
            if titled {
                first.node.title = node.title;
            }
            first.node.description = first.node.description.take().or(node.description);
            first.node.tags.extend(node.tags);
        } else {
            let report = other_kind(&first.node, &node);
            self.b.report(report);
        }
        index
    }

    fn check_nesting(&mut self, kind: NodeKind, name: &ast::Ident, parent: Option<usize>) {
        let Some(round) = parent.and_then(|parent| self.layer.nodes.get(parent)).map(|round| &round.node) else { return };
        if may_hold(round.kind, kind) {
            return;
        }
        let message = format!("a {} cannot stand in a {}", kind.word(), round.kind.word());
        let report = Diagnostic::error(&codes::deployment::NODE_NESTING, name.span, message);
        let report = report.also(round.span, format!("the {}", round.kind.word()));
        self.b.report(report.help("a region holds zones, these clusters, these namespaces; any of them may be left out"));
    }

    fn deploy(&mut self, tree: &'a ast::Deploy, node: Option<usize>) {
        let items = self.items(tree.body.as_ref(), "a `deploy`", "it holds properties that count for what is deployed");
        let overrides = properties::read(self.b, self.scope, items.into_iter(), Place::Deploy);
        self.layer.broken |= tree.broken;
        let Some(element) = self.element(&tree.target) else { return };
        if let Some(report) = self.cannot_deploy(element, tree) {
            self.b.report(report);
            return;
        }
        self.layer.placings.push(Placing { node, element, what: What::Deploy(Box::new(overrides)), span: tree.target.span });
    }

    fn element(&mut self, path: &ast::Path) -> Option<ElementId> {
        let element = if path.parts.is_empty() { None } else { self.b.lookup_element(self.scope, path) };
        self.layer.broken |= element.is_none();
        element
    }

    /// The properties in the block of a statement; all else in it is reported.
    fn items(&mut self, body: Option<&'a ast::Body>, whole: &str, help: &str) -> Vec<&'a ast::Item> {
        let mut items = Vec::new();
        self.layer.broken |= body.is_some_and(|body| body.broken);
        for stmt in body.iter().flat_map(|body| &body.stmts) {
            match stmt {
                ast::Stmt::Item(item) => items.push(item),
                other => self.misplaced(other.keyword(), other.span(), whole, help),
            }
        }
        items
    }

    fn cannot_deploy(&mut self, id: ElementId, tree: &ast::Deploy) -> Option<Diagnostic> {
        let element = &self.b.model[id];
        let name = tree.target.text();
        let base = element.kind.base;
        let (message, help) = if element.unit != self.layer.unit {
            (format!("`{name}` is imported and cannot be deployed"), "its own program says where it stands")
        } else if element.external {
            (format!("`{name}` is external and cannot be deployed"), "somebody else runs it; its `url` says where it is reached")
        } else if base == BaseKind::Person {
            (format!("`{name}` is a person and cannot be deployed"), "deploy what runs, or the system that holds it")
        } else if base == BaseKind::Component && element.properties.image.is_none() {
            (format!("`{name}` is a component and stands where its whole stands"), "deploy the whole")
        } else if !holds_anything(self.b, id) && base != BaseKind::Component {
            let message = format!("`{name}` holds nothing that runs: there is nothing to deploy");
            let report = Diagnostic::warning(&codes::deployment::NOTHING_TO_DEPLOY, tree.target.span, message);
            self.b.report(report.also(element.span, "declared here"));
            return None;
        } else {
            return None;
        };
        let report = Diagnostic::error(&codes::deployment::CANNOT_DEPLOY, tree.target.span, message);
        Some(report.also(element.span, "declared here").help(help))
    }

    fn managed(&mut self, tree: &'a ast::Managed, node: Option<usize>) {
        let items = self.items(tree.body.as_ref(), "a `managed`", "it says at which `endpoint` something is reached");
        self.layer.broken |= tree.broken;
        let (mut endpoint, mut cidrs) = (None, Vec::new());
        for item in items {
            if item.head.text == "cidr" {
                let read = values::cidr(item);
                cidrs.extend(properties::keep(self.b, item, read));
                continue;
            }
            if item.head.text != "endpoint" {
                properties::report_among(self.b, item, "a `managed`", &["cidr", "endpoint"]);
                continue;
            }
            let read = values::endpoint(item);
            let Some(value) = properties::keep(self.b, item, read) else {
                self.layer.broken = true;
                continue;
            };
            let span = value.span;
            let first = endpoint.replace(value);
            self.twice("endpoint", span, first.map(|first| first.span));
        }
        let Some(element) = self.element(&tree.target) else { return };
        if let Some(report) = self.cannot_be_managed(element, tree) {
            self.b.report(report);
            return;
        }
        let provider = tree.provider.as_ref().map(|provider| provider.value.clone());
        self.layer.placings.push(Placing { node, element, what: What::Managed { provider, endpoint, cidrs }, span: tree.target.span });
    }

    fn cannot_be_managed(&self, id: ElementId, tree: &ast::Managed) -> Option<Diagnostic> {
        let element = &self.b.model[id];
        let base = element.kind.base;
        let name = tree.target.text();
        let message = if element.unit != self.layer.unit {
            format!("`{name}` is imported: its own program says who runs it")
        } else if base.is_store() || base.is_channel() || base == BaseKind::Broker {
            return None;
        } else {
            format!("`{name}` is a {} and cannot be managed by somebody else", base.word())
        };
        let report = Diagnostic::error(&codes::deployment::CANNOT_BE_MANAGED, tree.target.span, message);
        let report = report.also(element.span, "declared here");
        Some(report.help("stores, brokers, topics and queues can; anything else that others run is `external`"))
    }

    fn relation(&mut self, tree: &'a ast::Relation, node: Option<usize>) {
        self.layer.broken |= tree.broken;
        for item in tree.properties.iter().flat_map(|block| &block.stmts).filter(|item| item.head.text != "tech") {
            properties::report_among(self.b, item, "a relation among nodes", &["tech"]);
        }
        if tree.source.is_none() && node.is_none() {
            let message = "an arrow that stands in no node needs a source";
            let report = Diagnostic::error(&codes::names::MISPLACED, tree.arrow_span, message);
            self.b.report(report.help("write `SOURCE -> TARGET`, or put it into the node that it begins at"));
            return;
        }
        self.layer.relations.push((node, tree));
    }
}

/// Whether an element is, or holds, something that can stand somewhere.
fn holds_anything(b: &Builder<'_>, id: ElementId) -> bool {
    let element = &b.model[id];
    let base = element.kind.base;
    !element.external && (base.runs() || base.is_channel() || element.children.iter().any(|child| holds_anything(b, *child)))
}

fn bare_node(kind: NodeKind, name: &str, span: Span) -> Node {
    Node {
        parent: None,
        kind,
        name: name.to_owned(),
        title: declare::in_words(name),
        description: None,
        tech: None,
        count: None,
        tags: Vec::new(),
        patches: Vec::new(),
        span,
    }
}

/// Which nodes may stand in which.
fn may_hold(round: NodeKind, kind: NodeKind) -> bool {
    match round {
        NodeKind::Region => true,
        NodeKind::Zone | NodeKind::Node => !matches!(kind, NodeKind::Region),
        NodeKind::Cluster => !matches!(kind, NodeKind::Region),
        NodeKind::Namespace => kind == NodeKind::Node,
    }
}
