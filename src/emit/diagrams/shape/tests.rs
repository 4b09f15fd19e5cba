//! Whether ends of lines meet what is drawn.

use super::*;

/// Short pieces that an outline is made of.
fn pieces(outline: &Outline) -> Vec<(Point, Point)> {
    let Outline::Path(moves) = outline else { return Vec::new() };
    let (mut pieces, mut start, mut from) = (Vec::new(), p(0.0, 0.0), p(0.0, 0.0));
    for piece in moves {
        let toward = |a: Point, b: Point| p(a.x + (b.x - a.x) * 2.0 / 3.0, a.y + (b.y - a.y) * 2.0 / 3.0);
        let (a, b, to) = match *piece {
            Move::To(to) => {
                (start, from) = (to, to);
                continue;
            }
            Move::Line(to) => (toward(to, from), toward(from, to), to),
            Move::Bend(by, to) => (toward(from, by), toward(to, by), to),
            Move::Curve(a, b, to) => (a, b, to),
            Move::Close => (toward(start, from), toward(from, start), start),
        };
        let curve = |nth: i32| {
            let v = f64::from(nth) / 100.0;
            let u = 1.0 - v;
            let shares = [u * u * u, 3.0 * u * u * v, 3.0 * u * v * v, v * v * v];
            let sum = |of: fn(Point) -> f64| [from, a, b, to].iter().zip(shares).map(|(&at, share)| of(at) * share).sum();
            p(sum(|at| at.x), sum(|at| at.y))
        };
        pieces.extend((0..100).map(|nth| (curve(nth), curve(nth + 1))));
        from = to;
    }
    pieces
}

const CUT_OR_CURVED: [Kind; 9] =
    [Kind::Gateway, Kind::Job, Kind::Database, Kind::Cache, Kind::Search, Kind::Bucket, Kind::Topic, Kind::Queue, Kind::Broker];

#[test]
fn lines_end_at_the_outline_that_is_drawn() {
    let rect = Rect::new(40.0, 20.0, 190.0, 122.0);
    for shape in CUT_OR_CURVED.map(Shape::Of) {
        let drawn = shape.draw(rect, shape.paint(false));
        let outline = drawn.iter().find_map(|item| if let Item::Form(form) = item { Some(&form.outline) } else { None });
        let outline = pieces(outline.expect("it has one"));
        let corner = shape.corner();
        for x in [rect.x + corner, rect.center().x, rect.right() - corner] {
            let ys: Vec<f64> = outline.iter().filter(|(a, b)| (a.x - x) * (b.x - x) <= 0.0).map(|(a, _)| a.y).collect();
            let (top, bottom) = (ys.iter().copied().fold(f64::MAX, f64::min), ys.iter().copied().fold(f64::MIN, f64::max));
            assert!((rect.y + shape.depth(rect, p(x, rect.y)) - top).abs() < 1.0, "{shape:?} above at {x}: {top}");
            assert!((rect.bottom() - shape.depth(rect, p(x, rect.bottom())) - bottom).abs() < 1.0, "{shape:?} below at {x}: {bottom}");
        }
    }
}

#[test]
fn heads_have_room_on_the_level_part_of_a_border() {
    let rect = Rect::new(40.0, 20.0, 190.0, 122.0);
    for shape in CUT_OR_CURVED.map(Shape::Of).into_iter().chain([Shape::Of(Kind::Person), Shape::Of(Kind::Daemon)]) {
        for (x, y) in [(rect.x + shape.corner(), rect.y), (rect.right() - shape.corner(), rect.bottom())] {
            let slope = shape.depth(rect, p(x - 4.3, y)) - shape.depth(rect, p(x + 4.3, y));
            assert!(slope.abs() < 3.5, "{shape:?} at {x}, {y}: {slope}");
        }
    }
}

#[test]
fn the_cut_corners_of_a_broker_are_reached() {
    let rect = Rect::new(0.0, 0.0, 100.0, 60.0);
    let depths =
        [(4.0, 0.0), (100.0, 4.0), (90.0, 60.0), (50.0, 0.0), (0.0, 30.0)].map(|(x, y)| Shape::Of(Kind::Broker).depth(rect, p(x, y)));
    assert_eq!(depths, [10.0, 10.0, 4.0, 0.0, 0.0]);
}

#[test]
fn text_stands_in_the_middle_of_what_has_no_bar() {
    let [own, foreign] = [false, true].map(|foreign| Shape::Of(Kind::System).insets(foreign));
    assert!(own.top > own.bottom, "below the bar");
    assert_eq!((foreign.top, foreign.left), (foreign.bottom, foreign.right));
    assert_eq!(own.top + own.bottom, foreign.top + foreign.bottom, "no box is larger");
}
