//! The whole chain: from a planet's parameters to its spectrum.

use super::{forward_model::ForwardModel, solve::Sky, workspace::Workspace};
use crate::{
    failure::{SimulationFailure, depths_at_most_one, share_of_one},
    parameters::PlanetView,
    star::{check_covering, contamination_factor, regions_at},
};

impl ForwardModel {
    /// Spectrum of a planet at every cell, dimensionless, shape `[n_cells]`: the transit depth `(R_p / R_⋆)²`, or the
    /// eclipse depth `F_p / F_⋆` with the planet's radius at the reference pressure.
    ///
    /// # Shapes
    /// `values`: `[n_parameters]`, in the order and units of [`layout`](Self::layout).
    ///
    /// # Errors
    /// [`SimulationFailure`] with the reason, if there is no such planet.
    pub fn spectrum<'w>(
        &self,
        values: &[f64],
        workspace: &'w mut Workspace,
    ) -> Result<&'w [f64], SimulationFailure> {
        let planet = self.layout.view(values)?;
        let cloud_fraction = share_of_one("cloud fraction", planet.cloud_fraction())?;
        check_covering(planet.unocculted())?;
        if cloud_fraction < 1.0 {
            self.solve(&planet, Sky::Clear, workspace)?;
            self.radiate(workspace)?;
            workspace.clear.copy_from_slice(&workspace.spectrum);
        }
        self.solve(&planet, Sky::Cloudy, workspace)?;
        self.radiate(workspace)?;
        if cloud_fraction < 1.0 {
            workspace.mix_in_clear_sky(cloud_fraction);
        }
        self.contaminate(&planet, workspace)?;
        let disc_light = workspace.disc_light.as_deref();
        depths_at_most_one(self.geometry.quantity(), &workspace.spectrum, disc_light)?;
        Ok(&workspace.spectrum)
    }

    /// Whether there is such a planet, as far as that is known without its light: fails where [`spectrum`](Self::spectrum) does
    /// and for the same reason, but for an atmosphere without end and a depth above one.
    ///
    /// # Errors
    /// As [`spectrum`](Self::spectrum).
    pub fn check(
        &self,
        values: &[f64],
        workspace: &mut Workspace,
    ) -> Result<(), SimulationFailure> {
        let planet = self.layout.view(values)?;
        let cloud_fraction = share_of_one("cloud fraction", planet.cloud_fraction())?;
        check_covering(planet.unocculted())?;
        if cloud_fraction < 1.0 {
            self.check_atmosphere(&planet, Sky::Clear, workspace)?;
        }
        self.check_atmosphere(&planet, Sky::Cloudy, workspace)
    }

    /// Temperature of the levels, K, shape `[n_levels]`.
    ///
    /// # Errors
    /// As [`spectrum`](Self::spectrum).
    pub fn level_temperature_k(&self, values: &[f64]) -> Result<Vec<f64>, SimulationFailure> {
        let planet = self.layout.view(values)?;
        let levels_pa = self.level_pressure_pa();
        self.ingredients
            .temperature_k(&planet, self.planet_mass_kg, levels_pa)
    }

    /// Multiplies a depth by what unocculted spots and faculae do to it.
    pub(super) fn contaminate(
        &self,
        planet: &PlanetView<'_>,
        workspace: &mut Workspace,
    ) -> Result<(), SimulationFailure> {
        let Workspace {
            spectrum,
            system,
            disc_light: Some(disc_light),
            ..
        } = workspace
        else {
            return Ok(());
        };
        let cells = self.columns.centres_per_cm.iter().zip(disc_light);
        for (depth, (per_cm, disc_light)) in spectrum.iter_mut().zip(cells) {
            let regions = regions_at(planet.unocculted(), *per_cm, system.star_temperature_k);
            let factor = contamination_factor(regions);
            if !(factor.is_finite() && factor > 0.0) {
                return Err(SimulationFailure::NonPhysical {
                    quantity: "factor of the unocculted spots and faculae",
                    value: factor,
                });
            }
            *depth *= factor;
            *disc_light = 1.0 / factor;
        }
        Ok(())
    }
}
