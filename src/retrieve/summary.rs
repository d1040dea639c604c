//! What a retrieval found, for a person at a terminal.

use std::{fmt, path::PathBuf};

use super::{RetrieveInput, findings::Findings, limit::Limit, validity::reasons};
use crate::posterior::ParameterSummary;
use crate::posterior::report::Report;

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
    pub(super) fn new(input: &RetrieveInput, report: Report, findings: &Findings) -> Self {
        Self {
            report,
            posterior_path: input.posterior_path.clone(),
            report_path: input.report_path.clone(),
            has_profile: findings.temperature.is_some(),
            n_samples: findings.samples.n(),
            limits: findings.limits.clone(),
        }
    }

    fn left_out_in_words(&self) -> String {
        match self.report.n_bins_left_out {
            0 => String::new(),
            n => format!(", {n} outside `observation.wavelength_um` left out"),
        }
    }

    /// By which errors χ² is, where it is not by those that the observation states.
    fn errors_in_words(&self) -> String {
        let report = &self.report;
        match report.error_inflation_median {
            1.0 => String::new(),
            factor => format!(
                " by errors {factor:.2} times those stated, {:.1} by the stated ones",
                report.chi2_stated_median
            ),
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
            "\n  χ² {:.1} over {} bins ({:.2} a bin){}; the networks disagree by {:.2} nats",
            report.chi2_median,
            report.n_bins,
            report.chi2_per_bin,
            self.errors_in_words(),
            report.mutual_information_nats
        )?;
        let left_out = &report.validity.left_out;
        if !left_out.is_empty() {
            let shares = left_out.iter();
            let shares = shares.map(|(reason, share)| (reason.as_str(), *share));
            writeln!(
                f,
                "  Left out of the networks' posterior because it cannot be simulated: {}.",
                reasons(shares)
            )?;
        }
        writeln!(f, "  {}", self.flag_in_words())
    }
}

fn write_row(
    f: &mut fmt::Formatter,
    (parameter, width): (&ParameterSummary, usize),
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

fn printed_name(parameter: &ParameterSummary) -> String {
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
