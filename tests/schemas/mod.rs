//! Every document that the examples and the programs of the suite become satisfies the schema of OpenAPI 3.1, its schemas are
//! schemas, and each example and default in it is valid where it stands.

use archc::emit::yaml;
use archc::session::{build, check};
use archc::settings::Settings;
use archc::world::MemoryWorld;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// All documents: those of the examples, and those of each program of the suite and the guide that is one file.
fn documents() -> BTreeMap<String, Value> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut documents = BTreeMap::new();
    for example in crate::conformance::entries(&root.join("tests/golden")) {
        for path in crate::conformance::entries(&example.join("openapi")) {
            let text = std::fs::read_to_string(&path).expect("it is readable");
            documents.insert(path.display().to_string(), yaml::parse(&text).expect("it is YAML"));
        }
    }
    assert!(documents.len() >= 5, "the examples have documents");
    for (at, program) in crate::properties::programs().iter().enumerate() {
        let mut checked = check(&MemoryWorld::single(program)).expect("there is a file");
        for (path, artifact) in build(&mut checked, &openapi_only()).unwrap_or_default().iter() {
            let text = String::from_utf8(artifact.bytes.to_vec()).expect("it is text");
            documents.insert(format!("{path} of the program {at}:\n{program}"), yaml::parse(&text).expect("it is YAML"));
        }
    }
    assert!(documents.len() >= 50, "the suite has documents: {}", documents.len());
    documents
}

fn openapi_only() -> Settings {
    let (settings, _) = archc::settings::parse(archc::source::FileId::default(), "[output]\nemit = [\"openapi\"]\n");
    settings
}

#[test]
fn documents_satisfy_the_schema_of_openapi() {
    let schema: Value = serde_json::from_str(include_str!("openapi-3.1.json")).expect("it is JSON");
    let schema = jsonschema::draft202012::new(&schema).expect("it is a schema");
    for (name, document) in documents() {
        let mistakes: Vec<String> = schema.iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(mistakes.is_empty(), "{name}\n{}", mistakes.join("\n"));
        let mut broken = document.clone();
        broken["paths"]["/x"] = json!({ "get": { "responses": { "999x": {} } } });
        assert!(!schema.is_valid(&broken), "the schema looks at responses");
    }
}

#[test]
fn schemas_are_schemas_and_what_stands_in_them_is_valid() {
    let mut seen = 0;
    for (name, document) in documents() {
        let mut found = Vec::new();
        schemas(&document, String::new(), &mut found);
        for place in found {
            let schema = document.pointer(&place).expect("it was found there");
            if let Err(error) = jsonschema::meta::validate(schema) {
                panic!("{name}\n{place}: {error}");
            }
            let examples = schema.get("examples").and_then(Value::as_array).into_iter().flatten();
            for value in examples.chain(schema.get("default")) {
                seen += 1;
                let mut root = schema.clone();
                root["components"] = document["components"].clone();
                let validator = jsonschema::draft202012::options().should_validate_formats(true).build(&root).expect("it is a schema");
                if let Err(error) = validator.validate(value) {
                    panic!("{name}\n{place}: {value} is not valid: {error}");
                }
            }
        }
    }
    assert!(seen > 60, "there are examples: {seen}");
}

/// The JSON pointers of all schemas, those inside of others included.
fn schemas(value: &Value, place: String, found: &mut Vec<String>) {
    let escaped = |name: &str| name.replace('~', "~0").replace('/', "~1");
    match value {
        Value::Object(map) => {
            let is_schema = place.ends_with("/schema") || is_named(&place);
            if is_schema {
                within(value, place, found);
                return;
            }
            for (name, value) in map {
                schemas(value, format!("{place}/{}", escaped(name)), found);
            }
        }
        Value::Array(items) => items.iter().enumerate().for_each(|(at, item)| schemas(item, format!("{place}/{at}"), found)),
        _ => {}
    }
}

fn is_named(place: &str) -> bool {
    place.strip_prefix("/components/schemas/").is_some_and(|name| !name.contains('/'))
}

/// A schema and the schemas in it.
fn within(schema: &Value, place: String, found: &mut Vec<String>) {
    let Some(map) = schema.as_object() else { return };
    for (word, value) in map {
        match word.as_str() {
            "properties" => {
                for (name, value) in value.as_object().into_iter().flatten() {
                    within(value, format!("{place}/properties/{name}"), found);
                }
            }
            "items" | "additionalProperties" => within(value, format!("{place}/{word}"), found),
            "anyOf" | "oneOf" | "allOf" => {
                for (at, value) in value.as_array().into_iter().flatten().enumerate() {
                    within(value, format!("{place}/{word}/{at}"), found);
                }
            }
            _ => {}
        }
    }
    found.push(place);
}
