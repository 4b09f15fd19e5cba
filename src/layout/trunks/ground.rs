//! What is in the way of trunks, and which lines can share one.

use std::collections::BTreeSet;

use super::super::geometry::{Point, Rect};
use super::super::{Graph, Layout};
use super::fan::{FAN, Fan, Lead, Led, Member, ends, piece, ports, tracks};

/// For so many lines in a fan, one more crossing is put up with.
const WORTH: usize = 5;
/// So often what is left of a fan is looked at again.
pub(super) const ROUNDS: usize = 3;
/// So many places beside other lines are tried for a trunk.
const PLACES: usize = 4;
/// Lines that run side by side are no nearer than this.
const APART: f64 = 4.0;
/// And so near at the most where they leave a box that has more lines than room.
const BESIDE_AT_HUB: f64 = 1.2;

/// What a trunk must keep clear of. Most of it is far from any one line, so rectangles round things are looked at first.
pub(super) struct Ground<'a> {
    graph: &'a Graph,
    /// Each box, and the part of it that its title takes, without what a line may touch.
    boxes: Vec<[Rect; 2]>,
    /// The smallest rectangle round each line.
    lines: Vec<Rect>,
}

impl<'a> Ground<'a> {
    pub(super) fn new(graph: &'a Graph, layout: &Layout) -> Self {
        let boxes = graph.boxes.iter().zip(&layout.boxes).map(|(node, rect)| {
            let title = Rect::new(rect.x, rect.y, node.title.width, node.title.height);
            [*rect, title].map(|kept| kept.grown(-1.0))
        });
        Self { graph, boxes: boxes.collect(), lines: layout.routes.iter().map(|route| around(&route.points)).collect() }
    }

    /// Notes that a line runs elsewhere now.
    pub(super) fn lead(&mut self, edge: usize, points: &[Point]) {
        if let Some(line) = self.lines.get_mut(edge) {
            *line = around(points);
        }
    }

    /// The trunk that most of some lines can share, or most of those that turn to the same side; of several, the one nearest to
    /// the middle. Nothing where they are too few.
    pub(super) fn best(&self, layout: &Layout, fan: Fan, members: &[Member]) -> Led {
        let all: Vec<&Member> = members.iter().collect();
        let to = |way: f64| members.iter().filter(|member| member.turns() * way >= 0.0).collect::<Vec<_>>();
        let mut best = Led::new();
        let mut along = 0.0;
        for some in [all, to(1.0), to(-1.0)] {
            let (tracks, ports) = (tracks(&some), ports(layout, fan, &some));
            for (track, port) in tracks.iter().flat_map(|&track| ports.iter().map(move |&port| (track, port))) {
                let least = FAN.max(best.len() + 1);
                if some.len() >= least
                    && let Some(led) = self.together(layout, &some, (port, track), least)
                {
                    (best, along) = (led, track);
                }
            }
        }
        self.beside_others(layout, fan, members, (&best, along)).unwrap_or(best)
    }

    /// A trunk whose end is too near to that of another line at the same side, where it stands clear of them; `None` where it does
    /// so already, or nowhere.
    fn beside_others(&self, layout: &Layout, fan: Fan, members: &[Member], (led, track): (&Led, f64)) -> Option<Led> {
        let joins = |edge: usize| led.iter().any(|lead| lead.edge == edge);
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
        let some: Vec<&Member> = members.iter().filter(|member| joins(member.edge)).collect();
        places.into_iter().take(PLACES).find_map(|place| self.together(layout, &some, (place, track), some.len()))
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
