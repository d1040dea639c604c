//! What a run is about, whatever simulates its spectra.

use serde_json::json;
use sha2::{Digest, Sha256};

use super::{
    Known, RetrievalConfig, Study, TrainingSetConfig, UnknownParameter, hash_of_text, hex,
};
use crate::{
    network::NetworkConfig,
    observation::{Bin, Instruments},
    parameters::ParameterInfo,
    prior::Prior,
    seed::Seed,
};

/// What a run is about: parameters with priors, and how much effort goes into inferring them. A study gives rise to one, and
/// so can a program that has a simulator of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// Name; the default output folder is `runs/<name>`.
    pub name: String,
    /// The one number a run is reproduced from.
    pub seed: Seed,
    /// Name, unit and label of each element of θ.
    pub parameters: Vec<ParameterInfo>,
    /// Their prior.
    pub prior: Prior,
    /// How many of the last parameters are conditions: inputs of the networks, which are known with a spectrum as a rule.
    pub n_conditions: usize,
    /// What the text says is known with the spectrum.
    pub known: Known,
    /// What the depths are: `transit depth` or `eclipse depth`.
    pub quantity: String,
    /// How many simulations to learn from.
    pub training_set: TrainingSetConfig,
    /// The networks and their training.
    pub network: NetworkConfig,
    /// How a posterior is drawn.
    pub retrieval: RetrievalConfig,
    /// Text that describes all this, kept in the files of a run: that of the study.
    pub text: String,
    /// Names the simulator: two tasks with the same fingerprint make the same spectrum from the same θ.
    pub fingerprint: String,
    /// Where the numbers in the simulations come from, a line each, such as gas and source of each opacity table.
    pub sources: Vec<String>,
}

impl Task {
    /// A task of these parameters for the simulator that `name` names: 10,000 simulations, networks and retrieval as a study
    /// has them by default. Change what should differ.
    ///
    /// # Panics
    /// If there is not one prior a parameter.
    pub fn new(name: &str, parameters: Vec<ParameterInfo>, prior: Prior) -> Self {
        assert_eq!(
            parameters.len(),
            prior.n_parameters(),
            "one prior a parameter"
        );
        Self {
            name: name.to_owned(),
            seed: Seed(0),
            parameters,
            prior,
            n_conditions: 0,
            known: Known::nothing(),
            quantity: "transit depth".into(),
            training_set: TrainingSetConfig {
                n_spectra: 10_000,
                part_size: 10_000,
            },
            network: NetworkConfig::default(),
            retrieval: RetrievalConfig::default(),
            text: String::new(),
            fingerprint: name.to_owned(),
            sources: Vec::new(),
        }
    }

    /// What a study is about, simulated by what `fingerprint` and `sources` describe.
    pub fn of_study(study: &Study, fingerprint: &str, sources: Vec<String>) -> Self {
        Self {
            name: study.name.clone(),
            seed: study.seed,
            parameters: study.parameters.free().to_vec(),
            prior: study.parameters.prior().clone(),
            n_conditions: study.parameters.n_conditions(),
            known: study.observation.known.clone(),
            quantity: study.atmosphere.geometry.quantity().into(),
            training_set: study.training_set,
            network: study.network.clone(),
            retrieval: study.retrieval.clone(),
            text: study.source.text.clone(),
            fingerprint: fingerprint.to_owned(),
            sources,
        }
    }

    /// Elements of θ that networks infer, which are its first ones: all but the conditions.
    pub fn n_targets(&self) -> usize {
        self.parameters.len() - self.n_conditions
    }

    /// θ at the median of each prior, but for the parameters that `settings` names.
    ///
    /// # Errors
    /// [`UnknownParameter`] if a name is none of the parameters.
    pub fn theta(&self, settings: &[(&str, f64)]) -> Result<Vec<f64>, UnknownParameter> {
        let mut theta = self.prior.median();
        for (name, value) in settings {
            let i = self.parameters.iter().position(|it| it.name == *name);
            theta[i.ok_or_else(|| self.unknown(name))?] = *value;
        }
        Ok(theta)
    }

    /// Names the simulations of a training set: what makes them and of which θ, what the instruments see of them, and how
    /// they are shared out over files. Their number is not in it: a larger set begins with a smaller one.
    pub fn training_set_fingerprint(&self, bins: &[Bin], instruments: &Instruments) -> String {
        let names: Vec<&str> = self.parameters.iter().map(|it| it.name.as_str()).collect();
        let edges_um: Vec<[f64; 2]> = bins.iter().map(Bin::edges_um).collect();
        let everything = json!({
            "simulator": self.fingerprint,
            "parameters": names,
            "priors": self.prior.marginals(),
            "seed": self.seed.0,
            "part_size": self.training_set.part_size,
            "bins_um": edges_um,
            "instruments": instruments,
        });
        hex(&Sha256::digest(everything.to_string().as_bytes())[..16])
    }

    fn unknown(&self, found: &str) -> UnknownParameter {
        let names = self.parameters.iter().map(|it| it.name.as_str());
        UnknownParameter::among(found, names)
    }

    /// By what posteriors of a spectrum are known with which something is known: [`hash_of_text`] of the text, if that says so itself.
    pub fn hash_knowing(&self, known: &Known) -> String {
        let of_text = hash_of_text(&self.text);
        match *known == self.known {
            true => of_text,
            false => hex(&Sha256::digest(json!([of_text, known]).to_string())),
        }
    }
}
