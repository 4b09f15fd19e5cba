//! What has to fit together in one element: probes and exposures need the ports that they speak of.

use super::super::super::properties::{Exposure, Listen, Probe, Protocol};
use super::super::Builder;
use crate::diag::{Diagnostic, codes};
use crate::model::{BaseKind, Properties, engines};
use crate::source::Span;

/// Checks that all ports which are spoken of are listened on, each once.
pub(in crate::model::build) fn ports(b: &mut Builder<'_>, kind: BaseKind, properties: &Properties, span: Span) {
    let listens = engines::listens(kind, properties, span);
    let mut reports: Vec<Diagnostic> = Vec::new();
    let probes =
        [("health", &properties.health), ("ready", &properties.ready), ("startup", &properties.startup), ("metrics", &properties.metrics)];
    for (name, probe) in probes.into_iter().filter_map(|(name, probe)| probe.as_ref().map(|probe| (name, probe))) {
        reports.extend(check_probe(name, probe, &listens));
    }
    for expose in &properties.exposes {
        reports.extend(check_exposure(&expose.what, expose.span, &listens));
    }
    reports.extend(published_twice(&listens));
    for report in reports {
        b.report(report);
    }
}

/// Whether a question in one protocol can be answered by what speaks the other.
fn answers(asked: Protocol, spoken: Protocol) -> bool {
    match asked {
        Protocol::Tcp => spoken != Protocol::Udp,
        Protocol::Http => matches!(spoken, Protocol::Http | Protocol::Ws),
        other => other == spoken,
    }
}

fn check_probe(name: &str, probe: &Probe, listens: &[Listen]) -> Option<Diagnostic> {
    // A command asks no port.
    let protocol = probe.protocol?;
    let word = protocol.word();
    let found = match probe.port {
        None => listens.iter().any(|listen| answers(protocol, listen.protocol)),
        Some(port) => listens.iter().any(|listen| listen.port == port && answers(protocol, listen.protocol)),
    };
    if found {
        return None;
    }
    let other = probe.port.and_then(|port| listens.iter().find(|listen| listen.port == port));
    let message = match (probe.port, other) {
        (Some(port), Some(other)) => format!("`{name}` asks port {port} over {word}, where {} is spoken", other.protocol.word()),
        (Some(port), None) => format!("`{name}` asks port {port}, which is not listened on"),
        (None, _) => format!("`{name}` asks over {word}, and nothing here listens for {word}"),
    };
    let report = Diagnostic::error(&codes::properties::NOT_LISTENED, probe.span, message);
    Some(listened(report, listens, &format!("listen {word} {}", probe.port.unwrap_or(8080))))
}

fn check_exposure(what: &Exposure, span: Span, listens: &[Listen]) -> Option<Diagnostic> {
    let web = |listen: &Listen| matches!(listen.protocol, Protocol::Http | Protocol::Https | Protocol::Ws | Protocol::Grpc);
    let (message, mend) = match what {
        Exposure::Route { .. } if listens.iter().any(web) => return None,
        Exposure::Route { path, .. } => (format!("`{path}` is exposed, and nothing here listens for http"), "listen http 8080".to_owned()),
        Exposure::Port { protocol, port } => {
            let same = |listen: &&Listen| listen.published == *port;
            match listens.iter().find(same) {
                Some(listen) if super::overlay::same_transport(listen.protocol, *protocol) => return None,
                Some(listen) => (
                    format!("port {port} is exposed for {}, and {} is spoken there", protocol.word(), listen.protocol.word()),
                    String::new(),
                ),
                None => (
                    format!("port {port} is exposed, and nothing here is published on it"),
                    format!("listen {} PORT published {port}", protocol.word()),
                ),
            }
        }
    };
    Some(listened(Diagnostic::error(&codes::properties::NOT_LISTENED, span, message), listens, &mend))
}

fn listened(report: Diagnostic, listens: &[Listen], mend: &str) -> Diagnostic {
    let report = listens.iter().fold(report, |report, listen| {
        let published = if listen.published == listen.port { String::new() } else { format!(" published {}", listen.published) };
        report.also(listen.span, format!("listens for {} on {}{published}", listen.protocol.word(), listen.port))
    });
    if listens.is_empty() && !mend.is_empty() { report.help(format!("say what it listens on, as in `{mend}`")) } else { report }
}

/// Ports that fell together when a kind's and an element's own were put together.
fn published_twice(listens: &[Listen]) -> Option<Diagnostic> {
    listens.iter().enumerate().find_map(|(at, listen)| {
        let same = |other: &&Listen| {
            other.published == listen.published
                && super::overlay::same_transport(other.protocol, listen.protocol)
                && other.port != listen.port
        };
        let first = listens.iter().take(at).find(same)?;
        let message = format!("port {} is published twice", listen.published);
        let report = Diagnostic::error(&codes::properties::DUPLICATE_ENTRY, listen.span, message);
        Some(report.label("published again here").also(first.span, "first published here"))
    })
}
