//! How much a program may come to. What it declares is bounded where it is read; what that stands for may be the product of
//! two things, such as elements and the environments in which they stand, and is bounded here.

use super::super::{ElementId, KindId, Model, Shape, TypeBody, TypeExpr, TypeId};
use super::Builder;
use crate::diag::{Diagnostic, codes::project::OUTGROWN};
use crate::source::Span;
use crate::syntax::{MOST_IN_BLOCK, MOST_LETTERS, ast, too_long};
use std::collections::BTreeSet;

/// The most elements of a program, those that it imports included.
pub(super) const MOST_ELEMENTS: usize = 10_000;
/// The most relations of a program.
pub(super) const MOST_RELATIONS: usize = 20_000;
/// The most environments of a program, those that it imports included.
pub(super) const MOST_ENVIRONMENTS: usize = 200;
/// The most elements that stand in nodes, counted in each environment and node.
pub(super) const MOST_INSTANCES: usize = 20_000;
/// How many kinds, types or environments may build on one another.
pub(super) const MOST_DEEP: usize = 64;
/// The most tags of an element, those of what it stands in included.
pub(super) const MOST_TAGS: usize = 100;
/// The most that elements, types and instances may take over from kinds, other types and environments.
pub(super) const MOST_TAKEN_OVER: usize = 500_000;

/// What there was too much of: each is said once.
#[derive(Default)]
pub(in crate::model) struct Outgrown(BTreeSet<&'static str>);

impl Builder<'_> {
    /// Says, once, that there is more of something than may be; `span` is the first that is too many.
    pub(super) fn outgrown(&mut self, span: Span, most: usize, what: &'static str, help: &str) {
        if self.outgrown.0.insert(what) {
            let message = format!("the program comes to more than {most} {what}, and this is the next");
            self.report(Diagnostic::error(&OUTGROWN, span, message).help(help));
        }
    }

    /// Whether the program has become too large for what comes next.
    pub(super) fn is_outgrown(&self) -> bool {
        !self.outgrown.0.is_empty()
    }
}

/// Whether there is room for one more element of this name.
pub(super) fn takes_element(b: &mut Builder<'_>, name: &ast::Ident) -> bool {
    if name.text.len() > MOST_LETTERS {
        b.report(too_long("a name", MOST_LETTERS, &name.text, name.span));
        b.unread.insert(name.text.clone());
        return false;
    }
    let fits = b.model.elements.len() < MOST_ELEMENTS;
    if !fits {
        b.outgrown(name.span, MOST_ELEMENTS, "elements", "divide it into several programs: each is built for itself");
    }
    fits
}

/// Whether one element says more than one block may hold, which several that extend it can; what is too much is left out.
pub(super) fn properties(b: &mut Builder<'_>, items: &mut Vec<&ast::Item>) {
    if let Some(next) = items.get(MOST_IN_BLOCK) {
        b.outgrown(next.head.span, MOST_IN_BLOCK, "properties of one element", "make several elements of it");
        items.truncate(MOST_IN_BLOCK);
    }
}

/// What elements take over from their kinds.
pub(super) fn kinds(b: &mut Builder<'_>) {
    let said = |id: KindId| b.kind_part(id).and_then(|part| part.tree.body.as_ref()).map_or(1, |body| 1 + body.stmts.len());
    let mut sums: Vec<(usize, usize)> = Vec::new();
    for id in (0..b.model.kinds.len()).map(KindId::at) {
        // A chain that is too long is cut off here, whatever it says further on.
        let chain = std::iter::successors(Some(id), |at| b.model[*at].parent).take(MOST_DEEP + 1);
        sums.push(chain.fold((0, 0), |(depth, sum), at| (depth + 1, sum + said(at))));
    }
    if let Some(index) = sums.iter().position(|(depth, _)| *depth > MOST_DEEP) {
        let span = b.model[KindId::at(index)].span;
        b.outgrown(span, MOST_DEEP, "kinds that build on one another", "let it build on a built-in kind");
    }
    let mut taken = 0;
    for id in (0..b.model.elements.len()).map(ElementId::at) {
        taken += b.model[id].kind.declared.and_then(|kind| sums.get(kind.index())).map_or(0, |(_, sum)| *sum);
        if taken > MOST_TAKEN_OVER {
            let span = b.model[id].span;
            return b.outgrown(span, MOST_TAKEN_OVER, "properties that elements have from their kinds", "say less in the kinds");
        }
    }
}

/// How long the chains of names of types are, and how many fields types take over from others.
pub(super) fn types(b: &mut Builder<'_>) {
    let mut taken = 0;
    for id in (0..b.model.types.len()).map(TypeId::at) {
        let chain: Vec<TypeId> = std::iter::successors(Some(id), |at| builds_on(&b.model, *at)).take(MOST_DEEP + 1).collect();
        let fields = chain.iter().map(|at| match &b.model[*at].body {
            TypeBody::Record { fields, .. } => fields.len(),
            _ => 0,
        });
        taken += fields.sum::<usize>();
        let span = b.model[id].span;
        if chain.len() > MOST_DEEP && !is_round(&b.model, id) {
            return b.outgrown(span, MOST_DEEP, "types that stand for or build on one another", "make one of them stand for itself");
        }
        if taken > MOST_TAKEN_OVER {
            return b.outgrown(
                span,
                MOST_TAKEN_OVER,
                "fields, counted in each type that takes them over",
                "let types have a field of the other",
            );
        }
    }
}

/// The type that another one stands for, or whose fields it has: there is one at most.
fn builds_on(model: &Model, id: TypeId) -> Option<TypeId> {
    fn named(of: &TypeExpr) -> Option<TypeId> {
        match &of.shape {
            Shape::Named(id) => Some(*id),
            Shape::List(item) | Shape::Map(item) => named(item),
            _ => None,
        }
    }
    match &model[id].body {
        TypeBody::Alias { of, .. } => named(of),
        TypeBody::Record { base, .. } => base.as_ref().map(|base| base.value),
        _ => None,
    }
}

/// Whether the way on from a type leads in a circle, as that of a list of lists of itself does.
fn is_round(model: &Model, id: TypeId) -> bool {
    let mut seen = BTreeSet::new();
    std::iter::successors(Some(id), |at| builds_on(model, *at)).any(|at| !seen.insert(at))
}

/// Whether there is room for one more environment.
pub(super) fn takes_environment(b: &mut Builder<'_>, tree: &ast::Environment) -> bool {
    let fits = b.model.environments.len() < MOST_ENVIRONMENTS;
    if !fits {
        b.outgrown(tree.name.span, MOST_ENVIRONMENTS, "environments", "leave out what nobody deploys to");
    }
    fits
}
