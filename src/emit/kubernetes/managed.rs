//! Names inside the cluster for what somebody else runs outside: what is configured by hand finds it there under the name that it has
//! where the cluster runs it.

use super::object::{self, Labels, NAME, Object};
use super::site::{Site, Workload};
use super::tree::{self, Placed};
use crate::model::engines;
use k8s_openapi::api::core::v1::{Service, ServicePort, ServiceSpec};
use std::collections::BTreeMap;
use std::net::IpAddr;

/// A Service for each managed thing, in each namespace that something reaches it from. An address has no such name: only hosts do.
pub(super) fn aliases(site: &Site<'_>, workloads: &[Workload<'_>], own: &BTreeMap<String, Labels>) -> Vec<Placed> {
    let mut aliases: BTreeMap<(String, String), Placed> = BTreeMap::new();
    for workload in workloads {
        for (_, relation) in site.relations(workload) {
            let Some(instance) = site.managed_instance(relation) else { continue };
            let Some(endpoint) = instance.managed.as_ref().and_then(|managed| managed.endpoint.as_ref()) else { continue };
            if endpoint.host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok() {
                continue;
            }
            let namespace = &workload.instance.namespace;
            let key = (namespace.clone(), instance.name.clone());
            aliases.entry(key).or_insert_with(|| {
                let element = &site.model[instance.element];
                let listens = engines::listens(element.kind.base, &instance.properties, element.span);
                let first = listens.first();
                let port = endpoint.port.or_else(|| first.map(|listen| listen.port)).map(|port| ServicePort {
                    name: first.map(|listen| listen.name.clone()),
                    port: i32::from(port),
                    protocol: Some("TCP".to_owned()),
                    ..ServicePort::default()
                });
                let spec = ServiceSpec {
                    external_name: Some(endpoint.host.clone()),
                    ports: port.map(|port| vec![port]),
                    type_: Some("ExternalName".to_owned()),
                    ..ServiceSpec::default()
                };
                let mut labels = own.get(namespace).cloned().unwrap_or_default();
                labels.extend([
                    (NAME.to_owned(), instance.name.clone()),
                    ("app.kubernetes.io/component".to_owned(), element.kind.base.word().to_owned()),
                    ("app.kubernetes.io/part-of".to_owned(), tree::part_of(site.model, element)),
                ]);
                labels.extend(element.owner.as_ref().map(|owner| ("owner".to_owned(), site.model[owner.value].name.clone())));
                let service = Service { metadata: object::metadata(&instance.name, namespace, &labels), spec: Some(spec), status: None };
                let file = format!("{namespace}/{}.yaml", instance.name);
                Placed { of: Some(instance.element), file, object: Object::of(&service) }
            });
        }
    }
    aliases.into_values().collect()
}
