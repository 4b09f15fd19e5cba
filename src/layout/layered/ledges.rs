//! Lets lines into and out of a level that runs across the one around it: they turn on ledges along its border, one
//! below the other, so that they do not cross.

use super::super::Point;
use super::levels::{Kind, Level};
use super::place::Placed;

/// Room between two lines on a ledge.
const STEP: f64 = 10.0;
/// Room at either side of a ledge.
const EDGE: f64 = 8.0;

fn width(lines: usize) -> f64 {
    if lines > 0 { STEP * (lines - 1) as f64 + 2.0 * EDGE } else { 0.0 }
}

/// The vertices of a kind, in the order of `key`.
fn ports(level: &Level, kind: Kind, key: impl Fn(usize) -> f64) -> Vec<usize> {
    let mut ports: Vec<usize> = (0..level.kinds.len()).filter(|&v| level.kinds[v] == kind).collect();
    ports.sort_by(|&a, &b| key(a).total_cmp(&key(b)));
    ports
}

/// A level that runs down, in one that runs to the right: lines come in at the left, below the title that ends at
/// `head`, and go out at the right, below everything.
pub(super) fn down_in_right(level: &Level, placed: &mut Placed, head: f64) {
    let ins = ports(level, Kind::In, |v| -placed.ports[v].x);
    let outs = ports(level, Kind::Out, |v| -placed.ports[v].x);
    let (above, below) = (width(ins.len()), width(outs.len()));
    let bottom = placed.size.height + above;
    move_down(placed, above);
    placed.size.height = bottom + below;
    for (nth, &port) in ins.iter().enumerate() {
        let y = head + EDGE + STEP * nth as f64;
        let x = placed.ports[port].x;
        lead_in(level, placed, port, [Point::new(0.0, y), Point::new(x, y)]);
    }
    let right = placed.size.width;
    for (nth, &port) in outs.iter().enumerate() {
        let y = bottom + EDGE + STEP * nth as f64;
        let x = placed.ports[port].x;
        lead_out(level, placed, port, [Point::new(x, y), Point::new(right, y)]);
    }
}

/// A level that runs to the right and that no line comes into, in one that runs down: lines go out at the bottom,
/// right of everything.
pub(super) fn right_in_down(level: &Level, placed: &mut Placed) {
    let outs = ports(level, Kind::Out, |v| -placed.ports[v].y);
    let right = placed.size.width;
    placed.size.width += width(outs.len());
    let bottom = placed.size.height;
    for (nth, &port) in outs.iter().enumerate() {
        let x = right + EDGE + STEP * nth as f64;
        let y = placed.ports[port].y;
        lead_out(level, placed, port, [Point::new(x, y), Point::new(x, bottom)]);
    }
}

/// Puts two corners before what begins at a port, and the port at the first.
fn lead_in(level: &Level, placed: &mut Placed, port: usize, [first, second]: [Point; 2]) {
    placed.ports[port] = first;
    if let Some(chain) = (0..level.chains.len()).find(|&c| level.chains[c].vertices.first() == Some(&port)) {
        placed.runs[chain].splice(0..0, [first, second]);
    }
}

/// Puts two corners after what ends at a port, and the port at the last.
fn lead_out(level: &Level, placed: &mut Placed, port: usize, [second_last, last]: [Point; 2]) {
    placed.ports[port] = last;
    if let Some(chain) = (0..level.chains.len()).find(|&c| level.chains[c].vertices.last() == Some(&port)) {
        placed.runs[chain].extend([second_last, last]);
    }
}

fn move_down(placed: &mut Placed, by: f64) {
    let boxes = placed.boxes.iter_mut().map(|(.., corner)| corner);
    let loops = placed.loops.iter_mut().flat_map(|(_, points)| points.iter_mut());
    let runs = placed.runs.iter_mut().flatten();
    boxes.chain(loops).chain(runs).chain(placed.ports.iter_mut()).for_each(|point| point.y += by);
    placed.labels.iter_mut().for_each(|(_, rect)| rect.y += by);
}
