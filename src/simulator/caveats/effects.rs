//! What changes nothing in the spectrum: parameters and sources of extinction, found by leaving them out.

use forward_model::SimulationFailure;

use super::abundance::list;
use crate::caveat::{Caveat, CaveatKind};
use crate::parameters::ParameterValue;
use crate::prior::Marginal;
use crate::seed::{Purpose, Seed};
use crate::simulator::{BuiltIn, BuiltInWorkspace, Simulator};

/// Samples of the prior in which an effect is looked for, besides its median.
const N_SAMPLES: u64 = 15;
/// Layers that are enough to see whether there is any effect.
const MAX_LAYERS: usize = 30;
/// Change of a depth, 0.001 ppm of the star, below which there is none: single precision ends there.
const NO_CHANGE: f64 = 1e-9;
/// Cumulative probabilities between which a parameter is moved.
const ENDS: [f64; 2] = [0.01, 0.99];

/// Free parameters and sources of `simulator` that change no bin anywhere in the prior. What no sample of the prior can tell,
/// because it has no spectrum, is not said to change nothing.
pub(in crate::simulator) fn effects(simulator: &BuiltIn) -> Vec<Caveat> {
    Look::new(simulator.on_few_layers(MAX_LAYERS)).caveats()
}

/// A simulator and the θ at which it is looked at.
struct Look {
    simulator: BuiltIn,
    samples: Vec<Vec<f64>>,
}

impl Look {
    fn new(simulator: BuiltIn) -> Self {
        let prior = simulator.parameters().prior();
        let draw = |i| prior.sample(&mut Seed(0).rng(Purpose::Prior, i));
        let samples = std::iter::once(prior.median()).chain((0..N_SAMPLES).map(draw));
        Self {
            samples: samples.collect(),
            simulator,
        }
    }

    fn caveats(&self) -> Vec<Caveat> {
        let mut workspace = self.simulator.workspace();
        let parameters = self.idle_parameters(&mut workspace);
        let sources = self.idle_sources(&mut workspace);
        let said = |names: Vec<String>, how: &str| {
            let text = format!(
                "{} {how}: no bin changes by 0.001 ppm in any of {} samples of the prior",
                list(&names),
                self.samples.len()
            );
            (!names.is_empty()).then(|| Caveat::new(CaveatKind::WithoutEffect, text))
        };
        let parameters = said(parameters, "could as well be fixed anywhere in the prior");
        let sources = said(sources, "could as well be left out");
        parameters.into_iter().chain(sources).collect()
    }

    /// Parameters of the physics: what shifts depths or inflates errors always does.
    fn idle_parameters(&self, workspace: &mut BuiltInWorkspace) -> Vec<String> {
        let parameters = self.simulator.parameters();
        let mut idle = Vec::new();
        for (name, value) in parameters.of_physics() {
            let ParameterValue::Free(i) = *value else {
                continue;
            };
            let marginal = &parameters.prior().marginals()[i];
            if self.is_idle(|theta| self.moved(theta, (i, marginal), workspace)) {
                idle.push(name.clone());
            }
        }
        idle
    }

    fn idle_sources(&self, workspace: &mut BuiltInWorkspace) -> Vec<String> {
        let mut idle = self.simulator.source_names();
        idle.retain(|name| self.is_idle(|theta| self.simulator.effect(theta, name, workspace)));
        idle
    }

    /// Whether the largest change is none in every sample that has a spectrum, of which there is one.
    fn is_idle(&self, mut change: impl FnMut(&[f64]) -> Result<f64, SimulationFailure>) -> bool {
        let mut n_seen = 0;
        for theta in &self.samples {
            match change(theta) {
                Ok(change) if change >= NO_CHANGE => return false,
                Ok(_) => n_seen += 1,
                Err(_) => {}
            }
        }
        n_seen > 0
    }

    /// The largest change of a bin between the ends of the prior of element `i`, and from there to `theta`.
    fn moved(
        &self,
        theta: &[f64],
        (i, marginal): (usize, &Marginal),
        workspace: &mut BuiltInWorkspace,
    ) -> Result<f64, SimulationFailure> {
        let own = self.simulator.simulate(theta, workspace)?.binned.to_vec();
        let mut largest: f64 = 0.0;
        for end in ENDS {
            let mut theta = theta.to_vec();
            theta[i] = marginal.quantile(end);
            // A parameter at whose end there is no planet has done something.
            let Ok(moved) = self.simulator.simulate(&theta, workspace) else {
                return Ok(f64::INFINITY);
            };
            let changes = own.iter().zip(moved.binned).map(|(a, b)| (a - b).abs());
            largest = changes.fold(largest, f64::max);
        }
        Ok(largest)
    }
}
