//! Which lines are drawn against the stream so that the others run one way. Things that lines join in a circle are brought
//! into one order, that of declaration, in which single ones are then moved while that leaves fewer lines leading back
//! (sifting, for the linear ordering problem as in M. Laguna, R. Marti, V. Campos, "Intensification and Diversification with
//! Elite Tabu Search Solutions for the Linear Ordering Problem", 1999): so a line more seldom changes which others are turned.
//! A line that is in no circle is never turned.

use super::table::Table;
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

/// How often everything in a circle is gone through at most.
const ROUNDS: usize = 6;

/// For each line between two of `count` vertices, whether it is to be turned.
pub(super) fn turned(count: usize, lines: &[(usize, usize)]) -> Vec<bool> {
    let mut graph: DiGraph<(), (), usize> = DiGraph::with_capacity(count, lines.len());
    let nodes: Table<_> = (0..count).map(|_| graph.add_node(())).collect();
    for &(from, to) in lines {
        graph.add_edge(nodes[from], nodes[to], ());
    }
    // What circle each vertex is in, and where it stands in its order.
    let mut circle = Table::filled(count, usize::MAX);
    let mut place = Table::filled(count, 0);
    let mut near: Table<(Vec<usize>, Vec<usize>)> = Table::filled(count, (Vec::new(), Vec::new()));
    let circles: Vec<Vec<usize>> = kosaraju_scc(&graph).into_iter().map(|part| part.into_iter().map(NodeIndex::index).collect()).collect();
    for (nth, part) in circles.iter().enumerate() {
        for &v in part {
            circle[v] = nth;
        }
    }
    for &(from, to) in lines.iter().filter(|&&(from, to)| from != to && circle[from] == circle[to]) {
        near[to].0.push(from);
        near[from].1.push(to);
    }
    for mut order in circles.into_iter().filter(|part| part.len() > 1) {
        order.sort_unstable();
        sift(&mut order, &mut place, &near);
    }
    lines.iter().map(|&(from, to)| circle[from] == circle[to] && place[from] > place[to]).collect()
}

/// Moves single vertices of an order to where fewest lines lead back, the nearest such place, as long as that helps. Those that
/// are declared last are moved first: of two that could move, the one that is declared first stays first.
fn sift(order: &mut Vec<usize>, place: &mut Table<usize>, near: &Table<(Vec<usize>, Vec<usize>)>) {
    order.iter().enumerate().for_each(|(at, &v)| place[v] = at);
    for _ in 0..ROUNDS {
        let mut moved = false;
        for v in order.iter().rev().copied().collect::<Vec<_>>() {
            let here = place[v];
            let there = best_place(here, &near[v], place);
            if there != here {
                order.remove(here);
                order.insert(there, v);
                let (low, high) = (here.min(there), here.max(there));
                order.iter().enumerate().take(high + 1).skip(low).for_each(|(at, &v)| place[v] = at);
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
}

/// Where a vertex at `here` has fewest lines that lead back: those from what stands after it, and to what stands before it.
/// It only moves past others where more than twice as many lines cease to lead back as begin to.
fn best_place(here: usize, (from, to): &(Vec<usize>, Vec<usize>), place: &Table<usize>) -> usize {
    let from = from.iter().map(|&u| (place[u], true));
    let (before, after): (Vec<(usize, bool)>, Vec<_>) = from.chain(to.iter().map(|&w| (place[w], false))).partition(|near| near.0 < here);
    let mut best = (0, 0, here);
    // Past what stands after it, a line from there no longer leads back, and a line to there does; before it, the other way round.
    for (mut near, ceases) in [(after, true), (before, false)] {
        near.sort_unstable_by_key(|&(at, _)| at.abs_diff(here));
        let (mut ceased, mut begun) = (0_usize, 0_usize);
        for beside in near.chunk_by(|a, b| a.0 == b.0) {
            for (_, is_from) in beside {
                *(if *is_from == ceases { &mut ceased } else { &mut begun }) += 1;
            }
            let Some(&(at, _)) = beside.first() else { continue };
            let (gain, way) = (ceased.saturating_sub(begun), at.abs_diff(here));
            if ceased > 2 * begun && (gain > best.0 || (gain == best.0 && way < best.1)) {
                best = (gain, way, at);
            }
        }
    }
    best.2
}

#[cfg(test)]
mod tests {
    use super::turned;

    #[test]
    fn only_the_line_that_closes_a_cycle_is_turned() {
        assert_eq!(turned(3, &[(0, 1), (1, 2), (2, 0), (0, 2)]), [false, false, true, false]);
        assert_eq!(turned(3, &[(2, 1), (1, 0)]), [false, false]);
        assert_eq!(turned(2, &[(0, 1), (0, 1), (1, 0)]), [false, false, true]);
    }

    #[test]
    fn the_order_of_declaration_gives_way_to_many_lines_only() {
        let back = |count: usize| turned(2, &[vec![(0, 1)], vec![(1, 0); count]].concat());
        assert_eq!(back(2), [false, true, true]);
        assert_eq!(back(3), [true, false, false, false]);
    }

    #[test]
    fn of_two_that_could_move_the_one_declared_first_stays() {
        // Without the last line 1 is below 2; that line closes a circle, and alone is turned.
        let lines = [(0, 2), (2, 1)];
        assert_eq!(turned(3, &lines), [false, false]);
        assert_eq!(turned(3, &[lines.as_slice(), &[(1, 0)]].concat()), [false, false, true]);
    }

    #[test]
    fn a_circle_of_any_length_is_broken_once() {
        let count = 100_000;
        let lines: Vec<(usize, usize)> = (0..count).map(|at| (at, (at + 1) % count)).collect();
        assert_eq!(turned(count, &lines).iter().filter(|turned| **turned).count(), 1);
    }
}
