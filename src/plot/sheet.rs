//! The page of a figure of one panel: the frame with its numbers, the names of its axes, the legend above.

use super::{
    axis::{Axis, Panel},
    canvas::{Canvas, TextLook},
    frame::{self, Ticks},
    geometry::Rect,
    legend::{self, Entry},
};

/// Room around everything, mm.
pub(super) const EDGE_MM: f64 = 1.5;
/// Room between legend and panel, mm.
const GAP_MM: f64 = 0.8;

/// How large a page is, and its text.
pub(super) struct Style {
    pub width_mm: f64,
    /// Height of the panel.
    pub height_mm: f64,
    /// Room to the right of the panel.
    pub right_mm: f64,
    pub look: TextLook,
    /// Most numbers along x and y.
    pub most_numbers: [usize; 2],
}

/// A page with its panel.
pub(super) struct Sheet {
    pub size_mm: [f64; 2],
    pub panel: Panel,
    pub ticks: [Ticks; 2],
    names: [String; 2],
    legend: Vec<Vec<Entry>>,
    look: TextLook,
}

impl Sheet {
    /// A page for the axes x and y, with what stands beside them.
    pub fn new(
        style: &Style,
        [x, y]: [Axis; 2],
        names: [impl Into<String>; 2],
        entries: Vec<Entry>,
    ) -> Self {
        let look = style.look;
        let [most_x, most_y] = style.most_numbers;
        let y_ticks = Ticks::new(&y, most_y);
        let left = EDGE_MM + frame::left_mm(y_ticks.width_em(), look);
        let right = style.width_mm - style.right_mm;
        let legend = legend::rows(entries, right - left, look);
        let top = EDGE_MM + legend.len() as f64 * legend::row_mm(look) + GAP_MM;
        let rect = Rect {
            left,
            top,
            right,
            bottom: top + style.height_mm,
        };
        let n_ticks = frame::fitting_count(&x, rect.width(), most_x, look);
        Self {
            size_mm: [
                style.width_mm,
                rect.bottom + frame::bottom_mm(look) + EDGE_MM,
            ],
            ticks: [Ticks::new(&x, n_ticks), y_ticks],
            panel: Panel { rect, x, y },
            names: names.map(Into::into),
            legend,
            look,
        }
    }

    /// Frame, numbers, names and legend.
    pub fn draw_frame(&self, canvas: &mut Canvas<'_>) {
        let ([x, y], [x_name, y_name]) = (&self.ticks, &self.names);
        frame::draw(canvas, &self.panel, x, y);
        frame::label_bottom(canvas, &self.panel, x, x_name, self.look);
        let name_mm = EDGE_MM + 0.8 * self.look.em_mm();
        frame::label_left(canvas, &self.panel, y, (y_name, name_mm), self.look);
        let start = (self.panel.rect.left, name_mm);
        legend::draw_rows(canvas, &self.legend, start, self.look);
    }
}
