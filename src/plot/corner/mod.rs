//! The corner plot: every parameter's marginal distribution and every pair's joint one.

mod key;
mod layout;
mod panels;
mod parameter;
mod text;

use figures::{Figure, FigureError, check};
use ndarray::{Array2, ArrayView2, Axis};

use self::{
    layout::Layout,
    panels::Joint,
    parameter::{Draws, Parameter},
};
use super::{
    chosen::chosen,
    kind::{Kind, RunFile, Source},
};
use crate::parameters::ParameterInfo;
use crate::posterior::PosteriorFile;

/// Marginals and pairs of a posterior.
pub const KIND: Kind = Kind {
    name: "corner",
    stem: "corner",
    shows: "every parameter and every pair",
    source: Source::Parameters(RunFile::Posterior, |path, names| {
        let file = PosteriorFile::read(path)?;
        let parameters = file.parameters.iter();
        let known: Vec<&str> = parameters.map(|p| p.name.as_str()).collect();
        let shown = chosen(path, &known, names)?;
        Ok(draw(&CornerData::from(file).of(&shown))?)
    }),
};

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
    /// Samples of the networks' own posterior, where `samples` are others, shape `[n_network_samples, n_parameters]`.
    pub network_samples: Option<Array2<f64>>,
    /// The values the observation was simulated with, shape `[n_parameters]`.
    pub truth: Option<Vec<f64>>,
}

/// Draws the regions that hold 39 % and 86 % of the posterior for each pair (1 σ and 2 σ of a normal distribution in two
/// dimensions), and each parameter's marginal with median, central 68 %, prior and what the networks alone say.
///
/// # Errors
/// [`FigureError::Empty`] without parameters, [`FigureError::TooFew`] with fewer than 20 samples, [`FigureError::Length`] if
/// shapes disagree, [`FigureError::NotFinite`] for a NaN or infinite sample, [`FigureError::NotPositive`] if weights are
/// negative or all zero, [`FigureError::Constant`] for a parameter whose samples are all equal.
pub fn draw(data: &CornerData) -> Result<Figure, FigureError> {
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
    let network = |i: usize| data.network_samples.as_ref().map(|own| own.column(i));
    let parameter = |(i, label): (usize, &String)| {
        let values = data.samples.column(i);
        let draws = Draws {
            values,
            weights,
            prior: prior(i),
            network: network(i),
            truth: truth(i),
        };
        Parameter::new(label, &draws)
    };
    data.labels.iter().enumerate().map(parameter).collect()
}

impl From<PosteriorFile> for CornerData {
    fn from(file: PosteriorFile) -> Self {
        Self {
            title: file.provenance.study_name,
            labels: file.parameters.iter().map(axis_label).collect(),
            weights: file.samples.unequal_weights().map(<[f64]>::to_vec),
            samples: file.samples.theta().clone(),
            prior_samples: Some(file.prior_samples),
            network_samples: file.network_samples,
            truth: file.truth,
        }
    }
}

/// A parameter's name with its unit as an axis writes it: `log₁₀ P_cloud [bar]`, `T [K]`, `log₁₀ X(H₂O)`.
fn axis_label(parameter: &ParameterInfo) -> String {
    let unit = parameter
        .unit
        .strip_prefix("log10")
        .unwrap_or(&parameter.unit)
        .trim();
    match unit {
        // A volume mixing ratio is a number, and the label says of what.
        "" | "VMR" => parameter.label.clone(),
        "m2/kg" => format!("{} [m² kg⁻¹]", parameter.label),
        "K^-1/2" => format!("{} [K^{{−1/2}}]", parameter.label),
        _ => format!("{} [{unit}]", parameter.label),
    }
}

impl CornerData {
    /// The same of some parameters, by their indices.
    fn of(self, shown: &[usize]) -> Self {
        let columns = |samples: Array2<f64>| samples.select(Axis(1), shown);
        Self {
            labels: shown.iter().map(|&i| self.labels[i].clone()).collect(),
            samples: columns(self.samples),
            prior_samples: self.prior_samples.map(columns),
            network_samples: self.network_samples.map(columns),
            truth: self
                .truth
                .map(|truth| shown.iter().map(|&i| truth[i]).collect()),
            ..self
        }
    }

    fn check(&self) -> Result<(), FigureError> {
        let (n_samples, n_parameters) = self.samples.dim();
        check::not_empty("parameter", &self.labels)?;
        check::length("columns of the samples", n_parameters, self.labels.len())?;
        check::at_least("samples", n_samples, MIN_SAMPLES)?;
        if let Some(weights) = &self.weights {
            check::length("weights", weights.len(), n_samples)?;
            check::weights(weights)?;
        }
        if let Some(truth) = &self.truth {
            check::length("true values", truth.len(), n_parameters)?;
            check::finite("the true values", truth)?;
        }
        check_columns("columns of the samples", self.samples.view(), &self.labels)?;
        let others = [
            ("columns of the prior samples", &self.prior_samples),
            ("columns of the networks' samples", &self.network_samples),
        ];
        for (columns, samples) in others {
            if let Some(samples) = samples {
                check_columns(columns, samples.view(), &self.labels)?;
            }
        }
        Ok(())
    }
}

fn check_columns(
    columns: &'static str,
    samples: ArrayView2<'_, f64>,
    labels: &[String],
) -> Result<(), FigureError> {
    check::length(columns, samples.ncols(), labels.len())?;
    let kind = columns.trim_start_matches("columns of ");
    for (column, label) in samples.columns().into_iter().zip(labels) {
        check::finite(&format!("{kind} of {label}"), column)?;
        let first = column.first().copied().unwrap_or(f64::NAN);
        if column.iter().all(|&value| value == first) {
            return Err(FigureError::Constant {
                quantity: format!("{kind} of {label}"),
                value: first,
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_carry_units_and_logarithms_do_not_repeat_themselves() {
        let label = |unit: &str, label: &str| axis_label(&ParameterInfo::new("x", unit, label));
        assert_eq!(label("R_Jup", "R"), "R [R_Jup]");
        assert_eq!(label("K", "T"), "T [K]");
        assert_eq!(label("log10 VMR", "log₁₀ X(H₂O)"), "log₁₀ X(H₂O)");
        assert_eq!(label("log10 bar", "log₁₀ P_cloud"), "log₁₀ P_cloud [bar]");
        assert_eq!(label("log10", "log₁₀ a_haze"), "log₁₀ a_haze");
        assert_eq!(label("K^-1/2", "α₁"), "α₁ [K^{−1/2}]");
        assert_eq!(label("log10 m2/kg", "log₁₀ κ_IR"), "log₁₀ κ_IR [m² kg⁻¹]");
    }
}
