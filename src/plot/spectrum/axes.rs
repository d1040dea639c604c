//! What the axes of a spectrum plot cover, and where their numbers stand.

use figures::{
    Ticks,
    axis::{Axis, Tick},
    number, series,
};

use super::{ObservedBin, SpectrumData};
use crate::plot::wavelength::{self, PPM};

/// The bands are shown this far beyond the points, of the points' range.
const BAND_REACH: f64 = 0.6;
/// The residual axis reaches at least and at most this far, σ; what lies beyond is marked at the edge.
const RESIDUAL_REACH: [f64; 2] = [3.9, 7.8];

/// All bins with a little white space on either side.
pub(super) fn wavelength_axis(data: &SpectrumData) -> Axis {
    let edge = |side: f64| {
        data.bins
            .iter()
            .map(move |bin| bin.wavelength_um + side * bin.half_width_um)
    };
    let low = edge(-1.0).fold(f64::INFINITY, f64::min).max(1e-3);
    let high = edge(1.0).fold(0.0, f64::max);
    if wavelength::is_wide(low, high) {
        let margin = (high / low).powf(0.015);
        Axis::log(low / margin, high * margin)
    } else {
        let margin = 0.015 * (high - low);
        Axis::linear(low - margin, high + margin)
    }
}

/// All points, with error bars as far as they are not unusually long, and the bands between them; ppm.
pub(super) fn depth_axis(data: &SpectrumData) -> Axis {
    let mut sigmas: Vec<f64> = data.bins.iter().map(ObservedBin::inflated_sigma).collect();
    sigmas.sort_by(f64::total_cmp);
    let longest = 2.0 * sigmas[sigmas.len() / 2];
    let points = data.bins.iter().flat_map(|bin| {
        let reach = bin.inflated_sigma().min(longest);
        let depth = bin.depth - bin.offset;
        [depth - reach, depth + reach]
    });
    let (first, last) = series::range(points.map(|depth| PPM * depth));
    let x = wavelength_axis(data);
    let inside = data.native_wavelength_um.iter().map(|&um| x.contains(um));
    let native = inside.zip(data.native.lower_95.iter().zip(&data.native.upper_95));
    let native = native
        .filter(|(is_inside, _)| *is_inside)
        .flat_map(|(_, (low, high))| [PPM * low, PPM * high]);
    // Bands far wider than the data leave the panel, or nobody could see the data.
    let beyond = BAND_REACH * (last - first);
    let native = native.map(|depth| depth.clamp(first - beyond, last + beyond));
    let (low, high) = series::range(native.chain([first, last]));
    let margin = 0.05 * (high - low);
    Axis::linear(low - margin, high + margin)
}

/// Numbers at every third σ, where the guide lines are.
pub(super) fn residual_ticks(axis: &Axis) -> Ticks {
    let values = (-6..=6)
        .map(f64::from)
        .filter(|value| axis.contains(*value));
    let (major, minor): (Vec<f64>, Vec<f64>) = values.partition(|value| value % 3.0 == 0.0);
    let tick = |value: f64| Tick {
        value,
        text: number::decimal(value, 0),
    };
    Ticks {
        major: major.into_iter().map(tick).collect(),
        minor,
    }
}

/// Symmetrical about zero, to the farthest residual.
pub(super) fn residual_axis(residuals: &[f64]) -> Axis {
    let [least, most] = RESIDUAL_REACH;
    let farthest = residuals
        .iter()
        .fold(0.0, |reach: f64, residual| reach.max(residual.abs()));
    let reach = (farthest + 1.2).clamp(least, most);
    Axis::linear(-reach, reach)
}
