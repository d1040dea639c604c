//! The numbers of the gases: HITRAN's, as NEMESIS goes on with them.

use forward_model::Species;

/// Numbers that may stand for a gas, known or not; others are other bytes.
pub(super) const MEANT: std::ops::RangeInclusive<i32> = 1..=200;

/// Up to this number NEMESIS has HITRAN's.
const LAST_OF_HITRAN: i32 = 28;

/// The numbers that follow; H2S stands in files under that of HITRAN and under that of NEMESIS.
const FURTHER: [(i32, Species); 9] = [
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
    if number <= LAST_OF_HITRAN {
        return Species::of_hitran_number(number.try_into().ok()?);
    }
    let known = FURTHER.iter().find(|(known, _)| *known == number);
    known.map(|(_, species)| *species)
}
