//! Cross sections over wavelength, of one or several gases, temperatures and pressures.

mod curve;

use std::path::PathBuf;

use figures::{
    Figure, FigureError,
    axis::{Axis, Panel},
    canvas::Canvas,
    check,
    geometry::Point,
    label::Label,
    legend::{Entry, Key},
    look::{Colour, Stroke, TextLook},
    series,
    sheet::{Place, Row, Scale, Sheet, Style},
    theme::{self, EDGE_MM},
};

use super::{
    PlotError,
    kind::{Kind, OpacityPoints, Source},
    source_look::{source_colour, source_variant},
    wavelength,
};
pub use curve::curve;
use opacity_data::formats::{Contents, FORMATS};

/// Cross sections of files of opacities.
pub const KIND: Kind = Kind {
    name: "opacity",
    stem: "opacity",
    shows: "cross sections over wavelength",
    source: Source::Opacities(|files, points| Ok(draw(&read(files, points)?)?)),
};

const LOOK: TextLook = TextLook::level(9.5, theme::INK);
const STYLE: Style = Style {
    width_mm: 130.0,
    right_mm: 2.0 * EDGE_MM,
    look: LOOK,
    legend_look: LOOK,
};
const HEIGHT_MM: f64 = 72.0;
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
    /// The gas, `H₂O`.
    pub gas: String,
    /// What else the legend says, with the markup of a label: `1000 K, 0.1 bar`.
    pub conditions: String,
    /// Which of several curves of these conditions it is, as it stands; empty if there is but one.
    pub origin: String,
    /// By rising wavelength.
    pub cells: Vec<OpacityCell>,
}

impl OpacityCurve {
    /// `H₂O (1000 K, 0.1 bar)`, and the name of the file where another is of the same.
    fn label(&self) -> Label {
        let text = format!("{} ({})", self.gas, self.conditions);
        let label = Label::upright(&text);
        match self.origin.as_str() {
            "" => label,
            origin => label.then(Label::plain(", ")).then(Label::plain(origin)),
        }
    }
}

/// Draws the mean of every cell; of a single curve also the range within each cell.
///
/// # Errors
/// [`FigureError::Empty`] without a curve or a cell, [`FigureError::NotFinite`] for a NaN or an infinity,
/// [`FigureError::NotPositive`] for a wavelength not above zero or if no value is.
pub fn draw(curves: &[OpacityCurve]) -> Result<Figure, FigureError> {
    check(curves)?;
    let row = Row {
        height_mm: HEIGHT_MM,
        y: Scale::new(value_axis(curves), "cross section [cm² per molecule]", 8),
    };
    let x = Scale::new(wavelength_axis(curves), wavelength::NAME, 12);
    let sheet = Sheet::new(&STYLE, x, vec![row], Place::Above(entries(curves)));
    let panel = &sheet.panels[0];
    Figure::draw(sheet.size_mm, |canvas| {
        canvas.within(panel.rect, |canvas| {
            if let [curve] = curves {
                draw_band(canvas, panel, curve);
            }
            for (i, curve) in curves.iter().enumerate() {
                draw_mean(canvas, panel, curve, stroke(curves, i));
            }
        });
        sheet.draw_frame(canvas);
    })
}

/// The cross sections in files of any format, every file at every temperature and pressure.
fn read(files: &[PathBuf], points: &OpacityPoints) -> Result<Vec<OpacityCurve>, PlotError> {
    let mut curves: Vec<OpacityCurve> = Vec::new();
    for file in files {
        let Contents::Table(table, _) = FORMATS.read(file)? else {
            return Err(PlotError::NoLineOpacity {
                path: file.clone(),
                found: "collision-induced absorption",
            });
        };
        for &temperature_k in &points.temperature_k {
            for &pressure_bar in &points.pressure_bar {
                let mut curve = curve(&table, temperature_k, pressure_bar)?;
                if curve.cells.iter().all(|cell| cell.high_cm2 == 0.0) {
                    return Err(PlotError::Absent {
                        path: file.clone(),
                        found: "zeros alone, or less than single precision can tell from them",
                        expected: "some cross section at this temperature and pressure",
                    });
                }
                let is_alike = |other: &OpacityCurve| {
                    (&other.gas, &other.conditions) == (&curve.gas, &curve.conditions)
                };
                if curves.iter().any(is_alike) {
                    // A gas from two files: the file tells them apart.
                    let stem = file.file_stem().unwrap_or_default();
                    curve.origin = stem.to_string_lossy().into_owned();
                }
                curves.push(curve);
            }
        }
    }
    Ok(curves)
}

fn check(curves: &[OpacityCurve]) -> Result<(), FigureError> {
    check::not_empty("curve of cross sections", curves)?;
    for curve in curves {
        check::not_empty("cell of cross sections", &curve.cells)?;
        let edges = curve.cells.iter().flat_map(|c| [&c.short_um, &c.long_um]);
        check::positive("the wavelengths", edges)?;
        let values = curve.cells.iter();
        let values = values.flat_map(|c| [&c.mean_cm2, &c.low_cm2, &c.high_cm2]);
        check::finite(&format!("the cross section of {}", curve.gas), values)?;
    }
    let (_, highest) = series::range(means(curves));
    check::positive("the highest cross section", &[highest])
}

fn means(curves: &[OpacityCurve]) -> impl Iterator<Item = f64> {
    let cells = curves.iter().flat_map(|curve| &curve.cells);
    cells.map(|cell| cell.mean_cm2)
}

/// The line of curve `i`: that of its gas, paler for each further curve of the same.
fn stroke(curves: &[OpacityCurve], i: usize) -> Stroke {
    let gas = &curves[i].gas;
    let n_of_gas = |curves: &[OpacityCurve]| curves.iter().filter(|c| c.gas == *gas).count();
    let place = (n_of_gas(&curves[..i]), n_of_gas(curves));
    source_variant(gas, place, LINE_MM)
}

fn band_colour(curve: &OpacityCurve) -> Colour {
    theme::tint(source_colour(&curve.gas), BAND)
}

/// Runs of cells of which each touches the next.
fn runs(cells: &[OpacityCell]) -> impl Iterator<Item = &[OpacityCell]> {
    cells.chunk_by(|before, next| next.touches(before))
}

/// A value's place; zero lies below the panel.
fn place(panel: &Panel, um: f64, cm2: f64) -> Point {
    panel.at(um, cm2.max(panel.y.low / MARGIN))
}

/// The outline of a value over a run of cells, in steps.
fn steps(panel: &Panel, run: &[OpacityCell], value: fn(&OpacityCell) -> f64) -> Vec<Point> {
    let ends =
        |cell: &OpacityCell| [cell.short_um, cell.long_um].map(|um| place(panel, um, value(cell)));
    run.iter().flat_map(ends).collect()
}

fn draw_mean(canvas: &mut Canvas, panel: &Panel, curve: &OpacityCurve, stroke: Stroke) {
    for run in runs(&curve.cells) {
        canvas.line(&steps(panel, run, |cell| cell.mean_cm2), stroke);
    }
}

fn draw_band(canvas: &mut Canvas, panel: &Panel, curve: &OpacityCurve) {
    for run in runs(&curve.cells) {
        let mut outline = steps(panel, run, |cell| cell.low_cm2);
        outline.extend(steps(panel, run, |cell| cell.high_cm2).into_iter().rev());
        canvas.polygon(&outline, band_colour(curve));
    }
}

fn entries(curves: &[OpacityCurve]) -> Vec<Entry> {
    let line = |i: usize| Entry::labelled(Key::Line(stroke(curves, i)), curves[i].label());
    let mut entries: Vec<Entry> = (0..curves.len()).map(line).collect();
    let has_range = |cell: &OpacityCell| cell.low_cm2 < cell.high_cm2;
    if curves.len() == 1 && curves[0].cells.iter().any(has_range) {
        let patch = Key::Patch(band_colour(&curves[0]));
        entries.push(Entry::new(patch, "lowest to highest within bins"));
    }
    entries
}

fn wavelength_axis(curves: &[OpacityCurve]) -> Axis {
    let cells = curves.iter().flat_map(|curve| &curve.cells);
    let (low, high) = series::range(cells.flat_map(|cell| [cell.short_um, cell.long_um]));
    wavelength::axis(low, high)
}

/// From the lowest value that is shown to the highest; of a single curve those within cells, else the means.
fn value_axis(curves: &[OpacityCurve]) -> Axis {
    let (_, mut highest) = series::range(means(curves));
    if let [curve] = curves {
        (_, highest) = series::range(curve.cells.iter().map(|cell| cell.high_cm2));
    }
    let shown = means(curves).filter(|value| *value > highest * DEEPEST);
    let (lowest, _) = series::range(shown);
    Axis::log(lowest / MARGIN, highest * MARGIN)
}
