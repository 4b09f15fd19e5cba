//! How laying out grows with the graph: generated systems of services in teams in domains in regions, as the layout's
//! tests know them, only larger. Compare the lines with each other, not with another machine's.

use archc::layout::{ENGINES, Edge, Engine, Graph, Node, Size};
use divan::Bencher;

fn main() {
    divan::main();
}

#[divan::bench(args = [100, 500, 1_000, 5_000], sample_count = 10)]
fn layered(bencher: Bencher<'_, '_>, boxes: usize) {
    run(bencher, "layered", boxes);
}

#[divan::bench(name = "layout-rs", args = [100, 500], sample_count = 5)]
fn layout_rs(bencher: Bencher<'_, '_>, boxes: usize) {
    run(bencher, "layout-rs", boxes);
}

fn run(bencher: Bencher<'_, '_>, name: &str, boxes: usize) {
    let engine: Option<Engine> = archc::layout::engine(name);
    let engine = engine.unwrap_or_else(|| panic!("{name} is none of {ENGINES:?}"));
    let graph = system(boxes);
    bencher.bench(|| engine(divan::black_box(&graph)));
}

/// Numbers that are the same everywhere (the split mix of G. Steele, D. Lea and C. Flood).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % end.max(1) as u64) as usize
    }

    fn happens(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn one_of(&mut self, of: &[usize]) -> Option<usize> {
        of.get(self.below(of.len())).copied()
    }
}

/// A system that is being made up.
struct System {
    dice: Dice,
    graph: Graph,
    /// The services of each team; first what stands outside.
    teams: Vec<Vec<usize>>,
    /// The region of each team.
    regions: Vec<usize>,
}

/// A system of `services` in teams, one and a half times as many lines: each service is called by one of its team before it,
/// or by one of an earlier team; the others stay mostly in a team or a region. Two lines of five bear a label.
fn system(services: usize) -> Graph {
    let mut system = System { dice: Dice(services as u64), graph: Graph::default(), teams: Vec::new(), regions: Vec::new() };
    system.nest(services);
    system.call_each();
    system.call_more(services * 3 / 2);
    system.graph
}

impl System {
    fn put(&mut self, parent: Option<usize>, size: Size, title: Size) -> usize {
        self.graph.boxes.push(Node { parent, size, title, ..Node::default() });
        self.graph.boxes.len() - 1
    }

    fn put_services(&mut self, count: usize, parent: Option<usize>, region: usize) {
        let mut team = Vec::new();
        for _ in 0..count {
            let width = 80.0 + 8.0 * self.dice.below(11) as f64;
            team.push(self.put(parent, Size::new(width, 48.0), Size::default()));
        }
        self.teams.push(team);
        self.regions.push(region);
    }

    fn put_frame(&mut self, parent: Option<usize>) -> usize {
        let title = Size::new(90.0 + 10.0 * self.dice.below(6) as f64, 30.0);
        self.put(parent, Size::default(), title)
    }

    /// Regions with domains with teams, the domains left out in a small system.
    fn nest(&mut self, services: usize) {
        let outside = (services * 6 / 100).clamp(1, 6);
        self.put_services(outside, None, 0);
        let mut left = services.saturating_sub(outside);
        for region in 1.. {
            if left == 0 {
                break;
            }
            let frame = self.put_frame(None);
            for _ in 0..2 + self.dice.below(3) {
                let teams = if services > 120 { 1 + self.dice.below(3) } else { 1 };
                let domain = if left > 0 { Some(self.put_frame(Some(frame))) } else { None };
                for _ in 0..teams {
                    let count = (3 + self.dice.below(6)).min(left);
                    if let (Some(domain), true) = (domain, count > 0) {
                        let parent = if services > 120 { self.put_frame(Some(domain)) } else { domain };
                        self.put_services(count, Some(parent), region);
                        left -= count;
                    }
                }
            }
        }
    }

    fn call(&mut self, from: usize, to: usize) {
        if from != to && !self.graph.edges.iter().rev().take(40).any(|edge| (edge.from, edge.to) == (from, to)) {
            let label = self.dice.happens(40).then(|| Size::new(30.0 + self.dice.below(60) as f64, 16.0));
            self.graph.edges.push(Edge { from, to, label });
        }
    }

    fn call_each(&mut self) {
        for team in 1..self.teams.len() {
            for nth in 0..self.teams[team].len() {
                let to = self.teams[team][nth];
                let near = self.teams[team][nth.saturating_sub(3)..nth].to_vec();
                let earlier = team - 1 - self.dice.below(team.min(6));
                let caller = if !near.is_empty() && self.dice.happens(80) {
                    self.dice.one_of(&near)
                } else {
                    self.dice.one_of(&self.teams[earlier].clone())
                };
                if let Some(from) = caller {
                    self.call(from, to);
                }
            }
        }
    }

    fn call_more(&mut self, wanted: usize) {
        for _ in 0..wanted * 20 {
            if self.graph.edges.len() >= wanted {
                break;
            }
            let team = self.dice.below(self.teams.len());
            let reach = match self.dice.below(100) {
                0..45 => 0,
                45..75 => 3,
                _ => 8,
            };
            let other = (team + self.dice.below(reach + 1)).min(self.teams.len() - 1);
            if reach == 3 && self.regions[team] != self.regions[other] {
                continue;
            }
            let (one, two) = (self.dice.one_of(&self.teams[team].clone()), self.dice.one_of(&self.teams[other].clone()));
            if let (Some(one), Some(two)) = (one, two) {
                let backwards = self.dice.happens(4);
                let (from, to) = if backwards { (one.max(two), one.min(two)) } else { (one.min(two), one.max(two)) };
                self.call(from, to);
            }
        }
    }
}
