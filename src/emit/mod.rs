//! Emitters: the model becomes artifacts. Each is a pure function of the model and its settings; none knows another.

pub mod diagrams;
pub mod geometry;
pub mod kubernetes;
pub mod openapi;
pub mod png;
pub mod proto;
pub mod svg;
mod words;
pub mod yaml;

use crate::artifact::{ArtifactSet, Refused};
use crate::diag::codes::emit::PATH;
use crate::diag::{Diagnostic, Diagnostics};
use crate::model::Model;
use crate::settings::{Emitter, Settings};
use crate::source::Span;

/// Makes the artifacts of one kind: puts them into the set, and what stands in the way into the diagnostics.
pub type Emit = fn(&Model, &Settings, &mut ArtifactSet, &mut Diagnostics) -> Result<(), Refused>;

/// All emitters, by the name under which they are switched on and off.
const EMITTERS: &[(Emitter, Emit)] = &[
    (Emitter::Diagrams, diagrams::emit),
    (Emitter::Kubernetes, kubernetes::emit),
    (Emitter::OpenApi, openapi::emit),
    (Emitter::Proto, proto::emit),
];

/// All artifacts of a model that the settings ask for.
#[must_use]
pub fn emit(model: &Model, settings: &Settings) -> (ArtifactSet, Diagnostics) {
    let (mut artifacts, mut diagnostics) = (ArtifactSet::default(), Diagnostics::default());
    for (name, emit) in EMITTERS {
        if !settings.output.emits(*name) {
            continue;
        }
        if let Err(refused) = emit(model, settings, &mut artifacts, &mut diagnostics) {
            diagnostics.push(Diagnostic::error(&PATH, Span::default(), refused.to_string()));
        }
    }
    (artifacts, diagnostics)
}
