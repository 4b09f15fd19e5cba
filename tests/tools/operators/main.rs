//! Holds the objects of the file that it is given against the types of their kinds: a value of another type does not fit, and a field
//! that no type has is lost on the way through one. Prints a line for each object that does not come out as it went in.

use kcr_kafka_strimzi_io::v1::{kafkanodepools::KafkaNodePool, kafkas::Kafka, kafkatopics::KafkaTopic};
use kcr_postgresql_cnpg_io::v1::clusters::Cluster;
use serde_json::Value;
use std::process::ExitCode;

fn through(object: &Value) -> Result<Value, String> {
    let (version, kind) = (object["apiVersion"].as_str().unwrap_or_default(), object["kind"].as_str().unwrap_or_default());
    let object = object.clone();
    let out = match (version, kind) {
        ("kafka.strimzi.io/v1", "Kafka") => serde_json::from_value::<Kafka>(object).and_then(serde_json::to_value),
        ("kafka.strimzi.io/v1", "KafkaNodePool") => serde_json::from_value::<KafkaNodePool>(object).and_then(serde_json::to_value),
        ("kafka.strimzi.io/v1", "KafkaTopic") => serde_json::from_value::<KafkaTopic>(object).and_then(serde_json::to_value),
        ("postgresql.cnpg.io/v1", "Cluster") => serde_json::from_value::<Cluster>(object).and_then(serde_json::to_value),
        _ => return Err(format!("nothing knows {version} {kind}")),
    };
    out.map_err(|error| error.to_string())
}

/// The paths of what stands in a value and not in what came out.
fn lost(path: &str, before: &Value, after: &Value, found: &mut Vec<String>) {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            for (key, value) in before {
                let path = format!("{path}/{key}");
                match after.get(key) {
                    Some(after) => lost(&path, value, after, found),
                    None => found.push(format!("there is no {path}")),
                }
            }
        }
        (Value::Array(before), Value::Array(after)) if before.len() == after.len() => {
            before.iter().zip(after).enumerate().for_each(|(at, (before, after))| lost(&format!("{path}/{at}"), before, after, found));
        }
        _ if before == after => {}
        _ => found.push(format!("{path} becomes {after}")),
    }
}

fn main() -> ExitCode {
    let path = std::env::args().nth(1).expect("the path of a JSON file with a list of objects");
    let text = std::fs::read_to_string(path).expect("it is readable");
    let objects: Vec<Value> = serde_json::from_str(&text).expect("it is a list");
    let mut fits = true;
    for object in &objects {
        let mut found = Vec::new();
        match through(object) {
            Ok(after) => lost("", object, &after, &mut found),
            Err(message) => found.push(message),
        }
        for message in found {
            println!("{} {}/{}: {message}", object["kind"], object["metadata"]["namespace"], object["metadata"]["name"]);
            fits = false;
        }
    }
    if fits { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
