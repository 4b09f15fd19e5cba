//! Lines that step aside a little between two layers, where all that is above the step, or below it up to a box, has room to be
//! moved by that much: they run straight then. Boxes stay where they are, only ends move along their sides.

use super::apart::End;
use super::levels::Kind;
use super::place::Inside;
use super::problem::gap;
use super::table::Table;

/// What steps aside by more than this is meant to.
const LITTLE: f64 = 20.0;
/// What steps aside by less is straight.
const STRAIGHT: f64 = 0.25;

/// A straight part of a line from a step to the box at its end.
struct Part {
    /// What it passes.
    vertices: Vec<usize>,
    /// The segment at the box.
    last: usize,
    end: End,
    by: f64,
}

impl Inside<'_> {
    /// Takes little steps out of lines; `is_bow` says which segments lead elsewhere than to the next layer.
    pub(super) fn unjog(&mut self, is_bow: &Table<bool>) {
        let mut place = Table::filled(self.level.kinds.len(), (0, 0));
        for (layer, vertices) in self.layers.iter().enumerate() {
            vertices.iter().enumerate().for_each(|(nth, &v)| place[v] = (layer, nth));
        }
        for s in 0..self.level.segments.len() {
            let off = self.start(s) - self.end(s);
            if is_bow[s] || off.abs() < STRAIGHT || off.abs() > LITTLE {
                continue;
            }
            let parts = [(End::Lower, off), (End::Upper, -off)].map(|(end, by)| self.straight_part(s, end, by, is_bow));
            if let Some(part) = parts.into_iter().flatten().find(|part| self.has_room(part, &place)) {
                part.vertices.iter().for_each(|&v| self.x[v] += part.by);
                self.shift(part.last, part.end, part.by);
            }
        }
    }

    /// What is straight from an end of a segment on, up to a box.
    fn straight_part(&self, s: usize, end: End, by: f64, is_bow: &Table<bool>) -> Option<Part> {
        let mut part = Part { vertices: Vec::new(), last: s, end, by };
        loop {
            let segment = self.level.segments[part.last];
            let (vertex, beyond) = match end {
                End::Upper => (segment.from, &self.level.above[segment.from]),
                End::Lower => (segment.to, &self.level.below[segment.to]),
            };
            match self.level.kinds[vertex] {
                Kind::Item(_) => return Some(part),
                Kind::Bend | Kind::Label(_) => part.vertices.push(vertex),
                _ => return None,
            }
            let &[next] = beyond.as_slice() else { return None };
            if is_bow[next] || (self.start(next) - self.end(next)).abs() >= STRAIGHT {
                return None;
            }
            part.last = next;
        }
    }

    /// Whether all of a part may be moved.
    fn has_room(&self, part: &Part, place: &Table<(usize, usize)>) -> bool {
        let is_clear = |&v: &usize| {
            let (layer, nth) = place[v];
            let beside = if part.by > 0.0 { Some(nth + 1) } else { nth.checked_sub(1) };
            let other = beside.and_then(|nth| self.layers[layer].get(nth).copied());
            other.is_none_or(|other| {
                let (left, right) = if part.by > 0.0 { (v, other) } else { (other, v) };
                let gap = gap(self.level.kinds[left], self.level.kinds[right]);
                self.x[right] - self.x[left] - self.rooms[left].width - part.by.abs() >= gap
            })
        };
        self.may_shift(part.last, part.end, part.by) && part.vertices.iter().all(is_clear)
    }
}
