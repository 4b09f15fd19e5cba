//! Selectors: what they stand for, and which elements they pick.

use super::super::{Builder, ScopeId};
use super::outwards;
use crate::diag::{Diagnostic, codes, nearest};
use crate::model::{At, BaseKind, ElementId, Selector};
use crate::syntax::ast;
use crate::syntax::ast::TermKind;

/// What a tag is named for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// To pick what bears it: without anything that does, there is no use in it.
    Picks,
    /// To guard against what bears it: it may well be that nothing does.
    Guards,
}

/// What one end of a selector stands for; reports what it names wrongly.
pub(super) fn term(b: &mut Builder<'_>, scope: ScopeId, term: &ast::Term, tags: Use) -> Option<At<Selector>> {
    let selector = match &term.kind {
        TermKind::All => Selector::All,
        TermKind::Tag(tag) => {
            check_tag(b, tag, tags);
            Selector::Tag(tag.name.clone())
        }
        TermKind::Children(path) => Selector::Children(b.lookup_element(scope, path)?),
        TermKind::Descendants(path) => Selector::Descendants(b.lookup_element(scope, path)?),
        TermKind::Path(path) => match kind(b, scope, path) {
            Some(name) => Selector::Kind(name),
            None => Selector::Element(element(b, scope, path)?),
        },
    };
    Some(At::new(selector, term.span))
}

/// The kind that a path means: a built-in one, or one of the program's own.
fn kind(b: &Builder<'_>, scope: ScopeId, path: &ast::Path) -> Option<String> {
    match path.single() {
        Some(word) if BaseKind::from_word(&word.text).is_some() => Some(word.text.clone()),
        _ => b.find_kind_path(scope, path).map(|id| b.model[id].name.clone()),
    }
}

fn element(b: &mut Builder<'_>, scope: ScopeId, path: &ast::Path) -> Option<ElementId> {
    let word = path.single().filter(|_| b.try_element(scope, path).is_none());
    let kinds: Vec<String> =
        BaseKind::ALL.iter().map(|kind| kind.word().to_owned()).chain(b.model.kinds.iter().map(|k| k.name.clone())).collect();
    let elements: Vec<&str> = b.model.elements.iter().map(|element| element.name.as_str()).collect();
    if let Some(word) = word
        && !b.is_unread(&word.text)
        && !elements.contains(&word.text.as_str())
        && nearest(&word.text, kinds.iter().map(String::as_str)).is_some()
    {
        let known = kinds.iter().map(String::as_str).chain(elements);
        let report = Diagnostic::error(&codes::names::UNKNOWN_NAME, word.span, format!("there is no element or kind `{}`", word.text));
        let report = report.suggest(word.span, &word.text, known);
        b.report(report);
        return None;
    }
    if let Some(word) = word
        && word.text == "external"
    {
        let report = Diagnostic::error(&codes::names::UNKNOWN_NAME, word.span, "there is no element or kind `external`");
        b.report(report.help("give what is external a tag, as in `external system bank #outside`, and select `#outside`"));
        return None;
    }
    b.lookup_element(scope, path)
}

/// Warns of a tag that nothing bears, where that cannot be meant.
pub(super) fn check_tag(b: &mut Builder<'_>, tag: &ast::Tag, tags: Use) {
    let model = &b.model;
    let of_elements = model.elements.iter().flat_map(|element| &element.tags);
    let of_relations = model.relations.iter().flat_map(|relation| &relation.tags);
    let nodes = model.environments.iter().flat_map(|environment| &environment.nodes);
    let of_places = model.environments.iter().flat_map(|environment| &environment.tags).chain(nodes.flat_map(|node| &node.tags));
    let known: Vec<&str> = of_elements.chain(of_relations).chain(of_places).map(String::as_str).collect();
    if known.contains(&tag.name.as_str()) || b.is_unread(&tag.name) {
        return;
    }
    let report = Diagnostic::warning(&codes::views::UNKNOWN_TAG, tag.span, format!("nothing bears the tag `#{}`", tag.name));
    let near = nearest(&tag.name, known).map(|name| format!("#{name}"));
    match near {
        Some(name) => b.report(report.help(format!("did you mean `{name}`?")).edit(tag.span, name)),
        None if tags == Use::Picks => b.report(report),
        None => {}
    }
}

/// What a view's selector stands for.
pub(super) fn of_view(b: &mut Builder<'_>, scope: ScopeId, selector: &ast::Selector, tags: Use) -> Option<At<Selector>> {
    let (from, to) = match selector {
        ast::Selector::Elements(one) => return term(b, scope, one, tags),
        ast::Selector::Relation(from, to) => (from, to),
    };
    let path = |term: &ast::Term| match &term.kind {
        TermKind::Path(path) => Some(path.clone()),
        _ => None,
    };
    let picked = match (&from.kind, path(to), path(from), &to.kind) {
        (TermKind::All, Some(path), _, _) => Selector::PointingAt(b.lookup_element(scope, &path)?),
        (_, _, Some(path), TermKind::All) => Selector::PointedAtBy(b.lookup_element(scope, &path)?),
        _ => {
            let message = "an arrow in a view has `*` on one side and a path on the other";
            let report = Diagnostic::error(&codes::views::SELECTOR, selector.span(), message);
            b.report(report.help("`* -> PATH` is what points at it, `PATH -> *` what it points at"));
            return None;
        }
    };
    Some(At::new(picked, selector.span()))
}

/// Whether a selector picks this very element.
pub(super) fn picks(b: &Builder<'_>, selector: &Selector, id: ElementId) -> bool {
    let element = &b.model[id];
    match selector {
        Selector::Element(one) => *one == id,
        Selector::Children(of) => element.parent == Some(*of),
        Selector::Descendants(of) => *of != id && outwards(b, id).any(|at| at == *of),
        Selector::Tag(tag) => element.tags.contains(tag),
        Selector::Kind(kind) => element.kind.chain.contains(kind),
        Selector::PointingAt(_) | Selector::PointedAtBy(_) => false,
        Selector::All => true,
    }
}
