//! The forms that tell kinds apart, and where within them text has room.

#[cfg(test)]
mod tests;

use crate::icons::{self, Symbol};
use crate::model::{BaseKind as Kind, Element, NodeKind};
use crate::scene::{Color, Dash, Form, Hue, Item, Move, Outline, Point, Rect, Stroke};

/// The form of a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shape {
    /// That of elements of this kind; a domain's is that of a group.
    Of(Kind),
    /// That of a deployment node that holds nothing.
    Node,
}

/// Room between the border of a shape and its text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Insets {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Insets {
    const fn new(left: f64, top: f64, right: f64, bottom: f64) -> Self {
        Self { left, top, right, bottom }
    }
}

/// How a box is painted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Paint {
    pub fill: Color,
    pub edge: Color,
    pub foreign: bool,
    pub highlight: bool,
}

/// Height of the curve of a cylinder's lid.
const LID: f64 = 8.0;
/// Width of the curve at a pipe's end.
const END: f64 = 9.0;
/// How far a gateway's points stick out.
const POINT: f64 = 10.0;
/// Radius of a person's ends.
const ROUND_END: f64 = 30.0;
/// Height of an app's title bar.
const BAR: f64 = 16.0;
/// The folded corner of a job.
const FOLD: f64 = 14.0;
/// How far a component's plugs stick out.
const PLUG: f64 = 7.0;
/// How far a daemon's second sheet looks out.
const SHEET: f64 = 5.0;
/// How far the foot of a bucket is drawn in.
const TAPER: f64 = 14.0;
/// The width and height of a folder's tab.
const TAB: (f64, f64) = (46.0, 8.0);
/// The radius of its corners.
const FOLDER_CORNER: f64 = 6.0;
/// The cut corners of a broker.
const CUT: f64 = 14.0;
/// Half the width of a line's head, with a little room.
const BESIDE: f64 = 5.0;

impl Shape {
    /// The shape of an element.
    pub fn of(element: &Element) -> Self {
        Self::Of(match element.kind.base {
            Kind::Domain => Kind::Group,
            base => base,
        })
    }

    /// The colours of an element of this shape.
    pub fn paint(self, foreign: bool) -> Paint {
        let (fill, edge) = match self {
            _ if foreign => (Color::Fill(Hue::Foreign), Color::Edge(Hue::Foreign)),
            Self::Of(Kind::Person) => (Color::Fill(Hue::Person), Color::Edge(Hue::Person)),
            Self::Of(Kind::Database | Kind::Cache | Kind::Search | Kind::Bucket) => (Color::Fill(Hue::Store), Color::Edge(Hue::Store)),
            Self::Of(Kind::Topic | Kind::Queue | Kind::Broker) => (Color::Fill(Hue::Message), Color::Edge(Hue::Message)),
            Self::Of(Kind::Group | Kind::Zone) | Self::Node => (Color::Within, Color::Edge(Hue::Foreign)),
            Self::Of(_) => (Color::Fill(Hue::Software), Color::Edge(Hue::Software)),
        };
        Paint { fill, edge, foreign, highlight: false }
    }

    /// The symbol of its kind.
    pub fn symbol(self, foreign: bool) -> Option<Symbol> {
        icons::of_kind(match self {
            Self::Of(Kind::System) if foreign => "external",
            Self::Of(base) => base.word(),
            Self::Node => "node",
        })
    }

    /// Where text has room; the system of somebody else has no bar above it.
    pub fn insets(self, foreign: bool) -> Insets {
        match self {
            Self::Of(Kind::System) if foreign => Insets::new(16.0, 16.0, 16.0, 16.0),
            Self::Of(Kind::Person) => Insets::new(13.0, 13.0, 22.0, 13.0),
            Self::Of(Kind::Gateway) => Insets::new(POINT + 10.0, 13.0, POINT + 10.0, 13.0),
            Self::Of(Kind::App) => Insets::new(13.0, BAR + 10.0, 14.0, 12.0),
            Self::Of(Kind::Worker) => Insets::new(20.0, 13.0, 22.0, 13.0),
            Self::Of(Kind::Job) => Insets::new(13.0, 13.0, 20.0, 13.0),
            Self::Of(Kind::Daemon) => Insets::new(14.0, 13.0 + SHEET, 14.0 + SHEET, 13.0),
            Self::Of(Kind::Component) => Insets::new(PLUG + 18.0, 13.0, 16.0, 13.0),
            Self::Of(Kind::Database) => Insets::new(14.0, 2.0 * LID + 6.0, 16.0, LID + 8.0),
            Self::Of(Kind::Cache) => Insets::new(14.0, 2.0 * LID + 11.0, 16.0, LID + 8.0),
            Self::Of(Kind::Search) => Insets::new(14.0, 2.0 * LID + 6.0, 14.0, LID + 13.0),
            Self::Of(Kind::Bucket) => Insets::new(TAPER + 10.0, 2.0 * LID + 8.0, TAPER + 10.0, LID + 8.0),
            Self::Of(Kind::Topic) => Insets::new(END + 8.0, 13.0, 2.0 * END + 8.0, 13.0),
            Self::Of(Kind::Queue) => Insets::new(END + 8.0, 13.0, 2.0 * END + 34.0, 13.0),
            Self::Of(Kind::Broker) => Insets::new(18.0, 14.0, 18.0, 14.0),
            Self::Of(Kind::System) => Insets::new(16.0, 18.0, 16.0, 14.0),
            Self::Of(Kind::Group | Kind::Domain) => Insets::new(13.0, TAB.1 + 12.0, 15.0, 12.0),
            _ => Insets::new(13.0, 13.0, 15.0, 13.0),
        }
    }

    /// How far from the rectangle's corners lines are to begin and end at least, so that the whole of a head stands before what is
    /// level or nearly so of the shape's own border.
    pub fn corner(self) -> f64 {
        match self {
            Self::Of(Kind::Person) => 0.7 * ROUND_END,
            Self::Of(Kind::Gateway) => POINT + BESIDE,
            Self::Of(Kind::Job) => FOLD + BESIDE,
            Self::Of(Kind::Daemon) => SHEET + 8.0 + BESIDE,
            Self::Of(Kind::Component) => PLUG + BESIDE,
            Self::Of(Kind::Bucket) => TAPER + 2.0 * BESIDE,
            Self::Of(Kind::Database | Kind::Cache | Kind::Search) => 3.0 * BESIDE,
            Self::Of(Kind::Topic | Kind::Queue) => END + BESIDE,
            Self::Of(Kind::Broker) => CUT + BESIDE,
            _ => 0.0,
        }
    }

    /// How far behind the rectangle's border the shape's own border lies at a place on it.
    pub fn depth(self, rect: Rect, at: Point) -> f64 {
        let (across, along) = ((at.x - rect.center().x) / (rect.width / 2.0), (at.y - rect.center().y) / (rect.height / 2.0));
        let curve = |t: f64| 1.0 - (1.0 - (t * t).min(1.0)).sqrt();
        let (level, left, top) = (across.abs() < 0.999, at.x < rect.center().x, at.y < rect.center().y);
        match self {
            Self::Of(Kind::Person) => ends(rect, ROUND_END.min(rect.height / 2.0), at),
            Self::Of(Kind::Gateway) if level => {
                ((at.x - rect.center().x).abs() - rect.width / 2.0 + POINT).max(0.0) / POINT * rect.height / 2.0
            }
            Self::Of(Kind::Gateway) => POINT * along.abs(),
            Self::Of(Kind::Database | Kind::Cache | Kind::Search) if level => LID * curve(across),
            Self::Of(Kind::Bucket) if level && top => LID * curve(across),
            Self::Of(Kind::Bucket) if level => LID * curve(across * rect.width / (rect.width - 2.0 * TAPER)),
            Self::Of(Kind::Bucket) => TAPER * (along + 1.0) / 2.0,
            Self::Of(Kind::Topic | Kind::Queue) if !level => END * curve(along),
            Self::Of(Kind::Job) if level && top => (at.x - rect.right() + FOLD).max(0.0),
            Self::Of(Kind::Job) if !level && !left => (rect.y + FOLD - at.y).max(0.0),
            Self::Of(Kind::Component) if !level && left => PLUG,
            Self::Of(Kind::Group | Kind::Domain) if level && top => (at.x - rect.x - TAB.0 + TAB.1).clamp(0.0, TAB.1),
            Self::Of(Kind::Group | Kind::Domain) if !level && !left => {
                let above = (rect.y + TAB.1 + FOLDER_CORNER - at.y).clamp(0.0, FOLDER_CORNER);
                FOLDER_CORNER - (FOLDER_CORNER * FOLDER_CORNER - above * above).sqrt()
            }
            Self::Of(Kind::Broker) => {
                let aside = (at.x - rect.x).min(rect.right() - at.x).max((at.y - rect.y).min(rect.bottom() - at.y));
                (cut(rect) - aside).max(0.0)
            }
            Self::Of(Kind::Daemon) if level && top && at.x < rect.x + SHEET => SHEET,
            Self::Of(Kind::Daemon) if !level && !left && at.y > rect.bottom() - SHEET => SHEET,
            _ => 0.0,
        }
    }

    /// The shape in a rectangle.
    pub fn draw(self, rect: Rect, paint: Paint) -> Vec<Item> {
        let pen = Pen { rect, stroke: paint.stroke(), paint };
        match self {
            Self::Of(Kind::Person) => pen.person(),
            Self::Of(Kind::System) if paint.foreign => pen.plain(10.0, Dash::Dashed),
            Self::Of(Kind::System) => pen.system(),
            Self::Of(Kind::Gateway) => pen.gateway(),
            Self::Of(Kind::App) => pen.app(),
            Self::Of(Kind::Worker) => pen.worker(),
            Self::Of(Kind::Job) => pen.job(),
            Self::Of(Kind::Daemon) => pen.daemon(),
            Self::Of(Kind::Component) => pen.component(),
            Self::Of(Kind::Database) => pen.cylinder(1),
            Self::Of(Kind::Cache) => pen.cylinder(2),
            Self::Of(Kind::Search) => pen.search(),
            Self::Of(Kind::Bucket) => pen.bucket(),
            Self::Of(Kind::Topic) => pen.pipe(0),
            Self::Of(Kind::Queue) => pen.pipe(3),
            Self::Of(Kind::Broker) => pen.broker(),
            Self::Of(Kind::Group | Kind::Domain) => pen.folder(),
            Self::Of(Kind::Zone) => pen.plain(4.0, Dash::Dotted),
            Self::Of(Kind::Service) => pen.plain(8.0, pen.stroke.dash),
            Self::Node => pen.plain(3.0, Dash::Solid),
        }
    }
}

/// How much of a broker's corners is cut off.
fn cut(rect: Rect) -> f64 {
    CUT.min(rect.height / 3.0)
}

/// How far behind the rectangle's border a rounded corner lies at a place on it.
fn ends(rect: Rect, radius: f64, at: Point) -> f64 {
    let behind = |from_corner: f64| {
        let rest = (radius - from_corner).max(0.0);
        radius - (radius * radius - rest * rest).max(0.0).sqrt()
    };
    let aside = (at.x - rect.x).min(rect.right() - at.x);
    let along = (at.y - rect.y).min(rect.bottom() - at.y);
    // On a level border the other distance is nothing.
    behind(if along < aside { aside } else { along })
}

/// How deployment nodes are bordered.
pub(super) fn node_border(kind: NodeKind) -> Dash {
    match kind {
        NodeKind::Region | NodeKind::Zone => Dash::Dashed,
        NodeKind::Namespace => Dash::Dotted,
        NodeKind::Cluster | NodeKind::Node => Dash::Solid,
    }
}

impl Paint {
    fn stroke(self) -> Stroke {
        let dash = if self.foreign { Dash::Dashed } else { Dash::Solid };
        match self.highlight {
            true => Stroke { color: Color::Highlight, width: 2.5, dash },
            false => Stroke { color: self.edge, width: 1.3, dash },
        }
    }
}

/// Draws shapes into a rectangle.
struct Pen {
    rect: Rect,
    stroke: Stroke,
    paint: Paint,
}

fn p(x: f64, y: f64) -> Point {
    Point::new(x, y)
}

impl Pen {
    fn filled(&self, outline: Outline) -> Item {
        Item::Form(Form { outline, fill: Some(self.paint.fill), stroke: Some(self.stroke) })
    }

    fn line(&self, moves: Vec<Move>) -> Item {
        Item::Form(Form { outline: Outline::Path(moves), fill: None, stroke: Some(Stroke { dash: Dash::Solid, ..self.stroke }) })
    }

    fn solid(&self, outline: Outline) -> Item {
        Item::Form(Form { outline, fill: Some(self.stroke.color), stroke: None })
    }

    fn plain(&self, radius: f64, dash: Dash) -> Vec<Item> {
        let stroke = Stroke { dash, ..self.stroke };
        vec![Item::Form(Form { outline: Outline::Box(self.rect, radius), fill: Some(self.paint.fill), stroke: Some(stroke) })]
    }

    fn person(&self) -> Vec<Item> {
        vec![self.filled(Outline::Box(self.rect, ROUND_END.min(self.rect.height / 2.0)))]
    }

    fn system(&self) -> Vec<Item> {
        let mut items = self.plain(10.0, self.stroke.dash);
        let Rect { x, y, width, .. } = self.rect;
        let (x, y, width, r) = (x + 0.65, y + 0.65, width - 1.3, 9.35);
        let band = vec![
            Move::To(p(x, y + r)),
            Move::Bend(p(x, y), p(x + r, y)),
            Move::Line(p(x + width - r, y)),
            Move::Bend(p(x + width, y), p(x + width, y + r)),
            Move::Bend(p(x + width, y + 6.0), p(x + width - r, y + 6.0)),
            Move::Line(p(x + r, y + 6.0)),
            Move::Bend(p(x, y + 6.0), p(x, y + r)),
            Move::Close,
        ];
        items.push(self.solid(Outline::Path(band)));
        items
    }

    fn folder(&self) -> Vec<Item> {
        let Rect { x, y, .. } = self.rect;
        let (right, r) = (self.rect.right(), FOLDER_CORNER);
        let top = y + TAB.1;
        let upper = vec![
            Move::To(p(x + r, y)),
            Move::Line(p(x + TAB.0 - TAB.1, y)),
            Move::Line(p(x + TAB.0, top)),
            Move::Line(p(right - r, top)),
            Move::Bend(p(right, top), p(right, top + r)),
        ];
        vec![self.filled(self.rounded(upper, r))]
    }

    /// An outline that goes on from its upper right corner round the other three, which are rounded by so much, to where it began.
    fn rounded(&self, mut upper: Vec<Move>, r: f64) -> Outline {
        let Rect { x, y, .. } = self.rect;
        let (right, bottom) = (self.rect.right(), self.rect.bottom());
        upper.extend([
            Move::Line(p(right, bottom - r)),
            Move::Bend(p(right, bottom), p(right - r, bottom)),
            Move::Line(p(x + r, bottom)),
            Move::Bend(p(x, bottom), p(x, bottom - r)),
            Move::Line(p(x, y + r)),
            Move::Bend(p(x, y), p(x + r, y)),
            Move::Close,
        ]);
        Outline::Path(upper)
    }

    fn gateway(&self) -> Vec<Item> {
        let r = self.rect;
        let middle = r.y + r.height / 2.0;
        vec![self.filled(Outline::Path(vec![
            Move::To(p(r.x, middle)),
            Move::Line(p(r.x + POINT, r.y)),
            Move::Line(p(r.right() - POINT, r.y)),
            Move::Line(p(r.right(), middle)),
            Move::Line(p(r.right() - POINT, r.bottom())),
            Move::Line(p(r.x + POINT, r.bottom())),
            Move::Close,
        ]))]
    }

    fn app(&self) -> Vec<Item> {
        let r = self.rect;
        let mut items = self.plain(8.0, self.stroke.dash);
        items.push(self.line(vec![Move::To(p(r.x, r.y + BAR)), Move::Line(p(r.right(), r.y + BAR))]));
        for dot in 0..3 {
            items.push(self.solid(Outline::Circle(p(r.x + 12.0 + 9.0 * f64::from(dot), r.y + BAR / 2.0), 2.4)));
        }
        items
    }

    fn worker(&self) -> Vec<Item> {
        let r = self.rect;
        let mut items = self.plain(4.0, self.stroke.dash);
        for x in [r.x + 9.0, r.right() - 9.0] {
            items.push(self.line(vec![Move::To(p(x, r.y)), Move::Line(p(x, r.bottom()))]));
        }
        items
    }

    fn job(&self) -> Vec<Item> {
        let Rect { x, y, .. } = self.rect;
        let (right, r) = (self.rect.right(), 6.0);
        let upper = vec![Move::To(p(x + r, y)), Move::Line(p(right - FOLD, y)), Move::Line(p(right, y + FOLD))];
        let fold = vec![Move::To(p(right - FOLD, y)), Move::Line(p(right - FOLD, y + FOLD)), Move::Line(p(right, y + FOLD))];
        vec![self.filled(self.rounded(upper, r)), self.line(fold)]
    }

    fn daemon(&self) -> Vec<Item> {
        let r = self.rect;
        let sheet = |dx: f64, dy: f64| Outline::Box(Rect::new(r.x + dx, r.y + dy, r.width - SHEET, r.height - SHEET), 8.0);
        vec![self.filled(sheet(SHEET, 0.0)), self.filled(sheet(0.0, SHEET))]
    }

    fn component(&self) -> Vec<Item> {
        let r = self.rect;
        let body = Rect::new(r.x + PLUG, r.y, r.width - PLUG, r.height);
        let plug = |y: f64| self.filled(Outline::Box(Rect::new(r.x, y, 2.0 * PLUG, 9.0), 1.5));
        let middle = r.y + r.height / 2.0;
        vec![self.filled(Outline::Box(body, 4.0)), plug(middle - 15.0), plug(middle + 6.0)]
    }

    fn cylinder(&self, rings: u8) -> Vec<Item> {
        let r = self.rect;
        let (top, bottom) = (r.y + LID, r.bottom() - LID);
        let mut body = vec![Move::To(p(r.x, top))];
        body.extend(arch(r.x, r.right(), top, -LID));
        body.push(Move::Line(p(r.right(), bottom)));
        body.extend(arch(r.right(), r.x, bottom, LID));
        body.push(Move::Close);
        let mut items = vec![self.filled(Outline::Path(body))];
        for ring in 0..rings {
            let y = top + 5.0 * f64::from(ring);
            let mut front = vec![Move::To(p(r.x, y))];
            front.extend(arch(r.x, r.right(), y, LID));
            items.push(self.line(front));
        }
        items
    }

    fn search(&self) -> Vec<Item> {
        let mut items = self.cylinder(1);
        let y = self.rect.bottom() - LID - 5.0;
        let mut band = vec![Move::To(p(self.rect.x, y))];
        band.extend(arch(self.rect.x, self.rect.right(), y, LID));
        items.push(self.line(band));
        items
    }

    fn bucket(&self) -> Vec<Item> {
        let r = self.rect;
        let (top, bottom) = (r.y + LID, r.bottom() - LID);
        let mut body = vec![Move::To(p(r.x, top))];
        body.extend(arch(r.x, r.right(), top, -LID));
        body.push(Move::Line(p(r.right() - TAPER, bottom)));
        body.extend(arch(r.right() - TAPER, r.x + TAPER, bottom, LID));
        body.push(Move::Close);
        let mut rim = vec![Move::To(p(r.x, top))];
        rim.extend(arch(r.x, r.right(), top, LID));
        vec![self.filled(Outline::Path(body)), self.line(rim)]
    }

    fn pipe(&self, slots: u8) -> Vec<Item> {
        let r = self.rect;
        let (left, right) = (r.x + END, r.right() - END);
        let mut body = vec![Move::To(p(left, r.y)), Move::Line(p(right, r.y))];
        body.extend(bow(r.y, r.bottom(), right, END));
        body.push(Move::Line(p(left, r.bottom())));
        body.extend(bow(r.bottom(), r.y, left, -END));
        body.push(Move::Close);
        let mut mouth = vec![Move::To(p(right, r.y))];
        mouth.extend(bow(r.y, r.bottom(), right, -END));
        let mut items = vec![self.filled(Outline::Path(body)), self.line(mouth)];
        for slot in 0..slots {
            let x = right - END - 6.0 - 9.0 * f64::from(slot);
            let (y, height) = (r.y + r.height / 2.0 - 9.0, 18.0);
            items.push(self.line(vec![Move::To(p(x, y)), Move::Line(p(x, y + height))]));
        }
        items
    }

    fn broker(&self) -> Vec<Item> {
        let (r, cut) = (self.rect, cut(self.rect));
        vec![self.filled(Outline::Path(vec![
            Move::To(p(r.x + cut, r.y)),
            Move::Line(p(r.right() - cut, r.y)),
            Move::Line(p(r.right(), r.y + cut)),
            Move::Line(p(r.right(), r.bottom() - cut)),
            Move::Line(p(r.right() - cut, r.bottom())),
            Move::Line(p(r.x + cut, r.bottom())),
            Move::Line(p(r.x, r.bottom() - cut)),
            Move::Line(p(r.x, r.y + cut)),
            Move::Close,
        ]))]
    }
}

/// Where the control points of a quarter of an ellipse lie.
const ROUND: f64 = 0.552_284_75;

/// Half an ellipse from `(from, y)` to `(to, y)`, bulging by `by` downwards.
fn arch(from: f64, to: f64, y: f64, by: f64) -> [Move; 2] {
    let (middle, half) = ((from + to) / 2.0, (to - from) / 2.0);
    [
        Move::Curve(p(from, y + by * ROUND), p(middle - half * ROUND, y + by), p(middle, y + by)),
        Move::Curve(p(middle + half * ROUND, y + by), p(to, y + by * ROUND), p(to, y)),
    ]
}

/// Half an ellipse from `(x, from)` to `(x, to)`, bulging by `by` to the right.
fn bow(from: f64, to: f64, x: f64, by: f64) -> [Move; 2] {
    let (middle, half) = ((from + to) / 2.0, (to - from) / 2.0);
    [
        Move::Curve(p(x + by * ROUND, from), p(x + by, middle - half * ROUND), p(x + by, middle)),
        Move::Curve(p(x + by, middle + half * ROUND), p(x + by * ROUND, to), p(x, to)),
    ]
}
