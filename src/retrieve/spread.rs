//! Whose doing the spread of each parameter is: what the networks say of it one by one.

use crate::network::{Draws, NetworkMoments, Posterior};
use crate::posterior::VarianceSplit;
use crate::prior::Prior;
use crate::seed::{Purpose, Seed};
use crate::simulator::Simulator;
use crate::trained_model::{ValidSampler, to_theta};
use ndarray::Axis;
use rand_chacha::ChaCha8Rng;

/// Samples of all networks by which it is seen whether anything of the posterior has no spectrum.
const N_TRIED: usize = 4_096;
/// Samples of all networks that stand for a posterior of which only a part has a spectrum, and of each network at least.
const N_SAMPLES: usize = 1 << 17;
const LEAST_OF_EACH: usize = 64;

/// The parts of the spread of each parameter, in its unit, `[n_parameters]`. They do not depend on how many samples show the
/// posterior: they come from the networks' own densities or, where a part of those has no spectrum, from a fixed number of
/// samples of each network.
pub fn variance_splits<S: Simulator>(
    posterior: &Posterior,
    sampler: &ValidSampler<S>,
    seed: Seed,
) -> Vec<VarianceSplit> {
    let moments = match is_valid(posterior, sampler, seed) {
        true => whole(posterior, sampler.prior),
        false => {
            let draw = |n, rng: &mut ChaCha8Rng| posterior.draw(n, rng);
            of_draws(draw, posterior.n_networks(), sampler, seed)
        }
    };
    splits(&moments)
}

/// The same where posteriors are known by draws alone, as many as `draw` is asked for.
pub(super) fn splits_of_draws<S: Simulator>(
    draw: impl Fn(usize, &mut ChaCha8Rng) -> Draws,
    n_networks: usize,
    sampler: &ValidSampler<S>,
    seed: Seed,
) -> Vec<VarianceSplit> {
    splits(&of_draws(draw, n_networks, sampler, seed))
}

fn splits(moments: &NetworkMoments) -> Vec<VarianceSplit> {
    let columns = moments.mean.columns().into_iter();
    let columns = columns
        .zip(moments.variance.columns())
        .zip(moments.mean_error.columns());
    columns
        .map(|((mean, variance), error)| {
            VarianceSplit::new(moments.weight.view(), mean, variance, error)
        })
        .collect()
}

fn is_valid<S: Simulator>(posterior: &Posterior, sampler: &ValidSampler<S>, seed: Seed) -> bool {
    let draws = posterior.draw(N_TRIED, &mut seed.rng(Purpose::Spread, 0));
    let theta = to_theta(sampler.prior, &draws.z);
    sampler.check(theta.view()).iter().all(Result::is_ok)
}

fn whole(posterior: &Posterior, prior: &Prior) -> NetworkMoments {
    let marginals = prior.marginals();
    posterior.network_moments(|i, z| marginals[i].from_standard(z))
}

/// A network counts by the share of it that is valid, as it does among the posterior's samples.
fn of_draws<S: Simulator>(
    draw: impl Fn(usize, &mut ChaCha8Rng) -> Draws,
    n_networks: usize,
    sampler: &ValidSampler<S>,
    seed: Seed,
) -> NetworkMoments {
    let n = n_networks * (N_SAMPLES / n_networks).max(LEAST_OF_EACH);
    let draws = draw(n, &mut seed.rng(Purpose::Spread, 1));
    let theta = to_theta(sampler.prior, &draws.z);
    let outcomes = sampler.check(theta.view());
    let valid: Vec<usize> = (0..n).filter(|i| outcomes[*i].is_ok()).collect();
    let network: Vec<usize> = valid.iter().map(|i| draws.network[*i]).collect();
    NetworkMoments::of_samples(theta.select(Axis(0), &valid).view(), &network, n_networks)
}
