//! A sheet of paper measured in millimetres: what is drawn on it, in order, as much of it as is visible.

use crate::{
    geometry::{self, Point, Rect},
    label::Label,
    look::{Anchor, Colour, Marker, Stroke, TextLook},
};

/// One thing on the sheet.
#[derive(Debug, Clone, PartialEq)]
pub enum Element {
    /// A line.
    Line {
        /// What it runs through.
        points: Vec<Point>,
        /// How it is drawn.
        stroke: Stroke,
    },
    /// A filled region without an outline.
    Area {
        /// Its border.
        border: Vec<Point>,
        /// The borders of what is left out of it.
        holes: Vec<Vec<Point>>,
        /// What it is filled with.
        colour: Colour,
    },
    /// A data point.
    Mark {
        /// Its centre.
        centre: Point,
        /// Its radius, mm.
        radius_mm: f64,
        /// Its shape.
        marker: Marker,
        /// What it is filled with.
        colour: Colour,
    },
    /// A line of text.
    Text {
        /// The text.
        label: Label,
        /// Where its baseline is anchored.
        at: Point,
        /// Which point of the text stands there.
        anchor: Anchor,
        /// Its size, colour and direction.
        look: TextLook,
    },
}

/// The sheet.
#[derive(Debug, Default)]
pub struct Canvas {
    elements: Vec<Element>,
    clip: Option<Rect>,
}

impl Canvas {
    /// Draws what ends at the border of `rect`; text is never cut.
    pub fn within(&mut self, rect: Rect, drawing: impl FnOnce(&mut Self)) {
        let outer = self.clip.replace(rect);
        drawing(self);
        self.clip = outer;
    }

    /// A line through `points`.
    pub fn line(&mut self, points: &[Point], stroke: Stroke) {
        let pieces = match self.clip {
            Some(rect) => geometry::clip_line(points, &rect),
            None => vec![points.to_vec()],
        };
        let lines = pieces.into_iter();
        self.elements
            .extend(lines.map(|points| Element::Line { points, stroke }));
    }

    /// A filled polygon, without an outline.
    pub fn polygon(&mut self, border: &[Point], colour: Colour) {
        self.region(border, &[], colour);
    }

    /// A filled polygon with holes, without an outline.
    pub fn region(&mut self, border: &[Point], holes: &[Vec<Point>], colour: Colour) {
        let visible = |ring: &[Point]| match self.clip {
            Some(rect) => geometry::clip_polygon(ring, &rect),
            None => ring.to_vec(),
        };
        let border = visible(border);
        if border.len() > 2 {
            let holes = holes.iter().map(|hole| visible(hole)).collect();
            self.elements.push(Element::Area {
                border,
                holes,
                colour,
            });
        }
    }

    /// A filled rectangle.
    pub fn fill(&mut self, rect: Rect, colour: Colour) {
        self.polygon(&rect.corners(), colour);
    }

    /// The outline of a rectangle.
    pub fn frame(&mut self, rect: Rect, stroke: Stroke) {
        let [a, b, c, d] = rect.corners();
        // The first side is drawn twice so that the last corner is joined like the others.
        self.line(&[a, b, c, d, a, b], stroke);
    }

    /// A data point, `radius_mm` about its centre: whole if its centre is visible, else not there.
    pub fn mark(&mut self, centre: Point, radius_mm: f64, marker: Marker, colour: Colour) {
        if self.clip.is_none_or(|rect| rect.contains(centre)) {
            self.elements.push(Element::Mark {
                centre,
                radius_mm,
                marker,
                colour,
            });
        }
    }

    /// One line of text with its baseline at `at`.
    pub fn text(&mut self, label: &Label, at: Point, anchor: Anchor, look: TextLook) {
        self.elements.push(Element::Text {
            label: label.clone(),
            at,
            anchor,
            look,
        });
    }

    /// Everything that was drawn.
    pub(crate) fn into_elements(self) -> Vec<Element> {
        self.elements
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::INK;

    const RECT: Rect = Rect {
        left: 10.0,
        top: 10.0,
        right: 20.0,
        bottom: 20.0,
    };

    #[test]
    fn what_is_drawn_within_a_rectangle_ends_at_its_border() {
        let mut canvas = Canvas::default();
        canvas.within(RECT, |canvas| {
            canvas.line(&[(0.0, 15.0), (30.0, 15.0)], Stroke::solid(INK, 0.1));
            canvas.fill(
                Rect {
                    left: 15.0,
                    right: 30.0,
                    ..RECT
                },
                INK,
            );
            canvas.mark((25.0, 15.0), 1.0, Marker::Disc, INK);
        });
        canvas.mark((25.0, 15.0), 1.0, Marker::Disc, INK);
        let elements = canvas.into_elements();
        assert!(
            matches!(&elements[0], Element::Line { points, .. } if points == &[(10.0, 15.0), (20.0, 15.0)])
        );
        assert!(
            matches!(&elements[1], Element::Area { border, .. } if border.iter().all(|&point| RECT.contains(point)))
        );
        assert_eq!(elements.len(), 3, "one of the points is not visible");
    }
}
