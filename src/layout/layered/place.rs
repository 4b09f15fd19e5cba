//! Places one level: how large its vertices are, where they stand, how high layers and the channels between them are,
//! and how lines run. Boxes within it are placed before.

use super::super::{Graph, Point, Rect, Size};
use super::columns::{Column, Course, columns};
use super::fold::Margin;
use super::levels::{Kind, Level, Levels, Segment};
use super::order::Order;
use super::pack::pack;
use super::ports::{Ends, Ports};
use super::problem::{Names, Problem};
use super::table::Table;
use super::tree::Tree;
use super::turn::Turn;
use super::{APART, BOX_GAP, CORNER, LARGE, LOOP_GAP, PAD};

/// A line that steps aside by less than this is meant to be straight.
const HAIR: f64 = 1.0;
/// Room between a line and its label.
const LABEL_GAP: f64 = 4.0;

/// A level in its place, from its own upper left corner, on the page.
#[derive(Clone, Debug, Default)]
pub(super) struct Placed {
    pub size: Size,
    /// The boxes in it, which way (see [`Way`]) what they are in runs, and their upper left corners.
    pub boxes: Vec<(usize, Way, Point)>,
    pub labels: Vec<(usize, Rect)>,
    /// How each chain runs.
    pub runs: Table<Vec<Point>>,
    /// How lines from a box to itself run.
    pub loops: Vec<(usize, Vec<Point>)>,
    /// Where the vertices at the border are.
    pub ports: Table<Point>,
}

/// Which way a level runs: as the page does, or turned by half.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Way {
    #[default]
    Along,
    Back,
}

impl Way {
    pub(super) fn back(self) -> Self {
        if self == Self::Along { Self::Back } else { Self::Along }
    }
}

/// How a level is to be placed, and what is within it.
#[derive(Clone, Copy)]
pub(super) struct Plan<'a> {
    pub turn: Turn,
    pub way: Way,
    /// The layers at which it goes on in a new column.
    pub breaks: &'a [usize],
    pub course: Course,
    /// What is within it, placed to run as it does, and turned by half.
    pub placed: [&'a Table<Placed>; 2],
}

/// What a level is placed from.
#[derive(Clone, Copy)]
pub(super) struct Setting<'a> {
    pub graph: &'a Graph,
    pub tree: &'a Tree,
    pub levels: &'a Levels,
    pub orders: &'a Table<Order>,
}

/// The inner parts of a level, as if lines ran down.
pub(super) struct Inside<'a> {
    pub setting: Setting<'a>,
    pub at: usize,
    pub level: &'a Level,
    pub plan: Plan<'a>,
    pub columns: Vec<Column>,
    /// The column of each vertex.
    pub column: Table<usize>,
    /// The rooms of vertices.
    pub rooms: Table<Size>,
    /// The boxes in these.
    pub bodies: Table<Size>,
    pub layers: Table<Vec<usize>>,
    pub ports: Ports,
    pub x: Table<f64>,
    pub y: Table<f64>,
    /// Where the level part of each segment lies.
    pub bar: Table<f64>,
    /// The corners of segments that lead to another column, in the level.
    pub bows: Table<Vec<Point>>,
    pub size: Size,
}

impl Setting<'_> {
    /// Places a level.
    pub(super) fn place(&self, at: usize, plan: Plan<'_>) -> Placed {
        let Plan { turn, way, placed: [placed, _], .. } = plan;
        let loose = &self.tree.loose[at];
        let sizes: Vec<Size> = loose.iter().map(|&child| self.outer(child, placed)).map(|(room, _)| room).collect();
        let (places, block) = pack(&sizes, self.tree.is_hidden(at));
        let mut inside = self.inside(at, plan);
        let beside = inside.has_items() && !loose.is_empty();
        let (pad, head) = (self.pad(at), self.title(at));
        let top = pad.max(head.height);
        if inside.has_items() {
            let across = if turn.swap { block.width + 2.0 * pad } else { top + block.height + pad };
            inside.run(Size::new(0.0, if beside { across } else { 0.0 }));
        }
        let mut done = inside.finish();
        let least = self.least(at);
        let corner = match (beside, turn.swap) {
            (true, false) => Point::new(done.size.width - pad + BOX_GAP, top),
            (true, true) => Point::new(pad, done.size.height - pad + BOX_GAP),
            (false, _) => Point::new(pad, top),
        };
        for (&child, place) in loose.iter().zip(places) {
            let point = Point::new(corner.x + place.x, corner.y + place.y);
            done.boxes.push((child, way, point));
            self.add_loops(child, self.inner(child, placed), Turn::default(), point, &mut done);
        }
        if !loose.is_empty() {
            let (right, bottom) = (corner.x + block.width + pad, corner.y + block.height + pad);
            let wide = right.max(least.width).max(head.width).ceil();
            // Lines that go out at the far side still have to reach it.
            done.size = match (beside, turn.swap) {
                (true, false) => Size::new(wide.max(done.size.width), done.size.height),
                (true, true) => Size::new(done.size.width, bottom.max(done.size.height).ceil()),
                (false, _) => Size::new(wide, bottom.max(least.height).ceil()),
            };
        }
        done
    }

    pub(super) fn pad(&self, at: usize) -> f64 {
        if self.tree.is_hidden(at) { 0.0 } else { PAD }
    }

    pub(super) fn title(&self, at: usize) -> Size {
        self.graph.boxes.get(at).map_or(Size::default(), |node| Size::new(node.title.width.ceil(), node.title.height.ceil()))
    }

    /// Whether something is a box that holds no others.
    fn is_plain(&self, kind: Kind) -> bool {
        matches!(kind, Kind::Item(child) if !self.tree.holds(child))
    }

    /// What lines that begin and end at a box that holds no others keep from; nothing at what is no such box.
    pub(super) fn ends(&self, kind: Kind, width: f64) -> Option<Ends> {
        let Kind::Item(child) = kind else { return None };
        let node = self.graph.boxes.get(child).filter(|_| self.is_plain(kind))?;
        Some(Ends { corner: node.corner.max(CORNER).min(width / 4.0), apart: node.apart.max(APART) })
    }

    pub(super) fn least(&self, at: usize) -> Size {
        self.graph.boxes.get(at).map_or(Size::default(), |node| Size::new(node.size.width.ceil(), node.size.height.ceil()))
    }

    /// The extent of a box.
    pub(super) fn inner(&self, at: usize, placed: &Table<Placed>) -> Size {
        if self.tree.holds(at) { placed[at].size } else { self.graph.boxes.get(at).map_or(Size::default(), |node| node.size) }
    }

    /// The extent of a box with its lines to itself, and that of the box alone, on the page.
    fn outer(&self, at: usize, placed: &Table<Placed>) -> (Size, Size) {
        let inner = self.inner(at, placed);
        (self.room(at, inner, Turn::default()), inner)
    }

    /// The room of a box with its lines to itself, as if lines ran down.
    fn room(&self, at: usize, body: Size, turn: Turn) -> Size {
        let loops = &self.levels.loops[at];
        if loops.is_empty() {
            return Size::new(body.width.ceil(), body.height);
        }
        let labels = || loops.iter().filter_map(|&e| self.label(e, turn));
        let widest = labels().map(|l| l.width + LABEL_GAP).fold(0.0, f64::max);
        let high = labels().map(|l| l.height + LABEL_GAP).sum::<f64>();
        let wide = body.width + LOOP_GAP * loops.len() as f64 + widest;
        Size::new(wide.ceil(), body.height.max(high))
    }

    fn label(&self, edge: usize, turn: Turn) -> Option<Size> {
        self.graph.edges.get(edge).and_then(|e| e.label).map(|size| turn.size(size))
    }

    /// Draws a box's lines to itself, beside the box at `corner`; for a level as it is on the page.
    fn add_loops(&self, at: usize, body: Size, turn: Turn, corner: Point, done: &mut Placed) {
        for (line, label) in self.loops(at, body, turn, corner) {
            if let Some((edge, rect)) = label {
                done.labels.push((edge, rect));
            }
            done.loops.push(line);
        }
    }

    /// A box's lines to itself: nested bows at its right side, labels beyond them.
    #[expect(clippy::type_complexity, reason = "a line, and its label where it has one")]
    fn loops(&self, at: usize, body: Size, turn: Turn, corner: Point) -> Vec<((usize, Vec<Point>), Option<(usize, Rect)>)> {
        let loops = &self.levels.loops[at];
        let count = loops.len() as f64;
        let right = corner.x + body.width;
        let from_corner = self.graph.boxes.get(at).map_or(0.0, |node| node.corner).min(body.height / 6.0);
        let mut below = corner.y;
        let mut drawn = Vec::new();
        for (nth, &edge) in loops.iter().enumerate() {
            let share = (nth as f64 + 1.0) / (2.0 * count + 2.0);
            let out = right + LOOP_GAP * (count - nth as f64);
            let down = from_corner + (body.height - 2.0 * from_corner) * share;
            let (upper, lower) = (corner.y + down, corner.y + body.height - down);
            let line = vec![Point::new(right, upper), Point::new(out, upper), Point::new(out, lower), Point::new(right, lower)];
            let label = self.label(edge, turn).map(|size| {
                let y = if loops.len() == 1 { corner.y + ((body.height - size.height) / 2.0).max(0.0) } else { below };
                below += size.height + LABEL_GAP;
                (edge, Rect::new(right + LOOP_GAP * count + LABEL_GAP, y, size.width, size.height))
            });
            drawn.push(((edge, line), label));
        }
        drawn
    }

    /// Measures the vertices of a level and puts them along their layers.
    fn inside<'a>(&'a self, at: usize, plan: Plan<'a>) -> Inside<'a> {
        let level = &self.levels.each[at];
        let count = level.kinds.len();
        let mut layers = self.orders[at].layers.clone();
        let columns = columns(plan.breaks, layers.len(), plan.course);
        let mut column = Table::filled(count, 0);
        for (nth, known) in columns.iter().enumerate() {
            (known.first..known.end).for_each(|layer| layers[layer].iter().for_each(|&v| column[v] = nth));
        }
        let way_of = |vertex: usize| columns.get(column[vertex]).map_or(0, |known| usize::from(known.is_turned));
        let turn_of = |vertex: usize| if way_of(vertex) == 0 { plan.turn } else { plan.turn.half() };
        let placed_of = |vertex: usize| plan.placed.get(way_of(vertex)).copied().unwrap_or(plan.placed[0]);
        let (mut rooms, mut bodies) = (Table::filled(count, Size::new(1.0, 0.0)), Table::filled(count, Size::new(1.0, 0.0)));
        for (vertex, kind) in level.kinds.iter().enumerate() {
            match *kind {
                Kind::Item(child) => {
                    bodies[vertex] = plan.turn.size(self.inner(child, placed_of(vertex)));
                    rooms[vertex] = self.room(child, bodies[vertex], plan.turn);
                }
                Kind::Label(edge) => {
                    bodies[vertex] = self.label(edge, plan.turn).unwrap_or_default();
                    let body = bodies[vertex];
                    rooms[vertex] = Size::new(body.width.ceil(), body.height + LABEL_GAP);
                }
                Kind::Title => rooms[vertex] = self.title(at),
                _ => {}
            }
        }
        add_title(level, plan.turn, self.title(at), &mut layers);
        let own: Table<f64> = bodies.iter().map(|b| b.width).collect();
        let within = |vertex: usize, port: usize| match level.kinds[vertex] {
            Kind::Item(child) => {
                let (placed, turn) = (&placed_of(vertex)[child], turn_of(vertex));
                Some(turn.back(placed.ports[port], turn.size(placed.size)).x)
            }
            _ => None,
        };
        let ports = Ports::spread(level, &self.orders[at], &own, within);
        let (bar, bows) = (Table::filled(level.segments.len(), 0.0), Table::filled(level.segments.len(), Vec::new()));
        let (x, y) = (Table::filled(count, 0.0), Table::filled(count, 0.0));
        let mut inside = Inside {
            setting: *self,
            at,
            level,
            plan,
            columns,
            column,
            rooms,
            bodies,
            layers,
            ports,
            x,
            y,
            bar,
            bows,
            size: Size::default(),
        };
        inside.spread(&own);
        inside
    }
}

/// Where lines come in, or go out, at the side where the title is, it stands at their end.
fn add_title(level: &Level, turn: Turn, title: Size, layers: &mut Table<Vec<usize>>) {
    let at_border = if turn.flip_y { level.has_out } else { level.has_in };
    if turn.swap || !at_border || title.width <= 0.0 {
        return;
    }
    let layer = if turn.flip_y { layers.last_mut() } else { layers.iter_mut().next() };
    if let Some(layer) = layer {
        layer.insert(if turn.flip_x { layer.len() } else { 0 }, level.title);
    }
}

impl Inside<'_> {
    /// Puts vertices along their layers, column by column.
    fn spread(&mut self, own: &Table<f64>) {
        let level = self.level;
        let widths: Table<f64> = self.rooms.iter().map(|r| r.width).collect();
        let is_bow: Table<bool> = (0..level.segments.len()).map(|s| level.joins_turn(s) || self.is_lead(s)).collect();
        let names = Names::new(level, &self.layers);
        let ends = |v: usize| self.setting.ends(level.kinds[v], own[v]);
        for known in &self.columns {
            let layers = self.layers.rows(known.first..known.end);
            let (problem, ports) = Problem::new(&names, layers, (&widths, own), &self.ports, ends);
            let (x, ports) = problem.best(&ports, (level.chains.len(), level.segments.len()), self.setting.graph.boxes.len() > LARGE);
            layers.iter().flatten().zip(x.iter()).for_each(|(&v, x)| self.x[v] = *x);
            problem.give_back(&ports, &mut self.ports);
        }
        self.snap(&is_bow);
        self.unjog(&is_bow);
        self.part(&is_bow);
    }

    /// Lines that are straight but for a hair become so: their ends at plain boxes, and their bends, are moved by it.
    fn snap(&mut self, is_bow: &Table<bool>) {
        for layer in self.layers.iter() {
            for &s in layer.iter().flat_map(|&v| &self.level.below[v]) {
                let segment = self.level.segments[s];
                let off = self.x[segment.from] + self.ports.from[s] - self.x[segment.to] - self.ports.to[s];
                if is_bow[s] || off == 0.0 || off.abs() >= HAIR {
                    continue;
                }
                if self.setting.is_plain(self.level.kinds[segment.to]) {
                    self.ports.to[s] += off;
                } else if self.setting.is_plain(self.level.kinds[segment.from]) {
                    self.ports.from[s] -= off;
                } else if matches!(self.level.kinds[segment.to], Kind::Bend | Kind::Turn | Kind::Label(_) | Kind::Out) {
                    self.x[segment.to] += off;
                }
            }
        }
    }

    fn has_items(&self) -> bool {
        self.level.kinds.iter().any(|kind| matches!(kind, Kind::Item(_)))
    }

    /// Frames the layers, and gives them and the lines between them their heights.
    fn run(&mut self, least: Size) {
        if self.columns.len() > 1 {
            self.fold();
        } else {
            self.frame();
            self.stack(least);
        }
    }

    /// Moves vertices so that there is room at the left for the border, or the title.
    fn frame(&mut self) {
        let Margin { before, after, title, .. } = self.margin();
        let vertices = || self.layers.iter().flatten().copied();
        let left = vertices().map(|v| self.x[v]).fold(f64::MAX, f64::min);
        let right = vertices().map(|v| self.x[v] + self.rooms[v].width).fold(left, f64::max);
        let wide = right - left + before + after;
        let least = self.plan.turn.size(self.setting.least(self.at)).width;
        let width = wide.max(if self.plan.turn.swap { 0.0 } else { title.width }).max(least).ceil();
        let by = before - left + ((width - wide) / 2.0).floor();
        self.x.iter_mut().for_each(|x| *x += by);
        self.x[self.level.title] = self.title_at(0.0, width);
        self.size.width = width;
    }

    /// Where the title stands in a level whose border is at `left` and `right`.
    pub(super) fn title_at(&self, left: f64, right: f64) -> f64 {
        if self.plan.turn.flip_x { right - self.rooms[self.level.title].width } else { left }
    }

    pub(super) fn start(&self, segment: usize) -> f64 {
        self.x[self.level.segments[segment].from] + self.ports.from[segment]
    }

    pub(super) fn end(&self, segment: usize) -> f64 {
        self.x[self.level.segments[segment].to] + self.ports.to[segment]
    }

    /// Whether a segment leads to another column.
    fn is_lead(&self, segment: usize) -> bool {
        let Segment { from, to, .. } = self.level.segments[segment];
        self.column[from] != self.column[to]
    }

    /// How a chain runs.
    fn line(&self, vertices: &[usize], segments: &[usize]) -> Vec<Point> {
        let mut points = Vec::with_capacity(segments.len() * 4);
        for (&vertex, &s) in vertices.iter().zip(segments) {
            let part = self.run_of(s);
            if vertex == self.level.segments[s].from {
                points.extend(part);
            } else {
                points.extend(part.into_iter().rev());
            }
        }
        points
    }

    /// How a segment runs. Where it turns, it ends at its level part.
    fn run_of(&self, s: usize) -> Vec<Point> {
        let Segment { from, to, .. } = self.level.segments[s];
        let (a, b) = (self.start(s), self.end(s));
        let leaves = match self.level.kinds[from] {
            Kind::Item(_) => self.bodies[from].height,
            Kind::Label(_) => self.rooms[from].height,
            _ => 0.0,
        };
        let turns = |v: usize| self.level.kinds[v] == Kind::Turn;
        let (above, below) = (self.column_of(from), self.column_of(to));
        let (first, last) = (above.point(Point::new(a, self.y[from] + leaves)), below.point(Point::new(b, self.y[to])));
        let mut points = Vec::with_capacity(4);
        points.extend((!turns(from)).then_some(first));
        if self.is_lead(s) {
            points.extend_from_slice(&self.bows[s]);
        } else if a != b {
            points.extend([Point::new(a, self.bar[s]), Point::new(b, self.bar[s])].map(|p| above.point(p)));
        }
        points.extend((!turns(to)).then_some(last));
        points
    }

    fn column_of(&self, vertex: usize) -> Column {
        self.columns.get(self.column[vertex]).copied().unwrap_or_default()
    }

    /// The level as it is on the page.
    fn finish(self) -> Placed {
        let (turn, whole) = (self.plan.turn, self.size);
        let mut placed = Placed { size: turn.size(whole), ..Placed::default() };
        let point = |p: Point| turn.point(p, whole);
        for (vertex, kind) in self.level.kinds.iter().enumerate() {
            let column = self.column_of(vertex);
            let corner = Point::new(self.x[vertex], self.y[vertex]);
            let body = self.bodies[vertex];
            match *kind {
                Kind::Item(child) => {
                    let rect = turn.rect(column.rect(Rect::new(corner.x, corner.y, body.width, body.height)), whole);
                    let way = if column.is_turned { self.plan.way.back() } else { self.plan.way };
                    placed.boxes.push((child, way, Point::new(rect.x, rect.y)));
                    for ((edge, line), label) in self.setting.loops(child, body, turn, corner) {
                        placed.loops.push((edge, line.into_iter().map(|p| point(column.point(p))).collect()));
                        placed.labels.extend(label.map(|(edge, rect)| (edge, turn.rect(column.rect(rect), whole))));
                    }
                }
                Kind::Label(edge) => {
                    let rect = Rect::new(corner.x, corner.y + LABEL_GAP / 2.0, body.width, body.height);
                    placed.labels.push((edge, turn.rect(column.rect(rect), whole)));
                }
                _ => {}
            }
            placed.ports.push(point(column.point(Point::new(corner.x + 0.5, corner.y))));
        }
        placed.runs = self.level.chains.iter().map(|c| self.line(&c.vertices, &c.segments).into_iter().map(point).collect()).collect();
        placed
    }
}
