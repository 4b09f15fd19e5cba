//! Programs that are hard to draw, in `tests/pictures`: their pictures have a shape that fits a screen, and nothing in them
//! lies on anything else.

use archc::emit::diagrams::geometry;
use archc::layout::{Graph, Layout, Point, Rect};
use archc::session::{build, check};
use archc::settings::Settings;
use archc::view::pictures;
use archc::world::MemoryWorld;
use std::path::PathBuf;

/// The shapes of pictures, in heights for the width; what is small is read at a glance and may be narrower.
const SHAPES: std::ops::RangeInclusive<f64> = 0.6..=2.2;
const LEAST_OF_SMALL: (usize, f64) = (12, 0.44);

fn programs() -> Vec<(String, String)> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pictures"));
    let files = std::fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("it is readable").path());
    let mut programs: Vec<(String, String)> = files
        .filter(|path| path.extension().is_some_and(|extension| extension == "arch"))
        .map(|path| (path.file_stem().unwrap_or_default().to_string_lossy().into_owned(), std::fs::read_to_string(&path).expect("text")))
        .collect();
    programs.sort();
    programs
}

/// The boxes round another, the innermost first.
fn around(graph: &Graph, at: usize) -> impl Iterator<Item = usize> {
    std::iter::successors(graph.boxes[at].parent, |&at| graph.boxes[at].parent)
}

fn covers(graph: &Graph, layout: &Layout, run: Rect, ends: &[usize]) -> Option<usize> {
    (0..graph.boxes.len()).find(|&at| {
        let rect = layout.boxes[at];
        let is_open = ends.iter().any(|&end| around(graph, end).any(|outer| outer == at));
        let title = Rect::new(rect.x, rect.y, graph.boxes[at].title.width, graph.boxes[at].title.height);
        (if is_open { title } else { rect }).grown(-1.0).overlaps(run)
    })
}

fn on_border(rect: Rect, at: Point) -> bool {
    rect.grown(0.01).contains(Rect::new(at.x, at.y, 0.0, 0.0)) && !rect.grown(-0.01).contains(Rect::new(at.x, at.y, 0.0, 0.0))
}

/// What lies where it may not.
fn wrong(graph: &Graph, layout: &Layout) -> Vec<String> {
    let mut wrong = Vec::new();
    for (at, node) in graph.boxes.iter().enumerate() {
        let rect = layout.boxes[at];
        if node.parent.is_some_and(|parent| !layout.boxes[parent].contains(rect)) {
            wrong.push(format!("box {at} leaves what is round it"));
        }
        let related = |other: usize| around(graph, at).any(|outer| outer == other) || around(graph, other).any(|outer| outer == at);
        if let Some(other) = (0..at).find(|&other| !related(other) && layout.boxes[other].overlaps(rect)) {
            wrong.push(format!("box {at} lies on box {other}"));
        }
    }
    for (at, (edge, route)) in graph.edges.iter().zip(&layout.routes).enumerate() {
        let ends = route.points.first().zip(route.points.last());
        if !ends.is_some_and(|(&a, &b)| on_border(layout.boxes[edge.from], a) && on_border(layout.boxes[edge.to], b)) {
            wrong.push(format!("line {at} hangs loose"));
        }
        for pair in route.points.windows(2) {
            let corner = Rect::new(pair[0].x, pair[0].y, 0.0, 0.0);
            let run = corner.union(Rect::new(pair[1].x, pair[1].y, 0.0, 0.0)).grown(0.01);
            if let Some(other) = covers(graph, layout, run, &[edge.from, edge.to]) {
                wrong.push(format!("line {at} runs through box {other}"));
            }
            let hit = layout
                .routes
                .iter()
                .enumerate()
                .find(|(other, r)| *other != at && r.label.is_some_and(|label| label.grown(-1.0).overlaps(run)));
            if let Some((other, _)) = hit {
                wrong.push(format!("line {at} runs through the label of line {other}"));
            }
        }
        let Some(label) = route.label else {
            wrong.extend(edge.label.map(|_| format!("the label of line {at} is missing")));
            continue;
        };
        if let Some(other) = covers(graph, layout, label, &[edge.from, edge.to]) {
            wrong.push(format!("the label of line {at} lies on box {other}"));
        }
        if let Some(other) = (0..at).find(|&other| layout.routes[other].label.is_some_and(|other| other.overlaps(label))) {
            wrong.push(format!("the label of line {at} lies on that of line {other}"));
        }
    }
    wrong
}

#[test]
fn what_is_hard_to_draw_is_drawn_well() {
    let programs = programs();
    assert_eq!(programs.len(), 5);
    let mut mistakes = Vec::new();
    for (name, text) in programs {
        let mut checked = check(&MemoryWorld::single(&text)).expect("there is a program");
        assert!(build(&mut checked, &Settings::default()).is_some(), "{name}: {:#?}", checked.diagnostics);
        for picture in pictures(&checked.model) {
            let (named, layout) = geometry(&checked.model, &picture, &Settings::default()).expect("it is no flow");
            mistakes.extend(wrong(&named.graph, &layout).into_iter().map(|mistake| format!("{name}: {mistake}")));
            mistakes.extend(layout.notes.iter().map(|note| format!("{name}: {note:?}")));
            let shape = layout.size.width / layout.size.height;
            let holds_none = |at: &usize| named.graph.boxes.iter().all(|node| node.parent != Some(*at));
            let is_small = (0..named.graph.boxes.len()).filter(holds_none).count() <= LEAST_OF_SMALL.0;
            let is_fine = SHAPES.contains(&shape) || (is_small && (LEAST_OF_SMALL.1..1.0).contains(&shape));
            if !is_fine {
                mistakes.push(format!("{name}: {shape:.2} times as wide as high"));
            }
        }
    }
    assert!(mistakes.is_empty(), "\n{}\n", mistakes.join("\n"));
}

#[test]
fn nothing_lies_on_anything_in_a_picture_of_any_kind() {
    let mut mistakes = Vec::new();
    let mut count = 0;
    for (program, text) in crate::clear::programs() {
        let model = check(&MemoryWorld::single(&text)).expect("there is a program").model;
        for picture in pictures(&model) {
            let Some((named, layout)) = geometry(&model, &picture, &Settings::default()) else { continue };
            count += 1;
            mistakes.extend(wrong(&named.graph, &layout).into_iter().map(|mistake| format!("{program} {}: {mistake}", picture.file)));
        }
    }
    assert!(count > 60, "{count}");
    assert!(mistakes.is_empty(), "\n{}\n", mistakes.join("\n"));
}

/// Columns would leave seven lines to lead from the foot of the first one round to the head of the second.
#[test]
fn a_page_that_reads_well_in_one_piece_is_not_folded() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pictures/kinds/game.arch")).expect("it is there");
    let model = check(&MemoryWorld::single(&text)).expect("there is a program").model;
    let mut count = 0;
    for picture in pictures(&model) {
        let Some((_, layout)) = geometry(&model, &picture, &Settings::default()) else { continue };
        let length = |points: &[Point]| points.windows(2).map(|pair| (pair[0].x - pair[1].x).abs() + (pair[0].y - pair[1].y).abs()).sum();
        let longest = layout.routes.iter().map(|route| length(&route.points)).fold(0.0, f64::max);
        assert!(longest < layout.size.width + layout.size.height, "{}: {longest} in {:?}", picture.file, layout.size);
        count += 1;
    }
    assert!(count > 4, "{count}");
}
