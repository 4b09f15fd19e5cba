//! How high things of a level stand: layer by layer, and the level parts of lines between two layers, each as high as
//! what is above it allows. Small boxes of a layer keep in line.

use super::super::Size;
use super::channels::{Hop, tracks};
use super::fold::Margin;
use super::levels::Kind;
use super::place::Inside;
use super::skyline::{Body, Skyline};
use super::turn::Turn;

/// Boxes that are higher than this are in line at their tops, others in their middles.
const HIGH: f64 = 90.0;
/// Boxes of a layer are in line where none has to go down further than this.
const IN_LINE: f64 = 160.0;
/// Room between a border and the level part of a line.
const EDGE: f64 = 12.0;

impl Inside<'_> {
    /// Gives all vertices and the level parts of lines their heights, from above.
    pub(super) fn stack(&mut self, least: Size) {
        let Margin { head, foot, title, .. } = self.margin();
        let bottom = self.stack_layers(0..self.layers.len(), (head, foot)).last().copied().unwrap_or_default().max(head + foot);
        let asked = self.plan.turn.size(self.setting.least(self.at)).height.max(least.height);
        let asked = asked.max(if self.plan.turn.swap { title.width } else { 0.0 });
        self.size.height = bottom.max(asked).ceil();
        self.put_at_borders();
    }

    /// Stands some layers below a border, boxes from `head` on, and says how far down each of them reaches, with `foot`
    /// below boxes.
    pub(super) fn stack_layers(&mut self, layers: std::ops::Range<usize>, (head, foot): (f64, f64)) -> Vec<f64> {
        let mut line = Skyline::new(0.0);
        let mut bottom = 0.0_f64;
        let (end, Turn { swap, flip_y, .. }) = (layers.end, self.plan.turn);
        let (left, size) = (self.x[self.level.title], self.rooms[self.level.title]);
        let has_title = !swap && size.width > 0.0;
        if has_title && !flip_y && layers.start == 0 {
            line.lower(left, left + size.width, size.height, Body::Title);
        }
        let mut reached = Vec::with_capacity(layers.len());
        for layer in layers {
            bottom = bottom.max(self.stand(layer, &mut line, head) + foot);
            if layer + 1 < end {
                bottom = bottom.max(self.hang(layer, &mut line, EDGE) + EDGE);
            }
            if has_title && flip_y && layer + 1 == self.layers.len() {
                bottom = bottom.max(line.fit(left, left + size.width, Body::Title) + size.height);
            }
            reached.push(bottom);
        }
        reached
    }

    /// Stands the vertices of a layer below what is above them, and says how far down they reach.
    fn stand(&mut self, layer: usize, line: &mut Skyline, head: f64) -> f64 {
        let mut reached = head;
        let bodies: Vec<(usize, Body)> = self.layers[layer].iter().filter_map(|&v| Some((v, self.body(v)?))).collect();
        for &(v, body) in &bodies {
            let top = line.fit(self.x[v], self.x[v] + self.rooms[v].width, body);
            self.y[v] = top.max(head);
        }
        self.put_in_line(bodies.iter().filter(|(_, body)| *body == Body::Item).map(|&(v, _)| v).collect());
        for &v in &self.layers[layer] {
            if matches!(self.level.kinds[v], Kind::Bend | Kind::Turn) {
                self.y[v] = line.reach(self.x[v], self.x[v] + 1.0);
            }
        }
        for (v, body) in bodies {
            let bottom = (self.y[v] + self.rooms[v].height).ceil();
            line.lower(self.x[v], self.x[v] + self.rooms[v].width, bottom, body);
            reached = reached.max(bottom);
        }
        reached
    }

    fn body(&self, vertex: usize) -> Option<Body> {
        match self.level.kinds[vertex] {
            Kind::Item(_) => Some(Body::Item),
            Kind::Label(_) => Some(Body::Label),
            Kind::Title | Kind::In | Kind::Out | Kind::Bend | Kind::Turn => None,
        }
    }

    /// Moves boxes of a layer down to those that stand a little lower: low ones by their middles, high ones by their tops.
    fn put_in_line(&mut self, items: Vec<usize>) {
        let (high, low): (Vec<usize>, Vec<usize>) = items.into_iter().partition(|&v| self.rooms[v].height > HIGH);
        for (items, share) in [(low, 0.5), (high, 0.0)] {
            let mark = |inside: &Self, v: usize| inside.y[v] + inside.rooms[v].height * share;
            let mut sorted: Vec<(f64, usize)> = items.into_iter().map(|v| (mark(self, v), v)).collect();
            sorted.sort_by(|a, b| b.0.total_cmp(&a.0));
            let mut lowest = f64::INFINITY;
            for (at, v) in sorted {
                if lowest - at > IN_LINE {
                    lowest = at;
                }
                self.y[v] = (lowest - self.rooms[v].height * share).ceil().max(self.y[v]);
            }
        }
    }

    /// Hangs the level parts of lines below a layer, and says how far down they reach.
    fn hang(&mut self, layer: usize, line: &mut Skyline, least: f64) -> f64 {
        let segments = self.layers[layer].iter().flat_map(|&v| self.level.below[v].iter().copied());
        let hops: Vec<(usize, Hop)> =
            segments.map(|s| (s, Hop { from: self.start(s), to: self.end(s) })).filter(|(_, hop)| hop.from != hop.to).collect();
        let tracks = tracks(&hops.iter().map(|&(_, hop)| hop).collect::<Vec<_>>());
        let mut ordered: Vec<(usize, usize, Hop)> = hops.into_iter().zip(tracks).map(|((s, hop), track)| (track, s, hop)).collect();
        ordered.sort_by_key(|&(track, s, _)| (track, s));
        let mut reached = f64::NEG_INFINITY;
        for (_, s, hop) in ordered {
            let (left, right) = (hop.from.min(hop.to), hop.from.max(hop.to));
            let place = line.fit(left, right, Body::Bar).max(least);
            self.bar[s] = place;
            line.lower(left, right, place, Body::Bar);
            reached = reached.max(place);
        }
        reached
    }
}
