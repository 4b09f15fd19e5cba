//! Checks of containers: when one has started, can take work, and is alive.

use crate::model::properties::{Listen, Probe, Protocol};
use k8s_openapi::api::core::v1 as core;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

/// How a container is asked.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Check {
    Http { port: u16, path: String, secure: bool },
    Grpc { port: u16 },
    Tcp { port: u16 },
    Exec(Vec<String>),
}

/// The three checks of a container.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Checks {
    pub(super) startup: Option<Check>,
    pub(super) ready: Option<Check>,
    pub(super) alive: Option<Check>,
}

impl Check {
    /// A command that ends well.
    pub(super) fn exec(command: &[&str]) -> Self {
        Self::Exec(command.iter().map(|&word| word.to_owned()).collect())
    }

    /// The port that is asked.
    pub(super) fn port(&self) -> Option<u16> {
        match self {
            Self::Http { port, .. } | Self::Grpc { port } | Self::Tcp { port } => Some(*port),
            Self::Exec(_) => None,
        }
    }

    /// The check that a program asks for, on the port that it names or the first that speaks its protocol.
    pub(super) fn of(probe: &Probe, listens: &[Listen]) -> Option<Self> {
        let fits = |listen: &&Listen| match probe.protocol {
            Protocol::Http => matches!(listen.protocol, Protocol::Http | Protocol::Ws),
            Protocol::Tcp => listen.protocol != Protocol::Udp,
            other => listen.protocol == other,
        };
        let port = probe.port.or_else(|| listens.iter().find(fits).map(|listen| listen.port));
        let (port, protocol) = (port?, probe.protocol);
        let path = probe.path.clone().unwrap_or_else(|| "/".to_owned());
        Some(match protocol {
            Protocol::Http | Protocol::Https => Self::Http { port, path, secure: protocol == Protocol::Https },
            Protocol::Grpc => Self::Grpc { port },
            Protocol::Tcp | Protocol::Udp | Protocol::Ws => Self::Tcp { port },
        })
    }

    /// The same port, asked only whether it can be connected to.
    pub(super) fn answered(&self) -> Self {
        self.port().map_or_else(|| self.clone(), |port| Self::Tcp { port })
    }

    /// The check that holds where a program asks for none: that the first port can be connected to.
    pub(super) fn default_for(listens: &[Listen]) -> Option<Self> {
        listens.iter().find(|listen| listen.protocol != Protocol::Udp).map(|listen| Self::Tcp { port: listen.port })
    }

    fn asked(&self, listens: &[Listen]) -> core::Probe {
        let named = |port: u16| {
            let listen = listens.iter().find(|listen| listen.port == port);
            listen.map_or(IntOrString::Int(i32::from(port)), |listen| IntOrString::String(listen.name.clone()))
        };
        let mut probe = core::Probe::default();
        match self {
            Self::Http { port, path, secure } => {
                let scheme = secure.then(|| "HTTPS".to_owned());
                probe.http_get = Some(core::HTTPGetAction { path: Some(path.clone()), port: named(*port), scheme, ..Default::default() });
            }
            Self::Grpc { port } => probe.grpc = Some(core::GRPCAction { port: i32::from(*port), ..Default::default() }),
            Self::Tcp { port } => probe.tcp_socket = Some(core::TCPSocketAction { port: named(*port), host: None }),
            Self::Exec(command) => probe.exec = Some(core::ExecAction { command: Some(command.clone()) }),
        }
        probe
    }

    fn every(&self, period: i32, failures: i32, listens: &[Listen]) -> core::Probe {
        let timeout = if matches!(self, Self::Exec(_)) { period.min(5) } else { 2 };
        core::Probe {
            period_seconds: Some(period),
            timeout_seconds: Some(timeout),
            failure_threshold: Some(failures),
            ..self.asked(listens)
        }
    }
}

impl Checks {
    /// Puts the checks on a container. That it is alive is asked more patiently than that it is ready, so that a container
    /// that is busy loses its traffic before it loses its life.
    pub(super) fn put_on(&self, container: &mut core::Container, listens: &[Listen]) {
        container.startup_probe = self.startup.as_ref().map(|check| check.every(5, 36, listens));
        container.readiness_probe = self.ready.as_ref().map(|check| check.every(10, 3, listens));
        container.liveness_probe = self.alive.as_ref().map(|check| check.every(20, 6, listens));
    }

    /// The ports that are asked.
    pub(super) fn ports(&self) -> impl Iterator<Item = u16> {
        [&self.startup, &self.ready, &self.alive].into_iter().flatten().filter_map(Check::port)
    }
}
