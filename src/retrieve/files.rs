//! The two files of a retrieval, put together from what networks and samples say.

use std::collections::BTreeMap;

use ndarray::Array2;
use sampling::standard_normal_log_density;

use super::{RetrieveInput, Retrieved, networks::Opinion};
use crate::caveat::Caveat;
use crate::posterior::report::{InflationMedian, Report, ReportProvenance};
use crate::posterior::{NetworkSummary, Observed, ParameterSummary, PosteriorFile};
use crate::prior::Prior;

/// All that a retrieval found.
pub(super) struct Found {
    pub retrieved: Retrieved,
    pub opinion: Option<Opinion>,
    pub observed: Observed,
}

/// `report.json`.
pub(super) fn report(
    input: &RetrieveInput,
    found: &Found,
    (caveats, wall_seconds): (&[Caveat], BTreeMap<String, f64>),
) -> Report {
    let n_bins = input.observation.n_bins();
    let Retrieved {
        findings,
        validity,
        exact,
        is_exact,
        ..
    } = &found.retrieved;
    let opinion = found.opinion.as_ref();
    let instruments = input.observation.bins().iter().map(|bin| &*bin.instrument);
    let factors = findings.predictive.median_error_inflation.iter().copied();
    Report {
        study: input.provenance.study_name.clone(),
        observation: input.provenance.observation_file.clone(),
        quantity: input.quantity.to_owned(),
        n_bins,
        n_bins_left_out: input.observation.n_left_out(),
        known: input.known.clone(),
        parameters: summaries(input, found),
        validity: validity.clone(),
        is_exact: *is_exact,
        importance: exact.as_ref().map(|exact| exact.importance.clone()),
        mutual_information_nats: opinion.map(|opinion| opinion.mutual_information_nats),
        chi2_median: findings.chi2_median,
        chi2_per_bin: findings.chi2_median / n_bins as f64,
        error_inflation_median: InflationMedian::of_bins(instruments.zip(factors)),
        chi2_stated_median: findings.chi2_stated_median,
        opacity_errors: findings.opacity_errors.clone(),
        ood: opinion.map(|opinion| opinion.ood.clone()),
        caveats: caveats.to_vec(),
        provenance: ReportProvenance {
            version: env!("CARGO_PKG_VERSION").into(),
            seed: input.provenance.seed,
            study_hash: input.provenance.study_hash.clone(),
            opacities: input.opacities.to_vec(),
            wall_seconds,
        },
    }
}

fn summaries(input: &RetrieveInput, found: &Found) -> Vec<ParameterSummary> {
    let Retrieved {
        findings, networks, ..
    } = &found.retrieved;
    let network = |i: usize| {
        let (samples, opinion) = (networks.as_ref()?, found.opinion.as_ref()?);
        let split = &opinion.variance_splits[i];
        Some(NetworkSummary::new(samples, i, split))
    };
    let parameters = input.parameters.iter().enumerate();
    parameters
        .map(|(i, parameter)| ParameterSummary::new(parameter, &findings.samples, i, network(i)))
        .collect()
}

/// `posterior.h5`.
pub(super) fn posterior(input: &RetrieveInput, found: Found, ood_summary: String) -> PosteriorFile {
    let Retrieved {
        findings,
        networks,
        exact,
        ..
    } = found.retrieved;
    let ood = found.opinion.as_ref().map(|opinion| opinion.ood.clone());
    PosteriorFile {
        quantity: input.quantity.to_owned(),
        provenance: input.provenance.clone(),
        parameters: input.parameters.clone(),
        log_likelihoods: exact.as_ref().map(|exact| exact.log_likelihoods.clone()),
        log_priors: Some(log_priors(input.prior, findings.samples.theta())),
        network_samples: networks
            .map(|samples| samples.theta().clone())
            .filter(|theta| theta != findings.samples.theta()),
        samples: findings.samples,
        exact: exact.map(|exact| exact.part),
        prior_samples: findings.prior_samples,
        truth: None,
        observed: found.observed,
        predictive: findings.predictive,
        temperature: findings.temperature,
        ood_flag: ood.as_ref().is_some_and(|ood| ood.flag),
        ood: ood.map_or(Vec::new(), |ood| ood.scores),
        ood_summary,
        mutual_information_nats: found.opinion.map(|opinion| opinion.mutual_information_nats),
        chi2_median: findings.chi2_median,
        chi2_per_bin: findings.chi2_median / input.observation.n_bins() as f64,
        chi2_stated_median: findings.chi2_stated_median,
    }
}

/// ln of the standard normal density at the z of each parameter, `[n, n_parameters]`.
fn log_priors(prior: &Prior, theta: &Array2<f64>) -> Array2<f64> {
    let marginals = prior.marginals();
    Array2::from_shape_fn(theta.dim(), |(row, i)| {
        standard_normal_log_density(&[marginals[i].to_standard(theta[[row, i]])])
    })
}
