//! Who calls an operation, by the relations of the model; and the check of operations that nobody calls.

use super::{Call, ElementId, Meaning, Model, OperationId, Target};
use crate::diag::codes::api::UNCALLED;
use crate::diag::{Diagnostic, Diagnostics};

impl Model {
    /// The elements with a relation to an operation, or to the whole of what answers it, each once, in the order of the relations.
    #[must_use]
    pub fn callers(&self, id: OperationId) -> Vec<ElementId> {
        let operation = &self[id];
        let http = matches!(operation.call, Call::Http { .. });
        let mut callers = Vec::new();
        for relation in &self.relations {
            let to = relation.target == Target::Operation(id) || relation.target == Target::Element(operation.element);
            let is_http = |protocol: &String| matches!(protocol.to_lowercase().as_str(), "http" | "https");
            let other = relation.protocol.as_ref().is_some_and(|protocol| is_http(protocol) != http);
            if to && !other && relation.meaning == Meaning::Call && !callers.contains(&relation.source) {
                callers.push(relation.source);
            }
        }
        callers
    }
}

/// A warning for each operation of the program's own elements that no relation leads to.
#[must_use]
pub fn uncalled_operations(model: &Model) -> Diagnostics {
    let mut found = Diagnostics::default();
    for (index, operation) in model.operations.iter().enumerate() {
        if model[operation.element].is_foreign() || !model.callers(OperationId::at(index)).is_empty() {
            continue;
        }
        let element = &model[operation.element].name;
        let warning = Diagnostic::warning(&UNCALLED, operation.span, format!("nobody calls `{}`", operation.name));
        found.push(warning.help(format!("say who does, with `-> {element}.{}` in its body, or take the operation out", operation.name)));
    }
    found
}
