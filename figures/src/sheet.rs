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
    /// In a column to the right of each panel, those of the first panel first.
    Beside(Vec<Vec<Entry>>),
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
    /// Each with the start of its first baseline.
    legends: Vec<(Legend, Point)>,
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
        let legends = place.legends(right - left, style.legend_look);
        let (top, width_mm) = place.around(style, &legends, right);
        let panels = panels(&x.axis, &rows, [left, top, right], frame::between_mm(look));
        let starts = place.starts(style, &panels);
        let bottom = panels.last().map_or(top, |panel| panel.rect.bottom);
        let x_ticks = x.ticks_along(left..right, width_mm - 0.5 * EDGE_MM, look);
        Self {
            size_mm: [width_mm, bottom + frame::bottom_mm(look) + EDGE_MM],
            panels,
            x_ticks,
            y_ticks,
            x_name: x.name,
            y_names: rows.into_iter().map(|row| row.y.name).collect(),
            legends: legends.into_iter().zip(starts).collect(),
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
        for (legend, start) in &self.legends {
            legend.draw(canvas, *start);
        }
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
    fn legends(&self, width_mm: f64, look: TextLook) -> Vec<Legend> {
        match self {
            Self::Above(entries) => vec![Legend::in_rows(entries.clone(), width_mm, look)],
            Self::Beside(columns) => {
                let columns = columns.iter().cloned();
                columns
                    .map(|entries| Legend::in_column(entries, look))
                    .collect()
            }
        }
    }

    /// Upper end of the panels and width of the page, mm.
    fn around(&self, style: &Style, legends: &[Legend], right: f64) -> (f64, f64) {
        let largest = |of: fn(&Legend) -> f64| legends.iter().map(of).fold(0.0, f64::max);
        match self {
            Self::Above(_) => {
                let height_mm = largest(Legend::height_mm);
                (EDGE_MM + height_mm + BELOW_LEGEND_MM, style.width_mm)
            }
            Self::Beside(_) => {
                let width_mm = BESIDE_PANELS_MM + largest(Legend::width_mm) + EDGE_MM;
                (EDGE_MM + 0.5 * style.look.em_mm(), right + width_mm)
            }
        }
    }

    /// Where the first baseline of each legend starts.
    fn starts(&self, style: &Style, panels: &[Panel]) -> Vec<Point> {
        let rects = panels.iter().map(|panel| panel.rect);
        match self {
            Self::Above(_) => {
                let baseline = frame::first_baseline_mm(style.look);
                rects.map(|rect| (rect.left, baseline)).collect()
            }
            Self::Beside(_) => {
                let rise_mm = 0.8 * style.legend_look.em_mm();
                let start = |rect: Rect| (rect.right + BESIDE_PANELS_MM, rect.top + rise_mm);
                rects.map(start).collect()
            }
        }
    }
}

/// The panels of a page, from above, between `left` and `right`, `between` apart, mm.
fn panels(x: &Axis, rows: &[Row], [left, top, right]: [f64; 3], between: f64) -> Vec<Panel> {
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
        top = rect.bottom + between;
    }
    panels
}
