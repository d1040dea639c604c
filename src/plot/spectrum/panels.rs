//! The two panels of a spectrum plot.

use figures::{
    axis::Panel,
    canvas::Canvas,
    geometry::Rect,
    label::Label,
    legend::{Entry, Key},
    look::{Colour, Marker, Stroke, TextLook},
    number, series,
    sheet::{Numbers, Place, Row, Scale, Sheet, Style},
    theme::{self, EDGE_MM},
};

use super::{ObservedBin, SpectrumData, axes};
use crate::plot::wavelength::{self, PPM};

const DEPTH_HEIGHT_MM: f64 = 58.0;
const RESIDUAL_HEIGHT_MM: f64 = 21.0;
const STYLE: Style = Style {
    width_mm: 130.0,
    right_mm: 2.0 * EDGE_MM,
    look: TextLook::level(9.5, theme::INK),
    // The legend is a little smaller than the axes' names.
    legend_look: TextLook::level(9.0, theme::INK),
};
/// A highlighted bin is at least this wide, mm, to be seen.
const MIN_FLAG_MM: f64 = 0.9;
/// More points than this would hide the prediction behind them.
const MANY: usize = 150;

const MEDIAN: Stroke = Stroke::solid(theme::BLUE, 0.25);
const BEST_FIT: Stroke = Stroke::dashed(theme::INK, 0.2, 0.9, 0.5);
const BIN_MEDIAN: Stroke = Stroke::solid(theme::BLUE, 0.5);
const ZERO: Stroke = Stroke::solid(theme::BLUE, 0.25);
const ONE_SIGMA: Stroke = Stroke::dashed(theme::GREY, 0.2, 0.35, 0.7);
const THREE_SIGMA: Stroke = Stroke::dashed(theme::GREY, 0.2, 1.4, 0.9);
/// The outer and the inner band.
const BANDS: [Colour; 2] = [theme::BLUE_OUTER, theme::BLUE_INNER];
const MARKERS: [Marker; 4] = [
    Marker::Disc,
    Marker::Square,
    Marker::Triangle,
    Marker::Diamond,
];

/// The page: the depths, and below them the residuals.
pub(super) fn sheet(data: &SpectrumData) -> Sheet {
    let name = format!("{} [ppm]", data.quantity);
    let residual = axes::residual_axis(&data.residuals());
    let rows = vec![
        Row {
            height_mm: DEPTH_HEIGHT_MM,
            y: Scale::new(axes::depth_axis(data), name, 6),
        },
        Row {
            height_mm: RESIDUAL_HEIGHT_MM,
            y: Scale {
                axis: residual,
                name: residual_name(data).into(),
                numbers: Numbers::At(axes::residual_ticks(&residual)),
            },
        },
    ];
    let x = Scale::new(axes::wavelength_axis(data), wavelength::NAME, 12);
    Sheet::new(&STYLE, x, rows, Place::Above(entries(data)))
}

/// Highlights the flagged bins in all panels.
pub(super) fn draw_flags(canvas: &mut Canvas, panels: [&Panel; 2], data: &SpectrumData) {
    for bin in data.bins.iter().filter(|bin| bin.is_flagged) {
        let [left, right] = ends_um(bin).map(|um| panels[0].x_mm(um));
        let widen = 0.5 * (MIN_FLAG_MM - (right - left)).max(0.0);
        for panel in panels {
            let rect = Rect {
                left: left - widen,
                right: right + widen,
                ..panel.rect
            };
            canvas.within(panel.rect, |canvas| canvas.fill(rect, theme::HIGHLIGHT));
        }
    }
}

/// Bands at the tables' resolution.
pub(super) fn draw_bands(canvas: &mut Canvas, panel: &Panel, data: &SpectrumData) {
    let place = |i: usize, depth: &[f64]| panel.at(data.native_wavelength_um[i], PPM * depth[i]);
    for ([lower, upper], colour) in data.native.edges().into_iter().zip(BANDS) {
        for piece in series::without_gaps(&data.native_wavelength_um) {
            let there = piece.clone().map(|i| place(i, upper));
            let back = piece.rev().map(|i| place(i, lower));
            canvas.polygon(&there.chain(back).collect::<Vec<_>>(), colour);
        }
    }
}

/// The median at the tables' resolution and in every bin, and the best fit.
pub(super) fn draw_medians(canvas: &mut Canvas, panel: &Panel, data: &SpectrumData) {
    let native = &data.native.median;
    let place = |i: usize| panel.at(data.native_wavelength_um[i], PPM * native[i]);
    for piece in series::without_gaps(&data.native_wavelength_um) {
        canvas.line(&piece.map(place).collect::<Vec<_>>(), MEDIAN);
    }
    if let Some(best_fit) = &data.best_fit {
        let place = |i: usize| panel.at(data.native_wavelength_um[i], PPM * best_fit[i]);
        for piece in series::without_gaps(&data.native_wavelength_um) {
            canvas.line(&piece.map(place).collect::<Vec<_>>(), BEST_FIT);
        }
    }
    for (bin, median) in data.bins.iter().zip(&data.binned.median) {
        let end = |um: f64| panel.at(um, PPM * (median - bin.offset));
        canvas.line(&ends_um(bin).map(end), BIN_MEDIAN);
    }
}

/// The bands in bins about their median, in σ, and the guide lines.
pub(super) fn draw_residual_bands(canvas: &mut Canvas, panel: &Panel, data: &SpectrumData) {
    let median = &data.binned.median;
    for ([lower, upper], colour) in data.binned.edges().into_iter().zip(BANDS) {
        for (i, bin) in data.bins.iter().enumerate() {
            let sigmas = |edge: &[f64]| panel.y_mm((edge[i] - median[i]) / bin.inflated_sigma());
            let [left, right] = ends_um(bin).map(|um| panel.x_mm(um));
            let rect = Rect {
                left,
                right,
                top: sigmas(upper),
                bottom: sigmas(lower),
            };
            canvas.fill(rect, colour);
        }
    }
    for (level, stroke) in [
        (0.0, ZERO),
        (1.0, ONE_SIGMA),
        (-1.0, ONE_SIGMA),
        (3.0, THREE_SIGMA),
        (-3.0, THREE_SIGMA),
    ] {
        let ends = [panel.x.low, panel.x.high].map(|um| panel.at(um, level));
        canvas.line(&ends, stroke);
    }
}

/// Points with error bars in the upper panel, residuals in the lower.
pub(super) fn draw_observation(canvas: &mut Canvas, panels: [&Panel; 2], data: &SpectrumData) {
    let instruments = data.instruments();
    for (bin, residual) in data.bins.iter().zip(data.residuals()) {
        let is_own = |name: &&str| *name == bin.instrument;
        let i_instrument = instruments.iter().position(is_own).unwrap_or(0);
        let look = PointLook::new(i_instrument, data);
        let depth = [bin.depth - bin.offset, bin.inflated_sigma()].map(|depth| PPM * depth);
        draw_point(canvas, panels[0], bin, depth, &look);
        if panels[1].y.contains(residual) {
            draw_point(canvas, panels[1], bin, [residual, 1.0], &look);
        } else {
            let x = panels[1].x_mm(bin.wavelength_um);
            draw_arrow(canvas, &panels[1].rect, (x, residual > 0.0), look.colour);
        }
    }
}

/// How a point and its error bars look.
struct PointLook {
    marker: Marker,
    radius_mm: f64,
    colour: Colour,
    bar: Stroke,
}

impl PointLook {
    fn new(i_instrument: usize, data: &SpectrumData) -> Self {
        let (marker, colour) = instrument_style(i_instrument);
        Self {
            marker,
            radius_mm: (5.0 / (data.bins.len() as f64).sqrt()).clamp(0.32, 0.68),
            colour,
            bar: if is_dense(data) {
                Stroke::solid(theme::tint(colour, 0.45), 0.14)
            } else {
                Stroke::solid(colour, 0.22)
            },
        }
    }
}

/// A bin at `y` with its error.
fn draw_point(
    canvas: &mut Canvas,
    panel: &Panel,
    bin: &ObservedBin,
    [y, y_error]: [f64; 2],
    look: &PointLook,
) {
    let x = bin.wavelength_um;
    canvas.within(panel.rect, |canvas| {
        let upright = [y - y_error, y + y_error].map(|y| panel.at(x, y));
        canvas.line(&upright, look.bar);
        canvas.line(&ends_um(bin).map(|um| panel.at(um, y)), look.bar);
        canvas.mark(panel.at(x, y), look.radius_mm, look.marker, look.colour);
    });
}

/// An arrowhead at the upper or lower edge of a panel beyond which a point lies.
fn draw_arrow(canvas: &mut Canvas, rect: &Rect, (x, is_above): (f64, bool), colour: Colour) {
    let (tip, back) = if is_above {
        (rect.top + 0.5, 1.7)
    } else {
        (rect.bottom - 0.5, -1.7)
    };
    let corners = [(x, tip), (x - 0.9, tip + back), (x + 0.9, tip + back)];
    canvas.polygon(&corners, colour);
}

/// Whether the points would hide the prediction behind them.
pub(super) fn is_dense(data: &SpectrumData) -> bool {
    data.bins.len() > MANY
}

fn ends_um(bin: &ObservedBin) -> [f64; 2] {
    [-1.0, 1.0].map(|side| bin.wavelength_um + side * bin.half_width_um)
}

fn instrument_style(i_instrument: usize) -> (Marker, Colour) {
    let colour = theme::POINTS[i_instrument % theme::POINTS.len()];
    // The colours' second round has other markers than the first.
    let i_marker = i_instrument + i_instrument / theme::POINTS.len();
    (MARKERS[i_marker % MARKERS.len()], colour)
}

/// What residuals are in units of.
fn residual_name(data: &SpectrumData) -> &'static str {
    match data.error_inflation_of_all() {
        Some(1.0) => "residual [σ]",
        _ => "residual [f_σ σ]",
    }
}

/// An instrument, and its offset, without which its points are drawn, by the sign that the report has; and the factor on its errors, where
/// there is none on all.
fn instrument_label(data: &SpectrumData, name: &str) -> Label {
    let label = Label::plain(if name.is_empty() { "observed" } else { name });
    let Some(bin) = data.bins.iter().find(|bin| bin.instrument == name) else {
        return label;
    };
    let offset = match PPM * bin.offset {
        0.0 => None,
        offset => Some(format!("offset {} ppm", number::decimal(offset, 0))),
    };
    let factor = match (data.error_inflation_of_all(), bin.error_inflation) {
        (Some(_), _) | (None, 1.0) => None,
        (None, factor) => Some(format!("f_σ = {factor:.2}")),
    };
    let said: Vec<String> = offset.into_iter().chain(factor).collect();
    match said.is_empty() {
        true => label,
        false => label.then(Label::upright(&format!(" ({})", said.join(", ")))),
    }
}

fn entries(data: &SpectrumData) -> Vec<Entry> {
    let instruments = data.instruments().into_iter().enumerate();
    let mut entries: Vec<Entry> = instruments
        .map(|(i, name)| {
            let (marker, colour) = instrument_style(i);
            let key = Key::Point(marker, colour, true);
            Entry::labelled(key, instrument_label(data, name))
        })
        .collect();
    let factor = match data.error_inflation_of_all() {
        Some(1.0) => None,
        Some(factor) => Some(format!("errors × {factor:.2} (f_σ)")),
        None => Some("errors × f_σ".into()),
    };
    entries.extend(factor.map(|factor| Entry::new(Key::ErrorBar(theme::INK), &factor)));
    let bands = Key::Bands(theme::BLUE_OUTER, theme::BLUE_INNER, MEDIAN);
    entries.push(Entry::new(bands, "model, 68 %, 95 %"));
    if !is_dense(data) {
        entries.push(Entry::new(Key::Line(BIN_MEDIAN), "in bins"));
    }
    if data.best_fit.is_some() {
        entries.push(Entry::new(Key::Line(BEST_FIT), "best fit"));
    }
    if data.bins.iter().any(|bin| bin.is_flagged) {
        entries.push(Entry::new(Key::Patch(theme::HIGHLIGHT), "flagged"));
    }
    entries
}
