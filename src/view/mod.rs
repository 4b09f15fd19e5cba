//! Which pictures a model has, and which part of it each shows. Chooses elements and merges the relations between
//! them; measures and draws nothing.

mod crowd;
mod gallery;
mod kinds;
mod lines;
mod links;
mod select;

pub use crowd::{Crowd, MOST_BOXES, crowd};
pub use gallery::{Gallery, MOST_DRAWN, MOST_PICTURES, MOST_TOGETHER, TooLarge, most_lines};

use crate::model::properties::At;
use crate::model::views::FlowDirection;
use crate::model::{BaseKind, ElementId, EnvironmentId, FlowId, Model, RelationId, UnitId, View, ViewKind};
use crate::source::Span;
use crate::theme::Coloring;
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
    /// What its colours tell apart, where that is said.
    pub color: Option<Coloring>,
    /// The element that it is of: with what is inside, or as one box among its neighbours.
    pub of: Option<ElementId>,
    /// The pictures that elements in it lead to, by their files: further in, or back out from what it shows the inside of.
    pub links: BTreeMap<ElementId, String>,
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
    /// What stands where in an environment.
    Deployment(EnvironmentId, Placing),
    /// The tables of a database.
    Data(ElementId),
    /// A flow, step by step.
    Flow(FlowId),
    /// Who may talk to whom in an environment.
    Network(EnvironmentId, Placing),
    /// Topics and queues with those who write to them and read from them.
    Events(Selection),
    /// What runs, to be put together by the team that owns it.
    Ownership(Selection),
    /// Domains with what is in them, and the relations between domains alone.
    Domains(Selection),
    /// The elements that take part in a flow, and for each line the numbers of the steps that go along it.
    Steps(FlowId, Selection, Vec<Vec<u32>>),
}

/// Which elements a picture of an environment shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placing {
    /// The elements that are shown, in order, each with the one as which it is drawn: itself, or what it is collapsed into.
    pub shown: Vec<(ElementId, ElementId)>,
    /// How deep nodes are drawn, where that is said; those at the top are at 1.
    pub depth: Option<usize>,
}

impl Placing {
    /// As what an element is drawn.
    #[must_use]
    pub fn shown_as(&self, element: ElementId) -> Option<ElementId> {
        let at = self.shown.binary_search_by_key(&element, |(one, _)| *one).ok()?;
        self.shown.get(at).map(|(_, shown)| *shown)
    }
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
    /// Whether any of them begins or ends at something that is not shown.
    pub lifted: bool,
}

/// All pictures of a model: the declared views, or where there are none those that every model has; and the flows. Those that
/// are too large to be drawn are not among them.
#[must_use]
pub fn pictures(model: &Model) -> Vec<Picture> {
    gallery(model).pictures
}

/// All pictures of a model, and what of them is not drawn.
#[must_use]
pub fn gallery(model: &Model) -> Gallery {
    let stage = Stage::new(model);
    let mut gallery = Gallery::default();
    let mut declared = model.views.iter().filter(|view| view.unit == UnitId(0)).peekable();
    if declared.peek().is_none() {
        stage.defaults(&mut gallery);
    }
    for view in declared {
        gallery.add(model, view.span, || stage.declared(view));
    }
    for (index, flow) in model.flows.iter().enumerate().filter(|(_, flow)| flow.unit == UnitId(0)) {
        let flow_picture = || Picture {
            description: flow.description.clone(),
            ..plain(file_name(&flow.name, Some("flow")), &flow.title, "Flow", flow.span, Subject::Flow(FlowId::at(index)))
        };
        gallery.add(model, flow.span, flow_picture);
    }
    links::join(model, &mut gallery.pictures);
    gallery
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

    fn defaults(&self, gallery: &mut Gallery) {
        let own = |id: &ElementId| !self.model[*id].is_foreign();
        let systems: Vec<ElementId> = self.elements().filter(own).filter(|&id| self.model[id].kind.base == BaseKind::System).collect();
        for &system in &systems {
            let picture = || self.of_system(system, "context", "System context", &self.context(system));
            gallery.add(self.model, self.model[system].span, picture);
        }
        for &system in systems.iter().filter(|&&system| !self.model[system].children.is_empty()) {
            let picture = || self.of_system(system, "containers", "Containers", &self.inside(system));
            gallery.add(self.model, self.model[system].span, picture);
        }
        if let Some(first) = self.elements().find(own).filter(|_| systems.is_empty()) {
            gallery.add(self.model, self.model[first].span, || self.overview(first));
        }
        for (index, environment) in self.model.environments.iter().enumerate().filter(|(_, e)| e.unit == UnitId(0)) {
            if environment.instances.is_empty() && environment.nodes.is_empty() {
                continue;
            }
            let span = environment.span.unwrap_or_default();
            gallery.add(self.model, span, || {
                let all = Placing { shown: self.elements().map(|id| (id, id)).collect(), depth: None };
                let subject = Subject::Deployment(EnvironmentId::at(index), all);
                let picture = plain(file_name(&environment.name, Some("deployment")), &environment.title, "Deployment", span, subject);
                Picture { description: environment.description.clone(), ..picture }
            });
        }
        for database in self.elements().filter(own).filter(|&id| !self.model[id].tables.is_empty()) {
            let element = &self.model[database];
            let subject = Subject::Data(database);
            let picture = || plain(file_name(&element.path, Some("data")), &element.title, "Tables", element.span, subject);
            gallery.add(self.model, element.span, picture);
        }
    }

    fn of_system(&self, system: ElementId, kind: &str, caption: &str, shown: &[bool]) -> Picture {
        let element = &self.model[system];
        let subject = Subject::Elements(self.selection(shown));
        let mut picture = plain(file_name(&element.path, Some(kind)), &element.title, caption, element.span, subject);
        picture.description.clone_from(&element.description);
        picture.of = Some(system);
        picture
    }

    /// The picture of a program that declares no system; `first` is an element of its.
    fn overview(&self, first: ElementId) -> Picture {
        let mut shown = self.nothing();
        self.show_children(None, &mut shown);
        plain("overview".to_owned(), "Overview", "All elements", self.model[first].span, Subject::Elements(self.selection(&shown)))
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
                let (shown, left_out) = self.chosen(view, of, &|depth| self.usual(of, depth));
                Subject::Elements(self.selection_without(&shown, &left_out))
            }
            ViewKind::Deployment(environment) => Subject::Deployment(environment, self.placed(view)),
            ViewKind::Network(environment) => Subject::Network(environment, self.placed(view)),
            ViewKind::Data(database) => Subject::Data(database),
            ViewKind::Events(of) => Subject::Events(self.events(view, of)),
            ViewKind::Ownership(of) => Subject::Ownership(self.owned(view, of)),
            ViewKind::Domain(of) => Subject::Domains(self.domains(view, of)),
            ViewKind::Flow(flow) => {
                let (selection, numbers) = self.steps(view, flow);
                Subject::Steps(flow, selection, numbers)
            }
        };
        let caption = self.caption(view, &subject);
        let of = match view.kind {
            ViewKind::Elements(of) => of,
            _ => None,
        };
        Picture {
            file: file_name(&view.name, None),
            title: view.title.clone(),
            caption,
            description: view.description.clone(),
            direction: view.direction.as_ref().map(|d| d.value),
            engine: view.layout.clone(),
            highlight: view.highlight.iter().map(|tag| tag.value.clone()).collect(),
            color: view.color.as_ref().map(|color| color.value),
            of,
            links: BTreeMap::new(),
            subject,
            span: view.span,
        }
    }

    /// What kind of picture a declared view is, and of what.
    fn caption(&self, view: &View, subject: &Subject) -> String {
        let inside = |what: &str, all: &str, of: Option<ElementId>| match of {
            Some(of) => format!("{what} of {}", self.model[of].title),
            None => all.to_owned(),
        };
        match view.kind {
            ViewKind::Elements(None) if view.include.is_empty() => "All elements".to_owned(),
            ViewKind::Elements(None) => match self.common(subject) {
                Some(whole) => format!("Parts of {}", self.model[whole].title),
                None => "Selected elements".to_owned(),
            },
            ViewKind::Elements(Some(of)) if view.depth.as_ref().is_some_and(|depth| depth.value == 0) => {
                format!("Around {}", self.model[of].title)
            }
            ViewKind::Elements(Some(of)) => format!("Inside {}", self.model[of].title),
            ViewKind::Deployment(environment) => format!("Deployment to {}", self.model[environment].title),
            ViewKind::Network(environment) => format!("Who may talk to whom in {}", self.model[environment].title),
            ViewKind::Data(database) => format!("Tables of {}", self.model[database].title),
            ViewKind::Events(of) => inside("Events", "All events", of),
            ViewKind::Ownership(of) => inside("Owners", "All owners", of),
            ViewKind::Domain(of) => inside("Domains", "All domains", of),
            ViewKind::Flow(flow) => format!("Steps of {}", self.model[flow].title),
        }
    }

    /// What all boxes of a selection stand in, leaving aside people and what somebody else runs.
    fn common(&self, subject: &Subject) -> Option<ElementId> {
        let Subject::Elements(selection) = subject else { return None };
        let own = |id: &ElementId| self.model[*id].kind.base != BaseKind::Person && !self.model[*id].is_foreign();
        let mut shown = selection.boxes.iter().map(|shown| shown.element).filter(own);
        let mut round: Vec<ElementId> = self.outwards(shown.next()?).skip(1).collect();
        for id in shown {
            round.retain(|&outer| outer != id && self.is_in(id, outer));
        }
        round.first().copied()
    }

    /// The elements that a view of an environment does not leave out, and as what it draws them.
    fn placed(&self, view: &View) -> Placing {
        let wanted = if view.include.is_empty() { vec![true; self.model.elements.len()] } else { self.picked(&view.include, None, None) };
        let unwanted = self.picked(&view.exclude, None, None);
        let any = |marks: &[bool], id: ElementId| self.outwards(id).any(|at| is_marked(marks, at));
        let whole = |id: ElementId| {
            let collapsed = |at: &ElementId| view.collapse.iter().any(|whole| whole.value == *at);
            self.outwards(id).filter(collapsed).last().unwrap_or(id)
        };
        let shown = self.elements().filter(|&id| any(&wanted, id) && !any(&unwanted, id)).map(|id| (id, whole(id)));
        Placing { shown: shown.collect(), depth: view.depth.as_ref().map(|depth| depth.value as usize) }
    }
}

/// Whether a picture draws something with what it holds.
fn shows_inside(subject: &Subject, of: ElementId) -> bool {
    let Subject::Elements(selection) = subject else { return false };
    let at = selection.boxes.iter().position(|shown| shown.element == of);
    at.is_some() && selection.boxes.iter().any(|shown| shown.parent == at)
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
        color: None,
        of: None,
        links: BTreeMap::new(),
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
