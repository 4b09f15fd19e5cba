//! Stores that an operator runs: what it is told instead of being handed pods, and how what it makes of that is found.

mod cnpg;
mod strimzi;

use super::object::{Labels, NAME, Object};
use super::site::{Site, Workload};
use crate::model::scheduling::Operator;
use crate::model::{Instance, Model, engines};
use crate::settings::Namespaces;

pub(super) use cnpg::image as cnpg_image;
pub(super) use strimzi::Client;

/// The user and group of `CloudNativePG`'s images.
pub(super) const CNPG_USER: u32 = 26;

/// A label that finds the pods of an instance: that of all workloads, or the one that its operator gives them.
pub(super) fn selection(operator: Option<Operator>, name: &str) -> (&'static str, String) {
    match operator {
        None => (NAME, name.to_owned()),
        Some(Operator::Cnpg) => ("cnpg.io/cluster", name.to_owned()),
        Some(Operator::Strimzi) => ("strimzi.io/name", format!("{name}-kafka")),
    }
}

/// The operator that runs an instance.
pub(super) fn of(model: &Model, instance: &Instance) -> Option<Operator> {
    engines::operator(model[instance.element].kind.base, &instance.properties)
}

/// The Service at which an instance is reached.
pub(super) fn service(model: &Model, instance: &Instance) -> String {
    of(model, instance).map_or_else(|| instance.name.clone(), |operator| operator.service(&instance.name))
}

/// Ports on which only members and the operator itself talk to what it runs.
pub(super) fn inner_ports(operator: Operator) -> &'static [u16] {
    match operator {
        Operator::Cnpg => &[5432, 8000],
        Operator::Strimzi => &[8443, 9090, 9091],
    }
}

/// The namespace in which an operator runs.
pub(super) fn namespace(operator: Operator, namespaces: &Namespaces) -> &str {
    match operator {
        Operator::Cnpg => &namespaces.cnpg,
        Operator::Strimzi => &namespaces.strimzi,
    }
}

/// What an operator is told. `clients` are those who may talk to it.
pub(super) fn objects(site: &Site<'_>, workload: &Workload<'_>, operator: Operator, labels: &Labels, clients: Vec<Client>) -> Vec<Object> {
    match operator {
        Operator::Cnpg => vec![cnpg::cluster(workload, labels)],
        Operator::Strimzi => strimzi::objects(site, workload, labels, clients),
    }
}
