//! The forms that a type takes in a document: what a client reads, what it sends to make one, what it sends to change
//! one, a page of them. Says which fields each has, and which types need more than one form. Makes no schema.

use crate::model::{Field, Model, Shape, TypeBody, TypeExpr, TypeId};

/// A form of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// What a client reads.
    Read,
    /// What a client sends: without what only the server sets.
    Create,
    /// A merge patch: without what can't be changed.
    Patch,
    /// A page of what a client reads.
    Page,
}

/// A type in one of its forms.
pub type Key = (TypeId, Form);

/// What is known of all types of a model.
pub struct Forms<'m> {
    model: &'m Model,
    /// Types that a client sends in another form than it reads, by id.
    differs: Vec<bool>,
    /// Members of unions, by id: they bear a field `type`.
    member: Vec<bool>,
}

impl<'m> Forms<'m> {
    /// The forms of a model's types.
    pub fn of(model: &'m Model) -> Self {
        let mut forms = Self { model, differs: vec![false; model.types.len()], member: vec![false; model.types.len()] };
        for definition in &model.types {
            if let TypeBody::Union(members) = &definition.body {
                for id in members {
                    mark(&mut forms.member, id.value);
                }
            }
        }
        forms.find_differing();
        forms
    }

    /// Marks the types that differ by themselves, then all that hold them.
    fn find_differing(&mut self) {
        let ids = || (0..self.model.types.len()).map(TypeId::at);
        let mut holders: Vec<Vec<TypeId>> = vec![Vec::new(); self.model.types.len()];
        for holder in ids() {
            for held in self.held(holder) {
                if let Some(list) = holders.get_mut(held.index()) {
                    list.push(holder);
                }
            }
        }
        let mut waiting: Vec<TypeId> = ids().filter(|id| self.fields(*id).iter().any(|field| is_sent_otherwise(field))).collect();
        while let Some(id) = waiting.pop() {
            if mark(&mut self.differs, id) {
                waiting.extend(holders.get(id.index()).into_iter().flatten());
            }
        }
    }

    /// The types that a type's own values hold.
    fn held(&self, id: TypeId) -> Vec<TypeId> {
        match &self.model[id].body {
            TypeBody::Union(members) => members.iter().map(|member| member.value).collect(),
            TypeBody::Alias { of, .. } => named(of).into_iter().collect(),
            _ => self.fields(id).iter().filter_map(|field| named(&field.of)).collect(),
        }
    }

    /// Whether a type is a member of a union.
    pub fn is_member(&self, id: TypeId) -> bool {
        self.member.get(id.index()).copied().unwrap_or(false)
    }

    /// The form that stands for `form` where the two are the same.
    pub fn canonical(&self, id: TypeId, form: Form) -> Key {
        let differs = self.differs.get(id.index()).copied().unwrap_or(false);
        match form {
            Form::Patch if self.is_merged(id) => (id, Form::Patch),
            Form::Patch | Form::Create if differs => (id, Form::Create),
            Form::Patch | Form::Create | Form::Read => (id, Form::Read),
            Form::Page => (id, Form::Page),
        }
    }

    /// Whether a patch changes values of a type part by part; all others it replaces whole.
    fn is_merged(&self, id: TypeId) -> bool {
        match &self.model[self.end(id)].body {
            TypeBody::Alias { of, .. } => matches!(of.shape, Shape::Map(_)),
            TypeBody::Record { .. } => true,
            _ => false,
        }
    }

    /// The type at the end of a chain of aliases.
    pub fn end(&self, id: TypeId) -> TypeId {
        let mut id = id;
        for _ in 0..self.model.types.len() {
            match &self.model[id].body {
                TypeBody::Alias { of: TypeExpr { shape: Shape::Named(next), .. }, .. } => id = *next,
                _ => break,
            }
        }
        id
    }

    /// The fields of a record or error, those of what it builds on first.
    pub fn fields(&self, id: TypeId) -> Vec<&'m Field> {
        let mut chain = Vec::new();
        let mut next = Some(id);
        while let Some(id) = next
            && chain.len() <= self.model.types.len()
        {
            let (base, fields) = match &self.model[id].body {
                TypeBody::Record { base, fields } => (base.as_ref().map(|base| base.value), fields),
                TypeBody::Error { fields, .. } => (None, fields),
                _ => break,
            };
            chain.push(fields);
            next = base;
        }
        let mut all: Vec<&Field> = Vec::new();
        for field in chain.into_iter().rev().flatten() {
            match all.iter_mut().find(|known| known.name == field.name) {
                Some(known) => *known = field,
                None => all.push(field),
            }
        }
        all
    }

    /// The fields that a form has.
    pub fn fields_in(&self, (id, form): Key) -> Vec<&'m Field> {
        let mut fields = self.fields(id);
        fields.retain(|field| {
            let marks = &field.attributes;
            match form {
                Form::Read | Form::Page => !marks.writeonly,
                Form::Create => !marks.readonly,
                Form::Patch => !marks.readonly && !marks.createonly && !marks.key,
            }
        });
        fields
    }
}

/// The declared type in the use of a type, if there is one.
fn named(of: &TypeExpr) -> Option<TypeId> {
    match &of.shape {
        Shape::Scalar(_) | Shape::Problem => None,
        Shape::Named(id) => Some(*id),
        Shape::List(of) | Shape::Map(of) => named(of),
    }
}

/// Whether a client sends a field in another way than it reads it.
fn is_sent_otherwise(field: &Field) -> bool {
    field.attributes.readonly || field.attributes.writeonly || (field.default.is_some() && !field.optional)
}

/// Sets a mark; whether it was not there.
fn mark(marks: &mut [bool], id: TypeId) -> bool {
    marks.get_mut(id.index()).is_some_and(|mark| !std::mem::replace(mark, true))
}
