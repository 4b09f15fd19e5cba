//! Which variables tell each instance where it finds what it has relations to.

use super::super::super::{Binding, ElementId, EnvironmentId, InstanceId, Model, Relation, RelationId, UnitId};
use super::reach::{Caller, Reached, Standings, Unreached, host_and_port, verb};
use super::template;
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet};

/// What came of an instance: its variables, and the names of plain ones that say the same.
pub(super) struct Bound {
    pub environment: EnvironmentId,
    pub instance: InstanceId,
    pub bindings: Vec<Binding>,
    /// Variables of the instance that a binding stands for.
    pub replaced: BTreeSet<String>,
}

/// What is known while addresses are worked out.
pub(super) struct Ledger<'m> {
    model: &'m Model,
    standings: &'m Standings,
    /// Environments in which nothing was unreadable, by their index.
    whole: Vec<bool>,
    /// Elements of which a part could not be read.
    broken: BTreeSet<ElementId>,
    missing: IndexMap<(ElementId, ElementId), Missing>,
    /// What is managed without an endpoint, and who would have to know it.
    silent: IndexMap<(Span, String), Vec<String>>,
    /// Calls from one cluster to another, by the relation and who calls, with where the target stands and in which environments.
    far: IndexMap<(RelationId, ElementId), (Span, Vec<String>)>,
    pub reports: Vec<Diagnostic>,
    /// What was reported as missing somewhere.
    pub missed: BTreeSet<ElementId>,
}

/// Something that is not where it is called.
struct Missing {
    span: Span,
    message: String,
    environments: Vec<EnvironmentId>,
}

/// A variable with the place that asks for it.
struct Given {
    binding: Binding,
    span: Span,
    /// Whether a relation names the variable.
    explicit: bool,
}

/// The variables of one instance.
struct Variables<'m> {
    caller: Caller<'m>,
    given: BTreeMap<String, Given>,
}

impl<'m> Ledger<'m> {
    pub(super) fn new(model: &'m Model, standings: &'m Standings, whole: Vec<bool>, broken: BTreeSet<ElementId>) -> Self {
        Self {
            model,
            standings,
            whole,
            broken,
            missing: IndexMap::new(),
            silent: IndexMap::new(),
            far: IndexMap::new(),
            reports: Vec::new(),
            missed: BTreeSet::new(),
        }
    }

    /// The variables of all instances of the program's own environments.
    pub(super) fn bind(&mut self) -> Vec<Bound> {
        let model = self.model;
        let mut relations: BTreeMap<ElementId, Vec<RelationId>> = BTreeMap::new();
        for (index, relation) in model.relations.iter().enumerate() {
            self.reports.extend(template::check(model, relation));
            if model[relation.source].unit == UnitId(0) {
                relations.entry(model.container(relation.source)).or_default().push(RelationId::at(index));
            }
        }
        let mut all = Vec::new();
        for (id, environment) in model.own_environments() {
            for (instance_id, instance) in environment.placed() {
                let mut beside = self.standings.of(id, model.whole(instance.element)).map(|at| &environment[at]);
                let runs = instance.emitted || beside.any(|whole| whole.emitted && whole.node == instance.node);
                let Some(relations) = relations.get(&instance.element).filter(|_| runs && instance.managed.is_none()) else { continue };
                let caller = Caller { model, standings: self.standings, id, environment, instance };
                let (bindings, replaced) = self.variables(caller, relations);
                all.push(Bound { environment: id, instance: instance_id, bindings, replaced });
            }
        }
        self.report_missing();
        self.report_silent();
        self.report_far();
        all
    }

    fn variables(&mut self, caller: Caller<'m>, relations: &[RelationId]) -> (Vec<Binding>, BTreeSet<String>) {
        let mut pairs: IndexMap<ElementId, Vec<RelationId>> = IndexMap::new();
        for id in relations {
            pairs.entry(self.model[*id].element).or_default().push(*id);
        }
        let mut variables = Variables { caller, given: BTreeMap::new() };
        for pair in pairs.values() {
            self.pair(&mut variables, pair);
        }
        self.beside_own(variables)
    }

    /// The variables for one pair of elements.
    fn pair(&mut self, variables: &mut Variables<'m>, pair: &[RelationId]) {
        let mut reached: Vec<(RelationId, Reached)> = Vec::new();
        for id in pair {
            let relation = &self.model[*id];
            match variables.caller.reach(relation) {
                Ok(found) => reached.push((*id, found)),
                Err(why) => self.unreached(variables.caller, relation, why),
            }
        }
        if let Some((id, far)) = reached.iter().find_map(|(id, found)| Some((*id, variables.caller.is_far(found)?))) {
            let caller = variables.caller;
            let (_, environments) = self.far.entry((id, caller.instance.element)).or_insert_with(|| (far.span, Vec::new()));
            if !environments.contains(&caller.environment.name) {
                environments.push(caller.environment.name.clone());
            }
        }
        let is_explicit = |id: RelationId| !self.model[id].env.is_empty();
        let (explicit, silent): (Vec<_>, Vec<_>) = reached.into_iter().partition(|(id, _)| is_explicit(*id));
        for (id, found) in &explicit {
            self.explicit(variables, *id, found);
        }
        let asked: Vec<Option<u16>> = explicit.iter().map(|(_, found)| found.port).collect();
        let says = |found: &Reached| found.precise && !asked.contains(&found.port);
        let nobody = explicit.is_empty() && !silent.iter().any(|(_, found)| found.precise);
        let mut first: Option<String> = explicit.first().and_then(|(id, _)| self.model[*id].env.first()).map(|var| var.name.clone());
        let mut rest = Vec::new();
        for (index, (id, found)) in silent.iter().enumerate() {
            if says(found) || nobody && index == 0 {
                let name = self.default_name(*id, found);
                let value = if found.plain { host_and_port(&found.host, found.port) } else { found.url.clone() };
                first = first.or_else(|| Some(name.clone()));
                self.give(variables, name, value, *id, found, None);
            } else {
                rest.push(*id);
            }
        }
        for id in rest {
            if let Some(given) = first.as_ref().and_then(|name| variables.given.get_mut(name)) {
                given.binding.relations.push(id);
            }
        }
    }

    fn default_name(&self, id: RelationId, found: &Reached) -> String {
        let name = snake(&self.model[self.model[id].element].name);
        format!("{name}_{}", if found.plain { "ADDR" } else { "URL" })
    }

    fn explicit(&mut self, variables: &mut Variables<'m>, id: RelationId, found: &Reached) {
        let relation = &self.model[id];
        for var in &relation.env {
            let plain = if found.plain { "{host}:{port}" } else { "{url}" };
            let template = match &var.template {
                Some(template) => template,
                None if found.plain && found.port.is_none() => "{host}",
                None => plain,
            };
            match template::fill(self.model, variables.caller, relation, template, found) {
                Ok(value) => self.give(variables, var.name.clone(), value, id, found, Some(var.span)),
                Err(word) => {
                    let target = &self.model[relation.element];
                    let message = format!("the {word} of `{}` is not known", target.name);
                    let report = Diagnostic::error(&codes::deployment::NO_ADDRESS, var.span, message).also(target.span, "declared here");
                    self.reports.push(report.help(format!("say it where its address is said, or leave `{{{word}}}` out")));
                }
            }
        }
    }

    /// Gives a variable, unless it holds something else already.
    fn give(&mut self, variables: &mut Variables<'m>, name: String, value: String, id: RelationId, found: &Reached, asked: Option<Span>) {
        let span = asked.unwrap_or_else(|| self.place(id));
        match variables.given.get_mut(&name) {
            None => {
                let binding = Binding { variable: name.clone(), value, relations: vec![id], address: found.address.clone() };
                variables.given.insert(name, Given { binding, span, explicit: asked.is_some() });
            }
            Some(known) if known.binding.value == value => {
                known.explicit |= asked.is_some();
                if !known.binding.relations.contains(&id) {
                    known.binding.relations.push(id);
                }
            }
            Some(known) => {
                let caller = &self.model[variables.caller.instance.element].name;
                let message = format!("`{name}` of `{caller}` would be both `{}` and `{value}`", known.binding.value);
                let report = Diagnostic::error(&codes::deployment::VARIABLE_TWICE, span, message).also(known.span, "given here, too");
                let target = &self.model[self.model[id].element].name;
                let help = format!("give one of them another name on its arrow: `-> {target} {{ env NAME }}`");
                self.reports.push(report.help(help));
            }
        }
    }

    /// Holds the variables against those that the caller sets by hand: a secret stands for an address that nobody asked for
    /// by name, and so does what an environment sets; an element's own `env` has to agree.
    fn beside_own(&mut self, variables: Variables<'m>) -> (Vec<Binding>, BTreeSet<String>) {
        let Variables { caller, given } = variables;
        let mut replaced = BTreeSet::new();
        let mut bindings = Vec::new();
        for (name, given) in given {
            let secret = self.secret(caller, &name);
            let plain = self.plain(caller, &name);
            match (secret, plain) {
                (Some(_), _) if !given.explicit => continue,
                (Some(secret), _) => {
                    self.report_by_hand(&given, secret, format!("`{name}` is an address here and a secret of the caller"));
                    continue;
                }
                (None, Some((_, value, whole))) if value == given.binding.value => {
                    if !whole {
                        continue;
                    }
                    replaced.insert(name);
                }
                (None, Some((span, _, _))) if !self.is_declared(caller, span) => continue,
                (None, Some((span, value, _))) => {
                    let message = format!("`{name}` would be the address `{}`, and is set to `{value}` by hand", given.binding.value);
                    self.report_by_hand(&given, span, message);
                    continue;
                }
                (None, None) => {}
            }
            bindings.push(given.binding);
        }
        (bindings, replaced)
    }

    fn report_by_hand(&mut self, given: &Given, span: Span, message: String) {
        let report = Diagnostic::error(&codes::deployment::VARIABLE_TWICE, given.span, message).also(span, "set by hand here");
        self.reports.push(report.help("leave one of them out, or give the address another name on its arrow: `{ env NAME }`"));
    }

    /// The components without an image in a container, whose words are the container's.
    fn absorbed(&self, container: ElementId) -> impl Iterator<Item = ElementId> {
        let model = self.model;
        let mut waiting = model[container].children.clone();
        std::iter::from_fn(move || {
            loop {
                let id = waiting.pop()?;
                let element = &model[id];
                if element.kind.base == super::super::super::BaseKind::Component && element.properties.image.is_none() {
                    waiting.extend(&element.children);
                    return Some(id);
                }
            }
        })
    }

    fn secret(&self, caller: Caller<'m>, name: &str) -> Option<Span> {
        let absorbed = self.absorbed(caller.instance.element).map(|id| &self.model[id].properties);
        let mut all = std::iter::once(&caller.instance.properties).chain(absorbed);
        all.find_map(|properties| properties.secrets.iter().find(|secret| secret.name == name)).map(|secret| secret.span)
    }

    /// A plain variable that is set by hand: where, to what, and whether by the element itself rather than a component.
    fn plain(&self, caller: Caller<'m>, name: &str) -> Option<(Span, &'m str, bool)> {
        let own = caller.instance.properties.env.iter().find(|var| var.name == name).map(|var| (var.span, var.value.as_str(), true));
        own.or_else(|| {
            let mut absorbed = self.absorbed(caller.instance.element);
            let var = absorbed.find_map(|id| self.model[id].properties.env.iter().find(|var| var.name == name))?;
            Some((var.span, var.value.as_str(), false))
        })
    }

    /// Whether a variable is set in the program's elements, not by an environment.
    fn is_declared(&self, caller: Caller<'m>, span: Span) -> bool {
        let own = std::iter::once(caller.instance.element);
        let mut all = own.chain(self.absorbed(caller.instance.element)).flat_map(|id| &self.model[id].properties.env);
        all.any(|var| var.span == span)
    }

    fn place(&self, id: RelationId) -> Span {
        let relation = &self.model[id];
        relation.spans.first().copied().unwrap_or(self.model[relation.source].span)
    }

    fn unreached(&mut self, caller: Caller<'m>, relation: &Relation, why: Unreached) {
        let model = self.model;
        let own = model.container(relation.source);
        let target = &model[relation.element];
        let span = relation.spans.first().copied().unwrap_or(model[relation.source].span);
        match why {
            Unreached::Wrong(report) => {
                let excused =
                    relation.optional || self.broken.contains(&relation.element) || self.broken.contains(&model.whole(relation.element));
                if !excused {
                    self.reports.push(*report);
                }
            }
            Unreached::Missing(missing) => {
                let known = |id: EnvironmentId| self.whole.get(id.index()).copied().unwrap_or_default();
                let imported = (0..model.environments.len()).map(EnvironmentId::at).filter(|id| model[*id].unit == target.unit);
                if relation.optional || !known(caller.id) || target.unit != UnitId(0) && !imported.into_iter().all(known) {
                    return;
                }
                let called = format!("`{}` {} `{}`", model[own].name, verb(relation), target.name);
                let broker = target.kind.base.is_channel() && missing != relation.element;
                let message = if broker {
                    format!("{called}, whose broker `{}` stands", model[missing].name)
                } else {
                    format!("{called}, which stands")
                };
                let entry = self.missing.entry((own, missing)).or_insert_with(|| Missing { span, message, environments: Vec::new() });
                if !entry.environments.contains(&caller.id) {
                    entry.environments.push(caller.id);
                }
            }
            Unreached::Endpoint(managed) => {
                let key = (managed.span, target.name.clone());
                let names = [format!("{}_URL", snake(&target.name)), format!("{}_ADDR", snake(&target.name))];
                let by_hand = names.iter().any(|name| self.secret(caller, name).is_some() || self.plain(caller, name).is_some());
                self.no_address(relation, "nobody says at which `endpoint` it is managed");
                if relation.env.is_empty() && !by_hand {
                    let callers = self.silent.entry(key).or_default();
                    let name = format!("`{}`", model[own].name);
                    if !callers.contains(&name) {
                        callers.push(name);
                    }
                }
            }
            Unreached::Nowhere => self.no_address(relation, if target.is_foreign() { "it has no `url`" } else { "it runs nowhere" }),
        }
    }

    /// Reports a variable that is asked for by name where there is no address to put into it.
    fn no_address(&mut self, relation: &Relation, why: &str) {
        let Some(var) = relation.env.first() else { return };
        let target = &self.model[relation.element];
        if relation.optional {
            return;
        }
        let message = format!("there is no address of `{}` to put into `{}`: {why}", target.name, var.name);
        self.reports.push(Diagnostic::error(&codes::deployment::NO_ADDRESS, var.span, message).also(target.span, "declared here"));
    }

    fn report_missing(&mut self) {
        for ((_, element), missing) in std::mem::take(&mut self.missing) {
            self.missed.insert(element);
            let names: Vec<String> = missing.environments.iter().map(|id| format!("`{}`", self.model[*id].name)).collect();
            let message = format!("{} nowhere in {}", missing.message, joined(&names));
            let mut report = Diagnostic::error(&codes::deployment::NOT_THERE, missing.span, message);
            for id in &missing.environments {
                if let Some(span) = self.model[*id].span {
                    report = report.also(span, "the environment");
                }
            }
            let help = "`deploy` it there, say who runs it with `managed`, or say that the caller lives without it: `{ optional }`";
            self.reports.push(report.help(help));
        }
    }

    fn report_silent(&mut self) {
        for ((span, name), callers) in std::mem::take(&mut self.silent) {
            let message = format!("`{name}` is managed without an `endpoint`: {} is not told where it is", joined(&callers));
            let report = Diagnostic::warning(&codes::deployment::NO_ENDPOINT, span, message);
            self.reports.push(report.help(format!("say where it is, as in `managed {name} {{ endpoint \"host:port\" }}`")));
        }
    }

    fn report_far(&mut self) {
        for ((id, caller), (far, environments)) in std::mem::take(&mut self.far) {
            let relation = &self.model[id];
            let (own, target) = (&self.model[caller].name, &self.model[relation.element].name);
            let places = joined(&environments.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>());
            let message = format!("`{own}` {} `{target}`, which stands in another cluster of {places}", verb(relation));
            let report = Diagnostic::warning(&codes::deployment::OTHER_CLUSTER, self.place(id), message);
            let report = report.also(far, format!("`{target}` stands here"));
            self.reports.push(report.help("the names of Services end at their cluster: deploy both in one, or join the clusters' DNS"));
        }
    }
}

/// A list in words.
fn joined(names: &[String]) -> String {
    match names.split_last() {
        Some((last, front)) if !front.is_empty() => format!("{} and {last}", front.join(", ")),
        _ => names.concat(),
    }
}

/// A name as variables are written: `orders-db` and `ordersDb` are `ORDERS_DB`.
fn snake(name: &str) -> String {
    let mut all = String::new();
    let mut small = false;
    for c in name.chars() {
        if c.is_ascii_uppercase() && small {
            all.push('_');
        }
        all.push(if c == '-' { '_' } else { c.to_ascii_uppercase() });
        small = c.is_ascii_lowercase() || c.is_ascii_digit();
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_variables() {
        assert_eq!(snake("orders-db"), "ORDERS_DB");
        assert_eq!(snake("ordersDb"), "ORDERS_DB");
        assert_eq!(snake("s3_bucket"), "S3_BUCKET");
        assert_eq!(snake("HTTPServer"), "HTTPSERVER");
    }

    #[test]
    fn lists_in_words() {
        let list = |names: &[&str]| joined(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        assert_eq!(list(&["a"]), "a");
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
    }
}
