//! Stands the layers of a folded level in columns, within the room that its border and its title leave.

use super::super::{Point, Size};
use super::columns::{Bow, Column, Course, lines_between, room_above, set_again, set_meander};
use super::levels::Kind;
use super::place::Inside;

/// The room within a border, as if lines ran down, and the title, as it is on the page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Margin {
    pub head: f64,
    pub foot: f64,
    pub before: f64,
    pub after: f64,
    pub title: Size,
}

impl Inside<'_> {
    /// Stands the layers of each column, and puts columns beside one another.
    pub(super) fn fold(&mut self) {
        let mut folded = std::mem::take(&mut self.columns);
        let lines = lines_between(self.level, &self.layers, &folded);
        let margin = self.margin();
        let is_again = self.plan.course == Course::Again;
        let head = if is_again { margin.head + room_above(&lines) } else { 0.0 };
        for (nth, column) in folded.iter_mut().enumerate() {
            let vertices: Vec<usize> = (column.first..column.end).flat_map(|layer| self.layers[layer].iter().copied()).collect();
            let left = vertices.iter().map(|&v| self.x[v]).fold(f64::MAX, f64::min);
            let right = vertices.iter().map(|&v| self.x[v] + self.rooms[v].width).fold(left, f64::max);
            for &v in &vertices {
                self.x[v] -= left;
            }
            if nth == 0 {
                self.x[self.level.title] = self.title_at(-margin.before, right - left + margin.after);
            }
            let top = if nth == 0 { head } else { 0.0 };
            let bottom = self.stack_layers(column.first..column.end, (top, 0.0)).last().copied().unwrap_or_default();
            column.size = Size::new((right - left).ceil(), bottom.ceil());
        }
        let bows = |columns: &[Column], nth: usize| {
            let Some((from, to)) = columns.get(nth).zip(columns.get(nth + 1)) else { return Vec::new() };
            let place = |column: &Column, x: f64| column.point(Point::new(x, 0.0)).x;
            let segments = self.layers[from.end - 1].iter().flat_map(|&v| self.level.below[v].iter().copied());
            segments.map(|s| Bow { segment: s, from: place(from, self.start(s)), to: place(to, self.end(s)) }).collect()
        };
        let beside = if is_again { set_again(&mut folded, &lines, head, bows) } else { set_meander(&mut folded, &lines, bows) };
        let least = self.plan.turn.size(self.setting.least(self.at));
        let title = if self.plan.turn.swap { Size::new(0.0, margin.title.width) } else { Size::new(margin.title.width, 0.0) };
        let wide = margin.before + beside.size.width + margin.after;
        self.size.width = wide.max(least.width).max(title.width).ceil();
        self.size.height = (beside.size.height + margin.foot).max(least.height).max(title.height).ceil();
        let by = margin.before + ((self.size.width - wide) / 2.0).floor();
        for column in &mut folded {
            column.corner.x += by;
        }
        for (segment, corners) in beside.corners {
            self.bows[segment] = corners.into_iter().map(|p| Point::new(p.x + by, p.y)).collect();
        }
        self.columns = folded;
        self.put_at_borders();
    }

    /// Puts the vertices at the upper and lower border there.
    pub(super) fn put_at_borders(&mut self) {
        for (vertex, kind) in self.level.kinds.iter().enumerate() {
            let corner = self.columns.get(self.column[vertex]).map_or(0.0, |column| column.corner.y);
            match kind {
                Kind::In => self.y[vertex] = -corner,
                Kind::Out => self.y[vertex] = self.size.height - corner,
                _ => {}
            }
        }
    }

    /// The room that is kept free within the border.
    pub(super) fn margin(&self) -> Margin {
        let (pad, title, turn) = (self.setting.pad(self.at), self.setting.title(self.at), self.plan.turn);
        let high = pad.max(title.height);
        let (head, foot) = match (turn.swap, turn.flip_y) {
            (false, false) => (high, pad),
            (false, true) => (pad, high),
            (true, _) => (pad, pad),
        };
        let band = if turn.swap { high } else { pad };
        let (before, after) = if turn.flip_x { (pad, band) } else { (band, pad) };
        Margin { head, foot, before, after, title }
    }
}
