//! One band: what is missing of it as lines of a few lower energies, and how many of each.

use std::ops::Range;

use forward_model::lines::{PartitionError, PartitionSums, strength_ratio};

use super::fit::{LOWER_ENERGY_PER_CM, N_ENERGIES, fit};
use super::forest::Forest;
use super::missing::Missing;
use super::reference::ReferenceBand;
use super::scatter::Scatter;
use super::widths::MeanWidths;
use super::windows::Window;

/// What carries less than this part of the reference at every temperature is not worth lines.
const NEGLIGIBLE: f64 = 0.003;
/// From this temperature on it is asked which lower energies carry a band, K.
const HOT_FROM_K: f64 = 600.0;

/// A band of which something is missing.
pub(super) struct HotBand<'a> {
    pub reference: &'a ReferenceBand,
    /// Shape `[n_temperatures]`.
    pub missing: &'a [Missing],
    /// Its windows, each with its share of what is missing.
    pub windows: Vec<(Window, f64)>,
    /// Widths of its lines.
    pub widths: MeanWidths,
}

impl HotBand<'_> {
    /// What is to be scattered over its windows.
    ///
    /// # Errors
    /// [`PartitionError`] if TIPS-2021 does not reach a temperature of the reference.
    pub fn scatters(
        &self,
        sums: &PartitionSums,
        forest: &Forest,
    ) -> Result<Vec<Scatter>, PartitionError> {
        let temperature_k = self.reference.temperature_k.iter();
        let factors = temperature_k.map(|t| self.factors(sums, *t));
        let factors: Vec<[f64; N_ENERGIES]> = factors.collect::<Result<_, _>>()?;
        let strengths = fit(self.missing, &factors);
        // What each energy carries, shape `[n_temperatures]`.
        let carried: Vec<[f64; N_ENERGIES]> = factors
            .iter()
            .map(|f| std::array::from_fn(|i| f[i] * strengths[i]))
            .collect();
        let kinds: Vec<usize> = (0..N_ENERGIES)
            .filter(|i| self.is_worth_lines(*i, &carried))
            .collect();
        let weights = self.weights(&kinds, &carried);
        let scatter = |(i, weight): (&usize, &f64)| {
            self.windows
                .iter()
                .map(|(window, share)| Scatter {
                    window: *window,
                    intensity_m2_per_cm: share * strengths[*i] * self.reference.width_per_cm(),
                    lower_energy_per_cm: LOWER_ENERGY_PER_CM[*i],
                    n_lines: weight
                        * forest.lines_per_cm(window.centre_per_cm())
                        * window.width_per_cm(),
                    breadth: forest.breadth,
                    widths: self.widths,
                })
                .collect::<Vec<_>>()
        };
        Ok(kinds.iter().zip(&weights).flat_map(scatter).collect())
    }

    /// S(T)/S(296 K) of lines of every lower energy that lie where this band's do.
    fn factors(
        &self,
        sums: &PartitionSums,
        temperature_k: f64,
    ) -> Result<[f64; N_ENERGIES], PartitionError> {
        let partition = sums.ratio(0, temperature_k)?;
        let factor = |energy: f64| {
            let ratio = |(window, share): &(Window, f64)| {
                share * strength_ratio(window.centre_per_cm(), energy, temperature_k)
            };
            partition * self.windows.iter().map(ratio).sum::<f64>()
        };
        Ok(LOWER_ENERGY_PER_CM.map(factor))
    }

    fn is_worth_lines(&self, i: usize, carried: &[[f64; N_ENERGIES]]) -> bool {
        let mut parts = self.missing.iter().zip(carried);
        parts.any(|(missing, carried)| carried[i] > NEGLIGIBLE * missing.reference_m2)
    }

    /// Parts of the lines that these energies get: as the root of what they carry when it is hot; together one.
    fn weights(&self, kinds: &[usize], carried: &[[f64; N_ENERGIES]]) -> Vec<f64> {
        let weights = kinds.iter().map(|i| self.mean_share(*i, carried).sqrt());
        let weights: Vec<f64> = weights.collect();
        let total: f64 = weights.iter().sum();
        weights.iter().map(|weight| weight / total).collect()
    }

    /// The part that an energy carries of what is added, mean over the hot temperatures.
    fn mean_share(&self, i: usize, carried: &[[f64; N_ENERGIES]]) -> f64 {
        let temperatures = self.reference.temperature_k.iter().zip(carried);
        let hot = temperatures.filter(|(t, _)| **t >= HOT_FROM_K);
        let share = |(_, carried): (&f64, &[f64; N_ENERGIES])| {
            carried[i] / carried.iter().sum::<f64>().max(f64::MIN_POSITIVE)
        };
        hot.map(share).sum::<f64>().max(f64::MIN_POSITIVE)
    }
}

/// The windows of a band, with their shares.
pub(super) fn windows_of(band: usize, windows: &[Window], shares: &[f64]) -> Vec<(Window, f64)> {
    let here: Range<usize> =
        windows.partition_point(|w| w.band < band)..windows.partition_point(|w| w.band <= band);
    let shares = shares[here.clone()].iter().copied();
    windows[here].iter().copied().zip(shares).collect()
}
