//! The collision-induced absorption inside the program, which goes with either set.

use forward_model::{CiaTable, Species};

use super::packed_cia;
use crate::error::OpacityFileError;

/// The source of all pairs.
pub(super) const SOURCE: &str =
    "Borysow and co-workers, HITRAN 2012, as distributed with nemesispy 0.0.10";

/// A pair and its packed table.
pub(super) struct ShippedPair {
    pub pair: [Species; 2],
    pub packed: &'static [u8],
}

/// The pairs.
pub(super) const PAIRS: [ShippedPair; 2] = [
    ShippedPair {
        pair: [Species::H2, Species::H2],
        packed: include_bytes!("hitran_r250/H2-H2.bin"),
    },
    ShippedPair {
        pair: [Species::H2, Species::He],
        packed: include_bytes!("hitran_r250/H2-He.bin"),
    },
];

impl ShippedPair {
    /// `H2-He`.
    pub fn name(&self) -> String {
        self.pair.map(Species::formula).join("-")
    }
}

/// The collision-induced absorption inside the program: H2–H2 and H2–He.
///
/// # Errors
/// [`OpacityFileError::DamagedSet`] if the program file is damaged.
pub fn cia_tables() -> Result<Vec<CiaTable>, OpacityFileError> {
    let table = |shipped: &ShippedPair| {
        packed_cia::decode(shipped.packed).map_err(|reason| OpacityFileError::DamagedSet {
            gas: shipped.name(),
            reason,
        })
    };
    PAIRS.iter().map(table).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hydrogen_collisions_match_the_published_value() {
        // 5.4e-45 cm⁵ at 950 K and 4650 cm⁻¹.
        let tables = cia_tables().unwrap();
        let hydrogen = tables
            .iter()
            .find(|t| t.pair() == [Species::H2, Species::H2])
            .unwrap();
        let column = hydrogen
            .wavenumber_per_cm()
            .iter()
            .position(|w| *w == 4650.0)
            .unwrap();
        let row = hydrogen
            .temperature_k()
            .iter()
            .position(|t| *t >= 950.0)
            .unwrap();
        let found = hydrogen.coefficient_m5()[[row, column]];
        assert!((found / 5.4e-55 - 1.0).abs() < 0.1, "{found}");
    }
}
