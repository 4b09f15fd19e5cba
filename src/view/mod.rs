//! Which pictures a model has, and which part of it each shows. Chooses elements and merges the relations between
//! them; measures and draws nothing.

mod select;

use crate::model::properties::At;
use crate::model::views::FlowDirection;
use crate::model::{BaseKind, Direction, ElementId, EnvironmentId, FlowId, Model, RelationId, UnitId, View, ViewKind};
use crate::source::Span;
use std::collections::BTreeMap;

/// A picture of a model, before anything is measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// The name of its file without the ending, unique if the model's names are.
    pub file: String,
    /// What it is called.
    pub title: String,
    /// What kind of picture it is, and of what.
    pub caption: String,
    /// What it shows, in the user's words.
    pub description: Option<String>,
    /// Which way its arrows go, where that is said.
    pub direction: Option<FlowDirection>,
    /// The layout engine, where that is said.
    pub engine: Option<At<String>>,
    /// Tags that stand out.
    pub highlight: Vec<String>,
    /// What it shows.
    pub subject: Subject,
    /// The declaration that it comes from.
    pub span: Span,
}

/// What a picture shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Subject {
    /// Elements and the relations between them.
    Elements(Selection),
    /// What stands where in an environment: the elements that are shown.
    Deployment(EnvironmentId, Vec<ElementId>),
    /// The tables of a database.
    Data(ElementId),
    /// A flow, step by step.
    Flow(FlowId),
}

/// Elements within elements, and the relations between them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selection {
    /// What is shown, a box before those in it.
    pub boxes: Vec<Shown>,
    /// The lines between them, each pair and way once.
    pub lines: Vec<Line>,
}

/// An element that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Which.
    pub element: ElementId,
    /// The box round it, by its index.
    pub parent: Option<usize>,
}

/// Relations that are drawn as one line, the way the messages go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The box where it begins, by its index.
    pub from: usize,
    /// The box where it ends, by its index.
    pub to: usize,
    /// The relations, in declaration order.
    pub relations: Vec<RelationId>,
}

/// All pictures of a model: the declared views, or where there are none those that every model has; and the flows.
#[must_use]
pub fn pictures(model: &Model) -> Vec<Picture> {
    let stage = Stage::new(model);
    let declared: Vec<&View> = model.views.iter().filter(|view| view.unit == UnitId(0)).collect();
    let declared: Vec<Picture> = declared.into_iter().map(|view| stage.declared(view)).collect();
    let mut pictures = if declared.is_empty() { stage.defaults() } else { declared };
    for (index, flow) in model.flows.iter().enumerate().filter(|(_, flow)| flow.unit == UnitId(0)) {
        pictures.push(Picture {
            file: file_name(&flow.name, Some("flow")),
            title: flow.title.clone(),
            caption: "Flow".to_owned(),
            description: flow.description.clone(),
            direction: None,
            engine: None,
            highlight: Vec::new(),
            subject: Subject::Flow(FlowId::at(index)),
            span: flow.span,
        });
    }
    pictures
}

/// A path or name as part of a file's name, with what kind of picture it is behind it.
fn file_name(path: &str, kind: Option<&str>) -> String {
    let name: String = path.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    match kind {
        Some(kind) => format!("{name}-{kind}"),
        None => name,
    }
}

/// A model with the boxes in which its elements are drawn.
struct Stage<'a> {
    model: &'a Model,
    /// The box round each element. People, and what somebody else runs, are drawn outside the system that declares them.
    parents: Vec<Option<ElementId>>,
}

impl<'a> Stage<'a> {
    fn new(model: &'a Model) -> Self {
        let chain = |element: ElementId| std::iter::successors(model[element].parent, |&at| model[at].parent);
        let parents = (0..model.elements.len()).map(ElementId::at).map(|id| {
            let element = &model[id];
            let guest = element.kind.base == BaseKind::Person || element.external;
            let hosts = chain(id).filter(|&at| model[at].kind.base == BaseKind::System && !model[at].external);
            match hosts.last() {
                Some(system) if guest && !element.parent.is_some_and(|parent| model[parent].external) => model[system].parent,
                _ => element.parent,
            }
        });
        Self { model, parents: parents.collect() }
    }

    fn parent(&self, element: ElementId) -> Option<ElementId> {
        self.parents.get(element.index()).copied().flatten()
    }

    /// The element and the boxes round it, the innermost first.
    fn outwards(&self, element: ElementId) -> impl Iterator<Item = ElementId> {
        std::iter::successors(Some(element), |&at| self.parent(at))
    }

    fn is_in(&self, element: ElementId, outer: ElementId) -> bool {
        self.outwards(element).any(|at| at == outer)
    }

    fn elements(&self) -> impl Iterator<Item = ElementId> + use<> {
        (0..self.model.elements.len()).map(ElementId::at)
    }

    fn defaults(&self) -> Vec<Picture> {
        let mut pictures = Vec::new();
        let own = |id: &ElementId| !self.model[*id].is_foreign();
        let systems: Vec<ElementId> = self.elements().filter(own).filter(|&id| self.model[id].kind.base == BaseKind::System).collect();
        for &system in &systems {
            pictures.push(self.of_system(system, "context", "System context", &self.context(system)));
        }
        for &system in systems.iter().filter(|&&system| !self.model[system].children.is_empty()) {
            pictures.push(self.of_system(system, "containers", "Containers", &self.inside(system)));
        }
        if systems.is_empty() {
            pictures.extend(self.overview());
        }
        for (index, environment) in self.model.environments.iter().enumerate().filter(|(_, e)| e.unit == UnitId(0)) {
            if environment.instances.is_empty() && environment.nodes.is_empty() {
                continue;
            }
            let span = environment.span.unwrap_or_default();
            let subject = Subject::Deployment(EnvironmentId::at(index), self.elements().collect());
            let mut picture = plain(file_name(&environment.name, Some("deployment")), &environment.title, "Deployment", span, subject);
            picture.description.clone_from(&environment.description);
            pictures.push(picture);
        }
        for database in self.elements().filter(own).filter(|&id| !self.model[id].tables.is_empty()) {
            let element = &self.model[database];
            let subject = Subject::Data(database);
            pictures.push(plain(file_name(&element.path, Some("data")), &element.title, "Tables", element.span, subject));
        }
        pictures
    }

    fn of_system(&self, system: ElementId, kind: &str, caption: &str, shown: &[bool]) -> Picture {
        let element = &self.model[system];
        let subject = Subject::Elements(self.selection(shown));
        let mut picture = plain(file_name(&element.path, Some(kind)), &element.title, caption, element.span, subject);
        picture.description.clone_from(&element.description);
        picture
    }

    /// The picture of a program that declares no system.
    fn overview(&self) -> Option<Picture> {
        let first = self.elements().find(|&id| !self.model[id].is_foreign())?;
        let mut shown = self.nothing();
        self.show_children(None, &mut shown);
        Some(plain("overview".to_owned(), "Overview", "All elements", self.model[first].span, Subject::Elements(self.selection(&shown))))
    }

    /// A system as one box among its neighbours.
    fn context(&self, system: ElementId) -> Vec<bool> {
        let mut shown = self.nothing();
        mark(&mut shown, system);
        self.neighbours(system, &mut shown);
        shown
    }

    /// The parts of a system, with what groups them, among its neighbours.
    fn inside(&self, system: ElementId) -> Vec<bool> {
        let mut shown = self.nothing();
        mark(&mut shown, system);
        self.show_children(Some(system), &mut shown);
        for guest in self.model[system].children.iter().copied().filter(|&child| self.parent(child) != Some(system)) {
            mark(&mut shown, guest);
        }
        self.neighbours(system, &mut shown);
        shown
    }

    /// Shows what stands in a box, or at the top; domains, groups and zones with what they hold.
    fn show_children(&self, parent: Option<ElementId>, shown: &mut [bool]) {
        for id in self.elements().filter(|&id| self.parent(id) == parent && !self.model[id].implied) {
            mark(shown, id);
            if matches!(self.model[id].kind.base, BaseKind::Domain | BaseKind::Group | BaseKind::Zone) {
                self.show_children(Some(id), shown);
            }
        }
    }

    /// Shows what has relations to something inside a box: the outermost system or part that does not hold the box too.
    fn neighbours(&self, of: ElementId, shown: &mut [bool]) {
        for relation in &self.model.relations {
            for (near, far) in [(relation.source, relation.element), (relation.element, relation.source)] {
                if self.is_in(near, of) && !self.is_in(far, of) {
                    let apart: Vec<ElementId> = self.outwards(far).take_while(|&at| !self.is_in(of, at)).collect();
                    let groups =
                        |id: &&ElementId| matches!(self.model[**id].kind.base, BaseKind::Domain | BaseKind::Group | BaseKind::Zone);
                    if let Some(&id) = apart.iter().rev().find(|id| !groups(id)).or(apart.last()) {
                        mark(shown, id);
                    }
                }
            }
        }
    }

    fn nothing(&self) -> Vec<bool> {
        vec![false; self.model.elements.len()]
    }

    fn declared(&self, view: &View) -> Picture {
        let subject = match view.kind {
            ViewKind::Elements(of) => {
                let (shown, left_out) = self.chosen(view, of);
                Subject::Elements(self.selection_without(&shown, &left_out))
            }
            ViewKind::Deployment(environment) => Subject::Deployment(environment, self.placed(view)),
            ViewKind::Data(database) => Subject::Data(database),
        };
        let caption = match view.kind {
            ViewKind::Elements(None) if view.include.is_empty() => "All elements".to_owned(),
            ViewKind::Elements(None) => "Some elements".to_owned(),
            ViewKind::Elements(Some(of)) if view.depth.as_ref().is_some_and(|depth| depth.value == 0) => {
                format!("Around {}", self.model[of].title)
            }
            ViewKind::Elements(Some(of)) => format!("Inside {}", self.model[of].title),
            ViewKind::Deployment(environment) => format!("Deployment to {}", self.model[environment].title),
            ViewKind::Data(database) => format!("Tables of {}", self.model[database].title),
        };
        Picture {
            file: file_name(&view.name, None),
            title: view.title.clone(),
            caption,
            description: view.description.clone(),
            direction: view.direction.as_ref().map(|d| d.value),
            engine: view.layout.clone(),
            highlight: view.highlight.iter().map(|tag| tag.value.clone()).collect(),
            subject,
            span: view.span,
        }
    }

    /// The elements that a deployment view does not leave out.
    fn placed(&self, view: &View) -> Vec<ElementId> {
        let wanted = if view.include.is_empty() { vec![true; self.model.elements.len()] } else { self.picked(&view.include, None, None) };
        let unwanted = self.picked(&view.exclude, None, None);
        let any = |marks: &[bool], id: ElementId| self.outwards(id).any(|at| is_marked(marks, at));
        self.elements().filter(|&id| any(&wanted, id) && !any(&unwanted, id)).collect()
    }

    /// Nests what is shown, and merges the relations between.
    fn selection(&self, shown: &[bool]) -> Selection {
        self.selection_without(shown, &self.nothing())
    }

    fn selection_without(&self, shown: &[bool], left_out: &[bool]) -> Selection {
        let mut index: BTreeMap<ElementId, usize> = BTreeMap::new();
        let mut boxes: Vec<Shown> = Vec::new();
        let mut depths: Vec<(usize, ElementId)> =
            self.elements().filter(|&id| is_marked(shown, id)).map(|id| (self.outwards(id).count(), id)).collect();
        depths.sort_by_key(|&(depth, id)| (depth, id));
        for (_, id) in depths {
            let parent = self.outwards(id).skip(1).find_map(|at| index.get(&at).copied());
            index.insert(id, boxes.len());
            boxes.push(Shown { element: id, parent });
        }
        let nearest = |id: ElementId| {
            let hidden = self.outwards(id).any(|at| is_marked(left_out, at));
            self.outwards(id).find_map(|at| index.get(&at).copied()).filter(|_| !hidden)
        };
        let mut lines: Vec<Line> = Vec::new();
        let mut known: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for (at, relation) in self.model.relations.iter().enumerate() {
            let (Some(source), Some(target)) = (nearest(relation.source), nearest(relation.element)) else { continue };
            let exact = |at: usize, id: ElementId| boxes.get(at).is_some_and(|shown| shown.element == id);
            let holds = |inner: usize, outer: usize| {
                std::iter::successors(Some(inner), |&at| boxes.get(at).and_then(|b| b.parent)).any(|at| at == outer)
            };
            // Within one box that is drawn whole, a relation shows only where it is drawn exactly.
            let nested = holds(source, target) || holds(target, source);
            if nested && !(exact(source, relation.source) && exact(target, relation.element)) {
                continue;
            }
            let (from, to) = match relation.direction {
                Direction::Forth => (source, target),
                Direction::Back => (target, source),
            };
            let line = *known.entry((from, to)).or_insert_with(|| {
                lines.push(Line { from, to, relations: Vec::new() });
                lines.len() - 1
            });
            if let Some(line) = lines.get_mut(line) {
                line.relations.push(RelationId::at(at));
            }
        }
        Selection { boxes, lines }
    }
}

fn plain(file: String, title: &str, caption: &str, span: Span, subject: Subject) -> Picture {
    Picture {
        file,
        title: title.to_owned(),
        caption: caption.to_owned(),
        description: None,
        direction: None,
        engine: None,
        highlight: Vec::new(),
        subject,
        span,
    }
}

fn mark(marks: &mut [bool], id: ElementId) {
    if let Some(mark) = marks.get_mut(id.index()) {
        *mark = true;
    }
}

fn is_marked(marks: &[bool], id: ElementId) -> bool {
    marks.get(id.index()).copied().unwrap_or(false)
}
