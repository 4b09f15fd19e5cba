//! Layers of one level: which box stands in which layer, and in which order. The order within layers is the work of
//! layout-rs; where a level is so wide that it would take long, a plain barycentre order stands in.
#![expect(clippy::indexing_slicing, reason = "every index is made here, for lists that are as long as the graph")]

use layout::adt::dag::{DAG, NodeHandle};
use layout::topo::optimizer::EdgeCrossOptimizer;

/// Above this measure (see [`effort`]) the crossing optimizer is too slow.
const EFFORT: usize = 3000;

/// A graph cut into layers: nodes `0..real` are the boxes, the others lead long edges through the layers between.
pub(super) struct Layers {
    /// The nodes of each layer, in order.
    pub rows: Vec<Vec<usize>>,
    /// Pieces of edges from one layer to the next: upper node, lower node, index of the edge.
    pub links: Vec<(usize, usize, usize)>,
    /// How many nodes there are, those in between included.
    pub count: usize,
    /// Whether the optimizer would have taken too long.
    pub is_plain: bool,
}

/// Cuts a graph of `count` nodes into layers; `edges` go from the first to the second node, none to itself.
pub(super) fn layers(count: usize, edges: &[(usize, usize)]) -> Layers {
    let forward = acyclic(count, edges);
    let ranks = ranks(count, &forward);
    let mut layers = in_between(count, &forward, &ranks);
    layers.is_plain = effort(&layers.rows) > EFFORT;
    match layers.is_plain {
        true => barycentre(&mut layers),
        false => uncross(&mut layers),
    }
    layers
}

/// The edges with those turned round that would close a cycle when walked in declaration order.
fn acyclic(count: usize, edges: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (index, &(from, _)) in edges.iter().enumerate() {
        out[from].push(index);
    }
    let entered = |to: usize| edges.iter().any(|e| e.1 == to);
    let roots = (0..count).filter(|&n| !entered(n)).chain((0..count).filter(|&n| entered(n)));
    let mut forward = edges.to_vec();
    // 0 unseen, 1 on the path, 2 done
    let mut state = vec![0u8; count];
    for root in roots {
        let mut path = vec![(root, 0)];
        if state[root] != 0 {
            continue;
        }
        state[root] = 1;
        while let Some((node, next)) = path.pop() {
            let Some(&edge) = out[node].get(next) else {
                state[node] = 2;
                continue;
            };
            path.push((node, next + 1));
            let to = edges[edge].1;
            match state[to] {
                0 => {
                    state[to] = 1;
                    path.push((to, 0));
                }
                1 => forward[edge] = (to, node),
                _ => {}
            }
        }
    }
    forward
}

/// The layer of each node: one below the lowest that points at it. What nothing points at stands right above what it
/// points at.
fn ranks(count: usize, edges: &[(usize, usize)]) -> Vec<usize> {
    let mut waiting = vec![0usize; count];
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); count];
    for &(from, to) in edges {
        waiting[to] += 1;
        out[from].push(to);
    }
    let entered = waiting.clone();
    let mut ranks = vec![0usize; count];
    let mut ready: Vec<usize> = (0..count).filter(|&n| waiting[n] == 0).collect();
    let mut at = 0;
    while let Some(&node) = ready.get(at) {
        at += 1;
        for &to in &out[node] {
            ranks[to] = ranks[to].max(ranks[node] + 1);
            waiting[to] -= 1;
            if waiting[to] == 0 {
                ready.push(to);
            }
        }
    }
    for node in 0..count {
        let lowest = out[node].iter().map(|&to| ranks[to]).min();
        if let (0, Some(lowest)) = (entered[node], lowest) {
            ranks[node] = lowest.saturating_sub(1);
        }
    }
    let mut used: Vec<usize> = ranks.clone();
    used.sort_unstable();
    used.dedup();
    ranks.iter().map(|rank| used.partition_point(|u| u < rank)).collect()
}

/// Adds a node in each layer that an edge passes.
fn in_between(count: usize, edges: &[(usize, usize)], ranks: &[usize]) -> Layers {
    let depth = ranks.iter().max().map_or(0, |r| r + 1);
    let mut rows = vec![Vec::new(); depth];
    for (node, &rank) in ranks.iter().enumerate() {
        rows[rank].push(node);
    }
    let mut layers = Layers { rows, links: Vec::new(), count, is_plain: false };
    for (index, &(from, to)) in edges.iter().enumerate() {
        let mut upper = from;
        for row in layers.rows.iter_mut().take(ranks[to]).skip(ranks[from] + 1) {
            row.push(layers.count);
            layers.links.push((upper, layers.count, index));
            upper = layers.count;
            layers.count += 1;
        }
        layers.links.push((upper, to, index));
    }
    layers
}

/// How much work the crossing optimizer would have: pairs within a layer times nodes of the layers beside it.
fn effort(rows: &[Vec<usize>]) -> usize {
    rows.windows(2).map(|pair| (pair[0].len() + pair[1].len()) * pair[0].len() * pair[1].len()).sum()
}

fn uncross(layers: &mut Layers) {
    let mut dag = DAG::new();
    // Checking would walk every path of the graph; it is a layered one by construction.
    dag.set_validate(false);
    dag.new_nodes(layers.count);
    for &(upper, lower, _) in &layers.links {
        dag.add_edge(NodeHandle::new(upper), NodeHandle::new(lower));
    }
    *dag.ranks_mut() = layers.rows.iter().map(|row| row.iter().map(|&n| NodeHandle::new(n)).collect()).collect();
    EdgeCrossOptimizer::new(&mut dag).optimize();
    layers.rows = dag.ranks().iter().map(|row| row.iter().map(NodeHandle::get_index).collect()).collect();
}

fn barycentre(layers: &mut Layers) {
    let mut place = vec![0.0; layers.count];
    let number = |row: &[usize], place: &mut Vec<f64>| {
        for (at, &node) in row.iter().enumerate() {
            place[node] = at as f64;
        }
    };
    layers.rows.iter().for_each(|row| number(row, &mut place));
    let (mut above, mut below) = (vec![Vec::new(); layers.count], vec![Vec::new(); layers.count]);
    for &(upper, lower, _) in &layers.links {
        above[lower].push(upper);
        below[upper].push(lower);
    }
    for sweep in 0..8 {
        let down = sweep % 2 == 0;
        let neighbours = if down { &above } else { &below };
        let depth = layers.rows.len();
        for step in 0..depth {
            let row = &mut layers.rows[if down { step } else { depth - 1 - step }];
            let mean = |node: usize| match &neighbours[node] {
                none if none.is_empty() => place[node],
                some => some.iter().map(|&n| place[n]).sum::<f64>() / some.len() as f64,
            };
            let mut keyed: Vec<(f64, usize)> = row.iter().map(|&node| (mean(node), node)).collect();
            keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
            *row = keyed.into_iter().map(|(_, node)| node).collect();
            number(row, &mut place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_follow_the_edges_and_cycles_do_no_harm() {
        let layers = layers(4, &[(0, 1), (1, 2), (2, 0), (0, 3), (3, 2)]);
        assert_eq!(layers.rows.len(), 3);
        assert_eq!(layers.rows[0], [0]);
        assert_eq!(layers.count, 5);
    }

    #[test]
    fn crossings_that_can_be_avoided_are() {
        let layers = layers(4, &[(0, 3), (1, 2)]);
        let at = |node| layers.rows.iter().find_map(|row| row.iter().position(|&n| n == node));
        assert_eq!(at(0) < at(1), at(3) < at(2));
    }

    #[test]
    fn a_ladder_takes_no_time() {
        let edges: Vec<(usize, usize)> =
            (0..200).flat_map(|i| [(2 * i, 2 * i + 2), (2 * i, 2 * i + 3), (2 * i + 1, 2 * i + 2), (2 * i + 1, 2 * i + 3)]).collect();
        assert_eq!(layers(402, &edges).rows.len(), 201);
    }
}
