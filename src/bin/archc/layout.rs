//! `archc layout`: lays out a graph that is given as JSON, for measuring engines; [`archc::emit::geometry`] says how it is
//! written.

use crate::terminal::out;
use crate::{Failure, Outcome, cli, disk};
use archc::emit::geometry::Named;
use archc::layout::{self, ENGINES, Engine};
use serde_json::Value;

pub fn run(arguments: &cli::Layout) -> Result<Outcome, Failure> {
    let path = &arguments.graph;
    let read = disk::text(path).map_err(|error| Failure::io("cannot read", path, &error))?;
    let text = read.ok_or_else(|| Failure::new(format!("`{}` does not exist", path.display())))?;
    let given: Value = serde_json::from_str(&text).map_err(|error| Failure::new(format!("`{}` is not JSON: {error}", path.display())))?;
    let engine = arguments.engine.as_deref().map(engine).transpose()?.unwrap_or(layout::DEFAULT);
    let named = Named::read(&given).ok_or_else(|| Failure::new(format!("`{}` is not a graph", path.display())))?;
    let json = named.layout(&engine(&named.graph));
    out(format!("{json}\n").as_bytes())?;
    Ok(Outcome::Clean)
}

/// The engine that goes by a name.
pub fn engine(name: &str) -> Result<Engine, Failure> {
    layout::engine(name).ok_or_else(|| {
        let known: Vec<String> = ENGINES.iter().map(|(name, _)| format!("`{name}`")).collect();
        Failure::new(format!("no layout engine `{name}`")).help(format!("there are {}", known.join(" and ")))
    })
}
