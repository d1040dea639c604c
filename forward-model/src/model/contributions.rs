//! What every source does alone.

use super::{forward_model::ForwardModel, solve::Sky, workspace::Workspace};
use crate::{failure::SimulationFailure, opacity::Stencil};

/// The spectrum that one source has alone, in the atmosphere of all.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    /// A gas's formula, `"CIA"`, `"Rayleigh"`, `"haze"` or `"cloud deck"`.
    pub name: String,
    /// Transit or eclipse depth, dimensionless, shape `[n_cells]`.
    pub depth: Vec<f64>,
}

impl ForwardModel {
    /// The spectrum of every source alone: each gas, CIA, Rayleigh scattering and clouds, where there are any. The structure
    /// of the atmosphere is that of all together; clouds cover the whole planet, and the star has no spots.
    ///
    /// # Errors
    /// As [`spectrum`](Self::spectrum).
    pub fn contributions(&self, values: &[f64]) -> Result<Vec<Contribution>, SimulationFailure> {
        let planet = self.layout.view(values)?;
        let mut workspace = self.workspace();
        let mut contributions = Vec::new();
        for name in self.contribution_names() {
            let levels = match self.is_deck(name) {
                true => Sky::Cloudy,
                false => Sky::Clear,
            };
            self.solve_atmosphere(&planet, levels, &mut workspace)?;
            self.prepare_stencils(&planet, Sky::Cloudy, &mut workspace)?;
            self.silence_all_but(name, &mut workspace);
            self.radiate(&mut workspace)?;
            contributions.push(Contribution {
                name: name.to_owned(),
                depth: workspace.spectrum.clone(),
            });
        }
        Ok(contributions)
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
        let mut clouds = self.ingredients.clouds.iter();
        let mut sources = self.sources.all().iter();
        clouds.any(|cloud| cloud.name() == name) && !sources.any(|source| source.name() == name)
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
