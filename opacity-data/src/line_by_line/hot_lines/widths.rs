//! Widths of the lines of a list, as those have that are not in it.

use std::ops::Range;

use forward_model::lines::Line;

/// Means weighted by strength.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct MeanWidths {
    /// Half width in air at 296 K and 1 atm, cm⁻¹.
    pub air_half_width_per_cm: f64,
    /// The same in the pure gas, cm⁻¹.
    pub self_half_width_per_cm: f64,
    /// Exponent of the temperature.
    pub temperature_exponent: f64,
}

impl MeanWidths {
    /// Of some of the lines, or of all where these carry nothing.
    ///
    /// # Shapes
    /// - `strengths`: `[n_lines]`
    pub fn of(lines: &[Line], strengths: &[f64], some: Range<usize>) -> Self {
        let carries = strengths[some.clone()].iter().any(|s| *s > 0.0);
        let some = if carries { some } else { 0..lines.len() };
        let total: f64 = strengths[some.clone()].iter().sum();
        let mean = |of: fn(&Line) -> f64| {
            let pairs = lines[some.clone()].iter().zip(&strengths[some.clone()]);
            pairs.map(|(line, s)| s * of(line)).sum::<f64>() / total
        };
        Self {
            air_half_width_per_cm: mean(|line| line.air_half_width_per_cm),
            self_half_width_per_cm: mean(|line| line.self_half_width_per_cm),
            temperature_exponent: mean(|line| line.temperature_exponent),
        }
    }
}
