//! A simulator for the tests: a depth that every bin has, and offsets of two instruments of three.

use crate::observation::{Bin, ErrorInflation, Instruments, Observation};
use crate::parameters::ParameterValue;
use crate::prior::{Marginal, Prior};
use crate::simulator::{SimulationFailure, Simulator, Spectrum, SpectrumSource};

/// A depth of 1 % plus `theta[0]` ppm times the bin's number from one; none above 500 ppm.
pub(super) struct Slope;

impl Simulator for Slope {
    type Workspace = [f64; 6];

    fn workspace(&self) -> [f64; 6] {
        [0.0; 6]
    }

    fn simulate<'w>(
        &self,
        theta: &[f64],
        depth: &'w mut [f64; 6],
    ) -> Result<Spectrum<'w>, SimulationFailure> {
        if theta[0] > 500.0 {
            let (quantity, value) = ("slope", theta[0]);
            return Err(SimulationFailure::NonPhysical { quantity, value });
        }
        for (i, depth) in depth.iter_mut().enumerate() {
            *depth = 0.01 + 1e-6 * theta[0] * (i as f64 + 1.0);
        }
        Ok(Spectrum::in_bins(depth))
    }
}

/// θ: the slope, the offset of bins 1, 2 and 3, ppm, the factor on errors, and the offset of bins 4 and 5, ppm.
pub(super) fn source() -> SpectrumSource<Slope> {
    let offset = |i_bin| match i_bin {
        0 => None,
        1..=3 => Some(ParameterValue::Free(1)),
        _ => Some(ParameterValue::Free(3)),
    };
    let instruments = Instruments {
        offset_ppm: (0..6).map(offset).collect(),
        error_inflation: ErrorInflation::on_all(ParameterValue::Free(2), 6),
    };
    SpectrumSource::new(Slope, instruments)
}

/// The same with these factors on the errors of its bins.
pub(super) fn source_with_factors(of_bins: [ParameterValue; 6]) -> SpectrumSource<Slope> {
    let instruments = Instruments {
        error_inflation: ErrorInflation::of_bins(of_bins),
        ..source().instruments().clone()
    };
    SpectrumSource::new(Slope, instruments)
}

/// Its three instruments: the first as stated, then with θ₂ and θ₄.
pub(super) fn by_instrument() -> [ParameterValue; 6] {
    let [first, second] = [2, 4].map(ParameterValue::Free);
    let stated = ParameterValue::Fixed(1.0);
    [stated, first, first, first, second, second]
}

/// A prior with these of the two offsets and of the factors on the errors of the same instruments.
pub(super) fn prior_of_two_factors(offsets: [Marginal; 2], factors: [Marginal; 2]) -> Prior {
    let prior = inflated_prior(offsets[0], factors[0], offsets[1]);
    Prior::new([prior.marginals(), &factors[1..]].concat())
}

/// A prior with these of the two offsets.
pub(super) fn prior(first: Marginal, second: Marginal) -> Prior {
    inflated_prior(first, Marginal::log_uniform(0.5, 4.0).unwrap(), second)
}

/// The same with this of the factor on errors.
pub(super) fn inflated_prior(first: Marginal, inflation: Marginal, second: Marginal) -> Prior {
    let slope = Marginal::uniform(-100.0, 1000.0).unwrap();
    Prior::new(vec![slope, first, inflation, second])
}

/// Depths that no θ explains wholly.
pub(super) fn observation() -> Observation {
    let instruments = ["a", "b", "b", "b", "c", "c"];
    let bins = instruments.iter().enumerate().map(|(i, instrument)| Bin {
        wavelength_um: 1.0 + 0.2 * i as f64,
        half_width_um: 0.1,
        instrument: (*instrument).into(),
    });
    let depth = [10_030.0, 10_210.0, 10_150.0, 10_240.0, 10_050.0, 10_130.0].map(|ppm| ppm * 1e-6);
    let sigma = [40.0, 60.0, 50.0, 80.0, 70.0, 45.0].map(|ppm| ppm * 1e-6);
    Observation::new(bins.collect(), depth.to_vec(), sigma.to_vec()).unwrap()
}
