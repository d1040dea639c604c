//! The posterior of one spectrum: the equal mixture of the densities of many networks.
//!
//! A network is one member of the ensemble under one dropout mask, q_t(z | x). What they agree on is noise in the
//! data; what they disagree on is what the training did not teach.

use ndarray::Array2;
use rand::Rng;

use super::mixture::{Mixture, log_sum_exp};

/// Densities of all networks for one spectrum.
#[derive(Debug, Clone)]
pub struct Posterior {
    networks: Vec<Mixture>,
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
    pub fn new(networks: Vec<Mixture>) -> Self {
        assert!(!networks.is_empty(), "a posterior needs a network");
        Self { networks }
    }

    /// Ensemble members times masks.
    pub fn n_networks(&self) -> usize {
        self.networks.len()
    }

    /// Logarithm of the mixture's density at `z`, nats.
    pub fn log_density(&self, z: &[f64]) -> f64 {
        let each: Vec<f64> = self.networks.iter().map(|q| q.log_density(z)).collect();
        log_sum_exp(each.into_iter()) - (self.n_networks() as f64).ln()
    }

    /// Draws `n` samples, the networks taking turns, so that each has its share exactly.
    pub fn draw(&self, n: usize, rng: &mut impl Rng) -> Draws {
        let network: Vec<usize> = (0..n).map(|i| i % self.n_networks()).collect();
        let samples: Vec<Vec<f64>> = network
            .iter()
            .map(|i| self.networks[*i].sample(rng))
            .collect();
        let n_parameters = samples.first().map_or(0, Vec::len);
        let z = Array2::from_shape_vec((n, n_parameters), samples.concat())
            .expect("every sample has one value per parameter");
        Draws { z, network }
    }

    /// Mutual information between the parameters and the network's weights, nats:
    /// `I = H[q̄] − mean_t H[q_t] = mean_t E_{z∼q_t}[ln q_t(z) − ln q̄(z)]`, the Monte Carlo mean over `draws`.
    ///
    /// It lies between 0 (the networks agree) and the logarithm of their number; the estimate scatters around it.
    /// It does not depend on the parametrisation, so it holds for θ as it does for z.
    ///
    /// # Source
    /// Gal, Islam & Ghahramani (2017), where it is the score BALD.
    pub fn mutual_information_nats(&self, draws: &Draws) -> f64 {
        let rows = draws.z.rows().into_iter().zip(&draws.network);
        let gains = rows.map(|(z, network)| {
            let z = z.to_vec();
            self.networks[*network].log_density(&z) - self.log_density(&z)
        });
        gains.sum::<f64>() / draws.network.len() as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::MixtureLayout;
    use rand::SeedableRng;

    /// A normal density of the given mean and unit variance.
    fn normal(mean: f32) -> Mixture {
        let layout = MixtureLayout {
            n_parameters: 1,
            n_components: 1,
        };
        Mixture::from_outputs(layout, &[0.0, mean, 0.0])
    }

    fn information(networks: Vec<Mixture>) -> f64 {
        let posterior = Posterior::new(networks);
        let draws = posterior.draw(4000, &mut rand_chacha::ChaCha8Rng::seed_from_u64(1));
        posterior.mutual_information_nats(&draws)
    }

    #[test]
    fn networks_that_agree_share_no_information() {
        assert!(information(vec![normal(0.3), normal(0.3)]).abs() < 1e-12);
    }

    /// Two densities that never overlap are told apart with certainty: one bit.
    #[test]
    fn networks_that_never_agree_share_all_information() {
        let bit = 2.0_f64.ln();
        assert!((information(vec![normal(-50.0), normal(50.0)]) - bit).abs() < 1e-9);
    }
}
