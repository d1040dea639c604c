//! What the network sees of a spectrum: each bin standardised, what all of them say of the ways in which simulations vary, and how well
//! each is known.
//!
//! Neighbouring bins rise and fall together by far more than their noise; in the ways to vary, what sets one apart from the others is as
//! large as what they share, and the network need not learn to take differences, nor that a bin counts by its error. A bin that a
//! spectrum lacks is one of which nothing is known. Conditions, which are known with a spectrum, come last.

mod conditions;
mod draw;
mod file;
mod fit;
mod linear;
mod noise;

use ndarray::{Array1, Array2, ArrayView2, Axis, concatenate};
use ndarray_rand::{RandomExt, rand_distr::StandardNormal};
use rand::Rng;

pub use fit::InputMapFit;
pub use noise::{Noise, UnservedError};

use super::rows::Rows;
use conditions::as_inputs;
use draw::{draw_factors, draw_gaps};
use linear::LinearModel;

/// The map from a spectrum and its noise to the network's input.
#[derive(Debug, Clone, PartialEq)]
pub struct InputMap {
    /// Mean of each bin over the training simulations, `[n_bins]`.
    mean: Array1<f32>,
    /// Standard deviation of each bin over the training simulations with the observation's noise, `[n_bins]`.
    std: Array1<f32>,
    /// What spectra say of the training simulations' ways to vary.
    linear: LinearModel,
    /// The observation's σ, dimensionless, `[n_bins]`.
    sigma: Array1<f32>,
    /// Range of the factor by which the σ of a bin of a training spectrum is larger than the observation's.
    noise_factor: [f64; 2],
    /// How many of the last elements of θ are inputs.
    n_conditions: usize,
}

/// Input and target of a batch.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// `[rows, n_inputs]`.
    pub input: Array2<f32>,
    /// Standardised parameters but for the conditions, `[rows, n_targets]`.
    pub target: Array2<f32>,
}

impl InputMap {
    /// The same for networks that take the last `n_conditions` elements of θ as inputs.
    pub fn with_conditions(self, n_conditions: usize) -> Self {
        Self {
            n_conditions,
            ..self
        }
    }

    /// How many of the last elements of θ are inputs.
    pub fn n_conditions(&self) -> usize {
        self.n_conditions
    }

    /// Inputs of the network: two a bin, two a way to vary and one a condition.
    pub fn n_inputs(&self) -> usize {
        2 * (self.n_bins() + self.linear.n_ways()) + self.n_conditions
    }

    /// Bins of a training spectrum.
    pub fn n_bins(&self) -> usize {
        self.mean.len()
    }

    /// The observation's σ, dimensionless, `[n_bins]`.
    pub fn sigma(&self) -> Vec<f64> {
        self.sigma.iter().map(|s| f64::from(*s)).collect()
    }

    /// The input for a spectrum of that `noise`, with which these conditions are known.
    ///
    /// # Shapes
    /// - `depth`: `[n_observed]`, in the bins that the noise has; `conditions`: `[n_conditions]`, standardised; returns `[n_inputs]`
    pub fn input(&self, depth: &[f64], noise: &Noise, conditions: &[f64]) -> Array1<f32> {
        let mut residual = Array2::zeros((1, self.n_bins()));
        let mut factors = Array2::from_elem((1, self.n_bins()), f32::INFINITY);
        for ((bin, depth), factor) in noise.bins.iter().zip(depth).zip(&noise.factor) {
            residual[[0, *bin]] = (depth - f64::from(self.mean[*bin])) as f32;
            factors[[0, *bin]] = *factor as f32;
        }
        let conditions = conditions.iter().map(|z| *z as f32).collect();
        let conditions = Array2::from_shape_vec((1, self.n_conditions), conditions);
        let conditions = conditions.expect("one value a condition");
        self.assemble(residual, factors.view(), conditions.view())
            .index_axis_move(Axis(0), 0)
    }

    /// A batch of the rows `chosen`, each with errors, gaps and noise of its own.
    pub fn noisy_batch(&self, rows: &Rows, chosen: &[usize], rng: &mut impl Rng) -> Batch {
        let mut factors = Array2::zeros((chosen.len(), self.n_bins()));
        for mut factors in factors.rows_mut() {
            draw_factors(factors.view_mut(), self.noise_factor, rng);
            draw_gaps(factors, rng);
        }
        self.batch((rows, chosen), factors.view(), rng)
    }

    fn batch(
        &self,
        (rows, chosen): (&Rows, &[usize]),
        factors: ArrayView2<f32>,
        rng: &mut impl Rng,
    ) -> Batch {
        let mut residual: Array2<f32> = Array2::random_using(factors.dim(), StandardNormal, rng);
        let noisy = residual.rows_mut().into_iter().zip(factors.rows());
        for (row, (mut residual, factors)) in chosen.iter().zip(noisy) {
            let bins = residual.iter_mut().zip(factors);
            let spectrum = rows.spectrum.row(*row);
            let bins = bins
                .zip(spectrum.iter().zip(rows.factors(*row)))
                .zip(self.sigma.iter().zip(&self.mean));
            for (((noise, factor), (x, inflation)), (sigma, mean)) in bins {
                *noise = match factor.is_finite() {
                    true => x - mean + inflation * factor * sigma * *noise,
                    false => 0.0,
                };
            }
        }
        let theta = rows.target.select(Axis(0), chosen);
        let n_targets = theta.ncols() - self.n_conditions;
        let (target, conditions) = theta.view().split_at(Axis(1), n_targets);
        Batch {
            input: self.assemble(residual, factors, conditions),
            target: target.to_owned(),
        }
    }

    /// Scaled residuals, what they say of the ways to vary, how well these are known, how well each bin is, and the conditions.
    ///
    /// # Shapes
    /// - `residual`: `[rows, n_bins]`, nothing where a bin is missing; `factors`: the same, infinite there
    /// - `conditions`: `[rows, n_conditions]`, standardised; returns `[rows, n_inputs]`
    fn assemble(
        &self,
        mut residual: Array2<f32>,
        factors: ArrayView2<f32>,
        conditions: ArrayView2<f32>,
    ) -> Array2<f32> {
        let estimate = self.linear.estimate(&residual, factors);
        // A missing bin is what is expected of it.
        let bins = residual.iter_mut().zip(factors).zip(&estimate.expected);
        for ((residual, _), expected) in bins.filter(|((_, factor), _)| factor.is_infinite()) {
            *residual = *expected;
        }
        concatenate![
            Axis(1),
            residual / &self.std,
            estimate.mean,
            estimate.error.mapv(f32::ln),
            factors.mapv(how_well_known),
            as_inputs(conditions)
        ]
    }
}

/// What a bin says beside what it says with the observation's own error, from −1 for nothing to 1 for a bin without error.
fn how_well_known(factor: f32) -> f32 {
    2.0 / (1.0 + factor * factor) - 1.0
}

/// Whether so many missing bins leave enough for the networks, which learn with half of them missing at most.
pub fn is_enough(n_bins: usize, n_missing: usize) -> bool {
    2 * n_missing <= n_bins
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::{Purpose, Seed};
    use ndarray::s;

    fn rows(n: usize) -> Rows {
        let spectrum =
            Array2::from_shape_fn((n, 3), |(i, j)| 0.02 + 1e-4 * ((i * (j + 1)) % 7) as f32);
        Rows {
            index: (0..n as u64).collect(),
            target: Array2::zeros((n, 2)),
            spectrum,
            error_inflation: Array2::ones((n, 1)),
            factor_of_bin: vec![0; 3],
        }
    }

    fn input_map(rows: &Rows) -> InputMap {
        let mut fit = InputMapFit::new(3);
        fit.add(rows);
        fit.finish(&[1e-4, 2e-4, 3e-4], [0.5, 2.0])
    }

    /// All rows with the observation's own errors.
    fn observed_batch(input_map: &InputMap, rows: &Rows) -> Batch {
        let chosen: Vec<usize> = (0..rows.len()).collect();
        let factors = Array2::ones((rows.len(), 3));
        let mut rng = Seed(1).rng(Purpose::Noise, 0);
        input_map.batch((rows, &chosen), factors.view(), &mut rng)
    }

    /// 20 000 rows; five standard errors of a mean are 0.035 and of a standard deviation 0.025.
    #[test]
    fn noisy_inputs_are_standardised() {
        let rows = rows(20_000);
        let batch = observed_batch(&input_map(&rows), &rows);
        let n_ways = input_map(&rows).linear.n_ways();
        let [scaled, ways, errors, known] = parts(&batch.input, n_ways);
        for column in scaled.columns() {
            assert!(column.mean().unwrap().abs() < 0.035);
            assert!((column.std(0.0) - 1.0).abs() < 0.025);
        }
        // Each way varies by one in all: by as much as is seen, and by what is not.
        for (way, error) in ways.columns().into_iter().zip(errors.row(0)) {
            let in_all = way.var(0.0) + (2.0 * error).exp();
            assert!(way.mean().unwrap().abs() < 0.035);
            assert!((in_all - 1.0).abs() < 0.05, "{in_all}");
        }
        assert!(known.iter().all(|known| *known == 0.0));
    }

    /// Scaled bins, ways to vary, logarithms of their errors, and how well bins are known.
    fn parts(input: &Array2<f32>, n_ways: usize) -> [ArrayView2<'_, f32>; 4] {
        let widths = [3, n_ways, n_ways, 3];
        let mut start = 0;
        widths.map(|width| {
            start += width;
            input.slice(s![.., start - width..start])
        })
    }

    /// As above: 20 000 rows, half of them with σ three times as large. A standard deviation is known to 0.5 %, so 2.5 % are
    /// five standard errors.
    #[test]
    fn the_noise_of_a_batch_follows_the_inflation() {
        let inflation = |(i, _): (usize, usize)| if i.is_multiple_of(2) { 1.0 } else { 3.0 };
        let rows = Rows {
            spectrum: Array2::from_elem((20_000, 3), 0.02),
            error_inflation: Array2::from_shape_fn((20_000, 1), inflation),
            ..rows(20_000)
        };
        let batch = observed_batch(&input_map(&rows), &rows);
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

    /// As above, but the first bin has a factor of its own, which is twice one for all rows. A ratio of standard deviations is known to
    /// 0.7 %.
    #[test]
    fn the_noise_of_each_bin_follows_its_own_factor() {
        let factor = |(i, j): (usize, usize)| if j == 0 { 2.0 } else { [1.0, 3.0][i % 2] };
        let rows = Rows {
            spectrum: Array2::from_elem((20_000, 3), 0.02),
            error_inflation: Array2::from_shape_fn((20_000, 2), factor),
            factor_of_bin: vec![0, 1, 1],
            ..rows(20_000)
        };
        assert!(rows.factors(1).eq([2.0, 3.0, 3.0]));
        let input_map = input_map(&rows);
        let batch = observed_batch(&input_map, &rows);
        let spread = |bin: usize, parity: usize| {
            let column = batch.input.column(bin);
            let half: Array1<f32> = column.iter().skip(parity).step_by(2).copied().collect();
            half.std(0.0) * input_map.std[bin] / input_map.sigma[bin]
        };
        for (bin, expected) in [(0, [2.0, 2.0]), (1, [1.0, 3.0]), (2, [1.0, 3.0])] {
            for (parity, expected) in expected.into_iter().enumerate() {
                let found = spread(bin, parity);
                assert!((found / expected - 1.0).abs() < 0.025, "{bin}: {found}");
            }
        }
        // Scaled by the noise of all simulations together: σ is 1, 2 and 3e-4.
        for (std, expected) in input_map
            .std
            .iter()
            .zip([2e-4, 20e-8_f32.sqrt(), 45e-8_f32.sqrt()])
        {
            assert!((std / expected - 1.0).abs() < 1e-3, "{std} {expected}");
        }
    }

    /// Noise of twice, once and half the observation's σ, which is 20, 0 and 60 % of what is known of a bin.
    #[test]
    fn an_observation_and_a_simulation_are_seen_alike() {
        let rows = rows(10);
        let input_map = input_map(&rows);
        let depth: Vec<f64> = rows.spectrum.row(4).iter().map(|x| f64::from(*x)).collect();
        let sigma = [2e-4, 2e-4, 1.5e-4];
        let noise = Noise::new(&input_map, vec![0, 1, 2], &sigma).unwrap();
        let input = input_map.input(&depth, &noise, &[]);
        let known = input.slice(s![-3..]);
        for (known, expected) in known.iter().zip([-0.6, 0.0, 0.6]) {
            assert!((known - expected).abs() < 1e-6);
        }
        assert_is_seen(&input, &input_map, &rows, [2.0, 1.0, 0.5]);
    }

    /// The fourth simulation, with such errors and without noise, has that input.
    fn assert_is_seen(input: &Array1<f32>, map: &InputMap, rows: &Rows, factors: [f32; 3]) {
        let quiet = InputMap {
            sigma: Array1::zeros(3),
            ..map.clone()
        };
        let mut rng = Seed(1).rng(Purpose::Noise, 0);
        let batch = quiet.batch((rows, &[4]), ArrayView2::from(&[factors]), &mut rng);
        for (a, b) in input.iter().zip(batch.input.row(0)) {
            assert!((a - b).abs() < 1e-4, "{input} {}", batch.input);
        }
    }

    /// Whatever a missing bin held, the network is shown what the others say of it, and that nothing is known.
    #[test]
    fn what_a_missing_bin_holds_is_not_seen() {
        let rows = rows(10);
        let input_map = input_map(&rows);
        let noise = Noise::new(&input_map, vec![0, 2], &[1e-4, 3e-4]).unwrap();
        assert!(noise.bins().map(|(bin, _)| bin).eq([0, 2]));
        assert!(!noise.is_that_of_training());
        let depth = [0, 2].map(|bin| f64::from(rows.spectrum[[4, bin]]));
        let input = input_map.input(&depth, &noise, &[]);
        for (known, expected) in input.slice(s![-3..]).iter().zip([0.0, -1.0, 0.0]) {
            assert!((known - expected).abs() < 1e-6);
        }
        for held in [0.0, 0.02, 7.0] {
            let mut rows = rows.clone();
            rows.spectrum[[4, 1]] = held;
            assert_is_seen(&input, &input_map, &rows, [1.0, f32::INFINITY, 1.0]);
        }
    }

    /// The last element of θ is shown, and is no target; whether a row of the training or an observation has it is the same.
    #[test]
    fn a_condition_is_an_input_and_no_target() {
        let mut rows = rows(10);
        rows.target = Array2::from_shape_fn((10, 2), |(i, j)| 0.3 * i as f32 - j as f32);
        let input_map = input_map(&rows).with_conditions(1);
        let batch = observed_batch(&input_map, &rows);
        assert_eq!(batch.target, rows.target.slice(s![.., ..1]));
        assert_eq!(batch.input.ncols(), input_map.n_inputs());
        let noise = Noise::of_training(&input_map);
        for row in [0, 4, 9] {
            let condition = f64::from(rows.target[[row, 1]]);
            let input = input_map.input(&[0.02; 3], &noise, &[condition]);
            assert_eq!(input.last(), batch.input.row(row).last());
        }
    }

    #[test]
    fn errors_that_were_not_learnt_with_are_named() {
        let input_map = input_map(&rows(10));
        let unserved = Noise::new(&input_map, vec![0, 1, 2], &[1e-4, 1e-4, 1e-4]).unwrap_err();
        assert_eq!((unserved.i_bin, unserved.served), (2, [0.5, 2.0]));
        assert!((unserved.factor - 1.0 / 3.0).abs() < 1e-6);
        let own = Noise::of_training(&input_map);
        assert!(own.is_that_of_training());
        assert_eq!(
            Noise::new(&input_map, vec![0, 1, 2], own.sigma()).unwrap(),
            own
        );
    }
}
