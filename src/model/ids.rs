//! Typed indices into the lists of a model.

use super::{
    Api, Collection, Decision, Element, Environment, Event, Flow, Instance, KeySpace, Kind, Model, Node, Operation, Relation, Rule, Table,
    Team, TypeDef, Unit, View,
};
use schemars::JsonSchema;
use serde::Serialize;
use std::ops::{Index, IndexMut};

macro_rules! ids {
    ($($id:ident => $owner:ident.$list:ident: $thing:ident, $doc:literal;)*) => {$(
        #[doc = $doc]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $id(pub u32);

        impl $id {
            /// The id of the thing at this index.
            #[must_use]
            pub fn at(index: usize) -> Self {
                Self(u32::try_from(index).unwrap_or(u32::MAX))
            }

            /// The index of the thing in its list.
            #[must_use]
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl Index<$id> for $owner {
            type Output = $thing;
            #[expect(clippy::indexing_slicing, reason = "an id is only made for a thing that is in the list, and nothing leaves a list")]
            fn index(&self, id: $id) -> &$thing {
                &self.$list[id.index()]
            }
        }

        impl IndexMut<$id> for $owner {
            #[expect(clippy::indexing_slicing, reason = "an id is only made for a thing that is in the list, and nothing leaves a list")]
            fn index_mut(&mut self, id: $id) -> &mut $thing {
                &mut self.$list[id.index()]
            }
        }
    )*};
}

ids! {
    UnitId => Model.units: Unit, "A program: the one that is compiled is 0, the others are imported.";
    TeamId => Model.teams: Team, "A team.";
    KindId => Model.kinds: Kind, "A kind that the program declares.";
    ElementId => Model.elements: Element, "An element.";
    RelationId => Model.relations: Relation, "A relation between elements.";
    TypeId => Model.types: TypeDef, "A declared type, enum, union or error.";
    ApiId => Model.apis: Api, "An API.";
    OperationId => Model.operations: Operation, "An operation of an API.";
    TableId => Model.tables: Table, "A table of a database.";
    CollectionId => Model.collections: Collection, "A collection of a document store.";
    KeySpaceId => Model.key_spaces: KeySpace, "A key space of a key-value store.";
    EventId => Model.events: Event, "An event of a topic or queue.";
    EnvironmentId => Model.environments: Environment, "An environment.";
    ViewId => Model.views: View, "A declared view.";
    FlowId => Model.flows: Flow, "A flow.";
    RuleId => Model.rules: Rule, "A rule.";
    DecisionId => Model.decisions: Decision, "An architecture decision.";
    NodeId => Environment.nodes: Node, "A deployment node, within its environment.";
    InstanceId => Environment.instances: Instance, "An element where it stands, within its environment.";
}
