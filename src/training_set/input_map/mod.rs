//! What the network sees of a spectrum: each bin standardised, the same bins decorrelated, and how noisy it is.
//!
//! Neighbouring bins rise and fall together by far more than their noise; decorrelated, what sets one apart from the
//! others is as large as what they share, and the network need not learn to take differences.

mod file;
mod fit;

use ndarray::{Array1, Array2, ArrayView1, Axis, aview1, concatenate};
use ndarray_rand::{
    RandomExt,
    rand_distr::{StandardNormal, Uniform},
};
use rand::Rng;

pub use fit::InputMapFit;

use super::rows::Rows;

/// The map from a spectrum and its noise to the network's input.
#[derive(Debug, Clone, PartialEq)]
pub struct InputMap {
    /// Mean of each bin over the training simulations, `[n_bins]`.
    mean: Array1<f32>,
    /// Standard deviation of each bin over the training simulations with the observation's noise, `[n_bins]`.
    std: Array1<f32>,
    /// Lower triangular: takes the difference from the mean to independent numbers of unit variance, `[n_bins, n_bins]`.
    whitening: Array2<f32>,
    /// The observation's σ, dimensionless, `[n_bins]`.
    sigma: Array1<f32>,
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

impl InputMap {
    /// Inputs of the network: two a bin, and the logarithm of the noise factor.
    pub fn n_inputs(&self) -> usize {
        2 * self.mean.len() + 1
    }

    /// The observation's σ, dimensionless, `[n_bins]`.
    pub fn sigma(&self) -> Vec<f64> {
        self.sigma.iter().map(|s| f64::from(*s)).collect()
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
        let residual = depth
            .iter()
            .zip(&self.mean)
            .map(|(x, mean)| (x - f64::from(*mean)) as f32);
        let residual = Array1::from_iter(residual).insert_axis(Axis(0));
        self.assemble(&residual, aview1(&[noise_factor]))
            .index_axis_move(Axis(0), 0)
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
        let mut residual: Array2<f32> =
            Array2::random_using((chosen.len(), n_bins), StandardNormal, rng);
        for ((row, factor), mut residual) in chosen.iter().zip(factors).zip(residual.rows_mut()) {
            let factor = *factor as f32 * rows.error_inflation[*row];
            let bins = residual
                .iter_mut()
                .zip(rows.spectrum.row(*row))
                .zip(self.sigma.iter().zip(&self.mean));
            for ((noise, x), (sigma, mean)) in bins {
                *noise = x - mean + factor * sigma * *noise;
            }
        }
        Batch {
            input: self.assemble(&residual, factors),
            target: rows.target.select(Axis(0), chosen),
        }
    }

    /// Scaled and whitened residuals beside each other, and the noise factor.
    ///
    /// # Shapes
    /// - `residual`: `[rows, n_bins]`; `factors`: `[rows]`; returns `[rows, n_inputs]`
    fn assemble(&self, residual: &Array2<f32>, factors: ArrayView1<f64>) -> Array2<f32> {
        let scaled = residual / &self.std;
        let white = residual.dot(&self.whitening.t());
        let factors = factors
            .mapv(|factor| self.log_factor(factor))
            .insert_axis(Axis(1));
        concatenate![Axis(1), scaled, white, factors]
    }

    /// ln(factor), about −1 to 1 over the range of the training.
    fn log_factor(&self, factor: f64) -> f32 {
        let [low, high] = self.noise_factor.map(f64::ln);
        let half_width = (0.5 * (high - low)).max(1e-3);
        ((factor.ln() - 0.5 * (high + low)) / half_width) as f32
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
            error_inflation: vec![1.0; n],
        }
    }

    fn input_map(rows: &Rows) -> InputMap {
        let mut fit = InputMapFit::new(3);
        fit.add(rows);
        fit.finish(&[1e-4, 2e-4, 3e-4], [0.5, 2.0])
    }

    /// 20 000 rows; five standard errors of a mean are 0.035 and of a standard deviation 0.025.
    #[test]
    fn noisy_inputs_are_standardised() {
        let rows = rows(20_000);
        let chosen: Vec<usize> = (0..rows.len()).collect();
        let batch =
            input_map(&rows).observed_batch(&rows, &chosen, &mut Seed(1).rng(Purpose::Noise, 0));
        for column in 0..6 {
            let column = batch.input.column(column);
            assert!(column.mean().unwrap().abs() < 0.035);
            assert!((column.std(0.0) - 1.0).abs() < 0.025);
        }
        let [a, b] = [3, 5].map(|column| batch.input.column(column));
        assert!(
            (&a * &b).mean().unwrap().abs() < 0.035,
            "the second half is not white"
        );
        assert!(batch.input.column(6).iter().all(|f| f.abs() < 1e-6));
    }

    /// As above: 20 000 rows, half of them with σ three times as large. A standard deviation is known to 0.5 %, so 2.5 % are
    /// five standard errors.
    #[test]
    fn the_noise_of_a_batch_follows_the_inflation() {
        let inflation = |i: usize| if i.is_multiple_of(2) { 1.0 } else { 3.0 };
        let rows = Rows {
            spectrum: Array2::from_elem((20_000, 3), 0.02),
            error_inflation: (0..20_000).map(inflation).collect(),
            ..rows(20_000)
        };
        let chosen: Vec<usize> = (0..rows.len()).collect();
        let input_map = input_map(&rows);
        let batch = input_map.observed_batch(&rows, &chosen, &mut Seed(1).rng(Purpose::Noise, 0));
        for bin in 0..3 {
            let of = |parity: usize| -> Array1<f32> {
                let column = batch.input.column(bin);
                column.iter().skip(parity).step_by(2).copied().collect()
            };
            let [quiet, noisy] = [of(0), of(1)].map(|half| half.std(0.0));
            assert!((noisy / quiet / 3.0 - 1.0).abs() < 0.035, "{noisy} {quiet}");
            // Scaled by the noise of all simulations together, whose variance is (1 + 9) / 2.
            assert!((quiet * 5.0_f32.sqrt() - 1.0).abs() < 0.025, "{quiet}");
        }
    }

    #[test]
    fn an_observation_and_a_simulation_are_seen_alike() {
        let rows = rows(10);
        let input_map = input_map(&rows);
        let depth: Vec<f64> = rows.spectrum.row(4).iter().map(|x| f64::from(*x)).collect();
        let input = input_map.input(&depth, 2.0);
        assert!((input[6] - 1.0).abs() < 1e-6);
        let quiet = InputMap {
            sigma: Array1::zeros(3),
            ..input_map
        };
        let batch = quiet.observed_batch(&rows, &[4], &mut Seed(1).rng(Purpose::Noise, 0));
        for bin in 0..6 {
            assert!((input[bin] - batch.input[[0, bin]]).abs() < 1e-4);
        }
    }
}
