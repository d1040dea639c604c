//! Atoms and molecules by formula, with their molar masses.

use std::{fmt, str::FromStr};

use crate::{constants::ATOMIC_MASS_KG, units::kg_from_g};

// Standard atomic weights, unified atomic mass units (conventional values of IUPAC 2013, Pure Appl. Chem. 88, 265).
const H: f64 = 1.008;
const HE: f64 = 4.002_602;
const C: f64 = 12.011;
const N: f64 = 14.007;
const O: f64 = 15.999;
const NA: f64 = 22.989_769;
const SI: f64 = 28.085;
const P: f64 = 30.973_762;
const S: f64 = 32.06;
const CL: f64 = 35.45;
const F: f64 = 18.998_403;
const K: f64 = 39.0983;
const TI: f64 = 47.867;
const V: f64 = 50.9415;
const FE: f64 = 55.845;

/// A formula that names no known species.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown species `{found}`; expected one of {}", known_formulae())]
pub struct UnknownSpecies {
    /// The formula as it was given.
    pub found: String,
}

fn known_formulae() -> String {
    let formulae: Vec<&str> = Species::ALL
        .iter()
        .map(|species| species.formula())
        .collect();
    formulae.join(", ")
}

macro_rules! species {
    ($($name:ident = $mass:expr $(, hitran $number:literal)?;)+) => {
        /// An atom or molecule, named by its formula.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[allow(missing_docs, reason = "the formula says it")]
        pub enum Species { $($name,)+ }

        impl Species {
            /// Every species there is.
            pub const ALL: &'static [Species] = &[$(Species::$name,)+];

            /// The formula, `"H2O"`.
            pub fn formula(self) -> &'static str {
                match self { $(Species::$name => stringify!($name),)+ }
            }

            /// Mass of one molecule in atomic mass units, or equally the molar mass in g/mol.
            pub fn molar_mass_g(self) -> f64 {
                match self { $(Species::$name => $mass,)+ }
            }

            /// The molecule that HITRAN gives this number, if it is one of ours.
            ///
            /// # Source
            /// Gordon et al. (2022), JQSRT 277, 107949.
            pub fn of_hitran_number(number: u32) -> Option<Self> {
                match number {
                    $($($number => Some(Species::$name),)?)+
                    _ => None,
                }
            }
        }
    };
}

// By formula: molar mass, and the number in HITRAN of those that it has.
species! {
    H2 = 2.0 * H, hitran 45;
    He = HE;
    H2O = 2.0 * H + O, hitran 1;
    CO2 = C + 2.0 * O, hitran 2;
    CO = C + O, hitran 5;
    CH4 = C + 4.0 * H, hitran 6;
    NH3 = N + 3.0 * H, hitran 11;
    HCN = H + C + N, hitran 23;
    C2H2 = 2.0 * C + 2.0 * H, hitran 26;
    H2S = 2.0 * H + S, hitran 31;
    PH3 = P + 3.0 * H, hitran 28;
    OCS = O + C + S, hitran 19;
    N2 = 2.0 * N, hitran 22;
    SO2 = S + 2.0 * O, hitran 9;
    H = H;
    O2 = 2.0 * O, hitran 7;
    O3 = 3.0 * O, hitran 3;
    NO = N + O, hitran 8;
    N2O = 2.0 * N + O, hitran 4;
    SO = S + O, hitran 50;
    CS = C + S, hitran 46;
    C2H4 = 2.0 * C + 4.0 * H, hitran 38;
    C2H6 = 2.0 * C + 6.0 * H, hitran 27;
    HF = H + F, hitran 14;
    HCl = H + CL, hitran 15;
    SiO = SI + O;
    TiO = TI + O;
    VO = V + O;
    FeH = FE + H;
    Na = NA;
    K = K;
}

impl Species {
    /// The formula as a figure writes it, its numbers below the line: `"H₂O"`.
    pub fn set_formula(self) -> String {
        with_lowered_digits(self.formula())
    }

    /// Mass of one molecule, kg.
    pub fn molecule_mass_kg(self) -> f64 {
        self.molar_mass_g() * ATOMIC_MASS_KG
    }

    /// Mass of one mole, kg.
    pub fn molar_mass_kg(self) -> f64 {
        kg_from_g(self.molar_mass_g())
    }
}

/// The text with its digits below the line.
pub(crate) fn with_lowered_digits(text: &str) -> String {
    let lowered = |c: char| match c.to_digit(10) {
        Some(digit) => char::from_u32(0x2080 + digit).unwrap_or(c),
        None => c,
    };
    text.chars().map(lowered).collect()
}

impl fmt::Display for Species {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.formula())
    }
}

impl FromStr for Species {
    type Err = UnknownSpecies;

    fn from_str(formula: &str) -> Result<Self, Self::Err> {
        let found = Species::ALL
            .iter()
            .find(|species| species.formula() == formula);
        found.copied().ok_or_else(|| UnknownSpecies {
            found: formula.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_a_formula_are_set_below_the_line() {
        assert_eq!(Species::C2H6.set_formula(), "C₂H₆");
        assert_eq!(Species::Na.set_formula(), "Na");
    }

    #[test]
    fn formula_round_trips_for_every_species() {
        for &species in Species::ALL {
            assert_eq!(species.to_string().parse(), Ok(species));
        }
    }

    #[test]
    fn an_unknown_formula_is_named_in_the_error() {
        let error = "XYZ".parse::<Species>().unwrap_err().to_string();
        assert!(error.contains("XYZ") && error.contains("H2O"), "{error}");
    }

    #[test]
    fn masses_match_published_ones() {
        assert!((Species::H2O.molar_mass_g() - 18.015).abs() < 1e-3);
        assert!((Species::OCS.molar_mass_g() - 60.07).abs() < 1e-2);
        assert!((Species::H2.molecule_mass_kg() - 3.3476e-27).abs() < 1e-30);
    }
}
