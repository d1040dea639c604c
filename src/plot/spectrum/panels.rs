//! The two panels of a spectrum plot.

use crate::plot::{
    axis::Panel,
    band,
    canvas::{Canvas, Marker, Stroke, TextLook},
    frame::{self, Ticks},
    geometry::Rect,
    legend::{self, Entry, Key},
    number,
    theme::{self, Colour},
};

use super::{Bands, SpectrumData, axes};

const WIDTH_MM: f64 = 130.0;
const DEPTH_HEIGHT_MM: f64 = 58.0;
const RESIDUAL_HEIGHT_MM: f64 = 21.0;
const PANEL_GAP_MM: f64 = 1.6;
const EDGE_MM: f64 = 1.5;
const LOOK: TextLook = TextLook::level(9.5, theme::INK);
/// The legend is a little smaller than the axes' names.
const LEGEND_LOOK: TextLook = TextLook::level(9.0, theme::INK);
const PPM: f64 = 1e6;

/// A highlighted bin is at least this wide, mm, to be seen.
const MIN_FLAG_MM: f64 = 0.9;

const MEDIAN: Stroke = Stroke::solid(theme::BLUE, 0.25);
const BIN_MEDIAN: Stroke = Stroke::solid(theme::BLUE, 0.5);
const ZERO: Stroke = Stroke::solid(theme::BLUE, 0.25);
const ONE_SIGMA: Stroke = Stroke::dashed(theme::GREY, 0.2, 0.35, 0.7);
const THREE_SIGMA: Stroke = Stroke::dashed(theme::GREY, 0.2, 1.4, 0.9);
const MARKERS: [Marker; 4] = [
    Marker::Disc,
    Marker::Square,
    Marker::Triangle,
    Marker::Diamond,
];

/// Places of everything in a spectrum plot.
pub(super) struct Layout {
    /// What stands beside the upper panel.
    name: String,
    pub size_mm: [f64; 2],
    depth: Panel,
    residual: Panel,
    x_ticks: Ticks,
    y_ticks: [Ticks; 2],
    legend: Vec<Vec<Entry>>,
    marker_mm: f64,
}

impl Layout {
    pub fn new(data: &SpectrumData) -> Self {
        let (x, y) = (axes::wavelength_axis(data), axes::depth_axis(data));
        let residual_axis = axes::residual_axis(&data.residuals());
        let y_ticks = [Ticks::new(&y, 6), axes::residual_ticks(&residual_axis)];
        let number_em = y_ticks.iter().map(Ticks::width_em).fold(0.0, f64::max);
        let left = EDGE_MM + frame::left_mm(number_em, LOOK);
        let right = WIDTH_MM - 2.0 * EDGE_MM;
        let legend = legend::rows(entries(data), right - left, LEGEND_LOOK);
        let top = EDGE_MM + legend.len() as f64 * legend::row_mm(LEGEND_LOOK) + 0.8;
        let middle = top + DEPTH_HEIGHT_MM;
        let rect = Rect {
            left,
            top,
            right,
            bottom: middle,
        };
        let below = Rect {
            top: middle + PANEL_GAP_MM,
            bottom: middle + PANEL_GAP_MM + RESIDUAL_HEIGHT_MM,
            ..rect
        };
        let n_ticks = frame::fitting_count(&x, rect.width(), 12, LOOK);
        Self {
            name: format!("{} [ppm]", data.quantity),
            size_mm: [WIDTH_MM, below.bottom + frame::bottom_mm(LOOK) + EDGE_MM],
            depth: Panel { rect, x, y },
            residual: Panel {
                rect: below,
                x,
                y: residual_axis,
            },
            x_ticks: Ticks::new(&x, n_ticks),
            y_ticks,
            legend,
            marker_mm: (5.0 / (data.bins.len() as f64).sqrt()).clamp(0.32, 0.68),
        }
    }

    /// Highlights the flagged bins in both panels.
    pub fn draw_flags(&self, canvas: &mut Canvas<'_>, data: &SpectrumData) {
        for bin in data.bins.iter().filter(|bin| bin.is_flagged) {
            let ends = [-1.0, 1.0].map(|side| {
                self.depth
                    .x_mm(bin.wavelength_um + side * bin.half_width_um)
            });
            let widen = 0.5 * (MIN_FLAG_MM - (ends[1] - ends[0])).max(0.0);
            for panel in [&self.depth, &self.residual] {
                canvas.clip = Some(panel.rect);
                let (left, right) = (ends[0] - widen, ends[1] + widen);
                canvas.fill(
                    Rect {
                        left,
                        right,
                        ..panel.rect
                    },
                    theme::HIGHLIGHT,
                );
            }
        }
    }

    /// Bands at the tables' resolution.
    pub fn draw_bands(&self, canvas: &mut Canvas<'_>, data: &SpectrumData) {
        canvas.clip = Some(self.depth.rect);
        let native = &data.native;
        let bands = [
            (&native.lower_95, &native.upper_95, theme::BLUE_OUTER),
            (&native.lower_68, &native.upper_68, theme::BLUE_INNER),
        ];
        let pieces = band::without_gaps(&data.native_wavelength_um);
        let place =
            |i: usize, depth: &[f64]| self.depth.at(data.native_wavelength_um[i], PPM * depth[i]);
        for (lower, upper, colour) in bands {
            for piece in &pieces {
                let there = piece.clone().map(|i| place(i, upper));
                let back = piece.clone().rev().map(|i| place(i, lower));
                canvas.polygon(&there.chain(back).collect::<Vec<_>>(), colour);
            }
        }
    }

    /// The median at the tables' resolution and in every bin.
    pub fn draw_medians(&self, canvas: &mut Canvas<'_>, data: &SpectrumData) {
        canvas.clip = Some(self.depth.rect);
        let place = |i: usize| {
            self.depth
                .at(data.native_wavelength_um[i], PPM * data.native.median[i])
        };
        for piece in band::without_gaps(&data.native_wavelength_um) {
            canvas.line(&piece.map(place).collect::<Vec<_>>(), MEDIAN);
        }
        for (bin, median) in data.bins.iter().zip(&data.binned.median) {
            let end = |side: f64| {
                self.depth.at(
                    bin.wavelength_um + side * bin.half_width_um,
                    PPM * (median - bin.offset),
                )
            };
            canvas.line(&[end(-1.0), end(1.0)], BIN_MEDIAN);
        }
    }

    /// The bands in bins about their median, in σ, and the guide lines.
    pub fn draw_residual_bands(&self, canvas: &mut Canvas<'_>, data: &SpectrumData) {
        let panel = &self.residual;
        canvas.clip = Some(panel.rect);
        let Bands {
            lower_95,
            lower_68,
            median,
            upper_68,
            upper_95,
        } = &data.binned;
        for (lower, upper, colour) in [
            (lower_95, upper_95, theme::BLUE_OUTER),
            (lower_68, upper_68, theme::BLUE_INNER),
        ] {
            for (i, bin) in data.bins.iter().enumerate() {
                let [low, high] =
                    [lower, upper].map(|band| panel.y_mm((band[i] - median[i]) / bin.sigma));
                let [left, right] = [-1.0, 1.0]
                    .map(|side| panel.x_mm(bin.wavelength_um + side * bin.half_width_um));
                canvas.fill(
                    Rect {
                        left,
                        right,
                        top: high,
                        bottom: low,
                    },
                    colour,
                );
            }
        }
        for (level, stroke) in [
            (0.0, ZERO),
            (1.0, ONE_SIGMA),
            (-1.0, ONE_SIGMA),
            (3.0, THREE_SIGMA),
            (-3.0, THREE_SIGMA),
        ] {
            canvas.line(
                &[panel.at(panel.x.low, level), panel.at(panel.x.high, level)],
                stroke,
            );
        }
    }

    /// Points with error bars in the upper panel, residuals in the lower.
    pub fn draw_observation(&self, canvas: &mut Canvas<'_>, data: &SpectrumData) {
        let instruments = data.instruments();
        for (bin, residual) in data.bins.iter().zip(data.residuals()) {
            let i_instrument = instruments
                .iter()
                .position(|name| *name == bin.instrument)
                .unwrap_or(0);
            let (marker, colour) = instrument_style(i_instrument);
            let bar = if is_dense(data) {
                Stroke::solid(theme::tint(colour, 0.45), 0.14)
            } else {
                Stroke::solid(colour, 0.22)
            };
            let look = (marker, colour, bar);
            let y = [bin.depth - bin.offset, bin.sigma].map(|depth| PPM * depth);
            self.draw_point(
                canvas,
                &self.depth,
                bin.wavelength_um,
                y,
                bin.half_width_um,
                look,
            );
            let shown = residual.clamp(self.residual.y.low, self.residual.y.high);
            if shown == residual {
                self.draw_point(
                    canvas,
                    &self.residual,
                    bin.wavelength_um,
                    [residual, 1.0],
                    bin.half_width_um,
                    look,
                );
            } else {
                self.draw_arrow(canvas, bin.wavelength_um, residual > 0.0, colour);
            }
        }
        canvas.clip = None;
    }

    fn draw_point(
        &self,
        canvas: &mut Canvas<'_>,
        panel: &Panel,
        x: f64,
        [y, y_error]: [f64; 2],
        x_error: f64,
        (marker, colour, bar): (Marker, Colour, Stroke),
    ) {
        canvas.clip = Some(panel.rect);
        canvas.line(&[panel.at(x, y - y_error), panel.at(x, y + y_error)], bar);
        canvas.line(&[panel.at(x - x_error, y), panel.at(x + x_error, y)], bar);
        canvas.marker(panel.at(x, y), self.marker_mm, marker, colour);
    }

    /// An arrowhead at the edge of the residual panel beyond which a point lies.
    fn draw_arrow(&self, canvas: &mut Canvas<'_>, x: f64, is_above: bool, colour: Colour) {
        let rect = self.residual.rect;
        let (tip, back) = if is_above {
            (rect.top + 0.5, 1.7)
        } else {
            (rect.bottom - 0.5, -1.7)
        };
        let x = self.residual.x_mm(x);
        canvas.clip = None;
        canvas.polygon(
            &[(x, tip), (x - 0.9, tip + back), (x + 0.9, tip + back)],
            colour,
        );
    }

    /// Frames, ticks, numbers and names.
    pub fn draw_frames(&self, canvas: &mut Canvas<'_>) {
        let name_mm = EDGE_MM + 0.8 * LOOK.em_mm();
        frame::draw(canvas, &self.depth, &self.x_ticks, &self.y_ticks[0]);
        frame::draw(canvas, &self.residual, &self.x_ticks, &self.y_ticks[1]);
        frame::label_left(
            canvas,
            &self.depth,
            &self.y_ticks[0],
            (&self.name, name_mm),
            LOOK,
        );
        frame::label_left(
            canvas,
            &self.residual,
            &self.y_ticks[1],
            ("residual [σ]", name_mm),
            LOOK,
        );
        frame::label_bottom(canvas, &self.residual, &self.x_ticks, "λ [µm]", LOOK);
    }

    pub fn draw_legend(&self, canvas: &mut Canvas<'_>) {
        let start = (self.depth.rect.left, EDGE_MM + 0.8 * LOOK.em_mm());
        legend::draw_rows(canvas, &self.legend, start, LEGEND_LOOK);
    }
}

/// Whether the points would hide the prediction behind them.
pub(super) fn is_dense(data: &SpectrumData) -> bool {
    data.bins.len() > 150
}

fn instrument_style(i_instrument: usize) -> (Marker, Colour) {
    let colour = theme::INSTRUMENTS[i_instrument % theme::INSTRUMENTS.len()];
    (MARKERS[i_instrument % MARKERS.len()], colour)
}

/// By how much the points of an instrument are moved.
fn shift_in_words(data: &SpectrumData, i_instrument: usize) -> String {
    let name = data.instruments()[i_instrument];
    let bin = data.bins.iter().find(|bin| bin.instrument == name);
    match bin.map_or(0.0, |bin| -PPM * bin.offset) {
        0.0 => String::new(),
        shift => {
            let sign = if shift > 0.0 { "+" } else { "" };
            format!(" ({sign}{} ppm)", number::decimal(shift, 0))
        }
    }
}

fn entries(data: &SpectrumData) -> Vec<Entry> {
    let mut entries: Vec<Entry> = data
        .instruments()
        .iter()
        .enumerate()
        .map(|(i, name)| {
            let (marker, colour) = instrument_style(i);
            let name = if name.is_empty() { "observed" } else { name };
            let name = format!("{name}{}", shift_in_words(data, i));
            Entry::new(Key::Point(marker, colour, true), &name)
        })
        .collect();
    let bands = Key::Bands(theme::BLUE_OUTER, theme::BLUE_INNER, MEDIAN);
    entries.push(Entry::new(bands, "model, 68 %, 95 %"));
    if !is_dense(data) {
        entries.push(Entry::new(Key::Line(BIN_MEDIAN), "in bins"));
    }
    if data.bins.iter().any(|bin| bin.is_flagged) {
        entries.push(Entry::new(Key::Patch(theme::HIGHLIGHT), "flagged"));
    }
    entries
}
