//! Elements as the page shows them: what is said of each, what it holds, where it stands, what was made for it.

use super::facts::{self, Fact};
use super::files::{Files, Piece};
use super::place::{Place, place};
use crate::emit::Input;
use crate::emit::diagrams::words as drawn;
use crate::model::store::EventPayload;
use crate::model::{BaseKind, Element, ElementId, Environment, Field, Instance, Model, TypeBody, TypeExpr, TypeId, UnitId};
use crate::source::Span;
use serde::Serialize;

/// An element.
#[derive(Serialize)]
pub(super) struct Entry<'a> {
    pub path: &'a str,
    pub name: &'a str,
    pub title: &'a str,
    /// `External system`
    pub kind: String,
    /// The colour that its boxes have in pictures: `software`, `person`, `store`, `message`, `foreign`.
    pub hue: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<&'a str>,
    pub tags: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    pub facts: Vec<Fact>,
    pub links: Vec<Link<'a>>,
    /// The APIs, by their ids on the page.
    pub apis: Vec<String>,
    /// The numbers of decisions that affect it.
    pub decisions: Vec<u32>,
    /// Tables, collections, key spaces and events.
    pub holds: Vec<Held<'a>>,
    pub stands: Vec<Standing<'a>>,
    pub made: Vec<Piece>,
}

#[derive(Serialize)]
pub(super) struct Link<'a> {
    pub title: &'a str,
    pub url: &'a str,
}

/// Something with fields within an element.
#[derive(Serialize)]
pub(super) struct Held<'a> {
    /// `Table`
    pub kind: &'static str,
    pub name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<&'a str>,
    /// What it is made of, where that is one type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    pub fields: Vec<FieldEntry<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

#[derive(Serialize)]
pub(super) struct FieldEntry<'a> {
    pub name: &'a str,
    pub of: String,
    /// `key`, `optional`, `pii`
    pub marks: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<&'a str>,
}

/// An element where it stands.
#[derive(Serialize)]
pub(super) struct Standing<'a> {
    pub environment: &'a str,
    /// The nodes round it, the outermost first.
    pub nodes: Vec<&'a str>,
    pub name: &'a str,
    pub namespace: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub managed: Option<&'a str>,
    /// What is said of it there and not of the element itself.
    pub facts: Vec<Fact>,
    /// Variables that hold addresses, with their values.
    pub variables: Vec<(&'a str, &'a str)>,
}

/// All elements, in the order of the model.
pub(super) fn entries<'a>(input: &Input<'a>, files: &Files<'_>) -> Vec<Entry<'a>> {
    let model = input.model;
    (0..model.elements.len()).map(ElementId::at).map(|id| entry(input, files, id, &model[id])).collect()
}

fn entry<'a>(input: &Input<'a>, files: &Files<'_>, id: ElementId, element: &'a Element) -> Entry<'a> {
    let model = input.model;
    let own = facts::of_element(model, element);
    let decisions = element.decisions.iter().map(|id| &model[*id]).filter(|decision| decision.unit == UnitId(0));
    Entry {
        path: &element.path,
        name: &element.name,
        title: &element.title,
        kind: drawn::kind(model, element),
        hue: hue(element),
        description: element.description.as_deref(),
        tags: &element.tags,
        owner: element.owner.as_ref().map(|owner| model[owner.value].name.as_str()),
        parent: element.parent.map(|parent| model[parent].path.as_str()),
        place: place(input.sources, element.span),
        links: element.properties.links.iter().map(|link| Link { title: &link.title, url: &link.url }).collect(),
        apis: element.apis.iter().map(|api| super::apis::id(model, *api)).collect(),
        decisions: decisions.map(|decision| decision.number).collect(),
        holds: holds(input, element),
        stands: stands(model, id, &own),
        made: files.of_element(id),
        facts: own,
    }
}

fn hue(element: &Element) -> &'static str {
    match element.kind.base {
        BaseKind::Person => "person",
        _ if element.is_foreign() => "foreign",
        base if base.is_store() => "store",
        base if base.is_channel() || base == BaseKind::Broker => "message",
        _ => "software",
    }
}

fn holds<'a>(input: &Input<'a>, element: &'a Element) -> Vec<Held<'a>> {
    let model = input.model;
    let held = |kind, name: &'a str, description: &'a Option<String>, span: Span, (of, fields): (Option<String>, Vec<FieldEntry<'a>>)| {
        Held { kind, name, description: description.as_deref(), of, fields, place: place(input.sources, span) }
    };
    let plain = |list: &'a [Field]| (None, fields(model, list));
    let of = |of: &'a TypeExpr| (Some(drawn::type_of(model, of)), fields_of(model, of));
    let payload = |payload: &'a EventPayload| match payload {
        EventPayload::Fields(list) => plain(list),
        EventPayload::Type(id) => (Some(model[*id].name.clone()), fields_of_type(model, *id)),
    };
    let tables = element.tables.iter().map(|id| &model[*id]);
    let collections = element.collections.iter().map(|id| &model[*id]);
    let keys = element.key_spaces.iter().map(|id| &model[*id]);
    let events = element.events.iter().map(|id| &model[*id]);
    tables
        .map(|it| held("Table", &it.name, &it.description, it.span, plain(&it.columns)))
        .chain(collections.map(|it| held("Collection", &it.name, &it.description, it.span, of(&it.of))))
        .chain(keys.map(|it| held("Keys", &it.pattern, &it.description, it.span, of(&it.of))))
        .chain(events.map(|it| held("Event", &it.name, &it.description, it.span, payload(&it.payload))))
        .collect()
}

fn fields<'a>(model: &'a Model, fields: &'a [Field]) -> Vec<FieldEntry<'a>> {
    fields.iter().map(|field| field_entry(model, field)).collect()
}

fn fields_of<'a>(model: &'a Model, of: &'a TypeExpr) -> Vec<FieldEntry<'a>> {
    match &model.behind(of).shape {
        crate::model::Shape::Named(id) => fields_of_type(model, *id),
        _ => Vec::new(),
    }
}

fn fields_of_type(model: &Model, id: TypeId) -> Vec<FieldEntry<'_>> {
    match &model[id].body {
        TypeBody::Record { .. } | TypeBody::Error { .. } => model.fields(id).into_iter().map(|field| field_entry(model, field)).collect(),
        TypeBody::Alias { of, .. } => fields_of(model, model.behind(of)),
        TypeBody::Union(_) | TypeBody::Enum(_) => Vec::new(),
    }
}

fn field_entry<'a>(model: &'a Model, field: &'a Field) -> FieldEntry<'a> {
    let attributes = &field.attributes;
    let marks = [
        ("key", attributes.key),
        ("optional", field.optional),
        ("unique", attributes.unique),
        ("reference", field.references.is_some()),
        ("pii", attributes.pii),
        ("pci", attributes.pci),
        ("secret", attributes.secret),
        ("deprecated", attributes.deprecated),
    ];
    FieldEntry {
        name: &field.name,
        of: drawn::type_of(model, &field.of),
        marks: marks.into_iter().filter_map(|(mark, holds)| holds.then_some(mark)).collect(),
        description: field.description.as_deref(),
    }
}

fn stands<'a>(model: &'a Model, id: ElementId, own: &[Fact]) -> Vec<Standing<'a>> {
    let environments = model.own_environments().map(|(_, environment)| environment);
    let instances = environments.flat_map(|environment| environment.instances_of(id).map(move |(_, instance)| (environment, instance)));
    instances.map(|(environment, instance)| standing(model, environment, instance, own)).collect()
}

fn standing<'a>(model: &Model, environment: &'a Environment, instance: &'a Instance, own: &[Fact]) -> Standing<'a> {
    let mut nodes: Vec<&str> = environment.outwards(instance.node).map(|node| environment[node].title.as_str()).collect();
    nodes.reverse();
    let facts = facts::of_properties(model, &instance.properties);
    Standing {
        environment: &environment.name,
        nodes,
        name: &instance.name,
        namespace: &instance.namespace,
        managed: instance.managed.as_ref().map(|managed| managed.provider.as_deref().unwrap_or("somebody else")),
        facts: facts.into_iter().filter(|fact| !own.contains(fact)).collect(),
        variables: instance.bindings.iter().map(|binding| (binding.variable.as_str(), binding.value.as_str())).collect(),
    }
}
