//! Which types, in which forms, the operations of a document reach, and what they are called there.

use super::forms::{Form, Forms, Key};
use super::words;
use crate::model::{Attributes, Model, Payload, Shape, TypeBody, TypeExpr, TypeId};
use std::collections::{BTreeMap, BTreeSet};

/// The way that a value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// From the client to the server.
    Request,
    /// From the server to the client.
    Response,
}

/// What the operations of a document reach.
pub struct Reach<'m> {
    model: &'m Model,
    forms: &'m Forms<'m>,
    /// The furthest way that each goes: what is in a response may be in a request, too.
    reached: BTreeMap<Key, Way>,
    /// Types that have an operation which creates them.
    created: BTreeSet<TypeId>,
    names: BTreeMap<Key, String>,
    /// The name of the problem that no type declares.
    problem: String,
    /// Whether that stands somewhere in a type.
    holds_problem: bool,
}

impl<'m> Reach<'m> {
    /// Nothing yet.
    pub fn new(model: &'m Model, forms: &'m Forms<'m>) -> Self {
        let (reached, created, names) = (BTreeMap::new(), BTreeSet::new(), BTreeMap::new());
        Self { model, forms, reached, created, names, problem: String::new(), holds_problem: false }
    }

    /// Takes in a payload and all that it holds.
    pub fn payload(&mut self, payload: &Payload, way: Way) {
        match payload {
            Payload::Type(of) => self.expression(of, if way == Way::Request { Form::Create } else { Form::Read }, way),
            Payload::Create(id) => {
                self.created.insert(*id);
                self.declared(*id, Form::Create, way);
            }
            Payload::Patch(id) => self.declared(*id, Form::Patch, way),
            Payload::Page(of) => {
                if let Shape::Named(id) = of.shape {
                    self.declared(id, Form::Page, way);
                }
                self.expression(of, Form::Read, way);
            }
        }
    }

    /// Takes in the use of a type.
    pub fn expression(&mut self, of: &TypeExpr, form: Form, way: Way) {
        let spelt_out = spelt_out(self.model, of);
        match spelt_out.as_ref().map_or(&of.shape, |(of, _)| &of.shape) {
            Shape::Scalar(_) => {}
            Shape::Problem => self.holds_problem = true,
            Shape::Named(id) => self.declared(*id, form, way),
            Shape::List(of) => self.expression(of, inside_list(form), way),
            Shape::Map(of) => self.expression(of, form, way),
        }
    }

    /// Takes in a declared type.
    pub fn declared(&mut self, id: TypeId, form: Form, way: Way) {
        let key = self.forms.canonical(id, form);
        if self.reached.get(&key).is_some_and(|known| *known >= way) {
            return;
        }
        self.reached.insert(key, way);
        match &self.model[id].body {
            _ if form == Form::Page => {}
            TypeBody::Alias { of, .. } => self.expression(of, form, way),
            TypeBody::Union(members) => {
                for member in members {
                    self.declared(member.value, inside_list(form), way);
                }
            }
            TypeBody::Record { .. } | TypeBody::Error { .. } => {
                for field in self.forms.fields_in(key) {
                    self.expression(&field.of, key.1, way);
                }
            }
            TypeBody::Enum(_) => {}
        }
    }

    /// Gives each form its name: the type's, with what it stands in before it where two types share one.
    pub fn name(&mut self) {
        let mut taken = BTreeSet::new();
        let mut count: BTreeMap<&str, usize> = BTreeMap::new();
        let types: BTreeSet<TypeId> = self.reached.keys().map(|(id, _)| *id).collect();
        for id in &types {
            *count.entry(self.model[*id].name.as_str()).or_default() += 1;
        }
        let mut names = BTreeMap::new();
        for id in &types {
            let name = &self.model[*id].name;
            let shared = count.get(name.as_str()).is_some_and(|count| *count > 1);
            let name = if shared { format!("{}{name}", self.scope(*id)) } else { name.clone() };
            names.insert(*id, unique(&mut taken, &name));
        }
        for key in self.reached.keys() {
            let Some(name) = names.get(&key.0) else { continue };
            let suffix = self.suffix(*key);
            let name = if suffix.is_empty() { name.clone() } else { unique(&mut taken, &format!("{name}{suffix}")) };
            self.names.insert(*key, name);
        }
        self.problem = unique(&mut taken, "Problem");
    }

    fn suffix(&self, (id, form): Key) -> &'static str {
        match form {
            Form::Create if self.reached.contains_key(&(id, Form::Read)) || self.created.contains(&id) => "Create",
            Form::Read | Form::Create => "",
            Form::Patch => "Patch",
            Form::Page => "Page",
        }
    }

    /// What a type stands in, as the front of a name.
    fn scope(&self, id: TypeId) -> String {
        let definition = &self.model[id];
        let api = definition.api.map(|api| &self.model[api]);
        let element = definition.element.or(api.map(|api| api.element));
        let element = element.map(|element| words::pascal(&self.model[element].name)).unwrap_or_default();
        let api = api.map(|api| words::pascal(&api.name)).unwrap_or_default();
        format!("{element}{api}")
    }

    /// All that is reached: in order of declaration, the forms of one type side by side.
    pub fn keys(&self) -> impl Iterator<Item = Key> {
        self.reached.keys().copied()
    }

    /// Whether a form is only ever sent by clients.
    pub fn is_only_sent(&self, key: Key) -> bool {
        self.reached.get(&key) == Some(&Way::Request)
    }

    /// The name of a form of a type among the components.
    pub fn name_of(&self, id: TypeId, form: Form) -> &str {
        let key = self.forms.canonical(id, form);
        self.names.get(&key).map_or(self.model[id].name.as_str(), String::as_str)
    }

    /// Whether the problem that no type declares stands in a type.
    pub fn holds_problem(&self) -> bool {
        self.holds_problem
    }

    /// The name of the problem that no type declares.
    pub fn problem(&self) -> &str {
        &self.problem
    }
}

/// The form of the items of a list, or of the members of a union: a patch replaces them whole.
pub fn inside_list(form: Form) -> Form {
    if form == Form::Patch { Form::Create } else { form }
}

/// What an alias stands for where it is used with limits of its own, and what is said of it on the way: it cannot be a
/// reference then.
pub fn spelt_out<'m>(model: &'m Model, of: &TypeExpr) -> Option<(TypeExpr, Vec<&'m Attributes>)> {
    let mut of = of.clone();
    let mut said = Vec::new();
    while let Shape::Named(id) = of.shape
        && (of.limits.min.is_some() || of.limits.max.is_some())
        && let TypeBody::Alias { of: next, attributes } = &model[id].body
        && said.len() <= model.types.len()
    {
        said.push(attributes);
        of.shape = next.shape.clone();
        of.nullable |= next.nullable;
        of.limits.min = of.limits.min.or(next.limits.min);
        of.limits.max = of.limits.max.or(next.limits.max);
    }
    (!said.is_empty()).then_some((of, said))
}

fn unique(taken: &mut BTreeSet<String>, name: &str) -> String {
    let mut candidate = name.to_owned();
    let mut number = 2;
    while !taken.insert(candidate.clone()) {
        candidate = format!("{name}{number}");
        number += 1;
    }
    candidate
}
