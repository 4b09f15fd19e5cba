//! Counts crossings between layers, and exchanges neighbours in a layer where that leaves fewer. Counting is by a
//! Fenwick tree over the sorted ends (W. Barth, P. Mutzel, M. Jünger, "Simple and Efficient Bilayer Cross Counting", 2004).

use super::levels::Level;
use super::order::Order;
use super::table::Table;

/// So few segments are compared one by one.
const FEW: usize = 40;
/// How many times each layer is gone through in a row at most.
const ROUNDS: usize = 2;
/// The same for a layer at a border.
const BORDER_ROUNDS: usize = 12;

/// How many segments of a level cross.
pub(super) fn count(level: &Level, order: &Order) -> u64 {
    order.layers.iter().map(|layer| between(level, order, layer)).sum()
}

/// How many segments below a layer cross.
fn between(level: &Level, order: &Order, layer: &[usize]) -> u64 {
    let mut lines: Vec<(u64, u64)> =
        layer.iter().flat_map(|&v| &level.below[v]).map(|&s| (order.start(level, s), order.end(level, s))).collect();
    if lines.len() < 2 {
        return 0;
    }
    lines.sort_unstable();
    if lines.is_sorted_by_key(|&(_, end)| end) {
        return 0;
    }
    let mut ends: Vec<u64> = lines.iter().map(|&(_, end)| end).collect();
    ends.sort_unstable();
    ends.dedup();
    let mut sums = Sums::new(ends.len());
    let (mut crossings, mut before) = (0, 0);
    for group in lines.chunk_by(|a, b| a.0 == b.0) {
        let rows = group.iter().map(|&(_, end)| ends.partition_point(|&e| e < end) + 1);
        crossings += rows.clone().map(|row| before - sums.up_to(row) as u64).sum::<u64>();
        rows.for_each(|row| sums.add(row, 1));
        before += group.len() as u64;
    }
    crossings
}

/// How many of some segments cross each of them: those that begin to its left, and those that begin to its right. Segments
/// are where they begin and end.
pub(super) fn of_each(segments: &[(u64, u64)]) -> Vec<[i64; 2]> {
    if segments.len() > FEW { of_many(segments) } else { of_few(segments) }
}

fn of_few(segments: &[(u64, u64)]) -> Vec<[i64; 2]> {
    let crossed = |&(start, end): &(u64, u64)| {
        segments.iter().fold([0; 2], |[left, right], &(from, to)| {
            [left + i64::from(from < start && to > end), right + i64::from(from > start && to < end)]
        })
    };
    segments.iter().map(crossed).collect()
}

fn of_many(segments: &[(u64, u64)]) -> Vec<[i64; 2]> {
    let mut ends: Vec<u64> = segments.iter().map(|&(_, end)| end).collect();
    ends.sort_unstable();
    ends.dedup();
    let mut order: Vec<(u64, usize, usize)> =
        segments.iter().enumerate().map(|(at, &(start, end))| (start, ends.partition_point(|&e| e < end) + 1, at)).collect();
    order.sort_unstable();
    let mut crossed = Table::filled(segments.len(), [0; 2]);
    let mut left = Sums::new(ends.len());
    let mut known = 0;
    for group in order.chunk_by(|a, b| a.0 == b.0) {
        for &(_, row, at) in group {
            crossed[at][0] = known - left.up_to(row);
        }
        for &(_, row, _) in group {
            left.add(row, 1);
            known += 1;
        }
    }
    let mut right = Sums::new(ends.len());
    for group in order.chunk_by(|a, b| a.0 == b.0).rev() {
        for &(_, row, at) in group {
            crossed[at][1] = right.up_to(row - 1);
        }
        for &(_, row, _) in group {
            right.add(row, 1);
        }
    }
    crossed.into()
}

/// How many things are in the first rows, counted from 1 (P. Fenwick, 1994).
pub(super) struct Sums(Table<i64>);

impl Sums {
    pub(super) fn new(rows: usize) -> Self {
        Self(Table::filled(rows + 1, 0))
    }

    pub(super) fn add(&mut self, mut row: usize, count: i64) {
        while row < self.0.len() {
            self.0[row] += count;
            row += row & row.wrapping_neg();
        }
    }

    pub(super) fn up_to(&self, mut row: usize) -> i64 {
        let mut sum = 0;
        while row > 0 {
            sum += self.0[row];
            row &= row - 1;
        }
        sum
    }
}

/// Exchanges neighbours where this leaves fewer crossings. What stands at a border stays: its order is the outside's.
pub(super) fn exchange(level: &Level, order: &mut Order) {
    let count = order.layers.len();
    let mut ends = Ends::default();
    for _ in 0..ROUNDS {
        let mut changed = false;
        for layer in 0..count {
            if (layer == 0 && level.has_in) || (layer + 1 == count && level.has_out) {
                continue;
            }
            let mut vertices = std::mem::take(&mut order.layers[layer]);
            for at in 1..vertices.len() {
                let Some(&[a, b]) = vertices.get(at - 1..=at) else { continue };
                if ends.gain(level, order, a, b) > 0 {
                    vertices.swap(at - 1, at);
                    let (left, right) = (order.place[a], order.place[b]);
                    order.place[a] = right;
                    order.place[b] = left;
                    changed = true;
                }
            }
            order.layers[layer] = vertices;
        }
        if !changed {
            break;
        }
    }
}

/// Exchanges neighbours in one layer where this leaves fewer crossings, `more` of them elsewhere.
pub(super) fn exchange_in(level: &Level, order: &mut Order, layer: usize, more: impl Fn(usize, usize) -> i64) -> bool {
    let mut ends = Ends::default();
    let mut vertices = std::mem::take(&mut order.layers[layer]);
    let mut changed = false;
    for _ in 0..vertices.len().min(BORDER_ROUNDS) {
        let mut again = false;
        for at in 1..vertices.len() {
            let Some(&[a, b]) = vertices.get(at - 1..=at) else { continue };
            if ends.gain(level, order, a, b) + more(a, b) > 0 {
                vertices.swap(at - 1, at);
                let (left, right) = (order.place[a], order.place[b]);
                order.place[a] = right;
                order.place[b] = left;
                again = true;
            }
        }
        changed |= again;
        if !again {
            break;
        }
    }
    order.layers[layer] = vertices;
    changed
}

/// Room for the ends of two vertices' segments.
#[derive(Default)]
struct Ends(Vec<u64>, Vec<u64>);

impl Ends {
    /// How many crossings fewer there are with `b` before `a`.
    fn gain(&mut self, level: &Level, order: &Order, a: usize, b: usize) -> i64 {
        let above = |v: usize, ends: &mut Vec<u64>| ends.extend(level.above[v].iter().map(|&s| order.start(level, s)));
        let below = |v: usize, ends: &mut Vec<u64>| ends.extend(level.below[v].iter().map(|&s| order.end(level, s)));
        self.gain_by(a, b, above) + self.gain_by(a, b, below)
    }

    fn gain_by(&mut self, a: usize, b: usize, read: impl Fn(usize, &mut Vec<u64>)) -> i64 {
        self.0.clear();
        self.1.clear();
        read(a, &mut self.0);
        read(b, &mut self.1);
        if self.0.is_empty() || self.1.is_empty() {
            return 0;
        }
        self.0.sort_unstable();
        self.1.sort_unstable();
        greater_pairs(&self.0, &self.1) - greater_pairs(&self.1, &self.0)
    }
}

/// In how many pairs the one of the first sorted list is greater than that of the second.
fn greater_pairs(first: &[u64], second: &[u64]) -> i64 {
    let (mut pairs, mut less) = (0, 0);
    let mut rest = second.iter().peekable();
    for value in first {
        while rest.next_if(|other| *other < value).is_some() {
            less += 1;
        }
        pairs += less;
    }
    pairs
}
