//! Which of its target's ports a relation goes to.

use super::Model;
use super::api::Call;
use super::properties::{Listen, Protocol};
use super::relation::{Relation, Target};

/// The port that a relation goes to, among those that its target listens on: the one that `port` names, else the first that
/// fits the operation or `protocol`, else the first. Nothing where the target has no port, or none of the name.
#[must_use]
pub fn of_relation<'l>(model: &Model, relation: &Relation, listens: &'l [Listen]) -> Option<&'l Listen> {
    if let Some(name) = &relation.port {
        return listens.iter().find(|listen| listen.name == name.value);
    }
    let by_operation = match relation.target {
        Target::Operation(operation) => listens.iter().find(|listen| answers(&model[operation].call, listen.protocol)),
        _ => None,
    };
    let spoken = relation.protocol.as_ref().map(|protocol| protocol.value.as_str());
    let by_protocol = || listens.iter().find(|listen| spoken.is_some_and(|word| listen.protocol.word() == word || listen.name == word));
    by_operation.or_else(by_protocol).or_else(|| listens.first())
}

fn answers(call: &Call, protocol: Protocol) -> bool {
    match call {
        Call::Http { .. } => matches!(protocol, Protocol::Http | Protocol::Https),
        Call::Rpc { .. } => protocol == Protocol::Grpc,
    }
}
