//! What a script needs to know before it samples.

use serde::Serialize;

use super::Weigh;
use crate::prior::Marginal;
use crate::simulator::Simulator;

/// What is sampled: the columns with their priors, and the spectrum that they are held against.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Description {
    /// Name of the study.
    pub study: String,
    /// What the depths are: `transit depth` or `eclipse depth`.
    pub quantity: String,
    /// Length of a row of coordinates.
    pub n_parameters: usize,
    /// The columns, in the order of the binary pipe.
    pub parameters: Vec<DescribedParameter>,
    /// Length of a spectrum.
    pub n_bins: usize,
    /// The bins, in the order of a spectrum.
    pub bins: Vec<DescribedBin>,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DescribedParameter {
    /// Key in the study.
    pub name: String,
    /// Unit of its values; empty where it has none.
    pub unit: String,
    /// As the study writes it.
    pub prior: Marginal,
    /// What holds all of the prior, or of a normal one all but 6e-7.
    pub range: [f64; 2],
}

/// One bin of the observed spectrum.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DescribedBin {
    /// Centre, µm.
    pub wavelength_um: f64,
    /// Half of the full width, µm.
    pub half_width_um: f64,
    /// Who measured it.
    pub instrument: String,
    /// Depth as observed, dimensionless.
    pub depth: f64,
    /// Its 1 σ error as stated, dimensionless.
    pub sigma: f64,
}

impl Description {
    /// What `weigh` is about.
    pub fn of<S: Simulator>(weigh: &Weigh<S>) -> Self {
        let task = weigh.task;
        let marginals = task.prior.marginals().iter();
        let parameters = task.parameters.iter().zip(marginals);
        let parameters = parameters.map(|(parameter, prior)| DescribedParameter {
            name: parameter.name.clone(),
            unit: parameter.unit.clone(),
            prior: *prior,
            range: prior.bounds(),
        });
        let observation = weigh.likelihood.observation();
        let bins = observation.bins().iter().enumerate();
        let bins = bins.map(|(i_bin, bin)| DescribedBin {
            wavelength_um: bin.wavelength_um,
            half_width_um: bin.half_width_um,
            instrument: bin.instrument.clone(),
            depth: observation.depth()[i_bin],
            sigma: observation.sigma()[i_bin],
        });
        Self {
            study: task.name.clone(),
            quantity: task.quantity.clone(),
            n_parameters: task.parameters.len(),
            parameters: parameters.collect(),
            n_bins: observation.n_bins(),
            bins: bins.collect(),
        }
    }
}
