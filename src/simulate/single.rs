//! `simulate`: one spectrum, and what each source of extinction would make of it alone.

use forward_model::{
    ContributionFunction, SimulationFailure,
    units::{pa_from_bar, um_from_per_cm},
};
use ndarray::{Array2, ArrayView1, Axis};

use crate::observation::{Bin, cell_wavelengths_um};
use crate::simulator::Simulator;

/// One simulated spectrum.
#[derive(Debug, Clone, PartialEq)]
pub struct SimulatedSpectrum {
    /// Centre of each cell, µm, rising, shape `[n_cells]`.
    pub wavelength_um: Vec<f64>,
    /// Depth of all sources together, dimensionless, shape `[n_cells]`.
    pub depth: Vec<f64>,
    /// Name of each source and the depth it would make alone, shape `[n_cells]` each.
    pub contributions: Vec<(String, Vec<f64>)>,
    /// At which pressures the spectrum is made.
    pub pressures: Pressures,
    /// Centre of each bin of the observation, µm, shape `[n_bins]`.
    pub bin_wavelength_um: Vec<f64>,
    /// Depth in each bin, dimensionless, shape `[n_bins]`.
    pub binned_depth: Vec<f64>,
}

/// How much each level of the atmosphere has to do with each cell of a spectrum.
#[derive(Debug, Clone, PartialEq)]
pub struct Pressures {
    /// Shortest and longest wavelength of each cell, µm, rising, shape `[n_cells]`.
    pub cells_um: Vec<[f64; 2]>,
    /// Pressure of the levels, bar, rising, shape `[n_levels]`.
    pub pressure_bar: Vec<f64>,
    /// The contribution function, shape `[n_levels, n_cells]`; each cell's sum is one.
    pub weight: Array2<f64>,
    /// Pressure above which half of a cell's weight lies, bar, shape `[n_cells]`.
    pub median_bar: Vec<f64>,
}

/// Simulates the spectrum of `theta`.
///
/// # Errors
/// [`SimulationFailure`] if θ describes no atmosphere.
pub fn run(
    simulator: &Simulator,
    bins: &[Bin],
    theta: &[f64],
) -> Result<SimulatedSpectrum, SimulationFailure> {
    let mut workspace = simulator.workspace();
    let binned_depth = simulator.binned(theta, &mut workspace)?.to_vec();
    let contributions = simulator.contributions(theta)?;
    Ok(SimulatedSpectrum {
        pressures: pressures(simulator, theta)?,
        wavelength_um: cell_wavelengths_um(simulator.cell_bounds_per_cm()),
        depth: by_wavelength(simulator.native(theta, &mut workspace)?),
        contributions: contributions
            .into_iter()
            .map(|source| (source.name, by_wavelength(&source.depth)))
            .collect(),
        bin_wavelength_um: bins.iter().map(|bin| bin.wavelength_um).collect(),
        binned_depth,
    })
}

/// Values on rising wavenumbers, reversed to rising wavelengths.
fn by_wavelength(values: &[f64]) -> Vec<f64> {
    values.iter().rev().copied().collect()
}

fn pressures(simulator: &Simulator, theta: &[f64]) -> Result<Pressures, SimulationFailure> {
    let ContributionFunction {
        pressure_pa,
        mut weight,
    } = simulator.contribution_function(theta)?;
    weight.invert_axis(Axis(1));
    let cells_per_cm = simulator.cell_bounds_per_cm().iter().rev();
    let flipped = |[lower, upper]: &[f64; 2]| [upper, lower].map(|x| um_from_per_cm(*x));
    let pressure_bar: Vec<f64> = pressure_pa.iter().map(|pa| pa / pa_from_bar(1.0)).collect();
    let columns = weight.columns().into_iter();
    Ok(Pressures {
        cells_um: cells_per_cm.map(flipped).collect(),
        median_bar: columns
            .map(|cell| median_bar(&pressure_bar, cell))
            .collect(),
        pressure_bar,
        weight,
    })
}

/// The pressure above which half of the weight lies. A level stands for the layer around it, so that half of its own weight
/// lies above it; logarithmic between levels.
fn median_bar(pressure_bar: &[f64], weight: ArrayView1<f64>) -> f64 {
    let mut above = 0.0;
    let mut previous = (0.0, pressure_bar[0]);
    for (bar, weight) in pressure_bar.iter().zip(weight) {
        let here = above + 0.5 * weight;
        if here >= 0.5 {
            let t = (0.5 - previous.0) / (here - previous.0);
            return previous.1 * (bar / previous.1).powf(t);
        }
        previous = (here, *bar);
        above += weight;
    }
    previous.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_weight_lies_above_the_median_pressure() {
        let bar = [1e-3, 1e-2, 1e-1, 1.0];
        let median = |weight: [f64; 4]| median_bar(&bar, ArrayView1::from(&weight));
        assert!((median([0.0, 1.0, 0.0, 0.0]) - 1e-2).abs() < 1e-12);
        assert!((median([0.0, 0.5, 0.5, 0.0]) - 10f64.powf(-1.5)).abs() < 1e-12);
        assert!((median([1.0, 0.0, 0.0, 0.0]) - 1e-3).abs() < 1e-12);
        assert_eq!(median([0.0, 0.0, 0.0, 1.0]), 1.0);
    }
}
