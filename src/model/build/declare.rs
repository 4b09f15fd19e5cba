//! Declares every name of every file: elements, kinds, teams, and what types there are. Nothing is resolved here but
//! the kinds of elements, which tell a declaration from a property.

use super::super::{BaseKind, Element, ElementId, Kind, KindId, KindUse, Team, TeamId, Unit, UnitId};
use super::{Builder, KindPart, Part, ScopeId, ScopeOwner, Symbol};
use crate::diag::{Diagnostic, codes};
use crate::program::words_in;
use crate::source::{SourceFile, Span};
use crate::syntax::ast;

/// Declares the names of all programs.
pub(super) fn declare(b: &mut Builder<'_>) {
    let program = b.program;
    for index in 0..program.units.len() {
        b.scopes.open(ScopeOwner::Unit(UnitId::at(index)), None);
    }
    for (index, source) in program.units.iter().enumerate() {
        add_unit(b, UnitId::at(index), source);
    }
    kinds_of(b);
    for (index, source) in program.units.iter().enumerate() {
        let unit = UnitId::at(index);
        let scope = b.scopes.of_unit(unit);
        for file in &source.files {
            body(b, Part { unit, scope, element: None, stmts: &file.tree.stmts, broken: file.tree.broken });
        }
    }
}

fn add_unit(b: &mut Builder<'_>, unit: UnitId, source: &crate::program::Unit) {
    let program = b.program;
    let imports = program.units.iter().flat_map(|other| &other.imports);
    let first = imports.clone().find(|import| import.unit == unit.index());
    let alias =
        imports.filter(|import| import.unit == unit.index()).find_map(|import| import.alias.as_ref()).map(|alias| alias.text.clone());
    let files = source.files.iter().map(|parsed| parsed.file).collect();
    b.model.units.push(Unit { alias, path: source.path.clone(), files, span: first.map(|import| import.span) });
    for import in &source.imports {
        if let Some(alias) = &import.alias {
            let scope = b.scopes.of_unit(unit);
            declare_name(b, scope, alias, Symbol::Unit(UnitId::at(import.unit)));
        }
    }
}

/// Collects all kinds first, wherever they stand: only with them can an element be told from a property.
fn kinds_of(b: &mut Builder<'_>) {
    let program = b.program;
    for (index, source) in program.units.iter().enumerate() {
        let mut words: Vec<&str> = Vec::new();
        for file in &source.files {
            collect_kind_words(&file.tree.stmts, &mut words);
        }
        for word in words {
            b.kind_words.insert((UnitId::at(index), word.to_owned()));
        }
    }
    for (index, source) in program.units.iter().enumerate() {
        for import in source.imports.iter().filter(|import| import.alias.is_none()) {
            let from = UnitId::at(import.unit);
            let known: Vec<String> = b.kind_words.iter().filter(|(unit, _)| *unit == from).map(|(_, word)| word.clone()).collect();
            b.kind_words.extend(known.into_iter().map(|word| (UnitId::at(index), word)));
        }
    }
}

fn collect_kind_words<'a>(stmts: &'a [ast::Stmt], words: &mut Vec<&'a str>) {
    for stmt in stmts {
        match stmt {
            ast::Stmt::Kind(kind) => words.push(&kind.name.text),
            ast::Stmt::Item(ast::Item { body: Some(body), .. }) => collect_kind_words(&body.stmts, words),
            ast::Stmt::Extend(ast::Extend { body: Some(body), .. }) => collect_kind_words(&body.stmts, words),
            _ => {}
        }
    }
}

/// Declares what a body declares and remembers the body.
pub(super) fn body<'a>(b: &mut Builder<'a>, part: Part<'a>) {
    b.parts.push(part);
    for stmt in part.stmts {
        match stmt {
            ast::Stmt::Item(item) if is_element(b, part.unit, item) => element(b, part, item),
            ast::Stmt::Item(item) if seems_element(item) => set_aside(b, item),
            ast::Stmt::Kind(kind) => declare_kind(b, part, kind),
            ast::Stmt::Team(team) => declare_team(b, part, team),
            ast::Stmt::Type(tree) => super::types::declare_one(b, part, None, super::TypeTree::Type(tree)),
            ast::Stmt::Enum(tree) => super::types::declare_one(b, part, None, super::TypeTree::Enum(tree)),
            ast::Stmt::Error(tree) => super::types::declare_one(b, part, None, super::TypeTree::Error(tree)),
            ast::Stmt::Api(tree) => super::types::declare_api(b, part, tree),
            _ => {}
        }
    }
}

/// Whether an item declares an element: its first word is a kind.
pub(super) fn is_element(b: &Builder<'_>, unit: UnitId, item: &ast::Item) -> bool {
    BaseKind::from_word(&item.head.text).is_some() || b.is_kind_word(unit, &item.head.text)
}

/// Whether an item was probably meant to declare an element, though its first word means nothing. That word is reported
/// where all unknown words are.
fn seems_element(item: &ast::Item) -> bool {
    let word = &item.head.text;
    let has_meaning = super::properties::is_property(word) || super::properties::is_word_elsewhere(word) || super::misplaced::is_word(word);
    !has_meaning && item.name().is_some() && (item.body.is_some() || item.title().is_some())
}

/// Remembers what stands in a declaration that is not read, so that nothing of it is said to be missing.
fn set_aside(b: &mut Builder<'_>, item: &ast::Item) {
    let text = b.program.sources.get(item.span.file).map_or("", SourceFile::text);
    b.unread.extend(words_in(text.get(item.span.range()).unwrap_or_default()));
}

fn declare_kind<'a>(b: &mut Builder<'a>, part: Part<'a>, tree: &'a ast::Kind) {
    let name = &tree.name.text;
    let is_property = super::properties::is_property(name) || super::properties::is_word_elsewhere(name);
    if BaseKind::from_word(name).is_some() || is_property || super::misplaced::is_word(name) {
        let message = format!("a kind cannot be called `{name}`: that is a word of the language");
        b.report(Diagnostic::error(&codes::names::KIND_NAME, tree.name.span, message).help("choose another name"));
        return;
    }
    let id = KindId::at(b.model.kinds.len());
    if !declare_name(b, part.scope, &tree.name, Symbol::Kind(id)) {
        return;
    }
    b.model.kinds.push(Kind {
        unit: part.unit,
        name: name.clone(),
        title: title(tree.title.as_ref(), name),
        description: description(tree.doc.as_ref()),
        parent: None,
        base: BaseKind::Group,
        span: tree.name.span,
    });
    b.kinds.push(KindPart { scope: part.scope, tree });
}

fn declare_team(b: &mut Builder<'_>, part: Part<'_>, tree: &ast::Team) {
    let id = TeamId::at(b.model.teams.len());
    if !declare_name(b, part.scope, &tree.name, Symbol::Team(id)) {
        return;
    }
    b.model.teams.push(Team {
        unit: part.unit,
        name: tree.name.text.clone(),
        title: title(tree.title.as_ref(), &tree.name.text),
        description: description(tree.doc.as_ref()),
        contact: None,
        email: None,
        url: None,
        span: tree.name.span,
    });
    super::properties::read_team(b, id, tree);
}

fn element<'a>(b: &mut Builder<'a>, part: Part<'a>, item: &'a ast::Item) {
    let Some(name) = item.name() else {
        report_no_name(b, item);
        return;
    };
    let extra = if item.title().is_some() { item.args.get(2) } else { item.args.get(1) };
    if let Some(extra) = extra.filter(|_| !item.broken) {
        report_extra(b, item, extra);
    }
    if !super::bounds::takes_element(b, &name) {
        return;
    }
    let id = ElementId::at(b.model.elements.len());
    if !declare_name(b, part.scope, &name, Symbol::Element(id)) {
        return;
    }
    let scope = b.scopes.open(ScopeOwner::Element(id), Some(part.scope));
    let element = new_element(b, part, item, &name);
    b.model.elements.push(element);
    b.element_items.push(Some(item));
    b.by_name.entry(name.text.clone()).or_default().push(id);
    if let Some(parent) = part.element {
        b.model[parent].children.push(id);
    }
    if let Some(inner) = &item.body {
        body(b, Part { unit: part.unit, scope, element: Some(id), stmts: &inner.stmts, broken: inner.broken });
    }
}

fn new_element(b: &Builder<'_>, part: Part<'_>, item: &ast::Item, name: &ast::Ident) -> Element {
    let word = &item.head.text;
    let base = BaseKind::from_word(word).unwrap_or(BaseKind::Group);
    let front = match part.element {
        Some(parent) => Some(b.model[parent].path.clone()),
        None => b.model[part.unit].alias.clone(),
    };
    let path = front.map_or_else(|| name.text.clone(), |front| format!("{front}.{}", name.text));
    let mut element = bare_element(part.unit, part.element, &name.text, path, name.span);
    element.title = item.title().and_then(ast::Arg::str).map_or_else(|| in_words(&name.text), str::to_owned);
    element.description = description(item.doc.as_ref());
    element.kind = KindUse { name: word.clone(), base, declared: None, chain: vec![word.clone()] };
    element.external = item.external.is_some() || part.element.is_some_and(|parent| b.model[parent].external);
    element.tags = tag_names(&item.tags);
    element.declaration = item.span;
    element
}

/// An element of which only its place is known.
pub(super) fn bare_element(unit: UnitId, parent: Option<ElementId>, name: &str, path: String, span: Span) -> Element {
    Element {
        unit,
        parent,
        children: Vec::new(),
        name: name.to_owned(),
        path,
        title: in_words(name),
        description: None,
        kind: KindUse { name: "group".to_owned(), base: BaseKind::Group, declared: None, chain: vec!["group".to_owned()] },
        external: false,
        implied: false,
        tags: Vec::new(),
        owner: None,
        data: None,
        properties: Box::default(),
        apis: Vec::new(),
        tables: Vec::new(),
        collections: Vec::new(),
        key_spaces: Vec::new(),
        events: Vec::new(),
        types: Vec::new(),
        broker: None,
        decisions: Vec::new(),
        span,
        declaration: span,
    }
}

/// Where a declaration lacks its name, and how that is said.
pub(super) fn no_name(item: &ast::Item) -> (Span, String) {
    let word = &item.head.text;
    match item.args.first() {
        Some(arg) => (arg.span, format!("expected a name for the {word}, found {} `{}`", arg.describe(), arg.raw)),
        None => (item.head.span, format!("expected a name after `{word}`")),
    }
}

fn report_no_name(b: &mut Builder<'_>, item: &ast::Item) {
    if item.broken {
        return;
    }
    let word = &item.head.text;
    let (span, message) = no_name(item);
    let mut report = Diagnostic::error(&codes::names::ELEMENT_FORM, span, message);
    report = match item.args.first().and_then(ast::Arg::str).map(name_from_title).filter(|name| !name.is_empty()) {
        Some(name) => report.help("a name comes first, then the title").edit(span.before(), format!("{name} ")),
        None => report.help(format!("write `{word} NAME \"Title\" {{ … }}`; a name is a letter, then letters, digits, `_` and `-`")),
    };
    b.report(report);
}

fn report_extra(b: &mut Builder<'_>, item: &ast::Item, extra: &ast::Arg) {
    let message = format!("expected `{{` or the end of the line, found {} `{}`", extra.describe(), extra.raw);
    let help = format!("an element is declared as `{} NAME \"Title\" #tag {{ … }}`", item.head.text);
    b.report(Diagnostic::error(&codes::names::ELEMENT_FORM, extra.span, message).help(help));
}

/// Declares a name in a scope; reports if it is taken.
pub(super) fn declare_name(b: &mut Builder<'_>, scope: ScopeId, name: &ast::Ident, symbol: Symbol) -> bool {
    match b.scopes.declare(scope, &name.text, symbol, name.span) {
        Ok(()) => true,
        Err((known, span)) => {
            let message = format!("`{}` is declared twice: as {} and as {}", name.text, known.noun(), symbol.noun());
            let message = if known.noun() == symbol.noun() { format!("`{}` is declared twice", name.text) } else { message };
            let mut report = Diagnostic::error(&codes::names::DUPLICATE_NAME, name.span, message)
                .label("declared again here")
                .also(span, "first declared here");
            if let (Symbol::Element(_), Symbol::Element(_)) = (known, symbol) {
                report = report.help(format!("rename one of them, or say more of the first with `extend {} {{ … }}`", name.text));
            }
            b.report(report);
            false
        }
    }
}

/// The title that is given, else the name in words.
pub(super) fn title(given: Option<&ast::Str>, name: &str) -> String {
    given.map_or_else(|| in_words(name), |title| title.value.clone())
}

/// A description's text.
pub(super) fn description(doc: Option<&ast::Doc>) -> Option<String> {
    doc.map(|doc| doc.text.clone())
}

/// Tags without `#`, each once.
pub(super) fn tag_names(tags: &[ast::Tag]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for tag in tags {
        if !names.contains(&tag.name) {
            names.push(tag.name.clone());
        }
    }
    names
}

/// A name in words: `order-events` and `orderEvents` are "Order events".
pub(in crate::model) fn in_words(name: &str) -> String {
    let mut words = String::new();
    let mut small = false;
    for c in name.chars() {
        match c {
            '-' | '_' => words.push(' '),
            c if c.is_ascii_uppercase() && small => {
                words.push(' ');
                words.push(c.to_ascii_lowercase());
            }
            c => words.push(c),
        }
        small = c.is_ascii_lowercase() || c.is_ascii_digit();
    }
    let words = words.trim();
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A name that a title suggests: `Orders API` gives `orders-api`.
fn name_from_title(title: &str) -> String {
    let small: String = title.to_ascii_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
    let words: Vec<&str> = small.split_whitespace().collect();
    words.join("-").trim_start_matches(|c: char| !c.is_ascii_alphabetic()).to_owned()
}

#[cfg(test)]
mod tests {
    use super::{in_words, name_from_title};

    #[test]
    fn names_become_words() {
        assert_eq!(in_words("order-events"), "Order events");
        assert_eq!(in_words("orderEvents"), "Order events");
        assert_eq!(in_words("HTTPServer"), "HTTPServer");
        assert_eq!(in_words("_"), "");
    }

    #[test]
    fn titles_suggest_names() {
        assert_eq!(name_from_title("Orders API"), "orders-api");
        assert_eq!(name_from_title("42 things"), "things");
    }
}
