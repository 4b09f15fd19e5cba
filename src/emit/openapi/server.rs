//! Where an API is reached: at the hosts that its element, or a gateway before it, is exposed on in each environment.

use super::spec::Server;
use crate::model::properties::Exposure;
use crate::model::{Api, BaseKind, ElementId, Environment, Model};

/// The servers of an API, environment by environment; the path alone where nothing says more.
pub fn servers(model: &Model, api: &Api) -> Vec<Server> {
    let base = base(api);
    let mut servers: Vec<Server> = Vec::new();
    for environment in &model.environments {
        for host in hosts(model, environment, api.element, base) {
            let url = format!("https://{host}{base}");
            match servers.iter_mut().find(|server| server.url == url) {
                Some(known) if known.description != environment.title => {
                    known.description = format!("{}, {}", known.description, environment.title);
                }
                Some(_) => {}
                None => servers.push(Server { url, description: environment.title.clone() }),
            }
        }
    }
    if servers.is_empty() {
        let url = if base.is_empty() { "/" } else { base };
        servers.push(Server { url: url.to_owned(), description: "Wherever it is installed.".to_owned() });
    }
    servers
}

/// The path before all of an API's paths, without a slash at its end.
fn base(api: &Api) -> &str {
    api.base.as_ref().map_or("", |base| base.trim_end_matches('/'))
}

fn hosts(model: &Model, environment: &Environment, element: ElementId, base: &str) -> Vec<String> {
    let mut hosts = exposed(environment, &around(model, element), base);
    for relation in &model.relations {
        let gateway = relation.source;
        let routed = relation.route.as_ref().is_some_and(|route| overlap(route, base));
        if relation.element == element && routed && model[gateway].kind.base == BaseKind::Gateway {
            hosts.extend(exposed(environment, &around(model, gateway), base));
        }
    }
    hosts
}

/// An element and what it is a part of: what is exposed of the whole is exposed of the part.
fn around(model: &Model, element: ElementId) -> Vec<ElementId> {
    let mut chain = vec![element];
    let mut part = &model[element];
    while part.kind.base == BaseKind::Component
        && let Some(parent) = part.parent
    {
        chain.push(parent);
        part = &model[parent];
    }
    chain
}

fn exposed(environment: &Environment, elements: &[ElementId], base: &str) -> Vec<String> {
    let instances = environment.instances.iter().filter(|instance| elements.contains(&instance.element));
    let routes = instances.flat_map(|instance| &instance.properties.exposes);
    routes
        .filter_map(|expose| match &expose.what {
            Exposure::Route { path, host } if overlap(path, base) => Some(host.clone()),
            _ => None,
        })
        .collect()
}

/// Whether one of two path prefixes is below the other.
fn overlap(a: &str, b: &str) -> bool {
    let parts = |path: &'_ str| path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    parts(a).iter().zip(&parts(b)).all(|(a, b)| a == b)
}

#[cfg(test)]
mod tests {
    use super::overlap;

    #[test]
    fn prefixes_overlap_by_whole_segments() {
        for (a, b, expected) in [("/", "/v1", true), ("/v1", "", true), ("/v1/a", "/v1", true), ("/v", "/v1", false), ("/a", "/b", false)] {
            assert_eq!(overlap(a, b), expected, "{a} {b}");
        }
    }
}
