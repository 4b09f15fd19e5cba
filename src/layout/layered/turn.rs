//! Every level is placed as if lines ran down; a turn says how that is laid on the page.

use super::super::{Direction, Point, Rect, Size};

/// How a level that runs down is laid on the page: mirrored, then with `x` and `y` exchanged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Turn {
    pub swap: bool,
    pub flip_x: bool,
    pub flip_y: bool,
}

impl Turn {
    pub(super) fn of(direction: Direction) -> Self {
        Self { swap: direction.is_horizontal(), flip_x: false, flip_y: direction.is_reversed() }
    }

    /// By half a turn, so that what ran down within it runs up.
    pub(super) fn half(self) -> Self {
        Self { flip_x: !self.flip_x, flip_y: !self.flip_y, ..self }
    }

    /// An extent on the page, or the other way round.
    pub(super) fn size(self, size: Size) -> Size {
        if self.swap { size.transposed() } else { size }
    }

    /// A rectangle of a level of extent `whole`, on the page.
    pub(super) fn rect(self, rect: Rect, whole: Size) -> Rect {
        let x = if self.flip_x { whole.width - rect.right() } else { rect.x };
        let y = if self.flip_y { whole.height - rect.bottom() } else { rect.y };
        if self.swap { Rect::new(y, x, rect.height, rect.width) } else { Rect::new(x, y, rect.width, rect.height) }
    }

    /// A place in a level of extent `whole`, on the page.
    pub(super) fn point(self, point: Point, whole: Size) -> Point {
        let rect = self.rect(Rect::new(point.x, point.y, 0.0, 0.0), whole);
        Point::new(rect.x, rect.y)
    }

    /// A place on the page, in a level of extent `whole`.
    pub(super) fn back(self, point: Point, whole: Size) -> Point {
        let (x, y) = if self.swap { (point.y, point.x) } else { (point.x, point.y) };
        Point::new(if self.flip_x { whole.width - x } else { x }, if self.flip_y { whole.height - y } else { y })
    }
}
