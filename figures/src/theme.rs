//! Colours, line widths and lengths that all figures share.
//!
//! The colours are told apart with any of the common colour-vision deficiencies: those of Okabe and Ito (2008) for
//! points, Paul Tol's "muted" scheme (SRON/EPS/TN/09-002) for many lines.

use crate::look::{Colour, Stroke};

/// Text, frames and the data of a single series.
pub const INK: Colour = (28, 28, 30);
/// What is there for comparison.
pub const GREY: Colour = (125, 125, 130);
/// Guide lines that must not compete with anything.
pub const LIGHT_GREY: Colour = (205, 205, 208);
/// What a figure is about: its lines, its inner and its outer region.
pub const BLUE: Colour = (0, 84, 148);
/// See [`BLUE`].
pub const BLUE_INNER: Colour = (112, 168, 212);
/// See [`BLUE`].
pub const BLUE_OUTER: Colour = (200, 221, 238);
/// From little to much.
pub const SCALE: [Colour; 9] = [
    (232, 241, 248),
    (212, 228, 241),
    (187, 213, 233),
    (158, 195, 223),
    (126, 174, 211),
    (93, 150, 196),
    (60, 124, 178),
    (28, 99, 158),
    (0, 73, 133),
];
/// The truth, where it is known.
pub const VERMILION: Colour = (213, 94, 0);
/// A second distribution beside a blue one.
pub const ORANGE: Colour = (230, 159, 0);
/// Behind what a reader should notice.
pub const HIGHLIGHT: Colour = (255, 226, 150);
/// One colour for each series of points.
pub const POINTS: [Colour; 8] = [
    INK,
    VERMILION,
    (0, 135, 100),
    (190, 90, 150),
    (200, 140, 0),
    (90, 60, 150),
    (60, 160, 205),
    (125, 85, 45),
];
/// One colour for each of many lines.
pub const LINES: [Colour; 10] = [
    (51, 34, 136),
    (204, 102, 119),
    (17, 119, 51),
    (60, 160, 205),
    (136, 34, 85),
    (68, 170, 153),
    (190, 165, 60),
    (170, 68, 153),
    (120, 120, 40),
    (110, 110, 115),
];

/// Room around everything on a page, mm.
pub const EDGE_MM: f64 = 1.5;
/// Frames and ticks, mm.
pub const FRAME_MM: f64 = 0.25;
/// Lines of data, mm.
pub const LINE_MM: f64 = 0.35;
/// Length of a major tick, mm.
pub const TICK_MM: f64 = 1.3;

/// The colour of one of many lines: from the eleventh on they return, paler each time, of which thirty can be told apart.
pub fn line_colour(i: usize) -> Colour {
    let strength = match i / LINES.len() {
        0 => 1.0,
        1 => 0.62,
        _ => 0.36,
    };
    tint(LINES[i % LINES.len()], strength)
}

/// One of many lines: the colours first, then the same in dashes, in dots, and in long dashes, forty in all.
pub fn line_stroke(i: usize, width_mm: f64) -> Stroke {
    let colour = LINES[i % LINES.len()];
    match i / LINES.len() {
        0 => Stroke::solid(colour, width_mm),
        1 => Stroke::dashed(colour, width_mm, 1.6, 0.9),
        2 => Stroke::dashed(colour, width_mm, 0.5, 0.6),
        _ => Stroke::dashed(colour, width_mm, 3.2, 1.0),
    }
}

/// A colour mixed with white; `strength` is what remains of it, zero to one.
pub fn tint(colour: Colour, strength: f64) -> Colour {
    let mix = |channel: u8| (255.0 - strength * (255.0 - f64::from(channel))).round() as u8;
    (mix(colour.0), mix(colour.1), mix(colour.2))
}
