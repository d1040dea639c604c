//! One simulated spectrum, and what every source of opacity alone would make of it.

mod names;

use std::ops::Range;

use figures::{
    Figure, FigureError,
    axis::{Axis, Panel},
    canvas::Canvas,
    check,
    geometry::Point,
    label::Label,
    legend::{Entry, Key},
    look::{Marker, Stroke, TextLook},
    series,
    sheet::{Place, Row, Scale, Sheet, Style},
    theme::{self, EDGE_MM},
};

use self::names::Name;
use super::{
    kind::{Kind, Simulation, Source},
    source_look::{source_label, source_stroke},
    wavelength::{self, PPM},
};

/// A simulated spectrum with its sources.
pub const KIND: Kind = Kind {
    name: "simulated",
    stem: "simulated",
    shows: "a simulated spectrum and what each source alone would make of it",
    source: Source::Simulation(|simulation| Ok(Some(draw(&simulation.into())?))),
};

const LOOK: TextLook = TextLook::level(9.5, theme::INK);
const STYLE: Style = Style {
    width_mm: 130.0,
    right_mm: 2.0 * EDGE_MM,
    look: LOOK,
    legend_look: LOOK,
};
const HEIGHT_MM: f64 = 66.0;
/// White space above the spectrum for the names of its sources, of its range.
const HEADROOM: f64 = 0.16;
/// Half of the bar that stands for a cell without neighbours, mm.
const LONE_CELL_MM: f64 = 2.5;
const TOTAL: Stroke = Stroke::solid(theme::INK, 0.45);
const SOURCE_MM: f64 = 0.32;

/// What one source alone would make of the spectrum.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceSpectrum {
    /// Its name, `H₂O` or `Rayleigh`.
    pub name: String,
    /// Depth, dimensionless, shape `[n_wavelengths]`.
    pub depth: Vec<f64>,
}

/// What a figure of a simulated spectrum shows.
#[derive(Debug, Clone, PartialEq)]
pub struct SimulatedData {
    /// What the depths are: `transit depth` or `eclipse depth`.
    pub quantity: String,
    /// Wavelengths, µm, rising, shape `[n_wavelengths]`.
    pub wavelength_um: Vec<f64>,
    /// Depth with all sources, dimensionless, shape `[n_wavelengths]`.
    pub depth: Vec<f64>,
    /// Every source alone.
    pub sources: Vec<SourceSpectrum>,
    /// The same spectrum in an observation's bins: centre and half width in µm, depth; may be empty.
    pub bins: Vec<[f64; 3]>,
}

/// Draws the spectrum over those of its sources, each named where it makes the spectrum; those that do so nowhere, and those
/// whose names have no room there, are named in the legend.
///
/// # Errors
/// [`FigureError::TooFew`] with fewer than two wavelengths, [`FigureError::Length`] if shapes disagree,
/// [`FigureError::NotFinite`] for a NaN or an infinity, [`FigureError::NotPositive`] for a wavelength not above zero.
pub fn draw(data: &SimulatedData) -> Result<Figure, FigureError> {
    data.check()?;
    let (sheet, names) = sheet_with_names(data);
    let panel = &sheet.panels[0];
    Figure::draw(sheet.size_mm, |canvas| {
        canvas.within(panel.rect, |canvas| {
            draw_lines(canvas, panel, data);
            draw_bins(canvas, panel, data);
        });
        names::draw(canvas, panel, data, &names);
        sheet.draw_frame(canvas);
    })
}

/// The page, and the names of the sources on its panel; a name without room there moves to the legend, which makes another
/// page.
fn sheet_with_names(data: &SimulatedData) -> (Sheet, Vec<Name>) {
    let mut in_legend = names::nowhere(data);
    loop {
        let sheet = sheet(data, &in_legend);
        match names::placed(&sheet.panels[0], data, &in_legend) {
            Ok(names) => return (sheet, names),
            Err(without_room) => in_legend.push(without_room),
        }
    }
}

fn sheet(data: &SimulatedData, in_legend: &[usize]) -> Sheet {
    let row = Row {
        height_mm: HEIGHT_MM,
        y: Scale::new(depth_axis(data), format!("{} [ppm]", data.quantity), 6),
    };
    let x = Scale::new(wavelength_axis(data), wavelength::NAME, 12);
    Sheet::new(&STYLE, x, vec![row], Place::Above(entries(data, in_legend)))
}

impl From<&Simulation<'_>> for SimulatedData {
    fn from(simulation: &Simulation<'_>) -> Self {
        let spectrum = simulation.spectrum;
        let sources = spectrum.contributions.iter();
        let bins = simulation.bins.iter().zip(&spectrum.binned_depth);
        Self {
            quantity: simulation.quantity.into(),
            wavelength_um: spectrum.wavelength_um.clone(),
            depth: spectrum.depth.clone(),
            sources: sources
                .map(|(name, depth)| SourceSpectrum {
                    name: source_label(name),
                    depth: depth.clone(),
                })
                .collect(),
            bins: bins
                .map(|(bin, &depth)| [bin.wavelength_um, bin.half_width_um, depth])
                .collect(),
        }
    }
}

impl SimulatedData {
    fn check(&self) -> Result<(), FigureError> {
        let n_wavelengths = self.wavelength_um.len();
        check::at_least("wavelengths", n_wavelengths, 2)?;
        check::positive("the wavelengths", &self.wavelength_um)?;
        check::length("depths", self.depth.len(), n_wavelengths)?;
        check::finite("the depth", &self.depth)?;
        check::finite("the bins", self.bins.iter().flatten())?;
        for source in &self.sources {
            check::length("depths of a source", source.depth.len(), n_wavelengths)?;
            check::finite(&format!("the depth of {}", source.name), &source.depth)?;
        }
        Ok(())
    }
}

fn draw_lines(canvas: &mut Canvas, panel: &Panel, data: &SimulatedData) {
    for piece in series::without_gaps(&data.wavelength_um) {
        let line = |depth: &[f64]| line(panel, data, piece.clone(), depth);
        for source in &data.sources {
            canvas.line(&line(&source.depth), source.stroke());
        }
        canvas.line(&line(&data.depth), TOTAL);
    }
}

/// A spectrum over a piece without gaps; of a single cell, a bar.
fn line(panel: &Panel, data: &SimulatedData, piece: Range<usize>, depth: &[f64]) -> Vec<Point> {
    let place = |k: usize| panel.at(data.wavelength_um[k], PPM * depth[k]);
    if piece.len() == 1 {
        let (x, y) = place(piece.start);
        return vec![(x - LONE_CELL_MM, y), (x + LONE_CELL_MM, y)];
    }
    piece.map(place).collect()
}

fn draw_bins(canvas: &mut Canvas, panel: &Panel, data: &SimulatedData) {
    for &[wavelength_um, half_width_um, depth] in &data.bins {
        let at = |side: f64| panel.at(wavelength_um + side * half_width_um, PPM * depth);
        canvas.line(&[at(-1.0), at(1.0)], Stroke::solid(theme::INK, 0.22));
        canvas.mark(at(0.0), 0.55, Marker::Disc, theme::INK);
    }
}

impl SourceSpectrum {
    fn stroke(&self) -> Stroke {
        source_stroke(&self.name, SOURCE_MM)
    }
}

/// The legend, with the sources of these indices.
fn entries(data: &SimulatedData, in_legend: &[usize]) -> Vec<Entry> {
    let mut entries = vec![Entry::new(Key::Line(TOTAL), "all sources")];
    if !data.bins.is_empty() {
        entries.push(Entry::new(
            Key::Point(Marker::Disc, theme::INK, false),
            "in bins",
        ));
    }
    let mut on_panel = (0..data.sources.len()).filter(|i| !in_legend.contains(i));
    if let Some(i) = on_panel.next() {
        let stroke = data.sources[i].stroke();
        entries.push(Entry::new(Key::Line(stroke), "each source alone"));
    }
    let sources = data.sources.iter().enumerate();
    let listed = sources.filter(|(i, _)| in_legend.contains(i));
    entries.extend(listed.map(|(_, source)| {
        let name = Label::upright(&source.name);
        Entry::labelled(Key::Line(source.stroke()), name)
    }));
    entries
}

/// All cells and all of the bins.
fn wavelength_axis(data: &SimulatedData) -> Axis {
    let edges = data
        .bins
        .iter()
        .flat_map(|[um, half, _]| [um - half, um + half]);
    let positive = edges.filter(|um| *um > 0.0);
    let (low, high) = series::range(data.wavelength_um.iter().copied().chain(positive));
    wavelength::axis(low, high)
}

fn depth_axis(data: &SimulatedData) -> Axis {
    let sources = data.sources.iter().flat_map(|source| &source.depth);
    let (low, high) = series::range(data.depth.iter().chain(sources).map(|depth| PPM * depth));
    let margin = if high > low {
        0.05 * (high - low)
    } else {
        1e-3 * low.abs().max(1.0)
    };
    Axis::linear(low - margin, high + HEADROOM * (high - low) + margin)
}
