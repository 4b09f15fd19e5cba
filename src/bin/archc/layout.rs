//! `archc layout`: lays out a graph that is given as JSON, for measuring engines. The graph has `nodes` (`id`, `w`, `h`,
//! `parent`), `containers` (`id`, `label`, `parent`) and `edges` (`id`, `s`, `t`, `lw`, `lh`); what comes out has, by these
//! ids, rectangles of nodes, containers and labels, and the corners of edges.

use crate::terminal::out;
use crate::{Failure, Outcome, cli, disk};
use archc::layout::{DEFAULT, ENGINES, Edge, Graph, Node, Point, Rect, Size};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The width of a letter of a container's title, the room beside it, and the height of a title.
const TITLE: (f64, f64, f64) = (7.6, 20.0, 30.0);

pub fn run(arguments: &cli::Layout) -> Result<Outcome, Failure> {
    let path = &arguments.graph;
    let read = disk::text(path).map_err(|error| Failure::io("cannot read", path, &error))?;
    let text = read.ok_or_else(|| Failure::new(format!("`{}` does not exist", path.display())))?;
    let given: Value = serde_json::from_str(&text).map_err(|error| Failure::new(format!("`{}` is not JSON: {error}", path.display())))?;
    let engine = match &arguments.engine {
        None => DEFAULT,
        Some(name) => ENGINES.iter().find(|(known, _)| known == name).map(|(_, engine)| *engine).ok_or_else(|| {
            let known: Vec<String> = ENGINES.iter().map(|(name, _)| format!("`{name}`")).collect();
            Failure::new(format!("no layout engine `{name}`")).help(format!("there are {}", known.join(" and ")))
        })?,
    };
    let read = Reader::read(&given).ok_or_else(|| Failure::new(format!("`{}` is not a graph", path.display())))?;
    let made = engine(&read.graph);
    let json = read.write(&made.boxes, &made.routes.iter().map(|r| (r.points.as_slice(), r.label)).collect::<Vec<_>>());
    out(format!("{json}\n").as_bytes())?;
    Ok(Outcome::Clean)
}

/// A graph as it is read, with the ids of what is in it.
#[derive(Default)]
struct Reader {
    graph: Graph,
    boxes: Vec<(String, bool)>,
    edges: Vec<String>,
    by_id: BTreeMap<String, usize>,
}

impl Reader {
    fn read(given: &Value) -> Option<Self> {
        let mut read = Self::default();
        let containers = given.get("containers")?.as_array()?;
        for node in given.get("nodes")?.as_array()? {
            let parent = match node.get("parent").and_then(Value::as_str) {
                Some(id) => Some(read.container(containers, id, containers.len())?),
                None => None,
            };
            let node_box = Node { parent, size: Size::new(number(node, "w")?, number(node, "h")?), title: Size::default() };
            read.add(node.get("id")?.as_str()?, false, node_box);
        }
        for edge in given.get("edges")?.as_array()? {
            let end = |key: &str| edge.get(key).and_then(Value::as_str).and_then(|id| read.by_id.get(id)).copied();
            let label = number(edge, "lw").zip(number(edge, "lh")).map(|(width, height)| Size::new(width, height));
            read.graph.edges.push(Edge { from: end("s")?, to: end("t")?, label });
            read.edges.push(edge.get("id")?.as_str()?.to_owned());
        }
        Some(read)
    }

    /// The number of a container, which is added after those around it, before the first thing in it.
    fn container(&mut self, containers: &[Value], id: &str, deepest: usize) -> Option<usize> {
        if let Some(&known) = self.by_id.get(id) {
            return Some(known);
        }
        let given = containers.iter().find(|c| c.get("id").and_then(Value::as_str) == Some(id))?;
        let parent = match given.get("parent").and_then(Value::as_str) {
            Some(outer) => Some(self.container(containers, outer, deepest.checked_sub(1)?)?),
            None => None,
        };
        let letters = given.get("label").and_then(Value::as_str).map_or(0, |label| label.chars().count());
        let title = Size::new(letters as f64 * TITLE.0 + TITLE.1, TITLE.2);
        Some(self.add(id, true, Node { parent, size: Size::default(), title }))
    }

    fn add(&mut self, id: &str, is_container: bool, node: Node) -> usize {
        let at = self.graph.boxes.len();
        self.graph.boxes.push(node);
        self.boxes.push((id.to_owned(), is_container));
        self.by_id.insert(id.to_owned(), at);
        at
    }

    fn write(&self, boxes: &[Rect], routes: &[(&[Point], Option<Rect>)]) -> Value {
        let (mut nodes, mut containers, mut labels) = (Map::new(), Map::new(), Map::new());
        for ((id, is_container), rect) in self.boxes.iter().zip(boxes) {
            let rows = if *is_container { &mut containers } else { &mut nodes };
            rows.insert(id.clone(), rectangle(*rect));
        }
        let mut edges = Vec::new();
        for (id, (points, label)) in self.edges.iter().zip(routes) {
            edges.push(json!({ "id": id, "pts": points.iter().map(|p| json!([p.x, p.y])).collect::<Vec<_>>() }));
            if let Some(rect) = label {
                labels.insert(id.clone(), rectangle(*rect));
            }
        }
        json!({ "nodes": nodes, "containers": containers, "edges": edges, "labels": labels })
    }
}

fn number(of: &Value, key: &str) -> Option<f64> {
    of.get(key).and_then(Value::as_f64)
}

fn rectangle(rect: Rect) -> Value {
    json!([rect.x, rect.y, rect.width, rect.height])
}
