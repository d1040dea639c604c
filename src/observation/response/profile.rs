//! Spectrographs: what of each wavelength's light is recorded within a bin.

use std::f64::consts::{FRAC_1_SQRT_2, LN_2};

use serde::Serialize;
use statrs::function::erf::erfc;

use super::curve::Curve;

/// Standard deviations beyond a bin's edge, after which a profile has 2·10⁻⁴ of its light left, that count.
const REACH: f64 = 3.5;
/// Points of a response's curve in a standard deviation.
const POINTS: f64 = 16.0;
/// Cells in a standard deviation, of bins that are as wide as the profile. That responses count as even within them costs 1.5 ppm over lines at
/// random which scatter by 700 ppm at R = 20,000 (`tests/responses.rs`).
const CELLS: f64 = 3.0;

/// Full width at half maximum of a Gaussian over its standard deviation.
fn fwhm_in_sigmas() -> f64 {
    2.0 * (2.0 * LN_2).sqrt()
}

/// How well a spectrograph tells wavelengths apart: R = λ / FWHM of its profile, a Gaussian.
#[derive(Debug, Clone, PartialEq)]
pub enum ResolvingPower {
    /// The same everywhere.
    Constant(f64),
    /// As a curve over wavelength.
    Curve(Curve),
}

impl ResolvingPower {
    /// Standard deviation of the profile, µm, at a wavelength, µm.
    fn sigma_um(&self, wavelength_um: f64) -> f64 {
        let resolving_power = match self {
            Self::Constant(everywhere) => *everywhere,
            Self::Curve(curve) => curve.at(wavelength_um),
        };
        wavelength_um / (fwhm_in_sigmas() * resolving_power)
    }
}

/// A bin of a spectrograph.
///
/// A spectrum `S(λ)` is recorded as `∫ S(λ) G(λ′ − λ) dλ` at λ′, and a bin from a to b is the mean of that:
/// `∫ S(λ) [∫_a^b G(λ′ − λ) dλ′] dλ / (b − a)`. So the convolved spectrum's bin is the spectrum's own mean weighted by the top hat
/// convolved with G, `Φ((λ − a)/σ) − Φ((λ − b)/σ)`. What is measured is light, the star's less what the planet blocks and the star's, both
/// convolved: `δ` is weighted by the star's light times this. σ is that at each edge, so that bins that touch share out all light.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct BlurredBin {
    edges_um: [f64; 2],
    sigma_um: [f64; 2],
}

impl BlurredBin {
    /// The bin between two edges, µm.
    pub fn new(edges_um: [f64; 2], resolving_power: &ResolvingPower) -> Self {
        Self {
            edges_um,
            sigma_um: edges_um.map(|um| resolving_power.sigma_um(um)),
        }
    }

    pub fn edges_um(&self) -> [f64; 2] {
        self.edges_um
    }

    /// The part of a wavelength's light that is recorded in the bin.
    fn at(&self, wavelength_um: f64) -> f64 {
        let beyond = |i: usize| {
            let sigmas = (wavelength_um - self.edges_um[i]) / self.sigma_um[i];
            0.5 * erfc(-sigmas * FRAC_1_SQRT_2)
        };
        (beyond(0) - beyond(1)).max(0.0)
    }

    /// Where the response changes, about each edge, µm.
    fn zones_um(&self) -> [[f64; 2]; 2] {
        [0, 1].map(|i| {
            let reach_um = REACH * self.sigma_um[i];
            [self.edges_um[i] - reach_um, self.edges_um[i] + reach_um]
        })
    }

    /// Width of cells in which the response may be taken as even. What a cell at an edge misses counts less in a wider bin: over lines at
    /// random the error is as cell √σ over the bin's width, and the cells here keep it as that of a profile as wide as the bin.
    fn cell_um(&self) -> f64 {
        let sigma_um = self.sigma_um[0].min(self.sigma_um[1]);
        let width = (self.edges_um[1] - self.edges_um[0]) / (fwhm_in_sigmas() * sigma_um);
        sigma_um / CELLS * width.max(1.0).sqrt()
    }

    /// The response as a curve.
    pub fn curve(&self) -> Curve {
        let zones_um = joined(&self.zones_um());
        let step_um = |_: f64| self.sigma_um[0].min(self.sigma_um[1]) / POINTS;
        let points = zones_um.iter().flat_map(|zone| steps(*zone, step_um));
        let wavelength_um: Vec<f64> = points.collect();
        let value = wavelength_um.iter().map(|um| self.at(*um)).collect();
        Curve::known(wavelength_um, value)
    }
}

/// Stretches in which the response of no bin of a spectrograph changes much, and which hold all that count, µm, rising.
pub(super) fn even_stretches_um(bins: &[BlurredBin]) -> Vec<[f64; 2]> {
    let zones = bins.iter().flat_map(|bin| {
        let cell_um = bin.cell_um();
        bin.zones_um().map(|zone_um| (zone_um, cell_um))
    });
    let zones: Vec<([f64; 2], f64)> = zones.collect();
    let cell_um = |um: f64| {
        let here = zones
            .iter()
            .filter(|([from, to], _)| (*from..=*to).contains(&um));
        here.map(|(_, cell_um)| *cell_um)
            .fold(f64::INFINITY, f64::min)
    };
    let zones_um: Vec<[f64; 2]> = zones.iter().map(|(zone_um, _)| *zone_um).collect();
    let zones_um = joined(&zones_um);
    let cells = |zone: &[f64; 2]| {
        let edges = steps(*zone, cell_um);
        let cells = edges.windows(2).map(|pair| [pair[0], pair[1]]);
        cells.collect::<Vec<_>>()
    };
    // Between two zones is the inside of a bin, or of none.
    let gaps = zones_um.windows(2).map(|pair| [pair[0][1], pair[1][0]]);
    let is_inside = |[from, to]: &[f64; 2]| {
        let holds = |bin: &BlurredBin| bin.edges_um[0] < *from && *to < bin.edges_um[1];
        bins.iter().any(holds)
    };
    zones_um
        .iter()
        .flat_map(cells)
        .chain(gaps.filter(is_inside))
        .collect()
}

/// Ranges, those that overlap as one, rising.
fn joined(ranges: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let mut ranges = ranges.to_vec();
    ranges.sort_by(|a, b| a[0].total_cmp(&b[0]));
    let mut joined: Vec<[f64; 2]> = Vec::new();
    for range in ranges {
        match joined.last_mut().filter(|last| range[0] <= last[1]) {
            Some(last) => last[1] = last[1].max(range[1]),
            None => joined.push(range),
        }
    }
    joined
}

/// From one end to the other in steps of a width that may change on the way; the last is up to half as long again.
fn steps([from_um, to_um]: [f64; 2], step_um: impl Fn(f64) -> f64) -> Vec<f64> {
    let mut steps = vec![from_um];
    let mut at_um = from_um;
    loop {
        let step_um = step_um(at_um);
        at_um += step_um;
        if at_um + 0.5 * step_um > to_um {
            break;
        }
        steps.push(at_um);
    }
    steps.push(to_um);
    steps
}
