//! Kubernetes manifests: a pure function of the model. What must fit together, a Service and the port behind it, a policy and
//! the relation that it stands for, is made from one thing and so cannot fall apart.

mod backup;
mod checks;
mod common;
mod container;
mod custom;
mod difference;
mod job;
mod layers;
mod managed;
mod network;
mod object;
mod operator;
mod passes;
mod patch;
mod pod;
mod probe;
mod profile;
mod quantity;
mod quota;
mod route;
mod scale;
mod schedule;
mod secret;
mod security;
mod service;
mod site;
mod slo;
mod tree;

pub(in crate::emit) use passes::{End, passages};

use crate::artifact::{ArtifactSet, Refused};
use crate::diag::Diagnostics;
use crate::emit::Memo;
use crate::model::Model;
use crate::settings::Settings;
use layers::Files;

type Findings = Diagnostics;

/// Puts the manifests of every environment of the program itself into the set.
///
/// # Errors
/// When two files would have one path.
pub fn emit(
    model: &Model,
    settings: &Settings,
    memo: &Memo,
    artifacts: &mut ArtifactSet,
    diagnostics: &mut Diagnostics,
) -> Result<(), Refused> {
    let own = model.environments.iter().filter(|environment| environment.unit.index() == 0);
    let folders = own.flat_map(|environment| tree::folders(model, environment, &settings.kubernetes, diagnostics)).collect();
    layers::write(model, settings, folders, &mut Files { artifacts, memo }, diagnostics)
}
