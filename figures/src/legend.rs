//! Legends: a key beside each name, in rows above a plot or in a column beside it.

use crate::{
    canvas::Canvas,
    geometry::{Point, Rect},
    label::Label,
    look::{Anchor, Colour, Marker, Stroke, TextLook},
    theme,
};

/// Width of a key, mm.
const KEY_MM: f64 = 4.6;
/// Space between a key and its name, mm.
const KEY_GAP_MM: f64 = 1.3;
/// Space between entries of a row, mm.
const ENTRY_GAP_MM: f64 = 3.8;
/// Lengths that differ by less are alike, mm.
const ROUNDING_MM: f64 = 1e-9;
/// Height of lower-case letters' middle above the baseline, em.
const MIDDLE_EM: f64 = 0.30;
/// Distance between the baselines of two rows, em.
const ROW_EM: f64 = 1.45;

/// What stands beside a name.
#[derive(Debug, Clone, Copy)]
pub enum Key {
    /// A line.
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
    /// An error bar without its point.
    ErrorBar(Colour),
}

/// One line of a legend.
#[derive(Debug, Clone)]
pub struct Entry {
    key: Key,
    name: Label,
}

impl Entry {
    /// A key and its name, with the markup of [`Label::parse`].
    pub fn new(key: Key, name: &str) -> Self {
        Self::labelled(key, Label::parse(name))
    }

    /// A key and its name as it is set: a name that somebody else gave has no markup.
    pub fn labelled(key: Key, name: Label) -> Self {
        Self { key, name }
    }

    /// `look`, or as much smaller as keeps the entry within `width_mm`.
    fn look_within(&self, width_mm: f64, look: TextLook) -> TextLook {
        self.name.look_within(width_mm - KEY_MM - KEY_GAP_MM, look)
    }

    fn width_mm(&self, look: TextLook) -> f64 {
        KEY_MM + KEY_GAP_MM + self.name.width_em * look.em_mm()
    }

    fn draw(&self, canvas: &mut Canvas, (x, baseline): Point, look: TextLook) {
        let em = look.em_mm();
        draw_key(canvas, self.key, (x, baseline - MIDDLE_EM * em), 0.7 * em);
        let at = (x + KEY_MM + KEY_GAP_MM, baseline);
        canvas.text(&self.name, at, Anchor::Start, look);
    }
}

/// Entries in their places.
#[derive(Debug, Clone)]
pub struct Legend {
    rows: Vec<Vec<Entry>>,
    look: TextLook,
}

impl Legend {
    /// Entries beside each other, in rows of at most `width_mm`; all are set smaller if one is too wide for a row.
    pub fn in_rows(entries: Vec<Entry>, width_mm: f64, look: TextLook) -> Self {
        let fit = |look, entry: &Entry| entry.look_within(width_mm, look);
        let look = entries.iter().fold(look, fit);
        let mut rows: Vec<Vec<Entry>> = Vec::new();
        let mut used_mm = f64::INFINITY;
        for entry in entries {
            let wanted_mm = entry.width_mm(look) + ENTRY_GAP_MM;
            if used_mm + wanted_mm - ENTRY_GAP_MM > width_mm + ROUNDING_MM {
                rows.push(Vec::new());
                used_mm = 0.0;
            }
            used_mm += wanted_mm;
            if let Some(row) = rows.last_mut() {
                row.push(entry);
            }
        }
        Self { rows, look }
    }

    /// Entries below each other.
    pub fn in_column(entries: Vec<Entry>, look: TextLook) -> Self {
        Self {
            rows: entries.into_iter().map(|entry| vec![entry]).collect(),
            look,
        }
    }

    /// Distance between the baselines of two rows, mm.
    pub fn row_mm(&self) -> f64 {
        ROW_EM * self.look.em_mm()
    }

    /// Height of all rows, mm.
    pub fn height_mm(&self) -> f64 {
        self.rows.len() as f64 * self.row_mm()
    }

    /// Width of the widest row, mm.
    pub fn width_mm(&self) -> f64 {
        let width = |row: &Vec<Entry>| {
            let entries: f64 = row.iter().map(|entry| entry.width_mm(self.look)).sum();
            entries + ENTRY_GAP_MM * (row.len() - 1) as f64
        };
        self.rows.iter().map(width).fold(0.0, f64::max)
    }

    /// Draws the rows from the left end of the first baseline at `start` downwards.
    pub fn draw(&self, canvas: &mut Canvas, start: Point) {
        for (i_row, row) in self.rows.iter().enumerate() {
            let mut x = start.0;
            let baseline = start.1 + i_row as f64 * self.row_mm();
            for entry in row {
                entry.draw(canvas, (x, baseline), self.look);
                x += entry.width_mm(self.look) + ENTRY_GAP_MM;
            }
        }
    }
}

fn draw_key(canvas: &mut Canvas, key: Key, (left, middle): Point, height: f64) {
    let (right, centre) = (left + KEY_MM, left + KEY_MM / 2.0);
    // A patch that ends `inset` before both ends of the key and reaches `half` of its height up and down.
    let patch = |inset: f64, half: f64| Rect {
        left: left + inset,
        top: middle - half * height,
        right: right - inset,
        bottom: middle + half * height,
    };
    let along = [(left, middle), (right, middle)];
    match key {
        Key::Line(stroke) => canvas.line(&along, stroke),
        Key::Bands(outer, inner, stroke) => {
            canvas.fill(patch(0.0, 0.62), outer);
            canvas.fill(patch(0.0, 0.34), inner);
            canvas.line(&along, stroke);
        }
        Key::Nested(outer, inner) => {
            canvas.fill(patch(0.0, 0.62), outer);
            canvas.fill(patch(1.3, 0.3), inner);
        }
        Key::Interval(outer, inner, stroke) => {
            canvas.fill(patch(0.0, 0.55), outer);
            let inside = patch(1.4, 0.55);
            canvas.fill(inside, inner);
            canvas.line(&[(centre, inside.top), (centre, inside.bottom)], stroke);
        }
        Key::Scale(colours) => draw_scale(canvas, colours, patch(0.0, 0.5)),
        Key::Patch(colour) => canvas.fill(patch(0.0, 0.5), colour),
        Key::Point(marker, colour, has_error) => {
            if has_error {
                let bar = Stroke::solid(colour, theme::FRAME_MM);
                canvas.line(&[(centre - 1.6, middle), (centre + 1.6, middle)], bar);
                draw_error_bar(canvas, (centre, middle), colour);
            }
            canvas.mark((centre, middle), 0.62, marker, colour);
        }
        Key::ErrorBar(colour) => draw_error_bar(canvas, (centre, middle), colour),
    }
}

fn draw_error_bar(canvas: &mut Canvas, (centre, middle): Point, colour: Colour) {
    let bar = Stroke::solid(colour, theme::FRAME_MM);
    canvas.line(&[(centre, middle - 1.4), (centre, middle + 1.4)], bar);
}

fn draw_scale(canvas: &mut Canvas, colours: &[Colour], whole: Rect) {
    let width = whole.width() / colours.len() as f64;
    for (i, colour) in colours.iter().enumerate() {
        let left = whole.left + i as f64 * width;
        // The next patch covers the overlap, which hides the seam.
        let right = (left + 1.5 * width).min(whole.right);
        canvas.fill(
            Rect {
                left,
                right,
                ..whole
            },
            *colour,
        );
    }
}
