//! Examples of schemas that hold themselves. Whoever makes up a value from such a schema (a mock server, a page of documentation)
//! has to stop somewhere, and often stops where something is still required; a value that is given ends by itself.

use super::spec::{Additional, Kind, Named, Schema};
use petgraph::algo::tarjan_scc;
use petgraph::graphmap::DiGraphMap;
use serde_json::{Map, Value};

/// The most values in one example.
const MOST: usize = 200;

/// Gives each schema that holds itself an example, unless it has one or no value of it ends.
pub fn complete(schemas: &mut Named<Schema>) {
    let round = round(schemas);
    if round.is_empty() {
        return;
    }
    let samples = samples(schemas);
    for at in round {
        if let Some((name, schema)) = schemas.get_index_mut(at).filter(|(_, schema)| schema.examples.is_empty()) {
            schema.examples.extend(samples.get(name).cloned());
        }
    }
}

/// Which schemas hold themselves, if only through others.
fn round(schemas: &Named<Schema>) -> Vec<usize> {
    let mut graph: DiGraphMap<usize, ()> = DiGraphMap::new();
    for (at, schema) in schemas.values().enumerate() {
        let mut waiting = vec![schema];
        while let Some(schema) = waiting.pop() {
            if let Some(to) = component(schema).and_then(|name| schemas.get_index_of(name)) {
                graph.add_edge(at, to, ());
            }
            waiting.extend(inside(schema));
        }
    }
    let mut round: Vec<usize> = tarjan_scc(&graph)
        .into_iter()
        .filter(|some| some.len() > 1 || some.iter().any(|at| graph.contains_edge(*at, *at)))
        .flatten()
        .collect();
    round.sort_unstable();
    round
}

fn inside(schema: &Schema) -> impl Iterator<Item = &Schema> {
    let values = match &schema.additional_properties {
        Some(Additional::Values(values)) => Some(values.as_ref()),
        _ => None,
    };
    schema.properties.values().chain(schema.items.as_deref()).chain(values).chain(&schema.any_of).chain(&schema.one_of)
}

fn component(schema: &Schema) -> Option<&str> {
    schema.reference.as_deref()?.strip_prefix("#/components/schemas/")
}

/// A value of each schema that has one that ends: those that need no other first, then those that need only these.
fn samples(schemas: &Named<Schema>) -> Named<Value> {
    let mut samples = Named::new();
    loop {
        let before = samples.len();
        for (name, schema) in schemas {
            if !samples.contains_key(name)
                && let Some(value) = sample(schema, &samples).filter(|value| size(value) <= MOST)
            {
                samples.insert(name.clone(), value);
            }
        }
        if samples.len() == before {
            return samples;
        }
    }
}

fn size(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Object(entries) => 1 + entries.values().map(size).sum::<usize>(),
        _ => 1,
    }
}

/// A value of a schema, made from those that are known.
fn sample(schema: &Schema, known: &Named<Value>) -> Option<Value> {
    let given = schema.examples.first().or(schema.fixed.as_ref()).or(schema.default.as_ref()).or(schema.words.first());
    if let Some(given) = given {
        return Some(given.clone());
    }
    if let Some(name) = component(schema) {
        return known.get(name).cloned();
    }
    if let Some(value) = schema.one_of.iter().chain(&schema.any_of).find_map(|schema| sample(schema, known)) {
        return Some(value);
    }
    match schema.kind.map(|(Kind::One(kind) | Kind::OrNull(kind))| kind) {
        Some("object") => object(schema, known),
        Some("array") => array(schema, known),
        Some("string") => text(schema).map(Value::from),
        Some("integer" | "number") => Some(number(schema)),
        Some("boolean") => Some(Value::Bool(true)),
        Some("null") => Some(Value::Null),
        None if schema.one_of.is_empty() && schema.any_of.is_empty() => Some(Value::Object(Map::new())),
        _ => None,
    }
}

/// What is required, and of the rest what holds no other schema.
fn object(schema: &Schema, known: &Named<Value>) -> Option<Value> {
    let mut object = Map::new();
    let least = schema.min_properties.unwrap_or(0).try_into().unwrap_or(usize::MAX);
    for (name, property) in &schema.properties {
        let is_plain = component(property).is_none() && inside(property).next().is_none();
        if schema.required.contains(name) {
            object.insert(name.clone(), sample(property, known)?);
        } else if is_plain && let Some(value) = sample(property, known) {
            object.insert(name.clone(), value);
        }
    }
    for (name, property) in &schema.properties {
        if object.len() < least
            && !object.contains_key(name)
            && let Some(value) = sample(property, known)
        {
            object.insert(name.clone(), value);
        }
    }
    if let Some(Additional::Values(values)) = &schema.additional_properties {
        while object.len() < least.min(MOST) {
            object.insert(format!("name{}", object.len() + 1), sample(values, known)?);
        }
    }
    (object.len() >= least).then_some(Value::Object(object))
}

fn array(schema: &Schema, known: &Named<Value>) -> Option<Value> {
    let least: usize = schema.min_items.unwrap_or(0).try_into().ok()?;
    if least == 0 {
        return Some(Value::Array(Vec::new()));
    }
    let item = sample(schema.items.as_deref()?, known)?;
    (least <= MOST).then(|| Value::Array(vec![item; least]))
}

fn text(schema: &Schema) -> Option<String> {
    let least: usize = schema.min_length.unwrap_or(0).try_into().ok()?;
    let most: usize = schema.max_length.and_then(|most| most.try_into().ok()).unwrap_or(usize::MAX);
    if least > MOST || schema.pattern.is_some() {
        return None;
    }
    let made = match schema.format.as_deref() {
        _ if schema.content_encoding.is_some() => "AAAA".repeat(least.div_ceil(4)),
        None | Some("password") => format!("{:x<least$}", "text".get(..most.min(4)).unwrap_or_default()),
        Some("uuid") => "6f1c1b52-5a30-4d3b-9d0c-7a1f5a0f8c11".to_owned(),
        Some("date") => "2026-01-31".to_owned(),
        Some("date-time") => "2026-01-31T12:30:00Z".to_owned(),
        Some("uri" | "uri-reference") => "https://www.example.com/".to_owned(),
        Some("email") => "name@example.com".to_owned(),
        Some("hostname") => "www.example.com".to_owned(),
        Some("ipv4") => "192.0.2.1".to_owned(),
        Some("ipv6") => "2001:db8::1".to_owned(),
        Some(_) => return None,
    };
    (least..=most).contains(&made.len()).then_some(made)
}

fn number(schema: &Schema) -> Value {
    let below = |limit: &&Value| limit.as_f64().is_some_and(|limit| limit < 0.0);
    schema.minimum.as_ref().or(schema.maximum.as_ref().filter(below)).cloned().unwrap_or(Value::from(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(fields: &[(&str, Schema)], required: &[&str]) -> Schema {
        let properties = fields.iter().map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
        let required = required.iter().map(|name| (*name).to_owned()).collect();
        Schema { properties, required, ..Schema::of("object") }
    }

    #[test]
    fn what_holds_itself_gets_a_value_that_ends() {
        let list = Schema { items: Some(Box::new(Schema::component("Tree"))), ..Schema::of("array") };
        let choice = Schema { one_of: vec![Schema::component("Add"), Schema::component("Leaf")], ..Schema::default() };
        let mut schemas = Named::from([
            ("Tree".to_owned(), record(&[("name", Schema::of("string")), ("branches", list)], &["name", "branches"])),
            ("Sum".to_owned(), choice),
            ("Add".to_owned(), record(&[("left", Schema::component("Sum")), ("right", Schema::component("Sum"))], &["left", "right"])),
            ("Leaf".to_owned(), record(&[("value", Schema { minimum: Some(3.into()), ..Schema::of("integer") })], &["value"])),
            ("Endless".to_owned(), record(&[("next", Schema::component("Endless"))], &["next"])),
        ]);
        complete(&mut schemas);
        let example = |name: &str| schemas.get(name).map(|schema| serde_json::to_string(&schema.examples).unwrap_or_default());
        assert_eq!(example("Tree").as_deref(), Some(r#"[{"name":"text","branches":[]}]"#));
        assert_eq!(example("Sum").as_deref(), Some(r#"[{"value":3}]"#));
        assert_eq!(example("Add").as_deref(), Some(r#"[{"left":{"value":3},"right":{"value":3}}]"#));
        assert_eq!((example("Leaf").as_deref(), example("Endless").as_deref()), (Some("[]"), Some("[]")));
    }
}
