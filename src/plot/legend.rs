//! Legends: a key beside each name, in rows above a plot or in a column beside it.

use super::{
    canvas::{Anchor, Canvas, Marker, Stroke, TextLook},
    geometry::{Point, Rect},
    label::Label,
    theme::{self, Colour},
};

/// Width of a key, mm.
const KEY_MM: f64 = 4.6;
/// Space between a key and its name, mm.
const KEY_GAP_MM: f64 = 1.3;
/// Space between entries of a row, mm.
const ENTRY_GAP_MM: f64 = 3.8;
/// Height of lower-case letters' middle above the baseline, em.
const MIDDLE_EM: f64 = 0.30;

/// What stands beside a name.
#[derive(Debug, Clone, Copy)]
pub(super) enum Key {
    Line(Stroke),
    /// An outer and an inner band, and the line in it.
    Bands(Colour, Colour, Stroke),
    /// A region within a region.
    Nested(Colour, Colour),
    /// A density with its central interval and median.
    Interval(Colour, Colour, Stroke),
    /// Patches of rising colour.
    Scale(&'static [Colour]),
    /// A patch of one colour.
    Patch(Colour),
    /// A data point; with an error bar if asked for.
    Point(Marker, Colour, bool),
}

/// One line of a legend.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub key: Key,
    pub name: Label,
}

impl Entry {
    pub fn new(key: Key, name: &str) -> Self {
        Self {
            key,
            name: Label::parse(name),
        }
    }

    fn width_mm(&self, look: TextLook) -> f64 {
        KEY_MM + KEY_GAP_MM + self.name.width_em * look.em_mm()
    }

    fn draw(&self, canvas: &mut Canvas<'_>, (x, baseline): Point, look: TextLook) {
        let em = look.em_mm();
        draw_key(canvas, self.key, (x, baseline - MIDDLE_EM * em), 0.7 * em);
        canvas.text(
            &self.name,
            (x + KEY_MM + KEY_GAP_MM, baseline),
            Anchor::Start,
            look,
        );
    }
}

/// Distance between the baselines of two rows, mm.
pub(super) fn row_mm(look: TextLook) -> f64 {
    1.45 * look.em_mm()
}

/// Entries put into rows of at most `width_mm`.
pub(super) fn rows(entries: Vec<Entry>, width_mm: f64, look: TextLook) -> Vec<Vec<Entry>> {
    let mut rows: Vec<Vec<Entry>> = Vec::new();
    let mut used_mm = f64::INFINITY;
    for entry in entries {
        let wanted_mm = entry.width_mm(look) + ENTRY_GAP_MM;
        if used_mm + wanted_mm - ENTRY_GAP_MM > width_mm {
            rows.push(Vec::new());
            used_mm = 0.0;
        }
        used_mm += wanted_mm;
        if let Some(row) = rows.last_mut() {
            row.push(entry);
        }
    }
    rows
}

/// Draws rows from the first baseline at `start` downwards.
pub(super) fn draw_rows(
    canvas: &mut Canvas<'_>,
    rows: &[Vec<Entry>],
    start: Point,
    look: TextLook,
) {
    for (i_row, row) in rows.iter().enumerate() {
        let mut x = start.0;
        for entry in row {
            entry.draw(canvas, (x, start.1 + i_row as f64 * row_mm(look)), look);
            x += entry.width_mm(look) + ENTRY_GAP_MM;
        }
    }
}

/// Draws one entry below the other, right ends aligned at `end.0`, first baseline at `end.1`.
pub(super) fn draw_column(canvas: &mut Canvas<'_>, entries: &[Entry], end: Point, look: TextLook) {
    let width = column_width_mm(entries, look);
    for (i, entry) in entries.iter().enumerate() {
        entry.draw(
            canvas,
            (end.0 - width, end.1 + i as f64 * row_mm(look)),
            look,
        );
    }
}

/// Width of the widest entry, mm.
pub(super) fn column_width_mm(entries: &[Entry], look: TextLook) -> f64 {
    entries
        .iter()
        .map(|entry| entry.width_mm(look))
        .fold(0.0, f64::max)
}

fn draw_key(canvas: &mut Canvas<'_>, key: Key, (left, middle): Point, height: f64) {
    let (right, centre) = (left + KEY_MM, left + KEY_MM / 2.0);
    let band = |half: f64| Rect {
        left,
        top: middle - half,
        right,
        bottom: middle + half,
    };
    match key {
        Key::Line(stroke) => canvas.line(&[(left, middle), (right, middle)], stroke),
        Key::Bands(outer, inner, stroke) => {
            canvas.fill(band(0.62 * height), outer);
            canvas.fill(band(0.34 * height), inner);
            canvas.line(&[(left, middle), (right, middle)], stroke);
        }
        Key::Nested(outer, inner) => {
            canvas.fill(band(0.62 * height), outer);
            canvas.fill(
                Rect {
                    left: left + 1.3,
                    right: right - 1.3,
                    ..band(0.3 * height)
                },
                inner,
            );
        }
        Key::Interval(outer, inner, stroke) => {
            canvas.fill(band(0.55 * height), outer);
            canvas.fill(
                Rect {
                    left: left + 1.4,
                    right: right - 1.4,
                    ..band(0.55 * height)
                },
                inner,
            );
            canvas.line(
                &[
                    (centre, middle - 0.55 * height),
                    (centre, middle + 0.55 * height),
                ],
                stroke,
            );
        }
        Key::Scale(colours) => {
            let width = KEY_MM / colours.len() as f64;
            for (i, colour) in colours.iter().enumerate() {
                let left = left + i as f64 * width;
                // The next patch covers the overlap, which hides the seam.
                let right = (left + 1.5 * width).min(right);
                let patch = Rect {
                    left,
                    right,
                    ..band(0.5 * height)
                };
                canvas.fill(patch, *colour);
            }
        }
        Key::Patch(colour) => canvas.fill(band(0.5 * height), colour),
        Key::Point(marker, colour, has_error) => {
            if has_error {
                let bar = Stroke::solid(colour, theme::FRAME_MM);
                canvas.line(&[(centre - 1.6, middle), (centre + 1.6, middle)], bar);
                canvas.line(&[(centre, middle - 1.4), (centre, middle + 1.4)], bar);
            }
            canvas.marker((centre, middle), 0.62, marker, colour);
        }
    }
}
