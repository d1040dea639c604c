//! The posterior of one spectrum: the equal mixture of the densities of many networks, of corrected width.
//!
//! A network is one member of the ensemble under one dropout mask, q_t(z | x). What they agree on is noise in the
//! data; what they disagree on is what the training did not teach.

use std::sync::Arc;

use ndarray::Array2;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use sampling::log_sum_exp;

use super::{
    density::{Density, NormalSum, median},
    moments::NetworkMoments,
    stretch::Stretch,
};
use crate::seed::{Purpose, Seed};

/// Draws that stand for each network's density, where marginals have no closed form: for its variances and, with random numbers that all
/// networks share, for its means; and draws of all networks that a median is found from.
const N_MARGINAL_DRAWS: usize = 1024;
const N_COMMON_DRAWS: usize = 256;
const N_MEDIAN_DRAWS: usize = 2048;
/// Samples that one thread draws in a row.
const AT_ONCE: usize = 512;

/// Densities of all networks for one spectrum.
#[derive(Debug, Clone)]
pub struct Posterior {
    pub(super) networks: Vec<Arc<dyn Density>>,
    /// What corrects the width of the mixture, the same map for all networks.
    pub(super) stretch: Stretch,
}

/// Samples of a [`Posterior`] and the network each one came from.
#[derive(Debug, Clone)]
pub struct Draws {
    /// Standardised parameters, `[n, n_parameters]`.
    pub z: Array2<f64>,
    /// `[n]`, each below [`Posterior::n_networks`].
    pub network: Vec<usize>,
}

impl Posterior {
    /// The mixture of `networks`, of which there must be at least one.
    pub fn new(networks: Vec<Arc<dyn Density>>) -> Self {
        assert!(!networks.is_empty(), "a posterior needs a network");
        let stretch = Stretch::none(networks[0].n_parameters());
        Self { networks, stretch }
    }

    /// The networks' mixture, each parameter stretched about its median by a factor, which is above one where the
    /// posterior becomes wider.
    ///
    /// # Shapes
    /// - `factors`: `[n_parameters]`, positive
    pub fn stretched(&self, factors: &[f64]) -> Self {
        let stretch = Stretch {
            centre: self.medians(),
            factor: factors.to_vec(),
        };
        Self {
            networks: self.networks.clone(),
            stretch,
        }
    }

    /// The mixture as the networks say it, before its width is corrected.
    pub fn unstretched(&self) -> Self {
        Self::new(self.networks.clone())
    }

    /// Ensemble members times masks.
    pub fn n_networks(&self) -> usize {
        self.networks.len()
    }

    /// Dimension of z.
    pub fn n_parameters(&self) -> usize {
        self.networks[0].n_parameters()
    }

    /// Logarithm of the density at `z`, nats: the one that [`Posterior::draw`] draws from.
    pub fn log_density(&self, z: &[f64]) -> f64 {
        self.mixture_log_density(&self.stretch.undo(z)) - self.stretch.log_volume()
    }

    /// Draws `n` samples, the networks taking turns, so that each has its share exactly; any few samples in a row are from
    /// networks all over the ensemble.
    pub fn draw(&self, n: usize, rng: &mut impl Rng) -> Draws {
        let step = stride(self.n_networks());
        let turn = |i: usize| (i % self.n_networks()) * step % self.n_networks();
        let network: Vec<usize> = (0..n).map(turn).collect();
        // Whichever thread draws a part, the part has random numbers of its own.
        let parts = network.chunks(AT_ONCE);
        let parts: Vec<_> = parts.map(|part| (part, rng.next_u64())).collect();
        let samples = |(part, seed): (&[usize], u64)| -> Vec<f64> {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            let sample = |i: &usize| self.stretch.apply(&self.networks[*i].sample(&mut rng));
            part.iter().flat_map(sample).collect()
        };
        let samples: Vec<Vec<f64>> = parts.into_par_iter().map(samples).collect();
        let z = Array2::from_shape_vec((n, self.n_parameters()), samples.concat())
            .expect("every sample has one value per parameter");
        Draws { z, network }
    }

    /// Mean and variance of each parameter under each network, in the unit to which `transform` takes z of a parameter.
    ///
    /// A density without closed marginals is stood for by draws. Means are found with the same random numbers for every network,
    /// so that what sets two networks apart is not their draws; variances with others for each, so that what the draws of one miss
    /// of its tails is made up for by those of all.
    pub fn network_moments(&self, transform: impl Fn(usize, f64) -> f64 + Sync) -> NetworkMoments {
        let stretched = |n, seed_of: fn(usize) -> u64| -> Vec<Vec<NormalSum>> {
            let marginals = self.network_marginals(n, seed_of).into_iter();
            marginals.map(|own| self.stretch.marginals(&own)).collect()
        };
        let marginals = stretched(N_MARGINAL_DRAWS, |i| 1 + i as u64);
        let moments = NetworkMoments::new(&marginals, &transform);
        match marginals.iter().flatten().any(NormalSum::is_sampled) {
            false => moments,
            true => moments.with_means_of(&stretched(N_COMMON_DRAWS, |_| 0), transform),
        }
    }

    /// Median of each parameter before any correction, `[n_parameters]`.
    fn medians(&self) -> Vec<f64> {
        let closed: Option<Vec<_>> = self.networks.iter().map(|q| q.marginals()).collect();
        let networks = closed.unwrap_or_else(|| {
            let draws = self
                .unstretched()
                .draw(N_MEDIAN_DRAWS, &mut marginal_rng(0));
            let columns = draws.z.columns().into_iter();
            vec![
                columns
                    .map(|z| NormalSum::of_draws(z.iter().copied()))
                    .collect(),
            ]
        });
        let median = |parameter: usize| {
            median(
                &networks
                    .iter()
                    .map(|own| &own[parameter])
                    .collect::<Vec<_>>(),
            )
        };
        (0..self.n_parameters()).map(median).collect()
    }

    /// The marginals of each network before any correction, `[n_networks]` of `[n_parameters]`; where they have no closed form, by
    /// `n` draws with random numbers that `seed_of` the network's number tells apart.
    fn network_marginals(&self, n: usize, seed_of: fn(usize) -> u64) -> Vec<Vec<NormalSum>> {
        let by_draws = |i: usize| {
            let mut rng = marginal_rng(seed_of(i));
            let draw = |_| self.networks[i].sample(&mut rng);
            let draws: Vec<Vec<f64>> = (0..n).map(draw).collect();
            let marginal = |i: usize| NormalSum::of_draws(draws.iter().map(|draw| draw[i]));
            (0..self.n_parameters()).map(marginal).collect()
        };
        let marginals = |i: usize| self.networks[i].marginals().unwrap_or_else(|| by_draws(i));
        let networks = (0..self.n_networks()).into_par_iter();
        networks.map(marginals).collect()
    }

    /// Logarithm of the density at `z` before any correction, nats.
    pub(super) fn mixture_log_density(&self, z: &[f64]) -> f64 {
        let each: Vec<f64> = self.networks.iter().map(|q| q.log_density(z)).collect();
        log_sum_exp(each.into_iter()) - (self.n_networks() as f64).ln()
    }
}

fn marginal_rng(index: u64) -> ChaCha8Rng {
    Seed(0).rng(Purpose::Marginal, index)
}

/// A step of about the golden ratio through `n` networks in a circle that comes to each of them: those of a member lie beside
/// each other, and so a few steps lead to all members.
fn stride(n: usize) -> usize {
    let shares_no_factor = |step: &usize| {
        let (mut a, mut b) = (n, *step);
        while b > 0 {
            (a, b) = (b, a % b);
        }
        a == 1
    };
    let first = (0.618 * n as f64).round() as usize;
    let found = (first.max(1)..n).find(shares_no_factor);
    found.unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::density::{GaussianMixture, MixtureLayout};
    use rand::RngCore;

    /// A normal density of the given mean and unit variance.
    fn normal(mean: f32) -> Arc<dyn Density> {
        let layout = MixtureLayout {
            n_parameters: 1,
            n_components: 1,
        };
        Arc::new(GaussianMixture::from_outputs(layout, &[0.0, mean, 0.0]))
    }

    #[test]
    fn networks_take_turns_all_over_the_ensemble() {
        for n in [1, 2, 3, 4, 7, 16, 64, 128, 129, 1000] {
            let posterior = Posterior::new(vec![normal(0.0); n]);
            let mut network = posterior
                .draw(n, &mut Seed(1).rng(Purpose::Posterior, 0))
                .network;
            // Halves of the ensemble are two members; of eight samples in a row each has two at least.
            for eight in network.chunks_exact(8) {
                let n_first = eight.iter().filter(|network| 2 * **network < n).count();
                assert!((2..=6).contains(&n_first), "{n}: {eight:?}");
            }
            network.sort_unstable();
            assert!(network.into_iter().eq(0..n), "{n}");
        }
    }

    /// Two networks of two components each, skewed and correlated, one parameter narrowed and one widened.
    fn corrected() -> Posterior {
        let layout = MixtureLayout {
            n_parameters: 2,
            n_components: 2,
        };
        let outputs: [[f32; 12]; 2] = [
            [
                0.3, -0.4, 1.0, -1.0, -0.5, 0.5, 0.2, 1.0, -0.3, 0.6, 0.7, -1.5,
            ],
            [
                -0.2, 0.8, 0.4, 0.3, 0.9, -0.7, 0.1, 0.5, 0.8, 0.2, -0.9, 0.4,
            ],
        ];
        let networks = outputs.map(|outputs| -> Arc<dyn Density> {
            Arc::new(GaussianMixture::from_outputs(layout, &outputs))
        });
        Posterior::new(networks.to_vec()).stretched(&[0.6, 1.4])
    }

    /// Mean −ln q and probability of the quadrant above (0, 0), by the rectangle rule, exact far below 1e-6 but for the
    /// quadrant's edge, and by 40 000 draws, of which five standard errors are 0.025 and 0.0125.
    #[test]
    fn corrected_draws_follow_the_corrected_density_which_integrates_to_one() {
        let (posterior, step) = (corrected(), 0.05);
        // Between the nodes lies the edge of the quadrant.
        let grid: Vec<f64> = (-300..300).map(|i| (f64::from(i) + 0.5) * step).collect();
        let cells = || grid.iter().flat_map(|x| grid.iter().map(|y| [*x, *y]));
        let integral = |f: &dyn Fn([f64; 2], f64) -> f64| -> f64 {
            let terms = cells().map(|z| {
                let log_q = posterior.log_density(&z);
                log_q.exp() * f(z, log_q)
            });
            terms.sum::<f64>() * step * step
        };
        assert!((integral(&|_, _| 1.0) - 1.0).abs() < 1e-6);

        let above = |z: [f64; 2]| f64::from(u8::from(z[0] > 0.0 && z[1] > 0.0));
        let draws = posterior.draw(40_000, &mut Seed(5).rng(Purpose::Posterior, 0));
        let rows = || draws.z.rows().into_iter().map(|row| [row[0], row[1]]);
        let mean = |f: &dyn Fn([f64; 2]) -> f64| rows().map(f).sum::<f64>() / 40_000.0;
        let sampled = mean(&|z| -posterior.log_density(&z));
        let integrated = integral(&|_, log_q| -log_q);
        assert!(
            (sampled - integrated).abs() < 0.025,
            "{sampled} {integrated}"
        );
        let (sampled, integrated) = (mean(&above), integral(&|z, _| above(z)));
        assert!(
            (sampled - integrated).abs() < 0.0125,
            "{sampled} {integrated}"
        );
    }

    /// The median stays where it is, and distances from it are multiplied by the factor. 40 000 draws know the share below a
    /// point to 0.0125 with five standard errors.
    #[test]
    fn a_posterior_is_stretched_about_its_median() {
        let corrected = corrected();
        let uncorrected = corrected.unstretched();
        let [a, b] = [&corrected, &uncorrected].map(|posterior| {
            posterior
                .draw(40_000, &mut Seed(6).rng(Purpose::Posterior, 0))
                .z
        });
        for (i, factor) in [0.6, 1.4].into_iter().enumerate() {
            let centre = corrected.stretch.centre[i];
            let below = b.column(i).iter().filter(|z| **z < centre).count();
            assert!((below as f64 / 40_000.0 - 0.5).abs() < 0.0125, "{below}");
            for (a, b) in a.column(i).iter().zip(b.column(i)) {
                assert!((a - centre - factor * (b - centre)).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn mutual_information_does_not_depend_on_the_width() {
        let corrected = corrected();
        let [a, b] = [corrected.unstretched(), corrected].map(|posterior| {
            let draws = posterior.draw(500, &mut Seed(7).rng(Purpose::Posterior, 0));
            posterior.mutual_information_nats(&draws)
        });
        assert!((a - b).abs() < 1e-12, "{a} {b}");
    }

    /// Means m and variances 1 stretched by a half about their median 1; the transform doubles and shifts.
    #[test]
    fn moments_of_networks_are_those_of_their_densities() {
        let networks = [0.0, 1.0, 4.0].map(normal).to_vec();
        let posterior = Posterior::new(networks).stretched(&[0.5]);
        let moments = posterior.network_moments(|_, z| 2.0 * z + 7.0);
        let centre = posterior.stretch.centre[0];
        for (network, mean) in [0.0, 1.0, 4.0].into_iter().enumerate() {
            let expected = 2.0 * (centre + 0.5 * (mean - centre)) + 7.0;
            assert!((moments.mean[[network, 0]] - expected).abs() < 1e-9);
            assert!((moments.variance[[network, 0]] - 1.0).abs() < 1e-9);
            assert_eq!(moments.mean_error[[network, 0]], 0.0);
        }
    }

    /// The probability that a standard normal shifted by m lies below zero is Φ(−m); of a flat prior, `z → Φ(z)`, the mean is
    /// Φ(m / √2).
    #[test]
    fn moments_hold_for_a_transform_that_bends() {
        let normal_cdf = |z: f64| 0.5 * statrs::function::erf::erfc(-z / 2.0_f64.sqrt());
        let moments = Posterior::new(vec![normal(0.7)]).network_moments(|_, z| normal_cdf(z));
        let expected = normal_cdf(f64::from(0.7_f32) / 2.0_f64.sqrt());
        assert!(
            (moments.mean[[0, 0]] - expected).abs() < 1e-9,
            "{moments:?} {expected}"
        );
    }

    /// A density that can only be drawn from.
    #[derive(Debug)]
    struct Sampled(Arc<dyn Density>);

    impl Density for Sampled {
        fn n_parameters(&self) -> usize {
            self.0.n_parameters()
        }

        fn sample(&self, rng: &mut dyn RngCore) -> Vec<f64> {
            self.0.sample(rng)
        }

        fn log_density(&self, z: &[f64]) -> f64 {
            self.0.log_density(z)
        }
    }

    /// Two networks that differ by a shift alone: their draws share random numbers, so the difference of their means is exact
    /// and its error is none, while each mean alone is known to 1/√256, of which five standard errors are 0.31; the variance of 1024
    /// draws to √(2/1024), 0.22.
    #[test]
    fn draws_that_stand_for_a_density_are_common_to_all_networks() {
        let networks =
            [0.0, 3.0].map(|mean| -> Arc<dyn Density> { Arc::new(Sampled(normal(mean))) });
        let moments = Posterior::new(networks.to_vec()).network_moments(|_, z| z);
        assert!((moments.mean[[1, 0]] - moments.mean[[0, 0]] - 3.0).abs() < 1e-9);
        assert!(moments.mean_error.iter().all(|error| *error < 1e-9));
        assert!(moments.mean[[0, 0]].abs() < 0.31);
        let [a, b] = [0, 1].map(|network| moments.variance[[network, 0]]);
        assert!((a - 1.0).abs() < 0.22 && (b - 1.0).abs() < 0.22);
        assert_ne!(a, b, "for its variance each has random numbers of its own");
    }
}
