//! Kubernetes manifests: a pure function of the model. What must fit together, a Service and the port behind it, a policy and
//! the relation that it stands for, is made from one thing and so cannot fall apart.

mod backup;
mod checks;
mod container;
mod custom;
mod job;
mod network;
mod object;
mod patch;
mod pod;
mod probe;
mod profile;
mod quantity;
mod route;
mod scale;
mod schedule;
mod secret;
mod security;
mod service;
mod site;
mod tree;

use crate::artifact::{ArtifactSet, Refused};
use crate::diag::Diagnostics;
use crate::model::Model;
use crate::settings::Settings;

type Findings = Diagnostics;

/// Puts the manifests of every environment of the program itself into the set.
///
/// # Errors
/// When two files would have one path.
pub fn emit(model: &Model, settings: &Settings, artifacts: &mut ArtifactSet, diagnostics: &mut Diagnostics) -> Result<(), Refused> {
    for environment in model.environments.iter().filter(|environment| environment.unit.index() == 0) {
        tree::emit(model, environment, &settings.kubernetes, artifacts, diagnostics)?;
    }
    Ok(())
}
