//! A comparison, for a person at a terminal.

use std::fmt;

use super::{Comparison, LeaveOneOut, Model, odds::WithError};

/// Bins that are named one by one.
const MOST_BINS: usize = 6;

const HEADS: [&str; 9] = [
    "ln Z",
    "ln odds",
    "p(M|d)",
    "χ² best",
    "k",
    "BIC",
    "BPICS",
    "elpd LOO",
    "Δ elpd",
];

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        writeln!(
            f,
            "{} models of the {} in {} bins of {}\n",
            self.models.len(),
            self.quantity,
            self.n_bins,
            self.observation
        )?;
        write_table(f, &self.models)?;
        writeln!(f)?;
        for model in &self.models {
            if let Some(line) = model
                .leave_one_out
                .as_ref()
                .and_then(|own| unreliable(model, own))
            {
                writeln!(f, "  {line}")?;
            }
        }
        writeln!(
            f,
            "  ln odds against the first; p(M|d) if all were equally probable before. Less BIC and BPICS, more elpd, are better."
        )?;
        writeln!(
            f,
            "  Odds are not turned into a number of σ: there is no valid way to (Kipping & Benneke 2025, arXiv:2506.05392; \
             Thorngren et al. 2025, arXiv:2510.00169)."
        )
    }
}

fn write_table(f: &mut fmt::Formatter, models: &[Model]) -> fmt::Result {
    let rows: Vec<[String; 9]> = models.iter().map(cells).collect();
    let names = models.iter().map(|model| width(&model.name));
    let name_width = names.fold(0, usize::max);
    let column = |i: usize| {
        rows.iter()
            .map(|row| width(&row[i]))
            .fold(width(HEADS[i]), usize::max)
    };
    let widths: Vec<usize> = (0..HEADS.len()).map(column).collect();
    write!(f, "  {:name_width$}", "")?;
    write_row(f, &HEADS.map(str::to_owned), &widths)?;
    for (model, row) in models.iter().zip(&rows) {
        write!(f, "  {:name_width$}", model.name)?;
        write_row(f, row, &widths)?;
    }
    Ok(())
}

fn write_row(f: &mut fmt::Formatter, cells: &[String; 9], widths: &[usize]) -> fmt::Result {
    for (cell, width) in cells.iter().zip(widths) {
        write!(f, "  {cell:>width$}")?;
    }
    writeln!(f)
}

fn width(text: &str) -> usize {
    text.chars().count()
}

fn cells(model: &Model) -> [String; 9] {
    let left_out = model.leave_one_out.as_ref();
    let elpd = left_out.map(|own| format!("{:.1} ± {:.1}", own.elpd, own.elpd_error));
    let against_first = left_out.and_then(|own| {
        Some(difference(
            own.elpd_difference?,
            own.elpd_difference_error?,
            1,
        ))
    });
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "–".into());
    let with_error = |(value, error)| format!("{value:.2} ± {error:.2}");
    let evidence = model.log_evidence.zip(model.log_evidence_error);
    let odds = model.log_odds.zip(model.log_odds_error);
    let known = model.probability.zip(model.probability_error);
    [
        or_dash(evidence.map(with_error)),
        or_dash(odds.map(|(odds, error)| difference(odds, error, 2))),
        or_dash(known.map(probability)),
        format!("{:.1}", model.chi2_best),
        model.n_parameters.to_string(),
        format!("{:.1}", model.bic),
        or_dash(model.bpics.map(|bpics| format!("{bpics:.1}"))),
        or_dash(elpd),
        or_dash(against_first),
    ]
}

/// From the first, which differs from itself by nothing.
fn difference(value: f64, error: f64, digits: usize) -> String {
    match (value, error) {
        (0.0, 0.0) => "0".into(),
        _ => format!("{value:.digits$} ± {error:.digits$}"),
    }
}

fn probability((p, error): WithError) -> String {
    match p < 1e-3 {
        true => format!("{p:.1e} ± {error:.0e}"),
        false => format!("{p:.3} ± {error:.3}"),
    }
}

/// The bins in which leaving one out asks more of the draws than they can give.
fn unreliable(model: &Model, left_out: &LeaveOneOut) -> Option<String> {
    let all: Vec<String> = left_out
        .unreliable()
        .map(|bin| format!("{:.3} µm ({:.2})", bin.wavelength_um, bin.pareto_k))
        .collect();
    let more = match all.len().saturating_sub(MOST_BINS) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let named = all
        .iter()
        .take(MOST_BINS)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    (!all.is_empty()).then(|| {
        format!(
            "{}: k̂ > 0.7 in {} of {} bins, so that its elpd is not to be trusted: {named}{more}",
            model.name,
            all.len(),
            left_out.bins.len()
        )
    })
}
