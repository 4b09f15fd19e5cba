//! Two lines between the same layers, each of which goes to where the other comes from, lie on each other whichever of their
//! level parts is the upper one. Then an end of one is moved aside.

use super::place::Inside;
use super::ports::Ends;
use super::table::Table;

/// Upright parts of two lines are no nearer.
const APART: f64 = 8.0;
/// Nearer than this, they would be taken for one.
const SAME: f64 = 5.0;
/// So far an end is moved, the least first.
const MOVES: [f64; 12] = [4.0, -4.0, 6.0, -6.0, 8.0, -8.0, 10.0, -10.0, 12.0, -12.0, 14.0, -14.0];
/// Between more lines than this, nobody follows one.
const MANY: usize = 400;

/// An end of a segment: the upper one, or the lower one.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum End {
    Upper,
    Lower,
}

impl Inside<'_> {
    /// Parts lines that would lie on each other; `is_bow` says which lead elsewhere than to the next layer.
    pub(super) fn part(&mut self, is_bow: &Table<bool>) {
        let level = self.level;
        for layer in 0..self.layers.iter().len() {
            let lines: Vec<usize> = self.layers[layer].iter().flat_map(|&v| &level.below[v]).copied().filter(|&s| !is_bow[s]).collect();
            let turning: Vec<usize> = lines.iter().copied().filter(|&s| self.start(s) != self.end(s)).collect();
            if turning.len() > MANY {
                continue;
            }
            for (nth, &a) in turning.iter().enumerate() {
                for &b in turning.iter().skip(nth + 1) {
                    if (self.start(a) - self.end(b)).abs() < SAME && (self.start(b) - self.end(a)).abs() < SAME {
                        self.move_one(a, b, &lines);
                    }
                }
            }
        }
    }

    /// Moves an end of one of two lines so that they can be led past each other, where there is room for that.
    fn move_one(&mut self, a: usize, b: usize, lines: &[usize]) {
        let ends = [(a, End::Upper), (b, End::Upper), (a, End::Lower), (b, End::Lower)];
        let tries = MOVES.iter().flat_map(|&by| ends.iter().map(move |&(s, end)| (s, end, by)));
        if let Some((s, end, by)) = tries.into_iter().find(|&(s, end, by)| self.may_move(s, end, by, lines)) {
            self.shift(s, end, by);
        }
    }

    /// Whether an end may be moved: [`Inside::may_shift`], and it comes near to none on the other side.
    fn may_move(&self, s: usize, end: End, by: f64, lines: &[usize]) -> bool {
        let then = self.at(s, end) + by;
        let far = if end == End::Upper { End::Lower } else { End::Upper };
        let clear = |&other: &usize| other == s || (then - self.at(other, far)).abs() >= APART;
        self.may_shift(s, end, by) && lines.iter().all(clear)
    }

    /// Whether an end is at a box that holds no others and has room there to be moved: it keeps its place among those at that side.
    pub(super) fn may_shift(&self, s: usize, end: End, by: f64) -> bool {
        let (segment, level) = (self.level.segments[s], self.level);
        let (vertex, port, beside) = match end {
            End::Upper => (segment.from, self.ports.from[s], &level.below[segment.from]),
            End::Lower => (segment.to, self.ports.to[s], &level.above[segment.to]),
        };
        let (now, then, width) = (self.at(s, end), self.at(s, end) + by, self.bodies[vertex].width);
        let Some(Ends { corner, apart }) = self.setting.ends(level.kinds[vertex], width) else { return false };
        let keeps = |&other: &usize| {
            let beside = self.at(other, end);
            other == s || ((then - beside).abs() >= apart && (then > beside) == (now > beside))
        };
        port + by >= corner && port + by <= width - corner && beside.iter().all(keeps)
    }

    /// Moves an end along the side of its box.
    pub(super) fn shift(&mut self, s: usize, end: End, by: f64) {
        let ports = if end == End::Upper { &mut self.ports.from } else { &mut self.ports.to };
        ports[s] += by;
    }

    fn at(&self, s: usize, end: End) -> f64 {
        if end == End::Upper { self.start(s) } else { self.end(s) }
    }
}
