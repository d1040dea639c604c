//! At which pressures a spectrum is made.

use ndarray::Array2;

use super::{forward_model::ForwardModel, solve::Sky};
use crate::failure::SimulationFailure;

/// How much each level has to do with the spectrum of each cell.
#[derive(Debug, Clone, PartialEq)]
pub struct ContributionFunction {
    /// Pressures, Pa, rising, shape `[n_levels]`; they begin within five radii of the planet and end at the top of a cloud deck.
    pub pressure_pa: Vec<f64>,
    /// Shape `[n_levels, n_cells]`, not negative; each cell's sum is one.
    pub weight: Array2<f64>,
}

impl ForwardModel {
    /// In emission, the share of the light that leaves the planet at each level: what the spectrum would be if that level
    /// alone were warm. In transmission, by how much the transit depth grows with the logarithm of the level's extinction,
    /// `∂δ/∂ ln σ`; the highest level stands for all that is above it. Both per level, that is per equal steps of log pressure,
    /// normalised in each cell.
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
        let mut weight = Array2::zeros((workspace.atmosphere.n_levels(), self.n_cells()));
        self.see_levels(&mut workspace, &mut weight);
        weight.mapv_inplace(|weight: f64| weight.max(0.0));
        normalise(&mut weight);
        Ok(ContributionFunction {
            pressure_pa: workspace.atmosphere.pressure_pa().to_vec(),
            weight,
        })
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
