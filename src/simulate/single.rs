//! `simulate`: one spectrum, and what each source of extinction would make of it alone.

use forward_model::SimulationFailure;
use serde::Serialize;

use crate::{
    instrument::{Bin, cell_wavelengths_um},
    simulator::Simulator,
};

/// One simulated spectrum.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SimulatedSpectrum {
    /// Centre of each cell, µm, rising, shape `[n_cells]`.
    pub wavelength_um: Vec<f64>,
    /// Depth of all sources together, dimensionless, shape `[n_cells]`.
    pub depth: Vec<f64>,
    /// Name of each source and the depth it would make alone, shape `[n_cells]` each.
    pub contributions: Vec<(String, Vec<f64>)>,
    /// Centre of each bin of the observation, µm, shape `[n_bins]`.
    pub bin_wavelength_um: Vec<f64>,
    /// Depth in each bin, dimensionless, shape `[n_bins]`.
    pub binned_depth: Vec<f64>,
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
