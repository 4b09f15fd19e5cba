//! Nests what is shown, and leads each relation between the nearest boxes that show its ends.

use super::{Line, Selection, Shown, Stage, is_marked};
use crate::model::{Direction, ElementId, Relation, RelationId};
use std::collections::BTreeMap;

/// Boxes that are shown, and which of them stands for an element.
pub(super) struct Nested {
    pub boxes: Vec<Shown>,
    index: BTreeMap<ElementId, usize>,
}

impl Nested {
    /// Whether a box stands for this very element.
    pub fn is_exact(&self, at: usize, id: ElementId) -> bool {
        self.index.get(&id) == Some(&at)
    }

    /// Whether a box is another one or stands in it.
    fn is_in(&self, inner: usize, outer: usize) -> bool {
        std::iter::successors(Some(inner), |&at| self.boxes.get(at).and_then(|shown| shown.parent)).any(|at| at == outer)
    }
}

impl Stage<'_> {
    /// Nests what is shown, and merges the relations between.
    pub(super) fn selection(&self, shown: &[bool]) -> Selection {
        self.selection_without(shown, &self.nothing())
    }

    pub(super) fn selection_without(&self, shown: &[bool], left_out: &[bool]) -> Selection {
        self.selection_of(shown, left_out, &|_| true)
    }

    /// The boxes that are shown, and between them the relations that are meant and do not begin or end at what is left out.
    pub(super) fn selection_of(&self, shown: &[bool], left_out: &[bool], meant: &dyn Fn(&Relation) -> bool) -> Selection {
        let nested = self.nested(shown);
        let mut lines: Vec<Line> = Vec::new();
        let mut known: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for (at, relation) in self.model.relations.iter().enumerate().filter(|(_, relation)| meant(relation)) {
            let ends = (self.nearest(&nested, left_out, relation.source), self.nearest(&nested, left_out, relation.element));
            let (Some(source), Some(target)) = ends else { continue };
            let exact = nested.is_exact(source, relation.source) && nested.is_exact(target, relation.element);
            // Within one box that is drawn whole, a relation shows only where it is drawn exactly.
            if (nested.is_in(source, target) || nested.is_in(target, source)) && !exact {
                continue;
            }
            let (from, to) = match relation.direction {
                Direction::Forth => (source, target),
                Direction::Back => (target, source),
            };
            let line = *known.entry((from, to)).or_insert_with(|| {
                lines.push(Line { from, to, relations: Vec::new(), lifted: false });
                lines.len() - 1
            });
            if let Some(line) = lines.get_mut(line) {
                line.relations.push(RelationId::at(at));
                line.lifted |= !exact;
            }
        }
        Selection { boxes: nested.boxes, lines }
    }

    /// What is shown, each in the nearest box round it that is shown, too.
    pub(super) fn nested(&self, shown: &[bool]) -> Nested {
        let mut nested = Nested { boxes: Vec::new(), index: BTreeMap::new() };
        let mut depths: Vec<(usize, ElementId)> =
            self.elements().filter(|&id| is_marked(shown, id)).map(|id| (self.outwards(id).count(), id)).collect();
        depths.sort_by_key(|&(depth, id)| (depth, id));
        for (_, id) in depths {
            let parent = self.outwards(id).skip(1).find_map(|at| nested.index.get(&at).copied());
            nested.index.insert(id, nested.boxes.len());
            nested.boxes.push(Shown { element: id, parent });
        }
        nested
    }

    /// The box that shows an element: its own, or the nearest round it. Nothing shows what is left out.
    pub(super) fn nearest(&self, nested: &Nested, left_out: &[bool], id: ElementId) -> Option<usize> {
        let hidden = self.outwards(id).any(|at| is_marked(left_out, at));
        self.outwards(id).find_map(|at| nested.index.get(&at).copied()).filter(|_| !hidden)
    }
}
