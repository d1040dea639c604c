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

    /// The depth with the source that is called `name` so many times as opaque, less the depth as it is, before the star's spots,
    /// shape `[n_cells]`.
    ///
    /// # Errors
    /// As [`spectrum`](Self::spectrum).
    pub fn change(
        &self,
        values: &[f64],
        (name, factor): (&str, f64),
        workspace: &mut Workspace,
    ) -> Result<Vec<f64>, SimulationFailure> {
        let planet = self.layout.view(values)?;
        let cloudy = share_of_one("cloud fraction", planet.cloud_fraction())?;
        let mut change = vec![0.0; self.n_cells()];
        for (sky, share) in [(Sky::Cloudy, cloudy), (Sky::Clear, 1.0 - cloudy)] {
            if share > 0.0 {
                let under_sky = self.change_under(&planet, sky, (name, factor), workspace)?;
                let pairs = change.iter_mut().zip(under_sky);
                pairs.for_each(|(sum, part)| *sum += share * part);
            }
        }
        Ok(change)
    }

    fn change_under(
        &self,
        planet: &PlanetView<'_>,
        sky: Sky,
        (name, factor): (&str, f64),
        workspace: &mut Workspace,
    ) -> Result<Vec<f64>, SimulationFailure> {
        self.solve(planet, sky, workspace)?;
        self.radiate(workspace)?;
        let whole = workspace.spectrum.clone();
        // Without a deck the atmosphere goes on below it.
        let is_gone = self.is_deck(name) && factor == 0.0;
        let levels = if is_gone { Sky::Clear } else { sky };
        self.solve_atmosphere(planet, levels, workspace)?;
        self.prepare_stencils(planet, sky, workspace)?;
        self.scale((name, factor as f32), workspace);
        self.radiate(workspace)?;
        let pairs = whole.iter().zip(&workspace.spectrum);
        Ok(pairs.map(|(whole, changed)| changed - whole).collect())
    }

    fn scale(&self, (name, factor): (&str, f32), workspace: &mut Workspace) {
        let stencils = workspace.stencils.chunks_exact_mut(self.n_levels());
        for (source, stencils) in self.sources.all().iter().zip(stencils) {
            if source.name() == name {
                for stencil in stencils {
                    *stencil = match factor {
                        0.0 => Stencil::NOTHING,
                        factor => Stencil {
                            amplitude: factor * stencil.amplitude,
                            ..*stencil
                        },
                    };
                }
            }
        }
    }
}
