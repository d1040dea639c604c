//! An observed spectrum: bins, depths and errors that are known to make sense.

use forward_model::units::{per_cm_from_um, ppm_from_number};

/// One spectral bin, a top hat.
#[derive(Debug, Clone, PartialEq)]
pub struct Bin {
    /// Centre, µm.
    pub wavelength_um: f64,
    /// Half of the full width, µm.
    pub half_width_um: f64,
    /// Name of the instrument or detector that measured it.
    pub instrument: String,
}

impl Bin {
    /// Short and long edge, µm.
    pub fn edges_um(&self) -> [f64; 2] {
        [
            self.wavelength_um - self.half_width_um,
            self.wavelength_um + self.half_width_um,
        ]
    }

    /// Lower and upper edge, cm⁻¹.
    pub fn edges_per_cm(&self) -> [f64; 2] {
        let [short_um, long_um] = self.edges_um();
        [long_um, short_um].map(per_cm_from_um)
    }
}

/// Values that are no spectrum. `i_bin` counts from zero.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ObservationError {
    /// There is no bin at all.
    #[error("holds no bins, expected at least one")]
    Empty,
    /// A number is NaN, infinite, or of the wrong sign.
    #[error("`{quantity}` is {found:?}, expected {expected}")]
    Value {
        /// Row of the bin.
        i_bin: usize,
        /// Column.
        quantity: &'static str,
        /// The number found.
        found: f64,
        /// What it should be.
        expected: &'static str,
    },
    /// A bin does not lie at longer wavelengths than the one before it.
    #[error(
        "bin at {wavelength_um} µm does not lie beyond the one before it at {previous_um} µm, \
         expected wavelengths that rise within an instrument"
    )]
    Unsorted {
        /// Row of the bin.
        i_bin: usize,
        /// Its centre, µm.
        wavelength_um: f64,
        /// Centre of the bin before it, µm.
        previous_um: f64,
    },
    /// Two neighbouring bins of one instrument share more than a sliver.
    #[error(
        "bin at {wavelength_um} µm overlaps the one before it by {overlap_um:.6} µm, \
         expected bins of one instrument that do not overlap (or a smaller half width)"
    )]
    Overlap {
        /// Row of the bin.
        i_bin: usize,
        /// Its centre, µm.
        wavelength_um: f64,
        /// Shared width, µm.
        overlap_um: f64,
    },
}

impl ObservationError {
    /// The bin at fault, counted from zero; none if the whole spectrum is.
    pub fn i_bin(&self) -> Option<usize> {
        match *self {
            Self::Empty => None,
            Self::Value { i_bin, .. }
            | Self::Unsorted { i_bin, .. }
            | Self::Overlap { i_bin, .. } => Some(i_bin),
        }
    }
}

/// An observed spectrum.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    bins: Vec<Bin>,
    depth: Vec<f64>,
    sigma: Vec<f64>,
    model_error: Vec<f64>,
    pub(super) n_left_out: usize,
}

/// Bin edges in published tables are rounded to about this, µm.
const ROUNDED_EDGE_UM: f64 = 1e-6;
/// Published tables round wavelengths, so that touching bins may seem to overlap by this fraction of a width.
const ROUNDING_OVERLAP: f64 = 0.05;

impl Observation {
    /// A spectrum of `bins` with depth and 1 σ error, dimensionless, shape `[n_bins]` both.
    ///
    /// # Errors
    /// [`ObservationError`] if it is empty, holds a number that is none or not positive, or if the bins of
    /// one instrument do not rise or overlap by more than a twentieth of their width.
    pub fn new(bins: Vec<Bin>, depth: Vec<f64>, sigma: Vec<f64>) -> Result<Self, ObservationError> {
        assert_eq!(bins.len(), depth.len(), "one depth a bin");
        assert_eq!(bins.len(), sigma.len(), "one error a bin");
        if bins.is_empty() {
            return Err(ObservationError::Empty);
        }
        for i_bin in 0..bins.len() {
            check_values(i_bin, &bins[i_bin], depth[i_bin], sigma[i_bin])?;
        }
        for i_bin in 1..bins.len() {
            check_neighbours(i_bin, &bins[i_bin - 1], &bins[i_bin])?;
        }
        Ok(Self {
            model_error: vec![0.0; bins.len()],
            bins,
            depth,
            sigma,
            n_left_out: 0,
        })
    }

    /// The same without the bins that do not lie wholly between `from_um` and `to_um`; none if that leaves no bin.
    pub fn within(self, [from_um, to_um]: [f64; 2]) -> Option<Self> {
        let is_inside = |bin: &Bin| {
            let [short_um, long_um] = bin.edges_um();
            short_um >= from_um - ROUNDED_EDGE_UM && long_um <= to_um + ROUNDED_EDGE_UM
        };
        let inside: Vec<usize> = (0..self.n_bins())
            .filter(|i| is_inside(&self.bins[*i]))
            .collect();
        (!inside.is_empty()).then(|| Self {
            bins: inside.iter().map(|i| self.bins[*i].clone()).collect(),
            depth: inside.iter().map(|i| self.depth[*i]).collect(),
            sigma: inside.iter().map(|i| self.sigma[*i]).collect(),
            model_error: inside.iter().map(|i| self.model_error[*i]).collect(),
            n_left_out: self.n_left_out + self.n_bins() - inside.len(),
        })
    }

    /// Number of bins of the file that have no depth or that [`Observation::within`] has left out.
    pub fn n_left_out(&self) -> usize {
        self.n_left_out
    }

    /// The bins, in the order of the file.
    pub fn bins(&self) -> &[Bin] {
        &self.bins
    }

    /// Depth of each bin, dimensionless, shape `[n_bins]`.
    pub fn depth(&self) -> &[f64] {
        &self.depth
    }

    /// 1 σ error of each depth, dimensionless, shape `[n_bins]`.
    pub fn sigma(&self) -> &[f64] {
        &self.sigma
    }

    /// Number of bins.
    pub fn n_bins(&self) -> usize {
        self.bins.len()
    }

    /// The same with an error that a model of it has besides, 1 σ, dimensionless, shape `[n_bins]`.
    pub fn with_model_error(self, model_error: Vec<f64>) -> Self {
        assert_eq!(model_error.len(), self.n_bins(), "one error a bin");
        Self {
            model_error,
            ..self
        }
    }

    /// The same without any.
    pub fn as_stated(&self) -> Self {
        let none = vec![0.0; self.n_bins()];
        self.clone().with_model_error(none)
    }

    /// That error, zero if there is none, dimensionless, shape `[n_bins]`.
    pub fn model_error(&self) -> &[f64] {
        &self.model_error
    }

    /// Error of the difference between a bin and a model of it, `√((inflation σ)² + e²)`, dimensionless.
    pub fn error(&self, i_bin: usize, inflation: f64) -> f64 {
        (inflation * self.sigma[i_bin]).hypot(self.model_error[i_bin])
    }

    /// χ² of a spectrum by that error, shape `[n_bins]` both.
    pub fn chi2<'s>(
        &self,
        spectrum: impl IntoIterator<Item = &'s f64>,
        inflation: impl IntoIterator<Item = f64>,
    ) -> f64 {
        let bins = self.depth.iter().enumerate();
        bins.zip(spectrum)
            .zip(inflation)
            .map(|(((i, depth), model), inflation)| {
                ((depth - model) / self.error(i, inflation)).powi(2)
            })
            .sum()
    }

    /// Shortest and longest wavelength that any bin touches, µm.
    pub fn wavelength_range_um(&self) -> [f64; 2] {
        wavelength_range_um(&self.bins)
    }
}

/// Shortest and longest wavelength that any of some bins touches, µm.
pub fn wavelength_range_um(bins: &[Bin]) -> [f64; 2] {
    let edges_um = bins.iter().flat_map(Bin::edges_um);
    edges_um.fold([f64::INFINITY, 0.0], |[short, long], um| {
        [um.min(short), um.max(long)]
    })
}

fn check_values(i_bin: usize, bin: &Bin, depth: f64, sigma: f64) -> Result<(), ObservationError> {
    let value = |quantity, found: f64, valid: bool, expected| match valid {
        true => Ok(()),
        false => Err(ObservationError::Value {
            i_bin,
            quantity,
            found,
            expected,
        }),
    };
    let positive = |x: f64| x.is_finite() && x > 0.0;
    let expected = "a positive number";
    value(
        "wavelength_um",
        bin.wavelength_um,
        positive(bin.wavelength_um),
        expected,
    )?;
    value(
        "half_width_um",
        bin.half_width_um,
        positive(bin.half_width_um) && bin.half_width_um < bin.wavelength_um,
        "a positive number below the wavelength",
    )?;
    value(
        "depth_ppm",
        ppm_from_number(depth),
        depth.is_finite(),
        "a finite number",
    )?;
    value(
        "error_ppm",
        ppm_from_number(sigma),
        positive(sigma),
        expected,
    )
}

fn check_neighbours(i_bin: usize, previous: &Bin, bin: &Bin) -> Result<(), ObservationError> {
    if previous.instrument != bin.instrument {
        return Ok(());
    }
    let wavelength_um = bin.wavelength_um;
    if wavelength_um <= previous.wavelength_um {
        let previous_um = previous.wavelength_um;
        return Err(ObservationError::Unsorted {
            i_bin,
            wavelength_um,
            previous_um,
        });
    }
    let overlap_um = previous.edges_um()[1] - bin.edges_um()[0];
    let width_um = 2.0 * bin.half_width_um.min(previous.half_width_um);
    if overlap_um > ROUNDING_OVERLAP * width_um {
        return Err(ObservationError::Overlap {
            i_bin,
            wavelength_um,
            overlap_um,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bin(wavelength_um: f64) -> Bin {
        Bin {
            wavelength_um,
            half_width_um: 0.1,
            instrument: "x".into(),
        }
    }

    fn two(a: Bin, b: Bin, sigma: f64) -> Result<Observation, ObservationError> {
        Observation::new(vec![a, b], vec![0.01; 2], vec![sigma; 2])
    }

    #[test]
    fn bins_that_touch_are_accepted_and_bins_that_overlap_are_not() {
        assert!(two(bin(1.0), bin(1.2), 1e-4).is_ok());
        assert!(matches!(
            two(bin(1.0), bin(1.1), 1e-4),
            Err(ObservationError::Overlap { i_bin: 1, .. })
        ));
    }

    #[test]
    fn only_bins_wholly_inside_a_range_are_kept_and_the_others_counted() {
        let three = vec![bin(1.0), bin(1.2), bin(1.4)];
        let depth = vec![0.01, 0.02, 0.03];
        let all = Observation::new(three, depth, vec![1e-4; 3]).unwrap();
        let kept = all.clone().within([1.1, 1.4]).unwrap();
        assert_eq!((kept.depth(), kept.n_left_out()), (&[0.02][..], 2));
        assert_eq!(all.clone().within([0.9, 1.5]).unwrap(), all);
        assert!(all.within([2.0, 3.0]).is_none());
    }

    #[test]
    fn errors_of_a_model_add_in_squares_and_are_not_inflated() {
        let data = two(bin(1.0), bin(1.2), 3e-4).unwrap();
        assert_eq!(data.error(1, 2.0), 2.0 * 3e-4);
        let both = data.clone().with_model_error(vec![0.0, 8e-4]);
        assert!((both.error(1, 2.0) - 1e-3).abs() < 1e-18);
        let chi2 = both.chi2(&[0.01 - 6e-4, 0.01 + 1e-3], [2.0, 2.0]);
        assert!((chi2 - 2.0).abs() < 1e-9, "{chi2}");
        assert_eq!(both.as_stated(), data);
    }

    #[test]
    fn unsorted_bins_and_errors_that_are_not_positive_are_rejected() {
        assert!(matches!(
            two(bin(1.2), bin(1.0), 1e-4),
            Err(ObservationError::Unsorted { .. })
        ));
        for sigma in [0.0, -1e-4, f64::NAN, f64::INFINITY] {
            assert!(matches!(
                two(bin(1.0), bin(1.2), sigma),
                Err(ObservationError::Value {
                    quantity: "error_ppm",
                    ..
                })
            ));
        }
    }
}
