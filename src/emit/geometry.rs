//! Graphs and their layouts as JSON: what other tools hand in to be laid out, and what they are given to measure or to draw.
//!
//! A graph has `nodes` (`id`, `label`, `w`, `h`, `parent`), `containers` (`id`, `label`, `parent`, and the size `tw`, `th` of
//! the corner that its title takes) and `edges` (`id`, `s`, `t`, `label`, `lw`, `lh`), and may say a `direction`. A layout has
//! by these ids the rectangles `[x, y, width, height]` of `nodes`, `containers` and `labels`, and the corners `pts` of `edges`.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::layout::{Direction, Edge, Graph, Layout, Node, Rect, Size};

/// The width of a letter of a container's title, the room beside it, and the height of a title, where no size is given.
const TITLE: (f64, f64, f64) = (7.6, 20.0, 30.0);
const DIRECTIONS: [(&str, Direction); 4] =
    [("down", Direction::Down), ("right", Direction::Right), ("up", Direction::Up), ("left", Direction::Left)];

/// A graph with what is in it by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Named {
    /// The graph.
    pub graph: Graph,
    /// Its boxes, in the graph's order; no two have one id.
    pub boxes: Vec<Name>,
    /// Its lines, in the graph's order; no two have one id.
    pub edges: Vec<Name>,
}

/// What a box or a line is called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// What it is known by.
    pub id: String,
    /// What stands in or beside it.
    pub label: String,
}

impl Named {
    /// The graph in a JSON document; `None` where it is none. Boxes stand in the order of `nodes`, a container before the first
    /// that it holds; containers that hold nothing are left out.
    #[must_use]
    pub fn read(given: &Value) -> Option<Self> {
        let mut read = Reader { named: Self::default(), by_id: BTreeMap::new(), containers: given.get("containers")?.as_array()? };
        read.named.graph.direction = match text(given, "direction") {
            Some(word) => Some(DIRECTIONS.iter().find(|(name, _)| *name == word)?.1),
            None => None,
        };
        for node in given.get("nodes")?.as_array()? {
            let parent = match text(node, "parent") {
                Some(id) => Some(read.container(id, read.containers.len())?),
                None => None,
            };
            let node_box = Node { parent, size: size(node, "w", "h")?, ..Node::default() };
            read.add(node, node_box)?;
        }
        for edge in given.get("edges")?.as_array()? {
            let end = |key: &str| text(edge, key).and_then(|id| read.by_id.get(id)).copied();
            read.named.graph.edges.push(Edge { from: end("s")?, to: end("t")?, label: size(edge, "lw", "lh") });
            read.named.edges.push(Name::read(edge)?);
        }
        Some(read.named)
    }

    /// The graph as JSON, as [`Named::read`] takes it.
    #[must_use]
    pub fn graph(&self) -> Value {
        let (mut nodes, mut containers) = (Vec::new(), Vec::new());
        let holds = self.holds();
        let id = |at: usize| self.boxes.get(at).map(|name| name.id.as_str());
        for ((node, name), holds) in self.graph.boxes.iter().zip(&self.boxes).zip(&holds) {
            let (Size { width, height }, parent) = (node.size, node.parent.and_then(id));
            let mut row = json!({ "id": name.id, "label": name.label, "w": width, "h": height, "parent": parent });
            if *holds {
                put(&mut row, "tw", node.title.width);
                put(&mut row, "th", node.title.height);
                containers.push(row);
            } else {
                nodes.push(row);
            }
        }
        let edges = self.graph.edges.iter().zip(&self.edges).map(|(edge, name)| {
            let mut row = json!({ "id": name.id, "s": id(edge.from), "t": id(edge.to) });
            if let Some(size) = edge.label {
                put(&mut row, "label", name.label.as_str());
                put(&mut row, "lw", size.width);
                put(&mut row, "lh", size.height);
            }
            row
        });
        let edges: Vec<Value> = edges.collect();
        let mut graph = json!({ "nodes": nodes, "containers": containers, "edges": edges });
        if let Some(direction) = self.graph.direction {
            let word = DIRECTIONS.iter().find(|(_, known)| *known == direction);
            put(&mut graph, "direction", word.map(|(word, _)| *word));
        }
        graph
    }

    /// A layout of the graph as JSON.
    #[must_use]
    pub fn layout(&self, layout: &Layout) -> Value {
        let (mut nodes, mut containers, mut labels, mut edges) = (Map::new(), Map::new(), Map::new(), Vec::new());
        for ((name, rect), holds) in self.boxes.iter().zip(&layout.boxes).zip(self.holds()) {
            let rows = if holds { &mut containers } else { &mut nodes };
            rows.insert(name.id.clone(), rectangle(*rect));
        }
        for (name, route) in self.edges.iter().zip(&layout.routes) {
            let corners: Vec<Value> = route.points.iter().map(|p| json!([p.x, p.y])).collect();
            edges.push(json!({ "id": name.id, "pts": corners }));
            if let Some(rect) = route.label {
                labels.insert(name.id.clone(), rectangle(rect));
            }
        }
        json!({ "nodes": nodes, "containers": containers, "edges": edges, "labels": labels })
    }

    /// Which boxes hold others.
    fn holds(&self) -> Vec<bool> {
        let mut holds = vec![false; self.graph.boxes.len()];
        for parent in self.graph.boxes.iter().filter_map(|node| node.parent) {
            if let Some(holds) = holds.get_mut(parent) {
                *holds = true;
            }
        }
        holds
    }
}

impl Name {
    fn read(given: &Value) -> Option<Self> {
        Some(Self { id: text(given, "id")?.to_owned(), label: text(given, "label").unwrap_or_default().to_owned() })
    }
}

struct Reader<'a> {
    named: Named,
    by_id: BTreeMap<String, usize>,
    containers: &'a [Value],
}

impl Reader<'_> {
    /// The index of a container, which is added after those round it, before the first thing in it.
    fn container(&mut self, id: &str, deepest: usize) -> Option<usize> {
        if let Some(&known) = self.by_id.get(id) {
            return Some(known);
        }
        let given = self.containers.iter().find(|c| text(c, "id") == Some(id))?;
        let parent = match text(given, "parent") {
            // A chain that is longer than the list closes a circle.
            Some(outer) => Some(self.container(outer, deepest.checked_sub(1)?)?),
            None => None,
        };
        let letters = text(given, "label").map_or(0, |label| label.chars().count());
        let title = size(given, "tw", "th").unwrap_or(Size::new(letters as f64 * TITLE.0 + TITLE.1, TITLE.2));
        self.add(given, Node { parent, size: size(given, "w", "h").unwrap_or_default(), title, ..Node::default() })
    }

    fn add(&mut self, given: &Value, node: Node) -> Option<usize> {
        let (at, name) = (self.named.boxes.len(), Name::read(given)?);
        self.by_id.insert(name.id.clone(), at);
        self.named.graph.boxes.push(node);
        self.named.boxes.push(name);
        Some(at)
    }
}

fn put(into: &mut Value, key: &str, value: impl Into<Value>) {
    if let Some(object) = into.as_object_mut() {
        object.insert(key.to_owned(), value.into());
    }
}

fn text<'v>(of: &'v Value, key: &str) -> Option<&'v str> {
    of.get(key).and_then(Value::as_str)
}

fn size(of: &Value, width: &str, height: &str) -> Option<Size> {
    let number = |key: &str| of.get(key).and_then(Value::as_f64);
    number(width).zip(number(height)).map(|(width, height)| Size::new(width, height))
}

fn rectangle(rect: Rect) -> Value {
    json!([rect.x, rect.y, rect.width, rect.height])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_graph_is_read_as_it_was_written() {
        let nested = json!({
            "direction": "right",
            "nodes": [{ "id": "a", "label": "A", "w": 80.5, "h": 40.0, "parent": "in" }, { "id": "b", "w": 10, "h": 10, "parent": null }],
            "containers": [{ "id": "out", "label": "Out", "parent": null }, { "id": "in", "label": "", "parent": "out", "tw": 9.0, "th": 7.0 }],
            "edges": [{ "id": "e", "s": "a", "t": "b", "label": "uses", "lw": 30, "lh": 16 }, { "id": "f", "s": "b", "t": "out" }],
        });
        let read = Named::read(&nested).expect("it is a graph");
        assert_eq!(read.boxes.iter().map(|b| b.id.as_str()).collect::<Vec<_>>(), ["out", "in", "a", "b"]);
        assert_eq!(read.graph.boxes[0].title, Size::new(42.8, 30.0));
        assert_eq!(Named::read(&read.graph()), Some(read));
    }

    #[test]
    fn what_is_no_graph_is_none() {
        let circle = json!([{ "id": "x", "parent": "y" }, { "id": "y", "parent": "x" }]);
        for (nodes, containers) in [(json!([{ "id": "a", "w": 1, "h": 1, "parent": "x" }]), circle), (json!([{ "id": "a" }]), json!([]))] {
            assert_eq!(Named::read(&json!({ "nodes": nodes, "containers": containers, "edges": [] })), None);
        }
        let loose = json!({ "nodes": [], "containers": [], "edges": [{ "id": "e", "s": "a", "t": "b" }] });
        assert_eq!(Named::read(&loose), None);
    }
}
