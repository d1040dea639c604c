//! What the network sees of a spectrum: each bin standardised, the same bins decorrelated, and how noisy it is.
//!
//! Neighbouring bins rise and fall together by far more than their noise; decorrelated, what sets one apart from the
//! others is as large as what they share, and the network need not learn to take differences.

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis, aview1, concatenate};
use ndarray_rand::{
    RandomExt,
    rand_distr::{StandardNormal, Uniform},
};
use rand::Rng;
use serde::{Deserialize, Serialize};

use super::rows::Rows;
use crate::cholesky::{cholesky, forward_substitution};

/// The map from a spectrum and its noise to the network's input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Features {
    /// Mean of each bin over the training simulations, `[n_bins]`.
    mean: Vec<f32>,
    /// Standard deviation of each bin over the training simulations with the observation's noise, `[n_bins]`.
    std: Vec<f32>,
    /// Lower triangular: takes the difference from the mean to independent numbers of unit variance, `[n_bins × n_bins]`.
    whitening: Vec<f32>,
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
    /// Inputs of the network: two a bin, and the logarithm of the noise factor.
    pub fn n_inputs(&self) -> usize {
        2 * self.mean.len() + 1
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
        let n_bins = self.mean.len();
        let whitening =
            ArrayView2::from_shape((n_bins, n_bins), &self.whitening).expect("a square matrix");
        let scaled = residual / &aview1(&self.std);
        let white = residual.dot(&whitening.t());
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

/// Running sums over simulations, for [`Features`].
#[derive(Debug, Clone)]
pub struct FeaturesFit {
    n: f64,
    /// The first spectrum, which is taken off all before they are summed, so that squares lose no digits.
    shift: Option<Array1<f64>>,
    sum: Array1<f64>,
    products: Array2<f64>,
    /// Squares of the factors by which simulations multiply every σ.
    squared_inflation: f64,
}

impl FeaturesFit {
    /// Nothing seen yet.
    pub fn new(n_bins: usize) -> Self {
        Self {
            n: 0.0,
            shift: None,
            sum: Array1::zeros(n_bins),
            products: Array2::zeros((n_bins, n_bins)),
            squared_inflation: 0.0,
        }
    }

    /// Takes in more simulations.
    pub fn add(&mut self, rows: &Rows) {
        if rows.is_empty() {
            return;
        }
        let spectra = rows.spectrum.mapv(f64::from);
        let shift = self.shift.get_or_insert_with(|| spectra.row(0).to_owned());
        let shifted = spectra - &*shift;
        self.n += rows.len() as f64;
        self.sum += &shifted.sum_axis(Axis(0));
        self.products += &shifted.t().dot(&shifted);
        let squares = rows.error_inflation.iter().map(|factor| factor * factor);
        self.squared_inflation += squares.map(f64::from).sum::<f64>();
    }

    /// The features, for an observation with errors `sigma`.
    pub fn finish(self, sigma: &[f64], noise_factor: [f64; 2]) -> Features {
        let n = self.n.max(1.0);
        let mean = &self.sum / n;
        let outer = mean
            .view()
            .insert_axis(Axis(1))
            .dot(&mean.view().insert_axis(Axis(0)));
        let noise = self.squared_inflation / n;
        let mut covariance = &self.products / n - outer;
        for (variance, sigma) in covariance.diag_mut().iter_mut().zip(sigma) {
            *variance = variance.max(0.0) + sigma * sigma * noise;
        }
        let single = |values: &Array1<f64>| values.iter().map(|v| *v as f32).collect::<Vec<f32>>();
        let shift = self.shift.unwrap_or_else(|| Array1::zeros(sigma.len()));
        Features {
            mean: single(&(mean + shift)),
            std: single(&covariance.diag().mapv(f64::sqrt)),
            whitening: inverse_factor(&covariance),
            sigma: sigma.iter().map(|s| *s as f32).collect(),
            noise_factor,
        }
    }
}

/// `L⁻¹` of the covariance `L Lᵀ`, row-major.
fn inverse_factor(covariance: &Array2<f64>) -> Vec<f32> {
    let n = covariance.nrows();
    let factor =
        cholesky(covariance.view()).expect("simulations plus noise vary in every direction");
    let mut inverse = Array2::<f32>::zeros((n, n));
    for (column, mut target) in inverse.columns_mut().into_iter().enumerate() {
        let unit = Array1::from_shape_fn(n, |row| f64::from(u8::from(row == column)));
        target.assign(&forward_substitution(factor.view(), unit.view()).mapv(|v| v as f32));
    }
    inverse.into_raw_vec_and_offset().0
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
        let features = features(&rows);
        let batch = features.observed_batch(&rows, &chosen, &mut Seed(1).rng(Purpose::Noise, 0));
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
        let features = features(&rows);
        let depth: Vec<f64> = rows.spectrum.row(4).iter().map(|x| f64::from(*x)).collect();
        let input = features.input(&depth, 2.0);
        assert!((input[6] - 1.0).abs() < 1e-6);
        let quiet = Features {
            sigma: vec![0.0; 3],
            ..features
        };
        let batch = quiet.observed_batch(&rows, &[4], &mut Seed(1).rng(Purpose::Noise, 0));
        for bin in 0..6 {
            assert!((input[bin] - batch.input[[0, bin]]).abs() < 1e-4);
        }
    }
}
