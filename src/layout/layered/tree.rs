//! Which box lies in which, with the parts of a box that no line joins put into groups of their own, and the way of each
//! line through it.

use super::super::Graph;
use super::table::Table;

/// The boxes, the page round them all, and groups, which nobody sees.
#[derive(Debug)]
pub(super) struct Tree {
    /// How many boxes the graph has; the page has the next number, groups the numbers after it.
    pub boxes: usize,
    /// What lies directly in each, in the order of declaration.
    pub children: Table<Vec<usize>>,
    /// Of these, the ones that no line joins to the others or to the border: they are packed, not layered.
    pub loose: Table<Vec<usize>>,
    parent: Table<usize>,
}

/// The way of a line through the tree.
#[derive(Debug, Default)]
pub(super) struct Lift {
    /// The innermost box that holds both ends, or is one of them and holds the other.
    pub level: usize,
    /// From the child of `level` down to where the line begins; empty where it begins at `level` itself.
    pub from: Vec<usize>,
    /// From the child of `level` down to where the line ends.
    pub to: Vec<usize>,
}

impl Tree {
    pub(super) fn new(graph: &Graph) -> Self {
        let boxes = graph.boxes.len();
        let parent: Table<usize> =
            graph.boxes.iter().enumerate().map(|(at, node)| node.parent.filter(|&p| p < at).unwrap_or(boxes)).chain([boxes]).collect();
        let mut children = Table::filled(boxes + 1, Vec::new());
        for at in 0..boxes {
            children[parent[at]].push(at);
        }
        let mut tree = Self { boxes, children, loose: Table::filled(boxes + 1, Vec::new()), parent };
        tree.group(graph);
        tree
    }

    /// The number of the page.
    pub(super) fn page(&self) -> usize {
        self.boxes
    }

    /// How many boxes, pages and groups there are.
    pub(super) fn len(&self) -> usize {
        self.parent.len()
    }

    /// Whether it holds others.
    pub(super) fn holds(&self, at: usize) -> bool {
        !self.children[at].is_empty()
    }

    /// Whether nobody sees it.
    pub(super) fn is_hidden(&self, at: usize) -> bool {
        at >= self.boxes
    }

    /// What holds others, each before what it holds.
    pub(super) fn outer_first(&self) -> Vec<usize> {
        let mut order = vec![self.page()];
        let mut at = 0;
        while let Some(&outer) = order.get(at) {
            order.extend(self.children[outer].iter().filter(|&&inner| self.holds(inner)));
            at += 1;
        }
        order
    }

    /// From the page down to a box.
    fn way(&self, mut at: usize) -> Vec<usize> {
        let mut way = vec![at];
        while at != self.page() {
            at = self.parent[at];
            way.push(at);
        }
        way.reverse();
        way
    }

    pub(super) fn lift(&self, from: usize, to: usize) -> Lift {
        let (mut from, mut to) = (self.way(from), self.way(to));
        let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
        let level = common.checked_sub(1).and_then(|last| from.get(last)).copied().unwrap_or_else(|| self.page());
        Lift { level, from: from.split_off(common), to: to.split_off(common) }
    }

    /// Finds the parts of each box that no line joins, and puts those of several boxes into groups.
    fn group(&mut self, graph: &Graph) {
        let (mut joined, mut anchored, mut touched) =
            (Parts::new(self.len()), Table::filled(self.len(), false), Table::filled(self.len(), false));
        for edge in graph.edges.iter().filter(|e| e.from < self.boxes && e.to < self.boxes && e.from != e.to) {
            let lift = self.lift(edge.from, edge.to);
            match (lift.from.first(), lift.to.first()) {
                (Some(&a), Some(&b)) => joined.join(a, b),
                (Some(&one), None) | (None, Some(&one)) => anchored[one] = true,
                (None, None) => {}
            }
            for &inner in lift.from.iter().skip(1).chain(lift.to.iter().skip(1)) {
                anchored[inner] = true;
            }
            touched[edge.from] = true;
            touched[edge.to] = true;
        }
        for outer in self.outer_first() {
            self.group_in(outer, &mut joined, &anchored, touched[outer]);
        }
    }

    fn group_in(&mut self, outer: usize, joined: &mut Parts, anchored: &Table<bool>, touched: bool) {
        let mut parts: Vec<(usize, bool, Vec<usize>)> = Vec::new();
        let mut known = std::collections::BTreeMap::new();
        for &child in &self.children[outer] {
            let root = joined.root(child);
            let at = *known.entry(root).or_insert_with(|| {
                parts.push((root, false, Vec::new()));
                parts.len() - 1
            });
            if let Some((_, held, members)) = parts.get_mut(at) {
                *held |= anchored[child];
                members.push(child);
            }
        }
        if parts.len() < 2 {
            return;
        }
        // Where lines end at the border of what holds nothing but loose parts, these stand below them as one.
        let around = if touched && parts.iter().all(|(_, held, _)| !held) { self.add_group(outer) } else { outer };
        let mut rest = Vec::new();
        let mut loose = Vec::new();
        for (_, held, members) in parts {
            match members.as_slice() {
                _ if held => rest.extend(members),
                [single] => loose.push(*single),
                _ => {
                    let group = self.add_group(around);
                    for &member in &members {
                        self.parent[member] = group;
                    }
                    self.children[group] = members;
                    loose.push(group);
                }
            }
        }
        for &one in &loose {
            self.parent[one] = around;
        }
        rest.extend(&loose);
        rest.sort_unstable();
        if around == outer {
            self.children[outer] = rest;
        } else {
            self.children[outer] = vec![around];
            self.children[around] = rest;
        }
        self.loose[around] = loose;
    }

    fn add_group(&mut self, parent: usize) -> usize {
        self.children.push(Vec::new());
        self.loose.push(Vec::new());
        self.parent.push(parent)
    }
}

/// Sets that are joined (union-find with path halving).
struct Parts(Table<usize>);

impl Parts {
    fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    fn root(&mut self, mut at: usize) -> usize {
        while self.0[at] != at {
            let above = self.0[self.0[at]];
            self.0[at] = above;
            at = above;
        }
        at
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }
}
