//! A simulator seen through a study's instruments.

use std::{borrow::Cow, sync::Arc};

use forward_model::{Contribution, ContributionFunction};

use super::{OpacityErrors, PhysicalGrid, SimulationFailure, Simulator};
use crate::caveat::Caveat;
use crate::observation::{ErrorInflation, Instruments};
use crate::parameters::WholeTheta;

/// What every stage takes its spectra from: a simulator, and what the instruments do to its depths and errors.
pub struct SpectrumSource<S> {
    simulator: Arc<S>,
    instruments: Instruments,
    /// Those of the simulator's bins that are seen, `[n_bins]`; all of them if none are said.
    bins: Option<Vec<usize>>,
    /// What the simulator takes in place of a θ, if that is not the same, and the instruments as that θ tells them.
    whole: Option<(WholeTheta, Instruments)>,
}

impl<S> Clone for SpectrumSource<S> {
    fn clone(&self) -> Self {
        Self {
            simulator: self.simulator.clone(),
            instruments: self.instruments.clone(),
            bins: self.bins.clone(),
            whole: self.whole.clone(),
        }
    }
}

/// What one thread needs to simulate; made once, reused for every spectrum.
pub struct SourceWorkspace<S: Simulator> {
    simulator: S::Workspace,
    binned: Vec<f64>,
    offset: Vec<f64>,
}

/// One simulated spectrum as the instruments would see it without noise, dimensionless.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Simulated<'w> {
    /// Depth in the cells of the simulator's grid, shape `[n_cells]`; empty without one.
    pub native: &'w [f64],
    /// Depth in the observation's bins, offsets of the instruments included, shape `[n_bins]`.
    pub binned: &'w [f64],
    /// Offset of the instrument of each bin, shape `[n_bins]`.
    pub offset: &'w [f64],
}

impl<S: Simulator> SpectrumSource<S> {
    /// A simulator of spectra in as many bins as `instruments` have.
    pub fn new(simulator: S, instruments: Instruments) -> Self {
        Self {
            simulator: Arc::new(simulator),
            instruments,
            bins: None,
            whole: None,
        }
    }

    /// The same instruments before a cheaper simulator, where there is one: see [`Simulator::approximation`].
    pub fn approximation(&self) -> Option<Self> {
        Some(Self {
            simulator: Arc::new(self.simulator.approximation()?),
            ..self.clone()
        })
    }

    /// The same, but only some of the bins are seen.
    ///
    /// # Shapes
    /// - `bins`: `[n_seen]`, rising, each below the number of bins
    pub fn in_bins(&self, bins: &[usize]) -> Self {
        Self {
            simulator: self.simulator.clone(),
            instruments: self.instruments.in_bins(bins),
            bins: match &self.bins {
                Some(own) => Some(bins.iter().map(|bin| own[*bin]).collect()),
                None => (bins.len() < self.instruments.n_bins()).then(|| bins.to_vec()),
            },
            whole: self.whole.as_ref().map(|(whole, instruments)| {
                let instruments = instruments.in_bins(bins);
                (whole.clone(), instruments)
            }),
        }
    }

    /// The same for a θ of which `whole` makes this source's own, which is the simulator's.
    pub fn of_part(&self, whole: &WholeTheta) -> Self {
        Self {
            instruments: self.instruments.of_part(whole),
            whole: (!whole.is_same()).then(|| (whole.clone(), self.instruments.clone())),
            ..self.clone()
        }
    }

    /// The same for the simulator's own θ.
    pub fn of_whole(&self) -> Self {
        let whole = self.whole.as_ref();
        let instruments = whole.map_or(&self.instruments, |(_, instruments)| instruments);
        Self {
            instruments: instruments.clone(),
            whole: None,
            ..self.clone()
        }
    }

    /// The simulator's θ for one of this source.
    fn whole<'t>(&self, theta: &'t [f64]) -> Cow<'t, [f64]> {
        match &self.whole {
            Some((whole, _)) => Cow::Owned(whole.at(theta)),
            None => Cow::Borrowed(theta),
        }
    }

    /// The simulator.
    pub fn simulator(&self) -> &S {
        &self.simulator
    }

    /// What the simulator knows beyond the bins, if anything.
    pub fn grid(&self) -> Option<&dyn PhysicalGrid> {
        let grid = self.simulator.grid()?;
        Some(match self.whole {
            Some(_) => self,
            None => grid,
        })
    }

    /// As [`PhysicalGrid::opacity_errors`], in the bins that are seen.
    ///
    /// # Errors
    /// [`SimulationFailure`] if θ describes no atmosphere.
    pub fn opacity_errors(
        &self,
        theta: &[f64],
    ) -> Result<Option<OpacityErrors>, SimulationFailure> {
        let Some(grid) = self.simulator.grid() else {
            return Ok(None);
        };
        let errors = grid.opacity_errors(&self.whole(theta))?;
        Ok(errors.map(|errors| OpacityErrors {
            binned: self.seen(&errors.binned).collect(),
            ..errors
        }))
    }

    /// Of one value a bin of the simulator those of the bins that are seen.
    fn seen<'v>(&self, values: &'v [f64]) -> impl Iterator<Item = f64> + use<'_, 'v, S> {
        let n = self.bins.as_ref().map_or(values.len(), Vec::len);
        (0..n).map(|i| values[self.bins.as_ref().map_or(i, |bins| bins[i])])
    }

    /// What the instruments do to depths and errors.
    pub fn instruments(&self) -> &Instruments {
        &self.instruments
    }

    /// What a user should know before believing the spectra.
    pub fn caveats(&self) -> &[Caveat] {
        self.simulator.caveats()
    }

    /// Where the factor comes from by which the σ of each bin is multiplied.
    pub fn error_inflation(&self) -> &ErrorInflation {
        &self.instruments.error_inflation
    }

    /// Buffers for one thread.
    pub fn workspace(&self) -> SourceWorkspace<S> {
        SourceWorkspace {
            simulator: self.simulator.workspace(),
            binned: vec![0.0; self.instruments.n_bins()],
            offset: vec![0.0; self.instruments.n_bins()],
        }
    }

    /// Whether `theta` has a spectrum.
    ///
    /// # Errors
    /// As [`simulate`](Self::simulate).
    pub fn check(
        &self,
        theta: &[f64],
        workspace: &mut SourceWorkspace<S>,
    ) -> Result<(), SimulationFailure> {
        self.simulator
            .check(&self.whole(theta), &mut workspace.simulator)
    }

    /// The spectrum of `theta`.
    ///
    /// # Errors
    /// [`SimulationFailure`] if θ describes nothing that could be seen.
    pub fn simulate<'w>(
        &self,
        theta: &[f64],
        workspace: &'w mut SourceWorkspace<S>,
    ) -> Result<Simulated<'w>, SimulationFailure> {
        let SourceWorkspace {
            simulator,
            binned,
            offset,
        } = workspace;
        let spectrum = self.simulator.simulate(&self.whole(theta), simulator)?;
        if self.bins.is_none() {
            assert_eq!(spectrum.binned.len(), binned.len(), "one depth a bin");
        }
        self.instruments.fill_offset(theta, offset);
        let depths = self.seen(spectrum.binned).zip(&*offset);
        for (binned, (depth, offset)) in binned.iter_mut().zip(depths) {
            *binned = depth + offset;
        }
        Ok(Simulated {
            native: spectrum.native,
            binned,
            offset,
        })
    }
}

/// What the simulator knows, of the θ of this source.
impl<S: Simulator> PhysicalGrid for SpectrumSource<S> {
    fn cell_bounds_per_cm(&self) -> &[[f64; 2]] {
        let grid = self.simulator.grid();
        grid.map_or(&[], PhysicalGrid::cell_bounds_per_cm)
    }

    fn level_pressure_pa(&self) -> &[f64] {
        let grid = self.simulator.grid();
        grid.map_or(&[], PhysicalGrid::level_pressure_pa)
    }

    fn level_temperature_k(&self, theta: &[f64]) -> Result<Vec<f64>, SimulationFailure> {
        let grid = self.simulator.grid();
        grid.map_or(Ok(Vec::new()), |grid| {
            grid.level_temperature_k(&self.whole(theta))
        })
    }

    fn contributions(&self, theta: &[f64]) -> Result<Vec<Contribution>, SimulationFailure> {
        let grid = self.simulator.grid();
        grid.map_or(Ok(Vec::new()), |grid| {
            grid.contributions(&self.whole(theta))
        })
    }

    fn opacity_errors(&self, theta: &[f64]) -> Result<Option<OpacityErrors>, SimulationFailure> {
        Self::opacity_errors(self, theta)
    }

    fn contribution_function(
        &self,
        theta: &[f64],
    ) -> Result<Option<ContributionFunction>, SimulationFailure> {
        let grid = self.simulator.grid();
        grid.map_or(Ok(None), |grid| {
            grid.contribution_function(&self.whole(theta))
        })
    }
}
