//! `simulate`: one spectrum to look at, and what each source of extinction would make of it alone.

mod contribution_file;
mod digits;
mod pressures;
mod spectrum_file;

pub use contribution_file::write_contribution;
pub use pressures::Pressures;
pub use spectrum_file::write_spectrum;

use crate::observation::{Bin, cell_wavelengths_um};
use crate::simulator::{PhysicalGrid, SimulationFailure, Simulator, SpectrumSource};

/// One simulated spectrum.
#[derive(Debug, Clone, PartialEq)]
pub struct SimulatedSpectrum {
    /// Centre of each cell, µm, rising, shape `[n_cells]`; the bins are the cells of a simulator that has no others.
    pub wavelength_um: Vec<f64>,
    /// Depth of all sources together, dimensionless, shape `[n_cells]`.
    pub depth: Vec<f64>,
    /// Name of each source and the depth it would make alone, shape `[n_cells]` each.
    pub contributions: Vec<(String, Vec<f64>)>,
    /// At which pressures the spectrum is made, if the simulator knows.
    pub pressures: Option<Pressures>,
    /// Centre of each bin of the observation, µm, shape `[n_bins]`.
    pub bin_wavelength_um: Vec<f64>,
    /// Depth in each bin, dimensionless, shape `[n_bins]`.
    pub binned_depth: Vec<f64>,
}

/// Simulates the spectrum of `theta`.
///
/// # Errors
/// [`SimulationFailure`] if θ describes nothing that could be seen.
pub fn run<S: Simulator>(
    source: &SpectrumSource<S>,
    bins: &[Bin],
    theta: &[f64],
) -> Result<SimulatedSpectrum, SimulationFailure> {
    let mut workspace = source.workspace();
    let simulated = source.simulate(theta, &mut workspace)?;
    let bin_wavelength_um: Vec<f64> = bins.iter().map(|bin| bin.wavelength_um).collect();
    let binned_depth = simulated.binned.to_vec();
    let (wavelength_um, depth) = match source.grid() {
        Some(grid) => (
            cell_wavelengths_um(grid.cell_bounds_per_cm()),
            by_wavelength(simulated.native),
        ),
        None => rising(&bin_wavelength_um, &binned_depth),
    };
    Ok(SimulatedSpectrum {
        wavelength_um,
        depth,
        contributions: source
            .grid()
            .map_or(Ok(Vec::new()), |grid| contributions(grid, theta))?,
        pressures: source
            .grid()
            .map_or(Ok(None), |grid| pressures(grid, theta))?,
        bin_wavelength_um,
        binned_depth,
    })
}

/// Values on rising wavenumbers, reversed to rising wavelengths.
fn by_wavelength(values: &[f64]) -> Vec<f64> {
    values.iter().rev().copied().collect()
}

/// Bins in the order of their wavelengths: those of several instruments may lie anywhere.
fn rising(wavelength_um: &[f64], depth: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let mut pairs: Vec<(f64, f64)> = wavelength_um
        .iter()
        .copied()
        .zip(depth.iter().copied())
        .collect();
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    pairs.into_iter().unzip()
}

fn contributions(
    grid: &dyn PhysicalGrid,
    theta: &[f64],
) -> Result<Vec<(String, Vec<f64>)>, SimulationFailure> {
    let sources = grid.contributions(theta)?.into_iter();
    let alone = sources.map(|source| (source.name, by_wavelength(&source.depth)));
    Ok(alone.collect())
}

fn pressures(
    grid: &dyn PhysicalGrid,
    theta: &[f64],
) -> Result<Option<Pressures>, SimulationFailure> {
    let function = grid.contribution_function(theta)?;
    Ok(function.map(|function| Pressures::new(function, grid.cell_bounds_per_cm())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observation::Instruments;
    use crate::simulator::Spectrum;

    /// The same depth in two bins, whatever θ.
    struct Flat;

    impl Simulator for Flat {
        type Workspace = ();

        fn workspace(&self) {}

        fn simulate<'w>(
            &self,
            _theta: &[f64],
            _workspace: &'w mut (),
        ) -> Result<Spectrum<'w>, SimulationFailure> {
            Ok(Spectrum::in_bins(&[0.01, 0.02]))
        }
    }

    #[test]
    fn bins_stand_for_the_cells_of_a_simulator_without_a_grid() {
        let bin = |wavelength_um| Bin {
            wavelength_um,
            half_width_um: 0.1,
            instrument: "x".into(),
        };
        let source = SpectrumSource::new(Flat, Instruments::trusted(2));
        let spectrum = run(&source, &[bin(2.0), bin(1.0)], &[]).unwrap();
        assert_eq!(spectrum.wavelength_um, [1.0, 2.0]);
        assert_eq!(spectrum.depth, [0.02, 0.01]);
        assert_eq!(spectrum.binned_depth, [0.01, 0.02]);
        assert!(spectrum.contributions.is_empty() && spectrum.pressures.is_none());
    }
}
