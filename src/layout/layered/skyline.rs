//! How far down things reach, along a level, so that each next one is placed as high as its surroundings allow
//! (constraint-graph compaction along one axis, as in J. Doenhardt, T. Lengauer, "Algorithmic Aspects of
//! One-Dimensional Layout Compaction", 1987, with the constraints read off a profile).

use super::{BOX_GAP, LAYER_GAP, LINE_GAP, MIXED_GAP, TRACK_GAP};

/// Room above a box for the head of a line, and below one for the tail of a line with a label.
const HEAD_GAP: f64 = 19.0;
const TAIL_GAP: f64 = 14.0;
/// Room between a label and the level part of a line, and between two labels.
const LABEL_TRACK_GAP: f64 = 6.0;
const LABELS_GAP: f64 = 4.0;
/// Level parts of lines that are nearer than this do not lie at one height.
const APART: f64 = 6.0;

/// What a part of the profile belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Body {
    /// The border above, where nothing is yet.
    Border,
    Item,
    Label,
    /// The level part of a line.
    Bar,
    Title,
}

impl Body {
    /// Room below this for another.
    fn above(self, other: Self) -> f64 {
        match (self, other) {
            (Self::Border, _) | (_, Self::Border) | (Self::Item | Self::Title, Self::Title) | (Self::Title, Self::Item) => 0.0,
            (Self::Item, Self::Item) => LAYER_GAP,
            (Self::Item | Self::Bar, Self::Bar) => TRACK_GAP,
            (Self::Item, Self::Label) => TAIL_GAP,
            (Self::Label | Self::Bar, Self::Item) => HEAD_GAP,
            (Self::Label, Self::Label | Self::Title) => LABELS_GAP,
            (Self::Label | Self::Title, Self::Bar) | (Self::Bar, Self::Title) | (Self::Bar | Self::Title, Self::Label) => LABEL_TRACK_GAP,
        }
    }

    /// Nearer than this beside one another, the lower one keeps below the upper one.
    fn beside(self, other: Self) -> f64 {
        match (self, other) {
            (Self::Border, _) | (_, Self::Border) => 0.0,
            (Self::Item, Self::Item) => BOX_GAP,
            (Self::Bar, Self::Bar) => APART,
            (Self::Item, _) | (_, Self::Item) => MIXED_GAP,
            _ => LINE_GAP,
        }
    }
}

/// The lowest thing so far at each place along a level.
pub(super) struct Skyline {
    /// Where each part begins, how far down it reaches, and what it is; it ends where the next one begins.
    parts: Vec<(f64, f64, Body)>,
}

impl Skyline {
    /// Nothing yet, below a border at `top`.
    pub(super) fn new(top: f64) -> Self {
        Self { parts: vec![(f64::NEG_INFINITY, top, Body::Border)] }
    }

    /// The highest place for something between `left` and `right`.
    pub(super) fn fit(&self, left: f64, right: f64, body: Body) -> f64 {
        let first = self.parts.partition_point(|part| part.0 <= left - BOX_GAP).saturating_sub(1);
        let mut place = f64::NEG_INFINITY;
        let mut parts = self.parts.iter().skip(first).peekable();
        while let Some(&(start, bottom, known)) = parts.next() {
            let end = parts.peek().map_or(f64::INFINITY, |next| next.0);
            let room = known.beside(body);
            if start >= right + BOX_GAP {
                break;
            }
            if start < right + room && end > left - room {
                place = place.max(bottom + known.above(body));
            }
        }
        place
    }

    /// How far down anything reaches between `left` and `right`.
    pub(super) fn reach(&self, left: f64, right: f64) -> f64 {
        let first = self.parts.partition_point(|part| part.0 <= left).saturating_sub(1);
        self.parts.iter().skip(first).take_while(|part| part.0 < right).map(|part| part.1).fold(f64::NEG_INFINITY, f64::max)
    }

    /// From now on, this reaches down to `bottom` between `left` and `right`.
    pub(super) fn lower(&mut self, left: f64, right: f64, bottom: f64, body: Body) {
        let first = self.parts.partition_point(|part| part.0 < left);
        let last = self.parts.partition_point(|part| part.0 <= right);
        let after = last.checked_sub(1).and_then(|at| self.parts.get(at)).map(|&(_, bottom, body)| (right, bottom, body));
        self.parts.splice(first..last, std::iter::once((left, bottom, body)).chain(after));
    }
}

#[cfg(test)]
mod tests {
    use super::{Body, Skyline};

    #[test]
    fn what_stands_apart_does_not_wait() {
        let mut line = Skyline::new(0.0);
        line.lower(0.0, 100.0, 50.0, Body::Item);
        assert_eq!(line.fit(200.0, 300.0, Body::Item), 0.0);
        assert_eq!(line.fit(110.0, 300.0, Body::Item), 74.0);
        assert_eq!(line.fit(120.0, 300.0, Body::Bar), 0.0);
    }

    #[test]
    fn the_lower_of_two_counts() {
        let mut line = Skyline::new(0.0);
        line.lower(0.0, 100.0, 50.0, Body::Item);
        line.lower(40.0, 60.0, 70.0, Body::Bar);
        assert_eq!(line.reach(45.0, 46.0), 70.0);
        assert_eq!(line.reach(70.0, 80.0), 50.0);
        assert_eq!(line.fit(0.0, 100.0, Body::Item), 89.0);
    }
}
