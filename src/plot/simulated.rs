//! One simulated spectrum, and what every source of opacity alone would make of it.

use std::ops::Range;

use figures::{
    Figure, FigureError,
    axis::{Axis, Panel},
    canvas::Canvas,
    check,
    geometry::{Point, Rect},
    label::Label,
    legend::{Entry, Key},
    look::{Anchor, Marker, Stroke, TextLook},
    series,
    sheet::{Place, Row, Scale, Sheet, Style},
    theme::{self, EDGE_MM, line_colour},
};

use super::{
    kind::{Kind, Simulation, Source},
    wavelength::{self, PPM},
};
use crate::parameters::formula;

/// A simulated spectrum with its sources.
pub const KIND: Kind = Kind {
    name: "simulated",
    stem: "simulated",
    shows: "a simulated spectrum and what each source alone would make of it",
    source: Source::Simulation(|simulation| Ok(draw(&simulation.into())?)),
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
/// Names keep at least this far apart, mm.
const CLEAR_MM: f64 = 1.2;
const TOTAL: Stroke = Stroke::solid(theme::INK, 0.45);

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

/// Draws the spectrum over those of its sources, each named where it stands out most.
///
/// # Errors
/// [`FigureError::TooFew`] with fewer than two wavelengths, [`FigureError::Length`] if shapes disagree,
/// [`FigureError::NotFinite`] for a NaN or an infinity, [`FigureError::NotPositive`] for a wavelength not above zero.
pub fn draw(data: &SimulatedData) -> Result<Figure, FigureError> {
    data.check()?;
    let row = Row {
        height_mm: HEIGHT_MM,
        y: Scale::new(depth_axis(data), format!("{} [ppm]", data.quantity), 6),
    };
    let x = Scale::new(wavelength_axis(data), wavelength::NAME, 12);
    let sheet = Sheet::new(&STYLE, x, vec![row], Place::Above(entries(data)));
    let panel = &sheet.panels[0];
    Figure::draw(sheet.size_mm, |canvas| {
        canvas.within(panel.rect, |canvas| {
            draw_lines(canvas, panel, data);
            draw_bins(canvas, panel, data);
        });
        draw_names(canvas, panel, data);
        sheet.draw_frame(canvas);
    })
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
                    name: formula(name),
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
        for (i, source) in data.sources.iter().enumerate() {
            canvas.line(&line(&source.depth), source_stroke(i));
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

/// Every source's name above the spectrum, with a leader down to its line where it stands out most.
fn draw_names(canvas: &mut Canvas, panel: &Panel, data: &SimulatedData) {
    let mut taken: Vec<Rect> = Vec::new();
    for (i, source) in data.sources.iter().enumerate() {
        let name = Label::upright(&source.name);
        let Some((k, name_box)) = place_of_name(panel, data, (i, &name), &taken) else {
            continue;
        };
        let end = panel.at(data.wavelength_um[k], PPM * source.depth[k]);
        let start = (end.0.clamp(name_box.left, name_box.right), name_box.bottom);
        // A leader that would cross another name is left out.
        let crosses = |other: &Rect| is_under(&name_box, start.0, other);
        if !taken.iter().any(crosses) {
            let leader = Stroke::solid(theme::tint(line_colour(i), 0.8), 0.2);
            canvas.line(&[start, end], leader);
        }
        let at = (name_box.centre().0, name_box.bottom - 0.3 * LOOK.em_mm());
        let look = TextLook::level(LOOK.size_pt, line_colour(i));
        canvas.text(&name, at, Anchor::Middle, look);
        taken.push(name_box);
    }
}

/// Where source `i` is named: at which wavelength, and in which box. The more it stands out there the better, if the box
/// keeps clear of those that are taken; if it can, the box has its middle there.
fn place_of_name(
    panel: &Panel,
    data: &SimulatedData,
    (i, name): (usize, &Label),
    taken: &[Rect],
) -> Option<(usize, Rect)> {
    let width_mm = name.width_em * LOOK.em_mm();
    let x_mm = |k: usize| panel.x_mm(data.wavelength_um[k]);
    let places = by_prominence(data, i);
    let boxes = || {
        let places = places.iter();
        places.map(|&k| (k, name_box(panel, data, k, width_mm)))
    };
    let is_free = |(k, name_box): &(usize, Rect)| {
        let is_clear =
            |other: &Rect| !touch(name_box, other) && !is_under(name_box, x_mm(*k), other);
        taken.iter().all(is_clear)
    };
    let is_central = |(k, name_box): &(usize, Rect)| (x_mm(*k) - name_box.centre().0).abs() < 0.5;
    let central = boxes().find(|place| is_free(place) && is_central(place));
    let stacked = || {
        boxes()
            .next()
            .map(|(k, name_box)| (k, above(name_box, taken)))
    };
    central.or_else(|| boxes().find(is_free)).or_else(stacked)
}

/// Where a name stands clear of all lines around wavelength `k`.
fn name_box(panel: &Panel, data: &SimulatedData, k: usize, width_mm: f64) -> Rect {
    let half = 0.5 * width_mm;
    let centre = panel
        .x_mm(data.wavelength_um[k])
        .clamp(panel.rect.left + half + 1.0, panel.rect.right - half - 1.0);
    let (left, right) = (centre - half, centre + half);
    let below = data.wavelength_um.iter().zip(&data.depth).enumerate();
    let below = below.filter(|(_, (w, _))| (left - 1.0..=right + 1.0).contains(&panel.x_mm(**w)));
    let heights = below.flat_map(|(j, (_, &total))| {
        let sources = data.sources.iter().map(move |source| source.depth[j]);
        sources.chain([total])
    });
    let (_, highest) = series::range(heights.chain([data.depth[k]]).map(|depth| PPM * depth));
    let bottom = panel.y_mm(highest) - 1.6;
    Rect {
        left,
        right,
        top: bottom - 1.1 * LOOK.em_mm(),
        bottom,
    }
}

fn source_stroke(i_source: usize) -> Stroke {
    Stroke::solid(line_colour(i_source), 0.32)
}

fn entries(data: &SimulatedData) -> Vec<Entry> {
    let mut entries = vec![Entry::new(Key::Line(TOTAL), "all sources")];
    if !data.bins.is_empty() {
        entries.push(Entry::new(
            Key::Point(Marker::Disc, theme::INK, false),
            "in bins",
        ));
    }
    if !data.sources.is_empty() {
        entries.push(Entry::new(Key::Line(source_stroke(0)), "each source alone"));
    }
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

/// The wavelengths by how much closer source `i` comes to the whole spectrum than any other source, closest first: there it
/// makes the spectrum, be it by blocking starlight or by hiding the warmth below.
fn by_prominence(data: &SimulatedData, i: usize) -> Vec<usize> {
    let distance = |source: &SourceSpectrum, k: usize| (source.depth[k] - data.depth[k]).abs();
    let others = |k: usize| {
        let others = data.sources.iter().enumerate().filter(|(j, _)| *j != i);
        let distances = others.map(|(_, source)| distance(source, k));
        distances.reduce(f64::min).unwrap_or(0.0)
    };
    let lead = |k: usize| others(k) - distance(&data.sources[i], k);
    let mut order: Vec<usize> = (0..data.depth.len()).collect();
    order.sort_by(|&a, &b| lead(b).total_cmp(&lead(a)));
    order
}

/// The same box, moved up past all that it would touch.
fn above(mut name_box: Rect, taken: &[Rect]) -> Rect {
    while let Some(other) = taken.iter().find(|other| touch(&name_box, other)) {
        let rise = name_box.bottom - other.top + 1.01 * CLEAR_MM;
        name_box.top -= rise;
        name_box.bottom -= rise;
    }
    name_box
}

/// Whether a line down from a name at `x_mm` would cross another name.
fn is_under(name_box: &Rect, x_mm: f64, other: &Rect) -> bool {
    other.top > name_box.bottom && (other.left..=other.right).contains(&x_mm)
}

/// Whether two names would touch.
fn touch(a: &Rect, b: &Rect) -> bool {
    let apart = |low: f64, high: f64| low > high + CLEAR_MM;
    !(apart(a.left, b.right)
        || apart(b.left, a.right)
        || apart(a.top, b.bottom)
        || apart(b.top, a.bottom))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_named_where_it_makes_the_spectrum() {
        let source = |depth: [f64; 3]| SourceSpectrum {
            name: String::new(),
            depth: depth.to_vec(),
        };
        let data = |depth: [f64; 3], sources: [[f64; 3]; 2]| SimulatedData {
            quantity: String::new(),
            wavelength_um: vec![1.0, 2.0, 3.0],
            depth: depth.to_vec(),
            sources: sources.map(source).to_vec(),
            bins: Vec::new(),
        };
        let transit = data([2.5, 5.5, 2.5], [[1.0, 5.0, 2.0], [2.0, 4.0, 1.0]]);
        assert_eq!(by_prominence(&transit, 0)[0], 1);
        assert_eq!(by_prominence(&transit, 1)[0], 0);
        let eclipse = data([1.0, 2.0, 3.0], [[1.5, 4.0, 4.0], [4.0, 2.1, 3.9]]);
        assert_eq!(by_prominence(&eclipse, 0)[0], 0);
        assert_eq!(by_prominence(&eclipse, 1)[0], 1);
    }

    #[test]
    fn names_side_by_side_do_not_touch() {
        let at = |left: f64| Rect {
            left,
            right: left + 5.0,
            top: 0.0,
            bottom: 3.0,
        };
        assert!(touch(&at(0.0), &at(5.5)));
        assert!(!touch(&at(0.0), &at(7.0)));
        let moved = above(at(0.0), &[at(2.0), at(-2.0)]);
        assert!(moved.bottom < 0.0 && !touch(&moved, &at(2.0)));
    }
}
