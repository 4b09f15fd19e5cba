//! Which pictures are drawn: laying out takes long where very much is shown, and nobody looks at a picture of thousands of boxes.

use super::{Picture, Selection, Subject};
use crate::model::{ElementId, Model};
use crate::source::Span;

/// The most boxes of a picture that is drawn: tables, nodes and the messages of a flow count as boxes.
pub const MOST_DRAWN: usize = 2_000;
/// The most lines of a picture that is drawn; fewer where they lie between few boxes, see [`most_lines`].
const MOST_LINES: usize = 2_000;
/// The most pictures of a program.
pub const MOST_PICTURES: usize = 500;
/// The most boxes and lines of all pictures of a program together, where lines between few boxes count several times.
pub const MOST_TOGETHER: usize = 30_000;

/// The most lines that are drawn between so many boxes: how long it takes to keep them apart grows with how many there are for each box.
#[must_use]
pub fn most_lines(boxes: usize) -> usize {
    boxes.saturating_mul(5_000).isqrt().min(MOST_LINES)
}

/// The pictures of a model.
#[derive(Debug, Default)]
pub struct Gallery {
    /// Those that are drawn.
    pub pictures: Vec<Picture>,
    /// Those that are not, each for itself.
    pub too_large: Vec<TooLarge>,
    /// How many more there would be, were there not too many, and where the first of them is declared.
    pub too_many: Option<(usize, Span)>,
    together: usize,
}

/// A picture that is not drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TooLarge {
    /// The name of its file without the ending.
    pub file: String,
    /// How many boxes it would show.
    pub boxes: usize,
    /// How many lines it would show.
    pub lines: usize,
    /// The declaration that it comes from.
    pub span: Span,
}

impl Gallery {
    /// Adds a picture, unless it is too large or there are too many; then it is not even made.
    pub(super) fn add(&mut self, model: &Model, span: Span, make: impl FnOnce() -> Picture) {
        if self.pictures.len() >= MOST_PICTURES || self.together >= MOST_TOGETHER || self.too_many.is_some() {
            let (count, first) = self.too_many.unwrap_or((0, span));
            self.too_many = Some((count + 1, first));
            return;
        }
        let picture = make();
        let (boxes, lines) = extent(model, &picture.subject);
        if boxes > MOST_DRAWN || lines > most_lines(boxes) {
            self.too_large.push(TooLarge { file: picture.file, boxes, lines, span });
            return;
        }
        self.together += boxes + lines + lines * lines / boxes.max(1);
        self.pictures.push(picture);
    }
}

/// How many boxes and lines a picture shows, long texts and tables counted as several boxes; where that is known only when it is
/// drawn, no fewer than it does.
fn extent(model: &Model, subject: &Subject) -> (usize, usize) {
    match subject {
        Subject::Elements(selection)
        | Subject::Events(selection)
        | Subject::Ownership(selection)
        | Subject::Domains(selection)
        | Subject::Steps(_, selection, _) => of_selection(model, selection),
        Subject::Deployment(id, placing) | Subject::Network(id, placing) => {
            let environment = &model[*id];
            let shown = environment.instances.iter().filter(|instance| placing.shown_as(instance.element).is_some());
            let (boxes, lines) = shown
                .fold((0, 0), |(boxes, lines), instance| (boxes + 1 + texts(model, instance.element), lines + instance.bindings.len()));
            (boxes + environment.nodes.len(), lines + environment.relations.len())
        }
        Subject::Data(database) => {
            let columns = model[*database].tables.iter().map(|id| &model[*id].columns);
            let (boxes, lines) = columns.fold((0, 0), |(boxes, lines), columns| {
                (boxes + 1 + columns.len() / 8, lines + columns.iter().filter(|column| column.references.is_some()).count())
            });
            (boxes, lines)
        }
        Subject::Flow(flow) => (model[*flow].messages().len(), 0),
    }
}

fn of_selection(model: &Model, selection: &Selection) -> (usize, usize) {
    let boxes = selection.boxes.iter().map(|shown| 1 + texts(model, shown.element));
    let labels = |line: &super::Line| -> usize {
        line.relations.iter().map(|id| model[*id].label.as_deref().map_or(0, |label| label.len() / 500)).sum()
    };
    (boxes.sum(), selection.lines.iter().map(|line| 1 + labels(line)).sum())
}

/// For how many more boxes an element counts, for all that is written in it.
fn texts(model: &Model, element: ElementId) -> usize {
    let element = &model[element];
    (element.title.len() + element.description.as_deref().map_or(0, str::len)) / 500
}
