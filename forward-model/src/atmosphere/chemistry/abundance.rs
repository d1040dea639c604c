//! What every chemistry, and every abundance profile of a gas, is.

use std::fmt;

use crate::{content::Content, parameters::Parameter, species::Species};

/// The abundances of the gases that absorb. Its content is what else than parameters tells it from other chemistries.
pub trait Chemistry: Content + fmt::Debug + Send + Sync {
    /// The gases, in the order of their rows.
    fn gases(&self) -> Vec<Species>;

    /// What the abundances are a function of, besides pressure and temperature.
    fn parameters(&self) -> Vec<Parameter>;

    /// Writes the volume mixing ratio of every gas at every level.
    ///
    /// # Shapes
    /// `values`: one per parameter; `pressure_pa`, `temperature_k`: `[n_levels]`; `vmr`: `[n_gases, n_levels]`.
    fn evaluate(&self, values: &[f64], pressure_pa: &[f64], temperature_k: &[f64], vmr: &mut [f64]);
}

/// How the abundance of one gas varies with pressure. Its content is what else than parameters tells it from other profiles.
pub trait AbundanceProfile: Content + fmt::Debug + Send + Sync {
    /// What the profile of `gas` is a function of.
    fn parameters(&self, gas: Species) -> Vec<Parameter>;

    /// Writes the volume mixing ratio at each pressure; `pressure_pa` and `vmr`: `[n_levels]`.
    fn evaluate(&self, values: &[f64], pressure_pa: &[f64], vmr: &mut [f64]);
}
