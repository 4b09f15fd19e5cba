//! What the steps of a flow say.

use super::activity::Act;
use crate::model::{Direction, Meaning, Model, Step, Target};

/// What a step says.
pub(in crate::emit::diagrams) struct Said {
    pub text: String,
    pub act: Act,
    /// Which way it goes between which elements.
    pub id: String,
    /// The step in a line.
    pub about: String,
}

/// What a step says: its label, else the operation or event, else what its relation says.
pub(in crate::emit::diagrams) fn said(model: &Model, step: &Step) -> Option<Said> {
    let Step::Message { target, back, label, relation, .. } = step else { return None };
    let relation = relation.map(|id| &model[id]);
    let named = match target {
        Target::Operation(id) => Some(model[*id].name.clone()),
        Target::Event(id) => Some(model[*id].name.clone()),
        Target::Table(id) => Some(model[*id].name.clone()),
        Target::Collection(id) => Some(model[*id].name.clone()),
        Target::KeySpace(id) => Some(model[*id].pattern.clone()),
        Target::Element(_) => relation.and_then(|r| r.label.clone()).filter(|_| !*back),
    };
    let text = label.clone().or(named).unwrap_or_default();
    let delivers = relation.is_some_and(|r| r.direction == Direction::Back);
    let told = delivers || relation.is_some_and(|r| r.asynchronous || r.meaning == Meaning::Message);
    let act = match () {
        () if *back && !delivers => Act::Reply,
        () if told => Act::Tell,
        () => Act::Call,
    };
    let (from, to) = step.ends()?;
    let id = format!("{} -> {}", model[from].path, model[to].path);
    let about = if text.is_empty() { id.clone() } else { format!("{id}: {text}") };
    Some(Said { text, act, id, about })
}
