//! Routes from a Gateway to what is exposed under a host and path.

use super::custom::{BackendRef, Custom, ParentRef, RouteMatch, RouteRule, RouteSpec};
use super::object::{self, Labels, Object};
use super::site::{Part, Site, Workload};
use crate::model::properties::{Exposure, Listen, Protocol};
use indexmap::IndexMap;

/// The port that routes of a workload go to, if it has routes and such a port: the first that speaks HTTP, else gRPC.
pub(super) fn routed<'w>(workload: &'w Workload<'_>) -> Option<&'w Listen> {
    routes(workload).next()?;
    let speaks = |wanted: &[Protocol]| workload.listens().find(|listen| wanted.contains(&listen.protocol));
    speaks(&[Protocol::Http, Protocol::Ws, Protocol::Https]).or_else(|| speaks(&[Protocol::Grpc]))
}

fn routes<'m>(workload: &Workload<'m>) -> impl Iterator<Item = (&'m str, &'m str)> {
    let exposes = workload.parts.iter().flat_map(Part::all).flat_map(|properties| &properties.exposes).collect::<Vec<_>>();
    exposes.into_iter().filter_map(|expose| match &expose.what {
        Exposure::Route { path, host } => Some((path.as_str(), host.as_str())),
        Exposure::Port { .. } => None,
    })
}

/// The routes of a workload, one for each host.
pub(super) fn objects(site: &Site<'_>, workload: &Workload<'_>, labels: &Labels) -> Vec<Object> {
    let Some(listen) = routed(workload) else { return Vec::new() };
    let mut hosts: IndexMap<&str, Vec<&str>> = IndexMap::new();
    for (path, host) in routes(workload) {
        let paths = hosts.entry(host).or_default();
        if !paths.contains(&path) {
            paths.push(path);
        }
    }
    let single = hosts.len() == 1;
    hosts.into_iter().map(|(host, paths)| route(site, workload, labels, listen, host, &paths, single)).collect()
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
    let spec = RouteSpec {
        parent_refs: vec![ParentRef { name: gateway.name.clone(), namespace: gateway.namespace.clone() }],
        hostnames: vec![host.to_owned()],
        rules: vec![RouteRule { matches, backend_refs: backend() }],
    };
    let metadata = object::metadata(&name, &instance.namespace, labels);
    let kind = if grpc { "GRPCRoute" } else { "HTTPRoute" };
    Object::of(&Custom { api_version: "gateway.networking.k8s.io/v1", kind, metadata, spec })
}
