//! The gases whose lines can be computed: all that is to be known of each stands in one list.

use super::isotopologue::{Isotopologue, deuterated, iso};
use crate::species::Species;

/// A gas whose lines can be computed.
pub(super) struct Molecule {
    pub gas: Species,
    /// In HITRAN's order of abundance.
    pub isotopologues: &'static [Isotopologue],
    /// Its table of TIPS-2021: one column an isotopologue, in the same order.
    pub partition_sums: &'static str,
    /// Typical ratio of the width of a line in 0.8547 hydrogen and 0.1453 helium, by volume, to that in air.
    pub hydrogen_helium_width_factor: f64,
}

/// The gases.
///
/// # Source
/// Gamache et al. (2021), JQSRT 271, 107713, for the partition sums (TIPS-2021), codes and order of the isotopologues, whose
/// masses are sums of the nuclides' atomic masses. Ratio of the widths, 0.8547 γ(H2) + 0.1453 γ(He) over γ(air): for H2O
/// ExoMol's widths by H2 and He against J (Barton et al. 2017, JQSRT 187, 453), at J = 5 to 10; for CO2, CO, HCN, H2S, PH3
/// and OCS HITRAN's planetary broadeners (Tan et al. 2022, ApJS 262, 40), from the sample lines published with their program.
/// For the others no such ratio was at hand: the width in air is kept.
pub(super) const MOLECULES: [Molecule; 11] = [
    Molecule {
        gas: Species::H2O,
        isotopologues: &H2O,
        partition_sums: include_str!("tips2021/H2O.csv"),
        hydrogen_helium_width_factor: 0.70,
    },
    Molecule {
        gas: Species::CO2,
        isotopologues: &CO2,
        partition_sums: include_str!("tips2021/CO2.csv"),
        hydrogen_helium_width_factor: 1.50,
    },
    Molecule {
        gas: Species::CH4,
        isotopologues: &CH4,
        partition_sums: include_str!("tips2021/CH4.csv"),
        hydrogen_helium_width_factor: 1.0,
    },
    Molecule {
        gas: Species::NH3,
        isotopologues: &NH3,
        partition_sums: include_str!("tips2021/NH3.csv"),
        hydrogen_helium_width_factor: 1.0,
    },
    Molecule {
        gas: Species::CO,
        isotopologues: &CO,
        partition_sums: include_str!("tips2021/CO.csv"),
        hydrogen_helium_width_factor: 0.92,
    },
    Molecule {
        gas: Species::HCN,
        isotopologues: &HCN,
        partition_sums: include_str!("tips2021/HCN.csv"),
        hydrogen_helium_width_factor: 1.0,
    },
    Molecule {
        gas: Species::C2H2,
        isotopologues: &C2H2,
        partition_sums: include_str!("tips2021/C2H2.csv"),
        hydrogen_helium_width_factor: 1.0,
    },
    Molecule {
        gas: Species::H2S,
        isotopologues: &H2S,
        partition_sums: include_str!("tips2021/H2S.csv"),
        hydrogen_helium_width_factor: 0.90,
    },
    Molecule {
        gas: Species::PH3,
        isotopologues: &PH3,
        partition_sums: include_str!("tips2021/PH3.csv"),
        hydrogen_helium_width_factor: 1.50,
    },
    Molecule {
        gas: Species::OCS,
        isotopologues: &OCS,
        partition_sums: include_str!("tips2021/OCS.csv"),
        hydrogen_helium_width_factor: 1.05,
    },
    Molecule {
        gas: Species::SO2,
        isotopologues: &SO2,
        partition_sums: include_str!("tips2021/SO2.csv"),
        hydrogen_helium_width_factor: 1.0,
    },
];

impl Molecule {
    /// The entry of a gas, if its lines can be computed.
    pub fn of(gas: Species) -> Option<&'static Self> {
        MOLECULES.iter().find(|molecule| molecule.gas == gas)
    }
}

/// The isotopologues of a gas in HITRAN's order of abundance; empty for a gas whose lines cannot be computed.
pub fn isotopologues(gas: Species) -> &'static [Isotopologue] {
    Molecule::of(gas).map_or(&[], |molecule| molecule.isotopologues)
}

const H2O: [Isotopologue; 9] = [
    iso(161, 18.011),
    iso(181, 20.015),
    iso(171, 19.015),
    deuterated(1, 162, 19.017),
    deuterated(1, 182, 21.021),
    deuterated(1, 172, 20.021),
    deuterated(2, 262, 20.023),
    deuterated(2, 282, 22.027),
    deuterated(2, 272, 21.027),
];
const CO2: [Isotopologue; 13] = [
    iso(626, 43.990),
    iso(636, 44.993),
    iso(628, 45.994),
    iso(627, 44.994),
    iso(638, 46.997),
    iso(637, 45.997),
    iso(828, 47.998),
    iso(827, 46.998),
    iso(727, 45.998),
    iso(838, 49.002),
    iso(837, 48.002),
    iso(737, 47.002),
    iso(646, 45.993),
];
const CH4: [Isotopologue; 4] = [
    iso(211, 16.031),
    iso(311, 17.035),
    deuterated(1, 212, 17.037),
    deuterated(1, 312, 18.041),
];
const NH3: [Isotopologue; 2] = [iso(4111, 17.027), iso(5111, 18.024)];
const CO: [Isotopologue; 9] = [
    iso(26, 27.995),
    iso(36, 28.998),
    iso(28, 29.999),
    iso(27, 28.999),
    iso(38, 31.002),
    iso(37, 30.002),
    iso(46, 29.998),
    iso(48, 32.003),
    iso(47, 31.002),
];
const HCN: [Isotopologue; 3] = [iso(124, 27.011), iso(134, 28.014), iso(125, 28.008)];
const C2H2: [Isotopologue; 3] = [
    iso(1221, 26.016),
    iso(1231, 27.019),
    deuterated(1, 1222, 27.022),
];
const H2S: [Isotopologue; 3] = [iso(121, 33.988), iso(141, 35.984), iso(131, 34.987)];
const PH3: [Isotopologue; 1] = [iso(1111, 33.997)];
const OCS: [Isotopologue; 6] = [
    iso(622, 59.967),
    iso(624, 61.963),
    iso(632, 60.970),
    iso(623, 60.966),
    iso(822, 61.971),
    iso(634, 62.966),
];
const SO2: [Isotopologue; 4] = [
    iso(626, 63.962),
    iso(646, 65.958),
    iso(636, 64.961),
    iso(628, 65.966),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// Nuclides by the digits of the codes that have hydrogen, g/mol, against the masses.
    #[test]
    fn deuterium_is_where_the_masses_say_so() {
        let hydrogen = |digit: u32| [1.007_83, 2.014_10][digit as usize - 1];
        let carbon = |digit: u32| [12.0, 13.003_35][digit as usize - 2];
        let oxygen = |digit: u32| [15.994_91, 16.999_13, 17.999_16][digit as usize - 6];
        let digit = |code: u32, place: u32| code / 10u32.pow(place) % 10;
        for gas in [Species::H2O, Species::CH4, Species::C2H2] {
            for isotopologue in isotopologues(gas) {
                let at = |place| digit(isotopologue.afgl_code, place);
                let (first, last, others) = match gas {
                    Species::H2O => (at(2), at(0), oxygen(at(1))),
                    Species::CH4 => (at(1), at(0), carbon(at(2)) + 2.0 * hydrogen(1)),
                    _ => (at(3), at(0), carbon(at(2)) + carbon(at(1))),
                };
                let mass = hydrogen(first) + hydrogen(last) + others;
                assert!(
                    (mass - isotopologue.molar_mass_g).abs() < 2e-3,
                    "{isotopologue:?}"
                );
                let n_deuterium = (first - 1) + (last - 1);
                assert_eq!(isotopologue.n_deuterium as u32, n_deuterium);
            }
        }
        let without = MOLECULES.iter().filter(|molecule| {
            ![Species::H2O, Species::CH4, Species::C2H2].contains(&molecule.gas)
        });
        for molecule in without {
            assert!(molecule.isotopologues.iter().all(|i| i.n_deuterium == 0));
        }
    }

    #[test]
    fn the_order_is_that_of_the_partition_sums() {
        for molecule in &MOLECULES {
            let header = molecule.partition_sums.lines().nth(1).unwrap();
            let columns = header.split(',').skip(1);
            let codes: Vec<u32> = columns.map(|code| code.parse().unwrap()).collect();
            let expected: Vec<u32> = molecule.isotopologues.iter().map(|i| i.afgl_code).collect();
            assert_eq!(codes, expected, "{}", molecule.gas);
        }
    }
}
