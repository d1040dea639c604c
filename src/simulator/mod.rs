//! From θ to the spectrum an instrument would see without noise.
//!
//! A simulator is whatever implements [`Simulator`], a trait of which one verb is needed; [`BuiltIn`] is the forward model of
//! this program, with its opacities loaded. What the study's instruments add, a shift of depths and a factor on every error, is the same
//! for all simulators: a [`SpectrumSource`] is a simulator seen through them, and what every stage takes its spectra from.

mod binning_of_star;
mod build;
mod built_in;
mod caveats;
mod choices;
mod error;
mod fine;
mod fingerprint;
mod line_by_line;
mod lists;
mod merge;
mod model;
mod nodes;
mod opacities;
mod prepare;
mod spectrum_source;
mod star_spectrum;
mod temperatures;
mod unkept_choices;
mod wavenumbers;

pub use build::tables_in_bins;
pub use built_in::{BuiltIn, BuiltInWorkspace};
pub use choices::set_cache_folder;
pub use error::SimulatorError;
pub use line_by_line::LineByLineConfig;
pub use prepare::{PrepareConfig, Prepared, other_tables, prepare};
pub use spectrum_source::{Simulated, SourceWorkspace, SpectrumSource};
pub use unkept_choices::{UnkeptChoices, unkept_choices};
pub use wavenumbers::{LEAST_RESOLUTION, N_POINTS};

pub use forward_model::SimulationFailure;

use forward_model::{Contribution, ContributionFunction, Species};

use crate::caveat::Caveat;

/// What makes spectra from θ. It is shared by all threads, each of which brings a workspace.
///
/// ```
/// use exosonde::simulator::{SimulationFailure, Simulator, Spectrum};
///
/// /// A transit depth that rises linearly over three bins, from `theta[0]` by `theta[1]` a bin.
/// struct Slope;
///
/// impl Simulator for Slope {
///     type Workspace = [f64; 3];
///
///     fn workspace(&self) -> [f64; 3] {
///         [0.0; 3]
///     }
///
///     fn simulate<'w>(&self, theta: &[f64], depth: &'w mut [f64; 3]) -> Result<Spectrum<'w>, SimulationFailure> {
///         for (i, depth) in depth.iter_mut().enumerate() {
///             *depth = theta[0] + theta[1] * i as f64;
///         }
///         Ok(Spectrum::in_bins(depth))
///     }
/// }
/// ```
pub trait Simulator: Send + Sync {
    /// What one thread needs to simulate; made once, reused for every spectrum.
    type Workspace: Send;

    /// Makes a workspace.
    fn workspace(&self) -> Self::Workspace;

    /// The spectrum of `theta`, shape `[n_parameters]`, in the observation's bins.
    ///
    /// # Errors
    /// [`SimulationFailure`] if θ describes nothing that could be seen; such a θ is kept with its reason.
    fn simulate<'w>(
        &self,
        theta: &[f64],
        workspace: &'w mut Self::Workspace,
    ) -> Result<Spectrum<'w>, SimulationFailure>;

    /// Whether `theta` has a spectrum: fails only where [`simulate`](Self::simulate) does, and there as a rule. A simulator that
    /// can tell without making the spectrum should, because every posterior sample is asked.
    ///
    /// # Errors
    /// [`SimulationFailure`] as [`simulate`](Self::simulate).
    fn check(
        &self,
        theta: &[f64],
        workspace: &mut Self::Workspace,
    ) -> Result<(), SimulationFailure> {
        self.simulate(theta, workspace).map(|_| ())
    }

    /// A simulator whose spectra lie near those of this one and cost less, where there is one: what a sampler searches by. What it
    /// finds is weighted by this one.
    fn approximation(&self) -> Option<Self>
    where
        Self: Sized,
    {
        None
    }

    /// What the simulator knows beyond the bins; none where it is no model of an atmosphere.
    fn grid(&self) -> Option<&dyn PhysicalGrid> {
        None
    }

    /// What a user should know before believing its spectra.
    fn caveats(&self) -> &[Caveat] {
        &[]
    }
}

/// What [`Simulator::simulate`] makes, dimensionless.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spectrum<'w> {
    /// Depth in the observation's bins, shape `[n_bins]`.
    pub binned: &'w [f64],
    /// Depth in the cells of the simulator's [grid](PhysicalGrid), shape `[n_cells]`; empty without one.
    pub native: &'w [f64],
}

impl<'w> Spectrum<'w> {
    /// A spectrum that is known in the bins alone.
    pub fn in_bins(binned: &'w [f64]) -> Self {
        Self {
            binned,
            native: &[],
        }
    }
}

/// How far depths may be off because opacities are.
#[derive(Debug, Clone, PartialEq)]
pub struct OpacityErrors {
    /// Root of the sum of squares over gases, dimensionless, shape `[n_bins]`. What a gas makes of a bin counts, not what it makes of
    /// all of them together, for which its abundance makes up.
    pub binned: Vec<f64>,
    /// Gases of which nobody knows how far theirs is off.
    pub unknown: Vec<Species>,
}

/// What a simulator of atmospheres knows beyond the bins: its own resolution, the levels of the atmosphere, and where a
/// spectrum comes from. What it does not know stays empty.
pub trait PhysicalGrid: Sync {
    /// Lower and upper bound of each cell of a native spectrum, cm⁻¹, both rising, shape `[n_cells]`.
    fn cell_bounds_per_cm(&self) -> &[[f64; 2]];

    /// Pressure of the atmosphere's levels, Pa, rising, shape `[n_levels]`.
    fn level_pressure_pa(&self) -> &[f64] {
        &[]
    }

    /// Temperature of the levels, K, shape `[n_levels]`.
    ///
    /// # Errors
    /// [`SimulationFailure`] if θ describes no atmosphere.
    fn level_temperature_k(&self, _theta: &[f64]) -> Result<Vec<f64>, SimulationFailure> {
        Ok(Vec::new())
    }

    /// The spectrum that each source of extinction would make alone, in the cells.
    ///
    /// # Errors
    /// [`SimulationFailure`] if θ describes no atmosphere.
    fn contributions(&self, _theta: &[f64]) -> Result<Vec<Contribution>, SimulationFailure> {
        Ok(Vec::new())
    }

    /// How far the depths may be off because the opacities are; none if of no gas that is known.
    ///
    /// # Errors
    /// [`SimulationFailure`] if θ describes no atmosphere.
    fn opacity_errors(&self, _theta: &[f64]) -> Result<Option<OpacityErrors>, SimulationFailure> {
        Ok(None)
    }

    /// At which pressures the spectrum is made.
    ///
    /// # Errors
    /// [`SimulationFailure`] if θ describes no atmosphere.
    fn contribution_function(
        &self,
        _theta: &[f64],
    ) -> Result<Option<ContributionFunction>, SimulationFailure> {
        Ok(None)
    }
}
