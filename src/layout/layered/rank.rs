//! Which layer each vertex of a level is in: below all that leads to it, by longest paths, then moved within its slack
//! towards the side where more lines are, so that lines pass few layers (a cheap stand-in for the network simplex of
//! E. Gansner, E. Koutsofios, S. North, K.-P. Vo, "A Technique for Drawing Directed Graphs", 1993).

use super::levels::Kind;
use super::table::Table;

/// A line between two vertices of a level, before it is split.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub from: usize,
    pub to: usize,
    pub from_port: Option<usize>,
    pub to_port: Option<usize>,
    /// The number of the line whose label it carries.
    pub label: Option<usize>,
    /// How many layers it goes down on top of those it has to.
    pub more: usize,
    /// Whether it leads round: from below where it begins, up beside it, to above where it ends.
    pub leads_round: bool,
}

impl Line {
    /// How many layers it goes down at least: its label has one of its own.
    pub(super) fn least(&self) -> usize {
        self.more + if self.label.is_some() { 2 } else { 1 }
    }
}

/// With more boxes round one than this, they stand in rows: as many as there are in each row, and no fewer than this share of
/// them, since lines that pass the boxes of a row keep these as far apart however many rows there are.
const ROUND: usize = 8;
const ROWS: usize = 8;
/// With more than this, they stay in one row: their lines would pass too many layers.
const CROWD: usize = 400;

/// Lets lines to boxes that are joined to one other box alone, or to what is beyond one border, reach down to different rows, where
/// these are many. Gives back the row of each vertex.
pub(super) fn wrap(kinds: &Table<Kind>, lines: &mut [Line]) -> Table<usize> {
    let is_item = |at: usize| matches!(kinds[at], Kind::Item(_));
    // Whatever is beyond a border counts as one.
    let beyond = |kind: Kind| (0..kinds.len()).find(|&at| kinds[at] == kind);
    let (above, below) = (beyond(Kind::In), beyond(Kind::Out));
    let hub = |at: usize| match kinds[at] {
        Kind::In => above.unwrap_or(at),
        Kind::Out => below.unwrap_or(at),
        _ => at,
    };
    // What each vertex is joined to, where that is one alone; itself, where it is several.
    let mut only: Table<Option<usize>> = Table::filled(kinds.len(), None);
    for line in lines.iter() {
        for (at, other) in [(line.from, hub(line.to)), (line.to, hub(line.from))] {
            only[at] = Some(if only[at].is_none_or(|known| known == other) { other } else { at });
        }
    }
    let mut round: Table<[Vec<usize>; 2]> = Table::filled(kinds.len(), [Vec::new(), Vec::new()]);
    let mut side: Table<Option<usize>> = Table::filled(kinds.len(), None);
    for line in lines.iter() {
        for (at, other, below) in [(line.from, hub(line.to), 0), (line.to, hub(line.from), 1)] {
            let is_hub = !is_item(other) || only[other] == Some(other);
            let is_round = is_item(at) && only[at] == Some(other) && is_hub && side[at].is_none();
            if is_round && let Some(known) = round[other].get_mut(below) {
                known.push(at);
                side[at] = Some(below);
            }
        }
    }
    let mut row = Table::filled(kinds.len(), 0);
    for around in round.iter().flatten().filter(|around| (ROUND + 1..=CROWD).contains(&around.len())) {
        let rows = around.len().isqrt().max(around.len() / ROWS);
        around.iter().enumerate().for_each(|(nth, &at)| row[at] = nth % rows);
    }
    for line in lines.iter_mut() {
        line.more = row[line.from].max(row[line.to]);
    }
    row
}

/// How often vertices are moved at most when paths are tightened.
const ROUNDS: usize = 8;

/// Writes the rank of every vertex, and lets lines that lead down anyway lead round no longer.
pub(super) fn rank_with_rounds(kinds: &Table<Kind>, ranks: &mut Table<usize>, lines: &mut [Line], has_in: bool) {
    loop {
        rank(kinds, ranks, lines, has_in);
        let mut again = false;
        for line in lines.iter_mut().filter(|line| line.leads_round && ranks[line.from] < ranks[line.to]) {
            line.leads_round = false;
            again = true;
        }
        if !again {
            break;
        }
    }
}

/// Writes the rank of every vertex. Lines come in at rank 0, and go out at the last.
fn rank(kinds: &Table<Kind>, ranks: &mut Table<usize>, lines: &[Line], has_in: bool) {
    let count = kinds.len();
    let base = usize::from(has_in || lines.iter().any(|line| line.leads_round));
    let (mut below, mut above) = (Table::filled(count, Vec::new()), Table::filled(count, Vec::new()));
    for line in lines.iter().filter(|line| !line.leads_round) {
        below[line.from].push((line.to, line.least()));
        above[line.to].push((line.from, line.least()));
    }
    for at in 0..count {
        ranks[at] = if kinds[at] == Kind::In { 0 } else { base };
    }
    let order = longest_paths(ranks, &below, &above);
    let inner = |at: &usize| matches!(kinds[*at], Kind::Item(_));
    let lowest = |ranks: &Table<usize>| (0..count).filter(|&at| !matches!(kinds[at], Kind::Out)).map(|at| ranks[at]).max();
    let mut last = lowest(ranks).map_or(0, |r| r + 1).max(base + 1);
    for at in (0..count).filter(|&at| kinds[at] == Kind::Out) {
        last = last.max(ranks[at]);
    }
    for at in (0..count).filter(|&at| kinds[at] == Kind::Out) {
        ranks[at] = last;
    }
    for round in 0..ROUNDS {
        let mut moved = false;
        let mut step = |at: usize| {
            let low = above[at].iter().map(|&(v, d)| ranks[v] + d).max().unwrap_or(base);
            let high = below[at].iter().map(|&(v, d): &(usize, usize)| ranks[v].saturating_sub(d)).min();
            let Some(high) = high else {
                moved |= std::mem::replace(&mut ranks[at], low) != low;
                return;
            };
            let rank = match above[at].len().cmp(&below[at].len()) {
                _ if above[at].is_empty() => high,
                std::cmp::Ordering::Less => high,
                std::cmp::Ordering::Greater => low,
                std::cmp::Ordering::Equal => ranks[at].max(low).min(high),
            };
            moved |= std::mem::replace(&mut ranks[at], rank) != rank;
        };
        if round % 2 == 0 {
            order.iter().rev().copied().filter(|at| inner(at)).for_each(&mut step);
        } else {
            order.iter().copied().filter(|at| inner(at)).for_each(&mut step);
        }
        if !moved {
            break;
        }
    }
}

/// Moves every vertex below all those above it, and says an order in which all lines lead forwards.
fn longest_paths(ranks: &mut Table<usize>, below: &Table<Vec<(usize, usize)>>, above: &Table<Vec<(usize, usize)>>) -> Vec<usize> {
    let mut waits: Table<usize> = above.iter().map(Vec::len).collect();
    let mut order: Vec<usize> = (0..waits.len()).filter(|&at| waits[at] == 0).collect();
    let mut next = 0;
    while let Some(&at) = order.get(next) {
        next += 1;
        for &(to, least) in &below[at] {
            ranks[to] = ranks[to].max(ranks[at] + least);
            waits[to] -= 1;
            if waits[to] == 0 {
                order.push(to);
            }
        }
    }
    order
}
