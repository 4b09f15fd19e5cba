//! What stands beside a pod: the Services that lead to it, its service account, and how many may be taken away at once.

use super::Findings;
use super::container::transport;
use super::object::{self, Labels, NAME, Object, one, selector, some};
use super::site::{Part, Runs, Workload};
use crate::diag::Diagnostic;
use crate::diag::codes::emit::PORTS;
use crate::model::properties::{Exposure, Listen, Protocol};
use k8s_openapi::api::core::v1::{Service, ServiceAccount, ServicePort, ServiceSpec};
use k8s_openapi::api::policy::v1::{PodDisruptionBudget, PodDisruptionBudgetSpec};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

/// The workload's service account: an identity without a token.
pub(super) fn account(workload: &Workload<'_>) -> Object {
    let metadata = object::named(&workload.instance.name, &workload.instance.namespace);
    Object::of(&ServiceAccount { metadata, automount_service_account_token: Some(false), ..ServiceAccount::default() })
}

/// The Service behind which the workload listens, if it listens.
pub(super) fn service(workload: &Workload<'_>, findings: &mut Findings) -> Option<Object> {
    let listens: Vec<&Listen> = workload.listens().collect();
    if listens.is_empty() {
        return None;
    }
    check_ports(workload, &listens, findings);
    let headless = workload.is_store();
    let together = workload.engine.is_some_and(|engine| !engine.peers.is_empty());
    let spec = ServiceSpec {
        cluster_ip: headless.then(|| "None".to_owned()),
        publish_not_ready_addresses: (headless && together).then_some(true),
        ports: some(listens.into_iter().map(port).collect::<Vec<_>>()),
        selector: Some(one(NAME, &workload.instance.name)),
        type_: (!headless).then(|| "ClusterIP".to_owned()),
        ..ServiceSpec::default()
    };
    let metadata = object::named(&workload.instance.name, &workload.instance.namespace);
    Some(Object::of(&Service { metadata, spec: Some(spec), status: None }))
}

/// The load balancer for the ports that the workload exposes.
pub(super) fn load_balancer(workload: &Workload<'_>, labels: &Labels) -> Option<Object> {
    let published = |number| workload.listens().find(|listen| listen.published == number);
    let ports: Vec<ServicePort> = exposed_ports(workload).filter_map(|number| published(number).map(port)).collect();
    let spec = ServiceSpec {
        ports: Some(some(ports)?),
        selector: Some(one(NAME, &workload.instance.name)),
        type_: Some("LoadBalancer".to_owned()),
        ..ServiceSpec::default()
    };
    // Told apart from the Service inside, which has the same ports.
    let mut labels = labels.clone();
    labels.insert("app.kubernetes.io/component".to_owned(), "public".to_owned());
    let metadata = object::metadata(&format!("{}-public", workload.instance.name), &workload.instance.namespace, &labels);
    Some(Object::of(&Service { metadata, spec: Some(spec), status: None }))
}

/// The published ports that a workload opens to everybody.
pub(super) fn exposed_ports(workload: &Workload<'_>) -> impl Iterator<Item = u16> {
    let exposes = workload.parts.iter().flat_map(Part::all).flat_map(|properties| &properties.exposes).collect::<Vec<_>>();
    exposes.into_iter().filter_map(|expose| match &expose.what {
        Exposure::Port { port, .. } => Some(*port),
        Exposure::Route { .. } => None,
    })
}

/// A budget for what runs more than once; what runs once is never kept from being moved.
pub(super) fn budget(workload: &Workload<'_>) -> Option<Object> {
    if workload.replicas().0 < 2 || !matches!(workload.runs, Runs::Deployment | Runs::StatefulSet) {
        return None;
    }
    let spec = PodDisruptionBudgetSpec {
        max_unavailable: Some(IntOrString::Int(1)),
        selector: Some(selector(&workload.instance.name)),
        unhealthy_pod_eviction_policy: Some("AlwaysAllow".to_owned()),
        ..PodDisruptionBudgetSpec::default()
    };
    let metadata = object::named(&workload.instance.name, &workload.instance.namespace);
    Some(Object::of(&PodDisruptionBudget { metadata, spec: Some(spec), status: None }))
}

fn port(listen: &Listen) -> ServicePort {
    let spoken = match listen.protocol {
        Protocol::Http => Some("http"),
        Protocol::Https => Some("https"),
        Protocol::Grpc => Some("kubernetes.io/h2c"),
        Protocol::Ws => Some("kubernetes.io/ws"),
        Protocol::Tcp | Protocol::Udp => None,
    };
    ServicePort {
        app_protocol: spoken.map(str::to_owned),
        name: Some(listen.name.clone()),
        port: i32::from(listen.published),
        protocol: Some(transport(listen.protocol).to_owned()),
        target_port: Some(IntOrString::String(listen.name.clone())),
        ..ServicePort::default()
    }
}

/// Reports ports of one pod, or of its Service, that stand in each other's way.
fn check_ports(workload: &Workload<'_>, listens: &[&Listen], findings: &mut Findings) {
    for (index, listen) in listens.iter().enumerate() {
        let same = |other: &&&Listen| transport(other.protocol) == transport(listen.protocol);
        let before = listens.iter().take(index).filter(same);
        let Some(other) = before.clone().find(|other| other.port == listen.port || other.published == listen.published) else { continue };
        let message = if other.port == listen.port {
            format!("two containers of `{}` listen on port {}", workload.element.name, listen.port)
        } else {
            format!("`{}` publishes two ports as {}", workload.element.name, listen.published)
        };
        let error = Diagnostic::error(&PORTS, listen.span, message).also(other.span, "the other one");
        findings.push(error.help("a pod's containers share their ports, and a Service has each port once: give one another number"));
    }
    for listen in listens.iter().filter(|listen| workload.is_store() && listen.port != listen.published) {
        let message = format!("`{}` is a store, and a store's ports can't be published under other numbers", workload.element.name);
        findings.push(Diagnostic::error(&PORTS, listen.span, message).help("clients reach its pods themselves: publish the port as it is"));
    }
}
