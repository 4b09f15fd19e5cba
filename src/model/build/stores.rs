//! What stores and channels hold: tables, collections, key spaces, events. Names are unique in what holds them.

mod tables;

use super::super::{Collection, CollectionId, ElementId, Event, EventId, KeySpace, KeySpaceId, Shape, TableId, TypeExpr};
use super::properties;
use super::types::{self, Base};
use super::{Builder, Part, declare};
use crate::diag::{Diagnostic, codes};
use crate::model::store::EventPayload;
use crate::source::Span;
use crate::syntax::ast;

/// Resolves them all.
pub(super) fn resolve(b: &mut Builder<'_>) {
    let parts: Vec<Part<'_>> = b.parts.clone();
    let mut read: Vec<(TableId, &ast::Table)> = Vec::new();
    for part in parts {
        let Some(element) = part.element else { continue };
        for stmt in part.stmts {
            match stmt {
                ast::Stmt::Table(tree) if is_new(b, element, &tree.name) => {
                    let table = tables::table(b, part, element, tree);
                    let id = TableId::at(b.model.tables.len());
                    b.model.tables.push(table);
                    b.model[element].tables.push(id);
                    read.push((id, tree));
                }
                ast::Stmt::Collection(tree) if is_new(b, element, &tree.name) => collection(b, part, element, tree),
                ast::Stmt::Keys(tree) => keys(b, part, element, tree),
                ast::Stmt::Event(tree) if is_new(b, element, &tree.name) => event(b, part, element, tree),
                _ => {}
            }
        }
    }
    for (id, tree) in read {
        tables::refer(b, id, tree);
    }
}

/// Whether nothing else in the element bears the name; reports what does.
fn is_new(b: &mut Builder<'_>, element: ElementId, name: &ast::Ident) -> bool {
    let known = known(b, element).into_iter().find(|(known, ..)| *known == name.text);
    let Some((_, noun, span)) = known else { return true };
    let message = format!("`{}` holds two things called `{}`", b.model[element].name, name.text);
    let report = Diagnostic::error(&codes::stores::DUPLICATE, name.span, message)
        .label("declared again here")
        .also(span, format!("the {noun} of that name"));
    b.report(report);
    false
}

fn known<'b>(b: &'b Builder<'_>, element: ElementId) -> Vec<(&'b str, &'static str, Span)> {
    let holder = &b.model[element];
    let tables = holder.tables.iter().map(|id| &b.model[*id]).map(|table| (table.name.as_str(), "table", table.span));
    let collections = holder.collections.iter().map(|id| &b.model[*id]).map(|held| (held.name.as_str(), "collection", held.span));
    let events = holder.events.iter().map(|id| &b.model[*id]).map(|event| (event.name.as_str(), "event", event.span));
    tables.chain(collections).chain(events).collect()
}

fn collection(b: &mut Builder<'_>, part: Part<'_>, element: ElementId, tree: &ast::Collection) {
    let of = tree.ty.as_ref().and_then(|ty| types::read_value(b, part.scope, ty));
    let id = CollectionId::at(b.model.collections.len());
    b.model.collections.push(Collection {
        element,
        name: tree.name.text.clone(),
        description: declare::description(tree.doc.as_ref()),
        of: of.unwrap_or_else(|| types::any(tree.name.span)),
        span: tree.name.span,
    });
    b.model[element].collections.push(id);
}

fn keys(b: &mut Builder<'_>, part: Part<'_>, element: ElementId, tree: &ast::Keys) {
    let pattern = &tree.pattern;
    let same = b.model[element].key_spaces.iter().find(|id| b.model[**id].pattern == pattern.value);
    if let Some(known) = same {
        let message = format!("`{}` has the keys `{}` twice", b.model[element].name, pattern.value);
        let report = Diagnostic::error(&codes::stores::DUPLICATE, pattern.span, message)
            .label("declared again here")
            .also(b.model[*known].span, "first declared here");
        b.report(report);
        return;
    }
    if let Some(wrong) = wrong_pattern(&pattern.value) {
        let report = Diagnostic::error(&codes::stores::KEYS, pattern.span, wrong)
            .help("what is put in stands in braces, each once, as in `keys \"session:{id}\": Session`");
        b.report(report);
    }
    let of = tree.ty.as_ref().and_then(|ty| types::read_value(b, part.scope, ty));
    let ttl = tree
        .ttl
        .as_ref()
        .and_then(|arg| properties::keep_arg(b, properties::some_time(arg)).map(|ttl| super::super::At::new(ttl, arg.span)));
    let id = KeySpaceId::at(b.model.key_spaces.len());
    b.model.key_spaces.push(KeySpace {
        element,
        pattern: pattern.value.clone(),
        description: declare::description(tree.doc.as_ref()),
        of: of.unwrap_or_else(|| types::any(pattern.span)),
        ttl,
        span: pattern.span,
    });
    b.model[element].key_spaces.push(id);
}

/// What is wrong with the form of keys, if anything.
fn wrong_pattern(pattern: &str) -> Option<String> {
    if pattern.trim().is_empty() {
        return Some("keys need a form".to_owned());
    }
    let mut names: Vec<&str> = Vec::new();
    let mut rest = pattern;
    while let Some(at) = rest.find(['{', '}']) {
        let inner = rest.get(at..).and_then(|text| text.strip_prefix('{')).and_then(|text| text.split_once('}'));
        let Some((name, behind)) = inner.filter(|(name, _)| !name.contains('{')) else {
            return Some(format!("a brace in `{pattern}` has no other half"));
        };
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-') {
            return Some(format!("expected a name in braces, found `{{{name}}}`"));
        }
        if names.contains(&name) {
            return Some(format!("`{{{name}}}` stands in `{pattern}` twice"));
        }
        names.push(name);
        rest = behind;
    }
    None
}

fn event(b: &mut Builder<'_>, part: Part<'_>, element: ElementId, tree: &ast::Event) {
    let payload = match &tree.form {
        ast::EventForm::Fields(block) => EventPayload::Fields(types::numbered_fields(b, part.scope, &block.stmts)),
        ast::EventForm::Type(ty) => match types::read_value(b, part.scope, ty) {
            Some(of) => message(b, &of),
            None => EventPayload::Fields(Vec::new()),
        },
        ast::EventForm::Missing => EventPayload::Fields(Vec::new()),
    };
    let id = EventId::at(b.model.events.len());
    b.model.events.push(Event {
        element,
        name: tree.name.text.clone(),
        description: declare::description(tree.doc.as_ref()),
        payload,
        span: tree.name.span,
    });
    b.model[element].events.push(id);
}

fn message(b: &mut Builder<'_>, of: &TypeExpr) -> EventPayload {
    let base = types::base_of(&b.model, of);
    match (base, of.nullable, &b.model.behind(of).shape) {
        (Base::Record(_) | Base::Union(_), false, Shape::Named(id)) => return EventPayload::Type(*id),
        (Base::Scalar(super::super::Scalar::Json), ..) if matches!(of.shape, Shape::Named(_)) => return EventPayload::Fields(Vec::new()),
        _ => {}
    }
    let found = if of.nullable { "a nullable type".to_owned() } else { base.noun(&b.model) };
    let report = Diagnostic::error(&codes::stores::EVENT_TYPE, of.span, format!("an event carries a type with fields, found {found}"))
        .help("declare a type for it, or list the fields: `event NAME { id: uuid }`");
    b.report(report);
    EventPayload::Fields(Vec::new())
}

#[cfg(test)]
mod tests {
    use super::wrong_pattern;

    #[test]
    fn forms_of_keys_have_names_in_braces() {
        for right in ["session:{id}", "all", "{tenant}:{id}:x"] {
            assert_eq!(wrong_pattern(right), None, "{right}");
        }
        for wrong in ["", "session:{id", "session:id}", "a{}b", "{a b}", "{id}:{id}", "{a{b}}"] {
            assert!(wrong_pattern(wrong).is_some(), "{wrong}");
        }
    }
}
