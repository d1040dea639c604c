//! What the lines of a list carry at a temperature.

use forward_model::{
    Species,
    lines::{Line, PartitionError, PartitionSums, isotopologues, strength_ratio},
};

/// Strengths of lines at a temperature, m² cm⁻¹ per molecule, for the isotopologues' natural abundance, shape `[n_lines]`.
///
/// # Errors
/// [`PartitionError`] if TIPS-2021 lacks the gas or does not reach the temperature.
pub(super) fn line_strengths(
    gas: Species,
    lines: &[Line],
    temperature_k: f64,
) -> Result<Vec<f64>, PartitionError> {
    let sums = PartitionSums::of(gas)?;
    let kinds = 0..isotopologues(gas).len();
    let ratios: Vec<_> = kinds.map(|i| sums.ratio(i, temperature_k)).collect();
    let strength = |line: &Line| {
        let ratio = strength_ratio(
            line.wavenumber_per_cm,
            line.lower_energy_per_cm,
            temperature_k,
        );
        Ok(line.intensity_m2_per_cm * ratios[line.isotopologue].clone()? * ratio)
    };
    lines.iter().map(strength).collect()
}

/// The lines, by rising wavenumber, in `[from, to)`.
pub(super) fn lines_between(
    lines: &[Line],
    from_per_cm: f64,
    to_per_cm: f64,
) -> std::ops::Range<usize> {
    let before = |end: f64| lines.partition_point(|line| line.wavenumber_per_cm < end);
    before(from_per_cm)..before(to_per_cm)
}
