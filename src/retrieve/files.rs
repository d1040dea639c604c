//! The two files of a retrieval, put together from what networks and samples say.

use std::{collections::BTreeMap, f64::consts::TAU};

use ndarray::Array2;

use super::{RetrieveInput, findings::Findings, networks::Opinion};
use crate::caveat::Caveat;
use crate::posterior::report::{Report, ReportProvenance, Validity};
use crate::posterior::{ParameterSummary, PosteriorFile};
use crate::prior::Prior;
use crate::trained_model::Manifest;

/// What the report is made from; `wall_seconds`: time of each step.
pub(super) fn provenance(
    input: &RetrieveInput,
    model: &Manifest,
    wall_seconds: BTreeMap<String, f64>,
) -> ReportProvenance {
    ReportProvenance {
        version: env!("CARGO_PKG_VERSION").into(),
        seed: input.provenance.seed,
        study_hash: input.provenance.study_hash.clone(),
        opacities: model.opacities.clone(),
        wall_seconds,
    }
}

/// `report.json`.
pub(super) fn report(
    input: &RetrieveInput,
    (opinion, findings, validity): (&Opinion, &Findings, Validity),
    (caveats, provenance): (&[Caveat], ReportProvenance),
) -> Report {
    let n_bins = input.observation.n_bins();
    Report {
        study: input.provenance.study_name.clone(),
        observation: input.provenance.observation_file.clone(),
        quantity: input.quantity.to_owned(),
        n_bins,
        n_bins_left_out: input.observation.n_left_out(),
        parameters: summaries(input, opinion, findings),
        validity,
        mutual_information_nats: opinion.mutual_information_nats,
        chi2_median: findings.chi2_median,
        chi2_per_bin: findings.chi2_median / n_bins as f64,
        error_inflation_median: findings.predictive.median_error_inflation,
        chi2_stated_median: findings.chi2_stated_median,
        importance: None,
        ood: opinion.ood.clone(),
        caveats: caveats.to_vec(),
        provenance,
    }
}

fn summaries(
    input: &RetrieveInput,
    opinion: &Opinion,
    findings: &Findings,
) -> Vec<ParameterSummary> {
    let parameters = input
        .specification
        .parameters
        .iter()
        .zip(&opinion.variance_splits);
    let summary =
        |(i, (parameter, split))| ParameterSummary::new(parameter, &findings.samples, i, split);
    parameters.enumerate().map(summary).collect()
}

/// `posterior.h5`.
pub(super) fn posterior(
    input: &RetrieveInput,
    opinion: Opinion,
    findings: Findings,
    ood_summary: String,
) -> PosteriorFile {
    PosteriorFile {
        quantity: input.quantity.to_owned(),
        provenance: input.provenance.clone(),
        parameters: input.specification.parameters.clone(),
        log_likelihoods: None,
        log_priors: Some(log_priors(input.prior, findings.samples.theta())),
        network_samples: None,
        samples: findings.samples,
        prior_samples: findings.prior_samples,
        truth: None,
        observed: opinion.observed,
        predictive: findings.predictive,
        temperature: findings.temperature,
        ood: opinion.ood.scores,
        ood_flag: opinion.ood.flag,
        ood_summary,
        mutual_information_nats: opinion.mutual_information_nats,
        chi2_median: findings.chi2_median,
        chi2_per_bin: findings.chi2_median / input.observation.n_bins() as f64,
        chi2_stated_median: findings.chi2_stated_median,
    }
}

/// ln of the standard normal density at the z of each parameter, `[n, n_parameters]`.
fn log_priors(prior: &Prior, theta: &Array2<f64>) -> Array2<f64> {
    let marginals = prior.marginals();
    Array2::from_shape_fn(theta.dim(), |(row, i)| {
        let z = marginals[i].to_standard(theta[[row, i]]);
        -0.5 * (z * z + TAU.ln())
    })
}
