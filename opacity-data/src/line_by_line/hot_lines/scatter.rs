//! Random lines that carry a strength.

use forward_model::lines::Line;
use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::widths::MeanWidths;
use super::windows::Window;

/// Lines to be scattered over a window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scatter {
    /// Where.
    pub window: Window,
    /// What they carry together at 296 K, m² cm⁻¹ per molecule.
    pub intensity_m2_per_cm: f64,
    /// Energy of the lower state, cm⁻¹.
    pub lower_energy_per_cm: f64,
    /// How many.
    pub n_lines: f64,
    /// Power of an exponentially distributed number that makes a strength.
    pub breadth: f64,
    /// Their widths.
    pub widths: MeanWidths,
}

impl Scatter {
    /// Lines of random strengths whose sum is the one wanted, each at a random place of its own part of the window; at least one,
    /// and as many as wanted in the mean.
    pub fn draw(&self, rng: &mut ChaCha8Rng) -> Vec<Line> {
        let n = ((self.n_lines + rng.random::<f64>()) as usize).max(1);
        let strengths: Vec<f64> = (0..n).map(|_| strength(self.breadth, rng)).collect();
        let total: f64 = strengths.iter().sum();
        let part = |(i, strength): (usize, &f64)| {
            let place = (i as f64 + rng.random::<f64>()) / n as f64;
            self.line(place, strength / total * self.intensity_m2_per_cm)
        };
        strengths.iter().enumerate().map(part).collect()
    }

    fn line(&self, place: f64, intensity_m2_per_cm: f64) -> Line {
        Line {
            wavenumber_per_cm: self.window.from_per_cm + place * self.window.width_per_cm(),
            intensity_m2_per_cm,
            lower_energy_per_cm: self.lower_energy_per_cm,
            air_half_width_per_cm: self.widths.air_half_width_per_cm,
            self_half_width_per_cm: self.widths.self_half_width_per_cm,
            temperature_exponent: self.widths.temperature_exponent,
            air_shift_per_cm: 0.0,
            isotopologue: 0,
        }
    }
}

/// A positive number.
fn strength(breadth: f64, rng: &mut ChaCha8Rng) -> f64 {
    let exponential = -(1.0 - rng.random::<f64>()).ln();
    exponential.max(1e-12).powf(breadth)
}
