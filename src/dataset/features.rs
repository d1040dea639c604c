//! What the network sees of a spectrum: each bin standardised, and how noisy the spectrum is.

use ndarray::{Array1, Array2, ArrayView1};
use ndarray_rand::{
    RandomExt,
    rand_distr::{StandardNormal, Uniform},
};
use rand::Rng;
use serde::{Deserialize, Serialize};

use super::rows::Rows;

/// The map from a spectrum and its noise to the network's input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Features {
    /// Mean of each bin over the training simulations, `[n_bins]`.
    mean: Vec<f32>,
    /// Standard deviation of each bin over the training simulations with the observation's noise, `[n_bins]`.
    std: Vec<f32>,
    /// The observation's σ, dimensionless, `[n_bins]`.
    sigma: Vec<f32>,
    /// Range of the factor by which a training spectrum is noisier than the observation.
    noise_factor: [f64; 2],
}

/// Input and target of a batch.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// `[rows, n_inputs]`.
    pub input: Array2<f32>,
    /// Standardised parameters, `[rows, n_parameters]`.
    pub target: Array2<f32>,
}

impl Features {
    /// Inputs of the network: one a bin, and the logarithm of the noise factor.
    pub fn n_inputs(&self) -> usize {
        self.mean.len() + 1
    }

    /// The observation's σ, dimensionless, `[n_bins]`.
    pub fn sigma(&self) -> &[f32] {
        &self.sigma
    }

    /// Range of the noise factor.
    pub fn noise_factor(&self) -> [f64; 2] {
        self.noise_factor
    }

    /// The input for a spectrum whose σ is `noise_factor` times the observation's.
    ///
    /// # Shapes
    /// - `depth`: `[n_bins]`; returns `[n_inputs]`
    pub fn input(&self, depth: &[f64], noise_factor: f64) -> Array1<f32> {
        let scaled = (depth.iter().zip(&self.mean).zip(&self.std))
            .map(|((x, mean), std)| (x - f64::from(*mean)) as f32 / std);
        scaled.chain([self.log_factor(noise_factor)]).collect()
    }

    /// A batch of the rows `chosen`, each with a noise factor and noise of its own.
    pub fn noisy_batch(&self, rows: &Rows, chosen: &[usize], rng: &mut impl Rng) -> Batch {
        let [low, high] = self.noise_factor.map(f64::ln);
        let uniform = Uniform::new_inclusive(low, high).expect("the range of factors is not empty");
        let factors: Array1<f64> = Array1::random_using(chosen.len(), uniform, rng).mapv(f64::exp);
        self.batch(rows, chosen, factors.view(), rng)
    }

    /// A batch of the rows `chosen` with noise of the observation's σ.
    pub fn observed_batch(&self, rows: &Rows, chosen: &[usize], rng: &mut impl Rng) -> Batch {
        self.batch(rows, chosen, Array1::ones(chosen.len()).view(), rng)
    }

    fn batch(
        &self,
        rows: &Rows,
        chosen: &[usize],
        factors: ArrayView1<f64>,
        rng: &mut impl Rng,
    ) -> Batch {
        let n_bins = self.mean.len();
        let noise: Array2<f32> = Array2::random_using((chosen.len(), n_bins), StandardNormal, rng);
        let mut input = Vec::with_capacity(chosen.len() * self.n_inputs());
        for ((row, factor), noise) in chosen.iter().zip(factors).zip(noise.rows()) {
            let spectrum = rows.spectrum.row(*row);
            let factor_f32 = *factor as f32;
            let bins = spectrum
                .iter()
                .zip(noise)
                .zip(&self.sigma)
                .zip(&self.mean)
                .zip(&self.std);
            input.extend(bins.map(|((((x, noise), sigma), mean), std)| {
                (x - mean + factor_f32 * sigma * noise) / std
            }));
            input.push(self.log_factor(*factor));
        }
        Batch {
            input: Array2::from_shape_vec((chosen.len(), self.n_inputs()), input)
                .expect("every row has one value per input"),
            target: rows.target.select(ndarray::Axis(0), chosen),
        }
    }

    /// ln(factor), about −1 to 1 over the range of the training.
    fn log_factor(&self, factor: f64) -> f32 {
        let [low, high] = self.noise_factor.map(f64::ln);
        let half_width = (0.5 * (high - low)).max(1e-3);
        ((factor.ln() - 0.5 * (high + low)) / half_width) as f32
    }
}

/// Running mean and variance of each bin (Welford 1962), for [`Features`].
#[derive(Debug, Clone)]
pub struct FeaturesFit {
    n: f64,
    mean: Vec<f64>,
    squares: Vec<f64>,
}

impl FeaturesFit {
    /// Nothing seen yet.
    pub fn new(n_bins: usize) -> Self {
        Self {
            n: 0.0,
            mean: vec![0.0; n_bins],
            squares: vec![0.0; n_bins],
        }
    }

    /// Takes in more simulations.
    pub fn add(&mut self, rows: &Rows) {
        for spectrum in rows.spectrum.rows() {
            self.n += 1.0;
            let running = self.mean.iter_mut().zip(&mut self.squares);
            for ((mean, squares), x) in running.zip(spectrum) {
                let before = f64::from(*x) - *mean;
                *mean += before / self.n;
                *squares += before * (f64::from(*x) - *mean);
            }
        }
    }

    /// The features, for an observation with errors `sigma`.
    pub fn finish(self, sigma: &[f64], noise_factor: [f64; 2]) -> Features {
        let n = self.n.max(1.0);
        let spread = |(squares, sigma): (&f64, &f64)| (squares / n + sigma * sigma).sqrt() as f32;
        Features {
            mean: self.mean.iter().map(|m| *m as f32).collect(),
            std: self.squares.iter().zip(sigma).map(spread).collect(),
            sigma: sigma.iter().map(|s| *s as f32).collect(),
            noise_factor,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::{Purpose, Seed};

    fn rows(n: usize) -> Rows {
        let spectrum =
            Array2::from_shape_fn((n, 3), |(i, j)| 0.02 + 1e-4 * ((i * (j + 1)) % 7) as f32);
        Rows {
            index: (0..n as u64).collect(),
            target: Array2::zeros((n, 2)),
            spectrum,
        }
    }

    fn features(rows: &Rows) -> Features {
        let mut fit = FeaturesFit::new(3);
        fit.add(rows);
        fit.finish(&[1e-4, 2e-4, 3e-4], [0.5, 2.0])
    }

    /// 20 000 rows; five standard errors of a mean are 0.035 and of a standard deviation 0.025.
    #[test]
    fn noisy_inputs_are_standardised() {
        let rows = rows(20_000);
        let chosen: Vec<usize> = (0..rows.len()).collect();
        let batch =
            features(&rows).observed_batch(&rows, &chosen, &mut Seed(1).rng(Purpose::Noise, 0));
        for bin in 0..3 {
            let column = batch.input.column(bin);
            assert!(column.mean().unwrap().abs() < 0.035);
            assert!((column.std(0.0) - 1.0).abs() < 0.025);
        }
        assert!(batch.input.column(3).iter().all(|f| f.abs() < 1e-6));
    }

    #[test]
    fn an_observation_and_a_simulation_are_seen_alike() {
        let rows = rows(10);
        let features = features(&rows);
        let depth: Vec<f64> = rows.spectrum.row(4).iter().map(|x| f64::from(*x)).collect();
        let input = features.input(&depth, 2.0);
        assert!((input[3] - 1.0).abs() < 1e-6);
        let quiet = Features {
            sigma: vec![0.0; 3],
            ..features
        };
        let batch = quiet.observed_batch(&rows, &[4], &mut Seed(1).rng(Purpose::Noise, 0));
        for bin in 0..3 {
            assert!((input[bin] - batch.input[[0, bin]]).abs() < 1e-4);
        }
    }
}
