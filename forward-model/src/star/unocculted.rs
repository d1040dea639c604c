//! Spots and faculae on the part of the star that the planet does not cross, as parameters.

use super::{contamination::ActiveRegion, planck::planck_w_per_m2_sr_per_cm};
use crate::{
    content::{Content, Listener},
    failure::{SimulationFailure, at_most_one, non_negative},
    parameters::{Parameter, named},
};

/// A kind of region outside the transit's path. Each has two parameters: the share of the disc that it covers, and its
/// temperature; it and the photosphere shine as black bodies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unocculted {
    /// Cool spots: `spot_fraction`, `spot_temperature_k`.
    Spots,
    /// Hot faculae: `facula_fraction`, `facula_temperature_k`.
    Faculae,
}

impl Content for Unocculted {
    fn tell(&self, listener: &mut dyn Listener) {
        listener.text(match self {
            Self::Spots => "spots",
            Self::Faculae => "faculae",
        });
    }
}

impl Unocculted {
    /// The kinds by the names that a study gives them.
    pub const ALL: [(&'static str, Unocculted); 2] =
        [("spots", Self::Spots), ("faculae", Self::Faculae)];

    /// Fraction and temperature.
    pub fn parameters(self) -> [Parameter; 2] {
        let (name, label) = match self {
            Self::Spots => ("spot", "spot"),
            Self::Faculae => ("facula", "fac"),
        };
        let fraction = Parameter::new(
            format!("{name}_fraction"),
            "share of the star's disc",
            [0.0, 1.0],
        );
        let temperature =
            Parameter::new(format!("{name}_temperature_k"), "kelvin", [500.0, 50_000.0]);
        [
            fraction.label(format!("f_{label}")),
            temperature.unit("K").label(format!("T_{label}")),
        ]
    }
}

/// Whether the regions, given by the values of each one's parameters, leave the photosphere a share of the disc.
///
/// # Errors
/// [`SimulationFailure::RegionsExceedDisc`] if together they cover more than the whole of it: such a sample is failed, never
/// clipped; [`SimulationFailure::NonPhysical`] if one of them covers less than nothing or is not a number.
pub(crate) fn check_covering<'a>(
    values: impl Iterator<Item = &'a [f64]>,
) -> Result<(), SimulationFailure> {
    let mut sum = 0.0;
    for own in values {
        let [covering_fraction, _temperature_k] = named(own);
        sum += non_negative("share of the star's disc", covering_fraction)?;
    }
    at_most_one(sum)
        .map(|_| ())
        .ok_or(SimulationFailure::RegionsExceedDisc { sum })
}

/// The regions at one wavenumber, from the values of each one's parameters.
pub(crate) fn regions_at<'a>(
    values: impl Iterator<Item = &'a [f64]>,
    wavenumber_per_cm: f64,
    photosphere_k: f64,
) -> impl Iterator<Item = ActiveRegion> {
    let radiance = move |temperature_k| planck_w_per_m2_sr_per_cm(wavenumber_per_cm, temperature_k);
    let photosphere = radiance(photosphere_k);
    values.map(move |own| {
        let [covering_fraction, temperature_k] = named(own);
        ActiveRegion {
            covering_fraction,
            flux_ratio: radiance(temperature_k) / photosphere,
        }
    })
}
