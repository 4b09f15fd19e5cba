//! What a workload must be so that manifests of it work: names of containers, engines that can be run.

use super::Findings;
use super::site::Workload;
use crate::diag::codes::emit::{CLUSTER, ENGINE, ENGINE_ASSUMED, NAME};
use crate::diag::{Diagnostic, nearest};
use crate::model::engines;

/// Reports what stands in the way of a workload's manifests.
pub(super) fn check(workload: &Workload<'_>, findings: &mut Findings) {
    containers(workload, findings);
    if workload.is_store() {
        engine(workload, findings);
    }
}

fn containers(workload: &Workload<'_>, findings: &mut Findings) {
    for (index, part) in workload.parts.iter().enumerate() {
        if let Some(other) = workload.parts.iter().take(index).find(|other| other.name == part.name) {
            let message = format!("two containers of `{}` want to be called `{}`", workload.element.name, part.name);
            let error = Diagnostic::error(&NAME, part.element.span, message).also(other.element.span, "the other one");
            findings.push(error.help("give the component another name"));
        }
    }
}

fn engine(workload: &Workload<'_>, findings: &mut Findings) {
    let (element, properties) = (workload.element, &workload.instance.properties);
    let (name, kind) = (&element.name, &element.kind);
    match (&properties.engine, workload.engine) {
        (Some(said), None) if properties.image.is_none() || properties.listens.is_empty() => {
            let known: Vec<&str> = engines::ALL.iter().map(|engine| engine.name).collect();
            let error = Diagnostic::error(&ENGINE, said.span, format!("how `{}` is run is not known", said.name));
            findings.push(match nearest(&said.name, known.iter().copied()) {
                Some(near) => error.help(format!("did you mean `{near}`?")),
                None => error.help(format!(
                    "known are {}; of another one say the `image`, the `listen` and the `storage` path, or that it is `managed`",
                    known.join(", ")
                )),
            });
        }
        (None, Some(assumed)) => {
            let warning =
                Diagnostic::warning(&ENGINE_ASSUMED, element.span, format!("`{name}` names no engine, {} is assumed", assumed.name));
            findings.push(warning.help(format!("say it: `engine {}`", assumed.name)));
        }
        _ => {}
    }
    let Some(engine) = workload.engine else { return };
    let independent = engine.name == "memcached" || !engine.peers.is_empty();
    if workload.replicas().0 > 1 && !independent {
        let span = properties.replicas.as_ref().map_or(element.span, |replicas| replicas.span);
        let error = Diagnostic::error(&CLUSTER, span, format!("several {} do not make one {}", engine.name, kind.base.word()));
        findings.push(error.help("each would have data of its own: keep one, or have it `managed` by somebody who replicates it"));
    }
}
