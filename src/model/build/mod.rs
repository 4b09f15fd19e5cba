//! From trees to the model: declares every name, then resolves what refers to them, phase by phase. All of
//! `model::build` works on one [`Builder`]; outside of it only [`build`] is known. Reports each mistake once.

mod apis;
mod bounds;
mod declare;
mod deployment;
mod elements;
mod extend;
mod lookup;
mod meant;
mod misplaced;
mod properties;
mod relations;
mod scope;
mod stores;
mod types;
mod views;

use super::{ApiId, ElementId, KindId, Model, UnitId};
use crate::diag::{Diagnostic, Diagnostics};
use crate::program::Program;
use crate::syntax::ast;
use std::collections::{BTreeMap, BTreeSet};

pub(super) use scope::{ScopeId, ScopeOwner, Scopes, Symbol};

/// Builds the model of a program, with all that is wrong with it. The model is whole in itself even if there are errors:
/// what could not be resolved is left out.
#[must_use]
pub fn build(program: &Program) -> (Model, Diagnostics) {
    let mut b = Builder::new(program);
    b.model.patches.clone_from(&program.patches);
    declare::declare(&mut b);
    for phase in PHASES {
        // What is too large for the next phase was said, and stands in nobody's way who wants to see it.
        if b.is_outgrown() {
            break;
        }
        phase(&mut b);
    }
    (b.model, b.diagnostics)
}

/// What is done once all names are declared, in this order.
const PHASES: &[fn(&mut Builder<'_>)] = &[
    extend::extend,
    elements::inherit,
    bounds::kinds,
    misplaced::report,
    properties::resolve,
    elements::resolve,
    types::resolve,
    stores::resolve,
    apis::resolve,
    relations::resolve,
    elements::imply_brokers,
    deployment::resolve,
    views::resolve,
];

/// The model as far as it is built, and what the phases share.
pub(super) struct Builder<'a> {
    pub model: Model,
    pub diagnostics: Diagnostics,
    /// What is compiled.
    pub program: &'a Program,
    /// Which names are declared where.
    pub scopes: Scopes,
    /// Every body that says something of an element or stands at the top of a file, in the order of declarations.
    pub parts: Vec<Part<'a>>,
    /// The declarations of kinds, by [`KindId`].
    pub kinds: Vec<KindPart<'a>>,
    /// The declarations of APIs, by [`ApiId`].
    pub apis: Vec<ApiPart<'a>>,
    /// The declaration of each element, by [`ElementId`]; nothing for those that the compiler adds.
    pub element_items: Vec<Option<&'a ast::Item>>,
    /// Elements by their names, in order.
    pub by_name: BTreeMap<String, Vec<ElementId>>,
    /// Words that are kinds of a program's own, or of one that it imports without a name.
    pub kind_words: BTreeSet<(UnitId, String)>,
    /// Words of declarations whose kind nobody knows.
    pub unread: BTreeSet<String>,
    /// Properties of elements that could not be read, by their names; the empty name stands for all of them.
    pub faulty: BTreeSet<(ElementId, &'static str)>,
    /// Declared types, by [`super::TypeId`]: the scope in which their words are looked up, and their trees.
    pub types: Vec<TypePart<'a>>,
    /// What there is too much of.
    pub outgrown: bounds::Outgrown,
}

/// A body: the statements of an element (its own, or an `extend`'s) or of a file.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    pub unit: UnitId,
    /// Where its words are looked up.
    pub scope: ScopeId,
    /// The element that it is of; nothing at the top of a file.
    pub element: Option<ElementId>,
    pub stmts: &'a [ast::Stmt],
    /// Whether a statement in it could not be read.
    pub broken: bool,
}

/// The declaration of a kind.
#[derive(Clone, Copy)]
pub(super) struct KindPart<'a> {
    pub scope: ScopeId,
    pub tree: &'a ast::Kind,
}

/// The declaration of an API.
#[derive(Clone, Copy)]
pub(super) struct ApiPart<'a> {
    /// The API's own scope, which holds the types that are declared in it.
    pub scope: ScopeId,
    pub element: ElementId,
    pub tree: &'a ast::Api,
}

/// The declaration of a type.
#[derive(Clone, Copy)]
pub(super) struct TypePart<'a> {
    pub scope: ScopeId,
    pub tree: TypeTree<'a>,
}

/// The three forms in which types are declared.
#[derive(Clone, Copy)]
pub(super) enum TypeTree<'a> {
    Type(&'a ast::TypeDecl),
    Enum(&'a ast::EnumDecl),
    Error(&'a ast::ErrorDecl),
}

impl<'a> Builder<'a> {
    fn new(program: &'a Program) -> Self {
        Self {
            model: Model::default(),
            diagnostics: Diagnostics::default(),
            program,
            scopes: Scopes::default(),
            parts: Vec::new(),
            kinds: Vec::new(),
            apis: Vec::new(),
            element_items: Vec::new(),
            by_name: BTreeMap::new(),
            kind_words: BTreeSet::new(),
            unread: BTreeSet::new(),
            faulty: BTreeSet::new(),
            types: Vec::new(),
            outgrown: bounds::Outgrown::default(),
        }
    }

    /// Reports a mistake.
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Whether this word stands in a line that could not be read, or in a declaration of an unknown kind: it may be
    /// declared there.
    pub(super) fn is_unread(&self, word: &str) -> bool {
        self.program.partly || self.program.unread.contains(word) || self.unread.contains(word)
    }

    /// Whether a word is a kind of the program's own, or of one that it imports without a name.
    pub(super) fn is_kind_word(&self, unit: UnitId, word: &str) -> bool {
        self.kind_words.contains(&(unit, word.to_owned()))
    }

    /// Elements of which a part could not be read: what seems to be missing may stand there.
    pub(super) fn unread_elements(&self) -> BTreeSet<ElementId> {
        let bodies = self.parts.iter().filter(|part| part.broken).filter_map(|part| part.element);
        let heads = self.element_items.iter().enumerate().filter(|(_, item)| item.is_some_and(|item| item.broken));
        bodies.chain(heads.map(|(index, _)| ElementId::at(index))).collect()
    }

    /// The declaration of a kind.
    pub(super) fn kind_part(&self, id: KindId) -> Option<KindPart<'a>> {
        self.kinds.get(id.index()).copied()
    }

    /// The declaration of an API.
    pub(super) fn api_part(&self, id: ApiId) -> Option<ApiPart<'a>> {
        self.apis.get(id.index()).copied()
    }
}
