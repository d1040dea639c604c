//! Several densities as one: each fit misses something that others have.

use std::sync::Arc;

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use crate::proposal::{Proposal, log_densities};
use crate::weights::{log_sum_exp, share_at};

/// Steps of the expectation maximisation that finds the shares; more hardly change them.
const STEPS: usize = 30;

/// A density that others are shares of.
pub type Part<'a> = Arc<dyn Proposal + Send + 'a>;

/// A mixture of densities.
pub struct Blend<'a> {
    /// Each with its share; the shares sum to one.
    pub parts: Vec<(f64, Part<'a>)>,
}

impl Proposal for Blend<'_> {
    fn draw(&self, rng: &mut ChaCha8Rng) -> Vec<f64> {
        let shares = self.parts.iter().map(|(share, _)| *share);
        let last = self.parts.len() - 1;
        let (_, part) = &self.parts[share_at(shares, rng.random()).unwrap_or(last)];
        part.draw(rng)
    }

    fn log_density(&self, z: &[f64]) -> f64 {
        self.log_densities(&[z])[0]
    }

    fn log_densities(&self, z: &[&[f64]]) -> Vec<f64> {
        let terms: Vec<Vec<f64>> = self
            .parts
            .iter()
            .map(|(_, part)| part.log_densities(z))
            .collect();
        let sum = |i: usize| {
            let terms = self.parts.iter().zip(&terms);
            log_sum_exp(terms.map(|((share, _), logs)| share.ln() + logs[i]))
        };
        (0..z.len()).map(sum).collect()
    }
}

impl<'a> Blend<'a> {
    /// With the shares with which the densities together describe the points best.
    pub fn of(parts: Vec<Part<'a>>, points: &[&[f64]]) -> Self {
        let densities = parts.iter().map(|part| log_densities(&**part, points));
        let densities: Vec<Vec<f64>> = densities.collect();
        let mut shares = vec![1.0 / parts.len() as f64; parts.len()];
        for _ in 0..STEPS {
            shares = better_shares(&shares, &densities, points.len());
        }
        Self {
            parts: shares.into_iter().zip(parts).collect(),
        }
    }
}

/// Each part's share of the points, if it is responsible for each as much as it is to be drawn there.
fn better_shares(shares: &[f64], log_densities: &[Vec<f64>], n: usize) -> Vec<f64> {
    let mut sums = vec![0.0; shares.len()];
    for i in 0..n {
        let terms = || {
            shares
                .iter()
                .zip(log_densities)
                .map(|(s, log)| s.ln() + log[i])
        };
        let all = log_sum_exp(terms());
        let pairs = sums.iter_mut().zip(terms());
        pairs.for_each(|(sum, term)| *sum += (term - all).exp());
    }
    sums.iter().map(|sum| sum / n as f64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proposal::Prior;
    use crate::stream::{Purpose, stream};

    /// A normal about 3.
    struct Elsewhere;

    impl Proposal for Elsewhere {
        fn draw(&self, rng: &mut ChaCha8Rng) -> Vec<f64> {
            vec![Prior { n_dimensions: 1 }.draw(rng)[0] + 3.0]
        }

        fn log_density(&self, z: &[f64]) -> f64 {
            Prior { n_dimensions: 1 }.log_density(&[z[0] - 3.0])
        }
    }

    /// 20,000 draws, 30 % of them from elsewhere: the share is found within 0.02, six times its error.
    #[test]
    fn shares_are_those_the_points_were_drawn_with() {
        let blend = |shares: [f64; 2]| {
            let parts: [Part; 2] = [Arc::new(Prior { n_dimensions: 1 }), Arc::new(Elsewhere)];
            Blend {
                parts: shares.into_iter().zip(parts).collect(),
            }
        };
        let drawn_from = blend([0.7, 0.3]);
        let points: Vec<Vec<f64>> = (0..20_000)
            .map(|i| drawn_from.draw(&mut stream(1, Purpose::Importance, 0, i)))
            .collect();
        let points: Vec<&[f64]> = points.iter().map(Vec::as_slice).collect();
        let parts = blend([0.5, 0.5]).parts.into_iter().map(|(_, part)| part);
        let found = Blend::of(parts.collect(), &points);
        assert!(
            (found.parts[1].0 - 0.3).abs() < 0.02,
            "{}",
            found.parts[1].0
        );
        let one = [1.0];
        let [near, far] =
            [0, 1].map(|i| found.parts[i].0 * found.parts[i].1.log_density(&one).exp());
        assert!((found.log_density(&one) - (near + far).ln()).abs() < 1e-12);
    }
}
