//! What views of events, owners, domains and the steps of a flow show.

use super::{Line, Selection, Stage, is_marked, mark};
use crate::model::{BaseKind, ElementId, FlowId, Meaning, Step, View};
use std::collections::BTreeMap;

impl Stage<'_> {
    /// Topics and queues, those who write to them and read from them, and the messages alone.
    pub(super) fn events(&self, view: &View, of: Option<ElementId>) -> Selection {
        let usual = |_| {
            let mut shown = self.nothing();
            let is_channel = |id: ElementId| self.model[id].kind.base.is_channel() && of.is_none_or(|of| self.is_in(id, of));
            self.elements().filter(|&id| is_channel(id)).for_each(|id| mark(&mut shown, id));
            for relation in self.model.relations.iter().filter(|relation| is_channel(relation.element)) {
                mark(&mut shown, self.model.whole(relation.source));
            }
            shown
        };
        let (shown, left_out) = self.chosen(view, of, &usual);
        self.selection_of(&shown, &left_out, &|relation| relation.meaning == Meaning::Message)
    }

    /// All of the program that runs or holds messages.
    pub(super) fn owned(&self, view: &View, of: Option<ElementId>) -> Selection {
        let usual = |_| {
            let mut shown = self.nothing();
            let counts = |id: ElementId| {
                let element = &self.model[id];
                let base = element.kind.base;
                (base.runs() || base.is_channel()) && !element.implied && !element.is_foreign() && of.is_none_or(|of| self.is_in(id, of))
            };
            self.elements().filter(|&id| counts(id)).for_each(|id| mark(&mut shown, id));
            shown
        };
        let (mut shown, left_out) = self.chosen(view, of, &usual);
        // A box that is drawn with what it holds is no owner's: its parts are.
        for id in self.elements().filter(|&id| self.model[id].kind.base.is_box()) {
            let holds = self.elements().any(|inner| inner != id && is_marked(&shown, inner) && self.is_in(inner, id));
            if let Some(mark) = shown.get_mut(id.index()).filter(|_| holds) {
                *mark = false;
            }
        }
        let mut selection = self.selection_without(&shown, &left_out);
        for shown in &mut selection.boxes {
            shown.parent = None;
        }
        selection
    }

    /// Domains, or systems where there are none, or else what the view is of, with what is right in them; and what has to do with
    /// them.
    pub(super) fn domains(&self, view: &View, of: Option<ElementId>) -> Selection {
        let within = |id: ElementId| of.is_none_or(|of| id != of && self.is_in(id, of));
        let own = |base: BaseKind| self.elements().any(|id| self.model[id].kind.base == base && within(id) && !self.model[id].is_foreign());
        // What holds neither is one by itself.
        let unit = [BaseKind::Domain, BaseKind::System].into_iter().find(|&base| own(base));
        let is_unit = |id: ElementId| match (unit, of) {
            (None, Some(of)) => id == of,
            (unit, _) => unit == Some(self.model[id].kind.base) && within(id),
        };
        let usual = |_| {
            let mut shown = self.nothing();
            for id in self.elements().filter(|&id| is_unit(id)) {
                mark(&mut shown, id);
                self.show_parts(id, &mut shown);
            }
            for id in self.elements().filter(|&id| is_unit(id)) {
                self.show_partners(id, &is_unit, &mut shown);
            }
            shown
        };
        let (shown, left_out) = self.chosen(view, of, &usual);
        let ends: Vec<bool> = self
            .elements()
            .map(|id| is_marked(&shown, id) && (is_unit(id) || !self.outwards(id).skip(1).any(|at| is_marked(&shown, at) && is_unit(at))))
            .collect();
        let between = self.selection_without(&ends, &left_out);
        let nested = self.nested(&shown);
        let place = |at: usize| {
            let element = between.boxes.get(at)?.element;
            nested.boxes.iter().position(|shown| shown.element == element)
        };
        let lines = between.lines.iter().filter_map(|line| {
            let (from, to) = (place(line.from)?, place(line.to)?);
            Some(Line { from, to, relations: line.relations.clone(), lifted: true })
        });
        Selection { lines: lines.collect(), boxes: nested.boxes }
    }

    /// Shows what stands right in a domain and runs, holds messages or is a system; what groups them is passed over.
    fn show_parts(&self, domain: ElementId, shown: &mut [bool]) {
        for id in self.elements().filter(|&id| self.parent(id) == Some(domain) && !self.model[id].implied) {
            match self.model[id].kind.base {
                BaseKind::Group | BaseKind::Zone => self.show_parts(id, shown),
                BaseKind::Person | BaseKind::Component => {}
                _ => mark(shown, id),
            }
        }
    }

    /// Shows what has relations to something in a domain and stands in none: systems, and what stands in no system.
    fn show_partners(&self, domain: ElementId, is_unit: &dyn Fn(ElementId) -> bool, shown: &mut [bool]) {
        for relation in &self.model.relations {
            for (near, far) in [(relation.source, relation.element), (relation.element, relation.source)] {
                let stranger = !self.outwards(far).any(is_unit) && self.model[far].kind.base != BaseKind::Person;
                if self.is_in(near, domain) && stranger {
                    let apart: Vec<ElementId> = self.outwards(far).take_while(|&at| !self.is_in(domain, at)).collect();
                    apart.last().into_iter().for_each(|&id| mark(shown, id));
                }
            }
        }
    }

    /// Those who take part in a flow, in their systems, and for each line between them the numbers of its steps.
    pub(super) fn steps(&self, view: &View, flow: FlowId) -> (Selection, Vec<Vec<u32>>) {
        let messages = self.model[flow].messages();
        let ends = messages.iter().filter_map(|step| match step {
            Step::Message { source, element, back, relation, .. } => {
                let (from, to) = if *back { (*element, *source) } else { (*source, *element) };
                Some((from, to, *relation))
            }
            _ => None,
        });
        let ends: Vec<_> = ends.collect();
        let usual = |_| {
            let mut shown = self.nothing();
            for &(from, to, _) in &ends {
                for id in [from, to].into_iter().flat_map(|end| self.outwards(end).enumerate()) {
                    if id.0 == 0 || self.model[id.1].kind.base == BaseKind::System {
                        mark(&mut shown, id.1);
                    }
                }
            }
            shown
        };
        let (shown, left_out) = self.chosen(view, None, &usual);
        let nested = self.nested(&shown);
        let (mut lines, mut numbers): (Vec<Line>, Vec<Vec<u32>>) = (Vec::new(), Vec::new());
        let mut known: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for ((from_id, to_id, relation), number) in ends.into_iter().zip(1..) {
            let (from, to) = (self.nearest(&nested, &left_out, from_id), self.nearest(&nested, &left_out, to_id));
            let (Some(from), Some(to)) = (from, to) else { continue };
            let exact = nested.is_exact(from, from_id) && nested.is_exact(to, to_id);
            if from == to && !exact {
                continue;
            }
            let at = *known.entry((from, to)).or_insert_with(|| {
                lines.push(Line { from, to, relations: Vec::new(), lifted: false });
                numbers.push(Vec::new());
                lines.len() - 1
            });
            if let (Some(line), Some(steps)) = (lines.get_mut(at), numbers.get_mut(at)) {
                line.relations.extend(relation.filter(|relation| !line.relations.contains(relation)));
                line.lifted |= !exact;
                steps.push(number);
            }
        }
        (Selection { boxes: nested.boxes, lines }, numbers)
    }
}
