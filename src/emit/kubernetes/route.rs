//! Routes from outside to what is exposed under a host and path: those of the Gateway API, or an Ingress where settings ask for it.

use super::custom::{
    BackendRef, Custom, ParentRef, RouteMatch, RouteRetry, RouteRule, RouteSpec, RouteTimeouts, TargetRef, TlsSpec, TlsValidation,
};
use super::object::{self, Labels, Object};
use super::site::{Part, Site, Workload};
use crate::model::Relation;
use crate::model::properties::{Exposure, Listen, Protocol};
use crate::model::quantity::Millis;
use crate::settings::{Channel, Ingress as Kind};
use indexmap::IndexMap;
use k8s_openapi::api::networking::v1 as networking;

/// The port that routes of a workload go to, if it has routes and such a port: the first that speaks HTTP, else gRPC.
pub(super) fn routed<'w>(workload: &'w Workload<'_>) -> Option<&'w Listen> {
    routes(workload).next()?;
    let speaks = |wanted: &[Protocol]| workload.listens().find(|listen| wanted.contains(&listen.protocol));
    speaks(&[Protocol::Http, Protocol::Ws]).or_else(|| speaks(&[Protocol::Https])).or_else(|| speaks(&[Protocol::Grpc]))
}

fn routes<'m>(workload: &Workload<'m>) -> impl Iterator<Item = (&'m str, &'m str)> {
    let exposes = workload.parts.iter().flat_map(Part::all).flat_map(|properties| &properties.exposes).collect::<Vec<_>>();
    exposes.into_iter().filter_map(|expose| match &expose.what {
        Exposure::Route { path, host } => Some((path.as_str(), host.as_str())),
        Exposure::Port { .. } => None,
    })
}

/// What leads to a workload from outside.
pub(super) fn objects(site: &Site<'_>, workload: &Workload<'_>, labels: &Labels) -> Vec<Object> {
    let Some(listen) = routed(workload) else { return Vec::new() };
    let mut hosts: IndexMap<&str, Vec<&str>> = IndexMap::new();
    for (path, host) in routes(workload) {
        let paths = hosts.entry(host).or_default();
        if !paths.contains(&path) {
            paths.push(path);
        }
    }
    if site.settings.ingress == Kind::Ingress {
        return vec![ingress(site, workload, labels, listen, &hosts)];
    }
    let single = hosts.len() == 1;
    let encrypted = (listen.protocol == Protocol::Https).then(|| tls(workload, labels, listen, hosts.keys().copied()));
    let routes = hosts.into_iter().map(|(host, paths)| route(site, workload, labels, listen, host, &paths, single));
    routes.chain(encrypted).collect()
}

fn route(site: &Site<'_>, workload: &Workload<'_>, labels: &Labels, listen: &Listen, host: &str, paths: &[&str], single: bool) -> Object {
    let grpc = listen.protocol == Protocol::Grpc;
    let instance = workload.instance;
    let name = if single { instance.name.clone() } else { format!("{}-{}", instance.name, object::hash([host])) };
    let gateway = &site.settings.gateway;
    let backend = || vec![BackendRef { name: instance.name.clone(), port: listen.published }];
    let matches = |path: &&str| match *path {
        "/" if grpc => None,
        path if grpc => Some(RouteMatch::Method { service: path.trim_matches('/').to_owned() }),
        path => Some(RouteMatch::Path { r#type: "PathPrefix", value: path.to_owned() }),
    };
    let everything = grpc && paths.contains(&"/");
    let matches = if everything { Vec::new() } else { paths.iter().filter_map(matches).collect() };
    let (timeouts, retry) = if grpc { (None, None) } else { patience(site, workload) };
    let spec = RouteSpec {
        parent_refs: vec![ParentRef { name: gateway.name.clone(), namespace: gateway.namespace.clone() }],
        hostnames: vec![host.to_owned()],
        rules: vec![RouteRule { matches, backend_refs: backend(), timeouts, retry }],
    };
    let metadata = object::metadata(&name, &instance.namespace, labels);
    let kind = if grpc { "GRPCRoute" } else { "HTTPRoute" };
    Object::of(&Custom { api_version: "gateway.networking.k8s.io/v1", kind, metadata, spec })
}

/// How long those outside wait, and how often they try again: as the relations say from which the requests come, the most patient one
/// of them. Trying again is an experiment of the Gateway API yet, and so are routes for gRPC that know of time.
fn patience(site: &Site<'_>, workload: &Workload<'_>) -> (Option<RouteTimeouts>, Option<RouteRetry>) {
    let relations: Vec<&Relation> = site.entering(workload.instance.element).collect();
    let longest = relations.iter().filter_map(|relation| relation.timeout.as_ref()).map(|timeout| timeout.value).max();
    let retries = relations.iter().filter_map(|relation| relation.retry.as_ref()).map(|retry| retry.value);
    let retry = retries.max_by_key(|retry| retry.attempts).filter(|_| site.settings.gateway.channel == Channel::Experimental);
    let retry = retry.map(|retry| RouteRetry { attempts: retry.attempts, backoff: retry.backoff.map(duration) });
    (longest.map(|longest| RouteTimeouts { request: duration(longest) }), retry)
}

/// A duration as the Gateway API takes it: up to four whole numbers with their units.
fn duration(Millis(millis): Millis) -> String {
    let parts = [(millis / 3_600_000, "h"), (millis / 60_000 % 60, "m"), (millis / 1000 % 60, "s"), (millis % 1000, "ms")];
    let written: String = parts.iter().filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count}{unit}")).collect();
    if written.is_empty() { "0s".to_owned() } else { written }
}

/// Has the gateway speak TLS with what speaks nothing else, under the name that it is exposed as.
fn tls<'h>(workload: &Workload<'_>, labels: &Labels, listen: &Listen, mut hosts: impl Iterator<Item = &'h str>) -> Object {
    let name = &workload.instance.name;
    let hostname = hosts.find(|host| !host.starts_with('*')).unwrap_or(name).to_owned();
    let spec = TlsSpec {
        target_refs: vec![TargetRef { group: "", kind: "Service", name: name.clone(), section_name: listen.name.clone() }],
        validation: TlsValidation { hostname, well_known_ca: "System" },
    };
    let metadata = object::metadata(name, &workload.instance.namespace, labels);
    Object::of(&Custom { api_version: "gateway.networking.k8s.io/v1", kind: "BackendTLSPolicy", metadata, spec })
}

fn ingress(site: &Site<'_>, workload: &Workload<'_>, labels: &Labels, listen: &Listen, hosts: &IndexMap<&str, Vec<&str>>) -> Object {
    let name = &workload.instance.name;
    let port = networking::ServiceBackendPort { name: Some(listen.name.clone()), number: None };
    let backend = networking::IngressBackend {
        service: Some(networking::IngressServiceBackend { name: name.clone(), port: Some(port) }),
        resource: None,
    };
    let path = |path: &&str| networking::HTTPIngressPath {
        backend: backend.clone(),
        path: Some((*path).to_owned()),
        path_type: "Prefix".to_owned(),
    };
    let rules = hosts.iter().map(|(host, paths)| networking::IngressRule {
        host: Some((*host).to_owned()),
        http: Some(networking::HTTPIngressRuleValue { paths: paths.iter().map(path).collect() }),
    });
    let all = hosts.keys().map(|host| (*host).to_owned()).collect();
    let spec = networking::IngressSpec {
        ingress_class_name: Some(site.settings.gateway.name.clone()),
        rules: Some(rules.collect()),
        tls: Some(vec![networking::IngressTLS { hosts: Some(all), secret_name: Some(format!("{name}-tls")) }]),
        default_backend: None,
    };
    let metadata = object::metadata(name, &workload.instance.namespace, labels);
    Object::of(&networking::Ingress { metadata, spec: Some(spec), status: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_whole_numbers_with_units() {
        let written = [0, 1500, 2000, 90_000, 3_661_001].map(|millis| duration(Millis(millis)));
        assert_eq!(written, ["0s", "1s500ms", "2s", "1m30s", "1h1m1s1ms"]);
    }
}
