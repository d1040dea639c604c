//! The page of a figure: panels above each other that share their x axis, with frames, numbers and names, and a legend.

use std::ops::Range;

use crate::{
    axis::{Axis, Panel, Tick},
    canvas::Canvas,
    frame::{self, Ticks},
    geometry::{Point, Rect},
    label::Label,
    legend::{Entry, Legend},
    look::TextLook,
    theme::EDGE_MM,
};

/// Room between the legend and the panels below it, mm.
const BELOW_LEGEND_MM: f64 = 0.8;
/// Room between the panels and the legend beside them, mm.
const BESIDE_PANELS_MM: f64 = 3.0;
/// Room between two panels, mm.
const BETWEEN_PANELS_MM: f64 = 1.6;

/// How wide a page is, and its text.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Width of the page, without the legend if that stands beside the panels, mm.
    pub width_mm: f64,
    /// Room to the right of the panels, mm.
    pub right_mm: f64,
    /// Numbers and names of the axes.
    pub look: TextLook,
    /// Names in the legend.
    pub legend_look: TextLook,
}

/// An axis with its name and its numbers.
#[derive(Debug, Clone)]
pub struct Scale {
    /// The axis.
    pub axis: Axis,
    /// What is written along it, with the markup of a label.
    pub name: String,
    /// Where numbers stand.
    pub numbers: Numbers,
}

/// Where numbers stand along an axis.
#[derive(Debug, Clone)]
pub enum Numbers {
    /// At round values, no more than these.
    AtMost(usize),
    /// There.
    At(Ticks),
}

/// One panel of a page.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its height, mm.
    pub height_mm: f64,
    /// Its y axis.
    pub y: Scale,
}

/// Where the legend stands.
#[derive(Debug, Clone)]
pub enum Place {
    /// In rows above the panels.
    Above(Vec<Entry>),
    /// In a column to the right of the panels.
    Beside(Vec<Entry>),
}

/// A page with its panels.
pub struct Sheet {
    /// Width and height of the page, mm.
    pub size_mm: [f64; 2],
    /// The panels, from above.
    pub panels: Vec<Panel>,
    /// Ticks of the axis that the panels share.
    pub x_ticks: Ticks,
    y_ticks: Vec<Ticks>,
    x_name: String,
    y_names: Vec<String>,
    legend: Legend,
    /// Start of the legend's first baseline.
    legend_at: Point,
    look: TextLook,
}

impl Sheet {
    /// A page of panels from above over the axis x.
    pub fn new(style: &Style, x: Scale, rows: Vec<Row>, place: Place) -> Self {
        let look = style.look;
        let y_ticks: Vec<Ticks> = rows.iter().map(|row| row.y.ticks()).collect();
        let widest_em = y_ticks.iter().map(Ticks::width_em).fold(0.0, f64::max);
        let left = EDGE_MM + frame::left_mm(widest_em, look);
        let right = style.width_mm - style.right_mm;
        let legend = place.legend(right - left, style.legend_look);
        let (top, width_mm, legend_at) = place.around(style, &legend, [left, right]);
        let panels = panels(&x.axis, &rows, [left, top, right]);
        let bottom = panels.last().map_or(top, |panel| panel.rect.bottom);
        let x_ticks = x.ticks_along(left..right, width_mm - 0.5 * EDGE_MM, look);
        Self {
            size_mm: [width_mm, bottom + frame::bottom_mm(look) + EDGE_MM],
            panels,
            x_ticks,
            y_ticks,
            x_name: x.name,
            y_names: rows.into_iter().map(|row| row.y.name).collect(),
            legend,
            legend_at,
            look,
        }
    }

    /// Frames, numbers, names and legend.
    pub fn draw_frame(&self, canvas: &mut Canvas) {
        let rows = || self.panels.iter().zip(&self.y_ticks);
        for (panel, y_ticks) in rows() {
            frame::draw(canvas, panel, &self.x_ticks, y_ticks);
        }
        for ((panel, y_ticks), name) in rows().zip(&self.y_names) {
            frame::label_left(canvas, panel, y_ticks, name, self.look);
        }
        if let Some(lowest) = self.panels.last() {
            frame::label_bottom(canvas, lowest, &self.x_ticks, &self.x_name, self.look);
        }
        self.legend.draw(canvas, self.legend_at);
    }
}

impl Scale {
    /// An axis with at most `most` numbers.
    pub fn new(axis: Axis, name: impl Into<String>, most: usize) -> Self {
        Self {
            axis,
            name: name.into(),
            numbers: Numbers::AtMost(most),
        }
    }

    fn ticks(&self) -> Ticks {
        match &self.numbers {
            Numbers::AtMost(most) => Ticks::new(&self.axis, *most),
            Numbers::At(ticks) => ticks.clone(),
        }
    }

    /// Ticks along a panel whose numbers keep apart and end before `last_mm`: one at the very end may have no room on the page.
    fn ticks_along(&self, along_mm: Range<f64>, last_mm: f64, look: TextLook) -> Ticks {
        let width_mm = along_mm.end - along_mm.start;
        let mut ticks = match &self.numbers {
            Numbers::AtMost(most) => Ticks::fitting(&self.axis, width_mm, *most, look),
            Numbers::At(ticks) => ticks.clone(),
        };
        let end_mm = |tick: &Tick| {
            let half_mm = 0.5 * Label::parse(&tick.text).width_em * look.em_mm();
            along_mm.start + width_mm * self.axis.fraction(tick.value) + half_mm
        };
        ticks.major.retain(|tick| end_mm(tick) <= last_mm);
        ticks
    }
}

impl Place {
    fn legend(&self, width_mm: f64, look: TextLook) -> Legend {
        match self {
            Self::Above(entries) => Legend::in_rows(entries.clone(), width_mm, look),
            Self::Beside(entries) => Legend::in_column(entries.clone(), look),
        }
    }

    /// Upper end of the panels and width of the page, mm, and the start of the legend.
    fn around(&self, style: &Style, legend: &Legend, [left, right]: [f64; 2]) -> (f64, f64, Point) {
        match self {
            Self::Above(_) => {
                let top = EDGE_MM + legend.height_mm() + BELOW_LEGEND_MM;
                let start = (left, frame::first_baseline_mm(style.look));
                (top, style.width_mm, start)
            }
            Self::Beside(_) => {
                let top = EDGE_MM + 0.5 * style.look.em_mm();
                let x = right + BESIDE_PANELS_MM;
                let start = (x, top + 0.8 * style.legend_look.em_mm());
                (top, x + legend.width_mm() + EDGE_MM, start)
            }
        }
    }
}

/// The panels of a page, from above, between `left` and `right`.
fn panels(x: &Axis, rows: &[Row], [left, top, right]: [f64; 3]) -> Vec<Panel> {
    let mut top = top;
    let mut panels = Vec::new();
    for row in rows {
        let rect = Rect {
            left,
            top,
            right,
            bottom: top + row.height_mm,
        };
        panels.push(Panel {
            rect,
            x: *x,
            y: row.y.axis,
        });
        top = rect.bottom + BETWEEN_PANELS_MM;
    }
    panels
}
