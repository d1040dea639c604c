//! Random lines that carry a strength.

use forward_model::lines::Line;
use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::widths::MeanWidths;
use super::windows::Window;

/// Exponent on a random number of the exponential distribution that makes a strength: one is that distribution, more is broader.
const BREADTH: f64 = 2.0;

/// Lines to be scattered over a window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scatter {
    /// Where.
    pub window: Window,
    /// What they carry together at 296 K, m² cm⁻¹ per molecule.
    pub intensity_m2_per_cm: f64,
    /// Energy of the lower state, cm⁻¹.
    pub lower_energy_per_cm: f64,
    /// Lines per cm⁻¹.
    pub lines_per_cm: f64,
    /// Their widths.
    pub widths: MeanWidths,
}

impl Scatter {
    /// Lines at random places, of random strengths whose sum is the one wanted; at least one.
    pub fn draw(&self, rng: &mut ChaCha8Rng) -> Vec<Line> {
        let wanted = self.lines_per_cm * self.window.width_per_cm();
        let n = ((wanted + rng.random::<f64>()) as usize).max(1);
        let strengths: Vec<f64> = (0..n).map(|_| strength(rng)).collect();
        let total: f64 = strengths.iter().sum();
        let parts = strengths
            .iter()
            .map(|s| s / total * self.intensity_m2_per_cm);
        parts.map(|intensity| self.line(intensity, rng)).collect()
    }

    fn line(&self, intensity_m2_per_cm: f64, rng: &mut ChaCha8Rng) -> Line {
        let place = rng.random::<f64>() * self.window.width_per_cm();
        Line {
            wavenumber_per_cm: self.window.from_per_cm + place,
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

/// A positive number of a broad distribution.
fn strength(rng: &mut ChaCha8Rng) -> f64 {
    let exponential = -(1.0 - rng.random::<f64>()).ln();
    exponential.max(1e-12).powf(BREADTH)
}
