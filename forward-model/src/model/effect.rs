//! What one source of extinction changes in the spectrum of all.

use super::{forward_model::ForwardModel, solve::Sky, workspace::Workspace};
use crate::{
    failure::{SimulationFailure, share_of_one},
    opacity::Stencil,
    parameters::PlanetView,
};

impl ForwardModel {
    /// What the sources are called: the gases in their order, then the continuum, then the clouds.
    pub fn source_names(&self) -> Vec<&str> {
        self.contribution_names()
    }

    /// The depth of all sources less the depth without the one that is called `name`, before the star's spots, shape
    /// `[n_cells]`.
    ///
    /// # Errors
    /// As [`spectrum`](Self::spectrum).
    pub fn effect(
        &self,
        values: &[f64],
        name: &str,
        workspace: &mut Workspace,
    ) -> Result<Vec<f64>, SimulationFailure> {
        let planet = self.layout.view(values)?;
        let cloudy = share_of_one("cloud fraction", planet.cloud_fraction())?;
        let mut effect = vec![0.0; self.n_cells()];
        for (sky, share) in [(Sky::Cloudy, cloudy), (Sky::Clear, 1.0 - cloudy)] {
            if share > 0.0 {
                let under_sky = self.effect_under(&planet, sky, name, workspace)?;
                let pairs = effect.iter_mut().zip(under_sky);
                pairs.for_each(|(sum, part)| *sum += share * part);
            }
        }
        Ok(effect)
    }

    fn effect_under(
        &self,
        planet: &PlanetView<'_>,
        sky: Sky,
        name: &str,
        workspace: &mut Workspace,
    ) -> Result<Vec<f64>, SimulationFailure> {
        self.solve(planet, sky, workspace)?;
        self.radiate(workspace)?;
        let whole = workspace.spectrum.clone();
        let levels = if self.is_deck(name) { Sky::Clear } else { sky };
        self.solve_atmosphere(planet, levels, workspace)?;
        self.prepare_stencils(planet, sky, workspace)?;
        self.silence(name, workspace);
        self.radiate(workspace)?;
        let pairs = whole.iter().zip(&workspace.spectrum);
        Ok(pairs.map(|(whole, without)| whole - without).collect())
    }

    fn silence(&self, name: &str, workspace: &mut Workspace) {
        let stencils = workspace.stencils.chunks_exact_mut(self.n_levels());
        for (source, stencils) in self.sources.all().iter().zip(stencils) {
            if source.name() == name {
                stencils.fill(Stencil::NOTHING);
            }
        }
    }
}
