//! Models made by hand: what runs, what it says of itself, who talks to whom; all in one namespace each, in one environment.

use super::{kustomize, operated};
use archc::artifact::ArtifactSet;
use archc::diag::Diagnostics;
use archc::emit::Memo;
use archc::model::deployment::{Endpoint, plain_name};
use archc::model::properties::{At, Engine, Listen, Properties, Protocol, Replicas, Trigger};
use archc::model::quantity::Percent;
use archc::model::relation::{Direction, Meaning, Relation, Target};
use archc::model::{
    Address, BaseKind, Binding, Element, ElementId, Environment, EnvironmentId, Instance, InstanceId, KindUse, Managed, Model, RelationId,
    UnitId, engines,
};
use archc::settings::Settings;
use archc::source::Span;
use serde_json::Value;
use std::collections::BTreeMap;

/// A value that stands nowhere.
pub(super) fn at<T>(value: T) -> At<T> {
    At::new(value, Span::default())
}

pub(super) fn listen(protocol: Protocol, port: u16) -> Listen {
    Listen { protocol, port, name: protocol.word().to_owned(), published: port, span: Span::default() }
}

pub(super) fn image() -> Properties {
    Properties {
        image: Some(at("registry.example.com/{name}:{version}".to_owned())),
        version: Some(at("1.2.3".to_owned())),
        ..Properties::default()
    }
}

pub(super) fn serving(protocol: Protocol, port: u16) -> Properties {
    Properties { listens: vec![listen(protocol, port)], ..image() }
}

pub(super) fn engine(name: &str) -> Properties {
    Properties { engine: Some(Engine { name: name.to_owned(), version: None, span: Span::default() }), ..Properties::default() }
}

pub(super) fn fixed(count: u32) -> At<Replicas> {
    at(Replicas::Fixed(count))
}

pub(super) fn scaled(min: u32, max: u32) -> At<Replicas> {
    at(Replicas::Auto { min, max, at: Trigger::Cpu(Percent(70.0)) })
}

/// A model in the making.
pub(super) struct Fixture {
    pub(super) model: Model,
}

impl Fixture {
    pub(super) fn new() -> Self {
        let environment = Environment {
            unit: UnitId(0),
            name: "prod".to_owned(),
            title: "Production".to_owned(),
            tags: Vec::new(),
            description: None,
            extends: None,
            implied: false,
            domain: None,
            nodes: Vec::new(),
            instances: Vec::new(),
            relations: Vec::new(),
            span: None,
        };
        let mut fixture = Self { model: Model { environments: vec![environment], ..Model::default() } };
        fixture.element(None, BaseKind::System, "shop", Properties::default());
        fixture
    }

    pub(super) fn element(&mut self, parent: Option<ElementId>, base: BaseKind, name: &str, properties: Properties) -> ElementId {
        let id = ElementId::at(self.model.elements.len());
        let word = base.word().to_owned();
        self.model.elements.push(Element {
            unit: UnitId(0),
            parent,
            children: Vec::new(),
            name: name.to_owned(),
            path: name.to_owned(),
            title: name.to_owned(),
            description: None,
            kind: KindUse { name: word.clone(), base, declared: None, chain: vec![word] },
            external: false,
            implied: false,
            tags: Vec::new(),
            owner: None,
            data: None,
            properties: Box::new(properties),
            apis: Vec::new(),
            tables: Vec::new(),
            collections: Vec::new(),
            key_spaces: Vec::new(),
            events: Vec::new(),
            types: Vec::new(),
            broker: None,
            decisions: Vec::new(),
            span: Span::new(Span::default().file, id.index(), id.index() + 1),
            declaration: Span::default(),
        });
        if let Some(parent) = parent {
            self.model[parent].children.push(id);
        }
        id
    }

    /// An element in the system, with an instance of it in a namespace.
    pub(super) fn runs(&mut self, namespace: &str, base: BaseKind, name: &str, properties: Properties) -> ElementId {
        let id = self.element(Some(ElementId(0)), base, name, properties);
        self.place(id, namespace);
        id
    }

    pub(super) fn place(&mut self, element: ElementId, namespace: &str) {
        let Element { name, properties, kind, span, .. } = self.model[element].clone();
        let instance = Instance {
            element,
            node: None,
            cluster: None,
            name: plain_name(&name),
            namespace: namespace.to_owned(),
            emitted: kind.base.runs(),
            managed: None,
            properties,
            domain: None,
            labels: Vec::new(),
            bindings: Vec::new(),
            span,
        };
        self.model[EnvironmentId(0)].instances.push(instance);
    }

    pub(super) fn managed(&mut self, element: ElementId, host: &str, port: Option<u16>) {
        let endpoint = Some(at(Endpoint { host: host.to_owned(), port }));
        for instance in self.model[EnvironmentId(0)].instances.iter_mut().filter(|instance| instance.element == element) {
            instance.managed = Some(Managed { provider: None, endpoint: endpoint.clone(), cidrs: Vec::new(), span: Span::default() });
            instance.emitted = false;
        }
    }

    pub(super) fn relation(&mut self, source: ElementId, element: ElementId, meaning: Meaning, direction: Direction) -> RelationId {
        self.model.relations.push(Relation {
            unit: UnitId(0),
            source,
            target: Target::Element(element),
            element,
            direction,
            meaning,
            label: None,
            tags: Vec::new(),
            protocol: None,
            tech: None,
            port: None,
            route: None,
            timeout: None,
            retry: None,
            breaker: None,
            rate: None,
            access: None,
            asynchronous: false,
            optional: false,
            env: Vec::new(),
            data: None,
            tls: false,
            mtls: false,
            spans: vec![Span::default()],
        });
        let id = RelationId::at(self.model.relations.len() - 1);
        self.bind(id);
        id
    }

    pub(super) fn calls(&mut self, source: ElementId, element: ElementId) -> RelationId {
        self.relation(source, element, Meaning::Call, Direction::Forth)
    }

    fn bind(&mut self, id: RelationId) {
        let relation = &self.model[id];
        let target = self.model[relation.element].broker.unwrap_or(self.model.whole(relation.element));
        let source = self.model.container(relation.source);
        let environment = &self.model[EnvironmentId(0)];
        let Some((instance, callee)) = environment.instances_of(target).next() else { return };
        let listens = engines::listens(self.model[target].kind.base, &callee.properties, Span::default());
        let (value, address) = match (&callee.managed, listens.first()) {
            (Some(Managed { endpoint: Some(endpoint), .. }), _) => {
                (endpoint.host.clone(), Address::Outside { host: endpoint.host.clone(), port: endpoint.port })
            }
            (_, Some(port)) => {
                let value = format!("http://{}.{}.svc.cluster.local:{}", callee.name, callee.namespace, port.published);
                (value, Address::Service { instance, port_name: port.name.clone(), port: port.port, published: port.published })
            }
            _ => return,
        };
        let variable = format!("{}_URL", callee.name.to_uppercase().replace('-', "_"));
        let callers: Vec<InstanceId> = environment.instances_of(source).map(|(id, _)| id).collect();
        for caller in callers {
            let bindings = &mut self.model[EnvironmentId(0)][caller].bindings;
            match bindings.iter_mut().find(|binding| binding.variable == variable) {
                Some(binding) => binding.relations.push(id),
                None => bindings.push(Binding {
                    variable: variable.clone(),
                    value: value.clone(),
                    relations: vec![id],
                    address: address.clone(),
                }),
            }
        }
    }

    pub(super) fn emit(&self) -> Emitted {
        Emitted::of(&self.model, "kubernetes/prod")
    }
}

/// What came out.
pub(crate) struct Emitted {
    pub(super) files: BTreeMap<String, String>,
    pub(crate) objects: Vec<Value>,
    /// What operators make of them.
    pub(super) operated: Vec<Value>,
    pub(super) messages: Vec<String>,
}

impl Emitted {
    /// What a model's manifests are, and the objects that a folder of them comes to.
    pub(crate) fn of(model: &Model, folder: &str) -> Self {
        let (mut artifacts, mut diagnostics) = (ArtifactSet::default(), Diagnostics::default());
        archc::emit::kubernetes::emit(model, &Settings::default(), &Memo::default(), &mut artifacts, &mut diagnostics)
            .expect("paths differ");
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("manifests are text");
        let files: BTreeMap<String, String> = artifacts.iter().map(|(path, artifact)| (path.to_owned(), text(&artifact.bytes))).collect();
        let mut objects = kustomize::build(&files, folder);
        objects.iter_mut().filter(|object| object["kind"] == "NetworkPolicy").for_each(operated::unify);
        let operated = operated::stand_ins(&objects);
        let messages = diagnostics.iter().map(|d| format!("{}: {}", d.code.id, d.message)).collect();
        Self { files, objects, operated, messages }
    }

    pub(super) fn file(&self, path: &str) -> &str {
        self.files.get(path).unwrap_or_else(|| panic!("no {path} among {:?}", self.files.keys()))
    }

    pub(super) fn of_kind<'a>(&'a self, kind: &str) -> impl Iterator<Item = &'a Value> {
        let kind = kind.to_owned();
        self.objects.iter().filter(move |object| object["kind"] == kind.as_str())
    }

    /// All Services, those that operators make among them.
    pub(super) fn services(&self) -> impl Iterator<Item = &Value> {
        self.of_kind("Service").chain(self.operated.iter().filter(|made| made["kind"] == "Service"))
    }

    pub(super) fn object(&self, kind: &str, name: &str) -> &Value {
        self.of_kind(kind).find(|object| object["metadata"]["name"] == name).unwrap_or_else(|| panic!("no {kind} {name}"))
    }
}
