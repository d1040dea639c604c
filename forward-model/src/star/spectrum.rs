//! The flux that leaves a star's surface, tabulated in wavelength.

use super::band::Detected;
use crate::content::{Content, Listener};
use crate::digits::significant;
use crate::units::per_cm_from_um;

/// Values that are no star's spectrum, or a question it cannot answer. `i_point` counts from zero.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum StarSpectrumError {
    /// No curve passes through fewer than two points.
    #[error("holds {found} points, expected at least two")]
    TooFew {
        /// Number of points.
        found: usize,
    },
    /// Wavelengths and fluxes are not as many.
    #[error("{n_wavelengths} wavelengths, but {n_fluxes} fluxes")]
    Length {
        /// Number of wavelengths.
        n_wavelengths: usize,
        /// Number of fluxes.
        n_fluxes: usize,
    },
    /// A number is NaN, infinite, zero or negative.
    #[error("`{quantity}` is {found}, expected a positive number")]
    NotPositive {
        /// The point.
        i_point: usize,
        /// Which of its numbers.
        quantity: &'static str,
        /// What it is.
        found: f64,
    },
    /// A wavelength does not exceed the one before it.
    #[error("wavelength {wavelength_um} µm follows {previous_um} µm, expected rising wavelengths")]
    NotRising {
        /// The point.
        i_point: usize,
        /// Its wavelength, µm.
        wavelength_um: f64,
        /// That of the point before it, µm.
        previous_um: f64,
    },
    /// An interval of wavelength is empty or inverted.
    #[error("wavelengths from {short_um} to {long_um} µm, expected a range that rises")]
    Interval {
        /// Short end, µm.
        short_um: f64,
        /// Long end, µm.
        long_um: f64,
    },
    /// An interval of wavelength reaches beyond the spectrum.
    #[error(
        "covers {} to {} µm, expected it to cover {} to {} µm as well{}",
        significant(*first_um, 5), significant(*last_um, 5), significant(*short_um, 5), significant(*long_um, 5),
        likely_unit([*first_um, *last_um], [*short_um, *long_um])
    )]
    NotCovered {
        /// Short end of the interval, µm.
        short_um: f64,
        /// Long end of the interval, µm.
        long_um: f64,
        /// First wavelength of the spectrum, µm.
        first_um: f64,
        /// Its last wavelength, µm.
        last_um: f64,
    },
    /// The star does not shine in an interval of wavelength.
    #[error("vanishes from {short_um:.4} to {long_um:.4} µm, expected a star that shines there")]
    Dark {
        /// Short end of the interval, µm.
        short_um: f64,
        /// Long end of the interval, µm.
        long_um: f64,
    },
}

impl StarSpectrumError {
    /// The point at fault, counted from zero; none if it is not one point's fault.
    pub fn i_point(&self) -> Option<usize> {
        match *self {
            Self::NotPositive { i_point, .. } | Self::NotRising { i_point, .. } => Some(i_point),
            _ => None,
        }
    }
}

/// What is to be said of a spectrum from `first` to `last` that would cover `short_um` to `long_um` in a smaller unit.
fn likely_unit([first, last]: [f64; 2], [short_um, long_um]: [f64; 2]) -> String {
    let units = [("nanometres", 1e3), ("ångströms", 1e4)];
    let would_cover = |(_, n): &&(&str, f64)| first / n <= short_um && long_um <= last / n;
    let names: Vec<&str> = units
        .iter()
        .filter(would_cover)
        .map(|(name, _)| *name)
        .collect();
    match names.is_empty() {
        true => String::new(),
        false => format!("; its wavelengths look like {}", names.join(" or ")),
    }
}

/// Edges computed from wavenumbers may differ from the same edge in micrometres by this share.
const ROUNDED_EDGE: f64 = 1e-9;

/// Flux from a star's surface, straight lines between the points.
#[derive(Debug, Clone, PartialEq)]
pub struct StarSpectrum {
    wavelength_um: Vec<f64>,
    flux_w_per_m2_um: Vec<f64>,
}

impl Content for StarSpectrum {
    fn tell(&self, listener: &mut dyn Listener) {
        let Self {
            wavelength_um,
            flux_w_per_m2_um,
        } = self;
        listener.doubles(wavelength_um);
        listener.doubles(flux_w_per_m2_um);
    }
}

impl StarSpectrum {
    /// A spectrum through points: wavelength, µm, and flux at the surface, W m⁻² µm⁻¹ (π times the mean radiance of the disk).
    ///
    /// # Shapes
    /// Both `[n_points]`.
    ///
    /// # Errors
    /// [`StarSpectrumError`] unless there are at least two points, all numbers are positive and the wavelengths rise.
    pub fn new(
        wavelength_um: Vec<f64>,
        flux_w_per_m2_um: Vec<f64>,
    ) -> Result<Self, StarSpectrumError> {
        check_lengths(wavelength_um.len(), flux_w_per_m2_um.len())?;
        let mut previous_um = 0.0;
        for (i_point, (&wavelength_um, &flux)) in
            wavelength_um.iter().zip(&flux_w_per_m2_um).enumerate()
        {
            check_positive(i_point, "wavelength_um", wavelength_um)?;
            check_positive(i_point, "flux_w_per_m2_um", flux)?;
            if wavelength_um <= previous_um {
                return Err(StarSpectrumError::NotRising {
                    i_point,
                    wavelength_um,
                    previous_um,
                });
            }
            previous_um = wavelength_um;
        }
        Ok(Self {
            wavelength_um,
            flux_w_per_m2_um,
        })
    }

    /// Wavelengths, µm, strictly increasing, shape `[n_points]`.
    pub fn wavelength_um(&self) -> &[f64] {
        &self.wavelength_um
    }

    /// Flux at the surface, W m⁻² µm⁻¹, shape `[n_points]`.
    pub fn flux_w_per_m2_um(&self) -> &[f64] {
        &self.flux_w_per_m2_um
    }

    /// Mean flux between two wavelengths, W m⁻² µm⁻¹: the exact integral of the curve over its width.
    ///
    /// # Errors
    /// [`StarSpectrumError::Interval`] unless `short_um < long_um`; [`StarSpectrumError::NotCovered`] if the spectrum does not
    /// reach that far.
    pub fn mean_flux_w_per_m2_um(
        &self,
        short_um: f64,
        long_um: f64,
    ) -> Result<f64, StarSpectrumError> {
        self.mean_detected(short_um, long_um, Detected::Energy)
    }

    /// The same of what is detected: flux times [`Detected::of_energy`].
    pub(super) fn mean_detected(
        &self,
        short_um: f64,
        long_um: f64,
        detected: Detected,
    ) -> Result<f64, StarSpectrumError> {
        self.check_interval(short_um, long_um)?;
        let x = &self.wavelength_um;
        let (short_um, long_um) = (short_um.max(x[0]), long_um.min(x[x.len() - 1]));
        let first = x.partition_point(|x| *x <= short_um) - 1;
        let last = x.partition_point(|x| *x < long_um);
        let integral: f64 = (first..last)
            .map(|i| {
                let (from, to) = (x[i].max(short_um), x[i + 1].min(long_um));
                let at = |um| self.on_segment(i, um) * detected.of_energy(per_cm_from_um(um));
                // Simpson's rule is exact: a straight line times, for photons, a wavelength.
                (to - from) * (at(from) + 4.0 * at(0.5 * (from + to)) + at(to)) / 6.0
            })
            .sum();
        Ok(integral / (long_um - short_um))
    }

    fn on_segment(&self, i: usize, at_um: f64) -> f64 {
        let (x, y) = (&self.wavelength_um, &self.flux_w_per_m2_um);
        y[i] + (y[i + 1] - y[i]) * (at_um - x[i]) / (x[i + 1] - x[i])
    }

    fn check_interval(&self, short_um: f64, long_um: f64) -> Result<(), StarSpectrumError> {
        let (first_um, last_um) = (
            self.wavelength_um[0],
            self.wavelength_um[self.wavelength_um.len() - 1],
        );
        // Written so that a NaN fails too.
        if !(short_um < long_um && long_um.is_finite()) {
            return Err(StarSpectrumError::Interval { short_um, long_um });
        }
        let tolerance_um = ROUNDED_EDGE * long_um;
        if short_um < first_um - tolerance_um || long_um > last_um + tolerance_um {
            return Err(StarSpectrumError::NotCovered {
                short_um,
                long_um,
                first_um,
                last_um,
            });
        }
        Ok(())
    }
}

fn check_lengths(n_wavelengths: usize, n_fluxes: usize) -> Result<(), StarSpectrumError> {
    if n_wavelengths != n_fluxes {
        return Err(StarSpectrumError::Length {
            n_wavelengths,
            n_fluxes,
        });
    }
    if n_wavelengths < 2 {
        return Err(StarSpectrumError::TooFew {
            found: n_wavelengths,
        });
    }
    Ok(())
}

fn check_positive(
    i_point: usize,
    quantity: &'static str,
    found: f64,
) -> Result<(), StarSpectrumError> {
    match found > 0.0 && found.is_finite() {
        true => Ok(()),
        false => Err(StarSpectrumError::NotPositive {
            i_point,
            quantity,
            found,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn triangle() -> StarSpectrum {
        StarSpectrum::new(vec![1.0, 2.0, 4.0], vec![10.0, 30.0, 10.0]).unwrap()
    }

    #[test]
    fn the_mean_is_the_exact_integral_of_the_straight_lines() {
        let mean = |short, long| triangle().mean_flux_w_per_m2_um(short, long).unwrap();
        assert!((mean(1.0, 4.0) - 20.0).abs() < 1e-12);
        assert!((mean(1.0, 2.0) - 20.0).abs() < 1e-12);
        assert!((mean(1.25, 1.75) - 20.0).abs() < 1e-12);
        assert!((mean(1.5, 3.0) - (0.5 * 25.0 + 1.0 * 25.0) / 1.5).abs() < 1e-12);
        assert!((mean(2.0, 4.0) - 20.0).abs() < 1e-12);
        assert!((mean(2.999, 3.001) - 20.0).abs() < 1e-9);
    }

    #[test]
    fn intervals_that_are_empty_or_not_covered_are_refused() {
        let mean = |short, long| triangle().mean_flux_w_per_m2_um(short, long);
        for (short, long) in [(2.0, 2.0), (3.0, 2.0), (f64::NAN, 2.0), (2.0, f64::NAN)] {
            assert!(matches!(
                mean(short, long),
                Err(StarSpectrumError::Interval { .. })
            ));
        }
        assert!(mean(1.0 - 1e-12, 4.0 + 1e-12).is_ok(), "an edge is rounded");
        for (short, long) in [(0.9, 2.0), (3.0, 4.1), (5.0, 6.0)] {
            assert!(matches!(
                mean(short, long),
                Err(StarSpectrumError::NotCovered { .. })
            ));
        }
    }

    #[test]
    fn a_spectrum_in_a_smaller_unit_is_told() {
        let message = |first: f64, last: f64| {
            let spectrum = StarSpectrum::new(vec![first, last], vec![1.0, 1.0]).unwrap();
            let error = spectrum.mean_flux_w_per_m2_um(2.0 / 3.0, 5.3).unwrap_err();
            error.to_string()
        };
        let expected = "covers 300 to 12000 µm, expected it to cover 0.66667 to 5.3 µm as well; \
                        its wavelengths look like nanometres";
        assert_eq!(message(300.0, 12_000.0), expected);
        assert!(message(5000.0, 6e4).ends_with("look like ångströms"));
        assert!(message(100.0, 6e4).ends_with("look like nanometres or ångströms"));
        assert!(message(1.0, 4.0).ends_with("µm as well"));
    }

    #[test]
    fn values_that_are_no_spectrum_are_refused_with_the_point() {
        let new = |x: &[f64], y: &[f64]| StarSpectrum::new(x.to_vec(), y.to_vec()).unwrap_err();
        assert_eq!(new(&[1.0], &[1.0]), StarSpectrumError::TooFew { found: 1 });
        assert_eq!(new(&[1.0, 1.0], &[1.0, 1.0]).i_point(), Some(1));
        assert_eq!(new(&[1.0, 2.0], &[1.0, -1.0]).i_point(), Some(1));
        assert_eq!(new(&[f64::NAN, 2.0], &[1.0, 1.0]).i_point(), Some(0));
        assert_eq!(new(&[1.0, f64::INFINITY], &[1.0, 1.0]).i_point(), Some(1));
        assert!(matches!(
            new(&[1.0, 2.0], &[1.0]),
            StarSpectrumError::Length { .. }
        ));
    }

    proptest! {
        #[test]
        fn parts_of_an_interval_add_up_and_the_mean_is_within_the_curve(
            points in prop::collection::vec((0.01..1.0f64, 1.0..100.0f64), 2..12),
            cuts in (0.0..1.0f64, 0.0..1.0f64, 0.0..1.0f64),
        ) {
            let mut edge = 0.3;
            let x: Vec<f64> = points.iter().map(|(step, _)| { edge += step; edge }).collect();
            let y: Vec<f64> = points.iter().map(|(_, y)| *y).collect();
            let (first, span) = (x[0], x[x.len() - 1] - x[0]);
            let mut cuts = [cuts.0, cuts.1, cuts.2].map(|cut| first + 0.999 * span * cut);
            cuts.sort_by(f64::total_cmp);
            prop_assume!(cuts[0] < cuts[1] && cuts[1] < cuts[2]);
            let spectrum = StarSpectrum::new(x, y.clone()).unwrap();
            let integral = |a: f64, b: f64| (b - a) * spectrum.mean_flux_w_per_m2_um(a, b).unwrap();
            let whole = integral(cuts[0], cuts[2]);
            let parts = integral(cuts[0], cuts[1]) + integral(cuts[1], cuts[2]);
            prop_assert!((whole - parts).abs() < 1e-9 * whole.abs() + 1e-12);
            let mean = whole / (cuts[2] - cuts[0]);
            let (low, high) = y.iter().fold((f64::MAX, 0.0f64), |(l, h), y| (l.min(*y), h.max(*y)));
            prop_assert!(low * (1.0 - 1e-9) <= mean && mean <= high * (1.0 + 1e-9));
        }
    }
}
