//! Models side by side.

use serde::Serialize;

use super::criteria::{Deviance, bic};
use super::leave_one_out::LeaveOneOut;
use super::odds::{Evidence, WithError, log_odds, probabilities};
use super::retrieved::Retrieved;

/// Models of the same data, the most probable first.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// The spectrum's file, as the first of the retrievals named it.
    pub observation: String,
    /// What it is: `transit depth` or `eclipse depth`.
    pub quantity: String,
    /// Its bins.
    pub n_bins: usize,
    /// Each model.
    pub models: Vec<Model>,
    /// What should be known before believing it.
    pub remarks: Vec<String>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Model {
    /// Name of the study, or where its posterior lies if several are called so.
    pub name: String,
    /// Its `posterior.h5`.
    pub posterior: String,
    /// Free parameters.
    pub n_parameters: usize,
    /// ln Z over the study's prior; where θ has no spectrum, the likelihood is zero. Absent if its sampler did not converge.
    pub log_evidence: Option<f64>,
    /// Its standard error.
    pub log_evidence_error: Option<f64>,
    /// ln of the odds against the most probable model; absent, as all that follows from ln Z, if any of the models did not converge.
    pub log_odds: Option<f64>,
    /// Its standard error.
    pub log_odds_error: Option<f64>,
    /// p(M | d), if all models were equally probable before.
    pub probability: Option<f64>,
    /// Its standard error.
    pub probability_error: Option<f64>,
    /// χ² of the best fit.
    pub chi2_best: f64,
    /// `k ln n − 2 ln L` of the best fit.
    pub bic: f64,
    /// Mean deviance and twice `n_effective`; absent without the likelihood of each draw.
    pub bpics: Option<f64>,
    /// How many parameters the data determine; absent as `bpics`.
    pub n_effective: Option<f64>,
    /// How well it predicts data that are left out; absent as `bpics`.
    pub leave_one_out: Option<LeaveOneOut>,
    /// Whether its sampler reached its target.
    pub is_converged: bool,
}

impl Comparison {
    /// Of retrievals that are known to be of the same data; there must be one at least.
    pub(super) fn new(mut all: Vec<Retrieved>) -> Self {
        let rank = |own: &Retrieved| own.importance.log_evidence.unwrap_or(f64::NEG_INFINITY);
        all.sort_by(|a, b| rank(b).total_cmp(&rank(a)));
        let mut models: Vec<Model> = all.iter().map(Model::new).collect();
        let evidences: Option<Vec<Evidence>> = all.iter().map(Retrieved::evidence).collect();
        if let Some(evidences) = evidences {
            set_odds(&mut models, &evidences);
        }
        name_apart(&mut models);
        set_differences(&mut models);
        let first = &all[0];
        Self {
            observation: first.report.observation.clone(),
            quantity: first.report.quantity.clone(),
            n_bins: first.report.n_bins,
            remarks: remarks(&all, &models),
            models,
        }
    }
}

impl Model {
    fn new(retrieved: &Retrieved) -> Self {
        let Retrieved {
            importance,
            posterior,
            ..
        } = retrieved;
        let n_parameters = posterior.parameters.len();
        let weights = posterior.samples.weights();
        let each = posterior.log_likelihoods.as_ref();
        let deviance = each.map(|each| Deviance::new(each.view(), weights));
        let left_out = each.map(|each| LeaveOneOut::new(each.view(), weights, &posterior.observed));
        Self {
            name: retrieved.report.study.clone(),
            posterior: retrieved.place.posterior.display().to_string(),
            n_parameters,
            log_evidence: importance.log_evidence,
            log_evidence_error: importance.log_evidence_error,
            log_odds: None,
            log_odds_error: None,
            probability: None,
            probability_error: None,
            chi2_best: importance.chi2_best,
            bic: bic(
                importance.log_likelihood_best,
                n_parameters,
                retrieved.report.n_bins,
            ),
            bpics: deviance.map(|deviance| deviance.bpics()),
            n_effective: deviance.map(|deviance| deviance.n_effective),
            leave_one_out: left_out,
            is_converged: importance.is_converged,
        }
    }
}

impl Retrieved {
    fn evidence(&self) -> Option<Evidence> {
        Some(Evidence {
            log: self.importance.log_evidence?,
            error: self.importance.log_evidence_error?,
        })
    }
}

/// Models of one name are called by their posteriors.
fn name_apart(models: &mut [Model]) {
    let names: Vec<String> = models.iter().map(|model| model.name.clone()).collect();
    for model in models {
        if names.iter().filter(|name| **name == model.name).count() > 1 {
            model.name = model.posterior.clone();
        }
    }
}

fn set_odds(models: &mut [Model], evidences: &[Evidence]) {
    let best = evidences[0];
    let each = evidences.iter().zip(probabilities(evidences));
    for (model, (evidence, probability)) in models.iter_mut().zip(each) {
        // The best one's odds against itself are one without an error.
        let odds = match *evidence == best {
            true => (0.0, 0.0),
            false => log_odds(*evidence, best),
        };
        (model.log_odds, model.log_odds_error) = apart(odds);
        (model.probability, model.probability_error) = apart(probability);
    }
}

fn apart((value, error): WithError) -> (Option<f64>, Option<f64>) {
    (Some(value), Some(error))
}

fn set_differences(models: &mut [Model]) {
    let Some(best) = models.first().and_then(|best| best.leave_one_out.clone()) else {
        return;
    };
    for model in models {
        let own = model.leave_one_out.take();
        model.leave_one_out = own.map(|own| own.against(&best));
    }
}

fn remarks(all: &[Retrieved], models: &[Model]) -> Vec<String> {
    let each = all.iter().zip(models).flat_map(|(retrieved, model)| {
        let name = &model.name;
        let unfinished = (!model.is_converged).then(|| {
            format!("{name} did not converge within its budget: its ln Z, and with it all odds, is not known")
        });
        let outdated = retrieved.is_outdated().then(|| {
            format!("{name} was retrieved with another version of the study; retrieve it again")
        });
        let alone = model.leave_one_out.is_none().then(|| {
            format!("{name} has no likelihood of each draw, so that it has no BPICS and no elpd; retrieve it again")
        });
        [unfinished, outdated, alone].into_iter().flatten()
    });
    each.collect()
}
