//! The corner plot: every parameter's marginal distribution and every pair's joint one.

mod layout;
mod panels;
mod parameter;

use ndarray::{Array2, ArrayView2};

use self::{
    layout::Layout,
    parameter::{Draws, Parameter},
};
use super::{Figure, PlotError, check};

/// Fewer samples than this show their own noise rather than a distribution.
const MIN_SAMPLES: usize = 20;

/// What a corner plot shows.
#[derive(Debug, Clone)]
pub struct CornerData {
    /// What was observed, or nothing; printed beside the plot.
    pub title: String,
    /// Names with units, `log₁₀ X(H₂O)` or `T [K]`, shape `[n_parameters]`.
    pub labels: Vec<String>,
    /// Posterior samples, shape `[n_samples, n_parameters]`, in the units of the labels.
    pub samples: Array2<f64>,
    /// Weights of the samples, shape `[n_samples]`, if they are not all equal.
    pub weights: Option<Vec<f64>>,
    /// Samples of the prior, shape `[n_prior_samples, n_parameters]`.
    pub prior_samples: Option<Array2<f64>>,
    /// The values the observation was simulated with, shape `[n_parameters]`.
    pub truth: Option<Vec<f64>>,
}

/// Draws the regions that hold 39 % and 86 % of the posterior for each pair (1 σ and 2 σ of a normal distribution in two
/// dimensions), and each parameter's marginal with median, central 68 % and prior.
///
/// # Errors
/// [`PlotError::Empty`] without parameters, [`PlotError::TooFew`] with fewer than 20 samples, [`PlotError::Length`] if
/// shapes disagree, [`PlotError::NotFinite`] for a NaN or infinite sample, [`PlotError::NotPositive`] if weights are
/// negative or all zero, [`PlotError::Constant`] for a parameter whose samples are all equal.
pub fn draw(data: &CornerData) -> Result<Figure, PlotError> {
    data.check()?;
    let weights = data
        .weights
        .clone()
        .unwrap_or_else(|| vec![1.0; data.samples.nrows()]);
    let exponents: Vec<i32> = data
        .samples
        .columns()
        .into_iter()
        .map(exponent_of_column)
        .collect();
    let samples = scaled(data.samples.view(), &exponents);
    let priors = data
        .prior_samples
        .as_ref()
        .map(|prior| scaled(prior.view(), &exponents));
    let parameters: Vec<Parameter> = (0..data.labels.len())
        .map(|i| {
            let draws = Draws {
                values: samples.column(i),
                weights: &weights,
                prior: priors.as_ref().map(|prior| prior.column(i)),
                truth: data
                    .truth
                    .as_ref()
                    .map(|truth| truth[i] / 10_f64.powi(exponents[i])),
            };
            Parameter::new(&data.labels[i], exponents[i], &draws)
        })
        .collect();
    let layout = Layout::fit(&parameters);
    Figure::draw(layout.size_mm, |canvas| {
        for (i, parameter) in parameters.iter().enumerate() {
            panels::draw_marginal(canvas, &layout, i, parameter);
            for j in 0..i {
                let pair = [samples.column(j), samples.column(i)];
                let region = panels::Joint {
                    columns: pair,
                    weights: &weights,
                    x: &parameters[j],
                    y: parameter,
                };
                panels::draw_joint(canvas, &layout, [i, j], &region);
            }
        }
        layout.draw_labels(canvas, &parameters);
        layout.draw_legend(canvas, &data.title, &parameters);
    })
}

impl CornerData {
    fn check(&self) -> Result<(), PlotError> {
        let (n_samples, n_parameters) = self.samples.dim();
        check::not_empty("parameter", &self.labels)?;
        check::length("columns of the samples", n_parameters, self.labels.len())?;
        if n_samples < MIN_SAMPLES {
            return Err(PlotError::TooFew {
                quantity: "samples",
                found: n_samples,
                expected: MIN_SAMPLES,
            });
        }
        if let Some(weights) = &self.weights {
            check::length("weights", weights.len(), n_samples)?;
            check::weights(weights)?;
        }
        if let Some(truth) = &self.truth {
            check::length("true values", truth.len(), n_parameters)?;
            check::finite("the true values", truth)?;
        }
        check_columns("samples", self.samples.view(), &self.labels)?;
        match &self.prior_samples {
            Some(prior) => check_columns("prior samples", prior.view(), &self.labels),
            None => Ok(()),
        }
    }
}

fn check_columns(
    kind: &str,
    samples: ArrayView2<'_, f64>,
    labels: &[String],
) -> Result<(), PlotError> {
    check::length(
        "columns of the prior samples",
        samples.ncols(),
        labels.len(),
    )?;
    for (column, label) in samples.columns().into_iter().zip(labels) {
        check::finite(&format!("the {kind} of {label}"), column)?;
        let first = column.first().copied().unwrap_or(f64::NAN);
        if column.iter().all(|&value| value == first) {
            return Err(PlotError::Constant {
                quantity: format!("the {kind} of {label}"),
                value: first,
            });
        }
    }
    Ok(())
}

fn exponent_of_column(column: ndarray::ArrayView1<'_, f64>) -> i32 {
    parameter::exponent_of(
        column
            .iter()
            .fold(0.0, |size: f64, value| size.max(value.abs())),
    )
}

fn scaled(samples: ArrayView2<'_, f64>, exponents: &[i32]) -> Array2<f64> {
    let mut samples = samples.to_owned();
    for (mut column, &exponent) in samples.columns_mut().into_iter().zip(exponents) {
        column.mapv_inplace(|value| value / 10_f64.powi(exponent));
    }
    samples
}
