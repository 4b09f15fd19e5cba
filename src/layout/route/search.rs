//! Finds the way of one line over the grid: A* over crossings and the two ways to run, so that corners, crossings of
//! lines led before, and sharing their channels have a price.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::super::Direction;
use super::super::geometry::{Point, Rect};
use super::Field;
use super::grid::{CLOSED, Grid, NEAR, OUTSIDE, within};

/// Prices in quarters of a pixel.
const CORNER: u32 = 170;
const CROSSING: u32 = 110;
const ASKEW: f64 = 0.5;
/// Price of leaving or entering by a side beside the main direction, and by the side against it.
const SIDEWAYS: u32 = 60;
const ENTER_SIDEWAYS: u32 = 150;
const AGAINST: u32 = 260;
/// How much longer a way counts outside the innermost box that holds both ends, and the price of stepping out.
const ABROAD: f64 = 1.8;
const BORDER: u32 = 160;
/// A line runs so far before it turns, for its head's sake, where that can be.
const STEM: f64 = 12.0;
/// Lines keep this far from the corners of the boxes where they begin and end.
const INSET: f64 = 12.0;

const UPRIGHT: usize = 0;
const LEVEL: usize = 1;

/// A place on a box's border where a line may begin or end.
struct Port {
    /// Where the line meets the border.
    at: Point,
    /// The crossing next to it.
    cell: usize,
    /// How the line runs there.
    way: usize,
    price: u32,
}

#[derive(Clone, Copy, Default)]
struct Visit {
    round: u32,
    cost: u32,
    before: u32,
    done: bool,
}

pub(super) struct Search<'a> {
    field: &'a Field<'a>,
    grid: &'a Grid,
    visits: Vec<Visit>,
    /// The round in which a state is a goal, and what ending there costs.
    goals: Vec<(u32, u32)>,
    round: u32,
    /// How many lines pass each crossing upright and level.
    passed: Vec<[u32; 2]>,
    /// Whether the box may be run through in this round.
    open: Vec<bool>,
    /// Whether the box lies in the innermost one that holds both ends of this round's line.
    home: Vec<bool>,
    /// Whether there is such a box.
    housed: bool,
}

impl<'a> Search<'a> {
    pub fn new(field: &'a Field<'a>, grid: &'a Grid) -> Self {
        let cells = grid.len();
        Self {
            field,
            grid,
            visits: vec![Visit::default(); cells * 2],
            goals: vec![(0, 0); cells * 2],
            round: 0,
            passed: vec![[0, 0]; cells],
            open: vec![false; field.boxes.len()],
            home: vec![true; field.boxes.len()],
            housed: false,
        }
    }

    /// The corners of the best line between two boxes, from border to border.
    pub fn lead(&mut self, from: usize, to: usize) -> Option<Vec<Point>> {
        self.round += 1;
        self.open = (0..self.field.boxes.len()).map(|at| self.field.open(at, from, to)).collect();
        let house = self.field.house(from, to);
        self.housed = house.is_some();
        self.home = (0..self.field.boxes.len()).map(|at| house.is_none_or(|h| h == at || self.field.within(at, h))).collect();
        let starts = self.ports(from, to, false);
        let ends = self.ports(to, from, true);
        for port in &ends {
            let goal = &mut self.goals[port.cell * 2 + port.way];
            if goal.0 != self.round || port.price < goal.1 {
                *goal = (self.round, port.price);
            }
        }
        let last = self.walk(&starts, self.field.boxes[to])?;
        Some(self.trace(last, &starts, &ends))
    }

    fn walk(&mut self, starts: &[Port], target: Rect) -> Option<usize> {
        let mut open: BinaryHeap<Reverse<(u32, u32)>> = BinaryHeap::new();
        for port in starts {
            self.reach(port.cell * 2 + port.way, port.price, u32::MAX, target, &mut open);
        }
        let mut best: Option<(u32, usize)> = None;
        while let Some(Reverse((estimate, state))) = open.pop() {
            if best.is_some_and(|(cost, _)| cost <= estimate) {
                break;
            }
            let state = state as usize;
            let visit = &mut self.visits[state];
            if std::mem::replace(&mut visit.done, true) {
                continue;
            }
            let cost = visit.cost;
            let (round, price) = self.goals[state];
            if round == self.round && best.is_none_or(|(least, _)| cost + price < least) {
                best = Some((cost + price, state));
            }
            self.step(state, cost, target, &mut open);
        }
        best.map(|(_, state)| state)
    }

    /// Goes on from a state: turns, or runs to the next crossing on either side.
    fn step(&mut self, state: usize, cost: u32, target: Rect, open: &mut BinaryHeap<Reverse<(u32, u32)>>) {
        let (cell, way) = (state / 2, state % 2);
        let columns = self.grid.xs.len();
        let (column, row) = (cell % columns, cell / columns);
        self.reach(cell * 2 + (1 - way), cost + CORNER, state as u32, target, open);
        let next = if way == UPRIGHT {
            [row.checked_sub(1).map(|_| cell - columns), (row + 1 < self.grid.ys.len()).then_some(cell + columns)]
        } else {
            [column.checked_sub(1).map(|_| cell - 1), (column + 1 < columns).then_some(cell + 1)]
        };
        for to in next.into_iter().flatten() {
            if !self.is_free(to) {
                continue;
            }
            let length = if way == UPRIGHT {
                (self.grid.ys[to / columns] - self.grid.ys[row]).abs()
            } else {
                (self.grid.xs[to % columns] - self.grid.xs[column]).abs()
            };
            let shared = self.passed[to][way].min(self.passed[cell][way]).min(3);
            let crossed = self.passed[to][1 - way].min(4);
            let (home, left) = (self.is_home(to), self.is_home(cell));
            let stretch = if home { 1.0 } else { ABROAD };
            let border = if home == left { 0 } else { BORDER };
            let price = quarters(length * (stretch + 0.12 * f64::from(shared))) + crossed * CROSSING + border;
            self.reach(to * 2 + way, cost + price, state as u32, target, open);
        }
    }

    fn reach(&mut self, state: usize, cost: u32, before: u32, target: Rect, open: &mut BinaryHeap<Reverse<(u32, u32)>>) {
        let visit = &mut self.visits[state];
        if visit.round == self.round && (visit.done || visit.cost <= cost) {
            return;
        }
        *visit = Visit { round: self.round, cost, before, done: false };
        let (cell, columns) = (state / 2, self.grid.xs.len());
        let (x, y) = (self.grid.xs[cell % columns], self.grid.ys[cell / columns]);
        let dx = (target.x - x).max(x - target.right()).max(0.0);
        let dy = (target.y - y).max(y - target.bottom()).max(0.0);
        open.push(Reverse((cost + quarters(dx + dy), state as u32)));
    }

    fn is_home(&self, cell: usize) -> bool {
        match self.grid.cells[cell] {
            OUTSIDE | CLOSED => !self.housed,
            at => self.home[at as usize],
        }
    }

    fn is_free(&self, cell: usize) -> bool {
        match self.grid.cells[cell] {
            OUTSIDE => true,
            CLOSED => false,
            at => self.open[at as usize],
        }
    }

    /// Where a line may meet the border of a box: where a grid line does, and the crossing beyond is free. From the
    /// inside, where the other end lies in the box.
    fn ports(&self, at: usize, other: usize, arriving: bool) -> Vec<Port> {
        let rect = self.field.boxes[at];
        let inside = self.field.within(other, at);
        let (xs, ys) = (&self.grid.xs, &self.grid.ys);
        let mut ports = Vec::new();
        let inset = |length: f64| INSET.min(length / 4.0);
        let mut add = |at: Point, column: Option<usize>, row: Option<usize>, way: usize, price: u32| {
            let (Some(column), Some(row)) = (column, row) else { return };
            let cell = row * xs.len() + column;
            if column < xs.len() && row < ys.len() && self.is_free(cell) {
                let gap = (xs[column] - at.x).abs() + (ys[row] - at.y).abs();
                let stub = if gap < STEM { quarters((STEM - gap) * 10.0) } else { 0 };
                ports.push(Port { at, cell, way, price: price + quarters(gap) + stub });
            }
        };
        let before = |lines: &[f64], place: f64| lines.partition_point(|&l| l < place - NEAR).checked_sub(1);
        let after = |lines: &[f64], place: f64| Some(lines.partition_point(|&l| l <= place + NEAR));
        let prices = self.side_prices(at, other, arriving);
        for column in within(xs, rect.x + inset(rect.width), rect.right() - inset(rect.width)) {
            let askew = quarters((xs[column] - rect.center().x).abs() * ASKEW);
            let (up, down) =
                if inside { (after(ys, rect.y), before(ys, rect.bottom())) } else { (before(ys, rect.y), after(ys, rect.bottom())) };
            add(Point::new(xs[column], rect.y), Some(column), up, UPRIGHT, askew + prices[0]);
            add(Point::new(xs[column], rect.bottom()), Some(column), down, UPRIGHT, askew + prices[1]);
        }
        for row in within(ys, rect.y + inset(rect.height), rect.bottom() - inset(rect.height)) {
            let askew = quarters((ys[row] - rect.center().y).abs() * ASKEW);
            let (left, right) =
                if inside { (after(xs, rect.x), before(xs, rect.right())) } else { (before(xs, rect.x), after(xs, rect.right())) };
            add(Point::new(rect.x, ys[row]), left, Some(row), LEVEL, askew + prices[2]);
            add(Point::new(rect.right(), ys[row]), right, Some(row), LEVEL, askew + prices[3]);
        }
        ports
    }

    /// Prices of the upper, lower, left and right side of a box for a line to or from another.
    fn side_prices(&self, at: usize, other: usize, arriving: bool) -> [u32; 4] {
        let (rect, far) = (self.field.boxes[at], self.field.boxes[other]);
        let (ahead, back) = match self.field.direction(at, other) {
            Direction::Down => (far.y >= rect.bottom(), far.bottom() <= rect.y),
            Direction::Up => (far.bottom() <= rect.y, far.y >= rect.bottom()),
            Direction::Right => (far.x >= rect.right(), far.right() <= rect.x),
            Direction::Left => (far.right() <= rect.x, far.x >= rect.right()),
        };
        let (leave, enter) = match (ahead, back) {
            (true, _) => (0, AGAINST),
            (_, true) => (AGAINST, 0),
            _ => (SIDEWAYS, SIDEWAYS),
        };
        let side = match (ahead || back, arriving) {
            (false, _) => 0,
            (true, false) => SIDEWAYS,
            (true, true) => ENTER_SIDEWAYS,
        };
        // Between boxes side by side, an arrow still reads in the main direction.
        let (leave, enter) = if ahead || back {
            (leave, enter)
        } else if arriving {
            (SIDEWAYS * 2, SIDEWAYS)
        } else {
            (SIDEWAYS, SIDEWAYS * 2)
        };
        match self.field.direction(at, other) {
            Direction::Down => [enter, leave, side, side],
            Direction::Up => [leave, enter, side, side],
            Direction::Right => [side, side, enter, leave],
            Direction::Left => [side, side, leave, enter],
        }
    }

    /// Reads a found way back, marks it as passed, and keeps its corners.
    fn trace(&mut self, last: usize, starts: &[Port], ends: &[Port]) -> Vec<Point> {
        let mut states = vec![last];
        while let Some(&state) = states.last() {
            match self.visits[state].before {
                u32::MAX => break,
                before => states.push(before as usize),
            }
        }
        states.reverse();
        for &state in &states {
            self.passed[state / 2][state % 2] += 1;
        }
        let cheapest =
            |ports: &[Port], state: usize| ports.iter().filter(|p| p.cell * 2 + p.way == state).min_by_key(|p| p.price).map(|p| p.at);
        let columns = self.grid.xs.len();
        let place = |state: usize| Point::new(self.grid.xs[state / 2 % columns], self.grid.ys[state / 2 / columns]);
        let mut points: Vec<Point> = Vec::with_capacity(states.len() + 2);
        points.extend(states.first().and_then(|&s| cheapest(starts, s)));
        points.extend(states.iter().map(|&s| place(s)));
        points.extend(cheapest(ends, last));
        corners(&points)
    }
}

fn quarters(length: f64) -> u32 {
    (length * 4.0) as u32
}

/// Leaves out points that lie on the way between their neighbours.
fn corners(points: &[Point]) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::with_capacity(points.len());
    for &point in points {
        if kept.last().is_some_and(|&last| last == point) {
            continue;
        }
        if let [.., a, b] = kept.as_slice()
            && ((a.x == b.x && b.x == point.x) || (a.y == b.y && b.y == point.y))
        {
            kept.pop();
        }
        kept.push(point);
    }
    kept
}
