//! What a corner plot shows of one parameter: its samples in fit units, its interval, its axis.

use ndarray::{Array1, ArrayView1};

use crate::plot::{
    axis::Axis,
    density::{self, Density1d, Sorted},
    label::Label,
    number,
};

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
        let sorted = Sorted::new(values.view(), draws.weights);
        let prior = draws
            .prior
            .map(|prior| prior_density(prior.mapv(scaled).view()));
        let axis = range(&sorted, prior.as_ref().map(|(_, support)| *support), truth);
        let sigma = sorted.robust_sigma();
        let kernel = 1.25 * sigma * density::effective_count(draws.weights).powf(-0.2);
        let ends = [axis.low, axis.high];
        Self {
            title: label.split(" [").next().unwrap_or(label).to_owned(),
            label: scaled_label(label, exponent),
            exponent,
            interval: [0.158_655, 0.5, 0.841_345].map(|level| sorted.quantile(level)),
            marginal: density::density_1d(values.view(), draws.weights, ends, kernel),
            prior: prior.map(|(density, _)| density),
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

/// The exponent, a multiple of three, that brings values of this size between 0.01 and 10 000.
fn exponent_of(size: f64) -> i32 {
    if size == 0.0 || (1e-2..1e5).contains(&size.abs()) {
        return 0;
    }
    3 * (size.abs().log10() / 3.0).floor() as i32
}

/// The prior's density over its own support, and the ends of that.
fn prior_density(values: ArrayView1<'_, f64>) -> (Density1d, [f64; 2]) {
    let weights = vec![1.0; values.len()];
    let sorted = Sorted::new(values, &weights);
    let support = [0.0, 1.0].map(|level| sorted.quantile(level));
    if sorted.is_uniform() {
        let level = 1.0 / (support[1] - support[0]);
        return (
            Density1d {
                value: support.to_vec(),
                density: vec![level; 2],
            },
            support,
        );
    }
    // Priors are smooth: a wide kernel leaves none of the noise of a few thousand draws.
    let kernel = 0.25 * sorted.robust_sigma();
    (
        density::density_1d(values, &weights, support, kernel),
        support,
    )
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
fn range(sorted: &Sorted, support: Option<[f64; 2]>, truth: Option<f64>) -> Axis {
    let (mut low, mut high) = (sorted.quantile(TAIL), sorted.quantile(1.0 - TAIL));
    if high - low <= 1e-12 * low.abs().max(high.abs()) {
        (low, high) = (sorted.quantile(0.0), sorted.quantile(1.0));
    }
    let width = high - low;
    if let Some(truth) = truth {
        let reach = TRUTH_REACH * width;
        if (low - reach..=high + reach).contains(&truth) {
            (low, high) = (low.min(truth), high.max(truth));
        }
    }
    (low, high) = (low - MARGIN * width, high + MARGIN * width);
    if let Some([first, last]) = support {
        low = low.max(first.min(sorted.quantile(0.0)));
        high = high.min(last.max(sorted.quantile(1.0)));
    }
    Axis::linear(low, high)
}
