//! One simulated spectrum, and what every source of opacity alone would make of it.

use std::ops::Range;

use super::{
    Figure, PlotError,
    axis::Axis,
    band,
    canvas::{Anchor, Canvas, Marker, Stroke, TextLook},
    check,
    geometry::{Point, Rect},
    label::Label,
    legend::{Entry, Key},
    sheet::{EDGE_MM, Sheet, Style},
    theme::{self, Colour},
};

const LOOK: TextLook = TextLook::level(9.5, theme::INK);
const STYLE: Style = Style {
    width_mm: 130.0,
    height_mm: 66.0,
    right_mm: 2.0 * EDGE_MM,
    look: LOOK,
    most_numbers: [12, 6],
};
const PPM: f64 = 1e6;
const LOG_RATIO: f64 = 2.2;
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
/// [`PlotError::TooFew`] with fewer than two wavelengths, [`PlotError::Length`] if shapes disagree,
/// [`PlotError::NotFinite`] for a NaN or an infinity, [`PlotError::NotPositive`] for a wavelength not above zero.
pub fn draw(data: &SimulatedData) -> Result<Figure, PlotError> {
    data.check()?;
    let layout = Layout::new(data);
    Figure::draw(layout.sheet.size_mm, |canvas| {
        layout.draw_lines(canvas, data);
        layout.draw_names(canvas, data);
        layout.sheet.draw_frame(canvas);
    })
}

impl SimulatedData {
    fn check(&self) -> Result<(), PlotError> {
        let n_wavelengths = self.wavelength_um.len();
        if n_wavelengths < 2 {
            return Err(PlotError::TooFew {
                quantity: "wavelengths",
                found: n_wavelengths,
                expected: 2,
            });
        }
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

struct Layout {
    sheet: Sheet,
}

impl Layout {
    fn new(data: &SimulatedData) -> Self {
        let axes = [wavelength_axis(data), depth_axis(data)];
        let names = ["λ [µm]".to_owned(), format!("{} [ppm]", data.quantity)];
        Self {
            sheet: Sheet::new(&STYLE, axes, names, entries(data)),
        }
    }

    fn draw_lines(&self, canvas: &mut Canvas<'_>, data: &SimulatedData) {
        canvas.clip = Some(self.sheet.panel.rect);
        for piece in band::without_gaps(&data.wavelength_um) {
            let line = |depth: &[f64]| self.line(data, piece.clone(), depth);
            for (i, source) in data.sources.iter().enumerate() {
                canvas.line(&line(&source.depth), Stroke::solid(colour(i), 0.32));
            }
            canvas.line(&line(&data.depth), TOTAL);
        }
        let bar = Stroke::solid(theme::INK, 0.22);
        for &[wavelength_um, half_width_um, depth] in &data.bins {
            let at = |side: f64| {
                self.sheet
                    .panel
                    .at(wavelength_um + side * half_width_um, PPM * depth)
            };
            canvas.line(&[at(-1.0), at(1.0)], bar);
            canvas.marker(at(0.0), 0.55, Marker::Disc, theme::INK);
        }
        canvas.clip = None;
    }

    /// A spectrum over a piece without gaps; of a single cell, a bar.
    fn line(&self, data: &SimulatedData, piece: Range<usize>, depth: &[f64]) -> Vec<Point> {
        let place = |k: usize| self.sheet.panel.at(data.wavelength_um[k], PPM * depth[k]);
        if piece.len() == 1 {
            let (x, y) = place(piece.start);
            return vec![(x - LONE_CELL_MM, y), (x + LONE_CELL_MM, y)];
        }
        piece.map(place).collect()
    }

    /// Every source's name above the spectrum, with a leader down to its line where it stands out most.
    fn draw_names(&self, canvas: &mut Canvas<'_>, data: &SimulatedData) {
        let mut taken: Vec<Rect> = Vec::new();
        for (i, source) in data.sources.iter().enumerate() {
            let name = Label::upright(&source.name);
            let width_mm = name.width_em * LOOK.em_mm();
            let places = by_prominence(data, i);
            let boxes = places
                .iter()
                .map(|&k| (k, self.name_box(data, k, width_mm)));
            let is_free = |(k, name_box): &(usize, Rect)| {
                let x = self.sheet.panel.x_mm(data.wavelength_um[*k]);
                let is_clear =
                    |other: &Rect| !touch(name_box, other) && !is_under(name_box, x, other);
                taken.iter().all(is_clear)
            };
            let is_central = |(k, name_box): &(usize, Rect)| {
                let x = self.sheet.panel.x_mm(data.wavelength_um[*k]);
                (x - 0.5 * (name_box.left + name_box.right)).abs() < 0.5
            };
            let central = boxes
                .clone()
                .find(|place| is_free(place) && is_central(place));
            let free = central.or_else(|| boxes.clone().find(is_free));
            let stacked = || {
                let (k, name_box) = boxes.clone().next()?;
                Some((k, above(name_box, &taken)))
            };
            let Some((k, name_box)) = free.or_else(stacked) else {
                continue;
            };
            let end = self
                .sheet
                .panel
                .at(data.wavelength_um[k], PPM * source.depth[k]);
            let start = (end.0.clamp(name_box.left, name_box.right), name_box.bottom);
            // A leader that would cross another name is left out.
            if !taken
                .iter()
                .any(|other| is_under(&name_box, start.0, other))
            {
                let leader = Stroke::solid(theme::tint(colour(i), 0.8), 0.2);
                canvas.line(&[start, end], leader);
            }
            let at = (
                0.5 * (name_box.left + name_box.right),
                name_box.bottom - 0.3 * LOOK.em_mm(),
            );
            canvas.text(
                &name,
                at,
                Anchor::Middle,
                TextLook {
                    colour: colour(i),
                    ..LOOK
                },
            );
            taken.push(name_box);
        }
    }

    /// Where a name stands clear of all lines around wavelength `k`.
    fn name_box(&self, data: &SimulatedData, k: usize, width_mm: f64) -> Rect {
        let rect = self.sheet.panel.rect;
        let half = 0.5 * width_mm;
        let centre = self
            .sheet
            .panel
            .x_mm(data.wavelength_um[k])
            .clamp(rect.left + half + 1.0, rect.right - half - 1.0);
        let (left, right) = (centre - half, centre + half);
        let below = data.wavelength_um.iter().zip(&data.depth).enumerate();
        let below = below
            .filter(|(_, (w, _))| (left - 1.0..=right + 1.0).contains(&self.sheet.panel.x_mm(**w)));
        let heights = below.flat_map(|(j, (_, &total))| {
            let sources = data.sources.iter().map(move |source| source.depth[j]);
            sources.chain([total])
        });
        let (_, highest) = band::range(heights.chain([data.depth[k]]).map(|depth| PPM * depth));
        let bottom = self.sheet.panel.y_mm(highest) - 1.6;
        Rect {
            left,
            right,
            top: bottom - 1.1 * LOOK.em_mm(),
            bottom,
        }
    }
}

fn colour(i_source: usize) -> Colour {
    theme::LINES[i_source % theme::LINES.len()]
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
        entries.push(Entry::new(
            Key::Line(Stroke::solid(colour(0), 0.32)),
            "each source alone",
        ));
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
    let (low, high) = band::range(data.wavelength_um.iter().copied().chain(positive));
    if high / low > LOG_RATIO {
        Axis::log(low, high)
    } else {
        Axis::linear(low, high)
    }
}

fn depth_axis(data: &SimulatedData) -> Axis {
    let sources = data.sources.iter().flat_map(|source| &source.depth);
    let (low, high) = band::range(data.depth.iter().chain(sources).map(|depth| PPM * depth));
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
