//! Averages a spectrum over the top-hat bins of an observation.

use std::ops::Range;

use forward_model::{
    cells_touch,
    units::{per_cm_from_um, um_from_per_cm},
};

use super::{
    Bin,
    covered::{BinningError, CoveredRange},
    response::{Curve, Responses},
};

/// Published edges of channels are rounded: a bin is a channel if its edges are this close, in units of its width.
const SAME_CHANNEL: f64 = 0.03;
/// Resolving power of the parts over which star's light and response are each taken as even.
const LIGHT_RESOLUTION: f64 = 1000.0;

/// A run of neighbouring cells and the weight of each in one bin; the weights sum to one.
#[derive(Debug, Clone, PartialEq)]
struct Weights {
    first_cell: usize,
    weights: Vec<f64>,
}

/// The linear map from a spectrum on cells to an observation's bins. A bin that has a cell's edges, but for rounding, takes
/// that cell alone. Any other bin must lie wholly within cells that touch each other: it takes their mean, weighted by the
/// star's light in the part that it covers of each. What is measured is the light of a whole bin in and out of transit or
/// eclipse, `δ = ∫ δ(λ) F_⋆ dλ / ∫ F_⋆ dλ`, not the mean of the ratios. A cell that touches no other is a photometric channel,
/// and no bin takes a part of it. A bin with a response of its own takes all cells that this reaches, weighted by it and the star's
/// light.
///
/// A cut cell counts as flat. For bins of R = 100 on cells of R = 250 this costs some ten ppm of a hot Jupiter's transit
/// depth; a line through the neighbouring cells costs more, since a cell's lines are not spread smoothly within it
/// (`tests/reference/line_by_line`).
#[derive(Debug, Clone, PartialEq)]
pub struct Binning {
    bins: Vec<Weights>,
}

impl Binning {
    /// Bins before a light that is the same, per wavelength, everywhere.
    ///
    /// # Errors
    /// As [`before_star`](Self::before_star).
    pub fn new(cell_bounds_per_cm: &[[f64; 2]], bins: &[Bin]) -> Result<Self, BinningError> {
        let width_um = |part: [f64; 2]| -> Result<f64, BinningError> {
            Ok(um_from_per_cm(part[0]) - um_from_per_cm(part[1]))
        };
        Self::before_star(cell_bounds_per_cm, bins, width_um)
    }

    /// Bins before a star; `light` is what it sends out, in any unit, between two wavenumbers, cm⁻¹, rising.
    ///
    /// # Shapes
    /// - `cell_bounds_per_cm`: `[n_cells]`, lower and upper wavenumber, both rising
    /// - `bins`: `[n_bins]`
    ///
    /// # Errors
    /// [`BinningError`] if a bin is neither one of the cells nor within cells that touch; those of `light`.
    pub fn before_star<E, F: From<BinningError> + From<E>>(
        cell_bounds_per_cm: &[[f64; 2]],
        bins: &[Bin],
        light: impl Fn([f64; 2]) -> Result<f64, E>,
    ) -> Result<Self, F> {
        Self::of_responses(cell_bounds_per_cm, &Responses::top_hats(bins), light)
    }

    /// The same for bins that count each wavelength's light as their responses have it.
    ///
    /// # Errors
    /// As [`before_star`](Self::before_star); of a bin that is no top hat if its response reaches beyond cells that touch.
    pub fn of_responses<E, F: From<BinningError> + From<E>>(
        cell_bounds_per_cm: &[[f64; 2]],
        responses: &Responses,
        light: impl Fn([f64; 2]) -> Result<f64, E>,
    ) -> Result<Self, F> {
        let cells_um: Vec<[f64; 2]> = cell_bounds_per_cm.iter().map(flipped).collect();
        let runs = touching_runs(cell_bounds_per_cm);
        let weigh = |(i_bin, (range_um, response)): (usize, ([f64; 2], Option<&Curve>))| {
            if response.is_none()
                && let Some(channel) = same_channel(range_um, &cells_um)
            {
                return Ok(channel);
            }
            let counted_um = response.map_or(range_um, Curve::reach_um);
            let parts = parts_of_cells(counted_um, &cells_um, &runs)
                .ok_or_else(|| not_covered((i_bin, range_um, counted_um), &cells_um, &runs))?;
            Ok(parts.weights(|part_um| match response {
                None => light(flipped_um(part_um)),
                Some(response) => counted_light(response, part_um, &light),
            })?)
        };
        let bins = responses.bins().enumerate().map(weigh);
        let bins = bins.collect::<Result<_, F>>()?;
        Ok(Self { bins })
    }

    /// Number of bins.
    pub fn n_bins(&self) -> usize {
        self.bins.len()
    }

    /// The same for a star whose light in each cell is `disc_light` times that of the weights.
    ///
    /// # Shapes
    /// - `disc_light`, `spectrum`: `[n_cells]`
    /// - `binned`: `[n_bins]`, overwritten
    pub fn apply_before(&self, disc_light: &[f64], spectrum: &[f64], binned: &mut [f64]) {
        assert_eq!(binned.len(), self.n_bins(), "one value a bin");
        for (value, bin) in binned.iter_mut().zip(&self.bins) {
            let cells = bin.first_cell..bin.first_cell + bin.weights.len();
            let of_star = disc_light[cells.clone()].iter().zip(&bin.weights);
            let [mut blocked, mut all] = [0.0; 2];
            for (depth, (light, weight)) in spectrum[cells].iter().zip(of_star) {
                blocked += depth * light * weight;
                all += light * weight;
            }
            *value = blocked / all;
        }
    }

    /// # Shapes
    /// - `spectrum`: `[n_cells]`
    /// - `binned`: `[n_bins]`, overwritten
    pub fn apply(&self, spectrum: &[f64], binned: &mut [f64]) {
        assert_eq!(binned.len(), self.n_bins(), "one value a bin");
        for (value, bin) in binned.iter_mut().zip(&self.bins) {
            let cells = &spectrum[bin.first_cell..bin.first_cell + bin.weights.len()];
            *value = cells.iter().zip(&bin.weights).map(|(x, w)| x * w).sum();
        }
    }
}

/// Centres of cells, µm, rising (the cells last first), from their bounds in cm⁻¹, rising.
pub fn cell_wavelengths_um(cell_bounds_per_cm: &[[f64; 2]]) -> Vec<f64> {
    let centre = |cell: &[f64; 2]| 0.5 * (um_from_per_cm(cell[0]) + um_from_per_cm(cell[1]));
    cell_bounds_per_cm.iter().rev().map(centre).collect()
}

/// Wavelengths, µm, from wavenumbers, cm⁻¹, the shorter first.
fn flipped([lower, upper]: &[f64; 2]) -> [f64; 2] {
    [*upper, *lower].map(um_from_per_cm)
}

/// Wavenumbers, cm⁻¹, from wavelengths, µm, the lower first.
fn flipped_um([short_um, long_um]: [f64; 2]) -> [f64; 2] {
    [long_um, short_um].map(per_cm_from_um)
}

/// What of a star's light between two wavelengths, µm, counts.
fn counted_light<E>(
    response: &Curve,
    [short_um, long_um]: [f64; 2],
    light: impl Fn([f64; 2]) -> Result<f64, E>,
) -> Result<f64, E> {
    let n = ((long_um / short_um).ln() * LIGHT_RESOLUTION)
        .ceil()
        .max(1.0) as usize;
    let edge = |i: usize| short_um + (long_um - short_um) * i as f64 / n as f64;
    (0..n).try_fold(0.0, |sum, i| {
        let part_um = [edge(i), edge(i + 1)];
        let mean = response.integral_um(part_um) / (part_um[1] - part_um[0]);
        Ok(sum + mean * light(flipped_um(part_um))?)
    })
}

/// The longest runs of cells of which each touches the next.
fn touching_runs(cells: &[[f64; 2]]) -> Vec<Range<usize>> {
    let is_start = |&i: &usize| i == 0 || !cells_touch(cells[i - 1], cells[i]);
    let starts: Vec<usize> = (0..cells.len()).filter(is_start).collect();
    let ends = starts.iter().skip(1).copied().chain([cells.len()]);
    starts.iter().zip(ends).map(|(&a, b)| a..b).collect()
}

/// The cell that has the bin's edges, the closest if there are several.
fn same_channel([short_um, long_um]: [f64; 2], cells_um: &[[f64; 2]]) -> Option<Weights> {
    let distance_um = |cell: &[f64; 2]| (cell[0] - short_um).abs().max((cell[1] - long_um).abs());
    let distances_um = cells_um.iter().map(distance_um).enumerate();
    let (first_cell, distance_um) = distances_um.min_by(|a, b| a.1.total_cmp(&b.1))?;
    (distance_um <= SAME_CHANNEL * (long_um - short_um)).then(|| Weights {
        first_cell,
        weights: vec![1.0],
    })
}

/// A run of neighbouring cells, and the part of each that is in one bin, µm.
struct Parts {
    first_cell: usize,
    parts_um: Vec<[f64; 2]>,
}

impl Parts {
    /// Each part's share of the light of all, from that between two wavelengths, µm.
    fn weights<E>(&self, light: impl Fn([f64; 2]) -> Result<f64, E>) -> Result<Weights, E> {
        let lights = self.parts_um.iter().map(|part_um| light(*part_um));
        let lights: Vec<f64> = lights.collect::<Result<_, _>>()?;
        let total: f64 = lights.iter().sum();
        Ok(Weights {
            first_cell: self.first_cell,
            weights: lights.iter().map(|light| light / total).collect(),
        })
    }
}

/// The cells of the run that holds the whole bin, cut to it.
fn parts_of_cells(
    [short_um, long_um]: [f64; 2],
    cells_um: &[[f64; 2]],
    runs: &[Range<usize>],
) -> Option<Parts> {
    // Edges computed from wavenumbers may differ from the same edge in micrometres by a rounding error.
    let tolerance_um = 1e-9 * long_um;
    let holds_bin = |run: &&Range<usize>| {
        let range = covered(cells_um, run);
        !range.is_channel
            && short_um >= range.from_um - tolerance_um
            && long_um <= range.to_um + tolerance_um
    };
    let run = runs.iter().find(holds_bin)?;
    let part_um = |cell: &[f64; 2]| [cell[0].max(short_um), cell[1].min(long_um)];
    let parts_um: Vec<[f64; 2]> = cells_um[run.clone()].iter().map(part_um).collect();
    // Less is a rounding error of an edge.
    let sliver_um = 1e-6 * (long_um - short_um);
    let is_covered = |part: &[f64; 2]| part[1] - part[0] > sliver_um;
    let first = parts_um.iter().position(is_covered)?;
    let last = parts_um.iter().rposition(is_covered)?;
    Some(Parts {
        first_cell: run.start + first,
        parts_um: parts_um[first..=last].to_vec(),
    })
}

/// What a run covers; a run of one cell is a channel if there are other cells.
fn covered(cells_um: &[[f64; 2]], run: &Range<usize>) -> CoveredRange {
    CoveredRange {
        from_um: cells_um[run.end - 1][0],
        to_um: cells_um[run.start][1],
        is_channel: run.len() == 1 && cells_um.len() > 1,
    }
}

fn not_covered(
    (i_bin, [short_um, long_um], counted_um): (usize, [f64; 2], [f64; 2]),
    cells_um: &[[f64; 2]],
    runs: &[Range<usize>],
) -> BinningError {
    BinningError {
        i_bin,
        short_um,
        long_um,
        counted_um,
        covered_um: runs
            .iter()
            .rev()
            .map(|run| covered(cells_um, run))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use forward_model::{touching_cells, units::per_cm_from_um};

    use super::*;

    fn bin(short_um: f64, long_um: f64) -> Bin {
        Bin {
            wavelength_um: 0.5 * (short_um + long_um),
            half_width_um: 0.5 * (long_um - short_um),
            instrument: "x".into(),
        }
    }

    /// Cells [1, 2], [2, 4], [4, 8] µm.
    fn cells() -> Vec<[f64; 2]> {
        let edges_per_cm: Vec<f64> = [8.0, 4.0, 2.0, 1.0].map(per_cm_from_um).to_vec();
        touching_cells(&edges_per_cm)
    }

    /// Two channels that touch, [1.0, 1.1] and [1.1, 1.2], and two that overlap, [3, 4] and [3.7, 5.2] µm.
    fn channels() -> Vec<[f64; 2]> {
        let cells_um = [[3.7, 5.2], [3.0, 4.0], [1.1, 1.2], [1.0, 1.1]];
        cells_um.iter().map(flipped).collect()
    }

    fn binned(cells: &[[f64; 2]], bins: &[Bin], spectrum: &[f64]) -> Vec<f64> {
        let mut binned = vec![0.0; bins.len()];
        Binning::new(cells, bins)
            .unwrap()
            .apply(spectrum, &mut binned);
        binned
    }

    #[test]
    fn a_bin_weights_cells_by_the_wavelengths_it_shares_with_them() {
        let binning = Binning::new(&cells(), &[bin(1.5, 5.0)]).unwrap();
        let mut binned = [0.0];
        binning.apply(&[7.0, 11.0, 13.0], &mut binned);
        // 1 µm of [4, 8], 2 µm of [2, 4], half a µm of [1, 2].
        approx::assert_relative_eq!(binned[0], (1.0 * 7.0 + 2.0 * 11.0 + 0.5 * 13.0) / 3.5);
    }

    /// Two cells in full and half of a third before a star whose light per micrometre is λ⁻⁴.
    #[test]
    fn the_bin_of_a_star_is_the_ratio_of_what_is_blocked_and_what_there_is() {
        let light = |[low, high]: [f64; 2]| -> Result<f64, BinningError> {
            Ok(um_from_per_cm(high).powi(-3) - um_from_per_cm(low).powi(-3))
        };
        let bins = [bin(1.0, 6.0)];
        let binning = Binning::before_star::<_, BinningError>(&cells(), &bins, light).unwrap();
        let mut found = [0.0];
        binning.apply(&[7.0, 11.0, 13.0], &mut found);
        // ∫ λ⁻⁴ dλ is a third of the difference of λ⁻³.
        let of = |short: f64, long: f64| short.powi(-3) - long.powi(-3);
        let [a, b, c] = [of(1.0, 2.0), of(2.0, 4.0), of(4.0, 6.0)];
        let expected = (13.0 * a + 11.0 * b + 7.0 * c) / (a + b + c);
        approx::assert_relative_eq!(found[0], expected, epsilon = 1e-12);
        // With half of the light left in the shortest cell.
        binning.apply_before(&[1.0, 1.0, 0.5], &[7.0, 11.0, 13.0], &mut found);
        let expected = (6.5 * a + 11.0 * b + 7.0 * c) / (0.5 * a + b + c);
        approx::assert_relative_eq!(found[0], expected, epsilon = 1e-12);
    }

    #[test]
    fn a_flat_spectrum_stays_flat() {
        let bins = [bin(1.0, 1.1), bin(1.9, 4.2), bin(1.0, 8.0)];
        let mut binned = [0.0; 3];
        Binning::new(&cells(), &bins)
            .unwrap()
            .apply(&[0.02; 3], &mut binned);
        for value in binned {
            approx::assert_relative_eq!(value, 0.02, epsilon = 1e-15);
        }
    }

    #[test]
    fn bins_that_tile_a_cell_conserve_its_mean() {
        let bins = [bin(2.0, 2.7), bin(2.7, 4.0)];
        let mut binned = [0.0; 2];
        Binning::new(&cells(), &bins)
            .unwrap()
            .apply(&[7.0, 11.0, 13.0], &mut binned);
        approx::assert_relative_eq!((0.7 * binned[0] + 1.3 * binned[1]) / 2.0, 11.0);
    }

    #[test]
    fn a_bin_beyond_the_cells_is_an_error() {
        let error = Binning::new(&cells(), &[bin(7.0, 9.0)]).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("from 7.0000 to 9.0000 µm is not covered")
        );
    }

    #[test]
    fn a_bin_with_the_rounded_edges_of_a_channel_takes_it_alone() {
        let bins = [
            bin(1.002, 1.098),
            bin(1.1, 1.2),
            bin(3.01, 3.99),
            bin(3.7, 5.2),
        ];
        let spectrum = [4.0, 3.0, 2.0, 1.0];
        assert_eq!(binned(&channels(), &bins, &spectrum), [1.0, 2.0, 3.0, 4.0]);
    }

    #[test]
    fn channels_that_touch_are_averaged_like_any_cells() {
        let found = binned(&channels(), &[bin(1.05, 1.2)], &[4.0, 3.0, 2.0, 1.0]);
        approx::assert_relative_eq!(found[0], (0.5 * 1.0 + 1.0 * 2.0) / 1.5, epsilon = 1e-12);
    }

    #[test]
    fn a_bin_in_a_gap_across_channels_or_inside_one_is_an_error() {
        for (short_um, long_um) in [(2.0, 2.1), (3.2, 5.0), (1.15, 3.5), (3.2, 3.3)] {
            let error = Binning::new(&channels(), &[bin(short_um, long_um)]).unwrap_err();
            assert_eq!(error.covered_um.len(), 3);
            let text = error.to_string();
            assert!(
                text.contains("from 1.0000 to 1.2000 µm, from 3.0000 to 4.0000 µm (one channel"),
                "{text}"
            );
        }
    }

    #[test]
    fn a_bin_narrower_than_the_only_cell_takes_it() {
        assert_eq!(binned(&[[1000.0, 2000.0]], &[bin(6.0, 6.1)], &[7.0]), [7.0]);
    }
}
