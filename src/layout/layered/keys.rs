//! Numbers that tell boxes and lines apart by what they are joined to, not by where they are declared or how large they
//! are: a small change to a graph leaves those of most others as they were.

use super::super::Graph;
use super::levels::{Kind, Levels};
use super::table::Table;
use super::tree::Tree;

/// Spreads the bits of a number (the finalizer of S. Vigna's `SplitMix64`).
pub(super) fn mix(value: u64) -> u64 {
    let mut bits = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}

/// The number of each vertex of each level.
pub(super) fn keys(graph: &Graph, tree: &Tree, levels: &Levels) -> Table<Table<u64>> {
    let (boxes, lines) = (of_boxes(graph, tree), graph.edges.iter());
    let mut keys: Table<Table<u64>> = levels.each.iter().map(|level| Table::filled(level.kinds.len(), 0)).collect();
    for (at, level) in levels.each.iter().enumerate() {
        for (vertex, kind) in level.kinds.iter().enumerate() {
            if let Kind::Item(child) = *kind {
                keys[at][vertex] = boxes[child];
            }
        }
    }
    for (edge, way) in lines.zip(&levels.ways) {
        let key = if edge.from < tree.boxes && edge.to < tree.boxes { mix(boxes[edge.from]) ^ boxes[edge.to] } else { 0 };
        for &(level, chain) in way {
            for &vertex in &levels.each[level].chains[chain].vertices {
                if !matches!(levels.each[level].kinds[vertex], Kind::Item(_)) {
                    keys[level][vertex] = key;
                }
            }
        }
    }
    keys
}

/// The number of each box: how many lines begin and end there, and how many where these come from and lead to.
fn of_boxes(graph: &Graph, tree: &Tree) -> Table<u64> {
    let mut own = Table::filled(tree.len(), 0_u64);
    let known = || graph.edges.iter().filter(|e| e.from < tree.boxes && e.to < tree.boxes);
    for edge in known() {
        own[edge.from] = own[edge.from].wrapping_add(1);
        own[edge.to] = own[edge.to].wrapping_add(1 << 32);
    }
    own.iter_mut().for_each(|key| *key = mix(*key));
    let mut all = own.clone();
    for edge in known() {
        all[edge.from] = all[edge.from].wrapping_add(mix(own[edge.to] ^ 1));
        all[edge.to] = all[edge.to].wrapping_add(mix(own[edge.from] ^ 2));
    }
    all
}
