//! Trunks: lines of one kind that leave one side of a box, or arrive there, are led together as far as they go the same way,
//! so that a fan of many lines is one line that parts. Nothing else moves, and no line comes to lie on anything: what cannot
//! join stays as it was.

use std::collections::{BTreeMap, BTreeSet};

use super::geometry::{Point, Rect};
use super::{Graph, Layout};

/// Room between a trunk and the label of a line that parts from it: a corner, and a little of the line.
const BESIDE: f64 = 12.0;
/// Between a label and the end of the piece that it lies on, for the head of the line.
const BEFORE_END: f64 = 14.0;
/// Fewer lines than this are no fan.
const FAN: usize = 4;
/// With more lines than this, nobody would follow a trunk.
const MANY: usize = 1500;
/// So many places for a trunk are tried.
const TRACKS: usize = 12;
/// For so many lines in a fan, one more crossing is put up with.
const WORTH: usize = 5;
/// So often what is left of a fan is looked at again.
const ROUNDS: usize = 3;
/// The least length of a piece before and behind a trunk, so that corners and heads have room.
const STUB: f64 = 8.0;
/// Lines that run side by side are no nearer than this.
const APART: f64 = 4.0;
/// And so near at the most where they leave a box that has more lines than room.
const BESIDE_AT_HUB: f64 = 1.2;

/// Leads fans of lines together. `kinds` says for each line what it looks like; only lines that look alike can share a part,
/// and those without a kind do not. Gives back for each line whether it shares its last part: such lines are alike when they
/// are drawn from their ends.
pub fn bundle(graph: &Graph, kinds: &[Option<usize>], layout: &mut Layout) -> Vec<bool> {
    let mut arriving = vec![false; graph.edges.len()];
    if graph.edges.len() > MANY {
        return arriving;
    }
    let mut ground = Ground::new(graph, layout);
    for (fan, members) in fans(graph, kinds, layout) {
        let mut members: Vec<Member> = members.into_iter().filter_map(|edge| Member::new(layout, edge, fan)).collect();
        // What one trunk could not take may be the next one's.
        for _ in 0..ROUNDS {
            let best = ground.best(layout, fan, &members);
            if best.is_empty() {
                break;
            }
            members.retain(|member| best.iter().all(|lead| lead.edge != member.edge));
            for Lead { edge, points, label } in best {
                if let (Some(route), Some(arriving)) = (layout.routes.get_mut(edge), arriving.get_mut(edge)) {
                    ground.lead(edge, &points);
                    (route.points, route.label) = (points, label);
                    *arriving |= fan.arrives;
                }
            }
        }
    }
    arriving
}

/// Where trunks of some lines may run, as far out as these first turn: nearest to the middle first, and the innermost, which leaves
/// all labels behind it.
fn tracks(members: &[&Member]) -> Vec<f64> {
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

/// What the lines of a fan have in common: the box, whether they arrive there, at which side, and what they look like.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Fan {
    hub: usize,
    arrives: bool,
    side: Side,
    kind: usize,
}

/// A side of a box; seen from there, `u` goes away from the box and `v` along the side.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Right,
    Left,
    Below,
    Above,
}

impl Side {
    /// The side at which a line begins.
    fn of(points: &[Point]) -> Option<Self> {
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
    fn seen(self, p: Point) -> Point {
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

    fn seen_whole(self, rect: Rect) -> Rect {
        piece(self.seen(Point::new(rect.x, rect.y)), self.seen(Point::new(rect.right(), rect.bottom())))
    }

    fn place_whole(self, rect: Rect) -> Rect {
        piece(self.place(Point::new(rect.x, rect.y)), self.place(Point::new(rect.right(), rect.bottom())))
    }
}

/// The fans of a layout, each with its lines.
fn fans(graph: &Graph, kinds: &[Option<usize>], layout: &Layout) -> Vec<(Fan, Vec<usize>)> {
    let mut fans: BTreeMap<Fan, Vec<usize>> = BTreeMap::new();
    let holders: BTreeSet<usize> = graph.boxes.iter().filter_map(|node| node.parent).collect();
    for (at, (edge, route)) in graph.edges.iter().zip(&layout.routes).enumerate() {
        let Some(kind) = kinds.get(at).copied().flatten().filter(|_| edge.from != edge.to) else { continue };
        let backwards: Vec<Point> = route.points.iter().rev().copied().collect();
        for (hub, arrives, points) in [(edge.from, false, &route.points), (edge.to, true, &backwards)] {
            if let (Some(side), false) = (Side::of(points), holders.contains(&hub)) {
                fans.entry(Fan { hub, arrives, side, kind }).or_default().push(at);
            }
        }
    }
    let mut fans: Vec<(Fan, Vec<usize>)> = fans.into_iter().filter(|(_, members)| members.len() >= FAN).collect();
    fans.sort_by_key(|(fan, members)| (std::cmp::Reverse(members.len()), *fan));
    fans
}

/// A line of a fan, seen from the side of the hub where it begins.
struct Member {
    edge: usize,
    fan: Fan,
    points: Vec<Point>,
    /// Its label on the page.
    label: Option<Rect>,
}

impl Member {
    fn new(layout: &Layout, edge: usize, fan: Fan) -> Option<Self> {
        let route = layout.routes.get(edge)?;
        let mut points: Vec<Point> = route.points.iter().map(|&p| fan.side.seen(p)).collect();
        if fan.arrives {
            points.reverse();
        }
        Some(Self { edge, fan, points, label: route.label })
    }

    /// How far out it turns first.
    fn track(&self) -> Option<f64> {
        self.points.get(1).filter(|_| self.points.len() > 2).map(|p| p.x)
    }

    /// How far it goes to the side where it turns first.
    fn turns(&self) -> f64 {
        self.points.get(2).zip(self.points.get(1)).map_or(0.0, |(turned, from)| turned.y - from.y)
    }

    /// Its corners on the page, with a part led by way of a trunk: from `port`, out to `track`, along it and off. It leaves the
    /// trunk where it turned off so far; where its label does not allow that, it first goes on as it began.
    fn led(&self, port: f64, track: f64) -> Option<Lead> {
        let begins = self.points.first()?.y;
        let goes_on = (begins == port || (begins - port).abs() >= 2.0 * STUB).then_some((begins, self.points.get(1..)?));
        let turns = self.points.get(2).filter(|_| self.points.len() > 3).map(|c| c.y).zip(self.points.get(3..));
        [turns, goes_on].into_iter().flatten().find_map(|(leaves, rest)| self.leaving(port, track, leaves, rest))
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
        let trunk = if leaves == port { vec![] } else { vec![Point::new(track, port), off] };
        let points = std::iter::once(Point::new(start, port)).chain(trunk).chain(rest.iter().copied());
        let mut points: Vec<Point> = points.map(|p| self.fan.side.place(p)).collect();
        if self.fan.arrives {
            points.reverse();
        }
        Some(Lead { edge: self.edge, points, label })
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
    fn aligned(&self, lead: &Lead, track: f64) -> Option<Rect> {
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

fn through(at: Point, pair: &[Point]) -> bool {
    matches!(pair, [a, b] if piece(*a, *b).grown(1.0).contains(Rect::new(at.x, at.y, 0.0, 0.0)))
}

fn piece(a: Point, b: Point) -> Rect {
    Rect::new(a.x.min(b.x), a.y.min(b.y), (a.x - b.x).abs(), (a.y - b.y).abs())
}

/// Where a trunk may begin, the best first: where a line of it runs straight, else in the middle of the side, else where the
/// line begins that is nearest to that.
fn ports(layout: &Layout, fan: Fan, members: &[&Member]) -> Vec<f64> {
    let begins = |member: &&Member| member.points.first().map(|p| p.y);
    if let Some(straight) = members.iter().find(|member| member.points.len() == 2).and_then(begins) {
        return vec![straight];
    }
    let middle = layout.boxes.get(fan.hub).map_or(0.0, |rect| fan.side.seen(rect.center()).y);
    let nearest = members.iter().filter_map(begins).min_by(|a, b| (a - middle).abs().total_cmp(&(b - middle).abs()));
    std::iter::once(middle).chain(nearest).collect()
}

/// A line as it runs by way of a trunk, and its label.
struct Lead {
    edge: usize,
    points: Vec<Point>,
    label: Option<Rect>,
}

type Led = Vec<Lead>;

/// What a trunk must keep clear of. Most of it is far from any one line, so rectangles round things are looked at first.
struct Ground<'a> {
    graph: &'a Graph,
    /// Each box, and the part of it that its title takes, without what a line may touch.
    boxes: Vec<[Rect; 2]>,
    /// The smallest rectangle round each line.
    lines: Vec<Rect>,
}

impl<'a> Ground<'a> {
    fn new(graph: &'a Graph, layout: &Layout) -> Self {
        let boxes = graph.boxes.iter().zip(&layout.boxes).map(|(node, rect)| {
            let title = Rect::new(rect.x, rect.y, node.title.width, node.title.height);
            [*rect, title].map(|kept| kept.grown(-1.0))
        });
        Self { graph, boxes: boxes.collect(), lines: layout.routes.iter().map(|route| around(&route.points)).collect() }
    }

    /// Notes that a line runs elsewhere now.
    fn lead(&mut self, edge: usize, points: &[Point]) {
        if let Some(line) = self.lines.get_mut(edge) {
            *line = around(points);
        }
    }

    /// The trunk that most of some lines can share, or most of those that turn to the same side; of several, the one nearest to
    /// the middle. Nothing where they are too few.
    fn best(&self, layout: &Layout, fan: Fan, members: &[Member]) -> Led {
        let all: Vec<&Member> = members.iter().collect();
        let to = |way: f64| members.iter().filter(|member| member.turns() * way >= 0.0).collect::<Vec<_>>();
        let mut best = Led::new();
        for some in [all, to(1.0), to(-1.0)] {
            let (tracks, ports) = (tracks(&some), ports(layout, fan, &some));
            for (track, port) in tracks.iter().flat_map(|&track| ports.iter().map(move |&port| (track, port))) {
                let least = FAN.max(best.len() + 1);
                if some.len() >= least {
                    best = self.together(layout, &some, (port, track), least).unwrap_or(best);
                }
            }
        }
        best
    }

    /// The lines that can share this trunk, with their new corners; `None` where they are fewer than `least` or would cross too
    /// much more.
    fn together(&self, layout: &Layout, members: &[&Member], place: (f64, f64), least: usize) -> Option<Led> {
        let mut some: Vec<&Member> = members.to_vec();
        for _ in 0..ROUNDS {
            let led = self.led(layout, &some, place, least)?;
            match self.with_labels(layout, &some, place.1, led) {
                Ok(led) => return Some(led),
                // Those whose labels have no room there stay as they are.
                Err(crammed) => some.retain(|member| !crammed.contains(&member.edge)),
            }
        }
        None
    }

    /// The same, but for where labels go.
    fn led(&self, layout: &Layout, members: &[&Member], (port, track): (f64, f64), least: usize) -> Option<Led> {
        let mut led: Led = members.iter().filter_map(|m| m.led(port, track)).collect();
        if led.len() < least {
            return None;
        }
        let fan = members.first()?.fan;
        let edges: BTreeSet<usize> = led.iter().map(|lead| lead.edge).collect();
        let others: Vec<usize> = (0..layout.routes.len()).filter(|other| !edges.contains(other)).collect();
        // Labels of lines that come along are seen to with them.
        let mut parted = part(&mut led, |lead| {
            let labels = others.iter().filter_map(|&other| layout.routes.get(other)?.label);
            self.is_clear(lead.edge, &lead.points, &labels) && self.is_apart(layout, fan, &lead.points, &others)
        });
        // What cannot join stands in the way of others; few rounds settle it or nothing does.
        for _ in 1..ROUNDS {
            if led.len() < least || parted.is_empty() {
                break;
            }
            let others = parted.clone();
            parted = part(&mut led, |lead| {
                let labels = others.iter().filter_map(|&other| layout.routes.get(other)?.label);
                self.is_clear(lead.edge, &lead.points, &labels) && self.is_apart(layout, fan, &lead.points, &others)
            });
        }
        if led.len() < least || !parted.is_empty() {
            return None;
        }
        let edges: BTreeSet<usize> = led.iter().map(|lead| lead.edge).collect();
        let lines = layout.routes.iter().zip(&self.lines).enumerate().filter(|(at, _)| !edges.contains(at));
        let others: Vec<Course<'_>> = lines.map(|(at, (route, line))| (at, *line, route.points.as_slice())).collect();
        let was: Vec<&[Point]> = led.iter().filter_map(|lead| layout.routes.get(lead.edge)).map(|route| route.points.as_slice()).collect();
        let is: Vec<&[Point]> = led.iter().map(|lead| lead.points.as_slice()).collect();
        (crossings(&is, &others) <= crossings(&was, &others) + led.len() / WORTH).then_some(led)
    }

    /// The lines with their labels in line right behind the trunk, if all have room there, else where each has room; or those whose
    /// labels have none.
    fn with_labels(&self, layout: &Layout, members: &[&Member], track: f64, led: Led) -> Result<Led, Vec<usize>> {
        let of = |lead: &Lead| members.iter().find(|member| member.edge == lead.edge);
        let aligned: Option<Vec<Option<Rect>>> = led
            .iter()
            .map(|lead| match lead.label {
                Some(_) => of(lead)?.aligned(lead, track).map(Some),
                None => Some(None),
            })
            .collect();
        if let Some(labels) = aligned.filter(|labels| self.crammed(layout, &led, labels).is_empty()) {
            return Ok(led.into_iter().zip(labels).map(|(lead, label)| Lead { label, ..lead }).collect());
        }
        let labels: Vec<Option<Rect>> = led.iter().map(|lead| lead.label).collect();
        let crammed = self.crammed(layout, &led, &labels);
        if crammed.is_empty() { Ok(led) } else { Err(crammed) }
    }

    /// The lines whose labels are not clear of boxes, of lines but their own, and of labels.
    fn crammed(&self, layout: &Layout, led: &Led, labels: &[Option<Rect>]) -> Vec<usize> {
        let mut courses: Vec<&[Point]> = layout.routes.iter().map(|route| route.points.as_slice()).collect();
        let mut stand: Vec<Option<Rect>> = layout.routes.iter().map(|route| route.label).collect();
        for (lead, label) in led.iter().zip(labels) {
            if let (Some(course), Some(stand)) = (courses.get_mut(lead.edge), stand.get_mut(lead.edge)) {
                (*course, *stand) = (&lead.points, *label);
            }
        }
        let in_the_way =
            |label: Rect, [whole, title]: &[Rect; 2]| label.overlaps(*whole) && (!whole.contains(label) || label.overlaps(*title));
        let is_struck = |label: Rect, course: &[Point]| {
            course.windows(2).any(|pair| matches!(pair, [a, b] if piece(*a, *b).grown(0.5).overlaps(label)))
        };
        let has_room = |edge: usize, label: Rect| {
            let was = layout.routes.get(edge).and_then(|route| route.label);
            // One that stays where it was stands as well as it did.
            let wide = if was == Some(label) { label } else { label.grown(2.0) };
            let others = || courses.iter().zip(&stand).enumerate().filter(|(other, _)| *other != edge);
            !self.boxes.iter().any(|parts| in_the_way(wide, parts))
                && !others().any(|(_, (course, stands))| is_struck(label, course) || stands.is_some_and(|other| other.overlaps(wide)))
        };
        let each = led.iter().zip(labels).filter_map(|(lead, label)| Some((lead.edge, (*label)?)));
        each.filter(|&(edge, label)| !has_room(edge, label)).map(|(edge, _)| edge).collect()
    }

    /// Whether a line runs through no box, no title and no label but its own.
    fn is_clear(&self, edge: usize, points: &[Point], labels: &(impl Iterator<Item = Rect> + Clone)) -> bool {
        let Some(ends) = self.graph.edges.get(edge) else { return false };
        let around = |inner: usize| std::iter::successors(parent(self.graph, inner), |&at| parent(self.graph, at));
        let is_open = |at: usize| around(ends.from).chain(around(ends.to)).any(|open| open == at);
        points.windows(2).all(|pair| {
            let &[a, b] = pair else { return true };
            let run = piece(a, b).grown(0.5);
            let hits = |(at, [whole, title]): (usize, &[Rect; 2])| match (whole.overlaps(run), title.overlaps(run)) {
                (whole, title) if whole == title => whole,
                (_, title) => is_open(at) == title,
            };
            !self.boxes.iter().enumerate().any(hits) && !labels.clone().any(|label| label.overlaps(run))
        })
    }

    /// Whether a line of a fan runs along none of these. Where they leave the hub beside it, they are as near as its side is short.
    fn is_apart(&self, layout: &Layout, fan: Fan, points: &[Point], others: &[usize]) -> bool {
        let own = if fan.arrives { points.len().saturating_sub(2) } else { 0 };
        points.windows(2).enumerate().all(|(nth, pair)| {
            let &[a, b] = pair else { return true };
            let near = piece(a, b).grown(2.0 * APART);
            let course = |other: usize| {
                let is_near = self.lines.get(other).is_some_and(|line| line.meets(near));
                layout.routes.get(other).filter(|_| is_near).map_or(&[] as &[Point], |route| route.points.as_slice())
            };
            let apart = |other: usize, at: usize, count: usize| match self.graph.edges.get(other) {
                Some(edge) if nth == own && (edge.from == fan.hub && at == 0 || edge.to == fan.hub && at + 1 == count) => BESIDE_AT_HUB,
                _ => APART,
            };
            others.iter().all(|&other| {
                let count = course(other).len().saturating_sub(1);
                course(other).windows(2).enumerate().all(|(at, piece)| !runs_along(pair, piece, apart(other, at, count)))
            })
        })
    }
}

/// A line by its number, with the smallest rectangle round it and its corners.
type Course<'a> = (usize, Rect, &'a [Point]);

/// In how many places lines of a fan cross others, or one another; where several run together, that is one place.
fn crossings(fan: &[&[Point]], others: &[Course<'_>]) -> usize {
    // Within the fan each is seen from both sides; a number that is nobody's keeps it one place.
    let own: Vec<Course<'_>> = fan.iter().map(|points| (usize::MAX, around(points), *points)).collect();
    let mut places: Vec<(i64, i64, usize)> = Vec::new();
    for (nth, points) in fan.iter().enumerate() {
        for one in points.windows(2) {
            let run = around(one);
            let within = own.iter().enumerate().filter(|(other, _)| *other != nth).map(|(_, course)| course);
            for (who, _, course) in others.iter().chain(within).filter(|(_, line, _)| line.meets(run)) {
                places.extend(course.windows(2).filter_map(|two| crossing(one, two)).map(|p| (p.x as i64, p.y as i64, *who)));
            }
        }
    }
    places.sort_unstable();
    places.dedup();
    places.len()
}

/// Keeps those lines that are free, and gives back the others.
fn part(led: &mut Led, mut is_free: impl FnMut(&Lead) -> bool) -> Vec<usize> {
    let mut parted = Vec::new();
    led.retain(|lead| {
        let stays = is_free(lead);
        if !stays {
            parted.push(lead.edge);
        }
        stays
    });
    parted
}

/// The smallest rectangle round the corners of a line.
fn around(points: &[Point]) -> Rect {
    let ends = points.windows(2).filter_map(|pair| pair.first().copied().zip(pair.last().copied()));
    ends.map(|(a, b)| piece(a, b)).reduce(Rect::union).unwrap_or_default()
}

fn parent(graph: &Graph, at: usize) -> Option<usize> {
    graph.boxes.get(at)?.parent.filter(|&parent| parent < at)
}

/// Whether two pieces lie side by side too near to each other.
fn runs_along(one: &[Point], other: &[Point], apart: f64) -> bool {
    let (&[a, b], &[c, d]) = (one, other) else { return false };
    let near = |p: f64, q: f64, from: (f64, f64), to: (f64, f64)| {
        (p - q).abs() < apart && from.0.min(from.1) < to.0.max(to.1) + 1.0 && to.0.min(to.1) < from.0.max(from.1) + 1.0
    };
    (a.y == b.y && c.y == d.y && near(a.y, c.y, (a.x, b.x), (c.x, d.x)))
        || (a.x == b.x && c.x == d.x && near(a.x, c.x, (a.y, b.y), (c.y, d.y)))
}

/// Where two pieces cross, each within the other.
pub(super) fn crossing(one: &[Point], other: &[Point]) -> Option<Point> {
    let (&[a, b], &[c, d]) = (one, other) else { return None };
    let within = |x: f64, p: f64, q: f64| x > p.min(q) + 0.01 && x < p.max(q) - 0.01;
    if a.y == b.y && c.x == d.x && within(c.x, a.x, b.x) && within(a.y, c.y, d.y) {
        return Some(Point::new(c.x, a.y));
    }
    (a.x == b.x && c.y == d.y && within(c.y, a.y, b.y) && within(a.x, c.x, d.x)).then(|| Point::new(a.x, c.y))
}

#[cfg(test)]
mod tests {
    use super::super::{DEFAULT, Direction, Edge, Node, Size};
    use super::*;

    /// A box, and so many others that it points at or that point at it, each line with a label.
    fn star(spokes: usize, arrives: bool) -> Graph {
        let node = Node { size: Size::new(120.0, 60.0), ..Node::default() };
        let label = Some(Size::new(50.0, 18.0));
        let edge = |at: usize| if arrives { Edge { from: at, to: 0, label } } else { Edge { from: 0, to: at, label } };
        Graph { direction: Some(Direction::Down), boxes: vec![node; spokes + 1], edges: (1..=spokes).map(edge).collect() }
    }

    /// The places at the hub that lines have, and how many lines were turned to be drawn from their ends.
    fn ports(graph: &Graph, kind: impl Fn(usize) -> Option<usize>) -> (usize, usize) {
        let mut layout = DEFAULT(graph);
        let kinds: Vec<Option<usize>> = (0..graph.edges.len()).map(kind).collect();
        let arriving = bundle(graph, &kinds, &mut layout);
        let at_hub = graph.edges.iter().zip(&layout.routes).filter_map(|(edge, route)| match edge.from {
            0 => route.points.first(),
            _ => route.points.last(),
        });
        let ports: BTreeSet<(i64, i64)> = at_hub.map(|p| (p.x as i64, p.y as i64)).collect();
        (ports.len(), arriving.iter().filter(|arriving| **arriving).count())
    }

    #[test]
    fn a_fan_is_one_line_that_parts() {
        assert_eq!(ports(&star(9, false), |_| Some(0)), (1, 0));
        assert_eq!(ports(&star(9, true), |_| Some(0)), (1, 9));
    }

    #[test]
    fn labels_stand_in_line_behind_the_trunk_and_leave_its_corners_in_sight() {
        for arrives in [false, true] {
            let graph = star(9, arrives);
            let mut layout = DEFAULT(&graph);
            bundle(&graph, &[Some(0); 9], &mut layout);
            let labels: Vec<Rect> = layout.routes.iter().filter_map(|route| route.label).collect();
            assert_eq!(labels.len(), 9);
            for (at, route) in layout.routes.iter().enumerate() {
                let (label, points) = (route.label.expect("it has one"), &route.points);
                assert!(points.windows(2).any(|pair| through(label.center(), pair)), "on its own line");
                let corners = || points.iter().skip(1).take(points.len().saturating_sub(2));
                assert!(!corners().any(|&corner| label.grown(7.0).overlaps(Rect::new(corner.x, corner.y, 0.0, 0.0))), "off the corners");
                assert!(!labels.iter().enumerate().any(|(other, rect)| other != at && rect.overlaps(label)), "off the others");
            }
        }
    }

    /// How many places at the hub lines have, where so many of forty are led to it from the others.
    fn of_forty(arrives: impl Fn(usize) -> bool) -> usize {
        let label = Some(Size::new(36.0, 18.0));
        let node = |parent: Option<usize>| Node { size: Size::new(120.0, 60.0), parent, ..Node::default() };
        let boxes = std::iter::once(node(None)).chain((0..40).map(|_| node(Some(0)))).chain([node(None)]).collect();
        let edge = |at: usize| if arrives(at) { Edge { from: at, to: 41, label } } else { Edge { from: 41, to: at, label } };
        let graph = Graph { direction: None, boxes, edges: (1..=40).map(edge).collect() };
        let mut layout = DEFAULT(&graph);
        bundle(&graph, &[Some(0); 40], &mut layout);
        let ends = graph.edges.iter().zip(&layout.routes);
        let ports = ends.filter_map(|(edge, route)| if edge.from == 41 { route.points.first() } else { route.points.last() });
        ports.map(|p| ((p.x * 4.0) as i64, (p.y * 4.0) as i64)).collect::<BTreeSet<_>>().len()
    }

    #[test]
    fn a_hub_with_more_lines_than_room_has_a_trunk_for_each_way() {
        let counts = [of_forty(|_| false), of_forty(|at| at > 32), of_forty(|at| at > 20), of_forty(|at| at == 7 || at == 20)];
        assert_eq!(counts, [1, 2, 2, 3]);
    }

    #[test]
    fn few_lines_and_lines_that_look_different_stay_apart() {
        assert_eq!(ports(&star(3, false), |_| Some(0)), (3, 0));
        assert_eq!(ports(&star(9, false), |_| None), (9, 0));
        let two = ports(&star(10, false), |at| Some(at % 2)).0;
        assert!((2..=10).contains(&two), "{two}");
    }
}
