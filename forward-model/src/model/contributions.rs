//! What every source does alone.

use super::ForwardModel;
use crate::{
    cloud::HAZE, config::PlanetParameters, failure::SimulationFailure, opacity::Stencil,
    workspace::Workspace,
};

/// The transit depth that one source has alone, in the atmosphere of all.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    /// A gas's formula, `"CIA"`, `"Rayleigh"`, `"haze"` or `"cloud deck"`.
    pub name: String,
    /// Transit depth, dimensionless, shape `[n_cells]`.
    pub transit_depth: Vec<f64>,
}

/// Name of the cloud among the contributions.
const CLOUD_DECK: &str = "cloud deck";

impl ForwardModel {
    /// The transit depth of every source alone: each gas, CIA, Rayleigh, haze and cloud deck, where there are any. The
    /// structure of the atmosphere is that of all together.
    ///
    /// # Errors
    /// As [`transit_depth`](Self::transit_depth).
    pub fn contributions(
        &self,
        planet: &PlanetParameters,
    ) -> Result<Vec<Contribution>, SimulationFailure> {
        let mut workspace = self.workspace();
        let mut contributions = Vec::new();
        for name in self.contribution_names(planet) {
            let cloud_top_pa = planet.cloud_top_pa.filter(|_| name == CLOUD_DECK);
            self.solve(planet, cloud_top_pa, &mut workspace)?;
            self.silence_all_but(name, &mut workspace);
            self.radiate(&mut workspace);
            let transit_depth = workspace.transit_depth.clone();
            contributions.push(Contribution {
                name: name.to_owned(),
                transit_depth,
            });
        }
        Ok(contributions)
    }

    /// The gases in their order, then the continuum, then the cloud.
    fn contribution_names(&self, planet: &PlanetParameters) -> Vec<&str> {
        let (continuum, gases) = self
            .sources
            .split_at(self.sources.len() - self.config.opacities.len());
        let mut names: Vec<&str> = gases
            .iter()
            .chain(continuum)
            .map(|source| source.name())
            .collect();
        names.dedup();
        names.retain(|name| planet.haze.is_some() || *name != HAZE);
        names.extend(planet.cloud_top_pa.map(|_| CLOUD_DECK));
        names
    }

    fn silence_all_but(&self, name: &str, workspace: &mut Workspace) {
        let stencils = workspace.stencils.chunks_exact_mut(self.n_levels());
        for (source, stencils) in self.sources.iter().zip(stencils) {
            if source.name() != name {
                stencils.fill(Stencil::NOTHING);
            }
        }
    }
}
