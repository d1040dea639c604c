//! The isotopologues that HITRAN lists, in its order, with their molar masses.

use crate::species::Species;

/// One isotopologue of a gas.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Isotopologue {
    /// AFGL code: the last digit of each nucleus' mass number.
    pub afgl_code: u32,
    /// Molar mass, g/mol.
    pub molar_mass_g: f64,
}

const fn iso(afgl_code: u32, molar_mass_g: f64) -> Isotopologue {
    Isotopologue {
        afgl_code,
        molar_mass_g,
    }
}

const H2O: [Isotopologue; 9] = [
    iso(161, 18.011),
    iso(181, 20.015),
    iso(171, 19.015),
    iso(162, 19.017),
    iso(182, 21.021),
    iso(172, 20.021),
    iso(262, 20.023),
    iso(282, 22.027),
    iso(272, 21.027),
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
    iso(212, 17.037),
    iso(312, 18.041),
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
const C2H2: [Isotopologue; 3] = [iso(1221, 26.016), iso(1231, 27.019), iso(1222, 27.022)];
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

/// The isotopologues of a gas in HITRAN's order of abundance; empty for a gas that is not listed.
///
/// # Source
/// Gamache et al. (2021), JQSRT 271, 107713 for codes and order; masses are sums of the nuclides' atomic masses.
pub fn isotopologues(gas: Species) -> &'static [Isotopologue] {
    match gas {
        Species::H2O => &H2O,
        Species::CO2 => &CO2,
        Species::CH4 => &CH4,
        Species::NH3 => &NH3,
        Species::CO => &CO,
        Species::HCN => &HCN,
        Species::C2H2 => &C2H2,
        Species::H2S => &H2S,
        Species::PH3 => &PH3,
        Species::OCS => &OCS,
        Species::SO2 => &SO2,
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_that_of_the_partition_sums() {
        let header = include_str!("tips2021/CO2.csv").lines().nth(1).unwrap();
        let codes: Vec<u32> = header
            .split(',')
            .skip(1)
            .map(|c| c.parse().unwrap())
            .collect();
        assert_eq!(codes, CO2.map(|i| i.afgl_code));
    }
}
