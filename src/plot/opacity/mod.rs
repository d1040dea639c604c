//! Cross sections over wavelength, of one or several gases, temperatures and pressures.

mod curve;

use super::{
    Figure, PlotError,
    axis::Axis,
    band,
    canvas::{Canvas, Stroke, TextLook},
    check,
    geometry::Point,
    legend::{Entry, Key},
    sheet::{EDGE_MM, Sheet, Style},
    theme::{self, Colour},
};
pub use curve::curve;

const LOOK: TextLook = TextLook::level(9.5, theme::INK);
const STYLE: Style = Style {
    width_mm: 130.0,
    height_mm: 72.0,
    right_mm: 2.0 * EDGE_MM,
    look: LOOK,
    most_numbers: [12, 8],
};
/// Range of wavelengths, longest over shortest, from which on their axis is logarithmic.
const LOG_RATIO: f64 = 2.2;
/// What lies this far below the highest value is not shown.
const DEEPEST: f64 = 1e-12;
/// White space above the highest and below the lowest value.
const MARGIN: f64 = 2.0;
const LINE_MM: f64 = 0.3;
/// Strength of a band's colour.
const BAND: f64 = 0.28;

/// Cross sections in one cell, cm² per molecule.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OpacityCell {
    /// Short edge, µm.
    pub short_um: f64,
    /// Long edge, µm.
    pub long_um: f64,
    /// Mean over the cell.
    pub mean_cm2: f64,
    /// Lowest in the cell.
    pub low_cm2: f64,
    /// Highest in the cell.
    pub high_cm2: f64,
}

/// Cross sections of one gas at one temperature and pressure.
#[derive(Debug, Clone, PartialEq)]
pub struct OpacityCurve {
    /// What the legend calls it, `H₂O (1000 K, 0.1 bar)`.
    pub name: String,
    /// By rising wavelength.
    pub cells: Vec<OpacityCell>,
}

/// Draws the mean of every cell; of a single curve also the range within each cell.
///
/// # Errors
/// [`PlotError::Empty`] without a curve or a cell, [`PlotError::NotFinite`] for a NaN or an infinity,
/// [`PlotError::NotPositive`] for a wavelength not above zero or if no value is.
pub fn draw(curves: &[OpacityCurve]) -> Result<Figure, PlotError> {
    check(curves)?;
    let layout = Layout::new(curves);
    Figure::draw(layout.sheet.size_mm, |canvas| {
        canvas.clip = Some(layout.sheet.panel.rect);
        if let [curve] = curves {
            layout.draw_band(canvas, curve);
        }
        for (i, curve) in curves.iter().enumerate() {
            layout.draw_mean(canvas, curve, stroke(i));
        }
        canvas.clip = None;
        layout.sheet.draw_frame(canvas);
    })
}

fn check(curves: &[OpacityCurve]) -> Result<(), PlotError> {
    check::not_empty("curve of cross sections", curves)?;
    for curve in curves {
        check::not_empty("cell of cross sections", &curve.cells)?;
        let edges = curve.cells.iter().flat_map(|c| [&c.short_um, &c.long_um]);
        check::positive("the wavelengths", edges)?;
        let values = curve.cells.iter();
        let values = values.flat_map(|c| [&c.mean_cm2, &c.low_cm2, &c.high_cm2]);
        check::finite(&format!("the cross section of {}", curve.name), values)?;
    }
    let (_, highest) = band::range(means(curves));
    check::positive("the highest cross section", &[highest])
}

fn means(curves: &[OpacityCurve]) -> impl Iterator<Item = f64> {
    let cells = curves.iter().flat_map(|curve| &curve.cells);
    cells.map(|cell| cell.mean_cm2)
}

fn colour(i: usize) -> Colour {
    theme::LINES[i % theme::LINES.len()]
}

/// Colours first, then dashes.
fn stroke(i: usize) -> Stroke {
    match i / theme::LINES.len() {
        0 => Stroke::solid(colour(i), LINE_MM),
        1 => Stroke::dashed(colour(i), LINE_MM, 1.6, 0.9),
        _ => Stroke::dashed(colour(i), LINE_MM, 0.5, 0.6),
    }
}

/// Runs of cells of which each touches the next.
fn runs(cells: &[OpacityCell]) -> impl Iterator<Item = &[OpacityCell]> {
    cells.chunk_by(|before, next| next.touches(before))
}

struct Layout {
    sheet: Sheet,
}

impl Layout {
    fn new(curves: &[OpacityCurve]) -> Self {
        let axes = [wavelength_axis(curves), value_axis(curves)];
        let names = ["λ [µm]", "cross section [cm² per molecule]"];
        Self {
            sheet: Sheet::new(&STYLE, axes, names, entries(curves)),
        }
    }

    /// A value's place; zero lies below the panel.
    fn at(&self, um: f64, cm2: f64) -> Point {
        self.sheet
            .panel
            .at(um, cm2.max(self.sheet.panel.y.low / MARGIN))
    }

    /// The outline of a value over a run of cells, in steps.
    fn steps(&self, run: &[OpacityCell], value: fn(&OpacityCell) -> f64) -> Vec<Point> {
        let ends =
            |cell: &OpacityCell| [cell.short_um, cell.long_um].map(|um| self.at(um, value(cell)));
        run.iter().flat_map(ends).collect()
    }

    fn draw_mean(&self, canvas: &mut Canvas<'_>, curve: &OpacityCurve, stroke: Stroke) {
        for run in runs(&curve.cells) {
            canvas.line(&self.steps(run, |cell| cell.mean_cm2), stroke);
        }
    }

    fn draw_band(&self, canvas: &mut Canvas<'_>, curve: &OpacityCurve) {
        for run in runs(&curve.cells) {
            let mut outline = self.steps(run, |cell| cell.low_cm2);
            outline.extend(self.steps(run, |cell| cell.high_cm2).into_iter().rev());
            canvas.polygon(&outline, theme::tint(colour(0), BAND));
        }
    }
}

fn entries(curves: &[OpacityCurve]) -> Vec<Entry> {
    let line = |(i, curve): (usize, &OpacityCurve)| Entry::new(Key::Line(stroke(i)), &curve.name);
    let mut entries: Vec<Entry> = curves.iter().enumerate().map(line).collect();
    let has_range = |cell: &OpacityCell| cell.low_cm2 < cell.high_cm2;
    if curves.len() == 1 && curves[0].cells.iter().any(has_range) {
        let patch = Key::Patch(theme::tint(colour(0), BAND));
        entries.push(Entry::new(patch, "lowest to highest within bins"));
    }
    entries
}

fn wavelength_axis(curves: &[OpacityCurve]) -> Axis {
    let cells = curves.iter().flat_map(|curve| &curve.cells);
    let (low, high) = band::range(cells.flat_map(|cell| [cell.short_um, cell.long_um]));
    if high / low > LOG_RATIO {
        Axis::log(low, high)
    } else {
        Axis::linear(low, high)
    }
}

/// From the lowest value that is shown to the highest; of a single curve those within cells, else the means.
fn value_axis(curves: &[OpacityCurve]) -> Axis {
    let (_, mut highest) = band::range(means(curves));
    if let [curve] = curves {
        (_, highest) = band::range(curve.cells.iter().map(|cell| cell.high_cm2));
    }
    let shown = means(curves).filter(|value| *value > highest * DEEPEST);
    let (lowest, _) = band::range(shown);
    Axis::log(lowest / MARGIN, highest * MARGIN)
}
