//! How good layouts are: numbers on generated systems of services, none of which may get worse.

use super::super::{Edge, Graph, Layout, Node, Size};
use super::tests::wrong;
use super::{effort, layout};

/// A small generator of numbers that are the same everywhere (xorshift of G. Marsaglia).
pub(super) struct Dice(pub u64);

impl Dice {
    pub(super) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % end.max(1)
    }

    pub(super) fn happens(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// A system of `leaves` services in teams in regions; most calls stay in a team, and most run forwards.
fn system(leaves: usize) -> Graph {
    let mut dice = Dice(0x5DEE_CE66_D1CE_4E5B ^ leaves as u64);
    let mut boxes: Vec<Node> = Vec::new();
    let mut teams: Vec<Vec<usize>> = Vec::new();
    let mut made = 0;
    while made < leaves {
        boxes.push(Node { title: Size::new(110.0, 30.0), ..Node::default() });
        let region = boxes.len() - 1;
        for _ in 0..2 + dice.below(3) {
            boxes.push(Node { parent: Some(region), title: Size::new(90.0, 30.0), ..Node::default() });
            let team = boxes.len() - 1;
            let members = (3 + dice.below(5)).min(leaves - made);
            let size = |dice: &mut Dice| Size::new(80.0 + dice.below(90) as f64, 48.0);
            teams.push((0..members).map(|at| boxes.len() + at).collect());
            boxes.extend((0..members).map(|_| Node { parent: Some(team), size: size(&mut dice), ..Node::default() }));
            made += members;
        }
    }
    let mut edges = Vec::new();
    for (at, team) in teams.iter().enumerate() {
        for (nth, &member) in team.iter().enumerate() {
            for _ in 0..=dice.below(2) {
                let other = match nth.checked_sub(1) {
                    Some(before) if dice.happens(65) => team[dice.below(before + 1)],
                    _ => {
                        let other = &teams[at.saturating_sub(dice.below(5))];
                        other.get(dice.below(other.len())).copied().unwrap_or(member)
                    }
                };
                let label = dice.happens(40).then(|| Size::new(40.0 + dice.below(50) as f64, 16.0));
                let (from, to) = if dice.happens(4) { (member, other) } else { (other, member) };
                edges.push(Edge { from, to, label });
            }
        }
    }
    edges.retain(|edge| edge.from != edge.to);
    Graph { direction: None, boxes, edges }
}

/// How often lines cross, for each line.
fn crossings(layout: &Layout) -> f64 {
    effort::crossings(layout) as f64 / layout.routes.len() as f64
}

fn bends(layout: &Layout) -> f64 {
    layout.routes.iter().map(|route| route.points.len() - 2).sum::<usize>() as f64 / layout.routes.len() as f64
}

/// The same system with one service more, called by one service and calling another.
fn with_one_more(graph: &Graph, dice: &mut Dice) -> Graph {
    let services: Vec<usize> = (0..graph.boxes.len()).filter(|&at| graph.boxes[at].title == Size::default()).collect();
    let caller = services[dice.below(services.len())];
    let called = services.iter().copied().find(|&at| graph.boxes[at].parent != graph.boxes[caller].parent).unwrap_or(caller);
    let mut changed = graph.clone();
    changed.boxes.push(Node { size: Size::new(81.0, 48.0), ..graph.boxes[caller] });
    let added = graph.boxes.len();
    changed.edges.extend([(caller, added), (added, called)].map(|(from, to)| Edge { from, to, label: None }));
    changed
}

/// The same system with a longer name for one service.
fn with_a_longer_name(graph: &Graph, dice: &mut Dice) -> Graph {
    let mut changed = graph.clone();
    let services: Vec<usize> = (0..graph.boxes.len()).filter(|&at| graph.boxes[at].title == Size::default()).collect();
    changed.boxes[services[dice.below(services.len())]].size.width = 233.0;
    changed
}

/// How far services move on average, in diagonals of the picture, when all that moved alike is taken off.
fn moved(graph: &Graph, before: &Layout, after: &Layout) -> f64 {
    let services = || (0..graph.boxes.len()).filter(|&at| graph.boxes[at].title == Size::default());
    let middle = |mut all: Vec<f64>| {
        all.sort_by(f64::total_cmp);
        all[all.len() / 2]
    };
    let by =
        |at: usize| (after.boxes[at].center().x - before.boxes[at].center().x, after.boxes[at].center().y - before.boxes[at].center().y);
    let alike = (middle(services().map(|at| by(at).0).collect()), middle(services().map(|at| by(at).1).collect()));
    let sum: f64 = services().map(|at| (by(at).0 - alike.0).hypot(by(at).1 - alike.1)).sum();
    sum / services().count() as f64 / before.size.width.hypot(before.size.height)
}

/// How far services move on average over twenty changes, in hundredths of the diagonal.
fn moved_by(graph: &Graph, made: &Layout, change: impl Fn(&Graph, &mut Dice) -> Graph) -> f64 {
    let mut dice = Dice(7);
    (0..20).map(|_| moved(graph, made, &layout(&change(graph, &mut dice)))).sum::<f64>() / 20.0 * 100.0
}

/// Crossings and bends for each line, and the area in megapixels, may be no more than this; nor the shape be worse than a
/// screen or a page likes.
fn no_worse(leaves: usize, most: (f64, f64, f64)) -> (Graph, Layout) {
    let graph = system(leaves);
    let made = layout(&graph);
    assert_eq!(wrong(&graph, &made), None);
    let now = (crossings(&made), bends(&made), made.size.width * made.size.height / 1e6);
    assert!(now.0 <= most.0 && now.1 <= most.1 && now.2 <= most.2, "{leaves} services: {now:.2?}, not {most:?}, {:?}", made.size);
    let shape = made.size.width / made.size.height;
    assert!(
        if leaves > 100 { (0.4..3.0).contains(&shape) } else { (0.6..2.2).contains(&shape) },
        "{leaves} services: {shape:.2} times as wide as high"
    );
    (graph, made)
}

/// Twenty services added and twenty renamed may move others no more than this on average.
fn no_less_steady((graph, made): &(Graph, Layout), most: (f64, f64)) {
    let now = (moved_by(graph, made, with_one_more), moved_by(graph, made, with_a_longer_name));
    assert!(now.0 <= most.0 && now.1 <= most.1, "{now:.2?}, not {most:?}");
}

#[test]
fn twenty_five_services() {
    no_less_steady(&no_worse(25, (0.28, 2.1, 1.57)), (3.1, 0.78));
}

#[test]
fn fifty_services() {
    no_less_steady(&no_worse(50, (0.09, 1.98, 3.3)), (3.5, 0.43));
}

#[test]
fn a_hundred_services() {
    no_less_steady(&no_worse(100, (0.12, 1.86, 7.35)), (2.7, 0.87));
}

#[test]
fn three_hundred_services() {
    no_worse(300, (0.225, 1.9, 28.1));
}
