//! The whole chain: from a planet's parameters to its spectrum.

use super::{checks::check_planet, forward_model::ForwardModel, solve::Sky, workspace::Workspace};
use crate::failure::{SimulationFailure, share_of_one};

impl ForwardModel {
    /// Spectrum of a planet at every cell, dimensionless, shape `[n_cells]`: the transit depth `(R_p / R_⋆)²`, or the
    /// eclipse depth `F_p / F_⋆` with the planet's radius at the reference pressure.
    ///
    /// # Shapes
    /// `values`: one for each of [`parameters`](Self::parameters), in their order and units.
    ///
    /// # Errors
    /// [`SimulationFailure`] with the reason, if there is no such planet.
    pub fn spectrum<'w>(
        &self,
        values: &[f64],
        workspace: &'w mut Workspace,
    ) -> Result<&'w [f64], SimulationFailure> {
        check_planet(values, &self.counts)?;
        let shares = self.ingredients.share(&self.counts, values);
        share_of_one("cloud fraction", shares.cloud_fraction)?;
        if shares.cloud_fraction < 1.0 {
            self.solve(&shares, Sky::Clear, workspace)?;
            self.radiate(&shares, workspace);
            workspace.clear.copy_from_slice(&workspace.spectrum);
        }
        self.solve(&shares, Sky::Cloudy, workspace)?;
        self.radiate(&shares, workspace);
        if shares.cloud_fraction < 1.0 {
            workspace.mix_in_clear_sky(shares.cloud_fraction);
        }
        self.contaminate(&shares, workspace)?;
        Ok(&workspace.spectrum)
    }

    /// Temperature of the levels, K, shape `[n_levels]`.
    ///
    /// # Errors
    /// As [`spectrum`](Self::spectrum).
    pub fn level_temperature_k(&self, values: &[f64]) -> Result<Vec<f64>, SimulationFailure> {
        check_planet(values, &self.counts)?;
        self.ingredients
            .temperature_k(values, self.planet_mass_kg, self.level_pressure_pa())
    }
}
