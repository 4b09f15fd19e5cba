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
        let Some(protocol) = probe.protocol else { return Some(Self::Exec(probe.command.clone())) };
        let fits = |listen: &&Listen| match protocol {
            Protocol::Http => matches!(listen.protocol, Protocol::Http | Protocol::Ws),
            Protocol::Tcp => listen.protocol != Protocol::Udp,
            other => listen.protocol == other,
        };
        let port = probe.port.or_else(|| listens.iter().find(fits).map(|listen| listen.port));
        let port = port?;
        let path = probe.path.clone().unwrap_or_else(|| "/".to_owned());
        Some(match protocol {
            Protocol::Http | Protocol::Https => Self::Http { port, path, secure: protocol == Protocol::Https },
            Protocol::Grpc => Self::Grpc { port },
            Protocol::Tcp | Protocol::Udp | Protocol::Ws => Self::Tcp { port },
        })
    }

    /// The same port, asked only whether it can be connected to.
    fn answered(&self) -> Option<Self> {
        self.port().map(|port| Self::Tcp { port })
    }

    /// That the first port can be connected to: all that is known of what nobody says more of.
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

/// What a program says of a container's checks.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    pub(super) health: Option<Check>,
    pub(super) ready: Option<Check>,
    pub(super) startup: Option<Check>,
}

/// What is asked where a program says nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct Usual {
    pub(super) ready: Option<Check>,
    pub(super) alive: Option<Check>,
    /// Whether anything is sent to the container.
    pub(super) serves: bool,
    /// Whether it has started once it is ready, and not before.
    pub(super) slow: bool,
}

impl Checks {
    /// The checks that follow. Life and traffic never hang on one check, which would end what is only busy: where but one is said, or
    /// the same twice, it decides on traffic, and what can be connected to is alive. Where that is all that is known, it says nothing
    /// of life that a restart would mend, and life is not asked for.
    pub(super) fn of(said: Said, usual: Usual) -> Self {
        let Said { health, ready, startup } = said;
        let one_for_both = health.is_some() && (ready.is_none() || ready == health);
        let (ready, alive) = match health {
            Some(health) if one_for_both && usual.serves => {
                let alive = health.answered().or(usual.alive);
                (Some(health), alive)
            }
            Some(health) if one_for_both => (None, Some(health)),
            health => (ready.or(usual.ready), health.or(usual.alive)),
        };
        let alive = alive.filter(|alive| ready.as_ref() != Some(alive));
        let first = if usual.slow || one_for_both { [&ready, &alive] } else { [&alive, &ready] };
        let startup = startup.or_else(|| first.into_iter().flatten().next().cloned());
        Self { startup, ready, alive }
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(path: &str) -> Check {
        Check::Http { port: 80, path: path.to_owned(), secure: false }
    }

    const TCP: Option<Check> = Some(Check::Tcp { port: 80 });

    fn checks(health: Option<Check>, ready: Option<Check>, serves: bool) -> [Option<Check>; 3] {
        let usual = || if serves { TCP } else { None };
        let checks = Checks::of(Said { health, ready, startup: None }, Usual { ready: usual(), alive: usual(), serves, slow: false });
        [checks.startup, checks.ready, checks.alive]
    }

    #[test]
    fn life_and_traffic_hang_on_different_checks() {
        let http = |path| Some(asked(path));
        let exec = || Some(Check::exec(&["alive"]));
        assert_eq!(checks(http("/live"), http("/ready"), true), [http("/live"), http("/ready"), http("/live")]);
        assert_eq!(checks(http("/well"), None, true), [http("/well"), http("/well"), TCP]);
        assert_eq!(checks(http("/well"), http("/well"), true), [http("/well"), http("/well"), TCP]);
        assert_eq!(checks(None, http("/ready"), true), [TCP, http("/ready"), TCP]);
        assert_eq!(checks(exec(), None, true), [exec(), exec(), TCP]);
    }

    #[test]
    fn life_is_not_asked_for_where_nothing_is_known_of_it() {
        assert_eq!(checks(None, None, true), [TCP, TCP, None]);
        assert_eq!(checks(TCP, None, true), [TCP, TCP, None]);
        assert_eq!(checks(TCP, TCP, true), [TCP, TCP, None]);
        assert_eq!(checks(None, None, false), [None, None, None]);
    }

    #[test]
    fn what_takes_no_traffic_is_only_alive() {
        let exec = || Some(Check::exec(&["alive"]));
        assert_eq!(checks(exec(), None, false), [exec(), None, exec()]);
        assert_eq!(checks(exec(), exec(), false), [exec(), None, exec()]);
        assert_eq!(checks(None, exec(), false), [exec(), exec(), None]);
    }
}
