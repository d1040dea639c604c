//! The numbers of the gases.

use forward_model::Species;

/// HITRAN's numbers of the gases, as NEMESIS extends them.
const GAS_NUMBERS: [(i32, Species); 26] = [
    (1, Species::H2O),
    (2, Species::CO2),
    (3, Species::O3),
    (4, Species::N2O),
    (5, Species::CO),
    (6, Species::CH4),
    (7, Species::O2),
    (8, Species::NO),
    (9, Species::SO2),
    (11, Species::NH3),
    (14, Species::HF),
    (15, Species::HCl),
    (19, Species::OCS),
    (22, Species::N2),
    (23, Species::HCN),
    (26, Species::C2H2),
    (28, Species::PH3),
    (31, Species::H2S),
    (36, Species::H2S),
    (54, Species::CS),
    (60, Species::Na),
    (61, Species::K),
    (62, Species::TiO),
    (63, Species::VO),
    (82, Species::FeH),
    (127, Species::SiO),
];

/// The gas of a number, if it is known.
pub(super) fn gas(number: i32) -> Option<Species> {
    let known = GAS_NUMBERS.iter().find(|(known, _)| *known == number);
    known.map(|(_, species)| *species)
}
