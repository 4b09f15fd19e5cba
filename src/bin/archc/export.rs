//! `archc export`: the checked model as JSON.

use crate::cli;
use crate::disk;
use crate::layout;
use crate::project::Project;
use crate::terminal::{Stdout, Terminal, Word, out};
use crate::{Failure, Outcome};
use archc::diag::render::tally;
use archc::emit::diagrams;
use archc::layout::ENGINES;
use archc::model::Model;
use archc::model::properties::At;
use archc::session::{export, export_schema};
use archc::settings::Settings;
use archc::view::{Picture, Subject, pictures};
use serde_json::{Value, json};

pub fn run(arguments: &cli::Export, terminal: &Terminal) -> Result<Outcome, Failure> {
    if arguments.schema {
        write(arguments, &export_schema())?;
        return Ok(Outcome::Clean);
    }
    if let Some(name) = &arguments.engine {
        layout::engine(name)?;
    }
    let mut project = Project::open(&arguments.path, None)?;
    let checked = project.check()?;
    terminal.report(&arguments.report, Stdout::Taken, &[project.said(&checked)])?;
    if !checked.diagnostics.has_errors() {
        let json = match &arguments.geometry {
            None => export(&checked),
            Some(picture) => geometry(&checked.model, &project.settings, picture.as_deref(), arguments.engine.as_deref())?,
        };
        write(arguments, &json)?;
    } else if arguments.report.is_human() {
        terminal.close(Word::Error, &format!("{}; nothing was exported", tally(&checked.diagnostics)));
    }
    Ok(crate::check::outcome(&checked))
}

/// The geometry of all pictures as an array, or of one.
fn geometry(model: &Model, settings: &Settings, only: Option<&str>, engine: Option<&str>) -> Result<String, Failure> {
    let mut pictures = pictures(model);
    if let Some(only) = only {
        let is_flow = |picture: &Picture| matches!(picture.subject, Subject::Flow(_));
        if pictures.iter().any(|picture| picture.file == only && is_flow(picture)) {
            return Err(Failure::new(format!("`{only}` is a flow: its order is that of time, and no layout engine has a part in it")));
        }
        let names: Vec<String> = pictures.iter().filter(|p| !is_flow(p)).map(|picture| format!("`{}`", picture.file)).collect();
        pictures.retain(|picture| picture.file == only);
        if pictures.is_empty() {
            return Err(Failure::new(format!("there is no picture `{only}`")).help(format!("there are {}", names.join(", "))));
        }
    }
    if let Some(engine) = engine {
        for picture in &mut pictures {
            picture.engine = Some(At::new(engine.to_owned(), picture.span));
        }
    }
    // A picture a line.
    let lines: Vec<String> = pictures.iter().filter_map(|picture| drawn(model, picture, settings)).map(|json| json.to_string()).collect();
    Ok(if only.is_some() { format!("{}\n", lines.concat()) } else { format!("[\n{}\n]\n", lines.join(",\n")) })
}

/// A picture's name, its graph, and the layout of that.
fn drawn(model: &Model, picture: &Picture, settings: &Settings) -> Option<Value> {
    let (named, layout) = diagrams::geometry(model, picture, settings)?;
    let engine = picture.engine.as_ref().map_or(ENGINES.first().map_or("", |(name, _)| name), |engine| engine.value.as_str());
    let mut json = json!({ "picture": picture.file, "title": picture.title, "engine": engine });
    if let (Some(json), Value::Object(places)) = (json.as_object_mut(), named.layout(&layout)) {
        json.extend(places);
        json.insert("graph".to_owned(), named.graph());
    }
    Some(json)
}

fn write(arguments: &cli::Export, json: &str) -> Result<(), Failure> {
    match &arguments.out {
        Some(path) => disk::put(path, json.as_bytes()).map_err(|error| Failure::io("cannot write", path, &error)),
        None => out(json.as_bytes()),
    }
}
