//! The frame around a plot: ticks on all sides, numbers and names below and to the left.

use crate::{
    axis::{Axis, Panel, Tick},
    canvas::Canvas,
    font,
    label::Label,
    look::{Anchor, Stroke, TextLook},
    theme,
};

/// Space between the frame and the numbers, mm.
const GAP_MM: f64 = 1.2;
/// Height of digits, em.
const DIGIT_EM: f64 = 0.72;
const STROKE: Stroke = Stroke::solid(theme::INK, theme::FRAME_MM);

/// Where an axis has ticks.
#[derive(Debug, Clone)]
pub struct Ticks {
    /// Those with numbers.
    pub major: Vec<Tick>,
    /// Values of those without.
    pub minor: Vec<f64>,
}

impl Ticks {
    /// Ticks of an axis, at most `max_count` of them with numbers.
    pub fn new(axis: &Axis, max_count: usize) -> Self {
        let inside = |value: &f64| axis.contains(*value);
        Self {
            major: axis.ticks(max_count),
            minor: axis
                .minor_ticks(max_count)
                .into_iter()
                .filter(inside)
                .collect(),
        }
    }

    /// As many as possible, up to `most`, whose numbers keep an em apart along a panel of `width_mm`.
    pub(crate) fn fitting(axis: &Axis, width_mm: f64, most: usize, look: TextLook) -> Self {
        let fits = |count: &usize| {
            let ticks = axis.ticks(*count);
            let ends: Vec<[f64; 2]> = ticks
                .iter()
                .map(|tick| {
                    let half = 0.5 * look.em_mm() * font::width_em(&tick.text, false);
                    let centre = width_mm * axis.fraction(tick.value);
                    [centre - half, centre + half]
                })
                .collect();
            ends.windows(2)
                .all(|pair| pair[1][0] - pair[0][1] >= look.em_mm())
        };
        let count = (2..=most).rev().find(fits);
        Self::new(axis, count.unwrap_or(most.min(2)))
    }

    /// Width of the widest number, em.
    pub(crate) fn width_em(&self) -> f64 {
        let widths = self
            .major
            .iter()
            .map(|tick| Label::parse(&tick.text).width_em);
        widths.fold(0.0, f64::max)
    }

    /// All values with their tick's length, mm.
    fn lengths_mm(&self) -> impl Iterator<Item = (f64, f64)> {
        let major = self.major.iter().map(|tick| (tick.value, theme::TICK_MM));
        let minor = self
            .minor
            .iter()
            .map(|&value| (value, 0.55 * theme::TICK_MM));
        major.chain(minor)
    }
}

/// Draws the frame and its ticks, which point inwards.
pub(crate) fn draw(canvas: &mut Canvas, panel: &Panel, x: &Ticks, y: &Ticks) {
    let rect = panel.rect;
    canvas.frame(rect, STROKE);
    for (value, length) in x.lengths_mm() {
        let at = panel.x_mm(value);
        canvas.line(&[(at, rect.bottom), (at, rect.bottom - length)], STROKE);
        canvas.line(&[(at, rect.top), (at, rect.top + length)], STROKE);
    }
    for (value, length) in y.lengths_mm() {
        let at = panel.y_mm(value);
        canvas.line(&[(rect.left, at), (rect.left + length, at)], STROKE);
        canvas.line(&[(rect.right, at), (rect.right - length, at)], STROKE);
    }
}

/// Space that numbers and name take up below a panel, mm.
pub(crate) fn bottom_mm(look: TextLook) -> f64 {
    GAP_MM + (DIGIT_EM + 1.75) * look.em_mm()
}

/// Space between two panels, mm: a number at the lower end of one keeps clear of a number at the upper end of the other.
pub(crate) fn between_mm(look: TextLook) -> f64 {
    (DIGIT_EM + 0.14) * look.em_mm()
}

/// Space that numbers and name take up to the left of a panel, mm; `width_em` is that of the widest number.
pub(crate) fn left_mm(width_em: f64, look: TextLook) -> f64 {
    GAP_MM + (width_em + 1.65) * look.em_mm()
}

/// Where the first baseline of text at the edge of a page lies, mm from the edge.
pub(crate) fn first_baseline_mm(look: TextLook) -> f64 {
    theme::EDGE_MM + 0.8 * look.em_mm()
}

/// Numbers and name below a panel.
pub(crate) fn label_bottom(
    canvas: &mut Canvas,
    panel: &Panel,
    ticks: &Ticks,
    name: &str,
    look: TextLook,
) {
    let baseline = panel.rect.bottom + GAP_MM + DIGIT_EM * look.em_mm();
    for tick in &ticks.major {
        let at = (panel.x_mm(tick.value), baseline);
        canvas.text(&Label::parse(&tick.text), at, Anchor::Middle, look);
    }
    let at = (panel.rect.centre().0, baseline + 1.4 * look.em_mm());
    canvas.text(&Label::parse(name), at, Anchor::Middle, look);
}

/// Numbers left of a panel, and its name at the left edge of the page.
pub(crate) fn label_left(
    canvas: &mut Canvas,
    panel: &Panel,
    ticks: &Ticks,
    name: &str,
    look: TextLook,
) {
    for tick in &ticks.major {
        let middle = panel.y_mm(tick.value);
        let at = (
            panel.rect.left - GAP_MM,
            middle + 0.5 * DIGIT_EM * look.em_mm(),
        );
        canvas.text(&Label::parse(&tick.text), at, Anchor::End, look);
    }
    let at = (first_baseline_mm(look), panel.rect.centre().1);
    let upwards = TextLook {
        upwards: true,
        ..look
    };
    canvas.text(&Label::parse(name), at, Anchor::Middle, upwards);
}
