//! A simulator seen through a study's instruments.

use super::{PhysicalGrid, SimulationFailure, Simulator};
use crate::caveat::Caveat;
use crate::observation::Instruments;
use crate::parameters::ParameterValue;

/// What every stage takes its spectra from: a simulator, and what the instruments do to its depths and errors.
pub struct SpectrumSource<S> {
    simulator: S,
    instruments: Instruments,
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
            simulator,
            instruments,
        }
    }

    /// The same instruments before a cheaper simulator, where there is one: see [`Simulator::approximation`].
    pub fn approximation(&self) -> Option<Self> {
        let simulator = self.simulator.approximation()?;
        Some(Self::new(simulator, self.instruments.clone()))
    }

    /// The simulator.
    pub fn simulator(&self) -> &S {
        &self.simulator
    }

    /// What the simulator knows beyond the bins, if anything.
    pub fn grid(&self) -> Option<&dyn PhysicalGrid> {
        self.simulator.grid()
    }

    /// What the instruments do to depths and errors.
    pub fn instruments(&self) -> &Instruments {
        &self.instruments
    }

    /// What a user should know before believing the spectra.
    pub fn caveats(&self) -> &[Caveat] {
        self.simulator.caveats()
    }

    /// Where the factor comes from by which every σ is multiplied.
    pub fn error_inflation(&self) -> ParameterValue {
        self.instruments.error_inflation
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
        self.simulator.check(theta, &mut workspace.simulator)
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
        let spectrum = self.simulator.simulate(theta, simulator)?;
        assert_eq!(spectrum.binned.len(), binned.len(), "one depth a bin");
        self.instruments.fill_offset(theta, offset);
        let depths = spectrum.binned.iter().zip(&*offset);
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
