//! Emitters: the model becomes artifacts. Each is a pure function of the model and its settings. One knows another in one place
//! only: pictures of networks are read from the policies in the manifests.

mod decimal;
pub mod diagrams;
pub mod geometry;
pub mod kubernetes;
mod memo;
pub mod openapi;
mod parallel;
pub mod png;
pub mod proto;
pub mod site;
pub mod svg;
mod value;
mod words;
pub mod yaml;

use crate::artifact::{ArtifactSet, Refused};
use crate::diag::codes::emit::PATH;
use crate::diag::{Diagnostic, Diagnostics};
use crate::model::Model;
use crate::settings::{Emitter, Settings};
use crate::source::{FileId, Sources, Span};
pub use memo::Memo;

/// What emitters work from.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The program.
    pub model: &'a Model,
    /// How artifacts are made.
    pub settings: &'a Settings,
    /// The texts of all files that were read.
    pub sources: &'a Sources,
    /// Those of them that say something of artifacts alone: overlays on API documents.
    pub companions: &'a [FileId],
    /// The protobuf numbers of earlier builds.
    pub lock: &'a proto::Lock,
    /// The program is a single file: what stands beside it may belong to others.
    pub alone: bool,
    /// What earlier builds have made.
    pub memo: &'a Memo,
}

/// Makes the artifacts of one kind: puts them into the set, and what stands in the way into the diagnostics.
pub type Emit = fn(&Input<'_>, &mut ArtifactSet, &mut Diagnostics) -> Result<(), Refused>;

/// The emitters that work from the model alone, by the name under which they are switched on and off. What is made of their
/// artifacts comes after them.
const EMITTERS: &[(Emitter, Emit)] = &[
    (Emitter::Diagrams, |input, artifacts, diagnostics| diagrams::emit(input.model, input.settings, input.memo, artifacts, diagnostics)),
    (Emitter::Kubernetes, |input, artifacts, diagnostics| {
        kubernetes::emit(input.model, input.settings, input.memo, artifacts, diagnostics)
    }),
    (Emitter::OpenApi, openapi::emit),
    (Emitter::Proto, |input, artifacts, diagnostics| proto::emit(input.model, input.lock, artifacts, diagnostics)),
];

/// Makes more artifacts of what was made.
type Pages = fn(&Input<'_>, &mut ArtifactSet) -> Result<(), Refused>;

/// What is made of the artifacts of the others, in this order.
const PAGES: &[(Emitter, Pages)] = &[(Emitter::Site, site::emit), (Emitter::Markdown, site::emit_markdown)];

/// All artifacts that the settings ask for.
#[must_use]
pub fn emit(input: &Input<'_>) -> (ArtifactSet, Diagnostics) {
    let (mut artifacts, mut diagnostics) = (ArtifactSet::default(), Diagnostics::default());
    let wanted: Vec<Emit> = EMITTERS.iter().filter(|(name, _)| input.settings.output.emits(*name)).map(|(_, emit)| *emit).collect();
    let made = parallel::each(input.settings.threads, &wanted, |emit| {
        let (mut artifacts, mut diagnostics) = (ArtifactSet::default(), Diagnostics::default());
        let refused = emit(input, &mut artifacts, &mut diagnostics).err();
        (artifacts, diagnostics, refused)
    });
    for (some, found, refused) in made {
        diagnostics.extend(found);
        if let Some(refused) = refused.or_else(|| artifacts.extend(some).err()) {
            diagnostics.push(Diagnostic::error(&PATH, Span::default(), refused.to_string()));
        }
    }
    for (_, pages) in PAGES.iter().filter(|(name, _)| input.settings.output.emits(*name)) {
        if let Err(refused) = pages(input, &mut artifacts) {
            diagnostics.push(Diagnostic::error(&PATH, Span::default(), refused.to_string()));
        }
    }
    (artifacts, diagnostics)
}
