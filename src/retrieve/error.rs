//! What can go wrong while retrieving.

use std::path::PathBuf;

use crate::likelihood::NoLikelihood;
use crate::simulator::SimulationFailure;
use crate::trained_model::ModelError;
use groundwork::FileError;

/// A retrieval that cannot be done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RetrieveError {
    /// The model cannot be used for this study.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// Hardly a posterior sample describes an atmosphere.
    #[error(
        "of the networks' posterior for {observation} {percent:.2} % can be simulated, expected at least 1 % ({reasons}); \
         the spectrum lies outside of what this study can explain, or the networks have learnt too little"
    )]
    Unphysical {
        /// The observed spectrum's file.
        observation: String,
        /// What can be simulated, per cent.
        percent: f64,
        /// Why the rest cannot, in words.
        reasons: String,
    },
    /// Hardly a sample of the prior describes an atmosphere.
    #[error(
        "of the prior {percent:.2} % can be simulated, expected at least 1 % ({reasons}); narrower priors are needed"
    )]
    UnphysicalPrior {
        /// What can be simulated, per cent.
        percent: f64,
        /// Why the rest cannot, in words.
        reasons: String,
    },
    /// A sample that passed the simulator's check has no spectrum.
    #[error("a posterior sample that the simulator had called valid has no spectrum: {0}")]
    Check(#[from] SimulationFailure),
    /// A draw of the exact posterior has no likelihood.
    #[error("a draw of the exact posterior that had a likelihood has none: {0}")]
    NoLikelihood(#[from] NoLikelihood),
    /// There is no posterior to sample.
    #[error("the posterior of {observation} cannot be sampled: {source}{reasons}")]
    Sampling {
        /// The observed spectrum's file.
        observation: String,
        /// Why.
        source: sampling::SamplingError,
        /// Why draws of the prior have no likelihood, as the end of a sentence, where that is it.
        reasons: String,
    },
    /// Another posterior that cannot be begun at.
    #[error(
        "{} cannot be begun at: {found}; expected `prior`, `network`, or a posterior.h5 of a study with parameters of this one's", path.display()
    )]
    Start {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        found: String,
    },
    /// Another spectrum's posterior is in the way.
    #[error(
        "{} holds {found}, which that of {wanted} would replace: give this one a name of its own \
         (`exosonde retrieve --name NAME`), choose another --out, or move the other one and its report away", path.display()
    )]
    Taken {
        /// Where the posterior should go.
        path: PathBuf,
        /// What is there.
        found: String,
        /// The file of the spectrum that was to be retrieved.
        wanted: String,
    },
    /// The posterior or the report cannot be written.
    #[error(transparent)]
    File(#[from] FileError),
}
