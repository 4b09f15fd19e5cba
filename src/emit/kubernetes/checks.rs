//! What a workload must be so that manifests of it work: names, labels, engines that can be run.

use super::Findings;
use super::object::{NAME, is_dns_label, is_label_key, is_label_value};
use super::site::{Runs, Workload};
use crate::diag::codes::emit::{CLUSTER, ENGINE, ENGINE_ASSUMED, LABEL, NAME as NAME_CODE};
use crate::diag::{Diagnostic, nearest};
use crate::model::{Instance, engines};

/// Reports what stands in the way of a workload's manifests.
pub(super) fn check(workload: &Workload<'_>, findings: &mut Findings) {
    name(workload, findings);
    labels(workload.instance, findings);
    if workload.is_store() {
        engine(workload, findings);
    }
}

/// Names of pods that a controller numbers or hashes end up in labels, which take 63 characters.
fn longest(runs: &Runs) -> usize {
    match runs {
        Runs::StatefulSet | Runs::DaemonSet | Runs::Job(_) => 52,
        Runs::Deployment => 63,
    }
}

fn name(workload: &Workload<'_>, findings: &mut Findings) {
    let longest = longest(&workload.runs);
    let names = [(&workload.instance.name, longest), (&workload.instance.namespace, 63)];
    for (name, longest) in names {
        if !is_dns_label(name, longest) {
            let error = Diagnostic::error(&NAME_CODE, workload.element.span, format!("Kubernetes takes no object called `{name}`"));
            findings.push(
                error.help(format!("a name begins with a letter, ends with a letter or digit, and has at most {longest} characters")),
            );
        }
    }
    for part in workload.parts.iter().skip(1) {
        let twice = workload.parts.iter().filter(|other| other.name == part.name).count() > 1;
        if twice || !is_dns_label(&part.name, 63) {
            let why = if twice { "another container of its pod has that name" } else { "that is no name for one" };
            let error = Diagnostic::error(&NAME_CODE, part.element.span, format!("`{}` cannot be a container: {why}", part.name));
            findings.push(error.help("give the component another name"));
        }
    }
}

fn labels(instance: &Instance, findings: &mut Findings) {
    for label in &instance.labels {
        let reserved = label.name == NAME;
        if reserved || !is_label_key(&label.name) || !is_label_value(&label.value) {
            let message = if reserved {
                format!("`{}` is the label that everything selects on", label.name)
            } else {
                format!("Kubernetes takes no label `{}` with the value `{}`", label.name, label.value)
            };
            let error = Diagnostic::error(&LABEL, label.span, message);
            findings.push(error.help("a label is `name` or `example.com/name` with at most 63 letters, digits, `-`, `_` and `.`"));
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
