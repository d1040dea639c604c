//! Polarisabilities of molecules: how strongly they scatter, where no fit to the refractive index is at hand.

use crate::species::Species;

/// Wavenumber of one hartree, cm⁻¹ (CODATA 2018).
const HARTREE_PER_CM: f64 = 219_474.631_363_20;
/// Polarisability volume of one atomic unit, the cube of the Bohr radius, m³ (CODATA 2018).
const ATOMIC_UNIT_M3: f64 = 1.481_847_11e-31;

/// Polarisability volume, m³, and the King factor, which accounts for its anisotropy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Polarisability {
    pub volume_m3: f64,
    pub king_factor: f64,
}

impl Polarisability {
    /// That of a species at a wavenumber, cm⁻¹; none where none is published.
    pub fn of(species: Species, wavenumber_per_cm: f64) -> Option<Self> {
        let found = AXIAL.iter().find(|(axial, _)| *axial == species);
        match found {
            Some((_, oscillators)) => Some(axial(oscillators, wavenumber_per_cm)),
            None => fixed(species),
        }
    }
}

/// A molecule with an axis: one oscillator along it and one across, strength and square of the frequency in atomic units.
struct Oscillators {
    along: [f64; 2],
    across: [f64; 2],
}

/// # Source
/// Hohm (1993), Mol. Phys. 78, 929, as POSEIDON (`absorption.py`) has it.
const AXIAL: [(Species, Oscillators); 3] = [
    (
        Species::O2,
        Oscillators {
            along: [2.748_76, 0.180_957_51],
            across: [4.860_07, 0.585_454_49],
        },
    ),
    (
        Species::NH3,
        Oscillators {
            along: [1.289_64, 0.084_545_99],
            across: [10.849_43, 0.763_388_46],
        },
    ),
    (
        Species::N2O,
        Oscillators {
            along: [5.651_26, 0.174_242_13],
            across: [9.720_95, 0.729_049_85],
        },
    ),
];

/// `α = (α∥ + 2 α⊥)/3`, `F = 1 + 2 [(α∥ − α⊥)/(3 α)]²` with `α∥,⊥ = f/(ω² − ν²)`.
fn axial(oscillators: &Oscillators, wavenumber_per_cm: f64) -> Polarisability {
    let frequency = wavenumber_per_cm / HARTREE_PER_CM;
    let at = |[strength, square]: [f64; 2]| strength / (square - frequency * frequency);
    let (along, across) = (at(oscillators.along), at(oscillators.across));
    let mean = (along + 2.0 * across) / 3.0;
    Polarisability {
        volume_m3: mean * ATOMIC_UNIT_M3,
        king_factor: 1.0 + 2.0 * ((along - across) / (3.0 * mean)).powi(2),
    }
}

/// Static polarisabilities: right in the infrared, and too small by a few per cent in the visible (SO2's, which absorbs
/// nearest to it, by 8 % at 0.59 µm). King factors are means over the visible, one where none was measured.
///
/// # Source
/// CRC Handbook of Chemistry and Physics, and Bogaard et al. (1978), J. Chem. Soc. Faraday Trans. 1 74, 1573, for the King
/// factors (O3: Brasseur & De Rudder 1986), both as POSEIDON and ExoJAX have them.
fn fixed(species: Species) -> Option<Polarisability> {
    let (angstrom3, king_factor) = match species {
        Species::H => (0.67, 1.0),
        Species::HCN => (2.59, 1.0),
        Species::C2H2 => (3.33, 1.064_385),
        Species::C2H4 => (4.25, 1.042_043),
        Species::C2H6 => (4.47, 1.006_063),
        Species::H2S => (3.78, 1.001_880),
        Species::SO2 => (3.72, 1.062_638),
        Species::OCS => (5.71, 1.138_786),
        Species::PH3 => (4.84, 1.0),
        Species::O3 => (3.21, 1.06),
        Species::NO => (1.70, 1.0),
        _ => return None,
    };
    Some(Polarisability {
        volume_m3: angstrom3 * 1e-30,
        king_factor,
    })
}
