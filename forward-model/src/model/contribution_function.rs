//! At which pressures a spectrum is made.

use ndarray::{Array2, Axis};

use super::{config::Geometry, forward_model::ForwardModel, solve::Sky, workspace::Workspace};
use crate::{failure::SimulationFailure, opacity::Stencil};

/// How much each level has to do with the spectrum of each cell.
#[derive(Debug, Clone, PartialEq)]
pub struct ContributionFunction {
    /// Pressures, Pa, rising, shape `[n_levels]`; with a cloud deck they end at its top.
    pub pressure_pa: Vec<f64>,
    /// Shape `[n_levels, n_cells]`, not negative; each cell's sum is one.
    pub weight: Array2<f64>,
}

impl ForwardModel {
    /// In emission, the share of the light that leaves the planet at each level: what the spectrum would be if that level
    /// alone were warm. In transmission, by how much the transit depth falls when the level lets light through: when its
    /// extinction is taken away. Both per level, that is per equal steps of log pressure, normalised in each cell.
    ///
    /// A cell in which no level matters, because nothing absorbs there, belongs wholly to the lowest level. The sky is
    /// wholly cloudy.
    ///
    /// # Errors
    /// As [`spectrum`](Self::spectrum).
    pub fn contribution_function(
        &self,
        values: &[f64],
    ) -> Result<ContributionFunction, SimulationFailure> {
        let planet = self.layout.view(values)?;
        let mut workspace = self.workspace();
        self.solve(&planet, Sky::Cloudy, &mut workspace)?;
        self.radiate(&mut workspace)?;
        let whole = workspace.spectrum.clone();
        let n_levels = workspace.atmosphere.n_levels();
        let mut weight = Array2::zeros((n_levels, self.n_cells()));
        for (i_level, mut row) in weight.axis_iter_mut(Axis(0)).enumerate() {
            let part = self.part_of_level(i_level, &mut workspace);
            for ((weight, part), whole) in row.iter_mut().zip(part).zip(&whole) {
                *weight = match self.geometry {
                    Geometry::Transmission => (whole - part).max(0.0),
                    Geometry::Emission(_) => part.max(0.0),
                };
            }
        }
        normalise(&mut weight);
        Ok(ContributionFunction {
            pressure_pa: workspace.atmosphere.pressure_pa().to_vec(),
            weight,
        })
    }

    /// The spectrum without a level's extinction, or of its emission alone.
    fn part_of_level<'w>(&self, i_level: usize, workspace: &'w mut Workspace) -> &'w [f64] {
        match self.geometry {
            Geometry::Emission(_) => self.radiate_level(Some(i_level), workspace),
            Geometry::Transmission => {
                let of_level = |stencils: &mut [Stencil]| {
                    let sources = stencils[i_level..].iter_mut().step_by(self.n_levels());
                    sources
                        .map(|s| std::mem::replace(s, Stencil::NOTHING))
                        .collect()
                };
                let kept: Vec<Stencil> = of_level(&mut workspace.stencils);
                self.radiate_level(None, workspace);
                let sources = workspace.stencils[i_level..].iter_mut();
                let sources = sources.step_by(self.n_levels());
                sources
                    .zip(kept)
                    .for_each(|(stencil, kept)| *stencil = kept);
            }
        }
        &workspace.spectrum
    }
}

fn normalise(weight: &mut Array2<f64>) {
    let last = weight.nrows() - 1;
    for mut cell in weight.columns_mut() {
        let sum = cell.sum();
        match sum > 0.0 {
            true => cell /= sum,
            false => cell[last] = 1.0,
        }
    }
}
