//! How the wings of an alkali metal's resonance lines fall far from their centres.

use crate::{constants::SECOND_RADIATION_CONSTANT_CM_K, species::Species};

/// A recipe for the wings: how they fall besides the d^{−3/2} of the statistical theory of collisions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wings {
    /// e^{−hc(d − D)/kT}: Burrows, Marley & Sharp (2000), ApJ 531, 438, counted from D as the program Pyrat Bay 2.1 does.
    Burrows2000,
    /// e^{−hcd²/bkT}, b = 5000 (Na) and 1600 cm⁻¹ (K): Baudino et al. (2015), A&A 582, A83, as POSEIDON's Cthulhu and ExoJAX have it.
    Baudino2015,
}

/// Which recipe each of the metals has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AlkaliWings {
    /// Sodium's.
    pub sodium: Wings,
    /// Potassium's.
    pub potassium: Wings,
}

/// For each the one that is nearer to the tables of Exo-FMS, from ExoMol's line profiles (`forward-model/tests/alkali_wings.rs`).
impl Default for AlkaliWings {
    fn default() -> Self {
        Self {
            sodium: Wings::Baudino2015,
            potassium: Wings::Burrows2000,
        }
    }
}

impl Wings {
    /// Name in a study, and the paper.
    pub fn source(self) -> &'static str {
        match self {
            Self::Burrows2000 => "Burrows, Marley & Sharp 2000, ApJ 531, 438",
            Self::Baudino2015 => "Baudino et al. 2015, A&A 582, A83",
        }
    }

    /// Factor beside the d^{−3/2} at a distance beyond the detuning D, both cm⁻¹, at a temperature, K.
    pub(super) fn factor(
        self,
        species: Species,
        [distance_per_cm, detuning_per_cm]: [f64; 2],
        temperature_k: f64,
    ) -> f64 {
        let energy_per_cm = match self {
            Self::Burrows2000 => distance_per_cm - detuning_per_cm,
            Self::Baudino2015 => distance_per_cm * distance_per_cm / gaussian_per_cm(species),
        };
        (-SECOND_RADIATION_CONSTANT_CM_K * energy_per_cm / temperature_k).exp()
    }
}

/// The b of Baudino et al. (2015).
fn gaussian_per_cm(species: Species) -> f64 {
    match species {
        Species::Na => 5000.0,
        _ => 1600.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// hc/k = 1.438777 cm K by hand.
    #[test]
    fn recipes_are_what_they_are_called() {
        let at = |wings: Wings, species| wings.factor(species, [1000.0, 45.0], 1000.0);
        for (wings, species, exponent) in [
            (Wings::Burrows2000, Species::Na, 0.955),
            (Wings::Burrows2000, Species::K, 0.955),
            (Wings::Baudino2015, Species::Na, 0.2),
            (Wings::Baudino2015, Species::K, 0.625),
        ] {
            let expected = (-1.438_777f64 * exponent).exp();
            assert!(
                (at(wings, species) / expected - 1.0).abs() < 1e-5,
                "{wings:?} {species}"
            );
        }
    }
}
