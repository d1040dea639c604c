//! Which unit a number seems to be in that is far from any plausible one.

use forward_model::{
    constants::{JUPITER_MASS_KG, JUPITER_RADIUS_M, SOLAR_RADIUS_M},
    digits::significant,
};

/// A unit by its name, and how many of it make one of the unit that a study is written in.
type Unit = (&'static str, f64);

/// What a radius of a planet may be given in.
pub(super) const OF_JUPITER_RADII: [Unit; 4] = [
    ("metres", JUPITER_RADIUS_M),
    ("kilometres", 1e-3 * JUPITER_RADIUS_M),
    ("centimetres", 1e2 * JUPITER_RADIUS_M),
    ("Earth radii", 11.209),
];
/// What a mass of a planet may be given in.
pub(super) const OF_JUPITER_MASSES: [Unit; 3] = [
    ("kilograms", JUPITER_MASS_KG),
    ("grams", 1e3 * JUPITER_MASS_KG),
    ("Earth masses", 317.83),
];
/// What a radius of a star may be given in.
pub(super) const OF_SOLAR_RADII: [Unit; 3] = [
    ("metres", SOLAR_RADIUS_M),
    ("kilometres", 1e-3 * SOLAR_RADIUS_M),
    ("centimetres", 1e2 * SOLAR_RADIUS_M),
];

/// `; it would be 0.939 if it were in metres`: the end of an error about values from `low` to `high`, which are not
/// `plausible`; empty if no unit makes them so. Of several units it is the one that brings them nearest to one.
pub(super) fn hint([low, high]: [f64; 2], plausible: [f64; 2], units: &[Unit]) -> String {
    let is_plausible = |value: f64| (plausible[0]..=plausible[1]).contains(&value);
    let fitting = units
        .iter()
        .filter(|(_, n)| is_plausible(low / n) && is_plausible(high / n));
    let from_one = |(_, n): &&Unit| (low / n * (high / n)).ln().abs();
    let Some((name, n)) = fitting.min_by(|a, b| from_one(a).total_cmp(&from_one(b))) else {
        return String::new();
    };
    let [from, to] = [low, high].map(|value| significant(value / n, 3));
    let values = match from == to {
        true => from,
        false => format!("{from} to {to}"),
    };
    format!("; it would be {values} if it were in {name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_told_in_the_unit_that_makes_it_plausible() {
        let planet = |from, to| hint([from, to], [0.01, 10.0], &OF_JUPITER_RADII);
        // WASP-39b: 1.27 radii of Jupiter.
        let said = [
            planet(9.08e7, 9.08e7),
            planet(90_800.0, 90_800.0),
            planet(9.08e9, 9.08e9),
            planet(14.2, 15.0),
            planet(-1.0, 1.0),
            planet(1e20, 1e20),
            planet(f64::NAN, f64::NAN),
        ];
        let expected = [
            "; it would be 1.27 if it were in metres",
            "; it would be 1.27 if it were in kilometres",
            "; it would be 1.27 if it were in centimetres",
            "; it would be 1.27 to 1.34 if it were in Earth radii",
            "",
            "",
            "",
        ];
        assert_eq!(said, expected);
    }
}
