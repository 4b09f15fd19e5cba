//! Scopes: which names a body declares. Elements, kinds, teams and types share one name space in a body.

use super::super::{ApiId, ElementId, KindId, TeamId, TypeId, UnitId};
use crate::source::Span;
use indexmap::IndexMap;

/// A scope's index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::model) struct ScopeId(u32);

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::model) enum Symbol {
    Element(ElementId),
    Kind(KindId),
    Team(TeamId),
    Type(TypeId),
    /// The name behind which an imported program's names stand.
    Unit(UnitId),
}

impl Symbol {
    /// What a reader calls it.
    pub(in crate::model) fn noun(self) -> &'static str {
        match self {
            Self::Element(_) => "an element",
            Self::Kind(_) => "a kind",
            Self::Team(_) => "a team",
            Self::Type(_) => "a type",
            Self::Unit(_) => "an imported program",
        }
    }
}

/// Whose scope it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::model) enum ScopeOwner {
    /// The top of a program's files.
    Unit(UnitId),
    /// An element's body.
    Element(ElementId),
    /// An API's body: types only.
    Api(ApiId),
}

#[derive(Clone, Debug)]
struct Scope {
    owner: ScopeOwner,
    parent: Option<ScopeId>,
    names: IndexMap<String, (Symbol, Span)>,
}

/// All scopes. Those of units come first, in order.
#[derive(Clone, Debug, Default)]
pub(in crate::model) struct Scopes {
    list: Vec<Scope>,
    of_elements: Vec<ScopeId>,
}

impl Scopes {
    /// Opens a scope.
    pub(in crate::model) fn open(&mut self, owner: ScopeOwner, parent: Option<ScopeId>) -> ScopeId {
        let id = ScopeId(u32::try_from(self.list.len()).unwrap_or(u32::MAX));
        self.list.push(Scope { owner, parent, names: IndexMap::new() });
        if let ScopeOwner::Element(_) = owner {
            self.of_elements.push(id);
        }
        id
    }

    /// The scope of a unit's top.
    pub(in crate::model) fn of_unit(&self, unit: UnitId) -> ScopeId {
        ScopeId(unit.0)
    }

    /// The scope of an element's body.
    pub(in crate::model) fn of_element(&self, element: ElementId) -> ScopeId {
        self.of_elements.get(element.index()).copied().unwrap_or(ScopeId(0))
    }

    fn get(&self, id: ScopeId) -> Option<&Scope> {
        self.list.get(id.0 as usize)
    }

    /// The scope round this one.
    pub(in crate::model) fn parent(&self, id: ScopeId) -> Option<ScopeId> {
        self.get(id)?.parent
    }

    /// Whose scope it is.
    pub(in crate::model) fn owner(&self, id: ScopeId) -> ScopeOwner {
        self.get(id).map_or(ScopeOwner::Unit(UnitId(0)), |scope| scope.owner)
    }

    /// The unit that a scope belongs to.
    pub(in crate::model) fn unit(&self, mut id: ScopeId) -> UnitId {
        while let Some(parent) = self.parent(id) {
            id = parent;
        }
        match self.owner(id) {
            ScopeOwner::Unit(unit) => unit,
            _ => UnitId(0),
        }
    }

    /// Declares a name, or gives back what bears it already and where.
    pub(in crate::model) fn declare(&mut self, id: ScopeId, name: &str, symbol: Symbol, span: Span) -> Result<(), (Symbol, Span)> {
        let Some(scope) = self.list.get_mut(id.0 as usize) else { return Ok(()) };
        if let Some(&known) = scope.names.get(name) {
            return Err(known);
        }
        scope.names.insert(name.to_owned(), (symbol, span));
        Ok(())
    }

    /// What a name stands for in this very scope.
    pub(in crate::model) fn local(&self, id: ScopeId, name: &str) -> Option<Symbol> {
        self.get(id)?.names.get(name).map(|(symbol, _)| *symbol)
    }

    /// What a name stands for here, looked up outwards.
    pub(in crate::model) fn find(&self, id: ScopeId, name: &str) -> Option<Symbol> {
        self.outwards(id).find_map(|scope| self.local(scope, name))
    }

    /// This scope and those round it, the innermost first.
    pub(in crate::model) fn outwards(&self, id: ScopeId) -> impl Iterator<Item = ScopeId> + '_ {
        std::iter::successors(Some(id), |id| self.parent(*id))
    }

    /// All names of a scope with what they stand for, in declaration order.
    pub(in crate::model) fn names(&self, id: ScopeId) -> impl Iterator<Item = (&str, Symbol)> {
        self.get(id).into_iter().flat_map(|scope| scope.names.iter().map(|(name, (symbol, _))| (name.as_str(), *symbol)))
    }
}
