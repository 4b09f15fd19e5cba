//! Places one level: how large its vertices are, where they stand, how high layers and the channels between them are,
//! and how lines run. Boxes within it are placed before.

use super::super::{Graph, Point, Rect, Size};
use super::channels::{Hop, tracks};
use super::coordinates::Problem;
use super::levels::{Kind, Level, Levels};
use super::order::Order;
use super::pack::pack;
use super::ports::Ports;
use super::table::Table;
use super::tree::Tree;
use super::turn::Turn;
use super::{BOX_GAP, LAYER_GAP, LOOP_GAP, PAD, TRACK_GAP};

/// Layers that are higher than this have their boxes at the top, not in the middle.
const HIGH: f64 = 90.0;
/// How often boxes are moved after their ports, which are moved after them.
const STRAIGHTENED: usize = 2;
/// Room above a box for the head of a line, and below one for the tail of a line with a label.
const HEAD_GAP: f64 = 19.0;
const TAIL_GAP: f64 = 14.0;
/// Room between a line and its label.
const LABEL_GAP: f64 = 4.0;

/// A level in its place, from its own upper left corner, on the page.
#[derive(Clone, Debug, Default)]
pub(super) struct Placed {
    /// Whether it runs as the page does (0) or across (1).
    pub way: usize,
    pub size: Size,
    pub boxes: Vec<(usize, Point)>,
    pub labels: Vec<(usize, Rect)>,
    /// How each chain runs.
    pub runs: Table<Vec<Point>>,
    /// How lines from a box to itself run.
    pub loops: Vec<(usize, Vec<Point>)>,
    /// Where the vertices at the border are.
    pub ports: Table<Point>,
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
struct Inside<'a> {
    setting: Setting<'a>,
    at: usize,
    level: &'a Level,
    turn: Turn,
    /// Whether lines come in below the title.
    is_across: bool,
    /// The rooms of vertices.
    rooms: Table<Size>,
    /// The boxes in these.
    bodies: Table<Size>,
    layers: Table<Vec<usize>>,
    ports: Ports,
    x: Table<f64>,
    y: Table<f64>,
    /// Where the level part of each segment lies.
    bar: Table<f64>,
    size: Size,
}

impl Setting<'_> {
    /// Places a level; `placed` has those within it. One that runs across what is around it has its lines come in
    /// below the title, not beside it.
    pub(super) fn place(&self, at: usize, turn: Turn, is_across: bool, placed: &Table<Placed>) -> Placed {
        let loose = &self.tree.loose[at];
        let sizes: Vec<Size> = loose.iter().map(|&child| self.outer(child, placed)).map(|(room, _)| room).collect();
        let (places, block) = pack(&sizes, if self.tree.is_hidden(at) { 1.6 } else { 1.4 });
        let mut inside = self.inside(at, turn, is_across, placed);
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
            done.boxes.push((child, point));
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

    fn pad(&self, at: usize) -> f64 {
        if self.tree.is_hidden(at) { 0.0 } else { PAD }
    }

    fn title(&self, at: usize) -> Size {
        self.graph.boxes.get(at).map_or(Size::default(), |node| Size::new(node.title.width.ceil(), node.title.height.ceil()))
    }

    /// How far down the title of a level reaches.
    pub(super) fn head(&self, at: usize) -> f64 {
        self.title(at).height
    }

    fn least(&self, at: usize) -> Size {
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
        let mut below = corner.y;
        let mut drawn = Vec::new();
        for (nth, &edge) in loops.iter().enumerate() {
            let share = (nth as f64 + 1.0) / (2.0 * count + 2.0);
            let out = right + LOOP_GAP * (count - nth as f64);
            let (upper, lower) = (corner.y + body.height * share, corner.y + body.height * (1.0 - share));
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
    fn inside<'a>(&'a self, at: usize, turn: Turn, is_across: bool, placed: &Table<Placed>) -> Inside<'a> {
        let level = &self.levels.each[at];
        let count = level.kinds.len();
        let (mut rooms, mut bodies) = (Table::filled(count, Size::new(1.0, 0.0)), Table::filled(count, Size::new(1.0, 0.0)));
        for (vertex, kind) in level.kinds.iter().enumerate() {
            match *kind {
                Kind::Item(child) => {
                    bodies[vertex] = turn.size(self.inner(child, placed));
                    rooms[vertex] = self.room(child, bodies[vertex], turn);
                }
                Kind::Label(edge) => {
                    bodies[vertex] = self.label(edge, turn).unwrap_or_default();
                    let body = bodies[vertex];
                    rooms[vertex] = Size::new(body.width.ceil(), body.height + LABEL_GAP);
                }
                Kind::Title => rooms[vertex] = self.title(at),
                _ => {}
            }
        }
        let mut layers = self.orders[at].layers.clone();
        if !is_across {
            add_title(level, turn, self.title(at), &mut layers);
        }
        let widths: Table<f64> = rooms.iter().map(|r| r.width).collect();
        let own: Table<f64> = bodies.iter().map(|b| b.width).collect();
        let within = |vertex: usize, port: usize| match level.kinds[vertex] {
            Kind::Item(child) => Some(turn.back(placed[child].ports[port], turn.size(placed[child].size)).x),
            _ => None,
        };
        let mut ports = Ports::spread(level, &self.orders[at], &own, within);
        let mut x = Problem { level, layers: &layers, widths: &widths, from: &ports.from, to: &ports.to }.solve();
        let is_plain = |v: usize| matches!(level.kinds[v], Kind::Item(child) if !self.tree.holds(child));
        for _ in 0..STRAIGHTENED {
            ports.slide(level, &x, &own, is_plain);
            Problem { level, layers: &layers, widths: &widths, from: &ports.from, to: &ports.to }.straighten(&mut x);
        }
        ports.slide(level, &x, &own, is_plain);
        let bar = Table::filled(level.segments.len(), 0.0);
        let y = Table::filled(count, 0.0);
        Inside { setting: *self, at, level, turn, is_across, rooms, bodies, layers, ports, x, y, bar, size: Size::default() }
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
    fn has_items(&self) -> bool {
        self.level.kinds.iter().any(|kind| matches!(kind, Kind::Item(_)))
    }

    /// Frames the layers, and gives them and the lines between them their heights.
    fn run(&mut self, least: Size) {
        self.frame();
        self.stack(least);
    }

    /// Moves vertices so that there is room at the left for the border, or the title.
    fn frame(&mut self) {
        let (pad, title) = (self.setting.pad(self.at), self.setting.title(self.at));
        let band = if self.turn.swap { pad.max(title.height) } else { pad };
        let (before, after) = if self.turn.flip_x { (pad, band) } else { (band, pad) };
        let vertices = || self.layers.iter().flatten().copied();
        let left = vertices().map(|v| self.x[v]).fold(f64::MAX, f64::min);
        let right = vertices().map(|v| self.x[v] + self.rooms[v].width).fold(left, f64::max);
        let wide = right - left + before + after;
        let least = self.turn.size(self.setting.least(self.at)).width;
        let width = wide.max(if self.turn.swap { 0.0 } else { title.width }).max(least).ceil();
        let by = before - left + ((width - wide) / 2.0).floor();
        self.x.iter_mut().for_each(|x| *x += by);
        self.size.width = width;
    }

    /// Heights of layers and channels, from above.
    fn stack(&mut self, least: Size) {
        let (pad, title) = (self.setting.pad(self.at), self.setting.title(self.at));
        let (head, foot) = match (self.turn.swap, self.turn.flip_y) {
            (false, false) => (pad.max(title.height), pad),
            (false, true) => (pad, pad.max(title.height)),
            (true, _) => (pad, pad),
        };
        let count = self.layers.len();
        let entry = match self.level.has_in {
            true if self.is_across && !self.turn.swap => title.height,
            true => 0.0,
            false => head,
        };
        let mut y = entry;
        for layer in 0..count {
            let high = self.layers[layer].iter().map(|&v| self.rooms[v].height).fold(0.0, f64::max);
            for &v in &self.layers[layer] {
                let spare = high - self.rooms[v].height;
                self.y[v] = y + if high > HIGH { 0.0 } else { spare / 2.0 };
            }
            y += high;
            if layer + 1 < count {
                y = self.channel(layer, y, pad);
            }
        }
        let asked = self.turn.size(self.setting.least(self.at)).height.max(least.height);
        let asked = asked.max(if self.turn.swap { title.width } else { 0.0 });
        self.size.height = (y + if self.level.has_out { 0.0 } else { foot }).max(asked).ceil();
        for (vertex, kind) in self.level.kinds.iter().enumerate() {
            match kind {
                Kind::In => self.y[vertex] = entry,
                Kind::Out => self.y[vertex] = self.size.height,
                _ => {}
            }
        }
    }

    /// Leads lines from a layer that ends at `bottom` to the next, and says where that begins.
    fn channel(&mut self, layer: usize, bottom: f64, pad: f64) -> f64 {
        let level = self.level;
        let segments: Vec<usize> = self.layers[layer].iter().flat_map(|&v| level.below[v].iter().copied()).collect();
        let hops: Vec<(usize, Hop)> =
            segments.into_iter().map(|s| (s, Hop { from: self.start(s), to: self.end(s) })).filter(|(_, hop)| hop.from != hop.to).collect();
        let tracks = tracks(&hops.iter().map(|&(_, hop)| hop).collect::<Vec<_>>());
        let used = tracks.iter().max().map_or(0, |last| last + 1);
        let entry = layer == 0 && level.has_in;
        let exit = layer + 2 == self.layers.len() && level.has_out;
        let boxes = |layer: usize| self.layers[layer].iter().any(|&v| matches!(level.kinds[v], Kind::Item(_)));
        let (upper, lower) = (boxes(layer), boxes(layer + 1));
        if used == 0 {
            let gap = if upper && lower {
                LAYER_GAP
            } else if lower {
                HEAD_GAP
            } else if upper {
                TAIL_GAP
            } else {
                4.0
            };
            return bottom + if entry || exit { gap.min(pad.max(12.0)).max(12.0) } else { gap };
        }
        let lead = if upper || entry { LAYER_GAP * 0.5 } else { 6.0 };
        let tail = if exit {
            12.0
        } else if lower {
            HEAD_GAP
        } else {
            6.0
        };
        for (&(segment, _), track) in hops.iter().zip(tracks) {
            self.bar[segment] = bottom + lead + track as f64 * TRACK_GAP;
        }
        bottom + lead + (used - 1) as f64 * TRACK_GAP + tail
    }

    fn start(&self, segment: usize) -> f64 {
        self.x[self.level.segments[segment].from] + self.ports.from[segment]
    }

    fn end(&self, segment: usize) -> f64 {
        self.x[self.level.segments[segment].to] + self.ports.to[segment]
    }

    /// How a chain runs.
    fn line(&self, vertices: &[usize], segments: &[usize]) -> Vec<Point> {
        let mut points = Vec::with_capacity(segments.len() * 4);
        for (pair, &s) in vertices.windows(2).zip(segments) {
            let &[from, to] = pair else { continue };
            let (a, b) = (self.start(s), self.end(s));
            let leaves = match self.level.kinds[from] {
                Kind::Item(_) => self.bodies[from].height,
                Kind::Label(_) => self.rooms[from].height,
                _ => 0.0,
            };
            points.push(Point::new(a, self.y[from] + leaves));
            if a != b {
                points.extend([Point::new(a, self.bar[s]), Point::new(b, self.bar[s])]);
            }
            points.push(Point::new(b, self.y[to]));
        }
        points
    }

    /// The level as it is on the page.
    fn finish(self) -> Placed {
        let (turn, whole) = (self.turn, self.size);
        let mut placed = Placed { size: turn.size(whole), ..Placed::default() };
        let point = |p: Point| turn.point(p, whole);
        for (vertex, kind) in self.level.kinds.iter().enumerate() {
            let corner = Point::new(self.x[vertex], self.y[vertex]);
            let body = self.bodies[vertex];
            match *kind {
                Kind::Item(child) => {
                    let rect = turn.rect(Rect::new(corner.x, corner.y, body.width, body.height), whole);
                    placed.boxes.push((child, Point::new(rect.x, rect.y)));
                    for ((edge, line), label) in self.setting.loops(child, body, turn, corner) {
                        placed.loops.push((edge, line.into_iter().map(point).collect()));
                        placed.labels.extend(label.map(|(edge, rect)| (edge, turn.rect(rect, whole))));
                    }
                }
                Kind::Label(edge) => {
                    let rect = Rect::new(corner.x, corner.y + LABEL_GAP / 2.0, body.width, body.height);
                    placed.labels.push((edge, turn.rect(rect, whole)));
                }
                _ => {}
            }
            placed.ports.push(point(Point::new(corner.x + 0.5, corner.y)));
        }
        placed.runs = self.level.chains.iter().map(|c| self.line(&c.vertices, &c.segments).into_iter().map(point).collect()).collect();
        placed
    }
}
