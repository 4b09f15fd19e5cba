//! Tracks for the level parts of lines between two layers: an order with few crossings in which no two upright parts
//! lie on each other, then the first track that is free (A. Hashimoto, J. Stevens, "Wire Routing by Optimizing Channel
//! Assignment", 1971; the order as in K. Sander's and ELK's orthogonal routing).

use super::table::Table;

/// Nearer than this, two parts of lines do not share a track.
const APART: f64 = 6.0;
/// Upright parts that are nearer than this would lie on each other.
const SAME: f64 = 5.0;
/// What lying on each other counts in crossings.
const OVERLAP: i32 = 100;
/// With more lines than this, the order is that of a fan.
const MANY: usize = 400;

/// A line that leaves the upper layer at `from` and reaches the lower one at `to`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hop {
    pub from: f64,
    pub to: f64,
}

impl Hop {
    fn left(self) -> f64 {
        self.from.min(self.to)
    }

    fn right(self) -> f64 {
        self.from.max(self.to)
    }

    fn spans(self, x: f64) -> bool {
        x > self.left() - 0.5 && x < self.right() + 0.5
    }

    fn meets(self, other: Self) -> bool {
        self.left() < other.right() + APART && other.left() < self.right() + APART
    }

    /// What it costs to have this above another.
    fn above(self, other: Self) -> i32 {
        let crossings = i32::from(self.spans(other.from)) + i32::from(other.spans(self.to));
        crossings + if (self.to - other.from).abs() < SAME { OVERLAP } else { 0 }
    }
}

/// The track of each line, counted from above.
pub(super) fn tracks(hops: &[Hop]) -> Vec<usize> {
    let hops: Table<Hop> = hops.iter().copied().collect();
    let order = if hops.len() > MANY { fan(&hops) } else { sorted(&hops) };
    let mut track = Table::filled(hops.len(), 0);
    let mut placed: Vec<usize> = Vec::with_capacity(order.len());
    for at in order {
        track[at] = placed.iter().filter(|&&p| hops[p].meets(hops[at])).map(|&p| track[p] + 1).max().unwrap_or(0);
        placed.push(at);
    }
    track.iter().copied().collect()
}

/// Lines to the right from the rightmost on, lines to the left from the leftmost on: a fan does not cross itself.
fn fan(hops: &Table<Hop>) -> Vec<usize> {
    let mut order: Vec<usize> = (0..hops.len()).collect();
    order.sort_by(|&a, &b| {
        let key = |h: Hop| if h.to > h.from { -h.from } else { h.from };
        key(hops[a]).total_cmp(&key(hops[b])).then(b.cmp(&a))
    });
    order
}

/// An order in which what should be above comes first; cycles are broken where least speaks against it.
fn sorted(hops: &Table<Hop>) -> Vec<usize> {
    let count = hops.len();
    let mut after: Table<Vec<(usize, i32)>> = Table::filled(count, Vec::new());
    let mut against = Table::filled(count, 0_i32);
    for a in 0..count {
        for b in a + 1..count {
            if !hops[a].meets(hops[b]) {
                continue;
            }
            let by = hops[b].above(hops[a]) - hops[a].above(hops[b]);
            let (upper, lower) = if by > 0 { (a, b) } else { (b, a) };
            if by != 0 {
                after[upper].push((lower, by.abs()));
                against[lower] += by.abs();
            }
        }
    }
    let key = |at: usize, against: &Table<i32>| (against[at], (hops[at].left() * 2.0) as i64, at);
    let mut queue: std::collections::BTreeSet<(i32, i64, usize)> = (0..count).map(|at| key(at, &against)).collect();
    let mut order = Vec::with_capacity(count);
    while let Some((.., at)) = queue.pop_first() {
        order.push(at);
        for &(lower, by) in &after[at] {
            if queue.remove(&key(lower, &against)) {
                against[lower] -= by;
                queue.insert(key(lower, &against));
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::{Hop, tracks};

    #[test]
    fn a_fan_to_the_right_has_its_innermost_line_lowest() {
        let hops = [Hop { from: 10.0, to: 100.0 }, Hop { from: 20.0, to: 200.0 }, Hop { from: 30.0, to: 300.0 }];
        assert_eq!(tracks(&hops), [2, 1, 0]);
    }

    #[test]
    fn lines_apart_share_a_track() {
        assert_eq!(tracks(&[Hop { from: 0.0, to: 50.0 }, Hop { from: 60.0, to: 100.0 }]), [0, 0]);
    }

    #[test]
    fn what_goes_down_where_another_came_from_is_lower() {
        assert_eq!(tracks(&[Hop { from: 0.0, to: 50.0 }, Hop { from: 50.0, to: 100.0 }]), [1, 0]);
    }
}
