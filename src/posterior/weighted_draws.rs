//! All that a sampler drew, for experts.

use ndarray::Array2;

/// Draws of a sampler with what it knows of each, from which posterior, evidence and their errors can be made anew.
#[derive(Debug, Clone, PartialEq)]
pub struct WeightedDraws {
    /// The parameters, in their units, `[n, n_parameters]`.
    pub theta: Array2<f64>,
    /// ln of the weight by which each stands for the posterior; only differences matter, `[n]`.
    pub log_weight: Vec<f64>,
    /// ln of the normalised likelihood of all data, `[n]`.
    pub log_likelihood: Vec<f64>,
    /// ln of the prior's density in the parameters' units, `[n]`.
    pub log_prior: Vec<f64>,
    /// ln of the density from which they were drawn, in the same units, `[n]`.
    pub log_proposal: Vec<f64>,
}

impl WeightedDraws {
    /// The columns beside the parameters, by their names in the file.
    pub(super) fn columns(&self) -> [(&'static str, &[f64]); 4] {
        [
            ("log_weight", &self.log_weight),
            ("log_likelihood", &self.log_likelihood),
            ("log_prior", &self.log_prior),
            ("log_proposal", &self.log_proposal),
        ]
    }
}
