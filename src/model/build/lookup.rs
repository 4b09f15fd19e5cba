//! Looking names up: from where they stand outwards, then down their dots; an element's name or dotted tail that is
//! not found so stands for the one element of the program that it fits.

use super::super::{ElementId, KindId, OperationId, Target, TeamId, TypeId, UnitId};
use super::{Builder, ScopeId, Symbol};
use crate::diag::{Diagnostic, codes, nearest};
use crate::syntax::ast;

/// The outcome of looking for an element at the beginning of a path.
enum Found {
    /// The element, and how many of the path's names it took.
    Element(ElementId, usize),
    /// Several elements fit these many names.
    Several(Vec<ElementId>, usize),
    /// Something else than an element bears the first name.
    Other(Symbol),
    Nothing,
}

impl Builder<'_> {
    /// The element that a path names; reports where there is none, or there are several.
    pub(in crate::model) fn lookup_element(&mut self, scope: ScopeId, path: &ast::Path) -> Option<ElementId> {
        let len = path.parts.len();
        match self.search(scope, path) {
            Found::Element(id, used) if used == len => Some(id),
            Found::Element(id, used) => {
                self.report_no_member(id, path, used, "element");
                None
            }
            other => {
                self.report_not_found(scope, path, other, "element");
                None
            }
        }
    }

    /// The same without a word: for what may be something else, too.
    pub(in crate::model) fn try_element(&self, scope: ScopeId, path: &ast::Path) -> Option<ElementId> {
        match self.search(scope, path) {
            Found::Element(id, used) if used == path.parts.len() => Some(id),
            _ => None,
        }
    }

    /// The element, operation, table, collection, key space or event that a path names; reports where there is none.
    pub(in crate::model) fn lookup_target(&mut self, scope: ScopeId, path: &ast::Path) -> Option<Target> {
        match self.search(scope, path) {
            Found::Element(id, used) => {
                let rest = path.parts.get(used..).unwrap_or_default();
                if rest.is_empty() { Some(Target::Element(id)) } else { self.lookup_member(id, path, used) }
            }
            other => {
                self.report_not_found(scope, path, other, "element");
                None
            }
        }
    }

    /// The element that holds a target.
    pub(in crate::model) fn element_of(&self, target: Target) -> ElementId {
        match target {
            Target::Element(id) => id,
            Target::Operation(id) => self.model[id].element,
            Target::Table(id) => self.model[id].element,
            Target::Collection(id) => self.model[id].element,
            Target::KeySpace(id) => self.model[id].element,
            Target::Event(id) => self.model[id].element,
        }
    }

    /// The type that a path names; reports where there is none.
    pub(in crate::model) fn lookup_type(&mut self, scope: ScopeId, path: &ast::Path) -> Option<TypeId> {
        let (last, front) = path.parts.split_last()?;
        let symbol = if front.is_empty() { self.find_type(scope, &last.text) } else { self.find_behind(scope, front, &last.text) };
        match symbol {
            Some(Symbol::Type(id)) => return Some(id),
            Some(other) => {
                let message = format!("expected a type, found {} `{}`", other.noun(), path.text());
                self.report(Diagnostic::error(&codes::names::NOT_A_TYPE, path.span, message));
            }
            None if self.is_unread(&last.text) => {}
            None => self.report_unknown_type(scope, path),
        }
        None
    }

    /// The declared type that a single name means, without a word of complaint.
    pub(in crate::model) fn declared_type(&self, scope: ScopeId, name: &str) -> Option<TypeId> {
        self.candidates(scope, name).into_iter().find_map(|symbol| match symbol {
            Symbol::Type(id) => Some(id),
            _ => None,
        })
    }

    /// The team that a path names; reports where there is none.
    pub(in crate::model) fn lookup_team(&mut self, scope: ScopeId, path: &ast::Path) -> Option<TeamId> {
        let (last, front) = path.parts.split_last()?;
        let is_team = |symbol: &Symbol| matches!(symbol, Symbol::Team(_));
        let symbol = if front.is_empty() {
            self.candidates(scope, &last.text).into_iter().find(is_team)
        } else {
            self.find_behind(scope, front, &last.text).filter(is_team)
        };
        if let Some(Symbol::Team(id)) = symbol {
            return Some(id);
        }
        if !self.is_unread(&last.text) {
            let names: Vec<&str> = self.model.teams.iter().map(|team| team.name.as_str()).collect();
            let mut report = Diagnostic::error(&codes::names::UNKNOWN_NAME, path.span, format!("there is no team `{}`", path.text()));
            report = report.suggest(last.span, &last.text, names.iter().copied());
            if names.is_empty() {
                report = report.help(format!("declare it: `team {} \"…\" {{ contact \"…\" }}`", last.text));
            }
            self.report(report);
        }
        None
    }

    /// The kind of the program's own that a word means here, without a word of complaint.
    pub(in crate::model) fn find_kind(&self, scope: ScopeId, word: &str) -> Option<KindId> {
        self.candidates(scope, word).into_iter().find_map(|symbol| match symbol {
            Symbol::Kind(id) => Some(id),
            _ => None,
        })
    }

    /// The kind that a path of one name, or one behind an import's name, means; without a word of complaint.
    pub(in crate::model) fn find_kind_path(&self, scope: ScopeId, path: &ast::Path) -> Option<KindId> {
        let (last, front) = path.parts.split_last()?;
        if front.is_empty() {
            return self.find_kind(scope, &last.text);
        }
        match self.find_behind(scope, front, &last.text) {
            Some(Symbol::Kind(id)) => Some(id),
            _ => None,
        }
    }

    /// What a name stands for, from here outwards and then in what is imported without a name, all of them in order.
    fn candidates(&self, scope: ScopeId, name: &str) -> Vec<Symbol> {
        let own = self.scopes.outwards(scope).filter_map(|scope| self.scopes.local(scope, name));
        let imported = self.open_imports(self.scopes.unit(scope));
        own.chain(imported.into_iter().filter_map(|unit| self.scopes.local(self.scopes.of_unit(unit), name))).collect()
    }

    /// The programs that a program imports without a name.
    fn open_imports(&self, unit: UnitId) -> Vec<UnitId> {
        let imports = self.program.units.get(unit.index()).map(|unit| unit.imports.as_slice()).unwrap_or_default();
        imports.iter().filter(|import| import.alias.is_none()).map(|import| UnitId::at(import.unit)).collect()
    }

    fn find_type(&self, scope: ScopeId, name: &str) -> Option<Symbol> {
        let all = self.candidates(scope, name);
        all.iter().find(|symbol| matches!(symbol, Symbol::Type(_))).or(all.first()).copied()
    }

    /// What `name` stands for in the body that `front` names: an element's, an API's, an imported program's.
    fn find_behind(&self, scope: ScopeId, front: &[ast::Ident], name: &str) -> Option<Symbol> {
        self.scopes.local(self.scope_behind(scope, front)?, name)
    }

    fn scope_behind(&self, scope: ScopeId, front: &[ast::Ident]) -> Option<ScopeId> {
        let path = ast::Path { parts: front.to_vec(), span: front.first()?.span };
        if let [alias] = front
            && let Some(Symbol::Unit(unit)) = self.scopes.find(scope, &alias.text)
        {
            return Some(self.scopes.of_unit(unit));
        }
        match self.search(scope, &path) {
            Found::Element(id, used) => match front.get(used..).unwrap_or_default() {
                [] => Some(self.scopes.of_element(id)),
                [api] => {
                    let part = self.model[id].apis.iter().find(|api_id| self.model[**api_id].name == api.text)?;
                    Some(self.api_part(*part)?.scope)
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// The longest beginning of a path that names an element.
    fn search(&self, scope: ScopeId, path: &ast::Path) -> Found {
        let Some(first) = path.parts.first() else { return Found::Nothing };
        let symbols = self.candidates(scope, &first.text);
        let start = symbols.iter().find_map(|symbol| match symbol {
            Symbol::Element(id) => Some((*id, 1)),
            Symbol::Unit(unit) => self.element_in_unit(*unit, path),
            _ => None,
        });
        if let Some((id, used)) = start {
            let found = self.descend(id, path, used);
            if found.1 == path.parts.len() || self.has_member(found.0, path, found.1) {
                return Found::Element(found.0, found.1);
            }
            return match self.tail(scope, path) {
                Found::Element(id, used) if used > found.1 => Found::Element(id, used),
                _ => Found::Element(found.0, found.1),
            };
        }
        match self.tail(scope, path) {
            Found::Nothing => symbols.first().map_or(Found::Nothing, |symbol| Found::Other(*symbol)),
            found => found,
        }
    }

    fn element_in_unit(&self, unit: UnitId, path: &ast::Path) -> Option<(ElementId, usize)> {
        let second = path.parts.get(1)?;
        match self.scopes.local(self.scopes.of_unit(unit), &second.text) {
            Some(Symbol::Element(id)) => Some((id, 2)),
            _ => {
                let rest = ast::Path { parts: path.parts.get(1..)?.to_vec(), span: path.span };
                match self.tail(self.scopes.of_unit(unit), &rest) {
                    Found::Element(id, used) => Some((id, used + 1)),
                    _ => None,
                }
            }
        }
    }

    /// Goes down a path from an element as far as its names are elements.
    fn descend(&self, mut id: ElementId, path: &ast::Path, mut used: usize) -> (ElementId, usize) {
        while let Some(name) = path.parts.get(used) {
            match self.scopes.local(self.scopes.of_element(id), &name.text) {
                Some(Symbol::Element(child)) => id = child,
                _ => break,
            }
            used += 1;
        }
        (id, used)
    }

    /// The element of the program whose path ends with the longest beginning of this one.
    fn tail(&self, scope: ScopeId, path: &ast::Path) -> Found {
        let unit = self.scopes.unit(scope);
        for used in (1..=path.parts.len()).rev() {
            let names: Vec<&str> = path.parts.iter().take(used).map(|part| part.text.as_str()).collect();
            for units in [vec![unit], self.open_imports(unit)] {
                let fits: Vec<ElementId> = self.ending_with(&names).filter(|id| units.contains(&self.model[*id].unit)).collect();
                match fits.as_slice() {
                    [] => {}
                    [only] => return Found::Element(*only, used),
                    _ => return Found::Several(fits, used),
                }
            }
        }
        Found::Nothing
    }

    fn ending_with<'b>(&'b self, names: &'b [&str]) -> impl Iterator<Item = ElementId> + 'b {
        let last = names.last().copied().unwrap_or_default();
        let named = self.by_name.get(last).map(Vec::as_slice).unwrap_or_default();
        named.iter().copied().filter(|id| {
            let mut at = Some(*id);
            names.iter().rev().all(|name| {
                let Some(element) = at.map(|id| &self.model[id]) else { return false };
                at = element.parent;
                element.name == *name
            })
        })
    }

    fn has_member(&self, element: ElementId, path: &ast::Path, used: usize) -> bool {
        let rest: Vec<&str> = path.parts.get(used..).unwrap_or_default().iter().map(|part| part.text.as_str()).collect();
        self.members(element, &rest).next().is_some()
    }

    /// What an element holds under these names: an operation (with or without its API's name), a table, a collection,
    /// an event.
    fn members<'b>(&'b self, element: ElementId, names: &'b [&str]) -> impl Iterator<Item = Target> + 'b {
        let model = &self.model;
        let holder = &model[element];
        let (api, name) = match names {
            [name] => (None, *name),
            [api, name] => (Some(*api), *name),
            _ => (None, ""),
        };
        let whole = api.is_none();
        let fits = move |id: &&OperationId| {
            let operation = &model[**id];
            operation.name == name && api.is_none_or(|api| model[operation.api].name == api)
        };
        let operations = holder.apis.iter().flat_map(move |id| model[*id].operations.iter().filter(fits)).map(|id| Target::Operation(*id));
        let tables = holder.tables.iter().filter(move |id| whole && model[**id].name == name).map(|id| Target::Table(*id));
        let collections = holder.collections.iter().filter(move |id| whole && model[**id].name == name).map(|id| Target::Collection(*id));
        let keys =
            holder.key_spaces.iter().filter(move |id| whole && key_name(&model[**id].pattern) == name).map(|id| Target::KeySpace(*id));
        let events = holder.events.iter().filter(move |id| whole && model[**id].name == name).map(|id| Target::Event(*id));
        operations.chain(tables).chain(collections).chain(keys).chain(events)
    }

    fn lookup_member(&mut self, element: ElementId, path: &ast::Path, used: usize) -> Option<Target> {
        let rest: Vec<&str> = path.parts.get(used..).unwrap_or_default().iter().map(|part| part.text.as_str()).collect();
        let found: Vec<Target> = self.members(element, &rest).collect();
        match found.as_slice() {
            [only] => Some(*only),
            [] => {
                self.report_no_member(element, path, used, "operation");
                None
            }
            several => {
                self.report_several_members(element, path, several);
                None
            }
        }
    }

    fn report_several_members(&mut self, element: ElementId, path: &ast::Path, found: &[Target]) {
        let holder = self.model[element].path.clone();
        let message = format!("`{}` could be {} things", path.text(), found.len());
        let mut report = Diagnostic::error(&codes::names::AMBIGUOUS_NAME, path.span, message);
        for target in found {
            if let Target::Operation(id) = target {
                let operation = &self.model[*id];
                report = report.also(operation.span, format!("`{holder}.{}.{}`", self.model[operation.api].name, operation.name));
            }
        }
        self.report(report.help("say which API is meant"));
    }

    fn report_not_found(&mut self, scope: ScopeId, path: &ast::Path, found: Found, wanted: &str) {
        let Some(first) = path.parts.first() else { return };
        match found {
            Found::Several(ids, used) => {
                let words: Vec<&str> = path.parts.iter().take(used).map(|part| part.text.as_str()).collect();
                let message = format!("`{}` fits {} elements", words.join("."), ids.len());
                let mut report = Diagnostic::error(&codes::names::AMBIGUOUS_NAME, path.span, message);
                for id in &ids {
                    report = report.also(self.model[*id].span, format!("`{}`", self.model[*id].path));
                }
                let help = ids.first().map_or(String::new(), |id| format!("say more of its path, as in `{}`", self.model[*id].path));
                self.report(report.help(help));
            }
            Found::Other(symbol) => {
                let message = format!("expected an {wanted}, found {} `{}`", symbol.noun(), first.text);
                self.report(Diagnostic::error(&codes::names::NOT_AN_ELEMENT, path.span, message));
            }
            _ if path.parts.iter().any(|part| self.is_unread(&part.text)) => {}
            _ => {
                let names = self.names_in_reach(scope);
                let mut report =
                    Diagnostic::error(&codes::names::UNKNOWN_NAME, path.span, format!("there is no {wanted} `{}`", path.text()));
                report = report.suggest(first.span, &first.text, names.iter().map(String::as_str));
                if nearest(&first.text, names.iter().map(String::as_str)).is_none() {
                    report = report.help("declare it, or import the program that does: an arrow never makes a new box");
                }
                self.report(report);
            }
        }
    }

    /// Names of elements that could be meant: those in reach of the scope first, then all others of the program.
    fn names_in_reach(&self, scope: ScopeId) -> Vec<String> {
        let near = self.scopes.outwards(scope).flat_map(|scope| self.scopes.names(scope));
        let near = near.filter(|(_, symbol)| matches!(symbol, Symbol::Element(_) | Symbol::Unit(_))).map(|(name, _)| name.to_owned());
        near.chain(self.model.elements.iter().map(|element| element.name.clone())).collect()
    }

    fn report_no_member(&mut self, element: ElementId, path: &ast::Path, used: usize, wanted: &str) {
        let rest = path.parts.get(used..).unwrap_or_default();
        let (Some(first), Some(last)) = (rest.first(), rest.last()) else { return };
        if rest.iter().any(|part| self.is_unread(&part.text)) {
            return;
        }
        let span = first.span.to(last.span);
        let words: Vec<&str> = rest.iter().map(|part| part.text.as_str()).collect();
        let holder = &self.model[element];
        let known = self.member_names(element);
        let what = match (wanted, holder.kind.base) {
            ("element", _) => "nothing of that name",
            (_, kind) if kind.is_channel() => "no such event",
            (_, kind) if kind.is_store() => "no such table, collection or key space",
            _ => "no such operation",
        };
        let message = format!("`{}` declares {what}: `{}`", holder.path, words.join("."));
        let mut report = Diagnostic::error(&codes::names::UNKNOWN_MEMBER, span, message).also(holder.span, "declared here");
        let fix = nearest(&last.text, known.iter().map(String::as_str)).map(str::to_owned);
        if let Some(deeper) = self.deeper(element, &first.text) {
            self.report(report.help(format!("it holds one deeper: did you mean `{}.{deeper}`?", holder.path)).edit(first.span, deeper));
            return;
        }
        match fix {
            Some(name) => report = report.help(format!("did you mean `{name}`?")).edit(last.span, name),
            None if known.is_empty() => report = report.help(format!("`{}` declares nothing that could be meant", holder.path)),
            None => {
                let list: Vec<String> = known.iter().take(8).map(|name| format!("`{name}`")).collect();
                report = report.help(format!("it declares {}", list.join(", ")));
            }
        }
        self.report(report);
    }

    /// The path, seen from an element, of the only one of a name that stands deeper in it.
    fn deeper(&self, element: ElementId, name: &str) -> Option<String> {
        let inside = format!("{}.", self.model[element].path);
        let named = self.by_name.get(name)?.iter().filter(|id| self.model[**id].unit == self.model[element].unit);
        let mut paths = named.filter_map(|id| self.model[*id].path.strip_prefix(&inside));
        let only = paths.next()?;
        paths.next().is_none().then(|| only.to_owned())
    }

    fn member_names(&self, element: ElementId) -> Vec<String> {
        let model = &self.model;
        let holder = &model[element];
        let operations = holder.apis.iter().flat_map(|id| &model[*id].operations).map(|id| model[*id].name.clone());
        let tables = holder.tables.iter().map(|id| model[*id].name.clone());
        let collections = holder.collections.iter().map(|id| model[*id].name.clone());
        let keys = holder.key_spaces.iter().map(|id| key_name(&model[*id].pattern).to_owned());
        let events = holder.events.iter().map(|id| model[*id].name.clone());
        let children = holder.children.iter().map(|id| model[*id].name.clone());
        operations.chain(tables).chain(collections).chain(keys).chain(events).chain(children).collect()
    }

    fn report_unknown_type(&mut self, scope: ScopeId, path: &ast::Path) {
        let Some(last) = path.parts.last() else { return };
        let mut names: Vec<&str> = Vec::new();
        let front = path.parts.split_last().map(|(_, front)| front).unwrap_or_default();
        let scopes = match front {
            [] => self.scopes.outwards(scope).collect(),
            front => self.scope_behind(scope, front).into_iter().collect::<Vec<_>>(),
        };
        for scope in scopes {
            names.extend(self.scopes.names(scope).filter(|(_, symbol)| matches!(symbol, Symbol::Type(_))).map(|(name, _)| name));
        }
        if front.is_empty() {
            names.extend(super::types::BUILT_IN);
        }
        let mut report = Diagnostic::error(&codes::names::UNKNOWN_NAME, path.span, format!("there is no type `{}`", path.text()));
        let elsewhere = self.model.types.iter().find(|t| t.name == last.text && t.element.is_some());
        report = match elsewhere.and_then(|t| t.element) {
            Some(holder) => {
                let api = elsewhere.and_then(|t| t.api).map_or(String::new(), |api| format!(".{}", self.model[api].name));
                let full = format!("{}{api}.{}", self.model[holder].path, last.text);
                report.help(format!("`{}` declares one: did you mean `{full}`?", self.model[holder].path)).edit(path.span, full)
            }
            None => report.suggest(last.span, &last.text, names),
        };
        self.report(report);
    }
}

/// The name under which a key space is found: the letters before the first `:` or `{` of its pattern.
pub(in crate::model) fn key_name(pattern: &str) -> &str {
    pattern.split([':', '{']).next().unwrap_or(pattern)
}
