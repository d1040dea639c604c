//! What every source does alone.

use super::{forward_model::ForwardModel, solve::Sky, workspace::Workspace};
use crate::{
    failure::{SimulationFailure, share_of_one},
    opacity::Stencil,
    parameters::PlanetView,
};

/// The spectrum that one source has alone, in the atmosphere of all.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    /// A gas's formula, `"CIA"`, `"Rayleigh"`, `"haze"` or `"cloud deck"`.
    pub name: String,
    /// Transit or eclipse depth, dimensionless, shape `[n_cells]`.
    pub depth: Vec<f64>,
}

impl ForwardModel {
    /// The spectrum of every source alone: each gas, CIA, Rayleigh scattering and clouds, where there are any. All else is as
    /// it is for the whole: the structure of the atmosphere, the share of the planet that clouds cover, the star with its
    /// spots.
    ///
    /// # Errors
    /// As [`spectrum`](Self::spectrum).
    pub fn contributions(&self, values: &[f64]) -> Result<Vec<Contribution>, SimulationFailure> {
        let planet = self.layout.view(values)?;
        let mut workspace = self.workspace();
        let names = self.contribution_names().into_iter();
        let contributions = names.map(|name| {
            self.spectrum_alone(&planet, name, &mut workspace)?;
            Ok(Contribution {
                name: name.to_owned(),
                depth: workspace.spectrum.clone(),
            })
        });
        contributions.collect()
    }

    /// The spectrum of one source: a cloud covers its share of the planet, and leaves nothing on the rest.
    fn spectrum_alone(
        &self,
        planet: &PlanetView<'_>,
        name: &str,
        workspace: &mut Workspace,
    ) -> Result<(), SimulationFailure> {
        let cloud_fraction = share_of_one("cloud fraction", planet.cloud_fraction())?;
        let is_patchy = cloud_fraction < 1.0 && self.is_cloud(name);
        if is_patchy {
            self.radiate_alone(planet, (name, Sky::Clear), workspace)?;
            workspace.clear.copy_from_slice(&workspace.spectrum);
        }
        self.radiate_alone(planet, (name, Sky::Cloudy), workspace)?;
        if is_patchy {
            workspace.mix_in_clear_sky(cloud_fraction);
        }
        self.contaminate(planet, workspace)
    }

    fn radiate_alone(
        &self,
        planet: &PlanetView<'_>,
        (name, sky): (&str, Sky),
        workspace: &mut Workspace,
    ) -> Result<(), SimulationFailure> {
        // Only a deck itself ends the atmosphere that it is seen in.
        let levels = match self.is_deck(name) {
            true => sky,
            false => Sky::Clear,
        };
        self.solve_atmosphere(planet, levels, workspace)?;
        self.prepare_stencils(planet, sky, workspace)?;
        self.silence_all_but(name, workspace);
        self.radiate(workspace)
    }

    /// The gases in their order, then the continuum, then the clouds.
    pub(super) fn contribution_names(&self) -> Vec<&str> {
        let sources = self.sources.gases_first().map(|source| source.name());
        let decks = self.ingredients.clouds.iter().map(|cloud| cloud.name());
        let mut names: Vec<&str> = Vec::new();
        for name in sources.chain(decks) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// Whether it is a cloud that light does not pass through.
    pub(super) fn is_deck(&self, name: &str) -> bool {
        let mut sources = self.sources.all().iter();
        self.is_cloud(name) && !sources.any(|source| source.name() == name)
    }

    fn is_cloud(&self, name: &str) -> bool {
        let mut clouds = self.ingredients.clouds.iter();
        clouds.any(|cloud| cloud.name() == name)
    }

    fn silence_all_but(&self, name: &str, workspace: &mut Workspace) {
        let stencils = workspace.stencils.chunks_exact_mut(self.n_levels());
        for (source, stencils) in self.sources.all().iter().zip(stencils) {
            if source.name() != name {
                stencils.fill(Stencil::NOTHING);
            }
        }
    }
}
