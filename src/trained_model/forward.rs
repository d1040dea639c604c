//! The forward model of a study as the source of spectra that a model is checked against.

use forward_model::SimulationFailure;

use super::predictive::SpectrumSource;
use crate::simulator::{Simulated, Simulator, SimulatorWorkspace};
use crate::study::ParameterValue;

impl SpectrumSource for Simulator {
    type Workspace = SimulatorWorkspace;

    fn workspace(&self) -> SimulatorWorkspace {
        Self::workspace(self)
    }

    fn simulate<'w>(
        &self,
        theta: &[f64],
        workspace: &'w mut SimulatorWorkspace,
    ) -> Result<Simulated<'w>, SimulationFailure> {
        Self::simulate(self, theta, workspace)
    }

    fn error_inflation(&self) -> ParameterValue {
        Self::error_inflation(self)
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
