//! What a retrieval found, for a person at a terminal.

use std::{fmt, path::PathBuf};

use ndarray::{Array2, ArrayView1};

use super::{RetrieveInput, spread::quantile};
use crate::posterior::report::{ParameterReport, Report};

/// Share of the prior at either end that a posterior must have left empty to count as bounded there.
const EDGE: f64 = 0.05;

/// Where a posterior has no end of its own.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Limit {
    /// It reaches the lower end of the prior: 95 % lies below this.
    Below(f64),
    /// It reaches the upper end of the prior: 95 % lies above this.
    Above(f64),
    /// It reaches both ends.
    Nothing,
}

/// The report and where it is.
#[derive(Debug, Clone, PartialEq)]
pub struct RetrieveSummary {
    /// Content of `report.json`.
    pub report: Report,
    /// Path of `posterior.h5`.
    pub posterior_path: PathBuf,
    /// Path of `report.json`.
    pub report_path: PathBuf,
    /// Whether the posterior has a temperature that varies with pressure.
    pub has_profile: bool,
    n_samples: usize,
    limits: Vec<Option<Limit>>,
}

impl RetrieveSummary {
    pub(super) fn new(report: Report, samples: &Array2<f64>, input: &RetrieveInput) -> Self {
        let limits = samples.columns().into_iter().enumerate();
        Self {
            limits: limits
                .map(|(i, column)| limit(column, |p| input.prior.marginals()[i].quantile(p)))
                .collect(),
            report,
            posterior_path: input.posterior_path.clone(),
            report_path: input.report_path.clone(),
            has_profile: false,
            n_samples: samples.nrows(),
        }
    }

    fn left_out_in_words(&self) -> String {
        match self.report.n_bins_left_out {
            0 => String::new(),
            n => format!(", {n} outside `observation.wavelength_um` left out"),
        }
    }

    /// The out-of-distribution flag as a sentence or two.
    pub fn flag_in_words(&self) -> String {
        let ood = &self.report.ood;
        let rate = 100.0 * ood.false_alarm_rate;
        let raised: Vec<String> = ood
            .scores
            .iter()
            .filter(|score| score.flag)
            .map(|score| {
                format!(
                    "{} (p = {:.1e})",
                    score.name.replace('_', " "),
                    score.p_value
                )
            })
            .collect();
        let verdict = match ood.flag {
            false => format!(
                "Not flagged: the spectrum looks like the simulations (checks at {rate:.1} % false alarms)."
            ),
            true => format!(
                "FLAGGED: unlike the simulations in {} ({rate:.1} % false alarms); read the posterior with care.",
                raised.join(" and ")
            ),
        };
        let bins: Vec<String> = ood
            .bins
            .iter()
            .map(|bin| format!("{:.3} µm ({:+.1} σ)", bin.wavelength_um, bin.pull))
            .collect();
        match bins.is_empty() {
            true => verdict + " No single bin sticks out.",
            false => format!("{verdict} Bins that stick out: {}.", bins.join(", ")),
        }
    }
}

/// `quantile_of_prior`: θ at a cumulative probability of the prior.
fn limit(samples: ArrayView1<f64>, quantile_of_prior: impl Fn(f64) -> f64) -> Option<Limit> {
    let (low, high) = (quantile_of_prior(EDGE), quantile_of_prior(1.0 - EDGE));
    let n = samples.len() as f64;
    let share =
        |inside: &dyn Fn(f64) -> bool| samples.iter().filter(|x| inside(**x)).count() as f64 / n;
    let reaches_low = share(&|x| x < low) > 0.5 * EDGE;
    let reaches_high = share(&|x| x > high) > 0.5 * EDGE;
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    match (reaches_low, reaches_high) {
        (false, false) => None,
        (true, false) => Some(Limit::Below(quantile(&sorted, 0.95))),
        (false, true) => Some(Limit::Above(quantile(&sorted, 0.05))),
        (true, true) => Some(Limit::Nothing),
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Below(value) => write!(f, "below {value:.2} (95 %)"),
            Self::Above(value) => write!(f, "above {value:.2} (95 %)"),
            Self::Nothing => write!(f, "the prior's whole range"),
        }
    }
}

impl fmt::Display for RetrieveSummary {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let report = &self.report;
        let names = report.parameters.iter().map(printed_name);
        let width = names.fold(20, |width, name| width.max(name.chars().count())) + 2;
        writeln!(
            f,
            "{}: posterior of {} ({} bins{}, {} samples)\n",
            report.study,
            report.observation,
            report.n_bins,
            self.left_out_in_words(),
            self.n_samples
        )?;
        writeln!(
            f,
            "  {:<width$}{:>10}{:>10}{:>10}{:>13}{:>13}",
            "", "median", "+", "−", "by noise", "by network"
        )?;
        for (parameter, limit) in report.parameters.iter().zip(&self.limits) {
            write_row(f, (parameter, width), *limit)?;
        }
        writeln!(
            f,
            "\n  χ² {:.1} over {} bins ({:.2} a bin); the networks disagree by {:.2} nats",
            report.chi2_median, report.n_bins, report.chi2_per_bin, report.mutual_information_nats
        )?;
        writeln!(f, "  {}", self.flag_in_words())
    }
}

fn write_row(
    f: &mut fmt::Formatter,
    (parameter, width): (&ParameterReport, usize),
    limit: Option<Limit>,
) -> fmt::Result {
    let digits = digits_for(parameter.std);
    let name = printed_name(parameter);
    write!(
        f,
        "  {name:<width$}{:>10.digits$}{:>10}{:>10}{:>13.digits$}{:>13.digits$}",
        parameter.median,
        format!("+{:.digits$}", parameter.upper_68 - parameter.median),
        format!("−{:.digits$}", parameter.median - parameter.lower_68),
        parameter.std_aleatoric,
        parameter.std_epistemic,
    )?;
    match limit {
        Some(limit) => writeln!(f, "   {limit}"),
        None => writeln!(f),
    }
}

fn printed_name(parameter: &ParameterReport) -> String {
    match parameter.unit.as_str() {
        "" => parameter.name.clone(),
        // The name says already that these are logarithms, or ppm.
        unit if unit.starts_with("log10") || unit == "ppm" => parameter.name.clone(),
        unit => format!("{} [{unit}]", parameter.name),
    }
}

/// Decimals that show two digits of a spread.
fn digits_for(spread: f64) -> usize {
    match spread > 0.0 {
        true => (1.0 - spread.log10().floor()).clamp(0.0, 8.0) as usize,
        false => 2,
    }
}
