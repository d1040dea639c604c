//! From the elements of a sheet to a drawing, by plotters' SVG backend; nothing else speaks to plotters.
//!
//! The backend writes paths, polygons, circles and text. What it lacks is made up for here:
//! it counts in whole pixels, so a pixel is a hundredth of a millimetre; it has no dashes, so they are drawn one by one; its
//! polygons have no holes, so they are cut open towards them; its lines have mitred joins, from which noisy ones would grow
//! spikes; it scales and lowers text by amounts of its own, which are undone.

use plotters::{
    backend::{DrawingBackend, SVGBackend},
    style::{
        Color, FontFamily, FontStyle, FontTransform, IntoFont, RGBColor, ShapeStyle, TextStyle,
        text_anchor::{HPos, Pos, VPos},
    },
};

use crate::{
    canvas::Element,
    font,
    geometry::{Point, signed_area},
    label::{Label, Run},
    look::{Anchor, Colour, Marker, Stroke, TextLook},
};

/// Backend pixels in a millimetre.
pub(crate) const UNITS_PER_MM: f64 = 100.0;
/// The backend divides font sizes by this before it writes them.
const FONT_SCALE: f64 = 1.24;
/// The backend sets top-anchored text this far below its position, em.
const TOP_EM: f64 = 0.76;

/// The drawing as SVG with its text as text, in units of a hundredth of a millimetre.
pub(crate) fn svg(elements: &[Element], size_mm: [f64; 2]) -> String {
    let mut text = String::new();
    let mut backend = SVGBackend::with_string(&mut text, size_mm.map(|mm| units(mm) as u32).into());
    for element in elements {
        let drawn = draw(&mut backend, element);
        debug_assert!(drawn.is_some(), "writing to a string cannot fail");
    }
    drop(backend);
    text.replacen("<svg ", "<svg stroke-linejoin=\"round\" ", 1)
}

/// Draws one element; `None` if the backend fails.
fn draw(backend: &mut SVGBackend<'_>, element: &Element) -> Option<()> {
    match element {
        Element::Line { points, stroke } => draw_line(backend, points, *stroke),
        Element::Area {
            border,
            holes,
            colour,
        } => fill(backend, keyhole(border, holes), *colour),
        Element::Mark {
            centre,
            radius_mm,
            marker,
            colour,
        } => match marker_corners(*marker) {
            Some(corners) => {
                let place = |(dx, dy)| (centre.0 + dx * radius_mm, centre.1 + dy * radius_mm);
                fill(backend, corners.map(place).to_vec(), *colour)
            }
            None => {
                let (radius, style) = (units(*radius_mm) as u32, rgb(*colour).filled());
                let drawn = backend.draw_circle(pixel(*centre), radius, &style, true);
                drawn.ok()
            }
        },
        Element::Text {
            label,
            at,
            anchor,
            look,
        } => draw_text(backend, label, start(label, *at, *anchor, *look), *look),
    }
}

fn draw_line(backend: &mut SVGBackend<'_>, points: &[Point], stroke: Stroke) -> Option<()> {
    let pieces = match stroke.dash_mm {
        Some([ink, gap]) => dashes(points, ink, gap),
        None => vec![points.to_vec()],
    };
    let style = ShapeStyle {
        color: rgb(stroke.colour).to_rgba(),
        filled: false,
        stroke_width: units(stroke.width_mm).max(1) as u32,
    };
    pieces.into_iter().try_for_each(|piece| {
        let path = piece.into_iter().map(pixel);
        backend.draw_path(path, &style).ok()
    })
}

fn fill(backend: &mut SVGBackend<'_>, ring: Vec<Point>, colour: Colour) -> Option<()> {
    let style = rgb(colour).filled();
    backend
        .fill_polygon(ring.into_iter().map(pixel), &style)
        .ok()
}

/// The corners of a marker of radius one; a disc has none.
fn marker_corners(marker: Marker) -> Option<[Point; 4]> {
    match marker {
        Marker::Disc => None,
        Marker::Square => Some([(-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88)]),
        Marker::Triangle => Some([(0.0, -1.25), (1.15, 0.8), (0.0, 0.8), (-1.15, 0.8)]),
        Marker::Diamond => Some([(0.0, -1.3), (1.3, 0.0), (0.0, 1.3), (-1.3, 0.0)]),
    }
}

/// Where the baseline of a text starts.
fn start(label: &Label, at: Point, anchor: Anchor, look: TextLook) -> Point {
    let shift_mm = look.em_mm()
        * match anchor {
            Anchor::Start => 0.0,
            Anchor::Middle => -0.5 * label.width_em,
            Anchor::End => -label.width_em,
        };
    along(at, look, shift_mm, 0.0)
}

/// The point `forward` in the direction of a text and `up` across it, mm.
fn along((x, y): Point, look: TextLook, forward: f64, up: f64) -> Point {
    if look.upwards {
        (x - up, y - forward)
    } else {
        (x + forward, y - up)
    }
}

fn draw_text(
    backend: &mut SVGBackend<'_>,
    label: &Label,
    start: Point,
    look: TextLook,
) -> Option<()> {
    let em_mm = look.em_mm();
    let mut runs = label.visible_runs();
    runs.try_for_each(|run| {
        let up_mm = (run.rise_em + TOP_EM * run.scale) * em_mm;
        let position = along(start, look, run.x_em * em_mm, up_mm);
        let style = text_style(run, look);
        backend.draw_text(&run.text, &style, pixel(position)).ok()
    })
}

fn text_style(run: &Run, look: TextLook) -> TextStyle<'static> {
    let style = if run.italic {
        FontStyle::Italic
    } else {
        FontStyle::Normal
    };
    let size = run.scale * look.em_mm() * UNITS_PER_MM * FONT_SCALE;
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

/// The drawn pieces of a dashed line: `dash` of ink, `gap` of none, mm, along its length.
fn dashes(line: &[Point], dash: f64, gap: f64) -> Vec<Vec<Point>> {
    let mut pieces = Vec::new();
    let mut piece: Vec<Point> = line.first().copied().into_iter().collect();
    let (mut is_ink, mut left) = (true, dash);
    for pair in line.windows(2) {
        let (mut from, to) = (pair[0], pair[1]);
        let mut length = (to.0 - from.0).hypot(to.1 - from.1);
        while length > left {
            let t = left / length;
            from = (from.0 + t * (to.0 - from.0), from.1 + t * (to.1 - from.1));
            length -= left;
            if is_ink {
                piece.push(from);
                pieces.push(std::mem::take(&mut piece));
            } else {
                piece = vec![from];
            }
            is_ink = !is_ink;
            left = if is_ink { dash } else { gap };
        }
        left -= length;
        if is_ink {
            piece.push(to);
        }
    }
    if is_ink && piece.len() > 1 {
        pieces.push(piece);
    }
    pieces
}

/// A ring with holes as one ring, joined by cuts of no width, which the non-zero rule fills rightly.
fn keyhole(border: &[Point], holes: &[Vec<Point>]) -> Vec<Point> {
    let mut ring = border.to_vec();
    for hole in holes.iter().filter(|hole| !hole.is_empty()) {
        let mut hole = hole.clone();
        if signed_area(&hole) * signed_area(border) > 0.0 {
            hole.reverse();
        }
        ring.push(border[0]);
        ring.extend(&hole);
        ring.push(hole[0]);
        ring.push(border[0]);
    }
    ring
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_run_on_around_corners() {
        let pieces = dashes(&[(0.0, 0.0), (3.0, 0.0), (3.0, 3.0)], 2.0, 2.0);
        assert_eq!(
            pieces,
            [vec![(0.0, 0.0), (2.0, 0.0)], vec![(3.0, 1.0), (3.0, 3.0)],]
        );
    }

    #[test]
    fn a_keyhole_has_the_area_of_the_ring_less_its_hole() {
        let outer = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)];
        let hole = vec![(1.0, 1.0), (2.0, 1.0), (2.0, 2.0), (1.0, 2.0)];
        assert_eq!(signed_area(&keyhole(&outer, &[hole])) / 2.0, 15.0);
    }
}
