//! Places boxes within boxes, from the innermost outwards: each box's children are laid out as a flat level, with the
//! lines between them and those that begin or end deeper inside, and the box is made as large as they need.
#![expect(clippy::indexing_slicing, reason = "every index is made here, for lists that are as long as the graph")]

use super::geometry::{Rect, Size};
use super::level::{Link, arrange};
use super::pack::pack;
use super::{Direction, Flow, Graph, Room};

/// Between the border of a box and what it holds.
const PADDING: f64 = 26.0;
/// Between boxes that no line binds.
const APART: f64 = 36.0;
/// How far a line from a box to itself goes out.
pub(super) const LOOP: f64 = 16.0;
/// Width of a picture that can be read without making it smaller.
const PAGE: f64 = 1500.0;
/// With more boxes than this, other shapes are not tried.
const MANY: usize = 150;
/// A shape that is off by no more than this is taken without looking at others.
const GOOD_ENOUGH: f64 = 1.9;
/// Width over height that a picture should have.
const ASPECT: f64 = 1.5;

/// The direction that is asked for; else the one that makes the best shape, down rather than right, and all boxes alike
/// rather than the innermost across.
pub(super) fn best_flow(graph: &Graph) -> Flow {
    if let Some(direction) = graph.direction {
        return Flow { outer: direction, inner: direction };
    }
    const AS_USUAL: Room = Room { between: 1.0, within: 1.0 };
    let choices = [
        (Direction::Down, Direction::Down, 1.0),
        (Direction::Down, Direction::Right, 1.2),
        (Direction::Right, Direction::Right, 1.25),
        (Direction::Right, Direction::Down, 1.3),
    ];
    let mut best = (f64::INFINITY, Flow { outer: Direction::Down, inner: Direction::Down });
    for (outer, inner, price) in choices {
        let flow = Flow { outer, inner };
        let bounds = place(graph, flow, AS_USUAL).0.into_iter().reduce(Rect::union).unwrap_or_default();
        let ratio = bounds.width / bounds.height.max(1.0) / ASPECT;
        let off = if ratio < 1.0 { 1.0 / ratio.max(0.001) } else { ratio };
        // What is wider than a page has to be made smaller to be seen; what is longer is read on.
        let cost = price * off * (bounds.width / PAGE).max(1.0);
        if cost < best.0 {
            best = (cost, flow);
        }
        if cost < GOOD_ENOUGH || graph.boxes.len() > MANY {
            break;
        }
    }
    best.1
}

/// The place of each box, and on how many levels there were too many to be ordered well.
pub(super) fn place(graph: &Graph, flow: Flow, room: Room) -> (Vec<Rect>, usize) {
    let count = graph.boxes.len();
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut top = Vec::new();
    for (index, node) in graph.boxes.iter().enumerate() {
        match node.parent {
            Some(parent) => children[parent].push(index),
            None => top.push(index),
        }
    }
    let innermost = innermost(graph);
    let (sizes, within) = (vec![Size::default(); count], vec![Rect::default(); count]);
    let mut nest = Nest { graph, room, innermost, direction: flow.outer, sizes, within, plain: 0 };
    for index in (0..count).rev() {
        nest.direction = flow.of(&nest.innermost, Some(index));
        nest.sizes[index] = nest.fill(index, &children[index]);
    }
    nest.direction = flow.of(&nest.innermost, None);
    nest.level(&top);
    for (index, held) in children.iter().enumerate() {
        if held.is_empty() {
            nest.within[index].width = graph.boxes[index].size.width;
        }
    }
    let mut rects = nest.within;
    for index in 0..count {
        if let Some(parent) = graph.boxes[index].parent {
            let outer = rects[parent];
            rects[index] = rects[index].moved(outer.x, outer.y);
        }
    }
    (rects, nest.plain)
}

/// Which boxes hold others, but none that does.
pub(super) fn innermost(graph: &Graph) -> Vec<bool> {
    let mut innermost = vec![true; graph.boxes.len()];
    let mut holds = vec![false; graph.boxes.len()];
    for (index, node) in graph.boxes.iter().enumerate().rev() {
        if let Some(parent) = node.parent {
            holds[parent] = true;
            if holds[index] {
                innermost[parent] = false;
            }
        }
    }
    innermost
}

impl Flow {
    /// Which way lines go in a box, or at the top.
    pub fn of(self, innermost: &[bool], within: Option<usize>) -> Direction {
        match within {
            Some(at) if innermost[at] => self.inner,
            _ => self.outer,
        }
    }
}

struct Nest<'a> {
    graph: &'a Graph,
    room: Room,
    /// Whether a box holds none that holds others.
    innermost: Vec<bool>,
    /// Which way lines go on the level that is laid out.
    direction: Direction,
    /// The size of each box, as far as it is known.
    sizes: Vec<Size>,
    /// Each box within the box round it.
    within: Vec<Rect>,
    /// On how many levels there were too many boxes to be ordered well.
    plain: usize,
}

impl Nest<'_> {
    /// Lays out what a box holds and gives the size that it needs.
    fn fill(&mut self, index: usize, children: &[usize]) -> Size {
        let node = self.graph.boxes[index];
        if children.is_empty() {
            return Size::new(node.size.width + self.beside(index), node.size.height);
        }
        let inside = self.level(children);
        let header = (node.title.height - 4.0).max(0.0);
        let padding = PADDING * self.room.within;
        let width = (inside.width + 2.0 * padding).max(node.size.width).max(node.title.width + PADDING);
        let height = (inside.height + 2.0 * padding + header).max(node.size.height);
        let (dx, dy) = ((width - inside.width) / 2.0, header + (height - header - inside.height) / 2.0);
        for &child in children {
            self.within[child] = self.within[child].moved(dx, dy);
        }
        Size::new(width, height)
    }

    /// Room to the right of a box for a line to itself and its label.
    fn beside(&self, index: usize) -> f64 {
        let own = self.graph.edges.iter().filter(|e| e.from == index && e.to == index);
        own.map(|e| LOOP + e.label.map_or(0.0, |label| label.width + 14.0)).fold(0.0, f64::max)
    }

    /// Places some boxes of known size that stand side by side, from the origin; gives the extent of the whole.
    fn level(&mut self, members: &[usize]) -> Size {
        let links = self.links(members);
        let mut blocks: Vec<(Vec<usize>, Vec<Rect>)> = Vec::new();
        for group in groups(members.len(), &links) {
            let (rects, is_plain) = self.linked(members, &group, &links);
            self.plain += usize::from(is_plain);
            blocks.push((group, rects));
        }
        let extents: Vec<Size> = blocks.iter().map(|(_, rects)| extent(rects)).collect();
        let places = pack(&extents, APART * self.room.between, ASPECT);
        for ((group, rects), place) in blocks.into_iter().zip(&places) {
            for (member, rect) in group.into_iter().zip(rects) {
                self.within[members[member]] = rect.moved(place.x, place.y);
            }
        }
        extent(&places)
    }

    /// The lines between members of a level, one for each pair and way; ends deeper inside count for the member.
    fn links(&self, members: &[usize]) -> Vec<Link> {
        let position: Vec<Option<usize>> = {
            let mut position = vec![None; self.graph.boxes.len()];
            members.iter().enumerate().for_each(|(at, &index)| position[index] = Some(at));
            position
        };
        let end = |index: usize| {
            let mut offset = (0.0, 0.0);
            let mut at = index;
            loop {
                if let Some(member) = position[at] {
                    let (size, inner) = (self.sizes[at], self.sizes[index]);
                    let middle = (offset.0 + inner.width / 2.0 - size.width / 2.0, offset.1 + inner.height / 2.0 - size.height / 2.0);
                    return Some((member, if self.direction.is_horizontal() { middle.1 } else { middle.0 }));
                }
                offset = (offset.0 + self.within[at].x, offset.1 + self.within[at].y);
                at = self.graph.boxes[at].parent?;
            }
        };
        let mut links: Vec<Link> = Vec::new();
        for edge in self.graph.edges.iter().filter(|e| e.from < position.len()) {
            let (Some((from, from_offset)), Some((to, to_offset))) = (end(edge.from), end(edge.to)) else { continue };
            if from != to {
                let label = edge.label.map(|l| if self.direction.is_horizontal() { l.transposed() } else { l });
                links.push(Link { from, to, from_offset, to_offset, label });
            }
        }
        links
    }

    /// Places the members of one group by their lines, and tells whether there were too many to be ordered well.
    fn linked(&self, members: &[usize], group: &[usize], links: &[Link]) -> (Vec<Rect>, bool) {
        let horizontal = self.direction.is_horizontal();
        let turn = |size: Size| if horizontal { size.transposed() } else { size };
        let sizes: Vec<Size> = group.iter().map(|&m| turn(self.sizes[members[m]])).collect();
        let own: Vec<Link> = links
            .iter()
            .filter_map(|link| {
                let at = |end: usize| group.binary_search(&end).ok();
                Some(Link { from: at(link.from)?, to: at(link.to)?, ..*link })
            })
            .collect();
        let (rects, is_plain) = arrange(&sizes, &own, self.room.between);
        let whole = extent(&rects);
        let rects = rects
            .into_iter()
            .map(|r| if self.direction.is_reversed() { Rect { y: whole.height - r.bottom(), ..r } } else { r })
            .map(|r| if horizontal { Rect::new(r.y, r.x, r.height, r.width) } else { r });
        (rects.collect(), is_plain)
    }
}

/// Members that lines bind together, each group and the groups in order of their first member.
fn groups(count: usize, links: &[Link]) -> Vec<Vec<usize>> {
    let mut leader: Vec<usize> = (0..count).collect();
    fn find(leader: &mut [usize], mut at: usize) -> usize {
        while leader[at] != at {
            leader[at] = leader[leader[at]];
            at = leader[at];
        }
        at
    }
    for link in links {
        let (a, b) = (find(&mut leader, link.from), find(&mut leader, link.to));
        leader[a.max(b)] = a.min(b);
    }
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); count];
    for member in 0..count {
        groups[find(&mut leader, member)].push(member);
    }
    groups.retain(|group| !group.is_empty());
    groups
}

/// From the origin to the far corner of all.
fn extent(rects: &[Rect]) -> Size {
    Size::new(rects.iter().map(|r| r.right()).fold(0.0, f64::max), rects.iter().map(|r| r.bottom()).fold(0.0, f64::max))
}
