//! What a retrieval found, for a person at a terminal.

use std::{collections::BTreeMap, fmt, path::PathBuf};

use sampling::Unfinished;

use super::{
    RetrieveInput, Retrieved, evidence,
    exact::Exact,
    files::Found,
    limit::Limit,
    validity::{percent, reasons},
};
use crate::caveat::verb;
use crate::posterior::ParameterSummary;
use crate::posterior::report::{Importance, InflationMedian, OpacityErrorReport, Report};

/// What draws are worth at least whose quantiles are printed.
const LEAST_FOR_A_TABLE: f64 = 20.0;

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
    unfinished: Option<Unfinished>,
    /// Whether the samples shown are the networks'.
    is_networks: bool,
}

impl RetrieveSummary {
    pub(super) fn new(input: &RetrieveInput, report: Report, found: &Found) -> Self {
        let Retrieved {
            findings,
            exact,
            networks,
            ..
        } = &found.retrieved;
        Self {
            report,
            posterior_path: input.posterior_path.clone(),
            report_path: input.report_path.clone(),
            has_profile: findings.temperature.is_some(),
            n_samples: findings.samples.n(),
            limits: findings.limits.clone(),
            is_networks: networks.is_some() && !exact.as_ref().is_some_and(Exact::is_usable),
            unfinished: exact.as_ref().and_then(|exact| exact.unfinished.clone()),
        }
    }

    /// Whether the search was told to stop.
    pub fn is_interrupted(&self) -> bool {
        self.unfinished == Some(Unfinished::Interrupted)
    }

    /// Whether the samples shown are a few draws over and over.
    fn is_nothing(&self) -> bool {
        let importance = self.report.importance.as_ref();
        let is_few =
            |it: &Importance| !it.is_converged && it.effective_sample_size < LEAST_FOR_A_TABLE;
        !self.is_networks && importance.is_some_and(is_few)
    }

    /// What is printed and how much it can be believed.
    fn title(&self) -> &'static str {
        match (self.report.is_exact, &self.report.importance) {
            (true, _) => "exact posterior",
            (false, Some(_)) if self.is_networks => {
                "the networks' posterior, as the exact one did NOT CONVERGE,"
            }
            (false, Some(_)) => "posterior, NOT CONVERGED,",
            (false, None) => "the networks' posterior",
        }
    }

    fn left_out_in_words(&self) -> String {
        match self.report.n_bins_left_out {
            0 => String::new(),
            n => format!(", {n} without a depth or outside `observation.wavelength_um` left out"),
        }
    }

    /// By which errors χ² is, where it is not by those that the observation states.
    fn errors_in_words(&self) -> String {
        let report = &self.report;
        let has_added = |errors: &OpacityErrorReport| errors.added_ppm.is_some();
        match &report.error_inflation_median {
            InflationMedian::OnAll(1.0)
                if report.opacity_errors.as_ref().is_some_and(has_added) =>
            {
                format!(
                    " by errors that hold the opacities', {:.1} by the stated ones",
                    report.chi2_stated_median
                )
            }
            InflationMedian::OnAll(1.0) => String::new(),
            InflationMedian::OnAll(factor) => format!(
                " by errors {factor:.2} times those stated, {:.1} by the stated ones",
                report.chi2_stated_median
            ),
            InflationMedian::OnEach(factors) => format!(
                " by errors {} times those stated, {:.1} by the stated ones",
                factors_in_words(factors),
                report.chi2_stated_median
            ),
        }
    }

    /// The out-of-distribution flag as a sentence or two.
    pub fn flag_in_words(&self) -> String {
        let Some(ood) = &self.report.ood else {
            return "Not judged: no network has seen the spectrum.".into();
        };
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
        writeln!(
            f,
            "{}: {} of {} ({} bins{}, {} samples)\n",
            report.study,
            self.title(),
            report.observation,
            report.n_bins,
            self.left_out_in_words(),
            self.n_samples
        )?;
        if !report.known.is_empty() {
            writeln!(f, "  Known besides: {}\n", known_in_words(report))?;
        }
        match self.is_nothing() {
            true => writeln!(f, "  Draws worth so few have no medians and no errors.")?,
            false => self.write_table(f)?,
        }
        writeln!(
            f,
            "\n  χ² {:.1} over {} bins ({:.2} a bin){}",
            report.chi2_median,
            report.n_bins,
            report.chi2_per_bin,
            self.errors_in_words(),
        )?;
        if let Some(errors) = &report.opacity_errors {
            writeln!(f, "  {}", opacities_in_words(errors))?;
        }
        if let Some(importance) = &report.importance {
            writeln!(
                f,
                "  {}",
                evidence::in_words(importance, self.unfinished.as_ref())
            )?;
        }
        self.write_networks(f)?;
        writeln!(f, "  {}", self.flag_in_words())
    }
}

impl RetrieveSummary {
    fn write_table(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let parameters = &self.report.parameters;
        let names = parameters.iter().map(printed_name);
        let width = names.fold(20, |width, name| width.max(name.chars().count())) + 2;
        write!(f, "  {:<width$}{:>10}{:>10}{:>10}", "", "median", "+", "−")?;
        match parameters
            .iter()
            .any(|parameter| parameter.network.is_some())
        {
            true => writeln!(f, "{:>12}{:>10}{:>10}", "networks", "noise", "doubt")?,
            false => writeln!(f)?,
        }
        for (parameter, limit) in parameters.iter().zip(&self.limits) {
            write_row(f, (parameter, width), *limit)?;
        }
        Ok(())
    }

    /// What the networks have to do with it.
    fn write_networks(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let report = &self.report;
        let left_out = report.validity.left_out.iter();
        let left_out = reasons(left_out.map(|(reason, share)| (reason.as_str(), *share)));
        let Some(nats) = report.mutual_information_nats else {
            if !left_out.is_empty() {
                writeln!(
                    f,
                    "  Of the prior {} % can be simulated ({left_out}).",
                    percent(report.validity.prior_share)
                )?;
            }
            return Ok(());
        };
        writeln!(f, "  The networks disagree by {nats:.2} nats.")?;
        let far = evidence::far_from_exact(report);
        if !far.is_empty() {
            writeln!(
                f,
                "  The networks are confidently wrong of {}.",
                far.join(", ")
            )?;
        }
        if !left_out.is_empty() {
            writeln!(
                f,
                "  Left out of the networks' posterior because it cannot be simulated: {left_out}."
            )?;
        }
        Ok(())
    }
}

/// What is known of conditions, as `--known` takes it but for the form of a prior.
fn known_in_words(report: &Report) -> String {
    let known = report.known.iter();
    let words = known.map(|(name, value)| format!("{name} = {value}"));
    words.collect::<Vec<_>>().join(", ")
}

/// Median and errors; where there are networks, their median, what noise alone would leave of their spread, and their doubt.
fn write_row(
    f: &mut fmt::Formatter,
    (parameter, width): (&ParameterSummary, usize),
    limit: Option<Limit>,
) -> fmt::Result {
    let digits = digits_for(parameter.std);
    let name = printed_name(parameter);
    write!(
        f,
        "  {name:<width$}{:>10.digits$}{:>10}{:>10}",
        parameter.median,
        format!("+{:.digits$}", parameter.upper_68 - parameter.median),
        format!("−{:.digits$}", parameter.median - parameter.lower_68),
    )?;
    if let Some(network) = &parameter.network {
        write!(
            f,
            "{:>12.digits$}{:>10.digits$}{:>10.digits$}",
            network.network_median, network.std_aleatoric, network.std_epistemic,
        )?;
    }
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

/// Each factor, and the instrument whose errors it multiplies.
fn factors_in_words(factors: &BTreeMap<String, f64>) -> String {
    let of_one = |(instrument, factor)| format!("{factor:.2} ({instrument})");
    factors.iter().map(of_one).collect::<Vec<_>>().join(", ")
}

/// What is known of the tables, and what that is beside the data's errors.
fn opacities_in_words(errors: &OpacityErrorReport) -> String {
    let squares: f64 = errors.bins_ppm.iter().map(|ppm| ppm * ppm).sum();
    let unknown = match errors.unknown.is_empty() {
        true => String::new(),
        false => format!(
            "; how far {} {} off, nobody knows",
            errors.unknown.join(", "),
            verb(errors.unknown.len(), ["is", "are"])
        ),
    };
    let counted = match &errors.added_ppm {
        Some(_) => "; the errors of the data are taken to hold that much besides",
        None => "",
    };
    format!(
        "Opacities that are off from band to band move the bins by {:.0} ppm (root mean square), by {:.2} σ at most, at {:.3} µm{unknown}{counted}.",
        (squares / errors.bins_ppm.len() as f64).sqrt(),
        errors.largest_sigma,
        errors.largest_um,
    )
}
