//! A sheet of paper measured in millimetres, on plotters' SVG backend.
//!
//! The backend counts in whole pixels and knows neither dashes, nor holes, nor clipping: so its pixel is a hundredth of a
//! millimetre here, and the rest is geometry (`geometry`). Text is placed by our own metrics (`label`).

use plotters::{
    backend::{DrawingBackend, SVGBackend},
    style::{
        Color, FontFamily, FontStyle, FontTransform, IntoFont, RGBColor, ShapeStyle, TextStyle,
        text_anchor::{HPos, Pos, VPos},
    },
};

use super::{
    font,
    geometry::{self, Point, Rect},
    label::Label,
    theme::{Colour, POINT_MM},
};

/// Backend pixels in a millimetre.
pub(super) const UNITS_PER_MM: f64 = 100.0;
/// The backend divides font sizes by this before it writes them.
const BACKEND_FONT_SCALE: f64 = 1.24;
/// The backend sets top-anchored text this far below its position, em.
const BACKEND_TOP_EM: f64 = 0.76;

/// How a line is drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stroke {
    pub colour: Colour,
    pub width_mm: f64,
    /// Lengths of ink and gap, mm.
    pub dash_mm: Option<[f64; 2]>,
}

impl Stroke {
    pub const fn solid(colour: Colour, width_mm: f64) -> Self {
        Self {
            colour,
            width_mm,
            dash_mm: None,
        }
    }

    pub const fn dashed(colour: Colour, width_mm: f64, ink_mm: f64, gap_mm: f64) -> Self {
        Self {
            colour,
            width_mm,
            dash_mm: Some([ink_mm, gap_mm]),
        }
    }
}

/// Which point of a text its position is; vertically it is always the baseline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// Shape of a data point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marker {
    Disc,
    Square,
    Triangle,
    Diamond,
}

/// Size and colour of text, and whether it runs upwards.
#[derive(Debug, Clone, Copy)]
pub(super) struct TextLook {
    pub size_pt: f64,
    pub colour: Colour,
    pub upwards: bool,
}

impl TextLook {
    /// Level text.
    pub const fn level(size_pt: f64, colour: Colour) -> Self {
        Self {
            size_pt,
            colour,
            upwards: false,
        }
    }

    /// Text read from below to above.
    pub const fn upwards(size_pt: f64, colour: Colour) -> Self {
        Self {
            size_pt,
            colour,
            upwards: true,
        }
    }

    /// Length of an em, mm.
    pub fn em_mm(&self) -> f64 {
        self.size_pt * POINT_MM
    }
}

/// The sheet. Everything drawn while `clip` is set ends at its border.
pub(super) struct Canvas<'a> {
    backend: SVGBackend<'a>,
    pub clip: Option<Rect>,
}

impl<'a> Canvas<'a> {
    /// A white sheet; its drawing is in `target` once the canvas is dropped.
    pub fn new(target: &'a mut String, width_mm: f64, height_mm: f64) -> Self {
        let size = (units(width_mm) as u32, units(height_mm) as u32);
        Self {
            backend: SVGBackend::with_string(target, size),
            clip: None,
        }
    }

    /// Draws through the backend, whose string target cannot fail.
    fn draw<E>(outcome: Result<(), E>) {
        debug_assert!(outcome.is_ok());
    }

    /// A line through `points`.
    pub fn line(&mut self, points: &[Point], stroke: Stroke) {
        let pieces = match self.clip {
            Some(rect) => geometry::clip_line(points, &rect),
            None => vec![points.to_vec()],
        };
        for piece in pieces {
            match stroke.dash_mm {
                Some([ink, gap]) => {
                    for dash in geometry::dashes(&piece, ink, gap) {
                        self.solid_line(&dash, stroke);
                    }
                }
                None => self.solid_line(&piece, stroke),
            }
        }
    }

    fn solid_line(&mut self, points: &[Point], stroke: Stroke) {
        let style = ShapeStyle {
            color: rgb(stroke.colour).to_rgba(),
            filled: false,
            stroke_width: units(stroke.width_mm).max(1) as u32,
        };
        Self::draw(
            self.backend
                .draw_path(points.iter().map(|&p| pixel(p)), &style),
        );
    }

    /// A filled polygon, without an outline.
    pub fn polygon(&mut self, points: &[Point], colour: Colour) {
        let inside = match self.clip {
            Some(rect) => geometry::clip_polygon(points, &rect),
            None => points.to_vec(),
        };
        if inside.len() > 2 {
            let style = rgb(colour).filled();
            Self::draw(
                self.backend
                    .fill_polygon(inside.into_iter().map(pixel), &style),
            );
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

    /// A data point, `radius_mm` about its centre; left out where its centre is clipped.
    pub fn marker(&mut self, centre: Point, radius_mm: f64, marker: Marker, colour: Colour) {
        if self.clip.is_some_and(|rect| !rect.contains(centre)) {
            return;
        }
        let corner = |dx: f64, dy: f64| (centre.0 + dx * radius_mm, centre.1 + dy * radius_mm);
        let corners = match marker {
            Marker::Disc => {
                let radius = units(radius_mm) as u32;
                let style = rgb(colour).filled();
                return Self::draw(
                    self.backend
                        .draw_circle(pixel(centre), radius, &style, true),
                );
            }
            Marker::Square => [(-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88)],
            Marker::Triangle => [(0.0, -1.25), (1.15, 0.8), (0.0, 0.8), (-1.15, 0.8)],
            Marker::Diamond => [(0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)],
        };
        self.polygon(&corners.map(|(dx, dy)| corner(dx, dy)), colour);
    }

    /// One line of text with its baseline at `at`; never clipped.
    pub fn text(&mut self, label: &Label, at: Point, anchor: Anchor, look: TextLook) {
        let em_mm = look.em_mm();
        let shift_mm = -em_mm
            * match anchor {
                Anchor::Start => 0.0,
                Anchor::Middle => label.width_em / 2.0,
                Anchor::End => label.width_em,
            };
        for run in label.runs.iter().filter(|run| !run.text.is_empty()) {
            let (along, up) = (shift_mm + run.x_em * em_mm, run.rise_em * em_mm);
            let size_mm = run.scale * em_mm;
            let position = if look.upwards {
                (at.0 - up - BACKEND_TOP_EM * size_mm, at.1 - along)
            } else {
                (at.0 + along, at.1 - up - BACKEND_TOP_EM * size_mm)
            };
            let style = text_style(size_mm, run.italic, look);
            Self::draw(self.backend.draw_text(&run.text, &style, pixel(position)));
        }
    }
}

fn text_style(size_mm: f64, italic: bool, look: TextLook) -> TextStyle<'static> {
    let style = if italic {
        FontStyle::Italic
    } else {
        FontStyle::Normal
    };
    let size = size_mm * UNITS_PER_MM * BACKEND_FONT_SCALE;
    let turn = if look.upwards {
        FontTransform::Rotate270
    } else {
        FontTransform::None
    };
    let font = (FontFamily::Name(font::FAMILY), size, style)
        .into_font()
        .transform(turn);
    TextStyle {
        font,
        color: rgb(look.colour).to_backend_color(),
        pos: Pos::new(HPos::Left, VPos::Top),
    }
}

fn rgb((red, green, blue): Colour) -> RGBColor {
    RGBColor(red, green, blue)
}

fn units(mm: f64) -> i32 {
    (mm * UNITS_PER_MM).round() as i32
}

fn pixel((x, y): Point) -> (i32, i32) {
    (units(x), units(y))
}
