//! With boxes in their places, ports are slid along their sides until lines are straight; their order stays.

use super::ports::{Ends, Ports};
use super::problem::{Link, Problem};
use super::table::Table;

/// How often ports are slid: each time, those of the other side have come nearer.
const ROUNDS: usize = 3;
/// Where ports of lines that lead past a box end at the latest, in shares of its side.
const EDGES: (f64, f64) = (0.35, 0.65);

impl Problem {
    /// Slides the ports of boxes that hold no others towards the other ends of their lines.
    pub(super) fn slide(&self, ports: &mut Ports, x: &Table<f64>) {
        let mut wanted = Vec::new();
        for _ in 0..ROUNDS {
            let mut moved = false;
            for (side, &(vertex, _)) in self.sides.iter().enumerate() {
                moved |= self.slide_side(ports, x, vertex, (self.at_side.row(side), &mut wanted));
            }
            if !moved {
                break;
            }
        }
    }

    /// The same at one side; `wanted` is room to work in.
    fn slide_side(&self, ports: &mut Ports, x: &Table<f64>, vertex: usize, (here, wanted): (&[Link], &mut Vec<f64>)) -> bool {
        let (place, width, Ends { corner, apart }) = (x[vertex], self.vertices[vertex].own, self.vertices[vertex].ends);
        let (left, right) = (place + corner, place + width - corner);
        let each = (right - left) / here.len() as f64;
        let gap = if each >= apart { apart } else { (each * 4.0).floor() / 4.0 };
        let edges = (left + ((right - left) * EDGES.0).round(), left + ((right - left) * EDGES.1).round());
        wanted.clear();
        let mut least = left;
        for &link in here {
            let now = place + ports.own(link);
            let want = match link.other.map(|other| x[other] + ports.other(link)) {
                None => now,
                Some(other) if other < left => now.min(edges.0),
                Some(other) if other > right => now.max(edges.1),
                Some(other) => other,
            };
            let want = want.max(least);
            wanted.push(want);
            least = want + gap;
        }
        let mut most = right;
        let mut moved = false;
        for (want, &link) in wanted.iter().zip(here).rev() {
            let at = want.min(most);
            moved |= std::mem::replace(ports.own_mut(link), at - place) != at - place;
            most = at - gap;
        }
        moved
    }
}
