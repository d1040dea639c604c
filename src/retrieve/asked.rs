//! Networks asked with the conditions of a spectrum: once if all are known, else with many values from the priors of the others.

use ndarray::{ArrayView2, Axis, concatenate};
use rand::Rng;
use sampling::standard_normal_log_density;
use statrs::distribution::{ContinuousCDF, Normal};

use super::RetrieveInput;
use crate::network::{Draws, Prediction};
use crate::trained_model::{TrainedModel, beside};
use crate::training_set::Noise;

/// Values of conditions that are not known with which networks are asked, a power of two; and by what multiples they step in each further
/// condition, for which values of two and three lie far from each other and do not correlate.
const N_ASKED: u32 = 128;
const STEP: u32 = 101;

/// What networks say with each of some values of the conditions that are parameters.
pub(super) struct AskedNetworks(Vec<Asked>);

/// What they say with one.
pub(super) struct Asked {
    /// The conditions that are parameters, in the standardised space of the retrieval.
    pub conditions: Vec<f64>,
    pub prediction: Prediction,
}

impl AskedNetworks {
    pub fn new(input: &RetrieveInput, (model, noise): (&TrainedModel, &Noise)) -> Self {
        let n_free = input.conditions.n_free();
        let n_others = input.prior.n_parameters() - n_free;
        let ask = |conditions: Vec<f64>| {
            let z = [&vec![0.0; n_others][..], &conditions].concat();
            let known = input.conditions.at(&input.prior.from_standard(&z));
            let depth = input.observation.depth();
            Asked {
                prediction: model.predict(depth, noise, &known),
                conditions,
            }
        };
        let values = match n_free {
            0 => vec![Vec::new()],
            n => (0..N_ASKED as usize).map(|i| evenly_spread(i, n)).collect(),
        };
        Self(values.into_iter().map(ask).collect())
    }

    /// What they say, if they are asked once.
    pub fn only(&self) -> Option<&Asked> {
        match self.0.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// At most the first `n`.
    pub fn first(&self, n: usize) -> impl Iterator<Item = &Asked> {
        self.0.iter().take(n)
    }

    /// Ensemble members times masks.
    pub fn n_networks(&self) -> usize {
        self.0[0].prediction.posterior.n_networks()
    }

    /// ln of the density of draw number `draw` at `z`: that of its turn's networks, times the prior's density of its conditions.
    pub fn log_density(&self, draw: usize, z: &[f64]) -> f64 {
        let Asked {
            conditions,
            prediction,
        } = &self.0[draw % self.0.len()];
        let targets = &z[..z.len() - conditions.len()];
        prediction.posterior.log_density(targets) + standard_normal_log_density(conditions)
    }

    /// Draws `n` samples of the retrieval's parameters, the values of the conditions taking turns.
    pub fn draw(&self, n: usize, rng: &mut impl Rng) -> Draws {
        let n_values = self.0.len();
        let (mut z, mut network, mut place) = (Vec::new(), Vec::new(), Vec::new());
        for (i, asked) in self.0.iter().enumerate().take(n) {
            let turns = i..n;
            let turns = turns.step_by(n_values);
            let draws = asked.prediction.posterior.draw(turns.len(), rng);
            z.push(beside(&draws.z, &asked.conditions));
            network.extend(draws.network);
            place.extend(turns);
        }
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_unstable_by_key(|row| place[*row]);
        let views: Vec<ArrayView2<f64>> = z.iter().map(|own| own.view()).collect();
        let z = concatenate(Axis(0), &views).expect("all have the same parameters");
        Draws {
            z: z.select(Axis(0), &order),
            network: order.iter().map(|row| network[*row]).collect(),
        }
    }
}

/// Point number `i` of a lattice that fills the unit cube, the multiples of `(1, s, s², …) / N_ASKED` modulo one, as quantiles of the
/// standard normal distribution. They come in the order of their reversed bits, so that the first sixteen are a lattice, too.
fn evenly_spread(i: usize, n_dimensions: usize) -> Vec<f64> {
    let number = (i as u32).reverse_bits() >> (u32::BITS - N_ASKED.ilog2());
    let quantile = |dimension: usize| {
        let multiple = number.wrapping_mul(STEP.wrapping_pow(dimension as u32)) % N_ASKED;
        let share = (f64::from(multiple) + 0.5) / f64::from(N_ASKED);
        Normal::standard().inverse_cdf(share)
    };
    (0..n_dimensions).map(quantile).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Random values have an error of 0.088 of the mean and of 0.125 of the mean square, and of 0.088 of a correlation.
    #[test]
    fn values_are_spread_as_the_prior_is() {
        let values: Vec<Vec<f64>> = (0..N_ASKED as usize).map(|i| evenly_spread(i, 3)).collect();
        let mean =
            |of: &dyn Fn(&Vec<f64>) -> f64| values.iter().map(of).sum::<f64>() / f64::from(N_ASKED);
        for i in 0..3 {
            assert!(mean(&|z| z[i]).abs() < 1e-9);
            assert!((mean(&|z| z[i] * z[i]) - 1.0).abs() < 0.02);
            let j = (i + 1) % 3;
            assert!(mean(&|z| z[i] * z[j]).abs() < 0.04, "{i} {j}");
        }
        // Of the first few one lies in each part of the prior.
        let mut first: Vec<f64> = values[..16].iter().map(|z| z[1]).collect();
        first.sort_by(f64::total_cmp);
        for (i, z) in first.into_iter().enumerate() {
            let share = 16.0 * Normal::standard().cdf(z);
            assert!((i as f64..i as f64 + 1.0).contains(&share), "{i} {share}");
        }
    }
}
