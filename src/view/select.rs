//! What selectors pick, and what a declared view of elements makes of them.

use super::{Stage, is_marked, mark};
use crate::model::properties::At;
use crate::model::{ElementId, Selector, View, ViewKind};

impl Stage<'_> {
    /// What a view of elements shows, and what it leaves out: relations of the latter are not drawn, whereas those of
    /// what is merely not shown are drawn at the box round it.
    /// `usual` is what it shows where it includes nothing.
    pub(super) fn chosen(&self, view: &View, of: Option<ElementId>, usual: &dyn Fn(Option<usize>) -> Vec<bool>) -> (Vec<bool>, Vec<bool>) {
        let depth = view.depth.as_ref().map(|depth| depth.value as usize);
        let mut shown = if view.include.is_empty() { usual(depth) } else { self.picked(&view.include, of, depth) };
        if let Some(depth) = depth {
            for id in self.elements().filter(|&id| self.depth(id, of).is_some_and(|d| d > depth)) {
                unmark(&mut shown, id);
            }
        }
        if matches!(view.kind, ViewKind::Elements(_))
            && let Some(of) = of
            && self.elements().any(|id| id != of && is_marked(&shown, id) && self.is_in(id, of))
        {
            mark(&mut shown, of);
        }
        for whole in &view.collapse {
            let inside: Vec<ElementId> = self.elements().filter(|&id| is_marked(&shown, id) && self.is_in(id, whole.value)).collect();
            if !inside.is_empty() {
                for id in inside {
                    unmark(&mut shown, id);
                }
                mark(&mut shown, whole.value);
            }
        }
        let left_out = self.picked(&view.exclude, of, depth);
        for id in self.elements().filter(|&id| self.outwards(id).any(|at| is_marked(&left_out, at))) {
            unmark(&mut shown, id);
        }
        (shown, left_out)
    }

    /// What a view of elements shows where it says nothing: `*`.
    pub(super) fn usual(&self, of: Option<ElementId>, depth: Option<usize>) -> Vec<bool> {
        let mut marks = self.nothing();
        self.pick_all(of, depth, &mut marks);
        marks
    }

    /// How deep an element stands below what a view is of; from the top, top elements are at 0.
    fn depth(&self, id: ElementId, of: Option<ElementId>) -> Option<usize> {
        match of {
            Some(of) => self.outwards(id).position(|at| at == of),
            None => Some(self.outwards(id).count() - 1),
        }
    }

    /// The elements that any of some selectors picks.
    pub(super) fn picked(&self, selectors: &[At<Selector>], of: Option<ElementId>, depth: Option<usize>) -> Vec<bool> {
        let mut marks = self.nothing();
        for selector in selectors {
            self.pick(&selector.value, of, depth, &mut marks);
        }
        marks
    }

    fn pick(&self, selector: &Selector, of: Option<ElementId>, depth: Option<usize>, marks: &mut [bool]) {
        let model = self.model;
        let mut each = |picks: &dyn Fn(ElementId) -> bool| self.elements().filter(|&id| picks(id)).for_each(|id| mark(marks, id));
        match selector {
            Selector::Element(element) => mark(marks, *element),
            Selector::Children(of) => each(&|id| model[id].parent == Some(*of) && !model[id].implied),
            Selector::Descendants(of) => {
                each(&|id| id != *of && !model[id].implied && std::iter::successors(Some(id), |&at| model[at].parent).any(|at| at == *of));
            }
            Selector::Tag(tag) => each(&|id| model[id].tags.contains(tag)),
            Selector::Kind(kind) => each(&|id| model[id].kind.chain.contains(kind)),
            Selector::PointingAt(to) => {
                for relation in model.relations.iter().filter(|r| self.is_in(r.element, *to) && !self.is_in(r.source, *to)) {
                    mark(marks, relation.source);
                }
            }
            Selector::PointedAtBy(from) => {
                for relation in model.relations.iter().filter(|r| self.is_in(r.source, *from) && !self.is_in(r.element, *from)) {
                    mark(marks, relation.element);
                }
            }
            Selector::All => self.pick_all(of, depth, marks),
        }
    }

    /// `*`: what stands in the subject down to the depth, and its neighbours; or the top elements.
    fn pick_all(&self, of: Option<ElementId>, depth: Option<usize>, marks: &mut [bool]) {
        let deepest = depth.unwrap_or(usize::from(of.is_some()));
        for id in self.elements().filter(|&id| !self.model[id].implied) {
            let declared_inside = of.is_some() && self.model[id].parent == of && deepest > 0;
            if declared_inside || self.depth(id, of).is_some_and(|d| d <= deepest) {
                mark(marks, id);
            }
        }
        if let Some(of) = of {
            self.neighbours(of, marks);
        }
    }
}

fn unmark(marks: &mut [bool], id: ElementId) {
    if let Some(mark) = marks.get_mut(id.index()) {
        *mark = false;
    }
}
