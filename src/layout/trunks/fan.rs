//! Lines that have a side of a box in common, and how each of them would run by way of a trunk.

use super::super::geometry::{Point, Rect, without_idle};
use super::super::{Graph, Layout};

/// Room between a trunk and the label of a line that parts from it: a corner, and a little of the line.
const BESIDE: f64 = 12.0;
/// Between a label and the end of the piece that it lies on, for the head of the line.
const BEFORE_END: f64 = 14.0;
/// Fewer lines than this are no fan.
pub(super) const FAN: usize = 4;
/// So many places for a trunk are tried.
const TRACKS: usize = 12;
/// A line that begins nearer beside the trunk than this, and not with it, has no room for its corners; and where lines are as near
/// to one another as this in any case.
const ASIDE: f64 = 16.0;
const CROWDED_ASIDE: f64 = 4.0;
/// What turns off farther from a trunk than this does so in another channel between boxes.
const CHANNEL: f64 = 160.0;
/// The least length of a piece before and behind a trunk, so that corners and heads have room.
const STUB: f64 = 8.0;

/// What the lines of a fan have in common: the box, whether they arrive there, at which side, and what they look like.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fan {
    pub hub: usize,
    pub arrives: bool,
    pub side: Side,
    pub kind: usize,
}

/// A side of a box; seen from there, `u` goes away from the box and `v` along the side.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Right,
    Left,
    Below,
    Above,
}

impl Side {
    /// The side at which a line begins.
    pub(super) fn of(points: &[Point]) -> Option<Self> {
        let &[a, b, ..] = points else { return None };
        match () {
            () if a.y == b.y && b.x > a.x => Some(Self::Right),
            () if a.y == b.y && b.x < a.x => Some(Self::Left),
            () if a.x == b.x && b.y > a.y => Some(Self::Below),
            () if a.x == b.x && b.y < a.y => Some(Self::Above),
            () => None,
        }
    }

    /// A place as it is seen from this side, `u` as x and `v` as y.
    pub(super) fn seen(self, p: Point) -> Point {
        match self {
            Self::Right => p,
            Self::Left => Point::new(-p.x, p.y),
            Self::Below => Point::new(p.y, p.x),
            Self::Above => Point::new(-p.y, p.x),
        }
    }

    /// The place that is seen so.
    fn place(self, p: Point) -> Point {
        match self {
            Self::Right => p,
            Self::Left => Point::new(-p.x, p.y),
            Self::Below => Point::new(p.y, p.x),
            Self::Above => Point::new(p.y, -p.x),
        }
    }

    /// How long it is.
    pub(super) fn length(self, rect: Rect) -> f64 {
        if matches!(self, Self::Right | Self::Left) { rect.height } else { rect.width }
    }

    pub(super) fn seen_whole(self, rect: Rect) -> Rect {
        piece(self.seen(Point::new(rect.x, rect.y)), self.seen(Point::new(rect.right(), rect.bottom())))
    }

    fn place_whole(self, rect: Rect) -> Rect {
        piece(self.place(Point::new(rect.x, rect.y)), self.place(Point::new(rect.right(), rect.bottom())))
    }
}

/// A line of a fan, seen from the side of the hub.
pub(super) struct Member {
    pub edge: usize,
    pub fan: Fan,
    /// How it leads from the hub to where it parts from a trunk that it shares already.
    pub shared: Vec<Point>,
    /// How it goes on from there, or from the hub.
    pub points: Vec<Point>,
    /// Its label on the page.
    pub label: Option<Rect>,
}

impl Member {
    pub(super) fn new(layout: &Layout, edge: usize, fan: Fan) -> Option<Self> {
        let route = layout.routes.get(edge)?;
        let mut points: Vec<Point> = route.points.iter().map(|&p| fan.side.seen(p)).collect();
        if fan.arrives {
            points.reverse();
        }
        Some(Self { edge, fan, shared: Vec::new(), points, label: route.label })
    }

    /// A line that shares a trunk, from where it parts from that; nothing where it does not turn any more.
    pub(super) fn parted(lead: &Lead, fan: Fan) -> Option<Self> {
        let (shared, points) = (lead.shared.clone(), lead.parted.clone());
        (points.len() > 2).then_some(Self { edge: lead.edge, fan, shared, points, label: lead.label })
    }

    pub(super) fn is_straight(&self) -> bool {
        self.points.len() == 2
    }

    /// Its corners on the page, without its first turn, where it goes on out behind it.
    pub(super) fn straightened(&self) -> Option<Vec<Point>> {
        let [first, _, turned, rest @ ..] = self.points.as_slice() else { return None };
        if rest.is_empty() {
            return None;
        }
        let own: Vec<Point> = std::iter::once(Point::new(first.x, turned.y)).chain(rest.iter().copied()).collect();
        let mut points: Vec<Point> = without_idle(&own).into_iter().map(|p| self.fan.side.place(p)).collect();
        if self.fan.arrives {
            points.reverse();
        }
        Some(points)
    }

    /// How far out it turns first.
    pub(super) fn track(&self) -> Option<f64> {
        self.points.get(1).filter(|_| self.points.len() > 2).map(|p| p.x)
    }

    /// How far it goes to the side where it turns first.
    pub(super) fn turns(&self) -> f64 {
        self.points.get(2).zip(self.points.get(1)).map_or(0.0, |(turned, from)| turned.y - from.y)
    }

    /// Its corners on the page, with a part led by way of a trunk: from `port`, out to `track`, along it and off. It leaves the
    /// trunk where it turned off so far; where its label does not allow that, it first goes on as it began.
    pub(super) fn led(&self, port: f64, track: f64, is_crowded: bool) -> Option<Lead> {
        let (begins, aside) = (self.points.first()?.y, if is_crowded { CROWDED_ASIDE } else { ASIDE });
        let goes_on = (begins == port || (begins - port).abs() >= aside).then_some((begins, self.points.get(1..)?));
        let turns = self.points.get(2).filter(|_| self.points.len() > 3).map(|c| c.y).zip(self.points.get(3..));
        let is_near = self.track().is_some_and(|own| (own - track).abs() <= CHANNEL);
        let ways = if is_near { [turns, goes_on] } else { [goes_on, turns] };
        ways.into_iter().flatten().find_map(|(leaves, rest)| self.leaving(port, track, leaves, rest))
    }

    fn leaving(&self, port: f64, track: f64, leaves: f64, rest: &[Point]) -> Option<Lead> {
        let start = self.points.first()?.x;
        let reach = if rest.len() > 1 { STUB } else { 2.0 * STUB };
        if track < start + STUB || rest.first()?.x < track + reach {
            return None;
        }
        let off = Point::new(track, leaves);
        let own: Vec<Point> = std::iter::once(off).chain(rest.iter().copied()).collect();
        let label = match self.label {
            Some(label) => Some(self.beside(label, track, &own)?),
            None => None,
        };
        let trunk = [Point::new(start, port), Point::new(track, port)];
        let on_page = |points: &[Point]| without_idle(points).into_iter().map(|p| self.fan.side.place(p)).collect::<Vec<_>>();
        let fresh = on_page(&[&trunk, own.as_slice()].concat());
        let mut points = on_page(&[self.shared.as_slice(), &trunk, &own].concat());
        if self.fan.arrives {
            points.reverse();
        }
        Some(Lead { edge: self.edge, points, label, aligned: None, fresh, shared: [self.shared.as_slice(), &trunk].concat(), parted: own })
    }

    /// Where its label stands so that the corner at the trunk is in sight: where it stood, else farther along its own piece.
    fn beside(&self, label: Rect, track: f64, own: &[Point]) -> Option<Rect> {
        let label = self.fan.side.seen_whole(label);
        let lacks = track + BESIDE - label.x;
        let center = label.center();
        // One that stood on this side of the trunk comes to stand behind it.
        let at = Point::new(center.x + lacks.max(0.0), center.y);
        let on = own.windows(2).find(|pair| through(at, pair))?;
        if lacks <= 0.0 {
            return Some(self.fan.side.place_whole(label));
        }
        self.moved(label, lacks, on)
    }

    /// Its label, seen from the side, farther out on a piece that goes out, if it has room there.
    fn moved(&self, label: Rect, by: f64, on: &[Point]) -> Option<Rect> {
        let &[a, b] = on else { return None };
        let label = Rect { x: label.x + by, ..label };
        let fits = a.y == b.y && a.x.min(b.x) <= label.x && label.right() + BEFORE_END <= a.x.max(b.x);
        fits.then(|| self.fan.side.place_whole(label))
    }

    /// Its label right behind the trunk, in line with those of the others, if that is on the piece that parts from the trunk.
    pub(super) fn aligned(&self, lead: &Lead, track: f64) -> Option<Rect> {
        let label = self.fan.side.seen_whole(lead.label?);
        let mut points: Vec<Point> = lead.points.iter().map(|&p| self.fan.side.seen(p)).collect();
        if self.fan.arrives {
            points.reverse();
        }
        let on = points.windows(2).find(|pair| through(label.center(), pair))?;
        let parts = on.first().is_some_and(|p| p.x <= track);
        parts.then(|| self.moved(label, track + BESIDE - label.x, on)).flatten()
    }
}

pub(super) fn through(at: Point, pair: &[Point]) -> bool {
    matches!(pair, [a, b] if piece(*a, *b).grown(1.0).contains(Rect::new(at.x, at.y, 0.0, 0.0)))
}

pub(super) fn piece(a: Point, b: Point) -> Rect {
    Rect::new(a.x.min(b.x), a.y.min(b.y), (a.x - b.x).abs(), (a.y - b.y).abs())
}

/// A line as it runs by way of a trunk, and its label.
pub(super) struct Lead {
    pub edge: usize,
    pub points: Vec<Point>,
    pub label: Option<Rect>,
    /// Its label right behind the trunk, if that is on the piece that parts from it.
    pub aligned: Option<Rect>,
    /// Where it runs anew, from the hub or the trunk before on.
    pub fresh: Vec<Point>,
    /// From the hub to the trunk, and from where it parts from that on; both seen from the side of the hub.
    pub shared: Vec<Point>,
    pub parted: Vec<Point>,
}

pub(super) type Led = Vec<Lead>;

impl Lead {
    /// Where it is at the hub, along the side.
    pub(super) fn port(&self, fan: Fan) -> Option<f64> {
        let end = if fan.arrives { self.points.last() } else { self.points.first() };
        end.map(|&end| fan.side.seen(end).y)
    }
}

/// Where these lines of a fan are along its side.
pub(super) fn ends_of<'a>(layout: &'a Layout, fan: Fan, edges: &'a [usize]) -> impl Iterator<Item = (usize, f64)> + 'a {
    edges.iter().filter_map(move |&edge| {
        let points = &layout.routes.get(edge)?.points;
        let end = if fan.arrives { points.last() } else { points.first() };
        end.map(|&end| (edge, fan.side.seen(end).y))
    })
}

/// Where lines are along the side of a fan, whatever they look like and whether they begin or end there.
pub(super) fn ends(graph: &Graph, layout: &Layout, fan: Fan) -> impl Iterator<Item = (usize, f64)> {
    let lines = graph.edges.iter().zip(&layout.routes).enumerate();
    lines.flat_map(move |(at, (edge, route))| {
        let (first, last) = match route.points.as_slice() {
            &[first, second, ..] => (Some([first, second]), route.points.last_chunk().map(|&[before, last]| [last, before])),
            _ => (None, None),
        };
        let ends = [first.filter(|_| edge.from == fan.hub), last.filter(|_| edge.to == fan.hub)];
        let here = move |end: [Point; 2]| (Side::of(&end) == Some(fan.side)).then(|| (at, fan.side.seen(end[0]).y));
        ends.into_iter().flatten().filter_map(here)
    })
}

/// Where trunks of some lines may run, as far out as these first turn: nearest to the middle first, and the innermost, which leaves
/// all labels behind it.
pub(super) fn tracks(members: &[&Member]) -> Vec<f64> {
    let mut tracks: Vec<f64> = members.iter().filter_map(|member| member.track()).collect();
    tracks.sort_by(f64::total_cmp);
    tracks.dedup();
    let innermost = tracks.first().copied();
    let middle = tracks.get(tracks.len() / 2).copied().unwrap_or_default();
    tracks.sort_by(|a, b| (a - middle).abs().total_cmp(&(b - middle).abs()));
    let rest = tracks.iter().skip(TRACKS).any(|&track| Some(track) == innermost);
    tracks.truncate(TRACKS);
    tracks.extend(innermost.filter(|_| rest));
    tracks
}

/// Where a trunk may begin, the best first: where a line of it runs straight, else in the middle of the side, else where the
/// line begins that is nearest to that. Where another trunk is before it: where the line begins that is nearest to that one. Where
/// there may be one for the other way in the middle, so far beside it.
pub(super) fn ports(layout: &Layout, fan: Fan, members: &[&Member], beside: Option<f64>) -> Vec<f64> {
    let begins = |member: &&Member| member.points.first().map(|p| p.y);
    if let Some(straight) = members.iter().find(|member| member.is_straight()).and_then(begins) {
        return vec![straight];
    }
    let before = members.first().and_then(|member| member.shared.last()).map(|p| p.y);
    let middle = layout.boxes.get(fan.hub).filter(|_| before.is_none()).map(|rect| fan.side.seen(rect.center()).y);
    let wanted = before.or(middle).unwrap_or_default();
    let nearest = members.iter().filter_map(begins).min_by(|a, b| (a - wanted).abs().total_cmp(&(b - wanted).abs()));
    let most = layout.boxes.get(fan.hub).map_or(0.0, |rect| fan.side.length(*rect) / 2.0 - STUB);
    let shifts = |by: f64| [-1.0, 1.0, -1.5, 1.5, -2.0, 2.0].map(|times| times * by).into_iter().filter(move |by| by.abs() <= most);
    let both = middle.zip(beside).map(|(middle, by)| shifts(by).map(move |by| middle + by));
    middle.into_iter().chain(both.into_iter().flatten()).chain(nearest).collect()
}
