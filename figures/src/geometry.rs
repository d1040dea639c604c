//! Plane geometry on the sheet: points in millimetres from the upper left corner, y downwards.

/// A point on the sheet, mm.
pub type Point = (f64, f64);

/// An upright rectangle on the sheet, mm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rect {
    /// Its left side.
    pub left: f64,
    /// Its upper side.
    pub top: f64,
    /// Its right side.
    pub right: f64,
    /// Its lower side.
    pub bottom: f64,
}

impl Rect {
    /// From left to right.
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    /// From top to bottom.
    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }

    /// The point halfway between all sides.
    pub fn centre(&self) -> Point {
        (
            0.5 * (self.left + self.right),
            0.5 * (self.top + self.bottom),
        )
    }

    /// The smallest rectangle around both.
    pub fn union(&self, other: &Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    /// Whether a point lies in it or on its border.
    pub fn contains(&self, (x, y): Point) -> bool {
        (self.left..=self.right).contains(&x) && (self.top..=self.bottom).contains(&y)
    }

    /// The corners, clockwise from the upper left one.
    pub fn corners(&self) -> [Point; 4] {
        let Self {
            left,
            top,
            right,
            bottom,
        } = *self;
        [(left, top), (right, top), (right, bottom), (left, bottom)]
    }
}

/// The part of the segment inside `rect`, by the clipping of Liang and Barsky (1984, ACM Trans. Graph. 3, 1).
pub(crate) fn clip_segment(from: Point, to: Point, rect: &Rect) -> Option<(Point, Point)> {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let sides = [
        (-dx, from.0 - rect.left),
        (dx, rect.right - from.0),
        (-dy, from.1 - rect.top),
        (dy, rect.bottom - from.1),
    ];
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    for (step, room) in sides {
        if step == 0.0 && room < 0.0 {
            return None;
        } else if step < 0.0 {
            enter = enter.max(room / step);
        } else if step > 0.0 {
            leave = leave.min(room / step);
        }
    }
    let at = |t: f64| (from.0 + t * dx, from.1 + t * dy);
    (enter < leave).then(|| (at(enter), at(leave)))
}

/// The pieces of a line inside `rect`, in order.
pub(crate) fn clip_line(line: &[Point], rect: &Rect) -> Vec<Vec<Point>> {
    let mut pieces: Vec<Vec<Point>> = Vec::new();
    for pair in line.windows(2) {
        let Some((from, to)) = clip_segment(pair[0], pair[1], rect) else {
            continue;
        };
        match pieces.last_mut() {
            Some(piece) if piece.last() == Some(&from) => piece.push(to),
            _ => pieces.push(vec![from, to]),
        }
    }
    pieces
}

/// The part of a polygon inside `rect`, by the clipping of Sutherland and Hodgman (1974, Commun. ACM 17, 32).
pub(crate) fn clip_polygon(polygon: &[Point], rect: &Rect) -> Vec<Point> {
    // Each side as (is the coordinate y?, its sign outwards, the side's place).
    let sides = [
        (false, -1.0, rect.left),
        (false, 1.0, rect.right),
        (true, -1.0, rect.top),
        (true, 1.0, rect.bottom),
    ];
    sides
        .iter()
        .fold(polygon.to_vec(), |ring, &(is_y, sign, limit)| {
            let beyond = |p: Point| sign * ((if is_y { p.1 } else { p.0 }) - limit);
            clip_half_plane(&ring, beyond)
        })
}

/// The part of a polygon where `beyond` is not positive.
fn clip_half_plane(ring: &[Point], beyond: impl Fn(Point) -> f64) -> Vec<Point> {
    let mut kept = Vec::with_capacity(ring.len() + 4);
    for (i, &to) in ring.iter().enumerate() {
        let from = ring[(i + ring.len() - 1) % ring.len()];
        let (a, b) = (beyond(from), beyond(to));
        if (a > 0.0) != (b > 0.0) {
            let t = a / (a - b);
            kept.push((from.0 + t * (to.0 - from.0), from.1 + t * (to.1 - from.1)));
        }
        if b <= 0.0 {
            kept.push(to);
        }
    }
    kept
}

/// Twice the signed area of a ring.
pub(crate) fn signed_area(ring: &[Point]) -> f64 {
    let next = ring.iter().cycle().skip(1);
    ring.iter()
        .zip(next)
        .map(|(a, b)| a.0 * b.1 - b.0 * a.1)
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNIT: Rect = Rect {
        left: 0.0,
        top: 0.0,
        right: 1.0,
        bottom: 1.0,
    };

    #[test]
    fn a_line_that_leaves_and_returns_becomes_two_pieces() {
        let pieces = clip_line(&[(0.5, 0.5), (0.5, 2.0), (0.8, 2.0), (0.8, 0.5)], &UNIT);
        assert_eq!(
            pieces,
            [vec![(0.5, 0.5), (0.5, 1.0)], vec![(0.8, 1.0), (0.8, 0.5)]]
        );
    }

    #[test]
    fn a_segment_outside_vanishes() {
        assert_eq!(clip_segment((2.0, -1.0), (2.0, 3.0), &UNIT), None);
    }

    #[test]
    fn a_clipped_polygon_has_the_area_of_the_overlap() {
        let square = [(0.5, 0.5), (1.5, 0.5), (1.5, 1.5), (0.5, 1.5)];
        let area = signed_area(&clip_polygon(&square, &UNIT)) / 2.0;
        assert!((area - 0.25).abs() < 1e-12);
    }

    #[test]
    fn a_polygon_outside_leaves_nothing() {
        assert!(clip_polygon(&[(2.0, 0.0), (3.0, 0.0), (3.0, 1.0)], &UNIT).is_empty());
        assert!(clip_polygon(&[], &UNIT).is_empty());
    }
}
