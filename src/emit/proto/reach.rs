//! Which types the methods of a service reach, and which of them must be messages or enums of their own.

use crate::model::{Field, Model, Shape, TypeBody, TypeExpr, TypeId};
use std::collections::BTreeSet;

/// What the methods of a service reach.
pub struct Reach<'m> {
    model: &'m Model,
    /// Types that are messages or enums of their own.
    pub types: BTreeSet<TypeId>,
    /// Whether the built-in problem is among them.
    pub problem: bool,
    waiting: Vec<TypeId>,
}

impl<'m> Reach<'m> {
    /// Nothing yet.
    pub fn new(model: &'m Model) -> Self {
        Self { model, types: BTreeSet::new(), problem: false, waiting: Vec::new() }
    }

    /// Takes in a type and all that it holds.
    pub fn declared(&mut self, id: TypeId) {
        self.add(id);
        self.finish();
    }

    /// Takes in what the fields of a type hold, but not the type itself.
    pub fn inside(&mut self, id: TypeId) {
        self.hold(id);
        self.finish();
    }

    // Types wait in a list, so that a long chain of them needs no deep stack.
    fn finish(&mut self) {
        while let Some(id) = self.waiting.pop() {
            self.hold(id);
        }
    }

    fn add(&mut self, id: TypeId) {
        if self.types.insert(id) {
            self.waiting.push(id);
        }
    }

    fn hold(&mut self, id: TypeId) {
        match &self.model[id].body {
            TypeBody::Alias { of, .. } => self.expression(of),
            TypeBody::Union(members) => members.iter().for_each(|member| self.add(member.value)),
            TypeBody::Enum(_) => {}
            TypeBody::Record { .. } | TypeBody::Error { .. } => fields(self.model, id).iter().for_each(|field| self.expression(&field.of)),
        }
    }

    fn expression(&mut self, of: &TypeExpr) {
        match &self.model.behind(of).shape {
            Shape::Scalar(_) => {}
            Shape::Problem => self.problem = true,
            Shape::Named(id) => self.add(*id),
            Shape::List(item) | Shape::Map(item) => match collection(self.model, item) {
                Some(id) => self.add(id),
                None => self.expression(item),
            },
        }
    }
}

/// The type that names a list or a map, where that is what is used. In a list or a map it is a message, since those hold
/// neither lists nor maps.
pub fn collection(model: &Model, of: &TypeExpr) -> Option<TypeId> {
    let mut of = of;
    for _ in 0..model.types.len() {
        let Shape::Named(id) = of.shape else { return None };
        let TypeBody::Alias { of: next, .. } = &model[id].body else { return None };
        if matches!(next.shape, Shape::List(_) | Shape::Map(_)) {
            return Some(id);
        }
        of = next;
    }
    None
}

/// The fields of a record or error, those of what it builds on first; one that is declared again stands where it first stood.
pub fn fields(model: &Model, id: TypeId) -> Vec<&Field> {
    let mut all: Vec<&Field> = Vec::new();
    for field in model.fields(id) {
        match all.iter_mut().find(|known| known.name == field.name) {
            Some(known) => *known = field,
            None => all.push(field),
        }
    }
    all
}
