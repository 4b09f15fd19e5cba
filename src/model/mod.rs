//! The typed model (IR) of a program: names resolved, defaults filled in, ids instead of names. Everything that is
//! emitted is a function of it. It knows the places in the source that it came from, and nothing of any artifact.

pub mod api;
mod build;
mod callers;
pub mod deployment;
pub mod element;
pub mod engines;
pub mod ids;
pub mod numbers;
pub mod ports;
pub mod properties;
pub mod quantity;
pub mod relation;
pub mod scheduling;
pub mod store;
pub mod types;
pub mod views;

use crate::program::PatchFolder;
use schemars::JsonSchema;
use serde::Serialize;

pub use api::{Api, Auth, Call, Method, Operation, Payload, Response, Segment};
pub use build::build;
pub use callers::uncalled_operations;
pub use deployment::{Address, Binding, Environment, Instance, Managed, Node, NodeKind, NodeRelation};
pub use element::{BaseKind, Decision, DecisionStatus, Element, Kind, KindUse, Team, Unit};
pub use ids::{
    ApiId, CollectionId, DecisionId, ElementId, EnvironmentId, EventId, FlowId, InstanceId, KeySpaceId, KindId, NodeId, OperationId,
    RelationId, RuleId, TableId, TeamId, TypeId, UnitId, ViewId,
};
pub use properties::{At, Properties};
pub use relation::{Direction, Meaning, Relation, Target};
pub use store::{Collection, Event, KeySpace, Table};
pub use types::{Attributes, Field, Scalar, Shape, TypeBody, TypeDef, TypeExpr};
pub use views::{Flow, Rule, RuleBody, Selector, Step, View, ViewKind};

/// A whole program. Each list is in declaration order: files sorted by path, then places in the file, what a file or
/// a body holds before what comes after it. Ids are indices into these lists: `model[id]` gives the thing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct Model {
    /// The program itself, first, and the programs that it imports.
    pub units: Vec<Unit>,
    /// Those who own things.
    pub teams: Vec<Team>,
    /// The kinds that the program declares.
    pub kinds: Vec<Kind>,
    /// All elements, a parent before its children; those that the compiler added last.
    pub elements: Vec<Element>,
    /// All relations between elements, each once.
    pub relations: Vec<Relation>,
    /// All declared types, enums, unions and errors.
    pub types: Vec<TypeDef>,
    /// All APIs.
    pub apis: Vec<Api>,
    /// All operations, those of resources included.
    pub operations: Vec<Operation>,
    /// All tables of databases.
    pub tables: Vec<Table>,
    /// All collections of document stores.
    pub collections: Vec<Collection>,
    /// All key spaces of key-value stores.
    pub key_spaces: Vec<KeySpace>,
    /// All events of topics and queues.
    pub events: Vec<Event>,
    /// All environments with what stands where; at least one.
    pub environments: Vec<Environment>,
    /// The declared views; see [`crate::view`] for those that are drawn without a declaration.
    pub views: Vec<View>,
    /// All flows.
    pub flows: Vec<Flow>,
    /// All rules; they hold, or there is a diagnostic.
    pub rules: Vec<Rule>,
    /// All architecture decisions.
    pub decisions: Vec<Decision>,
    /// The folders of Kubernetes patches that stand beside the program.
    pub patches: Vec<PatchFolder>,
}
