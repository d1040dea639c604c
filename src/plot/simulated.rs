//! One simulated spectrum, and what every source of opacity alone would make of it.

use super::{
    Figure, PlotError,
    axis::{Axis, Panel},
    band,
    canvas::{Anchor, Canvas, Marker, Stroke, TextLook},
    check,
    frame::{self, Ticks},
    geometry::{Point, Rect},
    label::Label,
    legend::{self, Entry, Key},
    theme::{self, Colour},
};

const WIDTH_MM: f64 = 140.0;
const HEIGHT_MM: f64 = 66.0;
const EDGE_MM: f64 = 1.5;
const LOOK: TextLook = TextLook::level(9.5, theme::INK);
const PPM: f64 = 1e6;
const LOG_RATIO: f64 = 2.2;
/// Space between the frame and the names of the lines, where their leaders run, mm.
const LEADER_MM: f64 = 4.0;
const TOTAL: Stroke = Stroke::solid(theme::INK, 0.45);

/// What one source alone would make of the spectrum.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceSpectrum {
    /// Its name, `H₂O` or `Rayleigh`.
    pub name: String,
    /// Transit depth, dimensionless, shape `[n_wavelengths]`.
    pub transit_depth: Vec<f64>,
}

/// What a figure of a simulated spectrum shows.
#[derive(Debug, Clone, PartialEq)]
pub struct SimulatedData {
    /// Wavelengths, µm, rising, shape `[n_wavelengths]`.
    pub wavelength_um: Vec<f64>,
    /// Transit depth with all sources, dimensionless, shape `[n_wavelengths]`.
    pub transit_depth: Vec<f64>,
    /// Every source alone.
    pub sources: Vec<SourceSpectrum>,
    /// The same spectrum in an observation's bins: centre and half width in µm, transit depth; may be empty.
    pub bins: Vec<[f64; 3]>,
}

/// Draws the spectrum over those of its sources, each named at its end.
///
/// # Errors
/// [`PlotError::TooFew`] with fewer than two wavelengths, [`PlotError::Length`] if shapes disagree,
/// [`PlotError::NotFinite`] for a NaN or an infinity, [`PlotError::NotPositive`] for a wavelength not above zero.
pub fn draw(data: &SimulatedData) -> Result<Figure, PlotError> {
    data.check()?;
    let layout = Layout::new(data);
    Figure::draw(layout.size_mm, |canvas| {
        layout.draw_lines(canvas, data);
        layout.draw_names(canvas, data);
        layout.draw_frame(canvas);
    })
}

impl SimulatedData {
    fn check(&self) -> Result<(), PlotError> {
        let n_wavelengths = self.wavelength_um.len();
        if n_wavelengths < 2 {
            return Err(PlotError::TooFew { quantity: "wavelengths", found: n_wavelengths, expected: 2 });
        }
        check::positive("the wavelengths", &self.wavelength_um)?;
        check::length("transit depths", self.transit_depth.len(), n_wavelengths)?;
        check::finite("the transit depth", &self.transit_depth)?;
        check::finite("the bins", self.bins.iter().flatten())?;
        for source in &self.sources {
            check::length("transit depths of a source", source.transit_depth.len(), n_wavelengths)?;
            check::finite(&format!("the transit depth of {}", source.name), &source.transit_depth)?;
        }
        Ok(())
    }
}

struct Layout {
    size_mm: [f64; 2],
    panel: Panel,
    ticks: [Ticks; 2],
    legend: Vec<Vec<Entry>>,
}

impl Layout {
    fn new(data: &SimulatedData) -> Self {
        let (x, y) = (wavelength_axis(&data.wavelength_um), depth_axis(data));
        let y_ticks = Ticks::new(&y, 6);
        let left = EDGE_MM + frame::left_mm(y_ticks.width_em(), LOOK);
        let names = data.sources.iter().map(|source| Label::parse(&source.name).width_em);
        let names_mm = names.fold(0.0, f64::max) * LOOK.em_mm();
        let right = WIDTH_MM - EDGE_MM - names_mm - LEADER_MM - 0.6;
        let legend = legend::rows(entries(data), right - left, LOOK);
        let top = EDGE_MM + legend.len() as f64 * legend::row_mm(LOOK) + 0.8;
        let rect = Rect { left, top, right, bottom: top + HEIGHT_MM };
        let n_ticks = frame::fitting_count(&x, rect.width(), 12, LOOK);
        Self {
            size_mm: [WIDTH_MM, rect.bottom + frame::bottom_mm(LOOK) + EDGE_MM],
            panel: Panel { rect, x, y },
            ticks: [Ticks::new(&x, n_ticks), y_ticks],
            legend,
        }
    }

    fn draw_lines(&self, canvas: &mut Canvas<'_>, data: &SimulatedData) {
        canvas.clip = Some(self.panel.rect);
        let place = |i: usize, depth: &[f64]| self.panel.at(data.wavelength_um[i], PPM * depth[i]);
        for piece in band::without_gaps(&data.wavelength_um) {
            for (i, source) in data.sources.iter().enumerate() {
                let line: Vec<Point> = piece.clone().map(|k| place(k, &source.transit_depth)).collect();
                canvas.line(&line, Stroke::solid(colour(i), 0.32));
            }
            let line: Vec<Point> = piece.map(|k| place(k, &data.transit_depth)).collect();
            canvas.line(&line, TOTAL);
        }
        let bar = Stroke::solid(theme::INK, 0.22);
        for &[wavelength_um, half_width_um, depth] in &data.bins {
            let at = |side: f64| self.panel.at(wavelength_um + side * half_width_um, PPM * depth);
            canvas.line(&[at(-1.0), at(1.0)], bar);
            canvas.marker(at(0.0), 0.55, Marker::Disc, theme::INK);
        }
        canvas.clip = None;
    }

    /// Names right of the frame, as near to the ends of their lines as they can be without touching.
    fn draw_names(&self, canvas: &mut Canvas<'_>, data: &SimulatedData) {
        let rect = self.panel.rect;
        let end_mm = |source: &SourceSpectrum| {
            let depth = source.transit_depth.last().copied().unwrap_or(0.0);
            self.panel.y_mm(PPM * depth).clamp(rect.top, rect.bottom)
        };
        let ends: Vec<f64> = data.sources.iter().map(end_mm).collect();
        let places = spread(&ends, 1.18 * LOOK.em_mm(), [rect.top + 1.0, rect.bottom - 1.0]);
        for (i, source) in data.sources.iter().enumerate() {
            let text_left = rect.right + LEADER_MM;
            let leader = [(rect.right + 0.6, ends[i]), (text_left - 0.6, places[i])];
            canvas.line(&leader, Stroke::solid(theme::tint(colour(i), 0.7), 0.2));
            let at = (text_left, places[i] + 0.34 * LOOK.em_mm());
            let look = TextLook { colour: colour(i), ..LOOK };
            canvas.text(&Label::parse(&source.name), at, Anchor::Start, look);
        }
    }

    fn draw_frame(&self, canvas: &mut Canvas<'_>) {
        let [x, y] = &self.ticks;
        frame::draw(canvas, &self.panel, x, y);
        frame::label_bottom(canvas, &self.panel, x, "λ [µm]", LOOK);
        let name_mm = EDGE_MM + 0.8 * LOOK.em_mm();
        frame::label_left(canvas, &self.panel, y, ("transit depth [ppm]", name_mm), LOOK);
        let start = (self.panel.rect.left, EDGE_MM + 0.8 * LOOK.em_mm());
        legend::draw_rows(canvas, &self.legend, start, LOOK);
    }
}

fn colour(i_source: usize) -> Colour {
    theme::LINES[i_source % theme::LINES.len()]
}

fn entries(data: &SimulatedData) -> Vec<Entry> {
    let mut entries = vec![Entry::new(Key::Line(TOTAL), "all sources")];
    if !data.bins.is_empty() {
        entries.push(Entry::new(Key::Point(Marker::Disc, theme::INK, false), "in bins"));
    }
    if !data.sources.is_empty() {
        entries.push(Entry::new(Key::Line(Stroke::solid(colour(0), 0.32)), "each source alone"));
    }
    entries
}

fn wavelength_axis(wavelength_um: &[f64]) -> Axis {
    let (low, high) = band::range(wavelength_um.iter().copied());
    if high / low > LOG_RATIO { Axis::log(low, high) } else { Axis::linear(low, high) }
}

fn depth_axis(data: &SimulatedData) -> Axis {
    let sources = data.sources.iter().flat_map(|source| &source.transit_depth);
    let (low, high) = band::range(data.transit_depth.iter().chain(sources).map(|depth| PPM * depth));
    let margin = if high > low { 0.05 * (high - low) } else { 1e-3 * low.abs().max(1.0) };
    Axis::linear(low - margin, high + margin)
}

/// Moves places apart until neighbours are at least `distance` from each other, within `limits` if there is room.
fn spread(places: &[f64], distance: f64, [first, last]: [f64; 2]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by(|&a, &b| places[a].total_cmp(&places[b]));
    let mut moved = places.to_vec();
    let mut lowest = first;
    for &i in &order {
        moved[i] = moved[i].max(lowest);
        lowest = moved[i] + distance;
    }
    let mut highest = last;
    for &i in order.iter().rev() {
        moved[i] = moved[i].min(highest);
        highest = moved[i] - distance;
    }
    moved
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_moved_apart_and_stay_inside() {
        let places = spread(&[9.9, 5.0, 9.8, 0.0], 1.0, [0.0, 10.0]);
        assert_eq!(places, [10.0, 5.0, 9.0, 0.0]);
    }

    #[test]
    fn names_that_are_apart_stay_where_they_are() {
        assert_eq!(spread(&[1.0, 4.0], 1.0, [0.0, 10.0]), [1.0, 4.0]);
    }
}
