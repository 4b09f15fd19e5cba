//! What is in the way of trunks, and which lines can share one.

mod stray;

use std::collections::BTreeSet;

use super::super::geometry::{Point, Rect};
use super::super::{Graph, Layout};
use super::fan::{FAN, Fan, Lead, Led, Member, Side, ends, piece, ports, through, tracks};

/// So many crossings more are put up with for each line of a fan; where a box has more lines than room, one.
const WORTH: f64 = 0.2;
/// The room of a line at a side of a box, and how many lines there are many however wide it is.
const ROOM: f64 = 10.0;
const MANY: usize = 12;
/// So many lines that share a trunk share another one after that.
const PAIR: usize = 2;
/// So often what is left of a fan is looked at again.
pub(super) const ROUNDS: usize = 3;
/// So many places beside other lines are tried for a trunk.
const PLACES: usize = 4;
/// Room round a label.
const LABEL_ROOM: f64 = 2.0;
/// Lines that run side by side are no nearer than this.
const APART: f64 = 4.0;
/// And so near at the most where they leave a box that has more lines than room.
const BESIDE_AT_HUB: f64 = 1.2;

/// Where a trunk may run: where it begins, how far out it turns, whether the hub has more lines than room, and how many crossings
/// more are put up with for each line.
#[derive(Clone, Copy)]
struct Place {
    port: f64,
    track: f64,
    is_crowded: bool,
    more: f64,
}

/// How lines run, and where their labels stand.
struct Scene<'a> {
    courses: Vec<&'a [Point]>,
    labels: Vec<Option<Rect>>,
}

impl<'a> Scene<'a> {
    fn of(layout: &'a Layout) -> Self {
        let courses = layout.routes.iter().map(|route| route.points.as_slice()).collect();
        Self { courses, labels: layout.routes.iter().map(|route| route.label).collect() }
    }
}

/// What a trunk must keep clear of. Most of it is far from any one line, so rectangles round things are looked at first.
pub(super) struct Ground<'a> {
    graph: &'a Graph,
    /// Each box, and the part of it that its title takes, without what a line may touch.
    boxes: Vec<[Rect; 2]>,
    /// The smallest rectangle round each line.
    lines: Vec<Rect>,
    /// The lines that are led by way of a trunk.
    is_led: Vec<bool>,
}

impl<'a> Ground<'a> {
    pub(super) fn new(graph: &'a Graph, layout: &Layout) -> Self {
        let boxes = graph.boxes.iter().zip(&layout.boxes).map(|(node, rect)| {
            let title = Rect::new(rect.x, rect.y, node.title.width, node.title.height);
            [*rect, title].map(|kept| kept.grown(-1.0))
        });
        let lines = layout.routes.iter().map(|route| around(&route.points)).collect();
        Self { graph, boxes: boxes.collect(), lines, is_led: vec![false; layout.routes.len()] }
    }

    /// Notes that a line runs elsewhere now, by way of a trunk or as it did at first.
    pub(super) fn lead(&mut self, edge: usize, points: &[Point], by_trunk: bool) {
        if let (Some(line), Some(is_led)) = (self.lines.get_mut(edge), self.is_led.get_mut(edge)) {
            (*line, *is_led) = (around(points), by_trunk);
        }
    }

    /// Whether a line is led by way of a trunk.
    pub(super) fn is_led(&self, edge: usize) -> bool {
        self.is_led.get(edge).copied().unwrap_or_default()
    }

    /// The trunk that most of some lines can share, or most of those that turn to the same side; of several, the one nearest to
    /// the middle. Nothing where they are too few.
    /// With `is_bold`, however much it crosses.
    pub(super) fn best(&self, layout: &Layout, members: &[Member], is_bold: bool) -> Led {
        let to = |way: f64| members.iter().filter(|member| member.turns() * way >= 0.0).collect::<Vec<_>>();
        // Where a box has more lines than room, what another trunk could not take may be few.
        let is_rest = members.first().is_some_and(|member| members.len() < FAN && self.is_crowded(layout, member.fan));
        self.best_of(layout, &[members.iter().collect(), to(1.0), to(-1.0)], if is_rest { PAIR } else { FAN }, is_bold)
    }

    /// The trunk that most of those can share which turn to one side, after they parted from another one.
    pub(super) fn next(&self, layout: &Layout, members: &[Member], way: f64) -> Led {
        let some = members.iter().filter(|member| member.turns() * way > 0.0).collect();
        self.best_of(layout, &[some], PAIR, false)
    }

    fn best_of(&self, layout: &Layout, each: &[Vec<&Member>], fewest: usize, is_bold: bool) -> Led {
        let (mut best, mut known) = (Led::new(), None);
        for some in each {
            let Some(first) = some.first() else { continue };
            let is_crowded = self.is_crowded(layout, first.fan);
            let ports = ports(layout, first.fan, some, (is_bold || is_crowded).then(|| self.room(first.fan)));
            let worth = if is_crowded { 1.0 } else { WORTH };
            let more = if is_bold { f64::INFINITY } else { worth };
            for (track, port) in tracks(some).iter().flat_map(|&track| ports.iter().map(move |&port| (track, port))) {
                let (place, least) = (Place { port, track, is_crowded, more }, fewest.max(best.len() + 1));
                if some.len() >= least
                    && let Some(led) = self.together(layout, some, place, least)
                {
                    (best, known) = (led, Some((some, place)));
                }
            }
        }
        let beside = known.and_then(|(some, place)| self.beside_others(layout, some, (&best, place)));
        beside.unwrap_or(best)
    }

    /// A trunk whose end is too near to that of another line at the same side, where it stands clear of them; `None` where it does
    /// so already, or nowhere.
    fn beside_others(&self, layout: &Layout, members: &[&Member], (led, known): (&Led, Place)) -> Option<Led> {
        let joins = |edge: usize| led.iter().any(|lead| lead.edge == edge);
        let fan = members.first().filter(|member| member.shared.is_empty() && known.more.is_finite())?.fan;
        let port = led.first()?.port(fan)?;
        let hub = self.graph.boxes.get(fan.hub)?;
        let others: Vec<f64> = ends(self.graph, layout, fan).filter(|(edge, _)| !joins(*edge)).map(|(_, at)| at).collect();
        let is_clear = |at: f64| others.iter().all(|other| (other - at).abs() >= hub.apart);
        if is_clear(port) {
            return None;
        }
        let side = fan.side.seen_whole(*layout.boxes.get(fan.hub)?).grown(-hub.corner);
        let beside = others.iter().flat_map(|at| [at - hub.apart, at + hub.apart]);
        let mut places: Vec<f64> = beside.filter(|&at| at >= side.y && at <= side.bottom() && is_clear(at)).collect();
        places.sort_by(|a, b| (a - port).abs().total_cmp(&(b - port).abs()));
        let some: Vec<&Member> = members.iter().copied().filter(|member| joins(member.edge)).collect();
        places.into_iter().take(PLACES).find_map(|port| self.together(layout, &some, Place { port, ..known }, some.len()))
    }

    /// The lines that can share this trunk, with their new corners; `None` where they are fewer than `least` or would cross too
    /// much more.
    fn together(&self, layout: &Layout, members: &[&Member], place: Place, least: usize) -> Option<Led> {
        let mut some: Vec<&Member> = members.to_vec();
        for _ in 0..ROUNDS {
            let led = self.led(layout, &some, place, least)?;
            match self.with_labels(layout, &some, place.track, led) {
                Ok(led) => return Some(led),
                // Those whose labels have no room there stay as they are.
                Err(crammed) => some.retain(|member| !crammed.contains(&member.edge)),
            }
        }
        None
    }

    /// The same, but for where labels go.
    fn led(&self, layout: &Layout, members: &[&Member], place: Place, least: usize) -> Option<Led> {
        let mut led: Led = members.iter().filter_map(|m| m.led(place.port, place.track, place.is_crowded)).collect();
        if led.len() < least {
            return None;
        }
        let fan = members.first()?.fan;
        let edges: BTreeSet<usize> = led.iter().map(|lead| lead.edge).collect();
        let mut parted: Vec<usize> = (0..layout.routes.len()).filter(|other| !edges.contains(other)).collect();
        // What cannot join stands in the way of others; few rounds settle it or nothing does.
        for _ in 0..ROUNDS {
            let others = std::mem::take(&mut parted);
            // Labels of lines that come along are seen to with them.
            parted = part(&mut led, |lead| {
                let labels = others.iter().filter_map(|&other| layout.routes.get(other)?.label);
                self.is_clear(lead.edge, &lead.points, &labels) && self.is_apart(layout, (fan, place), lead, &others)
            });
            if led.len() < least || parted.is_empty() {
                break;
            }
        }
        if led.len() < least || !parted.is_empty() {
            return None;
        }
        let edges: BTreeSet<usize> = led.iter().map(|lead| lead.edge).collect();
        let lines = layout.routes.iter().zip(&self.lines).enumerate().filter(|(at, _)| !edges.contains(at));
        let others: Vec<Course<'_>> = lines.map(|(at, (route, line))| (at, *line, route.points.as_slice())).collect();
        let was: Vec<&[Point]> = led.iter().filter_map(|lead| layout.routes.get(lead.edge)).map(|route| route.points.as_slice()).collect();
        let is: Vec<&[Point]> = led.iter().map(|lead| lead.points.as_slice()).collect();
        let more = crossings(&is, &others).saturating_sub(crossings(&was, &others)) as f64;
        (more <= led.len() as f64 * place.more).then_some(led)
    }

    /// In how many places some lines cross others, or one another.
    pub(super) fn crossings(&self, layout: &Layout, edges: &[usize]) -> usize {
        let own: BTreeSet<usize> = edges.iter().copied().collect();
        let lines = layout.routes.iter().zip(&self.lines).enumerate();
        let others: Vec<Course<'_>> =
            lines.filter(|(at, _)| !own.contains(at)).map(|(at, (route, line))| (at, *line, route.points.as_slice())).collect();
        let some: Vec<&[Point]> = own.iter().filter_map(|&edge| layout.routes.get(edge)).map(|route| route.points.as_slice()).collect();
        crossings(&some, &others)
    }

    /// How far apart trunks end at the hub of a fan.
    fn room(&self, fan: Fan) -> f64 {
        self.graph.boxes.get(fan.hub).map_or(ROOM, |hub| hub.apart.max(ROOM))
    }

    /// Whether more lines are at the side of a fan than have room there.
    pub(super) fn is_crowded(&self, layout: &Layout, fan: Fan) -> bool {
        let is_there = |points: &[Point], own: usize| own == fan.hub && Side::of(points) == Some(fan.side);
        let count = self.graph.edges.iter().zip(&layout.routes).filter(|(edge, route)| {
            let back: Vec<Point> = route.points.iter().rev().take(2).copied().collect();
            is_there(&route.points, edge.from) || is_there(&back, edge.to)
        });
        let count = count.count();
        count >= MANY || layout.boxes.get(fan.hub).is_some_and(|rect| count as f64 * ROOM > fan.side.length(*rect))
    }

    /// The lines with their labels in line right behind the trunk, those that have room there, and the others where they have; or
    /// those whose labels have none.
    fn with_labels(&self, layout: &Layout, members: &[&Member], track: f64, led: Led) -> Result<Led, Vec<usize>> {
        let of = |lead: &Lead| members.iter().find(|member| member.edge == lead.edge);
        let own: Vec<Option<Rect>> = led.iter().map(|lead| lead.label).collect();
        let aligned: Vec<Option<Rect>> = led.iter().map(|lead| of(lead)?.aligned(lead, track)).collect();
        let mut labels: Vec<Option<Rect>> = aligned.iter().zip(&own).map(|(aligned, own)| aligned.or(*own)).collect();
        for _ in 0..ROUNDS {
            let crammed = self.crammed(layout, &led, &labels);
            if crammed.is_empty() {
                let with = |((lead, label), aligned)| Lead { label, aligned, ..lead };
                return Ok(led.into_iter().zip(labels).zip(aligned).map(with).collect());
            }
            for ((lead, label), own) in led.iter().zip(&mut labels).zip(&own) {
                if crammed.contains(&lead.edge) {
                    *label = *own;
                }
            }
        }
        let crammed = self.crammed(layout, &led, &own);
        if crammed.is_empty() {
            return Ok(led);
        }
        Err(crammed)
    }

    /// The lines whose labels are not clear of boxes, of lines but their own, and of labels.
    fn crammed(&self, layout: &Layout, led: &Led, labels: &[Option<Rect>]) -> Vec<usize> {
        let mut scene = Scene::of(layout);
        for (lead, label) in led.iter().zip(labels) {
            if let (Some(course), Some(stands)) = (scene.courses.get_mut(lead.edge), scene.labels.get_mut(lead.edge)) {
                (*course, *stands) = (&lead.points, *label);
            }
        }
        let was = |edge: usize| layout.routes.get(edge).and_then(|route| route.label);
        // One that stays where it was stands as well as it did.
        let room = |edge: usize, label: Rect| if was(edge) == Some(label) { label } else { label.grown(LABEL_ROOM) };
        let each = led.iter().zip(labels).filter_map(|(lead, label)| Some((lead.edge, (*label)?)));
        each.filter(|&(edge, label)| !self.is_free(&scene, edge, label, room(edge, label))).map(|(edge, _)| edge).collect()
    }

    /// Whether the label of a line is on it there, and has room.
    pub(super) fn has_room(&self, layout: &Layout, edge: usize, label: Rect) -> bool {
        let is_on_it = layout.routes.get(edge).is_some_and(|route| route.points.windows(2).any(|pair| through(label.center(), pair)));
        is_on_it && self.is_free(&Scene::of(layout), edge, label, label.grown(LABEL_ROOM))
    }

    /// Whether a label with the room round it is clear of boxes, of lines but its own, and of labels.
    fn is_free(&self, scene: &Scene, edge: usize, label: Rect, room: Rect) -> bool {
        let is_in_the_way = |[whole, title]: &[Rect; 2]| room.overlaps(*whole) && (!whole.contains(room) || room.overlaps(*title));
        let strikes = |course: &[Point]| course.windows(2).any(|pair| matches!(pair, [a, b] if piece(*a, *b).grown(0.5).overlaps(label)));
        let mut others = scene.courses.iter().zip(&scene.labels).enumerate().filter(|(other, _)| *other != edge);
        !self.boxes.iter().any(is_in_the_way)
            && !others.any(|(_, (course, stands))| strikes(course) || stands.is_some_and(|other| other.overlaps(room)))
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
    fn is_apart(&self, layout: &Layout, (fan, place): (Fan, Place), lead: &Lead, others: &[usize]) -> bool {
        // Where trunks for both ways are tried, lines that have none yet will be elsewhere.
        let beside = |other: usize| match place.more.is_finite() {
            true => BESIDE_AT_HUB,
            false if self.is_led(other) => self.room(fan),
            false => 0.0,
        };
        lead.fresh.windows(2).enumerate().all(|(nth, pair)| {
            let &[a, b] = pair else { return true };
            let near = piece(a, b).grown(2.0 * APART);
            let course = |other: usize| {
                let is_near = self.lines.get(other).is_some_and(|line| line.meets(near));
                layout.routes.get(other).filter(|_| is_near).map_or(&[] as &[Point], |route| route.points.as_slice())
            };
            let apart = |other: usize, at: usize, count: usize| match self.graph.edges.get(other) {
                Some(edge) if nth == 0 && (edge.from == fan.hub && at == 0 || edge.to == fan.hub && at + 1 == count) => beside(other),
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
