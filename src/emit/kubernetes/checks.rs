//! What a workload must be so that manifests of it work: names of containers, engines that can be run.

use super::Findings;
use super::container;
use super::site::{Site, Workload};
use crate::diag::codes::emit::{CLUSTER, ENGINE, ENGINE_ASSUMED, NAME, SINGLE, VIA};
use crate::diag::{Diagnostic, nearest};
use crate::model::engines;

/// Reports what stands in the way of a workload's manifests.
pub(super) fn check(site: &Site<'_>, workload: &Workload<'_>, findings: &mut Findings) {
    containers(workload, findings);
    if workload.is_store() {
        engine(workload, findings);
        single(site, workload, findings);
    }
}

/// Warns of data that one replica alone holds, in an environment that others build on. Who says `replicas 1` means it.
fn single(site: &Site<'_>, workload: &Workload<'_>, findings: &mut Findings) {
    let (environment, properties) = (site.environment, &workload.instance.properties);
    let keeps = properties.storage.is_some() || container::store_profile(workload).is_some_and(|profile| profile.keeps);
    if environment.implied || environment.extends.is_some() || properties.replicas.is_some() || !keeps {
        return;
    }
    let name = &workload.element.name;
    let message = format!("one replica alone holds the data of `{name}` in `{}`", environment.name);
    let warning = Diagnostic::warning(&SINGLE, workload.instance.span, message).also(workload.element.span, "declared here");
    let help = match workload.engine.map(|engine| engine.name) {
        Some("postgres") => "let an operator replicate it, `via cnpg`, have it `managed`, or say that you mean it: `replicas 1`",
        Some("kafka" | "cassandra" | "opensearch" | "rabbitmq" | "nats") => {
            "give it more, `replicas 3`, have it `managed`, or say that you mean it: `replicas 1`"
        }
        _ => "have it `managed` by somebody who replicates it, or say that you mean it: `replicas 1`",
    };
    findings.push(warning.help(help));
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
    if let Some(via) = properties.via.as_ref().filter(|_| workload.operator.is_none()) {
        let (operator, runs) = (via.value.word(), via.value.engine());
        let what = workload.engine.map_or("something else", |engine| engine.name);
        let error = Diagnostic::error(&VIA, via.span, format!("{operator} runs {runs}, and `{name}` is {what}"));
        findings.push(error.help(format!("take the `via` away, or say `engine {runs}`")));
    }
    let Some(engine) = workload.engine.filter(|_| workload.operator.is_none()) else { return };
    let independent = engine.name == "memcached" || !engine.peers.is_empty();
    if workload.replicas().0 > 1 && !independent {
        let span = properties.replicas.as_ref().map_or(element.span, |replicas| replicas.span);
        let error = Diagnostic::error(&CLUSTER, span, format!("several {} do not make one {}", engine.name, kind.base.word()));
        findings.push(error.help("each would have data of its own: keep one, or have it `managed` by somebody who replicates it"));
    }
}
