//! The forward model of a study as the source of spectra that a model is checked against.

use forward_model::SimulationFailure;

use super::predictive::SpectrumSource;
use crate::simulator::{Simulator, SimulatorWorkspace};

impl SpectrumSource for Simulator {
    type Workspace = SimulatorWorkspace;

    fn workspace(&self) -> SimulatorWorkspace {
        Self::workspace(self)
    }

    fn native<'w>(
        &self,
        theta: &[f64],
        workspace: &'w mut SimulatorWorkspace,
    ) -> Result<&'w [f64], SimulationFailure> {
        Self::native(self, theta, workspace)
    }

    fn bin(&self, native: &[f64]) -> Vec<f64> {
        let mut binned = vec![0.0; self.binning().n_bins()];
        self.binning().apply(native, &mut binned);
        binned
    }

    fn cell_bounds_per_cm(&self) -> &[[f64; 2]] {
        Self::cell_bounds_per_cm(self)
    }

    fn level_pressure_pa(&self) -> &[f64] {
        Self::level_pressure_pa(self)
    }

    fn level_temperature_k(&self, theta: &[f64]) -> Result<Vec<f64>, SimulationFailure> {
        Self::level_temperature_k(self, theta)
    }
}
