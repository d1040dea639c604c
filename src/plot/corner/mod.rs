//! The corner plot: every parameter's marginal distribution and every pair's joint one.

mod layout;
mod panels;
mod parameter;

use ndarray::{Array2, ArrayView2};

use self::{
    layout::Layout,
    panels::Joint,
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
    let weights = data.weights.clone();
    let weights = weights.unwrap_or_else(|| vec![1.0; data.samples.nrows()]);
    let parameters = parameters(data, &weights);
    let layout = Layout::fit(&parameters);
    Figure::draw(layout.size_mm, |canvas| {
        for (i, y) in parameters.iter().enumerate() {
            panels::draw_marginal(canvas, &layout, i, y);
            for (j, x) in parameters[..i].iter().enumerate() {
                let joint = Joint {
                    weights: &weights,
                    x,
                    y,
                };
                panels::draw_joint(canvas, &layout, [i, j], &joint);
            }
        }
        layout.draw_labels(canvas, &parameters);
        layout.draw_legend(canvas, &data.title, &parameters);
    })
}

fn parameters(data: &CornerData, weights: &[f64]) -> Vec<Parameter> {
    let truth = |i: usize| data.truth.as_ref().map(|truth| truth[i]);
    let prior = |i: usize| data.prior_samples.as_ref().map(|prior| prior.column(i));
    let parameter = |(i, label): (usize, &String)| {
        let values = data.samples.column(i);
        let draws = Draws {
            values,
            weights,
            prior: prior(i),
            truth: truth(i),
        };
        Parameter::new(label, &draws)
    };
    data.labels.iter().enumerate().map(parameter).collect()
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
