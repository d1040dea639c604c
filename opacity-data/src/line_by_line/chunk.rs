//! Cross sections over one stretch of the spectrum, at one temperature and every pressure.

use std::ops::Range;

use forward_model::lines::{
    LineList, NestedGrid, ShapedLine, WING_CUTOFF_PER_CM, voigt_half_width_per_cm,
};

/// Samples per half width at half maximum of the lines that carry the stretch's strength.
const SAMPLES_PER_HALF_WIDTH: f64 = 2.0;

/// A stretch of wavenumbers that is computed at once, cm⁻¹.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stretch {
    /// Lower end.
    pub from_per_cm: f64,
    /// Upper end.
    pub to_per_cm: f64,
    /// Largest step between samples that the use allows.
    pub coarsest_step_per_cm: f64,
}

/// The cross section on uniform samples of a stretch.
#[derive(Debug)]
pub struct Spectrum<'a> {
    /// Position of the first sample, cm⁻¹.
    pub from_per_cm: f64,
    /// Distance of neighbouring samples, cm⁻¹.
    pub step_per_cm: f64,
    /// m² per molecule.
    pub cross_section_m2: &'a mut [f64],
}

impl Spectrum<'_> {
    /// Indices of the samples in `[from, to)`, at least one.
    pub fn samples_between(&self, from_per_cm: f64, to_per_cm: f64) -> Range<usize> {
        let index = |at: f64| ((at - self.from_per_cm) / self.step_per_cm).ceil().max(0.0) as usize;
        let last = self.cross_section_m2.len();
        let first = index(from_per_cm).min(last - 1);
        first..index(to_per_cm).clamp(first + 1, last)
    }

    /// The cross section at one place, m²: the cubic through four samples of its logarithm, which is exact for a Doppler
    /// profile; linear at the ends and where there are zeros.
    pub fn at(&self, wavenumber_per_cm: f64) -> f64 {
        let last = self.cross_section_m2.len() - 1;
        let position =
            ((wavenumber_per_cm - self.from_per_cm) / self.step_per_cm).clamp(0.0, last as f64);
        let low = (position as usize).min(last.saturating_sub(1));
        let weight = position - low as f64;
        let around = self.cross_section_m2.get(low.wrapping_sub(1)..low + 3);
        match around {
            Some(four) if four.iter().all(|s| *s > 0.0) => {
                cubic([four[0], four[1], four[2], four[3]], weight)
            }
            _ => {
                let high = (low + 1).min(last);
                self.cross_section_m2[low] * (1.0 - weight) + self.cross_section_m2[high] * weight
            }
        }
    }
}

/// Between the second and the third of four evenly spaced values: the exponential of the cubic through their logarithms.
fn cubic(values: [f64; 4], weight: f64) -> f64 {
    let [a, b, c, d] = values.map(f64::ln);
    let t = weight;
    let lagrange = [
        -t * (t - 1.0) * (t - 2.0) / 6.0,
        (t + 1.0) * (t - 1.0) * (t - 2.0) / 2.0,
        -(t + 1.0) * t * (t - 2.0) / 2.0,
        (t + 1.0) * t * (t - 1.0) / 6.0,
    ];
    (a * lagrange[0] + b * lagrange[1] + c * lagrange[2] + d * lagrange[3]).exp()
}

/// Calls `use_spectrum` with the index of each pressure and the stretch's spectrum there.
pub fn spectra(
    lines: &LineList,
    stretch: Stretch,
    pressure_pa: &[f64],
    mut use_spectrum: impl FnMut(usize, Spectrum),
) {
    let (mut shaped, mut cross_section_m2) = (Vec::new(), Vec::new());
    for (i_pressure, pressure_pa) in pressure_pa.iter().enumerate() {
        let (from, to) = (stretch.from_per_cm, stretch.to_per_cm);
        let near = lines.at_pressure(*pressure_pa, from, to);
        let step_per_cm = step(near).min(stretch.coarsest_step_per_cm);
        let n_samples = ((to - from) / step_per_cm).ceil() as usize + 1;
        let mut grid = NestedGrid::new(from, step_per_cm, n_samples);
        let reach = WING_CUTOFF_PER_CM + 1.0;
        shaped.clear();
        shaped.extend(lines.at_pressure(*pressure_pa, from - reach, to + reach));
        grid.add(&shaped);
        grid.take_cross_section(&mut cross_section_m2);
        let cross_section_m2 = &mut cross_section_m2[..];
        use_spectrum(
            i_pressure,
            Spectrum {
                from_per_cm: from,
                step_per_cm,
                cross_section_m2,
            },
        );
    }
}

/// The step that resolves a Voigt profile of half the lines' strength-weighted mean width; infinite without lines.
fn step(lines: impl Iterator<Item = ShapedLine>) -> f64 {
    let (mut strength, mut doppler, mut lorentz) = (0.0, 0.0, 0.0);
    for line in lines {
        strength += line.strength_m2_per_cm;
        doppler += line.strength_m2_per_cm * line.doppler_per_cm;
        lorentz += line.strength_m2_per_cm * line.lorentz_per_cm;
    }
    if strength == 0.0 {
        return f64::INFINITY;
    }
    voigt_half_width_per_cm(doppler / strength, 0.5 * lorentz / strength) / SAMPLES_PER_HALF_WIDTH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doppler_profile_is_interpolated_exactly() {
        let gaussian = |x: f64| (-x * x).exp();
        let mut samples: Vec<f64> = (0..40)
            .map(|i| gaussian(-3.0 + 0.15 * f64::from(i)))
            .collect();
        let spectrum = Spectrum {
            from_per_cm: -3.0,
            step_per_cm: 0.15,
            cross_section_m2: &mut samples,
        };
        for x in [-2.2, -0.7, 0.01, 1.9] {
            assert!((spectrum.at(x) / gaussian(x) - 1.0).abs() < 1e-12);
        }
    }
}
