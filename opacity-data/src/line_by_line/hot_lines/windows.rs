//! Where in a band hot lines are: shares of narrow windows.
//!
//! Hot bands lie beside those that are listed, farther out and flatter. So what is missing follows the list's own strength when it is
//! hot, smoothed over [`SMOOTHED_OVER`] and to the power of [`SOFTNESS`], above a floor where the list has nothing. From band to
//! band it is scaled by a factor that goes over smoothly, so that there are no steps where bands meet.

use super::missing::Missing;
use super::reference::ReferenceBand;
use crate::line_by_line::bins::segment;

/// Resolving power of the windows.
const RESOLUTION: f64 = 250.0;
/// Standard deviation of the smoothing, relative to the wavenumber.
const SMOOTHED_OVER: f64 = 0.01;
/// Exponent on the list's own strength.
const SOFTNESS: f64 = 0.5;
/// Part of the reference's mean that is added to the list's own.
const FLOOR: f64 = 0.003;
/// Rounds in which the factors between bands are found.
const N_ROUNDS: usize = 4;
/// Least that a band may lack beside another, relative to its mean.
const LEAST_LACK: f64 = 1e-3;

/// A narrow part of a band.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Window {
    /// Index of the band.
    pub band: usize,
    /// Lower end, cm⁻¹.
    pub from_per_cm: f64,
    /// Upper end, cm⁻¹.
    pub to_per_cm: f64,
}

impl Window {
    pub fn width_per_cm(&self) -> f64 {
        self.to_per_cm - self.from_per_cm
    }

    pub fn centre_per_cm(&self) -> f64 {
        0.5 * (self.from_per_cm + self.to_per_cm)
    }
}

/// The windows of bands, in their order.
pub(super) fn windows(bands: &[ReferenceBand]) -> Vec<Window> {
    let of_band = |(band, reference): (usize, &ReferenceBand)| {
        let edges = segment(reference.from_per_cm, reference.to_per_cm, RESOLUTION);
        let window = move |edge: &[f64]| Window {
            band,
            from_per_cm: edge[0],
            to_per_cm: edge[1],
        };
        edges.windows(2).map(window).collect::<Vec<_>>()
    };
    bands.iter().enumerate().flat_map(of_band).collect()
}

/// The share of a band's missing strength that each window has.
///
/// # Shapes
/// - `own_m2`: `[n_windows]`, the list's mean at a hot temperature; `bands`: `[n_bands]`, what is missing then; returns
///   `[n_windows]`, of which every band sums to one
pub(super) fn shares(windows: &[Window], own_m2: &[f64], bands: &[Missing]) -> Vec<f64> {
    let across = Across::bands(windows, bands.len());
    let floor = bands
        .iter()
        .map(|band| (FLOOR * band.reference_m2).max(f64::MIN_POSITIVE).ln());
    let floor: Vec<f64> = floor.collect();
    let own_m2 = smoothed(windows, own_m2);
    let soft =
        |(window, own): (&Window, f64)| (own + across.at(window, &floor).exp()).powf(SOFTNESS);
    let shape: Vec<f64> = windows.iter().zip(own_m2).map(soft).collect();
    let wanted = bands
        .iter()
        .map(|band| band.missing_m2.max(LEAST_LACK * band.reference_m2));
    let wanted: Vec<f64> = wanted.map(|m2| m2.max(f64::MIN_POSITIVE)).collect();
    let shape = scaled(windows, &across, shape, &wanted);
    let means = band_sums(windows, &shape, bands.len());
    let share =
        |(window, shape): (&Window, f64)| shape * window.width_per_cm() / means[window.band];
    windows.iter().zip(shape).map(share).collect()
}

/// The shape times a factor that goes over smoothly from band to band, such that every band's mean is nearly the one wanted.
fn scaled(windows: &[Window], across: &Across, shape: Vec<f64>, wanted: &[f64]) -> Vec<f64> {
    let widths = band_sums(windows, &vec![1.0; windows.len()], wanted.len());
    let mut ln_factor = vec![0.0; wanted.len()];
    let apply = |ln_factor: &[f64]| -> Vec<f64> {
        let scaled = windows.iter().zip(&shape);
        scaled
            .map(|(window, shape)| shape * across.at(window, ln_factor).exp())
            .collect()
    };
    for _ in 0..N_ROUNDS {
        let sums = band_sums(windows, &apply(&ln_factor), wanted.len());
        for (band, ln_factor) in ln_factor.iter_mut().enumerate() {
            *ln_factor += (wanted[band] * widths[band] / sums[band]).ln();
        }
    }
    apply(&ln_factor)
}

/// Sums over the windows of each band of values times widths.
fn band_sums(windows: &[Window], values: &[f64], n_bands: usize) -> Vec<f64> {
    let mut sums = vec![0.0; n_bands];
    for (window, value) in windows.iter().zip(values) {
        sums[window.band] += value * window.width_per_cm();
    }
    sums
}

/// Means of the windows around each, by a Gaussian of the logarithm of the wavenumber.
fn smoothed(windows: &[Window], values: &[f64]) -> Vec<f64> {
    let places: Vec<f64> = windows.iter().map(|w| w.centre_per_cm().ln()).collect();
    let mean = |here: &f64| {
        let (mut sum, mut weights) = (0.0, 0.0);
        for ((place, value), window) in places.iter().zip(values).zip(windows) {
            let distance = (place - here) / SMOOTHED_OVER;
            let weight = (-0.5 * distance * distance).exp() * window.width_per_cm();
            sum += weight * value;
            weights += weight;
        }
        sum / weights
    };
    places.iter().map(mean).collect()
}

/// Interpolation between the centres of bands, linear in the logarithm of the wavenumber, held beyond the outermost.
struct Across {
    centres: Vec<f64>,
}

impl Across {
    fn bands(windows: &[Window], n_bands: usize) -> Self {
        let mut ends = vec![[f64::INFINITY, 0.0]; n_bands];
        for window in windows {
            let [from, to] = &mut ends[window.band];
            *from = from.min(window.from_per_cm);
            *to = to.max(window.to_per_cm);
        }
        let centre = |[from, to]: [f64; 2]| (from * to).sqrt().ln();
        Self {
            centres: ends.into_iter().map(centre).collect(),
        }
    }

    fn at(&self, window: &Window, values: &[f64]) -> f64 {
        let place = window.centre_per_cm().ln();
        let last = self.centres.len() - 1;
        let above = self.centres.partition_point(|centre| *centre < place);
        let (low, high) = (above.saturating_sub(1), above.min(last));
        if low == high {
            return values[low];
        }
        let weight = (place - self.centres[low]) / (self.centres[high] - self.centres[low]);
        values[low] * (1.0 - weight) + values[high] * weight
    }
}
