//! What a corner plot shows of one parameter: its samples in fit units, its interval, its axis.

use figures::{
    axis::Axis,
    density::{self, Density1d},
    label::Label,
    number,
};
use ndarray::{Array1, ArrayView1};

use crate::statistics::{self, LEVELS_68};

/// Tails left outside the panel on either side.
const TAIL: f64 = 1.5e-3;
/// White space beyond the outermost samples shown, of their range.
const MARGIN: f64 = 0.04;
/// A truth farther outside the panel than this part of its width is marked at the edge instead of shown.
const TRUTH_REACH: f64 = 0.35;

/// One parameter, ready to be drawn.
pub(super) struct Parameter {
    /// Name without unit, for the title.
    pub title: String,
    /// Name with unit, for the axis.
    pub label: String,
    /// A power of ten was taken out of the values: `value = stored × 10^exponent`.
    pub exponent: i32,
    /// Posterior samples, shape `[n_samples]`, in units of `10^exponent`, as everything below.
    pub values: Array1<f64>,
    /// Lower end, median and upper end of the central 68 %.
    pub interval: [f64; 3],
    pub axis: Axis,
    pub marginal: Density1d,
    pub prior: Option<Density1d>,
    /// What the networks alone say.
    pub network: Option<Density1d>,
    pub truth: Option<f64>,
    /// Robust standard deviation of the samples.
    pub sigma: f64,
}

/// The draws one parameter is shown by, in the units of its label.
pub(super) struct Draws<'a> {
    /// Posterior samples, shape `[n_samples]`.
    pub values: ArrayView1<'a, f64>,
    /// Their weights, shape `[n_samples]`.
    pub weights: &'a [f64],
    /// Prior samples, shape `[n_prior_samples]`.
    pub prior: Option<ArrayView1<'a, f64>>,
    /// Samples of the networks' own posterior, of equal weight.
    pub network: Option<ArrayView1<'a, f64>>,
    pub truth: Option<f64>,
}

impl Parameter {
    pub fn new(label: &str, draws: &Draws<'_>) -> Self {
        let largest = draws
            .values
            .iter()
            .fold(0.0, |size: f64, value| size.max(value.abs()));
        let exponent = exponent_of(largest);
        let scaled = |value: f64| value / 10_f64.powi(exponent);
        let (values, truth) = (draws.values.mapv(scaled), draws.truth.map(scaled));
        let quantiles = Quantiles::new(values.view(), draws.weights);
        let prior = draws.prior.map(|prior| Prior::new(prior.mapv(scaled)));
        let axis = range(&quantiles, prior.as_ref().map(Prior::support), truth);
        let sigma = quantiles.robust_sigma();
        let n = statistics::effective_sample_size(values.view(), draws.weights);
        let kernel = 1.25 * sigma * n.powf(-0.2);
        let ends = [axis.low, axis.high];
        let network = draws
            .network
            .map(|own| smooth(own.mapv(scaled).view(), ends));
        Self {
            title: label.split(" [").next().unwrap_or(label).to_owned(),
            label: scaled_label(label, exponent),
            exponent,
            interval: quantiles.interval,
            marginal: density::density_1d(values.view(), draws.weights, ends, kernel),
            prior: prior.map(|prior| prior.density()),
            network,
            values,
            axis,
            truth,
            sigma,
        }
    }

    /// The median and its errors.
    pub fn value_label(&self) -> Label {
        let [lower, median, upper] = self.interval;
        let label = number::interval(lower, median, upper);
        match self.exponent {
            0 => label,
            exponent => label.then(Label::parse(&power_text(exponent))),
        }
    }
}

/// The density of samples of equal weight between two ends.
fn smooth(values: ArrayView1<'_, f64>, ends: [f64; 2]) -> Density1d {
    let weights = vec![1.0; values.len()];
    let sigma = Quantiles::new(values, &weights).robust_sigma();
    let kernel = 1.25 * sigma * (values.len() as f64).powf(-0.2);
    density::density_1d(values, &weights, ends, kernel)
}

/// The exponent, a multiple of three, that brings values of this size between 0.01 and 10 000.
fn exponent_of(size: f64) -> i32 {
    if size == 0.0 || (1e-2..1e5).contains(&size.abs()) {
        return 0;
    }
    3 * (size.abs().log10() / 3.0).floor() as i32
}

/// Where the samples of a parameter lie.
struct Quantiles {
    /// The lowest and the highest sample.
    ends: [f64; 2],
    /// The ends of what a panel shows.
    shown: [f64; 2],
    /// Lower end, median and upper end of the central 68 %.
    interval: [f64; 3],
}

impl Quantiles {
    fn new(values: ArrayView1<'_, f64>, weights: &[f64]) -> Self {
        let [lower, upper] = LEVELS_68;
        let levels = [0.0, TAIL, lower, 0.5, upper, 1.0 - TAIL, 1.0];
        let [first, low, lower, median, upper, high, last] =
            statistics::weighted_quantiles(values, weights, levels);
        Self {
            ends: [first, last],
            shown: [low, high],
            interval: [lower, median, upper],
        }
    }

    /// The spread of a normal distribution with the same central 68 %, or with the same width of the whole if that is 0.
    fn robust_sigma(&self) -> f64 {
        let ([lower, _, upper], [first, last]) = (self.interval, self.ends);
        match 0.5 * (upper - lower) {
            sigma if sigma > 0.0 => sigma,
            _ => (last - first) / 6.0,
        }
    }
}

/// Samples of a prior, all of the same weight.
struct Prior {
    /// Rising.
    values: Array1<f64>,
}

impl Prior {
    fn new(values: Array1<f64>) -> Self {
        let mut values = values.to_vec();
        values.sort_by(f64::total_cmp);
        Self {
            values: Array1::from(values),
        }
    }

    /// The lowest and the highest sample.
    fn support(&self) -> [f64; 2] {
        [self.values[0], self.values[self.values.len() - 1]]
    }

    /// The density over the support.
    fn density(&self) -> Density1d {
        let [low, high] = self.support();
        if self.is_uniform() {
            return Density1d {
                value: vec![low, high],
                density: vec![1.0 / (high - low); 2],
            };
        }
        // Priors are smooth: a wide kernel leaves none of the noise of a few thousand draws.
        let weights = vec![1.0; self.values.len()];
        let sigma = Quantiles::new(self.values.view(), &weights).robust_sigma();
        density::density_1d(self.values.view(), &weights, [low, high], 0.25 * sigma)
    }

    /// Whether the samples cannot be told from uniform ones between their ends: Kolmogorov's distance is below its
    /// asymptotic 1 % point, `1.63 / √n`.
    fn is_uniform(&self) -> bool {
        let ([low, high], n) = (self.support(), self.values.len() as f64);
        let distances = self.values.iter().enumerate().map(|(i, value)| {
            let expected = (value - low) / (high - low);
            ((i as f64 + 0.5) / n - expected).abs()
        });
        distances.fold(0.0, f64::max) < 1.63 / n.sqrt()
    }
}

fn power_text(exponent: i32) -> String {
    format!("×10^{{{}}}", number::decimal(f64::from(exponent), 0))
}

fn scaled_label(label: &str, exponent: i32) -> String {
    if exponent == 0 {
        return label.to_owned();
    }
    let power = format!("10^{{{}}}", number::decimal(f64::from(exponent), 0));
    match label.split_once(" [") {
        Some((name, unit)) => format!("{name} [{power} {unit}"),
        None => format!("{label} [{power}]"),
    }
}

/// What the axis covers: nearly all samples with a margin, but not beyond the prior, and the truth if it is near.
fn range(quantiles: &Quantiles, support: Option<[f64; 2]>, truth: Option<f64>) -> Axis {
    let ([first, last], [mut low, mut high]) = (quantiles.ends, quantiles.shown);
    if high - low <= 1e-12 * low.abs().max(high.abs()) {
        (low, high) = (first, last);
    }
    let width = high - low;
    if let Some(truth) = truth {
        let reach = TRUTH_REACH * width;
        if (low - reach..=high + reach).contains(&truth) {
            (low, high) = (low.min(truth), high.max(truth));
        }
    }
    (low, high) = (low - MARGIN * width, high + MARGIN * width);
    if let Some([from, to]) = support {
        low = low.max(from.min(first));
        high = high.min(to.max(last));
    }
    Axis::linear(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ramp_is_uniform_and_its_square_is_not() {
        let ramp = Array1::linspace(0.0, 1.0, 1000);
        assert!(Prior::new(ramp.clone()).is_uniform());
        assert!(!Prior::new(ramp.mapv(|v| v * v)).is_uniform());
    }
}
