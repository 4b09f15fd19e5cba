//! Where the target of a relation is reached: by a Service here, by one of an imported program, or outside.

use super::super::super::{
    BaseKind, Call, Direction, Element, ElementId, Environment, Instance, InstanceId, Meaning, Model, NodeId, Properties, Relation, Target,
    UnitId,
};
use crate::diag::{Diagnostic, codes};
use crate::model::deployment::{Address, Endpoint, Managed};
use crate::model::engines;
use crate::model::ids::EnvironmentId;
use crate::model::properties::{Listen, Protocol};
use std::collections::BTreeMap;

/// A target as somebody reaches it.
#[derive(Clone, Debug)]
pub(super) struct Reached {
    pub address: Address,
    pub host: String,
    pub port: Option<u16>,
    pub url: String,
    /// Whether its address is `host:port` rather than a URL.
    pub plain: bool,
    /// Whether the relation says which port it means, by its name, an operation or a protocol.
    pub precise: bool,
}

/// Why somebody is told no address.
pub(super) enum Unreached {
    /// There is none to be told: a person, a box, something outside without a `url`.
    Nowhere,
    /// It stands nowhere in the environment.
    Missing(ElementId),
    /// Somebody else runs it, and nobody says where.
    Endpoint(Managed),
    /// Something is wrong.
    Wrong(Box<Diagnostic>),
}

impl From<Diagnostic> for Unreached {
    fn from(report: Diagnostic) -> Self {
        Self::Wrong(Box::new(report))
    }
}

/// What stands in each environment, by its element.
pub(super) struct Standings(Vec<BTreeMap<ElementId, Vec<InstanceId>>>);

impl Standings {
    /// Of all environments.
    pub(super) fn new(model: &Model) -> Self {
        let of = |environment: &Environment| {
            let mut all: BTreeMap<ElementId, Vec<InstanceId>> = BTreeMap::new();
            for (id, instance) in environment.placed() {
                all.entry(instance.element).or_default().push(id);
            }
            all
        };
        Self(model.environments.iter().map(of).collect())
    }

    /// An element wherever it stands in an environment.
    pub(super) fn of(&self, environment: EnvironmentId, element: ElementId) -> impl Iterator<Item = InstanceId> {
        let all = self.0.get(environment.index()).and_then(|all| all.get(&element));
        all.into_iter().flatten().copied()
    }
}

/// The one who is to be told an address.
#[derive(Clone, Copy)]
pub(super) struct Caller<'m> {
    pub model: &'m Model,
    pub standings: &'m Standings,
    pub id: EnvironmentId,
    pub environment: &'m Environment,
    pub instance: &'m Instance,
}

/// Where something stands that is called: in which environment, as which instance.
#[derive(Clone, Copy)]
struct Standing<'m> {
    id: EnvironmentId,
    environment: &'m Environment,
    instance_id: InstanceId,
    instance: &'m Instance,
}

impl<'m> Caller<'m> {
    /// Where the target of a relation is reached.
    pub(super) fn reach(&self, relation: &Relation) -> Result<Reached, Unreached> {
        let model = self.model;
        let target = &model[relation.element];
        let whole = model.whole(relation.element);
        if target.kind.base == BaseKind::Person || whole == model.whole(self.instance.element) {
            return Err(Unreached::Nowhere);
        }
        let (id, environment) =
            if target.unit == UnitId(0) { (self.id, self.environment) } else { self.environment_of(target.unit, relation)? };
        if target.external {
            let mut all = self.standings.of(id, whole).map(|at| &environment[at]);
            let managed = all.find_map(|instance| Some((instance, instance.managed.as_ref()?)));
            return match managed {
                Some((instance, managed)) => self.outside(relation, managed, instance),
                None => self.by_url(relation),
            };
        }
        if target.kind.base.is_box() {
            return Err(Unreached::Nowhere);
        }
        let stands = |element: ElementId| self.nearest(id, environment, element);
        let standing = if target.kind.base.is_channel() {
            let own = stands(relation.element);
            let broker = target.broker.ok_or(Unreached::Nowhere)?;
            match own.filter(|own| own.instance.managed.is_some()) {
                Some(own) => own,
                None if own.is_none() => return Err(Unreached::Missing(relation.element)),
                None => stands(broker).ok_or(Unreached::Missing(broker))?,
            }
        } else {
            stands(whole).ok_or(Unreached::Missing(whole))?
        };
        match &standing.instance.managed {
            Some(managed) => self.outside(relation, managed, standing.instance),
            None => self.by_service(relation, standing),
        }
    }

    /// The environment of an imported program that this one's addresses come from.
    fn environment_of(&self, unit: UnitId, relation: &Relation) -> Result<(EnvironmentId, &'m Environment), Unreached> {
        let model = self.model;
        let all = model.environments.iter().enumerate().map(|(index, environment)| (EnvironmentId::at(index), environment));
        let of_unit: Vec<(EnvironmentId, &Environment)> = all.filter(|(_, environment)| environment.unit == unit).collect();
        let named = |name: &str| of_unit.iter().find(|(_, environment)| environment.name == name).copied();
        let only = || if let [only] = of_unit.as_slice() { Some(*only) } else { None };
        if let Some(found) = named(&self.environment.name).or_else(|| named("default")).or_else(only) {
            return Ok(found);
        }
        let path = &model[unit].path;
        let message = format!("`{path}` has no environment `{}` to take addresses from", self.environment.name);
        let names: Vec<String> = of_unit.iter().map(|(_, environment)| format!("`{}`", environment.name)).collect();
        let mut report = Diagnostic::error(&codes::deployment::NO_ENVIRONMENT, self.place(relation), message);
        if let Some(span) = self.environment.span {
            report = report.also(span, "the environment here");
        }
        let help = format!("it declares {}: give one of them this name, or call one of them `default`", names.join(", "));
        Err(report.help(help).into())
    }

    fn place(&self, relation: &Relation) -> crate::source::Span {
        relation.spans.first().copied().unwrap_or(self.model[relation.source].span)
    }

    /// The nearest place where an element stands: in the same namespace, in the same cluster, under the same nodes, else
    /// the first. What nobody can reach by a Service comes last.
    fn nearest(&self, id: EnvironmentId, environment: &'m Environment, element: ElementId) -> Option<Standing<'m>> {
        let from = self.instance;
        let round: Vec<NodeId> = self.environment.outwards(from.node).collect();
        let near = |instance: &Instance| {
            let reachable = instance.managed.is_some() || environment.is_in_kubernetes(instance.node);
            let same_cluster = id != self.id || instance.cluster == from.cluster;
            let same_namespace = instance.namespace == from.namespace;
            let shared = if id == self.id { environment.outwards(instance.node).filter(|at| round.contains(at)).count() } else { 0 };
            (!reachable, !(same_cluster && same_namespace), !same_cluster, std::cmp::Reverse(shared))
        };
        let nearest = self.standings.of(id, element).min_by_key(|at| near(&environment[*at]));
        nearest.map(|instance_id| Standing { id, environment, instance_id, instance: &environment[instance_id] })
    }

    /// Whether an instance stands in another cluster than the caller.
    pub(super) fn is_far(&self, reached: &Reached) -> Option<&'m Instance> {
        match &reached.address {
            Address::Service { instance, .. } => {
                Some(&self.environment[*instance]).filter(|instance| instance.cluster != self.instance.cluster)
            }
            _ => None,
        }
    }

    fn by_service(&self, relation: &Relation, standing: Standing<'m>) -> Result<Reached, Unreached> {
        let Standing { id, environment, instance_id, instance } = standing;
        let model = self.model;
        let element = &model[instance.element];
        if !environment.is_in_kubernetes(instance.node) {
            return if self.url_of(relation.element).is_some() { self.by_url(relation) } else { Err(self.bare(relation, standing).into()) };
        }
        let listens = pod_listens(model, instance, relation.element);
        let (listen, precise) = self.listen(relation, &listens, element)?;
        // A store's Service has no address of its own: its name stands for the pods, so their port counts.
        let headless = element.kind.base.is_store() || element.kind.base == BaseKind::Broker;
        let published = if headless { listen.port } else { listen.published };
        let port_name = listen.name.clone();
        let port = listen.port;
        let own = id == self.id;
        let near = own && instance.namespace == self.instance.namespace && instance.cluster == self.instance.cluster;
        let operator = engines::operator(element.kind.base, &instance.properties);
        let service = operator.map_or_else(|| instance.name.clone(), |operator| operator.service(&instance.name));
        let host = if near { service } else { format!("{service}.{}.svc.cluster.local", instance.namespace) };
        let address = if own {
            Address::Service { instance: instance_id, port_name, port, published }
        } else {
            Address::Imported { environment: id, instance: instance_id, port_name, port, published }
        };
        let endpoint = Endpoint { host, port: Some(published) };
        let name = runtime_name(element, &instance.properties);
        let url = store_url(element.kind.base, &instance.properties, &name, &endpoint);
        let url = url.unwrap_or_else(|| plain_url(listen.protocol, &endpoint));
        let plain = !element.kind.base.is_store() && (headless || !is_web(listen.protocol));
        Ok(Reached { address, host: endpoint.host, port: endpoint.port, url, plain, precise })
    }

    /// The port that a relation means, and whether it says so.
    fn listen<'l>(&self, relation: &Relation, listens: &'l [Listen], element: &Element) -> Result<(&'l Listen, bool), Unreached> {
        let named = relation.port.as_ref().map(|port| (port, listens.iter().find(|listen| listen.name == port.value)));
        match named {
            Some((_, Some(listen))) => return Ok((listen, true)),
            Some((port, None)) if !listens.is_empty() => {
                let message = format!("`{}` has no port `{}`", element.name, port.value);
                let names: Vec<String> = listens.iter().map(|listen| format!("`{}`", listen.name)).collect();
                let report = Diagnostic::error(&codes::deployment::UNKNOWN_PORT, port.span, message).also(element.span, "declared here");
                let report = report.help(format!("its ports are called {}", names.join(", ")));
                return Err(report.into());
            }
            _ => {}
        }
        let by_operation = match relation.target {
            Target::Operation(id) => match self.model[id].call {
                Call::Http { .. } => &[Protocol::Http, Protocol::Https, Protocol::Ws][..],
                Call::Rpc { .. } => &[Protocol::Grpc][..],
            },
            _ => &[][..],
        };
        let said = relation.protocol.as_ref().and_then(|protocol| Protocol::from_word(&protocol.value));
        let fits = |listen: &&Listen| by_operation.contains(&listen.protocol);
        let precise = listens.iter().find(fits).or_else(|| listens.iter().find(|listen| Some(listen.protocol) == said));
        let first = listens.first().ok_or_else(|| self.deaf(relation, element))?;
        Ok(precise.map_or((first, false), |listen| (listen, true)))
    }

    fn deaf(&self, relation: &Relation, element: &Element) -> Unreached {
        let caller = &self.model[self.model.container(relation.source)];
        let message = format!("`{}` {} `{}`, which listens on nothing", caller.name, verb(relation), element.name);
        let report = Diagnostic::error(&codes::deployment::NOTHING_LISTENS, self.place(relation), message);
        let unknown = element.properties.engine.as_ref().filter(|engine| engines::find(&engine.name).is_none());
        let help = match unknown {
            Some(engine) => format!("the port of the engine `{}` is not known: say it, as in `listen tcp 5432`", engine.name),
            None => "say where it is reached, as in `listen http 8080`".to_owned(),
        };
        report.also(element.span, "declared here").help(help).into()
    }

    fn bare(&self, relation: &Relation, standing: Standing<'m>) -> Diagnostic {
        let callee = &self.model[standing.instance.element];
        let caller = &self.model[self.model.container(relation.source)];
        let verb = verb(relation);
        let message = format!("`{}` {verb} `{}`, which stands in a bare node and has no address", caller.name, callee.name);
        let report = Diagnostic::error(&codes::deployment::NO_ADDRESS, self.place(relation), message);
        let report = report.also(standing.instance.span, "it stands here");
        report.help("say where it is reached by its `url`, or put it into a cluster")
    }

    /// Where somebody else runs a store, broker or channel.
    fn outside(&self, relation: &Relation, managed: &Managed, instance: &Instance) -> Result<Reached, Unreached> {
        let Some(endpoint) = &managed.endpoint else { return Err(Unreached::Endpoint(managed.clone())) };
        let element = &self.model[instance.element];
        let base = element.kind.base;
        let own = &instance.properties;
        // A channel that names no engine is of its broker's.
        let broker = element.broker.filter(|_| base.is_channel() && own.engine.is_none());
        let said = broker.map_or(own, |broker| &self.model[broker].properties);
        let listens = engines::listens(base, said, element.span);
        let port = endpoint.port.or_else(|| listens.first().map(|listen| listen.port));
        let endpoint = Endpoint { host: endpoint.host.clone(), port };
        let protocol = listens.first().map_or(Protocol::Tcp, |listen| listen.protocol);
        let url = store_url(base, said, &runtime_name(element, own), &endpoint).unwrap_or_else(|| plain_url(protocol, &endpoint));
        let address = Address::Outside { host: endpoint.host.clone(), port };
        let precise = relation.port.is_some();
        Ok(Reached { address, host: endpoint.host, port, url, plain: !base.is_store(), precise })
    }

    /// The `url` of an element, or of what it stands in.
    fn url_of(&self, element: ElementId) -> Option<&'m str> {
        let model = self.model;
        model.outwards(element).find_map(|at| model[at].properties.url.as_ref()).map(|url| url.value.as_str())
    }

    fn by_url(&self, relation: &Relation) -> Result<Reached, Unreached> {
        let url = self.url_of(relation.element).ok_or(Unreached::Nowhere)?;
        let endpoint = split_url(url).ok_or(Unreached::Nowhere)?;
        let said = relation.protocol.as_ref().and_then(|protocol| Protocol::from_word(&protocol.value));
        let rpc = matches!(relation.target, Target::Operation(id) if matches!(self.model[id].call, Call::Rpc { .. }));
        let plain = rpc || said.is_some_and(|protocol| !is_web(protocol));
        let address = Address::Outside { host: endpoint.host.clone(), port: endpoint.port };
        Ok(Reached { address, host: endpoint.host, port: endpoint.port, url: url.to_owned(), plain, precise: rpc || said.is_some() })
    }
}

/// All that a pod listens on: its own container first, then its components; names are unique. What the target itself
/// listens on comes before the rest.
fn pod_listens(model: &Model, instance: &Instance, target: ElementId) -> Vec<Listen> {
    let element = &model[instance.element];
    let mut parts = vec![engines::listens(element.kind.base, &instance.properties, element.span)];
    gather(model, element, 0, &mut parts);
    let mut all: Vec<Listen> = Vec::new();
    for mut listen in parts.into_iter().flatten() {
        if all.iter().any(|other| other.name == listen.name) {
            listen.name = format!("{}-{}", listen.protocol.word(), listen.port);
        }
        all.push(listen);
    }
    if target != instance.element && model[target].kind.base == BaseKind::Component {
        let own = &model[target].properties.listens;
        all.sort_by_key(|listen| !own.iter().any(|other| other.port == listen.port));
    }
    all
}

/// Adds what components listen on: to the container round them, or as containers of their own.
fn gather(model: &Model, element: &Element, into: usize, parts: &mut Vec<Vec<Listen>>) {
    for component in element.children.iter().map(|child| &model[*child]) {
        if component.kind.base != BaseKind::Component || component.external {
            continue;
        }
        let own = component.properties.listens.clone();
        let index = if component.properties.image.is_some() {
            parts.push(own);
            parts.len() - 1
        } else {
            if let Some(part) = parts.get_mut(into) {
                part.extend(own);
            }
            into
        };
        gather(model, component, index, parts);
    }
}

fn is_web(protocol: Protocol) -> bool {
    matches!(protocol, Protocol::Http | Protocol::Https | Protocol::Ws)
}

/// `host:port`, or the host alone where the port is not known.
pub(super) fn host_and_port(host: &str, port: Option<u16>) -> String {
    port.map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

fn plain_url(protocol: Protocol, endpoint: &Endpoint) -> String {
    format!("{}://{}", protocol.word(), host_and_port(&endpoint.host, endpoint.port))
}

/// The URL of a store, broker or channel: its engine's scheme, and behind the address the name of what is meant where the
/// engine has names.
fn store_url(base: BaseKind, properties: &Properties, name: &str, endpoint: &Endpoint) -> Option<String> {
    if !base.is_store() && !base.is_channel() && base != BaseKind::Broker {
        return None;
    }
    let engine = engines::of(base, properties);
    let scheme = engine.map(|engine| engine.scheme).or(properties.engine.as_ref().map(|engine| engine.name.as_str()))?;
    let named = engine.map_or(base == BaseKind::Database, |engine| engine.named);
    let at = host_and_port(&endpoint.host, endpoint.port);
    Some(if named { format!("{scheme}://{at}/{name}") } else { format!("{scheme}://{at}") })
}

/// What an element is called at run time.
pub(super) fn runtime_name(element: &Element, properties: &Properties) -> String {
    properties.runtime_name.as_ref().map_or_else(|| element.name.clone(), |name| name.value.clone())
}

/// What a caller does with its target.
pub(super) fn verb(relation: &Relation) -> &'static str {
    match (relation.meaning, relation.direction) {
        (Meaning::Call, _) => "calls",
        (Meaning::Access, _) => "uses",
        (Meaning::Message, Direction::Forth) => "sends to",
        (Meaning::Message, Direction::Back) => "receives from",
    }
}

/// Host and port of a URL; the port is the scheme's own where it is not written.
fn split_url(url: &str) -> Option<Endpoint> {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let authority = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let usual = match scheme {
        "http" | "ws" => Some(80),
        "https" | "wss" => Some(443),
        _ => None,
    };
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, port.parse().ok()),
        _ => (authority, None),
    };
    (!host.is_empty()).then(|| Endpoint { host: host.to_owned(), port: port.or(usual) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_name_hosts_and_ports() {
        let split = |url| split_url(url).map(|endpoint| (endpoint.host, endpoint.port));
        assert_eq!(split("https://api.stripe.com"), Some(("api.stripe.com".into(), Some(443))));
        assert_eq!(split("http://user@a:81/x?y"), Some(("a".into(), Some(81))));
        assert_eq!(split("tcp://a.b"), Some(("a.b".into(), None)));
        assert_eq!(split("http://[::1]:8080/"), Some(("[::1]".into(), Some(8080))));
        assert_eq!(split("http://[::1]"), Some(("[::1]".into(), Some(80))));
        assert_eq!(split("https:///x"), None);
    }
}
